// SPDX-License-Identifier: MIT
// net_libnl dump|cache|add N: routes of IPv4 by link v0 with libnl-route, as its documentation
// shows it: each route of a dump parsed in a callback, a cache of all, and N routes added one by
// one. Prints a number: of routes, or the seconds that adding took.
#include <net/if.h>
#include <netlink/cache.h>
#include <netlink/netlink.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static void die(const char *what, int code)
{
    fprintf(stderr, "net_libnl: %s: %s\n", what, nl_geterror(code));
    exit(1);
}

static int on_route(struct nl_msg *msg, void *user)
{
    struct rtnl_route *route;

    if (rtnl_route_parse(nlmsg_hdr(msg), &route) == 0) {
        ++*(unsigned *)user;
        rtnl_route_put(route);
    }
    return NL_OK;
}

static void dump(struct nl_sock *s)
{
    unsigned n = 0;

    nl_socket_modify_cb(s, NL_CB_VALID, NL_CB_CUSTOM, on_route, &n);
    if (nl_rtgen_request(s, RTM_GETROUTE, AF_INET, NLM_F_DUMP) < 0 || nl_recvmsgs_default(s) < 0)
        die("dump", -NLE_FAILURE);
    printf("%u\n", n);
}

static void cache(struct nl_sock *s)
{
    struct nl_cache *all;
    int rc = rtnl_route_alloc_cache(s, AF_INET, 0, &all);

    if (rc < 0)
        die("cache", rc);
    printf("%d\n", nl_cache_nitems(all));
    nl_cache_free(all);
}

static void add(struct nl_sock *s, unsigned count)
{
    struct timespec begin, end;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    for (unsigned i = 0; i < count; i++) {
        struct rtnl_route *route = rtnl_route_alloc();
        struct rtnl_nexthop *hop = rtnl_route_nh_alloc();
        uint32_t address = __builtin_bswap32(0x0a000000u + i);
        struct nl_addr *dst = nl_addr_build(AF_INET, &address, 4);
        int rc;

        rtnl_route_set_family(route, AF_INET);
        rtnl_route_set_scope(route, RT_SCOPE_LINK);
        rtnl_route_set_dst(route, dst);
        rtnl_route_nh_set_ifindex(hop, (int)if_nametoindex("v0"));
        rtnl_route_add_nexthop(route, hop);
        rc = rtnl_route_add(s, route, NLM_F_EXCL);
        if (rc < 0)
            die("add", rc);
        nl_addr_put(dst);
        rtnl_route_put(route);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    printf("%.6f\n",
           (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9);
}

int main(int argc, char **argv)
{
    struct nl_sock *s = nl_socket_alloc();
    int rc = s ? nl_connect(s, NETLINK_ROUTE) : -NLE_NOMEM;

    if (rc < 0)
        die("connect", rc);
    if (argc == 2 && strcmp(argv[1], "dump") == 0)
        dump(s);
    else if (argc == 2 && strcmp(argv[1], "cache") == 0)
        cache(s);
    else if (argc == 3 && strcmp(argv[1], "add") == 0)
        add(s, (unsigned)strtoul(argv[2], NULL, 10));
    else
        die("usage: net_libnl dump|cache|add N", -NLE_INVAL);
    nl_socket_free(s);
    return 0;
}
