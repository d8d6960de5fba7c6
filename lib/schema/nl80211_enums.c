// SPDX-License-Identifier: MIT
// Values and bits of nl80211's own.
// Source: include/uapi/linux/nl80211.h.
#include "nl80211.h"

// clang-format off
ENUM(kl_enum_iftype, "nl80211_iftype", "NL80211_IFTYPE_",
    {0, "unspecified"}, {1, "adhoc"}, {2, "station"}, {3, "ap"}, {4, "ap_vlan"}, {5, "wds"},
    {6, "monitor"}, {7, "mesh_point"}, {8, "p2p_client"}, {9, "p2p_go"}, {10, "p2p_device"},
    {11, "ocb"}, {12, "nan"}, {13, "nan_data"}, {14, "pd"});

FLAGS(kl_enum_iftype_bits, "1 << nl80211_iftype", "",
    {1 << 0, "unspecified"}, {1 << 1, "adhoc"}, {1 << 2, "station"}, {1 << 3, "ap"},
    {1 << 4, "ap_vlan"}, {1 << 5, "wds"}, {1 << 6, "monitor"}, {1 << 7, "mesh_point"},
    {1 << 8, "p2p_client"}, {1 << 9, "p2p_go"}, {1 << 10, "p2p_device"}, {1 << 11, "ocb"},
    {1 << 12, "nan"}, {1 << 13, "nan_data"}, {1 << 14, "pd"});

ENUM(kl_enum_band, "nl80211_band", "NL80211_BAND_",
    {0, "2ghz"}, {1, "5ghz"}, {2, "60ghz"}, {3, "6ghz"}, {4, "s1ghz"}, {5, "lc"});

FLAGS(kl_enum_band_bits, "1 << nl80211_band", "",
    {1 << 0, "2ghz"}, {1 << 1, "5ghz"}, {1 << 2, "60ghz"}, {1 << 3, "6ghz"}, {1 << 4, "s1ghz"},
    {1 << 5, "lc"});

FLAGS(kl_enum_sta_flag_bits, "1 << nl80211_sta_flags", "",
    {1 << 1, "authorized"}, {1 << 2, "short_preamble"}, {1 << 3, "wme"}, {1 << 4, "mfp"},
    {1 << 5, "authenticated"}, {1 << 6, "tdls_peer"}, {1 << 7, "associated"},
    {1 << 8, "spp_amsdu"});

ENUM(kl_enum_p2p_ps, "nl80211_sta_p2p_ps_status", "NL80211_P2P_PS_",
    {0, "unsupported"}, {1, "supported"});

ENUM(kl_enum_he_gi, "nl80211_he_gi", "NL80211_RATE_INFO_HE_GI_",
    {0, "0_8"}, {1, "1_6"}, {2, "3_2"});
ENUM(kl_enum_he_ltf, "nl80211_he_ltf", "NL80211_RATE_INFO_HE_",
    {0, "1xltf"}, {1, "2xltf"}, {2, "4xltf"});
ENUM(kl_enum_he_ru, "nl80211_he_ru_alloc", "NL80211_RATE_INFO_HE_RU_ALLOC_",
    {0, "26"}, {1, "52"}, {2, "106"}, {3, "242"}, {4, "484"}, {5, "996"}, {6, "2x996"});
ENUM(kl_enum_eht_gi, "nl80211_eht_gi", "NL80211_RATE_INFO_EHT_GI_",
    {0, "0_8"}, {1, "1_6"}, {2, "3_2"});
ENUM(kl_enum_eht_ltf, "nl80211_eht_ltf", "NL80211_RATE_INFO_EHT_",
    {0, "1xltf"}, {1, "2xltf"}, {2, "4xltf"}, {3, "6xltf"}, {4, "8xltf"});
ENUM(kl_enum_eht_ru, "nl80211_eht_ru_alloc", "NL80211_RATE_INFO_EHT_RU_ALLOC_",
    {0, "26"}, {1, "52"}, {2, "52p26"}, {3, "106"}, {4, "106p26"}, {5, "242"}, {6, "484"},
    {7, "484p242"}, {8, "996"}, {9, "996p484"}, {10, "996p484p242"}, {11, "2x996"},
    {12, "2x996p484"}, {13, "3x996"}, {14, "3x996p484"}, {15, "4x996"});

