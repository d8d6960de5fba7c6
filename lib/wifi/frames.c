// SPDX-License-Identifier: MIT
// Management frames: received by registration, and sent until it is known whether they arrived.
// Source: net/wireless/mlme.c, cfg80211_mlme_register_mgmt(), cfg80211_mlme_mgmt_tx().
#include "ap.h"

#include <stdlib.h>

#define HEADER      24 /* of a management frame */
#define STATUS_MS   10000u
#define MAX_MATCHES 64u

/* ---- Receiving ---- */

struct listen {
    struct kl_wifi_op op; /* first */
    kl_wifi_frame_fn *fn;
    void *user;
};

bool kl_wifi_read_frame(const struct kl_view *v, struct kl_wifi_frame *ret)
{
    const void *data;
    uint64_t signal;

    if (kl_view_get_bytes(v, NL80211_ATTR_FRAME, &data, &ret->len) < 0 || ret->len < HEADER)
        return false;
    ret->data = data;
    ret->freq_mhz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_WIPHY_FREQ, 0);
    ret->offset_khz = (uint32_t)kl_wifi_uint(v, NL80211_ATTR_WIPHY_FREQ_OFFSET, 0);
    ret->has_signal = kl_view_get_uint(v, NL80211_ATTR_RX_SIGNAL_DBM, &signal) == 0;
    ret->signal_dbm = ret->has_signal ? (int32_t)(uint32_t)signal : 0;
    return true;
}

static void on_frame(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd, const struct kl_view *v)
{
    struct listen *l = (struct listen *)op;
    struct kl_wifi_frame f;

    if (cmd == NL80211_CMD_FRAME && kl_wifi_read_frame(v, &f))
        l->fn(w, 0, &f, l->user);
}

static void check_nothing(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    (void)w;
    (void)op;
    (void)lost;
}

static void end_listen(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    struct listen *l = (struct listen *)op;

    kl_wifi_op_over(w, op);
    l->fn(w, code, NULL, l->user);
}

static void forget_nothing(struct kl_wifi_op *op)
{
    (void)op;
}

static const struct kl_wifi_op_class listen_class = {on_frame, check_nothing, end_listen,
                                                     forget_nothing};

int64_t kl_wifi_frames_start(struct kl_wifi *w, uint32_t ifindex,
                             const struct kl_wifi_frame_match *matches, unsigned n,
                             kl_wifi_frame_fn *fn, void *user)
{
    struct listen *l;
    int64_t id;
    int rc = 0;

    if (n == 0 || n > MAX_MATCHES)
        return kl_wifi_refuse(w, -EINVAL, "1 to %u kinds of frames are needed", MAX_MATCHES);
    l = calloc(1, sizeof(*l));
    if (l == NULL)
        return -ENOMEM;
    l->fn = fn;
    l->user = user;
    id = kl_wifi_op_add(w, &l->op, &listen_class, ifindex, KL_NO_TIMEOUT);
    if (id < 0) {
        free(l);
        return id;
    }
    for (unsigned i = 0; rc == 0 && i < n; i++)
        rc = kl_wifi_op_listen(w, &l->op, matches[i].type, matches[i].match, matches[i].match_len);
    if (rc < 0) {
        kl_wifi_op_drop(w, &l->op);
        return rc;
    }
    return id;
}

/* ---- Sending ---- */

struct sending {
    struct kl_wifi_op op; /* first */
    kl_wifi_sent_fn *fn;
    void *user;
    uint64_t cookie;
};

static void finish_sending(struct kl_wifi *w, struct sending *s, int code, bool acked)
{
    kl_wifi_op_over(w, &s->op);
    s->fn(w, code, acked, s->user);
}

static void on_status(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd,
                      const struct kl_view *v)
{
    struct sending *s = (struct sending *)op;

    if (cmd == NL80211_CMD_FRAME_TX_STATUS && kl_wifi_uint(v, NL80211_ATTR_COOKIE, 0) == s->cookie)
        finish_sending(w, s, 0, kl_view_has(v, NL80211_ATTR_ACK));
}

