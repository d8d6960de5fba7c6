// SPDX-License-Identifier: MIT
// IPsec's states and policies: attributes and messages.
// Source: include/uapi/linux/xfrm.h; policies in net/xfrm/xfrm_user.c.
#include "xfrm.h"

// clang-format off
static ENUM(sa_dir, "xfrm_sa_dir", "XFRM_SA_DIR_", {1, "in"}, {2, "out"});

static FLAGS(xflags, "XFRM_SA_XFLAG", "XFRM_SA_XFLAG_",
    {1, "dont_encap_dscp"}, {2, "oseq_may_wrap"});

static FLAGS(offload_flags, "XFRM_OFFLOAD", "XFRM_OFFLOAD_",
    {1, "ipv6"}, {2, "inbound"}, {4, "packet"});

static ENUM(policy_type, "XFRM_POLICY_TYPE", "XFRM_POLICY_TYPE_",
    {0, "main"}, {1, "sub"}, {255, "any"});

static ENUM(encap_type, "UDP_ENCAP", "UDP_ENCAP_",
    {1, "espinudp_non_ike"}, {2, "espinudp"}, {7, "tcp_espintcp"});

/* ---- Structs of attributes ---- */


ROWS(algo) {
    STR(alg_name, 0, 64, "name of the algorithm"),
    U32(alg_key_len, 64, "length of the key in bits"),
    BYTES(alg_key, 68, "the key"),
};
static LAYOUT(algo, "xfrm_algo", 68);

ROWS(algo_auth) {
    STR(alg_name, 0, 64, "name of the algorithm"),
    U32(alg_key_len, 64, "length of the key in bits"),
    U32(alg_trunc_len, 68, "length of the check value in bits"),
    BYTES(alg_key, 72, "the key"),
};
static LAYOUT(algo_auth, "xfrm_algo_auth", 72);

ROWS(algo_aead) {
    STR(alg_name, 0, 64, "name of the algorithm"),
    U32(alg_key_len, 64, "length of the key in bits"),
    U32(alg_icv_len, 68, "length of the check value in bits"),
    BYTES(alg_key, 72, "the key"),
};
static LAYOUT(algo_aead, "xfrm_algo_aead", 72);

ROWS(encap) {
    U16(encap_type, 0, "what packets are put into", .ref.values = &encap_type),
    ROW(U16, encap_sport, 2, "source port", .flags = KL_A_BE),
    ROW(U16, encap_dport, 4, "destination port", .flags = KL_A_BE),
    BYTES(encap_oa, 8, "original address, not used", .max_len = 16),
};
static LAYOUT(encap, "xfrm_encap_tmpl", 24);

ROWS(sec_ctx) {
    U16(len, 0, "length of all this", .unit = KL_UNIT_BYTES),
    U16(exttype, 2, "this attribute's number"),
    U8(ctx_alg, 4, "kind of context; 1: SELinux"),
    U8(ctx_doi, 5, "domain; 1: security modules"),
    U16(ctx_len, 6, "length of the context", .unit = KL_UNIT_BYTES),
    STR(context, 8, 0, "the context"),
};
static LAYOUT(sec_ctx, "xfrm_user_sec_ctx", 8);

ROWS(replay) {
    U32(oseq, 0, "sequence number last sent"),
    U32(seq, 4, "highest sequence number received"),
    U32(bitmap, 8, "which of those below were received", .flags = KL_A_HEX),
};
static LAYOUT(replay, "xfrm_replay_state", 12);

ROWS(replay_esn) {
    U32(bmp_len, 0, "words of the bitmap"),
    U32(oseq, 4, "sequence number last sent"),
    U32(seq, 8, "highest sequence number received"),
    U32(oseq_hi, 12, "upper half of the one sent"),
    U32(seq_hi, 16, "upper half of the one received"),
    U32(replay_window, 20, "size of the replay window", .unit = KL_UNIT_PACKETS),
    ROW(PACKED, bmp, 24, "which of those below were received", .elem = KL_T_U32,
        .flags = KL_A_HEX),
};
static LAYOUT(replay_esn, "xfrm_replay_state_esn", 24);

