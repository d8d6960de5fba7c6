// SPDX-License-Identifier: MIT
/*
 * Every table of the schema, there and back: the input chooses a family, a command, attributes and
 * values that their rows allow; the message is decoded to JSON and built from it again, and must be
 * the same bytes.
 *
 * The input is a family's name and a newline, or "*" for all commands of all families, and then the
 * bytes that choose.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>

#include <kernlink/schema.h>

#include "core/msg.h"

#define MESSAGE_MAX 16000u
#define DEPTH_MAX   7u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- Choosing ---- */

/* The bytes in turn; at their end what they have seeded goes on, so that short inputs reach far. */
struct source {
    const uint8_t *data;
    size_t len;
    uint64_t state;
};

static uint8_t byte(struct source *s)
{
    s->state = s->state * 6364136223846793005u + 1442695040888963407u;
    if (s->len > 0) {
        s->len--;
        s->state += *s->data;
        return *s->data++;
    }
    return (uint8_t)(s->state >> 56);
}

static uint64_t number(struct source *s)
{
    uint64_t value = 0;

    for (unsigned n = byte(s) % 9; n > 0; n--)
        value = value << 8 | byte(s);
    return value;
}

static size_t below(struct source *s, size_t n)
{
    return n > 0 ? (byte(s) << 8 | byte(s)) % n : 0;
}

/* ---- Values ---- */

static uint64_t flags_of(struct source *s, const struct kl_enum *e)
{
    uint64_t value = byte(s) % 4 == 0 ? number(s) : 0;

    for (unsigned i = byte(s) % 5; i > 0 && e->n_values > 0; i--)
        value |= (uint64_t)e->values[below(s, e->n_values)].value;
    return value;
}

/* Into @out, in the row's byte order. @return bytes. */
static size_t integer(struct source *s, const struct kl_attr_def *row, unsigned char out[8])
{
    const struct kl_enum *e = row->ref.values;
    uint64_t value = number(s);
    int rc;

    if (e != NULL && e->flags)
        value = flags_of(s, e);
    else if (e != NULL && e->n_values > 0 && byte(s) % 4 != 0)
        value = (uint64_t)e->values[below(s, e->n_values)].value;
    if ((row->min != 0 || row->max != 0) && (uint64_t)(row->max - row->min) != UINT64_MAX)
        if (kl_type_is_signed(row->type) ? (int64_t)value < row->min || (int64_t)value > row->max
                                         : value < (uint64_t)row->min || value > (uint64_t)row->max)
            value = (uint64_t)row->min + value % ((uint64_t)(row->max - row->min) + 1);
    /* What is too wide for the type is cut to a value that fits. */
    for (unsigned bits = 63; bits > 0; bits -= 8) {
        rc = kl_type_is_signed(row->type) ? kl_row_put_int(row, (int64_t)value, out)
                                          : kl_row_put_uint(row, value, 0, out);
        if (rc > 0)
            return (size_t)rc;
        value &= ((uint64_t)1 << (bits - 7)) - 1;
        if (bits == 63)
            value &= 0x7fffffff;
    }
    value = (uint64_t)row->min;
    rc = kl_type_is_signed(row->type) ? kl_row_put_int(row, (int64_t)value, out)
                                      : kl_row_put_uint(row, value, 0, out);
    return rc > 0 ? (size_t)rc : 0;
}

static size_t text(struct source *s, unsigned char *out, size_t min, size_t max)
{
    static const char letters[] = "abcXYZ019 :/.-_'\"\\\x7f\n";
    size_t len = min + below(s, max - min + 1);

    for (size_t i = 0; i < len; i++)
        out[i] = (unsigned char)letters[byte(s) % (sizeof(letters) - 1)];
    return len;
}

static size_t structure(struct source *s, const struct kl_layout *layout, unsigned char *out,
                        size_t size);

static size_t random_bytes(struct source *s, unsigned char *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = byte(s);
    return len;
}

