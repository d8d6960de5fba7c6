// SPDX-License-Identifier: MIT
// nl80211 as a test tells it: a Wi-Fi handle on two fake kernels, one for requests and one for
// events, which one interface is in.
#ifndef FAKE_WIFI_H
#define FAKE_WIFI_H

#include "fake_kernel.h"
#include "wifi/wifi.h"

#define FAMILY  0x1c
#define IFINDEX 7
#define WIPHY   1
#define WDEV    0x100000001ull

/* Attributes being put together. */
struct attrs {
    unsigned char data[8192];
    size_t len;
};

void put(struct attrs *a, uint16_t type, const void *data, size_t len);
void put_u8(struct attrs *a, uint16_t type, uint8_t value);
void put_u16(struct attrs *a, uint16_t type, uint16_t value);
void put_u32(struct attrs *a, uint16_t type, uint32_t value);
void put_u64(struct attrs *a, uint16_t type, uint64_t value);
void put_nest(struct attrs *a, uint16_t type, const struct attrs *inner);

struct fake_wifi {
    struct fake requests, events;
    struct kl_wifi *w;
    /* What TRIGGER_SCAN, CONNECT and FRAME are answered with, in turn, and 0 at last. */
    int codes[8];
    unsigned n_codes;
    /* Called in TRIGGER_SCAN, in front of the answer. */
    void (*on_trigger)(struct fake_wifi *f);
    const char *ssid; /* of the interface, or NULL */
    /* The messages of the next dumps of BSSs, stations, ..., or of their one answer. */
    struct attrs answers[4];
    unsigned n_answers;
    bool at_once; /* the messages of a dump in one datagram */
    /* The generations that dumps carry, in turn: of the first message, and of those behind; and
     * those of answers about one object. 0: none. */
    struct {
        uint32_t first, rest;
    } generations[12];
    uint32_t now[12];
    unsigned n_dumps, n_single;
    int single_code; /* what is said instead of one object, or 0 */
    /* Commands in the order they came: "get_interface trigger_scan ". */
    char sent[1024];
};

extern struct fake_wifi fw;

int fake_wifi_open(void **state);
int fake_wifi_close(void **state);
/* Sends an event; with @ours the interface is in it. */
void fake_wifi_event(uint8_t cmd, bool ours, const struct attrs *more);
/* Dispatches what there is; with @ms waits for it so long. */
void fake_wifi_dispatch(unsigned ms);

#endif
