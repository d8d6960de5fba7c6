// SPDX-License-Identifier: MIT
/*
 * The bytes of an input, unpacked where they are gzip's, in a window that slides over a file or a
 * pipe of any length.
 */
#ifndef KL_TRACE_INPUT_H
#define KL_TRACE_INPUT_H

#include "../core/hex.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace.h"

/* Longer lines are cut, longer datagrams refused. strace writes four characters for a byte. */
#define KL_LINE_MAX  (32u << 20)
#define KL_DATA_MAX  (16u << 20)
#define KL_BLOCK     65536u
#define KL_WORD_MAX  64u
#define KL_ERROR_MAX 256u

struct kl_input {
    int fd;
    bool eof;
    int error;             /* negative, of reading or unpacking; then eof, too */
    const char *trouble;   /* what error is, in words, or NULL */
    unsigned char *window; /* what is read and not yet taken: [pos, end) */
    size_t pos, end, room;
    uint64_t offset; /* of pos, in the unpacked bytes */
    uint64_t line;   /* number of the line that kl_input_line() gave last */
    bool dropping;   /* the rest of a line that was cut */
    void *gzip;      /* the unpacker's state, or NULL */
};

struct kl_line {
    const char *s; /* until the next call; no NUL at its end */
    size_t len;
    bool cut; /* it was longer than KL_LINE_MAX */
};

/** @return 0 or -ENOMEM. Trouble of reading shows later, in @in->error. */
int kl_input_open(struct kl_input *in, int fd);
void kl_input_close(struct kl_input *in);

/** Reads until the window holds @want bytes or the input ends. @return what it holds now. */
size_t kl_input_have(struct kl_input *in, size_t want);
/** One more block into the window, whatever comes. @return false at the end. */
bool kl_input_more(struct kl_input *in);
/** Takes @n bytes that kl_input_have() said are there. */
void kl_input_skip(struct kl_input *in, size_t n);
static inline const unsigned char *kl_input_at(const struct kl_input *in)
{
    return in->window + in->pos;
}
/** The next line without its end. @return false at the end of the input. */
bool kl_input_line(struct kl_input *in, struct kl_line *ret);

/* ---- Bytes that grow --------------------------------------------------------------------------
 */

struct kl_bytes {
    unsigned char *data;
    size_t len, room;
    bool failed; /* no memory, or over KL_DATA_MAX: nothing was added since */
};

void kl_bytes_add(struct kl_bytes *b, const void *data, size_t len);
void kl_bytes_add8(struct kl_bytes *b, unsigned value);
void kl_bytes_add16(struct kl_bytes *b, unsigned value); /* host order */
void kl_bytes_add32(struct kl_bytes *b, uint32_t value);
void kl_bytes_zero(struct kl_bytes *b, size_t len);
void kl_bytes_clear(struct kl_bytes *b);
void kl_bytes_free(struct kl_bytes *b);

/* ---- Words ------------------------------------------------------------------------------------
 */

/** Reads the inside of a C string from @s on, up to @end or the @quote (0: none ends it).
 *  @return where it stopped: at the quote, at @end, or at the backslash that it cannot read. */
const char *kl_unescape(const char *s, const char *end, char quote, struct kl_bytes *ret);

/** How many bytes of whole messages stand at the start of @data; zeros after the last are its
 *  padding. @len: they fill it. 0: it begins with none. */
size_t kl_trace_messages(const unsigned char *data, size_t len);
/** Could a message begin here, judged by its 16 bytes of header? */
bool kl_trace_plausible(const unsigned char *data, size_t len);

/* ---- The readers ------------------------------------------------------------------------------
 */

struct kl_reader {
    struct kl_input *in;
    const struct kl_trace_input_options *options;
    kl_trace_fn *fn;
    void *user;
    char *error; /* of the whole input, for what ends the reading */
    size_t error_size;
    uint64_t count; /* records handed out */
};

/** A record with nothing known. */
struct kl_trace_record kl_trace_blank(const struct kl_reader *r);
int kl_reader_put(struct kl_reader *r, const struct kl_trace_record *record);

int kl_read_text(struct kl_reader *r);
int kl_read_strace(struct kl_reader *r);
int kl_read_pcap(struct kl_reader *r);

/** What the window's bytes look like: a format, or KL_TRACE_DETECT when they do not tell (yet).
 *  @param whole  no more will come */
enum kl_trace_format kl_trace_detect(const unsigned char *data, size_t len, bool whole);

/** The bytes that a line of escaped or hexadecimal text gives by itself; 0: it is none. */
size_t kl_text_line(const char *s, size_t len);
/** Does the line look like a system call of strace's output, or a line of its hex dumps? */
bool kl_strace_line(const char *s, size_t len);

#endif
