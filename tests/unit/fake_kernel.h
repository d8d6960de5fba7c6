// SPDX-License-Identifier: MIT
/*
 * A kernel that does what a test tells it: the other end of a socketpair that a kl_sock adopted.
 * As the real one it can answer while it is being sent to, by a script; and it can make the
 * library's system calls fail.
 */
#ifndef FAKE_KERNEL_H
#define FAKE_KERNEL_H

#include <kernlink/kernlink.h>

struct fake;

/* Called inside send(), once for each message. */
typedef void fake_script(struct fake *f, const struct nlmsghdr *request);

struct fake {
    struct kl_sock *sock;
    int fd;              /* the kernel's end */
    fake_script *script; /* NULL: the test calls fake_read() itself */
    void *user;          /* for the script */
    unsigned requests;   /* seen by the script */
    uint32_t seqs[64];   /* their sequence numbers */
    uint16_t flags[64];
    int recv_errors[8]; /* what the next calls of recvmsg() fail with; 0: let it through */
    unsigned n_recv_errors;
    int send_error; /* what the next call of send() fails with */
    unsigned char buf[1 << 17];
};

/* Opens with @options, whose fd and KL_SOCK_ADOPT_FD are filled in; NULL: a NETLINK_ROUTE socket.
 */
void fake_open(struct fake *f, const struct kl_sock_options *options);
void fake_close(struct fake *f);
/** Requests still in flight will not call back: what they would record in may be gone. */
void fake_forget(struct fake *f);

/** The next request, or NULL when none is waiting. Valid until the next call. */
const struct nlmsghdr *fake_read(struct fake *f);
/** The code the next recvmsg() of the library fails with, before it sees what is queued. */
void fake_fail_recv(struct fake *f, int error);

/* Answers, one datagram each. */
void fake_send(struct fake *f, const void *data, size_t len);
void fake_message(struct fake *f, uint32_t seq, uint16_t type, uint16_t flags, const void *payload,
                  size_t len);
/** NLMSG_ERROR that echoes the header of the request only. */
void fake_ack(struct fake *f, uint32_t seq, int code);
void fake_done(struct fake *f, uint32_t seq, int code, uint16_t flags);

/* Building blocks: a message in memory, that grows. */
struct blob {
    unsigned char data[1 << 17];
    size_t len;
};
struct nlmsghdr *blob_message(struct blob *b, uint32_t seq, uint16_t type, uint16_t flags);
/** Appends bytes, padded to 4, to the last message. */
void blob_bytes(struct blob *b, struct nlmsghdr *msg, const void *data, size_t len);
void blob_attr(struct blob *b, struct nlmsghdr *msg, uint16_t type, const void *data, size_t len);

/** A request of @type ready to send. */
struct kl_msg *fake_request(uint16_t type, uint16_t flags);

/** What callbacks saw, as text: "M16 M16 R D0 " and the like. */
struct record {
    char text[4096];
    int code;
    bool interrupted;
    struct {
        char text[512], message[256];
    } error;
    int give; /* what the callback returns for messages */
};
int record_reply(struct kl_sock *s, const struct kl_reply *reply, void *user);

#endif
