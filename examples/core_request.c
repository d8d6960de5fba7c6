// SPDX-License-Identifier: MIT
// kl_request: send, wait, get all of the answer. Prints the names of this machine's links.
#include <stdio.h>
#include <sys/socket.h>

#include <kernlink/core.h>
#include <linux/rtnetlink.h>

static void print_link(const struct nlmsghdr *msg)
{
    const char *name;
    struct kl_view v;
    size_t len;

    if (kl_view_message(&v, msg, sizeof(struct ifinfomsg), NULL) == 0 &&
        kl_view_get_str(&v, IFLA_IFNAME, &name, &len) == 0)
        printf("%.*s\n", (int)len, name);
}

int main(void)
{
    struct kl_sock_options options = {.protocol = NETLINK_ROUTE};
    struct ifinfomsg any = {.ifi_family = AF_UNSPEC};
    struct kl_answer *answer = NULL;
    struct kl_sock *s = NULL;
    struct kl_msg *m = NULL;
    int rc = kl_sock_open(&s, &options);

    if (rc == 0)
        rc = kl_msg_new(&m);
    if (rc < 0) {
        fprintf(stderr, "%s\n", kl_strerror(rc));
        kl_sock_close(s);
        return 1;
    }
    kl_msg_start(m, RTM_GETLINK, NLM_F_DUMP);
    kl_msg_put_header(m, &any, sizeof(any));
    rc = kl_request(s, m, &answer);
    if (rc < 0)
        fprintf(stderr, "%s\n", kl_error_text(kl_sock_error(s)));
    for (size_t i = 0; i < kl_answer_count(answer); i++)
        print_link(kl_answer_message(answer, i));
    kl_answer_free(answer);
    kl_msg_free(m);
    kl_sock_close(s);
    return rc < 0;
}
