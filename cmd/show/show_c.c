// SPDX-License-Identifier: MIT
/*
 * Requests as a C program that builds them with libkernlink and sends them. While the calls are
 * written they are made, too: when what they build does not say the same, the request is
 * written again attribute by attribute as it was seen, without the schema: that can be any bytes.
 */
#include "inside.h"

#include "../../lib/core/msg.h"
#include "c_text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS_MAX 1000
#define BATCH_BEGIN  16 // NFNL_MSG_BATCH_BEGIN and _END
#define BATCH_END    17

struct c_form {
    struct kl_msg *m;             // what the calls build
    struct kl_out *calls, *names; // of the request at hand
    unsigned n;
    unsigned char protocol[REQUESTS_MAX];
    bool batch; // a function is open to which the record's other messages belong
    bool dropped;
    uint64_t batch_record;
};

// ---- Values ----

// @return the name as an identifier, noted with its number; or the number.
static void put_id(struct c_form *f, const struct kl_attr_def *row, bool index, uint16_t id)
{
    char line[KL_NAME_SIZE + 32];

    if (!row || index || !c_identifier(row->name)) {
        kl_out_printf(f->calls, "%u", id);
        return;
    }
    kl_out_str(f->calls, row->name);
    snprintf(line, sizeof line, "        %s = %u,\n", row->name, id);
    if (!strstr(kl_out_text(f->names, NULL), line))
        kl_out_str(f->names, line);
}

static void put_symbol(struct c_form *f, const struct kl_attr_def *row, uint64_t value)
{
    const struct kl_enum *e = row ? row->ref.values : NULL;
    const char *before = " // ";

    if (!e)
        return;
    for (unsigned i = 0; i < e->n_values; i++) {
        uint64_t mask = (uint64_t)e->values[i].value;

        if (e->flags ? mask != 0 && (value & mask) == mask : mask == value) {
            kl_out_printf(f->calls, "%s%s", before, e->values[i].name);
            before = ", ";
        }
    }
}

static void put_uint(struct c_form *f, const struct kl_attr_def *row, bool index,
                     const struct kl_attr *a, unsigned width)
{
    uint64_t value = 0;

    kl_row_get_uint(row, a->flags, a->data, a->len, &value);
    kl_out_printf(f->calls, "    kl_msg_put_u%u(m, ", width * 8);
    put_id(f, row, index, a->type);
    kl_out_printf(f->calls,
                  value > 0xffff && row && (row->flags & KL_A_HEX) ? ", 0x%" PRIx64 : ", %" PRIu64,
                  value);
    kl_out_str(f->calls, value > 0xffffffffu ? "u);" : ");");
    put_symbol(f, row, value);
    kl_out_char(f->calls, '\n');
    if (width == 1)
        kl_msg_put_u8(f->m, a->type, (uint8_t)value);
    else if (width == 2)
        kl_msg_put_u16(f->m, a->type, (uint16_t)value);
    else if (width == 4)
        kl_msg_put_u32(f->m, a->type, (uint32_t)value);
    else
        kl_msg_put_u64(f->m, a->type, value);
}

static void put_any_int(struct c_form *f, const struct kl_attr_def *row, bool index,
                        const struct kl_attr *a)
{
    int64_t value = 0;

    kl_row_get_int(row, a->flags, a->data, a->len, &value);
    kl_out_str(f->calls, "    kl_msg_put_int(m, ");
    put_id(f, row, index, a->type);
    kl_out_printf(f->calls, ", %" PRId64 ");", value);
    put_symbol(f, row, (uint64_t)value);
    kl_out_char(f->calls, '\n');
    kl_msg_put_int(f->m, a->type, value);
}

static void put_string(struct c_form *f, const struct kl_attr_def *row, bool index,
                       const struct kl_attr *a, size_t len)
{
    char *copy = strndup((const char *)a->data, len);

    kl_out_str(f->calls, "    kl_msg_put_str(m, ");
    put_id(f, row, index, a->type);
    kl_out_str(f->calls, ", ");
    c_string(f->calls, a->data, len);
    kl_out_str(f->calls, ");\n");
    kl_msg_put_str(f->m, a->type, copy ? copy : "");
    free(copy);
}

