// SPDX-License-Identifier: MIT
// The ipset module against the running kernel: every method, read back by Debian's ipset where it
// is installed, and the causes of failures.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cmocka.h>

#include <kernlink/kernlink.h>

#include "kernel_world.h"

static struct kl_ipset *h;

static int open_ipset(void **state)
{
    (void)state;
    assert_int_equal(kl_ipset_open(&h, NULL), 0);
    assert_int_equal(kl_ipset_flush(h, NULL), 0); /* a list:set holds its members */
    assert_int_equal(kl_ipset_destroy(h, NULL, 0), 0);
    return 0;
}

static int close_ipset(void **state)
{
    (void)state;
    kl_ipset_close(h);
    h = NULL;
    return 0;
}

/* What Debian's ipset prints for @arguments is @wanted; elements sorted, initval left out. */
static void peer_says(const char *arguments, const char *wanted)
{
    char command[512], got[4096];
    size_t len;
    FILE *in;

    snprintf(
        command, sizeof(command),
        "PATH=$PATH:/usr/sbin:/sbin; ipset %s | sed 's/ initval 0x[0-9a-f]*//' | LC_ALL=C sort",
        arguments);
    in = popen(command, "r");
    assert_non_null(in);
    len = fread(got, 1, sizeof(got) - 1, in);
    got[len] = '\0';
    pclose(in);
    assert_string_equal(got, wanted);
}

static int peer_does(const char *arguments)
{
    char command[512];
    int status;

    snprintf(command, sizeof(command), "PATH=$PATH:/usr/sbin:/sbin; exec ipset %s 2>/dev/null",
             arguments);
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void create(const char *name, const char *type)
{
    struct kl_ipset_params p = {.has = 0};

    strcpy(p.name, name);
    strcpy(p.type, type);
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
}

static void the_protocol_is_negotiated(void **state)
{
    const struct kl_ipset_options six = {.protocol = 6}, nine = {.protocol = 9};
    struct kl_ipset *other = NULL;
    uint16_t index;

    (void)state;
    assert_int_equal(kl_ipset_protocol(h), 7);
    assert_true(kl_ipset_protocol_min(h) >= 6 && kl_ipset_protocol_min(h) <= 7);
    assert_int_equal(kl_ipset_open(&other, &six), 0);
    assert_int_equal(kl_ipset_protocol(other), 6);
    create("a", "hash:ip");
    assert_int_equal(kl_ipset_add_text(other, "a", "192.0.2.1", 0), 0);
    assert_int_equal(kl_ipset_get_byname(other, "a", &index), -ENOTSUP);
    kl_ipset_close(other);
    other = NULL;
    assert_true(kl_ipset_open(&other, &nine) < 0);
    assert_null(other);
}

static void revisions_are_the_kernels(void **state)
{
    uint8_t min = 200, max = 200;

    (void)state;
    assert_int_equal(kl_ipset_get_supported_revisions(h, "hash:ip", AF_INET, &min, &max), 0);
    assert_true(min <= max && max >= 4 && max < 50);
    min = max = 200;
    assert_true(kl_ipset_get_supported_revisions(h, "hash:nonsense", AF_INET, &min, &max) < 0);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_NO_TYPE);
    assert_int_equal(min, 200);
    assert_int_equal(max, 200);
}

static void a_forced_revision_is_used(void **state)
{
    const struct kl_ipset_options one = {.force_revision = true, .revision = 1};
    struct kl_ipset_params p = {.name = "a", .type = "hash:ip", .has = KL_IPSET_P_TIMEOUT}, got;
    struct kl_ipset *old;

    (void)state;
    assert_int_equal(kl_ipset_open(&old, &one), 0);
    assert_int_equal(kl_ipset_create(old, &p, 0), 0);
    assert_int_equal(kl_ipset_headers(h, "a", &got), 0);
    assert_int_equal(got.revision, 1);
    /* Comments came with revision 2: that is said before the kernel is asked. */
    strcpy(p.name, "b");
    p.has = KL_IPSET_P_COMMENT;
    assert_int_equal(kl_ipset_create(old, &p, 0), -EOPNOTSUPP);
    assert_int_equal(kl_ipset_cause(old), KL_IPSET_UNSUPPORTED);
    assert_non_null(strstr(kl_error_text(kl_ipset_error(old)), "comment"));
    kl_ipset_close(old);
    assert_int_equal(kl_ipset_headers(h, "b", &got), -ENOENT);
    p.has = KL_IPSET_P_REVISION;
    p.revision = 0;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    assert_int_equal(kl_ipset_headers(h, "b", &got), 0);
    assert_int_equal(got.revision, 0);
}

