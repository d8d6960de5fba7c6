// SPDX-License-Identifier: MIT
#include "via.h"

#include "../../lib/core/utf8.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- Settings, there and back ---- */

// What one command sends and gets.
struct via {
    struct net_client *c;
    struct kld_settings *files; // that were sent, or NULL
    struct kl_out *body, *out;
    struct kld_complaints complaints; // of the daemon
    bool json, quiet;
    size_t steps;
    const char *result; // the last line of an apply
    char *text;
    bool whole, rolled_back;
    int code, written;
    unsigned confirm_s;
};

// Reads files to be sent. Only what cannot be read or sent is said: the rest is the daemon's to
// say.
static int read_files(struct via *v, char **files, size_t n)
{
    struct kld_settings *s = v->files = kld_settings_new();
    struct kld_complaints c = {.arena = s->arena};

    for (size_t i = 0; i < n; i++)
        kld_settings_add(s, files[i]);
    for (size_t i = 0; i < s->complaints.n; i++) {
        const struct kld_complaint *x = &s->complaints.list[i];

        if (!x->place.file || !x->place.file->text)
            kld_complain(&c, x->place, "%s", x->text);
    }
    for (size_t i = 0; i < s->n_files; i++)
        if (!kl_utf8_text(s->files[i]->text, s->files[i]->len))
            kld_complain(&c, (struct kld_place){.file = s->files[i]}, "not UTF-8");
    net_complaints(&c);
    return c.n ? NET_SETTINGS : 0;
}

static void write_files(struct via *v)
{
    kl_out_str(v->body, "{\"files\": [");
    for (size_t i = 0; i < v->files->n_files; i++) {
        const struct kld_file *f = v->files->files[i];

        kl_out_str(v->body, i ? ", {\"name\": " : "{\"name\": ");
        kl_out_json_str(v->body, f->name, strlen(f->name));
        kl_out_str(v->body, ", \"text\": ");
        kl_out_json_str(v->body, f->text, f->len);
        kl_out_char(v->body, '}');
    }
    kl_out_str(v->body, "]}");
}

static int begin(struct via *v, struct net_client *c, char **files, size_t n)
{
    int code = n ? read_files(v, files, n) : 0;

    v->c = c;
    if (!v->files)
        v->files = kld_settings_new();
    v->complaints.arena = v->files->arena;
    if (code)
        return code;
    if (kl_out_open_memory(&v->body) < 0 || kl_out_open_fd(&v->out, STDOUT_FILENO) < 0)
        return NET_FAILED;
    if (n)
        write_files(v);
    return 0;
}

// @return @code, or that what was to be printed could not be
static int end(struct via *v, int code)
{
    int closed = v->out ? kl_out_close(v->out) : 0;

    closed = closed ? closed : v->written;
    if (v->body)
        kl_out_close(v->body);
    kld_settings_free(v->files);
    return closed < 0 && code != NET_UNKNOWN ? net_unwritten(v->c->command, closed) : code;
}

// A file that was sent, or one of the folder of a daemon here, as far as we may read it.
static const struct kld_file *file_named(const struct via *v, const char *name, bool line)
{
    struct kld_complaints why = {.arena = v->files->arena};
    const struct kld_file *there = NULL;
    struct kld_file *f;

    for (size_t i = 0; i < v->files->n_files; i++)
        if (!strcmp(v->files->files[i]->name, name))
            return v->files->files[i];
    if (line && !v->c->host)
        there = kld_file_read(v->files->arena, name, &why);
    if (there)
        return there;
    f = kld_alloc(v->files->arena, sizeof *f);
    f->name = kld_strdup(v->files->arena, name);
    return f;
}

// Complaints of the daemon, whose places are shown where they are in files that were sent.
static void take_complaints(struct via *v, json_t *list)
{
    json_t *x;
    size_t i;

    json_array_foreach(list, i, x)
    {
        const char *name = json_string_value(json_object_get(x, "file"));
        const char *text = json_string_value(json_object_get(x, "text"));
        json_int_t line = json_integer_value(json_object_get(x, "line"));
        json_int_t column = json_integer_value(json_object_get(x, "column"));
        struct kld_place p = {.file = name ? file_named(v, name, line > 0) : NULL};

        p.line = line > 0 && line < UINT32_MAX ? (unsigned)line : 0;
        p.column = column > 0 && column < UINT32_MAX ? (unsigned)column : 0;
        kld_complain(&v->complaints, p, "%s", text ? text : "?");
    }
}

/* ---- Answers ---- */

static int call(struct via *v, const char *method, const char *path,
                int (*line)(const char *, size_t, void *, void *), struct net_answer *ret)
{
    size_t len = 0;
    const char *body = kl_out_text(v->body, &len);
    struct net_call x = {.method = method,
                         .path = path,
                         .body = len ? body : NULL,
                         .len = len,
                         .line = line,
                         .user = v,
                         .patience = strstr(path, "wait=1") ? NET_PATIENT : NET_NORMAL};

    return net_client_call(v->c, &x, ret);
}

