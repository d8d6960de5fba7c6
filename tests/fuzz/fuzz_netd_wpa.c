// SPDX-License-Identifier: MIT
// What comes from wpa_supplicant's control socket, or whoever is in its place: datagrams, with 0x1e
// between. Each answer brings at most one command, the passphrase is in one of them and in nothing
// that is said, and the end is reached whatever was answered.
#include <stdint.h>

#include "daemon/wlan.c"
#include "scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PASSPHRASE "correct horse"

static void hear(void *user, int priority, const char *name, const char *text)
{
    (void)user;
    (void)priority;
    (void)name;
    if (strstr(text, PASSPHRASE) || strpbrk(text, "\n\033"))
        abort();
}

static void connected(void *user, const char *dev)
{
    (void)user;
    if (strcmp(dev, "wlan0") != 0)
        abort();
}

// @return how many commands have been sent.
static size_t take_commands(int fd)
{
    char text[MAX_COMMAND + 1];
    size_t count = 0;
    ssize_t n;

    while ((n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT)) > 0) {
        text[n] = '\0';
        if (n >= MAX_COMMAND || strchr(text, '\n') || strlen(text) != (size_t)n)
            abort();
        count++;
    }
    return count;
}

static void talk(struct kld_wlan *w, int far, const uint8_t *data, size_t size)
{
    while (size) {
        const uint8_t *end = memchr(data, 0x1e, size);
        size_t n = end ? (size_t)(end - data) : size;

        if (n > 60000 || send(far, data, n, 0) < 0)
            return;
        on_answer(NULL, w->fd, 0, w);
        if (take_commands(far) > 1)
            abort();
        data += end ? n + 1 : n;
        size -= end ? n + 1 : n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *file;

    if (!file) {
        scratch_begin();
        scratch_write("pass", PASSPHRASE, sizeof PASSPHRASE - 1);
        file = strdup(scratch_path("pass"));
    }
    struct network list[] = {
        {.ssid = (char *)"one\n\"", .file = file, .key = KLD_WIFI_PSK, .hidden = true},
        {.ssid = (char *)"two", .file = file, .key = KLD_WIFI_SAE},
        {.ssid = (char *)"three", .bssid = (char *)"02:00:00:00:00:01", .key = KLD_WIFI_OPEN},
        {.ssid = (char *)"four", .file = (char *)"/nowhere", .key = KLD_WIFI_PSK},
    };
    const struct kld_wlan_host host = {.children = {.say = hear}, .connected = connected};
    struct kld_wlan w = {.host = &host,
                         .dev = (char *)"wlan0",
                         .name = (char *)"wifi wlan0",
                         .list = list,
                         .n = sizeof list / sizeof *list};
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) < 0)
        abort();
    w.fd = ends[0];
    talk(&w, ends[1], data, size);
    for (size_t i = 0; i < 9 * w.n + 1; i++)
        talk(&w, ends[1], (const uint8_t *)"OK\n", 3);
    if (w.network != w.n)
        abort();
    close(ends[0]);
    close(ends[1]);
    return 0;
}
