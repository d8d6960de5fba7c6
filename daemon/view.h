// SPDX-License-Identifier: MIT
// The network as the kernel has it, for people and programs to look at: object by object, by the
// rows of the schema, with what the kernel knows beyond them. Nothing is kept but names and what
// links are made of, so that a table of any length takes constant memory.
#ifndef KLD_VIEW_H
#define KLD_VIEW_H

#include "kernel.h"

#include <kernlink/sink.h>

enum kld_view_what {
    KLD_V_INTERFACES,
    KLD_V_ADDRESSES,
    KLD_V_ROUTES,
    KLD_V_RULES,
    KLD_V_NEIGHBOURS,
    KLD_V_VLANS, // interfaces that are a VLAN, and VLANs of bridges and their ports
    KLD_V_BRIDGES,
    KLD_N_VIEWS
};

extern const char *const kld_view_names[KLD_N_VIEWS];

// All but the first may be zero: everything.
struct kld_view {
    enum kld_view_what what;
    const char *interface; // a name or an alternative name
    int family;            // AF_INET or AF_INET6
    enum { KLD_ANYBODY, KLD_ONLY_OURS, KLD_ONLY_FOREIGN } owner;
    const char *kind;  // of interfaces, by the schema or the kernel
    bool plain;        // without routes and neighbours that the kernel keeps for itself
    bool statistics;   // of interfaces
    bool no_addresses; // of interfaces
};

// What is on a link: an address, a port, a peer.
struct kld_inner {
    int32_t of; // the link's number
    size_t number;
    const struct kld_object *o;
    uint32_t flags; // address: IFA_F_*; port: BR_STATE_*
};

// An object that was seen. All of it is valid until the callback returns.
struct kld_seen {
    const struct kld_view *view;
    const struct kld_object *o;
    const struct kl_net_object *k; // as the kernel told it
    const struct kld_names *names; // of all links
    const char *kind;              // LINK: the schema's or the kernel's word
    const char *elsewhere;         // LINK: the namespace of its other end or what it is on, or NULL
    const char *role, *on;         // VLAN: "interface", "port", "bridge", and of which link
    const struct kld_inner **inner; // LINK: addresses; ports; peers
    size_t n_inner;
};

// @return 0 to go on, or a negative code, which ends it.
typedef int kld_seen_fn(const struct kld_seen *s, void *user);

// "ipv4", "ipv6" and the other usual words. @return AF_*, or -EINVAL
int kld_family_named(const char *word);
// The one of @word, or KLD_N_VIEWS.
enum kld_view_what kld_view_named(const char *word);

// Gives each object to @fn, which must not use @n.
// @return 0; -ENODEV: there is no such interface; -EAGAIN: a table changed while it was read, and
// what was given is not whole; what @fn returned. Words are in kl_net_error().
int kld_view_each(struct kl_net *n, const struct kld_view *v, kld_seen_fn *fn, void *user);

// The object, as settings have it, with what is beyond.
void kld_seen_json(const struct kld_seen *s, struct kl_sink *k);
// All of them, one after the other. Errors of @k are in its kl_out.
int kld_view_json(struct kl_net *n, const struct kld_view *v, struct kl_sink *k);

/* ---- Words ---- */

// Who made it, by its protocol, or NULL.
const char *kld_maker_word(const struct kld_object *o);
const char *kld_state_word(const struct kl_net_link *l);
// The same for people: "off" when it is, and "up" where the driver tells nothing.
const char *kld_state_shown(const struct kl_net_link *l);
const char *kld_port_state_word(uint32_t state);
// Words of the bits that are set, separated by blanks.
const char *kld_address_words(uint32_t flags, char *buffer, size_t size);
const char *kld_neighbour_word(uint16_t state);
const char *kld_route_words(const struct kl_net_route *r, char *buffer, size_t size);
// Bytes of the character at @s, or 0 when it is none that a terminal should get.
size_t kld_character(const unsigned char *s);

#endif
