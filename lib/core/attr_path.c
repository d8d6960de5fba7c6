// SPDX-License-Identifier: MIT
// From an offset in a message to the names of the attributes around it.
#include "schema_def.h"

#include <errno.h>
#include <stdio.h>

/* One step of the way down. */
struct level {
    struct kl_scope scope;
    const struct kl_attr_def *array; /* the scope is the inside of this ARRAY */
};

struct path {
    char *buffer;
    size_t size, len; /* len: what it would take */
};

static void add_name(struct path *p, const struct kl_attr_def *row, bool index, uint16_t id)
{
    size_t room = p->len < p->size ? p->size - p->len : 0;
    const char *dot = p->len > 0 ? "." : "";
    char *at = room > 0 ? p->buffer + p->len : NULL;
    int n;

    if (row != NULL && !index)
        n = snprintf(at, room, "%s%s", dot, row->name);
    else
        n = snprintf(at, room, "%s%u", dot, id);
    p->len += n > 0 ? (size_t)n : 0;
}

/* The attribute of @s that covers @target. @return 0, or -ENOENT. */
static int find_cover(const struct kl_scope *s, const unsigned char *target, struct kl_attr *ret)
{
    struct kl_view v = {.data = s->data, .len = s->len};

    while (v.data <= target && kl_view_next(&v, ret) > 0)
        if (target >= ret->data - NLA_HDRLEN && target < v.data)
            return 0;
    return -ENOENT;
}

/* Steps into @a. @return whether it has an inside. */
static bool step_in(struct level *next, const struct level *now, const struct kl_attr *a,
                    const struct kl_attr_def *row)
{
    size_t skip = 0;

    *next = *now;
    next->array = NULL;
    next->scope.set = NULL;
    next->scope.up = &now->scope;
    if (row != NULL && row->type == KL_T_ARRAY) {
        /* The row may be an element's, which is short-lived: keep the table's. */
        next->array = now->array != NULL ? now->array->ref.elem : row;
    } else if (row != NULL && row->type == KL_T_NEST) {
        next->scope.set = kl_row_set(now->array != NULL ? now->array : row, &now->scope);
        if (next->scope.set != NULL && next->scope.set->header != NULL)
            skip = NLA_ALIGN((size_t)next->scope.set->header->size);
    } else if (row != NULL || (a->flags & NLA_F_NESTED) == 0) {
        return false;
    }
    if (skip > a->len)
        return false;
    next->scope.data = a->data + skip;
    next->scope.len = a->len - skip;
    return true;
}

static int walk(struct path *p, struct level *levels, const unsigned char *target)
{
    for (unsigned depth = 0; depth < KL_MAX_DEPTH; depth++) {
        struct level *now = &levels[depth];
        const struct kl_attr_def *row;
        struct kl_attr_def scratch;
        struct kl_attr a;

        if (find_cover(&now->scope, target, &a) < 0)
            return depth > 0 ? 0 : -ENOENT;
        if (now->array != NULL) {
            kl_array_elem(&scratch, now->array, a.type);
            row = &scratch;
        } else {
            row = kl_attrset_row(now->scope.set, a.type);
        }
        add_name(p, row, now->array != NULL, a.type);
        if (target < a.data || !step_in(&levels[depth + 1], now, &a, row))
            return 0;
    }
    return 0;
}

int kl_attr_path(char *buffer, size_t size, const struct nlmsghdr *msg, size_t offset,
                 const struct kl_decode_options *options)
{
    const unsigned char *data = (const unsigned char *)msg;
    struct level levels[KL_MAX_DEPTH + 1];
    struct path p = {.buffer = buffer, .size = size};
    struct kl_recognised r;
    size_t len = msg->nlmsg_len;
    int rc;

    if (len < NLMSG_HDRLEN || options == NULL)
        return -ENOENT;
    kl_recognise(&r, msg, len, options->protocol, options->family);
    if (offset >= len || offset < r.attrs_at)
        return -ENOENT;
    levels[0] = (struct level){.scope = {.set = r.set,
                                         .data = data + r.attrs_at,
                                         .len = len - r.attrs_at,
                                         .command = r.command,
                                         .header = data + r.header_at,
                                         .header_len = r.attrs_at - r.header_at}};
    rc = walk(&p, levels, data + offset);
    if (rc < 0)
        return rc;
    if (size == 0)
        return 0;
    return (int)(p.len < size ? p.len : size - 1);
}
