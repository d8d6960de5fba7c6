// SPDX-License-Identifier: MIT
// Traffic control: actions on packets, by kind.
// Source: include/uapi/linux/pkt_cls.h, tc_act/*.h, ife.h; net/sched/act_*.c.
#include "tc.h"

#include "rows.h"

// clang-format off

/* The struct of most kinds has nothing of its own. */
ROWS(gen) { TC_GEN_FIELDS };
static LAYOUT(gen, "tc_gen", 20);
#define GEN(n, i) STRUCT(n, i, gen, "number and verdict")
#define BE(x, n, i, d) ROW(x, n, i, d, .flags = KL_A_BE)

/* ---- Limits ---------------------------------------------------------------------------------- */

ROWS(police) {
    U32(index,   0, "number of the action"),
    S32(action,  4, "what becomes of packets over the limit", .ref.values = &kl_enum_tc_verdict),
    U32(limit,   8, "not used"),
    U32(burst,   12, "burst, in ticks of the kernel's packet clock"),
    U32(mtu,     16, "largest packet", .unit = KL_UNIT_BYTES),
    ROW(STRUCT, rate,     20, "rate", .ref.layout = &kl_layout_tc_ratespec),
    ROW(STRUCT, peakrate, 32, "rate at most", .ref.layout = &kl_layout_tc_ratespec),
    S32(refcnt,  44, "references"),
    S32(bindcnt, 48, "filters that use it"),
    HEX32(capab, 52, "not used"),
};
static LAYOUT(police, "tc_police", 56);

ROWS(kl_set_tc_police) {
    STRUCT(TCA_POLICE_TBF,     1, police, "settings"),
    BYTES(TCA_POLICE_RATE,     2, "table of how long packets take, by size", .max_len = 1024),
    BYTES(TCA_POLICE_PEAKRATE, 3, "likewise at the peak rate", .max_len = 1024),
    U32(TCA_POLICE_AVRATE,     4, "estimated rate from which packets are over the limit",
        .unit = KL_UNIT_BYTES_PER_S),
    S32(TCA_POLICE_RESULT,     5, "what becomes of the others", .ref.values = &kl_enum_tc_verdict),
    TIMES(TCA_POLICE_TM,       6),
    PAD(TCA_POLICE_PAD,        7),
    U64(TCA_POLICE_RATE64,     8, "rate", .unit = KL_UNIT_BYTES_PER_S),
    U64(TCA_POLICE_PEAKRATE64, 9, "rate at most", .unit = KL_UNIT_BYTES_PER_S),
    U64(TCA_POLICE_PKTRATE64,  10, "packets a second"),
    U64(TCA_POLICE_PKTBURST64, 11, "burst", .unit = KL_UNIT_PACKETS),
};
SET(kl_set_tc_police, "tc-act-police", "TCA_POLICE_", "a limit of the rate");

/* ---- Verdicts, redirection, samples ---------------------------------------------------------- */

static ENUM(chance, "PGACT", "PGACT_", {0, "none"}, {1, "netrand"}, {2, "determ"});
ROWS(gact_p) {
    U16(ptype,   0, "how packets are picked", .ref.values = &chance),
    U16(pval,    2, "one out of so many"),
    S32(paction, 4, "what becomes of them", .ref.values = &kl_enum_tc_verdict),
};
static LAYOUT(gact_p, "tc_gact_p", 8);
ROWS(gact) {
    TIMES(TCA_GACT_TM,      1),
    GEN(TCA_GACT_PARMS,     2),
    STRUCT(TCA_GACT_PROB,   3, gact_p, "another verdict for some"),
    PAD(TCA_GACT_PAD,       4),
};
static SET(gact, "tc-act-gact", "TCA_GACT_", "a verdict");

static ENUM(mirred_action, "mirred action", "TCA_",
    {1, "egress_redir"}, {2, "egress_mirror"}, {3, "ingress_redir"}, {4, "ingress_mirror"});
