// SPDX-License-Identifier: MIT
// A line of a list, of a restore file, or of text for kl_ipset_add_text(), cut into words.
#ifndef KL_IPSET_WORDS_H
#define KL_IPSET_WORDS_H

#include "parse.h"

#define KL_WORDS_MAX 64 // an element with every option, or create with every option, has under 40

// Cuts @line at blanks. A word may be in double quotes, which are taken off; there is no escape
// character, as in ipset(8). The words point into @line.
// @return how many; -EINVAL for a quote that is not closed; -E2BIG for more than fit.
int kl_words_split(struct kl_text line, struct kl_text words[KL_WORDS_MAX]);

// Without the blanks around it.
struct kl_text kl_words_trim(struct kl_text t);
// The same without its comment: from a # or ; at the start or behind a blank, outside quotes.
struct kl_text kl_words_uncommented(struct kl_text t);
// Takes the next word off @t, quotes and all.
struct kl_text kl_words_next(struct kl_text *t);
bool kl_words_is(struct kl_text word, const char *text);

#endif
