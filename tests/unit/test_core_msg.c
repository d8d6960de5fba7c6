// SPDX-License-Identifier: MIT
// Building messages and reading attributes, without and with a schema.
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <kernlink/core.h>
#include <kernlink/schema.h>

static struct kl_msg *m;

static int new_message(void **state)
{
    (void)state;
    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start(m, 16, NLM_F_CREATE);
    return 0;
}

static int free_message(void **state)
{
    (void)state;
    kl_msg_free(m);
    return 0;
}

static struct kl_view view_of_message(size_t header_len)
{
    struct kl_view v;

    assert_int_equal(kl_view_message(&v, kl_msg_header(m), header_len, NULL), 0);
    return v;
}

/* ---- Building ---- */

static void an_empty_message_is_a_header(void **state)
{
    const struct nlmsghdr *h = kl_msg_header(m);

    (void)state;
    assert_int_equal(h->nlmsg_len, 16);
    assert_int_equal(h->nlmsg_type, 16);
    assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_CREATE);
}

static void attributes_are_laid_out_as_the_kernel_reads_them(void **state)
{
    const unsigned char wanted[] = {
        'h', 'e', 'a', 'd',  'e', 0,   0, 0,                /* a fixed header of 5 bytes */
        5,   0,   1,   0,    7,   0,   0, 0,                /* u8 */
        6,   0,   2,   0,    2,   1,   0, 0,                /* u16 */
        8,   0,   3,   0,    4,   3,   2, 1,                /* u32 */
        12,  0,   4,   0,    8,   7,   6, 5,    4, 3, 2, 1, /* u64 */
        7,   0,   5,   0,    'a', 'b', 0, 0,                /* string, with its NUL */
        4,   0,   6,   0,                                   /* flag */
        12,  0,   7,   0x80, 8,   0,   3, 0x40, 1, 2, 3, 4, /* nest with a u32 in network order */
    };

    (void)state;
    kl_msg_put_header(m, "heade", 5);
    kl_msg_put_u8(m, 1, 7);
    kl_msg_put_u16(m, 2, 0x0102);
    kl_msg_put_u32(m, 3, 0x01020304);
    kl_msg_put_u64(m, 4, 0x0102030405060708);
    kl_msg_put_str(m, 5, "ab");
    kl_msg_put_flag(m, 6);
    kl_msg_nest_begin(m, 7);
    kl_msg_put_u32(m, 3 | NLA_F_NET_BYTEORDER, 0x01020304);
    kl_msg_nest_end(m);
    assert_int_equal(kl_msg_error(m), 0);
    assert_int_equal(kl_msg_header(m)->nlmsg_len, 16 + sizeof(wanted));
    assert_memory_equal(kl_msg_header(m) + 1, wanted, sizeof(wanted));
}

