// SPDX-License-Identifier: MIT
/*
 * Wi-Fi: interfaces, scans, connections, stations and settings of nl80211.
 *
 * A handle is a socket for requests, one for events, and one descriptor to poll for both. What the
 * kernel does at once is a function that returns when it is done. What takes the air's time (a
 * scan, a connection) is an operation: begun by kl_wifi_..._start(), moved on by
 * kl_wifi_dispatch(), and ended by its callback; or begun and awaited by the function without
 * "start". Each has a deadline.
 *
 * Functions return 0 or a count, or a negative code; kl_wifi_error() has the kernel's words. They
 * are safe in different threads on different handles. Numbers are the kernel's (NL80211_*), which
 * <linux/nl80211.h> names. Source: include/uapi/linux/nl80211.h, net/wireless/nl80211.c.
 */
#ifndef KERNLINK_WIFI_H
#define KERNLINK_WIFI_H

#include <kernlink/core.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kl_wifi; /* a handle */
struct kl_sink; /* see sink.h */

#define KL_WIFI_SSID_MAX  32
#define KL_WIFI_MAX_LINKS 15

struct kl_wifi_options {
    const char *netns;   /* network namespace: a path or a name; NULL: own */
    unsigned timeout_ms; /* of a request; 0: 10 000 */
};

/** Opens nl80211. @options may be NULL.
 *  @return 0; -ENOENT: the kernel has no Wi-Fi (cfg80211 is not loaded); errors of kl_sock_open()
 */
KL_API int kl_wifi_open(struct kl_wifi **ret, const struct kl_wifi_options *options);
/** Operations still running end with -ECANCELED. */
KL_API void kl_wifi_close(struct kl_wifi *w);
/** What went wrong in the last call. Borrowed until the next. */
KL_API const struct kl_error *kl_wifi_error(const struct kl_wifi *w);
/** The socket of requests and the number of the family, for requests of one's own. */
KL_API struct kl_sock *kl_wifi_sock(struct kl_wifi *w);
KL_API uint16_t kl_wifi_family(const struct kl_wifi *w);

/* ---- Names ---------------------------------------------------------------------------------- */

/** "station" or "managed", "ap", "monitor", "mesh_point", ... or a number, as NL80211_IFTYPE_*.
 *  @return the number, or -EINVAL */
KL_API int kl_wifi_iftype_find(const char *name);
/** As iw prints it: "managed", "mesh point", "P2P-client"; "Unknown mode (99)" for others. The
 *  buffer holds what has no name. */
KL_API const char *kl_wifi_iftype_name(unsigned iftype, char buffer[32]);
/** "20_noht", "20", "40", "80", "80p80", "160", "320", "5", "10", "1", "2", "4", "8", "16", or a
 *  number of NL80211_CHAN_WIDTH_*. @return the number, or -EINVAL */
KL_API int kl_wifi_width_find(const char *name);
/** In words, as iw prints it: "20 MHz (no HT)", "80+80 MHz". "unknown" for others. */
KL_API const char *kl_wifi_width_name(unsigned width);
/** IEEE 802.11 status and reason codes in words; "unknown". */
KL_API const char *kl_wifi_status_name(unsigned status);
KL_API const char *kl_wifi_reason_name(unsigned reason);

/* ---- Channels ------------------------------------------------------------------------------- */

/* A channel. All zeroes but for freq_mhz and width is a 20 MHz one without HT. */
struct kl_wifi_chan {
    uint32_t freq_mhz, offset_khz;     /* of the primary channel */
    uint32_t width;                    /* NL80211_CHAN_WIDTH_* */
    uint32_t center1_mhz, center1_khz; /* 0: reckoned where there is only one */
    uint32_t center2_mhz;              /* 80+80 */
    int32_t type;                      /* NL80211_CHAN_*, for widths of 20 and 40 MHz; -1: none */
};

/** The channel's number, or 0 where there is none; and back, with @band NL80211_BAND_*. */
KL_API unsigned kl_wifi_freq_to_channel(uint32_t freq_mhz);
KL_API uint32_t kl_wifi_channel_to_freq(unsigned channel, unsigned band);
/** Fills in what can be reckoned and checks that frequency, width and centres fit each other.
 *  @return 0; -EINVAL with a sentence in @error (which may be NULL) */
