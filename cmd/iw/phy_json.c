// SPDX-License-Identifier: MIT
/*
 * A phy as JSON. Each key has its unit at its end; a list of bits is an array of names as the
 * kernel's header has them, in lower case; a key is left out where the kernel does not say it.
 * HT, VHT, HE and EHT are "elements" with the fields that those of a scan have.
 */
#include "../../lib/core/schema_def.h"
#include "../../lib/schema/nl80211.h"
#include "phy.h"

#include <stdio.h>

/* ---- Lists of names ---- */

static void put_name(struct iw *iw, const char *name, const char *what, unsigned number)
{
    char text[32];

    snprintf(text, sizeof(text), "%s_%u", what, number);
    kl_sink_str(iw->sink, name != NULL ? name : text);
}

void iw_put_iftypes(struct iw *iw, const char *key, uint32_t iftypes)
{
    char name[32];

    kl_sink_key(iw->sink, key);
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < 32; i++)
        if ((iftypes >> i & 1) != 0)
            kl_sink_str(iw->sink, kl_wifi_iftype_name(i, name));
    kl_sink_array_end(iw->sink);
}

/* ---- Bands ---- */

/* Elements, one behind another. */
struct elements {
    uint8_t data[512];
    size_t len;
};

static void add_element(struct elements *e, int extension, uint8_t id, const uint8_t *p, size_t len)
{
    size_t head = extension != 0 ? 3 : 2;

    if (e->len + head + len > sizeof(e->data))
        return;
    e->data[e->len] = extension != 0 ? 255 : id;
    e->data[e->len + 1] = (uint8_t)(len + head - 2);
    if (extension != 0)
        e->data[e->len + 2] = id;
    memcpy(e->data + e->len + head, p, len);
    e->len += head + len;
}

static void put_elements(struct iw *iw, const struct elements *e)
{
    kl_sink_key(iw->sink, "elements");
    kl_wifi_elements_decode(iw->sink, e->data, e->len);
}

static void put_ht_vht(struct iw *iw, const struct kl_wifi_band *b)
{
    struct elements e = {.len = 0};
    uint8_t ht[26] = {0}, vht[12];

    if ((b->has & KL_WIFI_BAND_HT) != 0) {
        ht[0] = (uint8_t)b->ht_capa;
        ht[1] = (uint8_t)(b->ht_capa >> 8);
        ht[2] = (uint8_t)((b->ht_ampdu_factor & 3) | (b->ht_ampdu_density & 7) << 2);
        memcpy(ht + 3, b->ht_mcs, sizeof(b->ht_mcs));
        add_element(&e, 0, 45, ht, sizeof(ht));
    }
    if ((b->has & KL_WIFI_BAND_VHT) != 0) {
        for (unsigned i = 0; i < 4; i++)
            vht[i] = (uint8_t)(b->vht_capa >> 8 * i);
        memcpy(vht + 4, b->vht_mcs, sizeof(b->vht_mcs));
        add_element(&e, 0, 191, vht, sizeof(vht));
    }
    if (e.len > 0)
        put_elements(iw, &e);
}

/* The element has only the sets of the widths that there are, the kernel tells all three. */
static void add_he(struct elements *e, const struct kl_wifi_iftype_capa *c)
{
    static const uint8_t masks[] = {0xff, 0x08, 0x10};
    uint8_t he[17 + 12 + 25];
    size_t len = 17;

    memcpy(he, c->he_mac, 6);
    memcpy(he + 6, c->he_phy, 11);
    for (unsigned i = 0; i < 3; i++)
        if ((i == 0 || (c->he_phy[0] & masks[i]) != 0) && 4 * i + 4 <= c->he_mcs_len) {
            memcpy(he + len, c->he_mcs + 4 * i, 4);
            len += 4;
        }
    memcpy(he + len, c->he_ppe, c->he_ppe_len);
    add_element(e, 1, 35, he, len + c->he_ppe_len);
}

