// SPDX-License-Identifier: MIT
// Every type of the schema, in a family made up for it: JSON to a message and back is the same, at
// the ends of each range, and what lies outside is refused.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "core/schema_def.h"

/* clang-format off */
static const struct kl_enum_value color_values[] = {{0, "red"}, {1, "green"}, {7, "blue"}};
static const struct kl_enum colors = {"color", "COLOR_", false, 3, color_values};
static const struct kl_enum_value bit_values[] = {{1, "one"}, {2, "two"}, {0x80, "high"}};
static const struct kl_enum bits = {"bit", "BIT_", true, 3, bit_values};

static const struct kl_attr_def fields[] = {
    {.id = 0, .type = KL_T_U8, .name = "kind", .ref.values = &colors},
    {.id = 1, .type = KL_T_U8, .flags = KL_A_PAD, .name = "pad"},
    {.id = 2, .type = KL_T_U16, .flags = KL_A_BE, .name = "port"},
    {.id = 4, .type = KL_T_S32, .name = "change"},
};
static const struct kl_layout layout = {"header", 8, 4, fields};

static const struct kl_attr_def one_rows[] = {{.id = 1, .type = KL_T_U32, .name = "T_ONE_VALUE"}};
static const struct kl_attrset one_set = {"one", "T_ONE_", "", NULL, 1, one_rows};
static const struct kl_attr_def two_rows[] = {{.id = 1, .type = KL_T_STRING, .name = "T_TWO_TEXT"}};
static const struct kl_attrset two_set = {"two", "T_TWO_", "", NULL, 1, two_rows};
static const struct kl_selection by_name[] = {{"one", 0, &one_set}, {"two", 0, &two_set}};
static const struct kl_selector by_kind = {.by = KL_BY_STRING, .key = 11, .n_cases = 2, .cases = by_name};
static const struct kl_layout record_header = {"record", 4, 1, &(const struct kl_attr_def){.id = 2, .type = KL_T_U16, .name = "tag"}};
static const struct kl_attrset record_set = {"record", "T_ONE_", "", &record_header, 1, one_rows};
static const struct kl_attr_def inner = {.id = 20, .type = KL_T_ARRAY, .elem = KL_T_U16, .name = "T_INNER"};

static const struct kl_attr_def rows[] = {
    {.id = 1, .type = KL_T_BINARY, .name = "T_BINARY"},
    {.id = 2, .type = KL_T_FLAG, .name = "T_FLAG"},
    {.id = 3, .type = KL_T_U8, .name = "T_U8", .ref.values = &colors},
    {.id = 4, .type = KL_T_U16, .flags = KL_A_BE, .name = "T_U16"},
    {.id = 5, .type = KL_T_U32, .flags = KL_A_NBO, .name = "T_U32", .min = 2, .max = 9},
    {.id = 6, .type = KL_T_U64, .name = "T_U64"},
    {.id = 7, .type = KL_T_S8, .name = "T_S8"},
    {.id = 8, .type = KL_T_S16, .name = "T_S16"},
    {.id = 9, .type = KL_T_S32, .name = "T_S32"},
    {.id = 10, .type = KL_T_S64, .name = "T_S64"},
    {.id = 11, .type = KL_T_STRING, .name = "T_KIND", .max_len = 7},
    {.id = 12, .type = KL_T_NEST, .flags = KL_A_SELECT, .name = "T_CHOSEN", .ref.select = &by_kind},
    {.id = 13, .type = KL_T_UINT, .name = "T_UINT"},
    {.id = 14, .type = KL_T_SINT, .name = "T_SINT"},
    {.id = 15, .type = KL_T_MAC, .name = "T_MAC"},
    {.id = 16, .type = KL_T_IP4, .name = "T_IP4"},
    {.id = 17, .type = KL_T_IP6, .name = "T_IP6"},
    {.id = 18, .type = KL_T_IP, .name = "T_IP", .flags = KL_A_MULTI},
    {.id = 19, .type = KL_T_BITFIELD32, .name = "T_BITFIELD", .ref.values = &bits},
    {.id = 20, .type = KL_T_STRUCT, .name = "T_STRUCT", .ref.layout = &layout},
    {.id = 21, .type = KL_T_ARRAY, .elem = KL_T_NEST, .flags = KL_A_FROM1, .name = "T_NESTS", .ref.set = &one_set},
    {.id = 22, .type = KL_T_ARRAY, .elem = KL_T_ARRAY, .name = "T_ARRAYS", .ref.elem = &inner},
    {.id = 23, .type = KL_T_PACKED, .elem = KL_T_U16, .name = "T_PACKED"},
    {.id = 24, .type = KL_T_PACKED, .elem = KL_T_STRUCT, .name = "T_STRUCTS", .ref.layout = &layout},
    {.id = 25, .type = KL_T_RECORDS, .name = "T_RECORDS", .ref.set = &record_set},
    {.id = 26, .type = KL_T_U32, .name = "T_BITS", .ref.values = &bits},
};
static const struct kl_attrset set = {"test", "T_", "", NULL, sizeof(rows) / sizeof(rows[0]), rows};
static const struct kl_command_def commands[] = {{.id = 1, .name = "CMD_DO"}};
static const struct kl_family family = {
    .name = "test", .command_prefix = "CMD_", .protocol = NETLINK_GENERIC, .match = KL_MATCH_GENL,
    .version = 1, .header = &layout, .attrs = &set, .n_commands = 1, .commands = commands,
};
/* clang-format on */

