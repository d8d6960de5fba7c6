// SPDX-License-Identifier: MIT
// Stations: what the kernel counts of each, with signed values signed.
#include "wifi.h"

/* Integers whose place in the struct and presence bit are all there is to say. */
static const struct number {
    uint16_t attr;
    uint8_t size; /* bytes in the struct */
    uint32_t has;
    size_t offset;
} numbers[] = {
#define NUMBER(a, h, field)                                                                        \
    {                                                                                              \
        NL80211_STA_INFO_##a, sizeof(((struct kl_wifi_station *)0)->field), KL_WIFI_S_##h,         \
            offsetof(struct kl_wifi_station, field)                                                \
    }
    NUMBER(INACTIVE_TIME, INACTIVE, inactive_ms),
    NUMBER(RX_BYTES, RX_BYTES, rx_bytes),
    NUMBER(TX_BYTES, TX_BYTES, tx_bytes),
    /* The 32 bit counters above have overflowed where these differ: they come last and win. */
    NUMBER(RX_BYTES64, RX_BYTES, rx_bytes),
    NUMBER(TX_BYTES64, TX_BYTES, tx_bytes),
    NUMBER(RX_PACKETS, RX_PACKETS, rx_packets),
    NUMBER(TX_PACKETS, TX_PACKETS, tx_packets),
    NUMBER(TX_RETRIES, TX_RETRIES, tx_retries),
    NUMBER(TX_FAILED, TX_FAILED, tx_failed),
    NUMBER(BEACON_LOSS, BEACON_LOSS, beacon_loss),
    NUMBER(BEACON_RX, BEACON_RX, beacon_rx),
    NUMBER(RX_DROP_MISC, RX_DROP, rx_drop_misc),
    NUMBER(SIGNAL, SIGNAL, signal_dbm),
    NUMBER(SIGNAL_AVG, SIGNAL_AVG, signal_avg_dbm),
    NUMBER(BEACON_SIGNAL_AVG, BEACON_SIGNAL_AVG, beacon_signal_avg_dbm),
    NUMBER(ACK_SIGNAL, ACK_SIGNAL, ack_signal_dbm),
    NUMBER(ACK_SIGNAL_AVG, ACK_SIGNAL_AVG, ack_signal_avg_dbm),
    NUMBER(T_OFFSET, T_OFFSET, t_offset_us),
    NUMBER(TX_DURATION, TX_DURATION, tx_duration_us),
    NUMBER(RX_DURATION, RX_DURATION, rx_duration_us),
    NUMBER(AIRTIME_WEIGHT, AIRTIME_WEIGHT, airtime_weight),
    NUMBER(EXPECTED_THROUGHPUT, EXPECTED_KBPS, expected_kbps),
    NUMBER(CONNECTED_TIME, CONNECTED, connected_s),
    NUMBER(ASSOC_AT_BOOTTIME, ASSOC_AT, assoc_at_boot_ns),
    NUMBER(LLID, MESH, mesh.llid),
    NUMBER(PLID, MESH, mesh.plid),
    NUMBER(PLINK_STATE, MESH, mesh.plink_state),
    NUMBER(AIRTIME_LINK_METRIC, MESH, mesh.airtime_metric),
    NUMBER(LOCAL_PM, MESH, mesh.local_pm),
    NUMBER(PEER_PM, MESH, mesh.peer_pm),
    NUMBER(NONPEER_PM, MESH, mesh.nonpeer_pm),
#undef NUMBER
};

static void store(struct kl_wifi_station *s, const struct number *n, uint64_t value)
{
    unsigned char *at = (unsigned char *)s + n->offset;
    uint8_t v8 = (uint8_t)value;
    uint16_t v16 = (uint16_t)value;
    uint32_t v32 = (uint32_t)value;

    if (n->size == 1)
        memcpy(at, &v8, sizeof(v8));
    else if (n->size == 2)
        memcpy(at, &v16, sizeof(v16));
    else if (n->size == 4)
        memcpy(at, &v32, sizeof(v32));
    else
        memcpy(at, &value, sizeof(value));
    s->has |= n->has;
}

