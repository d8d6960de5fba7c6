// SPDX-License-Identifier: MIT
// Elements of what a radio can do and does: HT, VHT, HE and EHT. Source: IEEE 802.11-2020, 9.4.2.55
// and on; 802.11ax, 9.4.2.248 and on; 802.11be, 9.4.2.311 and on.
#include "ie.h"

// clang-format off
static const char *const sm_power_save[] = {"static", "dynamic", "reserved", "disabled"};
static const char *const secondary[] = {"none", "above", "reserved", "below"};
static const char *const ht_protection[] = {"none", "nonmember", "20_mhz", "non_ht_mixed"};
static const char *const vht_widths[] = {"20_or_40_mhz", "80_mhz", "160_mhz", "80p80_mhz"};
static const char *const he_6ghz_widths[] = {"20_mhz", "40_mhz", "80_mhz", "160_or_80p80_mhz"};
static const char *const eht_widths[] = {"20_mhz", "40_mhz", "80_mhz", "160_mhz", "320_mhz"};
static const char *const vht_mpdu[] = {"3895", "7991", "11454"};

static const struct kl_ie_field ht_cap[] = {
    F("ldpc", 0, 0, 1), F("width_40_mhz", 0, 1, 1), FN("sm_power_save", 0, 2, 2, sm_power_save),
    F("greenfield", 0, 4, 1), F("short_gi_20_mhz", 0, 5, 1), F("short_gi_40_mhz", 0, 6, 1),
    F("tx_stbc", 0, 7, 1), F("rx_stbc_streams", 1, 0, 2), F("delayed_block_ack", 1, 2, 1),
    F("max_amsdu_7935_bytes", 1, 3, 1), F("dsss_cck_40_mhz", 1, 4, 1),
    F("intolerant_40_mhz", 1, 6, 1), F("lsig_txop_protection", 1, 7, 1),
    F("max_ampdu_exponent", 2, 0, 2), F("min_ampdu_spacing", 2, 2, 3),
    F("rx_highest_mbps", 13, 0, 10), F("tx_mcs_defined", 15, 0, 1),
    F("tx_mcs_differs", 15, 1, 1), F("tx_max_streams_minus_1", 15, 2, 2),
    F("tx_unequal_modulation", 15, 4, 1), FB("extended_capabilities", 19, 2),
    FB("beamforming", 21, 4), FB("antenna_selection", 25, 1),
};

static const struct kl_ie_field ht_op[] = {
    FB("primary_channel", 0, 1), FN("secondary_channel", 1, 0, 2, secondary),
    F("any_width", 1, 2, 1), F("rifs", 1, 3, 1), FN("protection", 2, 0, 2, ht_protection),
    F("non_greenfield_present", 2, 2, 1), F("obss_non_ht_present", 2, 4, 1),
    F("center2_index", 2, 5, 8), F("dual_beacon", 4, 6, 1), F("dual_cts", 4, 7, 1),
    F("stbc_beacon", 5, 0, 1), F("lsig_txop_protection", 5, 1, 1), F("pco_active", 5, 2, 1),
    F("pco_40_mhz_phase", 5, 3, 1),
};

static const struct kl_ie_field vht_cap[] = {
    FC("max_mpdu_bytes", 0, 0, 2, vht_mpdu), F("channel_width_set", 0, 2, 2), F("ldpc", 0, 4, 1),
    F("short_gi_80_mhz", 0, 5, 1), F("short_gi_160_mhz", 0, 6, 1), F("tx_stbc", 0, 7, 1),
    F("rx_stbc_streams", 1, 0, 3), F("su_beamformer", 1, 3, 1), F("su_beamformee", 1, 4, 1),
    F("beamformee_sts_minus_1", 1, 5, 3), F("sounding_dimensions_minus_1", 2, 0, 3),
    F("mu_beamformer", 2, 3, 1), F("mu_beamformee", 2, 4, 1), F("txop_power_save", 2, 5, 1),
    F("htc_vht", 2, 6, 1), F("max_ampdu_exponent", 2, 7, 3), F("link_adaptation", 3, 2, 2),
    F("rx_antenna_consistency", 3, 4, 1), F("tx_antenna_consistency", 3, 5, 1),
    F("extended_nss", 3, 6, 2), F("rx_highest_mbps", 6, 0, 13), F("tx_highest_mbps", 10, 0, 13),
    F("extended_nss_supported", 11, 5, 1),
};

