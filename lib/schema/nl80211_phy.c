// SPDX-License-Identifier: MIT
// nl80211: what a device (wiphy) is made of: bands, channels, rates, radios, combinations.
// Source: include/uapi/linux/nl80211.h; nl80211_send_wiphy() and nl80211_msg_put_channel() in
// net/wireless/nl80211.c.
#include "nl80211.h"

// clang-format off
#define SAME_FLAG(n, i, x, d) FLAG(n, i, d)
ROWS(kl_set_iftypes) { IFTYPE_ROWS(SAME_FLAG, ) };
SET(kl_set_iftypes, "nl80211-iftypes", "NL80211_IFTYPE_", "interface types");

ROWS(frame_type_list) {
    E16(NL80211_ATTR_FRAME_TYPE, 101, kl_enum_frame_type, "a kind of management frame",
        .flags = KL_A_MULTI),
};
static SET(frame_type_list, "nl80211-frame-type-list", "NL80211_ATTR_", "kinds of frames");

ROWS(kl_set_frame_types) { IFTYPE_ROWS(NEST, frame_type_list) };
SET(kl_set_frame_types, "nl80211-frame-types", "NL80211_IFTYPE_", "kinds of frames by interface type");

/* ---- Bands ----------------------------------------------------------------------------------- */

ROWS(wmm_rule) {
    U16(NL80211_WMMR_CW_MIN, 1, "least contention window"),
    U16(NL80211_WMMR_CW_MAX, 2, "greatest contention window"),
    U8(NL80211_WMMR_AIFSN,   3, "slots of an arbitration interframe space"),
    U16(NL80211_WMMR_TXOP,   4, "longest transmit opportunity", .unit = KL_UNIT_US),
};
static SET(wmm_rule, "nl80211-wmm-rule", "NL80211_WMMR_", "regulatory WMM rule of an access category");

ROWS(kl_set_frequency) {
    U32(NL80211_FREQUENCY_ATTR_FREQ,          1, "frequency", .unit = KL_UNIT_MHZ),
    FLAG(NL80211_FREQUENCY_ATTR_DISABLED,     2, "not allowed in this regulatory domain"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_IR,        3, "may not be the first to radiate"),
    FLAG(__NL80211_FREQUENCY_ATTR_NO_IBSS,    4, "the same, for old programs"),
    FLAG(NL80211_FREQUENCY_ATTR_RADAR,        5, "radar detection is needed"),
    U32(NL80211_FREQUENCY_ATTR_MAX_TX_POWER,  6, "greatest power", .unit = KL_UNIT_MBM),
    E32(NL80211_FREQUENCY_ATTR_DFS_STATE,     7, kl_enum_dfs_state, "state of radar detection"),
    U32(NL80211_FREQUENCY_ATTR_DFS_TIME,      8, "how long in that state", .unit = KL_UNIT_MS),
    FLAG(NL80211_FREQUENCY_ATTR_NO_HT40_MINUS, 9, "no secondary channel below"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_HT40_PLUS, 10, "no secondary channel above"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_80MHZ,     11, "not in a channel of 80 MHz"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_160MHZ,    12, "not in a channel of 160 MHz"),
    U32(NL80211_FREQUENCY_ATTR_DFS_CAC_TIME,  13, "length of the check before use",
        .unit = KL_UNIT_MS),
    FLAG(NL80211_FREQUENCY_ATTR_INDOOR_ONLY,  14, "indoors only"),
    FLAG(NL80211_FREQUENCY_ATTR_IR_CONCURRENT, 15, "may radiate beside a connection on it"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_20MHZ,     16, "not 20 MHz wide"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_10MHZ,     17, "not 10 MHz wide"),
    NESTS(NL80211_FREQUENCY_ATTR_WMM,         18, wmm_rule, "WMM rules by access category"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_HE,        19, "no HE"),
    U32(NL80211_FREQUENCY_ATTR_OFFSET,        20, "what the frequency has above the MHz",
        .unit = KL_UNIT_KHZ),
    FLAG(NL80211_FREQUENCY_ATTR_1MHZ,         21, "1 MHz is allowed"),
    FLAG(NL80211_FREQUENCY_ATTR_2MHZ,         22, "2 MHz are allowed"),
    FLAG(NL80211_FREQUENCY_ATTR_4MHZ,         23, "4 MHz are allowed"),
    FLAG(NL80211_FREQUENCY_ATTR_8MHZ,         24, "8 MHz are allowed"),
    FLAG(NL80211_FREQUENCY_ATTR_16MHZ,        25, "16 MHz are allowed"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_320MHZ,    26, "not in a channel of 320 MHz"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_EHT,       27, "no EHT"),
    S8(NL80211_FREQUENCY_ATTR_PSD,            28, "power spectral density, per MHz",
       .unit = KL_UNIT_DBM),
    FLAG(NL80211_FREQUENCY_ATTR_DFS_CONCURRENT, 29, "peer-to-peer under a DFS master on it"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_6GHZ_VLP_CLIENT, 30, "no client of a very low power AP"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_6GHZ_AFC_CLIENT, 31, "no client of an AP under AFC"),
    FLAG(NL80211_FREQUENCY_ATTR_CAN_MONITOR,  32, "may be monitored in spite of all"),
    FLAG(NL80211_FREQUENCY_ATTR_ALLOW_6GHZ_VLP_AP, 33, "a very low power AP in spite of NO_IR"),
    FLAG(NL80211_FREQUENCY_ATTR_ALLOW_20MHZ_ACTIVITY, 34, "20 MHz in spite of NO_IR"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_4MHZ,      35, "not 4 MHz wide"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_8MHZ,      36, "not 8 MHz wide"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_16MHZ,     37, "not 16 MHz wide"),
    FLAG(NL80211_FREQUENCY_ATTR_S1G_NO_PRIMARY, 38, "not a primary channel"),
    FLAG(NL80211_FREQUENCY_ATTR_NO_UHR,       39, "no UHR"),
};
SET(kl_set_frequency, "nl80211-frequency", "NL80211_FREQUENCY_ATTR_", "a channel");

