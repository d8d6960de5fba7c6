// SPDX-License-Identifier: MIT
// Families of generic netlink that ip(8) speaks: TCP's memory of hosts, L2TP, FOU, MACsec, MPTCP.
// Source: include/uapi/linux/tcp_metrics.h, l2tp.h, fou.h, if_macsec.h, mptcp_pm.h; policies in
// net/ipv4/tcp_metrics.c, net/l2tp/l2tp_netlink.c, net/ipv4/fou_nl.c, drivers/net/macsec.c,
// net/mptcp/mptcp_pm_gen.c.
#include "rows.h"

// clang-format off
#define US(n, i, d)      U32(n, i, d, .unit = KL_UNIT_US)
#define MS64(n, i, d)    U64(n, i, d, .unit = KL_UNIT_MS)
#define PACKETS(n, i, d) U64(n, i, d, .unit = KL_UNIT_PACKETS)
#define VOLUME(n, i, d)  U64(n, i, d, .unit = KL_UNIT_BYTES)

static ENUM(family, "address family", "AF_", {0, "unspec"}, {2, "inet"}, {10, "inet6"});
static ENUM(yes_no, "bool", "", {0, "no"}, {1, "yes"});
#define YES_NO(n, i, d) U8(n, i, d, .ref.values = &yes_no)

/* ---- TCP's memory of hosts ---- */

ROWS(tcp_vals) {
    U32(TCP_METRICS_A_METRICS_RTT, 1, "round trip", .unit = KL_UNIT_MS),
    U32(TCP_METRICS_A_METRICS_RTTVAR, 2, "its deviation", .unit = KL_UNIT_MS),
    U32(TCP_METRICS_A_METRICS_SSTHRESH, 3, "threshold of slow start, in segments"),
    U32(TCP_METRICS_A_METRICS_CWND, 4, "congestion window, in segments"),
    U32(TCP_METRICS_A_METRICS_REODERING, 5, "how far segments may be out of order"),
    US(TCP_METRICS_A_METRICS_RTT_US, 6, "round trip, 8 times as long"),
    US(TCP_METRICS_A_METRICS_RTTVAR_US, 7, "its deviation, 4 times as long"),
};
static SET(tcp_vals, "tcp-metrics-values", "TCP_METRICS_A_METRICS_", "what was measured");

ROWS(tcp) {
    IP4(TCP_METRICS_ATTR_ADDR_IPV4, 1, "the host"),
    IP6(TCP_METRICS_ATTR_ADDR_IPV6, 2, "the host"),
    MS64(TCP_METRICS_ATTR_AGE, 3, "how old this is"),
    U32(TCP_METRICS_ATTR_TW_TSVAL, 4, "last time stamp of the host"),
    S32(TCP_METRICS_ATTR_TW_TS_STAMP, 5, "how long ago that was", .unit = KL_UNIT_S),
    NEST(TCP_METRICS_ATTR_VALS, 6, tcp_vals, "what was measured"),
    U16(TCP_METRICS_ATTR_FOPEN_MSS, 7, "Fast Open: segment size", .unit = KL_UNIT_BYTES),
    U16(TCP_METRICS_ATTR_FOPEN_SYN_DROPS, 8, "Fast Open: how often it was lost"),
    MS64(TCP_METRICS_ATTR_FOPEN_SYN_DROP_TS, 9, "Fast Open: how long ago that was"),
    BYTES(TCP_METRICS_ATTR_FOPEN_COOKIE, 10, "Fast Open: cookie"),
    IP4(TCP_METRICS_ATTR_SADDR_IPV4, 11, "this end"),
    IP6(TCP_METRICS_ATTR_SADDR_IPV6, 12, "this end"),
    PAD(TCP_METRICS_ATTR_PAD, 13),
};
static SET(tcp, "tcp-metrics", "TCP_METRICS_ATTR_", "what TCP remembers of a host");

static const struct kl_command_def tcp_commands[] = {
    COMMAND(1, TCP_METRICS_CMD_GET, "ask for hosts; an answer"),
    COMMAND(2, TCP_METRICS_CMD_DEL, "forget a host, or all"),
};

