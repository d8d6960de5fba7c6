// SPDX-License-Identifier: MIT
// What settings want of programs of others: one of our own for each interface that asks for an
// address by DHCP. When other settings are in force, those that changed are ended, and what is new
// begins.
#include "dhcp.h"
#include "kernlinkd.h"
#include "lease.h"

#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define HOOK    "kernlink-dhcp-event"
#define LAST_US 2000000u // for all to end when the daemon does

struct kld_services {
    struct kld_dhcp_host dhcp_host;
    char hook[PATH_MAX];
    struct kld_dhcp **dhcp;
    size_t n_dhcp;
};

static void say(void *user, int priority, const char *name, const char *text)
{
    kld_log(user, priority, name, "%s", text);
}

static struct kld_settings *settings(void *user)
{
    return kld_daemon_settings(user);
}

static void lease_changed(void *user, const char *dev)
{
    (void)user;
    (void)dev;
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
    d->services = s;
    return 0;
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

static bool is_there(const struct kld_services *v, const struct kld_object *o)
{
    for (size_t i = 0; i < v->n_dhcp; i++)
        if (!strcmp(kld_dhcp_dev(v->dhcp[i]), o->dev))
            return true;
    return false;
}

static void add_dhcp(struct kld_daemon *d, const struct kld_object *o)
{
    struct kld_services *v = d->services;
    struct kld_dhcp **list = reallocarray(v->dhcp, v->n_dhcp + 1, sizeof *list), *one;
    int code = -ENOMEM;

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
        if (wants_dhcp(s, s->services->list[i]) && !is_there(v, s->services->list[i]))
            add_dhcp(d, s->services->list[i]);
}

void kld_services_update(struct kld_daemon *d)
{
    struct kld_settings *s;

    if (!d->services)
        return;
    s = kld_daemon_settings(d);
    update_dhcp(d, s && !s->complaints.n ? s : NULL);
    kld_settings_free(s);
    malloc_trim(0);
}

void kld_services_stop(struct kld_daemon *d)
{
    struct kld_services *v = d->services;
    struct kld_service **list;

    if (!v)
        return;
    list = calloc(v->n_dhcp + 1, sizeof *list);
    for (size_t i = 0; list && i < v->n_dhcp; i++)
        list[i] = kld_dhcp_client(v->dhcp[i]);
    if (list)
        kld_service_end(list, v->n_dhcp, LAST_US);
    free(list);
    for (size_t i = 0; i < v->n_dhcp; i++)
        kld_dhcp_free(v->dhcp[i]);
    free(v->dhcp);
    free(v);
    d->services = NULL;
}
