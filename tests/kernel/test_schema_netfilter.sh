#!/bin/bash
# nftables and connection tracking, as nft(8) and conntrack(8) speak it: the tables must know all of
# it, down to the last bit, and agree with what the tools show.
. "$(dirname "$0")/lib.sh"
AUDIT=$(dirname "$KERNLINK")/tests/audit
PATH=$PATH:/usr/sbin:/sbin
for tool in nft jq ip; do
    command -v $tool >/dev/null || skip_all "$tool is not installed"
done
[[ -n ${KL_TEST_VM-} ]] && modprobe -a nf_tables nf_conntrack_netlink dummy nf_conntrack_ftp \
    nfnetlink_cttimeout nfnetlink_hook nfnetlink_acct nf_flow_table_inet nft_fib_inet nft_osf \
    nft_tproxy nft_synproxy nft_dup_netdev nft_fwd_netdev nft_meta_bridge nft_reject_bridge 2>/dev/null
ip link set lo up
ip link add d0 type dummy 2>/dev/null && ip link set d0 up && device=d0 || device=lo

# audited NAME: runs the script on the input, and wants no complaint.
audited() {
    cat >"$TMP/script"
    "$AUDIT" "$TMP/traffic" bash -c "exec bash '$TMP/script' >'$TMP/output' 2>&1" \
        >"$TMP/complaints" 2>"$TMP/count"
    # What nft asks of rtnetlink is another test's.
    is "$(grep -v '^rt-' "$TMP/complaints" | sort -u | head -n 20)" '' "$1: the tables know all of it ($(<"$TMP/count"))"
}

traffic() { # JQ-FILTER: of the last script
    jq -rc "$1" "$TMP/traffic"
}

