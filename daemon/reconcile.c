// SPDX-License-Identifier: MIT
// Keeps the network as it is wanted: the kernel's messages and changed files of /proc/sys say when
// to look, drift.c when that is too often. Looking and repairing is an apply as at the start.
#include "concern.h"
#include "drift.h"
#include "kernlinkd.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <syslog.h>

#define FILES_MAX   512   // of /proc/sys that are watched
#define LOST_LOG_MS 10000 // at most so often it is said that messages were lost

struct kld_reconcile {
    struct kld_daemon *d;
    struct kl_sock *events;
    struct kl_net *n;            // reads messages
    struct kld_concern *concern; // NULL: nothing is wanted, or it is off
    struct kld_drift drift;
    bool stale; // the settings in force may be others
    sd_event_source *io, *timer, *files[FILES_MAX];
    size_t n_files;
    int64_t lost_said;
};

static int64_t now_ms(void)
{
    return kld_boot_ns() / 1000000;
}

static void arm(struct kld_reconcile *r)
{
    int64_t at = kld_drift_due(&r->drift);

    if (at == KLD_DRIFT_NEVER) {
        sd_event_source_set_enabled(r->timer, SD_EVENT_OFF);
        return;
    }
    sd_event_source_set_time(r->timer, at > 0 ? (uint64_t)at * 1000 : 0);
    sd_event_source_set_enabled(r->timer, SD_EVENT_ONESHOT);
}

static void happened(struct kld_reconcile *r, uint64_t object)
{
    if (r->concern || r->stale)
        kld_drift_event(&r->drift, now_ms(), object);
}

/* ---- Files: the kernel announces only some of them ---- */

static int on_file(sd_event_source *s, const struct inotify_event *e, void *user)
{
    struct kld_reconcile *r = user;

    (void)s;
    if (e->mask & IN_MODIFY)
        happened(r, 0);
    arm(r);
    return 0;
}

static void drop_files(struct kld_reconcile *r)
{
    while (r->n_files)
        sd_event_source_disable_unref(r->files[--r->n_files]);
}

// Files of a link are others when the link is.
static void watch_files(struct kld_reconcile *r, const struct kld_model *want)
{
    drop_files(r);
    for (size_t i = 0; i < want->n && r->n_files < FILES_MAX; i++) {
        const char *name =
            want->list[i]->class == KLD_C_SYSCTL ? kld_get(want->list[i], "name") : NULL;
        char path[400];

        if (!name)
            continue;
        snprintf(path, sizeof path, "/proc/sys/net/%s", name);
        if (sd_event_add_inotify(r->d->loop, &r->files[r->n_files], path, IN_MODIFY, on_file, r) >=
            0)
            r->n_files++;
    }
}

/* ---- Settings in force ---- */

static void take_settings(struct kld_reconcile *r)
{
    struct kld_settings *s = kld_daemon_settings(r->d);
    const char *on = s ? kld_get(s->root, "reconcile") : NULL;
    bool waiting = r->concern && r->concern->waiting;

    r->stale = false;
    kld_concern_free(r->concern);
    r->concern = NULL;
    drop_files(r);
    if (s && !s->complaints.n && (!on || !strcmp(on, "true"))) {
        r->concern = kld_concern_new(s->model);
        watch_files(r, s->model);
    }
    if (r->concern)
        r->concern->waiting = waiting;
    kld_settings_free(s);
    malloc_trim(0);
}

/* ---- Looking ---- */

static void looked(struct kld_daemon *d, const struct kld_result *result, void *user)
{
    struct kld_reconcile *r = d->reconcile;
    struct kld_drift_result how = {
        .object = result->steps && *result->object ? result->object : NULL,
        .failed = result->outcome == KLD_O_NONE || result->outcome == KLD_O_FAILED ||
                  result->outcome == KLD_O_BUSY};

    (void)user;
    if (!r)
        return;
    d->repairs += result->steps != 0;
    if (result->steps)
        r->stale = true; // links may have other numbers, and other files
    if (r->stale)
        take_settings(r);
    if (r->concern)
        r->concern->waiting = result->refused || result->problems;
    kld_drift_done(&r->drift, now_ms(), &how);
    arm(r);
}

static int look(void *user)
{
    struct kld_reconcile *r = user;

    if (r->stale)
        take_settings(r);
    if (!r->concern)
        return -ENOENT;
    return kld_daemon_apply(r->d, "to repair what had changed", looked, NULL) ? -EAGAIN : 0;
}

