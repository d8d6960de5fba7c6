// SPDX-License-Identifier: MIT
/*
 * An open AP that answers stations: what hostapd does for a network without a password. The kernel
 * gives management frames to the socket that asks for them; authentication, association and the
 * end of both are answered here, and the kernel is told who may send data.
 */
#include "ap_serve.h"

#include <stdlib.h>

#define HEADER             24
#define INACTIVITY_S       300u
#define LOOK_NS            5000000000u /* how often silent stations are looked for */
#define FRAME_MAX          1024

#define ASSOC_REQ          0x00
#define REASSOC_REQ        0x20
#define PROBE_REQ          0x40
#define DISASSOC           0xa0
#define AUTH               0xb0
#define DEAUTH             0xc0

#define REASON_LEAVING     3 /* IEEE 802.11 table 9-49 */
#define REASON_SILENT      4
#define REASON_NOT_AUTH    6
#define REASON_NOT_ASSOC   7
#define STATUS_ALGORITHM   13
#define STATUS_TRANSACTION 14
#define STATUS_TOO_MANY    17

/* ---- What the caller hears ---- */

/* Any of these calls may cancel the operation: its end is the last that is told. */
static void tell(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_wifi_ap_event *e)
{
    if (!s->op.over)
        s->fn(w, 0, e, s->user);
}

static void warn(struct kl_wifi *w, struct kl_wifi_serve *s)
{
    tell(w, s, &(struct kl_wifi_ap_event){.what = KL_WIFI_AP_WARNING});
}

static struct kl_wifi_ap_event about(enum kl_wifi_ap_what what, const struct kl_wifi_sta *sta)
{
    struct kl_wifi_ap_event e = {.what = what,
                                 .aid = sta->aid,
                                 .ht = sta->ht,
                                 .vht = sta->vht,
                                 .he = sta->he,
                                 .wmm = sta->wmm};

    memcpy(e.mac, sta->mac, 6);
    return e;
}

/* ---- Sending ---- */

static int send_frame(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_wifi_buf *b,
                      bool no_ack, uint64_t *ret_cookie)
{
    struct kl_wifi_send_options o = {.no_ack = no_ack};
    int rc;

    if (s->op.over)
        return -ECANCELED;
    rc = b->full ? kl_wifi_refuse(w, -EMSGSIZE, "a frame is too long")
                 : kl_wifi_put_frame(w, s->op.ifindex, b->data, b->len, &o, ret_cookie);

    if (rc < 0)
        warn(w, s);
    return rc;
}

