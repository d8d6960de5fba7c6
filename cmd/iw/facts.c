// SPDX-License-Identifier: MIT
// A BSS in a few words: how it is protected, how wide it is, how busy it says that its channel is.
// Source: IEEE 802.11-2020, 9.4.2 (RSN 9.4.2.24, operation 9.4.2.56, .158, .249); 11be for EHT.
#include "facts.h"

#include <linux/nl80211.h>
#include <stdio.h>
#include <string.h>

#define IE_BSS_LOAD       11
#define IE_RSN            48
#define IE_HT_OPERATION   61
#define IE_VHT_OPERATION  192
#define IE_VENDOR         221
#define IE_EXTENSION      255
#define EXT_HE_OPERATION  36
#define EXT_EHT_OPERATION 106
#define PRIVACY           (1u << 4)
#define MFP_REQUIRED      (1u << 6)

enum {
    PSK1 = 1 << 0, /* WPA, the first */
    PSK2 = 1 << 1,
    SAE = 1 << 2,
    EAP1 = 1 << 3,
    EAP2 = 1 << 4,
    EAP3 = 1 << 5, /* of WPA3: SHA-256, and frames of management protected */
    EAP192 = 1 << 6,
    OWE = 1 << 7,
    OWE_BESIDE = 1 << 8, /* open, and a network with OWE beside it */
    OSEN = 1 << 9,
    OTHER = 1 << 10
};

struct element {
    const uint8_t *data;
    size_t len;
    uint8_t id;
    int extension; /* -1: none */
};

/* @return false at the end, or at an element that is cut. */
static bool next(const uint8_t *ies, size_t len, size_t *at, struct element *ret)
{
    const uint8_t *p;

    if (ies == NULL || len - *at < 2 || ies[*at + 1] > len - *at - 2)
        return false;
    p = ies + *at;
    *at += 2 + (size_t)p[1];
    *ret = (struct element){.data = p + 2, .len = p[1], .id = p[0], .extension = -1};
    if (p[0] == IE_EXTENSION && p[1] > 0) {
        ret->extension = p[2];
        ret->data++;
        ret->len--;
    }
    return true;
}

/* ---- Security ---- */

static unsigned le16(const uint8_t *p)
{
    return (unsigned)p[0] | (unsigned)p[1] << 8;
}

/* One suite of how keys are come by. */
static unsigned read_suite(const uint8_t suite[4], bool wpa1)
{
    static const uint8_t ieee[] = {0x00, 0x0f, 0xac}, microsoft[] = {0x00, 0x50, 0xf2},
                         wfa[] = {0x50, 0x6f, 0x9a};

    if (memcmp(suite, wfa, 3) == 0)
        return suite[3] == 1 ? OSEN : OTHER;
    if (memcmp(suite, wpa1 ? microsoft : ieee, 3) != 0)
        return OTHER;
    if (wpa1)
        return suite[3] == 1 ? EAP1 : suite[3] == 2 ? PSK1 : OTHER;
    switch (suite[3]) {
    case 1:
    case 3:
    case 14: /* FILS */
    case 15:
    case 16:
    case 17:
        return EAP2;
    case 5:
        return EAP3;
    case 11:
    case 12:
    case 13:
        return EAP192;
    case 2:
    case 4:
    case 6:
    case 19:
    case 20:
        return PSK2;
    case 8:
    case 9:
    case 24:
    case 25:
        return SAE;
    case 18:
        return OWE;
    default:
        return OTHER;
    }
}

/* RSN, and WPA's element behind its type, are alike: version, group cipher, ciphers, suites. What
 * is left out has a default: 802.1X. */
static unsigned read_rsn(const uint8_t *p, size_t len, bool wpa1)
{
    size_t at = 6, n;
    unsigned found = 0, capability = 0;

    if (len < at + 2)
        return wpa1 ? EAP1 : EAP2;
    at += 2 + (size_t)le16(p + at) * 4;
    if (len < at + 2)
        return wpa1 ? EAP1 : EAP2;
    n = le16(p + at);
    for (at += 2; n > 0 && at + 4 <= len; n--, at += 4)
        found |= read_suite(p + at, wpa1);
    if (n == 0 && at + 2 <= len)
        capability = le16(p + at);
    if ((found & EAP3) != 0 && ((found & EAP2) != 0 || (capability & MFP_REQUIRED) == 0))
        found = (found & ~(unsigned)EAP3) | EAP2;
    return found != 0 ? found : OTHER;
}

