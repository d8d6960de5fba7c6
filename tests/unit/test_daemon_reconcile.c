// SPDX-License-Identifier: MIT
// When the network is looked at again, by a clock that only the test moves; and which of the
// kernel's messages lead to that.
#include "daemon/concern.h"
#include "daemon/drift.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#define A kld_drift_id("address 192.0.2.1/24 on e0")
#define B kld_drift_id("route 10.0.0.0/8")

struct world {
    struct kld_drift d;
    int64_t now;
    int code; // of looking
    unsigned looks, flaps, calms, calm_count;
    char object[96];
};

static int look(void *user)
{
    struct world *w = user;

    w->looks += !w->code;
    return w->code;
}

static void flaps(void *user, const char *object, unsigned count)
{
    struct world *w = user;

    assert_int_equal(count, KLD_DRIFT_OFTEN);
    w->flaps++;
    snprintf(w->object, sizeof w->object, "%s", object);
}

static void calm(void *user, const char *object, unsigned count)
{
    struct world *w = user;

    assert_string_equal(object, w->object);
    w->calms++;
    w->calm_count = count;
}

static const struct kld_drift_ops ops = {look, flaps, calm};

static void begin(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->now = 5000000;
    kld_drift_init(&w->d, &ops, w);
}

// Moves the clock to the next time that something is due, if that is within @ms.
static bool pass(struct world *w, int64_t ms)
{
    int64_t due = kld_drift_due(&w->d), end = w->now + ms;

    if (due > end) {
        w->now = end;
        return false;
    }
    if (due > w->now)
        w->now = due;
    kld_drift_tick(&w->d, w->now);
    return true;
}

static void done(struct world *w, int64_t ms, const char *object)
{
    struct kld_drift_result r = {.object = object};

    w->now += ms;
    kld_drift_done(&w->d, w->now, &r);
}

static void test_quiet(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    assert_true(kld_drift_due(&w.d) == KLD_DRIFT_NEVER);
    kld_drift_event(&w.d, w.now, A);
    assert_int_equal(kld_drift_due(&w.d) - w.now, KLD_DRIFT_QUIET_MS);
    // Ticks that come too early do nothing.
    kld_drift_tick(&w.d, w.now + KLD_DRIFT_QUIET_MS - 1);
    assert_int_equal(w.looks, 0);
    pass(&w, 1000);
    assert_int_equal(w.looks, 1);
    assert_true(w.d.looking);
    // While it looks, nothing is due, whatever happens.
    kld_drift_event(&w.d, w.now, A);
    assert_true(kld_drift_due(&w.d) == KLD_DRIFT_NEVER);
    done(&w, 1, NULL);
    assert_true(pass(&w, 1000));
    assert_int_equal(w.looks, 2);
    done(&w, 1, NULL);
    assert_true(kld_drift_due(&w.d) == KLD_DRIFT_NEVER);
}

static void test_latest(void **state)
{
    struct world w;
    int64_t first;

    (void)state;
    begin(&w);
    first = w.now;
    // Events that never stop do not put it off for ever.
    while (!w.looks) {
        kld_drift_event(&w.d, w.now, 0);
        w.now += 50;
        kld_drift_tick(&w.d, w.now);
        assert_true(w.now - first <= KLD_DRIFT_LATEST_MS + 50);
    }
    assert_in_range(w.now - first, KLD_DRIFT_LATEST_MS, KLD_DRIFT_LATEST_MS + 50);
}

static void test_cost(void **state)
{
    struct world w;
    int64_t busy = 0, begun;

    (void)state;
    begin(&w);
    begun = w.now;
    // A look takes 2 s, and events come all the time: it takes a tenth of the time at most.
    while (w.now - begun < 600000) {
        kld_drift_event(&w.d, w.now, 0);
        if (kld_drift_due(&w.d) > w.now) {
            w.now += 100;
            kld_drift_tick(&w.d, w.now);
        }
        if (w.d.looking) {
            busy += 2000;
            done(&w, 2000, NULL);
        }
    }
    assert_in_range(busy, 40000, 60000);
}

