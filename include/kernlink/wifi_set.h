// SPDX-License-Identifier: MIT
/*
 * Wi-Fi: what is set and measured: regulatory rules, surveys, settings of phys and interfaces,
 * meshes, connection monitoring. Handles, channels and errors are those of wifi.h.
 *
 * Units are in the names: kHz, mBm (1/100 dBm, signed). Source: include/uapi/linux/nl80211.h,
 * net/wireless/nl80211.c, reg.c.
 */
#ifndef KERNLINK_WIFI_SET_H
#define KERNLINK_WIFI_SET_H

#include <kernlink/wifi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Regulatory ----------------------------------------------------------------------------- */

struct kl_wifi_reg_rule {
    uint32_t start_khz, end_khz, bandwidth_khz;
    int32_t gain_mbi; /* the most that an antenna may gain; 0: no limit */
    int32_t eirp_mbm;
    uint32_t flags; /* NL80211_RRF_* */
    bool has_cac;
    uint32_t cac_ms; /* how long to listen for radar */
};

/* A set of rules; borrowed for the length of the callback. */
struct kl_wifi_reg {
    bool has_wiphy; /* it is this phy's own; else the global one */
    uint32_t wiphy;
    bool self_managed;
    char alpha2[3];
    uint8_t dfs_region; /* NL80211_DFS_* */
    unsigned n_rules;
    const struct kl_wifi_reg_rule *rules;
};

/** @return 0 to go on, or a negative code that ends the list with it. */
typedef int kl_wifi_reg_fn(const struct kl_wifi_reg *r, void *user);

/** The global rules and those of phys that have their own; with @wiphy not negative those that
 *  this phy keeps to. @return how many sets */
KL_API int kl_wifi_reg_get(struct kl_wifi *w, int64_t wiphy, kl_wifi_reg_fn *fn, void *user);
/** Asks for the rules of a country; what becomes of it the event NL80211_CMD_REG_CHANGE says: the
 *  kernel acknowledges countries that its database lacks, too. @return 0; -EINVAL: no two letters
 *  or digits */
KL_API int kl_wifi_reg_set(struct kl_wifi *w, const char *alpha2);
/** Makes the kernel read regulatory.db again. @return 0; -ENOENT: there is none */
KL_API int kl_wifi_reg_reload(struct kl_wifi *w);

/* ---- Survey --------------------------------------------------------------------------------- */

enum kl_wifi_survey_has {
    KL_WIFI_V_FREQ = 1 << 0,
    KL_WIFI_V_NOISE = 1 << 1,
    KL_WIFI_V_ACTIVE = 1 << 2,
    KL_WIFI_V_BUSY = 1 << 3,
    KL_WIFI_V_EXT_BUSY = 1 << 4,
    KL_WIFI_V_RX = 1 << 5,
    KL_WIFI_V_TX = 1 << 6,
    KL_WIFI_V_SCAN = 1 << 7,
    KL_WIFI_V_BSS_RX = 1 << 8,
    KL_WIFI_V_INFO = 1 << 9 /* there was anything at all */
};

/* What a radio saw on a channel, since it first went there; without frequency of the radio. */
struct kl_wifi_survey {
    uint32_t has; /* enum kl_wifi_survey_has */
    uint32_t ifindex;
    uint32_t freq_mhz, offset_khz;
    bool in_use;
    int8_t noise_dbm;
    uint64_t active_ms, busy_ms, ext_busy_ms, rx_ms, tx_ms, scan_ms, bss_rx_ms;
};

typedef int kl_wifi_survey_fn(const struct kl_wifi_survey *s, void *user);

/** @radio: also totals over all channels, where the driver counts them. @return how many;
 *  -EOPNOTSUPP: the driver keeps none */
KL_API int kl_wifi_get_survey(struct kl_wifi *w, uint32_t ifindex, bool radio,
                              kl_wifi_survey_fn *fn, void *user);

/* ---- Interfaces ----------------------------------------------------------------------------- */

/** Power saving of a station. @return 0; -EOPNOTSUPP */
KL_API int kl_wifi_get_power_save(struct kl_wifi *w, uint32_t ifindex, bool *ret_on);
KL_API int kl_wifi_set_power_save(struct kl_wifi *w, uint32_t ifindex, bool on);
/** @kind NL80211_TX_POWER_*; @mbm is meant with LIMITED and FIXED. Of @ifindex, or with 0 of the
 *  phy @wiphy. */
KL_API int kl_wifi_set_txpower(struct kl_wifi *w, uint32_t ifindex, uint32_t wiphy, unsigned kind,
                               int32_t mbm);
/** The channel of a monitor, or of an AP or mesh that is to be. Of @ifindex, or with 0 of the
 *  phy @wiphy. @return 0; -EBUSY: the interface is up and on a channel */
