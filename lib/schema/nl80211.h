// SPDX-License-Identifier: MIT
// What the files of nl80211's tables share. Words of IEEE 802.11 are used as they are there.
// Source: include/uapi/linux/nl80211.h; types from net/wireless/nl80211.c and pmsr.c.
#ifndef KL_SCHEMA_NL80211_H
#define KL_SCHEMA_NL80211_H

#include "rows.h"

// clang-format off
#define S8(n, i, d, ...)       ROW(S8, n, i, d, __VA_ARGS__)
#define S16(n, i, d, ...)      ROW(S16, n, i, d, __VA_ARGS__)
/* Integers with names for their values or bits. */
#define E8(n, i, e, d, ...)    ROW(U8, n, i, d, .ref.values = &(e), __VA_ARGS__)
#define E16(n, i, e, d, ...)   ROW(U16, n, i, d, .ref.values = &(e), __VA_ARGS__)
#define E32(n, i, e, d, ...)   ROW(U32, n, i, d, .ref.values = &(e), __VA_ARGS__)
#define E64(n, i, e, d, ...)   ROW(U64, n, i, d, .ref.values = &(e), __VA_ARGS__)
#define MASK16(n, i, d)        ROW(U16, n, i, d, .flags = KL_A_HEX)
#define MASK32(n, i, d)        ROW(U32, n, i, d, .flags = KL_A_HEX)
#define MASK64(n, i, d)        ROW(U64, n, i, d, .flags = KL_A_HEX)
/* Names of networks are bytes that people read. */
#define NETNAME(n, i, d)       ROW(STRING, n, i, d, .max_len = 32, .flags = KL_A_NO_NUL)
#define LAID(n, i, l, d)       ROW(STRUCT, n, i, d, .ref.layout = &(l))
/* A nest of nests, counted from 1. */
#define NESTS1(n, i, s, d)     NESTS(n, i, s, d, .flags = KL_A_FROM1)
/* A nest of equal attributes. */
#define ARRAY_OF(t, n, i, d, ...)  ROW(ARRAY, n, i, d, .elem = KL_T_##t, __VA_ARGS__)
#define PACKED_OF(t, n, i, d, ...) ROW(PACKED, n, i, d, .elem = KL_T_##t, __VA_ARGS__)
#define CIPHER(n, i, d)        E32(n, i, kl_enum_cipher_suite, d, .flags = KL_A_HEX)
#define CIPHERS(n, i, d)       PACKED_OF(U32, n, i, d, .flags = KL_A_HEX, \
                                         .ref.values = &kl_enum_cipher_suite)
#define AKMS(n, i, d)          PACKED_OF(U32, n, i, d, .flags = KL_A_HEX, \
                                         .ref.values = &kl_enum_akm_suite)

/* A row for each interface type or band, all of a kind: M(name, number, what, words). */
#define IFTYPE_ROWS(M, x) \
    M(NL80211_IFTYPE_UNSPECIFIED, 0, x, "left to the driver"), \
    M(NL80211_IFTYPE_ADHOC,       1, x, "member of an IBSS"), \
    M(NL80211_IFTYPE_STATION,     2, x, "station"), \
    M(NL80211_IFTYPE_AP,          3, x, "access point"), \
    M(NL80211_IFTYPE_AP_VLAN,     4, x, "VLAN of an access point"), \
    M(NL80211_IFTYPE_WDS,         5, x, "wireless distribution, gone from the kernel"), \
    M(NL80211_IFTYPE_MONITOR,     6, x, "monitor"), \
    M(NL80211_IFTYPE_MESH_POINT,  7, x, "mesh station"), \
    M(NL80211_IFTYPE_P2P_CLIENT,  8, x, "client of a P2P group"), \
    M(NL80211_IFTYPE_P2P_GO,      9, x, "owner of a P2P group"), \
    M(NL80211_IFTYPE_P2P_DEVICE,  10, x, "P2P device, no network interface"), \
    M(NL80211_IFTYPE_OCB,         11, x, "outside the context of a BSS"), \
    M(NL80211_IFTYPE_NAN,         12, x, "NAN device, no network interface"), \
    M(NL80211_IFTYPE_NAN_DATA,    13, x, "data interface of NAN"), \
    M(NL80211_IFTYPE_PD,          14, x, "proximity detection, no network interface")
#define BAND_ROWS(M, x) \
    M(NL80211_BAND_2GHZ,  0, x, "2.4 GHz"), \
    M(NL80211_BAND_5GHZ,  1, x, "5 GHz"), \
    M(NL80211_BAND_60GHZ, 2, x, "60 GHz"), \
    M(NL80211_BAND_6GHZ,  3, x, "6 GHz"), \
    M(NL80211_BAND_S1GHZ, 4, x, "below 1 GHz"), \
    M(NL80211_BAND_LC,    5, x, "light")
// clang-format on

