// SPDX-License-Identifier: MIT
// Bridges: VLANs of ports, forwarding databases, multicast groups; and those of VXLAN.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <poll.h>
#include <sys/socket.h>

#include "net_world.h"

#define HAS KL_NET_HAS

static struct kl_net *net;
static int32_t br, v1;
static bool vlans; /* does this kernel have them? */

static void bridge_says(const char *command, const char *part, bool wanted)
{
    char *text = net_output("bridge -j %s 2>&1", command);

    if ((strstr(text, part) != NULL) != wanted)
        fail_msg("bridge %s: %s %s in: %.2000s", command, part, wanted ? "is not" : "is", text);
    free(text);
}

struct found {
    unsigned n;
    uint16_t first[8], last[8], flags[8];
    struct kl_net_neigh neigh;
    struct kl_net_mdb mdb;
    const uint8_t *mac; /* the one that is looked for */
};

static int keep(const struct kl_net_object *o, void *user)
{
    struct found *f = user;

    if (o->type == KL_NET_BRIDGE_VLAN && f->n < 8) {
        f->first[f->n] = o->vlan->first;
        f->last[f->n] = o->vlan->last;
        f->flags[f->n] = o->vlan->flags;
    } else if (o->type == KL_NET_FDB && f->mac != NULL) {
        if (memcmp(o->neigh->lladdr, f->mac, 6) != 0)
            return 0;
        f->neigh = *o->neigh;
    } else if (o->type == KL_NET_MDB) {
        if (o->mdb->group.family != AF_INET)
            return 0; /* IPv6 joins groups by itself */
        f->mdb = *o->mdb;
    }
    f->n++;
    return 0;
}

static void vlans_of_ports(void **state)
{
    struct kl_net_bridge_vlan v = {.ifindex = v1, .first = 10, .last = 20};
    struct kl_net_filter filter = {.ifindex = v1};
    struct found f = {0};

    (void)state;
    if (!vlans) {
        printf("# bridges of this kernel have no VLANs\n");
        skip();
    }
    net_ok(net, kl_net_bridge_vlan(net, KL_NET_ADD, &v));
    bridge_says("-compressvlans vlan show dev v1", "\"vlan\":10,\"vlanEnd\":20", true);
    v = (struct kl_net_bridge_vlan){
        .ifindex = v1, .first = 99, .flags = BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED};
    net_ok(net, kl_net_bridge_vlan(net, KL_NET_ADD, &v));
    bridge_says("vlan show dev v1", "\"vlan\":99,\"flags\":[\"PVID\",\"Egress Untagged\"]", true);
    assert_int_equal(kl_net_list(net, KL_NET_BRIDGE_VLAN, &filter, keep, &f), 3);
    assert_int_equal(f.first[1], 10);
    assert_int_equal(f.last[1], 20);
    assert_int_equal(f.first[2], 99);
    assert_int_equal(f.flags[2], BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED);
    v = (struct kl_net_bridge_vlan){.ifindex = v1, .first = 12, .last = 18};
    net_ok(net, kl_net_bridge_vlan(net, KL_NET_DELETE, &v));
    bridge_says("-compressvlans vlan show dev v1", "\"vlan\":10,\"vlanEnd\":11", true);
    v = (struct kl_net_bridge_vlan){.ifindex = br, .first = 30, .flags = BRIDGE_VLAN_INFO_BRENTRY};
    net_ok(net, kl_net_bridge_vlan(net, KL_NET_ADD, &v));
    bridge_says("vlan show dev br", "\"vlan\":30", true);
    v.first = 5000;
    net_refused(net, kl_net_bridge_vlan(net, KL_NET_ADD, &v), -EINVAL);
}