static void test_flapping(void **state)
{
    static const char name[] = "address 192.0.2.1/24 on e0";
    struct world w;
    int64_t last = 0, gap = 0;

    (void)state;
    begin(&w);
    for (int i = 1; i <= 14; i++) {
        // Undone at once, and at once it is noticed.
        kld_drift_event(&w.d, w.now, A);
        kld_drift_event(&w.d, w.now + 1, A);
        while (w.looks < (unsigned)i)
            assert_true(pass(&w, KLD_DRIFT_MOST_MS + 1000));
        gap = last ? w.now - last : 0;
        last = w.now;
        if (i <= KLD_DRIFT_OFTEN)
            assert_true(gap <= 1000);
        else if (i <= 9)
            assert_in_range(gap, 1000 << (i - 4), (1000 << (i - 4)) + 300);
        done(&w, 10, name);
    }
    assert_in_range(gap, KLD_DRIFT_MOST_MS, KLD_DRIFT_MOST_MS + 300);
    assert_int_equal(w.flaps, 1);
    assert_string_equal(w.object, name);
    assert_int_equal(w.calms, 0);

    // What happens to others is looked at as ever ...
    kld_drift_event(&w.d, w.now, B);
    assert_true(pass(&w, 1000));
    assert_int_equal(w.looks, 15);
    done(&w, 10, NULL);
    // ... but of what cannot be told which it is.
    kld_drift_event(&w.d, w.now, 0);
    assert_false(pass(&w, KLD_DRIFT_MOST_MS / 2));
    assert_true(pass(&w, KLD_DRIFT_MOST_MS));
    assert_int_equal(w.looks, 16);
    done(&w, 10, NULL);

    // Left alone for long enough: all is forgotten.
    while (pass(&w, 200000))
        ;
    assert_int_equal(w.calms, 1);
    assert_int_equal(w.calm_count, 14);
    assert_int_equal(w.looks, 16);
    assert_int_equal(w.d.n, 0);
    kld_drift_event(&w.d, w.now, A);
    assert_true(pass(&w, KLD_DRIFT_QUIET_MS));
    assert_int_equal(w.looks, 17);
}

// Somebody undoes one thing, and something else happens all the time: that is no way around the
// pause.
static void test_strict(void **state)
{
    static const char name[] = "address 192.0.2.1/24 on e0";
    struct world w;
    int64_t begun;

    (void)state;
    begin(&w);
    begun = w.now;
    while (w.now - begun < 600000) {
        kld_drift_event(&w.d, w.now, B);
        if (!pass(&w, 100))
            continue;
        if (w.d.looking)
            done(&w, 1, name);
    }
    assert_in_range(w.looks, 10, 40);
    assert_int_equal(w.flaps, 1);
}

static void test_seldom(void **state)
{
    static const char name[] = "link e0";
    struct world w;

    (void)state;
    begin(&w);
    // Twice within ten seconds, again and again, is no fight.
    for (unsigned i = 1; i <= 20; i++) {
        kld_drift_event(&w.d, w.now, kld_drift_id(name));
        while (w.looks < i)
            assert_true(pass(&w, 1000));
        done(&w, 1, name);
        w.now += i % 2 ? 1000 : 30000;
    }
    assert_int_equal(w.flaps, 0);
}

static void test_many_objects(void **state)
{
    struct world w;
    char name[64];

    (void)state;
    begin(&w);
    for (unsigned i = 1; i <= 5000; i++) {
        snprintf(name, sizeof name, "link d%u", i);
        kld_drift_event(&w.d, w.now, kld_drift_id(name));
        while (w.looks < i)
            assert_true(pass(&w, 1000));
        done(&w, 1, name);
        assert_true(w.d.n <= KLD_DRIFT_OBJECTS);
    }
    assert_int_equal(w.flaps, 0);
}

