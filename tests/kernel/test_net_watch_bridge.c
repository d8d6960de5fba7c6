// SPDX-License-Identifier: MIT
// A watch of bridges: VLANs, forwarding databases and multicast groups are the kernel's after
// whatever happens, also what no event tells.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/if_bridge.h>

#include "net_agree.h"
#include "net_world.h"

#define VLANS  KL_NET_WATCH(KL_NET_BRIDGE_VLAN)
#define GROUPS KL_NET_WATCH(KL_NET_MDB)
#define FDB    KL_NET_WATCH(KL_NET_FDB)

/* What the watch told: of each kind how many, and the last VLANs. */
struct told {
    unsigned n[8];
    struct kl_net_bridge_vlan old, now;
    struct kl_net_mdb group;
};

static struct kl_net *net;
static struct kl_net_watch *watch;
static struct told told;
static bool vlans; /* does this kernel have them? */

static void note(struct kl_net_watch *w, const struct kl_net_event *e, void *user)
{
    struct told *t = user;

    (void)w;
    t->n[e->kind]++;
    if (e->type == KL_NET_BRIDGE_VLAN && e->old != NULL)
        t->old = *e->old->vlan;
    if (e->type == KL_NET_BRIDGE_VLAN && e->now != NULL)
        t->now = *e->now->vlan;
    if (e->type == KL_NET_MDB)
        t->group = *(e->now != NULL ? e->now : e->old)->mdb;
}

static void begin(unsigned types)
{
    const struct kl_net_watch_options options = {.types = types};

    memset(&told, 0, sizeof(told));
    assert_int_equal(kl_net_watch_open(&watch, &options, note, &told), 0);
    assert_int_equal(kl_net_watch_wait(watch, 20000), 0);
    net_must_agree(net, watch, types);
}

static int end(void **state)
{
    (void)state;
    kl_net_watch_close(watch);
    watch = NULL;
    return 0;
}

static void need_vlans(void)
{
    if (!vlans) {
        printf("# bridges of this kernel have no VLANs\n");
        skip();
    }
}

static void each_vlan_is_known(void **state)
{
    struct kl_net_bridge_vlan like = {.ifindex = kl_net_link_index(net, "v1"), .first = 12};
    struct kl_net_object o = {.type = KL_NET_BRIDGE_VLAN, .vlan = &like}, found;
    size_t before;

    (void)state;
    need_vlans();
    begin(VLANS);
    before = kl_net_watch_count(watch, KL_NET_BRIDGE_VLAN);
    net_run("bridge vlan add vid 10-20 dev v1");
    net_must_agree(net, watch, VLANS);
    assert_int_equal(kl_net_watch_count(watch, KL_NET_BRIDGE_VLAN), before + 11);
    assert_int_equal(kl_net_watch_find(watch, &o, &found), 0);
    assert_int_equal(found.vlan->last, 12);
    net_run("bridge vlan del vid 12-13 dev v1");
    net_must_agree(net, watch, VLANS);
    assert_int_equal(kl_net_watch_find(watch, &o, &found), -ENOENT);
    assert_int_equal(told.n[KL_NET_REMOVED], 2);
    net_run("bridge vlan add vid 30 dev kb0 self");
    net_must_agree(net, watch, VLANS);
    assert_int_equal(told.now.ifindex, kl_net_link_index(net, "kb0"));
    assert_int_equal(told.now.first, 30);
    net_run("bridge vlan add vid 10 dev v1 untagged");
    net_must_agree(net, watch, VLANS);
    assert_int_equal(told.old.flags, 0);
    assert_int_equal(told.now.flags, BRIDGE_VLAN_INFO_UNTAGGED);
}

/* The kernel tells that 14 is the PVID now, not that 1 is it no more. */
static void the_pvid_moves(void **state)
{
    struct kl_net_bridge_vlan like = {.ifindex = kl_net_link_index(net, "v1"), .first = 1};
    struct kl_net_object o = {.type = KL_NET_BRIDGE_VLAN, .vlan = &like}, found;

    (void)state;
    need_vlans();
    begin(VLANS);
    assert_int_equal(kl_net_watch_find(watch, &o, &found), 0);
    assert_true((found.vlan->flags & BRIDGE_VLAN_INFO_PVID) != 0);
    net_run("bridge vlan add vid 14 dev v1 pvid untagged");
    net_must_agree(net, watch, VLANS);
    assert_int_equal(kl_net_watch_find(watch, &o, &found), 0);
    assert_int_equal(found.vlan->flags & BRIDGE_VLAN_INFO_PVID, 0);
    assert_int_equal(told.n[KL_NET_CHANGED] + told.n[KL_NET_ADDED] > 0, true);
}

