// SPDX-License-Identifier: MIT
// The smaller families of netfilter: accounting, hooks, fingerprints of systems, extensions of
// xtables for nftables.
// Source: include/uapi/linux/netfilter/nfnetlink_acct.h, nfnetlink_hook.h, nfnetlink_osf.h,
// nf_tables_compat.h; policies in net/netfilter/nfnetlink_*.c, nft_compat.c.
#include "netfilter.h"

// clang-format off
/* ---- Accounting ---- */

static FLAGS(acct_flags, "nfnl_acct_flags", "NFACCT_F_",
    {0x1, "quota_pkts"}, {0x2, "quota_bytes"}, {0x4, "overquota"});

ROWS(acct_filter) {
    BE32(NFACCT_FILTER_MASK, 1, "flags that count", .ref.values = &acct_flags),
    BE32(NFACCT_FILTER_VALUE, 2, "what they must be", .ref.values = &acct_flags),
};
static SET(acct_filter, "nfacct-filter", "NFACCT_FILTER_", "which objects a dump is to show");

ROWS(acct) {
    STR(NFACCT_NAME, 1, 31, "name of the object"),
    BE64(NFACCT_PKTS, 2, "packets so far", .unit = KL_UNIT_PACKETS),
    BE64(NFACCT_BYTES, 3, "bytes so far", .unit = KL_UNIT_BYTES),
    BE32(NFACCT_USE, 4, "references to it"),
    BE32(NFACCT_FLAGS, 5, "what the quota counts", .ref.values = &acct_flags),
    BE64(NFACCT_QUOTA, 6, "packets or bytes at most"),
    NEST(NFACCT_FILTER, 7, acct_filter, "which objects a dump is to show"),
    PAD(NFACCT_PAD, 8),
};
static SET(acct, "nfacct", "NFACCT_", "an object that counts");

static const struct kl_command_def acct_commands[] = {
    COMMAND(0, NFNL_MSG_ACCT_NEW, "create or change an object; an answer"),
    COMMAND(1, NFNL_MSG_ACCT_GET, "ask for objects"),
    COMMAND(2, NFNL_MSG_ACCT_GET_CTRZERO, "ask for objects and reset them"),
    COMMAND(3, NFNL_MSG_ACCT_DEL, "delete an object, or all"),
    COMMAND(4, NFNL_MSG_ACCT_OVERQUOTA, "an object has reached its quota"),
};

static const struct kl_group_def acct_groups[] = {{.id = 8, .name = "NFNLGRP_ACCT_QUOTA"}};

/* ---- Hooks ---- */

static ENUM(hook_type, "nfnl_hook_chaintype", "NFNL_HOOK_TYPE_",
    {1, "nftables"}, {2, "bpf"}, {3, "nft_flowtable"});

ROWS(hook_chain) {
    STR(NFNLA_CHAIN_TABLE, 1, 255, "table"),
    U8(NFNLA_CHAIN_FAMILY, 2, "family of the table", .ref.values = &kl_enum_nf_proto),
    STR(NFNLA_CHAIN_NAME, 3, 255, "chain, or flowtable"),
};
static SET(hook_chain, "nfhook-chain", "NFNLA_CHAIN_", "a chain of nftables");

ROWS(hook_bpf) {
    BE32(NFNLA_HOOK_BPF_ID, 1, "number of the program"),
};
static SET(hook_bpf, "nfhook-bpf", "NFNLA_HOOK_BPF_", "a BPF program");

static const struct kl_selection hook_cases[] = {
    {.number = 1, .set = &hook_chain},
    {.number = 2, .set = &hook_bpf},
    {.number = 3, .set = &hook_chain},
};
static const struct kl_selector hook_desc = {
    .by = KL_BY_NUMBER, .key = 2,
    .n_cases = KL_COUNT(hook_cases), .cases = hook_cases,
};

ROWS(hook_info) {
    ROW(NEST, NFNLA_HOOK_INFO_DESC, 1, "which of them", .flags = KL_A_SELECT,
        .ref.select = &hook_desc),
    BE32(NFNLA_HOOK_INFO_TYPE, 2, "what hangs there", .ref.values = &hook_type),
};
static SET(hook_info, "nfhook-info", "NFNLA_HOOK_INFO_", "what hangs at a hook");

ROWS(hook) {
    /* What the number means depends on the family: NF_INET_*, NF_NETDEV_*, NF_ARP_*. */
    BE32(NFNLA_HOOK_HOOKNUM, 1, "the hook"),
    ROW(S32, NFNLA_HOOK_PRIORITY, 2, "lower priorities are first", .flags = KL_A_BE),
    STR(NFNLA_HOOK_DEV, 3, 15, "interface of the hook"),
    STR(NFNLA_HOOK_FUNCTION_NAME, 4, 0, "function that is called"),
    STR(NFNLA_HOOK_MODULE_NAME, 5, 0, "module of that function"),
    NEST(NFNLA_HOOK_CHAIN_INFO, 6, hook_info, "what hangs there"),
};
static SET(hook, "nfhook", "NFNLA_HOOK_", "what hangs at a hook");

