// SPDX-License-Identifier: MIT
// HTTP on a UNIX socket: who asks, for what, and the answer as it comes. Everything is bounded:
// size, number and time; who is slow waits for himself.
#include "kernlinkd.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "../lib/core/list.h"

#define CONNECTIONS_MAX 2000
#define BODY_MAX        (16u << 20)
#define BODIES_MAX      (64u << 20) // of all requests
#define QUIET_S         30          // a connection on which nothing moves
#define REQUEST_S       60          // in all, until a request has come whole
#define SWEEP_US        5000000
#define BLOCK           32768

struct connection {
    struct kl_list link;
    int fd;
    int64_t since_ns; // of waiting for a request, or 0
};

struct request {
    struct kl_list link;
    struct kld_http *h;
    struct MHD_Connection *c;
    struct connection *connection;
    const struct kld_route *route;
    struct kld_call call;
    char *body;
    size_t len, size;
    bool started, suspended, headed, gone;
    struct kld_job *job;
    sd_event_source *hangup;
    char head[96]; // of the child's output: status and type
    size_t head_len;
};

struct kld_http {
    struct kld_daemon *d;
    struct MHD_Daemon *mhd;
    struct kl_list connections, requests;
    sd_event_source *io, *timer, *sweep;
    size_t n_connections, bodies;
    gid_t group;
    bool has_group, own_socket;
    int64_t used_ns; // when the last request ended
};

/* ---- Answers ---- */

static enum MHD_Result answer(struct MHD_Connection *c, int status, const char *type,
                              const void *text, size_t len)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(len, (void *)text, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result ok;

    if (!r)
        return MHD_NO;
    MHD_add_response_header(r, "Content-Type", type);
    ok = MHD_queue_response(c, (unsigned)status, r);
    MHD_destroy_response(r);
    return ok;
}

