// SPDX-License-Identifier: MIT
// Which nodes see which: by lines between two, by what neighbours are known, by routers.
#include "topology.h"

#include "view.h"

#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

static void member(struct kl_sink *k, const char *key, const char *text)
{
    kl_sink_key(k, key);
    if (text)
        kl_sink_str(k, text);
    else
        kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_NULL});
}

static const char *node_name(const struct kld_topology *t, size_t node)
{
    return node == KLD_T_NONE ? NULL : t->nodes[node].name;
}

static const char *link_name(const struct kld_topology *t, size_t node, size_t link)
{
    return node == KLD_T_NONE || link == KLD_T_NONE ? NULL : t->nodes[node].links[link].name;
}

static void nodes(const struct kld_topology *t, struct kl_sink *k)
{
    for (size_t i = 0; i < t->n_nodes; i++) {
        kl_sink_object_begin(k);
        member(k, "nodename", t->nodes[i].name);
        kl_sink_object_end(k);
    }
}

/* ---- Lines between two ---- */

static void line_json(const struct kld_topology *t, struct kl_sink *k, size_t node,
                      const struct kld_t_line *l, size_t to_node, const struct kld_t_line *to)
{
    kl_sink_object_begin(k);
    member(k, "left_node", t->nodes[node].name);
    member(k, "right_node", node_name(t, to_node));
    member(k, "left_ifname", link_name(t, node, l->link));
    member(k, "right_ifname", to ? link_name(t, to_node, to->link) : NULL);
    member(k, "left_address", l->local);
    member(k, "right_address", l->remote);
    kl_sink_object_end(k);
}

static void p2p_edges(const struct kld_topology *t, bool unknown, struct kl_sink *k)
{
    for (size_t i = 0; i < t->n_nodes; i++)
        for (size_t x = 0; x < t->nodes[i].n_lines; x++) {
            const struct kld_t_line *l = &t->nodes[i].lines[x];
            bool found = false;

            for (size_t j = 0; j < t->n_nodes; j++)
                for (size_t y = 0; y < t->nodes[j].n_lines && j != i; y++)
                    if (!strcmp(l->local, t->nodes[j].lines[y].remote) &&
                        !strcmp(l->remote, t->nodes[j].lines[y].local)) {
                        line_json(t, k, i, l, j, &t->nodes[j].lines[y]);
                        found = true;
                    }
            if (!found && unknown)
                line_json(t, k, i, l, KLD_T_NONE, NULL);
        }
}

/* ---- Neighbours ---- */

static void l2_edges(const struct kld_topology *t, bool unknown, struct kl_sink *k)
{
    for (size_t i = 0; i < t->n_edges; i++) {
        const struct kld_t_edge *e = &t->edges[i];

        if (e->to_node == KLD_T_NONE && !unknown)
            continue;
        kl_sink_object_begin(k);
        member(k, "left_node", t->nodes[e->node].name);
        member(k, "left_ifname", link_name(t, e->node, e->link));
        member(k, "left_lladdr", t->nodes[e->node].links[e->link].mac);
        member(k, "right_node", node_name(t, e->to_node));
        member(k, "right_ifname", link_name(t, e->to_node, e->to_link));
        member(k, "right_lladdr", e->mac);
        kl_sink_object_end(k);
    }
}

/* ---- Routers ---- */

struct routes {
    struct kld_topology *t;
    size_t node;
    bool unknown;
    struct kl_sink *k;
};

static void edge_json(const struct routes *r, const struct kl_net_route *route, size_t gateway,
                      const char *address)
{
    struct kl_net_ip host = route->dst;
    char text[KL_NET_IP_TEXT];

    host.prefix = host.family == AF_INET6 ? 128 : 32;
    kl_sink_object_begin(r->k);
    member(r->k, "source_node", r->t->nodes[r->node].name);
    member(r->k, "gateway_node", node_name(r->t, gateway));
    member(r->k, "gateway_address", address);
    member(r->k, "dst", kl_net_ip_text(&host, text));
    kl_sink_key(r->k, "dst_len");
    kl_sink_uint(r->k, route->dst.prefix);
    kl_sink_key(r->k, "table");
    kl_sink_uint(r->k, route->table);
    kl_sink_key(r->k, "metric");
    kl_sink_uint(r->k, route->priority);
    kl_sink_object_end(r->k);
}

