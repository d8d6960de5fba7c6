// SPDX-License-Identifier: MIT
// Is an object of the kernel as it is wanted?
#include "plan.h"

#include <stdlib.h>
#include <string.h>

static const char *next_hop(const char *at, const char **ret, size_t *ret_len)
{
    *ret = at;
    *ret_len = strcspn(at, " ");
    at += *ret_len;
    return at + strspn(at, " ");
}

// VIA,DEV,WEIGHT: a device that is not said is the kernel's choice.
static bool same_hop(const char *a, size_t a_len, const char *b, size_t b_len)
{
    const char *dev = memchr(a, ',', a_len), *kernel = memchr(b, ',', b_len);
    size_t n, m;

    if (!dev || !kernel || dev - a != kernel - b || memcmp(a, b, (size_t)(dev - a)) != 0)
        return false;
    n = strcspn(++dev, ",");
    m = strcspn(++kernel, ",");
    if (n && (n != m || memcmp(dev, kernel, n) != 0))
        return false;
    dev += n;
    kernel += m;
    return a + a_len - dev == b + b_len - kernel && !memcmp(dev, kernel, (size_t)(a + a_len - dev));
}

static bool same_hops(const char *want, const char *have)
{
    size_t wanted = 0, there = 0, n, m;
    const char *hop, *other;

    for (const char *at = have; *at; there++)
        at = next_hop(at, &other, &m);
    for (const char *at = want; *at; wanted++) {
        bool found = false;

        at = next_hop(at, &hop, &n);
        for (const char *b = have; *b && !found;) {
            b = next_hop(b, &other, &m);
            found = same_hop(hop, n, other, m);
        }
        if (!found)
            return false;
    }
    return wanted == there;
}

// The kernel tells how long it is from now: a moment more or less is the same.
static bool same_time(const char *want, const char *have)
{
    long long apart = strtoll(want, NULL, 10) - strtoll(have, NULL, 10);

    return apart >= -5 && apart <= 5;
}

static bool same_text(const struct kld_row *r, const char *want, const char *have)
{
    if (!strcmp(r->name, "until"))
        return same_time(want, have);
    return !strcmp(r->name, "hops") ? same_hops(want, have) : !strcmp(want, have);
}

// As a whole: all but what is soft, which must be right only where it is said.
// @until: and for as long as that.
bool kld_same(const struct kld_object *want, const struct kld_object *have, bool until)
{
    for (size_t i = 0; i < want->n; i++) {
        const struct kld_row *r = want->pairs[i].row;
        const char *text = kld_get(have, r->name);

        if (r->flags & (KLD_ONCE | KLD_IDENTITY) || (!until && !strcmp(r->name, "until")))
            continue;
        if (!text || !same_text(r, want->pairs[i].text, text))
            return false;
    }
    for (size_t i = 0; i < have->n; i++) {
        const struct kld_row *r = have->pairs[i].row;

        if (!until && !strcmp(r->name, "until"))
            continue;
        if (!(r->flags & (KLD_ONCE | KLD_IDENTITY | KLD_SOFT)) && !kld_get(want, r->name))
            return false;
    }
    return true;
}
