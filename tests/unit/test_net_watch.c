// SPDX-License-Identifier: MIT
// A watch against a kernel that does what the test tells it: lost events, lists that change while
// they are read, links that take routes along, messages that are none.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

#include "fake_kernel.h"
#include "net/watch.h"

static unsigned no_memory; /* so many calls of realloc() fail */

/* Stands before libc's, or the sanitizer's. */
void *realloc(void *p, size_t size)
{
    static void *(*real)(void *, size_t);

    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "realloc");
    if (no_memory > 0) {
        no_memory--;
        errno = ENOMEM;
        return NULL;
    }
    return real(p, size);
}

/* What the kernel has: routes 10.0.0.N by links, and links. */
static struct {
    struct {
        uint8_t n;
        int link;
        uint32_t protocol;
    } routes[32];
    unsigned n_routes;
    struct {
        int index;
        uint32_t flags;
    } links[4];
    unsigned n_links;
    int route_error;      /* what the next list of routes ends with */
    unsigned interrupted; /* so many lists end so */
    unsigned lists;       /* asked for */
    int last_filter;      /* RTA_OIF of the last list */
    unsigned drop_after;  /* with interrupted: routes after this one are gone in the next list */
} k;

static void put_route(struct blob *b, uint32_t seq, uint16_t type, uint16_t flags, uint8_t n,
                      int link, uint32_t protocol)
{
    struct rtmsg head = {.rtm_family = AF_INET,
                         .rtm_dst_len = 32,
                         .rtm_table = RT_TABLE_MAIN,
                         .rtm_type = RTN_UNICAST,
                         .rtm_protocol = (uint8_t)protocol};
    uint8_t dst[4] = {10, 0, 0, n};
    uint32_t table = RT_TABLE_MAIN;
    struct nlmsghdr *msg = blob_message(b, seq, type, flags);

    blob_bytes(b, msg, &head, sizeof(head));
    blob_attr(b, msg, RTA_TABLE, &table, 4);
    blob_attr(b, msg, RTA_DST, dst, 4);
    blob_attr(b, msg, RTA_OIF, &link, 4);
}

static void put_link(struct blob *b, uint32_t seq, uint16_t type, uint16_t flags, int index,
                     uint32_t state)
{
    struct ifinfomsg head = {.ifi_index = index, .ifi_flags = state};
    struct nlmsghdr *msg = blob_message(b, seq, type, flags);
    char name[8] = "link0";

    name[4] = (char)('0' + index);
    blob_bytes(b, msg, &head, sizeof(head));
    blob_attr(b, msg, IFLA_IFNAME, name, 6);
}

static int filter_of(const struct nlmsghdr *request)
{
    struct kl_view v;
    uint64_t link = 0;

    if (kl_view_message(&v, request, sizeof(struct rtmsg), NULL) == 0)
        (void)kl_view_get_uint(&v, RTA_OIF, &link);
    return (int)link;
}

static bool link_exists(int index)
{
    for (unsigned i = 0; i < k.n_links; i++)
        if (k.links[i].index == index)
            return true;
    return k.n_links == 0;
}

static void answer_routes(struct fake *f, const struct nlmsghdr *request)
{
    uint32_t seq = request->nlmsg_seq;
    static struct blob b;
    int link = filter_of(request), error = k.route_error;

    k.lists++;
    k.last_filter = link;
    k.route_error = 0;
    if (link != 0 && !link_exists(link)) {
        fake_ack(f, seq, -ENODEV);
        return;
    }
    if (error != 0) {
        fake_ack(f, seq, error);
        return;
    }
    b.len = 0;
    for (unsigned i = 0; i < k.n_routes; i++)
        if (link == 0 || k.routes[i].link == link)
            put_route(&b, seq, RTM_NEWROUTE, NLM_F_MULTI, k.routes[i].n, k.routes[i].link,
                      k.routes[i].protocol);
    if (b.len > 0)
        fake_send(f, b.data, b.len);
    fake_done(f, seq, 0, k.interrupted > 0 ? NLM_F_DUMP_INTR : 0);
    if (k.interrupted > 0) {
        k.interrupted--;
        if (k.drop_after != 0)
            k.n_routes = k.drop_after;
    }
}

