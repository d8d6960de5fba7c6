// SPDX-License-Identifier: MIT
// Facts of objects: those that settings know come from their rows, the rest is told by the kernel
// only.
// Source: include/uapi/linux/if.h, if_addr.h, if_bridge.h, rtnetlink.h, neighbour.h, nexthop.h.
#include "facts.h"

#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct telling {
    struct kld_facts *f;
    struct kld_arena *a;
    struct kld_names names; // of the links that the object names
    kld_link_name_fn *name;
    void *user;
};

static void add(struct telling *t, const char *name, const char *text, unsigned flags)
{
    struct kld_facts *f = t->f;

    if (!text || !*text)
        return;
    f->list = kld_grow(t->a, f->list, f->n, sizeof *f->list);
    f->list[f->n++] = (struct kld_fact){name, text, flags};
}

static void add_bool(struct telling *t, const char *name, bool value, unsigned flags)
{
    add(t, name, value ? "true" : "false", flags | KLD_FACT_BOOL);
}

// One that is told only when it is so; when it ends, that is told, too.
static void add_flag(struct telling *t, const char *name, bool value)
{
    add_bool(t, name, value, value ? 0 : KLD_FACT_QUIET);
}

static void add_number(struct telling *t, const char *name, uint64_t number, unsigned flags)
{
    add(t, name, kld_printf(t->a, "%llu", (unsigned long long)number), flags | KLD_FACT_NUMBER);
}

static const char *link_name(struct telling *t, int32_t ifindex)
{
    const char *name = ifindex > 0 ? t->name(t->user, ifindex) : NULL;

    return ifindex <= 0 ? NULL : name ? kld_strdup(t->a, name) : kld_printf(t->a, "#%d", ifindex);
}

static void know(struct telling *t, int32_t ifindex)
{
    const char *name = link_name(t, ifindex);

    if (name)
        kld_names_add(&t->names, ifindex, name);
}

static const char *host_text(struct telling *t, const struct kl_net_ip *ip)
{
    struct kl_net_ip host = *ip;
    char text[KL_NET_IP_TEXT];

    host.prefix = ip->family == AF_INET6 ? 128 : 32;
    return kld_strdup(t->a, kl_net_ip_text(&host, text));
}

const char *kld_protocol_text(struct kld_arena *a, unsigned protocol)
{
    static const struct kld_word words[] = {{"redirect", RTPROT_REDIRECT},
                                            {"kernel", RTPROT_KERNEL},
                                            {"boot", RTPROT_BOOT},
                                            {"static", RTPROT_STATIC},
                                            {"ra", RTPROT_RA},
                                            {"zebra", RTPROT_ZEBRA},
                                            {"bird", RTPROT_BIRD},
                                            {"dhcp", RTPROT_DHCP},
                                            {"keepalived", RTPROT_KEEPALIVED},
                                            {"babel", RTPROT_BABEL},
                                            {"bgp", RTPROT_BGP},
                                            {"isis", RTPROT_ISIS},
                                            {"ospf", RTPROT_OSPF},
                                            {"rip", RTPROT_RIP},
                                            {"kernlink", KLD_PROTOCOL},
                                            {NULL, 0}};
    const char *word = kld_word_of(words, protocol);

    return word ? word : kld_printf(a, "%u", protocol);
}

const char *kld_type_word(enum kl_net_type type)
{
    switch (type) {
    case KL_NET_ADDR:
        return "address";
    case KL_NET_NEIGH:
        return "neighbour";
    default:
        return kl_net_type_name(type);
    }
}

/* ---- By the rows of settings ---- */

static unsigned flags_of(const struct kld_row *r, const char *text)
{
    if (r->flags & KLD_LIST)
        return KLD_FACT_LIST;
    if (r->type == KLD_T_BOOL)
        return KLD_FACT_BOOL;
    return r->type == KLD_T_NUMBER && *text && strspn(text, "0123456789") == strlen(text)
               ? KLD_FACT_NUMBER
               : 0;
}

// What makes a link what it is, and what people look for.
static bool is_quiet(const struct kld_object *o, const struct kld_row *r)
{
    static const char *const told[] = {"mtu", "mac", "master", "link", "peer", "description"};

    if (o->class != KLD_C_LINK)
        return r->flags & KLD_SOFT && strcmp(r->name, "dev") != 0;
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        if (!strcmp(r->name, told[i]))
            return false;
    return !(r->flags & KLD_CREATION);
}

// The identity of what is no link is in its key.
static void add_pairs(struct telling *t, const struct kld_object *o)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct kld_row *r = o->pairs[i].row;
        bool known = o->class == KLD_C_LINK ? !strcmp(r->name, "kind") || !strcmp(r->name, "up")
                                            : r->flags & KLD_IDENTITY;

        if (!known)
            add(t, r->name, o->pairs[i].text,
                flags_of(r, o->pairs[i].text) | (is_quiet(o, r) ? KLD_FACT_QUIET : 0));
    }
}

