// SPDX-License-Identifier: MIT
// Links, addresses, routes, next hops, rules, neighbours: every verb, with iproute2 as the reader.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/lwtunnel.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net_world.h"

#define HAS KL_NET_HAS

static struct kl_net *net;
static int32_t v0, v1;

/* ---- Links ---- */

static void links_change(void **state)
{
    uint8_t mac[6] = {2, 0, 0, 0, 0, 0x77};
    struct kl_net_link l = {.has = KL_NET_L_ALIAS | KL_NET_L_GROUP | KL_NET_L_TXQLEN |
                                   KL_NET_L_ADDR_GEN_MODE | KL_NET_L_FLAGS,
                            .ifindex = v0,
                            .alias = "to the moon",
                            .group = 42,
                            .txqlen = 77,
                            .addr_gen_mode = 1,
                            .flags = 0x1000,
                            .flags_mask = 0x1000 /* IFF_MULTICAST */};
    struct kl_net_link got;

    (void)state;
    net_ok(net, kl_net_link(net, KL_NET_CHANGE, &l));
    net_ok(net, kl_net_link_mtu(net, v0, 1334));
    net_ok(net, kl_net_link_address(net, v0, mac, 6));
    net_ip_says("-j link show v0", "\"mtu\":1334");
    net_ip_says("-j link show v0", "\"ifalias\":\"to the moon\"");
    net_ip_says("-j link show v0", "\"txqlen\":77");
    net_ip_says("-j link show v0", "\"group\":\"42\"");
    net_ip_says("-j link show v0", "\"address\":\"02:00:00:00:00:77\"");
    net_ip_says("-j -d link show v0", "\"inet6_addr_gen_mode\":\"none\"");
    net_ok(net, kl_net_link_get(net, v0, NULL, &got));
    assert_int_equal(got.mtu, 1334);
    assert_string_equal(got.alias, "to the moon");
    assert_int_equal(got.group, 42);
    assert_int_equal(got.addr_gen_mode, 1);
    assert_memory_equal(got.address, mac, 6);
    assert_int_equal(got.parent, v1); /* the other end */
    assert_true((got.has & KL_NET_L_STATS) != 0);
    l.has = KL_NET_L_ALIAS;
    l.alias = "";
    net_ok(net, kl_net_link(net, KL_NET_CHANGE, &l));
    net_ip_lacks("-j link show v0", "ifalias");
    net_refused(net, kl_net_link_mtu(net, v0, 10), -EINVAL);
    net_refused(net, kl_net_link_mtu(net, 999, 1500), -ENODEV);
    l = (struct kl_net_link){.has = KL_NET_L_BROADCAST, .ifindex = v0, .broadcast_len = 33};
    net_refused(net, kl_net_link(net, KL_NET_CHANGE, &l), -EINVAL);
    assert_non_null(strstr(kl_error_text(kl_net_error(net)), "33"));
    net_ok(net, kl_net_link_mtu(net, v0, 1500));
    net_ok(net, kl_net_link_down(net, v0));
    net_ip_lacks("-j link show v0", "\"UP\"");
    net_ok(net, kl_net_link_up(net, v0));
    net_ip_says("-j link show v0", "\"UP\"");
}

