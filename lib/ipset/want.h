// SPDX-License-Identifier: MIT
// The content that a set is to have: keys without duplicates, found by hash, with their options.
#ifndef KL_IPSET_WANT_H
#define KL_IPSET_WANT_H

#include "key.h"

struct kl_want {
    struct kl_ipset_shape shape;
    uint32_t n, max;
    unsigned char *keys; // n of shape.len bytes
    uint8_t *marks;      // n, KL_WANT_*
    uint32_t *slots;     // index + 1, 0: free
    uint32_t slot_mask;
    // Options of the elements that have some: the length in 2 bytes, then attributes.
    uint32_t *options; // n offsets, 0: none; NULL while nobody has any
    unsigned char *bytes;
    size_t bytes_len, bytes_max;
};

enum {
    KL_WANT_NOMATCH = 1 << 0,
    KL_WANT_WILDCARD = 1 << 1,
    KL_WANT_LIVE = 1 << 2,   // the set holds it
    KL_WANT_CHANGE = 1 << 3, // the set holds it with other flags
    KL_WANT_GONE = 1 << 4    // merged into another
};

void kl_want_init(struct kl_want *w, const struct kl_ipset_shape *shape);
void kl_want_free(struct kl_want *w);
// Adds a single element; the options of one that is there already become those of @e.
int kl_want_put(struct kl_want *w, const struct kl_ipset_elem *e);
// Adds what @e stands for, one by one. -E2BIG over 2^24.
int kl_want_put_all(struct kl_want *w, const struct kl_ipset_elem *e);
// The index of a key, or -1.
int64_t kl_want_find(const struct kl_want *w, const unsigned char *key);
// Keeps the options of @e (flags apart) for index @i.
int kl_want_set_options(struct kl_want *w, uint32_t i, const struct kl_ipset_elem *e);
// Element number @i with its options and flags; the comment is borrowed.
void kl_want_elem(const struct kl_want *w, uint32_t i, struct kl_ipset_elem *ret);
uint8_t kl_want_flags(const struct kl_ipset_elem *e);
// Marks what other elements make superfluous and adds what they become. @return how many fewer.
int64_t kl_want_aggregate(struct kl_want *w);

static inline const unsigned char *kl_want_key(const struct kl_want *w, uint32_t i)
{
    return w->keys + (size_t)i * w->shape.len;
}

#endif
