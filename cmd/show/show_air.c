// SPDX-License-Identifier: MIT
// Attributes of nl80211 that hold what goes over the air: information elements, a line for each,
// and frames, of which the kind is told. Source: IEEE 802.11-2020, 9.2.4 and 9.4.2.
#include "lines.h"

#include <kernlink/wifi.h>
#include <stdio.h>
#include <string.h>

static bool holds_elements(const char *key)
{
    static const char *const keys[] = {
        "ATTR_IE",        "ATTR_IE_PROBE_RESP", "ATTR_IE_ASSOC_RESP", "ATTR_REQ_IE",
        "ATTR_RESP_IE",   "ATTR_CSA_IES",       "ATTR_BEACON_TAIL",   "BSS_INFORMATION_ELEMENTS",
        "BSS_BEACON_IES", "MESH_SETUP_IE"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!strcmp(key, keys[i]))
            return true;
    return false;
}

static bool are_elements(const unsigned char *data, size_t len)
{
    size_t at = 0;

    while (at + 2 <= len && data[at + 1] <= len - at - 2)
        at += 2u + data[at + 1];
    return len > 0 && at == len;
}

static void put_element(struct lines *l, unsigned depth, const unsigned char *element, size_t len)
{
    const char *name = kl_wifi_element_name(element, len);
    struct line *line = line_add(l, depth);
    struct kl_value v = {.kind = KL_VALUE_BYTES, .data = element + 2, .len = len - 2};
    char number[32];

    if (!line)
        return;
    snprintf(number, sizeof number, element[0] == 221 ? "vendor" : "element %u", element[0]);
    name = name ? name : number;
    line_put_coloured(l, line, SHOW_CYAN, name, strlen(name));
    line_put(l, line, " ");
    line->leaf = false;
    if (element[0] == 0)
        v.kind = KL_VALUE_STRING;
    if (v.len > BYTES_ROW) {
        char count[32];

        snprintf(count, sizeof count, "(%zu bytes)", v.len);
        line_put(l, line, count);
    } else {
        line_put_value(l, line, &v);
    }
    line_end(l, line);
    if (v.len > BYTES_ROW)
        lines_put_rows(l, depth + 1, &v);
}

bool lines_put_elements(struct lines *l, unsigned depth, const struct kl_value *v)
{
    const unsigned char *data = v->data;
    struct line *line;
    char count[32];

    if (v->kind != KL_VALUE_BYTES || l->show->options->hex || strncmp(l->key, "NL80211_", 8) != 0 ||
        !holds_elements(l->key + 8) || !are_elements(data, v->len))
        return false;
    line = line_add(l, depth);
    if (!line)
        return true;
    line_put_key(l, line, true);
    snprintf(count, sizeof count, "(%zu bytes)", v->len);
    line_put(l, line, count);
    line_end(l, line);
    for (size_t at = 0; at < v->len; at += 2u + data[at + 1])
        put_element(l, depth + 1, data + at, 2u + data[at + 1]);
    return true;
}

const char *lines_frame_kind(const struct lines *l, const struct kl_value *v)
{
    static const char *const kinds[16] = {
        "association request",
        "association response",
        "reassociation request",
        "reassociation response",
        "probe request",
        "probe response",
        "timing advertisement",
        NULL,
        "beacon",
        "announcement of traffic",
        "disassociation",
        "authentication",
        "deauthentication",
        "action",
        "action without acknowledgement",
    };
    const unsigned char *data = v->data;

    // What is sent to a control port is no frame of 802.11.
    if (v->kind != KL_VALUE_BYTES || v->len < 24 || strcmp(l->key, "NL80211_ATTR_FRAME") != 0 ||
        !strcmp(l->command, "control_port_frame") || (data[0] & 0x0f) != 0)
        return NULL;
    return kinds[data[0] >> 4];
}
