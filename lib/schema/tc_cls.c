// SPDX-License-Identifier: MIT
// Traffic control: filters by kind, and extended matches.
// Source: include/uapi/linux/pkt_cls.h; net/sched/cls_*.c, ematch.c.
#include "tc.h"

#include "rows.h"

// clang-format off
#define CLASSID(n, i)  HANDLE(n, i, "class that matches go to")
#define INDEV(n, i)    STR(n, i, 15, "interface that packets came in by")
#define CLSFLAGS(n, i) U32(n, i, "who does it", .ref.values = &kl_enum_tc_cls_flags)
#define MATCHES(n, i)  NEST(n, i, ematches, "extended matches")

/* ---- Extended matches ------------------------------------------------------------------------ */

static ENUM(ematch_kind, "TCF_EM", "TCF_EM_",
    {0, "container"}, {1, "cmp"}, {2, "nbyte"}, {3, "u32"}, {4, "meta"}, {5, "text"}, {6, "vlan"},
    {7, "canid"}, {8, "ipset"}, {9, "ipt"});

static FLAGS(ematch_flags, "TCF_EM", "TCF_EM_",
    {1 << 0, "rel_and"}, {1 << 1, "rel_or"}, {1 << 2, "invert"}, {1 << 3, "simple"});

static ENUM(ematch_prog, "TCF_EM_PROG", "TCF_EM_PROG_", {0, "tc"});

ROWS(ematch_tree) {
    U16(nmatches, 0, "matches in the tree"),
    U16(progid,   2, "whose numbers matchid are", .ref.values = &ematch_prog),
};
static LAYOUT(ematch_tree, "tcf_ematch_tree_hdr", 4);

/* What is in data is each kind's own: structs that no common header describes. */
ROWS(ematch) {
    U16(matchid, 0, "number of the match"),
    U16(kind,    2, "kind of the match", .ref.values = &ematch_kind),
    U16(flags,   4, "how it goes on", .ref.values = &ematch_flags),
    BYTES(data,  8, "settings of the kind; container: number of the first match inside"),
};
static LAYOUT(ematch, "tcf_ematch_hdr", 8);

ROWS(ematches) {
    STRUCT(TCA_EMATCH_TREE_HDR, 1, ematch_tree, "size of the tree"),
    ROW(ARRAY, TCA_EMATCH_TREE_LIST, 2, "matches", .elem = KL_T_STRUCT, .ref.layout = &ematch,
        .flags = KL_A_FROM1),
};
static SET(ematches, "tc-ematch", "TCA_EMATCH_TREE_", "extended matches");

/* ---- Filters --------------------------------------------------------------------------------- */

static FLAGS(u32_flags, "TC_U32", "TC_U32_",
    {1, "terminal"}, {2, "offset"}, {4, "varoffset"}, {8, "eat"});

ROWS(u32_key) {
    ROW(U32, mask, 0, "bits that count", .flags = KL_A_BE | KL_A_HEX),
    ROW(U32, val,  4, "their value", .flags = KL_A_BE | KL_A_HEX),
    S32(off,       8, "offset"),
    S32(offmask,   12, "-1: the offset is from the next header"),
};
static LAYOUT(u32_key, "tc_u32_key", 16);
ROWS(u32_sel) {
    U8(flags,      0, "how it goes on", .ref.values = &u32_flags),
    U8(offshift,   1, "bits to shift the next header's offset by"),
    U8(nkeys,      2, "keys"),
    ROW(U16, offmask, 4, "bits of that offset that count", .flags = KL_A_BE | KL_A_HEX),
    U16(off,       6, "fixed offset of the next header"),
    ROW(S16, offoff, 8, "where that offset is found"),
    ROW(S16, hoff, 10, "where the hash key is found"),
    ROW(U32, hmask, 12, "bits of the hash key that count", .flags = KL_A_BE | KL_A_HEX),
    STRUCTS(keys,  16, u32_key, "keys, all of which must match"),
};
static LAYOUT(u32_sel, "tc_u32_sel", 16);
ROWS(u32_pcnt) {
    U64(rcnt,     0, "times the filter was tried"),
    U64(rhit,     8, "times it matched"),
    PACKED(kcnts, 16, U64, "times each key matched"),
};
static LAYOUT(u32_pcnt, "tc_u32_pcnt", 16);
ROWS(u32_mark) {
    HEX32(val,   0, "mark"),
    HEX32(mask,  4, "bits of the mark that count"),
    U32(success, 8, "times it matched"),
};
static LAYOUT(u32_mark, "tc_u32_mark", 12);
ROWS(u32) {
    CLASSID(TCA_U32_CLASSID, 1),
    HEX32(TCA_U32_HASH,      2, "hash table and bucket it is in"),
    HEX32(TCA_U32_LINK,      3, "hash table to go on with"),
    U32(TCA_U32_DIVISOR,     4, "buckets of a hash table"),
    STRUCT(TCA_U32_SEL,      5, u32_sel, "what to match"),
    POLICE(TCA_U32_POLICE,   6),
    ACTIONS(TCA_U32_ACT,     7),
    INDEV(TCA_U32_INDEV,     8),
    STRUCT(TCA_U32_PCNT,     9, u32_pcnt, "counters"),
    STRUCT(TCA_U32_MARK,     10, u32_mark, "mark to match"),
    CLSFLAGS(TCA_U32_FLAGS,  11),
    PAD(TCA_U32_PAD,         12),
};
static SET(u32, "tc-u32", "TCA_U32_", "filter by words at offsets");

