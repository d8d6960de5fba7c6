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

// The folder that a path is in.
static const char *folder_of(struct kld_arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');

    return !slash ? "." : slash == path ? "/" : kld_strndup(a, path, (size_t)(slash - path));
}

// One `set' after the other: none writes over what another has just written.
static int take_lock(struct net_set *s, const char *folder)
{
    s->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->lock < 0)
        return wrong(s, folder, -errno);
    if (flock(s->lock, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno != EWOULDBLOCK)
        return wrong(s, folder, -errno);
    fprintf(stderr, "%s: %s: another is changing settings\n", s->command, folder);
    return NET_FAILED;
}

static int add(struct net_set *s, const struct kld_file *file)
{
    struct net_set_file *f;
    char target[PATH_MAX];
    struct stat st;

    s->files = kld_grow(s->arena, s->files, s->n, sizeof *s->files);
    f = &s->files[s->n++];
    *f = (struct net_set_file){.old = file, .now = file, .there = file, .mode = 0644};
    if (realpath(file->name, target) && stat(target, &st) == 0) {
        f->target = kld_strdup(s->arena, target);
        f->mode = st.st_mode & 07777;
        f->uid = st.st_uid;
        f->gid = st.st_gid;
        return 0;
    }
    if (errno != ENOENT)
        return wrong(s, file->name, -errno);
    f->target = kld_strdup(s->arena, file->name);
    f->is_new = true;
    return 0;
}

int net_set_read(struct net_set *s)
{
    const char *path = s->settings ? s->settings : NET_FOLDER;
    struct kld_settings *all = kld_settings_new();
    struct kld_file *file = kld_alloc(s->arena, sizeof *file);
    struct stat st;
    bool folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    const char *whole = folder ? kld_printf(s->arena, "%s/network.yaml", path) : path;
    int code = s->dry_run ? 0 : take_lock(s, folder ? path : folder_of(s->arena, path));

    s->read = all;
    *file = (struct kld_file){whole, "", 0};
    if (!code && stat(whole, &st) < 0)
        code = add(s, file);
    if (code || (!folder && s->n))
        return code;
    kld_settings_add(all, path);
    for (size_t i = 0; i < all->n_files && !code; i++)
        code = add(s, all->files[i]);
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

// By what it holds: times are too coarse to tell one change from the next.
static bool was_changed(const struct net_set *s, const struct net_set_file *f)
{
    struct kld_complaints unseen = {.arena = s->arena};
    bool is = access(f->target, F_OK) == 0;
    const struct kld_file *now;

    if (!is || f->is_new)
        return is == f->is_new;
    now = kld_file_read(s->arena, f->target, &unseen);
    return !now || now->len != f->there->len || memcmp(now->text, f->there->text, now->len) != 0;
}

// Written aside, with the rights of what it replaces, then put in its place.
static int put(struct net_set *s, struct net_set_file *f, const struct kld_file *what)
{
    char *aside = kld_printf(s->arena, "%s.XXXXXX", f->target);
    int fd = mkostemp(aside, O_CLOEXEC), code;

    if (fd < 0)
        return -errno;
    code = kld_write_all(fd, what->text, what->len);
    if (!code && ((!f->is_new && fchown(fd, f->uid, f->gid) < 0) || fchmod(fd, f->mode) < 0 ||
                  fsync(fd) < 0))
        code = -errno;
    close(fd);
    if (!code && was_changed(s, f))
        code = -ESTALE;
    if (!code && rename(aside, f->target) < 0)
        code = -errno;
    if (code) {
        unlink(aside);
        return code;
    }
    f->there = what;
    f->is_new = false;
    f->written = true;
    return kld_folder_sync(folder_of(s->arena, f->target));
}

int net_set_write(struct net_set *s)
{
    int code = 0;

    for (size_t i = 0; i < s->n && !code; i++) {
        struct net_set_file *f = &s->files[i];

        if (f->now == f->old)
            continue;
        f->made = f->is_new;
        code = put(s, f, f->now);
        if (code == -ESTALE)
            fprintf(stderr, "%s: %s: another has changed it just now\n", s->command, f->target);
        else if (code)
            wrong(s, f->target, code);
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
        int code = 0;

        if (!f->written)
            continue;
        f->written = false;
        if (was_changed(s, f))
            code = -ESTALE;
        else if (f->made)
            code = unlink(f->target) < 0 ? -errno : kld_folder_sync(folder_of(s->arena, f->target));
        else
            code = put(s, f, f->old);
        if (code == -ESTALE)
            fprintf(stderr, "%s: %s: another has changed it: it stays so\n", s->command, f->target);
        else if (code)
            wrong(s, f->target, code);
        else
            fprintf(stderr, "%s: %s is as it was before\n", s->command, f->target);
    }
}

void net_set_end(struct net_set *s)
{
    if (s->lock >= 0)
        close(s->lock);
    kld_settings_free(s->read);
    kld_arena_free(s->arena);
}
