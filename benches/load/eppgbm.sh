#!/usr/bin/env bash
# Looks a synthetic export of e-PPGBM through and writes it down, and says how long each took and how much memory it needed.
#   benches/load/eppgbm.sh [BINARY]        ROWS=20000; the binary is that of a release build if none is named
set -euo pipefail
cd "$(dirname "$0")/../.."

rows=${ROWS:-20000}
if [ $# -gt 0 ]; then tumbuh=$(realpath "$1"); else cargo build --release --bin tumbuh; tumbuh=$(realpath target/release/tumbuh); fi
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

python3 benches/load/eppgbm.py "$rows" >"$work/export.csv"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base=http://127.0.0.1:$port
unset DATABASE_URL TUMBUH_DATA_DIR
TUMBUH_RATE_LIMIT=off "$tumbuh" serve --demo --listen "127.0.0.1:$port" --data-dir "$work/data" >"$work/server.log" 2>&1 </dev/null &
server=$!
for _ in $(seq 240); do curl -fsS -o /dev/null "$base/readyz" 2>/dev/null && break; sleep 0.5; done

member() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
password=$(grep -A 1 '"username": "regency6402"' "$work/data/demo-accounts.json" | sed -n 's/.*"password": "\(.*\)".*/\1/p')
token=$(curl -sS "$base/api/v1/auth/login" -H 'Content-Type: application/json' \
    -d "{\"username\":\"regency6402\",\"password\":\"$password\"}" | member access_token)
memory() { awk -v key="$1:" '$1 == key { printf "%d", $2 / 1024 }' "/proc/$server/status"; }

# grown NAME COMMAND...: how much memory it needed beyond what was there.
grown() {
    local name=$1 before
    shift
    # The peak is that since now; where that is not allowed, that since the start.
    { echo 5 >"/proc/$server/clear_refs"; } 2>/dev/null || true
    before=$(memory VmRSS)
    "$@"
    echo "$name: $(($(memory VmHWM) - before)) MiB more than $before MiB" >&2
}
timed() { curl -sS -w '%{stderr}%{http_code} in %{time_total} s\n' -H "Authorization: Bearer $token" "$@"; }

printf 'dry run of %s rows: ' "$rows" >&2
grown 'dry run' timed "$base/api/v1/imports/eppgbm?create_children=true" -H 'Content-Type: text/csv' \
    --data-binary "@$work/export.csv" -o "$work/dry.json"
id=$(member id <"$work/dry.json")
printf 'commit: ' >&2
grown commit timed -X POST "$base/api/v1/imports/$id/commit" -H 'If-Match: *' -o "$work/done.json"
printf 'the same file again: ' >&2
grown 'the same file again' timed "$base/api/v1/imports/eppgbm?create_children=true" -H 'Content-Type: text/csv' \
    --data-binary "@$work/export.csv" -o "$work/again.json"
for answer in dry done again; do python3 -c 'import json, sys; answer = json.load(open(sys.argv[1])); print(answer["outcomes"], answer["result"])' "$work/$answer.json"; done
