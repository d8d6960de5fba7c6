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

/* ---- The kernel's own state, one line an object, in an order of ours ---- */

struct lines {
    char **at;
    size_t n, size;
    struct kl_net_watch *w; /* for its way to say what is the same */
};

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void route_line(const struct kl_net_route *r, char *line, size_t size)
{
    char dst[KL_NET_IP_TEXT], via[KL_NET_IP_TEXT];
    int len = snprintf(line, size, "%s/%u table %u metric %u proto %u type %u flags %x nh %u",
                       kl_net_ip_text(&r->dst, dst), r->dst.prefix, r->table, r->priority,
                       r->protocol, r->type, r->flags, r->nh_id);

    len += snprintf(line + len, size - (size_t)len, " via %s dev %d",
                    kl_net_ip_text(&r->hop.via, via), r->hop.ifindex);
    /* IPv6's hops are in any order: they are summed up. */
    for (unsigned i = 0, sum = 0; i < r->n_hops; i++) {
        for (unsigned k = 0; k < 16; k++)
            sum += r->hops[i].via.bytes[k] * (k + 1u) + (unsigned)r->hops[i].ifindex * 1000;
        if (i + 1 == r->n_hops)
            snprintf(line + len, size - (size_t)len, " hops %u sum %u", r->n_hops, sum);
    }
}

static bool describe(const struct kl_net_object *o, char *line, size_t size)
{
    char ip[KL_NET_IP_TEXT];

    switch (o->type) {
    case KL_NET_LINK:
        snprintf(line, size, "%d %s mtu %u flags %x master %d oper %u alts %u", o->link->ifindex,
                 o->link->name, o->link->mtu, o->link->flags, o->link->master, o->link->operstate,
                 o->link->n_alt_names);
        return true;
    case KL_NET_ADDR:
        /* The kernel does not announce addresses before it has found them unique. */
        if ((o->addr->flags & 0x40) != 0)
            return false;
        snprintf(line, size, "%s dev %d flags %x", kl_net_ip_text(&o->addr->local, ip),
                 o->addr->ifindex, o->addr->flags);
        return true;
    case KL_NET_ROUTE:
        route_line(o->route, line, size);
        return true;
    case KL_NET_RULE:
        snprintf(line, size, "%u family %u table %u mark %u", o->rule->priority, o->rule->family,
                 o->rule->table, o->rule->fwmark);
        return true;
    default:
        kl_net_object_text(o, line, size);
        return true;
    }
}

static int add_line(const struct kl_net_object *o, void *user)
{
    struct lines *l = user;
    char line[512];

    if (!describe(o, line, sizeof(line)))
        return 0;
    if (l->n == l->size) {
        l->size = l->size > 0 ? l->size * 2 : 64;
        l->at = realloc(l->at, l->size * sizeof(*l->at));
        assert_non_null(l->at);
    }
    l->at[l->n++] = strdup(line);
    return 0;
}

static void free_lines(struct lines *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->at[i]);
    free(l->at);
}

/* Whether both are the same; the first difference is in @why. */
static bool agree(struct kl_net *n, struct kl_net_watch *w, enum kl_net_type type, char *why,
                  size_t size)
{
    struct lines kernel = {.w = w}, own = {.w = w};
    bool same;

    net_ok(n, kl_net_list(n, type, NULL, add_line, &kernel));
    assert_true(kl_net_watch_each(w, type, add_line, &own) >= 0);
    if (kernel.n > 0)
        qsort(kernel.at, kernel.n, sizeof(*kernel.at), compare_text);
    if (own.n > 0)
        qsort(own.at, own.n, sizeof(*own.at), compare_text);
    same = kernel.n == own.n;
    if (!same)
        snprintf(why, size, "%s: the kernel has %zu, the watch %zu", kl_net_type_name(type),
                 kernel.n, own.n);
    for (size_t i = 0; i < kernel.n && i < own.n; i++)
        if (strcmp(kernel.at[i], own.at[i]) != 0) {
            snprintf(why, size, "%s: kernel: %s; watch: %s", kl_net_type_name(type), kernel.at[i],
                     own.at[i]);
            same = false;
            break;
        }
    free_lines(&kernel);
    free_lines(&own);
    return same;
}

/* Lets the watch work until nothing comes any more for @quiet_ms. */
static void settle(struct kl_net_watch *w, int quiet_ms)
{
    struct pollfd p = {.fd = kl_net_watch_fd(w), .events = POLLIN};

    do {
        assert_int_equal(kl_net_watch_dispatch(w), 0);
    } while (poll(&p, 1, kl_net_watch_synced(w) ? quiet_ms : 1000) > 0 || !kl_net_watch_synced(w));
}

/* The state becomes the kernel's, in a bounded time: addresses take theirs to be unique. */
static void must_agree(struct kl_net *n, struct kl_net_watch *w)
{
    static const enum kl_net_type types[] = {KL_NET_LINK, KL_NET_ADDR, KL_NET_ROUTE, KL_NET_RULE,
                                             KL_NET_NEXTHOP};
    char why[1100] = "";

    for (unsigned tries = 0; tries < 100; tries++) {
        bool all = true;

        settle(w, 30);
        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]) && all; i++)
            all = agree(n, w, types[i], why, sizeof(why));
        if (all)
            return;
    }
    fail_msg("%s", why);
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
    must_agree(x->n, x->w);
}

