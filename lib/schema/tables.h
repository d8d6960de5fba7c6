// SPDX-License-Identifier: MIT
// The tables that exist, for the engine and for each other.
#ifndef KL_SCHEMA_TABLES_H
#define KL_SCHEMA_TABLES_H

#include "../core/schema_def.h"

/* Every family, in alphabetical order of name. */
extern const struct kl_family *const kl_families[];
extern const size_t kl_n_families;

extern const struct kl_family kl_family_ipvs;
extern const struct kl_family kl_family_hwsim;
extern const struct kl_family kl_family_seg6;
extern const struct kl_family kl_family_taskstats;
extern const struct kl_family kl_family_vfs_dquot;
extern const struct kl_family kl_family_acpi_event;
extern const struct kl_family kl_family_conntrack;
extern const struct kl_family kl_family_conntrack_exp;
extern const struct kl_family kl_family_cthelper;
extern const struct kl_family kl_family_cttimeout;
extern const struct kl_family kl_family_devlink;
extern const struct kl_family kl_family_ethtool;
extern const struct kl_family kl_family_fou;
extern const struct kl_family kl_family_gtp;
extern const struct kl_family kl_family_inet_diag;
extern const struct kl_family kl_family_ipset;
extern const struct kl_family kl_family_l2tp;
extern const struct kl_family kl_family_macsec;
extern const struct kl_family kl_family_mptcp_pm;
extern const struct kl_family kl_family_netdev;
extern const struct kl_family kl_family_netlink_diag;
extern const struct kl_family kl_family_nfacct;
extern const struct kl_family kl_family_nfhook;
extern const struct kl_family kl_family_nflog;
extern const struct kl_family kl_family_nfnetlink;
extern const struct kl_family kl_family_nfosf;
extern const struct kl_family kl_family_nfqueue;
extern const struct kl_family kl_family_nft_compat;
extern const struct kl_family kl_family_nftables;
extern const struct kl_family kl_family_nl80211;
extern const struct kl_family kl_family_nlctrl;
extern const struct kl_family kl_family_packet_diag;
extern const struct kl_family kl_family_rt_addr;
extern const struct kl_family kl_family_rt_addrlabel;
extern const struct kl_family kl_family_rt_ip6mr;
extern const struct kl_family kl_family_rt_ipmr;
extern const struct kl_family kl_family_rt_link;
extern const struct kl_family kl_family_rt_mdb;
extern const struct kl_family kl_family_rt_mpls;
extern const struct kl_family kl_family_rt_nduseropt;
extern const struct kl_family kl_family_rt_neigh;
extern const struct kl_family kl_family_rt_netconf;
extern const struct kl_family kl_family_rt_nexthop;
extern const struct kl_family kl_family_rt_nsid;
extern const struct kl_family kl_family_rt_prefix;
extern const struct kl_family kl_family_rt_route;
extern const struct kl_family kl_family_rt_rule;
extern const struct kl_family kl_family_rt_stats;
extern const struct kl_family kl_family_rt_tunnel;
extern const struct kl_family kl_family_rt_vlan;
extern const struct kl_family kl_family_smc_diag;
extern const struct kl_family kl_family_tc_action;
extern const struct kl_family kl_family_tc_chain;
extern const struct kl_family kl_family_tc_class;
extern const struct kl_family kl_family_tc_filter;
extern const struct kl_family kl_family_tc_qdisc;
extern const struct kl_family kl_family_tcp_metrics;
extern const struct kl_family kl_family_unix_diag;
extern const struct kl_family kl_family_vsock_diag;
extern const struct kl_family kl_family_wireguard;
extern const struct kl_family kl_family_xdp_diag;
extern const struct kl_family kl_family_xfrm;

/* Headers that whole protocols share. */
extern const struct kl_layout kl_layout_genlmsghdr;
extern const struct kl_layout kl_layout_nfgenmsg;

/* nlmsghdr: flags of any message; what 0x100 to 0x800 mean depends on the kind of request. */
extern const struct kl_enum kl_enum_nlm_flags;

/* Extended acknowledgements, and policies as the kernel describes them. */
extern const struct kl_attrset kl_set_nlmsgerr;
extern const struct kl_attrset kl_set_policy_type;

#endif
