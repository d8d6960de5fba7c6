// SPDX-License-Identifier: MIT
// What a phy has beside its bands, as JSON.
#include "../../lib/core/schema_def.h"
#include "../../lib/schema/nl80211.h"
#include "phy.h"

#include <stdio.h>

static void put_bits(struct iw *iw, const char *key, const struct kl_enum *names, uint64_t bits,
                     const char *what)
{
    char text[32];

    kl_sink_key(iw->sink, key);
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < 64; i++) {
        const char *name = kl_enum_name(names, i);

        if ((bits >> i & 1) == 0)
            continue;
        snprintf(text, sizeof(text), "%s_%u", what, i);
        kl_sink_str(iw->sink, name != NULL ? name : text);
    }
    kl_sink_array_end(iw->sink);
}

static void put_suites(struct iw *iw, const char *key, const uint32_t *suites, unsigned n,
                       const struct kl_enum *names)
{
    char text[16];

    kl_sink_key(iw->sink, key);
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < n; i++) {
        const char *name = kl_enum_name(names, suites[i]);

        kl_sink_object_begin(iw->sink);
        snprintf(text, sizeof(text), "%02x-%02x-%02x:%u", suites[i] >> 24, suites[i] >> 16 & 255,
                 suites[i] >> 8 & 255, suites[i] & 255);
        iw_put_str(iw, "suite", text);
        if (name != NULL)
            iw_put_str(iw, "name", name);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

/* ---- Numbers ---- */

static const char *const keys[KL_WIFI_N_COUNT] = {
    [KL_WIFI_N_RETRY_SHORT] = "retry_short",
    [KL_WIFI_N_RETRY_LONG] = "retry_long",
    [KL_WIFI_N_COVERAGE_CLASS] = "coverage_class",
    [KL_WIFI_N_MAX_SCAN_SSIDS] = "max_scan_ssids",
    [KL_WIFI_N_MAX_SCAN_IE_LEN] = "max_scan_ies_bytes",
    [KL_WIFI_N_MAX_SCHED_SCAN_SSIDS] = "max_sched_scan_ssids",
    [KL_WIFI_N_MAX_SCHED_SCAN_IE_LEN] = "max_sched_scan_ies_bytes",
    [KL_WIFI_N_MAX_MATCH_SETS] = "max_match_sets",
    [KL_WIFI_N_MAX_SCAN_PLANS] = "max_scan_plans",
    [KL_WIFI_N_MAX_SCAN_PLAN_INTERVAL] = "max_scan_plan_interval_s",
    [KL_WIFI_N_MAX_SCAN_PLAN_ITERATIONS] = "max_scan_plan_iterations",
    [KL_WIFI_N_MAX_SCHED_SCANS] = "max_sched_scans",
    [KL_WIFI_N_MAX_PMKIDS] = "max_pmkids",
    [KL_WIFI_N_ANTENNA_AVAIL_TX] = "antennas_available_tx",
    [KL_WIFI_N_ANTENNA_AVAIL_RX] = "antennas_available_rx",
    [KL_WIFI_N_ANTENNA_TX] = "antennas_tx",
    [KL_WIFI_N_ANTENNA_RX] = "antennas_rx",
    [KL_WIFI_N_PROBE_RESP_OFFLOAD] = "probe_response_offload",
    [KL_WIFI_N_MAX_REMAIN_MS] = "max_remain_on_channel_ms",
    [KL_WIFI_N_AP_SME] = "ap_sme",
    [KL_WIFI_N_MAX_ACL] = "max_acl_addresses",
    [KL_WIFI_N_MAX_AP_STATIONS] = "max_ap_stations",
    [KL_WIFI_N_MAX_CSA_COUNTERS] = "max_csa_counters",
    [KL_WIFI_N_TXQ_LIMIT] = "txq_limit_packets",
    [KL_WIFI_N_TXQ_MEMORY_LIMIT] = "txq_memory_limit_bytes",
    [KL_WIFI_N_TXQ_QUANTUM] = "txq_quantum_bytes",
    [KL_WIFI_N_MAX_AKM_SUITES] = "max_akm_suites",
    [KL_WIFI_N_MAX_TIMESTAMP_PEERS] = "max_timestamp_peers",
    [KL_WIFI_N_MBSSID_MAX_INTERFACES] = "mbssid_max_interfaces",
    [KL_WIFI_N_MBSSID_MAX_EMA_PERIOD] = "mbssid_max_ema_period",
    [KL_WIFI_N_TID_MAX_RETRY_SHORT] = "tid_max_retry_short",
    [KL_WIFI_N_TID_MAX_RETRY_LONG] = "tid_max_retry_long",
};

static const char *const abilities[] = {
    "ibss_rsn",
    "mesh_auth",
    "ap_uapsd",
    "roam",
    "tdls",
    "tdls_external_setup",
    "control_port_ethertype",
    "offchannel_tx",
    "width_5_mhz",
    "width_10_mhz",
    "self_managed_regulatory",
    "mlo",
    "ema",
};

static bool has(const struct kl_wifi_phy *p, enum kl_wifi_phy_number n)
{
    return (p->has >> n & 1) != 0;
}

/* What is off is left out. */
static void put_threshold(struct iw *iw, const struct kl_wifi_phy *p, enum kl_wifi_phy_number n,
                          const char *key)
{
    if (has(p, n) && (uint32_t)p->number[n] != UINT32_MAX)
        iw_put_uint(iw, key, p->number[n]);
}

static void put_numbers(struct iw *iw, const struct kl_wifi_phy *p)
{
    put_threshold(iw, p, KL_WIFI_N_FRAG_THRESHOLD, "frag_threshold_bytes");
    put_threshold(iw, p, KL_WIFI_N_RTS_THRESHOLD, "rts_threshold_bytes");
    for (unsigned i = 0; i < KL_WIFI_N_COUNT; i++)
        if (keys[i] != NULL && has(p, i))
            iw_put_uint(iw, keys[i], p->number[i]);
    if (has(p, KL_WIFI_N_NAN_BANDS))
        put_bits(iw, "nan_bands", &kl_enum_band, p->number[KL_WIFI_N_NAN_BANDS], "band");
    if (has(p, KL_WIFI_N_TID_VIF))
        iw_put_uint(iw, "tid_config_interface", p->number[KL_WIFI_N_TID_VIF]);
    if (has(p, KL_WIFI_N_TID_PEER))
        iw_put_uint(iw, "tid_config_station", p->number[KL_WIFI_N_TID_PEER]);
    kl_sink_key(iw->sink, "abilities");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < sizeof(abilities) / sizeof(abilities[0]); i++)
        if ((p->can >> i & 1) != 0)
            kl_sink_str(iw->sink, abilities[i]);
    kl_sink_array_end(iw->sink);
}

