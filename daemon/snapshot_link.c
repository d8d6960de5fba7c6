// SPDX-License-Identifier: MIT
// What a settings file says of links.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../lib/core/utf8.h"
#include "netns.h"
#include "snapshot_pick.h"

static bool is(const struct kld_object *o, const char *name, const char *text)
{
    const char *value = o ? kld_get(o, name) : NULL;

    return value && !strcmp(value, text);
}

static const struct kld_object *named_by(const struct picking *p, const struct kld_object *o,
                                         const char *name)
{
    const char *other = kld_get(o, name);
    bool outside = !strcmp(name, "link") && !kld_below(o);

    return !other      ? NULL
           : !outside  ? kld_model_link(p->have, other)
           : p->around ? kld_model_link(p->around, other)
                       : NULL;
}

/* ---- Which links ---- */

// The kernel makes them with the module of their kind.
static bool is_fallback(const struct kld_object *o)
{
    static const char *const names[] = {"gre0",    "gretap0", "erspan0", "tunl0",   "sit0",
                                        "ip6tnl0", "ip6gre0", "ip_vti0", "ip6_vti0"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(o->dev, names[i]))
            return true;
    return false;
}

// Devices that have a kind of their own.
static bool is_device(const char *kind)
{
    return !strcmp(kind, "dsa") || !strcmp(kind, "wwan") || !strcmp(kind, "can");
}

// What it needs and the kernel does not tell.
static const char *lacks(const struct kld_object *o)
{
    enum kld_kind kind = kld_kind_of(o);

    for (const struct kld_row *r = kld_kind_rows; r->name; r++)
        if (r->flags & KLD_REQUIRED && r->kinds >> kind & 1 && !kld_get(o, r->name))
            return r->name;
    return NULL;
}

// Into a namespace that is not said?
static bool leads_away(const struct picking *p, const struct kld_object *o)
{
    const char *netns = kld_get(o, "peer-netns");
    const struct kld_object *space =
        netns ? kld_netns_in(p->around ? p->around : p->have, netns) : NULL;

    return netns && (!space || !kld_is_picked(p, space));
}

static void leave_out(struct picking *p)
{
    for (size_t i = 0; i < p->have->n; i++) {
        struct kld_object *o = p->have->list[i];
        const char *lacking;

        o->gone = false;
        if (o->class != KLD_C_LINK)
            continue;
        lacking = lacks(o);
        if (is_fallback(o))
            o->gone = true;
        else if (o->other && !is_device(o->other))
            kld_snapshot_remark(p->s, "%s: settings have no kind %s", o->key, o->other);
        else if (!kl_utf8_text(o->dev, strlen(o->dev)) || !kld_is_ifname(o->dev))
            kld_snapshot_remark(p->s, "%s: settings cannot say its name", o->key);
        else if (leads_away(p, o))
            kld_snapshot_remark(p->s, "%s: leads into namespace %s, which is left out", o->key,
                                kld_get(o, "peer-netns"));
        else if (lacking)
            kld_snapshot_remark(p->s, "%s: of its kind, %s, its %s is not to be seen here", o->key,
                                kld_get(o, "kind"), lacking);
        else
            continue;
        o->gone = true;
    }
}

// What stands on one that is left out is, too.
static bool leave_out_above(struct picking *p)
{
    static const char *const names[] = {"link", "peer"};
    bool more = false;

    for (size_t i = 0; i < p->have->n; i++) {
        struct kld_object *o = p->have->list[i];

        for (size_t k = 0; k < 2 && o->class == KLD_C_LINK && !o->gone; k++) {
            const struct kld_object *other = named_by(p, o, names[k]);

            if (!other || !other->gone || (k && kld_get(o, "peer-netns")))
                continue;
            kld_snapshot_remark(p->s, "%s: without its %s", o->key, names[k]);
            o->gone = more = true;
        }
    }
    return more;
}

/* ---- MAC addresses ---- */

static bool equal_mac(const struct kld_object *a, const struct kld_object *b)
{
    const char *mac = a ? kld_get(a, "mac") : NULL;

    return mac && b && is(b, "mac", mac);
}

