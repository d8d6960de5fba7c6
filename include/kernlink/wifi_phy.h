// SPDX-License-Identifier: MIT
/*
 * Phys (wireless devices): all that nl80211 says of them, and what they can do at once.
 *
 * The kernel tells of a phy in some 200 messages, a channel each. kl_wifi_list_wiphy() puts them
 * together by phy, band and frequency, and reads again when a phy came or went in between. What it
 * returns owns all memory that the structs below point to.
 *
 * Numbers are the kernel's (NL80211_*), which <linux/nl80211.h> names. A set of interface types, or
 * of widths, is a word with the bit 1 << NL80211_IFTYPE_*, NL80211_CHAN_WIDTH_*. Functions without
 * a struct kl_wifi may be called in any thread. Source: net/wireless/nl80211.c,
 * nl80211_send_wiphy().
 */
#ifndef KERNLINK_WIFI_PHY_H
#define KERNLINK_WIFI_PHY_H

#include <kernlink/wifi.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kl_wifi_phys; /* a list of phys, and the memory of what they point to */

/* ---- Bands ---------------------------------------------------------------------------------- */

enum kl_wifi_freq_has {
    KL_WIFI_F_TXPOWER = 1 << 0,
    KL_WIFI_F_DFS = 1 << 1,
    KL_WIFI_F_CAC = 1 << 2,
    KL_WIFI_F_PSD = 1 << 3
};

/* What the regulatory rules say of an access category on a channel. */
struct kl_wifi_wmm {
    uint16_t cw_min, cw_max;
    uint8_t aifsn;
    uint16_t txop_us;
};

struct kl_wifi_freq {
    uint32_t has; /* enum kl_wifi_freq_has */
    uint32_t freq_mhz, offset_khz;
    uint64_t flags; /* bits 1 << NL80211_FREQUENCY_ATTR_*: DISABLED, NO_IR, RADAR, ... */
    int32_t max_txpower_mbm;
    uint32_t dfs_state; /* NL80211_DFS_* */
    uint32_t dfs_ms;    /* how long in that state */
    uint32_t cac_ms;    /* how long to listen before use */
    int8_t psd_dbm;     /* per MHz */
    unsigned n_wmm;
    struct kl_wifi_wmm wmm[4];
};

struct kl_wifi_bitrate {
    uint32_t rate_100kbps;
    bool short_preamble;
};

enum kl_wifi_capa_has { KL_WIFI_C_HE = 1 << 0, KL_WIFI_C_HE_6GHZ = 1 << 1, KL_WIFI_C_EHT = 1 << 2 };

/* Capabilities of some interface types in a band, as in the elements of these names. */
struct kl_wifi_iftype_capa {
    uint32_t has; /* enum kl_wifi_capa_has */
    uint32_t iftypes;
    uint8_t he_mac[6], he_phy[11];
    uint8_t he_mcs[12], he_mcs_len; /* RX and TX of 80, 160, 80+80 MHz, whichever there are */
    uint8_t he_ppe[25], he_ppe_len;
    uint16_t he_6ghz;
    uint8_t eht_mac[2], eht_phy[9];
    uint8_t eht_mcs[13], eht_mcs_len;
    uint8_t eht_ppe[32], eht_ppe_len;
    const uint8_t *vendor_elements; /* or NULL */
    size_t vendor_elements_len;
};

enum kl_wifi_band_has {
    KL_WIFI_BAND_HT = 1 << 0,
    KL_WIFI_BAND_HT_FACTOR = 1 << 1,
    KL_WIFI_BAND_HT_DENSITY = 1 << 2,
    KL_WIFI_BAND_HT_MCS = 1 << 3,
    KL_WIFI_BAND_VHT = 1 << 4,
    KL_WIFI_BAND_VHT_MCS = 1 << 5,
    KL_WIFI_BAND_EDMG = 1 << 6,
    KL_WIFI_BAND_S1G = 1 << 7,
    KL_WIFI_BAND_RATES = 1 << 8 /* there is a list, even if it is empty */
};

struct kl_wifi_band {
    uint32_t has;  /* enum kl_wifi_band_has */
    uint32_t band; /* NL80211_BAND_* */
    uint16_t ht_capa;
    uint8_t ht_ampdu_factor, ht_ampdu_density, ht_mcs[16];
    uint32_t vht_capa;
    uint8_t vht_mcs[8];
    uint8_t edmg_channels, edmg_bw_config;
    uint8_t s1g_capa[10], s1g_mcs[5];
    unsigned n_rates, n_freqs, n_capas;
    const struct kl_wifi_bitrate *rates;
    const struct kl_wifi_freq *freqs;        /* as the kernel has them; each once */
    const struct kl_wifi_iftype_capa *capas; /* HE and newer */
};

