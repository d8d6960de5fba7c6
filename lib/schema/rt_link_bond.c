// SPDX-License-Identifier: MIT
// Bonds and their slaves.
// Source: include/uapi/linux/if_link.h, if_bonding.h; drivers/net/bonding/bond_netlink.c.
#include "rt_link.h"

// clang-format off
static ENUM(mode, "bond mode", "BOND_MODE_",
    {0, "roundrobin"}, {1, "activebackup"}, {2, "xor"}, {3, "broadcast"}, {4, "8023ad"},
    {5, "tlb"}, {6, "alb"});

static ENUM(arp_validate, "which ARP is checked", "BOND_ARP_VALIDATE_",
    {0, "none"}, {1, "active"}, {2, "backup"}, {3, "all"}, {4, "filter"}, {5, "filter_active"},
    {6, "filter_backup"});

static ENUM(arp_targets, "how many targets must answer", "BOND_ARP_TARGETS_",
    {0, "any"}, {1, "all"});

static ENUM(reselect, "when the primary comes back", "BOND_PRI_RESELECT_",
    {0, "always"}, {1, "better"}, {2, "failure"});

static ENUM(fail_over_mac, "whose hardware address is used", "BOND_FOM_",
    {0, "none"}, {1, "active"}, {2, "follow"});

static ENUM(xmit_hash, "what picks the slave", "BOND_XMIT_POLICY_",
    {0, "layer2"}, {1, "layer34"}, {2, "layer23"}, {3, "encap23"}, {4, "encap34"},
    {5, "vlan_srcmac"});

static ENUM(lacp_rate, "how often LACPDUs are asked for", "AD_LACP_", {0, "slow"}, {1, "fast"});

static ENUM(ad_select, "which aggregator is chosen", "BOND_AD_",
    {0, "stable"}, {1, "bandwidth"}, {2, "count"}, {3, "prio"});

static ENUM(off_on, "switch", "", {0, "off"}, {1, "on"});

ROWS(ad_info) {
    U16(IFLA_BOND_AD_INFO_AGGREGATOR,  1, "number of the active aggregator"),
    U16(IFLA_BOND_AD_INFO_NUM_PORTS,   2, "its ports"),
    U16(IFLA_BOND_AD_INFO_ACTOR_KEY,   3, "our key"),
    U16(IFLA_BOND_AD_INFO_PARTNER_KEY, 4, "the partner's key"),
    MAC(IFLA_BOND_AD_INFO_PARTNER_MAC, 5, "the partner's hardware address"),
};
static SET(ad_info, "rt-link-bond-ad", "IFLA_BOND_AD_INFO_", "the active aggregator");

