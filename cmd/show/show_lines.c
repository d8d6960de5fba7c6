// SPDX-License-Identifier: MIT
// The attributes of a message for people: a line for each, what is inside indented below it; nests
// and lists that are short stand in one line, in braces.
#include "inside.h"

#include "../../lib/core/out.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN      4
#define FIELDS_MANY 8
#define BYTES_ROW   32 // bytes in a line
#define HEX_MAX     16 // beside a value

struct line {
    size_t at, len; // in the text
    unsigned width; // what it takes on a terminal
    unsigned depth;
    bool leaf;    // may stand with others in one line
    bool telling; // worth being told where there is one line only
    bool zero;    // a field that says 0
    bool unset;   // the same, also with a name
    bool plain;   // a field of a struct, or an element of a list: fills lines with others
};

struct lines {
    struct kl_sink base;
    const struct show *show;
    const char *family;  // of the message, when there is one line only
    struct kl_out *text; // of all lines, not in order
    struct line *line;
    size_t n, room;
    unsigned skip; // this many levels are open of what is not shown
    bool in_attrs;
    size_t fields; // lines of the fixed header, which come first
    bool failed;
    const char *key; // lives until its value or level has begun; "": none
    char fault[128]; // of the key "error", until its place is there
    size_t opener[KL_SINK_DEPTH + 2];
};

static struct lines *lines_of(struct kl_sink *k)
{
    return (struct lines *)k;
}

// ---- Lines ----

static struct line *add_line(struct lines *l, unsigned depth)
{
    struct line *grown;

    if (l->n == l->room) {
        grown = realloc(l->line, (l->room + 64) * 2 * sizeof *grown);
        if (!grown) {
            l->failed = true;
            return NULL;
        }
        l->line = grown;
        l->room = (l->room + 64) * 2;
    }
    l->line[l->n] = (struct line){.at = l->text->len, .depth = depth, .leaf = true};
    return &l->line[l->n++];
}

static size_t text_len(const struct lines *l)
{
    return l->text->len;
}

// Characters, not bytes.
static unsigned count_width(const char *s, size_t len)
{
    unsigned n = 0;

    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)s[i] & 0xc0) != 0x80;
    return n;
}

static void put_coloured(struct lines *l, struct line *line, enum show_colour colour, const char *s,
                         size_t len)
{
    size_t before;

    if (l->show->options->colour)
        kl_out_str(l->text, show_colour(l->show, colour));
    if (show_is_plain(s, len)) {
        kl_put_mem(l->text, s, len);
        line->width += (unsigned)len;
    } else {
        before = text_len(l);
        show_put_text(l->text, s, len);
        line->width += count_width(l->text->buf + before, text_len(l) - before);
    }
    if (l->show->options->colour)
        kl_out_str(l->text, show_colour(l->show, SHOW_PLAIN));
}

static void end_line(struct lines *l, struct line *line)
{
    line->len = text_len(l) - line->at;
}

static void put(struct lines *l, struct line *line, const char *s)
{
    size_t len = strlen(s);

    kl_put_mem(l->text, s, len);
    line->width += count_width(s, len);
}

// ---- Values ----

static void put_bytes(struct lines *l, struct line *line, const unsigned char *data, size_t len)
{
    size_t before = text_len(l);

    kl_out_bytes(l->text, data, len);
    line->width += (unsigned)(text_len(l) - before);
}

static void put_symbol(struct lines *l, struct line *line, const struct kl_value *v)
{
    size_t before = text_len(l);

    if (v->name && *v->name) {
        put_coloured(l, line, SHOW_YELLOW, v->name, strlen(v->name));
        before = text_len(l);
        KL_PUT_LIT(l->text, " (");
    }
    if (v->kind == KL_VALUE_FLAGS && v->name && *v->name) {
        KL_PUT_LIT(l->text, "0x");
        kl_out_hex(l->text, v->u, 1);
    } else {
        kl_sink_put_readable(l->text, v);
    }
    if (v->name && *v->name)
        kl_put_char(l->text, ')');
    line->width += (unsigned)(text_len(l) - before);
}