static void put_features(struct iw *iw, const struct kl_wifi_phy *p)
{
    char text[32];

    kl_sink_key(iw->sink, "features");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < 32; i++) {
        snprintf(text, sizeof(text), "feature_%u", i);
        if ((p->number[KL_WIFI_N_FEATURES] >> i & 1) != 0)
            kl_sink_str(iw->sink, iw_phy_feature(i) != NULL ? iw_phy_feature(i) : text);
    }
    kl_sink_array_end(iw->sink);
    kl_sink_key(iw->sink, "ext_features");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < 8 * p->n_ext_features; i++) {
        snprintf(text, sizeof(text), "feature_%u", i);
        if (kl_wifi_phy_has_feature(p, i))
            kl_sink_str(iw->sink, iw_phy_ext_feature(i) != NULL ? iw_phy_ext_feature(i) : text);
    }
    kl_sink_array_end(iw->sink);
    kl_sink_key(iw->sink, "commands");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < p->n_commands; i++) {
        snprintf(text, sizeof(text), "command_%u", p->commands[i]);
        kl_sink_str(iw->sink,
                    iw_phy_command(p->commands[i]) != NULL ? iw_phy_command(p->commands[i]) : text);
    }
    kl_sink_array_end(iw->sink);
}

/* ---- Combinations, radios ---- */

