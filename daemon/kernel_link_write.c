// SPDX-License-Identifier: MIT
// Links are made and changed by the rows of the schema.
#include "kernel.h"

#include "die.h"
#include "netns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <kernlink/net_kind.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/netlink.h>
#include <linux/veth.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/core/error.h"

#define RAW_MAX 2048

// Attributes that are being written.
struct raw {
    unsigned char data[RAW_MAX];
    size_t len;
};

static void put(struct raw *raw, uint16_t attr, const void *data, size_t len)
{
    struct nlattr h = {.nla_len = (uint16_t)(NLA_HDRLEN + len), .nla_type = attr};

    if (raw->len + NLA_HDRLEN + NLA_ALIGN(len) > RAW_MAX)
        return;
    memset(raw->data + raw->len, 0, NLA_HDRLEN + NLA_ALIGN(len));
    memcpy(raw->data + raw->len, &h, sizeof h);
    memcpy(raw->data + raw->len + NLA_HDRLEN, data, len);
    raw->len += NLA_HDRLEN + NLA_ALIGN(len);
}

static void put_number(struct raw *raw, uint16_t attr, uint8_t width, uint64_t value)
{
    unsigned bytes = width & 0x7f;
    unsigned char data[8];

    for (unsigned i = 0; i < bytes; i++) {
        unsigned shift = 8 * (width & KLD_BE ? bytes - 1 - i : i);

        data[i] = (unsigned char)(value >> shift);
    }
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    if (!(width & KLD_BE))
        for (unsigned i = 0; i < bytes; i++)
            data[i] = (unsigned char)(value >> 8 * (bytes - 1 - i));
#endif
    put(raw, attr, data, bytes);
}

static void put_address(struct raw *raw, enum kld_kind kind, uint16_t attr, const char *text)
{
    uint8_t bytes[16];

    if (inet_pton(AF_INET, text, bytes) == 1) {
        put(raw, attr, bytes, 4);
    } else if (inet_pton(AF_INET6, text, bytes) == 1) {
        if (kind == KLD_VXLAN)
            attr = attr == IFLA_VXLAN_GROUP ? IFLA_VXLAN_GROUP6 : IFLA_VXLAN_LOCAL6;
        else if (kind == KLD_GENEVE)
            attr = IFLA_GENEVE_REMOTE6;
        put(raw, attr, bytes, 16);
    }
}

static void put_targets(struct raw *raw, uint16_t attr, const char *text)
{
    struct raw *inner = calloc(1, sizeof *inner);
    uint16_t i = 0;

    while (inner && *text) {
        size_t n = strcspn(text, " ");
        char word[64];
        uint8_t bytes[4];

        snprintf(word, sizeof word, "%.*s", (int)n, text);
        if (inet_pton(AF_INET, word, bytes) == 1)
            put(inner, i++, bytes, 4);
        text += n;
        text += strspn(text, " ");
    }
    if (inner)
        put(raw, attr | NLA_F_NESTED, inner->data, inner->len);
    free(inner);
}

static int put_row(struct kl_net *n, struct raw *raw, const struct kld_object *o,
                   const struct kld_row *r, const char *text)
{
    uint16_t key = GRE_KEY;

    if (r->flags & KLD_LIST) {
        put_targets(raw, r->attr, text);
    } else if (r->type == KLD_T_IP || r->type == KLD_T_IP4) {
        put_address(raw, kld_kind_of(o), r->attr, text);
    } else if (r->type == KLD_T_NAME) {
        int32_t ifindex = *text ? kl_net_link_index(n, text) : 0;

        if (ifindex < 0)
            return ifindex;
        put_number(raw, r->attr, 4, (uint64_t)ifindex);
    } else {
        put_number(raw, r->attr, r->width, (uint64_t)kld_number_of(r, text));
        if (!strcmp(r->name, "key")) { // both ways alike
            put_number(raw, IFLA_GRE_OKEY, r->width, (uint64_t)kld_number_of(r, text));
            put(raw, IFLA_GRE_IFLAGS, &key, 2);
            put(raw, IFLA_GRE_OFLAGS, &key, 2);
        }
    }
    return 0;
}

