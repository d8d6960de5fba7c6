// SPDX-License-Identifier: MIT
// The show layer: records in, every form out. Records are built here, as a source would hand them
// out.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <kernlink/schema.h>
#include <linux/nl80211.h>
#include <linux/rtnetlink.h>

#include "../../cmd/show/inside.h"

static struct kl_msg *m;
static struct kl_out *out;
static struct show *s;
static struct show_options options;
static uint64_t now;

static int set_up(void **state)
{
    (void)state;
    options = (struct show_options){.protocol = -1, .quiet = true, .width = 100};
    now = 1000000000ull;
    setenv("TZ", "UTC", 1);
    return kl_msg_new(&m) < 0 || kl_out_open_memory(&out) < 0;
}

static int tear_down(void **state)
{
    (void)state;
    show_free(s);
    s = NULL;
    kl_out_close(out);
    kl_msg_free(m);
    return 0;
}

static void start(void)
{
    assert_int_equal(show_new(&s, &options, out), 0);
}

static void feed(enum kl_trace_direction direction, int protocol, const void *data, size_t len)
{
    const struct kl_trace_record r = {.direction = direction,
                                      .protocol = protocol,
                                      .has_time = true,
                                      .time_ns = now,
                                      .pid = 123,
                                      .fd = 3,
                                      .socket = 77,
                                      .program = "tool",
                                      .data = data,
                                      .len = len,
                                      .full_len = len,
                                      .line = 5};

    assert_int_equal(show_record(&r, s), 0);
    now += 120000;
}

static void sends(int protocol, uint32_t seq)
{
    struct nlmsghdr *h = (void *)(uintptr_t)kl_msg_header(m);

    assert_int_equal(kl_msg_error(m), 0);
    h->nlmsg_seq = seq;
    feed(KL_TRACE_SENT, protocol, h, h->nlmsg_len);
}

static void receives(int protocol, uint32_t seq)
{
    struct nlmsghdr *h = (void *)(uintptr_t)kl_msg_header(m);

    assert_int_equal(kl_msg_error(m), 0);
    h->nlmsg_seq = seq;
    h->nlmsg_flags &= (uint16_t)~NLM_F_REQUEST;
    feed(KL_TRACE_RECEIVED, protocol, h, h->nlmsg_len);
}

static void verdict(int protocol, uint32_t seq, int code)
{
    struct {
        struct nlmsghdr h;
        int code;
        struct nlmsghdr echo;
    } ack = {.h = {.nlmsg_len = sizeof ack,
                   .nlmsg_type = NLMSG_ERROR,
                   .nlmsg_flags = NLM_F_CAPPED,
                   .nlmsg_seq = seq},
             .code = code,
             .echo = {.nlmsg_len = 60, .nlmsg_seq = seq}};

    feed(KL_TRACE_RECEIVED, protocol, &ack, sizeof ack);
}

static void create(const char *name, uint32_t seq)
{
    const struct kl_family *f = kl_family_find("ipset");

    assert_int_equal(kl_msg_start_command(m, f, "create", 0, NLM_F_ACK | NLM_F_EXCL), 0);
    kl_msg_put_u8(m, 1, 7);
    kl_msg_put_str(m, 2, name);
    sends(NETLINK_NETFILTER, seq);
}

static const char *text(void)
{
    return kl_out_text(out, NULL);
}

static void ends(bool well)
{
    assert_int_equal(show_finish(s), well);
}

static void says(const char *words)
{
    if (!strstr(text(), words))
        fail_msg("'%s' is not in:\n%s", words, text());
}

static void does_not_say(const char *words)
{
    if (strstr(text(), words))
        fail_msg("'%s' is in:\n%s", words, text());
}

