// SPDX-License-Identifier: MIT
// import: settings that say what the kernel has.
#include "../../daemon/replace.h"
#include "../../daemon/snapshot.h"
#include "work.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HELP = 1, FORCE, KEYS, SETTINGS };

// clang-format off
const struct kl_option net_import_options[] = {
    {"force",    'f', NULL, "write over a file that is there", FORCE},
    {"keys",     0, "FOLDER", "where files with keys of WireGuard are written", KEYS},
    {"settings", 0, "FOLDER", "whose files of keys are named again (" NET_FOLDER ")", SETTINGS},
    {"help",     'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

struct import {
    const char *command, *file, *keys, *settings;
    bool force;
};

static void help(void)
{
    printf("Usage: kernlink net import [OPTION...] [FILE]\n\n"
           "Writes settings that say what the kernel has: links, addresses, routes, rules, "
           "neighbours,\nwithout what is as it always is, and what comes by itself. What others "
           "made has\n`adopt: true'. Without a FILE they go to standard output.\n\nOptions:\n");
    kl_option_help(net_import_options, stdout);
}

static int say(const struct import *in, const char *what, const char *words)
{
    fprintf(stderr, "%s: %s%s%s\n", in->command, what ? what : "", what ? ": " : "", words);
    return NET_FAILED;
}

// In the place of a file that is there: with its rights, and where a link leads.
static int replace_file(const struct import *in, struct kld_arena *a, const struct kld_file *new)
{
    struct kld_complaints c = {.arena = a};
    struct kld_replace r = {.name = in->file, .there = kld_file_read(a, in->file, &c)};
    int code = r.there ? kld_replace_find(a, &r) : 0;

    if (!r.there)
        return say(in, in->file, c.list[0].text);
    if (!code)
        code = kld_replace(a, &r, new);
    return code == -ESTALE ? say(in, in->file, "another has changed it just now")
           : code          ? say(in, in->file, strerror(-code))
                           : NET_OK;
}

// Aside first: FILE is whole or not there. The link fails where there is one.
static int write_file(const struct import *in, struct kld_arena *a, const char *text, size_t len)
{
    const struct kld_file file = {in->file, text, len};
    char *new = kld_printf(a, "%s.XXXXXX", in->file);
    mode_t mask = umask(077);
    int fd, code;

    umask(mask);
    if (in->force && access(in->file, F_OK) == 0)
        return replace_file(in, a, &file);
    fd = mkostemp(new, O_CLOEXEC);
    if (fd < 0)
        return say(in, in->file, strerror(errno));
    code = kld_write_all(fd, text, len);
    if (!code && (fchmod(fd, 0644 & ~mask) < 0 || fsync(fd) < 0))
        code = -errno;
    if (close(fd) < 0 && !code)
        code = -errno;
    if (!code && link(new, in->file) < 0)
        code = -errno;
    unlink(new);
    if (!code)
        code = kld_folder_sync(kld_folder_of(a, in->file));
    return code == -EEXIST ? say(in, in->file, "is there already; --force writes over it")
           : code          ? say(in, in->file, strerror(-code))
                           : NET_OK;
}

static int find_keys(struct kld_snapshot *s, const struct import *in, char real[PATH_MAX])
{
    if (!in->keys)
        return 0;
    if ((mkdir(in->keys, 0700) < 0 && errno != EEXIST) || !realpath(in->keys, real))
        return say(in, in->keys, strerror(errno));
    s->keys = real;
    return 0;
}

static int import(const struct import *in, struct kld_snapshot *s)
{
    char real[PATH_MAX];
    const char *text;
    size_t len;
    int code = kl_net_open(&s->n, NULL);

    if (code)
        return say(in, NULL, kl_strerror(code));
    if (in->file && !in->force && access(in->file, F_OK) == 0)
        return say(in, in->file, "is there already; --force writes over it");
    if (find_keys(s, in, real))
        return NET_FAILED;
    code = kld_snapshot_make(s, &text, &len);
    if (code == -ENOKEY && !in->keys)
        return say(in, s->wrong, "--keys FOLDER says which");
    if (code)
        return say(in, NULL, s->wrong);
    for (size_t i = 0; i < s->n_remarks; i++)
        fprintf(stderr, "%s: left out: %s\n", in->command, s->remarks[i]);
    if (in->file)
        return write_file(in, s->arena, text, len);
    code = fwrite(text, 1, len, stdout) == len && fflush(stdout) == 0 ? 0 : -errno;
    return code ? net_unwritten(in->command, code) : NET_OK;
}

int net_cmd_import(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net import",
                           .tables = {net_import_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct import in = {.command = o.command};
    struct kld_snapshot s = {.import = true, .state = KLD_STATE_FOLDER};
    struct kld_settings *settings;
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == HELP) {
            help();
            return 0;
        }
        if (id == KL_OPTION_WRONG)
            return NET_USAGE;
        if (id == KL_OPTION_ARGUMENT && in.file) {
            fprintf(stderr, "%s: '%s' is too much\n", o.command, o.value);
            return NET_USAGE;
        }
        in.force |= id == FORCE;
        if (id == KL_OPTION_ARGUMENT)
            in.file = o.value;
        else if (id == KEYS)
            in.keys = o.value;
        else if (id == SETTINGS)
            in.settings = o.value;
    }
    s.arena = kld_arena_new();
    s.again = in.force;
    settings = net_settings_quietly(in.settings);
    s.settings = settings ? settings->model : NULL;
    net_pending_note(o.command, KLD_STATE_FOLDER);
    code = import(&in, &s);
    kl_net_close(s.n);
    kld_settings_free(settings);
    kld_arena_free(s.arena);
    return code;
}
