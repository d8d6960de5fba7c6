// SPDX-License-Identifier: MIT
// Networks that say the same in fewer elements. Sorted by what else the element holds, then by
// address, then the wider first, each network either lies in the one before it on the stack, or is
// the other half of it, or begins something new.
#include "want.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct net {
    unsigned char key[KL_KEY_MAX]; // with address and prefix taken out: what must be the same
    uint8_t addr[16];
    uint8_t cidr;
    uint32_t index; // in the want, UINT32_MAX: made by merging
};

static int compare(const void *pa, const void *pb)
{
    const struct net *a = pa, *b = pb;
    int r = memcmp(a->key, b->key, sizeof a->key);

    if (!r)
        r = memcmp(a->addr, b->addr, sizeof a->addr);
    return r ? r : a->cidr - b->cidr;
}

static bool contains(const struct net *outer, const struct net *inner)
{
    unsigned whole = outer->cidr / 8, rest = outer->cidr % 8;

    if (outer->cidr > inner->cidr || memcmp(outer->key, inner->key, sizeof outer->key) != 0 ||
        memcmp(outer->addr, inner->addr, whole) != 0)
        return false;
    return !rest || !((outer->addr[whole] ^ inner->addr[whole]) & 0xff00 >> rest & 0xff);
}

// Are they the two halves of one network? @a comes first.
static bool halves(const struct net *a, const struct net *b)
{
    struct net parent = *a;

    if (a->cidr != b->cidr || !a->cidr || memcmp(a->addr, b->addr, sizeof a->addr) == 0)
        return false;
    parent.cidr--;
    return contains(&parent, b) &&
           !(a->addr[parent.cidr / 8] & 0x80 >> parent.cidr % 8); // the lower half
}

// Elements without options, as networks. @return how many.
static size_t collect(const struct kl_want *w, struct net *nets)
{
    size_t n = 0;

    for (uint32_t i = 0; i < w->n; i++) {
        struct kl_ipset_elem e;
        struct net *net = &nets[n];

        if (w->options && w->options[i])
            continue;
        kl_want_elem(w, i, &e);
        memset(net, 0, sizeof *net);
        memcpy(net->addr, e.ip.addr, e.ip.family == AF_INET6 ? 16 : 4);
        net->cidr = e.cidr;
        net->index = i;
        memset(e.ip.addr, 0, sizeof e.ip.addr);
        e.cidr = 1; // 0 has no key in some types
        if (kl_ipset_key(net->key, &w->shape, &e))
            n++;
    }
    return n;
}

// Merges in place, into the front of @nets. @return how many are left.
static size_t merge(struct net *nets, size_t n, unsigned min_cidr)
{
    size_t top = 0;

    for (size_t i = 0; i < n; i++) {
        struct net next = nets[i];

        if (top && contains(&nets[top - 1], &next))
            continue;
        while (top && next.cidr > min_cidr && halves(&nets[top - 1], &next)) {
            next = nets[--top];
            next.cidr--;
            next.index = UINT32_MAX;
        }
        nets[top++] = next;
    }
    return top;
}

static int apply(struct kl_want *w, const struct net *nets, size_t n)
{
    uint32_t before = w->n;
    int r = 0;

    for (uint32_t i = 0; i < before; i++)
        if (!w->options || !w->options[i])
            w->marks[i] |= KL_WANT_GONE;
    for (size_t i = 0; !r && i < n; i++) {
        unsigned char key[KL_KEY_MAX];
        struct kl_ipset_elem e;
        int64_t at;

        if (nets[i].index != UINT32_MAX) {
            w->marks[nets[i].index] &= (uint8_t)~KL_WANT_GONE;
            continue;
        }
        kl_ipset_key_elem(&e, &w->shape, nets[i].key);
        memcpy(e.ip.addr, nets[i].addr, sizeof nets[i].addr);
        e.cidr = nets[i].cidr;
        e.has |= KL_IPSET_E_CIDR;
        if (!kl_ipset_key(key, &w->shape, &e) || (at = kl_want_find(w, key)) < 0)
            r = kl_want_put(w, &e);
        else // one with options, which it keeps
            w->marks[at] &= (uint8_t)~KL_WANT_GONE;
    }
    return r;
}

int64_t kl_want_aggregate(struct kl_want *w)
{
    const struct kl_ipset_type *t = w->shape.type;
    uint32_t before = w->n;
    struct net *nets;
    size_t n, left;
    int r;

    if (t->dims[0] != KL_DIM_NET || (t->n_dims > 1 && t->dims[1] == KL_DIM_NET) ||
        (t->n_dims > 2 && t->dims[2] == KL_DIM_NET))
        return -EOPNOTSUPP;
    for (uint32_t i = 0; i < w->n; i++)
        if (w->marks[i] & KL_WANT_NOMATCH)
            return -EOPNOTSUPP;
    nets = malloc(((size_t)w->n + 1) * sizeof *nets);
    if (!nets)
        return -ENOMEM;
    n = collect(w, nets);
    qsort(nets, n, sizeof *nets, compare);
    left = merge(nets, n, t->zero_net ? 0 : 1);
    r = apply(w, nets, left);
    free(nets);
    return r ? r : (int64_t)(before - (before - n) - left);
}