static void test_busy(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    // Another is at work: it is put off until he says that he is done, or for a while.
    w.code = -EAGAIN;
    kld_drift_event(&w.d, w.now, A);
    assert_true(pass(&w, 1000));
    assert_int_equal(w.looks, 0);
    assert_int_equal(kld_drift_due(&w.d) - w.now, KLD_DRIFT_BUSY_MS);
    kld_drift_event(&w.d, w.now, A);
    assert_int_equal(kld_drift_due(&w.d) - w.now, KLD_DRIFT_BUSY_MS);
    w.code = 0;
    kld_drift_kick(&w.d, w.now);
    assert_true(pass(&w, KLD_DRIFT_QUIET_MS));
    assert_int_equal(w.looks, 1);
    done(&w, 1, NULL);
    // There is nothing to look for: nothing stays.
    w.code = -ENOENT;
    kld_drift_event(&w.d, w.now, A);
    assert_true(pass(&w, 1000));
    assert_true(kld_drift_due(&w.d) == KLD_DRIFT_NEVER);
}

static void test_failures(void **state)
{
    struct kld_drift_result failed = {.failed = true};
    struct world w;
    int64_t last;

    (void)state;
    begin(&w);
    kld_drift_event(&w.d, w.now, A);
    assert_true(pass(&w, 1000));
    for (int i = 0; i < 10; i++) {
        kld_drift_done(&w.d, w.now, &failed);
        last = w.now;
        assert_true(pass(&w, KLD_DRIFT_MOST_MS));
        assert_int_equal(w.now - last, i < 6 ? 1000 << i : KLD_DRIFT_MOST_MS);
        assert_true(w.d.looking);
    }
    // An answer that never came is no cost; one that took ten minutes is not waited for for hours.
    w.now += 600000;
    kld_drift_done(&w.d, w.now, &failed);
    assert_int_equal(kld_drift_due(&w.d) - w.now, KLD_DRIFT_MOST_MS);
    assert_true(pass(&w, KLD_DRIFT_MOST_MS));
    done(&w, 600000, NULL);
    kld_drift_event(&w.d, w.now, A);
    assert_int_equal(kld_drift_due(&w.d) - w.now, KLD_DRIFT_MOST_MS);
    assert_true(pass(&w, KLD_DRIFT_MOST_MS));
    done(&w, 1, NULL);
    assert_int_equal(w.d.failures, 0);
    assert_true(kld_drift_due(&w.d) == KLD_DRIFT_NEVER);
}

/* ---- Messages ---- */

struct message {
    struct nlmsghdr head;
    char rest[500];
};

static void start(struct message *m, uint16_t type, uint16_t flags, const void *data, size_t len)
{
    memset(m, 0, sizeof *m);
    m->head.nlmsg_type = type;
    m->head.nlmsg_flags = flags;
    memcpy(m->rest, data, len);
    m->head.nlmsg_len = (uint32_t)NLMSG_LENGTH(len);
}

static void put(struct message *m, uint16_t attr, const void *data, size_t len)
{
    struct rtattr *at = (void *)((char *)m + NLMSG_ALIGN(m->head.nlmsg_len));

    at->rta_type = attr;
    at->rta_len = (unsigned short)RTA_LENGTH(len);
    memcpy(RTA_DATA(at), data, len);
    m->head.nlmsg_len = NLMSG_ALIGN(m->head.nlmsg_len) + (uint32_t)RTA_ALIGN(at->rta_len);
}

struct wanted {
    struct kld_arena *arena;
    struct kld_concern *c;
    struct kl_net *n;
};

static int set_up_in(void **state, const char *netns)
{
    struct wanted *w = calloc(1, sizeof *w);
    struct kld_model *m;
    struct kld_object *o;

    if (!w || kl_net_open(&w->n, NULL) < 0)
        return -1;
    w->arena = kld_arena_new();
    m = kld_model_new(w->arena);
    m->netns = netns;
    o = kld_object_new(w->arena, &kld_interface, "e0");
    kld_set(w->arena, o, "kind", "ethernet");
    kld_model_add(m, o);
    o = kld_object_new(w->arena, &kld_address, "e0");
    kld_set(w->arena, o, "address", "192.0.2.1/24");
    kld_model_add(m, o);
    o = kld_object_new(w->arena, &kld_route, NULL);
    kld_set(w->arena, o, "to", "10.0.0.0/8");
    kld_set(w->arena, o, "via", "192.0.2.9");
    kld_model_add(m, o);
    o = kld_object_new(w->arena, &kld_neighbour, "e0");
    kld_set(w->arena, o, "address", "192.0.2.7");
    kld_model_add(m, o);
    w->c = kld_concern_new(m, -1);
    if (!w->c)
        return -1;
    w->c->links[0].ifindex = 7; // as if it were there
    *state = w;
    return 0;
}