static enum MHD_Result refuse(struct MHD_Connection *c, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static enum MHD_Result refuse(struct MHD_Connection *c, int status, const char *format, ...)
{
    char words[300];
    struct kl_out *o;
    const char *text;
    enum MHD_Result ok = MHD_NO;
    size_t len;
    va_list ap;

    va_start(ap, format);
    vsnprintf(words, sizeof words, format, ap);
    va_end(ap);
    if (kl_out_open_memory(&o) < 0)
        return MHD_NO;
    kl_out_str(o, "{\"error\": ");
    kl_out_json_str(o, words, strlen(words));
    kl_out_str(o, "}\n");
    text = kl_out_text(o, &len);
    if (!kl_out_error(o))
        ok = answer(c, status, "application/json", text, len);
    kl_out_close(o);
    return ok;
}

/* ---- Turning ---- */

static void arm(struct kld_http *h)
{
    MHD_UNSIGNED_LONG_LONG ms;
    uint64_t now;

    if (MHD_get_timeout(h->mhd, &ms) != MHD_YES) {
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
    MHD_run(h->mhd);
    arm(h);
    return 0;
}

static int on_time(sd_event_source *s, uint64_t at, void *user)
{
    (void)at;
    return on_io(s, -1, 0, user);
}

static void resume(struct request *r)
{
    if (!r->suspended)
        return;
    r->suspended = false;
    sd_event_source_set_enabled(r->hangup, SD_EVENT_OFF);
    MHD_resume_connection(r->c);
    // Resumed connections are looked at by the next turn.
    sd_event_source_set_time(r->h->timer, 0);
    sd_event_source_set_enabled(r->h->timer, SD_EVENT_ONESHOT);
}

// A client that went away while nothing was to be sent.
static int on_hangup(sd_event_source *s, int fd, uint32_t events, void *user)
{
    struct request *r = user;

    (void)s;
    (void)fd;
    (void)events;
    r->gone = true;
    resume(r);
    return 0;
}

static void suspend(struct request *r)
{
    r->suspended = true;
    if (!r->hangup)
        sd_event_add_io(r->h->d->loop, &r->hangup, r->connection->fd, 0, on_hangup, r);
    else
        sd_event_source_set_enabled(r->hangup, SD_EVENT_ON);
    MHD_suspend_connection(r->c);
}

/* ---- From the child to the client ---- */

static int run_child(void *user, int fd, int log_fd)
{
    struct request *r = user;

    r->call.log_fd = log_fd;
    if (r->route->flags & KLD_R_WRITE)
        r->call.result = kld_job_result(r->job);
    return kld_call_run(&r->call, r->route, fd);
}

static void on_ready(struct kld_job *j, void *user)
{
    (void)j;
    resume(user);
}

static void on_over(struct kld_daemon *d, const struct kld_result *result, void *user)
{
    (void)user; // may be gone
    kld_control_settle(d, result);
}

static const struct kld_job_ops job_ops = {run_child, on_ready, on_over};

static ssize_t take(void *user, uint64_t at, char *data, size_t size)
{
    struct request *r = user;
    ssize_t n = r->gone ? -EPIPE : kld_job_read(r->job, data, size);

    (void)at;
    if (n == -EAGAIN) {
        suspend(r);
        return 0;
    }
    if (n < 0)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    return n > 0 ? n : MHD_CONTENT_READER_END_OF_STREAM;
}

// The first line: status and type. @return 1 when it is there, 0: later, negative: there is none
static int read_head(struct request *r)
{
    while (r->head_len < sizeof r->head - 1) {
        char *c = r->head + r->head_len;
        ssize_t n = kld_job_read(r->job, c, 1);

        if (n == -EAGAIN)
            return 0;
        if (n <= 0)
            return -1;
        if (*c == '\n') {
            *c = '\0';
            return 1;
        }
        r->head_len++;
    }
    return -1;
}

static enum MHD_Result stream(struct request *r)
{
    struct MHD_Response *response;
    enum MHD_Result ok;
    char *type;
    unsigned long status;
    int head = r->gone ? -1 : read_head(r);

    if (!head) {
        suspend(r);
        return MHD_YES;
    }
    status = head < 0 ? 0 : strtoul(r->head, &type, 10);
    if (status < 200 || status > 599 || *type != ' ')
        return refuse(r->c, 500, "the request ended without an answer");
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, take, r, NULL);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", type + 1);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    ok = MHD_queue_response(r->c, (unsigned)status, response);
    MHD_destroy_response(response);
    return ok;
}

static enum MHD_Result run_here(struct request *r)
{
    enum MHD_Result ok = MHD_NO;
    const char *text;
    size_t len;

    if (kl_out_open_memory(&r->call.out) < 0)
        return MHD_NO;
    r->call.here = true;
    r->call.arena = kld_arena_new();
    if (r->route->run(&r->call) < 0 || !r->call.status)
        ok = refuse(r->c, 500, "the request ended without an answer");
    text = kl_out_text(r->call.out, &len);
    if (r->call.status && !kl_out_error(r->call.out))
        ok = answer(r->c, r->call.status, r->call.type, text, len);
    kl_out_close(r->call.out);
    kld_arena_free(r->call.arena);
    return ok;
}

static enum MHD_Result begin(struct request *r)
{
    int code;

    r->started = true;
    r->connection->since_ns = 0;
    r->call.body = r->body;
    r->call.len = r->len;
    if (r->route->flags & KLD_R_HERE)
        return run_here(r);
    code = kld_job_start(r->h->d, &r->job,
                         r->route->flags & KLD_R_WRITE ? KLD_JOB_CHANGES : KLD_JOB_READS,
                         r->route->flags & KLD_R_STREAM, &job_ops, r);
    if (code) {
        r->job = NULL;
        return refuse(r->c, 503, "too much is asked at once");
    }
    suspend(r);
    return MHD_YES;
}

/* ---- Requests ---- */

// @return the route, or NULL; *@other: there is one for another method.
static const struct kld_route *find_route(const char *method, const char *path, const char **rest,
                                          bool *other)
{
    for (const struct kld_route *r = kld_routes; r->path; r++) {
        size_t n = strlen(r->path);
        bool star = r->path[n - 1] == '*';

        if (star ? strncmp(path, r->path, n - 1) != 0 || !path[n - 1] : strcmp(path, r->path) != 0)
            continue;
        if (strcmp(r->method, method) != 0) {
            *other = true;
            continue;
        }
        *rest = star ? path + n - 1 : NULL;
        return r;
    }
    return NULL;
}

struct wrong {
    const struct kld_route *route;
    const char *name;
};

static enum MHD_Result check_param(void *user, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct wrong *w = user;

    (void)kind;
    (void)value;
    for (const struct kld_param *p = w->route->params; p && p->name; p++)
        if (!strcmp(p->name, name))
            return MHD_YES;
    w->name = name;
    return MHD_NO;
}

static bool in_group(const struct request *r, int fd)
{
    gid_t list[256];
    socklen_t len = sizeof list;

    if (!r->h->has_group)
        return false;
    if (r->call.gid == r->h->group)
        return true;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, list, &len) < 0)
        return false;
    for (size_t i = 0; i < len / sizeof *list; i++)
        if (list[i] == r->h->group)
            return true;
    return false;
}

static bool may_write(const struct request *r)
{
    return r->call.uid == 0 || r->call.uid == geteuid() || in_group(r, r->connection->fd);
}

static bool has_body(struct MHD_Connection *c, const char *length)
{
    return (length && strtoull(length, NULL, 10) > 0) ||
           MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Transfer-Encoding");
}

