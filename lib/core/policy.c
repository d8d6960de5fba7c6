// SPDX-License-Identifier: MIT
// The policy of a generic family: asking the kernel for it, and reading what it answers.
// Source: include/uapi/linux/genetlink.h, net/netlink/genetlink.c, net/netlink/policy.c.
#include "policy.h"
#include "../schema/tables.h"
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

/* Newer than Debian 12's headers. */
#define POLICY_MASK 12 /* NL_POLICY_TYPE_ATTR_MASK */
/* No family has a fraction of this; a liar must not fill our memory. */
#define ENTRIES_MAX 65536u

/* Room for one more of @size bytes. @return it, as zeroes, or NULL. */
static void *grow(void *array, size_t *n, size_t size)
{
    char **at = array, *grown;

    if (*n >= ENTRIES_MAX)
        return NULL;
    if ((*n & (*n - 1)) == 0) { /* 0 or a power of two: full */
        grown = realloc(*at, (*n == 0 ? 1 : 2 * *n) * size);
        if (grown == NULL)
            return NULL;
        *at = grown;
    }
    return memset(*at + (*n)++ * size, 0, size);
}

static uint32_t get_u32(const struct kl_view *v, uint16_t attr, uint32_t otherwise)
{
    uint64_t value;

    return kl_view_get_uint(v, attr, &value) == 0 ? (uint32_t)value : otherwise;
}

/* ---- The family ---- */

static struct kl_policy_op *op_of(struct kl_policy *p, uint32_t id)
{
    struct kl_policy_op *op;

    for (size_t i = 0; i < p->n_ops; i++)
        if (p->ops[i].id == id)
            return &p->ops[i];
    op = grow(&p->ops, &p->n_ops, sizeof(*op));
    if (op != NULL)
        *op = (struct kl_policy_op){
            .id = (uint16_t)id, .act = KL_POLICY_NONE, .dump = KL_POLICY_NONE};
    return op;
}

static int read_ops(struct kl_policy *p, struct kl_view list)
{
    struct kl_attr entry;
    int rc;

    while ((rc = kl_view_next(&list, &entry)) > 0) {
        struct kl_view v = {.data = entry.data, .len = entry.len};
        uint32_t id = get_u32(&v, CTRL_ATTR_OP_ID, UINT32_MAX);
        struct kl_policy_op *op;

        if (id > UINT8_MAX)
            return -EBADMSG;
        op = op_of(p, id);
        if (op == NULL)
            return -ENOMEM;
        op->flags = get_u32(&v, CTRL_ATTR_OP_FLAGS, 0);
    }
    return rc;
}

static int read_groups(struct kl_policy *p, struct kl_view list)
{
    struct kl_attr entry;
    int rc;

    while ((rc = kl_view_next(&list, &entry)) > 0) {
        struct kl_view v = {.data = entry.data, .len = entry.len};
        struct kl_policy_group *g = grow(&p->groups, &p->n_groups, sizeof(*g));
        const char *name;
        size_t len;

        if (g == NULL)
            return -ENOMEM;
        g->id = get_u32(&v, CTRL_ATTR_MCAST_GRP_ID, 0);
        if (kl_view_get_str(&v, CTRL_ATTR_MCAST_GRP_NAME, &name, &len) == 0)
            memcpy(g->name, name, len < sizeof(g->name) ? len : sizeof(g->name) - 1);
    }
    return rc;
}

/* ---- Policies ---- */

static void read_type(struct kl_policy_attr *a, const struct kl_view *v)
{
    a->type = (uint8_t)get_u32(v, NL_POLICY_TYPE_ATTR_TYPE, NL_ATTR_TYPE_INVALID);
    a->has_range = kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, &a->min) == 0 &&
                   kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, &a->max) == 0;
    a->has_range_s = kl_view_get_int(v, NL_POLICY_TYPE_ATTR_MIN_VALUE_S, &a->min_s) == 0 &&
                     kl_view_get_int(v, NL_POLICY_TYPE_ATTR_MAX_VALUE_S, &a->max_s) == 0;
    a->has_min_len = kl_view_has(v, NL_POLICY_TYPE_ATTR_MIN_LENGTH);
    a->min_len = get_u32(v, NL_POLICY_TYPE_ATTR_MIN_LENGTH, 0);
    a->has_max_len = kl_view_has(v, NL_POLICY_TYPE_ATTR_MAX_LENGTH);
    a->max_len = get_u32(v, NL_POLICY_TYPE_ATTR_MAX_LENGTH, 0);
    a->nested = get_u32(v, NL_POLICY_TYPE_ATTR_POLICY_IDX, KL_POLICY_NONE);
    a->has_mask = kl_view_get_uint(v, POLICY_MASK, &a->mask) == 0 ||
                  kl_view_get_uint(v, NL_POLICY_TYPE_ATTR_BITFIELD32_MASK, &a->mask) == 0;
}

