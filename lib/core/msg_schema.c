// SPDX-License-Identifier: MIT
// Where building a message meets the schema: commands, rows, the sets inside nests, and paths.
#include "msg.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static uint16_t message_type(const struct kl_family *f, const struct kl_command_def *c,
                             uint16_t type_id)
{
    switch (f->match) {
    case KL_MATCH_NFNL:
        return (uint16_t)(f->subsystem << 8 | (c->id & 0xff));
    case KL_MATCH_GENL:
        return type_id != 0 ? type_id : f->fixed_id;
    default:
        return c->id;
    }
}

/* The fixed header is there from the start, as zeroes, so that no message lacks it;
 * kl_msg_put_header() replaces it. */
int kl_msg_start_known(struct kl_msg *m, const struct kl_family *family,
                       const struct kl_command_def *c, uint16_t type_id, uint16_t flags, bool reply)
{
    static const unsigned char zeroes[KL_MAX_HEADER];
    const struct kl_layout *layout;
    uint16_t type;
    int rc;

    type = message_type(family, c, type_id);
    layout = kl_command_layout(family, c, reply);
    if (type == 0 || (layout != NULL && layout->size > sizeof(zeroes)))
        return -EINVAL;
    if (family->match == KL_MATCH_GENL)
        rc = kl_msg_start_genl(m, type, (uint8_t)c->id, family->version, flags);
    else
        rc = kl_msg_start(m, type, flags);
    if (rc < 0)
        return rc;
    m->header_at = kl_msg_header(m)->nlmsg_len;
    if (layout != NULL && layout->size > 0) {
        rc = kl_msg_put_header(m, zeroes, layout->size);
        if (rc < 0)
            return rc;
        m->header_len = layout->size;
        /* What tells one family from another stands there from the start, too. */
        m->buf[m->header_at] = family->header_families[0];
        m->blank_header = true;
    }
    if (reply)
        ((struct nlmsghdr *)(void *)m->buf)->nlmsg_flags &= (uint16_t)~NLM_F_REQUEST;
    m->family = family;
    m->command = c;
    m->level[0].set = kl_command_attrs(family, c, reply);
    return 0;
}

int kl_msg_start_command(struct kl_msg *m, const struct kl_family *family, const char *command,
                         uint16_t type_id, uint16_t flags)
{
    const struct kl_command_def *c =
        kl_family_command_named(family, command, flags | NLM_F_REQUEST);

    return c != NULL ? kl_msg_start_known(m, family, c, type_id, flags, false) : -ENOENT;
}

int kl_msg_row(struct kl_msg *m, uint16_t attr, struct kl_attr_def *scratch,
               const struct kl_attr_def **ret)
{
    const struct kl_msg_level *open = &m->level[m->depth];

    if (m->error != 0)
        return m->error;
    attr &= NLA_TYPE_MASK;
    if (open->records != NULL)
        return kl_msg_fail(m, attr, -EINVAL); /* only records stand there */
    if (open->array != NULL) {
        kl_array_elem(scratch, open->array, attr);
        *ret = scratch;
        return 1;
    }
    if (open->set == NULL)
        return 0;
    *ret = kl_attrset_row(open->set, attr);
    return *ret != NULL ? 1 : kl_msg_fail(m, attr, -ENOENT);
}

size_t kl_msg_inside(const struct kl_msg_level *l)
{
    return l->offset + (l->record ? 0 : NLA_HDRLEN);
}

void kl_msg_enter(struct kl_msg *m, const struct kl_attr_def *row, struct kl_msg_level *ret)
{
    struct kl_scope scope[KL_MAX_DEPTH + 1];
    size_t end = kl_msg_header(m)->nlmsg_len;
    const struct kl_attr_def *array = m->level[m->depth].array;
    unsigned n = 0;

    if (row->type == KL_T_ARRAY) {
        /* An element's row is made up and short-lived: keep the table's. */
        ret->array = array != NULL ? array->ref.elem : row;
        return;
    }
    if (row->type == KL_T_RECORDS && m->level[m->depth].records == NULL) {
        ret->records = row;
        return;
    }
    for (unsigned i = 0; i <= m->depth; i++) {
        const struct kl_msg_level *l = &m->level[i];
        size_t at =
            i > 0 ? kl_msg_inside(l) + l->header : m->header_at + NLMSG_ALIGN(m->header_len);

        if (l->array != NULL || l->records != NULL) /* elements look where their array stands */
            continue;
        scope[n] = (struct kl_scope){.set = l->set,
                                     .data = m->buf + at,
                                     .len = end - at,
                                     .up = n > 0 ? &scope[n - 1] : NULL,
                                     .command = m->command,
                                     .header = m->buf + m->header_at,
                                     .header_len = m->header_len};
        n++;
    }
    ret->set = kl_row_set(array != NULL ? array : row, &scope[n - 1]);
}

void kl_msg_note_path(struct kl_msg *m, int attr)
{
    size_t len = 0;

    m->path[0] = '\0';
    for (unsigned i = 0; i <= m->depth; i++) {
        const struct kl_attr_def *row;
        struct nlattr nest;
        int id = attr;

        if (i < m->depth && m->level[i + 1].record) {
            id = (int)m->level[i + 1].n;
        } else if (i < m->depth) {
            memcpy(&nest, m->buf + m->level[i + 1].offset, sizeof(nest));
            id = nest.nla_type & NLA_TYPE_MASK;
        }
        if (id < 0 || len >= sizeof(m->path))
            return;
        if (i > 0)
            len += (size_t)snprintf(m->path + len, sizeof(m->path) - len, ".");
        if (len >= sizeof(m->path))
            return;
        row = kl_attrset_row(m->level[i].set, (uint16_t)id);
        if (row != NULL)
            len += (size_t)snprintf(m->path + len, sizeof(m->path) - len, "%s", row->name);
        else
            len += (size_t)snprintf(m->path + len, sizeof(m->path) - len, "%d", id);
    }
}
