// SPDX-License-Identifier: MIT
// wait-online: until what settings say can be used, or until time is over, with a reason for each
// that is missing. Nothing is asked again and again: the kernel's events say when to look.
#include "../../daemon/journal.h"
#include "via.h"

#include <errno.h>
#include <kernlink/net_watch.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HELP = 1, JSON, TIMEOUT, INTERFACE, ANY };

#define TIMEOUT_S  30
#define PATIENCE_S 10 // with a daemon that does not answer

// clang-format off
const struct kl_option net_wait_online_options[] = {
    {"timeout",   't', "TIME", "how long at most, such as 30s, which is the default, or 2m; 0: look once", TIMEOUT},
    {"interface", 'i', "NAME", "wait for this one only; may be given again", INTERFACE},
    {"any",       'a', NULL, "one interface, and one default route if settings have any, is enough", ANY},
    {"json",      'j', NULL, "a line of JSON for each interface and default route", JSON},
    {"help",      'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

struct online {
    const char *command;
    struct kld_settings *settings;
    struct kld_arena *arena; // of texts
    struct kl_net_watch *w;
    const char **names; // asked for
    size_t n_names;
    unsigned timeout_s;
    bool any, json, event;
    struct kld_object **list; // what is waited for: links, then default routes
    size_t n, n_links;
    struct kl_sink *sink; // with json
    size_t missed;        // in the list: what was missing last is looked at first
};

static void help(void)
{
    printf(
        "Usage: kernlink net wait-online [OPTION...] [FILE-OR-FOLDER...]\n\n"
        "Waits until the interfaces of the settings are up, have a carrier and their addresses, "
        "and the\ndefault routes of the settings are there. Says what is missing when time is "
        "over. Changes nothing\nand needs no daemon and no rights.\n"
        "Exit status: %d all is there, %d something is missing, %d a mistake in the settings.\n\n"
        "Options:\n",
        NET_OK, NET_FAILED, NET_SETTINGS);
    kl_option_help(net_wait_online_options, stdout);
}

/* ---- What is waited for ---- */

static bool is_asked(const struct online *x, const char *dev)
{
    for (size_t i = 0; i < x->n_names; i++)
        if (!strcmp(x->names[i], dev))
            return true;
    return !x->n_names;
}

static bool is_default(const struct kld_object *o)
{
    const char *to = kld_get(o, "to");

    return o->class == KLD_C_ROUTE && to && (!strcmp(to, "0.0.0.0/0") || !strcmp(to, "::/0"));
}

static void want(struct online *x, struct kld_object *o)
{
    x->list = kld_grow(x->arena, x->list, x->n, sizeof *x->list);
    x->list[x->n++] = o;
}

// An interface that settings do not know must have some address.
static void want_unknown(struct online *x, const char *name)
{
    struct kld_object *o = kld_object_new(x->arena, &kld_interface, name);

    want(x, o);
}

static void choose(struct online *x)
{
    const struct kld_model *m = x->settings->model;

    for (size_t i = 0; i < m->n; i++) {
        const char *up = kld_get(m->list[i], "up");

        if (m->list[i]->class == KLD_C_LINK && is_asked(x, m->list[i]->dev) &&
            (x->n_names || !up || strcmp(up, "false") != 0))
            want(x, m->list[i]);
    }
    for (size_t i = 0; i < x->n_names; i++)
        if (!kld_model_link(m, x->names[i]))
            want_unknown(x, x->names[i]);
    x->n_links = x->n;
    // Of an interface that is not asked for, a route is none of ours.
    for (size_t i = 0; i < m->n; i++) {
        const char *dev = is_default(m->list[i]) ? kld_get(m->list[i], "dev") : NULL;

        if (is_default(m->list[i]) && (!x->n_names || (dev && is_asked(x, dev))))
            want(x, m->list[i]);
    }
}

/* ---- Looking ---- */

struct any_address {
    int32_t ifindex;
    uint8_t family; // 0: any
    bool found;
};

static int see_address(const struct kl_net_object *o, void *user)
{
    struct any_address *a = user;

    if (o->addr->ifindex == a->ifindex && (!a->family || o->addr->local.family == a->family) &&
        o->addr->scope != RT_SCOPE_LINK && !(o->addr->flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)))
        a->found = true;
    return 0;
}

static const char *why_address(struct online *x, const struct kld_object *o, int32_t ifindex)
{
    struct kl_net_addr a = {.ifindex = ifindex};
    struct kl_net_object like = {.type = KL_NET_ADDR, .addr = &a}, found;
    const char *text = kld_get(o, "address"), *peer = kld_get(o, "peer");

    kl_net_ip_parse(&a.local, text, 0);
    if (peer) {
        a.has = KL_NET_HAS(IFA_ADDRESS);
        kl_net_ip_parse(&a.peer, peer, 0);
        a.peer.prefix = a.local.prefix;
    }
    if (kl_net_watch_find(x->w, &like, &found) < 0)
        return kld_printf(x->arena, "address %s is missing", text);
    if (found.addr->flags & IFA_F_DADFAILED)
        return kld_printf(x->arena, "address %s is in use by another", text);
    // An optimistic one can be used already.
    if (found.addr->flags & IFA_F_TENTATIVE && !(found.addr->flags & IFA_F_OPTIMISTIC))
        return kld_printf(x->arena, "it is not known yet whether another has address %s", text);
    return NULL;
}

static bool has_address(struct online *x, int32_t ifindex, uint8_t family)
{
    struct any_address any = {.ifindex = ifindex, .family = family};

    kl_net_watch_each(x->w, KL_NET_ADDR, see_address, &any);
    return any.found;
}

// What another program is to get.
static const char *why_service(struct online *x, const struct kld_object *o, int32_t ifindex)
{
    const struct kld_model *m = x->settings->services;

    for (size_t i = 0; i < m->n; i++)
        if (m->list[i]->class == KLD_C_DHCP && m->list[i]->dev &&
            !strcmp(m->list[i]->dev, o->dev) && !has_address(x, ifindex, AF_INET))
            return "it has no IPv4 address from DHCP yet";
    return NULL;
}

static const char *why_flags(const struct kl_net_link *l)
{
    if (!(l->flags & IFF_UP))
        return "it is down";
    if (!(l->flags & IFF_LOWER_UP))
        return "it has no carrier";
    if (l->flags & IFF_DORMANT)
        return "it waits to be let into its network";
    return l->flags & IFF_RUNNING ? NULL : "it is not ready to send";
}

// Why the link cannot be used: the first reason, or all of them by @say. @return it, or NULL.
static const char *why_link(struct online *x, const struct kld_object *o,
                            void (*say)(struct online *x, const char *why))
{
    const struct kld_model *m = x->settings->model;
    struct kl_net_object found;
    const char *first, *why;
    int32_t ifindex;

    if (kl_net_watch_link(x->w, o->dev, &found) < 0) {
        if (say)
            say(x, "there is no such interface");
        return "there is no such interface";
    }
    ifindex = found.link->ifindex;
    first = why_flags(found.link);
    if (first && say)
        say(x, first);
    if (!kld_model_link(m, o->dev)) {
        why = has_address(x, ifindex, 0) ? NULL : "it has no address";
        if (why && say)
            say(x, why);
        return first ? first : why;
    }
    why = why_service(x, o, ifindex);
    if (why && say)
        say(x, why);
    first = first ? first : why;
    for (size_t i = 0; i < m->n && (say || !first); i++) {
        if (m->list[i]->class != KLD_C_ADDRESS || strcmp(m->list[i]->dev, o->dev) != 0)
            continue;
        why = why_address(x, m->list[i], ifindex);
        if (why && say)
            say(x, why);
        first = first ? first : why;
    }
    return first;
}

static const char *why_route(struct online *x, const struct kld_object *o)
{
    struct kl_net_route r = {0};
    struct kl_net_object like = {.type = KL_NET_ROUTE, .route = &r}, found;
    const char *table = kld_get(o, "table"), *metric = kld_get(o, "metric");
    const char *tos = kld_get(o, "tos");
    unsigned flags;

    kl_net_ip_parse(&r.dst, kld_get(o, "to"), 0);
    r.table = table ? kld_table_of(table) : RT_TABLE_MAIN;
    r.priority = metric ? (uint32_t)strtoul(metric, NULL, 10) : r.dst.family == AF_INET6 ? 1024 : 0;
    r.tos = tos ? (uint8_t)strtoul(tos, NULL, 10) : 0;
    if (kl_net_watch_find(x->w, &like, &found) < 0)
        return "it is missing";
    flags = found.route->flags | found.route->hop.flags;
    return flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN) ? "the interface it leads through is down"
                                                   : NULL;
}

