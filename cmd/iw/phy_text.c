// SPDX-License-Identifier: MIT
/*
 * A phy in iw's words. iw prints each message of the dump as it comes, so that the order of the
 * lines is the kernel's; here it is kept by hand. What iw 5.19 has no form for (measurements,
 * radios) is in the form of later ones.
 */
#include "phy.h"

static bool has(const struct kl_wifi_phy *p, enum kl_wifi_phy_number n)
{
    return (p->has >> n & 1) != 0;
}

static void line_if(struct kl_out *o, bool there, const char *text)
{
    if (there)
        kl_out_printf(o, "\t%s\n", text);
}

/* ---- Limits and settings ---- */

/* iw prints them with their signs. */
static void number(struct kl_out *o, const struct kl_wifi_phy *p, enum kl_wifi_phy_number n,
                   const char *label, const char *unit)
{
    if (has(p, n))
        kl_out_printf(o, "\t%s: %d%s\n", label, (int)p->number[n], unit);
}

static void threshold(struct kl_out *o, const struct kl_wifi_phy *p, enum kl_wifi_phy_number n,
                      const char *label)
{
    if (has(p, n) && (uint32_t)p->number[n] != UINT32_MAX)
        number(o, p, n, label, "");
}

static void print_retries(struct kl_out *o, const struct kl_wifi_phy *p)
{
    unsigned brief = (unsigned)p->number[KL_WIFI_N_RETRY_SHORT],
             longer = (unsigned)p->number[KL_WIFI_N_RETRY_LONG];

    if (!has(p, KL_WIFI_N_RETRY_SHORT) && !has(p, KL_WIFI_N_RETRY_LONG))
        return;
    if (brief == longer)
        kl_out_printf(o, "\tRetry short long limit: %u\n", brief);
    else
        kl_out_printf(o, "\tRetry short limit: %u\n\tRetry long limit: %u\n", brief, longer);
}

static void print_limits(struct kl_out *o, const struct kl_wifi_phy *p)
{
    unsigned class = (unsigned)p->number[KL_WIFI_N_COVERAGE_CLASS];

    number(o, p, KL_WIFI_N_MAX_SCAN_SSIDS, "max # scan SSIDs", "");
    number(o, p, KL_WIFI_N_MAX_SCAN_IE_LEN, "max scan IEs length", " bytes");
    number(o, p, KL_WIFI_N_MAX_SCHED_SCAN_SSIDS, "max # sched scan SSIDs", "");
    number(o, p, KL_WIFI_N_MAX_MATCH_SETS, "max # match sets", "");
    threshold(o, p, KL_WIFI_N_FRAG_THRESHOLD, "Fragmentation threshold");
    threshold(o, p, KL_WIFI_N_RTS_THRESHOLD, "RTS threshold");
    print_retries(o, p);
    if (has(p, KL_WIFI_N_COVERAGE_CLASS))
        kl_out_printf(o, "\tCoverage class: %u (up to %um)\n", class, 450 * class);
    line_if(o, (p->can & KL_WIFI_CAN_IBSS_RSN) != 0, "Device supports RSN-IBSS.");
    line_if(o, (p->can & KL_WIFI_CAN_ROAM) != 0, "Device supports roaming.");
    line_if(o, (p->can & KL_WIFI_CAN_AP_UAPSD) != 0, "Device supports AP-side u-APSD.");
    line_if(o, (p->can & KL_WIFI_CAN_TDLS) != 0, "Device supports T-DLS.");
}

static void print_antennas(struct kl_out *o, const struct kl_wifi_phy *p, const char *label,
                           enum kl_wifi_phy_number tx, enum kl_wifi_phy_number rx)
{
    if (has(p, tx) && has(p, rx))
        kl_out_printf(o, "\t%s Antennas: TX %#x RX %#x\n", label, (unsigned)p->number[tx],
                      (unsigned)p->number[rx]);
}

static void print_ciphers(struct kl_out *o, const struct kl_wifi_phy *p)
{
    char text[48];

    if (p->n_ciphers > 0)
        kl_out_str(o, "\tSupported Ciphers:\n");
    for (unsigned i = 0; i < p->n_ciphers; i++)
        kl_out_printf(o, "\t\t* %s\n", iw_phy_cipher(p->ciphers[i], text));
}

/* ---- Interfaces ---- */

