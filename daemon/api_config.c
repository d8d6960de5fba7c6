// SPDX-License-Identifier: MIT
// Settings files, read and replaced.
#include "kernlinkd.h"
#include "replace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int kld_api_get_config(struct kld_call *c)
{
    const struct kld_texts *t = &c->d->texts;
    const char *format = kld_call_arg(c, "format");
    const char *accept = kld_call_header(c, "Accept");
    struct kl_sink *k;

    if (format && strcmp(format, "json") != 0 && strcmp(format, "yaml") != 0)
        return kld_call_fail(c, 400, "format is json or yaml");
    if (format ? *format == 'y' : accept && strstr(accept, "yaml")) {
        kld_call_begin(c, 200, "application/yaml");
        for (size_t i = 0; i < t->n; i++) {
            if (t->n > 1)
                kl_out_printf(c->out, "# %s\n", t->list[i]->name);
            kl_out_write(c->out, t->list[i]->text, t->list[i]->len);
        }
        return 0;
    }
    kld_call_begin(c, 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    kld_texts_json(t, k);
    return kl_sink_free(k);
}

// With the rights of the old one; a new one may be read by all, as keys are in files of their own.
// @return what is wrong, or NULL
static const char *replace_config(struct kld_call *c, const struct kld_file *what)
{
    struct kld_replace r = {.name = kld_printf(c->arena, "%s/network.yaml", c->d->o.settings)};
    struct kld_complaints why = {.arena = c->arena};
    int code = mkdir(c->d->o.settings, 0755) < 0 && errno != EEXIST ? -errno : 0;

    if (!code)
        code = kld_replace_find(c->arena, &r);
    if (!code && access(r.target, F_OK) == 0) {
        r.there = kld_file_read(c->arena, r.target, &why);
        if (!r.there)
            return why.list[0].text;
    }
    if (!code)
        code = kld_replace(c->arena, &r, what);
    return code == -ESTALE ? "another has changed it" : code ? strerror(-code) : NULL;
}

int kld_api_put_config(struct kld_call *c)
{
    struct kld_texts texts;
    struct kld_settings *s;
    const char *wrong;

    c->result->outcome = KLD_O_BUSY; // no change of the network
    if (!c->len)
        return kld_call_fail(c, 400, "settings are wanted as YAML");
    s = kld_call_settings(c, &texts);
    if (!s)
        return 0;
    if (texts.n != 1)
        return kld_call_fail(c, 400, "one file is wanted");
    if (kld_call_lock(c))
        return 0;
    wrong = replace_config(c, texts.list[0]);
    if (wrong)
        return kld_call_fail(c, 500, "%s/network.yaml: %s", c->d->o.settings, wrong);
    kld_call_begin(c, 200, "application/json");
    kl_out_printf(c->out, "{\"result\": \"written\", \"text\": \"not applied yet\"}\n");
    return 0;
}

/* ---- Files of the folder, as they are, in force or not ---- */

int kld_api_get_files(struct kld_call *c)
{
    struct kld_settings *s = kld_settings_new();
    struct kld_texts texts;
    struct kl_sink *k;
    struct stat st;

    if (stat(c->d->o.settings, &st) == 0)
        kld_settings_add(s, c->d->o.settings);
    // Only what cannot be read matters; mistakes may be what is to be mended.
    for (size_t i = 0; i < s->complaints.n; i++) {
        const struct kld_file *f = s->complaints.list[i].place.file;

        if (f && !f->text && strcmp(f->name, c->d->o.settings) != 0)
            return kld_call_fail(c, 500, "%s: %s", f->name, s->complaints.list[i].text);
    }
    texts = kld_texts_of(s);
    kld_call_begin(c, 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    kl_sink_object_begin(k);
    kl_sink_key(k, "folder");
    kl_sink_str(k, c->d->o.settings);
    kl_sink_key(k, "files");
    kld_texts_json(&texts, k);
    kl_sink_object_end(k);
    return kl_sink_free(k);
}

// network.yaml, or one in network.d, and nothing else.
static bool is_ours(const struct kld_call *c, const char *name)
{
    size_t n = strlen(c->d->o.settings), len = strlen(name);

    if (strncmp(name, c->d->o.settings, n) != 0 || name[n] != '/')
        return false;
    name += n + 1;
    if (!strcmp(name, "network.yaml"))
        return true;
    len -= n + 1;
    return len > 15 && !strncmp(name, "network.d/", 10) && name[10] != '.' &&
           !strchr(name + 10, '/') && !strcmp(name + len - 5, ".yaml");
}

struct change {
    struct kld_replace at;
    const struct kld_file *was, *want; // NULL: none
};

// @return whether there is a text, or that there is none
static bool take_text(struct kld_call *c, const struct kld_yaml *item, const char *key,
                      const char *name, const struct kld_file **ret)
{
    const struct kld_yaml *y = kld_yaml_value(item, key);
    struct kld_file *f;

    *ret = NULL;
    if (!y || y->kind != KLD_YAML_SCALAR)
        return false;
    if (y->plain)
        return !strcmp(y->text, "null");
    f = kld_alloc(c->arena, sizeof *f);
    *f = (struct kld_file){name, y->text, strlen(y->text)};
    *ret = f;
    return true;
}

// @return 0, or 1 when it has been answered
static int read_changes(struct kld_call *c, struct change **ret, size_t *ret_n)
{
    struct kld_complaints complaints = {.arena = c->arena};
    const struct kld_file body = {"request", c->body ? c->body : "", c->len};
    const struct kld_yaml *list;
    struct kld_yaml *root = NULL;

    *ret_n = 0;
    if (kld_yaml_read(c->arena, &body, &complaints, &root) < 0)
        root = NULL;
    list = kld_yaml_value(root, "files");
    *ret = kld_alloc(c->arena, (list ? list->n + 1 : 1) * sizeof **ret);
    for (size_t i = 0; list && list->kind == KLD_YAML_LIST && i < list->n; i++) {
        struct change *x = &(*ret)[(*ret_n)++];
        const char *name = kld_yaml_text(list->items[i], "name");

        *x = (struct change){.at = {.name = name}};
        if (!name || !take_text(c, list->items[i], "was", name, &x->was) ||
            !take_text(c, list->items[i], "text", name, &x->want)) {
            *ret_n = 0;
            break;
        }
        if (!is_ours(c, name)) {
            kld_call_fail(c, 400, "%.200s: no settings file of %s", name, c->d->o.settings);
            return 1;
        }
    }
    if (*ret_n)
        return 0;
    kld_call_fail(c, 400, "a list of files with name, text and was is wanted");
    return 1;
}

static int change_files(struct kld_call *c, struct change *x, size_t n)
{
    size_t i;
    int code = 0;

    for (i = 0; i < n && !code; i++) {
        x[i].at.there = x[i].was;
        code = kld_replace_find(c->arena, &x[i].at);
        if (!code)
            code = kld_replace(c->arena, &x[i].at, x[i].want);
    }
    if (!code)
        return 0;
    kld_call_fail(c, code == -ESTALE ? 409 : 500, "%s: %s", x[i - 1].at.name,
                  code == -ESTALE ? "another has changed it" : strerror(-code));
    while (i-- > 0)
        if (x[i].at.there == x[i].want && x[i].want != x[i].was)
            kld_replace(c->arena, &x[i].at, x[i].was);
    return code;
}

int kld_api_put_files(struct kld_call *c)
{
    struct change *x;
    size_t n;
    int fd;

    c->result->outcome = KLD_O_BUSY; // no change of the network
    if (read_changes(c, &x, &n) || kld_call_lock(c))
        return 0;
    if (mkdir(c->d->o.settings, 0755) < 0 && errno != EEXIST)
        return kld_call_fail(c, 500, "%s: %s", c->d->o.settings, strerror(errno));
    // That of who changes settings without us.
    fd = kld_replace_lock(c->arena, c->d->o.folder);
    if (fd == -EWOULDBLOCK)
        return kld_call_fail(c, 409, "%s: another is changing settings", c->d->o.settings);
    if (fd < 0)
        return kld_call_fail(c, 500, "%s: %s", c->d->o.folder, strerror(-fd));
    if (change_files(c, x, n))
        return 0;
    kld_call_begin(c, 200, "application/json");
    kl_out_printf(c->out, "{\"result\": \"written\", \"text\": \"not applied yet\"}\n");
    return 0;
}
