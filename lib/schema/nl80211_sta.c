// SPDX-License-Identifier: MIT
// nl80211: stations and what they were sent and received, keys, per-TID settings, watching the
// quality of a connection.
// Source: include/uapi/linux/nl80211.h; nl80211_send_station(), nl80211_put_sta_rate() and policies
// in net/wireless/nl80211.c.
#include "nl80211.h"

// clang-format off
ROWS(kl_set_sta_flags) {
    FLAG(NL80211_STA_FLAG_AUTHORIZED,     1, "may send data (802.1X)"),
    FLAG(NL80211_STA_FLAG_SHORT_PREAMBLE, 2, "can do short preambles"),
    FLAG(NL80211_STA_FLAG_WME,            3, "can do WME/QoS"),
    FLAG(NL80211_STA_FLAG_MFP,            4, "protects management frames"),
    FLAG(NL80211_STA_FLAG_AUTHENTICATED,  5, "authenticated"),
    FLAG(NL80211_STA_FLAG_TDLS_PEER,      6, "TDLS peer"),
    FLAG(NL80211_STA_FLAG_ASSOCIATED,     7, "associated"),
    FLAG(NL80211_STA_FLAG_SPP_AMSDU,      8, "can do SPP A-MSDU"),
};
SET(kl_set_sta_flags, "nl80211-sta-flags", "NL80211_STA_FLAG_", "flags of a station, the old way");

ROWS(kl_layout_sta_flag_update) {
    E32(mask, 0, kl_enum_sta_flag_bits, "flags that are told"),
    E32(set,  4, kl_enum_sta_flag_bits, "those of them that are set"),
};
LAYOUT(kl_layout_sta_flag_update, "nl80211_sta_flag_update", 8);

ROWS(kl_set_sta_wme) {
    U8(NL80211_STA_WME_UAPSD_QUEUES, 1, "queues with U-APSD, a mask of access categories",
       .flags = KL_A_HEX),
    U8(NL80211_STA_WME_MAX_SP,       2, "longest service period"),
};
SET(kl_set_sta_wme, "nl80211-sta-wme", "NL80211_STA_WME_", "WME of a station");

/* ---- Station info ---------------------------------------------------------------------------- */

ROWS(kl_set_rate_info) {
    U16(NL80211_RATE_INFO_BITRATE,           1, "rate in 100 kbit/s, if it fits"),
    U8(NL80211_RATE_INFO_MCS,                2, "HT MCS index"),
    FLAG(NL80211_RATE_INFO_40_MHZ_WIDTH,     3, "40 MHz"),
    FLAG(NL80211_RATE_INFO_SHORT_GI,         4, "short guard interval"),
    U32(NL80211_RATE_INFO_BITRATE32,         5, "rate in 100 kbit/s"),
    U8(NL80211_RATE_INFO_VHT_MCS,            6, "VHT MCS index"),
    U8(NL80211_RATE_INFO_VHT_NSS,            7, "VHT streams"),
    FLAG(NL80211_RATE_INFO_80_MHZ_WIDTH,     8, "80 MHz"),
    FLAG(NL80211_RATE_INFO_80P80_MHZ_WIDTH,  9, "twice 80 MHz, not used"),
    FLAG(NL80211_RATE_INFO_160_MHZ_WIDTH,    10, "160 MHz"),
    FLAG(NL80211_RATE_INFO_10_MHZ_WIDTH,     11, "10 MHz"),
    FLAG(NL80211_RATE_INFO_5_MHZ_WIDTH,      12, "5 MHz"),
    U8(NL80211_RATE_INFO_HE_MCS,             13, "HE MCS index"),
    U8(NL80211_RATE_INFO_HE_NSS,             14, "HE streams"),
    E8(NL80211_RATE_INFO_HE_GI,              15, kl_enum_he_gi, "HE guard interval, in us"),
    U8(NL80211_RATE_INFO_HE_DCM,             16, "HE dual carrier modulation", .max = 1),
    E8(NL80211_RATE_INFO_HE_RU_ALLOC,        17, kl_enum_he_ru, "HE resource unit, in tones"),
    FLAG(NL80211_RATE_INFO_320_MHZ_WIDTH,    18, "320 MHz"),
    U8(NL80211_RATE_INFO_EHT_MCS,            19, "EHT MCS index"),
    U8(NL80211_RATE_INFO_EHT_NSS,            20, "EHT streams"),
    E8(NL80211_RATE_INFO_EHT_GI,             21, kl_enum_eht_gi, "EHT guard interval, in us"),
    E8(NL80211_RATE_INFO_EHT_RU_ALLOC,       22, kl_enum_eht_ru, "EHT resource unit, in tones"),
    U8(NL80211_RATE_INFO_S1G_MCS,            23, "S1G MCS index"),
    U8(NL80211_RATE_INFO_S1G_NSS,            24, "S1G streams"),
    FLAG(NL80211_RATE_INFO_1_MHZ_WIDTH,      25, "1 MHz"),
    FLAG(NL80211_RATE_INFO_2_MHZ_WIDTH,      26, "2 MHz"),
    FLAG(NL80211_RATE_INFO_4_MHZ_WIDTH,      27, "4 MHz"),
    FLAG(NL80211_RATE_INFO_8_MHZ_WIDTH,      28, "8 MHz"),
    FLAG(NL80211_RATE_INFO_16_MHZ_WIDTH,     29, "16 MHz"),
    U8(NL80211_RATE_INFO_UHR_MCS,            30, "UHR MCS index"),
    FLAG(NL80211_RATE_INFO_UHR_ELR,          31, "UHR enhanced long range"),
    FLAG(NL80211_RATE_INFO_UHR_IM,           32, "UHR interference mitigation"),
};
SET(kl_set_rate_info, "nl80211-rate-info", "NL80211_RATE_INFO_", "a rate that was used");