static void script(struct fake *f, const struct nlmsghdr *request)
{
    static struct blob b;

    assert_int_equal(request->nlmsg_flags & NLM_F_DUMP, NLM_F_DUMP);
    if (request->nlmsg_type == RTM_GETROUTE) {
        answer_routes(f, request);
        return;
    }
    assert_int_equal(request->nlmsg_type, RTM_GETLINK);
    b.len = 0;
    for (unsigned i = 0; i < k.n_links; i++)
        put_link(&b, request->nlmsg_seq, RTM_NEWLINK, NLM_F_MULTI, k.links[i].index,
                 k.links[i].flags);
    if (b.len > 0)
        fake_send(f, b.data, b.len);
    fake_done(f, request->nlmsg_seq, 0, 0);
}

struct world {
    struct fake requests, events;
    struct kl_net_watch *w;
    char text[4096]; /* what was told: "+route 10.0.0.1" and so on */
};

static void note(struct kl_net_watch *w, const struct kl_net_event *e, void *user)
{
    static const char *const kinds[] = {"", "+", "~", "-", "synced", "resync"};
    const struct kl_net_object *o = e->now != NULL ? e->now : e->old;
    struct world *x = user;
    char what[64] = "";
    size_t len = strlen(x->text);

    (void)w;
    if (o != NULL)
        kl_net_object_text(o, what, sizeof(what));
    snprintf(x->text + len, sizeof(x->text) - len, "%s%s ", kinds[e->kind], what);
}

static struct world *begin(unsigned types, unsigned n_routes)
{
    struct kl_sock_options options = {.protocol = NETLINK_ROUTE, .flags = KL_SOCK_EVENTS};
    struct kl_net_watch_options watch = {.types = types};
    struct world *x = calloc(1, sizeof(*x));

    assert_non_null(x);
    memset(&k, 0, sizeof(k));
    for (unsigned i = 0; i < n_routes; i++) {
        k.routes[i].n = (uint8_t)(i + 1);
        k.routes[i].link = 1 + (int)(i % 2);
    }
    k.n_routes = n_routes;
    fake_open(&x->requests, NULL);
    fake_open(&x->events, &options);
    x->requests.script = script;
    assert_int_equal(kl_net_watch_start(&x->w, &watch, note, x, x->requests.sock, x->events.sock),
                     0);
    return x;
}

static void end(struct world *x)
{
    kl_net_watch_close(x->w);
    x->requests.sock = x->events.sock = NULL;
    fake_close(&x->requests);
    fake_close(&x->events);
    free(x);
}

/* Lets the watch work; @expected is what it told since the last time. */
static void told(struct world *x, const char *expected)
{
    for (unsigned i = 0; i < 200; i++)
        assert_int_equal(kl_net_watch_dispatch(x->w), 0);
    assert_string_equal(x->text, expected);
    x->text[0] = '\0';
}

static void send_route(struct world *x, uint16_t type, uint8_t n, int link, uint32_t protocol)
{
    static struct blob b;

    b.len = 0;
    put_route(&b, 0, type, 0, n, link, protocol);
    fake_send(&x->events, b.data, b.len);
}

static void send_link(struct world *x, uint16_t type, int index, uint32_t state)
{
    static struct blob b;

    b.len = 0;
    put_link(&b, 0, type, 0, index, state);
    fake_send(&x->events, b.data, b.len);
}

#define ROUTES KL_NET_WATCH(KL_NET_ROUTE)
#define LINKS  KL_NET_WATCH(KL_NET_LINK)

static void events_keep_it_up(void **state)
{
    struct world *x = begin(ROUTES, 2);

    (void)state;
    assert_false(kl_net_watch_synced(x->w));
    told(x, "+route 10.0.0.1 +route 10.0.0.2 synced ");
    assert_true(kl_net_watch_synced(x->w));
    assert_int_equal(kl_net_watch_timeout(x->w), -1);
    send_route(x, RTM_NEWROUTE, 3, 1, 0);
    send_route(x, RTM_NEWROUTE, 3, 1, 0); /* again: nothing new */
    send_route(x, RTM_DELROUTE, 1, 1, 0);
    send_route(x, RTM_DELROUTE, 9, 1, 0); /* unknown */
    told(x, "+route 10.0.0.3 -route 10.0.0.1 ");
    assert_int_equal(kl_net_watch_count(x->w, KL_NET_ROUTE), 2);
    assert_int_equal(k.lists, 1);
    end(x);
}

