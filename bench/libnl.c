// SPDX-License-Identifier: MIT
// libnl SET: adds the IPv4 addresses of standard input, one a line, to a set: one message and one
// acknowledgement each, as a program that uses libnl by its tutorial does. Prints the seconds.
#include <arpa/inet.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static void die(const char *what, int code)
{
    fprintf(stderr, "libnl: %s: %s\n", what, nl_geterror(code));
    exit(1);
}

static int add(struct nl_sock *s, const char *set, struct in_addr address)
{
    struct nfgenmsg family = {.nfgen_family = AF_INET};
    struct nl_msg *msg = nlmsg_alloc();
    struct nlattr *data = NULL, *ip = NULL;
    int r;

    if (!msg || !nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_ADD,
                           0, NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL))
        die("message", -NLE_NOMEM);
    if (nlmsg_append(msg, &family, sizeof family, NLMSG_ALIGNTO) ||
        nla_put_u8(msg, IPSET_ATTR_PROTOCOL, IPSET_PROTOCOL) ||
        nla_put_string(msg, IPSET_ATTR_SETNAME, set) ||
        !(data = nla_nest_start(msg, IPSET_ATTR_DATA | NLA_F_NESTED)) ||
        !(ip = nla_nest_start(msg, IPSET_ATTR_IP | NLA_F_NESTED)) ||
        nla_put_u32(msg, IPSET_ATTR_IPADDR_IPV4 | NLA_F_NET_BYTEORDER, address.s_addr))
        die("message", -NLE_NOMEM);
    nla_nest_end(msg, ip);
    nla_nest_end(msg, data);
    r = nl_send_auto(s, msg);
    nlmsg_free(msg);
    return r < 0 ? r : nl_wait_for_ack(s);
}

int main(int argc, char **argv)
{
    struct nl_sock *s = nl_socket_alloc();
    struct timespec start, end;
    struct in_addr address;
    char line[64];
    int r;

    if (argc != 2 || !s)
        die("usage: libnl SET", -NLE_INVAL);
    r = nl_connect(s, NETLINK_NETFILTER);
    if (r)
        die("connect", r);
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (inet_pton(AF_INET, line, &address) != 1)
            die(line, -NLE_INVAL);
        r = add(s, argv[1], address);
        if (r)
            die(line, r);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f\n",
           (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    nl_socket_free(s);
    return 0;
}
