// SPDX-License-Identifier: MIT
// Building messages: a buffer that grows, attributes, nests, and an error that sticks.
#include "error.h"
#include "msg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#define FIRST_SIZE  4096u
#define MAX_MESSAGE (1u << 30) /* nlmsg_len has 32 bits; no kernel takes that much */

static struct nlmsghdr *header(struct kl_msg *m)
{
    return (void *)m->buf;
}

int kl_msg_new(struct kl_msg **ret)
{
    struct kl_msg *m = calloc(1, sizeof(*m));

    if (m == NULL)
        return -ENOMEM;
    m->buf = malloc(FIRST_SIZE);
    if (m->buf == NULL) {
        free(m);
        return -ENOMEM;
    }
    m->size = FIRST_SIZE;
    mnl_nlmsg_put_header(m->buf);
    *ret = m;
    return 0;
}

void kl_msg_free(struct kl_msg *m)
{
    if (m == NULL)
        return;
    free(m->buf);
    free(m);
}

/* ---- Failing ---- */

int kl_msg_fail(struct kl_msg *m, int attr, int code)
{
    if (m->error == 0) {
        m->error = code;
        kl_msg_note_path(m, attr);
    }
    return m->error;
}

int kl_msg_error(const struct kl_msg *m)
{
    return m->error;
}

const char *kl_msg_error_path(const struct kl_msg *m)
{
    return m->path;
}

int kl_msg_check(const struct kl_msg *m, struct kl_error *e)
{
    if (m == NULL || (!m->started && m->error == 0))
        return kl_error_set(e, -EINVAL, "the message was not started");
    if (m->error != 0) {
        kl_error_set(e, m->error, "the message could not be built: %s", kl_strerror(m->error));
        kl_error_set_path(e, m->path);
        return m->error;
    }
    if (m->depth > 0)
        return kl_error_set(e, -EINVAL, "a nested attribute of the message was not ended");
    return 0;
}

/* ---- Room ---- */

static int reserve(struct kl_msg *m, size_t more)
{
    size_t need = header(m)->nlmsg_len + more, size = m->size;
    unsigned char *buf;

    if (need <= m->size)
        return 0;
    if (need > MAX_MESSAGE)
        return -EMSGSIZE;
    while (size < need)
        size *= 2;
    buf = realloc(m->buf, size);
    if (buf == NULL)
        return -ENOMEM;
    m->buf = buf;
    m->size = size;
    return 0;
}

/* ---- Starting ---- */

int kl_msg_start(struct kl_msg *m, uint16_t type, uint16_t flags)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(m->buf);

    h->nlmsg_type = type;
    h->nlmsg_flags = flags | NLM_F_REQUEST;
    m->started = true;
    m->in_attrs = false;
    m->error = 0;
    m->depth = 0;
    m->level[0] = (struct kl_msg_level){0};
    m->family = NULL;
    m->command = NULL;
    m->blank_header = false;
    m->header_at = m->header_len = 0;
    m->path[0] = '\0';
    return 0;
}

int kl_msg_start_genl(struct kl_msg *m, uint16_t family_id, uint8_t cmd, uint8_t version,
                      uint16_t flags)
{
    const struct genlmsghdr g = {.cmd = cmd, .version = version};

    kl_msg_start(m, family_id, flags);
    return kl_msg_put_header(m, &g, sizeof(g));
}

/* Behind a nest's beginning; in place of the zeroes, where they are. */
static int put_nest_header(struct kl_msg *m, const void *data, size_t len)
{
    struct kl_msg_level *l = &m->level[m->depth];
    size_t at = kl_msg_inside(l);
    int rc;

    if (header(m)->nlmsg_len != at + l->header || (l->set != NULL && l->set->header == NULL) ||
        l->array != NULL || l->records != NULL || (l->set != NULL && len != l->set->header->size))
        return kl_msg_fail(m, -1, -EINVAL);
    header(m)->nlmsg_len = (uint32_t)at;
    rc = reserve(m, NLA_ALIGN(len));
    if (rc < 0)
        return kl_msg_fail(m, -1, rc);
    memset(m->buf + at, 0, NLA_ALIGN(len));
    if (len > 0)
        memcpy(m->buf + at, data, len);
    l->header = NLA_ALIGN(len);
    header(m)->nlmsg_len += (uint32_t)l->header;
    return 0;
}

