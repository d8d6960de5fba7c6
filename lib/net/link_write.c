// SPDX-License-Identifier: MIT
// Writing links. Messages are checked by the schema, so that what does not fit is named before the
// kernel sees it. Source: net/core/rtnetlink.c, rtnl_newlink(), do_setlink().
#include "net.h"

#include <kernlink/schema.h>
#include <linux/if_link.h>
#include <sys/socket.h>

/* Settings that are one number each. */
static const struct number {
    uint64_t has;
    uint16_t attr;
    uint8_t size;
    uint16_t offset;
    bool is_new; /* when creating only */
} numbers[] = {
#define N(bit, attr, field, is_new)                                                                \
    {                                                                                              \
        KL_NET_L_##bit, IFLA_##attr, sizeof(((struct kl_net_link *)0)->field),                     \
            offsetof(struct kl_net_link, field), is_new                                            \
    }
    N(MTU, MTU, mtu, false),
    N(PARENT, LINK, parent, false),
    N(PARENT_NETNSID, LINK_NETNSID, parent_netnsid, true),
    N(MASTER, MASTER, master, false),
    N(TXQLEN, TXQLEN, txqlen, false),
    N(LINKMODE, LINKMODE, linkmode, false),
    N(OPERSTATE, OPERSTATE, operstate, false),
    N(GROUP, GROUP, group, false),
    N(TX_QUEUES, NUM_TX_QUEUES, tx_queues, true),
    N(RX_QUEUES, NUM_RX_QUEUES, rx_queues, true),
    N(CARRIER, CARRIER, carrier, false),
    N(PROTO_DOWN, PROTO_DOWN, proto_down, false),
    N(NETNS_FD, NET_NS_FD, netns_fd, false),
    N(NETNS_PID, NET_NS_PID, netns_pid, false),
#undef N
};

static void put_number(struct kl_msg *m, const struct number *x, const struct kl_net_link *l)
{
    const char *at = (const char *)l + x->offset;
    uint32_t value = 0;

    memcpy(&value, at, x->size);
    if (x->size == 1)
        value = *(const uint8_t *)at;
    if (x->attr == IFLA_LINK_NETNSID)
        (void)kl_msg_put_int(m, x->attr, (int32_t)value);
    else
        (void)kl_msg_put_uint(m, x->attr, value);
}

static void put_af_spec(struct kl_msg *m, const struct kl_net_link *l)
{
    (void)kl_msg_nest_begin(m, IFLA_AF_SPEC);
    (void)kl_msg_nest_begin(m, AF_INET6);
    if ((l->has & KL_NET_L_ADDR_GEN_MODE) != 0)
        (void)kl_msg_put_u8(m, IFLA_INET6_ADDR_GEN_MODE, l->addr_gen_mode);
    if ((l->has & KL_NET_L_IP6_TOKEN) != 0)
        (void)kl_msg_put_bytes(m, IFLA_INET6_TOKEN, l->token, sizeof(l->token));
    (void)kl_msg_nest_end(m);
    (void)kl_msg_nest_end(m);
}

static int put_info(struct kl_net *n, struct kl_msg *m, const struct kl_net_link *l, bool is_new)
{
    bool kind = is_new || l->kind_data != NULL || l->kind_json != NULL || l->kind_raw.len > 0;
    bool port = l->port_data != NULL || l->port_json != NULL || l->port_raw.len > 0;
    int rc = 0;

    if ((l->kind_data != NULL || l->kind_json != NULL) && l->kind[0] == '\0')
        return kl_net_refuse(n, -EINVAL, "settings of a kind need its name in kind");
    if ((l->port_data != NULL || l->port_json != NULL) && l->port_kind[0] == '\0')
        return kl_net_refuse(n, -EINVAL, "settings of a port need its master's kind in port_kind");

    if ((!kind || l->kind[0] == '\0') && (!port || l->port_kind[0] == '\0'))
        return 0;
    (void)kl_msg_nest_begin(m, IFLA_LINKINFO);
    if (kind && l->kind[0] != '\0') {
        (void)kl_msg_put_str(m, IFLA_INFO_KIND, l->kind);
        rc = kl_net_put_kind(n, m, l);
    }
    if (rc == 0 && port && l->port_kind[0] != '\0') {
        (void)kl_msg_put_str(m, IFLA_INFO_SLAVE_KIND, l->port_kind);
        rc = kl_net_put_port(n, m, l);
    }
    (void)kl_msg_nest_end(m);
    return rc;
}

