#!/usr/bin/env bash
# Measures a release build: start, import, reads at 32 connections, memory, and the same reads by a bare program.
#   benches/load/run.sh
# ROWS (100000) and SECONDS_EACH (10) say how much. README.md beside this file says what the numbers mean.
set -euo pipefail
cd "$(dirname "$0")/../.."

rows=${ROWS:-100000}
duration=${SECONDS_EACH:-10}
release=${CARGO_TARGET_DIR:-target}/release
data=$(mktemp -d)
pid=

stop() {
    [ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null || true
    pid=
}
trap 'stop; rm -rf "$data"' EXIT

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start URL COMMAND...: runs it in the background and sets start_ms, the time until URL answers 200.
start() {
    local url=$1 began
    shift
    began=$(date +%s%N)
    env -u DATABASE_URL TUMBUH_RATE_LIMIT=off "$@" >"$data/output.log" 2>&1 </dev/null &
    pid=$!
    until curl -fs -o /dev/null "$url"; do
        kill -0 "$pid" 2>/dev/null && [ $(($(date +%s%N) - began)) -lt 60000000000 ] ||
            { tail "$data/output.log" >&2; exit 1; }
        sleep 0.01
    done
    start_ms=$((($(date +%s%N) - began) / 1000000))
}

serve() {
    start "$base/readyz" "$release/tumbuh" serve --demo --listen "127.0.0.1:$port" --data-dir "$data"
}

# memory FIELD: VmRSS (now) or VmHWM (the most since the start), in MiB.
memory() {
    awk -v field="$1:" '$1 == field { printf "%.0f", $2 / 1024 }' "/proc/$pid/status"
}

# Access tokens live 10 minutes, so each measurement gets a new one.
login() {
    local body
    body=$(python3 -c '
import json, sys
account = next(a for a in json.load(open(sys.argv[1])) if a["username"] == "admin")
print(json.dumps({"username": "admin", "password": account["password"]}))' "$data/demo-accounts.json")
    curl -fsS -H 'Content-Type: application/json' -d "$body" "$base/api/v1/auth/login" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])'
}

# load NAME CONNECTIONS URL [HEADER]: sets rps, prints a line of the table.
load() {
    local name=$1 connections=$2 url=$3 output
    local header=${4:-X-None: none} threads=2 script=()
    [ -z "${5:-}" ] || script=(-s "$5")
    [ "$connections" -gt 1 ] || threads=1
    curl -fsS -o /dev/null -H "$header" "$url"
    output=$(wrk --latency -t "$threads" -c "$connections" -d "${duration}s" "${script[@]}" -H "$header" "$url")
    if grep -E 'Non-2xx|Socket errors' <<<"$output" >&2; then exit 1; fi
    rps=$(awk '$1 == "Requests/sec:" { print $2 }' <<<"$output")
    awk -v name="$name" -v rps="$rps" -v rss="$(memory VmRSS)" '
        $1 == "50%" { p50 = $2 }
        $1 == "99%" { p99 = $2 }
        END { printf "%-34s %10.0f %10s %10s %7s MiB\n", name, rps, p50, p99, rss }' <<<"$output"
}

share() {
    awk -v name="$1" -v ours="$2" -v bare="$3" 'BEGIN { printf "%-34s %9.0f %%\n", name, 100 * ours / bare }'
}

command -v wrk >/dev/null || { apt-get update -qq && apt-get install -y -qq wrk >/dev/null; }
# One command, one set of features, and the comparator with the same compiler flags.
cargo build --release --bin tumbuh --example bare
python3 benches/load/rows.py "$rows" >"$data/rows.csv"
port=$(free_port)
base=http://127.0.0.1:$port

serve
echo "first start until ready:           $start_ms ms"
stop
serve
echo "later start until ready:           $start_ms ms"

