# shellcheck shell=bash
# Traffic control. UNSPEC, INVALID and MAX are ends of enums.
compare 'messages of traffic control' linux/rtnetlink.h 'RTM_[A-Z]+(QDISC|TCLASS|TFILTER|ACTION|CHAIN)' 'none' \
    tc-qdisc tc-class tc-filter tc-action tc-chain
compare 'attributes of traffic control' linux/rtnetlink.h \
    'TCA_[A-Z]+[0-9]?|TCA_(DUMP_INVISIBLE|HW_OFFLOAD|INGRESS_BLOCK|EGRESS_BLOCK|DUMP_FLAGS|EXT_WARN_MSG)' \
    'TCA_(UNSPEC|MAX)' tc-qdisc
compare 'attributes of actions' linux/rtnetlink.h 'TCA_ROOT_[A-Z_]+' 'TCA_ROOT_(UNSPEC|MAX)' tc-action
compare 'counters of traffic control' linux/gen_stats.h 'TCA_STATS_[A-Z0-9_]+' 'TCA_STATS_(UNSPEC|MAX)' tc-qdisc
# Newer than Debian 12's headers: fq's bands and horizon (6.7, 6.13), frame preemption and counters of taprio and
# mqprio (6.4), the seed of netem (6.6). Flags and kinds of counters are no attributes.
compare 'queues' linux/pkt_sched.h \
    'TCA_(STAB|TBF|RED|GRED|CHOKE|HTB|HFSC|NETEM|DRR|MQPRIO|SFB|QFQ|CODEL|FQ|HHF|PIE|CBS|ETF|CAKE|TAPRIO|ETS)_[A-Z0-9_]+|NETEM_LOSS_[A-Z]+' \
    '(TCA|NETEM)_.*_(UNSPEC|MAX|INVALID)|TCA_TAPRIO_ATTR_FLAG_[A-Z_]+|TCA_FQ_CODEL_XSTATS_[A-Z]+|TCA_FQ_(PRIOMAP|WEIGHTS|OFFLOAD_HORIZON)|TCA_TAPRIO_(TC_ENTRY_FP|OFFLOAD_STATS_[A-Z_]+)|TCA_MQPRIO_TC_ENTRY[A-Z_]*|TCA_NETEM_PRNG_SEED' \
    tc-qdisc tc-class
# Newer: CFM, SPI, L2_MISS (6.5, 6.6), PFCP (6.10), flags of tunnels (6.11). Flags are no attributes.
compare 'filters' linux/pkt_cls.h \
    'TCA_(U32|ROUTE4|FW|TCINDEX|FLOW|BASIC|CGROUP|BPF|FLOWER|MATCHALL|POLICE|EMATCH_TREE|ACT)_[A-Z0-9_]+' \
    'TCA_.*_(UNSPEC|MAX)|TCA_FLOWER_KEY_FLAGS_(IS_FRAGMENT|FRAG_IS_FIRST)|TCA_FLOWER_KEY_CT_FLAGS_[A-Z_]+|TCA_FLOWER_(L2_MISS|KEY_(CFM[A-Z_]*|SPI(_MASK)?|ENC_FLAGS(_MASK)?|ENC_OPTS?_PFCP[A-Z_]*))|TCA_ACT_BPF_[A-Z_]+' \
    tc-filter
# Newer: BLOCKID (6.8), HELPER (6.3), NO_FRAG (6.4).
for kind in connmark:CONNMARK csum:CSUM ct:CT ctinfo:CTINFO defact:DEF gact:GACT gate:GATE ife:IFE ipt:IPT mirred:MIRRED \
    mpls:MPLS nat:NAT pedit:PEDIT sample:SAMPLE skbedit:SKBEDIT skbmod:SKBMOD tunnel_key:TUNNEL_KEY vlan:VLAN bpf:ACT_BPF; do
    compare "action ${kind%:*}" "linux/tc_act/tc_${kind%:*}.h" "TCA_${kind#*:}_[A-Z0-9_]+" \
        'TCA_.*_(UNSPEC|MAX)|TCA_MIRRED_BLOCKID|TCA_CT_HELPER_[A-Z]+|TCA_TUNNEL_KEY_NO_FRAG|TCA_PEDIT_KEY_EX_(HDR_TYPE|CMD)_[A-Z0-9]+|TCA_CSUM_UPDATE_FLAG_[A-Z0-9]+' \
        tc-action
done
