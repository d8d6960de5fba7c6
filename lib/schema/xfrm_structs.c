// SPDX-License-Identifier: MIT
// IPsec's states and policies: the structs that messages begin with.
// Source: include/uapi/linux/xfrm.h; net/xfrm/xfrm_user.c.
#include "xfrm.h"

// clang-format off
ENUM(kl_enum_xfrm_family, "address family", "AF_", {0, "unspec"}, {2, "inet"}, {10, "inet6"});

/* Of a state; 255 stands for any of IPsec's. */
ENUM(kl_enum_xfrm_proto, "IP protocol", "IPPROTO_",
    {0, "ip"}, {1, "icmp"}, {2, "igmp"}, {4, "ipip"}, {6, "tcp"}, {17, "udp"}, {33, "dccp"},
    {41, "ipv6"}, {43, "routing"}, {47, "gre"}, {50, "esp"}, {51, "ah"}, {58, "icmpv6"},
    {60, "dstopts"}, {89, "ospf"}, {103, "pim"}, {108, "comp"}, {112, "vrrp"}, {115, "l2tp"},
    {132, "sctp"}, {135, "mh"}, {136, "udplite"}, {255, "raw"});

static ENUM(mode, "XFRM_MODE", "XFRM_MODE_",
    {0, "transport"}, {1, "tunnel"}, {2, "routeoptimization"}, {3, "in_trigger"}, {4, "beet"},
    {5, "iptfs"});

static ENUM(share, "XFRM_SHARE", "XFRM_SHARE_",
    {0, "any"}, {1, "session"}, {2, "user"}, {3, "unique"});

static ENUM(direction, "XFRM_POLICY", "XFRM_POLICY_",
    {0, "in"}, {1, "out"}, {2, "fwd"}, {3, "socket_in"}, {4, "socket_out"}, {5, "socket_fwd"});

static ENUM(action, "XFRM_POLICY", "XFRM_POLICY_",
    {0, "allow"}, {1, "block"});

static FLAGS(policy_flags, "XFRM_POLICY", "XFRM_POLICY_",
    {0x1, "localok"}, {0x2, "icmp"}, {0x4, "cpu_acquire"});

static FLAGS(state_flags, "XFRM_STATE", "XFRM_STATE_",
    {0x1, "noecn"}, {0x2, "decap_dscp"}, {0x4, "nopmtudisc"}, {0x8, "wildrecv"}, {0x10, "icmp"},
    {0x20, "af_unspec"}, {0x40, "align4"}, {0x80, "esn"});

static FLAGS(ae_flags, "xfrm_ae_ftype_t", "XFRM_AE_",
    {1, "rthr"}, {2, "rval"}, {4, "lval"}, {8, "ethr"}, {16, "cr"}, {32, "ce"}, {64, "cu"});

static FLAGS(migrate_flags, "xfrm_migrate_state_flags", "XFRM_MIGRATE_STATE_",
    {0x1, "clear_offload"}, {0x2, "update_h2h_sel"});

static ENUM(default_action, "XFRM_USERPOLICY", "XFRM_USERPOLICY_",
    {0, "unspec"}, {1, "block"}, {2, "accept"});

#define FAMILY(n, i, d) U16(n, i, d, .ref.values = &kl_enum_xfrm_family)
#define PROTO(n, i)     U8(n, i, "protocol of IPsec", .ref.values = &kl_enum_xfrm_proto)
#define SPI(n, i)       ROW(U32, n, i, "number of the state", .flags = KL_A_BE | KL_A_HEX)
#define PORT(n, i, d)   ROW(U16, n, i, d, .flags = KL_A_BE)
#define SELECTOR(n, i)  ROW(STRUCT, n, i, "packets it is for", \
    .ref.layout = &kl_layout_xfrm_selector)

/* ---- Parts ---- */

