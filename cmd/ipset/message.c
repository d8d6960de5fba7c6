// SPDX-License-Identifier: MIT
// What goes to stderr. The first line is ipset's own wording, which scripts match; a hint in plain
// words follows, indented.
#include "../../lib/core/nearest.h"
#include "../progress.h"
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void print(struct ipset_cli *c, const char *format, va_list args)
{
    // Elements of earlier lines that are still waiting go first; when one of them is refused, that
    // is the error, and what came behind it was never reached.
    if (!c->muted && ipset_flush_batch(c)) {
        c->muted = true;
        return;
    }
    if (c->options.quiet || c->muted)
        return;
    if (c->bar)
        progress_end(c->bar);
    if (c->out)
        kl_out_flush(c->out); // in the order in which things happened
    fprintf(stderr, "ipset v%s: ", IPSET_VERSION);
    if (c->line)
        fprintf(stderr, "Error in line %u: ", c->line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

int ipset_error(struct ipset_cli *c, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print(c, format, args);
    va_end(args);
    return 1;
}

int ipset_usage(struct ipset_cli *c, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print(c, format, args);
    va_end(args);
    if (!c->options.quiet && !c->muted)
        fprintf(stderr, "Try `ipset help' for more information.\n");
    return 2;
}

int ipset_syntax(struct ipset_cli *c, const char *sentence)
{
    return ipset_error(c, "Syntax error: %s", sentence);
}

void ipset_hint(struct ipset_cli *c, const char *format, ...)
{
    va_list args;

    if (c->options.quiet || c->muted)
        return;
    fputs("  ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

static const char *option_at(size_t i, const void *user)
{
    const uint8_t *list = user;

    return list[i] == KL_OPT_END ? NULL : kl_ipset_options_table[list[i]].name;
}

void ipset_hint_option(struct ipset_cli *c, const uint8_t *list, struct kl_text word)
{
    char name[64];
    const char *near;

    snprintf(name, sizeof name, "%.*s", (int)word.len, word.s);
    near = kl_nearest(name, option_at, list);
    if (near)
        ipset_hint(c, "did you mean `%s'?", near);
}

// ---- Failures of the kernel -------------------------------------------------------------------

struct names {
    char name[256][KL_IPSET_NAME_SIZE];
    size_t n;
};

static int collect(const struct kl_ipset_params *set, void *user)
{
    struct names *all = user;

    if (all->n < sizeof all->name / sizeof all->name[0])
        memcpy(all->name[all->n++], set->name, KL_IPSET_NAME_SIZE);
    return 0;
}

static const char *set_at(size_t i, const void *user)
{
    const struct names *all = user;

    return i < all->n ? all->name[i] : NULL;
}

static void hint_set(struct ipset_cli *c, const char *set)
{
    static const struct kl_ipset_list_calls calls = {.header = collect};
    struct names all = {.n = 0};
    const char *near;

    if (kl_ipset_list(c->ipset, NULL, KL_IPSET_NAMES_ONLY, &calls, &all) < 0)
        return;
    near = kl_nearest(set, set_at, &all);
    if (near)
        ipset_hint(c, "there is no set %s; did you mean %s?", set, near);
    else
        ipset_hint(c, "there is no set %s", set);
}

static const char *advice(enum kl_ipset_cause cause)
{
    switch (cause) {
    case KL_IPSET_SET_EXISTS:
        return "-exist takes a set that is there already and is the same";
    case KL_IPSET_ALREADY_THERE:
        return "-exist ignores this, and gives the element its new timeout and comment";
    case KL_IPSET_NOT_THERE:
        return "-exist ignores this";
    case KL_IPSET_IN_USE:
        return "a rule or a list:set refers to it: see References in `ipset list -t'";
    case KL_IPSET_FULL:
        return "the limit is set at create (maxelem, size): fill a larger set and swap the two";
    default:
        return NULL;
    }
}

int ipset_failed(struct ipset_cli *c)
{
    const struct kl_error *e = kl_ipset_error(c->ipset);
    enum kl_ipset_cause cause = kl_ipset_cause(c->ipset);
    int code = kl_error_code(e);
    const char *sentence = e->sentence[0] ? e->sentence : NULL;
    char set[KL_IPSET_NAME_SIZE], element[256], message[256], path[256];
    uint32_t line = c->line, at;

    if (c->restoring && kl_error_line(e))
        c->line = kl_error_line(e);
    at = c->line;
    if (cause == KL_IPSET_SYNTAX)
        ipset_syntax(c, sentence ? sentence : kl_error_text(e));
    else if (sentence)
        ipset_error(c, "%s", sentence);
    else
        ipset_error(c, "Kernel error received: %s", strerror(-code));
    c->line = line;
    // The hints ask the kernel again, which forgets the error.
    snprintf(set, sizeof set, "%s", kl_error_object(e));
    snprintf(element, sizeof element, "%s", kl_error_element(e));
    snprintf(message, sizeof message, "%s", kl_error_message(e));
    snprintf(path, sizeof path, "%s", kl_error_path(e));
    if (c->options.quiet)
        return 1;
    if (cause == KL_IPSET_NO_SET && code == -ENOENT)
        hint_set(c, set);
    else if (element[0] && c->restoring)
        ipset_hint(c, "%s:%u: set %s, element %s", c->options.file[0] ? c->options.file : "stdin",
                   at, set, element);
    else if (element[0])
        ipset_hint(c, "set %s, element %s", set, element);
    if (message[0] || path[0])
        ipset_hint(c, "the kernel says: %s%s%s%s", message, path[0] ? " (" : "", path,
                   path[0] ? ")" : "");
    if (advice(cause))
        ipset_hint(c, "%s", advice(cause));
    return 1;
}

int ipset_name(struct ipset_cli *c, struct kl_text word, char ret[KL_IPSET_NAME_SIZE])
{
    char error[384] = "";
    const struct kl_parse p = {.error = error, .error_size = sizeof error};

    return kl_parse_name(&p, word, ret) ? ipset_syntax(c, error) : 0;
}
