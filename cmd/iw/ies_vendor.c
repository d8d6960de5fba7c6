// SPDX-License-Identifier: MIT
// Elements of security and of vendors in iw's words: RSN, WPA, WMM, WPS, P2P, Hotspot 2.0, OWE.
#include "ies.h"

/* Lines that begin " * ": the first stands behind the name, and needs one tab less. */
struct lines {
    struct kl_out *o;
    bool first;
};

static struct kl_out *line(struct lines *l)
{
    if (!l->first)
        kl_out_char(l->o, '\t');
    l->first = false;
    kl_out_str(l->o, "\t * ");
    return l->o;
}

static void bogus_tail(struct kl_out *o, const uint8_t *p, size_t len)
{
    if (len == 0)
        return;
    kl_out_printf(o, "\t\t * bogus tail data (%zu):", len);
    iw_ies_hex(o, p, len);
}

/* ---- RSN and what is like it ---- */

// clang-format off
static const char *const ciphers[] = {
    "Use group cipher suite", "WEP-40", "TKIP", NULL, "CCMP", "WEP-104", "AES-128-CMAC", "NO-GROUP",
    "GCMP", "GCMP-256", NULL, "BIP-GMAC-128", "BIP-GMAC-256", "BIP-CMAC-256",
};
static const char *const suites[] = {
    NULL, "IEEE 802.1X", "PSK", "FT/IEEE 802.1X", "FT/PSK", "IEEE 802.1X/SHA-256", "PSK/SHA-256",
    "TDLS/TPK", "SAE", "FT/SAE", NULL, "IEEE 802.1X/SUITE-B", "IEEE 802.1X/SUITE-B-192",
    "FT/IEEE 802.1X/SHA-384", "FILS/SHA-256", "FILS/SHA-384", "FT/FILS/SHA-256",
    "FT/FILS/SHA-384", "OWE", "FT/PSK/SHA-384", "PSK/SHA-384", NULL, NULL, NULL, "SAE-EXT-KEY",
    "FT/SAE-EXT-KEY",
};
static const char *const wfa_suites[] = {NULL, "OSEN", "DPP"};
// clang-format on

#define OUI_IEEE 0x000facu
#define OUI_MS   0x0050f2u
#define OUI_WFA  0x506f9au

static void suite(struct kl_out *o, const uint8_t *p, bool akm)
{
    uint32_t oui = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
    const char *name = NULL;

    if (!akm && (oui == OUI_IEEE || (oui == OUI_MS && p[3] <= 5)))
        name = p[3] < sizeof(ciphers) / sizeof(ciphers[0]) ? ciphers[p[3]] : NULL;
    else if (akm && (oui == OUI_IEEE || (oui == OUI_MS && p[3] <= 2)))
        name = p[3] < sizeof(suites) / sizeof(suites[0]) ? suites[p[3]] : NULL;
    else if (akm && oui == OUI_WFA)
        name = p[3] < sizeof(wfa_suites) / sizeof(wfa_suites[0]) ? wfa_suites[p[3]] : NULL;
    if (name != NULL)
        kl_out_str(o, name);
    else
        kl_out_printf(o, "%.2x-%.2x-%.2x:%d", p[0], p[1], p[2], p[3]);
}

static void rsn_capabilities(struct lines *l, unsigned capa)
{
    static const int counters[] = {1, 2, 4, 16};
    static const struct {
        unsigned bit;
        const char *text;
    } flags[] = {
        {0x0040, "MFP-required"},      {0x0080, "MFP-capable"},        {0x0200, "Peerkey-enabled"},
        {0x0400, "SPP-AMSDU-capable"}, {0x0800, "SPP-AMSDU-required"}, {0x2000, "Extended-Key-ID"},
    };

    kl_out_printf(line(l), "Capabilities:%s%s %d-PTKSA-RC %d-GTKSA-RC",
                  (capa & 1) != 0 ? " PreAuth" : "", (capa & 2) != 0 ? " NoPairwise" : "",
                  counters[capa >> 2 & 3], counters[capa >> 4 & 3]);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if ((capa & flags[i].bit) != 0)
            kl_out_printf(l->o, " %s", flags[i].text);
    kl_out_printf(l->o, " (0x%.4x)\n", capa);
}

/* Ciphers or AKMs with their count, or @otherwise when there are none. @return what it took, or -1
 */
