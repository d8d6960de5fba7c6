// SPDX-License-Identifier: MIT
// What the settings say together: names that must be there, loops, families. Then what is written
// for people becomes what the kernel has: ports get their master, knobs become files.
#include "netns.h"
#include "settings.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define MAX_LAYERS 16

static struct kld_place place_of(const struct kld_object *o, const char *name)
{
    const struct kld_pair *p = kld_pair_of(o, name);

    return p ? p->place : o->place;
}

#define COMPLAIN(s, o, name, ...) kld_complain(&(s)->complaints, place_of(o, name), __VA_ARGS__)

/* ---- Links ---- */

static struct kld_object *named(struct kld_settings *s, const struct kld_object *o, const char *key,
                                const char *name)
{
    bool outside = !strcmp(key, "link") && !kld_below(o) && s->around;
    struct kld_object *other = kld_model_link(outside ? s->around : s->model, name);

    if (!other)
        COMPLAIN(s, o, key, "%s: there is no interface '%s' in the settings%s", key, name,
                 outside ? ", outside of namespaces" : "");
    return other;
}

static void check_veth(struct kld_settings *s, const struct kld_object *o)
{
    const char *peer = kld_get(o, "peer"), *netns = kld_get(o, "peer-netns"), *back;
    const struct kld_object *other = peer ? kld_model_link(s->model, peer) : NULL;

    if (netns && s->model->netns && !strcmp(netns, s->model->netns))
        COMPLAIN(s, o, "peer-netns", "peer-netns: it is in namespace %s itself", netns);
    else if (netns && !kld_netns_in(s->around ? s->around : s->model, netns))
        COMPLAIN(s, o, "peer-netns", "peer-netns: there is no namespace '%s' in the settings",
                 netns);
    if (netns)
        return;
    if (peer && !strcmp(peer, o->dev))
        COMPLAIN(s, o, "peer", "peer: an interface is not its own peer");
    else if (other) {
        back = kld_kind_of(other) == KLD_VETH ? kld_get(other, "peer") : NULL;
        if (!back || strcmp(back, o->dev) != 0)
            COMPLAIN(s, o, "peer", "peer: %s is not of kind veth with peer %s", peer, o->dev);
    }
}

// Who takes a device away from outside must not want it there.
static void check_from_outside(struct kld_settings *s, const struct kld_object *o)
{
    if (!kld_is_true(o, "from-outside"))
        return;
    if (!s->around)
        COMPLAIN(s, o, "from-outside", "from-outside: %s is in no namespace", o->dev);
    else if (kld_kind_of(o) == KLD_ETHERNET && !kld_has_match(o) &&
             kld_model_link(s->around, o->dev))
        COMPLAIN(
            s, o, "from-outside",
            "from-outside: the settings want %s outside, too; match says which device is meant",
            o->dev);
}

static bool differ(const char *a, const char *b)
{
    return a && b && !strchr(a, ':') != !strchr(b, ':');
}

static void check_link(struct kld_settings *s, struct kld_object *o)
{
    enum kld_kind kind = kld_kind_of(o);
    const char *below = kld_get(o, "link");

    if (kind < KLD_N_KINDS && (kind == KLD_LOOPBACK) != !strcmp(o->dev, "lo"))
        COMPLAIN(s, o, "kind", "lo, and nothing else, is of kind loopback");
    if (below)
        named(s, o, "link", below);
    check_from_outside(s, o);
    if (kind == KLD_VETH)
        check_veth(s, o);
    if (kind == KLD_VXLAN && differ(kld_get(o, "local"), kld_get(o, "remote")))
        COMPLAIN(s, o, "remote", "remote: is not of local's family");
    if (!kld_get(o, "up"))
        kld_set(s->arena, o, "up", "true");
    // The mark of the namespace is there.
    if (s->model->netns && kind == KLD_LOOPBACK && kld_get(o, "description"))
        COMPLAIN(s, o, "description", "description: lo of a namespace has none");
    if (s->model->netns && !kld_is_true(o, "from-outside") &&
        (kld_get(o, "match.driver") || kld_get(o, "match.path")))
        COMPLAIN(s, o, kld_get(o, "match.path") ? "match.path" : "match.driver",
                 "match: in a namespace devices are known by name and mac, unless from-outside");
}

