// SPDX-License-Identifier: MIT
// Addresses, neighbours, VLANs and files of /proc/sys.
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef IFA_PROTO
#define IFA_PROTO 11
#endif

/* ---- Names of links ---- */

void kld_names_add(struct kld_names *n, int32_t ifindex, const char *name)
{
    n->list = kld_grow(n->arena, n->list, n->n, sizeof *n->list);
    n->list[n->n++] = (struct kld_name){ifindex, name};
}

static int by_index(const void *a, const void *b)
{
    const struct kld_name *x = a, *y = b;

    return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

void kld_names_sort(struct kld_names *n)
{
    if (n->n)
        qsort(n->list, n->n, sizeof *n->list, by_index);
}

const char *kld_name_of(const struct kld_names *n, int32_t ifindex)
{
    struct kld_name key = {.ifindex = ifindex};
    const struct kld_name *found = n->n ? bsearch(&key, n->list, n->n, sizeof key, by_index) : NULL;

    return found ? found->name : NULL;
}

/* ---- Addresses ---- */

static const char *with_prefix(struct kld_arena *a, const struct kl_net_ip *ip)
{
    struct kl_net_ip host = *ip;
    char text[KL_NET_IP_TEXT];

    host.prefix = ip->family == AF_INET ? 32 : 128;
    return kld_printf(a, "%s/%u", kl_net_ip_text(&host, text), ip->prefix);
}

static const char *without_prefix(struct kld_arena *a, const struct kl_net_ip *ip)
{
    struct kl_net_ip host = *ip;
    char text[KL_NET_IP_TEXT];

    host.prefix = ip->family == AF_INET ? 32 : 128;
    return kld_strdup(a, kl_net_ip_text(&host, text));
}

int64_t kld_boot_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_BOOTTIME, &t);
    return t.tv_sec;
}

struct kld_object *kld_address_read(struct kld_arena *a, const struct kl_net_addr *addr,
                                    const struct kld_names *names)
{
    const char *dev = kld_name_of(names, addr->ifindex);
    struct kld_object *o;

    if (!dev || (addr->local.family != AF_INET && addr->local.family != AF_INET6))
        return NULL;
    o = kld_object_new(a, &kld_address, dev);
    kld_set(a, o, "address", with_prefix(a, &addr->local));
    if (addr->has & KL_NET_HAS(IFA_ADDRESS) &&
        memcmp(addr->peer.bytes, addr->local.bytes, addr->local.family == AF_INET ? 4 : 16) != 0)
        kld_set(a, o, "peer", without_prefix(a, &addr->peer));
    if (addr->has & KL_NET_HAS(IFA_BROADCAST))
        kld_set(a, o, "broadcast", without_prefix(a, &addr->broadcast));
    if (addr->has & KL_NET_HAS(IFA_LABEL) && strcmp(addr->label, dev) != 0)
        kld_set(a, o, "label", kld_strdup(a, addr->label));
    kld_set(a, o, "scope", kld_value_number(a, kld_find(&kld_address, "scope", -1), addr->scope));
    if (addr->has & KL_NET_HAS(IFA_RT_PRIORITY) && addr->metric)
        kld_set(a, o, "metric", kld_printf(a, "%u", addr->metric));
    if (addr->flags & IFA_F_NOPREFIXROUTE)
        kld_set(a, o, "prefix-route", "false");
    if (addr->flags & IFA_F_NODAD)
        kld_set(a, o, "duplicate-detection", "false");
    o->protocol = addr->has & KL_NET_HAS(IFA_PROTO) ? addr->proto : 0;
    o->owner = o->protocol == KLD_PROTOCOL ? KLD_OURS : KLD_FOREIGN;
    // Link-local ones and those of router advertisements come and go by themselves.
    o->kernel = (!(addr->flags & IFA_F_PERMANENT) && o->owner != KLD_OURS) ||
                (o->protocol && o->protocol < 4);
    if (o->owner == KLD_OURS && addr->has & KL_NET_HAS(IFA_CACHEINFO) &&
        addr->valid_s != KL_NET_FOREVER)
        kld_set(a, o, "until", kld_printf(a, "%" PRId64, kld_boot_s() + addr->valid_s));
    return o;
}

