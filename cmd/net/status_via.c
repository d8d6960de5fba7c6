// SPDX-License-Identifier: MIT
// The status as the daemon tells it.
#include "status.h"

#include <jansson.h>
#include <string.h>

static const char *text_of(struct net_status *s, json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return kld_strdup(s->arena, text ? text : "");
}

static void take_settings(struct net_status *s, json_t *settings)
{
    const char *folder = text_of(s, settings, "folder");

    if (json_is_true(json_object_get(settings, "held")))
        net_status_problem(s, kld_printf(s->arena,
                                         "the settings in %s had to be undone: those before are in "
                                         "force, until an apply or an edit",
                                         folder));
    if (json_is_true(json_object_get(settings, "broken")))
        net_status_problem(s, kld_printf(s->arena,
                                         "the settings in %s have mistakes: `kernlink net check' "
                                         "shows them",
                                         folder));
    if (!strcmp(text_of(s, settings, "source"), "none"))
        net_status_note(s, kld_printf(s->arena, "there are no settings in %s", folder));
}

static void take_last(struct net_status *s, json_t *last)
{
    const char *result = text_of(s, last, "result"), *text = text_of(s, last, "text");

    if (!strcmp(result, "refused") || !strcmp(result, "failed"))
        net_status_problem(s, kld_printf(s->arena, "the last apply %s: %s",
                                         *result == 'r' ? "was refused" : "failed",
                                         *text ? text : "see `kernlink net log'"));
}

static void take_status(struct net_status *s, json_t *status)
{
    json_t *pending = json_object_get(status, "pending");

    s->version = text_of(s, status, "version");
    s->uptime_s = json_integer_value(json_object_get(status, "uptime"));
    if (json_is_object(pending))
        s->pending_s = json_integer_value(json_object_get(pending, "seconds"));
    if (json_is_true(json_object_get(status, "applying")))
        net_status_note(s, "a change is being made");
    take_settings(s, json_object_get(status, "settings"));
    take_last(s, json_object_get(status, "last"));
}

static int on_step(const char *line, size_t len, void *value, void *user)
{
    struct net_status *s = user;
    json_t *problems = json_object_get(value, "problems"), *x;
    size_t i;

    (void)line;
    (void)len;
    json_array_foreach(problems, i, x) net_status_problem(s, text_of(s, x, "text"));
    if (json_object_get(value, "action"))
        net_status_drift(s, text_of(s, value, "text"));
    return 0;
}

// FILE:LINE: TEXT; what is wrong with all of a file or folder has no line.
static const char *place_of(struct net_status *s, json_t *complaint)
{
    const char *file = text_of(s, complaint, "file"), *text = text_of(s, complaint, "text");
    long long line = json_integer_value(json_object_get(complaint, "line"));

    return line > 0 ? kld_printf(s->arena, "%s:%lld: %s", file, line, text)
                    : kld_printf(s->arena, "%s: %s", file, text);
}

// With mistakes in the settings there is nothing to compare.
static void take_comparison(struct net_status *s, const struct net_answer *a)
{
    json_t *first = json_array_get(json_object_get(a->json, "complaints"), 0);

    s->compared = a->status == 200;
    if (!s->compared && first)
        net_status_problem(s, place_of(s, first));
    else if (!s->compared)
        net_status_problem(s, kld_printf(s->arena,
                                         "the settings cannot be compared with the network: %s",
                                         text_of(s, a->json, "error")));
}

static void take_links(struct net_status *s, json_t *list)
{
    json_t *x, *y;
    size_t i, k;

    json_array_foreach(list, i, x)
    {
        struct net_status_link *l = net_status_link(s);
        json_t *up = json_object_get(x, "up");

        l->name = text_of(s, x, "name");
        l->kind = text_of(s, x, "kind");
        l->state = json_is_false(up) ? "off" : text_of(s, x, "state");
        // Of a link whose driver does not tell, the carrier is what there is to say.
        if (!strcmp(l->state, "unknown") && json_is_true(json_object_get(x, "carrier")))
            l->state = "up";
        l->ours = !strcmp(text_of(s, x, "owner"), "ours");
        json_array_foreach(json_object_get(x, "addresses"), k, y)
            net_status_address(s, l, text_of(s, y, "address"));
    }
}

int net_status_via(struct net_status *s, struct net_client *c)
{
    const struct net_call status = {.method = "GET", .path = "/v1/status"};
    const struct net_call diff = {.method = "GET", .path = "/v1/diff", .line = on_step, .user = s};
    const struct net_call links = {.method = "GET", .path = "/v1/interfaces"};
    struct net_answer a = {0};
    int code = net_client_call(c, &status, &a);

    if (!code && (a.status != 200 || !json_is_object(a.json)))
        code = net_client_refused(c, &a);
    if (!code)
        take_status(s, a.json);
    net_answer_free(&a);
    if (!code)
        code = net_client_call(c, &diff, &a);
    if (!code)
        take_comparison(s, &a);
    net_answer_free(&a);
    if (!code)
        code = net_client_call(c, &links, &a);
    if (!code && a.status == 200 && json_is_array(a.json))
        take_links(s, a.json);
    else if (!code)
        code = net_client_refused(c, &a);
    net_answer_free(&a);
    return code;
}
