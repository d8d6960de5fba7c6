// SPDX-License-Identifier: MIT
// nl80211: networks that were found, surveys of channels, scheduled scans, regulatory rules, mesh,
// and what an access point of HE announces.
// Source: include/uapi/linux/nl80211.h; nl80211_send_bss(), nl80211_send_survey(), mesh policies in
// net/wireless/nl80211.c.
#include "nl80211.h"

// clang-format off
ROWS(kl_set_bss) {
    MAC(NL80211_BSS_BSSID,             1, "BSSID"),
    U32(NL80211_BSS_FREQUENCY,         2, "frequency", .unit = KL_UNIT_MHZ),
    U64(NL80211_BSS_TSF,               3, "TSF of the last frame", .unit = KL_UNIT_US),
    U16(NL80211_BSS_BEACON_INTERVAL,   4, "beacon interval in TU"),
    E16(NL80211_BSS_CAPABILITY,        5, kl_enum_bss_capability, "capabilities"),
    BYTES(NL80211_BSS_INFORMATION_ELEMENTS, 6, "elements of the probe response, or of the beacon"),
    S32(NL80211_BSS_SIGNAL_MBM,        7, "signal", .unit = KL_UNIT_MBM),
    U8(NL80211_BSS_SIGNAL_UNSPEC,      8, "signal, 0 to 100", .max = 100),
    E32(NL80211_BSS_STATUS,            9, kl_enum_bss_status, "what we have to do with it"),
    U32(NL80211_BSS_SEEN_MS_AGO,       10, "since it was last heard", .unit = KL_UNIT_MS),
    BYTES(NL80211_BSS_BEACON_IES,      11, "elements of the beacon"),
    E32(NL80211_BSS_CHAN_WIDTH,        12, kl_enum_bss_scan_width, "width of the control channel"),
    U64(NL80211_BSS_BEACON_TSF,        13, "TSF of the last beacon", .unit = KL_UNIT_US),
    FLAG(NL80211_BSS_PRESP_DATA,       14, "elements and TSF are of a probe response"),
    U64(NL80211_BSS_LAST_SEEN_BOOTTIME, 15, "when it was last heard (CLOCK_BOOTTIME)",
        .unit = KL_UNIT_NS),
    PAD(NL80211_BSS_PAD,               16),
    U64(NL80211_BSS_PARENT_TSF,        17, "when it was heard, by the TSF of PARENT_BSSID",
        .unit = KL_UNIT_US),
    MAC(NL80211_BSS_PARENT_BSSID,      18, "whose TSF that is"),
    ARRAY_OF(S8, NL80211_BSS_CHAIN_SIGNAL, 19, "signal by chain", .unit = KL_UNIT_DBM),
    U32(NL80211_BSS_FREQUENCY_OFFSET,  20, "what the frequency has above the MHz",
        .unit = KL_UNIT_KHZ),
    U8(NL80211_BSS_MLO_LINK_ID,        21, "link of ours to it"),
    MAC(NL80211_BSS_MLD_ADDR,          22, "address of its MLD"),
    E32(NL80211_BSS_USE_FOR,           23, kl_enum_bss_use_for, "what it can be used for"),
    E64(NL80211_BSS_CANNOT_USE_REASONS, 24, kl_enum_bss_cannot_use, "why not for all"),
};
SET(kl_set_bss, "nl80211-bss", "NL80211_BSS_", "a network that was found");

