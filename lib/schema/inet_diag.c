// SPDX-License-Identifier: MIT
// Socket diagnosis of TCP, UDP, raw IP, SCTP, DCCP, MPTCP; and of SMC.
// Source: include/uapi/linux/inet_diag.h, tcp.h, mptcp.h, tls.h, smc_diag.h; net/ipv4/inet_diag.c,
// tcp_diag.c, net/mptcp/diag.c, net/tls/tls_main.c, net/smc/smc_diag.c.
#include "sock_diag.h"

// clang-format off
static ENUM(family, "address family", "AF_", {2, "inet"}, {10, "inet6"});

static ENUM(protocol, "IP protocol", "IPPROTO_",
    {0, "ip"}, {1, "icmp"}, {2, "igmp"}, {4, "ipip"}, {6, "tcp"}, {17, "udp"}, {33, "dccp"},
    {41, "ipv6"}, {46, "rsvp"}, {47, "gre"}, {50, "esp"}, {51, "ah"}, {58, "icmpv6"},
    {89, "ospf"}, {103, "pim"}, {112, "vrrp"}, {115, "l2tp"}, {132, "sctp"}, {136, "udplite"},
    {255, "raw"}, {262, "mptcp"});

static ENUM(timer, "IDIAG_TIMER", "IDIAG_TIMER_",
    {0, "off"}, {1, "on"}, {2, "keepalive"}, {3, "timewait"}, {4, "probe0"}, {5, "delack"});

/* 1 << (INET_DIAG_* - 1) */
static FLAGS(extensions, "INET_DIAG extensions", "INET_DIAG_",
    {1 << 0, "meminfo"}, {1 << 1, "info"}, {1 << 2, "vegasinfo"}, {1 << 3, "cong"},
    {1 << 4, "tos"}, {1 << 5, "tclass"}, {1 << 6, "skmeminfo"}, {1 << 7, "shutdown"});

/* Ports and addresses at offset o of a struct whose family is its first byte. */
#define SOCKID(o) \
    ROW(U16, id.idiag_sport, (o), "its port", .flags = KL_A_BE), \
    ROW(U16, id.idiag_dport, (o) + 2, "the other end's port", .flags = KL_A_BE), \
    ROW(IP, id.idiag_src, (o) + 4, "its address", .flags = KL_A_FAMILY, .max_len = 16), \
    ROW(IP, id.idiag_dst, (o) + 20, "the other end's address", .flags = KL_A_FAMILY, \
        .max_len = 16), \
    U32(id.idiag_if, (o) + 36, "interface it is bound to"), \
    SK_COOKIE(id.idiag_cookie, (o) + 40)

ROWS(req) {
    U8(sdiag_family, 0, "family that is asked for", .ref.values = &family),
    U8(sdiag_protocol, 1, "protocol that is asked for", .ref.values = &protocol),
    U8(idiag_ext, 2, "attributes that are asked for", .ref.values = &extensions),
    U8(pad, 3, "raw sockets: the protocol, where sdiag_protocol is raw"),
    U32(idiag_states, 4, "states that are asked for", .ref.values = &kl_enum_sk_states),
    SOCKID(8),
};
static LAYOUT(req, "inet_diag_req_v2", 56);

ROWS(msg) {
    U8(idiag_family, 0, "family of the socket", .ref.values = &family),
    U8(idiag_state, 1, "state", .ref.values = &kl_enum_sk_state),
    U8(idiag_timer, 2, "timer that runs", .ref.values = &timer),
    U8(idiag_retrans, 3, "how often it was sent again"),
    SOCKID(4),
    U32(idiag_expires, 52, "until the timer", .unit = KL_UNIT_MS),
    U32(idiag_rqueue, 56, "bytes that wait to be read; listening: connections that wait"),
    U32(idiag_wqueue, 60, "bytes on their way; listening: connections that may wait"),
    U32(idiag_uid, 64, "user that owns it"),
    U32(idiag_inode, 68, "inode of the socket"),
};
static LAYOUT(msg, "inet_diag_msg", 72);

ROWS(req_v1) {
    U8(idiag_family, 0, "family that is asked for", .ref.values = &family),
    U8(idiag_src_len, 1, "0"),
    U8(idiag_dst_len, 2, "0"),
    U8(idiag_ext, 3, "attributes that are asked for", .ref.values = &extensions),
    SOCKID(4),
    U32(idiag_states, 52, "states that are asked for", .ref.values = &kl_enum_sk_states),
    U32(idiag_dbs, 56, "not used"),
};
static LAYOUT(req_v1, "inet_diag_req", 60);

/* ---- Structs inside attributes ---- */