int kl_msg_put_header(struct kl_msg *m, const void *data, size_t len)
{
    int rc;

    if (m->error != 0)
        return m->error;
    if (!m->started || (m->depth == 0 && m->in_attrs) || (data == NULL && len > 0))
        return kl_msg_fail(m, -1, -EINVAL);
    if (len > KL_MAX_PAYLOAD)
        return kl_msg_fail(m, -1, -EMSGSIZE);
    if (m->depth > 0)
        return put_nest_header(m, data, len);
    if (m->blank_header) {
        header(m)->nlmsg_len = (uint32_t)m->header_at;
        m->header_len = len;
        m->blank_header = false;
    }
    rc = reserve(m, NLMSG_ALIGN(len));
    if (rc < 0)
        return kl_msg_fail(m, -1, rc);
    if (len > 0)
        memcpy(mnl_nlmsg_put_extra_header(header(m), len), data, len);
    return 0;
}

/* ---- Attributes ---- */

int kl_msg_put_raw(struct kl_msg *m, uint16_t attr, const void *data, size_t len)
{
    int rc;

    if (m->error != 0)
        return m->error;
    if (!m->started || (data == NULL && len > 0))
        return kl_msg_fail(m, attr & NLA_TYPE_MASK, -EINVAL);
    if (len > KL_MAX_PAYLOAD)
        return kl_msg_fail(m, attr & NLA_TYPE_MASK, -EMSGSIZE);
    rc = reserve(m, NLA_HDRLEN + NLMSG_ALIGN(len));
    if (rc < 0)
        return kl_msg_fail(m, attr & NLA_TYPE_MASK, rc);
    m->in_attrs = true;
    mnl_attr_put(header(m), attr, len, len > 0 ? data : "");
    /* libmnl leaves the padding as it was: our memory is nobody else's to see. */
    memset(m->buf + header(m)->nlmsg_len - (NLMSG_ALIGN(len) - len), 0, NLMSG_ALIGN(len) - len);
    return 0;
}

/* The low @width bytes of @value. */
int kl_msg_put_integer(struct kl_msg *m, uint16_t attr, uint64_t value, size_t width, bool big)
{
    unsigned char bytes[8];

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    big = true;
#endif
    for (size_t i = 0; i < width; i++)
        bytes[i] = (unsigned char)(value >> (8 * (big ? width - 1 - i : i)));
    return kl_msg_put_raw(m, attr, bytes, width);
}

/* An integer by its row. @width: 0 when the row decides alone. */
static int put_int(struct kl_msg *m, uint16_t attr, uint64_t value, int width, bool is_signed)
{
    struct kl_attr_def scratch;
    const struct kl_attr_def *row;
    unsigned char bytes[8];
    int rc = kl_msg_row(m, attr, &scratch, &row);

    if (rc < 0)
        return rc;
    if (rc == 0) {
        if (width == 0)
            return kl_msg_fail(m, attr & NLA_TYPE_MASK, -EINVAL);
        return kl_msg_put_integer(m, attr, value, (size_t)width, (attr & NLA_F_NET_BYTEORDER) != 0);
    }
    rc = is_signed ? kl_row_put_int(row, (int64_t)value, bytes)
                   : kl_row_put_uint(row, value, width, bytes);
    if (rc < 0)
        return kl_msg_fail(m, attr & NLA_TYPE_MASK, rc);
    return kl_msg_put_raw(m, kl_row_wire_type(row), bytes, (size_t)rc);
}

int kl_msg_put_u8(struct kl_msg *m, uint16_t attr, uint8_t value)
{
    return put_int(m, attr, value, 1, false);
}

int kl_msg_put_u16(struct kl_msg *m, uint16_t attr, uint16_t value)
{
    return put_int(m, attr, value, 2, false);
}

int kl_msg_put_u32(struct kl_msg *m, uint16_t attr, uint32_t value)
{
    return put_int(m, attr, value, 4, false);
}

int kl_msg_put_u64(struct kl_msg *m, uint16_t attr, uint64_t value)
{
    return put_int(m, attr, value, 8, false);
}

int kl_msg_put_uint(struct kl_msg *m, uint16_t attr, uint64_t value)
{
    return put_int(m, attr, value, 0, false);
}

int kl_msg_put_int(struct kl_msg *m, uint16_t attr, int64_t value)
{
    return put_int(m, attr, (uint64_t)value, 0, true);
}

int kl_msg_put_flag(struct kl_msg *m, uint16_t attr)
{
    struct kl_attr_def scratch;
    const struct kl_attr_def *row;
    int rc = kl_msg_row(m, attr, &scratch, &row);

    if (rc > 0) {
        rc = kl_row_check_flag(row);
        attr = kl_row_wire_type(row);
    }
    return rc < 0 ? kl_msg_fail(m, attr & NLA_TYPE_MASK, rc) : kl_msg_put_raw(m, attr, NULL, 0);
}

