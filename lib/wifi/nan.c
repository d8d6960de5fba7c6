// SPDX-License-Identifier: MIT
// NAN, P2P devices, and a driver's tests. Source: net/wireless/nl80211.c, nl80211_nan_add_func(),
// handle_nan_filter(), nl80211_testmode_do(); Wi-Fi Aware specification, service response filters.
#include "sha256.h"
#include "wifi.h"

#include <kernlink/wifi_nan.h>

#include <ctype.h>
#include <stdio.h>

static int simple(struct kl_wifi *w, uint8_t cmd, uint32_t ifindex)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, cmd, 0, ifindex);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_start_p2p_device(struct kl_wifi *w, uint32_t ifindex)
{
    return simple(w, NL80211_CMD_START_P2P_DEVICE, ifindex);
}

int kl_wifi_stop_p2p_device(struct kl_wifi *w, uint32_t ifindex)
{
    return simple(w, NL80211_CMD_STOP_P2P_DEVICE, ifindex);
}

/* ---- NAN ---- */

static int send_nan(struct kl_wifi *w, uint8_t cmd, uint32_t ifindex, const struct kl_wifi_nan *nan)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, cmd, 0, ifindex);
    if (nan->master_pref != 0)
        (void)kl_msg_put_u8(w->msg, NL80211_ATTR_NAN_MASTER_PREF, nan->master_pref);
    if (nan->bands != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_BANDS, nan->bands);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_start_nan(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_nan *nan)
{
    if (nan->master_pref < 2 || nan->master_pref == 255)
        return kl_wifi_refuse(w, -EINVAL, "the wish to be master is a number of 2 to 254, not %u",
                              nan->master_pref);
    return send_nan(w, NL80211_CMD_START_NAN, ifindex, nan);
}

int kl_wifi_stop_nan(struct kl_wifi *w, uint32_t ifindex)
{
    return simple(w, NL80211_CMD_STOP_NAN, ifindex);
}

int kl_wifi_change_nan(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_nan *nan)
{
    if (nan->master_pref == 0 && nan->bands == 0)
        return kl_wifi_refuse(w, -EINVAL, "nothing is to be changed");
    return send_nan(w, NL80211_CMD_CHANGE_NAN_CONFIG, ifindex, nan);
}

/* ---- Functions ---- */

static int check_func(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_nan_func *f)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    if (f->type > NL80211_NAN_FUNC_FOLLOW_UP)
        return kl_wifi_refuse(w, -EINVAL, "there are no functions of type %u", f->type);
    if (f->type == NL80211_NAN_FUNC_FOLLOW_UP && (f->follow_up_id == 0 || f->follow_up_req_id == 0))
        return kl_wifi_refuse(w, -EINVAL, "a follow-up needs the numbers of two functions");
    if (f->srf != NULL && f->srf_bloom != NULL)
        return kl_wifi_refuse(w, -EINVAL, "addresses or a filter say who answers, not both");
    return 0;
}

static void put_srf(struct kl_msg *m, const struct kl_wifi_nan_func *f)
{
    (void)kl_msg_nest_begin(m, NL80211_NAN_FUNC_SRF);
    if (f->srf_include)
        (void)kl_msg_put_flag(m, NL80211_NAN_SRF_INCLUDE);
    if (f->srf_bloom != NULL) {
        (void)kl_msg_put_u8(m, NL80211_NAN_SRF_BF_IDX, f->srf_bloom_index);
        (void)kl_msg_put_bytes(m, NL80211_NAN_SRF_BF, f->srf_bloom, f->srf_bloom_len);
    } else {
        (void)kl_msg_nest_begin(m, NL80211_NAN_SRF_MAC_ADDRS);
        for (unsigned i = 0; i < f->n_srf; i++)
            (void)kl_msg_put_bytes(m, (uint16_t)(i + 1), f->srf + (size_t)6 * i, 6);
        (void)kl_msg_nest_end(m);
    }
    (void)kl_msg_nest_end(m);
}

static void put_filter(struct kl_msg *m, uint16_t attr, const struct kl_wifi_nan_bytes *b,
                       unsigned n)
{
    if (n == 0)
        return;
    (void)kl_msg_nest_begin(m, attr);
    for (unsigned i = 0; i < n; i++)
        (void)kl_msg_put_bytes(m, (uint16_t)(i + 1), b[i].data, b[i].len);
    (void)kl_msg_nest_end(m);
}

