// SPDX-License-Identifier: MIT
/*
 * Operations: each waits for events of its interface, with a deadline. A callback may begin others,
 * cancel them, and make requests; an operation that is over is freed when no walk is under way.
 */
#include "wifi.h"

#include <poll.h>
#include <stdlib.h>

static const char *const groups[] = {"config", "scan", "regulatory", "mlme", "vendor", "nan"};

static void sweep(struct kl_wifi *w)
{
    struct kl_list *at, *next;

    if (w->walking > 0)
        return;
    for (at = w->ops.next; at != &w->ops; at = next) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(at, struct kl_wifi_op, link);

        next = at->next;
        if (op->over) {
            kl_list_remove(&op->link);
            kl_sock_close(op->frames);
            free(op);
        }
    }
}

/* Events name the interface by its wdev; some only its phy. */
static bool concerns(const struct kl_wifi_op *op, const struct kl_view *v)
{
    uint64_t value;

    if (kl_view_get_uint(v, NL80211_ATTR_WDEV, &value) == 0 && value == op->wdev)
        return true;
    if (kl_view_get_uint(v, NL80211_ATTR_IFINDEX, &value) == 0 && value == op->ifindex)
        return true;
    return kl_view_get_uint(v, NL80211_ATTR_WIPHY, &value) == 0 && value == op->wiphy;
}

static void tell_ops(struct kl_wifi *w, const struct kl_event *event)
{
    const struct genlmsghdr *genl = NULL;
    struct kl_view v;

    if (event->kind == KL_EVENT_MESSAGE) {
        if (event->msg->nlmsg_type != w->family ||
            kl_view_message(&v, event->msg, GENL_HDRLEN, NULL) < 0)
            return;
        genl = (const void *)((const char *)event->msg + NLMSG_HDRLEN);
    }
    for (struct kl_list *at = w->ops.next; at != &w->ops; at = at->next) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(at, struct kl_wifi_op, link);

        if (op->over)
            continue;
        if (genl == NULL)
            op->class->check(w, op, true);
        else if (!concerns(op, &v))
            continue;
        else if (genl->cmd == NL80211_CMD_DEL_INTERFACE &&
                 kl_wifi_uint(&v, NL80211_ATTR_WDEV, 0) == op->wdev)
            op->class->end(w, op, -ENODEV);
        else
            op->class->event(w, op, genl->cmd, &v);
    }
}

static void on_event(struct kl_sock *s, const struct kl_event *event, void *user)
{
    struct kl_wifi *w = user;

    (void)s;
    w->walking++;
    if (w->event_fn != NULL)
        w->event_fn(w, event, w->event_user);
    tell_ops(w, event);
    w->walking--;
}

int kl_wifi_take_events(struct kl_wifi *w, struct kl_sock *s)
{
    int rc = kl_event_handler(s, on_event, w);

    if (rc == 0)
        rc = kl_wifi_watch(w, s);
    if (rc == 0)
        w->events = s;
    return rc;
}

static int open_events(struct kl_wifi *w)
{
    struct kl_sock_options options = {
        .protocol = NETLINK_GENERIC, .flags = KL_SOCK_EVENTS, .netns = w->netns};
    struct kl_sock *s;
    int rc = kl_sock_open(&s, &options);

    if (rc < 0)
        return kl_wifi_refuse(w, rc, "the socket for events cannot be opened");
    for (size_t i = 0; rc == 0 && i < sizeof(groups) / sizeof(groups[0]); i++) {
        rc = kl_group_join_name(s, w->sock, NL80211_GENL_NAME, groups[i]);
        if (rc == -ENOENT) /* an older kernel */
            rc = 0;
    }
    if (rc == 0)
        rc = kl_wifi_take_events(w, s);
    if (rc < 0) {
        kl_sock_close(s);
        return kl_wifi_refuse(w, rc, "events cannot be subscribed to");
    }
    return 0;
}

int kl_wifi_subscribe(struct kl_wifi *w)
{
    return w->events != NULL ? 0 : open_events(w);
}

int kl_wifi_events(struct kl_wifi *w, kl_wifi_event_fn *fn, void *user)
{
    int rc = fn != NULL ? kl_wifi_subscribe(w) : 0;

    if (rc < 0)
        return rc;
    w->event_fn = fn;
    w->event_user = user;
    return 0;
}

int64_t kl_wifi_op_add(struct kl_wifi *w, struct kl_wifi_op *op,
                       const struct kl_wifi_op_class *class, uint32_t ifindex, unsigned timeout_ms)
{
    struct kl_wifi_iface i;
    int rc = kl_wifi_subscribe(w);

    if (rc == 0)
        rc = kl_wifi_get_interface_by_ifindex(w, ifindex, &i);
    /* What the queue holds happened before this operation. */
    while (rc == 0 && w->walking == 0 && kl_dispatch(w->events) > 0)
        ;
    if (rc < 0)
        return rc;
    op->class = class;
    op->id = ++w->next_id;
    op->ifindex = ifindex;
    op->wiphy = i.wiphy;
    op->wdev = i.wdev;
    op->deadline = kl_deadline_after(timeout_ms);
    op->wake = 0;
    op->over = false;
    op->wifi = w;
    op->frames = NULL;
    kl_list_insert(&w->ops, &op->link);
    return op->id;
}

void kl_wifi_op_over(struct kl_wifi *w, struct kl_wifi_op *op)
{
    (void)w;
    op->over = true;
}

void kl_wifi_op_drop(struct kl_wifi *w, struct kl_wifi_op *op)
{
    op->over = true;
    sweep(w);
}