/* ---- L2TP ---- */

static ENUM(pw_type, "l2tp_pwtype", "L2TP_PWTYPE_",
    {0, "none"}, {4, "eth_vlan"}, {5, "eth"}, {7, "ppp"}, {8, "ppp_ac"}, {11, "ip"});
static ENUM(l2spec, "l2tp_l2spec_type", "L2TP_L2SPECTYPE_",
    {0, "none"}, {1, "default"});
static ENUM(encap, "l2tp_encap_type", "L2TP_ENCAPTYPE_",
    {0, "udp"}, {1, "ip"});
static ENUM(seq, "l2tp_seqmode", "L2TP_SEQ_",
    {0, "none"}, {1, "ip"}, {2, "all"});
static FLAGS(debug, "l2tp_debug_flags", "L2TP_MSG_",
    {0x1, "debug"}, {0x2, "control"}, {0x4, "seq"}, {0x8, "data"});

ROWS(l2tp_stats) {
    PACKETS(L2TP_ATTR_TX_PACKETS, 1, "sent"),
    VOLUME(L2TP_ATTR_TX_BYTES, 2, "sent"),
    U64(L2TP_ATTR_TX_ERRORS, 3, "errors when sending"),
    PACKETS(L2TP_ATTR_RX_PACKETS, 4, "received"),
    VOLUME(L2TP_ATTR_RX_BYTES, 5, "received"),
    PACKETS(L2TP_ATTR_RX_SEQ_DISCARDS, 6, "dropped for their sequence number"),
    PACKETS(L2TP_ATTR_RX_OOS_PACKETS, 7, "out of order"),
    U64(L2TP_ATTR_RX_ERRORS, 8, "errors when receiving"),
    PAD(L2TP_ATTR_STATS_PAD, 9),
    PACKETS(L2TP_ATTR_RX_COOKIE_DISCARDS, 10, "dropped for their cookie"),
    PACKETS(L2TP_ATTR_RX_INVALID, 11, "malformed"),
};
static SET(l2tp_stats, "l2tp-stats", "L2TP_ATTR_", "counters of a tunnel or session");

ROWS(l2tp) {
    U16(L2TP_ATTR_PW_TYPE, 1, "what a session carries", .ref.values = &pw_type),
    U16(L2TP_ATTR_ENCAP_TYPE, 2, "what packets are put into", .ref.values = &encap),
    U16(L2TP_ATTR_OFFSET, 3, "not used any more"),
    U8(L2TP_ATTR_DATA_SEQ, 4, "which packets have sequence numbers", .ref.values = &seq),
    U8(L2TP_ATTR_L2SPEC_TYPE, 5, "kind of sublayer", .ref.values = &l2spec),
    U8(L2TP_ATTR_L2SPEC_LEN, 6, "length of its header", .unit = KL_UNIT_BYTES),
    U8(L2TP_ATTR_PROTO_VERSION, 7, "version of L2TP"),
    STR(L2TP_ATTR_IFNAME, 8, 15, "interface of the session"),
    U32(L2TP_ATTR_CONN_ID, 9, "number of the tunnel"),
    U32(L2TP_ATTR_PEER_CONN_ID, 10, "the other end's number of the tunnel"),
    U32(L2TP_ATTR_SESSION_ID, 11, "number of the session"),
    U32(L2TP_ATTR_PEER_SESSION_ID, 12, "the other end's number of the session"),
    YES_NO(L2TP_ATTR_UDP_CSUM, 13, "has UDP checksums?"),
    U16(L2TP_ATTR_VLAN_ID, 14, "VLAN, not used"),
    BYTES(L2TP_ATTR_COOKIE, 15, "cookie of packets received"),
    BYTES(L2TP_ATTR_PEER_COOKIE, 16, "cookie of packets sent"),
    U32(L2TP_ATTR_DEBUG, 17, "what is logged, not used any more", .ref.values = &debug),
    YES_NO(L2TP_ATTR_RECV_SEQ, 18, "must packets received have sequence numbers?"),
    YES_NO(L2TP_ATTR_SEND_SEQ, 19, "have packets sent sequence numbers?"),
    YES_NO(L2TP_ATTR_LNS_MODE, 20, "is this the network server?"),
    YES_NO(L2TP_ATTR_USING_IPSEC, 21, "is there IPsec?"),
    MS64(L2TP_ATTR_RECV_TIMEOUT, 22, "longest wait for packets out of order"),
    U32(L2TP_ATTR_FD, 23, "descriptor of the tunnel's socket"),
    IP4(L2TP_ATTR_IP_SADDR, 24, "this end"),
    IP4(L2TP_ATTR_IP_DADDR, 25, "the other end"),
    U16(L2TP_ATTR_UDP_SPORT, 26, "port of this end"),
    U16(L2TP_ATTR_UDP_DPORT, 27, "port of the other end"),
    U16(L2TP_ATTR_MTU, 28, "largest packet sent", .unit = KL_UNIT_BYTES),
    U16(L2TP_ATTR_MRU, 29, "largest packet received", .unit = KL_UNIT_BYTES),
    NEST(L2TP_ATTR_STATS, 30, l2tp_stats, "counters"),
    IP6(L2TP_ATTR_IP6_SADDR, 31, "this end"),
    IP6(L2TP_ATTR_IP6_DADDR, 32, "the other end"),
    FLAG(L2TP_ATTR_UDP_ZERO_CSUM6_TX, 33, "UDP over IPv6 is sent without checksums"),
    FLAG(L2TP_ATTR_UDP_ZERO_CSUM6_RX, 34, "UDP over IPv6 is received without checksums"),
    PAD(L2TP_ATTR_PAD, 35),
};
static SET(l2tp, "l2tp", "L2TP_ATTR_", "a tunnel or session");

