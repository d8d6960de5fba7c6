// SPDX-License-Identifier: MIT
/*
 * What takes the radio away for a while and is told by events: time on another channel, the search
 * for radar, channel switches. Source: net/wireless/nl80211.c, nl80211_remain_on_channel(),
 * nl80211_start_radar_detection(), nl80211_channel_switch().
 */
#include "wifi.h"

#include <kernlink/wifi_ap.h>

#include <stdlib.h>

#define SPARE_MS  10000u        /* what a busy radio may take longer */
#define CAC_MS    (15 * 60000u) /* the longest that rules want is ten minutes */
#define SWITCH_MS 120000u
#define RADAR_NS  1000000000u /* from the end of a search to the word that it was for radar */

struct await {
    struct kl_wifi_op op; /* first */
    union {
        kl_wifi_remain_fn *remain;
        kl_wifi_cac_fn *cac;
        kl_wifi_switch_fn *moved;
    } fn;
    void *user;
    uint64_t cookie;   /* of the time on a channel */
    uint32_t freq_mhz; /* searched for radar, or switched to */
    bool started;      /* the caller knows that it has begun */
    bool aborted;      /* perhaps for radar: that is told behind it */
};

static void check_nothing(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    (void)w;
    (void)op;
    (void)lost;
}

static void forget_nothing(struct kl_wifi_op *op)
{
    (void)op;
}

static int64_t begin(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_op_class *class,
                     unsigned timeout_ms, void *user, struct await **ret)
{
    struct await *a = calloc(1, sizeof(*a));
    int64_t id;

    if (a == NULL)
        return -ENOMEM;
    a->user = user;
    id = kl_wifi_op_add(w, &a->op, class, ifindex, timeout_ms);
    if (id < 0)
        free(a);
    else
        *ret = a;
    return id;
}

/* ---- Time on a channel ---- */

static void on_remain(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd,
                      const struct kl_view *v)
{
    struct await *a = (struct await *)op;

    if (kl_wifi_uint(v, NL80211_ATTR_COOKIE, 0) != a->cookie)
        return;
    if (cmd == NL80211_CMD_REMAIN_ON_CHANNEL) {
        a->fn.remain(w, 0, KL_WIFI_REMAIN_READY, a->user);
    } else if (cmd == NL80211_CMD_CANCEL_REMAIN_ON_CHANNEL) {
        kl_wifi_op_over(w, op);
        a->fn.remain(w, 0, KL_WIFI_REMAIN_EXPIRED, a->user);
    }
}

static void end_remain(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    struct await *a = (struct await *)op;

    if (code != -ENODEV) {
        kl_wifi_begin(w, NL80211_CMD_CANCEL_REMAIN_ON_CHANNEL, 0, op->ifindex);
        (void)kl_msg_put_u64(w->msg, NL80211_ATTR_COOKIE, a->cookie);
        (void)kl_wifi_run(w, NULL);
    }
    kl_wifi_op_over(w, op);
    a->fn.remain(w, code, KL_WIFI_REMAIN_EXPIRED, a->user);
}

static const struct kl_wifi_op_class remain_class = {on_remain, check_nothing, end_remain,
                                                     forget_nothing};

int64_t kl_wifi_remain_start(struct kl_wifi *w, uint32_t ifindex, uint32_t freq_mhz, uint32_t ms,
                             kl_wifi_remain_fn *fn, void *user)
{
    struct kl_answer *answer;
    struct kl_view v;
    struct await *a;
    int64_t id;
    int rc;

    if (ms > UINT32_MAX - SPARE_MS - 1)
        return kl_wifi_refuse(w, -ERANGE, "%u ms are too long", ms);
    id = begin(w, ifindex, &remain_class, ms + SPARE_MS, user, &a);
    if (id < 0)
        return id;
    a->fn.remain = fn;
    kl_wifi_begin(w, NL80211_CMD_REMAIN_ON_CHANNEL, 0, ifindex);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY_FREQ, freq_mhz);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_DURATION, ms);
    rc = kl_wifi_run(w, &answer);
    if (rc < 0) {
        kl_wifi_op_drop(w, &a->op);
        return rc;
    }
    if (kl_answer_count(answer) > 0 && kl_wifi_answer_view(answer, 0, &v) == 0)
        a->cookie = kl_wifi_uint(&v, NL80211_ATTR_COOKIE, 0);
    kl_answer_free(answer);
    return id;
}

struct remained {
    bool done;
    int code;
};

static void take_remained(struct kl_wifi *w, int code, enum kl_wifi_remain what, void *user)
{
    struct remained *r = user;

    (void)w;
    r->code = code;
    r->done = code < 0 || what == KL_WIFI_REMAIN_EXPIRED;
}

int kl_wifi_remain(struct kl_wifi *w, uint32_t ifindex, uint32_t freq_mhz, uint32_t ms)
{
    struct remained r = {.done = false};
    int64_t id = kl_wifi_remain_start(w, ifindex, freq_mhz, ms, take_remained, &r);
    int rc;

    if (id < 0)
        return (int)id;
    rc = kl_wifi_wait(w, &r.done);
    if (rc < 0 && !r.done) {
        kl_wifi_forget(w, id);
        return rc;
    }
    return r.code < 0
               ? kl_wifi_refuse(w, r.code, "the time on the channel ended: %s", kl_strerror(r.code))
               : 0;
}

/* ---- Radar ---- */

static void tell_radar(struct kl_wifi *w, struct await *a, enum kl_wifi_cac what)
{
    if (what == KL_WIFI_CAC_STARTED && a->started)
        return;
    a->started = true;
    if (what != KL_WIFI_CAC_STARTED)
        kl_wifi_op_over(w, &a->op);
    a->fn.cac(w, 0, what, a->user);
}

