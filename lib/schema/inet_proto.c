// SPDX-License-Identifier: MIT
// Socket diagnosis: what INET_DIAG_INFO holds of protocols other than TCP, and which of them it is.
// Source: include/uapi/linux/sctp.h, mptcp.h; net/sctp/diag.c, net/mptcp/mptcp_diag.c.
#include "sock_diag.h"

// clang-format off
#define MS(n, i, d) U32(n, i, d, .unit = KL_UNIT_MS)
#define B(n, i, d)  U32(n, i, d, .unit = KL_UNIT_BYTES)
#define B64(n, i, d) U64(n, i, d, .unit = KL_UNIT_BYTES)

/* ---- SCTP ---- */

static ENUM(sctp_state, "sctp_sstat_state", "SCTP_",
    {0, "empty"}, {1, "closed"}, {2, "cookie_wait"}, {3, "cookie_echoed"}, {4, "established"},
    {5, "shutdown_pending"}, {6, "shutdown_sent"}, {7, "shutdown_received"},
    {8, "shutdown_ack_sent"});
static ENUM(sctp_path, "sctp_spinfo_state", "SCTP_",
    {0, "inactive"}, {1, "pf"}, {2, "active"}, {3, "unconfirmed"}, {0xffff, "unknown"});
static ENUM(sctp_type, "SCTP_SOCKET", "SCTP_SOCKET_", {0, "udp"}, {1, "udp_high_bandwidth"},
    {2, "tcp"});

ROWS(sctp_info) {
    U32(sctpi_tag, 0, "our verification tag", .flags = KL_A_HEX),
    U32(sctpi_state, 4, "state of the association", .ref.values = &sctp_state),
    B(sctpi_rwnd, 8, "our window"),
    U16(sctpi_unackdata, 12, "chunks not acknowledged"),
    U16(sctpi_penddata, 14, "chunks not received in full"),
    U16(sctpi_instrms, 16, "streams that come in"),
    U16(sctpi_outstrms, 18, "streams that go out"),
    B(sctpi_fragmentation_point, 20, "longer messages are cut"),
    U32(sctpi_inqueue, 24, "chunks that wait to be read"),
    U32(sctpi_outqueue, 28, "chunks that wait to be sent"),
    U32(sctpi_overall_error, 32, "errors in a row, on all paths"),
    U32(sctpi_max_burst, 36, "packets that may go out at once"),
    B(sctpi_maxseg, 40, "the longest chunk"),
    B(sctpi_peer_rwnd, 44, "the other end's window"),
    U32(sctpi_peer_tag, 48, "the other end's verification tag", .flags = KL_A_HEX),
    U8(sctpi_peer_capable, 52, "what the other end can do", .flags = KL_A_HEX),
    U8(sctpi_peer_sack, 53, "is an acknowledgement due?"),
    U16(__reserved1, 54, "0"),
    U64(sctpi_isacks, 56, "acknowledgements received"),
    U64(sctpi_osacks, 64, "acknowledgements sent"),
    U64(sctpi_opackets, 72, "packets sent"),
    U64(sctpi_ipackets, 80, "packets received"),
    U64(sctpi_rtxchunks, 88, "chunks sent again"),
    U64(sctpi_outofseqtsns, 96, "numbers beyond what was expected"),
    U64(sctpi_idupchunks, 104, "chunks received twice"),
    U64(sctpi_gapcnt, 112, "gaps that were acknowledged"),
    U64(sctpi_ouodchunks, 120, "unordered chunks sent"),
    U64(sctpi_iuodchunks, 128, "unordered chunks received"),
    U64(sctpi_oodchunks, 136, "ordered chunks sent"),
    U64(sctpi_iodchunks, 144, "ordered chunks received"),
    U64(sctpi_octrlchunks, 152, "control chunks sent"),
    U64(sctpi_ictrlchunks, 160, "control chunks received"),
    BYTES(sctpi_p_address, 168, "address of the primary path, struct sockaddr_storage",
        .max_len = 128),
    U32(sctpi_p_state, 296, "state of the primary path", .ref.values = &sctp_path),
    B(sctpi_p_cwnd, 300, "its congestion window"),
    MS(sctpi_p_srtt, 304, "its round trip, smoothed"),
    MS(sctpi_p_rto, 308, "its timeout"),
    MS(sctpi_p_hbinterval, 312, "between its heartbeats"),
    U32(sctpi_p_pathmaxrxt, 316, "errors until it counts as dead"),
    MS(sctpi_p_sackdelay, 320, "how long an acknowledgement may wait"),
    U32(sctpi_p_sackfreq, 324, "packets until one is sent at once"),
    B(sctpi_p_ssthresh, 328, "its slow start ends there"),
    B(sctpi_p_partial_bytes_acked, 332, "acknowledged since its window grew"),
    B(sctpi_p_flight_size, 336, "bytes on their way"),
    U16(sctpi_p_error, 340, "its errors in a row"),
    U16(__reserved2, 342, "0"),
    U32(sctpi_s_autoclose, 344, "idle associations are closed after", .unit = KL_UNIT_S),
    U32(sctpi_s_adaptation_ind, 348, "indication to the layer above"),
    B(sctpi_s_pd_point, 352, "longer messages are handed out in parts"),
    U8(sctpi_s_nodelay, 356, "is nothing gathered before it is sent?"),
    U8(sctpi_s_disable_fragments, 357, "are long messages refused?"),
    U8(sctpi_s_v4mapped, 358, "does IPv4 look like IPv6?"),
    U8(sctpi_s_frag_interleave, 359, "may parts of several messages mix?"),
    U32(sctpi_s_type, 360, "style of the socket", .ref.values = &sctp_type),
    U32(__reserved3, 364, "0"),
};
static LAYOUT(sctp_info, "sctp_info", 368);