ROWS(kl_layout_xfrm_selector) {
    XFRM_ADDRESS(daddr, 0, "destination address", 40),
    XFRM_ADDRESS(saddr, 16, "source address", 40),
    PORT(dport, 32, "destination port; ICMP: code"),
    ROW(U16, dport_mask, 34, "bits of it that count", .flags = KL_A_BE | KL_A_HEX),
    PORT(sport, 36, "source port; ICMP: type"),
    ROW(U16, sport_mask, 38, "bits of it that count", .flags = KL_A_BE | KL_A_HEX),
    FAMILY(family, 40, "family of the addresses"),
    U8(prefixlen_d, 42, "prefix length of the destination"),
    U8(prefixlen_s, 43, "prefix length of the source"),
    U8(proto, 44, "protocol of the packets; 0: any", .ref.values = &kl_enum_xfrm_proto),
    S32(ifindex, 48, "interface; 0: any"),
    U32(user, 52, "user; 0: any"),
};
LAYOUT(kl_layout_xfrm_selector, "xfrm_selector", 56);

/* All bits stand for no limit. */
ROWS(lifetime_cfg) {
    U64(soft_byte_limit, 0, "bytes until a successor is asked for", .unit = KL_UNIT_BYTES),
    U64(hard_byte_limit, 8, "bytes until it ends", .unit = KL_UNIT_BYTES),
    U64(soft_packet_limit, 16, "packets until a successor is asked for", .unit = KL_UNIT_PACKETS),
    U64(hard_packet_limit, 24, "packets until it ends", .unit = KL_UNIT_PACKETS),
    U64(soft_add_expires_seconds, 32, "age at which a successor is asked for", .unit = KL_UNIT_S),
    U64(hard_add_expires_seconds, 40, "age at which it ends", .unit = KL_UNIT_S),
    U64(soft_use_expires_seconds, 48, "since the first use, until a successor is asked for",
        .unit = KL_UNIT_S),
    U64(hard_use_expires_seconds, 56, "since the first use, until it ends", .unit = KL_UNIT_S),
};
static LAYOUT(lifetime_cfg, "xfrm_lifetime_cfg", 64);

ROWS(kl_layout_xfrm_lifetime_cur) {
    U64(bytes, 0, "bytes so far", .unit = KL_UNIT_BYTES),
    U64(packets, 8, "packets so far", .unit = KL_UNIT_PACKETS),
    U64(add_time, 16, "when it was added, since 1970", .unit = KL_UNIT_S),
    U64(use_time, 24, "when it was first used, since 1970", .unit = KL_UNIT_S),
};
LAYOUT(kl_layout_xfrm_lifetime_cur, "xfrm_lifetime_cur", 32);

ROWS(stats) {
    U32(replay_window, 0, "packets older than the replay window"),
    U32(replay, 4, "packets that came twice"),
    U32(integrity_failed, 8, "packets that were not authentic"),
};
static LAYOUT(stats, "xfrm_stats", 12);

/* ---- States ---- */

ROWS(kl_layout_xfrm_sa_info) {
    SELECTOR(sel, 0),
    XFRM_ADDRESS(id.daddr, 56, "destination of the tunnel", 212),
    SPI(id.spi, 72),
    PROTO(id.proto, 76),
    XFRM_ADDRESS(saddr, 80, "source of the tunnel", 212),
    ROW(STRUCT, lft, 96, "limits of its life", .ref.layout = &lifetime_cfg),
    ROW(STRUCT, curlft, 160, "its life so far", .ref.layout = &kl_layout_xfrm_lifetime_cur),
    ROW(STRUCT, stats, 192, "what went wrong", .ref.layout = &stats),
    U32(seq, 204, "number of the request that it answers"),
    U32(reqid, 208, "number by which policies ask for it"),
    /* Not just "family" and "flags", which are words for every message. */
    FAMILY(sa_family, 212, "family of the tunnel"),
    U8(mode, 214, "what packets are put into", .ref.values = &mode),
    U8(replay_window, 215, "size of the replay window", .unit = KL_UNIT_PACKETS),
    U8(sa_flags, 216, "options", .ref.values = &state_flags),
};
LAYOUT(kl_layout_xfrm_sa_info, "xfrm_usersa_info", 224);

ROWS(kl_layout_xfrm_sa_id) {
    XFRM_ADDRESS(daddr, 0, "destination of the tunnel", 20),
    SPI(spi, 16),
    FAMILY(id_family, 20, "family of the tunnel"),
    PROTO(proto, 22),
};
LAYOUT(kl_layout_xfrm_sa_id, "xfrm_usersa_id", 24);

