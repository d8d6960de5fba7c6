// SPDX-License-Identifier: MIT
// Multicast events: prints links as they change, until interrupted.
#include <poll.h>
#include <stdio.h>

#include <kernlink/core.h>
#include <linux/rtnetlink.h>

static void on_event(struct kl_sock *s, const struct kl_event *event, void *user)
{
    const char *name = "?";
    struct kl_view v;
    size_t len = 1;

    (void)s;
    (void)user;
    if (event->kind == KL_EVENT_OVERRUN) {
        printf("events were lost: a program that keeps state dumps it again now\n");
        return;
    }
    if (kl_view_message(&v, event->msg, sizeof(struct ifinfomsg), NULL) == 0)
        kl_view_get_str(&v, IFLA_IFNAME, &name, &len);
    printf("%s %.*s\n", event->msg->nlmsg_type == RTM_DELLINK ? "gone:" : "link:", (int)len, name);
    fflush(stdout);
}

int main(void)
{
    struct kl_sock_options options = {.protocol = NETLINK_ROUTE, .flags = KL_SOCK_EVENTS};
    struct kl_sock *s = NULL;
    int rc = kl_sock_open(&s, &options);

    if (rc == 0)
        rc = kl_event_handler(s, on_event, NULL);
    if (rc == 0)
        rc = kl_group_join(s, RTNLGRP_LINK);
    while (rc >= 0) {
        struct pollfd p = {.fd = kl_fd(s), .events = POLLIN};

        poll(&p, 1, -1);
        rc = kl_dispatch(s);
    }
    fprintf(stderr, "%s\n", kl_strerror(rc));
    kl_sock_close(s);
    return 1;
}
