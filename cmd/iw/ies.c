// SPDX-License-Identifier: MIT
// The elements of beacons and probe responses (IEEE 802.11, 9.4.2): the walk over them.
#include "ies.h"

#define IE_VHT_CAP    191
#define IE_VENDOR     221
#define IE_EXTENSION  255
#define IE_EXT_HE_CAP 35

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

/* ---- Text ---- */

void iw_ies_hex(struct kl_out *o, const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        kl_out_printf(o, " %.2x", p[i]);
    kl_out_char(o, '\n');
}

void iw_ies_bits(struct kl_out *o, const char *indent, const uint8_t *p,
                 const struct ies_bits *bits, size_t n)
{
    for (; n > 0; bits++, n--) {
        unsigned value = 0;

        for (unsigned i = 0; i < bits->bits; i++)
            value |= (p[(bits->bit + i) / 8] >> (bits->bit + i) % 8 & 1u) << i;
        if (value == 0)
            continue;
        kl_out_printf(o, "%s%s", indent, bits->text);
        if (bits->bits > 1 || bits->number)
            kl_out_printf(o, ": %u", value);
        kl_out_char(o, '\n');
    }
}

void iw_ies_streams(struct kl_out *o, const char *indent, unsigned map, unsigned step)
{
    for (unsigned i = 0; i < 8; i++) {
        unsigned v = map >> 2 * i & 3;

        kl_out_printf(o, "%s%u streams: ", indent, i + 1);
        if (v == 3)
            kl_out_str(o, "not supported\n");
        else
            kl_out_printf(o, "MCS 0-%u\n", 7 + v * step);
    }
}

static const struct ies_row *find(uint8_t id, uint32_t type)
{
    static const struct ies_table *const tables[] = {&iw_ies_base, &iw_ies_phy, &iw_ies_he,
                                                     &iw_ies_vendor};

    for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
        for (size_t i = 0; i < tables[t]->n; i++)
            if (tables[t]->rows[i].id == id && tables[t]->rows[i].type == type)
                return &tables[t]->rows[i];
    return NULL;
}

static void text_row(struct kl_out *o, const struct ies_row *r, const uint8_t *p, size_t len,
                     const struct ies_context *c)
{
    kl_out_printf(o, "\t%s:", r->name);
    if (len >= r->min && len <= r->max) {
        r->print(o, p, len, c);
        return;
    }
    if (len == 0) {
        kl_out_str(o, " <invalid: no data>\n");
        return;
    }
    kl_out_printf(o, " <invalid: %zu byte%s:", len, len > 1 ? "s" : "");
    for (size_t i = 0; i < len; i++)
        kl_out_printf(o, " %.2x", p[i]);
    kl_out_str(o, ">\n");
}

static void text_vendor(struct iw *iw, const uint8_t *p, size_t len, const struct ies_context *c)
{
    static const uint8_t ms[] = {0x00, 0x50, 0xf2}, wfa[] = {0x50, 0x6f, 0x9a};
    const struct ies_row *r;

    if (len < 3) {
        kl_out_str(iw->out, "\tVendor specific: <too short> data:");
        iw_ies_hex(iw->out, p, len);
        return;
    }
    r = len < 4 ? NULL
                : find(IE_VENDOR,
                       (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]);
    if (r != NULL) {
        text_row(iw->out, r, p + 4, len - 4, c);
    } else if (!iw->unknown) {
        return;
    } else if (len >= 4 && (memcmp(p, ms, 3) == 0 || memcmp(p, wfa, 3) == 0)) {
        kl_out_printf(iw->out, "\t%s %#.2x, data:", p[0] == 0 ? "MS/WiFi" : "WFA", p[3]);
        iw_ies_hex(iw->out, p + 4, len - 4);
    } else {
        kl_out_printf(iw->out, "\tVendor specific: OUI %.2x:%.2x:%.2x, data:", p[0], p[1], p[2]);
        iw_ies_hex(iw->out, p + 3, len - 3);
    }
}

static void text_extension(struct iw *iw, const uint8_t *p, size_t len, const struct ies_context *c)
{
    const struct ies_row *r;

    if (len < 1) {
        kl_out_str(iw->out, "\tExtension IE: <empty>\n");
        return;
    }
    r = find(IE_EXTENSION, p[0]);
    if (r != NULL) {
        text_row(iw->out, r, p + 1, len - 1, c);
    } else if (iw->unknown) {
        kl_out_printf(iw->out, "\tUnknown Extension ID (%d):", p[0]);
        iw_ies_hex(iw->out, p + 1, len - 1);
    }
}

static struct ies_context look_around(const uint8_t *ies, size_t len)
{
    struct ies_context c = {.has_vht = false};
    const uint8_t *ie;
    size_t at = 0;
    bool bad;

    while (next(ies, len, &at, &ie, &bad)) {
        if (ie[0] == IE_VHT_CAP)
            c.has_vht = true;
        if (ie[0] == IE_EXTENSION && ie[1] >= 18 && ie[2] == IE_EXT_HE_CAP)
            c.he_phy = ie + 9;
    }
    return c;
}

void iw_ies_text(struct iw *iw, const uint8_t *ies, size_t len)
{
    const struct ies_row *r;
    struct ies_context c;
    const uint8_t *ie;
    size_t at = 0;
    bool bad;

    if (ies == NULL)
        return;
    c = look_around(ies, len);
    while (next(ies, len, &at, &ie, &bad)) {
        if (ie[0] == IE_VENDOR) {
            text_vendor(iw, ie + 2, ie[1], &c);
        } else if (ie[0] == IE_EXTENSION) {
            text_extension(iw, ie + 2, ie[1], &c);
        } else if ((r = find(ie[0], 0)) != NULL) {
            text_row(iw->out, r, ie + 2, ie[1], &c);
        } else if (iw->unknown) {
            kl_out_printf(iw->out, "\tUnknown IE (%d):", ie[0]);
            iw_ies_hex(iw->out, ie + 2, ie[1]);
        }
    }
}

void iw_ies_json(struct iw *iw, const char *key, const uint8_t *ies, size_t len)
{
    kl_sink_key(iw->sink, key);
    kl_wifi_elements_decode(iw->sink, ies, len);
}
