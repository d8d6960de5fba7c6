// SPDX-License-Identifier: MIT
// `ipset --complete WORD...`: what may stand next, one word a line. Shell completion asks here, so
// that it knows what the tables know.
#include "cli.h"

#include <stdio.h>
#include <string.h>

static int print_name(const struct kl_ipset_params *set, void *user)
{
    (void)user;
    puts(set->name);
    return 0;
}

// Without the privilege there are no names to offer; that is no reason to say anything.
static void set_names(struct kl_ipset *h)
{
    static const struct kl_ipset_list_calls calls = {.header = print_name};

    if (h)
        (void)kl_ipset_list(h, NULL, KL_IPSET_NAMES_ONLY, &calls, NULL);
}

static void options(const uint8_t *list)
{
    for (; *list != KL_OPT_END; list++)
        puts(kl_ipset_options_table[*list].name);
}

static void type_names(void)
{
    const struct kl_ipset_type *t;

    for (size_t i = 0; (t = kl_ipset_type_at(i)); i++)
        puts(t->name);
}

// The options of an element are those of the set's type.
static void element_options(struct kl_ipset *h, const char *set)
{
    struct kl_ipset_params params;
    const struct kl_ipset_type *t = NULL;

    if (h && !kl_ipset_headers(h, set, &params))
        t = kl_ipset_type_find(params.type);
    if (t)
        options(t->add);
}

// What follows the set's name in a command of ours.
static void switches(const struct ipset_command *cmd)
{
    static const char *const sync[] = {"--aggregate", "--dry-run", "--empty", "--in-place",
                                       "--skip-bad",  "--swap",    "--type",  NULL};
    static const char *const export[] = {"--json", "--nft", "--plain", "--table", NULL};

    for (const char *const *s = cmd->run == ipset_export ? export : sync; *s; s++)
        puts(*s);
}

int ipset_complete(char **words, int n)
{
    bool ours = false;
    const struct ipset_command *cmd = n ? ipset_command_find(KL_TEXT(words[0])) : NULL;
    const struct kl_ipset_type *t;
    struct kl_ipset *h = NULL;

    if (!n) {
        for (size_t i = 0; (cmd = ipset_command_at(i)); i++)
            puts(cmd->name);
        return 0;
    }
    if (!cmd)
        return 0;
    ours = cmd->run == ipset_sync || cmd->run == ipset_diff || cmd->run == ipset_export;
    (void)kl_ipset_open(&h, NULL);
    if (ours && n > 1)
        switches(cmd);
    else if (ours)
        set_names(h);
    else if (cmd->run == ipset_match || cmd->run == ipset_import)
        ;
    else if (cmd->run == ipset_help && n == 1)
        type_names();
    else if (cmd->run == ipset_create && n == 2)
        type_names();
    else if (cmd->run == ipset_create && n > 2 && (t = kl_ipset_type_find(words[2])))
        options(t->create);
    else if (cmd->run == ipset_element && n > 2)
        element_options(h, words[1]);
    else if (cmd->run != ipset_create && cmd->run != ipset_match && n <= cmd->max_args &&
             (n == 1 || cmd->run == ipset_swap))
        set_names(h);
    kl_ipset_close(h);
    return 0;
}
