// SPDX-License-Identifier: MIT
// What is said of the kernel's network in a settings file: what makes itself is left out, what
// cannot be said is remarked on, and keys go into files.
#include "snapshot.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../lib/core/utf8.h"
#include "lease.h"
#include "netns.h"
#include "snapshot_pick.h"

void kld_snapshot_remark(struct kld_snapshot *s, const char *format, ...)
{
    char text[400];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    for (char *at = text; *at; at++)
        if ((unsigned char)*at < ' ' || (unsigned char)*at > '~')
            *at = '?';
    s->remarks = kld_grow(s->arena, s->remarks, s->n_remarks, sizeof *s->remarks);
    s->remarks[s->n_remarks++] = s->netns ? kld_printf(s->arena, "namespace %s: %s", s->netns, text)
                                          : kld_strdup(s->arena, text);
}

/* ---- What can be said ---- */

static bool one_sayable(struct kld_arena *a, const struct kld_row *row, const char *text)
{
    struct kld_complaints c = {.arena = a};
    struct kld_row one = *row;
    struct kld_yaml y = {.text = text};
    const char *read;

    one.flags &= (uint16_t)~KLD_LIST;
    y.plain = row->type == KLD_T_BOOL || row->type == KLD_T_NUMBER || row->type == KLD_T_TABLE;
    if (!kl_utf8_text(text, strlen(text)))
        return false;
    if (row->type == KLD_T_SECRET)
        return true;
    read = kld_value_read(a, &one, &y, &c);
    return read && !strcmp(read, text);
}

bool kld_sayable(struct kld_arena *a, const struct kld_row *row, const char *text)
{
    if (row->type == KLD_T_OBJECTS) // hops: made of words that were looked at when they were read
        return kl_utf8_text(text, strlen(text));
    if (!(row->flags & KLD_LIST))
        return one_sayable(a, row, text);
    while (*text) {
        size_t n = strcspn(text, " ");

        if (!one_sayable(a, row, kld_strndup(a, text, n)))
            return false;
        text += n;
        text += strspn(text, " ");
    }
    return true;
}

/* ---- Keys ---- */

// Files are called as the interface, and NAME:NUMBER, which no interface is; those of a namespace
// have its number before that.

const char *kld_pick_key(struct picking *p, const char *text, const char *name)
{
    struct kld_snapshot *s = p->s;
    uint8_t key[KL_WG_KEY_SIZE];
    char base64[KL_WG_KEY_TEXT];

    if (*text == '/' && s->import)
        return text;
    if (*text == '/') {
        // The file may hold another key when the snapshot is restored: it gets one of its own.
        if (kld_secret_read(text, key))
            return NULL;
        text = kld_printf(s->arena, "key:%s", kl_wg_key_text(key, base64));
        explicit_bzero(key, sizeof key);
        explicit_bzero(base64, sizeof base64);
    }
    if (!s->keys) {
        s->wrong = kld_printf(s->arena,
                              "%s has a key, which settings name by its file: a folder for such "
                              "files is needed",
                              name);
        return NULL;
    }
    s->files = kld_grow(s->arena, s->files, s->n_files, sizeof *s->files);
    s->files[s->n_files] = (struct kld_key_file){
        kld_printf(s->arena, "%s/%s%s", s->keys, p->prefix, name), text + strlen("key:"), NULL};
    return s->files[s->n_files++].path;
}

/* ---- Addresses, routes, rules, neighbours, peers ---- */

// Who made it sees to it: a routing daemon, a DHCP client.
static bool is_learned(const struct kld_object *o)
{
    static const uint8_t daemons[] = {8,  9,  10, 11, 12,  13,  14,  15,  16,
                                      17, 18, 42, 99, 186, 187, 188, 189, 192};

    return o->class == KLD_C_ROUTE && memchr(daemons, o->protocol, sizeof daemons);
}

// The kernel gives lo its addresses; older ones do not say so.
static bool is_of_lo(const struct kld_object *o)
{
    const char *address = kld_get(o, "address");

    return o->class == KLD_C_ADDRESS && !strcmp(o->dev, "lo") &&
           (!strcmp(address, "127.0.0.1/8") || !strcmp(address, "::1/128"));
}

static bool has_link(const struct picking *p, const char *name)
{
    return kld_model_link(p->s->model, name) != NULL;
}

static bool hops_there(const struct picking *p, const char *hops)
{
    for (const char *at = hops; *at; at += strspn(at, " ")) {
        const char *dev = at + strcspn(at, ",") + 1;
        char name[32];

        snprintf(name, sizeof name, "%.*s", (int)strcspn(dev, ","), dev);
        if (*name && !has_link(p, name))
            return false;
        at += strcspn(at, " ");
    }
    return true;
}