static void put_combination(struct iw *iw, const struct kl_wifi_combination *c)
{
    kl_sink_object_begin(iw->sink);
    kl_sink_key(iw->sink, "limits");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < c->n_limits; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "max", c->limits[i].max);
        iw_put_iftypes(iw, "iftypes", c->limits[i].iftypes);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
    iw_put_uint(iw, "max_interfaces", c->max);
    iw_put_uint(iw, "max_channels", c->channels);
    iw_put_bool(iw, "beacon_intervals_equal", c->beacons_equal);
    if (c->beacon_min_gcd != 0)
        iw_put_uint(iw, "beacon_interval_min_gcd_tu", c->beacon_min_gcd);
    put_bits(iw, "radar_widths", &kl_enum_chan_width, c->radar_widths, "width");
    if (c->radar_regions != 0)
        put_bits(iw, "radar_regions", &kl_enum_dfs_region, c->radar_regions, "region");
    kl_sink_object_end(iw->sink);
}

void iw_phy_json_combinations(struct iw *iw, const char *key,
                              const struct kl_wifi_combination *list, unsigned n)
{
    kl_sink_key(iw->sink, key);
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < n; i++)
        put_combination(iw, &list[i]);
    kl_sink_array_end(iw->sink);
}

static void put_ranges(struct iw *iw, const struct kl_wifi_range *ranges, unsigned n)
{
    kl_sink_key(iw->sink, "ranges");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < n; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "start_khz", ranges[i].start_khz);
        iw_put_uint(iw, "end_khz", ranges[i].end_khz);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

static void put_radios(struct iw *iw, const struct kl_wifi_phy *p)
{
    kl_sink_key(iw->sink, "radios");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < p->n_radios; i++) {
        const struct kl_wifi_radio *r = &p->radios[i];

        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "radio", r->index);
        put_ranges(iw, r->ranges, r->n_ranges);
        if (r->antennas != 0)
            iw_put_uint(iw, "antennas", r->antennas);
        if (r->has_rts)
            iw_put_uint(iw, "rts_threshold_bytes", r->rts_threshold);
        iw_phy_json_combinations(iw, "combinations", r->combinations, r->n_combinations);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
    iw_phy_json_combinations(iw, "global_combinations", p->global_combinations,
                             p->n_global_combinations);
}

/* ---- The rest ---- */

static void put_patterns(struct iw *iw, const struct kl_wifi_pattern_support *s)
{
    iw_put_uint(iw, "max_patterns", s->max_patterns);
    iw_put_uint(iw, "min_pattern_bytes", s->min_len);
    iw_put_uint(iw, "max_pattern_bytes", s->max_len);
    iw_put_uint(iw, "max_packet_offset_bytes", s->max_offset);
}

static void put_wowlan(struct iw *iw, const struct kl_wifi_wowlan_support *w)
{
    static const char *const names[] = {
        NULL,
        "any",
        "disconnect",
        "magic_packet",
        "patterns",
        "gtk_rekey_supported",
        "gtk_rekey_failure",
        "eap_identity_request",
        "4way_handshake",
        "rfkill_release",
        [14] = "tcp_connection",
        [18] = "net_detect",
    };

    kl_sink_key(iw->sink, "wowlan");
    kl_sink_object_begin(iw->sink);
    kl_sink_key(iw->sink, "triggers");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if ((w->triggers >> i & 1) != 0 && names[i] != NULL)
            kl_sink_str(iw->sink, names[i]);
    kl_sink_array_end(iw->sink);
    if (w->patterns.max_patterns > 0)
        put_patterns(iw, &w->patterns);
    if (w->net_detect_sets > 0)
        iw_put_uint(iw, "net_detect_match_sets", w->net_detect_sets);
    if (w->has_tcp) {
        iw_put_uint(iw, "tcp_max_data_bytes", w->tcp_data_len);
        iw_put_uint(iw, "tcp_max_wake_bytes", w->tcp_wake_len);
        iw_put_uint(iw, "tcp_max_interval_s", w->tcp_interval_s);
        iw_put_bool(iw, "tcp_sequence", w->tcp_seq);
    }
    kl_sink_object_end(iw->sink);
}