ROWS(meminfo) {
    U32(idiag_rmem, 0, "received and not read", .unit = KL_UNIT_BYTES),
    U32(idiag_wmem, 4, "to be sent", .unit = KL_UNIT_BYTES),
    U32(idiag_fmem, 8, "reserved", .unit = KL_UNIT_BYTES),
    U32(idiag_tmem, 12, "on its way", .unit = KL_UNIT_BYTES),
};
static LAYOUT(meminfo, "inet_diag_meminfo", 16);

static FLAGS(sockopt_first, "inet_diag_sockopt", "",
    {1 << 0, "recverr"}, {1 << 1, "is_icsk"}, {1 << 2, "freebind"}, {1 << 3, "hdrincl"},
    {1 << 4, "mc_loop"}, {1 << 5, "transparent"}, {1 << 6, "mc_all"}, {1 << 7, "nodefrag"});
static FLAGS(sockopt_second, "inet_diag_sockopt", "",
    {1 << 0, "bind_address_no_port"}, {1 << 1, "recverr_rfc4884"}, {1 << 2, "defer_connect"});

ROWS(sockopt) {
    U8(first, 0, "options", .ref.values = &sockopt_first),
    U8(second, 1, "more options", .ref.values = &sockopt_second),
};
static LAYOUT(sockopt, "inet_diag_sockopt", 2);

ROWS(vegas) {
    U32(tcpv_enabled, 0, "is it at work?"),
    U32(tcpv_rttcnt, 4, "round trips measured"),
    U32(tcpv_rtt, 8, "round trip", .unit = KL_UNIT_US),
    U32(tcpv_minrtt, 12, "shortest round trip", .unit = KL_UNIT_US),
};
static LAYOUT(vegas, "tcpvegas_info", 16);

ROWS(dctcp) {
    U16(dctcp_enabled, 0, "is it at work?"),
    U16(dctcp_ce_state, 2, "was the last packet marked?"),
    U32(dctcp_alpha, 4, "share of marked bytes, of 1024"),
    U32(dctcp_ab_ecn, 8, "bytes acknowledged that were marked", .unit = KL_UNIT_BYTES),
    U32(dctcp_ab_tot, 12, "bytes acknowledged", .unit = KL_UNIT_BYTES),
};
static LAYOUT(dctcp, "tcp_dctcp_info", 16);

ROWS(bbr) {
    U64(bbr_bw, 0, "bandwidth", .unit = KL_UNIT_BYTES_PER_S),
    U32(bbr_min_rtt, 8, "shortest round trip", .unit = KL_UNIT_US),
    U32(bbr_pacing_gain, 12, "factor of the rate, of 256"),
    U32(bbr_cwnd_gain, 16, "factor of the window, of 256"),
};
static LAYOUT(bbr, "tcp_bbr_info", 20);

ROWS(md5sig) {
    U8(tcpm_family, 0, "family of the peer", .ref.values = &family),
    U8(tcpm_prefixlen, 1, "prefix length of its address"),
    U16(tcpm_keylen, 2, "length of the key", .unit = KL_UNIT_BYTES),
    ROW(IP, tcpm_addr, 4, "address of the peer", .flags = KL_A_FAMILY, .max_len = 16),
    BYTES(tcpm_key, 20, "the key, padded", .max_len = 80),
};
static LAYOUT(md5sig, "tcp_diag_md5sig", 100);

ROWS(bpf_value) {
    PAD(SK_DIAG_BPF_STORAGE_PAD, 1),
    U32(SK_DIAG_BPF_STORAGE_MAP_ID, 2, "number of the map"),
    BYTES(SK_DIAG_BPF_STORAGE_MAP_VALUE, 3, "its value for the socket"),
};
static SET(bpf_value, "sk-bpf-storage", "SK_DIAG_BPF_STORAGE_", "what BPF keeps of a socket");

ROWS(bpf_values) {
    NEST(SK_DIAG_BPF_STORAGE, 1, bpf_value, "of one map", .flags = KL_A_MULTI),
};
static SET(bpf_values, "sk-bpf-storages", "SK_DIAG_", "what BPF keeps of a socket");

ROWS(bpf_request) {
    U32(SK_DIAG_BPF_STORAGE_REQ_MAP_FD, 1, "descriptor of a map", .flags = KL_A_MULTI),
};
static SET(bpf_request, "sk-bpf-request", "SK_DIAG_BPF_STORAGE_REQ_", "maps that are asked for");

/* ---- Requests ---- */

