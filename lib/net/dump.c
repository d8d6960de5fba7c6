// SPDX-License-Identifier: MIT
// Reading lists, filtered by the kernel as far as it can, and single objects.
// Source: net/core/rtnetlink.c, net/ipv4/fib_frontend.c, ip_valid_fib_dump_req();
// net/core/neighbour.c, net/ipv4/nexthop.c.
#include "net.h"

#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <stdio.h>
#include <sys/socket.h>

#ifndef RTEXT_FILTER_SKIP_STATS
#define RTEXT_FILTER_SKIP_STATS (1 << 3)
#endif
#ifndef RTEXT_FILTER_BRVLAN_COMPRESSED
#define RTEXT_FILTER_BRVLAN_COMPRESSED (1 << 2)
#endif

/* ---- Requests ---- */

static void start(struct kl_msg *m, uint16_t type, const void *header, size_t size)
{
    (void)kl_msg_start(m, type, NLM_F_DUMP);
    (void)kl_msg_put_header(m, header, size);
}

static void dump_links(struct kl_msg *m, const struct kl_net_filter *f)
{
    struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
    uint32_t ext = (f->flags & KL_NET_F_STATS) != 0 ? 0 : RTEXT_FILTER_SKIP_STATS;

    if ((f->flags & KL_NET_F_VFS) != 0)
        ext |= RTEXT_FILTER_VF;
    start(m, RTM_GETLINK, &head, sizeof(head));
    (void)kl_msg_put_u32(m, IFLA_EXT_MASK, ext);
    if (f->master != 0)
        (void)kl_msg_put_u32(m, IFLA_MASTER, (uint32_t)f->master);
    if (f->kind == NULL)
        return;
    (void)kl_msg_nest_begin(m, IFLA_LINKINFO);
    (void)kl_msg_put_str(m, IFLA_INFO_KIND, f->kind);
    (void)kl_msg_nest_end(m);
}

static void dump_routes(struct kl_msg *m, const struct kl_net_filter *f)
{
    struct rtmsg head = {.rtm_family = f->family,
                         .rtm_protocol = f->protocol,
                         .rtm_type = f->type,
                         .rtm_flags = (f->flags & KL_NET_F_CACHED) != 0 ? RTM_F_CLONED : 0};

    start(m, RTM_GETROUTE, &head, sizeof(head));
    if (f->table != 0)
        (void)kl_msg_put_u32(m, RTA_TABLE, f->table);
    if (f->ifindex != 0)
        (void)kl_msg_put_u32(m, RTA_OIF, (uint32_t)f->ifindex);
}

static void dump_neighbours(struct kl_msg *m, const struct kl_net_filter *f, bool fdb)
{
    struct ndmsg head = {.ndm_family = fdb ? AF_BRIDGE : f->family};

    if ((f->flags & KL_NET_F_PROXY) != 0 && !fdb)
        head.ndm_flags = NTF_PROXY;
    if (fdb) /* the dump of forwarding databases takes the port in the header */
        head.ndm_ifindex = f->ifindex;
    start(m, RTM_GETNEIGH, &head, sizeof(head));
    if (f->ifindex != 0 && !fdb)
        (void)kl_msg_put_u32(m, NDA_IFINDEX, (uint32_t)f->ifindex);
    if (f->master != 0)
        (void)kl_msg_put_u32(m, NDA_MASTER, (uint32_t)f->master);
}

static void dump_nexthops(struct kl_msg *m, const struct kl_net_filter *f)
{
    struct nhmsg head = {.nh_family = f->family};

    start(m, RTM_GETNEXTHOP, &head, sizeof(head));
    if (f->ifindex != 0)
        (void)kl_msg_put_u32(m, NHA_OIF, (uint32_t)f->ifindex);
    if (f->master != 0)
        (void)kl_msg_put_u32(m, NHA_MASTER, (uint32_t)f->master);
}

static void dump_bridge(struct kl_msg *m, uint16_t type, uint32_t ext)
{
    struct ifinfomsg link = {.ifi_family = AF_BRIDGE};
    struct {
        uint8_t family, pad[3];
        uint32_t ifindex;
    } port = {.family = AF_BRIDGE};

    if (type != RTM_GETLINK) {
        start(m, type, &port, sizeof(port)); /* struct br_port_msg */
        return;
    }
    start(m, type, &link, sizeof(link));
    (void)kl_msg_put_u32(m, IFLA_EXT_MASK, ext);
}