// @id: with its flags.
static void put_bytes(struct c_form *f, const struct kl_attr_def *row, bool index, uint16_t id,
                      const struct kl_attr *a)
{
    kl_out_str(f->calls, "    kl_msg_put_bytes(m, ");
    if (id != a->type)
        kl_out_printf(f->calls, "0x%x", id);
    else
        put_id(f, row, index, id);
    kl_out_str(f->calls, ", ");
    c_bytes(f->calls, a->data, a->len);
    kl_out_printf(f->calls, ", %zu);", a->len);
    if (row && (row->type == KL_T_IP4 || row->type == KL_T_IP || row->type == KL_T_IP6))
        c_address(f->calls, a->data, a->len);
    kl_out_char(f->calls, '\n');
    kl_msg_put_bytes(f->m, id, a->data, a->len);
}

// ---- The walk ----

static void put_header(struct c_form *f, const unsigned char *data, size_t len)
{
    static const unsigned char zeroes[KL_MAX_HEADER];

    if (len == 0)
        return;
    kl_msg_put_header(f->m, data, len);
    if (len <= sizeof zeroes && memcmp(data, zeroes, len) == 0 && f->m->family)
        return; // it is there as zeroes
    kl_out_str(f->calls, "    kl_msg_put_header(m, ");
    c_bytes(f->calls, data, len);
    kl_out_printf(f->calls, ", %zu);\n", len);
}

static void walk(struct c_form *f, const unsigned char *data, size_t len);

static void put_nest(struct c_form *f, const struct kl_attr_def *row, bool index,
                     const struct kl_attr *a)
{
    const struct kl_attrset *set;
    size_t header = 0;

    kl_out_str(f->calls, "    kl_msg_nest_begin(m, ");
    put_id(f, row, index, a->type);
    kl_out_str(f->calls, ");\n");
    if (kl_msg_nest_begin(f->m, a->type) < 0)
        return;
    set = f->m->level[f->m->depth].set;
    if (set && set->header)
        header = set->header->size <= a->len ? set->header->size : a->len;
    put_header(f, a->data, header);
    header = NLA_ALIGN(header) < a->len ? NLA_ALIGN(header) : a->len;
    walk(f, a->data + header, a->len - header);
    kl_out_str(f->calls, "    kl_msg_nest_end(m);\n");
    kl_msg_nest_end(f->m);
}

// By its row; what the row cannot be is noticed when the bytes are compared.
static void put_known(struct c_form *f, const struct kl_attr_def *row, bool index,
                      const struct kl_attr *a)
{
    size_t width = kl_type_len(row->type), len;

    switch (row->type) {
    case KL_T_FLAG:
        kl_out_str(f->calls, "    kl_msg_put_flag(m, ");
        put_id(f, row, index, a->type);
        kl_out_str(f->calls, ");\n");
        kl_msg_put_flag(f->m, a->type);
        return;
    case KL_T_STRING:
        len = strnlen((const char *)a->data, a->len);
        if (a->len - len < 2 && len > 0) // whether a NUL ends it makes no difference
            put_string(f, row, index, a, len);
        else
            put_bytes(f, row, index, a->type, a);
        return;
    case KL_T_NEST:
    case KL_T_ARRAY:
        put_nest(f, row, index, a);
        return;
    default:
        if (!kl_type_is_int(row->type) || (width != 0 && width != a->len))
            put_bytes(f, row, index, a->type, a);
        else if (width == 0 || kl_type_is_signed(row->type))
            put_any_int(f, row, index, a);
        else
            put_uint(f, row, index, a, (unsigned)width);
    }
}

// Without a row: nests by their flag, the rest as bytes.
static void put_unknown(struct c_form *f, const struct kl_attr *a)
{
    struct kl_view v = {.data = a->data, .len = a->len};
    struct kl_attr one;
    int rc = -1;

    if (a->flags == NLA_F_NESTED && f->m->depth < KL_MAX_DEPTH - 1)
        while ((rc = kl_view_next(&v, &one)) > 0)
            ;
    if (rc == 0 && a->len % NLA_ALIGNTO == 0)
        put_nest(f, NULL, true, a);
    else
        put_bytes(f, NULL, true, (uint16_t)(a->type | a->flags), a);
}

