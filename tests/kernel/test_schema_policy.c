// SPDX-License-Identifier: MIT
// The tables of generic families against the policy that the running kernel checks requests by:
// types and nests of all attributes, in every command. What differs must be right for a reason that
// stands here. Families that this kernel lacks are skipped by name.
#include <errno.h>
#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/policy.h"
#include "kernel_world.h"
#include "schema/tables.h"

/* Differences that are right. An attribute may end with '*'. */
/* clang-format off */
static const struct {
    const char *family, *attribute, *reason;
} reasons[] = {
    {"MAC80211_HWSIM", "HWSIM_ATTR_SIGNAL", "dBm are negative, the kernel casts"},
    {"MAC80211_HWSIM", "NL80211_RATE_INFO_*", "hwsim checks measurements by widths of its own"},
    {"MAC80211_HWSIM", "NL80211_PMSR_FTM_*", "hwsim checks measurements by widths of its own"},
    {"l2tp", "L2TP_ATTR_RECV_TIMEOUT", "milliseconds of 8 bytes, which newer kernels call uint"},
    {"nl80211", "NL80211_ATTR_WIPHY_TX_POWER_LEVEL", "mBm may be negative, the kernel casts"},
    {"nl80211", "NL80211_ATTR_REG_ALPHA2", "two letters, and a NUL or not"},
    {"SEG6", "SEG6_ATTR_HMACINFO", "a nest that no command reads or writes"},
    {"nl80211", "NL80211_BAND_*", "of TX_RATES: the policy is that of what is inside a band"},
};
/* clang-format on */

struct pair {
    uint32_t policy;
    const struct kl_attrset *set;
};

struct comparison {
    const struct kl_family *family;
    const struct kl_policy *p;
    size_t n_pairs;
    struct pair pairs[4096];
    unsigned compared, unknown, excused, wrong;
};

static bool one_of(uint8_t type, const uint8_t *types, size_t n)
{
    return memchr(types, type, n) != NULL;
}

/* What a payload of this kind of the kernel's may be in a table. */
static bool fits(const struct kl_policy_attr *a, const struct kl_attr_def *row)
{
    static const uint8_t bytes[] = {KL_T_BINARY, KL_T_MAC,    KL_T_IP4,    KL_T_IP6,
                                    KL_T_IP,     KL_T_LLADDR, KL_T_BITMAP, KL_T_STRUCT,
                                    KL_T_PACKED, KL_T_RECORDS};
    size_t width = kl_type_len(row->type);

    switch (a->type) {
    case NL_ATTR_TYPE_FLAG:
        return row->type == KL_T_FLAG;
    case NL_ATTR_TYPE_U8:
        return row->type == KL_T_U8;
    case NL_ATTR_TYPE_U16:
        return row->type == KL_T_U16;
    case NL_ATTR_TYPE_U32:
        return row->type == KL_T_U32 || row->type == KL_T_IP4;
    case NL_ATTR_TYPE_U64:
        return row->type == KL_T_U64;
    case NL_ATTR_TYPE_S8:
        return row->type == KL_T_S8;
    case NL_ATTR_TYPE_S16:
        return row->type == KL_T_S16;
    case NL_ATTR_TYPE_S32:
        return row->type == KL_T_S32;
    case NL_ATTR_TYPE_S64:
        return row->type == KL_T_S64;
    case NL_ATTR_TYPE_BINARY:
        /* An integer may be checked by its length alone; a string must not bring its NUL. */
        if (kl_type_is_int(row->type))
            return a->has_min_len && a->has_max_len && a->min_len == width && a->max_len == width;
        return one_of(row->type, bytes, sizeof(bytes)) ||
               (row->type == KL_T_STRING && (row->flags & KL_A_NO_NUL) != 0);
    case NL_ATTR_TYPE_STRING:
        return row->type == KL_T_STRING;
    case NL_ATTR_TYPE_NUL_STRING:
        return row->type == KL_T_STRING && (row->flags & KL_A_NO_NUL) == 0;
    case NL_ATTR_TYPE_NESTED:
        return row->type == KL_T_NEST || row->type == KL_T_ARRAY;
    case NL_ATTR_TYPE_NESTED_ARRAY:
        return row->type == KL_T_ARRAY && row->elem == KL_T_NEST;
    case NL_ATTR_TYPE_BITFIELD32:
        return row->type == KL_T_BITFIELD32;
    case 16:
        return row->type == KL_T_SINT;
    case 17:
        return row->type == KL_T_UINT;
    default:
        return true; /* newer than this test */
    }
}

static const char *excuse(const struct comparison *c, const struct kl_attr_def *row)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (strcmp(reasons[i].family, c->family->name) == 0 &&
            fnmatch(reasons[i].attribute, row->name, 0) == 0)
            return reasons[i].reason;
    return NULL;
}

static void add_pair(struct comparison *c, uint32_t policy, const struct kl_attrset *set)
{
    for (size_t i = 0; i < c->n_pairs; i++)
        if (c->pairs[i].policy == policy && c->pairs[i].set == set)
            return;
    if (policy == KL_POLICY_NONE || set == NULL)
        return;
    assert_true(c->n_pairs < sizeof(c->pairs) / sizeof(c->pairs[0]));
    c->pairs[c->n_pairs++] = (struct pair){policy, set};
}

