// SPDX-License-Identifier: MIT
// The user's own ssh, with `kernlink net pipe' at the far end: its input and output are the
// connection. Keys, agents and known hosts are what the user's settings of ssh say; it asks
// nothing, and trusts no machine that it does not know.
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 200 // times 10 ms, for ssh to end

static void run_ssh(const struct net_client *c, const struct net_place *p)
{
    const char *argv[32];
    size_t n = 0;

    argv[n++] = "ssh";
    argv[n++] = "-Tax";
    argv[n++] = "-oBatchMode=yes";
    argv[n++] = "-oStrictHostKeyChecking=yes";
    argv[n++] = "-oClearAllForwardings=yes";
    argv[n++] = "-oConnectTimeout=15";
    argv[n++] = "-oServerAliveInterval=15";
    if (*p->port) {
        argv[n++] = "-p";
        argv[n++] = p->port;
    }
    if (*p->user) {
        argv[n++] = "-l";
        argv[n++] = p->user;
    }
    argv[n++] = "--";
    argv[n++] = p->host;
    argv[n++] = "kernlink";
    argv[n++] = "net";
    argv[n++] = "pipe";
    if (c->socket) {
        argv[n++] = "--socket";
        argv[n++] = c->socket; // checked: a shell is there
    }
    argv[n] = NULL;
    execvp(argv[0], (char *const *)argv);
    dprintf(STDERR_FILENO, "%s\n", errno == ENOENT ? "is not installed" : strerror(errno));
    _exit(127);
}

// The connection of our parent, and of nobody else: the name is free for all of this machine.
static int take_connection(const struct net_client *c, pid_t parent)
{
    struct pollfd p = {.fd = c->listener, .events = POLLIN};
    struct ucred peer;
    socklen_t len = sizeof peer;

    while (poll(&p, 1, 15000) > 0) {
        int fd = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC);

        if (fd < 0)
            continue;
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.pid == parent)
            return fd;
        close(fd);
    }
    _exit(1);
}

int net_remote_listen(struct net_client *c)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    socklen_t len = sizeof at;
    int code = 0;

    if (c->listening)
        return 0;
    c->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->listener < 0)
        return -errno;
    // Without a name it gets one that is free, behind a NUL.
    if (bind(c->listener, (struct sockaddr *)&at, sizeof at.sun_family) < 0 ||
        listen(c->listener, 1) < 0 || getsockname(c->listener, (struct sockaddr *)&at, &len) < 0)
        code = -errno;
    if (code) {
        close(c->listener);
        return code;
    }
    c->listening = true;
    snprintf(c->name, sizeof c->name, "%.*s",
             (int)(len - offsetof(struct sockaddr_un, sun_path) - 1), at.sun_path + 1);
    return 0;
}

int net_remote_start(struct net_client *c)
{
    struct net_place place;
    pid_t parent = getpid();
    int error[2], fd;

    if (!net_place_read(c->host, &place))
        return -EINVAL;
    if (pipe2(error, O_CLOEXEC) < 0)
        return -errno;
    fflush(NULL);
    c->ssh = fork();
    if (c->ssh == 0) {
        fd = take_connection(c, parent);
        dup2(fd, STDIN_FILENO);
        dup2(fd, STDOUT_FILENO);
        dup2(error[1], STDERR_FILENO);
        signal(SIGPIPE, SIG_DFL);
        run_ssh(c, &place);
    }
    close(error[1]);
    fcntl(error[0], F_SETFL, O_NONBLOCK);
    c->error_fd = error[0];
    c->n_said = 0;
    if (c->ssh > 0)
        return 0;
    close(error[0]);
    c->ssh = 0;
    return -EAGAIN;
}

void net_remote_hear(struct net_client *c)
{
    char more[1024];
    ssize_t n;

    // What does not fit is read all the same: ssh must not wait for us.
    while (c->ssh && (n = read(c->error_fd, more, sizeof more)) > 0)
        for (ssize_t i = 0; i < n && c->n_said < sizeof c->said - 1; i++)
            if (more[i] && more[i] != '\r')
                c->said[c->n_said++] = more[i];
    c->said[c->n_said] = '\0';
}

static int await(struct net_client *c)
{
    const struct timespec a_while = {.tv_nsec = 10000000};
    int status = 0;

    for (int i = 0; i < PATIENCE; i++) {
        net_remote_hear(c);
        if (waitpid(c->ssh, &status, WNOHANG) == c->ssh)
            return status;
        nanosleep(&a_while, NULL);
    }
    kill(c->ssh, SIGKILL);
    waitpid(c->ssh, &status, 0);
    return status;
}

void net_remote_close(struct net_client *c, bool failed)
{
    const char *line;
    char *next;
    int status;

    if (!c->ssh)
        return;
    status = await(c);
    net_remote_hear(c);
    close(c->error_fd);
    c->ssh = 0;
    if (!failed)
        return;
    for (line = c->said; line && *line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        fprintf(stderr, "%s: ssh: ", c->command);
        net_say(stderr, line);
        fputc('\n', stderr);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127 && !strstr(c->said, "not installed"))
        fprintf(stderr, "%s: is kernlink installed at %s?\n", c->command, c->host);
}
