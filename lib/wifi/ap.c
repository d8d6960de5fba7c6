// SPDX-License-Identifier: MIT
// Access points: what they begin with, and their end. Source: net/wireless/nl80211.c,
// nl80211_start_ap(), nl80211_stop_ap(), nl80211_set_bss().
#include "ap.h"

#include <kernlink/wifi_set.h>

int kl_wifi_ap_check(struct kl_wifi *w, const struct kl_wifi_ap *ap)
{
    int rc = kl_wifi_check_ssid(w, ap->ssid, ap->ssid_len);

    if (rc == 0)
        rc = kl_wifi_check_wep(w, ap->wep_keys, ap->n_wep_keys, ap->wep_default);
    if (rc < 0)
        return rc;
    if (ap->chan.freq_mhz == 0)
        return kl_wifi_refuse(w, -EINVAL, "the frequency of the access point is needed");
    if (ap->beacon_interval > UINT16_MAX)
        return kl_wifi_refuse(w, -EINVAL, "a beacon interval has 65535 TU at most, not %u",
                              ap->beacon_interval);
    if (ap->dtim_period > 255)
        return kl_wifi_refuse(w, -EINVAL, "the period of DTIMs is 255 beacons at most, not %u",
                              ap->dtim_period);
    if (ap->tail != NULL && ap->head == NULL)
        return kl_wifi_refuse(w, -EINVAL, "the tail of a beacon without its head");
    return 0;
}

static int take_country(const struct kl_wifi_reg *r, void *user)
{
    /* 00: the world; 98: several countries; 99: the driver's own */
    if (r->alpha2[0] >= 'A' && r->alpha2[0] <= 'Z')
        memcpy(user, r->alpha2, 3);
    return 0;
}

int kl_wifi_ap_plan_make(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap,
                         struct kl_wifi_ap_band *band, struct kl_wifi_ap_plan *p)
{
    struct kl_wifi_iface i;
    int rc = kl_wifi_get_interface_by_ifindex(w, ifindex, &i);

    if (rc < 0)
        return rc;
    if ((i.has & KL_WIFI_I_MAC) == 0)
        return kl_wifi_refuse(w, -ENODEV, "the interface has no address");
    rc = kl_wifi_ap_band_read(w, i.wiphy, ap->chan.freq_mhz, band);
    if (rc < 0)
        return rc;
    *p = (struct kl_wifi_ap_plan){.ap = ap, .band = band};
    memcpy(p->mac, i.mac, 6);
    if (ap->country[0] == '\0')
        (void)kl_wifi_reg_get(w, i.wiphy, take_country, p->country);
    else if (ap->country[0] != '-')
        memcpy(p->country, ap->country, 2);
    return 0;
}

int kl_wifi_ap_beacon(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap,
                      struct kl_wifi_beacon *ret)
{
    struct kl_wifi_ap_band band;
    struct kl_wifi_ap_plan p;
    int rc = kl_wifi_ap_check(w, ap);

    if (rc == 0)
        rc = kl_wifi_ap_plan_make(w, ifindex, ap, &band, &p);
    if (rc == 0 && kl_wifi_ap_build(&p, ret) < 0)
        rc = kl_wifi_refuse(w, -EMSGSIZE, "the beacon is too long");
    return rc;
}

static void put_start(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap,
                      const struct kl_wifi_beacon *built)
{
    struct kl_msg *m = w->msg;

    kl_wifi_begin(w, NL80211_CMD_START_AP, 0, ifindex);
    (void)kl_msg_put_bytes(m, NL80211_ATTR_SSID, ap->ssid, ap->ssid_len);
    kl_wifi_put_chan(m, &ap->chan);
    (void)kl_msg_put_u32(m, NL80211_ATTR_BEACON_INTERVAL,
                         ap->beacon_interval != 0 ? ap->beacon_interval : 100);
    (void)kl_msg_put_u32(m, NL80211_ATTR_DTIM_PERIOD, ap->dtim_period != 0 ? ap->dtim_period : 2);
    if (ap->hidden != NL80211_HIDDEN_SSID_NOT_IN_USE)
        (void)kl_msg_put_u32(m, NL80211_ATTR_HIDDEN_SSID, ap->hidden);
    if (built != NULL) {
        (void)kl_msg_put_bytes(m, NL80211_ATTR_BEACON_HEAD, built->head, built->head_len);
        (void)kl_msg_put_bytes(m, NL80211_ATTR_BEACON_TAIL, built->tail, built->tail_len);
    } else {
        (void)kl_msg_put_bytes(m, NL80211_ATTR_BEACON_HEAD, ap->head, ap->head_len);
        if (ap->tail != NULL)
            (void)kl_msg_put_bytes(m, NL80211_ATTR_BEACON_TAIL, ap->tail, ap->tail_len);
    }
    if (ap->inactivity_s != 0)
        (void)kl_msg_put_u16(m, NL80211_ATTR_INACTIVITY_TIMEOUT, ap->inactivity_s);
    if (ap->n_wep_keys > 0)
        (void)kl_msg_put_flag(m, NL80211_ATTR_PRIVACY);
    kl_wifi_put_wep(m, ap->wep_keys, ap->n_wep_keys, ap->wep_default);
    if (ap->socket_owner)
        (void)kl_msg_put_flag(m, NL80211_ATTR_SOCKET_OWNER);
}

/* What beacons say has to be told to the driver, too: rates of broadcasts, the slot. */
static int set_bss(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap_plan *p)
{
    bool slow = p->band->band == NL80211_BAND_2GHZ;
    static const uint8_t cck[] = {2, 4, 11, 22}, ofdm[] = {12, 24, 48};
    int rc;

    kl_wifi_begin(w, NL80211_CMD_SET_BSS, 0, ifindex);
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_BSS_CTS_PROT, 0);
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_BSS_SHORT_PREAMBLE, 0);
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_BSS_SHORT_SLOT_TIME, 1);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_BSS_BASIC_RATES, slow ? cck : ofdm,
                           slow ? sizeof(cck) : sizeof(ofdm));
    rc = kl_wifi_run(w, NULL);
    return rc == -EOPNOTSUPP ? 0 : rc; /* then it reads beacons itself */
}

int kl_wifi_ap_begin_planned(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap_plan *p)
{
    struct kl_wifi_beacon beacon;
    int rc = kl_wifi_ap_build(p, &beacon);

    if (rc < 0)
        return kl_wifi_refuse(w, rc, "the beacon is too long");
    put_start(w, ifindex, p->ap, &beacon);
    rc = kl_wifi_run_key(w);
    if (rc < 0)
        return rc;
    rc = set_bss(w, ifindex, p);
    if (rc < 0)
        (void)kl_wifi_stop_ap(w, ifindex);
    return rc;
}

int kl_wifi_begin_ap(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap)
{
    struct kl_wifi_ap_band band;
    struct kl_wifi_ap_plan p;
    int rc = kl_wifi_ap_check(w, ap);

    if (rc < 0)
        return rc;
    if (ap->head != NULL) {
        put_start(w, ifindex, ap, NULL);
        return kl_wifi_run_key(w);
    }
    rc = kl_wifi_ap_plan_make(w, ifindex, ap, &band, &p);
    return rc < 0 ? rc : kl_wifi_ap_begin_planned(w, ifindex, &p);
}

int kl_wifi_stop_ap(struct kl_wifi *w, uint32_t ifindex)
{
    kl_wifi_begin(w, NL80211_CMD_STOP_AP, 0, ifindex);
    return kl_wifi_run(w, NULL);
}
