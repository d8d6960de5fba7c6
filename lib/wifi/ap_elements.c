// SPDX-License-Identifier: MIT
// Elements of an AP's frames, built from what its phy offers. IEEE 802.11 9.4.2.
#include "ap.h"

#define HT_WIDE        0x0002u /* 40 MHz */
#define HT_SHORT_GI_40 0x0040u
#define HT_DSSS_40     0x1000u
#define RATE_BASIC     0x80u

void kl_wifi_buf_put(struct kl_wifi_buf *b, const void *data, size_t len)
{
    if (b->full || len > b->size - b->len) {
        b->full = true;
        return;
    }
    memcpy(b->data + b->len, data, len);
    b->len += len;
}

void kl_wifi_buf_u8(struct kl_wifi_buf *b, unsigned value)
{
    uint8_t byte = (uint8_t)value;

    kl_wifi_buf_put(b, &byte, 1);
}

void kl_wifi_buf_u16(struct kl_wifi_buf *b, unsigned value)
{
    kl_wifi_buf_u8(b, value & 255);
    kl_wifi_buf_u8(b, value >> 8);
}

void kl_wifi_buf_u32(struct kl_wifi_buf *b, uint32_t value)
{
    kl_wifi_buf_u16(b, value & 0xffff);
    kl_wifi_buf_u16(b, value >> 16);
}

static void put_zeroes(struct kl_wifi_buf *b, size_t n)
{
    while (n-- > 0)
        kl_wifi_buf_u8(b, 0);
}

static void put_element(struct kl_wifi_buf *b, unsigned id, const void *data, size_t len)
{
    kl_wifi_buf_u8(b, id);
    kl_wifi_buf_u8(b, (unsigned)len);
    kl_wifi_buf_put(b, data, len);
}

void kl_wifi_buf_header(struct kl_wifi_buf *b, unsigned type, const unsigned char to[6],
                        const unsigned char from[6])
{
    kl_wifi_buf_u16(b, type);
    kl_wifi_buf_u16(b, 0); /* duration */
    kl_wifi_buf_put(b, to, 6);
    kl_wifi_buf_put(b, from, 6);
    kl_wifi_buf_put(b, from, 6);
    kl_wifi_buf_u16(b, 0); /* sequence */
}

/* ---- Rates ---- */

/* What every station has to know: 1 to 11 Mb/s at 2.4 GHz, 6, 12 and 24 elsewhere. */
static bool is_basic(const struct kl_wifi_ap_plan *p, uint8_t rate)
{
    if (p->band->band == NL80211_BAND_2GHZ)
        return rate == 2 || rate == 4 || rate == 11 || rate == 22;
    return rate == 12 || rate == 24 || rate == 48;
}

static void put_rates(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p, unsigned from,
                      unsigned to)
{
    for (unsigned i = from; i < to; i++)
        kl_wifi_buf_u8(b, p->band->rates[i] | (is_basic(p, p->band->rates[i]) ? RATE_BASIC : 0));
}

void kl_wifi_ap_put_rates(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    unsigned n = p->band->n_rates < 8 ? p->band->n_rates : 8;

    kl_wifi_buf_u8(b, 1);
    kl_wifi_buf_u8(b, n);
    put_rates(b, p, 0, n);
}

void kl_wifi_ap_put_more_rates(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    if (p->band->n_rates <= 8)
        return;
    kl_wifi_buf_u8(b, 50);
    kl_wifi_buf_u8(b, p->band->n_rates - 8);
    put_rates(b, p, 8, p->band->n_rates);
}

/* ---- Country ---- */

void kl_wifi_ap_put_country(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    unsigned step = p->band->band == NL80211_BAND_2GHZ ? 1 : 4;
    const struct kl_wifi_ap_channel *c = p->band->channels;
    uint8_t content[3 + 3 * 64 + 1];
    size_t len = 3;

    if (p->country[0] == '\0' || p->band->n_channels == 0)
        return;
    memcpy(content, p->country, 2);
    content[2] = p->band->band == NL80211_BAND_6GHZ ? 4 : ' '; /* table E-4; everywhere */
    for (unsigned i = 0, n; i < p->band->n_channels; i += n) {
        for (n = 1; i + n < p->band->n_channels && c[i + n].max_dbm == c[i].max_dbm &&
                    c[i + n].number == c[i].number + n * step;)
            n++;
        content[len++] = c[i].number;
        content[len++] = (uint8_t)n;
        content[len++] = c[i].max_dbm;
    }
    if (len % 2 != 0)
        content[len++] = 0;
    put_element(b, 7, content, len);
}

