// SPDX-License-Identifier: MIT
// The floor of every listing: asks the kernel for a set and drops what comes.
#include <errno.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct request {
    struct nlmsghdr head;
    struct nfgenmsg family;
    struct nlattr protocol_head;
    unsigned char protocol[4];
    struct nlattr name_head;
    char name[IPSET_MAXNAMELEN];
};

static void die(const char *what)
{
    fprintf(stderr, "receive: %s: %s\n", what, strerror(errno));
    exit(1);
}

int main(int argc, char **argv)
{
    static char buf[128 * 1024] __attribute__((aligned(8)));
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct request r = {
        .head = {.nlmsg_type = NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_LIST,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP | NLM_F_ACK},
        .family = {.nfgen_family = AF_INET},
        .protocol_head = {.nla_len = 5, .nla_type = IPSET_ATTR_PROTOCOL},
        .protocol = {IPSET_PROTOCOL},
        .name_head = {.nla_type = IPSET_ATTR_SETNAME},
    };
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER), size = 1 << 20;
    size_t len = 0;
    ssize_t n;

    if (argc != 2 || (len = strlen(argv[1])) >= sizeof r.name)
        die("usage: receive SET");
    memcpy(r.name, argv[1], len);
    r.name_head.nla_len = (unsigned short)(NLA_HDRLEN + len + 1);
    r.head.nlmsg_len = (unsigned)(offsetof(struct request, name) + ((len + 1 + 3) & ~(size_t)3));
    if (fd < 0 || connect(fd, (struct sockaddr *)&kernel, sizeof kernel))
        die("socket");
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    if (send(fd, &r, r.head.nlmsg_len, 0) < 0)
        die("send");
    while ((n = recv(fd, buf, sizeof buf, 0)) > 0)
        for (struct nlmsghdr *msg = (void *)buf; NLMSG_OK(msg, n); msg = NLMSG_NEXT(msg, n))
            if (msg->nlmsg_type == NLMSG_DONE || msg->nlmsg_type == NLMSG_ERROR)
                return *(int *)NLMSG_DATA(msg) != 0;
    die("recv");
}
