// SPDX-License-Identifier: MIT
// What is shown: filters, and the walk over a message that looks for attributes.
#include "inside.h"

#include <ctype.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../lib/core/out.h"

// ---- The walk: a sink that prints nothing ----

struct probe_sink {
    struct kl_sink base;
    struct show_probe *probe;
    const char *key[KL_SINK_DEPTH + 2]; // open at each depth; lives as long as the level
};

static struct probe_sink *probe_of(struct kl_sink *k)
{
    return (struct probe_sink *)k;
}

// Is @word (@len bytes) @key, in full or from behind one of its underscores, in any case?
static bool key_is(const char *key, const char *word, size_t len)
{
    size_t whole = strlen(key);

    return whole >= len && !strncasecmp(key + whole - len, word, len) &&
           (whole == len || key[whole - len - 1] == '_');
}

// @path: "LINKINFO.KIND", the innermost last; "=..." behind it does not count.
static bool path_is(const struct probe_sink *p, const char *path, size_t len)
{
    unsigned depth = p->base.depth;

    for (;;) {
        size_t from = len;

        while (from > 0 && path[from - 1] != '.')
            from--;
        while (depth > 0 && (p->base.level[depth].array || !p->key[depth]))
            depth--;
        if (depth == 0 || !key_is(p->key[depth], path + from, len - from))
            return false;
        if (from == 0)
            return true;
        len = from - 1;
        depth--;
    }
}

static void ignore(struct kl_sink *k)
{
    (void)k;
}

static void note_key(struct kl_sink *k, const char *key)
{
    struct probe_sink *p = probe_of(k);
    const struct show_words *w = p->probe->words;

    p->key[k->depth] = key;
    for (unsigned i = 0; w && i < w->n && !p->probe->found; i++) {
        size_t len = strcspn(w->word[i], "=");

        if (!w->word[i][len] && path_is(p, w->word[i], len))
            p->probe->found = true;
    }
}

static void open_level(struct kl_sink *k)
{
    probe_of(k)->key[k->depth] = NULL;
}

// A value as one would type it.
static void spell(char *text, size_t size, const struct kl_value *v)
{
    const unsigned char *data = v->data;
    size_t n;

    text[0] = '\0';
    switch (v->kind) {
    case KL_VALUE_BOOL:
        snprintf(text, size, "%s", v->u ? "true" : "false");
        break;
    case KL_VALUE_STRING:
        snprintf(text, size, "%.*s", (int)(v->len < size ? v->len : size - 1), (const char *)data);
        break;
    case KL_VALUE_IP:
        n = v->len == 16 ? kl_format_ip6(text, data) : kl_format_ip4(text, data);
        text[n] = '\0';
        break;
    case KL_VALUE_BYTES:
    case KL_VALUE_MAC:
        for (n = 0; n < v->len && n * 3 + 4 < size; n++)
            snprintf(text + n * 3, size - n * 3, "%02x%s", data[n], n + 1 < v->len ? ":" : "");
        break;
    case KL_VALUE_INT:
        snprintf(text, size, "%" PRId64, v->i);
        break;
    default:
        snprintf(text, size, "%" PRIu64, v->u);
    }
}

static void match_flag(const char *name, size_t len, bool first, void *user)
{
    const char **wanted = user;

    (void)first;
    if (*wanted && strlen(*wanted) == len && !strncasecmp(*wanted, name, len))
        *wanted = NULL;
}

static bool value_is(const struct kl_value *v, const char *wanted)
{
    char text[1024];
    char *end;
    uint64_t number;

    if (v->kind == KL_VALUE_FLAGS) {
        const char *left = wanted;

        kl_sink_each_flag(v, match_flag, &left);
        if (!left)
            return true;
    } else if (v->name && !strcasecmp(v->name, wanted)) {
        return true;
    }
    spell(text, sizeof text, v);
    if (fnmatch(wanted, text, FNM_CASEFOLD) == 0)
        return true;
    number = strtoull(wanted, &end, 0);
    return end != wanted && !*end && *wanted != '-' &&
           (v->kind == KL_VALUE_UINT || v->kind == KL_VALUE_FLAGS) && v->u == number;
}

static void note_value(struct kl_sink *k, const struct kl_value *v)
{
    struct probe_sink *p = probe_of(k);
    const struct show_words *w = p->probe->words;
    unsigned depth = k->depth;

    while (depth > 0 && k->level[depth].array)
        depth--;
    if (v->kind == KL_VALUE_BYTES && depth > 0 && p->key[depth] &&
        isdigit((unsigned char)p->key[depth][0]))
        p->probe->unknown++;
    else
        p->probe->known++;
    for (unsigned i = 0; w && i < w->n && !p->probe->found; i++) {
        size_t len = strcspn(w->word[i], "=");

        if (w->word[i][len] && path_is(p, w->word[i], len) && value_is(v, w->word[i] + len + 1))
            p->probe->found = true;
    }
}

void show_probe(struct show_probe *p, const struct nlmsghdr *msg, int protocol,
                const struct kl_family *generic)
{
    static const struct kl_sink_form form = {.before = ignore,
                                             .key = note_key,
                                             .begin = open_level,
                                             .end = ignore,
                                             .value = note_value,
                                             .finish = ignore};
    const struct kl_decode_options options = {.protocol = protocol, .family = generic};
    struct probe_sink sink = {.probe = p};

    sink.base.form = &form;
    sink.base.level[0].array = true;
    p->found = false;
    p->known = p->unknown = 0;
    p->malformed = kl_decode(&sink.base, msg, msg->nlmsg_len, &options);
}

// ---- Filters ----

static bool pid_wanted(const struct show_words *pids, const struct show_message *m)
{
    for (unsigned i = 0; i < pids->n; i++) {
        const char *word = pids->word[i];
        unsigned long number = strtoul(word, NULL, 10);

        if (number != 0 && (number == (unsigned long)m->record->pid || number == m->msg->nlmsg_pid))
            return true;
        if (m->record->program && !strcmp(word, m->record->program))
            return true;
    }
    return pids->n == 0;
}

static bool attribute_wanted(const struct show *s, const struct show_message *m)
{
    struct show_probe p = {.words = &s->options->attributes};

    if (s->options->attributes.n == 0)
        return true;
    show_probe(&p, m->msg, m->protocol, m->generic);
    return p.found;
}

// An answer is wanted when its request is.
static bool content_wanted(const struct show *s, const struct show_message *m)
{
    const struct show_options *o = s->options;
    const char *protocol = show_protocol_name(m->protocol);
    const struct show_exchange *e = m->sent ? NULL : m->exchange;

    if (e && e->matched)
        return true;
    if (!show_word_in(&o->families, m->family) &&
        !(protocol && show_word_in(&o->families, protocol)))
        return false;
    if (!show_word_in(&o->commands, m->command) &&
        !(m->what.command && show_word_in(&o->commands, m->what.command->name)))
        return false;
    return attribute_wanted(s, m);
}

bool show_wanted(struct show *s, const struct show_message *m)
{
    const struct show_options *o = s->options;

    if (!pid_wanted(&o->pids, m) || !content_wanted(s, m))
        return false;
    if (m->sent && m->exchange)
        m->exchange->matched = true;
    if ((o->sent || o->received) && !(m->sent ? o->sent : o->received))
        return false;
    return !o->errors || (m->control && m->code < 0);
}
