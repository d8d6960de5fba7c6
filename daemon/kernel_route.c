// SPDX-License-Identifier: MIT
// Routes and rules.
#include "kernel.h"

#include <inttypes.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define HOPS_MAX 256

static const char *host_text(struct kld_arena *a, const struct kl_net_ip *ip)
{
    struct kl_net_ip host = *ip;
    char text[KL_NET_IP_TEXT];

    host.prefix = ip->family == AF_INET ? 32 : 128;
    return kld_strdup(a, kl_net_ip_text(&host, text));
}

static const char *network_text(struct kld_arena *a, const struct kl_net_ip *ip)
{
    return kld_printf(a, "%s/%u", host_text(a, ip), ip->prefix);
}

static void set_number(struct kld_arena *a, struct kld_object *o, const char *name, int64_t number)
{
    kld_set(a, o, name, kld_value_number(a, kld_find(o->section, name, -1), number));
}

/* ---- Reading routes ---- */

static bool has_via(const struct kl_net_hop *h)
{
    return h->has & (KL_NET_HAS(RTA_GATEWAY) | KL_NET_HAS(RTA_VIA)) && h->via.family;
}

static const char *hops_text(struct kld_arena *a, const struct kl_net_route *r,
                             const struct kld_names *names)
{
    const char **words = kld_alloc(a, (r->n_hops + 1) * sizeof *words);

    for (unsigned i = 0; i < r->n_hops; i++) {
        const struct kl_net_hop *h = &r->hops[i];
        const char *dev = kld_name_of(names, h->ifindex);

        words[i] =
            kld_printf(a, "%s,%s,%u%s", has_via(h) ? host_text(a, &h->via) : "", dev ? dev : "",
                       h->weight ? h->weight : 1, h->flags & RTNH_F_ONLINK ? ",onlink" : "");
    }
    return kld_join(a, words, r->n_hops, false);
}

static void read_metrics(struct kld_arena *a, struct kld_object *o, const struct kl_net_route *r)
{
    for (const struct kld_row *row = kld_route.rows; row->name; row++)
        if (row->where == KLD_METRIC && r->has_metrics >> row->attr & 1)
            kld_put(a, o, row, kld_value_number(a, row, r->metrics[row->attr]),
                    (struct kld_place){0});
    // The kernel tells it for each IPv6 route, asked for or not.
    if (kld_get(o, "hop-limit") && !strcmp(kld_get(o, "hop-limit"), "0"))
        kld_unset(o, "hop-limit");
}

static void read_hop(struct kld_arena *a, struct kld_object *o, const struct kl_net_hop *h,
                     const struct kld_names *names)
{
    const char *dev = kld_name_of(names, h->ifindex);

    if (has_via(h))
        kld_set(a, o, "via", host_text(a, &h->via));
    if (h->flags & RTNH_F_ONLINK)
        kld_set(a, o, "onlink", "true");
    if (dev)
        kld_set(a, o, "dev", dev);
}

struct kld_object *kld_route_read(struct kld_arena *a, const struct kl_net_route *r,
                                  const struct kld_names *names)
{
    bool six = r->dst.family == AF_INET6;
    bool leads = r->type == RTN_UNICAST || r->type == RTN_LOCAL || !r->type;
    struct kld_object *o;

    if ((r->dst.family != AF_INET && !six) || r->flags & RTM_F_CLONED)
        return NULL;
    o = kld_object_new(a, &kld_route, NULL);
    kld_set(a, o, "to", network_text(a, &r->dst));
    if (r->table && r->table != RT_TABLE_MAIN)
        kld_set(a, o, "table", kld_table_text(a, r->table));
    if (r->has & KL_NET_HAS(RTA_PRIORITY) && r->priority != (six ? 1024u : 0u))
        kld_set(a, o, "metric", kld_printf(a, "%u", r->priority));
    if (r->tos)
        set_number(a, o, "tos", r->tos);
    if (r->type && r->type != RTN_UNICAST)
        set_number(a, o, "type", r->type);
    if (r->has & KL_NET_HAS(RTA_PREFSRC))
        kld_set(a, o, "source", host_text(a, &r->prefsrc));
    set_number(a, o, "scope", r->scope);
    if (r->n_hops)
        kld_set(a, o, "hops", hops_text(a, r, names));
    else if (leads || !six) // IPv6 lets what leads nowhere go through lo
        read_hop(a, o, &r->hop, names);
    if (r->has & KL_NET_HAS(RTA_PREF) && r->pref)
        set_number(a, o, "preference", r->pref);
    read_metrics(a, o, r);
    o->protocol = r->protocol;
    o->owner = r->protocol == KLD_PROTOCOL ? KLD_OURS : KLD_FOREIGN;
    o->kernel = r->protocol == RTPROT_KERNEL || r->protocol == RTPROT_RA ||
                r->protocol == RTPROT_REDIRECT || r->has & KL_NET_HAS(RTA_EXPIRES) ||
                r->has & KL_NET_HAS(RTA_NH_ID);
    return o;
}

