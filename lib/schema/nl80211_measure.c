// SPDX-License-Identifier: MIT
// nl80211: neighbour awareness (NAN) and measurements of distance (FTM, peer measurements).
// Source: include/uapi/linux/nl80211.h; net/wireless/pmsr.c, NAN in net/wireless/nl80211.c.
#include "nl80211.h"

// clang-format off
static ENUM(nan_func_type, "nl80211_nan_function_type", "NL80211_NAN_FUNC_",
    {0, "publish"}, {1, "subscribe"}, {2, "follow_up"});
static FLAGS(nan_publish_type, "nl80211_nan_publish_type", "NL80211_NAN_",
    {1 << 0, "solicited_publish"}, {1 << 1, "unsolicited_publish"});
static ENUM(nan_term_reason, "nl80211_nan_func_term_reason", "NL80211_NAN_FUNC_TERM_REASON_",
    {0, "user_request"}, {1, "ttl_expired"}, {2, "error"});

ROWS(nan_srf) {
    FLAG(NL80211_NAN_SRF_INCLUDE,        1, "these, not all the others"),
    BYTES(NL80211_NAN_SRF_BF,            2, "Bloom filter", .max_len = 255),
    U8(NL80211_NAN_SRF_BF_IDX,           3, "index of the Bloom filter", .max = 3),
    ARRAY_OF(MAC, NL80211_NAN_SRF_MAC_ADDRS, 4, "addresses"),
};
static SET(nan_srf, "nl80211-nan-srf", "NL80211_NAN_SRF_", "who is to answer");

ROWS(kl_set_nan_func) {
    E8(NL80211_NAN_FUNC_TYPE,              1, nan_func_type, "kind of function"),
    BYTES(NL80211_NAN_FUNC_SERVICE_ID,     2, "hash of the service's name", .min_len = 6,
          .max_len = 6),
    E8(NL80211_NAN_FUNC_PUBLISH_TYPE,      3, nan_publish_type, "how it is published"),
    FLAG(NL80211_NAN_FUNC_PUBLISH_BCAST,   4, "answers go to all"),
    FLAG(NL80211_NAN_FUNC_SUBSCRIBE_ACTIVE, 5, "ask, do not only listen"),
    U8(NL80211_NAN_FUNC_FOLLOW_UP_ID,      6, "instance that is followed up"),
    U8(NL80211_NAN_FUNC_FOLLOW_UP_REQ_ID,  7, "instance of the requester"),
    MAC(NL80211_NAN_FUNC_FOLLOW_UP_DEST,   8, "whom the follow-up is for"),
    FLAG(NL80211_NAN_FUNC_CLOSE_RANGE,     9, "devices nearby only"),
    U32(NL80211_NAN_FUNC_TTL,              10, "discovery windows it lasts; none: for ever"),
    BYTES(NL80211_NAN_FUNC_SERVICE_INFO,   11, "information of the service", .max_len = 255),
    NEST(NL80211_NAN_FUNC_SRF,             12, nan_srf, "who is to answer"),
    ARRAY_OF(BINARY, NL80211_NAN_FUNC_RX_MATCH_FILTER, 13, "what received ones must match"),
    ARRAY_OF(BINARY, NL80211_NAN_FUNC_TX_MATCH_FILTER, 14, "what is sent to be matched"),
    U8(NL80211_NAN_FUNC_INSTANCE_ID,       15, "instance"),
    E8(NL80211_NAN_FUNC_TERM_REASON,       16, nan_term_reason, "why it ended"),
};
SET(kl_set_nan_func, "nl80211-nan-func", "NL80211_NAN_FUNC_", "a NAN function");

ROWS(kl_set_nan_match) {
    NEST(NL80211_NAN_MATCH_FUNC_LOCAL, 1, kl_set_nan_func, "our function"),
    NEST(NL80211_NAN_MATCH_FUNC_PEER,  2, kl_set_nan_func, "the peer's function"),
};
SET(kl_set_nan_match, "nl80211-nan-match", "NL80211_NAN_MATCH_", "functions that match");

