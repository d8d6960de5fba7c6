// SPDX-License-Identifier: MIT
#include "keep.h"

#include "before.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Texts as JSON, which is YAML ---- */

void kld_texts_json(const struct kld_texts *t, struct kl_sink *k)
{
    kl_sink_array_begin(k);
    for (size_t i = 0; i < t->n; i++) {
        struct kl_value text = {
            .kind = KL_VALUE_STRING, .data = t->list[i]->text, .len = t->list[i]->len};

        kl_sink_object_begin(k);
        kl_sink_key(k, "name");
        kl_sink_str(k, t->list[i]->name);
        kl_sink_key(k, "text");
        kl_sink_value(k, &text);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
}

int kld_texts_from(struct kld_arena *a, const struct kld_yaml *list, struct kld_texts *ret)
{
    struct kld_texts t = {0};

    if (!list || list->kind != KLD_YAML_LIST)
        return -EBADMSG;
    for (size_t i = 0; i < list->n; i++) {
        const char *name = kld_yaml_text(list->items[i], "name");
        const char *text = kld_yaml_text(list->items[i], "text");
        struct kld_file *f = kld_alloc(a, sizeof *f);

        if (!name || !text)
            return -EBADMSG;
        f->name = kld_strdup(a, name);
        f->text = kld_strdup(a, text);
        f->len = strlen(f->text);
        t.list = kld_grow(a, t.list, t.n, sizeof *t.list);
        t.list[t.n++] = f;
    }
    *ret = t;
    return 0;
}

int kld_keep_write(const struct kld_journal *j, const char *name, const struct kld_texts *texts)
{
    struct kl_sink *k;
    struct kl_out *o;
    const char *text;
    size_t len;
    int code = kl_out_open_memory(&o);

    if (code)
        return code;
    code = kl_sink_new(&k, KL_SINK_JSONL, o);
    if (!code) {
        kld_texts_json(texts, k);
        code = kl_sink_free(k);
    }
    text = kl_out_text(o, &len);
    if (!code)
        code = kl_out_error(o);
    if (!code)
        code = kld_folder_write(j, name, text, len);
    kl_out_close(o);
    return code;
}

int kld_keep_read(struct kld_arena *a, const char *folder, const char *name, struct kld_texts *ret)
{
    struct kld_complaints c = {.arena = a};
    struct kld_file f = {.name = kld_printf(a, "%s/%s", folder, name)};
    struct kld_yaml *root;
    char *text;
    int code = kld_file_slurp(f.name, &text, &f.len);

    if (code)
        return code;
    f.text = text;
    code = kld_yaml_read(a, &f, &c, &root) < 0 ? -EBADMSG : kld_texts_from(a, root, ret);
    free(text);
    return code;
}

bool kld_texts_equal(const struct kld_texts *a, const struct kld_texts *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->list[i]->name, b->list[i]->name) != 0 || a->list[i]->len != b->list[i]->len ||
            memcmp(a->list[i]->text, b->list[i]->text, a->list[i]->len) != 0)
            return false;
    return true;
}

struct kld_texts kld_texts_of(const struct kld_settings *s)
{
    return (struct kld_texts){s->files, s->n_files};
}

struct kld_settings *kld_texts_settings(const struct kld_texts *t)
{
    struct kld_settings *s = kld_settings_new();

    for (size_t i = 0; i < t->n; i++)
        kld_settings_add_text(s, t->list[i]);
    kld_settings_finish(s);
    return s;
}

/* ---- At the turns of an apply ---- */

static const char *path_of(const struct kld_journal *j, const char *name)
{
    return kld_printf(j->arena, "%s/%s", j->folder, name);
}

static bool move(const struct kld_journal *j, const char *from, const char *to)
{
    return rename(path_of(j, from), path_of(j, to)) == 0;
}

int kld_keep_begin(const struct kld_journal *j, const struct kld_texts *texts, bool confirm)
{
    unlink(path_of(j, confirm ? KLD_KEEP_APPLYING : KLD_KEEP_PENDING));
    return kld_keep_write(j, confirm ? KLD_KEEP_PENDING : KLD_KEEP_APPLYING, texts);
}

void kld_keep_accept(const struct kld_journal *j)
{
    bool pending = move(j, KLD_KEEP_PENDING, KLD_KEEP_ACCEPTED);
    bool applying = move(j, KLD_KEEP_APPLYING, KLD_KEEP_ACCEPTED);

    move(j, KLD_BEFORE_NEXT, KLD_BEFORE_FILE);
    if (pending || applying)
        unlink(path_of(j, KLD_KEEP_REFUSED));
}

int kld_keep_unchanged(const struct kld_journal *j, const struct kld_texts *texts)
{
    struct kld_texts now;
    int code;

    if (access(path_of(j, KLD_KEEP_REFUSED), F_OK) < 0 &&
        !kld_keep_read(j->arena, j->folder, KLD_KEEP_ACCEPTED, &now) &&
        kld_texts_equal(&now, texts))
        return 0;
    code = kld_keep_write(j, KLD_KEEP_APPLYING, texts);
    if (!code)
        kld_keep_accept(j);
    return code;
}

void kld_keep_mark_refused(const struct kld_journal *j)
{
    move(j, KLD_KEEP_APPLYING, KLD_KEEP_PENDING);
}

void kld_keep_undo(const struct kld_journal *j)
{
    move(j, KLD_KEEP_PENDING, KLD_KEEP_REFUSED);
    unlink(path_of(j, KLD_KEEP_APPLYING));
    unlink(path_of(j, KLD_BEFORE_NEXT));
}
