// SPDX-License-Identifier: MIT
// A model as YAML that reads as the same model: keys in the order of the schema, quotes around all
// that this or another reader of YAML would take for something else than text.
#include <kernlink/core.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <time.h>

#include "../lib/core/utf8.h"
#include "snapshot.h"

#define WIDTH 100 // of lines, where that can be chosen

struct writing {
    struct kld_arena *a;
    struct kl_out *o;
    const struct kld_snapshot *s;
    const struct kld_model *m;          // all, or a namespace
    const struct kld_object **children; // of links, by their interface, each in the model's order
    size_t n;
};

/* ---- Scalars ---- */

static bool is_word_of_yaml(const char *s)
{
    static const char *const words[] = {"true", "false", "yes", "no",  "on",
                                        "off",  "y",     "n",   "null"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcasecmp(s, words[i]))
            return true;
    return false;
}

// A number of YAML 1.1 or 1.2 (60 times 60, too), or a date.
static bool is_number_of_yaml(const char *s)
{
    char *end;

    strtod(s, &end);
    if (!*end || (s[0] == '0' && strchr("oObB", s[1])))
        return true;
    if (strspn(s, "0123456789_:.+-") == strlen(s) && strpbrk(s, "_:"))
        return true;
    return strspn(s, "0123456789") == 4 && s[4] == '-' && strspn(s + 5, "0123456789") <= 2 &&
           strchr(s + 5, '-');
}

static bool is_plain(const char *s)
{
    size_t n = strlen(s);

    if (!n || (!isalnum((unsigned char)*s) && *s != '/') || s[n - 1] == ' ')
        return false;
    for (const char *at = s; *at; at++)
        if ((unsigned char)*at > '~' || (!isalnum((unsigned char)*at) && !strchr("._/+@%=- ", *at)))
            return false;
    return !is_word_of_yaml(s) && !is_number_of_yaml(s);
}

static unsigned code_point(const unsigned char *s, size_t n)
{
    unsigned c = n == 1 ? s[0] : s[0] & (0x7fu >> n);

    for (size_t i = 1; i < n; i++)
        c = c << 6 | (s[i] & 0x3f);
    return c;
}

// Characters that would not be seen, or that end a line.
static bool is_hidden(unsigned c)
{
    return c < 0xa1 || c == 0xad || (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c & 0xfffe) == 0xfffe;
}

static const char *quoted(struct kld_arena *a, const char *s)
{
    char *text = kld_alloc(a, strlen(s) * 10 + 3), *to = text;

    *to++ = '"';
    while (*s) {
        size_t n = kl_utf8_char((const unsigned char *)s, strlen(s));
        unsigned c = n ? code_point((const unsigned char *)s, n) : (unsigned char)*s;

        n = n ? n : 1;
        if (*s == '"' || *s == '\\')
            *to++ = '\\';
        if (c > '~' && is_hidden(c)) {
            to += sprintf(to, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
        } else {
            memcpy(to, s, n);
            to += n;
        }
        s += n;
    }
    *to++ = '"';
    return text;
}

static const char *scalar(struct kld_arena *a, const char *s)
{
    return is_plain(s) ? s : quoted(a, s);
}

static bool is_digits(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s);
}

// 02:00:00:00:00:0a needs no quotes, 52:54:00:12:34:56 would be a number of YAML 1.1.
static const char *mac(struct kld_arena *a, const char *s)
{
    return *s == '0' || strpbrk(s, "abcdef") ? s : quoted(a, s);
}

static const char *one_value(struct kld_arena *a, const struct kld_row *r, const char *text)
{
    const char *all = strstr(text, "/0xffffffff"), *dash = strchr(text, '-');

    switch (r->type) {
    case KLD_T_BOOL:
        return text;
    case KLD_T_NUMBER:
    case KLD_T_TABLE:
        return is_digits(text) ? text : scalar(a, text);
    case KLD_T_MARK:
        return all ? kld_strndup(a, text, (size_t)(all - text)) : text;
    case KLD_T_RANGE:
        if (dash && (size_t)(dash - text) == strlen(dash + 1) &&
            !strncmp(text, dash + 1, strlen(dash + 1)))
            return dash + 1;
        return text;
    case KLD_T_MAC:
        return mac(a, text);
    default:
        return !strcmp(r->name, "value") && is_digits(text) ? text : scalar(a, text);
    }
}