static const char *why(struct online *x, size_t i)
{
    return i < x->n_links ? why_link(x, x->list[i], NULL) : why_route(x, x->list[i]);
}

static bool is_there(struct online *x, size_t from, size_t to)
{
    bool there = from == to || !x->any;

    // As long as one is missing, it alone needs to be looked at.
    if (!x->any && x->missed >= from && x->missed < to && why(x, x->missed))
        return false;
    for (size_t i = from; i < to; i++) {
        bool is = !why(x, i);

        if (is == x->any) {
            if (!is)
                x->missed = i;
            return is;
        }
    }
    return there;
}

static bool is_online(struct online *x)
{
    return is_there(x, 0, x->n_links) && is_there(x, x->n_links, x->n);
}

/* ---- Saying ---- */

static const char *title(const struct online *x, size_t i)
{
    return i < x->n_links ? x->list[i]->dev : x->list[i]->key;
}

static void say_line(struct online *x, const char *reason)
{
    fprintf(stderr, "%s: %s: %s\n", x->command, title(x, x->missed), reason);
}

static void say_reasons(struct online *x)
{
    for (size_t i = 0; i < x->n; i++) {
        const char *reason;

        x->missed = i;
        if (i < x->n_links)
            why_link(x, x->list[i], say_line);
        else if ((reason = why_route(x, x->list[i])))
            say_line(x, reason);
    }
}