// What is no attribute of the kind's own.
static void fill_common(struct kl_net_link *l, const struct kld_row *r, const char *text)
{
    uint32_t number = (uint32_t)strtoul(text, NULL, 10);

    if (r->where == KLD_BITS) {
        l->has |= KL_NET_L_FLAGS;
        l->flags_mask |= r->attr;
        if (kld_number_of(r, text))
            l->flags |= r->attr;
        return;
    }
    switch (r->attr) {
    case IFLA_MTU:
        l->mtu = number;
        l->has |= KL_NET_L_MTU;
        break;
    case IFLA_TXQLEN:
        l->txqlen = number;
        l->has |= KL_NET_L_TXQLEN;
        break;
    case IFLA_GROUP:
        l->group = number;
        l->has |= KL_NET_L_GROUP;
        break;
    case IFLA_ADDRESS:
        l->address_len = (uint8_t)kld_mac_of(text, l->address, 6);
        l->has |= KL_NET_L_ADDRESS;
        break;
    default:
        break;
    }
}

// Interfaces below: by an attribute of all, or by one of the kind.
static int fill_below(struct kl_net *n, struct kl_net_link *l, struct raw *raw,
                      const struct kld_object *o)
{
    const char *below = kld_get(o, "link");
    int32_t ifindex = below ? kl_net_link_index(n, below) : 0;

    if (ifindex <= 0)
        return ifindex;
    switch (kld_kind_of(o)) {
    case KLD_VXLAN:
        put_number(raw, IFLA_VXLAN_LINK, 4, (uint64_t)ifindex);
        break;
    case KLD_GRE:
    case KLD_GRETAP:
        put_number(raw, IFLA_GRE_LINK, 4, (uint64_t)ifindex);
        break;
    case KLD_IPIP:
    case KLD_SIT:
        put_number(raw, IFLA_IPTUN_LINK, 4, (uint64_t)ifindex);
        break;
    default:
        l->parent = ifindex;
        l->has |= KL_NET_L_PARENT;
    }
    return 0;
}

static const char *alias_of(const struct kld_object *o, char *buffer, size_t size)
{
    const char *description = kld_get(o, "description"), *from = kld_get(o, "outside-name");

    if (description && !*description)
        description = NULL;
    if (from && !kld_is_made(o))
        snprintf(buffer, size, KLD_ALIAS KLD_FROM "%s%s%s", from, description ? ": " : "",
                 description ? description : "");
    else if (o->owner != KLD_OURS || !kld_is_made(o))
        snprintf(buffer, size, "%s", description ? description : "");
    else
        snprintf(buffer, size, "%s%s%s%s", KLD_ALIAS,
                 kld_is_true(o, "from-outside") ? KLD_OUTSIDE : "", description ? ": " : "",
                 description ? description : "");
    return buffer;
}

// The kernel sets what a tunnel is not told to zero, so a change says all of it.
static bool is_whole(enum kld_kind kind)
{
    return kind == KLD_GRE || kind == KLD_GRETAP || kind == KLD_IPIP || kind == KLD_SIT;
}

// Is the link marked as ours behind its creation?
static bool is_marked(const struct kld_object *o)
{
    return o->owner == KLD_OURS && kld_is_made(o);
}

// The alias: the kernel takes it on a change only, so in a step of its own. Until then the group
// says whose the link is, and that it is still the one that was made. Changed by its number: with a
// group and a name that is gone, kernels before 5.18 change all links of that group.
static int mark_new(struct kl_net *n, const struct kld_object *o)
{
    const char *group = kld_get(o, "group");
    char alias[300];
    struct kl_net_link made, l = {.has = KL_NET_L_ALIAS, .alias = alias_of(o, alias, sizeof alias)};
    struct kl_error why = {0};
    int code;

    if (!*alias)
        return 0;
    kld_die_within_step();
    code = kl_net_link_get(n, 0, o->dev, &made);
    if (code)
        return code;
    if (is_marked(o) && made.group != KLD_BEGUN_GROUP)
        return kl_error_set(kl_sock_error_edit(kl_net_sock(n)), -ESTALE,
                            "another has taken the place of what was made");
    l.ifindex = made.ifindex;
    if (is_marked(o)) {
        l.group = group ? (uint32_t)strtoul(group, NULL, 10) : 0;
        l.has |= KL_NET_L_GROUP;
    }
    code = kl_net_link(n, KL_NET_CHANGE, &l);
    if (!code)
        return 0;
    kl_error_copy(&why, kl_net_error(n));
    kl_net_link_delete(n, l.ifindex);
    kl_error_copy(kl_sock_error_edit(kl_net_sock(n)), &why);
    return code;
}

