// SPDX-License-Identifier: MIT
// JSON, one streamed array indented by two, and JSON lines. RFC 8259; always valid UTF-8.
#include "sink.h"

#include <string.h>

static void new_line(struct kl_sink *k, unsigned depth)
{
    if (k->kind == KL_SINK_JSONL)
        return;
    kl_put_char(k->out, '\n');
    for (unsigned i = 0; i < depth; i++)
        KL_PUT_LIT(k->out, "  ");
}

static void before(struct kl_sink *k)
{
    bool first = k->level[k->depth].count == 0;

    if (k->depth == 0) {
        if (k->kind == KL_SINK_JSONL)
            return;
        kl_put_char(k->out, first ? '[' : ',');
    } else if (!first) {
        kl_put_char(k->out, ',');
        if (k->kind == KL_SINK_JSONL)
            kl_put_char(k->out, ' ');
    }
    new_line(k, k->depth + 1);
}

/* A line is whole when its value is: who reads a stream does not wait for the next. */
static void end_line(struct kl_sink *k, unsigned depth)
{
    if (k->kind == KL_SINK_JSONL && depth == 0)
        kl_put_char(k->out, '\n');
}

static void key(struct kl_sink *k, const char *name)
{
    kl_out_json_str(k->out, name, strlen(name));
    KL_PUT_LIT(k->out, ": ");
}

static void begin(struct kl_sink *k)
{
    kl_put_char(k->out, k->level[k->depth].array ? '[' : '{');
}

static void end(struct kl_sink *k)
{
    if (k->level[k->depth].count > 0)
        new_line(k, k->depth);
    kl_put_char(k->out, k->level[k->depth].array ? ']' : '}');
    end_line(k, k->depth - 1);
}

static void put_flag(const char *name, size_t len, bool first, void *user)
{
    struct kl_out *o = user;

    if (!first)
        KL_PUT_LIT(o, ", ");
    kl_out_json_str(o, name, len);
}

static void value(struct kl_sink *k, const struct kl_value *v)
{
    struct kl_out *o = k->out;

    switch (v->kind) {
    case KL_VALUE_NULL:
        KL_PUT_LIT(o, "null");
        break;
    case KL_VALUE_BOOL:
        kl_out_str(o, v->u != 0 ? "true" : "false");
        break;
    case KL_VALUE_STRING:
        kl_out_json_str(o, v->data, v->len);
        break;
    case KL_VALUE_BYTES:
    case KL_VALUE_MAC:
        kl_put_char(o, '"');
        kl_out_bytes(o, v->data, v->len);
        kl_put_char(o, '"');
        break;
    case KL_VALUE_IP:
        kl_put_char(o, '"');
        kl_out_ip(o, v->data, v->len);
        kl_put_char(o, '"');
        break;
    case KL_VALUE_FLAGS:
        kl_put_char(o, '[');
        kl_sink_each_flag(v, put_flag, o);
        kl_put_char(o, ']');
        break;
    default:
        if (v->name != NULL)
            kl_out_json_str(o, v->name, strlen(v->name));
        else
            kl_sink_put_number(o, v);
    }
    end_line(k, k->depth);
}

static void finish(struct kl_sink *k)
{
    if (k->kind == KL_SINK_JSONL)
        return;
    if (k->level[0].count == 0)
        KL_PUT_LIT(k->out, "[]\n");
    else
        KL_PUT_LIT(k->out, "\n]\n");
}

const struct kl_sink_form kl_sink_json = {before, key, begin, end, value, finish};
