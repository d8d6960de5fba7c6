// SPDX-License-Identifier: MIT
// Connection tracking: policies of lifetimes, and helpers that are programs.
// Source: include/uapi/linux/netfilter/nfnetlink_cttimeout.h, nfnetlink_cthelper.h; policies in
// net/netfilter/nf_conntrack_proto_*.c, nfnetlink_cttimeout.c, nfnetlink_cthelper.c.
#include "netfilter.h"

// clang-format off
#define SECONDS(n, i, d) BE32(n, i, d, .unit = KL_UNIT_S)

ROWS(generic) {
    SECONDS(CTA_TIMEOUT_GENERIC_TIMEOUT, 1, "of any connection"),
};
static SET(generic, "ct-timeout-generic", "CTA_TIMEOUT_GENERIC_", "lifetimes of other protocols");

ROWS(tcp) {
    SECONDS(CTA_TIMEOUT_TCP_SYN_SENT, 1, "behind a SYN"),
    SECONDS(CTA_TIMEOUT_TCP_SYN_RECV, 2, "behind the answer to it"),
    SECONDS(CTA_TIMEOUT_TCP_ESTABLISHED, 3, "of an established connection"),
    SECONDS(CTA_TIMEOUT_TCP_FIN_WAIT, 4, "behind the first FIN"),
    SECONDS(CTA_TIMEOUT_TCP_CLOSE_WAIT, 5, "behind its acknowledgement"),
    SECONDS(CTA_TIMEOUT_TCP_LAST_ACK, 6, "behind the second FIN"),
    SECONDS(CTA_TIMEOUT_TCP_TIME_WAIT, 7, "behind the last acknowledgement"),
    SECONDS(CTA_TIMEOUT_TCP_CLOSE, 8, "behind a reset"),
    SECONDS(CTA_TIMEOUT_TCP_SYN_SENT2, 9, "behind a SYN from either side"),
    SECONDS(CTA_TIMEOUT_TCP_RETRANS, 10, "when too much is sent again"),
    SECONDS(CTA_TIMEOUT_TCP_UNACK, 11, "when something is not acknowledged"),
};
static SET(tcp, "ct-timeout-tcp", "CTA_TIMEOUT_TCP_", "lifetimes of TCP by state");

ROWS(udp) {
    SECONDS(CTA_TIMEOUT_UDP_UNREPLIED, 1, "without an answer"),
    SECONDS(CTA_TIMEOUT_UDP_REPLIED, 2, "with an answer"),
};
static SET(udp, "ct-timeout-udp", "CTA_TIMEOUT_UDP_", "lifetimes of UDP");

ROWS(udplite) {
    SECONDS(CTA_TIMEOUT_UDPLITE_UNREPLIED, 1, "without an answer"),
    SECONDS(CTA_TIMEOUT_UDPLITE_REPLIED, 2, "with an answer"),
};
static SET(udplite, "ct-timeout-udplite", "CTA_TIMEOUT_UDPLITE_", "lifetimes of UDP-Lite");

ROWS(icmp) {
    SECONDS(CTA_TIMEOUT_ICMP_TIMEOUT, 1, "of any connection"),
};
static SET(icmp, "ct-timeout-icmp", "CTA_TIMEOUT_ICMP_", "lifetimes of ICMP");

ROWS(icmpv6) {
    SECONDS(CTA_TIMEOUT_ICMPV6_TIMEOUT, 1, "of any connection"),
};
static SET(icmpv6, "ct-timeout-icmpv6", "CTA_TIMEOUT_ICMPV6_", "lifetimes of ICMPv6");

