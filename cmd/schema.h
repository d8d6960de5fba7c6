// SPDX-License-Identifier: MIT
// What the files of the schema and policy commands share: the sets that a family's commands reach,
// and how rows are put in words.
#ifndef KL_CMD_SCHEMA_H
#define KL_CMD_SCHEMA_H

#include "../lib/core/schema_def.h"

#include <kernlink/schema.h>

// A set of attributes, and one way that leads there: "create: IPSET_ATTR_DATA".
struct schema_place {
    const struct kl_attrset *set;
    char *where;
    bool nested;
    unsigned others; // more commands whose messages it is
    const struct kl_command_def *last;
};

struct schema_walk {
    const struct kl_family *family;
    size_t n;
    struct schema_place *places; // each set once, those of messages before those inside
};

// @return 0 or -ENOMEM.
int schema_walk(struct schema_walk *ret, const struct kl_family *f);
// From the set (or sets) of one command's messages on.
int schema_walk_command(struct schema_walk *ret, const struct kl_family *f,
                        const struct kl_command_def *c);
void schema_walk_free(struct schema_walk *w);
// The place in words; of a message that several commands have, how many.
const char *schema_where(char *buffer, size_t size, const struct schema_place *p);
// How many attributes there are, each name counted once.
size_t schema_count(const struct schema_walk *w);

const char *schema_protocol(int protocol); // "route", or NULL
const char *schema_type(uint8_t type);     // "u32"
// "array of nest", "u32, big-endian", "string of at most 15 bytes".
const char *schema_type_text(char *buffer, size_t size, const struct kl_attr_def *row);
// "0 to 128", or NULL where the type alone says it.
const char *schema_range(char *buffer, size_t size, const struct kl_attr_def *row);
// The enum whose names the row's values have, or NULL.
const struct kl_enum *schema_enum(const struct kl_attr_def *row);
// The row that holds what ref means: of arrays in arrays the innermost.
const struct kl_attr_def *schema_inner(const struct kl_attr_def *row);
// The selector, set or layout inside; NULL where there is none.
const struct kl_selector *schema_selector(const struct kl_attr_def *row);
const struct kl_attrset *schema_inside(const struct kl_attr_def *row);
const struct kl_layout *schema_layout(const struct kl_attr_def *row);

// Attributes of one name: the place they are in is places[i].
struct schema_found {
    const struct kl_attr_def *row;
    const struct schema_place *place;
};

// Do two rows say the same?
bool schema_same(const struct kl_attr_def *a, const struct kl_attr_def *b);
// Does one before found[i] say the same?
bool schema_seen(const struct schema_found *found, size_t i);

// The pages, as text and as JSON.
void schema_show_families(struct kl_out *o);
void schema_show_family(struct kl_out *o, const struct schema_walk *w);
void schema_show_command(struct kl_out *o, const struct schema_walk *w,
                         const struct kl_command_def *c);
void schema_show_attributes(struct kl_out *o, const struct schema_walk *w,
                            const struct schema_found *found, size_t n);
void schema_json_families(struct kl_sink *k);
void schema_json_family(struct kl_sink *k, const struct schema_walk *w);
void schema_json_command(struct kl_sink *k, const struct schema_walk *w,
                         const struct kl_command_def *c);
void schema_json_attributes(struct kl_sink *k, const struct schema_walk *w,
                            const struct schema_found *found, size_t n);

#endif