static void changes_tell_old_and_new(void **state)
{
    struct world *x = *state;
    struct kl_net_object o;

    net_run("ip link set v0 mtu 1400");
    must_agree(x->n, x->w);
    assert_int_equal(x->told.old_mtu, 1500);
    assert_int_equal(x->told.now_mtu, 1400);
    net_run("ip link property add dev v0 altname an-alternative-name");
    must_agree(x->n, x->w);
    assert_int_equal(kl_net_watch_link(x->w, "an-alternative-name", &o), 0);
    assert_string_equal(o.link->name, "v0");
    net_run("ip link set v0 mtu 1500");
    must_agree(x->n, x->w);
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
    must_agree(x->n, x->w);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), 0);
    assert_int_equal(found.route->hop.via.bytes[3], 4);
    net_run("ip route replace 192.168.0.0/16 via 10.0.0.5"); /* takes the first one's place */
    must_agree(x->n, x->w);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), 0);
    assert_int_equal(found.route->hop.via.bytes[3], 5);
    net_run("ip route del 192.168.0.0/16 via 10.0.0.2");
    must_agree(x->n, x->w);
    net_run("ip route del 192.168.0.0/16 via 10.0.0.5");
    net_run("ip route del 192.168.0.0/16 via 10.0.0.3");
    must_agree(x->n, x->w);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), -ENOENT);
}

static void hops_of_ipv6_come_and_go(void **state)
{
    struct world *x = *state;

    net_run("ip addr add 2001:db8::1/64 dev v0 nodad");
    net_run("ip route add 2001:db8:1::/48 via 2001:db8::2");
    must_agree(x->n, x->w);
    net_run("ip route append 2001:db8:1::/48 via 2001:db8::3");
    net_run("ip route append 2001:db8:1::/48 via 2001:db8::4");
    must_agree(x->n, x->w);
    net_run("ip route del 2001:db8:1::/48 via 2001:db8::3");
    must_agree(x->n, x->w);
    net_run("ip route del 2001:db8:1::/48 via 2001:db8::2");
    must_agree(x->n, x->w);
    net_run("ip route replace 2001:db8:1::/48 nexthop via 2001:db8::5 nexthop via 2001:db8::6");
    must_agree(x->n, x->w);
    net_run("ip route del 2001:db8:1::/48");
    net_run("ip route add 2001:db8:2::/48 dev v0; ip route append 2001:db8:2::/48 dev v1");
    must_agree(x->n, x->w);
    net_run("ip route replace 2001:db8:2::/48 via 2001:db8::7");
    must_agree(x->n, x->w);
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
    must_agree(x->n, x->w);
    net_run("ip link set v0 down"); /* IPv4 says nothing of its routes */
    must_agree(x->n, x->w);
    net_run("ip link set v0 up");
    must_agree(x->n, x->w);
    net_run("ip route add 172.16.0.0/12 via 10.0.0.9");
    net_run("ip addr del 10.0.0.1/24 dev v0"); /* and with it what prefers it as source */
    must_agree(x->n, x->w);
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
    must_agree(x->n, x->w);
    net_run("ip nexthop del id 7");
    must_agree(x->n, x->w);
    net_run("ip link set v0 down");
    must_agree(x->n, x->w);
    net_run("ip link set v0 up");
    must_agree(x->n, x->w);
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
    must_agree(x->n, x->w);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), 0);
    net_run("ip rule del from 10.2.0.0/16 priority 100 table 100");
    must_agree(x->n, x->w);
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), -ENOENT);
    net_run("ip rule flush; ip rule add priority 32766 table main; "
            "ip rule add priority 32767 table default");
    net_run("ip -6 rule del fwmark 7 priority 100 table 101");
    must_agree(x->n, x->w);
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
    settle(w, 50);
    kl_net_watch_stats(w, &stats);
    assert_true(stats.overruns > 0);
    assert_true(stats.resyncs > 0);
    assert_true(told.n[KL_NET_RESYNC] > 0);
    assert_int_equal(told.n[KL_NET_SYNCED], told.n[KL_NET_RESYNC] + 1);
    must_agree(x->n, w);
    settle(x->w, 50);
    must_agree(x->n, x->w);
    net_run("ip route flush root 13.0.0.0/16");
    must_agree(x->n, w);
    must_agree(x->n, x->w);
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
    must_agree(x->n, x->w);
    net_run("for i in $(seq 1 20); do ip link del f$i; done");
    must_agree(x->n, x->w);
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
    settle(w, 30);
    before = told.n[KL_NET_ADDED];
    net_run("ip addr add 10.77.0.1/24 dev v0; ip route add 2001:db8:77::/48 dev v0");
    settle(w, 50);
    assert_int_equal(told.n[KL_NET_ADDED], before + 1);
    assert_int_equal(kl_net_watch_count(w, KL_NET_LINK), 0);
    kl_net_watch_close(w);
    options.types = KL_NET_WATCH(KL_NET_ALTNAME);
    assert_int_equal(kl_net_watch_open(&w, &options, NULL, NULL), -EOPNOTSUPP);
    must_agree(x->n, x->w);
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