/* Policies by index, in each its attributes by number. */
static int read_policies(struct kl_policy *p, struct kl_view list)
{
    struct kl_attr policy, attr;
    int rc, inner;

    while ((rc = kl_view_next(&list, &policy)) > 0) {
        struct kl_view attrs = {.data = policy.data, .len = policy.len};

        while ((inner = kl_view_next(&attrs, &attr)) > 0) {
            struct kl_view v = {.data = attr.data, .len = attr.len, .set = &kl_set_policy_type};
            struct kl_policy_attr *a = grow(&p->attrs, &p->n_attrs, sizeof(*a));

            if (a == NULL)
                return -ENOMEM;
            a->policy = policy.type;
            a->id = attr.type;
            read_type(a, &v);
        }
        if (inner < 0)
            return inner;
    }
    return rc;
}

/* Which policies a command has. */
static int read_op_policies(struct kl_policy *p, struct kl_view list)
{
    struct kl_attr command;
    int rc;

    while ((rc = kl_view_next(&list, &command)) > 0) {
        struct kl_view v = {.data = command.data, .len = command.len};
        struct kl_policy_op *op;

        if (command.type == 0 && kl_policy_op(p, 0) == NULL) {
            if (p->n_dumps < sizeof(p->dumps) / sizeof(p->dumps[0]))
                p->dumps[p->n_dumps++] = get_u32(&v, CTRL_ATTR_POLICY_DUMP, KL_POLICY_NONE);
            continue;
        }
        op = op_of(p, command.type);
        if (op == NULL)
            return -ENOMEM;
        op->act = get_u32(&v, CTRL_ATTR_POLICY_DO, op->act);
        op->dump = get_u32(&v, CTRL_ATTR_POLICY_DUMP, op->dump);
    }
    return rc;
}

int kl_policy_read(struct kl_policy *p, const struct nlmsghdr *msg)
{
    static const struct {
        uint16_t attr;
        int (*read)(struct kl_policy *p, struct kl_view list);
    } lists[] = {
        {CTRL_ATTR_OPS, read_ops},
        {CTRL_ATTR_MCAST_GROUPS, read_groups},
        {CTRL_ATTR_POLICY, read_policies},
        {CTRL_ATTR_OP_POLICY, read_op_policies},
    };
    struct kl_view v, list;
    int rc = kl_view_message(&v, msg, GENL_HDRLEN, NULL);

    if (rc < 0)
        return rc;
    p->id = (uint16_t)get_u32(&v, CTRL_ATTR_FAMILY_ID, p->id);
    p->version = get_u32(&v, CTRL_ATTR_VERSION, p->version);
    p->header_size = get_u32(&v, CTRL_ATTR_HDRSIZE, p->header_size);
    p->max_attr = get_u32(&v, CTRL_ATTR_MAXATTR, p->max_attr);
    for (size_t i = 0; rc == 0 && i < sizeof(lists) / sizeof(lists[0]); i++)
        if (kl_view_get_nest(&v, lists[i].attr, &list) == 0)
            rc = lists[i].read(p, list);
    return rc;
}

static int by_place(const void *a, const void *b)
{
    const struct kl_policy_attr *one = a, *two = b;

    if (one->policy != two->policy)
        return one->policy < two->policy ? -1 : 1;
    return (one->id > two->id) - (one->id < two->id);
}

static int by_id(const void *a, const void *b)
{
    const struct kl_policy_op *one = a, *two = b;

    return (one->id > two->id) - (one->id < two->id);
}

/* The kernel names a policy's command by its handler of requests, and a command that only dumps has
 * none; but it tells both lists in the same order. */
