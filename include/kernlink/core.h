// SPDX-License-Identifier: MIT
/*
 * Netlink sockets, messages, requests, events and errors.
 *
 * Conventions of the whole library:
 * - Functions return 0 or a count, or a negative error code (an errno negated; ipset's private
 *   codes, 4097 and up, negated likewise). Output parameters are untouched on failure.
 * - Handles are opaque. A NULL handle given to a free or close function is allowed.
 * - A handle may be used by one thread at a time; different handles are independent.
 * - No function writes to stdout or stderr, and there is no global state.
 */
#ifndef KERNLINK_CORE_H
#define KERNLINK_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/netlink.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KL_API        __attribute__((visibility("default")))

#define KL_VERSION    "0.1.0"

/* No deadline: wait as long as it takes. */
#define KL_NO_TIMEOUT 0xffffffffu

struct kl_sock;    /* a netlink socket and the requests in flight on it */
struct kl_msg;     /* a message under construction */
struct kl_answer;  /* all messages that answered one request */
struct kl_error;   /* what went wrong, in full */
struct kl_family;  /* a kernel family's schema, see schema.h */
struct kl_attrset; /* an attribute set's schema, see schema.h */

/** The version of the library that is linked, such as "0.1.0". */
KL_API const char *kl_version(void);

/* ---- Errors ------------------------------------------------------------------------------- */

/** The code of @e: 0, or a negative errno or private code. NULL gives 0. */
KL_API int kl_error_code(const struct kl_error *e);

/** The kernel's own words (NLMSGERR_ATTR_MSG), or "". An acknowledgement with code 0 may carry a
 *  warning here. Borrowed from @e. Source: net/netlink/af_netlink.c, netlink_ack(). */
KL_API const char *kl_error_message(const struct kl_error *e);

/** The attribute that the kernel refused or missed, as a path of names such as
 *  "IPSET_ATTR_DATA.IPSET_ATTR_IP" (numbers where no schema names it), or "". Borrowed. */
KL_API const char *kl_error_path(const struct kl_error *e);

/** The line number that belongs to the error (a restore file's line, IPSET_ATTR_LINENO), or 0. */
KL_API uint32_t kl_error_line(const struct kl_error *e);

/** The object of the failed operation, such as a set's name, or "". Borrowed. */
KL_API const char *kl_error_object(const struct kl_error *e);

/** The element of the failed operation, such as "10.0.0.1,tcp:80", or "". Borrowed. */
KL_API const char *kl_error_element(const struct kl_error *e);

/** One sentence with all of the above, ready to print, without a newline; "" for success.
 *  Borrowed from @e. */
KL_API const char *kl_error_text(const struct kl_error *e);

/** A sentence for @code (negative or positive errno, or a private code of ipset). Static. */
KL_API const char *kl_strerror(int code);

/* ---- Sockets ------------------------------------------------------------------------------ */

enum kl_sock_flags {
    KL_SOCK_EVENTS = 1 << 0,   /* for multicast groups: may join them, takes no requests */
    KL_SOCK_NETNS_FD = 1 << 1, /* open in the network namespace that netns_fd refers to */
    KL_SOCK_ADOPT_FD = 1 << 2, /* use fd instead of opening a socket; it is closed with the handle,
                                  and stays the caller's when opening fails */
    KL_SOCK_NO_STRICT = 1 << 3 /* do not ask for strict checking of dump requests */
};

/* How to open a socket. All zeroes but for protocol is a good start. */
struct kl_sock_options {
    int protocol;        /* NETLINK_ROUTE, NETLINK_GENERIC, NETLINK_NETFILTER, ... */
    unsigned flags;      /* enum kl_sock_flags */
    const char *netns;   /* network namespace: a path, or a name under /run/netns; NULL: own */
    int netns_fd;        /* with KL_SOCK_NETNS_FD: borrowed during the call */
    int fd;              /* with KL_SOCK_ADOPT_FD */
    unsigned rcvbuf;     /* bytes of socket receive buffer; 0: 1 MiB */
    unsigned timeout_ms; /* default deadline of a request; 0: 10 000; KL_NO_TIMEOUT */
    unsigned window;     /* requests on the wire at once, 1 to 1024; 0: 64 */
};

