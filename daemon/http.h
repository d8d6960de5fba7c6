// SPDX-License-Identifier: MIT
// HTTP on a UNIX socket: the server, and what it calls for each request.
#ifndef KLD_HTTP_H
#define KLD_HTTP_H

#include "kernlinkd.h"
#include "mhd.h"

#include "../lib/core/list.h"

struct kld_connection {
    struct kl_list link;
    int fd;
    int64_t since_ns; // of waiting for a request, or 0
};

struct kld_http {
    struct kld_daemon *d;
    struct kld_mhd lib;     // while it is loaded: d->mhd
    struct MHD_Daemon *mhd; // while somebody is there, and for a while after
    int fd;                 // that clients connect to
    struct kl_list connections, requests;
    sd_event_source *client;             // the first one, while libmicrohttpd is not loaded
    sd_event_source *io, *timer, *sweep; // while it is; the sweep always
    size_t n_connections, bodies;
    gid_t group;
    bool has_group, own_socket;
    int64_t used_ns; // when the last request ended, or the daemon began
};

// For libmicrohttpd; @user is the struct kld_http.
void *kld_http_on_uri(void *user, const char *uri, struct MHD_Connection *c);
enum MHD_Result kld_http_on_request(void *user, struct MHD_Connection *c, const char *path,
                                    const char *method, const char *version, const char *data,
                                    size_t *n, void **own);
void kld_http_on_completed(void *user, struct MHD_Connection *c, void **own,
                           enum MHD_RequestTerminationCode why);
void kld_http_on_connection(void *user, struct MHD_Connection *c, void **own,
                            enum MHD_ConnectionNotificationCode why);
// All requests that wait are to be cut off.
void kld_http_leave(struct kld_http *h);

#endif
