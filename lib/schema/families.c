// SPDX-License-Identifier: MIT
// The list of all families.
#include "rows.h"

const struct kl_family *const kl_families[] = {
    &kl_family_ipset,
    &kl_family_nlctrl,
};

const size_t kl_n_families = KL_COUNT(kl_families);
