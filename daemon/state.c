// SPDX-License-Identifier: MIT
#include "state.h"

#include "before.h"
#include "netns.h"
#include "set.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reading {
    struct kl_net *n;
    struct kld_model *m;
    const struct kld_model *want;
    struct kld_names names;
    bool second; // links: names are known, and fill in what refers to them
};

// Where two have one name, ours is meant: the other is behind it in the kernel's order anyway.
static void add(struct kld_model *m, struct kld_object *o)
{
    struct kld_object *other = o ? kld_model_add(m, o) : NULL;

    if (other && o->owner == KLD_OURS && other->owner != KLD_OURS) {
        other->pairs = o->pairs;
        other->n = o->n;
        other->owner = o->owner;
        other->protocol = o->protocol;
        other->kernel = o->kernel;
    }
}

static int take(const struct kl_net_object *k, void *user)
{
    struct reading *r = user;
    struct kld_arena *a = r->m->arena;
    struct kld_object *o = NULL;

    switch (k->type) {
    case KL_NET_LINK:
        if (!r->second) {
            kld_names_add(&r->names, k->link->ifindex, kld_strdup(a, k->link->name));
            return 0;
        }
        o = kld_link_read(a, k->link);
        kld_link_names(a, o, k->link, &r->names);
        break;
    case KL_NET_ADDR:
        o = kld_address_read(a, k->addr, &r->names);
        break;
    case KL_NET_ROUTE:
        o = kld_route_read(a, k->route, &r->names);
        break;
    case KL_NET_RULE:
        o = kld_rule_read(a, k->rule);
        break;
    case KL_NET_NEIGH:
        o = kld_neighbour_read(a, k->neigh, &r->names);
        break;
    case KL_NET_BRIDGE_VLAN:
        kld_vlan_read(r->m, k->vlan, &r->names);
        break;
    default:
        break;
    }
    add(r->m, o);
    return 0;
}

static int read_list(struct reading *r, enum kl_net_type type, unsigned flags)
{
    struct kl_net_filter filter = {.flags = flags};
    int64_t code = kl_net_list(r->n, type, &filter, take, r);

    // What a kernel does not have is not there.
    if (code == -EOPNOTSUPP && type == KL_NET_BRIDGE_VLAN)
        return 0;
    return code < 0 ? (int)code : 0;
}

// Values of files, where settings name them.
static void read_files(struct reading *r)
{
    for (size_t i = 0; r->want && i < r->want->n; i++) {
        const struct kld_object *file = r->want->list[i];
        const char *name = file->class == KLD_C_SYSCTL ? kld_get(file, "name") : NULL;
        const char *value = name ? kld_sysctl_read(r->m->arena, name) : NULL;
        struct kld_object *o;

        if (!value)
            continue;
        o = kld_object_new(r->m->arena, &kld_sysctl, file->dev);
        kld_set(r->m->arena, o, "name", name);
        kld_set(r->m->arena, o, "value", value);
        add(r->m, o);
    }
}

static int read_wireguard(struct reading *r)
{
    size_t n = r->m->n;
    int code = 0;

    for (size_t i = 0; i < n && !code; i++)
        if (r->m->list[i]->class == KLD_C_LINK && kld_kind_of(r->m->list[i]) == KLD_WIREGUARD)
            code = kld_wireguard_read(r->n, r->m, r->m->list[i], r->want);
    return code;
}

static void mark_managed(struct reading *r)
{
    for (size_t i = 0; i < r->m->n; i++) {
        struct kld_object *o = r->m->list[i];

        if (o->class == KLD_C_LINK)
            o->managed = o->owner == KLD_OURS || kld_get(o, "outside-name") ||
                         (r->want && kld_model_link(r->want, o->dev));
    }
    // Those that are to get a name.
    for (size_t i = 0; r->want && i < r->want->n; i++) {
        const struct kld_object *want = r->want->list[i];
        struct kld_object *have = NULL;

        if (want->class == KLD_C_LINK && kld_has_match(want) && !kld_is_true(want, "from-outside"))
            have = kld_device_of(r->m, want, r->n);
        if (have)
            have->managed = true;
    }
}

int kld_model_read_state(struct kl_net *n, struct kld_arena *a, const struct kld_model *want,
                         struct kld_model **ret)
{
    static const struct {
        enum kl_net_type type;
        unsigned flags;
    } lists[] = {{KL_NET_LINK, 0},
                 {KL_NET_LINK, 0},
                 {KL_NET_ADDR, 0},
                 {KL_NET_ROUTE, 0},
                 {KL_NET_RULE, 0},
                 {KL_NET_NEIGH, 0},
                 {KL_NET_NEIGH, KL_NET_F_PROXY},
                 {KL_NET_BRIDGE_VLAN, 0}};
    struct reading r = {.n = n, .m = kld_model_new(a), .want = want, .names = {.arena = a}};
    int code = 0;

    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && !code; i++) {
        code = read_list(&r, lists[i].type, lists[i].flags);
        if (!i)
            kld_names_sort(&r.names);
        r.second = true;
    }
    if (!code)
        code = read_wireguard(&r);
    if (!code)
        code = kld_sets_read(n, r.m, want);
    if (code)
        return code;
    read_files(&r);
    mark_managed(&r);
    *ret = r.m;
    return 0;
}