static struct kl_msg *m;

static int set_up(void **state)
{
    (void)state;
    return kl_msg_new(&m);
}

static int tear_down(void **state)
{
    (void)state;
    kl_msg_free(m);
    return 0;
}

static json_t *decode(const void *data, size_t len, int *ret_bad)
{
    const struct kl_decode_options options = {.protocol = NETLINK_GENERIC, .family = &family};
    struct kl_sink *sink;
    struct kl_out *o;
    json_t *json;

    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_JSONL, o), 0);
    *ret_bad = kl_decode(sink, data, len, &options);
    assert_int_equal(kl_sink_free(sink), 0);
    json = json_loads(kl_out_text(o, NULL), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    kl_out_close(o);
    return json;
}

static int build(const char *attrs, char *error, size_t size)
{
    char text[2048];

    snprintf(
        text, sizeof(text),
        "{\"command\": \"do\", \"kind\": \"blue\", \"port\": 258, \"change\": -5, \"attrs\": {%s}}",
        attrs);
    return kl_msg_from_json(m, &family, 30, text, strlen(text), error, size);
}

/* One attribute of each type, as decoding shows it. */
static void every_type_survives(void **state)
{
    static const char *const attrs[] = {
        "\"T_BINARY\": \"00:ff:7f\"",
        "\"T_BINARY\": \"\"",
        "\"T_FLAG\": true",
        "\"T_U8\": \"blue\"",
        "\"T_U8\": 255",
        "\"T_U16\": 65535",
        "\"T_U32\": 2",
        "\"T_U32\": 9",
        "\"T_U64\": 9223372036854775807",
        "\"T_S8\": -128",
        "\"T_S8\": 127",
        "\"T_S16\": -32768",
        "\"T_S32\": -2147483648",
        "\"T_S64\": -9223372036854775807",
        "\"T_KIND\": \"one\", \"T_CHOSEN\": {\"T_ONE_VALUE\": 5}",
        "\"T_KIND\": \"two\", \"T_CHOSEN\": {\"T_TWO_TEXT\": \"x\"}",
        "\"T_UINT\": 4294967295",
        "\"T_UINT\": 4294967296",
        "\"T_SINT\": -1",
        "\"T_SINT\": -4294967296",
        "\"T_MAC\": \"01:02:03:aa:bb:cc\"",
        "\"T_IP4\": \"192.0.2.1\"",
        "\"T_IP6\": \"2001:db8::1\"",
        "\"T_IP\": [\"192.0.2.1\"]",
        "\"T_IP\": [\"192.0.2.1\", \"2001:db8::1\"]",
        "\"T_BITFIELD\": {\"value\": [\"one\"], \"selector\": [\"one\", \"high\", \"0x100\"]}",
        "\"T_STRUCT\": {\"kind\": \"green\", \"port\": 80, \"change\": -1}",
        "\"T_NESTS\": [{\"T_ONE_VALUE\": 1}, {\"T_ONE_VALUE\": 2}]",
        "\"T_NESTS\": {\"5\": {\"T_ONE_VALUE\": 1}}",
        "\"T_ARRAYS\": [[1, 2], [3]]",
        "\"T_PACKED\": [1, 2, 65535]",
        "\"T_STRUCTS\": [{\"kind\": \"red\", \"port\": 1, \"change\": 2}]",
        "\"T_BITS\": [\"one\", \"two\"]",
        "\"T_BITS\": []",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
        char error[256] = "", text[1024];
        json_t *json, *wanted;
        int bad;

        if (build(attrs[i], error, sizeof(error)) != 0)
            fail_msg("%s: %s", attrs[i], error);
        json = decode(kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &bad);
        assert_int_equal(bad, 0);
        snprintf(text, sizeof(text), "{%s}", attrs[i]);
        wanted = json_loads(text, 0, NULL);
        assert_non_null(wanted);
        if (!json_equal(json_object_get(json, "attrs"), wanted))
            fail_msg("%s became %s", attrs[i], json_dumps(json_object_get(json, "attrs"), 0));
        assert_string_equal(json_string_value(json_object_get(json, "kind")), "blue");
        assert_int_equal(json_integer_value(json_object_get(json, "port")), 258);
        assert_int_equal(json_integer_value(json_object_get(json, "change")), -5);
        json_decref(wanted);
        json_decref(json);
    }
}