KL_API int kl_wifi_chan_complete(struct kl_wifi_chan *c, char *error, size_t error_size);

/* ---- Interfaces ----------------------------------------------------------------------------- */

struct kl_wifi_link {
    uint8_t id;
    unsigned char mac[6];
    bool has_chan;
    struct kl_wifi_chan chan;
    bool has_txpower;
    int32_t txpower_mbm;
};

/* The queues of a phy, a station, or (for multicast) an interface. */
struct kl_wifi_txq_stats {
    uint32_t backlog_bytes, backlog_packets, flows, drops, ecn_marks, overlimit, overmemory,
        collisions, tx_bytes, tx_packets, max_flows;
    uint32_t has; /* bits 1 << NL80211_TXQ_STATS_* */
};

enum kl_wifi_iface_has {
    KL_WIFI_I_IFINDEX = 1 << 0,
    KL_WIFI_I_WDEV = 1 << 1,
    KL_WIFI_I_MAC = 1 << 2,
    KL_WIFI_I_CHAN = 1 << 3,
    KL_WIFI_I_TXPOWER = 1 << 4,
    KL_WIFI_I_SSID = 1 << 5,
    KL_WIFI_I_4ADDR = 1 << 6,
    KL_WIFI_I_RADIOS = 1 << 7
};

struct kl_wifi_iface {
    uint32_t has;     /* enum kl_wifi_iface_has */
    uint32_t ifindex; /* 0: it is no network device (P2P device, NAN) */
    char name[16];
    uint32_t wiphy;
    uint64_t wdev;
    unsigned char mac[6];
    uint32_t iftype; /* NL80211_IFTYPE_* */
    struct kl_wifi_chan chan;
    int32_t txpower_mbm;
    uint8_t ssid[KL_WIFI_SSID_MAX], ssid_len;
    bool use_4addr;
    uint32_t radios; /* of its phy, a bit each; 0: the phy is but one */
    struct kl_wifi_txq_stats txq;
    unsigned n_links;
    struct kl_wifi_link links[KL_WIFI_MAX_LINKS];
};

/** @return 0 to go on, or a negative code that ends the list with it. */
typedef int kl_wifi_iface_fn(const struct kl_wifi_iface *i, void *user);

/** All interfaces, or with @wiphy not negative those of one phy. list_dev() is the same for all.
 *  @return how many; what @fn returned; -EAGAIN: interfaces came or went during each of 10
 * readings; errors of the request. @fn is called when the list is whole and was read without a
 * change in between. */
KL_API int kl_wifi_get_interfaces_dump(struct kl_wifi *w, int64_t wiphy, kl_wifi_iface_fn *fn,
                                       void *user);
KL_API int kl_wifi_list_dev(struct kl_wifi *w, kl_wifi_iface_fn *fn, void *user);
/** All interfaces in an array to look names up in; free() it. @return how many. */
KL_API int kl_wifi_get_interfaces_dict(struct kl_wifi *w, struct kl_wifi_iface **ret);
/** @return 0, -ENODEV */
KL_API int kl_wifi_get_interface_by_ifindex(struct kl_wifi *w, uint32_t ifindex,
                                            struct kl_wifi_iface *ret);
/** The first interface of a phy. @return 0, -ENODEV */
KL_API int kl_wifi_get_interface_by_phy(struct kl_wifi *w, uint32_t wiphy,
                                        struct kl_wifi_iface *ret);

/** A number for an interface that is no network device (a P2P device, NAN) and so has no ifindex:
 * all functions that take an ifindex take it. @wdev: kl_wifi_iface.wdev. @return 0: @wdev is out of
 *  range (a phy's number of 32768 or more, or the 65536th interface of its phy) */
KL_API uint32_t kl_wifi_wdev_index(uint64_t wdev);

/* What a new interface, or a changed one, is to be. */
struct kl_wifi_iface_options {
    bool set_4addr, use_4addr;
    uint32_t monitor_flags; /* bits 1 << NL80211_MNTR_FLAG_*: of a monitor */
    bool set_monitor_flags; /* also when they are none */
    const uint8_t *mesh_id; /* or NULL */
    size_t mesh_id_len;
    const unsigned char *mac; /* 6 bytes, or NULL */
    bool socket_owner;        /* it goes when the handle is closed */
};

