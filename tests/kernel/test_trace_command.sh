#!/bin/bash
# kernlink trace: the command line, what it shows, and the statuses. What the tracer itself does is
# tested in test_trace_tracer.
. "$(dirname "$0")/lib.sh"
ip link set lo up
trace() {
    run "$KERNLINK" trace "$@"
}

trace -- true
if [[ $status != 0 ]]; then
    skip_all "programs may not be traced here: $err"
fi
trace ip link add v0 type veth peer name v1
is "$status" 0 'ip link add'
ok ip link show v1 -- 'is done'
like "$err" 'ip\[[0-9]+\] -> rt-link newlink ack excl create  \([0-9]+ bytes\)' 'its request is shown on standard error'
like "$err" 'IFLA_INFO_KIND "veth"' 'with what is nested'
like "$err" '<- ok, [0-9.]+ (us|ms)' 'and the answer, with the time it took'
is "$out" '' 'standard output is the command'\''s'

trace -o "$TMP/file" -- ip link add v0 type veth
is "$status" 2 'the status is passed on'
like "$(<"$TMP/file")" '<- error -EEXIST it exists already' 'the refusal, in a file'
like "$err" 'RTNETLINK answers: File exists' 'standard error is the command'\''s then'
trace -o - --jsonl -- ip addr add 192.0.2.5/24 dev v0
like "$out" '"program": "ip".*"IFA_LOCAL": "192.0.2.5"' 'JSON lines on standard output'

trace -f -o - -b -- sh -c 'ip link set v0 up; exit 7'
is "$status" 7 'the status of a shell'
like "$out" 'ip\[[0-9]+\] -> rt-link newlink' 'what it starts is followed with -f'
trace -o - -b -- sh -c 'ip link set v0 down; true'
unlike "$out" 'rt-link' 'and not without'
(trace sh -c 'kill -TERM $$') 2>/dev/null
run bash -c "'$KERNLINK' trace sh -c 'kill -TERM \$\$' 2>/dev/null; echo \$?"
is "$out" 143 'a signal that ends it is passed on, too'

trace -w "$TMP/capture" -- ip route show table all
is "$status" 0 'a capture'
is "$err" '' 'alone shows nothing'
routes=$(ip route show table all | wc -l)
run "$KERNLINK" decode -b "$TMP/capture"
is "$(grep -c 'rt-route newroute #' <<<"$out")" "$routes" 'which decode reads'
like "$out" 'ip\[[0-9]+\] -> rt-route getroute' 'program and direction included'
if command -v tshark >/dev/null; then
    frames=$(tshark -r "$TMP/capture" 2>/dev/null | wc -l)
    ok test "$frames" -ge 2 -- 'and tshark, too'
else
    skip 'the capture in tshark' 'tshark is not installed'
fi

# What is traced is JSON that send takes.
trace -o "$TMP/json" --json --command newlink -- ip link add w0 type veth peer name w1
ip link del w0
run "$KERNLINK" send -k - <"$TMP/json" # ip begins with one that must fail
is "$status" 1 'of several, one is refused'
ok ip link show w0 -- 'a traced request can be sent again'

trace nosuchprogram
is "$status" 127 'a program that is not there'
like "$err" 'nosuchprogram' 'is named'
trace "$TMP"
is "$status" 126 'something that is no program'
trace
is "$status" 2 'no command'
trace -p 1 true
is "$status" 2 'a command and a process'
trace -p nobody
is "$status" 2 'no number of a process'
trace --only rt-link --sent -o - -b -- ip -br link
unlike "$out" '<- ' 'filters'

# Joining a process, and letting it go again.
sleep 100 &
target=$!
"$KERNLINK" trace -p "$target" 2>"$TMP/attached" &
tracer=$!
for ((i = 0; i < 250; i++)); do
    grep -q "^TracerPid:	[1-9]" "/proc/$target/status" && break
    sleep 0.02
done
like "$(grep TracerPid "/proc/$target/status")" '[1-9]' 'a process is joined'
kill -INT "$tracer"
wait "$tracer"
is "$?" 0 'and let go by a signal'
ok kill -0 "$target" -- 'it lives on'
kill "$target"
done_testing