static void give_dumps(struct kl_policy *p)
{
    unsigned next = 0;

    for (size_t i = 0; i < p->n_ops && next < p->n_dumps; i++) {
        struct kl_policy_op *op = &p->ops[i];

        if ((op->flags & (GENL_CMD_CAP_DO | GENL_CMD_CAP_DUMP | GENL_CMD_CAP_HASPOL)) ==
                (GENL_CMD_CAP_DUMP | GENL_CMD_CAP_HASPOL) &&
            op->dump == KL_POLICY_NONE)
            op->dump = p->dumps[next++];
    }
}

int kl_policy_finish(struct kl_policy *p)
{
    size_t kept = 0;

    give_dumps(p);
    if (p->n_attrs > 0)
        qsort(p->attrs, p->n_attrs, sizeof(p->attrs[0]), by_place);
    if (p->n_ops > 0)
        qsort(p->ops, p->n_ops, sizeof(p->ops[0]), by_id);
    /* A dump that was done again may tell things twice. */
    for (size_t i = 0; i < p->n_attrs; i++)
        if (kept == 0 || by_place(&p->attrs[kept - 1], &p->attrs[i]) != 0)
            p->attrs[kept++] = p->attrs[i];
    p->n_attrs = kept;
    return kl_policy_make(p);
}

const struct kl_policy_op *kl_policy_op(const struct kl_policy *p, uint16_t id)
{
    for (size_t i = 0; i < p->n_ops; i++)
        if (p->ops[i].id == id)
            return &p->ops[i];
    return NULL;
}

const struct kl_policy_attr *kl_policy_attr(const struct kl_policy *p, uint32_t policy, uint16_t id)
{
    const struct kl_policy_attr key = {.policy = policy, .id = id};

    if (p->n_attrs == 0)
        return NULL;
    return bsearch(&key, p->attrs, p->n_attrs, sizeof(key), by_place);
}

/* ---- Asking ---- */

static int ask(struct kl_sock *s, struct kl_policy *p, uint8_t command, uint16_t flags)
{
    struct kl_answer *answer = NULL;
    struct kl_msg *m;
    int rc = kl_msg_new(&m);

    if (rc < 0)
        return kl_error_set(&s->error, rc, NULL);
    kl_msg_start_genl(m, GENL_ID_CTRL, command, 2, flags);
    kl_msg_put_str(m, CTRL_ATTR_FAMILY_NAME, p->name);
    rc = kl_request(s, m, &answer);
    for (size_t i = 0; rc == 0 && i < kl_answer_count(answer); i++) {
        rc = kl_policy_read(p, kl_answer_message(answer, i));
        if (rc < 0)
            kl_error_set(&s->error, rc, "the kernel's policy of family %s cannot be read", p->name);
    }
    kl_answer_free(answer);
    kl_msg_free(m);
    return rc;
}

int kl_policy_get(struct kl_sock *s, const char *family, struct kl_policy **ret)
{
    struct kl_policy *p;
    int rc;

    if (s->protocol != NETLINK_GENERIC)
        return kl_error_set(&s->error, -EINVAL, "not a generic netlink socket");
    if (strlen(family) >= sizeof(p->name))
        return kl_error_set(&s->error, -ENOENT,
                            "a generic netlink family's name has at most 15 characters: %s",
                            family);
    p = calloc(1, sizeof(*p));
    if (p == NULL)
        return kl_error_set(&s->error, -ENOMEM, NULL);
    memcpy(p->name, family, strlen(family) + 1);
    rc = ask(s, p, CTRL_CMD_GETFAMILY, 0);
    if (rc == -ENOENT)
        kl_error_set_sentence(&s->error, "this kernel has no generic netlink family %s", family);
    if (rc == 0)
        rc = ask(s, p, CTRL_CMD_GETPOLICY, NLM_F_DUMP);
    if (rc == -ENODATA) /* the family has none: it takes no attributes, or anything */
        rc = 0;
    if (rc == 0)
        rc = kl_policy_finish(p);
    if (rc < 0) {
        kl_policy_free(p);
        return rc;
    }
    *ret = p;
    return 0;
}

void kl_policy_free(struct kl_policy *p)
{
    if (p == NULL)
        return;
    kl_policy_unmake(p);
    free(p->attrs);
    free(p->ops);
    free(p->groups);
    free(p);
}