static void forwarding_databases(void **state)
{
    struct kl_net_neigh x = {.family = AF_BRIDGE,
                             .ifindex = v1,
                             .state = NUD_PERMANENT,
                             .flags = NTF_MASTER,
                             .lladdr = {2, 0, 0, 0, 0, 0x10},
                             .lladdr_len = 6};
    struct kl_net_filter filter = {.ifindex = v1};
    struct found f = {.mac = x.lladdr};

    (void)state;
    net_ok(net, kl_net_neigh(net, KL_NET_ADD, &x));
    bridge_says("fdb show dev v1", "\"mac\":\"02:00:00:00:00:10\"", true);
    assert_true(kl_net_list(net, KL_NET_FDB, &filter, keep, &f) >= 1);
    assert_true(f.n >= 1);
    assert_int_equal(f.neigh.master, br);
    net_refused(net, kl_net_neigh(net, KL_NET_ADD, &x), -EEXIST);
    x.state = NUD_REACHABLE | NUD_NOARP;
    net_ok(net, kl_net_neigh(net, KL_NET_REPLACE, &x));
    bridge_says("fdb show dev v1",
                "02:00:00:00:00:10\",\"flags\":[],\"master\":\"br\","
                "\"state\":\"static\"",
                true);
    net_ok(net, kl_net_neigh(net, KL_NET_DELETE, &x));
    bridge_says("fdb show dev v1", "02:00:00:00:00:10", false);
}

static void tunnels_know_where_an_address_is(void **state)
{
    union kl_net_kind kind = {.vxlan = {.has = HAS(IFLA_VXLAN_ID), .id = 5}};
    struct kl_net_link l = {
        .has = KL_NET_L_NAME, .name = "vx", .kind = "vxlan", .kind_data = &kind};
    struct kl_net_neigh x = {.has = HAS(NDA_DST) | HAS(NDA_PORT) | HAS(NDA_VNI),
                             .family = AF_BRIDGE,
                             .flags = NTF_SELF,
                             .lladdr_len = 6,
                             .dst = net_ip("10.0.0.9"),
                             .port = 4789,
                             .vni = 77};
    struct found f = {.mac = x.lladdr};
    struct kl_net_filter filter;
    int rc = kl_net_link(net, KL_NET_ADD, &l);

    (void)state;
    if (rc == -EOPNOTSUPP)
        skip();
    net_ok(net, rc);
    x.ifindex = kl_net_link_index(net, "vx");
    net_ok(net, kl_net_neigh(net, KL_NET_APPEND, &x)); /* where broadcasts go */
    x.dst = net_ip("10.0.0.10");
    net_ok(net, kl_net_neigh(net, KL_NET_APPEND, &x));
    bridge_says("fdb show dev vx", "\"dst\":\"10.0.0.9\",\"port\":4789,\"vni\":77", true);
    bridge_says("fdb show dev vx", "\"dst\":\"10.0.0.10\"", true);
    filter = (struct kl_net_filter){.ifindex = x.ifindex};
    assert_true(kl_net_list(net, KL_NET_FDB, &filter, keep, &f) >= 2);
    assert_int_equal(f.n, 2);
    assert_int_equal(f.neigh.vni, 77);
    assert_int_equal(f.neigh.port, 4789);
    net_ok(net, kl_net_neigh(net, KL_NET_DELETE, &x));
    bridge_says("fdb show dev vx", "10.0.0.10", false);
    net_ok(net, kl_net_link_delete(net, x.ifindex));
}

struct told {
    unsigned added, removed;
    uint8_t mac[6];
};

static void hear(struct kl_net_watch *w, const struct kl_net_event *e, void *user)
{
    const struct kl_net_object *o = e->now != NULL ? e->now : e->old;
    struct told *t = user;

    (void)w;
    if (o == NULL || e->type != KL_NET_FDB || memcmp(o->neigh->lladdr, t->mac, 6) != 0)
        return;
    t->added += e->kind == KL_NET_ADDED;
    t->removed += e->kind == KL_NET_REMOVED;
}

/* Dispatches until @count is there; the kernel has sent what there is already. */
static void hear_until(struct kl_net_watch *w, const unsigned *count, unsigned wanted)
{
    struct pollfd p = {.fd = kl_net_watch_fd(w), .events = POLLIN};

    for (unsigned i = 0; i < 100 && *count < wanted; i++) {
        assert_int_equal(kl_net_watch_dispatch(w), 0);
        if (*count < wanted)
            (void)poll(&p, 1, 100);
    }
    assert_int_equal(*count, wanted);
}