static void names(void **state)
{
    struct kl_net_link got;

    (void)state;
    net_ok(net, kl_net_link_down(net, v1));
    net_ok(net, kl_net_link_rename(net, v1, "renamed"));
    net_ip_says("-j link show renamed", "\"ifname\":\"renamed\"");
    net_ok(net, kl_net_link_rename(net, v1, "v1"));
    net_ok(net, kl_net_link_up(net, v1));
    net_ok(net, kl_net_link_altname(net, KL_NET_ADD, v1, "a-name-of-more-than-fifteen"));
    net_ok(net, kl_net_link_altname(net, KL_NET_ADD, v1, "short"));
    net_ip_says("-j link show v1", "\"altnames\":[\"a-name-of-more-than-fifteen\",\"short\"]");
    assert_int_equal(kl_net_link_index(net, "short"), v1);
    assert_int_equal(kl_net_link_index(net, "a-name-of-more-than-fifteen"), v1);
    net_ok(net, kl_net_link_get(net, v1, NULL, &got));
    assert_int_equal(got.n_alt_names, 2);
    assert_string_equal(got.alt_names[1], "short");
    net_refused(net, kl_net_link_altname(net, KL_NET_ADD, v0, "short"), -EEXIST);
    net_ok(net, kl_net_link_altname(net, KL_NET_DELETE, v1, "short"));
    net_ok(net, kl_net_link_altname(net, KL_NET_DELETE, v1, "a-name-of-more-than-fifteen"));
    net_ip_lacks("-j link show v1", "altnames");
    net_refused(net, kl_net_link_rename(net, v1, ""), -EINVAL);
    net_refused(net, kl_net_link_rename(net, v1, "longer-than-fifteen"), -EINVAL);
    net_refused(net, kl_net_link_index(net, "a-name-that-nobody-has"), -ENODEV);
    assert_string_equal(kl_error_object(kl_net_error(net)), "link a-name-that-nobody-has");
}

static void links_move_to_another_namespace(void **state)
{
    struct kl_net_link l = {.has = KL_NET_L_NAME, .name = "mover", .kind = "veth"};
    struct kl_net_link peer = {.has = KL_NET_L_NAME, .name = "stayer"};
    union kl_net_kind kind = {.veth = {.peer = &peer}};
    struct kl_net_options options = {.has_netns_fd = true};
    struct kl_net *there;
    int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_true(here >= 0);
    assert_int_equal(unshare(CLONE_NEWNET), 0);
    options.netns_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    assert_true(options.netns_fd >= 0);
    assert_int_equal(setns(here, CLONE_NEWNET), 0);
    assert_int_equal(kl_net_open(&there, &options), 0);
    l.kind_data = &kind;
    net_ok(net, kl_net_link(net, KL_NET_ADD, &l));
    net_ok(net, kl_net_link_netns(net, kl_net_link_index(net, "mover"), options.netns_fd, 0));
    assert_int_equal(kl_net_link_index(net, "mover"), -ENODEV);
    net_ok(there, kl_net_link_get(there, 0, "mover", &l));
    assert_true((l.has & KL_NET_L_PARENT_NETNSID) != 0);
    /* Or the other end is made there at once. */
    l = (struct kl_net_link){.has = KL_NET_L_NAME, .name = "here", .kind = "veth"};
    peer = (struct kl_net_link){
        .has = KL_NET_L_NAME | KL_NET_L_NETNS_FD, .name = "there", .netns_fd = options.netns_fd};
    l.kind_data = &kind;
    net_ok(net, kl_net_link(net, KL_NET_ADD, &l));
    assert_true(kl_net_link_index(there, "there") > 0);
    net_ok(net, kl_net_link_delete(net, kl_net_link_index(net, "here")));
    net_ok(net, kl_net_link_delete(net, kl_net_link_index(net, "stayer")));
    kl_net_close(there);
    close(options.netns_fd);
    close(here);
}

/* ---- Addresses ---- */

