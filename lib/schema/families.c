// SPDX-License-Identifier: MIT
// The list of all families.
#include "rows.h"

// clang-format off
const struct kl_family *const kl_families[] = {
    &kl_family_hwsim, /* MAC80211_HWSIM */
    &kl_family_conntrack,
    &kl_family_conntrack_exp,
    &kl_family_cthelper,
    &kl_family_cttimeout,
    &kl_family_inet_diag,
    &kl_family_ipset,
    &kl_family_netlink_diag,
    &kl_family_nfacct,
    &kl_family_nfhook,
    &kl_family_nflog,
    &kl_family_nfnetlink,
    &kl_family_nfosf,
    &kl_family_nfqueue,
    &kl_family_nft_compat,
    &kl_family_nftables,
    &kl_family_nl80211,
    &kl_family_nlctrl,
    &kl_family_packet_diag,
    &kl_family_rt_addr,
    &kl_family_rt_addrlabel,
    &kl_family_rt_ip6mr,
    &kl_family_rt_ipmr,
    &kl_family_rt_link,
    &kl_family_rt_mdb,
    &kl_family_rt_mpls,
    &kl_family_rt_nduseropt,
    &kl_family_rt_neigh,
    &kl_family_rt_netconf,
    &kl_family_rt_nexthop,
    &kl_family_rt_nsid,
    &kl_family_rt_prefix,
    &kl_family_rt_route,
    &kl_family_rt_rule,
    &kl_family_rt_stats,
    &kl_family_rt_tunnel,
    &kl_family_rt_vlan,
    &kl_family_smc_diag,
    &kl_family_tc_action,
    &kl_family_tc_chain,
    &kl_family_tc_class,
    &kl_family_tc_filter,
    &kl_family_tc_qdisc,
    &kl_family_unix_diag,
    &kl_family_vsock_diag,
    &kl_family_xdp_diag,
    &kl_family_xfrm,
};
// clang-format on

const size_t kl_n_families = KL_COUNT(kl_families);