#define BUFFER(name)                                                                               \
    uint8_t name##_data[FRAME_MAX];                                                                \
    struct kl_wifi_buf name = {.data = name##_data, .size = sizeof(name##_data)}

static void send_goodbye(struct kl_wifi *w, struct kl_wifi_serve *s, const unsigned char to[6],
                         unsigned type, unsigned reason)
{
    BUFFER(b);

    kl_wifi_ap_goodbye(&b, &s->plan, to, type, reason);
    (void)send_frame(w, s, &b, true, NULL);
}

/* ---- The end of stations ---- */

static void left(struct kl_wifi *w, struct kl_wifi_serve *s, struct kl_wifi_sta *sta,
                 unsigned reason, bool by_station)
{
    struct kl_wifi_ap_event e = about(KL_WIFI_AP_LEFT, sta);
    bool joined = sta->state == KL_WIFI_STA_JOINED;

    e.reason = (uint16_t)reason;
    e.by_station = by_station;
    kl_wifi_sta_end(w, s, sta);
    if (joined)
        tell(w, s, &e);
}

/* The kernel, or somebody, took it out. */
static void on_deleted(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_view *v)
{
    struct kl_wifi_ap_event e;
    struct kl_wifi_sta *sta;
    unsigned char mac[6];
    bool joined;

    if (!kl_wifi_bytes(v, NL80211_ATTR_MAC, mac, 6))
        return;
    sta = kl_wifi_sta_find(s, mac);
    if (sta == NULL)
        return;
    if (sta->endings > 0) {
        sta->endings--;
        if (sta->state == KL_WIFI_STA_NONE)
            kl_wifi_sta_drop(s, sta);
        return;
    }
    joined = sta->state == KL_WIFI_STA_JOINED;
    e = about(KL_WIFI_AP_LEFT, sta);
    kl_wifi_sta_drop(s, sta);
    if (joined)
        tell(w, s, &e);
}

/* ---- Requests ---- */

static void on_probe(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_wifi_frame *f)
{
    const uint8_t *ies = f->data + HEADER, *ssid, *ds;
    size_t len, ds_len, ies_len = f->len - HEADER;

    ssid = kl_wifi_find_ie(ies, ies_len, 0, &len);
    ds = kl_wifi_find_ie(ies, ies_len, 3, &ds_len);
    if (ssid == NULL)
        return;
    /* Asked on another channel, heard on ours. */
    if (ds != NULL && ds_len >= 1 && ds[0] != kl_wifi_freq_to_channel(s->ap.chan.freq_mhz))
        return;
    if (len == 0 ? s->ap.hidden != NL80211_HIDDEN_SSID_NOT_IN_USE
                 : len != s->ap.ssid_len || memcmp(ssid, s->ap.ssid, len) != 0)
        return;
    BUFFER(b);

    kl_wifi_ap_probe_response(&b, &s->plan, f->data + 10);
    (void)send_frame(w, s, &b, true, NULL);
}

static void refused(struct kl_wifi *w, struct kl_wifi_serve *s, const unsigned char mac[6],
                    unsigned status)
{
    struct kl_wifi_ap_event e = {.what = KL_WIFI_AP_REFUSED, .status = (uint16_t)status};

    memcpy(e.mac, mac, 6);
    tell(w, s, &e);
}

static void on_auth(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_wifi_frame *f)
{
    const uint8_t *p = f->data + HEADER;
    unsigned char mac[6];
    struct kl_wifi_sta *sta;
    unsigned algorithm, status = 0;

    if (f->len < HEADER + 6)
        return;
    memcpy(mac, f->data + 10, 6);
    algorithm = (unsigned)(p[0] | p[1] << 8);
    if (algorithm != 0)
        status = STATUS_ALGORITHM;
    else if ((p[2] | p[3] << 8) != 1)
        status = STATUS_TRANSACTION;
    if (status == 0) {
        sta = kl_wifi_sta_get(s, mac);
        if (sta == NULL)
            status = STATUS_TOO_MANY;
        else if (sta->state == KL_WIFI_STA_NONE)
            sta->state = KL_WIFI_STA_KNOWN;
        else if (sta->state != KL_WIFI_STA_KNOWN)
            sta->anew = true;
    }
    BUFFER(b);

    kl_wifi_ap_auth_response(&b, &s->plan, mac, algorithm, status);
    (void)send_frame(w, s, &b, false, NULL);
    if (status != 0)
        refused(w, s, mac, status);
}

static void keep_ies(struct kl_wifi_sta *sta, const struct kl_wifi_assoc *a)
{
    free(sta->ies);
    sta->ies = a->ies_len > 0 ? malloc(a->ies_len) : NULL;
    sta->ies_len = sta->ies != NULL ? a->ies_len : 0;
    if (sta->ies != NULL)
        memcpy(sta->ies, a->ies, a->ies_len);
}

static void on_assoc(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_wifi_frame *f)
{
    struct kl_wifi_sta *sta;
    struct kl_wifi_assoc a;
    unsigned char mac[6];
    unsigned status = 0;

    memcpy(mac, f->data + 10, 6);
    if (!kl_wifi_assoc_parse(f->data, f->len, &a))
        return;
    sta = kl_wifi_sta_find(s, mac);
    if (sta == NULL || sta->state == KL_WIFI_STA_NONE) {
        send_goodbye(w, s, mac, DEAUTH, REASON_NOT_AUTH);
        return;
    }
    /* It comes again as a new one; or it asks again because it has not heard our answer. */
    if (sta->state >= KL_WIFI_STA_ANSWERED && sta->anew) {
        left(w, s, sta, 0, true);
        sta = s->op.over ? NULL : kl_wifi_sta_get(s, mac);
        if (sta == NULL)
            return;
        sta->state = KL_WIFI_STA_KNOWN;
    }
    if (sta->state == KL_WIFI_STA_KNOWN) {
        status = kl_wifi_sta_admit(w, s, sta, &a);
        if (status == 0) {
            sta->state = KL_WIFI_STA_ANSWERED;
            keep_ies(sta, &a);
        }
    }
    BUFFER(b);

    kl_wifi_ap_assoc_response(&b, &s->plan, mac, a.again, status, status == 0 ? sta->aid : 0);
    if (status != 0) {
        kl_wifi_sta_drop(s, sta);
        (void)send_frame(w, s, &b, false, NULL);
        refused(w, s, mac, status);
    } else if (send_frame(w, s, &b, false, &sta->cookie) < 0) {
        sta = kl_wifi_sta_find(s, mac); /* the warning may have changed the table */
        if (sta != NULL)
            left(w, s, sta, 0, false);
    }
}

static void on_goodbye(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_wifi_frame *f)
{
    struct kl_wifi_sta *sta = kl_wifi_sta_find(s, f->data + 10);
    const uint8_t *p = f->data + HEADER;
    unsigned char mac[6];

    if (sta == NULL || f->len < HEADER + 2)
        return;
    memcpy(mac, sta->mac, 6);
    left(w, s, sta, (unsigned)(p[0] | p[1] << 8), true);
    /* Only disassociated, it may associate again without authentication. */
    sta = (f->data[0] & 0xfc) == DISASSOC && !s->op.over ? kl_wifi_sta_get(s, mac) : NULL;
    if (sta != NULL)
        sta->state = KL_WIFI_STA_KNOWN;
}

static void on_frame(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_view *v)
{
    struct kl_wifi_frame f;
    unsigned type;

    if (!kl_wifi_read_frame(v, &f) || (f.data[1] & 0x40) != 0 || (f.data[10] & 1) != 0)
        return; /* too short, encrypted, or from a group */
    type = f.data[0] & 0xfc;
    if (type == PROBE_REQ) {
        on_probe(w, s, &f);
        return;
    }
    if (memcmp(f.data + 4, s->plan.mac, 6) != 0 || memcmp(f.data + 16, s->plan.mac, 6) != 0)
        return;
    if (type == AUTH)
        on_auth(w, s, &f);
    else if (type == ASSOC_REQ || type == REASSOC_REQ)
        on_assoc(w, s, &f);
    else if (type == DEAUTH || type == DISASSOC)
        on_goodbye(w, s, &f);
}

/* ---- What became of answers ---- */

static void join(struct kl_wifi *w, struct kl_wifi_serve *s, struct kl_wifi_sta *sta)
{
    struct kl_wifi_ap_event e;
    uint8_t *ies = sta->ies;

    if (kl_wifi_sta_authorize(w, s, sta) < 0) {
        left(w, s, sta, 0, false);
        warn(w, s);
        return;
    }
    sta->state = KL_WIFI_STA_JOINED;
    sta->anew = false;
    e = about(KL_WIFI_AP_JOINED, sta);
    e.ies = ies;
    e.ies_len = sta->ies_len;
    sta->ies = NULL;
    sta->ies_len = 0;
    tell(w, s, &e); /* the table may move in there */
    free(ies);
}

static void on_status(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_view *v)
{
    uint64_t cookie = kl_wifi_uint(v, NL80211_ATTR_COOKIE, 0);

    for (unsigned i = 0; cookie != 0 && i < s->n; i++) {
        struct kl_wifi_sta *sta = &s->stas[i];

        if (sta->state != KL_WIFI_STA_ANSWERED || sta->cookie != cookie)
            continue;
        if (kl_view_has(v, NL80211_ATTR_ACK))
            join(w, s, sta);
        else
            left(w, s, sta, 0, false);
        return;
    }
}

/* It was asked for a sign of life. */
static void on_probed(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_view *v)
{
    struct kl_wifi_sta *sta;
    unsigned char mac[6];

    if (kl_view_has(v, NL80211_ATTR_ACK) || !kl_wifi_bytes(v, NL80211_ATTR_MAC, mac, 6))
        return;
    sta = kl_wifi_sta_find(s, mac);
    if (sta == NULL || sta->state != KL_WIFI_STA_JOINED)
        return;
    left(w, s, sta, REASON_SILENT, false);
    send_goodbye(w, s, mac, DEAUTH, REASON_SILENT);
}

static void on_switched(struct kl_wifi *w, struct kl_wifi_serve *s, const struct kl_view *v)
{
    struct kl_wifi_ap_event e = {.what = KL_WIFI_AP_SWITCHED};

    if (!kl_wifi_read_chan(v, &e.chan))
        return;
    if (e.chan.center1_mhz == 0)
        (void)kl_wifi_chan_complete(&e.chan, NULL, 0);
    s->ap.chan = e.chan;
    if (kl_wifi_ap_band_of(e.chan.freq_mhz) != s->band.band)
        (void)kl_wifi_ap_band_read(w, s->op.wiphy, e.chan.freq_mhz, &s->band);
    tell(w, s, &e);
}

static void on_serve_event(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd,
                           const struct kl_view *v)
{
    struct kl_wifi_serve *s = (struct kl_wifi_serve *)op;
    unsigned char mac[6];

    if (kl_wifi_uint(v, NL80211_ATTR_IFINDEX, 0) != op->ifindex)
        return;
    switch (cmd) {
    case NL80211_CMD_FRAME:
        on_frame(w, s, v);
        break;
    case NL80211_CMD_UNEXPECTED_FRAME:
        if (kl_wifi_bytes(v, NL80211_ATTR_MAC, mac, 6))
            send_goodbye(w, s, mac, DEAUTH, REASON_NOT_ASSOC);
        break;
    case NL80211_CMD_FRAME_TX_STATUS:
        on_status(w, s, v);
        break;
    case NL80211_CMD_DEL_STATION:
        on_deleted(w, s, v);
        break;
    case NL80211_CMD_PROBE_CLIENT:
        on_probed(w, s, v);
        break;
    case NL80211_CMD_CH_SWITCH_NOTIFY:
        on_switched(w, s, v);
        break;
    case NL80211_CMD_STOP_AP:
        op->class->end(w, op, -ENETDOWN);
        break;
    default:
        break;
    }
}

/* ---- Time ---- */

static int probe_silent(const struct kl_wifi_station *k, void *user)
{
    struct kl_wifi_serve *s = user;
    struct kl_wifi *w = s->op.wifi;
    uint32_t limit = s->ap.inactivity_s != 0 ? s->ap.inactivity_s : INACTIVITY_S;
    const struct kl_wifi_sta *sta = kl_wifi_sta_find(s, k->mac);

    if (sta == NULL || sta->state != KL_WIFI_STA_JOINED || (k->has & KL_WIFI_S_INACTIVE) == 0 ||
        k->inactive_ms / 1000 < limit)
        return 0;
    kl_wifi_begin(w, NL80211_CMD_PROBE_CLIENT, 0, s->op.ifindex);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_MAC, k->mac, 6);
    (void)kl_wifi_run(w, NULL);
    return 0;
}