static void say_word(struct online *x, const char *reason)
{
    kl_sink_str(x->sink, reason);
}

static int say_json(struct online *x)
{
    struct kl_out *out;
    int code = kl_out_open_fd(&out, STDOUT_FILENO);

    if (!code)
        code = kl_sink_new(&x->sink, KL_SINK_JSONL, out);
    for (size_t i = 0; i < x->n && !code; i++) {
        const char *reason = why(x, i);

        kl_sink_object_begin(x->sink);
        kl_sink_key(x->sink, i < x->n_links ? "interface" : "route");
        kl_sink_str(x->sink, i < x->n_links ? title(x, i) : kld_get(x->list[i], "to"));
        kl_sink_key(x->sink, "online");
        kl_sink_bool(x->sink, !reason);
        kl_sink_key(x->sink, "missing");
        kl_sink_array_begin(x->sink);
        if (i < x->n_links)
            why_link(x, x->list[i], say_word);
        else if (reason)
            kl_sink_str(x->sink, reason);
        kl_sink_array_end(x->sink);
        kl_sink_object_end(x->sink);
    }
    if (code)
        return code;
    kl_sink_free(x->sink);
    return kl_out_close(out);
}

/* ---- Waiting ---- */

static void on_event(struct kl_net_watch *w, const struct kl_net_event *e, void *user)
{
    (void)w;
    (void)e;
    ((struct online *)user)->event = true;
}

