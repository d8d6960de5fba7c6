// SPDX-License-Identifier: MIT
// scan: triggered, awaited, shown as text like iw's, as a table for people, or as JSON.
#include "scan.h"
#include "../progress.h"
#include "iw.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TICK_MS 200 /* how often the line about a scan is brought up to date */

/* ---- Arguments ---- */

struct scan_args {
    struct kl_wifi_scan_options o;
    struct kl_wifi_ssid ssids[32];
    uint32_t freqs[256];
    uint8_t ies[2048];
    unsigned char mac[6], mask[6];
    bool unknown, both, table;
};

static bool is_keyword(const char *word)
{
    static const char *const words[] = {"freq",
                                        "ies",
                                        "meshid",
                                        "lowpri",
                                        "flush",
                                        "ssid",
                                        "passive",
                                        "ap-force",
                                        "coloc",
                                        "duration",
                                        "randomise",
                                        "randomize",
                                        "duration-mandatory",
                                        "--table",
                                        "-u",
                                        "freqs"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strncmp(word, words[i], strlen(words[i])) == 0 &&
            (word[strlen(words[i])] == '\0' || word[strlen(words[i])] == '='))
            return true;
    return false;
}

static int take_freqs(int n, char **args, struct scan_args *a)
{
    int i = 0;

    for (; i < n && !is_keyword(args[i]); i++) {
        if (a->o.n_freqs == 256 || !iw_parse_khz(args[i], &a->freqs[a->o.n_freqs]))
            return iw_wrong("'%s' is no frequency in MHz", args[i]), -1;
        a->o.n_freqs++;
    }
    a->o.freqs_khz = a->freqs;
    return i > 0 ? i : (iw_wrong("a frequency is missing"), -1);
}

static int take_ssids(int n, char **args, struct scan_args *a)
{
    int i = 0;

    for (; i < n; i++) {
        struct kl_wifi_ssid *s = &a->ssids[a->o.n_ssids];
        size_t len = strlen(args[i]);

        if (len > KL_WIFI_SSID_MAX || a->o.n_ssids == 32)
            return iw_wrong("'%s': an SSID has at most %d bytes, and there are at most 32 of them",
                            args[i], KL_WIFI_SSID_MAX),
                   -1;
        memcpy(s->data, args[i], len);
        s->len = (uint8_t)len;
        a->o.n_ssids++;
    }
    a->o.ssids = a->ssids;
    return i > 0 ? i : (iw_wrong("an SSID is missing"), -1);
}

static int take_flag(const char *word, struct scan_args *a)
{
    static const struct {
        const char *word;
        uint32_t flag;
    } flags[] = {
        {"lowpri", NL80211_SCAN_FLAG_LOW_PRIORITY},
        {"flush", NL80211_SCAN_FLAG_FLUSH},
        {"ap-force", NL80211_SCAN_FLAG_AP},
        {"coloc", NL80211_SCAN_FLAG_COLOCATED_6GHZ},
    };

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (strcmp(word, flags[i].word) == 0) {
            a->o.flags |= flags[i].flag;
            return 1;
        }
    if (strcmp(word, "passive") == 0)
        a->o.passive = true;
    else if (strcmp(word, "duration-mandatory") == 0)
        a->o.duration_mandatory = true;
    else if (strcmp(word, "-u") == 0)
        a->unknown = true;
    else if (strcmp(word, "-b") == 0)
        a->both = true;
    else if (strcmp(word, "--table") == 0)
        a->table = true;
    else
        return 0;
    return 1;
}

static int take_random(const char *word, struct scan_args *a)
{
    if (!iw_take_random(word, a->mac, a->mask))
        return iw_wrong("'%s': randomise=<addr>/<mask> is wanted", word), -1;
    a->o.flags |= NL80211_SCAN_FLAG_RANDOM_ADDR;
    a->o.mac = a->mac;
    a->o.mac_mask = a->mask;
    return 1;
}

