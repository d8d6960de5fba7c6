// SPDX-License-Identifier: MIT
// iw event: what happens, one line each; with --jsonl each event whole, by the schema.
#include "event.h"
#include "../../lib/core/schema_def.h"

#include <ctype.h>
#include <linux/genetlink.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

struct watching {
    struct iw *iw;
    char stamp; /* 't', 'T', 'r', or 0 */
    bool frames;
    bool any; /* there was one before, at: */
    struct timeval last;
    int rc; /* negative: the output is gone */
};

/* ---- Small things of the lines ---- */

uint64_t iw_event_uint(const struct iw_event *e, uint16_t attr)
{
    uint64_t value;

    return kl_view_get_uint(&e->v, attr, &value) == 0 ? value : 0;
}

void iw_event_mac(const struct iw_event *e, const char *before, const char *otherwise)
{
    const void *mac;
    size_t len;

    if (kl_view_get_bytes(&e->v, NL80211_ATTR_MAC, &mac, &len) < 0 || len != 6) {
        kl_out_str(e->out, otherwise);
        return;
    }
    kl_out_str(e->out, before);
    iw_mac(e->out, mac);
}

const char *iw_event_name(uint8_t cmd)
{
    static _Thread_local char text[48];
    const struct kl_family *family = kl_family_find("nl80211");
    const struct kl_command_def *c = kl_family_command(family, cmd, 0);
    size_t prefix = family != NULL ? strlen(family->command_prefix) : 0;

    if (c == NULL)
        return "unknown";
    snprintf(text, sizeof(text), "%s",
             strncmp(c->name, family->command_prefix, prefix) == 0 ? c->name + prefix : c->name);
    for (char *at = text; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return text;
}

/* ---- What stands in front ---- */

static void put_time(struct watching *w)
{
    unsigned long long us, before;
    struct timeval now;
    struct tm tm;
    char text[64];

    gettimeofday(&now, NULL);
    us = (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_usec;
    before = (unsigned long long)w->last.tv_sec * 1000000 + (unsigned long long)w->last.tv_usec;
    if (w->stamp == 'T' && localtime_r(&now.tv_sec, &tm) != NULL) {
        strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
        kl_out_printf(w->iw->out, "[%s.%06lu]: ", text, (unsigned long)now.tv_usec);
    } else if (w->stamp != 0) {
        if (w->stamp == 'r')
            us = w->any ? us - before : 0;
        kl_out_printf(w->iw->out, "%llu.%06llu: ", us / 1000000, us % 1000000);
    }
    w->last = now;
    w->any = true;
}

/* "wlan0 (phy #0): ", as far as the event says whose it is. */
static void put_owner(const struct iw_event *e)
{
    bool has_wdev = kl_view_has(&e->v, NL80211_ATTR_WDEV);
    bool has_phy = kl_view_has(&e->v, NL80211_ATTR_WIPHY);
    unsigned phy = (unsigned)iw_event_uint(e, NL80211_ATTR_WIPHY);
    char name[IF_NAMESIZE];

    if (kl_view_has(&e->v, NL80211_ATTR_IFINDEX)) {
        /* An interface that has gone has no name any more. */
        bool named = if_indextoname((unsigned)iw_event_uint(e, NL80211_ATTR_IFINDEX), name) != NULL;

        if (named && has_phy)
            kl_out_printf(e->out, "%s (phy #%u): ", name, phy);
        else if (named)
            kl_out_printf(e->out, "%s: ", name);
        else if (has_phy)
            kl_out_printf(e->out, "phy #%u: ", phy);
        return;
    }
    if (has_wdev)
        kl_out_printf(e->out, "wdev 0x%llx",
                      (unsigned long long)iw_event_uint(e, NL80211_ATTR_WDEV));
    if (has_phy)
        kl_out_printf(e->out, has_wdev ? " (phy #%u)" : "phy #%u", phy);
    if (has_wdev || has_phy)
        kl_out_str(e->out, ": ");
}

/* ---- Running ---- */

static void on_event(struct kl_wifi *wifi, const struct kl_event *event, void *user)
{
    struct watching *w = user;
    struct iw_event e = {.out = w->iw->out, .frames = w->frames};
    struct kl_decode_options options = {.protocol = NETLINK_GENERIC};
    int rc;

    if (event->kind == KL_EVENT_OVERRUN) {
        fputs("iw: events came faster than they could be read: some are lost\n", stderr);
        return;
    }
    if (event->msg->nlmsg_type != kl_wifi_family(wifi) ||
        kl_view_message(&e.v, event->msg, GENL_HDRLEN, NULL) < 0)
        return;
    e.cmd =
        ((const struct genlmsghdr *)(const void *)((const char *)event->msg + NLMSG_HDRLEN))->cmd;
    if (w->iw->form != IW_TEXT) {
        options.family = kl_family_find("nl80211");
        kl_decode(w->iw->sink, event->msg, event->msg->nlmsg_len, &options);
    } else {
        put_time(w);
        put_owner(&e);
        iw_event_text(&e);
    }
    rc = kl_out_flush(w->iw->out);
    if (rc < 0)
        w->rc = rc;
}

static int run_event(struct iw *iw, int n, char **args)
{
    struct watching w = {.iw = iw};
    int rc;

    for (int i = 0; i < n; i++) {
        if (strcmp(args[i], "-f") == 0)
            w.frames = true;
        else if ((strcmp(args[i], "-t") == 0 || strcmp(args[i], "-T") == 0 ||
                  strcmp(args[i], "-r") == 0) &&
                 w.stamp == 0)
            w.stamp = args[i][1];
        else
            return IW_USAGE;
    }
    rc = kl_wifi_events(iw->wifi, on_event, &w);
    while (rc >= 0 && w.rc == 0) {
        struct pollfd p = {.fd = kl_wifi_fd(iw->wifi), .events = POLLIN};

        if (poll(&p, 1, kl_wifi_timeout(iw->wifi)) < 0 && errno != EINTR)
            rc = -errno;
        else
            rc = kl_wifi_dispatch(iw->wifi);
    }
    kl_wifi_events(iw->wifi, NULL, NULL);
    return w.rc < 0 ? 0 : rc; /* with_outputs() says what is wrong with the output */
}

const struct iw_command iw_event_commands[] = {
    {IW_NONE, "event", "[-t|-T|-r] [-f]",
     "Watch what the kernel reports.\n"
     "-t - in front, seconds since 1970\n"
     "-T - in front, date and time\n"
     "-r - in front, seconds since the event before\n"
     "-f - frames in full",
     run_event},
    {.words = NULL},
};
