// SPDX-License-Identifier: MIT
#include "replace.h"

#include "journal.h"
#include "yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

const char *kld_folder_of(struct kld_arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');

    return !slash ? "." : slash == path ? "/" : kld_strndup(a, path, (size_t)(slash - path));
}

int kld_replace_lock(struct kld_arena *a, const char *folder)
{
    int code = kld_folder_make(a, folder), fd;

    if (code)
        return code;
    fd = open(kld_printf(a, "%s/settings.lock", folder),
              O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd < 0 ? -errno : fd;
    code = -errno;
    close(fd);
    return code;
}

int kld_replace_find(struct kld_arena *a, struct kld_replace *r)
{
    char target[PATH_MAX];
    struct stat st;

    r->target = r->name;
    r->mode = 0644;
    if (realpath(r->name, target) && stat(target, &st) == 0) {
        r->target = kld_strdup(a, target);
        r->mode = st.st_mode & 07777;
        r->uid = st.st_uid;
        r->gid = st.st_gid;
        return 0;
    }
    return errno == ENOENT ? 0 : -errno;
}

// By what it holds: times are too coarse to tell one change from the next.
static bool was_changed(struct kld_arena *a, const struct kld_replace *r)
{
    struct kld_complaints unseen = {.arena = a};
    bool is = access(r->target, F_OK) == 0;
    const struct kld_file *now;

    if (!is || !r->there)
        return is != (r->there != NULL);
    now = kld_file_read(a, r->target, &unseen);
    return !now || now->len != r->there->len || memcmp(now->text, r->there->text, now->len) != 0;
}

// With the rights of what it is to replace.
static int write_aside(char *aside, const struct kld_replace *r, const struct kld_file *what)
{
    int fd = mkostemp(aside, O_CLOEXEC), code;

    if (fd < 0)
        return -errno;
    code = kld_write_all(fd, what->text, what->len);
    if (!code &&
        ((r->there && fchown(fd, r->uid, r->gid) < 0) || fchmod(fd, r->mode) < 0 || fsync(fd) < 0))
        code = -errno;
    close(fd);
    return code;
}

int kld_replace(struct kld_arena *a, struct kld_replace *r, const struct kld_file *what)
{
    char *aside = what ? kld_printf(a, "%s.XXXXXX", r->target) : NULL;
    int code = what ? write_aside(aside, r, what) : 0;

    if (!code && was_changed(a, r))
        code = -ESTALE;
    if (!code && (what ? rename(aside, r->target) : r->there ? unlink(r->target) : 0) < 0)
        code = -errno;
    if (code) {
        if (what)
            unlink(aside);
        return code;
    }
    r->there = what;
    return kld_folder_sync(kld_folder_of(a, r->target));
}
