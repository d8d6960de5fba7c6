// SPDX-License-Identifier: MIT
// One attribute by its row: what it may carry, and integers in the row's width and byte order.
#include "schema_def.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static const struct {
    uint8_t len; /* the fixed length of a payload; 0: varies */
    bool integer, sign;
} types[] = {
    [KL_T_U8] = {1, true, false},       [KL_T_U16] = {2, true, false},
    [KL_T_U32] = {4, true, false},      [KL_T_U64] = {8, true, false},
    [KL_T_S8] = {1, true, true},        [KL_T_S16] = {2, true, true},
    [KL_T_S32] = {4, true, true},       [KL_T_S64] = {8, true, true},
    [KL_T_UINT] = {0, true, false},     [KL_T_SINT] = {0, true, true},
    [KL_T_MAC] = {6, false, false},     [KL_T_IP4] = {4, false, false},
    [KL_T_IP6] = {16, false, false},    [KL_T_BITFIELD32] = {8, false, false},
    [KL_T_RECORDS] = {0, false, false},
};

bool kl_type_is_int(uint8_t type)
{
    return types[type].integer;
}

bool kl_type_is_signed(uint8_t type)
{
    return types[type].sign;
}

size_t kl_type_len(uint8_t type)
{
    return types[type].len;
}

void kl_array_elem(struct kl_attr_def *ret, const struct kl_attr_def *array, uint16_t id)
{
    uint16_t inherited =
        array->flags & (KL_A_BE | KL_A_NBO | KL_A_HEX | KL_A_NO_NESTED | KL_A_SELECT);

    if (array->elem == KL_T_ARRAY) {
        *ret = *array->ref.elem;
    } else {
        *ret = *array;
        ret->type = array->elem;
        ret->elem = 0;
        ret->flags = inherited;
        ret->min_len = ret->max_len = 0;
        if ((array->flags & KL_A_INDEXED) != 0)
            ret->ref.values = NULL;
    }
    ret->id = id;
}

uint16_t kl_row_wire_type(const struct kl_attr_def *row)
{
    bool chosen = (row->flags & KL_A_SELECT) != 0;
    bool nest = row->type == KL_T_ARRAY ||
                (row->type == KL_T_NEST && (chosen || !kl_attrset_is_struct(row->ref.set)));

    return (uint16_t)(row->id | (nest && (row->flags & KL_A_NO_NESTED) == 0 ? NLA_F_NESTED : 0) |
                      ((row->flags & KL_A_NBO) != 0 ? NLA_F_NET_BYTEORDER : 0));
}

static bool is_big_endian(const struct kl_attr_def *row)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ || (row->flags & (KL_A_BE | KL_A_NBO)) != 0;
}

static void lay_out(unsigned char *out, uint64_t value, size_t width, bool big)
{
    for (size_t i = 0; i < width; i++)
        out[i] = (unsigned char)(value >> (8 * (big ? width - 1 - i : i)));
}

/* Is there a range, and is the value outside it? */
static bool unsigned_outside(const struct kl_attr_def *row, uint64_t value, size_t width)
{
    if (width < 8 && value >> (8 * width) != 0)
        return true;
    return (row->min != 0 || row->max != 0) &&
           (value < (uint64_t)row->min || value > (uint64_t)row->max);
}

static bool signed_outside(const struct kl_attr_def *row, int64_t value, size_t width)
{
    int64_t half = width < 8 ? (int64_t)1 << (8 * width - 1) : 0;

    if (width < 8 && (value < -half || value >= half))
        return true;
    return (row->min != 0 || row->max != 0) && (value < row->min || value > row->max);
}

int kl_row_put_uint(const struct kl_attr_def *row, uint64_t value, int width, unsigned char out[8])
{
    size_t n = types[row->type].len;

    if (!types[row->type].integer)
        return -EINVAL;
    if (n == 0)
        n = value > UINT32_MAX ? 8 : 4;
    else if (width != 0 && (size_t)width != n)
        return -EINVAL;
    if (types[row->type].sign) {
        /* A caller that laid out @width bytes itself means the bits. */
        if (width != 0 && width < 8)
            value = (uint64_t)((int64_t)(value << (64 - 8 * width)) >> (64 - 8 * width));
        else if (width == 0 && value > INT64_MAX)
            return -ERANGE;
        return kl_row_put_int(row, (int64_t)value, out);
    }
    if (unsigned_outside(row, value, n))
        return -ERANGE;
    lay_out(out, value, n, is_big_endian(row));
    return (int)n;
}

int kl_row_put_int(const struct kl_attr_def *row, int64_t value, unsigned char out[8])
{
    size_t n = types[row->type].len;

    if (!types[row->type].integer)
        return -EINVAL;
    if (!types[row->type].sign)
        return value < 0 ? -ERANGE : kl_row_put_uint(row, (uint64_t)value, 0, out);
    if (n == 0)
        n = value < INT32_MIN || value > INT32_MAX ? 8 : 4;
    if (signed_outside(row, value, n))
        return -ERANGE;
    lay_out(out, (uint64_t)value, n, is_big_endian(row));
    return (int)n;
}

