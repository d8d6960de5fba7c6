// SPDX-License-Identifier: MIT
// Short forms for the tables of schema*.c, and what they share.
#ifndef KLD_SCHEMA_ROWS_H
#define KLD_SCHEMA_ROWS_H

#include "schema.h"

#define WORDS(x) const struct kld_word x[]
#define ROWS(x)  const struct kld_row x[]
#define END                                                                                        \
    {                                                                                              \
        .name = NULL                                                                               \
    }

#define AT(place, number, bytes) .where = KLD_##place, .attr = (number), .width = (bytes)

#define BOOL(n, words, ...)                                                                        \
    {                                                                                              \
        .name = n, .type = KLD_T_BOOL, .doc = words, __VA_ARGS__                                   \
    }
#define NUMBER(n, least, most, words_, ...)                                                        \
    {                                                                                              \
        .name = n, .type = KLD_T_NUMBER, .min = (least), .max = (most), .doc = words_, __VA_ARGS__ \
    }
#define WORD(n, table, doc_, ...)                                                                  \
    {                                                                                              \
        .name = n, .type = KLD_T_WORD, .words = table, .doc = doc_, __VA_ARGS__                    \
    }
#define VALUE(n, t, doc_, ...)                                                                     \
    {                                                                                              \
        .name = n, .type = KLD_T_##t, .doc = doc_, __VA_ARGS__                                     \
    }
#define SECTION(n, s, doc_, ...)                                                                   \
    {                                                                                              \
        .name = n, .type = KLD_T_SECTION, .section = s, .doc = doc_, __VA_ARGS__                   \
    }
#define OBJECT(n, s, doc_, ...)                                                                    \
    {                                                                                              \
        .name = n, .type = KLD_T_OBJECT, .section = s, .doc = doc_, __VA_ARGS__                    \
    }
#define OBJECTS(n, s, doc_, ...)                                                                   \
    {                                                                                              \
        .name = n, .type = KLD_T_OBJECTS, .section = s, .flags = KLD_LIST, .doc = doc_,            \
        __VA_ARGS__                                                                                \
    }

#define FOR(...) .kinds = (__VA_ARGS__)
#define K(x)     KLD_BIT(KLD_##x)

extern const struct kld_section kld_port_section;

#endif