ROWS(nan_band) {
    E8(NL80211_NAN_BAND_CONF_BAND,         1, kl_enum_band, "band"),
    U16(NL80211_NAN_BAND_CONF_FREQ,        2, "frequency of discovery", .unit = KL_UNIT_MHZ),
    S8(NL80211_NAN_BAND_CONF_RSSI_CLOSE,   3, "signal of a near device", .unit = KL_UNIT_DBM),
    S8(NL80211_NAN_BAND_CONF_RSSI_MIDDLE,  4, "signal of a device further off",
       .unit = KL_UNIT_DBM),
    U8(NL80211_NAN_BAND_CONF_WAKE_DW,      5, "awake in every 2^(n - 1)th window; 0: in none",
       .max = 5),
    FLAG(NL80211_NAN_BAND_CONF_DISABLE_SCAN, 6, "no scans for other clusters"),
};
static SET(nan_band, "nl80211-nan-band", "NL80211_NAN_BAND_CONF_", "NAN in a band");

ROWS(kl_set_nan_conf) {
    MAC(NL80211_NAN_CONF_CLUSTER_ID,      1, "cluster"),
    BYTES(NL80211_NAN_CONF_EXTRA_ATTRS,   2, "more attributes of beacons"),
    BYTES(NL80211_NAN_CONF_VENDOR_ELEMS,  3, "elements of vendors in beacons"),
    NESTS(NL80211_NAN_CONF_BAND_CONFIGS,  4, nan_band, "settings by band"),
    U16(NL80211_NAN_CONF_SCAN_PERIOD,     5, "from scan to scan; 0: none", .unit = KL_UNIT_S),
    U16(NL80211_NAN_CONF_SCAN_DWELL_TIME, 6, "on each channel, in TU"),
    U8(NL80211_NAN_CONF_DISCOVERY_BEACON_INTERVAL, 7, "between discovery beacons, in TU",
       .min = 50, .max = 200),
    FLAG(NL80211_NAN_CONF_NOTIFY_DW,      8, "tell of discovery windows"),
};
SET(kl_set_nan_conf, "nl80211-nan-conf", "NL80211_NAN_CONF_", "settings of a NAN cluster");

ROWS(nan_phy) {
    BYTES(NL80211_NAN_PHY_CAP_ATTR_HT_MCS_SET,   1, "HT rates and streams"),
    E16(NL80211_NAN_PHY_CAP_ATTR_HT_CAPA,        2, kl_enum_ht_capa, "HT capabilities"),
    U8(NL80211_NAN_PHY_CAP_ATTR_HT_AMPDU_FACTOR, 3, "A-MPDU up to 2^(13 + this) - 1 bytes"),
    U8(NL80211_NAN_PHY_CAP_ATTR_HT_AMPDU_DENSITY, 4, "least spacing of MPDUs, as in the element"),
    BYTES(NL80211_NAN_PHY_CAP_ATTR_VHT_MCS_SET,  5, "VHT rates and streams"),
    E32(NL80211_NAN_PHY_CAP_ATTR_VHT_CAPA,       6, kl_enum_vht_capa, "VHT capabilities"),
    BYTES(NL80211_NAN_PHY_CAP_ATTR_HE_MAC,       7, "HE MAC capabilities"),
    BYTES(NL80211_NAN_PHY_CAP_ATTR_HE_PHY,       8, "HE PHY capabilities"),
    BYTES(NL80211_NAN_PHY_CAP_ATTR_HE_MCS_SET,   9, "HE rates and streams"),
    BYTES(NL80211_NAN_PHY_CAP_ATTR_HE_PPE,       10, "HE PPE thresholds"),
};
static SET(nan_phy, "nl80211-nan-phy", "NL80211_NAN_PHY_CAP_ATTR_", "capabilities of NAN data");

