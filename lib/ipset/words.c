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

struct kl_text kl_words_trim(struct kl_text t)
{
    while (t.len && blank(t.s[0]))
        t = (struct kl_text){t.s + 1, t.len - 1};
    while (t.len && blank(t.s[t.len - 1]))
        t.len--;
    return t;
}

struct kl_text kl_words_uncommented(struct kl_text t)
{
    bool quoted = false;

    for (size_t i = 0; i < t.len; i++) {
        if (t.s[i] == '"')
            quoted = !quoted;
        if (!quoted && (t.s[i] == '#' || t.s[i] == ';') && (!i || blank(t.s[i - 1])))
            t.len = i;
    }
    return kl_words_trim(t);
}

struct kl_text kl_words_next(struct kl_text *t)
{
    struct kl_text word = kl_words_trim(*t), rest = word;

    for (word.len = 0; word.len < rest.len && !blank(word.s[word.len]); word.len++)
        ;
    *t = kl_words_trim((struct kl_text){word.s + word.len, rest.len - word.len});
    return word;
}

bool kl_words_is(struct kl_text word, const char *text)
{
    return word.len == strlen(text) && !memcmp(word.s, text, word.len);
}
