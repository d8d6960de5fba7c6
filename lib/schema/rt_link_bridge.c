// SPDX-License-Identifier: MIT
// Bridges and their ports, as kinds of link.
// Source: include/uapi/linux/if_link.h, if_bridge.h; net/bridge/br_netlink.c.
#include "rt_link.h"

// clang-format off
/* Timers are in the clock ticks that the kernel shows to programs, 1/100 s. */

ROWS(bridge_id) {
    U16(prio, 0, "priority", .flags = KL_A_BE | KL_A_HEX),
    MAC(addr, 2, "hardware address"),
};
static LAYOUT(bridge_id, "ifla_bridge_id", 8);

#define BRIDGE_ID(n, i, d) ROW(STRUCT, n, i, d, .ref.layout = &bridge_id)

static ENUM(stp, "who runs spanning tree", "BR_", {0, "no_stp"}, {1, "kernel_stp"}, {2, "user_stp"});

static ENUM(stp_mode, "choice of who runs spanning tree", "BR_STP_MODE_",
    {0, "auto"}, {1, "user"}, {2, "kernel"});

ENUM(kl_enum_bridge_port_state, "state of a bridge port", "BR_STATE_",
    {0, "disabled"}, {1, "listening"}, {2, "learning"}, {3, "forwarding"}, {4, "blocking"});

ENUM(kl_enum_bridge_router, "is there a multicast router?", "MDB_RTR_TYPE_",
    {0, "disabled"}, {1, "temp_query"}, {2, "perm"}, {3, "temp"});

static FLAGS(boolopt, "br_boolopt_id", "BR_BOOLOPT_",
    {1 << 0, "no_ll_learn"}, {1 << 1, "mcast_vlan_snooping"}, {1 << 2, "mst_enable"},
    {1 << 3, "mdb_offload_fail_notification"}, {1 << 4, "fdb_local_vlan_0"});

ROWS(boolopt_multi) {
    U32(optval,  0, "options that are on", .ref.values = &boolopt),
    U32(optmask, 4, "options that are meant", .ref.values = &boolopt),
};
static LAYOUT(boolopt_multi, "br_boolopt_multi", 8);

ROWS(kl_set_bridge_querier) {
    IP4(BRIDGE_QUERIER_IP_ADDRESS,       1, "IPv4 querier"),
    U32(BRIDGE_QUERIER_IP_PORT,          2, "number of the port it is behind"),
    U64(BRIDGE_QUERIER_IP_OTHER_TIMER,   3, "until it counts as gone, in 1/100 s"),
    PAD(BRIDGE_QUERIER_PAD,              4),
    IP6(BRIDGE_QUERIER_IPV6_ADDRESS,     5, "IPv6 querier"),
    U32(BRIDGE_QUERIER_IPV6_PORT,        6, "number of the port it is behind"),
    U64(BRIDGE_QUERIER_IPV6_OTHER_TIMER, 7, "until it counts as gone, in 1/100 s"),
};
SET(kl_set_bridge_querier, "rt-bridge-querier", "BRIDGE_QUERIER_", "queriers of IGMP and MLD");