/* ---- HT and VHT ---- */

static unsigned centre_channel(uint32_t mhz)
{
    return mhz == 0 ? 0 : kl_wifi_freq_to_channel(mhz);
}

static void put_ht(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    const struct kl_wifi_chan *c = &p->ap->chan;
    bool wide = c->width >= NL80211_CHAN_WIDTH_40 && c->width <= NL80211_CHAN_WIDTH_160;
    unsigned capa = p->band->ht_capa, second = 0;

    if (wide) {
        /* The second half of the 40 MHz lies where the centre of it is. */
        uint32_t start = c->freq_mhz >= 5735 ? 5735 : 5170;

        second = c->width == NL80211_CHAN_WIDTH_40     ? (c->center1_mhz > c->freq_mhz ? 1 : 3)
                 : (c->freq_mhz - start) / 20 % 2 == 0 ? 1
                                                       : 3;
    } else {
        capa &= ~(HT_WIDE | HT_SHORT_GI_40 | HT_DSSS_40);
    }
    kl_wifi_buf_u8(b, 45);
    kl_wifi_buf_u8(b, 26);
    kl_wifi_buf_u16(b, capa);
    kl_wifi_buf_u8(b, p->band->ampdu);
    kl_wifi_buf_put(b, p->band->ht_mcs, 16);
    put_zeroes(b, 7); /* extended capabilities, beamforming, antenna selection */
    kl_wifi_buf_u8(b, 61);
    kl_wifi_buf_u8(b, 22);
    kl_wifi_buf_u8(b, kl_wifi_freq_to_channel(c->freq_mhz));
    kl_wifi_buf_u8(b, second | (wide ? 4u : 0));
    put_zeroes(b, 20);
}

/* Width and centres as VHT operation has them. */
static void put_vht_width(struct kl_wifi_buf *b, const struct kl_wifi_chan *c)
{
    uint32_t first = c->center1_mhz, second = c->center2_mhz;

    if (c->width < NL80211_CHAN_WIDTH_80) {
        put_zeroes(b, 3);
        return;
    }
    if (c->width == NL80211_CHAN_WIDTH_160) {
        second = c->center1_mhz;
        first = c->freq_mhz < second ? second - 40 : second + 40;
    }
    kl_wifi_buf_u8(b, 1);
    kl_wifi_buf_u8(b, centre_channel(first));
    kl_wifi_buf_u8(b, centre_channel(second));
}

static void put_vht(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    kl_wifi_buf_u8(b, 191);
    kl_wifi_buf_u8(b, 12);
    kl_wifi_buf_u32(b, p->band->vht_capa);
    kl_wifi_buf_put(b, p->band->vht_mcs, 8);
    kl_wifi_buf_u8(b, 192);
    kl_wifi_buf_u8(b, 5);
    put_vht_width(b, &p->ap->chan);
    kl_wifi_buf_u16(b, 0xfffc); /* one stream, MCS 0 to 7 */
}

/* ---- HE ---- */

static void put_he_6ghz_operation(struct kl_wifi_buf *b, const struct kl_wifi_chan *c)
{
    static const uint8_t widths[] = {0, 0, 1, 2, 3, 3};
    uint32_t first = c->center1_mhz, second = c->center2_mhz;

    if (c->width == NL80211_CHAN_WIDTH_160) {
        second = c->center1_mhz;
        first = c->freq_mhz < second ? second - 40 : second + 40;
    }
    kl_wifi_buf_u8(b, kl_wifi_freq_to_channel(c->freq_mhz));
    kl_wifi_buf_u8(b, c->width < sizeof(widths) ? widths[c->width] : 0);
    kl_wifi_buf_u8(b, centre_channel(first));
    kl_wifi_buf_u8(b, centre_channel(second));
    kl_wifi_buf_u8(b, 6); /* lowest rate, Mb/s */
}

