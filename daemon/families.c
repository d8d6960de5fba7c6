// SPDX-License-Identifier: MIT
// The families of the schema that settings of the network lead to, in the place of
// lib/schema/families.c, whose list is all of them: tables are full of pointers, so each page of
// them is memory of every process. A family that is missing here costs the names of attributes in
// what the kernel refuses.
#include "../lib/schema/rows.h"

// clang-format off
const struct kl_family *const kl_families[] = {
    &kl_family_ipset,
    &kl_family_nl80211,
    &kl_family_nlctrl,
    &kl_family_rt_addr,
    &kl_family_rt_link,
    &kl_family_rt_mdb,
    &kl_family_rt_neigh,
    &kl_family_rt_netconf,
    &kl_family_rt_nexthop,
    &kl_family_rt_nsid,
    &kl_family_rt_route,
    &kl_family_rt_rule,
    &kl_family_rt_vlan,
    &kl_family_wireguard,
};
// clang-format on

const size_t kl_n_families = KL_COUNT(kl_families);
