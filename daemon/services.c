// SPDX-License-Identifier: MIT
// What settings want of programs of others: a child for each interface that asks for an address by
// DHCP or joins wireless networks, and name servers for whoever takes them.
#include "carrier.h"
#include "dhcp.h"
#include "dns.h"
#include "kernlinkd.h"
#include "netns.h"
#include "wlan.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define HOOK    "kernlink-dhcp-event"
#define SYSTEMD "/run/systemd/system" // is there when systemd is process 1
#define LAST_US 2000000u              // for all to end when the daemon does

// Of an interface, or with dev NULL of everything.
struct names {
    char *dev, *servers, *search;
    bool leased;  // and what its lease says
    bool domains; // ... also of domains
};

struct kld_services {
    struct kld_daemon *d;
    struct kld_dns_host dns_host;
    struct kld_dns *dns;
    struct names *names;
    size_t n_names;
    struct kld_dhcp_host dhcp_host;
    char hook[PATH_MAX];
    struct kld_wlan_host wlan_host;
    char run[PATH_MAX]; // the socket's folder
    struct kld_wlan **wlan;
    size_t n_wlan;
    struct kld_dhcp **dhcp;
    size_t n_dhcp;
    bool lost;                     // some of them, as their namespace went
    struct kld_carriers *carriers; // NULL: nobody wants to know
    struct kld_dhcp_release **releases;
    size_t n_releases;
};

static void say(void *user, int priority, const char *name, const char *text)
{
    kld_log(user, priority, name, "%s", text);
}

static struct kld_settings *settings(void *user)
{
    return kld_daemon_settings(user);
}

static void update_names(struct kld_services *v);

static void lease_changed(void *user)
{
    update_names(((struct kld_daemon *)user)->services);
}

static struct kld_dhcp *dhcp_of(const struct kld_services *v, struct kld_iface w)
{
    for (size_t i = 0; i < v->n_dhcp; i++)
        if (kld_iface_is(kld_dhcp_iface(v->dhcp[i]), w))
            return v->dhcp[i];
    return NULL;
}

static void names_again(void *user)
{
    update_names(((struct kld_daemon *)user)->services);
}

// There may be another server now.
static void connected(void *user, const char *dev)
{
    struct kld_dhcp *dhcp =
        dhcp_of(((struct kld_daemon *)user)->services, (struct kld_iface){dev, NULL});

    if (dhcp)
        kld_dhcp_ask(dhcp);
}

static void carrier_changed(void *user, struct kld_iface w, bool there)
{
    struct kld_dhcp *dhcp = dhcp_of(((struct kld_daemon *)user)->services, w);

    if (dhcp)
        kld_dhcp_carrier(dhcp, there);
}

// Beside the daemon in a build, or where it was installed.
static void find_hook(char path[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - sizeof "/" HOOK);

    path[n > 0 ? n : 0] = '\0';
    if (strrchr(path, '/'))
        strcpy(strrchr(path, '/') + 1, HOOK);
    if (access(path, X_OK) < 0)
        snprintf(path, PATH_MAX, "%s/%s", KL_LIBEXECDIR, HOOK);
}

int kld_services_start(struct kld_daemon *d)
{
    struct kld_services *s = calloc(1, sizeof *s);

    if (!s)
        return -ENOMEM;
    find_hook(s->hook);
    s->dhcp_host = (struct kld_dhcp_host){
        .children = {.loop = d->loop, .say = say, .user = d},
        .folder = d->o.folder,
        .path = d->o.programs,
        .hook = s->hook,
        .settings = settings,
        .changed = lease_changed,
    };
    snprintf(s->run, sizeof s->run, "%s", d->o.socket);
    if (strrchr(s->run, '/'))
        *strrchr(s->run, '/') = '\0';
    s->wlan_host = (struct kld_wlan_host){
        .children = s->dhcp_host.children,
        .path = d->o.programs,
        .run = s->run,
        .connected = connected,
    };
    s->dns_host = (struct kld_dns_host){
        .children = s->dhcp_host.children,
        .path = d->o.programs,
        .resolved = KLD_RESOLVED,
        .folder = d->o.folder,
        .closed = access("/etc", W_OK) < 0 && errno == EROFS && access(SYSTEMD, F_OK) == 0,
        .again = names_again,
    };
    s->d = d;
    d->services = s;
    return kld_dns_new(&s->dns, &s->dns_host);
}

/* ---- Name servers ---- */

