#!/usr/bin/env bash
# Measures how fast the completeness of a season is computed: 514 regencies, 8 actions, 5 documents each, on SQLite.
#   benches/completeness/run.sh [BINARY]
# Without BINARY it builds the release. Ends with 1 if a target of README.md beside this file is missed.
set -euo pipefail
cd "$(dirname "$0")/../.."

tumbuh=${1:-}
if [ -z "$tumbuh" ]; then
    cargo build --release
    tumbuh=${CARGO_TARGET_DIR:-target}/release/tumbuh
fi
data=$(mktemp -d)
pid=

stop() {
    [ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null || true
    pid=
}
trap 'stop; rm -rf "$data"' EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base=http://127.0.0.1:$port

serve() {
    env -u DATABASE_URL TUMBUH_RATE_LIMIT=off "$tumbuh" serve --demo --listen "127.0.0.1:$port" --data-dir "$data" \
        >"$data/output.log" 2>&1 </dev/null &
    pid=$!
    for _ in $(seq 600); do
        curl -fs -o /dev/null "$base/readyz" && return
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    tail "$data/output.log" >&2
    exit 1
}

serve
stop
python3 benches/completeness/seed.py "$data/tumbuh.sqlite"
serve
python3 benches/completeness/ask.py "$base" "$data/demo-accounts.json"
