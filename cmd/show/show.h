// SPDX-License-Identifier: MIT
// Showing netlink traffic: records go in, text, JSON, Python, C or counts come out. What `decode',
// `trace', `sniff', `monitor' and `send' have in common.
#ifndef KL_SHOW_SHOW_H
#define KL_SHOW_SHOW_H

#include "../../lib/trace/trace.h"
#include "../option.h"

#include <kernlink/sink.h>

enum show_form {
    SHOW_TEXT,
    SHOW_JSON,  // one array
    SHOW_JSONL, // an object a line
    SHOW_PYTHON,
    SHOW_C,
    SHOW_STATS
};

// Words of a filter: at least one must match; none: all do.
struct show_words {
    const char *word[32];
    unsigned n;
};

struct show_options {
    enum show_form form;
    bool brief;      // text: one line for each message
    bool hex;        // raw bytes beside the values
    bool colour;     // escape sequences
    bool live;       // every record is written out at once
    bool events;     // all that is received was announced to everybody
    bool quiet;      // no notes on stderr
    bool ask_kernel; // it may know what generic families are called
    unsigned width;  // lines of text should not be longer
    int protocol;    // of records that do not say; -1: guess
    struct show_words families, commands, attributes, pids;
    struct show_words ids; // "0x1b=nl80211"
    bool sent, received, errors;
};

struct show;

// All options as they are when none is given; colour as standard output is a terminal.
void show_defaults(struct show_options *o);
// The rows of the options, and what to do with one of them.
extern const struct kl_option show_option_table[];
// @return 0; -1: the value is wrong, which has been said; 1: not an option of these.
int show_option(struct show_options *o, const char *command, int id, const char *value);

// @options and @out are borrowed. @return 0, or a negative code.
int show_new(struct show **ret, const struct show_options *options, struct kl_out *out);
// Shows a record: a kl_trace_fn, whose user is the struct show. @return 0, or the code of an output
// that cannot be written any more.
int show_record(const struct kl_trace_record *record, void *show);
// Ends the output. @return whether everything was well formed, or a negative code.
int show_finish(struct show *s);
void show_free(struct show *s);
// A generic family's number on the running kernel, which is where the traffic is from.
void show_family_is(struct show *s, uint16_t id, const char *name);
// Asks the running kernel about all generic families now, and not later on any more.
void show_ask_all(struct show *s);
// Says that the source lost something here, in words.
void show_gap(struct show *s, const char *what);

// Protocols by name: "route", "generic", ...; a number will do. @return -1 when there is none.
int show_protocol_number(const char *name);
const char *show_protocol_name(int protocol); // NULL: none

#endif
