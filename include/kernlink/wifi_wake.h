// SPDX-License-Identifier: MIT
/*
 * Wi-Fi: what a device does on its own, while the machine sleeps or has other work: scheduled
 * scans, waking it (WoWLAN), holding received packets back (coalesce). Handles and errors are those
 * of wifi.h.
 *
 * Units are in the names. Functions are safe in different threads on different handles.
 * Source: include/uapi/linux/nl80211.h; net/wireless/nl80211.c, nl80211_parse_sched_scan(),
 * nl80211_set_wowlan(), nl80211_set_coalesce().
 */
#ifndef KERNLINK_WIFI_WAKE_H
#define KERNLINK_WIFI_WAKE_H

#include <kernlink/wifi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Scheduled scans ------------------------------------------------------------------------ */

struct kl_wifi_scan_plan {
    uint32_t interval_s; /* from scan to scan */
    uint32_t iterations; /* 0: without end, as the last plan has to be */
};

/* What a network must have to be reported. */
struct kl_wifi_sched_match {
    struct kl_wifi_ssid ssid; /* of length 0: any */
    bool has_rssi;
    int32_t rssi_dbm; /* at least */
};

struct kl_wifi_sched_options {
    uint32_t interval_ms; /* from scan to scan; 0: see plans; the kernel wants one or the other */
    const struct kl_wifi_scan_plan *plans; /* one after the other */
    unsigned n_plans;
    uint32_t delay_s;          /* before the first */
    const uint32_t *freqs_khz; /* none: all channels */
    unsigned n_freqs;
    const struct kl_wifi_sched_match *matches; /* none: every network */
    unsigned n_matches;
    const struct kl_wifi_ssid *ssids; /* to ask for; none: the wildcard, unless passive */
    unsigned n_ssids;
    bool passive;
    uint32_t flags;                      /* NL80211_SCAN_FLAG_* */
    const unsigned char *mac, *mac_mask; /* with NL80211_SCAN_FLAG_RANDOM_ADDR; 6 bytes, or NULL */
};

enum kl_wifi_sched_event {
    KL_WIFI_SCHED_RESULTS, /* networks that match were found: kl_wifi_scan_dump() has them */
    KL_WIFI_SCHED_STOPPED  /* it is over, and its id with it */
};

/** @code is 0, but for STOPPED: -ECANCELED after kl_wifi_cancel(), -ENODEV when the interface went
 *  away, 0 when the kernel, the driver or another program ended it. */
typedef void kl_wifi_sched_fn(struct kl_wifi *w, enum kl_wifi_sched_event event, int code,
                              void *user);

/** Has the device scan again and again, until kl_wifi_cancel() ends it, and calls @fn from
 *  kl_wifi_dispatch() when networks were found and when it ends. It has no deadline.
 *  @return the operation's id (positive); -EOPNOTSUPP: the driver has none; -EINPROGRESS: one is
 *          running already; -EINVAL: more SSIDs, matches or plans than it takes */
KL_API int64_t kl_wifi_sched_scan_start(struct kl_wifi *w, uint32_t ifindex,
                                        const struct kl_wifi_sched_options *options,
                                        kl_wifi_sched_fn *fn, void *user);
/** Begins one that is not watched: it goes on when the handle is closed. @return 0, or as
 *  kl_wifi_sched_scan_start() */
KL_API int kl_wifi_sched_scan_begin(struct kl_wifi *w, uint32_t ifindex,
                                    const struct kl_wifi_sched_options *options);
/** @return 0; -ENOENT: none is running; -EOPNOTSUPP */
KL_API int kl_wifi_sched_scan_stop(struct kl_wifi *w, uint32_t ifindex);

/* ---- Packets -------------------------------------------------------------------------------- */

#define KL_WIFI_PATTERN_MAX 256