static unsigned read_vendor(const uint8_t *p, size_t len)
{
    static const uint8_t wpa[] = {0x00, 0x50, 0xf2, 0x01}, owe[] = {0x50, 0x6f, 0x9a, 0x1c},
                         osen[] = {0x50, 0x6f, 0x9a, 0x12};

    if (len < 4)
        return 0;
    if (memcmp(p, wpa, 4) == 0)
        return read_rsn(p + 4, len - 4, true);
    if (memcmp(p, osen, 4) == 0)
        return OSEN;
    return memcmp(p, owe, 4) == 0 ? OWE_BESIDE : 0;
}

static void add(char *text, size_t size, const char *separator, const char *word)
{
    size_t len = strlen(text);

    snprintf(text + len, size - len, "%s%s", len > 0 ? separator : "", word);
}

static void name_security(unsigned found, uint16_t capability, char *ret, size_t size)
{
    static const struct {
        unsigned bit;
        const char *word;
    } personal[] = {{PSK1, "WPA"}, {PSK2, "WPA2"}, {SAE, "WPA3"}},
      enterprise[] = {{EAP1, "WPA"}, {EAP2, "WPA2"}, {EAP3 | EAP192, "WPA3"}};
    char other[32] = "";

    ret[0] = '\0';
    for (size_t i = 0; i < 3; i++) {
        if ((found & personal[i].bit) != 0)
            add(ret, size, "/", personal[i].word);
        if ((found & enterprise[i].bit) != 0)
            add(other, sizeof(other), "/", enterprise[i].word);
    }
    if (other[0] != '\0') {
        /* The versions are named once where both ways in have the same. */
        bool same = strcmp(ret, other) == 0;

        add(other, sizeof(other), " ", (found & EAP192) != 0 ? "Enterprise 192" : "Enterprise");
        add(ret, size, " + ", same ? strchr(other, ' ') + 1 : other);
    }
    if ((found & OWE) != 0)
        add(ret, size, " + ", "OWE");
    if ((found & OSEN) != 0)
        add(ret, size, " + ", "OSEN");
    if (ret[0] == '\0' && (found & OTHER) != 0)
        add(ret, size, "", "WPA2, unknown suite");
    if (ret[0] == '\0')
        add(ret, size, "", (capability & PRIVACY) != 0 ? "WEP" : "open");
    if ((found & (OWE_BESIDE | OWE)) == OWE_BESIDE)
        add(ret, size, " + ", "OWE");
}

/* ---- Width ---- */

/* Numbers of channels are 5 MHz apart, beside a channel whose number and frequency are known. */
static uint32_t centre_of(uint32_t freq_mhz, unsigned channel)
{
    return (uint32_t)((int)freq_mhz + ((int)channel - (int)kl_wifi_freq_to_channel(freq_mhz)) * 5);
}

static void set_width(struct iw_facts *f, uint32_t freq_mhz, unsigned width, unsigned channel)
{
    uint32_t centre = channel != 0 ? centre_of(freq_mhz, channel) : freq_mhz;
    uint32_t distance = centre > freq_mhz ? centre - freq_mhz : freq_mhz - centre;

    /* A centre that the primary channel is not beside is a mistake, or a lie. */
    if (distance > width / 2)
        centre = freq_mhz;
    f->width_mhz = (uint16_t)width;
    f->center_mhz = centre;
}

/* Two centres: one of 80 MHz, and one of 160, or of the other half (11.40.1). */
static void set_segments(struct iw_facts *f, uint32_t freq_mhz, unsigned first, unsigned second)
{
    unsigned distance = first > second ? first - second : second - first;

    if (second == 0)
        set_width(f, freq_mhz, 80, first);
    else
        set_width(f, freq_mhz, 160, distance == 8 ? second : first);
}

