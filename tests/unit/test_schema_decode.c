// SPDX-License-Identifier: MIT
// kl_decode() and the sinks: real messages, hostile ones, and messages that end at an unreadable
// page.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

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

static char *decode(enum kl_sink_kind kind, const void *data, size_t len, int protocol,
                    int *ret_bad)
{
    const struct kl_decode_options options = {.protocol = protocol};
    struct kl_sink *sink = NULL;
    struct kl_out *o = NULL;
    char *text;
    int bad;

    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, kind, o), 0);
    bad = kl_decode(sink, data, len, &options);
    assert_true(bad >= 0);
    if (ret_bad != NULL)
        *ret_bad = bad;
    assert_int_equal(kl_sink_free(sink), 0);
    text = strdup(kl_out_text(o, NULL));
    assert_non_null(text);
    kl_out_close(o);
    return text;
}

static void decodes_to(enum kl_sink_kind kind, int protocol, const char *wanted)
{
    const struct nlmsghdr *h = kl_msg_header(m);
    int bad;
    char *text = decode(kind, h, h->nlmsg_len, protocol, &bad);

    assert_string_equal(text, wanted);
    assert_int_equal(bad, 0);
    free(text);
}

/* An add of ipset's: integers in network order, nests in nests, an address. */
static void build_add(void)
{
    static const unsigned char ip[4] = {192, 0, 2, 1};

    assert_int_equal(kl_msg_start_command(m, kl_family_find("ipset"), "add", 0,
                                          NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL),
                     0);
    kl_msg_put_uint(m, 1, 7);
    kl_msg_put_str(m, 2, "foo");
    kl_msg_nest_begin(m, 7);
    kl_msg_nest_begin(m, 1);
    kl_msg_put_bytes(m, 1 | NLA_F_NET_BYTEORDER, ip, sizeof(ip));
    kl_msg_nest_end(m);
    kl_msg_put_uint(m, 6, 60);
    kl_msg_nest_end(m);
    assert_int_equal(kl_msg_error(m), 0);
}

static void ipset_add_as_json_line(void **state)
{
    (void)state;
    build_add();
    decodes_to(
        KL_SINK_JSONL, NETLINK_NETFILTER,
        "{\"family\": \"ipset\", \"command\": \"add\", \"header\": {\"length\": 60, \"type\": "
        "1545, \"flags\": [\"request\", \"ack\", \"excl\"], \"sequence_number\": 0, \"pid\": "
        "0}, \"nfgen_family\": \"unspec\", \"version\": 0, \"res_id\": 0, \"attrs\": "
        "{\"IPSET_ATTR_PROTOCOL\": 7, \"IPSET_ATTR_SETNAME\": \"foo\", \"IPSET_ATTR_DATA\": "
        "{\"IPSET_ATTR_IP\": {\"IPSET_ATTR_IPADDR_IPV4\": \"192.0.2.1\"}, "
        "\"IPSET_ATTR_TIMEOUT\": 60}}}\n");
}

static void ipset_add_as_text(void **state)
{
    (void)state;
    build_add();
    decodes_to(KL_SINK_TEXT, NETLINK_NETFILTER,
               "family \"ipset\"\n"
               "command \"add\"\n"
               "header\n"
               "  length 60\n"
               "  type 1545\n"
               "  flags request|ack|excl (0x205)\n"
               "  sequence_number 0\n"
               "  pid 0\n"
               "nfgen_family unspec (0)\n"
               "version 0\n"
               "res_id 0\n"
               "attrs\n"
               "  IPSET_ATTR_PROTOCOL 7\n"
               "  IPSET_ATTR_SETNAME \"foo\"\n"
               "  IPSET_ATTR_DATA\n"
               "    IPSET_ATTR_IP\n"
               "      IPSET_ATTR_IPADDR_IPV4 192.0.2.1\n"
               "    IPSET_ATTR_TIMEOUT 60 s\n");
}

static void ipset_add_as_python(void **state)
{
    (void)state;
    build_add();
    decodes_to(KL_SINK_PYTHON, NETLINK_NETFILTER,
               "{'attrs': [['IPSET_ATTR_PROTOCOL', 7],\n"
               "           ['IPSET_ATTR_SETNAME', 'foo'],\n"
               "           ['IPSET_ATTR_DATA', {'attrs': [['IPSET_ATTR_IP', {'attrs': "
               "[['IPSET_ATTR_IPADDR_IPV4', '192.0.2.1']]}],\n"
               "                                          ['IPSET_ATTR_TIMEOUT', 60]]}]],\n"
               " 'header': {'flags': 517,\n"
               "            'length': 60,\n"
               "            'pid': 0,\n"
               "            'sequence_number': 0,\n"
               "            'type': 1545},\n"
               " 'nfgen_family': 0,\n"
               " 'res_id': 0,\n"
               " 'version': 0}\n");
}

