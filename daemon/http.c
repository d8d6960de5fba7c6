// SPDX-License-Identifier: MIT
// Requests: who asks, for what, and the answer as it comes. Everything is bounded: size, number and
// time; who is slow waits for himself.
#include "http.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_MAX   (16u << 20)
#define BODIES_MAX (64u << 20) // of all requests
#define BLOCK      32768

struct request {
    struct kl_list link;
    struct kld_http *h;
    struct MHD_Connection *c;
    struct kld_connection *connection;
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

/* ---- Answers ---- */

static enum MHD_Result answer(struct request *r, int status, const char *type, const void *text,
                              size_t len)
{
    const struct kld_mhd *mhd = r->h->d->mhd;
    struct MHD_Response *response =
        mhd->create_response_from_buffer(len, (void *)text, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result ok;

    if (!response)
        return MHD_NO;
    mhd->add_response_header(response, "Content-Type", type);
    ok = mhd->queue_response(r->c, (unsigned)status, response);
    mhd->destroy_response(response);
    return ok;
}

static enum MHD_Result refuse(struct request *r, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static enum MHD_Result refuse(struct request *r, int status, const char *format, ...)
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
        ok = answer(r, status, "application/json", text, len);
    kl_out_close(o);
    return ok;
}

/* ---- Waiting ---- */

static void resume(struct request *r)
{
    if (!r->suspended)
        return;
    r->suspended = false;
    sd_event_source_set_enabled(r->hangup, SD_EVENT_OFF);
    r->h->d->mhd->resume_connection(r->c);
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
    r->h->d->mhd->suspend_connection(r->c);
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
    const struct kld_mhd *mhd = r->h->d->mhd;
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
        return refuse(r, 500, "the request ended without an answer");
    response = mhd->create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, take, r, NULL);
    if (!response)
        return MHD_NO;
    mhd->add_response_header(response, "Content-Type", type + 1);
    mhd->add_response_header(response, "Cache-Control", "no-store");
    ok = mhd->queue_response(r->c, (unsigned)status, response);
    mhd->destroy_response(response);
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
        ok = refuse(r, 500, "the request ended without an answer");
    text = kl_out_text(r->call.out, &len);
    if (r->call.status && !kl_out_error(r->call.out))
        ok = answer(r, r->call.status, r->call.type, text, len);
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
        return refuse(r, 503, "too much is asked at once");
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

static bool has_body(const struct request *r, const char *length)
{
    return (length && strtoull(length, NULL, 10) > 0) ||
           r->h->d->mhd->lookup_connection_value(r->c, MHD_HEADER_KIND, "Transfer-Encoding");
}

// @return whether it may go on; otherwise *@ok is what the refusal gave.
static bool check_request(struct request *r, enum MHD_Result *ok)
{
    const struct kld_mhd *mhd = r->h->d->mhd;
    const char *length = mhd->lookup_connection_value(r->c, MHD_HEADER_KIND, "Content-Length");
    struct wrong wrong = {.route = r->route};
    struct ucred cred;
    socklen_t len = sizeof cred;

    if (getsockopt(r->connection->fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0) {
        *ok = refuse(r, 403, "nobody knows who asks");
        return false;
    }
    r->call.uid = cred.uid;
    r->call.gid = cred.gid;
    r->call.pid = cred.pid;
    mhd->get_connection_values(r->c, MHD_GET_ARGUMENT_KIND, check_param, &wrong);
    if (wrong.name)
        *ok = refuse(r, 400, "there is no parameter '%.60s' here", wrong.name);
    else if (r->route->flags & (KLD_R_WRITE | KLD_R_TRUSTED) && !may_write(r))
        *ok = refuse(r, 403, "only root%s%s may do this", r->h->d->o.group ? " and the group " : "",
                     r->h->d->o.group ? r->h->d->o.group : "");
    else if (!(r->route->flags & KLD_R_BODY) && has_body(r, length))
        // Nobody has looked at whether he may send one.
        *ok = refuse(r, 400, "a body has no place here");
    else if (length && strtoull(length, NULL, 10) > BODY_MAX)
        *ok = refuse(r, 413, "a body has at most %u bytes", BODY_MAX);
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
static struct request has_nul; // stands for one that is refused

void *kld_http_on_uri(void *user, const char *uri, struct MHD_Connection *c)
{
    (void)user;
    (void)c;
    return strstr(uri, "%00") ? &has_nul : NULL;
}

static enum MHD_Result first_look(struct kld_http *h, struct MHD_Connection *c, const char *path,
                                  const char *method, void **user)
{
    const union MHD_ConnectionInfo *info =
        h->d->mhd->get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
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
        return refuse(r, 400, "a NUL has no place here");
    r->route = find_route(method, path, &rest, &other);
    if (!r->route)
        return other ? refuse(r, 405, "%.20s is not done with %.100s", method, path)
                     : refuse(r, 404, "there is no %.100s", path);
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

enum MHD_Result kld_http_on_request(void *user, struct MHD_Connection *c, const char *path,
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

void kld_http_on_completed(void *user, struct MHD_Connection *c, void **own,
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

void kld_http_on_connection(void *user, struct MHD_Connection *c, void **own,
                            enum MHD_ConnectionNotificationCode why)
{
    struct kld_http *h = user;
    struct kld_connection *n = *own;

    if (why == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            h->d->mhd->get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

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

void kld_http_leave(struct kld_http *h)
{
    for (struct kl_list *l = h->requests.next; l != &h->requests; l = l->next) {
        struct request *r = KL_LIST_ENTRY(l, struct request, link);

        r->gone = true;
        resume(r);
    }
}