static const char *next_word(const char **at, char *word, size_t size)
{
    size_t n = strcspn(*at, " ");

    if (!n)
        return NULL;
    snprintf(word, size, "%.*s", (int)n, *at);
    *at += n;
    *at += strspn(*at, " ");
    return word;
}

// Ports get their master; a link of the settings that is nobody's port gets none.
static void give_masters(struct kld_settings *s, struct kld_object *o)
{
    const char *at = kld_get(o, "ports");
    char name[32];

    while (at && next_word(&at, name, sizeof name)) {
        struct kld_object *port = named(s, o, "ports", name);

        if (!port)
            continue;
        if (port == o)
            COMPLAIN(s, o, "ports", "ports: %s is not a port of itself", name);
        else if (kld_get(port, "master"))
            COMPLAIN(s, o, "ports", "ports: %s is a port of %s already", name,
                     kld_get(port, "master"));
        else
            kld_put(s->arena, port, kld_find(&kld_interface, "master", -1), o->dev,
                    place_of(o, "ports"));
    }
}

static void check_port(struct kld_settings *s, struct kld_object *o)
{
    const char *master = kld_get(o, "master");
    const struct kld_object *m = master ? kld_model_link(s->model, master) : NULL;
    bool in_bridge = m && (kld_kind_of(m) == KLD_BRIDGE || kld_kind_of(m) == KLD_N_KINDS);

    for (size_t i = 0; i < o->n && !in_bridge; i++)
        if (o->pairs[i].row->where == KLD_PORT) {
            kld_complain(&s->complaints, o->pairs[i].place, "port: %s is no port of a bridge",
                         o->dev);
            break;
        }
}

// Each is above its link, and a master above its ports.
static void check_loop(struct kld_settings *s, const struct kld_object *o)
{
    const struct kld_object *at = o;
    unsigned layers = 0;

    while (at && layers++ <= MAX_LAYERS) {
        const char *below = kld_below(at);

        at = below ? kld_model_link(s->model, below) : NULL;
        if (at == o) {
            COMPLAIN(s, o, "link", "link: %s is on top of itself", o->dev);
            return;
        }
    }
    at = o;
    for (layers = 0; at && layers++ <= MAX_LAYERS;) {
        const char *above = kld_get(at, "master");

        at = above ? kld_model_link(s->model, above) : NULL;
        if (at == o) {
            COMPLAIN(s, o, "ports", "ports: %s is in the end a port of itself", o->dev);
            return;
        }
    }
    if (layers > MAX_LAYERS)
        COMPLAIN(s, o, "link", "more than %d interfaces on top of each other", MAX_LAYERS);
}

/* ---- What lies below or beside links ---- */

static void check_route(struct kld_settings *s, struct kld_object *o)
{
    const char *to = kld_get(o, "to"), *via = kld_get(o, "via"), *hops = kld_get(o, "hops");
    const char *type = kld_get(o, "type");
    bool goes = !type || !strcmp(type, "unicast");
    bool leads = via || hops || kld_get(o, "dev");

    if (goes && !leads)
        COMPLAIN(s, o, "to", "a route to %s without via, dev or hops leads nowhere", to);
    if (via && hops)
        COMPLAIN(s, o, "hops", "a route has hops or a via");
    if (type &&
        (!strcmp(type, "blackhole") || !strcmp(type, "unreachable") || !strcmp(type, "prohibit") ||
         !strcmp(type, "throw")) &&
        (via || hops))
        COMPLAIN(s, o, "type", "type: %s leads nowhere, so it has no via", type);
    if (differ(to, kld_get(o, "source")))
        COMPLAIN(s, o, "source", "source: is not of the family of %s", to);
    if (via && strchr(to, ':') && !strchr(via, ':'))
        COMPLAIN(s, o, "via", "via: an IPv6 route has an IPv6 router");
    if (type && goes)
        kld_unset(o, "type");
}

