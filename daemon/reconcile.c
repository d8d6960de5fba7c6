// SPDX-License-Identifier: MIT
// Keeps the network as it is wanted: the kernel's messages and changed files of /proc/sys say when
// to look, drift.c when that is too often. Looking and repairing is an apply as at the start.
#include "concern.h"
#include "drift.h"
#include "kernlinkd.h"
#include "netns.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#define FILES_MAX   512   // of /proc/sys that are watched
#define LOST_LOG_MS 10000 // at most so often it is said that messages were lost

// A namespace that is listened to.
struct space {
    struct kld_reconcile *r;
    char *name;             // NULL: the one around
    struct stat file;       // of a name: which namespace it stood for
    struct kl_sock *events; // NULL: it is not there, or cannot be listened to
    sd_event_source *io;
    struct kld_concern *concern; // NULL: nothing is wanted, or it is off
    int code;                    // why it cannot be listened to
    struct space *next;
};

struct kld_reconcile {
    struct kld_daemon *d;
    struct kl_net *n;     // reads messages
    struct space around;  // whose concern is that of all: without it nothing is looked at
    struct space *inside; // namespaces of the settings
    struct kld_drift drift;
    bool stale;  // the settings in force may be others
    bool opened; // one is listened to only now
    sd_event_source *folder, *timer, *files[FILES_MAX];
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
    if (r->around.concern || r->stale)
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

/* ---- The kernel's messages ---- */

static void on_event(struct kl_sock *s, const struct kl_event *event, void *user)
{
    struct space *space = user;
    struct kld_reconcile *r = space->r;
    uint64_t object = 0;

    (void)s;
    if (event->kind == KL_EVENT_OVERRUN) {
        if (!r->lost_said || now_ms() - r->lost_said > LOST_LOG_MS)
            kld_log(r->d, LOG_INFO, NULL,
                    "the kernel had to drop messages: the whole network is looked at");
        r->lost_said = now_ms();
        if (space->concern)
            kld_concern_links(space->concern);
        happened(r, 0);
    } else if (space->concern && kld_concern_of(space->concern, r->n, event->msg, &object)) {
        happened(r, object);
    }
}

static int on_io(sd_event_source *s, int fd, uint32_t events, void *user)
{
    struct space *space = user;

    (void)s;
    (void)fd;
    (void)events;
    (void)kl_dispatch(space->events);
    arm(space->r);
    return 0;
}

static void unlisten(struct space *s)
{
    kld_concern_free(s->concern);
    s->concern = NULL;
    s->io = sd_event_source_disable_unref(s->io);
    kl_sock_close(s->events);
    s->events = NULL;
}

// @netns_fd: -1 for the one around
static int listen_to(struct space *s, int netns_fd)
{
    static const uint32_t groups[] = {
        RTNLGRP_LINK,         RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
        RTNLGRP_IPV6_ROUTE,   RTNLGRP_IPV4_RULE,   RTNLGRP_IPV6_RULE,   RTNLGRP_NEIGH,
        RTNLGRP_IPV4_NETCONF, RTNLGRP_IPV6_NETCONF};
    struct kl_sock_options o = {.protocol = NETLINK_ROUTE,
                                .flags = KL_SOCK_EVENTS | (netns_fd < 0 ? 0 : KL_SOCK_NETNS_FD),
                                .netns_fd = netns_fd};
    int code = kl_sock_open(&s->events, &o);

    if (!code)
        code = kl_event_handler(s->events, on_event, s);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0] && !code; i++)
        code = kl_group_join(s->events, groups[i]);
    if (!code)
        code = sd_event_add_io(s->r->d->loop, &s->io, kl_fd(s->events), EPOLLIN, on_io, s);
    if (code < 0)
        unlisten(s);
    return code < 0 ? code : 0;
}

/* ---- Namespaces of the settings ---- */

static struct space **find_space(struct space **at, const char *name)
{
    while (*at && strcmp((*at)->name, name) != 0)
        at = &(*at)->next;
    return at;
}

static void drop_spaces(struct space *list)
{
    for (struct space *s = list, *next; s; s = next) {
        next = s->next;
        unlisten(s);
        free(s->name);
        free(s);
    }
}

// Goes on listening, unless it is another one of that name.
static void listen_inside(struct space *s)
{
    struct kld_reconcile *r = s->r;
    int fd = kld_netns_open(s->name), code = fd < 0 ? fd : 0;
    struct stat file;

    if (!code && fstat(fd, &file) < 0)
        code = -errno;
    if (code || file.st_dev != s->file.st_dev || file.st_ino != s->file.st_ino)
        unlisten(s);
    if (!code && !s->events && !(code = listen_to(s, fd))) {
        s->file = file;
        r->opened = true;
    }
    if (code && code != -ENOENT && code != s->code)
        kld_log(r->d, LOG_WARNING, NULL, "changes in namespace %s are not noticed: %s", s->name,
                kl_strerror(code));
    s->code = code;
    if (fd >= 0)
        close(fd);
}