static void json_is_an_array_of_all_messages(void **state)
{
    unsigned char two[256];
    const struct nlmsghdr *h;
    json_t *json;
    char *text;

    (void)state;
    build_add();
    h = kl_msg_header(m);
    memcpy(two, h, h->nlmsg_len);
    memcpy(two + h->nlmsg_len, h, h->nlmsg_len);
    text = decode(KL_SINK_JSON, two, 2 * h->nlmsg_len, NETLINK_NETFILTER, NULL);
    json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(json_array_size(json), 2);
    json_decref(json);
    free(text);
    text = decode(KL_SINK_JSON, two, 0, NETLINK_NETFILTER, NULL);
    assert_string_equal(text, "[]\n");
    free(text);
}

static json_t *decode_json(const void *data, size_t len, int protocol, int *ret_bad)
{
    char *text = decode(KL_SINK_JSON, data, len, protocol, ret_bad);
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    if (json == NULL)
        fail_msg("not JSON: %s", text);
    free(text);
    return json;
}

static void repeated_and_unknown_attributes(void **state)
{
    static const unsigned char bytes[3] = {0xde, 0xad, 0};
    json_t *json, *attrs;
    int bad;

    (void)state;
    assert_int_equal(kl_msg_start(m, 6 << 8 | 9, NLM_F_REQUEST), 0);
    kl_msg_put_header(m, "\0\0\0", 4);
    kl_msg_put_str(m, 2, "a");
    kl_msg_put_bytes(m, 4242, bytes, sizeof(bytes));
    kl_msg_put_str(m, 2, "b");
    json = decode_json(kl_msg_header(m), kl_msg_header(m)->nlmsg_len, NETLINK_NETFILTER, &bad);
    assert_int_equal(bad, 0);
    attrs = json_object_get(json_array_get(json, 0), "attrs");
    assert_int_equal(json_array_size(json_object_get(attrs, "IPSET_ATTR_SETNAME")), 2);
    assert_string_equal(json_string_value(json_object_get(attrs, "4242")), "de:ad:00");
    json_decref(json);
}

static void too_short_is_an_object_that_says_so(void **state)
{
    json_t *json, *timeout;
    int bad;

    (void)state;
    assert_int_equal(kl_msg_start(m, 6 << 8 | 9, NLM_F_REQUEST), 0);
    kl_msg_put_header(m, "\0\0\0", 4);
    kl_msg_nest_begin(m, 7);
    kl_msg_put_bytes(m, 6, "\1\2", 2);
    kl_msg_nest_end(m);
    json = decode_json(kl_msg_header(m), kl_msg_header(m)->nlmsg_len, NETLINK_NETFILTER, &bad);
    assert_int_equal(bad, 1);
    timeout = json_object_get(
        json_object_get(json_object_get(json_array_get(json, 0), "attrs"), "IPSET_ATTR_DATA"),
        "IPSET_ATTR_TIMEOUT");
    assert_string_equal(json_string_value(json_object_get(timeout, "error")), "too short");
    assert_string_equal(json_string_value(json_object_get(timeout, "bytes")), "01:02");
    json_decref(json);
}

/* Nests in nests, deeper than any cap. */
static void deep_nests_end_at_the_cap(void **state)
{
    unsigned char deep[16 + 4 + 4 * 100];
    struct nlmsghdr h = {.nlmsg_len = sizeof(deep), .nlmsg_type = 6 << 8 | 9};
    int bad;

    (void)state;
    memset(deep, 0, sizeof(deep));
    memcpy(deep, &h, sizeof(h));
    for (unsigned i = 0; i < 100; i++) {
        struct nlattr a = {.nla_len = (uint16_t)(4 * (100 - i)), .nla_type = NLA_F_NESTED | 4242};

        memcpy(deep + 20 + 4 * i, &a, sizeof(a));
    }
    json_decref(decode_json(deep, sizeof(deep), NETLINK_NETFILTER, &bad));
    assert_int_equal(bad, 1);
}

