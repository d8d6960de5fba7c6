// SPDX-License-Identifier: MIT
// A socket's inside, shared by the files of core that move bytes: sock.c opens and closes, recv.c
// reads datagrams, request.c sends and ends requests, dispatch.c gives messages to them.
#ifndef KL_CORE_SOCK_H
#define KL_CORE_SOCK_H

#include <kernlink/core.h>

#include "error.h"
#include "list.h"

#define KL_NEVER UINT64_MAX /* a deadline that does not come */

enum kl_req_state {
    KL_REQ_IDLE,   /* in no list but the pool */
    KL_REQ_QUEUED, /* waits its turn */
    KL_REQ_SENT,   /* on the wire, its answer is awaited */
    KL_REQ_ZOMBIE  /* ended for its caller, but the kernel still answers */
};

struct kl_req {
    struct kl_list link;  /* live: in the order they were made; or zombies; or the pool */
    struct kl_list queue; /* QUEUED: in the order to be sent */
    struct kl_req *chain; /* SENT, ZOMBIE: next in the bucket of the sequence number */
    enum kl_req_state state;
    bool dump;
    bool interrupted; /* NLM_F_DUMP_INTR was seen */
    bool redo;        /* a datagram of the dump was truncated */
    uint32_t id, seq;
    unsigned retries;  /* left */
    uint64_t deadline; /* ns of CLOCK_MONOTONIC */
    kl_reply_fn *fn;
    void *user;
    const struct kl_family *family;
    unsigned char *data; /* the request as sent: extended acks point into it */
    size_t len, size;
};

struct kl_genl_entry;

struct kl_sock {
    int fd, protocol;
    uint32_t portid;
    pid_t owner;
    const unsigned char *here; /* 1 in the process that opened the socket, 0 in its children */
    bool events;               /* KL_SOCK_EVENTS */
    bool netlink;              /* the descriptor is AF_NETLINK */
    bool connected;            /* to the kernel: nobody else can send to it */
    bool stream_end;           /* an empty read means that the other end closed */
    bool forced;               /* SO_RCVBUFFORCE worked when opening */
    bool draining;             /* after ENOBUFS, until the receive queue is empty */
    bool closing;              /* kl_sock_close() is ending what is in flight */
    unsigned in_callback;
    unsigned rcvbuf, timeout_ms, window;
    uint64_t overruns;
    uint64_t datagrams; /* that requests were answered in, so far */
    uint32_t next_seq, next_id;

    unsigned char *rx;              /* receive buffer */
    size_t rx_size, rx_pos, rx_len; /* pos and len: what kl_get() has not handed out yet */

    struct kl_list live, zombies, queue, pool;
    size_t n_live, n_wire; /* n_wire: SENT ones */
    size_t wire_bytes, pool_bytes;
    struct kl_req *dump;   /* the dump that the kernel works on, perhaps a zombie */
    struct kl_req **table; /* by sequence number */
    uint32_t table_mask;
    uint64_t next_deadline; /* no live request is due before */

    kl_event_fn *event_fn;
    void *event_user;
    struct kl_genl_entry *genl;
    struct kl_error error;
};

/* ---- sock.c ---- */

uint64_t kl_now(void);
/** When something that may take @timeout_ms from now is due. */
uint64_t kl_deadline_after(unsigned timeout_ms);
/** Is this the process that opened @s? */
bool kl_sock_is_here(const struct kl_sock *s);
/** May @s be used here: its own process, and (@waits) outside of its callbacks? 0 or negative, with
 *  the error set. Drops the error of the call before. */
int kl_sock_begin(struct kl_sock *s, bool waits);
/** Sends bytes, waiting for room. @return 0 or negative. */
int kl_sock_send(struct kl_sock *s, const void *data, size_t len);
/** A sequence number that no request in flight uses. */
uint32_t kl_sock_sequence(struct kl_sock *s);

/* ---- netns.c ---- */

/** Opens a netlink socket in a network namespace. @return the descriptor or a negative code. */
int kl_netns_socket(const char *netns, int netns_fd, int protocol);

/* ---- recv.c ---- */

/** Grows the receive buffer to at least @size bytes; what it holds is lost when it moves. */
int kl_rx_reserve(struct kl_sock *s, size_t size);
/** Reads one datagram into @buf without waiting. @return its length; 0 for one that was dropped
 *  (not from the kernel); -EAGAIN; -ENOBUFS; -EMSGSIZE with the true length in *@ret_len; ... */
ssize_t kl_rx_datagram(struct kl_sock *s, void *buf, size_t size, size_t *ret_len);
/** Takes the message at *@at of @len received bytes. @return 1 with *@ret; 0 at the end; -EBADMSG
 *  where a length is impossible (the walk is over), with *@ret at that header. */
int kl_rx_next(const unsigned char *data, size_t len, size_t *at, const struct nlmsghdr **ret);
/** Waits for something to read. @return 0, -ETIMEDOUT, or another negative code. */
int kl_rx_wait(const struct kl_sock *s, uint64_t deadline);
/** Counts an overrun and doubles the socket's buffer. */
void kl_rx_overrun(struct kl_sock *s);

/* ---- answer.c ---- */

/** Did all messages come in one datagram? */
bool kl_answer_at_once(const struct kl_answer *a);

/* ---- request.c ---- */

/* Requests that are over leave their bytes for the next ones: after one that held a key. */
void kl_req_wipe_idle(struct kl_sock *s);
/** kl_request_async() after kl_sock_begin(). */
int64_t kl_req_submit(struct kl_sock *s, struct kl_msg *m, const struct kl_request_options *options,
                      kl_reply_fn *fn, void *user);
struct kl_req *kl_req_find(const struct kl_sock *s, uint32_t seq);
/** Sends what is waiting and may go. Not from inside a callback. */
void kl_req_pump(struct kl_sock *s);
/** Ends @r: calls back with @code and s->error. @answering: the kernel has not said its last word.
 */
void kl_req_end(struct kl_sock *s, struct kl_req *r, int code, const struct nlmsghdr *msg,
                bool answering);
/** Sends dump @r again, after its callback agreed. */
void kl_req_restart(struct kl_sock *s, struct kl_req *r);
/** Frees zombie @r. */
void kl_req_bury(struct kl_sock *s, struct kl_req *r);
int kl_req_call(struct kl_sock *s, struct kl_req *r, const struct kl_reply *reply);
void kl_req_expire(struct kl_sock *s);
void kl_req_overrun(struct kl_sock *s);
void kl_req_free_all(struct kl_sock *s, bool call_back);

/* ---- event.c ---- */

/** On a socket for requests: the callback for what the kernel sends it without being asked (frames
 *  of nl80211, say): messages whose sequence number is 0. It must not use @s. */
void kl_sock_unasked(struct kl_sock *s, kl_event_fn *fn, void *user);

/* ---- dispatch.c ---- */

/** Reads and handles one datagram. @return the messages in it; -EAGAIN when there is none. */
int kl_dispatch_step(struct kl_sock *s);
/** Does @msg belong to a request that was given up? Takes note of it then. */
bool kl_dispatch_zombie(struct kl_sock *s, const struct nlmsghdr *msg);

/* ---- genl.c ---- */

/** The schema of generic family @id, if @s resolved it and we have one. */
const struct kl_family *kl_genl_schema(const struct kl_sock *s, uint16_t id);

#endif