static int set_up(void **state)
{
    return set_up_in(state, NULL);
}

static int set_up_inside(void **state)
{
    return set_up_in(state, "blue");
}

static int tear_down(void **state)
{
    struct wanted *w = *state;

    kld_concern_free(w->c);
    kld_arena_free(w->arena);
    kl_net_close(w->n);
    free(w);
    return 0;
}

static bool route(struct wanted *w, uint16_t type, uint16_t flags, uint8_t protocol, uint8_t net,
                  uint64_t *id)
{
    struct rtmsg head = {.rtm_family = AF_INET,
                         .rtm_dst_len = 8,
                         .rtm_table = RT_TABLE_MAIN,
                         .rtm_protocol = protocol,
                         .rtm_type = RTN_UNICAST};
    uint8_t dst[4] = {net}, via[4] = {192, 0, 2, 9};
    uint32_t oif = 7;
    struct message m;

    start(&m, type, flags, &head, sizeof head);
    put(&m, RTA_DST, dst, 4);
    put(&m, RTA_GATEWAY, via, 4);
    put(&m, RTA_OIF, &oif, 4);
    return kld_concern_of(w->c, w->n, &m.head, id);
}

static void test_routes(void **state)
{
    struct wanted *w = *state;
    uint64_t id;

    assert_true(route(w, RTM_DELROUTE, 0, KLD_PROTOCOL, 10, &id));
    assert_true(id == B);
    // Ours, and not of the settings: it is to be removed, or of a lease.
    assert_true(route(w, RTM_NEWROUTE, 0, KLD_PROTOCOL, 11, &id));
    assert_true(route(w, RTM_DELROUTE, 0, KLD_PROTOCOL, 11, &id));
    // What others add and take away, unless it is what we want, or takes its place.
    assert_false(route(w, RTM_NEWROUTE, 0, RTPROT_BGP, 11, &id));
    assert_false(route(w, RTM_DELROUTE, 0, RTPROT_BGP, 11, &id));
    assert_false(route(w, RTM_NEWROUTE, NLM_F_REPLACE, RTPROT_BGP, 11, &id));
    assert_true(route(w, RTM_NEWROUTE, NLM_F_REPLACE, RTPROT_BGP, 10, &id));
    assert_true(route(w, RTM_DELROUTE, 0, RTPROT_BGP, 10, &id));
    // Something could not be done: it may be that this was missing.
    w->c->waiting = true;
    assert_true(route(w, RTM_NEWROUTE, 0, RTPROT_BGP, 11, &id));
    assert_true(id == 0);
    assert_false(route(w, RTM_DELROUTE, 0, RTPROT_BGP, 11, &id));
    w->c->waiting = false;
}

static bool address(struct wanted *w, uint16_t type, uint32_t link, uint8_t host, uint64_t *id)
{
    struct ifaddrmsg head = {.ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = link};
    uint8_t local[4] = {192, 0, 2, host};
    struct message m;

    start(&m, type, 0, &head, sizeof head);
    put(&m, IFA_LOCAL, local, 4);
    return kld_concern_of(w->c, w->n, &m.head, id);
}

static bool neighbour(struct wanted *w, uint16_t type, uint16_t nud, uint8_t host, uint64_t *id)
{
    struct ndmsg head = {.ndm_family = AF_INET, .ndm_ifindex = 7, .ndm_state = nud};
    uint8_t dst[4] = {192, 0, 2, host};
    struct message m;

    start(&m, type, 0, &head, sizeof head);
    put(&m, NDA_DST, dst, 4);
    return kld_concern_of(w->c, w->n, &m.head, id);
}

