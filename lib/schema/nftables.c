// SPDX-License-Identifier: MIT
// nftables: tables, chains, rules, sets, flowtables, the generation, traces; and every command.
// Source: include/uapi/linux/netfilter/nf_tables.h; policies in net/netfilter/nf_tables_api.c,
// nf_tables_trace.c.
#include "netfilter.h"

// clang-format off
static FLAGS(table_flags, "nft_table_flags", "NFT_TABLE_F_",
    {0x1, "dormant"}, {0x2, "owner"}, {0x4, "persist"});

static FLAGS(chain_flags, "nft_chain_flags", "NFT_CHAIN_",
    {0x1, "base"}, {0x2, "hw_offload"}, {0x4, "binding"});

static FLAGS(set_flags, "nft_set_flags", "NFT_SET_",
    {0x1, "anonymous"}, {0x2, "constant"}, {0x4, "interval"}, {0x8, "map"}, {0x10, "timeout"},
    {0x20, "eval"}, {0x40, "object"}, {0x80, "concat"}, {0x100, "expr"});

static ENUM(set_policy, "nft_set_policies", "NFT_SET_POL_",
    {0, "performance"}, {1, "memory"});

static FLAGS(elem_flags, "nft_set_elem_flags", "NFT_SET_ELEM_",
    {0x1, "interval_end"}, {0x2, "catchall"});

static FLAGS(compat_flags, "nft_rule_compat_flags", "NFT_RULE_COMPAT_F_",
    {0x1, "unused"}, {0x2, "inv"});

static FLAGS(flowtable_flags, "nft_flowtable_flags", "NFT_FLOWTABLE_",
    {0x1, "hw_offload"}, {0x2, "counter"});

static ENUM(trace_type, "nft_trace_types", "NFT_TRACETYPE_",
    {0, "unspec"}, {1, "policy"}, {2, "return"}, {3, "rule"});

static FLAGS(ct_state, "NF_CT_STATE", "NF_CT_STATE_",
    {0x1, "invalid"}, {0x2, "established"}, {0x4, "related"}, {0x8, "new"}, {0x40, "untracked"});

/* ---- Tables ---- */

ROWS(table) {
    STR(NFTA_TABLE_NAME, 1, 255, "name of the table"),
    BE32(NFTA_TABLE_FLAGS, 2, "how the table is meant", .ref.values = &table_flags),
    BE32(NFTA_TABLE_USE, 3, "chains, sets and objects in it"),
    BE64(NFTA_TABLE_HANDLE, 4, "number of the table"),
    PAD(NFTA_TABLE_PAD, 5),
    BYTES(NFTA_TABLE_USERDATA, 6, "what programs note there, such as a comment", .max_len = 256),
    BE32(NFTA_TABLE_OWNER, 7, "port of the program that owns the table"),
};
static SET(table, "nft-table", "NFTA_TABLE_", "a table");

/* ---- Chains ---- */

ROWS(devices) {
    STR(NFTA_DEVICE_NAME, 1, 15, "an interface", .flags = KL_A_MULTI),
    STR(NFTA_DEVICE_PREFIX, 2, 15, "what names of interfaces begin with", .flags = KL_A_MULTI),
};
static SET(devices, "nft-devices", "NFTA_DEVICE_", "interfaces");

/* What a hook's number means depends on the family. */
#define HOOK_ROWS(hooks) { \
    BE32(NFTA_HOOK_HOOKNUM, 1, "where packets come by", .ref.values = &(hooks)), \
    ROW(S32, NFTA_HOOK_PRIORITY, 2, "chains of lower priority are first", .flags = KL_A_BE), \
    STR(NFTA_HOOK_DEV, 3, 15, "the interface, for hooks of a single one"), \
    NEST(NFTA_HOOK_DEVS, 4, devices, "the interfaces"), \
}

ROWS(hook) HOOK_ROWS(kl_enum_nf_hooks);
static SET(hook, "nft-hook", "NFTA_HOOK_", "where a base chain hangs");
ROWS(hook_netdev) HOOK_ROWS(kl_enum_nf_netdev_hooks);
static SET(hook_netdev, "nft-hook-netdev", "NFTA_HOOK_", "where a chain hangs on interfaces");
ROWS(hook_arp) HOOK_ROWS(kl_enum_nf_arp_hooks);
static SET(hook_arp, "nft-hook-arp", "NFTA_HOOK_", "where a chain hangs for ARP");