sed "s/DEVICE/$device/g" >"$TMP/rules" <<'RULES'
add table inet f { comment "tab"; }
add counter inet f c1 { packets 5 bytes 600; }
add quota inet f q1 { over 25 mbytes; }
add limit inet f l1 { rate 400/minute burst 5 packets; }
add limit inet f l2 { rate over 10 mbytes/second burst 1 mbytes; }
add synproxy inet f sp { mss 1460; wscale 7; timestamp sack-perm; }
add ct helper inet f ftp { type "ftp" protocol tcp; }
add ct timeout inet f ct1 { protocol tcp; l3proto ip; policy = { established : 132, close : 4, close_wait : 4 }; }
add ct timeout inet f ct2 { protocol udp; l3proto ip; policy = { unreplied : 132, replied : 4 }; }
add ct expectation inet f ex { protocol tcp; dport 9876; timeout 2m; size 12; l3proto ip; }
add set inet f s1 { type ipv4_addr; flags interval,timeout; timeout 1h; comment "hey"; elements = { 1.2.3.0/24, 5.6.7.8 timeout 10m comment "x" }; }
add set inet f s2 { type ipv4_addr . inet_service . ifname; flags interval; counter; elements = { 1.2.3.4-1.2.3.9 . 80 . "lo", 10.0.0.1 . 443-445 . "eth0" }; }
add set inet f s3 { type ipv4_addr; flags dynamic,timeout; size 1000; timeout 60s; }
add set inet f s4 { typeof ip saddr; counter; limit rate 5/second; elements = { 1.1.1.1 }; }
add set inet f s5 { type inet_service; policy memory; flags constant; elements = { 1, 2 }; }
add chain inet f other
add rule inet f other return
add map inet f m1 { type ipv4_addr : verdict; flags interval; elements = { 1.1.1.1 : jump other, 2.2.2.2 : accept, 3.3.3.3 : drop, * : goto other }; }
add map inet f m2 { type ipv4_addr : counter; elements = { 9.9.9.9 : "c1" }; }
add map inet f m3 { type inet_service : ipv4_addr . inet_service; elements = { 80 : 10.0.0.1 . 8080 }; }
add map inet f m4 { type mark : ipv4_addr; flags timeout,dynamic; size 10; }
add flowtable inet f ft { hook ingress priority 0; devices = { DEVICE }; counter; }
add chain inet f in { type filter hook input priority filter; policy accept; comment "chain"; }
add chain inet f pre { type filter hook prerouting priority raw; }
add chain inet f fw { type filter hook forward priority 0; }
add chain inet f post { type nat hook postrouting priority srcnat; }
add chain inet f prer { type nat hook prerouting priority dstnat; }
add chain inet f ingr { type filter hook ingress device DEVICE priority 0; }
add rule inet f in ct state vmap { established : accept, related : accept, invalid : drop }
add rule inet f in ip saddr @s1 counter packets 3 bytes 4 log prefix "hi " level info flags all drop
add rule inet f in ip saddr . tcp dport . iifname @s2 accept
add rule inet f in ip saddr vmap @m1
add rule inet f in counter name ip saddr map @m2
add rule inet f in counter name "c1" quota name "q1" limit name "l1"
add rule inet f in tcp dport 22 limit rate 10/second burst 7 packets accept comment "ssh"
add rule inet f in tcp dport 1-1024 tcp sport != 5-6 reject with tcp reset
add rule inet f in udp dport { 53, 67-69 } reject with icmpx type admin-prohibited
add rule inet f in ip protocol icmp reject with icmp type host-unreachable
add rule inet f in meta nfproto ipv6 reject with icmpv6 type port-unreachable
add rule inet f fw tcp flags & (syn|ack) == syn tcp option maxseg size set 1300
add rule inet f in tcp option sack-perm exists counter
add rule inet f in ip option rr exists
add rule inet f in exthdr frag exists
add rule inet f in frag id 5 accept
add rule inet f in meta mark set ct mark
add rule inet f in ct mark set meta mark and 0xff or 0x100
add rule inet f in meta mark set meta mark << 8
add rule inet f in meta mark set jhash ip saddr . ip daddr mod 16 seed 0xdeadbeef offset 3
add rule inet f in meta mark set symhash mod 4
add rule inet f in meta mark set numgen inc mod 3
add rule inet f in meta mark set numgen random mod 3 offset 7
add rule inet f in meta skuid 0 meta skgid 1 meta cpu 1 meta length 100 meta protocol ip meta l4proto tcp
add rule inet f in meta time > "2023-01-01 00:00:00"
add rule inet f in meta hour "10:00"-"12:00"
add rule inet f in meta day "Monday"
add rule inet f in socket transparent 1
add rule inet f in socket mark 5
add rule inet f in socket wildcard 0
add rule inet f pre fib saddr . iif oif missing drop
add rule inet f pre fib daddr . iif type local accept
add rule inet f pre fib saddr . mark oifname "lo"
add rule inet f in rt classid 5
add rule inet f in rt ip nexthop 10.0.0.1
add rule inet f fw rt mtu > 100
add rule inet f in rt ipsec exists
add rule inet f in ct count over 20 drop
add rule inet f in ct direction original ct expiration 5s
add rule inet f in ct helper "ftp"
add rule inet f in ct original bytes > 5 ct avgpkt > 3
add rule inet f in ct zone 5
add rule inet f pre ct zone set 5
add rule inet f in ct id 5
add rule inet f in ct status snat
add rule inet f in ct original ip saddr 1.2.3.4
add rule inet f in ct label 5
add rule inet f in quota until 10 mbytes accept
add rule inet f in add @s3 { ip saddr timeout 20s limit rate over 10/second } drop
add rule inet f in update @s3 { ip saddr counter }
add rule inet f in delete @s3 { ip saddr }
add rule inet f in update @m4 { meta mark : ip saddr }
add rule inet f in queue flags bypass,fanout num 1-3
add rule inet f in queue to numgen inc mod 3
add rule inet f in log group 5 snaplen 100 queue-threshold 20 prefix "p"
add rule inet f in ct helper set "ftp"
add rule inet f pre ct timeout set "ct1"
add rule inet f in ct expectation set "ex"
add rule inet f in ip dscp set cs1 ip ttl set 5
add rule inet f in ether saddr 00:11:22:33:44:55 vlan id 5
add rule inet f in @th,16,16 0x1234 @nh,8,8 5 @ll,0,8 3
add rule inet f in @ih,0,32 0x1234
add rule inet f in ip saddr 1.2.3.4 goto other
add rule inet f in osf name "Linux"
add rule inet f in osf ttl skip version "Linux:3.0"
add rule inet f in ipsec in reqid 5
add rule inet f in ipsec in ip saddr 1.2.3.4
add rule inet f in meta iifkind "veth" meta iif lo meta oifname "eth*" meta pkttype unicast meta priority 1:2 meta cgroup 5
add rule inet f in tcp dport 80 synproxy name "sp"
add rule inet f in tcp dport 81 synproxy mss 1460 wscale 7 timestamp sack-perm
add rule inet f in ct state new,untracked continue
add rule inet f in limit rate 5 kbytes/second burst 3 kbytes
add rule inet f in meta nftrace set 1
add rule inet f in meta secpath exists
add rule inet f in meta random > 5
add rule inet f in meta iifgroup 5 meta rtclassid 7 meta oiftype ether
add rule inet f in dccp type request
add rule inet f in sctp chunk data exists
add rule inet f in ct event set new,destroy
add rule inet f pre notrack
add rule inet f pre meta l4proto tcp tproxy ip to 127.0.0.1:1234 accept
add rule inet f pre tcp dport 5 tproxy to :1234
add rule inet f fw flow add @ft
add rule inet f post meta l4proto tcp snat ip to 1.2.3.4-1.2.3.9:1000-2000 random,persistent
add rule inet f post meta l4proto tcp masquerade to :1000-2000 fully-random
add rule inet f post snat ip prefix to 10.0.0.0/24
add rule inet f prer dnat ip to tcp dport map @m3
add rule inet f prer tcp dport 5 dnat ip6 to [fe80::1]:80
add rule inet f prer tcp dport 5 redirect to :80
add rule inet f in last counter
add table netdev nd { flags dormant; }
add chain netdev nd ing { type filter hook ingress devices = { DEVICE } priority 0; }
add chain netdev nd eg { type filter hook egress device DEVICE priority 0; }
add rule netdev nd ing dup to DEVICE
add rule netdev nd ing fwd to DEVICE
add rule netdev nd ing fwd ip to 1.2.3.4 device DEVICE
add rule netdev nd eg meta priority set 1:2
add table ip ipt
add chain ip ipt a { type route hook output priority mangle; }
add rule ip ipt a ip daddr 1.2.3.4 dup to 2.3.4.5 device DEVICE
add rule ip ipt a tcp flags syn / syn,ack
add table arp at
add chain arp at a { type filter hook input priority 0; }
add rule arp at a arp operation request arp saddr ip 1.2.3.4
add table bridge bt
add chain bridge bt a { type filter hook prerouting priority 0; }
add rule bridge bt a meta ibrname "br0"
add rule bridge bt a meta ibrpvid 5 meta ibrvproto 8021q ether type arp
add rule bridge bt a reject with icmpx type port-unreachable
RULES