KL_API int kl_wifi_set_channel(struct kl_wifi *w, uint32_t ifindex, uint32_t wiphy,
                               const struct kl_wifi_chan *c);
/** Traffic classes (a bit each) whose frames are sent without awaiting an acknowledgement. */
KL_API int kl_wifi_set_noack_map(struct kl_wifi *w, uint32_t ifindex, uint16_t map);
/** The rate of multicast frames, in 100 kb/s: 55 is 5.5 Mb/s. IBSS, mesh, OCB only. */
KL_API int kl_wifi_set_mcast_rate(struct kl_wifi *w, uint32_t ifindex, uint32_t rate_100kbps);
/** Events (NL80211_CMD_NOTIFY_CQM) when the signal passes one of @n thresholds; none: off.
 *  More than one need a driver that has NL80211_EXT_FEATURE_CQM_RSSI_LIST. */
KL_API int kl_wifi_set_cqm_rssi(struct kl_wifi *w, uint32_t ifindex, const int32_t *thresholds_dbm,
                                unsigned n, uint32_t hysteresis_db);

/* ---- Links of multi-link operation ---------------------------------------------------------- */

/** Gives an access point that is up a link of this number, 0 to 14, and address. Each is started
 *  by itself. kl_wifi_get_interface_by_ifindex() tells them (kl_wifi_iface.links).
 *  @return 0; -EINVAL: out of range, or the interface or its phy does no multi-link operation;
 *          -EALREADY: there is such a link; -EOPNOTSUPP: the kernel is older than 6.0 */
KL_API int kl_wifi_add_link(struct kl_wifi *w, uint32_t ifindex, unsigned link_id,
                            const unsigned char mac[6]);
/** @return 0; -EINVAL: there is no such link */
KL_API int kl_wifi_del_link(struct kl_wifi *w, uint32_t ifindex, unsigned link_id);
/** As kl_wifi_set_channel() for one link: the channel that it will be started on.
 *  @return 0; -EINVAL: a channel that may not be beaconed on; -EBUSY: it is on one */
KL_API int kl_wifi_set_link_channel(struct kl_wifi *w, uint32_t ifindex, unsigned link_id,
                                    const struct kl_wifi_chan *c);

/* ---- Phys ----------------------------------------------------------------------------------- */

enum kl_wifi_phy_has {
    KL_WIFI_P_RTS = 1 << 0,
    KL_WIFI_P_FRAG = 1 << 1,
    KL_WIFI_P_RETRY_SHORT = 1 << 2,
    KL_WIFI_P_RETRY_LONG = 1 << 3,
    KL_WIFI_P_COVERAGE = 1 << 4,
    KL_WIFI_P_DYN_ACK = 1 << 5, /* the driver finds the coverage class out */
    KL_WIFI_P_ANTENNAS = 1 << 6,
    KL_WIFI_P_TXQ_LIMIT = 1 << 7,
    KL_WIFI_P_TXQ_MEMORY = 1 << 8,
    KL_WIFI_P_TXQ_QUANTUM = 1 << 9
};

#define KL_WIFI_OFF UINT32_MAX /* as a threshold of RTS or fragmentation */

struct kl_wifi_phy_settings {
    uint32_t has; /* enum kl_wifi_phy_has */
    uint32_t rts_threshold, frag_threshold;
    uint8_t retry_short, retry_long;
    uint8_t coverage_class; /* 3 us, or 450 m, each */
    uint32_t antennas_tx, antennas_rx;
    uint32_t txq_limit;        /* packets */
    uint32_t txq_memory_limit; /* bytes */
    uint32_t txq_quantum;      /* bytes */
    const char *name;          /* a new name, or NULL */
};

/** Sets what @s has, in one request. @return 0; -EINVAL: out of range; -EOPNOTSUPP */
KL_API int kl_wifi_set_phy(struct kl_wifi *w, uint32_t wiphy, const struct kl_wifi_phy_settings *s);
/** Reads the same (but name) of a phy. */
KL_API int kl_wifi_get_phy_settings(struct kl_wifi *w, uint32_t wiphy,
                                    struct kl_wifi_phy_settings *ret);
/** Moves a phy with all its interfaces to the network namespace of a process, or of @netns_fd
 *  when @pid is 0. */
KL_API int kl_wifi_set_phy_netns(struct kl_wifi *w, uint32_t wiphy, pid_t pid, int netns_fd);

/** @return 0; -ENODATA: this phy has no such queues */
KL_API int kl_wifi_get_txq_stats(struct kl_wifi *w, uint32_t wiphy, struct kl_wifi_txq_stats *ret);