/* The sets that the inside of @row may be, against the policy of the inside. */
static void add_inside(struct comparison *c, const struct kl_policy_attr *a,
                       const struct kl_attr_def *row)
{
    bool array = row->type == KL_T_ARRAY;

    if (a->nested == KL_POLICY_NONE)
        return;
    /* The kernel may check an array as a nest whose attributes are the indices. */
    if (array && (a->type != NL_ATTR_TYPE_NESTED_ARRAY || row->elem != KL_T_NEST))
        return;
    if ((row->flags & KL_A_SELECT) == 0) {
        add_pair(c, a->nested, row->ref.set);
        return;
    }
    for (unsigned i = 0; i < row->ref.select->n_cases; i++)
        add_pair(c, a->nested, row->ref.select->cases[i].set);
}

static const char *kernel_type(const struct kl_policy_attr *a)
{
    const struct kl_attr_def *row = kl_attrset_row(&kl_set_policy_type, NL_POLICY_TYPE_ATTR_TYPE);
    const char *name = kl_enum_name(row->ref.values, a->type);

    return name != NULL ? name : "?";
}

static void compare_one(struct comparison *c, const struct kl_policy_attr *a,
                        const struct kl_attrset *set)
{
    const struct kl_attr_def *row = kl_attrset_row(set, a->id);

    if (row == NULL) {
        /* A newer kernel's: told, but no mistake of the table. */
        c->unknown++;
        print_message("# %s: %s has no attribute %u (%s)\n", c->family->name, set->name, a->id,
                      kernel_type(a));
        return;
    }
    c->compared++;
    if (fits(a, row)) {
        add_inside(c, a, row);
    } else if (excuse(c, row) != NULL) {
        c->excused++;
        print_message("# %s: %s: %s\n", c->family->name, row->name, excuse(c, row));
    } else {
        c->wrong++;
        print_error("%s: %s %s (%u): the kernel takes %s", c->family->name, set->name, row->name,
                    row->id, kernel_type(a));
        if (a->has_min_len || a->has_max_len)
            print_error(" of %u to %u bytes", a->min_len, a->max_len);
        print_error(", the table says type %u, flags 0x%x\n", row->type, row->flags);
    }
}

static void compare(struct comparison *c)
{
    for (size_t i = 0; i < c->p->n_ops; i++) {
        const struct kl_policy_op *op = &c->p->ops[i];
        const struct kl_command_def *command = kl_family_command(c->family, op->id, NLM_F_REQUEST);
        const struct kl_attrset *set;

        if (command == NULL) {
            print_message("# %s: no command %u\n", c->family->name, op->id);
            continue;
        }
        set = kl_command_attrs(c->family, command, false);
        add_pair(c, op->act, set);
        add_pair(c, op->dump, set);
    }
    for (size_t i = 0; i < c->n_pairs; i++)
        for (size_t k = 0; k < c->p->n_attrs; k++)
            if (c->p->attrs[k].policy == c->pairs[i].policy)
                compare_one(c, &c->p->attrs[k], c->pairs[i].set);
}

static void the_table_is_as_the_kernel_checks(void **state)
{
    struct kl_sock *s = world_open(NETLINK_GENERIC, 0, 0);
    struct comparison *c = calloc(1, sizeof(*c));
    struct kl_policy *p = NULL;
    int rc;

    assert_non_null(c);
    c->family = *state;
    rc = kl_policy_get(s, c->family->name, &p);
    kl_sock_close(s);
    if (rc == -ENOENT) {
        free(c);
        print_message("# this kernel has no family %s\n", ((const struct kl_family *)*state)->name);
        skip();
    }
    assert_int_equal(rc, 0);
    c->p = p;
    compare(c);
    print_message("# %s: %u compared, %u not in the table, %u excused\n", c->family->name,
                  c->compared, c->unknown, c->excused);
    rc = (int)c->wrong;
    if (p->n_attrs > 0 && c->compared == 0)
        fail_msg("%s: nothing was compared", c->family->name);
    kl_policy_free(p);
    free(c);
    assert_int_equal(rc, 0);
}

int main(void)
{
    struct CMUnitTest tests[128];
    size_t n = 0;

    for (size_t i = 0; i < kl_n_families && n < 128; i++)
        if (kl_families[i]->match == KL_MATCH_GENL)
            tests[n++] = (struct CMUnitTest){.name = kl_families[i]->name,
                                             .test_func = the_table_is_as_the_kernel_checks,
                                             .initial_state = (void *)(uintptr_t)kl_families[i]};
    world_check();
    /* Not every module says which family it brings; only in the machine of the tests. */
    if (getenv("KL_TEST_VM") != NULL && system("modprobe -qa fou wireguard macsec gtp") != 0)
        print_message("# not all modules could be loaded\n");
    return _cmocka_run_group_tests("policy", tests, n, NULL, NULL);
}