static const struct kl_ie_field vht_op[] = {
    FN("width", 0, 0, 8, vht_widths), FB("center1_index", 1, 1), FB("center2_index", 2, 1),
    FB("basic_mcs_set", 3, 2),
};

static const struct kl_ie_field he_cap[] = {
    F("htc_he", 0, 0, 1), F("twt_requester", 0, 1, 1), F("twt_responder", 0, 2, 1),
    F("dynamic_fragmentation_level", 0, 3, 2), F("max_fragmented_msdus_exponent", 0, 5, 3),
    F("min_fragment_size", 1, 0, 2), F("trigger_padding", 1, 2, 2),
    F("multi_tid_rx_minus_1", 1, 4, 3), F("link_adaptation", 1, 7, 2), F("all_ack", 2, 1, 1),
    F("trs", 2, 2, 1), F("bsr", 2, 3, 1), F("broadcast_twt", 2, 4, 1), F("ba_bitmap_32", 2, 5, 1),
    F("mu_cascading", 2, 6, 1), F("ack_enabled_aggregation", 2, 7, 1), F("om_control", 3, 1, 1),
    F("ofdma_random_access", 3, 2, 1), F("max_ampdu_exponent_extension", 3, 3, 2),
    F("amsdu_fragmentation", 3, 5, 1), F("flexible_twt", 3, 6, 1),
    F("rx_control_to_multibss", 3, 7, 1), F("bsrp_bqrp_aggregation", 4, 0, 1), F("qtp", 4, 1, 1),
    F("bqr", 4, 2, 1), F("psr_responder", 4, 3, 1), F("ndp_feedback", 4, 4, 1), F("ops", 4, 5, 1),
    F("amsdu_in_ampdu", 4, 6, 1), F("multi_tid_tx_minus_1", 4, 7, 3),
    F("subchannel_selective_tx", 5, 2, 1), F("ul_2x996_ru", 5, 3, 1),
    F("om_control_ul_mu_data_disable", 5, 4, 1),
    F("width_40_mhz_2ghz", 6, 1, 1), F("width_40_80_mhz_5ghz", 6, 2, 1),
    F("width_160_mhz", 6, 3, 1), F("width_80p80_mhz", 6, 4, 1), F("ru_242_2ghz", 6, 5, 1),
    F("ru_242_5ghz", 6, 6, 1), F("punctured_preamble_rx", 7, 0, 4), F("class_a", 7, 4, 1),
    F("ldpc", 7, 5, 1), F("su_ppdu_1x_ltf_800_ns", 7, 6, 1), F("midamble_rx_max_nsts", 7, 7, 2),
    F("ndp_4x_ltf_3200_ns", 8, 1, 1), F("stbc_tx_80_mhz", 8, 2, 1), F("stbc_rx_80_mhz", 8, 3, 1),
    F("doppler_tx", 8, 4, 1), F("doppler_rx", 8, 5, 1), F("full_bw_ul_mu_mimo", 8, 6, 1),
    F("partial_bw_ul_mu_mimo", 8, 7, 1), F("dcm_max_constellation_tx", 9, 0, 2),
    F("dcm_max_nss_2_tx", 9, 2, 1), F("dcm_max_constellation_rx", 9, 3, 2),
    F("dcm_max_nss_2_rx", 9, 5, 1), F("rx_partial_bw_su_in_mu", 9, 6, 1),
    F("su_beamformer", 9, 7, 1), F("su_beamformee", 10, 0, 1), F("mu_beamformer", 10, 1, 1),
    F("beamformee_sts_80_mhz", 10, 2, 3), F("beamformee_sts_over_80_mhz", 10, 5, 3),
    F("sounding_dimensions_80_mhz", 11, 0, 3), F("sounding_dimensions_over_80_mhz", 11, 3, 3),
    F("ng16_su_feedback", 11, 6, 1), F("ng16_mu_feedback", 11, 7, 1),
    F("codebook_42_su", 12, 0, 1), F("codebook_75_mu", 12, 1, 1),
    F("triggered_su_beamforming", 12, 2, 1), F("triggered_mu_beamforming", 12, 3, 1),
    F("triggered_cqi", 12, 4, 1), F("partial_bw_extended_range", 12, 5, 1),
    F("partial_bw_dl_mu_mimo", 12, 6, 1), F("ppe_thresholds_present", 12, 7, 1),
    F("psr_spatial_reuse", 13, 0, 1), F("power_boost_factor", 13, 1, 1),
    F("su_mu_4x_ltf_800_ns", 13, 2, 1), F("max_nc", 13, 3, 3), F("stbc_tx_over_80_mhz", 13, 6, 1),
    F("stbc_rx_over_80_mhz", 13, 7, 1), F("er_su_4x_ltf_800_ns", 14, 0, 1),
    F("width_20_in_40_mhz_2ghz", 14, 1, 1), F("width_20_in_160_mhz", 14, 2, 1),
    F("width_80_in_160_mhz", 14, 3, 1), F("er_su_1x_ltf_800_ns", 14, 4, 1),
    F("midamble_2x_1x_ltf", 14, 5, 1), F("dcm_max_ru", 14, 6, 2),
    F("over_16_sigb_symbols", 15, 0, 1), F("non_triggered_cqi", 15, 1, 1),
    F("tx_1024_qam", 15, 2, 1), F("rx_1024_qam", 15, 3, 1),
    F("rx_full_bw_su_compressed_sigb", 15, 4, 1), F("rx_full_bw_su_full_sigb", 15, 5, 1),
    F("nominal_packet_padding", 15, 6, 2), F("mu_ppdu_max_ltf", 16, 0, 1),
};