static void walk(struct c_form *f, const unsigned char *data, size_t len)
{
    struct kl_view v = {.data = data, .len = len};
    const struct kl_attr_def *row;
    struct kl_attr_def scratch;
    struct kl_attr a;
    int rc = 0;

    while (kl_msg_error(f->m) == 0 && kl_view_next(&v, &a) > 0) {
        bool index = f->m->level[f->m->depth].array != NULL;

        if (f->m->depth < KL_MAX_DEPTH)
            rc = kl_msg_row(f->m, a.type, &scratch, &row);
        if (rc > 0)
            put_known(f, row, index, &a);
        else if (rc == 0)
            put_unknown(f, &a);
    }
}

// ---- One request ----

static bool same_bytes(const struct nlmsghdr *a, const struct nlmsghdr *b)
{
    const unsigned char *x = (const void *)a, *y = (const void *)b;

    // Number and port are not ours to choose.
    return a->nlmsg_len == b->nlmsg_len && memcmp(x, y, 8) == 0 &&
           memcmp(x + NLMSG_HDRLEN, y + NLMSG_HDRLEN, a->nlmsg_len - NLMSG_HDRLEN) == 0;
}

// Takes out @key and what follows it, up to @end.
static void cut(char *text, const char *key, const char *end)
{
    char *at = text ? strstr(text, key) : NULL;

    if (at) {
        size_t len = strcspn(at, end);

        memmove(at, at + len, strlen(at + len) + 1);
    }
}

// What a message says, without its length and numbers. @return text to be freed, or NULL.
static char *meaning(const struct nlmsghdr *msg, const struct show_message *m)
{
    const struct kl_decode_options options = {.protocol = m->protocol, .family = m->generic};
    struct kl_sink *sink;
    struct kl_out *out;
    char *text = NULL;

    if (kl_out_open_memory(&out) < 0)
        return NULL;
    if (kl_sink_new(&sink, KL_SINK_JSONL, out) == 0) {
        int malformed = kl_decode(sink, msg, msg->nlmsg_len, &options);

        kl_sink_free(sink);
        text = malformed == 0 ? strdup(kl_out_text(out, NULL)) : NULL;
    }
    kl_out_close(out);
    cut(text, "\"header\": {", "}");
    // Of a generic family: the kernel does not look at it, and programs put anything there.
    if (m->protocol == NETLINK_GENERIC)
        cut(text, "\"version\": ", ",");
    return text;
}

// Programs leave out flags of nests and NULs of strings, which the kernel does not mind.
static bool same(const struct nlmsghdr *built, const struct show_message *m)
{
    char *x, *y;
    bool equal;

    if (same_bytes(built, m->msg))
        return true;
    if (built->nlmsg_type != m->msg->nlmsg_type || built->nlmsg_flags != m->msg->nlmsg_flags)
        return false;
    x = meaning(built, m);
    y = meaning(m->msg, m);
    equal = x && y && !strcmp(x, y);
    free(x);
    free(y);
    return equal;
}

static void put_flags(struct kl_out *o, unsigned flags)
{
    static const struct {
        unsigned bits;
        const char *name;
    } names[] = {{NLM_F_DUMP, "NLM_F_DUMP"},    {NLM_F_ACK, "NLM_F_ACK"},
                 {NLM_F_ECHO, "NLM_F_ECHO"},    {NLM_F_CREATE, "NLM_F_CREATE"},
                 {NLM_F_EXCL, "NLM_F_EXCL"},    {NLM_F_REPLACE, "NLM_F_REPLACE"},
                 {NLM_F_APPEND, "NLM_F_APPEND"}};
    const char *before = "";

    flags &= ~(unsigned)NLM_F_REQUEST; // kl_msg_start() sets it
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((flags & names[i].bits) != names[i].bits)
            continue;
        kl_out_printf(o, "%s%s", before, names[i].name);
        before = " | ";
        flags &= ~names[i].bits;
    }
    if (flags != 0 || !*before)
        kl_out_printf(o, flags != 0 ? "%s0x%x" : "%s%u", before, flags);
}

static void start_over(struct c_form *f)
{
    kl_out_reset(f->calls);
    kl_out_reset(f->names);
}

