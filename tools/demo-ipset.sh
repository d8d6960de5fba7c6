#!/bin/bash
# demo-ipset.sh - a session with IP sets. Run it in a network namespace (tools/demo.sh does); each
# command is shown as it is typed, and the first that does not do what it must ends the session.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
list=$PWD/tests/data/blocklist.netset
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
ln -s "$PWD/build/kernlink" "$dir/ipset"
PATH=$dir:$PATH:/usr/sbin:/sbin
bold='' plain=''
[[ -t 1 ]] && bold=$'\e[1m' plain=$'\e[0m'

say() {
    printf '\n%s# %s%s\n' "$bold" "$1" "$plain"
}

# Shows a command and runs it; its exit code must be the one wanted.
try() { # CODE COMMAND
    local wanted=$1 code=0
    printf '%s$ %s%s\n' "$bold" "$2" "$plain"
    eval "$2" || code=$?
    ((code == wanted)) || { echo "demo: exit code $code instead of $wanted" >&2 && exit 1; }
}

exec 2>&1 # mistakes belong between the commands
cd "$dir"
cp "$list" blocklist.netset
say 'A set of networks that forgets them after a day, and counts what it matches'
try 0 'ipset create blocked hash:net timeout 86400 counters comment'
try 0 'ipset add blocked 203.0.113.0/24 comment "seen by fail2ban"'
try 0 'ipset add blocked 203.0.113.7 nomatch timeout 0 comment "our own monitor"'

say 'A published block list, one line of awk, and one restore'
try 0 'head -n 6 blocklist.netset'
try 0 'awk '"'"'!/^#/ { print "add blocked", $1 }'"'"' blocklist.netset | ipset restore -exist'
try 0 'ipset list blocked -terse'

say 'Is an address in it? The exit code says it, too'
try 0 'ipset test blocked 203.0.113.9'
try 1 'ipset test blocked 203.0.113.7'
try 1 'ipset test blocked 192.0.2.1'

say 'A new list takes the place of the old one without a moment in between'
try 0 'ipset create fresh hash:net timeout 86400 counters comment'
try 0 'ipset add fresh 198.51.100.0/24 timeout 0 comment "today"'
try 0 'ipset swap fresh blocked && ipset destroy fresh'
try 0 'ipset list blocked -output json'

say 'Other kinds of sets: a service, a bitmap of ports, a list of sets'
try 0 'ipset create web hash:ip,port && ipset add web 192.0.2.80,tcp:https && ipset add web 192.0.2.80,icmp:ping'
try 0 'ipset create ports bitmap:port range 1-1024 && ipset add ports 20-22'
try 0 'ipset create all list:set && ipset add all blocked && ipset add all web'
try 0 'ipset save | tee saved.txt'

say 'What is saved can be restored, and saves the same again'
try 0 'ipset destroy all && ipset destroy && ipset restore <saved.txt && ipset save | cmp - saved.txt && echo the same'

say 'Mistakes say where and what'
try 2 'ipset create more hash:net tiemout 60'
try 1 'printf "add blocked 192.0.2.1\nadd blocked 192.0.2.300\n" | ipset restore'
try 1 'ipset add bloked 192.0.2.1'
try 1 'ipset destroy web'

if peer=$(PATH=${PATH#"$dir":} command -v ipset); then
    say "Debian's ipset, if you ask it, sees the same"
    try 0 "$peer save | cmp - <(ipset save) && echo the same"
fi
