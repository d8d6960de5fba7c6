// SPDX-License-Identifier: MIT
// Authentication and association by hand, and what connecting shares with it.
#include "wifi.h"

int kl_wifi_check_ssid(struct kl_wifi *w, const uint8_t *ssid, size_t len)
{
    if (ssid == NULL || len == 0 || len > KL_WIFI_SSID_MAX)
        return kl_wifi_refuse(w, -EINVAL, "an SSID of 1 to %d bytes is needed", KL_WIFI_SSID_MAX);
    return 0;
}

int kl_wifi_check_wep(struct kl_wifi *w, const struct kl_wifi_wep_key *keys, unsigned n,
                      unsigned standard)
{
    bool found = n == 0;

    for (unsigned i = 0; i < n; i++) {
        if (keys[i].len != 5 && keys[i].len != 13)
            return kl_wifi_refuse(w, -EINVAL, "a WEP key has 5 or 13 bytes, not %u", keys[i].len);
        if (keys[i].index > 3)
            return kl_wifi_refuse(w, -EINVAL, "WEP keys have the numbers 0 to 3, not %u",
                                  keys[i].index);
        found |= keys[i].index == standard;
    }
    return found ? 0
                 : kl_wifi_refuse(w, -EINVAL, "WEP key %u, the one to use, is not given", standard);
}

static void put_key(struct kl_msg *m, const struct kl_wifi_wep_key *key)
{
    static const uint32_t cipher40 = 0x000fac01, cipher104 = 0x000fac05;

    (void)kl_msg_put_u8(m, NL80211_KEY_IDX, key->index);
    (void)kl_msg_put_u32(m, NL80211_KEY_CIPHER, key->len == 5 ? cipher40 : cipher104);
    (void)kl_msg_put_bytes(m, NL80211_KEY_DATA, key->data, key->len);
}

void kl_wifi_put_wep(struct kl_msg *m, const struct kl_wifi_wep_key *keys, unsigned n,
                     unsigned standard)
{
    if (n == 0)
        return;
    (void)kl_msg_nest_begin(m, NL80211_ATTR_KEYS);
    for (unsigned i = 0; i < n; i++) {
        (void)kl_msg_nest_begin(m, (uint16_t)(i + 1));
        if (keys[i].index == standard)
            (void)kl_msg_put_flag(m, NL80211_KEY_DEFAULT);
        put_key(m, &keys[i]);
        (void)kl_msg_nest_end(m);
    }
    (void)kl_msg_nest_end(m);
}

static int check_bss(struct kl_wifi *w, const unsigned char *bssid, const uint8_t *ssid, size_t len,
                     uint32_t freq)
{
    if (bssid == NULL)
        return kl_wifi_refuse(w, -EINVAL, "the address of the access point is needed");
    if (freq == 0)
        return kl_wifi_refuse(w, -EINVAL, "the frequency of the access point is needed");
    return kl_wifi_check_ssid(w, ssid, len);
}

static void put_bss(struct kl_msg *m, const unsigned char *bssid, const uint8_t *ssid, size_t len,
                    uint32_t freq)
{
    (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC, bssid, 6);
    (void)kl_msg_put_bytes(m, NL80211_ATTR_SSID, ssid, len);
    (void)kl_msg_put_u32(m, NL80211_ATTR_WIPHY_FREQ, freq);
}

int kl_wifi_authenticate(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                         const uint8_t *ssid, size_t ssid_len, uint32_t freq_mhz,
                         uint32_t auth_type)
{
    return kl_wifi_authenticate_wep(w, ifindex, bssid, ssid, ssid_len, freq_mhz, auth_type, NULL);
}

int kl_wifi_authenticate_wep(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                             const uint8_t *ssid, size_t ssid_len, uint32_t freq_mhz,
                             uint32_t auth_type, const struct kl_wifi_wep_key *key)
{
    int rc = check_bss(w, bssid, ssid, ssid_len, freq_mhz);

    if (rc == 0 && key != NULL)
        rc = kl_wifi_check_wep(w, key, 1, key->index);
    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_AUTHENTICATE, 0, ifindex);
    put_bss(w->msg, bssid, ssid, ssid_len, freq_mhz);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_AUTH_TYPE, auth_type);
    if (key != NULL) {
        (void)kl_msg_nest_begin(w->msg, NL80211_ATTR_KEY);
        put_key(w->msg, key);
        (void)kl_msg_nest_end(w->msg);
    }
    return kl_wifi_run_key(w);
}

int kl_wifi_associate(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                      const uint8_t *ssid, size_t ssid_len, uint32_t freq_mhz, const uint8_t *ies,
                      size_t ies_len)
{
    int rc = check_bss(w, bssid, ssid, ssid_len, freq_mhz);

    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_ASSOCIATE, 0, ifindex);
    put_bss(w->msg, bssid, ssid, ssid_len, freq_mhz);
    if (ies != NULL)
        (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_IE, ies, ies_len);
    return kl_wifi_run(w, NULL);
}

static int leave(struct kl_wifi *w, uint8_t cmd, uint32_t ifindex, const unsigned char *bssid,
                 uint16_t reason)
{
    if (bssid == NULL)
        return kl_wifi_refuse(w, -EINVAL, "the address of the access point is needed");
    kl_wifi_begin(w, cmd, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, bssid, 6);
    (void)kl_msg_put_u16(w->msg, NL80211_ATTR_REASON_CODE, reason);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_deauthenticate(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                           uint16_t reason)
{
    return leave(w, NL80211_CMD_DEAUTHENTICATE, ifindex, bssid, reason);
}

int kl_wifi_disassociate(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                         uint16_t reason)
{
    return leave(w, NL80211_CMD_DISASSOCIATE, ifindex, bssid, reason);
}

int kl_wifi_disconnect(struct kl_wifi *w, uint32_t ifindex, uint16_t reason)
{
    kl_wifi_begin(w, NL80211_CMD_DISCONNECT, 0, ifindex);
    if (reason != 0)
        (void)kl_msg_put_u16(w->msg, NL80211_ATTR_REASON_CODE, reason);
    return kl_wifi_run(w, NULL);
}
