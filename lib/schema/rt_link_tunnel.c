// SPDX-License-Identifier: MIT
// Tunnels: GRE, IP in IP, SIT, VTI, and those over UDP.
// Source: include/uapi/linux/if_tunnel.h, ip6_tunnel.h, if_link.h, amt.h; net/ipv4/ip_gre.c,
// ipip.c, ip_vti.c, net/ipv6/ip6_gre.c, ip6_tunnel.c, ip6_vti.c, sit.c, drivers/net/vxlan/,
// geneve.c, bareudp.c, gtp.c, amt.c.
#include "rt_link.h"

// clang-format off
/* ---- What tunnels have in common ------------------------------------------------------------- */

static ENUM(encap_type, "tunnel_encap_types", "TUNNEL_ENCAP_",
    {0, "none"}, {1, "fou"}, {2, "gue"}, {3, "mpls"});

static FLAGS(encap_flags, "flags of encapsulation", "TUNNEL_ENCAP_FLAG_",
    {1 << 0, "csum"}, {1 << 1, "csum6"}, {1 << 2, "remcsum"});

static FLAGS(gre_flags, "flags of a GRE header", "GRE_",
    {0x8000, "csum"}, {0x4000, "routing"}, {0x2000, "key"}, {0x1000, "seq"}, {0x0800, "strict"});

static FLAGS(ip6_flags, "flags of an IPv6 tunnel", "IP6_TNL_F_",
    {0x1, "ign_encap_limit"}, {0x2, "use_orig_tclass"}, {0x4, "use_orig_flowlabel"},
    {0x8, "mip6_dev"}, {0x10, "rcv_dscp_copy"}, {0x20, "use_orig_fwmark"},
    {0x40, "allow_local_remote"}, {0x10000, "cap_xmit"}, {0x20000, "cap_rcv"},
    {0x40000, "cap_per_packet"});

static FLAGS(sit_flags, "flags of a SIT tunnel", "SIT_", {1, "isatap"});

#define BELOW(n, i)   U32(n, i, "number of the link below")
#define TTL(n, i)     U8(n, i, "time to live; 0: the inner packet's")
#define TOS(n, i)     U8(n, i, "type of service; 1: the inner packet's", .flags = KL_A_HEX)
#define FWMARK(n, i)  U32(n, i, "mark to route by", .flags = KL_A_HEX)
#define LABEL(n, i)   U32(n, i, "IPv6 flow label", .flags = KL_A_BE | KL_A_HEX)
#define PORT(n, i, d) U16(n, i, d, .flags = KL_A_BE)
#define KEY(n, i, d)  U32(n, i, d, .flags = KL_A_BE)
#define METADATA(n, i) FLAG(n, i, "addresses come with each packet")
#define PMTUDISC(n, i) U8(n, i, "discover the path's MTU: 0 or 1")

/* ---- GRE, ERSPAN ----------------------------------------------------------------------------- */

