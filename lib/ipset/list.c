// SPDX-License-Identifier: MIT
// Listing: the kernel's dump, read in place and handed on set by set, element by element.
#include "session.h"

#include "../core/view.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

// Where a listing stands between two messages of the dump.
struct listing {
    const struct kl_ipset_list_calls *calls;
    void *user;
    unsigned flags;
    struct kl_ipset_params set;
    const struct kl_ipset_type *type;
    bool open; // header() was called, end() was not
    int sets;
};

static int end_set(struct listing *l)
{
    int r = 0;

    if (l->open && l->calls->end)
        r = l->calls->end(&l->set, l->user);
    l->open = false;
    return r;
}

static void copy_name(char *to, const struct kl_attr *a)
{
    size_t len = strnlen((const char *)a->data, a->len);

    if (len >= KL_IPSET_NAME_SIZE)
        len = KL_IPSET_NAME_SIZE - 1;
    memcpy(to, a->data, len);
    to[len] = 0;
}

static int read_elements(struct listing *l, const struct kl_attr *adt)
{
    struct kl_view elements = {.data = adt->data, .len = adt->len};
    struct kl_ipset_elem e;
    struct kl_attr a;
    int r;

    if (!l->open)
        return -EBADMSG; // elements in front of any header
    while ((r = kl_view_step(&elements, &a)) == 1) {
        struct kl_view raw = {.data = a.data, .len = a.len};

        if (a.type != IPSET_ATTR_DATA)
            continue;
        r = kl_ipset_read_elem(&e, &raw);
        if (r < 0)
            return r;
        if (l->calls->element)
            r = l->calls->element(&l->set, l->type, &e, &raw, (unsigned)r, l->user);
        if (r < 0)
            return r;
    }
    return r;
}

// The attributes of one message; ADT and DATA wait until the set's name and type are known.
static int read_message(struct listing *l, const struct nlmsghdr *msg)
{
    struct kl_ipset_params p = {.has = 0};
    struct kl_attr a, data = {0}, adt = {0};
    struct kl_view v;
    int r = kl_view_message(&v, msg, sizeof(struct nfgenmsg), NULL);

    if (r)
        return r;
    while ((r = kl_view_next(&v, &a)) == 1) {
        switch (a.type) {
        case IPSET_ATTR_SETNAME:
            copy_name(p.name, &a);
            break;
        case IPSET_ATTR_TYPENAME:
            copy_name(p.type, &a);
            break;
        case IPSET_ATTR_REVISION:
            p.revision = a.len ? a.data[0] : 0;
            p.has |= KL_IPSET_P_REVISION;
            break;
        case IPSET_ATTR_FAMILY:
            p.family = a.len ? a.data[0] : 0;
            break;
        case IPSET_ATTR_INDEX:
            if (a.len >= 2)
                p.index = (uint16_t)(a.data[0] << 8 | a.data[1]);
            p.has |= KL_IPSET_P_INDEX;
            break;
        case IPSET_ATTR_DATA:
            data = a;
            break;
        case IPSET_ATTR_ADT:
            adt = a;
            break;
        }
    }
    if (r < 0)
        return r;
    if (p.type[0] || l->flags & KL_IPSET_NAMES_ONLY) {
        r = end_set(l);
        if (r < 0)
            return r;
        l->set = p;
        l->type = kl_ipset_type_find(p.type);
        if (l->type && (l->type->inet || l->type->inet6))
            l->set.has |= KL_IPSET_P_FAMILY;
        if (data.data) {
            r = kl_ipset_read_params(&l->set,
                                     &(struct kl_view){.data = data.data, .len = data.len});
            if (r < 0)
                return r;
        }
        l->open = true;
        l->sets++;
        r = l->calls->header ? l->calls->header(&l->set, l->user) : 0;
        if (r < 0)
            return r;
    }
    return adt.data ? read_elements(l, &adt) : 0;
}

static int on_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    (void)s;
    return reply->kind == KL_REPLY_MESSAGE ? read_message(user, reply->msg) : 0;
}

int kl_ipset_list(struct kl_ipset *h, const char *name, unsigned flags,
                  const struct kl_ipset_list_calls *calls, void *user)
{
    const struct kl_ipset_subject about = {.cmd = IPSET_CMD_LIST, .set = name};
    struct listing l = {.calls = calls, .user = user, .flags = flags};
    int r = name ? kl_ipset_check_name(h, name) : 0;

    if (r)
        return r;
    if (h->listing)
        return kl_ipset_refuse(h, -EBUSY, KL_IPSET_OTHER, name,
                               "the handle is in use by a listing");
    h->cause = KL_IPSET_OTHER;
    kl_ipset_begin(h, IPSET_CMD_LIST, NLM_F_DUMP, name);
    if (flags & (KL_IPSET_HEADERS_ONLY | KL_IPSET_NAMES_ONLY)) {
        uint32_t be =
            htonl(flags & KL_IPSET_NAMES_ONLY ? IPSET_FLAG_LIST_SETNAME : IPSET_FLAG_LIST_HEADER);

        (void)kl_msg_put_bytes(h->msg, IPSET_ATTR_FLAGS | NLA_F_NET_BYTEORDER, &be, sizeof be);
    }
    h->listing = true;
    r = kl_request_each(h->sock, h->msg, NULL, on_reply, &l);
    if (!r)
        r = end_set(&l);
    h->listing = false;
    return r < 0 ? kl_ipset_fail(h, r, &about) : l.sets;
}

static int keep_header(const struct kl_ipset_params *set, void *user)
{
    *(struct kl_ipset_params *)user = *set;
    return 0;
}

int kl_ipset_headers(struct kl_ipset *h, const char *name, struct kl_ipset_params *ret)
{
    static const struct kl_ipset_list_calls calls = {.header = keep_header};
    struct kl_ipset_params p;
    int r = kl_ipset_check_name(h, name);

    if (!r)
        r = kl_ipset_list(h, name, KL_IPSET_HEADERS_ONLY, &calls, &p);
    if (r < 0)
        return r;
    if (r == 0) // the kernel of protocol 5 said nothing at all of a set that is not there
        return kl_ipset_fail(h, -ENOENT,
                             &(struct kl_ipset_subject){.cmd = IPSET_CMD_LIST, .set = name});
    *ret = p;
    return 0;
}