static void flaps(void *user, const char *object, unsigned count)
{
    struct kld_reconcile *r = user;

    kld_log(r->d, LOG_WARNING, object,
            "repaired %u times in a row: somebody undoes it; from now on it is repaired more and "
            "more seldom",
            count);
}

static void calm(void *user, const char *object, unsigned count)
{
    struct kld_reconcile *r = user;

    kld_log(r->d, LOG_NOTICE, object, "repaired %u times, and left alone now", count);
}

static const struct kld_drift_ops drift_ops = {look, flaps, calm};

static int on_timer(sd_event_source *s, uint64_t at, void *user)
{
    struct kld_reconcile *r = user;

    (void)s;
    (void)at;
    kld_drift_tick(&r->drift, now_ms());
    arm(r);
    return 0;
}

/* ---- The kernel's messages ---- */

static void on_event(struct kl_sock *s, const struct kl_event *event, void *user)
{
    struct kld_reconcile *r = user;
    uint64_t object = 0;

    (void)s;
    if (event->kind == KL_EVENT_OVERRUN) {
        if (!r->lost_said || now_ms() - r->lost_said > LOST_LOG_MS)
            kld_log(r->d, LOG_INFO, NULL,
                    "the kernel had to drop messages: the whole network is looked at");
        r->lost_said = now_ms();
        if (r->concern)
            kld_concern_links(r->concern);
        happened(r, 0);
    } else if (r->concern && kld_concern_of(r->concern, r->n, event->msg, &object)) {
        happened(r, object);
    }
}

static int on_io(sd_event_source *s, int fd, uint32_t events, void *user)
{
    struct kld_reconcile *r = user;

    (void)s;
    (void)fd;
    (void)events;
    (void)kl_dispatch(r->events);
    arm(r);
    return 0;
}

static int open_events(struct kld_reconcile *r)
{
    static const uint32_t groups[] = {
        RTNLGRP_LINK,         RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
        RTNLGRP_IPV6_ROUTE,   RTNLGRP_IPV4_RULE,   RTNLGRP_IPV6_RULE,   RTNLGRP_NEIGH,
        RTNLGRP_IPV4_NETCONF, RTNLGRP_IPV6_NETCONF};
    struct kl_sock_options o = {.protocol = NETLINK_ROUTE, .flags = KL_SOCK_EVENTS};
    int code = kl_sock_open(&r->events, &o);

    if (!code)
        code = kl_event_handler(r->events, on_event, r);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0] && !code; i++)
        code = kl_group_join(r->events, groups[i]);
    if (!code)
        code = kl_net_open(&r->n, NULL);
    return code;
}

/* ---- Beginning and end ---- */

void kld_reconcile_start(struct kld_daemon *d)
{
    struct kld_reconcile *r;
    int code;

    if (d->o.no_reconcile || d->reconcile)
        return;
    r = calloc(1, sizeof *r);
    code = r ? 0 : -ENOMEM;
    if (r) {
        r->d = d;
        r->stale = true;
        d->reconcile = r;
        kld_drift_init(&r->drift, &drift_ops, r);
        code = open_events(r);
    }
    if (!code)
        code = sd_event_add_io(d->loop, &r->io, kl_fd(r->events), EPOLLIN, on_io, r);
    if (code >= 0)
        code = sd_event_add_time(d->loop, &r->timer, CLOCK_BOOTTIME, 0, 1000, on_timer, r);
    if (code < 0) {
        kld_log(d, LOG_ERR, NULL, "changes of the network are not noticed: %s", kl_strerror(code));
        kld_reconcile_stop(d);
        return;
    }
    kld_reconcile_kick(d);
}

void kld_reconcile_kick(struct kld_daemon *d)
{
    struct kld_reconcile *r = d->reconcile;

    if (!r)
        return;
    r->stale = true;
    kld_drift_kick(&r->drift, now_ms());
    arm(r);
}

void kld_reconcile_stop(struct kld_daemon *d)
{
    struct kld_reconcile *r = d->reconcile;

    if (!r)
        return;
    d->reconcile = NULL;
    drop_files(r);
    sd_event_source_disable_unref(r->io);
    sd_event_source_disable_unref(r->timer);
    kld_concern_free(r->concern);
    kl_sock_close(r->events);
    kl_net_close(r->n);
    free(r);
}