static bool take(struct telling *t, struct kld_object *o)
{
    if (!o)
        return false;
    kld_make_key(t->a, o);
    t->f->object = o->key;
    if (o->dev)
        t->f->dev = o->dev;
    add(t, "owner",
        o->owner == KLD_OURS ? "ours"
        : o->kernel          ? "kernel"
                             : "foreign",
        KLD_FACT_QUIET);
    add_pairs(t, o);
    return true;
}

/* ---- Each type ---- */

static const char *state_word(unsigned state)
{
    static const char *const words[] = {"unknown", "not present", "down", "lower layer down",
                                        "testing", "dormant",     "up"};

    return state < sizeof words / sizeof words[0] ? words[state] : NULL;
}

static bool tell_link(struct telling *t, const struct kl_net_link *l)
{
    const int32_t others[] = {
        l->has & KL_NET_L_MASTER ? l->master : 0,
        l->has & KL_NET_L_PARENT && !(l->has & KL_NET_L_PARENT_NETNSID) ? l->parent : 0};
    struct kld_object *o = kld_link_read(t->a, l);

    for (size_t i = 0; i < 2; i++)
        know(t, others[i]);
    kld_names_sort(&t->names);
    kld_link_names(t->a, o, l, &t->names);
    kld_make_key(t->a, o);
    t->f->object = o->key;
    t->f->dev = o->dev;
    add(t, "name", o->dev, KLD_FACT_QUIET);
    add_number(t, "number", (uint64_t)l->ifindex, KLD_FACT_QUIET);
    add(t, "kind", *l->kind ? kld_strdup(t->a, l->kind) : kld_get(o, "kind"), 0);
    add_bool(t, "up", l->flags & IFF_UP, 0);
    add_bool(t, "carrier", l->flags & IFF_LOWER_UP, 0);
    if (l->has & KL_NET_L_OPERSTATE)
        add(t, "state", state_word(l->operstate), KLD_FACT_QUIET);
    add(t, "owner", o->owner == KLD_OURS ? "ours" : "foreign", KLD_FACT_QUIET);
    add_pairs(t, o);
    return true;
}

static void add_seconds(struct telling *t, const char *name, uint32_t seconds)
{
    if (seconds != KL_NET_FOREVER)
        add_number(t, name, seconds, KLD_FACT_TIMED);
}

static bool tell_address(struct telling *t, const struct kl_net_addr *addr)
{
    know(t, addr->ifindex);
    if (!take(t, kld_address_read(t->a, addr, &t->names)))
        return false;
    if (addr->has & KL_NET_HAS(IFA_PROTO) && addr->proto == KLD_PROTOCOL)
        add(t, "protocol", "kernlink", 0);
    add_flag(t, "tentative", addr->flags & IFA_F_TENTATIVE && !(addr->flags & IFA_F_DADFAILED));
    add_flag(t, "duplicate", addr->flags & IFA_F_DADFAILED);
    add_flag(t, "deprecated", addr->flags & IFA_F_DEPRECATED);
    add_flag(t, "temporary", addr->local.family == AF_INET6 && addr->flags & IFA_F_TEMPORARY);
    if (addr->has & KL_NET_HAS(IFA_CACHEINFO)) {
        add_seconds(t, "valid-seconds", addr->valid_s);
        add_seconds(t, "preferred-seconds", addr->preferred_s);
    }
    return true;
}

static bool tell_route(struct telling *t, const struct kl_net_route *r)
{
    unsigned flags = r->flags | r->hop.flags;

    know(t, r->hop.ifindex);
    for (unsigned i = 0; i < r->n_hops; i++)
        know(t, r->hops[i].ifindex);
    kld_names_sort(&t->names);
    t->f->dev = kld_name_of(&t->names, r->hop.ifindex);
    if (!take(t, kld_route_read(t->a, r, &t->names)))
        return false;
    add(t, "protocol", kld_protocol_text(t->a, r->protocol), 0);
    if (r->has & KL_NET_HAS(RTA_NH_ID))
        add_number(t, "nexthop", r->nh_id, 0);
    add_flag(t, "dead", flags & RTNH_F_DEAD);
    add_flag(t, "linkdown", flags & RTNH_F_LINKDOWN);
    if (r->has & KL_NET_HAS(RTA_EXPIRES))
        add_number(t, "valid-seconds", r->expires_s, KLD_FACT_TIMED);
    return true;
}