/* ---- Combinations --------------------------------------------------------------------------- */

struct kl_wifi_limit {
    uint32_t max;     /* interfaces */
    uint32_t iftypes; /* of these types together */
};

/* Interfaces that may be there at once. */
struct kl_wifi_combination {
    uint32_t max;      /* interfaces in all */
    uint32_t channels; /* different ones */
    unsigned n_limits;
    const struct kl_wifi_limit *limits;
    bool beacons_equal;      /* stations and AP need the same beacon interval */
    uint32_t beacon_min_gcd; /* of beacon intervals, in TU; 0: they must be equal */
    uint32_t radar_widths;   /* widths in which radar is looked for */
    uint32_t radar_regions;  /* bits 1 << NL80211_DFS_*; 0: all */
    bool broken;             /* the kernel left something out */
};

struct kl_wifi_range {
    uint32_t start_khz, end_khz;
};

/* One radio of a phy that has several. */
struct kl_wifi_radio {
    uint32_t index;
    unsigned n_ranges, n_combinations;
    const struct kl_wifi_range *ranges;
    const struct kl_wifi_combination *combinations;
    uint32_t antennas; /* a bit each; 0: not said */
    bool has_rts;
    uint32_t rts_threshold;
};

/* ---- The rest ------------------------------------------------------------------------------- */

/* Patterns of packets, as hardware compares them. */
struct kl_wifi_pattern_support {
    uint32_t max_patterns, min_len, max_len, max_offset;
};

struct kl_wifi_wowlan_support {
    bool has;
    uint32_t triggers; /* bits 1 << NL80211_WOWLAN_TRIG_* */
    struct kl_wifi_pattern_support patterns;
    bool has_offset; /* max_offset was told, too */
    uint32_t net_detect_sets;
    bool has_tcp;
    uint32_t tcp_data_len, tcp_wake_len, tcp_interval_s, tcp_token_len;
    bool tcp_seq;
};

struct kl_wifi_coalesce_support {
    bool has;
    uint32_t max_rules, max_delay_ms;
    struct kl_wifi_pattern_support patterns;
};

/* Peer measurements; of fine timing (FTM). */
struct kl_wifi_pmsr {
    bool has, has_types, has_ftm;
    bool report_ap_tsf, random_mac;
    uint32_t max_peers;
    uint32_t ftm_flags; /* bits 1 << NL80211_PMSR_FTM_CAPA_ATTR_* of those that are flags */
    uint32_t preambles; /* bits 1 << NL80211_PREAMBLE_* */
    uint32_t widths;
    bool has_bursts, has_per_burst;
    uint32_t max_bursts_exponent, max_per_burst;
};

struct kl_wifi_frames {
    uint32_t iftype;
    unsigned n;
    const uint16_t *types; /* as in the frame control field: 0xd0 is an action frame */
};

struct kl_wifi_ext_capa {
    uint32_t iftype;
    const uint8_t *capa, *mask; /* or NULL */
    size_t capa_len, mask_len;
    bool has_mlo;
    uint16_t eml, mld; /* EML capabilities, MLD capabilities and operations */
};

struct kl_wifi_iftype_akm {
    uint32_t iftypes;
    unsigned n;
    const uint32_t *suites;
};

struct kl_wifi_vendor_id {
    uint32_t oui, subcmd;
};

struct kl_wifi_sar {
    bool has;
    uint32_t type; /* NL80211_SAR_TYPE_* */
    unsigned n_ranges;
    const struct kl_wifi_range *ranges;
};

/* An attribute that this version of the library does not know. */
struct kl_wifi_unknown {
    uint16_t attr;
    const uint8_t *data;
    size_t len;
};

