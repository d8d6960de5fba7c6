// SPDX-License-Identifier: MIT
// Plain values of JSON as the bytes that a row of the schema wants.
#include "encode_json.h"
#include "hex.h"

#ifdef HAVE_JANSSON
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

int kl_json_number(const char *text, uint64_t *ret)
{
    bool hex = text[0] == '0' && (text[1] | 0x20) == 'x';
    char *end;
    uint64_t value;

    /* strtoull() would take blanks and a sign. */
    if (text[hex ? 2 : 0] < '0' || strspn(text, "0123456789abcdefABCDEFxX") != strlen(text))
        return -EINVAL;
    errno = 0;
    value = strtoull(text, &end, hex ? 16 : 10);
    if (errno != 0 || *end != '\0')
        return -EINVAL;
    *ret = value;
    return 0;
}

static int one_name(struct kl_json *j, const struct kl_attr_def *row, const char *word,
                    struct kl_json_int *ret)
{
    bool minus = word[0] == '-';
    int64_t value;
    uint64_t number;

    if (row->ref.values != NULL && kl_enum_value(row->ref.values, word, &value) == 0) {
        *ret = (struct kl_json_int){.negative = value < 0, .value = (uint64_t)value};
        return 0;
    }
    if (kl_json_number(word + minus, &number) < 0 || (minus && number > (uint64_t)1 << 63))
        return kl_json_fail(j, row->ref.values != NULL ? -ENOENT : -EINVAL,
                            row->ref.values != NULL ? "'%.40s' is no name of %s"
                                                    : "'%.40s' is no number%s",
                            word, row->ref.values != NULL ? row->ref.values->name : "");
    *ret = (struct kl_json_int){.negative = minus && number > 0, .value = minus ? -number : number};
    return 0;
}

int kl_json_integer(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                    struct kl_json_int *ret)
{
    struct kl_json_int sum = {.value = 0}, one;

    if (json_is_integer(value)) {
        json_int_t i = json_integer_value(value);

        *ret = (struct kl_json_int){.negative = i < 0, .value = (uint64_t)i};
        return 0;
    }
    if (json_is_string(value))
        return one_name(j, row, json_string_value(value), ret);
    if (!json_is_array(value) || row->ref.values == NULL || !row->ref.values->flags)
        return kl_json_fail(j, -EINVAL, "a number is needed");
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *word = json_string_value(json_array_get(value, i));
        int rc;

        if (word == NULL)
            return kl_json_fail(j, -EINVAL, "the names of bits are strings");
        rc = one_name(j, row, word, &one);
        if (rc < 0)
            return rc;
        sum.value |= one.value;
    }
    *ret = sum;
    return 0;
}

/* "00:11:22", or "" for none. */
static int hex_bytes(struct kl_json *j, const char *s, unsigned char *out, size_t size, size_t *ret)
{
    size_t n = 0;

    for (; *s != '\0'; n++) {
        int high = kl_hex_digit(s[0]), low = high >= 0 ? kl_hex_digit(s[1]) : -1;

        if (low < 0 || n >= size || (s[2] != ':' && s[2] != '\0') || (s[2] == ':' && s[3] == '\0'))
            return kl_json_fail(j, -EINVAL,
                                n >= size ? "too many bytes" : "bytes are written as \"00:11:22\"");
        out[n] = (unsigned char)(high << 4 | low);
        s += s[2] == ':' ? 3 : 2;
    }
    *ret = n;
    return 0;
}

static int address(struct kl_json *j, const struct kl_attr_def *row, const char *s,
                   unsigned char *out, size_t *ret)
{
    bool six = strchr(s, ':') != NULL;

    if ((six && row->type == KL_T_IP4) || (!six && row->type == KL_T_IP6) ||
        inet_pton(six ? AF_INET6 : AF_INET, s, out) != 1)
        return kl_json_fail(j, -EINVAL, "'%.60s' is no %s address", s,
                            row->type == KL_T_IP4   ? "IPv4"
                            : row->type == KL_T_IP6 ? "IPv6"
                                                    : "IP");
    *ret = six ? 16 : 4;
    return 0;
}

/* Is a link-layer address an IP address? Bytes are groups of two digits, all of them. */
static bool is_ip(const char *s)
{
    size_t digits;

    for (; (digits = strcspn(s, ":")) == 2; s += digits + 1)
        if (s[digits] == '\0')
            return false;
    return *s != '\0';
}

