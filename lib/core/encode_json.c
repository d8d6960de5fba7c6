// SPDX-License-Identifier: MIT
// kl_msg_from_json(): a message from the JSON that kl_decode() writes, checked by the schema.
#include "encode_json.h"
#include "../schema/tables.h"
#include "msg.h"
#include "nearest.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#ifdef HAVE_JANSSON
int kl_json_fail(struct kl_json *j, int code, const char *format, ...)
{
    va_list args;
    size_t len;

    if (j->error_size > 0) {
        len = (size_t)snprintf(j->error, j->error_size, "%s%s", j->path, j->path[0] ? ": " : "");
        va_start(args, format);
        if (len < j->error_size)
            vsnprintf(j->error + len, j->error_size - len, format, args);
        va_end(args);
    }
    return code;
}

size_t kl_json_enter(struct kl_json *j, const char *name)
{
    size_t before = strlen(j->path);

    snprintf(j->path + before, sizeof(j->path) - before, "%s%s", before > 0 ? "." : "", name);
    return before;
}

void kl_json_leave(struct kl_json *j, size_t before)
{
    j->path[before] = '\0';
}

/* ---- Nests ---- */

/* Names without what they all begin with; nearness ignores case. */
static const char *tail(const char *name, const char *prefix)
{
    size_t len = prefix != NULL ? strlen(prefix) : 0;

    return len > 0 && strncasecmp(name, prefix, len) == 0 ? name + len : name;
}

static const char *row_at(size_t i, const void *user)
{
    const struct kl_attrset *set = user;

    return i < set->n_rows ? tail(set->rows[i].name, set->prefix) : NULL;
}

/* A word that is no attribute's name; what may have been meant, in the form it was written. */
static int no_attribute(struct kl_json *j, const struct kl_attrset *set, const char *word)
{
    char shown[KL_NAME_SIZE];
    const char *near = NULL;

    if (set != NULL)
        near = kl_nearest(tail(word, set->prefix), row_at, set);
    if (near != NULL)
        return kl_json_fail(j, -ENOENT, "there is no attribute %s, is %s meant?", word,
                            kl_short_name(shown, near, NULL));
    return kl_json_fail(j, -ENOENT, "there is no attribute %s", word);
}

static int put_one(struct kl_json *j, const struct kl_attr_def *row, uint16_t id, json_t *value);

static int put_builder(struct kl_json *j, int rc)
{
    if (rc == -ERANGE)
        return kl_json_fail(j, rc, "the value is out of range");
    return rc < 0 ? kl_json_fail(j, rc, "%s", kl_strerror(rc)) : 0;
}

static int put_flat(struct kl_json *j, const struct kl_attr_def *row, uint16_t id, json_t *value)
{
    size_t len;
    int rc = kl_json_bytes(j, row, value, j->scratch, sizeof(j->scratch), &len);

    return rc < 0 ? rc : put_builder(j, kl_msg_put_bytes(j->msg, id, j->scratch, len));
}

static bool has_field(const struct kl_layout *layout, const char *key)
{
    for (unsigned i = 0; layout != NULL && i < layout->n_fields; i++)
        if (strcmp(layout->fields[i].name, key) == 0)
            return true;
    return false;
}

/* The fields of the header stand beside the attributes; what is not there stays zero. */
static int put_nest_header(struct kl_json *j, const struct kl_layout *layout, json_t *object)
{
    size_t len = layout->size;
    const char *key;
    json_t *value;

    memset(j->scratch, 0, len);
    json_object_foreach(object, key, value)
    {
        int rc;

        if (!has_field(layout, key))
            continue;
        rc = kl_json_field(j, layout, key, value, j->scratch, layout->size, &len);
        if (rc < 0)
            return rc;
    }
    return put_builder(j, kl_msg_put_header(j->msg, j->scratch, layout->size));
}

/* What hangs on the request is told by its fields, as there is no request here. */
static const struct kl_attrset *told_by_fields(const struct kl_attr_def *row, json_t *value)
{
    const struct kl_selector *s = row->ref.select;
    const char *key;
    json_t *field;

    json_object_foreach(value, key, field)
    {
        for (unsigned i = 0; i < s->n_cases; i++)
            if (s->cases[i].set->header != NULL && has_field(s->cases[i].set->header, key))
                return s->cases[i].set;
    }
    return s->otherwise;
}