ROWS(mirred_parms) {
    TC_GEN_FIELDS,
    S32(eaction, 20, "where packets go", .ref.values = &mirred_action),
    U32(ifindex, 24, "the interface"),
};
static LAYOUT(mirred_parms, "tc_mirred", 28);
ROWS(mirred) {
    TIMES(TCA_MIRRED_TM,     1),
    STRUCT(TCA_MIRRED_PARMS, 2, mirred_parms, "settings"),
    PAD(TCA_MIRRED_PAD,      3),
    U32(TCA_MIRRED_BLOCKID,  4, "shared block whose interfaces packets go to"),
};
static SET(mirred, "tc-act-mirred", "TCA_MIRRED_", "packets to another interface");

ROWS(sample) {
    TIMES(TCA_SAMPLE_TM,       1),
    GEN(TCA_SAMPLE_PARMS,      2),
    U32(TCA_SAMPLE_RATE,       3, "one packet out of so many"),
    U32(TCA_SAMPLE_TRUNC_SIZE, 4, "bytes of it that are sent", .unit = KL_UNIT_BYTES),
    U32(TCA_SAMPLE_PSAMPLE_GROUP, 5, "group of samples"),
    PAD(TCA_SAMPLE_PAD,        6),
};
static SET(sample, "tc-act-sample", "TCA_SAMPLE_", "samples of packets");

ROWS(simple) {
    TIMES(TCA_DEF_TM,   1),
    GEN(TCA_DEF_PARMS,  2),
    STR(TCA_DEF_DATA,   3, 31, "text"),
    PAD(TCA_DEF_PAD,    4),
};
static SET(simple, "tc-act-simple", "TCA_DEF_", "a text in the kernel's log");

ROWS(bpf) {
    TIMES(TCA_ACT_BPF_TM,    1),
    GEN(TCA_ACT_BPF_PARMS,   2),
    U16(TCA_ACT_BPF_OPS_LEN, 3, "instructions of a classic program"),
    STRUCTS(TCA_ACT_BPF_OPS, 4, kl_layout_tc_bpf_insn, "a classic program"),
    U32(TCA_ACT_BPF_FD,      5, "descriptor of the program"),
    STR(TCA_ACT_BPF_NAME,    6, 256, "name of the program"),
    PAD(TCA_ACT_BPF_PAD,     7),
    BYTES(TCA_ACT_BPF_TAG,   8, "hash of the program", .max_len = 8),
    U32(TCA_ACT_BPF_ID,      9, "number of the program"),
};
static SET(bpf, "tc-act-bpf", "TCA_ACT_BPF_", "a BPF program");

/* ---- Gates ----------------------------------------------------------------------------------- */

ROWS(gate_entry) {
    U32(TCA_GATE_ENTRY_INDEX,    1, "place in the schedule"),
    FLAG(TCA_GATE_ENTRY_GATE,    2, "open"),
    U32(TCA_GATE_ENTRY_INTERVAL, 3, "for how long", .unit = KL_UNIT_NS),
    S32(TCA_GATE_ENTRY_IPV,      4, "priority of packets; -1: theirs"),
    S32(TCA_GATE_ENTRY_MAX_OCTETS, 5, "most bytes; -1: any", .unit = KL_UNIT_BYTES),
};
static SET(gate_entry, "tc-act-gate-entry", "TCA_GATE_ENTRY_", "a step of the schedule");
ROWS(gate_entries) {
    NEST(TCA_GATE_ONE_ENTRY, 1, gate_entry, "a step", .flags = KL_A_MULTI),
};
static SET(gate_entries, "tc-act-gate-entries", "TCA_GATE_", "steps of the schedule");
ROWS(gate) {
    TIMES(TCA_GATE_TM,          1),
    GEN(TCA_GATE_PARMS,         2),
    PAD(TCA_GATE_PAD,           3),
    S32(TCA_GATE_PRIORITY,      4, "priority, lowest first; -1: none"),
    NEST(TCA_GATE_ENTRY_LIST,   5, gate_entries, "steps of the schedule"),
    U64(TCA_GATE_BASE_TIME,     6, "when it begins", .unit = KL_UNIT_NS),
    U64(TCA_GATE_CYCLE_TIME,    7, "length of a cycle", .unit = KL_UNIT_NS),
    U64(TCA_GATE_CYCLE_TIME_EXT, 8, "how much longer the last cycle may be", .unit = KL_UNIT_NS),
    HEX32(TCA_GATE_FLAGS,       9, "not used"),
    S32(TCA_GATE_CLOCKID,       10, "clock", .ref.values = &kl_enum_tc_clock),
};
static SET(gate, "tc-act-gate", "TCA_GATE_", "a gate that opens by the clock");