static void put_capa(struct iw *iw, const struct kl_wifi_iftype_capa *c)
{
    struct elements e = {.len = 0};
    uint8_t eht[11 + 13 + 32], he_6ghz[2];

    kl_sink_object_begin(iw->sink);
    iw_put_iftypes(iw, "iftypes", c->iftypes);
    if ((c->has & KL_WIFI_C_HE) != 0)
        add_he(&e, c);
    if ((c->has & KL_WIFI_C_HE_6GHZ) != 0) {
        he_6ghz[0] = (uint8_t)c->he_6ghz;
        he_6ghz[1] = (uint8_t)(c->he_6ghz >> 8);
        add_element(&e, 1, 59, he_6ghz, sizeof(he_6ghz));
    }
    if ((c->has & KL_WIFI_C_EHT) != 0) {
        memcpy(eht, c->eht_mac, 2);
        memcpy(eht + 2, c->eht_phy, 9);
        memcpy(eht + 11, c->eht_mcs, c->eht_mcs_len);
        memcpy(eht + 11 + c->eht_mcs_len, c->eht_ppe, c->eht_ppe_len);
        add_element(&e, 1, 108, eht, 11u + c->eht_mcs_len + c->eht_ppe_len);
    }
    put_elements(iw, &e);
    if (c->vendor_elements != NULL) {
        kl_sink_key(iw->sink, "vendor_elements");
        kl_wifi_elements_decode(iw->sink, c->vendor_elements, c->vendor_elements_len);
    }
    kl_sink_object_end(iw->sink);
}

static void put_rates(struct iw *iw, const struct kl_wifi_band *b)
{
    kl_sink_key(iw->sink, "rates");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < b->n_rates; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "rate_kbps", 100 * (uint64_t)b->rates[i].rate_100kbps);
        iw_put_bool(iw, "short_preamble", b->rates[i].short_preamble);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

/* ---- Channels ---- */

static void put_flags(struct iw *iw, uint64_t flags)
{
    static const char prefix[] = "NL80211_FREQUENCY_ATTR_";
    char name[48];

    kl_sink_key(iw->sink, "flags");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < 64; i++) {
        const struct kl_attr_def *def;

        /* An old name of NO_IR. */
        if ((flags >> i & 1) == 0 || i == __NL80211_FREQUENCY_ATTR_NO_IBSS)
            continue;
        def = kl_attrset_row(&kl_set_frequency, (uint16_t)i);
        if (def == NULL || strncmp(def->name, prefix, sizeof(prefix) - 1) != 0) {
            put_name(iw, NULL, "flag", i);
            continue;
        }
        snprintf(name, sizeof(name), "%s", def->name + sizeof(prefix) - 1);
        for (char *at = name; *at != '\0'; at++)
            *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        kl_sink_str(iw->sink, name);
    }
    kl_sink_array_end(iw->sink);
}

static void put_wmm(struct iw *iw, const struct kl_wifi_freq *f)
{
    kl_sink_key(iw->sink, "wmm_rules");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < f->n_wmm; i++) {
        kl_sink_object_begin(iw->sink);
        iw_put_uint(iw, "cw_min", f->wmm[i].cw_min);
        iw_put_uint(iw, "cw_max", f->wmm[i].cw_max);
        iw_put_uint(iw, "aifsn", f->wmm[i].aifsn);
        iw_put_uint(iw, "txop_us", f->wmm[i].txop_us);
        kl_sink_object_end(iw->sink);
    }
    kl_sink_array_end(iw->sink);
}