static void request_and_answer_in_text(void **state)
{
    (void)state;
    start();
    create("foo", 9);
    verdict(NETLINK_NETFILTER, 9, 0);
    ends(true);
    assert_string_equal(text(), "00:00:01.000 tool[123] -> ipset create ack excl  (36 bytes)\n"
                                "    IPSET_ATTR_PROTOCOL 7\n"
                                "    IPSET_ATTR_SETNAME \"foo\"\n"
                                "00:00:01.000 tool[123] <- ok, 120 us\n");
}

static void errors_in_words(void **state)
{
    (void)state;
    start();
    create("foo", 9);
    verdict(NETLINK_NETFILTER, 9, -EEXIST);
    create("bar", 10);
    create("baz", 11);
    verdict(NETLINK_NETFILTER, 10, -4099);
    ends(true);
    says("<- error -EEXIST it exists already, 120 us\n");
    says("<- error -4099 the kernel has as many sets as it can, 240 us  (ipset create, seq 10)\n");
}

// Only errors: the request comes with its refusal, what went well does not.
static void only_errors(void **state)
{
    (void)state;
    options.errors = true;
    start();
    create("good", 1);
    verdict(NETLINK_NETFILTER, 1, 0);
    create("bad", 2);
    verdict(NETLINK_NETFILTER, 2, -ENOENT);
    ends(true);
    does_not_say("good");
    says("IPSET_ATTR_SETNAME \"bad\"");
    says("error -ENOENT");
}

static void announce(uint16_t id, const char *name)
{
    assert_int_equal(kl_msg_start_command(m, kl_family_find("nlctrl"), "newfamily", 0, 0), 0);
    kl_msg_put_u16(m, 1, id);
    kl_msg_put_str(m, 2, name);
    receives(NETLINK_GENERIC, 1);
}

// A generic family's number is what the traffic says, and more than that what the user says.
static void families_are_learned(void **state)
{
    static const unsigned char message[] = {24, 0, 0, 0, 0x1b, 0, 5, 0, 2, 0, 0, 0,
                                            0,  0, 0, 0, 9,    0, 0, 0, 4, 0, 1, 0};

    (void)state;
    options.ids.word[options.ids.n++] = "0x1c=mine";
    start();
    announce(0x1b, "theirs");
    announce(0x1c, "theirs");
    feed(KL_TRACE_SENT, NETLINK_GENERIC, message, sizeof message);
    says("-> theirs 0x9 ack  (24 bytes)");
    kl_msg_start_genl(m, 0x1c, 9, 1, 0);
    sends(NETLINK_GENERIC, 3);
    says("-> mine 0x9  (20 bytes)");
    ends(true);
}

// Zeroes behind a message are nothing; what else cannot be a message is shown, and the rest goes
// on.
static void what_is_malformed(void **state)
{
    unsigned char data[64] = {0};
    struct nlmsghdr h = {.nlmsg_len = 20, .nlmsg_type = 0x12, .nlmsg_flags = NLM_F_REQUEST};

    (void)state;
    start();
    memcpy(data, &h, sizeof h);
    feed(KL_TRACE_SENT, NETLINK_USERSOCK, data, sizeof data);
    does_not_say("!");
    data[20] = 3;
    feed(KL_TRACE_SENT, NETLINK_USERSOCK, data, sizeof data);
    says("! the message's length is wrong, in line 5, 20 bytes into it (44 bytes)\n    03:00");
    h.nlmsg_len = 4000;
    memcpy(data, &h, sizeof h);
    feed(KL_TRACE_SENT, NETLINK_USERSOCK, data, sizeof data);
    says("(64 bytes of 4000: the rest is missing)");
    feed(KL_TRACE_SENT, NETLINK_USERSOCK, data, 7);
    says("! too short for a message, in line 5 (7 bytes)");
    create("after", 1);
    says("\"after\"");
    ends(false);
}