// An answer that is no success. @return an exit code
static int refused(struct via *v, const struct net_answer *a)
{
    json_t *list = json_object_get(a->json, "complaints");

    if (a->status != 422 || !json_is_array(list))
        return net_client_refused(v->c, a);
    take_complaints(v, list);
    net_complaints(&v->complaints);
    return NET_SETTINGS;
}

static void print_step(struct via *v, json_t *step, const char *line, size_t len)
{
    const char *text = json_string_value(json_object_get(step, "text"));

    if (v->json) {
        int code = net_print_line(line, len);

        v->written = code ? code : v->written;
    } else {
        net_say(stdout, text ? text : "?");
        v->written = putchar('\n') == EOF || fflush(stdout) != 0 ? -errno : v->written;
    }
}

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "?";
}

/* ---- check ---- */

int net_via_check(struct net_client *c, char **files, size_t n, bool json)
{
    struct via v = {.json = json};
    struct net_answer a = {0};
    json_t *list;
    long long n_files, n_objects;
    int code = begin(&v, c, files, n);

    if (!code)
        code = call(&v, "POST", "/v1/check", NULL, &a);
    if (!code) {
        list = json_object_get(a.json, "complaints");
        if (a.status == 403 && !c->host) {
            code = NET_UNKNOWN;
        } else if (!json_is_array(list) || (a.status != 200 && a.status != 422)) {
            code = net_client_refused(c, &a);
        } else {
            take_complaints(&v, list);
            code = a.status == 200 && !v.complaints.n ? NET_OK : NET_SETTINGS;
            n_files = json_integer_value(json_object_get(a.json, "files"));
            n_objects = json_integer_value(json_object_get(a.json, "objects"));
            if (json)
                net_complaints_json(&v.complaints, v.out);
            else if (code)
                net_complaints(&v.complaints);
            else
                kl_out_printf(v.out, "%lld file%s, %lld object%s: all is well\n", n_files,
                              n_files == 1 ? "" : "s", n_objects, n_objects == 1 ? "" : "s");
        }
    }
    net_answer_free(&a);
    return end(&v, code);
}

/* ---- diff ---- */

static int on_step(const char *line, size_t len, void *value, void *user)
{
    struct via *v = user;
    json_t *problems = json_object_get(value, "problems");

    if (problems) {
        take_complaints(v, problems);
    } else if (json_object_get(value, "action")) {
        v->steps++;
        print_step(v, value, line, len);
    }
    return 0;
}

static int diff(struct via *v, const char *method, const char *path)
{
    struct net_answer a = {0};
    int code = call(v, method, path, on_step, &a);

    if (!code && a.status != 200)
        code = refused(v, &a);
    else if (!code) {
        net_complaints(&v->complaints);
        code = v->complaints.n ? NET_FAILED : v->steps ? NET_CHANGES : NET_OK;
    }
    net_answer_free(&a);
    return code;
}

int net_via_diff(struct net_client *c, char **files, size_t n, bool json)
{
    struct via v = {.json = json};
    int code = begin(&v, c, files, n);

    return end(&v, code ? code : diff(&v, n ? "POST" : "GET", "/v1/diff"));
}

int net_via_try(struct net_client *c, const struct kld_texts *texts, bool show)
{
    struct via v = {0};
    struct net_answer a = {0};
    int code = begin(&v, c, NULL, 0);

    for (size_t i = 0; i < texts->n && v.files; i++) {
        v.files->files =
            kld_grow(v.files->arena, v.files->files, v.files->n_files, sizeof *v.files->files);
        v.files->files[v.files->n_files++] = texts->list[i];
    }
    if (!code)
        write_files(&v);
    if (!code && show) {
        code = diff(&v, "POST", "/v1/diff");
    } else if (!code) {
        code = call(&v, "POST", "/v1/check", NULL, &a);
        if (!code && a.status != 200)
            code = refused(&v, &a);
        net_answer_free(&a);
    }
    return end(&v, code);
}

/* ---- apply ---- */

static void say_refusal(const struct via *v, json_t *p)
{
    json_t *step = json_object_get(p, "step");

    fprintf(stderr, "%s: ", v->c->command);
    if (json_is_true(json_object_get(p, "back")) || json_is_true(json_object_get(p, "lost"))) {
        net_say(stderr, text_of(step, "object"));
        fprintf(stderr, " could not be %s: ",
                json_is_true(json_object_get(p, "back")) ? "put back" : "given back to others");
    } else {
        fprintf(stderr, "step %lld of %lld was refused: ",
                (long long)json_integer_value(json_object_get(p, "number")),
                (long long)json_integer_value(json_object_get(p, "of")));
        net_say(stderr, text_of(step, "object"));
        fputs("\n    ", stderr);
    }
    net_say(stderr, text_of(p, "words"));
    fputc('\n', stderr);
}

