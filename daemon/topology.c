// SPDX-License-Identifier: MIT
#include "topology.h"

#include "netns.h"
#include "view.h"

#include <dirent.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NODES_MAX 512

const char *const kld_query_names[KLD_N_QUERIES] = {"nodes", "p2p_edges", "l2_edges", "l3_edges"};

struct reading {
    struct kld_topology *t;
    struct kld_t_node *node;
};

/* ---- A node ---------------------------------------------------------------------------------- */

// An address without its length.
static const char *host_of(struct kld_arena *a, const char *text)
{
    return kld_strndup(a, text, strcspn(text, "/"));
}

static const char *copy(struct kld_arena *a, const char *text)
{
    return text ? kld_strdup(a, text) : NULL;
}

static void add_line(struct reading *r, size_t link, const char *local, const char *remote)
{
    struct kld_t_node *n = r->node;

    n->lines = kld_grow(r->t->arena, n->lines, n->n_lines, sizeof *n->lines);
    n->lines[n->n_lines++] = (struct kld_t_line){link, local, remote};
}

static void take_addresses(struct reading *r, struct kld_t_link *l, const struct kld_seen *s)
{
    struct kld_arena *a = r->t->arena;

    l->addresses = kld_alloc(a, (s->n_inner + 1) * sizeof *l->addresses);
    for (size_t i = 0; i < s->n_inner; i++) {
        const struct kld_object *o = s->inner[i]->o;
        const char *peer = o->class == KLD_C_ADDRESS ? kld_get(o, "peer") : NULL;

        if (o->class != KLD_C_ADDRESS)
            continue;
        l->addresses[l->n_addresses++] = kld_strdup(a, kld_get(o, "address"));
        if (peer)
            add_line(r, r->node->n_links, host_of(a, kld_get(o, "address")), kld_strdup(a, peer));
    }
}

static int take_link(const struct kld_seen *s, void *user)
{
    const struct kl_net_link *k = s->k->link;
    struct reading *r = user;
    struct kld_arena *a = r->t->arena;
    struct kld_t_node *n = r->node;
    struct kld_t_link l = {.ifindex = k->ifindex,
                           .name = kld_strdup(a, s->o->dev),
                           .kind = kld_strdup(a, s->kind),
                           .mac = copy(a, kld_get(s->o, "mac")),
                           .state = kld_state_shown(k),
                           .ours = s->o->owner == KLD_OURS,
                           .id = copy(a, kld_get(s->o, "id")),
                           .local = copy(a, kld_get(s->o, "local")),
                           .remote = copy(a, kld_get(s->o, "remote"))};

    // Numbers for now; places in the list when it is whole.
    l.master = k->has & KL_NET_L_MASTER ? (size_t)k->master : 0;
    if (k->has & KL_NET_L_PARENT_NETNSID)
        l.peer_ifindex = kld_kind_of(s->o) == KLD_VETH ? k->parent : 0;
    else if (k->has & KL_NET_L_PARENT && k->parent != k->ifindex)
        *(kld_kind_of(s->o) == KLD_VETH ? &l.peer : &l.below) = (size_t)k->parent;
    take_addresses(r, &l, s);
    if (l.local && l.remote)
        add_line(r, n->n_links, l.local, l.remote);
    n->links = kld_grow(a, n->links, n->n_links, sizeof *n->links);
    n->links[n->n_links++] = l;
    return 0;
}

struct place {
    int32_t ifindex;
    size_t at;
};

