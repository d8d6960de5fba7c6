// SPDX-License-Identifier: MIT
// Bands of a phy in iw's words, channel by channel.
#include "phy.h"

/* What iw 5.19 takes a frequency for, negative below 2.4 GHz. */
static int channel_of(uint32_t mhz)
{
    int freq = (int)mhz;

    if (freq == 2484)
        return 14;
    if (freq == 5935)
        return 2;
    if (freq < 2484)
        return (freq - 2407) / 5;
    if (freq >= 4910 && freq <= 4980)
        return (freq - 4000) / 5;
    if (freq < 5950)
        return (freq - 5000) / 5;
    if (freq <= 45000)
        return (freq - 5950) / 5;
    if (freq >= 58320 && freq <= 70200)
        return (freq - 56160) / 2160;
    return 0;
}

static bool is(const struct kl_wifi_freq *f, unsigned attr)
{
    return (f->flags >> attr & 1) != 0;
}

#define NO_IBSS __NL80211_FREQUENCY_ATTR_NO_IBSS

/* Words for who may not radiate first: with both flags it is a kernel that knows "no IR". */
static const char *no_ir(const struct kl_wifi_freq *f, const char *both, const char *passive,
                         const char *ibss)
{
    if (is(f, NL80211_FREQUENCY_ATTR_NO_IR))
        return is(f, NO_IBSS) ? both : passive;
    return is(f, NO_IBSS) ? ibss : NULL;
}

/* ---- info ---- */

static void print_freq(struct kl_out *o, const struct kl_wifi_freq *f)
{
    const char *words = no_ir(f, "no IR", "passive scan", "no ibss");
    bool radar = is(f, NL80211_FREQUENCY_ATTR_RADAR);

    kl_out_printf(o, "\t\t\t* %u MHz", f->freq_mhz);
    if (channel_of(f->freq_mhz) != 0)
        kl_out_printf(o, " [%d]", channel_of(f->freq_mhz));
    if (is(f, NL80211_FREQUENCY_ATTR_DISABLED)) {
        kl_out_str(o, " (disabled)\n");
        return;
    }
    if ((f->has & KL_WIFI_F_TXPOWER) != 0)
        kl_out_printf(o, " (%.1f dBm)", 0.01 * (uint32_t)f->max_txpower_mbm);
    if (words != NULL)
        kl_out_printf(o, " (%s%s", words, radar ? "" : ")");
    if (radar)
        kl_out_printf(o, "%sradar detection)", words != NULL ? ", " : " (");
    kl_out_char(o, '\n');
}

static void print_iftypes(struct kl_out *o, const char *label, uint32_t iftypes)
{
    const char *comma = "";
    char name[32];

    kl_out_str(o, label);
    for (unsigned i = 0; i < 32; i++)
        if ((iftypes >> i & 1) != 0) {
            kl_out_printf(o, "%s%s", comma, kl_wifi_iftype_name(i, name));
            comma = ", ";
        }
    kl_out_char(o, '\n');
}

/* iw stops in front of a set that ends with the bytes it has, and shows no thresholds then. */
static void print_he(struct kl_out *o, const struct kl_wifi_iftype_capa *c)
{
    static const char *const widths[] = {"<= 80", "160", "80+80"};
    static const uint8_t masks[] = {0x06, 0x08, 0x10};

    print_iftypes(o, "\t\tHE Iftypes: ", c->iftypes);
    iw_ies_he_lines(o, "\t\t\t", c->he_mac, c->he_phy);
    for (unsigned i = 0; i < 3; i++) {
        if ((c->he_phy[0] & masks[i]) == 0)
            continue;
        if (4 * i + 4 >= c->he_mcs_len)
            return;
        for (unsigned k = 0; k < 2; k++) {
            kl_out_printf(o, "\t\t\tHE %s MCS and NSS set %s MHz\n", k == 0 ? "RX" : "TX",
                          widths[i]);
            iw_ies_streams(o, "\t\t\t\t", ies_le16(c->he_mcs + 4 * i + 2 * k), 2);
        }
    }
    if (c->he_ppe_len == 0 || (c->he_phy[6] & 0x80) == 0)
        return;
    kl_out_str(o, "\t\t\tPPE Threshold ");
    for (unsigned i = 0; i < c->he_ppe_len; i++)
        if (c->he_ppe[i] != 0)
            kl_out_printf(o, "0x%02x ", c->he_ppe[i]);
    kl_out_char(o, '\n');
}