/* Events were lost, or it is time to look around. */
static void check_serve(struct kl_wifi *w, struct kl_wifi_op *op, bool lost)
{
    struct kl_wifi_serve *s = (struct kl_wifi_serve *)op;
    struct kl_wifi_station station;
    struct kl_wifi_iface i;

    if (kl_wifi_get_interface_by_ifindex(w, op->ifindex, &i) == 0 &&
        (i.has & KL_WIFI_I_SSID) == 0) {
        op->class->end(w, op, -ENETDOWN); /* somebody else stopped it: there is no event then */
        return;
    }
    for (unsigned n = s->n; lost && n-- > 0;) {
        struct kl_wifi_sta *sta;

        if (n >= s->n)
            continue;
        sta = &s->stas[n];
        sta->endings = 0;
        if (sta->state == KL_WIFI_STA_ANSWERED)
            join(w, s, sta);
        else if (sta->state == KL_WIFI_STA_JOINED &&
                 kl_wifi_get_station(w, op->ifindex, sta->mac, &station) == -ENOENT)
            left(w, s, sta, 0, false);
    }
    if (!lost) {
        (void)kl_wifi_get_stations(w, op->ifindex, probe_silent, s);
        op->wake = kl_now() + LOOK_NS;
    }
}

/* ---- Beginning and end ---- */

