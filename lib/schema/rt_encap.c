// SPDX-License-Identifier: MIT
// rtnetlink: what routes and next hops encapsulate packets in (RTA_ENCAP, NHA_ENCAP), by kind.
// Source: include/uapi/linux/lwtunnel.h, mpls_iptunnel.h, ila.h, seg6.h, seg6_iptunnel.h,
// seg6_local.h, rpl.h, rpl_iptunnel.h, ioam6.h, ioam6_iptunnel.h, if_tunnel.h;
// net/ipv4/ip_tunnel_core.c.
#include "rt_route.h"

#include "rows.h"

// clang-format off
ROWS(mpls) {
    LABELS(MPLS_IPTUNNEL_DST, 1, "labels to push, the outermost first"),
    U8(MPLS_IPTUNNEL_TTL,     2, "hops left to write; 0: those of the packet"),
};
static SET(mpls, "rt-encap-mpls", "MPLS_IPTUNNEL_", "labels in front of an IP packet");

/* ---- IP, by tunnels that take their parameters from routes ----------------------------------- */

static FLAGS(tunnel_flags, "TUNNEL", "TUNNEL_",
    {0x01, "csum"}, {0x02, "routing"}, {0x04, "key"}, {0x08, "seq"}, {0x10, "strict"},
    {0x20, "rec"}, {0x40, "version"}, {0x80, "no_key"}, {0x100, "dont_fragment"}, {0x200, "oam"},
    {0x400, "crit_opt"}, {0x800, "geneve_opt"}, {0x1000, "vxlan_opt"}, {0x2000, "nocache"},
    {0x4000, "erspan_opt"}, {0x8000, "gtp_opt"});

ROWS(geneve) {
    ROW(U16, LWTUNNEL_IP_OPT_GENEVE_CLASS, 1, "who defines the type",
        .flags = KL_A_BE | KL_A_HEX),
    HEX8(LWTUNNEL_IP_OPT_GENEVE_TYPE,  2, "type of the option"),
    BYTES(LWTUNNEL_IP_OPT_GENEVE_DATA, 3, "content, a multiple of 4 bytes", .max_len = 127),
};
static SET(geneve, "rt-encap-geneve", "LWTUNNEL_IP_OPT_GENEVE_", "an option of Geneve");

ROWS(vxlan) {
    HEX32(LWTUNNEL_IP_OPT_VXLAN_GBP, 1, "group policy: flags << 16 | group"),
};
static SET(vxlan, "rt-encap-vxlan", "LWTUNNEL_IP_OPT_VXLAN_", "options of VXLAN");

ROWS(erspan) {
    U8(LWTUNNEL_IP_OPT_ERSPAN_VER,     1, "version of ERSPAN, 1 or 2"),
    BE32(LWTUNNEL_IP_OPT_ERSPAN_INDEX, 2, "port that is mirrored (version 1)"),
    U8(LWTUNNEL_IP_OPT_ERSPAN_DIR,     3, "0: what comes in, 1: what goes out (version 2)"),
    U8(LWTUNNEL_IP_OPT_ERSPAN_HWID,    4, "engine that mirrors (version 2)"),
};
static SET(erspan, "rt-encap-erspan", "LWTUNNEL_IP_OPT_ERSPAN_", "options of ERSPAN");

ROWS(ip_opts) {
    NEST(LWTUNNEL_IP_OPTS_GENEVE, 1, geneve, "an option of Geneve", .flags = KL_A_MULTI),
    NEST(LWTUNNEL_IP_OPTS_VXLAN,  2, vxlan, "options of VXLAN"),
    NEST(LWTUNNEL_IP_OPTS_ERSPAN, 3, erspan, "options of ERSPAN"),
};
static SET(ip_opts, "rt-encap-ip-opts", "LWTUNNEL_IP_OPTS_", "options of the tunnel's protocol");

ROWS(ip) {
    BE64(LWTUNNEL_IP_ID,   1, "key or network of the tunnel"),
    IP4(LWTUNNEL_IP_DST,   2, "the tunnel's other end"),
    IP4(LWTUNNEL_IP_SRC,   3, "the tunnel's near end"),
    U8(LWTUNNEL_IP_TTL,    4, "hops that packets may go"),
    HEX8(LWTUNNEL_IP_TOS,  5, "type of service"),
    ROW(U16, LWTUNNEL_IP_FLAGS, 6, "what the tunnel's header has", .flags = KL_A_BE,
        .ref.values = &tunnel_flags),
    PAD(LWTUNNEL_IP_PAD,   7),
    NEST(LWTUNNEL_IP_OPTS, 8, ip_opts, "options of the tunnel's protocol"),
};
static SET(ip, "rt-encap-ip", "LWTUNNEL_IP_", "a tunnel over IPv4");

