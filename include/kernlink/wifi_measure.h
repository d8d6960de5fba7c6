// SPDX-License-Identifier: MIT
/*
 * Wi-Fi: measuring the distance to other stations by the time that frames need (FTM, fine timing
 * measurement), and answering those who measure. Handles, operations and errors are those of
 * wifi.h.
 *
 * Units are in the names. Functions are safe in different threads on different handles.
 * Source: include/uapi/linux/nl80211.h; net/wireless/pmsr.c.
 */
#ifndef KERNLINK_WIFI_MEASURE_H
#define KERNLINK_WIFI_MEASURE_H

#include <kernlink/wifi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whom to measure, and how. Numbers that are negative are not told: the driver chooses. */
struct kl_wifi_ftm_target {
    unsigned char mac[6];
    struct kl_wifi_chan chan;              /* where it is */
    bool ap_tsf;                           /* results tell the TSF of our access point, too */
    bool asap;                             /* at once, not when the peer likes */
    bool lci, civic;                       /* ask where it is */
    bool trigger_based, non_trigger_based; /* of 802.11az, one or neither */
    bool lmr_feedback;                     /* give it the result */
    int preamble;       /* NL80211_PREAMBLE_*; negative: HE for 802.11az, else by the width */
    int bursts_exp;     /* 2^n bursts, 0 to 15 */
    int burst_period;   /* in 100 ms */
    int burst_duration; /* 0 to 15, as in the element of IEEE 802.11 */
    int ftms_per_burst; /* 0 to 31 */
    int retries;        /* of the request */
};

/** Sets all numbers to "not told", and the rest to nothing. */
KL_API void kl_wifi_ftm_target_init(struct kl_wifi_ftm_target *t);

struct kl_wifi_ftm_options {
    const struct kl_wifi_ftm_target *targets;
    unsigned n_targets;
    const unsigned char *mac, *mac_mask; /* 6 bytes each: measure from a random address; or NULL */
    uint32_t driver_timeout_ms;          /* told to the driver; 0: not told */
    unsigned timeout_ms;                 /* of the operation; 0: 60 000 */
};

enum kl_wifi_ftm_has {
    KL_WIFI_F_HOST_TIME = 1u << 0,
    KL_WIFI_F_AP_TSF = 1u << 1,
    KL_WIFI_F_FAILED = 1u << 2,
    KL_WIFI_F_BUSY_RETRY = 1u << 3,
    KL_WIFI_F_BURST_INDEX = 1u << 4,
    KL_WIFI_F_ATTEMPTS = 1u << 5,
    KL_WIFI_F_SUCCESSES = 1u << 6,
    KL_WIFI_F_BURSTS_EXP = 1u << 7,
    KL_WIFI_F_BURST_DURATION = 1u << 8,
    KL_WIFI_F_FTMS_PER_BURST = 1u << 9,
    KL_WIFI_F_RSSI_AVG = 1u << 10,
    KL_WIFI_F_RSSI_SPREAD = 1u << 11,
    KL_WIFI_F_RTT_AVG = 1u << 12,
    KL_WIFI_F_RTT_VARIANCE = 1u << 13,
    KL_WIFI_F_RTT_SPREAD = 1u << 14,
    KL_WIFI_F_DIST_AVG = 1u << 15,
    KL_WIFI_F_DIST_VARIANCE = 1u << 16,
    KL_WIFI_F_DIST_SPREAD = 1u << 17,
    KL_WIFI_F_TX_RATE = 1u << 18,
    KL_WIFI_F_RX_RATE = 1u << 19
};

/* What a burst of measurements found; pointers are borrowed for the length of the callback. */
struct kl_wifi_ftm_result {
    unsigned char mac[6];
    uint64_t cookie;       /* the kernel's number of the request */
    bool answered;         /* false: nothing was told but the address */
    uint32_t status;       /* NL80211_PMSR_STATUS_* */
    bool final;            /* no more of this peer */
    bool measured;         /* there is something in what follows */
    uint32_t has;          /* enum kl_wifi_ftm_has */
    uint64_t host_boot_ns; /* CLOCK_BOOTTIME */
    uint64_t ap_tsf_us;
    uint32_t failure; /* NL80211_PMSR_FTM_FAILURE_* */
    uint32_t busy_retry_s;
    uint32_t burst_index, attempts, successes;
    uint8_t bursts_exp, burst_duration, ftms_per_burst;
    int32_t rssi_avg_half_dbm;
    uint32_t rssi_spread_half_dbm;
    int64_t rtt_avg_ps;
    uint64_t rtt_variance_ps2, rtt_spread_ps;
    int64_t dist_avg_mm;
    uint64_t dist_variance_mm2, dist_spread_mm;
    struct kl_wifi_rate tx_rate, rx_rate;
    const uint8_t *lci, *civic; /* measurement reports of IEEE 802.11; NULL: none */
    size_t lci_len, civic_len;
};

/** Called for each result, and once with @r NULL when all is over: @code 0, -ETIMEDOUT, -ECANCELED,
 *  -ENODEV. */
typedef void kl_wifi_ftm_fn(struct kl_wifi *w, const struct kl_wifi_ftm_result *r, int code,
                            void *user);

/** Begins to measure. The kernel tells the results to nobody else; cancelling ends it.
 *  @return the operation's id (positive); -EOPNOTSUPP: the driver cannot; -EINVAL: it cannot do
 *          this */
KL_API int64_t kl_wifi_ftm_start(struct kl_wifi *w, uint32_t ifindex,
                                 const struct kl_wifi_ftm_options *options, kl_wifi_ftm_fn *fn,
                                 void *user);
/** Measures and waits: @fn is called for the results only. @return 0; as kl_wifi_ftm_start();
 *  -ETIMEDOUT, -ENODEV */
KL_API int kl_wifi_ftm(struct kl_wifi *w, uint32_t ifindex,
                       const struct kl_wifi_ftm_options *options, kl_wifi_ftm_fn *fn, void *user);

/* Reads a result out of an event NL80211_CMD_PEER_MEASUREMENT_RESULT, for those who see events
 * raw: calls @fn for each peer. @return how many; -EBADMSG: there is no result in it */
KL_API int kl_wifi_ftm_read(struct kl_wifi *w, const struct kl_view *event, kl_wifi_ftm_fn *fn,
                            void *user);

/* ---- Answering ------------------------------------------------------------------------------ */

/** Has the access point on @ifindex, which must be running, answer measurements, and tell where it
 *  is: measurement report elements of IEEE 802.11 (9.4.2.21.10 and .13), or NULL.
 *  @return 0; -EOPNOTSUPP: the driver cannot; -EINVAL: no access point is running there */
KL_API int kl_wifi_start_ftm_responder(struct kl_wifi *w, uint32_t ifindex, const uint8_t *lci,
                                       size_t lci_len, const uint8_t *civic, size_t civic_len);

struct kl_wifi_ftm_stats {
    uint32_t has; /* bits 1 << NL80211_FTM_STATS_* */
    uint32_t success, partial, failed, asap, non_asap;
    uint64_t total_duration_ms;
    uint32_t unknown_triggers, reschedule_requests, out_of_window_triggers;
};

/** How often it answered. @return 0; -EOPNOTSUPP: the driver does not count, or it is no access
 *  point */
KL_API int kl_wifi_get_ftm_stats(struct kl_wifi *w, uint32_t ifindex,
                                 struct kl_wifi_ftm_stats *ret);

#ifdef __cplusplus
}
#endif
#endif
