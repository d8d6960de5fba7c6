// SPDX-License-Identifier: MIT
// The connection to the kernel's IP sets that the functions of kernlink/ipset.h share.
#ifndef KL_IPSET_SESSION_H
#define KL_IPSET_SESSION_H

#include "../core/error.h"
#include "attrs.h"
#include "parse.h"

#include <linux/netfilter/ipset/ip_set.h>

#define KL_IPSET_KNOWN_SETS 64

// What is remembered of a set, so that text can be parsed without asking again.
struct kl_ipset_known {
    char name[KL_IPSET_NAME_SIZE];
    const struct kl_ipset_type *type;
    uint8_t family;
    uint8_t revision;
};

// The kernel's answer to "which revisions of this type".
struct kl_ipset_revisions {
    const struct kl_ipset_type *type;
    uint8_t family;
    uint8_t min, max;
};

struct kl_ipset {
    struct kl_sock *sock;
    struct kl_msg *msg;
    struct kl_names *names;
    uint8_t protocol, protocol_min;
    bool force_revision;
    uint8_t revision;
    bool listing; // inside kl_ipset_list(): its callbacks may not use the handle
    enum kl_ipset_cause cause;
    struct kl_ipset_known known[KL_IPSET_KNOWN_SETS];
    struct kl_ipset_revisions revisions[48];
    size_t n_revisions;
};

// What a request was about, to say so when it fails.
struct kl_ipset_subject {
    uint8_t cmd;
    const char *set;
    const struct kl_ipset_type *type; // NULL: not known
    const struct kl_ipset_elem *elem; // NULL: none
    const char *element_text;         // instead of elem
    uint32_t line;
};

// Begins h->msg: header, protocol and, unless NULL, the set's name.
void kl_ipset_begin(struct kl_ipset *h, uint8_t cmd, uint16_t flags, const char *set);
// Sends h->msg and waits. On failure error and cause are filled from the subject.
int kl_ipset_run(struct kl_ipset *h, const struct kl_ipset_subject *about, struct kl_answer **ret);
// Fills error and cause for @code that the kernel or the library gave. @return @code.
int kl_ipset_fail(struct kl_ipset *h, int code, const struct kl_ipset_subject *about);
// The same for a mistake found before anything was sent.
int kl_ipset_refuse(struct kl_ipset *h, int code, enum kl_ipset_cause cause, const char *set,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));
// What ipset(8) says for a code of the kernel, or NULL when it has no words of its own; and why.
const char *kl_ipset_sentence(int code, uint8_t cmd, const struct kl_ipset_type *type,
                              enum kl_ipset_cause *ret_cause);

// The type and family of a set; asked of the kernel unless known.
int kl_ipset_lookup(struct kl_ipset *h, const char *set, uint8_t cmd,
                    const struct kl_ipset_known **ret);
void kl_ipset_remember(struct kl_ipset *h, const char *set, const struct kl_ipset_type *type,
                       uint8_t family, uint8_t revision);
void kl_ipset_forget(struct kl_ipset *h, const char *set); // NULL: every set

// Name that is safe to send: -EINVAL when NULL, empty or too long.
int kl_ipset_check_name(struct kl_ipset *h, const char *name);

// Parses an element and its options, as they stand on a command line.
int kl_ipset_parse_line(const struct kl_parse *p, struct kl_text text, struct kl_ipset_elem *ret);

#endif