ROWS(route) {
    CLASSID(TCA_ROUTE4_CLASSID, 1),
    U32(TCA_ROUTE4_TO,       2, "realm of the destination"),
    U32(TCA_ROUTE4_FROM,     3, "realm of the source"),
    U32(TCA_ROUTE4_IIF,      4, "interface that packets came in by"),
    POLICE(TCA_ROUTE4_POLICE, 5),
    ACTIONS(TCA_ROUTE4_ACT,  6),
};
static SET(route, "tc-route", "TCA_ROUTE4_", "filter by realms of routes");

ROWS(fw) {
    CLASSID(TCA_FW_CLASSID, 1),
    POLICE(TCA_FW_POLICE,   2),
    INDEV(TCA_FW_INDEV,     3),
    ACTIONS(TCA_FW_ACT,     4),
    HEX32(TCA_FW_MASK,      5, "bits of the mark that count"),
};
static SET(fw, "tc-fw", "TCA_FW_", "filter by the mark");

/* Until Linux 6.3. */
ROWS(tcindex) {
    U32(TCA_TCINDEX_HASH,   1, "buckets of the hash"),
    HEX16(TCA_TCINDEX_MASK, 2, "bits of the index that count"),
    U32(TCA_TCINDEX_SHIFT,  3, "bits to shift it by"),
    U32(TCA_TCINDEX_FALL_THROUGH, 4, "1: without a filter the index is the class"),
    CLASSID(TCA_TCINDEX_CLASSID, 5),
    POLICE(TCA_TCINDEX_POLICE, 6),
    ACTIONS(TCA_TCINDEX_ACT, 7),
};
static SET(tcindex, "tc-tcindex", "TCA_TCINDEX_", "filter by the index that a queue has set");

static FLAGS(flow_keys, "FLOW_KEY", "FLOW_KEY_",
    {1 << 0, "src"}, {1 << 1, "dst"}, {1 << 2, "proto"}, {1 << 3, "proto_src"},
    {1 << 4, "proto_dst"}, {1 << 5, "iif"}, {1 << 6, "priority"}, {1 << 7, "mark"},
    {1 << 8, "nfct"}, {1 << 9, "nfct_src"}, {1 << 10, "nfct_dst"}, {1 << 11, "nfct_proto_src"},
    {1 << 12, "nfct_proto_dst"}, {1 << 13, "rtclassid"}, {1 << 14, "skuid"}, {1 << 15, "skgid"},
    {1 << 16, "vlan_tag"}, {1 << 17, "rxhash"});
static ENUM(flow_mode, "FLOW_MODE", "FLOW_MODE_", {0, "map"}, {1, "hash"});