static const struct kl_selection hook_cases[] = {
    {.number = 3, .set = &hook_arp},
    {.number = 5, .set = &hook_netdev},
};
static const struct kl_selector hooks = {
    .by = KL_BY_HEADER, .key = 0, .size = 1,
    .n_cases = KL_COUNT(hook_cases), .cases = hook_cases, .otherwise = &hook,
};

ROWS(chain) {
    STR(NFTA_CHAIN_TABLE, 1, 255, "table it is in"),
    BE64(NFTA_CHAIN_HANDLE, 2, "number of the chain"),
    STR(NFTA_CHAIN_NAME, 3, 255, "name of the chain"),
    ROW(NEST, NFTA_CHAIN_HOOK, 4, "base chain: where it hangs", .flags = KL_A_SELECT,
        .ref.select = &hooks),
    BE32(NFTA_CHAIN_POLICY, 5, "base chain: verdict at its end", .ref.values = &kl_enum_nf_verdict),
    BE32(NFTA_CHAIN_USE, 6, "rules in it, and jumps to it"),
    STR(NFTA_CHAIN_TYPE, 7, 0, "base chain: filter, nat or route"),
    NEST(NFTA_CHAIN_COUNTERS, 8, kl_set_nft_counter, "what the policy decided"),
    PAD(NFTA_CHAIN_PAD, 9),
    BE32(NFTA_CHAIN_FLAGS, 10, "how the chain is meant", .ref.values = &chain_flags),
    BE32(NFTA_CHAIN_ID, 11, "number of the chain within the batch"),
    BYTES(NFTA_CHAIN_USERDATA, 12, "what programs note there, such as a comment", .max_len = 256),
};
static SET(chain, "nft-chain", "NFTA_CHAIN_", "a chain");

/* ---- Rules ---- */

ROWS(rule_compat) {
    BE32(NFTA_RULE_COMPAT_PROTO, 1, "protocol that extensions are checked for",
         .ref.values = &kl_enum_nf_ipproto),
    BE32(NFTA_RULE_COMPAT_FLAGS, 2, "is the protocol negated?", .ref.values = &compat_flags),
};
static SET(rule_compat, "nft-rule-compat", "NFTA_RULE_COMPAT_", "what extensions of xtables need");

ROWS(rule) {
    STR(NFTA_RULE_TABLE, 1, 255, "table it is in"),
    STR(NFTA_RULE_CHAIN, 2, 255, "chain it is in"),
    BE64(NFTA_RULE_HANDLE, 3, "number of the rule"),
    NEST(NFTA_RULE_EXPRESSIONS, 4, kl_set_nft_exprs, "what it does, in this order"),
    NEST(NFTA_RULE_COMPAT, 5, rule_compat, "what extensions of xtables need"),
    BE64(NFTA_RULE_POSITION, 6, "number of the rule it comes behind, or in front of"),
    BYTES(NFTA_RULE_USERDATA, 7, "what programs note there, such as a comment", .max_len = 256),
    PAD(NFTA_RULE_PAD, 8),
    BE32(NFTA_RULE_ID, 9, "number of the rule within the batch"),
    BE32(NFTA_RULE_POSITION_ID, 10, "the position, by a number within the batch"),
    BE32(NFTA_RULE_CHAIN_ID, 11, "the chain, by its number within the batch"),
};
static SET(rule, "nft-rule", "NFTA_RULE_", "a rule");

/* ---- Sets ---- */

ROWS(set_field) {
    BE32(NFTA_SET_FIELD_LEN, 1, "length of a field", .unit = KL_UNIT_BYTES),
};
static SET(set_field, "nft-set-field", "NFTA_SET_FIELD_", "a field of a concatenation");

ROWS(set_fields) {
    NEST(NFTA_LIST_ELEM, 1, set_field, "a field", .flags = KL_A_MULTI),
};
static SET(set_fields, "nft-set-fields", "NFTA_LIST_", "the fields of a concatenation");

ROWS(set_desc) {
    BE32(NFTA_SET_DESC_SIZE, 1, "elements at most"),
    NEST(NFTA_SET_DESC_CONCAT, 2, set_fields, "the fields of the key"),
};
static SET(set_desc, "nft-set-desc", "NFTA_SET_DESC_", "what a set is to hold");

