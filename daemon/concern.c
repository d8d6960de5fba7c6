// SPDX-License-Identifier: MIT
// Source: include/uapi/linux/rtnetlink.h, netconf.h; net/ipv4/fib_trie.c, fib_table_insert() (what
// takes another's place is announced with NLM_F_REPLACE).
#include "concern.h"

#include "drift.h"
#include "kernel.h"

#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* ---- Names: of the namespace that the socket is in ---- */

static int32_t number_of(int fd, const char *name)
{
    struct ifreq r;

    memset(&r, 0, sizeof r);
    snprintf(r.ifr_name, sizeof r.ifr_name, "%s", name);
    return ioctl(fd, SIOCGIFINDEX, &r) == 0 ? r.ifr_ifindex : 0;
}

static bool name_at(int fd, int32_t ifindex, char buffer[IF_NAMESIZE])
{
    struct ifreq r;

    memset(&r, 0, sizeof r);
    r.ifr_ifindex = ifindex;
    if (ioctl(fd, SIOCGIFNAME, &r) < 0)
        return false;
    snprintf(buffer, IF_NAMESIZE, "%.*s", IF_NAMESIZE - 1, r.ifr_name);
    return true;
}

// As plans call it.
static uint64_t id_of(const struct kld_concern *c, const char *key)
{
    char *text = NULL;
    uint64_t id = 0;

    if (!c->netns)
        return kld_drift_id(key);
    if (asprintf(&text, "%s in %s", key, c->netns) >= 0) {
        id = kld_drift_id(text);
        free(text);
    }
    return id;
}

/* ---- What is wanted ---- */

