// SPDX-License-Identifier: MIT
// Decoding attributes by their rows. Nothing is refused: what does not fit its row is shown as
// bytes.
#include "decode.h"
#include "sink.h"
#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More kinds of repeated attributes than any family has; a hostile message cannot make the search
 * for their repetitions long. */
#define REPEATED_MAX 64

/* Sets of ids, a bit for each. Ids are 14 bits, but those in use are small: sets of them need no
 * allocation and little clearing. */
#define IDS_FEW      512u
#define IDS_WORDS    ((1u << 14) / 64)

struct ids {
    uint64_t few[3][IDS_FEW / 64];
    uint64_t *many; /* or NULL */
    uint64_t *set[3];
};

/* @n empty sets for the ids of @v. @return false: out of memory. */
static bool ids_open(struct ids *s, unsigned n, struct kl_view v)
{
    struct kl_attr a;
    bool high = false;

    while (!high && kl_view_step(&v, &a) > 0)
        high = a.type >= IDS_FEW;
    s->many = high ? calloc(n, IDS_WORDS * sizeof(*s->many)) : NULL;
    if (!high)
        memset(s->few, 0, n * sizeof(s->few[0]));
    for (unsigned i = 0; i < n; i++)
        s->set[i] = high && s->many != NULL ? s->many + (size_t)i * IDS_WORDS : s->few[i];
    return !high || s->many != NULL;
}

static void ids_close(struct ids *s)
{
    free(s->many);
}

static bool see(uint64_t *set, uint16_t type)
{
    uint64_t bit = (uint64_t)1 << (type % 64);
    bool before = (set[type / 64] & bit) != 0;

    set[type / 64] |= bit;
    return before;
}

static bool was_seen(const uint64_t *set, uint16_t type)
{
    return (set[type / 64] >> (type % 64) & 1) != 0;
}

static void value(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_scope *scope,
                  const struct kl_attr *a, unsigned depth);

static void put_bytes(struct kl_decoder *d, const void *data, size_t len)
{
    kl_sink_value(d->sink, &(struct kl_value){.kind = KL_VALUE_BYTES, .data = data, .len = len});
}

/* An attribute that its row cannot be: an object that says so and keeps the bytes. */
static void misfit(struct kl_decoder *d, const char *what, const void *data, size_t len)
{
    d->malformed++;
    kl_sink_struct_begin(d->sink);
    kl_sink_key(d->sink, "error");
    kl_sink_str(d->sink, what);
    kl_sink_key(d->sink, "bytes");
    put_bytes(d, data, len);
    kl_sink_object_end(d->sink);
}

void kl_decode_error(struct kl_decoder *d, const char *what, size_t offset)
{
    d->malformed++;
    kl_sink_key(d->sink, "error");
    kl_sink_str(d->sink, what);
    kl_sink_key(d->sink, "offset");
    kl_sink_uint(d->sink, offset);
}

void kl_decode_flags(struct kl_decoder *d, const struct kl_enum *e, uint64_t flags)
{
    uint64_t rest = flags;
    char names[512];
    size_t len = 0;

    for (unsigned i = 0; e != NULL && i < e->n_values && rest != 0; i++) {
        uint64_t mask = (uint64_t)e->values[i].value;
        size_t more;

        if (mask == 0 || (rest & mask) != mask)
            continue;
        more = strlen(e->values[i].name);
        if (len + more + 24 > sizeof(names))
            continue;
        rest &= ~mask;
        if (len > 0)
            names[len++] = '|';
        memcpy(names + len, e->values[i].name, more);
        len += more;
    }
    names[len] = '\0';
    if (rest != 0)
        snprintf(names + len, sizeof(names) - len, "%s0x%llx", len > 0 ? "|" : "",
                 (unsigned long long)rest);
    kl_sink_value(d->sink, &(struct kl_value){.kind = KL_VALUE_FLAGS, .u = flags, .name = names});
}