static bool tell_rule(struct telling *t, const struct kl_net_rule *r)
{
    if (!take(t, kld_rule_read(t->a, r)))
        return false;
    if (r->iif[0] || r->oif[0])
        t->f->dev = kld_strdup(t->a, r->iif[0] ? r->iif : r->oif);
    if (r->has & KL_NET_HAS(FRA_PROTOCOL) && r->protocol)
        add(t, "protocol", kld_protocol_text(t->a, r->protocol), 0);
    return true;
}

static const char *neighbour_state(const struct kl_net_neigh *n)
{
    static const struct kld_word words[] = {
        {"incomplete", NUD_INCOMPLETE}, {"reachable", NUD_REACHABLE}, {"stale", NUD_STALE},
        {"delay", NUD_DELAY},           {"probe", NUD_PROBE},         {"failed", NUD_FAILED},
        {"noarp", NUD_NOARP},           {"permanent", NUD_PERMANENT}, {NULL, 0}};

    return kld_word_of(words, n->state);
}

static bool tell_neighbour(struct telling *t, const struct kl_net_neigh *n, enum kl_net_type type)
{
    const char *dev = link_name(t, n->ifindex);
    const char *mac = n->has & KL_NET_HAS(NDA_LLADDR) && n->lladdr_len
                          ? kld_mac_text(t->a, n->lladdr, n->lladdr_len)
                          : NULL;
    bool fdb = type == KL_NET_FDB;

    t->f->dev = dev;
    t->f->object =
        kld_printf(t->a, "%s %s on %s", kld_type_word(type),
                   fdb ? (mac ? mac : "?") : host_text(t, &n->dst), dev ? dev : "no interface");
    if (!fdb)
        add(t, "mac", mac, 0);
    else if (n->has & KL_NET_HAS(NDA_DST))
        add(t, "dst", host_text(t, &n->dst), 0);
    if (n->has & KL_NET_HAS(NDA_VLAN))
        add_number(t, "vlan", n->vlan, 0);
    add(t, "state", neighbour_state(n), 0);
    add_flag(t, "router", n->flags & NTF_ROUTER);
    add_flag(t, "proxy", n->flags & NTF_PROXY);
    if (n->has & KL_NET_HAS(NDA_PROTOCOL) && n->protocol)
        add(t, "protocol", kld_protocol_text(t->a, n->protocol), 0);
    return true;
}

static bool tell_nexthop(struct telling *t, const struct kl_net_nexthop *h)
{
    char *group = kld_printf(t->a, "%s", "");

    t->f->object = kld_printf(t->a, "nexthop %u", h->id);
    t->f->dev = link_name(t, h->ifindex);
    for (unsigned i = 0; i < h->n_members; i++)
        group = kld_printf(t->a, "%s%s%u", group, i ? " " : "", h->members[i].id);
    add(t, "group", group, KLD_FACT_LIST);
    if (h->has & KL_NET_HAS(NHA_GATEWAY))
        add(t, "via", host_text(t, &h->gateway), 0);
    add(t, "dev", t->f->dev, 0);
    add_flag(t, "blackhole", h->has & KL_NET_HAS(NHA_BLACKHOLE));
    if (h->protocol)
        add(t, "protocol", kld_protocol_text(t->a, h->protocol), 0);
    add_flag(t, "dead", h->flags & RTNH_F_DEAD);
    add_flag(t, "linkdown", h->flags & RTNH_F_LINKDOWN);
    return true;
}

static bool tell_vlan(struct telling *t, const struct kl_net_bridge_vlan *v)
{
    t->f->dev = link_name(t, v->ifindex);
    t->f->object = kld_printf(t->a, "vlan %u on %s", v->first, t->f->dev);
    add_flag(t, "pvid", v->flags & BRIDGE_VLAN_INFO_PVID);
    add_flag(t, "untagged", v->flags & BRIDGE_VLAN_INFO_UNTAGGED);
    return true;
}

static bool tell_group(struct telling *t, const struct kl_net_mdb *m)
{
    const char *group =
        m->group.family ? host_text(t, &m->group) : kld_mac_text(t->a, m->mac, sizeof m->mac);
    const char *from = m->source.family ? host_text(t, &m->source) : NULL;

    t->f->dev = link_name(t, m->port);
    t->f->object = kld_printf(t->a, "mdb %s%s%s on %s", group, from ? " from " : "",
                              from ? from : "", t->f->dev ? t->f->dev : "no interface");
    if (m->bridge != m->port)
        add(t, "bridge", link_name(t, m->bridge), 0);
    if (m->vlan)
        add_number(t, "vlan", m->vlan, 0);
    add(t, "state", m->state == MDB_PERMANENT ? "permanent" : "temporary", 0);
    return true;
}

