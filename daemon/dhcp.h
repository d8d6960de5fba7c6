// SPDX-License-Identifier: MIT
// An interface that gets its address from a DHCP server: udhcpc talks to the server, what it hears
// is put into the kernel by us.
#ifndef KLD_DHCP_H
#define KLD_DHCP_H

#include "lease.h"
#include "service.h"
#include "settings.h"

#define KLD_DHCP_WRITER_US 120000000u // of a child: it may wait for another who changes the network

struct kld_dhcp;

struct kld_dhcp_host {
    struct kld_service_host children; // its user is that of the functions below, too
    const char *folder;               // of the state
    const char *path;                 // folders with programs
    const char *hook;                 // the program that udhcpc calls
    // The settings in force, called in a child that ends soon; or NULL.
    struct kld_settings *(*settings)(void *user);
    void (*changed)(void *user); // there is another lease, or none any more
};

// @netns: the namespace of its interface, or NULL; @host must outlive it.
// @return 0; -ENOENT: there is no udhcpc; a negative errno
int kld_dhcp_new(struct kld_dhcp **ret, const struct kld_dhcp_host *host, const char *netns,
                 const struct kld_object *dhcp);
// Ends at once what still runs. The lease stays: it is the kernel that ends the address.
void kld_dhcp_free(struct kld_dhcp *d);
struct kld_iface kld_dhcp_iface(const struct kld_dhcp *d);
// Was it made with these settings, and does the name of its namespace stand for the same one still?
bool kld_dhcp_is(const struct kld_dhcp *d, const char *netns, const struct kld_object *dhcp);
// Asks anew, at once: it may be another network now. When no server answers, what was granted
// before goes.
void kld_dhcp_ask(struct kld_dhcp *d);
// The carrier is gone: after a while, what was granted is, too. Or it is back.
void kld_dhcp_carrier(struct kld_dhcp *d, bool there);
// Its client, to be ended with others.
struct kld_service *kld_dhcp_client(struct kld_dhcp *d);

#define KLD_DHCP_ID_SIZE 47
// Identifies this machine and @dev for a server, as hexadecimal digits: a DUID that is kept in
// @folder. @return 0 or a negative errno
int kld_dhcp_id(const char *folder, const char *dev, char ret[KLD_DHCP_ID_SIZE]);

/* ---- Leases that settings do not want any more ---- */

struct kld_dhcp_release;

// Gives back what an interface was granted, unless it is over or settings have that address anyway,
// and forgets it. @return 0 or a negative errno
int kld_dhcp_release_new(struct kld_dhcp_release **ret, const struct kld_dhcp_host *host,
                         struct kld_iface of);
// Ends it where it is.
void kld_dhcp_release_free(struct kld_dhcp_release *r);
// Without a dev it is done.
struct kld_iface kld_dhcp_release_of(const struct kld_dhcp_release *r);

#endif
