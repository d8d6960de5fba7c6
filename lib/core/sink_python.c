// SPDX-License-Identifier: MIT
// The form of pyroute2's decoder: Python literals, plain numbers where others have names,
// attributes as ['NAME', value] lists under 'attrs', each value in a line of its own under the
// bracket it belongs to.
#include "sink.h"

#include <stdio.h>
#include <string.h>

static void put(struct kl_sink *k, const char *s)
{
    size_t len = strlen(s);

    k->column += len;
    kl_out_write(k->out, s, len);
}

static void put_quoted(struct kl_sink *k, const char *s, size_t len)
{
    char escape[8];

    put(k, "'");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c < 0x20 || c >= 0x7f || c == '\'' || c == '\\')
            snprintf(escape, sizeof(escape), c == '\'' || c == '\\' ? "\\%c" : "\\x%02x", c);
        else
            snprintf(escape, sizeof(escape), "%c", c);
        put(k, escape);
    }
    put(k, "'");
}

static void before(struct kl_sink *k)
{
    struct kl_sink_level *l = &k->level[k->depth];

    if (k->depth == 0) {
        if (l->count > 0)
            kl_put_char(k->out, '\n');
        k->column = 0;
        return;
    }
    if (l->count > 0) {
        put(k, l->attrs ? "],\n" : ",\n");
        k->column = 0;
        while (k->column < l->column)
            put(k, " ");
    }
}

static void key(struct kl_sink *k, const char *name)
{
    bool attrs = k->level[k->depth].attrs;

    if (attrs)
        put(k, "[");
    put_quoted(k, name, strlen(name));
    put(k, attrs ? ", " : ": ");
    /* pyroute2 had no better type for it when the form was made. */
    k->as_bytes = strcmp(name, "NL80211_ATTR_GENERATION") == 0;
    k->attrs_key = !attrs && strcmp(name, "attrs") == 0;
}

/* Below 'attrs' every nest is {'attrs': [...]} again; a struct is a dict of its fields. */
static void begin(struct kl_sink *k)
{
    struct kl_sink_level *l = &k->level[k->depth];

    for (unsigned i = 1; i < k->depth && !l->array && !k->plain; i++)
        l->attrs |= k->level[i].attrs;
    if (l->attrs)
        put(k, "{'attrs': ");
    l->attrs |= !l->array && k->attrs_key;
    put(k, l->array || l->attrs ? "[" : "{");
    l->column = k->column;
}

static bool inside_attrs(const struct kl_sink *k)
{
    for (unsigned i = 1; i < k->depth; i++)
        if (k->level[i].attrs)
            return true;
    return false;
}

static void end(struct kl_sink *k)
{
    const struct kl_sink_level *l = &k->level[k->depth];

    if (l->attrs && l->count > 0)
        put(k, "]");
    put(k, l->array || l->attrs ? "]" : "}");
    if (l->attrs && inside_attrs(k))
        put(k, "}");
}

static void put_bytes(struct kl_sink *k, const void *data, size_t len)
{
    put(k, "'");
    kl_out_bytes(k->out, data, len);
    put(k, "'");
}

static void value(struct kl_sink *k, const struct kl_value *v)
{
    struct kl_out *o = k->out;

    if (k->as_bytes && k->raw != NULL) {
        put_bytes(k, k->raw, k->raw_len);
        return;
    }
    switch (v->kind) {
    case KL_VALUE_NULL:
        put(k, "None");
        break;
    case KL_VALUE_BOOL:
        put(k, v->u != 0 ? "True" : "False");
        break;
    case KL_VALUE_STRING:
        put_quoted(k, v->data, v->len);
        break;
    case KL_VALUE_BYTES:
    case KL_VALUE_MAC:
        put_bytes(k, v->data, v->len);
        break;
    case KL_VALUE_IP:
        put(k, "'");
        kl_out_ip(o, v->data, v->len);
        put(k, "'");
        break;
    case KL_VALUE_FLAGS:
        kl_out_uint(o, v->u);
        break;
    default: /* no names here */
        kl_sink_put_number(o, v);
    }
}

static void finish(struct kl_sink *k)
{
    if (k->level[0].count > 0)
        kl_put_char(k->out, '\n');
}

const struct kl_sink_form kl_sink_python = {before, key, begin, end, value, finish};