ROWS(kl_set_survey) {
    U32(NL80211_SURVEY_INFO_FREQUENCY,     1, "frequency", .unit = KL_UNIT_MHZ),
    S8(NL80211_SURVEY_INFO_NOISE,          2, "noise", .unit = KL_UNIT_DBM),
    FLAG(NL80211_SURVEY_INFO_IN_USE,       3, "the channel is in use by us"),
    U64(NL80211_SURVEY_INFO_TIME,          4, "how long the radio was on", .unit = KL_UNIT_MS),
    U64(NL80211_SURVEY_INFO_TIME_BUSY,     5, "how long it was busy", .unit = KL_UNIT_MS),
    U64(NL80211_SURVEY_INFO_TIME_EXT_BUSY, 6, "how long the extension channel was busy",
        .unit = KL_UNIT_MS),
    U64(NL80211_SURVEY_INFO_TIME_RX,       7, "how long the radio received", .unit = KL_UNIT_MS),
    U64(NL80211_SURVEY_INFO_TIME_TX,       8, "how long it sent", .unit = KL_UNIT_MS),
    U64(NL80211_SURVEY_INFO_TIME_SCAN,     9, "how long it scanned", .unit = KL_UNIT_MS),
    PAD(NL80211_SURVEY_INFO_PAD,           10),
    U64(NL80211_SURVEY_INFO_TIME_BSS_RX,   11, "how long it received for our own BSS",
        .unit = KL_UNIT_MS),
    U32(NL80211_SURVEY_INFO_FREQUENCY_OFFSET, 12, "what the frequency has above the MHz",
        .unit = KL_UNIT_KHZ),
};
SET(kl_set_survey, "nl80211-survey", "NL80211_SURVEY_INFO_", "what was seen of a channel");

/* ---- Scheduled scans ------------------------------------------------------------------------- */

#define BAND_RSSI(n, i, x, d) S32(n, i, d, .unit = KL_UNIT_DBM)
ROWS(rssi_by_band) { BAND_ROWS(BAND_RSSI, ) };
static SET(rssi_by_band, "nl80211-rssi-by-band", "NL80211_BAND_", "least signal, by band");

ROWS(kl_set_sched_match) {
    NETNAME(NL80211_SCHED_SCAN_MATCH_ATTR_SSID,          1, "SSID"),
    S32(NL80211_SCHED_SCAN_MATCH_ATTR_RSSI,              2, "least signal", .unit = KL_UNIT_DBM),
    FLAG(NL80211_SCHED_SCAN_MATCH_ATTR_RELATIVE_RSSI,    3, "above the present BSS"),
    LAID(NL80211_SCHED_SCAN_MATCH_ATTR_RSSI_ADJUST,      4, kl_layout_rssi_adjust,
         "signals of a band count as stronger"),
    MAC(NL80211_SCHED_SCAN_MATCH_ATTR_BSSID,             5, "BSSID"),
    NEST(NL80211_SCHED_SCAN_MATCH_PER_BAND_RSSI,         6, rssi_by_band, "least signal, by band"),
};
SET(kl_set_sched_match, "nl80211-sched-scan-match", "NL80211_SCHED_SCAN_MATCH_ATTR_",
    "networks that a scheduled scan reports");

ROWS(kl_set_sched_plan) {
    U32(NL80211_SCHED_SCAN_PLAN_INTERVAL,   1, "from scan to scan", .unit = KL_UNIT_S),
    U32(NL80211_SCHED_SCAN_PLAN_ITERATIONS, 2, "scans; none: without end"),
};
SET(kl_set_sched_plan, "nl80211-sched-scan-plan", "NL80211_SCHED_SCAN_PLAN_", "when to scan");

/* ---- Regulatory ------------------------------------------------------------------------------ */

ROWS(kl_set_reg_rule) {
    E32(NL80211_ATTR_REG_RULE_FLAGS,          1, kl_enum_reg_rule_flags, "restrictions"),
    U32(NL80211_ATTR_FREQ_RANGE_START,        2, "lower edge", .unit = KL_UNIT_KHZ),
    U32(NL80211_ATTR_FREQ_RANGE_END,          3, "upper edge", .unit = KL_UNIT_KHZ),
    U32(NL80211_ATTR_FREQ_RANGE_MAX_BW,       4, "greatest width", .unit = KL_UNIT_KHZ),
    U32(NL80211_ATTR_POWER_RULE_MAX_ANT_GAIN, 5, "greatest antenna gain in mBi"),
    U32(NL80211_ATTR_POWER_RULE_MAX_EIRP,     6, "greatest power", .unit = KL_UNIT_MBM),
    U32(NL80211_ATTR_DFS_CAC_TIME,            7, "length of the check before use",
        .unit = KL_UNIT_MS),
    S8(NL80211_ATTR_POWER_RULE_PSD,           8, "power spectral density, per MHz",
       .unit = KL_UNIT_DBM),
};
SET(kl_set_reg_rule, "nl80211-reg-rule", "NL80211_ATTR_", "a regulatory rule");

