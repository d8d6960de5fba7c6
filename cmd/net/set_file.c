// SPDX-License-Identifier: MIT
// Settings files, read and replaced.
#include "set.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int wrong(const struct net_set *s, const char *path, int code)
{
    fprintf(stderr, "%s: %s: %s\n", s->command, path, strerror(-code));
    return NET_FAILED;
}

static int lock_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), code;

    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd < 0 ? -errno : fd;
    code = -errno;
    close(fd);
    return code;
}

// One `set' after the other: none writes over what another has just written. Those of a folder that
// is not the daemon's are locked by it.
static int take_lock(struct net_set *s, const char *folder)
{
    const char *state = s->state ? s->state : s->settings ? NULL : KLD_STATE_FOLDER;

    s->lock = state ? kld_replace_lock(s->arena, state) : lock_folder(folder);
    if (s->lock >= 0)
        return 0;
    if (s->lock != -EWOULDBLOCK)
        return wrong(s, state ? state : folder, s->lock);
    fprintf(stderr, "%s: %s: another is changing settings\n", s->command, folder);
    return NET_FAILED;
}

static int add(struct net_set *s, const struct kld_file *file, bool is_new)
{
    struct net_set_file *f;
    int code;

    s->files = kld_grow(s->arena, s->files, s->n, sizeof *s->files);
    f = &s->files[s->n++];
    *f = (struct net_set_file){.old = file, .now = file, .is_new = is_new};
    f->at = (struct kld_replace){.name = file->name, .there = is_new ? NULL : file};
    code = kld_replace_find(s->arena, &f->at);
    return code ? wrong(s, file->name, code) : 0;
}

int net_set_read(struct net_set *s)
{
    const char *path = s->settings ? s->settings : NET_FOLDER;
    struct kld_settings *all = kld_settings_new();
    struct kld_file *file = kld_alloc(s->arena, sizeof *file);
    struct stat st;
    bool folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    const char *whole = folder ? kld_printf(s->arena, "%s/network.yaml", path) : path;
    int code = s->dry_run ? 0 : take_lock(s, folder ? path : kld_folder_of(s->arena, path));

    s->read = all;
    *file = (struct kld_file){whole, "", 0};
    if (!code && stat(whole, &st) < 0)
        code = add(s, file, true);
    if (code || (!folder && s->n))
        return code;
    kld_settings_add(all, path);
    for (size_t i = 0; i < all->n_files && !code; i++)
        code = add(s, all->files[i], false);
    // What cannot be read is said; other mistakes may be what is to be mended.
    for (size_t i = 0; i < all->complaints.n && !code; i++) {
        const struct kld_file *f = all->complaints.list[i].place.file;

        if (!f || f->text || (folder && !strcmp(f->name, path)))
            continue;
        net_complaints(&all->complaints);
        code = NET_SETTINGS;
    }
    return code;
}

/* ---- Writing ---- */

int net_set_write(struct net_set *s)
{
    int code = 0;

    for (size_t i = 0; i < s->n && !code; i++) {
        struct net_set_file *f = &s->files[i];

        if (f->now == f->old)
            continue;
        code = kld_replace(s->arena, &f->at, f->now);
        f->written = f->at.there == f->now;
        if (code == -ESTALE)
            fprintf(stderr, "%s: %s: another has changed it just now\n", s->command, f->at.target);
        else if (code)
            wrong(s, f->at.target, code);
    }
    if (!code)
        return 0;
    net_set_back(s);
    return NET_FAILED;
}

void net_set_back(struct net_set *s)
{
    for (size_t i = s->n; i-- > 0;) {
        struct net_set_file *f = &s->files[i];
        int code;

        if (!f->written)
            continue;
        f->written = false;
        code = kld_replace(s->arena, &f->at, f->is_new ? NULL : f->old);
        if (code == -ESTALE)
            fprintf(stderr, "%s: %s: another has changed it: it stays so\n", s->command,
                    f->at.target);
        else if (code)
            wrong(s, f->at.target, code);
        else
            fprintf(stderr, "%s: %s is as it was before\n", s->command, f->at.target);
    }
}

void net_set_end(struct net_set *s)
{
    if (s->lock >= 0)
        close(s->lock);
    kld_settings_free(s->read);
    kld_arena_free(s->arena);
}
