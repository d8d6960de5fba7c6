// SPDX-License-Identifier: MIT
// Options of a command line as rows of a table: parsing, help and completion follow from them.
#ifndef KL_CMD_OPTION_H
#define KL_CMD_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct kl_option {
    const char *name;  // without its dashes
    char letter;       // or 0
    const char *value; // what its value is called in the help, or NULL: it takes none
    const char *help;
    int id; // from 1; rows of different tables must differ
};

// A command line being read: argv[at] is next. Options and other arguments may be mixed; behind
// "--", and from the first other argument on with only_first, nothing is an option.
struct kl_options {
    const char *command;               // for messages: "kernlink decode"
    const struct kl_option *tables[3]; // each ends with a row without a name
    int argc, at;
    char **argv;
    bool only_first;
    const char *value;   // of the option just returned, or the argument
    const char *letters; // rest of a cluster such as -fo
    bool rest;
};

enum { KL_OPTION_END = 0, KL_OPTION_ARGUMENT = -1, KL_OPTION_WRONG = -2 };

// @return the next option's id, KL_OPTION_ARGUMENT with value, KL_OPTION_END, or KL_OPTION_WRONG
// when the mistake has been said on stderr.
int kl_option_next(struct kl_options *o);
// A line for each option.
void kl_option_help(const struct kl_option *table, FILE *to);
// The options as words, for completion.
void kl_option_words(const struct kl_option *table, FILE *to);

#endif