ROWS(kl_set_mntr_flags) {
    FLAG(NL80211_MNTR_FLAG_FCSFAIL,     1, "frames with a wrong checksum too"),
    FLAG(NL80211_MNTR_FLAG_PLCPFAIL,    2, "frames with a wrong PLCP too"),
    FLAG(NL80211_MNTR_FLAG_CONTROL,     3, "control frames too"),
    FLAG(NL80211_MNTR_FLAG_OTHER_BSS,   4, "frames of other BSS too"),
    FLAG(NL80211_MNTR_FLAG_COOK_FRAMES, 5, "frames after the kernel's work on them, now refused"),
    FLAG(NL80211_MNTR_FLAG_ACTIVE,      6, "acknowledge what is for our address"),
    FLAG(NL80211_MNTR_FLAG_SKIP_TX,     7, "without what we send"),
};
SET(kl_set_mntr_flags, "nl80211-monitor-flags", "NL80211_MNTR_FLAG_", "what a monitor sees");

/* ---- Mesh ------------------------------------------------------------------------------------ */

/* The kernel takes HT_OPMODE in two bytes and gives it back in four. */
#define MESH_ROWS(OPMODE, HOLDING) \
    U16(NL80211_MESHCONF_RETRY_TIMEOUT,            1, "before a link is tried again", \
        .unit = KL_UNIT_MS), \
    U16(NL80211_MESHCONF_CONFIRM_TIMEOUT,          2, "wait for a confirmation", \
        .unit = KL_UNIT_MS), \
    HOLDING(NL80211_MESHCONF_HOLDING_TIMEOUT,      3), \
    U16(NL80211_MESHCONF_MAX_PEER_LINKS,           4, "links at most"), \
    U8(NL80211_MESHCONF_MAX_RETRIES,               5, "tries to open a link"), \
    U8(NL80211_MESHCONF_TTL,                       6, "hops of a frame at most"), \
    U8(NL80211_MESHCONF_AUTO_OPEN_PLINKS,          7, "open links unasked", .max = 1), \
    U8(NL80211_MESHCONF_HWMP_MAX_PREQ_RETRIES,     8, "path requests to a target"), \
    U32(NL80211_MESHCONF_PATH_REFRESH_TIME,        9, "from refresh to refresh of a path", \
        .unit = KL_UNIT_MS), \
    U16(NL80211_MESHCONF_MIN_DISCOVERY_TIMEOUT,    10, "before a search is given up", \
        .unit = KL_UNIT_MS), \
    U32(NL80211_MESHCONF_HWMP_ACTIVE_PATH_TIMEOUT, 11, "how long a path is good, in TU"), \
    U16(NL80211_MESHCONF_HWMP_PREQ_MIN_INTERVAL,   12, "between path requests at least, in TU"), \
    U16(NL80211_MESHCONF_HWMP_NET_DIAM_TRVS_TIME,  13, "to cross the mesh, in TU"), \
    U8(NL80211_MESHCONF_HWMP_ROOTMODE,             14, "how we are the root; 0: not", .max = 4), \
    U8(NL80211_MESHCONF_ELEMENT_TTL,               15, "hops of a path element at most"), \
    U16(NL80211_MESHCONF_HWMP_RANN_INTERVAL,       16, "between announcements of the root, in TU"), \
    U8(NL80211_MESHCONF_GATE_ANNOUNCEMENTS,        17, "announce that we are a gate", .max = 1), \
    U16(NL80211_MESHCONF_HWMP_PERR_MIN_INTERVAL,   18, "between path errors at least, in TU"), \
    U8(NL80211_MESHCONF_FORWARDING,                19, "forward for others", .max = 1), \
    S32(NL80211_MESHCONF_RSSI_THRESHOLD,           20, "least signal of a peer", \
        .unit = KL_UNIT_DBM), \
    U32(NL80211_MESHCONF_SYNC_OFFSET_MAX_NEIGHBOR, 21, "neighbours to synchronise to"), \
    OPMODE(NL80211_MESHCONF_HT_OPMODE,             22, "HT protection mode"), \
    U32(NL80211_MESHCONF_HWMP_PATH_TO_ROOT_TIMEOUT, 23, "how long the path to the root is good, in TU"), \
    U16(NL80211_MESHCONF_HWMP_ROOT_INTERVAL,       24, "between requests of the root, in TU"), \
    U16(NL80211_MESHCONF_HWMP_CONFIRMATION_INTERVAL, 25, "between confirmations to the root, in TU"), \
    E32(NL80211_MESHCONF_POWER_MODE,               26, kl_enum_mesh_power, "power mode of new links"), \
    U16(NL80211_MESHCONF_AWAKE_WINDOW,             27, "awake after a beacon, in TU"), \
    U32(NL80211_MESHCONF_PLINK_TIMEOUT,            28, "before a silent peer is dropped; 0: never", \
        .unit = KL_UNIT_S), \
    U8(NL80211_MESHCONF_CONNECTED_TO_GATE,         29, "say that we know a gate", .max = 1), \
    U8(NL80211_MESHCONF_NOLEARN,                   30, "no search for direct neighbours", .max = 1), \
    U8(NL80211_MESHCONF_CONNECTED_TO_AS,           31, "say that we know an authentication server", \
       .max = 1)

