// SPDX-License-Identifier: MIT
// What the two files of xfrm's tables share: the structs of its messages.
#ifndef KL_SCHEMA_XFRM_H
#define KL_SCHEMA_XFRM_H

#include "rows.h"

extern const struct kl_enum kl_enum_xfrm_family;
extern const struct kl_enum kl_enum_xfrm_proto;
extern const struct kl_layout kl_layout_xfrm_acquire;
extern const struct kl_layout kl_layout_xfrm_aevent_id;
extern const struct kl_layout kl_layout_xfrm_expire;
extern const struct kl_layout kl_layout_xfrm_mapping;
extern const struct kl_layout kl_layout_xfrm_migrate;
extern const struct kl_layout kl_layout_xfrm_migrate_state;
extern const struct kl_layout kl_layout_xfrm_polexpire;
extern const struct kl_layout kl_layout_xfrm_policy_default;
extern const struct kl_layout kl_layout_xfrm_policy_id;
extern const struct kl_layout kl_layout_xfrm_policy_info;
extern const struct kl_layout kl_layout_xfrm_report;
extern const struct kl_layout kl_layout_xfrm_sa_flush;
extern const struct kl_layout kl_layout_xfrm_sa_id;
extern const struct kl_layout kl_layout_xfrm_sa_info;
extern const struct kl_layout kl_layout_xfrm_selector;
extern const struct kl_layout kl_layout_xfrm_spi_info;
extern const struct kl_layout kl_layout_xfrm_lifetime_cur;
extern const struct kl_layout kl_layout_xfrm_tmpl;

/* xfrm_address_t: the field of the same struct at offset @at tells the family. */
#define XFRM_ADDRESS(n, i, d, at) ROW(IP, n, i, d, .flags = KL_A_FAMILY, .max_len = 16, .min = at)

#endif