bool kld_facts_of(struct kld_facts *f, struct kld_arena *a, const struct kl_net_object *o,
                  kld_link_name_fn *name, void *user)
{
    struct telling t = {.f = f, .a = a, .names = {.arena = a}, .name = name, .user = user};

    *f = (struct kld_facts){.arena = a};
    switch (o->type) {
    case KL_NET_LINK:
        return tell_link(&t, o->link);
    case KL_NET_ADDR:
        return tell_address(&t, o->addr);
    case KL_NET_ROUTE:
        return tell_route(&t, o->route);
    case KL_NET_NEXTHOP:
        return tell_nexthop(&t, o->nexthop);
    case KL_NET_RULE:
        return tell_rule(&t, o->rule);
    case KL_NET_NEIGH:
    case KL_NET_FDB:
        return tell_neighbour(&t, o->neigh, o->type);
    case KL_NET_BRIDGE_VLAN:
        return tell_vlan(&t, o->vlan);
    case KL_NET_MDB:
        return tell_group(&t, o->mdb);
    default:
        return false;
    }
}

/* ---- Showing ---- */

const struct kld_fact *kld_fact_find(const struct kld_facts *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (!strcmp(f->list[i].name, name))
            return &f->list[i];
    return NULL;
}

static bool differs(const struct kld_fact *a, const struct kld_fact *b)
{
    if (!a || !b)
        return a || b;
    return strcmp(a->text, b->text) != 0 && !(a->flags & KLD_FACT_TIMED);
}

bool kld_facts_changed(const struct kld_facts *old, const struct kld_facts *now)
{
    for (size_t i = 0; i < now->n; i++)
        if (differs(kld_fact_find(old, now->list[i].name), &now->list[i]))
            return true;
    for (size_t i = 0; i < old->n; i++)
        if (!kld_fact_find(now, old->list[i].name))
            return true;
    return false;
}

// Texts of others may hold anything: nothing in them steers a terminal.
static void clean(struct kl_out *o, const char *text)
{
    for (; *text; text++)
        kl_out_char(o, (unsigned char)*text < ' ' || *text == 127 ? '?' : *text);
}

static void say(struct kl_out *o, const struct kld_fact *f)
{
    if (f->flags & KLD_FACT_BOOL) {
        kl_out_str(o, !strcmp(f->text, "true") ? "" : !strcmp(f->name, "carrier") ? "no " : "not ");
        kl_out_str(o, f->name);
    } else {
        if (strcmp(f->name, "kind") != 0)
            kl_out_printf(o, "%s ", f->name);
        clean(o, f->text);
    }
}

void kld_facts_text(const struct kld_facts *now, struct kl_out *o)
{
    const char *between = ": ";

    clean(o, now->object);
    for (size_t i = 0; i < now->n; i++) {
        if (now->list[i].flags & (KLD_FACT_QUIET | KLD_FACT_TIMED))
            continue;
        kl_out_str(o, between);
        say(o, &now->list[i]);
        between = ", ";
    }
}

void kld_facts_change_text(const struct kld_facts *old, const struct kld_facts *now,
                           struct kl_out *o)
{
    const char *between = ": ";

    clean(o, old->object);
    for (size_t i = 0; i < now->n; i++) {
        const struct kld_fact *n = &now->list[i], *was = kld_fact_find(old, n->name);

        if (!differs(was, n))
            continue;
        kl_out_str(o, between);
        between = ", ";
        if (n->flags & KLD_FACT_BOOL) {
            say(o, n);
            continue;
        }
        kl_out_printf(o, "%s ", n->name);
        clean(o, was ? was->text : "nothing");
        kl_out_str(o, " -> ");
        clean(o, n->text);
    }
    for (size_t i = 0; i < old->n; i++)
        if (!kld_fact_find(now, old->list[i].name)) {
            kl_out_printf(o, "%s%s ", between, old->list[i].name);
            clean(o, old->list[i].text);
            kl_out_str(o, " -> nothing");
            between = ", ";
        }
}

static void words_json(struct kl_sink *k, struct kld_arena *a, const char *text)
{
    kl_sink_array_begin(k);
    while (*text) {
        size_t n = strcspn(text, " ");

        kl_sink_str(k, kld_strndup(a, text, n));
        text += n + (text[n] == ' ');
    }
    kl_sink_array_end(k);
}

void kld_facts_json(const struct kld_facts *f, struct kl_sink *k)
{
    kl_sink_object_begin(k);
    for (size_t i = 0; i < f->n; i++) {
        const struct kld_fact *fact = &f->list[i];

        kl_sink_key(k, fact->name);
        if (fact->flags & KLD_FACT_BOOL)
            kl_sink_bool(k, !strcmp(fact->text, "true"));
        else if (fact->flags & KLD_FACT_NUMBER)
            kl_sink_uint(k, strtoull(fact->text, NULL, 10));
        else if (fact->flags & KLD_FACT_LIST)
            words_json(k, f->arena, fact->text);
        else
            kl_sink_str(k, fact->text);
    }
    kl_sink_object_end(k);
}
