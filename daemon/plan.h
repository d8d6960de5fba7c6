// SPDX-License-Identifier: MIT
// What must be done so that the network is as it is wanted: small steps in an order that works.
#ifndef KLD_PLAN_H
#define KLD_PLAN_H

#include "state.h"

// In the order in which they are done.
enum kld_phase {
    KLD_P_NETNS,
    KLD_P_RETURN, // of a device, to where it came from
    KLD_P_REMOVE_RULE,
    KLD_P_REMOVE_ROUTE, // with a router
    KLD_P_REMOVE_NEAR,  // without
    KLD_P_REMOVE_NEIGHBOUR,
    KLD_P_REMOVE_ADDRESS,
    KLD_P_REMOVE_PEER,
    KLD_P_REMOVE_VLAN,
    KLD_P_RELEASE,
    KLD_P_REMOVE_LINK,
    KLD_P_SET,        // members before lists of sets,
    KLD_P_REMOVE_SET, // and lists before members
    KLD_P_RENAME,
    KLD_P_MOVE, // of a device, from outside
    KLD_P_CREATE,
    KLD_P_DOWN,
    KLD_P_CHANGE,
    KLD_P_NAMES,
    KLD_P_ENSLAVE,
    KLD_P_PORT,
    KLD_P_VLAN,
    KLD_P_FILE,
    KLD_P_WIREGUARD,
    KLD_P_PEER,
    KLD_P_UP,
    KLD_P_ADDRESS,
    KLD_P_NEAR,
    KLD_P_NEIGHBOUR,
    KLD_P_ROUTE,
    KLD_P_RULE,
    KLD_P_REMOVE_NETNS,
    KLD_N_PHASES
};

struct kld_step {
    enum kld_phase phase;
    unsigned depth;     // of links: parents first, or last
    size_t number;      // in the order found
    const char *netns;  // the namespace that it is done in, or NULL
    const char *object; // with a netns: its words
    const struct kld_object *want, *have;
    const struct kld_row **rows; // CHANGE, PORT: those that differ
    size_t n_rows;
};

// What stands in the way: foreign objects, devices that are not there.
struct kld_problem {
    struct kld_place place;
    const char *text;
};

struct kld_plan {
    struct kld_arena *arena;
    struct kld_step *steps;
    size_t n;
    struct kld_problem *problems;
    size_t n_problems;
};

enum kld_plan_mode {
    KLD_TO_SETTINGS,
    KLD_TO_PRIOR // back to what a journal remembers: foreign objects that were lost come back, too
};

// @want and @have must outlive the plan; devices of @have get the names that @want says.
struct kld_plan *kld_plan_make(struct kl_net *n, struct kld_arena *a, struct kld_model *want,
                               struct kld_model *have, enum kld_plan_mode mode);
// What others had on links that @done took down or made anew, and what the kernel dropped with
// that.
struct kld_plan *kld_plan_lost(struct kld_arena *a, const struct kld_plan *done,
                               const struct kld_model *prior, const struct kld_model *have);
// What is in a namespace that goes is to come back whole.
void kld_netns_keep(struct kld_model *prior, const struct kld_plan *plan);

// What is around a namespace.
struct kld_around {
    struct kl_net *n;
    struct kld_model *want, *have;
    enum kld_plan_mode mode;
};

// The same two for a single namespace, without those in it. @around: NULL when that is it
struct kld_plan *kld_plan_model(struct kl_net *n, struct kld_arena *a, struct kld_model *want,
                                struct kld_model *have, enum kld_plan_mode mode,
                                const struct kld_around *around);
struct kld_plan *kld_plan_lost_in(struct kld_arena *a, const struct kld_plan *done,
                                  const char *netns, const struct kld_model *prior,
                                  const struct kld_model *have);

/* ---- What is in one namespace and comes from another: plan_move.c ---- */

// Is @want a device that is taken from outside?
bool kld_is_moved(const struct kld_object *want);
// The device outside that @want is; NULL: there is none.
struct kld_object *kld_outside_device(const struct kld_around *around,
                                      const struct kld_object *want);
// It is to be seen where @want is, and no longer outside.
void kld_plan_move(struct kld_arena *a, struct kld_model *outside, struct kld_object *device,
                   struct kld_model *inside, struct kld_object *want);
// Devices that we moved, and that are not wanted there any more.
struct kld_plan *kld_plan_returns(struct kld_arena *a, const struct kld_model *want,
                                  struct kld_model *have, enum kld_plan_mode mode);
// Is it the other end of a pair that is made elsewhere? @netns: where it is wanted
bool kld_is_promised(const struct kld_around *around, const char *netns,
                     const struct kld_object *want, enum kld_plan_mode mode);
// @o of @m is gone, with what is on it, and the other end of a pair. @root: with all namespaces
void kld_plan_forget(struct kld_model *m, const struct kld_model *root, struct kld_object *o);
// A device of @m has another name, which others say, too.
void kld_plan_renamed(struct kld_model *m, const char *from, const char *to);

// Must the link be made anew to be as it is wanted?
bool kld_needs_new(const struct kld_object *want, const struct kld_object *have);
// Is @have as a whole as it is wanted, both having the same key? @until: and for as long as that.
bool kld_same(const struct kld_object *want, const struct kld_object *have, bool until);
// A line for people, and an object.
void kld_step_text(const struct kld_step *s, struct kl_out *o);
void kld_step_json(const struct kld_step *s, struct kl_sink *k);
// Only the object's words: "link br0".
const char *kld_step_object(const struct kld_step *s);

#endif
