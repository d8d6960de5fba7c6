// SPDX-License-Identifier: MIT
// Connects to an open network and tells what became of it: wifi_connect wlan0 Cafe
#include <errno.h>
#include <kernlink/wifi.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

static void on_end(struct kl_wifi *w, int code, const struct kl_wifi_connected *c, void *user)
{
    (void)w;
    *(int *)user = code == 0 && c->result == KL_WIFI_CONNECTED ? 0 : 1;
    if (code < 0)
        printf("no outcome: %s\n", kl_strerror(code));
    else if (c->result == KL_WIFI_CONNECTED)
        printf("connected at %u MHz\n", c->freq_mhz);
    else if (c->result == KL_WIFI_REFUSED)
        printf("refused: %s\n", kl_wifi_status_name(c->status));
    else if (c->result == KL_WIFI_NO_ANSWER)
        printf("no such network, or no answer of it\n");
    else if (c->result == KL_WIFI_DEAUTHENTICATED)
        printf("thrown out: %s\n", kl_wifi_reason_name(c->reason));
    else
        printf("protected: that needs a supplicant (%s)\n", c->supplicant);
}

int main(int argc, char **argv)
{
    struct kl_wifi_connect_options options = {.timeout_ms = 20000};
    struct kl_wifi *w = NULL;
    int result = -1, rc = argc == 3 ? kl_wifi_open(&w, NULL) : -EINVAL;

    options.ssid = (const uint8_t *)(argc == 3 ? argv[2] : "");
    options.ssid_len = strlen((const char *)options.ssid);
    if (rc == 0 && (rc = (int)kl_wifi_connect_start(w, if_nametoindex(argv[1]), &options, on_end,
                                                    &result)) > 0)
        rc = 0;
    for (; rc == 0 && result < 0; rc = kl_wifi_dispatch(w))
        poll(&(struct pollfd){.fd = kl_wifi_fd(w), .events = POLLIN}, 1, kl_wifi_timeout(w));
    if (rc < 0)
        fprintf(stderr, "%s\n", w != NULL ? kl_error_text(kl_wifi_error(w)) : kl_strerror(rc));
    kl_wifi_close(w);
    return rc < 0 || result != 0;
}