static int mark_there(struct kl_net *n, const char *netns, const struct kld_object *o)
{
    const struct kl_net_options there = {.netns = netns};
    struct kl_net *inside;
    int code = kl_net_open(&inside, &there);

    if (code)
        return kl_error_set(kl_sock_error_edit(kl_net_sock(n)), code, "namespace %s: %s", netns,
                            kl_strerror(code));
    code = mark_new(inside, o);
    if (code)
        kl_error_copy(kl_sock_error_edit(kl_net_sock(n)), kl_net_error(inside));
    kl_net_close(inside);
    return code;
}

// @return a descriptor of @netns, which may be NULL: -1; another negative number is a code
static int open_netns(struct kl_net *n, const char *netns, int *ret)
{
    *ret = netns ? kld_netns_open(netns) : -1;
    if (!netns || *ret >= 0)
        return 0;
    return kl_error_set(kl_sock_error_edit(kl_net_sock(n)), *ret, "namespace %s: %s", netns,
                        kl_strerror(*ret));
}

int kld_link_create(struct kl_net *n, const struct kld_object *o, bool least, const char *into)
{
    enum kld_kind kind = kld_kind_of(o);
    struct kl_net_link l = {.has = KL_NET_L_NAME}, peer = {.has = KL_NET_L_NAME};
    union kl_net_kind veth = {.veth = {.has = KL_NET_HAS(VETH_INFO_PEER), .peer = &peer}};
    struct raw raw = {.len = 0};
    const char *netns = kld_get(o, "peer-netns");
    int code;

    snprintf(l.name, sizeof l.name, "%s", o->dev);
    snprintf(l.kind, sizeof l.kind, "%s", kld_kinds[kind].kernel);
    code = fill_below(n, &l, &raw, o);
    for (size_t i = 0; i < o->n && !code; i++) {
        const struct kld_row *r = o->pairs[i].row;

        if (r->where == KLD_LINK)
            fill_common(&l, r, o->pairs[i].text);
        else if (r->where == KLD_DATA && r->type != KLD_T_NAME &&
                 (!least || r->flags & (KLD_CREATION | KLD_REQUIRED) || is_whole(kind)))
            code = put_row(n, &raw, o, r, o->pairs[i].text);
    }
    if (code)
        return code;
    if (is_marked(o)) {
        l.group = KLD_BEGUN_GROUP;
        l.has |= KL_NET_L_GROUP;
    }
    if (kind == KLD_VETH) {
        snprintf(peer.name, sizeof peer.name, "%s", kld_get(o, "peer"));
        l.kind_data = &veth;
        code = open_netns(n, netns, &peer.netns_fd);
        peer.has |= netns ? KL_NET_L_NETNS_FD : 0u;
    } else if (raw.len) {
        l.kind_raw = (struct kl_net_raw){raw.data, raw.len};
    }
    // Made there at once, on what is here: a name that is taken here does not matter.
    if (!code)
        code = open_netns(n, into, &l.netns_fd);
    l.has |= into ? KL_NET_L_NETNS_FD : 0u;
    if (!code)
        code = kl_net_link(n, KL_NET_ADD, &l);
    if (netns && peer.netns_fd >= 0)
        close(peer.netns_fd);
    if (into && l.netns_fd >= 0)
        close(l.netns_fd);
    if (code)
        return code;
    return into ? mark_there(n, into, o) : mark_new(n, o);
}

