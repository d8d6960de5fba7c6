// SPDX-License-Identifier: MIT
// Settings of interfaces and phys. Source: net/wireless/nl80211.c, nl80211_set_wiphy().
#include "wifi.h"

#include <kernlink/wifi_set.h>

static int begin_on(struct kl_wifi *w, uint8_t cmd, uint32_t ifindex)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, cmd, 0, ifindex);
    return 0;
}

/* Of an interface, or of a phy. */
static void begin_either(struct kl_wifi *w, uint8_t cmd, uint32_t ifindex, uint32_t wiphy)
{
    kl_wifi_begin(w, cmd, 0, ifindex);
    if (ifindex == 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
}

/* ---- Interfaces ---- */

int kl_wifi_get_power_save(struct kl_wifi *w, uint32_t ifindex, bool *ret_on)
{
    struct kl_answer *a;
    struct kl_view v;
    uint64_t state;
    int rc = begin_on(w, NL80211_CMD_GET_POWER_SAVE, ifindex);

    if (rc == 0)
        rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0 ||
        kl_view_get_uint(&v, NL80211_ATTR_PS_STATE, &state) < 0)
        rc = -EBADMSG;
    else
        *ret_on = state == NL80211_PS_ENABLED;
    kl_answer_free(a);
    return rc;
}

int kl_wifi_set_power_save(struct kl_wifi *w, uint32_t ifindex, bool on)
{
    int rc = begin_on(w, NL80211_CMD_SET_POWER_SAVE, ifindex);

    if (rc < 0)
        return rc;
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_PS_STATE,
                         on ? NL80211_PS_ENABLED : NL80211_PS_DISABLED);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_txpower(struct kl_wifi *w, uint32_t ifindex, uint32_t wiphy, unsigned kind,
                        int32_t mbm)
{
    if (kind > NL80211_TX_POWER_FIXED)
        return kl_wifi_refuse(w, -EINVAL, "there is no kind %u of transmit power", kind);
    begin_either(w, NL80211_CMD_SET_WIPHY, ifindex, wiphy);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY_TX_POWER_SETTING, kind);
    if (kind != NL80211_TX_POWER_AUTOMATIC)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY_TX_POWER_LEVEL, (uint32_t)mbm);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_channel(struct kl_wifi *w, uint32_t ifindex, uint32_t wiphy,
                        const struct kl_wifi_chan *c)
{
    struct kl_wifi_chan whole = *c;
    char why[160];

    if (kl_wifi_chan_complete(&whole, why, sizeof(why)) < 0)
        return kl_wifi_refuse(w, -EINVAL, "%s", why);
    begin_either(w, NL80211_CMD_SET_WIPHY, ifindex, wiphy);
    kl_wifi_put_chan(w->msg, &whole);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_noack_map(struct kl_wifi *w, uint32_t ifindex, uint16_t map)
{
    int rc = begin_on(w, NL80211_CMD_SET_NOACK_MAP, ifindex);

    if (rc < 0)
        return rc;
    (void)kl_msg_put_u16(w->msg, NL80211_ATTR_NOACK_MAP, map);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_mcast_rate(struct kl_wifi *w, uint32_t ifindex, uint32_t rate)
{
    int rc = begin_on(w, NL80211_CMD_SET_MCAST_RATE, ifindex);

    if (rc < 0)
        return rc;
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_MCAST_RATE, rate);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_set_cqm_rssi(struct kl_wifi *w, uint32_t ifindex, const int32_t *thresholds, unsigned n,
                         uint32_t hysteresis)
{
    static const int32_t off;
    int rc = begin_on(w, NL80211_CMD_SET_CQM, ifindex);

    if (rc < 0)
        return rc;
    if (n == 0) {
        thresholds = &off;
        n = 1;
    }
    (void)kl_msg_nest_begin(w->msg, NL80211_ATTR_CQM);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_CQM_RSSI_THOLD, thresholds,
                           n * sizeof(*thresholds));
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_CQM_RSSI_HYST, hysteresis);
    (void)kl_msg_nest_end(w->msg);
    return kl_wifi_run(w, NULL);
}

/* ---- Phys ---- */

/* Settings that are one number each. */
static const struct {
    uint32_t has;
    uint16_t attr;
    uint8_t size;
    size_t offset;
} numbers[] = {
#define N(h, attr, field)                                                                          \
    {                                                                                              \
        KL_WIFI_P_##h, NL80211_ATTR_##attr, sizeof(((struct kl_wifi_phy_settings *)0)->field),     \
            offsetof(struct kl_wifi_phy_settings, field)                                           \
    }
    N(RTS, WIPHY_RTS_THRESHOLD, rts_threshold),
    N(FRAG, WIPHY_FRAG_THRESHOLD, frag_threshold),
    N(RETRY_SHORT, WIPHY_RETRY_SHORT, retry_short),
    N(RETRY_LONG, WIPHY_RETRY_LONG, retry_long),
    N(COVERAGE, WIPHY_COVERAGE_CLASS, coverage_class),
    N(ANTENNAS, WIPHY_ANTENNA_TX, antennas_tx),
    N(ANTENNAS, WIPHY_ANTENNA_RX, antennas_rx),
    N(TXQ_LIMIT, TXQ_LIMIT, txq_limit),
    N(TXQ_MEMORY, TXQ_MEMORY_LIMIT, txq_memory_limit),
    N(TXQ_QUANTUM, TXQ_QUANTUM, txq_quantum),
#undef N
};

