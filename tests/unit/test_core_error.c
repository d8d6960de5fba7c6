// SPDX-License-Identifier: MIT
// Errors in words, and the kernel's extended acknowledgements, honest and hostile.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <kernlink/schema.h>

#include "core/error.h"
#include "fake_kernel.h"

static struct kl_error e;
static struct blob b;
static struct kl_msg *request;
static struct kl_error_context context;

/* A request of ipset's, as an acknowledgement may refer to it:
 * nlmsghdr 16, nfgenmsg 4, PROTOCOL at 20, SETNAME at 28, DATA at 36, MAXELEM in it at 40. */
static int set_up(void **state)
{
    (void)state;
    memset(&e, 0x55, sizeof(e));
    kl_error_reset(&e);
    b.len = 0;
    assert_int_equal(kl_msg_new(&request), 0);
    assert_int_equal(kl_msg_start_command(request, kl_family_find("ipset"), "create", 0, 0), 0);
    kl_msg_put_uint(request, 1, 7);
    kl_msg_put_str(request, 2, "foo");
    kl_msg_nest_begin(request, 7);
    kl_msg_put_uint(request, 19, 9);
    kl_msg_nest_end(request);
    assert_int_equal(kl_msg_error(request), 0);
    context =
        (struct kl_error_context){.request = kl_msg_header(request), .protocol = NETLINK_NETFILTER};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kl_msg_free(request);
    return 0;
}

/* An NLMSG_ERROR with the request's header (capped) or all of it. */
static struct nlmsghdr *error_message(int32_t code, uint16_t flags)
{
    struct nlmsghdr *msg = blob_message(&b, 1, NLMSG_ERROR, flags);
    const struct nlmsghdr *r = kl_msg_header(request);

    blob_bytes(&b, msg, &code, sizeof(code));
    blob_bytes(&b, msg, r, (flags & NLM_F_CAPPED) != 0 ? sizeof(*r) : r->nlmsg_len);
    return msg;
}

static void put_u32(struct nlmsghdr *msg, uint16_t type, uint32_t value)
{
    blob_attr(&b, msg, type, &value, sizeof(value));
}

/* ---- Words ---- */

static void every_code_has_words(void **state)
{
    (void)state;
    for (int code = 1; code <= 133; code++) {
        const char *text = kl_strerror(-code);

        assert_true(text[0] != '\0');
        assert_string_equal(text, kl_strerror(code));
    }
    for (int code = 4097; code <= 4115; code++)
        assert_string_not_equal(kl_strerror(-code), "unknown error code");
    for (int code = 4352; code <= 4357; code++)
        assert_string_not_equal(kl_strerror(-code), "unknown error code");
    assert_string_equal(kl_strerror(0), "success");
    assert_string_equal(kl_strerror(-ENODEV), "no such device");
    assert_string_equal(kl_strerror(4200), "unknown error code");
    assert_string_equal(kl_strerror(INT32_MIN), "unknown error code");
}

static void the_sentence_has_all_parts(void **state)
{
    (void)state;
    kl_error_set(&e, -4103, NULL);
    kl_error_set_line(&e, 12);
    kl_error_set_object(&e, "blocklist");
    kl_error_set_element(&e, "10.0.0.1");
    kl_error_set_sentence(&e, "%s", "it is in the set already");
    assert_string_equal(kl_error_text(&e),
                        "line 12: blocklist: 10.0.0.1: it is in the set already");
    kl_error_set_message(&e, "words", 5);
    kl_error_set_path(&e, "A.B");
    assert_string_equal(kl_error_text(&e),
                        "line 12: blocklist: 10.0.0.1: it is in the set already; "
                        "the kernel says: words (attribute A.B)");
    assert_int_equal(kl_error_line(&e), 12);
    assert_string_equal(kl_error_object(&e), "blocklist");
    assert_string_equal(kl_error_element(&e), "10.0.0.1");
}

static void no_error_has_no_words(void **state)
{
    (void)state;
    assert_string_equal(kl_error_text(&e), "");
    assert_string_equal(kl_error_text(NULL), "");
    assert_int_equal(kl_error_code(NULL), 0);
    assert_string_equal(kl_error_path(NULL), "");
}

