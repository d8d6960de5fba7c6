// SPDX-License-Identifier: MIT
// Showing traffic, from the inside: what is known of a message when a form gets to print it.
#ifndef KL_SHOW_INSIDE_H
#define KL_SHOW_INSIDE_H

#include "../../lib/core/error.h"
#include "../../lib/core/schema_def.h"
#include "../../lib/core/sink.h"
#include "show.h"

// A request that may still be answered.
struct show_exchange {
    struct show_exchange *older, *newer; // by when they were made
    struct show_exchange *chain;         // in the bucket
    int protocol;
    uint64_t socket; // 0: unknown
    int32_t pid, fd;
    uint32_t port, seq;
    bool has_time, relative;
    uint64_t time_ns;
    char program[16];
    char family[KL_NAME_SIZE], command[KL_NAME_SIZE];
    const struct kl_family *generic; // for decoding
    bool dump, wants_ack;
    bool answered, ended; // ended: the kernel has said its last word
    bool matched;         // the filters let it pass
    bool shown;
    unsigned answers;     // messages of data
    size_t bytes;         // of them
    struct nlmsghdr *msg; // a copy, or NULL when it was too large to be kept
};

struct show_message {
    const struct kl_trace_record *record;
    const struct nlmsghdr *msg; // nlmsg_len bytes are there
    size_t at;                  // where it begins in the record
    size_t whole;               // what nlmsg_len said; more than it says now: the end is missing
    bool sent;                  // to the kernel
    bool control;               // NLMSG_ERROR, NLMSG_DONE, ...
    bool event;                 // nobody asked for it
    int protocol;
    const struct kl_family *generic; // of what nlmsg_type stands for, or NULL
    struct kl_recognised what;
    char family[KL_NAME_SIZE], command[KL_NAME_SIZE]; // as they are shown; "" when unknown
    struct show_exchange *exchange; // the request that it answers or (when sent) is; or NULL
    bool has_latency;
    uint64_t latency_ns;
    int code;                     // of a control message
    const struct kl_error *error; // of a control message: all of it
};

// The request that @m answers, or NULL.
static inline const struct nlmsghdr *show_answered(const struct show_message *m)
{
    return m->exchange && !m->sent ? m->exchange->msg : NULL;
}

// Bytes that are no message.
struct show_broken {
    const struct kl_trace_record *record;
    const char *what;
    size_t at;
    const unsigned char *data;
    size_t len;
};

struct show_form_calls {
    int (*begin)(struct show *s); // 0 or a negative code
    void (*message)(struct show *s, const struct show_message *m);
    void (*broken)(struct show *s, const struct show_broken *b);
    void (*gap)(struct show *s, const char *what); // may be NULL
    // A record that is strings, each with a NUL behind it; may be NULL.
    void (*strings)(struct show *s, const struct kl_trace_record *r);
    void (*finish)(struct show *s);
    void (*clear)(struct show *s); // frees what begin made
};

extern const struct show_form_calls show_form_text, show_form_json, show_form_python, show_form_c,
    show_form_stats;

struct show_family_table;
struct show_pairs;

struct show {
    const struct show_options *options;
    struct kl_out *out;
    const struct show_form_calls *calls;
    void *form; // what the form keeps
    struct show_family_table *families;
    struct show_pairs *pairs;
    struct kl_error error;
    struct lines *lines;    // of the message that is shown, kept for the next; see show_lines.c
    unsigned char *aligned; // a copy of a record that is not
    size_t aligned_size;
    unsigned char protocols[1 << 16]; // of a message type: the protocol that was guessed, plus 1
    uint64_t records, malformed, shown;
    unsigned notes;
    bool unexplained; // that a message's protocol is not known has been said
};

// A sentence on stderr, with the program's name in front. Many of them end in silence.
void show_note(struct show *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

// ---- show_family.c: what generic families' numbers stand for

int show_families_new(struct show_family_table **ret);
void show_families_free(struct show_family_table *t);
// Takes what the user said: "0x1b=nl80211". @return 0 or -EINVAL.
int show_family_given(struct show_family_table *t, const char *text);
// Learns from @msg if it is the control family announcing one.
void show_family_learn(struct show *s, const struct nlmsghdr *msg);
// The family that number @msg->nlmsg_type is: its name (NULL: not known) and schema (may be NULL).
const char *show_family_of(struct show *s, const struct nlmsghdr *msg,
                           const struct kl_family **ret);

// ---- show_guess.c: what it may be when nothing says so

// How well @msg fits: -1 not at all; more is better.
int show_fit(const struct nlmsghdr *msg, int protocol, const struct kl_family *generic);
// The generic family that @msg fits alone, or NULL.
const struct kl_family *show_guess_family(const struct nlmsghdr *msg);
// The protocol that @msg fits best, or -1.
int show_guess_protocol(struct show *s, const struct kl_trace_record *r,
                        const struct nlmsghdr *msg);

// ---- show_pair.c: which request an answer belongs to

int show_pairs_new(struct show_pairs **ret);
void show_pairs_free(struct show_pairs *p);
// Keeps request @m, fills in m->exchange.
void show_pair_request(struct show_pairs *p, struct show_message *m);
// Fills in m->exchange and latency of an answer; an event has none.
void show_pair_answer(struct show_pairs *p, struct show_message *m);
// The protocol of a request with this sequence number, or -1.
int show_pair_protocol(const struct show_pairs *p, const struct kl_trace_record *r, uint32_t seq);

// ---- show_filter.c

bool show_wanted(struct show *s, const struct show_message *m);
// Counts what there is in a message, and looks for attributes.
struct show_probe {
    const struct show_words *words; // attributes looked for, or NULL
    bool found;
    unsigned known, unknown; // values of known types, attributes without a row
    int malformed;
};
void show_probe(struct show_probe *p, const struct nlmsghdr *msg, int protocol,
                const struct kl_family *generic);

// ---- show_words.c: short texts that forms share

// Is it printable ASCII without a backslash, which is put as it is? Almost all text is.
bool show_is_plain(const char *s, size_t len);
// Text from elsewhere, control characters escaped.
void show_put_text(struct kl_out *o, const char *s, size_t len);
// "-EEXIST", or a number.
const char *show_code_name(char buffer[24], int code);
// The flags of a message besides NLM_F_REQUEST, each behind a blank.
void show_put_flags(struct kl_out *o, const struct show_message *m);
// "120 us", "3.4 ms", "1.2 s"
void show_put_duration(struct kl_out *o, uint64_t ns);
// When a record was: "12:34:56.789", or "+0.001234" from the start.
void show_put_time(struct kl_out *o, const struct kl_trace_record *r);
// Is it one of the words, ignoring case? No words: yes.
bool show_word_in(const struct show_words *w, const char *word);

// ---- show_lines.c: the attributes of a message as indented lines

// Decodes @m and writes its lines. @return the malformed places.
int show_lines(struct show *s, const struct show_message *m);
void show_lines_free(struct show *s);
// The most telling of them behind the line that has been begun, and its end.
int show_brief(struct show *s, const struct show_message *m);

// ---- colours; "" when there are none
enum show_colour { SHOW_PLAIN, SHOW_DIM, SHOW_BOLD, SHOW_RED, SHOW_GREEN, SHOW_CYAN, SHOW_YELLOW };
const char *show_colour(const struct show *s, enum show_colour colour);

#endif