static void put_pmsr(struct iw *iw, const struct kl_wifi_pmsr *m)
{
    static const char *const flags[] = {
        NULL, "asap", "non_asap", "request_lci",   "request_civic_location", NULL,
        NULL, NULL,   NULL,       "trigger_based", "non_trigger_based"};
    static const char *const preambles[] = {"legacy", "ht", "vht", "dmg", "he"};

    kl_sink_key(iw->sink, "peer_measurements");
    kl_sink_object_begin(iw->sink);
    iw_put_uint(iw, "max_peers", m->max_peers);
    iw_put_bool(iw, "report_ap_tsf", m->report_ap_tsf);
    iw_put_bool(iw, "random_mac", m->random_mac);
    if (m->has_ftm) {
        kl_sink_key(iw->sink, "ftm");
        kl_sink_object_begin(iw->sink);
        kl_sink_key(iw->sink, "abilities");
        kl_sink_array_begin(iw->sink);
        for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
            if (flags[i] != NULL && (m->ftm_flags >> i & 1) != 0)
                kl_sink_str(iw->sink, flags[i]);
        kl_sink_array_end(iw->sink);
        kl_sink_key(iw->sink, "preambles");
        kl_sink_array_begin(iw->sink);
        for (unsigned i = 0; i < sizeof(preambles) / sizeof(preambles[0]); i++)
            if ((m->preambles >> i & 1) != 0)
                kl_sink_str(iw->sink, preambles[i]);
        kl_sink_array_end(iw->sink);
        put_bits(iw, "widths", &kl_enum_chan_width, m->widths, "width");
        if (m->has_bursts)
            iw_put_uint(iw, "max_bursts_exponent", m->max_bursts_exponent);
        if (m->has_per_burst)
            iw_put_uint(iw, "max_frames_per_burst", m->max_per_burst);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_object_end(iw->sink);
}

static void put_frames(struct iw *iw, const char *key, const struct kl_wifi_frames *list,
                       unsigned n)
{
    char name[32];

    kl_sink_key(iw->sink, key);
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < n; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_str(iw, "iftype", kl_wifi_iftype_name(list[i].iftype, name));
        kl_sink_key(iw->sink, "types");
        kl_sink_array_begin(iw->sink);
        for (unsigned k = 0; k < list[i].n; k++)
            kl_sink_uint(iw->sink, list[i].types[k]);
        kl_sink_array_end(iw->sink);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

static void put_ext_capas(struct iw *iw, const struct kl_wifi_phy *p)
{
    char name[32];

    if (p->ext_capa.capa != NULL)
        iw_put_bytes(iw, "extended_capabilities", p->ext_capa.capa, p->ext_capa.capa_len);
    if (p->ext_capa.mask != NULL)
        iw_put_bytes(iw, "extended_capabilities_mask", p->ext_capa.mask, p->ext_capa.mask_len);
    kl_sink_key(iw->sink, "iftype_extended_capabilities");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < p->n_iftype_ext_capas; i++) {
        const struct kl_wifi_ext_capa *c = &p->iftype_ext_capas[i];

        kl_sink_object_begin(iw->sink);
        iw_put_str(iw, "iftype", kl_wifi_iftype_name(c->iftype, name));
        if (c->capa != NULL)
            iw_put_bytes(iw, "capabilities", c->capa, c->capa_len);
        if (c->mask != NULL)
            iw_put_bytes(iw, "mask", c->mask, c->mask_len);
        if (c->has_mlo) {
            iw_put_uint(iw, "eml_capabilities", c->eml);
            iw_put_uint(iw, "mld_capabilities", c->mld);
        }
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

static void put_vendors(struct iw *iw, const char *key, const struct kl_wifi_vendor_id *list,
                        unsigned n)
{
    char text[16];

    kl_sink_key(iw->sink, key);
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < n; i++) {
        kl_sink_object_begin(iw->sink);
        snprintf(text, sizeof(text), "%02x:%02x:%02x", list[i].oui >> 16 & 255,
                 list[i].oui >> 8 & 255, list[i].oui & 255);
        iw_put_str(iw, "oui", text);
        iw_put_uint(iw, "subcommand", list[i].subcmd);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

static void put_addresses(struct iw *iw, const struct kl_wifi_phy *p)
{
    if (p->has_mac)
        iw_put_mac(iw, "mac", p->mac);
    if (p->has_mac_mask)
        iw_put_mac(iw, "mac_mask", p->mac_mask);
    if (p->n_macs == 0)
        return;
    kl_sink_key(iw->sink, "macs");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < p->n_macs; i++)
        kl_sink_value(iw->sink,
                      &(struct kl_value){.kind = KL_VALUE_MAC, .data = p->macs[i], .len = 6});
    kl_sink_array_end(iw->sink);
}

static void put_akms(struct iw *iw, const struct kl_wifi_phy *p)
{
    put_suites(iw, "akm_suites", p->akms, p->n_akms, &kl_enum_akm_suite);
    if (p->n_iftype_akms == 0)
        return;
    kl_sink_key(iw->sink, "iftype_akm_suites");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < p->n_iftype_akms; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_iftypes(iw, "iftypes", p->iftype_akms[i].iftypes);
        put_suites(iw, "akm_suites", p->iftype_akms[i].suites, p->iftype_akms[i].n,
                   &kl_enum_akm_suite);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

static void put_rare(struct iw *iw, const struct kl_wifi_phy *p)
{
    if (p->wowlan.has)
        put_wowlan(iw, &p->wowlan);
    if (p->coalesce.has) {
        kl_sink_key(iw->sink, "coalesce");
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "max_rules", p->coalesce.max_rules);
        iw_put_uint(iw, "max_delay_ms", p->coalesce.max_delay_ms);
        put_patterns(iw, &p->coalesce.patterns);
        kl_sink_object_end(iw->sink);
    }
    if (p->pmsr.has)
        put_pmsr(iw, &p->pmsr);
    if (p->sar.has) {
        kl_sink_key(iw->sink, "sar");
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "type", p->sar.type);
        put_ranges(iw, p->sar.ranges, p->sar.n_ranges);
        kl_sink_object_end(iw->sink);
    }
    if (p->bss_select != 0)
        iw_put_uint(iw, "bss_select", p->bss_select);
    if (p->n_radios > 0)
        put_radios(iw, p);
    if (p->malformed)
        iw_put_bool(iw, "malformed", true);
    if (p->n_unknown == 0)
        return;
    kl_sink_key(iw->sink, "unknown");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < p->n_unknown; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "attribute", p->unknown[i].attr);
        iw_put_bytes(iw, "bytes", p->unknown[i].data, p->unknown[i].len);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

void iw_phy_json_more(struct iw *iw, const struct kl_wifi_phy *p)
{
    put_addresses(iw, p);
    put_numbers(iw, p);
    iw_put_iftypes(iw, "iftypes", p->iftypes);
    iw_put_iftypes(iw, "software_iftypes", p->software_iftypes);
    iw_phy_json_combinations(iw, "combinations", p->combinations, p->n_combinations);
    put_features(iw, p);
    put_suites(iw, "ciphers", p->ciphers, p->n_ciphers, &kl_enum_cipher_suite);
    put_akms(iw, p);
    put_frames(iw, "tx_frames", p->tx_frames, p->n_tx_frames);
    put_frames(iw, "rx_frames", p->rx_frames, p->n_rx_frames);
    if (p->has_ht_mask)
        iw_put_bytes(iw, "ht_override_mask", p->ht_mask, p->ht_mask_len);
    if (p->has_vht_mask)
        iw_put_bytes(iw, "vht_override_mask", p->vht_mask, sizeof(p->vht_mask));
    put_ext_capas(iw, p);
    put_vendors(iw, "vendor_commands", p->vendor_commands, p->n_vendor_commands);
    put_vendors(iw, "vendor_events", p->vendor_events, p->n_vendor_events);
    put_rare(iw, p);
}
