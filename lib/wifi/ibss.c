// SPDX-License-Identifier: MIT
// Joining and leaving an IBSS.
#include "wifi.h"

int kl_wifi_join_ibss(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ibss *i)
{
    struct kl_wifi_chan chan = i->chan;
    char why[128];
    int rc = kl_wifi_check_ssid(w, i->ssid, i->ssid_len);

    if (rc == 0)
        rc = kl_wifi_check_wep(w, i->wep_keys, i->n_wep_keys, i->wep_default);
    if (rc < 0)
        return rc;
    if (kl_wifi_chan_complete(&chan, why, sizeof(why)) < 0)
        return kl_wifi_refuse(w, -EINVAL, "the channel does not fit: %s", why);
    kl_wifi_begin(w, NL80211_CMD_JOIN_IBSS, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_SSID, i->ssid, i->ssid_len);
    kl_wifi_put_chan(w->msg, &chan);
    if (i->fixed_freq)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_FREQ_FIXED);
    if (i->bssid != NULL)
        (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, i->bssid, 6);
    if (i->beacon_interval != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_BEACON_INTERVAL, i->beacon_interval);
    if (i->n_basic_rates > 0)
        (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_BSS_BASIC_RATES, i->basic_rates,
                               i->n_basic_rates);
    if (i->mcast_rate != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_MCAST_RATE, i->mcast_rate);
    if (i->n_wep_keys > 0)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_PRIVACY);
    kl_wifi_put_wep(w->msg, i->wep_keys, i->n_wep_keys, i->wep_default);
    return kl_wifi_run_key(w);
}

int kl_wifi_leave_ibss(struct kl_wifi *w, uint32_t ifindex)
{
    kl_wifi_begin(w, NL80211_CMD_LEAVE_IBSS, 0, ifindex);
    return kl_wifi_run(w, NULL);
}