ROWS(flow) {
    U32(TCA_FLOW_KEYS,      1, "what is looked at", .ref.values = &flow_keys),
    U32(TCA_FLOW_MODE,      2, "how it becomes a class", .ref.values = &flow_mode),
    HANDLE(TCA_FLOW_BASECLASS, 3, "first class"),
    U32(TCA_FLOW_RSHIFT,    4, "bits to shift the key by"),
    U32(TCA_FLOW_ADDEND,    5, "what is added to it"),
    HEX32(TCA_FLOW_MASK,    6, "bits of it that count"),
    HEX32(TCA_FLOW_XOR,     7, "bits of it that are turned over"),
    U32(TCA_FLOW_DIVISOR,   8, "classes"),
    ACTIONS(TCA_FLOW_ACT,   9),
    POLICE(TCA_FLOW_POLICE, 10),
    MATCHES(TCA_FLOW_EMATCHES, 11),
    U32(TCA_FLOW_PERTURB,   12, "between two changes of the hash", .unit = KL_UNIT_S),
};
static SET(flow, "tc-flow", "TCA_FLOW_", "classes from what packets have in common");

ROWS(basic_pcnt) {
    U64(rcnt, 0, "times the filter was tried"),
    U64(rhit, 8, "times it matched"),
};
static LAYOUT(basic_pcnt, "tc_basic_pcnt", 16);
ROWS(basic) {
    CLASSID(TCA_BASIC_CLASSID, 1),
    MATCHES(TCA_BASIC_EMATCHES, 2),
    ACTIONS(TCA_BASIC_ACT,     3),
    POLICE(TCA_BASIC_POLICE,   4),
    STRUCT(TCA_BASIC_PCNT,     5, basic_pcnt, "counters"),
    PAD(TCA_BASIC_PAD,         6),
};
static SET(basic, "tc-basic", "TCA_BASIC_", "filter by extended matches");

ROWS(cgroup) {
    ACTIONS(TCA_CGROUP_ACT,   1),
    POLICE(TCA_CGROUP_POLICE, 2),
    MATCHES(TCA_CGROUP_EMATCHES, 3),
};
static SET(cgroup, "tc-cgroup", "TCA_CGROUP_", "class of the sender's control group");

static FLAGS(bpf_flags, "TCA_BPF_FLAG", "TCA_BPF_FLAG_", {1 << 0, "act_direct"});
ROWS(bpf) {
    ACTIONS(TCA_BPF_ACT,    1),
    POLICE(TCA_BPF_POLICE,  2),
    CLASSID(TCA_BPF_CLASSID, 3),
    U16(TCA_BPF_OPS_LEN,    4, "instructions of a classic program"),
    STRUCTS(TCA_BPF_OPS,    5, kl_layout_tc_bpf_insn, "a classic program"),
    U32(TCA_BPF_FD,         6, "descriptor of the program"),
    STR(TCA_BPF_NAME,       7, 256, "name of the program"),
    U32(TCA_BPF_FLAGS,      8, "what its result is", .ref.values = &bpf_flags),
    CLSFLAGS(TCA_BPF_FLAGS_GEN, 9),
    BYTES(TCA_BPF_TAG,      10, "hash of the program", .max_len = 8),
    U32(TCA_BPF_ID,         11, "number of the program"),
};
static SET(bpf, "tc-bpf", "TCA_BPF_", "a BPF program chooses");

ROWS(matchall_pcnt) { U64(rhit, 0, "packets seen") };
static LAYOUT(matchall_pcnt, "tc_matchall_pcnt", 8);
ROWS(matchall) {
    CLASSID(TCA_MATCHALL_CLASSID, 1),
    ACTIONS(TCA_MATCHALL_ACT,     2),
    CLSFLAGS(TCA_MATCHALL_FLAGS,  3),
    STRUCT(TCA_MATCHALL_PCNT,     4, matchall_pcnt, "counters"),
    PAD(TCA_MATCHALL_PAD,         5),
};
static SET(matchall, "tc-matchall", "TCA_MATCHALL_", "every packet");

static const struct kl_selection options[] = {
    {.name = "u32", .set = &u32}, {.name = "flower", .set = &kl_set_tc_flower},
    {.name = "matchall", .set = &matchall}, {.name = "bpf", .set = &bpf},
    {.name = "basic", .set = &basic}, {.name = "cgroup", .set = &cgroup},
    {.name = "fw", .set = &fw}, {.name = "route", .set = &route}, {.name = "flow", .set = &flow},
    {.name = "tcindex", .set = &tcindex},
};
// clang-format on

const struct kl_selector kl_select_tc_filter_options = {
    .by = KL_BY_STRING, .key = 1, .n_cases = KL_COUNT(options), .cases = options};
