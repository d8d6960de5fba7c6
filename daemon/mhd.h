// SPDX-License-Identifier: MIT
// libmicrohttpd, loaded while there are clients. GnuTLS comes with it, which a UNIX socket has no
// use for: together nearly half of the daemon's memory.
#ifndef KLD_MHD_H
#define KLD_MHD_H

#include <microhttpd.h>
#include <stddef.h>

// What is used of it, without MHD_.
#define KLD_MHD_FUNCTIONS(X)                                                                       \
    X(add_response_header)                                                                         \
    X(create_response_from_buffer)                                                                 \
    X(create_response_from_callback)                                                               \
    X(destroy_response)                                                                            \
    X(get_connection_info)                                                                         \
    X(get_connection_values)                                                                       \
    X(get_daemon_info)                                                                             \
    X(get_timeout)                                                                                 \
    X(lookup_connection_value)                                                                     \
    X(lookup_connection_value_n)                                                                   \
    X(queue_response)                                                                              \
    X(quiesce_daemon)                                                                              \
    X(resume_connection)                                                                           \
    X(run)                                                                                         \
    X(start_daemon)                                                                                \
    X(stop_daemon)                                                                                 \
    X(suspend_connection)

struct kld_mhd {
    void *handle;
#define KLD_MHD_MEMBER(name) __typeof__(MHD_##name) *name;
    KLD_MHD_FUNCTIONS(KLD_MHD_MEMBER)
#undef KLD_MHD_MEMBER
};

// @return NULL, or why it cannot be loaded, valid until the next call
const char *kld_mhd_load(struct kld_mhd *m);
// Nothing of it may be in use. All of @m is NULL then; so it is before the first kld_mhd_load().
void kld_mhd_unload(struct kld_mhd *m);

#endif
