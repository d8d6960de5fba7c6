// SPDX-License-Identifier: MIT
// A kernel's listing with anything in it: elements and headers of each type are read and printed.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ipset/attrs.h"
#include "ipset/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct kl_ipset_type *t = size > 0 ? kl_ipset_type_at(data[0] % 16) : NULL;
    struct kl_ipset_params params = {.has = 0};
    struct kl_ipset_elem e = {0};
    struct kl_view v = {.len = size > 0 ? size - 1 : 0};
    struct kl_out *o;
    void *copy;

    if (t == NULL || (copy = malloc(v.len + 1)) == NULL)
        return 0;
    v.data = memcpy(copy, data + 1, v.len);
    if (kl_out_open_memory(&o) == 0) {
        if (kl_ipset_read_elem(&e, &v) >= 0) {
            kl_ipset_print_elem(o, &(struct kl_print){.names = NULL}, t, &e);
            kl_ipset_print_options(o, t->add, e.has, &e);
        }
        if (kl_ipset_read_params(&params, &v) >= 0)
            kl_ipset_print_options(o, t->create, params.has, &params);
        kl_out_close(o);
    }
    free(copy);
    return 0;
}
