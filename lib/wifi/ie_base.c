// SPDX-License-Identifier: MIT
// Elements of the network itself: rates, channel, country, load, measurements, neighbours, other
// BSSIDs, links. Source: IEEE 802.11-2020, 9.4.2; 802.11ax and 802.11be for the extensions.
#include "ie.h"

// clang-format off
static const char *const secondary[] = {"none", "above", "reserved", "below"};
static const char *const network_types[] = {
    "private", "private_with_guest", "chargeable_public", "free_public", "personal_device",
    "emergency_only", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "test", "wildcard",
};
static const char *const multi_link_types[] = {
    "basic", "probe_request", "reconfiguration", "tdls", "priority_access",
};

static const struct kl_ie_field ds[] = {FB("channel", 0, 1)};
static const struct kl_ie_field ibss[] = {FB("atim_window_tu", 0, 2)};
static const struct kl_ie_field bss_load[] = {
    FB("stations", 0, 2), FB("utilisation_255ths", 2, 1), FB("admission_capacity_32us", 3, 2),
};
static const struct kl_ie_field power_constraint[] = {FB("power_constraint_db", 0, 1)};
static const struct kl_ie_field tpc_report[] = {
    FI("tx_power_dbm", 0, 1), FI("link_margin_db", 1, 1),
};
static const struct kl_ie_field csa[] = {
    FB("mode", 0, 1), FB("new_channel", 1, 1), FB("count", 2, 1),
};
static const struct kl_ie_field ecsa[] = {
    FB("mode", 0, 1), FB("new_operating_class", 1, 1), FB("new_channel", 2, 1), FB("count", 3, 1),
};
static const struct kl_ie_field quiet[] = {
    FB("count", 0, 1), FB("period_beacons", 1, 1), FB("duration_tu", 2, 2), FB("offset_tu", 4, 2),
};
static const struct kl_ie_field erp[] = {
    F("non_erp_present", 0, 0, 1), F("use_protection", 0, 1, 1), F("barker_preamble", 0, 2, 1),
};
static const struct kl_ie_field mobility_domain[] = {
    FB("mobility_domain_id", 0, 2), F("ft_over_ds", 2, 0, 1), F("resource_request", 2, 1, 1),
};
static const struct kl_ie_field secondary_offset[] = {FN("secondary_channel", 0, 0, 8, secondary)};
static const struct kl_ie_field pilot[] = {FB("interval_tu", 0, 1), FREST("subelements", 1)};
static const struct kl_ie_field obss_scan[] = {
    FB("passive_dwell_tu", 0, 2), FB("active_dwell_tu", 2, 2), FB("trigger_interval_s", 4, 2),
    FB("passive_total_tu", 6, 2), FB("active_total_tu", 8, 2), FB("transition_delay_factor", 10, 2),
    FB("activity_threshold_hundredths_percent", 12, 2),
};
static const struct kl_ie_field coexistence[] = {
    F("information_request", 0, 0, 1), F("intolerant_40_mhz", 0, 1, 1),
    F("width_20_mhz_request", 0, 2, 1),
};
static const struct kl_ie_field bssid_index[] = {
    FB("bssid_index", 0, 1), FB("dtim_period", 1, 1), FB("dtim_count", 2, 1),
};
static const struct kl_ie_field interworking[] = {
    FN("network_type", 0, 0, 4, network_types), F("internet", 0, 4, 1),
    F("additional_step_required", 0, 5, 1), F("emergency_services", 0, 6, 1),
    F("unauthenticated_emergency", 0, 7, 1),
};
static const struct kl_ie_field venue[] = {FB("venue_group", 1, 1), FB("venue_type", 2, 1)};
static const struct kl_ie_field fils[] = {
    F("public_key_ids", 0, 0, 3), F("realm_ids", 0, 3, 3), F("ip_configuration", 0, 6, 1),
    F("cache_id_included", 0, 7, 1), F("hessid_included", 1, 0, 1), F("sk_auth", 1, 1, 1),
    F("sk_auth_pfs", 1, 2, 1), F("public_key_auth", 1, 3, 1), FREST("identifiers", 2),
};
static const struct kl_ie_field short_beacon[] = {FB("short_beacon_interval_tu", 0, 2)};

