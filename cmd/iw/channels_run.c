// SPDX-License-Identifier: MIT
// channels: how busy each is, from a scan and what the radio counted around it.
#include "channels.h"
#include "iw.h"
#include "scan.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS 80 /* where there is no terminal to ask */

struct channels_args {
    struct kl_wifi_scan_options scan;
    uint32_t freqs[256];
    bool no_scan, chart;
    const char *svg;
};

/* @return how many words. */
static int take_frequencies(int n, char **args, struct channels_args *a)
{
    int i = 0;

    while (i < n && a->scan.n_freqs < 256 && iw_parse_khz(args[i], &a->freqs[a->scan.n_freqs])) {
        a->scan.n_freqs++;
        i++;
    }
    a->scan.freqs_khz = a->freqs;
    return i;
}

static int take_channels_args(int n, char **args, struct channels_args *a)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(args[i], "--chart") == 0)
            a->chart = true;
        else if (strcmp(args[i], "--no-scan") == 0)
            a->no_scan = true;
        else if (strcmp(args[i], "passive") == 0)
            a->scan.passive = true;
        else if (strcmp(args[i], "--svg") == 0 && i + 1 < n)
            a->svg = args[++i];
        else if (strcmp(args[i], "freq") == 0)
            i += take_frequencies(n - i - 1, args + i + 1, a);
        else if (strcmp(args[i], "--svg") == 0)
            return iw_wrong("the name of a file is missing behind --svg");
        else
            return iw_wrong("'%s' is not understood", args[i]);
    }
    if (a->scan.freqs_khz != NULL && a->scan.n_freqs == 0)
        return iw_wrong("a frequency in MHz is missing behind freq");
    return 0;
}

/* ---- Which interface ---- */

struct first {
    struct kl_wifi_iface i;
    bool found;
};

/* The first one that stations use, or the first of all. */
static int if_first(const struct kl_wifi_iface *i, void *user)
{
    struct first *f = user;
    bool better = i->iftype == NL80211_IFTYPE_STATION && f->i.iftype != NL80211_IFTYPE_STATION;

    if (i->ifindex == 0 || (f->found && !better))
        return 0;
    f->i = *i;
    f->found = true;
    return 0;
}

static int find_interface(struct iw *iw)
{
    struct first f = {.found = false};
    int rc;

    if (iw->ifindex != 0)
        return 0;
    rc = kl_wifi_list_dev(iw->wifi, if_first, &f);
    if (rc < 0)
        return rc;
    if (!f.found)
        return iw_say("there is no Wi-Fi interface");
    iw->ifindex = f.i.ifindex;
    iw->wiphy = f.i.wiphy;
    snprintf(iw->name, sizeof(iw->name), "%s", f.i.name);
    return 0;
}

/* ---- Measuring ---- */

static int take_before(const struct kl_wifi_survey *s, void *user)
{
    return iw_channels_survey(user, false, s);
}

static int take_after(const struct kl_wifi_survey *s, void *user)
{
    return iw_channels_survey(user, true, s);
}

static int take_network(const struct kl_wifi_bss *b, void *user)
{
    return iw_channels_network(user, b);
}

/* A driver without a survey leaves what access points say. */
static int survey(struct iw *iw, kl_wifi_survey_fn *fn, struct iw_channels *c)
{
    int rc = kl_wifi_get_survey(iw->wifi, iw->ifindex, false, fn, c);

    return rc == -EOPNOTSUPP || rc == -ENOENT ? 0 : rc;
}

static int measure(struct iw *iw, const struct channels_args *a, struct iw_channels *c)
{
    int rc = 0;

    if (!a->no_scan) {
        rc = survey(iw, take_before, c);
        if (rc >= 0)
            rc = iw_scan(iw, &a->scan);
    }
    if (rc >= 0)
        rc = survey(iw, take_after, c);
    if (rc >= 0)
        rc = kl_wifi_scan_dump(iw->wifi, iw->ifindex, take_network, c);
    return rc >= 0 ? iw_channels_reckon(c) : rc;
}

/* ---- Showing ---- */

