// SPDX-License-Identifier: MIT
/*
 * Measuring distances. The kernel sends results to the socket that asked, and ends the measurement
 * when it is closed: so each has a socket of its own. Source: net/wireless/pmsr.c,
 * nl80211_pmsr_start(), cfg80211_pmsr_report(), cfg80211_pmsr_complete().
 */
#include "wifi.h"

#include <kernlink/wifi_measure.h>

#include <stdlib.h>

#define TIMEOUT_MS   60000u
/* Newer than some headers */
#define LMR_FEEDBACK 12

void kl_wifi_ftm_target_init(struct kl_wifi_ftm_target *t)
{
    *t = (struct kl_wifi_ftm_target){.preamble = -1,
                                     .bursts_exp = -1,
                                     .burst_period = -1,
                                     .burst_duration = -1,
                                     .ftms_per_burst = -1,
                                     .retries = -1};
}

/* ---- The request ---- */

static int check_target(struct kl_wifi *w, const struct kl_wifi_ftm_target *t)
{
    static const unsigned char none[6];
    struct kl_wifi_chan chan = t->chan;
    char why[160];

    if (memcmp(t->mac, none, 6) == 0)
        return kl_wifi_refuse(w, -EINVAL, "a peer without an address");
    if (kl_wifi_chan_complete(&chan, why, sizeof(why)) < 0)
        return kl_wifi_refuse(w, -EINVAL, "%s", why);
    if (t->trigger_based && t->non_trigger_based)
        return kl_wifi_refuse(w, -EINVAL, "a measurement is trigger-based or not, not both");
    if (t->bursts_exp > 15 || t->burst_duration > 15 || t->ftms_per_burst > 31 ||
        t->burst_period > UINT16_MAX || t->retries > UINT8_MAX)
        return kl_wifi_refuse(w, -EINVAL, "bursts or retries are out of range");
    return 0;
}

static int check_options(struct kl_wifi *w, const struct kl_wifi_ftm_options *o)
{
    int rc = 0;

    if (o->n_targets == 0)
        return kl_wifi_refuse(w, -EINVAL, "nobody is to be measured");
    if (o->mac != NULL && o->mac_mask == NULL)
        return kl_wifi_refuse(w, -EINVAL, "a random address needs a mask");
    for (unsigned i = 0; rc == 0 && i < o->n_targets; i++)
        rc = check_target(w, &o->targets[i]);
    return rc;
}

static uint32_t preamble_of(const struct kl_wifi_ftm_target *t)
{
    if (t->preamble >= 0)
        return (uint32_t)t->preamble;
    if (t->trigger_based || t->non_trigger_based)
        return NL80211_PREAMBLE_HE;
    switch (t->chan.width) {
    case NL80211_CHAN_WIDTH_20:
    case NL80211_CHAN_WIDTH_40:
        return NL80211_PREAMBLE_HT;
    case NL80211_CHAN_WIDTH_80:
    case NL80211_CHAN_WIDTH_80P80:
    case NL80211_CHAN_WIDTH_160:
        return NL80211_PREAMBLE_VHT;
    default:
        return NL80211_PREAMBLE_LEGACY;
    }
}

static void put_number(struct kl_msg *m, uint16_t attr, int value)
{
    if (value >= 0)
        (void)kl_msg_put_u8(m, attr, (uint8_t)value);
}

static void put_ftm(struct kl_msg *m, const struct kl_wifi_ftm_target *t)
{
    const struct {
        bool on;
        uint16_t attr;
    } flags[] = {
        {t->asap, NL80211_PMSR_FTM_REQ_ATTR_ASAP},
        {t->lci, NL80211_PMSR_FTM_REQ_ATTR_REQUEST_LCI},
        {t->civic, NL80211_PMSR_FTM_REQ_ATTR_REQUEST_CIVICLOC},
        {t->trigger_based, NL80211_PMSR_FTM_REQ_ATTR_TRIGGER_BASED},
        {t->non_trigger_based, NL80211_PMSR_FTM_REQ_ATTR_NON_TRIGGER_BASED},
        {t->lmr_feedback, LMR_FEEDBACK},
    };

    (void)kl_msg_nest_begin(m, NL80211_PMSR_TYPE_FTM);
    (void)kl_msg_put_u32(m, NL80211_PMSR_FTM_REQ_ATTR_PREAMBLE, preamble_of(t));
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (flags[i].on)
            (void)kl_msg_put_flag(m, flags[i].attr);
    put_number(m, NL80211_PMSR_FTM_REQ_ATTR_NUM_BURSTS_EXP, t->bursts_exp);
    if (t->burst_period >= 0)
        (void)kl_msg_put_u16(m, NL80211_PMSR_FTM_REQ_ATTR_BURST_PERIOD, (uint16_t)t->burst_period);
    put_number(m, NL80211_PMSR_FTM_REQ_ATTR_BURST_DURATION, t->burst_duration);
    put_number(m, NL80211_PMSR_FTM_REQ_ATTR_FTMS_PER_BURST, t->ftms_per_burst);
    put_number(m, NL80211_PMSR_FTM_REQ_ATTR_NUM_FTMR_RETRIES, t->retries);
    (void)kl_msg_nest_end(m);
}