static void long_and_hostile_texts_are_cut_and_cleaned(void **state)
{
    static char text[5000];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    text[0] = '\033';
    text[1] = '\n';
    kl_error_set(&e, -EINVAL, "%s", text);
    kl_error_set_object(&e, text);
    kl_error_set_element(&e, text);
    kl_error_set_path(&e, text);
    kl_error_set_message(&e, text, sizeof(text));
    assert_memory_equal(kl_error_object(&e), "??xx", 4);
    assert_int_equal(strlen(kl_error_object(&e)), sizeof(e.object) - 1);
    assert_null(strchr(kl_error_text(&e), '\033'));
    assert_null(strchr(kl_error_text(&e), '\n'));
    assert_true(strlen(kl_error_text(&e)) < sizeof(e.text));
}

static void a_copy_says_the_same(void **state)
{
    struct kl_error copy;

    (void)state;
    memset(&copy, 0x55, sizeof(copy));
    kl_error_set(&e, -EPERM, "no %s", "way");
    kl_error_set_object(&e, "o");
    kl_error_set_path(&e, "P");
    kl_error_set_line(&e, 3);
    kl_error_copy(&copy, &e);
    assert_string_equal(kl_error_text(&copy), "line 3: o: no way (attribute P)");
}

/* ---- Acknowledgements ---- */

static void text_and_path_of_a_capped_error(void **state)
{
    struct nlmsghdr *msg = error_message(-ERANGE, NLM_F_CAPPED | NLM_F_ACK_TLVS);

    (void)state;
    blob_attr(&b, msg, NLMSGERR_ATTR_MSG, "too few", 8);
    put_u32(msg, NLMSGERR_ATTR_OFFS, 40);
    assert_int_equal(kl_error_parse(&e, msg, &context), -ERANGE);
    assert_string_equal(kl_error_message(&e), "too few");
    assert_string_equal(kl_error_path(&e), "IPSET_ATTR_DATA.IPSET_ATTR_MAXELEM");
}

static void attributes_follow_a_whole_echo(void **state)
{
    struct nlmsghdr *msg = error_message(-EINVAL, NLM_F_ACK_TLVS);

    (void)state;
    blob_attr(&b, msg, NLMSGERR_ATTR_MSG, "here", 4); /* no NUL */
    put_u32(msg, NLMSGERR_ATTR_OFFS, 28);
    context.request = NULL; /* the echo will do */
    assert_int_equal(kl_error_parse(&e, msg, &context), -EINVAL);
    assert_string_equal(kl_error_message(&e), "here");
    assert_string_equal(kl_error_path(&e), "IPSET_ATTR_SETNAME");
}

static void without_the_flag_there_are_no_attributes(void **state)
{
    struct nlmsghdr *msg = error_message(-EINVAL, NLM_F_CAPPED);

    (void)state;
    blob_attr(&b, msg, NLMSGERR_ATTR_MSG, "not me", 7);
    assert_int_equal(kl_error_parse(&e, msg, &context), -EINVAL);
    assert_string_equal(kl_error_message(&e), "");
}

static void a_missing_attribute_has_a_path(void **state)
{
    struct nlmsghdr *msg = error_message(-EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);

    (void)state;
    put_u32(msg, 5, 3); /* TYPENAME */
    assert_int_equal(kl_error_parse(&e, msg, &context), -EINVAL);
    assert_string_equal(kl_error_path(&e), "IPSET_ATTR_TYPENAME");
    assert_string_equal(kl_error_text(&e),
                        "invalid argument (attribute IPSET_ATTR_TYPENAME is missing)");
}

static void an_attribute_missing_from_a_nest_has_a_path(void **state)
{
    struct nlmsghdr *msg = error_message(-EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);

    (void)state;
    put_u32(msg, 5, 18); /* HASHSIZE */
    put_u32(msg, 6, 36); /* in DATA */
    assert_int_equal(kl_error_parse(&e, msg, &context), -EINVAL);
    assert_string_equal(kl_error_path(&e), "IPSET_ATTR_DATA.IPSET_ATTR_HASHSIZE");
}

