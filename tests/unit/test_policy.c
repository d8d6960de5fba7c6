// SPDX-License-Identifier: MIT
// A family's policy as the kernel tells it: reading, the schema made of it, and liars.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <kernlink/schema.h>

#include "core/policy.h"

static struct kl_policy *p;
static struct kl_msg *m;

static int set_up(void **state)
{
    (void)state;
    p = calloc(1, sizeof(*p));
    if (p != NULL)
        strcpy(p->name, "gadget");
    return p != NULL ? kl_msg_new(&m) : -1;
}

static int tear_down(void **state)
{
    (void)state;
    kl_policy_free(p);
    kl_msg_free(m);
    return 0;
}

static int says(const char *attrs)
{
    char json[1024], error[256] = "";

    snprintf(json, sizeof(json), "{\"command\": \"newfamily\", \"attrs\": {%s}}", attrs);
    if (kl_msg_from_json(m, kl_family_find("nlctrl"), 0, json, strlen(json), error,
                         sizeof(error)) != 0)
        fail_msg("%s", error);
    return kl_policy_read(p, kl_msg_header(m));
}

static void tell_all(void)
{
    assert_int_equal(says("\"family_id\": 33, \"version\": 2, \"hdrsize\": 4, \"maxattr\": 9, "
                          "\"ops\": [{\"id\": 7, \"flags\": [\"admin_perm\"]}, {\"id\": 3}], "
                          "\"mcast_groups\": [{\"name\": \"news\", \"id\": 5}]"),
                     0);
    assert_int_equal(says("\"op_policy\": {\"7\": {\"do\": 0, \"dump\": 1}}"), 0);
    assert_int_equal(
        says("\"policy\": {\"0\": {\"9\": {\"type\": \"nested\", \"policy_idx\": 1}}}"), 0);
    assert_int_equal(says("\"policy\": {\"0\": {\"2\": {\"type\": \"u16\", \"min_value_u\": 1, "
                          "\"max_value_u\": 300}}}"),
                     0);
    assert_int_equal(
        says("\"policy\": {\"1\": {\"1\": {\"type\": \"string\", \"max_length\": 8}}}"), 0);
    assert_int_equal(kl_policy_finish(p), 0);
}

static void a_policy_is_read(void **state)
{
    (void)state;
    tell_all();
    assert_int_equal(kl_policy_family_id(p), 33);
    assert_int_equal(p->n_ops, 2);
    assert_int_equal(kl_policy_op(p, 7)->flags, 1);
    assert_int_equal(kl_policy_op(p, 7)->dump, 1);
    assert_int_equal(kl_policy_op(p, 3)->act, KL_POLICY_NONE);
    assert_null(kl_policy_op(p, 8));
    assert_int_equal(kl_policy_attr(p, 0, 2)->max, 300);
    assert_int_equal(kl_policy_attr(p, 0, 9)->nested, 1);
    assert_null(kl_policy_attr(p, 1, 2));
    assert_string_equal(p->groups[0].name, "news");
}

/* What is built and decoded by it has the policy's types, and its limits hold. */
static void the_made_family_decodes(void **state)
{
    static const char json[] =
        "{\"command\": \"7\", \"family_header\": \"01:02:03:04\", \"attrs\": "
        "{\"2\": 258, \"9\": {\"1\": \"hello\"}}}";
    static const char wide[] = "{\"command\": \"7\", \"attrs\": {\"2\": 301}}";
    struct kl_decode_options options = {.protocol = NETLINK_GENERIC};
    struct kl_sink *sink;
    struct kl_out *o;
    char error[256];

    (void)state;
    tell_all();
    options.family = kl_policy_family(p);
    assert_int_equal(
        kl_msg_from_json(m, options.family, 33, json, strlen(json), error, sizeof(error)), 0);
    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_JSONL, o), 0);
    assert_int_equal(kl_decode(sink, kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &options), 0);
    assert_int_equal(kl_sink_free(sink), 0);
    assert_string_equal(
        kl_out_text(o, NULL),
        "{\"family\": \"gadget\", \"command\": \"7\", \"header\": {\"length\": 48, \"type\": 33, "
        "\"flags\": [\"request\"], \"sequence_number\": 0, \"pid\": 0}, \"cmd\": 7, \"version\": "
        "2, "
        "\"reserved\": 0, \"family_header\": \"01:02:03:04\", \"attrs\": {\"2\": 258, \"9\": "
        "{\"1\": \"hello\"}}}\n");
    kl_out_close(o);
    assert_int_equal(
        kl_msg_from_json(m, options.family, 33, wide, strlen(wide), error, sizeof(error)), -ERANGE);
}

