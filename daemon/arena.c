// SPDX-License-Identifier: MIT
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SIZE (32u << 10)
#define ALIGNMENT  16u

struct block {
    struct block *next;
    size_t used, size;
    _Alignas(ALIGNMENT) unsigned char data[];
};

struct kld_arena {
    struct block *blocks;
};

static void *must(void *memory)
{
    static const char words[] = "kernlink: out of memory\n";

    if (!memory) {
        (void)!write(STDERR_FILENO, words, sizeof words - 1);
        _exit(70);
    }
    return memory;
}

struct kld_arena *kld_arena_new(void)
{
    return must(calloc(1, sizeof(struct kld_arena)));
}

void kld_arena_free(struct kld_arena *a)
{
    struct block *next;

    if (!a)
        return;
    for (struct block *b = a->blocks; b; b = next) {
        next = b->next;
        free(b);
    }
    free(a);
}

void *kld_alloc(struct kld_arena *a, size_t size)
{
    struct block *b = a->blocks;
    unsigned char *at;

    if (size > SIZE_MAX / 2)
        must(NULL);
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!b || b->size - b->used < size) {
        size_t room = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;

        b = must(calloc(1, sizeof *b + room));
        b->size = room;
        // A large piece gets a block of its own, behind the one that has room left.
        if (room == size && a->blocks) {
            b->next = a->blocks->next;
            a->blocks->next = b;
        } else {
            b->next = a->blocks;
            a->blocks = b;
        }
    }
    at = b->data + b->used;
    b->used += size;
    return at;
}

char *kld_strndup(struct kld_arena *a, const char *s, size_t n)
{
    char *copy = kld_alloc(a, n + 1);

    if (n)
        memcpy(copy, s, n);
    return copy;
}

char *kld_strdup(struct kld_arena *a, const char *s)
{
    return kld_strndup(a, s, strlen(s));
}

char *kld_printf(struct kld_arena *a, const char *format, ...)
{
    va_list ap;
    char *text;
    int n;

    if (!format)
        must(NULL);
    va_start(ap, format);
    n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n < 0)
        must(NULL);
    text = kld_alloc(a, (size_t)n + 1);
    va_start(ap, format);
    vsnprintf(text, (size_t)n + 1, format, ap);
    va_end(ap);
    return text;
}

void *kld_grow(struct kld_arena *a, void *items, size_t n, size_t size)
{
    size_t room = n < 4 ? 4 : n;
    void *more;

    // Full when it is empty or its length a power of two from 4 on.
    if (n && (n < 4 || (n & (n - 1)) != 0))
        return items;
    more = kld_alloc(a, (n ? room * 2 : room) * size);
    if (n)
        memcpy(more, items, n * size);
    return more;
}