ROWS(kl_set_nan_capa) {
    FLAG(NL80211_NAN_CAPA_CONFIGURABLE_SYNC, 1, "takes settings of the cluster"),
    FLAG(NL80211_NAN_CAPA_USERSPACE_DE,      2, "a program must do the discovery"),
    U8(NL80211_NAN_CAPA_OP_MODE,             3, "operation modes", .flags = KL_A_HEX),
    U8(NL80211_NAN_CAPA_NUM_ANTENNAS,        4, "antennas, receiving in the upper half",
       .flags = KL_A_HEX),
    U16(NL80211_NAN_CAPA_MAX_CHANNEL_SWITCH_TIME, 5, "to change the channel", .unit = KL_UNIT_US),
    U8(NL80211_NAN_CAPA_CAPABILITIES,        6, "capabilities field", .flags = KL_A_HEX),
    NEST(NL80211_NAN_CAPA_PHY,               7, nan_phy, "capabilities of NAN data"),
};
SET(kl_set_nan_capa, "nl80211-nan-capabilities", "NL80211_NAN_CAPA_", "what NAN a device can do");

ROWS(kl_set_nan_peer_map) {
    U8(NL80211_NAN_PEER_MAP_ATTR_MAP_ID,         1, "number of the map"),
    PACKED_OF(U8, NL80211_NAN_PEER_MAP_ATTR_TIME_SLOTS, 2, "channel of each slot; 255: none"),
};
SET(kl_set_nan_peer_map, "nl80211-nan-peer-map", "NL80211_NAN_PEER_MAP_ATTR_", "when a peer is on which channel");

/* ---- Fine timing measurement ------------------------------------------------------------------ */

static ENUM(preamble, "nl80211_preamble", "NL80211_PREAMBLE_",
    {0, "legacy"}, {1, "ht"}, {2, "vht"}, {3, "dmg"}, {4, "he"});
static FLAGS(preamble_bits, "1 << nl80211_preamble", "",
    {1 << 0, "legacy"}, {1 << 1, "ht"}, {1 << 2, "vht"}, {1 << 3, "dmg"}, {1 << 4, "he"});
static ENUM(pmsr_status, "nl80211_peer_measurement_status", "NL80211_PMSR_STATUS_",
    {0, "success"}, {1, "refused"}, {2, "timeout"}, {3, "failure"});
static ENUM(ftm_failure, "nl80211_peer_measurement_ftm_failure_reasons",
    "NL80211_PMSR_FTM_FAILURE_",
    {0, "unspecified"}, {1, "no_response"}, {2, "rejected"}, {3, "wrong_channel"},
    {4, "peer_not_capable"}, {5, "invalid_timestamp"}, {6, "peer_busy"},
    {7, "bad_changed_params"});

ROWS(kl_set_ftm_responder) {
    FLAG(NL80211_FTM_RESP_ATTR_ENABLED,   1, "answer"),
    BYTES(NL80211_FTM_RESP_ATTR_LCI,      2, "location, a measurement report of type 8"),
    BYTES(NL80211_FTM_RESP_ATTR_CIVICLOC, 3, "civic location, a measurement report of type 11"),
};
SET(kl_set_ftm_responder, "nl80211-ftm-responder", "NL80211_FTM_RESP_ATTR_",
    "answering measurements of distance");

ROWS(kl_set_ftm_stats) {
    U32(NL80211_FTM_STATS_SUCCESS_NUM,          1, "sessions that were answered"),
    U32(NL80211_FTM_STATS_PARTIAL_NUM,          2, "sessions that were answered in part"),
    U32(NL80211_FTM_STATS_FAILED_NUM,           3, "sessions that failed"),
    U32(NL80211_FTM_STATS_ASAP_NUM,             4, "ASAP sessions"),
    U32(NL80211_FTM_STATS_NON_ASAP_NUM,         5, "other sessions"),
    U64(NL80211_FTM_STATS_TOTAL_DURATION_MSEC,  6, "time of all", .unit = KL_UNIT_MS),
    U32(NL80211_FTM_STATS_UNKNOWN_TRIGGERS_NUM, 7, "triggers of nobody we know"),
    U32(NL80211_FTM_STATS_RESCHEDULE_REQUESTS_NUM, 8, "requests for another time"),
    U32(NL80211_FTM_STATS_OUT_OF_WINDOW_TRIGGERS_NUM, 9, "triggers out of time"),
    PAD(NL80211_FTM_STATS_PAD,                  10),
};
SET(kl_set_ftm_stats, "nl80211-ftm-stats", "NL80211_FTM_STATS_", "answers to measurements so far");

