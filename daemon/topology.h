// SPDX-License-Identifier: MIT
// How interfaces hang together, and which hosts see which: this host and its named network
// namespaces are the nodes. Tables of routes are read when they are asked for, and not kept.
#ifndef KLD_TOPOLOGY_H
#define KLD_TOPOLOGY_H

#include "kernel.h"

#include <kernlink/sink.h>

#define KLD_T_NONE ((size_t)-1)

struct kld_t_link {
    int32_t ifindex;
    const char *name, *kind, *mac; // mac: NULL when there is none
    const char *state;             // kld_state_shown()
    const char *local, *remote;    // of a tunnel, or NULL
    const char *id;                // of a VLAN or another number of a network, or NULL
    const char **addresses;
    size_t n_addresses;
    int32_t peer_ifindex; // of a veth whose peer is elsewhere
    bool ours;
    size_t master, below, peer;     // among the node's links, or KLD_T_NONE
    size_t first_port, next_port;   // ports of it; the next one of the same master
    size_t first_above, next_above; // what is on it
    bool written;                   // while drawing
};

// An address and the one it talks to on the other end of its line.
struct kld_t_line {
    size_t link;
    const char *local, *remote;
};

struct kld_t_neighbour {
    size_t link;
    const char *mac;
};

struct kld_t_node {
    const char *name;  // "localhost", or of the namespace
    const char *netns; // NULL: the one we are in
    struct kld_t_link *links;
    struct kld_t_line *lines;
    struct kld_t_neighbour *neighbours;
    size_t n_links, n_lines, n_neighbours;
};

// An address or MAC address, and who has it.
struct kld_t_owner {
    const char *text;
    size_t node, link;
};

struct kld_t_edge {                      // of layer 2
    size_t node, link, to_node, to_link; // to_node KLD_T_NONE: nobody that we know
    const char *mac;
};

struct kld_topology {
    struct kld_arena *arena;
    struct kld_t_node *nodes;
    struct kld_t_owner *addresses, *macs; // sorted by text
    struct kld_t_edge *edges;
    size_t n_nodes, n_addresses, n_macs, n_edges;
    const char *failed; // a namespace that could not be read, or NULL
    const char *error;  // the kernel's words when reading failed
};

// @namespaces: also those in /run/netns. One that cannot be read is left out.
// @return 0, or a negative code with the words in error
int kld_topology_read(struct kld_topology *t, struct kld_arena *a, bool namespaces);

enum kld_query { KLD_Q_NODES, KLD_Q_P2P, KLD_Q_L2, KLD_Q_L3, KLD_N_QUERIES };
extern const char *const kld_query_names[KLD_N_QUERIES];

// The answers, an object each. @unknown: also edges whose other end is no node of ours.
// @return 0, or a negative code with the words in error
int kld_topology_query(struct kld_topology *t, enum kld_query query, bool unknown,
                       struct kl_sink *k);

// Everything in one object.
int kld_topology_json(struct kld_topology *t, struct kl_sink *k);
// Their order; without a MAC address it is not looked at.
int kld_t_by_ends(const void *a, const void *b);
// For Graphviz.
void kld_topology_dot(const struct kld_topology *t, struct kl_out *o);
// As trees of text. @utf8: with lines.
void kld_topology_text(struct kld_topology *t, struct kl_out *o, bool utf8);

#endif