static int by_id(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static int by_name(const void *a, const void *b)
{
    const struct kld_concern_link *x = a, *y = b;

    return strncmp(x->name, y->name, sizeof x->name);
}

static void add_link(struct kld_concern *c, const struct kld_object *o)
{
    struct kld_concern_link *l = &c->links[c->n_links++];

    snprintf(l->name, sizeof l->name, "%s", o->dev);
    for (size_t i = 0; i < o->n; i++)
        c->matches |= !strncmp(o->pairs[i].row->name, "match.", 6);
}

struct kld_concern *kld_concern_new(const struct kld_model *want, int fd)
{
    struct kld_concern *c = calloc(1, sizeof *c);
    size_t n_links = 0;

    if (!c)
        return NULL;
    for (size_t i = 0; i < want->n; i++)
        n_links += want->list[i]->class == KLD_C_LINK;
    c->fd = fd;
    c->netns = want->netns ? strdup(want->netns) : NULL;
    c->ids = calloc(want->n + 1, sizeof *c->ids);
    c->links = calloc(n_links + 1, sizeof *c->links);
    if (!c->ids || !c->links || (want->netns && !c->netns)) {
        kld_concern_free(c);
        return NULL;
    }
    for (size_t i = 0; i < want->n; i++) {
        const struct kld_object *o = want->list[i];

        c->ids[c->n++] = id_of(c, o->key);
        c->vlans |= o->class == KLD_C_VLAN;
        c->sysctls |= o->class == KLD_C_SYSCTL;
        c->neighbours |= o->class == KLD_C_NEIGHBOUR;
        if (o->class == KLD_C_LINK)
            add_link(c, o);
    }
    qsort(c->ids, c->n, sizeof *c->ids, by_id);
    qsort(c->links, c->n_links, sizeof *c->links, by_name);
    kld_concern_links(c);
    return c;
}

void kld_concern_free(struct kld_concern *c)
{
    if (!c)
        return;
    free(c->netns);
    free(c->ids);
    free(c->links);
    free(c);
}

void kld_concern_links(struct kld_concern *c)
{
    for (size_t i = 0; i < c->n_links; i++)
        c->links[i].ifindex = number_of(c->fd, c->links[i].name);
}

static bool is_wanted(const struct kld_concern *c, uint64_t id)
{
    return c->n && bsearch(&id, c->ids, c->n, sizeof id, by_id);
}

static struct kld_concern_link *link_named(struct kld_concern *c, const char *name)
{
    struct kld_concern_link key;

    snprintf(key.name, sizeof key.name, "%s", name);
    return c->n_links ? bsearch(&key, c->links, c->n_links, sizeof key, by_name) : NULL;
}

static struct kld_concern_link *link_of(struct kld_concern *c, int32_t ifindex)
{
    for (size_t i = 0; i < c->n_links; i++)
        if (c->links[i].ifindex == ifindex)
            return &c->links[i];
    return NULL;
}

static uint64_t link_id(const struct kld_concern *c, const char *name)
{
    char key[32];

    snprintf(key, sizeof key, "link %s", name);
    return id_of(c, key);
}

/* ---- Cheap looks, at the heads of messages ---- */

static bool is_ours(uint8_t protocol)
{
    return protocol == KLD_PROTOCOL;
}

// What others add is no business of ours, unless it takes the place of something.
static bool may_concern(const struct kld_concern *c, const struct nlmsghdr *msg)
{
    const void *data = NLMSG_DATA(msg);
    size_t len = msg->nlmsg_len - NLMSG_HDRLEN;
    const struct rtmsg *route = data;
    const struct ndmsg *neigh = data;

    switch (msg->nlmsg_type) {
    case RTM_NEWROUTE:
        return len >= sizeof *route && !(route->rtm_flags & RTM_F_CLONED) &&
               (is_ours(route->rtm_protocol) || msg->nlmsg_flags & NLM_F_REPLACE || c->waiting);
    case RTM_DELROUTE:
        return len >= sizeof *route && !(route->rtm_flags & RTM_F_CLONED);
    case RTM_NEWNEIGH:
    case RTM_DELNEIGH:
        return c->neighbours && len >= sizeof *neigh && neigh->ndm_family != AF_BRIDGE &&
               (neigh->ndm_state & NUD_PERMANENT || neigh->ndm_flags & NTF_PROXY ||
                msg->nlmsg_type == RTM_DELNEIGH);
    default:
        return true;
    }
}

/* ---- Each type ---- */

static bool of_link(struct kld_concern *c, const struct nlmsghdr *msg, const struct kl_net_link *l,
                    uint64_t *ret)
{
    const struct ifinfomsg *head = NLMSG_DATA(msg);
    struct kld_concern_link *known = link_of(c, l->ifindex), *named;
    bool gone = msg->nlmsg_type == RTM_DELLINK, is_new = head->ifi_change == ~0u;

    // Of a bridge and its ports: VLANs are in there.
    if (head->ifi_family == AF_BRIDGE)
        return c->vlans && known;
    named = link_named(c, l->name);
    *ret = known ? link_id(c, known->name) : named ? link_id(c, named->name) : 0;
    if (named && !gone)
        named->ifindex = l->ifindex;
    if (known && gone)
        known->ifindex = 0;
    if (known || named)
        return true;
    return !gone && ((c->matches && is_new) || c->waiting ||
                     (l->has & KL_NET_L_ALIAS && l->alias &&
                      !strncmp(l->alias, KLD_ALIAS, strlen(KLD_ALIAS))));
}

static const char *name_of(struct kld_concern *c, int32_t ifindex, char buffer[IF_NAMESIZE])
{
    const struct kld_concern_link *l = link_of(c, ifindex);

    if (l && ifindex > 0)
        return l->name;
    return ifindex > 0 && name_at(c->fd, ifindex, buffer) ? buffer : NULL;
}

static struct kld_object *read_object(struct kld_concern *c, struct kld_arena *a,
                                      const struct kl_net_object *o)
{
    struct kld_names names = {.arena = a};
    char buffer[IF_NAMESIZE];
    int32_t ifindex = o->type == KL_NET_ADDR    ? o->addr->ifindex
                      : o->type == KL_NET_ROUTE ? o->route->hop.ifindex
                      : o->type == KL_NET_NEIGH ? o->neigh->ifindex
                                                : 0;
    const char *name = name_of(c, ifindex, buffer);

    if (name)
        kld_names_add(&names, ifindex, kld_strdup(a, name));
    switch (o->type) {
    case KL_NET_ADDR:
        return kld_address_read(a, o->addr, &names);
    case KL_NET_ROUTE:
        return kld_route_read(a, o->route, &names);
    case KL_NET_RULE:
        return kld_rule_read(a, o->rule);
    default:
        return NULL;
    }
}

// A neighbour that is gone does not tell what it was.
static bool of_neighbour(struct kld_concern *c, struct kld_arena *a, const struct kl_net_neigh *n,
                         uint64_t *ret)
{
    char buffer[IF_NAMESIZE], text[KL_NET_IP_TEXT];
    const char *name = name_of(c, n->ifindex, buffer);
    struct kl_net_ip host = n->dst;
    uint64_t id;

    host.prefix = host.family == AF_INET6 ? 128 : 32;
    if (!name)
        return false;
    id = id_of(c, kld_printf(a, "neighbour %s on %s", kl_net_ip_text(&host, text), name));
    *ret = id;
    return is_wanted(c, id) || (n->has & KL_NET_HAS(NDA_PROTOCOL) && is_ours(n->protocol));
}

// Something that is wanted; or ours: it is wanted by a lease, or not at all; or what others wait
// for.
static bool of_object(struct kld_concern *c, const struct kl_net_object *o, bool gone,
                      uint64_t *ret)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_object *object;
    bool concerns = false;

    if (o->type == KL_NET_NEIGH) {
        concerns = of_neighbour(c, a, o->neigh, ret);
    } else if ((object = read_object(c, a, o))) {
        kld_make_key(a, object);
        *ret = id_of(c, object->key);
        concerns = is_wanted(c, *ret) || object->owner == KLD_OURS;
        if (!concerns && !gone && c->waiting) {
            *ret = 0;
            concerns = true;
        }
    }
    kld_arena_free(a);
    return concerns;
}

static bool of_netconf(struct kld_concern *c, const struct nlmsghdr *msg)
{
    struct kl_view v;
    struct kl_attr at;
    int32_t ifindex = 0;

    if (!c->sysctls || kl_view_message(&v, msg, sizeof(struct netconfmsg), NULL) < 0 ||
        kl_view_get(&v, NETCONFA_IFINDEX, &at) != 0 || at.len != 4)
        return false;
    memcpy(&ifindex, at.data, 4);
    return ifindex < 0 || link_of(c, ifindex);
}

bool kld_concern_of(struct kld_concern *c, struct kl_net *n, const struct nlmsghdr *msg,
                    uint64_t *ret)
{
    struct kl_net_object o;
    bool gone = false;

    *ret = 0;
    if (msg->nlmsg_len < NLMSG_HDRLEN || !may_concern(c, msg))
        return false;
    if (msg->nlmsg_type == RTM_NEWNETCONF)
        return of_netconf(c, msg);
    if (kl_net_read(n, msg, &o, &gone) <= 0)
        return false;
    return o.type == KL_NET_LINK ? of_link(c, msg, o.link, ret) : of_object(c, &o, gone, ret);
}