static void addresses(void **state)
{
    struct kl_net_addr a = {.ifindex = v0, .local = net_ip("10.0.0.1/24")};

    (void)state;
    a.has = HAS(IFA_BROADCAST) | HAS(IFA_LABEL) | HAS(IFA_CACHEINFO) | HAS(IFA_RT_PRIORITY);
    a.broadcast = net_ip("10.0.0.255");
    strcpy(a.label, "v0:web");
    a.preferred_s = 1000;
    a.valid_s = 2000;
    a.metric = 77;
    net_ok(net, kl_net_addr(net, KL_NET_ADD, &a));
    net_ip_says("-j addr show v0", "\"local\":\"10.0.0.1\",\"prefixlen\":24,\"metric\":77,"
                                   "\"broadcast\":\"10.0.0.255\"");
    net_ip_says("-j addr show v0", "\"label\":\"v0:web\"");
    net_ip_says("-j addr show v0", "\"dynamic\":true");
    net_refused(net, kl_net_addr(net, KL_NET_ADD, &a), -EEXIST);
    a.preferred_s = a.valid_s = KL_NET_FOREVER;
    net_ok(net, kl_net_addr(net, KL_NET_REPLACE, &a));
    net_ip_lacks("-j addr show v0", "\"dynamic\":true");
    net_ok(net, kl_net_addr(net, KL_NET_DELETE, &a));
    net_ip_lacks("-j addr show v0", "10.0.0.1");
    net_refused(net, kl_net_addr(net, KL_NET_DELETE, &a), -EADDRNOTAVAIL);

    a = (struct kl_net_addr){.has = HAS(IFA_ADDRESS), .ifindex = v0, .local = net_ip("10.9.0.1")};
    a.peer = net_ip("10.9.0.2");
    net_ok(net, kl_net_addr(net, KL_NET_ADD, &a));
    net_ip_says("-j addr show v0", "\"local\":\"10.9.0.1\",\"address\":\"10.9.0.2\"");
    net_ok(net, kl_net_addr(net, KL_NET_DELETE, &a));

    a = (struct kl_net_addr){
        .has = HAS(IFA_PROTO), .ifindex = v0, .local = net_ip("2001:db8::5/64")};
    a.flags = IFA_F_NODAD | IFA_F_NOPREFIXROUTE;
    a.proto = 99;
    net_ok(net, kl_net_addr(net, KL_NET_ADD, &a));
    net_ip_says("-j addr show v0", "\"local\":\"2001:db8::5\",\"prefixlen\":64");
    net_ip_lacks("-j -6 route show", "2001:db8::/64");
    net_ok(net, kl_net_addr(net, KL_NET_DELETE, &a));
    a.local.family = 0;
    net_refused(net, kl_net_addr(net, KL_NET_ADD, &a), -EINVAL);
}

struct found {
    unsigned n;
    struct kl_net_addr addr;
    struct kl_net_route route;
    struct kl_net_hop hops[8];
    struct kl_net_nh_member members[8];
    struct kl_net_nexthop nexthop;
    struct kl_net_rule rule;
    struct kl_net_neigh neigh;
};

static int keep(const struct kl_net_object *o, void *user)
{
    struct found *f = user;

    f->n++;
    switch (o->type) {
    case KL_NET_ADDR:
        f->addr = *o->addr;
        break;
    case KL_NET_ROUTE:
        f->route = *o->route;
        for (unsigned i = 0; i < o->route->n_hops && i < 8; i++)
            f->hops[i] = o->route->hops[i];
        break;
    case KL_NET_NEXTHOP:
        f->nexthop = *o->nexthop;
        for (unsigned i = 0; i < o->nexthop->n_members && i < 8; i++)
            f->members[i] = o->nexthop->members[i];
        break;
    case KL_NET_RULE:
        f->rule = *o->rule;
        break;
    case KL_NET_NEIGH:
    case KL_NET_FDB:
        f->neigh = *o->neigh;
        break;
    default:
        break;
    }
    return 0;
}

static void what_iproute2_makes_is_read(void **state)
{
    struct kl_net_filter filter = {.ifindex = v1};
    struct found f = {0};
    char text[KL_NET_IP_TEXT];

    (void)state;
    net_run("ip addr add 10.3.0.1 peer 10.3.0.9/28 dev v1 label v1:x valid_lft 500 "
            "preferred_lft 400");
    filter.family = AF_INET;
    assert_int_equal(kl_net_dump(net, KL_NET_ADDR, &filter, keep, &f), 1);
    assert_string_equal(kl_net_ip_text(&f.addr.local, text), "10.3.0.1/28");
    assert_string_equal(kl_net_ip_text(&f.addr.peer, text), "10.3.0.9/28");
    assert_string_equal(f.addr.label, "v1:x");
    assert_in_range(f.addr.valid_s, 490, 500);
    net_run("ip addr flush dev v1; ip addr add 10.3.0.1/24 dev v1");
    net_run("ip route add 77.0.0.0/8 table 777 proto 99 metric 5 mtu lock 1300 advmss 1200 "
            "nexthop via 10.3.0.2 weight 3 nexthop via 10.3.0.3 weight 256");
    filter = (struct kl_net_filter){.table = 777};
    f.n = 0;
    assert_int_equal(kl_net_dump(net, KL_NET_ROUTE, &filter, keep, &f), 1);
    assert_string_equal(kl_net_ip_text(&f.route.dst, text), "77.0.0.0/8");
    assert_int_equal(f.route.table, 777);
    assert_int_equal(f.route.protocol, 99);
    assert_int_equal(f.route.priority, 5);
    assert_int_equal(f.route.metrics[RTAX_MTU], 1300);
    assert_int_equal(f.route.metrics[RTAX_ADVMSS], 1200);
    assert_int_equal(f.route.metrics[RTAX_LOCK], 1 << RTAX_MTU);
    assert_int_equal(f.route.n_hops, 2);
    assert_int_equal(f.hops[0].weight, 3);
    assert_int_equal(f.hops[1].weight, 256);
    assert_string_equal(kl_net_ip_text(&f.hops[1].via, text), "10.3.0.3");
    net_run("ip route flush table 777");
}