// What it gets anyway.
static bool is_usual(const struct kld_object *o, const struct kld_pair *pair)
{
    bool scope = !strcmp(pair->row->name, "scope"), label = !strcmp(pair->row->name, "label");
    const char *type = kld_get(o, "type"), *usual = "global";

    if (label) // left from another name of the interface
        return strncmp(pair->text, o->dev, strlen(o->dev)) != 0;
    if (!scope)
        return false;
    if (kld_family_of(o) == AF_INET6)
        return true;
    if (o->class == KLD_C_ROUTE && type && !strcmp(type, "local"))
        usual = "host";
    else if (o->class == KLD_C_ROUTE && type &&
             (!strcmp(type, "broadcast") || !strcmp(type, "multicast") || !strcmp(type, "anycast")))
        usual = "link";
    else if (o->class == KLD_C_ROUTE && !type && !kld_get(o, "via") && !kld_get(o, "hops"))
        usual = "link";
    return !strcmp(pair->text, usual);
}

// A rule must be one that settings take: others have actions of which we know nothing.
static bool is_whole(const struct kld_object *o)
{
    const char *action = kld_get(o, "action");

    if (o->class != KLD_C_RULE)
        return true;
    return kld_get(o, "l3mdev") ||
           (action && strcmp(action, "lookup") != 0 ? !kld_get(o, "table")
                                                    : kld_get(o, "table") != NULL);
}

static void pick_object(struct picking *p, const struct kld_object *have)
{
    struct kld_arena *a = p->s->arena;
    struct kld_object *o = kld_object_new(a, have->section, have->dev);
    const char *wrong = is_whole(have) ? NULL : "action";

    for (size_t i = 0; i < have->n && !wrong; i++) {
        const struct kld_pair *pair = &have->pairs[i];
        const char *text = pair->text;

        if (is_usual(have, pair) || pair->row->flags & KLD_INTERNAL)
            continue;
        if (pair->row->type == KLD_T_SECRET)
            text = kld_pick_key(p, text, kld_printf(a, "%s:%zu", have->dev, ++p->n_peers));
        if (!text || !kld_sayable(a, pair->row, text))
            wrong = pair->row->name;
        else
            kld_put(a, o, pair->row, text, have->place);
    }
    if (wrong && !p->s->wrong)
        kld_snapshot_remark(p->s, "%s: settings have no words for its %s", have->key, wrong);
    if (wrong)
        return;
    if (p->s->import && have->owner != KLD_OURS && kld_find(o->section, "adopt", -1))
        kld_set(a, o, "adopt", "true");
    kld_model_add(p->s->model, o);
}

// VLANs of one port stand beside each other: is it the only one, and the one that it gets anyway?
static bool is_given_vlan(const struct picking *p, size_t i)
{
    const struct kld_object *o = p->have->list[i], *link = kld_model_link(p->have, o->dev);
    const char *master = kld_get(link, "master"), *pvid;
    const struct kld_object *around[] = {i ? p->have->list[i - 1] : NULL,
                                         i + 1 < p->have->n ? p->have->list[i + 1] : NULL};

    for (int k = 0; k < 2; k++)
        if (around[k] && around[k]->class == KLD_C_VLAN && !strcmp(around[k]->dev, o->dev))
            return false;
    link = kld_kind_of(link) != KLD_BRIDGE && master ? kld_model_link(p->have, master) : link;
    pvid = kld_get(link, "default-pvid");
    return pvid && !strcmp(pvid, kld_get(o, "id")) && kld_get(o, "pvid") && kld_get(o, "untagged");
}

// A VLAN is that of a bridge, or of a port that settings know as one.
static bool is_vlan_of(const struct picking *p, const struct kld_object *o)
{
    const struct kld_object *link = kld_model_link(p->have, o->dev);
    const char *master = kld_get(link, "master");

    if (kld_kind_of(link) == KLD_BRIDGE)
        return true;
    return master && has_link(p, master) &&
           kld_kind_of(kld_model_link(p->have, master)) == KLD_BRIDGE;
}