/* ---- Lists ---- */

static const char *list_value(struct kld_arena *a, const struct kld_row *r, const char *text)
{
    struct kld_row one = *r;
    const char **words = NULL;
    size_t n = 0, len = 3;
    char *joined, *to;

    one.flags &= (uint16_t)~KLD_LIST;
    for (; *text; n++) {
        size_t k = strcspn(text, " ");

        words = kld_grow(a, words, n, sizeof *words);
        words[n] = one_value(a, &one, kld_strndup(a, text, k));
        len += strlen(words[n]) + 2;
        text += k;
        text += strspn(text, " ");
    }
    to = joined = kld_alloc(a, len);
    *to++ = '[';
    for (size_t i = 0; i < n; i++)
        to += sprintf(to, "%s%s", i ? ", " : "", words[i]);
    *to = ']';
    return joined;
}

// VIA,DEV,WEIGHT[,onlink] and a blank between them.
static const char *hops_value(struct kld_arena *a, const char *text)
{
    const char *all = "[";

    while (*text) {
        size_t n = strcspn(text, " ");
        char *hop = kld_strndup(a, text, n), *dev = strchr(hop, ','), *weight, *more;
        const char *comma = "";

        text += n;
        text += strspn(text, " ");
        if (!dev)
            continue;
        *dev++ = '\0';
        weight = dev + strcspn(dev, ",");
        if (*weight)
            *weight++ = '\0';
        more = weight + strcspn(weight, ",");
        if (*more)
            *more++ = '\0';
        all = kld_printf(a, "%s%s{", all, all[1] ? ", " : "");
        if (*hop)
            all = kld_printf(a, "%svia: %s", all, scalar(a, hop)), comma = ", ";
        if (*dev)
            all = kld_printf(a, "%s%sdev: %s", all, comma, scalar(a, dev)), comma = ", ";
        if (strcmp(weight, "1") != 0)
            all = kld_printf(a, "%s%sweight: %s", all, comma, weight);
        all = kld_printf(a, "%s%s}", all, *more ? ", onlink: true" : "");
    }
    return kld_printf(a, "%s]", all);
}

/* ---- Keys with values ---- */

struct fields {
    const char **list;
    size_t n;
};

static void add_field(struct writing *w, struct fields *f, const char *key, const char *value)
{
    f->list = kld_grow(w->a, f->list, f->n, sizeof *f->list);
    f->list[f->n++] = kld_printf(w->a, "%s: %s", key, value);
}

// default needs no family when something else tells it.
static const char *destination(const struct kld_object *o, const char *text)
{
    bool six = !strcmp(text, "::/0");
    const char *tells = kld_get(o, "via") ? kld_get(o, "via") : kld_get(o, "source");

    if (o->class != KLD_C_ROUTE || (!six && strcmp(text, "0.0.0.0/0") != 0))
        return text;
    return (tells && strchr(tells, ':')) == six ? "default" : text;
}

static const char *value_of(struct writing *w, const struct kld_object *o,
                            const struct kld_pair *pair)
{
    const char *text = pair->text;

    if (pair->row->type == KLD_T_OBJECTS)
        return hops_value(w->a, text);
    if (pair->row->flags & KLD_LIST)
        return list_value(w->a, pair->row, text);
    if (!strcmp(pair->row->name, "to"))
        text = destination(o, text);
    return one_value(w->a, pair->row, text);
}

static const struct kld_pair *pair_for(const struct kld_object *o, const struct kld_row *r)
{
    for (size_t i = 0; i < o->n; i++)
        if (o->pairs[i].row == r)
            return &o->pairs[i];
    return NULL;
}

// In the order of the table, without @dev's own name.
static struct fields fields_of(struct writing *w, const struct kld_object *o,
                               const struct kld_row *rows, const char *dev)
{
    struct fields f = {0};

    for (const struct kld_row *r = rows; r->name; r++) {
        const struct kld_pair *pair = pair_for(o, r);

        if (pair && !(r->flags & KLD_INTERNAL) &&
            !(dev && !strcmp(r->name, "dev") && !strcmp(pair->text, dev)))
            add_field(w, &f, kld_own_name(r), value_of(w, o, pair));
    }
    return f;
}