/** Opens a netlink socket, bound to a port id that the kernel chooses, with extended
 *  acknowledgements, capped echoes and strict checking where the kernel has them.
 *
 *  @param ret      receives the handle; close it with kl_sock_close()
 *  @param options  see above; may be on the stack
 *  @return 0; -EINVAL for contradictory options; -EPERM, -ENOENT, ... from opening the namespace
 *          (CAP_SYS_ADMIN is needed to enter one); -EPROTONOSUPPORT; -ENOMEM; -EMFILE
 *
 *  The handle belongs to the process and the namespace it was opened in: after fork() a child
 *  gets -ECHILD from it, and a later setns() of the caller does not move it. */
KL_API int kl_sock_open(struct kl_sock **ret, const struct kl_sock_options *options);

/** Closes @s. Requests in flight end with -ECANCELED first, in the order they were made. In a child
 *  of the process that opened it no callback is called. Not to be called from a callback of @s. */
KL_API void kl_sock_close(struct kl_sock *s);

/** The error of the last call on @s that could fail, or its warning; empty when all was well.
 *  Borrowed; valid until the next call on @s. Never NULL. */
KL_API const struct kl_error *kl_sock_error(const struct kl_sock *s);

/** The port id that the kernel gave to @s; 0 for an adopted descriptor that is no netlink. */
KL_API uint32_t kl_sock_portid(const struct kl_sock *s);

/** The netlink protocol of @s, such as NETLINK_NETFILTER. */
KL_API int kl_sock_protocol(const struct kl_sock *s);

/** How often the kernel had to drop messages for want of room (ENOBUFS) since opening. */
KL_API uint64_t kl_sock_overruns(const struct kl_sock *s);

/* ---- Messages: building ------------------------------------------------------------------- */

/** Makes an empty message. @return 0 or -ENOMEM. Reuse it with kl_msg_start*(). */
KL_API int kl_msg_new(struct kl_msg **ret);
KL_API void kl_msg_free(struct kl_msg *m);

/** Begins a message, dropping what @m held and its schema. NLM_F_REQUEST is added to @flags.
 *  @return 0 or -ENOMEM. */
KL_API int kl_msg_start(struct kl_msg *m, uint16_t type, uint16_t flags);

/** Begins a message of generic family @family_id (see kl_genl_resolve()) with its genlmsghdr. */
KL_API int kl_msg_start_genl(struct kl_msg *m, uint16_t family_id, uint8_t cmd, uint8_t version,
                             uint16_t flags);

/** Begins a message whose every attribute is checked against a schema: unknown attributes, wrong
 *  types, lengths and values outside a row's range are refused, with the attribute path in
 *  kl_msg_error_path(), and byte order is the row's.
 *
 *  @param family   the schema, from kl_family_find()
 *  @param command  a command's name such as "create", or its full name; case is ignored
 *  @param type_id  the family id for generic netlink, otherwise 0
 *  @return 0; -ENOENT when the family has no such command; -ENOMEM */
KL_API int kl_msg_start_command(struct kl_msg *m, const struct kl_family *family,
                                const char *command, uint16_t type_id, uint16_t flags);

/** Appends @len bytes of a family's fixed header (struct rtmsg, ...), padded to 4. Only before the
 *  first attribute. After kl_msg_start_command() the header is there already, as zeroes, and this
 *  replaces it. Behind kl_msg_nest_begin() it is the header that the nest begins with, likewise.
 *  @return 0, -EINVAL, -ENOMEM. */
KL_API int kl_msg_put_header(struct kl_msg *m, const void *data, size_t len);

/* The put functions append one attribute. They return 0 or a negative code, and the first failure
 * sticks: every later call and the request return it, so a sequence needs one check only.
 * Without a schema integers are in the machine's byte order, or with NLA_F_NET_BYTEORDER in @attr
 * in the network's; with a schema the row decides, and @attr is the id alone.
 * Errors: -EINVAL (wrong type or value for the schema), -ENOENT (attribute unknown to the schema),
 * -EMSGSIZE (payload, or a nest, over 65531 bytes), -ERANGE (value outside the row's range),
 * -ELOOP (nested deeper than 32), -ENOMEM. */