static void print_iftypes(struct kl_out *o, const char *label, uint32_t iftypes)
{
    char name[32];

    kl_out_printf(o, "\t%s:\n", label);
    for (unsigned i = 0; i < 32; i++)
        if ((iftypes >> i & 1) != 0)
            kl_out_printf(o, "\t\t * %s\n", kl_wifi_iftype_name(i, name));
}

static void print_limit(struct kl_out *o, const struct kl_wifi_limit *l)
{
    const char *comma = "";
    char name[32];

    kl_out_str(o, "#{ ");
    for (unsigned i = 0; i < 32; i++)
        if ((l->iftypes >> i & 1) != 0) {
            kl_out_printf(o, "%s%s", comma, kl_wifi_iftype_name(i, name));
            comma = ", ";
        }
    kl_out_printf(o, " } <= %u", l->max);
}

static void print_combination(struct kl_out *o, const struct kl_wifi_combination *c,
                              const char *indent)
{
    const char *comma = "";

    kl_out_printf(o, "%s\t * ", indent);
    if (c->broken) {
        kl_out_str(o, " <failed to parse>\n");
        return;
    }
    for (unsigned i = 0; i < c->n_limits; i++) {
        kl_out_str(o, i > 0 ? ", " : "");
        print_limit(o, &c->limits[i]);
    }
    kl_out_printf(o, ",\n%s\t   total <= %u, #channels <= %u%s", indent, c->max, c->channels,
                  c->beacons_equal ? ", STA/AP BI must match" : "");
    if (c->radar_widths != 0) {
        kl_out_str(o, ", radar detect widths: {");
        for (unsigned i = 0; i < 32; i++)
            if ((c->radar_widths >> i & 1) != 0) {
                kl_out_printf(o, "%s %s", comma, kl_wifi_width_name(i));
                comma = ",";
            }
        kl_out_str(o, " }\n");
    }
    kl_out_char(o, '\n');
}

static void print_combinations(struct kl_out *o, const struct kl_wifi_combination *list, unsigned n,
                               const char *indent, const char *label)
{
    if (n > 0)
        kl_out_printf(o, "%s%svalid interface combinations:\n", indent, label);
    for (unsigned i = 0; i < n; i++)
        print_combination(o, &list[i], indent);
}

static void print_interfaces(struct kl_out *o, const struct kl_wifi_phy *p)
{
    if (p->has_software_iftypes)
        print_iftypes(o, "software interface modes (can always be added)", p->software_iftypes);
    print_combinations(o, p->combinations, p->n_combinations, "\t", "");
    line_if(o, p->has_combinations && p->n_combinations == 0,
            "interface combinations are not supported");
}

static void print_commands(struct kl_out *o, const struct kl_wifi_phy *p)
{
    if (p->has_commands)
        kl_out_str(o, "\tSupported commands:\n");
    for (unsigned i = 0; i < p->n_commands; i++) {
        const char *name = iw_phy_command(p->commands[i]);

        if (name != NULL)
            kl_out_printf(o, "\t\t * %s\n", name);
        else
            kl_out_printf(o, "\t\t * Unknown command (%u)\n", p->commands[i]);
    }
}

/* ---- Waking ---- */

static void print_patterns(struct kl_out *o, const struct kl_wifi_wowlan_support *w)
{
    kl_out_printf(o,
                  "\t\t * wake up on pattern match, up to %u patterns of %u-%u bytes,\n"
                  "\t\t   maximum packet offset %u bytes\n",
                  w->patterns.max_patterns, w->patterns.min_len, w->patterns.max_len,
                  w->has_offset ? w->patterns.max_offset : 0);
}

static void print_wowlan(struct kl_out *o, const struct kl_wifi_wowlan_support *w)
{
    static const struct {
        uint8_t trigger;
        const char *text;
    } triggers[] = {
        {NL80211_WOWLAN_TRIG_ANY, "wake up on anything (device continues operating normally)"},
        {NL80211_WOWLAN_TRIG_DISCONNECT, "wake up on disconnect"},
        {NL80211_WOWLAN_TRIG_MAGIC_PKT, "wake up on magic packet"},
        {NL80211_WOWLAN_TRIG_PKT_PATTERN, NULL},
        {NL80211_WOWLAN_TRIG_GTK_REKEY_SUPPORTED, "can do GTK rekeying"},
        {NL80211_WOWLAN_TRIG_GTK_REKEY_FAILURE, "wake up on GTK rekey failure"},
        {NL80211_WOWLAN_TRIG_EAP_IDENT_REQUEST, "wake up on EAP identity request"},
        {NL80211_WOWLAN_TRIG_4WAY_HANDSHAKE, "wake up on 4-way handshake"},
        {NL80211_WOWLAN_TRIG_RFKILL_RELEASE, "wake up on rfkill release"},
        {NL80211_WOWLAN_TRIG_NET_DETECT, NULL},
        {NL80211_WOWLAN_TRIG_TCP_CONNECTION, "wake up on TCP connection"},
    };

    if (!w->has)
        return;
    kl_out_str(o, "\tWoWLAN support:\n");
    for (size_t i = 0; i < sizeof(triggers) / sizeof(triggers[0]); i++) {
        if ((w->triggers >> triggers[i].trigger & 1) == 0)
            continue;
        if (triggers[i].text != NULL)
            kl_out_printf(o, "\t\t * %s\n", triggers[i].text);
        else if (triggers[i].trigger == NL80211_WOWLAN_TRIG_PKT_PATTERN)
            print_patterns(o, w);
        else
            kl_out_printf(o, "\t\t * wake up on network detection, up to %u match sets\n",
                          w->net_detect_sets);
    }
}