static int put_nest(struct kl_json *j, const struct kl_attr_def *row, uint16_t id, json_t *value)
{
    const struct kl_attr_def as_struct = {.id = id, .type = KL_T_STRUCT};
    struct kl_msg_level inside = {0};
    int rc;

    kl_msg_enter(j->msg, row, &inside);
    if ((row->flags & KL_A_SELECT) != 0 && row->ref.select->by == KL_BY_REQUEST)
        inside.set = told_by_fields(row, value);
    if (inside.set == NULL && json_is_string(value))
        return put_flat(j, NULL, id, value); /* nothing is chosen: bytes */
    if (kl_attrset_is_struct(inside.set)) {
        struct kl_attr_def one = as_struct;

        one.ref.layout = inside.set->header;
        return put_flat(j, &one, id, value);
    }
    if (!json_is_object(value))
        return kl_json_fail(j, -EINVAL, "this is a nest: an object is needed");
    rc = put_builder(j, kl_msg_nest_begin(j->msg, id));
    if (rc == 0 && inside.set != NULL && inside.set->header != NULL)
        rc = put_nest_header(j, inside.set->header, value);
    if (rc == 0)
        rc = kl_json_put_attrs(j, value);
    return rc < 0 ? rc : put_builder(j, kl_msg_nest_end(j->msg));
}

static int put_records(struct kl_json *j, uint16_t id, json_t *value)
{
    int rc;

    if (!json_is_array(value))
        return kl_json_fail(j, -EINVAL, "an array is needed");
    rc = put_builder(j, kl_msg_nest_begin(j->msg, id));
    for (size_t i = 0; rc == 0 && i < json_array_size(value); i++) {
        json_t *one = json_array_get(value, i);
        char index[24];
        size_t before;

        snprintf(index, sizeof(index), "%zu", i);
        before = kl_json_enter(j, index);
        if (!json_is_object(one))
            return kl_json_fail(j, -EINVAL, "this is a record: an object is needed");
        rc = put_builder(j, kl_msg_record_begin(j->msg));
        if (rc == 0)
            rc = put_nest_header(j, j->msg->level[j->msg->depth].set->header, one);
        if (rc == 0)
            rc = kl_json_put_attrs(j, one);
        if (rc == 0)
            rc = put_builder(j, kl_msg_nest_end(j->msg));
        if (rc == 0)
            kl_json_leave(j, before);
    }
    return rc < 0 ? rc : put_builder(j, kl_msg_nest_end(j->msg));
}

static int put_array(struct kl_json *j, const struct kl_attr_def *row, uint16_t id, json_t *value)
{
    unsigned next = (row->flags & KL_A_FROM1) != 0;
    const struct kl_attr_def *array = row;
    struct kl_attr_def elem;
    const char *key = NULL;
    void *iter = json_object_iter(value);
    size_t n = json_is_array(value) ? json_array_size(value) : json_object_size(value);
    int rc;

    if (!json_is_array(value) && !json_is_object(value))
        return kl_json_fail(j, -EINVAL, "an array is needed");
    rc = put_builder(j, kl_msg_nest_begin(j->msg, id));
    for (size_t i = 0; rc == 0 && i < n; i++) {
        json_t *one =
            json_is_array(value) ? json_array_get(value, i) : json_object_iter_value(iter);
        char index[24];
        uint64_t number = next + i;
        size_t before;

        if (iter != NULL) {
            key = json_object_iter_key(iter);
            iter = json_object_iter_next(value, iter);
            if (kl_json_number(key, &number) < 0 || number > NLA_TYPE_MASK_BITS)
                return kl_json_fail(j, -EINVAL, "'%.40s' is no index", key);
        }
        snprintf(index, sizeof(index), "%u", (unsigned)number);
        before = kl_json_enter(j, index);
        kl_array_elem(&elem, array, (uint16_t)number);
        rc = put_one(j, &elem, (uint16_t)number, one);
        if (rc == 0)
            kl_json_leave(j, before);
    }
    return rc < 0 ? rc : put_builder(j, kl_msg_nest_end(j->msg));
}

/* ---- One attribute ---- */

static int put_integer(struct kl_json *j, const struct kl_attr_def *row, uint16_t id, json_t *value)
{
    struct kl_json_int i;
    int rc = kl_json_integer(j, row, value, &i);

    if (rc < 0)
        return rc;
    return put_builder(j, i.negative ? kl_msg_put_int(j->msg, id, (int64_t)i.value)
                                     : kl_msg_put_uint(j->msg, id, i.value));
}