/* The classic IPv4 tunnels and those over IPv6 differ in addresses only. */
#define GRE_ROWS(IP) \
    BELOW(IFLA_GRE_LINK,             1), \
    U16(IFLA_GRE_IFLAGS,             2,  "what received headers have", .flags = KL_A_BE, \
        .ref.values = &gre_flags), \
    U16(IFLA_GRE_OFLAGS,             3,  "what sent headers have", .flags = KL_A_BE, \
        .ref.values = &gre_flags), \
    KEY(IFLA_GRE_IKEY,               4,  "key to receive"), \
    KEY(IFLA_GRE_OKEY,               5,  "key to send"), \
    IP(IFLA_GRE_LOCAL,               6,  "our address"), \
    IP(IFLA_GRE_REMOTE,              7,  "the peer's address"), \
    TTL(IFLA_GRE_TTL,                8), \
    TOS(IFLA_GRE_TOS,                9), \
    PMTUDISC(IFLA_GRE_PMTUDISC,      10), \
    U8(IFLA_GRE_ENCAP_LIMIT,         11, "tunnels inside of tunnels at most"), \
    LABEL(IFLA_GRE_FLOWINFO,         12), \
    U32(IFLA_GRE_FLAGS,              13, "flags of an IPv6 tunnel", .ref.values = &ip6_flags), \
    U16(IFLA_GRE_ENCAP_TYPE,         14, "encapsulation in UDP", .ref.values = &encap_type), \
    U16(IFLA_GRE_ENCAP_FLAGS,        15, "how to encapsulate", .ref.values = &encap_flags), \
    PORT(IFLA_GRE_ENCAP_SPORT,       16, "UDP port to send from; 0: by the flow"), \
    PORT(IFLA_GRE_ENCAP_DPORT,       17, "UDP port to send to"), \
    METADATA(IFLA_GRE_COLLECT_METADATA, 18), \
    U8(IFLA_GRE_IGNORE_DF,           19, "fragment in spite of DF: 0 or 1"), \
    FWMARK(IFLA_GRE_FWMARK,          20), \
    U32(IFLA_GRE_ERSPAN_INDEX,       21, "ERSPAN: port that is mirrored"), \
    U8(IFLA_GRE_ERSPAN_VER,          22, "ERSPAN: version"), \
    U8(IFLA_GRE_ERSPAN_DIR,          23, "ERSPAN: direction that is mirrored", \
       .ref.values = &erspan_dir), \
    U16(IFLA_GRE_ERSPAN_HWID,        24, "ERSPAN: number of the hardware")

static ENUM(erspan_dir, "direction", "", {0, "ingress"}, {1, "egress"});

ROWS(kl_set_link_gre) {
    GRE_ROWS(IP4),
};
SET(kl_set_link_gre, "rt-link-gre", "IFLA_GRE_", "GRE or ERSPAN over IPv4");

ROWS(kl_set_link_gre6) {
    GRE_ROWS(IP6),
};
SET(kl_set_link_gre6, "rt-link-gre6", "IFLA_GRE_", "GRE or ERSPAN over IPv6");

/* ---- IP in IP -------------------------------------------------------------------------------- */

#define IPTUN_ROWS(IP, flags_row) \
    BELOW(IFLA_IPTUN_LINK,             1), \
    IP(IFLA_IPTUN_LOCAL,               2,  "our address"), \
    IP(IFLA_IPTUN_REMOTE,              3,  "the peer's address"), \
    TTL(IFLA_IPTUN_TTL,                4), \
    TOS(IFLA_IPTUN_TOS,                5), \
    U8(IFLA_IPTUN_ENCAP_LIMIT,         6,  "tunnels inside of tunnels at most"), \
    LABEL(IFLA_IPTUN_FLOWINFO,         7), \
    flags_row, \
    U8(IFLA_IPTUN_PROTO,               9,  "what is carried; ip: anything", \
       .ref.values = &kl_enum_link_protocol), \
    PMTUDISC(IFLA_IPTUN_PMTUDISC,      10), \
    IP6(IFLA_IPTUN_6RD_PREFIX,         11, "6rd: IPv6 prefix"), \
    IP4(IFLA_IPTUN_6RD_RELAY_PREFIX,   12, "6rd: IPv4 prefix"), \
    U16(IFLA_IPTUN_6RD_PREFIXLEN,      13, "6rd: length of the IPv6 prefix"), \
    U16(IFLA_IPTUN_6RD_RELAY_PREFIXLEN, 14, "6rd: length of the IPv4 prefix"), \
    U16(IFLA_IPTUN_ENCAP_TYPE,         15, "encapsulation in UDP", .ref.values = &encap_type), \
    U16(IFLA_IPTUN_ENCAP_FLAGS,        16, "how to encapsulate", .ref.values = &encap_flags), \
    PORT(IFLA_IPTUN_ENCAP_SPORT,       17, "UDP port to send from; 0: by the flow"), \
    PORT(IFLA_IPTUN_ENCAP_DPORT,       18, "UDP port to send to"), \
    METADATA(IFLA_IPTUN_COLLECT_METADATA, 19), \
    FWMARK(IFLA_IPTUN_FWMARK,          20)

