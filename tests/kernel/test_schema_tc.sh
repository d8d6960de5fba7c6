#!/bin/bash
# Queues, classes, filters and actions of every kind, made with tc(8): what the kernel tells about them,
# as events and in dumps, must be known to the tables down to the last bit, and agree with what tc shows.
. "$(dirname "$0")/lib.sh"
RTNL=$(dirname "$KERNLINK")/tests/rtnl
for tool in ip tc jq; do
    command -v $tool >/dev/null || skip_all "$tool is not installed"
done

ip link set lo up
ip link add v0 numtxqueues 4 numrxqueues 4 type veth peer name v1 numtxqueues 4 numrxqueues 4
ip link set v0 up
ip link set v1 up
ip link add vx type vxlan dstport 4789 external
ip link set vx up

# What it takes to make an object may be missing from this kernel, but not from Debian's.
cat >"$TMP/try" <<'TRY'
#!/bin/bash
"$@" >/dev/null 2>"$0.err" && exit 0
printf '# not here: %s: %s\n' "$*" "$(head -n 1 "$0.err")" >>"$0.failed"
TRY
chmod +x "$TMP/try"
: >"$TMP/try.failed"

# Bytes on purpose: rate tables, the settings of extended matches, hashes, labels, cookies.
bytes='TCA_(HTB_[CR]TAB|TBF_[RP]TAB|POLICE_(PEAK)?RATE)|data|TCA(_ACT)?_BPF_TAG|TCA_[A-Z_]*LABELS(_MASK)?|TCA_ACT_COOKIE'
bytes+='|TCA_[A-Z_]*GENEVE_DATA|IFE_META_[A-Z]+'
# Handles and verdicts are named where they are special; protocols have numbers that nobody named.
partial='tcm_(handle|parent|ifindex)|TCA_[A-Z0-9_]*CLASSID|TCA_FLOW_BASECLASS|TCA_SKBEDIT_PRIORITY|action'

complaints() {
    # Actions are numbered from 1 in events and from 0 in dumps: the latter keep their numbers.
    grep -vE "^(raw ($bytes)|nameless ($partial)|unknown [0-9]+ in TCA_ROOT_TAB$|rtnl: No such)" "$TMP/complaints" | sort -u
}

# Runs the lines of the input while we listen.
watch() { # NAME
    cat >"$TMP/lines"
    echo "alias try='$TMP/try'; shopt -s expand_aliases" | cat - "$TMP/lines" >"$TMP/script"
    "$RTNL" events bash "$TMP/script" >"$TMP/events" 2>"$TMP/complaints"
    is "$(complaints)" '' "$1: the tables know all of it ($(wc -l <"$TMP/events") messages)"
}

# Little-endian words as hexadecimal, for headers of requests.
words() {
    local word
    for word; do
        printf '%02x%02x%02x%02x' $((word & 255)) $((word >> 8 & 255)) $((word >> 16 & 255)) $((word >> 24 & 255))
    done
}

dump() { # NAME TYPE HEADER
    "$RTNL" dump "$2" "$3" >"$TMP/dump" 2>"$TMP/complaints"
    is "$(complaints)" '' "$1: the tables know all of the dump ($(wc -l <"$TMP/dump") messages)"
}

index() {
    ip -o link show dev "$1" | cut -d: -f1
}
index=$(index v0)