static void put_channel(struct iw *iw, const struct kl_wifi_freq *f, const char *band)
{
    unsigned channel = f->offset_khz == 0 ? kl_wifi_freq_to_channel(f->freq_mhz) : 0;

    kl_sink_object_begin(iw->sink);
    if (band != NULL)
        iw_put_str(iw, "band", band);
    iw_put_uint(iw, "freq_mhz", f->freq_mhz);
    if (f->offset_khz != 0)
        iw_put_uint(iw, "freq_offset_khz", f->offset_khz);
    if (channel != 0)
        iw_put_uint(iw, "channel", channel);
    iw_put_bool(iw, "disabled", (f->flags >> NL80211_FREQUENCY_ATTR_DISABLED & 1) != 0);
    iw_put_bool(iw, "no_ir", (f->flags >> NL80211_FREQUENCY_ATTR_NO_IR & 1) != 0);
    iw_put_bool(iw, "radar", (f->flags >> NL80211_FREQUENCY_ATTR_RADAR & 1) != 0);
    put_flags(iw, f->flags);
    if ((f->has & KL_WIFI_F_TXPOWER) != 0)
        iw_put_int(iw, "max_txpower_mbm", f->max_txpower_mbm);
    if ((f->has & KL_WIFI_F_DFS) != 0) {
        kl_sink_key(iw->sink, "dfs_state");
        put_name(iw, kl_enum_name(&kl_enum_dfs_state, f->dfs_state), "state", f->dfs_state);
        iw_put_uint(iw, "dfs_state_ms", f->dfs_ms);
    }
    if ((f->has & KL_WIFI_F_CAC) != 0)
        iw_put_uint(iw, "dfs_cac_ms", f->cac_ms);
    if ((f->has & KL_WIFI_F_PSD) != 0)
        iw_put_int(iw, "psd_dbm", f->psd_dbm);
    if (f->n_wmm > 0)
        put_wmm(iw, f);
    kl_sink_object_end(iw->sink);
}

void iw_phy_json_channels(struct iw *iw, const struct kl_wifi_phy *p)
{
    char number[16];

    for (unsigned i = 0; i < p->n_bands; i++) {
        const char *name = iw_phy_band_name(p->bands[i].band);

        snprintf(number, sizeof(number), "band_%u", p->bands[i].band);
        for (unsigned k = 0; k < p->bands[i].n_freqs; k++)
            put_channel(iw, &p->bands[i].freqs[k], name != NULL ? name : number);
    }
}

static void put_band(struct iw *iw, const struct kl_wifi_band *b)
{
    kl_sink_object_begin(iw->sink);
    kl_sink_key(iw->sink, "band");
    put_name(iw, iw_phy_band_name(b->band), "band", b->band);
    put_ht_vht(iw, b);
    if ((b->has & KL_WIFI_BAND_EDMG) != 0) {
        iw_put_uint(iw, "edmg_channels", b->edmg_channels);
        iw_put_uint(iw, "edmg_bw_config", b->edmg_bw_config);
    }
    if ((b->has & KL_WIFI_BAND_S1G) != 0) {
        iw_put_bytes(iw, "s1g_capabilities", b->s1g_capa, sizeof(b->s1g_capa));
        iw_put_bytes(iw, "s1g_mcs_nss", b->s1g_mcs, sizeof(b->s1g_mcs));
    }
    if (b->n_capas > 0) {
        kl_sink_key(iw->sink, "iftype_capabilities");
        kl_sink_array_begin(iw->sink);
        for (unsigned i = 0; i < b->n_capas; i++)
            put_capa(iw, &b->capas[i]);
        kl_sink_array_end(iw->sink);
    }
    put_rates(iw, b);
    kl_sink_key(iw->sink, "channels");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < b->n_freqs; i++)
        put_channel(iw, &b->freqs[i], NULL);
    kl_sink_array_end(iw->sink);
    kl_sink_object_end(iw->sink);
}

/* ---- The whole ---- */

void iw_phy_json(struct iw *iw, const struct kl_wifi_phy *p)
{
    kl_sink_object_begin(iw->sink);
    iw_put_uint(iw, "wiphy", p->index);
    iw_put_str(iw, "name", p->name);
    iw_phy_json_more(iw, p);
    kl_sink_key(iw->sink, "bands");
    kl_sink_array_begin(iw->sink);
    for (unsigned i = 0; i < p->n_bands; i++)
        put_band(iw, &p->bands[i]);
    kl_sink_array_end(iw->sink);
    kl_sink_object_end(iw->sink);
}
