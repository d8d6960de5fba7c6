// SPDX-License-Identifier: MIT
// Parts of show_lines.c: lines, what stands in one, and how many become few.
#ifndef KL_SHOW_LINES_H
#define KL_SHOW_LINES_H

#include "inside.h"

#include "../../lib/core/out.h"

#define MARGIN      4
#define FIELDS_MANY 8
#define BYTES_ROW   32 // bytes in a line
#define HEADER_MAX  64 // longer fixed headers are not kept

struct line {
    size_t at, len; // in the text
    unsigned width; // what it takes on a terminal
    unsigned depth;
    bool leaf;    // may stand with others in one line
    bool telling; // worth being told where there is one line only
    bool zero;    // a field that says 0
    bool unset;   // the same, also with a name
    bool plain;   // a field of a struct, or an element of a list: fills lines with others
};

// The fixed header as it was shown last: most messages of a dump have the same.
struct last_header {
    const struct kl_family *family; // NULL: none
    const struct kl_command_def *command;
    const struct kl_layout *layout;
    size_t len;
    unsigned char bytes[HEADER_MAX];
    struct kl_out *text;
};

struct lines {
    struct kl_sink base;
    const struct show *show;
    const char *family;  // of the message, when there is one line only
    const char *command; // of the message
    struct kl_out *text; // of all lines, not in order
    struct line *line;
    size_t n, room;
    unsigned skip; // this many levels are open of what is not shown
    bool in_attrs;
    size_t fields; // lines of the fixed header, which come first
    bool failed;
    const char *key; // lives until its value or level has begun; "": none
    char fault[128]; // of the key "error", until its place is there
    size_t opener[KL_SINK_DEPTH + 2];
    struct last_header header;
};

// ---- show_line.c: a line

struct line *line_add(struct lines *l, unsigned depth);
void line_end(struct lines *l, struct line *line);
void line_put(struct lines *l, struct line *line, const char *s);
void line_put_coloured(struct lines *l, struct line *line, enum show_colour colour, const char *s,
                       size_t len);
void line_put_bytes(struct lines *l, struct line *line, const unsigned char *data, size_t len);
void line_put_key(struct lines *l, struct line *line, bool value_follows);
void line_put_value(struct lines *l, struct line *line, const struct kl_value *v);
// The bytes that it was made of, with --hex.
void line_put_raw(struct lines *l, struct line *line, const struct kl_value *v);

// Many bytes, as rows of their own.
void lines_put_rows(struct lines *l, unsigned depth, const struct kl_value *v);

// ---- show_air.c: what goes over the air

// Information elements, a line for each below one for their attribute. @return false: it is none.
bool lines_put_elements(struct lines *l, unsigned depth, const struct kl_value *v);
// What kind of frame it is, or NULL: none, or not known.
const char *lines_frame_kind(const struct lines *l, const struct kl_value *v);

// ---- show_fold.c: many lines become few

// The lines from @first on, which are inside of @opener, in one line with it, if they fit.
bool lines_fold(struct lines *l, size_t opener, bool array);
// Fields and elements, which may be many, side by side in as few lines as they need.
void lines_fill(struct lines *l, size_t from);
// Fields in front of attributes, as of a message's fixed header: those in use.
void lines_drop_unset(struct lines *l, size_t from);
// Of a large struct, what says something; counters that stand at zero are told all at once.
void lines_drop_zeroes(struct lines *l, size_t from);

#endif