// {A: 1, B: 2}, over several lines where one is not enough; what is before it has @column
// characters.
static void put_flow(struct writing *w, const struct fields *f, size_t column)
{
    size_t at = column + 1;

    kl_out_char(w->o, '{');
    for (size_t i = 0; i < f->n; i++) {
        size_t len = strlen(f->list[i]) + 2;

        if (i && at + len > WIDTH) {
            kl_out_printf(w->o, ",\n%*s", (int)column + 1, "");
            at = column + 1;
        } else if (i) {
            kl_out_str(w->o, ", ");
        }
        kl_out_str(w->o, f->list[i]);
        at += len;
    }
    kl_out_str(w->o, "}\n");
}

static void put_section(struct writing *w, const char *name, const struct fields *f)
{
    if (!f->n)
        return;
    kl_out_printf(w->o, "    %s: ", name);
    put_flow(w, f, strlen(name) + 6);
}

static void put_object(struct writing *w, const struct kld_object *o, const char *dev, int indent)
{
    struct fields f = fields_of(w, o, o->section->rows, dev);
    const struct kld_row *first = o->section->rows;

    if (f.n == 1 && first->flags & KLD_SHORT && pair_for(o, first)) {
        kl_out_printf(w->o, "%*s- %s\n", indent, "", value_of(w, o, pair_for(o, first)));
    } else {
        kl_out_printf(w->o, "%*s- ", indent, "");
        put_flow(w, &f, (size_t)indent + 2);
    }
}

/* ---- An interface ---- */

// Below which interface it is written.
static const char *home(const struct writing *w, const struct kld_object *o)
{
    const char *dev = o->dev ? o->dev : o->class == KLD_C_ROUTE ? kld_get(o, "dev") : NULL;

    if (o->class == KLD_C_LINK || !dev || kld_get(o, "hops"))
        return NULL;
    return kld_model_link(w->m, dev) ? dev : NULL;
}

static const char *dev_of(const struct kld_object *o)
{
    return o->dev ? o->dev : kld_get(o, "dev");
}

struct child {
    const char *dev;
    size_t number;
    const struct kld_object *o;
};

static int by_dev(const void *a, const void *b)
{
    const struct child *x = a, *y = b;
    int order = strcmp(x->dev, y->dev);

    return order ? order : x->number < y->number ? -1 : x->number > y->number;
}

static void sort_children(struct writing *w)
{
    const struct kld_model *m = w->m;
    struct child *all = kld_alloc(w->a, (m->n + 1) * sizeof *all);

    for (size_t i = 0; i < m->n; i++)
        if (home(w, m->list[i]))
            all[w->n++] = (struct child){home(w, m->list[i]), i, m->list[i]};
    if (w->n)
        qsort(all, w->n, sizeof *all, by_dev);
    w->children = kld_alloc(w->a, (w->n + 1) * sizeof *w->children);
    for (size_t i = 0; i < w->n; i++)
        w->children[i] = all[i].o;
}