static void read_ht(struct iw_facts *f, uint32_t freq_mhz, const uint8_t *p, size_t len)
{
    unsigned primary = kl_wifi_freq_to_channel(freq_mhz), where;

    if (len < 2)
        return;
    where = p[1] & 3;
    if (where == 1)
        set_width(f, freq_mhz, 40, primary + 2);
    else if (where == 3 && primary > 2)
        set_width(f, freq_mhz, 40, primary - 2);
}

static void read_vht(struct iw_facts *f, uint32_t freq_mhz, const uint8_t *p, size_t len)
{
    if (len < 3)
        return;
    if (p[0] == 1)
        set_segments(f, freq_mhz, p[1], p[2]);
    else if (p[0] == 2 || p[0] == 3)
        set_width(f, freq_mhz, 160, p[1]);
}

static void read_he(struct iw_facts *f, uint32_t freq_mhz, const uint8_t *p, size_t len)
{
    size_t at = 6;
    unsigned width;

    if (len < at)
        return;
    if ((p[1] & 1u << 6) != 0) { /* what VHT's element would say */
        if (len >= at + 3)
            read_vht(f, freq_mhz, p + at, 3);
        at += 3;
    }
    at += (p[1] & 1u << 7) != 0; /* several BSSIDs */
    if ((p[2] & 1u << 1) == 0 || len < at + 5)
        return;
    width = p[at + 1] & 3;
    if (width == 3)
        set_segments(f, freq_mhz, p[at + 2], p[at + 3]);
    else
        set_width(f, freq_mhz, 20u << width, p[at + 2]);
}

static void read_eht(struct iw_facts *f, uint32_t freq_mhz, const uint8_t *p, size_t len)
{
    unsigned width;

    if (len < 8 || (p[0] & 1) == 0)
        return;
    width = p[5] & 7;
    if (width > 4)
        return;
    /* From 160 MHz on, the second centre is that of the whole. */
    set_width(f, freq_mhz, 20u << width, width >= 3 ? p[7] : p[6]);
}

/* Later generations are read last: what they say is the wider. */
static void read_widths(const struct kl_wifi_bss *b, const uint8_t *ies, size_t len,
                        struct iw_facts *f)
{
    for (int round = 0; round < 4; round++) {
        struct element e;

        for (size_t at = 0; next(ies, len, &at, &e);) {
            if (round == 0 && e.id == IE_HT_OPERATION)
                read_ht(f, b->freq_mhz, e.data, e.len);
            else if (round == 1 && e.id == IE_VHT_OPERATION)
                read_vht(f, b->freq_mhz, e.data, e.len);
            else if (round == 2 && e.extension == EXT_HE_OPERATION)
                read_he(f, b->freq_mhz, e.data, e.len);
            else if (round == 3 && e.extension == EXT_EHT_OPERATION)
                read_eht(f, b->freq_mhz, e.data, e.len);
        }
    }
}

void iw_facts_read(const struct kl_wifi_bss *b, struct iw_facts *ret)
{
    const uint8_t *ies = b->ies != NULL ? b->ies : b->beacon_ies;
    size_t len = b->ies != NULL ? b->ies_len : b->beacon_ies_len;
    unsigned found = 0;
    struct element e;

    *ret =
        (struct iw_facts){.width_mhz = 20, .center_mhz = b->freq_mhz, .load = -1, .stations = -1};
    for (size_t at = 0; next(ies, len, &at, &e);) {
        if (e.id == IE_RSN) {
            found |= read_rsn(e.data, e.len, false);
        } else if (e.id == IE_VENDOR) {
            found |= read_vendor(e.data, e.len);
        } else if (e.id == IE_BSS_LOAD && e.len >= 3) {
            ret->stations = (int)le16(e.data);
            ret->load = e.data[2];
        }
    }
    name_security(found, b->capability, ret->security, sizeof(ret->security));
    read_widths(b, ies, len, ret);
}