ROWS(kl_set_link_iptun) {
    IPTUN_ROWS(IP4, U16(IFLA_IPTUN_FLAGS, 8, "flags", .flags = KL_A_HEX)),
};
SET(kl_set_link_iptun, "rt-link-ipip", "IFLA_IPTUN_", "IPv4 or MPLS in IPv4");

ROWS(kl_set_link_sit) {
    IPTUN_ROWS(IP4, U16(IFLA_IPTUN_FLAGS, 8, "flags", .ref.values = &sit_flags)),
};
SET(kl_set_link_sit, "rt-link-sit", "IFLA_IPTUN_", "IPv6 in IPv4");

ROWS(kl_set_link_ip6tnl) {
    IPTUN_ROWS(IP6, U32(IFLA_IPTUN_FLAGS, 8, "flags", .ref.values = &ip6_flags)),
};
SET(kl_set_link_ip6tnl, "rt-link-ip6tnl", "IFLA_IPTUN_", "IPv4, IPv6 or MPLS in IPv6");

/* ---- VTI ------------------------------------------------------------------------------------- */

#define VTI_ROWS(IP) \
    BELOW(IFLA_VTI_LINK,   1), \
    KEY(IFLA_VTI_IKEY,     2, "mark of packets that come in"), \
    KEY(IFLA_VTI_OKEY,     3, "mark of packets that go out"), \
    IP(IFLA_VTI_LOCAL,     4, "our address"), \
    IP(IFLA_VTI_REMOTE,    5, "the peer's address"), \
    FWMARK(IFLA_VTI_FWMARK, 6)

ROWS(kl_set_link_vti) {
    VTI_ROWS(IP4),
};
SET(kl_set_link_vti, "rt-link-vti", "IFLA_VTI_", "IPsec over IPv4");

ROWS(kl_set_link_vti6) {
    VTI_ROWS(IP6),
};
SET(kl_set_link_vti6, "rt-link-vti6", "IFLA_VTI_", "IPsec over IPv6");

/* ---- VXLAN, Geneve --------------------------------------------------------------------------- */

ROWS(port_range) {
    PORT(low,  0, "first port"),
    PORT(high, 2, "last port"),
};
static LAYOUT(port_range, "range of ports", 4);

ROWS(vxlan_bits) {
    U32(vx_flags, 0, "first word of the header", .flags = KL_A_BE | KL_A_HEX),
    U32(vx_vni,   4, "second word of the header", .flags = KL_A_BE | KL_A_HEX),
};
static LAYOUT(vxlan_bits, "vxlanhdr", 8);

static ENUM(vxlan_df, "ifla_vxlan_df", "VXLAN_DF_", {0, "unset"}, {1, "set"}, {2, "inherit"});
static ENUM(geneve_df, "ifla_geneve_df", "GENEVE_DF_", {0, "unset"}, {1, "set"}, {2, "inherit"});
static ENUM(label_policy, "ifla_vxlan_label_policy", "VXLAN_LABEL_", {0, "fixed"}, {1, "inherit"});

