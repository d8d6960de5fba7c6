// SPDX-License-Identifier: MIT
// policy: what the running kernel itself says that a generic family takes, with the names of our
// tables where they have them.
#include "../lib/core/policy.h"
#include "../lib/core/nearest.h"
#include "../lib/schema/tables.h"
#include "commands.h"
#include "schema.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The policy, our tables for it, and which of our sets each of its policies is.
struct view {
    const struct kl_policy *p;
    const struct kl_family *f; // or NULL
    size_t n_sets;
    const struct kl_attrset **sets;
};

/* ---- Names ---- */

static void find_sets(struct view *v)
{
    bool again = true;

    for (size_t i = 0; i < v->p->n_ops; i++) {
        const struct kl_policy_op *op = &v->p->ops[i];
        const struct kl_command_def *c = kl_family_command(v->f, op->id, NLM_F_REQUEST);
        const struct kl_attrset *set = c ? kl_command_attrs(v->f, c, false) : NULL;

        if (op->act < v->n_sets && !v->sets[op->act])
            v->sets[op->act] = set;
        if (op->dump < v->n_sets && !v->sets[op->dump])
            v->sets[op->dump] = set;
    }
    while (again) {
        again = false;
        for (size_t i = 0; i < v->p->n_attrs; i++) {
            const struct kl_policy_attr *a = &v->p->attrs[i];
            const struct kl_attr_def *row = kl_attrset_row(v->sets[a->policy], a->id);
            const struct kl_attrset *inside = row ? schema_inside(row) : NULL;

            if (inside && a->nested < v->n_sets && !v->sets[a->nested]) {
                v->sets[a->nested] = inside;
                again = true;
            }
        }
    }
}

static const char *attr_name(const struct view *v, const struct kl_policy_attr *a)
{
    const struct kl_attr_def *row = kl_attrset_row(v->sets[a->policy], a->id);

    return row ? row->name : "";
}

static const char *type_name(const struct kl_policy_attr *a)
{
    const struct kl_attr_def *row = kl_attrset_row(&kl_set_policy_type, NL_POLICY_TYPE_ATTR_TYPE);
    const char *name = kl_enum_name(row->ref.values, a->type);

    return name ? name : "unknown";
}

static const char *op_name(const struct view *v, const struct kl_policy_op *op,
                           char buffer[KL_NAME_SIZE])
{
    const struct kl_command_def *c = kl_family_command(v->f, op->id, NLM_F_REQUEST);

    if (!c)
        return "";
    return kl_short_name(buffer, c->name, v->f->command_prefix);
}

/* ---- Text ---- */

static void show_op(struct kl_out *o, const struct view *v, const struct kl_policy_op *op)
{
    static const char *const names[] = {"admin", "do", "dump", NULL, "namespace admin"};
    char name[KL_NAME_SIZE];
    bool any = false;

    kl_out_printf(o, "  %5u %-28s", op->id, op_name(v, op, name));
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (op->flags >> i & 1 && names[i]) {
            kl_out_printf(o, "%s%s", any ? ", " : " ", names[i]);
            any = true;
        }
    if (op->act != KL_POLICY_NONE)
        kl_out_printf(o, "; policy %u", op->act);
    if (op->dump != KL_POLICY_NONE && op->dump != op->act)
        kl_out_printf(o, "; policy of dumps %u", op->dump);
    kl_out_char(o, '\n');
}

static void show_attr(struct kl_out *o, const struct view *v, const struct kl_policy_attr *a,
                      int width)
{
    kl_out_printf(o, "  %5u %-*s  %s", a->id, width, attr_name(v, a), type_name(a));
    if (a->has_range_s)
        kl_out_printf(o, ", %" PRId64 " to %" PRId64, a->min_s, a->max_s);
    if (a->has_range)
        kl_out_printf(o, ", %" PRIu64 " to %" PRIu64, a->min, a->max);
    if (a->has_mask)
        kl_out_printf(o, ", within 0x%" PRIx64, a->mask);
    if (a->has_min_len && a->has_max_len && a->min_len == a->max_len)
        kl_out_printf(o, ", %u bytes", a->min_len);
    else if (a->has_min_len && a->has_max_len)
        kl_out_printf(o, ", %u to %u bytes", a->min_len, a->max_len);
    else if (a->has_max_len)
        kl_out_printf(o, ", at most %u bytes", a->max_len);
    else if (a->has_min_len)
        kl_out_printf(o, ", at least %u bytes", a->min_len);
    if (a->nested != KL_POLICY_NONE)
        kl_out_printf(o, ", inside policy %u", a->nested);
    kl_out_char(o, '\n');
}