ROWS(dccp) {
    SECONDS(CTA_TIMEOUT_DCCP_REQUEST, 1, "behind the request"),
    SECONDS(CTA_TIMEOUT_DCCP_RESPOND, 2, "behind the response"),
    SECONDS(CTA_TIMEOUT_DCCP_PARTOPEN, 3, "of one that is partly open"),
    SECONDS(CTA_TIMEOUT_DCCP_OPEN, 4, "of an open one"),
    SECONDS(CTA_TIMEOUT_DCCP_CLOSEREQ, 5, "behind the server's request to close"),
    SECONDS(CTA_TIMEOUT_DCCP_CLOSING, 6, "of one that closes"),
    SECONDS(CTA_TIMEOUT_DCCP_TIMEWAIT, 7, "of a closed one"),
};
static SET(dccp, "ct-timeout-dccp", "CTA_TIMEOUT_DCCP_", "lifetimes of DCCP by state");

ROWS(sctp) {
    SECONDS(CTA_TIMEOUT_SCTP_CLOSED, 1, "of a closed one"),
    SECONDS(CTA_TIMEOUT_SCTP_COOKIE_WAIT, 2, "while it waits for the cookie"),
    SECONDS(CTA_TIMEOUT_SCTP_COOKIE_ECHOED, 3, "behind the cookie's echo"),
    SECONDS(CTA_TIMEOUT_SCTP_ESTABLISHED, 4, "of an established one"),
    SECONDS(CTA_TIMEOUT_SCTP_SHUTDOWN_SENT, 5, "when the client shuts down"),
    SECONDS(CTA_TIMEOUT_SCTP_SHUTDOWN_RECD, 6, "when the server shuts down"),
    SECONDS(CTA_TIMEOUT_SCTP_SHUTDOWN_ACK_SENT, 7, "behind the acknowledgement of that"),
    SECONDS(CTA_TIMEOUT_SCTP_HEARTBEAT_SENT, 8, "of another path, behind a heartbeat"),
    SECONDS(CTA_TIMEOUT_SCTP_HEARTBEAT_ACKED, 9, "not used any more"),
};
static SET(sctp, "ct-timeout-sctp", "CTA_TIMEOUT_SCTP_", "lifetimes of SCTP by state");

ROWS(gre) {
    SECONDS(CTA_TIMEOUT_GRE_UNREPLIED, 1, "without an answer"),
    SECONDS(CTA_TIMEOUT_GRE_REPLIED, 2, "with an answer"),
};
static SET(gre, "ct-timeout-gre", "CTA_TIMEOUT_GRE_", "lifetimes of GRE");

static const struct kl_selection cases[] = {
    {.number = 1, .set = &icmp},
    {.number = 6, .set = &tcp},
    {.number = 17, .set = &udp},
    {.number = 33, .set = &dccp},
    {.number = 47, .set = &gre},
    {.number = 58, .set = &icmpv6},
    {.number = 132, .set = &sctp},
    {.number = 136, .set = &udplite},
};
#define BY_PROTOCOL(attr) { \
    .by = KL_BY_NUMBER, .key = attr, \
    .n_cases = KL_COUNT(cases), .cases = cases, .otherwise = &generic, \
}
const struct kl_selector kl_select_ct_timeouts = BY_PROTOCOL(3);
const struct kl_selector kl_select_nft_ct_timeouts = BY_PROTOCOL(2);

ROWS(timeout) {
    STR(CTA_TIMEOUT_NAME, 1, 31, "name of the policy"),
    BE16(CTA_TIMEOUT_L3PROTO, 2, "family of the connections", .ref.values = &kl_enum_nf_proto),
    U8(CTA_TIMEOUT_L4PROTO, 3, "protocol of the connections", .ref.values = &kl_enum_nf_ipproto),
    ROW(NEST, CTA_TIMEOUT_DATA, 4, "lifetimes by state", .flags = KL_A_SELECT,
        .ref.select = &kl_select_ct_timeouts),
    BE32(CTA_TIMEOUT_USE, 5, "references to it"),
};
static SET(timeout, "ct-timeout", "CTA_TIMEOUT_", "a policy of lifetimes");

