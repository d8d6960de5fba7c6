// SPDX-License-Identifier: MIT
// Elements of any bytes, copied to the end of their memory so that each step behind it is seen.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/sink.h>
#include <kernlink/wifi.h>

#include "../../cmd/iw/facts.h"
#include "../../cmd/iw/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    struct iw iw = {.unknown = true};
    struct iw_facts facts;
    char name[IW_NAME_MAX];
    struct kl_sink *sink;
    struct kl_out *out;

    if (copy == NULL || kl_out_open_memory(&out) < 0)
        abort();
    if (size > 0)
        memcpy(copy, data, size);
    for (int kind = KL_SINK_TEXT; kind <= KL_SINK_PYTHON; kind++) {
        if (kl_sink_new(&sink, (enum kl_sink_kind)kind, out) < 0)
            abort();
        kl_wifi_elements_decode(sink, copy, size);
        if (kl_sink_free(sink) < 0)
            abort();
        kl_out_reset(out);
    }
    iw.out = out;
    iw_ies_text(&iw, copy, size);
    iw_facts_read(&(struct kl_wifi_bss){.ies = copy, .ies_len = size, .freq_mhz = 5180}, &facts);
    iw_ssid_text(copy, size, name);
    if (iw_text_fit(name, 40, NULL) > strlen(name) || facts.width_mhz < 20)
        abort();
    kl_out_close(out);
    free(copy);
    return 0;
}
