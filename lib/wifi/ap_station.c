// SPDX-License-Identifier: MIT
// Stations of an AP that answers them: the table, requests to associate, and what the kernel is
// told. Source: net/wireless/nl80211.c, nl80211_new_station().
#include "ap_serve.h"

#include <stdlib.h>

#define HEADER             24
#define STATUS_UNSPECIFIED 1
#define STATUS_TOO_MANY    17
#define STATUS_RATES       18
#define MAX_CAPABILITY_HE  54 /* NL80211_HE_MAX_CAPABILITY_LEN */
#define MIN_CAPABILITY_HE  16
#define EXTENSION_HE_CAPA  35

/* ---- The table ---- */

struct kl_wifi_sta *kl_wifi_sta_find(struct kl_wifi_serve *s, const unsigned char mac[6])
{
    for (unsigned i = 0; i < s->n; i++)
        if (memcmp(s->stas[i].mac, mac, 6) == 0)
            return &s->stas[i];
    return NULL;
}

static void clear_aid(struct kl_wifi_serve *s, struct kl_wifi_sta *sta)
{
    if (sta->aid != 0)
        s->aids[sta->aid / 8] &= (uint8_t) ~(1u << sta->aid % 8);
    sta->aid = 0;
}

static bool set_aid(struct kl_wifi_serve *s, struct kl_wifi_sta *sta)
{
    for (unsigned aid = 1; sta->aid == 0 && aid <= KL_WIFI_AID_MAX; aid++)
        if ((s->aids[aid / 8] >> aid % 8 & 1) == 0) {
            s->aids[aid / 8] |= (uint8_t)(1u << aid % 8);
            sta->aid = (uint16_t)aid;
        }
    return sta->aid != 0;
}

void kl_wifi_sta_drop(struct kl_wifi_serve *s, struct kl_wifi_sta *sta)
{
    clear_aid(s, sta);
    free(sta->ies);
    sta->ies = NULL;
    sta->ies_len = 0;
    sta->state = KL_WIFI_STA_NONE;
    sta->anew = false;
    if (sta->endings == 0)
        *sta = s->stas[--s->n];
}

void kl_wifi_sta_free(struct kl_wifi_serve *s)
{
    for (unsigned i = 0; i < s->n; i++)
        free(s->stas[i].ies);
    free(s->stas);
    s->stas = NULL;
    s->n = s->size = 0;
}

/* Anybody can claim to be a thousand stations: those that did no more make room. */
static struct kl_wifi_sta *oldest(struct kl_wifi_serve *s)
{
    struct kl_wifi_sta *found = NULL;

    for (unsigned i = 0; i < s->n; i++)
        if (s->stas[i].state <= KL_WIFI_STA_KNOWN &&
            (found == NULL || s->stas[i].since < found->since))
            found = &s->stas[i];
    return found;
}

struct kl_wifi_sta *kl_wifi_sta_get(struct kl_wifi_serve *s, const unsigned char mac[6])
{
    struct kl_wifi_sta *sta = kl_wifi_sta_find(s, mac);

    if (sta != NULL)
        return sta;
    if (s->n == s->max) {
        sta = oldest(s);
        if (sta == NULL)
            return NULL;
        clear_aid(s, sta);
        free(sta->ies);
    } else {
        if (s->n == s->size) {
            unsigned size = s->size == 0 ? 8 : s->size * 2;
            struct kl_wifi_sta *larger = realloc(s->stas, size * sizeof(*larger));

            if (larger == NULL)
                return NULL;
            s->stas = larger;
            s->size = size;
        }
        sta = &s->stas[s->n++];
    }
    *sta = (struct kl_wifi_sta){.since = kl_now()};
    memcpy(sta->mac, mac, 6);
    return sta;
}

void kl_wifi_sta_end(struct kl_wifi *w, struct kl_wifi_serve *s, struct kl_wifi_sta *sta)
{
    if (sta->state >= KL_WIFI_STA_ANSWERED &&
        kl_wifi_del_station(w, s->op.ifindex, sta->mac, 0, 0) == 0)
        sta->endings++;
    kl_wifi_sta_drop(s, sta);
}

/* ---- Requests to associate ---- */

static void take_element(struct kl_wifi_assoc *a, uint8_t id, const uint8_t *p, size_t len)
{
    static const uint8_t wmm[] = {0x00, 0x50, 0xf2, 2, 0};

    if (id == 0) {
        a->ssid = p;
        a->ssid_len = len;
    } else if (id == 1 || id == 50) {
        for (size_t i = 0; i < len && a->n_rates < sizeof(a->rates); i++)
            a->rates[a->n_rates++] = p[i];
    } else if (id == 45 && len == 26) {
        a->ht = p;
    } else if (id == 191 && len == 12) {
        a->vht = p;
    } else if (id == 255 && len > MIN_CAPABILITY_HE && len <= MAX_CAPABILITY_HE + 1 &&
               p[0] == EXTENSION_HE_CAPA) {
        a->he = p + 1;
        a->he_len = len - 1;
    } else if (id == 221 && len >= 7 && memcmp(p, wmm, sizeof(wmm)) == 0) {
        a->wmm = true;
        a->qos_info = p[6];
    }
}

