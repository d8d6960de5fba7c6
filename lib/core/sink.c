// SPDX-License-Identifier: MIT
// Sinks: the walk that every form of output shares. A caller that breaks its rules gets -EINVAL at
// the end, and output that is closed properly all the same.
#include "sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int kl_sink_new(struct kl_sink **ret, enum kl_sink_kind kind, struct kl_out *o)
{
    static const struct kl_sink_form *const forms[] = {
        [KL_SINK_TEXT] = &kl_sink_text,
        [KL_SINK_JSON] = &kl_sink_json,
        [KL_SINK_JSONL] = &kl_sink_json,
        [KL_SINK_PYTHON] = &kl_sink_python,
    };
    struct kl_sink *k;

    if ((unsigned)kind >= sizeof(forms) / sizeof(forms[0]) || o == NULL)
        return -EINVAL;
    k = calloc(1, sizeof(*k));
    if (k == NULL)
        return -ENOMEM;
    k->form = forms[kind];
    k->kind = kind;
    k->out = o;
    k->level[0].array = true;
    *ret = k;
    return 0;
}

static void fail(struct kl_sink *k, int code)
{
    if (k->error == 0)
        k->error = code;
}

/* May a value begin here? */
static bool allowed(struct kl_sink *k)
{
    if (k->error == 0 && !k->keyed && !k->level[k->depth].array)
        fail(k, -EINVAL);
    return k->error == 0;
}

static void announce(struct kl_sink *k)
{
    if (!k->keyed)
        k->form->before(k);
    k->level[k->depth].count++;
}

static void begin(struct kl_sink *k, bool array)
{
    if (k->error == 0 && k->depth == KL_SINK_DEPTH)
        fail(k, -ELOOP);
    if (!allowed(k))
        return;
    announce(k);
    k->depth++;
    k->level[k->depth] = (struct kl_sink_level){.array = array};
    k->form->begin(k);
    k->keyed = false;
    k->attrs_key = false;
    k->plain = false;
}

void kl_sink_struct_begin(struct kl_sink *k)
{
    k->plain = true;
    kl_sink_object_begin(k);
}

static void end(struct kl_sink *k, bool array)
{
    if (k->error == 0 && (k->depth == 0 || k->keyed || k->level[k->depth].array != array))
        fail(k, -EINVAL);
    if (k->error != 0)
        return;
    k->form->end(k);
    k->depth--;
}

void kl_sink_object_begin(struct kl_sink *k)
{
    begin(k, false);
}

void kl_sink_object_end(struct kl_sink *k)
{
    end(k, false);
}

void kl_sink_array_begin(struct kl_sink *k)
{
    begin(k, true);
}

void kl_sink_array_end(struct kl_sink *k)
{
    end(k, true);
}

void kl_sink_key(struct kl_sink *k, const char *key)
{
    if (k->error == 0 && (k->keyed || k->level[k->depth].array || key == NULL))
        fail(k, -EINVAL);
    if (k->error != 0)
        return;
    k->form->before(k);
    k->form->key(k, key);
    k->keyed = true;
}

void kl_sink_value(struct kl_sink *k, const struct kl_value *v)
{
    if (!allowed(k))
        return;
    announce(k);
    k->form->value(k, v);
    k->keyed = false;
    k->attrs_key = false;
    k->raw = NULL;
}

void kl_sink_uint(struct kl_sink *k, uint64_t value)
{
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_UINT, .u = value});
}

void kl_sink_int(struct kl_sink *k, int64_t value)
{
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_INT, .i = value});
}

void kl_sink_bool(struct kl_sink *k, bool value)
{
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_BOOL, .u = value});
}

void kl_sink_str(struct kl_sink *k, const char *s)
{
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_STRING, .data = s, .len = strlen(s)});
}

int kl_sink_free(struct kl_sink *k)
{
    int error;

    if (k == NULL)
        return 0;
    if (k->depth > 0 || k->keyed)
        fail(k, -EINVAL);
    /* What is open is closed, so that a reader can parse what there is. */
    if (k->keyed) {
        k->form->value(k, &(struct kl_value){.kind = KL_VALUE_NULL});
        k->level[k->depth].count++;
    }
    for (; k->depth > 0; k->depth--)
        k->form->end(k);
    k->form->finish(k);
    error = k->error != 0 ? k->error : kl_out_error(k->out);
    free(k);
    return error;
}

bool kl_sink_put_number(struct kl_out *o, const struct kl_value *v)
{
    if (v->kind == KL_VALUE_INT && v->i < 0) {
        kl_put_char(o, '-');
        kl_put_uint(o, -(uint64_t)v->i);
    } else if (v->kind == KL_VALUE_INT) {
        kl_put_uint(o, (uint64_t)v->i);
    } else if (v->kind == KL_VALUE_UINT || v->kind == KL_VALUE_FLAGS) {
        kl_put_uint(o, v->u);
    } else {
        return false;
    }
    return true;
}

bool kl_sink_put_readable(struct kl_out *o, const struct kl_value *v)
{
    if (v->kind != KL_VALUE_UINT || !v->hex || v->u < 10)
        return kl_sink_put_number(o, v);
    KL_PUT_LIT(o, "0x");
    kl_out_hex(o, v->u, 1);
    return true;
}

void kl_sink_each_flag(const struct kl_value *v,
                       void (*each)(const char *name, size_t len, bool first, void *user),
                       void *user)
{
    const char *at = v->name;

    while (at != NULL && *at != '\0') {
        size_t len = strcspn(at, "|");

        each(at, len, at == v->name, user);
        at += len + (at[len] == '|');
    }
}