KL_API int kl_msg_put_flag(struct kl_msg *m, uint16_t attr);
KL_API int kl_msg_put_u8(struct kl_msg *m, uint16_t attr, uint8_t value);
KL_API int kl_msg_put_u16(struct kl_msg *m, uint16_t attr, uint16_t value);
KL_API int kl_msg_put_u32(struct kl_msg *m, uint16_t attr, uint32_t value);
KL_API int kl_msg_put_u64(struct kl_msg *m, uint16_t attr, uint64_t value);
/** Any integer attribute: width and byte order are the schema's (needs kl_msg_start_command). */
KL_API int kl_msg_put_uint(struct kl_msg *m, uint16_t attr, uint64_t value);
KL_API int kl_msg_put_int(struct kl_msg *m, uint16_t attr, int64_t value);
/** A NUL-terminated string, the NUL included. */
KL_API int kl_msg_put_str(struct kl_msg *m, uint16_t attr, const char *value);
/** @len bytes as they are. */
KL_API int kl_msg_put_bytes(struct kl_msg *m, uint16_t attr, const void *data, size_t len);
/** Begins a nested attribute; every begin needs its end. NLA_F_NESTED is set. */
KL_API int kl_msg_nest_begin(struct kl_msg *m, uint16_t attr);
/** Begins a record (of RTA_MULTIPATH, for one) in a nest whose row in the schema says that it holds
 *  records; its fixed header is there as zeroes, its length is filled in by kl_msg_nest_end(). */
KL_API int kl_msg_record_begin(struct kl_msg *m);
KL_API int kl_msg_nest_end(struct kl_msg *m);

/** The first failure of a put since the start, or 0. */
KL_API int kl_msg_error(const struct kl_msg *m);
/** Where it happened, a path such as "IPSET_ATTR_DATA.IPSET_ATTR_IP", or "". Borrowed. */
KL_API const char *kl_msg_error_path(const struct kl_msg *m);
/** The message as it stands, its length filled in. Borrowed until the next call on @m. */
KL_API const struct nlmsghdr *kl_msg_header(struct kl_msg *m);

/* ---- Messages: reading -------------------------------------------------------------------- */

/* One attribute. The payload is not aligned to more than 4 bytes and is not NUL-terminated. */
struct kl_attr {
    uint16_t type;             /* NLA_F_NESTED and NLA_F_NET_BYTEORDER masked off */
    uint16_t flags;            /* those two bits */
    const unsigned char *data; /* payload */
    size_t len;                /* payload bytes */
};

/* A run of attributes, borrowed from a message, with the schema to read it by (or NULL). */
struct kl_view {
    const unsigned char *data;
    size_t len;
    const struct kl_attrset *set;
};

/** The attributes of @msg that follow @header_len bytes of fixed header (0, 4 for genlmsghdr and
 *  nfgenmsg, ...). @return 0, or -EBADMSG when @msg is shorter than that. */
KL_API int kl_view_message(struct kl_view *ret, const struct nlmsghdr *msg, size_t header_len,
                           const struct kl_attrset *set);

/** Takes the next attribute off @v. @return 1 and *@ret; 0 at the end; -EBADMSG where a length is
 *  under 4 or runs past the end (the walk is over then). Tails shorter than a header are
 *  tolerated when they are zero. */
KL_API int kl_view_next(struct kl_view *v, struct kl_attr *ret);

/** Finds attribute @attr. @return 0, -ENODATA when absent, -EBADMSG when the walk fails first. */
KL_API int kl_view_get(const struct kl_view *v, uint16_t attr, struct kl_attr *ret);

/* Typed forms. -ENODATA: absent; -EBADMSG: a length that does not fit the type. Integers of 1, 2,
 * 4 and 8 bytes are read by the schema's byte order, without a schema by NLA_F_NET_BYTEORDER. */
KL_API int kl_view_get_uint(const struct kl_view *v, uint16_t attr, uint64_t *ret);
KL_API int kl_view_get_int(const struct kl_view *v, uint16_t attr, int64_t *ret);
/** A string without its terminating NULs: *@ret_len bytes from *@ret, borrowed, no NUL assumed. */
KL_API int kl_view_get_str(const struct kl_view *v, uint16_t attr, const char **ret,
                           size_t *ret_len);
KL_API int kl_view_get_bytes(const struct kl_view *v, uint16_t attr, const void **ret,
                             size_t *ret_len);
/** The inside of a nest, with its schema when @v's schema knows it (by id alone). */
KL_API int kl_view_get_nest(const struct kl_view *v, uint16_t attr, struct kl_view *ret);
/** Is the flag (any attribute of that type) there? */
KL_API bool kl_view_has(const struct kl_view *v, uint16_t attr);

/* ---- The five verbs, from the rawest up ---------------------------------------------------- */

/** Sends @len raw bytes to the kernel, as they are. @return the bytes sent; -ECHILD after fork();
 *  -EMSGSIZE; -ENOBUFS; -EAGAIN never (it waits). EINTR is resumed. */
