// SPDX-License-Identifier: MIT
#include "kernel_world.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

void world_check(void)
{
    FILE *in = fopen("/proc/net/dev", "r");
    char line[512];

    for (int n = 0; in != NULL && fgets(line, sizeof(line), in) != NULL; n++) {
        char *name = line + strspn(line, " ");

        if (n >= 2 && strncmp(name, "lo:", 3) != 0) {
            printf("Bail out! not in a fresh network namespace; use tests/run -n\n");
            exit(1);
        }
    }
    if (in == NULL) {
        printf("Bail out! cannot read /proc/net/dev\n");
        exit(1);
    }
    fclose(in);
}

struct kl_sock *world_open(int protocol, unsigned flags, unsigned rcvbuf)
{
    struct kl_sock_options o = {.protocol = protocol, .flags = flags, .rcvbuf = rcvbuf};
    struct kl_sock *s = NULL;

    assert_int_equal(kl_sock_open(&s, &o), 0);
    return s;
}

int world_do(struct kl_sock *s, struct kl_msg *m, struct kl_answer **ret)
{
    int rc = kl_request(s, m, ret);

    kl_msg_free(m);
    return rc;
}

static struct kl_msg *start(uint16_t type, uint16_t flags, const void *header, size_t len)
{
    struct kl_msg *m = NULL;

    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start(m, type, flags);
    kl_msg_put_header(m, header, len);
    return m;
}

struct kl_msg *world_get_link(int index)
{
    struct ifinfomsg i = {.ifi_index = index};

    return start(RTM_GETLINK, 0, &i, sizeof(i));
}

struct kl_msg *world_new_veth(const char *name)
{
    struct ifinfomsg i = {0};
    struct kl_msg *m = start(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &i, sizeof(i));

    kl_msg_put_str(m, IFLA_IFNAME, name);
    kl_msg_nest_begin(m, IFLA_LINKINFO);
    kl_msg_put_str(m, IFLA_INFO_KIND, "veth");
    kl_msg_nest_end(m);
    return m;
}

struct kl_msg *world_set_mtu(int index, unsigned mtu)
{
    struct ifinfomsg i = {.ifi_index = index};
    struct kl_msg *m = start(RTM_SETLINK, 0, &i, sizeof(i));

    kl_msg_put_u32(m, IFLA_MTU, mtu);
    return m;
}

struct kl_msg *world_new_address(uint32_t address)
{
    struct ifaddrmsg a = {.ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = 1};
    struct kl_msg *m = start(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &a, sizeof(a));

    kl_msg_put_u32(m, IFA_LOCAL | NLA_F_NET_BYTEORDER, address);
    return m;
}

struct kl_msg *world_dump(uint16_t type, unsigned char family)
{
    union {
        struct ifinfomsg link;
        struct ifaddrmsg address;
        struct rtmsg route;
    } h = {0};
    size_t len = type == RTM_GETLINK   ? sizeof(h.link)
                 : type == RTM_GETADDR ? sizeof(h.address)
                                       : sizeof(h.route);

    h.link.ifi_family = family; /* the first byte of each */
    return start(type, NLM_F_DUMP, &h, len);
}