int kld_link_move(struct kl_net *n, const struct kld_object *o, const char *name, int netns)
{
    char alias[300];
    struct kl_net_link l = {.ifindex = kl_net_link_index(n, o->dev),
                            .has = KL_NET_L_ALIAS,
                            .alias = alias_of(o, alias, sizeof alias),
                            .netns_fd = netns};

    if (l.ifindex < 0)
        return l.ifindex;
    l.has |= netns >= 0 ? KL_NET_L_NETNS_FD : 0u;
    l.has |= strcmp(name, o->dev) != 0 ? KL_NET_L_NEW_NAME : 0u;
    snprintf(l.new_name, sizeof l.new_name, "%s", name);
    return kl_net_link(n, KL_NET_CHANGE, &l);
}

int kld_link_change(struct kl_net *n, const struct kld_object *o, const struct kld_row **rows,
                    size_t n_rows, bool mark)
{
    enum kld_kind kind = kld_kind_of(o);
    struct kl_net_link l = {.ifindex = kl_net_link_index(n, o->dev)};
    struct raw data = {.len = 0}, port = {.len = 0};
    char alias[300];
    bool whole = false;
    int code = 0;

    if (l.ifindex < 0)
        return l.ifindex;
    if (mark && kld_kinds[kind].kernel) {
        l.has |= KL_NET_L_ALIAS;
        l.alias = alias_of(o, alias, sizeof alias);
    }
    for (size_t i = 0; i < n_rows && !code; i++) {
        const struct kld_row *r = rows[i];
        const char *text = kld_get(o, r->name);

        if (!strcmp(r->name, "description") || !strcmp(r->name, "adopt")) {
            l.has |= KL_NET_L_ALIAS;
            l.alias = alias_of(o, alias, sizeof alias);
        } else if (r->where == KLD_LINK || r->where == KLD_BITS) {
            fill_common(&l, r, text);
        } else if (r->where == KLD_PORT) {
            code = put_row(n, &port, o, r, text);
        } else if (r->where == KLD_DATA && is_whole(kind)) {
            whole = true;
        } else if (r->where == KLD_DATA) {
            code = put_row(n, &data, o, r, text);
        }
    }
    if (whole)
        code = fill_below(n, &l, &data, o);
    for (size_t i = 0; i < o->n && whole && !code; i++)
        if (o->pairs[i].row->where == KLD_DATA)
            code = put_row(n, &data, o, o->pairs[i].row, o->pairs[i].text);
    if (code)
        return code;
    if (data.len) {
        snprintf(l.kind, sizeof l.kind, "%s", kld_kinds[kind].kernel);
        l.kind_raw = (struct kl_net_raw){data.data, data.len};
    }
    if (port.len) {
        snprintf(l.port_kind, sizeof l.port_kind, "bridge");
        l.port_raw = (struct kl_net_raw){port.data, port.len};
    }
    return kl_net_link(n, KL_NET_CHANGE, &l);
}

/* ---- Alternative names ---- */

static bool in_list(const char *list, const char *word, size_t n)
{
    while (list && *list) {
        size_t m = strcspn(list, " ");

        if (m == n && !memcmp(list, word, n))
            return true;
        list += m;
        list += strspn(list, " ");
    }
    return false;
}

static int each_missing(struct kl_net *n, enum kl_net_verb verb, const char *dev, const char *these,
                        const char *those)
{
    int32_t ifindex = kl_net_link_index(n, dev);
    int code = ifindex < 0 ? ifindex : 0;

    while (these && *these && !code) {
        size_t m = strcspn(these, " ");
        char name[KL_NET_ALTNAME_MAX + 1];

        snprintf(name, sizeof name, "%.*s", (int)m, these);
        if (!in_list(those, these, m))
            code = kl_net_link_altname(n, verb, ifindex, name);
        these += m;
        these += strspn(these, " ");
    }
    return code;
}

int kld_link_alt_names(struct kl_net *n, const struct kld_object *want,
                       const struct kld_object *have)
{
    const char *new = kld_get(want, "alt-names"), *old = have ? kld_get(have, "alt-names") : NULL;
    int code = each_missing(n, KL_NET_DELETE, want->dev, old, new);

    return code ? code : each_missing(n, KL_NET_ADD, want->dev, new, old);
}