static int suite_list(struct lines *l, const uint8_t *p, size_t len, bool akm,
                      const char *otherwise)
{
    const char *what = akm ? "Authentication suites" : "Pairwise ciphers";
    size_t n;

    if (len < 2) {
        kl_out_printf(line(l), "%s: %s\n", what, otherwise);
        return -1;
    }
    n = ies_le16(p);
    if (n > (len - 2) / 4)
        return 0;
    kl_out_printf(line(l), "%s:", what);
    for (size_t i = 0; i < n; i++) {
        kl_out_char(l->o, ' ');
        suite(l->o, p + 2 + 4 * i, akm);
    }
    kl_out_char(l->o, '\n');
    return (int)(2 + 4 * n);
}

static void rsn_rest(struct lines *l, const uint8_t *p, size_t len)
{
    if (len >= 2) {
        rsn_capabilities(l, ies_le16(p));
        p += 2;
        len -= 2;
    }
    if (len >= 2) {
        size_t n = ies_le16(p);

        if (n > (len - 2) / 16) {
            bogus_tail(l->o, p, len);
            return;
        }
        kl_out_printf(line(l), "%zu PMKIDs\n", n);
        p += 2 + 16 * n;
        len -= 2 + 16 * n;
    }
    if (len >= 4) {
        kl_out_str(line(l), "Group mgmt cipher suite: ");
        suite(l->o, p, false);
        kl_out_char(l->o, '\n');
        p += 4;
        len -= 4;
    }
    bogus_tail(l->o, p, len);
}

static void suites_on(struct lines *l, const uint8_t *p, size_t len, const char *cipher,
                      const char *akm)
{
    int taken;

    if (len < 4) {
        kl_out_printf(line(l), "Group cipher: %s\n\t * Pairwise ciphers: %s\n", cipher, cipher);
        return;
    }
    kl_out_str(line(l), "Group cipher: ");
    suite(l->o, p, false);
    kl_out_char(l->o, '\n');
    p += 4;
    len -= 4;
    for (unsigned i = 0; i < 2; i++) {
        taken = suite_list(l, p, len, i == 1, i == 1 ? akm : cipher);
        if (taken == 0)
            bogus_tail(l->o, p, len);
        if (taken <= 0)
            return;
        p += taken;
        len -= (size_t)taken;
    }
    rsn_rest(l, p, len);
}

static void rsn(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    struct lines l = {o, true};

    (void)c;
    kl_out_printf(line(&l), "Version: %u\n", ies_le16(p));
    suites_on(&l, p + 2, len - 2, "CCMP", "IEEE 802.1X");
}

static void wpa(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    struct lines l = {o, true};

    (void)c;
    kl_out_printf(line(&l), "Version: %u\n", ies_le16(p));
    suites_on(&l, p + 2, len - 2, "TKIP", "IEEE 802.1X");
}

static void osen(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    struct lines l = {o, true};

    (void)c;
    kl_out_str(o, "\n\t");
    suites_on(&l, p, len, "OSEN", "OSEN");
}

/* ---- WMM ---- */

static bool wmm_parameters(struct kl_out *o, const uint8_t *p, size_t len)
{
    static const char *const acs[] = {"BE", "BK", "VI", "VO"};

    if (len < 19) {
        kl_out_str(o, "invalid: ");
        return false;
    }
    if (p[0] != 1) {
        kl_out_str(o, "Parameter: not version 1: ");
        return false;
    }
    kl_out_printf(o, "\t * Parameter version 1%s", (p[1] & 0x80) != 0 ? "\n\t\t * u-APSD" : "");
    p += 3;
    for (unsigned i = 0; i < 4; i++, p += 4) {
        kl_out_printf(o, "\n\t\t * %s:%s CW %d-%d, AIFSN %d", acs[p[0] >> 5 & 3],
                      (p[0] & 0x10) != 0 ? " acm" : "", (1 << (p[1] & 15)) - 1,
                      (1 << (p[1] >> 4)) - 1, p[0] & 15);
        if (ies_le16(p + 2) != 0)
            kl_out_printf(o, ", TXOP %u usec", ies_le16(p + 2) * 32);
    }
    kl_out_char(o, '\n');
    return true;
}

static void wmm(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)c;
    if (p[0] == 1 && wmm_parameters(o, p + 1, len - 1))
        return;
    if (p[0] == 0)
        kl_out_str(o, " information:");
    else if (p[0] != 1)
        kl_out_printf(o, " type %d:", p[0]);
    iw_ies_hex(o, p + 1, len - 1);
}

/* ---- WPS ---- */

enum wps_form {
    WPS_TEXT,
    WPS_HEX,
    WPS_HEX2,
    WPS_VERSION,
    WPS_RESPONSE,
    WPS_STATE,
    WPS_PASSWORD,
    WPS_UUID,
    WPS_VENDOR,
    WPS_DEVICE,
    WPS_METHODS
};

