#!/usr/bin/env bash
# schemathesis against a demo server of its own, once as a regency's officer and once as the administrator.
#   scripts/schemathesis.sh [BINARY]
# SCHEMATHESIS_EXAMPLES (16) and SCHEMATHESIS_SEED (64) say how much and what is tried. Reports: target/schemathesis/.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD
tumbuh=${1:-target/debug/tumbuh}
examples=${SCHEMATHESIS_EXAMPLES:-16}
seed=${SCHEMATHESIS_SEED:-64}
reports=${CARGO_TARGET_DIR:-target}/schemathesis
failed=0
data=$(mktemp -d)
server=

finish() {
    local status=$?
    [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
    if [ $status -ne 0 ]; then
        echo "The server's last lines:" >&2
        tail -n 30 "$data/server.log" >&2 || true
    fi
    rm -rf "$data"
}
trap finish EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base=http://127.0.0.1:$port

# Not the caller's database: this run writes nonsense.
env -u DATABASE_URL TUMBUH_RATE_LIMIT=off \
    "$tumbuh" serve --demo --listen "127.0.0.1:$port" --data-dir "$data" >"$data/server.log" 2>&1 </dev/null &
server=$!
for _ in $(seq 120); do
    curl -fsS -o "$data/ready" "$base/readyz" 2>/dev/null && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.5
done
[ -e "$data/ready" ] || { echo "The server was not ready within 60 s." >&2; exit 1; }

# login ACCOUNT: its access token.
login() {
    python3 - "$base" "$data/demo-accounts.json" "$1" <<'PY'
import json, sys, urllib.request

base, accounts, name = sys.argv[1:]
account = next(a for a in json.load(open(accounts)) if a["username"] == name)
body = json.dumps({"username": name, "password": account["password"]}).encode()
request = urllib.request.Request(base + "/api/v1/auth/login", body, {"Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(request))["access_token"])
PY
}

# check REPORT TOKEN ARGUMENT...: a run that outlives its token (10 minutes) would only prove that it is refused.
check() {
    local report=$1 token=$2
    shift 2
    echo "-- $report"
    # In the temporary folder, where it leaves its caches: what an earlier run found must not steer this one.
    # All runs are made, so that one failure does not hide another.
    (cd "$data" && SCHEMATHESIS_HOOKS=$root/scripts/schemathesis_hooks.py timeout 570 schemathesis --config-file "$root/schemathesis.toml" run "$base/openapi.json" \
        -H "Authorization: Bearer $token" --seed "$seed" --max-examples "$examples" --continue-on-failure \
        --report-junit-path "$reports/$report.xml" "$@") || failed=1
}

me() {
    curl -fsS -H "Authorization: Bearer $1" "$base/api/v1/auth/me"
}

# Operations that can end the session of the run or take its rights away. 401 and 403 are documented answers, so all
# that came after them would pass for nothing. They are checked last, each with a session of its own.
ends_session=(logout)
# Only who manages users can do it with these; the regency's run has them among the others.
ends_session_of_admin=(logout update_user disable_user)

# check_as ACCOUNT OPERATION...
check_as() {
    local account=$1 token before after exclude=() operation
    shift
    for operation in "$@"; do
        grep -q "\"operationId\": *\"$operation\"" "$data/openapi.json" ||
            { echo "The document has no operation $operation: correct the list in $0." >&2; exit 1; }
        exclude+=(--exclude-operation-id "$operation")
    done

    token=$(login "$account")
    before=$(me "$token")
    check "$account" "$token" "${exclude[@]}"
    after=$(me "$token") && [ "$after" = "$before" ] || { echo "The run has changed or ended its own session." >&2; exit 1; }

    for operation in "$@"; do
        token=$(login "$account")
        check "$account-$operation" "$token" --include-operation-id "$operation"
    done
}

mkdir -p "$reports"
reports=$(realpath "$reports")
curl -fsS -o "$data/openapi.json" "$base/openapi.json"
check_as regency6474 "${ends_session[@]}"
check_as admin "${ends_session_of_admin[@]}"
exit $failed
