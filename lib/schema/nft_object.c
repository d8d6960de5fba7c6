// SPDX-License-Identifier: MIT
// nftables: objects that rules share, by their type.
// Source: include/uapi/linux/netfilter/nf_tables.h; policies in net/netfilter/nft_ct.c,
// nft_tunnel.c, nft_meta.c.
#include "netfilter.h"

// clang-format off
ENUM(kl_enum_nft_object, "NFT_OBJECT", "NFT_OBJECT_",
    {0, "unspec"}, {1, "counter"}, {2, "quota"}, {3, "ct_helper"}, {4, "limit"}, {5, "connlimit"},
    {6, "tunnel"}, {7, "ct_timeout"}, {8, "secmark"}, {9, "ct_expect"}, {10, "synproxy"});

#define PROTOS(l3, i, l4, j) \
    BE16(l3, i, "family of the packets", .ref.values = &kl_enum_nf_proto), \
    U8(l4, j, "protocol of the packets", .ref.values = &kl_enum_nf_ipproto)

ROWS(ct_helper) {
    STR(NFTA_CT_HELPER_NAME, 1, 15, "helper of connection tracking, such as ftp"),
    PROTOS(NFTA_CT_HELPER_L3PROTO, 2, NFTA_CT_HELPER_L4PROTO, 3),
};
static SET(ct_helper, "nft-ct-helper", "NFTA_CT_HELPER_", "gives connections a helper");

ROWS(ct_timeout) {
    PROTOS(NFTA_CT_TIMEOUT_L3PROTO, 1, NFTA_CT_TIMEOUT_L4PROTO, 2),
    ROW(NEST, NFTA_CT_TIMEOUT_DATA, 3, "lifetimes by state", .flags = KL_A_SELECT,
        .ref.select = &kl_select_nft_ct_timeouts),
};
static SET(ct_timeout, "nft-ct-timeout", "NFTA_CT_TIMEOUT_", "gives connections lifetimes");

ROWS(ct_expect) {
    PROTOS(NFTA_CT_EXPECT_L3PROTO, 1, NFTA_CT_EXPECT_L4PROTO, 2),
    BE16(NFTA_CT_EXPECT_DPORT, 3, "port that is expected"),
    U32(NFTA_CT_EXPECT_TIMEOUT, 4, "how long it is expected", .unit = KL_UNIT_MS),
    U8(NFTA_CT_EXPECT_SIZE, 5, "expected connections at most"),
};
static SET(ct_expect, "nft-ct-expect", "NFTA_CT_EXPECT_", "expects another connection");

ROWS(secmark) {
    STR(NFTA_SECMARK_CTX, 1, 4095, "security context"),
};
static SET(secmark, "nft-secmark", "NFTA_SECMARK_", "gives packets a security context");

/* ---- Tunnels ---- */

static FLAGS(tunnel_flags, "nft_tunnel_flags", "NFT_TUNNEL_F_",
    {0x1, "zero_csum_tx"}, {0x2, "dont_fragment"}, {0x4, "seq_number"});

ROWS(tunnel_ip) {
    IP4(NFTA_TUNNEL_KEY_IP_SRC, 1, "source address"),
    IP4(NFTA_TUNNEL_KEY_IP_DST, 2, "destination address"),
};
static SET(tunnel_ip, "nft-tunnel-ip", "NFTA_TUNNEL_KEY_IP_", "addresses of the outer packet");

ROWS(tunnel_ip6) {
    IP6(NFTA_TUNNEL_KEY_IP6_SRC, 1, "source address"),
    IP6(NFTA_TUNNEL_KEY_IP6_DST, 2, "destination address"),
    HEX32(NFTA_TUNNEL_KEY_IP6_FLOWLABEL, 3, "flow label"),
};
static SET(tunnel_ip6, "nft-tunnel-ip6", "NFTA_TUNNEL_KEY_IP6_", "addresses of the outer packet");