KL_API ssize_t kl_sendto(struct kl_sock *s, const void *data, size_t len);

/** Receives one datagram into @data. @return its bytes; -ETIMEDOUT after @timeout_ms; -EMSGSIZE
 *  when it did not fit (it is gone then); -ENOBUFS once after an overrun. Datagrams that do not
 *  come from the kernel are dropped silently. -EBUSY while requests are in flight. */
KL_API ssize_t kl_recv(struct kl_sock *s, void *data, size_t len, unsigned timeout_ms);

/** Sends a message and does not wait: fills in sequence number and port id.
 *  @return 0, or the error of building or sending. Errors from the kernel arrive as messages:
 *  whoever does not call kl_get() misses them. */
KL_API int kl_put(struct kl_sock *s, struct kl_msg *m);

/** Gets the next message, whatever it answers. *@ret is borrowed until the next call on @s.
 *  @return 0; -ETIMEDOUT; the kernel's (negative) code when the message is an NLMSG_ERROR or an
 *  NLMSG_DONE that carries one, kl_sock_error() has the rest; -ENOBUFS once after an overrun;
 *  -EMSGSIZE for a message too long for the buffer, which has grown then; -EBADMSG; -EBUSY while
 *  requests are in flight. */
KL_API int kl_get(struct kl_sock *s, const struct nlmsghdr **ret, unsigned timeout_ms);

/** Sends @m, waits for its answer and returns all of it. The preferred way.
 *  An acknowledgement is always asked for. Dumps (NLM_F_DUMP) that the kernel reports as
 *  interrupted are done again, up to 3 times; the answer says whether the last was, too.
 *
 *  @param ret  receives the answer, free it with kl_answer_free(); NULL if not wanted
 *  @return 0; the kernel's error, with text and attribute path in kl_sock_error(); an error of
 *          building the message; -ETIMEDOUT; -ENOBUFS (the answer was lost: whether the kernel did
 *          it is unknown); -ECHILD */
KL_API int kl_request(struct kl_sock *s, struct kl_msg *m, struct kl_answer **ret);

/* ---- Answers ------------------------------------------------------------------------------ */

KL_API void kl_answer_free(struct kl_answer *a);
/** How many messages. */
KL_API size_t kl_answer_count(const struct kl_answer *a);
/** Message number @i from 0, or NULL. Borrowed. */
KL_API const struct nlmsghdr *kl_answer_message(const struct kl_answer *a, size_t i);
/** Was the dump interrupted by a change, every time it was tried (NLM_F_DUMP_INTR)? */
KL_API bool kl_answer_interrupted(const struct kl_answer *a);

/* ---- Requests with callbacks -------------------------------------------------------------- */

enum kl_reply_kind {
    KL_REPLY_MESSAGE = 1, /* a message that answers the request */
    KL_REPLY_RESTART,     /* the dump starts again: forget the messages you had */
    KL_REPLY_DONE         /* the last call for this request; code says how it ended */
};

/* What a callback gets; everything borrowed for the length of the call. */
struct kl_reply {
    enum kl_reply_kind kind;
    uint32_t id;                  /* what kl_request_async() returned */
    const struct nlmsghdr *msg;   /* MESSAGE: the message; DONE: NLMSG_ERROR, NLMSG_DONE or NULL */
    int code;                     /* DONE: 0 or negative */
    bool interrupted;             /* DONE: the dump was interrupted and not tried again */
    const struct kl_error *error; /* DONE: never NULL */
};

/** @return 0, or a negative code to end the request with (DONE follows with that code, its other
 *  replies are drained unseen).
 *  Called from kl_dispatch() or from the waiting function. May make requests with
 *  kl_request_async() and cancel them, must not close @s. What waits or reads (kl_request(),
 *  kl_request_each(), kl_dispatch(), kl_get(), kl_recv(), resolving) returns -EDEADLK in here. */
typedef int kl_reply_fn(struct kl_sock *s, const struct kl_reply *reply, void *user);

struct kl_request_options {
    unsigned timeout_ms; /* 0: the socket's; KL_NO_TIMEOUT */
    unsigned retries;    /* of an interrupted or truncated dump; each announced by RESTART. With
                            none left DONE says interrupted, and truncation is -EMSGSIZE */
};

