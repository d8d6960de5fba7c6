// SPDX-License-Identifier: MIT
// Bitrates: from NL80211_RATE_INFO_* into a struct, and into iw's words.
#include "wifi.h"

#include <stdio.h>

/* Newer than some headers. */
#define RATE_S1G_MCS 23
#define RATE_S1G_NSS 24
#define RATE_1_MHZ   25
#define RATE_2_MHZ   26
#define RATE_4_MHZ   27
#define RATE_8_MHZ   28
#define RATE_16_MHZ  29

static const struct {
    uint16_t attr, mhz;
} widths[] = {
    {NL80211_RATE_INFO_40_MHZ_WIDTH, 40},
    {NL80211_RATE_INFO_80_MHZ_WIDTH, 80},
    {NL80211_RATE_INFO_80P80_MHZ_WIDTH, 8080},
    {NL80211_RATE_INFO_160_MHZ_WIDTH, 160},
    {NL80211_RATE_INFO_10_MHZ_WIDTH, 10},
    {NL80211_RATE_INFO_5_MHZ_WIDTH, 5},
    {NL80211_RATE_INFO_320_MHZ_WIDTH, 320},
    {RATE_1_MHZ, 1},
    {RATE_2_MHZ, 2},
    {RATE_4_MHZ, 4},
    {RATE_8_MHZ, 8},
    {RATE_16_MHZ, 16},
};

static const struct {
    uint16_t mcs, nss;
    uint8_t kind;
} kinds[] = {
    {NL80211_RATE_INFO_MCS, 0, KL_WIFI_RATE_HT},
    {NL80211_RATE_INFO_VHT_MCS, NL80211_RATE_INFO_VHT_NSS, KL_WIFI_RATE_VHT},
    {NL80211_RATE_INFO_HE_MCS, NL80211_RATE_INFO_HE_NSS, KL_WIFI_RATE_HE},
    {NL80211_RATE_INFO_EHT_MCS, NL80211_RATE_INFO_EHT_NSS, KL_WIFI_RATE_EHT},
    {RATE_S1G_MCS, RATE_S1G_NSS, KL_WIFI_RATE_S1G},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void kl_wifi_read_rate(const struct kl_view *v, struct kl_wifi_rate *ret)
{
    uint64_t value;

    *ret = (struct kl_wifi_rate){.width_mhz = 20, .ru = -1};
    /* The 16 bit form overflows above 6.5 Gb/s. */
    if (kl_view_get_uint(v, NL80211_RATE_INFO_BITRATE32, &value) == 0 ||
        kl_view_get_uint(v, NL80211_RATE_INFO_BITRATE, &value) == 0)
        ret->kbps = (uint32_t)value * 100;
    for (size_t i = 0; i < COUNT(widths); i++)
        if (kl_view_has(v, widths[i].attr))
            ret->width_mhz = widths[i].mhz;
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (kl_view_get_uint(v, kinds[i].mcs, &value) == 0) {
            ret->kind = kinds[i].kind;
            ret->mcs = (uint8_t)value;
            ret->nss = kinds[i].nss != 0 ? (uint8_t)kl_wifi_uint(v, kinds[i].nss, 0) : 0;
        }
    ret->short_gi = kl_view_has(v, NL80211_RATE_INFO_SHORT_GI);
    if (ret->kind == KL_WIFI_RATE_HE) {
        ret->gi = (uint8_t)kl_wifi_uint(v, NL80211_RATE_INFO_HE_GI, 0);
        ret->dcm = (uint8_t)kl_wifi_uint(v, NL80211_RATE_INFO_HE_DCM, 0);
        ret->ru = (int16_t)kl_wifi_uint(v, NL80211_RATE_INFO_HE_RU_ALLOC, UINT16_MAX);
    } else if (ret->kind == KL_WIFI_RATE_EHT) {
        ret->gi = (uint8_t)kl_wifi_uint(v, NL80211_RATE_INFO_EHT_GI, 0);
        ret->ru = (int16_t)kl_wifi_uint(v, NL80211_RATE_INFO_EHT_RU_ALLOC, UINT16_MAX);
    }
}

static int add(char *buffer, int at, const char *format, unsigned value)
{
    int n = snprintf(buffer + at, (size_t)(128 - at), format, value);

    return at + n < 128 ? at + n : 127;
}

const char *kl_wifi_rate_text(const struct kl_wifi_rate *r, char buffer[128])
{
    static const char *const mcs[] = {NULL,         " MCS %u",     " VHT-MCS %u",
                                      " HE-MCS %u", " EHT-MCS %u", " S1G-MCS %u"};
    static const char *const nss[] = {NULL,         NULL,          " VHT-NSS %u",
                                      " HE-NSS %u", " EHT-NSS %u", " S1G-NSS %u"};
    static const char *const gi[] = {NULL, NULL, NULL, " HE-GI %u", " EHT-GI %u", NULL};
    static const char *const ru[] = {NULL, NULL, NULL, " HE-RU-ALLOC %u", " EHT-RU-ALLOC %u", NULL};
    unsigned kind = r->kind <= KL_WIFI_RATE_S1G ? r->kind : KL_WIFI_RATE_LEGACY;
    int at = r->kbps != 0
                 ? snprintf(buffer, 128, "%u.%u MBit/s", r->kbps / 1000, r->kbps % 1000 / 100)
                 : snprintf(buffer, 128, "(unknown)");

    if (mcs[kind] != NULL)
        at = add(buffer, at, mcs[kind], r->mcs);
    if (r->width_mhz == 8080)
        at = add(buffer, at, " 80P80MHz", 0);
    else if (r->width_mhz != 20)
        at = add(buffer, at, " %uMHz", r->width_mhz);
    if (r->short_gi)
        at = add(buffer, at, " short GI", 0);
    if (nss[kind] != NULL)
        at = add(buffer, at, nss[kind], r->nss);
    if (gi[kind] != NULL)
        at = add(buffer, at, gi[kind], r->gi);
    if (kind == KL_WIFI_RATE_HE)
        at = add(buffer, at, " HE-DCM %u", r->dcm);
    if (ru[kind] != NULL && r->ru >= 0)
        at = add(buffer, at, ru[kind], (unsigned)r->ru);
    (void)at;
    return buffer;
}
