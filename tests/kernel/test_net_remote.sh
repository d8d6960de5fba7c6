#!/bin/bash
# kernlink net --host: the user's ssh, its arguments, what it says, and a real one with a real sshd.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
. "$TOP/tests/kernel/client_lib.sh"
json=application/json
ln -s "$KERNLINK" "$TMP/bin/kernlink"
real_ssh=$(command -v ssh || :)
PATH=$TMP/bin:$PATH
export SSH_ARGS=$TMP/args

# What comes behind the machine's name runs here.
fake() { # LINE...
    printf '%s\n' '#!/bin/bash' 'printf "%s\n" "$@" >"$SSH_ARGS"' \
        'while [[ $1 != -- ]]; do shift; done' 'shift 2' "${@:-exec \"\$@\"}" >"$TMP/bin/ssh"
    chmod +x "$TMP/bin/ssh"
}
far() { # COMMAND ARGUMENT...
    net "$1" --host ssh://me@box.example:2222 --socket "$API" "${@:2}"
}

# pipe
answer 200 $json '{"result": "confirmed"}'
pipe() { # INPUT-COMMAND
    run timeout 20 "$KERNLINK" net pipe --socket "$API"
}
pipe < <(printf 'POST /v1/confirm HTTP/1.1\r\n\r\n')
is "$status ${out##*$'\n'}" '0 {"result": "confirmed"}' 'pipe: there and back'
raw "$(printf 'x%.0s' {1..50000})end"
pipe < <(printf 'GET / HTTP/1.1\r\n\r\n'; sleep 20)
is "$status ${#out}" '0 50003' 'when the daemon is done, so is it, whatever its input does'
run timeout 20 "$KERNLINK" net pipe --socket "$TMP/nothing"
is "$status $err" "1 kernlink net pipe: $TMP/nothing: no daemon is there" 'no daemon'
raw x endless
timeout 20 "$KERNLINK" net pipe --socket "$API" < <(printf 'GET / HTTP/1.1\r\n\r\n') | head -c 10 >/dev/null
is "${PIPESTATUS[0]}" 1 'a reader that goes away ends it'

# How ssh is called.
fake
answer 200 $json '{"result": "confirmed"}'
far confirm
is "$status $err $(asked)" '0  POST /v1/confirm HTTP/1.1' 'a command of another machine'
is "$(paste -sd ' ' "$SSH_ARGS")" "-Tax -oBatchMode=yes -oStrictHostKeyChecking=yes -oClearAllForwardings=yes -oConnectTimeout=15 -oServerAliveInterval=15 -p 2222 -l me -- box.example kernlink net pipe --socket $API" 'what ssh is told'
net confirm --host 'ssh://[2001:db8::1]' --socket "$API"
is "$status $(sed -n '/^--$/,$p' "$SSH_ARGS" | paste -sd ' ')" "0 -- 2001:db8::1 kernlink net pipe --socket $API" 'an address'
printf 'interfaces: {}\n' >"$TMP/a.yaml"
answer 200 $json '{"files": 1, "objects": 0, "complaints": []}'
far check "$TMP/a.yaml"
is "$status $out $(body | jq -r '.files[0].text')" '0 1 file, 0 objects: all is well interfaces: {}' 'files of here are sent'

# What is no machine.
for host in ssh://-oProxyCommand=x ssh://-box ssh://-u@box ssh:// ssh://a@ box 'ssh://box;id' 'ssh://box $(id)' \
    ssh://box:0 ssh://box:70000 ssh://box:22x ssh://box/x 'ssh://u:p@box' http://box; do
    rm -f "$SSH_ARGS"
    net confirm --host "$host"
    like "$status $err" '^64 .*is not of the form ssh://' "no machine: $host"
    ok test ! -e "$SSH_ARGS" -- "no machine: $host: ssh is not called"
done
net confirm --host ssh://box --socket '/run/x;id'
like "$status $err" '^64 .*only letters' 'a path that the shell there would see'