static void check_sending(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    /* Without awaiting an acknowledgement it ends at the next turn; a lost status is a timeout. */
    if (!lost)
        finish_sending(w, (struct sending *)op, 0, false);
}

static void end_sending(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    struct sending *s = (struct sending *)op;

    if (code == -ECANCELED) {
        kl_wifi_begin(w, NL80211_CMD_FRAME_WAIT_CANCEL, 0, op->ifindex);
        (void)kl_msg_put_u64(w->msg, NL80211_ATTR_COOKIE, s->cookie);
        (void)kl_wifi_run(w, NULL);
    }
    finish_sending(w, s, code, false);
}

static const struct kl_wifi_op_class sending_class = {on_status, check_sending, end_sending,
                                                      forget_nothing};

int kl_wifi_put_frame(struct kl_wifi *w, uint32_t ifindex, const uint8_t *frame, size_t len,
                      const struct kl_wifi_send_options *o, uint64_t *ret_cookie)
{
    struct kl_answer *a;
    struct kl_view v;
    int rc;

    if (frame == NULL || len < HEADER)
        return kl_wifi_refuse(w, -EINVAL, "a frame has %d bytes at least, not %zu", HEADER, len);
    kl_wifi_begin(w, NL80211_CMD_FRAME, 0, ifindex);
    if (o->freq_mhz != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY_FREQ, o->freq_mhz);
    if (o->duration_ms != 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_DURATION, o->duration_ms);
    if (o->off_channel)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_OFFCHANNEL_TX_OK);
    if (o->no_cck)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_TX_NO_CCK_RATE);
    if (o->no_ack)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_DONT_WAIT_FOR_ACK);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_FRAME, frame, len);
    rc = kl_wifi_run(w, &a);
    if (rc < 0)
        return rc;
    if (ret_cookie != NULL)
        *ret_cookie = kl_answer_count(a) > 0 && kl_wifi_answer_view(a, 0, &v) == 0
                          ? kl_wifi_uint(&v, NL80211_ATTR_COOKIE, 0)
                          : 0;
    kl_answer_free(a);
    return 0;
}

int64_t kl_wifi_send_frame_start(struct kl_wifi *w, uint32_t ifindex, const uint8_t *frame,
                                 size_t len, const struct kl_wifi_send_options *o,
                                 kl_wifi_sent_fn *fn, void *user)
{
    static const struct kl_wifi_send_options plain;
    struct sending *s = calloc(1, sizeof(*s));
    int64_t id;
    int rc;

    if (s == NULL)
        return -ENOMEM;
    if (o == NULL)
        o = &plain;
    s->fn = fn;
    s->user = user;
    id = kl_wifi_op_add(w, &s->op, &sending_class, ifindex, STATUS_MS + o->duration_ms);
    if (id < 0) {
        free(s);
        return id;
    }
    rc = kl_wifi_put_frame(w, ifindex, frame, len, o, &s->cookie);
    if (rc < 0) {
        kl_wifi_op_drop(w, &s->op);
        return rc;
    }
    if (o->no_ack)
        s->op.wake = 1;
    return id;
}

struct sent {
    bool done, acked;
    int code;
};

static void take_sent(struct kl_wifi *w, int code, bool acked, void *user)
{
    struct sent *s = user;

    (void)w;
    *s = (struct sent){.done = true, .acked = acked, .code = code};
}

int kl_wifi_send_frame(struct kl_wifi *w, uint32_t ifindex, const uint8_t *frame, size_t len,
                       const struct kl_wifi_send_options *options, bool *ret_acked)
{
    struct sent s = {.done = false};
    int64_t id = kl_wifi_send_frame_start(w, ifindex, frame, len, options, take_sent, &s);
    int rc;

    if (id < 0)
        return (int)id;
    rc = kl_wifi_wait(w, &s.done);
    if (rc < 0) {
        kl_wifi_forget(w, id);
        return rc;
    }
    if (s.code < 0)
        return kl_wifi_refuse(w, s.code, "what became of the frame was not said: %s",
                              kl_strerror(s.code));
    if (ret_acked != NULL)
        *ret_acked = s.acked;
    return 0;
}