/* One keyword and what belongs to it. @return words taken, or -1. */
static int take_one(int n, char **args, struct scan_args *a)
{
    uint64_t number;
    int taken = take_flag(args[0], a);

    if (taken != 0)
        return taken;
    if (strcmp(args[0], "freq") == 0 || strcmp(args[0], "freqs") == 0) {
        taken = take_freqs(n - 1, args + 1, a);
    } else if (strcmp(args[0], "ssid") == 0) {
        taken = take_ssids(n - 1, args + 1, a);
    } else if (strncmp(args[0], "randomi", 7) == 0 && strncmp(args[0] + 8, "e", 1) == 0) {
        return take_random(args[0], a);
    } else if (n < 2) {
        return iw_wrong("'%s' is not understood, or something is missing behind it", args[0]), -1;
    } else if (strcmp(args[0], "duration") == 0) {
        if (!iw_parse_number(args[1], 1, UINT16_MAX, &number))
            return iw_wrong("'%s' is no duration in TU", args[1]), -1;
        a->o.duration_tu = (uint16_t)number;
        return 2;
    } else if (strcmp(args[0], "ies") == 0 || strcmp(args[0], "meshid") == 0) {
        bool mesh = args[0][0] == 'm';
        size_t at = a->o.ies_len, room = sizeof(a->ies) - at - 2;
        int len = mesh ? (int)strlen(args[1]) : iw_parse_hex(args[1], a->ies + at, room);

        if (len < 0 || (mesh && len > KL_WIFI_SSID_MAX))
            return iw_wrong("'%s': %s", args[1],
                            mesh ? "a mesh ID has at most 32 bytes"
                                 : "bytes in hexadecimal are wanted"),
                   -1;
        if (mesh) {
            a->ies[at] = 114; /* IEEE 802.11, 9.4.2.98 */
            a->ies[at + 1] = (uint8_t)len;
            memcpy(a->ies + at + 2, args[1], (size_t)len);
            len += 2;
        }
        a->o.ies = a->ies;
        a->o.ies_len += (size_t)len;
        return 2;
    } else {
        return iw_wrong("'%s' is not understood", args[0]), -1;
    }
    return taken < 0 ? -1 : taken + 1;
}

static int take_args(int n, char **args, struct scan_args *a)
{
    for (int i = 0; i < n;) {
        int taken = take_one(n - i, args + i, a);

        if (taken < 0)
            return IW_USAGE;
        i += taken;
    }
    if (a->o.passive && a->o.n_ssids > 0)
        return iw_wrong("a passive scan asks for no SSID");
    /* Of 6 GHz only what access points of other bands tell of, as iw does it: all takes too long.
     */
    if (a->o.n_freqs == 0)
        a->o.flags |= NL80211_SCAN_FLAG_COLOCATED_6GHZ;
    return 0;
}

/* ---- Showing ---- */

static void text_capability(struct kl_out *o, uint16_t capability)
{
    static const char *const names[] = {
        "ESS",          "IBSS",          "CfPollable",    "CfPollReq",
        "Privacy",      "ShortPreamble", "PBCC",          "ChannelAgility",
        "SpectrumMgmt", "QoS",           "ShortSlotTime", "APSD",
        "RadioMeasure", "DSSS-OFDM",     "DelayedBACK",   "ImmediateBACK"};

    kl_out_str(o, "\tcapability:");
    for (unsigned bit = 0; bit < 16; bit++)
        if ((capability >> bit & 1) != 0)
            kl_out_printf(o, " %s", names[bit]);
    kl_out_printf(o, " (0x%.4x)\n", capability);
}

static void text_head(struct iw *iw, const struct kl_wifi_bss *b)
{
    struct kl_out *o = iw->out;
    unsigned long long s = b->tsf / 1000000, days = s / 86400;

    kl_out_str(o, "BSS ");
    iw_mac(o, b->bssid);
    kl_out_printf(o, "(on %s)", iw->name);
    if ((b->has & KL_WIFI_B_STATUS) != 0)
        kl_out_str(o, b->status == NL80211_BSS_STATUS_AUTHENTICATED ? " -- authenticated"
                      : b->status == NL80211_BSS_STATUS_ASSOCIATED  ? " -- associated"
                                                                    : " -- joined");
    kl_out_char(o, '\n');
    if ((b->has & KL_WIFI_B_SEEN_BOOT) != 0)
        kl_out_printf(o, "\tlast seen: %llu.%.3llus [boottime]\n",
                      (unsigned long long)b->seen_boot_ns / 1000000000,
                      (unsigned long long)b->seen_boot_ns % 1000000000 / 1000000);
    if ((b->has & KL_WIFI_B_TSF) != 0)
        kl_out_printf(o, "\tTSF: %llu usec (%llud, %.2llu:%.2llu:%.2llu)\n",
                      (unsigned long long)b->tsf, days, s / 3600 % 24, s / 60 % 60, s % 60);
    kl_out_printf(o, "\tfreq: %u\n", b->freq_mhz);
    kl_out_printf(o, "\tbeacon interval: %u TUs\n", b->beacon_interval);
    text_capability(o, b->capability);
    if ((b->has & KL_WIFI_B_SIGNAL_MBM) != 0)
        kl_out_printf(o, "\tsignal: %d.%.2d dBm\n", b->signal_mbm / 100, abs(b->signal_mbm) % 100);
    if ((b->has & KL_WIFI_B_SIGNAL_UNSPEC) != 0)
        kl_out_printf(o, "\tsignal: %d/100\n", b->signal_unspec);
    if ((b->has & KL_WIFI_B_SEEN) != 0)
        kl_out_printf(o, "\tlast seen: %u ms ago\n", b->seen_ms_ago);
}