static void integer(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_attr *a)
{
    struct kl_value v = {.unit = kl_unit_name(row->unit), .hex = (row->flags & KL_A_HEX) != 0};
    const struct kl_enum *e = row->ref.values;
    int rc;

    if (kl_type_is_signed(row->type)) {
        v.kind = KL_VALUE_INT;
        rc = kl_row_get_int(row, a->flags, a->data, a->len, &v.i);
        if (rc == 0 && e != NULL)
            v.name = kl_enum_name(e, v.i);
    } else {
        v.kind = KL_VALUE_UINT;
        rc = kl_row_get_uint(row, a->flags, a->data, a->len, &v.u);
        if (rc == 0 && e != NULL && e->flags) {
            kl_decode_flags(d, e, v.u);
            return;
        }
        if (rc == 0 && e != NULL)
            v.name = kl_enum_name(e, (int64_t)v.u);
    }
    if (row == d->named)
        v.name = d->name;
    if (rc < 0)
        misfit(d, a->len < kl_type_len(row->type) ? "too short" : "wrong length", a->data, a->len);
    else
        kl_sink_value(d->sink, &v);
}

static void string(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_attr *a)
{
    size_t len = strnlen((const char *)a->data, a->len);
    bool all_zero = len == 0 && a->len > 1 && (row->flags & KL_A_NO_NUL) != 0;

    /* Something behind the NUL would be lost in a string, and so would zeroes that are all of it.
     */
    for (size_t i = len; i < a->len; i++)
        if (a->data[i] != 0 || all_zero) {
            put_bytes(d, a->data, a->len);
            return;
        }
    kl_sink_value(d->sink,
                  &(struct kl_value){.kind = KL_VALUE_STRING, .data = a->data, .len = len});
}

static void address(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_attr *a)
{
    size_t want = kl_type_len(row->type);
    enum kl_value_kind kind = row->type == KL_T_MAC ? KL_VALUE_MAC : KL_VALUE_IP;

    if (row->type == KL_T_LLADDR) {
        want = a->len;
        kind = want == 4 || want == 16 ? KL_VALUE_IP : want == 6 ? KL_VALUE_MAC : KL_VALUE_BYTES;
    } else if (want == 0) {
        want = a->len >= 16 ? 16 : 4;
    }
    if (a->len < want)
        misfit(d, "too short", a->data, a->len);
    else if (a->len > want)
        put_bytes(d, a->data, a->len);
    else
        kl_sink_value(d->sink, &(struct kl_value){.kind = kind, .data = a->data, .len = want});
}

static void bitfield(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_attr *a)
{
    uint32_t word[2];

    if (a->len < sizeof(word)) {
        misfit(d, "too short", a->data, a->len);
        return;
    }
    memcpy(word, a->data, sizeof(word));
    kl_sink_struct_begin(d->sink);
    kl_sink_key(d->sink, "value");
    kl_decode_flags(d, row->ref.values, word[0]);
    kl_sink_key(d->sink, "selector");
    kl_decode_flags(d, row->ref.values, word[1]);
    kl_sink_object_end(d->sink);
}

bool kl_decode_field(struct kl_decoder *d, const struct kl_layout *layout, unsigned i,
                     const unsigned char *data, size_t len)
{
    static const struct kl_scope nowhere;
    const struct kl_attr_def *f = &layout->fields[i];
    struct kl_attr a = {.data = data + f->id, .len = kl_field_size(layout, i, len)};

    if ((f->flags & KL_A_PAD) != 0 || (size_t)f->id + a.len > len ||
        !kl_field_is_there(layout, i, data, len))
        return false;
    if ((f->flags & KL_A_FAMILY) != 0 && kl_field_is_ip4(layout, i, data, len))
        a.len = 4;
    kl_sink_key(d->sink, f->name);
    value(d, f, &nowhere, &a, KL_MAX_DEPTH - 1);
    return true;
}

