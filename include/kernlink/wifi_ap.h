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

/* ---- Stations ------------------------------------------------------------------------------- */

enum kl_wifi_station_set_has {
    KL_WIFI_T_FLAGS = 1 << 0,
    KL_WIFI_T_VLAN = 1 << 1,
    KL_WIFI_T_PLINK_ACTION = 1 << 2,
    KL_WIFI_T_MESH_POWER = 1 << 3,
    KL_WIFI_T_AIRTIME_WEIGHT = 1 << 4,
    KL_WIFI_T_TXPOWER = 1 << 5,
    KL_WIFI_T_LISTEN_INTERVAL = 1 << 6,
    KL_WIFI_T_AID = 1 << 7,
    KL_WIFI_T_CAPABILITY = 1 << 8,
    KL_WIFI_T_WMM = 1 << 9,
    KL_WIFI_T_PLINK_STATE = 1 << 10
};

/* What a station is to be. */
struct kl_wifi_station_set {
    uint32_t has;                   /* enum kl_wifi_station_set_has */
    uint32_t flags_mask, flags_set; /* bits 1 << NL80211_STA_FLAG_* */
    uint32_t vlan_ifindex;          /* AP_VLAN interface that it is to be on */
    uint8_t plink_action;           /* NL80211_PLINK_ACTION_* */
    uint8_t plink_state;            /* NL80211_PLINK_* */
    uint32_t mesh_power;            /* NL80211_MESH_POWER_* */
    uint16_t airtime_weight;        /* share of the air; 256 is usual */
    uint8_t txpower_kind;           /* NL80211_TX_POWER_AUTOMATIC, _LIMITED */
    int16_t txpower_dbm;            /* with LIMITED */
    uint16_t listen_interval, aid, capability;
    uint8_t uapsd_queues, max_sp; /* WMM */
    const uint8_t *rates;         /* in 500 kb/s; NULL: not set */
    size_t n_rates;
    const uint8_t *ht, *vht, *he; /* capability elements' contents (26, 12 bytes); NULL: none */
    size_t he_len;
};

/** Changes a station. @return 0; -ENOENT; -EINVAL, -EOPNOTSUPP: not of this kind of interface */
KL_API int kl_wifi_set_station(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6],
                               const struct kl_wifi_station_set *s);
/** Makes a station known: of an AP that is served by the caller, of a mesh without plinks of the
 *  kernel, of TDLS. Listen interval, rates, and of an AP the AID are needed.
 *  @return 0; -EEXIST; -EINVAL */
KL_API int kl_wifi_new_station(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6],
                               const struct kl_wifi_station_set *s);

/* ---- Keys ----------------------------------------------------------------------------------- */

struct kl_wifi_key {
    uint8_t index;              /* 0 to 3; 4, 5 of management frames; 6, 7 of beacons */
    bool pairwise;              /* with one station; else of a group */
    uint32_t cipher;            /* as IEEE 802.11 has it: 0x000fac04 is CCMP */
    uint8_t data[32], data_len; /* 0: the kernel told none */
    uint8_t seq[16], seq_len;   /* the counter, lowest byte first */
};

/** Reads a key's counter, and where the driver tells them, cipher and data. @mac: of the pairwise
 *  one with this station; NULL: of the group. @return 0; -ENOENT; -EOPNOTSUPP */
KL_API int kl_wifi_key_get(struct kl_wifi *w, uint32_t ifindex, unsigned index,
                           const unsigned char *mac, struct kl_wifi_key *ret);
/** Installs one. @return 0; -EINVAL: length and cipher do not fit; -EALREADY: it is there;
 *  -ENOLINK: not connected */
KL_API int kl_wifi_key_new(struct kl_wifi *w, uint32_t ifindex, const unsigned char *mac,
                           const struct kl_wifi_key *key);
/** @return 0; -ENOENT */
KL_API int kl_wifi_key_del(struct kl_wifi *w, uint32_t ifindex, unsigned index,
                           const unsigned char *mac);

enum kl_wifi_key_for {
    KL_WIFI_KEY_UNICAST = 1 << 0,
    KL_WIFI_KEY_MULTICAST = 1 << 1,
    KL_WIFI_KEY_MGMT = 1 << 2,
    KL_WIFI_KEY_BEACON = 1 << 3
};

/** Chooses the key to send with, for what @use (bits of enum kl_wifi_key_for) says. */
KL_API int kl_wifi_key_default(struct kl_wifi *w, uint32_t ifindex, unsigned index, unsigned use);
/** "CCMP", "GCMP-256", "WEP40", ...; or 00-0f-ac:4 in @buffer. */
KL_API const char *kl_wifi_cipher_name(uint32_t cipher, char buffer[16]);
/** The number of such a name, or of "0x000fac04". @return 0; -EINVAL */
KL_API int kl_wifi_cipher_find(const char *name, uint32_t *ret);

/* ---- Direct links (TDLS) -------------------------------------------------------------------- */

struct kl_wifi_tdls_frame {
    const unsigned char *peer; /* 6 bytes */
    uint8_t action; /* 0 setup request, 1 response, 2 confirm, 3 teardown, ... 14 discovery
                       response */
    uint8_t token;
    uint16_t status;
    uint32_t peer_capability; /* NL80211_TDLS_PEER_* bits (HT, VHT, WMM, HE); 0: not told */
    bool initiator;
    const uint8_t *ies;
    size_t ies_len;
};

