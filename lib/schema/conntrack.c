// SPDX-License-Identifier: MIT
// Connection tracking: connections, expectations, statistics.
// Source: include/uapi/linux/netfilter/nfnetlink_conntrack.h, nf_conntrack_common.h,
// nf_conntrack_tcp.h; policies in net/netfilter/nf_conntrack_netlink.c, nf_conntrack_proto_*.c.
#include "netfilter.h"

// clang-format off
static ENUM(tcp_state, "tcp_conntrack", "TCP_CONNTRACK_",
    {0, "none"}, {1, "syn_sent"}, {2, "syn_recv"}, {3, "established"}, {4, "fin_wait"},
    {5, "close_wait"}, {6, "last_ack"}, {7, "time_wait"}, {8, "close"}, {9, "syn_sent2"},
    {10, "max"}, {11, "ignore"}, {12, "retrans"}, {13, "unack"});

static FLAGS(tcp_flag, "IP_CT_TCP_FLAG", "IP_CT_TCP_FLAG_",
    {0x01, "window_scale"}, {0x02, "sack_perm"}, {0x04, "close_init"}, {0x08, "be_liberal"},
    {0x10, "data_unacknowledged"}, {0x20, "maxack_set"}, {0x40, "exp_challenge_ack"},
    {0x80, "simultaneous_open"});

static ENUM(dccp_state, "ct_dccp_states", "CT_DCCP_",
    {0, "none"}, {1, "request"}, {2, "respond"}, {3, "partopen"}, {4, "open"}, {5, "closereq"},
    {6, "closing"}, {7, "timewait"}, {8, "ignore"}, {9, "invalid"});

static ENUM(dccp_role, "ct_dccp_roles", "CT_DCCP_ROLE_", {0, "client"}, {1, "server"});

static ENUM(sctp_state, "sctp_conntrack", "SCTP_CONNTRACK_",
    {0, "none"}, {1, "closed"}, {2, "cookie_wait"}, {3, "cookie_echoed"}, {4, "established"},
    {5, "shutdown_sent"}, {6, "shutdown_recd"}, {7, "shutdown_ack_sent"}, {8, "heartbeat_sent"},
    {9, "heartbeat_acked"});

static FLAGS(expect_flags, "NF_CT_EXPECT", "NF_CT_EXPECT_",
    {0x1, "permanent"}, {0x2, "inactive"}, {0x4, "userspace"});

/* Which parts of a tuple a dump is to compare. */
static FLAGS(filter_flags, "CTA_FILTER_F", "CTA_FILTER_F_",
    {0x001, "cta_ip_src"}, {0x002, "cta_ip_dst"}, {0x004, "cta_tuple_zone"},
    {0x008, "cta_proto_num"}, {0x010, "cta_proto_src_port"}, {0x020, "cta_proto_dst_port"},
    {0x040, "cta_proto_icmp_type"}, {0x080, "cta_proto_icmp_code"}, {0x100, "cta_proto_icmp_id"},
    {0x200, "cta_proto_icmpv6_type"}, {0x400, "cta_proto_icmpv6_code"},
    {0x800, "cta_proto_icmpv6_id"});

/* ---- Parts of a connection ---- */

ROWS(ip) {
    IP4(CTA_IP_V4_SRC, 1, "IPv4 source address"),
    IP4(CTA_IP_V4_DST, 2, "IPv4 destination address"),
    IP6(CTA_IP_V6_SRC, 3, "IPv6 source address"),
    IP6(CTA_IP_V6_DST, 4, "IPv6 destination address"),
};
static SET(ip, "ct-ip", "CTA_IP_", "addresses of a tuple");

ROWS(proto) {
    U8(CTA_PROTO_NUM, 1, "protocol", .ref.values = &kl_enum_nf_ipproto),
    BE16(CTA_PROTO_SRC_PORT, 2, "source port, or key of GRE"),
    BE16(CTA_PROTO_DST_PORT, 3, "destination port, or key of GRE"),
    BE16(CTA_PROTO_ICMP_ID, 4, "ICMP: identifier"),
    U8(CTA_PROTO_ICMP_TYPE, 5, "ICMP: type"),
    U8(CTA_PROTO_ICMP_CODE, 6, "ICMP: code"),
    BE16(CTA_PROTO_ICMPV6_ID, 7, "ICMPv6: identifier"),
    U8(CTA_PROTO_ICMPV6_TYPE, 8, "ICMPv6: type"),
    U8(CTA_PROTO_ICMPV6_CODE, 9, "ICMPv6: code"),
};
static SET(proto, "ct-proto", "CTA_PROTO_", "protocol and ports of a tuple");

