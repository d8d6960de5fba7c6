// SPDX-License-Identifier: MIT
// What commands print alike: addresses, names, channels; and the same as JSON.
#include "iw.h"

#include <stdio.h>

void iw_mac(struct kl_out *o, const unsigned char mac[6])
{
    kl_out_printf(o, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
                  mac[5]);
}

/* Blanks at the ends would not be seen, and are escaped as well. */
static bool is_plain(const uint8_t *ssid, size_t len, size_t i)
{
    if (ssid[i] == ' ')
        return i != 0 && i != len - 1;
    return ssid[i] > ' ' && ssid[i] < 127 && ssid[i] != '\\';
}

void iw_ssid(struct kl_out *o, const uint8_t *ssid, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (is_plain(ssid, len, i))
            kl_out_char(o, (char)ssid[i]);
        else
            kl_out_printf(o, "\\x%.2x", ssid[i]);
}

void iw_chan_tail(struct kl_out *o, const struct kl_wifi_chan *c)
{
    kl_out_printf(o, ", width: %s", kl_wifi_width_name(c->width));
    if (c->center1_mhz != 0)
        kl_out_printf(o, ", center1: %u MHz", c->center1_mhz);
    if (c->center2_mhz != 0)
        kl_out_printf(o, ", center2: %u MHz", c->center2_mhz);
}

/* ---- JSON ---- */

void iw_put_uint(struct iw *iw, const char *key, uint64_t value)
{
    kl_sink_key(iw->sink, key);
    kl_sink_uint(iw->sink, value);
}

void iw_put_int(struct iw *iw, const char *key, int64_t value)
{
    kl_sink_key(iw->sink, key);
    kl_sink_int(iw->sink, value);
}

void iw_put_bool(struct iw *iw, const char *key, bool value)
{
    kl_sink_key(iw->sink, key);
    kl_sink_bool(iw->sink, value);
}

void iw_put_str(struct iw *iw, const char *key, const char *value)
{
    kl_sink_key(iw->sink, key);
    kl_sink_str(iw->sink, value);
}

void iw_put_mac(struct iw *iw, const char *key, const unsigned char mac[6])
{
    kl_sink_key(iw->sink, key);
    kl_sink_value(iw->sink, &(struct kl_value){.kind = KL_VALUE_MAC, .data = mac, .len = 6});
}

void iw_put_bytes(struct iw *iw, const char *key, const uint8_t *data, size_t len)
{
    kl_sink_key(iw->sink, key);
    kl_sink_value(iw->sink, &(struct kl_value){.kind = KL_VALUE_BYTES, .data = data, .len = len});
}

void iw_put_ssid(struct iw *iw, const uint8_t *ssid, size_t len)
{
    bool plain = true;

    kl_sink_key(iw->sink, "ssid");
    kl_sink_value(iw->sink, &(struct kl_value){.kind = KL_VALUE_STRING, .data = ssid, .len = len});
    for (size_t i = 0; i < len; i++)
        plain &= ssid[i] >= ' ' && ssid[i] < 127;
    if (!plain)
        iw_put_bytes(iw, "ssid_bytes", ssid, len);
}

void iw_put_chan(struct iw *iw, const struct kl_wifi_chan *c)
{
    static const uint16_t mhz[] = {20, 20, 40, 80, 160, 160, 5, 10, 1, 2, 4, 8, 16, 320};
    unsigned channel = kl_wifi_freq_to_channel(c->freq_mhz);

    iw_put_uint(iw, "freq_mhz", c->freq_mhz);
    if (c->offset_khz != 0)
        iw_put_uint(iw, "freq_offset_khz", c->offset_khz);
    if (channel != 0)
        iw_put_uint(iw, "channel", channel);
    iw_put_str(iw, "width", kl_wifi_width_name(c->width));
    if (c->width < sizeof(mhz) / sizeof(mhz[0]))
        iw_put_uint(iw, "width_mhz", mhz[c->width]);
    if (c->center1_mhz != 0)
        iw_put_uint(iw, "center1_mhz", c->center1_mhz);
    if (c->center2_mhz != 0)
        iw_put_uint(iw, "center2_mhz", c->center2_mhz);
}

void iw_put_rate(struct iw *iw, const char *key, const struct kl_wifi_rate *r)
{
    static const char *const kinds[] = {"legacy", "ht", "vht", "he", "eht", "s1g"};

    kl_sink_key(iw->sink, key);
    kl_sink_object_begin(iw->sink);
    if (r->kbps != 0)
        iw_put_uint(iw, "rate_kbps", r->kbps);
    if (r->kind < sizeof(kinds) / sizeof(kinds[0]))
        iw_put_str(iw, "kind", kinds[r->kind]);
    if (r->kind != KL_WIFI_RATE_LEGACY)
        iw_put_uint(iw, "mcs", r->mcs);
    if (r->nss != 0)
        iw_put_uint(iw, "spatial_streams", r->nss);
    iw_put_uint(iw, "width_mhz", r->width_mhz == 8080 ? 160 : r->width_mhz);
    if (r->kind == KL_WIFI_RATE_HT || r->kind == KL_WIFI_RATE_VHT)
        iw_put_bool(iw, "short_gi", r->short_gi);
    if (r->kind == KL_WIFI_RATE_HE || r->kind == KL_WIFI_RATE_EHT)
        iw_put_uint(iw, "gi", r->gi);
    if (r->kind == KL_WIFI_RATE_HE)
        iw_put_uint(iw, "dcm", r->dcm);
    if (r->ru >= 0)
        iw_put_uint(iw, "ru_alloc", (uint64_t)r->ru);
    kl_sink_object_end(iw->sink);
}
