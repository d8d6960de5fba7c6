// SPDX-License-Identifier: MIT
// udhcpc only negotiates. It calls the hook, which sends us what the server said by a socket; a
// child then writes the lease down and makes the kernel's addresses and routes like it. Source:
// busybox, networking/udhcp/dhcpc.c.
#include "dhcp.h"
#include "apply.h"
#include "netns.h"

#include <arpa/inet.h>

#include <errno.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#define METRIC      100u
#define WIFI_METRIC 600u
#define KEPT_S      5u  // without a carrier
#define SHORTEST_S  122 // of a lease that udhcpc renews in time; shorter ones it makes longer

struct kld_dhcp {
    const struct kld_dhcp_host *host;
    char *dev, *netns, *name, *settings; // settings: as text, for comparing
    struct kld_netns_id space;           // netns: what it stood for
    struct kld_service *client, *writer;
    int ends[2]; // ours, and that of the hook
    sd_event_source *source;
    bool bound;                    // since the client was started
    bool held;                     // there is a lease, of before perhaps
    bool doubted;                  // ... and nobody knows whether this network has granted it
    uint64_t kept_us, half_us;     // without a carrier; half of a short lease
    sd_event_source *away, *renew; // timers
    bool waiting;                  // there is a message, and a writer before it is still running
    char message[KLD_LEASE_BYTES];
    size_t len;
    char id[KLD_DHCP_ID_SIZE]; // "": the MAC address
};

struct kld_iface kld_dhcp_iface(const struct kld_dhcp *d)
{
    return (struct kld_iface){d->dev, d->netns};
}

static void say(struct kld_dhcp *d, int priority, const char *text)
{
    d->host->children.say(d->host->children.user, priority, d->name, text);
}

/* ---- In the child ---- */

struct writing {
    struct kld_dhcp *d;
    struct kld_arena *arena;
    struct kl_net *n;
    struct kld_journal journal;
    struct kld_settings *settings;
    const struct kld_object *dhcp;
    struct kld_model *old, *new; // of the lease before and this one
};

static bool is_mine(const struct writing *w, const struct kld_object *o)
{
    const char *dev = o->dev ? o->dev : kld_get(o, "dev");

    return o->leased && dev && !strcmp(dev, w->d->dev);
}

static bool has_wifi(const struct writing *w)
{
    const struct kld_model *m = w->settings->services;

    for (size_t i = 0; i < m->n && !w->d->netns; i++)
        if (m->list[i]->class == KLD_C_WIFI && !strcmp(m->list[i]->dev, w->d->dev))
            return true;
    return false;
}

static unsigned mtu_of(const char *dev)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq r = {0};
    unsigned mtu = 0;

    strncpy(r.ifr_name, dev, sizeof r.ifr_name - 1);
    if (fd >= 0 && ioctl(fd, SIOCGIFMTU, &r) == 0 && r.ifr_mtu > 0)
        mtu = (unsigned)r.ifr_mtu;
    if (fd >= 0)
        close(fd);
    return mtu;
}

// The lease is on disk before the kernel has it: whoever applies settings in between knows of it.
static int write_file(struct writing *w, struct kld_lease *l)
{
    struct kld_lease_file f;

    kld_lease_load(w->arena, w->d->host->folder, kld_dhcp_iface(w->d), &f);
    w->old = f.model;
    w->new = kld_model_new(w->arena);
    if (!l->held) {
        kld_lease_remove(&w->journal, kld_dhcp_iface(w->d));
        return 0;
    }
    if (l->mtu >= mtu_of(w->d->dev)) // a route cannot do more than its interface
        l->mtu = 0;
    l->id = *w->d->id ? w->d->id : NULL;
    kld_lease_objects(l, w->dhcp, has_wifi(w) ? WIFI_METRIC : METRIC, w->new);
    return kld_lease_write(&w->journal, kld_dhcp_iface(w->d), l, w->new);
}

// A renewal is written, be it for a second: what compares times elsewhere takes a few for nothing.
static struct kld_object *older(struct kld_arena *a, const struct kld_object *have)
{
    struct kld_object *o = kld_copy(a, have);

    if (kld_get(o, "until"))
        kld_set(a, o, "until", "0");
    return o;
}

