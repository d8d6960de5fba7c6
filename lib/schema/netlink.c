// SPDX-License-Identifier: MIT
// What all of netlink shares: extended acknowledgements, policies, and the nfnetlink header.
// Source: include/uapi/linux/netlink.h, netfilter/nfnetlink.h; net/netlink/policy.c.
#include "rows.h"

// clang-format off
static ENUM(attr_type, "netlink_attribute_type", "NL_ATTR_TYPE_",
    {0, "invalid"}, {1, "flag"}, {2, "u8"}, {3, "u16"}, {4, "u32"}, {5, "u64"},
    {6, "s8"}, {7, "s16"}, {8, "s32"}, {9, "s64"}, {10, "binary"}, {11, "string"},
    {12, "nul_string"}, {13, "nested"}, {14, "nested_array"}, {15, "bitfield32"},
    {16, "sint"}, {17, "uint"});

ROWS(kl_set_policy_type) {
    U32(NL_POLICY_TYPE_ATTR_TYPE,            1, "type of the attribute", .ref.values = &attr_type),
    S64(NL_POLICY_TYPE_ATTR_MIN_VALUE_S,     2, "lowest value of a signed integer"),
    S64(NL_POLICY_TYPE_ATTR_MAX_VALUE_S,     3, "highest value of a signed integer"),
    U64(NL_POLICY_TYPE_ATTR_MIN_VALUE_U,     4, "lowest value of an unsigned integer"),
    U64(NL_POLICY_TYPE_ATTR_MAX_VALUE_U,     5, "highest value of an unsigned integer"),
    U32(NL_POLICY_TYPE_ATTR_MIN_LENGTH,      6, "least length of bytes", .unit = KL_UNIT_BYTES),
    U32(NL_POLICY_TYPE_ATTR_MAX_LENGTH,      7, "greatest length of bytes", .unit = KL_UNIT_BYTES),
    U32(NL_POLICY_TYPE_ATTR_POLICY_IDX,      8, "index of the policy inside a nest"),
    U32(NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE,  9, "highest attribute inside a nest"),
    U32(NL_POLICY_TYPE_ATTR_BITFIELD32_MASK, 10, "bits that a bitfield may use", .flags = KL_A_HEX),
    PAD(NL_POLICY_TYPE_ATTR_PAD,             11),
    U64(NL_POLICY_TYPE_ATTR_MASK,            12, "bits that an integer may use", .flags = KL_A_HEX),
};
SET(kl_set_policy_type, "policy-type", "NL_POLICY_TYPE_ATTR_", "what one attribute may carry");

ROWS(kl_set_nlmsgerr) {
    STR(NLMSGERR_ATTR_MSG,        1, 0, "the kernel's words"),
    U32(NLMSGERR_ATTR_OFFS,       2, "offset of the refused attribute in the request"),
    BYTES(NLMSGERR_ATTR_COOKIE,   3, "names the object that was made"),
    NEST(NLMSGERR_ATTR_POLICY,    4, kl_set_policy_type, "what the refused attribute may carry"),
    U32(NLMSGERR_ATTR_MISS_TYPE,  5, "number of the attribute that is missing"),
    U32(NLMSGERR_ATTR_MISS_NEST,  6, "offset of the nest it is missing from"),
};
SET(kl_set_nlmsgerr, "nlmsgerr", "NLMSGERR_ATTR_", "extended acknowledgement");

FLAGS(kl_enum_nlm_flags, "NLM_F", "NLM_F_",
    {0x01, "request"}, {0x02, "multi"}, {0x04, "ack"}, {0x08, "echo"}, {0x10, "dump_intr"},
    {0x20, "dump_filtered"});

/* NFPROTO_*, but ipset's, whose values are address families (AF_INET). */
static ENUM(nfproto, "NFPROTO", "NFPROTO_",
    {0, "unspec"}, {1, "inet"}, {2, "ipv4"}, {3, "arp"}, {5, "netdev"}, {7, "bridge"},
    {10, "ipv6"}, {12, "decnet"});

ROWS(kl_layout_nfgenmsg) {
    U8(nfgen_family, 0, "protocol family", .ref.values = &nfproto),
    U8(version,      1, "version of nfnetlink, 0"),
    U16(res_id,      2, "resource id", .flags = KL_A_BE),
};
LAYOUT(kl_layout_nfgenmsg, "nfgenmsg", 4);
// clang-format on