static void every_option_of_create_arrives(void **state)
{
    struct kl_ipset_params p = {
        .name = "all",
        .type = "hash:ip",
        .has = KL_IPSET_P_FAMILY | KL_IPSET_P_HASHSIZE | KL_IPSET_P_MAXELEM | KL_IPSET_P_TIMEOUT |
               KL_IPSET_P_COUNTERS | KL_IPSET_P_COMMENT | KL_IPSET_P_SKBINFO | KL_IPSET_P_NETMASK |
               KL_IPSET_P_BUCKETSIZE | KL_IPSET_P_INITVAL | KL_IPSET_P_FORCEADD,
        .family = AF_INET6,
        .hashsize = 64,
        .maxelem = 1000,
        .timeout = 60,
        .netmask = 64,
        .bucketsize = 4,
        .initval = 0x1234};
    struct kl_ipset_params got;

    (void)state;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    peer_says("save all", "create all hash:ip family inet6 hashsize 64 maxelem 1000 netmask 64 "
                          "timeout 60 counters comment skbinfo bucketsize 4\n");
    assert_int_equal(kl_ipset_headers(h, "all", &got), 0);
    assert_int_equal(got.has & p.has, p.has);
    assert_int_equal(got.family, AF_INET6);
    assert_int_equal(got.hashsize, 64);
    assert_int_equal(got.maxelem, 1000);
    assert_int_equal(got.timeout, 60);
    assert_int_equal(got.netmask, 64);
    assert_int_equal(got.bucketsize, 4);
    assert_int_equal(got.initval, 0x1234);
    assert_int_equal(got.references, 0);
    assert_true(got.memsize > 0);
}

static void bitmaps_take_ranges(void **state)
{
    struct kl_ipset_params ports = {
        .name = "p", .type = "bitmap:port", .has = KL_IPSET_P_PORTS, .port = 6000, .port_to = 6003};
    struct kl_ipset_params ips = {.name = "i",
                                  .type = "bitmap:ip",
                                  .has = KL_IPSET_P_RANGE,
                                  .cidr = 16,
                                  .ip = {AF_INET, {10, 1, 0, 0}}};

    (void)state;
    assert_int_equal(kl_ipset_create(h, &ports, 0), 0);
    assert_int_equal(kl_ipset_create(h, &ips, 0), 0);
    assert_int_equal(kl_ipset_add_text(h, "p", "6000-6002", 0), 0);
    peer_says("save p",
              "add p 6000\nadd p 6001\nadd p 6002\ncreate p bitmap:port range 6000-6003\n");
    peer_says("save i", "create i bitmap:ip range 10.1.0.0-10.1.255.255\n");
    assert_true(kl_ipset_add_text(h, "p", "7000", 0) < 0);
    strcpy(ports.name, "q");
    ports.has = 0;
    assert_int_equal(kl_ipset_create(h, &ports, 0), -EINVAL);
    assert_non_null(strstr(kl_error_text(kl_ipset_error(h)), "range"));
}

static void exclusive_or_not(void **state)
{
    struct kl_ipset_params p = {.name = "a", .type = "hash:ip"};

    (void)state;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    assert_int_equal(kl_ipset_create(h, &p, 0), -EEXIST);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_SET_EXISTS);
    assert_int_equal(kl_ipset_create(h, &p, KL_IPSET_EXIST), 0);
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.1", 0), 0);
    assert_true(kl_ipset_add_text(h, "a", "192.0.2.1", 0) < 0);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_ALREADY_THERE);
    assert_string_equal(kl_error_object(kl_ipset_error(h)), "a");
    assert_string_equal(kl_error_element(kl_ipset_error(h)), "192.0.2.1");
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.1", KL_IPSET_EXIST), 0);
    assert_true(kl_ipset_delete_text(h, "a", "192.0.2.2", 0) < 0);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_NOT_THERE);
    assert_int_equal(kl_ipset_delete_text(h, "a", "192.0.2.2", KL_IPSET_EXIST), 0);
    assert_int_equal(kl_ipset_delete_text(h, "a", "192.0.2.1", 0), 0);
    peer_says("save a", "create a hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12\n");
}

