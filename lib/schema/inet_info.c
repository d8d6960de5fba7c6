// SPDX-License-Identifier: MIT
// Socket diagnosis: the state of TCP and of what runs on top of it; and SMC.
// Source: include/uapi/linux/tcp.h, mptcp.h, tls.h, smc_diag.h; net/ipv4/tcp.c, net/mptcp/diag.c,
// net/tls/tls_main.c, net/smc/smc_diag.c.
#include "sock_diag.h"

// clang-format off
static ENUM(ca_state, "tcp_ca_state", "TCP_CA_",
    {0, "open"}, {1, "disorder"}, {2, "cwr"}, {3, "recovery"}, {4, "loss"});

static FLAGS(tcp_options, "TCPI_OPT", "TCPI_OPT_",
    {0x1, "timestamps"}, {0x2, "sack"}, {0x4, "wscale"}, {0x8, "ecn"}, {0x10, "ecn_seen"},
    {0x20, "syn_data"}, {0x40, "usec_ts"}, {0x80, "tfo_child"});

/* A bit, and two that hold a number. */
static FLAGS(app_limited, "tcp_info", "", {1, "delivery_rate_app_limited"},
    {6, "fastopen_syn_retransmitted"}, {2, "fastopen_cookie_unavailable"},
    {4, "fastopen_data_not_acked"});

#define MS(n, i, d)    U32(n, i, d, .unit = KL_UNIT_MS)
#define US(n, i, d)    U32(n, i, d, .unit = KL_UNIT_US)
#define US64(n, i, d)  U64(n, i, d, .unit = KL_UNIT_US)
#define B(n, i, d)     U32(n, i, d, .unit = KL_UNIT_BYTES)
#define B64(n, i, d)   U64(n, i, d, .unit = KL_UNIT_BYTES)
#define RATE(n, i, d)  U64(n, i, d, .unit = KL_UNIT_BYTES_PER_S)