// Only what belongs to this lease or the one before: the rest is the business of an apply.
static int change_network(struct writing *w)
{
    const struct kld_model *all = kld_leases_add(w->arena, w->settings->model, w->d->host->folder);
    struct kld_model *want = kld_model_new(w->arena), *have = kld_model_new(w->arena), *now;
    struct kld_plan *p;
    size_t refused = 0;
    const char *words;
    int code = kld_model_read_state(w->n, w->arena, NULL, &now);

    if (w->d->netns)
        all = kld_netns_in(all, w->d->netns)->inner;
    if (code) {
        printf("the network cannot be read: %s\n", kl_strerror(code));
        return 1;
    }
    for (size_t i = 0; i < all->n; i++)
        if (is_mine(w, all->list[i]))
            kld_model_add(want, kld_copy(w->arena, all->list[i]));
    for (size_t i = 0; i < now->n; i++) {
        const struct kld_object *o = now->list[i];

        // What the settings say now is not removed for having been in a lease.
        if (kld_model_find(want, o->key) ||
            (kld_model_find(w->old, o->key) && !kld_model_find(all, o->key)))
            kld_model_add(have, older(w->arena, o));
    }
    p = kld_plan_make(w->n, w->arena, want, have, KLD_TO_SETTINGS);
    for (size_t i = 0; i < p->n; i++) {
        code = kld_step_run(w->n, w->arena, &p->steps[i], &words);
        if (code)
            printf("%s was refused: %s\n", kld_step_object(&p->steps[i]), words);
        refused += code != 0;
    }
    return refused != 0;
}

static const struct kld_object *find_dhcp(const struct kld_settings *s, struct kld_iface w)
{
    const struct kld_object *space = s && w.netns ? kld_netns_in(s->model, w.netns) : NULL;
    char key[40];

    snprintf(key, sizeof key, "dhcp4 on %s", w.dev);
    if (w.netns)
        return space ? kld_model_find(space->inner->services, key) : NULL;
    return s ? kld_model_find(s->services, key) : NULL;
}

// For good: it is a child that only does this. @return false: there is no such namespace
static bool enter(const char *netns)
{
    return !netns || kld_netns_enter(netns) >= 0;
}

static int write_lease(void *user)
{
    struct writing w = {.d = user, .arena = kld_arena_new()};
    struct kld_lease l;
    int code, status = 1;

    w.settings = w.d->host->settings(w.d->host->children.user);
    w.dhcp = find_dhcp(w.settings, kld_dhcp_iface(w.d));
    // Settings that are in force now do not want it any more, or its namespace has gone.
    if (!w.dhcp || !enter(w.d->netns))
        return 0;
    if (kld_lease_read(w.arena, w.d->message, w.d->len, kld_boot_s(), &l) < 0 ||
        kl_net_open(&w.n, NULL) < 0)
        return 1;
    code = kld_journal_lock(&w.journal, w.arena, w.d->host->folder, true, NULL);
    if (!code)
        code = write_file(&w, &l);
    if (code)
        printf("the lease cannot be written to %s: %s\n", w.d->host->folder, strerror(-code));
    else
        status = change_network(&w);
    kld_journal_unlock(&w.journal);
    return status;
}

/* ---- In the daemon ---- */

static void on_written(void *user, int status)
{
    struct kld_dhcp *d = user;

    (void)status;
    d->host->changed(d->host->children.user);
    if (d->waiting) {
        d->waiting = false;
        kld_service_start(d->writer);
    }
}

static void tell(struct kld_dhcp *d, const struct kld_lease *l)
{
    char address[INET_ADDRSTRLEN], text[200];

    if (!l->held) {
        say(d, LOG_WARNING, "the lease has ended");
        return;
    }
    inet_ntop(AF_INET, &l->address, address, sizeof address);
    if (l->until_s == INT64_MAX)
        snprintf(text, sizeof text, "%s/%u without an end", address, l->prefix);
    else
        snprintf(text, sizeof text, "%s/%u for %lld s", address, l->prefix,
                 (long long)(l->until_s - kld_boot_s()));
    if (l->server)
        snprintf(text + strlen(text), sizeof text - strlen(text), " from %s", l->server);
    say(d, !strcmp(l->event, "renew") ? LOG_DEBUG : LOG_INFO, text);
}

/* ---- Short leases ---- */

static void arm(struct kld_dhcp *d, sd_event_source **timer, uint64_t us,
                sd_event_time_handler_t on_time)
{
    *timer = sd_event_source_disable_unref(*timer);
    if (sd_event_add_time_relative(d->host->children.loop, timer, CLOCK_BOOTTIME, us, 1000, on_time,
                                   d) < 0)
        say(d, LOG_ERR, "there is no timer for it");
}

static int on_unrenewed(sd_event_source *source, uint64_t us, void *user)
{
    (void)source;
    (void)us;
    kld_dhcp_ask(user);
    return 0;
}

static int on_half(sd_event_source *source, uint64_t us, void *user)
{
    struct kld_dhcp *d = user;
    pid_t client = kld_service_pid(d->client);

    (void)source;
    (void)us;
    if (client > 0)
        kill(client, SIGUSR1);
    // By then the kernel has ended the address, whatever udhcpc thinks.
    arm(d, &d->renew, d->half_us, on_unrenewed);
    return 0;
}

