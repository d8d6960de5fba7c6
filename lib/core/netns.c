// SPDX-License-Identifier: MIT
// Opening a socket in another network namespace without moving the caller there.
#include "sock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct job {
    int netns_fd, protocol;
    int result;
};

static void *open_inside(void *arg)
{
    struct job *job = arg;

    if (setns(job->netns_fd, CLONE_NEWNET) < 0) {
        job->result = -errno;
        return NULL;
    }
    job->result = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, job->protocol);
    if (job->result < 0)
        job->result = -errno;
    return NULL;
}

/* A namespace belongs to a thread and a socket keeps the one it was made in: so a thread of its own
 * enters, opens, and ends. Going there and back in the caller's thread could fail on the way back.
 */
static int open_in_thread(struct job *job)
{
    sigset_t all, before;
    pthread_t thread;
    int rc;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = pthread_create(&thread, NULL, open_inside, job);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0)
        return -rc;
    pthread_join(thread, NULL);
    return job->result;
}

int kl_netns_socket(const char *netns, int netns_fd, int protocol)
{
    struct job job = {.netns_fd = netns_fd, .protocol = protocol};
    char path[4096];
    int rc;

    if (netns == NULL)
        return open_in_thread(&job);
    if (*netns == '\0')
        return -EINVAL;
    rc = snprintf(path, sizeof(path), "%s%s", strchr(netns, '/') != NULL ? "" : "/run/netns/",
                  netns);
    if (rc < 0 || (size_t)rc >= sizeof(path))
        return -ENAMETOOLONG;
    job.netns_fd = open(path, O_RDONLY | O_CLOEXEC);
    if (job.netns_fd < 0)
        return -errno;
    rc = open_in_thread(&job);
    close(job.netns_fd);
    return rc;
}