static const struct kl_command_def hook_commands[] = {
    COMMAND(0, NFNL_MSG_HOOK_GET, "ask what hangs at a hook"),
};

/* ---- Fingerprints of operating systems ---- */

static ENUM(osf_wc, "nf_osf_window_size_options", "OSF_WSS_",
    {0, "plain"}, {1, "mss"}, {2, "mtu"}, {3, "modulo"});
static ENUM(osf_kind, "iana_options", "OSFOPT_",
    {0, "eol"}, {1, "nop"}, {2, "mss"}, {3, "wso"}, {4, "sackp"}, {5, "sack"}, {6, "echo"},
    {7, "echoreply"}, {8, "ts"}, {9, "pocp"}, {10, "posp"}, {255, "empty"});

ROWS(osf_wildcard) {
    U32(wc, 0, "how the value is meant", .ref.values = &osf_wc),
    U32(val, 4, "the value"),
};
static LAYOUT(osf_wildcard, "nf_osf_wc", 8);

ROWS(osf_opt) {
    U16(kind, 0, "the option", .ref.values = &osf_kind),
    U16(length, 2, "its length", .unit = KL_UNIT_BYTES),
    ROW(STRUCT, wc, 4, "its value", .max_len = 8, .ref.layout = &osf_wildcard),
};
static LAYOUT(osf_opt, "nf_osf_opt", 12);

ROWS(osf_finger) {
    ROW(STRUCT, wss, 0, "window", .max_len = 8, .ref.layout = &osf_wildcard),
    U8(ttl, 8, "lifetime of packets in hops"),
    U8(df, 9, "are fragments forbidden?"),
    U16(ss, 10, "size of the SYN", .unit = KL_UNIT_BYTES),
    U16(mss, 12, "largest segment", .unit = KL_UNIT_BYTES),
    U16(opt_num, 14, "number of options"),
    STR(genre, 16, 32, "the system"),
    STR(version, 48, 32, "its version"),
    STR(subtype, 80, 32, "its variant"),
    ROW(PACKED, opt, 112, "options, in this order", .elem = KL_T_STRUCT, .max_len = 480,
        .ref.layout = &osf_opt),
};
static LAYOUT(osf_finger, "nf_osf_user_finger", 592);

ROWS(osf) {
    ROW(STRUCT, OSF_ATTR_FINGER, 1, "what its packets look like", .ref.layout = &osf_finger),
};
static SET(osf, "nfosf", "OSF_ATTR_", "fingerprint of a system");

static const struct kl_command_def osf_commands[] = {
    COMMAND(0, OSF_MSG_ADD, "add a fingerprint"),
    COMMAND(1, OSF_MSG_REMOVE, "remove a fingerprint"),
};

/* ---- Extensions of xtables ---- */

static ENUM(compat_type, "kind of extension", NULL, {0, "match"}, {1, "target"});

ROWS(compat) {
    STR(NFTA_COMPAT_NAME, 1, 28, "name of the extension"),
    BE32(NFTA_COMPAT_REV, 2, "revision of the extension"),
    BE32(NFTA_COMPAT_TYPE, 3, "what it is", .ref.values = &compat_type),
};
static SET(compat, "nft-compat", "NFTA_COMPAT_", "an extension of xtables");

static const struct kl_command_def compat_commands[] = {
    COMMAND(0, NFNL_MSG_COMPAT_GET, "is there such an extension?"),
};
// clang-format on

const struct kl_family kl_family_nfacct = {
    .name = "nfacct",
    .doc = "objects that count packets for netfilter",
    .command_prefix = "NFNL_MSG_ACCT_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 7, /* NFNL_SUBSYS_ACCT */
    .header = &kl_layout_nfgenmsg,
    .attrs = &acct,
    .n_commands = KL_COUNT(acct_commands),
    .commands = acct_commands,
    .n_groups = KL_COUNT(acct_groups),
    .groups = acct_groups,
};

const struct kl_family kl_family_nfhook = {
    .name = "nfhook",
    .doc = "what hangs at netfilter's hooks",
    .command_prefix = "NFNL_MSG_HOOK_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 12, /* NFNL_SUBSYS_HOOK */
    .header = &kl_layout_nfgenmsg,
    .attrs = &hook,
    .n_commands = KL_COUNT(hook_commands),
    .commands = hook_commands,
};

const struct kl_family kl_family_nfosf = {
    .name = "nfosf",
    .doc = "fingerprints of operating systems for netfilter",
    .command_prefix = "OSF_MSG_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 5, /* NFNL_SUBSYS_OSF */
    .header = &kl_layout_nfgenmsg,
    .attrs = &osf,
    .n_commands = KL_COUNT(osf_commands),
    .commands = osf_commands,
};

const struct kl_family kl_family_nft_compat = {
    .name = "nft-compat",
    .doc = "extensions of xtables that nftables can use",
    .command_prefix = "NFNL_MSG_COMPAT_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 11, /* NFNL_SUBSYS_NFT_COMPAT */
    .header = &kl_layout_nfgenmsg,
    .attrs = &compat,
    .n_commands = KL_COUNT(compat_commands),
    .commands = compat_commands,
};