ROWS(kl_layout_tcp_info) {
    U8(tcpi_state, 0, "state", .ref.values = &kl_enum_sk_state),
    U8(tcpi_ca_state, 1, "state of the congestion control", .ref.values = &ca_state),
    U8(tcpi_retransmits, 2, "timeouts in a row"),
    U8(tcpi_probes, 3, "probes without an answer"),
    U8(tcpi_backoff, 4, "how often the timeout was doubled"),
    U8(tcpi_options, 5, "options of the connection", .ref.values = &tcp_options),
    U8(tcpi_wscale, 6, "window scales: sending in the lower 4 bits, receiving in the upper ones",
       .flags = KL_A_HEX),
    U8(tcpi_app_limited, 7, "is the program the limit; what became of Fast Open",
       .ref.values = &app_limited),
    US(tcpi_rto, 8, "timeout until it is sent again"),
    US(tcpi_ato, 12, "timeout until it is acknowledged"),
    B(tcpi_snd_mss, 16, "segment size when sending"),
    B(tcpi_rcv_mss, 20, "segment size when receiving"),
    U32(tcpi_unacked, 24, "segments without acknowledgement; listening: connections that wait"),
    U32(tcpi_sacked, 28,
        "segments acknowledged out of order; listening: connections that may wait"),
    U32(tcpi_lost, 32, "segments believed lost"),
    U32(tcpi_retrans, 36, "segments sent again and not acknowledged"),
    U32(tcpi_fackets, 40, "not used any more"),
    MS(tcpi_last_data_sent, 44, "since data were sent"),
    MS(tcpi_last_ack_sent, 48, "not used"),
    MS(tcpi_last_data_recv, 52, "since data were received"),
    MS(tcpi_last_ack_recv, 56, "since an acknowledgement was received"),
    B(tcpi_pmtu, 60, "MTU of the path"),
    B(tcpi_rcv_ssthresh, 64, "limit of the receive window"),
    US(tcpi_rtt, 68, "round trip, smoothed"),
    US(tcpi_rttvar, 72, "deviation of the round trip"),
    U32(tcpi_snd_ssthresh, 76, "threshold of slow start, in segments"),
    U32(tcpi_snd_cwnd, 80, "congestion window, in segments"),
    B(tcpi_advmss, 84, "segment size that was announced"),
    U32(tcpi_reordering, 88, "how far segments may be out of order"),
    US(tcpi_rcv_rtt, 92, "round trip as the receiver sees it"),
    B(tcpi_rcv_space, 96, "receive buffer that is aimed at"),
    U32(tcpi_total_retrans, 100, "segments sent again so far"),
    RATE(tcpi_pacing_rate, 104, "rate of pacing"),
    RATE(tcpi_max_pacing_rate, 112, "highest rate of pacing"),
    B64(tcpi_bytes_acked, 120, "acknowledged so far"),
    B64(tcpi_bytes_received, 128, "received so far"),
    U32(tcpi_segs_out, 136, "segments sent so far"),
    U32(tcpi_segs_in, 140, "segments received so far"),
    B(tcpi_notsent_bytes, 144, "written and not sent"),
    US(tcpi_min_rtt, 148, "shortest round trip"),
    U32(tcpi_data_segs_in, 152, "segments with data received so far"),
    U32(tcpi_data_segs_out, 156, "segments with data sent so far"),
    RATE(tcpi_delivery_rate, 160, "rate at which data arrive"),
    US64(tcpi_busy_time, 168, "time with data to send"),
    US64(tcpi_rwnd_limited, 176, "of that, the receive window was the limit"),
    US64(tcpi_sndbuf_limited, 184, "of that, the send buffer was the limit"),
    U32(tcpi_delivered, 192, "segments that arrived"),
    U32(tcpi_delivered_ce, 196, "segments that arrived with a congestion mark"),
    B64(tcpi_bytes_sent, 200, "data sent so far"),
    B64(tcpi_bytes_retrans, 208, "data sent again so far"),
    U32(tcpi_dsack_dups, 216, "segments that arrived twice"),
    U32(tcpi_reord_seen, 220, "times that segments were out of order"),
    U32(tcpi_rcv_ooopack, 224, "segments received out of order"),
    B(tcpi_snd_wnd, 228, "window that the other end announced"),
    B(tcpi_rcv_wnd, 232, "window that was announced"),
    U32(tcpi_rehash, 236, "times that another path was tried"),
    U16(tcpi_total_rto, 240, "timeouts so far"),
    U16(tcpi_total_rto_recoveries, 242, "recoveries from timeouts so far"),
    MS(tcpi_total_rto_time, 244, "time spent in those"),
    U32(tcpi_received_ce, 248, "segments received with a congestion mark"),
    B(tcpi_delivered_e1_bytes, 252, "arrived with ECT(1)"),
    B(tcpi_delivered_e0_bytes, 256, "arrived with ECT(0)"),
    B(tcpi_delivered_ce_bytes, 260, "arrived with a congestion mark"),
    B(tcpi_received_e1_bytes, 264, "received with ECT(1)"),
    B(tcpi_received_e0_bytes, 268, "received with ECT(0)"),
    B(tcpi_received_ce_bytes, 272, "received with a congestion mark"),
    U32(tcpi_ecn, 276, "2 bits: mode of ECN; 2: option seen; 4: how it failed", .flags = KL_A_HEX),
};
LAYOUT(kl_layout_tcp_info, "tcp_info", 280);

/* ---- On top of TCP ---- */

static ENUM(tls_version, "TLS version", "TLS_", {0x0303, "1_2"}, {0x0304, "1_3"});
static ENUM(tls_cipher, "TLS cipher", "TLS_CIPHER_",
    {51, "aes_gcm_128"}, {52, "aes_gcm_256"}, {53, "aes_ccm_128"}, {54, "chacha20_poly1305"},
    {55, "sm4_gcm"}, {56, "sm4_ccm"}, {57, "aria_gcm_128"}, {58, "aria_gcm_256"});
static ENUM(tls_config, "TLS_CONF", "TLS_CONF_",
    {1, "base"}, {2, "sw"}, {3, "hw"}, {4, "hw_record"});

ROWS(tls) {
    U16(TLS_INFO_VERSION, 1, "version", .ref.values = &tls_version),
    U16(TLS_INFO_CIPHER, 2, "cipher", .ref.values = &tls_cipher),
    U16(TLS_INFO_TXCONF, 3, "who encrypts", .ref.values = &tls_config),
    U16(TLS_INFO_RXCONF, 4, "who decrypts", .ref.values = &tls_config),
    FLAG(TLS_INFO_ZC_RO_TX, 5, "sent files are not copied"),
    FLAG(TLS_INFO_RX_NO_PAD, 6, "the other end sends no padding"),
    U16(TLS_INFO_TX_MAX_PAYLOAD_LEN, 7, "largest record sent", .unit = KL_UNIT_BYTES),
};
static SET(tls, "tls-info", "TLS_INFO_", "TLS of the kernel");

static FLAGS(subflow_flags, "MPTCP_SUBFLOW_FLAG", "MPTCP_SUBFLOW_FLAG_",
    {1 << 0, "mcap_rem"}, {1 << 1, "mcap_loc"}, {1 << 2, "join_rem"}, {1 << 3, "join_loc"},
    {1 << 4, "bkup_rem"}, {1 << 5, "bkup_loc"}, {1 << 6, "fully_established"},
    {1 << 7, "connected"}, {1 << 8, "mapvalid"});

