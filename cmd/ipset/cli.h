// SPDX-License-Identifier: MIT
// What the files of the ipset command share.
#ifndef KL_CMD_IPSET_CLI_H
#define KL_CMD_IPSET_CLI_H

#include "../../lib/ipset/batch.h"
#include "../../lib/ipset/print.h"
#include "../../lib/ipset/words.h"

// The ipset whose command line, messages and output these are.
#define IPSET_VERSION "7.17"

enum ipset_output {
    OUTPUT_DEFAULT,
    OUTPUT_PLAIN,
    OUTPUT_SAVE,
    OUTPUT_XML,
    OUTPUT_JSON,
    OUTPUT_JSONL
};

// Options that hold for one command line (or one line of a restore).
struct ipset_options {
    bool exist, quiet, resolve, sorted, names, terse;
    enum ipset_output output;
    char file[4096]; // "" : standard input or output
};

// What lines of a restore have in common with the one before, so that they need not be asked again.
struct ipset_bulk {
    struct kl_ipset_known known; // type NULL: nothing
    size_t name_len;
    uint32_t fields;       // enum kl_ipset_field that the set's revision was checked for
    struct kl_parse parse; // how its elements are read, quietly
    struct ipset_bulk_option {
        const struct kl_ipset_option *row;
        size_t len; // of its name
    } options[12];  // the type's, a row of NULL behind the last
};

struct ipset_reader;
struct progress;

struct ipset_cli {
    struct kl_ipset *ipset; // opened by the first command that needs the kernel
    struct kl_ipset_batch *batch;
    struct kl_out *out; // standard output
    struct ipset_options options;
    bool interactive;
    bool restoring;
    uint32_t line; // of the restore, 0 outside
    bool quit;
    struct ipset_bulk bulk;
    struct ipset_reader *reader; // of the restore, NULL outside
    struct progress *bar;        // what a message must take away first, or NULL
    bool muted; // an earlier line's failure has been reported in place of this one's
};

struct ipset_command {
    const char *name;
    const char *alias[2];       // other names; those with a dash may not be shortened
    uint8_t min_args, max_args; // a set's name and what follows it, options apart
    bool has_options;           // the rest of the line belongs to the command
    bool in_restore;
    int (*run)(struct ipset_cli *c, const struct ipset_command *self, const struct kl_text *args,
               int n);
    const char *synopsis;
    const char *help;
};

// Rows in the order in which shortened names match; NULL after the last.
const struct ipset_command *ipset_command_at(size_t i);

// The command that @word names or begins, or NULL.
const struct ipset_command *ipset_command_find(struct kl_text word);
// Prints what may follow @words.
int ipset_complete(char **words, int n);

// Runs one command line. @return the exit code: 0, 1 the kernel or the syntax refused, 2 usage.
int ipset_run(struct ipset_cli *c, const struct kl_text *words, int n);
// Opens the kernel when that has not been done. @return 0 or an exit code.
int ipset_need_kernel(struct ipset_cli *c);

// A line on stderr, "ipset vX: " and the line of the restore in front; -quiet drops it.
int ipset_error(struct ipset_cli *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The same for a mistake in using the command; returns 2.
int ipset_usage(struct ipset_cli *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
// "Syntax error: ..." of a parser's sentence; returns 1.
int ipset_syntax(struct ipset_cli *c, const char *sentence);
// The last failure of the library, with a hint below it; returns 1.
int ipset_failed(struct ipset_cli *c);
// A hint below an error, indented by two blanks.
void ipset_hint(struct ipset_cli *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Hints at the option of @list that is nearest to @word.
void ipset_hint_option(struct ipset_cli *c, const uint8_t *list, struct kl_text word);

// A set's name, refused with a message when it does not fit. @return 0 or 1.
int ipset_name(struct ipset_cli *c, struct kl_text word, char ret[KL_IPSET_NAME_SIZE]);

// A set's type and options, as create has them, into @ret. @return 0 or an exit code.
int ipset_params(struct ipset_cli *c, struct kl_text type, const struct kl_text *args, int n,
                 struct kl_ipset_params *ret);

typedef int ipset_run_fn(struct ipset_cli *c, const struct ipset_command *self,
                         const struct kl_text *args, int n);

ipset_run_fn ipset_create, ipset_element, ipset_destroy, ipset_flush, ipset_rename, ipset_swap,
    ipset_list, ipset_save, ipset_restore, ipset_help, ipset_version, ipset_quit, ipset_sync,
    ipset_diff, ipset_match, ipset_stats, ipset_export, ipset_import;

// Takes an `add' line like the one before without taking it apart twice. @return 0 done, an exit
// code, or -1: the line is for ipset_run(), which also says what is wrong with it.
int ipset_bulk_line(struct ipset_cli *c, struct kl_text line);
// The set that the next lines are likely about.
void ipset_bulk_begin(struct ipset_cli *c, const struct kl_ipset_known *known);

// Reads command lines from @fd until its end. interactive goes on after errors.
int ipset_read_lines(struct ipset_cli *c, int fd, const char *file);
// Sends the elements that are waiting. @return 0 or an exit code, the message printed.
int ipset_flush_batch(struct ipset_cli *c);

#endif