/* An integer as it lies in memory; 8 bytes at @out. */
static int plain_integer(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                         unsigned char *out, size_t *ret)
{
    struct kl_json_int i;
    unsigned char laid_out[8];
    int rc = kl_json_integer(j, row, value, &i);

    if (rc < 0)
        return rc;
    rc = i.negative ? kl_row_put_int(row, (int64_t)i.value, laid_out)
                    : kl_row_put_uint(row, i.value, 0, laid_out);
    if (rc < 0)
        return kl_json_fail(j, rc, "the value is out of range");
    memcpy(out, laid_out, (size_t)rc);
    *ret = (size_t)rc;
    return 0;
}

static int structure(struct kl_json *j, const struct kl_layout *layout, json_t *value,
                     unsigned char *out, size_t size, size_t *ret)
{
    size_t len = layout != NULL ? layout->size : 0;
    const char *key;
    json_t *field;

    if (!json_is_object(value) || layout == NULL)
        return kl_json_fail(j, -EINVAL, "this is a struct: an object is needed");
    if (len > size)
        return kl_json_fail(j, -EINVAL, "too many bytes");
    memset(out, 0, len);
    json_object_foreach(value, key, field)
    {
        int rc = kl_json_field(j, layout, key, field, out, size, &len);

        if (rc < 0)
            return rc;
    }
    if (len == layout->size)
        len = kl_layout_length(layout, out);
    *ret = len;
    return 0;
}

/* The position that a key of an indexed row names. */
static int position(struct kl_json *j, const struct kl_attr_def *row, const char *key, size_t *ret)
{
    unsigned first = (row->flags & KL_A_FROM1) != 0;
    uint64_t number = 0;
    int64_t named;

    if (kl_enum_value(row->ref.values, key, &named) == 0)
        number = (uint64_t)named;
    else if (kl_json_number(key, &number) < 0)
        return kl_json_fail(j, -ENOENT, "there is no %.40s", key);
    if (number < first || number > UINT16_MAX)
        return kl_json_fail(j, -ERANGE, "%.40s is no position", key);
    *ret = (size_t)number - first;
    return 0;
}

/* Integers by the names of their positions; what is not named is 0. */
static int indexed(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                   unsigned char *out, size_t size, size_t *ret)
{
    struct kl_attr_def elem;
    size_t width, len = 0, at = 0, one;
    const char *key;
    json_t *number;

    if (!json_is_object(value))
        return kl_json_fail(j, -EINVAL, "an object is needed");
    kl_array_elem(&elem, row, 0);
    width = kl_type_len(elem.type);
    json_object_foreach(value, key, number)
    {
        int rc = position(j, row, key, &at);

        if (rc < 0)
            return rc;
        at *= width;
        if (width == 0 || at + width > size)
            return kl_json_fail(j, -EINVAL, "too many elements");
        if (at + width > len) {
            memset(out + len, 0, at + width - len);
            len = at + width;
        }
        rc = kl_json_bytes(j, &elem, number, out + at, width, &one);
        if (rc < 0)
            return rc;
    }
    *ret = len;
    return 0;
}

static int packed(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                  unsigned char *out, size_t size, size_t *ret)
{
    struct kl_attr_def elem;
    size_t len = 0, one;

    if ((row->flags & KL_A_INDEXED) != 0)
        return indexed(j, row, value, out, size, ret);
    if (!json_is_array(value))
        return kl_json_fail(j, -EINVAL, "an array is needed");
    kl_array_elem(&elem, row, 0);
    for (size_t i = 0; i < json_array_size(value); i++) {
        int rc = kl_json_bytes(j, &elem, json_array_get(value, i), out + len, size - len, &one);

        if (rc < 0)
            return rc;
        len += one;
    }
    *ret = len;
    return 0;
}

static int bitfield(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                    unsigned char *out, size_t *ret)
{
    struct kl_attr_def bits = {.type = KL_T_U32, .ref.values = row->ref.values};
    json_t *set = json_object_get(value, "value"), *mask = json_object_get(value, "selector");
    size_t len;
    int rc;

    if (set == NULL || mask == NULL || json_object_size(value) != 2)
        return kl_json_fail(j, -EINVAL, "a bitfield has \"value\" and \"selector\"");
    rc = plain_integer(j, &bits, set, out, &len);
    if (rc == 0)
        rc = plain_integer(j, &bits, mask, out + 4, &len);
    *ret = 8;
    return rc;
}

/* Names or numbers of bits; as many bytes as the highest of them needs. */
static int bitmap(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                  unsigned char *out, size_t size, size_t *ret)
{
    struct kl_attr_def bit = {.type = KL_T_U32, .ref.values = row->ref.values};
    struct kl_json_int one;
    size_t len = 0;

    if (!json_is_array(value))
        return kl_json_fail(j, -EINVAL, "an array of bits is needed");
    for (size_t i = 0; i < json_array_size(value); i++) {
        int rc = kl_json_integer(j, &bit, json_array_get(value, i), &one);

        if (rc < 0)
            return rc;
        if (one.negative || one.value / 8 >= size)
            return kl_json_fail(j, -ERANGE, "there is no such bit");
        for (; len <= one.value / 8; len++)
            out[len] = 0;
        out[one.value / 8] |= (unsigned char)(1 << one.value % 8);
    }
    *ret = len;
    return 0;
}

