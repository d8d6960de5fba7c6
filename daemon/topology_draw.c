// SPDX-License-Identifier: MIT
// The topology for people: trees of text, and a graph in the language of Graphviz.
#include "topology.h"

#include "view.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32

struct drawing {
    struct kld_topology *t;
    struct kld_t_node *node;
    struct kl_out *o;
    bool utf8;
};

// Names are anybody's: nothing that a terminal or Graphviz takes for more than a character.
// Graphviz wants UTF-8, and takes a backslash and a quote with a backslash in front.
static void put(struct kl_out *o, const char *text, bool quoted)
{
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        size_t n = kld_character(s);

        if (quoted && (*s == '"' || *s == '\\'))
            kl_out_char(o, '\\');
        kl_out_write(o, n ? (const char *)s : "?", n ? n : 1);
        s += n ? n : 1;
    }
}

static void facts(struct kl_out *o, const struct kld_t_node *n, const struct kld_t_link *l,
                  const char *between, bool quoted)
{
    put(o, l->kind, quoted);
    if (l->id)
        kl_out_printf(o, " %s", l->id);
    kl_out_printf(o, ", %s", l->state);
    if (l->local || l->remote)
        kl_out_printf(o, ", %s to %s", l->local ? l->local : "any", l->remote ? l->remote : "any");
    if (!quoted && l->peer != KLD_T_NONE) {
        kl_out_str(o, ", peer ");
        put(o, n->links[l->peer].name, false);
    }
    if (l->peer_ifindex)
        kl_out_str(o, ", peer in another namespace");
    for (size_t i = 0; i < l->n_addresses; i++)
        kl_out_printf(o, "%s%s", i || quoted ? between : ", ", l->addresses[i]);
}

/* ---- Trees ---- */

static void tree(struct drawing *d, size_t at, const char *label, char *prefix, unsigned depth);

static size_t next_child(const struct drawing *d, size_t parent, size_t child, bool *ports)
{
    size_t next;

    if (child == KLD_T_NONE && *ports)
        next = d->node->links[parent].first_port;
    else if (*ports)
        next = d->node->links[child].next_port;
    else
        next = d->node->links[child].next_above;
    if (next == KLD_T_NONE && *ports) {
        *ports = false;
        next = d->node->links[parent].first_above;
    }
    return next;
}

static void children(struct drawing *d, size_t at, char *prefix, unsigned depth)
{
    bool ports = true, ports_next;
    size_t child = next_child(d, at, KLD_T_NONE, &ports), next;
    size_t len = strlen(prefix);

    while (child != KLD_T_NONE) {
        ports_next = ports;
        next = next_child(d, at, child, &ports_next);
        kl_out_str(d->o, prefix);
        kl_out_str(d->o, d->utf8              ? next == KLD_T_NONE ? "└─ " : "├─ "
                         : next == KLD_T_NONE ? "`- "
                                              : "|- ");
        strcpy(prefix + len, next != KLD_T_NONE ? d->utf8 ? "│  " : "|  " : "   ");
        tree(d, child, ports ? "port " : "", prefix, depth + 1);
        prefix[len] = '\0';
        child = next;
        ports = ports_next;
    }
}

static void tree(struct drawing *d, size_t at, const char *label, char *prefix, unsigned depth)
{
    struct kld_t_link *l = &d->node->links[at];

    kl_out_str(d->o, label);
    put(d->o, l->name, false);
    if (l->written) {
        kl_out_str(d->o, ", see above\n");
        return;
    }
    l->written = true;
    kl_out_str(d->o, ": ");
    facts(d->o, d->node, l, " ", false);
    if (l->master != KLD_T_NONE && !*label) {
        kl_out_str(d->o, ", port of ");
        put(d->o, d->node->links[l->master].name, false);
    }
    if (l->below != KLD_T_NONE && *label) {
        kl_out_str(d->o, ", on ");
        put(d->o, d->node->links[l->below].name, false);
    }
    if (l->ours)
        kl_out_str(d->o, ", by kernlink");
    kl_out_char(d->o, '\n');
    if (depth < DEPTH_MAX)
        children(d, at, prefix, depth);
}

