// SPDX-License-Identifier: MIT
// pipe: stdin and stdout are a connection to the daemon. What `--host' runs at the far end.
#include "client.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HELP = 1, SOCKET };

const struct kl_option net_pipe_options[] = {
    {"socket", 0, "PATH", "of the daemon (" NET_SOCKET ")", SOCKET},
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

// One way: what was read and is still to be written.
struct way {
    int from, to;
    char data[16384];
    size_t at, len;
    bool over;
};

// Reads when it is empty, writes when it is not. @return 0 or a negative errno
static int move(struct way *w, short in, short out)
{
    ssize_t n;

    if (w->at == w->len && in) {
        n = read(w->from, w->data, sizeof w->data);
        if (n < 0)
            return errno == EINTR || errno == EAGAIN ? 0 : -errno;
        w->over = n == 0;
        w->at = 0;
        w->len = (size_t)n;
    } else if (w->at < w->len && out) {
        n = write(w->to, w->data + w->at, w->len - w->at);
        if (n < 0)
            return errno == EINTR || errno == EAGAIN ? 0 : -errno;
        w->at += (size_t)n;
    }
    return 0;
}

// When the daemon has said all, nothing that is still to be asked gets an answer.
static int relay(int fd)
{
    static struct way up, down;
    bool told = false;
    int code;

    up = (struct way){.from = STDIN_FILENO, .to = fd};
    down = (struct way){.from = fd, .to = STDOUT_FILENO};
    while (!down.over || down.at < down.len) {
        struct pollfd p[4] = {{.fd = up.from, .events = POLLIN},
                              {.fd = up.to, .events = POLLOUT},
                              {.fd = down.from, .events = POLLIN},
                              {.fd = down.to, .events = POLLOUT}};
        bool up_full = up.at < up.len, down_full = down.at < down.len;

        p[0].fd = up.over || up_full ? -1 : p[0].fd;
        p[1].fd = up_full ? p[1].fd : -1;
        p[2].fd = down.over || down_full ? -1 : p[2].fd;
        p[3].events = down_full ? POLLOUT : 0; // otherwise only: is there still a reader?
        if (poll(p, 4, -1) < 0 && errno != EINTR)
            return -errno;
        if (p[3].revents & (POLLERR | POLLHUP | POLLNVAL))
            return -EPIPE;
        code = move(&down, p[2].revents, p[3].revents);
        if (!code && move(&up, p[0].revents, p[1].revents) < 0) {
            up.over = true; // it listens no more, but may still say why
            up.at = up.len;
        }
        if (code)
            return code;
        if (up.over && up.at == up.len && !told) {
            shutdown(fd, SHUT_WR);
            told = true;
        }
    }
    return 0;
}

int net_cmd_pipe(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net pipe",
                           .tables = {net_pipe_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    const char *path = NET_SOCKET;
    int id, fd, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == HELP) {
            printf("Usage: kernlink net pipe [OPTION...]\n\nConnects stdin and stdout to the "
                   "daemon. `--host' of the other commands runs this\nat the far end.\n\n"
                   "Options:\n");
            kl_option_help(net_pipe_options, stdout);
            return 0;
        }
        if (id == KL_OPTION_ARGUMENT)
            fprintf(stderr, "%s: '%s' is too much\n", o.command, o.value);
        if (id != SOCKET)
            return NET_USAGE;
        path = o.value;
    }
    signal(SIGPIPE, SIG_IGN);
    fd = net_connect(path, 10000);
    if (fd < 0) {
        fprintf(stderr, "%s: %s: %s\n", o.command, path,
                fd == -ENOENT || fd == -ECONNREFUSED ? "no daemon is there" : strerror(-fd));
        return NET_FAILED;
    }
    code = relay(fd);
    close(fd);
    if (code && code != -EPIPE)
        fprintf(stderr, "%s: %s\n", o.command, strerror(-code));
    return code ? NET_FAILED : NET_OK;
}