// Flags that are all numbers already need no second one, and all of them at once no names.
static bool only_number(const struct kl_value *v)
{
    if (v->kind == KL_VALUE_FLAGS && v->u == UINT32_MAX)
        return true;
    return v->kind == KL_VALUE_FLAGS && v->name && !strncmp(v->name, "0x", 2) &&
           !strchr(v->name, '|');
}

static void put_value(struct lines *l, struct line *line, const struct kl_value *v)
{
    size_t before = text_len(l);

    switch (v->kind) {
    case KL_VALUE_NULL:
        put(l, line, "-");
        break;
    case KL_VALUE_BOOL:
        put(l, line, v->u ? "yes" : "no");
        break;
    case KL_VALUE_STRING:
        put(l, line, "\"");
        put_coloured(l, line, SHOW_GREEN, v->data, v->len);
        put(l, line, "\"");
        break;
    case KL_VALUE_BYTES:
        if (v->len == 0)
            put(l, line, "(empty)");
        // fall through
    case KL_VALUE_MAC:
        put_bytes(l, line, v->data, v->len);
        break;
    case KL_VALUE_IP:
        kl_out_ip(l->text, v->data, v->len);
        line->width += (unsigned)(text_len(l) - before);
        break;
    default:
        if (only_number(v) && v->u == UINT32_MAX)
            put(l, line, "all (0xffffffff)");
        else if (only_number(v))
            put(l, line, v->name);
        else
            put_symbol(l, line, v);
    }
    if (v->unit) {
        put(l, line, " ");
        put(l, line, v->unit);
    }
}

static void put_raw(struct lines *l, struct line *line, const struct kl_value *v)
{
    const struct kl_sink *k = &l->base;
    size_t len = k->raw_len < HEX_MAX ? k->raw_len : HEX_MAX;

    if (!l->show->options->hex || !k->raw || v->kind == KL_VALUE_BYTES || v->kind == KL_VALUE_MAC)
        return;
    kl_out_str(l->text, show_colour(l->show, SHOW_DIM));
    put(l, line, "  = ");
    put_bytes(l, line, k->raw, len);
    if (len < k->raw_len)
        put(l, line, ":...");
    kl_out_str(l->text, show_colour(l->show, SHOW_PLAIN));
}

// What one wants to know first of what is told most often; of others all that is short.
static const struct {
    const char *family;
    const char *names[8];
} telling[] = {
    {"rt-link",
     {"IFLA_IFNAME", "IFLA_OPERSTATE", "IFLA_MTU", "IFLA_ADDRESS", "IFLA_MASTER", "IFLA_LINK",
      "IFLA_LINKINFO"}},
    {"nlctrl", {"CTRL_ATTR_FAMILY_NAME", "CTRL_ATTR_FAMILY_ID"}},
    {"rt-addr", {"IFA_LOCAL", "IFA_ADDRESS", "IFA_LABEL", "IFA_FLAGS"}},
    {"rt-route",
     {"RTA_DST", "RTA_GATEWAY", "RTA_VIA", "RTA_OIF", "RTA_PRIORITY", "RTA_PREFSRC", "RTA_TABLE",
      "RTA_MULTIPATH"}},
    {"rt-neigh", {"NDA_DST", "NDA_LLADDR", "NDA_MASTER", "NDA_VLAN"}},
};

static bool tells(const char *family, const char *name)
{
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
        if (strcmp(telling[i].family, family) != 0)
            continue;
        for (size_t n = 0; n < 8 && telling[i].names[n]; n++)
            if (!strcmp(telling[i].names[n], name))
                return true;
        return false;
    }
    return true;
}

// Names in capitals are attributes'; fields and numbers are not.
static bool is_plain_key(const char *key)
{
    return (*key >= 'a' && *key <= 'z') || (*key >= '0' && *key <= '9');
}

