// SPDX-License-Identifier: MIT
// Tells when the cable of an interface, or its access point, goes and comes back: by messages of
// the kernel.
#ifndef KLD_CARRIER_H
#define KLD_CARRIER_H

#include <kernlink/net.h>

#include <stdbool.h>
#include <systemd/sd-event.h>

struct kld_carrier;

// It is gone, with or without the interface; or there again, perhaps of another network.
typedef void kld_carrier_fn(void *user, const char *dev, bool there);

// @return 0 or a negative code
int kld_carrier_new(struct kld_carrier **ret, sd_event *loop, kld_carrier_fn *tell, void *user);
void kld_carrier_free(struct kld_carrier *c);
// The names of interfaces that matter from now on. Tells of new ones without a carrier. Asks the
// kernel for single links, which is over at once.
void kld_carrier_want(struct kld_carrier *c, const char *const *list, size_t n);

#endif