/* ---- Changes of packets ---------------------------------------------------------------------- */

static FLAGS(skbedit_flags, "SKBEDIT_F", "SKBEDIT_F_",
    {0x1, "priority"}, {0x2, "queue_mapping"}, {0x4, "mark"}, {0x8, "ptype"}, {0x10, "mask"},
    {0x20, "inheritdsfield"}, {0x40, "txq_skbhash"});
static ENUM(packet_type, "packet type", "PACKET_",
    {0, "host"}, {1, "broadcast"}, {2, "multicast"}, {3, "otherhost"});
ROWS(skbedit) {
    TIMES(TCA_SKBEDIT_TM,           1),
    GEN(TCA_SKBEDIT_PARMS,          2),
    HANDLE(TCA_SKBEDIT_PRIORITY,    3, "priority, or class"),
    U16(TCA_SKBEDIT_QUEUE_MAPPING,  4, "queue of the interface, or the first"),
    HEX32(TCA_SKBEDIT_MARK,         5, "mark"),
    PAD(TCA_SKBEDIT_PAD,            6),
    U16(TCA_SKBEDIT_PTYPE,          7, "whom it is for", .ref.values = &packet_type),
    HEX32(TCA_SKBEDIT_MASK,         8, "bits of the mark to set"),
    U64(TCA_SKBEDIT_FLAGS,          9, "what is set", .ref.values = &skbedit_flags),
    U16(TCA_SKBEDIT_QUEUE_MAPPING_MAX, 10, "last queue of the interface"),
};
static SET(skbedit, "tc-act-skbedit", "TCA_SKBEDIT_", "changes what the kernel notes of packets");

static FLAGS(skbmod_flags, "SKBMOD_F", "SKBMOD_F_",
    {0x1, "dmac"}, {0x2, "smac"}, {0x4, "etype"}, {0x8, "swapmac"}, {0x10, "ecn"});
ROWS(skbmod_parms) {
    TC_GEN_FIELDS,
    U64(flags, 24, "what is changed", .ref.values = &skbmod_flags),
};
static LAYOUT(skbmod_parms, "tc_skbmod", 32);
ROWS(skbmod) {
    TIMES(TCA_SKBMOD_TM,     1),
    STRUCT(TCA_SKBMOD_PARMS, 2, skbmod_parms, "settings"),
    MAC(TCA_SKBMOD_DMAC,     3, "destination address"),
    MAC(TCA_SKBMOD_SMAC,     4, "source address"),
    U16(TCA_SKBMOD_ETYPE,    5, "Ethernet protocol", .ref.values = &kl_enum_tc_ethertype),
    PAD(TCA_SKBMOD_PAD,      6),
};
static SET(skbmod, "tc-act-skbmod", "TCA_SKBMOD_", "changes the Ethernet header");

static ENUM(vlan_action, "TCA_VLAN_ACT", "TCA_VLAN_ACT_",
    {1, "pop"}, {2, "push"}, {3, "modify"}, {4, "pop_eth"}, {5, "push_eth"});
