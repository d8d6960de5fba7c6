// SPDX-License-Identifier: MIT
// Other machines: their names, and what their daemons answer, asked for by `kernlink net get' over
// ssh.
#include "kernlinkd.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_NAME    "sources.json"
#define SOURCES_MAX  256
#define NAME_MAX_LEN 64

#ifndef KL_LIBEXECDIR
#define KL_LIBEXECDIR "/usr/libexec/kernlink"
#endif

// As texts: name, and where it is.
static int read_sources(struct kld_call *c, struct kld_texts *ret)
{
    int code = kld_keep_read(c->arena, c->d->o.folder, FILE_NAME, ret);

    if (code == -ENOENT)
        *ret = (struct kld_texts){0};
    else if (code)
        kld_call_fail(c, 500, "%s/%s: %s", c->d->o.folder, FILE_NAME, strerror(-code));
    return code == -ENOENT ? 0 : code;
}

static const struct kld_file *find(const struct kld_texts *t, const char *name, size_t n)
{
    for (size_t i = 0; i < t->n; i++)
        if (strlen(t->list[i]->name) == n && !memcmp(t->list[i]->name, name, n))
            return t->list[i];
    return NULL;
}

static int write_sources(struct kld_call *c, const struct kld_texts *t)
{
    struct kld_journal folder = {.arena = c->arena, .folder = c->d->o.folder, .lock = -1};
    int code = kld_keep_write(&folder, FILE_NAME, t);

    if (code)
        kld_call_fail(c, 500, "%s/%s: %s", c->d->o.folder, FILE_NAME, strerror(-code));
    return code;
}

/* ---- The list ---- */

static void put_source(struct kl_sink *k, const struct kld_file *f)
{
    kl_sink_object_begin(k);
    kl_sink_key(k, "name");
    kl_sink_str(k, f->name);
    kl_sink_key(k, "target");
    kl_sink_str(k, f->text);
    kl_sink_object_end(k);
}

int kld_api_sources(struct kld_call *c)
{
    struct kld_texts t;
    struct kl_sink *k;

    if (read_sources(c, &t))
        return 0;
    kld_call_begin(c, 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    kl_sink_array_begin(k);
    for (size_t i = 0; i < t.n; i++)
        put_source(k, t.list[i]);
    kl_sink_array_end(k);
    return kl_sink_free(k);
}

// A name is part of a path.
static bool is_name(const char *s)
{
    size_t n = strlen(s);

    return n > 0 && n <= NAME_MAX_LEN && isalnum((unsigned char)*s) &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == n;
}

int kld_api_add_source(struct kld_call *c)
{
    struct kld_complaints complaints = {.arena = c->arena};
    struct kld_file body = {.name = "request", .text = c->body, .len = c->len};
    struct kld_file *f = kld_alloc(c->arena, sizeof *f);
    struct kld_texts t;
    struct kld_yaml *root = NULL;

    c->result->outcome = KLD_O_BUSY; // no change of the network
    if (c->body && kld_yaml_read(c->arena, &body, &complaints, &root) < 0)
        root = NULL;
    f->name = kld_yaml_text(root, "name");
    f->text = kld_yaml_text(root, "target");
    if (!f->name || !f->text || !is_name(f->name))
        return kld_call_fail(c, 400,
                             "a name and a target are wanted: {\"name\": \"box\", "
                             "\"target\": \"ssh://root@box\"}");
    // What else is wrong with it, ssh's caller says when it is used.
    if (strncmp(f->text, "ssh://", 6) != 0 || strpbrk(f->text, " \t\r\n'\"\\"))
        return kld_call_fail(c, 400, "a target is of the form ssh://user@host:port");
    if (kld_call_lock(c) || read_sources(c, &t))
        return 0;
    if (find(&t, f->name, strlen(f->name)))
        return kld_call_fail(c, 409, "there is a source %s", f->name);
    if (t.n >= SOURCES_MAX)
        return kld_call_fail(c, 409, "there are %d sources, which is enough", SOURCES_MAX);
    f->len = strlen(f->text);
    t.list = kld_grow(c->arena, t.list, t.n, sizeof *t.list);
    t.list[t.n++] = f;
    if (write_sources(c, &t))
        return 0;
    kld_call_begin(c, 201, "application/json");
    kl_out_printf(c->out, "{\"result\": \"added\"}\n");
    return 0;
}

int kld_api_delete_source(struct kld_call *c)
{
    struct kld_texts t;
    size_t kept = 0;

    c->result->outcome = KLD_O_BUSY;
    if (kld_call_lock(c) || read_sources(c, &t))
        return 0;
    for (size_t i = 0; i < t.n; i++)
        if (strcmp(t.list[i]->name, c->rest) != 0)
            t.list[kept++] = t.list[i];
    if (kept == t.n)
        return kld_call_fail(c, 404, "there is no source %.64s", c->rest);
    t.n = kept;
    if (write_sources(c, &t))
        return 0;
    kld_call_begin(c, 200, "application/json");
    kl_out_printf(c->out, "{\"result\": \"removed\"}\n");
    return 0;
}

/* ---- What one of them answers ---- */

static const char *find_helper(struct kld_call *c)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    const char *path;

    self[n > 0 ? n : 0] = '\0';
    if (strrchr(self, '/')) {
        path = kld_printf(c->arena, "%.*s/kernlink-net", (int)(strrchr(self, '/') - self), self);
        if (access(path, X_OK) == 0)
            return path;
    }
    return KL_LIBEXECDIR "/kernlink-net";
}