static bool is(const struct kld_object *o, const char *name, const char *text)
{
    const char *value = kld_get(o, name);

    return value && !strcmp(value, text);
}

int kld_address_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o)
{
    struct kl_net_addr addr = {.ifindex = kl_net_link_index(n, o->dev),
                               .preferred_s = KL_NET_FOREVER,
                               .valid_s = KL_NET_FOREVER,
                               .proto = o->protocol};
    const char *text;

    if (addr.ifindex < 0)
        return addr.ifindex;
    kl_net_ip_parse(&addr.local, kld_get(o, "address"), 0);
    if (o->protocol)
        addr.has |= KL_NET_HAS(IFA_PROTO);
    if ((text = kld_get(o, "peer"))) {
        kl_net_ip_parse(&addr.peer, text, 0);
        addr.peer.prefix = addr.local.prefix;
        addr.has |= KL_NET_HAS(IFA_ADDRESS);
    }
    if ((text = kld_get(o, "broadcast"))) {
        kl_net_ip_parse(&addr.broadcast, text, 0);
        addr.has |= KL_NET_HAS(IFA_BROADCAST);
    }
    if ((text = kld_get(o, "label"))) {
        snprintf(addr.label, sizeof addr.label, "%s", text);
        addr.has |= KL_NET_HAS(IFA_LABEL);
    }
    if ((text = kld_get(o, "scope")))
        addr.scope = (uint8_t)kld_number_of(kld_pair_of(o, "scope")->row, text);
    if ((text = kld_get(o, "metric"))) {
        addr.metric = (uint32_t)strtoul(text, NULL, 10);
        addr.has |= KL_NET_HAS(IFA_RT_PRIORITY);
    }
    if ((text = kld_get(o, "until"))) {
        int64_t left = strtoll(text, NULL, 10) - kld_boot_s();

        addr.valid_s = left < 1 ? 1 : left >= KL_NET_FOREVER ? KL_NET_FOREVER : (uint32_t)left;
        addr.preferred_s = addr.valid_s;
        addr.has |= KL_NET_HAS(IFA_CACHEINFO);
    }
    if (is(o, "prefix-route", "false"))
        addr.flags |= IFA_F_NOPREFIXROUTE;
    if (is(o, "duplicate-detection", "false"))
        addr.flags |= IFA_F_NODAD;
    return kl_net_addr(n, verb, &addr);
}

/* ---- Neighbours ---- */

struct kld_object *kld_neighbour_any(struct kld_arena *a, const struct kl_net_neigh *n,
                                     const struct kld_names *names)
{
    const char *dev = kld_name_of(names, n->ifindex);
    bool proxy = n->flags & NTF_PROXY;
    struct kld_object *o;

    if (!dev || !(n->has & KL_NET_HAS(NDA_DST)))
        return NULL;
    o = kld_object_new(a, &kld_neighbour, dev);
    kld_set(a, o, "address", without_prefix(a, &n->dst));
    if (n->has & KL_NET_HAS(NDA_LLADDR) && n->lladdr_len == 6 && !proxy)
        kld_set(a, o, "mac", kld_mac_text(a, n->lladdr, 6));
    if (proxy)
        kld_set(a, o, "proxy", "true");
    if (n->flags & NTF_ROUTER)
        kld_set(a, o, "router", "true");
    o->protocol = n->has & KL_NET_HAS(NDA_PROTOCOL) ? n->protocol : 0;
    o->owner = o->protocol == KLD_PROTOCOL ? KLD_OURS : KLD_FOREIGN;
    o->kernel = n->type == RTN_LOCAL || (n->state & NUD_NOARP && !proxy);
    return o;
}