ROWS(set) {
    STR(NFTA_SET_TABLE, 1, 255, "table it is in"),
    STR(NFTA_SET_NAME, 2, 255, "name of the set; %d stands for a number the kernel picks"),
    BE32(NFTA_SET_FLAGS, 3, "what kind of set it is", .ref.values = &set_flags),
    BE32(NFTA_SET_KEY_TYPE, 4, "type of the key, in the numbers of programs"),
    BE32(NFTA_SET_KEY_LEN, 5, "length of the key", .unit = KL_UNIT_BYTES),
    ROW(U32, NFTA_SET_DATA_TYPE, 6,
        "map: type of the data, in the numbers of programs; or 0xffffff00,"
         " verdicts", .flags = KL_A_BE | KL_A_HEX),
    BE32(NFTA_SET_DATA_LEN, 7, "map: length of the data", .unit = KL_UNIT_BYTES),
    BE32(NFTA_SET_POLICY, 8, "what the choice of a structure is to spare",
         .ref.values = &set_policy),
    NEST(NFTA_SET_DESC, 9, set_desc, "what the set is to hold"),
    BE32(NFTA_SET_ID, 10, "number of the set within the batch"),
    BE64(NFTA_SET_TIMEOUT, 11, "lifetime of elements that name none", .unit = KL_UNIT_MS),
    BE32(NFTA_SET_GC_INTERVAL, 12, "how often old elements are dropped", .unit = KL_UNIT_MS),
    BYTES(NFTA_SET_USERDATA, 13, "what programs note there, such as a comment", .max_len = 256),
    PAD(NFTA_SET_PAD, 14),
    BE32(NFTA_SET_OBJ_TYPE, 15, "map of objects: their type", .ref.values = &kl_enum_nft_object),
    BE64(NFTA_SET_HANDLE, 16, "number of the set"),
    NEST(NFTA_SET_EXPR, 17, kl_set_nft_expr, "expression that each element gets"),
    NEST(NFTA_SET_EXPRESSIONS, 18, kl_set_nft_exprs, "expressions that each element gets"),
    STR(NFTA_SET_TYPE, 19, 0, "structure that the kernel has chosen"),
    BE32(NFTA_SET_COUNT, 20, "elements in the set"),
};
static SET(set, "nft-set", "NFTA_SET_", "a set or map");

ROWS(elem) {
    NEST(NFTA_SET_ELEM_KEY, 1, kl_set_nft_data, "key, or the first of a range"),
    NEST(NFTA_SET_ELEM_DATA, 2, kl_set_nft_data, "map: what the key stands for"),
    BE32(NFTA_SET_ELEM_FLAGS, 3, "how the element is meant", .ref.values = &elem_flags),
    BE64(NFTA_SET_ELEM_TIMEOUT, 4, "its lifetime", .unit = KL_UNIT_MS),
    BE64(NFTA_SET_ELEM_EXPIRATION, 5, "what is left of its lifetime", .unit = KL_UNIT_MS),
    BYTES(NFTA_SET_ELEM_USERDATA, 6, "what programs note there, such as a comment",
          .max_len = 256),
    NEST(NFTA_SET_ELEM_EXPR, 7, kl_set_nft_expr, "its expression, with its state"),
    PAD(NFTA_SET_ELEM_PAD, 8),
    STR(NFTA_SET_ELEM_OBJREF, 9, 255, "map of objects: name of the object"),
    NEST(NFTA_SET_ELEM_KEY_END, 10, kl_set_nft_data, "last key of a range"),
    NEST(NFTA_SET_ELEM_EXPRESSIONS, 11, kl_set_nft_exprs, "its expressions, with their state"),
};
static SET(elem, "nft-set-elem", "NFTA_SET_ELEM_", "an element of a set");

ROWS(elems) {
    STR(NFTA_SET_ELEM_LIST_TABLE, 1, 255, "table the set is in"),
    STR(NFTA_SET_ELEM_LIST_SET, 2, 255, "name of the set"),
    /* Programs count the elements, the kernel calls each of them NFTA_LIST_ELEM. */
    NESTS(NFTA_SET_ELEM_LIST_ELEMENTS, 3, elem, "the elements", .flags = KL_A_FROM1),
    BE32(NFTA_SET_ELEM_LIST_SET_ID, 4, "the set, by its number within the batch"),
};
static SET(elems, "nft-set-elems", "NFTA_SET_ELEM_LIST_", "elements of a set");

/* ---- Objects and flowtables ---- */

