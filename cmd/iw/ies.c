// SPDX-License-Identifier: MIT
// The elements of beacons and probe responses (IEEE 802.11, 9.4.2): the ones that are shown here by
// themselves; all of them as bytes in JSON.
#include "scan.h"

#include <stdio.h>

#define IE_SSID   0
#define IE_RATES  1
#define IE_DS     3
#define IE_RSN    48
#define IE_RATES2 50
#define IE_VENDOR 221

/* Steps to the next whole element. @return false at the end, *@ret_bad: it is cut. */
static bool next(const uint8_t *ies, size_t len, size_t *at, const uint8_t **ret, bool *ret_bad)
{
    *ret_bad = false;
    if (len - *at < 2) {
        *ret_bad = len != *at;
        return false;
    }
    if (ies[*at + 1] > len - *at - 2) {
        *ret_bad = true;
        return false;
    }
    *ret = ies + *at;
    *at += 2 + (size_t)ies[*at + 1];
    return true;
}

static void text_rates(struct kl_out *o, const uint8_t *data, uint8_t len, const char *label)
{
    kl_out_printf(o, "\t%s:", label);
    for (uint8_t i = 0; i < len; i++)
        kl_out_printf(o, " %d.%d%s", (data[i] & 0x7f) / 2, (data[i] & 0x7f) % 2 * 5,
                      (data[i] & 0x80) != 0 ? "*" : "");
    kl_out_str(o, " \n");
}

static void text_unknown(struct kl_out *o, const uint8_t *ie)
{
    kl_out_printf(o, "\tUnknown IE (%d):", ie[0]);
    for (uint8_t i = 0; i < ie[1]; i++)
        kl_out_printf(o, " %.2x", ie[2 + i]);
    kl_out_char(o, '\n');
}

void iw_ies_text(struct iw *iw, const uint8_t *ies, size_t len, bool unknown)
{
    const uint8_t *ie;
    size_t at = 0;
    bool bad;

    while (ies != NULL && next(ies, len, &at, &ie, &bad)) {
        switch (ie[0]) {
        case IE_SSID:
            kl_out_str(iw->out, "\tSSID: ");
            iw_ssid(iw->out, ie + 2, ie[1]);
            kl_out_char(iw->out, '\n');
            break;
        case IE_RATES:
            text_rates(iw->out, ie + 2, ie[1], "Supported rates");
            break;
        case IE_RATES2:
            text_rates(iw->out, ie + 2, ie[1], "Extended supported rates");
            break;
        case IE_DS:
            if (ie[1] >= 1)
                kl_out_printf(iw->out, "\tDS Parameter set: channel %d\n", ie[2]);
            break;
        default:
            if (unknown)
                text_unknown(iw->out, ie);
        }
    }
}

void iw_ies_json(struct iw *iw, const uint8_t *ies, size_t len)
{
    const uint8_t *ie;
    size_t at = 0;
    bool bad = false;

    kl_sink_key(iw->sink, "elements");
    kl_sink_array_begin(iw->sink);
    while (ies != NULL && next(ies, len, &at, &ie, &bad)) {
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "id", ie[0]);
        iw_put_bytes(iw, "bytes", ie + 2, ie[1]);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
    if (bad)
        iw_put_str(iw, "elements_error", "the last element is cut");
}

/* ---- Security ---- */

enum { WPA1 = 1, WPA2 = 2, WPA3 = 4, OWE = 8, EAP = 16 };

/* The AKM suites of an RSN element (or of WPA's, which has the same form behind its type). */
static unsigned read_akms(const uint8_t *data, size_t len)
{
    size_t at = 6, n; /* version, group cipher */
    unsigned found = 0;

    if (len < at + 2)
        return WPA2;
    n = (size_t)data[at] | (size_t)data[at + 1] << 8;
    at += 2 + n * 4;
    if (len < at + 2)
        return WPA2;
    n = (size_t)data[at] | (size_t)data[at + 1] << 8;
    for (at += 2; n > 0 && at + 4 <= len; n--, at += 4) {
        switch (data[at + 3]) {
        case 8:
        case 9:
        case 24:
        case 25:
            found |= WPA3;
            break;
        case 18:
            found |= OWE;
            break;
        case 1:
        case 3:
        case 5:
        case 11:
        case 12:
        case 13:
            found |= WPA2 | EAP;
            break;
        default:
            found |= WPA2;
        }
    }
    return found != 0 ? found : WPA2;
}

const char *iw_ies_security(const uint8_t *ies, size_t len, uint16_t capability)
{
    static const uint8_t wpa[] = {0x00, 0x50, 0xf2, 0x01};
    unsigned found = 0;
    const uint8_t *ie;
    size_t at = 0;
    bool bad;

    while (ies != NULL && next(ies, len, &at, &ie, &bad)) {
        if (ie[0] == IE_RSN)
            found |= read_akms(ie + 2, ie[1]);
        else if (ie[0] == IE_VENDOR && ie[1] >= sizeof(wpa) && memcmp(ie + 2, wpa, 4) == 0)
            found |= WPA1;
    }
    if ((found & EAP) != 0)
        return "WPA2 Enterprise";
    switch (found & ~(unsigned)EAP) {
    case 0:
        return (capability & 0x10) != 0 ? "WEP" : "open";
    case WPA1:
        return "WPA";
    case WPA1 | WPA2:
        return "WPA/WPA2";
    case WPA2:
        return "WPA2";
    case WPA3:
        return "WPA3";
    case WPA2 | WPA3:
        return "WPA2/WPA3";
    case OWE:
        return "OWE";
    default:
        return "WPA";
    }
}