static int put_string(struct kl_json *j, uint16_t id, json_t *value)
{
    const char *s = json_string_value(value);

    if (s == NULL)
        return kl_json_fail(j, -EINVAL, "a string is needed");
    if (strlen(s) != json_string_length(value))
        return kl_json_fail(j, -EINVAL, "the string holds a zero byte");
    return put_builder(j, kl_msg_put_str(j->msg, id, s));
}

static int put_one(struct kl_json *j, const struct kl_attr_def *row, uint16_t id, json_t *value)
{
    switch (row != NULL ? row->type : KL_T_BINARY) {
    case KL_T_FLAG:
        if (!json_is_boolean(value))
            return kl_json_fail(j, -EINVAL, "this is a flag: true or false is needed");
        return json_is_true(value) ? put_builder(j, kl_msg_put_flag(j->msg, id)) : 0;
    case KL_T_STRING:
        return put_string(j, id, value);
    case KL_T_NEST:
        return put_nest(j, row, id, value);
    case KL_T_ARRAY:
        return put_array(j, row, id, value);
    case KL_T_RECORDS:
        return put_records(j, id, value);
    default:
        if (row != NULL && kl_type_is_int(row->type))
            return put_integer(j, row, id, value);
        return put_flat(j, row, id, value);
    }
}

/* Is this array the attribute's own value, or one value for each time that it is there? */
static bool repeats(const struct kl_attr_def *row, json_t *value)
{
    if (!json_is_array(value))
        return false;
    if (row == NULL || (row->flags & KL_A_MULTI) != 0)
        return true;
    if (row->type == KL_T_ARRAY || row->type == KL_T_PACKED || row->type == KL_T_RECORDS ||
        row->type == KL_T_BITMAP)
        return false;
    /* Names of bits, against a list of such lists. */
    if (kl_type_is_int(row->type) && row->ref.values != NULL && row->ref.values->flags)
        return json_is_array(json_array_get(value, 0));
    return true;
}

static int put_attr(struct kl_json *j, const char *key, json_t *value)
{
    const struct kl_msg_level *open = &j->msg->level[j->msg->depth];
    const struct kl_attr_def *row = kl_attrset_row_named(open->set, key);
    uint64_t id = row != NULL ? row->id : 0;
    int rc = 0;

    if (row == NULL && kl_json_number(key, &id) < 0)
        return no_attribute(j, open->set, key);
    if ((row == NULL && id == 0) || id > NLA_TYPE_MASK_BITS)
        return kl_json_fail(j, -ERANGE, "attribute numbers go from 1 to %u", NLA_TYPE_MASK_BITS);
    if (row == NULL)
        row = kl_attrset_row(open->set, (uint16_t)id);
    if (row == NULL && open->set != NULL)
        return no_attribute(j, open->set, key);
    if (!repeats(row, value))
        return put_one(j, row, (uint16_t)id, value);
    for (size_t i = 0; rc == 0 && i < json_array_size(value); i++)
        rc = put_one(j, row, (uint16_t)id, json_array_get(value, i));
    return rc;
}

int kl_json_put_attrs(struct kl_json *j, json_t *object)
{
    const struct kl_msg_level *open = &j->msg->level[j->msg->depth];
    const struct kl_layout *header = NULL;
    const char *key;
    json_t *value;

    if (j->msg->depth > 0 && open->set != NULL)
        header = open->set->header;
    json_object_foreach(object, key, value)
    {
        size_t before;
        int rc;

        if (has_field(header, key))
            continue;
        before = kl_json_enter(j, key);
        if (strlen(key) >= KL_NAME_SIZE || j->msg->depth >= KL_MAX_DEPTH)
            return kl_json_fail(j, -EINVAL,
                                strlen(key) >= KL_NAME_SIZE ? "the name is too long"
                                                            : "nested too deep");
        rc = put_attr(j, key, value);
        if (rc < 0)
            return rc;
        kl_json_leave(j, before);
    }
    return 0;
}

/* ---- The message ---- */

static const char *const flag_names[16] = {"request",   "multi",         "ack",    "echo",
                                           "dump_intr", "dump_filtered", NULL,     NULL,
                                           "replace",   "excl",          "create", "append"};
static const char *const get_names[] = {"root", "match", "atomic"};

