// SPDX-License-Identifier: MIT
// Steps of a plan in words: + comes, - goes, ~ changes.
#include "plan.h"

#include <stdlib.h>
#include <string.h>

static const struct kld_object *object_of(const struct kld_step *s)
{
    return s->want ? s->want : s->have;
}

const char *kld_step_object(const struct kld_step *s)
{
    if (s->object)
        return s->object;
    return s->phase == KLD_P_RENAME ? s->have->key : object_of(s)->key;
}

// Keys are not for everybody's eyes.
static const char *shown(const char *text)
{
    return !strncmp(text, "key:", 4) ? "(another key)" : text;
}

#define ELEMENTS_SHOWN 6

// Elements as they are when they are few.
static void show(const struct kld_row *r, const char *text, struct kl_out *out)
{
    size_t n = 1;

    if (r->type != KLD_T_ELEMENTS) {
        kl_out_str(out, *text ? shown(text) : "nothing");
        return;
    }
    for (const char *at = text; *at; at++)
        n += *at == '\n';
    if (!*text)
        kl_out_str(out, "none");
    else if (n > ELEMENTS_SHOWN)
        kl_out_printf(out, "%zu of them", n);
    for (const char *at = n > ELEMENTS_SHOWN ? "" : text; *at; at++)
        kl_out_str(out, *at == '\n' ? "; " : (char[]){*at, 0});
}

static bool is_told(const struct kld_row *r)
{
    return !(r->flags & KLD_IDENTITY) && strcmp(r->name, "up") != 0 &&
           strcmp(r->name, "adopt") != 0 && strncmp(r->name, "match.", 6) != 0;
}

static void all_pairs(const struct kld_object *o, struct kl_out *out)
{
    const char *between = ": ";

    for (size_t i = 0; i < o->n; i++) {
        const struct kld_row *r = o->pairs[i].row;

        if (!is_told(r) || (o->class == KLD_C_SET && r->flags & KLD_INTERNAL) ||
            (o->class == KLD_C_LINK &&
             (r->where == KLD_PORT || !strcmp(r->name, "master") || !strcmp(r->name, "alt-names"))))
            continue;
        kl_out_printf(out, "%s%s ", between, r->name);
        show(r, o->pairs[i].text, out);
        between = ", ";
    }
}

// Says that a value is not of the settings.
static void say_before(const struct kld_object *want, const char *name, struct kl_out *out)
{
    const struct kld_pair *p = want ? kld_pair_of(want, name) : NULL;

    if (p && p->before)
        kl_out_str(out, " (as it was before)");
}

static void changed(const struct kld_row *r, const struct kld_step *s, const char **between,
                    struct kl_out *out)
{
    const char *new = s->want ? kld_get(s->want, r->name) : NULL;
    const char *old = s->have ? kld_get(s->have, r->name) : NULL;

    if (!is_told(r) || (new &&old && !strcmp(new, old)) || (!new && !old))
        return;
    kl_out_printf(out, "%s%s ", *between, r->name);
    if (old)
        kl_out_printf(out, "%s -> ", *old ? shown(old) : "nothing");
    kl_out_str(out, new &&*new ? shown(new) : "nothing");
    say_before(s->want, r->name, out);
    *between = ", ";
}

// What a set holds is told by how it differs.
static void set_changes(const struct kld_step *s, struct kl_out *out)
{
    const char *content = kld_get(s->have, "content"), *between = ": ";

    for (size_t i = 0; i < s->want->n; i++)
        if (s->want->pairs[i].row->type != KLD_T_ELEMENTS &&
            s->want->pairs[i].row->type != KLD_T_PATH)
            changed(s->want->pairs[i].row, s, &between, out);
    if (content)
        kl_out_printf(out, "%selements %s", between, content);
}

static void changes(const struct kld_step *s, struct kl_out *out)
{
    const char *between = ": ";

    if (s->want->class == KLD_C_SET) {
        set_changes(s, out);
        return;
    }
    if (s->n_rows) {
        for (size_t i = 0; i < s->n_rows; i++)
            changed(s->rows[i], s, &between, out);
        return;
    }
    for (const struct kld_row *r = s->want->section->rows; r->name; r++)
        if (s->want->class != KLD_C_LINK && !(r->flags & KLD_SOFT && !kld_get(s->want, r->name)))
            changed(r, s, &between, out);
}

static const char *sign_of(const struct kld_step *s)
{
    if (!s->want)
        return "-";
    if (s->phase == KLD_P_CREATE)
        return "+";
    return s->have || s->want->class == KLD_C_LINK || s->phase == KLD_P_FILE ? "~" : "+";
}