static void test_is_yes_no_or_failure(void **state)
{
    (void)state;
    create("a", "hash:net");
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.0/24", 0), 0);
    assert_int_equal(kl_ipset_test_text(h, "a", "192.0.2.7"), 1);
    assert_int_equal(kl_ipset_test_text(h, "a", "198.51.100.1"), 0);
    assert_int_equal(kl_ipset_test_text(h, "b", "198.51.100.1"), -ENOENT);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_NO_SET);
    assert_true(kl_ipset_test_text(h, "a", "198.51.100.256") < 0);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_SYNTAX);
}

static void elements_as_structures(void **state)
{
    struct kl_ipset_elem e = {.has = KL_IPSET_E_IP | KL_IPSET_E_PORT | KL_IPSET_E_COMMENT |
                                     KL_IPSET_E_SKBMARK | KL_IPSET_E_SKBPRIO | KL_IPSET_E_SKBQUEUE |
                                     KL_IPSET_E_PACKETS | KL_IPSET_E_BYTES,
                              .ip = {AF_INET, {192, 0, 2, 1}},
                              .port = {.port = 80, .port_to = 82, .protocol = 17},
                              .skbmark = 5,
                              .skbprio = 0x10002,
                              .skbqueue = 3,
                              .packets = 1,
                              .bytes = 2,
                              .comment = "web",
                              .comment_len = 3};
    struct kl_ipset_params p = {.name = "a",
                                .type = "hash:ip,port",
                                .has =
                                    KL_IPSET_P_COMMENT | KL_IPSET_P_SKBINFO | KL_IPSET_P_COUNTERS};
    const char *tail = " packets 1 bytes 2 comment \"web\" skbmark 0x5 skbprio 1:2 skbqueue 3\n";
    char wanted[1024];

    (void)state;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    assert_int_equal(kl_ipset_add(h, "a", &e, 0), 0);
    snprintf(wanted, sizeof(wanted),
             "add a 192.0.2.1,udp:80%sadd a 192.0.2.1,udp:81%sadd a 192.0.2.1,udp:82%s"
             "create a hash:ip,port family inet hashsize 1024 maxelem 65536 counters comment "
             "skbinfo bucketsize 12\n",
             tail, tail, tail);
    peer_says("save a", wanted);
    e.has = KL_IPSET_E_IP | KL_IPSET_E_PORT;
    e.port.port_to = 0;
    assert_int_equal(kl_ipset_test(h, "a", &e), 1);
    e.port.protocol = 0; /* tcp, as on the command line */
    assert_int_equal(kl_ipset_test(h, "a", &e), 0);
    e.port.protocol = 17;
    assert_int_equal(kl_ipset_delete(h, "a", &e, 0), 0);
    assert_int_equal(kl_ipset_test(h, "a", &e), 0);
}

static void lists_keep_their_order(void **state)
{
    (void)state;
    create("a", "hash:ip");
    create("b", "hash:ip");
    create("c", "hash:ip");
    create("l", "list:set");
    assert_int_equal(kl_ipset_add_text(h, "l", "a", 0), 0);
    assert_int_equal(kl_ipset_add_text(h, "l", "b before a", 0), 0);
    assert_int_equal(kl_ipset_add_text(h, "l", "c after b", 0), 0);
    assert_int_equal(peer_does("list l | tail -n 3 | tr '\\n' ' ' | grep -qx 'b c a '"), 0);
    assert_int_equal(kl_ipset_test_text(h, "l", "b before c"), 1);
    assert_int_equal(kl_ipset_test_text(h, "l", "b before a"), 0);
    assert_int_equal(kl_ipset_destroy(h, "a", 0), -4100);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_IN_USE);
    assert_int_equal(kl_ipset_delete_text(h, "l", "a", 0), 0);
    assert_int_equal(kl_ipset_destroy(h, "a", 0), 0);
}

static void wildcard_nomatch_and_physdev(void **state)
{
    (void)state;
    create("a", "hash:net,iface");
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.0/24,eth wildcard", 0), 0);
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.0/25,physdev:br0 nomatch", 0), 0);
    peer_says("save a", "add a 192.0.2.0/24,eth wildcard\n"
                        "add a 192.0.2.0/25,physdev:br0 nomatch\n"
                        "create a hash:net,iface family inet hashsize 1024 maxelem 65536 "
                        "bucketsize 12\n");
}