/* ---- Routes ---- */

static void routes(void **state)
{
    struct kl_net_route r = {.scope = KL_NET_SCOPE_AUTO, .dst = net_ip("192.168.0.0/16")};
    struct kl_net_hop hops[2] = {
        {.has = 1u << RTA_GATEWAY, .via = net_ip("10.0.0.2"), .weight = 1},
        {.has = 1u << RTA_GATEWAY, .via = net_ip("10.0.0.3"), .weight = 9}};

    (void)state;
    net_run("ip addr replace 10.0.0.1/24 dev v0; ip addr replace 2001:db8::1/64 dev v0 nodad");
    r.has = HAS(RTA_PRIORITY) | HAS(RTA_PREFSRC) | HAS(RTA_METRICS);
    r.priority = 10;
    r.prefsrc = net_ip("10.0.0.1");
    r.protocol = 123;
    r.table = 1000;
    r.has_metrics = 1u << RTAX_MTU | 1u << RTAX_INITCWND | 1u << RTAX_CC_ALGO;
    r.metrics[RTAX_MTU] = 1400;
    r.metrics[RTAX_INITCWND] = 20;
    strcpy(r.congestion, "reno");
    r.hop = hops[0];
    net_ok(net, kl_net_route(net, KL_NET_ADD, &r));
    net_ip_says("-j -d route show table 1000",
                "\"dst\":\"192.168.0.0/16\",\"gateway\":\"10.0.0.2\"");
    net_ip_says("-j -d route show table 1000", "\"protocol\":\"123\"");
    net_ip_says("-j -d route show table 1000", "\"metric\":10");
    net_ip_says("-j -d route show table 1000", "\"prefsrc\":\"10.0.0.1\"");
    net_ip_says("-j -d route show table 1000", "\"mtu\":1400");
    net_ip_says("-j -d route show table 1000", "\"initcwnd\":20");
    net_ip_says("-j -d route show table 1000", "reno");
    net_refused(net, kl_net_route(net, KL_NET_ADD, &r), -EEXIST);
    r.hops = hops;
    r.n_hops = 2;
    net_ok(net, kl_net_route(net, KL_NET_REPLACE, &r));
    net_ip_says("-j -d route show table 1000",
                "\"gateway\":\"10.0.0.3\",\"dev\":\"v0\",\"weight\":9");
    net_ok(net, kl_net_route(net, KL_NET_DELETE, &r));
    net_ip_lacks("-j route show table 1000 2>/dev/null", "192.168");
    net_refused(net, kl_net_route(net, KL_NET_DELETE, &r), -ESRCH);
    net_refused(net, kl_net_route(net, KL_NET_CHANGE, &r), -ENOENT);

    r = (struct kl_net_route){.scope = KL_NET_SCOPE_AUTO, .dst = net_ip("192.168.0.0/16")};
    r.hop = hops[0];
    net_ok(net, kl_net_route(net, KL_NET_ADD, &r));
    r.hop = hops[1];
    net_ok(net, kl_net_route(net, KL_NET_APPEND, &r));
    r.hop.via = net_ip("10.0.0.4");
    net_ok(net, kl_net_route(net, KL_NET_PREPEND, &r));
    net_ip_says("route show 192.168.0.0/16", "192.168.0.0/16 via 10.0.0.4 dev v0 \n"
                                             "192.168.0.0/16 via 10.0.0.2 dev v0 \n"
                                             "192.168.0.0/16 via 10.0.0.3 dev v0");
    r = (struct kl_net_route){.scope = KL_NET_SCOPE_AUTO, .dst = net_ip("192.168.0.0/16")};
    for (unsigned i = 0; i < 3; i++)
        net_ok(net, kl_net_route(net, KL_NET_DELETE, &r));
    r.type = RTN_BLACKHOLE;
    net_ok(net, kl_net_route(net, KL_NET_ADD, &r));
    net_ip_says("route show 192.168.0.0/16", "blackhole 192.168.0.0/16");
    net_ok(net, kl_net_route(net, KL_NET_DELETE, &r));
}