static size_t packed(struct source *s, const struct kl_attr_def *row, unsigned char *out,
                     size_t size)
{
    struct kl_attr_def elem;
    size_t width, n, len = 0;

    kl_array_elem(&elem, row, 0);
    width = elem.type == KL_T_STRUCT ? elem.ref.layout->size : kl_type_len(elem.type);
    if (width == 0)
        return 0;
    n = row->max_len != 0 ? row->max_len / width : below(s, 4);
    if (n * width < row->min_len)
        n = (row->min_len + width - 1) / width;
    for (size_t i = 0; i < n && size - len >= width; i++) {
        if (elem.type == KL_T_STRUCT)
            structure(s, elem.ref.layout, out + len, width);
        else if (kl_type_is_int(elem.type))
            integer(s, &elem, out + len);
        else
            random_bytes(s, out + len, width);
        len += width;
    }
    return len;
}

/* A flat value of @row; at most @size bytes, which is enough for its least length. */
static size_t flat(struct source *s, const struct kl_attr_def *row, unsigned char *out, size_t size)
{
    size_t max = row->max_len != 0 && row->max_len < size ? row->max_len : size;
    unsigned char bytes[8];
    size_t len;

    if (kl_type_is_int(row->type)) {
        len = integer(s, row, bytes);
        memcpy(out, bytes, len);
        return len;
    }
    switch (row->type) {
    case KL_T_STRUCT:
        return structure(s, row->ref.layout, out, size);
    case KL_T_PACKED:
        return packed(s, row, out, size);
    case KL_T_IP:
        return random_bytes(s, out, byte(s) % 2 != 0 ? 16 : 4);
    case KL_T_STRING:
        return text(s, out, row->min_len, max < row->min_len + 30u ? max : row->min_len + 30u);
    case KL_T_BINARY:
        return random_bytes(
            s, out,
            row->min_len +
                below(s, (max < row->min_len + 40u ? max : row->min_len + 40u) - row->min_len + 1));
    default:
        return random_bytes(s, out, kl_type_len(row->type));
    }
}

static void field(struct source *s, const struct kl_layout *layout, unsigned i, unsigned char *out,
                  size_t size)
{
    struct kl_attr_def f = layout->fields[i];

    memset(out + f.id, 0, size);
    if (f.type == KL_T_IP && (f.flags & KL_A_FAMILY) != 0)
        random_bytes(s, out + f.id, kl_field_is_ip4(layout, i, out, layout->size) ? 4 : 16);
    else if (f.type == KL_T_IP || f.type == KL_T_BINARY)
        random_bytes(s, out + f.id, size);
    else
        flat(s, &f, out + f.id, size);
}

/* Gaps are zero. @return its bytes, with what an open-ended field took. */
static size_t structure(struct source *s, const struct kl_layout *layout, unsigned char *out,
                        size_t size)
{
    size_t len = layout->size;

    memset(out, 0, len);
    for (int second = 0; second < 2; second++) /* addresses last: their family is told by then */
        for (unsigned i = 0; i < layout->n_fields; i++) {
            const struct kl_attr_def *f = &layout->fields[i];
            size_t width = kl_field_size(layout, i, 0);
            struct kl_attr_def open = *f;

            if ((f->flags & KL_A_PAD) != 0 ||
                ((f->flags & (KL_A_FAMILY | KL_A_ONLY)) != 0) != second ||
                !kl_field_is_there(layout, i, out, layout->size))
                continue;
            if (width != 0) {
                field(s, layout, i, out, width);
            } else if (size > f->id) {
                size_t took =
                    flat(s, &open, out + f->id, size - f->id - 1 < 64 ? size - f->id - 1 : 64);

                if (f->type == KL_T_STRING && (f->flags & KL_A_NO_NUL) == 0)
                    out[f->id + took++] = '\0';
                len = f->id + took;
            }
        }
    return len == layout->size ? kl_layout_length(layout, out) : len;
}

/* ---- Attributes ---- */

static void fail(const char *what, const char *more)
{
    fprintf(stderr, "%s: %s\n", what, more);
    abort();
}

static bool holds_others(const struct kl_attr_def *row)
{
    return row->type == KL_T_NEST || row->type == KL_T_ARRAY || row->type == KL_T_RECORDS;
}