ROWS(bitrate) {
    U32(NL80211_BITRATE_ATTR_RATE,                1, "rate in 100 kbit/s"),
    FLAG(NL80211_BITRATE_ATTR_2GHZ_SHORTPREAMBLE, 2, "with a short preamble in 2.4 GHz"),
};
static SET(bitrate, "nl80211-bitrate", "NL80211_BITRATE_ATTR_", "a rate");

ROWS(iftype_data) {
    NEST(NL80211_BAND_IFTYPE_ATTR_IFTYPES,         1, kl_set_iftypes, "these interface types"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_HE_CAP_MAC,     2, "HE MAC capabilities"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_HE_CAP_PHY,     3, "HE PHY capabilities"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_HE_CAP_MCS_SET, 4, "HE rates and streams"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_HE_CAP_PPE,     5, "HE PPE thresholds"),
    E16(NL80211_BAND_IFTYPE_ATTR_HE_6GHZ_CAPA,     6, kl_enum_he_6ghz_capa,
        "HE capabilities in 6 GHz"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_VENDOR_ELEMS,   7, "elements of vendors"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_EHT_CAP_MAC,    8, "EHT MAC capabilities"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_EHT_CAP_PHY,    9, "EHT PHY capabilities"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_EHT_CAP_MCS_SET, 10, "EHT rates and streams"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_EHT_CAP_PPE,    11, "EHT PPE thresholds"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_UHR_CAP_MAC,    12, "UHR MAC capabilities"),
    BYTES(NL80211_BAND_IFTYPE_ATTR_UHR_CAP_PHY,    13, "UHR PHY capabilities"),
};
static SET(iftype_data, "nl80211-iftype-data", "NL80211_BAND_IFTYPE_ATTR_",
           "what interface types can do in a band");

ROWS(band) {
    NESTS(NL80211_BAND_ATTR_FREQS,         1, kl_set_frequency, "channels"),
    NESTS(NL80211_BAND_ATTR_RATES,         2, bitrate, "rates"),
    BYTES(NL80211_BAND_ATTR_HT_MCS_SET,    3, "HT rates and streams"),
    E16(NL80211_BAND_ATTR_HT_CAPA,         4, kl_enum_ht_capa, "HT capabilities"),
    U8(NL80211_BAND_ATTR_HT_AMPDU_FACTOR,  5, "A-MPDU up to 2^(13 + this) - 1 bytes"),
    U8(NL80211_BAND_ATTR_HT_AMPDU_DENSITY, 6, "least spacing of MPDUs, as in the element"),
    BYTES(NL80211_BAND_ATTR_VHT_MCS_SET,   7, "VHT rates and streams"),
    E32(NL80211_BAND_ATTR_VHT_CAPA,        8, kl_enum_vht_capa, "VHT capabilities"),
    NESTS1(NL80211_BAND_ATTR_IFTYPE_DATA,  9, iftype_data, "capabilities by interface type"),
    MASK32(NL80211_BAND_ATTR_EDMG_CHANNELS, 10, "EDMG channels"),
    U32(NL80211_BAND_ATTR_EDMG_BW_CONFIG,  11, "EDMG bandwidth configuration"),
    BYTES(NL80211_BAND_ATTR_S1G_MCS_NSS_SET, 12, "S1G rates and streams"),
    BYTES(NL80211_BAND_ATTR_S1G_CAPA,      13, "S1G capabilities"),
};
static SET(band, "nl80211-band", "NL80211_BAND_ATTR_", "a band of a device");

