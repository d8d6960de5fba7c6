// SPDX-License-Identifier: MIT
// The watch of the library, told in words.
#include "events.h"

#include "facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GONE 256 // links whose names are remembered: what was on them is told after them

struct kld_events {
    struct kld_events_options o;
    struct kl_net_watch *w;
    struct kl_out *out;
    struct kl_sink *sink;
    bool begun; // the first reading is over
    struct {
        int32_t ifindex;
        char name[KL_NET_NAME_SIZE];
    } gone[GONE];
    size_t n_gone;
};

static const char *name_of(void *user, int32_t ifindex)
{
    struct kld_events *e = user;
    struct kl_net_link l = {.ifindex = ifindex};
    struct kl_net_object like = {.type = KL_NET_LINK, .link = &l}, found;

    if (kl_net_watch_find(e->w, &like, &found) == 0)
        return found.link->name;
    for (size_t i = 0; i < GONE; i++)
        if (e->gone[i].ifindex == ifindex)
            return e->gone[i].name;
    return NULL;
}

static void remember(struct kld_events *e, const struct kl_net_link *l)
{
    size_t i = 0;

    while (i < GONE && e->gone[i].ifindex != l->ifindex)
        i++;
    if (i == GONE)
        i = e->n_gone++ % GONE;
    e->gone[i].ifindex = l->ifindex;
    memcpy(e->gone[i].name, l->name, sizeof e->gone[i].name);
}

// Ways of a route with several are VIA,DEV,WEIGHT.
static bool is_among(const char *list, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = strstr(list, name); at; at = strstr(at + 1, name))
        if (at > list && at[-1] == ',' && (at[n] == ',' || !at[n]))
            return true;
    return false;
}

static bool is_of(const struct kld_events *e, const struct kld_facts *f)
{
    const struct kld_fact *hops = kld_fact_find(f, "hops");

    for (size_t i = 0; i < e->o.n_interfaces; i++)
        if ((f->dev && !strcmp(f->dev, e->o.interfaces[i])) ||
            (hops && is_among(hops->text, e->o.interfaces[i])))
            return true;
    return !e->o.n_interfaces;
}

static void put_time(struct kld_events *e)
{
    struct timespec now;
    struct tm tm;
    char text[100];

    clock_gettime(CLOCK_REALTIME, &now);
    if (e->o.json) {
        gmtime_r(&now.tv_sec, &tm);
        snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", tm.tm_year + 1900,
                 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
                 now.tv_nsec / 1000000);
        kl_sink_key(e->sink, "time");
        kl_sink_str(e->sink, text);
    } else {
        localtime_r(&now.tv_sec, &tm);
        kl_out_printf(e->out, "%02d:%02d:%02d.%03ld ", tm.tm_hour, tm.tm_min, tm.tm_sec,
                      now.tv_nsec / 1000000);
    }
}

static void put_word(struct kl_sink *k, const char *key, const char *text)
{
    kl_sink_key(k, key);
    kl_sink_str(k, text);
}

static void put_facts(struct kl_sink *k, const char *key, const struct kld_facts *f)
{
    kl_sink_key(k, key);
    kld_facts_json(f, k);
}

static void tell_json(struct kld_events *e, const struct kl_net_event *event,
                      const struct kld_facts *old, const struct kld_facts *now)
{
    static const char *const words[] = {
        [KL_NET_ADDED] = "added", [KL_NET_CHANGED] = "changed", [KL_NET_REMOVED] = "removed"};
    const struct kld_facts *f = now ? now : old;
    struct kl_sink *k = e->sink;

    kl_sink_object_begin(k);
    put_time(e);
    put_word(k, "type", words[event->kind]);
    put_word(k, "what", kld_type_word(event->type));
    put_word(k, "object", f->object);
    if (f->dev)
        put_word(k, "interface", f->dev);
    if (old)
        put_facts(k, "old", old);
    if (now)
        put_facts(k, "now", now);
    kl_sink_object_end(k);
}

