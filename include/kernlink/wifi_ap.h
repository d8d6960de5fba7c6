// SPDX-License-Identifier: MIT
/*
 * Wi-Fi: access points and what they are made of: frames, time on a channel, radar checks, channel
 * switches, stations, keys, rates. Handles, channels, operations and errors are those of wifi.h:
 * what ends in _start begins an operation, which kl_wifi_dispatch() moves on and kl_wifi_cancel()
 * ends; its callback's @code is 0, or negative when it is over (-ECANCELED, -ETIMEDOUT, -ENODEV).
 *
 * Source: include/uapi/linux/nl80211.h, net/wireless/nl80211.c, net/mac80211/cfg.c; IEEE 802.11
 * clause 9 for frames.
 */
#ifndef KERNLINK_WIFI_AP_H
#define KERNLINK_WIFI_AP_H

#include <kernlink/wifi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Frames --------------------------------------------------------------------------------- */

/* Which management frames: the type and subtype as in the first byte (0x40 probe requests, 0xd0
 * actions, ...), and what they begin with behind their header of 24 bytes. */
struct kl_wifi_frame_match {
    uint16_t type;
    const uint8_t *match; /* NULL: any */
    size_t match_len;
};

/* A frame; borrowed for the length of the callback. */
struct kl_wifi_frame {
    const uint8_t *data; /* from its header on, without check sequence */
    size_t len;
    uint32_t freq_mhz, offset_khz;
    bool has_signal;
    int32_t signal_dbm;
};

/** @f is NULL when @code is negative: then no more come. */
typedef void kl_wifi_frame_fn(struct kl_wifi *w, int code, const struct kl_wifi_frame *f,
                              void *user);

/** Registers for frames, each of which is given to one program only, and calls @fn for each until
 *  it is cancelled. @return the operation's id; -EALREADY: another program has them; -EINVAL: an
 *  interface of this type does not hear them */
KL_API int64_t kl_wifi_frames_start(struct kl_wifi *w, uint32_t ifindex,
                                    const struct kl_wifi_frame_match *matches, unsigned n,
                                    kl_wifi_frame_fn *fn, void *user);

struct kl_wifi_send_options {
    uint32_t freq_mhz;    /* 0: where the interface is */
    uint32_t duration_ms; /* to stay there for answers; 0: none */
    bool off_channel;     /* the frequency may be another than the interface's */
    bool no_cck;          /* not at the rates of 802.11b */
    bool no_ack;          /* none is awaited: the operation ends at once */
};

typedef void kl_wifi_sent_fn(struct kl_wifi *w, int code, bool acked, void *user);

/** Sends a management frame, from its header on, and calls @fn once when it is known whether it
 *  was acknowledged. @options may be NULL. @return the operation's id, or negative */
KL_API int64_t kl_wifi_send_frame_start(struct kl_wifi *w, uint32_t ifindex, const uint8_t *frame,
                                        size_t len, const struct kl_wifi_send_options *options,
                                        kl_wifi_sent_fn *fn, void *user);
/** The same, and waits. @ret_acked may be NULL. @return 0; -EINVAL: too short, or a frame that
 *  this interface may not send; -ETIMEDOUT */
KL_API int kl_wifi_send_frame(struct kl_wifi *w, uint32_t ifindex, const uint8_t *frame, size_t len,
                              const struct kl_wifi_send_options *options, bool *ret_acked);

/* ---- Time on a channel ---------------------------------------------------------------------- */

enum kl_wifi_remain {
    KL_WIFI_REMAIN_READY,  /* it is there now */
    KL_WIFI_REMAIN_EXPIRED /* the time is over: the last call */
};

typedef void kl_wifi_remain_fn(struct kl_wifi *w, int code, enum kl_wifi_remain what, void *user);

/** Leaves the channel for @ms milliseconds. Cancelling comes back early. @return the operation's
 *  id; -EOPNOTSUPP, -EBUSY */
KL_API int64_t kl_wifi_remain_start(struct kl_wifi *w, uint32_t ifindex, uint32_t freq_mhz,
                                    uint32_t ms, kl_wifi_remain_fn *fn, void *user);
/** The same, and waits until it is over. @return 0 */
KL_API int kl_wifi_remain(struct kl_wifi *w, uint32_t ifindex, uint32_t freq_mhz, uint32_t ms);

enum kl_wifi_cac {
    KL_WIFI_CAC_STARTED,
    KL_WIFI_CAC_FINISHED, /* no radar: the channel may be used; over */
    KL_WIFI_CAC_ABORTED,  /* over */
    KL_WIFI_CAC_RADAR     /* over */
};

typedef void kl_wifi_cac_fn(struct kl_wifi *w, int code, enum kl_wifi_cac what, void *user);

/** Listens for radar on a channel, as long as the rules want (a minute or more). @background: by a
 *  chain of its own, beside what the radio does. @return the operation's id; -EINVAL: the channel
 *  needs no check or is no channel; -EOPNOTSUPP */
KL_API int64_t kl_wifi_cac_start(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_chan *c,
                                 bool background, kl_wifi_cac_fn *fn, void *user);
/** Begins it and does not wait. @return 0 */
KL_API int kl_wifi_cac_trigger(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_chan *c,
                               bool background);

/* What an AP's beacons are while a switch is announced, and after it; NULL: not an AP. */
struct kl_wifi_csa {
    const uint8_t *head, *tail, *csa_head, *csa_tail;
    size_t head_len, tail_len, csa_head_len, csa_tail_len;
    uint16_t count_at; /* of the countdown in csa_tail */
};