/** Creates an interface beside @dev (an ifindex), or with @dev 0 on phy @phy. @options may be NULL.
 *  @ret may be NULL. @return 0; -ENFILE: the name is taken; -EOPNOTSUPP: the phy has no such type
 */
KL_API int kl_wifi_add_interface(struct kl_wifi *w, const char *name, unsigned iftype, uint32_t dev,
                                 uint32_t phy, const struct kl_wifi_iface_options *options,
                                 struct kl_wifi_iface *ret);
KL_API int kl_wifi_del_interface(struct kl_wifi *w, uint32_t ifindex);
/** @iftype negative: stays. @return 0; -EBUSY: the interface is up and its driver cannot then */
KL_API int kl_wifi_set_interface(struct kl_wifi *w, uint32_t ifindex, int iftype,
                                 const struct kl_wifi_iface_options *options);

/** The number of the phy of this name. @return 0; -ENOENT */
KL_API int kl_wifi_find_phy(struct kl_wifi *w, const char *name, uint32_t *ret);

/* ---- Scanning ------------------------------------------------------------------------------- */

enum kl_wifi_bss_has {
    KL_WIFI_B_TSF = 1 << 0,
    KL_WIFI_B_SIGNAL_MBM = 1 << 1,
    KL_WIFI_B_SIGNAL_UNSPEC = 1 << 2,
    KL_WIFI_B_STATUS = 1 << 3,
    KL_WIFI_B_SEEN = 1 << 4,
    KL_WIFI_B_SEEN_BOOT = 1 << 5,
    KL_WIFI_B_BEACON_TSF = 1 << 6,
    KL_WIFI_B_MLO = 1 << 7
};

/* A BSS; pointers are borrowed for the length of the callback. */
struct kl_wifi_bss {
    uint32_t has; /* enum kl_wifi_bss_has */
    unsigned char bssid[6];
    uint32_t freq_mhz, offset_khz;
    uint16_t beacon_interval; /* in TU, 1024 us */
    uint16_t capability;
    uint64_t tsf, beacon_tsf; /* us */
    int32_t signal_mbm;       /* 1/100 dBm, signed */
    uint8_t signal_unspec;    /* 0 to 100 */
    uint32_t status;          /* NL80211_BSS_STATUS_* */
    uint32_t seen_ms_ago;
    uint64_t seen_boot_ns; /* CLOCK_BOOTTIME */
    uint8_t mlo_link_id;
    unsigned char mld[6];
    const uint8_t *ssid; /* NULL: no such element */
    size_t ssid_len;
    const uint8_t *ies; /* of the last beacon or probe response; NULL: none */
    size_t ies_len;
    const uint8_t *beacon_ies; /* of the last beacon, where they are others */
    size_t beacon_ies_len;
    bool from_probe; /* ies are of a probe response */
};

typedef int kl_wifi_bss_fn(const struct kl_wifi_bss *b, void *user);

struct kl_wifi_ssid {
    uint8_t len, data[KL_WIFI_SSID_MAX];
};

struct kl_wifi_scan_options {
    const struct kl_wifi_ssid *ssids; /* to ask for; none: the wildcard, unless passive */
    unsigned n_ssids;
    const uint32_t *freqs_khz; /* none: all channels */
    unsigned n_freqs;
    bool passive;
    uint32_t flags;     /* NL80211_SCAN_FLAG_*: flush, low priority, random address, ... */
    const uint8_t *ies; /* to add to probe requests */
    size_t ies_len;
    const unsigned char *mac, *mac_mask; /* with NL80211_SCAN_FLAG_RANDOM_ADDR; 6 bytes, or NULL */
    const unsigned char *bssid;          /* only this one; or NULL */
    uint16_t duration_tu;                /* on a channel; 0: the driver's */
    bool duration_mandatory;
    bool join;           /* when a scan is running already: take its results */
    bool wait;           /* when one is running already: scan after it. Neither: -EBUSY */
    unsigned timeout_ms; /* of the whole; 0: 60 000 */
};

