// SPDX-License-Identifier: MIT
// From an offset in a message to the names of the attributes around it.
#include "schema_def.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* One step of the way down. */
struct level {
    struct kl_scope scope; /* what selectors choose by: for the inside of an ARRAY or of RECORDS,
                              where those stand */
    const unsigned char *data;
    size_t len;
    const struct kl_attr_def *array;   /* the inside of this ARRAY */
    const struct kl_attr_def *records; /* the inside of these RECORDS */
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

/* The attribute that covers @target. @return 0, or -ENOENT. */
static int find_cover(const struct level *l, const unsigned char *target, struct kl_attr *ret)
{
    struct kl_view v = {.data = l->data, .len = l->len};

    while (v.data <= target && kl_view_next(&v, ret) > 0)
        if (target >= ret->data - NLA_HDRLEN && target < v.data)
            return 0;
    return -ENOENT;
}

/* Likewise the record, as if it were an attribute whose type is its number. */
static int find_record(const struct level *l, const unsigned char *target, struct kl_attr *ret)
{
    size_t at = 0, step;
    uint16_t len;

    for (uint16_t i = 0; l->len - at >= sizeof(len); i++) {
        memcpy(&len, l->data + at, sizeof(len));
        if (len < sizeof(len) || len > l->len - at)
            return -ENOENT;
        step = NLA_ALIGN((size_t)len) < l->len - at ? NLA_ALIGN((size_t)len) : l->len - at;
        if (target < l->data + at + step) {
            *ret = (struct kl_attr){.type = i, .data = l->data + at, .len = len};
            return 0;
        }
        at += step;
    }
    return -ENOENT;
}

/* The attributes of @set at @data, behind its fixed header. */
static bool enter_set(struct level *next, const struct level *now, const struct kl_attrset *set,
                      const unsigned char *data, size_t len)
{
    size_t skip = set != NULL && set->header != NULL ? NLA_ALIGN((size_t)set->header->size) : 0;

    if (skip > len || kl_attrset_is_struct(set))
        return false;
    *next = *now;
    next->array = next->records = NULL;
    next->data = next->scope.data = data + skip;
    next->len = next->scope.len = len - skip;
    next->scope.set = set;
    next->scope.up = &now->scope;
    return true;
}

/* Steps into @a. @return whether it has an inside. */
static bool step_in(struct level *next, const struct level *now, const struct kl_attr *a,
                    const struct kl_attr_def *row)
{
    /* The row may be an element's, which is short-lived: keep the table's. */
    const struct kl_attr_def *table = now->array != NULL ? now->array : row;

    if (row == NULL)
        return (a->flags & NLA_F_NESTED) != 0 && enter_set(next, now, NULL, a->data, a->len);
    if (row->type == KL_T_NEST)
        return enter_set(next, now, kl_row_set(table, &now->scope), a->data, a->len);
    if (row->type != KL_T_ARRAY && row->type != KL_T_RECORDS)
        return false;
    *next = *now;
    next->data = a->data;
    next->len = a->len;
    next->array = next->records = NULL;
    if (row->type == KL_T_RECORDS)
        next->records = row;
    else
        next->array = now->array != NULL ? now->array->ref.elem : row;
    return true;
}

static int walk(struct path *p, struct level *levels, const unsigned char *target)
{
    for (unsigned depth = 0; depth < KL_MAX_DEPTH; depth++) {
        struct level *now = &levels[depth], *next = &levels[depth + 1];
        const struct kl_attr_def *row;
        struct kl_attr_def scratch;
        struct kl_attr a;
        int rc;

        rc = now->records != NULL ? find_record(now, target, &a) : find_cover(now, target, &a);
        if (rc < 0)
            return depth > 0 ? 0 : -ENOENT;
        if (now->records != NULL) {
            add_name(p, NULL, true, a.type);
            if (!enter_set(next, now, kl_row_set(now->records, &now->scope), a.data, a.len) ||
                target < next->data)
                return 0;
            continue;
        }
        if (now->array != NULL) {
            kl_array_elem(&scratch, now->array, a.type);
            row = &scratch;
        } else {
            row = kl_attrset_row(now->scope.set, a.type);
        }
        add_name(p, row, now->array != NULL, a.type);
        if (target < a.data || !step_in(next, now, &a, row))
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
                                         .header_len = r.attrs_at - r.header_at},
                               .data = data + r.attrs_at,
                               .len = len - r.attrs_at};
    rc = walk(&p, levels, data + offset);
    if (rc < 0)
        return rc;
    if (size == 0)
        return 0;
    return (int)(p.len < size ? p.len : size - 1);
}