static void lost_events_are_found_by_reading_again(void **state)
{
    struct world *x = begin(ROUTES, 3);
    struct kl_net_watch_stats stats;

    (void)state;
    told(x, "+route 10.0.0.1 +route 10.0.0.2 +route 10.0.0.3 synced ");
    send_route(x, RTM_NEWROUTE, 4, 1, 0);
    k.routes[3].n = 4;
    k.routes[3].link = 1;
    k.routes[0].n = 7; /* 1 has gone, 7 come, and nobody said it */
    k.n_routes = 4;
    fake_fail_recv(&x->events, ENOBUFS);
    told(x, "+route 10.0.0.4 resync +route 10.0.0.7 -route 10.0.0.1 synced ");
    kl_net_watch_stats(x->w, &stats);
    assert_int_equal(stats.overruns, 1);
    assert_int_equal(stats.resyncs, 1);
    assert_int_equal(kl_net_watch_count(x->w, KL_NET_ROUTE), 4);
    end(x);
}

/* While a list is read events wait: they are newer than the list, or in it. */
static void events_wait_for_the_list(void **state)
{
    struct world *x = begin(ROUTES, 1);

    (void)state;
    send_route(x, RTM_DELROUTE, 1, 1, 0);
    send_route(x, RTM_NEWROUTE, 2, 1, 0);
    fake_fail_recv(&x->events, 0);
    told(x, "+route 10.0.0.1 -route 10.0.0.1 +route 10.0.0.2 synced ");
    end(x);
}

static void an_interrupted_list_is_read_again(void **state)
{
    struct world *x = begin(ROUTES, 4);
    struct kl_net_watch_stats stats;

    (void)state;
    k.interrupted = 2;
    k.drop_after = 3; /* 4 was in the first list only */
    told(x, "+route 10.0.0.1 +route 10.0.0.2 +route 10.0.0.3 +route 10.0.0.4 "
            "-route 10.0.0.4 synced ");
    kl_net_watch_stats(x->w, &stats);
    assert_int_equal(stats.interrupted, 2);
    assert_int_equal(k.lists, 3);
    end(x);
}

/* More often than is tried at once: later, and until then it is not whole. */
static void a_list_that_is_always_interrupted(void **state)
{
    struct world *x = begin(ROUTES, 1);

    (void)state;
    k.interrupted = 4;
    for (unsigned i = 0; i < 50; i++)
        assert_int_equal(kl_net_watch_dispatch(x->w), 0);
    assert_int_equal(k.lists, 4);
    assert_false(kl_net_watch_synced(x->w));
    assert_in_range(kl_net_watch_timeout(x->w), 1, 200);
    assert_int_equal(kl_error_code(kl_net_watch_error(x->w)), 0);
    assert_int_equal(kl_net_watch_wait(x->w, 5000), 0);
    assert_int_equal(k.lists, 5);
    assert_true(kl_net_watch_synced(x->w));
    end(x);
}

static void a_list_that_fails_is_tried_later(void **state)
{
    struct world *x = begin(ROUTES, 1);
    unsigned said = 0;

    (void)state;
    k.route_error = -ENOMEM;
    for (unsigned i = 0; i < 50; i++) {
        assert_int_equal(kl_net_watch_dispatch(x->w), 0);
        if (kl_error_code(kl_net_watch_error(x->w)) != 0) {
            assert_string_equal(kl_error_object(kl_net_watch_error(x->w)), "list (route)");
            said += kl_error_code(kl_net_watch_error(x->w)) == -ENOMEM;
        }
    }
    assert_int_equal(said, 1);
    assert_int_equal(k.lists, 1);
    assert_int_equal(kl_net_watch_wait(x->w, 1), -ETIMEDOUT);
    assert_non_null(strstr(kl_error_text(kl_net_watch_error(x->w)), "list (route): "));
    assert_non_null(strstr(kl_error_text(kl_net_watch_error(x->w)), kl_strerror(-ENOMEM)));
    assert_int_equal(kl_net_watch_wait(x->w, 5000), 0);
    told(x, "+route 10.0.0.1 synced ");
    end(x);
}

static void a_list_that_the_kernel_lacks_is_empty(void **state)
{
    struct world *x = begin(ROUTES, 1);

    (void)state;
    k.route_error = -EOPNOTSUPP;
    told(x, "synced ");
    end(x);
}