static void end_serve(struct kl_wifi *w, struct kl_wifi_op *op, int code)
{
    struct kl_wifi_serve *s = (struct kl_wifi_serve *)op;

    kl_wifi_op_over(w, op);
    if (code == -ECANCELED) {
        for (unsigned i = 0; i < s->n; i++)
            if (s->stas[i].state == KL_WIFI_STA_JOINED) {
                BUFFER(b);

                kl_wifi_ap_goodbye(&b, &s->plan, s->stas[i].mac, DEAUTH, REASON_LEAVING);
                (void)kl_wifi_put_frame(w, op->ifindex, b.data, b.len,
                                        &(struct kl_wifi_send_options){.no_ack = true}, NULL);
            }
        (void)kl_wifi_stop_ap(w, op->ifindex);
    }
    kl_wifi_sta_free(s);
    s->fn(w, code, NULL, s->user);
}

static void forget_serve(struct kl_wifi_op *op)
{
    kl_wifi_sta_free((struct kl_wifi_serve *)op);
}

const struct kl_wifi_op_class kl_wifi_serve_class = {on_serve_event, check_serve, end_serve,
                                                     forget_serve};

static int listen_all(struct kl_wifi *w, struct kl_wifi_serve *s)
{
    static const uint16_t types[] = {ASSOC_REQ, REASSOC_REQ, PROBE_REQ, DISASSOC, AUTH, DEAUTH};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof(types) / sizeof(types[0]); i++)
        rc = kl_wifi_op_listen(w, &s->op, types[i], NULL, 0);
    if (rc == -EALREADY || rc == -EBUSY)
        return kl_wifi_refuse(w, -EALREADY,
                              "another program answers the stations of this interface");
    if (rc == 0 && kl_wifi_op_begin(w, &s->op, NL80211_CMD_UNEXPECTED_FRAME) == 0)
        (void)kl_wifi_op_request(w, &s->op); /* not all drivers tell of such frames */
    return rc;
}

