// SPDX-License-Identifier: MIT
// Tables for people: columns as wide as what stands in them. Only the first rows are kept to find
// that out, so that a table may be of any length.
#ifndef KLD_TABLE_H
#define KLD_TABLE_H

#include "arena.h"

#include <kernlink/sink.h>
#include <stdbool.h>

#define KLD_COLUMNS 8

struct kld_table {
    struct kl_out *out;
    const char *const *titles; // ends with NULL
    const char *indent;
    unsigned columns;
    size_t widths[KLD_COLUMNS];
    struct kld_arena *arena; // of rows that wait
    const char *(*rows)[KLD_COLUMNS];
    size_t n;
    bool begun; // widths are fixed, the head is written
};

void kld_table_begin(struct kld_table *t, struct kl_out *out, const char *const *titles,
                     const char *indent);
// Cells in the order of the titles; NULL and "" are shown as "-", or as nothing when the row goes
// on with the one before it (@more).
void kld_table_row(struct kld_table *t, const char *const *cells, bool more);
void kld_table_end(struct kld_table *t);

// Text of others without what would command a terminal.
const char *kld_clean(struct kld_arena *a, const char *text);

#endif