ROWS(type) {
    U8(type, 0, "kind of policy", .ref.values = &policy_type),
    U16(reserved1, 2, "0", .flags = KL_A_PAD),
    U8(reserved2, 4, "0", .flags = KL_A_PAD),
};
static LAYOUT(type, "xfrm_userpolicy_type", 6);

ROWS(kmaddress) {
    XFRM_ADDRESS(local, 0, "this end", 36),
    XFRM_ADDRESS(remote, 16, "the other end", 36),
    U32(reserved, 32, "0", .flags = KL_A_PAD),
    U16(family, 36, "family of the addresses", .ref.values = &kl_enum_xfrm_family),
};
static LAYOUT(kmaddress, "xfrm_user_kmaddress", 40);

ROWS(mark) {
    U32(v, 0, "mark", .flags = KL_A_HEX),
    U32(m, 4, "bits that count", .flags = KL_A_HEX),
};
static LAYOUT(mark, "xfrm_mark", 8);

ROWS(filter) {
    XFRM_ADDRESS(saddr, 0, "source", 32),
    XFRM_ADDRESS(daddr, 16, "destination", 32),
    U16(family, 32, "family of the addresses", .ref.values = &kl_enum_xfrm_family),
    U8(splen, 34, "prefix length of the source"),
    U8(dplen, 35, "prefix length of the destination"),
};
static LAYOUT(filter, "xfrm_address_filter", 36);

ROWS(offload) {
    S32(ifindex, 0, "interface that does the work"),
    U8(flags, 4, "how it is done", .ref.values = &offload_flags),
};
static LAYOUT(offload, "xfrm_user_offload", 8);

/* ---- Addresses of attributes: the message's header tells the family ---- */

ROWS(address4) { IP4(a4, 0, "IPv4 address") };
static LAYOUT(address4, "xfrm_address_t", 16);
static STRUCT_SET(address_inet, "xfrm-address-inet", address4, "an IPv4 address");
ROWS(address6) { IP6(in6, 0, "IPv6 address") };
static LAYOUT(address6, "xfrm_address_t", 16);
static STRUCT_SET(address_inet6, "xfrm-address-inet6", address6, "an IPv6 address");

static const struct kl_selection address_cases[] = {
    {.number = 2, .set = &address_inet},
    {.number = 10, .set = &address_inet6},
};
#define ADDRESS_BY(x, offset) \
    static const struct kl_selector x = { \
        .by = KL_BY_HEADER, .key = offset, .size = 2, \
        .n_cases = KL_COUNT(address_cases), .cases = address_cases, .otherwise = &address_inet6, \
    }
ADDRESS_BY(sa_address, 212);     /* xfrm_usersa_info.family */
ADDRESS_BY(id_address, 20);      /* xfrm_usersa_id.family */
ADDRESS_BY(policy_address, 40);  /* sel.family of policies */
ADDRESS_BY(acquire_address, 80); /* xfrm_user_acquire.sel.family */

/* ---- Attributes ---- */

#define ALGO(n, i, x, d) ROW(STRUCT, n, i, d, .min_len = 68, .ref.layout = &(x))
#define ADDRESS(n, i, by, d) \
    ROW(NEST, n, i, d, .flags = KL_A_SELECT | KL_A_NO_NESTED, .ref.select = &(by))

