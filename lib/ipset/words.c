// SPDX-License-Identifier: MIT
#include "words.h"

#include <errno.h>
#include <string.h>

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int kl_words_split(struct kl_text line, struct kl_text words[KL_WORDS_MAX])
{
    const char *at = line.s, *end = line.s + line.len;
    int n = 0;

    for (;;) {
        const char *start, *stop;

        while (at < end && blank(*at))
            at++;
        if (at == end)
            return n;
        if (n == KL_WORDS_MAX)
            return -E2BIG;
        start = at;
        if (*at == '"') {
            start = at + 1;
            stop = memchr(start, '"', (size_t)(end - start));
            if (!stop)
                return -EINVAL;
            at = stop + 1;
        } else {
            while (at < end && !blank(*at))
                at++;
            stop = at;
        }
        words[n++] = (struct kl_text){start, (size_t)(stop - start)};
    }
}
