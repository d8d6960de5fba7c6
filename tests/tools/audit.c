// SPDX-License-Identifier: MIT
/*
 * audit FILE COMMAND...    runs COMMAND, follows what it and its children say over netlink, and
 *                          writes it to FILE as JSON lines. What the tables do not know goes to the
 *                          output, a line each: attributes without a row, numbers without a name,
 *                          lengths that do not fit. Exit status: COMMAND's, or 125.
 * audit -r CAPTURE...      the same of what was recorded. Bytes that nothing more is known of are
 *                          told as well, and the error output counts: messages, attributes, and
 *                          those among them that are left as bytes or as a number without a name.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kernlink/kernlink.h>
#include <linux/genetlink.h>

#include "core/schema_def.h"
#include "trace/trace.h"

static char path[2048]; /* to where we are */
static const struct kl_family *generic[1 << 16];
static struct kl_sink *json;
static unsigned long n_messages, n_attrs, n_complaints;
static bool recorded;

static void complain(const char *what, const unsigned char *data, size_t len)
{
    n_complaints++;
    printf("%s: %s:", path, what);
    for (size_t i = 0; i < len && i < 24; i++)
        printf(" %02x", data[i]);
    printf("\n");
}

/* One step down; the caller cuts the path to what is returned. */
static size_t step(const char *name)
{
    size_t before = strlen(path);

    snprintf(path + before, sizeof(path) - before, ".%s", name);
    return before;
}

static void check_attrs(const struct kl_scope *scope);
static void check_fields(const struct kl_layout *layout, const unsigned char *data, size_t len);

static void check_integer(const struct kl_attr_def *row, const struct kl_attr *a)
{
    const struct kl_enum *e = (row->flags & KL_A_INDEXED) == 0 ? row->ref.values : NULL;
    uint64_t value = 0, rest;
    int64_t number = 0;
    int rc;

    if (kl_type_is_signed(row->type)) {
        rc = kl_row_get_int(row, a->flags, a->data, a->len, &number);
    } else {
        rc = kl_row_get_uint(row, a->flags, a->data, a->len, &value);
        number = (int64_t)value;
    }
    if (rc < 0) {
        complain("an integer of another length", a->data, a->len);
    } else if (e != NULL && e->flags) {
        rest = value;
        for (unsigned i = 0; i < e->n_values; i++)
            if ((rest & (uint64_t)e->values[i].value) == (uint64_t)e->values[i].value)
                rest &= ~(uint64_t)e->values[i].value;
        if (rest != 0)
            complain("a bit without a name", a->data, a->len);
    } else if (e != NULL && kl_enum_name(e, number) == NULL) {
        complain("a number without a name", a->data, a->len);
    }
}

static void check_value(const struct kl_attr_def *row, const struct kl_scope *scope,
                        const struct kl_attr *a);

static void check_nest(const struct kl_attr_def *row, const struct kl_scope *scope,
                       const struct kl_attr *a)
{
    const struct kl_attrset *set = kl_row_set(row, scope);
    size_t header = set != NULL && set->header != NULL ? set->header->size : 0;
    struct kl_scope inner = *scope;

    if (set == NULL && a->len > 0) {
        complain("nothing is known of the inside", a->data, a->len);
    } else if (set != NULL && kl_attrset_is_struct(set)) {
        check_fields(set->header, a->data, a->len);
    } else if (set != NULL && header > a->len) {
        complain("too short", a->data, a->len);
    } else if (set != NULL) {
        check_fields(set->header, a->data, header);
        header = NLA_ALIGN(header) < a->len ? NLA_ALIGN(header) : a->len;
        inner.set = set;
        inner.data = a->data + header;
        inner.len = a->len - header;
        inner.up = scope;
        check_attrs(&inner);
    }
}

static void check_array(const struct kl_attr_def *row, const struct kl_scope *scope,
                        const struct kl_attr *a)
{
    struct kl_view v = {.data = a->data, .len = a->len};
    struct kl_attr_def elem;
    struct kl_attr one;

    while (kl_view_next(&v, &one) > 0) {
        size_t before = step("*");

        n_attrs++;
        kl_array_elem(&elem, row, one.type);
        check_value(row->elem == KL_T_ARRAY ? row->ref.elem : &elem, scope, &one);
        path[before] = '\0';
    }
}