static void routes_of_ipv6_and_through_it(void **state)
{
    struct kl_net_route r = {.scope = KL_NET_SCOPE_AUTO, .dst = net_ip("2001:db8:5::/48")};
    struct kl_net_hop hops[2] = {{.has = 1u << RTA_GATEWAY, .via = net_ip("2001:db8::2")},
                                 {.has = 1u << RTA_GATEWAY, .via = net_ip("2001:db8::3")}};

    (void)state;
    r.has = HAS(RTA_PREF) | HAS(RTA_EXPIRES);
    r.pref = 1;
    r.expires_s = 600;
    r.hop = hops[0];
    net_ok(net, kl_net_route(net, KL_NET_ADD, &r));
    net_ip_says("-j -6 route show", "\"dst\":\"2001:db8:5::/48\",\"gateway\":\"2001:db8::2\"");
    net_ip_says("-j -6 route show", "\"pref\":\"high\"");
    net_ip_says("-j -6 route show", "\"expires\":");
    r.has = 0;
    r.hop = hops[1];
    net_ok(net, kl_net_route(net, KL_NET_APPEND, &r));
    net_ip_says("-j -6 route show", "2001:db8::3");
    r.hops = hops;
    r.n_hops = 2;
    net_ok(net, kl_net_route(net, KL_NET_DELETE, &r));
    net_ip_lacks("-j -6 route show", "2001:db8:5::/48");
    /* An IPv4 route by a gateway of IPv6. */
    r = (struct kl_net_route){.dst = net_ip("172.20.0.0/16")};
    r.hop = (struct kl_net_hop){
        .has = 1u << RTA_VIA | 1u << RTA_OIF, .via = net_ip("fe80::1"), .ifindex = v0};
    net_ok(net, kl_net_route(net, KL_NET_ADD, &r));
    net_ip_says("-j route show 172.20.0.0/16",
                "\"via\":{\"family\":\"inet6\",\"host\":\"fe80::1\"}");
    net_ok(net, kl_net_route(net, KL_NET_DELETE, &r));
    /* default */
    assert_int_equal(kl_net_ip_parse(&r.dst, "default", AF_INET6), 0);
    r.hop = hops[0];
    net_ok(net, kl_net_route(net, KL_NET_ADD, &r));
    net_ip_says("-j -6 route show default", "\"gateway\":\"2001:db8::2\"");
    net_ok(net, kl_net_route(net, KL_NET_DELETE, &r));
}

static void encapsulated_routes(void **state)
{
    struct kl_net_route r = {.scope = KL_NET_SCOPE_AUTO, .dst = net_ip("172.21.0.0/16")};
    struct kl_net_filter filter = {.table = 555};
    struct found f = {0};
    size_t len;
    void *encap;
    int rc;

    (void)state;
    net_ok(net, kl_net_encap_json(net, LWTUNNEL_ENCAP_IP,
                                  "{\"LWTUNNEL_IP_ID\":77,\"LWTUNNEL_IP_DST\":\"10.0.0.77\","
                                  "\"LWTUNNEL_IP_TTL\":5}",
                                  &encap, &len));
    r.table = 555;
    r.hop.has = 1u << RTA_OIF | 1u << RTA_ENCAP;
    r.hop.ifindex = v0;
    r.hop.encap_type = LWTUNNEL_ENCAP_IP;
    r.hop.encap = (struct kl_net_raw){encap, len};
    rc = kl_net_route(net, KL_NET_ADD, &r);
    if (rc == -EOPNOTSUPP || rc == -EINVAL) {
        printf("# %s\n", kl_error_text(kl_net_error(net)));
        free(encap);
        skip();
    }
    net_ok(net, rc);
    net_ip_says("-j route show table 555", "\"encap\":\"ip\",\"id\":77");
    net_ip_says("-j route show table 555", "\"dst\":\"10.0.0.77\"");
    assert_int_equal(kl_net_list(net, KL_NET_ROUTE, &filter, keep, &f), 1);
    assert_int_equal(f.route.hop.encap_type, LWTUNNEL_ENCAP_IP);
    assert_true(f.route.hop.encap.len > 0);
    net_ok(net, kl_net_route(net, KL_NET_DELETE, &r));
    free(encap);
    net_refused(net, kl_net_encap_json(net, LWTUNNEL_ENCAP_IP, "{\"NO\":1}", &encap, &len),
                -ENOENT);
}