static void put_key(struct lines *l, struct line *line, bool value_follows)
{
    if (!l->key[0])
        return;
    put_coloured(l, line, SHOW_CYAN, l->key, strlen(l->key));
    if (value_follows) {
        kl_put_char(l->text, ' ');
        line->width++;
    }
    line->plain = is_plain_key(l->key);
    line->telling = !l->family || line->plain || tells(l->family, l->key);
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
    struct line *line = add_line(l, depth);
    char text[192];

    if (!line)
        return;
    snprintf(text, sizeof text, "! %s%s", l->fault, before);
    put_coloured(l, line, SHOW_RED, text, strlen(text));
    if (v->kind == KL_VALUE_BYTES && v->len > BYTES_ROW)
        kl_out_printf(l->text, "%zu bytes", v->len);
    else
        put_value(l, line, v);
    end_line(l, line);
    l->fault[0] = '\0';
}

// Many bytes are rows of their own.
static void put_rows(struct lines *l, unsigned depth, const struct kl_value *v)
{
    const unsigned char *data = v->data;

    for (size_t at = 0; at < v->len; at += BYTES_ROW) {
        size_t n = v->len - at < BYTES_ROW ? v->len - at : BYTES_ROW;
        struct line *line = add_line(l, depth);

        if (!line)
            return;
        put_bytes(l, line, data + at, n);
        end_line(l, line);
        line->leaf = false;
    }
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

    if (l->skip > 0 || is_told(l))
        return;
    if (v->kind == KL_VALUE_STRING && !strcmp(l->key, "error")) {
        snprintf(l->fault, sizeof l->fault, "%.*s", (int)v->len, (const char *)v->data);
        return;
    }
    if (l->fault[0]) {
        put_fault(l, depth_of(k), v, !strcmp(l->key, "offset") ? " at offset " : ": ");
        if (long_bytes)
            put_rows(l, depth_of(k) + 1, v);
        return;
    }
    if (k->depth == 1 && is_zero(v))
        return; // a field of the fixed header that is not used
    line = add_line(l, depth_of(k));
    if (!line)
        return;
    put_key(l, line, true);
    line->plain = line->plain || !l->key[0];
    if (long_bytes) {
        char count[32];

        snprintf(count, sizeof count, "(%zu bytes)", v->len);
        put(l, line, count);
        end_line(l, line);
        put_rows(l, depth_of(k) + 1, v);
        return;
    }
    line->zero = line->plain && l->key[0] && !v->name && is_zero(v);
    line->unset = l->key[0] >= 'a' && l->key[0] <= 'z' && is_zero(v);
    put_value(l, line, v);
    put_raw(l, line, v);
    end_line(l, line);
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
    line = add_line(l, depth_in(l, k->depth - 1));
    if (!line)
        return;
    put_key(l, line, false);
    line->plain = line->plain || !l->key[0];
    end_line(l, line);
    l->key = "";
}

// Puts lines @from to @to (not included) behind what the text ends with.
static unsigned join(struct lines *l, size_t from, size_t to)
{
    unsigned width = 0;

    for (size_t i = from; i < to; i++) {
        const struct line *c = &l->line[i];
        char *room;

        if (i > from) {
            KL_PUT_LIT(l->text, ", ");
            width += 2;
        }
        room = kl_out_room(l->text, c->len); // may move the text that is copied
        if (!room)
            return width;
        memcpy(room, l->text->buf + c->at, c->len);
        l->text->len += c->len;
        width += c->width;
    }
    return width;
}

// The lines from @first on, which are inside of @opener, in one line with it, if they fit.
static bool fold(struct lines *l, size_t opener, bool array)
{
    struct line *o = &l->line[opener];
    unsigned width = o->width + 3;
    size_t at;

    for (size_t i = opener + 1; i < l->n; i++) {
        width += l->line[i].width + 2;
        if (!l->line[i].leaf || l->line[i].depth != o->depth + 1 ||
            width > l->show->options->width - MARGIN - 2 * o->depth)
            return false;
    }
    at = text_len(l);
    kl_out_room(l->text, o->len);
    kl_out_write(l->text, l->text->buf + o->at, o->len);
    kl_out_str(l->text, o->len > 0 ? (array ? " [" : " {") : (array ? "[" : "{"));
    join(l, opener + 1, l->n);
    kl_out_char(l->text, array ? ']' : '}');
    o->at = at;
    o->len = text_len(l) - at;
    o->width = width;
    l->n = opener + 1;
    return true;
}

