// SPDX-License-Identifier: MIT
// What a Wi-Fi device can do, as nl80211 tells it in bits, and how a scan is asked for.
// Source: include/uapi/linux/nl80211.h.
#include "nl80211.h"

// clang-format off
FLAGS(kl_enum_feature_flags, "nl80211_feature_flags", "NL80211_FEATURE_",
    {1 << 0, "sk_tx_status"}, {1 << 1, "ht_ibss"}, {1 << 2, "inactivity_timer"},
    {1 << 3, "cell_base_reg_hints"}, {1 << 4, "p2p_device_needs_channel"}, {1 << 5, "sae"},
    {1 << 6, "low_priority_scan"}, {1 << 7, "scan_flush"}, {1 << 8, "ap_scan"},
    {1 << 9, "vif_txpower"}, {1 << 10, "need_obss_scan"}, {1 << 11, "p2p_go_ctwin"},
    {1 << 12, "p2p_go_oppps"}, {1 << 14, "advertise_chan_limits"},
    {1 << 15, "full_ap_client_state"}, {1 << 16, "userspace_mpm"}, {1 << 17, "active_monitor"},
    {1 << 18, "ap_mode_chan_width_change"}, {1 << 19, "ds_param_set_ie_in_probes"},
    {1 << 20, "wfa_tpc_ie_in_probes"}, {1 << 21, "quiet"}, {1 << 22, "tx_power_insertion"},
    {1 << 23, "ackto_estimation"}, {1 << 24, "static_smps"}, {1 << 25, "dynamic_smps"},
    {1 << 26, "supports_wmm_admission"}, {1 << 27, "mac_on_create"},
    {1 << 28, "tdls_channel_switch"}, {1 << 29, "scan_random_mac_addr"},
    {1 << 30, "sched_scan_random_mac_addr"}, {0x80000000, "nd_random_mac_addr"});

/* Numbers of bits. */
ENUM(kl_enum_ext_features, "nl80211_ext_feature_index", "NL80211_EXT_FEATURE_",
    {0, "vht_ibss"}, {1, "rrm"}, {2, "mu_mimo_air_sniffer"}, {3, "scan_start_time"},
    {4, "bss_parent_tsf"}, {5, "set_scan_dwell"}, {6, "beacon_rate_legacy"},
    {7, "beacon_rate_ht"}, {8, "beacon_rate_vht"}, {9, "fils_sta"}, {10, "mgmt_tx_random_ta"},
    {11, "mgmt_tx_random_ta_connected"}, {12, "sched_scan_relative_rssi"}, {13, "cqm_rssi_list"},
    {14, "fils_sk_offload"}, {15, "4way_handshake_sta_psk"}, {16, "4way_handshake_sta_1x"},
    {17, "fils_max_channel_time"}, {18, "accept_bcast_probe_resp"},
    {19, "oce_probe_req_high_tx_rate"}, {20, "oce_probe_req_deferral_suppression"},
    {21, "mfp_optional"}, {22, "low_span_scan"}, {23, "low_power_scan"},
    {24, "high_accuracy_scan"}, {25, "dfs_offload"}, {26, "control_port_over_nl80211"},
    {27, "ack_signal_support"}, {28, "txqs"}, {29, "scan_random_sn"},
    {30, "scan_min_preq_content"}, {31, "can_replace_ptk0"}, {32, "enable_ftm_responder"},
    {33, "airtime_fairness"}, {34, "ap_pmksa_caching"},
    {35, "sched_scan_band_specific_rssi_thold"}, {36, "ext_key_id"}, {37, "sta_tx_pwr"},
    {38, "sae_offload"}, {39, "vlan_offload"}, {40, "aql"}, {41, "beacon_protection"},
    {42, "control_port_no_preauth"}, {43, "protected_twt"}, {44, "del_ibss_sta"},
    {45, "multicast_registrations"}, {46, "beacon_protection_client"}, {47, "scan_freq_khz"},
    {48, "control_port_over_nl80211_tx_status"}, {49, "operating_channel_validation"},
    {50, "4way_handshake_ap_psk"}, {51, "sae_offload_ap"}, {52, "fils_discovery"},
    {53, "unsol_bcast_probe_resp"}, {54, "beacon_rate_he"}, {55, "secure_ltf"},
    {56, "secure_rtt"}, {57, "prot_range_nego_and_measure"}, {58, "bss_color"},
    {59, "fils_crypto_offload"}, {60, "radar_background"}, {61, "powered_addr_change"},
    {62, "punct"}, {63, "secure_nan"}, {64, "auth_and_deauth_random_ta"}, {65, "owe_offload"},
    {66, "owe_offload_ap"}, {67, "dfs_concurrent"}, {68, "spp_amsdu_support"},
    {69, "beacon_rate_eht"}, {70, "eppke"}, {71, "assoc_frame_encryption"},
    {72, "ieee8021x_auth"});

FLAGS(kl_enum_scan_flags, "nl80211_scan_flags", "NL80211_SCAN_FLAG_",
    {1 << 0, "low_priority"}, {1 << 1, "flush"}, {1 << 2, "ap"}, {1 << 3, "random_addr"},
    {1 << 4, "fils_max_channel_time"}, {1 << 5, "accept_bcast_probe_resp"},
    {1 << 6, "oce_probe_req_high_tx_rate"}, {1 << 7, "oce_probe_req_deferral_suppression"},
    {1 << 8, "low_span"}, {1 << 9, "low_power"}, {1 << 10, "high_accuracy"},
    {1 << 11, "random_sn"}, {1 << 12, "min_preq_content"}, {1 << 13, "freq_khz"},
    {1 << 14, "colocated_6ghz"});
// clang-format on