/* The kernel tells the policies of commands that only dump as command 0's. */
static void policies_of_dumps_find_their_command(void **state)
{
    (void)state;
    assert_int_equal(
        says("\"ops\": [{\"id\": 12, \"flags\": [\"cmd_cap_dump\", \"cmd_cap_haspol\"]}, "
             "{\"id\": 5, \"flags\": [\"cmd_cap_do\", \"cmd_cap_haspol\"]}, "
             "{\"id\": 3, \"flags\": [\"cmd_cap_dump\", \"cmd_cap_haspol\"]}]"),
        0);
    assert_int_equal(says("\"op_policy\": {\"0\": {\"dump\": 4}}"), 0);
    assert_int_equal(says("\"op_policy\": {\"5\": {\"do\": 1}}"), 0);
    assert_int_equal(says("\"op_policy\": {\"0\": {\"dump\": 6}}"), 0);
    assert_int_equal(kl_policy_finish(p), 0);
    assert_int_equal(p->n_ops, 3);
    assert_int_equal(kl_policy_op(p, 12)->dump, 4);
    assert_int_equal(kl_policy_op(p, 5)->dump, KL_POLICY_NONE);
    assert_int_equal(kl_policy_op(p, 3)->dump, 6);
}

static void nothing_is_a_policy_too(void **state)
{
    (void)state;
    assert_int_equal(kl_policy_finish(p), 0);
    assert_null(kl_policy_attr(p, 0, 1));
    assert_string_equal(kl_family_name(kl_policy_family(p)), "gadget");
}

/* Told twice, nests in themselves, indices of policies that do not exist, types of the future. */
static void odd_policies_do_no_harm(void **state)
{
    struct kl_decode_options options = {.protocol = NETLINK_GENERIC};
    struct kl_sink *sink;
    struct kl_out *o;

    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            says("\"ops\": [{\"id\": 1}], \"op_policy\": {\"1\": {\"do\": 0}}, "
                 "\"policy\": {\"0\": {\"1\": {\"type\": \"nested\", \"policy_idx\": 0}, "
                 "\"2\": {\"type\": \"nested_array\", \"policy_idx\": 4000}, "
                 "\"3\": {\"type\": 200}, \"4\": {\"type\": \"binary\", "
                 "\"max_length\": 4294967295}}}"),
            0);
    assert_int_equal(kl_policy_finish(p), 0);
    assert_int_equal(p->n_attrs, 4);
    options.family = kl_policy_family(p);
    assert_int_equal(kl_msg_start_command(m, options.family, "1", 40, 0), 0);
    for (int i = 0; i < 20; i++)
        assert_int_equal(kl_msg_nest_begin(m, 1), 0);
    for (int i = 0; i < 20; i++)
        assert_int_equal(kl_msg_nest_end(m), 0);
    assert_int_equal(kl_msg_put_bytes(m, 3, "abc", 3), 0);
    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_JSONL, o), 0);
    assert_int_equal(kl_decode(sink, kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &options), 0);
    assert_int_equal(kl_sink_free(sink), 0);
    kl_out_close(o);
}

static void wrong_lengths_are_refused(void **state)
{
    static const unsigned char lie[] = {8, 0, 0, 0, 99, 0, 0, 0};

    (void)state;
    assert_int_equal(kl_msg_start_genl(m, 16, 10, 2, 0), 0);
    assert_int_equal(kl_msg_put_bytes(m, 8, lie, sizeof(lie)), 0);
    assert_int_equal(kl_policy_read(p, kl_msg_header(m)), -EBADMSG);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_policy_is_read),
        TEST(the_made_family_decodes),
        TEST(policies_of_dumps_find_their_command),
        TEST(nothing_is_a_policy_too),
        TEST(odd_policies_do_no_harm),
        TEST(wrong_lengths_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