static void rename_swap_flush_destroy(void **state)
{
    (void)state;
    create("a", "hash:ip");
    create("b", "hash:ip");
    create("p", "hash:net");
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.1", 0), 0);
    assert_int_equal(kl_ipset_swap(h, "a", "b"), 0);
    assert_int_equal(peer_does("test b 192.0.2.1"), 0);
    assert_int_equal(peer_does("test a 192.0.2.1"), 1);
    assert_int_equal(kl_ipset_swap(h, "a", "p"), -4102);
    assert_int_equal(kl_ipset_rename(h, "a", "b"), -4101);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_SET_EXISTS);
    assert_int_equal(kl_ipset_rename(h, "b", "c"), 0);
    assert_int_equal(kl_ipset_test_text(h, "c", "192.0.2.1"), 1);
    assert_int_equal(kl_ipset_flush(h, "c"), 0);
    assert_int_equal(kl_ipset_test_text(h, "c", "192.0.2.1"), 0);
    assert_int_equal(kl_ipset_flush(h, "nothing"), -ENOENT);
    assert_int_equal(kl_ipset_destroy(h, "nothing", 0), -ENOENT);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_NO_SET);
    assert_int_equal(kl_ipset_destroy(h, "nothing", KL_IPSET_EXIST), 0);
    assert_int_equal(kl_ipset_add_text(h, "c", "192.0.2.1", 0), 0);
    assert_int_equal(kl_ipset_flush(h, NULL), 0);
    assert_int_equal(kl_ipset_test_text(h, "c", "192.0.2.1"), 0);
    assert_int_equal(kl_ipset_destroy(h, NULL, 0), 0);
    peer_says("save", "");
}

static void a_full_set_says_so(void **state)
{
    struct kl_ipset_params p = {
        .name = "a", .type = "hash:ip", .has = KL_IPSET_P_MAXELEM, .maxelem = 2};

    (void)state;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.1", 0), 0);
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.2", 0), 0);
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.3", 0), -4352);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_FULL);
    assert_non_null(strstr(kl_error_text(kl_ipset_error(h)), "192.0.2.3"));
}

static void numbers_and_names_of_sets(void **state)
{
    uint16_t a = 4242, b = 4242;
    char name[KL_IPSET_NAME_SIZE] = "untouched";

    (void)state;
    create("a", "hash:ip");
    create("b", "hash:ip");
    assert_int_equal(kl_ipset_get_byname(h, "a", &a), 0);
    assert_int_equal(kl_ipset_get_byname(h, "b", &b), 0);
    assert_int_not_equal(a, b);
    assert_int_equal(kl_ipset_get_byindex(h, 60000, name), -ENOENT);
    assert_string_equal(name, "untouched");
    assert_int_equal(kl_ipset_get_byindex(h, b, name), 0);
    assert_string_equal(name, "b");
    assert_int_equal(kl_ipset_get_byname(h, "c", &b), -ENOENT);
}

struct seen {
    char names[128];
    unsigned elements, ended;
    int stop; /* what the element callback returns */
    int inside;
};

static int on_header(const struct kl_ipset_params *set, void *user)
{
    struct seen *seen = user;

    strcat(strcat(seen->names, set->name), " ");
    return 0;
}

static int on_element(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                      const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                      void *user)
{
    struct seen *seen = user;

    (void)raw;
    assert_string_equal(kl_ipset_type_name(type), set->type);
    assert_true(e->has & KL_IPSET_E_IP);
    assert_int_equal(unknown, 0);
    seen->elements++;
    seen->inside = kl_ipset_flush(h, "a");
    return seen->stop;
}

static int on_end(const struct kl_ipset_params *set, void *user)
{
    (void)set;
    ((struct seen *)user)->ended++;
    return 0;
}

static const struct kl_ipset_list_calls calls = {on_header, on_element, on_end};

