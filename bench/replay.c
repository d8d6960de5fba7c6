// SPDX-License-Identifier: MIT
// The floor of every load: sends recorded netlink messages (record.c) and waits for the answer of
// each. There is nothing to parse, encode or order: what remains is the kernel's own time.
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void die(const char *what)
{
    fprintf(stderr, "replay: %s: %s\n", what, strerror(errno));
    exit(1);
}

// Reads until the acknowledgement, the error, or the end of a listing. @return the kernel's code.
static int answer(int fd)
{
    static union {
        struct nlmsghdr head;
        char bytes[128 * 1024];
    } buf;

    for (;;) {
        ssize_t n = recv(fd, &buf, sizeof buf, 0);
        const struct nlmsghdr *msg = &buf.head;

        if (n < 0)
            die("recv");
        for (; NLMSG_OK(msg, n); msg = NLMSG_NEXT(msg, n))
            if (msg->nlmsg_type == NLMSG_ERROR || msg->nlmsg_type == NLMSG_DONE)
                return *(const int *)NLMSG_DATA(msg);
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    int file = argc == 2 ? open(argv[1], O_RDONLY) : -1, fd, code, failed = 0;
    struct stat st;
    char *data;

    if (file < 0 || fstat(file, &st))
        die("usage: replay FILE");
    data =
        mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (data == MAP_FAILED)
        die("mmap");
    fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (fd < 0 || connect(fd, (struct sockaddr *)&kernel, sizeof kernel))
        die("socket");
    for (char *at = data; at < data + st.st_size;) {
        struct nlmsghdr *msg = (struct nlmsghdr *)at;

        msg->nlmsg_pid = 0;
        msg->nlmsg_flags |= NLM_F_ACK;
        if (send(fd, at, msg->nlmsg_len, 0) < 0)
            die("send");
        code = answer(fd);
        if (code) {
            fprintf(stderr, "replay: message refused: %d\n", code);
            failed = 1;
        }
        at += NLMSG_ALIGN(msg->nlmsg_len);
    }
    return failed;
}
