// SPDX-License-Identifier: MIT
// Walking a family's tables, and rows in words.
#include "schema.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Words ---- */

const char *schema_protocol(int protocol)
{
    switch (protocol) {
    case NETLINK_ROUTE:
        return "route";
    case NETLINK_SOCK_DIAG:
        return "sock_diag";
    case NETLINK_XFRM:
        return "xfrm";
    case NETLINK_AUDIT:
        return "audit";
    case NETLINK_CONNECTOR:
        return "connector";
    case NETLINK_NETFILTER:
        return "netfilter";
    case NETLINK_KOBJECT_UEVENT:
        return "uevent";
    case NETLINK_GENERIC:
        return "generic";
    case NETLINK_CRYPTO:
        return "crypto";
    default:
        return NULL;
    }
}

const char *schema_type(uint8_t type)
{
    static const char *const names[] = {
        [KL_T_BINARY] = "bytes",    [KL_T_FLAG] = "flag",
        [KL_T_U8] = "u8",           [KL_T_U16] = "u16",
        [KL_T_U32] = "u32",         [KL_T_U64] = "u64",
        [KL_T_S8] = "s8",           [KL_T_S16] = "s16",
        [KL_T_S32] = "s32",         [KL_T_S64] = "s64",
        [KL_T_UINT] = "uint",       [KL_T_SINT] = "sint",
        [KL_T_STRING] = "string",   [KL_T_MAC] = "mac",
        [KL_T_IP4] = "ipv4",        [KL_T_IP6] = "ipv6",
        [KL_T_IP] = "ip",           [KL_T_LLADDR] = "lladdr",
        [KL_T_BITMAP] = "bitmap",   [KL_T_BITFIELD32] = "bitfield32",
        [KL_T_STRUCT] = "struct",   [KL_T_NEST] = "nest",
        [KL_T_ARRAY] = "array",     [KL_T_PACKED] = "packed",
        [KL_T_RECORDS] = "records",
    };

    return type < sizeof names / sizeof names[0] && names[type] ? names[type] : "unknown";
}

const struct kl_attr_def *schema_inner(const struct kl_attr_def *row)
{
    for (unsigned i = 0; i < 8 && row->type == KL_T_ARRAY && row->elem == KL_T_ARRAY; i++)
        row = row->ref.elem;
    return row;
}

static uint8_t kind(const struct kl_attr_def *row)
{
    return row->type == KL_T_ARRAY || row->type == KL_T_PACKED ? row->elem : row->type;
}

static bool nests(const struct kl_attr_def *row)
{
    return kind(row) == KL_T_NEST || kind(row) == KL_T_RECORDS;
}

const struct kl_selector *schema_selector(const struct kl_attr_def *row)
{
    row = schema_inner(row);
    return nests(row) && row->flags & KL_A_SELECT ? row->ref.select : NULL;
}

const struct kl_attrset *schema_inside(const struct kl_attr_def *row)
{
    row = schema_inner(row);
    return nests(row) && !(row->flags & KL_A_SELECT) ? row->ref.set : NULL;
}

const struct kl_layout *schema_layout(const struct kl_attr_def *row)
{
    row = schema_inner(row);
    return kind(row) == KL_T_STRUCT ? row->ref.layout : NULL;
}

const struct kl_enum *schema_enum(const struct kl_attr_def *row)
{
    row = schema_inner(row);
    return kl_type_is_int(kind(row)) || kind(row) == KL_T_BITFIELD32 || kind(row) == KL_T_BITMAP
               ? row->ref.values
               : NULL;
}

static void add(char *buffer, size_t size, const char *words)
{
    size_t len = strlen(buffer);

    snprintf(buffer + len, size - len, "%s", words);
}

static void add_length(char *buffer, size_t size, const struct kl_attr_def *row)
{
    char words[64] = "";

    if (kl_type_is_int(row->type) || kl_type_len(row->type))
        return;
    if (row->min_len && row->min_len == row->max_len)
        snprintf(words, sizeof words, ", %u bytes", row->min_len);
    else if (row->min_len && row->max_len)
        snprintf(words, sizeof words, ", %u to %u bytes", row->min_len, row->max_len);
    else if (row->max_len)
        snprintf(words, sizeof words, ", at most %u bytes", row->max_len);
    else if (row->min_len)
        snprintf(words, sizeof words, ", at least %u bytes", row->min_len);
    add(buffer, size, words);
}

const char *schema_type_text(char *buffer, size_t size, const struct kl_attr_def *row)
{
    const struct kl_attr_def *inner = schema_inner(row);
    const struct kl_layout *layout = schema_layout(row);

    buffer[0] = '\0';
    for (; row != inner; row = row->ref.elem)
        add(buffer, size, "array of ");
    if (row->type == KL_T_ARRAY || row->type == KL_T_PACKED) {
        add(buffer, size, row->type == KL_T_ARRAY ? "array of " : "packed ");
        add(buffer, size, schema_type(row->elem));
    } else {
        add(buffer, size, schema_type(row->type));
    }
    if (layout) {
        add(buffer, size, " ");
        add(buffer, size, layout->name);
    }
    if (row->flags & (KL_A_BE | KL_A_NBO))
        add(buffer, size, ", big-endian");
    add_length(buffer, size, row);
    return buffer;
}

const char *schema_range(char *buffer, size_t size, const struct kl_attr_def *row)
{
    if (!kl_type_is_int(row->type) || (!row->min && !row->max))
        return NULL;
    if (kl_type_is_signed(row->type))
        snprintf(buffer, size, "%" PRId64 " to %" PRId64, row->min, row->max);
    else
        snprintf(buffer, size, "%" PRIu64 " to %" PRIu64, (uint64_t)row->min, (uint64_t)row->max);
    return buffer;
}

