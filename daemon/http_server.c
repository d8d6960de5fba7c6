// SPDX-License-Identifier: MIT
// The server: it listens, turns with the daemon's loop, and has libmicrohttpd loaded while it has
// clients.
#include "http.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define CONNECTIONS_MAX 2000
#define QUIET_S         30 // a connection on which nothing moves
#define REQUEST_S       60 // in all, until a request has come whole
#define LOADED_S        3  // without a client
#define SWEEP_US        1000000

/* ---- Turning ---- */

static void arm(struct kld_http *h)
{
    MHD_UNSIGNED_LONG_LONG ms;
    uint64_t now;

    if (h->lib.get_timeout(h->mhd, &ms) != MHD_YES) {
        sd_event_source_set_enabled(h->timer, SD_EVENT_OFF);
        return;
    }
    sd_event_now(h->d->loop, CLOCK_MONOTONIC, &now);
    sd_event_source_set_time(h->timer, now + ms * 1000);
    sd_event_source_set_enabled(h->timer, SD_EVENT_ONESHOT);
}

static int on_io(sd_event_source *s, int fd, uint32_t events, void *user)
{
    struct kld_http *h = user;

    (void)s;
    (void)fd;
    (void)events;
    h->lib.run(h->mhd);
    arm(h);
    return 0;
}

static int on_time(sd_event_source *s, uint64_t at, void *user)
{
    (void)at;
    return on_io(s, -1, 0, user);
}

/* ---- Beginning and end ---- */

static void on_mhd_log(void *user, const char *format, va_list ap)
{
    char text[200];

    // Of no interest but to who looks for mistakes: clients come and go as they like.
    vsnprintf(text, sizeof text, format, ap);
    text[strcspn(text, "\n")] = '\0';
    kld_log(user, LOG_DEBUG, NULL, "%s", text);
}

static int start_mhd(struct kld_http *h)
{
    const union MHD_DaemonInfo *info;
    uint64_t now;
    int code;

    h->mhd = h->lib.start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        kld_http_on_request, h, MHD_OPTION_URI_LOG_CALLBACK, kld_http_on_uri, NULL,
        MHD_OPTION_EXTERNAL_LOGGER, on_mhd_log, h->d, MHD_OPTION_LISTEN_SOCKET, h->fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)QUIET_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32768,
        MHD_OPTION_NOTIFY_COMPLETED, kld_http_on_completed, h, MHD_OPTION_NOTIFY_CONNECTION,
        kld_http_on_connection, h, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!h->mhd)
        return -EIO;
    info = h->lib.get_daemon_info(h->mhd, MHD_DAEMON_INFO_EPOLL_FD);
    if (!info)
        return -EIO;
    sd_event_now(h->d->loop, CLOCK_MONOTONIC, &now);
    code = sd_event_add_io(h->d->loop, &h->io, info->epoll_fd, EPOLLIN, on_io, h);
    if (code >= 0)
        code = sd_event_add_time(h->d->loop, &h->timer, CLOCK_MONOTONIC, now, 1000, on_time, h);
    return code < 0 ? code : 0;
}

// The socket stays: who connects now has the server loaded again.
static void unload(struct kld_http *h)
{
    if (h->mhd) {
        h->lib.quiesce_daemon(h->mhd);
        h->lib.stop_daemon(h->mhd);
    }
    h->mhd = NULL;
    h->io = sd_event_source_disable_unref(h->io);
    h->timer = sd_event_source_disable_unref(h->timer);
    h->d->mhd = NULL;
    kld_mhd_unload(&h->lib);
    if (h->client)
        sd_event_source_set_enabled(h->client, SD_EVENT_ON);
}

static int load(struct kld_http *h)
{
    const char *why = kld_mhd_load(&h->lib);
    int code;

    if (why) {
        kld_log(h->d, LOG_ERR, NULL, "the server cannot be loaded: %s", why);
        return -ELIBACC;
    }
    h->d->mhd = &h->lib;
    code = start_mhd(h);
    if (code) {
        kld_log(h->d, LOG_ERR, NULL, "the server cannot be started: %s", strerror(-code));
        unload(h);
    }
    return code;
}