ROWS(kl_set_bands) { BAND_ROWS(NEST, band) };
SET(kl_set_bands, "nl80211-bands", "NL80211_BAND_", "bands of a device");

/* ---- Interface combinations and radios -------------------------------------------------------- */

ROWS(iface_limit) {
    U32(NL80211_IFACE_LIMIT_MAX,    1, "so many at most"),
    NEST(NL80211_IFACE_LIMIT_TYPES, 2, kl_set_iftypes, "of these types together"),
};
static SET(iface_limit, "nl80211-iface-limit", "NL80211_IFACE_LIMIT_", "a limit of a combination");

ROWS(kl_set_iface_comb) {
    NESTS1(NL80211_IFACE_COMB_LIMITS,           1, iface_limit, "limits by type"),
    U32(NL80211_IFACE_COMB_MAXNUM,              2, "interfaces at most in all"),
    FLAG(NL80211_IFACE_COMB_STA_AP_BI_MATCH,    3, "stations and AP need one beacon interval"),
    U32(NL80211_IFACE_COMB_NUM_CHANNELS,        4, "different channels at most"),
    E32(NL80211_IFACE_COMB_RADAR_DETECT_WIDTHS, 5, kl_enum_chan_width_bits,
        "widths in which radar is detected"),
    E32(NL80211_IFACE_COMB_RADAR_DETECT_REGIONS, 6, kl_enum_dfs_region_bits,
        "regions in which radar is detected"),
    U32(NL80211_IFACE_COMB_BI_MIN_GCD,          7,
        "least common divisor of beacon intervals; none: they must be equal"),
};
SET(kl_set_iface_comb, "nl80211-iface-combination", "NL80211_IFACE_COMB_",
    "interfaces that can be there at once");

ROWS(radio_range) {
    U32(NL80211_WIPHY_RADIO_FREQ_ATTR_START, 1, "first frequency", .unit = KL_UNIT_KHZ),
    U32(NL80211_WIPHY_RADIO_FREQ_ATTR_END,   2, "last frequency", .unit = KL_UNIT_KHZ),
};
static SET(radio_range, "nl80211-radio-range", "NL80211_WIPHY_RADIO_FREQ_ATTR_",
           "frequencies of a radio");

ROWS(kl_set_radio) {
    U32(NL80211_WIPHY_RADIO_ATTR_INDEX,         1, "number of the radio"),
    NEST(NL80211_WIPHY_RADIO_ATTR_FREQ_RANGE,   2, radio_range, "its frequencies",
         .flags = KL_A_MULTI),
    NEST(NL80211_WIPHY_RADIO_ATTR_INTERFACE_COMBINATION, 3, kl_set_iface_comb,
         "interfaces that can be there at once", .flags = KL_A_MULTI),
    MASK32(NL80211_WIPHY_RADIO_ATTR_ANTENNA_MASK, 4, "its antennas"),
    U32(NL80211_WIPHY_RADIO_ATTR_RTS_THRESHOLD, 5, "longest frame without RTS",
        .unit = KL_UNIT_BYTES),
};
SET(kl_set_radio, "nl80211-radio", "NL80211_WIPHY_RADIO_ATTR_", "one radio of a device");

ROWS(kl_layout_vendor_cmd_info) {
    ROW(U32, vendor_id, 0, "OUI of the vendor", .flags = KL_A_HEX),
    U32(subcmd,         4, "the vendor's number of it"),
};
LAYOUT(kl_layout_vendor_cmd_info, "nl80211_vendor_cmd_info", 8);

/* ---- Rates to send with ---------------------------------------------------------------------- */

