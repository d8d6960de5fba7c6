// SPDX-License-Identifier: MIT
#ifndef KL_CMD_IPSET_READER_H
#define KL_CMD_IPSET_READER_H

#include "../../lib/ipset/parse.h"

struct ipset_reader {
    int fd;
    void *gz; // gzFile, or NULL
    char *data;
    size_t from, to; // what is read and not yet taken
    size_t total;    // bytes so far, unpacked
    bool end;
};

// @fd stays the caller's. @unzip: what is packed by gzip is unpacked.
int ipset_reader_open(struct ipset_reader *ret, int fd, bool unzip);
void ipset_reader_close(struct ipset_reader *in);
// What comes next, 4096 bytes or more unless the end is near, without taking it.
int ipset_reader_peek(struct ipset_reader *in, struct kl_text *ret);
// All that has been read, or the next block. @return 1, 0 at the end, or an error as below.
int ipset_reader_block(struct ipset_reader *in, struct kl_text *ret);
// The next line without its end. @return 1, 0 at the end, -E2BIG, -EBADMSG (broken compression), or
// an error of reading.
int ipset_reader_line(struct ipset_reader *in, struct kl_text *ret);
// How many lines, from the next on, add to @set; as far as can be known now.
size_t ipset_reader_upcoming(struct ipset_reader *in, const char *set);

#endif