FLAGS(kl_enum_mpath_flags, "nl80211_mpath_flags", "NL80211_MPATH_FLAG_",
    {1 << 0, "active"}, {1 << 1, "resolving"}, {1 << 2, "sn_valid"}, {1 << 3, "fixed"},
    {1 << 4, "resolved"});

ENUM(kl_enum_reg_initiator, "nl80211_reg_initiator", "NL80211_REGDOM_SET_BY_",
    {0, "core"}, {1, "user"}, {2, "driver"}, {3, "country_ie"});
ENUM(kl_enum_reg_type, "nl80211_reg_type", "NL80211_REGDOM_TYPE_",
    {0, "country"}, {1, "world"}, {2, "custom_world"}, {3, "intersection"});
FLAGS(kl_enum_reg_rule_flags, "nl80211_reg_rule_flags", "NL80211_RRF_",
    {1 << 0, "no_ofdm"}, {1 << 1, "no_cck"}, {1 << 2, "no_indoor"}, {1 << 3, "no_outdoor"},
    {1 << 4, "dfs"}, {1 << 5, "ptp_only"}, {1 << 6, "ptmp_only"}, {1 << 7, "no_ir"},
    {1 << 8, "no_ibss"}, {1 << 11, "auto_bw"}, {1 << 12, "ir_concurrent"},
    {1 << 13, "no_ht40minus"}, {1 << 14, "no_ht40plus"}, {1 << 15, "no_80mhz"},
    {1 << 16, "no_160mhz"}, {1 << 17, "no_he"}, {1 << 18, "no_320mhz"}, {1 << 19, "no_eht"},
    {1 << 20, "psd"}, {1 << 21, "dfs_concurrent"}, {1 << 22, "no_6ghz_vlp_client"},
    {1 << 23, "no_6ghz_afc_client"}, {1 << 24, "allow_6ghz_vlp_ap"},
    {1 << 25, "allow_20mhz_activity"});

ENUM(kl_enum_dfs_region, "nl80211_dfs_regions", "NL80211_DFS_",
    {0, "unset"}, {1, "fcc"}, {2, "etsi"}, {3, "jp"});
FLAGS(kl_enum_dfs_region_bits, "1 << nl80211_dfs_regions", "",
    {1 << 0, "unset"}, {1 << 1, "fcc"}, {1 << 2, "etsi"}, {1 << 3, "jp"});
ENUM(kl_enum_dfs_state, "nl80211_dfs_state", "NL80211_DFS_",
    {0, "usable"}, {1, "unavailable"}, {2, "available"});
ENUM(kl_enum_user_reg_hint, "nl80211_user_reg_hint_type", "NL80211_USER_REG_HINT_",
    {0, "user"}, {1, "cell_base"}, {2, "indoor"});

ENUM(kl_enum_mesh_power, "nl80211_mesh_power_mode", "NL80211_MESH_POWER_",
    {0, "unknown"}, {1, "active"}, {2, "light_sleep"}, {3, "deep_sleep"});
ENUM(kl_enum_ac, "nl80211_ac", "NL80211_AC_", {0, "vo"}, {1, "vi"}, {2, "be"}, {3, "bk"});

ENUM(kl_enum_channel_type, "nl80211_channel_type", "NL80211_CHAN_",
    {0, "no_ht"}, {1, "ht20"}, {2, "ht40minus"}, {3, "ht40plus"});
ENUM(kl_enum_chan_width, "nl80211_chan_width", "NL80211_CHAN_WIDTH_",
    {0, "20_noht"}, {1, "20"}, {2, "40"}, {3, "80"}, {4, "80p80"}, {5, "160"}, {6, "5"},
    {7, "10"}, {8, "1"}, {9, "2"}, {10, "4"}, {11, "8"}, {12, "16"}, {13, "320"});
