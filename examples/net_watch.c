// SPDX-License-Identifier: MIT
// Prints the network, then what changes in it, until it is interrupted: `net_watch`.
#include <kernlink/net_watch.h>
#include <poll.h>
#include <stdio.h>

static void show(struct kl_net_watch *w, const struct kl_net_event *e, void *user)
{
    static const char *const words[] = {
        "", "added", "changed", "removed", "all is known", "events were lost, reading again"};
    const struct kl_net_object *o = e->now ? e->now : e->old;
    char what[128] = "";

    (void)w;
    (void)user;
    if (o)
        kl_net_object_text(o, what, sizeof what);
    printf("%s%s%s\n", words[e->kind], o ? ": " : "", what);
    if (e->kind == KL_NET_CHANGED && e->type == KL_NET_LINK &&
        e->old->link->mtu != e->now->link->mtu)
        printf("    mtu %u, was %u\n", e->now->link->mtu, e->old->link->mtu);
    fflush(stdout);
}

int main(void)
{
    struct kl_net_watch *w;
    int rc = kl_net_watch_open(&w, NULL, show, NULL);

    if (rc < 0) {
        fprintf(stderr, "watch: %s\n", kl_strerror(rc));
        return 1;
    }
    for (;;) {
        struct pollfd p = {.fd = kl_net_watch_fd(w), .events = POLLIN};

        if (poll(&p, 1, kl_net_watch_timeout(w)) < 0)
            break;
        rc = kl_net_watch_dispatch(w);
        if (rc < 0)
            fprintf(stderr, "%s\n", kl_error_text(kl_net_watch_error(w)));
    }
    kl_net_watch_close(w);
    return 0;
}