static const struct kl_command_def l2tp_commands[] = {
    COMMAND(0, L2TP_CMD_NOOP, "nothing"),
    COMMAND(1, L2TP_CMD_TUNNEL_CREATE, "create a tunnel; one has come"),
    COMMAND(2, L2TP_CMD_TUNNEL_DELETE, "delete a tunnel; one has gone"),
    COMMAND(3, L2TP_CMD_TUNNEL_MODIFY, "change a tunnel"),
    COMMAND(4, L2TP_CMD_TUNNEL_GET, "ask for tunnels; an answer"),
    COMMAND(5, L2TP_CMD_SESSION_CREATE, "create a session; one has come"),
    COMMAND(6, L2TP_CMD_SESSION_DELETE, "delete a session; one has gone"),
    COMMAND(7, L2TP_CMD_SESSION_MODIFY, "change a session"),
    COMMAND(8, L2TP_CMD_SESSION_GET, "ask for sessions; an answer"),
};
static const struct kl_group_def l2tp_groups[] = {{.name = "l2tp"}};

/* ---- FOU ---- */

static ENUM(fou_type, "FOU_ENCAP", "FOU_ENCAP_",
    {0, "unspec"}, {1, "direct"}, {2, "gue"});

ROWS(fou) {
    ROW(U16, FOU_ATTR_PORT, 1, "port that is listened on", .flags = KL_A_BE),
    U8(FOU_ATTR_AF, 2, "family", .ref.values = &family),
    U8(FOU_ATTR_IPPROTO, 3, "protocol inside"),
    U8(FOU_ATTR_TYPE, 4, "kind of header", .ref.values = &fou_type),
    FLAG(FOU_ATTR_REMCSUM_NOPARTIAL, 5, "checksums are made whole at once"),
    IP4(FOU_ATTR_LOCAL_V4, 6, "this end"),
    IP6(FOU_ATTR_LOCAL_V6, 7, "this end"),
    IP4(FOU_ATTR_PEER_V4, 8, "the other end"),
    IP6(FOU_ATTR_PEER_V6, 9, "the other end"),
    ROW(U16, FOU_ATTR_PEER_PORT, 10, "port of the other end", .flags = KL_A_BE),
    S32(FOU_ATTR_IFINDEX, 11, "interface it is bound to"),
};
static SET(fou, "fou", "FOU_ATTR_", "a port that tunnels arrive at");

