// SPDX-License-Identifier: MIT
// A watch against the running kernel: after whatever happens its state is the kernel's.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

#include "net/watch.h"
#include "net_agree.h"
#include "net_world.h"

/* What the watch told: of each kind how many, and the last of it in words. */
struct told {
    unsigned n[8];
    char last[8][96];
    unsigned types[8][KL_NET_TYPES];
    uint32_t old_mtu, now_mtu;
};

static void note(struct kl_net_watch *w, const struct kl_net_event *e, void *user)
{
    struct told *t = user;
    const struct kl_net_object *o = e->now != NULL ? e->now : e->old;

    (void)w;
    t->n[e->kind]++;
    if (o == NULL)
        return;
    assert_int_equal(e->old != NULL, e->kind == KL_NET_CHANGED || e->kind == KL_NET_REMOVED);
    assert_int_equal(e->now != NULL, e->kind == KL_NET_CHANGED || e->kind == KL_NET_ADDED);
    t->types[e->kind][e->type]++;
    kl_net_object_text(o, t->last[e->kind], sizeof(t->last[0]));
    if (e->kind == KL_NET_CHANGED && e->type == KL_NET_LINK) {
        t->old_mtu = e->old->link->mtu;
        t->now_mtu = e->now->link->mtu;
    }
}

struct world {
    struct kl_net *n;
    struct kl_net_watch *w;
    struct told told;
};

static void what_is_there_is_found(void **state)
{
    struct world *x = *state;
    struct kl_net_object o;
    struct kl_net_link like = {.ifindex = kl_net_link_index(x->n, "v0")};

    assert_true(x->told.n[KL_NET_SYNCED] >= 1);
    assert_true(x->told.types[KL_NET_ADDED][KL_NET_LINK] >= 3);
    assert_int_equal(kl_net_watch_count(x->w, KL_NET_LINK), 3);
    assert_int_equal(kl_net_watch_link(x->w, "v0", &o), 0);
    assert_int_equal(o.link->ifindex, like.ifindex);
    o = (struct kl_net_object){.type = KL_NET_LINK, .link = &like};
    assert_int_equal(kl_net_watch_find(x->w, &o, &o), 0);
    assert_string_equal(o.link->name, "v0");
    assert_int_equal(kl_net_watch_link(x->w, "v9", &o), -ENODEV);
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
}

static void changes_tell_old_and_new(void **state)
{
    struct world *x = *state;
    struct kl_net_object o;

    net_run("ip link set v0 mtu 1400");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    assert_int_equal(x->told.old_mtu, 1500);
    assert_int_equal(x->told.now_mtu, 1400);
    net_run("ip link property add dev v0 altname an-alternative-name");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    assert_int_equal(kl_net_watch_link(x->w, "an-alternative-name", &o), 0);
    assert_string_equal(o.link->name, "v0");
    net_run("ip link set v0 mtu 1500");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
}

static void routes_with_one_prefix_keep_their_order(void **state)
{
    struct world *x = *state;
    struct kl_net_route like = {.dst = net_ip("192.168.0.0/16")};
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &like}, found;

    net_run("ip addr add 10.0.0.1/24 dev v0");
    net_run("ip route add 192.168.0.0/16 via 10.0.0.2");
    net_run("ip route append 192.168.0.0/16 via 10.0.0.3");
    net_run("ip route prepend 192.168.0.0/16 via 10.0.0.4");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), 0);
    assert_int_equal(found.route->hop.via.bytes[3], 4);
    net_run("ip route replace 192.168.0.0/16 via 10.0.0.5"); /* takes the first one's place */
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), 0);
    assert_int_equal(found.route->hop.via.bytes[3], 5);
    net_run("ip route del 192.168.0.0/16 via 10.0.0.2");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route del 192.168.0.0/16 via 10.0.0.5");
    net_run("ip route del 192.168.0.0/16 via 10.0.0.3");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), -ENOENT);
}