/* What takes 16 bytes at most, into 16 bytes. */
static int small(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                 unsigned char *out, size_t *ret_len)
{
    const char *s = json_string_value(value);
    int rc;

    if (row->type == KL_T_BITFIELD32)
        return bitfield(j, row, value, out, ret_len);
    if (kl_type_is_int(row->type))
        return plain_integer(j, row, value, out, ret_len);
    if (s == NULL)
        return kl_json_fail(j, -EINVAL, "a string is needed");
    if (row->type != KL_T_MAC)
        return address(j, row, s, out, ret_len);
    rc = hex_bytes(j, s, out, 16, ret_len);
    if (rc == 0 && *ret_len != 6)
        return kl_json_fail(j, -EINVAL, "a MAC address has six bytes");
    return rc;
}

int kl_json_bytes(struct kl_json *j, const struct kl_attr_def *row, json_t *value,
                  unsigned char *out, size_t size, size_t *ret_len)
{
    const char *s = json_string_value(value);
    uint8_t type = row != NULL ? row->type : KL_T_BINARY;
    unsigned char bytes[16];
    int rc;

    if (type == KL_T_STRUCT)
        return structure(j, row->ref.layout, value, out, size, ret_len);
    if (type == KL_T_PACKED)
        return packed(j, row, value, out, size, ret_len);
    if (type == KL_T_BITMAP)
        return bitmap(j, row, value, out, size, ret_len);
    if (s != NULL && strlen(s) != json_string_length(value))
        return kl_json_fail(j, -EINVAL, "the string holds a zero byte");
    if (type == KL_T_BITFIELD32 || kl_type_is_int(type) || type == KL_T_IP || type == KL_T_IP4 ||
        type == KL_T_IP6 || type == KL_T_MAC) {
        rc = small(j, row, value, bytes, ret_len);
        if (rc == 0 && *ret_len > size)
            return kl_json_fail(j, -EINVAL, "too many bytes");
        if (rc == 0)
            memcpy(out, bytes, *ret_len);
        return rc;
    }
    if (s == NULL)
        return kl_json_fail(j, -EINVAL, "a string is needed");
    if (type == KL_T_LLADDR && size >= 16 && is_ip(s))
        return address(j, row, s, out, ret_len);
    return hex_bytes(j, s, out, size, ret_len);
}

/* The text of a struct's string; an open-ended one ends with a NUL. */
static int text_field(struct kl_json *j, const struct kl_attr_def *f, bool open, json_t *value,
                      unsigned char *out, size_t size, size_t *ret_len)
{
    bool nul = open && (f->flags & KL_A_NO_NUL) == 0;
    size_t len = json_string_length(value);

    if (!json_is_string(value))
        return kl_json_fail(j, -EINVAL, "a string is needed");
    if (len + nul > size)
        return kl_json_fail(j, -ERANGE, "%zu bytes are too long", len);
    memcpy(out, json_string_value(value), len);
    if (nul)
        out[len++] = '\0';
    *ret_len = len;
    return 0;
}

int kl_json_field(struct kl_json *j, const struct kl_layout *layout, const char *key, json_t *value,
                  unsigned char *out, size_t size, size_t *ret_len)
{
    size_t before = kl_json_enter(j, key), len = 0, room;
    const struct kl_attr_def *f = NULL;
    bool open = false;
    int rc;

    for (unsigned i = 0; layout != NULL && f == NULL && i < layout->n_fields; i++)
        if (strcmp(layout->fields[i].name, key) == 0 && (layout->fields[i].flags & KL_A_PAD) == 0) {
            f = &layout->fields[i];
            room = kl_field_size(layout, i, 0);
            open = room == 0;
        }
    if (f == NULL)
        return kl_json_fail(j, -ENOENT, "there is no such field");
    if (open)
        room = f->id < size ? size - f->id : 0;
    if ((size_t)f->id + room > size)
        return kl_json_fail(j, -ERANGE, "the struct is too long");
    if (!open)
        memset(out + f->id, 0, room);
    if (f->type == KL_T_STRING)
        rc = text_field(j, f, open, value, out + f->id, room, &len);
    else
        rc = kl_json_bytes(j, f, value, out + f->id, room, &len);
    if (rc < 0)
        return rc;
    if (open && f->id + len > *ret_len)
        *ret_len = f->id + len;
    kl_json_leave(j, before);
    return 0;
}

#else
/* A file must declare something. */
typedef int kl_no_jansson;
#endif