static const struct kl_ie_field he_op[] = {
    F("default_pe_duration", 0, 0, 3), F("twt_required", 0, 3, 1),
    F("rts_threshold_32us", 0, 4, 10), F("vht_operation_present", 1, 6, 1),
    F("cohosted_bss", 1, 7, 1), F("er_su_disabled", 2, 0, 1), F("6ghz_present", 2, 1, 1),
    F("bss_color", 3, 0, 6), F("partial_bss_color", 3, 6, 1), F("bss_color_disabled", 3, 7, 1),
    FB("basic_mcs_set", 4, 2),
};

static const struct kl_ie_field he_op_vht[] = {
    FN("width", 0, 0, 8, vht_widths), FB("center1_index", 1, 1), FB("center2_index", 2, 1),
};

static const struct kl_ie_field he_op_6ghz[] = {
    FB("primary_channel", 0, 1), FN("width", 1, 0, 2, he_6ghz_widths),
    F("duplicate_beacon", 1, 2, 1), F("regulatory_info", 1, 3, 4), FB("center1_index", 2, 1),
    FB("center2_index", 3, 1), FB("min_rate_mbps", 4, 1),
};

static const struct kl_ie_field eht_cap[] = {
    F("epcs_priority_access", 0, 0, 1), F("om_control", 0, 1, 1),
    F("triggered_txop_sharing_1", 0, 2, 1), F("triggered_txop_sharing_2", 0, 3, 1),
    F("restricted_twt", 0, 4, 1), F("scs_traffic_description", 0, 5, 1),
    FC("max_mpdu_bytes", 0, 6, 2, vht_mpdu), F("max_ampdu_exponent_extension", 1, 0, 1),
    F("trs", 1, 1, 1), F("txop_return", 1, 2, 1), F("two_bqrs", 1, 3, 1),
    F("link_adaptation", 1, 4, 2), F("unsolicited_epcs_update", 1, 6, 1),
    F("width_320_mhz", 2, 1, 1), F("ru_242_over_20_mhz", 2, 2, 1),
    F("ndp_4x_ltf_3200_ns", 2, 3, 1), F("partial_bw_ul_mu_mimo", 2, 4, 1),
    F("su_beamformer", 2, 5, 1), F("su_beamformee", 2, 6, 1), F("beamformee_ss_80_mhz", 2, 7, 3),
    F("beamformee_ss_160_mhz", 3, 2, 3), F("beamformee_ss_320_mhz", 3, 5, 3),
    F("sounding_dimensions_80_mhz", 4, 0, 3), F("sounding_dimensions_160_mhz", 4, 3, 3),
    F("sounding_dimensions_320_mhz", 4, 6, 3), F("ng16_su_feedback", 5, 1, 1),
    F("ng16_mu_feedback", 5, 2, 1), F("codebook_42_su", 5, 3, 1), F("codebook_75_mu", 5, 4, 1),
    F("triggered_su_beamforming", 5, 5, 1), F("triggered_mu_beamforming", 5, 6, 1),
    F("triggered_cqi", 5, 7, 1), F("partial_bw_dl_mu_mimo", 6, 0, 1),
    F("psr_spatial_reuse", 6, 1, 1), F("power_boost_factor", 6, 2, 1),
    F("mu_ppdu_4x_ltf_800_ns", 6, 3, 1), F("max_nc", 6, 4, 4), F("non_triggered_cqi", 7, 0, 1),
    F("tx_1024_4096_qam_under_242_ru", 7, 1, 1), F("rx_1024_4096_qam_under_242_ru", 7, 2, 1),
    F("ppe_thresholds_present", 7, 3, 1), F("nominal_packet_padding", 7, 4, 2),
    F("max_ltfs", 7, 6, 5), F("mcs_15", 8, 3, 4), F("dup_6ghz", 8, 7, 1),
    F("rx_ndp_20_mhz_sta", 9, 0, 1), F("non_ofdma_ul_mu_mimo_80_mhz", 9, 1, 1),
    F("non_ofdma_ul_mu_mimo_160_mhz", 9, 2, 1), F("non_ofdma_ul_mu_mimo_320_mhz", 9, 3, 1),
    F("mu_beamformer_80_mhz", 9, 4, 1), F("mu_beamformer_160_mhz", 9, 5, 1),
    F("mu_beamformer_320_mhz", 9, 6, 1), F("tb_sounding_rate_limit", 9, 7, 1),
    F("rx_1024_qam_wider_ofdma", 10, 0, 1), F("rx_4096_qam_wider_ofdma", 10, 1, 1),
    FREST("mcs_and_thresholds", 11),
};