ROWS(kl_layout_xfrm_aevent_id) {
    ROW(STRUCT, sa_id, 0, "the state", .ref.layout = &kl_layout_xfrm_sa_id),
    /* The family of sa_id, for the address behind it. */
    U16(sa_id.family, 20, "family of the tunnel", .flags = KL_A_PAD),
    XFRM_ADDRESS(saddr, 24, "source of the tunnel", 20),
    U32(ae_flags, 40, "what is asked for, or has happened", .ref.values = &ae_flags),
    U32(reqid, 44, "number by which policies ask for it"),
};
LAYOUT(kl_layout_xfrm_aevent_id, "xfrm_aevent_id", 48);

ROWS(kl_layout_xfrm_spi_info) {
    ROW(STRUCT, info, 0, "the state", .ref.layout = &kl_layout_xfrm_sa_info),
    U32(min, 224, "lowest number", .flags = KL_A_HEX),
    U32(max, 228, "highest number", .flags = KL_A_HEX),
};
LAYOUT(kl_layout_xfrm_spi_info, "xfrm_userspi_info", 232);

ROWS(kl_layout_xfrm_expire) {
    ROW(STRUCT, state, 0, "the state", .ref.layout = &kl_layout_xfrm_sa_info),
    U8(hard, 224, "has it ended?"),
};
LAYOUT(kl_layout_xfrm_expire, "xfrm_user_expire", 232);

ROWS(kl_layout_xfrm_sa_flush) { PROTO(proto, 0) };
LAYOUT(kl_layout_xfrm_sa_flush, "xfrm_usersa_flush", 1);

ROWS(kl_layout_xfrm_mapping) {
    ROW(STRUCT, id, 0, "the state", .ref.layout = &kl_layout_xfrm_sa_id),
    U16(id.family, 20, "family of the tunnel", .flags = KL_A_PAD),
    U32(reqid, 24, "number by which policies ask for it"),
    XFRM_ADDRESS(old_saddr, 28, "source so far", 20),
    XFRM_ADDRESS(new_saddr, 44, "source from now on", 20),
    PORT(old_sport, 60, "port so far"),
    PORT(new_sport, 62, "port from now on"),
};
LAYOUT(kl_layout_xfrm_mapping, "xfrm_user_mapping", 64);

ROWS(mark) {
    U32(v, 0, "mark", .flags = KL_A_HEX),
    U32(m, 4, "bits that count", .flags = KL_A_HEX),
};
static LAYOUT(mark, "xfrm_mark", 8);

ROWS(kl_layout_xfrm_migrate_state) {
    ROW(STRUCT, id, 0, "the state", .ref.layout = &kl_layout_xfrm_sa_id),
    XFRM_ADDRESS(new_daddr, 24, "destination from now on", 128),
    XFRM_ADDRESS(new_saddr, 40, "source from now on", 128),
    ROW(STRUCT, old_mark, 56, "mark so far", .ref.layout = &mark),
    SELECTOR(new_sel, 64),
    U32(new_reqid, 120, "number by which policies ask for it from now on"),
    U32(migrate_flags, 124, "how it is meant", .ref.values = &migrate_flags),
    FAMILY(new_family, 128, "family of the tunnel from now on"),
};
LAYOUT(kl_layout_xfrm_migrate_state, "xfrm_user_migrate_state", 132);

/* ---- Policies ---- */

#define DIRECTION(n, i) U8(n, i, "direction of the packets", .ref.values = &direction)

ROWS(kl_layout_xfrm_policy_info) {
    SELECTOR(sel, 0),
    ROW(STRUCT, lft, 56, "limits of its life", .ref.layout = &lifetime_cfg),
    ROW(STRUCT, curlft, 120, "its life so far", .ref.layout = &kl_layout_xfrm_lifetime_cur),
    U32(priority, 152, "lower ones go first"),
    U32(index, 156, "number of the policy"),
    DIRECTION(dir, 160),
    U8(action, 161, "are such packets let through?", .ref.values = &action),
    U8(policy_flags, 162, "options", .ref.values = &policy_flags),
    U8(share, 163, "who shares its states", .ref.values = &share),
};
LAYOUT(kl_layout_xfrm_policy_info, "xfrm_userpolicy_info", 168);

