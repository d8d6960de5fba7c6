// SPDX-License-Identifier: MIT
// The UNIX socket, when systemd has not made it.
#include "kernlinkd.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// One that is there and answers is another daemon's; one that nobody listens to is left over.
static int remove_stale(const struct sockaddr_un *sun)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), code = 0;

    if (fd < 0)
        return -errno;
    if (connect(fd, (const void *)sun, sizeof *sun) == 0)
        code = -EADDRINUSE;
    else if (errno == ECONNREFUSED)
        unlink(sun->sun_path);
    close(fd);
    return code;
}

// /run is empty when a machine comes up, and without systemd nobody else makes what is below it.
static void make_folder(const char *path)
{
    char folder[sizeof((struct sockaddr_un *)0)->sun_path];
    char *slash;

    snprintf(folder, sizeof folder, "%s", path);
    slash = strrchr(folder, '/');
    if (slash && slash != folder) {
        *slash = '\0';
        (void)mkdir(folder, 0755); // what is wrong is said of the socket
    }
}

int kld_listen(const struct kld_options *o, const gid_t *group)
{
    struct sockaddr_un sun = {.sun_family = AF_UNIX};
    mode_t mask;
    int fd, code;

    if (strlen(o->socket) >= sizeof sun.sun_path)
        return -ENAMETOOLONG;
    strcpy(sun.sun_path, o->socket);
    code = remove_stale(&sun);
    if (code)
        return code;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    make_folder(o->socket);
    // Nobody gets in before its owner and mode are right.
    mask = umask(0777);
    if (bind(fd, (const void *)&sun, sizeof sun) < 0 ||
        (group && chown(o->socket, (uid_t)-1, *group) < 0) || chmod(o->socket, o->mode) < 0 ||
        listen(fd, SOMAXCONN) < 0) {
        code = -errno;
        close(fd);
        fd = code;
    }
    umask(mask);
    return fd;
}

int kld_find_group(const char *name, bool *found, gid_t *ret)
{
    const struct group *g = name ? getgrnam(name) : NULL;

    if (name && !g)
        return -ENOENT;
    *found = g != NULL;
    *ret = g ? g->gr_gid : 0;
    return 0;
}