/* How an operation ended. */
enum kl_wifi_outcome {
    KL_WIFI_FINISHED,
    KL_WIFI_ABORTED, /* the kernel, or somebody, broke the scan off: results are what there is */
    KL_WIFI_TIMED_OUT,
    KL_WIFI_BUSY /* a scan was running already */
};

/** Called once: @code 0, or negative with the cause: -ECANCELED also after an abort, -ETIMEDOUT,
 *  -EBUSY, -ENETDOWN, -ENODEV (the interface went away), ..., and kl_wifi_error() has the words.
 * The operation is over then. */
typedef void kl_wifi_scan_fn(struct kl_wifi *w, enum kl_wifi_outcome outcome, int code, void *user);

/** Begins a scan. Subscribed before it is triggered; only events of this interface count.
 *  @return the operation's id (positive), or a negative code when it could not begin */
KL_API int64_t kl_wifi_scan_start(struct kl_wifi *w, uint32_t ifindex,
                                  const struct kl_wifi_scan_options *options, kl_wifi_scan_fn *fn,
                                  void *user);
/** Scans and waits, then calls @fn for each BSS. An aborted scan is -ECANCELED.
 *  @return how many; what @fn returned; the codes of kl_wifi_scan_fn() */
KL_API int kl_wifi_scan(struct kl_wifi *w, uint32_t ifindex,
                        const struct kl_wifi_scan_options *options, kl_wifi_bss_fn *fn, void *user);
/** Triggers and does not wait. @return 0; -EBUSY */
KL_API int kl_wifi_scan_trigger(struct kl_wifi *w, uint32_t ifindex,
                                const struct kl_wifi_scan_options *options);
/** What was seen, without scanning; needs no privilege. A BSS that appears meanwhile may be
 * missing.
 *  @return how many */
KL_API int kl_wifi_scan_dump(struct kl_wifi *w, uint32_t ifindex, kl_wifi_bss_fn *fn, void *user);
/** @return 0; -ENOENT: no scan is running */
KL_API int kl_wifi_scan_abort(struct kl_wifi *w, uint32_t ifindex);
/** The BSS that the interface is associated with (or has joined). @return 0; -ENOTCONN */
KL_API int kl_wifi_get_associated_bss(struct kl_wifi *w, uint32_t ifindex, kl_wifi_bss_fn *fn,
                                      void *user);

/* ---- Information elements -------------------------------------------------------------------- */

/** Writes the elements of a frame (kl_wifi_bss.ies) as an array of objects into @sink: "id"
 *  ("extension_id"; "oui" and "vendor_type"), "name" where it has one, its fields, with the unit at
 *  the end of their keys, and always "bytes", the content behind the length. What is malformed has
 *  "error", a few words, and what could be read in front of it; the walk goes on behind it.
 *  @return how many are malformed */
KL_API int kl_wifi_elements_decode(struct kl_sink *sink, const uint8_t *ies, size_t len);
/** The name of the element that begins at @element, of which @len bytes are there: "ssid", "rsn",
 *  "he_operation"; NULL: it has none, or is cut. */
KL_API const char *kl_wifi_element_name(const uint8_t *element, size_t len);

/* ---- Connecting ----------------------------------------------------------------------------- */

struct kl_wifi_wep_key {
    uint8_t index, len; /* 5 or 13 bytes */
    uint8_t data[13];
};

struct kl_wifi_connect_options {
    const uint8_t *ssid; /* needed */
    size_t ssid_len;
    const unsigned char *bssid; /* 6 bytes: only this one; or NULL */
    uint32_t freq_mhz;          /* only there; 0: anywhere */
    const struct kl_wifi_wep_key *wep_keys;
    unsigned n_wep_keys, wep_default;
    bool wep_shared; /* shared key authentication */
    /* One of these for WPA2 and WPA3, or none. They need a driver that does the handshake itself.
     */
    const char *passphrase;   /* WPA2: 8 to 63 characters, or 64 hexadecimal digits */
    const uint8_t *pmk;       /* WPA2: 32 bytes, as kl_wifi_psk() makes them */
    const char *sae_password; /* WPA3: 1 to 128 characters */
    int mfp;                  /* NL80211_MFP_*: management frame protection; negative: not asked */
    const uint8_t *ies;       /* to add to the association request */
    size_t ies_len;
    bool socket_owner;   /* disconnect when the handle is closed */
    unsigned timeout_ms; /* of the whole; 0: 30 000 */
};