static void filters(void **state)
{
    (void)state;
    options.attributes.word[options.attributes.n++] = "setname=b*";
    start();
    create("foo", 1);
    verdict(NETLINK_NETFILTER, 1, 0);
    create("bar", 2);
    verdict(NETLINK_NETFILTER, 2, 0);
    does_not_say("foo");
    says("\"bar\"");
    says("<- ok"); // of the request that matches
    ends(true);
}

static void filters_by_family_and_command(void **state)
{
    (void)state;
    options.families.word[options.families.n++] = "netfilter";
    options.commands.word[options.commands.n++] = "IPSET_CMD_CREATE";
    options.pids.word[options.pids.n++] = "tool";
    start();
    announce(0x30, "other");
    create("foo", 1);
    ends(true);
    does_not_say("nlctrl");
    says("\"foo\"");
}

static json_t *loaded(void)
{
    json_error_t where;
    json_t *root = json_loads(text(), 0, &where);

    if (!root)
        fail_msg("%s in line %d of:\n%s", where.text, where.line, text());
    return root;
}

static void json(void **state)
{
    json_t *root, *answer;
    const char *time, *family, *name;
    json_int_t latency;

    (void)state;
    options.form = SHOW_JSON;
    start();
    create("foo", 9);
    verdict(NETLINK_NETFILTER, 9, -EEXIST);
    feed(KL_TRACE_SENT, NETLINK_NETFILTER, "\1\2\3", 3);
    ends(false);
    root = loaded();
    assert_int_equal(json_array_size(root), 3);
    assert_int_equal(json_unpack(json_array_get(root, 0), "{s:s, s:{s:s}}", "time", &time,
                                 "message", "family", &family),
                     0);
    assert_string_equal(time, "1970-01-01T00:00:01.000000Z");
    assert_string_equal(family, "ipset");
    answer = json_array_get(root, 1);
    assert_int_equal(
        json_unpack(answer, "{s:I, s:{s:s}}", "latency_us", &latency, "error", "name", &name), 0);
    assert_int_equal(latency, 120);
    assert_string_equal(name, "EEXIST");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(root, 2), "malformed")), 1);
    json_decref(root);
}

// What is kept of requests has a limit, however many of them are never answered.
static void memory_is_bounded(void **state)
{
    struct show_message message = {.protocol = NETLINK_NETFILTER};
    struct kl_trace_record r = {.fd = -1};
    struct show_pairs *p;

    (void)state;
    assert_int_equal(show_pairs_new(&p), 0);
    kl_msg_start(m, 0x601, 0);
    for (int i = 0; i < 200; i++)
        kl_msg_put_u64(m, 1, 0);
    for (uint32_t i = 0; i < 100000; i++) {
        struct nlmsghdr *h = (void *)(uintptr_t)kl_msg_header(m);

        h->nlmsg_seq = i;
        message.record = &r;
        message.msg = h;
        show_pair_request(p, &message);
    }
    assert_int_equal(show_pair_protocol(p, &r, 5), -1);
    assert_int_equal(show_pair_protocol(p, &r, 99999), NETLINK_NETFILTER);
    show_pairs_free(p);
}

static void counts(void **state)
{
    (void)state;
    options.form = SHOW_STATS;
    start();
    create("foo", 1);
    verdict(NETLINK_NETFILTER, 1, 0);
    create("bar", 2);
    verdict(NETLINK_NETFILTER, 2, -EEXIST);
    ends(true);
    says("ipset create                         2        2       0       1        144    120 us    "
         "120 us    120 us\n");
}

// The kernel's announcements of devices are strings.
static void devices(void **state)
{
    static const char text_of[] = "add@/devices/x\0ACTION=add\0SUBSYSTEM=net";

    (void)state;
    start();
    feed(KL_TRACE_RECEIVED, NETLINK_KOBJECT_UEVENT, text_of, sizeof text_of);
    ends(true);
    says("<- uevent event  (40 bytes)\n    add@/devices/x\n    ACTION=add\n    SUBSYSTEM=net\n");
}