static int one_flag(struct kl_json *j, json_t *value, uint16_t *flags)
{
    const char *s = json_string_value(value);
    uint64_t number;

    if (s == NULL)
        return kl_json_fail(j, -EINVAL, "flags are names");
    if (strcmp(s, "dump") == 0) {
        *flags |= NLM_F_DUMP;
        return 0;
    }
    for (unsigned i = 0; i < 16; i++)
        if ((flag_names[i] != NULL && strcmp(s, flag_names[i]) == 0) ||
            (i >= 8 && i < 11 && strcmp(s, get_names[i - 8]) == 0)) {
            *flags |= (uint16_t)(1u << i);
            return 0;
        }
    if (kl_json_number(s, &number) < 0 || number > UINT16_MAX)
        return kl_json_fail(j, -ENOENT, "there is no flag %.40s", s);
    *flags |= (uint16_t)number;
    return 0;
}

static int read_flags(struct kl_json *j, json_t *value, uint16_t *ret)
{
    size_t before = kl_json_enter(j, "flags");
    uint16_t flags = 0;
    int rc = 0;

    if (json_is_integer(value)) {
        json_int_t number = json_integer_value(value);

        if (number < 0 || number > UINT16_MAX)
            return kl_json_fail(j, -ERANGE, "flags have 16 bits");
        flags = (uint16_t)number;
    } else if (value != NULL && !json_is_array(value)) {
        return kl_json_fail(j, -EINVAL, "flags are a list of names, or a number");
    }
    for (size_t i = 0; rc == 0 && i < json_array_size(value); i++)
        rc = one_flag(j, json_array_get(value, i), &flags);
    if (rc == 0) {
        kl_json_leave(j, before);
        *ret = flags;
    }
    return rc;
}

static const char *command_at(size_t i, const void *user)
{
    const struct kl_family *f = user;

    return i < f->n_commands ? tail(f->commands[i].name, f->command_prefix) : NULL;
}

static int start(struct kl_json *j, const struct kl_family *f, uint16_t type_id, json_t *root)
{
    const char *command = json_string_value(json_object_get(root, "command"));
    const char *family = json_string_value(json_object_get(root, "family")), *near;
    json_t *flags = json_object_get(root, "flags");
    char shown[KL_NAME_SIZE] = "";
    const struct kl_command_def *c;
    uint16_t bits = 0;
    bool reply;
    int rc;

    if (flags == NULL)
        flags = json_object_get(json_object_get(root, "header"), "flags");
    reply = flags != NULL && json_object_get(root, "flags") == NULL;
    if (family != NULL && strcmp(family, f->name) != 0)
        return kl_json_fail(j, -EINVAL, "family: this is %.40s, not %s", family, f->name);
    if (command == NULL)
        return kl_json_fail(j, -EINVAL, "command: a name is needed");
    rc = read_flags(j, flags, &bits);
    if (rc < 0)
        return rc;
    j->reply = reply && (bits & NLM_F_REQUEST) == 0;
    c = kl_family_command_named(f, command, j->reply ? 0 : bits | NLM_F_REQUEST);
    if (c != NULL) {
        rc = kl_msg_start_known(j->msg, f, c, type_id, bits, j->reply);
        return rc < 0 ? kl_json_fail(j, rc, "command: %s", kl_strerror(rc)) : 0;
    }
    near = kl_nearest(command, command_at, f);
    return kl_json_fail(j, -ENOENT, "command: %s has no %.40s%s%s", f->name, command,
                        near != NULL ? ", is this meant: " : "",
                        near != NULL ? kl_short_name(shown, near, NULL) : "");
}

/* Of generic netlink's header the version may be told; "command" stands for cmd. */
static int put_genl(struct kl_json *j, const char *key, json_t *value)
{
    size_t len = kl_layout_genlmsghdr.size;

    if (strcmp(key, "cmd") == 0)
        return 0;
    return kl_json_field(j, &kl_layout_genlmsghdr, key, value, j->msg->buf + NLMSG_HDRLEN, len,
                         &len);
}

