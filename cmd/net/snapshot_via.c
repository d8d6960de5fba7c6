// SPDX-License-Identifier: MIT
// Snapshots that the daemon keeps. What is printed is as without it.
#include "snapshot.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static int print(struct net_client *c, const char *text, size_t len)
{
    int code = net_print(text, len);

    return code ? net_unwritten(c->command, code) : NET_OK;
}

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "?";
}

static int print_list(struct net_client *c, json_t *list)
{
    json_t *item;
    size_t i;

    json_array_foreach(list, i, item)
    {
        char line[200];

        snprintf(line, sizeof line, NET_SNAPSHOT_LINE, text_of(item, "name"), text_of(item, "time"),
                 (size_t)json_integer_value(json_object_get(item, "bytes")));
        net_say(stdout, line);
        putchar('\n');
    }
    return fflush(stdout) == 0 ? NET_OK : net_unwritten(c->command, -errno);
}

static int print_saved(struct net_client *c, json_t *answer)
{
    json_t *item, *list = json_object_get(answer, "left_out");
    size_t i;

    json_array_foreach(list, i, item)
    {
        fprintf(stderr, "%s: left out: ", c->command);
        net_say(stderr, json_string_value(item) ? json_string_value(item) : "?");
        fputc('\n', stderr);
    }
    net_say(stdout, text_of(answer, "name"));
    putchar('\n');
    return fflush(stdout) == 0 ? NET_OK : net_unwritten(c->command, -errno);
}

static int ask(struct net_client *c, const char *method, const char *path, struct net_answer *ret)
{
    struct net_call x = {.method = method, .path = path};

    return net_client_call(c, &x, ret);
}

int net_snapshot_via(struct net_client *c, const char *command, const char *name, bool force,
                     bool json)
{
    const bool save = !strcmp(command, "save"), list = !strcmp(command, "list");
    const char *method = save ? "PUT" : !strcmp(command, "delete") ? "DELETE" : "GET";
    struct net_answer a = {0};
    char path[128];
    int code = 0;

    snprintf(path, sizeof path, list ? "/v1/snapshots" : "/v1/snapshots/%s%s", name,
             save && !force ? "?new=1" : "");
    if (!code)
        code = ask(c, method, path, &a);
    if (!code && save && a.status == 409) {
        fprintf(stderr, "%s: %s: is there already; --force replaces it\n", c->command, name);
        code = NET_FAILED;
    } else if (!code && a.status != 200 && a.status != 201)
        code = net_client_refused(c, &a);
    else if (!code && list && !json)
        code = print_list(c, a.json);
    else if (!code && save)
        code = print_saved(c, a.json);
    else if (!code && *method == 'G')
        code = print(c, a.text ? a.text : "", a.len);
    net_answer_free(&a);
    return code;
}