void kld_step_text(const struct kld_step *s, struct kl_out *o)
{
    const struct kld_object *it = object_of(s);

    kl_out_printf(o, "%s %s", sign_of(s), kld_step_object(s));
    switch (s->phase) {
    case KLD_P_RENAME:
        kl_out_printf(o, ": name %s -> %s", s->have->dev, s->want->dev);
        break;
    case KLD_P_MOVE:
        kl_out_printf(o, ": moved in, %s outside", s->have->dev);
        break;
    case KLD_P_RETURN:
        kl_out_printf(o, ": moved back outside, as %s", kld_get(it, "outside-name"));
        break;
    case KLD_P_UP:
        kl_out_str(o, ": up");
        say_before(s->want, "up", o);
        break;
    case KLD_P_DOWN:
        kl_out_str(o, ": down");
        say_before(s->want, "up", o);
        break;
    case KLD_P_ENSLAVE:
        kl_out_printf(o, ": port of %s", kld_get(it, "master"));
        say_before(s->want, "master", o);
        break;
    case KLD_P_RELEASE:
        kl_out_printf(o, ": no port of %s any more", kld_get(s->have, "master"));
        break;
    case KLD_P_NAMES:
        kl_out_printf(o, ": alt-names %s",
                      *kld_get(it, "alt-names") ? kld_get(it, "alt-names") : "nothing");
        say_before(s->want, "alt-names", o);
        break;
    case KLD_P_WIREGUARD:
        kl_out_str(o, ": keys and ports of WireGuard");
        break;
    case KLD_P_REMOVE_LINK:
        break;
    case KLD_P_REMOVE_SET:
        kl_out_printf(o, ": type %s, count %s", kld_get(it, "type"), kld_get(it, "count"));
        break;
    case KLD_P_CREATE:
        all_pairs(it, o);
        break;
    default:
        if (s->want && (s->have || s->n_rows))
            changes(s, o);
        else
            all_pairs(it, o);
    }
}

static void member(struct kl_sink *k, const char *key, const char *text)
{
    kl_sink_key(k, key);
    kl_sink_str(k, text);
}

static void pair_json(struct kl_sink *k, const struct kld_pair *p)
{
    const char *at = p->text;

    if (p->row->type != KLD_T_ELEMENTS) {
        member(k, p->row->name, shown(at));
        return;
    }
    kl_sink_key(k, p->row->name);
    kl_sink_array_begin(k);
    while (*at) {
        size_t n = strcspn(at, "\n");
        char *one = strndup(at, n);

        kl_sink_str(k, one ? one : "");
        free(one);
        at += n + (at[n] == '\n');
    }
    kl_sink_array_end(k);
}

static void pairs_json(struct kl_sink *k, const char *key, const struct kld_step *s,
                       const struct kld_object *o)
{
    kl_sink_key(k, key);
    kl_sink_object_begin(k);
    for (size_t i = 0; i < o->n; i++) {
        bool listed = !s->n_rows;

        for (size_t r = 0; r < s->n_rows; r++)
            listed |= s->rows[r] == o->pairs[i].row;
        if (listed)
            pair_json(k, &o->pairs[i]);
    }
    kl_sink_object_end(k);
}

void kld_step_json(const struct kld_step *s, struct kl_sink *k)
{
    static const char *const actions[KLD_N_PHASES] = {
        [KLD_P_RELEASE] = "release", [KLD_P_RENAME] = "rename",   [KLD_P_DOWN] = "down",
        [KLD_P_NAMES] = "names",     [KLD_P_ENSLAVE] = "enslave", [KLD_P_UP] = "up",
        [KLD_P_MOVE] = "move",       [KLD_P_RETURN] = "return",
    };
    const struct kld_object *it = object_of(s);
    const char *sign = sign_of(s), *action = actions[s->phase];
    struct kl_out *text;

    if (!action)
        action = *sign == '+' ? "add" : *sign == '-' ? "remove" : "change";
    kl_sink_object_begin(k);
    member(k, "action", action);
    if (!kl_out_open_memory(&text)) {
        kld_step_text(s, text); // so that who reads this need not know how to say it
        member(k, "text", kl_out_text(text, NULL));
        kl_out_close(text);
    }
    member(k, "class", kld_class_names[it->class]);
    member(k, "object", kld_step_object(s));
    if (s->netns)
        member(k, "namespace", s->netns);
    if (it->dev)
        member(k, "interface", it->dev);
    if (s->want && s->phase != KLD_P_UP && s->phase != KLD_P_DOWN)
        pairs_json(k, "want", s, s->want);
    if (s->have && s->phase != KLD_P_UP && s->phase != KLD_P_DOWN)
        pairs_json(k, "have", s, s->have);
    kl_sink_object_end(k);
}