/* An older kernel's struct may end early. */
/* The bits that are set, by name or number. */
static void bitmap(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_attr *a)
{
    kl_sink_array_begin(d->sink);
    for (size_t bit = 0; bit < 8 * a->len; bit++) {
        const char *name = NULL;

        if ((a->data[bit / 8] >> (bit % 8) & 1) == 0)
            continue;
        if (row->ref.values != NULL)
            name = kl_enum_name(row->ref.values, (int64_t)bit);
        if (name != NULL)
            kl_sink_str(d->sink, name);
        else
            kl_sink_uint(d->sink, bit);
    }
    kl_sink_array_end(d->sink);
}

void kl_decode_fields(struct kl_decoder *d, const struct kl_layout *layout,
                      const unsigned char *data, size_t len)
{
    for (unsigned i = 0; layout != NULL && i < layout->n_fields; i++)
        kl_decode_field(d, layout, i, data, len);
}

static void structure(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_attr *a)
{
    if (a->len == 0 || row->ref.layout == NULL) {
        misfit(d, "too short", a->data, a->len);
        return;
    }
    kl_sink_struct_begin(d->sink);
    kl_decode_fields(d, row->ref.layout, a->data, a->len);
    kl_sink_object_end(d->sink);
}

/* A nest of the attributes of @set; its own fixed header, if it has one, goes first. The padding of
 * a header that ends the nest may be missing, and a struct be an older kernel's. */
static void nest(struct kl_decoder *d, const struct kl_attrset *set, const struct kl_scope *scope,
                 const unsigned char *data, size_t len, unsigned depth)
{
    size_t header = set != NULL && set->header != NULL ? set->header->size : 0, fields = header;
    struct kl_scope inner = *scope;

    if (kl_attrset_is_struct(set) ? len == 0 && header > 0 : header > len) {
        misfit(d, "too short", data, len);
        return;
    }
    if (kl_attrset_is_struct(set))
        fields = header = len;
    else
        header = NLA_ALIGN(header) < len ? NLA_ALIGN(header) : len;
    inner.set = set;
    inner.data = data + header;
    inner.len = len - header;
    inner.up = scope;
    if (kl_attrset_is_struct(set))
        kl_sink_struct_begin(d->sink);
    else
        kl_sink_object_begin(d->sink);
    if (header > 0)
        kl_decode_fields(d, set->header, data, fields);
    kl_decode_attrs(d, &inner, depth + 1);
    kl_sink_object_end(d->sink);
}

/* Elements of a nested array. Indices that do not simply count are kept, as an object's keys. */
static void array(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_scope *scope,
                  const struct kl_attr *a, unsigned depth)
{
    struct kl_view v = {.data = a->data, .len = a->len};
    unsigned next = (row->flags & KL_A_FROM1) != 0;
    struct kl_attr_def elem_row;
    struct kl_attr one;
    bool counts = true, twice = false;
    struct ids ids;
    char key[16];
    int rc;

    if (!ids_open(&ids, 1, v)) {
        misfit(d, "out of memory", a->data, a->len);
        return;
    }
    while ((rc = kl_view_step(&v, &one)) > 0) {
        counts = counts && one.type == next++;
        twice = see(ids.set[0], one.type) || twice;
    }
    ids_close(&ids);
    counts = counts || twice; /* an index that repeats is no key */
    if (rc < 0) {
        misfit(d, "a length inside is wrong", a->data, a->len);
        return;
    }
    v = (struct kl_view){.data = a->data, .len = a->len};
    if (counts)
        kl_sink_array_begin(d->sink);
    else
        kl_sink_struct_begin(d->sink);
    while (kl_view_next(&v, &one) > 0) {
        kl_array_elem(&elem_row, row, one.type);
        if (!counts) {
            key[kl_format_uint(key, one.type)] = '\0';
            kl_sink_key(d->sink, key);
        }
        value(d, row->elem == KL_T_ARRAY ? row->ref.elem : &elem_row, scope, &one, depth + 1);
    }
    if (counts)
        kl_sink_array_end(d->sink);
    else
        kl_sink_object_end(d->sink);
}