ROWS(kl_set_link_vxlan) {
    U32(IFLA_VXLAN_ID,                1,  "number of the network", .max = 0xffffff),
    IP4(IFLA_VXLAN_GROUP,             2,  "multicast group or peer"),
    BELOW(IFLA_VXLAN_LINK,            3),
    IP4(IFLA_VXLAN_LOCAL,             4,  "our address"),
    TTL(IFLA_VXLAN_TTL,               5),
    TOS(IFLA_VXLAN_TOS,               6),
    U8(IFLA_VXLAN_LEARNING,           7,  "learn peers: 0 or 1"),
    U32(IFLA_VXLAN_AGEING,            8,  "how long a peer is remembered", .unit = KL_UNIT_S),
    U32(IFLA_VXLAN_LIMIT,             9,  "addresses at most; 0: no limit"),
    ROW(STRUCT, IFLA_VXLAN_PORT_RANGE, 10, "UDP ports to send from",
        .ref.layout = &port_range),
    U8(IFLA_VXLAN_PROXY,              11, "answer ARP: 0 or 1"),
    U8(IFLA_VXLAN_RSC,                12, "route short-cuts: 0 or 1"),
    U8(IFLA_VXLAN_L2MISS,             13, "tell of unknown hardware addresses: 0 or 1"),
    U8(IFLA_VXLAN_L3MISS,             14, "tell of unknown IP addresses: 0 or 1"),
    PORT(IFLA_VXLAN_PORT,             15, "UDP port to send to"),
    IP6(IFLA_VXLAN_GROUP6,            16, "IPv6 multicast group or peer"),
    IP6(IFLA_VXLAN_LOCAL6,            17, "our IPv6 address"),
    U8(IFLA_VXLAN_UDP_CSUM,           18, "UDP checksums over IPv4: 0 or 1"),
    U8(IFLA_VXLAN_UDP_ZERO_CSUM6_TX,  19, "send no UDP checksums over IPv6: 0 or 1"),
    U8(IFLA_VXLAN_UDP_ZERO_CSUM6_RX,  20, "take packets without them: 0 or 1"),
    U8(IFLA_VXLAN_REMCSUM_TX,         21, "send with remote checksum offload: 0 or 1"),
    U8(IFLA_VXLAN_REMCSUM_RX,         22, "receive with it: 0 or 1"),
    FLAG(IFLA_VXLAN_GBP,              23, "group policy in the header"),
    FLAG(IFLA_VXLAN_REMCSUM_NOPARTIAL, 24, "no partial checksums with it"),
    U8(IFLA_VXLAN_COLLECT_METADATA,   25, "addresses come with each packet: 0 or 1"),
    LABEL(IFLA_VXLAN_LABEL,           26),
    FLAG(IFLA_VXLAN_GPE,              27, "generic protocol extension"),
    FLAG(IFLA_VXLAN_TTL_INHERIT,      28, "the inner packet's time to live"),
    U8(IFLA_VXLAN_DF,                 29, "DF of sent packets", .ref.values = &vxlan_df),
    U8(IFLA_VXLAN_VNIFILTER,          30, "only networks of the table: 0 or 1"),
    U8(IFLA_VXLAN_LOCALBYPASS,        31, "peers on this host without UDP: 0 or 1"),
    U32(IFLA_VXLAN_LABEL_POLICY,      32, "where the flow label comes from",
        .ref.values = &label_policy),
    ROW(STRUCT, IFLA_VXLAN_RESERVED_BITS, 33, "bits of the header that must be 0",
        .ref.layout = &vxlan_bits),
    U8(IFLA_VXLAN_MC_ROUTE,           34, "route multicast to peers: 0 or 1"),
};
SET(kl_set_link_vxlan, "rt-link-vxlan", "IFLA_VXLAN_", "Ethernet over UDP, VXLAN");

ROWS(kl_set_link_geneve) {
    U32(IFLA_GENEVE_ID,               1,  "number of the network", .max = 0xffffff),
    IP4(IFLA_GENEVE_REMOTE,           2,  "the peer's address"),
    TTL(IFLA_GENEVE_TTL,              3),
    TOS(IFLA_GENEVE_TOS,              4),
    PORT(IFLA_GENEVE_PORT,            5,  "UDP port to send to"),
    METADATA(IFLA_GENEVE_COLLECT_METADATA, 6),
    IP6(IFLA_GENEVE_REMOTE6,          7,  "the peer's IPv6 address"),
    U8(IFLA_GENEVE_UDP_CSUM,          8,  "UDP checksums over IPv4: 0 or 1"),
    U8(IFLA_GENEVE_UDP_ZERO_CSUM6_TX, 9,  "send no UDP checksums over IPv6: 0 or 1"),
    U8(IFLA_GENEVE_UDP_ZERO_CSUM6_RX, 10, "take packets without them: 0 or 1"),
    LABEL(IFLA_GENEVE_LABEL,          11),
    U8(IFLA_GENEVE_TTL_INHERIT,       12, "the inner packet's time to live: 0 or 1"),
    U8(IFLA_GENEVE_DF,                13, "DF of sent packets", .ref.values = &geneve_df),
    FLAG(IFLA_GENEVE_INNER_PROTO_INHERIT, 14, "carry IP without Ethernet"),
    ROW(STRUCT, IFLA_GENEVE_PORT_RANGE, 15, "UDP ports to send from",
        .ref.layout = &port_range),
    FLAG(IFLA_GENEVE_GRO_HINT,        16, "help the receiver to put packets together"),
};
SET(kl_set_link_geneve, "rt-link-geneve", "IFLA_GENEVE_", "Ethernet or IP over UDP, Geneve");