// The content of a set stands in a file, and changes all the time: only of those that are ours. An
// import leaves it where it is.
static void pick_set(struct picking *p, const struct kld_object *have)
{
    struct kld_snapshot *s = p->s;
    struct kld_object *o = kld_object_new(s->arena, have->section, NULL);
    const char *path;

    if (have->owner != KLD_OURS) {
        p->n_sets++;
        return;
    }
    for (size_t i = 0; i < have->n; i++) {
        const struct kld_row *r = have->pairs[i].row;

        if (!strcmp(r->name, "name") ||
            (!(r->flags & KLD_INTERNAL) && strcmp(r->name, "elements") != 0 &&
             strcmp(r->name, "file") != 0 && kld_sayable(s->arena, r, have->pairs[i].text)))
            kld_put(s->arena, o, r, have->pairs[i].text, have->place);
    }
    kld_model_add(s->model, o);
    if (s->import)
        return;
    path = kld_printf(s->arena, "%s/set:%zu", s->keys, s->n_sets);
    kld_set(s->arena, o, "file", path);
    s->sets = kld_grow(s->arena, s->sets, s->n_sets, sizeof *s->sets);
    s->sets[s->n_sets++] = (struct kld_key_file){path, kld_get(have, "name"), p->have->netns};
}

static bool can_have(const struct picking *p, const struct kld_object *service)
{
    const struct kld_object *link = kld_model_link(p->s->model, service->dev);

    return kld_find(&kld_interface, kld_class_names[service->class], (int)kld_kind_of(link)) !=
           NULL;
}

// Of the settings in force, for the namespace that is looked at; or NULL.
static const struct kld_model *services_of(const struct picking *p)
{
    const struct kld_model *m = p->s->settings;
    const char *netns = p->have->netns;
    const struct kld_object *space = m && netns ? kld_netns_in(m, netns) : NULL;

    if (netns)
        m = space ? space->inner : NULL;
    return m ? m->services : NULL;
}

// `dhcp4: true', unless the settings in force say more of it. @return false: it cannot have that
static bool add_dhcp(struct picking *p, const char *dev)
{
    struct kld_object *o = kld_object_new(p->s->arena, &kld_dhcp, dev);
    const struct kld_model *services = services_of(p);

    kld_set(p->s->arena, o, "enabled", "true");
    kld_make_key(p->s->arena, o);
    if (!can_have(p, o))
        return false;
    if (!services || !kld_model_find(services, o->key))
        kld_model_add(p->s->model, o);
    return true;
}

// What the daemon has by a lease is not said: that it asks for one is.
static void pick_leases(struct picking *p)
{
    struct kld_arena *a = p->s->arena;
    struct kld_model *leased = kld_model_new(a);

    for (size_t i = 0; p->s->state && i < p->have->n; i++) {
        const struct kld_object *o = p->have->list[i];
        struct kld_lease_file f;

        if (o->class != KLD_C_LINK || !has_link(p, o->dev) ||
            kld_lease_load(a, p->s->state, (struct kld_iface){o->dev, p->have->netns}, &f) < 0 ||
            !add_dhcp(p, o->dev))
            continue;
        for (size_t k = 0; k < f.model->n; k++)
            kld_model_add(leased, kld_copy(a, f.model->list[k]));
    }
    p->leased = leased;
}

static void pick_rest(struct picking *p, size_t i)
{
    const struct kld_object *o = p->have->list[i];
    const char *dev = o->dev ? o->dev : kld_get(o, "dev"), *hops = kld_get(o, "hops");

    if (p->leased && o->owner == KLD_OURS && kld_model_find(p->leased, o->key))
        return;
    if (o->class == KLD_C_ADDRESS && o->kernel && kld_family_of(o) == AF_INET) {
        // The kernel makes none that end: a DHCP client of others has.
        if (!p->s->import || !has_link(p, o->dev) || !add_dhcp(p, o->dev))
            p->n_expiring++;
        return;
    }
    if (o->class == KLD_C_LINK || o->class == KLD_C_NONE || o->kernel || is_of_lo(o)) {
        // Kernel, redirects and advertisements bring theirs again.
        p->n_passing += o->class == KLD_C_ROUTE && o->kernel && o->protocol > 2 && o->protocol != 9;
        return;
    }
    if (o->class == KLD_C_SET) {
        pick_set(p, o);
        return;
    }
    if (o->class > KLD_C_PEER) // looked after elsewhere
        return;
    if (dev && o->class != KLD_C_RULE && !has_link(p, dev))
        return;
    if (hops && !hops_there(p, hops))
        return;
    if (is_learned(o)) {
        p->n_learned++;
        return;
    }
    if (o->class == KLD_C_SYSCTL)
        kld_pick_sysctl(p, o);
    else if (o->class != KLD_C_VLAN || (is_vlan_of(p, o) && !(p->s->import && is_given_vlan(p, i))))
        pick_object(p, o);
}