static const struct kl_ie_field eht_op[] = {
    F("information_present", 0, 0, 1), F("disabled_subchannels_present", 0, 1, 1),
    F("default_pe_duration", 0, 2, 1), F("group_bu_indication_limit", 0, 3, 1),
    F("group_bu_exponent", 0, 4, 2), F("mcs15_disabled", 0, 6, 1), FB("basic_mcs_nss_set", 1, 4),
};

static const struct kl_ie_field eht_op_info[] = {
    FN("width", 0, 0, 3, eht_widths), FB("center1_index", 1, 1), FB("center2_index", 2, 1),
};

static const struct kl_ie_field he_6ghz_cap[] = {
    F("min_mpdu_spacing", 0, 0, 3), F("max_ampdu_exponent", 0, 3, 3),
    FC("max_mpdu_bytes", 0, 6, 2, vht_mpdu), FN("sm_power_save", 1, 1, 2, sm_power_save),
    F("rd_responder", 1, 3, 1), F("rx_antenna_consistency", 1, 4, 1),
    F("tx_antenna_consistency", 1, 5, 1),
};

static const struct kl_ie_field wide_switch[] = {
    FN("width", 0, 0, 8, vht_widths), FB("center1_index", 1, 1), FB("center2_index", 2, 1),
};

static const struct kl_ie_field op_mode[] = {
    F("channel_width", 0, 0, 2), F("width_160_mhz", 0, 2, 1), F("no_ldpc", 0, 3, 1),
    F("rx_nss_minus_1", 0, 4, 3), F("rx_nss_beamformed", 0, 7, 1),
};

static const struct kl_ie_field color_change[] = {
    FB("countdown", 0, 1), F("new_bss_color", 1, 0, 6),
};

