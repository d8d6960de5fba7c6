// SPDX-License-Identifier: MIT
// What may come next on a command line of `kernlink net', for the shells: a line for each word.
// With none of them, a file may.
#include "complete.h"
#include "client.h"
#include "snapshot.h"

#include "../../daemon/snapshot.h"
#include "../../daemon/view.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_KNOWN (4u << 20)

struct line {
    const struct net_command *command;
    char **words; // behind it
    size_t n;
    const char *plain[64]; // those that are no options, nor their values
    size_t n_plain;
    const struct kl_option *asks; // the last one wants a value for this
    const char *state;
};

/* ---- Words ---- */

static void print_list(const char *const *list)
{
    for (; *list; list++)
        puts(*list);
}

void net_complete_interfaces(void)
{
    struct if_nameindex *list = if_nameindex();

    for (struct if_nameindex *i = list; i && i->if_name; i++)
        if (!strchr(i->if_name, '\n'))
            puts(i->if_name);
    if (list)
        if_freenameindex(list);
}

// A name of ssh's files, as a URL; a line there is what the user has, and what it is not is left
// out.
static void print_host(const char *name, size_t n)
{
    struct net_place place;
    char url[300];

    if (*name == '[' && name[n - 1] != ']') { // [box]:2222
        const char *end = memchr(name, ']', n);

        if (end && !memchr(name, '%', n) && !memchr(name + 1, ':', (size_t)(end - name) - 1))
            snprintf(url, sizeof url, "ssh://%.*s%.*s", (int)(end - name) - 1, name + 1,
                     (int)(n - (size_t)(end - name) - 1), end + 1);
        else
            snprintf(url, sizeof url, "ssh://%.*s", (int)n, name);
    } else {
        snprintf(url, sizeof url, memchr(name, ':', n) ? "ssh://[%.*s]" : "ssh://%.*s", (int)n,
                 name);
    }
    if (net_place_read(url, &place))
        puts(url);
}

// known_hosts, names with commas between them at the begin of a line; or config, "Host A B".
static void print_hosts(const char *file, bool config)
{
    const char *home = getenv("HOME");
    char path[512], *text, *line, *next;
    size_t len;

    snprintf(path, sizeof path, "%s/.ssh/%s", home ? home : "", file);
    if (!home || kld_file_load(path, 0, MAX_KNOWN, &text, &len) < 0)
        return;
    for (line = text; line && *line; line = next) {
        const char *blanks = config ? " \t" : ",";

        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        line += strspn(line, " \t");
        if (config ? strncasecmp(line, "host ", 5) != 0 : strchr("#|@", *line) != NULL)
            continue;
        line += config ? 5 : 0;
        if (!config)
            line[strcspn(line, " \t")] = '\0';
        for (size_t n; *line; line += n) {
            line += strspn(line, blanks);
            n = strcspn(line, blanks);
            if (n && n < 256)
                print_host(line, n);
        }
    }
    free(text);
}

static void print_snapshots(const struct line *l)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_snapshot_info *list;
    size_t n;

    if (kld_snapshot_list(a, l->state, &list, &n) == 0)
        for (size_t i = 0; i < n; i++)
            puts(list[i].name);
    kld_arena_free(a);
}

static void files(const struct line *l)
{
    (void)l;
    puts(":files");
}

/* ---- Values ---- */

static void print_value(const struct line *l)
{
    static const char *const owners[] = {"ours", "foreign", NULL};
    static const char *const families[] = {"ipv4", "ipv6", NULL};
    static const char *const colours[] = {"always", "never", "auto", NULL};
    const char *name = l->asks->name;

    if (!strcmp(name, "host")) {
        print_hosts("known_hosts", false);
        print_hosts("config", true);
    } else if (!strcmp(l->asks->value, "PATH") || !strcmp(l->asks->value, "FOLDER")) {
        files(l);
    } else if (!strcmp(name, "interface")) {
        net_complete_interfaces();
    } else if (!strcmp(name, "owner")) {
        print_list(owners);
    } else if (!strcmp(name, "family")) {
        print_list(families);
    } else if (!strcmp(name, "color")) {
        print_list(colours);
    } else if (!strcmp(name, "kind")) {
        for (int i = 0; i < KLD_N_KINDS; i++)
            if (kld_kinds[i].kernel)
                puts(kld_kinds[i].kernel);
    }
}