static const char *const rm_names[] = {
    "link", "neighbor_report", "parallel", "repeated", "beacon_passive", "beacon_active",
    "beacon_table", "beacon_conditions", "frame", "channel_load", "noise_histogram", "statistics",
    "lci", "lci_azimuth", "transmit_stream", "triggered_transmit_stream", "ap_channel_report",
    "mib", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "pilot_transmission",
    "neighbor_tsf_offset", "rcpi", "rsni", "average_access_delay", "available_admission", "antenna",
    "ftm_range", "civic_location",
};
static const char *const ext_names[] = {
    "20_40_coexistence", "glk", "extended_channel_switching", "glk_gcr", "psmp", NULL, "s_psmp",
    "event", "diagnostics", "multicast_diagnostics", "location_tracking", "fms", "proxy_arp",
    "collocated_interference", "civic_location", "geospatial_location", "tfs", "wnm_sleep",
    "tim_broadcast", "bss_transition", "qos_traffic", "ac_station_count", "multiple_bssid",
    "timing_measurement", "channel_usage", "ssid_list", "dms", "utc_tsf_offset",
    "tdls_uapsd_buffer", "tdls_psm", "tdls_channel_switching", "interworking", "qos_map", "ebr",
    "sspn_interface", NULL, "msgcf", "tdls", "tdls_prohibited", "tdls_channel_switching_prohibited",
    "reject_unadmitted", NULL, NULL, NULL, "identifier_location", "uapsd_coexistence",
    "wnm_notification", "qab", "utf8_ssid", "qmf", "qmf_reconfiguration", "robust_av_streaming",
    "advanced_gcr", "mesh_gcr", "scs", "qload_report", "alternate_edca",
    "unprotected_txop_negotiation", "protected_txop_negotiation", NULL, "protected_qload_report",
    "tdls_wider_bandwidth", "operating_mode_notification", NULL, NULL, "channel_schedule",
    "geodatabase_inband", "network_channel_control", "white_space_map", "channel_availability",
    "ftm_responder", "ftm_initiator", "fils", "extended_spectrum_management",
    "future_channel_guidance", "pad", NULL, "twt_requester", "twt_responder",
    "obss_narrow_ru_tolerance", "complete_non_tx_profiles", "sae_password_in_use",
    "sae_password_exclusive", "enhanced_multi_bssid_advertisement", "beacon_protection",
    "mirrored_scs", "oct", "local_mac_policy",
};
// clang-format on

static const char *more_ssid(struct kl_sink *k, const uint8_t *p, size_t len)
{
    kl_ie_put_text(k, "ssid", p, len);
    return NULL;
}

/* Units of 500 kbit/s; the upper bit marks the basic ones. Some numbers are no rates but demands.
 */
static const char *more_rates(struct kl_sink *k, const uint8_t *p, size_t len)
{
    static const char *const selectors[] = {"eht", "sae_h2e", NULL, "he", "vht", "ht"};

    kl_sink_key(k, "rates");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < len; i++) {
        unsigned rate = p[i] & 0x7f;

        kl_sink_object_begin(k);
        if (rate >= 122 && (p[i] & 0x80) != 0 && selectors[rate - 122] != NULL) {
            kl_sink_key(k, "selector");
            kl_sink_str(k, selectors[rate - 122]);
        } else {
            kl_ie_put_uint(k, "rate_kbps", rate * 500);
            kl_sink_key(k, "basic");
            kl_sink_bool(k, (p[i] & 0x80) != 0);
        }
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
    return NULL;
}

/* Between probe responses and the like there is a TIM without a bitmap (S1G). */
static const char *more_tim(struct kl_sink *k, const uint8_t *p, size_t len)
{
    kl_ie_put_uint(k, "dtim_count", p[0]);
    kl_ie_put_uint(k, "dtim_period", p[1]);
    kl_sink_key(k, "group_traffic");
    kl_sink_bool(k, len > 2 && (p[2] & 1) != 0);
    if (len <= 3)
        return NULL;
    kl_sink_key(k, "waiting_aids");
    kl_sink_array_begin(k);
    for (unsigned i = 0; i < (len - 3) * 8; i++)
        if ((p[3 + i / 8] >> i % 8 & 1) != 0)
            kl_sink_uint(k, (p[2] & 0xfeu) * 8 + i);
    kl_sink_array_end(k);
    return p[1] == 0 ? "the DTIM period is 0" : NULL;
}

