#!/bin/bash
# demo-trace.sh - a session of reading netlink, and of writing it by hand. Run it in a network
# namespace (tools/demo.sh does); as in demo-ipset.sh, each command must end as it is said to.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
PATH=$PWD/build:$PATH:/usr/sbin:/sbin
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

exec 2>&1 # what is traced is shown on standard error
cd "$dir"
say 'What ip says to the kernel, and what the kernel answers'
try 0 'kernlink trace --command newlink ip link add v0 mtu 1400 type veth peer name v1'
say 'The same again: the kernel refuses, and says why'
try 2 'kernlink trace --errors ip link add v0 type veth'

say 'A capture, to be looked at later, or by Wireshark'
try 0 'kernlink trace -w route.pcapng -- ip addr add 192.0.2.1/24 dev v0'
try 0 'kernlink decode --stats route.pcapng'
say 'The same as JSON lines'
try 0 'kernlink decode --jsonl --command newaddr --sent route.pcapng'
say 'From what was seen to a program in C that does it'
try 0 'kernlink decode --c --command newaddr route.pcapng | sed -n "/^static int request_1/,/^}/p"'

say 'A request of our own, by names; a mistake is told before anything is sent'
try 2 'kernlink send rt-link setlink ifname=v0 mut=1300'
try 0 'kernlink send rt-link setlink ifname=v0 mtu=1300'
try 0 'kernlink send rt-link getlink ifname=v0 --brief'