# What this kernel lacks is refused, which is traffic, too. But most must be there.
audited nft <<SCRIPT
while IFS= read -r line; do
    nft "\$line" || echo "refused: \$line"
done <$TMP/rules
nft list ruleset
nft -j list ruleset >$TMP/ruleset.json
nft get element inet f s1 '{ 1.2.3.4 }'
nft -e add rule inet f in counter
nft insert rule inet f in index 2 counter
nft reset counters
nft reset quotas
nft list hooks
SCRIPT
refused=$(grep -c '^refused' "$TMP/output")
ok test "$refused" -lt 40 -- "most rules are taken ($refused of $(wc -l <"$TMP/rules") are not)"
[[ $refused == 0 ]] || sed -n 's/^refused/# refused/p' "$TMP/output"

# The last full dump and nft's own words.
is "$(traffic 'select(.command == "newrule" and (.header.flags | index("multi"))) |
    .attrs | "\(.NFTA_RULE_TABLE) \(.NFTA_RULE_CHAIN) \(.NFTA_RULE_HANDLE)"' | sort -u)" \
    "$({
        jq -r '.nftables[] | .rule // empty | "\(.table) \(.chain) \(.handle)"' "$TMP/ruleset.json"
        nft -j list ruleset | jq -r '.nftables[] | .rule // empty | "\(.table) \(.chain) \(.handle)"'
    } | sort -u)" 'all rules are told, with the numbers that nft shows'
is "$(traffic 'select(.command == "newset" and (.header.flags | index("multi"))) | .attrs |
    select(.NFTA_SET_NAME == "s1") | [.NFTA_SET_KEY_LEN, .NFTA_SET_TIMEOUT, .NFTA_SET_FLAGS]' | sort -u)" \
    '[4,3600000,["interval","timeout"]]' 'a set is what was asked for'
is "$(traffic 'select(.command == "newsetelem" and (.header.flags | index("multi"))) | .attrs |
    select(.NFTA_SET_ELEM_LIST_SET == "m1") | .NFTA_SET_ELEM_LIST_ELEMENTS[] |
    [.NFTA_SET_ELEM_KEY.NFTA_DATA_VALUE, .NFTA_SET_ELEM_DATA.NFTA_DATA_VERDICT.NFTA_VERDICT_CODE,
     .NFTA_SET_ELEM_DATA.NFTA_DATA_VERDICT.NFTA_VERDICT_CHAIN] | select(.[1] == "jump")' | sort -u)" \
    '["01:01:01:01","jump","other"]' 'a map of verdicts says where to'
is "$(traffic 'select(.command == "newchain" and (.header.flags | index("multi"))) | .attrs |
    select(.NFTA_CHAIN_NAME == "pre") | [.NFTA_CHAIN_HOOK.NFTA_HOOK_HOOKNUM, .NFTA_CHAIN_HOOK.NFTA_HOOK_PRIORITY,
    .NFTA_CHAIN_POLICY]' | sort -u)" '["pre_routing",-300,"accept"]' 'a chain hangs where it was hung'