static void tell_text(struct kld_events *e, const struct kld_facts *old,
                      const struct kld_facts *now)
{
    put_time(e);
    kl_out_str(e->out, old && now ? "~ " : now ? "+ " : "- ");
    if (old && now)
        kld_facts_change_text(old, now, e->out);
    else if (now)
        kld_facts_text(now, e->out);
    else
        kl_out_str(e->out, old->object);
    kl_out_char(e->out, '\n');
}

static void tell(struct kld_events *e, const struct kl_net_event *event)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_facts old, now;
    bool was = event->old && kld_facts_of(&old, a, event->old, name_of, e);
    bool is = event->now && kld_facts_of(&now, a, event->now, name_of, e);

    // Before it is forgotten, and when it is renamed: both names are meant.
    if ((was || is) && ((was && is_of(e, &old)) || (is && is_of(e, &now))) &&
        !(was && is && !kld_facts_changed(&old, &now))) {
        if (e->o.json)
            tell_json(e, event, was ? &old : NULL, is ? &now : NULL);
        else
            tell_text(e, was ? &old : NULL, is ? &now : NULL);
    }
    kld_arena_free(a);
}

static void tell_synced(struct kld_events *e, bool again)
{
    size_t links = kl_net_watch_count(e->w, KL_NET_LINK);
    size_t addresses = kl_net_watch_count(e->w, KL_NET_ADDR);
    size_t routes = kl_net_watch_count(e->w, KL_NET_ROUTE);

    if (e->o.json) {
        kl_sink_object_begin(e->sink);
        put_time(e);
        put_word(e->sink, "type", again ? "resync" : "synced");
        kl_sink_object_end(e->sink);
        return;
    }
    put_time(e);
    if (again)
        kl_out_str(e->out, "! events were lost: what follows was found by reading again\n");
    else
        kl_out_printf(e->out, "= all is known: %zu links, %zu addresses, %zu routes\n", links,
                      addresses, routes);
}

static void on_event(struct kl_net_watch *w, const struct kl_net_event *event, void *user)
{
    struct kld_events *e = user;

    (void)w;
    if (event->type == KL_NET_LINK && event->old)
        remember(e, event->old->link);
    if (event->type && e->o.types && !(e->o.types & KL_NET_WATCH(event->type)))
        return;
    switch (event->kind) {
    case KL_NET_SYNCED:
        e->begun = true;
        tell_synced(e, false);
        break;
    case KL_NET_RESYNC:
        tell_synced(e, true);
        break;
    default:
        if (e->begun)
            tell(e, event);
    }
}

int kld_events_open(struct kld_events **ret, const struct kld_events_options *options,
                    struct kl_out *out)
{
    // Links are always known: others are on them.
    struct kl_net_watch_options wo = {
        .types = options->types ? options->types | KL_NET_WATCH(KL_NET_LINK) : 0};
    struct kld_events *e = calloc(1, sizeof *e);
    int code = 0;

    if (!e)
        return -ENOMEM;
    e->o = *options;
    e->out = out;
    if (e->o.json)
        code = kl_sink_new(&e->sink, KL_SINK_JSONL, out);
    if (!code)
        code = kl_net_watch_open(&e->w, &wo, on_event, e);
    if (code) {
        kld_events_close(e);
        return code;
    }
    *ret = e;
    return 0;
}

void kld_events_close(struct kld_events *e)
{
    if (!e)
        return;
    kl_net_watch_close(e->w);
    if (e->sink)
        kl_sink_free(e->sink);
    free(e);
}

int kld_events_fd(const struct kld_events *e)
{
    return kl_net_watch_fd(e->w);
}

int kld_events_timeout(const struct kld_events *e)
{
    return kl_net_watch_timeout(e->w);
}

int kld_events_dispatch(struct kld_events *e)
{
    // A list that fails is read again by the watch itself, at longer and longer intervals.
    (void)kl_net_watch_dispatch(e->w);
    return kl_out_flush(e->out);
}