/** The key of WPA2-Personal (PBKDF2, 4096 rounds of HMAC-SHA1 with the SSID): takes some
 *  milliseconds. @passphrase: 8 to 63 printable ASCII characters, or 64 hexadecimal digits, which
 * are the key itself. What it worked with is wiped. Safe in any thread.
 *  @return 0; -EINVAL: no such passphrase, or the SSID is not 1 to 32 bytes long */
KL_API int kl_wifi_psk(const char *passphrase, const uint8_t *ssid, size_t ssid_len,
                       uint8_t ret[32]);

enum kl_wifi_connect_result {
    KL_WIFI_CONNECTED,
    KL_WIFI_REFUSED,         /* status says why */
    KL_WIFI_NO_ANSWER,       /* timed out in phase: scanning, authentication or association */
    KL_WIFI_DEAUTHENTICATED, /* connected for a moment; reason says why not any more */
    KL_WIFI_NEEDS_SUPPLICANT /* the network is protected and the driver leaves that to a program */
};

struct kl_wifi_connected {
    enum kl_wifi_connect_result result;
    uint16_t status;        /* IEEE 802.11 status code */
    uint16_t reason;        /* IEEE 802.11 reason code */
    uint32_t phase;         /* NL80211_TIMEOUT_* */
    bool by_ap;             /* the access point ended it */
    unsigned char bssid[6]; /* all zeroes: not known */
    uint32_t freq_mhz;      /* 0: not known */
    char supplicant[64];    /* NEEDS_SUPPLICANT: the program that runs and could, or "" */
};

/** Called once. @code: 0 (see @c->result), -ETIMEDOUT when the deadline passed first, -ECANCELED,
 *  -ENODEV, ... */
typedef void kl_wifi_connect_fn(struct kl_wifi *w, int code, const struct kl_wifi_connected *c,
                                void *user);

KL_API int64_t kl_wifi_connect_start(struct kl_wifi *w, uint32_t ifindex,
                                     const struct kl_wifi_connect_options *options,
                                     kl_wifi_connect_fn *fn, void *user);
/** Connects and waits for what becomes of it. @return 0 with *@ret filled: read its result; or as
 *  kl_wifi_connect_fn(); -EALREADY: connected already */
KL_API int kl_wifi_connect(struct kl_wifi *w, uint32_t ifindex,
                           const struct kl_wifi_connect_options *options,
                           struct kl_wifi_connected *ret);
/** Also when not connected. @return 0; -EPERM: another socket owns the connection */
KL_API int kl_wifi_disconnect(struct kl_wifi *w, uint32_t ifindex, uint16_t reason);

/** The frames by hand. @auth_type: NL80211_AUTHTYPE_*. Each returns when the kernel has taken the
 *  request; what came of it is an event. @return 0; -ENOENT: that BSS was not seen, scan first */
KL_API int kl_wifi_authenticate(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                                const uint8_t *ssid, size_t ssid_len, uint32_t freq_mhz,
                                uint32_t auth_type);
/** The same with a WEP key, for a shared key authentication. @key NULL: none.
 *  @return as kl_wifi_authenticate(); -EINVAL: it is no WEP key */
KL_API int kl_wifi_authenticate_wep(struct kl_wifi *w, uint32_t ifindex,
                                    const unsigned char bssid[6], const uint8_t *ssid,
                                    size_t ssid_len, uint32_t freq_mhz, uint32_t auth_type,
                                    const struct kl_wifi_wep_key *key);
/** After authenticating; @ies (NULL: none) are added to the request. Returns as above. */
KL_API int kl_wifi_associate(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                             const uint8_t *ssid, size_t ssid_len, uint32_t freq_mhz,
                             const uint8_t *ies, size_t ies_len);
KL_API int kl_wifi_deauthenticate(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                                  uint16_t reason);
KL_API int kl_wifi_disassociate(struct kl_wifi *w, uint32_t ifindex, const unsigned char bssid[6],
                                uint16_t reason);

/* ---- IBSS, mesh, OCB ------------------------------------------------------------------------ */