/* A selector that chooses by attribute @key of @set, in it or up to two nests further in. */
static const struct kl_selector *look_for_selector(const struct kl_attrset *set, uint16_t key,
                                                   unsigned up)
{
    const struct kl_selector *found = NULL;

    for (unsigned i = 0; set != NULL && found == NULL && i < set->n_rows; i++) {
        const struct kl_attr_def *row = &set->rows[i];

        if (!holds_others(row))
            continue;
        if ((row->flags & KL_A_SELECT) != 0 && row->ref.select->up == up &&
            row->ref.select->key == key && row->ref.select->by <= KL_BY_NUMBER)
            found = row->ref.select;
        else if ((row->flags & KL_A_SELECT) == 0 && row->type == KL_T_NEST && up < 2)
            found = look_for_selector(row->ref.set, key, up + 1);
    }
    return found;
}

/* The same, kept: it is asked for each attribute of each message. */
static const struct kl_selector *selector_by(const struct kl_attrset *set, uint16_t key)
{
    static struct {
        const struct kl_attrset *set;
        const struct kl_selector *found;
        uint16_t key;
    } kept[1 << 14];
    size_t at = (((uintptr_t)set >> 4) * 31 + key) % (sizeof(kept) / sizeof(kept[0]));

    if (kept[at].set != set || kept[at].key != key) {
        kept[at].found = look_for_selector(set, key, 0);
        kept[at].set = set;
        kept[at].key = key;
    }
    return kept[at].found;
}

static void attrs(struct source *s, struct kl_msg *m);

static void flat_attr(struct source *s, struct kl_msg *m, const struct kl_attr_def *row,
                      uint16_t id)
{
    static unsigned char bytes[2048];
    const struct kl_selector *select = selector_by(m->level[m->depth].set, id);
    size_t len;

    if (select != NULL && select->n_cases > 0 && byte(s) % 8 != 0) {
        const struct kl_selection *c = &select->cases[below(s, select->n_cases)];

        if (row->type == KL_T_STRING && kl_row_check_str(row, strlen(c->name)) == 0)
            kl_msg_put_str(m, id, c->name);
        else if (kl_type_is_int(row->type))
            kl_msg_put_uint(m, id, c->number);
        return;
    }
    if (row->type == KL_T_FLAG) {
        kl_msg_put_flag(m, id);
        return;
    }
    len = flat(s, row, bytes, row->min_len > 512 ? sizeof(bytes) - 1 : 512);
    if (row->type == KL_T_STRING) {
        bytes[len] = '\0';
        kl_msg_put_str(m, id, (const char *)bytes);
    } else if (kl_type_is_int(row->type)) {
        uint64_t u = 0;
        int64_t i = 0;

        kl_row_get_uint(row, NLA_F_NET_BYTEORDER, bytes, len, &u);
        kl_row_get_int(row, NLA_F_NET_BYTEORDER, bytes, len, &i);
        if (kl_type_is_signed(row->type))
            kl_msg_put_int(m, id, i);
        else
            kl_msg_put_uint(m, id, u);
    } else {
        kl_msg_put_bytes(m, id, bytes, len);
    }
}

static void put_header(struct source *s, struct kl_msg *m, const struct kl_layout *layout)
{
    static unsigned char bytes[2048];

    structure(s, layout, bytes, layout->size);
    kl_msg_put_header(m, bytes, layout->size);
}

static void one(struct source *s, struct kl_msg *m, const struct kl_attr_def *row, uint16_t id);

static void array(struct source *s, struct kl_msg *m, const struct kl_attr_def *row, uint16_t id)
{
    unsigned index = (row->flags & KL_A_FROM1) != 0;
    struct kl_attr_def elem;

    kl_msg_nest_begin(m, id);
    for (unsigned n = byte(s) % 4; n > 0; n--, index++) {
        index += byte(s) % 8 == 0;
        kl_array_elem(&elem, row, (uint16_t)index);
        one(s, m, &elem, (uint16_t)index);
    }
    kl_msg_nest_end(m);
}

