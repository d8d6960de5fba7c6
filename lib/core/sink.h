// SPDX-License-Identifier: MIT
// A sink from the inside: the walk is checked in sink.c, each form writes in its own file.
#ifndef KL_CORE_SINK_H
#define KL_CORE_SINK_H

#include "out.h"

#define KL_SINK_DEPTH 96

struct kl_sink_level {
    bool array;
    bool attrs;    /* Python: an object written as a list of [name, value] */
    size_t count;  /* values begun */
    size_t column; /* Python: where its children stand */
};

/* What a form knows to write. The level in question is k->level[k->depth]; for begin and end it is
 * that of the object or array itself. */
struct kl_sink_form {
    void (*before)(struct kl_sink *k); /* in front of a key, or of a value without one */
    void (*key)(struct kl_sink *k, const char *key);
    void (*begin)(struct kl_sink *k);
    void (*end)(struct kl_sink *k);
    void (*value)(struct kl_sink *k, const struct kl_value *v);
    void (*finish)(struct kl_sink *k);
};

struct kl_sink {
    const struct kl_sink_form *form;
    struct kl_out *out;
    enum kl_sink_kind kind;
    int error;
    unsigned depth; /* 0: outside every value; level[0].count counts those */
    bool bare;      /* not to be told a message's name and header, only what is inside */
    bool headless;  /* nor its fixed headers */
    bool keyed;     /* a key waits for its value */
    bool dash;      /* text: the next line begins an element */
    bool attrs_key; /* Python: the waiting key is "attrs" */
    bool as_bytes;  /* Python: the waiting key's value is shown as bytes, whatever it is */
    bool plain;     /* Python: the object that begins is a struct, not a nest */
    size_t column;  /* Python: characters in the line */
    /* What the value that comes next was decoded from, for forms that show it; or NULL. */
    const unsigned char *raw;
    size_t raw_len;
    struct kl_sink_level level[KL_SINK_DEPTH + 1];
};

extern const struct kl_sink_form kl_sink_text, kl_sink_json, kl_sink_python;

/* An object that is a C struct: no list of attributes in any form. */
void kl_sink_struct_begin(struct kl_sink *k);
/* A number in the form that all sinks share; false: the kind is none. */
bool kl_sink_put_number(struct kl_out *o, const struct kl_value *v);
/* The same as people read it: in hexadecimal where v->hex says so. */
bool kl_sink_put_readable(struct kl_out *o, const struct kl_value *v);
/* Calls @each for each of the names between '|' in v->name, or for none. */
void kl_sink_each_flag(const struct kl_value *v,
                       void (*each)(const char *name, size_t len, bool first, void *user),
                       void *user);

#endif