/* ---- Mesh and OCB --------------------------------------------------------------------------- */

/* A parameter of a mesh, by the name that iw gives it. */
struct kl_wifi_mesh_param {
    const char *name;
    uint16_t attr; /* NL80211_MESHCONF_* */
    uint8_t size;  /* bytes on the wire */
    bool is_signed;
    const char *unit; /* "ms", "TUs", "dBm", ...; or NULL */
};

struct kl_wifi_mesh_value {
    const struct kl_wifi_mesh_param *param;
    int64_t value;
};

/** All that are known. */
KL_API const struct kl_wifi_mesh_param *kl_wifi_mesh_params(size_t *ret_n);
/** @return NULL: there is none of this name */
KL_API const struct kl_wifi_mesh_param *kl_wifi_mesh_param_find(const char *name);
typedef int kl_wifi_mesh_param_fn(const struct kl_wifi_mesh_value *v, void *user);
/** Calls @fn for each that the kernel tells. @return how many */
KL_API int kl_wifi_get_mesh_params(struct kl_wifi *w, uint32_t ifindex, kl_wifi_mesh_param_fn *fn,
                                   void *user);
/** @return 0; -ERANGE: a value does not fit its parameter; -EINVAL: the kernel's range */
KL_API int kl_wifi_set_mesh_params(struct kl_wifi *w, uint32_t ifindex,
                                   const struct kl_wifi_mesh_value *values, unsigned n);

struct kl_wifi_mesh {
    const uint8_t *id; /* needed */
    size_t id_len;
    const struct kl_wifi_chan *chan; /* NULL: as set before */
    const uint8_t *basic_rates;      /* in 500 kb/s */
    size_t n_basic_rates;
    uint32_t mcast_rate;      /* in 100 kb/s; 0: the kernel's */
    uint32_t beacon_interval; /* TU; 0: the kernel's */
    uint32_t dtim_period;     /* 0: the kernel's */
    bool set_vendor_sync, vendor_sync;
    const struct kl_wifi_mesh_value *values;
    unsigned n_values;
};

/** Joins, or begins, a mesh. */
KL_API int kl_wifi_join_mesh(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_mesh *m);
/** @return 0; -ENOLINK: none was joined */
KL_API int kl_wifi_leave_mesh(struct kl_wifi *w, uint32_t ifindex);

/* A path to a station of the mesh, or (mpp) the station that stands for one outside. */
struct kl_wifi_mpath {
    uint32_t ifindex;
    unsigned char dst[6], next_hop[6];
    uint32_t has; /* bits 1 << NL80211_MPATH_INFO_* */
    uint32_t frame_qlen, sn, metric, expire_ms, discovery_timeout_ms;
    uint8_t flags; /* NL80211_MPATH_FLAG_* */
    uint8_t discovery_retries, hop_count;
    uint32_t path_change;
};

typedef int kl_wifi_mpath_fn(const struct kl_wifi_mpath *p, void *user);

/** @return how many; what @fn returned; -EAGAIN: paths came or went during each of 10 readings, and
 *          @fn was not called; errors of the request */
KL_API int kl_wifi_get_mpaths(struct kl_wifi *w, uint32_t ifindex, bool mpp, kl_wifi_mpath_fn *fn,
                              void *user);
/** @return 0; -ENOENT: no such path */
KL_API int kl_wifi_get_mpath(struct kl_wifi *w, uint32_t ifindex, bool mpp,
                             const unsigned char dst[6], struct kl_wifi_mpath *ret);
/** A path of one's own, through a station that is a neighbour; changed where @change. */
KL_API int kl_wifi_put_mpath(struct kl_wifi *w, uint32_t ifindex, const unsigned char dst[6],
                             const unsigned char next_hop[6], bool change);
/** @dst NULL: all of them */
KL_API int kl_wifi_del_mpath(struct kl_wifi *w, uint32_t ifindex, const unsigned char *dst);

/** Sends an Ethernet frame (@len 14 to 1500 bytes) to the neighbour @dst whatever the paths say, so
 *  that the link to it is measured. @return 0; -ENOENT: no such neighbour; -EOPNOTSUPP */
KL_API int kl_wifi_probe_mesh_link(struct kl_wifi *w, uint32_t ifindex, const unsigned char dst[6],
                                   const uint8_t *frame, size_t len);

/** Outside the context of a BSS (802.11p); @c is 5 or 10 MHz wide, as the phy allows. */
KL_API int kl_wifi_join_ocb(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_chan *c);
/** @return 0; -EOPNOTSUPP: it is no interface for that */
KL_API int kl_wifi_leave_ocb(struct kl_wifi *w, uint32_t ifindex);

#ifdef __cplusplus
}
#endif
#endif
