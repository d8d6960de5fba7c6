// SPDX-License-Identifier: MIT
// kernlink send: what its files share.
#ifndef KL_SEND_SEND_H
#define KL_SEND_SEND_H

#include "../show/show.h"

#include <kernlink/schema.h>

#define SEND_NAME "kernlink send"

enum { SEND_OK = 0, SEND_REFUSED = 1, SEND_WRONG = 2 };

struct send_options {
    struct show_options show;
    uint16_t flags; // NLM_F_DUMP and the like, added to what the message says
    const char *netns;
    unsigned timeout_ms;
    bool dry_run;    // show the request instead of sending it
    bool verbose;    // show it, too
    bool keep_going; // after a refusal
};

// A message to build: JSON as kl_msg_from_json() takes it.
struct send_request {
    char *family;
    char *json;
};

struct send_requests {
    struct send_request *request;
    size_t n;
};

// The schema of a family: of the tables, or made of the kernel's policy. @return NULL: there is
// none, which is said on stderr.
typedef const struct kl_family *send_family_fn(const char *name, void *user);

// Makes requests of the words of the command line: FAMILY COMMAND [KEY=VALUE... | JSON | -], or
// JSON or - that says its family and command itself. @return 0, or -1 when something is wrong,
// which has been said on stderr.
int send_read(struct send_requests *ret, char **words, int n_words, send_family_fn *find,
              void *user);
void send_requests_free(struct send_requests *r);

#endif
