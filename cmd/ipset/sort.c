// SPDX-License-Identifier: MIT
// The order: dimension by dimension, as numbers: addresses (wider networks first where they start
// alike), protocol then port, MAC, mark; names as bytes. What is kept of an element is its key and
// its attributes as the kernel sent them.
#include "sort.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define KEY_MAX 96

struct item {
    size_t offset; // of key and attributes in the store
    uint16_t key_len, raw_len;
    uint16_t unknown;
};

struct ipset_sort {
    struct item *items;
    size_t n, items_max;
    unsigned char *store;
    size_t used, store_max;
};

int ipset_sort_new(struct ipset_sort **ret)
{
    struct ipset_sort *s = calloc(1, sizeof *s);

    if (!s)
        return -ENOMEM;
    *ret = s;
    return 0;
}

void ipset_sort_free(struct ipset_sort *s)
{
    if (!s)
        return;
    free(s->items);
    free(s->store);
    free(s);
}

static unsigned char *key_bytes(unsigned char *at, const void *data, size_t len)
{
    memcpy(at, data, len);
    return at + len;
}

static unsigned char *key_ip(unsigned char *at, const struct kl_ip *ip, bool has_cidr, uint8_t cidr)
{
    size_t len = ip->family == AF_INET6 ? 16 : 4;

    at = key_bytes(at, ip->addr, len);
    *at++ = has_cidr ? cidr : (uint8_t)(len * 8);
    return at;
}

static size_t make_key(unsigned char *key, const struct kl_ipset_type *type,
                       const struct kl_ipset_elem *e)
{
    unsigned char *at = key;
    bool second = false;

    for (size_t i = 0; i < type->n_dims; i++) {
        switch ((enum kl_dim)type->dims[i]) {
        case KL_DIM_IP:
        case KL_DIM_IP_ONE:
        case KL_DIM_NET:
            at = second ? key_ip(at, &e->ip2, e->has & KL_IPSET_E_CIDR2, e->cidr2)
                        : key_ip(at, &e->ip, e->has & KL_IPSET_E_CIDR, e->cidr);
            second = true;
            break;
        case KL_DIM_PORT:
        case KL_DIM_PORT_NR:
            *at++ = e->port.protocol;
            *at++ = (unsigned char)(e->port.port >> 8);
            *at++ = (unsigned char)e->port.port;
            break;
        case KL_DIM_MAC:
        case KL_DIM_MAC_OPTIONAL:
            at = key_bytes(at, e->mac, sizeof e->mac);
            break;
        case KL_DIM_MARK:
            for (int shift = 24; shift >= 0; shift -= 8)
                *at++ = (unsigned char)(e->mark >> shift);
            break;
        case KL_DIM_IFACE:
            at = key_bytes(at, e->iface, strlen(e->iface) + 1);
            *at++ = e->has & KL_IPSET_E_PHYSDEV ? 1 : 0;
            break;
        case KL_DIM_SET:
        case KL_DIM_NONE:
            break; // the order of a list:set is its meaning
        }
    }
    return (size_t)(at - key);
}

static void *grow(void *p, size_t *max, size_t need, size_t unit)
{
    size_t want = *max ? *max : 1024;
    void *bigger;

    while (want < need)
        want *= 2;
    if (want == *max)
        return p;
    bigger = realloc(p, want * unit);
    if (bigger)
        *max = want;
    return bigger;
}

int ipset_sort_add(struct ipset_sort *s, const struct kl_ipset_type *type,
                   const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown)
{
    unsigned char key[KEY_MAX];
    size_t key_len = make_key(key, type, e), need = s->used + key_len + raw->len;
    void *p;

    p = grow(s->items, &s->items_max, s->n + 1, sizeof *s->items);
    if (!p)
        return -ENOMEM;
    s->items = p;
    p = grow(s->store, &s->store_max, need, 1);
    if (!p)
        return -ENOMEM;
    s->store = p;
    memcpy(s->store + s->used, key, key_len);
    memcpy(s->store + s->used + key_len, raw->data, raw->len);
    s->items[s->n++] = (struct item){.offset = s->used,
                                     .key_len = (uint16_t)key_len,
                                     .raw_len = (uint16_t)raw->len,
                                     .unknown = (uint16_t)unknown};
    s->used = need;
    return 0;
}

static int compare(const void *pa, const void *pb, void *store)
{
    const struct item *a = pa, *b = pb;
    const unsigned char *base = store;
    size_t len = a->key_len < b->key_len ? a->key_len : b->key_len;
    int r = memcmp(base + a->offset, base + b->offset, len);

    if (r)
        return r;
    if (a->key_len != b->key_len)
        return a->key_len < b->key_len ? -1 : 1;
    return a->offset < b->offset ? -1 : 1; // as they came
}

void ipset_sort_drain(struct ipset_sort *s,
                      void (*fn)(const struct kl_ipset_elem *e, const struct kl_view *raw,
                                 unsigned unknown, void *user),
                      void *user)
{
    if (s->n)
        qsort_r(s->items, s->n, sizeof *s->items, compare, s->store);
    for (size_t i = 0; i < s->n; i++) {
        const struct item *it = &s->items[i];
        struct kl_view raw = {.data = s->store + it->offset + it->key_len, .len = it->raw_len};
        struct kl_ipset_elem e;

        if (kl_ipset_read_elem(&e, &raw) >= 0)
            fn(&e, &raw, it->unknown, user);
    }
    s->n = 0;
    s->used = 0;
}