static const struct kl_command_def fou_commands[] = {
    COMMAND(1, FOU_CMD_ADD, "open a port"),
    COMMAND(2, FOU_CMD_DEL, "close a port"),
    COMMAND(3, FOU_CMD_GET, "ask for ports; an answer"),
};

/* ---- MACsec ---- */

static ENUM(cipher, "MACSEC_CIPHER_ID", "MACSEC_CIPHER_ID_",
    {0x0080020001000001, "default"}, {0x0080C20001000001, "gcm_aes_128"},
    {0x0080C20001000002, "gcm_aes_256"}, {0x0080C20001000003, "gcm_aes_xpn_128"},
    {0x0080C20001000004, "gcm_aes_xpn_256"});
static ENUM(validate, "macsec_validation_type", "MACSEC_VALIDATE_",
    {0, "disabled"}, {1, "check"}, {2, "strict"});
static ENUM(offload, "macsec_offload", "MACSEC_OFFLOAD_", {0, "off"}, {1, "phy"}, {2, "mac"});

#define SCI(n, i) ROW(U64, n, i, "number of the channel", .flags = KL_A_BE | KL_A_HEX)

ROWS(secy) {
    SCI(MACSEC_SECY_ATTR_SCI, 1),
    U8(MACSEC_SECY_ATTR_ENCODING_SA, 2, "association that sends"),
    U32(MACSEC_SECY_ATTR_WINDOW, 3, "size of the replay window", .unit = KL_UNIT_PACKETS),
    U64(MACSEC_SECY_ATTR_CIPHER_SUITE, 4, "cipher", .ref.values = &cipher),
    U8(MACSEC_SECY_ATTR_ICV_LEN, 5, "length of the check value", .unit = KL_UNIT_BYTES),
    YES_NO(MACSEC_SECY_ATTR_PROTECT, 6, "are packets protected?"),
    YES_NO(MACSEC_SECY_ATTR_REPLAY, 7, "are packets that come twice dropped?"),
    YES_NO(MACSEC_SECY_ATTR_OPER, 8, "is it at work?"),
    U8(MACSEC_SECY_ATTR_VALIDATE, 9, "what is done to packets that are not authentic",
       .ref.values = &validate),
    YES_NO(MACSEC_SECY_ATTR_ENCRYPT, 10, "are packets encrypted?"),
    YES_NO(MACSEC_SECY_ATTR_INC_SCI, 11, "do packets name the channel?"),
    YES_NO(MACSEC_SECY_ATTR_ES, 12, "is this an end station?"),
    YES_NO(MACSEC_SECY_ATTR_SCB, 13, "is it for many receivers?"),
    PAD(MACSEC_SECY_ATTR_PAD, 14),
};
static SET(secy, "macsec-secy", "MACSEC_SECY_ATTR_", "an interface of MACsec");

ROWS(rxsc_stats) {
    VOLUME(MACSEC_RXSC_STATS_ATTR_IN_OCTETS_VALIDATED, 1, "checked"),
    VOLUME(MACSEC_RXSC_STATS_ATTR_IN_OCTETS_DECRYPTED, 2, "decrypted"),
    PACKETS(MACSEC_RXSC_STATS_ATTR_IN_PKTS_UNCHECKED, 3, "not checked"),
    PACKETS(MACSEC_RXSC_STATS_ATTR_IN_PKTS_DELAYED, 4, "below the window"),
    PACKETS(MACSEC_RXSC_STATS_ATTR_IN_PKTS_OK, 5, "authentic"),
    PACKETS(MACSEC_RXSC_STATS_ATTR_IN_PKTS_INVALID, 6, "not authentic, let through"),
    PACKETS(MACSEC_RXSC_STATS_ATTR_IN_PKTS_LATE, 7, "below the window, dropped"),
    PACKETS(MACSEC_RXSC_STATS_ATTR_IN_PKTS_NOT_VALID, 8, "not authentic, dropped"),
    PACKETS(MACSEC_RXSC_STATS_ATTR_IN_PKTS_NOT_USING_SA, 9, "of no association, dropped"),
    PACKETS(MACSEC_RXSC_STATS_ATTR_IN_PKTS_UNUSED_SA, 10, "of no association, let through"),
    PAD(MACSEC_RXSC_STATS_ATTR_PAD, 11),
};
static SET(rxsc_stats, "macsec-rxsc-stats", "MACSEC_RXSC_STATS_ATTR_", "counters of a channel");

