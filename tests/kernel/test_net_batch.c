// SPDX-License-Identifier: MIT
// Batches of changes: many in one send, and each answer with its change.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/rtnetlink.h>

#include "net_world.h"

struct results {
    unsigned n, failed;
    size_t numbers[64];
    int codes[64];
    void *tags[64];
    char texts[64][512];
    int give;
};

static int note(const struct kl_net_batch_result *r, void *user)
{
    struct results *x = user;

    if (x->n < 64) {
        x->numbers[x->n] = r->number;
        x->codes[x->n] = r->code;
        x->tags[x->n] = r->tag;
        snprintf(x->texts[x->n], sizeof(x->texts[0]), "%s", kl_error_text(r->error));
    }
    x->n++;
    x->failed += r->code < 0;
    return x->give;
}

static void fill_route(struct kl_net_route *r, struct kl_net *n, unsigned i)
{
    memset(r, 0, sizeof(*r));
    r->scope = KL_NET_SCOPE_AUTO;
    r->dst = net_ip("10.0.0.0/32");
    r->dst.bytes[1] = (uint8_t)(i >> 16);
    r->dst.bytes[2] = (uint8_t)(i >> 8);
    r->dst.bytes[3] = (uint8_t)i;
    r->hop.has = 1u << RTA_OIF;
    r->hop.ifindex = kl_net_link_index(n, "v0");
}

static void add_route(struct kl_net_batch *b, struct kl_net *n, enum kl_net_verb verb, unsigned i,
                      void *tag)
{
    static struct kl_net_route r;
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &r};

    if (r.hop.ifindex == 0 || i == 0)
        fill_route(&r, n, i);
    r.dst.bytes[1] = (uint8_t)(i >> 16);
    r.dst.bytes[2] = (uint8_t)(i >> 8);
    r.dst.bytes[3] = (uint8_t)i;
    net_ok(n, kl_net_batch_add(b, verb, &o, tag));
}

static void thousands_go_in_few_sends(void **state)
{
    struct kl_net *n = *state;
    struct kl_net_batch *b;
    struct results x = {0};
    char *count;

    net_ok(n, kl_net_batch_new(&b, n, 0));
    for (unsigned i = 0; i < 5000; i++)
        add_route(b, n, KL_NET_ADD, i, NULL);
    assert_int_equal(kl_net_batch_count(b), 5000);
    net_ok(n, kl_net_batch_run(b, note, &x));
    assert_int_equal(x.n, 0);
    assert_int_equal(kl_net_batch_count(b), 0);
    count = net_output("ip route show | grep -c '^10\\.'");
    assert_string_equal(count, "5000");
    free(count);
    for (unsigned i = 0; i < 5000; i++)
        add_route(b, n, KL_NET_DELETE, i, NULL);
    net_ok(n, kl_net_batch_run(b, NULL, NULL));
    count = net_output("ip route show | grep -c '^10\\.'");
    assert_string_equal(count, "0");
    free(count);
    kl_net_batch_free(b);
}

static void failures_name_their_change(void **state)
{
    struct kl_net *n = *state;
    struct kl_net_route bad = {.scope = KL_NET_SCOPE_AUTO, .dst = net_ip("20.0.0.0/8")};
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &bad};
    struct kl_net_batch *b;
    struct results x = {0};
    int tag;

    bad.hop.has = 1u << RTA_GATEWAY;
    bad.hop.via = net_ip("172.16.0.1");
    net_ok(n, kl_net_batch_new(&b, n, 0));
    for (unsigned i = 0; i < 300; i++)
        add_route(b, n, KL_NET_ADD, i, NULL);
    net_ok(n, kl_net_batch_add(b, KL_NET_ADD, &o, &tag));
    add_route(b, n, KL_NET_ADD, 5, NULL);
    add_route(b, n, KL_NET_ADD, 300, NULL);
    assert_int_equal(kl_net_batch_run(b, note, &x), -ENETUNREACH);
    assert_int_equal(x.n, 2);
    assert_int_equal(x.numbers[0], 300);
    assert_int_equal(x.codes[0], -ENETUNREACH);
    assert_ptr_equal(x.tags[0], &tag);
    assert_non_null(strstr(x.texts[0], "change 300 (route 20.0.0.0/8)"));
    assert_non_null(strstr(x.texts[0], "Nexthop has invalid gateway"));
    assert_int_equal(x.numbers[1], 301);
    assert_int_equal(x.codes[1], -EEXIST);
    assert_non_null(strstr(kl_error_text(kl_net_error(n)), "change 300"));
    net_ip_says("-j route show 10.0.1.44", "10.0.1.44"); /* number 300, behind the failures */
    kl_net_batch_free(b);
    net_run("ip route flush root 10.0.0.0/8");
}