static void check_rule(struct kld_settings *s, struct kld_object *o)
{
    const char *action = kld_get(o, "action"), *l3mdev = kld_get(o, "l3mdev");
    bool looks = !action || !strcmp(action, "lookup");
    bool has_l3mdev = l3mdev && !strcmp(l3mdev, "true");

    if (differ(kld_get(o, "from"), kld_get(o, "to")))
        COMPLAIN(s, o, "to", "to: is not of from's family");
    if (looks && !kld_get(o, "table") && !has_l3mdev)
        COMPLAIN(s, o, "priority", "a rule that looks up needs a table");
    if (looks && kld_get(o, "table") && has_l3mdev)
        COMPLAIN(s, o, "l3mdev", "l3mdev: the table is that of the VRF, another cannot be named");
    if (!looks && kld_get(o, "table"))
        COMPLAIN(s, o, "table", "table: a rule with action %s has none", action);
    if ((action && !strcmp(action, "goto")) != (kld_get(o, "goto") != NULL))
        COMPLAIN(s, o, "goto", "goto: action: goto and the priority to go on with belong together");
}

static void check_address(struct kld_settings *s, struct kld_object *o)
{
    const char *address = kld_get(o, "address");

    if (differ(address, kld_get(o, "peer")))
        COMPLAIN(s, o, "peer", "peer: is not of the address's family");
    if (strchr(address, ':') && (kld_get(o, "broadcast") || kld_get(o, "label")))
        COMPLAIN(s, o, "address", "an IPv6 address has no broadcast and no label");
    if (kld_get(o, "label") && strncmp(kld_get(o, "label"), o->dev, strlen(o->dev)) != 0)
        COMPLAIN(s, o, "label", "label: begins with the interface's name");
}

static void check_vlan(struct kld_settings *s, struct kld_object *o)
{
    const struct kld_object *link = kld_model_link(s->model, o->dev), *m = link;
    const char *master = link ? kld_get(link, "master") : NULL;

    if (link && kld_kind_of(link) != KLD_BRIDGE)
        m = master ? kld_model_link(s->model, master) : NULL;
    if (!m || (kld_kind_of(m) != KLD_BRIDGE && kld_kind_of(m) != KLD_N_KINDS))
        COMPLAIN(s, o, "id", "vlans: %s is no bridge and no port of one", o->dev);
}

static void check_rest(struct kld_settings *s, struct kld_object *o)
{
    if (o->class == KLD_C_ROUTE)
        check_route(s, o);
    else if (o->class == KLD_C_RULE)
        check_rule(s, o);
    else if (o->class == KLD_C_ADDRESS)
        check_address(s, o);
    else if (o->class == KLD_C_VLAN)
        check_vlan(s, o);
    else if (kld_is_service(o) && o->class != KLD_C_DHCP && s->model->netns)
        kld_complain(&s->complaints, o->place, "%s: not for what is in a namespace",
                     kld_class_names[o->class]);
    else if (kld_is_service(o))
        kld_services_check(s, o);
}

/* ---- To what the kernel has ---- */

// What is false, 0 or the default anyway is what the kernel does not tell.
static void drop_defaults(struct kld_object *o)
{
    static const struct {
        enum kld_class class;
        const char *name, *text;
    } defaults[] = {
        {KLD_C_LINK, "from-outside", "false"},
        {KLD_C_ROUTE, "table", "main"},
        {KLD_C_ROUTE, "tos", "0"},
        {KLD_C_ROUTE, "onlink", "false"},
        {KLD_C_ROUTE, "quick-ack", "false"},
        {KLD_C_ROUTE, "preference", "medium"},
        {KLD_C_RULE, "not", "false"},
        {KLD_C_RULE, "l3mdev", "false"},
        {KLD_C_RULE, "tos", "0"},
        {KLD_C_RULE, "action", "lookup"},
        {KLD_C_VLAN, "pvid", "false"},
        {KLD_C_VLAN, "untagged", "false"},
        {KLD_C_NEIGHBOUR, "proxy", "false"},
        {KLD_C_NEIGHBOUR, "router", "false"},
        {KLD_C_ADDRESS, "prefix-route", "true"},
        {KLD_C_ADDRESS, "duplicate-detection", "true"},
        {KLD_C_ADDRESS, "metric", "0"},
        {KLD_C_PEER, "keepalive", "0"},
    };
    const char *metric = o->class == KLD_C_ROUTE ? kld_get(o, "metric") : NULL;

    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        const char *text = o->class == defaults[i].class ? kld_get(o, defaults[i].name) : NULL;

        if (text && !strcmp(text, defaults[i].text))
            kld_unset(o, defaults[i].name);
    }
    if (metric && !strcmp(metric, kld_family_of(o) == AF_INET6 ? "1024" : "0"))
        kld_unset(o, "metric");
}

