// SPDX-License-Identifier: MIT
/*
 * Wi-Fi: interfaces that are no network devices: P2P devices and NAN (Wi-Fi Aware); and what a
 * driver has for tests only. Handles and errors are those of wifi.h; @ifindex is of wifi.h's
 * kl_wifi_wdev_index() here.
 *
 * Functions are safe in different threads on different handles. Source:
 * include/uapi/linux/nl80211.h; net/wireless/nl80211.c, nl80211_start_nan(),
 * nl80211_nan_add_func(), nl80211_start_p2p_device(), nl80211_testmode_do().
 */
#ifndef KERNLINK_WIFI_NAN_H
#define KERNLINK_WIFI_NAN_H

#include <kernlink/wifi.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A P2P device (an interface of type NL80211_IFTYPE_P2P_DEVICE) can be found once it is started.
 *  @return 0; -EOPNOTSUPP: it is no such device; -ERFKILL: the radio is switched off */
KL_API int kl_wifi_start_p2p_device(struct kl_wifi *w, uint32_t ifindex);
/** Also when it was not started. @return 0; -EOPNOTSUPP: it is no such device */
KL_API int kl_wifi_stop_p2p_device(struct kl_wifi *w, uint32_t ifindex);

/* ---- NAN ------------------------------------------------------------------------------------ */

struct kl_wifi_nan {
    uint8_t master_pref; /* 2 to 254: how much it wants to be the cluster's master; 0: not told */
    uint32_t bands;      /* bits 1 << NL80211_BAND_*; 0: the driver's choice, or as it is */
};

/** @return 0; -EOPNOTSUPP: it is no NAN interface; -EINVAL: master_pref is out of range; -EEXIST:
 *  it is started already */
KL_API int kl_wifi_start_nan(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_nan *nan);
/** @return 0; -EOPNOTSUPP: it is no NAN interface */
KL_API int kl_wifi_stop_nan(struct kl_wifi *w, uint32_t ifindex);
/** Changes what @nan tells. @return 0; -EINVAL: it tells nothing; -ENOTCONN: it is not started */
KL_API int kl_wifi_change_nan(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_nan *nan);

struct kl_wifi_nan_bytes {
    const uint8_t *data;
    uint8_t len;
};

/* A service that is offered, looked for, or spoken to. */
struct kl_wifi_nan_func {
    uint8_t type;          /* NL80211_NAN_FUNC_PUBLISH, _SUBSCRIBE, _FOLLOW_UP */
    uint8_t service_id[6]; /* kl_wifi_nan_service_id() of its name */
    bool close_range;      /* to devices that are near only */
    uint32_t ttl;          /* in discovery windows; 0: without end */
    struct kl_wifi_nan_bytes info;
    uint8_t publish_type; /* NL80211_NAN_SOLICITED_PUBLISH | NL80211_NAN_UNSOLICITED_PUBLISH */
    bool publish_bcast;   /* solicited: answer to everybody */
    bool active;          /* subscribe: ask, and do not only listen */
    uint8_t follow_up_id, follow_up_req_id; /* ours, and that of the peer's function */
    unsigned char follow_up_dest[6];
    /* Subscribe, active: who shall answer. Either addresses, or a filter of them. */
    bool srf_include;         /* those, or all others */
    const unsigned char *srf; /* 6 bytes each, or NULL */
    unsigned n_srf;
    const uint8_t *srf_bloom; /* kl_wifi_nan_bloom()'s, or NULL */
    uint8_t srf_bloom_len, srf_bloom_index;
    const struct kl_wifi_nan_bytes *rx_filter, *tx_filter; /* of matching functions */
    unsigned n_rx_filter, n_tx_filter;
};

/** Adds a function. What comes of it are events of the group "nan". @ret_instance and @ret_cookie
 *  may be NULL. @return 0; -EINVAL: it does not go together; -ENOTCONN: NAN is not started;
 *  -EOPNOTSUPP */
KL_API int kl_wifi_add_nan_func(struct kl_wifi *w, uint32_t ifindex,
                                const struct kl_wifi_nan_func *f, uint8_t *ret_instance,
                                uint64_t *ret_cookie);
/** @return 0, also when there is none with this cookie; -ENOTCONN; -EOPNOTSUPP */
KL_API int kl_wifi_del_nan_func(struct kl_wifi *w, uint32_t ifindex, uint64_t cookie);

/** The number that goes over the air for a service: the head of its name's SHA-256. */
KL_API void kl_wifi_nan_service_id(const char *name, uint8_t ret[6]);
/** Sets the bits of an address in a filter of @len bytes. @index 0 to 3: which hashes. */
KL_API void kl_wifi_nan_bloom(uint8_t *filter, uint8_t len, uint8_t index,
                              const unsigned char mac[6]);

/* ---- Tests ---------------------------------------------------------------------------------- */

/** @return 0 to go on, or a negative code. */
typedef int kl_wifi_testmode_fn(const struct kl_view *answer, void *user);
/** Hands @data (attributes that the driver knows) to a driver, and its answer to @fn, which may be
 *  NULL. @return 0; what @fn returned; -EOPNOTSUPP: the driver, or this kernel, takes none */
KL_API int kl_wifi_testmode(struct kl_wifi *w, uint32_t wiphy, const void *data, size_t len,
                            kl_wifi_testmode_fn *fn, void *user);

#ifdef __cplusplus
}
#endif
#endif