// @return whether it may go on; otherwise *@ok is what the refusal gave.
static bool check_request(struct request *r, enum MHD_Result *ok)
{
    const char *length = MHD_lookup_connection_value(r->c, MHD_HEADER_KIND, "Content-Length");
    struct wrong wrong = {.route = r->route};
    struct ucred cred;
    socklen_t len = sizeof cred;

    if (getsockopt(r->connection->fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0) {
        *ok = refuse(r->c, 403, "nobody knows who asks");
        return false;
    }
    r->call.uid = cred.uid;
    r->call.gid = cred.gid;
    r->call.pid = cred.pid;
    MHD_get_connection_values(r->c, MHD_GET_ARGUMENT_KIND, check_param, &wrong);
    if (wrong.name)
        *ok = refuse(r->c, 400, "there is no parameter '%.60s' here", wrong.name);
    else if (r->route->flags & (KLD_R_WRITE | KLD_R_TRUSTED) && !may_write(r))
        *ok = refuse(r->c, 403, "only root%s%s may do this",
                     r->h->d->o.group ? " and the group " : "",
                     r->h->d->o.group ? r->h->d->o.group : "");
    else if (!(r->route->flags & KLD_R_BODY) && has_body(r->c, length))
        // Nobody has looked at whether he may send one.
        *ok = refuse(r->c, 400, "a body has no place here");
    else if (length && strtoull(length, NULL, 10) > BODY_MAX)
        *ok = refuse(r->c, 413, "a body has at most %u bytes", BODY_MAX);
    else
        return true;
    return false;
}

static enum MHD_Result take_body(struct request *r, const char *data, size_t *n)
{
    if (r->len + *n > BODY_MAX || r->h->bodies + *n > BODIES_MAX)
        return MHD_NO; // of unknown length, and too long: there is no polite way
    if (r->len + *n + 1 > r->size) {
        size_t size = (r->len + *n) * 2 + 1;
        char *more = realloc(r->body, size);

        if (!more)
            return MHD_NO;
        r->body = more;
        r->size = size;
    }
    memcpy(r->body + r->len, data, *n);
    r->len += *n;
    r->body[r->len] = '\0';
    r->h->bodies += *n;
    *n = 0;
    return MHD_YES;
}

// A NUL in what is asked for would end it early. What is decoded no longer shows one.
static char has_nul;

static void *on_uri(void *user, const char *uri, struct MHD_Connection *c)
{
    (void)user;
    (void)c;
    return strstr(uri, "%00") ? &has_nul : NULL;
}

static enum MHD_Result first_look(struct kld_http *h, struct MHD_Connection *c, const char *path,
                                  const char *method, void **user)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct request *r;
    const char *rest = NULL;
    bool other = false, bad;
    enum MHD_Result ok = MHD_YES;

    if (!info || !info->socket_context)
        return MHD_NO;
    r = calloc(1, sizeof *r);
    if (!r)
        return MHD_NO;
    r->h = h;
    r->c = c;
    r->connection = info->socket_context;
    kl_list_insert(&h->requests, &r->link);
    bad = *user == &has_nul;
    *user = r;
    if (bad)
        return refuse(c, 400, "a NUL has no place here");
    r->route = find_route(method, path, &rest, &other);
    if (!r->route)
        return other ? refuse(c, 405, "%.20s is not done with %.100s", method, path)
                     : refuse(c, 404, "there is no %.100s", path);
    r->call =
        (struct kld_call){.d = h->d, .method = r->route->method, .connection = c, .log_fd = -1};
    // MHD's text ends with the first look.
    r->call.path = strdup(path);
    if (!r->call.path)
        return MHD_NO;
    r->call.rest = rest ? r->call.path + (rest - path) : NULL;
    check_request(r, &ok);
    return ok;
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *c, const char *path,
                                  const char *method, const char *version, const char *data,
                                  size_t *n, void **own)
{
    struct request *r = *own;

    (void)version;
    if (!r || *own == &has_nul)
        return first_look(user, c, path, method, own);
    if (*n)
        return take_body(r, data, n);
    if (!r->started)
        return begin(r);
    return r->job ? stream(r) : MHD_NO;
}

static void on_completed(void *user, struct MHD_Connection *c, void **own,
                         enum MHD_RequestTerminationCode why)
{
    struct kld_http *h = user;
    struct request *r = *own;

    (void)c;
    (void)why;
    if (!r || *own == &has_nul)
        return;
    *own = NULL;
    h->used_ns = kld_boot_ns();
    r->connection->since_ns = kld_boot_ns();
    h->bodies -= r->len;
    sd_event_source_disable_unref(r->hangup);
    if (r->job)
        kld_job_leave(r->job);
    kl_list_remove(&r->link);
    free((char *)r->call.path);
    free(r->body);
    free(r);
}