static void show(struct kl_out *o, const struct view *v)
{
    const struct kl_policy *p = v->p;
    int width = 0;

    kl_out_printf(o, "%s: family %u, version %u", p->name, p->id, p->version);
    if (p->header_size)
        kl_out_printf(o, ", header of %u bytes", p->header_size);
    if (p->max_attr)
        kl_out_printf(o, ", attributes up to %u", p->max_attr);
    kl_out_char(o, '\n');
    kl_out_str(o, p->n_ops > 0 ? "\nCommands\n" : "");
    for (size_t i = 0; i < p->n_ops; i++)
        show_op(o, v, &p->ops[i]);
    kl_out_str(o, p->n_groups > 0 ? "\nMulticast groups\n" : "");
    for (size_t i = 0; i < p->n_groups; i++)
        kl_out_printf(o, "  %5u %s\n", p->groups[i].id, p->groups[i].name);
    for (size_t i = 0; i < p->n_attrs; i++) {
        int len = (int)strlen(attr_name(v, &p->attrs[i]));

        width = len > width ? len : width;
    }
    for (size_t i = 0; i < p->n_attrs; i++) {
        if (i == 0 || p->attrs[i].policy != p->attrs[i - 1].policy)
            kl_out_printf(o, "\nPolicy %u\n", p->attrs[i].policy);
        show_attr(o, v, &p->attrs[i], width);
    }
}

/* ---- JSON ---- */

static void put_uint(struct kl_sink *k, const char *key, uint64_t value)
{
    kl_sink_key(k, key);
    kl_sink_uint(k, value);
}

static void put_int(struct kl_sink *k, const char *key, int64_t value)
{
    kl_sink_key(k, key);
    kl_sink_int(k, value);
}

static void put_str(struct kl_sink *k, const char *key, const char *value)
{
    if (!value[0])
        return;
    kl_sink_key(k, key);
    kl_sink_str(k, value);
}

static void json_attr(struct kl_sink *k, const struct view *v, const struct kl_policy_attr *a)
{
    kl_sink_object_begin(k);
    put_uint(k, "policy", a->policy);
    put_uint(k, "number", a->id);
    put_str(k, "name", attr_name(v, a));
    put_str(k, "type", type_name(a));
    if (a->has_range_s) {
        put_int(k, "min", a->min_s);
        put_int(k, "max", a->max_s);
    }
    if (a->has_range) {
        put_uint(k, "min", a->min);
        put_uint(k, "max", a->max);
    }
    if (a->has_mask)
        put_uint(k, "mask", a->mask);
    if (a->has_min_len)
        put_uint(k, "min_length", a->min_len);
    if (a->has_max_len)
        put_uint(k, "max_length", a->max_len);
    if (a->nested != KL_POLICY_NONE)
        put_uint(k, "inside", a->nested);
    kl_sink_object_end(k);
}

static void json_op(struct kl_sink *k, const struct view *v, const struct kl_policy_op *op)
{
    char name[KL_NAME_SIZE];

    kl_sink_object_begin(k);
    put_uint(k, "number", op->id);
    put_str(k, "name", op_name(v, op, name));
    put_uint(k, "flags", op->flags);
    if (op->act != KL_POLICY_NONE)
        put_uint(k, "do", op->act);
    if (op->dump != KL_POLICY_NONE)
        put_uint(k, "dump", op->dump);
    kl_sink_object_end(k);
}