#define COUNT32(n, i, d) U32(n, i, d, .unit = KL_UNIT_PACKETS)
ROWS(sa_stats) {
    COUNT32(MACSEC_SA_STATS_ATTR_IN_PKTS_OK, 1, "authentic"),
    COUNT32(MACSEC_SA_STATS_ATTR_IN_PKTS_INVALID, 2, "not authentic, let through"),
    COUNT32(MACSEC_SA_STATS_ATTR_IN_PKTS_NOT_VALID, 3, "not authentic, dropped"),
    COUNT32(MACSEC_SA_STATS_ATTR_IN_PKTS_NOT_USING_SA, 4, "when it was not at work, dropped"),
    COUNT32(MACSEC_SA_STATS_ATTR_IN_PKTS_UNUSED_SA, 5, "when it was not at work, let through"),
    COUNT32(MACSEC_SA_STATS_ATTR_OUT_PKTS_PROTECTED, 6, "protected"),
    COUNT32(MACSEC_SA_STATS_ATTR_OUT_PKTS_ENCRYPTED, 7, "encrypted"),
};
static SET(sa_stats, "macsec-sa-stats", "MACSEC_SA_STATS_ATTR_", "counters of an association");

ROWS(sa) {
    U8(MACSEC_SA_ATTR_AN, 1, "number of the association"),
    YES_NO(MACSEC_SA_ATTR_ACTIVE, 2, "is it at work?"),
    ROW(UINT, MACSEC_SA_ATTR_PN, 3, "number of the next packet"),
    BYTES(MACSEC_SA_ATTR_KEY, 4, "key"),
    BYTES(MACSEC_SA_ATTR_KEYID, 5, "name of the key", .max_len = 16),
    NEST(MACSEC_SA_ATTR_STATS, 6, sa_stats, "counters"),
    PAD(MACSEC_SA_ATTR_PAD, 7),
    U32(MACSEC_SA_ATTR_SSCI, 8, "short number of the channel", .flags = KL_A_HEX | KL_A_BE),
    BYTES(MACSEC_SA_ATTR_SALT, 9, "salt", .max_len = 12),
};
static SET(sa, "macsec-sa", "MACSEC_SA_ATTR_", "an association");

ROWS(rxsc) {
    SCI(MACSEC_RXSC_ATTR_SCI, 1),
    YES_NO(MACSEC_RXSC_ATTR_ACTIVE, 2, "is it at work?"),
    NESTS(MACSEC_RXSC_ATTR_SA_LIST, 3, sa, "its associations",
          .flags = KL_A_FROM1 | KL_A_NO_NESTED),
    NEST(MACSEC_RXSC_ATTR_STATS, 4, rxsc_stats, "counters"),
    PAD(MACSEC_RXSC_ATTR_PAD, 5),
};
static SET(rxsc, "macsec-rxsc", "MACSEC_RXSC_ATTR_", "a channel that receives");

ROWS(txsc_stats) {
    PACKETS(MACSEC_TXSC_STATS_ATTR_OUT_PKTS_PROTECTED, 1, "protected"),
    PACKETS(MACSEC_TXSC_STATS_ATTR_OUT_PKTS_ENCRYPTED, 2, "encrypted"),
    VOLUME(MACSEC_TXSC_STATS_ATTR_OUT_OCTETS_PROTECTED, 3, "protected"),
    VOLUME(MACSEC_TXSC_STATS_ATTR_OUT_OCTETS_ENCRYPTED, 4, "encrypted"),
    PAD(MACSEC_TXSC_STATS_ATTR_PAD, 5),
};
static SET(txsc_stats, "macsec-txsc-stats", "MACSEC_TXSC_STATS_ATTR_", "counters of sending");