#define HOLDING(n, i) U16(n, i, "before a link is closed", .unit = KL_UNIT_MS)
ROWS(kl_set_mesh_config) { MESH_ROWS(U16, HOLDING) };
SET(kl_set_mesh_config, "nl80211-mesh-config", "NL80211_MESHCONF_", "parameters of a mesh");

/* NL80211_ATTR_IFINDEX stands in the nest, too, and has the same number. */
#define HOLDING_REPLY(n, i) \
    ROW(UINT, n, i, "the interface, in four bytes, and before a link is closed, in ms", \
        .flags = KL_A_MULTI)
ROWS(kl_set_mesh_config_reply) { MESH_ROWS(U32, HOLDING_REPLY) };
SET(kl_set_mesh_config_reply, "nl80211-mesh-config-reply", "NL80211_MESHCONF_",
    "parameters of a mesh, from the kernel");

ROWS(kl_set_mesh_setup) {
    U8(NL80211_MESH_SETUP_ENABLE_VENDOR_PATH_SEL, 1, "path selection of a vendor", .max = 1),
    U8(NL80211_MESH_SETUP_ENABLE_VENDOR_METRIC,   2, "path metric of a vendor", .max = 1),
    BYTES(NL80211_MESH_SETUP_IE,                  3, "elements for the beacon"),
    FLAG(NL80211_MESH_SETUP_USERSPACE_AUTH,       4, "a program authenticates peers"),
    FLAG(NL80211_MESH_SETUP_USERSPACE_AMPE,       5, "a program does the key exchange"),
    U8(NL80211_MESH_SETUP_ENABLE_VENDOR_SYNC,     6, "synchronisation of a vendor", .max = 1),
    FLAG(NL80211_MESH_SETUP_USERSPACE_MPM,        7, "a program manages links"),
    U8(NL80211_MESH_SETUP_AUTH_PROTOCOL,          8, "authentication protocol id"),
};
SET(kl_set_mesh_setup, "nl80211-mesh-setup", "NL80211_MESH_SETUP_", "how a mesh is joined");