// What the daemon sees to is not in the kernel: settings in force go on with it.
static void pick_services(struct picking *p)
{
    const struct kld_model *services = services_of(p);

    for (size_t i = 0; services && i < services->n; i++) {
        const struct kld_object *o = services->list[i];

        if (o->dev && !has_link(p, o->dev))
            continue;
        // An interface of another kind than settings say.
        if (o->dev && !can_have(p, o))
            kld_snapshot_remark(p->s, "%s: an interface of its kind cannot have that", o->key);
        else
            kld_model_add(p->s->model, kld_copy(p->s->arena, o));
    }
}

/* ---- Namespaces ---- */

// All that is read of one, after its links have been looked at.
static void pick_model(struct picking *p)
{
    p->s->model = kld_model_new(p->s->arena);
    p->s->model->netns = p->have->netns;
    kld_pick_links(p);
    pick_leases(p);
    for (size_t i = 0; i < p->have->n; i++)
        pick_rest(p, i);
}

// From within, as files of /proc/sys are those of who looks.
static int pick_inside(struct picking *outer, const struct kld_object *have, struct kld_object *o)
{
    struct kld_snapshot *s = outer->s;
    struct picking p = *outer;
    struct kld_model *model = s->model;
    struct kl_net *around = s->n;
    int back = kld_netns_enter(kld_get(have, "name")), code;

    if (back < 0)
        return back;
    p.have = have->inner;
    p.around = outer->have;
    p.prefix = kld_printf(s->arena, "netns:%zu:", ++outer->n_netns);
    s->netns = kld_get(have, "name");
    code = kl_net_open(&s->n, NULL);
    if (!code) {
        pick_model(&p);
        pick_services(&p);
        kld_pick_lo(&p);
        kl_net_close(s->n);
        o->inner = s->model;
    }
    outer->n_learned = p.n_learned;
    outer->n_passing = p.n_passing;
    outer->n_sets = p.n_sets;
    outer->n_expiring = p.n_expiring;
    s->n = around;
    s->model = model;
    s->netns = NULL;
    kld_netns_leave(back);
    return code;
}

// One of others would be taken over, which an import says.
bool kld_is_picked(const struct picking *p, const struct kld_object *space)
{
    return space->owner == KLD_OURS || p->s->import;
}

static int pick_netns(struct picking *p)
{
    const struct kld_row *name = kld_find(&kld_netns, "name", -1);

    for (size_t i = 0; i < p->have->n; i++) {
        const struct kld_object *have = p->have->list[i];
        struct kld_object *o;
        int code;

        if (!have->inner)
            continue;
        if (!kld_is_picked(p, have) || !kld_sayable(p->s->arena, name, kld_get(have, "name"))) {
            kld_snapshot_remark(p->s, "%s%s", have->key,
                                kld_is_picked(p, have) ? ": settings cannot say its name"
                                                       : ", which others made");
            continue;
        }
        o = kld_object_new(p->s->arena, &kld_netns, NULL);
        kld_set(p->s->arena, o, "name", kld_get(have, "name"));
        if (have->owner != KLD_OURS)
            kld_set(p->s->arena, o, "adopt", "true");
        code = pick_inside(p, have, o);
        if (code == -ENOENT) // it went meanwhile
            continue;
        if (code) {
            p->s->wrong = kld_printf(p->s->arena, "%s: %s", have->key, kl_strerror(code));
            return code;
        }
        kld_model_add(p->s->model, o);
    }
    return 0;
}

/* ---- All ---- */

int kld_snapshot_pick(struct kld_snapshot *s)
{
    struct picking p = {.s = s, .prefix = ""};
    int code = kld_state_read(s->n, s->arena, s->settings, &p.have);

    s->wrong = NULL;
    if (code) {
        const char *words = kl_error_text(kl_net_error(s->n));

        s->wrong = kld_strdup(s->arena, *words ? words : kl_strerror(code));
        return code;
    }
    pick_model(&p);
    code = pick_netns(&p);
    if (code)
        return code;
    pick_services(&p);
    kld_pick_lo(&p);
    if (p.n_learned)
        kld_snapshot_remark(s, "routes of routing daemons and DHCP, who bring them themselves: %zu",
                            p.n_learned);
    if (p.n_passing)
        kld_snapshot_remark(s, "routes that expire, or go through next hop objects: %zu",
                            p.n_passing);
    if (p.n_expiring)
        kld_snapshot_remark(s, "addresses that expire, of DHCP clients of others: %zu",
                            p.n_expiring);
    if (p.n_sets)
        kld_snapshot_remark(s, "IP sets that others made: %zu", p.n_sets);
    return s->wrong ? -ENOKEY : 0;
}