ROWS(vlan_parms) {
    TC_GEN_FIELDS,
    S32(v_action, 20, "what to do", .ref.values = &vlan_action),
};
static LAYOUT(vlan_parms, "tc_vlan", 24);
ROWS(vlan) {
    TIMES(TCA_VLAN_TM,         1),
    STRUCT(TCA_VLAN_PARMS,     2, vlan_parms, "settings"),
    U16(TCA_VLAN_PUSH_VLAN_ID, 3, "VLAN"),
    ROW(U16, TCA_VLAN_PUSH_VLAN_PROTOCOL, 4, "protocol of the tag", .flags = KL_A_BE,
        .ref.values = &kl_enum_tc_ethertype),
    PAD(TCA_VLAN_PAD,          5),
    U8(TCA_VLAN_PUSH_VLAN_PRIORITY, 6, "priority of the tag"),
    MAC(TCA_VLAN_PUSH_ETH_DST, 7, "destination address"),
    MAC(TCA_VLAN_PUSH_ETH_SRC, 8, "source address"),
};
static SET(vlan, "tc-act-vlan", "TCA_VLAN_", "VLAN tags");

static ENUM(mpls_action, "TCA_MPLS_ACT", "TCA_MPLS_ACT_",
    {1, "pop"}, {2, "push"}, {3, "modify"}, {4, "dec_ttl"}, {5, "mac_push"});
ROWS(mpls_parms) {
    TC_GEN_FIELDS,
    S32(m_action, 20, "what to do", .ref.values = &mpls_action),
};
static LAYOUT(mpls_parms, "tc_mpls", 24);
ROWS(mpls) {
    TIMES(TCA_MPLS_TM,     1),
    STRUCT(TCA_MPLS_PARMS, 2, mpls_parms, "settings"),
    PAD(TCA_MPLS_PAD,      3),
    ROW(U16, TCA_MPLS_PROTO, 4, "protocol of the packet", .flags = KL_A_BE,
        .ref.values = &kl_enum_tc_ethertype),
    U32(TCA_MPLS_LABEL,    5, "label", .max = 0xfffff),
    U8(TCA_MPLS_TC,        6, "class", .max = 7),
    U8(TCA_MPLS_TTL,       7, "hops left"),
    U8(TCA_MPLS_BOS,       8, "1: the last label", .max = 1),
};
static SET(mpls, "tc-act-mpls", "TCA_MPLS_", "MPLS labels");

static ENUM(pedit_header, "pedit_header_type", "TCA_PEDIT_KEY_EX_HDR_TYPE_",
    {0, "network"}, {1, "eth"}, {2, "ip4"}, {3, "ip6"}, {4, "tcp"}, {5, "udp"});
static ENUM(pedit_cmd, "pedit_cmd", "TCA_PEDIT_KEY_EX_CMD_", {0, "set"}, {1, "add"});
ROWS(pedit_key) {
    ROW(U32, mask,    0, "bits that are kept", .flags = KL_A_BE | KL_A_HEX),
    ROW(U32, val,     4, "bits to set", .flags = KL_A_BE | KL_A_HEX),
    U32(off,          8, "offset"),
    U32(at,           12, "where more offset is found"),
    HEX32(offmask,    16, "bits of that which count"),
    U32(shift,        20, "bits to shift it by"),
};
static LAYOUT(pedit_key, "tc_pedit_key", 24);
ROWS(pedit_sel) {
    TC_GEN_FIELDS,
    U8(nkeys,     20, "keys"),
    HEX8(flags,   21, "not used"),
    STRUCTS(keys, 24, pedit_key, "words to change"),
};
static LAYOUT(pedit_sel, "tc_pedit_sel", 24);
ROWS(pedit_key_ex) {
    U16(TCA_PEDIT_KEY_EX_HTYPE, 1, "header that the offset is from",
        .ref.values = &pedit_header),
    U16(TCA_PEDIT_KEY_EX_CMD,   2, "how the value is meant", .ref.values = &pedit_cmd),
};
static SET(pedit_key_ex, "tc-act-pedit-key", "TCA_PEDIT_KEY_EX_", "more about a key");
ROWS(pedit_keys_ex) {
    NEST(TCA_PEDIT_KEY_EX, 6, pedit_key_ex, "more about a key", .flags = KL_A_MULTI),
};
static SET(pedit_keys_ex, "tc-act-pedit-keys", "TCA_PEDIT_", "more about the keys");
ROWS(pedit) {
    TIMES(TCA_PEDIT_TM,        1),
    STRUCT(TCA_PEDIT_PARMS,    2, pedit_sel, "settings"),
    PAD(TCA_PEDIT_PAD,         3),
    STRUCT(TCA_PEDIT_PARMS_EX, 4, pedit_sel, "settings, with what is in the next"),
    NEST(TCA_PEDIT_KEYS_EX,    5, pedit_keys_ex, "more about the keys"),
    NEST(TCA_PEDIT_KEY_EX,     6, pedit_key_ex, "only inside of the former"),
};
static SET(pedit, "tc-act-pedit", "TCA_PEDIT_", "changes words of packets");