static int serve(struct kl_wifi *w, struct kl_wifi_serve *s)
{
    int rc = kl_wifi_ap_plan_make(w, s->op.ifindex, &s->ap, &s->band, &s->plan);
    uint16_t inactivity = s->ap.inactivity_s;

    if (rc == 0)
        rc = listen_all(w, s);
    s->ap.inactivity_s = 0; /* ours, not the driver's */
    if (rc == 0)
        rc = kl_wifi_ap_begin_planned(w, s->op.ifindex, &s->plan);
    s->ap.inactivity_s = inactivity;
    return rc;
}

int64_t kl_wifi_ap_start(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap,
                         kl_wifi_ap_fn *fn, void *user)
{
    struct kl_wifi_serve *s;
    int64_t id;
    int rc = kl_wifi_ap_check(w, ap);

    if (rc < 0)
        return rc;
    if (ap->head != NULL || ap->n_wep_keys > 0)
        return kl_wifi_refuse(w, -EINVAL,
                              "an AP that answers stations is open, and builds beacons");
    s = calloc(1, sizeof(*s));
    if (s == NULL)
        return -ENOMEM;
    s->fn = fn;
    s->user = user;
    s->ap = *ap;
    memcpy(s->ssid, ap->ssid, ap->ssid_len);
    s->ap.ssid = s->ssid;
    s->max = ap->max_stations != 0 && ap->max_stations < KL_WIFI_AID_MAX ? ap->max_stations
                                                                         : KL_WIFI_AID_MAX;
    id = kl_wifi_op_add(w, &s->op, &kl_wifi_serve_class, ifindex, KL_NO_TIMEOUT);
    if (id < 0) {
        free(s);
        return id;
    }
    rc = serve(w, s);
    if (rc < 0) {
        kl_wifi_op_drop(w, &s->op);
        return rc;
    }
    s->op.wake = kl_now() + LOOK_NS;
    return id;
}