bool schema_same(const struct kl_attr_def *a, const struct kl_attr_def *b)
{
    return a->id == b->id && a->type == b->type && a->elem == b->elem && a->flags == b->flags &&
           a->unit == b->unit && a->min_len == b->min_len && a->max_len == b->max_len &&
           a->min == b->min && a->max == b->max && a->ref.set == b->ref.set &&
           strcmp(a->name, b->name) == 0 && strcmp(a->doc, b->doc) == 0;
}

bool schema_seen(const struct schema_found *found, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (schema_same(found[k].row, found[i].row))
            return true;
    return false;
}

/* ---- Walking ---- */

static int reach(struct schema_walk *w, const struct kl_attrset *set,
                 const struct kl_command_def *of, const char *from, const char *step,
                 const char *which)
{
    struct schema_place *grown;
    char *where = NULL;

    for (size_t i = 0; i < w->n; i++)
        if (w->places[i].set == set) {
            w->places[i].others += of && !w->places[i].nested && w->places[i].last != of;
            w->places[i].last = of ? of : w->places[i].last;
            return 0;
        }
    if (!set)
        return 0;
    grown = realloc(w->places, (w->n + 1) * sizeof *grown);
    if (!grown)
        return -ENOMEM;
    w->places = grown;
    if (asprintf(&where, "%s%s%s%s%s%s", from, !of && from[strlen(from) - 1] != ':' ? "." : " ",
                 step, which[0] ? " (" : "", which, which[0] ? ")" : "") < 0)
        return -ENOMEM;
    w->places[w->n++] =
        (struct schema_place){.set = set, .where = where, .nested = !of, .last = of};
    return 0;
}

// The sets inside the rows of place @i.
static int reach_inside(struct schema_walk *w, size_t i)
{
    const struct kl_attrset *set = w->places[i].set;
    const char *from = w->places[i].where;
    int rc = 0;

    for (unsigned r = 0; rc == 0 && r < set->n_rows; r++) {
        const struct kl_attr_def *row = &set->rows[r];
        const struct kl_selector *s = schema_selector(row);
        char number[24];

        rc = reach(w, schema_inside(row), NULL, from, row->name, "");
        for (unsigned c = 0; rc == 0 && s && c < s->n_cases; c++) {
            snprintf(number, sizeof number, "%" PRIu64, s->cases[c].number);
            rc = reach(w, s->cases[c].set, NULL, from, row->name,
                       s->by == KL_BY_STRING ? s->cases[c].name : number);
        }
        if (rc == 0 && s)
            rc = reach(w, s->otherwise, NULL, from, row->name, "otherwise");
    }
    return rc;
}

static int reach_command(struct schema_walk *w, const struct kl_family *f,
                         const struct kl_command_def *c)
{
    char name[KL_NAME_SIZE], from[KL_NAME_SIZE + 16];
    int rc;

    kl_short_name(name, c->name, f->command_prefix);
    snprintf(from, sizeof from, "%s:", name);
    rc = reach(w, kl_command_attrs(f, c, false), c, from, "", "");
    snprintf(from, sizeof from, "%s, reply:", name);
    return rc < 0 ? rc : reach(w, kl_command_attrs(f, c, true), c, from, "", "");
}

static int walk(struct schema_walk *w, const struct kl_family *f, const struct kl_command_def *only)
{
    int rc = 0;

    *w = (struct schema_walk){.family = f};
    for (unsigned i = 0; rc == 0 && i < f->n_commands; i++)
        if (!only || only == &f->commands[i])
            rc = reach_command(w, f, &f->commands[i]);
    for (size_t i = 0; rc == 0 && i < w->n; i++) {
        // " " behind a message's colon was only the place of a step.
        char *end = strrchr(w->places[i].where, ':');

        if (!w->places[i].nested && end)
            end[1] = '\0';
        rc = reach_inside(w, i);
    }
    if (rc < 0)
        schema_walk_free(w);
    return rc;
}

int schema_walk(struct schema_walk *ret, const struct kl_family *f)
{
    return walk(ret, f, NULL);
}

int schema_walk_command(struct schema_walk *ret, const struct kl_family *f,
                        const struct kl_command_def *c)
{
    return walk(ret, f, c);
}

const char *schema_where(char *buffer, size_t size, const struct schema_place *p)
{
    size_t len = strlen(p->where);

    len -= len > 0 && p->where[len - 1] == ':';
    if (p->others > 0)
        snprintf(buffer, size, "%.*s (and %u more)", (int)len, p->where, p->others);
    else
        snprintf(buffer, size, "%.*s", (int)len, p->where);
    return buffer;
}

void schema_walk_free(struct schema_walk *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->places[i].where);
    free(w->places);
    *w = (struct schema_walk){.family = NULL};
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t schema_count(const struct schema_walk *w)
{
    size_t n = 0, distinct = 0;
    const char **names;

    for (size_t i = 0; i < w->n; i++)
        n += w->places[i].set->n_rows;
    names = calloc(n + 1, sizeof *names);
    if (!names)
        return 0;
    n = 0;
    for (size_t i = 0; i < w->n; i++)
        for (unsigned r = 0; r < w->places[i].set->n_rows; r++)
            if (!(w->places[i].set->rows[r].flags & KL_A_PAD))
                names[n++] = w->places[i].set->rows[r].name;
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || strcmp(names[i - 1], names[i]) != 0;
    free(names);
    return distinct;
}