static unsigned read_chains(const struct kl_view *v, uint16_t attr, int8_t ret[8])
{
    struct kl_view chains;
    struct kl_attr a;
    unsigned n = 0;

    if (kl_view_get_nest(v, attr, &chains) < 0)
        return 0;
    while (n < 8 && kl_view_next(&chains, &a) == 1)
        if (a.len >= 1)
            ret[n++] = (int8_t)a.data[0];
    return n;
}

static void read_bss_param(const struct kl_view *v, struct kl_wifi_station *s)
{
    struct kl_view p;

    if (kl_view_get_nest(v, NL80211_STA_INFO_BSS_PARAM, &p) < 0)
        return;
    s->has |= KL_WIFI_S_BSS_PARAM;
    s->bss.cts_protection = kl_view_has(&p, NL80211_STA_BSS_PARAM_CTS_PROT);
    s->bss.short_preamble = kl_view_has(&p, NL80211_STA_BSS_PARAM_SHORT_PREAMBLE);
    s->bss.short_slot = kl_view_has(&p, NL80211_STA_BSS_PARAM_SHORT_SLOT_TIME);
    s->bss.dtim_period = (uint8_t)kl_wifi_uint(&p, NL80211_STA_BSS_PARAM_DTIM_PERIOD, 0);
    s->bss.beacon_interval = (uint16_t)kl_wifi_uint(&p, NL80211_STA_BSS_PARAM_BEACON_INTERVAL, 0);
}

static void read_tid(const struct kl_view *v, struct kl_wifi_tid_stats *t)
{
    static const struct {
        uint16_t attr;
        size_t offset;
    } counters[] = {
        {NL80211_TID_STATS_RX_MSDU, offsetof(struct kl_wifi_tid_stats, rx_msdu)},
        {NL80211_TID_STATS_TX_MSDU, offsetof(struct kl_wifi_tid_stats, tx_msdu)},
        {NL80211_TID_STATS_TX_MSDU_RETRIES, offsetof(struct kl_wifi_tid_stats, tx_retries)},
        {NL80211_TID_STATS_TX_MSDU_FAILED, offsetof(struct kl_wifi_tid_stats, tx_failed)},
    };

    for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
        if (kl_wifi_bytes(v, counters[i].attr, (char *)t + counters[i].offset, 8))
            t->has |= 1u << counters[i].attr;
    kl_wifi_read_txq_stats(v, NL80211_TID_STATS_TXQ_STATS, &t->queue);
    if (t->queue.has != 0)
        t->has |= 1u << NL80211_TID_STATS_TXQ_STATS;
}

static void read_tids(const struct kl_view *v, struct kl_wifi_station *s)
{
    struct kl_view tids;
    struct kl_attr a;

    if (kl_view_get_nest(v, NL80211_STA_INFO_TID_STATS, &tids) < 0)
        return;
    while (s->n_tids < KL_WIFI_MAX_TIDS && kl_view_next(&tids, &a) == 1) {
        struct kl_view tid = kl_wifi_inside(&a);

        read_tid(&tid, &s->tids[s->n_tids++]);
    }
}

