// SPDX-License-Identifier: MIT
// A YAML file as a tree in which everything knows its place. Reading is bounded: size of the file,
// depth, number of values. An alias is the same node once more, so it costs no memory.
#ifndef KLD_YAML_H
#define KLD_YAML_H

#include "complaint.h"

#include <stdbool.h>

#define KLD_YAML_MAX_BYTES (16u << 20)
#define KLD_YAML_MAX_NODES 1000000u
#define KLD_YAML_MAX_DEPTH 24u

enum kld_yaml_kind { KLD_YAML_SCALAR, KLD_YAML_LIST, KLD_YAML_MAP };

struct kld_yaml {
    enum kld_yaml_kind kind;
    bool plain; // SCALAR: without quotes
    struct kld_place place;
    const char *text; // SCALAR: terminated; has no NUL inside
    // LIST: the items; MAP: key, value, key, value... @n is the number of pointers.
    struct kld_yaml **items;
    size_t n;
};

// Reads @file->text. *@ret is NULL for a file without content.
// @return 0, or -EINVAL when complaints were made.
int kld_yaml_read(struct kld_arena *a, const struct kld_file *file, struct kld_complaints *c,
                  struct kld_yaml **ret);
// What @map has for @key, or NULL, also when it is no map.
const struct kld_yaml *kld_yaml_value(const struct kld_yaml *map, const char *key);
// The same where it is a scalar: its text.
const char *kld_yaml_text(const struct kld_yaml *map, const char *key);
// Reads a file. @return it, or NULL when complaints were made.
const struct kld_file *kld_file_read(struct kld_arena *a, const char *name,
                                     struct kld_complaints *c);

#endif
