# shellcheck shell=bash
# For tests of kernlinkd: the daemon with folders of its own, and requests to it.

NETD=$(dirname "$KERNLINK")/kernlinkd
[[ -x $NETD ]] || skip_all 'built without the daemon: no libsystemd or libmicrohttpd'
command -v curl >/dev/null || skip_all 'there is no curl'

ETC=$TMP/etc STATE=$TMP/state API=$TMP/api
mkdir "$ETC"

# start_netd OPTION...: begins, and answers when this returns. $netd is the process.
start_netd() {
    "$NETD" --settings "$ETC" --state "$STATE" --socket "$API" "$@" 2>>"$TMP/netd.log" &
    netd=$!
    wait_until started || tap_show 'the daemon said' "$(cat "$TMP/netd.log")"
}

# It has looked at the journal and applied the settings, or has none.
started() {
    [[ $(api GET /v1/status 2>/dev/null | jq -r '[.applying, .starting] | any') == false ]]
}

kill_netd() { # SIGNAL
    kill -s "$1" "$netd"
    wait "$netd" 2>/dev/null
    ended=$?
}

# api METHOD PATH [BODY]: the answer, on stdout.
api() {
    local body=()
    [[ $# -lt 3 ]] || body=(--data-binary "$3")
    curl -sS -m 60 --unix-socket "$API" -X "$1" "${body[@]}" "http://localhost$2"
}

# http METHOD PATH [BODY]: sets $code and $out.
http() {
    local body=()
    [[ $# -lt 3 ]] || body=(--data-binary "$3")
    code=$(curl -sS -m 60 --unix-socket "$API" -o "$TMP/http.out" -w '%{http_code}' -X "$1" \
        "${body[@]}" "http://localhost$2")
    out=$(cat "$TMP/http.out" 2>/dev/null)
}

# wait_until COMMAND...: asks every tenth of a second, for thirty seconds.
wait_until() {
    local i
    for ((i = 0; i < 300; i++)); do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}
trap 'kill -9 $(jobs -p) 2>/dev/null; rm -rf "$TMP"' EXIT