static void ports_take_their_vlans_along(void **state)
{
    (void)state;
    need_vlans();
    begin(VLANS);
    net_run("bridge vlan add vid 40-42 dev v1");
    net_run("ip link set v1 nomaster");
    net_must_agree(net, watch, VLANS);
    net_run("ip link set v1 master kb0");
    net_must_agree(net, watch, VLANS);
    net_run("ip link set kb0 type bridge vlan_default_pvid 7");
    net_must_agree(net, watch, VLANS);
    net_run("ip link add kb1 type bridge vlan_filtering 1; ip link set v0 master kb1");
    net_must_agree(net, watch, VLANS);
    net_run("ip link del kb1");
    net_must_agree(net, watch, VLANS);
    net_run("ip link set kb0 type bridge vlan_default_pvid 1");
    net_must_agree(net, watch, VLANS);
}

static void multicast_groups_come_and_go(void **state)
{
    (void)state;
    begin(GROUPS);
    net_run("bridge mdb add dev kb0 port v1 grp 239.1.1.1 permanent");
    net_must_agree(net, watch, GROUPS);
    assert_int_equal(told.group.group.bytes[0], 239);
    assert_int_equal(told.group.state, MDB_PERMANENT);
    assert_int_equal(told.group.port, kl_net_link_index(net, "v1"));
    net_run("bridge mdb add dev kb0 port v1 grp ff0e::77 temp");
    net_must_agree(net, watch, GROUPS);
    net_run("bridge mdb del dev kb0 port v1 grp 239.1.1.1");
    net_must_agree(net, watch, GROUPS);
    assert_true(told.n[KL_NET_REMOVED] >= 1);
    /* Some kernels list none while nobody snoops, and no event says so. */
    net_run("ip link set kb0 type bridge mcast_snooping 0");
    net_must_agree(net, watch, GROUPS);
    net_run("ip link set kb0 type bridge mcast_snooping 1");
    net_must_agree(net, watch, GROUPS);
    net_run("ip link set v1 nomaster; ip link set v1 master kb0");
    net_must_agree(net, watch, GROUPS);
}

static void forwarding_databases_are_followed(void **state)
{
    (void)state;
    begin(FDB);
    net_run("bridge fdb add 02:00:00:00:00:11 dev v1 master static");
    net_must_agree(net, watch, FDB);
    net_run("bridge fdb replace 02:00:00:00:00:11 dev v1 master");
    net_must_agree(net, watch, FDB);
    net_run("bridge fdb add 02:00:00:00:00:12 dev v1 self");
    net_must_agree(net, watch, FDB);
    net_run("bridge fdb del 02:00:00:00:00:11 dev v1 master");
    net_must_agree(net, watch, FDB);
    net_run("ip link set v1 nomaster; ip link set v1 master kb0");
    net_must_agree(net, watch, FDB);
}

/* More events than fit: they are lost, and all is read again. */
static void a_flood_is_survived(void **state)
{
    const struct kl_net_watch_options options = {
        .types = VLANS | GROUPS | FDB | KL_NET_WATCH(KL_NET_LINK), .rcvbuf = 4096};
    struct kl_net_watch_stats stats;

    (void)state;
    memset(&told, 0, sizeof(told));
    assert_int_equal(kl_net_watch_open(&watch, &options, note, &told), 0);
    assert_int_equal(kl_net_watch_wait(watch, 20000), 0);
    net_run(
        "for i in $(seq 1 250); do echo fdb add 02:00:00:00:01:$(printf %%02x $i) dev v1 master "
        "static; echo mdb add dev kb0 port v1 grp 239.2.0.$i permanent; done | bridge -batch -");
    if (vlans)
        net_run("for i in $(seq 2 2 500); do echo vlan add vid $i dev v1; done | bridge -batch -");
    net_settle(watch, 50);
    kl_net_watch_stats(watch, &stats);
    assert_true(stats.overruns > 0);
    assert_int_equal(told.n[KL_NET_SYNCED], told.n[KL_NET_RESYNC] + 1);
    net_must_agree(net, watch, options.types);
    net_run("ip link del kb0");
    net_must_agree(net, watch, options.types);
    assert_int_equal(kl_net_watch_count(watch, KL_NET_BRIDGE_VLAN), 0);
    assert_int_equal(kl_net_watch_count(watch, KL_NET_MDB), 0);
}

static int set_up(void **state)
{
    (void)state;
    net = net_open_with_pair();
    net_run(
        "ip link add kb0 type bridge mcast_snooping 1; ip link set kb0 up; ip link set v1 master "
        "kb0");
    vlans = system("ip link set kb0 type bridge vlan_filtering 1 2>/dev/null") == 0;
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
        cmocka_unit_test_teardown(each_vlan_is_known, end),
        cmocka_unit_test_teardown(the_pvid_moves, end),
        cmocka_unit_test_teardown(ports_take_their_vlans_along, end),
        cmocka_unit_test_teardown(multicast_groups_come_and_go, end),
        cmocka_unit_test_teardown(forwarding_databases_are_followed, end),
        cmocka_unit_test_teardown(a_flood_is_survived, end),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
