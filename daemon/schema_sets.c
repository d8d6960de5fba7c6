// SPDX-License-Identifier: MIT
// IP sets. What each type has is in the ipset library's own tables.
// Source: include/uapi/linux/netfilter/ipset/ip_set.h.
#include <kernlink/ipset.h>

#include "schema_rows.h"

// clang-format off
static WORDS(type_words) = {
    {"bitmap:ip", 0}, {"bitmap:ip,mac", 1}, {"bitmap:port", 2}, {"hash:ip", 3}, {"hash:mac", 4},
    {"hash:ip,mac", 5}, {"hash:ip,mark", 6}, {"hash:ip,port", 7}, {"hash:ip,port,ip", 8},
    {"hash:ip,port,net", 9}, {"hash:net", 10}, {"hash:net,net", 11}, {"hash:net,port", 12},
    {"hash:net,port,net", 13}, {"hash:net,iface", 14}, {"list:set", 15}, END};
static WORDS(family_words) = {{"ipv4", 2}, {"ipv6", 10}, END};

/* Names of options are those of ipset(8), by which the library finds its rows. */
static ROWS(set_rows) = {
    VALUE("name", TEXT, "the set's name", .flags = KLD_IDENTITY | KLD_REQUIRED | KLD_INTERNAL,
          .max = KL_IPSET_NAME_SIZE - 1),
    WORD("type", type_words, "what its elements are", .flags = KLD_REQUIRED),
    WORD("family", family_words, "of its addresses; ipv4 when nothing is said", .flags = KLD_SOFT),
    VALUE("range", TEXT, "what a bitmap may hold: 192.0.2.0/24, or 1-1024 for ports",
          .flags = KLD_SOFT, .max = 100),
    NUMBER("hashsize", 1, INT32_MAX, "buckets to begin with; a set grows by itself",
           .flags = KLD_ONCE),
    NUMBER("maxelem", 1, UINT32_MAX, "elements that it may hold; raised as needed when nothing is "
           "said", .flags = KLD_SOFT),
    NUMBER("bucketsize", 2, 14, "elements in a bucket, an even number", .flags = KLD_SOFT),
    NUMBER("netmask", 1, 128, "length of the networks that addresses are cut to",
           .flags = KLD_SOFT),
    VALUE("bitmask", IP, "mask that addresses are cut to", .flags = KLD_SOFT),
    NUMBER("markmask", 0, UINT32_MAX, "mask that marks are cut to", .flags = KLD_SOFT),
    NUMBER("size", 4, UINT32_MAX, "members that a list:set may have", .flags = KLD_SOFT),
    NUMBER("timeout", 0, KL_IPSET_TIMEOUT_MAX, "seconds that an element stays when it does not say; "
           "0: for ever", .flags = KLD_SOFT),
    BOOL("counters", "count packets and bytes of each element", .flags = KLD_SOFT),
    BOOL("comment", "elements may have a comment", .flags = KLD_SOFT),
    BOOL("skbinfo", "elements may set mark, priority and queue of packets", .flags = KLD_SOFT),
    BOOL("forceadd", "a full set drops an element for a new one", .flags = KLD_SOFT),
    VALUE("elements", ELEMENTS, "what it holds, as ipset(8) writes it, with options behind a blank",
          .flags = KLD_LIST | KLD_ORDERED | KLD_SOFT),
    VALUE("file", PATH, "file with more elements, one a line, or as `ipset save' writes them",
          .flags = KLD_SOFT),
    BOOL("adopt", "take over a set of that name that others made", .flags = KLD_ONCE),
    VALUE("content", TEXT, "how it differs", .flags = KLD_ONCE | KLD_INTERNAL, .max = 1000),
    NUMBER("count", 0, UINT32_MAX, "elements that it holds", .flags = KLD_ONCE | KLD_INTERNAL),
    NUMBER("references", 0, UINT32_MAX, "rules and sets that use it",
           .flags = KLD_ONCE | KLD_INTERNAL),
    BOOL("absent", "it is not there", .flags = KLD_ONCE | KLD_INTERNAL),
    END
};
const struct kld_section kld_set_section = {"set", KLD_C_SET, set_rows};
