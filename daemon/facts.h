// SPDX-License-Identifier: MIT
// What there is to say of an object of the kernel's, in the words of the settings where these have
// some: for showing what changes.
#ifndef KLD_FACTS_H
#define KLD_FACTS_H

#include "kernel.h"

#include <kernlink/sink.h>

enum {
    KLD_FACT_QUIET = 1 << 0,  // not told of what comes, only when it changes
    KLD_FACT_TIMED = 1 << 1,  // changes by itself: never told as a change
    KLD_FACT_BOOL = 1 << 2,   // "true" or "false"
    KLD_FACT_NUMBER = 1 << 3, // digits
    KLD_FACT_LIST = 1 << 4    // words with blanks between
};

struct kld_fact {
    const char *name, *text;
    unsigned flags;
};

struct kld_facts {
    struct kld_arena *arena;
    const char *object; // "address 192.0.2.1/24 on eth0"
    const char *dev;    // the interface it belongs to or leads through, or NULL
    struct kld_fact *list;
    size_t n;
};

// The name of a link, to be copied; NULL: there is none.
typedef const char *kld_link_name_fn(void *user, int32_t ifindex);

// @return false for what has nothing to say.
bool kld_facts_of(struct kld_facts *f, struct kld_arena *a, const struct kl_net_object *o,
                  kld_link_name_fn *name, void *user);
const struct kld_fact *kld_fact_find(const struct kld_facts *f, const char *name);
// What comes: "object: fact, fact"; what changes: "object: fact old -> new". @return false: it does
// not, as far as facts tell
bool kld_facts_changed(const struct kld_facts *old, const struct kld_facts *now);
void kld_facts_text(const struct kld_facts *now, struct kl_out *o);
void kld_facts_change_text(const struct kld_facts *old, const struct kld_facts *now,
                           struct kl_out *o);
void kld_facts_json(const struct kld_facts *f, struct kl_sink *k);
// Words of a protocol (RTPROT_*), or digits.
const char *kld_protocol_text(struct kld_arena *a, unsigned protocol);
// "link", "address", "route", ...: what people call an object of that type.
const char *kld_type_word(enum kl_net_type type);

#endif