ROWS(sta_bss_param) {
    FLAG(NL80211_STA_BSS_PARAM_CTS_PROT,        1, "CTS protection"),
    FLAG(NL80211_STA_BSS_PARAM_SHORT_PREAMBLE,  2, "short preamble"),
    FLAG(NL80211_STA_BSS_PARAM_SHORT_SLOT_TIME, 3, "short slot time"),
    U8(NL80211_STA_BSS_PARAM_DTIM_PERIOD,       4, "beacons to a DTIM"),
    U16(NL80211_STA_BSS_PARAM_BEACON_INTERVAL,  5, "beacon interval in TU"),
};
static SET(sta_bss_param, "nl80211-sta-bss-param", "NL80211_STA_BSS_PARAM_", "the BSS as the station sees it");

ROWS(tid_stats) {
    U64(NL80211_TID_STATS_RX_MSDU,         1, "received", .unit = KL_UNIT_PACKETS),
    U64(NL80211_TID_STATS_TX_MSDU,         2, "sent, or tried to", .unit = KL_UNIT_PACKETS),
    U64(NL80211_TID_STATS_TX_MSDU_RETRIES, 3, "retries"),
    U64(NL80211_TID_STATS_TX_MSDU_FAILED,  4, "not sent", .unit = KL_UNIT_PACKETS),
    PAD(NL80211_TID_STATS_PAD,             5),
    NEST(NL80211_TID_STATS_TXQ_STATS,      6, kl_set_txq_stats, "its queue"),
};
static SET(tid_stats, "nl80211-tid-stats", "NL80211_TID_STATS_", "traffic of a TID");