/** Sends a frame of TDLS by way of the access point (or directly). @return 0; -ENOTCONN;
 *  -EOPNOTSUPP */
KL_API int kl_wifi_tdls_send(struct kl_wifi *w, uint32_t ifindex,
                             const struct kl_wifi_tdls_frame *f);
/** @operation: NL80211_TDLS_ENABLE_LINK, DISABLE_LINK; SETUP, TEARDOWN, DISCOVERY_REQ where the
 *  driver does the exchange itself. @return 0; -ENOLINK: no such peer; -EOPNOTSUPP */
KL_API int kl_wifi_tdls_oper(struct kl_wifi *w, uint32_t ifindex, const unsigned char peer[6],
                             unsigned operation);
/** Moves a direct link to another channel now and then. @return 0; -EOPNOTSUPP */
KL_API int kl_wifi_tdls_switch(struct kl_wifi *w, uint32_t ifindex, const unsigned char peer[6],
                               unsigned oper_class, const struct kl_wifi_chan *c);
/** Ends that. */
KL_API int kl_wifi_tdls_switch_cancel(struct kl_wifi *w, uint32_t ifindex,
                                      const unsigned char peer[6]);

/* ---- Rates ---------------------------------------------------------------------------------- */

enum kl_wifi_rates_has {
    KL_WIFI_X_LEGACY = 1 << 0,
    KL_WIFI_X_HT = 1 << 1,
    KL_WIFI_X_VHT = 1 << 2,
    KL_WIFI_X_HE = 1 << 3,
    KL_WIFI_X_GI = 1 << 4,
    KL_WIFI_X_HE_GI = 1 << 5,
    KL_WIFI_X_HE_LTF = 1 << 6
};

/* The rates that may be used on a band. */
struct kl_wifi_band_rates {
    uint32_t has;       /* enum kl_wifi_rates_has */
    uint8_t legacy[32]; /* in 500 kb/s */
    unsigned n_legacy;
    uint8_t ht[77]; /* MCS */
    unsigned n_ht;
    uint16_t vht[8], he[8]; /* of each number of streams: a bit for each MCS */
    uint8_t gi;             /* NL80211_TXRATE_FORCE_SGI, _LGI */
    uint8_t he_gi, he_ltf;  /* NL80211_RATE_INFO_HE_GI_*, NL80211_RATE_INFO_HE_*XLTF */
};

struct kl_wifi_rates {
    struct kl_wifi_band_rates band[6]; /* by NL80211_BAND_* */
};

/** Limits the rates of an interface; all of them with @r NULL. @return 0; -EINVAL: the phy has not
 *  these; -EOPNOTSUPP */
KL_API int kl_wifi_set_rates(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_rates *r);

enum kl_wifi_tid_has {
    KL_WIFI_D_OVERRIDE = 1 << 0,
    KL_WIFI_D_NOACK = 1 << 1,
    KL_WIFI_D_RETRY_SHORT = 1 << 2,
    KL_WIFI_D_RETRY_LONG = 1 << 3,
    KL_WIFI_D_AMPDU = 1 << 4,
    KL_WIFI_D_AMSDU = 1 << 5,
    KL_WIFI_D_RTSCTS = 1 << 6,
    KL_WIFI_D_RATE_KIND = 1 << 7
};

/* How frames of some traffic classes (TIDs) are sent. */
struct kl_wifi_tid_config {
    uint16_t tids; /* a bit each */
    uint32_t has;  /* enum kl_wifi_tid_has */
    bool noack, ampdu, amsdu, rtscts;
    uint8_t retry_short, retry_long;
    uint8_t rate_kind;          /* NL80211_TX_RATE_* */
    struct kl_wifi_rates rates; /* with LIMITED and FIXED */
};

/** @peer NULL: for all. @return 0; -EOPNOTSUPP */
KL_API int kl_wifi_set_tid_config(struct kl_wifi *w, uint32_t ifindex, const unsigned char *peer,
                                  const struct kl_wifi_tid_config *c, unsigned n);

struct kl_wifi_sar_limit {
    uint32_t range;     /* index of the driver's range of frequencies */
    int32_t power_qdbm; /* the most there, in 1/4 dBm */
};

/** Limits the power near bodies. @type NL80211_SAR_TYPE_*. @return 0; -EOPNOTSUPP */
KL_API int kl_wifi_set_sar(struct kl_wifi *w, uint32_t wiphy, uint32_t type,
                           const struct kl_wifi_sar_limit *ranges, unsigned n);
/** The other end of a WDS interface (kernels before 5.11). */
KL_API int kl_wifi_set_wds_peer(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6]);

/* ---- Vendor commands ------------------------------------------------------------------------ */

/** @data one vendor's answer; borrowed. @return 0 to go on, or a negative code. */
typedef int kl_wifi_vendor_fn(const uint8_t *data, size_t len, void *user);

/** Runs a command of a vendor's, of @ifindex or with 0 of the phy @wiphy. @fn (or NULL) gets the
 *  data of each answer. @return how many answers had data; -EOPNOTSUPP: the driver has no such
 *  command; -EINVAL */
KL_API int kl_wifi_vendor(struct kl_wifi *w, uint32_t ifindex, uint32_t wiphy, uint32_t oui,
                          uint32_t command, const uint8_t *data, size_t len, kl_wifi_vendor_fn *fn,
                          void *user);

#ifdef __cplusplus
}
#endif
#endif