static void print_coalesce(struct kl_out *o, const struct kl_wifi_coalesce_support *c)
{
    if (!c->has)
        return;
    kl_out_printf(o,
                  "\tCoalesce support:\n"
                  "\t\t * Maximum %u coalesce rules supported\n"
                  "\t\t * Each rule contains up to %u patterns of %u-%u bytes,\n"
                  "\t\t   maximum packet offset %u bytes\n"
                  "\t\t * Maximum supported coalescing delay %u msecs\n",
                  c->max_rules, c->patterns.max_patterns, c->patterns.min_len, c->patterns.max_len,
                  c->patterns.max_offset, c->max_delay_ms);
}

/* ---- Overrides, frames ---- */

static void print_ht_mask(struct kl_out *o, const struct kl_wifi_phy *p)
{
    unsigned cap = ies_le16(p->ht_mask), ampdu = p->ht_mask[2];

    if (!p->has_ht_mask)
        return;
    kl_out_str(o, "\tHT Capability overrides:\n");
    if (p->ht_mask_len < sizeof(p->ht_mask)) {
        kl_out_printf(o, "\tERROR: capabilities mask is too short, expected: %d, received: %d\n",
                      (int)sizeof(p->ht_mask), p->ht_mask_len);
        return;
    }
    kl_out_str(o, "\t\t * MCS:");
    iw_ies_hex(o, p->ht_mask + 3, 10);
    line_if(o, (cap & 0x0800) != 0, "\t * maximum A-MSDU length");
    line_if(o, (cap & 0x0002) != 0, "\t * supported channel width");
    line_if(o, (cap & 0x0040) != 0, "\t * short GI for 40 MHz");
    line_if(o, (ampdu & 0x03) != 0, "\t * max A-MPDU length exponent");
    line_if(o, (ampdu & 0x1c) != 0, "\t * min MPDU start spacing");
}

static void print_frames(struct kl_out *o, bool there, const char *which,
                         const struct kl_wifi_frames *list, unsigned n)
{
    char name[32];

    if (there)
        kl_out_printf(o, "\tSupported %s frame types:\n", which);
    for (unsigned i = 0; i < n; i++) {
        if (list[i].n == 0)
            continue;
        kl_out_printf(o, "\t\t * %s:", kl_wifi_iftype_name(list[i].iftype, name));
        for (unsigned k = 0; k < list[i].n; k++)
            kl_out_printf(o, " 0x%.2x", list[i].types[k]);
        kl_out_char(o, '\n');
    }
}

/* ---- What is younger than iw 5.19 ---- */

static void print_bits(struct kl_out *o, const char *label, uint32_t bits, const char *const *names,
                       unsigned n)
{
    kl_out_printf(o, "\t\t\t%s:", label);
    for (unsigned i = 0; i < n; i++)
        if ((bits >> i & 1) != 0)
            kl_out_printf(o, " %s", names[i]);
    kl_out_char(o, '\n');
}

