// SPDX-License-Identifier: MIT
// What a phy offers on a band: rates, capabilities, channels. Source: net/wireless/nl80211.c,
// nl80211_send_band_rateinfo(), nl80211_send_iftype_data().
#include "ap.h"

#include <stdlib.h>

unsigned kl_wifi_ap_band_of(uint32_t freq_mhz)
{
    if (freq_mhz < 3000)
        return NL80211_BAND_2GHZ;
    if (freq_mhz >= 57000)
        return NL80211_BAND_60GHZ;
    return freq_mhz >= 5925 ? NL80211_BAND_6GHZ : NL80211_BAND_5GHZ;
}

static void read_rates(const struct kl_view *v, struct kl_wifi_ap_band *b)
{
    struct kl_view rates;
    struct kl_attr a;

    if (kl_view_get_nest(v, NL80211_BAND_ATTR_RATES, &rates) < 0)
        return;
    b->n_rates = 0;
    while (b->n_rates < sizeof(b->rates) && kl_view_next(&rates, &a) == 1) {
        struct kl_view one = kl_wifi_inside(&a);
        uint64_t rate = kl_wifi_uint(&one, NL80211_BITRATE_ATTR_RATE, 0);

        if (rate > 0 && rate / 5 < 127)
            b->rates[b->n_rates++] = (uint8_t)(rate / 5);
    }
}

static int by_number(const void *a, const void *b)
{
    const struct kl_wifi_ap_channel *x = a, *y = b;

    return (int)x->number - (int)y->number;
}

/* Phys tell their channels in parts. */
static void read_channels(const struct kl_view *v, struct kl_wifi_ap_band *b)
{
    struct kl_view freqs;
    struct kl_attr a;

    if (kl_view_get_nest(v, NL80211_BAND_ATTR_FREQS, &freqs) < 0)
        return;
    while (b->n_channels < sizeof(b->channels) / sizeof(b->channels[0]) &&
           kl_view_next(&freqs, &a) == 1) {
        struct kl_view one = kl_wifi_inside(&a);
        unsigned number =
            kl_wifi_freq_to_channel((uint32_t)kl_wifi_uint(&one, NL80211_FREQUENCY_ATTR_FREQ, 0));
        uint64_t mbm = kl_wifi_uint(&one, NL80211_FREQUENCY_ATTR_MAX_TX_POWER, 0);

        if (number == 0 || number > 255 || kl_view_has(&one, NL80211_FREQUENCY_ATTR_DISABLED))
            continue;
        b->channels[b->n_channels++] = (struct kl_wifi_ap_channel){
            .number = (uint8_t)number, .max_dbm = (uint8_t)(mbm / 100 > 127 ? 127 : mbm / 100)};
    }
    qsort(b->channels, b->n_channels, sizeof(b->channels[0]), by_number);
}

static unsigned ones(unsigned bits)
{
    unsigned n = 0;

    for (; bits != 0; bits >>= 1)
        n += bits & 1;
    return n;
}

/* IEEE 802.11ax 9.4.2.248.5: how long it really is; the kernel has room for the longest. */
static unsigned ppe_length(const uint8_t *ppe, size_t len)
{
    unsigned streams, bits;

    if (len == 0)
        return 0;
    streams = (ppe[0] & 7u) + 1;
    bits = 7 + streams * ones(ppe[0] >> 3 & 15u) * 6;
    return (bits + 7) / 8 <= len ? (bits + 7) / 8 : 0;
}

static void read_he(const struct kl_view *entry, struct kl_wifi_ap_band *b)
{
    struct kl_view types;
    const void *ppe;
    size_t len;

    if (kl_view_get_nest(entry, NL80211_BAND_IFTYPE_ATTR_IFTYPES, &types) < 0 ||
        !kl_view_has(&types, NL80211_IFTYPE_AP))
        return;
    b->he = kl_wifi_bytes(entry, NL80211_BAND_IFTYPE_ATTR_HE_CAP_MAC, b->he_mac, 6) &&
            kl_wifi_bytes(entry, NL80211_BAND_IFTYPE_ATTR_HE_CAP_PHY, b->he_phy, 11) &&
            kl_wifi_bytes(entry, NL80211_BAND_IFTYPE_ATTR_HE_CAP_MCS_SET, b->he_mcs, 12);
    if (kl_view_get_bytes(entry, NL80211_BAND_IFTYPE_ATTR_HE_CAP_PPE, &ppe, &len) == 0) {
        len = ppe_length(ppe, len);
        if (len <= sizeof(b->he_ppe)) {
            memcpy(b->he_ppe, ppe, len);
            b->he_ppe_len = (uint8_t)len;
        }
    }
    (void)kl_wifi_bytes(entry, NL80211_BAND_IFTYPE_ATTR_HE_6GHZ_CAPA, b->he_6ghz, 2);
}

static void read_band(const struct kl_view *v, struct kl_wifi_ap_band *b)
{
    struct kl_view data;
    struct kl_attr a;

    read_rates(v, b);
    read_channels(v, b);
    if (kl_wifi_bytes(v, NL80211_BAND_ATTR_HT_MCS_SET, b->ht_mcs, 16)) {
        b->ht = true;
        b->ht_capa = (uint16_t)kl_wifi_uint(v, NL80211_BAND_ATTR_HT_CAPA, 0);
        b->ampdu = (uint8_t)(kl_wifi_uint(v, NL80211_BAND_ATTR_HT_AMPDU_FACTOR, 0) |
                             kl_wifi_uint(v, NL80211_BAND_ATTR_HT_AMPDU_DENSITY, 0) << 2);
    }
    if (kl_wifi_bytes(v, NL80211_BAND_ATTR_VHT_MCS_SET, b->vht_mcs, 8)) {
        b->vht = true;
        b->vht_capa = (uint32_t)kl_wifi_uint(v, NL80211_BAND_ATTR_VHT_CAPA, 0);
    }
    if (kl_view_get_nest(v, NL80211_BAND_ATTR_IFTYPE_DATA, &data) == 0)
        while (kl_view_next(&data, &a) == 1) {
            struct kl_view entry = kl_wifi_inside(&a);

            read_he(&entry, b);
        }
}

int kl_wifi_ap_band_read(struct kl_wifi *w, uint32_t wiphy, uint32_t freq_mhz,
                         struct kl_wifi_ap_band *ret)
{
    struct kl_wifi_ap_band b = {.band = kl_wifi_ap_band_of(freq_mhz)};
    struct kl_answer *a;
    int rc = kl_wifi_dump_phys(w, wiphy, &a);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < kl_answer_count(a); i++) {
        struct kl_view v, bands, band;

        if (kl_wifi_answer_view(a, i, &v) == 0 &&
            kl_wifi_uint(&v, NL80211_ATTR_WIPHY, UINT64_MAX) == wiphy &&
            kl_view_get_nest(&v, NL80211_ATTR_WIPHY_BANDS, &bands) == 0 &&
            kl_view_get_nest(&bands, (uint16_t)b.band, &band) == 0)
            read_band(&band, &b);
    }
    kl_answer_free(a);
    if (b.n_rates == 0)
        return kl_wifi_refuse(w, -EOPNOTSUPP, "the phy has no rates around %u MHz", freq_mhz);
    *ret = b;
    return 0;
}