ROWS(kl_set_link_bridge) {
    U32(IFLA_BR_FORWARD_DELAY,         1,  "time of listening and of learning, in 1/100 s"),
    U32(IFLA_BR_HELLO_TIME,            2,  "between hellos, in 1/100 s"),
    U32(IFLA_BR_MAX_AGE,               3,  "how long a BPDU counts, in 1/100 s"),
    U32(IFLA_BR_AGEING_TIME,           4,  "how long an address is remembered, in 1/100 s"),
    U32(IFLA_BR_STP_STATE,             5,  "who runs spanning tree", .ref.values = &stp),
    U16(IFLA_BR_PRIORITY,              6,  "priority, lower wins"),
    U8(IFLA_BR_VLAN_FILTERING,         7,  "are VLANs kept apart? 0 or 1"),
    U16(IFLA_BR_VLAN_PROTOCOL,         8,  "protocol of its VLANs", .flags = KL_A_BE,
        .ref.values = &kl_enum_vlan_protocol),
    U16(IFLA_BR_GROUP_FWD_MASK,        9,  "link-local groups to forward, a bit each",
        .flags = KL_A_HEX),
    BRIDGE_ID(IFLA_BR_ROOT_ID,         10, "root of the spanning tree"),
    BRIDGE_ID(IFLA_BR_BRIDGE_ID,       11, "the bridge's own id"),
    U16(IFLA_BR_ROOT_PORT,             12, "port towards the root; 0: it is the root"),
    U32(IFLA_BR_ROOT_PATH_COST,        13, "cost of the way to the root"),
    U8(IFLA_BR_TOPOLOGY_CHANGE,        14, "does it announce a topology change? 0 or 1"),
    U8(IFLA_BR_TOPOLOGY_CHANGE_DETECTED, 15, "has it seen a topology change? 0 or 1"),
    U64(IFLA_BR_HELLO_TIMER,           16, "until the next hello, in 1/100 s"),
    U64(IFLA_BR_TCN_TIMER,             17, "until topology change is sent again, in 1/100 s"),
    U64(IFLA_BR_TOPOLOGY_CHANGE_TIMER, 18, "until the change is over, in 1/100 s"),
    U64(IFLA_BR_GC_TIMER,              19, "until old addresses are dropped, in 1/100 s"),
    MAC(IFLA_BR_GROUP_ADDR,            20, "address that BPDUs go to"),
    FLAG(IFLA_BR_FDB_FLUSH,            21, "forget all addresses"),
    U8(IFLA_BR_MCAST_ROUTER,           22, "is the bridge a multicast router?",
       .ref.values = &kl_enum_bridge_router),
    U8(IFLA_BR_MCAST_SNOOPING,         23, "listen to IGMP and MLD: 0 or 1"),
    U8(IFLA_BR_MCAST_QUERY_USE_IFADDR, 24, "queries carry the bridge's address: 0 or 1"),
    U8(IFLA_BR_MCAST_QUERIER,          25, "be a querier: 0 or 1"),
    U32(IFLA_BR_MCAST_HASH_ELASTICITY, 26, "not used any more"),
    U32(IFLA_BR_MCAST_HASH_MAX,        27, "multicast groups at most"),
    U32(IFLA_BR_MCAST_LAST_MEMBER_CNT, 28, "queries before a group is given up"),
    U32(IFLA_BR_MCAST_STARTUP_QUERY_CNT, 29, "queries at the start"),
    U64(IFLA_BR_MCAST_LAST_MEMBER_INTVL, 30, "between queries for a last member, in 1/100 s"),
    U64(IFLA_BR_MCAST_MEMBERSHIP_INTVL,  31, "how long a member counts, in 1/100 s"),
    U64(IFLA_BR_MCAST_QUERIER_INTVL,     32, "how long another querier counts, in 1/100 s"),
    U64(IFLA_BR_MCAST_QUERY_INTVL,       33, "between queries, in 1/100 s"),
    U64(IFLA_BR_MCAST_QUERY_RESPONSE_INTVL, 34, "time to answer a query, in 1/100 s"),
    U64(IFLA_BR_MCAST_STARTUP_QUERY_INTVL,  35, "between queries at the start, in 1/100 s"),
    U8(IFLA_BR_NF_CALL_IPTABLES,       36, "bridged IPv4 passes iptables: 0 or 1"),
    U8(IFLA_BR_NF_CALL_IP6TABLES,      37, "bridged IPv6 passes ip6tables: 0 or 1"),
    U8(IFLA_BR_NF_CALL_ARPTABLES,      38, "bridged ARP passes arptables: 0 or 1"),
    U16(IFLA_BR_VLAN_DEFAULT_PVID,     39, "VLAN of untagged packets on new ports; 0: none"),
    PAD(IFLA_BR_PAD,                   40),
    U8(IFLA_BR_VLAN_STATS_ENABLED,     41, "count by VLAN: 0 or 1"),
    U8(IFLA_BR_MCAST_STATS_ENABLED,    42, "count IGMP and MLD: 0 or 1"),
    U8(IFLA_BR_MCAST_IGMP_VERSION,     43, "version of IGMP, 2 or 3"),
    U8(IFLA_BR_MCAST_MLD_VERSION,      44, "version of MLD, 1 or 2"),
    U8(IFLA_BR_VLAN_STATS_PER_PORT,    45, "count by VLAN and port: 0 or 1"),
    ROW(STRUCT, IFLA_BR_MULTI_BOOLOPT, 46, "switches", .ref.layout = &boolopt_multi),
    NEST(IFLA_BR_MCAST_QUERIER_STATE,  47, kl_set_bridge_querier, "queriers that were heard"),
    U32(IFLA_BR_FDB_N_LEARNED,         48, "addresses that were learned"),
    U32(IFLA_BR_FDB_MAX_LEARNED,       49, "addresses to learn at most; 0: no limit"),
    U32(IFLA_BR_STP_MODE,              50, "who is to run spanning tree",
        .ref.values = &stp_mode),
};
SET(kl_set_link_bridge, "rt-link-bridge", "IFLA_BR_", "a bridge");

/* ---- Ports ----------------------------------------------------------------------------------- */

