// SPDX-License-Identifier: MIT
// An interface that joins wireless networks: open ones by a child of ours, protected ones by
// wpa_supplicant, which is told by its control socket what to do.
#ifndef KLD_WLAN_H
#define KLD_WLAN_H

#include "service.h"
#include "settings.h"

struct kld_wlan;

struct kld_wlan_host {
    struct kld_service_host children; // its user is that of connected(), too
    const char *path;                 // folders with programs
    const char *run;                  // folder for sockets, which others may not write to
    void (*connected)(void *user, const char *dev);
};

// The networks of @dev in the settings. @host must outlive it.
// @return 0; -ENOENT: there is no wpa_supplicant; a negative errno
int kld_wlan_new(struct kld_wlan **ret, const struct kld_wlan_host *host,
                 const struct kld_model *services, const char *dev);
// Leaves the network.
void kld_wlan_free(struct kld_wlan *w);
const char *kld_wlan_dev(const struct kld_wlan *w);
// Was it made with these settings?
bool kld_wlan_is(const struct kld_wlan *w, const struct kld_model *services);
struct kld_service *kld_wlan_child(struct kld_wlan *w);

#endif