/* Numbers that a phy has or has not; bits of kl_wifi_phy.has. */
enum kl_wifi_phy_number {
    KL_WIFI_N_RETRY_SHORT,
    KL_WIFI_N_RETRY_LONG,
    KL_WIFI_N_FRAG_THRESHOLD, /* bytes; UINT32_MAX: off */
    KL_WIFI_N_RTS_THRESHOLD,
    KL_WIFI_N_COVERAGE_CLASS,
    KL_WIFI_N_MAX_SCAN_SSIDS,
    KL_WIFI_N_MAX_SCAN_IE_LEN,
    KL_WIFI_N_MAX_SCHED_SCAN_SSIDS,
    KL_WIFI_N_MAX_SCHED_SCAN_IE_LEN,
    KL_WIFI_N_MAX_MATCH_SETS,
    KL_WIFI_N_MAX_SCAN_PLANS,
    KL_WIFI_N_MAX_SCAN_PLAN_INTERVAL, /* s */
    KL_WIFI_N_MAX_SCAN_PLAN_ITERATIONS,
    KL_WIFI_N_MAX_SCHED_SCANS,
    KL_WIFI_N_MAX_PMKIDS,
    KL_WIFI_N_ANTENNA_AVAIL_TX, /* a bit each, as are the next */
    KL_WIFI_N_ANTENNA_AVAIL_RX,
    KL_WIFI_N_ANTENNA_TX,
    KL_WIFI_N_ANTENNA_RX,
    KL_WIFI_N_PROBE_RESP_OFFLOAD, /* NL80211_PROBE_RESP_OFFLOAD_SUPPORT_* */
    KL_WIFI_N_MAX_REMAIN_MS,
    KL_WIFI_N_AP_SME,   /* it is an access point by itself */
    KL_WIFI_N_FEATURES, /* NL80211_FEATURE_* */
    KL_WIFI_N_MAX_ACL,
    KL_WIFI_N_MAX_AP_STATIONS,
    KL_WIFI_N_MAX_CSA_COUNTERS,
    KL_WIFI_N_NAN_BANDS, /* bits 1 << NL80211_BAND_* */
    KL_WIFI_N_TXQ_LIMIT, /* packets */
    KL_WIFI_N_TXQ_MEMORY_LIMIT,
    KL_WIFI_N_TXQ_QUANTUM,
    KL_WIFI_N_MAX_AKM_SUITES,
    KL_WIFI_N_MAX_TIMESTAMP_PEERS,
    KL_WIFI_N_MBSSID_MAX_INTERFACES,
    KL_WIFI_N_MBSSID_MAX_EMA_PERIOD,
    KL_WIFI_N_TID_VIF,  /* bits 1 << NL80211_TID_CONFIG_ATTR_*, of an interface */
    KL_WIFI_N_TID_PEER, /* of a station */
    KL_WIFI_N_TID_MAX_RETRY_SHORT,
    KL_WIFI_N_TID_MAX_RETRY_LONG,
    KL_WIFI_N_COUNT
};

/* Abilities; bits of kl_wifi_phy.can. */
enum kl_wifi_phy_can {
    KL_WIFI_CAN_IBSS_RSN = 1 << 0,
    KL_WIFI_CAN_MESH_AUTH = 1 << 1,
    KL_WIFI_CAN_AP_UAPSD = 1 << 2,
    KL_WIFI_CAN_ROAM = 1 << 3,
    KL_WIFI_CAN_TDLS = 1 << 4,
    KL_WIFI_CAN_TDLS_EXTERNAL_SETUP = 1 << 5,
    KL_WIFI_CAN_CONTROL_PORT_ETHERTYPE = 1 << 6,
    KL_WIFI_CAN_OFFCHANNEL_TX = 1 << 7,
    KL_WIFI_CAN_5_MHZ = 1 << 8,
    KL_WIFI_CAN_10_MHZ = 1 << 9,
    KL_WIFI_CAN_REG_SELF = 1 << 10, /* has regulatory rules of its own */
    KL_WIFI_CAN_MLO = 1 << 11,
    KL_WIFI_CAN_EMA = 1 << 12
};

/* A phy. Lists that are not there have 0 elements. */
struct kl_wifi_phy {
    uint32_t index;
    const char *name;
    uint32_t generation; /* of the kernel's list */
    uint64_t has;        /* bits 1 << enum kl_wifi_phy_number */
    uint64_t number[KL_WIFI_N_COUNT];
    uint32_t can; /* enum kl_wifi_phy_can */

    unsigned n_bands;
    const struct kl_wifi_band *bands;

    uint32_t iftypes, software_iftypes;                       /* software: may always be added */
    bool has_iftypes, has_software_iftypes, has_combinations; /* the list is there, even if empty */
    unsigned n_combinations;
    const struct kl_wifi_combination *combinations;
    unsigned n_radios;
    const struct kl_wifi_radio *radios;
    unsigned n_global_combinations; /* of all radios together */
    const struct kl_wifi_combination *global_combinations;

    unsigned n_ciphers, n_akms, n_iftype_akms;
    const uint32_t *ciphers, *akms; /* suites: 0x000fac04 is 00-0f-ac:4 */
    const struct kl_wifi_iftype_akm *iftype_akms;
    unsigned n_commands;
    const uint32_t *commands; /* NL80211_CMD_* */
    bool has_commands;
    unsigned n_tx_frames, n_rx_frames;
    const struct kl_wifi_frames *tx_frames, *rx_frames; /* that programs may send, receive */
    bool has_tx_frames, has_rx_frames;

