// SPDX-License-Identifier: MIT
// Looking things up in the schema's tables: families, commands, rows, names, nested sets.
#include "schema_def.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../schema/tables.h"

/* ---- Families ---- */

const struct kl_family *kl_family_at(size_t i)
{
    return i < kl_n_families ? kl_families[i] : NULL;
}

const struct kl_family *kl_family_find(const char *name)
{
    for (size_t i = 0; i < kl_n_families; i++)
        if (strcmp(kl_families[i]->name, name) == 0)
            return kl_families[i];
    return NULL;
}

const char *kl_family_name(const struct kl_family *f)
{
    return f->name;
}

int kl_family_protocol(const struct kl_family *f)
{
    return f->protocol;
}

static bool is_for(const struct kl_command_def *c, uint16_t flags)
{
    bool request = (flags & NLM_F_REQUEST) != 0;

    switch (c->when) {
    case KL_WHEN_DUMP:
        return request && (flags & NLM_F_DUMP) == NLM_F_DUMP;
    case KL_WHEN_REQUEST:
        return request;
    case KL_WHEN_REPLY:
        return !request;
    default:
        return true;
    }
}

const struct kl_command_def *kl_family_command(const struct kl_family *f, uint16_t id,
                                               uint16_t flags)
{
    for (size_t i = 0; f != NULL && i < f->n_commands; i++)
        if (f->commands[i].id == id && is_for(&f->commands[i], flags))
            return &f->commands[i];
    return NULL;
}

const struct kl_command_def *kl_family_command_named(const struct kl_family *f, const char *name,
                                                     uint16_t flags)
{
    const struct kl_command_def *other = NULL;

    /* Names in full go first: one's short name may be another's in full. */
    for (int in_full = 1; in_full >= 0 && other == NULL; in_full--)
        for (size_t i = 0; f != NULL && i < f->n_commands; i++) {
            const struct kl_command_def *c = &f->commands[i];

            if (!kl_name_is(name, c->name, in_full ? NULL : f->command_prefix))
                continue;
            if (is_for(c, flags))
                return c;
            other = other != NULL ? other : c;
        }
    return other;
}

const struct kl_attrset *kl_command_attrs(const struct kl_family *f, const struct kl_command_def *c,
                                          bool reply)
{
    if (c != NULL && reply && c->reply != NULL)
        return c->reply;
    if (c != NULL && c->request != NULL)
        return c->request;
    return f != NULL ? f->attrs : NULL;
}

const struct kl_layout *kl_command_layout(const struct kl_family *f, const struct kl_command_def *c,
                                          bool reply)
{
    if (c != NULL && reply && c->reply_header != NULL)
        return c->reply_header;
    if (c != NULL && c->header != NULL)
        return c->header;
    return f != NULL ? f->header : NULL;
}

/* ---- Rows ---- */

