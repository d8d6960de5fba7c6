// SPDX-License-Identifier: MIT
// Settings from anywhere: they are read, or complained about at places that the text has.
#include "daemon/settings.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kld_settings *s = kld_settings_new();
    struct kld_file f = {"fuzz.yaml", (const char *)data, size};
    struct kl_out *o;

    kld_settings_add_text(s, &f);
    if (kld_settings_finish(s) == 0)
        for (size_t i = 0; i < s->model->n; i++)
            if (kld_model_find(s->model, s->model->list[i]->key) != s->model->list[i])
                abort();
    if (kl_out_open_memory(&o) == 0) {
        kld_complaints_text(&s->complaints, o);
        kl_out_close(o);
    }
    kld_settings_free(s);
    return 0;
}
