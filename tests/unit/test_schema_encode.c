// SPDX-License-Identifier: MIT
// kl_msg_from_json(): messages from JSON, the same ones that kl_decode() shows, and what is
// refused.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include <kernlink/schema.h>

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

static char *decode(int protocol)
{
    const struct nlmsghdr *h = kl_msg_header(m);
    const struct kl_decode_options options = {.protocol = protocol};
    struct kl_sink *sink;
    struct kl_out *o;
    char *text;

    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_JSONL, o), 0);
    assert_int_equal(kl_decode(sink, h, h->nlmsg_len, &options), 0);
    assert_int_equal(kl_sink_free(sink), 0);
    text = strdup(kl_out_text(o, NULL));
    kl_out_close(o);
    return text;
}

static int from_json(const char *family, const char *json, char *error, size_t size)
{
    if (size > 0)
        error[0] = '\0';
    return kl_msg_from_json(m, kl_family_find(family), 0, json, strlen(json), error, size);
}

/* JSON to a message to JSON to the same message. */
static void survives(const char *family, const char *json)
{
    int protocol = kl_family_protocol(kl_family_find(family));
    unsigned char first[4096];
    char error[512], *text;
    size_t len;

    if (from_json(family, json, error, sizeof(error)) != 0)
        fail_msg("%s: %s", json, error);
    len = kl_msg_header(m)->nlmsg_len;
    assert_true(len <= sizeof(first));
    memcpy(first, kl_msg_header(m), len);
    text = decode(protocol);
    if (from_json(family, text, error, sizeof(error)) != 0)
        fail_msg("%s: %s", text, error);
    assert_int_equal(kl_msg_header(m)->nlmsg_len, len);
    assert_memory_equal(kl_msg_header(m), first, len);
    free(text);
}

static void a_message_built_by_hand_is_the_same(void **state)
{
    static const unsigned char ip[4] = {192, 0, 2, 1};
    unsigned char by_hand[256];
    size_t len;
    char error[256];

    (void)state;
    assert_int_equal(kl_msg_start_command(m, kl_family_find("ipset"), "add", 0,
                                          NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL),
                     0);
    kl_msg_put_uint(m, 1, 7);
    kl_msg_put_str(m, 2, "foo");
    kl_msg_nest_begin(m, 7);
    kl_msg_nest_begin(m, 1);
    kl_msg_put_bytes(m, 1, ip, sizeof(ip));
    kl_msg_nest_end(m);
    kl_msg_put_uint(m, 6, 60);
    kl_msg_nest_end(m);
    assert_int_equal(kl_msg_error(m), 0);
    len = kl_msg_header(m)->nlmsg_len;
    memcpy(by_hand, kl_msg_header(m), len);
    assert_int_equal(from_json("ipset",
                               "{\"command\": \"ADD\", \"flags\": [\"request\", \"ack\", \"excl\"],"
                               " \"attrs\": {\"protocol\": 7, \"IPSET_ATTR_SETNAME\": \"foo\","
                               " \"Data\": {\"ip\": {\"ipaddr_ipv4\": \"192.0.2.1\"},"
                               " \"timeout\": \"0x3c\"}}}",
                               error, sizeof(error)),
                     0);
    assert_int_equal(kl_msg_header(m)->nlmsg_len, len);
    assert_memory_equal(kl_msg_header(m), by_hand, len);
}

static void what_decoding_shows_can_be_built(void **state)
{
    (void)state;
    survives("ipset",
             "{\"command\": \"create\", \"nfgen_family\": \"inet\", \"attrs\": {\"setname\": "
             "\"a\\u0041\\\"\", \"typename\": \"hash:ip\", \"revision\": 6, \"family\": "
             "\"inet6\", \"data\": {\"hashsize\": 4294967295, \"initval\": \"0xabcdef01\", "
             "\"cadt_flags\": [\"with_counters\", \"with_comment\"]}}}");
    survives(
        "ipset",
        "{\"command\": \"add\", \"attrs\": {\"lineno\": 3, \"adt\": {\"data\": [{\"ip\": "
        "{\"ipaddr_ipv6\": \"2001:db8::1\"}, \"ether\": \"01:02:03:aa:bb:cc\"}, {\"port\": 80, "
        "\"proto\": 17, \"mark\": 5, \"comment\": \"x\", \"bytes\": 18446744073709551614}]}}}");
    survives("nlctrl",
             "{\"command\": \"getfamily\", \"flags\": [\"request\", \"dump\"], \"attrs\": "
             "{\"family_name\": \"nl80211\", \"family_id\": 16}}");
    survives("nlctrl",
             "{\"command\": \"newfamily\", \"attrs\": {\"ops\": [{\"id\": 1, \"flags\": "
             "[\"admin_perm\", \"0x8000\"]}, {\"id\": 2}], \"mcast_groups\": [{\"name\": \"x\", "
             "\"id\": 7}], \"policy\": {\"3\": {\"5\": {\"type\": \"u32\", \"max_value_u\": "
             "18446744073709551615}}}}}");
}

