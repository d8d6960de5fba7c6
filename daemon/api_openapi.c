// SPDX-License-Identifier: MIT
// The description of all requests, from the table by which they are answered. OpenAPI 3.0.3.
#include "kernlinkd.h"

#include <errno.h>
#include <kernlink/core.h>
#include <stdio.h>
#include <string.h>

static void pair(struct kl_sink *k, const char *key, const char *value)
{
    kl_sink_key(k, key);
    kl_sink_str(k, value);
}

static void begin(struct kl_sink *k, const char *key)
{
    if (key)
        kl_sink_key(k, key);
    kl_sink_object_begin(k);
}

// {"schema": {"type": ...}}
static void put_schema(struct kl_sink *k, const char *type)
{
    begin(k, "schema");
    pair(k, "type", type);
    kl_sink_object_end(k);
}

static void put_param(struct kl_sink *k, const char *name, const char *in, const char *doc)
{
    begin(k, NULL);
    pair(k, "name", name);
    pair(k, "in", in);
    pair(k, "description", doc);
    kl_sink_key(k, "required");
    kl_sink_bool(k, *in == 'p');
    put_schema(k, "string");
    kl_sink_object_end(k);
}

static void put_params(struct kl_sink *k, const struct kld_route *r)
{
    bool star = strchr(r->path, '*') != NULL;

    if (!star && !r->params)
        return;
    kl_sink_key(k, "parameters");
    kl_sink_array_begin(k);
    if (star)
        put_param(k, "name", "path", "which one");
    for (const struct kld_param *p = r->params; p && p->name; p++)
        put_param(k, p->name, "query", p->doc);
    kl_sink_array_end(k);
}

static void put_content(struct kl_sink *k, const char *type, const char *schema)
{
    begin(k, "content");
    begin(k, type);
    put_schema(k, schema);
    kl_sink_object_end(k);
    kl_sink_object_end(k);
}

static void put_answer(struct kl_sink *k, const char *status, const char *doc, const char *type,
                       const char *schema)
{
    begin(k, status);
    pair(k, "description", doc);
    put_content(k, type, schema);
    kl_sink_object_end(k);
}

static const char *schema_of(const struct kld_route *r)
{
    if (strcmp(r->produces, "application/json") != 0)
        return "string";
    return r->flags & KLD_R_LIST ? "array" : "object";
}

static void put_route(struct kl_sink *k, const struct kld_route *r)
{
    static const struct {
        const char *method, *key;
    } methods[] = {{"GET", "get"}, {"PUT", "put"}, {"POST", "post"}, {"DELETE", "delete"}};
    const char *key = "get";

    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (!strcmp(methods[i].method, r->method))
            key = methods[i].key;
    begin(k, key);
    pair(k, "summary", r->doc);
    put_params(k, r);
    if (r->flags & KLD_R_BODY) {
        begin(k, "requestBody");
        put_content(k, "application/yaml", "string");
        kl_sink_object_end(k);
    }
    begin(k, "responses");
    // A stream is lines, each an object, which this language has no word for.
    put_answer(k, "200", r->flags & KLD_R_STREAM ? "lines, as they come" : "the answer",
               r->produces, schema_of(r));
    put_answer(k, "default", "what is wrong", "application/json", "object");
    kl_sink_object_end(k);
    if (r->flags & (KLD_R_WRITE | KLD_R_TRUSTED)) {
        kl_sink_key(k, "x-restricted");
        kl_sink_bool(k, true);
    }
    kl_sink_object_end(k);
}

static bool seen_before(const struct kld_route *r)
{
    for (const struct kld_route *s = kld_routes; s < r; s++)
        if (!strcmp(s->path, r->path))
            return true;
    return false;
}

static void put_paths(struct kl_sink *k)
{
    begin(k, "paths");
    for (const struct kld_route *r = kld_routes; r->path; r++) {
        char path[200];
        size_t n = strcspn(r->path, "*");

        if (seen_before(r))
            continue;
        snprintf(path, sizeof path, "%.*s%s", (int)n, r->path, r->path[n] ? "{name}" : "");
        begin(k, path);
        for (const struct kld_route *s = r; s->path; s++)
            if (!strcmp(s->path, r->path))
                put_route(k, s);
        kl_sink_object_end(k);
    }
    kl_sink_object_end(k);
}

int kld_api_openapi(struct kld_call *c)
{
    struct kl_sink *k;

    kld_call_begin(c, 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    begin(k, NULL);
    pair(k, "openapi", "3.0.3");
    begin(k, "info");
    pair(k, "title", "kernlinkd");
    pair(k, "description",
         "The network as settings say, over a UNIX socket. Requests that write or bring settings "
         "(x-restricted) are for root and the daemon's group.");
    pair(k, "version", KL_VERSION);
    kl_sink_object_end(k);
    put_paths(k);
    kl_sink_object_end(k);
    return kl_sink_free(k);
}