static size_t first_address(const struct kld_topology *t, const char *text)
{
    size_t from = 0, to = t->n_addresses;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (strcmp(t->addresses[middle].text, text) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void take_hop(const struct routes *r, const struct kl_net_route *route,
                     const struct kl_net_hop *hop)
{
    const struct kld_topology *t = r->t;
    struct kl_net_ip via = hop->via;
    char text[KL_NET_IP_TEXT];
    size_t first, last = KLD_T_NONE;
    bool own = false;

    if (!(hop->has & (KL_NET_HAS(RTA_GATEWAY) | KL_NET_HAS(RTA_VIA))) || !via.family)
        return;
    via.prefix = via.family == AF_INET6 ? 128 : 32;
    kl_net_ip_text(&via, text);
    first = first_address(t, text);
    for (size_t i = first; i < t->n_addresses && !strcmp(t->addresses[i].text, text); i++)
        own |= t->addresses[i].node == r->node;
    for (size_t i = first; i < t->n_addresses && !own && !strcmp(t->addresses[i].text, text); i++) {
        if (t->addresses[i].node != last)
            edge_json(r, route, t->addresses[i].node, text);
        last = t->addresses[i].node;
    }
    if (last == KLD_T_NONE && !own && r->unknown)
        edge_json(r, route, KLD_T_NONE, text);
}

static int take_route(const struct kl_net_object *o, void *user)
{
    const struct routes *r = user;

    for (unsigned i = 0; i < o->route->n_hops; i++)
        take_hop(r, o->route, &o->route->hops[i]);
    if (!o->route->n_hops)
        take_hop(r, o->route, &o->route->hop);
    return 0;
}

static int l3_edges(struct kld_topology *t, bool unknown, struct kl_sink *k)
{
    const struct kl_net_filter all = {.flags = 0};
    int64_t code = 0;

    for (size_t i = 0; i < t->n_nodes && code >= 0; i++) {
        const struct kl_net_options options = {.netns = t->nodes[i].netns};
        struct routes r = {t, i, unknown, k};
        struct kl_net *n;

        code = kl_net_open(&n, &options);
        if (code < 0) {
            // A namespace may go at any time.
            code = i ? 0 : code;
            continue;
        }
        code = kl_net_dump(n, KL_NET_ROUTE, &all, take_route, &r);
        if (code < 0)
            t->error = kld_strdup(t->arena, kl_error_text(kl_net_error(n)));
        kl_net_close(n);
    }
    return code < 0 ? (int)code : 0;
}

/* ---- Answers ---- */

int kld_topology_query(struct kld_topology *t, enum kld_query query, bool unknown,
                       struct kl_sink *k)
{
    int code = 0;

    switch (query) {
    case KLD_Q_P2P:
        p2p_edges(t, unknown, k);
        break;
    case KLD_Q_L2:
        l2_edges(t, unknown, k);
        break;
    case KLD_Q_L3:
        code = l3_edges(t, unknown, k);
        break;
    default:
        nodes(t, k);
    }
    if (code && (!t->error || !*t->error))
        t->error = kl_strerror(code);
    return code;
}

static void link_json(const struct kld_t_node *n, const struct kld_t_link *l, struct kl_sink *k)
{
    kl_sink_object_begin(k);
    member(k, "name", l->name);
    member(k, "kind", l->kind);
    member(k, "state", l->state);
    member(k, "mac", l->mac);
    member(k, "master", l->master == KLD_T_NONE ? NULL : n->links[l->master].name);
    member(k, "link", l->below == KLD_T_NONE ? NULL : n->links[l->below].name);
    member(k, "peer", l->peer == KLD_T_NONE ? NULL : n->links[l->peer].name);
    kl_sink_key(k, "addresses");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < l->n_addresses; i++)
        kl_sink_str(k, l->addresses[i]);
    kl_sink_array_end(k);
    kl_sink_object_end(k);
}

int kld_topology_json(struct kld_topology *t, struct kl_sink *k)
{
    int code = 0;

    kl_sink_object_begin(k);
    kl_sink_key(k, "nodes");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < t->n_nodes; i++) {
        kl_sink_object_begin(k);
        member(k, "nodename", t->nodes[i].name);
        kl_sink_key(k, "interfaces");
        kl_sink_array_begin(k);
        for (size_t l = 0; l < t->nodes[i].n_links; l++)
            link_json(&t->nodes[i], &t->nodes[i].links[l], k);
        kl_sink_array_end(k);
        kl_sink_object_end(k);
    }
    kl_sink_array_end(k);
    for (int q = KLD_Q_P2P; q < KLD_N_QUERIES && !code; q++) {
        kl_sink_key(k, kld_query_names[q]);
        kl_sink_array_begin(k);
        code = kld_topology_query(t, (enum kld_query)q, true, k);
        kl_sink_array_end(k);
    }
    kl_sink_object_end(k);
    return code;
}