// @return the process, or 0.
static pid_t start(struct kld_call *c, const char *target, const char *path, int out, int err)
{
    const char *helper = find_helper(c);
    char *args[] = {(char *)"kernlink-net", (char *)"get",  (char *)"--timeout", (char *)"20s",
                    (char *)"--host",       (char *)target, (char *)path,        NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;

    if (posix_spawn_file_actions_init(&actions) != 0)
        return 0;
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    if (posix_spawn(&pid, helper, &actions, NULL, args, environ) != 0)
        pid = 0;
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static size_t read_some(int fd, char *data, size_t size)
{
    ssize_t n;

    do
        n = read(fd, data, size);
    while (n < 0 && errno == EINTR);
    return n > 0 ? (size_t)n : 0;
}

static int fail_far(struct kld_call *c, const char *name, int err)
{
    char words[400];
    size_t n = 0, more;

    while (n < sizeof words - 1 && (more = read_some(err, words + n, sizeof words - 1 - n)) > 0)
        n += more;
    words[n] = '\0';
    // All that it says, in one line.
    while (n > 0 && words[n - 1] == '\n')
        words[--n] = '\0';
    for (char *end = words; (end = strchr(end, '\n'));)
        *end = ' ';
    return kld_call_fail(c, 502, "%s: %s", name, *words ? words : "no answer");
}

static int relay(struct kld_call *c, const char *name, const char *target, const char *path)
{
    char data[16384];
    int out[2], err[2], status = 0;
    size_t n;
    pid_t pid;

    if (pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0)
        return kld_call_fail(c, 500, "%s", strerror(errno));
    pid = start(c, target, path, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    if (!pid)
        return kld_call_fail(c, 500, "kernlink-net cannot be run");
    n = read_some(out[0], data, sizeof data);
    if (n == 0) {
        waitpid(pid, &status, 0);
        return fail_far(c, name, err[0]);
    }
    kld_call_begin(c, 200,
                   strstr(path, "/metrics") ? "text/plain; version=0.0.4" : "application/json");
    for (; n > 0; n = read_some(out[0], data, sizeof data))
        kl_out_write(c->out, data, n);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EIO;
}

int kld_api_source(struct kld_call *c)
{
    size_t n = strcspn(c->rest, "/");
    const struct kld_file *f;
    struct kld_texts t;
    struct kl_sink *k;

    if (read_sources(c, &t))
        return 0;
    f = find(&t, c->rest, n);
    if (!f)
        return kld_call_fail(c, 404, "there is no source %.*s", (int)(n > 64 ? 64 : n), c->rest);
    if (c->rest[n]) {
        // Sources of sources would go round in circles.
        if (strncmp(c->rest + n, "/v1/", 4) != 0 || !strncmp(c->rest + n, "/v1/sources", 11) ||
            !strncmp(c->rest + n, "/v1/events", 10) || strpbrk(c->rest + n, " \t\r\n#"))
            return kld_call_fail(c, 404, "a source is not asked for %.100s", c->rest + n);
        return relay(c, f->name, f->text, c->rest + n);
    }
    kld_call_begin(c, 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    put_source(k, f);
    return kl_sink_free(k);
}