ROWS(vxlan) {
    HEX32(NFTA_TUNNEL_KEY_VXLAN_GBP, 1, "group policy"),
};
static SET(vxlan, "nft-tunnel-vxlan", "NFTA_TUNNEL_KEY_VXLAN_", "options of VXLAN");

ROWS(erspan) {
    BE32(NFTA_TUNNEL_KEY_ERSPAN_VERSION, 1, "version"),
    BE32(NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX, 2, "version 1: port"),
    U8(NFTA_TUNNEL_KEY_ERSPAN_V2_HWID, 3, "version 2: number of the engine"),
    U8(NFTA_TUNNEL_KEY_ERSPAN_V2_DIR, 4, "version 2: direction"),
};
static SET(erspan, "nft-tunnel-erspan", "NFTA_TUNNEL_KEY_ERSPAN_", "options of ERSPAN");

ROWS(geneve) {
    BE16(NFTA_TUNNEL_KEY_GENEVE_CLASS, 1, "class of the option"),
    U8(NFTA_TUNNEL_KEY_GENEVE_TYPE, 2, "type of the option"),
    BYTES(NFTA_TUNNEL_KEY_GENEVE_DATA, 3, "the option itself", .max_len = 127),
};
static SET(geneve, "nft-tunnel-geneve", "NFTA_TUNNEL_KEY_GENEVE_", "an option of GENEVE");

ROWS(tunnel_opts) {
    NEST(NFTA_TUNNEL_KEY_OPTS_VXLAN, 1, vxlan, "of VXLAN"),
    NEST(NFTA_TUNNEL_KEY_OPTS_ERSPAN, 2, erspan, "of ERSPAN"),
    NEST(NFTA_TUNNEL_KEY_OPTS_GENEVE, 3, geneve, "of GENEVE", .flags = KL_A_MULTI),
};
static SET(tunnel_opts, "nft-tunnel-opts", "NFTA_TUNNEL_KEY_OPTS_", "options of the tunnel");

ROWS(tunnel) {
    BE32(NFTA_TUNNEL_KEY_ID, 1, "number of the tunnel"),
    NEST(NFTA_TUNNEL_KEY_IP, 2, tunnel_ip, "IPv4 addresses"),
    NEST(NFTA_TUNNEL_KEY_IP6, 3, tunnel_ip6, "IPv6 addresses"),
    BE32(NFTA_TUNNEL_KEY_FLAGS, 4, "how packets are sent", .ref.values = &tunnel_flags),
    U8(NFTA_TUNNEL_KEY_TOS, 5, "type of service"),
    U8(NFTA_TUNNEL_KEY_TTL, 6, "lifetime in hops"),
    BE16(NFTA_TUNNEL_KEY_SPORT, 7, "source port"),
    BE16(NFTA_TUNNEL_KEY_DPORT, 8, "destination port"),
    NEST(NFTA_TUNNEL_KEY_OPTS, 9, tunnel_opts, "options of the kind of tunnel"),
};
static SET(tunnel, "nft-tunnel-key", "NFTA_TUNNEL_KEY_", "gives packets a tunnel");

/* ---- By type ---- */

static const struct kl_selection cases[] = {
    {.number = 1, .set = &kl_set_nft_counter},
    {.number = 2, .set = &kl_set_nft_quota},
    {.number = 3, .set = &ct_helper},
    {.number = 4, .set = &kl_set_nft_limit},
    {.number = 5, .set = &kl_set_nft_connlimit},
    {.number = 6, .set = &tunnel},
    {.number = 7, .set = &ct_timeout},
    {.number = 8, .set = &secmark},
    {.number = 9, .set = &ct_expect},
    {.number = 10, .set = &kl_set_nft_synproxy},
};
const struct kl_selector kl_select_nft_object = {
    .by = KL_BY_NUMBER, .key = 3,
    .n_cases = KL_COUNT(cases), .cases = cases,
};
// clang-format on