static void json_head(struct iw *iw, const struct kl_wifi_bss *b)
{
    static const char *const status[] = {"authenticated", "associated", "ibss_joined"};
    unsigned channel = kl_wifi_freq_to_channel(b->freq_mhz);

    iw_put_mac(iw, "bssid", b->bssid);
    iw_put_str(iw, "ifname", iw->name);
    if (b->ssid != NULL)
        iw_put_ssid(iw, b->ssid, b->ssid_len);
    iw_put_uint(iw, "freq_mhz", b->freq_mhz);
    if (b->offset_khz != 0)
        iw_put_uint(iw, "freq_offset_khz", b->offset_khz);
    if (channel != 0)
        iw_put_uint(iw, "channel", channel);
    if ((b->has & KL_WIFI_B_SIGNAL_MBM) != 0)
        iw_put_int(iw, "signal_mbm", b->signal_mbm);
    if ((b->has & KL_WIFI_B_SIGNAL_UNSPEC) != 0)
        iw_put_uint(iw, "signal_percent", b->signal_unspec);
    if ((b->has & KL_WIFI_B_STATUS) != 0 && b->status < 3)
        iw_put_str(iw, "status", status[b->status]);
    if ((b->has & KL_WIFI_B_SEEN) != 0)
        iw_put_uint(iw, "last_seen_ms", b->seen_ms_ago);
    if ((b->has & KL_WIFI_B_SEEN_BOOT) != 0)
        iw_put_uint(iw, "last_seen_boot_ns", b->seen_boot_ns);
    if ((b->has & KL_WIFI_B_TSF) != 0)
        iw_put_uint(iw, "tsf_us", b->tsf);
    iw_put_uint(iw, "beacon_interval_tu", b->beacon_interval);
    iw_put_uint(iw, "capability", b->capability);
    if ((b->has & KL_WIFI_B_MLO) != 0) {
        iw_put_mac(iw, "mld_mac", b->mld);
        iw_put_uint(iw, "link_id", b->mlo_link_id);
    }
}

/* Of which frame they are is said when there were both. With -b both are shown. */
static void text_elements(struct iw *iw, const struct kl_wifi_bss *b)
{
    bool differ = b->beacon_ies != NULL && (b->ies_len != b->beacon_ies_len || b->ies == NULL ||
                                            memcmp(b->ies, b->beacon_ies, b->ies_len) != 0);

    if (b->ies != NULL) {
        if (b->from_probe || differ)
            kl_out_str(iw->out, "\tInformation elements from Probe Response frame:\n");
        iw_ies_text(iw, b->ies, b->ies_len);
    }
    if (b->beacon_ies != NULL && (b->ies == NULL || iw->both)) {
        kl_out_str(iw->out, "\tInformation elements from Beacon frame:\n");
        iw_ies_text(iw, b->beacon_ies, b->beacon_ies_len);
    }
}

static int show(const struct kl_wifi_bss *b, void *user)
{
    struct iw *iw = user;

    if (iw->form == IW_TEXT) {
        text_head(iw, b);
        text_elements(iw, b);
        return 0;
    }
    kl_sink_object_begin(iw->sink);
    json_head(iw, b);
    iw_ies_json(iw, "elements", b->ies, b->ies_len);
    if (b->beacon_ies != NULL)
        iw_ies_json(iw, "beacon_elements", b->beacon_ies, b->beacon_ies_len);
    kl_sink_object_end(iw->sink);
    return 0;
}

/* ---- Scanning ---- */

struct scanning {
    bool done;
    int code;
};

