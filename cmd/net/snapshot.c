// SPDX-License-Identifier: MIT
// snapshot: the network is kept in a file that is settings, and restored from it.
#include "../../daemon/snapshot.h"
#include "snapshot.h"
#include "via.h"

#include "../../lib/core/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HELP = 1, FORCE, STATE, JSON, SETTINGS };

// clang-format off
const struct kl_option net_snapshot_options[] = {
    {"force",    'f', NULL, "save: in place of one of that name", FORCE},
    {"json",     'j', NULL, "list: as JSON", JSON},
    {"state",    0, "FOLDER", "below which they are kept, in snapshots/ (" KLD_STATE_FOLDER ")", STATE},
    {"settings", 0, "FOLDER", "save: their sysctls, dhcp4 and dns are kept, too (" NET_FOLDER ")", SETTINGS},
    {"help",     'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

static const struct kl_option restore_options[] = {
    {"adopt",    0, NULL, "take over what others made, also where it is the same", NET_O_ADOPT},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

struct snapshots {
    const char *command, *folder, *settings, *name;
    bool force, json;
    struct kld_arena *a;
    struct net_client client;
};

static int say(const struct snapshots *s, const char *what, const char *words)
{
    fprintf(stderr, "%s: %s: %s\n", s->command, what, words);
    return NET_FAILED;
}

static int unknown(const struct snapshots *s, int code)
{
    if (code == -ENOENT)
        return say(s, s->name, "there is no snapshot of that name");
    return say(s, s->name, code == -EINVAL ? "is no name of a snapshot" : strerror(-code));
}

/* ---- save ---- */

static const char *name_of_now(struct kld_arena *a)
{
    char text[32] = "now";
    time_t now = time(NULL);
    struct tm tm;

    if (localtime_r(&now, &tm))
        strftime(text, sizeof text, "%Y%m%d-%H%M%S", &tm);
    return kld_strdup(a, text);
}

static int run_save(struct snapshots *s)
{
    struct kld_snapshot shot = {.arena = s->a};
    struct kld_settings *settings;
    int code = kl_net_open(&shot.n, NULL);

    if (code)
        return say(s, "netlink", kl_strerror(code));
    net_pending_note(s->command, s->folder);
    settings = net_settings_quietly(s->settings);
    shot.settings = settings ? settings->model : NULL;
    code = kld_snapshot_save(&shot, s->folder, s->name, s->force);
    if (code == -EEXIST)
        say(s, s->name, "is there already; --force replaces it");
    else if (code)
        say(s, s->name, shot.wrong);
    for (size_t i = 0; i < shot.n_remarks && !code; i++)
        fprintf(stderr, "%s: left out: %s\n", s->command, shot.remarks[i]);
    if (!code &&
        (printf("%s\n", kld_snapshot_path(s->a, s->folder, s->name)) < 0 || fflush(stdout) != 0))
        code = net_unwritten(s->command, -errno);
    kld_settings_free(settings);
    kl_net_close(shot.n);
    return code ? NET_FAILED : NET_OK;
}

/* ---- list, show, delete ---- */

static int run_list(struct snapshots *s)
{
    struct kld_snapshot_info *list;
    struct kl_sink *k = NULL;
    struct kl_out *o;
    char when[KLD_WHEN];
    size_t n;
    int code = kld_snapshot_list(s->a, s->folder, &list, &n);

    if (code)
        return say(s, s->folder, strerror(-code));
    code = kl_out_open_fd(&o, STDOUT_FILENO);
    if (!code && s->json)
        code = kl_sink_new(&k, KL_SINK_JSON, o);
    if (code)
        return say(s, "output", kl_strerror(code));
    if (k) {
        for (size_t i = 0; i < n; i++)
            kld_snapshot_info_json(&list[i], k);
        kl_sink_free(k);
    }
    for (size_t i = 0; i < n && !k; i++) {
        kl_out_printf(o, NET_SNAPSHOT_LINE "\n", list[i].name, kld_snapshot_when(&list[i], when),
                      list[i].bytes);
    }
    code = kl_out_flush(o);
    kl_out_close(o);
    return code < 0 ? net_unwritten(s->command, code) : NET_OK;
}

static int run_show(struct snapshots *s)
{
    size_t len;
    char *text;
    int code = kld_snapshot_name_ok(s->name)
                   ? kld_file_slurp(kld_snapshot_path(s->a, s->folder, s->name), &text, &len)
                   : -EINVAL;

    if (code)
        return unknown(s, code);
    if (fwrite(text, 1, len, stdout) != len || fflush(stdout) != 0)
        code = net_unwritten(s->command, -errno);
    free(text);
    return code;
}

static int run_delete(struct snapshots *s)
{
    int code = kld_snapshot_delete(s->a, s->folder, s->name);

    return code ? unknown(s, code) : NET_OK;
}

/* ---- restore ---- */

static void help_restore(void)
{
    printf("Usage: kernlink net [snapshot] restore [OPTION...] NAME\n\n"
           "Applies the snapshot, as `kernlink net apply' does its file: what is ours and not in "
           "it goes,\nand when the kernel refuses a step, all is put back.\n\nOptions:\n");
    kl_option_help(net_apply_options, stdout);
    kl_option_help(restore_options, stdout);
    kl_option_help(net_client_options, stdout);
}

int net_cmd_restore(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net snapshot restore",
                           .tables = {net_apply_options, restore_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = o.command};
    struct net_work w = {.command = o.command, .folder = KLD_STATE_FOLDER, .client = &c};
    struct snapshots s = {.command = o.command};
    char *path;
    size_t n = 0;
    int code = net_apply_read(&o, &w, argv, &n, help_restore);

    if (code >= 0)
        return code;
    if (n != 1) {
        fprintf(stderr, "%s: one NAME is wanted\n", o.command);
        return NET_USAGE;
    }
    s.a = kld_arena_new();
    s.name = argv[0];
    path = (char *)kld_snapshot_path(s.a, w.folder, s.name);
    if (!kld_snapshot_name_ok(s.name)) {
        code = unknown(&s, -EINVAL);
    } else if (net_client_wanted(&c)) {
        w.asks = kld_printf(s.a, "/v1/snapshots/%s/restore", s.name);
        code = net_via_apply(&c, &w, NULL, 0);
        code = w.dry_run && code == NET_CHANGES ? NET_OK : code;
        net_client_close(&c);
    } else if (access(path, R_OK) < 0) {
        code = unknown(&s, -errno);
    } else if (!(w.settings = net_settings(&path, 1))) {
        code = NET_SETTINGS;
    }
    if (w.adopt && w.settings)
        kld_snapshot_adopt(w.settings);
    if (w.settings)
        code = net_apply_run(&w);
    kld_arena_free(s.a);
    return code;
}

/* ---- All of them ---- */

static const struct {
    const char *name;
    int (*run)(struct snapshots *s);
    bool names; // wants a NAME
    const char *doc;
} commands[] = {
    {"save", run_save, false, "keep the network, by the time when there is no NAME"},
    {"list", run_list, false, "which there are, with their times and bytes"},
    {"show", run_show, true, "print one: it is settings, as `kernlink net apply' takes them"},
    {"restore", NULL, true, "make the network as it was; restore --help says more"},
    {"delete", run_delete, true, "with its keys"},
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

static bool has_option(const struct kl_option *table, const char *name)
{
    while (table->name && strcmp(table->name, name) != 0)
        table++;
    return table->name;
}

void net_restore_words(void)
{
    kl_option_words(restore_options, stdout);
}

void net_snapshot_words(const char *command)
{
    const struct kl_option *const more[] = {net_apply_options, restore_options};

    for (size_t i = 0; i < N_COMMANDS && !command; i++)
        printf("%s\n", commands[i].name);
    // Of restore, what the others do not take.
    for (size_t i = 0; command && !strcmp(command, "restore") && i < 2; i++)
        for (const struct kl_option *o = more[i]; o->name; o++)
            if (!has_option(net_snapshot_options, o->name))
                kl_option_words((const struct kl_option[]){*o, {0}}, stdout);
}

static const char *name_at(size_t i, const void *user)
{
    (void)user;
    return i < N_COMMANDS ? commands[i].name : NULL;
}

static void help(FILE *to)
{
    fprintf(to, "Usage: kernlink net snapshot COMMAND [OPTION...] [NAME]\n\nCommands:\n");
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(to, "  %-9s %s\n", commands[i].name, commands[i].doc);
    fprintf(to, "\nOptions:\n");
    kl_option_help(net_snapshot_options, to);
    kl_option_help(net_client_options, to);
}

// @return an exit code, or -1 to go on.
static int read_options(struct kl_options *o, struct snapshots *s, bool names)
{
    int id;

    while ((id = kl_option_next(o)) != KL_OPTION_END) {
        if (id == HELP) {
            help(stdout);
            return 0;
        }
        if (id == KL_OPTION_WRONG)
            return NET_USAGE;
        if (id == KL_OPTION_ARGUMENT && s->name) {
            fprintf(stderr, "%s: '%s' is too much\n", o->command, o->value);
            return NET_USAGE;
        }
        if (id >= NET_O_HOST && net_client_option(&s->client, id, o->value))
            return NET_USAGE;
        s->client.alone |= id == STATE || id == SETTINGS;
        if (id == KL_OPTION_ARGUMENT)
            s->name = o->value;
        else if (id == STATE)
            s->folder = o->value;
        else if (id == SETTINGS)
            s->settings = o->value;
        s->force |= id == FORCE;
        s->json |= id == JSON;
    }
    if (names && !s->name) {
        fprintf(stderr, "%s: a NAME is wanted\n", o->command);
        return NET_USAGE;
    }
    return -1;
}

static int run_command(struct snapshots *s, const char *command, int (*run)(struct snapshots *s))
{
    int code;

    s->a = kld_arena_new();
    if (!s->name && run == run_save)
        s->name = name_of_now(s->a);
    if (s->name && !kld_snapshot_name_ok(s->name)) {
        code = unknown(s, -EINVAL);
    } else if (net_client_wanted(&s->client)) {
        code = net_snapshot_via(&s->client, command, s->name, s->force, s->json);
        net_client_close(&s->client);
    } else {
        code = run(s);
    }
    kld_arena_free(s->a);
    return code;
}

int net_cmd_snapshot(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net snapshot",
                           .tables = {net_snapshot_options, net_client_options},
                           .argc = argc,
                           .at = 2,
                           .argv = argv};
    struct snapshots s = {
        .command = o.command, .folder = KLD_STATE_FOLDER, .client = {.command = o.command}};
    const char *near;
    int code;

    if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        help(argc < 2 ? stderr : stdout);
        return argc < 2 ? NET_USAGE : 0;
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(commands[i].name, argv[1]) != 0)
            continue;
        if (!commands[i].run)
            return net_cmd_restore(argc - 1, argv + 1);
        code = read_options(&o, &s, commands[i].names);
        if (code >= 0)
            return code;
        if (commands[i].run == run_list && s.name) {
            fprintf(stderr, "%s: '%s' is too much\n", o.command, s.name);
            return NET_USAGE;
        }
        return run_command(&s, commands[i].name, commands[i].run);
    }
    near = kl_nearest(argv[1], name_at, NULL);
    fprintf(stderr, "%s: there is no command '%s'%s%s%s\n", o.command, argv[1],
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return NET_USAGE;
}
