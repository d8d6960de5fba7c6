// SPDX-License-Identifier: MIT
// Elements of security: RSN, its extension, WPA's and those of the same form, OWE. Source: IEEE
// 802.11-2020, 9.4.2.24 and 9.4.2.241; suites from table 9-149 and 9-151 on.
#include "ie.h"

#include <stdio.h>

// clang-format off
static const char *const ciphers[] = {
    "use_group", "wep40", "tkip", NULL, "ccmp", "wep104", "bip_cmac_128", "none", "gcmp",
    "gcmp_256", "ccmp_256", "bip_gmac_128", "bip_gmac_256", "bip_cmac_256",
};
static const char *const akms[] = {
    NULL, "8021x", "psk", "ft_8021x", "ft_psk", "8021x_sha256", "psk_sha256", "tdls", "sae",
    "ft_sae", "ap_peer_key", "suite_b", "suite_b_192", "ft_8021x_sha384", "fils_sha256",
    "fils_sha384", "ft_fils_sha256", "ft_fils_sha384", "owe", "ft_psk_sha384", "psk_sha384",
    "pasn", "ft_8021x_sha384_open", "8021x_sha384", "sae_ext_key", "ft_sae_ext_key",
};
static const char *const wfa_akms[] = {NULL, "osen", "dpp"};
static const struct kl_ie_field capabilities[] = {
    F("preauth", 0, 0, 1), F("no_pairwise", 0, 1, 1), F("ptksa_counters_exponent", 0, 2, 2),
    F("gtksa_counters_exponent", 0, 4, 2), F("mfp_required", 0, 6, 1), F("mfp_capable", 0, 7, 1),
    F("joint_multiband", 1, 0, 1), F("peerkey", 1, 1, 1), F("spp_amsdu_capable", 1, 2, 1),
    F("spp_amsdu_required", 1, 3, 1), F("pbac", 1, 4, 1), F("extended_key_id", 1, 5, 1),
    F("ocvc", 1, 6, 1),
};
static const struct kl_ie_field owe[] = {
    FMAC("bssid", 0),
};
static const char *const rsnx_names[] = {
    NULL, NULL, NULL, NULL, "protected_twt", "sae_h2e", "sae_pk", "protected_wur", "secure_ltf",
    "secure_rtt", "ltf_key_measurement_negotiation", NULL, NULL, NULL, NULL, "range_negotiation",
    NULL, NULL, "urnm_mfpr_x20", NULL, NULL, "urnm_mfpr",
};
// clang-format on

#define OUI_IEEE 0x000facu
#define OUI_MS   0x0050f2u
#define OUI_WFA  0x506f9au

static void put_suite(struct kl_sink *k, const uint8_t *p, bool akm)
{
    uint32_t oui = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
    const char *name = NULL;
    char number[24];

    if (akm && (oui == OUI_IEEE || (oui == OUI_MS && p[3] <= 2)))
        name = p[3] < sizeof(akms) / sizeof(akms[0]) ? akms[p[3]] : NULL;
    else if (akm && oui == OUI_WFA)
        name = p[3] < sizeof(wfa_akms) / sizeof(wfa_akms[0]) ? wfa_akms[p[3]] : NULL;
    else if (!akm && (oui == OUI_IEEE || (oui == OUI_MS && p[3] <= 5)))
        name = p[3] < sizeof(ciphers) / sizeof(ciphers[0]) ? ciphers[p[3]] : NULL;
    snprintf(number, sizeof(number), "%02x-%02x-%02x:%d", p[0], p[1], p[2], p[3]);
    kl_sink_str(k, name != NULL ? name : number);
}

/* A count and so many suites. @return what it took; 0: cut */
static size_t put_suites(struct kl_sink *k, const char *key, const uint8_t *p, size_t len, bool akm)
{
    size_t n = kl_ie_le16(p);

    if (n > (len - 2) / 4)
        return 0;
    kl_sink_key(k, key);
    kl_sink_array_begin(k);
    for (size_t i = 0; i < n; i++)
        put_suite(k, p + 2 + 4 * i, akm);
    kl_sink_array_end(k);
    return 2 + 4 * n;
}