static void on_radar(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd, const struct kl_view *v)
{
    struct await *a = (struct await *)op;

    if (cmd != NL80211_CMD_RADAR_DETECT ||
        kl_wifi_uint(v, NL80211_ATTR_WIPHY_FREQ, a->freq_mhz) != a->freq_mhz)
        return;
    switch (kl_wifi_uint(v, NL80211_ATTR_RADAR_EVENT, UINT64_MAX)) {
    case NL80211_RADAR_CAC_STARTED:
        tell_radar(w, a, KL_WIFI_CAC_STARTED);
        break;
    case NL80211_RADAR_CAC_FINISHED:
        tell_radar(w, a, KL_WIFI_CAC_FINISHED);
        break;
    case NL80211_RADAR_CAC_ABORTED:
        a->aborted = true;
        op->wake = kl_now() + RADAR_NS;
        break;
    case NL80211_RADAR_DETECTED:
        tell_radar(w, a, KL_WIFI_CAC_RADAR);
        break;
    default:
        break;
    }
}

/* The kernel itself says only of a search in the background that it has begun. */
static void check_radar(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    struct await *a = (struct await *)op;

    if (!lost)
        tell_radar(w, a, a->aborted ? KL_WIFI_CAC_ABORTED : KL_WIFI_CAC_STARTED);
}

/* The kernel has no command that ends a search; it ends with the interface's being up. */
static void end_radar(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    struct await *a = (struct await *)op;

    kl_wifi_op_over(w, op);
    a->fn.cac(w, code, KL_WIFI_CAC_ABORTED, a->user);
}

static const struct kl_wifi_op_class radar_class = {on_radar, check_radar, end_radar,
                                                    forget_nothing};

int kl_wifi_cac_trigger(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_chan *c,
                        bool background)
{
    kl_wifi_begin(w, NL80211_CMD_RADAR_DETECT, 0, ifindex);
    kl_wifi_put_chan(w->msg, c);
    if (background)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_RADAR_BACKGROUND);
    return kl_wifi_run(w, NULL);
}

int64_t kl_wifi_cac_start(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_chan *c,
                          bool background, kl_wifi_cac_fn *fn, void *user)
{
    struct await *a;
    int64_t id = begin(w, ifindex, &radar_class, CAC_MS, user, &a);
    int rc;

    if (id < 0)
        return id;
    a->fn.cac = fn;
    a->freq_mhz = c->freq_mhz;
    rc = kl_wifi_cac_trigger(w, ifindex, c, background);
    if (rc < 0) {
        kl_wifi_op_drop(w, &a->op);
        return rc;
    }
    a->op.wake = 1; /* at the next turn */
    return id;
}

/* ---- Switching ---- */

static void on_switch(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd,
                      const struct kl_view *v)
{
    struct await *a = (struct await *)op;
    struct kl_wifi_chan now;

    if (cmd != NL80211_CMD_CH_SWITCH_NOTIFY ||
        kl_wifi_uint(v, NL80211_ATTR_IFINDEX, 0) != op->ifindex || !kl_wifi_read_chan(v, &now))
        return;
    kl_wifi_op_over(w, op);
    a->fn.moved(w, 0, &now, a->user);
}

static void end_switch(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    struct await *a = (struct await *)op;

    kl_wifi_op_over(w, op);
    a->fn.moved(w, code, NULL, a->user);
}

static const struct kl_wifi_op_class switch_class = {on_switch, check_nothing, end_switch,
                                                     forget_nothing};

static void put_csa(struct kl_msg *m, const struct kl_wifi_csa *c)
{
    (void)kl_msg_put_bytes(m, NL80211_ATTR_BEACON_HEAD, c->head, c->head_len);
    (void)kl_msg_put_bytes(m, NL80211_ATTR_BEACON_TAIL, c->tail, c->tail_len);
    (void)kl_msg_nest_begin(m, NL80211_ATTR_CSA_IES);
    (void)kl_msg_put_bytes(m, NL80211_ATTR_BEACON_HEAD, c->csa_head, c->csa_head_len);
    (void)kl_msg_put_bytes(m, NL80211_ATTR_BEACON_TAIL, c->csa_tail, c->csa_tail_len);
    (void)kl_msg_put_u16(m, NL80211_ATTR_CNTDWN_OFFS_BEACON, c->count_at);
    (void)kl_msg_nest_end(m);
}

int kl_wifi_switch_channel(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_switch *s)
{
    kl_wifi_begin(w, NL80211_CMD_CHANNEL_SWITCH, 0, ifindex);
    kl_wifi_put_chan(w->msg, &s->chan);
    (void)kl_msg_put_u32(w->msg, NL80211_ATTR_CH_SWITCH_COUNT, s->count);
    if (s->block_tx)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_CH_SWITCH_BLOCK_TX);
    if (s->csa != NULL)
        put_csa(w->msg, s->csa);
    return kl_wifi_run(w, NULL);
}

int64_t kl_wifi_switch_start(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_switch *s,
                             kl_wifi_switch_fn *fn, void *user)
{
    struct await *a;
    int64_t id = begin(w, ifindex, &switch_class, SWITCH_MS, user, &a);
    int rc;

    if (id < 0)
        return id;
    a->fn.moved = fn;
    rc = kl_wifi_switch_channel(w, ifindex, s);
    if (rc < 0) {
        kl_wifi_op_drop(w, &a->op);
        return rc;
    }
    return id;
}