int kl_net_put_link(struct kl_net *n, struct kl_msg *m, const struct kl_net_link *l, bool is_new)
{
    static const uint16_t here[] = {0};
    int rc;

    if (l->address_len > sizeof(l->address) || l->broadcast_len > sizeof(l->broadcast))
        return kl_net_refuse(n, -EINVAL, "a link-layer address of %u bytes",
                             l->address_len > l->broadcast_len ? l->address_len : l->broadcast_len);
    if ((l->has & KL_NET_L_NEW_NAME) != 0)
        (void)kl_msg_put_str(m, IFLA_IFNAME, l->new_name);
    else if (l->name[0] != '\0' && (is_new || l->ifindex == 0))
        (void)kl_msg_put_str(m, IFLA_IFNAME, l->name);
    if ((l->has & KL_NET_L_ADDRESS) != 0)
        (void)kl_msg_put_bytes(m, IFLA_ADDRESS, l->address, l->address_len);
    if ((l->has & KL_NET_L_BROADCAST) != 0)
        (void)kl_msg_put_bytes(m, IFLA_BROADCAST, l->broadcast, l->broadcast_len);
    if ((l->has & KL_NET_L_ALIAS) != 0)
        (void)kl_msg_put_str(m, IFLA_IFALIAS, l->alias != NULL ? l->alias : "");
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if ((l->has & numbers[i].has) != 0 && (is_new || !numbers[i].is_new))
            put_number(m, &numbers[i], l);
    if ((l->has & (KL_NET_L_ADDR_GEN_MODE | KL_NET_L_IP6_TOKEN)) != 0)
        put_af_spec(m, l);
    rc = put_info(n, m, l, is_new);
    if (rc == 0 && l->json != NULL)
        rc = kl_net_put_json(n, m, "rt-link", "{\"command\":\"newlink\",\"attrs\":", l->json, "}",
                             here, 0);
    return rc < 0 ? rc : kl_msg_error(m);
}

/* Parents that are told by a number only would be sent again by who writes back what was read. */
static int check(struct kl_net *n, enum kl_net_verb verb, const struct kl_net_link *l)
{
    if (verb == KL_NET_APPEND || verb == KL_NET_PREPEND)
        return kl_net_refuse(n, -EINVAL, "links have no order");
    if (verb == KL_NET_ADD && l->kind[0] == '\0')
        return kl_net_refuse(n, -EINVAL, "a new link needs its kind");
    if (verb != KL_NET_ADD && verb != KL_NET_REPLACE && l->ifindex == 0 && l->name[0] == '\0')
        return kl_net_refuse(n, -EINVAL, "which link? It needs its number or its name");
    if ((l->has & KL_NET_L_NEW_NAME) != 0 && (l->ifindex == 0 || l->new_name[0] == '\0'))
        return kl_net_refuse(n, -EINVAL, "to rename a link needs its number and a name");
    return 0;
}

int kl_net_build_link(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                      const struct kl_net_link *l)
{
    bool is_new = verb == KL_NET_ADD || verb == KL_NET_REPLACE;
    struct ifinfomsg head = {.ifi_family = AF_UNSPEC, .ifi_index = l->ifindex};
    int rc = check(n, verb, l);

    if (rc < 0)
        return rc;
    if ((l->has & KL_NET_L_FLAGS) != 0 && l->flags_mask != 0 && verb != KL_NET_DELETE) {
        head.ifi_flags = l->flags & l->flags_mask;
        head.ifi_change = l->flags_mask;
    }
    (void)kl_msg_start_command(m, kl_family_find("rt-link"),
                               verb == KL_NET_DELETE ? "dellink" : "newlink", 0,
                               verb == KL_NET_CHANGE ? 0 : kl_net_flags(verb));
    (void)kl_msg_put_header(m, &head, sizeof(head));
    if (verb != KL_NET_DELETE)
        return kl_net_put_link(n, m, l, is_new);
    if (l->ifindex == 0)
        (void)kl_msg_put_str(m, IFLA_IFNAME, l->name);
    return kl_msg_error(m);
}

int kl_net_build_altname(struct kl_net *n, struct kl_msg *m, enum kl_net_verb verb,
                         const struct kl_net_link *l)
{
    struct ifinfomsg head = {.ifi_family = AF_UNSPEC, .ifi_index = l->ifindex};

    if (verb != KL_NET_ADD && verb != KL_NET_DELETE)
        return kl_net_refuse(n, -EINVAL, "alternative names are added and deleted");
    if (l->ifindex == 0 && l->name[0] == '\0')
        return kl_net_refuse(n, -EINVAL, "which link? It needs its number or its name");
    (void)kl_msg_start(m, verb == KL_NET_ADD ? RTM_NEWLINKPROP : RTM_DELLINKPROP,
                       verb == KL_NET_ADD ? NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND : 0);
    (void)kl_msg_put_header(m, &head, sizeof(head));
    if (l->ifindex == 0)
        (void)kl_msg_put_str(m, IFLA_IFNAME, l->name);
    (void)kl_msg_nest_begin(m, IFLA_PROP_LIST);
    for (unsigned i = 0; i < l->n_alt_names; i++) {
        if (strlen(l->alt_names[i]) > KL_NET_ALTNAME_MAX)
            return kl_net_refuse(n, -EINVAL, "an alternative name has 1 to 127 characters");
        (void)kl_msg_put_str(m, IFLA_ALT_IFNAME, l->alt_names[i]);
    }
    (void)kl_msg_nest_end(m);
    return kl_msg_error(m);
}
