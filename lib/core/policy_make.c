// SPDX-License-Identifier: MIT
// A schema made of the kernel's own policy, for families that have no table: attributes and
// commands are named by their numbers, but have types, ranges and nests.
#include "policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS "from the kernel's own policy"

/* All that a made family consists of. */
struct kl_policy_made {
    struct kl_family family;
    struct kl_layout header;
    struct kl_attr_def header_field;
    struct kl_attrset *sets; /* by index of the policy */
    size_t n_sets;
    struct kl_attr_def *rows;
    struct kl_command_def *commands;
    struct kl_group_def *groups;
    char (*names)[8]; /* "0", "1", ... */
};

static const uint8_t types[] = {
    [NL_ATTR_TYPE_INVALID] = KL_T_BINARY,
    [NL_ATTR_TYPE_FLAG] = KL_T_FLAG,
    [NL_ATTR_TYPE_U8] = KL_T_U8,
    [NL_ATTR_TYPE_U16] = KL_T_U16,
    [NL_ATTR_TYPE_U32] = KL_T_U32,
    [NL_ATTR_TYPE_U64] = KL_T_U64,
    [NL_ATTR_TYPE_S8] = KL_T_S8,
    [NL_ATTR_TYPE_S16] = KL_T_S16,
    [NL_ATTR_TYPE_S32] = KL_T_S32,
    [NL_ATTR_TYPE_S64] = KL_T_S64,
    [NL_ATTR_TYPE_BINARY] = KL_T_BINARY,
    [NL_ATTR_TYPE_STRING] = KL_T_STRING,
    [NL_ATTR_TYPE_NUL_STRING] = KL_T_STRING,
    [NL_ATTR_TYPE_NESTED] = KL_T_NEST,
    [NL_ATTR_TYPE_NESTED_ARRAY] = KL_T_ARRAY,
    [NL_ATTR_TYPE_BITFIELD32] = KL_T_BITFIELD32,
    [16] = KL_T_SINT,
    [17] = KL_T_UINT,
};

static bool alloc(struct kl_policy_made *m, const struct kl_policy *p, size_t n_names)
{
    m->sets = calloc(m->n_sets + 1, sizeof(*m->sets));
    m->rows = calloc(p->n_attrs + 1, sizeof(*m->rows));
    m->commands = calloc(p->n_ops + 1, sizeof(*m->commands));
    m->groups = calloc(p->n_groups + 1, sizeof(*m->groups));
    m->names = calloc(n_names + 1, sizeof(*m->names));
    if (m->sets == NULL || m->rows == NULL || m->commands == NULL || m->groups == NULL ||
        m->names == NULL)
        return false;
    for (size_t i = 0; i < n_names; i++)
        snprintf(m->names[i], sizeof(m->names[i]), "%zu", i);
    return true;
}

static const struct kl_attrset *set_at(const struct kl_policy_made *m, uint32_t index)
{
    return index < m->n_sets && m->sets[index].n_rows > 0 ? &m->sets[index] : NULL;
}

/* Lengths as a row has them; what is wider than its 16 bits is no limit. */
static void make_row(const struct kl_policy_made *m, struct kl_attr_def *row,
                     const struct kl_policy_attr *a)
{
    uint8_t type = a->type < sizeof(types) ? types[a->type] : KL_T_BINARY;
    const struct kl_attrset *inside = set_at(m, a->nested);

    *row = (struct kl_attr_def){.id = a->id, .type = type, .name = m->names[a->id], .doc = WORDS};
    if (type == KL_T_NEST || type == KL_T_ARRAY) {
        row->ref.set = inside;
        row->elem = type == KL_T_ARRAY ? KL_T_NEST : 0;
    } else if (type == KL_T_BINARY || type == KL_T_STRING) {
        row->min_len = a->min_len <= UINT16_MAX ? (uint16_t)a->min_len : 0;
        row->max_len = a->max_len <= UINT16_MAX ? (uint16_t)a->max_len : 0;
    } else if (a->has_range_s && kl_type_is_signed(type)) {
        row->min = a->min_s;
        row->max = a->max_s;
    } else if (a->has_range && kl_type_is_int(type)) {
        row->min = (int64_t)a->min;
        row->max = (int64_t)a->max;
    }
}

