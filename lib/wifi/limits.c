// SPDX-License-Identifier: MIT
/*
 * What limits sending: rates by band and by traffic class, power near bodies; changes of stations;
 * and commands of vendors. Source: net/wireless/nl80211.c, nl80211_parse_tx_bitrate_mask(),
 * nl80211_set_tid_config(), nl80211_set_station(), nl80211_vendor_cmd().
 */
#include "wifi.h"

#include <kernlink/wifi_ap.h>

/* ---- Rates ---- */

static void put_band(struct kl_msg *m, const struct kl_wifi_band_rates *b)
{
    if ((b->has & KL_WIFI_X_LEGACY) != 0)
        (void)kl_msg_put_bytes(m, NL80211_TXRATE_LEGACY, b->legacy, b->n_legacy);
    if ((b->has & KL_WIFI_X_HT) != 0)
        (void)kl_msg_put_bytes(m, NL80211_TXRATE_HT, b->ht, b->n_ht);
    if ((b->has & KL_WIFI_X_VHT) != 0)
        (void)kl_msg_put_bytes(m, NL80211_TXRATE_VHT, b->vht, sizeof(b->vht));
    if ((b->has & KL_WIFI_X_HE) != 0)
        (void)kl_msg_put_bytes(m, NL80211_TXRATE_HE, b->he, sizeof(b->he));
    if ((b->has & KL_WIFI_X_GI) != 0)
        (void)kl_msg_put_u8(m, NL80211_TXRATE_GI, b->gi);
    if ((b->has & KL_WIFI_X_HE_GI) != 0)
        (void)kl_msg_put_u8(m, NL80211_TXRATE_HE_GI, b->he_gi);
    if ((b->has & KL_WIFI_X_HE_LTF) != 0)
        (void)kl_msg_put_u8(m, NL80211_TXRATE_HE_LTF, b->he_ltf);
}

void kl_wifi_put_rates(struct kl_msg *m, uint16_t attr, const struct kl_wifi_rates *r)
{
    (void)kl_msg_nest_begin(m, attr);
    for (uint16_t i = 0; r != NULL && i < sizeof(r->band) / sizeof(r->band[0]); i++) {
        if (r->band[i].has == 0)
            continue;
        (void)kl_msg_nest_begin(m, i);
        put_band(m, &r->band[i]);
        (void)kl_msg_nest_end(m);
    }
    (void)kl_msg_nest_end(m);
}

static int check_rates(struct kl_wifi *w, const struct kl_wifi_rates *r)
{
    for (unsigned i = 0; r != NULL && i < sizeof(r->band) / sizeof(r->band[0]); i++)
        if (r->band[i].n_legacy > sizeof(r->band[i].legacy) ||
            r->band[i].n_ht > sizeof(r->band[i].ht))
            return kl_wifi_refuse(w, -EINVAL, "there are more rates than a band has");
    return 0;
}

int kl_wifi_set_rates(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_rates *r)
{
    int rc = check_rates(w, r);

    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_SET_TX_BITRATE_MASK, 0, ifindex);
    if (r != NULL)
        kl_wifi_put_rates(w->msg, NL80211_ATTR_TX_RATES, r);
    return kl_wifi_run(w, NULL);
}

static void put_toggle(struct kl_msg *m, uint16_t attr, bool there, bool on)
{
    if (there)
        (void)kl_msg_put_u8(m, attr, on ? NL80211_TID_CONFIG_ENABLE : NL80211_TID_CONFIG_DISABLE);
}

