// SPDX-License-Identifier: MIT
// Namespaces are made, entered, taken away. Source: ip-netns(8), namespaces(7).
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define SELF "/proc/thread-self/ns/net"
#ifndef NSFS_MAGIC
#define NSFS_MAGIC 0x6e736673
#endif

bool kld_is_netns(const char *name)
{
    size_t n = strlen(name);

    for (const char *at = name; *at; at++)
        if ((unsigned char)*at <= ' ' || *at == 0x7f || *at == '/')
            return false;
    return n && n <= 100 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static void path_of(const char *name, char path[128])
{
    snprintf(path, 128, KLD_NETNS_FOLDER "/%s", name);
}

// A file that is no namespace is left of one that was not finished.
int kld_netns_open(const char *name)
{
    char path[128];
    struct statfs fs;
    int fd;

    path_of(name, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return -errno;
    if (fstatfs(fd, &fs) == 0 && fs.f_type == NSFS_MAGIC)
        return fd;
    close(fd);
    return -ENOENT;
}

struct kld_netns_id kld_netns_id(const char *name)
{
    int fd = name ? kld_netns_open(name) : -1;
    struct kld_netns_id id = {0};
    struct stat file;

    if (fd >= 0) {
        if (fstat(fd, &file) == 0)
            id = (struct kld_netns_id){file.st_dev, file.st_ino};
        close(fd);
    }
    return id;
}

bool kld_netns_same(struct kld_netns_id a, struct kld_netns_id b)
{
    return a.dev == b.dev && a.ino == b.ino;
}

int kld_netns_enter(const char *name)
{
    int fd = kld_netns_open(name), back, code = 0;

    if (fd < 0)
        return fd;
    back = open(SELF, O_RDONLY | O_CLOEXEC);
    if (back < 0 || setns(fd, CLONE_NEWNET) < 0)
        code = -errno;
    close(fd);
    if (code && back >= 0)
        close(back);
    return code ? code : back;
}

void kld_netns_leave(int back)
{
    if (setns(back, CLONE_NEWNET) < 0)
        abort();
    close(back);
}

/* ---- Steps ---- */

// The mark: an alias of lo, which nobody else needs.
static int mark(bool ours)
{
    struct kl_net_link l = {.has = KL_NET_L_ALIAS, .ifindex = 1, .alias = ours ? KLD_ALIAS : ""};
    struct kl_net *n;
    int code = kl_net_open(&n, NULL);

    if (code)
        return code;
    code = kl_net_link(n, KL_NET_CHANGE, &l);
    kl_net_close(n);
    return code;
}

static int mark_in(const char *name, bool ours)
{
    int back = kld_netns_enter(name), code;

    if (back < 0)
        return back;
    code = mark(ours);
    kld_netns_leave(back);
    return code;
}

// What is mounted there is seen by others, too.
static int share_folder(void)
{
    if (mkdir(KLD_NETNS_FOLDER, 0755) < 0 && errno != EEXIST)
        return -errno;
    if (mount("", KLD_NETNS_FOLDER, "none", MS_SHARED | MS_REC, NULL) == 0)
        return 0;
    if (errno != EINVAL ||
        mount(KLD_NETNS_FOLDER, KLD_NETNS_FOLDER, "none", MS_BIND | MS_REC, NULL) < 0 ||
        mount("", KLD_NETNS_FOLDER, "none", MS_SHARED | MS_REC, NULL) < 0)
        return -errno;
    return 0;
}

// The file that one gets its name from; that of one that was not finished will do.
static int make_file(const char *name, const char *path)
{
    int fd = kld_netns_open(name);

    // Made by others since the plan was: ours would hide it.
    if (fd >= 0) {
        close(fd);
        return -EEXIST;
    }
    fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0444);
    if (fd < 0)
        return -errno;
    close(fd);
    return 0;
}

// It gets its name when it is marked: there is none of ours without a mark at any moment.
static int create(const char *name)
{
    int code = share_folder(), back;
    char path[128];

    path_of(name, path);
    if (!code)
        code = make_file(name, path);
    if (code)
        return code;
    back = open(SELF, O_RDONLY | O_CLOEXEC);
    if (back < 0 || unshare(CLONE_NEWNET) < 0) {
        code = -errno;
        if (back >= 0)
            close(back);
        unlink(path);
        return code;
    }
    code = mark(true);
    if (!code && mount(SELF, path, "none", MS_BIND, NULL) < 0)
        code = -errno;
    kld_netns_leave(back);
    if (code)
        unlink(path);
    return code;
}

static int destroy(const char *name)
{
    char path[128];

    path_of(name, path);
    if (umount2(path, MNT_DETACH) < 0 && errno != EINVAL && errno != ENOENT)
        return -errno;
    return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

int kld_netns_step(const struct kld_step *s)
{
    const char *name = kld_get(s->want ? s->want : s->have, "name");

    if (!s->want)
        return destroy(name);
    return s->have ? mark_in(name, s->want->owner == KLD_OURS) : create(name);
}