ROWS(kl_set_sta_info) {
    U32(NL80211_STA_INFO_INACTIVE_TIME,   1, "since it was last heard", .unit = KL_UNIT_MS),
    U32(NL80211_STA_INFO_RX_BYTES,        2, "received, the lower bits", .unit = KL_UNIT_BYTES),
    U32(NL80211_STA_INFO_TX_BYTES,        3, "sent, the lower bits", .unit = KL_UNIT_BYTES),
    U16(NL80211_STA_INFO_LLID,            4, "mesh: our link id"),
    U16(NL80211_STA_INFO_PLID,            5, "mesh: the peer's link id"),
    E8(NL80211_STA_INFO_PLINK_STATE,      6, kl_enum_plink_state, "mesh: state of the link"),
    S8(NL80211_STA_INFO_SIGNAL,           7, "signal of the last frame", .unit = KL_UNIT_DBM),
    NEST(NL80211_STA_INFO_TX_BITRATE,     8, kl_set_rate_info, "rate of what is sent"),
    U32(NL80211_STA_INFO_RX_PACKETS,      9, "received", .unit = KL_UNIT_PACKETS),
    U32(NL80211_STA_INFO_TX_PACKETS,      10, "sent", .unit = KL_UNIT_PACKETS),
    U32(NL80211_STA_INFO_TX_RETRIES,      11, "retries"),
    U32(NL80211_STA_INFO_TX_FAILED,       12, "not sent", .unit = KL_UNIT_PACKETS),
    S8(NL80211_STA_INFO_SIGNAL_AVG,       13, "average signal", .unit = KL_UNIT_DBM),
    NEST(NL80211_STA_INFO_RX_BITRATE,     14, kl_set_rate_info, "rate of what is received"),
    NEST(NL80211_STA_INFO_BSS_PARAM,      15, sta_bss_param, "the BSS as it sees it"),
    U32(NL80211_STA_INFO_CONNECTED_TIME,  16, "since it connected", .unit = KL_UNIT_S),
    LAID(NL80211_STA_INFO_STA_FLAGS,      17, kl_layout_sta_flag_update, "flags"),
    U32(NL80211_STA_INFO_BEACON_LOSS,     18, "times that beacons were missed"),
    S64(NL80211_STA_INFO_T_OFFSET,        19, "mesh: offset of its TSF", .unit = KL_UNIT_US),
    E32(NL80211_STA_INFO_LOCAL_PM,        20, kl_enum_mesh_power, "mesh: our power mode to it"),
    E32(NL80211_STA_INFO_PEER_PM,         21, kl_enum_mesh_power, "mesh: its power mode to us"),
    E32(NL80211_STA_INFO_NONPEER_PM,      22, kl_enum_mesh_power, "mesh: its power mode to others"),
    U64(NL80211_STA_INFO_RX_BYTES64,      23, "received", .unit = KL_UNIT_BYTES),
    U64(NL80211_STA_INFO_TX_BYTES64,      24, "sent", .unit = KL_UNIT_BYTES),
    ARRAY_OF(S8, NL80211_STA_INFO_CHAIN_SIGNAL, 25, "signal of the last frame by chain",
             .unit = KL_UNIT_DBM),
    ARRAY_OF(S8, NL80211_STA_INFO_CHAIN_SIGNAL_AVG, 26, "average signal by chain",
             .unit = KL_UNIT_DBM),
    U32(NL80211_STA_INFO_EXPECTED_THROUGHPUT, 27, "throughput to expect, in kbit/s"),
    U64(NL80211_STA_INFO_RX_DROP_MISC,    28, "dropped for some reason", .unit = KL_UNIT_PACKETS),
    U64(NL80211_STA_INFO_BEACON_RX,       29, "beacons received"),
    S8(NL80211_STA_INFO_BEACON_SIGNAL_AVG, 30, "average signal of beacons", .unit = KL_UNIT_DBM),
    NESTS1(NL80211_STA_INFO_TID_STATS,    31, tid_stats,
           "traffic by TID, counted from 1; 17: without QoS"),
    U64(NL80211_STA_INFO_RX_DURATION,     32, "air time of what was received", .unit = KL_UNIT_US),
    PAD(NL80211_STA_INFO_PAD,             33),
    S8(NL80211_STA_INFO_ACK_SIGNAL,       34, "signal of the last ACK", .unit = KL_UNIT_DBM),
    S8(NL80211_STA_INFO_ACK_SIGNAL_AVG,   35, "average signal of ACKs", .unit = KL_UNIT_DBM),
    U32(NL80211_STA_INFO_RX_MPDUS,        36, "MPDUs received"),
    U32(NL80211_STA_INFO_FCS_ERROR_COUNT, 37, "MPDUs with a wrong checksum"),
    U8(NL80211_STA_INFO_CONNECTED_TO_GATE, 38, "mesh: it has a way to a gate", .max = 1),
    U64(NL80211_STA_INFO_TX_DURATION,     39, "air time of what was sent", .unit = KL_UNIT_US),
    U16(NL80211_STA_INFO_AIRTIME_WEIGHT,  40, "weight of its air time"),
    U32(NL80211_STA_INFO_AIRTIME_LINK_METRIC, 41, "mesh: air time metric of the link"),
    U64(NL80211_STA_INFO_ASSOC_AT_BOOTTIME, 42, "when it associated (CLOCK_BOOTTIME)",
        .unit = KL_UNIT_NS),
    U8(NL80211_STA_INFO_CONNECTED_TO_AS,  43, "mesh: it has a way to an authentication server",
       .max = 1),
};
SET(kl_set_sta_info, "nl80211-sta-info", "NL80211_STA_INFO_", "what is known of a station");