static FLAGS(csum_flags, "TCA_CSUM_UPDATE_FLAG", "TCA_CSUM_UPDATE_FLAG_",
    {1, "ipv4hdr"}, {2, "icmp"}, {4, "igmp"}, {8, "tcp"}, {16, "udp"}, {32, "udplite"},
    {64, "sctp"});
ROWS(csum_parms) {
    TC_GEN_FIELDS,
    U32(update_flags, 20, "checksums to make anew", .ref.values = &csum_flags),
};
static LAYOUT(csum_parms, "tc_csum", 24);
ROWS(csum) {
    STRUCT(TCA_CSUM_PARMS, 1, csum_parms, "settings"),
    TIMES(TCA_CSUM_TM,     2),
    PAD(TCA_CSUM_PAD,      3),
};
static SET(csum, "tc-act-csum", "TCA_CSUM_", "checksums");

static FLAGS(nat_flags, "TCA_NAT_FLAG", "TCA_NAT_FLAG_", {1, "egress"});
ROWS(nat_parms) {
    TC_GEN_FIELDS,
    IP4(old_addr, 20, "prefix before"),
    IP4(new_addr, 24, "prefix after"),
    IP4(mask,     28, "netmask"),
    U32(flags,    32, "direction", .ref.values = &nat_flags),
};
static LAYOUT(nat_parms, "tc_nat", 36);
ROWS(nat) {
    STRUCT(TCA_NAT_PARMS, 1, nat_parms, "settings"),
    TIMES(TCA_NAT_TM,     2),
    PAD(TCA_NAT_PAD,      3),
};
static SET(nat, "tc-act-nat", "TCA_NAT_", "translation of addresses, without a memory");

/* ---- Tunnels --------------------------------------------------------------------------------- */