// Whoever sends a request drop by drop does not hold a place for ever.
static int on_sweep(sd_event_source *s, uint64_t at, void *user)
{
    struct kld_http *h = user;
    int64_t now = kld_boot_ns();

    for (struct kl_list *l = h->connections.next; l != &h->connections; l = l->next) {
        struct kld_connection *c = KL_LIST_ENTRY(l, struct kld_connection, link);

        if (c->since_ns && now - c->since_ns > (int64_t)REQUEST_S * 1000000000)
            shutdown(c->fd, SHUT_RDWR);
    }
    if (h->d->o.idle_s && !kld_services_running(h->d) && !h->d->changes && !h->d->deadline_ns &&
        kl_list_empty(&h->requests) && now - h->used_ns > (int64_t)h->d->o.idle_s * 1000000000)
        sd_event_exit(h->d->loop, 0);
    if (h->mhd && !h->n_connections && now - h->used_ns > (int64_t)LOADED_S * 1000000000)
        unload(h);
    if (!h->mhd)
        sd_event_source_set_enabled(h->client, SD_EVENT_ON);
    if (!h->mhd && !h->d->o.idle_s)
        return 0; // until somebody comes
    sd_event_source_set_time(s, at + (h->d->o.idle_s ? 500000 : SWEEP_US));
    return sd_event_source_set_enabled(s, SD_EVENT_ONESHOT);
}

static int on_client(sd_event_source *s, int fd, uint32_t events, void *user)
{
    struct kld_http *h = user;
    uint64_t now;

    (void)events;
    // Nobody waits for what does not come; and it is tried once a second.
    if (load(h))
        close(accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
    sd_event_now(h->d->loop, CLOCK_MONOTONIC, &now);
    sd_event_source_set_time(h->sweep, now + SWEEP_US);
    sd_event_source_set_enabled(h->sweep, SD_EVENT_ONESHOT);
    return sd_event_source_set_enabled(s, SD_EVENT_OFF);
}

// It is loaded from the beginning: whether it can be shows at once, and who waits for the network
// asks soon.
static int begin(struct kld_http *h)
{
    uint64_t now;
    int code = load(h);

    if (code)
        return code;
    sd_event_now(h->d->loop, CLOCK_MONOTONIC, &now);
    code = sd_event_add_io(h->d->loop, &h->client, h->fd, EPOLLIN, on_client, h);
    if (code >= 0)
        code = sd_event_source_set_enabled(h->client, SD_EVENT_OFF);
    if (code >= 0)
        code = sd_event_add_time(h->d->loop, &h->sweep, CLOCK_MONOTONIC, now, 100000, on_sweep, h);
    return code < 0 ? code : 0;
}

int kld_http_start(struct kld_daemon *d)
{
    struct kld_http *h = calloc(1, sizeof *h);
    int code;

    if (!h)
        return -ENOMEM;
    d->http = h;
    h->d = d;
    h->fd = -1;
    h->used_ns = kld_boot_ns();
    kl_list_init(&h->connections);
    kl_list_init(&h->requests);
    code = kld_find_group(d->o.group, &h->has_group, &h->group);
    if (code) {
        kld_log(d, LOG_ERR, NULL, "there is no group %s", d->o.group);
        return code;
    }
    h->own_socket = sd_listen_fds(1) != 1;
    h->fd =
        h->own_socket ? kld_listen(&d->o, h->has_group ? &h->group : NULL) : SD_LISTEN_FDS_START;
    h->own_socket &= h->fd >= 0;
    if (h->fd < 0) {
        kld_log(d, LOG_ERR, NULL, "%s: %s", d->o.socket,
                h->fd == -EADDRINUSE ? "another daemon answers there" : strerror(-h->fd));
        return h->fd;
    }
    return begin(h);
}

void kld_http_stop(struct kld_daemon *d)
{
    struct kld_http *h = d->http;

    if (!h)
        return;
    if (h->own_socket)
        unlink(d->o.socket);
    kld_http_leave(h);
    h->client = sd_event_source_disable_unref(h->client);
    unload(h);
    sd_event_source_disable_unref(h->sweep);
    if (h->fd >= 0)
        close(h->fd);
    free(h);
    d->http = NULL;
}

void kld_http_counts(const struct kld_daemon *d, size_t *requests, size_t *connections)
{
    *requests = 0;
    for (const struct kl_list *l = d->http->requests.next; l != &d->http->requests; l = l->next)
        ++*requests;
    *connections = d->http->n_connections;
}
