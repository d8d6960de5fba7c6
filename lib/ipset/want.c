// SPDX-License-Identifier: MIT
#include "want.h"

#include "attrs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define EXPAND_MAX (1u << 24)
// The seed of our own table has nothing to do with the kernel's.
#define SEED       0x9e3779b9u

void kl_want_init(struct kl_want *w, const struct kl_ipset_shape *shape)
{
    *w = (struct kl_want){.shape = *shape};
}

void kl_want_free(struct kl_want *w)
{
    free(w->keys);
    free(w->marks);
    free(w->slots);
    free(w->options);
    free(w->bytes);
    *w = (struct kl_want){.n = 0};
}

static uint32_t slot_of(const struct kl_want *w, const unsigned char *key)
{
    return kl_ipset_key_hash(key, w->shape.len, SEED) & w->slot_mask;
}

static int rehash(struct kl_want *w, uint32_t size)
{
    uint32_t *slots = calloc(size, sizeof *slots);

    if (!slots)
        return -ENOMEM;
    free(w->slots);
    w->slots = slots;
    w->slot_mask = size - 1;
    for (uint32_t i = 0; i < w->n; i++) {
        uint32_t at = slot_of(w, kl_want_key(w, i));

        while (slots[at])
            at = (at + 1) & w->slot_mask;
        slots[at] = i + 1;
    }
    return 0;
}

static int grow(struct kl_want *w)
{
    uint32_t max = w->max ? w->max * 2 : 1024;
    unsigned char *keys;
    uint8_t *marks;
    uint32_t *options;

    if (w->max > UINT32_MAX / 4)
        return -E2BIG;
    keys = realloc(w->keys, (size_t)max * w->shape.len);
    if (!keys)
        return -ENOMEM;
    w->keys = keys;
    marks = realloc(w->marks, max);
    if (!marks)
        return -ENOMEM;
    w->marks = marks;
    if (w->options) {
        options = realloc(w->options, max * sizeof *options);
        if (!options)
            return -ENOMEM;
        memset(options + w->max, 0, (max - w->max) * sizeof *options);
        w->options = options;
    }
    w->max = max;
    return rehash(w, max * 2);
}

int64_t kl_want_find(const struct kl_want *w, const unsigned char *key)
{
    if (!w->n)
        return -1;
    for (uint32_t at = slot_of(w, key); w->slots[at]; at = (at + 1) & w->slot_mask)
        if (!memcmp(kl_want_key(w, w->slots[at] - 1), key, w->shape.len))
            return w->slots[at] - 1;
    return -1;
}

uint8_t kl_want_flags(const struct kl_ipset_elem *e)
{
    return (uint8_t)((e->has & KL_IPSET_E_NOMATCH ? KL_WANT_NOMATCH : 0) |
                     (e->has & KL_IPSET_E_WILDCARD ? KL_WANT_WILDCARD : 0));
}

// The fields that are neither key nor flag.
static uint32_t option_fields(const struct kl_want *w)
{
    uint32_t has = KL_ELEM_OPTIONS & ~(uint32_t)(KL_IPSET_E_NOMATCH | KL_IPSET_E_WILDCARD);

    if (w->shape.type->dims[w->shape.type->n_dims - 1] == KL_DIM_MAC_OPTIONAL)
        has |= KL_IPSET_E_MAC;
    return has;
}