/* ---- Arguments ---- */

static void show_words(const struct line *l)
{
    for (int i = 0; i < KLD_N_VIEWS && !l->n_plain; i++)
        puts(kld_view_names[i]);
    if (l->n_plain < 2)
        net_complete_interfaces();
}

static void snapshot_words(const struct line *l)
{
    net_snapshot_words(l->n_plain ? l->plain[0] : NULL);
    if (l->n_plain == 1 && strcmp(l->plain[0], "save") != 0)
        print_snapshots(l);
}

static void restore_words(const struct line *l)
{
    net_restore_words();
    if (!l->n_plain)
        print_snapshots(l);
}

static void set_words(const struct line *l)
{
    net_set_words(l->plain, l->n_plain, !strcmp(l->command->name, "unset"));
}

static void watch_words(const struct line *l)
{
    (void)l;
    net_watch_words();
    net_complete_interfaces();
}

static const struct {
    const char *name;
    void (*print)(const struct line *l);
} arguments[] = {{"apply", files},
                 {"check", files},
                 {"diff", files},
                 {"import", files},
                 {"restore", restore_words},
                 {"set", set_words},
                 {"show", show_words},
                 {"snapshot", snapshot_words},
                 {"unset", set_words},
                 {"wait-online", files},
                 {"watch", watch_words}};

// Those that may be meant for a daemon.
static const char *const remote[] = {"apply",    "check",   "confirm",  "diff", "get",
                                     "log",      "restore", "rollback", "set",  "show",
                                     "snapshot", "status",  "topology", "unset"};

/* ---- The line ---- */

static const struct kl_option *find_option(const struct kl_option *table, const char *word)
{
    for (; table->name; table++)
        if (word[1] == '-' ? !strcmp(table->name, word + 2)
                           : table->letter && strchr(word + 1, table->letter))
            return table;
    return NULL;
}

static void read_line(struct line *l)
{
    const struct kl_option *const tables[] = {l->command->options, net_client_options,
                                              net_apply_options};
    bool rest = false;

    for (size_t i = 0; i < l->n; i++) {
        const char *word = l->words[i];
        const struct kl_option *o = NULL;

        if (rest || *word != '-' || !word[1]) {
            if (l->n_plain < sizeof l->plain / sizeof l->plain[0])
                l->plain[l->n_plain++] = word;
            continue;
        }
        rest = !strcmp(word, "--");
        for (size_t t = 0; t < 3 && !o && !rest; t++)
            o = find_option(tables[t], word);
        if (!o || !o->value)
            continue;
        if (++i == l->n)
            l->asks = o;
        else if (!strcmp(o->name, "state"))
            l->state = l->words[i];
    }
}

int net_complete(const struct net_command *commands, size_t n, char **words)
{
    struct line l = {.words = words + 1, .state = KLD_STATE_FOLDER};

    if (!*words || (!strcmp(*words, "help") && !words[1])) {
        for (size_t i = 0; i < n; i++)
            puts(commands[i].name);
        if (!*words)
            puts("help");
        return 0;
    }
    for (size_t i = 0; i < n; i++)
        if (!strcmp(commands[i].name, *words))
            l.command = &commands[i];
    if (!l.command)
        return 0;
    while (l.words[l.n])
        l.n++;
    read_line(&l);
    if (l.asks) {
        print_value(&l);
        return 0;
    }
    kl_option_words(l.command->options, stdout);
    for (size_t i = 0; i < sizeof remote / sizeof remote[0]; i++)
        if (!strcmp(remote[i], l.command->name))
            kl_option_words(net_client_options, stdout);
    for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++)
        if (!strcmp(arguments[i].name, l.command->name))
            arguments[i].print(&l);
    return 0;
}
