// SPDX-License-Identifier: MIT
// What the tables of socket diagnosis share.
#ifndef KL_SCHEMA_SOCK_DIAG_H
#define KL_SCHEMA_SOCK_DIAG_H

#include "rows.h"

#define SOCK_DIAG_BY_FAMILY_ID 20
#define SOCK_DESTROY_ID        21

extern const struct kl_enum kl_enum_sk_memory;
extern const struct kl_enum kl_enum_sk_shutdown;
extern const struct kl_enum kl_enum_sk_state;
extern const struct kl_enum kl_enum_sk_states;
extern const struct kl_enum kl_enum_sk_type;
extern const struct kl_layout kl_layout_tcp_info;
extern const struct kl_selector kl_select_inet_info;
extern const struct kl_attrset kl_set_inet_ulp;

/* Memory of a socket, the kernel's array of SK_MEMINFO_VARS. */
#define SK_MEMORY(n, i)                                                                            \
    ROW(PACKED, n, i, "memory of the socket", .elem = KL_T_U32, .flags = KL_A_INDEXED,             \
        .ref.values = &kl_enum_sk_memory)
/* A number that makes sure that the socket is still the same. */
#define SK_COOKIE(n, i) ROW(U64, n, i, "number that no other socket will have", .flags = KL_A_HEX)

#endif
