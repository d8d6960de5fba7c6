// SPDX-License-Identifier: MIT
#include "view.h"

#include "netns.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// So many objects share an arena.
#define BATCH 256

const char *const kld_view_names[KLD_N_VIEWS] = {
    [KLD_V_INTERFACES] = "interfaces", [KLD_V_ADDRESSES] = "addresses",   [KLD_V_ROUTES] = "routes",
    [KLD_V_RULES] = "rules",           [KLD_V_NEIGHBOURS] = "neighbours", [KLD_V_VLANS] = "vlans",
    [KLD_V_BRIDGES] = "bridges",
};

struct looking {
    struct kl_net *n;
    const struct kld_view *v;
    struct kld_arena *arena; // of names and inner, for the whole
    struct kld_arena *some;  // of a batch of objects
    unsigned n_some;
    struct kld_names names;
    struct kld_names spaces; // by their numbers, when they have been asked for
    bool has_spaces;
    struct kld_inner *inner;
    size_t n_inner;
    int32_t ifindex; // of v->interface
    const char *interface;
    kld_seen_fn *fn;
    void *user;
};

int kld_family_named(const char *word)
{
    static const char *const four[] = {"ipv4", "inet", "4"}, *const six[] = {"ipv6", "inet6", "6"};

    for (size_t i = 0; i < 3; i++) {
        if (!strcmp(word, four[i]))
            return AF_INET;
        if (!strcmp(word, six[i]))
            return AF_INET6;
    }
    return -EINVAL;
}

enum kld_view_what kld_view_named(const char *word)
{
    int i = 0;

    while (i < KLD_N_VIEWS && strcmp(kld_view_names[i], word) != 0)
        i++;
    return (enum kld_view_what)i;
}

/* ---- Giving ---- */

static bool is_wanted(const struct looking *l, const struct kld_object *o)
{
    return l->v->owner == KLD_ANYBODY || (o->owner == KLD_OURS) == (l->v->owner == KLD_ONLY_OURS);
}

static int give(struct looking *l, struct kld_seen *s)
{
    s->view = l->v;
    s->names = &l->names;
    return is_wanted(l, s->o) ? l->fn(s, l->user) : 0;
}

static struct kld_arena *arena_of(struct looking *l)
{
    if (++l->n_some >= BATCH) {
        kld_arena_free(l->some);
        l->some = kld_arena_new();
        l->n_some = 0;
    }
    return l->some;
}

static int list(struct looking *l, enum kl_net_type type, struct kl_net_filter f, kl_net_fn *fn)
{
    int64_t code = kl_net_list(l->n, type, &f, fn, l);

    return code < 0 ? (int)code : 0;
}

/* ---- What is on links ---- */

static void add_inner(struct looking *l, int32_t of, const struct kld_object *o, uint32_t flags)
{
    l->inner = kld_grow(l->arena, l->inner, l->n_inner, sizeof *l->inner);
    l->inner[l->n_inner] = (struct kld_inner){of, l->n_inner, o, flags};
    l->n_inner++;
}