ROWS(kl_set_link_bridge_port) {
    U8(IFLA_BRPORT_STATE,            1,  "state of spanning tree",
       .ref.values = &kl_enum_bridge_port_state),
    U16(IFLA_BRPORT_PRIORITY,        2,  "priority, lower wins"),
    U32(IFLA_BRPORT_COST,            3,  "cost of the port"),
    U8(IFLA_BRPORT_MODE,             4,  "send back where a packet came from: 0 or 1"),
    U8(IFLA_BRPORT_GUARD,            5,  "close the port on a BPDU: 0 or 1"),
    U8(IFLA_BRPORT_PROTECT,          6,  "never towards the root: 0 or 1"),
    U8(IFLA_BRPORT_FAST_LEAVE,       7,  "drop a group at the first leave: 0 or 1"),
    U8(IFLA_BRPORT_LEARNING,         8,  "learn addresses: 0 or 1"),
    U8(IFLA_BRPORT_UNICAST_FLOOD,    9,  "send what has an unknown address: 0 or 1"),
    U8(IFLA_BRPORT_PROXYARP,         10, "answer ARP for others: 0 or 1"),
    U8(IFLA_BRPORT_LEARNING_SYNC,    11, "learn what the device learned: 0 or 1"),
    U8(IFLA_BRPORT_PROXYARP_WIFI,    12, "answer ARP for others, as Wi-Fi wants: 0 or 1"),
    BRIDGE_ID(IFLA_BRPORT_ROOT_ID,   13, "root that was heard"),
    BRIDGE_ID(IFLA_BRPORT_BRIDGE_ID, 14, "bridge that was heard"),
    U16(IFLA_BRPORT_DESIGNATED_PORT, 15, "its port", .flags = KL_A_HEX),
    U16(IFLA_BRPORT_DESIGNATED_COST, 16, "its cost"),
    U16(IFLA_BRPORT_ID,              17, "id of the port, its priority included",
        .flags = KL_A_HEX),
    U16(IFLA_BRPORT_NO,              18, "number of the port", .flags = KL_A_HEX),
    U8(IFLA_BRPORT_TOPOLOGY_CHANGE_ACK, 19, "a topology change is to be answered: 0 or 1"),
    U8(IFLA_BRPORT_CONFIG_PENDING,   20, "a BPDU waits to be sent: 0 or 1"),
    U64(IFLA_BRPORT_MESSAGE_AGE_TIMER,   21, "until what was heard is too old, in 1/100 s"),
    U64(IFLA_BRPORT_FORWARD_DELAY_TIMER, 22, "until the next state, in 1/100 s"),
    U64(IFLA_BRPORT_HOLD_TIMER,          23, "until a BPDU may be sent, in 1/100 s"),
    FLAG(IFLA_BRPORT_FLUSH,          24, "forget the port's addresses"),
    U8(IFLA_BRPORT_MULTICAST_ROUTER, 25, "is there a multicast router?",
       .ref.values = &kl_enum_bridge_router),
    PAD(IFLA_BRPORT_PAD,             26),
    U8(IFLA_BRPORT_MCAST_FLOOD,      27, "send multicast nobody asked for: 0 or 1"),
    U8(IFLA_BRPORT_MCAST_TO_UCAST,   28, "send multicast as unicast: 0 or 1"),
    U8(IFLA_BRPORT_VLAN_TUNNEL,      29, "VLANs are tunnels: 0 or 1"),
    U8(IFLA_BRPORT_BCAST_FLOOD,      30, "send broadcasts: 0 or 1"),
    U16(IFLA_BRPORT_GROUP_FWD_MASK,  31, "link-local groups to forward, a bit each",
        .flags = KL_A_HEX),
    U8(IFLA_BRPORT_NEIGH_SUPPRESS,   32, "answer ARP and neighbour discovery itself: 0 or 1"),
    U8(IFLA_BRPORT_ISOLATED,         33, "nothing goes to other isolated ports: 0 or 1"),
    U32(IFLA_BRPORT_BACKUP_PORT,     34, "number of the port that takes over"),
    U8(IFLA_BRPORT_MRP_RING_OPEN,    35, "is the MRP ring open? 0 or 1"),
    U8(IFLA_BRPORT_MRP_IN_OPEN,      36, "is the MRP interconnection open? 0 or 1"),
    U32(IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT, 37, "hosts to track at most"),
    U32(IFLA_BRPORT_MCAST_EHT_HOSTS_CNT,   38, "hosts that are tracked"),
    U8(IFLA_BRPORT_LOCKED,           39, "only known senders: 0 or 1"),
    U8(IFLA_BRPORT_MAB,              40, "note unknown senders as locked: 0 or 1"),
    U32(IFLA_BRPORT_MCAST_N_GROUPS,  41, "multicast groups"),
    U32(IFLA_BRPORT_MCAST_MAX_GROUPS, 42, "multicast groups at most; 0: no limit"),
    U8(IFLA_BRPORT_NEIGH_VLAN_SUPPRESS, 43, "the same as NEIGH_SUPPRESS, by VLAN: 0 or 1"),
    U32(IFLA_BRPORT_BACKUP_NHID,     44, "nexthop for what goes to the backup port"),
    U8(IFLA_BRPORT_NEIGH_FORWARD_GRAT, 45, "forward gratuitous ARP all the same: 0 or 1"),
};
SET(kl_set_link_bridge_port, "rt-link-bridge-port", "IFLA_BRPORT_", "a port of a bridge");
// clang-format on
