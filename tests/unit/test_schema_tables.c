// SPDX-License-Identifier: MIT
// What must hold of every table: order, names, prefixes, ranges, sizes, words. Each complaint names
// its place; all of them are printed before the test fails.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/msg.h"
#include "core/schema_def.h"
#include "schema/tables.h"

#define SETS_MAX 8192

static const void *done[SETS_MAX];
static unsigned n_done, n_complaints;
static const char *family_name = "";

static void complain(const char *where, const char *what, const char *more)
{
    if (n_complaints++ < 60)
        print_error("%s: %s: %s: %s\n", family_name, where, what, more);
}

static bool first_time(const void *table)
{
    for (unsigned i = 0; i < n_done; i++)
        if (done[i] == table)
            return false;
    assert_true(n_done < SETS_MAX);
    done[n_done++] = table;
    return true;
}

static bool empty(const char *s)
{
    return s == NULL || s[0] == '\0';
}

static void check_enum(const char *where, const struct kl_enum *e)
{
    if (!first_time(e))
        return;
    if (empty(e->name) || e->n_values == 0)
        complain(where, "enum", "no name or no values");
    for (unsigned i = 0; i < e->n_values; i++) {
        const struct kl_enum_value *v = &e->values[i];
        int64_t back;

        if (empty(v->name)) {
            complain(where, e->name, "a value without a name");
            continue;
        }
        if (e->flags && v->value == 0)
            complain(where, v->name, "a flag that is no bit");
        if (kl_enum_value(e, v->name, &back) != 0 || back != v->value)
            complain(where, v->name, "the name does not find its value");
        if (kl_enum_name(e, v->value) != v->name)
            complain(where, v->name, "another name has the same value");
        if (v->name[strcspn(v->name, "|,\" ")] != '\0')
            complain(where, v->name, "a name holds a separator");
    }
}

static void check_row(const char *where, const struct kl_attr_def *row);

static void check_layout(const char *where, const struct kl_layout *l)
{
    if (l == NULL) {
        complain(where, "struct", "no layout");
        return;
    }
    if (!first_time(l))
        return;
    if (empty(l->name) || (l->n_fields == 0 && l->size != 0))
        complain(where, "layout", "no name or no fields");
    for (unsigned i = 0; i < l->n_fields; i++) {
        const struct kl_attr_def *f = &l->fields[i];
        size_t size = kl_field_size(l, i, 0);

        if (empty(f->name) || (empty(f->doc) && (f->flags & KL_A_PAD) == 0))
            complain(l->name, empty(f->name) ? "?" : f->name, "no name or no words");
        if (size == 0 && (i + 1 < l->n_fields || f->id < l->size))
            complain(l->name, f->name, "only the last field may be open-ended");
        if (f->id + size > l->size && !(size == 0 && f->id == l->size))
            complain(l->name, f->name, "reaches out of the struct");
        for (unsigned k = 0; k < i; k++)
            if (strcmp(l->fields[k].name, f->name) == 0 && (f->flags & KL_A_PAD) == 0)
                complain(l->name, f->name, "twice");
        if (f->type >= KL_T_NEST && f->type != KL_T_PACKED)
            complain(l->name, f->name, "no type for a field");
        check_row(l->name, f);
    }
}

static void check_set(const struct kl_attrset *s);

static void check_selector(const char *where, const struct kl_selector *s)
{
    if (s == NULL) {
        complain(where, "selector", "none");
        return;
    }
    if (!first_time(s))
        return;
    for (unsigned i = 0; i < s->n_cases; i++) {
        const struct kl_selection *c = &s->cases[i];

        if (c->set == NULL || (s->by == KL_BY_STRING && empty(c->name)))
            complain(where, "selector", "a case without its set or name");
        else
            check_set(c->set);
        for (unsigned k = 0; k < i; k++)
            if (s->by == KL_BY_STRING ? strcmp(s->cases[k].name, c->name) == 0
                                      : s->cases[k].number == c->number)
                complain(where, s->by == KL_BY_STRING ? c->name : "selector", "a case twice");
    }
    if (s->otherwise != NULL)
        check_set(s->otherwise);
    if ((s->by == KL_BY_HEADER || s->by == KL_BY_REQUEST) && s->size != 1 && s->size != 2 &&
        s->size != 4)
        complain(where, "selector", "no such size of a header's field");
}

