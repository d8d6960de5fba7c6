// SPDX-License-Identifier: MIT
/*
 * Where traffic is read from. Every source (text, strace's output, captures, a traced child) hands
 * out records: one datagram, or one read or write of a socket, with what the source knows of it.
 * What the bytes mean is none of a source's business.
 */
#ifndef KL_TRACE_TRACE_H
#define KL_TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kl_trace_direction {
    KL_TRACE_UNKNOWN, /* captures of nlmon do not say */
    KL_TRACE_SENT,
    KL_TRACE_RECEIVED
};

struct kl_trace_record {
    enum kl_trace_direction direction;
    int protocol; /* NETLINK_ROUTE, ...; -1: the source does not say */
    bool has_time;
    bool relative; /* time_ns counts from the start, not from 1970 */
    uint64_t time_ns;
    int32_t pid;               /* of the process (thread), 0: unknown */
    int32_t fd;                /* its descriptor, -1: unknown */
    uint64_t socket;           /* inode of the socket, 0: unknown */
    const char *program;       /* its name, or NULL */
    const char *family;        /* generic family of the first message, where the source knows its
                                  name and has made its number up; or NULL */
    const unsigned char *data; /* borrowed until the callback returns */
    size_t len;
    size_t full_len;   /* what the datagram had; more than len: the source cut it */
    uint64_t line;     /* of a text, from 1; 0: no text */
    uint64_t offset;   /* of a binary file, where the record begins */
    const char *error; /* malformed here (data may be empty): what is wrong, in words; or NULL */
};

/** Takes one record. @return 0, or a negative code that ends the reading with it. */
typedef int kl_trace_fn(const struct kl_trace_record *record, void *user);

enum kl_trace_format {
    KL_TRACE_DETECT,
    KL_TRACE_TEXT,   /* escaped or hexadecimal bytes */
    KL_TRACE_STRACE, /* strace's output, old, new, or with hex dump blocks */
    KL_TRACE_PCAP    /* pcap or pcapng, LINKTYPE_NETLINK */
};

struct kl_trace_input_options {
    enum kl_trace_format format;
    int protocol;     /* of records whose source does not say; -1: none given */
    const char *name; /* of the input, for messages: a path or "standard input" */
};

/** Reads all records of descriptor @fd (file, pipe; gzip is unpacked), in bounded memory whatever
 *  the length. What is malformed becomes a record with an error, and the rest goes on.
 *  @param ret_format  the format that was found; may be NULL
 *  @return 0; what @fn returned; -EIO and the like of reading; -ENODATA: nothing in it looks like
 *          netlink traffic; -EOPNOTSUPP: this build reads no captures. @error says it in words. */
int kl_trace_read(int fd, const struct kl_trace_input_options *options, kl_trace_fn *fn, void *user,
                  enum kl_trace_format *ret_format, char *error, size_t error_size);

/* ---- A traced child ---------------------------------------------------------------------------
 */

struct kl_tracer_options {
    bool follow;       /* processes that it starts, too (its threads always are) */
    bool read_write;   /* stop at read and write as well (of every descriptor) */
    int32_t pid;       /* attach to this process instead of starting one */
    char *const *argv; /* the program to start, found in PATH */
    /* A signal handler stores its signal's number here. A process that was attached to is let go;
     * a program that was started gets the signal unless the terminal gave it already, and the run
     * lasts until its end. May be NULL. */
    const volatile int *stop;
};

/** Runs or attaches to a program and hands out what its netlink sockets send and receive, until it
 *  ends. @param ret_status  receives the wait status of the program started
 *  @return 0, what @fn returned, or a negative code with @error in words. */
int kl_tracer_run(const struct kl_tracer_options *options, kl_trace_fn *fn, void *user,
                  int *ret_status, char *error, size_t error_size);

/* ---- Writing a capture ------------------------------------------------------------------------
 */

struct kl_trace_writer;

/** A pcapng of LINKTYPE_NETLINK at @path ("-": standard output) that tshark reads, too.
 *  @return 0 or a negative code of open(2). */
int kl_trace_writer_open(struct kl_trace_writer **ret, const char *path);
/** @return 0 or a negative code of write(2), which sticks. */
int kl_trace_writer_put(struct kl_trace_writer *w, const struct kl_trace_record *record);
/** @return 0 or the first error. */
int kl_trace_writer_close(struct kl_trace_writer *w);

#endif
