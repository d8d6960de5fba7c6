// SPDX-License-Identifier: MIT
// A value is set in settings of any form, or taken away: what comes out can be read, and doing it
// once more changes nothing.
#include "cmd/net/edit.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const path[] = {"interfaces", "x", "ipv6", "privacy"};
static const char *const values[] = {"1400", "a \"b\" \\ # c", "192.0.2.1/24"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_complaints c = {.arena = a};
    uint8_t how = size ? data[0] : 0;
    struct kld_file f = {"fuzz.yaml", (const char *)data + (size > 0), size - (size > 0)};
    const struct net_edit_word words[] = {
        {"address", values[(how >> 2) % 3], (how >> 2) % 3 == 1 || how & 64},
        {"metric", "1", false}};
    struct net_edit e = {.arena = a,
                         .path = path,
                         .n = 1 + how % 4,
                         .words = words,
                         .n_words = how & 32 ? 2 : 1,
                         .is_word = !(how & 16),
                         .how = how & 128 ? NET_EDIT_ADD : NET_EDIT_SET};
    const struct kld_file *new = net_edit(&e, &f, &c), *less;
    struct kl_out *o;

    if (new &&net_edit(&e, new, &c) != new)
        abort();
    if (!new && !c.n)
        abort();
    if (new &&kl_out_open_memory(&o) == 0) {
        net_edit_show(&f, new, o);
        kl_out_close(o);
    }
    // And away again: the key with all that is below, or an item.
    size_t n = e.n_words;

    e.how = NET_EDIT_REMOVE;
    for (int item = 0; new &&item < 2; item++) {
        e.n_words = item ? n : 0;
        e.keep_above = how & 8 ? 2 : 0;
        less = net_edit(&e, new, &c);
        if (less && less == new && !item)
            abort();
        if (less && !item && net_edit(&e, less, &c) != less)
            abort();
    }
    kld_arena_free(a);
    return 0;
}