int kl_net_build_dump(struct kl_msg *m, enum kl_net_type type, const struct kl_net_filter *f)
{
    struct ifaddrmsg addr = {.ifa_family = f->family, .ifa_index = (uint32_t)f->ifindex};
    struct fib_rule_hdr rule = {.family = f->family};

    switch (type) {
    case KL_NET_LINK:
        dump_links(m, f);
        break;
    case KL_NET_ADDR:
        start(m, RTM_GETADDR, &addr, sizeof(addr));
        break;
    case KL_NET_ROUTE:
        dump_routes(m, f);
        break;
    case KL_NET_NEXTHOP:
        dump_nexthops(m, f);
        break;
    case KL_NET_RULE:
        start(m, RTM_GETRULE, &rule, sizeof(rule));
        break;
    case KL_NET_NEIGH:
    case KL_NET_FDB:
        dump_neighbours(m, f, type == KL_NET_FDB);
        break;
    case KL_NET_BRIDGE_VLAN:
        dump_bridge(m, RTM_GETLINK, RTEXT_FILTER_BRVLAN_COMPRESSED);
        break;
    case KL_NET_MDB:
        dump_bridge(m, RTM_GETMDB, 0);
        break;
    default:
        return -EINVAL;
    }
    return kl_msg_error(m);
}

/* ---- What the kernel let through ---- */

static bool route_passes(const struct kl_net_route *r, const struct kl_net_filter *f)
{
    bool uses = f->ifindex == 0 || r->hop.ifindex == f->ifindex;

    for (unsigned i = 0; i < r->n_hops && !uses; i++)
        uses = r->hops[i].ifindex == f->ifindex;
    /* Routes of next hop objects tell no hops in some settings: the kernel has chosen them. */
    if (!uses && r->hop.ifindex == 0 && r->n_hops == 0)
        uses = (r->has & KL_NET_HAS(RTA_NH_ID)) != 0;
    return uses && (f->family == 0 || r->dst.family == f->family) &&
           (f->table == 0 || r->table == f->table) &&
           (f->protocol == 0 || r->protocol == f->protocol) &&
           (f->type == 0 || r->type == f->type) &&
           ((f->flags & KL_NET_F_CACHED) != 0) == ((r->flags & RTM_F_CLONED) != 0);
}

static bool link_passes(const struct kl_net_link *l, const struct kl_net_filter *f)
{
    return (f->ifindex == 0 || l->ifindex == f->ifindex) &&
           (f->master == 0 || l->master == f->master) &&
           (f->kind == NULL || strcmp(l->kind, f->kind) == 0);
}

static bool neigh_passes(const struct kl_net_neigh *x, const struct kl_net_filter *f, bool fdb)
{
    return (f->ifindex == 0 || x->ifindex == f->ifindex) &&
           (fdb || f->family == 0 || x->family == f->family) &&
           (!fdb || f->master == 0 || x->master == f->master || x->ifindex == f->master) &&
           (fdb || (x->family != AF_BRIDGE &&
                    ((f->flags & KL_NET_F_PROXY) != 0) == ((x->flags & NTF_PROXY) != 0)));
}

bool kl_net_passes(const struct kl_net_object *o, const struct kl_net_filter *f)
{
    switch (o->type) {
    case KL_NET_LINK:
        return link_passes(o->link, f);
    case KL_NET_ADDR:
        return (f->ifindex == 0 || o->addr->ifindex == f->ifindex) &&
               (f->family == 0 || o->addr->local.family == f->family);
    case KL_NET_ROUTE:
        return route_passes(o->route, f);
    case KL_NET_NEXTHOP:
        return (f->family == 0 || o->nexthop->family == f->family) &&
               (f->ifindex == 0 || o->nexthop->ifindex == f->ifindex) &&
               (f->protocol == 0 || o->nexthop->protocol == f->protocol);
    case KL_NET_RULE:
        return (f->family == 0 || o->rule->family == f->family) &&
               (f->table == 0 || o->rule->table == f->table) &&
               (f->protocol == 0 || o->rule->protocol == f->protocol);
    case KL_NET_NEIGH:
    case KL_NET_FDB:
        return neigh_passes(o->neigh, f, o->type == KL_NET_FDB);
    case KL_NET_BRIDGE_VLAN:
        return f->ifindex == 0 || o->vlan->ifindex == f->ifindex;
    case KL_NET_MDB:
        return (f->ifindex == 0 || o->mdb->port == f->ifindex) &&
               (f->master == 0 || o->mdb->bridge == f->master);
    default:
        return true;
    }
}

/* ---- Lists ---- */

struct walk {
    struct kl_net_scratch *scratch;
    enum kl_net_type type;
    const struct kl_net_filter *filter;
    kl_net_fn *fn;
    void *user;
    int64_t count;
    bool interrupted;
};

static int give(const struct kl_net_object *o, void *user)
{
    struct walk *w = user;

    if (o->type != w->type || !kl_net_passes(o, w->filter))
        return 0;
    w->count++;
    return w->fn(o, w->user);
}