static void check_packed(const struct kl_attr_def *row, const struct kl_scope *scope,
                         const struct kl_attr *a)
{
    size_t size = row->elem == KL_T_STRUCT ? row->ref.layout->size : kl_type_len(row->elem);
    struct kl_attr_def elem;

    kl_array_elem(&elem, row, 0);
    if (size == 0 || a->len % size != 0) {
        complain("no whole number of elements", a->data, a->len);
        return;
    }
    for (size_t at = 0; at < a->len; at += size) {
        struct kl_attr one = {.data = a->data + at, .len = size, .flags = a->flags};

        check_value(&elem, scope, &one);
    }
}

static void check_value(const struct kl_attr_def *row, const struct kl_scope *scope,
                        const struct kl_attr *a)
{
    switch (row->type) {
    case KL_T_NEST:
        check_nest(row, scope, a);
        break;
    case KL_T_ARRAY:
        check_array(row, scope, a);
        break;
    case KL_T_PACKED:
        check_packed(row, scope, a);
        break;
    case KL_T_STRUCT:
        if (a->len > row->ref.layout->size && !kl_layout_is_open(row->ref.layout))
            complain("a struct longer than known", a->data + row->ref.layout->size,
                     a->len - row->ref.layout->size);
        check_fields(row->ref.layout, a->data, a->len);
        break;
    default:
        if (kl_type_is_int(row->type))
            check_integer(row, a);
        else if (recorded && row->type == KL_T_BINARY && a->len > 0)
            complain("bytes", a->data, a->len);
        else if (kl_type_len(row->type) != 0 && a->len != kl_type_len(row->type))
            complain("another length", a->data, a->len);
        else if (row->max_len != 0 && strnlen((const char *)a->data, a->len) > row->max_len)
            complain("too long", a->data, a->len);
    }
}

static void check_fields(const struct kl_layout *layout, const unsigned char *data, size_t len)
{
    static const struct kl_scope nowhere;

    for (unsigned i = 0; layout != NULL && i < layout->n_fields; i++) {
        const struct kl_attr_def *f = &layout->fields[i];
        struct kl_attr a = {.data = data + f->id, .len = kl_field_size(layout, i, len)};
        size_t before;

        if ((f->flags & KL_A_PAD) != 0 || f->id + a.len > len || f->type == KL_T_IP ||
            !kl_field_is_there(layout, i, data, len))
            continue;
        before = step(f->name);
        check_value(f, &nowhere, &a);
        path[before] = '\0';
    }
}

static void check_attrs(const struct kl_scope *scope)
{
    struct kl_view v = {.data = scope->data, .len = scope->len};
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_next(&v, &a)) > 0) {
        const struct kl_attr_def *row = kl_attrset_row(scope->set, a.type);
        char number[16];
        size_t before;

        snprintf(number, sizeof(number), "%u", a.type);
        before = step(row != NULL ? row->name : number);
        n_attrs += row == NULL || (row->flags & KL_A_PAD) == 0;
        if (row == NULL)
            complain("no such attribute", a.data, a.len);
        else if ((row->flags & KL_A_PAD) == 0)
            check_value(row, scope, &a);
        path[before] = '\0';
    }
    if (rc < 0)
        complain("malformed", scope->data, scope->len);
}

/* What the control family tells of others' numbers. */
static void note_family(const struct nlmsghdr *h)
{
    char name[32] = "";
    const char *text;
    struct kl_view v;
    uint64_t id = 0;
    size_t len;

    if (kl_view_message(&v, h, GENL_HDRLEN, NULL) < 0 ||
        kl_view_get_uint(&v, CTRL_ATTR_FAMILY_ID, &id) < 0 ||
        kl_view_get_str(&v, CTRL_ATTR_FAMILY_NAME, &text, &len) < 0)
        return;
    memcpy(name, text, len < 31 ? len : 31);
    generic[id & 0xffff] = kl_family_find(name);
}

