// SPDX-License-Identifier: MIT
// stats: what a set costs and how it fares: memory, buckets, timeouts, counters. The buckets are
// reckoned from the elements with the kernel's own hash.
#include "../../lib/ipset/key.h"
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct stats {
    struct ipset_cli *cli;
    unsigned sets;
    // Of the set that is being listed:
    struct kl_ipset_shape shape;
    uint32_t buckets;
    uint16_t *in_bucket; // NULL: no hash, or its seed is not known
    uint32_t elements, nomatch, commented;
    uint32_t expiring, soonest, latest;
    uint64_t packets, bytes;
    uint32_t never;
};

static int begin_set(const struct kl_ipset_params *set, void *user)
{
    struct stats *s = user;
    const struct kl_ipset_type *t = kl_ipset_type_find(set->type);
    struct ipset_cli *c = s->cli;
    unsigned sets = s->sets;

    free(s->in_bucket);
    *s = (struct stats){.cli = c, .sets = sets, .soonest = UINT32_MAX};
    if (!t || strncmp(set->type, "hash:", 5) != 0 || !(set->has & KL_IPSET_P_INITVAL) ||
        !set->hashsize || set->hashsize & (set->hashsize - 1))
        return 0;
    kl_ipset_shape_init(&s->shape, t, set);
    s->buckets = set->hashsize;
    s->in_bucket = calloc(s->buckets, sizeof *s->in_bucket);
    return s->in_bucket ? 0 : -ENOMEM;
}

// Counters that the kernel was given may be anything.
static void add(uint64_t *sum, uint64_t value)
{
    if (__builtin_add_overflow(*sum, value, sum))
        *sum = UINT64_MAX;
}

static int count(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                 const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                 void *user)
{
    struct stats *s = user;
    unsigned char key[KL_KEY_MAX];

    (void)set;
    (void)type;
    (void)raw;
    (void)unknown;
    s->elements++;
    s->nomatch += e->has & KL_IPSET_E_NOMATCH ? 1 : 0;
    s->commented += e->has & KL_IPSET_E_COMMENT ? 1 : 0;
    if (e->has & KL_IPSET_E_TIMEOUT && e->timeout) {
        s->expiring++;
        s->soonest = e->timeout < s->soonest ? e->timeout : s->soonest;
        s->latest = e->timeout > s->latest ? e->timeout : s->latest;
    }
    if (e->has & KL_IPSET_E_PACKETS) {
        add(&s->packets, e->packets);
        add(&s->bytes, e->bytes);
        s->never += !e->packets;
    }
    if (s->in_bucket && kl_ipset_key(key, &s->shape, e)) {
        uint16_t *n =
            &s->in_bucket[kl_ipset_key_hash(key, s->shape.hashed, set->initval) & (s->buckets - 1)];

        *n = (uint16_t)(*n + (*n < UINT16_MAX));
    }
    return 0;
}

static bool is_json(const struct ipset_cli *c)
{
    return c->options.output == OUTPUT_JSON || c->options.output == OUTPUT_JSONL;
}

// One figure: a line for people, a member for JSON.
static void figure(struct stats *s, const char *name, const char *key, uint64_t value,
                   const char *unit)
{
    struct kl_out *o = s->cli->out;

    if (is_json(s->cli))
        kl_out_printf(o, ", \"%s\": %llu", key, (unsigned long long)value);
    else
        kl_out_printf(o, "  %-28s %12llu%s\n", name, (unsigned long long)value, unit);
}

// Two digits behind the point.
static void ratio(struct stats *s, const char *name, const char *key, double value,
                  const char *unit)
{
    struct kl_out *o = s->cli->out;

    if (is_json(s->cli))
        kl_out_printf(o, ", \"%s\": %.2f", key, value);
    else
        kl_out_printf(o, "  %-28s %15.2f%s\n", name, value, unit);
}

static void show_buckets(struct stats *s)
{
    uint32_t used = 0, most = 0, sharing = 0;

    for (uint32_t i = 0; i < s->buckets; i++) {
        uint32_t n = s->in_bucket[i];

        used += n > 0;
        most = n > most ? n : most;
        sharing += n > 1 ? n : 0;
    }
    figure(s, "buckets", "buckets", s->buckets, "");
    figure(s, "of them used", "buckets_used", used, "");
    ratio(s, "elements a bucket", "load", (double)s->elements / s->buckets, "");
    figure(s, "most in one bucket", "largest_bucket", most, "");
    figure(s, "elements that share a bucket", "colliding", sharing, "");
}

static int end_set(const struct kl_ipset_params *set, void *user)
{
    struct stats *s = user;
    struct kl_out *o = s->cli->out;
    bool json = is_json(s->cli), lines = s->cli->options.output == OUTPUT_JSONL;

    if (json) {
        kl_out_str(o, lines ? "" : s->sets ? ",\n  " : "\n  ");
        kl_out_str(o, "{ \"name\": ");
        kl_out_json_str(o, set->name, strlen(set->name));
        kl_out_printf(o, ", \"type\": \"%s\"", set->type);
    } else {
        kl_out_printf(o, "%s%s (%s)\n", s->sets ? "\n" : "", set->name, set->type);
    }
    s->sets++;
    figure(s, "elements", "elements", s->elements, "");
    if (set->has & KL_IPSET_P_MAXELEM)
        figure(s, "room for", "maxelem", set->maxelem, "");
    if (set->has & KL_IPSET_P_STATISTICS) {
        figure(s, "memory", "memory", set->memsize, " bytes");
        if (s->elements)
            ratio(s, "memory an element", "memory_per_element", (double)set->memsize / s->elements,
                  " bytes");
        figure(s, "references", "references", set->references, "");
    }
    if (s->in_bucket)
        show_buckets(s);
    if (s->nomatch)
        figure(s, "nomatch elements", "nomatch", s->nomatch, "");
    if (set->has & KL_IPSET_P_COMMENT)
        figure(s, "elements with a comment", "commented", s->commented, "");
    if (set->has & KL_IPSET_P_TIMEOUT) {
        figure(s, "elements that expire", "expiring", s->expiring, "");
        if (s->expiring) {
            figure(s, "the first in", "soonest", s->soonest, " s");
            figure(s, "the last in", "latest", s->latest, " s");
        }
    }
    if (set->has & KL_IPSET_P_COUNTERS) {
        figure(s, "packets", "packets", s->packets, "");
        figure(s, "bytes", "bytes", s->bytes, "");
        figure(s, "elements never matched", "never_matched", s->never, "");
    }
    if (json)
        kl_out_str(o, lines ? " }\n" : " }");
    return kl_out_error(o);
}

int ipset_stats(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                int n)
{
    static const struct kl_ipset_list_calls calls = {begin_set, count, end_set};
    struct stats s = {.cli = c};
    char set[KL_IPSET_NAME_SIZE];
    bool json = c->options.output == OUTPUT_JSON;
    int r = n ? ipset_name(c, args[0], set) : 0;

    if (c->options.output == OUTPUT_XML || c->options.output == OUTPUT_SAVE)
        return ipset_usage(c, "%s prints plain, json and jsonl", self->name);
    if (!r)
        r = ipset_need_kernel(c);
    if (r)
        return r;
    if (json)
        kl_out_char(c->out, '[');
    r = kl_ipset_list(c->ipset, n ? set : NULL, 0, &calls, &s);
    free(s.in_bucket);
    if (json)
        kl_out_str(c->out, s.sets ? "\n]\n" : "]\n");
    if (kl_out_error(c->out))
        return 1; // whoever closes the output says why
    return r < 0 ? ipset_failed(c) : 0;
}
