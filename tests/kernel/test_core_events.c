// SPDX-License-Identifier: MIT
// Multicast groups, overruns of events, generic families: against the running kernel.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include "core/sock.h"
#include "kernel_world.h"

struct seen {
    unsigned messages, overruns;
    unsigned after_overrun; /* messages behind the last one */
    unsigned last_mtu;
    bool veth;
};

static void note(struct kl_sock *s, const struct kl_event *event, void *user)
{
    struct seen *seen = user;
    const char *name;
    struct kl_view v;
    uint64_t mtu;
    size_t len;

    (void)s;
    if (event->kind == KL_EVENT_OVERRUN) {
        seen->overruns++;
        seen->after_overrun = 0;
        assert_true(event->rcvbuf > 0);
        return;
    }
    seen->messages++;
    seen->after_overrun++;
    if (event->msg->nlmsg_type != RTM_NEWLINK ||
        kl_view_message(&v, event->msg, sizeof(struct ifinfomsg), NULL) < 0)
        return;
    if (kl_view_get_uint(&v, IFLA_MTU, &mtu) == 0)
        seen->last_mtu = (unsigned)mtu;
    if (kl_view_get_str(&v, IFLA_IFNAME, &name, &len) == 0 && len == 5)
        seen->veth = seen->veth || memcmp(name, "kl-v0", 5) == 0;
}

static void events_of_a_group_arrive_until_it_is_left(void **state)
{
    struct kl_sock *commands = world_open(NETLINK_ROUTE, 0, 0);
    struct kl_sock *events = world_open(NETLINK_ROUTE, KL_SOCK_EVENTS, 0);
    struct seen seen = {0};
    unsigned before;

    (void)state;
    assert_int_equal(kl_event_handler(events, note, &seen), 0);
    assert_int_equal(kl_group_join(events, RTNLGRP_LINK), 0);
    assert_int_equal(world_do(commands, world_new_veth("kl-v0"), NULL), 0);
    assert_true(kl_dispatch(events) > 0); /* sent while the request was handled */
    assert_true(seen.veth);
    assert_int_equal(kl_group_leave(events, RTNLGRP_LINK), 0);
    before = seen.messages;
    assert_int_equal(world_do(commands, world_set_mtu(1, 30000), NULL), 0);
    assert_int_equal(kl_dispatch(events), 0);
    assert_int_equal(seen.messages, before);
    kl_sock_close(events);
    kl_sock_close(commands);
}

static void no_such_group(void **state)
{
    struct kl_sock *events = world_open(NETLINK_ROUTE, KL_SOCK_EVENTS, 0);

    (void)state;
    assert_int_equal(kl_group_join(events, 60000), -EINVAL);
    assert_non_null(strstr(kl_error_text(kl_sock_error(events)), "60000"));
    assert_int_equal(kl_group_join(events, 0), -EINVAL);
    kl_sock_close(events);
}

static void an_overrun_is_told_and_events_go_on(void **state)
{
    struct kl_sock *commands = world_open(NETLINK_ROUTE, 0, 0);
    struct kl_sock *events = world_open(NETLINK_ROUTE, KL_SOCK_EVENTS, 1);
    unsigned rcvbuf = events->rcvbuf;
    struct seen seen = {0};

    (void)state;
    kl_event_handler(events, note, &seen);
    assert_int_equal(kl_group_join(events, RTNLGRP_LINK), 0);
    for (unsigned i = 0; i < 100; i++)
        assert_int_equal(world_do(commands, world_set_mtu(1, 40000 + i), NULL), 0);
    assert_true(kl_dispatch(events) < 100);
    assert_int_equal(seen.overruns, 1);
    assert_int_equal(seen.after_overrun, 0); /* what was queued came before it */
    assert_int_equal(kl_sock_overruns(events), 1);
    assert_true(events->rcvbuf > rcvbuf);
    assert_true(seen.last_mtu < 40099);
    assert_int_equal(world_do(commands, world_set_mtu(1, 50000), NULL), 0);
    assert_true(kl_dispatch(events) > 0);
    assert_int_equal(seen.last_mtu, 50000);
    assert_int_equal(seen.overruns, 1);
    kl_sock_close(events);
    kl_sock_close(commands);
}

