// SPDX-License-Identifier: MIT
// set: changes values in the settings, and applies them. When the network cannot be so, the
// settings are as they were, too.
#include "set.h"
#include "edit.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HELP = 1, DRY_RUN, CONFIRM, STATE, SETTINGS, SOCKET };

// clang-format off
const struct kl_option net_set_options[] = {
    {"dry-run",  'n', NULL, "only show what would be changed", DRY_RUN},
    {"confirm",  'c', "TIME", "go back unless `kernlink net confirm' is called within 60s, 5m", CONFIRM},
    {"settings", 0, "PATH", "a settings file, or the folder of them (" NET_FOLDER ")", SETTINGS},
    {"state",    0, "FOLDER", "where the journal is kept (" KLD_STATE_FOLDER ")", STATE},
    {"socket",   0, "PATH", "of the daemon (" NET_SOCKET ")", SOCKET},
    {"help",     'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

static void help(void)
{
    printf(
        "Usage: kernlink net set [OPTION...] INTERFACE SETTING...\n\n"
        "Changes settings of an interface in the settings file, keeping its comments and order, "
        "and\napplies them. SETTING is one of:\n"
        "  up, down\n"
        "  KEY VALUE         such as mtu 1400, or ipv6.accept-ra off; `kernlink net keys' has all\n"
        "  address ADDRESS   adds 192.0.2.1/24 to the interface's addresses\n"
        "  master BRIDGE     makes it a port of that bridge, bond or VRF\n\nOptions:\n");
    kl_option_help(net_set_options, stdout);
}

/* ---- Which key, in which form ---- */

#define MAX_DEPTH 6

struct setting {
    const char *path[MAX_DEPTH];
    size_t n;
    struct net_edit edit;
};

static bool is_key(const char *key)
{
    for (const char *s = key; *s; s++)
        if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && !strchr("-.", *s))
            return false;
    return *key && *key != '-';
}

// Without quotes only what cannot be anything else.
static bool needs_quotes(const struct kld_row *row, const char *value)
{
    if (row && (row->type == KLD_T_TEXT || row->type == KLD_T_PATTERN))
        return true;
    for (const char *s = value; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("_./-+", *s))
            return true;
    return !*value || *value == '-';
}

static bool is_list(const struct kld_row *row)
{
    return row && (row->flags & KLD_LIST || row->type == KLD_T_OBJECTS);
}

// interfaces.@name.@key
static bool make_setting(struct setting *s, struct kld_arena *a, const char *name, const char *key,
                         const char *value)
{
    const struct kld_section *in = &kld_interface;
    const struct kld_row *row = NULL;
    const char *dot;

    *s = (struct setting){.path = {"interfaces", name}, .n = 2};
    for (; key; key = dot ? dot + 1 : NULL) {
        const char *word, *full;

        if (s->n == MAX_DEPTH)
            return false;
        dot = strchr(key, '.');
        word = kld_strndup(a, key, dot ? (size_t)(dot - key) : strlen(key));
        full = row ? kld_printf(a, "%s.%s", row->name, word) : word;
        row = in ? kld_find(in, full, -1) : NULL;
        if (!row && in)
            row = kld_find(in, word, -1);
        in = row && row->type == KLD_T_SECTION ? row->section : NULL;
        s->path[s->n++] = word;
    }
    s->edit = (struct net_edit){.arena = a,
                                .path = s->path,
                                .n = s->n,
                                .value = value,
                                .quoted = needs_quotes(row, value),
                                .append = is_list(row)};
    return true;
}

/* ---- Files ---- */

static const struct kld_yaml *key_of(const struct kld_yaml *map, const char *name)
{
    for (size_t i = 0; map && map->kind == KLD_YAML_MAP && i + 1 < map->n; i += 2)
        if (map->items[i]->kind == KLD_YAML_SCALAR && !strcmp(map->items[i]->text, name))
            return map->items[i + 1];
    return NULL;
}

static bool has_interface(struct net_set *s, const struct kld_file *f, const char *name)
{
    struct kld_complaints c = {.arena = s->arena};
    struct kld_yaml *root;

    return kld_yaml_read(s->arena, f, &c, &root) == 0 && key_of(key_of(root, "interfaces"), name);
}

// The file that has the interface, or the one for those that none has.
static struct net_set_file *file_of(struct net_set *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (has_interface(s, s->files[i].now, name))
            return &s->files[i];
    return &s->files[0];
}

static int change(struct net_set *s, const char *name, const char *key, const char *value)
{
    struct net_set_file *f = file_of(s, name);
    struct setting setting;
    struct kld_complaints c = {.arena = s->arena};
    const struct kld_file *new;

    if (!is_key(key) || !make_setting(&setting, s->arena, name, key, value)) {
        fprintf(stderr, "%s: '%s' is no key\n", s->command, key);
        return NET_USAGE;
    }
    new = net_edit(&setting.edit, f->now, &c);
    if (!new) {
        net_complaints(&c);
        return NET_SETTINGS;
    }
    f->now = new;
    return 0;
}

// What an interface is must be in the settings. One that is new and not said to be anything else is
// a device.
static int name_kind(struct net_set *s, const char *name, char **words, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (!strcmp(words[i], "kind"))
            return 0;
    if (has_interface(s, file_of(s, name)->now, name))
        return 0;
    return change(s, name, "kind", strcmp(name, "lo") != 0 ? "ethernet" : "loopback");
}

// The words behind the options. @return 0 or an exit code
static int change_all(struct net_set *s, char **words, size_t n)
{
    const char *name = words[0];
    int code = name_kind(s, name, words, n);

    for (size_t i = 1; i < n && !code; i++) {
        bool up = !strcmp(words[i], "up") || !strcmp(words[i], "true");
        const char *value = words[i + 1];

        if (up || !strcmp(words[i], "down")) {
            code = change(s, name, "up", up ? "true" : "false");
            continue;
        }
        if (++i == n) {
            fprintf(stderr, "%s: %s needs a value\n", s->command, words[i - 1]);
            return NET_USAGE;
        }
        if (!strcmp(words[i - 1], "address")) {
            code = change(s, name, "addresses", value);
        } else if (!strcmp(words[i - 1], "master")) {
            code = change(s, value, "ports", name);
        } else {
            code = change(s, name, words[i - 1], value);
        }
    }
    return code;
}

/* ---- The command ---- */

static void print_rows(const char *prefix, const struct kld_row *rows)
{
    for (const struct kld_row *r = rows; r->name; r++) {
        const char *dot = strrchr(r->name, '.');
        char name[96];

        if (r->flags & KLD_INTERNAL || r->type == KLD_T_OBJECTS || r->type == KLD_T_SYSCTLS)
            continue;
        if (!*prefix && kld_find(&kld_interface, r->name, -1) != r)
            continue; // of several kinds: once is enough
        snprintf(name, sizeof name, "%s%s", prefix, dot ? dot + 1 : r->name);
        if (r->type != KLD_T_SECTION) {
            puts(name);
        } else if (!*prefix) {
            strcat(name, ".");
            print_rows(name, r->section->rows);
        }
    }
}

void net_set_words(void)
{
    struct if_nameindex *list = if_nameindex();

    for (struct if_nameindex *i = list; i && i->if_name; i++)
        puts(i->if_name);
    if (list)
        if_freenameindex(list);
    puts("up\ndown\naddress\nmaster");
    print_rows("", kld_interface.rows);
    print_rows("", kld_kind_rows);
}

static int show(struct net_set *s)
{
    struct kl_out *o;
    int code = kl_out_open_fd(&o, STDOUT_FILENO);
    bool any = false;

    if (code)
        return net_unwritten(s->command, code);
    for (size_t i = 0; i < s->n; i++)
        if (s->files[i].now != s->files[i].old) {
            net_edit_show(s->files[i].old, s->files[i].now, o);
            any = true;
        }
    if (!any)
        kl_out_str(o, "the settings say so already\n");
    code = kl_out_close(o);
    return code ? net_unwritten(s->command, code) : 0;
}

// All of the settings as they will be, with what is wrong said.
static struct kld_settings *settings_of(const struct net_set *s)
{
    struct kld_settings *all = kld_settings_new();

    for (size_t i = 0; i < s->n; i++)
        kld_settings_add_text(all, s->files[i].now);
    kld_settings_finish(all);
    if (!all->complaints.n)
        return all;
    net_complaints(&all->complaints);
    kld_settings_free(all);
    return NULL;
}

static int dry_run(const struct net_set *s, struct kld_settings *all)
{
    struct net_work w = {.command = s->command, .settings = all, .folder = KLD_STATE_FOLDER};
    int code = net_work_begin(&w);

    if (!code)
        code = net_work_diff(&w);
    net_work_end(&w);
    return code == NET_CHANGES ? NET_OK : code;
}

static int apply(const struct net_set *s)
{
    char *argv[10] = {"apply"};
    int n = 1;

    if (s->state) {
        argv[n++] = "--state";
        argv[n++] = (char *)s->state;
    }
    if (s->confirm) {
        argv[n++] = "--confirm";
        argv[n++] = (char *)s->confirm;
    }
    if (s->socket) {
        argv[n++] = "--socket";
        argv[n++] = (char *)s->socket;
    }
    if (s->settings) {
        argv[n++] = "--";
        argv[n++] = (char *)s->settings;
    }
    return net_cmd_apply(n, argv);
}

static int run(struct net_set *s, char **words, size_t n)
{
    struct kld_settings *all;
    int code = net_set_read(s);

    if (!code)
        code = change_all(s, words, n);
    if (code)
        return code;
    all = settings_of(s);
    if (!all)
        return NET_SETTINGS;
    code = show(s);
    if (s->dry_run && !code)
        return dry_run(s, all);
    kld_settings_free(all);
    if (code)
        return code;
    // Until the file is as the network is.
    net_work_hold();
    code = net_set_write(s);
    if (code)
        return code;
    code = apply(s);
    if (code && code != NET_UNKNOWN)
        net_set_back(s);
    return code == NET_UNKNOWN ? NET_FAILED : code;
}

int net_cmd_set(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net set",
                           .tables = {net_set_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_set s = {.command = o.command, .lock = -1};
    size_t n = 0;
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        switch (id) {
        case KL_OPTION_ARGUMENT:
            argv[n++] = (char *)o.value;
            break;
        case HELP:
            help();
            return 0;
        case DRY_RUN:
            s.dry_run = true;
            break;
        case CONFIRM:
            s.confirm = o.value;
            break;
        case STATE:
            s.state = o.value;
            break;
        case SETTINGS:
            s.settings = o.value;
            break;
        case SOCKET:
            s.socket = o.value;
            break;
        default:
            return NET_USAGE;
        }
    }
    if (n < 2 || !kld_is_ifname(argv[0])) {
        fprintf(stderr,
                n < 2 ? "%s: an interface and a setting are wanted\nTry `%s --help'.\n"
                      : "%s: '%s' is no name of an interface\n",
                o.command, n < 2 ? o.command : argv[0]);
        return NET_USAGE;
    }
    argv[n] = NULL;
    s.arena = kld_arena_new();
    code = run(&s, argv, n);
    net_set_end(&s);
    return code;
}