/* The key of a position that has a name, or its number, for which there is room in @key: a sink may
 * look at it until the value is there. */
static void position(struct kl_decoder *d, const struct kl_attr_def *row, size_t i, char key[24])
{
    int64_t number = (int64_t)i + ((row->flags & KL_A_FROM1) != 0);
    const char *name = kl_enum_name(row->ref.values, number);

    snprintf(key, 24, "%lld", (long long)number);
    kl_sink_key(d->sink, name != NULL ? name : key);
}

static void packed(struct kl_decoder *d, const struct kl_attr_def *row,
                   const struct kl_scope *scope, const struct kl_attr *a, unsigned depth)
{
    bool indexed = (row->flags & KL_A_INDEXED) != 0;
    struct kl_attr_def elem_row;
    size_t size;

    kl_array_elem(&elem_row, row, 0);
    size = row->elem == KL_T_STRUCT && row->ref.layout != NULL ? row->ref.layout->size
                                                               : kl_type_len(row->elem);
    if (size == 0 || a->len % size != 0) {
        misfit(d, "wrong length", a->data, a->len);
        return;
    }
    if (indexed)
        kl_sink_struct_begin(d->sink);
    else
        kl_sink_array_begin(d->sink);
    for (size_t at = 0; at < a->len; at += size) {
        struct kl_attr one = {.data = a->data + at, .len = size, .flags = a->flags};
        char key[24];

        if (indexed)
            position(d, row, at / size, key);
        value(d, &elem_row, scope, &one, depth + 1);
    }
    if (indexed)
        kl_sink_object_end(d->sink);
    else
        kl_sink_array_end(d->sink);
}

/* Records of u16 length, the rest of a fixed header, and attributes, one behind the other. */
static void records(struct kl_decoder *d, const struct kl_attr_def *row,
                    const struct kl_scope *scope, const struct kl_attr *a, unsigned depth)
{
    size_t at = 0;
    uint16_t len;

    kl_sink_array_begin(d->sink);
    while (a->len - at >= sizeof(len)) {
        memcpy(&len, a->data + at, sizeof(len));
        if (len < sizeof(len) || len > a->len - at)
            break;
        nest(d, kl_row_set(row, scope), scope, a->data + at, len, depth + 1);
        at += NLA_ALIGN((size_t)len) < a->len - at ? NLA_ALIGN((size_t)len) : a->len - at;
    }
    if (at < a->len)
        misfit(d, "a record's length is wrong", a->data + at, a->len - at);
    kl_sink_array_end(d->sink);
}

/* Bytes of an attribute that no row describes: a nest if its flag says so and it is well formed. */
static void unknown(struct kl_decoder *d, const struct kl_scope *scope, const struct kl_attr *a,
                    unsigned depth)
{
    struct kl_view v = {.data = a->data, .len = a->len};
    struct kl_attr one;
    int rc;

    if ((a->flags & NLA_F_NESTED) == 0) {
        put_bytes(d, a->data, a->len);
        return;
    }
    while ((rc = kl_view_next(&v, &one)) > 0)
        ;
    if (rc < 0)
        put_bytes(d, a->data, a->len);
    else
        nest(d, NULL, scope, a->data, a->len, depth);
}

