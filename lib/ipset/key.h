// SPDX-License-Identifier: MIT
// An element as the kernel stores it in a set: what makes it the same as another, and what its
// bucket is reckoned from.
#ifndef KL_IPSET_KEY_H
#define KL_IPSET_KEY_H

#include "type.h"

// The longest: hash:net,iface with an IPv6 address and a name, and the name of a list's member.
#define KL_KEY_MAX 44

// What a key needs to know of the set.
struct kl_ipset_shape {
    const struct kl_ipset_type *type;
    uint8_t family;    // of its elements
    uint8_t len;       // of every key of the set
    uint8_t hashed;    // the first bytes of a key, which the bucket is reckoned from; 0: no hash
    bool plain;        // a key is an address, and nothing else
    bool masked;       // addresses are cut by mask before they are stored
    uint8_t mask[16];  // from netmask or bitmask
    uint32_t markmask; // of hash:ip,mark
};

void kl_ipset_shape_init(struct kl_ipset_shape *ret, const struct kl_ipset_type *type,
                         const struct kl_ipset_params *set);
// Writes the key of @e, shape->len bytes. @return false when @e stands for several elements (a
// range, a network in a set of addresses): it has no single key then.
bool kl_ipset_key(unsigned char *key, const struct kl_ipset_shape *shape,
                  const struct kl_ipset_elem *e);
// The element of a key: the inverse.
void kl_ipset_key_elem(struct kl_ipset_elem *ret, const struct kl_ipset_shape *shape,
                       const unsigned char *key);
// The hash whose low bits are the bucket; @initval is the set's.
uint32_t kl_ipset_key_hash(const unsigned char *key, size_t len, uint32_t initval);

#endif