static ENUM(tunnel_action, "TCA_TUNNEL_KEY_ACT", "TCA_TUNNEL_KEY_ACT_", {1, "set"}, {2, "release"});
ROWS(tunnel_parms) {
    TC_GEN_FIELDS,
    S32(t_action, 20, "what to do", .ref.values = &tunnel_action),
};
static LAYOUT(tunnel_parms, "tc_tunnel_key", 24);
ROWS(geneve) {
    ROW(U16, TCA_TUNNEL_KEY_ENC_OPT_GENEVE_CLASS, 1, "who defines the type",
        .flags = KL_A_BE | KL_A_HEX),
    HEX8(TCA_TUNNEL_KEY_ENC_OPT_GENEVE_TYPE,  2, "type of the option"),
    BYTES(TCA_TUNNEL_KEY_ENC_OPT_GENEVE_DATA, 3, "content, a multiple of 4 bytes", .max_len = 127),
};
static SET(geneve, "tc-act-tunnel-geneve", "TCA_TUNNEL_KEY_ENC_OPT_GENEVE_", "an option of Geneve");
ROWS(vxlan) { HEX32(TCA_TUNNEL_KEY_ENC_OPT_VXLAN_GBP, 1, "group policy: flags << 16 | group") };
static SET(vxlan, "tc-act-tunnel-vxlan", "TCA_TUNNEL_KEY_ENC_OPT_VXLAN_", "options of VXLAN");
ROWS(erspan) {
    U8(TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_VER,     1, "version of ERSPAN, 1 or 2"),
    BE32(TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_INDEX, 2, "port that is mirrored (version 1)"),
    U8(TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_DIR,     3, "0: what comes in, 1: what goes out (version 2)"),
    U8(TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_HWID,    4, "engine that mirrors (version 2)"),
};
static SET(erspan, "tc-act-tunnel-erspan", "TCA_TUNNEL_KEY_ENC_OPT_ERSPAN_", "options of ERSPAN");
ROWS(enc_opts) {
    NEST(TCA_TUNNEL_KEY_ENC_OPTS_GENEVE, 1, geneve, "an option of Geneve", .flags = KL_A_MULTI),
    NEST(TCA_TUNNEL_KEY_ENC_OPTS_VXLAN,  2, vxlan, "options of VXLAN"),
    NEST(TCA_TUNNEL_KEY_ENC_OPTS_ERSPAN, 3, erspan, "options of ERSPAN"),
};
static SET(enc_opts, "tc-act-tunnel-opts", "TCA_TUNNEL_KEY_ENC_OPTS_", "options of the protocol");
ROWS(tunnel_key) {
    TIMES(TCA_TUNNEL_KEY_TM,           1),
    STRUCT(TCA_TUNNEL_KEY_PARMS,       2, tunnel_parms, "settings"),
    IP4(TCA_TUNNEL_KEY_ENC_IPV4_SRC,   3, "source address"),
    IP4(TCA_TUNNEL_KEY_ENC_IPV4_DST,   4, "destination address"),
    IP6(TCA_TUNNEL_KEY_ENC_IPV6_SRC,   5, "source address"),
    IP6(TCA_TUNNEL_KEY_ENC_IPV6_DST,   6, "destination address"),
    BE(UINT, TCA_TUNNEL_KEY_ENC_KEY_ID, 7, "key or network of the tunnel"),
    PAD(TCA_TUNNEL_KEY_PAD,            8),
    BE16(TCA_TUNNEL_KEY_ENC_DST_PORT,  9, "destination port"),
    U8(TCA_TUNNEL_KEY_NO_CSUM,         10, "1: without a checksum"),
    NEST(TCA_TUNNEL_KEY_ENC_OPTS,      11, enc_opts, "options of the protocol"),
    HEX8(TCA_TUNNEL_KEY_ENC_TOS,       12, "type of service"),
    U8(TCA_TUNNEL_KEY_ENC_TTL,         13, "hops that packets may go"),
    FLAG(TCA_TUNNEL_KEY_NO_FRAG,       14, "packets may not be fragmented"),
};
static SET(tunnel_key, "tc-act-tunnel-key", "TCA_TUNNEL_KEY_", "parameters of a tunnel");

ROWS(ife_meta) {
    BYTES(IFE_META_SKBMARK, 1, "mark: none to send the packet's own, or 4 bytes"),
    BYTES(IFE_META_HASHID,  2, "hash: none, or 4 bytes"),
    BYTES(IFE_META_PRIO,    3, "priority: none, or 4 bytes"),
    BYTES(IFE_META_QMAP,    4, "queue: none, or 2 bytes"),
    BYTES(IFE_META_TCINDEX, 5, "index: none, or 2 bytes"),
};
static SET(ife_meta, "tc-act-ife-meta", "IFE_META_", "what is sent along");
static ENUM(ife_flags, "IFE", "IFE_", {0, "decode"}, {1, "encode"});
ROWS(ife_parms) {
    TC_GEN_FIELDS,
    U16(flags, 20, "direction", .ref.values = &ife_flags),
};
static LAYOUT(ife_parms, "tc_ife", 24);
ROWS(ife) {
    STRUCT(TCA_IFE_PARMS, 1, ife_parms, "settings"),
    TIMES(TCA_IFE_TM,     2),
    MAC(TCA_IFE_DMAC,     3, "destination address"),
    MAC(TCA_IFE_SMAC,     4, "source address"),
    U16(TCA_IFE_TYPE,     5, "Ethernet protocol", .ref.values = &kl_enum_tc_ethertype),
    NEST(TCA_IFE_METALST, 6, ife_meta, "what is sent along"),
    PAD(TCA_IFE_PAD,      7),
};
static SET(ife, "tc-act-ife", "TCA_IFE_", "what the kernel notes of packets, sent along");

