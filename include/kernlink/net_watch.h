// SPDX-License-Identifier: MIT
/*
 * Watching the network: a state that follows the kernel, and what changes in it.
 *
 * A watch reads everything once, then keeps up by the kernel's events. Events that were lost
 * (ENOBUFS), lists that changed while they were read, and routes that the kernel drops without a
 * word when a link goes down are read again by themselves. Nothing blocks: kl_net_watch_fd() is
 * polled, kl_net_watch_dispatch() called.
 *
 * Of bridges, VLANs are told one by one: first and last are the same. A new PVID takes that mark
 * from the old one, and that is told, too.
 *
 * Left out are neighbours that need no asking (NUD_NOARP: the kernel does not announce them), those
 * that the kernel answers for, and counters of links.
 *
 * Source: net/core/rtnetlink.c, net/ipv4/fib_trie.c, fib_semantics.c, net/ipv6/ip6_fib.c,
 * net/bridge/br_vlan.c, br_mdb.c.
 */
#ifndef KERNLINK_NET_WATCH_H
#define KERNLINK_NET_WATCH_H

#include <kernlink/net.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kl_net_watch;

#define KL_NET_WATCH(type) (1u << (type))

struct kl_net_watch_options {
    unsigned types; /* KL_NET_WATCH(KL_NET_LINK) | ...; 0: links, addresses, routes, next hops,
                       rules, neighbours; those of bridges (FDB, BRIDGE_VLAN, MDB) must be asked
                       for. ALTNAME is no type of its own. */
    uint8_t family; /* AF_INET, AF_INET6; 0: both */
    const char *netns;
    bool has_netns_fd;
    int netns_fd;
    unsigned rcvbuf; /* bytes of the events' buffer; 0: 1 MiB; it grows by itself */
};

enum kl_net_watch_kind {
    KL_NET_ADDED = 1, /* now */
    KL_NET_CHANGED,   /* old and now */
    KL_NET_REMOVED,   /* old */
    KL_NET_SYNCED,    /* the state is whole; the first time, and after each RESYNC */
    KL_NET_RESYNC     /* messages were lost: what follows was found by reading again */
};

struct kl_net_event {
    enum kl_net_watch_kind kind;
    enum kl_net_type type;
    const struct kl_net_object *old, *now; /* or NULL; borrowed for the length of the call */
};

/** Gets what has changed. Must not call kl_net_watch_dispatch() or close the watch; looking things
 *  up is allowed. During the first reading everything is ADDED. */
typedef void kl_net_watch_fn(struct kl_net_watch *w, const struct kl_net_event *event, void *user);

/** Begins to watch. @options and @fn may be NULL. @return 0; errors of kl_sock_open() */
KL_API int kl_net_watch_open(struct kl_net_watch **ret, const struct kl_net_watch_options *options,
                             kl_net_watch_fn *fn, void *user);
KL_API void kl_net_watch_close(struct kl_net_watch *w);
/** What went wrong in the last call. Borrowed. Never NULL. */
KL_API const struct kl_error *kl_net_watch_error(const struct kl_net_watch *w);
/** The descriptor to poll for POLLIN. */
KL_API int kl_net_watch_fd(const struct kl_net_watch *w);
/** The timeout for poll() in ms; -1: none. */
KL_API int kl_net_watch_timeout(const struct kl_net_watch *w);
/** Reads what has arrived and calls back. Does not block; a bounded amount, more may be left.
 *  @return 0, or a negative code; the watch goes on by itself when it can. A list that failed is
 *          read again later, and no failure of this call: kl_net_watch_error() says which and why
 */
KL_API int kl_net_watch_dispatch(struct kl_net_watch *w);
/** Waits until the state is whole. @return 0; -ETIMEDOUT, whose error says which list fails if one
 *  does; an error */
KL_API int kl_net_watch_wait(struct kl_net_watch *w, unsigned timeout_ms);
/** Is the state whole, and nothing being read again? */
KL_API bool kl_net_watch_synced(const struct kl_net_watch *w);
/** Reads everything again. @return 0; -ENOMEM */
KL_API int kl_net_watch_resync(struct kl_net_watch *w);

/** How many objects of @type there are. */
KL_API size_t kl_net_watch_count(const struct kl_net_watch *w, enum kl_net_type type);
/** Gives all objects of @type, in no order. @fn must not dispatch. @return how many, or what @fn
 *  returned */
KL_API int64_t kl_net_watch_each(struct kl_net_watch *w, enum kl_net_type type, kl_net_fn *fn,
                                 void *user);
/** The object with the identity of @like: a link's number; an address's link, address and prefix;
 *  a route's table, prefix, tos and metric (the first of them); a next hop's number; a neighbour's
 *  link and address, and all that tells an entry of a forwarding database from others; a VLAN's
 * link and first; a group's bridge, port, VLAN, address and source; all of a rule. What *@ret
 * borrows is valid until the next call on @w.
 *  @return 0; -ENOENT */
KL_API int kl_net_watch_find(struct kl_net_watch *w, const struct kl_net_object *like,
                             struct kl_net_object *ret);
/** A link by its name or alternative name. @return 0; -ENODEV. Borrowed as above. */
KL_API int kl_net_watch_link(struct kl_net_watch *w, const char *name, struct kl_net_object *ret);

/* How it went so far. */
struct kl_net_watch_stats {
    uint64_t events;      /* messages of the kernel's */
    uint64_t overruns;    /* times that some were lost */
    uint64_t resyncs;     /* times that everything was read again */
    uint64_t rereads;     /* times that routes of links were */
    uint64_t interrupted; /* lists that changed while they were read */
    size_t memory;        /* bytes of the state */
};
KL_API void kl_net_watch_stats(const struct kl_net_watch *w, struct kl_net_watch_stats *ret);

#ifdef __cplusplus
}
#endif
#endif
