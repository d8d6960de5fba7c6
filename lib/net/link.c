// SPDX-License-Identifier: MIT
// Reading links. Source: net/core/rtnetlink.c, rtnl_fill_ifinfo().
#include "net.h"

#include <linux/if_link.h>
#include <stdlib.h>
#include <sys/socket.h>

#ifndef IFLA_PERM_ADDRESS
#define IFLA_PERM_ADDRESS 54
#endif

/* Attributes that are one number each. */
static const struct kl_net_number numbers[] = {
#define N(attr, field, bit)                                                                        \
    {                                                                                              \
        IFLA_##attr, sizeof(((struct kl_net_link *)0)->field),                                     \
            offsetof(struct kl_net_link, field), KL_NET_L_##bit                                    \
    }
    N(MTU, mtu, MTU),
    N(LINK, parent, PARENT),
    N(MASTER, master, MASTER),
    N(TXQLEN, txqlen, TXQLEN),
    N(OPERSTATE, operstate, OPERSTATE),
    N(LINKMODE, linkmode, LINKMODE),
    N(GROUP, group, GROUP),
    N(PROMISCUITY, promiscuity, PROMISCUITY),
    N(NUM_TX_QUEUES, tx_queues, TX_QUEUES),
    N(NUM_RX_QUEUES, rx_queues, RX_QUEUES),
    N(CARRIER, carrier, CARRIER),
    N(CARRIER_CHANGES, carrier_changes, CARRIER_CHANGES),
    N(LINK_NETNSID, parent_netnsid, PARENT_NETNSID),
    N(PROTO_DOWN, proto_down, PROTO_DOWN),
    N(MIN_MTU, min_mtu, MTU_RANGE),
    N(MAX_MTU, max_mtu, MTU_RANGE),
#undef N
};

#define N_NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static void read_lladdr(const struct kl_attr *a, uint8_t *ret, uint8_t *ret_len,
                        struct kl_net_link *l, uint64_t has)
{
    if (a->len > KL_NET_LLADDR_MAX)
        return;
    memcpy(ret, a->data, a->len);
    *ret_len = (uint8_t)a->len;
    l->has |= has;
}

static void read_stats(const struct kl_attr *a, struct kl_net_link *l)
{
    size_t len = a->len < sizeof(l->stats) ? a->len : sizeof(l->stats);

    /* The kernel's struct is counters of 64 bits in this order; older ones are shorter. */
    memcpy(&l->stats, a->data, len);
    l->has |= KL_NET_L_STATS;
}

static int read_linkinfo(const struct kl_attr *nest, struct kl_net_link *l)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0) {
        switch (a.type) {
        case IFLA_INFO_KIND:
            kl_net_get_str(&a, l->kind, sizeof(l->kind));
            break;
        case IFLA_INFO_DATA:
            l->kind_raw = (struct kl_net_raw){a.data, a.len};
            break;
        case IFLA_INFO_SLAVE_KIND:
            kl_net_get_str(&a, l->port_kind, sizeof(l->port_kind));
            break;
        case IFLA_INFO_SLAVE_DATA:
            l->port_raw = (struct kl_net_raw){a.data, a.len};
            break;
        }
    }
    return rc;
}

/* IFLA_AF_SPEC: of each address family a nest; of a bridge's port other things, which are not read
 * here. */
static void read_af_spec(const struct kl_attr *nest, struct kl_net_link *l)
{
    struct kl_view v = kl_net_inside(nest), inet6;
    struct kl_attr a;

    if (kl_view_get_nest(&v, AF_INET6, &inet6) < 0)
        return;
    if (kl_view_get(&inet6, IFLA_INET6_ADDR_GEN_MODE, &a) == 0) {
        l->addr_gen_mode = kl_net_u8(&a);
        l->has |= KL_NET_L_ADDR_GEN_MODE;
    }
    if (kl_view_get(&inet6, IFLA_INET6_TOKEN, &a) == 0 && a.len == sizeof(l->token)) {
        memcpy(l->token, a.data, a.len);
        l->has |= KL_NET_L_IP6_TOKEN;
    }
}

/* ---- What is of any length ---- */

struct texts {
    size_t used;
    unsigned names;
    size_t alias; /* where it begins, plus 1; 0: none */
};

