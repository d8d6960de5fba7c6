// SPDX-License-Identifier: MIT
// ap start, stop, and run: an access point that answers stations, in the foreground.
#include "iw.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct ap_args {
    struct kl_wifi_ap ap;
    struct kl_wifi_wep_key keys[4];
    uint8_t *head, *tail;
};

/* ---- Arguments ---- */

static int take_hex(const char *word, uint8_t **ret, size_t *ret_len)
{
    size_t size = strlen(word) / 2 + 1;
    int len;

    free(*ret);
    *ret = malloc(size);
    len = *ret != NULL ? iw_parse_hex(word, *ret, size) : -1;
    if (len <= 0)
        return iw_wrong("'%s' is no frame in hexadecimal", word);
    *ret_len = (size_t)len;
    return 0;
}

static int take_number(const char *word, uint64_t max, const char *what, uint64_t *ret)
{
    return iw_parse_number(word, 1, max, ret) ? 0 : iw_wrong("'%s' is no %s", word, what);
}

/* "inactivity-time 60" and so on. @return words taken, or -1 */
static int take_pair(const char *word, const char *value, struct ap_args *a)
{
    uint64_t number = 0;
    int rc = 0;

    if (strcmp(word, "head") == 0) {
        rc = take_hex(value, &a->head, &a->ap.head_len);
    } else if (strcmp(word, "tail") == 0) {
        rc = take_hex(value, &a->tail, &a->ap.tail_len);
    } else if (strcmp(word, "inactivity-time") == 0) {
        rc = take_number(value, UINT16_MAX, "time in seconds", &number);
        a->ap.inactivity_s = (uint16_t)number;
    } else if (strcmp(word, "max-stations") == 0) {
        rc = take_number(value, 2007, "number of stations", &number);
        a->ap.max_stations = (unsigned)number;
    } else if (strcmp(word, "country") == 0) {
        if (strlen(value) != 2)
            rc = iw_wrong("'%s' is no country of two letters", value);
        else
            memcpy(a->ap.country, value, 3);
    } else {
        rc = iw_wrong("'%s' is not understood", word);
    }
    a->ap.head = a->head;
    a->ap.tail = a->tail;
    return rc == 0 ? 2 : -1;
}

static bool take_flag(const char *word, struct kl_wifi_ap *ap)
{
    if (strcmp(word, "hidden-ssid") == 0)
        ap->hidden = NL80211_HIDDEN_SSID_ZERO_LEN;
    else if (strcmp(word, "zeroed-ssid") == 0)
        ap->hidden = NL80211_HIDDEN_SSID_ZERO_CONTENTS;
    else if (strcmp(word, "no-ht") == 0)
        ap->no_ht = true;
    else if (strcmp(word, "no-vht") == 0)
        ap->no_vht = true;
    else if (strcmp(word, "no-he") == 0)
        ap->no_he = true;
    else
        return false;
    return true;
}

static int take_options(int n, char **args, struct ap_args *a)
{
    for (int i = 0; i < n;) {
        if (take_flag(args[i], &a->ap)) {
            i++;
        } else if (strcmp(args[i], "key") == 0 || strcmp(args[i], "keys") == 0) {
            a->ap.wep_keys = a->keys;
            return iw_parse_keys(n - i - 1, args + i + 1, a->keys, &a->ap.n_wep_keys,
                                 &a->ap.wep_default);
        } else if (i + 1 == n) {
            return iw_wrong("'%s' is not understood, or lacks its value", args[i]);
        } else if (take_pair(args[i], args[i + 1], a) < 0) {
            return IW_USAGE;
        } else {
            i += 2;
        }
    }
    return 0;
}

static int take_ap(int n, char **args, struct ap_args *a)
{
    uint32_t *numbers[] = {&a->ap.beacon_interval, &a->ap.dtim_period};
    uint64_t number;
    int at, taken;

    if (n < 2)
        return IW_USAGE;
    a->ap.ssid = (const uint8_t *)args[0];
    a->ap.ssid_len = strlen(args[0]);
    taken = iw_parse_chan(n - 1, args + 1, false, &a->ap.chan);
    if (taken < 0)
        return IW_USAGE;
    at = 1 + taken;
    for (int i = 0; i < 2 && at < n && iw_parse_number(args[at], 0, UINT32_MAX, &number); i++, at++)
        *numbers[i] = (uint32_t)number;
    return take_options(n - at, args + at, a);
}

