// SPDX-License-Identifier: MIT
// Opening and closing, and requests.
#include "wifi.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

int kl_wifi_watch(struct kl_wifi *w, struct kl_sock *s)
{
    struct epoll_event e = {.events = EPOLLIN, .data.fd = kl_fd(s)};

    return epoll_ctl(w->epoll, EPOLL_CTL_ADD, kl_fd(s), &e) < 0 ? -errno : 0;
}

static int open_sockets(struct kl_wifi *w, const struct kl_wifi_options *o)
{
    struct kl_sock_options sock = {
        .protocol = NETLINK_GENERIC, .netns = o->netns, .timeout_ms = o->timeout_ms};
    const struct kl_genl_family *family;
    int rc;

    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (w->epoll < 0)
        return -errno;
    if (o->netns != NULL) {
        w->netns = strdup(o->netns);
        if (w->netns == NULL)
            return -ENOMEM;
    }
    rc = kl_sock_open(&w->sock, &sock);
    if (rc == 0)
        rc = kl_msg_new(&w->msg);
    if (rc == 0)
        rc = kl_genl_resolve(w->sock, NL80211_GENL_NAME, &family);
    if (rc < 0)
        return rc;
    w->family = family->id;
    w->version = (uint8_t)family->version;
    return kl_wifi_watch(w, w->sock);
}

int kl_wifi_open(struct kl_wifi **ret, const struct kl_wifi_options *options)
{
    static const struct kl_wifi_options defaults;
    struct kl_wifi *w = calloc(1, sizeof(*w));
    int rc;

    if (w == NULL)
        return -ENOMEM;
    kl_list_init(&w->ops);
    w->epoll = -1;
    rc = open_sockets(w, options != NULL ? options : &defaults);
    if (rc < 0) {
        kl_wifi_close(w);
        return rc;
    }
    *ret = w;
    return 0;
}

void kl_wifi_close(struct kl_wifi *w)
{
    if (w == NULL)
        return;
    w->walking++;
    while (!kl_list_empty(&w->ops)) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(w->ops.next, struct kl_wifi_op, link);

        if (!op->over)
            op->class->end(w, op, -ECANCELED);
        kl_list_remove(&op->link);
        kl_sock_close(op->frames);
        free(op);
    }
    kl_sock_close(w->events);
    kl_msg_free(w->msg);
    kl_sock_close(w->sock);
    if (w->epoll >= 0)
        close(w->epoll);
    free(w->netns);
    free(w);
}

const struct kl_error *kl_wifi_error(const struct kl_wifi *w)
{
    return kl_sock_error(w->sock);
}

struct kl_sock *kl_wifi_sock(struct kl_wifi *w)
{
    return w->sock;
}

uint16_t kl_wifi_family(const struct kl_wifi *w)
{
    return w->family;
}

/* ---- Requests ---- */

/* The kernel's numbers of interfaces are positive as signed ones: the upper half is free for those
 * that have none. */
#define IS_WDEV (1u << 31)

uint32_t kl_wifi_wdev_index(uint64_t wdev)
{
    uint64_t phy = wdev >> 32, id = wdev & UINT32_MAX;

    return phy < 1u << 15 && id < 1u << 16 ? (uint32_t)(IS_WDEV | phy << 16 | id) : 0;
}

void kl_wifi_put_ifindex(struct kl_msg *m, uint32_t ifindex)
{
    uint64_t wdev = (uint64_t)(ifindex >> 16 & 0x7fff) << 32 | (ifindex & 0xffff);

    if ((ifindex & IS_WDEV) != 0)
        (void)kl_msg_put_u64(m, NL80211_ATTR_WDEV, wdev);
    else if (ifindex != 0)
        (void)kl_msg_put_u32(m, NL80211_ATTR_IFINDEX, ifindex);
}

void kl_wifi_begin(struct kl_wifi *w, uint8_t cmd, uint16_t flags, uint32_t ifindex)
{
    /* A failure sticks to the message and is returned when it is sent. */
    (void)kl_msg_start_genl(w->msg, w->family, cmd, 0, flags);
    kl_wifi_put_ifindex(w->msg, ifindex);
}

int kl_wifi_run(struct kl_wifi *w, struct kl_answer **ret)
{
    return kl_request(w->sock, w->msg, ret);
}

void kl_wifi_wipe(struct kl_wifi *w)
{
    struct nlmsghdr *h = (void *)(uintptr_t)kl_msg_header(w->msg);

    explicit_bzero(h, h->nlmsg_len);
    (void)kl_msg_start(w->msg, NLMSG_NOOP, 0);
    kl_req_wipe_idle(w->sock);
}

int kl_wifi_run_key(struct kl_wifi *w)
{
    int rc = kl_wifi_run(w, NULL);

    kl_wifi_wipe(w);
    return rc;
}

int kl_wifi_answer_view(const struct kl_answer *a, size_t i, struct kl_view *ret)
{
    return kl_view_message(ret, kl_answer_message(a, i), GENL_HDRLEN, NULL);
}

int kl_wifi_refuse(struct kl_wifi *w, int code, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    kl_error_reset(kl_sock_error_edit(w->sock));
    return kl_error_set(kl_sock_error_edit(w->sock), code, "%s", text);
}
