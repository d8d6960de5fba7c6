// SPDX-License-Identifier: MIT
// Results of measurements, and what an access point says of those that it answered. Source:
// net/wireless/pmsr.c, nl80211_pmsr_send_result(); nl80211.c, nl80211_get_ftm_responder_stats().
#include "wifi.h"

#include <kernlink/wifi_measure.h>

#include <stdlib.h>

/* ---- Results ---- */

static const struct {
    uint16_t attr;
    uint8_t size;
    uint32_t has;
    size_t offset;
} fields[] = {
#define F(attr, h, field)                                                                          \
    {                                                                                              \
        NL80211_PMSR_FTM_RESP_ATTR_##attr, sizeof(((struct kl_wifi_ftm_result *)0)->field),        \
            KL_WIFI_F_##h, offsetof(struct kl_wifi_ftm_result, field)                              \
    }
    F(FAIL_REASON, FAILED, failure),
    F(BUSY_RETRY_TIME, BUSY_RETRY, busy_retry_s),
    F(BURST_INDEX, BURST_INDEX, burst_index),
    F(NUM_FTMR_ATTEMPTS, ATTEMPTS, attempts),
    F(NUM_FTMR_SUCCESSES, SUCCESSES, successes),
    F(NUM_BURSTS_EXP, BURSTS_EXP, bursts_exp),
    F(BURST_DURATION, BURST_DURATION, burst_duration),
    F(FTMS_PER_BURST, FTMS_PER_BURST, ftms_per_burst),
    F(RSSI_AVG, RSSI_AVG, rssi_avg_half_dbm),
    F(RSSI_SPREAD, RSSI_SPREAD, rssi_spread_half_dbm),
    F(RTT_AVG, RTT_AVG, rtt_avg_ps),
    F(RTT_VARIANCE, RTT_VARIANCE, rtt_variance_ps2),
    F(RTT_SPREAD, RTT_SPREAD, rtt_spread_ps),
    F(DIST_AVG, DIST_AVG, dist_avg_mm),
    F(DIST_VARIANCE, DIST_VARIANCE, dist_variance_mm2),
    F(DIST_SPREAD, DIST_SPREAD, dist_spread_mm),
#undef F
};

static const uint8_t *bytes_of(const struct kl_view *v, uint16_t attr, size_t *ret_len)
{
    const void *data;

    return kl_view_get_bytes(v, attr, &data, ret_len) == 0 ? data : NULL;
}

static void read_ftm(const struct kl_view *v, struct kl_wifi_ftm_result *r)
{
    struct kl_view rate;

    r->measured = true;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (kl_wifi_bytes(v, fields[i].attr, (char *)r + fields[i].offset, fields[i].size))
            r->has |= fields[i].has;
    if (kl_view_get_nest(v, NL80211_PMSR_FTM_RESP_ATTR_TX_RATE, &rate) == 0) {
        kl_wifi_read_rate(&rate, &r->tx_rate);
        r->has |= KL_WIFI_F_TX_RATE;
    }
    if (kl_view_get_nest(v, NL80211_PMSR_FTM_RESP_ATTR_RX_RATE, &rate) == 0) {
        kl_wifi_read_rate(&rate, &r->rx_rate);
        r->has |= KL_WIFI_F_RX_RATE;
    }
    r->lci = bytes_of(v, NL80211_PMSR_FTM_RESP_ATTR_LCI, &r->lci_len);
    r->civic = bytes_of(v, NL80211_PMSR_FTM_RESP_ATTR_CIVICLOC, &r->civic_len);
}

static void read_peer(const struct kl_view *peer, struct kl_wifi_ftm_result *r)
{
    struct kl_view resp, data, ftm;

    (void)kl_wifi_bytes(peer, NL80211_PMSR_PEER_ATTR_ADDR, r->mac, 6);
    if (kl_view_get_nest(peer, NL80211_PMSR_PEER_ATTR_RESP, &resp) < 0)
        return;
    r->answered = true;
    r->status = (uint32_t)kl_wifi_uint(&resp, NL80211_PMSR_RESP_ATTR_STATUS, 0);
    r->final = kl_view_has(&resp, NL80211_PMSR_RESP_ATTR_FINAL);
    if (kl_wifi_bytes(&resp, NL80211_PMSR_RESP_ATTR_HOST_TIME, &r->host_boot_ns, 8))
        r->has |= KL_WIFI_F_HOST_TIME;
    if (kl_wifi_bytes(&resp, NL80211_PMSR_RESP_ATTR_AP_TSF, &r->ap_tsf_us, 8))
        r->has |= KL_WIFI_F_AP_TSF;
    if (kl_view_get_nest(&resp, NL80211_PMSR_RESP_ATTR_DATA, &data) == 0 &&
        kl_view_get_nest(&data, NL80211_PMSR_TYPE_FTM, &ftm) == 0)
        read_ftm(&ftm, r);
}