ROWS(request) {
    BYTES(INET_DIAG_REQ_BYTECODE, 1, "filter, struct inet_diag_bc_op with their arguments"),
    NEST(INET_DIAG_REQ_SK_BPF_STORAGES, 2, bpf_request, "what of BPF is asked for"),
    U32(INET_DIAG_REQ_PROTOCOL, 3, "protocol, where it does not fit the header",
        .ref.values = &protocol),
};
static SET(request, "inet-diag-request", "INET_DIAG_REQ_", "which sockets are asked for");

/* ---- A socket ---- */

ROWS(attrs) {
    ROW(STRUCT, INET_DIAG_MEMINFO, 1, "memory", .ref.layout = &meminfo),
    ROW(NEST, INET_DIAG_INFO, 2, "state of the protocol that was asked for",
        .ref.select = &kl_select_inet_info, .flags = KL_A_SELECT),
    ROW(STRUCT, INET_DIAG_VEGASINFO, 3, "state of the congestion control vegas",
        .ref.layout = &vegas),
    STR(INET_DIAG_CONG, 4, 15, "congestion control"),
    U8(INET_DIAG_TOS, 5, "type of service", .flags = KL_A_HEX),
    U8(INET_DIAG_TCLASS, 6, "traffic class", .flags = KL_A_HEX),
    SK_MEMORY(INET_DIAG_SKMEMINFO, 7),
    U8(INET_DIAG_SHUTDOWN, 8, "directions that are shut", .ref.values = &kl_enum_sk_shutdown),
    ROW(STRUCT, INET_DIAG_DCTCPINFO, 9, "state of the congestion control dctcp",
        .ref.layout = &dctcp),
    U8(INET_DIAG_PROTOCOL, 10, "protocol of a raw socket", .ref.values = &protocol),
    U8(INET_DIAG_SKV6ONLY, 11, "is IPv4 left out?"),
    BYTES(INET_DIAG_LOCALS, 12, "SCTP: addresses, struct sockaddr_storage each"),
    BYTES(INET_DIAG_PEERS, 13, "SCTP: the other end's addresses, struct sockaddr_storage each"),
    PAD(INET_DIAG_PAD, 14),
    U32(INET_DIAG_MARK, 15, "mark of its packets", .flags = KL_A_HEX),
    ROW(STRUCT, INET_DIAG_BBRINFO, 16, "state of the congestion control bbr", .ref.layout = &bbr),
    U32(INET_DIAG_CLASS_ID, 17, "class of its packets", .flags = KL_A_HEX),
    ROW(PACKED, INET_DIAG_MD5SIG, 18, "keys of TCP's signatures", .elem = KL_T_STRUCT,
        .ref.layout = &md5sig),
    NEST(INET_DIAG_ULP_INFO, 19, kl_set_inet_ulp, "protocol on top of TCP"),
    NEST(INET_DIAG_SK_BPF_STORAGES, 20, bpf_values, "what BPF keeps of it"),
    U64(INET_DIAG_CGROUP_ID, 21, "its cgroup"),
    ROW(STRUCT, INET_DIAG_SOCKOPT, 22, "options", .ref.layout = &sockopt),
};
static SET(attrs, "inet-diag", "INET_DIAG_", "a socket");

static const struct kl_command_def commands[] = {
    COMMAND(18, TCPDIAG_GETSOCK, "ask for TCP's sockets, as in old times", .header = &req_v1,
            .reply_header = &msg, .request = &request, .reply = &attrs),
    COMMAND(19, DCCPDIAG_GETSOCK, "ask for DCCP's sockets, as in old times", .header = &req_v1,
            .reply_header = &msg, .request = &request, .reply = &attrs),
    COMMAND(SOCK_DIAG_BY_FAMILY_ID, SOCK_DIAG_BY_FAMILY, "ask for sockets; an answer",
            .header = &req, .reply_header = &msg, .request = &request, .reply = &attrs),
    COMMAND(SOCK_DESTROY_ID, SOCK_DESTROY, "close a socket; one was closed", .header = &req,
            .reply_header = &msg, .request = &request, .reply = &attrs),
};

static const struct kl_group_def groups[] = {
    {.id = 1, .name = "SKNLGRP_INET_TCP_DESTROY"},
    {.id = 2, .name = "SKNLGRP_INET_UDP_DESTROY"},
    {.id = 3, .name = "SKNLGRP_INET6_TCP_DESTROY"},
    {.id = 4, .name = "SKNLGRP_INET6_UDP_DESTROY"},
};
// clang-format on

const struct kl_family kl_family_inet_diag = {
    .name = "inet-diag",
    .doc = "sockets of TCP, UDP, raw IP, SCTP, DCCP, MPTCP",
    .protocol = NETLINK_SOCK_DIAG,
    .match = KL_MATCH_TYPE,
    .header_families = {2, 10}, /* AF_INET, AF_INET6 */
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};