static bool read_station(const struct kl_view *message, struct kl_wifi_station *s)
{
    struct nl80211_sta_flag_update flags;
    struct kl_view v, rate;

    *s = (struct kl_wifi_station){.ifindex =
                                      (uint32_t)kl_wifi_uint(message, NL80211_ATTR_IFINDEX, 0)};
    if (!kl_wifi_bytes(message, NL80211_ATTR_MAC, s->mac, 6))
        return false;
    if (kl_wifi_bytes(message, NL80211_ATTR_MLD_ADDR, s->mld, 6)) {
        s->mlo_link_id = (uint8_t)kl_wifi_uint(message, NL80211_ATTR_MLO_LINK_ID, 0);
        s->has |= KL_WIFI_S_MLO;
    }
    if (kl_view_get_nest(message, NL80211_ATTR_STA_INFO, &v) < 0)
        return true;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        uint64_t value;

        if (kl_view_get_uint(&v, numbers[i].attr, &value) == 0)
            store(s, &numbers[i], value);
    }
    s->mesh.connected_to_gate = kl_wifi_uint(&v, NL80211_STA_INFO_CONNECTED_TO_GATE, 0) != 0;
    s->mesh.connected_to_as = kl_wifi_uint(&v, NL80211_STA_INFO_CONNECTED_TO_AS, 0) != 0;
    s->n_chains = read_chains(&v, NL80211_STA_INFO_CHAIN_SIGNAL, s->chain_signal_dbm);
    s->n_chains_avg = read_chains(&v, NL80211_STA_INFO_CHAIN_SIGNAL_AVG, s->chain_signal_avg_dbm);
    if (kl_view_get_nest(&v, NL80211_STA_INFO_TX_BITRATE, &rate) == 0) {
        kl_wifi_read_rate(&rate, &s->tx_rate);
        s->has |= KL_WIFI_S_TX_RATE;
    }
    if (kl_view_get_nest(&v, NL80211_STA_INFO_RX_BITRATE, &rate) == 0) {
        kl_wifi_read_rate(&rate, &s->rx_rate);
        s->has |= KL_WIFI_S_RX_RATE;
    }
    if (kl_wifi_bytes(&v, NL80211_STA_INFO_STA_FLAGS, &flags, sizeof(flags))) {
        s->flags_known = flags.mask;
        s->flags_set = flags.set;
        s->has |= KL_WIFI_S_FLAGS;
    }
    read_bss_param(&v, s);
    read_tids(&v, s);
    return true;
}

int kl_wifi_get_stations(struct kl_wifi *w, uint32_t ifindex, kl_wifi_station_fn *fn, void *user)
{
    const struct kl_wifi_list list = {.cmd = NL80211_CMD_GET_STATION,
                                      .key = NL80211_ATTR_MAC,
                                      .ifindex = ifindex,
                                      .wiphy = -1,
                                      .things = "stations"};
    struct kl_answer *a;
    int rc, n = 0;

    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    rc = kl_wifi_run_list(w, &list, &a);
    if (rc < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < kl_answer_count(a); i++) {
        struct kl_wifi_station s;
        struct kl_view v;

        if (kl_wifi_answer_view(a, i, &v) < 0 || !read_station(&v, &s))
            continue;
        rc = fn(&s, user);
        n++;
    }
    kl_answer_free(a);
    return rc < 0 ? rc : n;
}

int kl_wifi_get_station(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6],
                        struct kl_wifi_station *ret)
{
    struct kl_wifi_station s;
    struct kl_answer *a;
    struct kl_view v;
    int rc;

    if (mac == NULL)
        return kl_wifi_refuse(w, -EINVAL, "the address of the station is needed");
    kl_wifi_begin(w, NL80211_CMD_GET_STATION, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, mac, 6);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    rc = kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0 || !read_station(&v, &s)
             ? -EBADMSG
             : 0;
    kl_answer_free(a);
    if (rc == 0)
        *ret = s;
    return rc;
}

int kl_wifi_del_station(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6],
                        uint8_t subtype, uint16_t reason)
{
    if (mac == NULL)
        return kl_wifi_refuse(w, -EINVAL, "the address of the station is needed");
    kl_wifi_begin(w, NL80211_CMD_DEL_STATION, 0, ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, mac, 6);
    if (subtype != 0)
        (void)kl_msg_put_u8(w->msg, NL80211_ATTR_MGMT_SUBTYPE, subtype);
    if (reason != 0)
        (void)kl_msg_put_u16(w->msg, NL80211_ATTR_REASON_CODE, reason);
    return kl_wifi_run(w, NULL);
}