void kld_topology_text(struct kld_topology *t, struct kl_out *o, bool utf8)
{
    for (size_t i = 0; i < t->n_nodes; i++) {
        struct drawing d = {t, &t->nodes[i], o, utf8};
        char prefix[(DEPTH_MAX + 2) * 6] = "";

        if (t->n_nodes > 1) {
            kl_out_str(o, i ? "\n" : "");
            put(o, t->nodes[i].name, false);
            kl_out_str(o, "\n\n");
        }
        for (size_t l = 0; l < d.node->n_links; l++)
            d.node->links[l].written = false;
        for (size_t l = 0; l < d.node->n_links; l++)
            if (d.node->links[l].master == KLD_T_NONE && d.node->links[l].below == KLD_T_NONE)
                tree(&d, l, "", prefix, 0);
        // What only hangs on itself, should there be such.
        for (size_t l = 0; l < d.node->n_links; l++)
            if (!d.node->links[l].written)
                tree(&d, l, "", prefix, 0);
    }
}

/* ---- Graphviz ---- */

static void dot_link(const struct kld_topology *t, size_t node, size_t link, struct kl_out *o)
{
    const struct kld_t_node *n = &t->nodes[node];
    const struct kld_t_link *l = &n->links[link];

    kl_out_printf(o, "    n%zu_%zu [label=\"", node, link);
    put(o, l->name, true);
    kl_out_str(o, "\\n");
    facts(o, n, l, "\\n", true);
    kl_out_str(o, l->ours ? "\", style=bold];\n" : "\"];\n");
}

static void dot_node(const struct kld_topology *t, size_t node, struct kl_out *o)
{
    const struct kld_t_node *n = &t->nodes[node];

    kl_out_printf(o, "  subgraph cluster_%zu {\n    label=\"", node);
    put(o, n->name, true);
    kl_out_str(o, "\";\n");
    for (size_t i = 0; i < n->n_links; i++)
        dot_link(t, node, i, o);
    for (size_t i = 0; i < n->n_links; i++) {
        const struct kld_t_link *l = &n->links[i];

        if (l->master != KLD_T_NONE)
            kl_out_printf(o, "    n%zu_%zu -- n%zu_%zu [label=\"port\"];\n", node, l->master, node,
                          i);
        if (l->below != KLD_T_NONE)
            kl_out_printf(o, "    n%zu_%zu -- n%zu_%zu [style=dashed, label=\"on\"];\n", node, i,
                          node, l->below);
        if (l->peer != KLD_T_NONE && l->peer > i)
            kl_out_printf(o, "    n%zu_%zu -- n%zu_%zu [style=bold, label=\"veth\"];\n", node, i,
                          node, l->peer);
    }
    kl_out_str(o, "  }\n");
}

static bool both_ways(const struct kld_topology *t, const struct kld_t_edge *e)
{
    const struct kld_t_edge back = {e->to_node, e->to_link, e->node, e->link, NULL};

    return bsearch(&back, t->edges, t->n_edges, sizeof back, kld_t_by_ends);
}

void kld_topology_dot(const struct kld_topology *t, struct kl_out *o)
{
    kl_out_str(o, "graph network {\n"
                  "  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n"
                  "  edge [fontname=\"sans-serif\", fontsize=8];\n");
    for (size_t i = 0; i < t->n_nodes; i++)
        dot_node(t, i, o);
    for (size_t i = 0; i < t->n_edges; i++) {
        const struct kld_t_edge *e = &t->edges[i];

        // What each end knows of the other is one edge.
        if (e->to_node == KLD_T_NONE || (e->to_node < e->node && both_ways(t, e)))
            continue;
        kl_out_printf(o, "  n%zu_%zu -- n%zu_%zu [style=dotted];\n", e->node, e->link, e->to_node,
                      e->to_link);
    }
    kl_out_str(o, "}\n");
}