/* ---- Peer measurements ------------------------------------------------------------------------ */

ROWS(ftm_capa) {
    FLAG(NL80211_PMSR_FTM_CAPA_ATTR_ASAP,               1, "ASAP"),
    FLAG(NL80211_PMSR_FTM_CAPA_ATTR_NON_ASAP,           2, "without ASAP"),
    FLAG(NL80211_PMSR_FTM_CAPA_ATTR_REQ_LCI,            3, "location"),
    FLAG(NL80211_PMSR_FTM_CAPA_ATTR_REQ_CIVICLOC,       4, "civic location"),
    E32(NL80211_PMSR_FTM_CAPA_ATTR_PREAMBLES,           5, preamble_bits, "preambles"),
    E32(NL80211_PMSR_FTM_CAPA_ATTR_BANDWIDTHS,          6, kl_enum_chan_width_bits, "widths"),
    U32(NL80211_PMSR_FTM_CAPA_ATTR_MAX_BURSTS_EXPONENT, 7, "bursts at most, 2^n"),
    U32(NL80211_PMSR_FTM_CAPA_ATTR_MAX_FTMS_PER_BURST,  8, "frames of a burst at most"),
    FLAG(NL80211_PMSR_FTM_CAPA_ATTR_TRIGGER_BASED,      9, "trigger-based"),
    FLAG(NL80211_PMSR_FTM_CAPA_ATTR_NON_TRIGGER_BASED,  10, "not trigger-based"),
    FLAG(NL80211_PMSR_FTM_CAPA_ATTR_6GHZ_SUPPORT,       11, "in 6 GHz"),
    U32(NL80211_PMSR_FTM_CAPA_ATTR_MAX_TX_LTF_REP,      12, "repetitions of LTFs sent"),
    U32(NL80211_PMSR_FTM_CAPA_ATTR_MAX_RX_LTF_REP,      13, "repetitions of LTFs received"),
    U32(NL80211_PMSR_FTM_CAPA_ATTR_MAX_TX_STS,          14, "streams sent"),
    U32(NL80211_PMSR_FTM_CAPA_ATTR_MAX_RX_STS,          15, "streams received"),
    U32(NL80211_PMSR_FTM_CAPA_ATTR_MAX_TOTAL_LTF_TX,    16, "LTFs sent at most"),
    U32(NL80211_PMSR_FTM_CAPA_ATTR_MAX_TOTAL_LTF_RX,    17, "LTFs received at most"),
    FLAG(NL80211_PMSR_FTM_CAPA_ATTR_RSTA_SUPPORT,       18, "can be the responding station"),
};
static SET(ftm_capa, "nl80211-ftm-capabilities", "NL80211_PMSR_FTM_CAPA_ATTR_", "which measurements can be done");

