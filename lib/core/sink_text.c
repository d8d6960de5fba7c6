// SPDX-License-Identifier: MIT
// Text for people: a line for each name and value, what is inside indented by two, elements of
// arrays behind a dash. Control characters never reach the terminal.
#include "sink.h"

#include <string.h>

static void before(struct kl_sink *k)
{
    unsigned depth = k->depth > 0 ? k->depth - 1 : 0;

    if (k->depth == 0) {
        if (k->level[0].count > 0)
            kl_put_char(k->out, '\n');
        return;
    }
    /* The first line of an element stands behind its dash already. */
    if (k->dash) {
        k->dash = false;
    } else {
        for (unsigned i = 0; i < depth; i++)
            KL_PUT_LIT(k->out, "  ");
    }
    if (k->level[k->depth].array) {
        KL_PUT_LIT(k->out, "- ");
        k->dash = true;
    }
}

static void put_text(struct kl_out *o, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c < 0x20 || c == 0x7f || c == '\\')
            kl_out_printf(o, "\\x%02x", c);
        else
            kl_put_char(o, (char)c);
    }
}

static void key(struct kl_sink *k, const char *name)
{
    put_text(k->out, name, strlen(name));
}

static void begin(struct kl_sink *k)
{
    /* In an array the dash is followed by the element's first line; behind a key comes a new one.
     */
    if (k->keyed) {
        kl_put_char(k->out, '\n');
        k->dash = false;
    }
}

static void end(struct kl_sink *k)
{
    if (k->level[k->depth].count > 0 || k->depth == 1)
        return;
    if (k->dash)
        KL_PUT_LIT(k->out, "(nothing)\n");
    k->dash = false;
}

static void put_symbol(struct kl_out *o, const struct kl_value *v)
{
    if (v->kind == KL_VALUE_FLAGS && (v->name == NULL || v->name[0] == '\0')) {
        KL_PUT_LIT(o, "0");
        return;
    }
    kl_out_str(o, v->name);
    KL_PUT_LIT(o, " (");
    if (v->kind == KL_VALUE_FLAGS) {
        KL_PUT_LIT(o, "0x");
        kl_out_hex(o, v->u, 1);
    } else {
        kl_sink_put_readable(o, v);
    }
    kl_put_char(o, ')');
}

static void value(struct kl_sink *k, const struct kl_value *v)
{
    struct kl_out *o = k->out;

    if (k->keyed)
        kl_put_char(o, ' ');
    k->dash = false;
    switch (v->kind) {
    case KL_VALUE_NULL:
        kl_put_char(o, '-');
        break;
    case KL_VALUE_BOOL:
        kl_out_str(o, v->u != 0 ? "yes" : "no");
        break;
    case KL_VALUE_STRING:
        kl_put_char(o, '"');
        put_text(o, v->data, v->len);
        kl_put_char(o, '"');
        break;
    case KL_VALUE_BYTES:
    case KL_VALUE_MAC:
        kl_out_bytes(o, v->data, v->len);
        break;
    case KL_VALUE_IP:
        kl_out_ip(o, v->data, v->len);
        break;
    default:
        if (v->name != NULL || v->kind == KL_VALUE_FLAGS)
            put_symbol(o, v);
        else
            kl_sink_put_readable(o, v);
    }
    if (v->unit != NULL) {
        kl_put_char(o, ' ');
        kl_out_str(o, v->unit);
    }
    kl_put_char(o, '\n');
}

static void finish(struct kl_sink *k)
{
    (void)k;
}

const struct kl_sink_form kl_sink_text = {before, key, begin, end, value, finish};
