// SPDX-License-Identifier: MIT
// What scans have seen: BSS entries, read and listed.
#include "wifi.h"

#define IE_SSID   0
#define IE_RSN    48
#define IE_VENDOR 221

const uint8_t *kl_wifi_find_ie(const uint8_t *ies, size_t len, uint8_t id, size_t *ret_len)
{
    for (size_t at = 0; len - at >= 2; at += 2 + (size_t)ies[at + 1]) {
        if (ies[at + 1] > len - at - 2)
            return NULL;
        if (ies[at] == id) {
            *ret_len = ies[at + 1];
            return ies + at + 2;
        }
    }
    return NULL;
}

static bool has_vendor_wpa(const uint8_t *ies, size_t len)
{
    static const uint8_t wpa[] = {0x00, 0x50, 0xf2, 0x01};

    for (size_t at = 0; len - at >= 2; at += 2 + (size_t)ies[at + 1]) {
        if (ies[at + 1] > len - at - 2)
            return false;
        if (ies[at] == IE_VENDOR && ies[at + 1] >= sizeof(wpa) &&
            memcmp(ies + at + 2, wpa, sizeof(wpa)) == 0)
            return true;
    }
    return false;
}

bool kl_wifi_bss_is_wpa(const struct kl_wifi_bss *b)
{
    size_t len;

    if (b->ies == NULL)
        return false;
    return kl_wifi_find_ie(b->ies, b->ies_len, IE_RSN, &len) != NULL ||
           has_vendor_wpa(b->ies, b->ies_len);
}

static void read_times(const struct kl_view *v, struct kl_wifi_bss *ret)
{
    uint64_t value;

    if (kl_view_get_uint(v, NL80211_BSS_TSF, &ret->tsf) == 0)
        ret->has |= KL_WIFI_B_TSF;
    if (kl_view_get_uint(v, NL80211_BSS_BEACON_TSF, &ret->beacon_tsf) == 0)
        ret->has |= KL_WIFI_B_BEACON_TSF;
    if (kl_view_get_uint(v, NL80211_BSS_LAST_SEEN_BOOTTIME, &ret->seen_boot_ns) == 0)
        ret->has |= KL_WIFI_B_SEEN_BOOT;
    if (kl_view_get_uint(v, NL80211_BSS_SEEN_MS_AGO, &value) == 0) {
        ret->seen_ms_ago = (uint32_t)value;
        ret->has |= KL_WIFI_B_SEEN;
    }
}

static void read_numbers(const struct kl_view *v, struct kl_wifi_bss *ret)
{
    uint64_t value;

    ret->freq_mhz = (uint32_t)kl_wifi_uint(v, NL80211_BSS_FREQUENCY, 0);
    ret->offset_khz = (uint32_t)kl_wifi_uint(v, NL80211_BSS_FREQUENCY_OFFSET, 0);
    ret->beacon_interval = (uint16_t)kl_wifi_uint(v, NL80211_BSS_BEACON_INTERVAL, 0);
    ret->capability = (uint16_t)kl_wifi_uint(v, NL80211_BSS_CAPABILITY, 0);
    if (kl_view_get_uint(v, NL80211_BSS_SIGNAL_MBM, &value) == 0) {
        ret->signal_mbm = (int32_t)(uint32_t)value;
        ret->has |= KL_WIFI_B_SIGNAL_MBM;
    }
    if (kl_view_get_uint(v, NL80211_BSS_SIGNAL_UNSPEC, &value) == 0) {
        ret->signal_unspec = (uint8_t)value;
        ret->has |= KL_WIFI_B_SIGNAL_UNSPEC;
    }
    if (kl_view_get_uint(v, NL80211_BSS_STATUS, &value) == 0) {
        ret->status = (uint32_t)value;
        ret->has |= KL_WIFI_B_STATUS;
    }
    if (kl_wifi_bytes(v, NL80211_BSS_MLD_ADDR, ret->mld, 6)) {
        ret->mlo_link_id = (uint8_t)kl_wifi_uint(v, NL80211_BSS_MLO_LINK_ID, 0);
        ret->has |= KL_WIFI_B_MLO;
    }
}

static bool read_bss(const struct kl_view *message, struct kl_wifi_bss *ret)
{
    const void *data;
    struct kl_view v;
    size_t len;

    *ret = (struct kl_wifi_bss){.has = 0};
    if (kl_view_get_nest(message, NL80211_ATTR_BSS, &v) < 0 ||
        !kl_wifi_bytes(&v, NL80211_BSS_BSSID, ret->bssid, 6))
        return false;
    read_numbers(&v, ret);
    read_times(&v, ret);
    ret->from_probe = kl_view_has(&v, NL80211_BSS_PRESP_DATA);
    if (kl_view_get_bytes(&v, NL80211_BSS_INFORMATION_ELEMENTS, &data, &len) == 0) {
        ret->ies = data;
        ret->ies_len = len;
        ret->ssid = kl_wifi_find_ie(ret->ies, len, IE_SSID, &ret->ssid_len);
    }
    if (kl_view_get_bytes(&v, NL80211_BSS_BEACON_IES, &data, &len) == 0) {
        ret->beacon_ies = data;
        ret->beacon_ies_len = len;
    }
    return true;
}

int kl_wifi_scan_dump(struct kl_wifi *w, uint32_t ifindex, kl_wifi_bss_fn *fn, void *user)
{
    struct kl_answer *a;
    int rc, n = 0;

    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_GET_SCAN, NLM_F_DUMP, ifindex);
    rc = kl_wifi_run_dump(w, &a);
    if (rc < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < kl_answer_count(a); i++) {
        struct kl_wifi_bss bss;
        struct kl_view v;

        if (kl_wifi_answer_view(a, i, &v) < 0 || !read_bss(&v, &bss))
            continue;
        rc = fn(&bss, user);
        n++;
    }
    kl_answer_free(a);
    return rc < 0 ? rc : n;
}

struct search {
    kl_wifi_bss_fn *fn;
    void *user;
    bool found;
};

/* An entry that was authenticated with only has the status, too. */
static int if_associated(const struct kl_wifi_bss *b, void *user)
{
    struct search *s = user;

    if ((b->has & KL_WIFI_B_STATUS) == 0 ||
        (b->status != NL80211_BSS_STATUS_ASSOCIATED && b->status != NL80211_BSS_STATUS_IBSS_JOINED))
        return 0;
    s->found = true;
    return s->fn(b, s->user);
}

int kl_wifi_get_associated_bss(struct kl_wifi *w, uint32_t ifindex, kl_wifi_bss_fn *fn, void *user)
{
    struct search s = {.fn = fn, .user = user};
    int rc = kl_wifi_scan_dump(w, ifindex, if_associated, &s);

    if (rc < 0)
        return rc;
    return s.found ? 0 : kl_wifi_refuse(w, -ENOTCONN, "the interface is not associated");
}
