// SPDX-License-Identifier: MIT
// kernlink iw: what its commands share. A command is one row; the rows of an area of the tool stand
// in the file of that area, and main.c lists the areas.
#ifndef KL_CMD_IW_IW_H
#define KL_CMD_IW_IW_H

#include <kernlink/kernlink.h>

#include <errno.h>
#include <linux/nl80211.h>
#include <string.h>

/* What a command is about: what stands in front of its words. */
enum iw_on {
    IW_NONE = 1 << 0,
    IW_DEV = 1 << 1,      /* dev NAME, and wdev NUMBER */
    IW_PHY = 1 << 2,      /* phy NAME, phy#NUMBER */
    IW_WDEV = 1 << 3,     /* wdev NUMBER only */
    IW_ALL_DEVS = 1 << 4, /* "dev" alone */
    IW_ALL_PHYS = 1 << 5  /* "phy" alone */
};

enum iw_form { IW_TEXT, IW_JSON, IW_JSONL };

struct iw {
    struct kl_wifi *wifi;
    struct kl_out *out;
    enum iw_form form;
    struct kl_sink *sink; /* with the other forms than text */
    bool colour;          /* standard output is a terminal */
    bool both;            /* scan -b: elements of the beacon beside those of a probe response */
    bool unknown;         /* scan -u: elements that have no form of their own, too; station dump -v:
                             traffic classes */
    enum iw_on on;
    char name[32]; /* of the interface or phy, "" without */
    uint32_t ifindex, wiphy;
    uint64_t wdev;
};

/* @return 0; negative: the kernel's refusal, kl_wifi_error() has the words; IW_USAGE; IW_SAID */
typedef int iw_run(struct iw *iw, int n, char **args);

#define IW_USAGE  1 /* the arguments are wrong: usage is printed; iw's exit status */
#define IW_SAID   2 /* what is wrong has been said; exit status 1 */
#define IW_SAID_2 3 /* likewise; exit status 2, as iw ends on some words that it does not know */

struct iw_command {
    unsigned on;       /* enum iw_on; one of the bits for each way to say it */
    const char *words; /* "station dump"; "" with the bare object */
    const char *args;  /* as usage shows them */
    const char *help;  /* lines */
    iw_run *run;
};

extern const struct iw_command iw_ap_commands[], iw_iface_commands[], iw_link_commands[],
    iw_connect_commands[], iw_scan_commands[], iw_station_commands[], iw_reg_commands[],
    iw_set_commands[], iw_mesh_commands[], iw_mpath_commands[], iw_event_commands[],
    iw_radio_commands[], iw_channels_commands[];
extern const struct iw_command iw_measure_commands[], iw_nan_commands[], iw_sched_commands[],
    iw_wake_commands[];
extern const struct iw_command iw_limits_commands[], iw_station_set_commands[];

extern const struct iw_command iw_phy_commands[];

/* ---- main.c ---- */

/* Every command there is. @return NULL behind the last. */
const struct iw_command *iw_command_at(size_t i);
/* Says why arguments are wrong, in front of the usage. @return IW_USAGE. */
int iw_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says what is wrong. @return IW_SAID. */
int iw_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same where iw says it on standard output: so do we, but beside JSON on standard error.
 * @return IW_SAID_2, with which iw ends then */
int iw_tell(struct iw *iw, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- parse.c ---- */

/* Six numbers of one or two hexadecimal digits, colons between, and nothing else. */
bool iw_parse_mac(const char *word, unsigned char ret[6]);
/* A whole number in @min to @max, decimal or 0x. */
bool iw_parse_number(const char *word, uint64_t min, uint64_t max, uint64_t *ret);
/* A whole number in @min to @max, decimal, perhaps with its sign. */
bool iw_parse_int(const char *word, int32_t min, int32_t max, int32_t *ret);
/* "00:11:22", "001122". @return the bytes in @ret, or -1 */
int iw_parse_hex(const char *word, uint8_t *ret, size_t size);
/* MHz with up to three decimals. */
bool iw_parse_khz(const char *word, uint32_t *ret);

/* ---- args.c ---- */

/* "randomise", "randomise=<addr>/<mask>". @return false: it is something else */
bool iw_take_random(const char *word, unsigned char mac[6], unsigned char mask[6]);
/* A channel as iw takes it behind "freq" (@is_channel: "channel"): number, and HT40+ or width and
 * centres. @return how many words it took; negative: it said what is wrong. */
int iw_parse_chan(int n, char **args, bool is_channel, struct kl_wifi_chan *ret);
/* "0:abcde", "d:1:6162636465" ... up to 4 of them. @return 0; IW_USAGE after saying why */
int iw_parse_keys(int n, char **args, struct kl_wifi_wep_key keys[4], unsigned *ret_n,
                  unsigned *ret_default);

/* ---- complete.c ---- */

/* Prints what may follow the words. @return 0 */
int iw_complete(int n, char **args);

/* ---- print.c ---- */

void iw_mac(struct kl_out *o, const unsigned char mac[6]);
/* Bytes as text, what does not print as \x.., as iw does. */
void iw_ssid(struct kl_out *o, const uint8_t *ssid, size_t len);
/* As iw prints frames and keys: "PREFIX: 01 02 ...", 16 bytes a line, and an empty line. */
void iw_hexdump(struct kl_out *o, const char *prefix, const uint8_t *data, size_t len);
/* ", width: 40 MHz, center1: 2422 MHz" and so on behind a frequency. */
void iw_chan_tail(struct kl_out *o, const struct kl_wifi_chan *c);

/* ---- tids.c: a station's traffic classes ---- */

void iw_tids_text(struct kl_out *o, const struct kl_wifi_station *s);
void iw_tids_json(struct iw *iw, const struct kl_wifi_station *s);
/* What a queue counted, as an object @key. */
void iw_queue_json(struct iw *iw, const char *key, const struct kl_wifi_txq_stats *q);

/* ---- JSON: keys in one call each ---- */

void iw_put_uint(struct iw *iw, const char *key, uint64_t value);
void iw_put_int(struct iw *iw, const char *key, int64_t value);
void iw_put_bool(struct iw *iw, const char *key, bool value);
void iw_put_str(struct iw *iw, const char *key, const char *value);
void iw_put_mac(struct iw *iw, const char *key, const unsigned char mac[6]);
void iw_put_bytes(struct iw *iw, const char *key, const uint8_t *data, size_t len);
/* "ssid" as text, "ssid_bytes" beside it where the text does not say all. */
void iw_put_ssid(struct iw *iw, const uint8_t *ssid, size_t len);
/* "freq_mhz", "channel", "width_mhz", "center1_mhz", ... into the open object. */
void iw_put_chan(struct iw *iw, const struct kl_wifi_chan *c);
/* "rate_kbps", "mcs", ... as an object @key. */
void iw_put_rate(struct iw *iw, const char *key, const struct kl_wifi_rate *r);

#endif