ROWS(subflow) {
    U32(MPTCP_SUBFLOW_ATTR_TOKEN_REM, 1, "token of the other end", .flags = KL_A_HEX),
    U32(MPTCP_SUBFLOW_ATTR_TOKEN_LOC, 2, "token of this end", .flags = KL_A_HEX),
    U32(MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ, 3, "relative sequence number of the next write"),
    U64(MPTCP_SUBFLOW_ATTR_MAP_SEQ, 4, "sequence number that the map begins with"),
    U32(MPTCP_SUBFLOW_ATTR_MAP_SFSEQ, 5, "the same in the subflow"),
    U32(MPTCP_SUBFLOW_ATTR_SSN_OFFSET, 6, "what the subflow's numbers begin with"),
    U16(MPTCP_SUBFLOW_ATTR_MAP_DATALEN, 7, "length of the map", .unit = KL_UNIT_BYTES),
    U32(MPTCP_SUBFLOW_ATTR_FLAGS, 8, "state", .ref.values = &subflow_flags),
    U8(MPTCP_SUBFLOW_ATTR_ID_REM, 9, "number of the other end's address"),
    U8(MPTCP_SUBFLOW_ATTR_ID_LOC, 10, "number of this end's address"),
    PAD(MPTCP_SUBFLOW_ATTR_PAD, 11),
};
static SET(subflow, "mptcp-subflow", "MPTCP_SUBFLOW_ATTR_", "a part of an MPTCP connection");

ROWS(kl_set_inet_ulp) {
    STR(INET_ULP_INFO_NAME, 1, 15, "name of the protocol"),
    NEST(INET_ULP_INFO_TLS, 2, tls, "state of TLS"),
    NEST(INET_ULP_INFO_MPTCP, 3, subflow, "state of MPTCP"),
};
SET(kl_set_inet_ulp, "inet-ulp", "INET_ULP_INFO_", "protocol on top of TCP");

/* ---- SMC ---- */

static ENUM(smc_family, "address family", "AF_", {2, "inet"}, {10, "inet6"}, {43, "smc"});
static ENUM(smc_state, "smc_state", "SMC_",
    {1, "active"}, {2, "init"}, {7, "closed"}, {10, "listen"}, {20, "peerclosewait1"},
    {21, "peerclosewait2"}, {22, "appclosewait1"}, {23, "appclosewait2"}, {24, "appfinclosewait"},
    {25, "peerfinclosewait"}, {26, "peerabortwait"}, {27, "processabort"});
static ENUM(smc_mode, "SMC_DIAG_MODE", "SMC_DIAG_MODE_",
    {0, "smcr"}, {1, "fallback_tcp"}, {2, "smcd"});
static ENUM(smc_role, "smc_lgr_role", "SMC_", {0, "clnt"}, {1, "serv"});

#define SMC_ID(o) \
    ROW(U16, id.idiag_sport, (o), "its port", .flags = KL_A_BE), \
    ROW(U16, id.idiag_dport, (o) + 2, "the other end's port", .flags = KL_A_BE), \
    BYTES(id.idiag_src, (o) + 4, "its address; the first 4 bytes for IPv4", .max_len = 16), \
    BYTES(id.idiag_dst, (o) + 20, "the other end's address", .max_len = 16), \
    U32(id.idiag_if, (o) + 36, "interface it is bound to"), \
    SK_COOKIE(id.idiag_cookie, (o) + 40)

ROWS(smc_req) {
    U8(diag_family, 0, "family that is asked for", .ref.values = &smc_family),
    ROW(U16, pad, 1, "0", .flags = KL_A_PAD),
    U8(diag_ext, 3, "attributes that are asked for", .flags = KL_A_HEX),
    SMC_ID(4),
};
static LAYOUT(smc_req, "smc_diag_req", 52);

ROWS(smc_msg) {
    U8(diag_family, 0, "family of the socket", .ref.values = &smc_family),
    U8(diag_state, 1, "state", .ref.values = &smc_state),
    U8(diag_mode, 2, "how it is carried", .ref.values = &smc_mode),
    U8(diag_shutdown, 3, "directions that are shut", .ref.values = &kl_enum_sk_shutdown),
    SMC_ID(4),
    U32(diag_uid, 52, "user that owns it"),
    U64(diag_inode, 56, "inode of the socket"),
};
static LAYOUT(smc_msg, "smc_diag_msg", 64);