static void free_names(struct kld_services *v)
{
    for (size_t i = 0; i < v->n_names; i++) {
        free(v->names[i].dev);
        free(v->names[i].servers);
        free(v->names[i].search);
    }
    free(v->names);
    v->names = NULL;
    v->n_names = 0;
}

static char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

static void add_names(struct kld_services *v, const struct kld_settings *s, const char *dev)
{
    char key[40];
    const struct kld_object *dns, *dhcp;
    const char *use;

    snprintf(key, sizeof key, "dns%s%s", dev ? " on " : "", dev ? dev : "");
    dns = kld_model_find(s->services, key);
    snprintf(key, sizeof key, "dhcp4 on %s", dev ? dev : "");
    dhcp = kld_model_find(s->services, key);
    use = dhcp ? kld_get(dhcp, "use-dns") : NULL;
    v->names[v->n_names++] = (struct names){
        .dev = copy(dev),
        .servers = copy(dns ? kld_get(dns, "servers") : NULL),
        .search = copy(dns ? kld_get(dns, "search") : NULL),
        .domains = !dhcp || !kld_get(dhcp, "use-domains") ||
                   strcmp(kld_get(dhcp, "use-domains"), "false") != 0,
        .leased = dhcp && kld_dhcp_enabled(s->model, dhcp) && (!use || strcmp(use, "false") != 0),
    };
}

static void read_names(struct kld_services *v, const struct kld_settings *s)
{
    free_names(v);
    // With nothing to hand over, nothing is kept of each of thousands of interfaces.
    if (!s || !s->services->n)
        return;
    v->names = calloc(s->model->n + 1, sizeof *v->names);
    if (!v->names)
        return;
    add_names(v, s, NULL);
    for (size_t i = 0; i < s->model->n; i++) {
        const struct kld_object *o = s->model->list[i];

        if (o->class == KLD_C_LINK && kld_kind_of(o) != KLD_LOOPBACK)
            add_names(v, s, o->dev);
    }
}

// What settings and leases say now.
static void update_names(struct kld_services *v)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_dns_record *list = kld_alloc(a, (2 * v->n_names + 1) * sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < v->n_names; i++) {
        const struct names *name = &v->names[i];
        struct kld_lease_file f;

        list[n++] = (struct kld_dns_record){name->dev, name->servers, name->search};
        if (name->leased &&
            kld_lease_load(a, v->d->o.folder, (struct kld_iface){name->dev, NULL}, &f) == 0 &&
            (f.dns || (f.search && name->domains)))
            list[n++] = (struct kld_dns_record){name->dev, f.dns, name->domains ? f.search : NULL};
    }
    kld_dns_set(v->dns, list, n);
    kld_arena_free(a);
}

/* ---- DHCP ---- */

// Of the settings, in a namespace or around.
typedef bool dhcp_fn(void *user, const char *netns, const struct kld_object *dhcp);

static bool each_of(const struct kld_model *m, dhcp_fn *fn, void *user)
{
    for (size_t i = 0; m->services && i < m->services->n; i++) {
        const struct kld_object *o = m->services->list[i];

        if (o->class == KLD_C_DHCP && kld_dhcp_enabled(m, o) && fn(user, m->netns, o))
            return true;
    }
    return false;
}

// Until @fn returns true. @return whether it did
static bool each_dhcp(const struct kld_settings *s, dhcp_fn *fn, void *user)
{
    if (!s)
        return false;
    if (each_of(s->model, fn, user))
        return true;
    for (size_t i = 0; i < s->model->n; i++)
        if (s->model->list[i]->inner && each_of(s->model->list[i]->inner, fn, user))
            return true;
    return false;
}

static bool is_that(void *user, const char *netns, const struct kld_object *dhcp)
{
    return kld_dhcp_is(user, netns, dhcp);
}

static void watch_carriers(struct kld_daemon *d)
{
    struct kld_services *v = d->services;
    struct kld_iface *list = calloc(v->n_dhcp + 1, sizeof *list);
    int code = list ? 0 : -ENOMEM;

    if (!v->n_dhcp) {
        kld_carriers_free(v->carriers);
        v->carriers = NULL;
    } else if (!code && !v->carriers) {
        code = kld_carriers_new(&v->carriers, d->loop, carrier_changed, d);
    }
    for (size_t i = 0; list && i < v->n_dhcp; i++)
        list[i] = kld_dhcp_iface(v->dhcp[i]);
    if (list && v->carriers)
        code = kld_carriers_want(v->carriers, list, v->n_dhcp);
    free(list);
    if (code)
        kld_log(d, LOG_ERR, NULL, "whether there is a carrier is not noticed: %s",
                kl_strerror(code));
}