int kld_state_read(struct kl_net *n, struct kld_arena *a, const struct kld_model *want,
                   struct kld_model **ret)
{
    int code = kld_model_read_state(n, a, want, ret);

    return code ? code : kld_netns_read(n, *ret, want);
}

/* ---- Which device is meant ---- */

static const char *link_end(const char *path, char buffer[PATH_MAX], bool whole)
{
    const char *slash;

    if (!realpath(path, buffer))
        return "";
    slash = strrchr(buffer, '/');
    return whole || !slash ? buffer : slash + 1;
}

static bool fits(const char *pattern, const char *text)
{
    return !pattern || fnmatch(pattern, text, 0) == 0;
}

bool kld_has_match(const struct kld_object *want)
{
    return kld_get(want, "match.name") || kld_get(want, "match.mac") ||
           kld_get(want, "match.driver") || kld_get(want, "match.path");
}

static bool has_mac(const struct kld_object *have, const char *mac, struct kl_net *n)
{
    struct kl_net_link l;
    uint8_t bytes[6];

    // While planning, it may be in another namespace still.
    if (kl_net_link_get(n, have->ifindex, NULL, &l) < 0)
        return kld_get(have, "mac") && !strcmp(kld_get(have, "mac"), mac);
    kld_mac_of(mac, bytes, 6);
    return !(l.has & KL_NET_L_PERM_ADDRESS && l.perm_address_len == 6
                 ? memcmp(l.perm_address, bytes, 6)
                 : memcmp(l.address, bytes, 6));
}

// Its end is the device's name: when it was renamed, what @pattern says of that does not count.
static bool fits_path(const char *pattern, const char *dev, bool is_named)
{
    char path[100], where[PATH_MAX], place[PATH_MAX], *end;
    const char *last = strrchr(pattern, '/');

    snprintf(path, sizeof path, "/sys/class/net/%s", dev);
    if (fits(pattern, link_end(path, where, true)))
        return true;
    end = strrchr(where, '/');
    if (!is_named || !end || !last || last - pattern < 4 || memcmp(last - 4, "/net", 4) != 0)
        return false;
    *end = '\0';
    snprintf(place, sizeof place, "%.*s", (int)(last - pattern), pattern);
    return fits(place, where);
}

// @is_named: it has got the name of the settings already, so that nobody knows what it was called.
static bool is_device(const struct kld_object *have, const struct kld_object *want,
                      struct kl_net *n, bool is_named)
{
    const char *mac = kld_get(want, "match.mac"), *place = kld_get(want, "match.path");
    char path[100], end[PATH_MAX];

    // The end of somebody's veth is a device like others.
    if (have->owner == KLD_OURS || kld_kind_of(have) == KLD_LOOPBACK ||
        (!is_named && !fits(kld_get(want, "match.name"), have->dev)))
        return false;
    if (mac && !has_mac(have, mac, n))
        return false;
    snprintf(path, sizeof path, "/sys/class/net/%s/device/driver", have->dev);
    if (kld_get(want, "match.driver") &&
        !fits(kld_get(want, "match.driver"), link_end(path, end, false)))
        return false;
    return !place || fits_path(place, have->dev, is_named);
}

bool kld_is_device(const struct kld_object *have, const struct kld_object *want, struct kl_net *n)
{
    return is_device(have, want, n, false);
}

struct kld_object *kld_device_of(const struct kld_model *have, const struct kld_object *want,
                                 struct kl_net *n)
{
    struct kld_object *named = kld_model_link(have, want->dev);

    if (!kld_has_match(want) || (named && is_device(named, want, n, true)))
        return named;
    for (size_t i = 0; i < have->n; i++)
        if (have->list[i]->class == KLD_C_LINK && kld_is_device(have->list[i], want, n))
            return have->list[i];
    return NULL;
}

static const char *renamed(const char *text, const char *from, const char *to)
{
    return text && !strcmp(text, from) ? to : text;
}

void kld_model_rename(struct kld_model *m, const char *from, const char *to)
{
    struct kld_object **list = m->list;
    size_t n = m->n;

    m->list = NULL;
    m->n = m->n_heads = 0;
    m->heads = NULL;
    for (size_t i = 0; i < n; i++) {
        if (list[i]->class == KLD_C_SYSCTL && !strcmp(list[i]->dev, from))
            kld_set(m->arena, list[i], "name",
                    kld_file_for(m->arena, kld_get(list[i], "name"), to));
        list[i]->dev = renamed(list[i]->dev, from, to);
        for (size_t k = 0; k < list[i]->n; k++)
            if (list[i]->pairs[k].row->type == KLD_T_NAME &&
                (strcmp(list[i]->pairs[k].row->name, "link") != 0 || kld_below(list[i])))
                list[i]->pairs[k].text = renamed(list[i]->pairs[k].text, from, to);
        kld_model_add(m, list[i]);
    }
}
