// SPDX-License-Identifier: MIT
// Many links come and flap, more than a watch's buffer holds: afterwards its state is the kernel's.
// KL_TEST_LINKS says how many; test_net_storm.sh asks for ten thousand, with the daemon beside.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/veth.h>
#include <net/if.h>

#include "kernel_world.h"
#include "net_agree.h"
#include "net_world.h"

static void put(struct kl_net_batch *b, enum kl_net_verb verb, const struct kl_net_link *l)
{
    const struct kl_net_object o = {.type = KL_NET_LINK, .link = l};

    assert_true(kl_net_batch_add(b, verb, &o, NULL) >= 0);
}

static void name(struct kl_net_link *l, char end, unsigned i)
{
    snprintf(l->name, sizeof(l->name), "st%c%u", end, i);
    l->has = KL_NET_L_NAME;
}

/* Never both ends of a pair: a carrier takes the kernel far longer than a link that is up. */
static void flap(struct kl_net_batch *b, char end, unsigned pairs, bool up)
{
    for (unsigned i = 0; i < pairs; i++) {
        struct kl_net_link l = {.flags = up ? IFF_UP : 0, .flags_mask = IFF_UP};

        name(&l, end, i);
        l.has = KL_NET_L_FLAGS;
        put(b, KL_NET_CHANGE, &l);
    }
}

static void make(struct kl_net_batch *b, unsigned pairs)
{
    for (unsigned i = 0; i < pairs; i++) {
        struct kl_net_link peer = {.has = 0}, l = {.kind = "veth"};
        union kl_net_kind kind = {.veth = {.has = KL_NET_HAS(VETH_INFO_PEER), .peer = &peer}};

        name(&peer, 'b', i);
        name(&l, 'a', i);
        l.kind_data = &kind;
        put(b, KL_NET_ADD, &l);
    }
}

static void links_of_any_number_flap(void **state)
{
    const char *asked = getenv("KL_TEST_LINKS");
    unsigned pairs = (asked != NULL ? (unsigned)atoi(asked) : 400) / 2;
    /* Few links flap more often when somebody else is to lose messages. */
    unsigned rounds = asked != NULL && pairs < 2000 ? 2000 / (pairs + 1) + 1 : 1;
    const struct kl_net_watch_options options = {.rcvbuf = pairs < 2000 ? 16384 : 0};
    struct kl_net_watch_stats stats;
    struct kl_net *n = *state;
    struct kl_net_watch *w;
    struct kl_net_batch *b;

    assert_int_equal(kl_net_watch_open(&w, &options, NULL, NULL), 0);
    assert_int_equal(kl_net_watch_wait(w, 30000), 0);
    net_ok(n, kl_net_batch_new(&b, n, 0));
    make(b, pairs);
    for (unsigned i = 0; i < rounds; i++) {
        flap(b, 'a', pairs, true);
        flap(b, 'a', pairs, false);
    }
    net_ok(n, kl_net_batch_run(b, NULL, NULL));
    /* Once more while it reads again. */
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(kl_net_watch_dispatch(w), 0);
    flap(b, 'b', pairs, true);
    net_ok(n, kl_net_batch_run(b, NULL, NULL));
    assert_int_equal(kl_net_watch_dispatch(w), 0);
    flap(b, 'b', pairs, false);
    flap(b, 'a', pairs / 8, true);
    net_ok(n, kl_net_batch_run(b, NULL, NULL));
    kl_net_batch_free(b);
    net_must_agree(n, w, NET_AGREE_USUAL);
    assert_true(kl_net_watch_count(w, KL_NET_LINK) >= pairs * 2);
    kl_net_watch_stats(w, &stats);
    assert_true(stats.overruns > 0);
    assert_true(stats.resyncs > 0);
    kl_net_watch_close(w);
}

static int set_up(void **state)
{
    struct kl_net *n;

    if (getenv("KL_TEST_LINKS") == NULL)
        world_check();
    assert_int_equal(kl_net_open(&n, NULL), 0);
    *state = n;
    /* Addresses of IPv6 would take longer than all the rest. */
    net_run("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6 2>/dev/null; :");
    return 0;
}

static int tear_down(void **state)
{
    kl_net_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(links_of_any_number_flap)};

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
