// SPDX-License-Identifier: MIT
/*
 * A scan from its trigger to its end.
 *
 * The kernel sends, in this order, the event TRIGGER_SCAN, the acknowledgement, and in the end
 * NEW_SCAN_RESULTS or SCAN_ABORTED (net/wireless/scan.c). Events of a scan before ours may still be
 * in the queue: so an end counts after our TRIGGER_SCAN only. A phy has one scan at a time.
 */
#include "wake.h"

#include <stdlib.h>

#define TIMEOUT_MS 60000u
/* The kernel is busy with things that end without an event of a scan, such as a remain-on-channel:
 * so whoever waits asks again. */
#define AGAIN_NS   500000000u

struct scan {
    struct kl_wifi_op op; /* first */
    struct kl_msg *msg;   /* the trigger, to be sent again */
    kl_wifi_scan_fn *fn;
    void *user;
    bool triggered; /* ours is running */
    bool seen;      /* its TRIGGER_SCAN */
    bool joined;    /* somebody else's is running, and will do */
};

static void finish(struct kl_wifi *w, struct scan *s, enum kl_wifi_outcome outcome, int code)
{
    kl_msg_free(s->msg);
    s->msg = NULL;
    kl_wifi_op_over(w, &s->op);
    if (code == -ECANCELED)
        (void)kl_wifi_refuse(w, code, "the scan was aborted");
    else if (code == -ETIMEDOUT)
        (void)kl_wifi_refuse(w, code, "the scan did not end in time");
    else if (code < 0)
        (void)kl_wifi_refuse(w, code, "the scan ended: %s", kl_strerror(code));
    s->fn(w, outcome, code, s->user);
}

static int send_trigger(struct kl_wifi *w, struct scan *s)
{
    int rc = kl_request(w->sock, s->msg, NULL);

    s->triggered = rc == 0;
    s->seen = false;
    s->op.wake = rc == 0 ? 0 : kl_now() + AGAIN_NS;
    return rc;
}

/* The phy may be free: our turn. */
static void try_again(struct kl_wifi *w, struct scan *s)
{
    int rc = send_trigger(w, s);

    if (rc < 0 && rc != -EBUSY)
        finish(w, s, KL_WIFI_ABORTED, rc);
}

static void on_scan_event(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd,
                          const struct kl_view *v)
{
    bool ours = kl_wifi_uint(v, NL80211_ATTR_WDEV, op->wdev) == op->wdev;
    struct scan *s = (struct scan *)op;

    if (cmd == NL80211_CMD_TRIGGER_SCAN && ours && s->triggered)
        s->seen = true;
    if (cmd != NL80211_CMD_NEW_SCAN_RESULTS && cmd != NL80211_CMD_SCAN_ABORTED)
        return;
    if (s->joined || (s->triggered && s->seen && ours)) {
        bool aborted = cmd == NL80211_CMD_SCAN_ABORTED;

        finish(w, s, aborted ? KL_WIFI_ABORTED : KL_WIFI_FINISHED, aborted ? -ECANCELED : 0);
    } else if (!s->triggered) {
        try_again(w, s);
    }
}

/* With events lost, the end may be among them. Only the kernel knows whether the scan still runs,
 * and says so when asked for another. */
static void check_scan(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    struct scan *s = (struct scan *)op;

    if (lost || !(s->triggered || s->joined)) {
        bool running = s->triggered || s->joined;
        int rc = kl_request(w->sock, s->msg, NULL);

        if (rc == -EBUSY && running) {
            s->seen = true;
            return;
        }
        s->joined = false;
        s->triggered = rc == 0;
        s->seen = rc == 0;
        op->wake = rc == 0 ? 0 : kl_now() + AGAIN_NS;
        if (rc < 0 && rc != -EBUSY)
            finish(w, s, KL_WIFI_ABORTED, rc);
    }
}

static void end_scan(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    struct scan *s = (struct scan *)op;

    if (s->triggered && code != -ENODEV)
        (void)kl_wifi_scan_abort(w, op->ifindex);
    finish(w, s, code == -ETIMEDOUT ? KL_WIFI_TIMED_OUT : KL_WIFI_ABORTED, code);
}

static void forget_scan(struct kl_wifi_op *op)
{
    kl_msg_free(((struct scan *)op)->msg);
}

static const struct kl_wifi_op_class scan_class = {on_scan_event, check_scan, end_scan,
                                                   forget_scan};

/* ---- The request ---- */

void kl_wifi_put_ssids(struct kl_msg *m, const struct kl_wifi_ssid *ssids, unsigned n)
{
    (void)kl_msg_nest_begin(m, NL80211_ATTR_SCAN_SSIDS);
    for (unsigned i = 0; i < n; i++)
        (void)kl_msg_put_bytes(m, (uint16_t)(i + 1), ssids[i].data, ssids[i].len);
    if (n == 0)
        (void)kl_msg_put_bytes(m, 1, "", 0);
    (void)kl_msg_nest_end(m);
}

void kl_wifi_put_freqs(struct kl_msg *m, const uint32_t *khz, unsigned n)
{
    bool fine = false; /* not whole MHz */

    if (n == 0)
        return;
    for (unsigned i = 0; i < n; i++)
        fine |= khz[i] % 1000 != 0;
    (void)kl_msg_nest_begin(m, fine ? NL80211_ATTR_SCAN_FREQ_KHZ : NL80211_ATTR_SCAN_FREQUENCIES);
    for (unsigned i = 0; i < n; i++)
        (void)kl_msg_put_u32(m, (uint16_t)(i + 1), fine ? khz[i] : khz[i] / 1000);
    (void)kl_msg_nest_end(m);
}

