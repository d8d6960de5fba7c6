// SPDX-License-Identifier: MIT
// Reading messages: a walk over attributes that trusts no length, and typed values.
#include "schema_def.h"
#include "view.h"

#include <errno.h>
#include <string.h>

int kl_view_message(struct kl_view *ret, const struct nlmsghdr *msg, size_t header_len,
                    const struct kl_attrset *set)
{
    size_t len = msg->nlmsg_len, skip = NLMSG_HDRLEN;

    if (len < skip || header_len > len - skip)
        return -EBADMSG;
    skip += header_len;
    /* A header that ends the message need not be padded. */
    skip = NLMSG_ALIGN(skip) < len ? NLMSG_ALIGN(skip) : len;
    *ret =
        (struct kl_view){.data = (const unsigned char *)msg + skip, .len = len - skip, .set = set};
    return 0;
}

static bool all_zero(const unsigned char *data, size_t len)
{
    while (len > 0)
        if (data[--len] != 0)
            return false;
    return true;
}

bool kl_view_end(struct kl_view *v)
{
    bool ok = all_zero(v->data, v->len);

    v->len = 0;
    return ok;
}

int kl_view_next(struct kl_view *v, struct kl_attr *ret)
{
    return kl_view_step(v, ret);
}

int kl_view_get(const struct kl_view *v, uint16_t attr, struct kl_attr *ret)
{
    struct kl_view walk = *v;
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_next(&walk, &a)) > 0) {
        if (a.type == attr) {
            *ret = a;
            return 0;
        }
    }
    return rc < 0 ? rc : -ENODATA;
}

int kl_view_get_uint(const struct kl_view *v, uint16_t attr, uint64_t *ret)
{
    struct kl_attr a;
    int rc = kl_view_get(v, attr, &a);

    if (rc < 0)
        return rc;
    return kl_row_get_uint(kl_attrset_row(v->set, attr), a.flags, a.data, a.len, ret);
}

int kl_view_get_int(const struct kl_view *v, uint16_t attr, int64_t *ret)
{
    struct kl_attr a;
    int rc = kl_view_get(v, attr, &a);

    if (rc < 0)
        return rc;
    return kl_row_get_int(kl_attrset_row(v->set, attr), a.flags, a.data, a.len, ret);
}

int kl_view_get_str(const struct kl_view *v, uint16_t attr, const char **ret, size_t *ret_len)
{
    struct kl_attr a;
    int rc = kl_view_get(v, attr, &a);

    if (rc < 0)
        return rc;
    while (a.len > 0 && a.data[a.len - 1] == '\0')
        a.len--;
    *ret = (const char *)a.data;
    *ret_len = a.len;
    return 0;
}

int kl_view_get_bytes(const struct kl_view *v, uint16_t attr, const void **ret, size_t *ret_len)
{
    struct kl_attr a;
    int rc = kl_view_get(v, attr, &a);

    if (rc < 0)
        return rc;
    *ret = a.data;
    *ret_len = a.len;
    return 0;
}

int kl_view_get_nest(const struct kl_view *v, uint16_t attr, struct kl_view *ret)
{
    const struct kl_attr_def *row = kl_attrset_row(v->set, attr);
    const struct kl_attrset *set = NULL;
    struct kl_attr a;
    size_t skip = 0;
    int rc = kl_view_get(v, attr, &a);

    if (rc < 0)
        return rc;
    if (row != NULL && row->type == KL_T_NEST && (row->flags & KL_A_SELECT) == 0)
        set = row->ref.set;
    if (set != NULL && set->header != NULL) /* a fixed header inside the nest */
        skip = set->header->size;
    if (skip > a.len)
        return -EBADMSG;
    skip = NLA_ALIGN(skip) < a.len ? NLA_ALIGN(skip) : a.len; /* padding may be missing */
    *ret = (struct kl_view){.data = a.data + skip, .len = a.len - skip, .set = set};
    return 0;
}

bool kl_view_has(const struct kl_view *v, uint16_t attr)
{
    struct kl_attr a;

    return kl_view_get(v, attr, &a) == 0;
}
