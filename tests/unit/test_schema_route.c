// SPDX-License-Identifier: MIT
// Routes and traffic control, where no kernel at hand makes the message: JSON to bytes and back is
// the same, and the bytes are the kernel's.
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include <kernlink/schema.h>

static json_t *decode(const void *data, size_t len)
{
    const struct kl_decode_options options = {.protocol = NETLINK_ROUTE};
    struct kl_sink *sink;
    struct kl_out *o;
    json_t *json;

    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_JSONL, o), 0);
    assert_int_equal(kl_decode(sink, data, len, &options), 0);
    assert_int_equal(kl_sink_free(sink), 0);
    json = json_loads(kl_out_text(o, NULL), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    kl_out_close(o);
    return json;
}

/* @text, of family @name, becomes a message whose decoding has all that @text has. */
static void survives(const char *name, const char *text)
{
    const struct kl_family *family = kl_family_find(name);
    char error[256] = "";
    json_t *wanted = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *got, *value;
    struct kl_msg *m;
    const char *key;

    assert_non_null(family);
    assert_non_null(wanted);
    assert_int_equal(kl_msg_new(&m), 0);
    if (kl_msg_from_json(m, family, 0, text, strlen(text), error, sizeof(error)) != 0)
        fail_msg("%s: %s", text, error);
    got = decode(kl_msg_header(m), kl_msg_header(m)->nlmsg_len);
    assert_string_equal(json_string_value(json_object_get(got, "family")), name);
    json_object_foreach(wanted, key, value)
    {
        if (!json_equal(json_object_get(got, key), value))
            fail_msg("%s: %s came back as %s", name, key, json_dumps(json_object_get(got, key), 0));
    }
    json_decref(wanted);
    json_decref(got);
    kl_msg_free(m);
}

static void encapsulations_survive(void **state)
{
    static const char *const encaps[] = {
        "\"mpls\", \"RTA_ENCAP\": {\"MPLS_IPTUNNEL_DST\": [{\"entry\": 410112}]}",
        "\"ip\", \"RTA_ENCAP\": {\"LWTUNNEL_IP_ID\": 7, \"LWTUNNEL_IP_FLAGS\": [\"key\"], "
        "\"LWTUNNEL_IP_OPTS\": {\"LWTUNNEL_IP_OPTS_GENEVE\": [{\"LWTUNNEL_IP_OPT_GENEVE_CLASS\": "
        "258, \"LWTUNNEL_IP_OPT_GENEVE_DATA\": \"00:11:22:33\"}]}}",
        "\"rpl\", \"RTA_ENCAP\": {\"RPL_IPTUNNEL_SRH\": {\"nexthdr\": \"ip\", \"hdrlen\": 2, "
        "\"type\": 3, \"segments_left\": 1, \"cmpr\": 0, \"pad\": 0, \"segments\": "
        "[\"2001:db8::1\"]}}",
        "\"ioam6\", \"RTA_ENCAP\": {\"IOAM6_IPTUNNEL_MODE\": \"encap\", \"IOAM6_IPTUNNEL_TRACE\": "
        "{\"namespace_id\": 5, \"nodelen\": 8, \"remlen\": 3, \"type\": [\"hop_limit_and_node\"], "
        "\"data\": \"\"}}",
        "\"xfrm\", \"RTA_ENCAP\": {\"LWT_XFRM_IF_ID\": 9}",
        "\"bpf\", \"RTA_ENCAP\": {\"LWT_BPF_XMIT\": {\"LWT_BPF_PROG_FD\": 4}}",
        "\"ila\", \"RTA_ENCAP\": {\"ILA_ATTR_LOCATOR\": 5, \"ILA_ATTR_CSUM_MODE\": \"no_action\"}",
    };
    char text[1024];

    (void)state;
    for (size_t i = 0; i < sizeof(encaps) / sizeof(encaps[0]); i++) {
        snprintf(text, sizeof(text),
                 "{\"command\": \"newroute\", \"rtm_family\": \"inet6\", \"attrs\": "
                 "{\"RTA_ENCAP_TYPE\": %s}}",
                 encaps[i]);
        survives("rt-route", text);
    }
}