static void put_target(struct kl_msg *m, uint16_t number, const struct kl_wifi_ftm_target *t)
{
    struct kl_wifi_chan chan = t->chan;

    (void)kl_wifi_chan_complete(&chan, NULL, 0); /* it was checked */
    /* Where a single centre is that of the channel, width and frequency say all. */
    if (chan.center1_mhz == chan.freq_mhz)
        chan.center1_mhz = 0;
    chan.type = -1;
    (void)kl_msg_nest_begin(m, number);
    (void)kl_msg_put_bytes(m, NL80211_PMSR_PEER_ATTR_ADDR, t->mac, 6);
    (void)kl_msg_nest_begin(m, NL80211_PMSR_PEER_ATTR_CHAN);
    kl_wifi_put_chan(m, &chan);
    (void)kl_msg_nest_end(m);
    (void)kl_msg_nest_begin(m, NL80211_PMSR_PEER_ATTR_REQ);
    (void)kl_msg_nest_begin(m, NL80211_PMSR_REQ_ATTR_DATA);
    put_ftm(m, t);
    (void)kl_msg_nest_end(m);
    if (t->ap_tsf)
        (void)kl_msg_put_flag(m, NL80211_PMSR_REQ_ATTR_GET_AP_TSF);
    (void)kl_msg_nest_end(m);
    (void)kl_msg_nest_end(m);
}

static void put_request(struct kl_msg *m, const struct kl_wifi_ftm_options *o)
{
    if (o->driver_timeout_ms != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_TIMEOUT, o->driver_timeout_ms);
    if (o->mac != NULL) {
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC, o->mac, 6);
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC_MASK, o->mac_mask, 6);
    }
    (void)kl_msg_nest_begin(m, NL80211_ATTR_PEER_MEASUREMENTS);
    (void)kl_msg_nest_begin(m, NL80211_PMSR_ATTR_PEERS);
    for (unsigned i = 0; i < o->n_targets; i++)
        put_target(m, (uint16_t)(i + 1), &o->targets[i]);
    (void)kl_msg_nest_end(m);
    (void)kl_msg_nest_end(m);
}

/* ---- The operation ---- */

struct ftm {
    struct kl_wifi_op op; /* first */
    kl_wifi_ftm_fn *fn;
    void *user;
};

static void finish(struct kl_wifi *w, struct ftm *f, int code)
{
    kl_wifi_op_over(w, &f->op);
    f->fn(w, NULL, code, f->user);
}

static void on_ftm_event(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd,
                         const struct kl_view *v)
{
    struct ftm *f = (struct ftm *)op;

    if (cmd == NL80211_CMD_PEER_MEASUREMENT_RESULT)
        (void)kl_wifi_ftm_read(w, v, f->fn, f->user);
    else if (cmd == NL80211_CMD_PEER_MEASUREMENT_COMPLETE)
        finish(w, f, 0);
}

static void check_ftm(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    (void)w; /* what is lost on the socket of all events is not ours */
    (void)op;
    (void)lost;
}

static void end_ftm(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    finish(w, (struct ftm *)op, code); /* its socket goes, and the measurement with it */
}

static void forget_ftm(struct kl_wifi_op *op)
{
    (void)op;
}

static const struct kl_wifi_op_class ftm_class = {on_ftm_event, check_ftm, end_ftm, forget_ftm};

int64_t kl_wifi_ftm_start(struct kl_wifi *w, uint32_t ifindex,
                          const struct kl_wifi_ftm_options *options, kl_wifi_ftm_fn *fn, void *user)
{
    unsigned timeout = options->timeout_ms != 0 ? options->timeout_ms : TIMEOUT_MS;
    int rc = check_options(w, options);
    struct ftm *f;
    int64_t id;

    if (rc < 0)
        return rc;
    f = calloc(1, sizeof(*f));
    if (f == NULL)
        return -ENOMEM;
    f->fn = fn;
    f->user = user;
    id = kl_wifi_op_add(w, &f->op, &ftm_class, ifindex, timeout);
    if (id < 0) {
        free(f);
        return id;
    }
    rc = kl_wifi_op_begin(w, &f->op, NL80211_CMD_PEER_MEASUREMENT_START);
    if (rc == 0) {
        put_request(w->msg, options);
        rc = kl_wifi_op_request(w, &f->op);
    }
    if (rc < 0) {
        kl_wifi_op_drop(w, &f->op);
        return rc;
    }
    return id;
}

struct waiting {
    kl_wifi_ftm_fn *fn;
    void *user;
    bool done;
    int code;
};

static void take_result(struct kl_wifi *w, const struct kl_wifi_ftm_result *r, int code, void *user)
{
    struct waiting *wait = user;

    if (r != NULL) {
        wait->fn(w, r, 0, wait->user);
        return;
    }
    wait->done = true;
    wait->code = code;
}

int kl_wifi_ftm(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ftm_options *options,
                kl_wifi_ftm_fn *fn, void *user)
{
    struct waiting wait = {.fn = fn, .user = user};
    int64_t id = kl_wifi_ftm_start(w, ifindex, options, take_result, &wait);
    int rc;

    if (id < 0)
        return (int)id;
    rc = kl_wifi_wait(w, &wait.done);
    if (rc < 0) {
        if (!wait.done)
            kl_wifi_forget(w, id);
        return rc;
    }
    if (wait.code == -ETIMEDOUT)
        return kl_wifi_refuse(w, wait.code, "the measurement did not end in time");
    return wait.code < 0
               ? kl_wifi_refuse(w, wait.code, "the measurement ended: %s", kl_strerror(wait.code))
               : 0;
}