static void put_func(struct kl_msg *m, const struct kl_wifi_nan_func *f)
{
    (void)kl_msg_nest_begin(m, NL80211_ATTR_NAN_FUNC);
    (void)kl_msg_put_u8(m, NL80211_NAN_FUNC_TYPE, f->type);
    (void)kl_msg_put_bytes(m, NL80211_NAN_FUNC_SERVICE_ID, f->service_id, 6);
    if (f->close_range)
        (void)kl_msg_put_flag(m, NL80211_NAN_FUNC_CLOSE_RANGE);
    if (f->ttl != 0)
        (void)kl_msg_put_u32(m, NL80211_NAN_FUNC_TTL, f->ttl);
    if (f->info.data != NULL)
        (void)kl_msg_put_bytes(m, NL80211_NAN_FUNC_SERVICE_INFO, f->info.data, f->info.len);
    if (f->type == NL80211_NAN_FUNC_PUBLISH) {
        (void)kl_msg_put_u8(m, NL80211_NAN_FUNC_PUBLISH_TYPE, f->publish_type);
        if (f->publish_bcast)
            (void)kl_msg_put_flag(m, NL80211_NAN_FUNC_PUBLISH_BCAST);
    } else if (f->type == NL80211_NAN_FUNC_FOLLOW_UP) {
        (void)kl_msg_put_u8(m, NL80211_NAN_FUNC_FOLLOW_UP_ID, f->follow_up_id);
        (void)kl_msg_put_u8(m, NL80211_NAN_FUNC_FOLLOW_UP_REQ_ID, f->follow_up_req_id);
        (void)kl_msg_put_bytes(m, NL80211_NAN_FUNC_FOLLOW_UP_DEST, f->follow_up_dest, 6);
    } else if (f->active) {
        (void)kl_msg_put_flag(m, NL80211_NAN_FUNC_SUBSCRIBE_ACTIVE);
    }
    if (f->srf != NULL || f->srf_bloom != NULL)
        put_srf(m, f);
    put_filter(m, NL80211_NAN_FUNC_RX_MATCH_FILTER, f->rx_filter, f->n_rx_filter);
    put_filter(m, NL80211_NAN_FUNC_TX_MATCH_FILTER, f->tx_filter, f->n_tx_filter);
    (void)kl_msg_nest_end(m);
}

int kl_wifi_add_nan_func(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_nan_func *f,
                         uint8_t *ret_instance, uint64_t *ret_cookie)
{
    struct kl_view v, func;
    struct kl_answer *a;
    uint64_t cookie = 0, instance = 0;
    int rc = check_func(w, ifindex, f);

    if (rc < 0)
        return rc;
    kl_wifi_begin(w, NL80211_CMD_ADD_NAN_FUNCTION, 0, ifindex);
    put_func(w->msg, f);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (kl_answer_count(a) > 0 && kl_wifi_answer_view(a, 0, &v) == 0) {
        cookie = kl_wifi_uint(&v, NL80211_ATTR_COOKIE, 0);
        if (kl_view_get_nest(&v, NL80211_ATTR_NAN_FUNC, &func) == 0)
            instance = kl_wifi_uint(&func, NL80211_NAN_FUNC_INSTANCE_ID, 0);
    }
    kl_answer_free(a);
    if (ret_instance != NULL)
        *ret_instance = (uint8_t)instance;
    if (ret_cookie != NULL)
        *ret_cookie = cookie;
    return 0;
}

int kl_wifi_del_nan_func(struct kl_wifi *w, uint32_t ifindex, uint64_t cookie)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_DEL_NAN_FUNCTION, 0, ifindex);
    (void)kl_msg_put_u64(w->msg, NL80211_ATTR_COOKIE, cookie);
    return kl_wifi_run(w, NULL);
}

void kl_wifi_nan_service_id(const char *name, uint8_t ret[6])
{
    char lower[256];
    size_t len = strlen(name);
    uint8_t hash[32];

    /* Names have 255 bytes at most, and are the same in capitals. */
    len = len > 255 ? 255 : len;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    kl_sha256(lower, len, hash);
    memcpy(ret, hash, 6);
}

static uint32_t crc32_step(uint32_t crc, uint8_t byte)
{
    crc ^= byte;
    for (int i = 0; i < 8; i++)
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    return crc;
}

void kl_wifi_nan_bloom(uint8_t *filter, uint8_t len, uint8_t index, const unsigned char mac[6])
{
    /* Four hashes: the CRC of their number and the address. */
    for (uint8_t i = 0; len > 0 && i < 4; i++) {
        uint32_t crc = crc32_step(UINT32_MAX, (uint8_t)(index * 4 + i));

        for (int k = 0; k < 6; k++)
            crc = crc32_step(crc, mac[k]);
        crc = (crc & 0xffff) % (len * 8u);
        filter[crc / 8] |= (uint8_t)(1u << crc % 8);
    }
}

/* ---- Tests ---- */

int kl_wifi_testmode(struct kl_wifi *w, uint32_t wiphy, const void *data, size_t len,
                     kl_wifi_testmode_fn *fn, void *user)
{
    struct kl_answer *a;
    struct kl_view v, inside;
    int rc;

    kl_wifi_begin(w, NL80211_CMD_TESTMODE, 0, 0);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_TESTDATA, data, len);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (fn != NULL && kl_answer_count(a) > 0 && kl_wifi_answer_view(a, 0, &v) == 0 &&
        kl_view_get_nest(&v, NL80211_ATTR_TESTDATA, &inside) == 0)
        rc = fn(&inside, user);
    kl_answer_free(a);
    return rc < 0 ? rc : 0;
}