static void all_results_come_in_order(void **state)
{
    struct kl_net *n = *state;
    struct kl_net_batch *b;
    struct results x = {0};

    net_ok(n, kl_net_batch_new(&b, n, KL_NET_BATCH_ALL));
    for (unsigned i = 0; i < 10; i++)
        add_route(b, n, KL_NET_ADD, i < 5 ? i : 1, NULL);
    assert_int_equal(kl_net_batch_run(b, note, &x), -EEXIST);
    assert_int_equal(x.n, 10);
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(x.numbers[i], i);
        assert_int_equal(x.codes[i], i < 5 ? 0 : -EEXIST);
    }
    kl_net_batch_free(b);
    net_run("ip route flush root 10.0.0.0/8");
}

static void nothing_is_done_behind_a_failure(void **state)
{
    struct kl_net *n = *state;
    struct kl_net_batch *b;
    struct results x = {0};

    net_ok(n, kl_net_batch_new(&b, n, KL_NET_BATCH_STOP));
    add_route(b, n, KL_NET_ADD, 0, NULL);
    add_route(b, n, KL_NET_ADD, 0, NULL);
    add_route(b, n, KL_NET_ADD, 1, NULL);
    assert_int_equal(kl_net_batch_run(b, note, &x), -EEXIST);
    assert_int_equal(x.n, 1);
    assert_int_equal(x.numbers[0], 1);
    net_ip_lacks("route show", "10.0.0.1");
    net_run("ip route flush root 10.0.0.0/8");

    /* The caller may stop, too: what went with the same send is done. */
    x = (struct results){.give = -EINTR};
    kl_net_batch_free(b);
    net_ok(n, kl_net_batch_new(&b, n, 0));
    add_route(b, n, KL_NET_ADD, 0, NULL);
    add_route(b, n, KL_NET_ADD, 0, NULL);
    for (unsigned i = 1; i < 2000; i++)
        add_route(b, n, KL_NET_ADD, i, NULL);
    assert_int_equal(kl_net_batch_run(b, note, &x), -EINTR);
    assert_int_equal(x.n, 1);
    net_ip_lacks("route show", "10.0.7.200 ");
    kl_net_batch_free(b);
    net_run("ip route flush root 10.0.0.0/8");
}

static void what_cannot_be_expressed_is_not_added(void **state)
{
    struct kl_net *n = *state;
    struct kl_net_route r = {.table = 5};
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &r};
    struct kl_net_batch *b;

    net_ok(n, kl_net_batch_new(&b, n, 0));
    net_refused(n, kl_net_batch_add(b, KL_NET_ADD, &o, NULL), -EINVAL);
    assert_int_equal(kl_net_batch_count(b), 0);
    net_ok(n, kl_net_batch_run(b, NULL, NULL));
    kl_net_batch_free(b);
}