/* ---- Netfilter ------------------------------------------------------------------------------- */

ROWS(connmark_parms) {
    TC_GEN_FIELDS,
    U16(zone, 20, "zone of the connection"),
};
static LAYOUT(connmark_parms, "tc_connmark", 24);
ROWS(connmark) {
    STRUCT(TCA_CONNMARK_PARMS, 1, connmark_parms, "settings"),
    TIMES(TCA_CONNMARK_TM,     2),
    PAD(TCA_CONNMARK_PAD,      3),
};
static SET(connmark, "tc-act-connmark", "TCA_CONNMARK_", "the connection's mark");

ROWS(ctinfo) {
    PAD(TCA_CTINFO_PAD,                1),
    TIMES(TCA_CTINFO_TM,               2),
    GEN(TCA_CTINFO_ACT,                3),
    U16(TCA_CTINFO_ZONE,               4, "zone of the connection"),
    HEX32(TCA_CTINFO_PARMS_DSCP_MASK,  5, "bits of its mark with the code point"),
    HEX32(TCA_CTINFO_PARMS_DSCP_STATEMASK, 6, "bits that say that there is one"),
    HEX32(TCA_CTINFO_PARMS_CPMARK_MASK, 7, "bits of its mark to take over"),
    U64(TCA_CTINFO_STATS_DSCP_SET,     8, "code points restored"),
    U64(TCA_CTINFO_STATS_DSCP_ERROR,   9, "code points that could not be"),
    U64(TCA_CTINFO_STATS_CPMARK_SET,   10, "marks taken over"),
};
static SET(ctinfo, "tc-act-ctinfo", "TCA_CTINFO_", "code point and mark from the connection's");

static FLAGS(ct_action, "TCA_CT_ACT", "TCA_CT_ACT_",
    {1 << 0, "commit"}, {1 << 1, "force"}, {1 << 2, "clear"}, {1 << 3, "nat"}, {1 << 4, "nat_src"},
    {1 << 5, "nat_dst"});
ROWS(ct) {
    GEN(TCA_CT_PARMS,           1),
    TIMES(TCA_CT_TM,            2),
    U16(TCA_CT_ACTION,          3, "what to do", .ref.values = &ct_action),
    U16(TCA_CT_ZONE,            4, "zone"),
    HEX32(TCA_CT_MARK,          5, "mark"),
    HEX32(TCA_CT_MARK_MASK,     6, "bits of the mark to set"),
    BYTES(TCA_CT_LABELS,        7, "labels", .max_len = 16),
    BYTES(TCA_CT_LABELS_MASK,   8, "labels to set", .max_len = 16),
    IP4(TCA_CT_NAT_IPV4_MIN,    9, "first address"),
    IP4(TCA_CT_NAT_IPV4_MAX,    10, "last address"),
    IP6(TCA_CT_NAT_IPV6_MIN,    11, "first address"),
    IP6(TCA_CT_NAT_IPV6_MAX,    12, "last address"),
    BE16(TCA_CT_NAT_PORT_MIN,   13, "first port"),
    BE16(TCA_CT_NAT_PORT_MAX,   14, "last port"),
    PAD(TCA_CT_PAD,             15),
    STR(TCA_CT_HELPER_NAME,     16, 16, "helper"),
    U8(TCA_CT_HELPER_FAMILY,    17, "its address family", .ref.values = &kl_enum_rt_family),
    U8(TCA_CT_HELPER_PROTO,     18, "its IP protocol", .ref.values = &kl_enum_rt_ip_proto),
};
static SET(ct, "tc-act-ct", "TCA_CT_", "connection tracking");

static ENUM(hook, "NF_INET", "NF_INET_",
    {0, "pre_routing"}, {1, "local_in"}, {2, "forward"}, {3, "local_out"}, {4, "post_routing"});
