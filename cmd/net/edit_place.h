// SPDX-License-Identifier: MIT
// What the kinds of edits share: where things stand in the text of a settings file.
#ifndef KL_CMD_NET_EDIT_PLACE_H
#define KL_CMD_NET_EDIT_PLACE_H

#include "edit.h"

struct net_edit_work {
    const struct net_edit *e;
    const struct kld_file *file;
    const char *eol;
    size_t visits;
    const char *why; // it is not done, or NULL
    struct kld_place place;
};

// What @map has for a key, or NULL; *@ret_at is the key's number among its items.
const struct kld_yaml *net_find(const struct kld_yaml *map, const char *name, size_t *ret_at);
// Has it no value, as in "key:"?
bool net_is_nothing(const struct kld_yaml *y);
// Are both the same? False, too, when that takes too long to find out.
bool net_same(struct net_edit_work *w, const struct kld_yaml *a, const struct kld_yaml *b);

// Behind the line that @at is in.
size_t net_line_end(const struct kld_file *f, size_t at);
// The byte that is at a place.
size_t net_byte_at(const struct kld_file *f, struct kld_place p);
// Where a value or key begins, its quote included.
size_t net_begin_of(const struct kld_file *f, const struct kld_yaml *y);
// NUL at the end.
char net_char_at(const struct kld_file *f, size_t at);
bool net_is_comment(const struct kld_file *f, size_t at);
// Behind the value that begins there, or 0: it has another form.
size_t net_value_end(const struct kld_file *f, size_t at, bool in_flow);
// Behind the ] or } of what begins there, or 0.
size_t net_bracket_end(const struct kld_file *f, size_t at);
// Behind the last line of a block that begins at @at, all of which stand as far right as @column or
// further. Comments there are of the block. @list: lines at @column belong to it that begin an
// item.
size_t net_block_end(const struct kld_file *f, size_t at, unsigned column, bool list);
// Spaces in front of a key.
unsigned net_indent_of(const struct kld_file *f, const struct kld_yaml *key);
// The file with @text in the place of what is between @from and @to.
const struct kld_file *net_splice(const struct net_edit_work *w, size_t from, size_t to,
                                  const char *text);

// An alias in the place of a value of @key? Then w->why says so.
bool net_is_alias(struct net_edit_work *w, const struct kld_yaml *key,
                  const struct kld_yaml *value);
// Is @y what the edit adds or takes out of a list? @exactly: and nothing more.
bool net_is_item(const struct net_edit *e, const struct kld_yaml *y, bool exactly);

// Takes out what the edit says; w->file when there is no such thing. The result has been looked at.
// @return NULL: it cannot be done
const struct kld_file *net_edit_remove(struct net_edit_work *w, const struct kld_yaml *root);

#endif
