// SPDX-License-Identifier: MIT
// "Did you mean": the known word that a misspelt one is nearest to.
#ifndef KL_CORE_NEAREST_H
#define KL_CORE_NEAREST_H

#include <stddef.h>

// Word number @i, NULL after the last. It must stay what it is while others are asked for.
typedef const char *kl_word_fn(size_t i, const void *user);

// @return the nearest word, ignoring case, or NULL when none is near enough to be meant: a third
// of the letters may differ, a swap of two neighbours counting as one.
const char *kl_nearest(const char *word, kl_word_fn *at, const void *user);

#endif