ROWS(tuple) {
    NEST(CTA_TUPLE_IP, 1, ip, "addresses"),
    NEST(CTA_TUPLE_PROTO, 2, proto, "protocol and ports"),
    BE16(CTA_TUPLE_ZONE, 3, "zone of this direction alone"),
};
static SET(tuple, "ct-tuple", "CTA_TUPLE_", "one direction of a connection");

ROWS(tcp_flags) {
    U8(flags, 0, "flags that are set", .ref.values = &tcp_flag),
    U8(mask, 1, "flags that are meant", .ref.values = &tcp_flag),
};
static LAYOUT(tcp_flags, "nf_ct_tcp_flags", 2);

ROWS(protoinfo_tcp) {
    U8(CTA_PROTOINFO_TCP_STATE, 1, "state", .ref.values = &tcp_state),
    U8(CTA_PROTOINFO_TCP_WSCALE_ORIGINAL, 2, "window scale of the client"),
    U8(CTA_PROTOINFO_TCP_WSCALE_REPLY, 3, "window scale of the server"),
    ROW(STRUCT, CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, 4, "flags of the client",
        .ref.layout = &tcp_flags),
    ROW(STRUCT, CTA_PROTOINFO_TCP_FLAGS_REPLY, 5, "flags of the server",
        .ref.layout = &tcp_flags),
};
static SET(protoinfo_tcp, "ct-tcp", "CTA_PROTOINFO_TCP_", "state of TCP");

ROWS(protoinfo_dccp) {
    U8(CTA_PROTOINFO_DCCP_STATE, 1, "state", .ref.values = &dccp_state),
    U8(CTA_PROTOINFO_DCCP_ROLE, 2, "who began", .ref.values = &dccp_role),
    BE64(CTA_PROTOINFO_DCCP_HANDSHAKE_SEQ, 3, "sequence number of the handshake"),
    PAD(CTA_PROTOINFO_DCCP_PAD, 4),
};
static SET(protoinfo_dccp, "ct-dccp", "CTA_PROTOINFO_DCCP_", "state of DCCP");

ROWS(protoinfo_sctp) {
    U8(CTA_PROTOINFO_SCTP_STATE, 1, "state", .ref.values = &sctp_state),
    HEX32(CTA_PROTOINFO_SCTP_VTAG_ORIGINAL, 2, "tag of the client"),
    HEX32(CTA_PROTOINFO_SCTP_VTAG_REPLY, 3, "tag of the server"),
};
static SET(protoinfo_sctp, "ct-sctp", "CTA_PROTOINFO_SCTP_", "state of SCTP");

ROWS(protoinfo) {
    NEST(CTA_PROTOINFO_TCP, 1, protoinfo_tcp, "of TCP"),
    NEST(CTA_PROTOINFO_DCCP, 2, protoinfo_dccp, "of DCCP"),
    NEST(CTA_PROTOINFO_SCTP, 3, protoinfo_sctp, "of SCTP"),
};
static SET(protoinfo, "ct-protoinfo", "CTA_PROTOINFO_", "state of the protocol");

ROWS(help) {
    STR(CTA_HELP_NAME, 1, 15, "name of the helper"),
    BYTES(CTA_HELP_INFO, 2, "the helper's own state"),
};
static SET(help, "ct-help", "CTA_HELP_", "helper of a connection");

ROWS(protonat) {
    BE16(CTA_PROTONAT_PORT_MIN, 1, "first port"),
    BE16(CTA_PROTONAT_PORT_MAX, 2, "last port"),
};
static SET(protonat, "ct-protonat", "CTA_PROTONAT_", "ports to translate to");