int kl_wifi_ftm_read(struct kl_wifi *w, const struct kl_view *event, kl_wifi_ftm_fn *fn, void *user)
{
    struct kl_view measurements, peers, peer;
    struct kl_attr a;
    int n = 0;

    if (kl_view_get_nest(event, NL80211_ATTR_PEER_MEASUREMENTS, &measurements) < 0 ||
        kl_view_get_nest(&measurements, NL80211_PMSR_ATTR_PEERS, &peers) < 0)
        return -EBADMSG;
    while (kl_view_next(&peers, &a) == 1) {
        struct kl_wifi_ftm_result r = {.cookie = kl_wifi_uint(event, NL80211_ATTR_COOKIE, 0)};

        peer = kl_wifi_inside(&a);
        read_peer(&peer, &r);
        fn(w, &r, 0, user);
        n++;
    }
    return n;
}

/* ---- Answering ---- */

int kl_wifi_start_ftm_responder(struct kl_wifi *w, uint32_t ifindex, const uint8_t *lci,
                                size_t lci_len, const uint8_t *civic, size_t civic_len)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_SET_BEACON, 0, ifindex);
    (void)kl_msg_nest_begin(w->msg, NL80211_ATTR_FTM_RESPONDER);
    (void)kl_msg_put_flag(w->msg, NL80211_FTM_RESP_ATTR_ENABLED);
    if (lci != NULL)
        (void)kl_msg_put_bytes(w->msg, NL80211_FTM_RESP_ATTR_LCI, lci, lci_len);
    if (civic != NULL)
        (void)kl_msg_put_bytes(w->msg, NL80211_FTM_RESP_ATTR_CIVICLOC, civic, civic_len);
    (void)kl_msg_nest_end(w->msg);
    return kl_wifi_run(w, NULL);
}

static const struct {
    uint16_t attr;
    uint8_t size;
    size_t offset;
} counters[] = {
#define C(attr, field)                                                                             \
    {                                                                                              \
        NL80211_FTM_STATS_##attr, sizeof(((struct kl_wifi_ftm_stats *)0)->field),                  \
            offsetof(struct kl_wifi_ftm_stats, field)                                              \
    }
    C(SUCCESS_NUM, success),
    C(PARTIAL_NUM, partial),
    C(FAILED_NUM, failed),
    C(ASAP_NUM, asap),
    C(NON_ASAP_NUM, non_asap),
    C(TOTAL_DURATION_MSEC, total_duration_ms),
    C(UNKNOWN_TRIGGERS_NUM, unknown_triggers),
    C(RESCHEDULE_REQUESTS_NUM, reschedule_requests),
    C(OUT_OF_WINDOW_TRIGGERS_NUM, out_of_window_triggers),
#undef C
};

int kl_wifi_get_ftm_stats(struct kl_wifi *w, uint32_t ifindex, struct kl_wifi_ftm_stats *ret)
{
    struct kl_wifi_ftm_stats s = {.has = 0};
    struct kl_view v, stats;
    struct kl_answer *a;
    int rc;

    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_GET_FTM_RESPONDER_STATS, 0, ifindex);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0 ||
        kl_view_get_nest(&v, NL80211_ATTR_FTM_RESPONDER_STATS, &stats) < 0)
        rc = kl_wifi_refuse(w, -EBADMSG, "FTM responder statistics are missing");
    for (size_t i = 0; rc == 0 && i < sizeof(counters) / sizeof(counters[0]); i++)
        if (kl_wifi_bytes(&stats, counters[i].attr, (char *)&s + counters[i].offset,
                          counters[i].size))
            s.has |= 1u << counters[i].attr;
    kl_answer_free(a);
    if (rc == 0)
        *ret = s;
    return rc;
}