/* The fields of the fixed header stand beside "command"; what is not there stays zero. */
static int put_fixed(struct kl_json *j, const struct kl_layout *layout, json_t *root)
{
    size_t len = layout != NULL ? layout->size : 0;
    const char *key;
    json_t *value;
    bool any = false, generic = j->msg->family->match == KL_MATCH_GENL;

    if (len > 0) /* zeroes, and what tells families apart */
        memcpy(j->scratch, j->msg->buf + j->msg->header_at, len);
    json_object_foreach(root, key, value)
    {
        static const char *const known[] = {"family", "command", "header", "flags", "attrs"};
        bool skip = false;
        int rc;

        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
            skip = skip || strcmp(key, known[i]) == 0;
        if (skip)
            continue;
        if (generic && has_field(&kl_layout_genlmsghdr, key) && !has_field(layout, key)) {
            rc = put_genl(j, key, value);
            if (rc < 0)
                return rc;
            continue;
        }
        rc = kl_json_field(j, layout, key, value, j->scratch, sizeof(j->scratch), &len);
        if (rc < 0)
            return rc;
        any = true;
    }
    return any ? put_builder(j, kl_msg_put_header(j->msg, j->scratch, len)) : 0;
}

static int build(struct kl_json *j, const struct kl_family *f, uint16_t type_id, json_t *root)
{
    json_t *attrs = json_object_get(root, "attrs");
    const struct kl_layout *layout;
    size_t before;
    int rc;

    if (!json_is_object(root))
        return kl_json_fail(j, -EINVAL, "a message is an object");
    rc = start(j, f, type_id, root);
    if (rc < 0)
        return rc;
    layout = kl_command_layout(f, j->msg->command, j->reply);
    rc = put_fixed(j, layout, root);
    if (rc < 0 || attrs == NULL)
        return rc;
    before = kl_json_enter(j, "attrs");
    if (!json_is_object(attrs))
        return kl_json_fail(j, -EINVAL, "attributes are an object");
    rc = kl_json_put_attrs(j, attrs);
    if (rc == 0)
        kl_json_leave(j, before);
    return rc;
}

static bool too_large(const char *number, size_t digits)
{
    return digits > 19 || (digits == 19 && memcmp(number, "9223372036854775807", 19) > 0);
}

/* Integers over INT64_MAX, which counters may be, are more than jansson reads: they are quoted. A
 * copy of @json, to be freed; *@len becomes its length. */
static char *quote_large(const char *json, size_t *len)
{
    char *out = malloc(*len + *len / 8 + 1), *to = out;
    bool inside = false;

    for (size_t i = 0, digits; out != NULL && i < *len; i++) {
        for (digits = 0;
             !inside && i + digits < *len && json[i + digits] >= '0' && json[i + digits] <= '9';)
            digits++;
        if (too_large(json + i, digits) && (i == 0 || json[i - 1] != '-') &&
            (i + digits == *len || strchr(".eE", json[i + digits]) == NULL)) {
            *to++ = '"';
            to = mempcpy(to, json + i, digits);
            *to++ = '"';
            i += digits - 1;
            continue;
        }
        if (digits > 0) {
            to = mempcpy(to, json + i, digits);
            i += digits - 1;
            continue;
        }
        if (json[i] == '"')
            inside = !inside;
        *to++ = json[i];
        if (inside && json[i] == '\\' && i + 1 < *len)
            *to++ = json[++i];
    }
    if (out != NULL)
        *len = (size_t)(to - out);
    return out;
}

int kl_msg_from_json(struct kl_msg *m, const struct kl_family *family, uint16_t type_id,
                     const char *json, size_t len, char *error, size_t error_size)
{
    struct kl_json *j;
    char *text;
    json_error_t where;
    json_t *root;
    int rc;

    if (m == NULL || family == NULL || (json == NULL && len > 0))
        return -EINVAL;
    text = quote_large(json != NULL ? json : "", &len);
    j = calloc(1, sizeof(*j));
    if (j == NULL || text == NULL) {
        free(text);
        free(j);
        return -ENOMEM;
    }
    j->msg = m;
    j->error = error;
    j->error_size = error_size;
    root = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &where);
    if (root != NULL)
        rc = build(j, family, type_id, root);
    else
        rc = kl_json_fail(j, -EINVAL, "%d:%d: %s", where.line, where.column, where.text);
    json_decref(root);
    free(text);
    free(j);
    /* A message that is half built must not be sent by mistake. */
    if (rc < 0 && kl_msg_error(m) == 0)
        kl_msg_fail(m, -1, rc);
    return rc;
}

#else

int kl_msg_from_json(struct kl_msg *m, const struct kl_family *family, uint16_t type_id,
                     const char *json, size_t len, char *error, size_t error_size)
{
    (void)m, (void)family, (void)type_id, (void)json, (void)len;
    if (error_size > 0)
        snprintf(error, error_size, "this library was built without jansson");
    return -EOPNOTSUPP;
}

#endif
