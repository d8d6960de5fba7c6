// SPDX-License-Identifier: MIT
// Memory that is freed all at once. Running out of it ends the process: what was under way is in
// the journal, and recovery is the same as after any other death.
#ifndef KLD_ARENA_H
#define KLD_ARENA_H

#include <stddef.h>

struct kld_arena;

struct kld_arena *kld_arena_new(void);
void kld_arena_free(struct kld_arena *a);
// Zeroed, aligned for anything.
void *kld_alloc(struct kld_arena *a, size_t size);
// @n bytes and a NUL.
char *kld_strndup(struct kld_arena *a, const char *s, size_t n);
char *kld_strdup(struct kld_arena *a, const char *s);
char *kld_printf(struct kld_arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// A longer array: @items of @size bytes each, of which @n are used, has room for one more.
void *kld_grow(struct kld_arena *a, void *items, size_t n, size_t size);

#endif
