// SPDX-License-Identifier: MIT
// The memory of phys, which goes at once, and the attributes that they are read from.
#include "phy.h"

#include <stdlib.h>

#define CHUNK 16384

struct kl_phys_chunk {
    struct kl_phys_chunk *next;
    size_t used, size;
    _Alignas(16) unsigned char data[];
};

static void *fail(struct kl_wifi_phys *p, int code)
{
    if (p->error == 0)
        p->error = code;
    return NULL;
}

void *kl_phys_alloc(struct kl_wifi_phys *p, size_t size)
{
    struct kl_phys_chunk *c = p->chunks;
    size_t wanted = (size + 15) & ~(size_t)15;
    void *ret;

    if (p->error != 0)
        return NULL;
    if (c == NULL || c->size - c->used < wanted) {
        size_t room = wanted > CHUNK ? wanted : CHUNK;

        c = calloc(1, sizeof(*c) + room);
        if (c == NULL)
            return fail(p, -ENOMEM);
        c->size = room;
        c->next = p->chunks;
        p->chunks = c;
    }
    ret = c->data + c->used;
    c->used += wanted;
    return ret;
}

void *kl_phys_copy(struct kl_wifi_phys *p, const void *data, size_t len)
{
    void *ret = kl_phys_alloc(p, len + 1);

    if (ret != NULL && len > 0)
        memcpy(ret, data, len);
    return ret;
}

/* Lists hold 4 elements, 8, 16, ...: one is full when its length is such a number. */
void *kl_phys_room(struct kl_wifi_phys *p, const void *array, unsigned n, size_t size)
{
    bool full = n == 0 || (n >= 4 && (n & (n - 1)) == 0);
    void *ret;

    if (p->error != 0)
        return NULL;
    if (!full)
        return (void *)array;
    if (n >= KL_PHYS_MAX_LIST)
        return fail(p, -E2BIG);
    ret = kl_phys_alloc(p, (n == 0 ? 4 : 2 * (size_t)n) * size);
    if (ret != NULL && n > 0)
        memcpy(ret, array, n * size);
    return ret;
}

void kl_phys_free_arena(struct kl_wifi_phys *p)
{
    struct kl_phys_chunk *next;

    for (struct kl_phys_chunk *c = p->chunks; c != NULL; c = next) {
        next = c->next;
        free(c);
    }
    p->chunks = NULL;
}

/* ---- Attributes ---- */

bool kl_phys_next(struct kl_wifi_phys *p, struct kl_view *v, struct kl_attr *ret)
{
    int rc = kl_view_next(v, ret);

    if (rc < 0)
        p->bad = true;
    return rc == 1;
}

bool kl_phys_uint(struct kl_wifi_phys *p, const struct kl_attr *a, uint64_t *ret)
{
    uint8_t one;
    uint16_t two;
    uint32_t four;

    switch (a->len) {
    case 1:
        memcpy(&one, a->data, sizeof(one));
        *ret = one;
        return true;
    case 2:
        memcpy(&two, a->data, sizeof(two));
        *ret = two;
        return true;
    case 4:
        memcpy(&four, a->data, sizeof(four));
        *ret = four;
        return true;
    case 8:
        memcpy(ret, a->data, sizeof(*ret));
        return true;
    default:
        p->bad = true;
        return false;
    }
}

uint32_t kl_phys_u32(struct kl_wifi_phys *p, const struct kl_attr *a)
{
    uint64_t value;

    return kl_phys_uint(p, a, &value) ? (uint32_t)value : 0;
}

size_t kl_phys_bytes(const struct kl_attr *a, void *ret, size_t size)
{
    size_t n = a->len < size ? a->len : size;

    if (n > 0)
        memcpy(ret, a->data, n);
    return n;
}

uint32_t kl_phys_bits(struct kl_wifi_phys *p, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;
    uint32_t ret = 0;

    while (kl_phys_next(p, &v, &one))
        if (one.type < 32)
            ret |= 1u << one.type;
    return ret;
}
