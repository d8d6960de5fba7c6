// SPDX-License-Identifier: MIT
/*
 * Parts of the tracer: which calls it stops at, whose sockets they use, what they carry.
 */
#ifndef KL_TRACE_TRACER_H
#define KL_TRACE_TRACER_H

#include <sys/types.h>

#include "input.h"

/* ---- Calls ------------------------------------------------------------------------------------
 */

enum kl_call_shape {
    KL_CALL_BUFFER,  /* descriptor, address, length, flags */
    KL_CALL_HEADER,  /* a msghdr, flags */
    KL_CALL_HEADERS, /* mmsghdrs, their number, flags */
    KL_CALL_VECTOR,  /* iovecs, their number */
    KL_CALL_SOCKETCALL
};

struct kl_traced_call {
    uint32_t arch; /* AUDIT_ARCH_... */
    uint32_t nr;
    enum kl_trace_direction direction;
    enum kl_call_shape shape;
    bool any_file; /* read and write: most of them are of files */
};

/** Calls of every architecture that programs on this machine may have. */
extern const struct kl_traced_call kl_traced_calls[];
extern const size_t kl_traced_count;

/** A call as it was entered. */
struct kl_entered {
    const struct kl_traced_call *what;
    bool compat; /* 32-bit pointers */
    enum kl_trace_direction direction;
    enum kl_call_shape shape; /* of what a socketcall is */
    int32_t fd;
    uint64_t address, size, flags;
};

/** Sees what is asked for. @return false: it is none of ours, or one that only peeks. */
bool kl_tracer_enter(struct kl_entered *e, pid_t tid, uint32_t arch, uint64_t nr,
                     const uint64_t args[6]);

/** Hands out what the call carried, @ret being what it returned. @param record  filled in but for
 *  the bytes. @return 0 or what @fn returned */
int kl_tracer_leave(const struct kl_entered *e, pid_t tid, int64_t ret, struct kl_bytes *bytes,
                    const struct kl_trace_record *record, kl_trace_fn *fn, void *user);

/** Makes this process, and those that it starts, stop at the calls. @return 0 or -errno */
int kl_tracer_filter(bool read_write);

/* ---- Sockets ----------------------------------------------------------------------------------
 */

#define KL_TRACER_SOCKETS 1024u

struct kl_tracer_sockets {
    struct {
        uint64_t inode; /* 0: free */
        int protocol;   /* -1: no netlink socket */
    } known[KL_TRACER_SOCKETS];
    struct {
        pid_t tgid; /* 0: none */
        int pidfd;
    } last; /* the process that was asked last */
};

void kl_tracer_sockets_init(struct kl_tracer_sockets *s);
void kl_tracer_sockets_close(struct kl_tracer_sockets *s);
/** What descriptor @fd of the thread is. @return the protocol, or -1: no netlink socket. */
int kl_tracer_socket(struct kl_tracer_sockets *s, pid_t tid, pid_t tgid, int32_t fd,
                     uint64_t *ret_inode);

#endif