static void see_to_renewal(struct kld_dhcp *d, const struct kld_lease *l)
{
    int64_t left = l->held ? l->until_s - kld_boot_s() : 0;

    d->renew = sd_event_source_disable_unref(d->renew);
    d->half_us = (uint64_t)left * 500000;
    if (left > 0 && left < SHORTEST_S)
        arm(d, &d->renew, d->half_us, on_half);
}

/* ---- Messages ---- */

static void write_soon(struct kld_dhcp *d, const char *message, size_t len)
{
    memcpy(d->message, message, len);
    d->len = len;
    if (kld_service_pid(d->writer))
        d->waiting = true;
    else
        kld_service_start(d->writer);
}

static void drop(struct kld_dhcp *d)
{
    static const char lost[] = "deconfig";

    d->held = d->doubted = false;
    write_soon(d, lost, sizeof lost);
}

static void take_message(struct kld_dhcp *d, const char *text, size_t len)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_lease l;
    int code = kld_lease_read(a, text, len, kld_boot_s(), &l);
    // Each start begins with "deconfig", which says nothing.
    bool lost = !code && (!strcmp(l.event, "nak") || (!strcmp(l.event, "deconfig") && d->bound));

    if (code) {
        say(d, LOG_WARNING, "what the server granted makes no sense, and is left");
    } else if (l.held || lost) {
        d->bound = d->held = l.held;
        d->doubted = false;
        tell(d, &l);
        see_to_renewal(d, &l);
        write_soon(d, text, len);
    } else if (!strcmp(l.event, "leasefail")) {
        bool drops = d->doubted && d->held;

        say(d, LOG_NOTICE,
            drops ? "no server answers: the lease of before is dropped" : "no server answers");
        if (drops)
            drop(d);
    }
    kld_arena_free(a);
}

static int on_message(sd_event_source *source, int fd, uint32_t events, void *user)
{
    static char text[KLD_LEASE_BYTES];
    ssize_t n = recv(fd, text, sizeof text, MSG_DONTWAIT);

    (void)source;
    (void)events;
    if (n > 0)
        take_message(user, text, (size_t)n);
    return 0;
}

static void on_client_over(void *user, int status)
{
    struct kld_dhcp *d = user;

    (void)status;
    d->bound = false;
    d->renew = sd_event_source_disable_unref(d->renew);
}

// Its values in one text.
static char *text_of(const struct kld_object *o)
{
    char text[400] = "";
    size_t n = 0;

    for (size_t i = 0; i < o->n && n < sizeof text; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s=%s ", o->pairs[i].row->name,
                              o->pairs[i].text);
    return strdup(text);
}

// @return what the server is told, or NULL: nothing
static const char *hostname_of(const struct kld_object *dhcp, char own[64])
{
    const char *name = kld_get(dhcp, "hostname"), *send = kld_get(dhcp, "send-hostname");

    if (send && !strcmp(send, "false"))
        return NULL;
    if (name)
        return name;
    if (gethostname(own, 63) < 0)
        return NULL;
    own[63] = '\0';
    own[strcspn(own, ".")] = '\0';
    return !kld_is_domain(own, strlen(own)) || !strcmp(own, "localhost") ? NULL : own;
}

// The options that settings say, for udhcpc.
static size_t add_settings(struct kld_dhcp *d, const struct kld_object *dhcp, struct kld_arena *a,
                           char **argv, size_t n)
{
    const char *id = kld_get(dhcp, "client-id");
    char own[64];
    const char *name = hostname_of(dhcp, own);
    int code = 0;

    if (name) {
        argv[n++] = (char *)"-x";
        argv[n++] = kld_printf(a, "hostname:%s", name);
    }
    if (id && !strcmp(id, "duid")) {
        code = kld_dhcp_id(d->host->folder, d->dev, d->id);
        if (code) {
            *d->id = '\0';
            say(d, LOG_ERR,
                kld_printf(a, "%s/duid: %s; the MAC address is taken", d->host->folder,
                           strerror(-code)));
        } else {
            argv[n++] = (char *)"-x";
            argv[n++] = kld_printf(a, "0x3d:%s", d->id);
        }
    }
    return n;
}

