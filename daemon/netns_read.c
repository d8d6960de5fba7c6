// SPDX-License-Identifier: MIT
// What is in namespaces, and which pairs of links have one end there.
#include "netns.h"

#include <dirent.h>
#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/core/error.h"

struct kld_object *kld_netns_in(const struct kld_model *m, const char *name)
{
    char key[300];

    snprintf(key, sizeof key, "%s %s", kld_class_names[KLD_C_NETNS], name);
    return kld_model_find(m, key);
}

/* ---- Numbers ---- */

// The number that the namespace of @n has for that behind @fd, or -1.
static int32_t number_of(struct kl_net *n, int fd)
{
    const struct rtgenmsg header = {.rtgen_family = AF_UNSPEC};
    struct kl_answer *answer = NULL;
    struct kl_msg *m;
    int32_t number = -1;
    const struct nlmsghdr *reply;

    if (kl_msg_new(&m) < 0)
        return -1;
    kl_msg_start(m, RTM_GETNSID, 0);
    kl_msg_put_header(m, &header, sizeof header);
    kl_msg_put_u32(m, NETNSA_FD, (uint32_t)fd);
    if (kl_request(kl_net_sock(n), m, &answer) == 0 && kl_answer_count(answer)) {
        struct kl_view v;
        struct kl_attr at;

        reply = kl_answer_message(answer, 0);
        v = (struct kl_view){
            .data = (const unsigned char *)reply + NLMSG_HDRLEN + 4,
            .len = reply->nlmsg_len > NLMSG_HDRLEN + 4 ? reply->nlmsg_len - NLMSG_HDRLEN - 4 : 0};
        if (kl_view_get(&v, NETNSA_NSID, &at) == 0 && at.len == 4)
            memcpy(&number, at.data, 4);
    }
    kl_answer_free(answer);
    kl_msg_free(m);
    return number;
}

void kld_netns_numbers(struct kld_names *names)
{
    DIR *d = opendir(KLD_NETNS_FOLDER);
    const struct dirent *e;
    struct kl_net *n;

    if (!d)
        return;
    if (kl_net_open(&n, NULL) == 0) {
        while ((e = readdir(d))) {
            int fd = kld_is_netns(e->d_name) ? kld_netns_open(e->d_name) : -1;
            int32_t number = fd < 0 ? -1 : number_of(n, fd);

            if (number >= 0)
                kld_names_add(names, number + 1, kld_strdup(names->arena, e->d_name));
            if (fd >= 0)
                close(fd);
        }
        kl_net_close(n);
    }
    closedir(d);
    kld_names_sort(names);
}

/* ---- Pairs ---- */

// The end outside tells where the other is; the other is a device like those that are there.
// Between namespaces that end does which is ours; of two others', the first one.
static void join(struct kld_model *m, const struct kld_object *space, int32_t number)
{
    for (size_t i = 0; i < m->n; i++) {
        struct kld_object *near = m->list[i], *far;

        if (near->class != KLD_C_LINK || !near->far || near->netnsid != number ||
            (m->netns && kld_kind_of(near) != KLD_VETH))
            continue;
        for (size_t k = 0; k < space->inner->n; k++) {
            far = space->inner->list[k];
            if (far->class != KLD_C_LINK || far->ifindex != near->far ||
                far->far != near->ifindex || kld_kind_of(far) != KLD_VETH ||
                (m->netns && far->owner == KLD_OURS && near->owner != KLD_OURS))
                continue;
            kld_set(m->arena, near, "peer", far->dev);
            kld_set(m->arena, near, "peer-netns", kld_get(space, "name"));
            kld_set(m->arena, far, "kind", kld_kinds[KLD_ETHERNET].name);
            // It comes and goes with ours.
            far->managed |= near->owner == KLD_OURS;
        }
    }
}

// Links that are on one outside, whose number @outside is.
static void join_below(struct kld_model *around, struct kld_model *inner, int32_t outside)
{
    for (size_t i = 0; i < inner->n; i++) {
        struct kld_object *o = inner->list[i];
        int kind = o->class == KLD_C_LINK ? (int)kld_kind_of(o) : KLD_ETHERNET;
        bool has_link;

        if (!o->far || (o->netnsid != outside && o->netnsid != KLD_NETNSID_MARK) ||
            kind == KLD_ETHERNET || !kld_find(&kld_interface, "from-outside", kind))
            continue;
        has_link = kld_find(&kld_interface, "link", kind) != NULL;
        kld_set(around->arena, o, "from-outside", "true");
        for (size_t k = 0; k < around->n && has_link && o->far > 0; k++)
            if (around->list[k]->class == KLD_C_LINK && around->list[k]->ifindex == o->far)
                kld_set(around->arena, o, "link", around->list[k]->dev);
    }
}