#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

int kl_wifi_set_phy(struct kl_wifi *w, uint32_t wiphy, const struct kl_wifi_phy_settings *s)
{
    if (s->name != NULL && (s->name[0] == '\0' || strlen(s->name) > 127))
        return kl_wifi_refuse(w, -EINVAL, "a phy's name has 1 to 127 characters");
    kl_wifi_begin(w, NL80211_CMD_SET_WIPHY, 0, 0);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
    if (s->name != NULL)
        (void)kl_msg_put_str(w->msg, NL80211_ATTR_WIPHY_NAME, s->name);
    if ((s->has & KL_WIFI_P_DYN_ACK) != 0)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_WIPHY_DYN_ACK);
    for (size_t i = 0; i < N_NUMBERS; i++) {
        if ((s->has & numbers[i].has) == 0)
            continue;
        (void)kl_msg_put_bytes(w->msg, numbers[i].attr, (const char *)s + numbers[i].offset,
                               numbers[i].size);
    }
    return kl_wifi_run(w, NULL);
}

int kl_wifi_get_phy_settings(struct kl_wifi *w, uint32_t wiphy, struct kl_wifi_phy_settings *ret)
{
    struct kl_wifi_phy_settings s = {.has = 0};
    struct kl_answer *a;
    int rc = kl_wifi_dump_phys(w, wiphy, &a);
    bool found = false;

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < kl_answer_count(a); i++) {
        struct kl_view v;

        if (kl_wifi_answer_view(a, i, &v) < 0 ||
            kl_wifi_uint(&v, NL80211_ATTR_WIPHY, UINT64_MAX) != wiphy)
            continue;
        found = true;
        for (size_t k = 0; k < N_NUMBERS; k++)
            if (kl_wifi_bytes(&v, numbers[k].attr, (char *)&s + numbers[k].offset, numbers[k].size))
                s.has |= numbers[k].has;
    }
    kl_answer_free(a);
    if (!found)
        return kl_wifi_refuse(w, -ENODEV, "there is no phy number %u", wiphy);
    *ret = s;
    return 0;
}

int kl_wifi_set_phy_netns(struct kl_wifi *w, uint32_t wiphy, pid_t pid, int netns_fd)
{
    kl_wifi_begin(w, NL80211_CMD_SET_WIPHY_NETNS, 0, 0);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, wiphy);
    if (pid != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_PID, (uint32_t)pid);
    else
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_NETNS_FD, (uint32_t)netns_fd);
    return kl_wifi_run(w, NULL);
}

void kl_wifi_read_txq_stats(const struct kl_view *v, uint16_t attr, struct kl_wifi_txq_stats *ret)
{
    static const struct {
        uint16_t attr;
        size_t offset;
    } counters[] = {
#define C(attr, field) {NL80211_TXQ_STATS_##attr, offsetof(struct kl_wifi_txq_stats, field)}
        C(BACKLOG_BYTES, backlog_bytes),
        C(BACKLOG_PACKETS, backlog_packets),
        C(FLOWS, flows),
        C(DROPS, drops),
        C(ECN_MARKS, ecn_marks),
        C(OVERLIMIT, overlimit),
        C(OVERMEMORY, overmemory),
        C(COLLISIONS, collisions),
        C(TX_BYTES, tx_bytes),
        C(TX_PACKETS, tx_packets),
        C(MAX_FLOWS, max_flows),
#undef C
    };
    struct kl_view nest;

    if (kl_view_get_nest(v, attr, &nest) < 0)
        return;
    for (size_t k = 0; k < sizeof(counters) / sizeof(counters[0]); k++)
        if (kl_wifi_bytes(&nest, counters[k].attr, (char *)ret + counters[k].offset, 4))
            ret->has |= 1u << counters[k].attr;
}

int kl_wifi_get_txq_stats(struct kl_wifi *w, uint32_t wiphy, struct kl_wifi_txq_stats *ret)
{
    struct kl_wifi_txq_stats s = {.has = 0};
    struct kl_answer *a;
    struct kl_view v;
    int rc = kl_wifi_dump_phys(w, wiphy, &a);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < kl_answer_count(a); i++) {
        if (kl_wifi_answer_view(a, i, &v) == 0 &&
            kl_wifi_uint(&v, NL80211_ATTR_WIPHY, UINT64_MAX) == wiphy)
            kl_wifi_read_txq_stats(&v, NL80211_ATTR_TXQ_STATS, &s);
    }
    kl_answer_free(a);
    if (s.has == 0)
        return kl_wifi_refuse(w, -ENODATA, "phy number %u counts no queues", wiphy);
    *ret = s;
    return 0;
}
