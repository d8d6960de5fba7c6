// SPDX-License-Identifier: MIT
// What the tables of addresses, routes, rules, neighbours and next hops share.
#ifndef KL_SCHEMA_RT_ROUTE_H
#define KL_SCHEMA_RT_ROUTE_H

#include "tables.h"

extern const struct kl_enum kl_enum_rt_family;   /* address families, and rtnetlink's own */
extern const struct kl_enum kl_enum_rt_protocol; /* RTPROT_*: who made it */
extern const struct kl_enum kl_enum_rt_scope;
extern const struct kl_enum kl_enum_rt_table;
extern const struct kl_enum kl_enum_rt_type;     /* RTN_* */
extern const struct kl_enum kl_enum_rt_nh_flags; /* RTNH_F_* */
extern const struct kl_enum kl_enum_rt_ip_proto;
extern const struct kl_enum kl_enum_rt_lifetime;
extern const struct kl_enum kl_enum_rt_encap_type;

extern const struct kl_layout kl_layout_rtgenmsg;
extern const struct kl_layout kl_layout_rt_ndmsg; /* neighbours; entries of a bridge */

/* What an encapsulation holds, chosen by the sibling that tells its kind. */
extern const struct kl_selector kl_select_rta_encap; /* by RTA_ENCAP_TYPE */
extern const struct kl_selector kl_select_nha_encap; /* by NHA_ENCAP_TYPE */

/* One entry of an MPLS label stack: label (20 bits), class (3), bottom (1), hops left (8). */
extern const struct kl_layout kl_layout_mpls_label;

#define LABELS(n, i, d)                                                                            \
    ROW(PACKED, n, i, d, .elem = KL_T_STRUCT, .ref.layout = &kl_layout_mpls_label)
#define STRUCT(n, i, l, d, ...) ROW(STRUCT, n, i, d, .ref.layout = &(l), __VA_ARGS__)
#define CHOSEN(n, i, s, d, ...)                                                                    \
    ROW(NEST, n, i, d, .ref.select = &(s), .flags = KL_A_SELECT, __VA_ARGS__)
#define IP(n, i, d, ...)    ROW(IP, n, i, d, __VA_ARGS__)
#define BE16(n, i, d, ...)  ROW(U16, n, i, d, .flags = KL_A_BE, __VA_ARGS__)
#define BE32(n, i, d, ...)  ROW(U32, n, i, d, .flags = KL_A_BE, __VA_ARGS__)
#define BE64(n, i, d, ...)  ROW(U64, n, i, d, .flags = KL_A_BE, __VA_ARGS__)
#define HEX8(n, i, d, ...)  ROW(U8, n, i, d, .flags = KL_A_HEX, __VA_ARGS__)
#define HEX16(n, i, d, ...) ROW(U16, n, i, d, .flags = KL_A_HEX, __VA_ARGS__)
#define HEX32(n, i, d, ...) ROW(U32, n, i, d, .flags = KL_A_HEX, __VA_ARGS__)

#endif
