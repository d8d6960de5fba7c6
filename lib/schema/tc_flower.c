// SPDX-License-Identifier: MIT
// Traffic control: the filter by fields of headers (flower).
// Source: include/uapi/linux/pkt_cls.h; net/sched/cls_flower.c.
#include "tc.h"

#include "rows.h"

// clang-format off
#define ETYPE(n, i, d) \
    ROW(U16, n, i, d, .flags = KL_A_BE, .ref.values = &kl_enum_tc_ethertype)
#define KEYFLAGS(n, i, d) ROW(U32, n, i, d, .flags = KL_A_BE, .ref.values = &key_flags)
#define TCPFLAGS(n, i, d) ROW(U16, n, i, d, .flags = KL_A_BE, .ref.values = &tcp_flags)
#define PPP(n, i, d)      ROW(U16, n, i, d, .flags = KL_A_BE, .ref.values = &ppp_proto)

static FLAGS(key_flags, "TCA_FLOWER_KEY_FLAGS", "TCA_FLOWER_KEY_FLAGS_",
    {1 << 0, "is_fragment"}, {1 << 1, "frag_is_first"}, {1 << 2, "tunnel_csum"},
    {1 << 3, "tunnel_dont_fragment"}, {1 << 4, "tunnel_oam"}, {1 << 5, "tunnel_crit_opt"});

static FLAGS(tcp_flags, "TCP flags", "",
    {0x01, "fin"}, {0x02, "syn"}, {0x04, "rst"}, {0x08, "psh"}, {0x10, "ack"}, {0x20, "urg"},
    {0x40, "ece"}, {0x80, "cwr"}, {0x100, "ae"}, {0x200, "reserved_200"}, {0x400, "reserved_400"},
    {0x800, "reserved_800"});

static FLAGS(ct_state, "TCA_FLOWER_KEY_CT_FLAGS", "TCA_FLOWER_KEY_CT_FLAGS_",
    {1 << 0, "new"}, {1 << 1, "established"}, {1 << 2, "related"}, {1 << 3, "tracked"},
    {1 << 4, "invalid"}, {1 << 5, "reply"});

static ENUM(ppp_proto, "PPP protocol", "PPP_",
    {0x21, "ip"}, {0x57, "ipv6"}, {0x281, "mpls_uc"}, {0x283, "mpls_mc"}, {0xffff, "all_bits"});

/* ---- Options of tunnels ---------------------------------------------------------------------- */

ROWS(geneve) {
    ROW(U16, TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS, 1, "who defines the type",
        .flags = KL_A_BE | KL_A_HEX),
    HEX8(TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE,  2, "type of the option"),
    BYTES(TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA, 3, "content, a multiple of 4 bytes", .max_len = 128),
};
static SET(geneve, "tc-flower-geneve", "TCA_FLOWER_KEY_ENC_OPT_GENEVE_", "an option of Geneve");

ROWS(vxlan) { HEX32(TCA_FLOWER_KEY_ENC_OPT_VXLAN_GBP, 1, "group policy: flags << 16 | group") };
static SET(vxlan, "tc-flower-vxlan", "TCA_FLOWER_KEY_ENC_OPT_VXLAN_", "options of VXLAN");

ROWS(erspan) {
    U8(TCA_FLOWER_KEY_ENC_OPT_ERSPAN_VER,     1, "version of ERSPAN, 1 or 2"),
    BE32(TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX, 2, "port that is mirrored (version 1)"),
    U8(TCA_FLOWER_KEY_ENC_OPT_ERSPAN_DIR,     3, "0: what comes in, 1: what goes out (version 2)"),
    U8(TCA_FLOWER_KEY_ENC_OPT_ERSPAN_HWID,    4, "engine that mirrors (version 2)"),
};
static SET(erspan, "tc-flower-erspan", "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_", "options of ERSPAN");

ROWS(gtp) {
    U8(TCA_FLOWER_KEY_ENC_OPT_GTP_PDU_TYPE, 1, "type of the data"),
    U8(TCA_FLOWER_KEY_ENC_OPT_GTP_QFI,      2, "quality of service flow"),
};
static SET(gtp, "tc-flower-gtp", "TCA_FLOWER_KEY_ENC_OPT_GTP_", "options of GTP");

