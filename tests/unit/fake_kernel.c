// SPDX-License-Identifier: MIT
#include "fake_kernel.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/sock.h"

/* The fakes that are open, so that the system calls below know their descriptors. */
static struct fake *fakes[4];

static struct fake *fake_of(int fd)
{
    for (size_t i = 0; i < sizeof(fakes) / sizeof(fakes[0]); i++)
        if (fakes[i] != NULL && fakes[i]->sock != NULL && kl_fd(fakes[i]->sock) == fd)
            return fakes[i];
    return NULL;
}

/* These stand before libc's: the library is linked statically and calls them. */

ssize_t recvfrom(int fd, void *data, size_t len, int flags, struct sockaddr *from,
                 socklen_t *from_len)
{
    struct fake *f = fake_of(fd);

    if (f != NULL && f->n_recv_errors > 0) {
        int error = f->recv_errors[0];

        f->n_recv_errors--;
        memmove(f->recv_errors, f->recv_errors + 1, f->n_recv_errors * sizeof(int));
        if (error != 0) {
            errno = error;
            return -1;
        }
    }
    return syscall(SYS_recvfrom, fd, data, len, flags, from, from_len);
}

ssize_t send(int fd, const void *data, size_t len, int flags)
{
    struct fake *f = fake_of(fd);
    const struct nlmsghdr *request;
    ssize_t n;

    if (f != NULL && f->send_error != 0) {
        errno = f->send_error;
        f->send_error = 0;
        return -1;
    }
    n = syscall(SYS_sendto, fd, data, len, flags, NULL, 0);
    if (n < 0 || f == NULL || f->script == NULL)
        return n;
    while ((request = fake_read(f)) != NULL) {
        if (f->requests < 64) {
            f->seqs[f->requests] = request->nlmsg_seq;
            f->flags[f->requests] = request->nlmsg_flags;
        }
        f->requests++;
        f->script(f, request);
    }
    return n;
}

void fake_open(struct fake *f, const struct kl_sock_options *options)
{
    struct kl_sock_options o = {.protocol = NETLINK_ROUTE};
    int fds[2], size = 1 << 20;
    size_t i = 0;

    if (options != NULL)
        o = *options;
    memset(f, 0, sizeof(*f));
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
    setsockopt(fds[1], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
    setsockopt(fds[0], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
    o.flags |= KL_SOCK_ADOPT_FD;
    o.fd = fds[0];
    f->fd = fds[1];
    assert_int_equal(kl_sock_open(&f->sock, &o), 0);
    while (fakes[i] != NULL)
        i++;
    assert_true(i < sizeof(fakes) / sizeof(fakes[0]));
    fakes[i] = f;
}

void fake_close(struct fake *f)
{
    for (size_t i = 0; i < sizeof(fakes) / sizeof(fakes[0]); i++)
        if (fakes[i] == f)
            fakes[i] = NULL;
    kl_sock_close(f->sock);
    close(f->fd);
}

void fake_forget(struct fake *f)
{
    struct kl_list *live = &f->sock->live;

    for (struct kl_list *at = live->next; at != live; at = at->next)
        KL_LIST_ENTRY(at, struct kl_req, link)->fn = NULL;
}

const struct nlmsghdr *fake_read(struct fake *f)
{
    const struct nlmsghdr *msg = (const void *)f->buf;
    ssize_t n = syscall(SYS_recvfrom, f->fd, f->buf, sizeof(f->buf), MSG_DONTWAIT, NULL, NULL);

    if (n < 0)
        return NULL;
    assert_true(n >= (ssize_t)sizeof(*msg));
    assert_int_equal(msg->nlmsg_len, n);
    return msg;
}

void fake_fail_recv(struct fake *f, int error)
{
    assert_true(f->n_recv_errors < 8);
    f->recv_errors[f->n_recv_errors++] = error;
}

void fake_send(struct fake *f, const void *data, size_t len)
{
    ssize_t n = syscall(SYS_sendto, f->fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL, NULL, 0);

    assert_int_equal(n, (ssize_t)len);
}

struct nlmsghdr *blob_message(struct blob *b, uint32_t seq, uint16_t type, uint16_t flags)
{
    struct nlmsghdr *msg = (void *)(b->data + b->len);

    assert_true(b->len + NLMSG_HDRLEN <= sizeof(b->data));
    *msg = (struct nlmsghdr){
        .nlmsg_len = NLMSG_HDRLEN, .nlmsg_type = type, .nlmsg_flags = flags, .nlmsg_seq = seq};
    b->len += NLMSG_HDRLEN;
    return msg;
}

void blob_bytes(struct blob *b, struct nlmsghdr *msg, const void *data, size_t len)
{
    size_t padded = NLMSG_ALIGN(len);

    assert_true(b->len + padded <= sizeof(b->data));
    memset(b->data + b->len, 0, padded);
    if (len > 0)
        memcpy(b->data + b->len, data, len);
    b->len += padded;
    msg->nlmsg_len += (uint32_t)padded;
}

void blob_attr(struct blob *b, struct nlmsghdr *msg, uint16_t type, const void *data, size_t len)
{
    struct nlattr a = {.nla_len = (uint16_t)(NLA_HDRLEN + len), .nla_type = type};

    blob_bytes(b, msg, &a, sizeof(a));
    blob_bytes(b, msg, data, len);
}

void fake_message(struct fake *f, uint32_t seq, uint16_t type, uint16_t flags, const void *payload,
                  size_t len)
{
    static struct blob b;
    struct nlmsghdr *msg;

    b.len = 0;
    msg = blob_message(&b, seq, type, flags);
    blob_bytes(&b, msg, payload, len);
    fake_send(f, b.data, b.len);
}

void fake_ack(struct fake *f, uint32_t seq, int code)
{
    struct nlmsgerr e = {.error = code,
                         .msg = {.nlmsg_len = NLMSG_HDRLEN, .nlmsg_type = 16, .nlmsg_seq = seq}};

    fake_message(f, seq, NLMSG_ERROR, NLM_F_CAPPED, &e, sizeof(e));
}

void fake_done(struct fake *f, uint32_t seq, int code, uint16_t flags)
{
    fake_message(f, seq, NLMSG_DONE, NLM_F_MULTI | flags, &code, sizeof(code));
}

struct kl_msg *fake_request(uint16_t type, uint16_t flags)
{
    struct kl_msg *m = NULL;

    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start(m, type, flags);
    return m;
}

int record_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    struct record *r = user;
    size_t len = strlen(r->text);
    char *at = r->text + len;
    size_t room = sizeof(r->text) - len;

    (void)s;
    if (reply->kind == KL_REPLY_MESSAGE) {
        snprintf(at, room, "M%u ", reply->msg->nlmsg_type);
        return r->give;
    }
    if (reply->kind == KL_REPLY_RESTART) {
        snprintf(at, room, "R ");
        return 0;
    }
    snprintf(at, room, "D%d ", reply->code);
    r->code = reply->code;
    r->interrupted = reply->interrupted;
    snprintf(r->error.text, sizeof(r->error.text), "%s", kl_error_text(reply->error));
    snprintf(r->error.message, sizeof(r->error.message), "%s", kl_error_message(reply->error));
    return 0;
}