#define XFRM_ROWS(by) { \
    ALGO(XFRMA_ALG_AUTH, 1, algo, "authentication"), \
    ALGO(XFRMA_ALG_CRYPT, 2, algo, "encryption"), \
    ALGO(XFRMA_ALG_COMP, 3, algo, "compression"), \
    ROW(STRUCT, XFRMA_ENCAP, 4, "packets are put into UDP or TCP", .ref.layout = &encap), \
    ROW(PACKED, XFRMA_TMPL, 5, "states that a policy asks for", .elem = KL_T_STRUCT, \
        .ref.layout = &kl_layout_xfrm_tmpl), \
    ROW(STRUCT, XFRMA_SA, 6, "the state that is gone", .ref.layout = &kl_layout_xfrm_sa_info), \
    ROW(STRUCT, XFRMA_POLICY, 7, "the policy that is gone", \
        .ref.layout = &kl_layout_xfrm_policy_info), \
    ROW(STRUCT, XFRMA_SEC_CTX, 8, "security context", .min_len = 8, .ref.layout = &sec_ctx), \
    ROW(STRUCT, XFRMA_LTIME_VAL, 9, "its life so far", \
        .ref.layout = &kl_layout_xfrm_lifetime_cur), \
    ROW(STRUCT, XFRMA_REPLAY_VAL, 10, "sequence numbers", .ref.layout = &replay), \
    U32(XFRMA_REPLAY_THRESH, 11, "packets between events", .unit = KL_UNIT_PACKETS), \
    U32(XFRMA_ETIMER_THRESH, 12, "time between events, in 1/10 s"), \
    ADDRESS(XFRMA_SRCADDR, 13, by, "source of the tunnel"), \
    ADDRESS(XFRMA_COADDR, 14, by, "care-of address of Mobile IPv6"), \
    U64(XFRMA_LASTUSED, 15, "when it was used last, since 1970", .unit = KL_UNIT_S), \
    ROW(STRUCT, XFRMA_POLICY_TYPE, 16, "kind of policy", .ref.layout = &type), \
    ROW(PACKED, XFRMA_MIGRATE, 17, "what changes", .elem = KL_T_STRUCT, \
        .ref.layout = &kl_layout_xfrm_migrate), \
    ALGO(XFRMA_ALG_AEAD, 18, algo_aead, "encryption with authentication"), \
    ROW(STRUCT, XFRMA_KMADDRESS, 19, "addresses for the exchange of keys", \
        .ref.layout = &kmaddress), \
    ALGO(XFRMA_ALG_AUTH_TRUNC, 20, algo_auth, "authentication, check value shortened"), \
    ROW(STRUCT, XFRMA_MARK, 21, "mark of its packets", .ref.layout = &mark), \
    U32(XFRMA_TFCPAD, 22, "packets are padded to this", .unit = KL_UNIT_BYTES), \
    ROW(STRUCT, XFRMA_REPLAY_ESN_VAL, 23, "sequence numbers of 64 bits", .min_len = 24, \
        .ref.layout = &replay_esn), \
    U32(XFRMA_SA_EXTRA_FLAGS, 24, "more options", .ref.values = &xflags), \
    U8(XFRMA_PROTO, 25, "protocol of IPsec that is asked for", \
       .ref.values = &kl_enum_xfrm_proto), \
    ROW(STRUCT, XFRMA_ADDRESS_FILTER, 26, "addresses that are asked for", \
        .ref.layout = &filter), \
    PAD(XFRMA_PAD, 27), \
    ROW(STRUCT, XFRMA_OFFLOAD_DEV, 28, "interface that does the work", .ref.layout = &offload), \
    U32(XFRMA_SET_MARK, 29, "mark that packets get", .flags = KL_A_HEX), \
    U32(XFRMA_SET_MARK_MASK, 30, "bits of it that count", .flags = KL_A_HEX), \
    U32(XFRMA_IF_ID, 31, "number of the xfrm interface", .flags = KL_A_HEX), \
    U32(XFRMA_MTIMER_THRESH, 32, "time between mapping events", .unit = KL_UNIT_S), \
    U8(XFRMA_SA_DIR, 33, "direction of the state", .ref.values = &sa_dir), \
    U32(XFRMA_NAT_KEEPALIVE_INTERVAL, 34, "time between keepalives", .unit = KL_UNIT_S), \
    U32(XFRMA_SA_PCPU, 35, "processor that it is for"), \
    U32(XFRMA_IPTFS_DROP_TIME, 36, "longest wait for a missing packet", .unit = KL_UNIT_US), \
    U16(XFRMA_IPTFS_REORDER_WINDOW, 37, "packets that may be out of order", \
        .unit = KL_UNIT_PACKETS), \
    FLAG(XFRMA_IPTFS_DONT_FRAG, 38, "packets are not spread"), \
    U32(XFRMA_IPTFS_INIT_DELAY, 39, "wait for more packets", .unit = KL_UNIT_US), \
    U32(XFRMA_IPTFS_MAX_QSIZE, 40, "longest queue", .unit = KL_UNIT_BYTES), \
    U32(XFRMA_IPTFS_PKT_SIZE, 41, "size of packets; 0: the path's MTU", .unit = KL_UNIT_BYTES), \
}