static void space_changed(struct kld_reconcile *r, struct space *s)
{
    char key[128];

    snprintf(key, sizeof key, "namespace %s", s ? s->name : "");
    r->stale = true;
    happened(r, s ? kld_drift_id(key) : 0);
    arm(r);
}

// A namespace lives as long as a socket or a process in it: what others remove is let go at once.
static int on_folder(sd_event_source *source, const struct inotify_event *e, void *user)
{
    struct kld_reconcile *r = user;
    struct space *s = e->len ? *find_space(&r->inside, e->name) : NULL;

    (void)source;
    if (s && e->mask & (IN_DELETE | IN_MOVED_FROM)) {
        unlisten(s);
        kld_services_leave(r->d, s->name);
    }
    if (e->mask & IN_IGNORED)
        r->folder = sd_event_source_disable_unref(r->folder);
    if (s || !e->len)
        space_changed(r, s);
    return 0;
}

static void take_spaces(struct kld_reconcile *r, const struct kld_model *want)
{
    struct space *old = r->inside;

    r->inside = NULL;
    for (size_t i = 0; i < want->n; i++) {
        const char *name = want->list[i]->inner ? kld_get(want->list[i], "name") : NULL;
        struct space **known = name ? find_space(&old, name) : NULL, *s;

        if (!name)
            continue;
        s = *known ? *known : calloc(1, sizeof *s);
        if (*known)
            *known = s->next;
        else if (s)
            s->name = strdup(name);
        if (!s || !s->name) {
            free(s);
            continue;
        }
        s->r = r;
        s->next = r->inside;
        r->inside = s;
        if (!r->folder)
            (void)sd_event_add_inotify(r->d->loop, &r->folder, KLD_NETNS_FOLDER,
                                       IN_CREATE | IN_DELETE | IN_MOVE | IN_ONLYDIR, on_folder, r);
        listen_inside(s);
        if (s->events)
            s->concern = kld_concern_new(want->list[i]->inner, kl_fd(s->events));
    }
    drop_spaces(old);
}

/* ---- Settings in force ---- */

static void drop_concerns(struct kld_reconcile *r)
{
    kld_concern_free(r->around.concern);
    r->around.concern = NULL;
    for (struct space *s = r->inside; s; s = s->next) {
        kld_concern_free(s->concern);
        s->concern = NULL;
    }
}

static void set_waiting(struct kld_reconcile *r, bool waiting)
{
    if (r->around.concern)
        r->around.concern->waiting = waiting;
    for (struct space *s = r->inside; s; s = s->next)
        if (s->concern)
            s->concern->waiting = waiting;
}

static void take_settings(struct kld_reconcile *r)
{
    struct kld_settings *s = kld_daemon_settings(r->d);
    const char *on = s ? kld_get(s->root, "reconcile") : NULL;
    bool waiting = r->around.concern && r->around.concern->waiting;

    r->stale = false;
    drop_concerns(r);
    drop_files(r);
    if (s && !s->complaints.n && (!on || !strcmp(on, "true"))) {
        r->around.concern = kld_concern_new(s->model, kl_fd(r->around.events));
        watch_files(r, s->model);
        take_spaces(r, s->model);
    } else {
        drop_spaces(r->inside);
        r->inside = NULL;
    }
    set_waiting(r, waiting);
    kld_settings_free(s);
    malloc_trim(0);
}

/* ---- Looking ---- */

static bool lacks_space(const struct kld_reconcile *r)
{
    const struct space *s = r->inside;

    while (s && s->events)
        s = s->next;
    return s != NULL;
}

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
    if (result->steps || lacks_space(r))
        r->stale = true; // links may have other numbers, and other files
    r->opened = false;
    if (r->stale)
        take_settings(r);
    if (r->opened) // what was done in there meanwhile has not been heard
        happened(r, 0);
    set_waiting(r, result->refused || result->problems);
    kld_drift_done(&r->drift, now_ms(), &how);
    arm(r);
}

static int look(void *user)
{
    struct kld_reconcile *r = user;

    if (r->stale)
        take_settings(r);
    if (!r->around.concern)
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
        r->around.r = r;
        code = listen_to(&r->around, -1);
    }
    if (!code)
        code = kl_net_open(&r->n, NULL);
    if (!code)
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
    drop_spaces(r->inside);
    unlisten(&r->around);
    sd_event_source_disable_unref(r->folder);
    sd_event_source_disable_unref(r->timer);
    kl_net_close(r->n);
    free(r);
}
