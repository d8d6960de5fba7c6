// SPDX-License-Identifier: MIT
// Channels: numbers and frequencies (IEEE 802.11 annex E), and whether a width and its centres fit.
#include "wifi.h"

#include <stdarg.h>
#include <stdio.h>

unsigned kl_wifi_freq_to_channel(uint32_t mhz)
{
    if (mhz == 2484)
        return 14;
    if (mhz >= 2412 && mhz < 2484)
        return (mhz - 2407) / 5;
    if (mhz >= 4910 && mhz <= 4980)
        return (mhz - 4000) / 5;
    if (mhz == 5935)
        return 2;
    if (mhz >= 5000 && mhz < 5950)
        return (mhz - 5000) / 5;
    if (mhz >= 5950 && mhz <= 45000)
        return (mhz - 5950) / 5;
    if (mhz >= 58320 && mhz <= 70200)
        return (mhz - 56160) / 2160;
    return 0;
}

uint32_t kl_wifi_channel_to_freq(unsigned channel, unsigned band)
{
    if (channel == 0 || channel > 255)
        return 0;
    switch (band) {
    case NL80211_BAND_2GHZ:
        return channel == 14 ? 2484 : channel < 14 ? 2407 + channel * 5 : 0;
    case NL80211_BAND_5GHZ:
        return channel >= 182 && channel <= 196 ? 4000 + channel * 5 : 5000 + channel * 5;
    case NL80211_BAND_6GHZ:
        return channel == 2 ? 5935 : channel <= 233 ? 5950 + channel * 5 : 0;
    case NL80211_BAND_60GHZ:
        return channel < 7 ? 56160 + channel * 2160 : 0;
    default:
        return 0;
    }
}

/* MHz that each width spans. */
static unsigned span(uint32_t width)
{
    static const uint16_t mhz[] = {20, 20, 40, 80, 80, 160, 5, 10, 1, 2, 4, 8, 16, 320};

    return width < sizeof(mhz) / sizeof(mhz[0]) ? mhz[width] : 0;
}

__attribute__((format(printf, 3, 4))) static int wrong(char *error, size_t size, const char *format,
                                                       ...)
{
    va_list args;

    if (error != NULL && size > 0) {
        va_start(args, format);
        vsnprintf(error, size, format, args);
        va_end(args);
    }
    return -EINVAL;
}

/* The centre of the channel of @mhz that @freq is in: above 2.4 GHz they lie side by side. */
static uint32_t reckon_centre(const struct kl_wifi_chan *c, unsigned mhz)
{
    uint32_t start;

    if (c->width == NL80211_CHAN_WIDTH_40 && c->type == NL80211_CHAN_HT40PLUS)
        return c->freq_mhz + 10;
    if (c->width == NL80211_CHAN_WIDTH_40 && c->type == NL80211_CHAN_HT40MINUS)
        return c->freq_mhz - 10;
    if (mhz <= 20)
        return c->freq_mhz;
    if (c->freq_mhz >= 5955 && c->freq_mhz <= 7115)
        start = 5945;
    else if (c->freq_mhz >= 5180 && c->freq_mhz <= 5730)
        start = 5170;
    else if (c->freq_mhz >= 5745 && c->freq_mhz <= 5885)
        start = 5735;
    else
        return 0;
    start += (c->freq_mhz - start) / mhz * mhz;
    return start + mhz / 2;
}

int kl_wifi_chan_complete(struct kl_wifi_chan *c, char *error, size_t size)
{
    unsigned mhz = span(c->width);
    uint32_t distance;

    if (c->freq_mhz == 0)
        return wrong(error, size, "a frequency is needed");
    if (mhz == 0)
        return wrong(error, size, "there is no channel width number %u", c->width);
    if (c->center1_mhz == 0)
        c->center1_mhz = reckon_centre(c, mhz);
    if (c->center1_mhz == 0)
        return wrong(error, size, "%s around %u MHz needs its centre frequency",
                     kl_wifi_width_name(c->width), c->freq_mhz);
    if (c->width == NL80211_CHAN_WIDTH_80P80 && c->center2_mhz == 0)
        return wrong(error, size, "80+80 MHz needs a second centre frequency");
    if (c->width != NL80211_CHAN_WIDTH_80P80 && c->center2_mhz != 0)
        return wrong(error, size, "only 80+80 MHz has a second centre frequency");
    distance =
        c->freq_mhz > c->center1_mhz ? c->freq_mhz - c->center1_mhz : c->center1_mhz - c->freq_mhz;
    if (mhz <= 20 ? distance != 0 : distance % 20 != 10 || distance > mhz / 2)
        return wrong(error, size, "%u MHz is not in the %s around %u MHz", c->freq_mhz,
                     kl_wifi_width_name(c->width), c->center1_mhz);
    if (c->center2_mhz != 0) {
        distance = c->center2_mhz > c->center1_mhz ? c->center2_mhz - c->center1_mhz
                                                   : c->center1_mhz - c->center2_mhz;
        if (distance <= 80)
            return wrong(error, size, "the halves at %u and %u MHz overlap or touch",
                         c->center1_mhz, c->center2_mhz);
    }
    return 0;
}

bool kl_wifi_read_chan(const struct kl_view *v, struct kl_wifi_chan *ret)
{
    uint64_t freq = kl_wifi_uint(v, NL80211_ATTR_WIPHY_FREQ, 0);

    *ret = (struct kl_wifi_chan){.freq_mhz = (uint32_t)freq, .type = -1};
    if (freq == 0)
        return false;
    ret->offset_khz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_WIPHY_FREQ_OFFSET, 0);
    ret->type = (int32_t)kl_wifi_uint(v, NL80211_ATTR_WIPHY_CHANNEL_TYPE, (uint64_t)-1);
    ret->width = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_CHANNEL_WIDTH, NL80211_CHAN_WIDTH_20_NOHT);
    ret->center1_mhz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_CENTER_FREQ1, 0);
    ret->center1_khz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_CENTER_FREQ1_OFFSET, 0);
    ret->center2_mhz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_CENTER_FREQ2, 0);
    return true;
}

void kl_wifi_put_chan(struct kl_msg *m, const struct kl_wifi_chan *c)
{
    (void)kl_msg_put_u32(m, NL80211_ATTR_WIPHY_FREQ, c->freq_mhz);
    if (c->offset_khz != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_WIPHY_FREQ_OFFSET, c->offset_khz);
    (void)kl_msg_put_u32(m, NL80211_ATTR_CHANNEL_WIDTH, c->width);
    /* Kernels before 3.9 know 40 MHz by these only; the newer take them along with the width. */
    if (c->type >= 0 && c->width <= NL80211_CHAN_WIDTH_40)
        (void)kl_msg_put_u32(m, NL80211_ATTR_WIPHY_CHANNEL_TYPE, (uint32_t)c->type);
    if (c->center1_mhz != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_CENTER_FREQ1, c->center1_mhz);
    if (c->center1_khz != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_CENTER_FREQ1_OFFSET, c->center1_khz);
    if (c->center2_mhz != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_CENTER_FREQ2, c->center2_mhz);
}