ROWS(kl_set_mpath_info) {
    U32(NL80211_MPATH_INFO_FRAME_QLEN,        1, "waiting", .unit = KL_UNIT_PACKETS),
    U32(NL80211_MPATH_INFO_SN,                2, "sequence number of the destination"),
    U32(NL80211_MPATH_INFO_METRIC,            3, "cost of the path"),
    U32(NL80211_MPATH_INFO_EXPTIME,           4, "until it ends", .unit = KL_UNIT_MS),
    E8(NL80211_MPATH_INFO_FLAGS,              5, kl_enum_mpath_flags, "state"),
    U32(NL80211_MPATH_INFO_DISCOVERY_TIMEOUT, 6, "wait of the search", .unit = KL_UNIT_MS),
    U8(NL80211_MPATH_INFO_DISCOVERY_RETRIES,  7, "searches so far"),
    U8(NL80211_MPATH_INFO_HOP_COUNT,          8, "hops"),
    U32(NL80211_MPATH_INFO_PATH_CHANGE,       9, "changes so far"),
};
SET(kl_set_mpath_info, "nl80211-mpath-info", "NL80211_MPATH_INFO_", "a path through the mesh");

/* ---- What an access point announces ---------------------------------------------------------- */

ROWS(kl_set_obss_pd) {
    U8(NL80211_HE_OBSS_PD_ATTR_MIN_OFFSET,        1, "least offset of the power, in dB"),
    U8(NL80211_HE_OBSS_PD_ATTR_MAX_OFFSET,        2, "greatest offset of the power, in dB"),
    U8(NL80211_HE_OBSS_PD_ATTR_NON_SRG_MAX_OFFSET, 3, "the same outside the SRG, in dB"),
    BYTES(NL80211_HE_OBSS_PD_ATTR_BSS_COLOR_BITMAP, 4, "BSS colours of the SRG", .min_len = 8,
          .max_len = 8),
    BYTES(NL80211_HE_OBSS_PD_ATTR_PARTIAL_BSSID_BITMAP, 5, "partial BSSIDs of the SRG",
          .min_len = 8, .max_len = 8),
    U8(NL80211_HE_OBSS_PD_ATTR_SR_CTRL,           6, "spatial reuse control", .flags = KL_A_HEX),
};
SET(kl_set_obss_pd, "nl80211-he-obss-pd", "NL80211_HE_OBSS_PD_ATTR_", "spatial reuse of HE");

ROWS(kl_set_bss_color) {
    U8(NL80211_HE_BSS_COLOR_ATTR_COLOR,      1, "colour", .max = 63),
    FLAG(NL80211_HE_BSS_COLOR_ATTR_DISABLED, 2, "not in use"),
    FLAG(NL80211_HE_BSS_COLOR_ATTR_PARTIAL,  3, "association ids are chosen by it"),
};
SET(kl_set_bss_color, "nl80211-he-bss-color", "NL80211_HE_BSS_COLOR_ATTR_", "BSS colour of HE");

ROWS(kl_set_fils_discovery) {
    U32(NL80211_FILS_DISCOVERY_ATTR_INT_MIN, 1, "least interval in TU", .max = 10000),
    U32(NL80211_FILS_DISCOVERY_ATTR_INT_MAX, 2, "greatest interval in TU; 0: off", .max = 10000),
    BYTES(NL80211_FILS_DISCOVERY_ATTR_TMPL,  3, "the frame"),
};
SET(kl_set_fils_discovery, "nl80211-fils-discovery", "NL80211_FILS_DISCOVERY_ATTR_",
    "FILS discovery frames");

ROWS(kl_set_unsol_probe_resp) {
    U32(NL80211_UNSOL_BCAST_PROBE_RESP_ATTR_INT,    1, "interval in TU; 0: off", .max = 20),
    BYTES(NL80211_UNSOL_BCAST_PROBE_RESP_ATTR_TMPL, 2, "the frame"),
};
SET(kl_set_unsol_probe_resp, "nl80211-unsol-bcast-probe-resp",
    "NL80211_UNSOL_BCAST_PROBE_RESP_ATTR_", "probe responses that nobody asked for");
// clang-format on
