# shellcheck shell=bash
# For tests of what the daemon repairs by itself.

KERNLINKD=$(dirname "$KERNLINK")/kernlinkd
[[ -x $KERNLINKD ]] || skip_all 'built without kernlinkd: no libsystemd or libmicrohttpd'

mkdir "$TMP/etc"
sock=$TMP/sock
# daemon ARGUMENT...: what it logs is read from $log. daemon_ends ends it.
daemon() {
    exec {log}< <(exec "$KERNLINKD" --settings "$TMP/etc" --state "$TMP/state" --socket "$sock" "$@" 2>&1)
    pid=$!
}
daemon_ends() {
    kill -TERM "$pid"
    # Until it has closed what it writes to.
    while IFS= read -t 30 -r -u "$log" _; do :; done
    exec {log}<&-
}
# says REGEX NAME: it does, sooner or later; what it said before is passed over.
says() {
    await "$log" "$@"
}
# Until it has done what it does at the start.
ready() {
    local i
    for ((i = 0; i < 300; i++)); do
        [[ -S $sock && $(api GET /v1/status 2>/dev/null | jq .starting) == false ]] && return
        read -t 0.1 -r <> <(:)
    done
    tap_line 'not ok' 'it does not get ready'
}
api() { # METHOD PATH
    curl -sS -m 60 -X "$1" --unix-socket "$sock" "http://localhost$2"
}
whole() {
    net diff "$TMP/etc"
    is "$status $out$err" '0 ' "$1"
}
# repaired OBJECT NAME COMMAND...: what it changes is repaired.
repaired() {
    "${@:3}" >/dev/null
    says "$1: [0-9]+ steps? done to repair" "$2: repaired"
    whole "$2: all is as it was"
}