static void take_end(struct kl_wifi *w, enum kl_wifi_outcome outcome, int code, void *user)
{
    struct scanning *s = user;

    (void)w;
    (void)outcome;
    s->done = true;
    s->code = code;
}

static int count(const struct kl_wifi_bss *b, void *user)
{
    (void)b;
    ++*(uint64_t *)user;
    return 0;
}

/* Dispatches until the end; on a terminal a line says how long it has been. */
static int await(struct iw *iw, struct scanning *s)
{
    struct pollfd p = {.fd = kl_wifi_fd(iw->wifi), .events = POLLIN};
    struct progress line;
    char verb[64];
    int rc = 0;

    snprintf(verb, sizeof(verb), "scanning with %s", iw->name);
    progress_start(&line, verb, "networks so far", 0, false);
    while (!s->done && rc >= 0) {
        int ms = kl_wifi_timeout(iw->wifi);

        if (line.on && (ms < 0 || ms > TICK_MS))
            ms = TICK_MS;
        if (poll(&p, 1, ms) == 0 && line.on) {
            uint64_t found = 0;

            (void)kl_wifi_scan_dump(iw->wifi, iw->ifindex, count, &found);
            progress_wait(&line, found);
        }
        rc = kl_wifi_dispatch(iw->wifi);
    }
    progress_end(&line);
    return rc;
}

int iw_scan(struct iw *iw, const struct kl_wifi_scan_options *o)
{
    struct scanning s = {.done = false};
    int64_t id = kl_wifi_scan_start(iw->wifi, iw->ifindex, o, take_end, &s);
    int rc;

    if (id < 0)
        return (int)id;
    rc = await(iw, &s);
    if (rc < 0 && !s.done)
        (void)kl_wifi_cancel(iw->wifi, id);
    return rc < 0 ? rc : s.code;
}

/* ---- Commands ---- */

/* Text, table or JSON: of a scan, or of what was seen before. */
static int run_show(struct iw *iw, int n, char **args, bool scan)
{
    struct scan_args a = {.unknown = false};
    struct iw_table *table = NULL;
    kl_wifi_bss_fn *fn = show;
    void *user = iw;
    int rc = take_args(n, args, &a);

    if (rc != 0)
        return rc;
    iw->unknown = a.unknown;
    iw->both = a.both;
    if (a.table && iw->form == IW_TEXT) {
        if (iw_table_new(&table) < 0)
            return -ENOMEM;
        fn = iw_table_add;
        user = table;
    }
    rc = scan ? iw_scan(iw, &a.o) : 0;
    if (rc >= 0)
        rc = kl_wifi_scan_dump(iw->wifi, iw->ifindex, fn, user);
    if (table != NULL && rc >= 0)
        iw_table_print(table, iw);
    iw_table_free(table);
    return rc < 0 ? rc : 0;
}

static int run_scan(struct iw *iw, int n, char **args)
{
    return run_show(iw, n, args, true);
}

static int run_dump(struct iw *iw, int n, char **args)
{
    return run_show(iw, n, args, false);
}

static int run_trigger(struct iw *iw, int n, char **args)
{
    struct scan_args a = {.unknown = false};
    int rc = take_args(n, args, &a);

    return rc != 0 ? rc : kl_wifi_scan_trigger(iw->wifi, iw->ifindex, &a.o);
}

static int run_abort(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_scan_abort(iw->wifi, iw->ifindex);
}

#define SCAN_ARGS                                                                                  \
    "[freq <freq>*] [duration <dur>] [ies <hex as 00:11:..>] [meshid <meshid>]"                    \
    " [lowpri,flush,ap-force,duration-mandatory,coloc] [randomise[=<addr>/<mask>]]"                \
    " [ssid <ssid>*|passive]"

const struct iw_command iw_scan_commands[] = {
    {IW_DEV, "scan", "[-u|-b] [--table] " SCAN_ARGS,
     "Scan on the given frequencies and probe for the given SSIDs (or wildcard if not given)\n"
     "unless passive scanning is requested. -u prints unknown data, -b beacons, too; --table\n"
     "is for people.",
     run_scan},
    {IW_DEV, "scan trigger", SCAN_ARGS, "Trigger a scan and do not wait for it.", run_trigger},
    {IW_DEV, "scan dump", "[-u|-b] [--table]", "Show what was seen, without scanning.", run_dump},
    {IW_DEV, "scan abort", "", "Abort an ongoing scan.", run_abort},
    {.words = NULL},
};
