// SPDX-License-Identifier: MIT
// Bands of a phy: what the messages of a dump say of them, put together by band and frequency.
// Source: net/wireless/nl80211.c, nl80211_send_wiphy(), nl80211_msg_put_channel(),
// nl80211_send_iftype_data().
#include "phy.h"

/* Newer than some headers. */
#define FREQUENCY_PSD 28 /* NL80211_FREQUENCY_ATTR_PSD */
#define BAND_S1G_MCS  12 /* NL80211_BAND_ATTR_S1G_MCS_NSS_SET */
#define BAND_S1G_CAPA 13 /* NL80211_BAND_ATTR_S1G_CAPA */
#define MAX_BANDS     64

/* ---- Frequencies ---- */

static void read_wmm(struct kl_wifi_phys *p, const struct kl_attr *a, struct kl_wifi_freq *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr rule;

    while (ret->n_wmm < 4 && kl_phys_next(p, &v, &rule)) {
        struct kl_view in = kl_wifi_inside(&rule);
        struct kl_wifi_wmm *w = &ret->wmm[ret->n_wmm++];
        struct kl_attr one;

        while (kl_phys_next(p, &in, &one)) {
            uint16_t value = (uint16_t)kl_phys_u32(p, &one);

            if (one.type == NL80211_WMMR_CW_MIN)
                w->cw_min = value;
            else if (one.type == NL80211_WMMR_CW_MAX)
                w->cw_max = value;
            else if (one.type == NL80211_WMMR_AIFSN)
                w->aifsn = (uint8_t)value;
            else if (one.type == NL80211_WMMR_TXOP)
                w->txop_us = value;
        }
    }
}

static void read_freq_number(struct kl_wifi_phys *p, const struct kl_attr *a,
                             struct kl_wifi_freq *ret)
{
    uint32_t value = kl_phys_u32(p, a);

    switch (a->type) {
    case NL80211_FREQUENCY_ATTR_FREQ:
        ret->freq_mhz = value;
        break;
    case NL80211_FREQUENCY_ATTR_OFFSET:
        ret->offset_khz = value;
        break;
    case NL80211_FREQUENCY_ATTR_MAX_TX_POWER:
        ret->max_txpower_mbm = (int32_t)value;
        ret->has |= KL_WIFI_F_TXPOWER;
        break;
    case NL80211_FREQUENCY_ATTR_DFS_STATE:
        ret->dfs_state = value;
        ret->has |= KL_WIFI_F_DFS;
        break;
    case NL80211_FREQUENCY_ATTR_DFS_TIME:
        ret->dfs_ms = value;
        break;
    case NL80211_FREQUENCY_ATTR_DFS_CAC_TIME:
        ret->cac_ms = value;
        ret->has |= KL_WIFI_F_CAC;
        break;
    case FREQUENCY_PSD:
        ret->psd_dbm = (int8_t)value;
        ret->has |= KL_WIFI_F_PSD;
        break;
    default:
        break;
    }
}

static void read_freq(struct kl_wifi_phys *p, const struct kl_attr *a, struct kl_wifi_freq *ret)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    *ret = (struct kl_wifi_freq){.has = 0};
    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_FREQUENCY_ATTR_WMM)
            read_wmm(p, &one, ret);
        else if (one.len > 0)
            read_freq_number(p, &one, ret);
        else if (one.type < 64)
            ret->flags |= (uint64_t)1 << one.type;
    }
}

/* Each once: what comes again is newer. */
static void put_freq(struct kl_wifi_phys *p, struct kl_wifi_band *b, const struct kl_wifi_freq *f)
{
    struct kl_wifi_freq *old = (struct kl_wifi_freq *)b->freqs;

    for (unsigned i = 0; i < b->n_freqs; i++)
        if (old[i].freq_mhz == f->freq_mhz && old[i].offset_khz == f->offset_khz) {
            old[i] = *f;
            return;
        }
    KL_PHYS_APPEND(p, b->freqs, b->n_freqs, *f);
}

static void read_freqs(struct kl_wifi_phys *p, struct kl_wifi_band *b, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_freq f;
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        read_freq(p, &one, &f);
        if (f.freq_mhz != 0 || f.offset_khz != 0)
            put_freq(p, b, &f);
    }
}

/* ---- Rates ---- */