static void a_watch_follows_forwarding_databases(void **state)
{
    struct kl_net_watch_options options = {.types = KL_NET_WATCH(KL_NET_FDB)};
    struct kl_net_neigh x = {.family = AF_BRIDGE,
                             .ifindex = v1,
                             .state = NUD_PERMANENT,
                             .flags = NTF_MASTER,
                             .lladdr = {2, 0, 0, 0, 0, 0x20},
                             .lladdr_len = 6};
    struct told told = {.mac = {2, 0, 0, 0, 0, 0x20}};
    struct kl_net_watch *w;
    size_t before;

    (void)state;
    assert_int_equal(kl_net_watch_open(&w, &options, hear, &told), 0);
    assert_int_equal(kl_net_watch_wait(w, 20000), 0);
    before = kl_net_watch_count(w, KL_NET_FDB);
    assert_true(before > 0); /* the port's own address */
    assert_int_equal(kl_net_watch_count(w, KL_NET_NEIGH), 0);
    x.vlan = vlans ? 1 : 0;
    x.has = vlans ? HAS(NDA_VLAN) : 0;
    net_ok(net, kl_net_neigh(net, KL_NET_ADD, &x));
    hear_until(w, &told.added, 1);
    net_ok(net, kl_net_neigh(net, KL_NET_DELETE, &x));
    hear_until(w, &told.removed, 1);
    assert_int_equal(told.added, 1);
    kl_net_watch_close(w);
}

static void multicast_groups(void **state)
{
    struct kl_net_mdb g = {.bridge = br, .port = v1, .state = MDB_PERMANENT};
    struct kl_net_filter filter = {.master = br};
    struct found f = {0};
    char text[KL_NET_IP_TEXT];
    int rc;

    (void)state;
    g.group = net_ip("239.1.2.3");
    rc = kl_net_mdb(net, KL_NET_ADD, &g);
    if (rc == -EOPNOTSUPP) {
        printf("# bridges of this kernel do not listen to IGMP\n");
        skip();
    }
    net_ok(net, rc);
    bridge_says("mdb show dev br", "\"grp\":\"239.1.2.3\"", true);
    assert_true(kl_net_list(net, KL_NET_MDB, &filter, keep, &f) >= 1);
    assert_true(f.n >= 1); /* one for each VLAN of the port */
    assert_string_equal(kl_net_ip_text(&f.mdb.group, text), "239.1.2.3");
    assert_int_equal(f.mdb.port, v1);
    net_refused(net, kl_net_mdb(net, KL_NET_ADD, &g), -EEXIST);
    net_ok(net, kl_net_mdb(net, KL_NET_DELETE, &g));
    bridge_says("mdb show dev br", "239.1.2.3", false);
    g.group = net_ip("ff05::7");
    net_ok(net, kl_net_mdb(net, KL_NET_ADD, &g));
    bridge_says("mdb show dev br", "\"grp\":\"ff05::7\"", true);
    net_ok(net, kl_net_mdb(net, KL_NET_DELETE, &g));
    g.bridge = 0;
    net_refused(net, kl_net_mdb(net, KL_NET_ADD, &g), -EINVAL);
}

static int set_up(void **state)
{
    union kl_net_kind kind = {.bridge = {.has = HAS(IFLA_BR_VLAN_FILTERING), .vlan_filtering = 1}};
    struct kl_net_link l = {
        .has = KL_NET_L_NAME, .name = "br", .kind = "bridge", .kind_data = &kind};

    (void)state;
    net = net_open_with_pair();
    v1 = kl_net_link_index(net, "v1");
    vlans = kl_net_link(net, KL_NET_ADD, &l) == 0;
    if (!vlans) {
        kind.has = 0;
        net_ok(net, kl_net_link(net, KL_NET_ADD, &l));
    }
    br = kl_net_link_index(net, "br");
    net_ok(net, kl_net_link_enslave(net, v1, br));
    net_ok(net, kl_net_link_up(net, br));
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
        cmocka_unit_test(vlans_of_ports),
        cmocka_unit_test(forwarding_databases),
        cmocka_unit_test(tunnels_know_where_an_address_is),
        cmocka_unit_test(a_watch_follows_forwarding_databases),
        cmocka_unit_test(multicast_groups),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