static const struct kl_ie_field srp[] = {
    F("psr_disallowed", 0, 0, 1), F("non_srg_obss_pd_disallowed", 0, 1, 1),
    F("non_srg_offset_present", 0, 2, 1), F("srg_present", 0, 3, 1),
    F("hesiga_value_15_allowed", 0, 4, 1),
};
// clang-format on

/* Streams and their MCS of 2 bits each, from 1 stream on: [9, 9, null, ...]. */
static void put_map(struct kl_sink *k, const char *key, unsigned map, unsigned step)
{
    kl_sink_key(k, key);
    kl_sink_array_begin(k);
    for (unsigned i = 0; i < 8; i++) {
        unsigned v = map >> 2 * i & 3;

        if (v == 3)
            kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_NULL});
        else
            kl_sink_uint(k, 7 + v * step);
    }
    kl_sink_array_end(k);
}

static const char *more_ht_cap(struct kl_sink *k, const uint8_t *p, size_t len)
{
    (void)len;
    kl_sink_key(k, "rx_mcs");
    kl_sink_array_begin(k);
    for (unsigned i = 0; i < 77; i++)
        if ((p[3 + i / 8] >> i % 8 & 1) != 0)
            kl_sink_uint(k, i);
    kl_sink_array_end(k);
    return NULL;
}

static const char *more_vht_cap(struct kl_sink *k, const uint8_t *p, size_t len)
{
    (void)len;
    put_map(k, "rx_max_mcs_by_streams", kl_ie_le16(p + 4), 1);
    put_map(k, "tx_max_mcs_by_streams", kl_ie_le16(p + 8), 1);
    return NULL;
}

static const char *more_he_cap(struct kl_sink *k, const uint8_t *p, size_t len)
{
    static const char *const keys[3][2] = {
        {"rx_max_mcs_80_mhz", "tx_max_mcs_80_mhz"},
        {"rx_max_mcs_160_mhz", "tx_max_mcs_160_mhz"},
        {"rx_max_mcs_80p80_mhz", "tx_max_mcs_80p80_mhz"},
    };
    size_t at = 17;

    for (unsigned i = 0; i < 3; i++) {
        if (i > 0 && (p[6] >> (2 + i) & 1) == 0)
            continue;
        if (len - at < 4)
            return "the MCS set is cut";
        put_map(k, keys[i][0], kl_ie_le16(p + at), 2);
        put_map(k, keys[i][1], kl_ie_le16(p + at + 2), 2);
        at += 4;
    }
    if (len > at)
        kl_ie_put_bytes(k, "ppe_thresholds", p + at, len - at);
    return NULL;
}

static const char *more_he_op(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t at = 6;

    put_map(k, "basic_max_mcs_by_streams", kl_ie_le16(p + 4), 2);
    if ((p[1] & 0x40) != 0) {
        if (len - at < 3)
            return "the VHT operation information is cut";
        kl_sink_key(k, "vht");
        kl_sink_object_begin(k);
        kl_ie_put_fields(k, he_op_vht, sizeof(he_op_vht) / sizeof(he_op_vht[0]), p + at, 3);
        kl_sink_object_end(k);
        at += 3;
    }
    if ((p[1] & 0x80) != 0) {
        if (len - at < 1)
            return "the co-hosted BSSID indicator is cut";
        kl_ie_put_uint(k, "max_cohosted_bssid_indicator", p[at++]);
    }
    if ((p[2] & 0x02) != 0) {
        if (len - at < 5)
            return "the 6 GHz operation information is cut";
        kl_sink_key(k, "6ghz");
        kl_sink_object_begin(k);
        kl_ie_put_fields(k, he_op_6ghz, sizeof(he_op_6ghz) / sizeof(he_op_6ghz[0]), p + at, 5);
        kl_sink_object_end(k);
    }
    return NULL;
}

static const char *more_eht_op(struct kl_sink *k, const uint8_t *p, size_t len)
{
    if ((p[0] & 1) == 0)
        return NULL;
    if (len < 8)
        return "the operation information is cut";
    kl_ie_put_fields(k, eht_op_info, sizeof(eht_op_info) / sizeof(eht_op_info[0]), p + 5, 3);
    if ((p[0] & 2) == 0)
        return NULL;
    if (len < 10)
        return "the bitmap of disabled subchannels is cut";
    kl_ie_put_uint(k, "disabled_subchannels", kl_ie_le16(p + 8));
    return NULL;
}