ROWS(sa) XFRM_ROWS(sa_address);
static SET(sa, "xfrm-state", "XFRMA_", "a state");
ROWS(id) XFRM_ROWS(id_address);
static SET(id, "xfrm-state-id", "XFRMA_", "a state, named by its number");
ROWS(policy) XFRM_ROWS(policy_address);
static SET(policy, "xfrm-policy", "XFRMA_", "a policy");
ROWS(acquire) XFRM_ROWS(acquire_address);
static SET(acquire, "xfrm-acquire", "XFRMA_", "a state that is needed");

/* ---- Statistics ---- */

ROWS(sadhinfo) {
    U32(sadhcnt, 0, "buckets"),
    U32(sadhmcnt, 4, "buckets at most"),
};
static LAYOUT(sadhinfo, "xfrmu_sadhinfo", 8);

ROWS(sad) {
    U32(XFRMA_SAD_CNT, 1, "number of states"),
    ROW(STRUCT, XFRMA_SAD_HINFO, 2, "hash of the states", .ref.layout = &sadhinfo),
};
static SET(sad, "xfrm-sad-info", "XFRMA_SAD_", "statistics of states");

ROWS(spdinfo) {
    U32(incnt, 0, "policies for packets that arrive"),
    U32(outcnt, 4, "policies for packets that leave"),
    U32(fwdcnt, 8, "policies for packets that are forwarded"),
    U32(inscnt, 12, "policies of sockets, arriving"),
    U32(outscnt, 16, "policies of sockets, leaving"),
    U32(fwdscnt, 20, "policies of sockets, forwarded"),
};
static LAYOUT(spdinfo, "xfrmu_spdinfo", 24);

ROWS(spdhinfo) {
    U32(spdhcnt, 0, "buckets"),
    U32(spdhmcnt, 4, "buckets at most"),
};
static LAYOUT(spdhinfo, "xfrmu_spdhinfo", 8);

ROWS(hthresh) {
    U8(lbits, 0, "local prefix length from which policies are hashed"),
    U8(rbits, 1, "remote prefix length from which policies are hashed"),
};
static LAYOUT(hthresh, "xfrmu_spdhthresh", 2);

ROWS(spd) {
    ROW(STRUCT, XFRMA_SPD_INFO, 1, "number of policies", .ref.layout = &spdinfo),
    ROW(STRUCT, XFRMA_SPD_HINFO, 2, "hash of the policies", .ref.layout = &spdhinfo),
    ROW(STRUCT, XFRMA_SPD_IPV4_HTHRESH, 3, "which IPv4 policies are hashed",
        .ref.layout = &hthresh),
    ROW(STRUCT, XFRMA_SPD_IPV6_HTHRESH, 4, "which IPv6 policies are hashed",
        .ref.layout = &hthresh),
};
static SET(spd, "xfrm-spd-info", "XFRMA_SPD_", "statistics of policies");

/* ---- Messages ---- */

ROWS(word) { U32(info_flags, 0, "0", .flags = KL_A_HEX) };
static LAYOUT(word, "flags", 4);
static const struct kl_layout nothing = {.name = "nothing"};

