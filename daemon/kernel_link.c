// SPDX-License-Identifier: MIT
// Links as the kernel tells them: by the rows of the schema, whatever the kind.
#include "kernel.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static bool has_bit(const struct kld_row *r, const struct kl_net_link *l)
{
    return l->flags & (r->attr == IFF_NOARP ? (unsigned)IFF_NOARP : r->attr);
}

/* ---- Attributes by rows ---- */

// The attribute that has the IPv6 form of an address in another, or 0.
static uint16_t six_of(enum kld_kind kind, uint16_t attr)
{
    if (kind == KLD_VXLAN)
        return attr == IFLA_VXLAN_GROUP ? IFLA_VXLAN_GROUP6 : IFLA_VXLAN_LOCAL6;
    return kind == KLD_GENEVE && attr == IFLA_GENEVE_REMOTE ? IFLA_GENEVE_REMOTE6 : 0;
}

static const char *address_text(struct kld_arena *a, const struct kl_attr *at)
{
    static const unsigned char none[16];
    char text[INET6_ADDRSTRLEN];

    if ((at->len != 4 && at->len != 16) || !memcmp(at->data, none, at->len))
        return NULL;
    inet_ntop(at->len == 4 ? AF_INET : AF_INET6, at->data, text, sizeof text);
    return kld_strdup(a, text);
}

static const char *targets_text(struct kld_arena *a, const struct kl_attr *at)
{
    struct kl_view v = {.data = at->data, .len = at->len};
    struct kl_attr one;
    const char **words = NULL, *text;
    size_t n = 0;

    while (kl_view_next(&v, &one) == 1)
        if ((text = address_text(a, &one))) {
            words = kld_grow(a, words, n, sizeof *words);
            words[n++] = text;
        }
    return n ? kld_join(a, words, n, true) : NULL;
}

static const char *attr_text(struct kld_arena *a, const struct kld_row *r, const struct kl_attr *at)
{
    uint64_t value = 0;

    if (r->flags & KLD_LIST)
        return targets_text(a, at);
    if (r->type == KLD_T_IP || r->type == KLD_T_IP4)
        return address_text(a, at);
    if (at->len > 8)
        return NULL;
    if (r->width & KLD_BE)
        for (size_t i = 0; i < at->len; i++)
            value = value << 8 | at->data[i];
    else
        memcpy(&value, at->data, at->len); // little-endian, or of the full width
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    if (!(r->width & KLD_BE))
        value >>= 8 * (8 - at->len);
#endif
    return kld_value_number(a, r, (int64_t)value);
}

static void read_rows(struct kld_arena *a, struct kld_object *o, const struct kld_row *rows,
                      enum kld_where where, const struct kl_net_raw *raw, enum kld_kind kind)
{
    for (const struct kld_row *r = rows; r->name && raw->len; r++) {
        struct kl_view v = {.data = raw->data, .len = raw->len};
        struct kl_attr at;
        const char *text = NULL;

        if (r->where != where || (r->kinds && !(r->kinds >> kind & 1)) || r->type == KLD_T_NAME)
            continue;
        if (kl_view_get(&v, r->attr, &at) == 0)
            text = attr_text(a, r, &at);
        if (!text && r->type == KLD_T_IP && six_of(kind, r->attr) &&
            kl_view_get(&v, six_of(kind, r->attr), &at) == 0)
            text = attr_text(a, r, &at);
        if (text)
            kld_put(a, o, r, text, (struct kld_place){0});
    }
}

// A key of 0 is a key; none is when the flag is off.
static void read_gre_key(struct kld_object *o, const struct kl_net_raw *raw)
{
    struct kl_view v = {.data = raw->data, .len = raw->len};
    struct kl_attr at;

    if (kl_view_get(&v, IFLA_GRE_IFLAGS, &at) == 0 && at.len == 2) {
        uint16_t flags;

        memcpy(&flags, at.data, 2);
        if (flags & GRE_KEY)
            return;
    }
    kld_unset(o, "key");
}

/* ---- A link ---- */

// What follows our mark, or NULL: there is none.
static const char *after_mark(const struct kl_net_link *l)
{
    size_t n = strlen(KLD_ALIAS);
    const char *alias = l->has & KL_NET_L_ALIAS && l->alias ? l->alias : "";

    return !strncmp(alias, KLD_ALIAS, n) && (!alias[n] || strchr(": ", alias[n])) ? alias + n
                                                                                  : NULL;
}

// What a device that we moved into a namespace was called, or NULL: it is none. It is a device,
// whatever kind of link others made.
static const char *moved_from(const struct kl_net_link *l)
{
    size_t n = strlen(KLD_FROM);
    const char *mark = after_mark(l);

    return mark && !strncmp(mark, KLD_FROM, n) ? mark + n : NULL;
}

static enum kld_kind kind_of(const struct kl_net_link *l)
{
    if (l->flags & IFF_LOOPBACK)
        return KLD_LOOPBACK;
    if (moved_from(l))
        return KLD_ETHERNET;
    for (int k = 0; k < KLD_N_KINDS; k++)
        if (kld_kinds[k].kernel && !strcmp(kld_kinds[k].kernel, l->kind))
            return (enum kld_kind)k;
    return KLD_ETHERNET; // of other kinds we take what all have
}

