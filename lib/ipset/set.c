// SPDX-License-Identifier: MIT
// A set as an object that knows its own type.
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct kl_ipset_set {
    struct kl_ipset *ipset;
    struct kl_ipset_params params;
};

static int hold(struct kl_ipset_set **ret, struct kl_ipset *h, const char *name)
{
    struct kl_ipset_set *s = calloc(1, sizeof *s);
    int r;

    if (!s)
        return -ENOMEM;
    s->ipset = h;
    r = kl_ipset_headers(h, name, &s->params);
    if (r) {
        free(s);
        return r;
    }
    *ret = s;
    return 0;
}

int kl_ipset_set_open(struct kl_ipset_set **ret, struct kl_ipset *h, const char *name)
{
    return hold(ret, h, name);
}

int kl_ipset_set_create(struct kl_ipset_set **ret, struct kl_ipset *h,
                        const struct kl_ipset_params *p, unsigned flags)
{
    int r = kl_ipset_create(h, p, flags);

    return r ? r : hold(ret, h, p->name);
}

void kl_ipset_set_free(struct kl_ipset_set *s)
{
    free(s);
}

const struct kl_ipset_params *kl_ipset_set_params(const struct kl_ipset_set *s)
{
    return &s->params;
}

// The session's memory may have lost the type to another set of the same hash.
static void recall(struct kl_ipset_set *s)
{
    const struct kl_ipset_type *t = kl_ipset_type_find(s->params.type);

    if (t)
        kl_ipset_remember(s->ipset, s->params.name, t, s->params.family, s->params.revision);
}

int kl_ipset_set_add(struct kl_ipset_set *s, const char *text, unsigned flags)
{
    recall(s);
    return kl_ipset_add_text(s->ipset, s->params.name, text, flags);
}

int kl_ipset_set_delete(struct kl_ipset_set *s, const char *text, unsigned flags)
{
    recall(s);
    return kl_ipset_delete_text(s->ipset, s->params.name, text, flags);
}

int kl_ipset_set_test(struct kl_ipset_set *s, const char *text)
{
    recall(s);
    return kl_ipset_test_text(s->ipset, s->params.name, text);
}

int kl_ipset_set_flush(struct kl_ipset_set *s)
{
    return kl_ipset_flush(s->ipset, s->params.name);
}

int kl_ipset_set_destroy(struct kl_ipset_set *s)
{
    return kl_ipset_destroy(s->ipset, s->params.name, 0);
}

int kl_ipset_set_list(struct kl_ipset_set *s, unsigned flags,
                      const struct kl_ipset_list_calls *calls, void *user)
{
    return kl_ipset_list(s->ipset, s->params.name, flags, calls, user);
}