static const char *more_country(struct kl_sink *k, const uint8_t *p, size_t len)
{
    kl_ie_put_text(k, "country", p, 2);
    kl_ie_put_uint(k, "environment", p[2]);
    kl_sink_key(k, "triplets");
    kl_sink_array_begin(k);
    for (size_t at = 3; at + 3 <= len; at += 3) {
        bool extension = p[at] >= 201;

        kl_sink_object_begin(k);
        kl_ie_put_uint(k, extension ? "extension_id" : "first_channel", p[at]);
        kl_ie_put_uint(k, extension ? "operating_class" : "channels", p[at + 1]);
        if (extension) {
            kl_ie_put_uint(k, "coverage_class", p[at + 2]);
        } else {
            kl_sink_key(k, "max_power_dbm");
            kl_sink_int(k, (int8_t)p[at + 2]);
        }
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
    /* One byte may fill up to an even length. */
    return len % 3 == 2 || (len % 3 == 1 && p[len - 1] != 0) ? "the last triplet is cut" : NULL;
}

static const char *more_ap_channels(struct kl_sink *k, const uint8_t *p, size_t len)
{
    kl_ie_put_uint(k, "operating_class", p[0]);
    kl_ie_put_list(k, "channels", p + 1, len - 1);
    return NULL;
}

/* The list ends where a 0 or 130 begins others. */
static const char *more_op_classes(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t n = 1;

    while (n < len && p[n] != 0 && p[n] != 130)
        n++;
    kl_ie_put_uint(k, "current_operating_class", p[0]);
    kl_ie_put_list(k, "operating_classes", p + 1, n - 1);
    if (n < len && p[n] == 130)
        kl_ie_put_list(k, "current_extensions", p + n + 1, len - n - 1);
    return NULL;
}

static const char *more_rm(struct kl_sink *k, const uint8_t *p, size_t len)
{
    uint8_t bits[5];

    (void)len;
    memcpy(bits, p, sizeof(bits));
    bits[2] &= 0x03; /* behind them are numbers */
    bits[3] &= 0xf8;
    kl_ie_put_bits(k, "capabilities", bits, sizeof(bits), rm_names,
                   sizeof(rm_names) / sizeof(rm_names[0]));
    kl_ie_put_uint(k, "operating_max_duration", p[2] >> 2 & 7);
    kl_ie_put_uint(k, "nonoperating_max_duration", p[2] >> 5);
    kl_ie_put_uint(k, "pilot_capability", p[3] & 7);
    return NULL;
}

static const char *more_ext_cap(struct kl_sink *k, const uint8_t *p, size_t len)
{
    kl_ie_put_bits(k, "capabilities", p, len, ext_names, sizeof(ext_names) / sizeof(ext_names[0]));
    return NULL;
}

static const char *more_interworking(struct kl_sink *k, const uint8_t *p, size_t len)
{
    if (len == 3 || len == 9)
        kl_ie_put_fields(k, venue, sizeof(venue) / sizeof(venue[0]), p, len);
    if (len == 7 || len == 9)
        kl_ie_put_mac(k, "hessid", p + len - 6);
    return len == 1 || len == 3 || len == 7 || len == 9 ? NULL : "no length of this element";
}

static const char *more_advertisement(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t at = 0;

    kl_sink_key(k, "protocols");
    kl_sink_array_begin(k);
    while (at + 2 <= len) {
        kl_sink_object_begin(k);
        kl_ie_put_uint(k, "response_length_limit", p[at] & 0x7f);
        kl_sink_key(k, "pame_bi");
        kl_sink_bool(k, (p[at] & 0x80) != 0);
        kl_ie_put_uint(k, "protocol_id", p[at + 1]);
        kl_sink_object_end(k);
        at += 2;
        if (p[at - 1] == KL_IE_VENDOR && at < len)
            at += 1u + p[at]; /* the vendor's own follows */
    }
    kl_sink_array_end(k);
    return at == len ? NULL : "the last protocol is cut";
}

static const char *more_roaming(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t sizes[3] = {p[1] & 0xfu, p[1] >> 4, 0}, at = 2;

    kl_ie_put_uint(k, "anqp_ois", p[0]);
    if (sizes[0] + sizes[1] > len - 2)
        return "an OI is cut";
    sizes[2] = sizes[1] > 0 ? len - 2 - sizes[0] - sizes[1] : 0;
    kl_sink_key(k, "ois");
    kl_sink_array_begin(k);
    for (unsigned i = 0; i < 3; at += sizes[i], i++)
        if (sizes[i] > 0)
            kl_sink_value(
                k, &(struct kl_value){.kind = KL_VALUE_BYTES, .data = p + at, .len = sizes[i]});
    kl_sink_array_end(k);
    return NULL;
}

/* Elements inside of an element, without what they mean: they may nest again. */
static const char *put_inner(struct kl_sink *k, const char *key, const uint8_t *p, size_t len)
{
    size_t at = 0;

    kl_sink_key(k, key);
    kl_sink_array_begin(k);
    while (len - at >= 2 && p[at + 1] <= len - at - 2) {
        const char *name = kl_wifi_element_name(p + at, len - at);

        kl_sink_object_begin(k);
        kl_ie_put_uint(k, "id", p[at]);
        if (name != NULL && p[at] != 0) {
            kl_sink_key(k, "name");
            kl_sink_str(k, name);
        }
        kl_ie_put_bytes(k, "bytes", p + at + 2, p[at + 1]);
        kl_sink_object_end(k);
        at += 2u + p[at + 1];
    }
    kl_sink_array_end(k);
    return at == len ? NULL : "an element inside is cut";
}

static const char *more_multiple_bssid(struct kl_sink *k, const uint8_t *p, size_t len)
{
    kl_ie_put_uint(k, "max_bssid_indicator", p[0]);
    return put_inner(k, "subelements", p + 1, len - 1);
}

/* A neighbour's target beacon time and what else the length of the field says is there. */
static void put_tbtt(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t at = 1;

    kl_sink_object_begin(k);
    kl_ie_put_uint(k, "tbtt_offset_tu", p[0]);
    if (len >= 7) {
        kl_ie_put_mac(k, "bssid", p + 1);
        at = 7;
    }
    if (len == 5 || len == 6 || len >= 11) {
        char hex[12];
        static const char digits[] = "0123456789abcdef";

        for (unsigned i = 0; i < 4; i++) {
            hex[2 * i] = digits[p[at + i] >> 4];
            hex[2 * i + 1] = digits[p[at + i] & 15];
        }
        hex[8] = '\0';
        kl_sink_key(k, "short_ssid");
        kl_sink_str(k, hex);
        at += 4;
    }
    if (len == 2 || len == 6 || len == 8 || len == 9 || len >= 12)
        kl_ie_put_uint(k, "bss_parameters", p[at++]);
    if (len == 9 || len >= 13) {
        kl_sink_key(k, "psd_20_mhz_half_dbm");
        kl_sink_int(k, (int8_t)p[at++]);
    }
    if (len >= 16) {
        kl_ie_put_uint(k, "mld_id", p[at]);
        kl_ie_put_uint(k, "link_id", p[at + 1] & 15);
        kl_ie_put_uint(k, "bss_change_count",
                       ((unsigned)p[at + 1] >> 4 | (unsigned)p[at + 2] << 4) & 0xff);
    }
    kl_sink_object_end(k);
}

static const char *more_rnr(struct kl_sink *k, const uint8_t *p, size_t len)
{
    const char *error = NULL;
    size_t at = 0;

    kl_sink_key(k, "neighbors");
    kl_sink_array_begin(k);
    while (error == NULL && len - at >= 4) {
        size_t n = (p[at] >> 4) + 1u, size = p[at + 1];

        kl_sink_object_begin(k);
        kl_ie_put_uint(k, "type", p[at] & 3);
        kl_ie_put_uint(k, "operating_class", p[at + 2]);
        kl_ie_put_uint(k, "channel", p[at + 3]);
        at += 4;
        kl_sink_key(k, "tbtts");
        kl_sink_array_begin(k);
        for (; n > 0 && size > 0 && len - at >= size; n--, at += size)
            put_tbtt(k, p + at, size);
        kl_sink_array_end(k);
        kl_sink_object_end(k);
        error = n > 0 ? "a neighbor's information is cut" : NULL;
    }
    kl_sink_array_end(k);
    return error == NULL && at != len ? "the last neighbor is cut" : error;
}

/* The common part of a basic one: each bit of the presence bitmap adds a field. */
static const char *put_link_common(struct kl_sink *k, unsigned present, const uint8_t *p,
                                   size_t len)
{
    static const struct {
        uint16_t bit;
        uint8_t bytes;
        const char *key;
    } parts[] = {
        {0x001, 1, "link_id"},
        {0x002, 1, "bss_change_count"},
        {0x004, 2, "medium_sync_delay"},
        {0x008, 2, "eml_capabilities"},
        {0x010, 2, "mld_capabilities"},
        {0x020, 1, "ap_mld_id"},
        {0x040, 2, "extended_mld_capabilities"},
    };
    size_t at = 6;

    if (len < 6)
        return "the MLD address is cut";
    kl_ie_put_mac(k, "mld_mac", p);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if ((present & parts[i].bit) == 0)
            continue;
        if (len - at < parts[i].bytes)
            return "the common information is cut";
        kl_ie_put_uint(k, parts[i].key,
                       parts[i].bytes == 2 ? kl_ie_le16(p + at) : p[at] & (i == 0 ? 15u : 255u));
        at += parts[i].bytes;
    }
    return NULL;
}