ROWS(ip6) {
    BE64(LWTUNNEL_IP6_ID,      1, "key or network of the tunnel"),
    IP6(LWTUNNEL_IP6_DST,      2, "the tunnel's other end"),
    IP6(LWTUNNEL_IP6_SRC,      3, "the tunnel's near end"),
    U8(LWTUNNEL_IP6_HOPLIMIT,  4, "hops that packets may go"),
    HEX8(LWTUNNEL_IP6_TC,      5, "traffic class"),
    ROW(U16, LWTUNNEL_IP6_FLAGS, 6, "what the tunnel's header has", .flags = KL_A_BE,
        .ref.values = &tunnel_flags),
    PAD(LWTUNNEL_IP6_PAD,      7),
    NEST(LWTUNNEL_IP6_OPTS,    8, ip_opts, "options of the tunnel's protocol"),
};
static SET(ip6, "rt-encap-ip6", "LWTUNNEL_IP6_", "a tunnel over IPv6");

/* ---- Identifier locator addressing ----------------------------------------------------------- */

static ENUM(ila_csum, "ILA_CSUM", "ILA_CSUM_",
    {0, "adjust_transport"}, {1, "neutral_map"}, {2, "no_action"}, {3, "neutral_map_auto"});

static ENUM(ila_type, "ILA_ATYPE", "ILA_ATYPE_",
    {0, "iid"}, {1, "luid"}, {2, "virt_v4"}, {3, "virt_uni_v6"}, {4, "virt_multi_v6"},
    {5, "nonlocal_addr"}, {6, "rsvd_1"}, {7, "rsvd_2"}, {32, "use_format"});

static ENUM(ila_hook, "ILA_HOOK", "ILA_HOOK_", {0, "route_output"}, {1, "route_input"});

static FLAGS(ila_dir, "ILA_DIR", "ILA_DIR_", {1, "in"}, {2, "out"});

ROWS(ila) {
    ROW(U64, ILA_ATTR_LOCATOR, 1, "locator: upper half of addresses",
        .flags = KL_A_BE | KL_A_HEX),
    ROW(U64, ILA_ATTR_IDENTIFIER, 2, "identifier: lower half of addresses",
        .flags = KL_A_BE | KL_A_HEX),
    ROW(U64, ILA_ATTR_LOCATOR_MATCH, 3, "locator to replace", .flags = KL_A_BE | KL_A_HEX),
    S32(ILA_ATTR_IFINDEX,   4, "the interface"),
    U32(ILA_ATTR_DIR,       5, "direction", .ref.values = &ila_dir),
    PAD(ILA_ATTR_PAD,       6),
    U8(ILA_ATTR_CSUM_MODE,  7, "how checksums are kept right", .ref.values = &ila_csum),
    U8(ILA_ATTR_IDENT_TYPE, 8, "type of the identifier", .ref.values = &ila_type),
    U8(ILA_ATTR_HOOK_TYPE,  9, "where packets are changed", .ref.values = &ila_hook),
};
static SET(ila, "rt-encap-ila", "ILA_ATTR_", "identifier locator addressing");

/* ---- BPF ------------------------------------------------------------------------------------- */

ROWS(bpf_prog) {
    U32(LWT_BPF_PROG_FD,   1, "descriptor of the program"),
    STR(LWT_BPF_PROG_NAME, 2, 256, "name of the program"),
};
static SET(bpf_prog, "rt-encap-bpf-prog", "LWT_BPF_PROG_", "a BPF program");

ROWS(bpf) {
    NEST(LWT_BPF_IN,   1, bpf_prog, "program for packets that come in"),
    NEST(LWT_BPF_OUT,  2, bpf_prog, "program for packets that go out"),
    NEST(LWT_BPF_XMIT, 3, bpf_prog, "program for packets to send, which may change them"),
    U32(LWT_BPF_XMIT_HEADROOM, 4, "room for headers", .unit = KL_UNIT_BYTES, .max = 256),
};
static SET(bpf, "rt-encap-bpf", "LWT_BPF_", "BPF programs of a route");

/* ---- Segment routing ------------------------------------------------------------------------- */

static ENUM(seg6_mode, "SEG6_IPTUN_MODE", "SEG6_IPTUN_MODE_",
    {0, "inline"}, {1, "encap"}, {2, "l2encap"}, {3, "encap_red"}, {4, "l2encap_red"});

static FLAGS(srh_flags, "SR6_FLAG1", "SR6_FLAG1_",
    {0x08, "hmac"}, {0x10, "alert"}, {0x20, "oam"}, {0x40, "protected"});