static void the_way_of_a_packet(void **state)
{
    struct kl_net_route q = {.dst = net_ip("10.0.0.9")}, got;
    char text[KL_NET_IP_TEXT];

    (void)state;
    net_ok(net, kl_net_route_get(net, &q, &got));
    assert_int_equal(got.hop.ifindex, v0);
    assert_string_equal(kl_net_ip_text(&got.prefsrc, text), "10.0.0.1");
    q.flags = RTM_F_FIB_MATCH;
    net_ok(net, kl_net_route_get(net, &q, &got));
    assert_string_equal(kl_net_ip_text(&got.dst, text), "10.0.0.0/24");
    q.dst = net_ip("203.0.113.1");
    net_refused(net, kl_net_route_get(net, &q, &got), -ENETUNREACH);
}

static void lists_are_filtered(void **state)
{
    struct kl_net_filter filter = {.table = 600};
    struct found f = {0};

    (void)state;
    net_run("for i in $(seq 1 20); do echo route add 10.60.$i.0/24 via 10.0.0.2 table $((600 + i "
            "%% 2)) proto $((100 + i %% 3)); done | ip -batch -");
    net_run("ip route add unreachable 10.61.0.0/16 table 600");
    assert_int_equal(kl_net_dump(net, KL_NET_ROUTE, &filter, keep, &f), 11);
    filter.family = AF_INET;
    filter.type = RTN_UNREACHABLE;
    assert_int_equal(kl_net_list(net, KL_NET_ROUTE, &filter, keep, &f), 1);
    filter.type = 0;
    filter.protocol = 100;
    assert_int_equal(kl_net_list(net, KL_NET_ROUTE, &filter, keep, &f), 3);
    filter.protocol = 0;
    filter.ifindex = v0;
    assert_int_equal(kl_net_list(net, KL_NET_ROUTE, &filter, keep, &f), 10);
    filter.ifindex = v1;
    assert_int_equal(kl_net_list(net, KL_NET_ROUTE, &filter, keep, &f), 0);
    filter = (struct kl_net_filter){.table = 98765, .family = AF_INET};
    net_refused(net, kl_net_dump(net, KL_NET_ROUTE, &filter, keep, &f), -ENOENT);
    filter = (struct kl_net_filter){.kind = "veth"};
    assert_int_equal(kl_net_dump(net, KL_NET_LINK, &filter, keep, &f), 2);
    net_run("ip link add b9 type bridge; ip link set v1 master b9");
    filter = (struct kl_net_filter){.master = kl_net_link_index(net, "b9")};
    assert_int_equal(kl_net_dump(net, KL_NET_LINK, &filter, keep, &f), 1);
    net_run("ip link del b9; ip route flush table 600; ip route flush table 601");
    net_refused(net, kl_net_dump(net, KL_NET_ALTNAME, NULL, keep, &f), -EINVAL);
}

static int stop(const struct kl_net_object *o, void *user)
{
    (void)o;
    (void)user;
    return -EXDEV;
}

