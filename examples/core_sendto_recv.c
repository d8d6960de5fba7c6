// SPDX-License-Identifier: MIT
// kl_sendto and kl_recv: bytes out and bytes in, as they are. Asks generic netlink for its own
// control family with a message made by hand.
#include <stdio.h>

#include <kernlink/core.h>
#include <linux/genetlink.h>

int main(void)
{
    struct kl_sock_options options = {.protocol = NETLINK_GENERIC};
    struct {
        struct nlmsghdr nl;
        struct genlmsghdr genl;
        struct nlattr attr;
        char name[8];
    } request = {
        .nl = {.nlmsg_len = sizeof(request),
               .nlmsg_type = GENL_ID_CTRL,
               .nlmsg_flags = NLM_F_REQUEST,
               .nlmsg_seq = 1},
        .genl = {.cmd = CTRL_CMD_GETFAMILY, .version = 1},
        .attr = {.nla_len = NLA_HDRLEN + 7, .nla_type = CTRL_ATTR_FAMILY_NAME},
        .name = "nlctrl",
    };
    unsigned char answer[32768];
    struct kl_sock *s = NULL;
    ssize_t n = kl_sock_open(&s, &options);

    if (n == 0)
        n = kl_sendto(s, &request, sizeof(request));
    if (n > 0)
        n = kl_recv(s, answer, sizeof(answer), 1000);
    if (n < 0)
        fprintf(stderr, "%s\n", kl_strerror((int)n));
    for (ssize_t i = 0; i < n; i++)
        printf("%02x%c", answer[i], i % 16 == 15 || i == n - 1 ? '\n' : ' ');
    kl_sock_close(s);
    return n < 0;
}