/* ---- Generic netlink ---- */

static void families_are_resolved_once(void **state)
{
    struct kl_sock *s = world_open(NETLINK_GENERIC, 0, 0);
    const struct kl_genl_family *f = NULL, *again = NULL;
    uint32_t seq;

    (void)state;
    assert_int_equal(kl_genl_resolve(s, "nlctrl", &f), 0);
    assert_int_equal(f->id, GENL_ID_CTRL);
    assert_string_equal(f->name, "nlctrl");
    assert_true(f->version >= 2);
    assert_int_equal(f->n_groups, 1);
    assert_string_equal(f->groups[0].name, "notify");
    seq = s->next_seq;
    assert_int_equal(kl_genl_resolve(s, "nlctrl", &again), 0);
    assert_ptr_equal(f, again);
    assert_int_equal(s->next_seq, seq); /* nothing was asked */
    kl_genl_forget(s, "nlctrl");
    assert_int_equal(kl_genl_resolve(s, "nlctrl", &again), 0);
    assert_int_not_equal(s->next_seq, seq);
    kl_genl_forget(s, NULL);
    kl_sock_close(s);
}

static void unknown_families_are_enoent(void **state)
{
    struct kl_sock *s = world_open(NETLINK_GENERIC, 0, 0), *other;
    const struct kl_genl_family *f = NULL;

    (void)state;
    assert_int_equal(kl_genl_resolve(s, "no-such-one", &f), -ENOENT);
    assert_non_null(strstr(kl_error_text(kl_sock_error(s)), "no-such-one"));
    assert_int_equal(kl_genl_resolve(s, "a name of 16 ch.", &f), -ENOENT);
    assert_null(f);
    other = world_open(NETLINK_ROUTE, 0, 0);
    assert_int_equal(kl_genl_resolve(other, "nlctrl", &f), -EINVAL);
    kl_sock_close(other);
    kl_sock_close(s);
}

static void groups_are_joined_by_name(void **state)
{
    struct kl_sock *s = world_open(NETLINK_GENERIC, 0, 0);
    struct kl_sock *events = world_open(NETLINK_GENERIC, KL_SOCK_EVENTS, 0);

    (void)state;
    assert_int_equal(kl_group_join_name(events, s, "nlctrl", "notify"), 0);
    assert_int_equal(kl_group_join_name(events, s, "nlctrl", "none"), -ENOENT);
    assert_non_null(strstr(kl_error_text(kl_sock_error(events)), "none"));
    assert_int_equal(kl_group_join_name(events, s, "no-such-one", "x"), -ENOENT);
    kl_sock_close(events);
    kl_sock_close(s);
}

static void a_refused_attribute_has_its_name(void **state)
{
    struct kl_sock *s = world_open(NETLINK_GENERIC, 0, 0);
    struct kl_msg *m = NULL;

    (void)state;
    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start_genl(m, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 2, 0);
    kl_msg_put_str(m, CTRL_ATTR_FAMILY_NAME, "a name that is longer than 15 bytes");
    assert_true(world_do(s, m, NULL) < 0);
    assert_string_equal(kl_error_path(kl_sock_error(s)), "CTRL_ATTR_FAMILY_NAME");
    kl_sock_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_of_a_group_arrive_until_it_is_left),
        cmocka_unit_test(no_such_group),
        cmocka_unit_test(an_overrun_is_told_and_events_go_on),
        cmocka_unit_test(families_are_resolved_once),
        cmocka_unit_test(unknown_families_are_enoent),
        cmocka_unit_test(groups_are_joined_by_name),
        cmocka_unit_test(a_refused_attribute_has_its_name),
    };

    world_check();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