ROWS(kl_layout_xfrm_policy_id) {
    SELECTOR(sel, 0),
    U32(index, 56, "number of the policy, or 0: by its packets"),
    DIRECTION(dir, 60),
};
LAYOUT(kl_layout_xfrm_policy_id, "xfrm_userpolicy_id", 64);

ROWS(kl_layout_xfrm_polexpire) {
    ROW(STRUCT, pol, 0, "the policy", .ref.layout = &kl_layout_xfrm_policy_info),
    U8(hard, 168, "has it ended?"),
};
LAYOUT(kl_layout_xfrm_polexpire, "xfrm_user_polexpire", 176);

ROWS(kl_layout_xfrm_acquire) {
    XFRM_ADDRESS(id.daddr, 0, "destination of the tunnel", 80),
    SPI(id.spi, 16),
    PROTO(id.proto, 20),
    XFRM_ADDRESS(saddr, 24, "source of the tunnel", 80),
    SELECTOR(sel, 40),
    U16(sel.family, 80, "family of the packets", .flags = KL_A_PAD),
    ROW(STRUCT, policy, 96, "the policy that asks", .ref.layout = &kl_layout_xfrm_policy_info),
    U32(aalgos, 264, "authentication that will do, a bit for each", .flags = KL_A_HEX),
    U32(ealgos, 268, "encryption that will do, a bit for each", .flags = KL_A_HEX),
    U32(calgos, 272, "compression that will do, a bit for each", .flags = KL_A_HEX),
    U32(seq, 276, "number of the request"),
};
LAYOUT(kl_layout_xfrm_acquire, "xfrm_user_acquire", 280);

ROWS(kl_layout_xfrm_report) {
    PROTO(proto, 0),
    SELECTOR(sel, 4),
};
LAYOUT(kl_layout_xfrm_report, "xfrm_user_report", 60);

ROWS(kl_layout_xfrm_migrate) {
    XFRM_ADDRESS(old_daddr, 0, "destination so far", 72),
    XFRM_ADDRESS(old_saddr, 16, "source so far", 72),
    XFRM_ADDRESS(new_daddr, 32, "destination from now on", 74),
    XFRM_ADDRESS(new_saddr, 48, "source from now on", 74),
    PROTO(proto, 64),
    U8(mode, 65, "what packets are put into", .ref.values = &mode),
    U16(reserved, 66, "0", .flags = KL_A_PAD),
    U32(reqid, 68, "number by which policies ask for it"),
    FAMILY(old_family, 72, "family so far"),
    FAMILY(new_family, 74, "family from now on"),
};
LAYOUT(kl_layout_xfrm_migrate, "xfrm_user_migrate", 76);

ROWS(kl_layout_xfrm_policy_default) {
    U8(in, 0, "packets that arrive", .ref.values = &default_action),
    U8(fwd, 1, "packets that are forwarded", .ref.values = &default_action),
    U8(out, 2, "packets that leave", .ref.values = &default_action),
};
LAYOUT(kl_layout_xfrm_policy_default, "xfrm_userpolicy_default", 3);

/* A template of the states that a policy asks for. */
ROWS(kl_layout_xfrm_tmpl) {
    XFRM_ADDRESS(id.daddr, 0, "destination of the tunnel", 24),
    SPI(id.spi, 16),
    PROTO(id.proto, 20),
    FAMILY(family, 24, "family of the tunnel"),
    XFRM_ADDRESS(saddr, 28, "source of the tunnel", 24),
    U32(reqid, 44, "number by which it asks"),
    U8(mode, 48, "what packets are put into", .ref.values = &mode),
    U8(share, 49, "who shares the state", .ref.values = &share),
    U8(optional, 50, "may it be missing?"),
    U32(aalgos, 52, "authentication that will do, a bit for each", .flags = KL_A_HEX),
    U32(ealgos, 56, "encryption that will do, a bit for each", .flags = KL_A_HEX),
    U32(calgos, 60, "compression that will do, a bit for each", .flags = KL_A_HEX),
};
LAYOUT(kl_layout_xfrm_tmpl, "xfrm_user_tmpl", 64);
// clang-format on