ROWS(txrates) {
    PACKED_OF(U8, NL80211_TXRATE_LEGACY, 1, "rates in 500 kbit/s"),
    PACKED_OF(U8, NL80211_TXRATE_HT,     2, "HT MCS indices"),
    PACKED_OF(U16, NL80211_TXRATE_VHT,   3, "VHT MCS, a mask for each number of streams",
              .flags = KL_A_HEX),
    E8(NL80211_TXRATE_GI,                4, kl_enum_txrate_gi, "guard interval"),
    PACKED_OF(U16, NL80211_TXRATE_HE,    5, "HE MCS, a mask for each number of streams",
              .flags = KL_A_HEX),
    E8(NL80211_TXRATE_HE_GI,             6, kl_enum_he_gi, "HE guard interval, in us"),
    E8(NL80211_TXRATE_HE_LTF,            7, kl_enum_he_ltf, "HE long training field"),
    PACKED_OF(U16, NL80211_TXRATE_EHT,   8, "EHT MCS, a mask for each number of streams",
              .flags = KL_A_HEX),
    E8(NL80211_TXRATE_EHT_GI,            9, kl_enum_eht_gi, "EHT guard interval, in us"),
    E8(NL80211_TXRATE_EHT_LTF,           10, kl_enum_eht_ltf, "EHT long training field"),
};
static SET(txrates, "nl80211-txrates", "NL80211_TXRATE_", "rates to send with in a band");

ROWS(kl_set_tx_rates) { BAND_ROWS(NEST, txrates) };
SET(kl_set_tx_rates, "nl80211-tx-rates", "NL80211_BAND_", "rates to send with, by band");

#define RATE_BYTES(n, i, x, d) PACKED_OF(U8, n, i, d)
ROWS(kl_set_scan_rates) { BAND_ROWS(RATE_BYTES, ) };
SET(kl_set_scan_rates, "nl80211-scan-rates", "NL80211_BAND_", "rates of probe requests in 500 kbit/s, by band");

/* ---- Choosing a BSS --------------------------------------------------------------------------- */

ROWS(kl_layout_rssi_adjust) {
    E8(band,  0, kl_enum_band, "in this band"),
    S8(delta, 1, "signals count as so much stronger, in dB"),
};
LAYOUT(kl_layout_rssi_adjust, "nl80211_bss_select_rssi_adjust", 2);

ROWS(kl_set_bss_select) {
    FLAG(NL80211_BSS_SELECT_ATTR_RSSI,        1, "the strongest"),
    E32(NL80211_BSS_SELECT_ATTR_BAND_PREF,    2, kl_enum_band, "this band before others"),
    LAID(NL80211_BSS_SELECT_ATTR_RSSI_ADJUST, 3, kl_layout_rssi_adjust, "the strongest, adjusted"),
};
SET(kl_set_bss_select, "nl80211-bss-select", "NL80211_BSS_SELECT_ATTR_", "which BSS the device is to choose");

ROWS(kl_set_bss_select_capa) {
    FLAG(NL80211_BSS_SELECT_ATTR_RSSI,        1, "the strongest"),
    FLAG(NL80211_BSS_SELECT_ATTR_BAND_PREF,   2, "one band before others"),
    FLAG(NL80211_BSS_SELECT_ATTR_RSSI_ADJUST, 3, "the strongest, adjusted"),
};
SET(kl_set_bss_select_capa, "nl80211-bss-select-capabilities", "NL80211_BSS_SELECT_ATTR_",
    "how the device can choose a BSS");

/* ---- The rest -------------------------------------------------------------------------------- */

ROWS(kl_set_bss_param_capa) {
    FLAG(NL80211_ATTR_BSS_CTS_PROT,        28, "CTS protection"),
    FLAG(NL80211_ATTR_BSS_SHORT_PREAMBLE,  29, "short preamble"),
    FLAG(NL80211_ATTR_BSS_SHORT_SLOT_TIME, 30, "short slot time"),
    FLAG(NL80211_ATTR_BSS_BASIC_RATES,     36, "basic rates"),
    FLAG(NL80211_ATTR_AP_ISOLATE,          96, "isolation of stations"),
    FLAG(NL80211_ATTR_BSS_HT_OPMODE,       109, "HT operation mode"),
    FLAG(NL80211_ATTR_P2P_CTWINDOW,        162, "P2P client traffic window"),
    FLAG(NL80211_ATTR_P2P_OPPPS,           163, "P2P opportunistic power save"),
};
SET(kl_set_bss_param_capa, "nl80211-bss-param-capabilities", "NL80211_ATTR_",
    "what of a BSS can be changed");

