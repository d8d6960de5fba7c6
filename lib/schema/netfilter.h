// SPDX-License-Identifier: MIT
// What the tables of netfilter's families share.
#ifndef KL_SCHEMA_NETFILTER_H
#define KL_SCHEMA_NETFILTER_H

#include "rows.h"

/* Most of netfilter's integers are big-endian without a flag that says so. */
#define BE16(n, i, d, ...) ROW(U16, n, i, d, .flags = KL_A_BE, __VA_ARGS__)
#define BE32(n, i, d, ...) ROW(U32, n, i, d, .flags = KL_A_BE, __VA_ARGS__)
#define BE64(n, i, d, ...) ROW(U64, n, i, d, .flags = KL_A_BE, __VA_ARGS__)
/* Marks and the like. */
#define HEX32(n, i, d)     ROW(U32, n, i, d, .flags = KL_A_BE | KL_A_HEX)

extern const struct kl_enum kl_enum_nf_arp_hooks;
extern const struct kl_enum kl_enum_nf_hooks;
extern const struct kl_enum kl_enum_nf_ipproto;
extern const struct kl_enum kl_enum_nf_netdev_hooks;
extern const struct kl_enum kl_enum_nf_proto;
extern const struct kl_enum kl_enum_nf_verdict;
extern const struct kl_enum kl_enum_ct_dir;
extern const struct kl_enum kl_enum_ct_events;
extern const struct kl_enum kl_enum_ct_info;
extern const struct kl_enum kl_enum_ct_status;

/* A connection, and the timeouts of a policy by protocol. */
extern const struct kl_attrset kl_set_ct;
extern const struct kl_attrset kl_set_ct_expect;
extern const struct kl_selector kl_select_ct_timeouts;
extern const struct kl_selector kl_select_nft_ct_timeouts;

/* nftables: an expression, several of them, what a register is compared with. */
extern const struct kl_attrset kl_set_nft_data;
extern const struct kl_attrset kl_set_nft_expr;
extern const struct kl_attrset kl_set_nft_exprs;
extern const struct kl_attrset kl_set_nft_verdict;
extern const struct kl_attrset kl_set_nft_counter;
extern const struct kl_attrset kl_set_nft_quota;
extern const struct kl_attrset kl_set_nft_limit;
extern const struct kl_attrset kl_set_nft_connlimit;
extern const struct kl_attrset kl_set_nft_synproxy;
extern const struct kl_selector kl_select_nft_object;
extern const struct kl_enum kl_enum_nft_object;

#endif
