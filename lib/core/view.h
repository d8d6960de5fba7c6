// SPDX-License-Identifier: MIT
// The walk over attributes, inline for those who read millions of them.
#ifndef KL_CORE_VIEW_H
#define KL_CORE_VIEW_H

#include <kernlink/core.h>

#include <errno.h>
#include <string.h>

/** Ends a run of less than a header. @return whether it is of zeroes, as padding is. */
bool kl_view_end(struct kl_view *v);

/** kl_view_next(), inline. */
static inline int kl_view_step(struct kl_view *v, struct kl_attr *ret)
{
    struct nlattr a;
    size_t step;

    if (v->len < NLA_HDRLEN)
        return kl_view_end(v) ? 0 : -EBADMSG;
    memcpy(&a, v->data, sizeof(a)); /* the run may begin anywhere */
    if (a.nla_len < NLA_HDRLEN || a.nla_len > v->len) {
        v->len = 0;
        return -EBADMSG;
    }
    ret->type = a.nla_type & NLA_TYPE_MASK;
    ret->flags = a.nla_type & (uint16_t)~NLA_TYPE_MASK;
    ret->data = v->data + NLA_HDRLEN;
    ret->len = a.nla_len - NLA_HDRLEN;
    step = NLA_ALIGN((size_t)a.nla_len);
    step = step < v->len ? step : v->len; /* the last one's padding may be missing */
    v->data += step;
    v->len -= step;
    return 1;
}

#endif