struct kld_object *kld_neighbour_read(struct kld_arena *a, const struct kl_net_neigh *n,
                                      const struct kld_names *names)
{
    if ((!(n->flags & NTF_PROXY) && !(n->state & NUD_PERMANENT)) || n->type == RTN_MULTICAST ||
        n->type == RTN_BROADCAST)
        return NULL;
    return kld_neighbour_any(a, n, names);
}

int kld_neighbour_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o)
{
    struct kl_net_neigh neigh = {.has = KL_NET_HAS(NDA_DST),
                                 .family = (uint8_t)kld_family_of(o),
                                 .state = NUD_PERMANENT,
                                 .ifindex = kl_net_link_index(n, o->dev),
                                 .protocol = o->protocol};
    const char *mac = kld_get(o, "mac");

    if (neigh.ifindex < 0)
        return neigh.ifindex;
    kl_net_ip_parse(&neigh.dst, kld_get(o, "address"), 0);
    if (o->protocol)
        neigh.has |= KL_NET_HAS(NDA_PROTOCOL);
    if (mac) {
        neigh.lladdr_len = (uint8_t)kld_mac_of(mac, neigh.lladdr, 6);
        neigh.has |= KL_NET_HAS(NDA_LLADDR);
    }
    if (is(o, "proxy", "true"))
        neigh.flags |= NTF_PROXY;
    if (is(o, "router", "true"))
        neigh.flags |= NTF_ROUTER;
    return kl_net_neigh(n, verb, &neigh);
}

/* ---- VLANs ---- */

void kld_vlan_read(struct kld_model *m, const struct kl_net_bridge_vlan *v,
                   const struct kld_names *names)
{
    const char *dev = kld_name_of(names, v->ifindex);

    for (unsigned id = v->first; dev && id <= (v->last ? v->last : v->first); id++) {
        struct kld_object *o = kld_object_new(m->arena, &kld_vlan, dev);

        kld_set(m->arena, o, "id", kld_printf(m->arena, "%u", id));
        if (v->flags & BRIDGE_VLAN_INFO_PVID)
            kld_set(m->arena, o, "pvid", "true");
        if (v->flags & BRIDGE_VLAN_INFO_UNTAGGED)
            kld_set(m->arena, o, "untagged", "true");
        kld_model_add(m, o);
    }
}

int kld_vlan_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o, bool bridge)
{
    struct kl_net_bridge_vlan v = {.ifindex = kl_net_link_index(n, o->dev)};

    if (v.ifindex < 0)
        return v.ifindex;
    v.first = (uint16_t)strtoul(kld_get(o, "id"), NULL, 10);
    if (bridge)
        v.flags |= BRIDGE_VLAN_INFO_BRENTRY;
    if (is(o, "pvid", "true"))
        v.flags |= BRIDGE_VLAN_INFO_PVID;
    if (is(o, "untagged", "true"))
        v.flags |= BRIDGE_VLAN_INFO_UNTAGGED;
    return kl_net_bridge_vlan(n, verb, &v);
}

/* ---- Files ---- */

const char *kld_sysctl_read(struct kld_arena *a, const char *name)
{
    char path[400], text[400];
    ssize_t n;
    int fd;

    snprintf(path, sizeof path, "/proc/sys/net/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    n = read(fd, text, sizeof text);
    close(fd);
    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == ' '))
        n--;
    return n < 0 ? NULL : kld_strndup(a, text, (size_t)n);
}

int kld_sysctl_write(const char *name, const char *value)
{
    char path[400];
    size_t len = strlen(value);
    int fd, code = 0;

    snprintf(path, sizeof path, "/proc/sys/net/%s", name);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (write(fd, value, len) != (ssize_t)len)
        code = errno ? -errno : -EIO;
    close(fd);
    return code;
}
