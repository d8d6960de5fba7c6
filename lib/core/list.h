// SPDX-License-Identifier: MIT
// An intrusive, doubly linked, circular list: entries leave it in constant time.
#ifndef KL_CORE_LIST_H
#define KL_CORE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct kl_list {
    struct kl_list *prev, *next;
};

#define KL_LIST_ENTRY(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

static inline void kl_list_init(struct kl_list *l)
{
    l->prev = l->next = l;
}

static inline bool kl_list_empty(const struct kl_list *l)
{
    return l->next == l;
}

/* Puts @node before @at; before the head means last. */
static inline void kl_list_insert(struct kl_list *at, struct kl_list *node)
{
    node->prev = at->prev;
    node->next = at;
    at->prev->next = node;
    at->prev = node;
}

/* Harmless for a node that is in no list. */
static inline void kl_list_remove(struct kl_list *node)
{
    node->prev->next = node->next;
    node->next->prev = node->prev;
    kl_list_init(node);
}

#endif