static void nest(struct source *s, struct kl_msg *m, const struct kl_attr_def *row, uint16_t id)
{
    static unsigned char bytes[2048];
    struct kl_msg_level inside = {0};

    kl_msg_enter(m, row, &inside);
    if (inside.set == NULL) { /* nothing is chosen */
        if ((row->flags & KL_A_SELECT) == 0)
            fail("a nest without a set", row->name);
        kl_msg_put_bytes(m, id, bytes, random_bytes(s, bytes, byte(s) % 16));
        return;
    }
    if (kl_attrset_is_struct(inside.set)) {
        kl_msg_put_bytes(m, id, bytes, structure(s, inside.set->header, bytes, 1024));
        return;
    }
    kl_msg_nest_begin(m, id);
    if (inside.set->header != NULL)
        put_header(s, m, inside.set->header);
    attrs(s, m);
    kl_msg_nest_end(m);
}

static void records(struct source *s, struct kl_msg *m, uint16_t id)
{
    kl_msg_nest_begin(m, id);
    for (unsigned n = byte(s) % 3; n > 0 && kl_msg_record_begin(m) == 0; n--) {
        put_header(s, m, m->level[m->depth].set->header);
        attrs(s, m);
        kl_msg_nest_end(m);
    }
    kl_msg_nest_end(m);
}

static void one(struct source *s, struct kl_msg *m, const struct kl_attr_def *row, uint16_t id)
{
    if (row->type == KL_T_NEST)
        nest(s, m, row, id);
    else if (row->type == KL_T_ARRAY)
        array(s, m, row, id);
    else if (row->type == KL_T_RECORDS)
        records(s, m, id);
    else
        flat_attr(s, m, row, id);
}

/* Flat ones first: nests are chosen by them. Of large sets a part. */
static void attrs(struct source *s, struct kl_msg *m)
{
    const struct kl_attrset *set = m->level[m->depth].set;
    unsigned sparse;

    if (set == NULL || set->n_rows == 0)
        return;
    sparse = 1 + (unsigned)below(s, set->n_rows > 200 ? 40 : set->n_rows > 8 ? 8 : 3);
    for (int nests = 0; nests < 2; nests++)
        for (unsigned i = 0; i < set->n_rows; i++) {
            const struct kl_attr_def *row = &set->rows[i];

            if ((row->flags & KL_A_PAD) != 0 || holds_others(row) != nests ||
                (nests && m->depth >= DEPTH_MAX))
                continue;
            /* What nests are chosen by is seldom left out. */
            if (byte(s) % sparse != 0 &&
                (nests || selector_by(set, row->id) == NULL || byte(s) % 8 == 0))
                continue;
            for (unsigned n = (row->flags & KL_A_MULTI) != 0 ? 1 + byte(s) % 3 : 1;
                 n > 0 && kl_msg_header(m)->nlmsg_len < MESSAGE_MAX; n--)
                one(s, m, row, row->id);
        }
}

/* ---- There and back ---- */

/* A family may be told from others by the first byte of the header, and that is anything here. */
static bool is_anothers(const struct nlmsghdr *h, const struct kl_family *f,
                        const struct kl_decode_options *options)
{
    struct kl_recognised r;

    kl_recognise(&r, h, h->nlmsg_len, options->protocol, options->family);
    return r.family != f;
}

static void header_of(struct source *s, struct kl_msg *m, const struct kl_family *f,
                      const struct kl_layout *layout)
{
    static unsigned char bytes[2048];
    size_t len, n = 0;

    if (layout == NULL)
        return;
    len = structure(s, layout, bytes, kl_layout_is_open(layout) ? 1024 : layout->size);
    while (n < sizeof(f->header_families) && f->header_families[n] != 0)
        n++;
    if (n > 0)
        bytes[0] = f->header_families[below(s, n)];
    for (unsigned i = 0; n > 0 && i < layout->n_fields; i++) /* of another family than they were */
        if ((layout->fields[i].flags & KL_A_FAMILY) != 0)
            field(s, layout, i, bytes, kl_field_size(layout, i, 0));
    kl_msg_put_header(m, bytes, len);
}