/* ---- Keys ------------------------------------------------------------------------------------ */

ROWS(kl_set_key_default_types) {
    FLAG(NL80211_KEY_DEFAULT_TYPE_UNICAST,   1, "for frames to one"),
    FLAG(NL80211_KEY_DEFAULT_TYPE_MULTICAST, 2, "for frames to many"),
};
SET(kl_set_key_default_types, "nl80211-key-default-types", "NL80211_KEY_DEFAULT_TYPE_",
    "what a key is the default for");

ROWS(kl_set_key) {
    BYTES(NL80211_KEY_DATA,           1, "the key; TKIP: with the MIC keys behind it"),
    U8(NL80211_KEY_IDX,               2, "number of the key", .max = 7),
    CIPHER(NL80211_KEY_CIPHER,        3, "cipher suite"),
    BYTES(NL80211_KEY_SEQ,            4, "sequence number, little-endian", .max_len = 16),
    FLAG(NL80211_KEY_DEFAULT,         5, "the default key"),
    FLAG(NL80211_KEY_DEFAULT_MGMT,    6, "the default key of management frames"),
    E32(NL80211_KEY_TYPE,             7, kl_enum_key_type, "whom the key is for"),
    NEST(NL80211_KEY_DEFAULT_TYPES,   8, kl_set_key_default_types, "what it is the default for"),
    E8(NL80211_KEY_MODE,              9, kl_enum_key_mode, "to receive, or to send as well"),
    FLAG(NL80211_KEY_DEFAULT_BEACON,  10, "the default key of beacons"),
};
SET(kl_set_key, "nl80211-key", "NL80211_KEY_", "a key");

ROWS(kl_set_rekey_data) {
    BYTES(NL80211_REKEY_DATA_KEK,        1, "key encryption key", .min_len = 16, .max_len = 32),
    BYTES(NL80211_REKEY_DATA_KCK,        2, "key confirmation key", .min_len = 16, .max_len = 24),
    BYTES(NL80211_REKEY_DATA_REPLAY_CTR, 3, "replay counter", .min_len = 8, .max_len = 8),
    E32(NL80211_REKEY_DATA_AKM,          4, kl_enum_akm_suite, "AKM suite", .flags = KL_A_HEX),
};
SET(kl_set_rekey_data, "nl80211-rekey-data", "NL80211_REKEY_DATA_", "for the device to rekey by itself");

ROWS(kl_set_pmksa_candidate) {
    U32(NL80211_PMKSA_CANDIDATE_INDEX,    1, "the smaller, the likelier"),
    MAC(NL80211_PMKSA_CANDIDATE_BSSID,    2, "BSSID"),
    FLAG(NL80211_PMKSA_CANDIDATE_PREAUTH, 3, "it takes preauthentication"),
};
SET(kl_set_pmksa_candidate, "nl80211-pmksa-candidate", "NL80211_PMKSA_CANDIDATE_",
    "an access point to roam to");

/* ---- By traffic class ------------------------------------------------------------------------ */

