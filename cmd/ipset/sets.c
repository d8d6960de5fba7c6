// SPDX-License-Identifier: MIT
// create, destroy, flush, rename, swap
#include "../../lib/core/nearest.h"
#include "cli.h"
#include "reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool is(struct kl_text t, const char *word)
{
    return t.len == strlen(word) && !memcmp(t.s, word, t.len);
}

// Options of the days before ipset 5.
enum legacy { NOT_LEGACY, LEGACY_IGNORED, LEGACY_FROM, LEGACY_TO, LEGACY_NETWORK };

static enum legacy find_legacy(const struct kl_ipset_type *t, struct kl_text word)
{
    if (is(word, "probes") || is(word, "resize") || is(word, "gc"))
        return LEGACY_IGNORED;
    if (!(t->required & (KL_IPSET_P_RANGE | KL_IPSET_P_PORTS)))
        return NOT_LEGACY;
    if (is(word, "from"))
        return LEGACY_FROM;
    if (is(word, "to"))
        return LEGACY_TO;
    return t->required & KL_IPSET_P_RANGE && is(word, "network") ? LEGACY_NETWORK : NOT_LEGACY;
}

struct create {
    struct kl_parse parse;
    struct kl_ipset_params params;
    struct kl_text from, to; // legacy range in two options
    bool warned;
};

static void warn_ignored(struct ipset_cli *c, struct create *cr, struct kl_text option,
                         struct kl_text value)
{
    if (!c->options.quiet)
        fprintf(stderr, "%sOption '%.*s %.*s' is ignored. Please upgrade your syntax.\n",
                cr->warned ? "" : "Warning: ", (int)option.len, option.s, (int)value.len, value.s);
    cr->warned = true;
}

static int set_param(struct ipset_cli *c, struct create *cr, const struct kl_ipset_option *o,
                     struct kl_text value)
{
    return kl_parse_param(&cr->parse, o, value, &cr->params) ? ipset_syntax(c, cr->parse.error) : 0;
}

// One option and its value. @return how many words it took, or minus an exit code.
static int create_option(struct ipset_cli *c, struct create *cr, const struct kl_text *args, int n)
{
    const struct kl_ipset_type *t = cr->parse.type;
    const uint8_t range = t->required & KL_IPSET_P_PORTS ? KL_OPT_PORTS : KL_OPT_RANGE;
    const struct kl_ipset_option *o;
    struct kl_text word = args[0];
    enum legacy legacy;
    int r;

    if (is(word, "-4") || is(word, "-6")) {
        o = kl_ipset_option_find(t->create, "family", 6);
        if (o)
            return set_param(c, cr, o, word) ? -1 : 1;
    }
    if (word.len > 2 && word.s[0] == '-' && word.s[1] == '-')
        word = (struct kl_text){word.s + 2, word.len - 2};
    o = kl_ipset_option_find(t->create, word.s, word.len);
    legacy = o ? NOT_LEGACY : find_legacy(t, word);
    if (!o && legacy == NOT_LEGACY) {
        r = ipset_usage(c, "Unknown argument: `%.*s'", (int)args[0].len, args[0].s);
        ipset_hint_option(c, t->create, word);
        return -r;
    }
    if (o && o->kind == KL_KIND_FLAG)
        return set_param(c, cr, o, (struct kl_text){NULL, 0}) ? -1 : 1;
    if (n < 2)
        return -ipset_usage(c, "Missing mandatory argument of option `%.*s'", (int)word.len,
                            word.s);
    if (legacy == LEGACY_IGNORED)
        warn_ignored(c, cr, args[0], args[1]);
    else if (legacy == LEGACY_FROM)
        cr->from = args[1];
    else if (legacy == LEGACY_TO)
        cr->to = args[1];
    else if (set_param(c, cr, legacy == LEGACY_NETWORK ? &kl_ipset_options_table[range] : o,
                       args[1]))
        return -1;
    return 2;
}

static int join_range(struct ipset_cli *c, struct create *cr)
{
    bool ports = cr->parse.type->required & KL_IPSET_P_PORTS;
    struct kl_text both;
    char text[256];

    if (!cr->from.s && !cr->to.s)
        return 0;
    if (!cr->from.s || !cr->to.s)
        return ipset_usage(c, "Mandatory option `%s' is missing", cr->from.s ? "to" : "from");
    snprintf(text, sizeof text, "%.*s-%.*s", (int)cr->from.len, cr->from.s, (int)cr->to.len,
             cr->to.s);
    both = KL_TEXT(text);
    return set_param(c, cr, &kl_ipset_options_table[ports ? KL_OPT_PORTS : KL_OPT_RANGE], both);
}