ROWS(ftm_request) {
    FLAG(NL80211_PMSR_FTM_REQ_ATTR_ASAP,             1, "ASAP"),
    E32(NL80211_PMSR_FTM_REQ_ATTR_PREAMBLE,          2, preamble, "preamble"),
    U8(NL80211_PMSR_FTM_REQ_ATTR_NUM_BURSTS_EXP,     3, "2^n bursts; 15: any", .max = 15),
    U16(NL80211_PMSR_FTM_REQ_ATTR_BURST_PERIOD,      4, "between bursts, in 100 ms"),
    U8(NL80211_PMSR_FTM_REQ_ATTR_BURST_DURATION,     5, "length of a burst, as in the element",
       .max = 15),
    U8(NL80211_PMSR_FTM_REQ_ATTR_FTMS_PER_BURST,     6, "frames of a burst; 0: any", .max = 31),
    U8(NL80211_PMSR_FTM_REQ_ATTR_NUM_FTMR_RETRIES,   7, "retries of the request"),
    FLAG(NL80211_PMSR_FTM_REQ_ATTR_REQUEST_LCI,      8, "ask for the location"),
    FLAG(NL80211_PMSR_FTM_REQ_ATTR_REQUEST_CIVICLOC, 9, "ask for the civic location"),
    FLAG(NL80211_PMSR_FTM_REQ_ATTR_TRIGGER_BASED,    10, "trigger-based"),
    FLAG(NL80211_PMSR_FTM_REQ_ATTR_NON_TRIGGER_BASED, 11, "not trigger-based"),
    FLAG(NL80211_PMSR_FTM_REQ_ATTR_LMR_FEEDBACK,     12, "give the result to the peer"),
    U8(NL80211_PMSR_FTM_REQ_ATTR_BSS_COLOR,          13, "BSS colour of the peer"),
    FLAG(NL80211_PMSR_FTM_REQ_ATTR_RSTA,             14, "be the responding station"),
};
static SET(ftm_request, "nl80211-ftm-request", "NL80211_PMSR_FTM_REQ_ATTR_", "a measurement of distance");

ROWS(ftm_response) {
    E32(NL80211_PMSR_FTM_RESP_ATTR_FAIL_REASON,       1, ftm_failure, "why it failed"),
    U32(NL80211_PMSR_FTM_RESP_ATTR_BURST_INDEX,       2, "which burst this is"),
    U32(NL80211_PMSR_FTM_RESP_ATTR_NUM_FTMR_ATTEMPTS, 3, "requests sent"),
    U32(NL80211_PMSR_FTM_RESP_ATTR_NUM_FTMR_SUCCESSES, 4, "requests acknowledged"),
    U32(NL80211_PMSR_FTM_RESP_ATTR_BUSY_RETRY_TIME,   5, "when to try again", .unit = KL_UNIT_S),
    U8(NL80211_PMSR_FTM_RESP_ATTR_NUM_BURSTS_EXP,     6, "2^n bursts"),
    U8(NL80211_PMSR_FTM_RESP_ATTR_BURST_DURATION,     7, "length of a burst, as in the element"),
    U8(NL80211_PMSR_FTM_RESP_ATTR_FTMS_PER_BURST,     8, "frames of a burst"),
    S32(NL80211_PMSR_FTM_RESP_ATTR_RSSI_AVG,          9, "average signal in 1/2 dBm"),
    S32(NL80211_PMSR_FTM_RESP_ATTR_RSSI_SPREAD,       10, "spread of the signal in 1/2 dBm"),
    NEST(NL80211_PMSR_FTM_RESP_ATTR_TX_RATE,          11, kl_set_rate_info, "rate that we sent with"),
    NEST(NL80211_PMSR_FTM_RESP_ATTR_RX_RATE,          12, kl_set_rate_info, "rate that the peer sent with"),
    S64(NL80211_PMSR_FTM_RESP_ATTR_RTT_AVG,           13, "average round trip in ps"),
    U64(NL80211_PMSR_FTM_RESP_ATTR_RTT_VARIANCE,      14, "its variance in ps^2"),
    U64(NL80211_PMSR_FTM_RESP_ATTR_RTT_SPREAD,        15, "its spread in ps"),
    S64(NL80211_PMSR_FTM_RESP_ATTR_DIST_AVG,          16, "average distance in mm"),
    U64(NL80211_PMSR_FTM_RESP_ATTR_DIST_VARIANCE,     17, "its variance in mm^2"),
    U64(NL80211_PMSR_FTM_RESP_ATTR_DIST_SPREAD,       18, "its spread in mm"),
    BYTES(NL80211_PMSR_FTM_RESP_ATTR_LCI,             19, "location of the peer"),
    BYTES(NL80211_PMSR_FTM_RESP_ATTR_CIVICLOC,        20, "civic location of the peer"),
    PAD(NL80211_PMSR_FTM_RESP_ATTR_PAD,               21),
    U16(NL80211_PMSR_FTM_RESP_ATTR_BURST_PERIOD,      22, "between bursts, in 100 ms"),
};
static SET(ftm_response, "nl80211-ftm-response", "NL80211_PMSR_FTM_RESP_ATTR_", "a measured distance");