struct kl_wifi_ibss {
    const uint8_t *ssid;
    size_t ssid_len;
    struct kl_wifi_chan chan;
    bool fixed_freq;            /* refused where width and centres do not fit */
    const unsigned char *bssid; /* or NULL */
    uint16_t beacon_interval;   /* TU; 0: the kernel's */
    const uint8_t *basic_rates; /* in 500 kb/s */
    size_t n_basic_rates;
    uint32_t mcast_rate; /* in 100 kb/s; 0: none */
    const struct kl_wifi_wep_key *wep_keys;
    unsigned n_wep_keys, wep_default;
};

KL_API int kl_wifi_join_ibss(struct kl_wifi *w, uint32_t ifindex, const struct kl_wifi_ibss *i);
/** @return 0; -ENOLINK: none was joined */
KL_API int kl_wifi_leave_ibss(struct kl_wifi *w, uint32_t ifindex);

/* ---- Stations ------------------------------------------------------------------------------- */

struct kl_wifi_rate {
    uint32_t kbps;      /* 0: not known */
    uint8_t mcs, nss;   /* of HT (mcs only), VHT, HE, EHT */
    uint8_t kind;       /* enum kl_wifi_rate_kind */
    uint16_t width_mhz; /* 5, 10, 20, ...; 8080 for 80+80; 1, 2, 4, 8, 16 of S1G */
    bool short_gi;      /* HT, VHT */
    uint8_t gi;         /* HE, EHT: NL80211_RATE_INFO_*_GI_* */
    uint8_t dcm;        /* HE */
    int16_t ru;         /* HE, EHT: NL80211_RATE_INFO_*_RU_ALLOC_*; -1: none */
};

enum kl_wifi_rate_kind {
    KL_WIFI_RATE_LEGACY,
    KL_WIFI_RATE_HT,
    KL_WIFI_RATE_VHT,
    KL_WIFI_RATE_HE,
    KL_WIFI_RATE_EHT,
    KL_WIFI_RATE_S1G
};

/** The rate as iw prints it: "866.7 MBit/s VHT-MCS 9 80MHz short GI VHT-NSS 2". @return @buffer */
KL_API const char *kl_wifi_rate_text(const struct kl_wifi_rate *r, char buffer[128]);

#define KL_WIFI_MAX_TIDS 17

/* What was sent and received of a traffic class; the 17th is frames without one. */
struct kl_wifi_tid_stats {
    uint32_t has; /* bits 1 << NL80211_TID_STATS_* */
    uint64_t rx_msdu, tx_msdu, tx_retries, tx_failed;
    struct kl_wifi_txq_stats queue;
};

enum kl_wifi_station_has {
    KL_WIFI_S_INACTIVE = 1u << 0,
    KL_WIFI_S_RX_BYTES = 1u << 1,
    KL_WIFI_S_RX_PACKETS = 1u << 2,
    KL_WIFI_S_TX_BYTES = 1u << 3,
    KL_WIFI_S_TX_PACKETS = 1u << 4,
    KL_WIFI_S_TX_RETRIES = 1u << 5,
    KL_WIFI_S_TX_FAILED = 1u << 6,
    KL_WIFI_S_BEACON_LOSS = 1u << 7,
    KL_WIFI_S_BEACON_RX = 1u << 8,
    KL_WIFI_S_RX_DROP = 1u << 9,
    KL_WIFI_S_SIGNAL = 1u << 10,
    KL_WIFI_S_SIGNAL_AVG = 1u << 11,
    KL_WIFI_S_BEACON_SIGNAL_AVG = 1u << 12,
    KL_WIFI_S_T_OFFSET = 1u << 13,
    KL_WIFI_S_TX_RATE = 1u << 14,
    KL_WIFI_S_RX_RATE = 1u << 15,
    KL_WIFI_S_TX_DURATION = 1u << 16,
    KL_WIFI_S_RX_DURATION = 1u << 17,
    KL_WIFI_S_ACK_SIGNAL = 1u << 18,
    KL_WIFI_S_ACK_SIGNAL_AVG = 1u << 19,
    KL_WIFI_S_AIRTIME_WEIGHT = 1u << 20,
    KL_WIFI_S_EXPECTED_KBPS = 1u << 21,
    KL_WIFI_S_FLAGS = 1u << 22,
    KL_WIFI_S_BSS_PARAM = 1u << 23,
    KL_WIFI_S_CONNECTED = 1u << 24,
    KL_WIFI_S_ASSOC_AT = 1u << 25,
    KL_WIFI_S_MESH = 1u << 26,
    KL_WIFI_S_MLO = 1u << 27
};

