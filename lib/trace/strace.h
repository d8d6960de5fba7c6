// SPDX-License-Identifier: MIT
/*
 * Parts of the reader of strace's output: lines, descriptors, arguments, and the messages that
 * strace printed as structures.
 */
#ifndef KL_TRACE_STRACE_H
#define KL_TRACE_STRACE_H

#include "input.h"

/* ---- Text of one line -------------------------------------------------------------------------
 */

struct kl_span {
    const char *s, *end;
};

bool kl_span_is(struct kl_span t, const char *word);
bool kl_span_starts(struct kl_span t, const char *word);
/** Does @word stand in @t? */
bool kl_span_has(struct kl_span t, const char *word);

/** Behind one value: strings, brackets and comments as a whole, up to a comma or closing bracket
 *  of the level it started on. */
const char *kl_skip_value(const char *s, const char *end);
/** The next of the values that commas part. @return false: no further one. */
bool kl_next_value(const char **s, const char *end, struct kl_span *ret);
/** The inside of a value in brackets. @return false: it is none. */
bool kl_inside(struct kl_span value, struct kl_span *ret);
/** The value of NAME=... or NAME(12)=... in the inside of a structure. */
bool kl_field(struct kl_span inside, const char *name, struct kl_span *ret);
/** A number, with a sign, hexadecimal, or with a comment behind it. */
bool kl_span_number(struct kl_span t, long long *ret);

struct kl_strace_prefix {
    int32_t pid;
    int clock; /* what time_ns is: '0' none, 'e' since 1970, 'd' of the day, 'r' since the last */
    uint64_t time_ns;
};

/** What stands in front of a call. @return where the call begins. */
const char *kl_strace_prefix(const char *s, const char *end, struct kl_strace_prefix *ret);

/* ---- Descriptors ------------------------------------------------------------------------------
 */

struct kl_strace_fd {
    int32_t pid; /* 0: the place is free */
    int32_t fd;
    bool netlink;
    int protocol;    /* -1: unknown */
    uint64_t socket; /* inode, 0: unknown */
    uint64_t used;
};

#define KL_STRACE_FDS     4096u
#define KL_STRACE_PARENTS 1024u

struct kl_strace_fds {
    struct kl_strace_fd all[KL_STRACE_FDS];
    struct {
        int32_t child, parent;
    } parents[KL_STRACE_PARENTS];
    uint64_t clock;
};

struct kl_strace_fd *kl_strace_fd_find(struct kl_strace_fds *t, int32_t pid, int32_t fd);
struct kl_strace_fd *kl_strace_fd_set(struct kl_strace_fds *t, int32_t pid, int32_t fd,
                                      bool netlink, int protocol);
/** Any descriptor of the socket with this inode, or NULL. */
struct kl_strace_fd *kl_strace_fd_of_socket(struct kl_strace_fds *t, uint64_t socket);
void kl_strace_fd_close(struct kl_strace_fds *t, int32_t pid, int32_t fd);
void kl_strace_fork(struct kl_strace_fds *t, int32_t parent, int32_t child);
/** NETLINK_ROUTE, or ROUTE. @return -1: no protocol is called so. */
int kl_strace_protocol(struct kl_span name);

/* ---- Messages printed as structures -----------------------------------------------------------
 */

/* Bytes of a datagram, or of a message whose rest strace did not print. */
struct kl_piece {
    size_t at, len, full;
};

struct kl_pieces {
    struct kl_piece *all;
    size_t count, room;
};

void kl_pieces_add(struct kl_pieces *p, struct kl_piece piece);

/* Generic families that the control family told about: strace writes names for numbers. A family
 * that it names and nothing tells the number of is given one that no kernel gives out so soon. */
struct kl_strace_families {
    struct {
        char name[32];
        uint16_t id;
        bool made_up;
    } all[64];
    unsigned count;
};

void kl_strace_learn(struct kl_strace_families *f, const unsigned char *data, size_t len);

struct kl_rebuild {
    struct kl_strace_families *families;
    struct kl_bytes *bytes;
    struct kl_pieces pieces;  /* one for each message */
    bool lossy;               /* some piece is not whole */
    char error[KL_ERROR_MAX]; /* "" or why there is no message */
};

/** Builds the messages of a datagram that strace printed as @value. @return false: it is none. */
bool kl_strace_rebuild(struct kl_rebuild *b, struct kl_span value);

/** NLMSG_DONE, RTM_NEWLINK, NFNL_SUBSYS_IPSET<<8|IPSET_CMD_ADD, nl80211 ...: the number or -1. */
long kl_strace_type(const struct kl_strace_families *f, struct kl_span name);
/** The number made up for a family that strace named. @return -1: it is no family's name. */
long kl_strace_make_up(struct kl_strace_families *f, struct kl_span name);
/** The name that number @id was made up for, or NULL. */
const char *kl_strace_made_up(const struct kl_strace_families *f, uint16_t id);
/** Names of a table joined by |. @return -1: unknown. */
long long kl_strace_flags(struct kl_span names);

/* ---- Calls ------------------------------------------------------------------------------------
 */

#define KL_CALL_ARGS 8u

struct kl_call {
    struct kl_span name, args[KL_CALL_ARGS];
    unsigned count;
    bool closed;   /* its parenthesis */
    bool returned; /* with a number */
    long long ret;
    struct kl_span ret_text; /* behind the equals sign */
};

/** @return false: no call */
bool kl_call_parse(struct kl_call *c, const char *s, const char *end);

/* ---- What a call transferred ------------------------------------------------------------------
 */

#define KL_UNKNOWN_LENGTH SIZE_MAX

enum kl_certainty { KL_NOT_OURS, KL_PERHAPS, KL_OURS };

/* A call whose dump may follow. */
struct kl_held {
    bool active, peek;
    bool rebuilt; /* messages that were printed as structures */
    enum kl_certainty certainty;
    struct kl_trace_record record; /* all but the bytes */
    size_t limit;                  /* of the buffer that a dump shows, or KL_UNKNOWN_LENGTH */
    size_t ret;                    /* bytes transferred, or KL_UNKNOWN_LENGTH */
    struct kl_bytes data, dump;
    struct kl_pieces pieces, dump_pieces;
    char error[KL_ERROR_MAX];
    struct kl_strace_families families;
};

/** Bytes of one value, of an iovec, a msghdr, @count mmsghdrs, up to @want of them. */
void kl_held_value(struct kl_held *h, struct kl_span value, size_t want);
void kl_held_vector(struct kl_held *h, struct kl_span vector, size_t want);
void kl_held_header(struct kl_held *h, struct kl_span header, size_t want);
void kl_held_headers(struct kl_held *h, struct kl_span vector, long long count);
/** Do the bytes look like netlink's? */
bool kl_held_plausible(const struct kl_held *h);

#endif