static int open_watch(struct online *x)
{
    struct kl_net_watch_options o = {.types =
                                         KL_NET_WATCH(KL_NET_LINK) | KL_NET_WATCH(KL_NET_ADDR)};

    if (x->n > x->n_links)
        o.types |= KL_NET_WATCH(KL_NET_ROUTE);
    return kl_net_watch_open(&x->w, &o, on_event, x);
}

static int wait_ms(const struct online *x, int64_t end)
{
    int64_t left = (end - kld_boot_ns()) / 1000000 + 1;
    int own = kl_net_watch_timeout(x->w);

    return own >= 0 && own < left ? own : left > 0 ? (int)left : 0;
}

// @return NET_OK, NET_FAILED when time is over, or a negative code
static int wait_online(struct online *x)
{
    int64_t end = kld_boot_ns() + (int64_t)x->timeout_s * 1000000000;
    int code = kl_net_watch_wait(x->w, TIMEOUT_S * 1000);

    x->event = true;
    while (!code) {
        struct pollfd p = {.fd = kl_net_watch_fd(x->w), .events = POLLIN};

        if (x->event && kl_net_watch_synced(x->w)) {
            x->event = false;
            if (is_online(x))
                return NET_OK;
        }
        if (kld_boot_ns() >= end)
            return NET_FAILED;
        if (poll(&p, 1, wait_ms(x, end)) < 0 && errno != EINTR)
            return -errno;
        code = kl_net_watch_dispatch(x->w);
    }
    return code;
}

static int run(struct online *x)
{
    int code, said = 0;

    x->arena = x->settings->arena;
    choose(x);
    code = open_watch(x);
    if (!code)
        code = wait_online(x);
    if (code < 0) {
        fprintf(stderr, "%s: %s\n", x->command,
                x->w ? kl_error_text(kl_net_watch_error(x->w)) : kl_strerror(code));
        code = NET_FAILED;
    } else if (x->json) {
        said = say_json(x);
    } else if (code) {
        say_reasons(x);
    }
    kl_net_watch_close(x->w);
    return said ? net_unwritten(x->command, said) : code;
}

// Without files those that the daemon uses: what it holds back is not waited for.
static struct kld_settings *settings_of(const struct online *x, char **files, size_t n)
{
    struct net_client c = {.command = x->command,
                           .timeout_s = x->timeout_s < PATIENCE_S ? x->timeout_s + 1 : PATIENCE_S};
    struct kld_settings *s = NULL;

    if (!n && net_client_wanted(&c))
        s = net_via_settings(&c);
    net_client_close(&c);
    return s ? s : net_settings(files, n);
}

int net_cmd_wait_online(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net wait-online",
                           .tables = {net_wait_online_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct online x = {.command = o.command, .timeout_s = TIMEOUT_S};
    const char **names = calloc((size_t)argc + 1, sizeof *names);
    size_t n = 0;
    int id, code = names ? -1 : NET_FAILED;

    x.names = names;
    while (code < 0 && (id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == KL_OPTION_WRONG) {
            code = NET_USAGE;
        } else if (id == HELP) {
            help();
            code = 0;
        } else if (id == KL_OPTION_ARGUMENT) {
            argv[n++] = (char *)o.value;
        } else if (id == INTERFACE) {
            names[x.n_names++] = o.value;
        } else if (id == TIMEOUT && !strcmp(o.value, "0")) {
            x.timeout_s = 0;
        } else if (id == TIMEOUT && !net_time(o.value, &x.timeout_s)) {
            fprintf(stderr, "%s: '%s' is no time, such as 30s or 2m\n", o.command, o.value);
            code = NET_USAGE;
        }
        x.any |= id == ANY;
        x.json |= id == JSON;
    }
    if (code < 0) {
        x.settings = settings_of(&x, argv, n);
        code = x.settings ? run(&x) : NET_SETTINGS;
        kld_settings_free(x.settings);
    }
    free(names);
    return code;
}