/* Where no command has a policy, what the largest one says is the best guess. */
static const struct kl_attrset *largest(const struct kl_policy *p, const struct kl_policy_made *m)
{
    const struct kl_attrset *best = NULL;

    for (size_t i = 0; i < p->n_ops; i++) {
        const struct kl_attrset *set = set_at(m, p->ops[i].act);

        if (set == NULL)
            set = set_at(m, p->ops[i].dump);
        if (set != NULL && (best == NULL || set->n_rows > best->n_rows))
            best = set;
    }
    return best != NULL ? best : set_at(m, 0);
}

static void make_commands(const struct kl_policy *p, struct kl_policy_made *m)
{
    for (size_t i = 0; i < p->n_ops; i++) {
        const struct kl_policy_op *op = &p->ops[i];
        const struct kl_attrset *set = set_at(m, op->act);

        m->commands[i] = (struct kl_command_def){
            .id = op->id,
            .name = m->names[op->id],
            .doc = WORDS,
            .request = set != NULL ? set : set_at(m, op->dump),
        };
    }
    for (size_t i = 0; i < p->n_groups; i++)
        m->groups[i] = (struct kl_group_def){.id = p->groups[i].id, .name = p->groups[i].name};
}

static void make_family(const struct kl_policy *p, struct kl_policy_made *m)
{
    m->family = (struct kl_family){
        .name = p->name,
        .doc = WORDS,
        .protocol = NETLINK_GENERIC,
        .match = KL_MATCH_GENL,
        .version = (uint8_t)p->version,
        .attrs = largest(p, m),
        .n_commands = (uint16_t)p->n_ops,
        .n_groups = (uint16_t)p->n_groups,
        .commands = m->commands,
        .groups = m->groups,
    };
    if (p->header_size == 0 || p->header_size > 256)
        return;
    m->header_field = (struct kl_attr_def){.type = KL_T_BINARY,
                                           .max_len = (uint16_t)p->header_size,
                                           .name = "family_header",
                                           .doc = WORDS};
    m->header = (struct kl_layout){.name = "header",
                                   .size = (uint16_t)p->header_size,
                                   .n_fields = 1,
                                   .fields = &m->header_field};
    m->family.header = &m->header;
}

int kl_policy_make(struct kl_policy *p)
{
    struct kl_policy_made *m = calloc(1, sizeof(*m));
    size_t n_names = 0;

    if (m == NULL)
        return -ENOMEM;
    p->made = m;
    for (size_t i = 0; i < p->n_attrs; i++) {
        n_names = p->attrs[i].id >= n_names ? p->attrs[i].id + 1u : n_names;
        m->n_sets = p->attrs[i].policy + 1u; /* they are in order */
    }
    for (size_t i = 0; i < p->n_ops; i++)
        n_names = p->ops[i].id >= n_names ? p->ops[i].id + 1u : n_names;
    if (!alloc(m, p, n_names))
        return -ENOMEM;
    for (size_t i = 0; i < p->n_attrs; i++) {
        struct kl_attrset *set = &m->sets[p->attrs[i].policy];

        if (set->n_rows++ == 0)
            set->rows = &m->rows[i];
        set->name = p->name;
        set->doc = WORDS;
    }
    /* Sets first: rows refer to them. */
    for (size_t i = 0; i < p->n_attrs; i++)
        make_row(m, &m->rows[i], &p->attrs[i]);
    make_commands(p, m);
    make_family(p, m);
    return 0;
}

void kl_policy_unmake(struct kl_policy *p)
{
    struct kl_policy_made *m = p->made;

    if (m == NULL)
        return;
    free(m->sets);
    free(m->rows);
    free(m->commands);
    free(m->groups);
    free(m->names);
    free(m);
    p->made = NULL;
}

const struct kl_family *kl_policy_family(const struct kl_policy *p)
{
    return &p->made->family;
}

uint16_t kl_policy_family_id(const struct kl_policy *p)
{
    return p->id;
}