static void links_that_go_down_have_their_routes_read_again(void **state)
{
    struct world *x;

    (void)state;
    x = begin(ROUTES | LINKS, 0);
    k.links[0].index = 1;
    k.links[1].index = 2;
    k.links[0].flags = k.links[1].flags = 0x10041; /* up, running, with a carrier */
    k.n_links = 2;
    for (unsigned i = 0; i < 4; i++) {
        k.routes[i].n = (uint8_t)(i + 1);
        k.routes[i].link = 1 + (int)(i % 2);
    }
    k.n_routes = 4;
    told(x, "+link link1 +link link2 +route 10.0.0.1 +route 10.0.0.2 +route 10.0.0.3 "
            "+route 10.0.0.4 synced ");
    /* Link 2 goes down; the kernel drops 10.0.0.2 and says nothing. */
    k.routes[1] = k.routes[2];
    k.routes[2] = k.routes[3];
    k.n_routes = 3;
    send_link(x, RTM_NEWLINK, 2, 0);
    told(x, "~link link2 -route 10.0.0.2 ");
    assert_int_equal(k.last_filter, 2);
    /* Another setting of it is no reason to read. */
    k.lists = 0;
    send_link(x, RTM_NEWLINK, 2, 0x100);
    told(x, "~link link2 ");
    assert_int_equal(k.lists, 0);
    /* It goes for good: the kernel refuses to list its routes. */
    k.n_links = 1;
    k.n_routes = 2;
    send_link(x, RTM_DELLINK, 2, 0);
    told(x, "-link link2 -route 10.0.0.4 ");
    assert_int_equal(kl_net_watch_count(x->w, KL_NET_ROUTE), 2);
    end(x);
}

/* Events that are none, cut off or lie about their lengths leave the state as it is. */
static void what_is_malformed_does_no_harm(void **state)
{
    struct world *x = begin(ROUTES | LINKS, 2);
    static struct blob b;
    struct nlmsghdr *msg;
    uint16_t type;

    (void)state;
    told(x, "+route 10.0.0.1 +route 10.0.0.2 synced ");
    for (size_t cut = NLMSG_HDRLEN; cut < 52; cut++) {
        b.len = 0;
        put_route(&b, 0, RTM_NEWROUTE, 0, 77, 1, 0);
        msg = (void *)b.data;
        msg->nlmsg_len = (uint32_t)cut;
        if (cut % 4 == 0 && cut >= NLMSG_HDRLEN + sizeof(struct rtmsg))
            continue; /* whole attributes: a smaller route */
        fake_send(&x->events, b.data, cut);
    }
    for (type = RTM_BASE; type < RTM_BASE + 110; type++) {
        b.len = 0;
        blob_message(&b, 0, type, 0);
        fake_send(&x->events, b.data, b.len);
    }
    b.len = 0;
    put_link(&b, 0, RTM_NEWLINK, 0, 3, 0);
    ((struct nlattr *)(void *)(b.data + NLMSG_HDRLEN + sizeof(struct ifinfomsg)))->nla_len = 3;
    fake_send(&x->events, b.data, b.len);
    told(x, "");
    assert_int_equal(kl_net_watch_count(x->w, KL_NET_ROUTE), 2);
    assert_int_equal(kl_net_watch_count(x->w, KL_NET_LINK), 0);
    send_route(x, RTM_NEWROUTE, 5, 1, 0);
    told(x, "+route 10.0.0.5 ");
    end(x);
}

static void an_event_that_was_cut_is_an_overrun(void **state)
{
    struct world *x = begin(ROUTES, 1);
    static unsigned char big[1 << 17];
    struct nlmsghdr *msg = (void *)big;

    (void)state;
    told(x, "+route 10.0.0.1 synced ");
    *msg = (struct nlmsghdr){.nlmsg_len = sizeof(big), .nlmsg_type = RTM_NEWROUTE};
    fake_send(&x->events, big, sizeof(big));
    told(x, "resync synced ");
    end(x);
}

/* A route of @n hops by link 1. */
static void put_hops(struct blob *b, uint8_t dst, unsigned n)
{
    static struct rtnexthop hops[64];

    for (unsigned i = 0; i < n; i++)
        hops[i] = (struct rtnexthop){.rtnh_len = sizeof(hops[0]), .rtnh_ifindex = 1};
    if (b->len == 0)
        put_route(b, 0, RTM_NEWROUTE, 0, dst, 1, 0);
    blob_attr(b, (void *)b->data, RTA_MULTIPATH, hops, n * sizeof(hops[0]));
}

