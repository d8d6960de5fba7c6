// SPDX-License-Identifier: MIT
// The attributes of a message for people: a line for each, what is inside indented below it; nests
// and lists that are short stand in one line, in braces.
#include "lines.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct lines *lines_of(struct kl_sink *k)
{
    return (struct lines *)k;
}

// Attributes are level 2, the fixed header's fields stand beside them in level 1.
static unsigned depth_in(const struct lines *l, unsigned level)
{
    unsigned outermost = l->in_attrs ? 2 : 1;

    return level > outermost ? level - outermost : 0;
}

static unsigned depth_of(const struct kl_sink *k)
{
    return depth_in((const struct lines *)k, k->depth);
}

static void put_fault(struct lines *l, unsigned depth, const struct kl_value *v, const char *before)
{
    struct line *line = line_add(l, depth);
    char text[192];

    if (!line)
        return;
    snprintf(text, sizeof text, "! %s%s", l->fault, before);
    line_put_coloured(l, line, SHOW_RED, text, strlen(text));
    if (v->kind == KL_VALUE_BYTES && v->len > BYTES_ROW)
        kl_out_printf(l->text, "%zu bytes", v->len);
    else
        line_put_value(l, line, v);
    line_end(l, line);
    l->fault[0] = '\0';
}

// ---- The sink ----

static void before(struct kl_sink *k)
{
    if (k->level[k->depth].array)
        lines_of(k)->key = "";
}

static void key(struct kl_sink *k, const char *name)
{
    lines_of(k)->key = name;
}

// What the header line says already.
static bool is_told(const struct lines *l)
{
    static const char *const keys[] = {"family", "command", "path", "cmd", "version"};

    if (l->base.depth != 1 || !strchr("fcpv", l->key[0]))
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!strcmp(l->key, keys[i]))
            return true;
    return false;
}

static bool is_zero(const struct kl_value *v)
{
    return ((v->kind == KL_VALUE_UINT || v->kind == KL_VALUE_FLAGS) && v->u == 0) ||
           (v->kind == KL_VALUE_INT && v->i == 0);
}

static void value(struct kl_sink *k, const struct kl_value *v)
{
    struct lines *l = lines_of(k);
    struct line *line;
    bool long_bytes = v->kind == KL_VALUE_BYTES && v->len > BYTES_ROW;
    const char *frame = lines_frame_kind(l, v);

    if (l->skip > 0 || is_told(l))
        return;
    if (v->kind == KL_VALUE_STRING && !strcmp(l->key, "error")) {
        snprintf(l->fault, sizeof l->fault, "%.*s", (int)v->len, (const char *)v->data);
        return;
    }
    if (l->fault[0]) {
        put_fault(l, depth_of(k), v, !strcmp(l->key, "offset") ? " at offset " : ": ");
        if (long_bytes)
            lines_put_rows(l, depth_of(k) + 1, v);
        return;
    }
    if (k->depth == 1 && is_zero(v))
        return; // a field of the fixed header that is not used
    if (lines_put_elements(l, depth_of(k), v))
        return;
    line = line_add(l, depth_of(k));
    if (!line)
        return;
    line_put_key(l, line, true);
    line->plain = line->plain || !l->key[0];
    if (frame) {
        line_put(l, line, frame);
        line_put(l, line, " ");
    }
    if (long_bytes) {
        char count[32];

        snprintf(count, sizeof count, "(%zu bytes)", v->len);
        line_put(l, line, count);
        line_end(l, line);
        lines_put_rows(l, depth_of(k) + 1, v);
        return;
    }
    line->zero = line->plain && l->key[0] && !v->name && is_zero(v);
    line->unset = l->key[0] >= 'a' && l->key[0] <= 'z' && is_zero(v);
    line_put_value(l, line, v);
    line_put_raw(l, line, v);
    line_end(l, line);
    if (k->depth == 1)
        l->fields = l->n;
}

static void begin(struct kl_sink *k)
{
    struct lines *l = lines_of(k);
    struct line *line;

    if (l->skip > 0 || (k->depth == 2 && !strcmp(l->key, "header"))) {
        l->skip++;
        return;
    }
    l->opener[k->depth] = SIZE_MAX;
    if (k->depth == 2 && !strcmp(l->key, "attrs"))
        l->in_attrs = true;
    if (k->depth == 1 || (k->depth == 2 && l->in_attrs))
        return;
    l->opener[k->depth] = l->n;
    line = line_add(l, depth_in(l, k->depth - 1));
    if (!line)
        return;
    line_put_key(l, line, false);
    line->plain = line->plain || !l->key[0];
    line_end(l, line);
    l->key = "";
}

static void end(struct kl_sink *k)
{
    struct lines *l = lines_of(k);
    size_t opener = l->opener[k->depth];
    bool array = k->level[k->depth].array;

    if (l->skip > 0) {
        l->skip--;
        return;
    }
    l->key = "";
    if (opener == SIZE_MAX || l->failed)
        return;
    if (!l->show->options->hex) {
        lines_drop_unset(l, opener + 1);
        lines_drop_zeroes(l, opener + 1);
    }
    if ((!l->show->options->hex || l->n == opener + 1) && !lines_fold(l, opener, array))
        lines_fill(l, opener + 1);
    if (k->depth == 2 && !l->in_attrs)
        l->fields = l->n;
}

static void finish(struct kl_sink *k)
{
    (void)k;
}