static int add_client(struct kld_dhcp *d, const struct kld_object *dhcp)
{
    static const char *const usual[] = {"-f", "-A",           "10", "-O",  "search",
                                        "-O", "staticroutes", "-O", "mtu", NULL};
    char program[256], *argv[32];
    struct kld_service_def def = {.name = d->name,
                                  .argv = argv,
                                  .fd = d->ends[1],
                                  .level = LOG_DEBUG,
                                  .netns = d->netns,
                                  .over = on_client_over,
                                  .user = d};
    struct kld_arena *a = kld_arena_new();
    struct kld_lease_file f;
    size_t n = 0;
    int code;

    argv[n++] = program;
    if (!kld_program(d->host->path, "udhcpc", program, sizeof program)) {
        if (!kld_program(d->host->path, "busybox", program, sizeof program)) {
            kld_arena_free(a);
            return -ENOENT;
        }
        argv[n++] = (char *)"udhcpc";
    }
    for (const char *const *at = usual; *at; at++)
        argv[n++] = (char *)*at;
    argv[n++] = (char *)"-i";
    argv[n++] = d->dev;
    argv[n++] = (char *)"-s";
    argv[n++] = (char *)d->host->hook;
    n = add_settings(d, dhcp, a, argv, n);
    // The address of before, if the server has not given it to another.
    if (kld_lease_load(a, d->host->folder, kld_dhcp_iface(d), &f) == 0) {
        argv[n++] = (char *)"-r";
        argv[n++] = (char *)f.address;
        d->held = true;
    }
    argv[n] = NULL;
    code = kld_service_new(&d->client, &d->host->children, &def);
    kld_arena_free(a);
    return code;
}

static bool fill_names(struct kld_dhcp *d, const char *netns, const struct kld_object *dhcp)
{
    d->dev = strdup(dhcp->dev);
    d->netns = netns ? strdup(netns) : NULL;
    d->space = kld_netns_id(netns);
    d->settings = text_of(dhcp);
    return d->dev && d->settings && !d->netns == !netns &&
           asprintf(&d->name, "dhcp4 %s%s%s", d->dev, netns ? " in " : "", netns ? netns : "") >= 0;
}

int kld_dhcp_new(struct kld_dhcp **ret, const struct kld_dhcp_host *host, const char *netns,
                 const struct kld_object *dhcp)
{
    const char *kept = kld_get(dhcp, "carrier-loss");
    struct kld_dhcp *d = calloc(1, sizeof *d);
    struct kld_service_def writer = {.run = write_lease,
                                     .fd = -1,
                                     .once = true,
                                     .stop_us = KLD_DHCP_WRITER_US,
                                     .over = on_written};
    int code = -ENOMEM;

    if (!d)
        return -ENOMEM;
    d->host = host;
    d->ends[0] = d->ends[1] = -1;
    d->kept_us = (uint64_t)(kept ? strtoul(kept, NULL, 10) : KEPT_S) * 1000000;
    if (fill_names(d, netns, dhcp))
        code = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, d->ends) < 0 ? -errno : 0;
    if (!code)
        code = sd_event_add_io(host->children.loop, &d->source, d->ends[0], EPOLLIN, on_message, d);
    writer.name = d->name;
    writer.user = d;
    if (code >= 0)
        code = kld_service_new(&d->writer, &host->children, &writer);
    if (!code)
        code = add_client(d, dhcp);
    if (code < 0) {
        kld_dhcp_free(d);
        return code;
    }
    kld_service_start(d->client);
    *ret = d;
    return 0;
}

void kld_dhcp_free(struct kld_dhcp *d)
{
    if (!d)
        return;
    kld_service_free(d->client);
    kld_service_free(d->writer);
    sd_event_source_disable_unref(d->source);
    sd_event_source_disable_unref(d->away);
    sd_event_source_disable_unref(d->renew);
    for (int i = 0; i < 2; i++)
        if (d->ends[i] >= 0)
            close(d->ends[i]);
    free(d->dev);
    free(d->netns);
    free(d->name);
    free(d->settings);
    free(d);
}

bool kld_dhcp_is(const struct kld_dhcp *d, const char *netns, const struct kld_object *dhcp)
{
    char *text = text_of(dhcp);
    bool same = text && kld_iface_is(kld_dhcp_iface(d), (struct kld_iface){dhcp->dev, netns}) &&
                !strcmp(d->settings, text) && kld_netns_same(kld_netns_id(netns), d->space);

    free(text);
    return same;
}

void kld_dhcp_ask(struct kld_dhcp *d)
{
    d->doubted = true;
    kld_service_restart(d->client);
}

static int on_away(sd_event_source *source, uint64_t us, void *user)
{
    struct kld_dhcp *d = user;

    (void)source;
    (void)us;
    if (!d->held)
        return 0;
    say(d, LOG_NOTICE, "no carrier: the lease is dropped");
    drop(d);
    kld_service_restart(d->client); // it still believes in it
    return 0;
}

void kld_dhcp_carrier(struct kld_dhcp *d, bool there)
{
    d->away = sd_event_source_disable_unref(d->away);
    if (there)
        kld_dhcp_ask(d);
    else
        arm(d, &d->away, d->kept_us, on_away);
}

struct kld_service *kld_dhcp_client(struct kld_dhcp *d)
{
    return d->client;
}