static void there_and_back(struct source *s, const struct kl_family *f,
                           const struct kl_command_def *c, bool reply)
{
    const uint16_t type = f->fixed_id != 0 ? f->fixed_id : 30; /* generic: any id */
    uint16_t flags = (uint16_t)number(s) | NLM_F_REQUEST;
    struct kl_decode_options options = {.protocol = kl_family_protocol(f)};
    struct kl_msg *m, *again;
    struct kl_sink *sink;
    struct kl_out *o;
    const char *json;
    char error[512] = "";
    size_t len;

    if (c->when == KL_WHEN_DUMP)
        flags |= NLM_F_DUMP;
    else
        flags &= (uint16_t)~NLM_F_ROOT;
    if (kl_family_command(f, c->id, reply ? 0 : flags) != c)
        return; /* such messages are another row's */
    if (kl_msg_new(&m) < 0 || kl_msg_new(&again) < 0 || kl_out_open_memory(&o) < 0)
        abort();
    if (f->match == KL_MATCH_GENL)
        options.family = f;
    if (kl_msg_start_known(m, f, c, type, flags, reply) < 0)
        fail(f->name, c->name);
    header_of(s, m, f, kl_command_layout(f, c, reply));
    attrs(s, m);
    if (kl_msg_error(m) != 0) {
        snprintf(error, sizeof(error), "%s %s cannot be built: %s", f->name, c->name,
                 kl_strerror(kl_msg_error(m)));
        fail(error, kl_msg_error_path(m));
    }
    if (is_anothers(kl_msg_header(m), f, &options))
        goto done;
    len = kl_msg_header(m)->nlmsg_len;
    if (kl_sink_new(&sink, KL_SINK_JSONL, o) < 0)
        abort();
    if (kl_decode(sink, kl_msg_header(m), len, &options) != 0 || kl_sink_free(sink) != 0)
        fail("malformed", kl_out_text(o, NULL));
    json = kl_out_text(o, &len);
    if (kl_msg_from_json(again, f, type, json, len, error, sizeof(error)) < 0) {
        fprintf(stderr, "%s\n", error);
        fail("cannot be built again", kl_out_text(o, NULL));
    }
    len = kl_msg_header(m)->nlmsg_len;
    if (kl_msg_header(again)->nlmsg_len != len ||
        memcmp(kl_msg_header(m), kl_msg_header(again), len) != 0) {
        const unsigned char *a = (const void *)kl_msg_header(m);
        const unsigned char *b = (const void *)kl_msg_header(again);
        size_t at = 0;

        while (at < len && at < kl_msg_header(again)->nlmsg_len && a[at] == b[at])
            at++;
        kl_attr_path(error, sizeof(error), kl_msg_header(m), at, &options);
        fprintf(stderr, "byte %zu of %zu and %u: %s\n", at, len, kl_msg_header(again)->nlmsg_len,
                error);
        fail("not the same", kl_out_text(o, NULL));
    }
done:
    kl_msg_free(m);
    kl_msg_free(again);
    kl_out_close(o);
}

static void all(struct source *s)
{
    const struct kl_family *f;

    for (size_t i = 0; (f = kl_family_at(i)) != NULL; i++)
        for (unsigned c = 0; c < f->n_commands; c++) {
            there_and_back(s, f, &f->commands[c], false);
            there_and_back(s, f, &f->commands[c], true);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    const struct kl_family *f = NULL;
    struct source s = {.data = data, .len = size};
    char name[32] = "";
    bool reply;

    if (end != NULL && (size_t)(end - data) < sizeof(name)) {
        memcpy(name, data, (size_t)(end - data));
        f = kl_family_find(name);
        s = (struct source){.data = end + 1, .len = size - (size_t)(end - data) - 1};
    }
    if (strcmp(name, "*") == 0) {
        all(&s);
        return 0;
    }
    if (f == NULL) {
        size_t n = 0;

        while (kl_family_at(n) != NULL)
            n++;
        f = kl_family_at(below(&s, n));
    }
    if (f == NULL || f->n_commands == 0)
        return 0;
    reply = byte(&s) % 2 != 0;
    there_and_back(&s, f, &f->commands[below(&s, f->n_commands)], reply);
    return 0;
}