/* ---- Reading ---- */

static bool is_ours(struct kl_net *n)
{
    struct kl_net_link l;
    size_t len = strlen(KLD_ALIAS);

    return kl_net_link_get(n, 1, NULL, &l) == 0 && l.has & KL_NET_L_ALIAS && l.alias &&
           !strncmp(l.alias, KLD_ALIAS, len) && !l.alias[len];
}

// Reads the namespace that we are in. @around: of the one where errors are told, which is @outside.
static int read_inner(struct kl_net *around, int outside, struct kld_model *m, const char *name,
                      const struct kld_object *want)
{
    struct kld_object *o;
    struct kl_net *n;
    int code = kl_net_open(&n, NULL);

    if (code)
        return kl_error_set(kl_sock_error_edit(kl_net_sock(around)), code, NULL);
    if (!want && !is_ours(n)) {
        kl_net_close(n);
        return 0;
    }
    o = kld_object_new(m->arena, &kld_netns, NULL);
    kld_set(m->arena, o, "name", kld_strdup(m->arena, name));
    o->owner = is_ours(n) ? KLD_OURS : KLD_FOREIGN;
    code = kld_model_read_state(n, m->arena, want ? want->inner : NULL, &o->inner);
    if (code) {
        kl_error_copy(kl_sock_error_edit(kl_net_sock(around)), kl_net_error(n));
        kl_error_set_object(kl_sock_error_edit(kl_net_sock(around)), name);
    } else {
        o->inner->netns = kld_get(o, "name");
        join_below(m, o->inner, number_of(n, outside));
        kld_model_add(m, o);
    }
    kl_net_close(n);
    return code;
}

// What cannot be seen for want of descriptors may well be there.
bool kld_is_scarce(int code)
{
    return code == -EMFILE || code == -ENFILE || code == -ENOMEM;
}

static int read_one(struct kl_net *n, struct kld_model *m, const char *name,
                    const struct kld_object *want)
{
    int outside = kld_netns_enter(name), code;
    const struct kld_object *o;

    if (outside == -ENOENT || (outside < 0 && !want && !kld_is_scarce(outside)))
        return 0;
    if (outside < 0)
        return kl_error_set(kl_sock_error_edit(kl_net_sock(n)), outside, "namespace %s: %s", name,
                            kl_strerror(outside));
    code = read_inner(n, outside, m, name, want);
    kld_netns_leave(outside);
    o = code ? NULL : kld_netns_in(m, name);
    if (o) {
        int fd = kld_netns_open(name);

        if (fd >= 0) {
            join(m, o, number_of(n, fd));
            close(fd);
        }
    }
    return code;
}

static bool has_open_pair(const struct kld_model *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->list[i]->class == KLD_C_LINK && kld_kind_of(m->list[i]) == KLD_VETH &&
            m->list[i]->far && !kld_get(m->list[i], "peer"))
            return true;
    return false;
}

// Pairs of which neither end is outside.
static void join_inside(struct kld_model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const char *name = m->list[i]->inner ? kld_get(m->list[i], "name") : NULL;
        const struct kl_net_options there = {.netns = name};
        struct kl_net *n;

        if (!name || !has_open_pair(m->list[i]->inner) || kl_net_open(&n, &there) < 0)
            continue;
        for (size_t k = 0; k < m->n; k++) {
            int fd = m->list[k]->inner && k != i ? kld_netns_open(kld_get(m->list[k], "name")) : -1;

            if (fd < 0)
                continue;
            join(m->list[i]->inner, m->list[k], number_of(n, fd));
            close(fd);
        }
        kl_net_close(n);
    }
}

int kld_netns_read(struct kl_net *n, struct kld_model *m, const struct kld_model *want)
{
    DIR *d = opendir(KLD_NETNS_FOLDER);
    const struct dirent *e;
    int code = d || errno == ENOENT ? 0 : -errno;

    if (code)
        return kl_error_set(kl_sock_error_edit(kl_net_sock(n)), code, KLD_NETNS_FOLDER ": %s",
                            kl_strerror(code));
    while (d && !code && (e = readdir(d)))
        if (kld_is_netns(e->d_name))
            code = read_one(n, m, e->d_name, want ? kld_netns_in(want, e->d_name) : NULL);
    if (d)
        closedir(d);
    if (!code)
        join_inside(m);
    return code;
}
