// SPDX-License-Identifier: MIT
// What the tables of links share: rtnetlink's link, statistics, bridge and tunnel messages.
#ifndef KL_SCHEMA_RT_LINK_H
#define KL_SCHEMA_RT_LINK_H

#include "rows.h"
#include "rt_route.h"

/* rt_link_names.c: enums. */
extern const struct kl_enum kl_enum_arphrd;
extern const struct kl_enum kl_enum_iff;
extern const struct kl_enum kl_enum_iff_change;
extern const struct kl_enum kl_enum_operstate;
extern const struct kl_enum kl_enum_linkmode;
extern const struct kl_enum kl_enum_link_event;
extern const struct kl_enum kl_enum_ext_filter;
extern const struct kl_enum kl_enum_vlan_protocol;
extern const struct kl_enum kl_enum_link_protocol;

/* rt_link_stats.c: counters as structs. */
extern const struct kl_layout kl_layout_link_stats;
extern const struct kl_layout kl_layout_link_stats64;

/* rt_link.c */
extern const struct kl_layout kl_layout_ifinfomsg;
extern const struct kl_attrset kl_set_link_peer;

/* rt_link_af.c: IFLA_AF_SPEC and IFLA_PROTINFO by address family. */
extern const struct kl_selector kl_select_link_af_request;
extern const struct kl_selector kl_select_link_af_reply;
extern const struct kl_selector kl_select_link_protinfo;

/* rt_link_kind.c: IFLA_LINKINFO. */
extern const struct kl_attrset kl_set_linkinfo;

/* rt_link_vf.c */
extern const struct kl_attrset kl_set_link_vfs;
extern const struct kl_attrset kl_set_link_vf_ports;
extern const struct kl_attrset kl_set_link_port;

/* rt_link_bridge.c */
extern const struct kl_attrset kl_set_link_bridge;
extern const struct kl_attrset kl_set_link_bridge_port;
extern const struct kl_enum kl_enum_bridge_port_state;
extern const struct kl_enum kl_enum_bridge_router;
extern const struct kl_attrset kl_set_bridge_querier;

/* rt_link_bridge_af.c */
extern const struct kl_attrset kl_set_link_af_bridge;
extern const struct kl_layout kl_layout_bridge_vlan_info;
extern const struct kl_enum kl_enum_bridge_vlan_flags;

/* rt_link_bond.c */
extern const struct kl_attrset kl_set_link_bond;
extern const struct kl_attrset kl_set_link_bond_slave;

/* rt_link_can.c */
extern const struct kl_attrset kl_set_link_can;
extern const struct kl_attrset kl_set_link_can_xstats;

/* rt_link_tunnel.c, rt_link_vxlan.c */
extern const struct kl_attrset kl_set_link_gre;
extern const struct kl_attrset kl_set_link_gre6;
extern const struct kl_attrset kl_set_link_iptun;
extern const struct kl_attrset kl_set_link_sit;
extern const struct kl_attrset kl_set_link_ip6tnl;
extern const struct kl_attrset kl_set_link_vti;
extern const struct kl_attrset kl_set_link_vti6;
extern const struct kl_attrset kl_set_link_vxlan;
extern const struct kl_attrset kl_set_link_geneve;
extern const struct kl_attrset kl_set_link_bareudp;
extern const struct kl_attrset kl_set_link_gtp;
extern const struct kl_attrset kl_set_link_amt;

#endif