int kl_msg_put_str(struct kl_msg *m, uint16_t attr, const char *value)
{
    struct kl_attr_def scratch;
    const struct kl_attr_def *row;
    size_t len, nul = 1;
    int rc = kl_msg_row(m, attr, &scratch, &row);

    if (rc >= 0 && value == NULL)
        rc = -EINVAL;
    if (rc < 0)
        return kl_msg_fail(m, attr & NLA_TYPE_MASK, rc);
    len = strlen(value);
    if (rc > 0) {
        rc = kl_row_check_str(row, len);
        if (rc < 0)
            return kl_msg_fail(m, attr & NLA_TYPE_MASK, rc);
        nul = (row->flags & KL_A_NO_NUL) != 0 ? 0 : 1;
        attr = kl_row_wire_type(row);
    }
    return kl_msg_put_raw(m, attr, value, len + nul);
}

int kl_msg_put_bytes(struct kl_msg *m, uint16_t attr, const void *data, size_t len)
{
    struct kl_attr_def scratch;
    const struct kl_attr_def *row;
    int rc = kl_msg_row(m, attr, &scratch, &row);

    if (rc >= 0 && data == NULL && len > 0)
        rc = -EINVAL;
    if (rc > 0) {
        rc = kl_row_check(row, data, len);
        /* What was chosen may be a struct: the caller knows. */
        if (row->type != KL_T_NEST || (row->flags & KL_A_SELECT) == 0)
            attr = kl_row_wire_type(row);
    }
    return rc < 0 ? kl_msg_fail(m, attr & NLA_TYPE_MASK, rc) : kl_msg_put_raw(m, attr, data, len);
}

/* ---- Nests ---- */

/* The fixed header of a nest that has one is there from the start, as zeroes. */
static int open_level(struct kl_msg *m, const struct kl_msg_level *inner)
{
    static const unsigned char zeroes[KL_MAX_HEADER];

    m->level[++m->depth] = *inner;
    if (inner->set == NULL || inner->set->header == NULL)
        return 0;
    if (inner->set->header->size > sizeof(zeroes))
        return kl_msg_fail(m, -1, -EINVAL);
    return put_nest_header(m, zeroes, inner->set->header->size);
}

int kl_msg_nest_begin(struct kl_msg *m, uint16_t attr)
{
    struct kl_attr_def scratch;
    const struct kl_attr_def *row = NULL;
    struct kl_msg_level inner = {0};
    int rc = kl_msg_row(m, attr, &scratch, &row);

    if (rc > 0)
        rc = kl_row_check_nest(row);
    if (rc >= 0 && !m->started)
        rc = -EINVAL;
    if (rc >= 0 && m->depth >= KL_MAX_DEPTH)
        rc = -ELOOP;
    if (rc >= 0)
        rc = reserve(m, NLA_HDRLEN);
    if (rc < 0)
        return kl_msg_fail(m, attr & NLA_TYPE_MASK, rc);
    if (row != NULL)
        kl_msg_enter(m, row, &inner);
    inner.offset = header(m)->nlmsg_len;
    m->in_attrs = true;
    mnl_attr_nest_start(header(m), attr);
    if (inner.records != NULL)
        ((struct nlattr *)(void *)(m->buf + inner.offset))->nla_type = attr & NLA_TYPE_MASK;
    return open_level(m, &inner);
}

int kl_msg_record_begin(struct kl_msg *m)
{
    struct kl_msg_level *open = &m->level[m->depth], inner = {.record = true, .n = open->n};

    if (m->error != 0)
        return m->error;
    if (open->records == NULL)
        return kl_msg_fail(m, -1, -EINVAL);
    if (m->depth >= KL_MAX_DEPTH)
        return kl_msg_fail(m, -1, -ELOOP);
    kl_msg_enter(m, open->records, &inner);
    if (inner.set == NULL || inner.set->header == NULL)
        return kl_msg_fail(m, -1, -EINVAL);
    open->n++;
    inner.offset = header(m)->nlmsg_len;
    return open_level(m, &inner);
}

/* nla_len would silently lose the upper bits of a nest that is too long: it is refused here. */
int kl_msg_nest_end(struct kl_msg *m)
{
    size_t offset;

    if (m->error != 0)
        return m->error;
    if (m->depth == 0)
        return kl_msg_fail(m, -1, -EINVAL);
    offset = m->level[m->depth].offset;
    if (header(m)->nlmsg_len - offset > NLA_HDRLEN + KL_MAX_PAYLOAD)
        return kl_msg_fail(m, -1, -EMSGSIZE);
    if (m->level[m->depth].record) {
        uint16_t len = (uint16_t)(header(m)->nlmsg_len - offset);

        memcpy(m->buf + offset, &len, sizeof(len));
    } else {
        mnl_attr_nest_end(header(m), (void *)(m->buf + offset));
    }
    m->depth--;
    return 0;
}

const struct nlmsghdr *kl_msg_header(struct kl_msg *m)
{
    return header(m);
}