/* ---- Leases of interfaces that do not ask any more ---- */

// @w: or with no dev: those that are done
static void stop_release(struct kld_services *v, struct kld_iface w)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->n_releases; i++) {
        const struct kld_iface of = kld_dhcp_release_of(v->releases[i]);

        if (of.dev && !kld_iface_is(of, w))
            v->releases[kept++] = v->releases[i];
        else
            kld_dhcp_release_free(v->releases[i]);
    }
    v->n_releases = kept;
}

static bool is_releasing(const struct kld_services *v, struct kld_iface w)
{
    for (size_t i = 0; i < v->n_releases; i++)
        if (kld_iface_is(kld_dhcp_release_of(v->releases[i]), w))
            return true;
    return false;
}

static bool is_of(void *user, const char *netns, const struct kld_object *dhcp)
{
    return kld_iface_is(*(const struct kld_iface *)user, (struct kld_iface){dhcp->dev, netns});
}

static void release(struct kld_daemon *d, struct kld_iface w)
{
    struct kld_services *v = d->services;
    struct kld_dhcp_release **list = reallocarray(v->releases, v->n_releases + 1, sizeof *list);

    if (!list)
        return;
    v->releases = list;
    if (kld_dhcp_release_new(&list[v->n_releases], &v->dhcp_host, w) == 0)
        v->n_releases++;
}

// Also those that were left while no daemon ran.
static void release_others(struct kld_daemon *d, const struct kld_settings *s)
{
    DIR *folder = opendir(d->o.folder);

    stop_release(d->services, (struct kld_iface){0});
    for (struct dirent *e; folder && (e = readdir(folder));) {
        struct kld_iface w = {.dev = e->d_name + strlen(KLD_LEASE_PREFIX)};
        char *inside;

        if (strncmp(e->d_name, KLD_LEASE_PREFIX, strlen(KLD_LEASE_PREFIX)) != 0)
            continue;
        inside = strchr(e->d_name, KLD_LEASE_INSIDE);
        if (inside) {
            *inside = '\0';
            w.netns = inside + 1;
        }
        if (kld_is_ifname(w.dev) && (!w.netns || kld_is_netns(w.netns)) &&
            !each_dhcp(s, is_of, &w) && !is_releasing(d->services, w))
            release(d, w);
    }
    if (folder)
        closedir(folder);
}

static bool add_dhcp(void *user, const char *netns, const struct kld_object *o)
{
    struct kld_daemon *d = user;
    struct kld_services *v = d->services;
    struct kld_dhcp **list, *one;
    int code = -ENOMEM;

    if (dhcp_of(v, (struct kld_iface){o->dev, netns}))
        return false;
    list = reallocarray(v->dhcp, v->n_dhcp + 1, sizeof *list);
    stop_release(v, (struct kld_iface){o->dev, netns});
    if (list) {
        v->dhcp = list;
        code = kld_dhcp_new(&one, &v->dhcp_host, netns, o);
    }
    if (!code)
        v->dhcp[v->n_dhcp++] = one;
    else
        kld_log(d, LOG_ERR, o->key, "%s",
                code == -ENOENT ? "there is no udhcpc: install the package udhcpc"
                                : strerror(-code));
    return false;
}

static void update_dhcp(struct kld_daemon *d, const struct kld_settings *s)
{
    struct kld_services *v = d->services;
    size_t kept = 0;

    for (size_t i = 0; i < v->n_dhcp; i++) {
        if (each_dhcp(s, is_that, v->dhcp[i]))
            v->dhcp[kept++] = v->dhcp[i];
        else
            kld_dhcp_free(v->dhcp[i]);
    }
    v->n_dhcp = kept;
    v->lost = false;
    each_dhcp(s, add_dhcp, d);
    watch_carriers(d);
    if (s && !d->deadline_ns)
        release_others(d, s);
}

void kld_services_leave(struct kld_daemon *d, const char *netns)
{
    struct kld_services *v = d->services;
    size_t kept = 0;

    for (size_t i = 0; v && i < v->n_dhcp; i++) {
        const struct kld_iface w = kld_dhcp_iface(v->dhcp[i]);

        if (kld_iface_is(w, (struct kld_iface){w.dev, netns}))
            kld_dhcp_free(v->dhcp[i]);
        else
            v->dhcp[kept++] = v->dhcp[i];
    }
    if (!v || kept == v->n_dhcp)
        return;
    v->n_dhcp = kept;
    v->lost = true;
    watch_carriers(d);
}