static bool is_burnt_in(const struct picking *p, const struct kld_object *o)
{
    struct kl_net_link l;
    uint8_t mac[6];

    if (kl_net_link_get(p->s->n, o->ifindex, NULL, &l) < 0 || !(l.has & KL_NET_L_PERM_ADDRESS))
        return p->s->import;
    kld_mac_of(kld_get(o, "mac"), mac, sizeof mac);
    return l.perm_address_len == 6 && !memcmp(l.perm_address, mac, 6);
}

static bool is_of_port(const struct picking *p, const struct kld_object *bridge)
{
    for (size_t i = 0; i < p->have->n; i++)
        if (p->have->list[i]->class == KLD_C_LINK && is(p->have->list[i], "master", bridge->dev) &&
            equal_mac(bridge, p->have->list[i]))
            return true;
    return false;
}

// A sysfs shows the namespace of who mounted it. One of our own needs no place among the mounts;
// who may not have it looks at that of all.
static int open_sys(void)
{
    int fs = fsopen("sysfs", FSOPEN_CLOEXEC), fd = -1;

    if (fs >= 0 && fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        fd = fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY);
    if (fs >= 0)
        close(fs);
    return fd >= 0 ? fd : open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static long sys_number(const struct picking *p, const char *dev, const char *file)
{
    char path[80], text[32] = "";
    ssize_t len;
    int fd;

    snprintf(path, sizeof path, "class/net/%s/%s", dev, file);
    fd = openat(p->sys, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    len = read(fd, text, sizeof text - 1);
    close(fd);
    return len > 0 ? strtol(text, NULL, 10) : -1;
}

// Chosen by chance, as far as can be told: /sys may be that of another namespace.
static bool is_by_chance(const struct picking *p, const struct kld_object *o)
{
    static const uint32_t derived =
        KLD_BIT(KLD_BRIDGE) | KLD_BIT(KLD_BOND) | KLD_BIT(KLD_VRF) | KLD_BIT(KLD_VLAN);

    if (sys_number(p, o->dev, "ifindex") == o->ifindex)
        return sys_number(p, o->dev, "addr_assign_type") != 3; // NET_ADDR_SET
    return derived >> kld_kind_of(o) & 1;
}

// Does it get that one from the device, or from another link?
static bool has_mac_anyway(const struct picking *p, const struct kld_object *o)
{
    const struct kld_object *master = named_by(p, o, "master"), *below = named_by(p, o, "link");
    enum kld_kind kind = kld_kind_of(o);

    if (master && kld_kind_of(master) == KLD_BOND && !is(master, "fail-over-mac", "active"))
        return true;
    if (kind == KLD_ETHERNET)
        return is_burnt_in(p, o);
    if (kind == KLD_BOND && is(o, "fail-over-mac", "active"))
        return true;
    if (below && equal_mac(o, below))
        return true;
    if (kind == KLD_BRIDGE && is_of_port(p, o))
        return true;
    return p->s->import && is_by_chance(p, o);
}

/* ---- Values ---- */

// A bond takes some options in some modes only, even if they say what is anyway.
static bool is_picky(const struct kld_row *r, enum kld_kind kind)
{
    static const char *const all[] = {"mode",        "mii-interval",     "hash-policy",
                                      "min-links",   "all-ports-active", "resend-igmp",
                                      "notify-peers"};

    if (kind != KLD_BOND || r->where != KLD_DATA)
        return false;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!strcmp(r->name, all[i]))
            return false;
    return true;
}

static bool is_usual(const struct picking *p, const struct kld_object *o,
                     const struct kld_pair *pair)
{
    const struct kld_row *r = pair->row;
    enum kld_kind kind = kld_kind_of(o);
    const char *text = kld_usual_value(r, kind);
    bool same = text && !strcmp(text, pair->text);

    if (!*pair->text || !strcmp(r->name, "up"))
        return !*pair->text || same;
    if (!strcmp(r->name, "mac"))
        return has_mac_anyway(p, o);
    // A kernel without VLANs in bridges says "off", and refuses to hear it.
    if (!strcmp(r->name, "vlan-filtering") && !kld_get(o, "vlan-protocol"))
        return true;
    if (!p->s->import)
        return same && is_picky(r, kind);
    if (!strcmp(r->name, "mtu") && (kind == KLD_VLAN || kind == KLD_MACVLAN || kind == KLD_IPVLAN))
        same = is(named_by(p, o, "link"), "mtu", pair->text);
    if (!strcmp(r->name, "port.cost")) // by the speed
        same = !strcmp(pair->text, "100") || !strcmp(pair->text, "19") ||
               !strcmp(pair->text, "4") || !strcmp(pair->text, "2");
    return same;
}

static bool may_say(const struct picking *p, const struct kld_object *o,
                    const struct kld_pair *pair)
{
    const struct kld_row *r = pair->row;
    const struct kld_object *master;

    if (r->flags & KLD_INTERNAL)
        return false;
    if (!strcmp(r->name, "peer") && kld_get(o, "peer-netns"))
        return true;
    if (r->type == KLD_T_NAME) {
        const struct kld_object *other = named_by(p, o, r->name);

        return other && !other->gone;
    }
    master = r->where == KLD_PORT ? named_by(p, o, "master") : NULL;
    return r->where != KLD_PORT || (master && !master->gone && kld_kind_of(master) == KLD_BRIDGE);
}

static void pick_values(struct picking *p, const struct kld_object *have, struct kld_object *o)
{
    struct kld_arena *a = p->s->arena;
    const char *name = p->around ? kld_get(have, "outside-name") : NULL;

    kld_set(a, o, "kind", kld_get(have, "kind"));
    if (name) {
        kld_set(a, o, "from-outside", "true");
        if (strcmp(name, have->dev) != 0)
            kld_set(a, o, "match.name", name);
    }
    for (size_t i = 0; i < have->n; i++) {
        const struct kld_pair *pair = &have->pairs[i];
        const char *text = pair->text;

        if (!strcmp(pair->row->name, "kind") || !may_say(p, have, pair) || is_usual(p, have, pair))
            continue;
        if (pair->row->type == KLD_T_SECRET)
            text = kld_pick_key(p, text, have->dev);
        if (text && kld_sayable(a, pair->row, text))
            kld_put(a, o, pair->row, text, o->place);
        else if (!strcmp(pair->row->name, "description") || !strcmp(pair->row->name, "alt-names"))
            kld_snapshot_remark(p->s, "%s: settings cannot say its %s", have->key, pair->row->name);
    }
    if (p->s->import && have->owner != KLD_OURS && kld_is_made(have))
        kld_set(a, o, "adopt", "true");
}

/* ---- Knobs ---- */

static const char *file_of(struct kld_arena *a, const struct kld_row *r, const char *dev)
{
    const char *percent = strstr(r->path, "%s");

    return kld_printf(a, "%.*s%s%s", (int)(percent - r->path), r->path, dev, percent + 2);
}

static void add_sysctl(struct picking *p, const char *dev, const char *name, const char *value)
{
    struct kld_arena *a = p->s->arena;
    struct kld_object *o = kld_object_new(a, &kld_sysctl, dev);

    kld_set(a, o, "name", name);
    kld_set(a, o, "value", value);
    if (kld_sayable(a, kld_find(&kld_sysctl, "value", -1), value))
        kld_model_add(p->s->model, o);
}

// An address made of a secret needs it: of the link, or of all. It is not told, and not given away.
static bool has_stable_secret(struct kld_arena *a, const char *dev)
{
    return kld_sysctl_read(a, "ipv6/conf/default/stable_secret") ||
           kld_sysctl_read(a, kld_printf(a, "ipv6/conf/%s/stable_secret", dev));
}

static void pick_knob(struct picking *p, struct kld_object *o, const struct kld_row *r)
{
    struct kld_arena *a = p->s->arena;
    const char *name = file_of(a, r, o->dev), *value = kld_sysctl_read(a, name), *text;
    const char *usual = p->s->import ? kld_sysctl_read(a, file_of(a, r, "default")) : NULL;
    char *end;
    long number;

    // What is below 0 was never set: the kernel says that it does not apply.
    if (!value || !*value || *value == '-' || (usual && !strcmp(usual, value)))
        return;
    number = strtol(value, &end, 10);
    text = kld_value_number(a, r, number);
    if (!strcmp(text, "stable-privacy") && !has_stable_secret(a, o->dev))
        return;
    if (*end || kld_number_of(r, text) != number || !kld_sayable(a, r, text))
        add_sysctl(p, o->dev, name, value);
    else
        kld_put(a, o, r, text, o->place);
}

static void pick_knobs(struct picking *p, struct kld_object *o)
{
    static const char *const sections[] = {"ipv4", "ipv6"};

    for (size_t i = 0; i < 2; i++)
        for (const struct kld_row *r = kld_find(&kld_interface, sections[i], -1)->section->rows;
             r->name; r++)
            pick_knob(p, o, r);
}

void kld_pick_sysctl(struct picking *p, const struct kld_object *have)
{
    static const char *const sections[] = {"ipv4", "ipv6"};
    const char *name = kld_get(have, "name");

    for (size_t i = 0; i < 2; i++)
        for (const struct kld_row *r = kld_find(&kld_interface, sections[i], -1)->section->rows;
             r->name; r++)
            if (!strcmp(file_of(p->s->arena, r, have->dev), name))
                return;
    add_sysctl(p, have->dev, name, kld_get(have, "value"));
}

/* ---- Ports ---- */

struct port {
    const char *master, *name;
};

static int by_master(const void *a, const void *b)
{
    const struct port *x = a, *y = b;
    int order = strcmp(x->master, y->master);

    return order ? order : strcmp(x->name, y->name);
}

static void give_ports(struct picking *p, const struct port *ports, size_t n)
{
    struct kld_arena *a = p->s->arena;
    struct kld_object *master = kld_model_link(p->s->model, ports->master);
    const char **names = kld_alloc(a, n * sizeof *names);

    for (size_t i = 0; i < n; i++)
        names[i] = ports[i].name;
    if (master && kld_find(&kld_interface, "ports", (int)kld_kind_of(master)))
        kld_set(a, master, "ports", kld_join(a, names, n, false));
}

static void pick_ports(struct picking *p)
{
    struct port *ports = NULL;
    size_t n = 0;

    for (size_t i = 0; i < p->have->n; i++) {
        const struct kld_object *o = p->have->list[i];
        const char *master = o->class == KLD_C_LINK && !o->gone ? kld_get(o, "master") : NULL;

        if (!master)
            continue;
        ports = kld_grow(p->s->arena, ports, n, sizeof *ports);
        ports[n++] = (struct port){master, o->dev};
    }
    if (n)
        qsort(ports, n, sizeof *ports, by_master);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && !strcmp(ports[i].master, ports[end].master);)
            end++;
        give_ports(p, &ports[i], end - i);
    }
}

void kld_pick_links(struct picking *p)
{
    leave_out(p);
    while (leave_out_above(p))
        ;
    p->sys = p->s->import ? open_sys() : -1;
    for (size_t i = 0; i < p->have->n; i++) {
        const struct kld_object *have = p->have->list[i];
        struct kld_object *o;

        if (have->class != KLD_C_LINK || have->gone)
            continue;
        o = kld_object_new(p->s->arena, &kld_interface, have->dev);
        pick_values(p, have, o);
        pick_knobs(p, o);
        kld_model_add(p->s->model, o);
    }
    if (p->sys >= 0)
        close(p->sys);
    pick_ports(p);
}

void kld_pick_lo(struct picking *p)
{
    struct kld_object *lo = kld_model_link(p->s->model, "lo");

    if (!p->s->import || !lo || lo->n > 1)
        return;
    for (size_t i = 0; i < p->s->model->n; i++) {
        const struct kld_object *o = p->s->model->list[i];
        const char *dev = o->dev ? o->dev : kld_get(o, "dev"), *below = kld_below(o);

        if (o != lo && ((dev && !strcmp(dev, "lo")) || (below && !strcmp(below, "lo"))))
            return;
    }
    lo->gone = true;
}