static void json_channel(struct iw *iw, const struct iw_channel *ch)
{
    const struct kl_wifi_survey *m = &ch->measured;

    kl_sink_object_begin(iw->sink);
    iw_put_str(iw, "ifname", iw->name);
    iw_put_str(iw, "band", ch->band);
    iw_put_uint(iw, "channel", ch->number);
    iw_put_uint(iw, "freq_mhz", ch->freq_mhz);
    iw_put_bool(iw, "in_use", ch->in_use);
    iw_put_uint(iw, "networks", ch->networks);
    iw_put_uint(iw, "overlapping_networks", ch->overlapping);
    if (ch->strongest_mbm != IW_NO_SIGNAL)
        iw_put_int(iw, "strongest_signal_mbm", ch->strongest_mbm);
    if (ch->busy_from != IW_BUSY_UNKNOWN) {
        iw_put_uint(iw, "busy_permille", ch->busy_permille);
        iw_put_str(iw, "busy_source", ch->busy_from == IW_BUSY_SURVEY ? "survey" : "bss_load");
    }
    if ((m->has & KL_WIFI_V_ACTIVE) != 0)
        iw_put_uint(iw, "active_ms", m->active_ms);
    if ((m->has & KL_WIFI_V_BUSY) != 0)
        iw_put_uint(iw, "busy_ms", m->busy_ms);
    if ((m->has & KL_WIFI_V_RX) != 0)
        iw_put_uint(iw, "rx_ms", m->rx_ms);
    if ((m->has & KL_WIFI_V_TX) != 0)
        iw_put_uint(iw, "tx_ms", m->tx_ms);
    if ((m->has & KL_WIFI_V_NOISE) != 0)
        iw_put_int(iw, "noise_dbm", m->noise_dbm);
    kl_sink_object_end(iw->sink);
}

/* Of the terminal; COLUMNS in the environment says it where there is none. */
static unsigned columns(void)
{
    const char *word = getenv("COLUMNS");
    struct winsize window;
    uint64_t number;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        return window.ws_col;
    return word != NULL && iw_parse_number(word, 20, 1000, &number) ? (unsigned)number : COLUMNS;
}

static int write_svg(const struct iw *iw, const struct iw_channels *c, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), rc;
    struct kl_out *o;

    if (fd < 0)
        return iw_say("%s cannot be written: %s", path, strerror(errno));
    rc = kl_out_open_fd(&o, fd);
    if (rc == 0) {
        iw_channels_svg(c, o, iw->name);
        rc = kl_out_close(o);
    }
    if (close(fd) < 0 && rc == 0)
        rc = -errno;
    return rc < 0 ? iw_say("%s cannot be written: %s", path, strerror(-rc)) : 0;
}

static int show(struct iw *iw, const struct channels_args *a, const struct iw_channels *c)
{
    int rc = a->svg != NULL ? write_svg(iw, c, a->svg) : 0;

    if (iw->form != IW_TEXT)
        for (size_t i = 0; i < c->n; i++)
            json_channel(iw, &c->channels[i]);
    else if (a->chart || a->svg == NULL)
        iw_channels_chart(c, iw->out, iw->name, columns(), a->chart, iw->colour);
    return rc;
}

static int run_channels(struct iw *iw, int n, char **args)
{
    struct channels_args a = {.chart = false};
    struct iw_channels c = {.n = 0};
    int rc = take_channels_args(n, args, &a);

    if (rc == 0)
        rc = find_interface(iw);
    if (rc != 0)
        return rc;
    rc = measure(iw, &a, &c);
    if (rc >= 0)
        rc = show(iw, &a, &c);
    iw_channels_free(&c);
    return rc;
}

#define HELP                                                                                       \
    "Scan, and show how busy each channel is: by what the radio counted meanwhile, or else by\n"   \
    "what access points say. --chart draws it, --svg into a file, for light and dark; --no-scan\n" \
    "takes what was seen and counted before. Without a device: the first one."

const struct iw_command iw_channels_commands[] = {
    {IW_NONE | IW_DEV, "channels", "[--chart] [--svg <file>] [--no-scan] [passive] [freq <freq>*]",
     HELP, run_channels},
    {.words = NULL},
};
