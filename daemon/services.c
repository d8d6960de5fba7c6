// SPDX-License-Identifier: MIT
// What settings want of programs of others: a child for each interface that asks for an address by
// DHCP or joins wireless networks, and name servers for whoever takes them.
#include "carrier.h"
#include "dhcp.h"
#include "dns.h"
#include "kernlinkd.h"
#include "lease.h"
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
    struct kld_carrier *carrier; // NULL: nobody wants to know, or it cannot be watched
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

static void lease_changed(void *user, const char *dev)
{
    (void)dev;
    update_names(((struct kld_daemon *)user)->services);
}

static struct kld_dhcp *dhcp_of(const struct kld_services *v, const char *dev)
{
    for (size_t i = 0; i < v->n_dhcp; i++)
        if (!strcmp(kld_dhcp_dev(v->dhcp[i]), dev))
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
    struct kld_dhcp *dhcp = dhcp_of(((struct kld_daemon *)user)->services, dev);

    if (dhcp)
        kld_dhcp_ask(dhcp);
}

static void carrier_changed(void *user, const char *dev, bool there)
{
    struct kld_dhcp *dhcp = dhcp_of(((struct kld_daemon *)user)->services, dev);

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
        if (name->leased && kld_lease_load(a, v->d->o.folder, name->dev, &f) == 0 &&
            (f.dns || (f.search && name->domains)))
            list[n++] = (struct kld_dns_record){name->dev, f.dns, name->domains ? f.search : NULL};
    }
    kld_dns_set(v->dns, list, n);
    kld_arena_free(a);
}

/* ---- DHCP ---- */

static bool wants_dhcp(const struct kld_settings *s, const struct kld_object *o)
{
    return o->class == KLD_C_DHCP && kld_dhcp_enabled(s->model, o);
}

static bool is_wanted(const struct kld_settings *s, const struct kld_dhcp *dhcp)
{
    for (size_t i = 0; s && i < s->services->n; i++)
        if (wants_dhcp(s, s->services->list[i]) && kld_dhcp_is(dhcp, s->services->list[i]))
            return true;
    return false;
}

static void watch_carriers(struct kld_daemon *d)
{
    struct kld_services *v = d->services;
    const char **names = calloc(v->n_dhcp + 1, sizeof *names);
    int code = names ? 0 : -ENOMEM;

    if (!v->n_dhcp) {
        kld_carrier_free(v->carrier);
        v->carrier = NULL;
    } else if (!code && !v->carrier) {
        code = kld_carrier_new(&v->carrier, d->loop, carrier_changed, d);
    }
    if (code)
        kld_log(d, LOG_ERR, NULL, "whether there is a carrier is not noticed: %s",
                kl_strerror(code));
    for (size_t i = 0; names && i < v->n_dhcp; i++)
        names[i] = kld_dhcp_dev(v->dhcp[i]);
    if (names && v->carrier)
        kld_carrier_want(v->carrier, names, v->n_dhcp);
    free(names);
}

/* ---- Leases of interfaces that do not ask any more ---- */

// @dev: or NULL: those that are done
static void stop_release(struct kld_services *v, const char *dev)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->n_releases; i++) {
        const char *of = kld_dhcp_release_dev(v->releases[i]);

        if (of && (!dev || strcmp(of, dev) != 0))
            v->releases[kept++] = v->releases[i];
        else
            kld_dhcp_release_free(v->releases[i]);
    }
    v->n_releases = kept;
}

static bool is_releasing(const struct kld_services *v, const char *dev)
{
    for (size_t i = 0; i < v->n_releases; i++) {
        const char *of = kld_dhcp_release_dev(v->releases[i]);

        if (of && !strcmp(of, dev))
            return true;
    }
    return false;
}

static bool asks(const struct kld_settings *s, const char *dev)
{
    for (size_t i = 0; i < s->services->n; i++)
        if (wants_dhcp(s, s->services->list[i]) && !strcmp(s->services->list[i]->dev, dev))
            return true;
    return false;
}

static void release(struct kld_daemon *d, const char *dev)
{
    struct kld_services *v = d->services;
    struct kld_dhcp_release **list = reallocarray(v->releases, v->n_releases + 1, sizeof *list);

    if (!list)
        return;
    v->releases = list;
    if (kld_dhcp_release_new(&list[v->n_releases], &v->dhcp_host, dev) == 0)
        v->n_releases++;
}

// Also those that were left while no daemon ran.
static void release_others(struct kld_daemon *d, const struct kld_settings *s)
{
    DIR *folder = opendir(d->o.folder);

    stop_release(d->services, NULL);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        const char *dev = e->d_name + strlen(KLD_LEASE_PREFIX);

        if (!strncmp(e->d_name, KLD_LEASE_PREFIX, strlen(KLD_LEASE_PREFIX)) && kld_is_ifname(dev) &&
            !asks(s, dev) && !is_releasing(d->services, dev))
            release(d, dev);
    }
    if (folder)
        closedir(folder);
}

static void add_dhcp(struct kld_daemon *d, const struct kld_object *o)
{
    struct kld_services *v = d->services;
    struct kld_dhcp **list = reallocarray(v->dhcp, v->n_dhcp + 1, sizeof *list), *one;
    int code = -ENOMEM;

    stop_release(v, o->dev);
    if (list) {
        v->dhcp = list;
        code = kld_dhcp_new(&one, &v->dhcp_host, o);
    }
    if (!code)
        v->dhcp[v->n_dhcp++] = one;
    else
        kld_log(d, LOG_ERR, o->key, "%s",
                code == -ENOENT ? "there is no udhcpc: install the package udhcpc"
                                : strerror(-code));
}

static void update_dhcp(struct kld_daemon *d, const struct kld_settings *s)
{
    struct kld_services *v = d->services;
    size_t kept = 0;

    for (size_t i = 0; i < v->n_dhcp; i++) {
        if (is_wanted(s, v->dhcp[i]))
            v->dhcp[kept++] = v->dhcp[i];
        else
            kld_dhcp_free(v->dhcp[i]);
    }
    v->n_dhcp = kept;
    for (size_t i = 0; s && i < s->services->n; i++)
        if (wants_dhcp(s, s->services->list[i]) && !dhcp_of(v, s->services->list[i]->dev))
            add_dhcp(d, s->services->list[i]);
    watch_carriers(d);
    if (s && !d->deadline_ns)
        release_others(d, s);
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
    if (d->services)
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
    kld_carrier_free(v->carrier);
    for (size_t i = 0; i < v->n_releases; i++)
        kld_dhcp_release_free(v->releases[i]);
    free(v->releases);
    kld_dns_free(v->dns);
    free_names(v);
    free(v);
    d->services = NULL;
}
