#!/usr/bin/env bash
# The walk of README.md against a demo server of its own: every `sh` block between <!-- walk --> and <!-- /walk --> runs
# in one shell, in order; what it prints must be the `text` block below it, in which `…` stands for anything.
#   scripts/walk.sh [BINARY]
# WALK_POSTGRES=1 walks on a PostgreSQL of its own instead of SQLite, where its server is installed.
# WALK_SHOW=1 prints what each block printed, to bring README.md up to date.
set -euo pipefail
cd "$(dirname "$0")/.."

tumbuh=$(realpath "${1:-target/debug/tumbuh}")
work=$(mktemp -d)
server= cluster=

# As root the server of PostgreSQL does not start; its own user then owns the cluster.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

finish() {
    local status=$?
    [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
    if [ $status -ne 0 ]; then
        echo "The server's last lines:" >&2
        tail -n 20 "$work/server.log" >&2 || true
    fi
    [ -z "$cluster" ] || as_postgres "$bin/pg_ctl" -D "$cluster" -m immediate stop >"$work/pg.log" 2>&1 || true
    rm -rf "$work" ${cluster:+"$cluster"}
}
trap finish EXIT

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
port=$(free_port)
export BASE=http://127.0.0.1:$port DATA=$work/data TUMBUH=$tumbuh
# Not the caller's database.
unset DATABASE_URL TUMBUH_DATA_DIR
if [ -n "${WALK_POSTGRES:-}" ]; then
    bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb "$(command -v initdb)" 2>/dev/null | tail -n 1)")
    cluster=$(as_postgres mktemp -d) pg_port=$(free_port)
    as_postgres "$bin/initdb" -D "$cluster" -U tumbuh --auth trust >"$work/pg.log"
    as_postgres "$bin/pg_ctl" -D "$cluster" -l "$cluster/log" -o "-h 127.0.0.1 -p $pg_port -k $cluster" -w start >"$work/pg.log"
    export DATABASE_URL=postgres://tumbuh@127.0.0.1:$pg_port/postgres
fi

"$tumbuh" serve --demo --allow-demo-on-postgres --listen "127.0.0.1:$port" --data-dir "$DATA" >"$work/server.log" 2>&1 </dev/null &
server=$!
for _ in $(seq 120); do
    curl -fsS -o "$work/ready" "$BASE/readyz" 2>/dev/null && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.5
done
[ -e "$work/ready" ] || { echo "The server was not ready within 60 s." >&2; exit 1; }

python3 - "$work" <<'PY'
import os, re, subprocess, sys

work = sys.argv[1]
readme = open("README.md", encoding="utf-8").read()
blocks = []
for walk in re.findall(r"<!-- walk -->\n(.*?)<!-- /walk -->", readme, re.S):
    for kind, text in re.findall(r"^```(sh|text)\n(.*?)^```$", walk, re.S | re.M):
        if kind == "sh":
            blocks.append([text, ""])
        else:
            blocks[-1][1] = text
if not blocks:
    sys.exit("README.md has no walk.")

# One shell for all, so that what a block sets is there for the next; each block prints into a file of its own.
script = "".join(f"exec >{work}/out-{i}\n{text}" for i, (text, _) in enumerate(blocks))
done = subprocess.run(["bash", "-euo", "pipefail"], input=script, text=True, stdout=subprocess.DEVNULL)

faults = 0
for i, (text, expected) in enumerate(blocks):
    path = f"{work}/out-{i}"
    if not os.path.exists(path):
        break
    printed = open(path, encoding="utf-8").read().replace("\r", "")
    if os.environ.get("WALK_SHOW"):
        print(f"{text}---\n{printed}")
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    if not re.fullmatch(pattern, printed):
        faults += 1
        print(f"-- this block of README.md\n{text}-- should print\n{expected}-- but printed\n{printed}", file=sys.stderr)
if done.returncode:
    sys.exit(f"The walk ended in block {i} of {len(blocks)} with status {done.returncode}.")
if faults:
    sys.exit(f"{faults} of {len(blocks)} blocks printed something else.")
print(f"{len(blocks)} blocks of README.md did what it says.")
PY