int kl_row_get_uint(const struct kl_attr_def *row, uint16_t wire_flags, const void *data,
                    size_t len, uint64_t *ret)
{
    bool known = row != NULL && types[row->type].integer;
    bool big =
        known && (row->flags & KL_A_WIRE_ORDER) == 0
            ? is_big_endian(row)
            : __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ || (wire_flags & NLA_F_NET_BYTEORDER) != 0;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;

    if (known && types[row->type].len != 0 && types[row->type].len != len)
        return -EBADMSG;
    switch (len) {
    case 1:
        *ret = *(const unsigned char *)data;
        return 0;
    case 2:
        memcpy(&u16, data, sizeof(u16));
        *ret = big ? be16toh(u16) : le16toh(u16);
        return 0;
    case 4:
        memcpy(&u32, data, sizeof(u32));
        *ret = big ? be32toh(u32) : le32toh(u32);
        return 0;
    case 8:
        memcpy(&u64, data, sizeof(u64));
        *ret = big ? be64toh(u64) : le64toh(u64);
        return 0;
    default:
        return -EBADMSG;
    }
}

int kl_row_get_int(const struct kl_attr_def *row, uint16_t wire_flags, const void *data, size_t len,
                   int64_t *ret)
{
    uint64_t value;
    int rc = kl_row_get_uint(row, wire_flags, data, len, &value);

    if (rc < 0)
        return rc;
    if (len < 8 && (row == NULL || types[row->type].sign || !types[row->type].integer))
        *ret = (int64_t)(value << (64 - 8 * len)) >> (64 - 8 * len);
    else
        *ret = (int64_t)value;
    return 0;
}

/* The integer at offset @at of the struct. */
static bool field_is(const struct kl_layout *layout, int64_t at, const unsigned char *data,
                     size_t len, uint64_t want)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < layout->n_fields; i++) {
        const struct kl_attr_def *f = &layout->fields[i];
        size_t size = kl_type_len(f->type);

        if (f->id == at && f->id + size <= len)
            return kl_row_get_uint(f, 0, data + f->id, size, &value) == 0 && value == want;
    }
    return false;
}

bool kl_field_is_ip4(const struct kl_layout *layout, unsigned i, const unsigned char *data,
                     size_t len)
{
    return field_is(layout, layout->fields[i].min, data, len, AF_INET);
}

bool kl_field_is_there(const struct kl_layout *layout, unsigned i, const unsigned char *data,
                       size_t len)
{
    const struct kl_attr_def *f = &layout->fields[i];

    return (f->flags & KL_A_ONLY) == 0 || field_is(layout, f->min, data, len, (uint64_t)f->max);
}

size_t kl_layout_length(const struct kl_layout *layout, const unsigned char *data)
{
    size_t end = 0;
    bool one_of = false;

    for (unsigned i = 0; i < layout->n_fields; i++) {
        size_t to = layout->fields[i].id + kl_field_size(layout, i, 0);

        one_of = one_of || (layout->fields[i].flags & KL_A_ONLY) != 0;
        if (kl_field_is_there(layout, i, data, layout->size) && to > end)
            end = to;
    }
    return one_of ? end : layout->size;
}

static int check_len(const struct kl_attr_def *row, size_t len)
{
    if (len < row->min_len || (row->max_len != 0 && len > row->max_len))
        return -ERANGE;
    return 0;
}

static int check_integer(const struct kl_attr_def *row, const void *data, size_t len)
{
    uint64_t u;
    int64_t i;

    if (kl_row_get_uint(row, 0, data, len, &u) < 0)
        return -EINVAL;
    if (!types[row->type].sign)
        return unsigned_outside(row, u, len) ? -ERANGE : 0;
    kl_row_get_int(row, 0, data, len, &i);
    return signed_outside(row, i, len) ? -ERANGE : 0;
}

int kl_row_check(const struct kl_attr_def *row, const void *data, size_t len)
{
    size_t fixed = types[row->type].len;
    const char *text = data;

    if (types[row->type].integer)
        return check_integer(row, data, len);
    if (fixed != 0)
        return len == fixed ? 0 : -EINVAL;
    switch (row->type) {
    case KL_T_FLAG:
        return len == 0 ? 0 : -EINVAL;
    case KL_T_IP:
        return len == 4 || len == 16 ? 0 : -EINVAL;
    case KL_T_STRUCT:
        return len >= (row->min_len != 0 ? row->min_len : row->ref.layout->size) ? 0 : -EINVAL;
    case KL_T_STRING:
        while (len > 0 && text[len - 1] == '\0')
            len--;
        return check_len(row, len);
    default:
        return check_len(row, len);
    }
}

int kl_row_check_str(const struct kl_attr_def *row, size_t len)
{
    return row->type == KL_T_STRING ? check_len(row, len) : -EINVAL;
}

int kl_row_check_nest(const struct kl_attr_def *row)
{
    return row->type == KL_T_NEST || row->type == KL_T_ARRAY || row->type == KL_T_RECORDS ? 0
                                                                                          : -EINVAL;
}

int kl_row_check_flag(const struct kl_attr_def *row)
{
    return row->type == KL_T_FLAG ? 0 : -EINVAL;
}