/* ---- MPTCP ---- */

static FLAGS(mptcp_flags, "MPTCP_INFO_FLAG", "MPTCP_INFO_FLAG_", {1, "fallback"},
    {2, "remote_key_received"});

ROWS(mptcp_info) {
    U8(mptcpi_subflows, 0, "paths besides the first"),
    U8(mptcpi_add_addr_signal, 1, "addresses told to the other end"),
    U8(mptcpi_add_addr_accepted, 2, "addresses taken from the other end"),
    U8(mptcpi_subflows_max, 3, "paths that may be made"),
    U8(mptcpi_add_addr_signal_max, 4, "addresses that may be told"),
    U8(mptcpi_add_addr_accepted_max, 5, "addresses that may be taken"),
    U32(mptcpi_flags, 8, "state", .ref.values = &mptcp_flags),
    U32(mptcpi_token, 12, "number of the connection", .flags = KL_A_HEX),
    U64(mptcpi_write_seq, 16, "next number to be sent", .flags = KL_A_HEX),
    U64(mptcpi_snd_una, 24, "first number not acknowledged", .flags = KL_A_HEX),
    U64(mptcpi_rcv_nxt, 32, "next number to be received", .flags = KL_A_HEX),
    U8(mptcpi_local_addr_used, 40, "own addresses in use"),
    U8(mptcpi_local_addr_max, 41, "own addresses that may be used"),
    U8(mptcpi_csum_enabled, 42, "are there checksums?"),
    U32(mptcpi_retransmits, 44, "times that data was sent again"),
    B64(mptcpi_bytes_retrans, 48, "sent again"),
    B64(mptcpi_bytes_sent, 56, "sent"),
    B64(mptcpi_bytes_received, 64, "received"),
    B64(mptcpi_bytes_acked, 72, "acknowledged"),
    U8(mptcpi_subflows_total, 80, "paths, the first included"),
    MS(mptcpi_last_data_sent, 84, "since data was sent"),
    MS(mptcpi_last_data_recv, 88, "since data was received"),
    MS(mptcpi_last_ack_recv, 92, "since an acknowledgement was received"),
};
static LAYOUT(mptcp_info, "mptcp_info", 96);

/* ---- Which it is ---- */

static STRUCT_SET(tcp, "tcp-info", kl_layout_tcp_info, "state of TCP");
static STRUCT_SET(sctp, "sctp-info", sctp_info, "state of SCTP");
static STRUCT_SET(mptcp, "mptcp-info", mptcp_info, "state of MPTCP");

static const struct kl_selection info[] = {
    {.number = 6, .set = &tcp}, {.number = 132, .set = &sctp}, {.number = 262, .set = &mptcp},
};
// clang-format on

/* Answers do not tell the protocol; that of MPTCP is too large for the header of its request. */
const struct kl_selector kl_select_inet_info = {
    .by = KL_BY_REQUEST,
    .key = 1, /* sdiag_protocol */
    .size = 1,
    .or_key = 3, /* INET_DIAG_REQ_PROTOCOL */
    .n_cases = KL_COUNT(info),
    .cases = info,
    .otherwise = &tcp,
};