/* The kernel tells hops once. Who tells them twice does not write beyond the room for them. */
static void hops_told_twice_do_no_harm(void **state)
{
    struct world *x = begin(ROUTES, 0);
    struct kl_net_route like = {.dst = {.family = AF_INET, .prefix = 32, .bytes = {10, 0, 0, 5}}};
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &like}, found;
    static struct blob b;

    (void)state;
    told(x, "synced ");
    b.len = 0;
    put_hops(&b, 5, 20);
    put_hops(&b, 5, 40);
    fake_send(&x->events, b.data, b.len);
    told(x, "+route 10.0.0.5 ");
    assert_int_equal(kl_net_watch_find(x->w, &o, &found), 0);
    assert_int_equal(found.route->n_hops, 40);
    end(x);
}

/* An event that there was no memory to read is lost, so all is read again. */
static void an_event_without_memory_is_made_up_for(void **state)
{
    struct world *x = begin(ROUTES, 1);
    static struct blob b;

    (void)state;
    told(x, "+route 10.0.0.1 synced ");
    k.routes[1].n = 5;
    k.routes[1].link = 1;
    k.n_routes = 2;
    b.len = 0;
    put_hops(&b, 5, 40);
    fake_send(&x->events, b.data, b.len);
    no_memory = 1;
    told(x, "resync +route 10.0.0.5 synced ");
    assert_int_equal(no_memory, 0);
    end(x);
}

/* To find what is there takes no memory: it would be added a second time. */
static void what_is_there_is_found_without_memory(void **state)
{
    struct world *x = begin(ROUTES, 0);
    static struct blob b;

    (void)state;
    told(x, "synced ");
    b.len = 0;
    put_hops(&b, 5, 40);
    fake_send(&x->events, b.data, b.len);
    told(x, "+route 10.0.0.5 ");
    fake_send(&x->events, b.data, b.len);
    no_memory = UINT32_MAX;
    for (unsigned i = 0; i < 200; i++)
        assert_int_equal(kl_net_watch_dispatch(x->w), 0);
    no_memory = 0;
    told(x, "");
    assert_int_equal(kl_net_watch_count(x->w, KL_NET_ROUTE), 1);
    end(x);
}

/* A table that grows and shrinks keeps every key findable. */
static void the_hash_keeps_what_it_has(void **state)
{
    struct world *x = begin(ROUTES, 0);
    struct kl_net_route like = {.dst = {.family = AF_INET, .prefix = 32, .bytes = {10, 0, 0, 0}}};
    struct kl_net_object o = {.type = KL_NET_ROUTE, .route = &like}, found;

    (void)state;
    told(x, "synced ");
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned n = 0; n < 200; n++) {
            send_route(x, RTM_NEWROUTE, (uint8_t)n, 1, 0);
            assert_int_equal(kl_net_watch_dispatch(x->w), 0);
        }
        for (unsigned n = 0; n < 200; n += 1 + (round & 1)) {
            send_route(x, RTM_DELROUTE, (uint8_t)n, 1, 0);
            assert_int_equal(kl_net_watch_dispatch(x->w), 0);
            x->text[0] = '\0';
            for (unsigned i = 0; i < 200; i++) {
                bool there = i > n || (i % (1 + (round & 1)) != 0);

                like.dst.bytes[3] = (uint8_t)i;
                assert_int_equal(kl_net_watch_find(x->w, &o, &found), there ? 0 : -ENOENT);
            }
        }
    }
    end(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_keep_it_up),
        cmocka_unit_test(lost_events_are_found_by_reading_again),
        cmocka_unit_test(events_wait_for_the_list),
        cmocka_unit_test(an_interrupted_list_is_read_again),
        cmocka_unit_test(a_list_that_is_always_interrupted),
        cmocka_unit_test(a_list_that_fails_is_tried_later),
        cmocka_unit_test(a_list_that_the_kernel_lacks_is_empty),
        cmocka_unit_test(links_that_go_down_have_their_routes_read_again),
        cmocka_unit_test(what_is_malformed_does_no_harm),
        cmocka_unit_test(an_event_that_was_cut_is_an_overrun),
        cmocka_unit_test(hops_told_twice_do_no_harm),
        cmocka_unit_test(an_event_without_memory_is_made_up_for),
        cmocka_unit_test(what_is_there_is_found_without_memory),
        cmocka_unit_test(the_hash_keeps_what_it_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