ROWS(object) {
    STR(NFTA_OBJ_TABLE, 1, 255, "table it is in"),
    STR(NFTA_OBJ_NAME, 2, 255, "name of the object"),
    BE32(NFTA_OBJ_TYPE, 3, "what it is", .ref.values = &kl_enum_nft_object),
    ROW(NEST, NFTA_OBJ_DATA, 4, "its options and state", .flags = KL_A_SELECT,
        .ref.select = &kl_select_nft_object),
    BE32(NFTA_OBJ_USE, 5, "rules and elements that use it"),
    BE64(NFTA_OBJ_HANDLE, 6, "number of the object"),
    PAD(NFTA_OBJ_PAD, 7),
    BYTES(NFTA_OBJ_USERDATA, 8, "what programs note there, such as a comment", .max_len = 256),
};
static SET(object, "nft-object", "NFTA_OBJ_", "an object that rules share");

ROWS(flowtable_hook) {
    BE32(NFTA_FLOWTABLE_HOOK_NUM, 1, "where packets come by",
         .ref.values = &kl_enum_nf_netdev_hooks),
    ROW(S32, NFTA_FLOWTABLE_HOOK_PRIORITY, 2, "lower priorities are first", .flags = KL_A_BE),
    NEST(NFTA_FLOWTABLE_HOOK_DEVS, 3, devices, "its interfaces"),
};
static SET(flowtable_hook, "nft-flowtable-hook", "NFTA_FLOWTABLE_HOOK_", "where a flowtable hangs");

ROWS(flowtable) {
    STR(NFTA_FLOWTABLE_TABLE, 1, 255, "table it is in"),
    STR(NFTA_FLOWTABLE_NAME, 2, 255, "name of the flowtable"),
    NEST(NFTA_FLOWTABLE_HOOK, 3, flowtable_hook, "where it hangs"),
    BE32(NFTA_FLOWTABLE_USE, 4, "rules that use it"),
    BE64(NFTA_FLOWTABLE_HANDLE, 5, "number of the flowtable"),
    PAD(NFTA_FLOWTABLE_PAD, 6),
    BE32(NFTA_FLOWTABLE_FLAGS, 7, "how it is meant", .ref.values = &flowtable_flags),
};
static SET(flowtable, "nft-flowtable", "NFTA_FLOWTABLE_", "connections that skip the ruleset");

/* ---- The generation, and traces ---- */

ROWS(gen) {
    BE32(NFTA_GEN_ID, 1, "generation of the ruleset"),
    BE32(NFTA_GEN_PROC_PID, 2, "process that made it"),
    STR(NFTA_GEN_PROC_NAME, 3, 0, "name of that process"),
};
static SET(gen, "nft-gen", "NFTA_GEN_", "generation of the ruleset");

ROWS(trace) {
    STR(NFTA_TRACE_TABLE, 1, 0, "table that is at work"),
    STR(NFTA_TRACE_CHAIN, 2, 0, "chain that is at work"),
    BE64(NFTA_TRACE_RULE_HANDLE, 3, "rule that matched"),
    BE32(NFTA_TRACE_TYPE, 4, "what has happened", .ref.values = &trace_type),
    NEST(NFTA_TRACE_VERDICT, 5, kl_set_nft_verdict, "verdict of the rule"),
    HEX32(NFTA_TRACE_ID, 6, "packets are told apart by this"),
    BYTES(NFTA_TRACE_LL_HEADER, 7, "link layer header, its beginning"),
    BYTES(NFTA_TRACE_NETWORK_HEADER, 8, "network header, its beginning"),
    BYTES(NFTA_TRACE_TRANSPORT_HEADER, 9, "transport header, its beginning"),
    BE32(NFTA_TRACE_IIF, 10, "interface it came in by"),
    BE16(NFTA_TRACE_IIFTYPE, 11, "type of that interface, ARPHRD_*"),
    BE32(NFTA_TRACE_OIF, 12, "interface it leaves by"),
    BE16(NFTA_TRACE_OIFTYPE, 13, "type of that interface, ARPHRD_*"),
    HEX32(NFTA_TRACE_MARK, 14, "mark of the packet"),
    BE32(NFTA_TRACE_NFPROTO, 15, "family of the packet", .ref.values = &kl_enum_nf_proto),
    BE32(NFTA_TRACE_POLICY, 16, "verdict of the chain's policy",
         .ref.values = &kl_enum_nf_verdict),
    PAD(NFTA_TRACE_PAD, 17),
    HEX32(NFTA_TRACE_CT_ID, 18, "its connection"),
    U8(NFTA_TRACE_CT_DIRECTION, 19, "its direction in the connection",
       .ref.values = &kl_enum_ct_dir),
    BE32(NFTA_TRACE_CT_STATUS, 20, "status of its connection", .ref.values = &kl_enum_ct_status),
    BE32(NFTA_TRACE_CT_STATE, 21, "state of its connection", .ref.values = &ct_state),
};
static SET(trace, "nft-trace", "NFTA_TRACE_", "a step of a packet through the ruleset");