static const struct kl_command_def timeout_commands[] = {
    COMMAND(0, IPCTNL_MSG_TIMEOUT_NEW, "create or change a policy; an answer"),
    COMMAND(1, IPCTNL_MSG_TIMEOUT_GET, "ask for policies"),
    COMMAND(2, IPCTNL_MSG_TIMEOUT_DELETE, "delete a policy, or all"),
    COMMAND(3, IPCTNL_MSG_TIMEOUT_DEFAULT_SET, "change the lifetimes of a protocol"),
    COMMAND(4, IPCTNL_MSG_TIMEOUT_DEFAULT_GET, "ask for the lifetimes of a protocol"),
};

/* ---- Helpers ---- */

static ENUM(status, "NFCT_HELPER_STATUS", "NFCT_HELPER_STATUS_", {0, "disabled"}, {1, "enabled"});

ROWS(tuple) {
    BE16(NFCTH_TUPLE_L3PROTONUM, 1, "family", .ref.values = &kl_enum_nf_proto),
    U8(NFCTH_TUPLE_L4PROTONUM, 2, "protocol", .ref.values = &kl_enum_nf_ipproto),
};
static SET(tuple, "cthelper-tuple", "NFCTH_TUPLE_", "which connections it is for");

ROWS(policy) {
    STR(NFCTH_POLICY_NAME, 1, 15, "name of the class"),
    BE32(NFCTH_POLICY_EXPECT_MAX, 2, "expected connections at most"),
    SECONDS(NFCTH_POLICY_EXPECT_TIMEOUT, 3, "how long they are expected"),
};
static SET(policy, "cthelper-policy", "NFCTH_POLICY_", "a class of expected connections");

ROWS(policies) {
    BE32(NFCTH_POLICY_SET_NUM, 1, "number of classes"),
    NEST(NFCTH_POLICY_SET1, 2, policy, "the first"),
    NEST(NFCTH_POLICY_SET2, 3, policy, "the second"),
    NEST(NFCTH_POLICY_SET3, 4, policy, "the third"),
    NEST(NFCTH_POLICY_SET4, 5, policy, "the fourth"),
};
static SET(policies, "cthelper-policies", "NFCTH_POLICY_", "classes of expected connections");

ROWS(helper) {
    STR(NFCTH_NAME, 1, 15, "name of the helper"),
    NEST(NFCTH_TUPLE, 2, tuple, "which connections it is for"),
    BE32(NFCTH_QUEUE_NUM, 3, "queue that its packets go to"),
    NEST(NFCTH_POLICY, 4, policies, "classes of expected connections"),
    BE32(NFCTH_PRIV_DATA_LEN, 5, "its own state", .unit = KL_UNIT_BYTES),
    BE32(NFCTH_STATUS, 6, "is it at work?", .ref.values = &status),
};
static SET(helper, "cthelper", "NFCTH_", "a helper that is a program");

static const struct kl_command_def helper_commands[] = {
    COMMAND(0, NFNL_MSG_CTHELPER_NEW, "create or change a helper; an answer"),
    COMMAND(1, NFNL_MSG_CTHELPER_GET, "ask for helpers"),
    COMMAND(2, NFNL_MSG_CTHELPER_DEL, "delete a helper, or all"),
};
// clang-format on

const struct kl_family kl_family_cttimeout = {
    .name = "cttimeout",
    .doc = "lifetimes of connections that netfilter follows",
    .command_prefix = "IPCTNL_MSG_TIMEOUT_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 8, /* NFNL_SUBSYS_CTNETLINK_TIMEOUT */
    .header = &kl_layout_nfgenmsg,
    .attrs = &timeout,
    .n_commands = KL_COUNT(timeout_commands),
    .commands = timeout_commands,
};

const struct kl_family kl_family_cthelper = {
    .name = "cthelper",
    .doc = "programs that help netfilter to follow connections",
    .command_prefix = "NFNL_MSG_CTHELPER_",
    .protocol = NETLINK_NETFILTER,
    .match = KL_MATCH_NFNL,
    .subsystem = 9, /* NFNL_SUBSYS_CTHELPER */
    .header = &kl_layout_nfgenmsg,
    .attrs = &helper,
    .n_commands = KL_COUNT(helper_commands),
    .commands = helper_commands,
};