static const char *type_at(size_t i, const void *user)
{
    const struct kl_ipset_type *t = kl_ipset_type_at(i);

    (void)user;
    return t ? t->name : NULL;
}

static int unknown_type(struct ipset_cli *c, const char *name)
{
    const char *near = kl_nearest(name, type_at, NULL);

    ipset_error(c, "Syntax error: typename '%s' is unknown", name);
    if (near)
        ipset_hint(c, "did you mean %s?", near);
    return 1;
}

#define HASHSIZE_DEFAULT 1024 // the kernel's

// A set that grows while it is filled is hashed anew at every doubling. Where a restore does not
// say hashsize, it becomes what the kernel would arrive at.
static void choose_hashsize(struct ipset_cli *c, struct kl_ipset_params *p)
{
    size_t n;

    if (!c->restoring || !c->reader || p->has & KL_IPSET_P_HASHSIZE ||
        strncmp(p->type, "hash:", 5) != 0)
        return;
    n = ipset_reader_upcoming(c->reader, p->name);
    if (n <= HASHSIZE_DEFAULT)
        return;
    p->hashsize = kl_ipset_hashsize_for((uint32_t)(n < UINT32_MAX ? n : UINT32_MAX));
    p->has |= KL_IPSET_P_HASHSIZE;
}

int ipset_params(struct ipset_cli *c, struct kl_text type, const struct kl_text *args, int n,
                 struct kl_ipset_params *ret)
{
    char error[384] = "", name[128];
    struct create cr = {.params = *ret, .parse = {.error = error, .error_size = sizeof error}};
    int r;

    snprintf(name, sizeof name, "%.*s", (int)type.len, type.s);
    cr.parse.type = kl_ipset_type_find(name);
    if (!cr.parse.type)
        return unknown_type(c, name);
    strcpy(cr.params.type, cr.parse.type->name);
    for (int i = 0; i < n; i += r) {
        r = create_option(c, &cr, args + i, n - i);
        if (r < 0)
            return -r;
    }
    r = join_range(c, &cr);
    if (r)
        return r;
    if ((cr.params.has & cr.parse.type->required) != cr.parse.type->required)
        return ipset_usage(c, "Mandatory option `range' is missing");
    if (kl_parse_params_check(&cr.parse, &cr.params))
        return ipset_syntax(c, error);
    *ret = cr.params;
    return 0;
}

int ipset_create(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                 int n)
{
    struct kl_ipset_params params = {.has = 0};
    int r = ipset_name(c, args[0], params.name);

    (void)self;
    if (!r)
        r = ipset_params(c, args[1], args + 2, n - 2, &params);
    if (!r)
        r = ipset_need_kernel(c);
    if (r)
        return r;
    choose_hashsize(c, &params);
    return kl_ipset_create(c->ipset, &params, c->options.exist ? KL_IPSET_EXIST : 0)
               ? ipset_failed(c)
               : 0;
}

// destroy and flush: one set, or all.
static int one_or_all(struct ipset_cli *c, bool destroy, const struct kl_text *args, int n)
{
    char set[KL_IPSET_NAME_SIZE];
    int r = n ? ipset_name(c, args[0], set) : 0;

    if (!r)
        r = ipset_need_kernel(c);
    if (r)
        return r;
    if (destroy)
        r = kl_ipset_destroy(c->ipset, n ? set : NULL, c->options.exist ? KL_IPSET_EXIST : 0);
    else
        r = kl_ipset_flush(c->ipset, n ? set : NULL);
    return r ? ipset_failed(c) : 0;
}

int ipset_destroy(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                  int n)
{
    (void)self;
    return one_or_all(c, true, args, n);
}

int ipset_flush(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                int n)
{
    (void)self;
    return one_or_all(c, false, args, n);
}

static int two_sets(struct ipset_cli *c, const struct kl_text *args,
                    int (*call)(struct kl_ipset *, const char *, const char *))
{
    char a[KL_IPSET_NAME_SIZE], b[KL_IPSET_NAME_SIZE];
    int r = ipset_name(c, args[0], a);

    if (!r)
        r = ipset_name(c, args[1], b);
    if (!r)
        r = ipset_need_kernel(c);
    if (r)
        return r;
    return call(c->ipset, a, b) ? ipset_failed(c) : 0;
}

int ipset_rename(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                 int n)
{
    (void)self;
    (void)n;
    return two_sets(c, args, kl_ipset_rename);
}

int ipset_swap(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
               int n)
{
    (void)self;
    (void)n;
    return two_sets(c, args, kl_ipset_swap);
}
