// SPDX-License-Identifier: MIT
// kl_msg_from_json() of any text, for each family.
#include <stdint.h>
#include <stdlib.h>

#include <kernlink/schema.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct kl_family *f;
    char error[128];
    struct kl_msg *m;

    for (size_t i = 0; (f = kl_family_at(i)) != NULL; i++) {
        if (kl_msg_new(&m) < 0)
            return 0;
        if (kl_msg_from_json(m, f, 30, (const char *)data, size, error, sizeof(error)) == 0) {
            /* What was built must be well formed for our own reading. */
            const struct kl_decode_options options = {.protocol = kl_family_protocol(f),
                                                      .family = f};
            struct kl_sink *sink;
            struct kl_out *o;

            if (kl_out_open_memory(&o) == 0) {
                if (kl_sink_new(&sink, KL_SINK_JSON, o) == 0) {
                    kl_decode(sink, kl_msg_header(m), kl_msg_header(m)->nlmsg_len, &options);
                    if (kl_sink_free(sink) != 0)
                        abort();
                }
                kl_out_close(o);
            }
        }
        kl_msg_free(m);
    }
    return 0;
}
