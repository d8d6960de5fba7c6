#!/bin/bash
# What bash offers, against a kernel that has sets.
. "$(dirname "$0")/lib.sh"
"$IPSET" create blocked hash:net timeout 60
"$IPSET" create members list:set
PATH=$TMP/bin:$PATH
ln -s "$KERNLINK" "$TMP/bin/kernlink"
ln -s "$KERNLINK" "$TMP/bin/iw"
. "$TOP/completions/kernlink.bash"

offers() { # WORD... -> what may complete the last one
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _kernlink
    printf '%s ' "${COMPREPLY[@]}"
}

is "$(offers kernlink ip)" 'ipset ' 'the commands of kernlink'
is "$(offers kernlink ipset re)" 'restore rename ' 'the commands of ipset'
is "$(offers ipset s)" 'save swap sync stats ' 'the same through the link'
is "$(offers ipset list '')" 'blocked members ' 'names of sets'
is "$(offers ipset -! -o xml list b)" 'blocked ' 'behind options that stand anywhere'
is "$(offers ipset stats b)$(offers ipset export b)$(offers ipset sync b)$(offers ipset match b)" 'blocked blocked blocked  ' 'sets for the commands that take one'
is "$(offers ipset swap blocked m)" 'members ' 'the second set of swap'
is "$(offers ipset create new hash:net,)" 'hash:net,net hash:net,port hash:net,port,net hash:net,iface ' 'types'
is "$(offers ipset create new hash:mac f)" 'forceadd ' 'options of a type'
is "$(offers ipset add blocked 192.0.2.1 nom)" 'nomatch ' 'options of an element, by the type of its set'
is "$(offers ipset add members blocked be)" 'before ' 'those of another type'
is "$(offers ipset list -o x)" 'xml ' 'forms of output'
is "$(offers ipset nonsense '')" ' ' 'nothing behind a mistake'
is "$(offers kernlink sch)$(offers kernlink pol)" 'schema policy ' 'commands about the schema'
is "$(offers kernlink schema ips)" 'ipset ' 'families'
is "$(offers kernlink schema --json ipset sav)" 'save ' 'commands and attributes of a family'
is "$(offers kernlink schema ipset save '')" ' ' 'and no more'
is "$(offers kernlink policy nlc)" 'nlctrl ' 'generic families'
like "$(offers kernlink mon)" 'monitor' 'commands that show traffic'
is "$(offers kernlink monitor nl80211:sc)" 'nl80211:scan ' 'groups'
is "$(offers kernlink send rt-lin)" 'rt-link ' 'families to send to'
like "$(offers kernlink send rt-link newl)" 'newlink' 'their commands'
is "$(offers kernlink decode --jso)" '--json --jsonl ' 'options'
is "$(offers kernlink trace --fol)" '--follow ' 'options of a helper'
is "$(offers kernlink net che)" 'check ' 'the commands of net'
like "$(offers kernlink net check --)" '--json' 'and their options'
is "$(offers kernlink net set lo)$(offers kernlink net set lo ipv6.accept-ra)" 'lo ipv6.accept-ra ' 'interfaces and keys to be set'
is "$(offers kernlink net set lo arp '')$(offers kernlink net set x kind brid)$(offers kernlink net set -n lo ipv6.accept-ra ev)" \
    'true false bridge even-if-forwarding ' 'values of keys'
is "$(offers kernlink net set lo route default '' | grep -o 'via dev') $(offers kernlink net set lo route default dev lo)$(offers kernlink net set lo address 192.0.2.1/24 mtu '')" \
    'via dev lo  ' 'what belongs to a route; nothing for a number'
is "$(offers kernlink net set lo master l)$(offers kernlink net set lo up dow)" 'lo down down-delay ' 'a master, and more behind up'
is "$(offers kernlink net show --owner '')$(offers kernlink net show -k vl)$(offers kernlink net status --color a)" 'ours foreign vlan always auto ' 'values of options'
mkdir -p "$TMP/home/.ssh" "$TMP/state/snapshots"
printf '%s\n' '[box.example]:2222 ssh-ed25519 AAAA' 'gate,192.0.2.9 ssh-rsa AAAA' '|1|hash= ssh-rsa A' '# c' 'a;b ssh-rsa A' >"$TMP/home/.ssh/known_hosts"
printf 'Host work *.example\n  User me\n' >"$TMP/home/.ssh/config"
is "$(HOME=$TMP/home offers kernlink net apply --host '')" 'ssh://box.example:2222 ssh://gate ssh://192.0.2.9 ssh://work ' 'machines that ssh knows'
touch "$TMP/state/snapshots/monday.yaml" "$TMP/picture.svg"
is "$(offers kernlink net snapshot restore --state "$TMP/state" m)$(offers kernlink net snapshot show --state "$TMP/state" '')" 'monday monday ' 'names of snapshots'
is "$(offers kernlink net set --settings "$TMP/pic")$(offers kernlink net apply "$TMP/pic")$(offers kernlink net show "$TMP/pic")" \
    "$TMP/picture.svg $TMP/picture.svg  " 'files where they are wanted'