/* ---- Writing routes ---- */

static const char *field(const char *text, char *word, size_t size)
{
    size_t n = strcspn(text, ", ");

    snprintf(word, size, "%.*s", (int)n, text);
    return text + n + (text[n] == ',');
}

static int fill_hop(struct kl_net *n, struct kl_net_hop *h, const char *via, const char *dev)
{
    if (via && *via) {
        kl_net_ip_parse(&h->via, via, 0);
        h->has |= (uint32_t)KL_NET_HAS(RTA_GATEWAY);
    }
    if (dev && *dev) {
        h->ifindex = kl_net_link_index(n, dev);
        if (h->ifindex < 0)
            return h->ifindex;
        h->has |= (uint32_t)KL_NET_HAS(RTA_OIF);
    }
    return 0;
}

static int fill_hops(struct kl_net *n, struct kl_net_route *r, struct kl_net_hop *hops,
                     const char *text)
{
    while (*text && r->n_hops < HOPS_MAX) {
        char via[64], dev[32], weight[16];
        struct kl_net_hop *h = &hops[r->n_hops++];
        int code;

        text = field(text, via, sizeof via);
        text = field(text, dev, sizeof dev);
        text = field(text, weight, sizeof weight);
        h->weight = (uint16_t)strtoul(weight, NULL, 10);
        if (!strncmp(text, "onlink", 6)) {
            h->flags |= RTNH_F_ONLINK;
            text += 6;
        }
        text += strspn(text, " ");
        code = fill_hop(n, h, via, dev);
        if (code)
            return code;
    }
    r->hops = hops;
    r->has |= KL_NET_HAS(RTA_MULTIPATH);
    return 0;
}

static void fill_metrics(struct kl_net_route *r, const struct kld_object *o)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct kld_row *row = o->pairs[i].row;

        if (row->where != KLD_METRIC)
            continue;
        r->has |= KL_NET_HAS(RTA_METRICS);
        r->has_metrics |= 1u << row->attr;
        r->metrics[row->attr] = (uint32_t)kld_number_of(row, o->pairs[i].text);
    }
}

int kld_route_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o)
{
    struct kl_net_hop *hops = calloc(HOPS_MAX, sizeof *hops);
    struct kl_net_route r = {.scope = KL_NET_SCOPE_AUTO, .protocol = o->protocol};
    const char *text;
    int code;

    if (!hops)
        return -12;
    kl_net_ip_parse(&r.dst, kld_get(o, "to"), 0);
    r.table = (text = kld_get(o, "table")) ? kld_table_of(text) : RT_TABLE_MAIN;
    if ((text = kld_get(o, "metric"))) {
        r.priority = (uint32_t)strtoul(text, NULL, 10);
        r.has |= KL_NET_HAS(RTA_PRIORITY);
    }
    if ((text = kld_get(o, "tos")))
        r.tos = (uint8_t)strtoul(text, NULL, 10);
    if ((text = kld_get(o, "type")))
        r.type = (uint8_t)kld_number_of(kld_find(&kld_route, "type", -1), text);
    if ((text = kld_get(o, "scope")))
        r.scope = (uint8_t)kld_number_of(kld_find(&kld_route, "scope", -1), text);
    if ((text = kld_get(o, "source"))) {
        kl_net_ip_parse(&r.prefsrc, text, 0);
        r.has |= KL_NET_HAS(RTA_PREFSRC);
    }
    if ((text = kld_get(o, "preference"))) {
        r.pref = (uint8_t)kld_number_of(kld_find(&kld_route, "preference", -1), text);
        r.has |= KL_NET_HAS(RTA_PREF);
    }
    if ((text = kld_get(o, "onlink")) && !strcmp(text, "true"))
        r.flags |= RTNH_F_ONLINK;
    fill_metrics(&r, o);
    if ((text = kld_get(o, "hops")))
        code = fill_hops(n, &r, hops, text);
    else
        code = fill_hop(n, &r.hop, kld_get(o, "via"), kld_get(o, "dev"));
    r.hop.flags |= (uint8_t)(r.flags & RTNH_F_ONLINK);
    if (!code)
        code = kl_net_route(n, verb, &r);
    free(hops);
    return code;
}