static void check_message(const struct nlmsghdr *h, int protocol)
{
    const struct kl_family *family = protocol == NETLINK_GENERIC ? generic[h->nlmsg_type] : NULL;
    const unsigned char *data = (const void *)h;
    struct kl_decode_options options = {.protocol = protocol, .family = family};
    struct kl_scope scope;
    struct kl_recognised r;

    n_messages++;
    if (protocol == NETLINK_GENERIC && h->nlmsg_type == GENL_ID_CTRL)
        note_family(h);
    if (h->nlmsg_type < NLMSG_MIN_TYPE)
        return;
    kl_recognise(&r, h, h->nlmsg_len, protocol, family);
    snprintf(path, sizeof(path), "%s %s", r.family != NULL ? r.family->name : "no family",
             r.command != NULL ? r.command->name : "no command");
    if (r.command == NULL || r.attrs_at > h->nlmsg_len) {
        complain("not recognised", data, h->nlmsg_len);
        return;
    }
    check_fields(r.layout, data + r.header_at, r.attrs_at - r.header_at);
    scope = (struct kl_scope){.set = r.set,
                              .data = data + r.attrs_at,
                              .len = h->nlmsg_len - r.attrs_at,
                              .command = r.command,
                              .header = data + r.header_at,
                              .header_len = r.attrs_at - r.header_at};
    check_attrs(&scope);
    if (json != NULL)
        kl_decode(json, h, h->nlmsg_len, &options);
}

static int take(const struct kl_trace_record *record, void *user)
{
    static union {
        struct nlmsghdr h;
        unsigned char bytes[1 << 20];
    } copy;
    size_t len = record->len < sizeof(copy) ? record->len : sizeof(copy), at = 0;

    (void)user;
    memcpy(copy.bytes, record->data, len);
    while (record->error == NULL && record->len == record->full_len && len - at >= NLMSG_HDRLEN) {
        const struct nlmsghdr *h = (const void *)(copy.bytes + at);

        if (h->nlmsg_len < NLMSG_HDRLEN || h->nlmsg_len > len - at)
            break;
        check_message(h, record->protocol);
        at += NLMSG_ALIGN(h->nlmsg_len) < len - at ? NLMSG_ALIGN(h->nlmsg_len) : len - at;
    }
    return 0;
}

static int read_captures(char **names)
{
    struct kl_trace_input_options options = {.protocol = -1};
    char error[200];
    int rc = 0;

    recorded = true;
    for (; *names != NULL && rc >= 0; names++) {
        int fd = open(*names, O_RDONLY | O_CLOEXEC);

        options.name = *names;
        rc = fd < 0 ? fd : kl_trace_read(fd, &options, take, NULL, NULL, error, sizeof(error));
        if (rc < 0)
            fprintf(stderr, "audit: %s: %s\n", *names, fd < 0 ? "no such file" : error);
        if (fd >= 0)
            close(fd);
    }
    fprintf(stderr, "%lu messages, %lu attributes, %lu left\n", n_messages, n_attrs, n_complaints);
    return rc < 0 ? 125 : 0;
}

int main(int argc, char **argv)
{
    struct kl_tracer_options options = {.follow = true, .argv = argv + 2};
    char error[200] = "";
    struct kl_out *out;
    FILE *file;
    int status = 0, rc;

    if (argc > 2 && strcmp(argv[1], "-r") == 0)
        return read_captures(argv + 2);
    if (argc < 3 || (file = fopen(argv[1], "w")) == NULL ||
        kl_out_open_fd(&out, fileno(file)) < 0 || kl_sink_new(&json, KL_SINK_JSONL, out) < 0)
        return 125;
    setvbuf(stdout, NULL, _IOLBF, 0);
    rc = kl_tracer_run(&options, take, NULL, &status, error, sizeof(error));
    kl_sink_free(json);
    kl_out_close(out);
    fclose(file);
    if (rc < 0)
        fprintf(stderr, "audit: %s\n", error);
    fprintf(stderr, "%lu messages\n", n_messages);
    return rc < 0 ? 125 : WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