#define SRH_FIELDS(at) \
    U8(nexthdr,       (at) + 0, "protocol behind the header", .ref.values = &kl_enum_rt_ip_proto), \
    U8(hdrlen,        (at) + 1, "length in 8 bytes, less one"), \
    U8(type,          (at) + 2, "type of routing header, 4"), \
    U8(segments_left, (at) + 3, "segments to go"), \
    U8(first_segment, (at) + 4, "index of the last segment"), \
    U8(flags,         (at) + 5, "flags", .ref.values = &srh_flags), \
    ROW(U16, tag,     (at) + 6, "class of packets", .flags = KL_A_BE), \
    ROW(PACKED, segments, (at) + 8, "segments, the last one first", .elem = KL_T_IP6)

ROWS(seg6_encap) {
    U32(mode, 0, "how the header is added", .ref.values = &seg6_mode),
    SRH_FIELDS(4),
};
static LAYOUT(seg6_encap, "seg6_iptunnel_encap", 12);

ROWS(seg6) {
    STRUCT(SEG6_IPTUNNEL_SRH, 1, seg6_encap, "mode, and the segment routing header"),
    IP6(SEG6_IPTUNNEL_SRC,    2, "source address of the outer header"),
};
static SET(seg6, "rt-encap-seg6", "SEG6_IPTUNNEL_", "IPv6 segment routing");

ROWS(srh) {
    SRH_FIELDS(0),
};
static LAYOUT(srh, "ipv6_sr_hdr", 8);

static ENUM(seg6_action, "SEG6_LOCAL_ACTION", "SEG6_LOCAL_ACTION_",
    {0, "unspec"}, {1, "end"}, {2, "end_x"}, {3, "end_t"}, {4, "end_dx2"}, {5, "end_dx6"},
    {6, "end_dx4"}, {7, "end_dt6"}, {8, "end_dt4"}, {9, "end_b6"}, {10, "end_b6_encap"},
    {11, "end_bm"}, {12, "end_s"}, {13, "end_as"}, {14, "end_am"}, {15, "end_bpf"},
    {16, "end_dt46"});

ROWS(seg6_bpf) {
    U32(SEG6_LOCAL_BPF_PROG,      1, "the program: a descriptor, or its id"),
    STR(SEG6_LOCAL_BPF_PROG_NAME, 2, 256, "name of the program"),
};
static SET(seg6_bpf, "rt-encap-seg6local-bpf", "SEG6_LOCAL_BPF_", "a BPF program");

ROWS(seg6_counters) {
    PAD(SEG6_LOCAL_CNT_PAD,     1),
    U64(SEG6_LOCAL_CNT_PACKETS, 2, "packets handled", .unit = KL_UNIT_PACKETS),
    U64(SEG6_LOCAL_CNT_BYTES,   3, "bytes handled", .unit = KL_UNIT_BYTES),
    U64(SEG6_LOCAL_CNT_ERRORS,  4, "packets that could not be handled", .unit = KL_UNIT_PACKETS),
};
static SET(seg6_counters, "rt-encap-seg6local-counters", "SEG6_LOCAL_CNT_", "counters");

/* Bits are numbers of the kernel's enum. */
static FLAGS(seg6_flavors, "SEG6_LOCAL_FLV_OP", "SEG6_LOCAL_FLV_OP_",
    {1 << 1, "psp"}, {1 << 2, "usp"}, {1 << 3, "usd"}, {1 << 4, "next_csid"});

ROWS(seg6_flavor) {
    U32(SEG6_LOCAL_FLV_OPERATION, 1, "variants", .ref.values = &seg6_flavors),
    U8(SEG6_LOCAL_FLV_LCBLOCK_BITS,   2, "bits of a compressed segment's block"),
    U8(SEG6_LOCAL_FLV_LCNODE_FN_BITS, 3, "bits of its node and function"),
};
static SET(seg6_flavor, "rt-encap-seg6local-flavors", "SEG6_LOCAL_FLV_", "variants of an action");

ROWS(seg6local) {
    U32(SEG6_LOCAL_ACTION,    1, "what is done with packets for this segment",
        .ref.values = &seg6_action),
    STRUCT(SEG6_LOCAL_SRH,    2, srh, "segment routing header to add"),
    U32(SEG6_LOCAL_TABLE,     3, "table to look into", .ref.values = &kl_enum_rt_table),
    IP4(SEG6_LOCAL_NH4,       4, "IPv4 next hop"),
    IP6(SEG6_LOCAL_NH6,       5, "IPv6 next hop"),
    U32(SEG6_LOCAL_IIF,       6, "interface packets come in by"),
    U32(SEG6_LOCAL_OIF,       7, "interface to send by"),
    NEST(SEG6_LOCAL_BPF,      8, seg6_bpf, "program to run"),
    U32(SEG6_LOCAL_VRFTABLE,  9, "table of the VRF to look into", .ref.values = &kl_enum_rt_table),
    NEST(SEG6_LOCAL_COUNTERS, 10, seg6_counters, "counters"),
    NEST(SEG6_LOCAL_FLAVORS,  11, seg6_flavor, "variants of the action"),
};
static SET(seg6local, "rt-encap-seg6local", "SEG6_LOCAL_", "the end of an IPv6 segment");

