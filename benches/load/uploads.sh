#!/usr/bin/env bash
# Measures uploads to a release build: memory during one large file, and reads while 100 uploads go on.
#   benches/load/uploads.sh [BINARY]       the binary is that of a release build if none is named
# README.md beside this file says what the numbers mean.
set -euo pipefail
cd "$(dirname "$0")/../.."

tumbuh=${1:-${CARGO_TARGET_DIR:-target}/release/tumbuh}
data=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null || true; rm -rf "$data"' EXIT

[ $# -gt 0 ] || cargo build --release --bin tumbuh
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base=http://127.0.0.1:$port

serve() {
    env -u DATABASE_URL TUMBUH_RATE_LIMIT=off TUMBUH_LOG=warn \
        "$tumbuh" serve --demo --listen "127.0.0.1:$port" --data-dir "$data/$1" >"$data/$1.log" 2>&1 </dev/null &
    pid=$!
    for _ in $(seq 600); do
        curl -fs -o "$data/ready.json" "$base/readyz" && break
        kill -0 "$pid" || { tail "$data/$1.log" >&2; exit 1; }
        sleep 0.1
    done
}

stop() {
    kill "$pid" && wait "$pid" || true
    pid=
}

# WHAT: on a server of its own, so that its memory is that of this alone, and not that of the first start.
measure() {
    serve "$1"
    stop
    serve "$1"
    sleep 3
    python3 benches/load/uploads.py "$1" "$base" "$data/$1/demo-accounts.json" "$pid"
    stop
}

measure memory
measure reads
