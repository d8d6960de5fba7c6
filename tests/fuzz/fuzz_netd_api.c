// SPDX-License-Identifier: MIT
// Requests to the daemon: METHOD, path and query in the first line, as they come, the body behind
// it; a first line that begins with '{' before that makes the body JSON. Whatever comes is
// answered, and what says that it is JSON is. The parts of libmicrohttpd, of the daemon's children
// and of the kernel are played here: it says nothing, and nothing is started.
#include <errno.h>
#include <jansson.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "daemon/http.c"
#include "scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ARGS_MAX 32
#define RESET    200 // requests, until the folder is made anew

struct MHD_Connection {
    char *names[ARGS_MAX], *values[ARGS_MAX]; // of the query; a value may be NULL
    size_t n;
    const char *type; // of the body
    struct MHD_Response *answer;
    unsigned status;
    bool suspended;
};

struct MHD_Response {
    char *data;
    size_t len;
    MHD_ContentReaderCallback read;
    void *user;
    char type[64];
};

struct kld_job {
    int fd;
    off_t at;
    struct kld_result result;
};

static struct kld_job job;
static struct kld_connection client;
static struct kld_daemon d;
static struct kld_http http;

/* ---- In the place of libmicrohttpd ---- */

const char *MHD_lookup_connection_value(struct MHD_Connection *c, enum MHD_ValueKind kind,
                                        const char *key)
{
    if (kind == MHD_HEADER_KIND)
        return !strcmp(key, "Content-Type") ? c->type : NULL;
    for (size_t i = 0; i < c->n; i++)
        if (!strcmp(c->names[i], key))
            return c->values[i];
    return NULL;
}

enum MHD_Result MHD_lookup_connection_value_n(struct MHD_Connection *c, enum MHD_ValueKind kind,
                                              const char *key, size_t key_size, const char **value,
                                              size_t *len)
{
    (void)kind;
    (void)value;
    (void)len;
    for (size_t i = 0; i < c->n; i++)
        if (strlen(c->names[i]) == key_size && !memcmp(c->names[i], key, key_size))
            return MHD_YES;
    return MHD_NO;
}

int MHD_get_connection_values(struct MHD_Connection *c, enum MHD_ValueKind kind,
                              MHD_KeyValueIterator each, void *user)
{
    int n = 0;

    for (size_t i = 0; i < c->n; i++, n++)
        if (each(user, kind, c->names[i], c->values[i]) != MHD_YES)
            break;
    return n;
}

const union MHD_ConnectionInfo *MHD_get_connection_info(struct MHD_Connection *c,
                                                        enum MHD_ConnectionInfoType type, ...)
{
    static union MHD_ConnectionInfo info;

    (void)c;
    (void)type;
    info.socket_context = &client;
    return &info;
}

struct MHD_Response *MHD_create_response_from_buffer(size_t len, void *data,
                                                     enum MHD_ResponseMemoryMode mode)
{
    struct MHD_Response *r = calloc(1, sizeof *r);

    (void)mode;
    r->data = malloc(len + 1);
    memcpy(r->data, data, len);
    r->len = len;
    return r;
}

struct MHD_Response *MHD_create_response_from_callback(uint64_t len, size_t block,
                                                       MHD_ContentReaderCallback read, void *user,
                                                       MHD_ContentReaderFreeCallback end)
{
    struct MHD_Response *r = calloc(1, sizeof *r);

    (void)len;
    (void)block;
    (void)end;
    r->read = read;
    r->user = user;
    return r;
}

enum MHD_Result MHD_add_response_header(struct MHD_Response *r, const char *name, const char *value)
{
    if (!strcmp(name, "Content-Type"))
        snprintf(r->type, sizeof r->type, "%s", value);
    return MHD_YES;
}

enum MHD_Result MHD_queue_response(struct MHD_Connection *c, unsigned status,
                                   struct MHD_Response *r)
{
    if (c->answer)
        abort();
    c->answer = r;
    c->status = status;
    return MHD_YES;
}

void MHD_destroy_response(struct MHD_Response *r)
{
    (void)r; // by who has sent it
}

void MHD_suspend_connection(struct MHD_Connection *c)
{
    c->suspended = true;
}

void MHD_resume_connection(struct MHD_Connection *c)
{
    c->suspended = false;
}