static void put_rate(struct kl_wifi_phys *p, struct kl_wifi_band *b,
                     const struct kl_wifi_bitrate *r)
{
    for (unsigned i = 0; i < b->n_rates; i++)
        if (b->rates[i].rate_100kbps == r->rate_100kbps)
            return;
    KL_PHYS_APPEND(p, b->rates, b->n_rates, *r);
}

static void read_rates(struct kl_wifi_phys *p, struct kl_wifi_band *b, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr rate, one;

    b->has |= KL_WIFI_BAND_RATES;
    while (kl_phys_next(p, &v, &rate)) {
        struct kl_view in = kl_wifi_inside(&rate);
        struct kl_wifi_bitrate r = {.rate_100kbps = 0};

        while (kl_phys_next(p, &in, &one)) {
            if (one.type == NL80211_BITRATE_ATTR_RATE)
                r.rate_100kbps = kl_phys_u32(p, &one);
            else if (one.type == NL80211_BITRATE_ATTR_2GHZ_SHORTPREAMBLE)
                r.short_preamble = true;
        }
        if (r.rate_100kbps != 0)
            put_rate(p, b, &r);
    }
}

/* ---- HE and newer ---- */

static void read_he(struct kl_wifi_phys *p, const struct kl_attr *a,
                    struct kl_wifi_iftype_capa *ret)
{
    switch (a->type) {
    case NL80211_BAND_IFTYPE_ATTR_HE_CAP_MAC:
        (void)kl_phys_bytes(a, ret->he_mac, sizeof(ret->he_mac));
        ret->has |= KL_WIFI_C_HE;
        break;
    case NL80211_BAND_IFTYPE_ATTR_HE_CAP_PHY:
        (void)kl_phys_bytes(a, ret->he_phy, sizeof(ret->he_phy));
        ret->has |= KL_WIFI_C_HE;
        break;
    case NL80211_BAND_IFTYPE_ATTR_HE_CAP_MCS_SET:
        ret->he_mcs_len = (uint8_t)kl_phys_bytes(a, ret->he_mcs, sizeof(ret->he_mcs));
        break;
    case NL80211_BAND_IFTYPE_ATTR_HE_CAP_PPE:
        ret->he_ppe_len = (uint8_t)kl_phys_bytes(a, ret->he_ppe, sizeof(ret->he_ppe));
        break;
    case NL80211_BAND_IFTYPE_ATTR_HE_6GHZ_CAPA:
        ret->he_6ghz = (uint16_t)kl_phys_u32(p, a);
        ret->has |= KL_WIFI_C_HE_6GHZ;
        break;
    default:
        break;
    }
}

static void read_eht(const struct kl_attr *a, struct kl_wifi_iftype_capa *ret)
{
    switch (a->type) {
    case NL80211_BAND_IFTYPE_ATTR_EHT_CAP_MAC:
        (void)kl_phys_bytes(a, ret->eht_mac, sizeof(ret->eht_mac));
        ret->has |= KL_WIFI_C_EHT;
        break;
    case NL80211_BAND_IFTYPE_ATTR_EHT_CAP_PHY:
        (void)kl_phys_bytes(a, ret->eht_phy, sizeof(ret->eht_phy));
        ret->has |= KL_WIFI_C_EHT;
        break;
    case NL80211_BAND_IFTYPE_ATTR_EHT_CAP_MCS_SET:
        ret->eht_mcs_len = (uint8_t)kl_phys_bytes(a, ret->eht_mcs, sizeof(ret->eht_mcs));
        break;
    case NL80211_BAND_IFTYPE_ATTR_EHT_CAP_PPE:
        ret->eht_ppe_len = (uint8_t)kl_phys_bytes(a, ret->eht_ppe, sizeof(ret->eht_ppe));
        break;
    default:
        break;
    }
}

static void read_capa(struct kl_wifi_phys *p, struct kl_wifi_band *b, const struct kl_attr *a)
{
    struct kl_wifi_iftype_capa capa = {.has = 0}, *old = (struct kl_wifi_iftype_capa *)b->capas;
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_BAND_IFTYPE_ATTR_IFTYPES) {
            capa.iftypes = kl_phys_bits(p, &one);
        } else if (one.type == NL80211_BAND_IFTYPE_ATTR_VENDOR_ELEMS) {
            capa.vendor_elements = kl_phys_copy(p, one.data, one.len);
            capa.vendor_elements_len = capa.vendor_elements != NULL ? one.len : 0;
        } else {
            read_he(p, &one, &capa);
            read_eht(&one, &capa);
        }
    }
    for (unsigned i = 0; i < b->n_capas; i++)
        if (old[i].iftypes == capa.iftypes) {
            old[i] = capa;
            return;
        }
    KL_PHYS_APPEND(p, b->capas, b->n_capas, capa);
}