static void hops_of_ipv6_come_and_go(void **state)
{
    struct world *x = *state;

    net_run("ip addr add 2001:db8::1/64 dev v0 nodad");
    net_run("ip route add 2001:db8:1::/48 via 2001:db8::2");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route append 2001:db8:1::/48 via 2001:db8::3");
    net_run("ip route append 2001:db8:1::/48 via 2001:db8::4");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route del 2001:db8:1::/48 via 2001:db8::3");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route del 2001:db8:1::/48 via 2001:db8::2");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route replace 2001:db8:1::/48 nexthop via 2001:db8::5 nexthop via 2001:db8::6");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route del 2001:db8:1::/48");
    net_run("ip route add 2001:db8:2::/48 dev v0; ip route append 2001:db8:2::/48 dev v1");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route replace 2001:db8:2::/48 via 2001:db8::7");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
}

static void what_goes_without_a_word_is_noticed(void **state)
{
    struct world *x = *state;
    struct kl_net_watch_stats before, after;

    kl_net_watch_stats(x->w, &before);
    net_run("ip addr replace 10.0.0.1/24 dev v0");
    net_run("ip addr replace 10.1.0.1/24 dev v1");
    net_run("ip route add 172.16.0.0/12 via 10.0.0.9");
    net_run("ip route add 172.17.0.0/16 nexthop via 10.0.0.9 nexthop via 10.1.0.9");
    net_run("ip route add 172.18.0.0/16 via 10.1.0.9 src 10.0.0.1");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip link set v0 down"); /* IPv4 says nothing of its routes */
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip link set v0 up");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route add 172.16.0.0/12 via 10.0.0.9");
    net_run("ip addr del 10.0.0.1/24 dev v0"); /* and with it what prefers it as source */
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    kl_net_watch_stats(x->w, &after);
    assert_true(after.rereads > before.rereads);
    assert_int_equal(after.resyncs, before.resyncs);
}

static void next_hop_objects_take_their_routes_along(void **state)
{
    struct world *x = *state;

    net_run("ip addr replace 10.0.0.1/24 dev v0");
    net_run("ip nexthop add id 7 via 10.0.0.2 dev v0");
    net_run("ip nexthop add id 8 via 10.0.0.3 dev v0");
    net_run("ip nexthop add id 9 group 7/8");
    net_run("ip route add 11.0.0.0/8 nhid 7");
    net_run("ip route add 12.0.0.0/8 nhid 9");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip nexthop del id 7");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip link set v0 down");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip link set v0 up");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
}

static void rules_of_one_priority_are_told_apart(void **state)
{
    struct world *x = *state;
    struct kl_net_rule like = {.has = KL_NET_HAS(FRA_PRIORITY) | KL_NET_HAS(FRA_PROTOCOL),
                               .family = AF_INET,
                               .action = FR_ACT_TO_TBL,
                               .protocol = RTPROT_UNSPEC, /* as ip says */
                               .src = net_ip("10.2.0.0/16"),
                               .table = 100,
                               .priority = 100};
    struct kl_net_object o = {.type = KL_NET_RULE, .rule = &like}, found;

    net_run("ip rule add from 10.1.0.0/16 priority 100 table 100");
    net_run("ip rule add from 10.2.0.0/16 priority 100 table 100");
    net_run("ip rule add fwmark 7 priority 100 table 101");
    net_run("ip -6 rule add fwmark 7 priority 100 table 101");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), 0);
    net_run("ip rule del from 10.2.0.0/16 priority 100 table 100");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), -ENOENT);
    net_run("ip rule flush; ip rule add priority 32766 table main; "
            "ip rule add priority 32767 table default");
    net_run("ip -6 rule del fwmark 7 priority 100 table 101");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
}