    unsigned n_ext_features; /* bytes */
    const uint8_t *ext_features;
    bool has_ht_mask, has_vht_mask;
    uint8_t ht_mask[26], vht_mask[12]; /* what of these elements may be overridden */
    uint8_t ht_mask_len;
    struct kl_wifi_ext_capa ext_capa; /* iftype is meaningless */
    unsigned n_iftype_ext_capas;
    const struct kl_wifi_ext_capa *iftype_ext_capas;

    bool has_mac, has_mac_mask;
    unsigned char mac[6], mac_mask[6];
    unsigned n_macs;
    const unsigned char (*macs)[6];

    struct kl_wifi_wowlan_support wowlan;
    struct kl_wifi_coalesce_support coalesce;
    struct kl_wifi_pmsr pmsr;
    struct kl_wifi_sar sar;
    uint32_t bss_select; /* bits 1 << NL80211_BSS_SELECT_ATTR_* */
    unsigned n_vendor_commands, n_vendor_events;
    const struct kl_wifi_vendor_id *vendor_commands, *vendor_events;
    unsigned n_unknown;
    const struct kl_wifi_unknown *unknown;
    bool malformed; /* some of what the kernel sent could not be read; the rest is here */
};

/** Reads all phys of the namespace.
 *
 *  @param ret  receives the list, free it with kl_wifi_phys_free()
 *  @return how many (0 is an answer, too); -EAGAIN: phys came and went during each of 10 readings;
 *          -E2BIG: more than the kernel can mean; errors of the request
 *  Not to be called by two threads on one handle. Source: nl80211_dump_wiphy(). */
KL_API int kl_wifi_list_wiphy(struct kl_wifi *w, struct kl_wifi_phys **ret);
/** The same for phy number @wiphy alone. @return 1; -ENODEV: there is none; as above */
KL_API int kl_wifi_get_wiphy(struct kl_wifi *w, uint32_t wiphy, struct kl_wifi_phys **ret);
/** How many there are. */
KL_API size_t kl_wifi_phys_count(const struct kl_wifi_phys *p);
/** Phy @i from 0, in the kernel's order; NULL behind the last. Borrowed from @p. */
KL_API const struct kl_wifi_phy *kl_wifi_phys_at(const struct kl_wifi_phys *p, size_t i);
/** Frees the list and all that its phys point to; NULL is allowed. */
KL_API void kl_wifi_phys_free(struct kl_wifi_phys *p);

/** Has @p extended feature @feature (NL80211_EXT_FEATURE_*)? */
KL_API bool kl_wifi_phy_has_feature(const struct kl_wifi_phy *p, unsigned feature);
/** What nl80211 itself can do: NL80211_PROTOCOL_FEATURE_*. @return 0; errors of the request */
KL_API int kl_wifi_get_protocol_features(struct kl_wifi *w, uint32_t *ret);

/* ---- What may be there at once --------------------------------------------------------------- */

struct kl_wifi_combine {
    const uint32_t *iftypes; /* NL80211_IFTYPE_*, one for each interface */
    unsigned n_iftypes;      /* at most 4096 */
    unsigned channels;       /* different ones that they are on; 0: 1 */
    uint32_t radar_widths;   /* widths in which radar must be looked for; 0: none */
    uint32_t radar_region;   /* NL80211_DFS_*, with radar_widths; 0: any */
    uint32_t beacon_gcd;     /* greatest common divisor of the beacon intervals, in TU; 0: all are
                                equal */
};

struct kl_wifi_combined {
    bool possible;
    int combination; /* index in combinations (with radios: global_combinations); -1: none needed */
    char text[256];  /* which, or why not, in words */
};

/** May @p run these interfaces at once? As cfg80211 checks it when interfaces come up: types that
 *  are done in software do not count. A phy of several radios must have a place for each interface
 *  on one of them.
 *  @return 0 with *@ret filled; -EINVAL: a type that there is not, or too many */
KL_API int kl_wifi_can_combine(const struct kl_wifi_phy *p, const struct kl_wifi_combine *ask,
                               struct kl_wifi_combined *ret);
/** A combination as iw shows it, on one line: "#{ managed } <= 1, #{ AP } <= 1, total <= 2,
 *  #channels <= 1". Cut to @size. @return @buffer */
KL_API const char *kl_wifi_combination_text(const struct kl_wifi_combination *c, char *buffer,
                                            size_t size);

#ifdef __cplusplus
}
#endif
#endif