static void json(struct kl_sink *k, const struct view *v)
{
    const struct kl_policy *p = v->p;

    kl_sink_object_begin(k);
    put_str(k, "family", p->name);
    put_uint(k, "number", p->id);
    put_uint(k, "version", p->version);
    put_uint(k, "header_size", p->header_size);
    put_uint(k, "max_attribute", p->max_attr);
    kl_sink_key(k, "commands");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < p->n_ops; i++)
        json_op(k, v, &p->ops[i]);
    kl_sink_array_end(k);
    kl_sink_key(k, "groups");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < p->n_groups; i++) {
        kl_sink_object_begin(k);
        put_str(k, "name", p->groups[i].name);
        put_uint(k, "number", p->groups[i].id);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
    kl_sink_key(k, "attributes");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < p->n_attrs; i++)
        json_attr(k, v, &p->attrs[i]);
    kl_sink_array_end(k);
    kl_sink_object_end(k);
}

/* ---- The command ---- */

static int print(const struct view *v, bool as_json)
{
    struct kl_sink *k = NULL;
    struct kl_out *o;
    int rc;

    if (kl_out_open_fd(&o, 1) < 0)
        return 1;
    if (as_json && kl_sink_new(&k, KL_SINK_JSON, o) == 0) {
        json(k, v);
        kl_sink_free(k);
    } else {
        show(o, v);
    }
    rc = kl_out_close(o);
    if (rc < 0)
        fprintf(stderr, "kernlink policy: cannot write: %s\n", kl_strerror(rc));
    return rc < 0;
}

static const char *generic_at(size_t i, const void *user)
{
    const struct kl_family *f;

    (void)user;
    for (size_t at = 0; (f = kl_family_at(at)); at++)
        if (f->match == KL_MATCH_GENL && i-- == 0)
            return f->name;
    return NULL;
}

static int run(const char *family, bool as_json)
{
    const struct kl_sock_options options = {.protocol = NETLINK_GENERIC};
    struct view v = {.f = kl_family_find(family)};
    struct kl_policy *p = NULL;
    struct kl_sock *s;
    int rc = kl_sock_open(&s, &options);

    if (rc < 0) {
        fprintf(stderr, "kernlink policy: %s\n", kl_strerror(rc));
        return 1;
    }
    rc = kl_policy_get(s, family, &p);
    if (rc < 0) {
        const char *near = rc == -ENOENT && !v.f ? kl_nearest(family, generic_at, NULL) : NULL;

        fprintf(stderr, "kernlink policy: %s%s%s%s\n", kl_error_text(kl_sock_error(s)),
                near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        kl_sock_close(s);
        return rc == -ENOENT ? 2 : 1;
    }
    kl_sock_close(s);
    if (v.f && v.f->match != KL_MATCH_GENL)
        v.f = NULL;
    v.p = p;
    v.n_sets = p->n_attrs > 0 ? p->attrs[p->n_attrs - 1].policy + 1u : 1;
    v.sets = calloc(v.n_sets, sizeof *v.sets);
    if (v.sets)
        find_sets(&v);
    rc = v.sets ? print(&v, as_json) : 1;
    free(v.sets);
    kl_policy_free(p);
    return rc;
}

int kl_cmd_policy(int argc, char **argv)
{
    static const char usage[] =
        "Usage: kernlink policy [--json] FAMILY\n\n"
        "What the running kernel says that a generic netlink family takes.\n";
    const char *family = NULL;
    bool as_json = false;

    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--json")) {
            as_json = true;
        } else if (!strcmp(argv[i], "help") || !strcmp(argv[i], "--help")) {
            fputs(usage, stdout);
            return 0;
        } else if (!strcmp(argv[i], "--complete")) {
            for (size_t n = 0; generic_at(n, NULL); n++)
                puts(generic_at(n, NULL));
            return 0;
        } else if (argv[i][0] == '-' || family) {
            fprintf(stderr, "kernlink policy: what is '%s'?\n%s", argv[i], usage);
            return 2;
        } else {
            family = argv[i];
        }
    }
    if (!family) {
        fputs(usage, stderr);
        return 2;
    }
    return run(family, as_json);
}