static void write_lines(struct lines *l, struct kl_out *o, size_t from, size_t to)
{
    bool dash = false;

    for (size_t i = from; i < to; i++) {
        const struct line *line = &l->line[i];

        for (unsigned n = dash ? 0 : MARGIN + 2 * line->depth; n > 0; n--)
            kl_put_char(o, ' ');
        // An element without a key of its own: its first line stands behind a dash.
        dash = line->len == 0 && i + 1 < to;
        if (dash) {
            KL_PUT_LIT(o, "- ");
            continue;
        }
        kl_out_write(o, l->text->buf + line->at, line->len);
        kl_put_char(o, '\n');
    }
}

// The fixed header is one line, or as few as it needs.
static void write_header(struct lines *l, struct kl_out *o)
{
    size_t all = l->n, fields = l->fields;

    if (fields > 1 && !l->show->options->hex) {
        l->n = fields;
        lines_fill(l, 0);
        fields = l->n;
        l->n = all;
    }
    write_lines(l, o, 0, fields);
}

// What was allocated for a message is there for the next.
static struct lines *open_lines(struct show *s)
{
    static const struct kl_sink_form form = {before, key, begin, end, value, finish};
    struct lines *l = s->lines;

    if (l)
        return l;
    l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    if (kl_out_open_memory(&l->text) < 0 || kl_out_open_memory(&l->header.text) < 0) {
        kl_out_close(l->text);
        free(l);
        return NULL;
    }
    l->show = s;
    l->base.form = &form;
    l->base.out = l->text;
    l->base.bare = true;
    s->lines = l;
    return l;
}

static int decode(struct lines *l, const struct show_message *m, const char *family)
{
    const struct kl_decode_options options = {
        .protocol = m->protocol, .family = m->generic, .request = show_answered(m)};

    l->family = family;
    l->command = m->command;
    l->n = l->fields = l->skip = 0;
    l->in_attrs = l->failed = false;
    l->key = "";
    l->fault[0] = '\0';
    l->base.error = 0;
    l->base.depth = 0;
    l->base.keyed = false;
    l->base.raw = NULL;
    l->base.level[0] = (struct kl_sink_level){.array = true};
    kl_out_reset(l->text);
    l->text->error = 0;
    return kl_decode(&l->base, m->msg, m->msg->nlmsg_len, &options);
}

void show_lines_free(struct show *s)
{
    if (!s->lines)
        return;
    free(s->lines->line);
    kl_out_close(s->lines->text);
    kl_out_close(s->lines->header.text);
    free(s->lines);
    s->lines = NULL;
}

static bool is_last_header(const struct lines *l, const struct show_message *m)
{
    const struct last_header *h = &l->header;

    return h->family && h->family == m->what.family && h->command == m->what.command &&
           h->layout == m->what.layout && m->what.attrs_at == NLMSG_HDRLEN + h->len &&
           m->msg->nlmsg_len >= m->what.attrs_at &&
           !memcmp(h->bytes, (const char *)m->msg + NLMSG_HDRLEN, h->len);
}

static void keep_header(struct lines *l, const struct show_message *m)
{
    struct last_header *h = &l->header;

    h->family = NULL;
    kl_out_reset(h->text);
    write_header(l, h->text);
    if (m->control || m->what.attrs_at < NLMSG_HDRLEN || m->what.attrs_at > m->msg->nlmsg_len ||
        m->what.attrs_at - NLMSG_HDRLEN > HEADER_MAX || kl_out_error(h->text) < 0)
        return;
    h->family = m->what.family;
    h->command = m->what.command;
    h->layout = m->what.layout;
    h->len = m->what.attrs_at - NLMSG_HDRLEN;
    memcpy(h->bytes, (const char *)m->msg + NLMSG_HDRLEN, h->len);
}

int show_lines(struct show *s, const struct show_message *m)
{
    struct lines *l = open_lines(s);
    int malformed;

    if (!l)
        return 0;
    l->base.headless = is_last_header(l, m);
    malformed = decode(l, m, NULL);
    if (!l->base.headless)
        keep_header(l, m);
    l->base.headless = false;
    if (malformed > 0)
        l->header.family = NULL; // a complaint may stand in it, which counts
    kl_out_write(s->out, l->header.text->buf, l->header.text->len);
    write_lines(l, s->out, l->fields, l->n);
    return malformed > 0 ? malformed : 0;
}

// ---- One line ----

int show_brief(struct show *s, const struct show_message *m)
{
    struct lines *l = open_lines(s);
    int malformed = l ? decode(l, m, m->family) : 0;
    unsigned width = 0, most = 2 * s->options->width;
    const char *before_it = ": ";
    bool left_out = false;

    for (size_t i = 0; l && i < l->n; i++) {
        const struct line *line = &l->line[i];

        if (line->depth > 0 || !line->telling)
            continue;
        if (width + line->width > most) {
            left_out = true;
            continue; // a shorter one may fit
        }
        width += line->width;
        kl_out_str(s->out, before_it);
        kl_out_write(s->out, l->text->buf + line->at, line->len);
        before_it = ", ";
        if (!line->leaf || (i + 1 < l->n && l->line[i + 1].depth > line->depth))
            kl_out_str(s->out, " ...");
    }
    kl_out_str(s->out, left_out ? ", ...\n" : "\n");
    return malformed > 0 ? malformed : 0;
}
