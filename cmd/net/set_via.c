// SPDX-License-Identifier: MIT
// set and unset where the daemon has the settings: its files are read, edited here, looked at by
// it, written when they are still the same, and applied.
#include "set.h"
#include "via.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define PATH "/v1/files"

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

static void add(struct net_set *s, const char *name, json_t *text)
{
    struct kld_file *f = kld_alloc(s->arena, sizeof *f);

    f->name = kld_strdup(s->arena, name);
    f->len = json_string_length(text);
    f->text = kld_strndup(s->arena, f->len ? json_string_value(text) : "", f->len);
    s->files = kld_grow(s->arena, s->files, s->n, sizeof *s->files);
    s->files[s->n++] = (struct net_set_file){.old = f, .now = f, .is_new = !text};
}

static int read_files(struct net_set *s)
{
    const struct net_call call = {.method = "GET", .path = PATH};
    struct net_answer a = {0};
    json_t *list, *x;
    const char *whole;
    size_t i;
    int code = net_client_call(s->client, &call, &a);

    list = json_object_get(a.json, "files");
    if (!code && (a.status != 200 || !json_is_array(list)))
        code = net_client_refused(s->client, &a);
    whole = kld_printf(s->arena, "%s/network.yaml", text_of(a.json, "folder"));
    x = json_array_get(list, 0);
    // The first is for what none has.
    if (!code && strcmp(text_of(x, "name"), whole) != 0)
        add(s, whole, NULL);
    json_array_foreach(code ? NULL : list, i, x)
        add(s, text_of(x, "name"), json_object_get(x, "text"));
    net_answer_free(&a);
    return code;
}

static void put_text(struct kl_out *o, const char *key, const struct kld_file *f)
{
    kl_out_printf(o, ", \"%s\": ", key);
    if (f)
        kl_out_json_str(o, f->text, f->len);
    else
        kl_out_str(o, "null");
}

// The new files in the place of the old, or the other way.
static int write_files(struct net_set *s, bool back)
{
    struct net_call call = {.method = "PUT", .path = PATH};
    struct net_answer a = {0};
    struct kl_out *o;
    bool any = false;
    int code = kl_out_open_memory(&o);

    if (code)
        return NET_FAILED;
    kl_out_str(o, "{\"files\": [");
    for (size_t i = 0; i < s->n; i++) {
        const struct net_set_file *f = &s->files[i];
        const struct kld_file *old = f->is_new ? NULL : f->old;

        if (f->now == f->old)
            continue;
        kl_out_str(o, any ? ", {\"name\": " : "{\"name\": ");
        kl_out_json_str(o, f->old->name, strlen(f->old->name));
        put_text(o, "was", back ? f->now : old);
        put_text(o, "text", back ? old : f->now);
        kl_out_char(o, '}');
        any = true;
    }
    kl_out_str(o, "]}");
    call.body = kl_out_text(o, &call.len);
    if (any)
        code = net_client_call(s->client, &call, &a);
    // Nobody says whether they were written, or that they were written back.
    if (code && (back || a.asked))
        fprintf(stderr,
                "%s: the settings may be changed, and are not applied: see `kernlink net diff'\n",
                s->command);
    if (any && !code && a.status != 200)
        code = net_client_refused(s->client, &a);
    else if (any && !code && back)
        fprintf(stderr, "%s: the settings are as they were before\n", s->command);
    net_answer_free(&a);
    kl_out_close(o);
    return code;
}

static struct kld_texts texts_of(const struct net_set *s)
{
    struct kld_texts t = {kld_alloc(s->arena, (s->n + 1) * sizeof *t.list), 0};

    for (size_t i = 0; i < s->n; i++)
        if (!s->files[i].is_new || s->files[i].now != s->files[i].old)
            t.list[t.n++] = s->files[i].now;
    return t;
}

int net_set_via(struct net_set *s, char **words, size_t n)
{
    struct net_work w = {.command = s->command};
    struct kld_texts texts;
    int code;

    if (s->confirm && !net_time(s->confirm, &w.confirm_s)) {
        fprintf(stderr, "%s: '%s' is no time, such as 60s or 5m\n", s->command, s->confirm);
        return NET_USAGE;
    }
    code = read_files(s);
    if (!code)
        code = net_set_change(s, words, n);
    texts = texts_of(s);
    if (!code)
        code = net_via_try(s->client, &texts, false);
    if (!code)
        code = net_set_show(s);
    if (!code && s->dry_run)
        code = net_via_try(s->client, &texts, true);
    if (code || s->dry_run)
        return code == NET_CHANGES ? NET_OK : code;
    // Until the files are as the network is.
    net_work_hold();
    code = write_files(s, false);
    if (code)
        return code;
    code = net_via_apply(s->client, &w, NULL, 0);
    if (code && code != NET_UNKNOWN)
        write_files(s, true);
    return code == NET_UNKNOWN ? NET_FAILED : code;
}
