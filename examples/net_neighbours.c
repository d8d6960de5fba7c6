// SPDX-License-Identifier: MIT
// Lists the neighbours of a link, which the kernel picks out: `net_neighbours NAME`.
#include <kernlink/net.h>
#include <linux/rtnetlink.h>
#include <stdio.h>

static int show(const struct kl_net_object *o, void *user)
{
    const struct kl_net_neigh *x = o->neigh;
    char ip[KL_NET_IP_TEXT];

    (void)user;
    printf("%s", kl_net_ip_text(&x->dst, ip));
    if ((x->has & KL_NET_HAS(NDA_LLADDR)) != 0)
        for (unsigned i = 0; i < x->lladdr_len; i++)
            printf("%c%02x", i == 0 ? ' ' : ':', x->lladdr[i]);
    printf("%s\n", (x->state & NUD_PERMANENT) != 0 ? " permanent" : "");
    return 0; // go on
}

int main(int argc, char **argv)
{
    struct kl_net_filter filter = {.family = 0};
    struct kl_net *n;
    int64_t rc;

    if (argc != 2) {
        fprintf(stderr, "usage: net_neighbours NAME\n");
        return 2;
    }
    rc = kl_net_open(&n, NULL);
    if (rc < 0) {
        fprintf(stderr, "net: %s\n", kl_strerror((int)rc));
        return 1;
    }
    rc = kl_net_link_index(n, argv[1]);
    if (rc > 0) {
        filter.ifindex = (int32_t)rc;
        rc = kl_net_list(n, KL_NET_NEIGH, &filter, show, NULL);
    }
    if (rc < 0)
        fprintf(stderr, "%s\n", kl_error_text(kl_net_error(n)));
    kl_net_close(n);
    return rc < 0;
}