static void free_args(struct ap_args *a)
{
    free(a->head);
    free(a->tail);
}

static int run_start(struct iw *iw, int n, char **args)
{
    struct ap_args a = {.head = NULL};
    int rc = take_ap(n, args, &a);

    if (rc == 0)
        rc = kl_wifi_begin_ap(iw->wifi, iw->ifindex, &a.ap);
    free_args(&a);
    return rc;
}

static int run_stop(struct iw *iw, int n, char **args)
{
    (void)args;
    return n > 0 ? IW_USAGE : kl_wifi_stop_ap(iw->wifi, iw->ifindex);
}

/* ---- run ---- */

struct serving {
    struct iw *iw;
    int code; /* negative: over */
};

static void text_modes(struct kl_out *o, const struct kl_wifi_ap_event *e)
{
    kl_out_printf(o, " (aid %u%s%s%s%s)", e->aid, e->ht ? " HT" : "", e->vht ? " VHT" : "",
                  e->he ? " HE" : "", e->wmm ? " WMM" : "");
}

static void text_event(struct iw *iw, const struct kl_wifi_ap_event *e)
{
    struct kl_out *o = iw->out;

    if (e->what == KL_WIFI_AP_WARNING) {
        fprintf(stderr, "iw: %s\n", kl_error_text(kl_wifi_error(iw->wifi)));
        return;
    }
    kl_out_printf(o, "%s: ", iw->name);
    if (e->what == KL_WIFI_AP_SWITCHED) {
        kl_out_printf(o, "switched to %u MHz\n", e->chan.freq_mhz);
        return;
    }
    iw_mac(o, e->mac);
    if (e->what == KL_WIFI_AP_JOINED) {
        kl_out_str(o, " joined");
        text_modes(o, e);
    } else if (e->what == KL_WIFI_AP_REFUSED) {
        kl_out_printf(o, " refused, status %u: %s", e->status, kl_wifi_status_name(e->status));
    } else {
        kl_out_str(o, " left");
        if (e->reason != 0)
            kl_out_printf(o, "%s, reason %u: %s", e->by_station ? "" : " (sent away)", e->reason,
                          kl_wifi_reason_name(e->reason));
    }
    kl_out_char(o, '\n');
}

static void json_event(struct iw *iw, const struct kl_wifi_ap_event *e)
{
    static const char *const names[] = {"joined", "left", "refused", "switched", "warning"};

    kl_sink_object_begin(iw->sink);
    iw_put_str(iw, "event", names[e->what]);
    iw_put_str(iw, "ifname", iw->name);
    if (e->what == KL_WIFI_AP_WARNING) {
        iw_put_str(iw, "text", kl_error_text(kl_wifi_error(iw->wifi)));
    } else if (e->what == KL_WIFI_AP_SWITCHED) {
        iw_put_chan(iw, &e->chan);
    } else {
        iw_put_mac(iw, "mac", e->mac);
    }
    if (e->what == KL_WIFI_AP_REFUSED) {
        iw_put_uint(iw, "status", e->status);
        iw_put_str(iw, "status_text", kl_wifi_status_name(e->status));
    }
    if (e->what == KL_WIFI_AP_LEFT || e->what == KL_WIFI_AP_JOINED)
        iw_put_uint(iw, "aid", e->aid);
    if (e->what == KL_WIFI_AP_LEFT) {
        iw_put_uint(iw, "reason", e->reason);
        iw_put_str(iw, "reason_text", kl_wifi_reason_name(e->reason));
        iw_put_bool(iw, "by_station", e->by_station);
    }
    if (e->what == KL_WIFI_AP_JOINED) {
        iw_put_bool(iw, "ht", e->ht);
        iw_put_bool(iw, "vht", e->vht);
        iw_put_bool(iw, "he", e->he);
        iw_put_bool(iw, "wmm", e->wmm);
        kl_sink_key(iw->sink, "elements");
        kl_wifi_elements_decode(iw->sink, e->ies, e->ies_len);
    }
    kl_sink_object_end(iw->sink);
}

static void on_ap(struct kl_wifi *w, int code, const struct kl_wifi_ap_event *e, void *user)
{
    struct serving *s = user;

    (void)w;
    if (code < 0) {
        s->code = code;
        return;
    }
    if (s->iw->form == IW_TEXT)
        text_event(s->iw, e);
    else
        json_event(s->iw, e);
    code = kl_out_flush(s->iw->out);
    if (code < 0)
        s->code = code;
}

