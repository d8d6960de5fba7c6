// SPDX-License-Identifier: MIT
// kl_put and kl_get: a message out without waiting, then the messages in, one by one, whatever they
// answer. Asks for the link with index 1.
#include <stdio.h>

#include <kernlink/core.h>
#include <linux/rtnetlink.h>

static int ask_and_print(struct kl_sock *s, struct kl_msg *m)
{
    struct ifinfomsg first = {.ifi_index = 1};
    const struct nlmsghdr *msg;
    int rc;

    kl_msg_start(m, RTM_GETLINK, NLM_F_ACK);
    kl_msg_put_header(m, &first, sizeof(first));
    rc = kl_put(s, m);
    while (rc == 0) {
        rc = kl_get(s, &msg, 1000);
        if (rc == 0 && msg->nlmsg_type == NLMSG_ERROR) { /* with code 0: the acknowledgement */
            printf("acknowledged\n");
            return 0;
        }
        if (rc == 0)
            printf("a message of type %u, %u bytes\n", msg->nlmsg_type, msg->nlmsg_len);
    }
    return rc;
}

int main(void)
{
    struct kl_sock_options options = {.protocol = NETLINK_ROUTE};
    struct kl_sock *s = NULL;
    struct kl_msg *m = NULL;
    int rc = kl_sock_open(&s, &options);

    if (rc == 0)
        rc = kl_msg_new(&m);
    if (rc == 0)
        rc = ask_and_print(s, m);
    if (rc < 0)
        fprintf(stderr, "%s\n", kl_strerror(rc));
    kl_msg_free(m);
    kl_sock_close(s);
    return rc < 0;
}