ROWS(secy_stats) {
    PACKETS(MACSEC_SECY_STATS_ATTR_OUT_PKTS_UNTAGGED, 1, "sent as they were"),
    PACKETS(MACSEC_SECY_STATS_ATTR_IN_PKTS_UNTAGGED, 2, "received as they were"),
    PACKETS(MACSEC_SECY_STATS_ATTR_OUT_PKTS_TOO_LONG, 3, "too long to be sent"),
    PACKETS(MACSEC_SECY_STATS_ATTR_IN_PKTS_NO_TAG, 4, "without a tag, dropped"),
    PACKETS(MACSEC_SECY_STATS_ATTR_IN_PKTS_BAD_TAG, 5, "with a wrong tag"),
    PACKETS(MACSEC_SECY_STATS_ATTR_IN_PKTS_UNKNOWN_SCI, 6, "of an unknown channel"),
    PACKETS(MACSEC_SECY_STATS_ATTR_IN_PKTS_NO_SCI, 7, "of no channel"),
    PACKETS(MACSEC_SECY_STATS_ATTR_IN_PKTS_OVERRUN, 8, "beyond what can be done"),
    PAD(MACSEC_SECY_STATS_ATTR_PAD, 9),
};
static SET(secy_stats, "macsec-secy-stats", "MACSEC_SECY_STATS_ATTR_", "counters of an interface");

ROWS(offload_attrs) {
    U8(MACSEC_OFFLOAD_ATTR_TYPE, 1, "who does the work", .ref.values = &offload),
    PAD(MACSEC_OFFLOAD_ATTR_PAD, 2),
};
static SET(offload_attrs, "macsec-offload", "MACSEC_OFFLOAD_ATTR_", "who does the work");

ROWS(macsec) {
    U32(MACSEC_ATTR_IFINDEX, 1, "number of the interface"),
    NEST(MACSEC_ATTR_RXSC_CONFIG, 2, rxsc, "a channel"),
    NEST(MACSEC_ATTR_SA_CONFIG, 3, sa, "an association"),
    NEST(MACSEC_ATTR_SECY, 4, secy, "the interface"),
    NESTS(MACSEC_ATTR_TXSA_LIST, 5, sa, "associations that send",
          .flags = KL_A_FROM1 | KL_A_NO_NESTED),
    NESTS(MACSEC_ATTR_RXSC_LIST, 6, rxsc, "channels that receive",
          .flags = KL_A_FROM1 | KL_A_NO_NESTED),
    NEST(MACSEC_ATTR_TXSC_STATS, 7, txsc_stats, "counters of sending"),
    NEST(MACSEC_ATTR_SECY_STATS, 8, secy_stats, "counters of the interface"),
    NEST(MACSEC_ATTR_OFFLOAD, 9, offload_attrs, "who does the work"),
};
static SET(macsec, "macsec", "MACSEC_ATTR_", "an interface of MACsec");

static const struct kl_command_def macsec_commands[] = {
    COMMAND(0, MACSEC_CMD_GET_TXSC, "ask for interfaces; an answer"),
    COMMAND(1, MACSEC_CMD_ADD_RXSC, "add a channel"),
    COMMAND(2, MACSEC_CMD_DEL_RXSC, "delete a channel"),
    COMMAND(3, MACSEC_CMD_UPD_RXSC, "change a channel"),
    COMMAND(4, MACSEC_CMD_ADD_TXSA, "add an association that sends"),
    COMMAND(5, MACSEC_CMD_DEL_TXSA, "delete an association that sends"),
    COMMAND(6, MACSEC_CMD_UPD_TXSA, "change an association that sends"),
    COMMAND(7, MACSEC_CMD_ADD_RXSA, "add an association that receives"),
    COMMAND(8, MACSEC_CMD_DEL_RXSA, "delete an association that receives"),
    COMMAND(9, MACSEC_CMD_UPD_RXSA, "change an association that receives"),
    COMMAND(10, MACSEC_CMD_UPD_OFFLOAD, "change who does the work"),
};