/* ---- RPL, in-situ OAM, IPsec ----------------------------------------------------------------- */

ROWS(rpl_srh) {
    U8(nexthdr,       0, "protocol behind the header", .ref.values = &kl_enum_rt_ip_proto),
    U8(hdrlen,        1, "length in 8 bytes, less one"),
    U8(type,          2, "type of routing header, 3"),
    U8(segments_left, 3, "segments to go"),
    HEX8(cmpr,        4, "leading bytes left out of the segments << 4 | of the last one"),
    HEX8(pad,         5, "bytes of padding at the end << 4"),
    U16(reserved,     6, "0", .flags = KL_A_PAD),
    ROW(PACKED, segments, 8, "segments, in order", .elem = KL_T_IP6),
};
static LAYOUT(rpl_srh, "ipv6_rpl_sr_hdr", 8);

ROWS(rpl) {
    STRUCT(RPL_IPTUNNEL_SRH, 1, rpl_srh, "source routing header"),
};
static SET(rpl, "rt-encap-rpl", "RPL_IPTUNNEL_", "source routing of low-power networks");

static ENUM(ioam6_mode, "IOAM6_IPTUNNEL_MODE", "IOAM6_IPTUNNEL_MODE_",
    {1, "inline"}, {2, "encap"}, {3, "auto"});

/* Bit n of the type counts from the top. */
#define TRACE_BIT(n, word) {(int64_t)1 << (31 - (n)), word}
static FLAGS(ioam6_type, "IOAM trace type", "",
    TRACE_BIT(0, "hop_limit_and_node"), TRACE_BIT(1, "interfaces"), TRACE_BIT(2, "seconds"),
    TRACE_BIT(3, "fraction"), TRACE_BIT(4, "transit_delay"), TRACE_BIT(5, "namespace_data"),
    TRACE_BIT(6, "queue_depth"), TRACE_BIT(7, "checksum"), TRACE_BIT(8, "wide_node"),
    TRACE_BIT(9, "wide_interfaces"), TRACE_BIT(10, "wide_namespace_data"),
    TRACE_BIT(11, "buffer_occupancy"), TRACE_BIT(22, "opaque"));

ROWS(ioam6_trace) {
    ROW(U16, namespace_id, 0, "namespace of the trace", .flags = KL_A_BE),
    HEX8(nodelen,          2, "words a node adds << 3 | overflow << 2"),
    U8(remlen,             3, "words that are free"),
    ROW(U32, type,         4, "what nodes add", .flags = KL_A_BE, .ref.values = &ioam6_type),
    BYTES(data,            8, "what nodes have added"),
};
static LAYOUT(ioam6_trace, "ioam6_trace_hdr", 8);

ROWS(ioam6) {
    U8(IOAM6_IPTUNNEL_MODE,      1, "how the trace is added", .ref.values = &ioam6_mode),
    IP6(IOAM6_IPTUNNEL_DST,      2, "the tunnel's other end"),
    STRUCT(IOAM6_IPTUNNEL_TRACE, 3, ioam6_trace, "the trace"),
    U32(IOAM6_IPTUNNEL_FREQ_K,   4, "of n packets this many carry it", .min = 1, .max = 1000000),
    U32(IOAM6_IPTUNNEL_FREQ_N,   5, "n", .min = 1, .max = 1000000),
    IP6(IOAM6_IPTUNNEL_SRC,      6, "the tunnel's near end"),
};
static SET(ioam6, "rt-encap-ioam6", "IOAM6_IPTUNNEL_", "in-situ OAM of IPv6");

ROWS(xfrm) {
    U32(LWT_XFRM_IF_ID, 1, "id of the xfrm interface"),
    U32(LWT_XFRM_LINK,  2, "the interface below"),
};
static SET(xfrm, "rt-encap-xfrm", "LWT_XFRM_", "an xfrm interface that takes its parameters here");

static const struct kl_selection encaps[] = {
    {.number = 1, .set = &mpls}, {.number = 2, .set = &ip}, {.number = 3, .set = &ila},
    {.number = 4, .set = &ip6}, {.number = 5, .set = &seg6}, {.number = 6, .set = &bpf},
    {.number = 7, .set = &seg6local}, {.number = 8, .set = &rpl}, {.number = 9, .set = &ioam6},
    {.number = 10, .set = &xfrm},
};
// clang-format on

const struct kl_selector kl_select_rta_encap = {
    .by = KL_BY_NUMBER, .key = 21, .n_cases = KL_COUNT(encaps), .cases = encaps};

const struct kl_selector kl_select_nha_encap = {
    .by = KL_BY_NUMBER, .key = 7, .n_cases = KL_COUNT(encaps), .cases = encaps};