static const struct wps_row {
    uint16_t type;
    uint8_t form, min, max; /* max 0: any */
    const char *name;
} wps_rows[] = {
    {0x1008, WPS_METHODS, 2, 0, "Config methods"},
    {0x1011, WPS_TEXT, 0, 0, "Device name"},
    {0x1012, WPS_PASSWORD, 2, 2, "Device Password ID"},
    {0x1021, WPS_TEXT, 0, 0, "Manufacturer"},
    {0x1023, WPS_TEXT, 0, 0, "Model"},
    {0x1024, WPS_TEXT, 0, 0, "Model Number"},
    {0x103b, WPS_RESPONSE, 1, 0, "Response Type"},
    {0x103c, WPS_HEX, 1, 0, "RF Bands"},
    {0x1041, WPS_HEX, 1, 0, "Selected Registrar"},
    {0x1042, WPS_TEXT, 0, 0, "Serial Number"},
    {0x1044, WPS_STATE, 1, 0, "Wi-Fi Protected Setup State"},
    {0x1047, WPS_UUID, 0, 0, "UUID"},
    {0x1049, WPS_VENDOR, 0, 0, "Version2"},
    {0x104a, WPS_VERSION, 1, 0, "Version"},
    {0x1053, WPS_METHODS, 2, 0, "Selected Registrar Config methods"},
    {0x1054, WPS_DEVICE, 8, 8, "Primary Device Type"},
    {0x1057, WPS_HEX2, 1, 0, "AP setup locked"},
};

/* Text of a stranger: control characters would reach the terminal; iw lets them. */
static void wps_text(struct kl_out *o, const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len && p[i] != 0; i++)
        if (p[i] < ' ' || p[i] == 127)
            kl_out_printf(o, "\\x%.2x", p[i]);
        else
            kl_out_char(o, (char)p[i]);
    kl_out_char(o, '\n');
}

static void wps_methods(struct kl_out *o, unsigned methods)
{
    static const char *const names[] = {"USB",      "Ethernet",  "Label", "Display", "Ext. NFC",
                                        "Int. NFC", "NFC Intf.", "PBC",   "Keypad"};
    bool comma = false;

    for (unsigned i = 0; i < 9; i++) {
        if ((methods >> i & 1) == 0)
            continue;
        kl_out_printf(o, "%s %s", comma ? "," : "", names[i]);
        comma = true;
    }
    kl_out_char(o, '\n');
}