/* ---- The band ---- */

static const struct place {
    uint16_t attr;
    uint32_t has;
    size_t offset, size;
} bytes[] = {
    {NL80211_BAND_ATTR_HT_MCS_SET, KL_WIFI_BAND_HT_MCS, offsetof(struct kl_wifi_band, ht_mcs), 16},
    {NL80211_BAND_ATTR_HT_CAPA, KL_WIFI_BAND_HT, offsetof(struct kl_wifi_band, ht_capa), 2},
    {NL80211_BAND_ATTR_HT_AMPDU_FACTOR, KL_WIFI_BAND_HT_FACTOR,
     offsetof(struct kl_wifi_band, ht_ampdu_factor), 1},
    {NL80211_BAND_ATTR_HT_AMPDU_DENSITY, KL_WIFI_BAND_HT_DENSITY,
     offsetof(struct kl_wifi_band, ht_ampdu_density), 1},
    {NL80211_BAND_ATTR_VHT_MCS_SET, KL_WIFI_BAND_VHT_MCS, offsetof(struct kl_wifi_band, vht_mcs),
     8},
    {NL80211_BAND_ATTR_VHT_CAPA, KL_WIFI_BAND_VHT, offsetof(struct kl_wifi_band, vht_capa), 4},
    {NL80211_BAND_ATTR_EDMG_CHANNELS, KL_WIFI_BAND_EDMG,
     offsetof(struct kl_wifi_band, edmg_channels), 1},
    {NL80211_BAND_ATTR_EDMG_BW_CONFIG, KL_WIFI_BAND_EDMG,
     offsetof(struct kl_wifi_band, edmg_bw_config), 1},
    {BAND_S1G_CAPA, KL_WIFI_BAND_S1G, offsetof(struct kl_wifi_band, s1g_capa), 10},
    {BAND_S1G_MCS, KL_WIFI_BAND_S1G, offsetof(struct kl_wifi_band, s1g_mcs), 5},
};

static void read_bytes(struct kl_wifi_phys *p, struct kl_wifi_band *b, const struct kl_attr *a)
{
    for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
        if (bytes[i].attr != a->type)
            continue;
        if (a->len != bytes[i].size) {
            p->bad = true;
            return;
        }
        memcpy((char *)b + bytes[i].offset, a->data, a->len);
        b->has |= bytes[i].has;
    }
}

static void read_band(struct kl_wifi_phys *p, struct kl_wifi_band *b, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_attr one, capa;

    while (kl_phys_next(p, &v, &one)) {
        if (one.type == NL80211_BAND_ATTR_FREQS) {
            read_freqs(p, b, &one);
        } else if (one.type == NL80211_BAND_ATTR_RATES) {
            read_rates(p, b, &one);
        } else if (one.type == NL80211_BAND_ATTR_IFTYPE_DATA) {
            struct kl_view in = kl_wifi_inside(&one);

            while (kl_phys_next(p, &in, &capa))
                read_capa(p, b, &capa);
        } else {
            read_bytes(p, b, &one);
        }
    }
}

static struct kl_wifi_band *find_band(struct kl_wifi_phys *p, struct kl_wifi_phy *phy,
                                      uint32_t number)
{
    struct kl_wifi_band fresh = {.band = number};
    unsigned i = 0;

    while (i < phy->n_bands && phy->bands[i].band != number)
        i++;
    if (i == MAX_BANDS) {
        p->bad = true;
        return NULL;
    }
    if (i == phy->n_bands)
        KL_PHYS_APPEND(p, phy->bands, phy->n_bands, fresh);
    return i < phy->n_bands ? (struct kl_wifi_band *)&phy->bands[i] : NULL;
}

void kl_phys_read_bands(struct kl_wifi_phys *p, struct kl_wifi_phy *phy, const struct kl_attr *a)
{
    struct kl_view v = kl_wifi_inside(a);
    struct kl_wifi_band *b;
    struct kl_attr one;

    while (kl_phys_next(p, &v, &one)) {
        b = find_band(p, phy, one.type);
        if (b != NULL)
            read_band(p, b, &one);
    }
}