static void put_he(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    const struct kl_wifi_ap_band *band = p->band;
    bool six = band->band == NL80211_BAND_6GHZ;
    unsigned mcs =
        4 + ((band->he_phy[0] & 0x08) != 0 ? 4u : 0) + ((band->he_phy[0] & 0x10) != 0 ? 4u : 0);
    unsigned ppe = (band->he_phy[6] & 0x80) != 0 ? band->he_ppe_len : 0;

    kl_wifi_buf_u8(b, 255);
    kl_wifi_buf_u8(b, 1 + 6 + 11 + mcs + ppe);
    kl_wifi_buf_u8(b, 35);
    kl_wifi_buf_put(b, band->he_mac, 6);
    kl_wifi_buf_put(b, band->he_phy, 11);
    kl_wifi_buf_put(b, band->he_mcs, mcs);
    kl_wifi_buf_put(b, band->he_ppe, ppe);
    kl_wifi_buf_u8(b, 255);
    kl_wifi_buf_u8(b, 7 + (six ? 5u : 0));
    kl_wifi_buf_u8(b, 36);
    kl_wifi_buf_u16(b, 4u | 1023u << 4); /* packet extension 16 us; RTS by no duration */
    kl_wifi_buf_u8(b, six ? 2 : 0);
    kl_wifi_buf_u8(b, 1); /* colour */
    kl_wifi_buf_u16(b, 0xfffc);
    if (!six)
        return;
    put_he_6ghz_operation(b, &p->ap->chan);
    kl_wifi_buf_u8(b, 255);
    kl_wifi_buf_u8(b, 3);
    kl_wifi_buf_u8(b, 59);
    kl_wifi_buf_put(b, band->he_6ghz, 2);
}

unsigned kl_wifi_ap_modes(const struct kl_wifi_ap_plan *p)
{
    uint32_t width = p->ap->chan.width;
    unsigned modes = 0;

    /* At 6 GHz there is no HT. All of it is forbidden with WEP. */
    if (p->ap->n_wep_keys > 0 || width == NL80211_CHAN_WIDTH_20_NOHT ||
        width == NL80211_CHAN_WIDTH_5 || width == NL80211_CHAN_WIDTH_10)
        return 0;
    if (p->band->band != NL80211_BAND_6GHZ && (!p->band->ht || p->ap->no_ht))
        return 0;
    modes = KL_WIFI_AP_WMM;
    if (p->band->band != NL80211_BAND_6GHZ)
        modes |= KL_WIFI_AP_HT;
    if (p->band->band == NL80211_BAND_5GHZ && p->band->vht && !p->ap->no_vht)
        modes |= KL_WIFI_AP_VHT;
    if (p->band->he && !p->ap->no_he)
        modes |= KL_WIFI_AP_HE;
    return modes;
}

void kl_wifi_ap_put_modes(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    /* The parameters of channel access that the standard has as defaults. */
    static const uint8_t wmm[] = {0x00, 0x50, 0xf2, 2, 1,    1,    0,    0, 0x03, 0xa4, 0,    0,
                                  0x27, 0xa4, 0,    0, 0x42, 0x43, 0x5e, 0, 0x62, 0x32, 0x2f, 0};
    unsigned modes = kl_wifi_ap_modes(p);

    if ((modes & KL_WIFI_AP_HT) != 0)
        put_ht(b, p);
    if ((modes & KL_WIFI_AP_VHT) != 0)
        put_vht(b, p);
    if ((modes & KL_WIFI_AP_HE) != 0)
        put_he(b, p);
    if ((modes & KL_WIFI_AP_WMM) != 0)
        put_element(b, 221, wmm, sizeof(wmm));
}

/* ---- Channel switch ---- */

size_t kl_wifi_ap_put_csa(struct kl_wifi_buf *b, const struct kl_wifi_ap_plan *p)
{
    const struct kl_wifi_chan *c = p->switch_to;
    size_t at;

    kl_wifi_buf_u8(b, 37);
    kl_wifi_buf_u8(b, 3);
    kl_wifi_buf_u8(b, p->switch_quiet);
    kl_wifi_buf_u8(b, kl_wifi_freq_to_channel(c->freq_mhz));
    at = b->len;
    kl_wifi_buf_u8(b, p->switch_count);
    if (c->width == NL80211_CHAN_WIDTH_40) {
        const uint8_t second = c->center1_mhz > c->freq_mhz ? 1 : 3;

        put_element(b, 62, &second, 1);
    }
    if (c->width >= NL80211_CHAN_WIDTH_80 && c->width <= NL80211_CHAN_WIDTH_160) {
        kl_wifi_buf_u8(b, 196); /* a wrapper, and in it the width */
        kl_wifi_buf_u8(b, 5);
        kl_wifi_buf_u8(b, 194);
        kl_wifi_buf_u8(b, 3);
        put_vht_width(b, c);
    }
    return at;
}
