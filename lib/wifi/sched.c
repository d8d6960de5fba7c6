// SPDX-License-Identifier: MIT
/*
 * Scheduled scans. The same attributes stand in START_SCHED_SCAN and, for a network that wakes the
 * machine, in a nest of SET_WOWLAN. Source: net/wireless/nl80211.c, nl80211_parse_sched_scan();
 * net/wireless/scan.c, cfg80211_sched_scan_results_wk().
 */
#include "wake.h"

#include <stdlib.h>

/* ---- The request ---- */

static void put_plans(struct kl_msg *m, const struct kl_wifi_sched_options *o)
{
    if (o->n_plans == 0) {
        if (o->interval_ms != 0)
            (void)kl_msg_put_u32(m, NL80211_ATTR_SCHED_SCAN_INTERVAL, o->interval_ms);
        return;
    }
    (void)kl_msg_nest_begin(m, NL80211_ATTR_SCHED_SCAN_PLANS);
    for (unsigned i = 0; i < o->n_plans; i++) {
        (void)kl_msg_nest_begin(m, (uint16_t)(i + 1));
        (void)kl_msg_put_u32(m, NL80211_SCHED_SCAN_PLAN_INTERVAL, o->plans[i].interval_s);
        if (o->plans[i].iterations != 0)
            (void)kl_msg_put_u32(m, NL80211_SCHED_SCAN_PLAN_ITERATIONS, o->plans[i].iterations);
        (void)kl_msg_nest_end(m);
    }
    (void)kl_msg_nest_end(m);
}

static void put_matches(struct kl_msg *m, const struct kl_wifi_sched_options *o)
{
    if (o->n_matches == 0)
        return;
    (void)kl_msg_nest_begin(m, NL80211_ATTR_SCHED_SCAN_MATCH);
    for (unsigned i = 0; i < o->n_matches; i++) {
        const struct kl_wifi_sched_match *match = &o->matches[i];

        /* Counted from 0, as the kernel counts them in its answers. */
        (void)kl_msg_nest_begin(m, (uint16_t)i);
        if (match->ssid.len > 0)
            (void)kl_msg_put_bytes(m, NL80211_SCHED_SCAN_MATCH_ATTR_SSID, match->ssid.data,
                                   match->ssid.len);
        if (match->has_rssi)
            (void)kl_msg_put_u32(m, NL80211_SCHED_SCAN_MATCH_ATTR_RSSI, (uint32_t)match->rssi_dbm);
        (void)kl_msg_nest_end(m);
    }
    (void)kl_msg_nest_end(m);
}

void kl_wifi_put_sched(struct kl_msg *m, const struct kl_wifi_sched_options *o)
{
    put_plans(m, o);
    if (o->delay_s != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_SCHED_SCAN_DELAY, o->delay_s);
    kl_wifi_put_freqs(m, o->freqs_khz, o->n_freqs);
    put_matches(m, o);
    if (!o->passive)
        kl_wifi_put_ssids(m, o->ssids, o->n_ssids);
    if (o->flags != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_SCAN_FLAGS, o->flags);
    if (o->mac != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC, o->mac, 6);
    if (o->mac_mask != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC_MASK, o->mac_mask, 6);
}

int kl_wifi_check_sched(struct kl_wifi *w, const struct kl_wifi_sched_options *o)
{
    if (o->interval_ms != 0 && o->n_plans > 0)
        return kl_wifi_refuse(w, -EINVAL, "an interval or plans tell when to scan, not both");
    if (o->passive && o->n_ssids > 0)
        return kl_wifi_refuse(w, -EINVAL, "a passive scan asks for no SSID");
    for (unsigned i = 0; i < o->n_ssids; i++)
        if (o->ssids[i].len > KL_WIFI_SSID_MAX)
            return kl_wifi_refuse(w, -EINVAL, "an SSID has at most %d bytes", KL_WIFI_SSID_MAX);
    for (unsigned i = 0; i < o->n_matches; i++)
        if (o->matches[i].ssid.len > KL_WIFI_SSID_MAX)
            return kl_wifi_refuse(w, -EINVAL, "an SSID has at most %d bytes", KL_WIFI_SSID_MAX);
    for (unsigned i = 0; i < o->n_plans; i++)
        if (o->plans[i].interval_s == 0)
            return kl_wifi_refuse(w, -EINVAL, "plan %u has no interval", i + 1);
    return 0;
}

static int begin(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_sched_options *o)
{
    int rc = kl_wifi_check_sched(w, o);

    if (rc < 0)
        return rc;
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_START_SCHED_SCAN, 0, ifindex);
    kl_wifi_put_sched(w->msg, o);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_sched_scan_begin(struct kl_wifi *w, uint32_t ifindex,
                             const struct kl_wifi_sched_options *options)
{
    return begin(w, ifindex, options);
}

int kl_wifi_sched_scan_stop(struct kl_wifi *w, uint32_t ifindex)
{
    if (ifindex == 0)
        return kl_wifi_refuse(w, -ENODEV, "there is no interface 0");
    kl_wifi_begin(w, NL80211_CMD_STOP_SCHED_SCAN, 0, ifindex);
    return kl_wifi_run(w, NULL);
}

/* ---- Watched ---- */

struct sched {
    struct kl_wifi_op op; /* first */
    kl_wifi_sched_fn *fn;
    void *user;
};

static void finish(struct kl_wifi *w, struct sched *s, int code)
{
    kl_wifi_op_over(w, &s->op);
    s->fn(w, KL_WIFI_SCHED_STOPPED, code, s->user);
}

static void on_sched_event(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd,
                           const struct kl_view *v)
{
    struct sched *s = (struct sched *)op;

    /* Another interface of the phy may have one of its own. (The kernel tells of no wdev here.) */
    if (kl_wifi_uint(v, NL80211_ATTR_IFINDEX, op->ifindex) != op->ifindex)
        return;
    if (cmd == NL80211_CMD_SCHED_SCAN_RESULTS)
        s->fn(w, KL_WIFI_SCHED_RESULTS, 0, s->user);
    else if (cmd == NL80211_CMD_SCHED_SCAN_STOPPED)
        finish(w, s, 0);
}

/* With events lost there may be results that nobody told of: whoever looks finds them. */
static void check_sched(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    struct sched *s = (struct sched *)op;

    if (lost)
        s->fn(w, KL_WIFI_SCHED_RESULTS, 0, s->user);
}

static void end_sched(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    if (code != -ENODEV)
        (void)kl_wifi_sched_scan_stop(w, op->ifindex);
    finish(w, (struct sched *)op, code);
}

static void forget_sched(struct kl_wifi_op *op)
{
    (void)op;
}

static const struct kl_wifi_op_class sched_class = {on_sched_event, check_sched, end_sched,
                                                    forget_sched};

int64_t kl_wifi_sched_scan_start(struct kl_wifi *w, uint32_t ifindex,
                                 const struct kl_wifi_sched_options *options, kl_wifi_sched_fn *fn,
                                 void *user)
{
    struct sched *s;
    int64_t id;
    int rc = kl_wifi_check_sched(w, options);

    if (rc < 0)
        return rc;
    s = calloc(1, sizeof(*s));
    if (s == NULL)
        return -ENOMEM;
    s->fn = fn;
    s->user = user;
    id = kl_wifi_op_add(w, &s->op, &sched_class, ifindex, KL_NO_TIMEOUT);
    if (id < 0) {
        free(s);
        return id;
    }
    rc = begin(w, ifindex, options);
    if (rc < 0) {
        kl_wifi_op_drop(w, &s->op);
        return rc;
    }
    return id;
}
