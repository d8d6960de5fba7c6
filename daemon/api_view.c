// SPDX-License-Identifier: MIT
// Answers about the network as the kernel has it, and about how nodes hang together. They run in a
// child, and go out while the kernel tells: an answer of any length takes constant memory.
#include "kernlinkd.h"
#include "topology.h"
#include "view.h"
#include "view_text.h"

#include <errno.h>
#include <string.h>

struct answer {
    struct kld_call *c;
    struct kl_sink *k;
    bool begun;
};

static int begin(struct answer *a)
{
    int code = a->begun ? 0 : kld_call_begin(a->c, 200, "application/json");

    a->begun = true;
    return code;
}

static int give(const struct kld_seen *s, void *user)
{
    struct answer *a = user;
    int code = begin(a);

    if (!code)
        kld_seen_json(s, a->k);
    return code ? code : kl_out_error(a->c->out);
}

// @return 0, or -1: the mistake has been answered
static int read_params(struct kld_call *c, struct kld_view *v)
{
    const char *family = kld_call_arg(c, "family"), *owner = kld_call_arg(c, "owner");
    bool wrong = false;

    v->interface = kld_call_arg(c, "interface");
    v->kind = kld_call_arg(c, "kind");
    v->plain = kld_call_flag(c, "plain", &wrong);
    v->statistics = kld_call_flag(c, "statistics", &wrong);
    if (wrong) {
        kld_call_fail(c, 400, "plain and statistics are true or false");
    } else if (family && (v->family = kld_family_named(family)) < 0) {
        kld_call_fail(c, 400, "family: '%.40s' is none; ipv4 and ipv6 are", family);
    } else if (owner && strcmp(owner, "ours") != 0 && strcmp(owner, "foreign") != 0) {
        kld_call_fail(c, 400, "owner: '%.40s' is none; ours and foreign are", owner);
    } else {
        if (owner)
            v->owner = *owner == 'o' ? KLD_ONLY_OURS : KLD_ONLY_FOREIGN;
        return 0;
    }
    return -1;
}

static int refuse(struct kld_call *c, int code, const char *words)
{
    return kld_call_fail(c, code == -ENODEV || code == -EINVAL ? 404 : 500, "%s",
                         words && *words ? words : kl_strerror(code));
}

// @kind: of the sink; one object, or an array.
static int answer(struct kld_call *c, const struct kld_view *v, enum kl_sink_kind kind)
{
    struct answer a = {.c = c};
    struct kl_net *n;
    int code = kl_net_open(&n, NULL);

    if (code)
        return refuse(c, code, NULL);
    code = kl_sink_new(&a.k, kind, c->out);
    if (!code)
        code = kld_view_each(n, v, give, &a);
    if (code && !a.begun) {
        refuse(c, code, kl_error_text(kl_net_error(n)));
        code = 0;
    } else if (!code && !a.begun && kind == KL_SINK_JSONL) {
        kld_call_fail(c, 404, "there is no such interface");
    } else if (!code) {
        code = begin(&a);
        kl_sink_free(a.k);
    }
    kl_net_close(n);
    return code;
}

// As `kernlink net show' prints it. @whole: all about one interface
static int tell(struct kld_call *c, const struct kld_view *v, bool whole)
{
    struct kl_net *n;
    int code = kl_net_open(&n, NULL);

    if (code)
        return refuse(c, code, NULL);
    if (v->interface && kl_net_link_index(n, v->interface) < 0) {
        kl_net_close(n);
        return kld_call_fail(c, 404, "there is no interface '%.60s'", v->interface);
    }
    code = kld_call_begin(c, 200, "text/plain; charset=utf-8");
    if (!code)
        code = whole ? kld_view_interface(n, v, c->out) : kld_view_table(n, v, c->out, "", NULL);
    kl_net_close(n);
    return code;
}

// @return whether text is wanted; *@wrong: something else that there is not
static bool wants_text(const struct kld_call *c, bool *wrong)
{
    const char *format = kld_call_arg(c, "format");

    *wrong = format && strcmp(format, "text") != 0 && strcmp(format, "json") != 0;
    return format && *format == 't';
}

int kld_api_view(struct kld_call *c)
{
    struct kld_view v = {.what = kld_view_named(strrchr(c->path, '/') + 1)};
    bool wrong, text;

    if (v.what == KLD_N_VIEWS)
        return kld_call_fail(c, 404, "there is nothing here");
    text = wants_text(c, &wrong);
    if (wrong)
        return kld_call_fail(c, 400, "format is json or text");
    if (read_params(c, &v))
        return 0;
    return text ? tell(c, &v, false) : answer(c, &v, KL_SINK_JSON);
}

int kld_api_interface(struct kld_call *c)
{
    struct kld_view v = {.what = KLD_V_INTERFACES};
    bool wrong, text = wants_text(c, &wrong);

    if (wrong)
        return kld_call_fail(c, 400, "format is json or text");
    if (read_params(c, &v))
        return 0;
    v.interface = c->rest;
    return text ? tell(c, &v, true) : answer(c, &v, KL_SINK_JSONL);
}

int kld_api_query(struct kld_call *c)
{
    const char *name = strrchr(c->path, '/') + 1;
    struct kld_topology t;
    struct kl_sink *k;
    bool wrong = false, unknown = kld_call_flag(c, "unknown", &wrong);
    int q = 0, code;

    while (q < KLD_N_QUERIES && strcmp(kld_query_names[q], name) != 0)
        q++;
    if (q == KLD_N_QUERIES)
        return kld_call_fail(c, 404, "there is no such query");
    if (wrong)
        return kld_call_fail(c, 400, "unknown is true or false");
    code = kld_topology_read(&t, c->arena, true);
    if (code)
        return refuse(c, code, t.error);
    code = kld_call_begin(c, 200, "application/json");
    if (!code)
        code = kl_sink_new(&k, KL_SINK_JSON, c->out);
    if (code)
        return code;
    code = kld_topology_query(&t, (enum kld_query)q, unknown, k);
    kl_sink_free(k);
    return code;
}

int kld_api_topology(struct kld_call *c)
{
    const char *format = kld_call_arg(c, "format");
    bool wrong = false, ascii = kld_call_flag(c, "ascii", &wrong);
    bool namespaces = kld_call_flag(c, "namespaces", &wrong);
    bool dot = format && !strcmp(format, "dot"), text = format && !strcmp(format, "text");
    struct kld_topology t;
    struct kl_sink *k;
    int code;

    if (wrong)
        return kld_call_fail(c, 400, "ascii and namespaces are true or false");
    if (format && !dot && !text && strcmp(format, "json") != 0)
        return kld_call_fail(c, 400, "format is json, dot or text");
    code = kld_topology_read(&t, c->arena, namespaces);
    if (code)
        return refuse(c, code, t.error);
    code = kld_call_begin(c, 200,
                          dot    ? "text/vnd.graphviz"
                          : text ? "text/plain; charset=utf-8"
                                 : "application/json");
    if (code)
        return code;
    if (dot)
        kld_topology_dot(&t, c->out);
    else if (text)
        kld_topology_text(&t, c->out, !ascii);
    if (dot || text)
        return kl_out_error(c->out);
    code = kl_sink_new(&k, KL_SINK_JSONL, c->out);
    if (code)
        return code;
    code = kld_topology_json(&t, k);
    kl_sink_free(k);
    return code;
}
