// SPDX-License-Identifier: MIT
// What the daemon does, and what is wrong.
#include "kernlinkd.h"

#include <errno.h>
#include <kernlink/core.h>
#include <string.h>
#include <unistd.h>

int kld_api_version(struct kld_call *c)
{
    kld_call_begin(c, 200, "application/json");
    kl_out_printf(c->out, "{\"version\": \"%s\", \"api\": 1}\n", KL_VERSION);
    return 0;
}

static void put_settings(struct kld_daemon *d, struct kl_sink *k)
{
    kl_sink_key(k, "settings");
    kl_sink_object_begin(k);
    kl_sink_key(k, "source");
    kl_sink_str(k, d->source);
    kl_sink_key(k, "folder");
    kl_sink_str(k, d->o.settings);
    kl_sink_key(k, "files");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < d->texts.n; i++)
        kl_sink_str(k, d->texts.list[i]->name);
    kl_sink_array_end(k);
    kl_sink_key(k, "held");
    kl_sink_bool(k, kld_daemon_held(d));
    kl_sink_key(k, "broken");
    kl_sink_bool(k, d->broken);
    kl_sink_object_end(k);
}

static void put_pending(struct kld_daemon *d, struct kl_sink *k)
{
    int64_t left = d->deadline_ns - kld_boot_ns();

    kl_sink_key(k, "pending");
    if (!d->deadline_ns) {
        kl_sink_value(k, &(struct kl_value){.kind = KL_VALUE_NULL});
        return;
    }
    kl_sink_object_begin(k);
    kl_sink_key(k, "seconds");
    kl_sink_uint(k, left > 0 ? (uint64_t)(left / 1000000000) : 0);
    kl_sink_object_end(k);
}

static void put_last(struct kld_daemon *d, struct kl_sink *k)
{
    const struct kld_result *r = &d->last;

    kl_sink_key(k, "last");
    kl_sink_object_begin(k);
    kl_sink_key(k, "result");
    kl_sink_str(k, kld_outcome_words[r->outcome]);
    kl_sink_key(k, "steps");
    kl_sink_uint(k, r->steps);
    kl_sink_key(k, "refused");
    kl_sink_uint(k, r->refused);
    kl_sink_key(k, "problems");
    kl_sink_uint(k, r->problems);
    kl_sink_key(k, "whole");
    kl_sink_bool(k, r->whole);
    kl_sink_key(k, "text");
    kl_sink_str(k, r->text);
    kl_sink_object_end(k);
}

int kld_api_status(struct kld_call *c)
{
    struct kld_daemon *d = c->d;
    size_t requests, connections, running, waiting;
    struct kl_sink *k;

    kld_http_counts(d, &requests, &connections);
    kld_jobs_counts(d, &running, &waiting);
    kld_call_begin(c, 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    kl_sink_object_begin(k);
    kl_sink_key(k, "version");
    kl_sink_str(k, KL_VERSION);
    kl_sink_key(k, "pid");
    kl_sink_int(k, getpid());
    kl_sink_key(k, "uptime");
    kl_sink_uint(k, (uint64_t)(kld_boot_ns() - d->since_ns) / 1000000000);
    kl_sink_key(k, "starting");
    kl_sink_bool(k, !d->ready);
    kl_sink_key(k, "applying");
    kl_sink_bool(k, d->changes > 0);
    put_settings(d, k);
    put_pending(d, k);
    put_last(d, k);
    kl_sink_key(k, "applies");
    kl_sink_uint(k, d->applies);
    kl_sink_key(k, "repairs");
    kl_sink_uint(k, d->repairs);
    kl_sink_key(k, "requests");
    kl_sink_uint(k, requests);
    kl_sink_key(k, "connections");
    kl_sink_uint(k, connections);
    kl_sink_key(k, "children");
    kl_sink_uint(k, running);
    kl_sink_key(k, "waiting");
    kl_sink_uint(k, waiting);
    kl_sink_object_end(k);
    return kl_sink_free(k);
}