/* ---- Other tunnels over UDP ------------------------------------------------------------------ */

static ENUM(ether_type, "EtherType", "ETH_P_",
    {0x0800, "ip"}, {0x86dd, "ipv6"}, {0x8847, "mpls_uc"}, {0x8848, "mpls_mc"});

ROWS(kl_set_link_bareudp) {
    PORT(IFLA_BAREUDP_PORT,         1, "UDP port"),
    U16(IFLA_BAREUDP_ETHERTYPE,     2, "what is carried", .flags = KL_A_BE,
        .ref.values = &ether_type),
    U16(IFLA_BAREUDP_SRCPORT_MIN,   3, "least port to send from"),
    FLAG(IFLA_BAREUDP_MULTIPROTO_MODE, 4, "IPv6 beside IPv4, multicast beside unicast MPLS"),
};
SET(kl_set_link_bareudp, "rt-link-bareudp", "IFLA_BAREUDP_", "IP or MPLS over UDP");

static ENUM(gtp_role, "ifla_gtp_role", "GTP_ROLE_", {0, "ggsn"}, {1, "sgsn"});

ROWS(kl_set_link_gtp) {
    U32(IFLA_GTP_FD0,            1, "descriptor of the socket for GTPv0"),
    U32(IFLA_GTP_FD1,            2, "descriptor of the socket for GTPv1"),
    U32(IFLA_GTP_PDP_HASHSIZE,   3, "size of the table of contexts"),
    U32(IFLA_GTP_ROLE,           4, "which end this is", .ref.values = &gtp_role),
    U8(IFLA_GTP_CREATE_SOCKETS,  5, "the kernel makes the sockets: 0 or 1"),
    U8(IFLA_GTP_RESTART_COUNT,   6, "number of restarts, told in echoes"),
    IP4(IFLA_GTP_LOCAL,          7, "our address"),
    IP6(IFLA_GTP_LOCAL6,         8, "our IPv6 address"),
};
SET(kl_set_link_gtp, "rt-link-gtp", "IFLA_GTP_", "GPRS tunnel");

static ENUM(amt_mode, "ifla_amt_mode", "AMT_MODE_", {0, "gateway"}, {1, "relay"});

ROWS(kl_set_link_amt) {
    U32(IFLA_AMT_MODE,          1, "which end this is", .ref.values = &amt_mode),
    PORT(IFLA_AMT_RELAY_PORT,   2, "UDP port of the relay"),
    PORT(IFLA_AMT_GATEWAY_PORT, 3, "UDP port of the gateway"),
    BELOW(IFLA_AMT_LINK,        4),
    IP4(IFLA_AMT_LOCAL_IP,      5, "our address"),
    IP4(IFLA_AMT_REMOTE_IP,     6, "the relay's address"),
    IP4(IFLA_AMT_DISCOVERY_IP,  7, "address that finds a relay"),
    U32(IFLA_AMT_MAX_TUNNELS,   8, "tunnels at most"),
};
SET(kl_set_link_amt, "rt-link-amt", "IFLA_AMT_", "multicast tunnel");
// clang-format on