static void padding_is_zero_after_reuse(void **state)
{
    const char *padding;

    (void)state;
    kl_msg_put_bytes(m, 1, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
    kl_msg_start(m, 16, 0);
    kl_msg_put_u8(m, 1, 1);
    padding = (const char *)kl_msg_header(m) + 16 + 5;
    assert_memory_equal(padding, "\0\0\0", 3);
}

static void a_message_grows_past_64_kib(void **state)
{
    static char payload[60000];

    (void)state;
    for (int i = 0; i < 20; i++)
        assert_int_equal(kl_msg_put_bytes(m, 1, payload, 60000), 0);
    assert_int_equal(kl_msg_header(m)->nlmsg_len, 16 + 20 * 60004);
}

static void a_payload_over_65531_bytes_is_refused_with_its_path(void **state)
{
    static char payload[65532];
    uint32_t before;

    (void)state;
    assert_int_equal(kl_msg_put_bytes(m, 1, payload, 65531), 0);
    kl_msg_nest_begin(m, 9);
    before = kl_msg_header(m)->nlmsg_len;
    assert_int_equal(kl_msg_put_bytes(m, 7, payload, 65532), -EMSGSIZE);
    assert_string_equal(kl_msg_error_path(m), "9.7");
    assert_int_equal(kl_msg_header(m)->nlmsg_len, before);
}

static void a_nest_over_65531_bytes_is_refused_with_its_path(void **state)
{
    static char payload[33000];

    (void)state;
    kl_msg_nest_begin(m, 9);
    assert_int_equal(kl_msg_put_bytes(m, 1, payload, 32760), 0);
    assert_int_equal(kl_msg_put_bytes(m, 1, payload, 32760), 0);
    assert_int_equal(kl_msg_nest_end(m), 0); /* 65528 bytes: the most that is a multiple of 4 */
    kl_msg_nest_begin(m, 9);
    kl_msg_put_bytes(m, 1, payload, 32760);
    kl_msg_put_bytes(m, 1, payload, 32764);
    assert_int_equal(kl_msg_nest_end(m), -EMSGSIZE);
    assert_string_equal(kl_msg_error_path(m), "9");
}

static void nests_deeper_than_32_are_refused(void **state)
{
    (void)state;
    for (int i = 0; i < 32; i++)
        assert_int_equal(kl_msg_nest_begin(m, 1), 0);
    assert_int_equal(kl_msg_nest_begin(m, 1), -ELOOP);
    kl_msg_start(m, 16, 0);
    assert_int_equal(kl_msg_nest_begin(m, 1), 0);
}

static void the_first_failure_sticks(void **state)
{
    (void)state;
    assert_int_equal(kl_msg_put_str(m, 5, NULL), -EINVAL);
    assert_int_equal(kl_msg_put_u32(m, 6, 1), -EINVAL);
    assert_int_equal(kl_msg_nest_begin(m, 7), -EINVAL);
    assert_int_equal(kl_msg_nest_end(m), -EINVAL);
    assert_int_equal(kl_msg_put_flag(m, 7), -EINVAL);
    assert_int_equal(kl_msg_put_bytes(m, 7, "", 0), -EINVAL);
    assert_int_equal(kl_msg_put_header(m, "", 0), -EINVAL);
    assert_int_equal(kl_msg_error(m), -EINVAL);
    assert_string_equal(kl_msg_error_path(m), "5");
    assert_int_equal(kl_msg_header(m)->nlmsg_len, 16);
    kl_msg_start(m, 16, 0);
    assert_int_equal(kl_msg_error(m), 0);
    assert_string_equal(kl_msg_error_path(m), "");
}

static void a_header_comes_before_attributes(void **state)
{
    (void)state;
    kl_msg_put_u8(m, 1, 1);
    assert_int_equal(kl_msg_put_header(m, "abcd", 4), -EINVAL);
}

static void a_nest_end_needs_its_begin(void **state)
{
    (void)state;
    assert_int_equal(kl_msg_nest_end(m), -EINVAL);
}

static void width_by_schema_needs_a_schema(void **state)
{
    (void)state;
    assert_int_equal(kl_msg_put_uint(m, 1, 1), -EINVAL);
    kl_msg_start(m, 16, 0);
    assert_int_equal(kl_msg_put_int(m, 1, 1), -EINVAL);
}

/* ---- Building by a schema ---- */

static void start_create(void)
{
    const struct kl_family *ipset = kl_family_find("ipset");

    assert_non_null(ipset);
    assert_int_equal(kl_msg_start_command(m, ipset, "Create", 0, NLM_F_EXCL), 0);
}

static void a_command_brings_type_and_fixed_header(void **state)
{
    const unsigned char nfgen[] = {AF_INET, 0, 0, 0};

    (void)state;
    start_create();
    assert_int_equal(kl_msg_header(m)->nlmsg_type, 6 << 8 | 2);
    assert_int_equal(kl_msg_header(m)->nlmsg_len, 16 + 4);
    assert_memory_equal(kl_msg_header(m) + 1, "\0\0\0\0", 4);
    assert_int_equal(kl_msg_put_header(m, nfgen, sizeof(nfgen)), 0); /* replaces the zeroes */
    assert_int_equal(kl_msg_header(m)->nlmsg_len, 16 + 4);
    assert_memory_equal(kl_msg_header(m) + 1, nfgen, 4);
    assert_int_equal(kl_msg_start_command(m, kl_family_find("ipset"), "none", 0, 0), -ENOENT);
}

static void a_generic_command_brings_its_genlmsghdr(void **state)
{
    const struct kl_family *f = kl_family_find("nlctrl");

    (void)state;
    assert_non_null(f);
    assert_int_equal(kl_msg_start_command(m, f, "CTRL_CMD_GETFAMILY", 0, 0), 0);
    assert_int_equal(kl_msg_header(m)->nlmsg_type, 0x10);
    assert_memory_equal(kl_msg_header(m) + 1, "\3\2\0\0", 4);
}

static void the_schema_says_width_and_byte_order(void **state)
{
    const unsigned char wanted[] = {
        5,  0, 1,  0,    7, 0, 0, 0, /* PROTOCOL, u8 */
        12, 0, 7,  0x80,             /* DATA */
        8,  0, 19, 0x40, 0, 1, 0, 0, /* MAXELEM, u32 in network order, marked as such */
    };

    (void)state;
    start_create();
    kl_msg_put_uint(m, 1, 7);
    kl_msg_nest_begin(m, 7);
    kl_msg_put_uint(m, 19, 65536);
    kl_msg_nest_end(m);
    assert_int_equal(kl_msg_error(m), 0);
    assert_memory_equal((const char *)kl_msg_header(m) + 20, wanted, sizeof(wanted));
}

static void an_unknown_attribute_is_refused_with_its_path(void **state)
{
    (void)state;
    start_create();
    kl_msg_nest_begin(m, 7);
    assert_int_equal(kl_msg_put_u8(m, 200, 1), -ENOENT);
    assert_string_equal(kl_msg_error_path(m), "IPSET_ATTR_DATA.200");
}

static void a_wrong_type_is_refused_with_its_path(void **state)
{
    (void)state;
    start_create();
    kl_msg_nest_begin(m, 7);
    assert_int_equal(kl_msg_put_u8(m, 19, 1), -EINVAL); /* a u32 */
    assert_string_equal(kl_msg_error_path(m), "IPSET_ATTR_DATA.IPSET_ATTR_MAXELEM");
    start_create();
    assert_int_equal(kl_msg_put_str(m, 1, "text"), -EINVAL);
    start_create();
    assert_int_equal(kl_msg_nest_begin(m, 1), -EINVAL);
    start_create();
    assert_int_equal(kl_msg_put_flag(m, 1), -EINVAL);
    start_create();
    assert_int_equal(kl_msg_put_int(m, 1, -1), -ERANGE);
    assert_string_equal(kl_msg_error_path(m), "IPSET_ATTR_PROTOCOL");
}

static void a_string_too_long_is_refused(void **state)
{
    (void)state;
    start_create();
    assert_int_equal(kl_msg_put_str(m, 2, "0123456789012345678901234567890"), 0); /* 31 */
    assert_int_equal(kl_msg_put_str(m, 2, "01234567890123456789012345678901"), -ERANGE);
    assert_string_equal(kl_msg_error_path(m), "IPSET_ATTR_SETNAME");
}

/* ---- Reading ---- */

static struct kl_view raw(const void *data, size_t len)
{
    return (struct kl_view){.data = data, .len = len};
}

static void flags_are_masked_off_the_type(void **state)
{
    struct kl_view v = raw("\x08\0\x03\xc0\1\2\3\4", 8);
    struct kl_attr a;

    (void)state;
    assert_int_equal(kl_view_next(&v, &a), 1);
    assert_int_equal(a.type, 3);
    assert_int_equal(a.flags, NLA_F_NESTED | NLA_F_NET_BYTEORDER);
    assert_int_equal(a.len, 4);
    assert_int_equal(kl_view_next(&v, &a), 0);
}

static void a_length_under_4_ends_the_walk(void **state)
{
    struct kl_attr a;

    (void)state;
    for (char len = 0; len < 4; len++) {
        char data[12] = {4, 0, 9, 0, len, 0, 1, 0, 4, 0, 2, 0};
        struct kl_view v = raw(data, sizeof(data)), all = v;

        assert_int_equal(kl_view_next(&v, &a), 1);
        assert_int_equal(kl_view_next(&v, &a), -EBADMSG);
        assert_int_equal(kl_view_next(&v, &a), 0); /* it is over */
        assert_int_equal(kl_view_get(&all, 9, &a), 0);
        assert_int_equal(kl_view_get(&all, 2, &a), -EBADMSG);
    }
}

static void a_length_past_the_end_ends_the_walk(void **state)
{
    struct kl_view v = raw("\x09\0\x01\0abcd", 8);
    struct kl_attr a;

    (void)state;
    assert_int_equal(kl_view_next(&v, &a), -EBADMSG);
    assert_int_equal(v.len, 0);
}

static void an_unaligned_tail_is_tolerated(void **state)
{
    struct kl_view last = raw("\x05\0\x01\0a", 5), zero = raw("\x05\0\x01\0a\0\0\0\0\0\0", 11);
    struct kl_view junk = raw("\x05\0\x01\0a\0\0\0\0\0\1", 11);
    struct kl_attr a;

    (void)state;
    assert_int_equal(kl_view_next(&last, &a), 1);
    assert_int_equal(a.len, 1);
    assert_int_equal(kl_view_next(&last, &a), 0);
    assert_int_equal(kl_view_next(&zero, &a), 1);
    assert_int_equal(kl_view_next(&zero, &a), 0);
    assert_int_equal(kl_view_next(&junk, &a), 1);
    assert_int_equal(kl_view_next(&junk, &a), -EBADMSG);
}

static void strings_need_no_nul(void **state)
{
    struct kl_view v = raw("\x07\0\x01\0abc\0\x07\0\x02\0a\0\0\0\x04\0\x03\0", 20);
    const char *text;
    size_t len;

    (void)state;
    assert_int_equal(kl_view_get_str(&v, 1, &text, &len), 0);
    assert_int_equal(len, 3);
    assert_memory_equal(text, "abc", 3);
    assert_int_equal(kl_view_get_str(&v, 2, &text, &len), 0);
    assert_int_equal(len, 1);
    assert_int_equal(kl_view_get_str(&v, 3, &text, &len), 0);
    assert_int_equal(len, 0);
    assert_int_equal(kl_view_get_str(&v, 4, &text, &len), -ENODATA);
}

static void integers_of_every_width(void **state)
{
    uint64_t u = 77;
    int64_t i;
    struct kl_view v;

    (void)state;
    kl_msg_put_u8(m, 1, 0xfe);
    kl_msg_put_u16(m, 2, 0xfffe);
    kl_msg_put_u32(m, 3, 0xfffffffe);
    kl_msg_put_u64(m, 4, UINT64_MAX - 1);
    kl_msg_put_u16(m, 5 | NLA_F_NET_BYTEORDER, 0x0102);
    kl_msg_put_bytes(m, 6, "abc", 3);
    kl_msg_put_flag(m, 7);
    v = view_of_message(0);
    assert_int_equal(kl_view_get_uint(&v, 1, &u), 0);
    assert_int_equal(u, 0xfe);
    assert_int_equal(kl_view_get_uint(&v, 4, &u), 0);
    assert_true(u == UINT64_MAX - 1);
    for (uint16_t attr = 1; attr <= 4; attr++) {
        assert_int_equal(kl_view_get_int(&v, attr, &i), 0);
        assert_true(i == -2);
    }
    assert_int_equal(kl_view_get_uint(&v, 5, &u), 0);
    assert_int_equal(u, 0x0102);
    assert_int_equal(kl_view_get_uint(&v, 6, &u), -EBADMSG);
    assert_int_equal(kl_view_get_uint(&v, 7, &u), -EBADMSG);
    assert_int_equal(kl_view_get_int(&v, 8, &i), -ENODATA);
    assert_int_equal(u, 0x0102); /* untouched by failures */
}

static void nests_are_read_by_their_id(void **state)
{
    struct kl_view v, data;
    uint64_t u;

    (void)state;
    start_create();
    kl_msg_nest_begin(m, 7);
    kl_msg_put_uint(m, 19, 65536);
    kl_msg_nest_end(m);
    v = view_of_message(4);
    assert_int_equal(kl_view_get_nest(&v, 7, &data), 0);
    assert_null(data.set);
    assert_true(kl_view_has(&data, 19));
    assert_false(kl_view_has(&data, 20));
    assert_int_equal(kl_view_get_uint(&data, 19, &u), 0); /* by NLA_F_NET_BYTEORDER */
    assert_int_equal(u, 65536);
    assert_int_equal(kl_view_get_nest(&v, 8, &data), -ENODATA);
}

static void a_message_shorter_than_its_header_is_malformed(void **state)
{
    struct nlmsghdr h[2] = {{.nlmsg_len = 19}};
    struct kl_view v;

    (void)state;
    assert_int_equal(kl_view_message(&v, h, 4, NULL), -EBADMSG);
    assert_int_equal(kl_view_message(&v, h, 3, NULL), 0); /* its padding may be missing */
    assert_int_equal(v.len, 0);
    h[0].nlmsg_len = 15;
    assert_int_equal(kl_view_message(&v, h, 0, NULL), -EBADMSG);
    assert_int_equal(kl_view_message(&v, h, SIZE_MAX, NULL), -EBADMSG);
}

/* Every length of a valid message, its end at an unreadable page: no byte behind it is touched. */
static void reading_never_goes_past_the_end(void **state)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), len;
    char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned walked = 0;

    (void)state;
    assert_ptr_not_equal(map, MAP_FAILED);
    assert_int_equal(mprotect(map + page, page, PROT_NONE), 0);
    kl_msg_nest_begin(m, 1);
    kl_msg_put_str(m, 2, "text");
    kl_msg_put_u8(m, 3, 1);
    kl_msg_nest_end(m);
    kl_msg_put_u64(m, 4, 1);
    len = kl_msg_header(m)->nlmsg_len - 16;
    for (size_t n = 0; n <= len; n++) {
        struct kl_view v = raw(map + page - n, n), nest;
        struct kl_attr a;
        const char *text;
        uint64_t u;
        size_t text_len;

        memcpy(map + page - n, kl_msg_header(m) + 1, n);
        while (kl_view_next(&v, &a) > 0)
            walked++;
        v = raw(map + page - n, n);
        if (kl_view_get_nest(&v, 1, &nest) == 0) {
            kl_view_get_str(&nest, 2, &text, &text_len);
            kl_view_get_uint(&nest, 3, &u);
        }
        kl_view_get_uint(&v, 4, &u);
    }
    assert_true(walked > 0);
    munmap(map, 2 * page);
}