/* Bytes that a packet must have from @offset on; those whose bit in @mask is 0 may be any. */
struct kl_wifi_pattern {
    uint32_t offset, len;
    uint8_t bytes[KL_WIFI_PATTERN_MAX];
    uint8_t mask[KL_WIFI_PATTERN_MAX / 8]; /* byte i: mask[i / 8] >> (i % 8) & 1 */
};

/** "18+43:34:-:12": an offset, if it is not 0, and bytes in hexadecimal or '-' for any.
 *  @error (may be NULL) has a sentence then. @return 0; -EINVAL */
KL_API int kl_wifi_pattern_parse(const char *text, struct kl_wifi_pattern *ret, char *error,
                                 size_t error_size);

/* ---- Waking --------------------------------------------------------------------------------- */

/* A TCP connection that the device keeps, sending data at intervals. */
struct kl_wifi_wake_tcp {
    unsigned char src[4], dst[4], dst_mac[6]; /* dst_mac: of the next hop */
    uint16_t src_port, dst_port;              /* src_port 0: the kernel's choice */
    uint32_t interval_s;
    const uint8_t *data; /* sent each time */
    uint32_t data_len;
    const uint8_t *wake; /* received, it wakes; or NULL */
    const uint8_t *wake_mask;
    uint32_t wake_len; /* bytes; of the mask as many bits */
    bool has_seq;      /* a number in the data that counts up */
    uint32_t seq_start, seq_offset, seq_len;
    const uint8_t *tokens; /* parts of the data, token_len bytes each, used in turn; or NULL */
    uint32_t tokens_len, token_offset, token_len;
};

struct kl_wifi_wake {
    uint32_t triggers; /* bits 1 << NL80211_WOWLAN_TRIG_*, of those that are flags */
    const struct kl_wifi_pattern *patterns;
    unsigned n_patterns;
    const struct kl_wifi_wake_tcp *tcp;             /* or NULL */
    const struct kl_wifi_sched_options *net_detect; /* a network that wakes; or NULL */
};

/** What wakes the machine. @wake NULL: nothing. @return 0; -EOPNOTSUPP: the phy cannot; -EINVAL:
 *  not this trigger, or more patterns than it has */
KL_API int kl_wifi_set_wowlan(struct kl_wifi *w, uint32_t wiphy, const struct kl_wifi_wake *wake);
/** @return 0 to go on, or a negative code. */
typedef int kl_wifi_wake_fn(const struct kl_wifi_wake *wake, void *user);
/** Calls @fn once with what is set (borrowed for the length of the call), or not at all when
 *  nothing is. @return 0 or 1; what @fn returned; -EOPNOTSUPP */
KL_API int kl_wifi_get_wowlan(struct kl_wifi *w, uint32_t wiphy, kl_wifi_wake_fn *fn, void *user);

/* ---- Holding packets back ------------------------------------------------------------------- */

struct kl_wifi_coalesce_rule {
    uint32_t delay_ms;  /* at most */
    uint32_t condition; /* NL80211_COALESCE_CONDITION_*: packets that match, or those that do not */
    const struct kl_wifi_pattern *patterns;
    unsigned n_patterns;
};

/** Which received packets may wait. @n 0: none. @return 0; -EOPNOTSUPP: the phy cannot; -EINVAL:
 *  more rules, patterns or delay than it has */
KL_API int kl_wifi_set_coalesce(struct kl_wifi *w, uint32_t wiphy,
                                const struct kl_wifi_coalesce_rule *rules, unsigned n);
/** @return 0 to go on, or a negative code. */
typedef int kl_wifi_coalesce_fn(const struct kl_wifi_coalesce_rule *rule, void *user);
/** Calls @fn for each rule, borrowed for the length of the call. @return how many; what @fn
 *  returned; -EOPNOTSUPP */
KL_API int kl_wifi_get_coalesce(struct kl_wifi *w, uint32_t wiphy, kl_wifi_coalesce_fn *fn,
                                void *user);

#ifdef __cplusplus
}
#endif
#endif
