// SPDX-License-Identifier: MIT
// Between objects of the model and those of the kernel, both ways.
#ifndef KLD_KERNEL_H
#define KLD_KERNEL_H

#include "model.h"

#include <kernlink/net.h>

struct kld_name {
    int32_t ifindex;
    const char *name;
};

// Names of links, sorted by their numbers before anybody looks one up.
struct kld_names {
    struct kld_arena *arena;
    struct kld_name *list;
    size_t n;
};

void kld_names_add(struct kld_names *n, int32_t ifindex, const char *name);
void kld_names_sort(struct kld_names *n);
// The name, or NULL.
const char *kld_name_of(const struct kld_names *n, int32_t ifindex);

/* ---- Reading: NULL for what is no business of ours ---- */

struct kld_object *kld_link_read(struct kld_arena *a, const struct kl_net_link *l);
// What needs the names of all links: master, link, peer, primary.
void kld_link_names(struct kld_arena *a, struct kld_object *o, const struct kl_net_link *l,
                    const struct kld_names *names);
struct kld_object *kld_address_read(struct kld_arena *a, const struct kl_net_addr *addr,
                                    const struct kld_names *names);
struct kld_object *kld_route_read(struct kld_arena *a, const struct kl_net_route *r,
                                  const struct kld_names *names);
struct kld_object *kld_rule_read(struct kld_arena *a, const struct kl_net_rule *r);
struct kld_object *kld_neighbour_read(struct kld_arena *a, const struct kl_net_neigh *n,
                                      const struct kld_names *names);
// Also one that the kernel found by itself.
struct kld_object *kld_neighbour_any(struct kld_arena *a, const struct kl_net_neigh *n,
                                     const struct kld_names *names);
// Adds the VLANs of a range to @m.
void kld_vlan_read(struct kld_model *m, const struct kl_net_bridge_vlan *v,
                   const struct kld_names *names);
// Adds peers to @m and values to @link. @want: where keys are compared with files, or NULL.
int kld_wireguard_read(struct kl_net *n, struct kld_model *m, struct kld_object *link,
                       const struct kld_model *want);

/* ---- Writing: 0, or a negative code, with the words in kl_net_error() ---- */

// @least: only what must be said at once. @into: the namespace that it is to be in, or NULL
int kld_link_create(struct kl_net *n, const struct kld_object *o, bool least, const char *into);
// Moves device @o into the namespace of a descriptor (-1: the same), as @name, with the mark that
// @o says.
int kld_link_move(struct kl_net *n, const struct kld_object *o, const char *name, int netns);
int kld_link_change(struct kl_net *n, const struct kld_object *o, const struct kld_row **rows,
                    size_t n_rows, bool mark);
int kld_link_alt_names(struct kl_net *n, const struct kld_object *want,
                       const struct kld_object *have);
int kld_address_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o);
int kld_route_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o);
int kld_rule_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o);
int kld_neighbour_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o);
int kld_vlan_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o,
                   bool bridge);
int kld_peer_write(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o);
int kld_wireguard_write(struct kl_net *n, const struct kld_object *link);
// Seconds since the machine was started, those of sleep included.
int64_t kld_boot_s(void);
// Files below /proc/sys/net/. @return text or NULL with errno.
const char *kld_sysctl_read(struct kld_arena *a, const char *name);
int kld_sysctl_write(const char *name, const char *value);

#endif