static void an_attribute_missing_from_an_empty_nest_has_a_path(void **state)
{
    struct nlmsghdr *msg = blob_message(&b, 1, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS);
    struct nlmsgerr head = {.error = -EINVAL};

    (void)state;
    kl_msg_start_command(request, kl_family_find("ipset"), "create", 0, 0);
    kl_msg_nest_begin(request, 7);
    kl_msg_nest_end(request);
    context.request = kl_msg_header(request);
    blob_bytes(&b, msg, &head, sizeof(head));
    put_u32(msg, 5, 18);
    put_u32(msg, 6, 20);
    assert_int_equal(kl_error_parse(&e, msg, &context), -EINVAL);
    assert_non_null(strstr(kl_error_path(&e), "IPSET_ATTR_DATA."));
}

static void the_policy_is_told(void **state)
{
    static const struct {
        struct {
            uint16_t type, len;
            uint64_t value;
        } attrs[3];
        const char *wanted;
    } rows[] = {
        {{{1, 4, 4}, {4, 8, 1}, {5, 8, 10}}, "a u32 from 1 to 10"},
        {{{1, 4, 8}, {2, 8, (uint64_t)-5}, {3, 8, 5}}, "an s32 from -5 to 5"},
        {{{1, 4, 2}, {12, 8, 0xf}}, "a u8 within mask 0xf"},
        {{{1, 4, 15}, {10, 4, 3}}, "a bitfield of 32 bits within mask 0x3"},
        {{{1, 4, 10}, {6, 4, 6}, {7, 4, 6}}, "binary data of 6 bytes"},
        {{{1, 4, 12}, {7, 4, 15}}, "a string of up to 15 bytes"},
        {{{1, 4, 10}, {6, 4, 2}}, "binary data of 2 bytes or more"},
        {{{1, 4, 10}, {6, 4, 2}, {7, 4, 6}}, "binary data of 2 to 6 bytes"},
        {{{1, 4, 1}}, "a flag"},
        {{{1, 4, 17}}, "an unsigned integer"},
        {{{1, 4, 9999}}, ""},
        {{{1, 2, 4}}, "a u32"}, /* in a width the kernel does not use */
        {{{1, 3, 4}}, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        static struct blob inner;
        struct nlmsghdr *msg, *nest;

        b.len = inner.len = 0;
        msg = error_message(-EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
        nest = blob_message(&inner, 0, 0, 0);
        for (int j = 0; j < 3; j++)
            if (rows[i].attrs[j].len != 0)
                blob_attr(&inner, nest, rows[i].attrs[j].type, &rows[i].attrs[j].value,
                          rows[i].attrs[j].len);
        blob_attr(&b, msg, NLMSGERR_ATTR_POLICY | NLA_F_NESTED, nest + 1, inner.len - 16);
        assert_int_equal(kl_error_parse(&e, msg, &context), -EINVAL);
        assert_string_equal(e.policy, rows[i].wanted);
    }
}

static void an_end_of_dump_may_explain_itself(void **state)
{
    int32_t code = -ENOENT;
    struct nlmsghdr *msg = blob_message(&b, 1, NLMSG_DONE, NLM_F_MULTI | NLM_F_ACK_TLVS);

    (void)state;
    blob_bytes(&b, msg, &code, sizeof(code));
    blob_attr(&b, msg, NLMSGERR_ATTR_MSG, "FIB table does not exist", 25);
    assert_int_equal(kl_error_parse(&e, msg, &context), -ENOENT);
    assert_string_equal(kl_error_message(&e), "FIB table does not exist");
}

static void short_and_strange_messages(void **state)
{
    struct nlmsghdr *msg;
    int32_t codes[] = {INT32_MIN, 5, -70000};
    int wanted[] = {-EBADMSG, 0, -EBADMSG};

    (void)state;
    msg = blob_message(&b, 1, NLMSG_ERROR, NLM_F_ACK_TLVS);
    assert_int_equal(kl_error_parse(&e, msg, &context), -EBADMSG); /* no code */
    b.len = 0;
    msg = blob_message(&b, 1, NLMSG_DONE, NLM_F_ACK_TLVS);
    assert_int_equal(kl_error_parse(&e, msg, &context), 0);
    for (int i = 0; i < 3; i++) {
        b.len = 0;
        msg = blob_message(&b, 1, NLMSG_ERROR, NLM_F_ACK_TLVS);
        blob_bytes(&b, msg, &codes[i], 4);
        assert_int_equal(kl_error_parse(&e, msg, &context), wanted[i]);
    }
}

/* Each length of a full acknowledgement, exactly as long as it says: the sanitizer sees over-reads.
 */
static void every_cut_of_an_acknowledgement_is_survived(void **state)
{
    const uint16_t flags[] = {NLM_F_ACK_TLVS, NLM_F_ACK_TLVS | NLM_F_CAPPED};
    size_t with_text = 0;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct nlmsghdr *msg;

        b.len = 0;
        msg = error_message(-EINVAL, flags[i]);
        blob_attr(&b, msg, NLMSGERR_ATTR_MSG, "text", 5);
        put_u32(msg, NLMSGERR_ATTR_OFFS, 40);
        put_u32(msg, 5, 3);
        put_u32(msg, 6, 36);
        for (size_t len = 16; len <= msg->nlmsg_len; len++) {
            struct nlmsghdr *cut = malloc(len);

            assert_non_null(cut);
            memcpy(cut, msg, len);
            cut->nlmsg_len = (uint32_t)len;
            kl_error_parse(&e, cut, &context);
            with_text += kl_error_message(&e)[0] != '\0';
            context.request = NULL;
            kl_error_parse(&e, cut, &context);
            context.request = kl_msg_header(request);
            free(cut);
        }
    }
    assert_true(with_text > 0);
}

static void offsets_outside_the_request_give_no_path(void **state)
{
    const uint32_t offsets[] = {0, 3, 16, 47, 48, 49, 4000, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        struct nlmsghdr *msg;

        b.len = 0;
        msg = error_message(-EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
        put_u32(msg, NLMSGERR_ATTR_OFFS, offsets[i]);
        assert_int_equal(kl_error_parse(&e, msg, &context), -EINVAL);
        if (offsets[i] < 20 || offsets[i] >= 48)
            assert_string_equal(kl_error_path(&e), "");
        b.len = 0;
        msg = error_message(-EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
        put_u32(msg, 5, 70000); /* no attribute has that number */
        put_u32(msg, 6, offsets[i]);
        assert_int_equal(kl_error_parse(&e, msg, &context), -EINVAL);
    }
}

/* ---- The echo ---- */

static void a_whole_echo_is_found(void **state)
{
    const struct nlmsghdr *echo;
    size_t len;

    (void)state;
    assert_int_equal(kl_error_echo(error_message(-EINVAL, 0), &echo, &len), 0);
    assert_int_equal(len, kl_msg_header(request)->nlmsg_len);
    assert_memory_equal(echo, kl_msg_header(request), len);
}

static void a_capped_or_cut_echo_is_none(void **state)
{
    const struct nlmsghdr *echo = NULL;
    struct nlmsghdr *msg;
    size_t len;

    (void)state;
    assert_int_equal(kl_error_echo(error_message(-EINVAL, NLM_F_CAPPED), &echo, &len), -ENODATA);
    b.len = 0;
    msg = error_message(0, 0);
    msg->nlmsg_len -= 4;
    assert_int_equal(kl_error_echo(msg, &echo, &len), -ENODATA);
    b.len = 0;
    msg = blob_message(&b, 1, NLMSG_ERROR, 0);
    assert_int_equal(kl_error_echo(msg, &echo, &len), -ENODATA);
    assert_null(echo);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_code_has_words),
        T(the_sentence_has_all_parts),
        T(no_error_has_no_words),
        T(long_and_hostile_texts_are_cut_and_cleaned),
        T(a_copy_says_the_same),
        T(text_and_path_of_a_capped_error),
        T(attributes_follow_a_whole_echo),
        T(without_the_flag_there_are_no_attributes),
        T(a_missing_attribute_has_a_path),
        T(an_attribute_missing_from_a_nest_has_a_path),
        T(an_attribute_missing_from_an_empty_nest_has_a_path),
        T(the_policy_is_told),
        T(an_end_of_dump_may_explain_itself),
        T(short_and_strange_messages),
        T(every_cut_of_an_acknowledgement_is_survived),
        T(offsets_outside_the_request_give_no_path),
        T(a_whole_echo_is_found),
        T(a_capped_or_cut_echo_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