// By the schema. @return whether the calls build what was seen.
static bool by_schema(struct c_form *f, const struct show_message *m)
{
    const unsigned char *data = (const void *)m->msg;
    const struct kl_family *family = m->what.family;
    uint16_t id = m->protocol == NETLINK_GENERIC ? m->msg->nlmsg_type : 0;
    uint16_t flags = m->msg->nlmsg_flags;

    start_over(f);
    if (!family || kl_family_find(family->name) != family || !m->what.command ||
        m->what.attrs_at > m->msg->nlmsg_len || !c_plain(family->name) || !c_plain(m->command) ||
        kl_msg_start_command(f->m, family, m->command, id, flags) < 0)
        return false;
    kl_out_printf(f->calls, "    kl_msg_start_command(m, kl_family_find(\"%s\"), \"%s\", %s, ",
                  family->name, m->command,
                  family->match == KL_MATCH_GENL && !family->fixed_id ? "family->id" : "0");
    put_flags(f->calls, flags);
    kl_out_str(f->calls, ");\n");
    if (m->what.layout)
        put_header(f, data + m->what.header_at, m->what.layout->size);
    walk(f, data + m->what.attrs_at, m->msg->nlmsg_len - m->what.attrs_at);
    return kl_msg_error(f->m) == 0 && same(kl_msg_header(f->m), m);
}

// As it was seen. Where the fixed header ends is known, or everything is put as one.
static void by_bytes(struct c_form *f, const struct show_message *m)
{
    const unsigned char *data = (const void *)m->msg;
    size_t len = m->msg->nlmsg_len, at = m->what.family ? m->what.attrs_at : len,
           body = NLMSG_HDRLEN;
    bool generic = m->protocol == NETLINK_GENERIC && m->generic && !m->generic->fixed_id;

    at = at < len ? at : len;
    for (int whole = 0; whole < 2; whole++) {
        start_over(f);
        kl_msg_start(f->m, m->msg->nlmsg_type, m->msg->nlmsg_flags);
        if (generic)
            kl_out_str(f->calls, "    kl_msg_start(m, family->id, ");
        else
            kl_out_printf(f->calls, "    kl_msg_start(m, 0x%x, ", m->msg->nlmsg_type);
        put_flags(f->calls, m->msg->nlmsg_flags);
        kl_out_str(f->calls, ");\n");
        put_header(f, data + body, (whole ? len : at) - body);
        if (!whole)
            walk(f, data + at, len - at);
        if (kl_msg_error(f->m) == 0 && same_bytes(kl_msg_header(f->m), m->msg))
            return;
    }
}

static void put_comment(struct show *s, const struct show_message *m)
{
    const struct kl_trace_record *r = m->record;

    kl_out_str(s->out, "// ");
    c_comment(s->out, m->family);
    kl_out_char(s->out, ' ');
    c_comment(s->out, m->command);
    if (r->program) {
        kl_out_str(s->out, ", as sent by ");
        c_comment(s->out, r->program);
    }
    kl_out_str(s->out, "\n");
}

static void put_body(struct show *s, const struct show_message *m)
{
    struct c_form *f = s->form;
    size_t len;

    if (!by_schema(f, m))
        by_bytes(f, m);
    kl_out_text(f->names, &len);
    if (len > 0)
        kl_out_printf(s->out, "    enum {\n%s    };\n\n", kl_out_text(f->names, NULL));
}

static void end_batch(struct show *s)
{
    struct c_form *f = s->form;

    if (f->batch)
        kl_out_str(s->out, "    return batch_send(s, m, &b);\n}\n\n");
    f->batch = false;
}

// nftables takes changes between two messages that frame them, all in one datagram.
static bool in_batch(const struct show_message *m)
{
    struct nlmsghdr first;

    if (m->protocol != NETLINK_NETFILTER || m->record->len < sizeof first)
        return false;
    memcpy(&first, m->record->data, sizeof first);
    return first.nlmsg_type == BATCH_BEGIN;
}