/* nl80211_codes.c: numbers of IEEE 802.11 */
extern const struct kl_enum kl_enum_status_code, kl_enum_reason_code, kl_enum_cipher_suite,
    kl_enum_akm_suite, kl_enum_frame_type, kl_enum_bss_capability, kl_enum_ht_capa,
    kl_enum_vht_capa, kl_enum_he_6ghz_capa, kl_enum_ethertype;

/* nl80211_enums.c */
extern const struct kl_enum kl_enum_iftype, kl_enum_iftype_bits, kl_enum_band, kl_enum_band_bits,
    kl_enum_sta_flag_bits, kl_enum_he_gi, kl_enum_he_ltf, kl_enum_he_ru, kl_enum_eht_gi,
    kl_enum_eht_ltf, kl_enum_eht_ru, kl_enum_p2p_ps, kl_enum_mpath_flags, kl_enum_reg_initiator,
    kl_enum_reg_type, kl_enum_reg_rule_flags, kl_enum_dfs_region, kl_enum_dfs_region_bits,
    kl_enum_dfs_state, kl_enum_user_reg_hint, kl_enum_mesh_power, kl_enum_ac, kl_enum_channel_type,
    kl_enum_chan_width, kl_enum_chan_width_bits, kl_enum_key_mode, kl_enum_key_type,
    kl_enum_bss_scan_width, kl_enum_bss_status, kl_enum_bss_use_for, kl_enum_bss_cannot_use,
    kl_enum_auth_type, kl_enum_mfp, kl_enum_wpa_versions, kl_enum_txrate_gi, kl_enum_ps_state,
    kl_enum_cqm_rssi_event, kl_enum_tx_power, kl_enum_tid_config, kl_enum_tid_config_attrs,
    kl_enum_tx_rate_setting, kl_enum_coalesce_condition, kl_enum_plink_state, kl_enum_plink_action,
    kl_enum_hidden_ssid, kl_enum_tdls_operation, kl_enum_ap_sme_features,
    kl_enum_probe_resp_offload, kl_enum_connect_failed, kl_enum_timeout_reason, kl_enum_acl_policy,
    kl_enum_smps_mode, kl_enum_radar_event, kl_enum_protocol_features, kl_enum_crit_proto,
    kl_enum_rxmgmt_flags, kl_enum_tdls_peer, kl_enum_external_auth, kl_enum_sae_pwe,
    kl_enum_sar_type, kl_enum_ap_settings;

/* nl80211_features.c */
extern const struct kl_enum kl_enum_feature_flags, kl_enum_ext_features, kl_enum_scan_flags;

/* nl80211.c */
extern const struct kl_enum kl_enum_nl80211_command;

/* nl80211_attrs.c: everything that stands at the top, which many nests hold again */
extern const struct kl_attrset kl_set_nl80211, kl_set_nl80211_wiphy;

/* nl80211_phy.c */
extern const struct kl_attrset kl_set_bands, kl_set_frequency, kl_set_iftypes, kl_set_frame_types,
    kl_set_iface_comb, kl_set_radio, kl_set_sar, kl_set_txq_stats, kl_set_iftype_akm,
    kl_set_tx_rates, kl_set_scan_rates, kl_set_bss_select, kl_set_bss_select_capa,
    kl_set_mbssid_config, kl_set_s1g_short_beacon, kl_set_bss_param_capa;
extern const struct kl_layout kl_layout_vendor_cmd_info, kl_layout_rssi_adjust;

/* nl80211_sta.c */
extern const struct kl_attrset kl_set_sta_info, kl_set_sta_flags, kl_set_sta_wme, kl_set_rate_info,
    kl_set_key, kl_set_key_default_types, kl_set_rekey_data, kl_set_pmksa_candidate,
    kl_set_tid_config, kl_set_cqm, kl_set_txq_params;
extern const struct kl_layout kl_layout_sta_flag_update;

/* nl80211_bss.c */
extern const struct kl_attrset kl_set_bss, kl_set_survey, kl_set_reg_rule, kl_set_sched_match,
    kl_set_sched_plan, kl_set_mntr_flags, kl_set_mesh_config, kl_set_mesh_config_reply,
    kl_set_mesh_setup, kl_set_mpath_info, kl_set_obss_pd, kl_set_bss_color, kl_set_fils_discovery,
    kl_set_unsol_probe_resp;

/* nl80211_wake.c */
extern const struct kl_attrset kl_set_wowlan, kl_set_wowlan_capa, kl_set_wowlan_wakeup,
    kl_set_coalesce_rule;
extern const struct kl_layout kl_layout_coalesce_support;

/* nl80211_measure.c */
extern const struct kl_attrset kl_set_nan_func, kl_set_nan_match, kl_set_nan_conf, kl_set_nan_capa,
    kl_set_nan_peer_map, kl_set_ftm_responder, kl_set_ftm_stats, kl_set_pmsr;

#endif