token=$(login)
# Forget the peak of the start, where the kernel permits it; else the growth below is the larger of the two.
echo 5 2>/dev/null >"/proc/$pid/clear_refs" || true
before=$(memory VmRSS)
seconds=$(curl -sS -o "$data/report.json" -w '%{http_code} %{time_total}' -X POST -T "$data/rows.csv" \
    -H "Authorization: Bearer $token" -H 'Content-Type: text/csv' "$base/api/v1/prevalence-records/import")
echo "import of $rows rows:            ${seconds#* } s (status ${seconds% *})"
echo "memory growth during the import:   $(($(memory VmHWM) - before)) MiB (from $before MiB)"
head -c 300 "$data/report.json"
echo
[ "${seconds% *}" -lt 300 ] || exit 1

# A new process, so that its memory is that of reading.
stop
serve
sleep 3
echo "memory idle:                       $(memory VmRSS) MiB"
auth="Authorization: Bearer $(login)"
filter='within=64.02&source=EPPGBM&limit=50'
id=$(curl -fsS -H "$auth" "$base/api/v1/prevalence-records?$filter" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["items"][0]["id"])')

# Other questions each time, none of which has been asked before: every record once, and pages from every place of the list.
python3 - "$data" <<'PYTHON'
import sqlite3, sys, glob
folder = sys.argv[1]
file = next(f for f in glob.glob(folder + "/*.sqlite*") if not f.endswith(("-wal", "-shm")))
rows = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
ids = [row[0].hex() for row in rows.execute("select id from prevalence_record order by random()")]
dashed = [f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}" for i in ids]
districts = rows.execute("select distinct region_code from prevalence_record where length(region_code) = 8 order by random()")
codes = [code for (code,) in districts]
open(folder + "/any-record.txt", "w").write("\n".join(f"/api/v1/prevalence-records/{i}" for i in dashed))
open(folder + "/any-page.txt", "w").write("\n".join(
    f"/api/v1/prevalence-records?limit=50&source=EPPGBM&within={code}&period_from=2022-{month:02}"
    for month in range(1, 13) for code in codes))
for name in ("record", "page"):
    open(f"{folder}/any-{name}.lua", "w").write(f"""
local paths, threads = {{}}, 0
function setup(thread) thread:set("first", threads) threads = threads + 1 end
function init() for line in io.lines("{folder}/any-{name}.txt") do paths[#paths + 1] = line end at = first * math.floor(#paths / 2) end
function request() at = at % #paths + 1 return wrk.format(nil, paths[at]) end
""")
PYTHON

printf '\n%-34s %10s %10s %10s %11s\n' "$duration s each" "requests/s" p50 p99 memory
records="$base/api/v1/prevalence-records"
load "one record, 32 connections" 32 "$records/$id" "$auth"
one=$rps
load "page of 50, 32 connections" 32 "$records?$filter" "$auth"
page=$rps
load "any record, 32 connections" 32 "$records/$id" "$auth" "$data/any-record.lua"
any_one=$rps
load "any page of 50, 32 connections" 32 "$records?$filter" "$auth" "$data/any-page.lua"
any_page=$rps
trends="$base/api/v1/prevalence/trends?parent=64&indicator=stunting"
load "trends of ten, 32 connections" 32 "$trends" "$auth"
load "trends of ten, one connection" 1 "$trends" "$auth"
echo "most memory under load:            $(memory VmHWM) MiB"
stop

# The same file, after the service has closed it.
file=$(find "$data" -maxdepth 1 -name '*.sqlite*' ! -name '*-wal' ! -name '*-shm')
port=$(free_port)
base=http://127.0.0.1:$port
start "$base/record/$id" "$release/examples/bare" "$file" "$port"
load "bare: one record, 32 connections" 32 "$base/record/$id"
share "one record, share of bare" "$one" "$rps"
share "any record, share of bare" "$any_one" "$rps"
load "bare: page of 50, 32 connections" 32 "$base/page?$filter"
share "page of 50, share of bare" "$page" "$rps"
share "any page, share of bare" "$any_page" "$rps"
