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

#include "core/msg.h"
#include "core/schema_def.h"
#include "schema/tables.h"

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
/* Nests that begin with a struct, or are one, chosen by a sibling, from further out, by the header. */
static const struct kl_attr_def tail_fields[] = {
    {.id = 0, .type = KL_T_U16, .name = "n"},
    {.id = 2, .type = KL_T_U16, .flags = KL_A_PAD, .name = "pad"},
    {.id = 4, .type = KL_T_PACKED, .elem = KL_T_U32, .name = "list"},
};
static const struct kl_layout tail_layout = {"tail", 4, 3, tail_fields};
static const struct kl_attrset plain_set = {.name = "plain", .header = &tail_layout};
static const struct kl_attr_def text_fields[] = {
    {.id = 0, .type = KL_T_U8, .name = "af"},
    {.id = 1, .type = KL_T_STRING, .max_len = 3, .name = "tag"},
    {.id = 4, .type = KL_T_IP, .flags = KL_A_FAMILY, .max_len = 16, .min = 0, .name = "address"},
    {.id = 20, .type = KL_T_STRING, .name = "text"},
};
static const struct kl_layout text_layout = {"text", 20, 4, text_fields};
static const struct kl_layout odd_layout = {"odd", 6, 2, (const struct kl_attr_def[]){
    {.id = 0, .type = KL_T_U32, .name = "index"}, {.id = 4, .type = KL_T_U16, .name = "more"}}};
static const struct kl_attrset headed_set = {"headed", "T_ONE_", "", &odd_layout, 1, one_rows};
static const struct kl_selection forms[] = {{"one", 0, &one_set}, {"plain", 0, &plain_set}, {"headed", 0, &headed_set}};
static const struct kl_selector by_form = {.by = KL_BY_STRING, .key = 11, .or_key = 38, .n_cases = 3, .cases = forms};
static const struct kl_selector by_form_above = {.by = KL_BY_STRING, .up = 1, .key = 11, .n_cases = 3, .cases = forms};
static const struct kl_selection kinds[] = {{NULL, 7, &headed_set}, {NULL, 1, &one_set}};
static const struct kl_selector by_header = {.by = KL_BY_HEADER, .key = 0, .size = 1, .n_cases = 2, .cases = kinds};
static const struct kl_attr_def above_rows[] = {
    {.id = 1, .type = KL_T_NEST, .flags = KL_A_SELECT, .name = "T_CHOSEN_ABOVE", .ref.select = &by_form_above},
    {.id = 2, .type = KL_T_ARRAY, .elem = KL_T_NEST, .flags = KL_A_SELECT, .name = "T_LIST_ABOVE", .ref.select = &by_form_above},
};
static const struct kl_attrset above_set = {"above", "T_", "", NULL, 2, above_rows};
static const struct kl_enum_value place_values[] = {{0, "zero"}, {1, "first"}, {3, "third"}};
static const struct kl_enum places = {"place", "", false, 3, place_values};
static const struct kl_attr_def inner = {.id = 20, .type = KL_T_ARRAY, .elem = KL_T_U16, .name = "T_INNER"};