static void listing_one_and_all(void **state)
{
    struct seen one = {.stop = 0}, all = {.stop = 0}, names = {.stop = 0},
                cut = {.stop = -ECANCELED};

    (void)state;
    create("a", "hash:ip");
    create("b", "hash:net");
    for (int i = 0; i < 3000; i++) {
        char text[32];

        snprintf(text, sizeof(text), "10.0.%d.%d", i / 250, i % 250);
        assert_int_equal(kl_ipset_add_text(h, "a", text, 0), 0);
    }
    assert_int_equal(kl_ipset_add_text(h, "b", "192.0.2.0/24", 0), 0);
    assert_int_equal(kl_ipset_list(h, "a", 0, &calls, &one), 1);
    assert_string_equal(one.names, "a ");
    assert_int_equal(one.elements, 3000);
    assert_int_equal(one.inside, -EBUSY);
    assert_int_equal(kl_ipset_list(h, NULL, 0, &calls, &all), 2);
    assert_int_equal(all.elements, 3001);
    assert_int_equal(all.ended, 2);
    assert_int_equal(kl_ipset_list(h, NULL, KL_IPSET_NAMES_ONLY, &calls, &names), 2);
    assert_int_equal(names.elements, 0);
    /* Stopped by a callback; the handle goes on working. */
    assert_int_equal(kl_ipset_list(h, "a", 0, &calls, &cut), -ECANCELED);
    assert_int_equal(cut.elements, 1);
    assert_int_equal(kl_ipset_test_text(h, "a", "10.0.0.7"), 1);
    assert_int_equal(kl_ipset_list(h, "c", 0, &calls, &cut), -ENOENT);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_NO_SET);
}

static void a_set_as_an_object(void **state)
{
    struct kl_ipset_params p = {.name = "a", .type = "hash:ip,port"};
    struct kl_ipset_set *s = NULL, *again = NULL;

    (void)state;
    assert_int_equal(kl_ipset_set_open(&s, h, "a"), -ENOENT);
    assert_null(s);
    assert_int_equal(kl_ipset_set_create(&s, h, &p, 0), 0);
    assert_int_equal(kl_ipset_set_add(s, "192.0.2.1,udp:53", 0), 0);
    assert_int_equal(kl_ipset_set_open(&again, h, "a"), 0);
    assert_int_equal(kl_ipset_set_test(again, "192.0.2.1,udp:53"), 1);
    assert_string_equal(kl_ipset_set_params(again)->type, "hash:ip,port");
    assert_int_equal(kl_ipset_set_delete(again, "192.0.2.1,udp:53", 0), 0);
    assert_int_equal(kl_ipset_set_test(s, "192.0.2.1,udp:53"), 0);
    assert_int_equal(kl_ipset_set_flush(s), 0);
    assert_int_equal(kl_ipset_set_destroy(s), 0);
    kl_ipset_set_free(s);
    kl_ipset_set_free(again);
}

/* Somebody replaces a set by one of another type behind our back. */
static void a_replaced_set_is_asked_for_again(void **state)
{
    (void)state;
    create("a", "hash:ip");
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.1", 0), 0);
    assert_int_equal(peer_does("destroy a"), 0);
    assert_int_equal(peer_does("create a hash:ip,port"), 0);
    assert_true(kl_ipset_add_text(h, "a", "192.0.2.1", 0) < 0);
    assert_int_equal(kl_ipset_add_text(h, "a", "192.0.2.1,80", 0), 0);
    assert_int_equal(peer_does("test a 192.0.2.1,80"), 0);
}

static void names_are_checked_before_they_are_sent(void **state)
{
    struct kl_ipset_params p = {.type = "hash:ip"};

    (void)state;
    assert_int_equal(kl_ipset_create(h, &p, 0), -EINVAL);
    assert_int_equal(kl_ipset_flush(h, "a-name-that-is-longer-than-the-31-allowed"), -EINVAL);
    assert_int_equal(kl_ipset_add_text(h, "", "192.0.2.1", 0), -EINVAL);
    memset(p.name, 'x', sizeof(p.name)); /* no NUL at all */
    assert_int_equal(kl_ipset_create(h, &p, 0), -EINVAL);
    peer_says("save", "");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_ipset, close_ipset)
    const struct CMUnitTest tests[] = {
        TEST(the_protocol_is_negotiated),
        TEST(revisions_are_the_kernels),
        TEST(a_forced_revision_is_used),
        TEST(every_option_of_create_arrives),
        TEST(bitmaps_take_ranges),
        TEST(exclusive_or_not),
        TEST(test_is_yes_no_or_failure),
        TEST(elements_as_structures),
        TEST(lists_keep_their_order),
        TEST(wildcard_nomatch_and_physdev),
        TEST(rename_swap_flush_destroy),
        TEST(a_full_set_says_so),
        TEST(numbers_and_names_of_sets),
        TEST(listing_one_and_all),
        TEST(a_set_as_an_object),
        TEST(a_replaced_set_is_asked_for_again),
        TEST(names_are_checked_before_they_are_sent),
    };

    world_check();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
