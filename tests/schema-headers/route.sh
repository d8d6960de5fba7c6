# shellcheck shell=bash
# Addresses, routes, rules, neighbours, next hops and their like. UNSPEC and MAX are ends of enums.
# Newer than Debian 12's headers: messages about multicast and anycast addresses (6.13).
compare 'rtnetlink messages of addresses' linux/rtnetlink.h 'RTM_[A-Z]+(ADDR|ADDRLABEL|MULTICAST|ANYCAST|PREFIX)' \
    'RTM_(NEW|DEL)(MULTICAST|ANYCAST)' rt-addr rt-addrlabel rt-prefix
compare 'rtnetlink messages of routes' linux/rtnetlink.h \
    'RTM_[A-Z]+(ROUTE|RULE|NEIGH|NEIGHTBL|NEXTHOP|NEXTHOPBUCKET|NETCONF|NSID)' \
    'RTM_DELNEIGHTBL' rt-route rt-rule rt-neigh rt-nexthop rt-netconf rt-nsid
compare 'address attributes' linux/if_addr.h 'IFA_[A-Z_]+' 'IFA_(UNSPEC|MAX|F_[A-Z_]+|RTA|PAYLOAD)' rt-addr
compare 'address label attributes' linux/if_addrlabel.h 'IFAL_[A-Z_]+' 'IFAL_MAX' rt-addrlabel
compare 'prefix attributes' linux/rtnetlink.h 'PREFIX_[A-Z_]+' 'PREFIX_(UNSPEC|MAX)' rt-prefix
# FLOWLABEL: 6.14.
compare 'route attributes' linux/rtnetlink.h 'RTAX?_[A-Z_]+' \
    'RTAX?_(UNSPEC|MAX)|RTAX_FEATURE_[A-Z]+|RTA_(ALIGN|ALIGNTO|OK|NEXT|LENGTH|SPACE|DATA|PAYLOAD|FLOWLABEL)' rt-route
# DSCP, flow labels and masks: 6.13 to 6.16. IFNAME is another name of IIFNAME.
compare 'rule attributes' linux/fib_rules.h 'FRA_[A-Z0-9_]+' \
    'FRA_(UNSPEC|MAX|IFNAME|DSCP(_MASK)?|FLOWLABEL(_MASK)?|[SD]PORT_MASK)' rt-rule
compare 'neighbour attributes' linux/neighbour.h 'NDA_[A-Z_]+|NDTA_[A-Z0-9_]+|NDTPA_[A-Z_]+|NFEA_[A-Z_]+' \
    'N(DA|DTA|DTPA|FEA)_(UNSPEC|MAX)' rt-neigh
# OP_FLAGS and statistics: 6.9.
compare 'next hop attributes' linux/nexthop.h 'NHA_[A-Z_]+' \
    'NHA_(RES_GROUP_|RES_BUCKET_)?(UNSPEC|MAX)|NHA_(OP_FLAGS|GROUP_STATS[A-Z_]*|HW_STATS_[A-Z]+)' rt-nexthop
# FORCE_FORWARDING: 6.17.
compare 'netconf attributes' linux/netconf.h 'NETCONFA_[A-Z_]+' \
    'NETCONFA_(UNSPEC|MAX|ALL|IFINDEX_ALL|IFINDEX_DEFAULT|FORCE_FORWARDING)' rt-netconf
compare 'namespace attributes' linux/net_namespace.h 'NETNSA_[A-Z_]+' \
    'NETNSA_(NONE|MAX|NSID_NOT_ASSIGNED)' rt-nsid
compare 'encapsulations' linux/lwtunnel.h 'LWTUNNEL_IP6?_[A-Z_]+|LWT_[A-Z_]+' \
    'LWT[A-Z]*_(.*_)?(UNSPEC|MAX)|LWT_BPF_MAX_HEADROOM' rt-route
compare 'MPLS encapsulation' linux/mpls_iptunnel.h 'MPLS_IPTUNNEL_[A-Z]+' 'MPLS_IPTUNNEL_(UNSPEC|MAX)' rt-route
compare 'ILA encapsulation' linux/ila.h 'ILA_ATTR_[A-Z_]+' 'ILA_ATTR_(UNSPEC|MAX)' rt-route
# SRC: 7.0.
compare 'segment routing' linux/seg6_iptunnel.h 'SEG6_IPTUNNEL_[A-Z]+' 'SEG6_IPTUNNEL_(UNSPEC|MAX|SRC)' rt-route
compare 'segment routing ends' linux/seg6_local.h 'SEG6_LOCAL_[A-Z0-9_]+' \
    'SEG6_LOCAL_(.*_)?(UNSPEC|MAX)|SEG6_LOCAL_ACTION_[A-Z0-9_]+|SEG6_LOCAL_FLV_OP_[A-Z_]+' rt-route
compare 'RPL encapsulation' linux/rpl_iptunnel.h 'RPL_IPTUNNEL_[A-Z]+' 'RPL_IPTUNNEL_(UNSPEC|MAX|SRH_SIZE)' rt-route
# SRC: 6.12.
compare 'IOAM encapsulation' linux/ioam6_iptunnel.h 'IOAM6_IPTUNNEL_[A-Z_]+' \
    'IOAM6_IPTUNNEL_(UNSPEC|MAX|SRC|MODE_[A-Z]+|FREQ_M[A-Z]+)' rt-route
compare 'multicast routing' linux/mroute.h 'IPMRA_[A-Z_]+' 'IPMRA_.*_(UNSPEC|MAX)' rt-ipmr
compare 'multicast routing of IPv6' linux/mroute6.h 'IP6MRA_[A-Z_]+' 'IP6MRA_.*_(UNSPEC|MAX)' rt-ip6mr