static int give_message(struct walk *w, const struct nlmsghdr *msg)
{
    struct kl_net_object o;
    int rc;

    if (w->type == KL_NET_BRIDGE_VLAN)
        return kl_net_walk_vlans(msg, give, w);
    if (w->type == KL_NET_MDB)
        return kl_net_walk_mdb(msg, give, w);
    rc = kl_net_read_object(w->scratch, msg, &o, NULL);
    return rc <= 0 ? rc : give(&o, w);
}

static int on_reply(struct kl_sock *s, const struct kl_reply *reply, void *user)
{
    struct walk *w = user;
    int rc = 0;

    (void)s;
    if (reply->kind == KL_REPLY_MESSAGE)
        rc = give_message(w, reply->msg);
    else if (reply->kind == KL_REPLY_DONE)
        w->interrupted = reply->interrupted;
    else
        rc = -EAGAIN; /* what was given cannot be taken back */
    return rc < 0 ? rc : 0;
}

/* The error of @n is about a list. @return @rc */
static int name_list(struct kl_net *n, int rc, enum kl_net_type type)
{
    char text[32];

    snprintf(text, sizeof(text), "list (%s)", kl_net_type_name(type));
    kl_error_set_object(kl_sock_error_edit(n->sock), text);
    return rc;
}

static const struct kl_net_filter no_filter;

static void forget(struct kl_net *n)
{
    kl_answer_free(n->kept);
    n->kept = NULL;
}

int64_t kl_net_dump(struct kl_net *n, enum kl_net_type type, const struct kl_net_filter *filter,
                    kl_net_fn *fn, void *user)
{
    struct kl_request_options options = {.timeout_ms = KL_NO_TIMEOUT};
    struct walk w = {.scratch = &n->scratch,
                     .type = type,
                     .filter = filter != NULL ? filter : &no_filter,
                     .fn = fn,
                     .user = user};
    int rc = kl_net_build_dump(n->msg, type, w.filter);

    forget(n);
    if (rc < 0)
        return name_list(n, kl_net_refuse(n, rc, "there is no list of this type"), type);
    rc = kl_request_each(n->sock, n->msg, &options, on_reply, &w);
    if (rc == 0 && w.interrupted)
        rc = kl_net_refuse(n, -EAGAIN, "the list changed while it was read");
    return rc < 0 ? name_list(n, rc, type) : w.count;
}

int64_t kl_net_list(struct kl_net *n, enum kl_net_type type, const struct kl_net_filter *filter,
                    kl_net_fn *fn, void *user)
{
    struct kl_net_scratch scratch = {.items = NULL};
    struct walk w = {.scratch = &scratch,
                     .type = type,
                     .filter = filter != NULL ? filter : &no_filter,
                     .fn = fn,
                     .user = user};
    struct kl_answer *a;
    int rc = kl_net_build_dump(n->msg, type, w.filter);

    forget(n);
    if (rc < 0)
        return name_list(n, kl_net_refuse(n, rc, "there is no list of this type"), type);
    rc = kl_request(n->sock, n->msg, &a);
    if (rc < 0)
        return name_list(n, rc, type);
    if (kl_answer_interrupted(a))
        rc = name_list(n, kl_net_refuse(n, -EAGAIN, "the list changed every time it was read"),
                       type);
    for (size_t i = 0; i < kl_answer_count(a) && rc >= 0; i++)
        rc = give_message(&w, kl_answer_message(a, i));
    kl_answer_free(a);
    kl_net_scratch_free(&scratch);
    if (rc < 0 && kl_error_code(kl_net_error(n)) != rc) /* of @fn, or a message that is none */
        rc = name_list(n, kl_net_refuse(n, rc, "%s", kl_strerror(rc)), type);
    return rc < 0 ? rc : w.count;
}

/* ---- One object ---- */

/* Sends n->msg, and reads the first object of @type in the answer, which is kept. */
static int ask(struct kl_net *n, enum kl_net_type type, struct kl_net_object *ret)
{
    int rc;

    forget(n);
    rc = kl_request(n->sock, n->msg, &n->kept);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < kl_answer_count(n->kept); i++) {
        rc = kl_net_read_object(&n->scratch, kl_answer_message(n->kept, i), ret, NULL);
        if (rc < 0 || (rc > 0 && ret->type == type))
            break;
        rc = 0;
    }
    if (rc == 0)
        return kl_net_refuse(n, -EBADMSG, "the kernel's answer has no %s", kl_net_type_name(type));
    return rc < 0 ? kl_net_refuse(n, rc, "%s", kl_strerror(rc)) : 0;
}