/* ---- Rules ---- */

static void read_range(struct kld_arena *a, struct kld_object *o, const char *name, bool has,
                       uint64_t from, uint64_t to)
{
    if (has)
        kld_set(a, o, name, kld_printf(a, "%" PRIu64 "-%" PRIu64, from, to));
}

struct kld_object *kld_rule_read(struct kld_arena *a, const struct kl_net_rule *r)
{
    struct kld_object *o;

    if (r->family != AF_INET && r->family != AF_INET6)
        return NULL;
    o = kld_object_new(a, &kld_rule, NULL);
    kld_set(a, o, "priority",
            kld_printf(a, "%u", r->has & KL_NET_HAS(FRA_PRIORITY) ? r->priority : 0));
    if (r->src.family && r->src.prefix)
        kld_set(a, o, "from", network_text(a, &r->src));
    if (r->dst.family && r->dst.prefix)
        kld_set(a, o, "to", network_text(a, &r->dst));
    if (r->family == AF_INET6 && !kld_get(o, "from") && !kld_get(o, "to"))
        kld_set(a, o, "family", "ipv6");
    if (r->has & KL_NET_HAS(FRA_IIFNAME))
        kld_set(a, o, "iif", kld_strdup(a, r->iif));
    if (r->has & KL_NET_HAS(FRA_OIFNAME))
        kld_set(a, o, "oif", kld_strdup(a, r->oif));
    if (r->has & KL_NET_HAS(FRA_FWMARK))
        kld_set(a, o, "mark",
                kld_printf(a, "0x%x/0x%x", r->fwmark,
                           r->has & KL_NET_HAS(FRA_FWMASK) ? r->fwmask : UINT32_MAX));
    if (r->tos)
        set_number(a, o, "tos", r->tos);
    if (r->has & KL_NET_HAS(FRA_IP_PROTO) && r->ip_proto)
        set_number(a, o, "protocol", r->ip_proto);
    read_range(a, o, "source-port", r->has & KL_NET_HAS(FRA_SPORT_RANGE), r->sport_from,
               r->sport_to);
    read_range(a, o, "destination-port", r->has & KL_NET_HAS(FRA_DPORT_RANGE), r->dport_from,
               r->dport_to);
    read_range(a, o, "users", r->has & KL_NET_HAS(FRA_UID_RANGE), r->uid_from, r->uid_to);
    if (r->flags & FIB_RULE_INVERT)
        kld_set(a, o, "not", "true");
    if (r->action && r->action != FR_ACT_TO_TBL)
        set_number(a, o, "action", r->action);
    if (r->l3mdev)
        kld_set(a, o, "l3mdev", "true");
    else if (r->table && (r->action == FR_ACT_TO_TBL || !r->action))
        kld_set(a, o, "table", kld_table_text(a, r->table));
    if (r->has & KL_NET_HAS(FRA_GOTO))
        kld_set(a, o, "goto", kld_printf(a, "%u", r->target));
    if (r->has & KL_NET_HAS(FRA_SUPPRESS_PREFIXLEN) && r->suppress_prefixlen != UINT32_MAX)
        kld_set(a, o, "suppress-prefix-length", kld_printf(a, "%u", r->suppress_prefixlen));
    o->protocol = r->has & KL_NET_HAS(FRA_PROTOCOL) ? r->protocol : 0;
    o->owner = o->protocol == KLD_PROTOCOL ? KLD_OURS : KLD_FOREIGN;
    o->kernel = o->protocol == RTPROT_KERNEL;
    return o;
}