static void every_command_can_be_built(void **state)
{
    static const char *const families[] = {"ipset", "nlctrl"};
    static const char *const ipset[] = {
        "protocol", "create", "destroy", "flush",  "rename", "swap",       "list",       "save",
        "add",      "del",    "test",    "header", "type",   "get_byname", "get_byindex"};
    char json[128];

    (void)state;
    for (size_t i = 0; i < sizeof(ipset) / sizeof(ipset[0]); i++) {
        snprintf(json, sizeof(json), "{\"command\": \"%s\", \"attrs\": {\"protocol\": 7}}",
                 ipset[i]);
        survives(families[0], json);
    }
    survives(families[1], "{\"command\": \"getpolicy\", \"attrs\": {\"family_id\": 16}}");
}

static void mistakes_name_their_place(void **state)
{
    /* clang-format off */
    static const struct { const char *json; int code; const char *says; } rows[] = {
        {"", -EINVAL, "1:"},
        {"{\n\"command\": }", -EINVAL, "2:"},
        {"[]", -EINVAL, "object"},
        {"{\"command\": \"add\", \"command\": \"add\"}", -EINVAL, "1:"},
        {"{}", -EINVAL, "command"},
        {"{\"command\": \"crate\"}", -ENOENT, "create"},
        {"{\"command\": \"add\", \"family\": \"nl80211\"}", -EINVAL, "nl80211"},
        {"{\"command\": \"add\", \"flags\": [\"nonsense\"]}", -ENOENT, "flags: there is no flag nonsense"},
        {"{\"command\": \"add\", \"flags\": 65536}", -ERANGE, "flags"},
        {"{\"command\": \"add\", \"nonsense\": 1}", -ENOENT, "nonsense"},
        {"{\"command\": \"add\", \"version\": 256}", -ERANGE, "version"},
        {"{\"command\": \"add\", \"attrs\": []}", -EINVAL, "attrs"},
        {"{\"command\": \"add\", \"attrs\": {\"setnam\": \"a\"}}", -ENOENT, "is setname meant"},
        {"{\"command\": \"add\", \"attrs\": {\"setname\": 5}}", -EINVAL, "attrs.setname: a string"},
        {"{\"command\": \"add\", \"attrs\": {\"setname\": \"a\\u0000b\"}}", -EINVAL, "zero byte"},
        {"{\"command\": \"add\", \"attrs\": {\"setname\": \"0123456789012345678901234567890123456789\"}}", -ERANGE, "attrs.setname"},
        {"{\"command\": \"add\", \"attrs\": {\"data\": {\"timeout\": -1}}}", -ERANGE, "attrs.data.timeout"},
        {"{\"command\": \"add\", \"attrs\": {\"data\": {\"timeout\": 4294967296}}}", -ERANGE, "attrs.data.timeout"},
        {"{\"command\": \"add\", \"attrs\": {\"data\": {\"timeout\": 1.5}}}", -EINVAL, "attrs.data.timeout"},
        {"{\"command\": \"add\", \"attrs\": {\"data\": {\"timeout\": \" 1\"}}}", -EINVAL, "attrs.data.timeout"},
        {"{\"command\": \"add\", \"attrs\": {\"data\": {\"ether\": \"01:02\"}}}", -EINVAL, "six bytes"},
        {"{\"command\": \"add\", \"attrs\": {\"data\": {\"ip\": {\"ipaddr_ipv4\": \"1.2.3\"}}}}", -EINVAL, "IPv4"},
        {"{\"command\": \"add\", \"attrs\": {\"data\": {\"ip\": {\"ipaddr_ipv4\": \"::1\"}}}}", -EINVAL, "IPv4"},
        {"{\"command\": \"add\", \"attrs\": {\"data\": 5}}", -EINVAL, "nest"},
        {"{\"command\": \"add\", \"attrs\": {\"70000\": \"00\"}}", -ERANGE, "70000"},
    };
    /* clang-format on */
    char error[512];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int rc = from_json("ipset", rows[i].json, error, sizeof(error));

        if (rc != rows[i].code || strstr(error, rows[i].says) == NULL)
            fail_msg("%s: %d '%s', wanted %d '%s'", rows[i].json, rc, error, rows[i].code,
                     rows[i].says);
        assert_true(kl_msg_error(m) < 0);
        assert_int_equal(from_json("ipset", rows[i].json, NULL, 0), rows[i].code);
    }
}

static void deep_json_is_refused(void **state)
{
    char json[8192], error[1024];
    size_t len = 0;

    (void)state;
    len += (size_t)sprintf(json, "{\"command\": \"newfamily\", \"attrs\": {\"policy\": ");
    for (int i = 0; i < 200; i++)
        len += (size_t)sprintf(json + len, "[");
    for (int i = 0; i < 200; i++)
        len += (size_t)sprintf(json + len, "]");
    sprintf(json + len, "}}");
    assert_true(from_json("nlctrl", json, error, sizeof(error)) < 0);
    assert_true(strlen(error) > 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_message_built_by_hand_is_the_same),
        TEST(what_decoding_shows_can_be_built),
        TEST(every_command_can_be_built),
        TEST(mistakes_name_their_place),
        TEST(deep_json_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