static void an_error_with_its_request(void **state)
{
    unsigned char data[256] = {0};
    struct nlmsghdr h = {.nlmsg_type = NLMSG_ERROR, .nlmsg_flags = NLM_F_ACK_TLVS};
    struct nlattr a = {.nla_len = 4 + 5, .nla_type = NLMSGERR_ATTR_MSG};
    int32_t code = -EEXIST;
    size_t len = sizeof(h);
    json_t *json, *error;
    int bad;

    (void)state;
    build_add();
    memcpy(data + len, &code, sizeof(code));
    len += sizeof(code);
    memcpy(data + len, kl_msg_header(m), kl_msg_header(m)->nlmsg_len);
    len += kl_msg_header(m)->nlmsg_len;
    memcpy(data + len, &a, sizeof(a));
    memcpy(data + len + 4, "no\"!", 5);
    len += 12;
    h.nlmsg_len = (uint32_t)len;
    memcpy(data, &h, sizeof(h));
    json = decode_json(data, len, NETLINK_NETFILTER, &bad);
    assert_int_equal(bad, 0);
    error = json_array_get(json, 0);
    assert_string_equal(json_string_value(json_object_get(error, "code")), "EEXIST");
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(error, "request"), "command")), "add");
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(error, "attrs"), "NLMSGERR_ATTR_MSG")),
        "no\"!");
    json_decref(json);
}

/* nl80211 gives requests that held keys back as zeroes. */
static void a_request_that_was_wiped(void **state)
{
    struct {
        struct nlmsghdr h;
        int32_t code;
        struct nlmsghdr request;
        unsigned char payload[28];
    } e = {.h = {.nlmsg_len = sizeof(e), .nlmsg_type = NLMSG_ERROR},
           .code = -ENOENT,
           .request = {.nlmsg_len = 16 + 28, .nlmsg_type = 0x20, .nlmsg_seq = 7}};
    json_t *json, *request;
    int bad;

    (void)state;
    json = decode_json(&e, sizeof(e), NETLINK_GENERIC, &bad);
    assert_int_equal(bad, 0);
    request = json_object_get(json_array_get(json, 0), "request");
    assert_true(json_is_true(json_object_get(request, "wiped")));
    assert_non_null(json_object_get(request, "header"));
    json_decref(json);
    /* Elsewhere zeroes mean what they are. */
    json = decode_json(&e, sizeof(e), NETLINK_ROUTE, &bad);
    request = json_object_get(json_array_get(json, 0), "request");
    assert_null(json_object_get(request, "wiped"));
    json_decref(json);
}

/* What is missing is told by its number: the request tells its name. */
static void a_missing_attribute_has_its_name(void **state)
{
    struct kl_decode_options options = {.protocol = NETLINK_NETFILTER};
    struct kl_sink *sink;
    struct kl_msg *ack;
    struct kl_out *o;
    int32_t code = -EINVAL;

    (void)state;
    build_add();
    options.request = kl_msg_header(m);
    assert_int_equal(kl_msg_new(&ack), 0);
    assert_int_equal(kl_msg_start(ack, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS), 0);
    assert_int_equal(kl_msg_put_header(ack, &code, sizeof(code)), 0);
    assert_int_equal(kl_msg_put_header(ack, options.request, NLMSG_HDRLEN), 0);
    assert_int_equal(kl_msg_put_u32(ack, 5, 9), 0);
    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_TEXT, o), 0);
    assert_int_equal(kl_decode(sink, kl_msg_header(ack), kl_msg_header(ack)->nlmsg_len, &options),
                     0);
    assert_int_equal(kl_sink_free(sink), 0);
    assert_non_null(
        strstr(kl_out_text(o, NULL), "NLMSGERR_ATTR_MISS_TYPE IPSET_ATTR_LINENO (9)\n"));
    kl_out_close(o);
    kl_msg_free(ack);
}

/* Every length of a message, and every start of it, in every form, up to an unreadable page. */
static void cut_messages_never_read_too_far(void **state)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), len;
    unsigned char *p =
        mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)state;
    assert_ptr_not_equal(p, MAP_FAILED);
    assert_int_equal(mprotect(p + page, page, PROT_NONE), 0);
    build_add();
    len = kl_msg_header(m)->nlmsg_len;
    for (size_t cut = 0; cut <= len; cut++)
        for (int honest = 0; honest < 2; honest++)
            for (int kind = KL_SINK_TEXT; kind <= KL_SINK_PYTHON; kind++) {
                unsigned char *at = p + page - cut;
                uint32_t says = (uint32_t)cut;
                int bad;

                memcpy(at, kl_msg_header(m), cut);
                if (honest && cut >= 16)
                    memcpy(at, &says, sizeof(says));
                free(decode((enum kl_sink_kind)kind, at, cut, NETLINK_NETFILTER, &bad));
                if (!honest && cut > 0 && cut < len)
                    assert_true(bad > 0);
            }
    munmap(p, 2 * page);
}

