// SPDX-License-Identifier: MIT
// A kernel newer than this library: a revision with attributes that it does not know, and a set
// type that it has never heard of, are listed as far as they are understood.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "fake_kernel.h"
#include "ipset/session.h"

#define NEW_ATTR 60 /* no attribute of today's */

static struct fake f;
static struct kl_ipset h;

static int set_up(void **state)
{
    const struct kl_sock_options options = {.protocol = NETLINK_NETFILTER};

    (void)state;
    fake_open(&f, &options);
    h = (struct kl_ipset){.sock = f.sock, .protocol = 7, .protocol_min = 6};
    return kl_msg_new(&h.msg) || kl_names_new(&h.names);
}

static int tear_down(void **state)
{
    (void)state;
    kl_names_free(h.names);
    kl_msg_free(h.msg);
    fake_close(&f);
    return 0;
}

/* One message of a listing: a set of @type whose one element has an address and @extra. */
static void put_set(struct fake *k, uint32_t seq, const char *name, const char *type,
                    uint8_t revision, bool extra)
{
    static const unsigned char ip[] = {8, 0, 1, 0x40, 192, 0, 2, 1};
    unsigned char data[64], adt[64];
    static struct blob b;
    struct nlmsghdr *m;
    size_t len = 0;
    uint8_t protocol = 7, family = AF_INET;
    struct nlattr a = {4 + sizeof(ip), IPSET_ATTR_IP | NLA_F_NESTED};

    b.len = 0;
    m = blob_message(&b, seq, 6 << 8 | IPSET_CMD_LIST, NLM_F_MULTI);
    blob_bytes(&b, m, "\2\0\0", 4);
    blob_attr(&b, m, IPSET_ATTR_PROTOCOL, &protocol, 1);
    blob_attr(&b, m, IPSET_ATTR_SETNAME, name, strlen(name) + 1);
    blob_attr(&b, m, IPSET_ATTR_TYPENAME, type, strlen(type) + 1);
    blob_attr(&b, m, IPSET_ATTR_FAMILY, &family, 1);
    blob_attr(&b, m, IPSET_ATTR_REVISION, &revision, 1);
    blob_attr(&b, m, IPSET_ATTR_DATA | NLA_F_NESTED, NULL, 0);
    memcpy(data + len, &a, sizeof(a));
    memcpy(data + len + 4, ip, sizeof(ip));
    len += 4 + sizeof(ip);
    if (extra) {
        a = (struct nlattr){8, NEW_ATTR};
        memcpy(data + len, &a, sizeof(a));
        memcpy(data + len + 4, "\xde\xad\xbe\xef", 4);
        len += 8;
    }
    a = (struct nlattr){(uint16_t)(4 + len), IPSET_ATTR_DATA | NLA_F_NESTED};
    memcpy(adt, &a, sizeof(a));
    memcpy(adt + 4, data, len);
    blob_attr(&b, m, IPSET_ATTR_ADT | NLA_F_NESTED, adt, 4 + len);
    fake_send(k, b.data, b.len);
}

static void answer(struct fake *k, const struct nlmsghdr *request)
{
    put_set(k, request->nlmsg_seq, "today", "hash:ip", 4, false);
    put_set(k, request->nlmsg_seq, "newer", "hash:ip", 99, true);
    put_set(k, request->nlmsg_seq, "other", "hash:new", 0, true);
    fake_done(k, request->nlmsg_seq, 0, 0);
}

struct seen {
    unsigned sets, elements, unknown, without_type, raw_bytes, addresses;
};

static int on_header(const struct kl_ipset_params *set, void *user)
{
    struct seen *s = user;

    s->sets++;
    if (strcmp(set->name, "newer") == 0)
        assert_int_equal(set->revision, 99);
    return 0;
}

static int on_element(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                      const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                      void *user)
{
    struct seen *s = user;
    const void *bytes;
    size_t len;

    (void)set;
    s->elements++;
    s->unknown += unknown;
    s->without_type += type == NULL;
    s->addresses += type != NULL && (e->has & KL_IPSET_E_IP) != 0;
    if (kl_view_get_bytes(raw, NEW_ATTR, &bytes, &len) == 0)
        s->raw_bytes += (unsigned)len;
    return 0;
}

static void what_is_understood_is_listed(void **state)
{
    static const struct kl_ipset_list_calls calls = {on_header, on_element, NULL};
    struct seen s = {.sets = 0};

    (void)state;
    f.script = answer;
    assert_int_equal(kl_ipset_list(&h, NULL, 0, &calls, &s), 3);
    assert_int_equal(s.sets, 3);
    assert_int_equal(s.elements, 3);
    assert_int_equal(s.addresses, 2);
    assert_int_equal(s.without_type, 1);
    assert_true(s.unknown >= 1);
    assert_int_equal(s.raw_bytes, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_understood_is_listed, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