ROWS(pfcp) {
    U8(TCA_FLOWER_KEY_ENC_OPT_PFCP_TYPE, 1, "type of the session"),
    BE64(TCA_FLOWER_KEY_ENC_OPT_PFCP_SEID, 2, "the session"),
};
static SET(pfcp, "tc-flower-pfcp", "TCA_FLOWER_KEY_ENC_OPT_PFCP_", "options of PFCP");

ROWS(enc_opts) {
    NEST(TCA_FLOWER_KEY_ENC_OPTS_GENEVE, 1, geneve, "an option of Geneve", .flags = KL_A_MULTI),
    NEST(TCA_FLOWER_KEY_ENC_OPTS_VXLAN,  2, vxlan, "options of VXLAN"),
    NEST(TCA_FLOWER_KEY_ENC_OPTS_ERSPAN, 3, erspan, "options of ERSPAN"),
    NEST(TCA_FLOWER_KEY_ENC_OPTS_GTP,    4, gtp, "options of GTP"),
    NEST(TCA_FLOWER_KEY_ENC_OPTS_PFCP,   5, pfcp, "options of PFCP"),
};
static SET(enc_opts, "tc-flower-enc-opts", "TCA_FLOWER_KEY_ENC_OPTS_", "options of a tunnel");

/* ---- Label stacks, connectivity faults ------------------------------------------------------- */

ROWS(lse) {
    U8(TCA_FLOWER_KEY_MPLS_OPT_LSE_DEPTH,  1, "which label, 1 the outermost"),
    U8(TCA_FLOWER_KEY_MPLS_OPT_LSE_TTL,    2, "hops left"),
    U8(TCA_FLOWER_KEY_MPLS_OPT_LSE_BOS,    3, "1: the last label"),
    U8(TCA_FLOWER_KEY_MPLS_OPT_LSE_TC,     4, "class"),
    U32(TCA_FLOWER_KEY_MPLS_OPT_LSE_LABEL, 5, "label"),
};
static SET(lse, "tc-flower-mpls-label", "TCA_FLOWER_KEY_MPLS_OPT_LSE_", "a label");

ROWS(mpls) { NEST(TCA_FLOWER_KEY_MPLS_OPTS_LSE, 1, lse, "a label", .flags = KL_A_MULTI) };
static SET(mpls, "tc-flower-mpls", "TCA_FLOWER_KEY_MPLS_OPTS_", "labels");

ROWS(cfm) {
    U8(TCA_FLOWER_KEY_CFM_MD_LEVEL, 1, "level of the maintenance domain"),
    U8(TCA_FLOWER_KEY_CFM_OPCODE,   2, "operation"),
};
static SET(cfm, "tc-flower-cfm", "TCA_FLOWER_KEY_CFM_", "connectivity fault management");

/* ---- Keys ------------------------------------------------------------------------------------ */