#define MESSAGE(i, n, d, h, set) \
    COMMAND(i, n, d, .header = &kl_layout_xfrm_##h, .request = &(set))
/* Dumps begin with the attributes. */
#define DUMP(i, n, d, set) \
    COMMAND(i, n, d, .when = KL_WHEN_DUMP, .header = &nothing, .request = &(set))

static const struct kl_command_def commands[] = {
    MESSAGE(16, XFRM_MSG_NEWSA, "add a state; an answer", sa_info, sa),
    MESSAGE(17, XFRM_MSG_DELSA, "delete a state; one is gone", sa_id, id),
    DUMP(18, XFRM_MSG_GETSA, "ask for all states", id),
    MESSAGE(18, XFRM_MSG_GETSA, "ask for a state", sa_id, id),
    MESSAGE(19, XFRM_MSG_NEWPOLICY, "add a policy; an answer", policy_info, policy),
    MESSAGE(20, XFRM_MSG_DELPOLICY, "delete a policy; one is gone", policy_id, policy),
    DUMP(21, XFRM_MSG_GETPOLICY, "ask for all policies", policy),
    MESSAGE(21, XFRM_MSG_GETPOLICY, "ask for a policy", policy_id, policy),
    MESSAGE(22, XFRM_MSG_ALLOCSPI, "ask for a state with a number of its own", spi_info, sa),
    MESSAGE(23, XFRM_MSG_ACQUIRE, "a state is needed", acquire, acquire),
    MESSAGE(24, XFRM_MSG_EXPIRE, "a state has reached a limit", expire, sa),
    MESSAGE(25, XFRM_MSG_UPDPOLICY, "replace a policy", policy_info, policy),
    MESSAGE(26, XFRM_MSG_UPDSA, "replace a state", sa_info, sa),
    MESSAGE(27, XFRM_MSG_POLEXPIRE, "a policy has reached a limit", polexpire, policy),
    MESSAGE(28, XFRM_MSG_FLUSHSA, "delete all states", sa_flush, id),
    COMMAND(29, XFRM_MSG_FLUSHPOLICY, "delete all policies", .request = &policy),
    MESSAGE(30, XFRM_MSG_NEWAE, "change a state's numbers; they have changed", aevent_id, id),
    MESSAGE(31, XFRM_MSG_GETAE, "ask for a state's numbers", aevent_id, id),
    MESSAGE(32, XFRM_MSG_REPORT, "a packet fits no policy of Mobile IPv6", report, policy),
    MESSAGE(33, XFRM_MSG_MIGRATE, "move states to other addresses", policy_id, policy),
    COMMAND(34, XFRM_MSG_NEWSADINFO, "statistics of states", .header = &word, .request = &sad),
    COMMAND(35, XFRM_MSG_GETSADINFO, "ask for statistics of states", .header = &word,
            .request = &sad),
    COMMAND(36, XFRM_MSG_NEWSPDINFO, "change the hash of policies; statistics", .header = &word,
            .request = &spd),
    COMMAND(37, XFRM_MSG_GETSPDINFO, "ask for statistics of policies", .header = &word,
            .request = &spd),
    MESSAGE(38, XFRM_MSG_MAPPING, "the other end's address has changed", mapping, id),
    MESSAGE(39, XFRM_MSG_SETDEFAULT, "what is done without a policy", policy_default, policy),
    MESSAGE(40, XFRM_MSG_GETDEFAULT, "ask what is done without a policy", policy_default, policy),
    MESSAGE(41, XFRM_MSG_MIGRATE_STATE, "move a state to other addresses", migrate_state, id),
};

static const struct kl_group_def groups[] = {
    {.id = 1, .name = "XFRMNLGRP_ACQUIRE"},
    {.id = 2, .name = "XFRMNLGRP_EXPIRE"},
    {.id = 3, .name = "XFRMNLGRP_SA"},
    {.id = 4, .name = "XFRMNLGRP_POLICY"},
    {.id = 5, .name = "XFRMNLGRP_AEVENTS"},
    {.id = 6, .name = "XFRMNLGRP_REPORT"},
    {.id = 7, .name = "XFRMNLGRP_MIGRATE"},
    {.id = 8, .name = "XFRMNLGRP_MAPPING"},
};
// clang-format on

const struct kl_family kl_family_xfrm = {
    .name = "xfrm",
    .doc = "states and policies of IPsec",
    .command_prefix = "XFRM_MSG_",
    .protocol = NETLINK_XFRM,
    .match = KL_MATCH_TYPE,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