ROWS(ipt_cnt) {
    S32(refcnt,  0, "references"),
    S32(bindcnt, 4, "filters that use it"),
};
static LAYOUT(ipt_cnt, "tc_cnt", 8);
ROWS(target) {
    U16(target_size, 0, "bytes of the target", .unit = KL_UNIT_BYTES),
    ROW(STRING, name, 2, "name of the target", .max_len = 29),
    U8(revision,     31, "revision of the target"),
    BYTES(data,      32, "settings of the target"),
};
static LAYOUT(target, "xt_entry_target", 32);
ROWS(ipt) {
    STR(TCA_IPT_TABLE,   1, 31, "table of iptables"),
    U32(TCA_IPT_HOOK,    2, "hook", .ref.values = &hook),
    U32(TCA_IPT_INDEX,   3, "number of the action"),
    STRUCT(TCA_IPT_CNT,  4, ipt_cnt, "references"),
    TIMES(TCA_IPT_TM,    5),
    STRUCT(TCA_IPT_TARG, 6, target, "target"),
    PAD(TCA_IPT_PAD,     7),
};
static SET(ipt, "tc-act-ipt", "TCA_IPT_", "a target of iptables");

/* ---- Any action ------------------------------------------------------------------------------ */

static FLAGS(act_flags, "TCA_ACT_FLAGS", "TCA_ACT_FLAGS_",
    {1 << 0, "no_percpu_stats"}, {1 << 1, "skip_hw"}, {1 << 2, "skip_sw"});
static FLAGS(hw_stats, "TCA_ACT_HW_STATS", "TCA_ACT_HW_STATS_",
    {1 << 0, "immediate"}, {1 << 1, "delayed"});

ROWS(kl_set_tc_action) {
    STR(TCA_ACT_KIND,          1, 15, "kind of the action"),
    CHOSEN(TCA_ACT_OPTIONS,    2, kl_select_tc_act_options, "settings of the kind"),
    U32(TCA_ACT_INDEX,         3, "number of the action"),
    NEST(TCA_ACT_STATS,        4, kl_set_tc_action_stats, "counters"),
    PAD(TCA_ACT_PAD,           5),
    BYTES(TCA_ACT_COOKIE,      6, "bytes of whoever made it", .max_len = 16),
    ROW(BITFIELD32, TCA_ACT_FLAGS, 7, "flags", .ref.values = &act_flags),
    ROW(BITFIELD32, TCA_ACT_HW_STATS, 8, "how hardware is to count", .ref.values = &hw_stats),
    ROW(BITFIELD32, TCA_ACT_USED_HW_STATS, 9, "how hardware counts", .ref.values = &hw_stats),
    U32(TCA_ACT_IN_HW_COUNT,   10, "pieces of hardware it is in"),
};
SET(kl_set_tc_action, "tc-act", "TCA_ACT_", "an action");

static const struct kl_selection options[] = {
    {.name = "police", .set = &kl_set_tc_police}, {.name = "gact", .set = &gact},
    {.name = "mirred", .set = &mirred}, {.name = "sample", .set = &sample},
    {.name = "simple", .set = &simple}, {.name = "bpf", .set = &bpf},
    {.name = "gate", .set = &gate}, {.name = "skbedit", .set = &skbedit},
    {.name = "skbmod", .set = &skbmod}, {.name = "vlan", .set = &vlan},
    {.name = "mpls", .set = &mpls}, {.name = "pedit", .set = &pedit},
    {.name = "csum", .set = &csum}, {.name = "nat", .set = &nat},
    {.name = "tunnel_key", .set = &tunnel_key}, {.name = "ife", .set = &ife},
    {.name = "connmark", .set = &connmark}, {.name = "ctinfo", .set = &ctinfo},
    {.name = "ct", .set = &ct}, {.name = "ipt", .set = &ipt}, {.name = "xt", .set = &ipt},
};
// clang-format on

const struct kl_selector kl_select_tc_act_options = {
    .by = KL_BY_STRING, .key = 1, .n_cases = KL_COUNT(options), .cases = options};