static void wps_uuid(struct kl_out *o, const uint8_t *p, size_t len)
{
    if (len != 16) {
        kl_out_printf(o, "UUID: (invalid, length=%zu)\n", len);
        return;
    }
    kl_out_str(o, "UUID: ");
    for (unsigned i = 0; i < 16; i++)
        kl_out_printf(o, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", p[i]);
    kl_out_char(o, '\n');
}

static void wps_vendor(struct kl_out *o, const uint8_t *p, size_t len)
{
    static const uint8_t wfa_version2[] = {0x00, 0x37, 0x2a, 0x00, 0x01};

    if (len == 6 && memcmp(p, wfa_version2, 5) == 0)
        kl_out_printf(o, "Version2: %d.%d\n", p[5] >> 4, p[5] & 15);
    else
        kl_out_printf(o, "Unknown vendor extension. len=%zu\n", len);
}

static void wps_number(struct kl_out *o, const struct wps_row *r, const uint8_t *p)
{
    static const char *const passwords[] = {"Default (PIN)",     "User-specified",
                                            "Machine-specified", "Rekey",
                                            "PushButton",        "Registrar-specified"};

    switch (r->form) {
    case WPS_HEX:
        kl_out_printf(o, " 0x%x\n", p[0]);
        break;
    case WPS_HEX2:
        kl_out_printf(o, " 0x%.2x\n", p[0]);
        break;
    case WPS_VERSION:
        kl_out_printf(o, " %d.%d\n", p[0] >> 4, p[0] & 15);
        break;
    case WPS_RESPONSE:
        kl_out_printf(o, " %d%s\n", p[0], p[0] == 3 ? " (AP)" : "");
        break;
    case WPS_STATE:
        kl_out_printf(o, " %d%s\n", p[0],
                      p[0] == 1   ? " (Unconfigured)"
                      : p[0] == 2 ? " (Configured)"
                                  : "");
        break;
    case WPS_PASSWORD:
        kl_out_printf(o, " %d (%s)\n", p[0] << 8 | p[1],
                      p[0] == 0 && p[1] < 6 ? passwords[p[1]] : "??");
        break;
    default:
        kl_out_printf(o, " %d-%02x%02x%02x%02x-%d\n", p[0] << 8 | p[1], p[2], p[3], p[4], p[5],
                      p[6] << 8 | p[7]);
    }
}

static void wps_attribute(struct kl_out *o, unsigned type, const uint8_t *p, size_t len)
{
    const struct wps_row *r = wps_rows, *end = wps_rows + sizeof(wps_rows) / sizeof(wps_rows[0]);

    while (r < end && r->type != type)
        r++;
    if (r == end) {
        kl_out_printf(o, "Unknown TLV (%#.4x, %zu bytes):", type, len);
        iw_ies_hex(o, p, len);
    } else if (r->form == WPS_UUID) {
        wps_uuid(o, p, len);
    } else if (r->form == WPS_VENDOR) {
        wps_vendor(o, p, len);
    } else if (len < r->min || (r->max != 0 && len > r->max)) {
        kl_out_printf(o, "%s: (invalid length %zu)\n", r->name, len);
    } else {
        kl_out_printf(o, "%s:", r->name);
        if (r->form == WPS_METHODS) {
            wps_methods(o, (unsigned)p[0] << 8 | p[1]);
        } else if (r->form == WPS_TEXT) {
            kl_out_char(o, ' ');
            wps_text(o, p, len);
        } else {
            wps_number(o, r, p);
        }
    }
}

static void wps(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    struct lines l = {o, true};

    (void)c;
    while (len >= 4) {
        size_t n = (size_t)p[2] << 8 | p[3];

        if (n > len - 4)
            break;
        wps_attribute(line(&l), (unsigned)p[0] << 8 | p[1], p + 4, n);
        p += 4 + n;
        len -= 4 + n;
    }
    bogus_tail(o, p, len);
}

/* ---- The Wi-Fi Alliance's ---- */

static void p2p(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    struct lines l = {o, true};

    (void)c;
    while (len >= 3) {
        size_t n = ies_le16(p + 1);

        if (n > len - 3)
            break;
        if (p[0] == 0x02 && n < 2) {
            kl_out_str(line(&l), "malformed capability\n");
        } else if (p[0] == 0x0d && n < 17) {
            kl_out_str(o, "\t * malformed device info\n"); /* iw indents it by less */
        } else if (p[0] == 0x02) {
            kl_out_printf(line(&l), "Group capa: 0x%.2x, Device capa: 0x%.2x\n", p[3], p[4]);
        } else {
            kl_out_printf(line(&l), "Unknown TLV (%#.2x, %zu bytes):", p[0], n);
            iw_ies_hex(o, p + 3, n);
        }
        p += 3 + n;
        len -= 3 + n;
    }
    if (len > 0) {
        kl_out_printf(line(&l), "bogus tail data (%zu):", len);
        iw_ies_hex(o, p, len);
    }
}

static void hotspot(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    (void)len, (void)c;
    kl_out_printf(o, "\n\t\tDGAF: %d\n", p[0] & 1);
}

static void owe(struct kl_out *o, const uint8_t *p, size_t len, const struct ies_context *c)
{
    size_t n = p[6];

    (void)c;
    kl_out_str(o, "\n\t\tBSSID: ");
    iw_mac(o, p);
    kl_out_char(o, '\n');
    if (n > len - 7)
        return;
    kl_out_str(o, "\t\tSSID: ");
    iw_ssid(o, p + 7, n);
    kl_out_char(o, '\n');
    if (len >= n + 9)
        kl_out_printf(o, "\t\tBand Info: %u\n\t\tChannel Info: %u\n", p[7 + n], p[8 + n]);
}

static const struct ies_row rows[] = {
    {48, 0, "RSN", 2, 255, rsn},
    {221, 0x0050f201, "WPA", 2, 255, wpa},
    {221, 0x0050f202, "WMM", 1, 255, wmm},
    {221, 0x0050f204, "WPS", 0, 255, wps},
    {221, 0x506f9a09, "P2P", 2, 255, p2p},
    {221, 0x506f9a10, "HotSpot 2.0 Indication", 1, 255, hotspot},
    {221, 0x506f9a12, "HotSpot 2.0 OSEN", 1, 255, osen},
    {221, 0x506f9a1c, "OWE Transition Mode", 7, 255, owe},
};

const struct ies_table iw_ies_vendor = {rows, sizeof(rows) / sizeof(rows[0])};
