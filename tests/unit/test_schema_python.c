// SPDX-License-Identifier: MIT
// The form of pyroute2's decoder: the session that its documentation shows, to the letter, and what
// else the form has.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/schema_def.h"

/* clang-format off */
static const struct kl_enum_value number_names[] = {{1, "one"}, {6, "six"}};
static const struct kl_enum numbers = {"number", "", false, 2, number_names};
static const struct kl_attr_def fields[] = {
    {.id = 0, .type = KL_T_U32, .name = "to"},
    {.id = 4, .type = KL_T_U32, .name = "from", .ref.values = &numbers},
};
static const struct kl_layout layout = {"range", 8, 2, fields};
static const struct kl_attr_def inner_rows[] = {{.id = 1, .type = KL_T_FLAG, .name = "INNER_FLAG"}};
static const struct kl_attrset inner = {"inner", "INNER_", "", NULL, 1, inner_rows};
static const struct kl_attr_def rows[] = {
    {.id = 1, .type = KL_T_U32, .name = "NUMBER", .ref.values = &numbers},
    {.id = 4, .type = KL_T_STRING, .name = "STRING"},
    {.id = 500, .type = KL_T_STRUCT, .name = "STRUCT", .ref.layout = &layout},
    {.id = 501, .type = KL_T_NEST, .name = "NEST", .ref.set = &inner},
};
static const struct kl_attrset set = {"gadget", "", "", NULL, 4, rows};
static const struct kl_command_def commands[] = {{.id = 7, .name = "CMD_NEW"}};
static const struct kl_family family = {
    .name = "gadget", .command_prefix = "CMD_", .protocol = NETLINK_GENERIC,
    .match = KL_MATCH_GENL, .attrs = &set, .n_commands = 1, .commands = commands,
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

static void start(uint8_t version, uint16_t flags)
{
    assert_int_equal(kl_msg_start_genl(m, 27, 7, version, 0), 0);
    ((struct nlmsghdr *)(uintptr_t)kl_msg_header(m))->nlmsg_flags = flags;
    ((struct nlmsghdr *)(uintptr_t)kl_msg_header(m))->nlmsg_seq = 1430426434;
    ((struct nlmsghdr *)(uintptr_t)kl_msg_header(m))->nlmsg_pid = 3292542647;
}

static void shows(const struct kl_family *f, const void *data, size_t len, const char *wanted)
{
    const struct kl_decode_options options = {.protocol = NETLINK_GENERIC, .family = f};
    struct kl_sink *sink;
    struct kl_out *o;

    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_PYTHON, o), 0);
    assert_int_equal(kl_decode(sink, data, len, &options), 0);
    assert_int_equal(kl_sink_free(sink), 0);
    assert_string_equal(kl_out_text(o, NULL), wanted);
    kl_out_close(o);
}

static void the_session_of_the_documentation(void **state)
{
    unsigned char session[48 + 88];

    (void)state;
    start(0, NLM_F_REQUEST | NLM_F_ACK);
    kl_msg_put_u32(m, 1, 0);
    kl_msg_put_str(m, 4, "test");
    kl_msg_put_u32(m, 5, 6);
    assert_int_equal(kl_msg_error(m), 0);
    assert_int_equal(kl_msg_header(m)->nlmsg_len, 48);
    memcpy(session, kl_msg_header(m), 48);
    start(1, 0);
    kl_msg_put_u32(m, 3, 23811);
    kl_msg_put_str(m, 4, "test");
    kl_msg_put_u32(m, 1, 0);
    kl_msg_put_u32(m, 5, 6);
    kl_msg_put_u64(m, 153, 4);
    kl_msg_put_bytes(m, 6, "\xa4\x4e\x31\x43\x1c\x7c", 6);
    kl_msg_put_u32(m, 46, 2);
    assert_int_equal(kl_msg_error(m), 0);
    assert_int_equal(kl_msg_header(m)->nlmsg_len, 88);
    memcpy(session + 48, kl_msg_header(m), 88);
    shows(kl_family_find("nl80211"), session, sizeof(session),
          "{'attrs': [['NL80211_ATTR_WIPHY', 0],\n"
          "           ['NL80211_ATTR_IFNAME', 'test'],\n"
          "           ['NL80211_ATTR_IFTYPE', 6]],\n"
          " 'cmd': 7,\n"
          " 'header': {'flags': 5,\n"
          "            'length': 48,\n"
          "            'pid': 3292542647,\n"
          "            'sequence_number': 1430426434,\n"
          "            'type': 27},\n"
          " 'reserved': 0,\n"
          " 'version': 0}\n"
          "{'attrs': [['NL80211_ATTR_IFINDEX', 23811],\n"
          "           ['NL80211_ATTR_IFNAME', 'test'],\n"
          "           ['NL80211_ATTR_WIPHY', 0],\n"
          "           ['NL80211_ATTR_IFTYPE', 6],\n"
          "           ['NL80211_ATTR_WDEV', 4],\n"
          "           ['NL80211_ATTR_MAC', 'a4:4e:31:43:1c:7c'],\n"
          "           ['NL80211_ATTR_GENERATION', '02:00:00:00']],\n"
          " 'cmd': 7,\n"
          " 'header': {'flags': 0,\n"
          "            'length': 88,\n"
          "            'pid': 3292542647,\n"
          "            'sequence_number': 1430426434,\n"
          "            'type': 27},\n"
          " 'reserved': 0,\n"
          " 'version': 1}\n");
}

/* What repeats stays where it stands; structs are dicts, nests have 'attrs', flags are true. */
static void repeats_structs_and_nests(void **state)
{
    (void)state;
    start(0, 0);
    kl_msg_put_u32(m, 1, 1);
    kl_msg_put_str(m, 4, "a'b");
    kl_msg_put_u32(m, 1, 2);
    kl_msg_put_bytes(m, 500, "\1\0\0\0\6\0\0", 8);
    kl_msg_nest_begin(m, 501);
    kl_msg_put_flag(m, 1);
    kl_msg_nest_end(m);
    kl_msg_put_bytes(m, 502, "\1\2", 2);
    assert_int_equal(kl_msg_error(m), 0);
    shows(&family, kl_msg_header(m), kl_msg_header(m)->nlmsg_len,
          "{'attrs': [['NUMBER', 1],\n"
          "           ['STRING', 'a\\'b'],\n"
          "           ['NUMBER', 2],\n"
          "           ['STRUCT', {'to': 1,\n"
          "                       'from': 6}],\n"
          "           ['NEST', {'attrs': [['INNER_FLAG', True]]}],\n"
          "           ['502', '01:02']],\n"
          " 'cmd': 7,\n"
          " 'header': {'flags': 0,\n"
          "            'length': 72,\n"
          "            'pid': 3292542647,\n"
          "            'sequence_number': 1430426434,\n"
          "            'type': 27},\n"
          " 'reserved': 0,\n"
          " 'version': 0}\n");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_session_of_the_documentation),
        TEST(repeats_structs_and_nests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
