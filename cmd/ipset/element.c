// SPDX-License-Identifier: MIT
// add, del, test
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static uint8_t kernel_command(const struct ipset_command *self)
{
    return self->name[0] == 'a'   ? IPSET_CMD_ADD
           : self->name[0] == 'd' ? IPSET_CMD_DEL
                                  : IPSET_CMD_TEST;
}

// Options that del and test take: those that say which element is meant.
static bool option_allowed(uint8_t cmd, uint32_t has)
{
    if (cmd == IPSET_CMD_ADD)
        return true;
    if (has & (KL_IPSET_E_BEFORE | KL_IPSET_E_AFTER))
        return true;
    return cmd == IPSET_CMD_TEST && has & KL_IPSET_E_NOMATCH;
}

static int parse_options(struct ipset_cli *c, const struct kl_parse *p, uint8_t cmd,
                         const struct kl_text *args, int n, struct kl_ipset_elem *e)
{
    for (int i = 0; i < n; i++) {
        struct kl_text word = args[i], value = {NULL, 0};
        const struct kl_ipset_option *o;
        int r;

        if (word.len > 2 && word.s[0] == '-' && word.s[1] == '-')
            word = (struct kl_text){word.s + 2, word.len - 2};
        o = kl_ipset_option_find(p->type->add, word.s, word.len);
        if (!o || !option_allowed(cmd, o->has)) {
            r = ipset_usage(c, "Unknown argument: `%.*s'", (int)args[i].len, args[i].s);
            ipset_hint_option(c, p->type->add, word);
            return r;
        }
        if (o->kind != KL_KIND_FLAG) {
            if (i + 1 == n)
                return ipset_usage(c, "Missing mandatory argument of option `%s'", o->name);
            value = args[++i];
        }
        if (kl_parse_elem_option(p, o, value, e))
            return ipset_syntax(c, p->error);
    }
    return 0;
}

// The kernel's revision of the set may be older than an option.
static int check_revision(struct ipset_cli *c, const struct kl_ipset_known *set,
                          const struct kl_ipset_elem *e)
{
    const char *option;
    uint8_t needed = kl_ipset_revision_needed(set->type, 0, e->has, &option);

    if (needed <= set->revision)
        return 0;
    ipset_error(c, "option %s needs revision %u of %s, set %s has revision %u", option, needed,
                set->type->name, set->name, set->revision);
    return 1;
}

static int run_test(struct ipset_cli *c, const char *set, struct kl_text word,
                    const struct kl_ipset_elem *e)
{
    int r = ipset_flush_batch(c);

    if (r)
        return r;
    r = kl_ipset_test(c->ipset, set, e);
    if (r < 0)
        return ipset_failed(c);
    if (!c->options.quiet) {
        kl_out_flush(c->out);
        fprintf(stderr, r ? "Warning: %.*s is in set %s.\n" : "%.*s is NOT in set %s.\n",
                (int)word.len, word.s, set);
    }
    return r ? 0 : 1;
}

int ipset_element(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                  int n)
{
    uint8_t cmd = kernel_command(self);
    const struct kl_ipset_known *known;
    struct kl_ipset_elem e = {0};
    char set[KL_IPSET_NAME_SIZE], error[384] = "";
    struct kl_parse p = {.error = error, .error_size = sizeof error};
    int r = ipset_name(c, args[0], set);

    // The set may have to be asked for, and what is wrong with it said: both need the handle.
    if (!r && c->batch && kl_batch_thread_wait(c->batch))
        return ipset_failed(c);
    if (!r)
        r = ipset_need_kernel(c);
    if (r)
        return r;
    p.names = c->ipset->names;
    if (kl_ipset_lookup(c->ipset, set, cmd, &known))
        return ipset_failed(c);
    p.type = known->type;
    p.family = known->family;
    if (kl_parse_elem(&p, args[1], &e))
        return ipset_syntax(c, error);
    r = parse_options(c, &p, cmd, args + 2, n - 2, &e);
    if (!r)
        r = check_revision(c, known, &e);
    if (r)
        return r;
    if (cmd == IPSET_CMD_TEST)
        return run_test(c, set, args[1], &e);
    if (c->restoring && cmd == IPSET_CMD_ADD)
        ipset_bulk_begin(c, known);
    if (!c->batch &&
        kl_ipset_batch_new(&c->batch, c->ipset, KL_IPSET_BATCH_ORDER | KL_IPSET_BATCH_THREAD))
        return ipset_error(c, "%s", kl_strerror(-ENOMEM));
    r = kl_ipset_batch_put(c->batch, cmd, set, known, &e, c->options.exist ? KL_IPSET_EXIST : 0,
                           c->line);
    return r ? ipset_failed(c) : 0;
}

int ipset_flush_batch(struct ipset_cli *c)
{
    if (!c->batch || !kl_ipset_batch_flush(c->batch))
        return 0;
    return ipset_failed(c);
}