int kl_want_set_options(struct kl_want *w, uint32_t i, const struct kl_ipset_elem *e)
{
    unsigned char *bytes;
    struct kl_ipset_elem only;
    uint16_t len;

    if (!(e->has & option_fields(w))) {
        if (w->options)
            w->options[i] = 0;
        return 0;
    }
    if (!w->options) {
        w->options = calloc(w->max, sizeof *w->options);
        if (!w->options)
            return -ENOMEM;
        w->bytes_len = 4; // so that no offset is 0
    }
    if (w->bytes_len + KL_IPSET_ELEM_MAX > w->bytes_max) {
        size_t max = w->bytes_max ? w->bytes_max * 2 : 64 * 1024;

        if (max > UINT32_MAX)
            return -E2BIG;
        bytes = realloc(w->bytes, max);
        if (!bytes)
            return -ENOMEM;
        w->bytes = bytes;
        w->bytes_max = max;
    }
    only = *e;
    only.has &= option_fields(w);
    len = (uint16_t)kl_ipset_write_elem(w->bytes + w->bytes_len + sizeof len, &only, 0);
    memcpy(w->bytes + w->bytes_len, &len, sizeof len);
    w->options[i] = (uint32_t)w->bytes_len;
    w->bytes_len += sizeof len + len;
    return 0;
}

int kl_want_put(struct kl_want *w, const struct kl_ipset_elem *e)
{
    unsigned char key[KL_KEY_MAX];
    uint32_t at;
    int64_t i;

    if (!kl_ipset_key(key, &w->shape, e))
        return -EINVAL;
    i = kl_want_find(w, key);
    if (i < 0) {
        if (w->n == w->max) {
            int r = grow(w);

            if (r)
                return r;
        }
        i = w->n++;
        memcpy(w->keys + (size_t)i * w->shape.len, key, w->shape.len);
        for (at = slot_of(w, key); w->slots[at]; at = (at + 1) & w->slot_mask)
            ;
        w->slots[at] = (uint32_t)i + 1;
    }
    w->marks[i] = kl_want_flags(e);
    return kl_want_set_options(w, (uint32_t)i, e);
}

void kl_want_elem(const struct kl_want *w, uint32_t i, struct kl_ipset_elem *ret)
{
    struct kl_ipset_elem options;
    uint16_t len;

    kl_ipset_key_elem(ret, &w->shape, kl_want_key(w, i));
    if (w->options && w->options[i]) {
        const unsigned char *at = w->bytes + w->options[i];

        memcpy(&len, at, sizeof len);
        if (kl_ipset_read_elem(&options, &(struct kl_view){.data = at + sizeof len, .len = len}) >=
            0) {
            ret->has |= options.has;
            ret->timeout = options.timeout;
            ret->packets = options.packets;
            ret->bytes = options.bytes;
            ret->comment = options.comment;
            ret->comment_len = options.comment_len;
            ret->skbmark = options.skbmark;
            ret->skbmarkmask = options.skbmarkmask;
            ret->skbprio = options.skbprio;
            ret->skbqueue = options.skbqueue;
            if (options.has & KL_IPSET_E_MAC)
                memcpy(ret->mac, options.mac, sizeof ret->mac);
        }
    }
    ret->has |= (w->marks[i] & KL_WANT_NOMATCH ? KL_IPSET_E_NOMATCH : 0u) |
                (w->marks[i] & KL_WANT_WILDCARD ? KL_IPSET_E_WILDCARD : 0u);
}

// ---- What one element stands for --------------------------------------------------------------

static uint32_t ipv4_of(const struct kl_ip *ip)
{
    return (uint32_t)ip->addr[0] << 24 | (uint32_t)ip->addr[1] << 16 | (uint32_t)ip->addr[2] << 8 |
           ip->addr[3];
}

static void set_ipv4(struct kl_ip *ip, uint32_t value)
{
    ip->family = AF_INET;
    for (int i = 0; i < 4; i++)
        ip->addr[i] = (uint8_t)(value >> (24 - 8 * i));
}

// One address of an element, the first or the second.
struct address {
    bool second;
    bool net; // the set stores prefixes
    uint32_t has_to, has_cidr;
};

static uint32_t mask_of(unsigned cidr)
{
    return cidr ? 0xffffffffu << (32 - cidr) : 0;
}

static int expand(struct kl_want *w, const struct kl_ipset_elem *e, size_t dim, uint32_t *left);

