// SPDX-License-Identifier: MIT
// log: what the daemon had to say.
#include "client.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HELP = 1, JSON, FOLLOW, LINES };

const struct kl_option net_log_options[] = {
    {"follow", 'f', NULL, "and what comes", FOLLOW},
    {"lines", 'n', "NUMBER", "only so many of the last lines (20)", LINES},
    {"json", 'j', NULL, "a line of JSON for each", JSON},
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

struct log {
    bool json;
    char *last;      // the line that was printed last
    char **lines;    // of this answer
    size_t n, known; // how many there are, and up to which they were printed before
};

// Of 2026-11-30T23:59:59.123Z; 0: it is none.
static time_t time_of(const char *text)
{
    struct tm tm = {0};
    const char *rest = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;

    return rest && (*rest == '.' || *rest == 'Z') ? timegm(&tm) : 0;
}

static void print_text(const char *line)
{
    json_t *v = json_loads(line, 0, NULL);
    const char *object = json_string_value(json_object_get(v, "object"));
    const char *message = json_string_value(json_object_get(v, "message"));
    const char *priority = json_string_value(json_object_get(v, "priority"));
    time_t at = time_of(json_string_value(json_object_get(v, "time")));
    char when[32] = "?";
    struct tm tm;

    if (localtime_r(&at, &tm))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &tm);
    printf("%s ", when);
    if (priority && strcmp(priority, "info") != 0 && strcmp(priority, "notice") != 0) {
        net_say(stdout, priority);
        fputs(": ", stdout);
    }
    if (object) {
        net_say(stdout, object);
        fputs(": ", stdout);
    }
    net_say(stdout, message ? message : "?");
    putchar('\n');
    json_decref(v);
}

static int on_line(const char *text, size_t len, void *value, void *user)
{
    struct log *l = user;
    char **more = realloc(l->lines, (l->n + 1) * sizeof *more);

    (void)value;
    if (!more)
        return -ENOMEM;
    l->lines = more;
    l->lines[l->n] = strndup(text, len);
    if (!l->lines[l->n])
        return -ENOMEM;
    l->n++;
    if (l->last && !strcmp(l->last, text))
        l->known = l->n;
    return 0;
}

// Those behind the one that was printed last, if that is still there.
static int print_new(struct log *l)
{
    int code = 0;

    for (size_t i = l->known; i < l->n && !code; i++) {
        if (l->json)
            code = net_print_line(l->lines[i], strlen(l->lines[i]));
        else
            print_text(l->lines[i]);
    }
    if (l->n) {
        free(l->last);
        l->last = l->lines[--l->n];
    }
    while (l->n)
        free(l->lines[--l->n]);
    free(l->lines);
    l->lines = NULL;
    l->known = 0;
    return code ? code : fflush(stdout) == 0 ? 0 : -errno;
}

static int run(struct net_client *c, struct log *l, unsigned long lines, bool follow)
{
    struct net_call call = {.method = "GET", .line = on_line, .user = l};
    struct net_answer a = {0};
    char path[64];
    int code;

    for (;;) {
        snprintf(path, sizeof path, l->last ? "/v1/log" : "/v1/log?last=%lu", lines);
        call.path = path;
        code = net_client_call(c, &call, &a);
        if (!code && a.status != 200)
            code = net_client_refused(c, &a);
        net_answer_free(&a);
        if (code)
            return code;
        code = print_new(l);
        if (code)
            return net_unwritten(c->command, code);
        if (!follow)
            return NET_OK;
        // The daemon keeps hundreds of lines: what comes in a second is among them.
        sleep(1);
    }
}

int net_cmd_log(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net log",
                           .tables = {net_log_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = o.command};
    struct log l = {0};
    unsigned long lines = 20;
    bool follow = false;
    char *end;
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        switch (id) {
        case HELP:
            printf(
                "Usage: kernlink net log [OPTION...]\n\nWhat the daemon had to say; the system's "
                "journal has more.\n\nOptions:\n");
            kl_option_help(net_log_options, stdout);
            kl_option_help(net_client_options, stdout);
            return 0;
        case FOLLOW:
            follow = true;
            break;
        case JSON:
            l.json = true;
            break;
        case LINES:
            lines = isdigit((unsigned char)*o.value) ? strtoul(o.value, &end, 10) : 0;
            if (!lines || lines > 100000 || *end) {
                fprintf(stderr, "%s: '%s' is no number of lines\n", o.command, o.value);
                return NET_USAGE;
            }
            break;
        case KL_OPTION_ARGUMENT:
            fprintf(stderr, "%s: '%s' is too much\n", o.command, o.value);
            return NET_USAGE;
        default:
            if (net_client_option(&c, id, o.value))
                return NET_USAGE;
        }
    }
    code = run(&c, &l, lines, follow);
    net_client_close(&c);
    while (l.n)
        free(l.lines[--l.n]);
    free(l.lines);
    free(l.last);
    return code;
}
