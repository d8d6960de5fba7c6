// SPDX-License-Identifier: MIT
// The log: to the journal with fields, or stderr; the last lines stay here for who asks, and go to
// those who follow events.
#include "kernlinkd.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#define LINES_MAX 500

struct kld_log_ring {
    char *lines[LINES_MAX]; // of JSON
    size_t next;
    bool journal; // stderr is the journal's
};

int kld_log_new(struct kld_daemon *d)
{
    d->log = calloc(1, sizeof *d->log);
    if (!d->log)
        return -ENOMEM;
    d->log->journal = getenv("JOURNAL_STREAM") != NULL;
    return 0;
}

void kld_log_free(struct kld_daemon *d)
{
    for (size_t i = 0; d->log && i < LINES_MAX; i++)
        free(d->log->lines[i]);
    free(d->log);
    d->log = NULL;
}

static void put(struct kl_out *o, const char *key, const char *text)
{
    kl_out_printf(o, ", \"%s\": ", key);
    kl_out_json_str(o, text, strlen(text));
}

static void keep(struct kld_daemon *d, int priority, const char *object, const char *text)
{
    static const char *const words[] = {"emergency", "alert",  "critical", "error",
                                        "warning",   "notice", "info",     "debug"};
    struct kld_log_ring *ring = d->log;
    struct timespec t;
    struct tm tm;
    struct kl_out *o;
    const char *line;
    size_t len;

    if (kl_out_open_memory(&o) < 0)
        return;
    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &tm);
    kl_out_printf(o, "{\"time\": \"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ\"", tm.tm_year + 1900,
                  tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, t.tv_nsec / 1000000);
    put(o, "priority", words[priority & 7]);
    if (object)
        put(o, "object", object);
    put(o, "message", text);
    kl_out_str(o, "}\n");
    line = kl_out_text(o, &len);
    if (!kl_out_error(o)) {
        free(ring->lines[ring->next]);
        ring->lines[ring->next] = strndup(line, len);
        ring->next = (ring->next + 1) % LINES_MAX;
        kld_jobs_log(d, line, len);
    }
    kl_out_close(o);
}

void kld_log(struct kld_daemon *d, int priority, const char *object, const char *format, ...)
{
    char text[1000];
    va_list ap;

    if (priority == LOG_DEBUG && !getenv("KERNLINK_DEBUG"))
        return;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (d->log->journal)
        sd_journal_send("MESSAGE=%s%s%s", object ? object : "", object ? ": " : "", text,
                        "PRIORITY=%d", priority, "KERNLINK_OBJECT=%s", object ? object : "", NULL);
    else
        fprintf(stderr, "kernlinkd: %s%s%s\n", object ? object : "", object ? ": " : "", text);
    keep(d, priority, object, text);
}

int kld_api_log(struct kld_call *c)
{
    const struct kld_log_ring *ring = c->d->log;
    const char *last = kld_call_arg(c, "last");
    char *end = NULL;
    unsigned long n = last ? strtoul(last, &end, 10) : LINES_MAX;

    if (last && (!*last || *end || *last == '-' || *last == '+'))
        return kld_call_fail(c, 400, "last is a number of lines");
    if (n > LINES_MAX)
        n = LINES_MAX;
    kld_call_begin(c, 200, "application/jsonl");
    for (size_t i = LINES_MAX - n; i < LINES_MAX; i++) {
        const char *line = ring->lines[(ring->next + i) % LINES_MAX];

        if (line)
            kl_out_str(c->out, line);
    }
    return 0;
}