static void callbacks_may_end_a_list(void **state)
{
    struct found f = {0};

    (void)state;
    assert_int_equal(kl_net_dump(net, KL_NET_LINK, NULL, stop, NULL), -EXDEV);
    assert_int_equal(kl_net_list(net, KL_NET_LINK, NULL, stop, NULL), -EXDEV);
    assert_int_equal(kl_net_list(net, KL_NET_LINK, NULL, keep, &f), 3);
}

/* ---- Next hops, rules, neighbours ---- */

static void next_hops(void **state)
{
    struct kl_net_nexthop h = {.has = HAS(NHA_GATEWAY) | HAS(NHA_OIF), .id = 71, .ifindex = v0};
    struct kl_net_nh_member members[] = {{71, 1}, {72, 5}};
    struct kl_net_nexthop group = {
        .has = HAS(NHA_GROUP), .id = 80, .members = members, .n_members = 2};
    struct kl_net_route r = {.has = HAS(RTA_NH_ID), .dst = net_ip("172.30.0.0/16"), .nh_id = 80};
    struct kl_net_nexthop got;

    (void)state;
    h.gateway = net_ip("10.0.0.2");
    h.protocol = 99;
    net_ok(net, kl_net_nexthop(net, KL_NET_ADD, &h));
    net_ip_says("-j nexthop show id 71", "\"gateway\":\"10.0.0.2\",\"dev\":\"v0\"");
    net_refused(net, kl_net_nexthop(net, KL_NET_ADD, &h), -EEXIST);
    h.id = 72;
    h.gateway = net_ip("10.0.0.3");
    net_ok(net, kl_net_nexthop(net, KL_NET_ADD, &h));
    net_ok(net, kl_net_nexthop(net, KL_NET_ADD, &group));
    net_ip_says("-j nexthop show id 80", "{\"id\":72,\"weight\":5}");
    net_ok(net, kl_net_nexthop_get(net, 80, &got));
    assert_int_equal(got.n_members, 2);
    assert_int_equal(got.members[1].weight, 5);
    net_ok(net, kl_net_route(net, KL_NET_ADD, &r));
    net_ip_says("-j route show 172.30.0.0/16", "\"nhid\":80");
    h.gateway = net_ip("10.0.0.4");
    net_ok(net, kl_net_nexthop(net, KL_NET_REPLACE, &h));
    net_ip_says("-j nexthop show id 72", "10.0.0.4");
    net_ok(net, kl_net_nexthop(net, KL_NET_DELETE, &group));
    net_ip_lacks("-j route show 172.30.0.0/16", "172.30"); /* with its next hop */
    net_refused(net, kl_net_nexthop_get(net, 80, &got), -ENOENT);
    h = (struct kl_net_nexthop){.has = HAS(NHA_BLACKHOLE), .id = 90};
    net_ok(net, kl_net_nexthop(net, KL_NET_ADD, &h));
    net_ip_says("-j nexthop show id 90", "\"blackhole\"");
    net_run("ip nexthop flush");
}

static void rules(void **state)
{
    struct kl_net_rule r = {.family = AF_INET, .table = 1000, .src = net_ip("10.1.0.0/16")};
    struct kl_net_filter filter = {.table = 1000};
    struct found f = {0};

    (void)state;
    r.has = HAS(FRA_PRIORITY) | HAS(FRA_FWMARK) | HAS(FRA_FWMASK) | HAS(FRA_PROTOCOL) |
            HAS(FRA_DPORT_RANGE) | HAS(FRA_IP_PROTO) | HAS(FRA_UID_RANGE) | HAS(FRA_IIFNAME) |
            HAS(FRA_SUPPRESS_PREFIXLEN);
    r.priority = 500;
    r.fwmark = 0x10;
    r.fwmask = 0xff;
    r.protocol = 99;
    r.ip_proto = 6;
    r.dport_from = 80;
    r.dport_to = 90;
    r.uid_from = 1000;
    r.uid_to = 2000;
    strcpy(r.iif, "v0");
    net_ok(net, kl_net_rule(net, KL_NET_ADD, &r));
    net_ip_says("-j rule show", "\"priority\":500,\"src\":\"10.1.0.0\",\"srclen\":16,"
                                "\"fwmark\":\"0x10\",\"fwmask\":\"0xff\"");
    net_ip_says("-j rule show", "\"iif\":\"v0\"");
    net_ip_says("-j rule show", "\"uid_start\":1000,\"uid_end\":2000");
    net_ip_says("-j rule show", "\"ipproto\":\"tcp\"");
    net_ip_says("-j rule show", "\"dport_start\":80,\"dport_end\":90");
    net_ip_says("-j rule show", "\"table\":\"1000\"");
    net_ip_says("-j rule show", "\"suppress_prefixlen\":0");
    net_refused(net, kl_net_rule(net, KL_NET_ADD, &r), -EEXIST);
    assert_int_equal(kl_net_list(net, KL_NET_RULE, &filter, keep, &f), 1);
    assert_int_equal(f.rule.has & r.has, r.has);
    assert_int_equal(f.rule.dport_to, 90);
    assert_int_equal(f.rule.uid_to, 2000);
    /* What was read can be written: that is how it is deleted. */
    net_ok(net, kl_net_rule(net, KL_NET_DELETE, &f.rule));
    net_ip_lacks("-j rule show", "\"priority\":500");
    net_refused(net, kl_net_rule(net, KL_NET_REPLACE, &r), -EOPNOTSUPP);
}