static void test_addresses(void **state)
{
    struct wanted *w = *state;
    uint64_t id;

    assert_true(address(w, RTM_DELADDR, 7, 1, &id));
    assert_true(id == A);
    assert_false(address(w, RTM_NEWADDR, 7, 2, &id));
    assert_false(address(w, RTM_NEWADDR, 8, 1, &id));
    assert_true(neighbour(w, RTM_DELNEIGH, NUD_PERMANENT, 7, &id));
    assert_true(id == kld_drift_id("neighbour 192.0.2.7 on e0"));
    assert_false(neighbour(w, RTM_NEWNEIGH, NUD_REACHABLE, 7, &id));
    assert_false(neighbour(w, RTM_NEWNEIGH, NUD_STALE, 8, &id));
}

static bool link_event(struct wanted *w, uint16_t type, int32_t number, const char *name,
                       const char *alias, uint64_t *id)
{
    struct ifinfomsg head = {.ifi_index = number};
    struct message m;

    start(&m, type, 0, &head, sizeof head);
    put(&m, IFLA_IFNAME, name, strlen(name) + 1);
    if (alias)
        put(&m, IFLA_IFALIAS, alias, strlen(alias) + 1);
    return kld_concern_of(w->c, w->n, &m.head, id);
}

static void test_links(void **state)
{
    struct wanted *w = *state;
    uint64_t id;

    assert_false(link_event(w, RTM_NEWLINK, 9, "veth0", NULL, &id));
    assert_true(link_event(w, RTM_NEWLINK, 7, "e0", NULL, &id));
    assert_true(id == kld_drift_id("link e0"));
    // It got another name, was removed, comes again with another number.
    assert_true(link_event(w, RTM_NEWLINK, 7, "other", NULL, &id));
    assert_true(link_event(w, RTM_DELLINK, 7, "other", NULL, &id));
    assert_false(link_event(w, RTM_NEWLINK, 7, "other", NULL, &id));
    assert_true(link_event(w, RTM_NEWLINK, 12, "e0", NULL, &id));
    assert_true(address(w, RTM_DELADDR, 12, 1, &id));
    assert_true(id == A);
    // Ours, and not wanted.
    assert_true(link_event(w, RTM_NEWLINK, 13, "old", "kernlinkd", &id));
    assert_true(link_event(w, RTM_DELLINK, 12, "e0", NULL, &id));
}

// What is in a namespace is another object than that of the same name around it.
static void test_inside(void **state)
{
    struct wanted *w = *state;
    uint64_t id;

    assert_true(route(w, RTM_DELROUTE, 0, RTPROT_BGP, 10, &id));
    assert_true(id == kld_drift_id("route 10.0.0.0/8 in blue"));
    assert_true(address(w, RTM_DELADDR, 7, 1, &id));
    assert_true(id == kld_drift_id("address 192.0.2.1/24 on e0 in blue"));
    assert_false(address(w, RTM_DELADDR, 7, 2, &id));
    assert_true(neighbour(w, RTM_DELNEIGH, NUD_PERMANENT, 7, &id));
    assert_true(id == kld_drift_id("neighbour 192.0.2.7 on e0 in blue"));
    assert_true(link_event(w, RTM_DELLINK, 7, "e0", NULL, &id));
    assert_true(id == kld_drift_id("link e0 in blue"));
    // Without a socket nobody knows what has that number, be there such a link around it.
    assert_false(address(w, RTM_DELADDR, 1, 1, &id));
}

static void test_broken(void **state)
{
    struct wanted *w = *state;
    struct message m;
    uint64_t id;

    // Too short for what they say they are.
    for (unsigned type = RTM_BASE; type < RTM_MAX; type++)
        for (uint32_t len = 0; len < 40; len++) {
            start(&m, (uint16_t)type, 0, "", 0);
            m.head.nlmsg_len = len;
            w->c->waiting = len & 1;
            (void)kld_concern_of(w->c, w->n, &m.head, &id);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quiet),
        cmocka_unit_test(test_latest),
        cmocka_unit_test(test_cost),
        cmocka_unit_test(test_flapping),
        cmocka_unit_test(test_strict),
        cmocka_unit_test(test_seldom),
        cmocka_unit_test(test_many_objects),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_failures),
        cmocka_unit_test_setup_teardown(test_routes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_addresses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_inside, set_up_inside, tear_down),
        cmocka_unit_test_setup_teardown(test_broken, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