// Each address, or each network that fits, from @from to @to.
static int expand_range(struct kl_want *w, const struct kl_ipset_elem *e, size_t dim,
                        const struct address *a, uint32_t from, uint32_t to, uint32_t *left)
{
    struct kl_ipset_elem one = *e;
    int r = 0;

    one.has &= ~(a->has_to | a->has_cidr);
    for (uint64_t at = from; !r && at <= to;) {
        unsigned cidr = 32;

        if (a->net) { // the largest that begins here and ends in time
            while (cidr > 1 && !(at & ~(uint64_t)mask_of(cidr - 1) & 0xffffffffu) &&
                   (at | ~mask_of(cidr - 1)) <= to)
                cidr--;
            one.has |= a->has_cidr;
            *(a->second ? &one.cidr2 : &one.cidr) = (uint8_t)cidr;
        }
        set_ipv4(a->second ? &one.ip2 : &one.ip, (uint32_t)at);
        r = expand(w, &one, dim + 1, left);
        at += 1ull << (32 - cidr);
    }
    return r;
}

static int expand_address(struct kl_want *w, const struct kl_ipset_elem *e, size_t dim,
                          const struct address *a, uint32_t *left)
{
    const struct kl_ip *ip = a->second ? &e->ip2 : &e->ip, *to = a->second ? &e->ip2_to : &e->ip_to;
    uint8_t cidr = a->second ? e->cidr2 : e->cidr;
    uint32_t from = ipv4_of(ip), end;

    if (ip->family == AF_INET && e->has & a->has_to) {
        end = ipv4_of(to);
        return from <= end ? expand_range(w, e, dim, a, from, end, left)
                           : expand_range(w, e, dim, a, end, from, left);
    }
    if (ip->family == AF_INET && !a->net && e->has & a->has_cidr && cidr < 32)
        return expand_range(w, e, dim, a, from & mask_of(cidr), from | ~mask_of(cidr), left);
    return expand(w, e, dim + 1, left);
}

static int expand_ports(struct kl_want *w, const struct kl_ipset_elem *e, size_t dim,
                        uint32_t *left)
{
    struct kl_ipset_elem one = *e;
    int r = 0;

    if (!e->port.port_to || e->port.port_to <= e->port.port)
        return expand(w, e, dim + 1, left);
    one.port.port_to = 0;
    for (uint32_t p = e->port.port; !r && p <= e->port.port_to; p++) {
        one.port.port = (uint16_t)p;
        r = expand(w, &one, dim + 1, left);
    }
    return r;
}

// Takes dimension @dim and those behind it apart. No deeper than there are dimensions.
static int expand(struct kl_want *w, const struct kl_ipset_elem *e, size_t dim, uint32_t *left)
{
    const struct kl_ipset_type *t = w->shape.type;
    bool second = false;

    if (dim == t->n_dims) {
        if (!*left)
            return -E2BIG;
        --*left;
        return kl_want_put(w, e);
    }
    for (size_t i = 0; i < dim; i++)
        second |=
            t->dims[i] == KL_DIM_IP || t->dims[i] == KL_DIM_IP_ONE || t->dims[i] == KL_DIM_NET;
    switch ((enum kl_dim)t->dims[dim]) {
    case KL_DIM_IP:
    case KL_DIM_NET:
    case KL_DIM_IP_ONE:
        return expand_address(w, e, dim,
                              &(struct address){second, t->dims[dim] == KL_DIM_NET,
                                                second ? KL_IPSET_E_IP2_TO : KL_IPSET_E_IP_TO,
                                                second ? KL_IPSET_E_CIDR2 : KL_IPSET_E_CIDR},
                              left);
    case KL_DIM_PORT:
    case KL_DIM_PORT_NR:
        return expand_ports(w, e, dim, left);
    default:
        return expand(w, e, dim + 1, left);
    }
}

int kl_want_put_all(struct kl_want *w, const struct kl_ipset_elem *e)
{
    uint32_t left = EXPAND_MAX;
    int r = kl_want_put(w, e);

    return r == -EINVAL ? expand(w, e, 0, &left) : r;
}