/* ---- While it runs ---- */

static struct kl_wifi_serve *find(struct kl_wifi *w, int64_t id)
{
    for (struct kl_list *at = w->ops.next; at != &w->ops; at = at->next) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(at, struct kl_wifi_op, link);

        if (op->id == id && !op->over && op->class == &kl_wifi_serve_class)
            return (struct kl_wifi_serve *)op;
    }
    (void)kl_wifi_refuse(w, -ENOENT, "there is no access point with the number %lld",
                         (long long)id);
    return NULL;
}

int kl_wifi_ap_switch(struct kl_wifi *w, int64_t id, const struct kl_wifi_chan *c, uint32_t count,
                      bool block_tx)
{
    struct kl_wifi_serve *s = find(w, id);
    struct kl_wifi_beacon during, after;
    struct kl_wifi_ap_band band;
    struct kl_wifi_ap_plan then;
    struct kl_wifi_ap ap;
    int rc;

    if (s == NULL)
        return -ENOENT;
    if (count < 1 || count > 255)
        return kl_wifi_refuse(w, -EINVAL, "a switch is announced in 1 to 255 beacons, not %u",
                              count);
    ap = s->ap;
    ap.chan = *c;
    rc = kl_wifi_ap_plan_make(w, s->op.ifindex, &ap, &band, &then);
    if (rc < 0)
        return rc;
    s->plan.switch_to = c;
    s->plan.switch_count = (uint8_t)count;
    s->plan.switch_quiet = block_tx;
    rc = kl_wifi_ap_build(&s->plan, &during);
    s->plan.switch_to = NULL;
    if (rc < 0 || kl_wifi_ap_build(&then, &after) < 0)
        return kl_wifi_refuse(w, -EMSGSIZE, "the beacon is too long");
    return kl_wifi_switch_channel(w, s->op.ifindex,
                                  &(struct kl_wifi_switch){.chan = *c,
                                                           .count = count,
                                                           .block_tx = block_tx,
                                                           .csa = &(struct kl_wifi_csa){
                                                               .head = after.head,
                                                               .head_len = after.head_len,
                                                               .tail = after.tail,
                                                               .tail_len = after.tail_len,
                                                               .csa_head = during.head,
                                                               .csa_head_len = during.head_len,
                                                               .csa_tail = during.tail,
                                                               .csa_tail_len = during.tail_len,
                                                               .count_at = during.csa_at,
                                                           }});
}

int kl_wifi_ap_kick(struct kl_wifi *w, int64_t id, const unsigned char mac[6], uint16_t reason)
{
    struct kl_wifi_serve *s = find(w, id);
    struct kl_wifi_sta *sta = s != NULL ? kl_wifi_sta_find(s, mac) : NULL;

    if (s == NULL)
        return -ENOENT;
    if (sta == NULL || sta->state != KL_WIFI_STA_JOINED)
        return kl_wifi_refuse(w, -ENOENT, "there is no such station");
    send_goodbye(w, s, mac, DEAUTH, reason);
    s = find(w, id); /* a warning may have ended it, or changed the table */
    sta = s != NULL ? kl_wifi_sta_find(s, mac) : NULL;
    if (sta != NULL)
        left(w, s, sta, reason, false);
    return 0;
}