/* The signals that end it, to be read. */
static int open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
        return -errno;
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static void say_started(struct iw *iw, const struct kl_wifi_ap *ap)
{
    if (iw->form != IW_TEXT) {
        kl_sink_object_begin(iw->sink);
        iw_put_str(iw, "event", "started");
        iw_put_str(iw, "ifname", iw->name);
        iw_put_ssid(iw, ap->ssid, ap->ssid_len);
        iw_put_chan(iw, &ap->chan);
        kl_sink_object_end(iw->sink);
    } else {
        kl_out_printf(iw->out, "%s: access point ", iw->name);
        iw_ssid(iw->out, ap->ssid, ap->ssid_len);
        kl_out_printf(iw->out, " on %u MHz", ap->chan.freq_mhz);
        iw_chan_tail(iw->out, &ap->chan);
        kl_out_char(iw->out, '\n');
    }
    (void)kl_out_flush(iw->out);
}

static int serve(struct iw *iw, const struct kl_wifi_ap *ap, int signals)
{
    struct serving s = {.iw = iw};
    int64_t id = kl_wifi_ap_start(iw->wifi, iw->ifindex, ap, on_ap, &s);

    if (id < 0)
        return (int)id;
    say_started(iw, ap);
    while (s.code == 0) {
        struct pollfd p[2] = {{.fd = kl_wifi_fd(iw->wifi), .events = POLLIN},
                              {.fd = signals, .events = POLLIN}};
        int rc = poll(p, 2, kl_wifi_timeout(iw->wifi));

        if (rc > 0 && p[1].revents != 0) {
            (void)kl_wifi_cancel(iw->wifi, id);
            return 0;
        }
        rc = kl_wifi_dispatch(iw->wifi);
        if (rc < 0)
            return rc;
    }
    if (s.code == -EPIPE) /* with_outputs() knows, too */
        return 0;
    return iw_say("%s: the access point is down: %s", iw->name, kl_strerror(s.code));
}

/* An interface of another type is made an AP where its driver can. */
static int make_ap(struct iw *iw)
{
    struct kl_wifi_iface i;
    int rc = kl_wifi_get_interface_by_ifindex(iw->wifi, iw->ifindex, &i);

    if (rc < 0 || i.iftype == NL80211_IFTYPE_AP)
        return rc;
    return kl_wifi_set_interface(iw->wifi, iw->ifindex, NL80211_IFTYPE_AP, NULL);
}

static int run_run(struct iw *iw, int n, char **args)
{
    struct ap_args a = {.head = NULL};
    int rc = take_ap(n, args, &a), signals = -1;

    if (rc == 0)
        rc = make_ap(iw);
    if (rc == 0) {
        signals = open_signals();
        a.ap.socket_owner = true;
        rc = signals < 0 ? signals : serve(iw, &a.ap, signals);
    }
    if (signals >= 0)
        close(signals);
    free_args(&a);
    return rc;
}

#define OPEN_OPTIONS                                                                               \
    "[country <XX>] [no-ht] [no-vht] [no-he] [hidden-ssid|zeroed-ssid] [inactivity-time <s>]"

const struct iw_command iw_ap_commands[] = {
    {IW_DEV, "ap start",
     "<SSID> <control freq> [5|10|20|40|80|80+80|160] [<center1_freq> [<center2_freq>]] [<beacon"
     " interval in TU> [<DTIM period>]] [hidden-ssid|zeroed-ssid] [head <beacon head in"
     " hexadecimal> [tail <beacon tail in hexadecimal>]] [inactivity-time <inactivity time in"
     " seconds>] [key 0:abcde d:1:6162636465]",
     "Begin to send beacons and return; without head they are built. Stations can only join when\n"
     "a program answers them: ap run, or hostapd.",
     run_start},
    {IW_DEV, "ap stop", "", "Stop sending beacons.", run_stop},
    {IW_DEV, "ap run",
     "<SSID> <control freq> [<width> [<center1_freq> [<center2_freq>]]] [<beacon interval in TU>"
     " [<DTIM period>]] " OPEN_OPTIONS " [max-stations <n>]",
     "Be an open access point until interrupted: answers stations, and says who joins and leaves.",
     run_run},
    {.words = NULL},
};
