// SPDX-License-Identifier: MIT
// The program that udhcpc calls: hands what the server said to the daemon, by the socket that both
// have from it, and changes nothing itself. A program of its own, as it is started for each event.
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define SOCKET 9 // KLD_SERVICE_FD
#define MOST   16384

extern char **environ;

static const char *const names[] = {"ip",     "subnet", "router", "staticroutes", "dns", "domain",
                                    "search", "mtu",    "lease",  "serverid",     NULL};

static int is_wanted(const char *variable)
{
    size_t n = strcspn(variable, "=");

    for (size_t i = 0; names[i]; i++)
        if (strlen(names[i]) == n && !strncmp(names[i], variable, n))
            return 1;
    return 0;
}

static char message[MOST];

static size_t put(size_t len, const char *text)
{
    size_t n = strlen(text) + 1;

    // What is too long is left out; nobody needs a lease like that.
    if (n > sizeof message - len)
        return len;
    memcpy(message + len, text, n);
    return len + n;
}

int main(int argc, char **argv)
{
    size_t len;

    if (argc != 2) {
        fprintf(stderr, "This is called by udhcpc, which kernlinkd starts.\n");
        return 64;
    }
    len = put(0, argv[1]);
    for (char **at = environ; *at; at++)
        if (is_wanted(*at))
            len = put(len, *at);
    if (send(SOCKET, message, len, MSG_NOSIGNAL) != (ssize_t)len) {
        perror("the event cannot be told to kernlinkd");
        return 1;
    }
    return 0;
}