static const struct kld_mhd mhd = {
    .add_response_header = MHD_add_response_header,
    .create_response_from_buffer = MHD_create_response_from_buffer,
    .create_response_from_callback = MHD_create_response_from_callback,
    .destroy_response = MHD_destroy_response,
    .get_connection_info = MHD_get_connection_info,
    .get_connection_values = MHD_get_connection_values,
    .lookup_connection_value = MHD_lookup_connection_value,
    .lookup_connection_value_n = MHD_lookup_connection_value_n,
    .queue_response = MHD_queue_response,
    .resume_connection = MHD_resume_connection,
    .suspend_connection = MHD_suspend_connection,
};

/* ---- Of the rest of the daemon ---- */

// clang-format off
const char *const kld_outcome_words[KLD_O_UNDONE + 1] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
void kld_control_settle(struct kld_daemon *x, const struct kld_result *r) { (void)x; (void)r; }
bool kld_daemon_held(const struct kld_daemon *x) { return x->held; }
void kld_jobs_log(struct kld_daemon *x, const char *line, size_t len) { (void)x; (void)line; (void)len; }
void kld_jobs_counts(const struct kld_daemon *x, size_t *running, size_t *waiting) { (void)x; *running = *waiting = 0; }
void kld_job_leave(struct kld_job *j) { (void)j; }
void kld_http_counts(const struct kld_daemon *x, size_t *requests, size_t *connections) { (void)x; *requests = *connections = 0; }
struct kld_result *kld_job_result(struct kld_job *j) { return &j->result; }
bool kld_job_stops(void *unused) { (void)unused; return false; }
// clang-format on

ssize_t kld_job_read(struct kld_job *j, void *data, size_t size)
{
    ssize_t n = pread(j->fd, data, size, j->at);

    j->at += n > 0 ? n : 0;
    return n;
}

int kld_job_start(struct kld_daemon *x, struct kld_job **ret, int kind, bool stream,
                  const struct kld_job_ops *ops, void *user)
{
    (void)x;
    (void)kind;
    (void)stream;
    *ret = &job;
    job.at = 0;
    job.result = (struct kld_result){0};
    if (ftruncate(job.fd, 0) < 0 || lseek(job.fd, 0, SEEK_SET) < 0)
        abort();
    ops->run(user, job.fd, -1);
    return 0;
}

/* ---- Of the system: nothing waits, nothing is started, the kernel has nothing to say ---- */

int socket(int domain, int type, int protocol)
{
    if (domain == AF_UNIX)
        return (int)syscall(SYS_socket, domain, type, protocol);
    errno = EAFNOSUPPORT;
    return -1;
}

int flock(int fd, int how)
{
    (void)fd;
    (void)how;
    return 0;
}

int fsync(int fd)
{
    (void)fd;
    return 0;
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attr, char *const *argv, char *const *env)
{
    (void)pid;
    (void)path;
    (void)actions;
    (void)attr;
    (void)argv;
    (void)env;
    return ENOENT;
}

// What a child has ends with it.
struct kld_arena *__real_kld_arena_new(void);
void __real_kld_arena_free(struct kld_arena *a);
struct kld_arena *__wrap_kld_arena_new(void);
void __wrap_kld_arena_free(struct kld_arena *a);

static struct kld_arena *arenas[4096];
static size_t n_arenas;

struct kld_arena *__wrap_kld_arena_new(void)
{
    if (n_arenas == sizeof arenas / sizeof *arenas)
        abort();
    return arenas[n_arenas++] = __real_kld_arena_new();
}

void __wrap_kld_arena_free(struct kld_arena *a)
{
    for (size_t i = 0; i < n_arenas; i++)
        if (arenas[i] == a)
            arenas[i] = arenas[--n_arenas];
    __real_kld_arena_free(a);
}

// ... and what it did not free is nobody's leak.
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return 1;
}

/* ---- The request ---- */

static void unescape(char *s)
{
    char *to = s;
    unsigned byte;

    for (; *s; s++)
        if (*s == '%' && sscanf(s + 1, "%2x", &byte) == 1 && s[1] && s[2]) {
            *to++ = (char)byte;
            s += 2;
        } else {
            *to++ = *s;
        }
    *to = '\0';
}

static void read_query(struct MHD_Connection *c, char *query)
{
    for (char *word; c->n < ARGS_MAX && (word = strsep(&query, "&"));) {
        char *value = strchr(word, '=');

        if (value)
            *value++ = '\0';
        unescape(word);
        if (value)
            unescape(value);
        c->names[c->n] = word;
        c->values[c->n++] = value;
    }
}