is "$(traffic 'select(.command == "newchain" and (.header.flags | index("multi")) and .nfgen_family == "netdev") |
    .attrs.NFTA_CHAIN_HOOK.NFTA_HOOK_HOOKNUM' | sort -u | head -n 1)" \
    "$(jq -r '[.nftables[] | .chain // empty | select(.family == "netdev") | .hook] | sort | first // ""' "$TMP/ruleset.json")" \
    'hooks of interfaces have their own names'
is "$(traffic 'select(.command == "newobj" and (.header.flags | index("multi"))) | .attrs |
    select(.NFTA_OBJ_NAME == "q1") | [.NFTA_OBJ_TYPE, .NFTA_OBJ_DATA.NFTA_QUOTA_BYTES]' | sort -u)" \
    '["quota",26214400]' 'an object is read by its type'

# What rules do goes by the names of their expressions.
like "$(traffic '.. | .NFTA_EXPR_NAME? // empty' | sort -u | tr '\n' ' ')" \
    'bitwise byteorder cmp .*counter ct .*immediate .*limit log lookup .*meta .*payload .*reject' \
    'expressions have their names'
is "$(traffic 'select(.command == "newrule" and (.header.flags | index("multi"))) | .attrs.NFTA_RULE_EXPRESSIONS.NFTA_LIST_ELEM[] |
    select(.NFTA_EXPR_NAME == "hash" and .NFTA_EXPR_DATA.NFTA_HASH_TYPE == "jenkins") | .NFTA_EXPR_DATA |
    [.NFTA_HASH_MODULUS, .NFTA_HASH_SEED, .NFTA_HASH_OFFSET]' | sort -u)" '[16,3735928559,3]' 'a hash has its numbers'

if ! command -v conntrack >/dev/null; then
    skip 'connections' 'conntrack is not installed'
    done_testing
fi
audited conntrack <<'SCRIPT'
conntrack -I -p tcp -s 192.0.2.1 -d 192.0.2.2 --sport 5 --dport 6 --state ESTABLISHED \
    -u SEEN_REPLY,ASSURED -t 50 --mark 7 -n 192.0.2.9
conntrack -I -p udp -s 192.0.2.1 -d 192.0.2.2 --sport 5 --dport 6 -t 50 --zone 3
conntrack -I -p icmp -s 192.0.2.1 -d 192.0.2.2 --icmp-type 8 --icmp-code 0 --icmp-id 77 -t 50
conntrack -I -p tcp -s 2001:db8::1 -d 2001:db8::2 --sport 5 --dport 6 --state SYN_SENT -t 50
conntrack -I expect --orig-src 192.0.2.1 --orig-dst 192.0.2.2 -p tcp --orig-port-src 5 --orig-port-dst 6 -t 200 \
    --tuple-src 192.0.2.4 --tuple-dst 192.0.2.5 --tuple-port-src 10 --tuple-port-dst 300 \
    --mask-src 255.255.255.0 --mask-dst 255.255.255.255 --mask-port-src 0 --mask-port-dst 65535
ping -c 1 127.0.0.1
conntrack -L
conntrack -L -f ipv6
conntrack -L expect
conntrack -L dying
conntrack -S
conntrack -C
conntrack -U -p tcp -s 192.0.2.1 --mark 9
conntrack -G -p tcp -s 192.0.2.1 -d 192.0.2.2 --sport 5 --dport 6
conntrack -L -p tcp -z
conntrack -D -p tcp -s 192.0.2.1
conntrack -F
conntrack -F expect
SCRIPT
if ! grep -q '^tcp .*192.0.2.1' "$TMP/output"; then
    skip 'a connection' "this kernel does not track connections: $(head -n 1 "$TMP/output")"
    done_testing
fi
is "$(traffic 'select(.family == "conntrack" and .command == "new" and (.header.flags | index("multi"))) | .attrs |
    select(.CTA_TUPLE_ORIG.CTA_TUPLE_IP.CTA_IP_V4_SRC == "192.0.2.1" and .CTA_TUPLE_ORIG.CTA_TUPLE_PROTO.CTA_PROTO_NUM == "tcp") |
    [.CTA_TUPLE_ORIG.CTA_TUPLE_PROTO.CTA_PROTO_DST_PORT, .CTA_PROTOINFO.CTA_PROTOINFO_TCP.CTA_PROTOINFO_TCP_STATE,
     .CTA_MARK, .CTA_TUPLE_REPLY.CTA_TUPLE_IP.CTA_IP_V4_DST]' | head -n 1)" \
    '[6,"established",7,"192.0.2.9"]' 'a connection is what was asked for'
like "$(traffic 'select(.command == "new") | .attrs.CTA_STATUS // empty' | tr '\n' ' ')" \
    '"seen_reply","assured","confirmed","src_nat"' 'the status has its names'
done_testing
