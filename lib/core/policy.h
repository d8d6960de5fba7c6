// SPDX-License-Identifier: MIT
// The kernel's own policy of a generic family, as it tells it: what is asked and read (policy.c),
// and the schema made of it (policy_make.c).
#ifndef KL_CORE_POLICY_H
#define KL_CORE_POLICY_H

#include "schema_def.h"

#define KL_POLICY_NONE UINT32_MAX /* no index */

/* One attribute of one policy. */
struct kl_policy_attr {
    uint32_t policy; /* index of the policy it belongs to */
    uint16_t id;
    uint8_t type; /* enum netlink_attribute_type: NL_ATTR_TYPE_U8, ... */
    bool has_range, has_range_s, has_min_len, has_max_len, has_mask;
    uint64_t min, max, mask;
    int64_t min_s, max_s;
    uint32_t min_len, max_len;
    uint32_t nested; /* index of the policy inside, or KL_POLICY_NONE */
};

struct kl_policy_op {
    uint16_t id;
    uint32_t flags; /* GENL_ADMIN_PERM, ... */
    uint32_t act;   /* index of the policy for requests, or KL_POLICY_NONE */
    uint32_t dump;  /* and for dumps */
};

struct kl_policy_group {
    uint32_t id;
    char name[16];
};

struct kl_policy {
    char name[16];
    uint16_t id; /* the family's */
    uint32_t version, header_size, max_attr;
    size_t n_attrs, n_ops, n_groups;
    struct kl_policy_attr *attrs; /* after kl_policy_finish() in order of policy, id */
    struct kl_policy_op *ops;     /* in order of id */
    struct kl_policy_group *groups;
    /* Policies that the kernel tells as command 0's, in order: those of commands that only dump. */
    unsigned n_dumps;
    uint32_t dumps[64];
    struct kl_policy_made *made; /* the schema */
};

/** Adds what @msg, an answer to CTRL_CMD_GETFAMILY or CTRL_CMD_GETPOLICY, says. @return 0,
 * -EBADMSG, -ENOMEM. */
int kl_policy_read(struct kl_policy *p, const struct nlmsghdr *msg);
/** All messages are read: puts things in order and makes the schema. @return 0 or -ENOMEM. */
int kl_policy_finish(struct kl_policy *p);
const struct kl_policy_op *kl_policy_op(const struct kl_policy *p, uint16_t id);
/** Attribute @id of policy number @policy, or NULL. */
const struct kl_policy_attr *kl_policy_attr(const struct kl_policy *p, uint32_t policy,
                                            uint16_t id);

/* policy_make.c */
int kl_policy_make(struct kl_policy *p);
void kl_policy_unmake(struct kl_policy *p);

#endif