FLAGS(kl_enum_chan_width_bits, "1 << nl80211_chan_width", "",
    {1 << 0, "20_noht"}, {1 << 1, "20"}, {1 << 2, "40"}, {1 << 3, "80"}, {1 << 4, "80p80"},
    {1 << 5, "160"}, {1 << 6, "5"}, {1 << 7, "10"}, {1 << 8, "1"}, {1 << 9, "2"}, {1 << 10, "4"},
    {1 << 11, "8"}, {1 << 12, "16"}, {1 << 13, "320"});

ENUM(kl_enum_key_mode, "nl80211_key_mode", "NL80211_KEY_",
    {0, "rx_tx"}, {1, "no_tx"}, {2, "set_tx"});
ENUM(kl_enum_key_type, "nl80211_key_type", "NL80211_KEYTYPE_",
    {0, "group"}, {1, "pairwise"}, {2, "peerkey"});

ENUM(kl_enum_bss_scan_width, "nl80211_bss_scan_width", "NL80211_BSS_CHAN_WIDTH_",
    {0, "20"}, {1, "10"}, {2, "5"}, {3, "1"}, {4, "2"});
ENUM(kl_enum_bss_status, "nl80211_bss_status", "NL80211_BSS_STATUS_",
    {0, "authenticated"}, {1, "associated"}, {2, "ibss_joined"});
FLAGS(kl_enum_bss_use_for, "nl80211_bss_use_for", "NL80211_BSS_USE_FOR_",
    {1 << 0, "normal"}, {1 << 1, "mld_link"});
FLAGS(kl_enum_bss_cannot_use, "nl80211_bss_cannot_use_reasons", "NL80211_BSS_CANNOT_USE_",
    {1 << 0, "nstr_nonprimary"}, {1 << 1, "6ghz_pwr_mismatch"});

ENUM(kl_enum_auth_type, "nl80211_auth_type", "NL80211_AUTHTYPE_",
    {0, "open_system"}, {1, "shared_key"}, {2, "ft"}, {3, "network_eap"}, {4, "sae"},
    {5, "fils_sk"}, {6, "fils_sk_pfs"}, {7, "fils_pk"}, {8, "eppke"});
ENUM(kl_enum_mfp, "nl80211_mfp", "NL80211_MFP_", {0, "no"}, {1, "required"}, {2, "optional"});
FLAGS(kl_enum_wpa_versions, "nl80211_wpa_versions", "NL80211_WPA_VERSION_",
    {1 << 0, "1"}, {1 << 1, "2"}, {1 << 2, "3"});
ENUM(kl_enum_txrate_gi, "nl80211_txrate_gi", "NL80211_TXRATE_",
    {0, "default_gi"}, {1, "force_sgi"}, {2, "force_lgi"});
ENUM(kl_enum_ps_state, "nl80211_ps_state", "NL80211_PS_", {0, "disabled"}, {1, "enabled"});
ENUM(kl_enum_cqm_rssi_event, "nl80211_cqm_rssi_threshold_event", "NL80211_CQM_RSSI_",
    {0, "threshold_event_low"}, {1, "threshold_event_high"}, {2, "beacon_loss_event"});
ENUM(kl_enum_tx_power, "nl80211_tx_power_setting", "NL80211_TX_POWER_",
    {0, "automatic"}, {1, "limited"}, {2, "fixed"});
ENUM(kl_enum_tid_config, "nl80211_tid_config", "NL80211_TID_CONFIG_",
    {0, "enable"}, {1, "disable"});
FLAGS(kl_enum_tid_config_attrs, "1 << nl80211_tid_config_attr", "",
    {1 << 4, "override"}, {1 << 5, "tids"}, {1 << 6, "noack"}, {1 << 7, "retry_short"},
    {1 << 8, "retry_long"}, {1 << 9, "ampdu_ctrl"}, {1 << 10, "rtscts_ctrl"},
    {1 << 11, "amsdu_ctrl"}, {1 << 12, "tx_rate_type"}, {1 << 13, "tx_rate"});
ENUM(kl_enum_tx_rate_setting, "nl80211_tx_rate_setting", "NL80211_TX_RATE_",
    {0, "automatic"}, {1, "limited"}, {2, "fixed"});
ENUM(kl_enum_coalesce_condition, "nl80211_coalesce_condition", "NL80211_COALESCE_CONDITION_",
    {0, "match"}, {1, "no_match"});