/* What the row refers to is there and is of the kind that its type needs. */
static void check_reference(const char *where, const struct kl_attr_def *row)
{
    uint8_t inner = row->type == KL_T_PACKED || row->type == KL_T_ARRAY ? row->elem : row->type;

    if (row->type == KL_T_PACKED && inner != KL_T_STRUCT && kl_type_len(inner) == 0)
        complain(where, row->name, "elements of no fixed size");
    if (inner == KL_T_STRUCT) {
        check_layout(row->name, row->ref.layout);
    } else if (inner == KL_T_NEST || inner == KL_T_RECORDS) {
        if ((row->flags & KL_A_SELECT) != 0)
            check_selector(row->name, row->ref.select);
        else if (row->ref.set == NULL)
            complain(where, row->name, "no set");
        else
            check_set(row->ref.set);
        if (inner == KL_T_RECORDS && (row->flags & KL_A_SELECT) == 0 && row->ref.set != NULL &&
            (row->ref.set->header == NULL || row->ref.set->header->size < 2))
            complain(where, row->name, "records without their length");
    } else if (inner == KL_T_ARRAY) {
        if (row->ref.elem == NULL)
            complain(where, row->name, "no inner array");
        else
            check_reference(where, row->ref.elem);
    } else if ((kl_type_is_int(inner) || inner == KL_T_BITFIELD32) && row->ref.values != NULL) {
        check_enum(row->name, row->ref.values);
    }
}

static void check_range(const char *where, const struct kl_attr_def *row)
{
    unsigned char bytes[8];

    if (row->max_len != 0 && row->max_len < row->min_len)
        complain(where, row->name, "max_len is less than min_len");
    if (!kl_type_is_int(row->type)) {
        if ((row->flags & (KL_A_FAMILY | KL_A_ONLY)) == 0 && (row->min != 0 || row->max != 0))
            complain(where, row->name, "a range, and no integer");
        if ((row->flags & KL_A_BE) != 0 && row->type != KL_T_PACKED && row->type != KL_T_ARRAY)
            complain(where, row->name, "a byte order, and no integer");
        return;
    }
    if ((row->flags & KL_A_ONLY) != 0)
        return;
    if (row->min == 0 && row->max == 0)
        return;
    if (kl_type_is_signed(row->type)
            ? row->min > row->max || kl_row_put_int(row, row->min, bytes) < 0 ||
                  kl_row_put_int(row, row->max, bytes) < 0
            : (uint64_t)row->min > (uint64_t)row->max ||
                  kl_row_put_uint(row, (uint64_t)row->min, 0, bytes) < 0 ||
                  kl_row_put_uint(row, (uint64_t)row->max, 0, bytes) < 0)
        complain(where, row->name, "the range does not fit the type");
}

static void check_row(const char *where, const struct kl_attr_def *row)
{
    if (row->type > KL_T_RECORDS || row->elem > KL_T_RECORDS) {
        complain(where, row->name, "no such type");
        return;
    }
    check_range(where, row);
    check_reference(where, row);
}

static bool no_row_begins(const struct kl_attrset *s, size_t prefix)
{
    for (unsigned i = 0; i < s->n_rows; i++)
        if (strncmp(s->rows[i].name, s->prefix, prefix) == 0 && s->rows[i].name[prefix] != '\0')
            return false;
    return true;
}

static void check_set(const struct kl_attrset *s)
{
    size_t prefix = s->prefix != NULL ? strlen(s->prefix) : 0;

    if (!first_time(s))
        return;
    if (empty(s->name) || empty(s->doc))
        complain(empty(s->name) ? "?" : s->name, "set", "no name or no words");
    if (s->header != NULL)
        check_layout(s->name, s->header);
    for (unsigned i = 0; i < s->n_rows; i++) {
        const struct kl_attr_def *row = &s->rows[i];
        char shown[KL_NAME_SIZE];

        if (empty(row->name) || empty(row->doc)) {
            complain(s->name, empty(row->name) ? "?" : row->name, "no name or no words");
            continue;
        }
        if (i > 0 && row->id <= s->rows[i - 1].id)
            complain(s->name, row->name, "not in ascending order");
        if (i == 0 && prefix > 0 && no_row_begins(s, prefix))
            complain(s->name, s->prefix, "no row begins with the set's prefix");
        /* Some enums of the kernel's are of two minds: CTA_COUNTERS_BYTES, CTA_COUNTERS32_BYTES;
         * and one that is obsolete may be __NL80211_FREQUENCY_ATTR_NO_IBSS. */
        if (prefix > 0 &&
            strncmp(row->name + strspn(row->name, "_"), s->prefix, strcspn(s->prefix, "_")) != 0)
            complain(s->name, row->name, "does not begin as the set's prefix does");
        if (strlen(row->name) >= KL_NAME_SIZE)
            complain(s->name, row->name, "the name is too long");
        if (kl_attrset_row_named(s, row->name) != row ||
            kl_attrset_row_named(s, kl_short_name(shown, row->name, s->prefix)) != row)
            complain(s->name, row->name, "its name finds another row");
        check_row(s->name, row);
    }
}

