// SPDX-License-Identifier: MIT
// kl_decode() of any bytes into every form. The first byte chooses protocol and form.
#include <stdint.h>
#include <stdlib.h>

#include <kernlink/schema.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int protocols[] = {NETLINK_NETFILTER, NETLINK_GENERIC, NETLINK_ROUTE, 77};
    struct kl_decode_options options = {.family = NULL};
    struct kl_sink *sink;
    struct kl_out *o;

    if (size == 0 || kl_out_open_memory(&o) < 0)
        return 0;
    options.protocol = protocols[data[0] & 3];
    if (kl_sink_new(&sink, (enum kl_sink_kind)(data[0] >> 2 & 3), o) == 0) {
        kl_decode(sink, data + 1, size - 1, &options);
        if (kl_sink_free(sink) != 0)
            abort(); /* whatever comes in, the walk is well formed */
    }
    kl_out_close(o);
    return 0;
}
