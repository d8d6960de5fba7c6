#!/bin/bash
# Scripts that call ipset, in the ways that firewalld, fail2ban, netfilter-persistent, block list
# updaters and administrators do: each runs with Debian's ipset and with ours in its place, and must
# print the same and leave the same in the kernel.
. "$(dirname "$0")/lib.sh"
[[ -n $IPSET_PEER ]] || skip_all 'Debian'"'"'s ipset is not installed'
mkdir "$TMP/peer" && ln -s "$IPSET_PEER" "$TMP/peer/ipset"

# fail2ban: one set a jail; a ban is repeated without an error, an unban may come late.
script_fail2ban_start_stop() {
    ipset -exist create f2b-sshd hash:ip timeout 600
    ipset -exist create f2b-sshd hash:ip timeout 600 && echo started twice
    ipset -exist add f2b-sshd 203.0.113.5 timeout 0
    ipset -exist add f2b-sshd 203.0.113.5 timeout 0
    ipset list f2b-sshd | grep -c '^203'
    ipset -exist del f2b-sshd 203.0.113.5
    ipset -exist del f2b-sshd 203.0.113.5 && echo unbanned twice
    ipset flush f2b-sshd && ipset destroy f2b-sshd
}
script_fail2ban_ipv6() {
    ipset -exist create f2b-sshd6 hash:ip family inet6 timeout 600
    ipset add f2b-sshd6 2001:db8::bad timeout 0 -exist
    ipset test f2b-sshd6 2001:db8::bad 2>/dev/null && echo banned
    ipset save f2b-sshd6 | tail -n +2
}
script_fail2ban_action_check() {
    ipset create f2b-x hash:ip timeout 0 maxelem 100
    ipset -q -n list f2b-x >/dev/null && echo there
    ipset -q -n list f2b-y >/dev/null || echo missing $?
}
# firewalld: asks which types there are, makes sets with options, fills them by restore from a file.
script_firewalld_types() {
    ipset --help | sed -n '/^Supported set types/,$p' | awk 'NR > 1 && $1 ~ /:/ { print $1 }' | sort -u
}
script_firewalld_sets() {
    ipset create fw hash:net family inet hashsize 2048 maxelem 200000
    ipset list -name | grep -x fw
    printf 'flush fw\nadd fw 192.0.2.0/24\nadd fw 198.51.100.7\n' >"$TMP/fw"
    ipset restore <"$TMP/fw" && ipset list fw -terse | grep -E '^(Name|Type|Header|Number)' | sed 's/initval.*//'
    ipset list fw -output save | awk '/^add/ { print $3 }' | sort
}
script_firewalld_match_errors() {
    ipset add nosuch 192.0.2.1 2>&1 | grep -q 'does not exist' && echo missing
    ipset create fw hash:ip && ipset create fw hash:ip 2>&1 | grep -o 'set with the same name already exists'
}
# netfilter-persistent: saves all at shutdown, restores at boot, skips what is in use.
script_persistent_save_restore() {
    ipset create a hash:ip && ipset add a 192.0.2.1 && ipset create b list:set && ipset add b a
    ipset save >"$TMP/rules" && ipset flush && ipset destroy b && ipset destroy
    ipset restore -exist <"$TMP/rules" && ipset restore -exist <"$TMP/rules" && echo restored twice
    ipset list -n
}
script_persistent_flush() {
    ipset create a hash:ip && ipset create b list:set && ipset add b a
    ipset list -name | while read -r set; do ipset flush "$set"; done
    ipset list -name | while read -r set; do ipset destroy "$set" && echo "gone: $set"; done
}
# Block list updaters: fill a new set, swap, destroy the old one.
script_blocklist_swap() {
    ipset create -exist black hash:net maxelem 70000
    { echo 'create black-tmp hash:net -exist maxelem 70000' && echo 'flush black-tmp' &&
        sed -e '/^#/d' -e 's/^/add black-tmp /' "$TOP/tests/data/blocklist.netset"; } >"$TMP/list"
    ipset -! restore <"$TMP/list" && ipset swap black-tmp black && ipset destroy black-tmp
    ipset list black | sed '1,/^Members:/d' | wc -l
    ipset list black | awk '/^Number of entries/ { print $4 }'
}
script_blocklist_count() {
    ipset create x hash:ip && for i in 1 2 3; do ipset add x "192.0.2.$i"; done
    ipset list x | grep -cE '^([0-9]{1,3}\.){3}[0-9]{1,3}'
    ipset -L x | tail -n +9 | sort
}
script_blocklist_whitelist() {
    ipset create x hash:net && ipset add x 192.0.2.0/24 && ipset add x 192.0.2.128/25 nomatch
    for ip in 192.0.2.1 192.0.2.200 198.51.100.1; do
        ipset -q test x $ip && echo "$ip yes" || echo "$ip no"
    done
}
script_exit_codes() {
    ipset create x hash:ip
    ipset test x 192.0.2.1 2>/dev/null
    echo $?
    ipset add x nonsense.256 2>/dev/null
    echo $?
    ipset nonsense 2>/dev/null
    echo $?
    ipset list y 2>/dev/null
    echo $?
}
script_set_exists_by_list() {
    for s in a b; do ipset list $s >/dev/null 2>&1 || ipset create $s hash:ip; done
    ipset list -n | wc -l
}
script_xml() {
    ipset create x hash:ip,port initval 0x1 && ipset add x 192.0.2.1,udp:53
    ipset list x -o xml | sed -n 's/.*<elem>\(.*\)<\/elem>.*/\1/p'
}
script_sorted_backup() {
    ipset create x hash:ip initval 0x1 && for i in 30 4 100; do ipset add x "192.0.2.$i"; done
    ipset save -sorted x
}
script_save_per_set() {
    ipset create a hash:ip initval 0x1 && ipset create b hash:net initval 0x2 && ipset add b 192.0.2.0/24
    for s in $(ipset list -n); do ipset save "$s" -f "$TMP/$s.save"; done
    cat "$TMP/a.save" "$TMP/b.save"
}
script_old_style() {
    ipset -N old iphash && ipset -A old 192.0.2.1 && ipset -T old 192.0.2.1 2>&1
    ipset -L old -n
    ipset -F old && ipset -X old
}
script_interactive() {
    printf 'create x hash:ip\nadd x 192.0.2.1\nadd x 192.0.2.2\ntest x 192.0.2.2\nquit\n' | ipset - 2>&1 | grep -c 'is in set'
    ipset list x | tail -n 2 | sort
}
script_ports() {
    ipset create p bitmap:port range 1-1024 && for s in ssh http https 20-21; do ipset add p $s; done
    ipset save p
}
script_counters() {
    ipset create c hash:ip counters comment && ipset add c 192.0.2.1 packets 5 bytes 300 comment 'web 1'
    ipset list c | awk '/packets/ { print $1, $3, $5, $7, $8 }'
}
script_shorewall_dynamic() {
    ipset create dyn hash:ip timeout 0 && ipset add dyn 192.0.2.7 timeout 0
    ipset -L dyn | awk 'p { print $1 } /^Members/ { p = 1 }'
    ipset -q -T dyn 192.0.2.7 && ipset -D dyn 192.0.2.7 && ipset -L dyn -t | grep Number
}

attempt() { # SCRIPT BIN
    "$IPSET_PEER" flush && "$IPSET_PEER" list -n | tac | xargs -r -n 1 "$IPSET_PEER" destroy
    PATH=$2:$PATH
    "$1" 2>&1
    echo "-- the kernel:"
    "$IPSET_PEER" save | sed 's/ initval 0x[0-9a-f]*//' | sort
}

for script in $(compgen -A function script_); do
    wanted=$(attempt "$script" "$TMP/peer")
    is "$(attempt "$script" "$TMP/bin")" "$wanted" "${script#script_}"
    [[ $(sed '/^-- the kernel/q' <<<"$wanted" | wc -l) -gt 1 ]] || is 'nothing' 'something' "${script#script_} says something"
done
done_testing
