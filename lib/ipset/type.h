// SPDX-License-Identifier: MIT
// The rows that describe set types, their options and their kernel revisions.
#ifndef KL_IPSET_TYPE_H
#define KL_IPSET_TYPE_H

#include <kernlink/ipset.h>

// One part of an element, as it is written and as it is sent.
enum kl_dim {
    KL_DIM_NONE,
    KL_DIM_IP,      // address; a range or network stands for each of its addresses (IPv4)
    KL_DIM_IP_ONE,  // a single address, never a range
    KL_DIM_NET,     // address with prefix, or an IPv4 range
    KL_DIM_PORT,    // [proto:]port[-port], stored with the protocol
    KL_DIM_PORT_NR, // the same, but only the number is stored
    KL_DIM_MAC,
    KL_DIM_MAC_OPTIONAL,
    KL_DIM_MARK,
    KL_DIM_IFACE,
    KL_DIM_SET
};

#define KL_DIM_MAX 3

// The bytes of an element in the kernel, in their order. The cidr of some types is stored less one,
// to leave a bit for nomatch, which is no part of the key.
enum kl_key_part {
    KL_KEY_END,
    KL_KEY_IP,
    KL_KEY_IP2,
    KL_KEY_PORT,
    KL_KEY_PROTO,
    KL_KEY_CIDR,
    KL_KEY_CIDR_LESS_1,
    KL_KEY_CIDR2,
    KL_KEY_CIDR2_LESS_1,
    KL_KEY_MAC,
    KL_KEY_MARK,
    KL_KEY_PHYSDEV,
    KL_KEY_IFACE,
    KL_KEY_NAME,
    KL_KEY_ZERO,  // one byte
    KL_KEY_ONE,   // one byte
    KL_KEY_PAD,   // IPv4 only: as many as a struct with a 64-bit member ends in
    KL_KEY_HASHED // what is behind it tells elements apart, but not their buckets
};

enum kl_opt {
    KL_OPT_END,
    // create
    KL_OPT_FAMILY,
    KL_OPT_RANGE,
    KL_OPT_PORTS,
    KL_OPT_HASHSIZE,
    KL_OPT_MAXELEM,
    KL_OPT_NETMASK,
    KL_OPT_BITMASK,
    KL_OPT_MARKMASK,
    KL_OPT_SIZE,
    KL_OPT_TIMEOUT,
    KL_OPT_COUNTERS,
    KL_OPT_COMMENT,
    KL_OPT_FORCEADD,
    KL_OPT_SKBINFO,
    KL_OPT_BUCKETSIZE,
    KL_OPT_INITVAL,
    KL_OPT_LEGACY, // taken and ignored, as ipset does
    // add
    KL_OPT_E_TIMEOUT,
    KL_OPT_E_NOMATCH,
    KL_OPT_E_WILDCARD,
    KL_OPT_E_BEFORE,
    KL_OPT_E_AFTER,
    KL_OPT_E_PACKETS,
    KL_OPT_E_BYTES,
    KL_OPT_E_COMMENT,
    KL_OPT_E_SKBMARK,
    KL_OPT_E_SKBPRIO,
    KL_OPT_E_SKBQUEUE,
    KL_OPT_COUNT
};

// The fields of an element that are options, not dimensions.
#define KL_ELEM_OPTIONS                                                                            \
    (KL_IPSET_E_BEFORE | KL_IPSET_E_AFTER | KL_IPSET_E_TIMEOUT | KL_IPSET_E_PACKETS |              \
     KL_IPSET_E_BYTES | KL_IPSET_E_COMMENT | KL_IPSET_E_SKBMARK | KL_IPSET_E_SKBPRIO |             \
     KL_IPSET_E_SKBQUEUE | KL_IPSET_E_NOMATCH | KL_IPSET_E_WILDCARD)

enum kl_opt_kind {
    KL_KIND_FLAG,   // present or not: a bit of IPSET_ATTR_CADT_FLAGS
    KL_KIND_NUMBER, // decimal; the size of the member is the row's
    KL_KIND_HEX,    // number printed as 0x%x
    KL_KIND_HEX8,   // number printed as 0x%08x
    KL_KIND_FAMILY,
    KL_KIND_IP,
    KL_KIND_RANGE,
    KL_KIND_PORTS,
    KL_KIND_NAME, // a set's name
    KL_KIND_COMMENT,
    KL_KIND_SKBMARK,
    KL_KIND_SKBPRIO,
    KL_KIND_IGNORED
};

// A row of the option table: everything that parsing, printing, sending and help need to know.
struct kl_ipset_option {
    const char *name;
    const char *value; // what help shows for the value, NULL for a flag
    uint32_t has;      // presence bit in params or elem
    uint8_t kind;      // enum kl_opt_kind
    uint8_t size;      // bytes of the member: 1, 2, 4, 8
    uint16_t offset;   // of the member in params or elem
    uint16_t attr;     // kernel attribute, or bit of CADT_FLAGS for a flag
    uint64_t min, max;
};

// A set has the feature from this revision of its type on.
struct kl_ipset_feature {
    uint32_t params; // enum kl_ipset_param bits that need it
    uint32_t fields; // enum kl_ipset_field bits that need it
    uint8_t revision;
};

#define KL_FEATURE_MAX 9

struct kl_ipset_type {
    const char *name;
    const char *dimensions;
    const char *alias; // the name before ipset 5
    uint8_t dims[KL_DIM_MAX];
    uint8_t n_dims;
    uint8_t key[10];    // enum kl_key_part, then KL_KEY_END
    bool inet, inet6;   // neither: the type has no family
    bool zero_net;      // a network with prefix 0 is allowed
    uint8_t revision;   // newest that this table describes
    uint8_t create[17]; // enum kl_opt, in the order they are printed, then KL_OPT_END
    uint8_t add[12];
    uint32_t required; // KL_IPSET_P_* bits that create must have
    struct kl_ipset_feature features[KL_FEATURE_MAX];
    const char *note; // what help says of the element
};

extern const struct kl_ipset_option kl_ipset_options_table[KL_OPT_COUNT];

// The option of @name (@len bytes) in a list such as type->create, or NULL.
const struct kl_ipset_option *kl_ipset_option_find(const uint8_t *list, const char *name,
                                                   size_t len);
// The family that elements of a set are read by: AF_INET for types without one.
uint8_t kl_ipset_elem_family(const struct kl_ipset_type *t, uint8_t family);
// The first revision that has every one of the bits, 0 when all always had.
uint8_t kl_ipset_revision_needed(const struct kl_ipset_type *t, uint32_t params, uint32_t fields,
                                 const char **ret_option);

#endif
