// SPDX-License-Identifier: MIT
// What a DHCP server has granted: objects that are wanted like those of the settings, as long as it
// lasts. A file of the state's folder keeps it, so that others who apply settings know of it.
#ifndef KLD_LEASE_H
#define KLD_LEASE_H

#include "journal.h"

#include <netinet/in.h>

#define KLD_LEASE_PREFIX "lease-" // of files in the folder of the state, before the name
#define KLD_LEASE_INSIDE                                                                           \
    ':' // between the names of an interface, which has none, and of its namespace
#define KLD_LEASE_BYTES  16384 // of a message of the hook
#define KLD_LEASE_ROUTES 64
#define KLD_LEASE_DNS    8

// An interface. @netns: its namespace by name, or NULL: the one around.
struct kld_iface {
    const char *dev, *netns;
};

bool kld_iface_is(struct kld_iface a, struct kld_iface b);

struct kld_lease_route {
    struct in_addr to, via; // via: 0: none
    unsigned prefix;
};

struct kld_lease {
    const char *event; // "bound", "renew", "deconfig", "nak", "leasefail"
    bool held;         // there is an address
    struct in_addr address;
    unsigned prefix;
    int64_t until_s;    // seconds of CLOCK_BOOTTIME; INT64_MAX: it does not end
    unsigned mtu;       // 0: the server says none
    const char *server; // or NULL
    const char *id;     // of the client, as hexadecimal digits; NULL: the MAC address
    struct kld_lease_route routes[KLD_LEASE_ROUTES];
    size_t n_routes;
    const char *dns, *search; // words, or NULL
};

// Reads a message of the hook: the event and NAME=VALUE, each with a NUL behind it. What a server
// made up is left out. @now_s: CLOCK_BOOTTIME. @return 0, -EBADMSG
int kld_lease_read(struct kld_arena *a, const char *text, size_t len, int64_t now_s,
                   struct kld_lease *ret);
// Adds its objects to @m. @dhcp: of the settings; @metric: of routes, when that does not say it.
void kld_lease_objects(const struct kld_lease *l, const struct kld_object *dhcp, unsigned metric,
                       struct kld_model *m);
// Writes the file of an interface. @return 0 or a negative errno
int kld_lease_write(const struct kld_journal *j, struct kld_iface w, const struct kld_lease *l,
                    const struct kld_model *m);
void kld_lease_remove(const struct kld_journal *j, struct kld_iface w);

struct kld_lease_file {
    struct kld_model *model;
    const char *address, *dns, *search, *server, *id; // or NULL
};

// Reads the file of an interface. @return 0; -ENOENT; -ESTALE: it is over, or of before the machine
// was started; -EBADMSG; a negative errno
int kld_lease_load(struct kld_arena *a, const char *folder, struct kld_iface w,
                   struct kld_lease_file *ret);
// What is wanted, and what leases of its interfaces say beside it, namespaces included. @return
// @want itself when there are none
struct kld_model *kld_leases_add(struct kld_arena *a, struct kld_model *want, const char *folder);
// Is @dhcp switched on, and its interface?
bool kld_dhcp_enabled(const struct kld_model *want, const struct kld_object *dhcp);

#endif