/* ---- MPTCP's addresses ---- */

static FLAGS(address_flags, "MPTCP_PM_ADDR_FLAG", "MPTCP_PM_ADDR_FLAG_",
    {1 << 0, "signal"}, {1 << 1, "subflow"}, {1 << 2, "backup"}, {1 << 3, "fullmesh"},
    {1 << 4, "implicit"}, {1 << 5, "laminar"});

ROWS(mptcp_addr) {
    U16(MPTCP_PM_ADDR_ATTR_FAMILY, 1, "family of the address", .ref.values = &family),
    U8(MPTCP_PM_ADDR_ATTR_ID, 2, "number of the address"),
    IP4(MPTCP_PM_ADDR_ATTR_ADDR4, 3, "IPv4 address"),
    IP6(MPTCP_PM_ADDR_ATTR_ADDR6, 4, "IPv6 address"),
    U16(MPTCP_PM_ADDR_ATTR_PORT, 5, "port"),
    U32(MPTCP_PM_ADDR_ATTR_FLAGS, 6, "what it is for", .ref.values = &address_flags),
    S32(MPTCP_PM_ADDR_ATTR_IF_IDX, 7, "interface"),
};
static SET(mptcp_addr, "mptcp-address", "MPTCP_PM_ADDR_ATTR_", "an address");

ROWS(mptcp) {
    NEST(MPTCP_PM_ATTR_ADDR, 1, mptcp_addr, "the address"),
    U32(MPTCP_PM_ATTR_RCV_ADD_ADDRS, 2, "announced addresses that are used at most"),
    U32(MPTCP_PM_ATTR_SUBFLOWS, 3, "additional subflows at most"),
    U32(MPTCP_PM_ATTR_TOKEN, 4, "the connection", .flags = KL_A_HEX),
    U8(MPTCP_PM_ATTR_LOC_ID, 5, "number of this end's address"),
    NEST(MPTCP_PM_ATTR_ADDR_REMOTE, 6, mptcp_addr, "the other end's address"),
};
static SET(mptcp, "mptcp-pm", "MPTCP_PM_ATTR_", "addresses and limits");

ROWS(event) {
    U32(MPTCP_ATTR_TOKEN, 1, "the connection", .flags = KL_A_HEX),
    U16(MPTCP_ATTR_FAMILY, 2, "family of the addresses", .ref.values = &family),
    U8(MPTCP_ATTR_LOC_ID, 3, "number of this end's address"),
    U8(MPTCP_ATTR_REM_ID, 4, "number of the other end's address"),
    IP4(MPTCP_ATTR_SADDR4, 5, "this end"),
    IP6(MPTCP_ATTR_SADDR6, 6, "this end"),
    IP4(MPTCP_ATTR_DADDR4, 7, "the other end"),
    IP6(MPTCP_ATTR_DADDR6, 8, "the other end"),
    ROW(U16, MPTCP_ATTR_SPORT, 9, "port of this end", .flags = KL_A_BE),
    ROW(U16, MPTCP_ATTR_DPORT, 10, "port of the other end", .flags = KL_A_BE),
    U8(MPTCP_ATTR_BACKUP, 11, "is it for need only?"),
    U8(MPTCP_ATTR_ERROR, 12, "why it ended, an errno"),
    U16(MPTCP_ATTR_FLAGS, 13, "about the connection", .flags = KL_A_HEX),
    U32(MPTCP_ATTR_TIMEOUT, 14, "not used"),
    S32(MPTCP_ATTR_IF_IDX, 15, "interface"),
    U32(MPTCP_ATTR_RESET_REASON, 16, "why it was reset"),
    U32(MPTCP_ATTR_RESET_FLAGS, 17, "how it was reset", .flags = KL_A_HEX),
    U8(MPTCP_ATTR_SERVER_SIDE, 18, "is this the server?"),
};
static SET(event, "mptcp-event", "MPTCP_ATTR_", "what has happened to a connection");