static int by_link(const void *a, const void *b)
{
    const struct kld_inner *x = a, *y = b;

    if (x->of != y->of)
        return x->of > y->of ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

static int take_inner_address(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    struct kld_object *o = kld_address_read(l->arena, k->addr, &l->names);

    if (o)
        add_inner(l, k->addr->ifindex, o, k->addr->flags);
    return 0;
}

static int take_port(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    const struct kl_net_link *link = k->link;
    struct kl_view port = {.data = link->port_raw.data, .len = link->port_raw.len};
    struct kld_object *o;
    uint64_t state = 0;

    if (!(link->has & KL_NET_L_MASTER) || !link->master)
        return 0;
    o = kld_link_read(l->arena, link);
    if (strcmp(link->port_kind, "bridge") != 0 ||
        kl_view_get_uint(&port, IFLA_BRPORT_STATE, &state) < 0)
        state = UINT32_MAX;
    add_inner(l, link->master, o, (uint32_t)state);
    return 0;
}

static int read_inner(struct looking *l)
{
    bool bridges = l->v->what == KLD_V_BRIDGES;
    int code = 0;

    if (!bridges && l->v->what != KLD_V_INTERFACES)
        return 0;
    code = list(l, KL_NET_LINK, (struct kl_net_filter){.flags = 0}, take_port);
    if (!code && !bridges && !l->v->no_addresses)
        code = list(l, KL_NET_ADDR, (struct kl_net_filter){.family = (uint8_t)l->v->family},
                    take_inner_address);
    if (l->n_inner)
        qsort(l->inner, l->n_inner, sizeof *l->inner, by_link);
    return code;
}

// The first one of link @of.
static size_t find_inner(const struct looking *l, int32_t of)
{
    size_t from = 0, to = l->n_inner;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (l->inner[middle].of < of)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void gather_inner(struct looking *l, struct kld_seen *s, const struct kld_model *peers)
{
    size_t first = find_inner(l, s->o->ifindex), n = first;

    while (n < l->n_inner && l->inner[n].of == s->o->ifindex)
        n++;
    s->inner = kld_alloc(l->some, (n - first + peers->n + 1) * sizeof *s->inner);
    for (size_t i = first; i < n; i++)
        s->inner[s->n_inner++] = &l->inner[i];
    for (size_t i = 0; i < peers->n; i++) {
        struct kld_inner *one = kld_alloc(l->some, sizeof *one);

        one->of = s->o->ifindex;
        one->o = peers->list[i];
        s->inner[s->n_inner++] = one;
    }
}

/* ---- Links ---- */

static int take_name(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;

    kld_names_add(&l->names, k->link->ifindex, kld_strdup(l->arena, k->link->name));
    return 0;
}

// Looked up once for all links, and only when there is one that needs it.
static const char *elsewhere(struct looking *l, const struct kl_net_link *link)
{
    if (!(link->has & KL_NET_L_PARENT_NETNSID))
        return NULL;
    if (!l->has_spaces) {
        l->spaces.arena = l->arena;
        kld_netns_numbers(&l->spaces);
        l->has_spaces = true;
    }
    return kld_name_of(&l->spaces, link->parent_netnsid + 1);
}

static int take_link(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    struct kld_arena *a = arena_of(l);
    struct kld_object *o = kld_link_read(a, k->link);
    struct kld_model *peers = kld_model_new(a);
    struct kld_seen s = {.o = o, .k = k, .kind = kld_get(o, "kind")};
    int code = 0;

    if (k->link->kind[0])
        s.kind = k->link->kind;
    if ((l->v->kind && strcmp(l->v->kind, s.kind) != 0) || !is_wanted(l, o))
        return 0;
    kld_link_names(a, o, k->link, &l->names);
    if (kld_kind_of(o) == KLD_WIREGUARD)
        code = kld_wireguard_read(l->n, peers, o, NULL);
    if (code == -ENODEV) // gone by now
        return 0;
    gather_inner(l, &s, peers);
    s.elsewhere = elsewhere(l, k->link);
    return code ? code : give(l, &s);
}

static int links(struct looking *l)
{
    struct kl_net_filter f = {.ifindex = l->ifindex,
                              .flags = l->v->statistics ? KL_NET_F_STATS : 0,
                              .kind = l->v->what == KLD_V_BRIDGES ? "bridge" : NULL};

    return list(l, KL_NET_LINK, f, take_link);
}

/* ---- Addresses, routes, rules, neighbours ---- */

static int take_address(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    struct kld_seen s = {.o = kld_address_read(arena_of(l), k->addr, &l->names), .k = k};

    return s.o ? give(l, &s) : 0;
}

static bool is_plain(const struct kl_net_route *r)
{
    return r->type != RTN_LOCAL && r->type != RTN_BROADCAST && r->type != RTN_ANYCAST &&
           r->type != RTN_MULTICAST;
}

static int take_route(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    struct kld_seen s = {.k = k};

    if (l->v->plain && !is_plain(k->route))
        return 0;
    s.o = kld_route_read(arena_of(l), k->route, &l->names);
    return s.o ? give(l, &s) : 0;
}

static int take_rule(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    struct kld_seen s = {.k = k};

    if (l->interface && strcmp(k->rule->iif, l->interface) != 0 &&
        strcmp(k->rule->oif, l->interface) != 0)
        return 0;
    s.o = kld_rule_read(arena_of(l), k->rule);
    return s.o ? give(l, &s) : 0;
}

static int take_neighbour(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    struct kld_seen s = {.k = k};

    if (l->v->plain && k->neigh->state & NUD_NOARP && !(k->neigh->flags & NTF_PROXY))
        return 0;
    s.o = kld_neighbour_any(arena_of(l), k->neigh, &l->names);
    return s.o ? give(l, &s) : 0;
}

// The table of routes may be huge: it is given on while it comes in, and cannot be read again when
// it changed meanwhile. All others are read whole first.
static int routes(struct looking *l, const struct kl_net_filter *f)
{
    int64_t code = kl_net_dump(l->n, KL_NET_ROUTE, f, take_route, l);

    return code < 0 ? (int)code : 0;
}

static int neighbours(struct looking *l, struct kl_net_filter f)
{
    int code = list(l, KL_NET_NEIGH, f, take_neighbour);

    f.flags = KL_NET_F_PROXY;
    return code ? code : list(l, KL_NET_NEIGH, f, take_neighbour);
}

/* ---- VLANs ---- */

static int take_vlan_link(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    struct kld_arena *a = arena_of(l);
    struct kld_object *link = kld_link_read(a, k->link),
                      *o = kld_object_new(a, &kld_vlan, link->dev);
    struct kld_seen s = {.o = o, .k = k, .role = "interface"};

    kld_link_names(a, link, k->link, &l->names);
    kld_set(a, o, "id", kld_get(link, "id"));
    o->owner = link->owner;
    s.on = kld_get(link, "link");
    return give(l, &s);
}

// Bridges and their ports.
static int take_bridge_link(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;

    if (!strcmp(k->link->port_kind, "bridge"))
        return take_port(k, user);
    if (!strcmp(k->link->kind, "bridge"))
        add_inner(l, 0, kld_link_read(l->arena, k->link), 0);
    return 0;
}

static int take_vlan(const struct kl_net_object *k, void *user)
{
    struct looking *l = user;
    struct kld_model *m = kld_model_new(arena_of(l));
    const struct kld_inner *link = NULL;
    int code = 0;

    for (size_t i = 0; i < l->n_inner && !link; i++)
        if (l->inner[i].o->ifindex == k->vlan->ifindex)
            link = &l->inner[i];
    kld_vlan_read(m, k->vlan, &l->names);
    for (size_t i = 0; i < m->n && !code; i++) {
        struct kld_seen s = {.o = m->list[i], .k = k, .role = "bridge", .on = m->list[i]->dev};

        if (link && link->of) {
            s.role = "port";
            s.on = kld_name_of(&l->names, link->of);
        }
        m->list[i]->owner = link ? link->o->owner : KLD_FOREIGN;
        code = give(l, &s);
    }
    return code;
}

static int vlans(struct looking *l)
{
    int code = list(l, KL_NET_LINK, (struct kl_net_filter){.ifindex = l->ifindex, .kind = "vlan"},
                    take_vlan_link);

    if (!code)
        code = list(l, KL_NET_LINK, (struct kl_net_filter){.flags = 0}, take_bridge_link);
    if (!code)
        code =
            list(l, KL_NET_BRIDGE_VLAN, (struct kl_net_filter){.ifindex = l->ifindex}, take_vlan);
    return code == -EOPNOTSUPP ? 0 : code;
}

/* ---- All of them ---- */

static int find_interface(struct looking *l)
{
    if (!l->v->interface)
        return 0;
    l->ifindex = kl_net_link_index(l->n, l->v->interface);
    if (l->ifindex < 0)
        return l->ifindex;
    l->interface = kld_name_of(&l->names, l->ifindex);
    return l->interface ? 0 : -ENODEV;
}

static int look(struct looking *l)
{
    const struct kl_net_filter f = {.family = (uint8_t)l->v->family, .ifindex = l->ifindex};

    switch (l->v->what) {
    case KLD_V_ADDRESSES:
        return list(l, KL_NET_ADDR, f, take_address);
    case KLD_V_ROUTES:
        return routes(l, &f);
    case KLD_V_RULES:
        return list(l, KL_NET_RULE, (struct kl_net_filter){.family = f.family}, take_rule);
    case KLD_V_NEIGHBOURS:
        return neighbours(l, f);
    case KLD_V_VLANS:
        return vlans(l);
    default:
        return links(l);
    }
}

int kld_view_each(struct kl_net *n, const struct kld_view *v, kld_seen_fn *fn, void *user)
{
    struct kld_arena *a = kld_arena_new();
    struct looking l = {.n = n,
                        .v = v,
                        .arena = a,
                        .some = kld_arena_new(),
                        .names = {.arena = a},
                        .fn = fn,
                        .user = user};
    int code = list(&l, KL_NET_LINK, (struct kl_net_filter){.flags = 0}, take_name);

    kld_names_sort(&l.names);
    if (!code)
        code = find_interface(&l);
    if (!code)
        code = read_inner(&l);
    if (!code)
        code = look(&l);
    kld_arena_free(l.some);
    kld_arena_free(a);
    return code;
}