static const char *const eht_mcs[] = {"0-7", "8-9", "10-11", "12-13"};

static void print_nss(struct kl_out *o, const char *width, unsigned first, const uint8_t *p)
{
    for (unsigned i = first; i < 4; i++, p++)
        kl_out_printf(o, "\t\t\tEHT bw%s MHz, max NSS for MCS %s: Rx=%u, Tx=%u\n", width,
                      eht_mcs[i], *p & 15, *p >> 4);
}

/* iw 5.19 shows EHT of all that have HE, and looks for the wider widths behind 4 bytes of 20 MHz,
 * which newer kernels do not send. JSON has them right. */
static void print_eht(struct kl_out *o, const struct kl_wifi_iftype_capa *c, uint32_t band)
{
    static const struct ies_bits mac[] = {
        {0, 1, false, "NSEP priority access Supported"},
        {1, 1, false, "EHT OM Control Supported"},
        {2, 1, false, "Triggered TXOP Sharing Supported"},
        {3, 1, false, "ARR Supported"},
    };
    unsigned widths = c->he_phy[0] & 0x1cu;

    print_iftypes(o, "\t\tEHT Iftypes: ", c->iftypes);
    kl_out_printf(o, "\t\t\tEHT MAC Capabilities (0x%02x%02x):\n", c->eht_mac[0], c->eht_mac[1]);
    iw_ies_bits(o, "\t\t\t\t", c->eht_mac, mac, sizeof(mac) / sizeof(mac[0]));
    kl_out_str(o, "\t\t\tEHT PHY Capabilities: (0x");
    for (unsigned i = 0; i < 8; i++)
        kl_out_printf(o, "%02x", c->eht_phy[i]);
    kl_out_str(o, "):\n");
    iw_ies_eht_phy(o, "\t\t\t\t", c->eht_phy);
    kl_out_str(o, "\t\t\tEHT MCS/NSS: (0x");
    for (unsigned i = 0; c->eht_mcs_len > 0 && i < sizeof(c->eht_mcs); i++)
        kl_out_printf(o, "%02x", c->eht_mcs[i]);
    kl_out_str(o, "):\n");
    if (widths == 0)
        print_nss(o, "=20", 0, c->eht_mcs);
    if ((widths & 0x04) != 0)
        print_nss(o, " <= 80", 1, c->eht_mcs + 4);
    if ((widths & 0x08) != 0)
        print_nss(o, "=160", 1, c->eht_mcs + 7);
    if (band == NL80211_BAND_6GHZ && (c->eht_phy[0] & 0x02) != 0)
        print_nss(o, "=320", 1, c->eht_mcs + 10);
    if (c->eht_ppe_len == 0 || (c->eht_phy[5] & 0x08) == 0)
        return;
    kl_out_str(o, "\t\t\tEHT PPE Thresholds ");
    for (unsigned i = 0; i < c->eht_ppe_len; i++)
        if (c->eht_ppe[i] != 0)
            kl_out_printf(o, "0x%02x ", c->eht_ppe[i]);
    kl_out_char(o, '\n');
}

static void print_rates(struct kl_out *o, const struct kl_wifi_band *b)
{
    if ((b->has & KL_WIFI_BAND_RATES) == 0)
        return;
    kl_out_str(o, "\t\tBitrates (non-HT):\n");
    for (unsigned i = 0; i < b->n_rates; i++)
        kl_out_printf(o, "\t\t\t* %2.1f Mbps%s\n", 0.1 * b->rates[i].rate_100kbps,
                      b->rates[i].short_preamble ? " (short preamble supported)" : "");
}