const struct kl_attr_def *kl_attrset_row(const struct kl_attrset *s, uint16_t id)
{
    size_t low = 0, high = s != NULL ? s->n_rows : 0;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (s->rows[mid].id == id)
            return &s->rows[mid];
        if (s->rows[mid].id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const struct kl_attr_def *kl_attrset_row_named(const struct kl_attrset *s, const char *name)
{
    for (int in_full = 1; in_full >= 0; in_full--)
        for (size_t i = 0; s != NULL && i < s->n_rows; i++)
            if (kl_name_is(name, s->rows[i].name, in_full ? NULL : s->prefix))
                return &s->rows[i];
    return NULL;
}

bool kl_attrset_is_struct(const struct kl_attrset *s)
{
    return s != NULL && s->header != NULL && s->n_rows == 0;
}

bool kl_layout_is_open(const struct kl_layout *layout)
{
    return layout != NULL && layout->n_fields > 0 &&
           kl_field_size(layout, layout->n_fields - 1u, 0) == 0;
}

size_t kl_field_size(const struct kl_layout *layout, unsigned i, size_t len)
{
    const struct kl_attr_def *f = &layout->fields[i];
    size_t size = f->max_len != 0 ? f->max_len : kl_type_len(f->type);

    if (size == 0 && f->type == KL_T_STRUCT && f->ref.layout != NULL)
        size = f->ref.layout->size;
    if (size == 0 && i + 1 == layout->n_fields && f->id < len)
        size = len - f->id;
    return size;
}

/* ---- Names ---- */

static const char *without_prefix(const char *name, const char *prefix)
{
    size_t len = prefix != NULL ? strlen(prefix) : 0;

    return len > 0 && strncmp(name, prefix, len) == 0 && name[len] != '\0' ? name + len : name;
}

const char *kl_short_name(char buffer[KL_NAME_SIZE], const char *name, const char *prefix)
{
    size_t n = 0;

    for (name = without_prefix(name, prefix); *name != '\0' && n < KL_NAME_SIZE - 1; name++)
        buffer[n++] = *name >= 'A' && *name <= 'Z' ? (char)(*name + 'a' - 'A') : *name;
    buffer[n] = '\0';
    return buffer;
}

bool kl_name_is(const char *word, const char *name, const char *prefix)
{
    return strcasecmp(word, name) == 0 || strcasecmp(word, without_prefix(name, prefix)) == 0;
}

const char *kl_enum_name(const struct kl_enum *e, int64_t value)
{
    for (size_t i = 0; e != NULL && i < e->n_values; i++)
        if (e->values[i].value == value)
            return e->values[i].name;
    return NULL;
}

int kl_enum_value(const struct kl_enum *e, const char *name, int64_t *ret)
{
    size_t prefix = e != NULL && e->prefix != NULL ? strlen(e->prefix) : 0;

    if (prefix > 0 && strncasecmp(name, e->prefix, prefix) == 0)
        name += prefix;
    for (size_t i = 0; e != NULL && i < e->n_values; i++) {
        if (strcasecmp(name, e->values[i].name) == 0) {
            *ret = e->values[i].value;
            return 0;
        }
    }
    return -ENOENT;
}

const char *kl_unit_name(enum kl_unit unit)
{
    static const char *const names[] = {
        [KL_UNIT_S] = "s",
        [KL_UNIT_MS] = "ms",
        [KL_UNIT_US] = "us",
        [KL_UNIT_NS] = "ns",
        [KL_UNIT_BYTES] = "bytes",
        [KL_UNIT_PACKETS] = "packets",
        [KL_UNIT_BITS_PER_S] = "bit/s",
        [KL_UNIT_BYTES_PER_S] = "bytes/s",
        [KL_UNIT_MHZ] = "MHz",
        [KL_UNIT_KHZ] = "kHz",
        [KL_UNIT_DBM] = "dBm",
        [KL_UNIT_MBM] = "mBm",
        [KL_UNIT_PERCENT] = "%",
    };

    return (size_t)unit < sizeof(names) / sizeof(names[0]) ? names[unit] : NULL;
}

/* ---- Nested sets ---- */

static bool read_field(uint64_t *ret, const unsigned char *data, size_t len, size_t at, size_t size)
{
    uint16_t u16;
    uint32_t u32;

    if (at > len || size > len - at)
        return false;
    data += at;
    if (size == 1) {
        *ret = *data;
    } else if (size == 2) {
        memcpy(&u16, data, sizeof(u16));
        *ret = u16;
    } else if (size == 4) {
        memcpy(&u32, data, sizeof(u32));
        *ret = u32;
    } else {
        return false;
    }
    return true;
}

static bool case_matches(const struct kl_selection *c, bool text, const struct kl_attr *a,
                         uint64_t number)
{
    size_t len = a->len;

    if (!text)
        return c->number == number;
    while (len > 0 && a->data[len - 1] == '\0')
        len--;
    return strlen(c->name) == len && memcmp(c->name, a->data, len) == 0;
}

/* The attribute counts, where there is one: a field may be too small for the value. */
static bool from_request(uint64_t *ret, const struct kl_selector *s, const struct kl_scope *request)
{
    struct kl_view v;
    struct kl_attr a;

    if (request == NULL)
        return false;
    v = (struct kl_view){.data = request->data, .len = request->len, .set = request->set};
    if (s->or_key != 0 && kl_view_get(&v, s->or_key, &a) == 0)
        return kl_row_get_uint(kl_attrset_row(request->set, s->or_key), a.flags, a.data, a.len,
                               ret) == 0;
    return read_field(ret, request->header, request->header_len, s->key, s->size);
}

static const struct kl_attrset *select_set(const struct kl_selector *s,
                                           const struct kl_scope *scope)
{
    const struct kl_scope *at = scope;
    struct kl_attr a = {.len = 0};
    uint64_t number = 0;
    bool found = false;

    for (unsigned i = 0; i < s->up && at != NULL; i++)
        at = at->up;
    if (at == NULL)
        return s->otherwise;
    if (s->by == KL_BY_COMMAND) {
        found = at->command != NULL;
        number = found ? at->command->id : 0;
    } else if (s->by == KL_BY_HEADER) {
        found = read_field(&number, at->header, at->header_len, s->key, s->size);
    } else if (s->by == KL_BY_REQUEST) {
        found = from_request(&number, s, at->request);
    } else {
        struct kl_view siblings = {.data = at->data, .len = at->len, .set = at->set};

        uint16_t key = s->key;

        found = kl_view_get(&siblings, key, &a) == 0;
        if (!found && s->or_key != 0) {
            key = s->or_key;
            found = kl_view_get(&siblings, key, &a) == 0;
        }
        found = found &&
                (s->by == KL_BY_STRING || kl_row_get_uint(kl_attrset_row(at->set, key), a.flags,
                                                          a.data, a.len, &number) == 0);
    }
    for (size_t i = 0; found && i < s->n_cases; i++)
        if (case_matches(&s->cases[i], s->by == KL_BY_STRING, &a, number))
            return s->cases[i].set;
    return s->otherwise;
}

const struct kl_attrset *kl_row_set(const struct kl_attr_def *row, const struct kl_scope *scope)
{
    if (row == NULL)
        return NULL;
    if (row->type != KL_T_NEST && row->type != KL_T_RECORDS &&
        (row->type != KL_T_ARRAY || row->elem != KL_T_NEST))
        return NULL;
    if ((row->flags & KL_A_SELECT) == 0)
        return row->ref.set;
    return scope != NULL ? select_set(row->ref.select, scope) : NULL;
}

/* ---- Recognising a message ---- */

/* @first: the first byte of the fixed header, or -1 where it is missing. */
static bool family_takes(const struct kl_family *f, int protocol, const struct nlmsghdr *h,
                         int first)
{
    if (f == NULL || f->protocol != protocol)
        return false;
    if (f->header_families[0] != 0 &&
        (first <= 0 || memchr(f->header_families, first, sizeof(f->header_families)) == NULL))
        return false;
    if (f->match == KL_MATCH_NFNL)
        return h->nlmsg_type >> 8 == f->subsystem;
    if (f->match == KL_MATCH_TYPE)
        return kl_family_command(f, h->nlmsg_type, h->nlmsg_flags) != NULL;
    return f->fixed_id != 0 && f->fixed_id == h->nlmsg_type;
}

/* The family in the tables, or NULL. Messages come by the thousand of the same kind. */
static const struct kl_family *family_in_tables(int protocol, const struct nlmsghdr *h, int first)
{
    static _Thread_local struct {
        bool filled;
        int protocol, first;
        uint16_t type, flags;
        const struct kl_family *family;
    } last;

    if (last.filled && last.protocol == protocol && last.first == first &&
        last.type == h->nlmsg_type && last.flags == h->nlmsg_flags)
        return last.family;
    last.filled = true;
    last.protocol = protocol;
    last.first = first;
    last.type = h->nlmsg_type;
    last.flags = h->nlmsg_flags;
    last.family = NULL;
    for (size_t i = 0; i < kl_n_families && last.family == NULL; i++)
        if (family_takes(kl_families[i], protocol, h, first))
            last.family = kl_families[i];
    return last.family;
}

static const struct kl_family *family_of(int protocol, const struct nlmsghdr *h, int first,
                                         const struct kl_family *given)
{
    const struct kl_family *f;

    if (family_takes(given, protocol, h, first))
        return given;
    f = family_in_tables(protocol, h, first);
    if (f != NULL)
        return f;
    /* A generic family's id is given by the kernel: only the caller can know it. */
    if (given != NULL && given->protocol == protocol && given->match == KL_MATCH_GENL &&
        given->fixed_id == 0)
        return given;
    return NULL;
}

void kl_recognise(struct kl_recognised *ret, const void *msg, size_t len, int protocol,
                  const struct kl_family *family)
{
    const struct kl_layout *layout;
    struct nlmsghdr h;
    uint16_t id;
    bool reply;

    memcpy(&h, msg, sizeof(h));
    *ret = (struct kl_recognised){.header_at = NLMSG_HDRLEN, .attrs_at = len};
    if (h.nlmsg_type < NLMSG_MIN_TYPE)
        return;
    ret->family = family_of(
        protocol, &h, len > NLMSG_HDRLEN ? ((const unsigned char *)msg)[NLMSG_HDRLEN] : -1, family);
    id = h.nlmsg_type;
    if (protocol == NETLINK_GENERIC) {
        id = len > NLMSG_HDRLEN ? ((const unsigned char *)msg)[NLMSG_HDRLEN] : 0;
        ret->header_at += kl_layout_genlmsghdr.size;
    } else if (protocol == NETLINK_NETFILTER) {
        id &= 0xff;
        ret->layout = &kl_layout_nfgenmsg;
    } else if (ret->family == NULL) {
        return; /* where a fixed header ends is not known */
    }
    reply = (h.nlmsg_flags & NLM_F_REQUEST) == 0;
    ret->command = kl_family_command(ret->family, id, h.nlmsg_flags);
    layout = kl_command_layout(ret->family, ret->command, reply);
    if (layout != NULL)
        ret->layout = layout;
    ret->set = kl_command_attrs(ret->family, ret->command, reply);
    ret->attrs_at = ret->header_at;
    if (ret->layout != NULL)
        ret->attrs_at += NLMSG_ALIGN((size_t)ret->layout->size);
    /* The padding of a header that ends the message may be missing. */
    if (ret->layout != NULL && ret->attrs_at > len && ret->header_at + ret->layout->size <= len)
        ret->attrs_at = len;
    /* rtnetlink takes dumps that name no more than the address family, and getifaddrs() asks so. */
    if (protocol == NETLINK_ROUTE && ret->attrs_at > len && len > NLMSG_HDRLEN &&
        (h.nlmsg_flags & (NLM_F_REQUEST | NLM_F_DUMP)) == (NLM_F_REQUEST | NLM_F_DUMP))
        ret->attrs_at = len;
    /* No attributes, but a struct of any length. */
    if (ret->set == NULL && kl_layout_is_open(ret->layout) && ret->attrs_at < len)
        ret->attrs_at = len;
}