ROWS(kl_set_txq_stats) {
    U32(NL80211_TXQ_STATS_BACKLOG_BYTES,   1, "waiting", .unit = KL_UNIT_BYTES),
    U32(NL80211_TXQ_STATS_BACKLOG_PACKETS, 2, "waiting", .unit = KL_UNIT_PACKETS),
    U32(NL80211_TXQ_STATS_FLOWS,           3, "new flows seen"),
    U32(NL80211_TXQ_STATS_DROPS,           4, "dropped", .unit = KL_UNIT_PACKETS),
    U32(NL80211_TXQ_STATS_ECN_MARKS,       5, "marked for congestion", .unit = KL_UNIT_PACKETS),
    U32(NL80211_TXQ_STATS_OVERLIMIT,       6, "dropped for want of space"),
    U32(NL80211_TXQ_STATS_OVERMEMORY,      7, "dropped for want of memory"),
    U32(NL80211_TXQ_STATS_COLLISIONS,      8, "flows in one place of the hash"),
    U32(NL80211_TXQ_STATS_TX_BYTES,        9, "sent", .unit = KL_UNIT_BYTES),
    U32(NL80211_TXQ_STATS_TX_PACKETS,      10, "sent", .unit = KL_UNIT_PACKETS),
    U32(NL80211_TXQ_STATS_MAX_FLOWS,       11, "places for flows"),
};
SET(kl_set_txq_stats, "nl80211-txq-stats", "NL80211_TXQ_STATS_", "transmit queues");

ROWS(sar_spec) {
    S32(NL80211_SAR_ATTR_SPECS_POWER,       1, "limit in 0.25 dBm"),
    U32(NL80211_SAR_ATTR_SPECS_RANGE_INDEX, 2, "range, by its place in the list of the device"),
    U32(NL80211_SAR_ATTR_SPECS_START_FREQ,  3, "first frequency", .unit = KL_UNIT_KHZ),
    U32(NL80211_SAR_ATTR_SPECS_END_FREQ,    4, "last frequency", .unit = KL_UNIT_KHZ),
};
static SET(sar_spec, "nl80211-sar-spec", "NL80211_SAR_ATTR_SPECS_", "a limit of a frequency range");

ROWS(kl_set_sar) {
    E32(NL80211_SAR_ATTR_TYPE,    1, kl_enum_sar_type, "kind of limit"),
    NESTS(NL80211_SAR_ATTR_SPECS, 2, sar_spec, "limits", .flags = KL_A_FROM1),
};
SET(kl_set_sar, "nl80211-sar", "NL80211_SAR_ATTR_", "limits of the specific absorption rate");

ROWS(kl_set_iftype_akm) {
    NEST(NL80211_IFTYPE_AKM_ATTR_IFTYPES, 1, kl_set_iftypes, "for these interface types"),
    AKMS(NL80211_IFTYPE_AKM_ATTR_SUITES,  2, "AKM suites"),
};
SET(kl_set_iftype_akm, "nl80211-iftype-akm", "NL80211_IFTYPE_AKM_ATTR_", "AKM suites of interface types");

ROWS(kl_set_mbssid_config) {
    U8(NL80211_MBSSID_CONFIG_ATTR_MAX_INTERFACES, 1, "interfaces of a set at most"),
    U8(NL80211_MBSSID_CONFIG_ATTR_MAX_EMA_PROFILE_PERIODICITY, 2,
       "longest profile periodicity of EMA"),
    U8(NL80211_MBSSID_CONFIG_ATTR_INDEX,          3, "place in the set, 0: transmits"),
    U32(NL80211_MBSSID_CONFIG_ATTR_TX_IFINDEX,    4, "interface that transmits"),
    FLAG(NL80211_MBSSID_CONFIG_ATTR_EMA,          5, "with EMA"),
    U8(NL80211_MBSSID_CONFIG_ATTR_TX_LINK_ID,     6, "link that transmits"),
};
SET(kl_set_mbssid_config, "nl80211-mbssid-config", "NL80211_MBSSID_CONFIG_ATTR_", "a multiple BSSID set");

ROWS(kl_set_s1g_short_beacon) {
    BYTES(NL80211_S1G_SHORT_BEACON_ATTR_HEAD, 1, "short beacon before the TIM"),
    BYTES(NL80211_S1G_SHORT_BEACON_ATTR_TAIL, 2, "short beacon behind the TIM"),
};
SET(kl_set_s1g_short_beacon, "nl80211-s1g-short-beacon", "NL80211_S1G_SHORT_BEACON_ATTR_",
    "short beacon of S1G");
// clang-format on