static void neighbours(void **state)
{
    struct kl_net_neigh x = {.has = HAS(NDA_LLADDR),
                             .family = AF_INET,
                             .ifindex = v0,
                             .dst = net_ip("10.0.0.50"),
                             .lladdr = {2, 0, 0, 0, 0, 5},
                             .lladdr_len = 6};
    struct kl_net_filter filter = {.ifindex = v0, .family = AF_INET};
    struct found f = {0};

    (void)state;
    net_ok(net, kl_net_neigh(net, KL_NET_ADD, &x));
    net_ip_says("-j neigh show dev v0", "\"dst\":\"10.0.0.50\",\"lladdr\":\"02:00:00:00:00:05\","
                                        "\"state\":[\"PERMANENT\"]");
    net_refused(net, kl_net_neigh(net, KL_NET_ADD, &x), -EEXIST);
    x.lladdr[5] = 6;
    net_ok(net, kl_net_neigh(net, KL_NET_REPLACE, &x));
    net_ip_says("-j neigh show dev v0", "02:00:00:00:00:06");
    assert_true(kl_net_list(net, KL_NET_NEIGH, &filter, keep, &f) >= 1);
    net_ok(net, kl_net_neigh(net, KL_NET_DELETE, &x));
    net_ip_lacks("-j neigh show dev v0 nud permanent", "10.0.0.50");
    x.family = AF_INET6;
    x.dst = net_ip("2001:db8::50");
    net_ok(net, kl_net_neigh(net, KL_NET_ADD, &x));
    net_ip_says("-j -6 neigh show dev v0", "2001:db8::50");
    net_ok(net, kl_net_neigh(net, KL_NET_DELETE, &x));
    x.lladdr_len = 255; /* more than there is */
    net_refused(net, kl_net_neigh(net, KL_NET_ADD, &x), -EINVAL);
    assert_non_null(strstr(kl_error_text(kl_net_error(net)), "255"));
    x.lladdr_len = 6;
    x.ifindex = 0;
    net_refused(net, kl_net_neigh(net, KL_NET_ADD, &x), -EINVAL);
}

static int set_up(void **state)
{
    (void)state;
    net = net_open_with_pair();
    net_run("ip link set lo up"); /* where blackholes are */
    v0 = kl_net_link_index(net, "v0");
    v1 = kl_net_link_index(net, "v1");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kl_net_close(net);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_change),
        cmocka_unit_test(names),
        cmocka_unit_test(links_move_to_another_namespace),
        cmocka_unit_test(addresses),
        cmocka_unit_test(what_iproute2_makes_is_read),
        cmocka_unit_test(routes),
        cmocka_unit_test(routes_of_ipv6_and_through_it),
        cmocka_unit_test(encapsulated_routes),
        cmocka_unit_test(the_way_of_a_packet),
        cmocka_unit_test(lists_are_filtered),
        cmocka_unit_test(callbacks_may_end_a_list),
        cmocka_unit_test(next_hops),
        cmocka_unit_test(rules),
        cmocka_unit_test(neighbours),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