/** Starts a request and returns at once. Many may be in flight: those over the socket's window
 *  wait their turn, and dumps run one after another (the kernel allows one per socket). They are
 *  sent in the order they were made; @fn is not called before this returns.
 *  A dump is a request with both bits of NLM_F_DUMP; of rtnetlink, where other requests use these
 *  bits as REPLACE and EXCL, a query (type & 3 == 2) with one of them.
 *  @m is copied. @options: NULL is as all zeroes.
 *  @return the request's id (1 to 2^32-1), or an error as kl_request(). */
KL_API int64_t kl_request_async(struct kl_sock *s, struct kl_msg *m,
                                const struct kl_request_options *options, kl_reply_fn *fn,
                                void *user);

/** Ends request @id with -ECANCELED (its callback is called with DONE before this returns); what
 *  the kernel still answers is drained unseen. @return 0 or -ENOENT. */
KL_API int kl_cancel(struct kl_sock *s, uint32_t id);

/** The same synchronously: calls @fn as kl_request_async() would, and keeps no message.
 *  @return the code that the request ended with. */
KL_API int kl_request_each(struct kl_sock *s, struct kl_msg *m,
                           const struct kl_request_options *options, kl_reply_fn *fn, void *user);

/** The descriptor to poll for POLLIN. */
KL_API int kl_fd(const struct kl_sock *s);
/** Milliseconds until the next deadline of a request, 0 when one is due, -1 when there is none:
 *  the timeout for poll(). */
KL_API int kl_timeout(const struct kl_sock *s);
/** Reads what has arrived, calls the callbacks, ends requests whose deadline has passed. Does not
 *  block, and reads a bounded number of datagrams, so that a long dump leaves room for others: more
 *  may be left, and kl_fd() is readable still (with EPOLLET: call again until it returns 0).
 *  @return the number of messages handled, or a negative code of the socket itself. */
KL_API int kl_dispatch(struct kl_sock *s);
/** Requests not yet ended. */
KL_API size_t kl_pending(const struct kl_sock *s);

/* ---- Events (multicast) ------------------------------------------------------------------- */

enum kl_event_kind {
    KL_EVENT_MESSAGE = 1,
    KL_EVENT_OVERRUN /* messages were lost: dump again what you keep. The buffer was doubled. Comes
                        behind the messages that were not lost: what changes from now on arrives */
};

struct kl_event {
    enum kl_event_kind kind;
    const struct nlmsghdr *msg; /* MESSAGE */
    uint64_t overruns;          /* OVERRUN: how many so far */
    unsigned rcvbuf;            /* OVERRUN: the receive buffer now, in bytes */
};

typedef void kl_event_fn(struct kl_sock *s, const struct kl_event *event, void *user);

/** Sets the callback of a KL_SOCK_EVENTS socket. @return 0 or -EINVAL. */
KL_API int kl_event_handler(struct kl_sock *s, kl_event_fn *fn, void *user);
/** Joins or leaves multicast group @group (RTNLGRP_LINK, ...). @return 0; -EINVAL when @s was not
 *  opened with KL_SOCK_EVENTS or there is no such group; -EPERM. */
KL_API int kl_group_join(struct kl_sock *s, uint32_t group);
KL_API int kl_group_leave(struct kl_sock *s, uint32_t group);
/** Joins a generic family's group by name; @commands is another NETLINK_GENERIC socket in the same
 *  namespace, used to resolve it. @return 0, -ENOENT (family or group), or as kl_request(). */
KL_API int kl_group_join_name(struct kl_sock *s, struct kl_sock *commands, const char *family,
                              const char *group);

/* ---- Generic netlink ---------------------------------------------------------------------- */

#define KL_GENL_MAX_GROUPS 32

struct kl_genl_family {
    char name[16];
    uint16_t id;
    uint32_t version;
    uint32_t hdrsize;
    uint32_t maxattr;
    unsigned n_groups;
    struct {
        char name[16];
        uint32_t id;
    } groups[KL_GENL_MAX_GROUPS];
};

/** Asks the kernel for a generic family, once: the answer is kept by @s. The kernel may load the
 *  family's module. *@ret is borrowed until kl_genl_forget() or kl_sock_close().
 *  @return 0, -ENOENT, or as kl_request(). Source: net/netlink/genetlink.c. */
KL_API int kl_genl_resolve(struct kl_sock *s, const char *name, const struct kl_genl_family **ret);
/** Drops @name (NULL: all) from the cache: a module that was loaded again has a new id. */
KL_API void kl_genl_forget(struct kl_sock *s, const char *name);

#ifdef __cplusplus
}
#endif
#endif
