// SPDX-License-Identifier: MIT
/*
 * How tables are written: one line per attribute, name, number, words; what else a row needs
 * follows as designated initialisers, such as `.unit = KL_UNIT_S, .max = 2147483`.
 *
 * Numbers are the kernel's ABI and stand in the row, whatever headers the system has; a test
 * compares each with those headers.
 */
#ifndef KL_SCHEMA_ROWS_H
#define KL_SCHEMA_ROWS_H

#include "../core/schema_def.h"
#include "tables.h"

#define KL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Any type: ROW(U32, NAME, number, "words", ...) */
#define ROW(t, n, i, d, ...)                                                                       \
    {                                                                                              \
        .name = #n, .id = i, .type = KL_T_##t, .doc = d, __VA_ARGS__                               \
    }
#define FLAG(n, i, d, ...)     ROW(FLAG, n, i, d, __VA_ARGS__)
#define U8(n, i, d, ...)       ROW(U8, n, i, d, __VA_ARGS__)
#define U16(n, i, d, ...)      ROW(U16, n, i, d, __VA_ARGS__)
#define U32(n, i, d, ...)      ROW(U32, n, i, d, __VA_ARGS__)
#define U64(n, i, d, ...)      ROW(U64, n, i, d, __VA_ARGS__)
#define S32(n, i, d, ...)      ROW(S32, n, i, d, __VA_ARGS__)
#define S64(n, i, d, ...)      ROW(S64, n, i, d, __VA_ARGS__)
#define BYTES(n, i, d, ...)    ROW(BINARY, n, i, d, __VA_ARGS__)
#define MAC(n, i, d, ...)      ROW(MAC, n, i, d, __VA_ARGS__)
#define IP4(n, i, d, ...)      ROW(IP4, n, i, d, __VA_ARGS__)
#define IP6(n, i, d, ...)      ROW(IP6, n, i, d, __VA_ARGS__)
#define PAD(n, i)              ROW(BINARY, n, i, "aligns the next attribute", .flags = KL_A_PAD)
/* A string of at most @max characters, its NUL not counted (0: no limit). */
#define STR(n, i, max, d, ...) ROW(STRING, n, i, d, .max_len = max, __VA_ARGS__)
#define NEST(n, i, s, d, ...)  ROW(NEST, n, i, d, .ref.set = &(s), __VA_ARGS__)
/* A nest of nests whose ids are indices. */
#define NESTS(n, i, s, d, ...) ROW(ARRAY, n, i, d, .elem = KL_T_NEST, .ref.set = &(s), __VA_ARGS__)
/* Integers of ipset and nftables: in network byte order, and the attribute's type says so. */
#define NBO16(n, i, d, ...)    ROW(U16, n, i, d, .flags = KL_A_NBO, __VA_ARGS__)
#define NBO32(n, i, d, ...)    ROW(U32, n, i, d, .flags = KL_A_NBO, __VA_ARGS__)
#define NBO64(n, i, d, ...)    ROW(U64, n, i, d, .flags = KL_A_NBO, __VA_ARGS__)

/* ROWS(x) { ... }; then SET(x, "name", "PREFIX_", "words") makes the set x of them. */
#define ROWS(x)                static const struct kl_attr_def x##_rows[] =
#define SET(x, set_name, set_prefix, words)                                                        \
    const struct kl_attrset x = {.name = set_name,                                                 \
                                 .prefix = set_prefix,                                             \
                                 .doc = words,                                                     \
                                 .n_rows = KL_COUNT(x##_rows),                                     \
                                 .rows = x##_rows}

/* The same with a fixed header, the layout h, in front of the attributes. */
#define SETH(x, set_name, set_prefix, h, words)                                                    \
    const struct kl_attrset x = {.name = set_name,                                                 \
                                 .prefix = set_prefix,                                             \
                                 .doc = words,                                                     \
                                 .header = &(h),                                                   \
                                 .n_rows = KL_COUNT(x##_rows),                                     \
                                 .rows = x##_rows}
/* A plain struct where a nest may stand, for the cases of a selector. */
#define STRUCT_SET(x, set_name, h, words)                                                          \
    const struct kl_attrset x = {.name = set_name, .doc = words, .header = &(h)}

/* ENUM(x, "C name", "PREFIX_", {0, "unspec"}, {2, "inet"}); FLAGS() likewise for bits. */
#define ENUM_OF(x, is_flags, enum_name, enum_prefix, ...)                                          \
    const struct kl_enum x = {.name = enum_name,                                                   \
                              .prefix = enum_prefix,                                               \
                              .flags = is_flags,                                                   \
                              .n_values = KL_COUNT(((struct kl_enum_value[]){__VA_ARGS__})),       \
                              .values = (const struct kl_enum_value[]){__VA_ARGS__}}
#define ENUM(x, ...)  ENUM_OF(x, false, __VA_ARGS__)
#define FLAGS(x, ...) ENUM_OF(x, true, __VA_ARGS__)

/* LAYOUT(x, "struct's name", bytes): the rows of x, whose ids are offsets, are its fields. */
#define LAYOUT(x, struct_name, bytes)                                                              \
    const struct kl_layout x = {                                                                   \
        .name = struct_name, .size = bytes, .n_fields = KL_COUNT(x##_rows), .fields = x##_rows}

/* COMMAND(number, NAME, "words", .request = &set, .reply = &set) */
#define COMMAND(i, n, d, ...)                                                                      \
    {                                                                                              \
        .id = i, .name = #n, .doc = d, __VA_ARGS__                                                 \
    }

#endif
