// SPDX-License-Identifier: MIT
// Settings files, read and replaced.
#include "kernlinkd.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int kld_api_get_config(struct kld_call *c)
{
    const struct kld_texts *t = &c->d->texts;
    const char *format = kld_call_arg(c, "format");
    const char *accept = MHD_lookup_connection_value(c->connection, MHD_HEADER_KIND, "Accept");
    struct kl_sink *k;

    if (format && strcmp(format, "json") != 0 && strcmp(format, "yaml") != 0)
        return kld_call_fail(c, 400, "format is json or yaml");
    if (format ? *format == 'y' : accept && strstr(accept, "yaml")) {
        kld_call_begin(c, 200, "application/yaml");
        for (size_t i = 0; i < t->n; i++) {
            if (t->n > 1)
                kl_out_printf(c->out, "# %s\n", t->list[i]->name);
            kl_out_write(c->out, t->list[i]->text, t->list[i]->len);
        }
        return 0;
    }
    kld_call_begin(c, 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    kld_texts_json(t, k);
    return kl_sink_free(k);
}

int kld_api_put_config(struct kld_call *c)
{
    struct kld_journal folder = {.arena = c->arena, .folder = c->d->o.settings, .lock = -1};
    struct kld_texts texts;
    struct kld_settings *s;
    int code;

    c->result->outcome = KLD_O_BUSY; // no change of the network
    if (!c->len)
        return kld_call_fail(c, 400, "settings are wanted as YAML");
    s = kld_call_settings(c, &texts);
    if (!s)
        return 0;
    if (texts.n != 1)
        return kld_call_fail(c, 400, "one file is wanted");
    if (kld_call_lock(c))
        return 0;
    if (mkdir(c->d->o.settings, 0755) < 0 && errno != EEXIST)
        code = -errno;
    else
        code = kld_folder_write(&folder, "network.yaml", texts.list[0]->text, texts.list[0]->len);
    if (code)
        return kld_call_fail(c, 500, "%s/network.yaml: %s", c->d->o.settings, strerror(-code));
    kld_call_begin(c, 200, "application/json");
    kl_out_printf(c->out, "{\"result\": \"written\", \"text\": \"not applied yet\"}\n");
    return 0;
}