ROWS(nat) {
    IP4(CTA_NAT_V4_MINIP, 1, "first IPv4 address"),
    IP4(CTA_NAT_V4_MAXIP, 2, "last IPv4 address"),
    NEST(CTA_NAT_PROTO, 3, protonat, "ports"),
    IP6(CTA_NAT_V6_MINIP, 4, "first IPv6 address"),
    IP6(CTA_NAT_V6_MAXIP, 5, "last IPv6 address"),
};
static SET(nat, "ct-nat", "CTA_NAT_", "what addresses are translated to");

ROWS(counters) {
    BE64(CTA_COUNTERS_PACKETS, 1, "packets so far", .unit = KL_UNIT_PACKETS),
    BE64(CTA_COUNTERS_BYTES, 2, "bytes so far", .unit = KL_UNIT_BYTES),
    BE32(CTA_COUNTERS32_PACKETS, 3, "not used any more", .unit = KL_UNIT_PACKETS),
    BE32(CTA_COUNTERS32_BYTES, 4, "not used any more", .unit = KL_UNIT_BYTES),
    PAD(CTA_COUNTERS_PAD, 5),
};
static SET(counters, "ct-counters", "CTA_COUNTERS_", "counters of one direction");

ROWS(seqadj) {
    BE32(CTA_SEQADJ_CORRECTION_POS, 1, "sequence number of the last change"),
    ROW(S32, CTA_SEQADJ_OFFSET_BEFORE, 2, "added in front of it", .flags = KL_A_BE),
    ROW(S32, CTA_SEQADJ_OFFSET_AFTER, 3, "added from there on", .flags = KL_A_BE),
};
static SET(seqadj, "ct-seqadj", "CTA_SEQADJ_", "what is added to TCP's sequence numbers");

ROWS(secctx) {
    STR(CTA_SECCTX_NAME, 1, 0, "security context"),
};
static SET(secctx, "ct-secctx", "CTA_SECCTX_", "security context of a connection");

ROWS(timestamp) {
    BE64(CTA_TIMESTAMP_START, 1, "when it began, since 1970", .unit = KL_UNIT_NS),
    BE64(CTA_TIMESTAMP_STOP, 2, "when it ended, since 1970", .unit = KL_UNIT_NS),
    PAD(CTA_TIMESTAMP_PAD, 3),
};
static SET(timestamp, "ct-timestamp", "CTA_TIMESTAMP_", "begin and end of a connection");

ROWS(synproxy) {
    BE32(CTA_SYNPROXY_ISN, 1, "first sequence number"),
    BE32(CTA_SYNPROXY_ITS, 2, "first time stamp"),
    BE32(CTA_SYNPROXY_TSOFF, 3, "what is added to time stamps"),
};
static SET(synproxy, "ct-synproxy", "CTA_SYNPROXY_", "state of a synproxy");

ROWS(filter) {
    U32(CTA_FILTER_ORIG_FLAGS, 1, "what must be equal in the tuple of the original direction",
        .ref.values = &filter_flags),
    U32(CTA_FILTER_REPLY_FLAGS, 2, "what must be equal in the tuple of the reply direction",
        .ref.values = &filter_flags),
};
static SET(filter, "ct-filter", "CTA_FILTER_", "which connections a dump is to show");

/* ---- A connection ---- */