#define T(name) cmocka_unit_test_setup_teardown(name, new_message, free_message)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(an_empty_message_is_a_header),
        T(attributes_are_laid_out_as_the_kernel_reads_them),
        T(padding_is_zero_after_reuse),
        T(a_message_grows_past_64_kib),
        T(a_payload_over_65531_bytes_is_refused_with_its_path),
        T(a_nest_over_65531_bytes_is_refused_with_its_path),
        T(nests_deeper_than_32_are_refused),
        T(the_first_failure_sticks),
        T(a_header_comes_before_attributes),
        T(a_nest_end_needs_its_begin),
        T(width_by_schema_needs_a_schema),
        T(a_command_brings_type_and_fixed_header),
        T(a_generic_command_brings_its_genlmsghdr),
        T(the_schema_says_width_and_byte_order),
        T(an_unknown_attribute_is_refused_with_its_path),
        T(a_wrong_type_is_refused_with_its_path),
        T(a_string_too_long_is_refused),
        T(flags_are_masked_off_the_type),
        T(a_length_under_4_ends_the_walk),
        T(a_length_past_the_end_ends_the_walk),
        T(an_unaligned_tail_is_tolerated),
        T(strings_need_no_nul),
        T(integers_of_every_width),
        T(nests_are_read_by_their_id),
        T(a_message_shorter_than_its_header_is_malformed),
        T(reading_never_goes_past_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