# What ssh says when it fails.
fake 'echo "Permission denied (publickey)." >&2' $'printf "\\e[31mred\\n" >&2' 'exit 255'
far confirm
is "$status" 1 'ssh fails'
like "$err" 'confirm: ssh: Permission denied \(publickey\)\.' 'what it said is shown'
like "$err" 'ssh: .\[31mred' 'and nothing that a terminal would obey'
unlike "$err" $'\e' 'nothing at all'
fake 'echo "bash: kernlink: command not found" >&2' 'exit 127'
far confirm
like "$status $err" '1 .*ssh: bash: kernlink: command not found.*is kernlink installed at ssh://' 'without kernlink there'
fake 'sleep 30'
SECONDS=0
far confirm --timeout 1
like "$status $err" '1 .*does not answer in time' 'an ssh that hangs'
ok test $SECONDS -lt 15 -- 'is ended'
fake 'for i in {1..20000}; do echo "a long line that fills the pipe" >&2; done' 'exec "$@"'
answer 200 $json '{"result": "confirmed"}'
far confirm
is "$status $err" '0 ' 'an ssh that says much, and works'
fake 'echo garbage'
far confirm
like "$status $err" '1 .*no kernlinkd|cut off' 'what is there is something else'
rm "$TMP/bin/ssh"
PATH=$TMP/bin run "$TMP/bin/kernlink" net confirm --host ssh://box
like "$status $err" '1 .*ssh: is not installed' 'without an ssh'

# A real one.
sshd=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd || :)
start_sshd() {
    mkdir -p /run/sshd 2>/dev/null
    ssh-keygen -q -t ed25519 -N '' -f "$TMP/host_key" && ssh-keygen -q -t ed25519 -N '' -f "$TMP/key" || return 1
    cp "$TMP/key.pub" "$TMP/authorized"
    printf '%s\n' 'ListenAddress 127.0.0.1:2222' "HostKey $TMP/host_key" 'PidFile none' 'UsePAM no' 'StrictModes no' \
        "AuthorizedKeysFile $TMP/authorized" 'PermitRootLogin yes' "SetEnv PATH=$TMP/bin:$PATH" >"$TMP/sshd_config"
    printf '%s\n' "UserKnownHostsFile $TMP/known" 'GlobalKnownHostsFile none' "IdentityFile $TMP/key" 'IdentitiesOnly yes' \
        'IdentityAgent none' >"$TMP/ssh_config"
    printf '#!/bin/sh\nexec %s -F %s "$@"\n' "$real_ssh" "$TMP/ssh_config" >"$TMP/bin/ssh"
    chmod +x "$TMP/bin/ssh"
    timeout 200 "$sshd" -D -e -f "$TMP/sshd_config" 2>"$TMP/sshd.log" &
    daemon=$!
    trap 'kill $server $daemon 2>/dev/null; rm -rf "$TMP"' EXIT
    for ((i = 0; i < 100; i++)); do
        (exec 3<>/dev/tcp/127.0.0.1/2222) 2>/dev/null && break
        sleep 0.1
    done
    echo "[127.0.0.1]:2222 $(cut -d' ' -f1,2 "$TMP/host_key.pub")" >"$TMP/known"
    timeout 20 ssh -oBatchMode=yes -p 2222 "$(id -un)@127.0.0.1" true
}
if [[ -z $sshd || -z $real_ssh ]]; then
    skip 'a real ssh' 'there is no ssh or sshd'
elif ! start_sshd >"$TMP/said" 2>&1; then
    skip 'a real ssh' "sshd lets nobody in here: $(tr '\n' ' ' <"$TMP/said")"
else
    real=ssh://$(id -un)@127.0.0.1:2222
    answer 200 $json '{"result": "confirmed"}'
    net confirm --host "$real" --socket "$API"
    is "$status $err" '0 ' 'a real ssh'
    like "$(asked)" 'POST /v1/confirm' 'brings it there'
    : >"$TMP/known"
    rm "$S/request"
    net confirm --host "$real" --socket "$API"
    is "$status" 1 'a machine that is not known'
    like "$err" 'ssh: .*(Host key verification failed|No ED25519 host key is known)' 'is refused'
    ok test ! -e "$S/request" -- 'and nothing was sent there'
    is "$(wc -c <"$TMP/known")" 0 'and it is not known afterwards'
    ssh-keygen -q -t ed25519 -N '' -f "$TMP/other"
    echo "[127.0.0.1]:2222 $(cut -d' ' -f1,2 "$TMP/other.pub")" >"$TMP/known"
    net confirm --host "$real" --socket "$API"
    like "$status $err" '1 .*IDENTIFICATION HAS CHANGED|verification failed' 'one with another key, too'
    ok test ! -e "$S/request" -- 'and nothing was sent there'
fi
done_testing
