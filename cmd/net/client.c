// SPDX-License-Identifier: MIT
// Which daemon is meant, and the way to its socket.
#include "client.h"

#include "../../lib/core/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// clang-format off
const struct kl_option net_client_options[] = {
    {"host",    'H', "URL", "the daemon of another machine, by ssh: ssh://user@box", NET_O_HOST},
    {"socket",  0, "PATH", "of the daemon (" NET_SOCKET ")", NET_O_SOCKET},
    {"timeout", 0, "SECONDS", "how long the daemon may be silent (60)", NET_O_TIMEOUT},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

/* ---- ssh://user@host:port ---- */

// Names of users and machines. None begins with what would be an option of ssh, and none has
// anything in it that a shell would see.
static bool take_name(const char *s, size_t n, const char *also, char *ret, size_t size)
{
    if (!n || n >= size || *s == '-')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && !strchr(also, s[i]))
            return false;
    memcpy(ret, s, n);
    ret[n] = '\0';
    return true;
}

bool net_place_read(const char *text, struct net_place *ret)
{
    const char *at, *end;
    size_t n;

    *ret = (struct net_place){0};
    if (strncmp(text, "ssh://", 6) != 0)
        return false;
    text += 6;
    at = strrchr(text, '@');
    if (at) {
        if (!take_name(text, (size_t)(at - text), "._-", ret->user, sizeof ret->user))
            return false;
        text = at + 1;
    }
    if (*text == '[') {
        end = strchr(text, ']');
        if (!end ||
            !take_name(text + 1, (size_t)(end - text) - 1, ":.%", ret->host, sizeof ret->host))
            return false;
        text = end + 1;
    } else {
        n = strcspn(text, ":/");
        if (!take_name(text, n, "._-", ret->host, sizeof ret->host))
            return false;
        text += n;
    }
    if (*text == ':') {
        n = strspn(text + 1, "0123456789");
        if (!n || n > 5 || atoi(text + 1) < 1 || atoi(text + 1) > 65535)
            return false;
        memcpy(ret->port, text + 1, n);
        text += 1 + n;
    }
    return !*text || !strcmp(text, "/");
}

/* ---- Options ---- */

// It passes the shell of the other machine.
static bool is_plain_path(const char *path)
{
    for (const char *s = path; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("/._-", *s))
            return false;
    return *path == '/';
}

static int read_timeout(struct net_client *c, const char *value)
{
    char *end;
    unsigned long n = isdigit((unsigned char)*value) ? strtoul(value, &end, 10) : 0;

    if (!n || n > 86400 || (*end && strcmp(end, "s") != 0)) {
        fprintf(stderr, "%s: '%s' is no number of seconds\n", c->command, value);
        return NET_USAGE;
    }
    c->timeout_s = (unsigned)n;
    return 0;
}

int net_client_option(struct net_client *c, int id, const char *value)
{
    struct net_place place;

    switch (id) {
    case NET_O_TIMEOUT:
        return read_timeout(c, value);
    case NET_O_SOCKET:
        c->socket = value;
        break;
    case NET_O_HOST:
        if (!net_place_read(value, &place)) {
            fprintf(stderr, "%s: '%s' is not of the form ssh://user@host:port\n", c->command,
                    value);
            return NET_USAGE;
        }
        c->host = value;
        break;
    default:
        return -1;
    }
    if (c->host && c->socket && !is_plain_path(c->socket)) {
        fprintf(stderr,
                "%s: '%s': the path of a socket elsewhere has only letters, digits and "
                "/._-\n",
                c->command, c->socket);
        return NET_USAGE;
    }
    return 0;
}

/* ---- The socket ---- */

int net_connect(const char *path, int timeout_ms)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    struct timeval limit = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};
    int fd, code = 0;

    if (strlen(path) >= sizeof to.sun_path)
        return -ENAMETOOLONG;
    strcpy(to.sun_path, path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    // Where too many wait already, connecting does, too.
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) < 0 ||
        connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
        code = errno == EAGAIN ? -ETIMEDOUT : -errno;
    limit = (struct timeval){0};
    if (!code && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) < 0)
        code = -errno;
    if (code)
        close(fd);
    return code ? code : fd;
}

// A path leads out of a network namespace. Is who listens there in ours? Where that cannot be seen,
// there is no reason to doubt.
static bool same_network(int fd)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    struct stat theirs, ours;
    char path[64];

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0 || peer.pid <= 0)
        return true;
    snprintf(path, sizeof path, "/proc/%d/ns/net", (int)peer.pid);
    return stat(path, &theirs) < 0 || stat("/proc/self/ns/net", &ours) < 0 ||
           (theirs.st_ino == ours.st_ino && theirs.st_dev == ours.st_dev);
}

bool net_client_wanted(struct net_client *c)
{
    bool wanted;
    int fd;

    if (c->host || c->socket)
        return true;
#ifndef HAVE_CLIENT
    return false;
#endif
    if (c->alone)
        return false;
    fd = net_connect(NET_SOCKET, 2000);
    c->forbidden = fd == -EACCES;
    if (fd < 0)
        return false;
    wanted = same_network(fd);
    close(fd);
    return wanted;
}

/* ---- Words from elsewhere ---- */

static void say(FILE *to, const char *text, size_t left)
{
    const unsigned char *s = (const unsigned char *)text;

    for (size_t n; left > 0; s += n, left -= n) {
        n = kl_utf8_char(s, left);
        if (!n || (*s < ' ' && *s != '\n' && *s != '\t') || *s == 0x7f ||
            (*s == 0xc2 && s[1] < 0xa0))
            fputc('?', to);
        else
            fwrite(s, 1, n, to);
        n = n ? n : 1;
    }
}

void net_say(FILE *to, const char *text)
{
    say(to, text, strlen(text));
}

static void print(const char *text, size_t len)
{
    if (isatty(STDOUT_FILENO))
        say(stdout, text, len);
    else
        fwrite(text, 1, len, stdout);
}

static int flush(void)
{
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : errno ? -errno : -EIO;
}

int net_print(const char *text, size_t len)
{
    print(text, len);
    return flush();
}

int net_print_line(const char *text, size_t len)
{
    print(text, len);
    putchar('\n');
    return flush();
}