is "$(offers kernlink net watch add)$(offers kernlink net help wai)" 'address wait-online ' 'what is watched, and what there is help for'
is "$(offers kernlink net uns)$(offers kernlink net unset lo ipv6.accept-ra)" 'unset ipv6.accept-ra ' 'and to be taken away'
like "$(offers kernlink net apply --h)" '--host' 'the way to another machine'
is "$(offers kernlink net snapshot res)$(offers kernlink net snapshot restore --ad)" 'restore --adopt ' 'what restores a snapshot, and its options'
like "$(offers kernlink net restore --dry)" '--dry-run' 'by the short way, too'
is "$(offers kernlink net restore --ad)$(offers kernlink net restore --ho)" '--adopt --host ' 'all of them'
is "$(offers kernlink net restore --state "$TMP/state" m)" 'monday ' 'and what there is to restore'
is "$(offers kernlink net snapshot restore --js)" '--json ' 'each once'
is "$(offers kernlink net show nei)$(offers kernlink net show routes l)" 'neighbours lo ' 'what they show, and interfaces'
is "$(offers kernlink i)" 'ipset iw ' 'commands that begin alike'
is "$(offers kernlink iw dev wlan0 sca)$(offers iw dev wlan0 sca)" 'scan scan ' 'the commands of iw, and through its link'
is "$(offers iw dev wlan0 scan t)" 'trigger ' 'their second words'
is "$(offers iw --json phy phy0 set di)" 'distance ' 'those of a phy, behind an option'
is "$(offers iw dev wlan0 scan freq 2412 fl)" 'flush ' 'arguments'
is "$(offers iw help mes)" 'mesh mesh_param ' 'what there is help for'
is "$(offers iw dev wlan0 nonsense '')" ' ' 'nothing behind a mistake of iw'
touch "$TMP/picture.svg"
is "$(offers iw channels --svg "$TMP/pic")" "$TMP/picture.svg " 'a file where one is wanted'

# Names are anybody's, and no commands of whoever completes them.
cd "$TMP" || exit 1
"$IPSET" create '$(>ran)' hash:ip
"$IPSET" create '`>ran`' hash:ip
"$IPSET" create 'x;y&z' hash:ip
is "$(offers kernlink ipset list '$')" '\$\(\>ran\) ' 'a name that would be run is quoted'
is "$(offers ipset list '\$')" '\$\(\>ran\) ' 'also behind a beginning that is'
is "$(offers ipset list '' | tr ' ' '\n' | sort | paste -sd ' ')" '\$\(\>ran\) \`\>ran\` blocked members x\;y\&z' 'others are where they need it'
ok test ! -e ran -- 'and nothing was run'
cd "$TOP" || exit 1

# The other shells ask the same.
fishes() { timeout 20 fish -c "source '$TOP/completions/kernlink.fish'; complete -C '$1'" 2>&1; }
if command -v fish >/dev/null; then
    is "$(fishes 'kernlink iw dev wlan0 scan tr')" trigger 'fish: iw'
    is "$(fishes 'kernlink ipset list b')" blocked 'fish: names of sets'
    is "$(fishes 'kernlink sch')" schema 'fish: the commands of kernlink'
    is "$(fishes 'kernlink net uns')$(fishes 'kernlink net set lo arp tr')$(fishes 'kernlink net apply --dry')" 'unsettrue--dry-run' 'fish: net'
    is "$(fishes "kernlink net check $TMP/pictu")" "$TMP/picture.svg" 'fish: a file where one is wanted'
    is "$(fishes 'kernlink decode --jsonl')$(fishes 'kernlink send rt-lin')" '--jsonlrt-link' 'fish: commands that show traffic'
else
    skip 'fish' 'it is not installed'
fi
# zsh itself, with words in place of its line editor's.
zshes() { # WORD...
    timeout 20 zsh -f -c 'compadd() { shift; print -rn -- "${(@M)@:#$PREFIX*} "; }; _files() { print -rn "files "; }
        _alternative() { print -rn "commands "; }
        script=$1; shift; words=("$@") CURRENT=$# PREFIX=${@[-1]}; . "$script"' - "$TOP/completions/kernlink.zsh" "$@" 2>&1
}
if command -v zsh >/dev/null; then
    ok zsh -n "$TOP/completions/kernlink.zsh" -- 'zsh: the script is one'
    is "$(zshes kernlink sch)$(zshes kernlink i)" 'schema ipset iw ' 'zsh: the commands of kernlink'
    is "$(zshes kernlink iw dev wlan0 scan tr)$(zshes kernlink ipset list b)" 'trigger blocked ' 'zsh: iw, and names of sets'
    is "$(zshes kernlink net uns)$(zshes kernlink net set lo arp t)$(zshes kernlink net apply --dry)" 'unset true --dry-run ' 'zsh: net'
    is "$(zshes kernlink net apply '')$(zshes kernlink decode x)$(zshes kernlink trace x)" 'files  files commands ' 'zsh: files where one is wanted'
    is "$(zshes kernlink decode --jsonl)$(zshes kernlink monitor nl80211:sc)$(zshes kernlink send rt-lin)" '--jsonl nl80211:scan rt-link ' 'zsh: commands that show traffic'
else
    skip 'zsh' 'it is not installed'
fi
done_testing
