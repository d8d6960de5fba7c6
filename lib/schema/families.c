// SPDX-License-Identifier: MIT
// The list of all families.
#include "rows.h"

// clang-format off
const struct kl_family *const kl_families[] = {
    &kl_family_conntrack,
    &kl_family_conntrack_exp,
    &kl_family_cthelper,
    &kl_family_cttimeout,
    &kl_family_ipset,
    &kl_family_nfacct,
    &kl_family_nfhook,
    &kl_family_nflog,
    &kl_family_nfnetlink,
    &kl_family_nfosf,
    &kl_family_nfqueue,
    &kl_family_nft_compat,
    &kl_family_nftables,
    &kl_family_nlctrl,
};
// clang-format on

const size_t kl_n_families = KL_COUNT(kl_families);
