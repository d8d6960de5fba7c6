// SPDX-License-Identifier: MIT
// A scan in a program's own poll() loop, that misses no end and takes no other scan's for its own.
#include <kernlink/wifi.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>

static int on_network(const struct kl_wifi_bss *b, void *user)
{
    (void)user;
    printf("%4d dBm %5u MHz ", b->signal_mbm / 100, b->freq_mhz);
    for (size_t i = 0; i < b->ssid_len; i++) /* anybody may send any byte */
        putchar(b->ssid[i] >= ' ' && b->ssid[i] < 127 ? b->ssid[i] : '?');
    return putchar('\n') == '\n' ? 0 : -1;
}

static void on_end(struct kl_wifi *w, enum kl_wifi_outcome outcome, int code, void *user)
{
    (void)w;
    fprintf(stderr, "%s\n", outcome == KL_WIFI_FINISHED ? "scanned" : kl_strerror(code));
    *(bool *)user = true;
}

int main(int argc, char **argv)
{
    struct kl_wifi_scan_options options = {.wait = true, .timeout_ms = 30000};
    uint32_t ifindex = if_nametoindex(argc > 1 ? argv[1] : "wlan0");
    struct kl_wifi *w = NULL;
    bool done = false;
    int rc = kl_wifi_open(&w, NULL);
    int64_t id = rc < 0 ? rc : kl_wifi_scan_start(w, ifindex, &options, on_end, &done);

    for (rc = id < 0 ? (int)id : 0; rc == 0 && !done; rc = kl_wifi_dispatch(w))
        poll(&(struct pollfd){.fd = kl_wifi_fd(w), .events = POLLIN}, 1, kl_wifi_timeout(w));
    if (rc == 0)
        rc = kl_wifi_scan_dump(w, ifindex, on_network, NULL);
    if (rc < 0)
        fprintf(stderr, "%s\n", w != NULL ? kl_error_text(kl_wifi_error(w)) : kl_strerror(rc));
    kl_wifi_close(w);
    return rc < 0;
}