static const struct kl_attr_def union_fields[] = {
    {.id = 0, .type = KL_T_U16, .name = "kind"},
    {.id = 2, .type = KL_T_U16, .flags = KL_A_BE, .name = "port"},
    {.id = 4, .type = KL_T_IP4, .flags = KL_A_ONLY, .min = 0, .max = 2, .name = "four"},
    {.id = 4, .type = KL_T_U32, .flags = KL_A_ONLY, .min = 0, .max = 10, .name = "flow"},
    {.id = 8, .type = KL_T_BINARY, .flags = KL_A_ONLY | KL_A_PAD, .max_len = 8, .min = 0, .max = 2, .name = "gap"},
    {.id = 8, .type = KL_T_IP6, .flags = KL_A_ONLY, .min = 0, .max = 10, .name = "six"},
};
static const struct kl_layout union_layout = {"union", 24, 6, union_fields};
static const struct kl_attr_def rows[] = {
    {.id = 0, .type = KL_T_U16, .name = "T_ZERO"},
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
    {.id = 27, .type = KL_T_NEST, .name = "T_HEADED", .ref.set = &headed_set},
    {.id = 28, .type = KL_T_NEST, .flags = KL_A_SELECT, .name = "T_FORM", .ref.select = &by_form},
    {.id = 29, .type = KL_T_NEST, .flags = KL_A_SELECT, .name = "T_BY_HEADER", .ref.select = &by_header},
    {.id = 30, .type = KL_T_ARRAY, .elem = KL_T_NEST, .flags = KL_A_SELECT, .name = "T_FORMS", .ref.select = &by_form},
    {.id = 31, .type = KL_T_NEST, .name = "T_ABOVE", .ref.set = &above_set},
    {.id = 32, .type = KL_T_PACKED, .elem = KL_T_S16, .flags = KL_A_INDEXED | KL_A_FROM1, .name = "T_PLACES", .ref.values = &places},
    {.id = 33, .type = KL_T_STRUCT, .name = "T_OPEN", .ref.layout = &text_layout, .min_len = 20},
    {.id = 34, .type = KL_T_NEST, .name = "T_PLAIN", .ref.set = &plain_set},
    {.id = 35, .type = KL_T_LLADDR, .name = "T_LLADDR", .flags = KL_A_MULTI, .max_len = 32},
    {.id = 36, .type = KL_T_BITMAP, .name = "T_BITMAP", .ref.values = &colors},
    {.id = 37, .type = KL_T_STRING, .flags = KL_A_NO_NUL, .name = "T_BARE"},
    {.id = 38, .type = KL_T_STRING, .name = "T_OTHER_KIND"},
    {.id = 39, .type = KL_T_STRUCT, .name = "T_UNION", .ref.layout = &union_layout, .min_len = 4},
};
static const struct kl_attrset set = {"test", "T_", "", NULL, sizeof(rows) / sizeof(rows[0]), rows};
static const struct kl_command_def commands[] = {{.id = 1, .name = "CMD_DO"}};
static const struct kl_family family = {
    .name = "test", .command_prefix = "CMD_", .protocol = NETLINK_GENERIC, .match = KL_MATCH_GENL,
    .version = 1, .header = &layout, .attrs = &set, .n_commands = 1, .commands = commands,
};
static const struct kl_command_def shared_commands[] = {
    {.id = 1, .when = KL_WHEN_DUMP, .name = "CMD_GET", .header = &kl_layout_genlmsghdr, .request = &one_set},
    {.id = 1, .when = KL_WHEN_REPLY, .name = "CMD_GET_REPLY", .request = &two_set},
    {.id = 1, .when = KL_WHEN_REQUEST, .name = "CMD_GET", .request = &set},
    {.id = 2, .when = KL_WHEN_REPLY, .name = "CMD_EVENT"},
};
static const struct kl_family shared = {
    .name = "shared", .command_prefix = "CMD_", .protocol = NETLINK_GENERIC, .match = KL_MATCH_GENL,
    .version = 1, .header = &layout, .n_commands = 4, .commands = shared_commands,
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
        "\"T_ZERO\": 3",
        ("\"T_LLADDR\": [\"01:02:03:aa:bb:cc\", \"\", \"01:02:03:04:05:06:07:08\", "
         "\"2001:db8::1\", "
         "\"192.0.2.1\", \"0a\", \"::\"]"),
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
        "\"T_HEADED\": {\"index\": 7, \"more\": 8, \"T_ONE_VALUE\": 9}",
        "\"T_HEADED\": {\"index\": 7, \"more\": 8}",
        "\"T_KIND\": \"one\", \"T_FORM\": {\"T_ONE_VALUE\": 5}",
        "\"T_OTHER_KIND\": \"one\", \"T_FORM\": {\"T_ONE_VALUE\": 5}",
        "\"T_KIND\": \"one\", \"T_OTHER_KIND\": \"plain\", \"T_FORM\": {\"T_ONE_VALUE\": 5}",
        "\"T_KIND\": \"plain\", \"T_FORM\": {\"n\": 2, \"list\": [5, 6]}",
        "\"T_KIND\": \"plain\", \"T_FORM\": {\"n\": 2, \"list\": []}",
        "\"T_KIND\": \"headed\", \"T_FORM\": {\"index\": 1, \"more\": 0, \"T_ONE_VALUE\": 5}",
        "\"T_KIND\": \"what\", \"T_FORM\": \"00:11:22\"",
        "\"T_KIND\": \"headed\", \"T_FORMS\": [{\"index\": 1, \"more\": 0, \"T_ONE_VALUE\": 5}]",
        "\"T_KIND\": \"plain\", \"T_FORMS\": [{\"n\": 1, \"list\": [1]}, {\"n\": 2, \"list\": []}]",
        "\"T_KIND\": \"plain\", \"T_ABOVE\": {\"T_CHOSEN_ABOVE\": {\"n\": 1, \"list\": [1]}}",
        "\"T_KIND\": \"one\", \"T_ABOVE\": {\"T_LIST_ABOVE\": [{\"T_ONE_VALUE\": 1}]}",
        "\"T_BY_HEADER\": {\"index\": 1, \"more\": 2, \"T_ONE_VALUE\": 3}",
        "\"T_PLACES\": {\"first\": -1, \"2\": 5, \"third\": 7}",
        "\"T_PLACES\": {}",
        "\"T_OPEN\": {\"af\": 2, \"tag\": \"ab\", \"address\": \"192.0.2.1\", \"text\": \"hello\"}",
        "\"T_OPEN\": {\"af\": 10, \"tag\": \"abc\", \"address\": \"2001:db8::1\", \"text\": \"\"}",
        "\"T_PLAIN\": {\"n\": 1, \"list\": [7]}",
        "\"T_BITMAP\": []",
        "\"T_BITMAP\": [\"red\", \"blue\"]",
        "\"T_BITMAP\": [\"green\", 2, 100]",
        "\"T_BARE\": \"net\"",
        "\"T_BARE\": \"\"",
        "\"T_RECORDS\": []",
        "\"T_RECORDS\": [{\"tag\": 7}, {\"tag\": 8, \"T_ONE_VALUE\": 5}]",
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
        "\"T_LLADDR\": \"01:0\"",
        "\"T_LLADDR\": \"192.0.2\"",
        "\"T_LLADDR\": 5",
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
        "\"T_RECORDS\": 5",
        "\"T_RECORDS\": [5]",
        "\"T_RECORDS\": [{\"nonsense\": 5}]",
        "\"T_NONSENSE\": 5",
        "\"T_HEADED\": {\"index\": -1}",
        "\"T_HEADED\": {\"nonsense\": 1}",
        "\"T_PLACES\": {\"zero\": 5}",
        "\"T_PLACES\": {\"what\": 5}",
        "\"T_PLACES\": {\"30000\": 5, \"first\": 70000}",
        "\"T_PLACES\": [5]",
        "\"T_OPEN\": {\"tag\": \"abcd\"}",
        "\"T_PLAIN\": {\"T_ONE_VALUE\": 7}",
        "\"T_BITMAP\": 5",
        "\"T_BITMAP\": [\"pink\"]",
        "\"T_BITMAP\": [-1]",
        "\"T_BITMAP\": [4000000000]",
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
    for (uint16_t id = 0; id <= 38; id++)
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
            if (id >= 3 && id <= 10 && len < kl_type_len(rows[id].type))
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

static void path_at(size_t offset, const char *wanted)
{
    const struct kl_decode_options options = {.protocol = NETLINK_GENERIC, .family = &family};
    char path[128];

    assert_true(kl_attr_path(path, sizeof(path), kl_msg_header(m), offset, &options) > 0);
    assert_string_equal(path, wanted);
}

/* Paths step over fixed headers, into records, and choose as decoding does. */
static void paths_lead_inside(void **state)
{
    static const unsigned char records[] = {4, 0, 7, 0, 12, 0, 7, 0, 8, 0, 1, 0, 5, 0, 0, 0};
    char error[256];

    (void)state;
    assert_int_equal(build("\"T_HEADED\": {\"T_ONE_VALUE\": 9}", error, sizeof(error)), 0);
    path_at(28, "T_HEADED");
    path_at(28 + 4, "T_HEADED");
    path_at(28 + 4 + 8, "T_HEADED.T_ONE_VALUE");
    assert_int_equal(
        build("\"T_KIND\": \"headed\", \"T_FORMS\": [{\"T_ONE_VALUE\": 1}]", error, sizeof(error)),
        0);
    path_at(28 + 12 + 4 + 4 + 8, "T_FORMS.0.T_ONE_VALUE");
    assert_int_equal(kl_msg_start_command(m, &family, "do", 30, 0), 0);
    assert_int_equal(kl_msg_put_bytes(m, 25, records, sizeof(records)), 0);
    path_at(28 + 4 + 1, "T_RECORDS.0");
    path_at(28 + 4 + 4 + 4, "T_RECORDS.1.T_ONE_VALUE");
}

/* A nest's header from the C side: zeroes until it is put, and only its own length. */
static void a_nest_header_is_built(void **state)
{
    static const unsigned char head[6] = {1, 0, 0, 0, 2, 0};
    struct kl_view v, inside;
    const void *bytes;
    uint64_t number;
    size_t len;

    (void)state;
    assert_int_equal(kl_msg_start_command(m, &family, "do", 30, 0), 0);
    assert_int_equal(kl_msg_nest_begin(m, 27), 0);
    assert_int_equal(kl_msg_put_header(m, head, sizeof(head)), 0);
    assert_int_equal(kl_msg_put_u32(m, 1, 9), 0);
    assert_int_equal(kl_msg_nest_end(m), 0);
    assert_int_equal(kl_msg_nest_begin(m, 27), 0);
    assert_int_equal(kl_msg_nest_end(m), 0);
    assert_int_equal(kl_view_message(&v, kl_msg_header(m), 12, &set), 0);
    assert_int_equal(kl_view_get_bytes(&v, 27, &bytes, &len), 0);
    assert_int_equal(len, 8 + 8);
    assert_memory_equal(bytes, head, sizeof(head));
    assert_int_equal(kl_view_get_nest(&v, 27, &inside), 0);
    assert_int_equal(kl_view_get_uint(&inside, 1, &number), 0);
    assert_int_equal(number, 9);
    assert_int_equal(kl_msg_header(m)->nlmsg_len, 28 + 4 + 16 + 4 + 8);
    assert_int_equal(kl_msg_nest_begin(m, 27), 0);
    assert_int_equal(kl_msg_put_header(m, head, 5), -EINVAL);
}

/* Families of one protocol and type, told apart by the header's first byte; replies have another
 * header than requests. */
static void families_are_told_by_their_header(void **state)
{
    static const struct kl_attr_def short_fields[] = {{.id = 0, .type = KL_T_U8, .name = "af"}};
    static const struct kl_layout asked = {"asked", 4, 1, short_fields};
    static const struct kl_layout told = {"told", 8, 1, short_fields};
    static const struct kl_command_def diag[] = {{.id = 20, .name = "GET", .reply_header = &told}};
    static const struct kl_family inet = {.name = "inet",
                                          .protocol = NETLINK_SOCK_DIAG,
                                          .header_families = {2, 10},
                                          .header = &asked,
                                          .attrs = &one_set,
                                          .n_commands = 1,
                                          .commands = diag};
    struct kl_recognised r;
    unsigned char msg[32] = {24, 0, 0, 0, 20, 0, 1, 0};

    (void)state;
    msg[16] = 10;
    kl_recognise(&r, msg, 24, NETLINK_SOCK_DIAG, &inet);
    assert_ptr_equal(r.family, &inet);
    assert_ptr_equal(r.layout, &asked);
    assert_int_equal(r.attrs_at, 20);
    msg[6] = 0;
    kl_recognise(&r, msg, 24, NETLINK_SOCK_DIAG, &inet);
    assert_ptr_equal(r.layout, &told);
    assert_int_equal(r.attrs_at, 24);
    msg[16] = 3;
    kl_recognise(&r, msg, 24, NETLINK_SOCK_DIAG, &inet);
    assert_ptr_not_equal(r.family, &inet);
    kl_recognise(&r, msg, 16, NETLINK_SOCK_DIAG, &inet);
    assert_ptr_not_equal(r.family, &inet);
    assert_int_equal(kl_msg_start_command(m, &inet, "get", 0, 0), 0);
    assert_int_equal(((const unsigned char *)kl_msg_header(m))[16], 2);
}

/* The kernel tells some of what is asked for as a flag in a byte. */
static void a_flag_may_be_a_byte(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *json;
    } told[] = {
        {"", 0, "true"},     {"\0", 1, "false"},       {"\1", 1, "true"},
        {"\2", 1, "\"02\""}, {"\1\0", 2, "\"01:00\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        json_t *json, *wanted = json_loads(told[i].json, JSON_DECODE_ANY, NULL);
        int bad;

        assert_int_equal(kl_msg_start(m, 30, 0), 0);
        assert_int_equal(kl_msg_put_header(m, "\1\1\0\0\0\0\0\0\0\0\0", 12), 0);
        assert_int_equal(kl_msg_put_bytes(m, 2, told[i].bytes, told[i].len), 0);
        json = decode(kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &bad);
        assert_int_equal(bad, 0);
        assert_true(json_equal(json_object_get(json_object_get(json, "attrs"), "T_FLAG"), wanted));
        json_decref(wanted);
        json_decref(json);
    }
}

/* Indices of an array that repeat cannot be keys. */
static void repeated_indices_are_a_list(void **state)
{
    json_t *json, *list;
    int bad;

    (void)state;
    assert_int_equal(kl_msg_start_command(m, &family, "do", 30, 0), 0);
    assert_int_equal(kl_msg_nest_begin(m, 21), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(kl_msg_nest_begin(m, 1), 0);
        assert_int_equal(kl_msg_nest_end(m), 0);
    }
    assert_int_equal(kl_msg_nest_end(m), 0);
    json = decode(kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &bad);
    assert_int_equal(bad, 0);
    list = json_object_get(json_object_get(json, "attrs"), "T_NESTS");
    assert_int_equal(json_array_size(list), 3);
    json_decref(json);
}

/* Fields that are there for one kind of struct only, which is as long as they are. */
static void a_union_is_told_by_its_kind(void **state)
{
    static const char four[] = "{\"command\": \"do\", \"attrs\": {\"T_UNION\": {\"kind\": 2, "
                               "\"port\": 258, \"four\": \"1.2.3.4\"}}}";
    static const char six[] = "{\"command\": \"do\", \"attrs\": {\"T_UNION\": {\"kind\": 10, "
                              "\"port\": 258, \"flow\": 5, \"six\": \"::1\"}}}";
    json_t *attrs, *root;
    struct kl_attr a;
    struct kl_view v;
    char error[200];
    int bad;

    (void)state;
    assert_int_equal(kl_msg_from_json(m, &family, 0x20, four, strlen(four), error, sizeof(error)),
                     0);
    kl_view_message(&v, kl_msg_header(m), kl_layout_genlmsghdr.size + layout.size, NULL);
    assert_int_equal(kl_view_get(&v, 39, &a), 0);
    assert_int_equal(a.len, 16);
    root = decode(kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &bad);
    attrs = json_object_get(json_object_get(root, "attrs"), "T_UNION");
    assert_int_equal(json_object_size(attrs), 3);
    assert_string_equal(json_string_value(json_object_get(attrs, "four")), "1.2.3.4");
    json_decref(root);
    assert_int_equal(kl_msg_from_json(m, &family, 0x20, six, strlen(six), error, sizeof(error)), 0);
    kl_view_message(&v, kl_msg_header(m), kl_layout_genlmsghdr.size + layout.size, NULL);
    assert_int_equal(kl_view_get(&v, 39, &a), 0);
    assert_int_equal(a.len, 24);
    root = decode(kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &bad);
    attrs = json_object_get(json_object_get(root, "attrs"), "T_UNION");
    assert_int_equal(json_object_size(attrs), 4);
    assert_int_equal(json_integer_value(json_object_get(attrs, "flow")), 5);
    json_decref(root);
}

/* Requests, dumps and answers of one number may be different messages. */
static void rows_of_one_number_are_told_by_flags(void **state)
{
    struct kl_recognised r;

    (void)state;
    assert_int_equal(kl_msg_start_command(m, &shared, "get", 0x20, NLM_F_ACK), 0);
    assert_ptr_equal(m->command, &shared_commands[2]);
    kl_recognise(&r, kl_msg_header(m), kl_msg_header(m)->nlmsg_len, NETLINK_GENERIC, &shared);
    assert_ptr_equal(r.command, &shared_commands[2]);
    assert_ptr_equal(r.layout, &layout);
    assert_ptr_equal(r.set, &set);
    assert_int_equal(kl_msg_start_command(m, &shared, "CMD_GET", 0x20, NLM_F_DUMP), 0);
    kl_recognise(&r, kl_msg_header(m), kl_msg_header(m)->nlmsg_len, NETLINK_GENERIC, &shared);
    assert_ptr_equal(r.command, &shared_commands[0]);
    assert_ptr_equal(r.layout, &kl_layout_genlmsghdr);
    assert_ptr_equal(r.set, &one_set);
    assert_int_equal(kl_msg_start_known(m, &shared, &shared_commands[1], 0x20, 0, true), 0);
    kl_recognise(&r, kl_msg_header(m), kl_msg_header(m)->nlmsg_len, NETLINK_GENERIC, &shared);
    assert_ptr_equal(r.command, &shared_commands[1]);
    assert_null(kl_family_command(&shared, 2, NLM_F_REQUEST));
    assert_ptr_equal(kl_family_command(&shared, 2, NLM_F_MULTI), &shared_commands[3]);
    assert_ptr_equal(kl_family_command_named(&shared, "event", NLM_F_REQUEST), &shared_commands[3]);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_type_survives),
        TEST(what_does_not_fit_is_refused),
        TEST(wrong_lengths_are_shown_as_bytes),
        TEST(records_are_decoded),
        TEST(paths_lead_inside),
        TEST(a_nest_header_is_built),
        TEST(families_are_told_by_their_header),
        TEST(repeated_indices_are_a_list),
        TEST(a_flag_may_be_a_byte),
        TEST(rows_of_one_number_are_told_by_flags),
        TEST(a_union_is_told_by_its_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