/* ---- Wireless networks ---- */

static bool wants_wlan(const struct kld_settings *s, const struct kld_object *o)
{
    const struct kld_object *link =
        o->class == KLD_C_WIFI ? kld_model_link(s->model, o->dev) : NULL;
    const char *up = link ? kld_get(link, "up") : NULL;

    return link && (!up || strcmp(up, "false") != 0);
}

static bool stays(const struct kld_settings *s, const struct kld_wlan *w)
{
    for (size_t i = 0; s && i < s->services->n; i++)
        if (wants_wlan(s, s->services->list[i]) &&
            !strcmp(s->services->list[i]->dev, kld_wlan_dev(w)))
            return kld_wlan_is(w, s->services);
    return false;
}

static void add_wlan(struct kld_daemon *d, const struct kld_settings *s, const char *dev)
{
    struct kld_services *v = d->services;
    struct kld_wlan **list, *one;
    int code = -ENOMEM;

    for (size_t i = 0; i < v->n_wlan; i++)
        if (!strcmp(kld_wlan_dev(v->wlan[i]), dev))
            return;
    list = reallocarray(v->wlan, v->n_wlan + 1, sizeof *list);
    if (list) {
        v->wlan = list;
        code = kld_wlan_new(&one, &v->wlan_host, s->services, dev);
    }
    if (!code)
        v->wlan[v->n_wlan++] = one;
    else
        kld_log(d, LOG_ERR, dev, "wifi: %s",
                code == -ENOENT ? "there is no wpa_supplicant: install the package wpasupplicant"
                                : strerror(-code));
}

static void update_wlan(struct kld_daemon *d, const struct kld_settings *s)
{
    struct kld_services *v = d->services;
    size_t kept = 0;

    for (size_t i = 0; i < v->n_wlan; i++) {
        if (stays(s, v->wlan[i]))
            v->wlan[kept++] = v->wlan[i];
        else
            kld_wlan_free(v->wlan[i]);
    }
    v->n_wlan = kept;
    for (size_t i = 0; s && i < s->services->n; i++)
        if (wants_wlan(s, s->services->list[i]))
            add_wlan(d, s, s->services->list[i]->dev);
}

void kld_services_update(struct kld_daemon *d)
{
    struct kld_settings *s;

    if (!d->services)
        return;
    s = kld_daemon_settings(d);
    if (s && s->complaints.n) {
        kld_settings_free(s);
        s = NULL;
    }
    update_wlan(d, s);
    update_dhcp(d, s);
    read_names(d->services, s);
    update_names(d->services);
    kld_settings_free(s);
    malloc_trim(0);
}

void kld_services_repaired(struct kld_daemon *d)
{
    if (d->services && d->services->lost)
        kld_services_update(d);
    else if (d->services)
        update_names(d->services);
}

bool kld_services_running(const struct kld_daemon *d)
{
    return d->services && (d->services->n_dhcp || d->services->n_wlan);
}

void kld_services_stop(struct kld_daemon *d)
{
    struct kld_services *v = d->services;
    struct kld_service **list;

    if (!v)
        return;
    list = calloc(v->n_dhcp + v->n_wlan + 1, sizeof *list);
    for (size_t i = 0; list && i < v->n_dhcp; i++)
        list[i] = kld_dhcp_client(v->dhcp[i]);
    for (size_t i = 0; list && i < v->n_wlan; i++)
        list[v->n_dhcp + i] = kld_wlan_child(v->wlan[i]);
    if (list)
        kld_service_end(list, v->n_dhcp + v->n_wlan, LAST_US);
    free(list);
    for (size_t i = 0; i < v->n_wlan; i++)
        kld_wlan_free(v->wlan[i]);
    free(v->wlan);
    for (size_t i = 0; i < v->n_dhcp; i++)
        kld_dhcp_free(v->dhcp[i]);
    free(v->dhcp);
    kld_carriers_free(v->carriers);
    for (size_t i = 0; i < v->n_releases; i++)
        kld_dhcp_release_free(v->releases[i]);
    free(v->releases);
    kld_dns_free(v->dns);
    free_names(v);
    free(v);
    d->services = NULL;
}
