// SPDX-License-Identifier: MIT
// The hash that a watch keeps objects in: it grows by doubling, so that building it takes linear
// time, and needs no second table.
#include "watch.h"

#include <stdlib.h>
#include <sys/random.h>

void kl_net_table_init(struct kl_net_table *t)
{
    memset(t, 0, sizeof(*t));
    /* Whoever can add routes could aim at one slot otherwise. */
    if (getrandom(&t->seed, sizeof(t->seed), GRND_NONBLOCK) < 0)
        t->seed = (uintptr_t)t;
}

void kl_net_table_free(struct kl_net_table *t)
{
    for (size_t i = 0; i < t->n_slots; i++) {
        struct kl_net_entry *e = t->slots[i], *next;

        for (; e != NULL; e = next) {
            next = e->next;
            free(e);
        }
    }
    free(t->slots);
    memset(t, 0, sizeof(*t));
}

uint32_t kl_net_table_hash(const struct kl_net_table *t, const struct kl_net_key *key)
{
    uint64_t h = t->seed ^ key->len, word;
    unsigned i;

    /* A multiplication and a fold of 8 bytes at a time; the rest is padded with zeroes. */
    for (i = 0; i < key->len; i += 8) {
        unsigned n = key->len - i < 8 ? key->len - i : 8;

        word = 0;
        memcpy(&word, key->bytes + i, n);
        h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return (uint32_t)(h >> 32);
}

static size_t mask(const struct kl_net_table *t)
{
    return t->n_slots - 1;
}

static bool has_key(struct kl_net_scratch *s, const struct kl_net_entry *e,
                    const struct kl_net_key *key)
{
    struct kl_net_object o;
    struct kl_net_key own;

    if (kl_net_read_object(s, e->msg, &o, NULL) <= 0)
        return false;
    kl_net_key_of(&o, &own);
    return own.len == key->len && memcmp(own.bytes, key->bytes, key->len) == 0;
}

struct kl_net_entry **kl_net_table_find(struct kl_net_table *t, struct kl_net_scratch *s,
                                        const struct kl_net_key *key, uint32_t hash)
{
    if (t->n_slots == 0)
        return NULL;
    for (size_t i = hash & mask(t); t->slots[i] != NULL; i = (i + 1) & mask(t))
        if (t->slots[i]->hash == hash && has_key(s, t->slots[i], key))
            return &t->slots[i];
    return NULL;
}

static void place(struct kl_net_table *t, struct kl_net_entry *e)
{
    size_t i = e->hash & mask(t);

    while (t->slots[i] != NULL)
        i = (i + 1) & mask(t);
    t->slots[i] = e;
}

static int resize(struct kl_net_table *t, size_t n_slots)
{
    struct kl_net_entry **old = t->slots, **slots = calloc(n_slots, sizeof(*slots));
    size_t n_old = t->n_slots;

    if (slots == NULL)
        return -ENOMEM;
    t->slots = slots;
    t->n_slots = n_slots;
    for (size_t i = 0; i < n_old; i++)
        if (old[i] != NULL)
            place(t, old[i]);
    free(old);
    t->memory += (n_slots - n_old) * sizeof(*slots);
    return 0;
}

int kl_net_table_insert(struct kl_net_table *t, struct kl_net_entry *e)
{
    if (t->n_used * 3 >= t->n_slots * 2) {
        int rc = resize(t, t->n_slots > 0 ? t->n_slots * 2 : 64);

        if (rc < 0)
            return rc;
    }
    place(t, e);
    t->n_used++;
    return 0;
}

/* What stands behind moves up as far as it may, so that no probe ends too early. */
void kl_net_table_remove(struct kl_net_table *t, struct kl_net_entry **slot)
{
    size_t hole = (size_t)(slot - t->slots), i = hole;

    for (;;) {
        size_t home;

        i = (i + 1) & mask(t);
        if (t->slots[i] == NULL || i == hole)
            break;
        home = t->slots[i]->hash & mask(t);
        if (((i - home) & mask(t)) >= ((i - hole) & mask(t))) {
            t->slots[hole] = t->slots[i];
            hole = i;
        }
    }
    t->slots[hole] = NULL;
    t->n_used--;
}

struct kl_net_entry *kl_net_entry_new(struct kl_net_table *t, const struct nlmsghdr *msg,
                                      enum kl_net_type type, uint8_t family, uint32_t hash)
{
    size_t size = sizeof(struct kl_net_entry) + msg->nlmsg_len;
    struct kl_net_entry *e = malloc(size);

    if (e == NULL)
        return NULL;
    e->next = NULL;
    e->hash = hash;
    e->generation = 0;
    e->type = (uint8_t)type;
    e->family = family;
    memcpy(e->msg, msg, msg->nlmsg_len);
    t->count++;
    t->memory += size;
    return e;
}

void kl_net_entry_free(struct kl_net_table *t, struct kl_net_entry *e)
{
    t->count--;
    t->memory -= sizeof(*e) + e->msg->nlmsg_len;
    free(e);
}