#define BY_TYPE(x, s, words) \
    ROWS(x) { NEST(NL80211_PMSR_TYPE_FTM, 1, s, "fine timing measurement") }; \
    static SET(x, "nl80211-" words, "NL80211_PMSR_TYPE_", "by kind of measurement")
BY_TYPE(capa_by_type, ftm_capa, "pmsr-capabilities-by-type");
BY_TYPE(request_by_type, ftm_request, "pmsr-request-by-type");
BY_TYPE(response_by_type, ftm_response, "pmsr-response-by-type");

ROWS(pmsr_request) {
    NEST(NL80211_PMSR_REQ_ATTR_DATA,       1, request_by_type, "what to measure"),
    FLAG(NL80211_PMSR_REQ_ATTR_GET_AP_TSF, 2, "with the TSF of our AP"),
};
static SET(pmsr_request, "nl80211-pmsr-request", "NL80211_PMSR_REQ_ATTR_", "a measurement");

ROWS(pmsr_response) {
    NEST(NL80211_PMSR_RESP_ATTR_DATA,     1, response_by_type, "what was measured"),
    E32(NL80211_PMSR_RESP_ATTR_STATUS,    2, pmsr_status, "how it went"),
    U64(NL80211_PMSR_RESP_ATTR_HOST_TIME, 3, "when (CLOCK_BOOTTIME)", .unit = KL_UNIT_NS),
    U64(NL80211_PMSR_RESP_ATTR_AP_TSF,    4, "when, by the TSF of our AP", .unit = KL_UNIT_US),
    FLAG(NL80211_PMSR_RESP_ATTR_FINAL,    5, "the last of its results"),
    PAD(NL80211_PMSR_RESP_ATTR_PAD,       6),
};
static SET(pmsr_response, "nl80211-pmsr-response", "NL80211_PMSR_RESP_ATTR_", "a result");

ROWS(pmsr_peer) {
    MAC(NL80211_PMSR_PEER_ATTR_ADDR,  1, "the peer's address"),
    NEST(NL80211_PMSR_PEER_ATTR_CHAN, 2, kl_set_nl80211, "its channel"),
    NEST(NL80211_PMSR_PEER_ATTR_REQ,  3, pmsr_request, "what is asked"),
    NEST(NL80211_PMSR_PEER_ATTR_RESP, 4, pmsr_response, "what came of it"),
};
static SET(pmsr_peer, "nl80211-pmsr-peer", "NL80211_PMSR_PEER_ATTR_", "a peer of a measurement");

ROWS(kl_set_pmsr) {
    U32(NL80211_PMSR_ATTR_MAX_PEERS,           1, "peers at most"),
    FLAG(NL80211_PMSR_ATTR_REPORT_AP_TSF,      2, "can tell the TSF of our AP"),
    FLAG(NL80211_PMSR_ATTR_RANDOMIZE_MAC_ADDR, 3, "can use random addresses"),
    NEST(NL80211_PMSR_ATTR_TYPE_CAPA,          4, capa_by_type, "what can be measured"),
    NESTS(NL80211_PMSR_ATTR_PEERS,             5, pmsr_peer, "peers", .flags = KL_A_FROM1),
};
SET(kl_set_pmsr, "nl80211-pmsr", "NL80211_PMSR_ATTR_", "measurements with peers");
// clang-format on