ROWS(kl_set_tid_config) {
    PAD(NL80211_TID_CONFIG_ATTR_PAD,          1),
    E64(NL80211_TID_CONFIG_ATTR_VIF_SUPP,     2, kl_enum_tid_config_attrs,
        "what can be set for an interface"),
    E64(NL80211_TID_CONFIG_ATTR_PEER_SUPP,    3, kl_enum_tid_config_attrs,
        "what can be set for a station"),
    FLAG(NL80211_TID_CONFIG_ATTR_OVERRIDE,    4, "in place of stations' own settings"),
    MASK16(NL80211_TID_CONFIG_ATTR_TIDS,      5, "TIDs"),
    E8(NL80211_TID_CONFIG_ATTR_NOACK,         6, kl_enum_tid_config, "no acknowledgements"),
    U8(NL80211_TID_CONFIG_ATTR_RETRY_SHORT,   7, "retries of short frames"),
    U8(NL80211_TID_CONFIG_ATTR_RETRY_LONG,    8, "retries of long frames"),
    E8(NL80211_TID_CONFIG_ATTR_AMPDU_CTRL,    9, kl_enum_tid_config, "A-MPDU"),
    E8(NL80211_TID_CONFIG_ATTR_RTSCTS_CTRL,   10, kl_enum_tid_config, "RTS and CTS"),
    E8(NL80211_TID_CONFIG_ATTR_AMSDU_CTRL,    11, kl_enum_tid_config, "A-MSDU"),
    E8(NL80211_TID_CONFIG_ATTR_TX_RATE_TYPE,  12, kl_enum_tx_rate_setting, "how the rate is chosen"),
    NEST(NL80211_TID_CONFIG_ATTR_TX_RATE,     13, kl_set_tx_rates, "rates by band"),
};
SET(kl_set_tid_config, "nl80211-tid-config", "NL80211_TID_CONFIG_ATTR_", "settings of TIDs");

ROWS(kl_set_txq_params) {
    E8(NL80211_TXQ_ATTR_AC,    1, kl_enum_ac, "access category"),
    U16(NL80211_TXQ_ATTR_TXOP, 2, "longest burst in 32 us, 0: none"),
    U16(NL80211_TXQ_ATTR_CWMIN, 3, "least contention window, 2^n - 1"),
    U16(NL80211_TXQ_ATTR_CWMAX, 4, "greatest contention window, 2^n - 1"),
    U8(NL80211_TXQ_ATTR_AIFS,  5, "slots of an arbitration interframe space"),
};
SET(kl_set_txq_params, "nl80211-txq-params", "NL80211_TXQ_ATTR_", "a transmit queue");

ROWS(kl_set_cqm) {
    PACKED_OF(S32, NL80211_ATTR_CQM_RSSI_THOLD,  1, "thresholds of the signal; 0: none",
              .unit = KL_UNIT_DBM),
    U32(NL80211_ATTR_CQM_RSSI_HYST,              2, "change that counts, in dB"),
    E32(NL80211_ATTR_CQM_RSSI_THRESHOLD_EVENT,   3, kl_enum_cqm_rssi_event, "what the signal did"),
    U32(NL80211_ATTR_CQM_PKT_LOSS_EVENT,         4, "so many were not acknowledged",
        .unit = KL_UNIT_PACKETS),
    U32(NL80211_ATTR_CQM_TXE_RATE,               5, "share of failures", .unit = KL_UNIT_PERCENT),
    U32(NL80211_ATTR_CQM_TXE_PKTS,               6, "out of so many", .unit = KL_UNIT_PACKETS),
    U32(NL80211_ATTR_CQM_TXE_INTVL,              7, "in this time; 0: do not watch",
        .unit = KL_UNIT_S),
    FLAG(NL80211_ATTR_CQM_BEACON_LOSS_EVENT,     8, "beacons are lost"),
    S32(NL80211_ATTR_CQM_RSSI_LEVEL,             9, "signal", .unit = KL_UNIT_DBM),
};
SET(kl_set_cqm, "nl80211-cqm", "NL80211_ATTR_CQM_", "quality of a connection");
// clang-format on