static void what_does_not_fit_is_refused(void **state)
{
    static const char *const attrs[] = {
        "\"T_U8\": 256",
        "\"T_U8\": \"pink\"",
        "\"T_U16\": 65536",
        "\"T_U32\": 1",
        "\"T_U32\": 10",
        "\"T_U64\": -1",
        "\"T_U64\": 18446744073709551616",
        "\"T_S8\": 128",
        "\"T_S8\": -129",
        "\"T_S16\": 32768",
        "\"T_S32\": 2147483648",
        "\"T_S64\": 9223372036854775808",
        "\"T_KIND\": \"too long\"",
        "\"T_FLAG\": 1",
        "\"T_BINARY\": \"0\"",
        "\"T_BINARY\": \"00:\"",
        "\"T_BINARY\": \"00:zz\"",
        "\"T_BINARY\": 5",
        "\"T_MAC\": \"01:02:03:04:05\"",
        "\"T_IP4\": \"192.0.2.256\"",
        "\"T_IP6\": \"192.0.2.1\"",
        "\"T_BITFIELD\": 5",
        "\"T_BITFIELD\": {\"value\": 1}",
        "\"T_BITS\": [\"three\"]",
        "\"T_STRUCT\": {\"nonsense\": 1}",
        "\"T_STRUCT\": {\"port\": 65536}",
        "\"T_NESTS\": 5",
        "\"T_NESTS\": {\"x\": {}}",
        "\"T_NESTS\": [5]",
        "\"T_PACKED\": [65536]",
        "\"T_PACKED\": 5",
        "\"T_RECORDS\": []",
        "\"T_NONSENSE\": 5",
        "\"T_KIND\": \"two\", \"T_CHOSEN\": {\"T_ONE_VALUE\": 5}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
        char error[256] = "";

        if (build(attrs[i], error, sizeof(error)) >= 0)
            fail_msg("took %s", attrs[i]);
        if (strncmp(error, "attrs.", 6) != 0)
            fail_msg("%s: '%s' names no place", attrs[i], error);
        assert_true(kl_msg_error(m) < 0);
    }
}

/* Each type cut to every shorter length, and longer: shown, counted, never read beyond. */
static void wrong_lengths_are_shown_as_bytes(void **state)
{
    (void)state;
    for (uint16_t id = 1; id <= 26; id++)
        for (size_t len = 0; len <= 20; len++) {
            unsigned char *data = calloc(1, 64);
            struct nlmsghdr h = {.nlmsg_type = 30};
            struct nlattr a = {.nla_len = (uint16_t)(4 + len), .nla_type = id};
            json_t *json;
            int bad;

            assert_non_null(data);
            h.nlmsg_len = (uint32_t)(28 + 4 + len);
            data = realloc(data, h.nlmsg_len); /* so that a sanitizer sees a read behind it */
            memset(data, 0, h.nlmsg_len);
            memcpy(data, &h, sizeof(h));
            data[16] = 1;
            memcpy(data + 28, &a, sizeof(a));
            json = decode(data, h.nlmsg_len, &bad);
            assert_int_equal(json_object_size(json_object_get(json, "attrs")), 1);
            if (id >= 3 && id <= 10 && len < kl_type_len(rows[id - 1].type))
                assert_int_equal(bad, 1);
            json_decref(json);
            free(data);
        }
}

static void records_are_decoded(void **state)
{
    /* u16 length, u16 tag, one attribute; then a record whose length is wrong. */
    static const unsigned char records[] = {12, 0, 7, 0, 8, 0, 1, 0, 5, 0, 0, 0, 99, 0, 0, 0};
    json_t *json, *list;
    int bad;

    (void)state;
    assert_int_equal(kl_msg_start_command(m, &family, "do", 30, 0), 0);
    assert_int_equal(kl_msg_put_bytes(m, 25, records, sizeof(records)), 0);
    json = decode(kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &bad);
    assert_int_equal(bad, 1);
    list = json_object_get(json_object_get(json, "attrs"), "T_RECORDS");
    assert_int_equal(json_array_size(list), 2);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "tag")), 7);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "T_ONE_VALUE")),
                     5);
    assert_non_null(json_object_get(json_array_get(list, 1), "error"));
    json_decref(json);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_type_survives),
        TEST(what_does_not_fit_is_refused),
        TEST(wrong_lengths_are_shown_as_bytes),
        TEST(records_are_decoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
