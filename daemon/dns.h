// SPDX-License-Identifier: MIT
// Name servers are handed to whoever keeps them on this machine: systemd-resolved, or
// resolvconf(8).
#ifndef KLD_DNS_H
#define KLD_DNS_H

#include "service.h"

#define KLD_RESOLVED "/run/systemd/resolve/io.systemd.Resolve"

struct kld_dns;

struct kld_dns_host {
    struct kld_service_host children;
    const char *path;     // folders with programs
    const char *resolved; // the socket of systemd-resolved
    const char *folder;   // of the state: to whom something was given, for the next start
    bool closed;          // /etc cannot be written here: what writes there is systemd's to run
    unsigned (*index)(void *user,
                      const char *dev); // the interface's number; NULL: if_nametoindex()
    void (*again)(void *user);          // others take them now: kld_dns_set() is wanted once more
};

// What is known by an interface. Words with blanks between, or NULL.
struct kld_dns_record {
    const char *dev; // NULL: for everything
    const char *servers, *search;
};

// @host must outlive it. @return 0, -ENOMEM
int kld_dns_new(struct kld_dns **ret, const struct kld_dns_host *host);
// What was given stays.
void kld_dns_free(struct kld_dns *d);
// This is all; what was given of others before is taken back. Interfaces without servers and
// domains are named, too: they may get what is for everything. What is not taken, or of an
// interface that is not there, is tried again; what is given to resolved, also when an interface
// was made anew and this is called.
void kld_dns_set(struct kld_dns *d, const struct kld_dns_record *list, size_t n);

#endif