static void put_tid(struct kl_msg *m, const struct kl_wifi_tid_config *c)
{
    (void)kl_msg_put_u16(m, NL80211_TID_CONFIG_ATTR_TIDS, c->tids);
    if ((c->has & KL_WIFI_D_OVERRIDE) != 0)
        (void)kl_msg_put_flag(m, NL80211_TID_CONFIG_ATTR_OVERRIDE);
    if ((c->has & KL_WIFI_D_RETRY_SHORT) != 0)
        (void)kl_msg_put_u8(m, NL80211_TID_CONFIG_ATTR_RETRY_SHORT, c->retry_short);
    if ((c->has & KL_WIFI_D_RETRY_LONG) != 0)
        (void)kl_msg_put_u8(m, NL80211_TID_CONFIG_ATTR_RETRY_LONG, c->retry_long);
    put_toggle(m, NL80211_TID_CONFIG_ATTR_AMPDU_CTRL, (c->has & KL_WIFI_D_AMPDU) != 0, c->ampdu);
    put_toggle(m, NL80211_TID_CONFIG_ATTR_AMSDU_CTRL, (c->has & KL_WIFI_D_AMSDU) != 0, c->amsdu);
    put_toggle(m, NL80211_TID_CONFIG_ATTR_NOACK, (c->has & KL_WIFI_D_NOACK) != 0, c->noack);
    put_toggle(m, NL80211_TID_CONFIG_ATTR_RTSCTS_CTRL, (c->has & KL_WIFI_D_RTSCTS) != 0, c->rtscts);
    if ((c->has & KL_WIFI_D_RATE_KIND) == 0)
        return;
    (void)kl_msg_put_u8(m, NL80211_TID_CONFIG_ATTR_TX_RATE_TYPE, c->rate_kind);
    if (c->rate_kind != NL80211_TX_RATE_AUTOMATIC)
        kl_wifi_put_rates(m, NL80211_TID_CONFIG_ATTR_TX_RATE, &c->rates);
}

void kl_wifi_put_tids(struct kl_msg *m, const struct kl_wifi_tid_config *c, unsigned n)
{
    (void)kl_msg_nest_begin(m, NL80211_ATTR_TID_CONFIG);
    for (unsigned i = 0; i < n; i++) {
        (void)kl_msg_nest_begin(m, (uint16_t)i);
        put_tid(m, &c[i]);
        (void)kl_msg_nest_end(m);
    }
    (void)kl_msg_nest_end(m);
}

int kl_wifi_set_tid_config(struct kl_wifi *w, uint32_t ifindex, const unsigned char *peer,
                           const struct kl_wifi_tid_config *c, unsigned n)
{
    int rc = n > 0 && n <= 64 ? 0 : kl_wifi_refuse(w, -EINVAL, "1 to 64 configurations are needed");

    for (unsigned i = 0; rc == 0 && i < n; i++)
        rc = check_rates(w, &c[i].rates);
    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_SET_TID_CONFIG, 0, ifindex);
    if (peer != NULL)
        (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, peer, 6);
    kl_wifi_put_tids(w->msg, c, n);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_sar(struct kl_wifi *w, uint32_t wiphy, uint32_t type,
                    const struct kl_wifi_sar_limit *ranges, unsigned n)
{
    kl_wifi_begin(w, NL80211_CMD_SET_SAR_SPECS, 0, 0);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
    (void)kl_msg_nest_begin(w->msg, NL80211_ATTR_SAR_SPEC);
    (void)kl_msg_put_u32(w->msg, NL80211_SAR_ATTR_TYPE, type);
    (void)kl_msg_nest_begin(w->msg, NL80211_SAR_ATTR_SPECS);
    for (unsigned i = 0; i < n; i++) {
        int32_t power = ranges[i].power_qdbm;

        (void)kl_msg_nest_begin(w->msg, (uint16_t)i);
        (void)kl_msg_put_u32(w->msg, NL80211_SAR_ATTR_SPECS_RANGE_INDEX, ranges[i].range);
        (void)kl_msg_put_bytes(w->msg, NL80211_SAR_ATTR_SPECS_POWER, &power, sizeof(power));
        (void)kl_msg_nest_end(w->msg);
    }
    (void)kl_msg_nest_end(w->msg);
    (void)kl_msg_nest_end(w->msg);
    return kl_wifi_run(w, NULL);
}

/* ---- Stations ---- */

static void put_abilities(struct kl_msg *m, const struct kl_wifi_station_set *s)
{
    if (s->rates != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_STA_SUPPORTED_RATES, s->rates, s->n_rates);
    if ((s->has & KL_WIFI_T_LISTEN_INTERVAL) != 0)
        (void)kl_msg_put_u16(m, NL80211_ATTR_STA_LISTEN_INTERVAL, s->listen_interval);
    if ((s->has & KL_WIFI_T_AID) != 0)
        (void)kl_msg_put_u16(m, NL80211_ATTR_STA_AID, s->aid);
    if ((s->has & KL_WIFI_T_CAPABILITY) != 0)
        (void)kl_msg_put_u16(m, NL80211_ATTR_STA_CAPABILITY, s->capability);
    if (s->ht != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_HT_CAPABILITY, s->ht, 26);
    if (s->vht != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_VHT_CAPABILITY, s->vht, 12);
    if (s->he != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_HE_CAPABILITY, s->he, s->he_len);
    if ((s->has & KL_WIFI_T_WMM) != 0) {
        (void)kl_msg_nest_begin(m, NL80211_ATTR_STA_WME);
        (void)kl_msg_put_u8(m, NL80211_STA_WME_UAPSD_QUEUES, s->uapsd_queues);
        (void)kl_msg_put_u8(m, NL80211_STA_WME_MAX_SP, s->max_sp);
        (void)kl_msg_nest_end(m);
    }
}