static void batched(struct show *s, const struct show_message *m)
{
    struct c_form *f = s->form;

    if (m->msg->nlmsg_type == BATCH_BEGIN || m->msg->nlmsg_type == BATCH_END)
        return;
    if (!f->batch) {
        kl_out_printf(s->out,
                      "static int request_%u(struct kl_sock *s, struct kl_msg *m)\n{\n"
                      "    struct batch b = {0};\n\n    batch_frame(&b, m, %d);\n",
                      f->n + 1, BATCH_BEGIN);
        f->protocol[f->n++] = NETLINK_NETFILTER;
        f->batch = true;
        f->batch_record = s->records;
    }
    kl_out_str(s->out, "    {\n    ");
    put_comment(s, m);
    put_body(s, m);
    kl_out_printf(s->out, "%s    batch_add(&b, m);\n    }\n", kl_out_text(f->calls, NULL));
}

static void single(struct show *s, const struct show_message *m)
{
    struct c_form *f = s->form;
    bool generic = m->protocol == NETLINK_GENERIC && m->generic && !m->generic->fixed_id &&
                   c_plain(m->generic->name);

    put_comment(s, m);
    kl_out_printf(s->out, "static int request_%u(struct kl_sock *s, struct kl_msg *m)\n{\n",
                  f->n + 1);
    if (generic)
        kl_out_printf(s->out,
                      "    const struct kl_genl_family *family;\n"
                      "    int rc = kl_genl_resolve(s, \"%s\", &family);\n\n",
                      m->generic->name);
    put_body(s, m);
    if (generic)
        kl_out_str(s->out, "    if (rc < 0)\n        return complain(s, rc);\n");
    kl_out_str(s->out, kl_out_text(f->calls, NULL));
    if (m->what.family && c_plain(m->what.family->name))
        kl_out_printf(s->out, "    return request(s, m, kl_family_find(\"%s\"));\n}\n\n",
                      m->what.family->name);
    else
        kl_out_str(s->out, "    return request(s, m, NULL);\n}\n\n");
    f->protocol[f->n++] = (unsigned char)m->protocol;
}

// ---- The form ----

static int begin(struct show *s)
{
    struct c_form *f = calloc(1, sizeof *f);

    s->form = f;
    if (!f || kl_msg_new(&f->m) < 0 || kl_out_open_memory(&f->calls) < 0 ||
        kl_out_open_memory(&f->names) < 0)
        return -ENOMEM;
    kl_out_str(s->out, c_prologue);
    return 0;
}

static void clear(struct show *s)
{
    struct c_form *f = s->form;

    if (!f)
        return;
    kl_msg_free(f->m);
    kl_out_close(f->calls);
    kl_out_close(f->names);
    free(f);
    s->form = NULL;
}

// What kl_genl_resolve() does in the program.
static bool only_asks_for_a_family(const struct show *s, const struct show_message *m)
{
    return m->what.family && m->what.family->fixed_id == GENL_ID_CTRL && !m->control &&
           m->msg->nlmsg_len > NLMSG_HDRLEN &&
           ((const unsigned char *)m->msg)[NLMSG_HDRLEN] == CTRL_CMD_GETFAMILY &&
           s->options->families.n == 0;
}

static void message(struct show *s, const struct show_message *m)
{
    struct c_form *f = s->form;

    if (f->batch && f->batch_record != s->records)
        end_batch(s);
    if (!m->sent || m->control || m->protocol < 0 || m->protocol > 31 ||
        only_asks_for_a_family(s, m) || m->whole > m->msg->nlmsg_len)
        return;
    if (f->n == REQUESTS_MAX && !f->batch) {
        if (!f->dropped)
            show_note(s, "the program holds the first %d requests only", REQUESTS_MAX);
        f->dropped = true;
        return;
    }
    if (in_batch(m))
        batched(s, m);
    else
        single(s, m);
}

static void broken(struct show *s, const struct show_broken *b)
{
    (void)s, (void)b;
}

static void finish(struct show *s)
{
    struct c_form *f = s->form;

    end_batch(s);
    if (f->n == 0)
        show_note(s, "there is no request in it");
    kl_out_str(s->out, c_main_head);
    for (unsigned i = 0; i < f->n; i++)
        kl_out_printf(s->out, "        {%u, request_%u},\n", f->protocol[i], i + 1);
    kl_out_str(s->out, f->n == 0 ? "        {0, NULL},\n" : "");
    kl_out_str(s->out, c_main_tail);
}

const struct show_form_calls show_form_c = {
    .begin = begin, .message = message, .broken = broken, .finish = finish, .clear = clear};
