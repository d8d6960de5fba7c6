# shellcheck shell=bash
# For tests of what talks to the daemon: a server that answers what a test says.

command -v python3 >/dev/null || skip_all 'there is no python3'
[[ $("$KERNLINK" net confirm --socket /nowhere/api 2>&1) != *'built without'* ]] ||
    skip_all 'built without libcurl or jansson'

S=$TMP/server API=$TMP/server/api
mkdir "$S"
echo close >"$S/mode"
: >"$S/answer"
timeout 250 python3 "$TOP/tests/kernel/net_server.py" "$API" "$S" 2>"$S/err" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$TMP"' EXIT
for ((i = 0; i < 300; i++)); do
    [[ -e $S/ready ]] && break
    sleep 0.1
done
[[ -e $S/ready ]] || tap_show 'the server said' "$(<"$S/err")"

# answer STATUS TYPE BODY [MODE]
answer() {
    printf 'HTTP/1.1 %s words\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s' \
        "$1" "$2" "$(LC_ALL=C; echo ${#3})" "$3" >"$S/answer"
    echo "${4:-close}" >"$S/mode"
}
# stream BODY [MODE]: an answer of JSON lines without a length
stream() {
    printf 'HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\nConnection: close\r\n\r\n%s' "$1" >"$S/answer"
    echo "${2:-close}" >"$S/mode"
}
# raw BYTES [MODE]: no HTTP is made of it
raw() {
    printf %b "$1" >"$S/answer"
    echo "${2:-close}" >"$S/mode"
}
# What was asked: the first line, and the body.
asked() {
    head -n 1 "$S/request" | tr -d '\r'
}
body() {
    sed '1,/^$/d' "$S/request"
}
# at SOCKET: the command goes there.
there() { # COMMAND ARGUMENT...
    net "$1" --socket "$API" "${@:2}"
}