static int by_ifindex(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

static size_t place_of(const struct place *places, size_t n, size_t ifindex)
{
    struct place key = {.ifindex = (int32_t)ifindex};
    const struct place *found =
        n && ifindex ? bsearch(&key, places, n, sizeof key, by_ifindex) : NULL;

    return found ? found->at : KLD_T_NONE;
}

// Numbers of links become their places, and lists of ports and of what is above.
static struct place *connect_links(struct reading *r)
{
    struct kld_t_node *n = r->node;
    struct place *places = kld_alloc(r->t->arena, (n->n_links + 1) * sizeof *places);

    for (size_t i = 0; i < n->n_links; i++) {
        places[i] = (struct place){n->links[i].ifindex, i};
        n->links[i].first_port = n->links[i].next_port = KLD_T_NONE;
        n->links[i].first_above = n->links[i].next_above = KLD_T_NONE;
    }
    qsort(places, n->n_links, sizeof *places, by_ifindex);
    for (size_t i = n->n_links; i-- > 0;) { // backwards: lists keep the order
        struct kld_t_link *l = &n->links[i];

        l->master = place_of(places, n->n_links, l->master);
        l->below = place_of(places, n->n_links, l->below);
        l->peer = place_of(places, n->n_links, l->peer);
        if (l->master != KLD_T_NONE) {
            l->next_port = n->links[l->master].first_port;
            n->links[l->master].first_port = i;
        }
        if (l->below != KLD_T_NONE) {
            l->next_above = n->links[l->below].first_above;
            n->links[l->below].first_above = i;
        }
    }
    return places;
}

struct neighbours {
    struct reading *r;
    const struct place *places;
};

static int take_neighbour(const struct kl_net_object *k, void *user)
{
    struct neighbours *x = user;
    struct kld_t_node *n = x->r->node;
    struct kld_arena *a = x->r->t->arena;
    size_t link = place_of(x->places, n->n_links, (size_t)k->neigh->ifindex);
    static const uint8_t none[6];

    if (link == KLD_T_NONE || k->neigh->lladdr_len != 6 || !memcmp(k->neigh->lladdr, none, 6) ||
        k->neigh->lladdr[0] & 1 || k->neigh->state & (NUD_NOARP | NUD_FAILED))
        return 0;
    n->neighbours = kld_grow(a, n->neighbours, n->n_neighbours, sizeof *n->neighbours);
    n->neighbours[n->n_neighbours++] =
        (struct kld_t_neighbour){link, kld_mac_text(a, k->neigh->lladdr, 6)};
    return 0;
}

static int read_node(struct kld_topology *t, const char *name, const char *netns)
{
    const struct kld_view links = {.what = KLD_V_INTERFACES};
    const struct kl_net_filter all = {.flags = 0};
    const struct kl_net_options options = {.netns = netns};
    struct kld_t_node node = {.name = name, .netns = netns};
    struct reading r = {t, &node};
    struct neighbours x = {&r, NULL};
    struct kl_net *n;
    int64_t code = kl_net_open(&n, &options);

    if (code < 0)
        return (int)code;
    code = kld_view_each(n, &links, take_link, &r);
    if (!code) {
        x.places = connect_links(&r);
        code = kl_net_list(n, KL_NET_NEIGH, &all, take_neighbour, &x);
    }
    if (code < 0) {
        t->error = kld_strdup(t->arena, kl_error_text(kl_net_error(n)));
    } else {
        t->nodes = kld_grow(t->arena, t->nodes, t->n_nodes, sizeof *t->nodes);
        t->nodes[t->n_nodes++] = node;
    }
    kl_net_close(n);
    return code < 0 ? (int)code : 0;
}

/* ---- All nodes ------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void read_namespaces(struct kld_topology *t)
{
    DIR *folder = opendir(KLD_NETNS_FOLDER);
    const struct dirent *e;
    struct stat own, other;
    const char **names = NULL;
    size_t n = 0;

    if (!folder)
        return;
    while ((e = readdir(folder)) && n < NODES_MAX)
        if (e->d_name[0] != '.') {
            names = kld_grow(t->arena, names, n, sizeof *names);
            names[n++] = kld_strdup(t->arena, e->d_name);
        }
    closedir(folder);
    if (n)
        qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++) {
        const char *path = kld_printf(t->arena, KLD_NETNS_FOLDER "/%s", names[i]);

        if (stat(path, &other) == 0 && stat("/proc/self/ns/net", &own) == 0 &&
            own.st_dev == other.st_dev && own.st_ino == other.st_ino)
            continue;
        if (read_node(t, names[i], path) < 0)
            t->failed = names[i];
    }
}

static int by_text(const void *a, const void *b)
{
    const struct kld_t_owner *x = a, *y = b;
    int order = strcmp(x->text, y->text);

    if (order)
        return order;
    if (x->node != y->node)
        return x->node > y->node ? 1 : -1;
    return (x->link > y->link) - (x->link < y->link);
}

static void add_owner(struct kld_topology *t, struct kld_t_owner **list, size_t *n,
                      struct kld_t_owner o)
{
    *list = kld_grow(t->arena, *list, *n, sizeof **list);
    (*list)[(*n)++] = o;
}

// Who has which address.
static void index_owners(struct kld_topology *t)
{
    for (size_t i = 0; i < t->n_nodes; i++)
        for (size_t k = 0; k < t->nodes[i].n_links; k++) {
            const struct kld_t_link *l = &t->nodes[i].links[k];

            if (l->mac && strcmp(l->mac, "00:00:00:00:00:00") != 0)
                add_owner(t, &t->macs, &t->n_macs, (struct kld_t_owner){l->mac, i, k});
            for (size_t x = 0; x < l->n_addresses; x++)
                add_owner(t, &t->addresses, &t->n_addresses,
                          (struct kld_t_owner){host_of(t->arena, l->addresses[x]), i, k});
        }
    if (t->n_macs)
        qsort(t->macs, t->n_macs, sizeof *t->macs, by_text);
    if (t->n_addresses)
        qsort(t->addresses, t->n_addresses, sizeof *t->addresses, by_text);
}

/* ---- Edges of layer 2 ------------------------------------------------------------------------ */

static void add_edge(struct kld_topology *t, struct kld_t_edge e)
{
    t->edges = kld_grow(t->arena, t->edges, t->n_edges, sizeof *t->edges);
    t->edges[t->n_edges++] = e;
}

static size_t first_of(const struct kld_t_owner *list, size_t n, const char *text)
{
    size_t from = 0, to = n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (strcmp(list[middle].text, text) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void neighbour_edges(struct kld_topology *t, size_t node)
{
    const struct kld_t_node *n = &t->nodes[node];

    for (size_t i = 0; i < n->n_neighbours; i++) {
        const struct kld_t_neighbour *x = &n->neighbours[i];
        struct kld_t_edge e = {node, x->link, KLD_T_NONE, KLD_T_NONE, x->mac};
        size_t at = first_of(t->macs, t->n_macs, x->mac);

        if (at == t->n_macs || strcmp(t->macs[at].text, x->mac) != 0)
            add_edge(t, e);
        for (; at < t->n_macs && !strcmp(t->macs[at].text, x->mac); at++)
            if (t->macs[at].node != node) {
                e.to_node = t->macs[at].node;
                e.to_link = t->macs[at].link;
                add_edge(t, e);
            }
    }
}

// Both ends of a veth know each other's number, not whose it is: it counts when only one fits.
static void veth_edges(struct kld_topology *t, size_t node, size_t link)
{
    const struct kld_t_link *l = &t->nodes[node].links[link];
    struct kld_t_edge e = {node, link, KLD_T_NONE, KLD_T_NONE, NULL};
    unsigned found = 0;

    for (size_t i = 0; i < t->n_nodes && l->peer_ifindex; i++)
        for (size_t k = 0; k < t->nodes[i].n_links && i != node; k++) {
            const struct kld_t_link *other = &t->nodes[i].links[k];

            if (other->ifindex == l->peer_ifindex && other->peer_ifindex == l->ifindex) {
                e.to_node = i;
                e.to_link = k;
                e.mac = other->mac;
                found++;
            }
        }
    if (found == 1)
        add_edge(t, e);
}

static int compare(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

int kld_t_by_ends(const void *a, const void *b)
{
    const struct kld_t_edge *x = a, *y = b;
    int order = compare(x->node, y->node);

    order = order ? order : compare(x->link, y->link);
    order = order ? order : compare(x->to_node, y->to_node);
    order = order ? order : compare(x->to_link, y->to_link);
    return order || !x->mac || !y->mac ? order : strcmp(x->mac, y->mac);
}

static void find_edges(struct kld_topology *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_nodes; i++) {
        neighbour_edges(t, i);
        for (size_t k = 0; k < t->nodes[i].n_links; k++)
            veth_edges(t, i, k);
    }
    if (t->n_edges)
        qsort(t->edges, t->n_edges, sizeof *t->edges, kld_t_by_ends);
    for (size_t i = 0; i < t->n_edges; i++)
        if (!n || kld_t_by_ends(&t->edges[n - 1], &t->edges[i]) != 0)
            t->edges[n++] = t->edges[i];
    t->n_edges = n;
}

int kld_topology_read(struct kld_topology *t, struct kld_arena *a, bool namespaces)
{
    int code;

    *t = (struct kld_topology){.arena = a};
    code = read_node(t, "localhost", NULL);
    if (code) {
        if (!t->error || !*t->error)
            t->error = kl_strerror(code);
        return code;
    }
    if (namespaces)
        read_namespaces(t);
    t->error = NULL;
    index_owners(t);
    find_edges(t);
    return 0;
}
