// SPDX-License-Identifier: MIT
// Makes a bridge with an address and a route in one batch: `net_setup NAME ADDRESS/PREFIX GATEWAY`,
// such as `net_setup br7 192.0.2.1/24 192.0.2.254`.
#include <kernlink/net.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

static int complain(const struct kl_net_batch_result *r, void *user)
{
    (void)user;
    fprintf(stderr, "%s\n", kl_error_text(r->error));
    return 0; // the others go on
}

// The link comes first: the others need its number.
static int make_link(struct kl_net *n, const char *name)
{
    struct kl_net_link link = {.has = KL_NET_L_NAME | KL_NET_L_FLAGS, .kind = "bridge"};

    snprintf(link.name, sizeof link.name, "%s", name);
    link.flags = link.flags_mask = IFF_UP;
    link.kind_json = "{\"IFLA_BR_STP_STATE\": 1}"; // or a struct kl_net_bridge, see net_kind.h
    return kl_net_link(n, KL_NET_ADD, &link);
}

int main(int argc, char **argv)
{
    struct kl_net_addr addr = {.ifindex = 0};
    struct kl_net_route route = {.scope = KL_NET_SCOPE_AUTO, .protocol = RTPROT_STATIC};
    struct kl_net_object changes[] = {{.type = KL_NET_ADDR, .addr = &addr},
                                      {.type = KL_NET_ROUTE, .route = &route}};
    struct kl_net_batch *batch = NULL;
    struct kl_net *n;
    int rc;

    if (argc != 4 || kl_net_ip_parse(&addr.local, argv[2], 0) < 0 ||
        kl_net_ip_parse(&route.hop.via, argv[3], addr.local.family) < 0 ||
        kl_net_ip_parse(&route.dst, "default", addr.local.family) < 0) {
        fprintf(stderr, "usage: net_setup NAME ADDRESS/PREFIX GATEWAY\n");
        return 2;
    }
    rc = kl_net_open(&n, NULL);
    if (rc < 0) {
        fprintf(stderr, "net: %s\n", kl_strerror(rc));
        return 1;
    }
    rc = make_link(n, argv[1]);
    if (rc == 0)
        rc = kl_net_batch_new(&batch, n, KL_NET_BATCH_STOP);
    if (rc == 0) {
        addr.ifindex = kl_net_link_index(n, argv[1]);
        route.hop.has = 1u << RTA_GATEWAY;
        for (unsigned i = 0; i < 2 && rc == 0; i++)
            rc = (int)kl_net_batch_add(batch, KL_NET_ADD, &changes[i], NULL) < 0 ? -1 : 0;
    }
    if (rc == 0)
        rc = kl_net_batch_run(batch, complain, NULL);
    else
        fprintf(stderr, "%s\n", kl_error_text(kl_net_error(n)));
    kl_net_batch_free(batch);
    kl_net_close(n);
    return rc < 0;
}