ROWS(kl_set_ct) {
    NEST(CTA_TUPLE_ORIG, 1, tuple, "the direction of the first packet"),
    NEST(CTA_TUPLE_REPLY, 2, tuple, "the direction of the answers"),
    BE32(CTA_STATUS, 3, "status", .ref.values = &kl_enum_ct_status),
    NEST(CTA_PROTOINFO, 4, protoinfo, "state of the protocol"),
    NEST(CTA_HELP, 5, help, "helper"),
    NEST(CTA_NAT_SRC, 6, nat, "what sources are translated to"),
    BE32(CTA_TIMEOUT, 7, "what is left of its lifetime", .unit = KL_UNIT_S),
    HEX32(CTA_MARK, 8, "mark"),
    NEST(CTA_COUNTERS_ORIG, 9, counters, "counters of the original direction"),
    NEST(CTA_COUNTERS_REPLY, 10, counters, "counters of the reply direction"),
    BE32(CTA_USE, 11, "references to it"),
    BE32(CTA_ID, 12, "number of the connection"),
    NEST(CTA_NAT_DST, 13, nat, "what destinations are translated to"),
    NEST(CTA_TUPLE_MASTER, 14, tuple, "the connection that announced this one"),
    NEST(CTA_SEQ_ADJ_ORIG, 15, seqadj, "changes of the original direction"),
    NEST(CTA_SEQ_ADJ_REPLY, 16, seqadj, "changes of the reply direction"),
    BE32(CTA_SECMARK, 17, "number of the security context, not used any more"),
    BE16(CTA_ZONE, 18, "zone"),
    NEST(CTA_SECCTX, 19, secctx, "security context"),
    NEST(CTA_TIMESTAMP, 20, timestamp, "begin and end"),
    HEX32(CTA_MARK_MASK, 21, "bits of the mark that count"),
    BYTES(CTA_LABELS, 22, "labels, a bit for each"),
    BYTES(CTA_LABELS_MASK, 23, "labels that are to change, a bit for each"),
    NEST(CTA_SYNPROXY, 24, synproxy, "state of a synproxy"),
    NEST(CTA_FILTER, 25, filter, "which connections a dump is to show"),
    BE32(CTA_STATUS_MASK, 26, "bits of the status that count", .ref.values = &kl_enum_ct_status),
    BE64(CTA_TIMESTAMP_EVENT, 27, "when the event was, since 1970", .unit = KL_UNIT_NS),
};
SET(kl_set_ct, "ct", "CTA_", "a connection");

ROWS(stats_cpu) {
    BE32(CTA_STATS_SEARCHED, 1, "not used any more"),
    BE32(CTA_STATS_FOUND, 2, "connections found"),
    BE32(CTA_STATS_NEW, 3, "not used any more"),
    BE32(CTA_STATS_INVALID, 4, "packets that fit no connection and cannot begin one"),
    BE32(CTA_STATS_IGNORE, 5, "not used any more"),
    BE32(CTA_STATS_DELETE, 6, "not used any more"),
    BE32(CTA_STATS_DELETE_LIST, 7, "not used any more"),
    BE32(CTA_STATS_INSERT, 8, "connections inserted"),
    BE32(CTA_STATS_INSERT_FAILED, 9, "connections that could not be inserted"),
    BE32(CTA_STATS_DROP, 10, "packets dropped, as there was no room or they were refused"),
    BE32(CTA_STATS_EARLY_DROP, 11, "connections dropped to make room"),
    BE32(CTA_STATS_ERROR, 12, "errors of ICMP"),
    BE32(CTA_STATS_SEARCH_RESTART, 13, "searches begun again"),
    BE32(CTA_STATS_CLASH_RESOLVE, 14, "clashes resolved"),
    BE32(CTA_STATS_CHAIN_TOOLONG, 15, "packets dropped, as the hash's chain was too long"),
};
static SET(stats_cpu, "ct-stats-cpu", "CTA_STATS_", "statistics of one processor, named by res_id");

ROWS(stats_global) {
    BE32(CTA_STATS_GLOBAL_ENTRIES, 1, "connections"),
    BE32(CTA_STATS_GLOBAL_MAX_ENTRIES, 2, "connections at most"),
};
static SET(stats_global, "ct-stats-global", "CTA_STATS_GLOBAL_", "statistics of the table");

/* ---- Expectations ---- */

ROWS(expect_nat) {
    BE32(CTA_EXPECT_NAT_DIR, 1, "direction", .ref.values = &kl_enum_ct_dir),
    NEST(CTA_EXPECT_NAT_TUPLE, 2, tuple, "what is translated to"),
};
static SET(expect_nat, "ct-expect-nat", "CTA_EXPECT_NAT_", "translation of an expected connection");

ROWS(kl_set_ct_expect) {
    NEST(CTA_EXPECT_MASTER, 1, tuple, "the connection that announced it"),
    NEST(CTA_EXPECT_TUPLE, 2, tuple, "what it will look like"),
    NEST(CTA_EXPECT_MASK, 3, tuple, "bits of that which count"),
    BE32(CTA_EXPECT_TIMEOUT, 4, "how long it is expected", .unit = KL_UNIT_S),
    BE32(CTA_EXPECT_ID, 5, "number of the expectation"),
    STR(CTA_EXPECT_HELP_NAME, 6, 15, "helper that expects it"),
    BE16(CTA_EXPECT_ZONE, 7, "zone"),
    BE32(CTA_EXPECT_FLAGS, 8, "how it is meant", .ref.values = &expect_flags),
    BE32(CTA_EXPECT_CLASS, 9, "class within the helper"),
    NEST(CTA_EXPECT_NAT, 10, expect_nat, "its translation"),
    STR(CTA_EXPECT_FN, 11, 0, "function that is called when it comes"),
};
SET(kl_set_ct_expect, "ct-expect", "CTA_EXPECT_", "a connection that is expected");

