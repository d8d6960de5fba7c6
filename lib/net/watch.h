// SPDX-License-Identifier: MIT
// A watch's inside: watch.c drives it, watch_state.c keeps objects in a hash, watch_key.c says what
// makes two of them the same, watch_route.c knows how the kernel treats routes, watch_bridge.c what
// it tells of bridges.
#ifndef KL_NET_WATCH_STATE_H
#define KL_NET_WATCH_STATE_H

#include "net.h"

#include <kernlink/net_watch.h>

#define KL_NET_KEY_MAX   80u
#define KL_NET_DIRTY_MAX 16u /* more links than that: all routes are read again */
#define KL_NET_TYPES     10  /* enum kl_net_type is below */

/* An object: the kernel's message, without what changes all the time. */
struct kl_net_entry {
    struct kl_net_entry *next; /* of the same key, in the kernel's order: routes and rules */
    uint32_t hash;
    uint32_t generation; /* the reading that saw it last */
    uint8_t type;        /* enum kl_net_type */
    uint8_t family;
    struct nlmsghdr msg[]; /* and what belongs to it */
};

/* Open addressing with linear probing; a slot holds the first entry of a key. */
struct kl_net_table {
    struct kl_net_entry **slots;
    size_t n_slots, n_used; /* n_slots: a power of 2, or 0 */
    uint64_t seed;
    size_t count;
    size_t memory;
};

struct kl_net_key {
    unsigned len;
    unsigned char bytes[KL_NET_KEY_MAX];
};

struct kl_net_watch {
    struct kl_sock *requests, *events;
    struct kl_msg *msg;
    int epoll;
    unsigned types; /* KL_NET_WATCH() */
    uint8_t family;
    kl_net_watch_fn *fn;
    void *user;
    struct kl_error error;
    struct kl_error failure; /* of the list that failed last, while failures */

    struct kl_net_table table[KL_NET_TYPES];
    struct kl_net_scratch now, old, look, probe;
    unsigned char *copy; /* a message made the kernel's and stripped */
    size_t copy_size;

    /* What is to be read again: whole types, and routes by link. */
    unsigned want;
    int32_t dirty[KL_NET_DIRTY_MAX];
    unsigned n_dirty;

    /* The list that is being read. */
    int64_t request; /* its number; 0: none */
    enum kl_net_type reading;
    int32_t reading_link; /* routes of this link only; 0: all */
    bool interrupted;
    uint32_t generation;
    unsigned failures;   /* in a row */
    uint64_t not_before; /* ns: a list that failed is read again then */

    bool synced, resyncing, closing;
    size_t n_nh_routes;  /* routes by next hop objects */
    size_t n_src_routes; /* IPv4 routes of others than the kernel that prefer a source */
    struct kl_net_watch_stats stats;
};

/* ---- watch_key.c ---- */

void kl_net_key_of(const struct kl_net_object *o, struct kl_net_key *ret);
/** Copies @msg into w->copy: type NEW, no sequence number, without counters and timers.
 *  @return its length, 0 when there is no memory */
size_t kl_net_normalise(struct kl_net_watch *w, const struct nlmsghdr *msg, enum kl_net_type type);

enum kl_net_same {
    KL_NET_OTHER,     /* another object with the same key */
    KL_NET_SAME,      /* the same, but not in all */
    KL_NET_IDENTICAL, /* but for times */
};
enum kl_net_same kl_net_compare(enum kl_net_type type, const struct nlmsghdr *a,
                                const struct nlmsghdr *b);

/* ---- watch_state.c ---- */

void kl_net_table_init(struct kl_net_table *t);
void kl_net_table_free(struct kl_net_table *t);
uint32_t kl_net_table_hash(const struct kl_net_table *t, const struct kl_net_key *key);
/** The slot of the first entry with @key, or NULL. Uses @s to read entries with the same hash. */
struct kl_net_entry **kl_net_table_find(struct kl_net_table *t, struct kl_net_scratch *s,
                                        const struct kl_net_key *key, uint32_t hash);
/** Puts the first entry of a key. @return 0 or -ENOMEM */
int kl_net_table_insert(struct kl_net_table *t, struct kl_net_entry *e);
/** Takes a slot out whose last entry has gone. */
void kl_net_table_remove(struct kl_net_table *t, struct kl_net_entry **slot);
struct kl_net_entry *kl_net_entry_new(struct kl_net_table *t, const struct nlmsghdr *msg,
                                      enum kl_net_type type, uint8_t family, uint32_t hash);
void kl_net_entry_free(struct kl_net_table *t, struct kl_net_entry *e);

/* ---- watch_apply.c: what a message does to the state ---- */

enum kl_net_source { KL_NET_FROM_LIST, KL_NET_FROM_EVENT };

/** A message of one object. @return 0 or -ENOMEM */
int kl_net_apply_one(struct kl_net_watch *w, const struct nlmsghdr *msg, enum kl_net_source source);
/** Removes entries of @type that the last reading did not see; of routes with @link those that use
 *  it. @gone: the link does not exist any more, nothing was read. */
void kl_net_sweep(struct kl_net_watch *w, enum kl_net_type type, int32_t link, bool gone);
void kl_net_emit(struct kl_net_watch *w, enum kl_net_watch_kind kind, enum kl_net_type type,
                 const struct nlmsghdr *old, const struct nlmsghdr *now);
/** Notes that the routes of a link are to be read again. */
void kl_net_dirty(struct kl_net_watch *w, int32_t link);
/** Does the route use this link? */
bool kl_net_route_uses(const struct kl_net_route *r, int32_t link);

/* ---- watch_route.c ---- */

/** Which entry of a key's @first the new route @msg takes the place of, or NULL. @flags: of the
 *  event. */
struct kl_net_entry *kl_net_route_replaced(struct kl_net_watch *w, struct kl_net_entry *first,
                                           const struct nlmsghdr *msg, uint16_t flags);
/** An event says that @msg, a route that is not known as such, has gone: what is left of a route
 *  with several hops is read again. */
void kl_net_route_lost(struct kl_net_watch *w, struct kl_net_entry *first,
                       const struct nlmsghdr *msg);
/** What other objects' changes do to routes without a word. NULL: it was not there, has gone. */
void kl_net_routes_follow(struct kl_net_watch *w, enum kl_net_type type, const struct nlmsghdr *old,
                          const struct nlmsghdr *now);

/* ---- watch_bridge.c ---- */

/** Any message of the kernel's. @return 0 or -ENOMEM */
int kl_net_apply(struct kl_net_watch *w, const struct nlmsghdr *msg, enum kl_net_source source);

/* ---- watch.c ---- */

/** Begins with sockets of the caller's, which are closed with the watch, also when this fails. */
int kl_net_watch_start(struct kl_net_watch **ret, const struct kl_net_watch_options *options,
                       kl_net_watch_fn *fn, void *user, struct kl_sock *requests,
                       struct kl_sock *events);

#endif