static int check_options(struct kl_wifi *w, const struct kl_wifi_scan_options *o)
{
    if (o->passive && o->n_ssids > 0)
        return kl_wifi_refuse(w, -EINVAL, "a passive scan asks for no SSID");
    if (o->join && o->wait)
        return kl_wifi_refuse(w, -EINVAL, "a scan can join another or wait for it, not both");
    for (unsigned i = 0; i < o->n_ssids; i++)
        if (o->ssids[i].len > KL_WIFI_SSID_MAX)
            return kl_wifi_refuse(w, -EINVAL, "an SSID has at most %d bytes", KL_WIFI_SSID_MAX);
    return 0;
}

static void put_trigger(struct kl_wifi *w, struct kl_msg *m, uint32_t ifindex,
                        const struct kl_wifi_scan_options *o)
{
    (void)kl_msg_start_genl(m, w->family, NL80211_CMD_TRIGGER_SCAN, 0, 0);
    kl_wifi_put_ifindex(m, ifindex);
    if (!o->passive) /* no SSID at all is what makes a scan passive */
        kl_wifi_put_ssids(m, o->ssids, o->n_ssids);
    kl_wifi_put_freqs(m, o->freqs_khz, o->n_freqs);
    if (o->flags != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_SCAN_FLAGS, o->flags);
    if (o->ies != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_IE, o->ies, o->ies_len);
    if (o->mac != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC, o->mac, 6);
    if (o->mac_mask != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_MAC_MASK, o->mac_mask, 6);
    if (o->bssid != NULL)
        (void)kl_msg_put_bytes(m, NL80211_ATTR_BSSID, o->bssid, 6);
    if (o->duration_tu != 0)
        (void)kl_msg_put_u16(m, NL80211_ATTR_MEASUREMENT_DURATION, o->duration_tu);
    if (o->duration_mandatory)
        (void)kl_msg_put_flag(m, NL80211_ATTR_MEASUREMENT_DURATION_MANDATORY);
}

static const struct kl_wifi_scan_options *or_defaults(const struct kl_wifi_scan_options *options)
{
    static const struct kl_wifi_scan_options defaults;

    return options != NULL ? options : &defaults;
}

int kl_wifi_scan_trigger(struct kl_wifi *w, uint32_t ifindex,
                         const struct kl_wifi_scan_options *options)
{
    const struct kl_wifi_scan_options *o = or_defaults(options);
    int rc = check_options(w, o);

    if (rc < 0)
        return rc;
    put_trigger(w, w->msg, ifindex, o);
    return kl_wifi_run(w, NULL);
}

int kl_wifi_scan_abort(struct kl_wifi *w, uint32_t ifindex)
{
    kl_wifi_begin(w, NL80211_CMD_ABORT_SCAN, 0, ifindex);
    return kl_wifi_run(w, NULL);
}

/* ---- Operations ---- */

int64_t kl_wifi_scan_start(struct kl_wifi *w, uint32_t ifindex,
                           const struct kl_wifi_scan_options *options, kl_wifi_scan_fn *fn,
                           void *user)
{
    const struct kl_wifi_scan_options *o = or_defaults(options);
    struct scan *s;
    int64_t id;
    int rc = check_options(w, o);

    if (rc < 0)
        return rc;
    s = calloc(1, sizeof(*s));
    if (s == NULL)
        return -ENOMEM;
    rc = kl_msg_new(&s->msg);
    if (rc < 0) {
        free(s);
        return rc;
    }
    s->fn = fn;
    s->user = user;
    put_trigger(w, s->msg, ifindex, o);
    id = kl_wifi_op_add(w, &s->op, &scan_class, ifindex,
                        o->timeout_ms != 0 ? o->timeout_ms : TIMEOUT_MS);
    if (id < 0) {
        kl_msg_free(s->msg);
        free(s);
        return id;
    }
    rc = send_trigger(w, s);
    if (rc == -EBUSY && (o->join || o->wait)) {
        s->joined = o->join;
        s->op.wake = o->wait ? kl_now() + AGAIN_NS : 0;
    } else if (rc < 0) {
        kl_msg_free(s->msg);
        s->msg = NULL;
        kl_wifi_op_drop(w, &s->op);
        return rc;
    }
    return id;
}

struct result {
    bool done;
    int code;
};

static void take_result(struct kl_wifi *w, enum kl_wifi_outcome outcome, int code, void *user)
{
    struct result *r = user;

    (void)w;
    (void)outcome;
    r->done = true;
    r->code = code;
}

int kl_wifi_scan(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_scan_options *options,
                 kl_wifi_bss_fn *fn, void *user)
{
    struct result r = {.done = false};
    int64_t id = kl_wifi_scan_start(w, ifindex, options, take_result, &r);
    int rc;

    if (id < 0)
        return (int)id;
    rc = kl_wifi_wait(w, &r.done);
    if (rc < 0) {
        if (!r.done)
            (void)kl_wifi_cancel(w, id);
        return rc;
    }
    if (r.code < 0)
        return r.code;
    return kl_wifi_scan_dump(w, ifindex, fn, user);
}
