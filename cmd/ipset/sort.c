// SPDX-License-Identifier: MIT
// The order: dimension by dimension, as numbers: addresses (wider networks first where they start
// alike), protocol then port, MAC, mark; names as bytes. What is kept of an element is its key and
// its attributes as the kernel sent them.
#include "sort.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define KEY_MAX 96

// What stands in the store: this, the key, the attributes.
struct record {
    uint16_t key_len, raw_len, unknown;
};

// The first 8 bytes of the key, or the next 8 among those that begin alike.
struct item {
    uint64_t prefix;
    uint64_t offset; // of the record
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

// Bytes from @from on as a number that compares as they do.
static uint64_t prefix_of(const unsigned char *key, size_t len, size_t from)
{
    unsigned char bytes[8] = {0};
    uint64_t value;

    if (from < len)
        memcpy(bytes, key + from, len - from < 8 ? len - from : 8);
    memcpy(&value, bytes, sizeof value);
    return be64toh(value);
}

int ipset_sort_add(struct ipset_sort *s, const struct kl_ipset_type *type,
                   const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown)
{
    unsigned char key[KEY_MAX];
    struct record r = {.key_len = (uint16_t)make_key(key, type, e),
                       .raw_len = (uint16_t)raw->len,
                       .unknown = (uint16_t)unknown};
    size_t need = s->used + sizeof r + r.key_len + raw->len;
    void *p;

    p = grow(s->items, &s->items_max, s->n + 1, sizeof *s->items);
    if (!p)
        return -ENOMEM;
    s->items = p;
    p = grow(s->store, &s->store_max, need, 1);
    if (!p)
        return -ENOMEM;
    s->store = p;
    memcpy(s->store + s->used, &r, sizeof r);
    memcpy(s->store + s->used + sizeof r, key, r.key_len);
    memcpy(s->store + s->used + sizeof r + r.key_len, raw->data, raw->len);
    s->items[s->n++] = (struct item){.prefix = prefix_of(key, r.key_len, 0), .offset = s->used};
    s->used = need;
    return 0;
}

static int compare(const void *pa, const void *pb)
{
    const struct item *a = pa, *b = pb;

    if (a->prefix != b->prefix)
        return a->prefix < b->prefix ? -1 : 1;
    return a->offset < b->offset ? -1 : 1; // as they came
}

// Byte by byte of the prefix from the last on; a byte that is the same in all costs nothing.
static void radix_sort(struct item *items, struct item *scratch, size_t n)
{
    static const size_t bytes = sizeof items->prefix;
    size_t count[8][256] = {{0}}, at[256];
    struct item *from = items, *to = scratch, *swap;

    for (size_t i = 0; i < n; i++)
        for (size_t d = 0; d < bytes; d++)
            count[d][items[i].prefix >> d * 8 & 0xff]++;
    for (size_t d = 0; d < bytes; d++) {
        size_t sum = 0;

        if (count[d][from[0].prefix >> d * 8 & 0xff] == n)
            continue;
        for (size_t v = 0; v < 256; v++) {
            at[v] = sum;
            sum += count[d][v];
        }
        for (size_t i = 0; i < n; i++)
            to[at[from[i].prefix >> d * 8 & 0xff]++] = from[i];
        swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
}

// Sorts items whose keys are the same in the @depth bytes before their prefix. Each turn is 8 bytes
// further into the key, so that there are at most KEY_MAX / 8.
static void sort_items(struct ipset_sort *s, struct item *items, struct item *scratch, size_t n,
                       size_t depth)
{
    if (n < 2)
        return;
    if (n < 256)
        qsort(items, n, sizeof *items, compare);
    else
        radix_sort(items, scratch, n);
    if (depth + 8 >= KEY_MAX)
        return;
    for (size_t i = 0, end; i < n; i = end) {
        bool longer = false;

        for (end = i; end < n && items[end].prefix == items[i].prefix; end++)
            ;
        if (end - i < 2)
            continue;
        for (size_t j = i; j < end; j++) {
            struct record r;
            const unsigned char *at = s->store + items[j].offset;

            memcpy(&r, at, sizeof r);
            longer |= r.key_len > depth + 8;
            items[j].prefix = prefix_of(at + sizeof r, r.key_len, depth + 8);
        }
        if (longer)
            sort_items(s, items + i, scratch, end - i, depth + 8);
    }
}

int ipset_sort_drain(struct ipset_sort *s,
                     void (*fn)(const struct kl_ipset_elem *e, const struct kl_view *raw,
                                unsigned unknown, void *user),
                     void *user)
{
    struct item *scratch = malloc((s->n + 1) * sizeof *scratch);

    if (!scratch)
        return -ENOMEM;
    sort_items(s, s->items, scratch, s->n, 0);
    free(scratch);
    for (size_t i = 0; i < s->n; i++) {
        const unsigned char *at = s->store + s->items[i].offset;
        struct kl_ipset_elem e;
        struct kl_view raw;
        struct record r;

        if (i + 8 < s->n) // they lie anywhere
            __builtin_prefetch(s->store + s->items[i + 8].offset);
        memcpy(&r, at, sizeof r);
        raw = (struct kl_view){.data = at + sizeof r + r.key_len, .len = r.raw_len};
        if (kl_ipset_read_elem(&e, &raw) >= 0)
            fn(&e, &raw, r.unknown, user);
    }
    s->n = 0;
    s->used = 0;
    return 0;
}