// A terminal never gets to see control characters.
static void route(unsigned char bits, unsigned len)
{
    struct {
        struct nlmsghdr h;
        struct rtmsg r;
        struct rtattr a;
        uint32_t oif;
    } one = {.h = {.nlmsg_len = len, .nlmsg_type = RTM_NEWROUTE},
             .r = {.rtm_family = 2, .rtm_dst_len = bits},
             .a = {.rta_len = 8, .rta_type = RTA_OIF},
             .oif = 7};

    feed(KL_TRACE_RECEIVED, NETLINK_ROUTE, &one, len);
}

/* A fixed header that is the one of the message before is not made again. */
static void headers_that_repeat(void **state)
{
    const unsigned bits[] = {24, 24, 25, 25, 24}, whole = NLMSG_LENGTH(sizeof(struct rtmsg)) + 8;
    const char *at, *line = "";

    (void)state;
    start();
    for (size_t i = 0; i < 5; i++)
        route((unsigned char)bits[i], whole);
    route(24, NLMSG_HDRLEN + 4); /* cut within it */
    route(24, whole);
    ends(false);
    at = text();
    for (size_t i = 0; i < 5; i++) {
        line = bits[i] == 24 ? "    rtm_family inet (2), rtm_dst_len 24\n    RTA_OIF 7\n"
                             : "    rtm_family inet (2), rtm_dst_len 25\n    RTA_OIF 7\n";
        at = strchr(at, '\n') + 1;
        assert_int_equal(strncmp(at, line, strlen(line)), 0);
        at += strlen(line);
    }
    at = strchr(at, '\n') + 1;
    assert_int_equal(strncmp(at, "    ! the message ends within its fixed header", 46), 0);
    assert_string_equal(at + strlen(at) - strlen(line), line);
}

static void scan_of(const void *elements, size_t len)
{
    assert_int_equal(
        kl_msg_start_command(m, kl_family_find("nl80211"), "trigger_scan", 0x1b, NLM_F_ACK), 0);
    kl_msg_put_bytes(m, NL80211_ATTR_IE, elements, len);
    sends(NETLINK_GENERIC, 9);
}

static void elements_and_frames(void **state)
{
    static const unsigned char elements[] = {0, 3, 'n', 'e', 't', 3, 1, 11, 221, 3, 1, 2, 3};
    static const unsigned char authentication[30] = {0xb0};

    (void)state;
    start();
    announce(0x1b, "nl80211");
    scan_of(elements, sizeof elements);
    says("    NL80211_ATTR_IE (13 bytes)\n      ssid \"net\"\n      ds_parameters 0b\n"
         "      vendor 01:02:03\n");
    scan_of(elements, sizeof elements - 1); /* the last is cut */
    says("    NL80211_ATTR_IE 00:03:6e:65:74:03:01:0b:dd:03:01:02\n");
    assert_int_equal(kl_msg_start_command(m, kl_family_find("nl80211"), "frame", 0x1b, NLM_F_ACK),
                     0);
    kl_msg_put_bytes(m, NL80211_ATTR_FRAME, authentication, sizeof authentication);
    sends(NETLINK_GENERIC, 10);
    says("    NL80211_ATTR_FRAME authentication b0:00:");
    ends(true);
}

static void hostile_text(void **state)
{
    (void)state;
    start();
    create("a\x1b[2J\xc2\x9b", 1);
    announce(0x30, "\x1b]0;x");
    kl_msg_start_genl(m, 0x30, 1, 1, 0);
    sends(NETLINK_GENERIC, 3);
    ends(true);
    does_not_say("\x1b");
    does_not_say("\xc2\x9b");
    says("\"a\\x1b[2J\\xc2\\x9b\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(request_and_answer_in_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(errors_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(families_are_learned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_malformed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(filters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(filters_by_family_and_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(devices, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headers_that_repeat, set_up, tear_down),
        cmocka_unit_test_setup_teardown(elements_and_frames, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_text, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
