// SPDX-License-Identifier: MIT
/*
 * Output: a buffered writer, and the sinks that turn an event walk into text, JSON, JSON lines or
 * the Python-like form. Code that knows what to say calls the sink; the sink knows how it looks.
 */
#ifndef KERNLINK_SINK_H
#define KERNLINK_SINK_H

#include <kernlink/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Buffered writer ---------------------------------------------------------------------- */

struct kl_out;

/** A writer into descriptor @fd, which stays open and the caller's. @return 0 or -ENOMEM. */
KL_API int kl_out_open_fd(struct kl_out **ret, int fd);
/** A writer into memory that grows; kl_out_text() reads it. @return 0 or -ENOMEM. */
KL_API int kl_out_open_memory(struct kl_out **ret);
/** Flushes and frees. @return 0, or the first error of writing (-ENOSPC, -EPIPE, -ENOMEM, ...). */
KL_API int kl_out_close(struct kl_out *o);
/** Writes what is buffered. @return 0 or the first error since opening, which sticks. */
KL_API int kl_out_flush(struct kl_out *o);
KL_API int kl_out_error(const struct kl_out *o);
KL_API void kl_out_write(struct kl_out *o, const void *data, size_t len);
KL_API void kl_out_str(struct kl_out *o, const char *s);
KL_API void kl_out_char(struct kl_out *o, char c);
KL_API void kl_out_uint(struct kl_out *o, uint64_t value);
KL_API void kl_out_hex(struct kl_out *o, uint64_t value, int min_digits);
KL_API void kl_out_printf(struct kl_out *o, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** A string as a JSON string with its quotes: control characters, quote and backslash escaped,
 *  bytes that are no UTF-8 as U+FFFD. Always valid JSON. */
KL_API void kl_out_json_str(struct kl_out *o, const char *s, size_t len);
/** What a memory writer holds, NUL-terminated; *@ret_len (may be NULL) without the NUL. Borrowed
 *  until the next call on @o. "" for a descriptor's writer. */
KL_API const char *kl_out_text(struct kl_out *o, size_t *ret_len);
/** Empties a memory writer. */
KL_API void kl_out_reset(struct kl_out *o);

/* ---- Sinks -------------------------------------------------------------------------------- */

struct kl_sink;

enum kl_sink_kind {
    KL_SINK_TEXT,  /* indented lines: NAME value, units and enum names in words */
    KL_SINK_JSON,  /* one array of all top-level values, streamed, indented by 2 */
    KL_SINK_JSONL, /* one top-level value a line */
    KL_SINK_PYTHON /* the form of pyroute2's decoder: {'attrs': [['NAME', value], ...], ...} */
};

/* How a value is meant, for sinks that show more than the number. */
struct kl_value {
    enum kl_value_kind {
        KL_VALUE_NULL,
        KL_VALUE_BOOL,
        KL_VALUE_UINT,
        KL_VALUE_INT,
        KL_VALUE_STRING, /* data, len: text, hostile bytes possible */
        KL_VALUE_BYTES,  /* data, len: shown in hexadecimal, 00:11:22 */
        KL_VALUE_MAC,    /* data, 6 bytes */
        KL_VALUE_IP,     /* data, 4 or 16 bytes */
        KL_VALUE_FLAGS   /* u, with the names of the bits in name, separated by '|' */
    } kind;
    uint64_t u;
    int64_t i;
    const void *data;
    size_t len;
    const char *name; /* symbol of an enum's value, or NULL */
    const char *unit; /* "s", "bytes", ... or NULL */
    bool hex;         /* UINT: people read it in hexadecimal */
};

/** Makes a sink that writes to @o (borrowed). @return 0, -EINVAL or -ENOMEM. */
KL_API int kl_sink_new(struct kl_sink **ret, enum kl_sink_kind kind, struct kl_out *o);
/** Ends the output (closes the JSON array) and frees. @return as kl_out_error(). */
KL_API int kl_sink_free(struct kl_sink *k);

/* The walk. Inside an object every value and every begin is preceded by its key; inside an array
 * by none. Levels over 96 are an error that kl_sink_free() returns (-ELOOP). */
KL_API void kl_sink_object_begin(struct kl_sink *k);
KL_API void kl_sink_object_end(struct kl_sink *k);
KL_API void kl_sink_array_begin(struct kl_sink *k);
KL_API void kl_sink_array_end(struct kl_sink *k);
KL_API void kl_sink_key(struct kl_sink *k, const char *key);
KL_API void kl_sink_value(struct kl_sink *k, const struct kl_value *v);
/* Short forms of kl_sink_value(). */
KL_API void kl_sink_uint(struct kl_sink *k, uint64_t value);
KL_API void kl_sink_int(struct kl_sink *k, int64_t value);
KL_API void kl_sink_bool(struct kl_sink *k, bool value);
KL_API void kl_sink_str(struct kl_sink *k, const char *s);

#ifdef __cplusplus
}
#endif
#endif
