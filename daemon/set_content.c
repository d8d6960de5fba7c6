// SPDX-License-Identifier: MIT
// What a set is to be and to hold, as the ipset library takes it.
#include "set.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../lib/ipset/parse.h"
#include "../lib/ipset/print.h"
#include "../lib/ipset/words.h"

#define LIST_MAX (512u << 20) // bytes

/* ---- Parameters ---- */

static const struct kl_ipset_option *option_of(const struct kl_ipset_type *t, const char *name)
{
    return kl_ipset_option_find(t->create, name, strlen(name));
}

// Rows of the section that are no options of the set: the library would know their names as well.
static bool is_ours(const struct kld_row *r)
{
    return r->flags & KLD_INTERNAL || !strcmp(r->name, "type") || !strcmp(r->name, "adopt") ||
           !strcmp(r->name, "elements") || !strcmp(r->name, "file");
}

int kld_set_params(const struct kld_object *o, struct kl_ipset_params *ret,
                   const struct kld_pair **ret_pair, char *error, size_t size)
{
    const char *type = kld_get(o, "type"), *name = kld_get(o, "name");
    struct kl_parse p = {.type = type ? kl_ipset_type_find(type) : NULL,
                         .numeric = true,
                         .error = error,
                         .error_size = size};
    int code;

    memset(ret, 0, sizeof *ret);
    *ret_pair = kld_pair_of(o, "type");
    if (!p.type)
        return kl_parse_fail(&p, -EINVAL, "no type");
    snprintf(ret->name, sizeof ret->name, "%s", name ? name : "");
    snprintf(ret->type, sizeof ret->type, "%s", p.type->name);
    for (size_t i = 0; i < o->n; i++) {
        const struct kld_pair *pair = &o->pairs[i];
        const struct kl_ipset_option *option = option_of(p.type, pair->row->name);

        if (is_ours(pair->row))
            continue;
        *ret_pair = pair;
        if (!option)
            return kl_parse_fail(&p, -EINVAL, "a set of type %s has none", p.type->name);
        if (pair->row->type == KLD_T_BOOL) {
            ret->has |= !strcmp(pair->text, "true") ? option->has : 0;
            continue;
        }
        code = kl_parse_param(&p, option, KL_TEXT(pair->text), ret);
        if (code)
            return code;
    }
    *ret_pair = NULL;
    if ((ret->has & p.type->required) != p.type->required)
        return kl_parse_fail(&p, -EINVAL, "a set of type %s needs a range", p.type->name);
    return kl_parse_params_check(&p, ret);
}

const char *kld_set_option_text(struct kld_arena *a, const struct kld_row *row,
                                const struct kl_ipset_params *p)
{
    const struct kl_ipset_type *t = kl_ipset_type_find(p->type);
    const struct kl_ipset_option *option = t && !is_ours(row) ? option_of(t, row->name) : NULL;
    const char *text = NULL;
    struct kl_out *o;

    if (!option || (row->type != KLD_T_BOOL && !(p->has & option->has)))
        return NULL;
    if (row->type == KLD_T_BOOL)
        return p->has & option->has ? "true" : "false";
    if (row->type == KLD_T_WORD) // the family
        return kld_value_number(a, row, p->family);
    if (row->type == KLD_T_NUMBER)
        return kld_value_number(a, row, (int64_t)kl_ipset_option_number(option, p));
    if (kl_out_open_memory(&o) < 0)
        return NULL;
    kl_ipset_print_value(o, option, p);
    if (!kl_out_error(o))
        text = kld_strdup(a, kl_out_text(o, NULL));
    kl_out_close(o);
    return text;
}

bool kld_set_has_content(const struct kld_object *o)
{
    return kld_get(o, "elements") || kld_get(o, "file");
}

/* ---- Lists ---- */

// The element in a line; nothing when it has none for @set.
static struct kl_text element_of(struct kl_text line, const char *set)
{
    struct kl_text t = kl_words_uncommented(kl_words_trim(line)), rest = t,
                   word = kl_words_next(&rest);

    if (!rest.len)
        return kl_words_is(t, "COMMIT") ? (struct kl_text){t.s, 0} : t;
    if (kl_words_is(word, "create"))
        return (struct kl_text){t.s, 0};
    if (!kl_words_is(word, "add"))
        return t;
    word = kl_words_next(&rest);
    return kl_words_is(word, set) ? rest : (struct kl_text){t.s, 0};
}

int kld_list_walk(const char *text, size_t len, const char *set, kld_element_fn *fn, void *user)
{
    const char *end = text + len;
    unsigned number = 0;
    int code = 0;

    while (text < end && !code) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        struct kl_text line = {text, (size_t)((stop ? stop : end) - text)};
        struct kl_text element = element_of(line, set);

        number++;
        if (element.len)
            code = fn(element.s, element.len, number, (unsigned)(element.s - text) + 1, user);
        text = stop ? stop + 1 : end;
    }
    return code;
}

int kld_list_load(const char *path, char **ret, size_t *ret_len)
{
    return kld_file_load(path, 0, LIST_MAX, ret, ret_len);
}

/* ---- Into a sync ---- */

struct putting {
    struct kl_ipset_sync *sync;
    const char *file; // or NULL
    char *error;
    size_t size;
};

static int put(const char *text, size_t len, unsigned line, unsigned column, void *user)
{
    struct putting *p = user;
    char error[300] = "";
    int code = kl_ipset_sync_put_text(p->sync, text, len, error, sizeof error);

    (void)column;
    if (code && p->file)
        snprintf(p->error, p->size, "%s:%u: %s", p->file, line, error);
    else if (code)
        snprintf(p->error, p->size, "%.*s: %s", (int)(len < 80 ? len : 80), text, error);
    return code;
}

int kld_set_put(struct kl_ipset_sync *s, const struct kld_object *o, char *error, size_t size)
{
    struct putting p = {.sync = s, .error = error, .size = size};
    const char *elements = kld_get(o, "elements"), *file = kld_get(o, "file");
    int code = 0;
    char *text;
    size_t len;

    // Elements of settings have no comments, and none of them is a line of save.
    while (elements && *elements && !code) {
        len = strcspn(elements, "\n");
        code = put(elements, len, 0, 0, &p);
        elements += len + (elements[len] == '\n');
    }
    if (code || !file)
        return code;
    code = kld_list_load(file, &text, &len);
    if (code) {
        snprintf(error, size, "%s: %s", file, strerror(-code));
        return code;
    }
    p.file = file;
    code = kld_list_walk(text, len, kld_get(o, "name"), put, &p);
    free(text);
    return code;
}