// Fields in front of attributes, as of a message's fixed header: those in use.
static void drop_unset(struct lines *l, size_t from)
{
    size_t to = from, end = l->n;
    bool attributes = false;

    for (size_t i = from; i < end; i++)
        attributes = attributes || !l->line[i].plain;
    for (size_t i = from; attributes && i < end; i++)
        if (!l->line[i].unset || l->line[i].depth != l->line[from].depth)
            l->line[to++] = l->line[i];
    if (attributes)
        l->n = to;
}

// Of a large struct, what says something; counters that stand at zero are told all at once.
static void drop_zeroes(struct lines *l, size_t from)
{
    size_t to = from, end = l->n;
    struct line *rest;

    if (end - from <= FIELDS_MANY)
        return;
    for (size_t i = from; i < end; i++)
        if (!l->line[i].plain || !l->line[i].leaf)
            return;
    for (size_t i = from; i < end; i++)
        if (!l->line[i].zero)
            l->line[to++] = l->line[i];
    if (to + 2 > end)
        return; // a single one may as well stay
    l->n = to;
    rest = add_line(l, l->line[from].depth);
    if (!rest)
        return;
    rest->plain = true;
    put(l, rest, to > from ? "all others 0" : "all 0");
    end_line(l, rest);
}

// Fields and elements, which may be many, side by side in as few lines as they need.
static void fill(struct lines *l, size_t from)
{
    size_t to = from, end = l->n, next;

    for (size_t i = from; i < end; i++)
        if (!l->line[i].leaf || !l->line[i].plain || l->line[i].depth != l->line[from].depth)
            return;
    for (size_t i = from; i < end; i = next) {
        unsigned width = l->line[i].width,
                 room = l->show->options->width - MARGIN - 2 * l->line[i].depth;
        struct line made = l->line[i];

        for (next = i + 1; next < end && width + l->line[next].width + 3 <= room; next++)
            width += l->line[next].width + 2;
        made.at = text_len(l);
        made.width = join(l, i, next);
        if (next < end) {
            kl_out_char(l->text, ',');
            made.width++;
        }
        end_line(l, &made);
        l->line[to++] = made;
    }
    l->n = to;
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
        drop_unset(l, opener + 1);
        drop_zeroes(l, opener + 1);
    }
    if ((!l->show->options->hex || l->n == opener + 1) && !fold(l, opener, array))
        fill(l, opener + 1);
    if (k->depth == 2 && !l->in_attrs)
        l->fields = l->n;
}

static void finish(struct kl_sink *k)
{
    (void)k;
}

// The fixed header is one line, or as few as it needs.
static void write_lines(struct lines *l)
{
    struct kl_out *o = l->show->out;
    size_t all = l->n;
    bool dash = false;

    if (l->fields > 1 && l->fields <= all && !l->show->options->hex) {
        l->n = l->fields;
        fill(l, 0);
    }
    for (size_t i = 0; i < all; i++) {
        const struct line *line = &l->line[i];

        if (i >= l->n && i < l->fields)
            continue;
        for (unsigned n = dash ? 0 : MARGIN + 2 * line->depth; n > 0; n--)
            kl_put_char(o, ' ');
        // An element without a key of its own: its first line stands behind a dash.
        dash = line->len == 0 && i + 1 < all;
        if (dash) {
            KL_PUT_LIT(o, "- ");
            continue;
        }
        kl_out_write(o, l->text->buf + line->at, line->len);
        kl_put_char(o, '\n');
    }
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
    if (kl_out_open_memory(&l->text) < 0) {
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
    const struct kl_decode_options options = {.protocol = m->protocol, .family = m->generic};

    l->family = family;
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
    free(s->lines);
    s->lines = NULL;
}

int show_lines(struct show *s, const struct show_message *m)
{
    struct lines *l = open_lines(s);
    int malformed;

    if (!l)
        return 0;
    malformed = decode(l, m, NULL);
    write_lines(l);
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
