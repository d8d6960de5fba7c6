// SPDX-License-Identifier: MIT
// Changes of the network as they happen: lines for people, or JSON lines.
#ifndef KLD_EVENTS_H
#define KLD_EVENTS_H

#include <kernlink/net_watch.h>
#include <kernlink/sink.h>

struct kld_events_options {
    unsigned types;                // KL_NET_WATCH(...), or 0
    const char *const *interfaces; // only what belongs to them; NULL: everything
    size_t n_interfaces;
    bool json;
};

struct kld_events;

// Begins. What happens from the first {"type": "synced"} on is told. @return 0 or a negative code
int kld_events_open(struct kld_events **ret, const struct kld_events_options *options,
                    struct kl_out *out);
void kld_events_close(struct kld_events *e);
int kld_events_fd(const struct kld_events *e);
int kld_events_timeout(const struct kld_events *e); // for poll()
// Writes what has arrived. @return 0, or why nothing can be written any more
int kld_events_dispatch(struct kld_events *e);

#endif