static void check_json(const char *text, size_t len)
{
    json_t *v = json_loadb(text, len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

    if (!v)
        abort();
    json_decref(v);
}

static void check_answer(const struct MHD_Response *r, const char *text, size_t len)
{
    const char *end;

    if (!strcmp(r->type, "application/json"))
        check_json(text, len);
    if (strcmp(r->type, "application/jsonl") != 0)
        return;
    for (; (end = memchr(text, '\n', len)); len -= (size_t)(end - text) + 1, text = end + 1)
        check_json(text, (size_t)(end - text));
    if (len)
        abort();
}

static void take_answer(struct MHD_Connection *c)
{
    struct MHD_Response *r = c->answer;
    size_t size = 1u << 20;
    ssize_t n = 0;

    if (c->status < 200 || c->status > 599)
        abort();
    if (r->read) {
        r->data = malloc(size);
        while (r->len < size && (n = r->read(r->user, r->len, r->data + r->len, size - r->len)) > 0)
            r->len += (size_t)n;
    }
    if (r->len < size && (!r->read || n == MHD_CONTENT_READER_END_OF_STREAM))
        check_answer(r, r->data, r->len);
    free(r->data);
    free(r);
}

static void ask(const char *method, char *path, const char *type, const uint8_t *body, size_t len)
{
    struct MHD_Connection c = {.type = type};
    char *query = strchr(path, '?');
    // As the server does it: before anything else, and of the whole.
    void *own = kld_http_on_uri(NULL, path, &c);
    size_t none = 0;

    if (query) {
        *query++ = '\0';
        read_query(&c, query);
    }
    unescape(path);
    if (kld_http_on_request(&http, &c, path, method, "HTTP/1.1", NULL, &none, &own) != MHD_YES)
        abort();
    if (!c.answer && len) {
        if (kld_http_on_request(&http, &c, path, method, "HTTP/1.1", (const char *)body, &len,
                                &own) != MHD_YES)
            abort();
    }
    if (!c.answer)
        kld_http_on_request(&http, &c, path, method, "HTTP/1.1", NULL, &none, &own);
    if (c.suspended) {
        resume(own);
        kld_http_on_request(&http, &c, path, method, "HTTP/1.1", NULL, &none, &own);
    }
    if (!c.answer)
        abort();
    take_answer(&c);
    kld_http_on_completed(&http, &c, &own, MHD_REQUEST_TERMINATED_COMPLETED_OK);
}

static const char settings[] = "interfaces:\n  br0: {kind: bridge}\n";

static void start(void)
{
    static const struct kld_file file = {"network.yaml", settings, sizeof settings - 1};
    static const struct kld_file *list[] = {&file};
    static char etc[64], state[64];
    int ends[2];

    scratch_begin();
    snprintf(etc, sizeof etc, "%s/etc", scratch);
    snprintf(state, sizeof state, "%s/state", scratch);
    d = (struct kld_daemon){.o = {.settings = etc, .folder = state, .socket = "/nowhere"},
                            .http = &http,
                            .mhd = &mhd,
                            .source = "settings",
                            .texts = {list, 1}};
    http.d = &d;
    kl_list_init(&http.connections);
    kl_list_init(&http.requests);
    job.fd = memfd_create("answer", MFD_CLOEXEC);
    if (kld_log_new(&d) < 0 || job.fd < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        abort();
    client.fd = ends[0];
}

static void fill(void)
{
    static const char sources[] = "[{\"name\": \"box\", \"text\": \"ssh://root@box\"}]";

    mkdir(scratch, 0700);
    mkdir(scratch_path("etc"), 0700);
    mkdir(scratch_path("state"), 0700);
    mkdir(scratch_path("state/snapshots"), 0700);
    scratch_write("etc/network.yaml", settings, sizeof settings - 1);
    scratch_write("state/snapshots/one.yaml", settings, sizeof settings - 1);
    scratch_write("state/sources.json", sources, sizeof sources - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int first_fd;
    static unsigned n;
    const uint8_t *end = size ? memchr(data, '\n', size < 2000 ? size : 2000) : NULL;
    bool json = size && *data == '{';
    char *line, *path;

    if (!end)
        return 0;
    if (!first_fd) {
        start();
        first_fd = dup(job.fd);
    }
    if (n++ % RESET == 0) {
        scratch_end();
        fill();
    }
    line = strndup((const char *)data + json, (size_t)(end - data) - json);
    path = strchr(line, ' ');
    if (path) {
        *path++ = '\0';
        end++;
        ask(line, path, json ? "application/json" : NULL, end, size - (size_t)(end - data));
    }
    free(line);
    while (n_arenas)
        __real_kld_arena_free(arenas[--n_arenas]);
    close_range((unsigned)first_fd + 1, ~0u, 0);
    return 0;
}