static int keep_text(struct kl_net_scratch *s, struct texts *t, const struct kl_attr *a)
{
    size_t len = strnlen((const char *)a->data, a->len);

    if (t->used + len + 1 > s->text_size) {
        size_t size = (t->used + len + 1) * 2;
        char *text = realloc(s->text, size);

        if (text == NULL)
            return -ENOMEM;
        s->text = text;
        s->text_size = size;
    }
    memcpy(s->text + t->used, a->data, len);
    s->text[t->used + len] = '\0';
    t->used += len + 1;
    return 0;
}

/* Alternative names come one behind the other. */
static int read_props(struct kl_net_scratch *s, struct texts *t, const struct kl_attr *nest)
{
    struct kl_view v = kl_net_inside(nest);
    struct kl_attr a;
    int rc;

    while ((rc = kl_view_step(&v, &a)) > 0) {
        if (a.type != IFLA_ALT_IFNAME)
            continue;
        rc = keep_text(s, t, &a);
        if (rc < 0)
            break;
        t->names++;
    }
    return rc;
}

/* The alias was put in front of the names. */
static int point_to_texts(struct kl_net_scratch *s, const struct texts *t, struct kl_net_link *l)
{
    const char *at = s->text;
    const char **names;

    if (t->alias != 0) {
        l->alias = s->text + (t->alias - 1);
        l->has |= KL_NET_L_ALIAS;
    }
    if (t->names == 0)
        return 0;
    names = kl_net_items(s, t->names, sizeof(*names));
    if (names == NULL)
        return -ENOMEM;
    for (unsigned i = 0; i < t->names; at += strlen(at) + 1) {
        if (at == l->alias)
            continue;
        names[i++] = at;
    }
    l->alt_names = names;
    l->n_alt_names = t->names;
    return 0;
}

static int read_attr(struct kl_net_scratch *s, struct texts *t, const struct kl_attr *a,
                     struct kl_net_link *l)
{
    switch (a->type) {
    case IFLA_IFNAME:
        kl_net_get_str(a, l->name, sizeof(l->name));
        l->has |= KL_NET_L_NAME;
        break;
    case IFLA_QDISC:
        kl_net_get_str(a, l->qdisc, sizeof(l->qdisc));
        l->has |= KL_NET_L_QDISC;
        break;
    case IFLA_ADDRESS:
        read_lladdr(a, l->address, &l->address_len, l, KL_NET_L_ADDRESS);
        break;
    case IFLA_BROADCAST:
        read_lladdr(a, l->broadcast, &l->broadcast_len, l, KL_NET_L_BROADCAST);
        break;
    case IFLA_PERM_ADDRESS:
        read_lladdr(a, l->perm_address, &l->perm_address_len, l, KL_NET_L_PERM_ADDRESS);
        break;
    case IFLA_STATS64:
        read_stats(a, l);
        break;
    case IFLA_LINKINFO:
        return read_linkinfo(a, l);
    case IFLA_AF_SPEC:
        read_af_spec(a, l);
        break;
    case IFLA_IFALIAS:
        if (t->alias != 0)
            break;
        t->alias = t->used + 1;
        return keep_text(s, t, a);
    case IFLA_PROP_LIST:
        return read_props(s, t, a);
    default:
        kl_net_read_number(numbers, N_NUMBERS, a, l, &l->has);
    }
    return 0;
}

int kl_net_read_link(struct kl_net_scratch *s, const struct nlmsghdr *msg, struct kl_net_link *l)
{
    struct ifinfomsg head;
    struct texts t = {0};
    struct kl_attr a;
    struct kl_view v;
    int rc = kl_net_begin(msg, &head, sizeof(head), &v);

    if (rc < 0)
        return rc;
    if (head.ifi_family != AF_UNSPEC)
        return 0; /* AF_BRIDGE: a bridge's view of its port */
    memset(l, 0, sizeof(*l));
    l->ifindex = head.ifi_index;
    l->hw_type = head.ifi_type;
    l->flags = head.ifi_flags;
    l->has = KL_NET_L_FLAGS;
    l->raw = (struct kl_net_raw){v.data, v.len};
    while ((rc = kl_view_step(&v, &a)) > 0) {
        rc = read_attr(s, &t, &a, l);
        if (rc < 0)
            return rc;
    }
    if (rc == 0)
        rc = point_to_texts(s, &t, l);
    return rc < 0 ? rc : 1;
}