ROWS(kl_set_link_bond) {
    U8(IFLA_BOND_MODE,               1,  "how slaves are used", .ref.values = &mode),
    U32(IFLA_BOND_ACTIVE_SLAVE,      2,  "number of the slave in use"),
    U32(IFLA_BOND_MIIMON,            3,  "between looks at the carrier; 0: none",
        .unit = KL_UNIT_MS),
    U32(IFLA_BOND_UPDELAY,           4,  "wait before a slave is used", .unit = KL_UNIT_MS),
    U32(IFLA_BOND_DOWNDELAY,         5,  "wait before a slave is given up", .unit = KL_UNIT_MS),
    U8(IFLA_BOND_USE_CARRIER,        6,  "ask the driver's carrier, not ioctls: 0 or 1"),
    U32(IFLA_BOND_ARP_INTERVAL,      7,  "between ARP probes; 0: none", .unit = KL_UNIT_MS),
    ROW(ARRAY, IFLA_BOND_ARP_IP_TARGET, 8, "addresses to probe", .elem = KL_T_IP4,
        .flags = KL_A_NO_NESTED),
    U32(IFLA_BOND_ARP_VALIDATE,      9,  "which ARP is checked", .ref.values = &arp_validate),
    U32(IFLA_BOND_ARP_ALL_TARGETS,   10, "how many targets must answer",
        .ref.values = &arp_targets),
    U32(IFLA_BOND_PRIMARY,           11, "number of the preferred slave"),
    U8(IFLA_BOND_PRIMARY_RESELECT,   12, "when the preferred slave comes back",
       .ref.values = &reselect),
    U8(IFLA_BOND_FAIL_OVER_MAC,      13, "whose hardware address is used",
       .ref.values = &fail_over_mac),
    U8(IFLA_BOND_XMIT_HASH_POLICY,   14, "what picks the slave", .ref.values = &xmit_hash),
    U32(IFLA_BOND_RESEND_IGMP,       15, "IGMP reports after a change"),
    U8(IFLA_BOND_NUM_PEER_NOTIF,     16, "announcements after a change"),
    U8(IFLA_BOND_ALL_SLAVES_ACTIVE,  17, "receive on all slaves: 0 or 1"),
    U32(IFLA_BOND_MIN_LINKS,         18, "slaves that must be there for a carrier"),
    U32(IFLA_BOND_LP_INTERVAL,       19, "between learning packets", .unit = KL_UNIT_S),
    U32(IFLA_BOND_PACKETS_PER_SLAVE, 20, "packets before it is the next slave's turn"),
    U8(IFLA_BOND_AD_LACP_RATE,       21, "how often LACPDUs are asked for",
       .ref.values = &lacp_rate),
    U8(IFLA_BOND_AD_SELECT,          22, "which aggregator is chosen", .ref.values = &ad_select),
    NEST(IFLA_BOND_AD_INFO,          23, ad_info, "the active aggregator",
         .flags = KL_A_NO_NESTED),
    U16(IFLA_BOND_AD_ACTOR_SYS_PRIO, 24, "our priority"),
    U16(IFLA_BOND_AD_USER_PORT_KEY,  25, "upper part of the port key"),
    MAC(IFLA_BOND_AD_ACTOR_SYSTEM,   26, "our hardware address in LACPDUs"),
    U8(IFLA_BOND_TLB_DYNAMIC_LB,     27, "balance by load: 0 or 1"),
    U32(IFLA_BOND_PEER_NOTIF_DELAY,  28, "between announcements", .unit = KL_UNIT_MS),
    U8(IFLA_BOND_AD_LACP_ACTIVE,     29, "send LACPDUs unasked", .ref.values = &off_on),
    U8(IFLA_BOND_MISSED_MAX,         30, "probes a slave may miss"),
    ROW(ARRAY, IFLA_BOND_NS_IP6_TARGET, 31, "IPv6 addresses to probe", .elem = KL_T_IP6,
        .flags = KL_A_NO_NESTED),
    U8(IFLA_BOND_COUPLED_CONTROL,    32, "collecting and distributing go together: 0 or 1"),
    U8(IFLA_BOND_BROADCAST_NEIGH,    33, "ARP and neighbour discovery on all slaves: 0 or 1"),
};
SET(kl_set_link_bond, "rt-link-bond", "IFLA_BOND_", "a bond");

static ENUM(slave_state, "state of a slave", "BOND_STATE_", {0, "active"}, {1, "backup"});

static ENUM(mii_status, "link of a slave", "BOND_LINK_",
    {0, "up"}, {1, "fail"}, {2, "down"}, {3, "back"});

static FLAGS(port_state, "state of an aggregation port", "LACP_STATE_",
    {0x01, "lacp_activity"}, {0x02, "lacp_timeout"}, {0x04, "aggregation"},
    {0x08, "synchronization"}, {0x10, "collecting"}, {0x20, "distributing"},
    {0x40, "defaulted"}, {0x80, "expired"});

static ENUM(churn, "does the port fail to come together?", "AD_",
    {0, "churn_monitor"}, {1, "churn"}, {2, "no_churn"});

ROWS(kl_set_link_bond_slave) {
    U8(IFLA_BOND_SLAVE_STATE,               1,  "is it in use?", .ref.values = &slave_state),
    U8(IFLA_BOND_SLAVE_MII_STATUS,          2,  "state of its link", .ref.values = &mii_status),
    U32(IFLA_BOND_SLAVE_LINK_FAILURE_COUNT, 3,  "how often its link failed"),
    ROW(LLADDR, IFLA_BOND_SLAVE_PERM_HWADDR, 4, "its own hardware address"),
    U16(IFLA_BOND_SLAVE_QUEUE_ID,           5,  "queue that is bound to it"),
    U16(IFLA_BOND_SLAVE_AD_AGGREGATOR_ID,   6,  "number of its aggregator"),
    U8(IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE,    7, "state of our port",
       .ref.values = &port_state),
    U16(IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE, 8, "state of the partner's port",
        .ref.values = &port_state),
    S32(IFLA_BOND_SLAVE_PRIO,               9,  "preference among slaves"),
    U16(IFLA_BOND_SLAVE_ACTOR_PORT_PRIO,    10, "priority of our port"),
    U8(IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE,   11, "does our port settle?",
       .ref.values = &churn),
    U8(IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE, 12, "does the partner's port settle?",
       .ref.values = &churn),
};
SET(kl_set_link_bond_slave, "rt-link-bond-slave", "IFLA_BOND_SLAVE_", "a slave of a bond");
// clang-format on
