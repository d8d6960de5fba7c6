// SPDX-License-Identifier: MIT
// The events of iw event, in words.
#ifndef KL_CMD_IW_EVENT_H
#define KL_CMD_IW_EVENT_H

#include "iw.h"

struct iw_event {
    struct kl_out *out;
    uint8_t cmd;
    struct kl_view v;
    bool frames; /* -f: whole frames */
};

/* The rest of the line behind time and interface, with its end. */
void iw_event_text(const struct iw_event *e);
/* The command's name as the kernel's header has it, in small letters; "unknown". */
const char *iw_event_name(uint8_t cmd);

/* ---- Reading, 0 where there is none ---- */

uint64_t iw_event_uint(const struct iw_event *e, uint16_t attr);
/* "00:11:22:33:44:55" of an attribute behind @before; @otherwise without it. */
void iw_event_mac(const struct iw_event *e, const char *before, const char *otherwise);

/* ---- event_more.c: events of more than a few words; false: it is none of them ---- */

bool iw_event_more(const struct iw_event *e);

#endif
