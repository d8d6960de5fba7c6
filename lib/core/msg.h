// SPDX-License-Identifier: MIT
// A message under construction, for the files of core that send it.
#ifndef KL_CORE_MSG_H
#define KL_CORE_MSG_H

#include <kernlink/core.h>

#include "schema_def.h"

#define KL_MAX_HEADER  1024u        /* no fixed header is longer */
#define KL_MAX_PAYLOAD (65535u - 4) /* nla_len is 16 bits wide and counts its own header */

/* What is open: level 0 is the message itself. Without a set attributes are not checked. */
struct kl_msg_level {
    size_t offset; /* of the nest's attribute, or of a record */
    size_t header; /* bytes of the fixed header that the nest begins with, padded */
    const struct kl_attrset *set;
    const struct kl_attr_def *array;   /* inside an array: its row, ids are indices */
    const struct kl_attr_def *records; /* inside RECORDS: their row */
    unsigned n;                        /* records so far; in a record: its number */
    bool record;                       /* a record, which has no attribute's header */
};

struct kl_msg {
    unsigned char *buf; /* begins with the nlmsghdr, whose length is always right */
    size_t size;
    bool started, in_attrs; /* in_attrs: no more fixed header */
    bool blank_header;      /* the fixed header is there, as zeroes */
    int error;              /* the first failure */
    unsigned depth;
    struct kl_msg_level level[KL_MAX_DEPTH + 1];
    const struct kl_family *family; /* of kl_msg_start_command(), otherwise NULL */
    const struct kl_command_def *command;
    size_t header_at, header_len; /* the command's fixed header */
    char path[256];               /* where the failure was */
};

/** Can @m be sent? Fills in nothing. @return 0, or the negative code with @e set. */
int kl_msg_check(const struct kl_msg *m, struct kl_error *e);

/* Between msg_build.c and msg_schema.c. */

/** Notes the first failure, at attribute @attr of the open nest (-1: at the nest itself). */
int kl_msg_fail(struct kl_msg *m, int attr, int code);
/** kl_msg_start_command() for a command; @reply: as the kernel sends it, without NLM_F_REQUEST. */
int kl_msg_start_known(struct kl_msg *m, const struct kl_family *family,
                       const struct kl_command_def *c, uint16_t type_id, uint16_t flags,
                       bool reply);
/** Appends an attribute without asking the schema; @attr with its flags. */
int kl_msg_put_raw(struct kl_msg *m, uint16_t attr, const void *data, size_t len);
/** Appends the low @width bytes of @value. */
int kl_msg_put_integer(struct kl_msg *m, uint16_t attr, uint64_t value, size_t width, bool big);
/** The row of @attr in the open nest, for an element of an array made up in @scratch. @return 1,
 *  0 where nothing is checked, or a negative code that @m keeps. */
int kl_msg_row(struct kl_msg *m, uint16_t attr, struct kl_attr_def *scratch,
               const struct kl_attr_def **ret);
/** Where the inside of @l begins: its fixed header, then attributes. */
size_t kl_msg_inside(const struct kl_msg_level *l);
/** Fills in the level inside nest @row of the open nest. */
void kl_msg_enter(struct kl_msg *m, const struct kl_attr_def *row, struct kl_msg_level *ret);
/** Writes the path of @attr to m->path. */
void kl_msg_note_path(struct kl_msg *m, int attr);

#endif
