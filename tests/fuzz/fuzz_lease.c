// SPDX-License-Identifier: MIT
// What a DHCP server sends, and files of leases: what is taken of it can be wanted.
#include "daemon/lease.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_model *m = kld_model_new(a), *back = kld_model_new(a);
    struct kld_object *dhcp = kld_object_new(a, &kld_dhcp, "eth0");
    struct kld_lease l;
    struct kl_out *o;
    const char *text;
    size_t len;

    if (kld_lease_read(a, (const char *)data, size, 1000, &l) == 0 && l.held) {
        kld_lease_objects(&l, dhcp, 100, m);
        if (!m->n)
            abort();
        // It is in the journal as it is wanted.
        if (kl_out_open_memory(&o) == 0) {
            kld_model_write(m, o);
            text = kl_out_text(o, &len);
            if (kld_model_read(back, text, len) < 0 || back->n != m->n)
                abort();
            kl_out_close(o);
        }
    }
    kld_arena_free(a);
    return 0;
}
