// SPDX-License-Identifier: MIT
// What people want to know of a BSS, read from its elements: security in words, width, load; and
// its name in a form that a terminal can be given.
#ifndef KL_CMD_IW_FACTS_H
#define KL_CMD_IW_FACTS_H

#include <kernlink/wifi.h>

#define IW_NAME_MAX (4 * KL_WIFI_SSID_MAX + 1)

struct iw_facts {
    char security[48]; /* "open", "WEP", "WPA2/WPA3", "WPA2 Enterprise", "open + OWE", ... */
    uint16_t width_mhz;
    uint32_t center_mhz; /* of the whole width */
    int load;            /* how busy its channel is, of 255, as it says; -1: it does not */
    int stations;        /* -1: it does not say */
};

void iw_facts_read(const struct kl_wifi_bss *b, struct iw_facts *ret);

/* No name, or one of zeroes only, which is how hidden networks send it. */
bool iw_ssid_hidden(const uint8_t *ssid, size_t len);
/* The name as text: UTF-8 stays, and what does not print, or would not be seen, or changes the
 * direction of what stands beside it, is \x..; "(hidden)". */
void iw_ssid_text(const uint8_t *ssid, size_t len, char ret[IW_NAME_MAX]);
/* How many bytes of @text fit into @columns of a terminal. *@ret_used (or NULL): how many of these
 * they take. */
size_t iw_text_fit(const char *text, unsigned columns, unsigned *ret_used);

#endif