static void links_and_their_like_in_one_batch(void **state)
{
    struct kl_net *n = *state;
    struct kl_net_link br = {.has = KL_NET_L_NAME, .name = "b0", .kind = "bridge"};
    struct kl_net_link port = {.has = KL_NET_L_ALIAS, .name = "v1", .alias = "a port"};
    struct kl_net_link none = {.has = KL_NET_L_MTU, .name = "none", .mtu = 1400};
    const char *name = "another-name-of-the-bridge";
    struct kl_net_link alt = {.name = "b0", .alt_names = &name, .n_alt_names = 1};
    struct kl_net_object o[] = {{.type = KL_NET_LINK, .link = &br},
                                {.type = KL_NET_LINK, .link = &port},
                                {.type = KL_NET_LINK, .link = &none},
                                {.type = KL_NET_ALTNAME, .link = &alt}};
    struct kl_net_batch *b;
    struct results x = {0};

    net_ok(n, kl_net_batch_new(&b, n, 0));
    net_ok(n, kl_net_batch_add(b, KL_NET_ADD, &o[0], NULL));
    for (unsigned i = 1; i < 3; i++)
        net_ok(n, kl_net_batch_add(b, KL_NET_CHANGE, &o[i], NULL));
    net_ok(n, kl_net_batch_add(b, KL_NET_ADD, &o[3], NULL));
    assert_int_equal(kl_net_batch_run(b, note, &x), -ENODEV);
    assert_int_equal(x.n, 1);
    assert_non_null(strstr(x.texts[0], "change 2 (link none)"));
    net_ip_says("-j link show v1", "\"ifalias\":\"a port\"");
    net_ip_says("-j link show b0", name);
    kl_net_batch_free(b);
    net_ok(n, kl_net_link_delete(n, kl_net_link_index(n, name)));
}

static int64_t add_json(struct kl_net_batch *b, const char *family, const char *json)
{
    return kl_net_batch_add_json(b, family, json, strlen(json), (void *)json);
}

static void changes_may_be_json(void **state)
{
    static const char link[] = "{\"command\":\"newlink\",\"flags\":[\"create\",\"excl\"],\"attrs\":"
                               "{\"IFLA_IFNAME\":\"j0\","
                               "\"IFLA_LINKINFO\":{\"IFLA_INFO_KIND\":\"bridge\"}}}";
    static const char alias[] = "{\"command\":\"newlink\",\"attrs\":{\"IFLA_IFNAME\":\"j0\","
                                "\"IFLA_IFALIAS\":\"by JSON\"}}";
    struct kl_net *n = *state;
    struct kl_net_batch *b;
    struct results x = {0};

    net_ok(n, kl_net_batch_new(&b, n, 0));
    net_refused(n, add_json(b, "rt-link", "{\"command\":\"newlink\",\"attrs\":{\"NO\":1}}"),
                -ENOENT);
    net_refused(n, add_json(b, "nl80211", "{}"), -ENOENT);
    net_refused(n, add_json(b, "rt-link", "{\"command\":\"getlink\",\"flags\":[\"dump\"]}"),
                -EINVAL);
    assert_int_equal(kl_net_batch_count(b), 0);
    assert_int_equal(add_json(b, "rt-link", link), 0);
    assert_int_equal(add_json(b, "rt-link", link), 1);
    add_route(b, n, KL_NET_ADD, 9, NULL);
    assert_int_equal(add_json(b, "rt-link", alias), 3);
    assert_int_equal(kl_net_batch_run(b, note, &x), -EEXIST);
    assert_int_equal(x.n, 1);
    assert_int_equal(x.numbers[0], 1);
    assert_non_null(strstr(x.texts[0], "change 1 (link j0)"));
    net_ip_says("-j link show j0", "\"ifalias\":\"by JSON\"");
    kl_net_batch_free(b);
    net_run("ip route flush root 10.0.0.0/8");
    net_ok(n, kl_net_link_delete(n, kl_net_link_index(n, "j0")));
}

static int set_up(void **state)
{
    *state = net_open_with_pair();
    return 0;
}

static int tear_down(void **state)
{
    kl_net_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_go_in_few_sends),
        cmocka_unit_test(failures_name_their_change),
        cmocka_unit_test(all_results_come_in_order),
        cmocka_unit_test(nothing_is_done_behind_a_failure),
        cmocka_unit_test(what_cannot_be_expressed_is_not_added),
        cmocka_unit_test(links_and_their_like_in_one_batch),
        cmocka_unit_test(changes_may_be_json),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