static bool get_range(const struct kld_object *o, const char *name, uint64_t *from, uint64_t *to)
{
    const char *text = kld_get(o, name);

    return text && sscanf(text, "%" SCNu64 "-%" SCNu64, from, to) == 2;
}

static void fill_rule_ranges(struct kl_net_rule *r, const struct kld_object *o)
{
    uint64_t from, to;

    if (get_range(o, "source-port", &from, &to)) {
        r->sport_from = (uint16_t)from;
        r->sport_to = (uint16_t)to;
        r->has |= KL_NET_HAS(FRA_SPORT_RANGE);
    }
    if (get_range(o, "destination-port", &from, &to)) {
        r->dport_from = (uint16_t)from;
        r->dport_to = (uint16_t)to;
        r->has |= KL_NET_HAS(FRA_DPORT_RANGE);
    }
    if (get_range(o, "users", &from, &to)) {
        r->uid_from = (uint32_t)from;
        r->uid_to = (uint32_t)to;
        r->has |= KL_NET_HAS(FRA_UID_RANGE);
    }
}

static void fill_rule_names(struct kl_net_rule *r, const struct kld_object *o)
{
    const char *text;

    if ((text = kld_get(o, "from")))
        kl_net_ip_parse(&r->src, text, 0);
    if ((text = kld_get(o, "to")))
        kl_net_ip_parse(&r->dst, text, 0);
    if ((text = kld_get(o, "iif"))) {
        snprintf(r->iif, sizeof r->iif, "%s", text);
        r->has |= KL_NET_HAS(FRA_IIFNAME);
    }
    if ((text = kld_get(o, "oif"))) {
        snprintf(r->oif, sizeof r->oif, "%s", text);
        r->has |= KL_NET_HAS(FRA_OIFNAME);
    }
    if ((text = kld_get(o, "mark"))) {
        sscanf(text, "0x%x/0x%x", &r->fwmark, &r->fwmask);
        r->has |= KL_NET_HAS(FRA_FWMARK) | KL_NET_HAS(FRA_FWMASK);
    }
}

int kld_rule_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o)
{
    struct kl_net_rule r = {.family = (uint8_t)kld_family_of(o),
                            .has = KL_NET_HAS(FRA_PRIORITY) | KL_NET_HAS(FRA_PROTOCOL),
                            .protocol = o->protocol};
    const char *text;

    r.priority = (uint32_t)strtoul(kld_get(o, "priority"), NULL, 10);
    fill_rule_names(&r, o);
    fill_rule_ranges(&r, o);
    if ((text = kld_get(o, "tos")))
        r.tos = (uint8_t)strtoul(text, NULL, 10);
    if ((text = kld_get(o, "protocol"))) {
        r.ip_proto = (uint8_t)kld_number_of(kld_find(&kld_rule, "protocol", -1), text);
        r.has |= KL_NET_HAS(FRA_IP_PROTO);
    }
    if (kld_get(o, "not"))
        r.flags |= FIB_RULE_INVERT;
    if ((text = kld_get(o, "action")))
        r.action = (uint8_t)kld_number_of(kld_find(&kld_rule, "action", -1), text);
    if ((text = kld_get(o, "table")))
        r.table = kld_table_of(text);
    if (kld_get(o, "l3mdev")) {
        r.l3mdev = 1;
        r.has |= KL_NET_HAS(FRA_L3MDEV);
    }
    if ((text = kld_get(o, "goto"))) {
        r.target = (uint32_t)strtoul(text, NULL, 10);
        r.has |= KL_NET_HAS(FRA_GOTO);
    }
    if ((text = kld_get(o, "suppress-prefix-length"))) {
        r.suppress_prefixlen = (uint32_t)strtoul(text, NULL, 10);
        r.has |= KL_NET_HAS(FRA_SUPPRESS_PREFIXLEN);
    }
    return kl_net_rule(n, verb, &r);
}