// "kernlinkd: WORDS", "kernlinkd outside: WORDS", "kernlinkd from NAME: WORDS", or words of others.
static void read_alias(struct kld_arena *a, struct kld_object *o, const struct kl_net_link *l)
{
    const char *mark = after_mark(l), *from = moved_from(l);
    const char *words = l->has & KL_NET_L_ALIAS && l->alias ? l->alias : "";

    if (mark) {
        words = mark + strcspn(mark, ":");
        words += *words == ':';
        words += *words == ' ';
    }
    if (from)
        kld_set(a, o, "outside-name", kld_strndup(a, from, strcspn(from, ":")));
    else if (mark)
        o->owner = KLD_OURS;
    o->begun = !mark && l->group == KLD_BEGUN_GROUP && kld_is_made(o);
    if (o->begun)
        o->owner = KLD_OURS;
    // The kernel tells it of some kinds only.
    if (mark && !strncmp(mark, KLD_OUTSIDE, strlen(KLD_OUTSIDE)) &&
        kld_find(&kld_interface, "from-outside", (int)kld_kind_of(o)))
        kld_set(a, o, "from-outside", "true");
    kld_set(a, o, "description", kld_strdup(a, words));
}

static void read_common(struct kld_arena *a, struct kld_object *o, const struct kl_net_link *l)
{
    const char **words = kld_alloc(a, (l->n_alt_names + 1) * sizeof *words);

    kld_set(a, o, "up", l->flags & IFF_UP ? "true" : "false");
    kld_set(a, o, "mtu", kld_printf(a, "%u", l->mtu));
    if (l->has & KL_NET_L_ADDRESS && l->address_len == 6 &&
        kld_find(&kld_interface, "mac", (int)kld_kind_of(o)))
        kld_set(a, o, "mac", kld_mac_text(a, l->address, 6));
    read_alias(a, o, l);
    for (unsigned i = 0; i < l->n_alt_names; i++)
        words[i] = kld_strdup(a, l->alt_names[i]);
    kld_set(a, o, "alt-names", kld_join(a, words, l->n_alt_names, false));
    kld_set(a, o, "tx-queue-length", kld_printf(a, "%u", l->txqlen));
    kld_set(a, o, "group", kld_printf(a, "%u", o->begun ? 0 : l->group));
    for (const struct kld_row *r = kld_interface.rows; r->name; r++)
        if (r->where == KLD_BITS)
            kld_put(a, o, r, kld_value_number(a, r, has_bit(r, l)), (struct kld_place){0});
}

struct kld_object *kld_link_read(struct kld_arena *a, const struct kl_net_link *l)
{
    struct kld_object *o = kld_object_new(a, &kld_interface, l->name);
    enum kld_kind kind = kind_of(l);

    o->ifindex = l->ifindex;
    o->flags = l->flags;
    if (kind == KLD_ETHERNET && *l->kind && !moved_from(l))
        o->other = kld_strdup(a, l->kind);
    if (l->has & KL_NET_L_PARENT_NETNSID && l->has & KL_NET_L_PARENT) {
        o->far = l->parent;
        o->netnsid = l->parent_netnsid;
    }
    kld_set(a, o, "kind", kld_kinds[kind].name);
    read_common(a, o, l);
    read_rows(a, o, kld_kind_rows, KLD_DATA, &l->kind_raw, kind);
    if (kind == KLD_GRE || kind == KLD_GRETAP)
        read_gre_key(o, &l->kind_raw);
    if (!strcmp(l->port_kind, "bridge"))
        read_rows(a, o, kld_find(&kld_interface, "port", -1)->section->rows, KLD_PORT, &l->port_raw,
                  kind);
    return o;
}

static int32_t index_in(const struct kl_net_raw *raw, uint16_t attr)
{
    struct kl_view v = {.data = raw->data, .len = raw->len};
    struct kl_attr at;
    int32_t ifindex = 0;

    if (raw->len && kl_view_get(&v, attr, &at) == 0 && at.len == 4)
        memcpy(&ifindex, at.data, 4);
    return ifindex;
}

void kld_link_names(struct kld_arena *a, struct kld_object *o, const struct kl_net_link *l,
                    const struct kld_names *names)
{
    enum kld_kind kind = kld_kind_of(o);
    int32_t below = l->has & KL_NET_L_PARENT && !(l->has & KL_NET_L_PARENT_NETNSID) ? l->parent : 0;
    const char *name = l->has & KL_NET_L_MASTER ? kld_name_of(names, l->master) : NULL;

    if (name)
        kld_set(a, o, "master", name);
    switch (kind) {
    case KLD_VXLAN:
        below = index_in(&l->kind_raw, IFLA_VXLAN_LINK);
        break;
    case KLD_GRE:
    case KLD_GRETAP:
        below = index_in(&l->kind_raw, IFLA_GRE_LINK);
        break;
    case KLD_IPIP:
    case KLD_SIT:
        below = index_in(&l->kind_raw, IFLA_IPTUN_LINK);
        break;
    case KLD_BOND:
        name = kld_name_of(names, index_in(&l->kind_raw, IFLA_BOND_PRIMARY));
        if (name)
            kld_set(a, o, "primary", name);
        break;
    default:
        break;
    }
    if (kind != KLD_VETH && (l->has & KL_NET_L_PARENT_NETNSID || kld_is_true(o, "from-outside"))) {
        o->netnsid = l->has & KL_NET_L_PARENT_NETNSID ? l->parent_netnsid : KLD_NETNSID_MARK;
        o->far = kind == KLD_VXLAN ? below : l->has & KL_NET_L_PARENT ? l->parent : 0;
        o->far = o->far ? o->far : -1;
        below = 0;
    }
    name = kld_name_of(names, below);
    if (name && kind == KLD_VETH)
        kld_set(a, o, "peer", name);
    else if (name && kld_find(&kld_interface, "link", (int)kind))
        kld_set(a, o, "link", name);
}