void iw_phy_text_band(struct kl_out *o, const struct kl_wifi_band *b)
{
    uint8_t vht[4];

    kl_out_printf(o, "\tBand %u:\n", b->band + 1);
    if ((b->has & KL_WIFI_BAND_HT) != 0)
        iw_ies_ht(o, b->ht_capa);
    if ((b->has & KL_WIFI_BAND_HT_FACTOR) != 0)
        iw_ies_ampdu_length(o, b->ht_ampdu_factor);
    if ((b->has & KL_WIFI_BAND_HT_DENSITY) != 0)
        iw_ies_ampdu_spacing(o, b->ht_ampdu_density);
    if ((b->has & KL_WIFI_BAND_HT_MCS) != 0)
        iw_ies_ht_mcs(o, b->ht_mcs);
    if ((b->has & KL_WIFI_BAND_VHT) != 0 && (b->has & KL_WIFI_BAND_VHT_MCS) != 0) {
        for (unsigned i = 0; i < 4; i++)
            vht[i] = (uint8_t)(b->vht_capa >> 8 * i);
        iw_ies_vht(o, vht, b->vht_mcs);
    }
    for (unsigned i = 0; i < b->n_capas; i++) {
        if (b->capas[i].iftypes == 0)
            continue;
        print_he(o, &b->capas[i]);
        print_eht(o, &b->capas[i], b->band);
    }
    print_rates(o, b);
    if (b->n_freqs > 0)
        kl_out_str(o, "\t\tFrequencies:\n");
    for (unsigned i = 0; i < b->n_freqs; i++)
        print_freq(o, &b->freqs[i]);
}

/* ---- channels ---- */

/* Wider than 20 MHz, as HT and VHT say: iw does not look at HE. */
struct widths {
    bool w40, w80, w160;
};

static void learn_widths(const struct kl_wifi_band *b, struct widths *w)
{
    *w = (struct widths){.w40 = false};
    if ((b->has & KL_WIFI_BAND_HT) != 0 && (b->ht_capa & 0x0002) != 0)
        w->w40 = true;
    if ((b->has & KL_WIFI_BAND_VHT) == 0)
        return;
    w->w80 = true;
    if ((b->vht_capa >> 2 & 3) == 1 || (b->vht_capa >> 2 & 3) == 2)
        w->w160 = true;
}

static void print_dfs(struct kl_out *o, const struct kl_wifi_freq *f)
{
    static const char *const states[] = {"usable", "unavailable", "available"};

    if (is(f, NL80211_FREQUENCY_ATTR_DISABLED) || (f->has & KL_WIFI_F_DFS) == 0)
        return;
    kl_out_printf(o, "\t  DFS state: %s", f->dfs_state < 3 ? states[f->dfs_state] : "unknown");
    kl_out_printf(o, " (for %u sec)\n", f->dfs_ms / 1000);
    if ((f->has & KL_WIFI_F_CAC) != 0)
        kl_out_printf(o, "\t  DFS CAC time: %u ms\n", f->cac_ms);
}

static void print_channel(struct kl_out *o, const struct kl_wifi_freq *f, const struct widths *w)
{
    const char *words = no_ir(f, "No IR", "Passive scan", "No IBSS");

    kl_out_printf(o, "\t* %u MHz [%d] ", f->freq_mhz, channel_of(f->freq_mhz));
    if (is(f, NL80211_FREQUENCY_ATTR_DISABLED)) {
        kl_out_str(o, "(disabled)\n");
        return;
    }
    kl_out_char(o, '\n');
    if ((f->has & KL_WIFI_F_TXPOWER) != 0)
        kl_out_printf(o, "\t  Maximum TX power: %.1f dBm\n", 0.01 * (uint32_t)f->max_txpower_mbm);
    if (words != NULL)
        kl_out_printf(o, "\t  %s\n", words);
    if (is(f, NL80211_FREQUENCY_ATTR_RADAR))
        kl_out_str(o, "\t  Radar detection\n");
    kl_out_printf(o, "\t  Channel widths:%s%s%s%s%s\n",
                  !is(f, NL80211_FREQUENCY_ATTR_NO_20MHZ) ? " 20MHz" : "",
                  w->w40 && !is(f, NL80211_FREQUENCY_ATTR_NO_HT40_MINUS) ? " HT40-" : "",
                  w->w40 && !is(f, NL80211_FREQUENCY_ATTR_NO_HT40_PLUS) ? " HT40+" : "",
                  w->w80 && !is(f, NL80211_FREQUENCY_ATTR_NO_80MHZ) ? " VHT80" : "",
                  w->w160 && !is(f, NL80211_FREQUENCY_ATTR_NO_160MHZ) ? " VHT160" : "");
    print_dfs(o, f);
}

void iw_phy_text_channels(struct kl_out *o, const struct kl_wifi_phy *p)
{
    struct widths w;

    for (unsigned i = 0; i < p->n_bands; i++) {
        const struct kl_wifi_band *b = &p->bands[i];

        kl_out_printf(o, "Band %u:\n", b->band + 1);
        learn_widths(b, &w);
        for (unsigned k = 0; k < b->n_freqs; k++)
            print_channel(o, &b->freqs[k], &w);
    }
}
