// SPDX-License-Identifier: MIT
// Tells when the cable of an interface, or its access point, goes and comes back: by messages of
// the kernel.
#ifndef KLD_CARRIER_H
#define KLD_CARRIER_H

#include "lease.h"

#include <systemd/sd-event.h>

struct kld_carriers;

// It is gone, with or without the interface; or there again, perhaps of another network.
typedef void kld_carrier_fn(void *user, struct kld_iface w, bool there);

// @return 0 or -ENOMEM
int kld_carriers_new(struct kld_carriers **ret, sd_event *loop, kld_carrier_fn *tell, void *user);
void kld_carriers_free(struct kld_carriers *c);
// The interfaces that matter from now on. Tells of new ones without a carrier. Asks the kernel for
// single links, which is over at once. A namespace that is not there is left out.
// @return 0, or why some cannot be watched
int kld_carriers_want(struct kld_carriers *c, const struct kld_iface *list, size_t n);

#endif
