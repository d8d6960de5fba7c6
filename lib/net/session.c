// SPDX-License-Identifier: MIT
// Opening and closing, errors, and requests written in JSON.
#include "net.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int open_all(struct kl_net *n, const struct kl_net_options *o)
{
    struct kl_sock_options sock = {
        .protocol = NETLINK_ROUTE, .netns = o->netns, .timeout_ms = o->timeout_ms};
    int rc;

    n->timeout_ms = o->timeout_ms;
    if (o->netns != NULL) {
        n->netns = strdup(o->netns);
        if (n->netns == NULL)
            return -ENOMEM;
    }
    if (o->has_netns_fd) {
        n->netns_fd = fcntl(o->netns_fd, F_DUPFD_CLOEXEC, 3);
        if (n->netns_fd < 0)
            return -errno;
        sock.flags = KL_SOCK_NETNS_FD;
        sock.netns_fd = n->netns_fd;
    }
    rc = kl_sock_open(&n->sock, &sock);
    if (rc == 0)
        rc = kl_msg_new(&n->msg);
    if (rc == 0)
        rc = kl_msg_new(&n->spare);
    return rc;
}

int kl_net_open(struct kl_net **ret, const struct kl_net_options *options)
{
    static const struct kl_net_options defaults;
    struct kl_net *n = calloc(1, sizeof(*n));
    int rc;

    if (n == NULL)
        return -ENOMEM;
    n->netns_fd = -1;
    rc = open_all(n, options != NULL ? options : &defaults);
    if (rc < 0) {
        kl_net_close(n);
        return rc;
    }
    *ret = n;
    return 0;
}

void kl_net_close(struct kl_net *n)
{
    if (n == NULL)
        return;
    kl_answer_free(n->kept);
    kl_net_scratch_free(&n->scratch);
    kl_msg_free(n->msg);
    kl_msg_free(n->spare);
    kl_sock_close(n->genl);
    kl_sock_close(n->sock);
    if (n->netns_fd >= 0)
        close(n->netns_fd);
    free(n->netns);
    free(n);
}

const struct kl_error *kl_net_error(const struct kl_net *n)
{
    return kl_sock_error(n->sock);
}

struct kl_sock *kl_net_sock(struct kl_net *n)
{
    return n->sock;
}

int kl_net_refuse(struct kl_net *n, int code, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    kl_error_reset(kl_sock_error_edit(n->sock));
    return kl_error_set(kl_sock_error_edit(n->sock), code, "%s", text);
}

int kl_net_name(struct kl_net *n, int rc, const struct kl_net_object *o)
{
    char text[KL_NET_TEXT];

    if (rc < 0) {
        kl_net_object_text(o, text, sizeof(text));
        kl_error_set_object(kl_sock_error_edit(n->sock), text);
    }
    return rc;
}

int kl_net_name_link(struct kl_net *n, int rc, int32_t ifindex, const char *name)
{
    struct kl_net_link l = {.ifindex = ifindex};
    char text[KL_NET_ALTNAME_MAX + 1];

    if (rc >= 0 || ifindex != 0 || name == NULL)
        return kl_net_name(n, rc, &(struct kl_net_object){.type = KL_NET_LINK, .link = &l});
    snprintf(text, sizeof(text), "link %s", name);
    kl_error_set_object(kl_sock_error_edit(n->sock), text);
    return rc;
}

/* ---- Scratch ---- */

void kl_net_scratch_free(struct kl_net_scratch *s)
{
    free(s->items);
    free(s->text);
    s->items = NULL;
    s->text = NULL;
    s->items_size = s->text_size = 0;
}

void *kl_net_items(struct kl_net_scratch *s, size_t n, size_t size)
{
    size_t want = n * size;
    void *items;

    if (want <= s->items_size)
        return s->items;
    want = want < 256 ? 256 : want * 2;
    items = realloc(s->items, want);
    if (items == NULL)
        return NULL;
    s->items = items;
    s->items_size = want;
    return items;
}

int kl_net_scratch_like(struct kl_net_scratch *s, const struct kl_net_scratch *like)
{
    char *text;

    if (kl_net_items(s, like->items_size, 1) == NULL && like->items_size > 0)
        return -ENOMEM;
    if (like->text_size <= s->text_size)
        return 0;
    text = realloc(s->text, like->text_size);
    if (text == NULL)
        return -ENOMEM;
    s->text = text;
    s->text_size = like->text_size;
    return 0;
}
