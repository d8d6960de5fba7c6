// SPDX-License-Identifier: MIT
#include "nearest.h"

#include <ctype.h>
#include <string.h>

#define WORD_MAX 48 // longer words are not compared

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

// Damerau-Levenshtein distance with neighbours swapped (optimal string alignment).
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned d[WORD_MAX + 1][WORD_MAX + 1];

    for (size_t i = 0; i <= n; i++)
        d[i][0] = (unsigned)i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            int ca = tolower((unsigned char)a[i - 1]), cb = tolower((unsigned char)b[j - 1]);
            unsigned best = least(d[i - 1][j], d[i][j - 1]) + 1;

            best = least(best, d[i - 1][j - 1] + (ca != cb));
            if (i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) &&
                cb == tolower((unsigned char)a[i - 2]))
                best = least(best, d[i - 2][j - 2] + 1);
            d[i][j] = best;
        }
    return d[n][m];
}

const char *kl_nearest(const char *word, kl_word_fn *at, const void *user)
{
    size_t n = strnlen(word, WORD_MAX + 1);
    const char *best = NULL, *other;
    unsigned best_distance = (unsigned)(n < 3 ? 1 : (n + 2) / 3);

    if (!n || n > WORD_MAX)
        return NULL;
    for (size_t i = 0; (other = at(i, user)); i++) {
        size_t m = strnlen(other, WORD_MAX + 1);
        unsigned d;

        if (m > WORD_MAX)
            continue;
        d = distance(word, n, other, m);
        if (d < best_distance || (!best && d == best_distance && d < n)) {
            best = other;
            best_distance = d;
        }
    }
    return best;
}