ROWS(smc_cursor) {
    U16(wrap, 2, "times it wrapped"),
    U32(count, 4, "where it is", .unit = KL_UNIT_BYTES),
};
static LAYOUT(smc_cursor, "smc_diag_cursor", 8);

#define CURSOR(n, i, d) ROW(STRUCT, n, i, d, .ref.layout = &smc_cursor)
ROWS(smc_conninfo) {
    U32(token, 0, "number of the connection", .flags = KL_A_HEX),
    B(sndbuf_size, 4, "send buffer"),
    B(rmbe_size, 8, "receive buffer"),
    B(peer_rmbe_size, 12, "receive buffer of the other end"),
    CURSOR(rx_prod, 16, "written by the other end"),
    CURSOR(rx_cons, 24, "read by the other end"),
    CURSOR(tx_prod, 32, "written by this end"),
    CURSOR(tx_cons, 40, "read by this end"),
    U8(rx_prod_flags, 48, "flags of the other end's writer", .flags = KL_A_HEX),
    U8(rx_conn_state_flags, 49, "state of the other end", .flags = KL_A_HEX),
    U8(tx_prod_flags, 50, "flags of this end's writer", .flags = KL_A_HEX),
    U8(tx_conn_state_flags, 51, "state of this end", .flags = KL_A_HEX),
    CURSOR(tx_prep, 52, "prepared to be sent"),
    CURSOR(tx_sent, 60, "sent"),
    CURSOR(tx_fin, 68, "confirmed"),
};
static LAYOUT(smc_conninfo, "smc_diag_conninfo", 76);

ROWS(smc_lgrinfo) {
    U8(link_id, 0, "number of the link"),
    STR(ibname, 1, 64, "RDMA device"),
    U8(ibport, 65, "its port"),
    STR(gid, 66, 40, "address of this end"),
    STR(peer_gid, 106, 40, "address of the other end"),
    U8(role, 146, "who asked for the connection", .ref.values = &smc_role),
};
static LAYOUT(smc_lgrinfo, "smc_diag_lgrinfo", 147);

ROWS(smc_fallback) {
    U32(reason, 0, "why TCP is used", .flags = KL_A_HEX),
    U32(peer_diagnosis, 4, "why, in the other end's words", .flags = KL_A_HEX),
};
static LAYOUT(smc_fallback, "smc_diag_fallback", 8);

ROWS(smc_dmbinfo) {
    U32(linkid, 0, "number of the link"),
    U64(peer_gid, 8, "address of the other end", .flags = KL_A_HEX),
    U64(my_gid, 16, "address of this end", .flags = KL_A_HEX),
    U64(token, 24, "token of the buffer", .flags = KL_A_HEX),
    U64(peer_token, 32, "token of the other end's buffer", .flags = KL_A_HEX),
    U64(peer_gid_ext, 40, "the rest of the other end's address", .flags = KL_A_HEX),
    U64(my_gid_ext, 48, "the rest of this end's address", .flags = KL_A_HEX),
};
static LAYOUT(smc_dmbinfo, "smcd_diag_dmbinfo", 56);

ROWS(smc_attrs) {
    ROW(STRUCT, SMC_DIAG_CONNINFO, 1, "the connection", .ref.layout = &smc_conninfo),
    ROW(STRUCT, SMC_DIAG_LGRINFO, 2, "its link group", .ref.layout = &smc_lgrinfo),
    U8(SMC_DIAG_SHUTDOWN, 3, "directions that are shut", .ref.values = &kl_enum_sk_shutdown),
    ROW(STRUCT, SMC_DIAG_DMBINFO, 4, "its buffers", .ref.layout = &smc_dmbinfo),
    ROW(STRUCT, SMC_DIAG_FALLBACK, 5, "why TCP is used", .ref.layout = &smc_fallback),
};
static SET(smc_attrs, "smc-diag", "SMC_DIAG_", "a socket of SMC");

static const struct kl_command_def smc_commands[] = {
    COMMAND(SOCK_DIAG_BY_FAMILY_ID, SOCK_DIAG_BY_FAMILY, "ask for sockets; an answer",
            .header = &smc_req, .reply_header = &smc_msg, .request = &smc_attrs),
};
// clang-format on

const struct kl_family kl_family_smc_diag = {
    .name = "smc-diag",
    .doc = "sockets of SMC",
    .command_prefix = "SOCK_",
    .protocol = NETLINK_SOCK_DIAG,
    .match = KL_MATCH_TYPE,
    .header_families = {43}, /* AF_SMC */
    .n_commands = KL_COUNT(smc_commands),
    .commands = smc_commands,
};