/* Answers and events share numbers: those that have both (3, 6) are taken for answers. */
#define EVENT(i, n, d) COMMAND(i, n, d, .when = KL_WHEN_REPLY, .request = &event)
#define BOTH(i, n, d)  COMMAND(i, n, d, .request = &mptcp)
#define ASK(i, n, d)   COMMAND(i, n, d, .when = KL_WHEN_REQUEST, .request = &mptcp)
static const struct kl_command_def mptcp_commands[] = {
    ASK(1, MPTCP_PM_CMD_ADD_ADDR, "add an address"),
    ASK(2, MPTCP_PM_CMD_DEL_ADDR, "delete an address"),
    BOTH(3, MPTCP_PM_CMD_GET_ADDR, "ask for addresses; an answer"),
    ASK(4, MPTCP_PM_CMD_FLUSH_ADDRS, "delete all addresses"),
    ASK(5, MPTCP_PM_CMD_SET_LIMITS, "change limits"),
    BOTH(6, MPTCP_PM_CMD_GET_LIMITS, "ask for limits; an answer"),
    ASK(7, MPTCP_PM_CMD_SET_FLAGS, "change what an address is for"),
    ASK(8, MPTCP_PM_CMD_ANNOUNCE, "announce an address"),
    ASK(9, MPTCP_PM_CMD_REMOVE, "take back an announcement"),
    ASK(10, MPTCP_PM_CMD_SUBFLOW_CREATE, "create a subflow"),
    ASK(11, MPTCP_PM_CMD_SUBFLOW_DESTROY, "end a subflow"),
    EVENT(1, MPTCP_EVENT_CREATED, "a connection has come"),
    EVENT(2, MPTCP_EVENT_ESTABLISHED, "a connection is established"),
    EVENT(7, MPTCP_EVENT_REMOVED, "the other end took back an address"),
    EVENT(10, MPTCP_EVENT_SUB_ESTABLISHED, "a subflow is established"),
    EVENT(11, MPTCP_EVENT_SUB_CLOSED, "a subflow has ended"),
    EVENT(13, MPTCP_EVENT_SUB_PRIORITY, "a subflow's priority has changed"),
    EVENT(15, MPTCP_EVENT_LISTENER_CREATED, "a socket listens"),
    EVENT(16, MPTCP_EVENT_LISTENER_CLOSED, "a socket listens no more"),
};
static const struct kl_group_def mptcp_groups[] = {
    {.name = "mptcp_pm_cmds"}, {.name = "mptcp_pm_events"},
};
// clang-format on

const struct kl_family kl_family_tcp_metrics = {
    .name = "tcp_metrics",
    .doc = "what TCP remembers of hosts",
    .command_prefix = "TCP_METRICS_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &tcp,
    .n_commands = KL_COUNT(tcp_commands),
    .commands = tcp_commands,
};

const struct kl_family kl_family_l2tp = {
    .name = "l2tp",
    .doc = "tunnels and sessions of L2TP",
    .command_prefix = "L2TP_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &l2tp,
    .n_commands = KL_COUNT(l2tp_commands),
    .commands = l2tp_commands,
    .n_groups = KL_COUNT(l2tp_groups),
    .groups = l2tp_groups,
};

const struct kl_family kl_family_fou = {
    .name = "fou",
    .doc = "ports that tunnels over UDP arrive at",
    .command_prefix = "FOU_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &fou,
    .n_commands = KL_COUNT(fou_commands),
    .commands = fou_commands,
};

const struct kl_family kl_family_macsec = {
    .name = "macsec",
    .doc = "protection of Ethernet",
    .command_prefix = "MACSEC_CMD_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &macsec,
    .n_commands = KL_COUNT(macsec_commands),
    .commands = macsec_commands,
};

const struct kl_family kl_family_mptcp_pm = {
    .name = "mptcp_pm",
    .doc = "addresses of MPTCP",
    .command_prefix = "MPTCP_",
    .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL,
    .version = 1,
    .attrs = &mptcp,
    .n_commands = KL_COUNT(mptcp_commands),
    .commands = mptcp_commands,
    .n_groups = KL_COUNT(mptcp_groups),
    .groups = mptcp_groups,
};