/* Behind the version: each part may be the last. */
static const char *put_suites_on(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t at = 0, taken;

    if (len < 4)
        return len > 0 ? "the group cipher is cut" : NULL;
    kl_sink_key(k, "group_cipher");
    put_suite(k, p, false);
    at = 4;
    for (unsigned i = 0; i < 2 && at < len; i++, at += taken) {
        taken = len - at < 2
                    ? 0
                    : put_suites(k, i == 0 ? "pairwise_ciphers" : "akms", p + at, len - at, i == 1);
        if (taken == 0)
            return i == 0 ? "the pairwise ciphers are cut" : "the AKM suites are cut";
    }
    if (at == len)
        return NULL;
    if (len - at < 2)
        return "the capabilities are cut";
    kl_ie_put_uint(k, "capabilities", kl_ie_le16(p + at));
    kl_ie_put_fields(k, capabilities, sizeof(capabilities) / sizeof(capabilities[0]), p + at, 2);
    at += 2;
    if (len - at >= 2) {
        size_t n = kl_ie_le16(p + at);

        if (n > (len - at - 2) / 16)
            return "the PMKIDs are cut";
        kl_sink_key(k, "pmkids");
        kl_sink_array_begin(k);
        for (size_t i = 0; i < n; i++)
            kl_sink_value(k, &(struct kl_value){
                                 .kind = KL_VALUE_BYTES, .data = p + at + 2 + 16 * i, .len = 16});
        kl_sink_array_end(k);
        at += 2 + 16 * n;
    }
    if (len - at >= 4) {
        kl_sink_key(k, "group_management_cipher");
        put_suite(k, p + at, false);
        at += 4;
    }
    return at == len ? NULL : "bytes are left over";
}

static const char *more_rsn(struct kl_sink *k, const uint8_t *p, size_t len)
{
    kl_ie_put_uint(k, "version", kl_ie_le16(p));
    return put_suites_on(k, p + 2, len - 2);
}

static const char *more_osen(struct kl_sink *k, const uint8_t *p, size_t len)
{
    return put_suites_on(k, p, len);
}

static const char *more_rsnx(struct kl_sink *k, const uint8_t *p, size_t len)
{
    uint8_t bits[16];
    size_t n = len < sizeof(bits) ? len : sizeof(bits);

    memcpy(bits, p, n);
    bits[0] &= 0xf0; /* the length of the field, less one */
    kl_ie_put_bits(k, "capabilities", bits, n, rsnx_names,
                   sizeof(rsnx_names) / sizeof(rsnx_names[0]));
    return (p[0] & 0x0fu) + 1 > len ? "it is shorter than it says" : NULL;
}

static const char *more_owe(struct kl_sink *k, const uint8_t *p, size_t len)
{
    size_t n = p[6];

    if (n > len - 7)
        return "the SSID is cut";
    kl_ie_put_text(k, "ssid", p + 7, n);
    if (len - 7 - n < 2)
        return NULL;
    kl_ie_put_uint(k, "operating_class", p[7 + n]);
    kl_ie_put_uint(k, "channel", p[8 + n]);
    return NULL;
}

// clang-format off
static const struct kl_ie rows[] = {
    {48, 0, "rsn", 2, 255, NO_FIELDS, more_rsn},
    {221, 0x0050f201, "wpa", 2, 255, NO_FIELDS, more_rsn},
    {221, 0x506f9a12, "osen", 1, 255, NO_FIELDS, more_osen},
    {221, 0x506f9a1c, "owe_transition", 7, 255, FIELDS(owe), more_owe},
    {244, 0, "rsnx", 1, 255, NO_FIELDS, more_rsnx},
};
// clang-format on

const struct kl_ie_table kl_ie_rsn = {rows, sizeof(rows) / sizeof(rows[0])};