ENUM(kl_enum_plink_state, "nl80211_plink_state", "NL80211_PLINK_",
    {0, "listen"}, {1, "opn_snt"}, {2, "opn_rcvd"}, {3, "cnf_rcvd"}, {4, "estab"},
    {5, "holding"}, {6, "blocked"});
ENUM(kl_enum_plink_action, "nl80211_plink_action", "NL80211_PLINK_ACTION_",
    {0, "no_action"}, {1, "open"}, {2, "block"});
ENUM(kl_enum_hidden_ssid, "nl80211_hidden_ssid", "NL80211_HIDDEN_SSID_",
    {0, "not_in_use"}, {1, "zero_len"}, {2, "zero_contents"});
ENUM(kl_enum_tdls_operation, "nl80211_tdls_operation", "NL80211_TDLS_",
    {0, "discovery_req"}, {1, "setup"}, {2, "teardown"}, {3, "enable_link"}, {4, "disable_link"});
FLAGS(kl_enum_ap_sme_features, "nl80211_ap_sme_features", "NL80211_AP_SME_",
    {1 << 0, "sa_query_offload"});
FLAGS(kl_enum_probe_resp_offload, "nl80211_probe_resp_offload_support_attr",
    "NL80211_PROBE_RESP_OFFLOAD_SUPPORT_",
    {1 << 0, "wps"}, {1 << 1, "wps2"}, {1 << 2, "p2p"}, {1 << 3, "80211u"});
ENUM(kl_enum_connect_failed, "nl80211_connect_failed_reason", "NL80211_CONN_FAIL_",
    {0, "max_clients"}, {1, "blocked_client"});
ENUM(kl_enum_timeout_reason, "nl80211_timeout_reason", "NL80211_TIMEOUT_",
    {0, "unspecified"}, {1, "scan"}, {2, "auth"}, {3, "assoc"});
ENUM(kl_enum_acl_policy, "nl80211_acl_policy", "NL80211_ACL_POLICY_",
    {0, "accept_unless_listed"}, {1, "deny_unless_listed"});
ENUM(kl_enum_smps_mode, "nl80211_smps_mode", "NL80211_SMPS_",
    {0, "off"}, {1, "static"}, {2, "dynamic"});
ENUM(kl_enum_radar_event, "nl80211_radar_event", "NL80211_RADAR_",
    {0, "detected"}, {1, "cac_finished"}, {2, "cac_aborted"}, {3, "nop_finished"},
    {4, "pre_cac_expired"}, {5, "cac_started"});
FLAGS(kl_enum_protocol_features, "nl80211_protocol_features", "NL80211_PROTOCOL_FEATURE_",
    {1 << 0, "split_wiphy_dump"});
ENUM(kl_enum_crit_proto, "nl80211_crit_proto_id", "NL80211_CRIT_PROTO_",
    {0, "unspec"}, {1, "dhcp"}, {2, "eapol"}, {3, "apipa"});
FLAGS(kl_enum_rxmgmt_flags, "nl80211_rxmgmt_flags", "NL80211_RXMGMT_FLAG_",
    {1 << 0, "answered"}, {1 << 1, "external_auth"});
FLAGS(kl_enum_tdls_peer, "nl80211_tdls_peer_capability", "NL80211_TDLS_PEER_",
    {1 << 0, "ht"}, {1 << 1, "vht"}, {1 << 2, "wmm"}, {1 << 3, "he"});
ENUM(kl_enum_external_auth, "nl80211_external_auth_action", "NL80211_EXTERNAL_AUTH_",
    {0, "start"}, {1, "abort"});
ENUM(kl_enum_sae_pwe, "nl80211_sae_pwe_mechanism", "NL80211_SAE_PWE_",
    {0, "unspecified"}, {1, "hunt_and_peck"}, {2, "hash_to_element"}, {3, "both"});
ENUM(kl_enum_sar_type, "nl80211_sar_type", "NL80211_SAR_TYPE_", {0, "power"});
FLAGS(kl_enum_ap_settings, "nl80211_ap_settings_flags", "NL80211_AP_SETTINGS_",
    {1 << 0, "external_auth_support"}, {1 << 1, "sa_query_offload_support"});
// clang-format on