static size_t first_child(const struct writing *w, const char *dev)
{
    size_t low = 0, high = w->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(dev_of(w->children[middle]), dev) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void put_children(struct writing *w, const struct kld_object *link, const struct kld_row *r)
{
    bool some = false;

    for (size_t i = first_child(w, link->dev);
         i < w->n && !strcmp(dev_of(w->children[i]), link->dev); i++) {
        if (w->children[i]->class != r->section->class)
            continue;
        if (!some)
            kl_out_printf(w->o, "    %s:\n", r->name);
        put_object(w, w->children[i], link->dev, 6);
        some = true;
    }
}

// One of its class: keys, or only the first.
static void put_single(struct writing *w, const struct kld_object *o, const struct kld_row *row,
                       int indent)
{
    struct fields f = fields_of(w, o, o->section->rows, NULL);
    const struct kld_row *first = o->section->rows;

    kl_out_printf(w->o, "%*s%s: ", indent, "", row->name);
    if (f.n == 1 && first->flags & KLD_SHORT && pair_for(o, first))
        kl_out_printf(w->o, "%s\n", value_of(w, o, pair_for(o, first)));
    else
        put_flow(w, &f, (size_t)indent + strlen(row->name) + 2);
}

static void put_single_child(struct writing *w, const struct kld_object *link,
                             const struct kld_row *r)
{
    for (size_t i = first_child(w, link->dev);
         i < w->n && !strcmp(dev_of(w->children[i]), link->dev); i++)
        if (w->children[i]->class == r->section->class)
            put_single(w, w->children[i], r, 4);
}

// ipv4/neigh/NAME/gc_stale_time, without the name.
static void put_sysctls(struct writing *w, const struct kld_object *link)
{
    const struct kld_row *value = kld_find(&kld_sysctl, "value", -1);
    struct fields f = {0};

    for (size_t i = first_child(w, link->dev);
         i < w->n && !strcmp(dev_of(w->children[i]), link->dev); i++) {
        const char *name =
            w->children[i]->class == KLD_C_SYSCTL ? kld_get(w->children[i], "name") : NULL;
        const char *rest = name ? strrchr(name, '/') : NULL;

        if (rest && (size_t)(rest - name) > strlen(link->dev))
            add_field(w, &f,
                      kld_printf(w->a, "%.*s%s", (int)(rest - name - (long)strlen(link->dev) - 1),
                                 name, rest),
                      one_value(w->a, value, kld_get(w->children[i], "value")));
    }
    put_section(w, "sysctls", &f);
}

static void put_row(struct writing *w, const struct kld_object *link, const struct kld_row *r)
{
    const struct kld_pair *pair = pair_for(link, r);
    struct fields f;

    if (r->type == KLD_T_SYSCTLS) {
        put_sysctls(w, link);
    } else if (r->type == KLD_T_OBJECTS) {
        put_children(w, link, r);
    } else if (r->type == KLD_T_OBJECT) {
        put_single_child(w, link, r);
    } else if (r->type == KLD_T_SECTION) {
        f = fields_of(w, link, r->section->rows, NULL);
        put_section(w, r->name, &f);
    } else if (pair) {
        kl_out_printf(w->o, "    %s: %s\n", r->name, value_of(w, link, pair));
    }
}

// What it is comes first, what stands on it last.
static void put_link(struct writing *w, const struct kld_object *link)
{
    kl_out_printf(w->o, "  %s:\n", scalar(w->a, link->dev));
    put_row(w, link, kld_find(&kld_interface, "kind", -1));
    for (const struct kld_row *r = kld_kind_rows; r->name; r++)
        if (r->type != KLD_T_OBJECTS)
            put_row(w, link, r);
    for (const struct kld_row *r = kld_interface.rows; r->name; r++)
        if (strcmp(r->name, "kind") != 0)
            put_row(w, link, r);
    for (const struct kld_row *r = kld_kind_rows; r->name; r++)
        if (r->type == KLD_T_OBJECTS && r->kinds >> kld_kind_of(link) & 1)
            put_row(w, link, r);
}

/* ---- The whole ---- */

static bool adopts(const struct kld_model *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (kld_get(m->list[i], "adopt") || (m->list[i]->inner && adopts(m->list[i]->inner)))
            return true;
    return false;
}

static void put_head(struct writing *w)
{
    struct utsname u;
    char when[40] = "", *at;
    time_t now = time(NULL);
    struct tm tm;

    if (uname(&u) < 0)
        strcpy(u.nodename, "?"), strcpy(u.release, "?");
    for (at = u.nodename; *at; at++)
        if ((unsigned char)*at <= ' ' || (unsigned char)*at > '~')
            *at = '?';
    if (gmtime_r(&now, &tm))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S UTC", &tm);
    kl_out_printf(w->o, "# The network of %s, %s, Linux %s; kernlink %s.\n", u.nodename, when,
                  u.release, KL_VERSION);
    if (adopts(w->s->model))
        kl_out_str(w->o,
                   "# With `adopt: true', apply takes over what others made: it is changed, and"
                   " goes, with\n# these settings. Without it, it stays theirs, and must be as"
                   " it is said here.\n");
    if (w->s->n_remarks)
        kl_out_str(w->o, "# Left out:\n");
    for (size_t i = 0; i < w->s->n_remarks && i < 100; i++)
        kl_out_printf(w->o, "#   %s\n", w->s->remarks[i]);
    if (w->s->n_remarks > 100)
        kl_out_printf(w->o, "#   and %zu more\n", w->s->n_remarks - 100);
}

static bool has_some(const struct kld_model *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (!m->list[i]->gone)
            return true;
    return false;
}

static void put_list(struct writing *w, const char *name, enum kld_class class)
{
    const struct kld_model *m = w->m;
    bool some = false;

    for (size_t i = 0; i < m->n; i++) {
        if (m->list[i]->class != class || home(w, m->list[i]))
            continue;
        if (!some)
            kl_out_printf(w->o, "%s:\n", name);
        put_object(w, m->list[i], NULL, 2);
        some = true;
    }
}

static void put_sets(struct writing *w)
{
    const struct kld_model *m = w->m;
    bool some = false;

    for (size_t i = 0; i < m->n; i++) {
        const char *name;
        struct fields f;

        if (m->list[i]->class != KLD_C_SET)
            continue;
        if (!some)
            kl_out_str(w->o, "ipsets:\n");
        some = true;
        name = scalar(w->a, kld_get(m->list[i], "name"));
        f = fields_of(w, m->list[i], kld_set_section.rows, NULL);
        kl_out_printf(w->o, "  %s: ", name);
        put_flow(w, &f, strlen(name) + 4);
    }
}

static void put_model(const struct writing *around, const struct kld_model *m, struct kl_out *o);

// What is in it stands as outside, four blanks further in.
static void put_inside(struct writing *w, const struct kld_object *space)
{
    struct kl_out *o;
    const char *text;

    if (kl_out_open_memory(&o) < 0)
        abort(); // as an arena does
    put_model(w, space->inner, o);
    if (kl_out_error(o))
        abort();
    for (text = kl_out_text(o, NULL); *text; text += *text == '\n') {
        size_t n = strcspn(text, "\n");

        kl_out_printf(w->o, "    %.*s\n", (int)n, text);
        text += n;
    }
    kl_out_close(o);
}

static void put_namespaces(struct writing *w)
{
    bool some = false;

    for (size_t i = 0; i < w->m->n; i++) {
        const struct kld_object *space = w->m->list[i];

        if (!space->inner)
            continue;
        if (!some)
            kl_out_str(w->o, "namespaces:\n");
        some = true;
        kl_out_printf(w->o, "  %s:\n", scalar(w->a, kld_get(space, "name")));
        if (kld_get(space, "adopt"))
            kl_out_printf(w->o, "    adopt: %s\n", kld_get(space, "adopt"));
        if (!kld_get(space, "adopt") || has_some(space->inner))
            put_inside(w, space);
    }
}

static void put_model(const struct writing *around, const struct kld_model *m, struct kl_out *o)
{
    struct writing w = {.a = around->a, .o = o, .s = around->s, .m = m};
    bool some = false;

    sort_children(&w);
    for (size_t i = 0; i < m->n; i++) {
        if (m->list[i]->class != KLD_C_LINK || m->list[i]->gone)
            continue;
        if (!some)
            kl_out_str(o, "interfaces:\n");
        put_link(&w, m->list[i]);
        some = true;
    }
    put_sets(&w);
    put_list(&w, "routes", KLD_C_ROUTE);
    put_list(&w, "rules", KLD_C_RULE);
    for (size_t i = 0; i < m->n; i++)
        if (m->list[i]->class == KLD_C_DNS && !m->list[i]->dev)
            put_single(&w, m->list[i], kld_find(&kld_root, "dns", -1), 0);
    put_namespaces(&w);
    if (!has_some(m))
        kl_out_str(o, "{}\n");
}

void kld_snapshot_yaml(const struct kld_snapshot *s, struct kl_out *o)
{
    struct writing w = {.a = s->arena, .o = o, .s = s};

    put_head(&w);
    put_model(&w, s->model, o);
}
