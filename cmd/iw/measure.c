// SPDX-License-Identifier: MIT
// measurement ftm_request; ftm start_responder, ftm get_stats.
#include "measure.h"
#include "../../lib/wifi/wifi.h"
#include "ftm_file.h"

#include <stddef.h>
#include <stdlib.h>

/* ---- Measuring ---- */

static void show(struct kl_wifi *w, const struct kl_wifi_ftm_result *r, int code, void *user)
{
    struct iw *iw = user;

    (void)w;
    (void)code;
    if (r == NULL)
        return;
    if (iw->form != IW_TEXT) {
        iw_ftm_json(iw, r);
    } else {
        kl_out_printf(iw->out, "wdev 0x%llx (phy #%u): Peer measurements (cookie %llu):\n",
                      (unsigned long long)iw->wdev, iw->wiphy, (unsigned long long)r->cookie);
        iw_ftm_text(iw->out, r);
    }
    (void)kl_out_flush(iw->out);
}

/* "timeout=<seconds>", "randomise..." */
static int take_option(const char *word, struct kl_wifi_ftm_options *o, unsigned char random[12])
{
    uint64_t seconds;

    if (strncmp(word, "timeout=", 8) == 0) {
        if (!iw_parse_number(word + 8, 1, 3600, &seconds))
            return iw_wrong("'%s' is no number of seconds", word + 8);
        o->driver_timeout_ms = (uint32_t)seconds * 1000;
        o->timeout_ms = o->driver_timeout_ms + 5000; /* the driver's comes first */
        return 0;
    }
    if (!iw_take_random(word, random, random + 6))
        return iw_wrong("'%s' is not understood", word);
    o->mac = random;
    o->mac_mask = random + 6;
    return 0;
}

static int run_ftm_request(struct iw *iw, int n, char **args)
{
    struct kl_wifi_ftm_options o = {.targets = NULL};
    struct kl_wifi_iface iface;
    unsigned char random[12];
    struct iw_ftm *ftm;
    struct iw_file f;
    int rc;

    if (n == 0)
        return IW_USAGE;
    for (int i = 1; i < n; i++) {
        rc = take_option(args[i], &o, random);
        if (rc != 0)
            return rc;
    }
    rc = iw_file_open(&f, args[0]);
    if (rc < 0)
        return kl_wifi_refuse(iw->wifi, rc, "%s", f.error);
    ftm = calloc(1, sizeof(*ftm));
    if (ftm == NULL) {
        free(f.text);
        return -ENOMEM;
    }
    rc = iw_read_ftm(&f, ftm) < 0 ? iw_wrong("%s", f.error) : 0;
    o.targets = ftm->targets;
    o.n_targets = ftm->n;
    if (rc == 0)
        rc = kl_wifi_get_interface_by_ifindex(iw->wifi, iw->ifindex, &iface);
    if (rc == 0) {
        iw->wiphy = iface.wiphy;
        iw->wdev = iface.wdev;
        rc = kl_wifi_ftm(iw->wifi, iw->ifindex, &o, show, iw);
        if (rc == 0 && iw->form == IW_TEXT)
            kl_out_printf(iw->out, "wdev 0x%llx (phy #%u): peer measurement complete\n",
                          (unsigned long long)iw->wdev, iw->wiphy);
    }
    free(ftm);
    free(f.text);
    return rc;
}

/* ---- Answering ---- */

static int run_start_responder(struct iw *iw, int n, char **args)
{
    uint8_t lci[255], civic[1024];
    int lci_len = -1, civic_len = -1;

    for (int i = 0; i < n; i++) {
        if (strncmp(args[i], "lci=", 4) == 0) {
            lci_len = iw_parse_hex(args[i] + 4, lci, sizeof(lci));
            if (lci_len <= 0)
                return iw_wrong("Illegal LCI buffer!");
        } else if (strncmp(args[i], "civic=", 6) == 0) {
            civic_len = iw_parse_hex(args[i] + 6, civic, sizeof(civic));
            if (civic_len <= 0)
                return iw_wrong("Illegal CIVIC buffer!");
        } else {
            return iw_wrong("Illegal argument: %s", args[i]);
        }
    }
    return kl_wifi_start_ftm_responder(iw->wifi, iw->ifindex, lci_len > 0 ? lci : NULL,
                                       (size_t)lci_len, civic_len > 0 ? civic : NULL,
                                       (size_t)civic_len);
}

