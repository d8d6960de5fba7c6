// SPDX-License-Identifier: MIT
// Links of an access point of several links (multi-link operation).
// Source: net/wireless/nl80211.c, nl80211_add_link(); net/wireless/core.h
#include "wifi.h"

#include <kernlink/wifi_set.h>

static int begin_link(struct kl_wifi *w, uint8_t cmd, uint32_t ifindex, unsigned link_id)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    if (link_id >= KL_WIFI_MAX_LINKS)
        return kl_wifi_refuse(w, -EINVAL, "links have the numbers 0 to %d, not %u",
                              KL_WIFI_MAX_LINKS - 1, link_id);
    kl_wifi_begin(w, cmd, 0, ifindex);
    (void)kl_msg_put_u8(w->msg, NL80211_ATTR_MLO_LINK_ID, (uint8_t)link_id);
    return 0;
}

int kl_wifi_add_link(struct kl_wifi *w, uint32_t ifindex, unsigned link_id,
                     const unsigned char mac[6])
{
    int rc;

    if (mac == NULL)
        return kl_wifi_refuse(w, -EINVAL, "a link needs an address of its own");
    rc = begin_link(w, NL80211_CMD_ADD_LINK, ifindex, link_id);
    if (rc < 0)
        return rc;
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, mac, 6);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_del_link(struct kl_wifi *w, uint32_t ifindex, unsigned link_id)
{
    int rc = begin_link(w, NL80211_CMD_REMOVE_LINK, ifindex, link_id);

    return rc < 0 ? rc : kl_wifi_run(w, NULL);
}

int kl_wifi_set_link_channel(struct kl_wifi *w, uint32_t ifindex, unsigned link_id,
                             const struct kl_wifi_chan *c)
{
    struct kl_wifi_chan whole = *c;
    char why[160];
    int rc;

    if (kl_wifi_chan_complete(&whole, why, sizeof(why)) < 0)
        return kl_wifi_refuse(w, -EINVAL, "%s", why);
    rc = begin_link(w, NL80211_CMD_SET_WIPHY, ifindex, link_id);
    if (rc < 0)
        return rc;
    kl_wifi_put_chan(w->msg, &whole);
    return kl_wifi_run(w, NULL);
}