static void on_connection(void *user, struct MHD_Connection *c, void **own,
                          enum MHD_ConnectionNotificationCode why)
{
    struct kld_http *h = user;
    struct connection *n = *own;

    if (why == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

        n = calloc(1, sizeof *n);
        if (!n || !info) {
            free(n);
            return;
        }
        n->fd = info->connect_fd;
        n->since_ns = kld_boot_ns();
        kl_list_insert(&h->connections, &n->link);
        h->n_connections++;
        *own = n;
    } else if (n) {
        kl_list_remove(&n->link);
        h->n_connections--;
        free(n);
        *own = NULL;
    }
}

// Whoever sends a request drop by drop does not hold a place for ever.
static int on_sweep(sd_event_source *s, uint64_t at, void *user)
{
    struct kld_http *h = user;
    int64_t now = kld_boot_ns();

    for (struct kl_list *l = h->connections.next; l != &h->connections; l = l->next) {
        struct connection *c = KL_LIST_ENTRY(l, struct connection, link);

        if (c->since_ns && now - c->since_ns > (int64_t)REQUEST_S * 1000000000)
            shutdown(c->fd, SHUT_RDWR);
    }
    if (h->d->o.idle_s && !kld_services_running(h->d) && !h->d->changes && !h->d->deadline_ns &&
        kl_list_empty(&h->requests) && now - h->used_ns > (int64_t)h->d->o.idle_s * 1000000000)
        sd_event_exit(h->d->loop, 0);
    sd_event_source_set_time(s, at + (h->d->o.idle_s ? 500000 : SWEEP_US));
    return sd_event_source_set_enabled(s, SD_EVENT_ONESHOT);
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

static int start_mhd(struct kld_http *h, int fd)
{
    const union MHD_DaemonInfo *info;
    uint64_t now;
    int code;

    h->mhd = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request, h,
        MHD_OPTION_URI_LOG_CALLBACK, on_uri, NULL, MHD_OPTION_EXTERNAL_LOGGER, on_mhd_log, h->d,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)QUIET_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)32768, MHD_OPTION_NOTIFY_COMPLETED, on_completed, h, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, h, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!h->mhd)
        return -EIO;
    info = MHD_get_daemon_info(h->mhd, MHD_DAEMON_INFO_EPOLL_FD);
    if (!info)
        return -EIO;
    sd_event_now(h->d->loop, CLOCK_MONOTONIC, &now);
    code = sd_event_add_io(h->d->loop, &h->io, info->epoll_fd, EPOLLIN, on_io, h);
    if (code >= 0)
        code = sd_event_add_time(h->d->loop, &h->timer, CLOCK_MONOTONIC, now, 1000, on_time, h);
    if (code >= 0)
        code = sd_event_add_time(h->d->loop, &h->sweep, CLOCK_MONOTONIC, now, 100000, on_sweep, h);
    return code < 0 ? code : 0;
}

int kld_http_start(struct kld_daemon *d)
{
    struct kld_http *h = calloc(1, sizeof *h);
    int code, fd;

    if (!h)
        return -ENOMEM;
    d->http = h;
    h->d = d;
    h->used_ns = kld_boot_ns();
    kl_list_init(&h->connections);
    kl_list_init(&h->requests);
    code = kld_find_group(d->o.group, &h->has_group, &h->group);
    if (code) {
        kld_log(d, LOG_ERR, NULL, "there is no group %s", d->o.group);
        return code;
    }
    h->own_socket = sd_listen_fds(1) != 1;
    fd = h->own_socket ? kld_listen(&d->o, h->has_group ? &h->group : NULL) : SD_LISTEN_FDS_START;
    h->own_socket &= fd >= 0;
    if (fd < 0) {
        kld_log(d, LOG_ERR, NULL, "%s: %s", d->o.socket,
                fd == -EADDRINUSE ? "another daemon answers there" : strerror(-fd));
        return fd;
    }
    code = start_mhd(h, fd);
    if (code)
        kld_log(d, LOG_ERR, NULL, "the server cannot be started: %s", strerror(-code));
    return code;
}

void kld_http_stop(struct kld_daemon *d)
{
    struct kld_http *h = d->http;

    if (!h)
        return;
    if (h->own_socket)
        unlink(d->o.socket);
    for (struct kl_list *l = h->requests.next; l != &h->requests; l = l->next) {
        struct request *r = KL_LIST_ENTRY(l, struct request, link);

        r->gone = true;
        resume(r);
    }
    if (h->mhd)
        MHD_stop_daemon(h->mhd);
    sd_event_source_disable_unref(h->io);
    sd_event_source_disable_unref(h->timer);
    sd_event_source_disable_unref(h->sweep);
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