static void put_states(struct kl_msg *m, const struct kl_wifi_station_set *s)
{
    if ((s->has & KL_WIFI_T_FLAGS) != 0) {
        struct nl80211_sta_flag_update flags = {.mask = s->flags_mask, .set = s->flags_set};

        (void)kl_msg_put_bytes(m, NL80211_ATTR_STA_FLAGS2, &flags, sizeof(flags));
    }
    if ((s->has & KL_WIFI_T_VLAN) != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_STA_VLAN, s->vlan_ifindex);
    if ((s->has & KL_WIFI_T_PLINK_ACTION) != 0)
        (void)kl_msg_put_u8(m, NL80211_ATTR_STA_PLINK_ACTION, s->plink_action);
    if ((s->has & KL_WIFI_T_PLINK_STATE) != 0)
        (void)kl_msg_put_u8(m, NL80211_ATTR_STA_PLINK_STATE, s->plink_state);
    if ((s->has & KL_WIFI_T_MESH_POWER) != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_LOCAL_MESH_POWER_MODE, s->mesh_power);
    if ((s->has & KL_WIFI_T_AIRTIME_WEIGHT) != 0)
        (void)kl_msg_put_u16(m, NL80211_ATTR_AIRTIME_WEIGHT, s->airtime_weight);
    if ((s->has & KL_WIFI_T_TXPOWER) != 0) {
        (void)kl_msg_put_u8(m, NL80211_ATTR_STA_TX_POWER_SETTING, s->txpower_kind);
        if (s->txpower_kind != NL80211_TX_POWER_AUTOMATIC)
            (void)kl_msg_put_u16(m, NL80211_ATTR_STA_TX_POWER, (uint16_t)s->txpower_dbm);
    }
}

static int put_station(struct kl_wifi *w, uint8_t cmd, uint32_t ifindex, const unsigned char *mac,
                       const struct kl_wifi_station_set *s)
{
    if (mac == NULL)
        return kl_wifi_refuse(w, -EINVAL, "the address of the station is needed");
    kl_wifi_begin(w, cmd, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, mac, 6);
    put_abilities(w->msg, s);
    put_states(w->msg, s);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_station(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6],
                        const struct kl_wifi_station_set *s)
{
    return put_station(w, NL80211_CMD_SET_STATION, ifindex, mac, s);
}

int kl_wifi_new_station(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6],
                        const struct kl_wifi_station_set *s)
{
    return put_station(w, NL80211_CMD_NEW_STATION, ifindex, mac, s);
}

int kl_wifi_set_wds_peer(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6])
{
    kl_wifi_begin(w, NL80211_CMD_SET_WDS_PEER, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, mac, 6);
    return kl_wifi_run(w, NULL);
}

/* ---- Vendors ---- */

int kl_wifi_vendor(struct kl_wifi *w, uint32_t ifindex, uint32_t wiphy, uint32_t oui,
                   uint32_t command, const uint8_t *data, size_t len, kl_wifi_vendor_fn *fn,
                   void *user)
{
    struct kl_answer *a;
    int rc, n = 0;

    kl_wifi_begin(w, NL80211_CMD_VENDOR, 0, ifindex);
    if (ifindex == 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_VENDOR_ID, oui);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_VENDOR_SUBCMD, command);
    if (len > 0)
        (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_VENDOR_DATA, data, len);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < kl_answer_count(a); i++) {
        const void *bytes;
        struct kl_view v;
        size_t size;

        if (kl_wifi_answer_view(a, i, &v) < 0 ||
            kl_view_get_bytes(&v, NL80211_ATTR_VENDOR_DATA, &bytes, &size) < 0)
            continue;
        n++;
        rc = fn != NULL ? fn(bytes, size, user) : 0;
    }
    kl_answer_free(a);
    return rc < 0 ? rc : n;
}