static void what_newer_kernels_say_survives(void **state)
{
    (void)state;
    survives("rt-nexthop",
             "{\"command\": \"newnexthop\", \"nh_flags\": [\"onlink\"], \"attrs\": {\"NHA_ID\": 1, "
             "\"NHA_GROUP_STATS\": {\"NHA_GROUP_STATS_ENTRY\": [{\"NHA_GROUP_STATS_ENTRY_ID\": 5, "
             "\"NHA_GROUP_STATS_ENTRY_PACKETS\": 77}]}, \"NHA_HW_STATS_USED\": 1}}");
    survives("rt-ipmr", "{\"command\": \"newcachereport\", \"rtgen_family\": \"ipmr\", \"attrs\": "
                        "{\"IPMRA_CREPORT_MSGTYPE\": \"nocache\", \"IPMRA_CREPORT_SRC_ADDR\": "
                        "\"192.0.2.1\"}}");
    survives("rt-ip6mr", "{\"command\": \"newcachereport\", \"rtgen_family\": \"ip6mr\", "
                         "\"attrs\": {\"IP6MRA_CREPORT_DST_ADDR\": \"ff05::1\"}}");
    survives("tc-qdisc", "{\"command\": \"newqdisc\", \"attrs\": {\"TCA_KIND\": \"dualpi2\", "
                         "\"TCA_OPTIONS\": {\"TCA_DUALPI2_ECN_MASK\": \"any_ect\"}}}");
    survives("tc-filter",
             "{\"command\": \"newtfilter\", \"tcm_priority\": 5, \"tcm_protocol\": \"ipv6\", "
             "\"attrs\": {\"TCA_KIND\": \"flower\", \"TCA_OPTIONS\": {\"TCA_FLOWER_KEY_CFM\": "
             "{\"TCA_FLOWER_KEY_CFM_MD_LEVEL\": 3}}}}");
}

/* The label is a destination only in MPLS: the family of the header tells. */
static void labels_are_no_addresses(void **state)
{
    (void)state;
    survives("rt-mpls", "{\"command\": \"newroute\", \"rtm_family\": \"mpls\", \"rtm_dst_len\": "
                        "20, \"attrs\": {\"RTA_DST\": [{\"entry\": 410112}], \"RTA_VIA\": "
                        "{\"rtvia_family\": \"inet\", \"rtvia_addr\": \"192.0.2.1\"}}}");
    survives("rt-route", "{\"command\": \"newroute\", \"rtm_family\": \"inet\", \"attrs\": "
                         "{\"RTA_DST\": \"192.0.2.0\"}}");
}

/* getifaddrs() asks for addresses with a byte where a struct belongs. */
static void short_dump_requests_are_taken(void **state)
{
    const unsigned char message[20] = {20, 0, 0, 0, 22, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 2};
    json_t *json = decode(message, sizeof(message));

    (void)state;
    assert_string_equal(json_string_value(json_object_get(json, "command")), "getaddr");
    assert_string_equal(json_string_value(json_object_get(json, "ifa_family")), "inet");
    assert_null(json_object_get(json, "ifa_index"));
    assert_null(json_object_get(json, "error"));
    json_decref(json);
}

/* prio << 16 | protocol, as tc writes it. */
static void a_filters_info_is_two_fields(void **state)
{
    const uint32_t info = 49152u << 16 | (uint32_t)htons(0x0800);
    unsigned char message[36] = {36, 0, 0, 0, 44, 0};
    json_t *json;

    (void)state;
    memcpy(message + 32, &info, sizeof(info));
    json = decode(message, sizeof(message));
    assert_int_equal(json_integer_value(json_object_get(json, "tcm_priority")), 49152);
    assert_string_equal(json_string_value(json_object_get(json, "tcm_protocol")), "ip");
    json_decref(json);
}

/* Handles and marks are read in hexadecimal by people, and are plain numbers in JSON. */
static void handles_are_hexadecimal(void **state)
{
    const struct kl_decode_options options = {.protocol = NETLINK_ROUTE};
    const uint32_t handle = 0x10020;
    unsigned char message[36] = {36, 0, 0, 0, 36, 0};
    struct kl_sink *sink;
    struct kl_out *o;
    json_t *json;

    (void)state;
    memcpy(message + 24, &handle, sizeof(handle));
    assert_int_equal(kl_out_open_memory(&o), 0);
    assert_int_equal(kl_sink_new(&sink, KL_SINK_TEXT, o), 0);
    assert_int_equal(kl_decode(sink, message, sizeof(message), &options), 0);
    assert_int_equal(kl_sink_free(sink), 0);
    assert_non_null(strstr(kl_out_text(o, NULL), "tcm_handle 0x10020\n"));
    kl_out_close(o);
    json = decode(message, sizeof(message));
    assert_int_equal(json_integer_value(json_object_get(json, "tcm_handle")), 0x10020);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encapsulations_survive),
        cmocka_unit_test(what_newer_kernels_say_survives),
        cmocka_unit_test(labels_are_no_addresses),
        cmocka_unit_test(short_dump_requests_are_taken),
        cmocka_unit_test(a_filters_info_is_two_fields),
        cmocka_unit_test(handles_are_hexadecimal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