static const struct {
    uint16_t stat;
    size_t offset;
    const char *line, *key;
} counters[] = {
#define C(stat, field, line)                                                                       \
    {                                                                                              \
        NL80211_FTM_STATS_##stat, offsetof(struct kl_wifi_ftm_stats, field), line, #field          \
    }
    C(SUCCESS_NUM, success, "Success num"),
    C(PARTIAL_NUM, partial, "Partial success num"),
    C(FAILED_NUM, failed, "Failed num"),
    C(ASAP_NUM, asap, "ASAP success num"),
    C(NON_ASAP_NUM, non_asap, "Non ASAP num"),
    C(TOTAL_DURATION_MSEC, total_duration_ms, "Total duration"),
    C(UNKNOWN_TRIGGERS_NUM, unknown_triggers, "Unknown triggers num"),
    C(RESCHEDULE_REQUESTS_NUM, reschedule_requests, "Rescheduled requests num"),
    C(OUT_OF_WINDOW_TRIGGERS_NUM, out_of_window_triggers, "Out of window num"),
#undef C
};

static int run_get_stats(struct iw *iw, int n, char **args)
{
    struct kl_wifi_ftm_stats s;
    int rc;

    (void)args;
    if (n > 0)
        return IW_USAGE;
    rc = kl_wifi_get_ftm_stats(iw->wifi, iw->ifindex, &s);
    if (rc < 0)
        return rc;
    if (iw->form == IW_TEXT)
        kl_out_str(iw->out, "FTM responder stats:\n");
    else
        kl_sink_object_begin(iw->sink);
    for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
        uint64_t value = s.total_duration_ms;
        uint32_t small;

        if ((s.has >> counters[i].stat & 1) == 0)
            continue;
        if (counters[i].stat != NL80211_FTM_STATS_TOTAL_DURATION_MSEC) {
            memcpy(&small, (const char *)&s + counters[i].offset, sizeof(small));
            value = small;
        }
        if (iw->form == IW_TEXT)
            kl_out_printf(iw->out, "\t%s %llu\n", counters[i].line, (unsigned long long)value);
        else
            iw_put_uint(iw, counters[i].key, value);
    }
    if (iw->form != IW_TEXT)
        kl_sink_object_end(iw->sink);
    return 0;
}

const struct iw_command iw_measure_commands[] = {
    {IW_DEV, "measurement ftm_request",
     "<config-file> [timeout=<seconds>] [randomise[=<addr>/<mask>]]",
     "Measure the distance to the stations of a file, one a line:\n"
     "  <addr> bw=<[20|40|80|80+80|160|320]> cf=<center_freq> [cf1=<center_freq1>]\n"
     "  [cf2=<center_freq2>] [ftms_per_burst=<0-31>] [ap-tsf] [asap] [bursts_exp=<0-15>]\n"
     "  [burst_period=<100 ms>] [retries=<0-255>] [burst_duration=<0-15>]\n"
     "  [preamble=<legacy,ht,vht,dmg,he>] [lci] [civic] [tb] [non_tb] [lmr_feedback]",
     run_ftm_request},
    {IW_DEV, "ftm start_responder", "[lci=<lci buffer in hex>] [civic=<civic buffer in hex>]",
     "Have the access point on this interface answer those who measure.", run_start_responder},
    {IW_DEV, "ftm get_stats", "", "Show how often it answered.", run_get_stats},
    {.words = NULL},
};