static int on_progress(const char *line, size_t len, void *value, void *user)
{
    struct via *v = user;
    json_t *step = json_object_get(value, "step");
    json_t *exit = json_object_get(value, "exit");

    if (step && !v->json && json_integer_value(json_object_get(value, "error"))) {
        say_refusal(v, value);
    } else if (step && (v->json || (!v->quiet && !json_is_true(json_object_get(value, "back"))))) {
        print_step(v, step, line, len);
    } else if (json_object_get(value, "problems")) {
        take_complaints(v, json_object_get(value, "problems"));
        net_complaints(&v->complaints);
    } else if (json_object_get(value, "result")) {
        v->result = kld_strdup(v->files->arena, text_of(value, "result"));
        v->text = kld_strdup(v->files->arena, text_of(value, "text"));
        v->whole = json_is_true(json_object_get(value, "whole"));
        v->rolled_back = json_is_true(json_object_get(value, "rolled-back"));
        v->code = json_is_integer(exit) && !json_integer_value(exit) ? NET_OK : NET_FAILED;
    }
    return 0;
}

// The end of an apply, in the words that it has without the daemon.
static int say_result(const struct via *v)
{
    const char *command = v->c->command;

    if (!v->result) {
        fprintf(stderr, "%s: the daemon has not said how it ended: see `kernlink net status'\n",
                command);
        return NET_UNKNOWN;
    }
    if (!strcmp(v->result, "unconfirmed")) {
        fprintf(stderr, "%s: done; `kernlink net confirm' within %u s, or it is undone\n", command,
                v->confirm_s);
    } else if (!strcmp(v->result, "refused") || !strcmp(v->result, "failed")) {
        if (!v->complaints.n && strncmp(v->text, "step ", 5) != 0) {
            fprintf(stderr, "%s: ", command);
            net_say(stderr, v->text);
            fputc('\n', stderr);
        }
        fprintf(stderr,
                !v->rolled_back ? "%s: nothing was changed\n"
                : v->whole      ? "%s: all was put back as it was\n"
                                : "%s: not all could be put back as it was\n",
                command);
    }
    return v->code;
}

int net_via_apply(struct net_client *c, const struct net_work *w, char **files, size_t n)
{
    struct via v = {.json = w->json, .quiet = w->quiet, .confirm_s = w->confirm_s};
    struct net_answer a = {0};
    char path[256];
    int code = begin(&v, c, files, n), size;

    size = snprintf(path, sizeof path, "%s?keep_going=%d&dry_run=%d&wait=%d%s",
                    w->asks ? w->asks : "/v1/apply", w->keep_going, w->dry_run, w->wait,
                    w->adopt ? "&adopt=1" : "");
    if (w->confirm_s)
        snprintf(path + size, sizeof path - (size_t)size, "&confirm=%u", w->confirm_s);
    if (!code && w->dry_run)
        return end(&v, diff(&v, "POST", path));
    if (!code) {
        code = call(&v, "POST", path, on_progress, &a);
        if (code && a.asked)
            say_result(&v);
        code = code              ? (a.asked && !v.result ? NET_UNKNOWN : code)
               : a.status != 200 ? refused(&v, &a)
                                 : say_result(&v);
    }
    net_answer_free(&a);
    return end(&v, code);
}

/* ---- confirm, rollback ---- */

static int ask(struct net_client *c, const char *path, const char *why)
{
    struct net_call x = {.method = "POST", .path = path};
    struct net_answer a = {0};
    int code = net_client_call(c, &x, &a);

    if (!code && a.status != 200) {
        code = net_client_refused(c, &a);
    } else if (!code && why) {
        fprintf(stderr, "%s: %s", c->command, why);
        net_say(stderr, text_of(a.json, "text"));
        fputc('\n', stderr);
    }
    net_answer_free(&a);
    return code;
}

int net_via_confirm(struct net_client *c)
{
    return ask(c, "/v1/confirm", NULL);
}

int net_via_rollback(struct net_client *c)
{
    return ask(c, "/v1/rollback", "as asked for: ");
}

/* ---- Settings in force ---- */

struct kld_settings *net_via_settings(struct net_client *c)
{
    const struct net_call call = {.method = "GET", .path = "/v1/config"};
    struct net_answer a = {0};
    struct kld_settings *s = NULL;
    json_t *x;
    size_t i;

    if (!net_client_call(c, &call, &a) && a.status == 200 && json_array_size(a.json) > 0)
        s = kld_settings_new();
    json_array_foreach(s ? a.json : NULL, i, x)
    {
        json_t *text = json_object_get(x, "text");
        struct kld_file *f = kld_alloc(s->arena, sizeof *f);

        f->name = kld_strdup(s->arena, text_of(x, "name"));
        f->len = json_string_length(text);
        f->text = kld_strndup(s->arena, f->len ? json_string_value(text) : "", f->len);
        kld_settings_add_text(s, f);
    }
    net_answer_free(&a);
    if (s && kld_settings_finish(s)) {
        kld_settings_free(s);
        s = NULL;
    }
    return s;
}
