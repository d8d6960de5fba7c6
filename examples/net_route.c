// SPDX-License-Identifier: MIT
// Changes a route by any verb: `net_route VERB PREFIX GATEWAY`, such as
// `net_route replace 198.51.100.0/24 192.0.2.254`.
#include <kernlink/net.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    static const char *const verbs[] = {
        [KL_NET_ADD] = "add",       [KL_NET_REPLACE] = "replace", [KL_NET_CHANGE] = "change",
        [KL_NET_APPEND] = "append", [KL_NET_PREPEND] = "prepend", [KL_NET_DELETE] = "delete"};
    struct kl_net_route route = {.scope = KL_NET_SCOPE_AUTO, .protocol = RTPROT_STATIC};
    enum kl_net_verb verb = KL_NET_ADD;
    struct kl_net *n;
    int rc;

    while (argc == 4 && verb <= KL_NET_DELETE && strcmp(argv[1], verbs[verb]) != 0)
        verb++;
    if (argc != 4 || verb > KL_NET_DELETE || kl_net_ip_parse(&route.dst, argv[2], 0) < 0 ||
        kl_net_ip_parse(&route.hop.via, argv[3], route.dst.family) < 0) {
        fprintf(stderr,
                "usage: net_route add|replace|change|append|prepend|delete PREFIX GATEWAY\n");
        return 2;
    }
    route.hop.has = 1u << RTA_GATEWAY;
    rc = kl_net_open(&n, NULL);
    if (rc < 0) {
        fprintf(stderr, "net: %s\n", kl_strerror(rc));
        return 1;
    }
    rc = kl_net_route(n, verb, &route);
    if (rc < 0)
        fprintf(stderr, "%s\n", kl_error_text(kl_net_error(n)));
    kl_net_close(n);
    return rc < 0;
}