static void value(struct kl_decoder *d, const struct kl_attr_def *row, const struct kl_scope *scope,
                  const struct kl_attr *a, unsigned depth)
{
    const struct kl_attrset *set;

    if (depth >= KL_MAX_DEPTH && (row == NULL || row->type >= KL_T_NEST)) {
        misfit(d, "nested too deep", a->data, a->len);
        return;
    }
    d->sink->raw = a->data;
    d->sink->raw_len = a->len;
    switch (row != NULL ? row->type : KL_T_BINARY) {
    case KL_T_FLAG:
        if (a->len > 1 || (a->len == 1 && a->data[0] > 1))
            put_bytes(d, a->data, a->len);
        else
            kl_sink_bool(d->sink, a->len == 0 || a->data[0] == 1);
        break;
    case KL_T_STRING:
        string(d, row, a);
        break;
    case KL_T_MAC:
    case KL_T_IP4:
    case KL_T_IP6:
    case KL_T_IP:
    case KL_T_LLADDR:
        address(d, row, a);
        break;
    case KL_T_BITFIELD32:
        bitfield(d, row, a);
        break;
    case KL_T_BITMAP:
        bitmap(d, row, a);
        break;
    case KL_T_STRUCT:
        structure(d, row, a);
        break;
    case KL_T_NEST:
        set = kl_row_set(row, scope);
        if (set != NULL)
            nest(d, set, scope, a->data, a->len, depth);
        else
            unknown(d, scope, a, depth);
        break;
    case KL_T_ARRAY:
        array(d, row, scope, a, depth);
        break;
    case KL_T_PACKED:
        packed(d, row, scope, a, depth);
        break;
    case KL_T_RECORDS:
        records(d, row, scope, a, depth);
        break;
    case KL_T_BINARY:
        if (row == NULL)
            unknown(d, scope, a, depth);
        else
            put_bytes(d, a->data, a->len);
        break;
    default:
        integer(d, row, a);
    }
}

static void one_or_all(struct kl_decoder *d, const struct kl_scope *scope,
                       const struct kl_attr_def *row, const struct kl_attr *first,
                       struct kl_view rest, bool repeated, unsigned depth)
{
    struct kl_attr a;

    if (!repeated && (row == NULL || (row->flags & KL_A_MULTI) == 0)) {
        value(d, row, scope, first, depth);
        return;
    }
    kl_sink_array_begin(d->sink);
    value(d, row, scope, first, depth);
    while (repeated && kl_view_next(&rest, &a) > 0)
        if (a.type == first->type)
            value(d, row, scope, &a, depth);
    kl_sink_array_end(d->sink);
}

void kl_decode_attrs(struct kl_decoder *d, const struct kl_scope *scope, unsigned depth)
{
    struct kl_view v = {.data = scope->data, .len = scope->len};
    uint64_t *seen, *twice, *done;
    struct ids ids;
    bool pairs = d->sink->kind == KL_SINK_PYTHON; /* a list, in which names may repeat */
    unsigned repeated = 0;
    struct kl_attr a;
    char key[16];
    int rc;

    if (!ids_open(&ids, 3, v)) {
        kl_decode_error(d, "out of memory", 0);
        return;
    }
    seen = ids.set[0];
    twice = ids.set[1];
    done = ids.set[2];
    while (kl_view_step(&v, &a) > 0)
        if (see(seen, a.type))
            repeated += !see(twice, a.type);
    v = (struct kl_view){.data = scope->data, .len = scope->len};
    while ((rc = kl_view_step(&v, &a)) > 0) {
        const struct kl_attr_def *row = kl_attrset_row(scope->set, a.type);

        if ((see(done, a.type) && !pairs) || (row != NULL && (row->flags & KL_A_PAD) != 0))
            continue;
        if (row == NULL)
            key[kl_format_uint(key, a.type)] = '\0';
        kl_sink_key(d->sink, row != NULL ? row->name : key);
        if (pairs) {
            value(d, row, scope, &a, depth);
            continue;
        }
        one_or_all(d, scope, row, &a, v, was_seen(twice, a.type) && repeated <= REPEATED_MAX,
                   depth);
    }
    if (repeated > REPEATED_MAX && !pairs)
        kl_decode_error(d, "too many repeated attributes, the first of each is shown", 0);
    else if (rc < 0)
        kl_decode_error(d, "an attribute's length is wrong", (size_t)(v.data - scope->data));
    ids_close(&ids);
}
