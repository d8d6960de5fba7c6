// SPDX-License-Identifier: MIT
// A value is set in settings of any form: what comes out can be read, and setting it once more
// changes nothing.
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
    struct net_edit e = {.arena = a,
                         .path = path,
                         .n = 1 + how % 4,
                         .value = values[(how >> 2) % 3],
                         .quoted = (how >> 2) % 3 == 1 || how & 64,
                         .append = how & 128};
    const struct kld_file *new = net_edit(&e, &f, &c);
    struct kl_out *o;

    if (new &&net_edit(&e, new, &c) != new)
        abort();
    if (!new && !c.n)
        abort();
    if (new &&kl_out_open_memory(&o) == 0) {
        net_edit_show(&f, new, o);
        kl_out_close(o);
    }
    kld_arena_free(a);
    return 0;
}
