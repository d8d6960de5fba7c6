// SPDX-License-Identifier: MIT
// What a scan shows of a BSS: its elements, and the table for people.
#ifndef KL_CMD_IW_SCAN_H
#define KL_CMD_IW_SCAN_H

#include "iw.h"

/* ---- ies.c ---- */

/* The elements as iw prints them, or as an array @key in the open object. */
void iw_ies_text(struct iw *iw, const uint8_t *ies, size_t len);
void iw_ies_json(struct iw *iw, const char *key, const uint8_t *ies, size_t len);

/* ---- scan.c ---- */

/* Scans to the end, with a line about it on a terminal. @return 0, or as kl_wifi_scan(). */
int iw_scan(struct iw *iw, const struct kl_wifi_scan_options *o);

/* ---- table.c ---- */

struct iw_table;

int iw_table_new(struct iw_table **ret);
void iw_table_free(struct iw_table *t);
int iw_table_add(const struct kl_wifi_bss *b, void *user); /* user: the table */
/* By signal, the strongest first. */
void iw_table_print(struct iw_table *t, struct iw *iw);

#endif
