#!/bin/bash
# What the commands of `kernlink net' say, and to whom: programs, a full disk, a terminal.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/kernel/net_lib.sh"
ip link set lo up
printf 'interfaces:\n  lo: {kind: loopback, mtu: 60000}\n' >"$TMP/x.yaml"
printf 'interfaces:\n  lo: {kind: loopback, mtuu: 1}\n  y: {kind: q}\n' >"$TMP/bad.yaml"
cd "$TMP" || exit 1

# A full disk is no success.
while read -r words; do
    timeout 20 "$KERNLINK" net $words >/dev/full 2>full.err
    isnt $? 0 "$words: a full disk is a failure"
    like "$(<full.err)" 'No space left on device' "$words: it is said"
done <<'W'
help
help show
set --help
status --settings x.yaml
status --json --settings x.yaml
check x.yaml
check --json x.yaml
diff x.yaml
diff --json x.yaml
show
show --json
show lo
topology
topology --json
topology --dot
keys
keys --json
snapshot list --json --state none
import
W

# With --json it is JSON that is said, and nothing else, whatever goes wrong.
while read -r words; do
    net $words
    isnt "$status" 0 "$words: a mistake"
    ok jq -e -s 'length > 0 and all(.[]; (.command | type) == "string" and (.message | type) == "string")' \
        run.err -- "$words: its message is JSON"
    is "$(jq -s length run.out)" 0 "$words: there is nothing else"
done <<'W'
show --json nosuch
diff -j bad.yaml
apply -nj bad.yaml
status --json --socket none
topology --json --dot
wait-online --json -t x
keys --json x
show --json --nosuch
snapshot list --json --socket none
W
net check --json bad.yaml
is "$status $err $(jq length run.out)" '65  2' 'mistakes that are asked for are the answer'
net diff --json bad.yaml
is "$(jq -r '"\(.command): \(.message)"' <<<"$err" | head -n 1)" \
    "diff: bad.yaml:2:24: there is no key 'mtuu' in interface; did you mean 'mtu'?" 'with its place'
net show nosuch
is "$err" "kernlink net show: there is no interface 'nosuch'" 'without it, words'

# Helps.
net help show
like "$status $out" '^0 Usage: kernlink net show' 'the help of a command'
net help shwo
like "$status $err" "^64 .*there is no command 'shwo'; did you mean 'show'" 'of none'

# Colours.
TERM=xterm net status --settings x.yaml
unlike "$out" $'\e' 'no colours where there is no terminal'
net status --settings x.yaml --color always
like "$out" $'\e\\[3[0-9]m' 'unless they are asked for'
net status --color blue
like "$status $err" '^64 .*always, never or auto' 'always, never or auto'
if command -v script >/dev/null; then
    like "$(TERM=xterm script -qec "$KERNLINK net status --settings x.yaml" /dev/null </dev/null)" $'\e\\[' 'on a terminal'
    unlike "$(NO_COLOR=1 TERM=xterm script -qec "$KERNLINK net status --settings x.yaml" /dev/null </dev/null)" $'\e\\[3' 'not with NO_COLOR'
    unlike "$(TERM=xterm script -qec "$KERNLINK net status --settings x.yaml --color never" /dev/null </dev/null)" $'\e\\[3' 'nor with --color never'
else
    skip 'a terminal' 'there is no script(1)'
fi

# A file that is written over keeps its rights.
umask 022
net import new.yaml
is "$status $(stat -c %a new.yaml)" '0 644' 'a new file'
net import new.yaml
like "$status $err" '^1 .*is there already' 'it stays'
chmod 600 new.yaml
chown 65534:65534 new.yaml
ln -s new.yaml link.yaml
echo '# old' >new.yaml
net import --force link.yaml
is "$status $(stat -c '%a %u:%g' new.yaml)" '0 600 65534:65534' 'one that is written over keeps its rights'
like "$(<new.yaml)" '^# The network of' 'and is another'
ok test -L link.yaml -- 'behind a link that stays'
is "$(ls)" "$(printf '%s\n' bad.yaml bin full.err link.yaml new.yaml run.err run.out x.yaml)" 'nothing is left beside it'
done_testing