ROWS(stats_expect) {
    BE32(CTA_STATS_EXP_NEW, 1, "connections that were expected and came"),
    BE32(CTA_STATS_EXP_CREATE, 2, "expectations made"),
    BE32(CTA_STATS_EXP_DELETE, 3, "expectations deleted"),
};
static SET(stats_expect, "ct-stats-expect", "CTA_STATS_EXP_", "statistics of one processor");

/* ---- Commands ---- */

static const struct kl_command_def commands[] = {
    COMMAND(0, IPCTNL_MSG_CT_NEW, "create or change a connection; an event, an answer"),
    COMMAND(1, IPCTNL_MSG_CT_GET, "ask for a connection, or for all"),
    COMMAND(2, IPCTNL_MSG_CT_DELETE, "delete a connection, or all; one has ended"),
    COMMAND(3, IPCTNL_MSG_CT_GET_CTRZERO, "ask for connections and reset their counters"),
    COMMAND(4, IPCTNL_MSG_CT_GET_STATS_CPU, "ask for statistics by processor",
            .request = &stats_cpu),
    COMMAND(5, IPCTNL_MSG_CT_GET_STATS, "ask for statistics of the table",
            .request = &stats_global),
    COMMAND(6, IPCTNL_MSG_CT_GET_DYING, "ask for connections that are about to go"),
    COMMAND(7, IPCTNL_MSG_CT_GET_UNCONFIRMED, "ask for connections of packets still under way"),
};

static const struct kl_group_def groups[] = {
    {.id = 1, .name = "NFNLGRP_CONNTRACK_NEW"},
    {.id = 2, .name = "NFNLGRP_CONNTRACK_UPDATE"},
    {.id = 3, .name = "NFNLGRP_CONNTRACK_DESTROY"},
};

static const struct kl_command_def expect_commands[] = {
    COMMAND(0, IPCTNL_MSG_EXP_NEW, "create an expectation; an event, an answer"),
    COMMAND(1, IPCTNL_MSG_EXP_GET, "ask for expectations"),
    COMMAND(2, IPCTNL_MSG_EXP_DELETE, "delete expectations; one has gone"),
    COMMAND(3, IPCTNL_MSG_EXP_GET_STATS_CPU, "ask for statistics by processor",
            .request = &stats_expect),
};

static const struct kl_group_def expect_groups[] = {
    {.id = 4, .name = "NFNLGRP_CONNTRACK_EXP_NEW"},
    {.id = 5, .name = "NFNLGRP_CONNTRACK_EXP_UPDATE"},
    {.id = 6, .name = "NFNLGRP_CONNTRACK_EXP_DESTROY"},
};
// clang-format on

const struct kl_family kl_family_conntrack = {
    .name = "conntrack",
    .doc = "connections that netfilter follows",
    .command_prefix = "IPCTNL_MSG_CT_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 1, /* NFNL_SUBSYS_CTNETLINK */
    .header = &kl_layout_nfgenmsg,
    .attrs = &kl_set_ct,
    .n_commands = KL_COUNT(commands),
    .commands = commands,
    .n_groups = KL_COUNT(groups),
    .groups = groups,
};

const struct kl_family kl_family_conntrack_exp = {
    .name = "conntrack-exp",
    .doc = "connections that netfilter's helpers expect",
    .command_prefix = "IPCTNL_MSG_EXP_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 2, /* NFNL_SUBSYS_CTNETLINK_EXP */
    .header = &kl_layout_nfgenmsg,
    .attrs = &kl_set_ct_expect,
    .n_commands = KL_COUNT(expect_commands),
    .commands = expect_commands,
    .n_groups = KL_COUNT(expect_groups),
    .groups = expect_groups,
};