static void a_misused_sink_stays_valid_json(void **state)
{
    struct kl_sink *k;
    struct kl_out *o;
    json_t *json;

    (void)state;
    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&k, (enum kl_sink_kind)77, o), -EINVAL);
    assert_int_equal(kl_sink_new(&k, KL_SINK_JSON, o), 0);
    kl_sink_object_begin(k);
    kl_sink_key(k, "a");
    kl_sink_array_begin(k);
    kl_sink_key(k, "no key in an array");
    kl_sink_str(k, "dropped");
    assert_int_equal(kl_sink_free(k), -EINVAL);
    json = json_loads(kl_out_text(o, NULL), 0, NULL);
    assert_non_null(json);
    assert_int_equal(json_array_size(json_object_get(json_array_get(json, 0), "a")), 0);
    json_decref(json);
    kl_out_reset(o);
    assert_int_equal(kl_sink_new(&k, KL_SINK_JSONL, o), 0);
    for (int i = 0; i < 200; i++)
        kl_sink_array_begin(k);
    assert_int_equal(kl_sink_free(k), -ELOOP);
    json = json_loads(kl_out_text(o, NULL), 0, NULL);
    assert_non_null(json);
    json_decref(json);
    kl_out_close(o);
}

static void hostile_strings_are_escaped(void **state)
{
    static const char hostile[] = "a\"\\\n\x1b[2J\xff\xc0\xaf\xe2\x82\xac\x7f";
    struct kl_out *o;
    json_t *json;

    (void)state;
    assert_int_equal(kl_out_open_memory(&o), 0);
    kl_out_json_str(o, hostile, sizeof(hostile)); /* its NUL, too */
    json = json_loads(kl_out_text(o, NULL), JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    assert_non_null(json);
    assert_int_equal(json_string_length(json), strlen("a\"\\\n\x1b[2J") + 3 * 3 + 3 + 2);
    json_decref(json);
    kl_out_close(o);
}

/* Values of every kind, in the form that people read. */
static void values_as_text(void **state)
{
    static const unsigned char mac[6] = {1, 2, 3, 0xaa, 0xbb, 0xcc};
    struct kl_sink *k;
    struct kl_out *o;

    (void)state;
    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&k, KL_SINK_TEXT, o), 0);
    kl_sink_object_begin(k);
    kl_sink_key(k, "mac");
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_MAC, .data = mac, .len = 6});
    kl_sink_key(k, "name");
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_STRING, .data = "a\x1b[m", .len = 4});
    kl_sink_key(k, "on");
    kl_sink_bool(k, true);
    kl_sink_key(k, "level");
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_INT, .i = -70, .unit = "dBm"});
    kl_sink_key(k, "none");
    kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_NULL});
    kl_sink_key(k, "list");
    kl_sink_array_begin(k);
    kl_sink_uint(k, UINT64_MAX);
    kl_sink_object_begin(k);
    kl_sink_key(k, "x");
    kl_sink_int(k, INT64_MIN);
    kl_sink_key(k, "y");
    kl_sink_uint(k, 2);
    kl_sink_object_end(k);
    kl_sink_array_end(k);
    kl_sink_object_end(k);
    assert_int_equal(kl_sink_free(k), 0);
    assert_string_equal(kl_out_text(o, NULL), "mac 01:02:03:aa:bb:cc\n"
                                              "name \"a\\x1b[m\"\n"
                                              "on yes\n"
                                              "level -70 dBm\n"
                                              "none -\n"
                                              "list\n"
                                              "  - 18446744073709551615\n"
                                              "  - x -9223372036854775808\n"
                                              "    y 2\n");
    kl_out_close(o);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(ipset_add_as_json_line),
        TEST(ipset_add_as_text),
        TEST(ipset_add_as_python),
        TEST(json_is_an_array_of_all_messages),
        TEST(repeated_and_unknown_attributes),
        TEST(too_short_is_an_object_that_says_so),
        TEST(deep_nests_end_at_the_cap),
        TEST(an_error_with_its_request),
        TEST(a_request_that_was_wiped),
        TEST(a_missing_attribute_has_its_name),
        TEST(cut_messages_never_read_too_far),
        TEST(a_misused_sink_stays_valid_json),
        TEST(hostile_strings_are_escaped),
        TEST(values_as_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