/* ---- Sockets of operations ---- */

static void on_unasked(struct kl_sock *s, const struct kl_event *event, void *user)
{
    struct kl_wifi_op *op = user;
    struct kl_wifi *w = op->wifi;
    const struct genlmsghdr *genl = (const void *)((const char *)event->msg + NLMSG_HDRLEN);
    struct kl_view v;

    (void)s;
    if (op->over || event->msg->nlmsg_type != w->family ||
        kl_view_message(&v, event->msg, GENL_HDRLEN, NULL) < 0)
        return;
    w->walking++;
    op->class->event(w, op, genl->cmd, &v);
    w->walking--;
}

int kl_wifi_op_begin(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd)
{
    struct kl_sock_options options = {.protocol = NETLINK_GENERIC, .netns = w->netns};
    int rc = 0;

    if (op->frames == NULL) {
        rc = kl_sock_open(&op->frames, &options);
        if (rc == 0)
            rc = kl_wifi_watch(w, op->frames);
        if (rc < 0)
            return kl_wifi_refuse(w, rc, "the socket for frames cannot be opened");
        kl_sock_unasked(op->frames, on_unasked, op);
    }
    kl_wifi_begin(w, cmd, 0, op->ifindex);
    return 0;
}

int kl_wifi_op_request(struct kl_wifi *w, struct kl_wifi_op *op)
{
    int rc = kl_request(op->frames, w->msg, NULL);

    if (rc < 0)
        kl_error_copy(kl_sock_error_edit(w->sock), kl_sock_error(op->frames));
    return rc;
}

int kl_wifi_op_listen(struct kl_wifi *w, struct kl_wifi_op *op, uint16_t type, const void *match,
                      size_t len)
{
    int rc = kl_wifi_op_begin(w, op, NL80211_CMD_REGISTER_FRAME);

    if (rc < 0)
        return rc;
    (void)kl_msg_put_u16(w->msg, NL80211_ATTR_FRAME_TYPE, type);
    (void)kl_msg_put_bytes(w->msg, NL80211_ATTR_FRAME_MATCH, match, len);
    return kl_wifi_op_request(w, op);
}

static void dispatch_ops(struct kl_wifi *w)
{
    w->walking++;
    for (struct kl_list *at = w->ops.next; at != &w->ops; at = at->next) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(at, struct kl_wifi_op, link);

        if (!op->over && op->frames != NULL)
            (void)kl_dispatch(op->frames);
    }
    w->walking--;
}

/* ---- Waiting ---- */

int kl_wifi_fd(const struct kl_wifi *w)
{
    return w->epoll;
}

static int earlier(int a, uint64_t at, uint64_t now)
{
    uint64_t ms;

    if (at == KL_NEVER || at == 0)
        return a;
    ms = at <= now ? 0 : (at - now + 999999) / 1000000;
    if (ms > INT32_MAX)
        ms = INT32_MAX;
    return a < 0 || (int)ms < a ? (int)ms : a;
}

int kl_wifi_timeout(const struct kl_wifi *w)
{
    int ms = kl_timeout(w->sock);
    uint64_t now = kl_now();

    for (struct kl_list *at = w->ops.next; at != &w->ops; at = at->next) {
        const struct kl_wifi_op *op = KL_LIST_ENTRY(at, struct kl_wifi_op, link);

        if (op->over)
            continue;
        ms = earlier(ms, op->deadline, now);
        ms = earlier(ms, op->wake, now);
    }
    return ms;
}

static void expire(struct kl_wifi *w)
{
    uint64_t now = kl_now();

    w->walking++;
    for (struct kl_list *at = w->ops.next; at != &w->ops; at = at->next) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(at, struct kl_wifi_op, link);

        if (op->over)
            continue;
        if (op->deadline <= now) {
            op->class->end(w, op, -ETIMEDOUT);
        } else if (op->wake != 0 && op->wake <= now) {
            op->wake = 0;
            op->class->check(w, op, false);
        }
    }
    w->walking--;
}

int kl_wifi_dispatch(struct kl_wifi *w)
{
    int rc = kl_dispatch(w->sock);

    if (rc >= 0 && w->events != NULL)
        rc = kl_dispatch(w->events);
    dispatch_ops(w);
    expire(w);
    sweep(w);
    return rc < 0 ? rc : 0;
}

int kl_wifi_cancel(struct kl_wifi *w, int64_t id)
{
    for (struct kl_list *at = w->ops.next; at != &w->ops; at = at->next) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(at, struct kl_wifi_op, link);

        if (op->id != id || op->over)
            continue;
        w->walking++;
        op->class->end(w, op, -ECANCELED);
        w->walking--;
        sweep(w);
        return 0;
    }
    return kl_wifi_refuse(w, -ENOENT, "operation %lld is not running", (long long)id);
}

void kl_wifi_forget(struct kl_wifi *w, int64_t id)
{
    for (struct kl_list *at = w->ops.next; at != &w->ops; at = at->next) {
        struct kl_wifi_op *op = KL_LIST_ENTRY(at, struct kl_wifi_op, link);

        if (op->id == id && !op->over) {
            op->class->forget(op);
            op->over = true;
        }
    }
    sweep(w);
}

int kl_wifi_wait(struct kl_wifi *w, const bool *done)
{
    while (!*done) {
        struct pollfd p = {.fd = w->epoll, .events = POLLIN};
        int rc = poll(&p, 1, kl_wifi_timeout(w));

        if (rc < 0 && errno != EINTR)
            return -errno;
        rc = kl_wifi_dispatch(w);
        if (rc < 0)
            return rc;
    }
    return 0;
}