static const char *more_srp(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t at = 1;

    if ((p[0] & 0x04) != 0) {
        if (len - at < 1)
            return "the non-SRG offset is cut";
        kl_ie_put_uint(k, "non_srg_max_offset_db", p[at++]);
    }
    if ((p[0] & 0x08) != 0) {
        if (len - at < 18)
            return "the SRG information is cut";
        kl_ie_put_uint(k, "srg_min_offset_db", p[at]);
        kl_ie_put_uint(k, "srg_max_offset_db", p[at + 1]);
        kl_ie_put_bytes(k, "srg_bss_colors", p + at + 2, 8);
        kl_ie_put_bytes(k, "srg_partial_bssids", p + at + 10, 8);
    }
    return NULL;
}

static const char *more_mu_edca(struct kl_sink *k, const uint8_t *p, size_t len)
{
    static const char *const acs[] = {"be", "bk", "vi", "vo"};
    // clang-format off
    static const struct kl_ie_field fields[] = {
        F("aifsn", 0, 0, 4), F("acm", 0, 4, 1), F("aci", 0, 5, 2), F("ecw_min", 1, 0, 4),
        F("ecw_max", 1, 4, 4), FB("timer_8tu", 2, 1),
    };
    // clang-format on

    (void)len;
    kl_ie_put_uint(k, "qos_info", p[0]);
    for (unsigned i = 0; i < 4; i++) {
        kl_sink_key(k, acs[i]);
        kl_sink_object_begin(k);
        kl_ie_put_fields(k, fields, sizeof(fields) / sizeof(fields[0]), p + 1 + 3 * i, 3);
        kl_sink_object_end(k);
    }
    return NULL;
}

/* A power level for each width from 20 MHz on, in steps of half a dBm. */
static const char *more_tpe(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t n = (p[0] & 7u) + 1;

    kl_ie_put_uint(k, "interpretation", p[0] >> 3 & 7);
    kl_ie_put_uint(k, "category", p[0] >> 6);
    if (n > len - 1)
        return "a power level is missing";
    kl_sink_key(k, "max_power_half_dbm");
    kl_sink_array_begin(k);
    for (size_t i = 1; i <= n; i++)
        kl_sink_int(k, (int8_t)p[i]);
    kl_sink_array_end(k);
    return NULL;
}

// clang-format off
static const struct kl_ie rows[] = {
    {45, 0, "ht_capabilities", 26, 26, FIELDS(ht_cap), more_ht_cap},
    {61, 0, "ht_operation", 22, 22, FIELDS(ht_op), NULL},
    {191, 0, "vht_capabilities", 12, 255, FIELDS(vht_cap), more_vht_cap},
    {192, 0, "vht_operation", 5, 255, FIELDS(vht_op), NULL},
    {194, 0, "wide_bandwidth_channel_switch", 3, 3, FIELDS(wide_switch), NULL},
    {195, 0, "transmit_power_envelope", 2, 255, NO_FIELDS, more_tpe},
    {199, 0, "operating_mode_notification", 1, 1, FIELDS(op_mode), NULL},
    {255, 35, "he_capabilities", 21, 255, FIELDS(he_cap), more_he_cap},
    {255, 36, "he_operation", 6, 255, FIELDS(he_op), more_he_op},
    {255, 38, "mu_edca", 13, 13, NO_FIELDS, more_mu_edca},
    {255, 39, "spatial_reuse", 1, 255, FIELDS(srp), more_srp},
    {255, 42, "bss_color_change", 2, 2, FIELDS(color_change), NULL},
    {255, 59, "he_6ghz_capabilities", 2, 2, FIELDS(he_6ghz_cap), NULL},
    {255, 106, "eht_operation", 5, 255, FIELDS(eht_op), more_eht_op},
    {255, 108, "eht_capabilities", 11, 255, FIELDS(eht_cap), NULL},
};
// clang-format on

const struct kl_ie_table kl_ie_phy = {rows, sizeof(rows) / sizeof(rows[0])};
