// SPDX-License-Identifier: MIT
// Changing one value in a settings file and nothing else: comments, order and form stay as they
// are.
#ifndef KL_CMD_NET_EDIT_H
#define KL_CMD_NET_EDIT_H

#include "../../daemon/yaml.h"

enum net_edit_how {
    NET_EDIT_SET,    // the value of a key
    NET_EDIT_ADD,    // one more item of a list, unless it is there
    NET_EDIT_REMOVE, // a key with all below it, or with an item only that of a list
};

// A word of an item; in a list of words it has no key.
struct net_edit_word {
    const char *key, *text;
    bool quoted; // it is written with quotes
};

struct net_edit {
    struct kld_arena *arena;
    const char *const *path; // keys, from the top
    size_t n;
    enum net_edit_how how;
    // SET: the value is the text of one. ADD, REMOVE: the item.
    const struct net_edit_word *words;
    size_t n_words;
    bool is_word;      // an item of one word can stand without its key
    size_t keep_above; // REMOVE: what is left without a value goes, too, down to a path that long
};

// Does it to @file; an empty one will do. The result is read again, and has the value and no other
// difference, or it is not the result.
// @return the new file, with the same name; @file itself when there is nothing to do; NULL:
// complaints were made
const struct kld_file *net_edit(const struct net_edit *e, const struct kld_file *file,
                                struct kld_complaints *c);

// The lines that differ, as - and +.
void net_edit_show(const struct kld_file *old, const struct kld_file *new, struct kl_out *o);

#endif