static void knobs_to_files(struct kld_settings *s, struct kld_object *o)
{
    for (size_t i = 0; i < o->n;) {
        struct kld_pair p = o->pairs[i];
        struct kld_object *file, *other;
        char name[300];

        if (p.row->where != KLD_SYSCTL) {
            i++;
            continue;
        }
        memmove(&o->pairs[i], &o->pairs[i + 1], (o->n - i - 1) * sizeof p);
        o->n--;
        file = kld_object_new(s->arena, &kld_sysctl, o->dev);
        file->place = p.place;
        snprintf(name, sizeof name, "%.*s%s%s", (int)(strstr(p.row->path, "%s") - p.row->path),
                 p.row->path, o->dev, strstr(p.row->path, "%s") + 2);
        kld_set(s->arena, file, "name", kld_strdup(s->arena, name));
        kld_set(s->arena, file, "value",
                kld_printf(s->arena, "%lld", (long long)kld_number_of(p.row, p.text)));
        other = kld_model_add(s->model, file);
        if (other)
            kld_complain(&s->complaints, p.place, "%s: is said in line %u already", p.row->name,
                         other->place.line);
    }
}

// Keys that name objects are made anew: defaults are gone from them.
static void rebuild(struct kld_settings *s)
{
    struct kld_model *m = kld_model_new(s->arena);

    m->netns = s->model->netns;
    for (size_t i = 0; i < s->model->n; i++) {
        struct kld_object *o = s->model->list[i], *other;

        o->owner = KLD_OURS;
        o->protocol = KLD_PROTOCOL;
        other = kld_model_add(kld_is_service(o) ? s->services : m, o);
        if (other)
            kld_complain(&s->complaints, o->place, "%s: is there already, in line %u of %s", o->key,
                         other->place.line, other->place.file ? other->place.file->name : "?");
    }
    m->services = s->services;
    s->model = m;
}

static void check_model(struct kld_settings *s)
{
    struct kld_model *m = s->model;
    size_t n = m->n;

    for (size_t i = 0; i < n; i++)
        if (m->list[i]->class == KLD_C_LINK)
            check_link(s, m->list[i]);
    for (size_t i = 0; i < n; i++)
        if (m->list[i]->class == KLD_C_LINK)
            give_masters(s, m->list[i]);
    for (size_t i = 0; i < n; i++) {
        struct kld_object *o = m->list[i];

        if (o->class == KLD_C_LINK) {
            check_port(s, o);
            check_loop(s, o);
            kld_unset(o, "ports");
        } else {
            check_rest(s, o);
        }
        drop_defaults(o);
    }
    for (size_t i = 0; i < n; i++)
        if (m->list[i]->class == KLD_C_LINK)
            knobs_to_files(s, m->list[i]);
    rebuild(s);
}

void kld_settings_check(struct kld_settings *s)
{
    struct kld_model *root, *services;

    check_model(s);
    root = s->around = s->model;
    services = s->services;
    for (size_t i = 0; i < root->n; i++) {
        struct kld_object *o = root->list[i];

        if (!o->inner)
            continue;
        s->model = o->inner;
        s->services = kld_model_new(s->arena);
        check_model(s);
        o->inner = s->model;
    }
    s->model = root;
    s->services = services;
    s->around = NULL;
}