ROWS(kl_set_tc_flower) {
    HANDLE(TCA_FLOWER_CLASSID, 1, "class that matches go to"),
    STR(TCA_FLOWER_INDEV, 2, 15, "interface that packets came in by"),
    ACTIONS(TCA_FLOWER_ACT, 3),
    MAC(TCA_FLOWER_KEY_ETH_DST, 4, "destination Ethernet address"),
    MAC(TCA_FLOWER_KEY_ETH_DST_MASK, 5, "bits that count of: destination Ethernet address"),
    MAC(TCA_FLOWER_KEY_ETH_SRC, 6, "source Ethernet address"),
    MAC(TCA_FLOWER_KEY_ETH_SRC_MASK, 7, "bits that count of: source Ethernet address"),
    ETYPE(TCA_FLOWER_KEY_ETH_TYPE, 8, "Ethernet protocol"),
    U8(TCA_FLOWER_KEY_IP_PROTO, 9, "IP protocol", .ref.values = &kl_enum_rt_ip_proto),
    IP4(TCA_FLOWER_KEY_IPV4_SRC, 10, "source IPv4 address"),
    IP4(TCA_FLOWER_KEY_IPV4_SRC_MASK, 11, "bits that count of: source IPv4 address"),
    IP4(TCA_FLOWER_KEY_IPV4_DST, 12, "destination IPv4 address"),
    IP4(TCA_FLOWER_KEY_IPV4_DST_MASK, 13, "bits that count of: destination IPv4 address"),
    IP6(TCA_FLOWER_KEY_IPV6_SRC, 14, "source IPv6 address"),
    IP6(TCA_FLOWER_KEY_IPV6_SRC_MASK, 15, "bits that count of: source IPv6 address"),
    IP6(TCA_FLOWER_KEY_IPV6_DST, 16, "destination IPv6 address"),
    IP6(TCA_FLOWER_KEY_IPV6_DST_MASK, 17, "bits that count of: destination IPv6 address"),
    BE16(TCA_FLOWER_KEY_TCP_SRC, 18, "source port of TCP"),
    BE16(TCA_FLOWER_KEY_TCP_DST, 19, "destination port of TCP"),
    BE16(TCA_FLOWER_KEY_UDP_SRC, 20, "source port of UDP"),
    BE16(TCA_FLOWER_KEY_UDP_DST, 21, "destination port of UDP"),
    U32(TCA_FLOWER_FLAGS, 22, "who does it", .ref.values = &kl_enum_tc_cls_flags),
    U16(TCA_FLOWER_KEY_VLAN_ID, 23, "VLAN"),
    U8(TCA_FLOWER_KEY_VLAN_PRIO, 24, "priority of the VLAN tag"),
    ETYPE(TCA_FLOWER_KEY_VLAN_ETH_TYPE, 25, "protocol inside the VLAN tag"),
    BE32(TCA_FLOWER_KEY_ENC_KEY_ID, 26, "key or network of the tunnel"),
    IP4(TCA_FLOWER_KEY_ENC_IPV4_SRC, 27, "source IPv4 address of the tunnel"),
    IP4(TCA_FLOWER_KEY_ENC_IPV4_SRC_MASK, 28,
        "bits that count of: source IPv4 address of the tunnel"),
    IP4(TCA_FLOWER_KEY_ENC_IPV4_DST, 29, "destination IPv4 address of the tunnel"),
    IP4(TCA_FLOWER_KEY_ENC_IPV4_DST_MASK, 30,
        "bits that count of: destination IPv4 address of the tunnel"),
    IP6(TCA_FLOWER_KEY_ENC_IPV6_SRC, 31, "source IPv6 address of the tunnel"),
    IP6(TCA_FLOWER_KEY_ENC_IPV6_SRC_MASK, 32,
        "bits that count of: source IPv6 address of the tunnel"),
    IP6(TCA_FLOWER_KEY_ENC_IPV6_DST, 33, "destination IPv6 address of the tunnel"),
    IP6(TCA_FLOWER_KEY_ENC_IPV6_DST_MASK, 34,
        "bits that count of: destination IPv6 address of the tunnel"),
    BE16(TCA_FLOWER_KEY_TCP_SRC_MASK, 35, "bits that count of: source port of TCP"),
    BE16(TCA_FLOWER_KEY_TCP_DST_MASK, 36, "bits that count of: destination port of TCP"),
    BE16(TCA_FLOWER_KEY_UDP_SRC_MASK, 37, "bits that count of: source port of UDP"),
    BE16(TCA_FLOWER_KEY_UDP_DST_MASK, 38, "bits that count of: destination port of UDP"),
    BE16(TCA_FLOWER_KEY_SCTP_SRC_MASK, 39, "bits that count of: source port of SCTP"),
    BE16(TCA_FLOWER_KEY_SCTP_DST_MASK, 40, "bits that count of: destination port of SCTP"),
    BE16(TCA_FLOWER_KEY_SCTP_SRC, 41, "source port of SCTP"),
    BE16(TCA_FLOWER_KEY_SCTP_DST, 42, "destination port of SCTP"),
    BE16(TCA_FLOWER_KEY_ENC_UDP_SRC_PORT, 43, "source port of the tunnel"),
    BE16(TCA_FLOWER_KEY_ENC_UDP_SRC_PORT_MASK, 44, "bits that count of: source port of the tunnel"),
    BE16(TCA_FLOWER_KEY_ENC_UDP_DST_PORT, 45, "destination port of the tunnel"),
    BE16(TCA_FLOWER_KEY_ENC_UDP_DST_PORT_MASK, 46,
        "bits that count of: destination port of the tunnel"),
    KEYFLAGS(TCA_FLOWER_KEY_FLAGS, 47, "state of the packet"),
    KEYFLAGS(TCA_FLOWER_KEY_FLAGS_MASK, 48, "bits that count of: state of the packet"),
    U8(TCA_FLOWER_KEY_ICMPV4_CODE, 49, "ICMP code"),
    U8(TCA_FLOWER_KEY_ICMPV4_CODE_MASK, 50, "bits that count of: ICMP code"),
    U8(TCA_FLOWER_KEY_ICMPV4_TYPE, 51, "ICMP type"),
    U8(TCA_FLOWER_KEY_ICMPV4_TYPE_MASK, 52, "bits that count of: ICMP type"),
    U8(TCA_FLOWER_KEY_ICMPV6_CODE, 53, "ICMPv6 code"),
    U8(TCA_FLOWER_KEY_ICMPV6_CODE_MASK, 54, "bits that count of: ICMPv6 code"),
    U8(TCA_FLOWER_KEY_ICMPV6_TYPE, 55, "ICMPv6 type"),
    U8(TCA_FLOWER_KEY_ICMPV6_TYPE_MASK, 56, "bits that count of: ICMPv6 type"),
    IP4(TCA_FLOWER_KEY_ARP_SIP, 57, "sender's IP address in ARP"),
    IP4(TCA_FLOWER_KEY_ARP_SIP_MASK, 58, "bits that count of: sender's IP address in ARP"),
    IP4(TCA_FLOWER_KEY_ARP_TIP, 59, "target's IP address in ARP"),
    IP4(TCA_FLOWER_KEY_ARP_TIP_MASK, 60, "bits that count of: target's IP address in ARP"),
    U8(TCA_FLOWER_KEY_ARP_OP, 61, "operation of ARP"),
    U8(TCA_FLOWER_KEY_ARP_OP_MASK, 62, "bits that count of: operation of ARP"),
    MAC(TCA_FLOWER_KEY_ARP_SHA, 63, "sender's Ethernet address in ARP"),
    MAC(TCA_FLOWER_KEY_ARP_SHA_MASK, 64, "bits that count of: sender's Ethernet address in ARP"),
    MAC(TCA_FLOWER_KEY_ARP_THA, 65, "target's Ethernet address in ARP"),
    MAC(TCA_FLOWER_KEY_ARP_THA_MASK, 66, "bits that count of: target's Ethernet address in ARP"),
    U8(TCA_FLOWER_KEY_MPLS_TTL, 67, "hops left of the label"),
    U8(TCA_FLOWER_KEY_MPLS_BOS, 68, "1: the last label"),
    U8(TCA_FLOWER_KEY_MPLS_TC, 69, "class of the label"),
    U32(TCA_FLOWER_KEY_MPLS_LABEL, 70, "label"),
    TCPFLAGS(TCA_FLOWER_KEY_TCP_FLAGS, 71, "flags of TCP"),
    TCPFLAGS(TCA_FLOWER_KEY_TCP_FLAGS_MASK, 72, "bits that count of: flags of TCP"),
    HEX8(TCA_FLOWER_KEY_IP_TOS, 73, "type of service"),
    HEX8(TCA_FLOWER_KEY_IP_TOS_MASK, 74, "bits that count of: type of service"),
    U8(TCA_FLOWER_KEY_IP_TTL, 75, "hops left"),
    U8(TCA_FLOWER_KEY_IP_TTL_MASK, 76, "bits that count of: hops left"),
    U16(TCA_FLOWER_KEY_CVLAN_ID, 77, "inner VLAN"),
    U8(TCA_FLOWER_KEY_CVLAN_PRIO, 78, "priority of the inner VLAN tag"),
    ETYPE(TCA_FLOWER_KEY_CVLAN_ETH_TYPE, 79, "protocol inside the inner VLAN tag"),
    HEX8(TCA_FLOWER_KEY_ENC_IP_TOS, 80, "type of service of the tunnel"),
    HEX8(TCA_FLOWER_KEY_ENC_IP_TOS_MASK, 81, "bits that count of: type of service of the tunnel"),
    U8(TCA_FLOWER_KEY_ENC_IP_TTL, 82, "hops left of the tunnel"),
    U8(TCA_FLOWER_KEY_ENC_IP_TTL_MASK, 83, "bits that count of: hops left of the tunnel"),
    NEST(TCA_FLOWER_KEY_ENC_OPTS, 84, enc_opts, "options of the tunnel's protocol"),
    NEST(TCA_FLOWER_KEY_ENC_OPTS_MASK, 85, enc_opts,
        "bits that count of: options of the tunnel's protocol"),
    U32(TCA_FLOWER_IN_HW_COUNT, 86, "pieces of hardware it is in"),
    BE16(TCA_FLOWER_KEY_PORT_SRC_MIN, 87, "first source port"),
    BE16(TCA_FLOWER_KEY_PORT_SRC_MAX, 88, "last source port"),
    BE16(TCA_FLOWER_KEY_PORT_DST_MIN, 89, "first destination port"),
    BE16(TCA_FLOWER_KEY_PORT_DST_MAX, 90, "last destination port"),
    U16(TCA_FLOWER_KEY_CT_STATE, 91, "state of the connection", .ref.values = &ct_state),
    U16(TCA_FLOWER_KEY_CT_STATE_MASK, 92,
        "bits that count of: state of the connection", .ref.values = &ct_state),
    U16(TCA_FLOWER_KEY_CT_ZONE, 93, "zone of the connection"),
    U16(TCA_FLOWER_KEY_CT_ZONE_MASK, 94, "bits that count of: zone of the connection"),
    HEX32(TCA_FLOWER_KEY_CT_MARK, 95, "mark of the connection"),
    HEX32(TCA_FLOWER_KEY_CT_MARK_MASK, 96, "bits that count of: mark of the connection"),
    BYTES(TCA_FLOWER_KEY_CT_LABELS, 97, "labels of the connection", .max_len = 16),
    BYTES(TCA_FLOWER_KEY_CT_LABELS_MASK, 98,
        "bits that count of: labels of the connection", .max_len = 16),
    NEST(TCA_FLOWER_KEY_MPLS_OPTS, 99, mpls, "label stack"),
    HEX32(TCA_FLOWER_KEY_HASH, 100, "hash of the packet"),
    HEX32(TCA_FLOWER_KEY_HASH_MASK, 101, "bits that count of: hash of the packet"),
    U8(TCA_FLOWER_KEY_NUM_OF_VLANS, 102, "VLAN tags"),
    BE16(TCA_FLOWER_KEY_PPPOE_SID, 103, "PPPoE session"),
    PPP(TCA_FLOWER_KEY_PPP_PROTO, 104, "PPP protocol"),
    BE32(TCA_FLOWER_KEY_L2TPV3_SID, 105, "L2TPv3 session"),
    U8(TCA_FLOWER_L2_MISS, 106, "1: the bridge does not know the destination"),
    NEST(TCA_FLOWER_KEY_CFM, 107, cfm, "connectivity fault management"),
    ROW(U32, TCA_FLOWER_KEY_SPI, 108,
        "security parameter index of IPsec", .flags = KL_A_BE | KL_A_HEX),
    ROW(U32, TCA_FLOWER_KEY_SPI_MASK, 109,
        "bits that count of: security parameter index of IPsec", .flags = KL_A_BE | KL_A_HEX),
    KEYFLAGS(TCA_FLOWER_KEY_ENC_FLAGS, 110, "state of the tunnel"),
    KEYFLAGS(TCA_FLOWER_KEY_ENC_FLAGS_MASK, 111, "bits that count of: state of the tunnel"),
};
SET(kl_set_tc_flower, "tc-flower", "TCA_FLOWER_", "filter by fields of headers");
// clang-format on