/* ---- Commands ---- */

static const struct kl_command_def commands[] = {
    COMMAND(0, NFT_MSG_NEWTABLE, "create or change a table", .request = &table),
    COMMAND(1, NFT_MSG_GETTABLE, "ask for tables", .request = &table),
    COMMAND(2, NFT_MSG_DELTABLE, "delete a table", .request = &table),
    COMMAND(3, NFT_MSG_NEWCHAIN, "create or change a chain", .request = &chain),
    COMMAND(4, NFT_MSG_GETCHAIN, "ask for chains", .request = &chain),
    COMMAND(5, NFT_MSG_DELCHAIN, "delete a chain", .request = &chain),
    COMMAND(6, NFT_MSG_NEWRULE, "add, insert or replace a rule", .request = &rule),
    COMMAND(7, NFT_MSG_GETRULE, "ask for rules", .request = &rule),
    COMMAND(8, NFT_MSG_DELRULE, "delete a rule, or all of a chain or table", .request = &rule),
    COMMAND(9, NFT_MSG_NEWSET, "create or change a set", .request = &set),
    COMMAND(10, NFT_MSG_GETSET, "ask for sets", .request = &set),
    COMMAND(11, NFT_MSG_DELSET, "delete a set", .request = &set),
    COMMAND(12, NFT_MSG_NEWSETELEM, "add elements to a set", .request = &elems),
    COMMAND(13, NFT_MSG_GETSETELEM, "ask for elements of a set", .request = &elems),
    COMMAND(14, NFT_MSG_DELSETELEM, "delete elements of a set, or all", .request = &elems),
    COMMAND(15, NFT_MSG_NEWGEN, "the ruleset has changed", .request = &gen),
    COMMAND(16, NFT_MSG_GETGEN, "ask for the generation", .request = &gen),
    COMMAND(17, NFT_MSG_TRACE, "a step of a traced packet", .request = &trace),
    COMMAND(18, NFT_MSG_NEWOBJ, "create or change an object", .request = &object),
    COMMAND(19, NFT_MSG_GETOBJ, "ask for objects", .request = &object),
    COMMAND(20, NFT_MSG_DELOBJ, "delete an object", .request = &object),
    COMMAND(21, NFT_MSG_GETOBJ_RESET, "ask for objects and reset their state", .request = &object),
    COMMAND(22, NFT_MSG_NEWFLOWTABLE, "create or change a flowtable", .request = &flowtable),
    COMMAND(23, NFT_MSG_GETFLOWTABLE, "ask for flowtables", .request = &flowtable),
    COMMAND(24, NFT_MSG_DELFLOWTABLE, "delete a flowtable", .request = &flowtable),
    COMMAND(25, NFT_MSG_GETRULE_RESET, "ask for rules and reset their state", .request = &rule),
    COMMAND(26, NFT_MSG_DESTROYTABLE, "delete a table if it is there", .request = &table),
    COMMAND(27, NFT_MSG_DESTROYCHAIN, "delete a chain if it is there", .request = &chain),
    COMMAND(28, NFT_MSG_DESTROYRULE, "delete a rule if it is there", .request = &rule),
    COMMAND(29, NFT_MSG_DESTROYSET, "delete a set if it is there", .request = &set),
    COMMAND(30, NFT_MSG_DESTROYSETELEM, "delete elements that are there", .request = &elems),
    COMMAND(31, NFT_MSG_DESTROYOBJ, "delete an object if it is there", .request = &object),
    COMMAND(32, NFT_MSG_DESTROYFLOWTABLE, "delete a flowtable if it is there",
            .request = &flowtable),
    COMMAND(33, NFT_MSG_GETSETELEM_RESET, "ask for elements and reset their state",
            .request = &elems),
};

static const struct kl_group_def groups[] = {
    {.id = 7, .name = "NFNLGRP_NFTABLES"},
    {.id = 9, .name = "NFNLGRP_NFTRACE"},
};
// clang-format on

const struct kl_family kl_family_nftables = {
    .name = "nftables",
    .doc = "packet filter: tables, chains, rules, sets, objects",
    .command_prefix = "NFT_MSG_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 10, /* NFNL_SUBSYS_NFTABLES */
    .header = &kl_layout_nfgenmsg,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