bool kl_wifi_assoc_parse(const uint8_t *frame, size_t len, struct kl_wifi_assoc *ret)
{
    size_t at;

    if (len < HEADER)
        return false;
    *ret = (struct kl_wifi_assoc){.again = (frame[0] & 0xf0) == 0x20};
    at = HEADER + (ret->again ? 10u : 4u);
    if (len < at)
        return false;
    ret->capability = (uint16_t)(frame[HEADER] | frame[HEADER + 1] << 8);
    ret->listen_interval = (uint16_t)(frame[HEADER + 2] | frame[HEADER + 3] << 8);
    ret->ies = frame + at;
    ret->ies_len = len - at;
    while (len - at >= 2) {
        if (frame[at + 1] > len - at - 2)
            return false;
        take_element(ret, frame[at], frame + at + 2, frame[at + 1]);
        at += 2u + frame[at + 1];
    }
    return at == len;
}

/* ---- The kernel's stations ---- */

static void put_flags(struct kl_msg *m, uint32_t mask, uint32_t set)
{
    struct nl80211_sta_flag_update flags = {.mask = mask, .set = set};

    (void)kl_msg_put_bytes(m, NL80211_ATTR_STA_FLAGS2, &flags, sizeof(flags));
}

static void put_station(struct kl_wifi *w, const struct kl_wifi_serve *s,
                        const struct kl_wifi_sta *sta, const struct kl_wifi_assoc *a)
{
    uint32_t flags = 1u << NL80211_STA_FLAG_AUTHENTICATED | 1u << NL80211_STA_FLAG_ASSOCIATED;
    struct kl_msg *m = w->msg;

    kl_wifi_begin(w, NL80211_CMD_NEW_STATION, 0, s->op.ifindex);
    (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC, sta->mac, 6);
    (void)kl_msg_put_bytes(m, NL80211_ATTR_STA_SUPPORTED_RATES, a->rates, a->n_rates);
    (void)kl_msg_put_u16(m, NL80211_ATTR_STA_LISTEN_INTERVAL, a->listen_interval);
    (void)kl_msg_put_u16(m, NL80211_ATTR_STA_AID, sta->aid);
    (void)kl_msg_put_u16(m, NL80211_ATTR_STA_CAPABILITY, a->capability);
    if (sta->ht)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_HT_CAPABILITY, a->ht, 26);
    if (sta->vht)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_VHT_CAPABILITY, a->vht, 12);
    if (sta->he)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_HE_CAPABILITY, a->he, a->he_len);
    if (sta->wmm) {
        flags |= 1u << NL80211_STA_FLAG_WME;
        (void)kl_msg_nest_begin(m, NL80211_ATTR_STA_WME);
        (void)kl_msg_put_u8(m, NL80211_STA_WME_UAPSD_QUEUES, a->qos_info & 15u);
        (void)kl_msg_put_u8(m, NL80211_STA_WME_MAX_SP, a->qos_info >> 5 & 3u);
        (void)kl_msg_nest_end(m);
    }
    put_flags(m, flags, flags);
}

unsigned kl_wifi_sta_admit(struct kl_wifi *w, struct kl_wifi_serve *s, struct kl_wifi_sta *sta,
                           const struct kl_wifi_assoc *a)
{
    unsigned modes = kl_wifi_ap_modes(&s->plan);
    int rc;

    if (a->ssid == NULL || a->ssid_len != s->ap.ssid_len ||
        memcmp(a->ssid, s->ap.ssid, a->ssid_len) != 0)
        return STATUS_UNSPECIFIED;
    if (a->n_rates == 0)
        return STATUS_RATES;
    if (!set_aid(s, sta))
        return STATUS_TOO_MANY;
    sta->wmm = a->wmm && (modes & KL_WIFI_AP_WMM) != 0;
    /* Without WMM there is no HT, and without HT no VHT and, below 6 GHz, no HE. */
    sta->ht = sta->wmm && a->ht != NULL && (modes & KL_WIFI_AP_HT) != 0;
    sta->vht = sta->ht && a->vht != NULL && (modes & KL_WIFI_AP_VHT) != 0;
    sta->he = sta->wmm && a->he != NULL && (modes & KL_WIFI_AP_HE) != 0 &&
              (sta->ht || s->band.band == NL80211_BAND_6GHZ);
    put_station(w, s, sta, a);
    rc = kl_wifi_run(w, NULL);
    if (rc == -EEXIST) { /* of a time before us */
        if (kl_wifi_del_station(w, s->op.ifindex, sta->mac, 0, 0) == 0)
            sta->endings++;
        put_station(w, s, sta, a);
        rc = kl_wifi_run(w, NULL);
    }
    return rc == 0 ? 0 : rc == -ENOSPC || rc == -ENOMEM ? STATUS_TOO_MANY : STATUS_UNSPECIFIED;
}

int kl_wifi_sta_authorize(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_wifi_sta *sta)
{
    uint32_t flag = 1u << NL80211_STA_FLAG_AUTHORIZED;

    kl_wifi_begin(w, NL80211_CMD_SET_STATION, 0, s->op.ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, sta->mac, 6);
    put_flags(w->msg, flag, flag);
    return kl_wifi_run(w, NULL);
}