struct kl_wifi_station {
    uint32_t has; /* enum kl_wifi_station_has */
    uint32_t ifindex;
    unsigned char mac[6];
    uint32_t inactive_ms;
    uint64_t rx_bytes, tx_bytes;
    uint32_t rx_packets, tx_packets, tx_retries, tx_failed, beacon_loss;
    uint64_t rx_drop_misc, beacon_rx;
    int8_t signal_dbm, signal_avg_dbm, beacon_signal_avg_dbm, ack_signal_dbm, ack_signal_avg_dbm;
    unsigned n_chains, n_chains_avg;
    int8_t chain_signal_dbm[8], chain_signal_avg_dbm[8];
    uint64_t t_offset_us;
    struct kl_wifi_rate tx_rate, rx_rate;
    uint64_t tx_duration_us, rx_duration_us;
    uint16_t airtime_weight;
    uint32_t expected_kbps;
    uint32_t flags_known, flags_set; /* bits 1 << NL80211_STA_FLAG_* */
    uint32_t connected_s;
    uint64_t assoc_at_boot_ns; /* CLOCK_BOOTTIME */
    struct {
        bool cts_protection, short_preamble, short_slot;
        uint8_t dtim_period;
        uint16_t beacon_interval; /* TU */
    } bss;
    struct {
        uint16_t llid, plid;
        uint8_t plink_state;
        uint32_t airtime_metric, local_pm, peer_pm, nonpeer_pm;
        bool connected_to_gate, connected_to_as;
    } mesh;
    uint8_t mlo_link_id;
    unsigned char mld[6];
    unsigned n_tids;
    struct kl_wifi_tid_stats tids[KL_WIFI_MAX_TIDS];
};

typedef int kl_wifi_station_fn(const struct kl_wifi_station *s, void *user);

/** @return how many; what @fn returned; -EAGAIN: stations came or went during each of 10 readings,
 * and
 *          @fn was not called; errors of the request */
KL_API int kl_wifi_get_stations(struct kl_wifi *w, uint32_t ifindex, kl_wifi_station_fn *fn,
                                void *user);
/** @return 0; -ENOENT: no such station */
KL_API int kl_wifi_get_station(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6],
                               struct kl_wifi_station *ret);
/** Deauthenticates it. @subtype: 0xc deauthentication, 0xa disassociation; 0: the kernel's choice
 */
KL_API int kl_wifi_del_station(struct kl_wifi *w, uint32_t ifindex, const unsigned char mac[6],
                               uint8_t subtype, uint16_t reason);

/* ---- Waiting -------------------------------------------------------------------------------- */

/** The descriptor to poll for POLLIN: it covers both sockets. */
KL_API int kl_wifi_fd(const struct kl_wifi *w);
/** Milliseconds until the next deadline, 0 when one is due, -1 when there is none. */
KL_API int kl_wifi_timeout(const struct kl_wifi *w);
/** Handles what has arrived and what is due; calls callbacks; does not block. @return 0 or negative
 */
KL_API int kl_wifi_dispatch(struct kl_wifi *w);
/** Ends an operation with -ECANCELED; a scan that it triggered is aborted. @return 0 or -ENOENT */
KL_API int kl_wifi_cancel(struct kl_wifi *w, int64_t id);
/** Stops watching an operation: the kernel goes on with it, and nothing is called back. */
KL_API void kl_wifi_forget(struct kl_wifi *w, int64_t id);

/* ---- Events --------------------------------------------------------------------------------- */

/** Called from kl_wifi_dispatch() with every event of nl80211; overruns as kl_event says. */
typedef void kl_wifi_event_fn(struct kl_wifi *w, const struct kl_event *event, void *user);
/** Subscribes to all of nl80211's groups ("config", "scan", "regulatory", "mlme", "vendor", "nan").
 *  @fn NULL ends it. */
KL_API int kl_wifi_events(struct kl_wifi *w, kl_wifi_event_fn *fn, void *user);

#ifdef __cplusplus
}
#endif
#endif