struct kl_wifi_switch {
    struct kl_wifi_chan chan;
    uint32_t count; /* beacons until it happens */
    bool block_tx;  /* stations shall be silent until then */
    const struct kl_wifi_csa *csa;
};

/** Announces a channel switch of an AP, IBSS or mesh; the event CH_SWITCH_NOTIFY says when it has
 *  happened. @return 0; -EINVAL: an AP without beacons; -EOPNOTSUPP, -EBUSY */
KL_API int kl_wifi_switch_channel(struct kl_wifi *w, uint32_t ifindex,
                                  const struct kl_wifi_switch *s);

typedef void kl_wifi_switch_fn(struct kl_wifi *w, int code, const struct kl_wifi_chan *now,
                               void *user);

/** The same, and calls @fn once, when the interface is on the channel. @return the operation's id
 */
KL_API int64_t kl_wifi_switch_start(struct kl_wifi *w, uint32_t ifindex,
                                    const struct kl_wifi_switch *s, kl_wifi_switch_fn *fn,
                                    void *user);

/* ---- Access points -------------------------------------------------------------------------- */

struct kl_wifi_ap {
    const uint8_t *ssid; /* needed */
    size_t ssid_len;
    struct kl_wifi_chan chan; /* complete, see kl_wifi_chan_complete() */
    uint32_t beacon_interval; /* TU; 0: 100 */
    uint32_t dtim_period;     /* beacons; 0: 2 */
    uint32_t hidden;          /* NL80211_HIDDEN_SSID_* */
    const uint8_t *head;      /* a beacon up to where TIM stands; NULL: built */
    size_t head_len;
    const uint8_t *tail; /* behind TIM; with a head of one's own only */
    size_t tail_len;
    char country[3];       /* "": that of the rules in force; "--": none in the beacon */
    uint16_t inactivity_s; /* after which a silent station is dropped; 0: the driver's choice, or
                              with kl_wifi_ap_start() 300 */
    const struct kl_wifi_wep_key *wep_keys;
    unsigned n_wep_keys, wep_default;
    bool no_ht, no_vht, no_he; /* built beacons do not offer these */
    bool socket_owner;         /* it goes when the handle is closed */
    unsigned max_stations;     /* of kl_wifi_ap_start(); 0: 2007, which is the most */
};

/* A beacon in its two parts, and where. */
struct kl_wifi_beacon {
    uint8_t head[128], tail[640];
    size_t head_len, tail_len;
    uint16_t csa_at; /* of the countdown in tail; 0: none */
};

/** Builds the beacon that @ap would have on @ifindex: rates, HT, VHT and HE from its phy. */
KL_API int kl_wifi_ap_beacon(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap,
                             struct kl_wifi_beacon *ret);
/** Begins to send beacons and returns; who answers stations is another matter. The interface is an
 *  AP and up. @return 0; -ENETDOWN: it is down; -EALREADY; -EOPNOTSUPP: it is no AP */
KL_API int kl_wifi_begin_ap(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap);
/** @return 0; -ENOENT: it sends none */
KL_API int kl_wifi_stop_ap(struct kl_wifi *w, uint32_t ifindex);

enum kl_wifi_ap_what {
    KL_WIFI_AP_JOINED,   /* a station may send data now */
    KL_WIFI_AP_LEFT,     /* it may not any more */
    KL_WIFI_AP_REFUSED,  /* a station was not let in: status */
    KL_WIFI_AP_SWITCHED, /* to chan */
    KL_WIFI_AP_WARNING   /* something went wrong that it can live with: kl_wifi_error() */
};

/* What happened at an AP; borrowed. */
struct kl_wifi_ap_event {
    enum kl_wifi_ap_what what;
    unsigned char mac[6]; /* of the station */
    uint16_t aid;
    uint16_t reason; /* IEEE 802.11 reason code, LEFT; 0: unknown */
    uint16_t status; /* IEEE 802.11 status code, REFUSED */
    bool by_station; /* it said good-bye itself */
    bool ht, vht, he, wmm;
    struct kl_wifi_chan chan;
    const uint8_t *ies; /* of the association request, JOINED */
    size_t ies_len;
};

/** @e is NULL when @code is negative: the AP is down then. */
typedef void kl_wifi_ap_fn(struct kl_wifi *w, int code, const struct kl_wifi_ap_event *e,
                           void *user);

/** Runs an open AP: beacons, and answers to probe, authentication and association requests, so
 *  that stations join it, until it is cancelled (stations are deauthenticated then) or the
 *  interface goes down. Frames are handled in kl_wifi_dispatch(). @return the operation's id;
 *  as kl_wifi_begin_ap(); -EALREADY: another program (hostapd) serves this interface */
KL_API int64_t kl_wifi_ap_start(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ap *ap,
                                kl_wifi_ap_fn *fn, void *user);
/** Moves an AP of kl_wifi_ap_start() to another channel, with announcements in @count beacons;
 *  SWITCHED follows. @return 0; -ENOENT: no such operation */
KL_API int kl_wifi_ap_switch(struct kl_wifi *w, int64_t id, const struct kl_wifi_chan *c,
                             uint32_t count, bool block_tx);
/** Sends a station of such an AP away. @return 0; -ENOENT */
KL_API int kl_wifi_ap_kick(struct kl_wifi *w, int64_t id, const unsigned char mac[6],
                           uint16_t reason);

#ifdef __cplusplus
}
#endif
#endif