int kl_net_link_get(struct kl_net *n, int32_t ifindex, const char *name, struct kl_net_link *ret)
{
    struct ifinfomsg head = {.ifi_index = ifindex};
    struct kl_net_object o;
    int rc;

    if (ifindex == 0 && (name == NULL || name[0] == '\0' || strlen(name) > KL_NET_ALTNAME_MAX))
        return kl_net_name_link(n,
                                kl_net_refuse(n, -EINVAL,
                                              "a link's name has 1 to 15 characters, an "
                                              "alternative name up to 127"),
                                0, name);
    (void)kl_msg_start(n->msg, RTM_GETLINK, 0);
    (void)kl_msg_put_header(n->msg, &head, sizeof(head));
    if (ifindex == 0)
        (void)kl_msg_put_str(n->msg,
                             strlen(name) < KL_NET_NAME_SIZE ? IFLA_IFNAME : IFLA_ALT_IFNAME, name);
    rc = ask(n, KL_NET_LINK, &o);
    if (rc == -ENODEV && ifindex == 0 && strlen(name) < KL_NET_NAME_SIZE) {
        /* Short alternative names are found by the other attribute on some kernels only. */
        (void)kl_msg_start(n->msg, RTM_GETLINK, 0);
        (void)kl_msg_put_header(n->msg, &head, sizeof(head));
        (void)kl_msg_put_str(n->msg, IFLA_ALT_IFNAME, name);
        rc = ask(n, KL_NET_LINK, &o);
    }
    if (rc == 0)
        *ret = *o.link;
    return kl_net_name_link(n, rc, ifindex, name);
}

int32_t kl_net_link_index(struct kl_net *n, const char *name)
{
    struct kl_net_link l;
    int rc = kl_net_link_get(n, 0, name, &l);

    return rc < 0 ? rc : l.ifindex;
}

int kl_net_route_get(struct kl_net *n, const struct kl_net_route *q, struct kl_net_route *ret)
{
    size_t len = kl_net_ip_len(q->dst.family);
    struct rtmsg head = {.rtm_family = q->dst.family,
                         .rtm_dst_len = (uint8_t)(len * 8),
                         .rtm_tos = q->tos,
                         .rtm_flags = RTM_F_LOOKUP_TABLE | (q->flags & RTM_F_FIB_MATCH)};
    const struct kl_net_object asked = {.type = KL_NET_ROUTE, .route = q};
    struct kl_net_object o;
    int rc;

    if (len == 0)
        return kl_net_name(n, kl_net_refuse(n, -EINVAL, "which address?"), &asked);
    if (q->src.family == q->dst.family)
        head.rtm_src_len = (uint8_t)(len * 8);
    (void)kl_msg_start(n->msg, RTM_GETROUTE, 0);
    (void)kl_msg_put_header(n->msg, &head, sizeof(head));
    (void)kl_msg_put_bytes(n->msg, RTA_DST, q->dst.bytes, len);
    if (head.rtm_src_len != 0)
        (void)kl_msg_put_bytes(n->msg, RTA_SRC, q->src.bytes, len);
    if ((q->hop.has & (1u << RTA_OIF)) != 0)
        (void)kl_msg_put_u32(n->msg, RTA_OIF, (uint32_t)q->hop.ifindex);
    if ((q->has & KL_NET_HAS(RTA_IIF)) != 0)
        (void)kl_msg_put_u32(n->msg, RTA_IIF, (uint32_t)q->iif);
    if ((q->has & KL_NET_HAS(RTA_MARK)) != 0)
        (void)kl_msg_put_u32(n->msg, RTA_MARK, q->mark);
    if ((q->has & KL_NET_HAS(RTA_UID)) != 0)
        (void)kl_msg_put_u32(n->msg, RTA_UID, q->uid);
    rc = kl_net_name(n, ask(n, KL_NET_ROUTE, &o), &asked);
    if (rc == 0)
        *ret = *o.route;
    return rc;
}

int kl_net_nexthop_get(struct kl_net *n, uint32_t id, struct kl_net_nexthop *ret)
{
    const struct kl_net_nexthop asked = {.id = id};
    struct nhmsg head = {.nh_family = AF_UNSPEC};
    struct kl_net_object o;
    int rc;

    (void)kl_msg_start(n->msg, RTM_GETNEXTHOP, 0);
    (void)kl_msg_put_header(n->msg, &head, sizeof(head));
    (void)kl_msg_put_u32(n->msg, NHA_ID, id);
    rc = ask(n, KL_NET_NEXTHOP, &o);
    if (rc == 0)
        *ret = *o.nexthop;
    return kl_net_name(n, rc, &(struct kl_net_object){.type = KL_NET_NEXTHOP, .nexthop = &asked});
}