static void print_ftm(struct kl_out *o, const struct kl_wifi_pmsr *m)
{
    static const char *const preambles[] = {"LEGACY", "HT", "VHT", "DMG"};
    static const char *const widths[] = {"20_NOHT", "20", "40", "80", "80P80", "160", "5",
                                         "10",      "1",  "2",  "4",  "8",     "16",  "320"};
    static const char *const flags[] = {
        NULL, "ASAP", "NON_ASAP", "REQ_LCI",       "REQ_CIVICLOC",     NULL,
        NULL, NULL,   NULL,       "TRIGGER_BASED", "NON_TRIGGER_BASED"};

    kl_out_str(o, "\t\tFTM (Fine time measurement or Flight time measurement)\n");
    if (m->preambles != 0)
        print_bits(o, "Preambles", m->preambles, preambles, 4);
    if (m->widths != 0)
        print_bits(o, "Bandwidth", m->widths, widths, 14);
    if (m->has_bursts)
        kl_out_printf(o, "\t\t\tMAX_BURSTS_EXPONENT: %u\n", m->max_bursts_exponent);
    if (m->has_per_burst)
        kl_out_printf(o, "\t\t\tMAX_FTMS_PER_BURST: %u\n", m->max_per_burst);
    for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (flags[i] != NULL && (m->ftm_flags >> i & 1) != 0)
            kl_out_printf(o, "\t\t\t%s\n", flags[i]);
}

static void print_pmsr(struct kl_out *o, const struct kl_wifi_pmsr *m)
{
    if (!m->has)
        return;
    kl_out_printf(o, "\tPeer measurement (PMSR)\n\t\tMax peers: %u\n", m->max_peers);
    line_if(o, m->report_ap_tsf, "\tREPORT_AP_TSF");
    line_if(o, m->random_mac, "\tRANDOMIZE_MAC_ADDR");
    if (m->has_ftm)
        print_ftm(o, m);
    line_if(o, !m->has_types, "\tPMSR type is missing");
}

static void print_radios(struct kl_out *o, const struct kl_wifi_phy *p)
{
    if (p->n_radios > 0)
        kl_out_str(o, "\tSupported wiphy radios:\n");
    for (unsigned i = 0; i < p->n_radios; i++) {
        const struct kl_wifi_radio *r = &p->radios[i];

        kl_out_printf(o, "\t\t* Idx %u:\n", r->index);
        for (unsigned k = 0; k < r->n_ranges; k++)
            kl_out_printf(o, "\t\t\tFrequency Range: %u MHz - %u MHz\n",
                          r->ranges[k].start_khz / 1000, r->ranges[k].end_khz / 1000);
        print_combinations(o, r->combinations, r->n_combinations, "\t\t\t", "Radio's ");
        if (r->has_rts)
            kl_out_printf(o, "\t\t\tRTS Threshold: %d\n", (int)r->rts_threshold);
    }
    print_combinations(o, p->global_combinations, p->n_global_combinations, "\t", "Globally ");
}

/* ---- The whole ---- */

void iw_phy_text(struct iw *iw, const struct kl_wifi_phy *p)
{
    struct kl_out *o = iw->out;

    kl_out_printf(o, "Wiphy %s\n\twiphy index: %u\n", p->name, p->index);
    print_limits(o, p);
    print_ciphers(o, p);
    print_antennas(o, p, "Available", KL_WIFI_N_ANTENNA_AVAIL_TX, KL_WIFI_N_ANTENNA_AVAIL_RX);
    print_antennas(o, p, "Configured", KL_WIFI_N_ANTENNA_TX, KL_WIFI_N_ANTENNA_RX);
    if (p->has_iftypes)
        print_iftypes(o, "Supported interface modes", p->iftypes);
    for (unsigned i = 0; i < p->n_bands; i++)
        iw_phy_text_band(o, &p->bands[i]);
    print_commands(o, p);
    print_wowlan(o, &p->wowlan);
    print_interfaces(o, p);
    print_ht_mask(o, p);
    iw_phy_text_features(o, p->number[KL_WIFI_N_FEATURES]);
    number(o, p, KL_WIFI_N_MAX_SCAN_PLANS, "max # scan plans", "");
    number(o, p, KL_WIFI_N_MAX_SCAN_PLAN_INTERVAL, "max scan plan interval", "");
    number(o, p, KL_WIFI_N_MAX_SCAN_PLAN_ITERATIONS, "max scan plan iterations", "");
    print_frames(o, p->has_tx_frames, "TX", p->tx_frames, p->n_tx_frames);
    print_frames(o, p->has_rx_frames, "RX", p->rx_frames, p->n_rx_frames);
    print_coalesce(o, &p->coalesce);
    if (has(p, KL_WIFI_N_MAX_AP_STATIONS))
        kl_out_printf(o, "\tMaximum associated stations in AP mode: %u\n",
                      (unsigned)p->number[KL_WIFI_N_MAX_AP_STATIONS]);
    iw_phy_text_ext_features(o, p);
    print_pmsr(o, &p->pmsr);
    print_radios(o, p);
}