/* Of a message that the row stands for. */
static uint16_t flags_for(const struct kl_command_def *c)
{
    if (c->when == KL_WHEN_REPLY)
        return 0;
    return c->when == KL_WHEN_DUMP ? NLM_F_REQUEST | NLM_F_DUMP : NLM_F_REQUEST;
}

static void check_command(const struct kl_family *f, const struct kl_command_def *c)
{
    size_t prefix = f->command_prefix != NULL ? strlen(f->command_prefix) : 0;

    if (empty(c->name) || empty(c->doc)) {
        complain(f->name, empty(c->name) ? "?" : c->name, "no name or no words");
        return;
    }
    if (prefix > 0 && (strncmp(c->name, f->command_prefix, prefix) != 0 || !c->name[prefix]))
        complain(f->name, c->name, "does not begin with the family's prefix");
    if (kl_family_command(f, c->id, flags_for(c)) != c ||
        kl_family_command_named(f, c->name, flags_for(c)) != c)
        complain(f->name, c->name, "its number or name finds another command");
    if (c->header != NULL)
        check_layout(c->name, c->header);
    if (c->reply_header != NULL)
        check_layout(c->name, c->reply_header);
    for (int reply = 0; reply < 2; reply++)
        if (kl_command_attrs(f, c, reply) != NULL)
            check_set(kl_command_attrs(f, c, reply));
}

static void every_table_is_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < kl_n_families; i++) {
        const struct kl_family *f = kl_families[i];

        family_name = f->name;
        if (empty(f->name) || empty(f->doc) || f->n_commands == 0)
            complain(f->name, "family", "no name, no words or no commands");
        if (i > 0 && strcmp(kl_families[i - 1]->name, f->name) >= 0)
            complain(f->name, "family", "not in alphabetical order");
        if (f->header != NULL)
            check_layout(f->name, f->header);
        if (f->attrs != NULL)
            check_set(f->attrs);
        for (unsigned c = 0; c < f->n_commands; c++)
            check_command(f, &f->commands[c]);
        for (unsigned g = 0; g < f->n_groups; g++)
            if (empty(f->groups[g].name))
                complain(f->name, "groups", "one without a name");
    }
    print_message("%zu families, %u tables\n", kl_n_families, n_done);
    assert_int_equal(n_complaints, 0);
}

/* A message of each command, as little as it can be, is recognised as that very command. */
static void every_command_is_recognised(void **state)
{
    (void)state;
    for (size_t i = 0; i < kl_n_families; i++) {
        const struct kl_family *f = kl_families[i];

        for (unsigned c = 0; c < f->n_commands; c++) {
            const struct kl_command_def *command = &f->commands[c];
            const char *name = command->name;
            struct kl_recognised r;
            struct kl_msg *m;

            assert_int_equal(kl_msg_new(&m), 0);
            if (kl_msg_start_known(m, f, command, f->fixed_id != 0 ? f->fixed_id : 99,
                                   flags_for(command), command->when == KL_WHEN_REPLY) != 0)
                fail_msg("%s %s cannot be begun", f->name, name);
            kl_recognise(&r, kl_msg_header(m), kl_msg_header(m)->nlmsg_len, f->protocol,
                         f->match == KL_MATCH_GENL ? f : NULL);
            if (r.family != f || r.command != command)
                fail_msg("%s %s is taken for %s's", f->name, name,
                         r.family != NULL ? r.family->name : "nobody");
            kl_msg_free(m);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_sound),
        cmocka_unit_test(every_command_is_recognised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