# A root queue, its classes, and a look at both.
queue() { # NAME TC-ARGUMENTS [CLASS-LINES]
    watch "$1" <<LINES
tc qdisc del dev v0 root 2>/dev/null
try tc qdisc add dev v0 root handle 1: ${2//$'\n'/ }
${3-}
ping -c 2 -i 0.01 -W 0.01 -I v0 192.0.2.9 >/dev/null 2>&1
LINES
    dump "$1: queue" 38 "$(words 0 "$index" 0 0 0)"
    if [[ -n ${3-} || $1 =~ sfq|fq_codel|cake|multiq|mq|taprio|prio ]]; then
        dump "$1: classes" 42 "$(words 0 "$index" 0 0 0)"
    fi
}
ip addr add 192.0.2.1/24 dev v0

queue pfifo 'pfifo limit 77'
queue bfifo 'bfifo limit 7777'
queue pfifo_head_drop 'pfifo_head_drop limit 70'
queue pfifo_fast pfifo_fast
queue prio 'prio bands 4 priomap 1 2 2 2 1 2 0 0 1 1 1 1 1 1 1 3'
queue multiq multiq
queue mq mq
queue skbprio 'skbprio limit 64'
queue plug 'plug limit 100000'
queue ets 'ets bands 6 strict 2 quanta 3000 2000 1000 500 priomap 0 1 2 3'
queue mqprio 'mqprio num_tc 2 map 0 0 1 1 queues 2@0 2@2 hw 0'
queue taprio 'taprio num_tc 2 map 0 0 1 1 queues 2@0 2@2 base-time 1000 sched-entry S 01 300000 sched-entry S 02 300000
 flags 0x1 txtime-delay 200000 clockid CLOCK_TAI'
tc qdisc del dev v0 root 2>/dev/null
queue cbs 'cbs idleslope 98688 sendslope -901312 hicredit 153 locredit -1389 offload 0'
queue etf 'etf clockid CLOCK_TAI delta 300000 skip_sock_check'
queue tbf 'tbf rate 1mbit burst 5kb latency 70ms peakrate 2mbit mtu 2000'
queue htb 'htb default 10 r2q 5 direct_qlen 99' 'try tc class add dev v0 parent 1: classid 1:1 htb rate 6mbit burst 15k
try tc class add dev v0 parent 1:1 classid 1:10 est 1s 8s htb rate 5mbit ceil 6mbit burst 15k prio 3 quantum 3000
try tc class add dev v0 parent 1:1 classid 1:20 htb rate 40gbit ceil 50gbit
try tc class del dev v0 classid 1:20'
is "$(jq -c 'select(.command == "newtclass" and .tcm_handle == 65552 and .attrs.TCA_OPTIONS != null) | .attrs.TCA_OPTIONS.TCA_HTB_PARMS |
    [.prio, .quantum, .rate.rate, .ceil.rate]' "$TMP/dump")" \
    "$(tc -j class show dev v0 classid 1:10 2>/dev/null | jq -c '.[] | [.prio // 3, 3000, .rate, .ceil]' 2>/dev/null ||
        echo '[3,3000,625000,750000]')" 'a class is as tc shows it'
queue hfsc 'hfsc default 1' 'try tc class add dev v0 parent 1: classid 1:1 hfsc sc m1 2mbit d 10ms m2 1mbit ul rate 3mbit'
queue drr drr 'try tc class add dev v0 parent 1: classid 1:1 drr quantum 3000'
queue qfq qfq 'try tc class add dev v0 parent 1: classid 1:1 qfq weight 10 maxpkt 2000'
queue netem 'netem delay 10ms 2ms 25% distribution normal loss 3% 25% duplicate 1% 2% corrupt 2% 1% reorder 5% 50% gap 3
 rate 5mbit 20 100 5 limit 2000 slot 800us 1000us packets 32 bytes 64k'
queue 'netem loss' 'netem loss gemodel 1% 10% 70% 0.1% ecn'
queue 'netem states' 'netem loss state 1% 10% 1% 5% 2% rate 40gbit slot distribution pareto 1ms 1us'
queue codel 'codel limit 100 target 4ms interval 30ms ecn ce_threshold 2ms'
queue fq_codel 'fq_codel limit 1000 target 3ms interval 40ms noecn flows 99 quantum 300 memory_limit 10Mb ce_threshold 1ms
 drop_batch 5'
queue fq 'fq limit 777 flow_limit 77 quantum 3000 initial_quantum 9000 maxrate 9mbit buckets 512 orphan_mask 255 pacing
 refill_delay 20ms low_rate_threshold 550kbit ce_threshold 3ms timer_slack 9us horizon 5s horizon_drop'
queue fq_pie 'fq_pie limit 500 flows 99 target 20ms tupdate 30ms alpha 3 beta 20 quantum 1500 memory_limit 10m ecn_prob 5 ecn
 bytemode dq_rate_estimator'
queue pie 'pie limit 500 target 20ms tupdate 30ms alpha 3 beta 20 ecn bytemode'
queue cake 'cake bandwidth 10mbit diffserv4 dual-srchost nat wash ingress ack-filter overhead 18 mpu 64 rtt 50ms memlimit 9m
 fwmark 0xf'
tc qdisc show dev v0 | grep -q cake &&
    is "$("$RTNL" dump 38 "$(words 0 "$index" 0 0 0)" 2>/dev/null | jq -c 'select(.attrs.TCA_KIND == "cake") | .attrs.TCA_OPTIONS |
    [.TCA_CAKE_BASE_RATE64, .TCA_CAKE_DIFFSERV_MODE, .TCA_CAKE_OVERHEAD, .TCA_CAKE_FLOW_MODE]')" \
    "$(tc -j qdisc show dev v0 root | jq -c '.[].options | [.bandwidth, .diffserv, .overhead, "dual_src"]')" \
    'cake is as tc shows it'
queue red 'red limit 400000 min 30000 max 90000 avpkt 1000 burst 55 ecn harddrop adaptive bandwidth 10Mbit probability 0.02
 nodrop'
watch gred <<'LINES'
tc qdisc del dev v0 root 2>/dev/null
try tc qdisc add dev v0 root handle 1: gred setup vqs 3 default 1 grio limit 400000
try tc qdisc change dev v0 root gred limit 60KB min 15K max 25K burst 20 avpkt 1000 bandwidth 10Mbit vq 1 probability 0.02 prio 2
LINES
dump gred 38 "$(words 0 "$index" 0 0 0)"
tc qdisc del dev v0 root 2>/dev/null
queue choke 'choke limit 1000 min 50 max 150 bandwidth 10mbit ecn probability 0.02'
queue sfq 'sfq limit 100 perturb 10 quantum 3000 depth 50 headdrop divisor 512 redflowlimit 100000 min 8000 max 60000
 probability 0.20 ecn'
queue sfb 'sfb rehash 600000 db 60000 limit 1000 max 25 target 20 increment 0.00050 decrement 0.00005 penalty_rate 10 penalty_burst 20'
queue hhf 'hhf limit 1000 quantum 3000 hh_limit 99 reset_timeout 30ms admit_bytes 100000 evict_timeout 500ms non_hh_weight 3'
queue 'size table' 'stab mtu 2047 tsize 512 mpu 64 overhead 10 linklayer atm htb'

# Filters and actions hang on clsact, which every kernel has.
ip link set dev v0 down
tc qdisc del dev v0 root 2>/dev/null
ip link set dev v0 up
watch clsact <<'LINES'
try tc qdisc add dev v0 ingress_block 7 egress_block 8 clsact
try tc qdisc del dev v0 clsact
try tc qdisc add dev v0 clsact
try tc qdisc add dev v1 ingress
LINES
cat >"$TMP/bpf" <<'BPF'
4,40 0 0 12,21 0 1 2048,6 0 0 4294967295,6 0 0 0
BPF
watch filters <<LINES
try tc filter add dev v0 egress protocol ip prio 1 handle 800::5 u32 match ip src 10.0.0.0/8 match ip dport 80 0xffff match mark 5 0xff flowid 1:1 action ok
try tc filter add dev v0 egress protocol ip prio 1 handle 2: u32 divisor 16
try tc filter add dev v0 egress protocol ip prio 1 u32 ht 800:: match ip protocol 6 0xff link 2: hashkey mask 0x00ff0000 at 16 offset at 0 mask 0f00 shift 6 eat
try tc filter add dev v0 egress protocol all prio 2 matchall skip_hw classid 1:2 action drop
try tc filter add dev v0 egress protocol ip prio 3 handle 5 fw classid 1:3 action pass
try tc filter add dev v0 egress protocol ip prio 4 basic match "cmp(u8 at 0 layer 2 mask 0xff gt 10) and not u32(u32 0x1 0xff at 4) or meta(priority eq 5)" classid 1:4
try tc filter add dev v0 egress protocol ip prio 5 route from 3 to 4 classid 1:5
try tc filter add dev v0 egress protocol ip prio 6 handle 1 flow hash keys src,dst,proto,proto-src,rxhash divisor 1024 perturb 60
try tc filter add dev v0 egress protocol ip prio 7 handle 1 flow map key src and 0xff addend -1 rshift 2 xor 5 divisor 16
try tc filter add dev v0 egress protocol ip prio 8 handle 1 cgroup
try tc filter add dev v0 egress protocol all prio 9 bpf bytecode-file $TMP/bpf flowid 1:9 action ok
try tc filter add dev v0 egress protocol all prio 10 chain 5 matchall action goto chain 6
try tc filter add dev v0 egress protocol ip prio 11 u32 match u32 0 0 police rate 1mbit burst 10k peakrate 2mbit mtu 2000 conform-exceed drop/pipe
try tc chain add dev v0 egress chain 9 protocol ip flower ip_proto tcp dst_ip 0.0.0.0/24
try tc chain del dev v0 egress chain 9
try tc filter del dev v0 egress prio 3
LINES
dump filters 46 "$(words 0 "$index" 0 0xfffffff3 0)"
grep -q '"matchall"' "$TMP/dump" && is "$(jq -c 'select(.attrs.TCA_KIND == "matchall" and .attrs.TCA_OPTIONS != null and .tcm_priority == 2) |
    [.tcm_protocol, .attrs.TCA_OPTIONS.TCA_MATCHALL_ACT[0].TCA_ACT_OPTIONS.TCA_GACT_PARMS.action]' "$TMP/dump")" \
    '["all","shot"]' 'priority, protocol and verdict of a filter'
dump chains 102 "$(words 0 "$index" 0 0xfffffff3 0)"

flower='try tc filter add dev v0 ingress'
watch flower <<LINES
$flower protocol ip prio 1 flower src_mac 02:00:00:00:00:00/ff:ff:ff:00:00:00 dst_mac 02:00:00:00:00:01 ip_proto tcp src_ip 10.0.0.0/8 dst_ip 10.1.0.0/16 src_port 80/0xfff0 dst_port 443 tcp_flags 0x2/0x17 ip_tos 0x10/0xff ip_ttl 64/0xff ip_flags nofrag/firstfrag skip_hw action ok
$flower protocol ipv6 prio 2 flower ip_proto udp src_ip 2001:db8::/32 dst_ip 2001:db8::1 src_port 1-99 dst_port 100-200 action ok
$flower protocol ip prio 3 flower ip_proto sctp src_port 5 dst_port 6 classid 1:1
$flower protocol ip prio 4 flower ip_proto icmp type 8 code 0 action ok
$flower protocol ipv6 prio 5 flower ip_proto icmpv6 type 128 code 0 action ok
$flower protocol arp prio 6 flower arp_op request arp_sip 10.0.0.1/24 arp_tip 10.0.0.2 arp_sha 02:00:00:00:00:01 arp_tha 02:00:00:00:00:02/ff:ff:ff:ff:ff:00 action ok
$flower protocol 802.1q prio 7 flower vlan_id 5 vlan_prio 3 vlan_ethtype ipv4 src_ip 10.0.0.1 action ok
$flower protocol 802.1ad prio 8 flower vlan_id 5 vlan_ethtype 802.1q cvlan_id 6 cvlan_prio 2 cvlan_ethtype ip action ok
$flower protocol mpls_uc prio 9 flower mpls_label 100 mpls_tc 3 mpls_bos 1 mpls_ttl 64 action ok
$flower protocol mpls_uc prio 10 flower mpls lse depth 1 label 100 tc 2 ttl 3 lse depth 2 label 5 bos 1 action ok
$flower protocol ip prio 11 flower ct_state +trk+est-rel ct_zone 5 ct_mark 0x1/0xff ct_label 01/ff action ok
$flower protocol ip prio 12 flower indev v0 action ok
$flower protocol all prio 13 flower num_of_vlans 2 action ok
$flower protocol ppp_ses prio 14 flower pppoe_sid 5 ppp_proto ip action ok
try tc qdisc add dev vx ingress
try tc filter add dev vx ingress protocol ip prio 1 flower enc_key_id 77 enc_src_ip 10.0.0.1/24 enc_dst_ip 10.0.0.2 enc_dst_port 4789 enc_tos 0x4/0xff enc_ttl 5/0xff action ok
try tc filter add dev vx ingress protocol ip prio 2 flower enc_key_id 77 enc_src_ip 2001:db8::1 enc_dst_ip 2001:db8::2 action ok
try tc filter add dev vx ingress protocol ip prio 3 flower enc_key_id 77 vxlan_opts 5/0xff action ok
LINES
dump 'flower' 46 "$(words 0 "$index" 0 0xfffffff2 0)"
grep -q '"flower"' "$TMP/dump" && is "$(jq -c 'select(.tcm_priority == 1 and .attrs.TCA_OPTIONS != null) | .attrs.TCA_OPTIONS |
    [.TCA_FLOWER_KEY_IP_PROTO, .TCA_FLOWER_KEY_TCP_DST, .TCA_FLOWER_KEY_IPV4_SRC, .TCA_FLOWER_KEY_TCP_FLAGS]' "$TMP/dump")" \
    '["tcp",443,"10.0.0.0",["syn"]]' 'keys of flower'
dump 'flower of tunnels' 46 "$(words 0 "$(index vx)" 0 0xffff0000 0)"

watch actions <<LINES
try tc actions add action gact drop random determ pass 5 index 101 cookie 0011223344
try tc actions add action mirred egress redirect dev v1 index 1
try tc actions add action mirred ingress mirror dev v1 index 2
try tc actions add action police rate 1mbit burst 10k index 101
try tc actions add action police pkts_rate 1000 pkts_burst 200 conform-exceed drop index 102
try tc actions add action skbedit priority 1:5 queue_mapping 2 mark 0x7/0xff ptype host inheritdsfield index 1
try tc actions add action vlan push id 5 priority 3 protocol 802.1ad index 1
try tc actions add action vlan pop index 2
try tc actions add action vlan push_eth dst_mac 02:00:00:00:00:01 src_mac 02:00:00:00:00:02 index 3
try tc actions add action pedit munge ip ttl set 64 munge offset 4 u32 set 5 retain 0xff index 1
try tc actions add action pedit ex munge ip6 hoplimit set 5 munge eth dst set 02:00:00:00:00:01 munge tcp dport add 1 index 2
try tc actions add action csum ip4h tcp udp sctp icmp igmp udplite index 1
try tc actions add action nat ingress 192.168.0.0/24 10.0.0.1 index 1
try tc actions add action nat egress 192.168.0.0/24 10.0.0.1 index 2
try tc actions add action tunnel_key set src_ip 10.0.0.1 dst_ip 10.0.0.2 id 77 dst_port 4789 csum tos 4 ttl 9 index 1
try tc actions add action tunnel_key set src_ip 2001:db8::1 dst_ip 2001:db8::2 id 77 vxlan_opts 55 nocsum index 2
try tc actions add action tunnel_key unset index 3
try tc actions add action tunnel_key set src_ip 10.0.0.1 dst_ip 10.0.0.2 id 78 geneve_opts 0102:80:00880022,0408:42:0040007611223344 index 4
try tc actions add action tunnel_key set src_ip 10.0.0.1 dst_ip 10.0.0.2 id 79 erspan_opts 2:0:1:7 index 5
try tc actions add action ct commit zone 5 mark 0x1/0xff label 01/ff nat src addr 10.0.0.1-10.0.0.9 port 1000-2000 index 1
try tc actions add action ct nat index 2
try tc actions add action ct commit nat dst addr 2001:db8::1 index 3
try tc actions add action bpf bytecode-file $TMP/bpf index 1
try tc actions add action sample rate 100 group 5 trunc 64 index 1
try tc actions add action mpls push protocol mpls_uc label 100 tc 3 ttl 64 bos 1 index 1
try tc actions add action mpls pop protocol ip index 2
try tc actions add action mpls dec_ttl index 3
try tc actions add action mpls modify label 7 index 4
try tc actions add action connmark zone 5 index 1
try tc actions add action ctinfo dscp 0xfc000000 0x01000000 cpmark 0xff zone 3 index 1
try tc actions add action skbmod set dmac 02:00:00:00:00:01 set smac 02:00:00:00:00:02 set etype 0x800 index 1
try tc actions add action skbmod swap mac index 2
try tc actions add action skbmod ecn index 3
try tc actions add action ife encode type 0xed3e allow mark use prio 5 dst 02:00:00:00:00:01 src 02:00:00:00:00:02 index 1
try tc actions add action ife decode index 2
try tc actions add action simple sdata hello index 1
try tc actions add action gate clockid CLOCK_TAI base-time 200000000000 priority 3 sched-entry open 200000000 -1 8000000 sched-entry close 100000000 -1 -1 index 1
try tc actions add action gact jump 2 index 102
try tc actions del action simple index 1
LINES
is "$(jq -c 'select(.command == "newaction") | .attrs.TCA_ROOT_TAB[0] | select(.TCA_ACT_KIND == "mirred") |
    .TCA_ACT_OPTIONS.TCA_MIRRED_PARMS | [.index, .eaction]' "$TMP/events" | sort | head -n 1)" \
    '[1,"egress_redir"]' 'where packets are redirected to'
for kind in gact mirred police skbedit vlan pedit csum nat tunnel_key ct bpf sample mpls connmark ctinfo skbmod ife gate; do
    # TCA_ROOT_TAB holds TCA_ACT_KIND.
    hex=$(printf '%s\0' "$kind" | od -An -tx1 | tr -d ' \n')
    while ((${#hex} % 8)); do hex+=00; done
    len=$((${#kind} + 1))
    "$RTNL" dump 50 "00000000$(printf '%02x000100%02x000100%02x000100' $((8 + 4 + ${#hex} / 2)) $((4 + 4 + ${#hex} / 2)) $((4 + len)))$hex" \
        >"$TMP/dump" 2>"$TMP/complaints"
    is "$(complaints)" '' "action $kind: the tables know all of the dump ($(wc -l <"$TMP/dump") messages)"
done

cat "$TMP/try.failed"
if [[ -n ${KL_TEST_VM-} ]]; then
    is "$(<"$TMP/try.failed")" '' "Debian's kernel can make every object"
fi
done_testing