static const char *more_multi_link(struct kl_sink *k, const uint8_t *p, size_t len)
{
    unsigned control = kl_ie_le16(p), type = control & 7;
    size_t common = p[2];
    const char *error = NULL;

    kl_sink_key(k, "type");
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_UINT,
                                        .u = type,
                                        .name = type < 5 ? multi_link_types[type] : NULL});
    kl_ie_put_uint(k, "presence", control >> 4);
    if (common < 1 || common > len - 2)
        return "the common information is cut";
    if (type == 0)
        error = put_link_common(k, control >> 4, p + 3, common - 1);
    if (len > 2 + common) {
        const char *inner = put_inner(k, "links", p + 2 + common, len - 2 - common);

        error = error != NULL ? error : inner;
    }
    return error;
}

// clang-format off
static const struct kl_ie rows[] = {
    {0, 0, "ssid", 0, 32, NO_FIELDS, more_ssid},
    {1, 0, "supported_rates", 1, 255, NO_FIELDS, more_rates},
    {3, 0, "ds_parameters", 1, 1, FIELDS(ds), NULL},
    {5, 0, "tim", 2, 255, NO_FIELDS, more_tim},
    {6, 0, "ibss_parameters", 2, 2, FIELDS(ibss), NULL},
    {7, 0, "country", 3, 255, NO_FIELDS, more_country},
    {11, 0, "bss_load", 5, 5, FIELDS(bss_load), NULL},
    {32, 0, "power_constraint", 1, 1, FIELDS(power_constraint), NULL},
    {35, 0, "tpc_report", 2, 2, FIELDS(tpc_report), NULL},
    {37, 0, "channel_switch", 3, 3, FIELDS(csa), NULL},
    {40, 0, "quiet", 6, 6, FIELDS(quiet), NULL},
    {42, 0, "erp", 1, 255, FIELDS(erp), NULL},
    {47, 0, "erp_d4", 1, 255, FIELDS(erp), NULL},
    {50, 0, "extended_supported_rates", 1, 255, NO_FIELDS, more_rates},
    {51, 0, "ap_channel_report", 1, 255, NO_FIELDS, more_ap_channels},
    {54, 0, "mobility_domain", 3, 3, FIELDS(mobility_domain), NULL},
    {59, 0, "supported_operating_classes", 1, 255, NO_FIELDS, more_op_classes},
    {60, 0, "extended_channel_switch", 4, 4, FIELDS(ecsa), NULL},
    {62, 0, "secondary_channel_offset", 1, 1, FIELDS(secondary_offset), NULL},
    {66, 0, "measurement_pilot", 1, 255, FIELDS(pilot), NULL},
    {70, 0, "rm_capabilities", 5, 5, NO_FIELDS, more_rm},
    {71, 0, "multiple_bssid", 1, 255, NO_FIELDS, more_multiple_bssid},
    {72, 0, "coexistence", 1, 1, FIELDS(coexistence), NULL},
    {74, 0, "overlapping_bss_scan", 14, 14, FIELDS(obss_scan), NULL},
    {85, 0, "multiple_bssid_index", 1, 3, FIELDS(bssid_index), NULL},
    {107, 0, "interworking", 1, 9, FIELDS(interworking), more_interworking},
    {108, 0, "advertisement_protocol", 2, 255, NO_FIELDS, more_advertisement},
    {111, 0, "roaming_consortium", 2, 255, NO_FIELDS, more_roaming},
    {127, 0, "extended_capabilities", 1, 255, NO_FIELDS, more_ext_cap},
    {201, 0, "reduced_neighbor_report", 4, 255, NO_FIELDS, more_rnr},
    {214, 0, "short_beacon_interval", 2, 2, FIELDS(short_beacon), NULL},
    {240, 0, "fils_indication", 2, 255, FIELDS(fils), NULL},
    {255, 107, "multi_link", 3, 255, NO_FIELDS, more_multi_link},
};
// clang-format on

const struct kl_ie_table kl_ie_base = {rows, sizeof(rows) / sizeof(rows[0])};