/* More events than fit: they are lost, and all is read again. */
static void a_flood_is_survived(void **state)
{
    struct kl_net_watch_options options = {.rcvbuf = 4096};
    struct world *x = *state;
    struct kl_net_watch_stats stats;
    struct kl_net_watch *w;
    struct told told = {.old_mtu = 0};

    net_run("ip addr replace 10.0.0.1/24 dev v0");
    assert_int_equal(kl_net_watch_open(&w, &options, note, &told), 0);
    assert_int_equal(kl_net_watch_wait(w, 20000), 0);
    net_run("for i in $(seq 1 500); do echo route add 13.0.$((i / 256)).$((i %% 256)) via "
            "10.0.0.2; done | ip -batch -");
    net_settle(w, 50);
    kl_net_watch_stats(w, &stats);
    assert_true(stats.overruns > 0);
    assert_true(stats.resyncs > 0);
    assert_true(told.n[KL_NET_RESYNC] > 0);
    assert_int_equal(told.n[KL_NET_SYNCED], told.n[KL_NET_RESYNC] + 1);
    net_must_agree(x->n, w, NET_AGREE_USUAL);
    net_settle(x->w, 50);
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("ip route flush root 13.0.0.0/16");
    net_must_agree(x->n, w, NET_AGREE_USUAL);
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    kl_net_watch_close(w);
}

static void links_that_flap_are_followed(void **state)
{
    struct world *x = *state;

    net_run("for i in $(seq 1 20); do ip link add f$i type veth peer name g$i; ip addr add "
            "10.9.$i.1/24 dev f$i; ip link set f$i up; ip link set g$i up; done; "
            "for i in $(seq 1 20); do ip route add 10.200.$i.0/24 via 10.9.$i.2; done");
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(kl_net_watch_dispatch(x->w), 0);
    net_run("for i in $(seq 1 20); do ip link set f$i down; done");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    net_run("for i in $(seq 1 20); do ip link del f$i; done");
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
    assert_int_equal(kl_net_watch_count(x->w, KL_NET_LINK), 3);
}

static void one_type_and_family_alone(void **state)
{
    struct kl_net_watch_options options = {.types = KL_NET_WATCH(KL_NET_ROUTE), .family = AF_INET6};
    struct world *x = *state;
    struct kl_net_watch *w;
    struct told told = {.old_mtu = 0};
    unsigned before;

    assert_int_equal(kl_net_watch_open(&w, &options, note, &told), 0);
    assert_int_equal(kl_net_watch_wait(w, 20000), 0);
    net_settle(w, 30);
    before = told.n[KL_NET_ADDED];
    net_run("ip addr add 10.77.0.1/24 dev v0; ip route add 2001:db8:77::/48 dev v0");
    net_settle(w, 50);
    assert_int_equal(told.n[KL_NET_ADDED], before + 1);
    assert_int_equal(kl_net_watch_count(w, KL_NET_LINK), 0);
    kl_net_watch_close(w);
    options.types = KL_NET_WATCH(KL_NET_ALTNAME);
    assert_int_equal(kl_net_watch_open(&w, &options, NULL, NULL), -EOPNOTSUPP);
    net_must_agree(x->n, x->w, NET_AGREE_USUAL);
}

static int set_up(void **state)
{
    struct world *x = calloc(1, sizeof(*x));

    assert_non_null(x);
    x->n = net_open_with_pair();
    assert_int_equal(kl_net_watch_open(&x->w, NULL, note, &x->told), 0);
    assert_int_equal(kl_net_watch_wait(x->w, 20000), 0);
    *state = x;
    return 0;
}

static int tear_down(void **state)
{
    struct world *x = *state;

    kl_net_watch_close(x->w);
    kl_net_close(x->n);
    free(x);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_is_found),
        cmocka_unit_test(changes_tell_old_and_new),
        cmocka_unit_test(routes_with_one_prefix_keep_their_order),
        cmocka_unit_test(hops_of_ipv6_come_and_go),
        cmocka_unit_test(what_goes_without_a_word_is_noticed),
        cmocka_unit_test(next_hop_objects_take_their_routes_along),
        cmocka_unit_test(rules_of_one_priority_are_told_apart),
        cmocka_unit_test(a_flood_is_survived),
        cmocka_unit_test(links_that_flap_are_followed),
        cmocka_unit_test(one_type_and_family_alone),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
