// SPDX-License-Identifier: MIT
// help, version and quit; everything that help says of types and options comes from their rows.
#include "../../lib/core/nearest.h"
#include "cli.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static void print_options(struct kl_out *o, const uint8_t *list)
{
    for (; *list != KL_OPT_END; list++) {
        const struct kl_ipset_option *row = &kl_ipset_options_table[*list];

        kl_out_printf(o, "               [%s%s%s]\n", row->name, row->value ? " " : "",
                      row->value ? row->value : "");
    }
}

static void print_icmp(struct kl_out *o, const char *title, uint8_t protocol)
{
    const char *name;

    kl_out_printf(o, "\n%s names:\n", title);
    for (size_t i = 0; (name = kl_names_icmp_at(protocol, i)); i++)
        kl_out_printf(o, "      %s\n", name);
}

static void print_type(struct kl_out *o, const struct kl_ipset_type *t)
{
    bool port = false;

    kl_out_printf(o, "\n%s type specific options:\n\ncreate SETNAME %s\n", t->name, t->name);
    print_options(o, t->create);
    kl_out_printf(o, "add    SETNAME ENTRY\n");
    print_options(o, t->add);
    kl_out_printf(o, "del    SETNAME ENTRY\ntest   SETNAME ENTRY\n\nENTRY is %s\n", t->note);
    for (size_t i = 0; i < t->n_dims; i++)
        port |= t->dims[i] == KL_DIM_PORT;
    if (port) {
        print_icmp(o, "ICMP", IPPROTO_ICMP);
        print_icmp(o, "ICMPv6", IPPROTO_ICMPV6);
    }
    kl_out_printf(o, "\nType %s %s.\n", t->name,
                  t->inet6  ? "supports inet and inet6"
                  : t->inet ? "supports family inet only"
                            : "is family neutral");
}

static void print_usage(struct kl_out *o)
{
    const struct ipset_command *cmd;
    const struct kl_ipset_type *t;

    kl_out_printf(o, "ipset v%s (kernlink %s)\n\nUsage: ipset [options] COMMAND\n\nCommands:\n",
                  IPSET_VERSION, kl_version());
    for (size_t i = 0; (cmd = ipset_command_at(i)); i++)
        kl_out_printf(o, "%s\n        %s\n", cmd->synopsis, cmd->help);
    kl_out_str(o,
               "-\n        Interactive: read commands from the terminal, until quit\n\n"
               "Options, anywhere on the line:\n"
               "-o, -output plain|save|xml|json|jsonl\n"
               "        How list and save print\n"
               "-s, -sorted\n        Print elements in order of their value\n"
               "-q, -quiet\n        Print no message, only the exit code tells\n"
               "-r, -resolve\n        Print host names for addresses (slow)\n"
               "-!, -exist\n        Take what is there already, or gone already, for done\n"
               "-n, -name\n        List names only\n"
               "-t, -terse\n        List headers only\n"
               "-f, -file FILENAME\n        Read (restore) or write (list, save) this file\n"
               "\n`ipset help TYPENAME' says more of a type and its newest revision known here.\n"
               "Supported set types:\n");
    // firewalld reads the types from here on.
    for (size_t i = 0; (t = kl_ipset_type_at(i)); i++)
        kl_out_printf(o, "    %-20s%u\n", t->name, t->revision);
}

static const char *type_at(size_t i, const void *user)
{
    const struct kl_ipset_type *t = kl_ipset_type_at(i);

    (void)user;
    return t ? t->name : NULL;
}

int ipset_help(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
               int n)
{
    const struct kl_ipset_type *t = NULL;
    char name[64];

    (void)self;
    if (n) {
        snprintf(name, sizeof name, "%.*s", (int)args[0].len, args[0].s);
        t = kl_ipset_type_find(name);
        if (!t) {
            const char *near = kl_nearest(name, type_at, NULL);

            ipset_usage(c, "Unknown settype: `%s'", name);
            if (near)
                ipset_hint(c, "did you mean %s?", near);
            return 2;
        }
    }
    print_usage(c->out);
    if (t)
        print_type(c->out, t);
    return 0;
}

int ipset_version(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
                  int n)
{
    (void)self;
    (void)args;
    (void)n;
    kl_out_printf(c->out, "ipset v%s, protocol version: %d\n", IPSET_VERSION, IPSET_PROTOCOL);
    return 0;
}

int ipset_quit(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
               int n)
{
    (void)self;
    (void)args;
    (void)n;
    c->quit = true;
    return 0;
}
