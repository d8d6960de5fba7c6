// SPDX-License-Identifier: MIT
// Counts by family and command: messages, bytes, errors, and how long the kernel took to answer.
#include "inside.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 512
#define SAMPLES  512 // of latencies in a row, for the median

struct row {
    char family[KL_NAME_SIZE], command[KL_NAME_SIZE];
    uint64_t sent, received, events, errors, bytes;
    uint64_t answers; // whose time is known
    uint64_t min, max;
    uint64_t sample[SAMPLES];
};

struct stats {
    struct row **row;
    size_t n;
    struct row rest; // what comes when there are too many
    uint64_t draw;
};

static int begin(struct show *s)
{
    struct stats *t = calloc(1, sizeof *t);

    s->form = t;
    if (!t)
        return -ENOMEM;
    t->row = calloc(ROWS_MAX, sizeof(struct row *));
    strcpy(t->rest.family, "others");
    t->draw = 88172645463325252u;
    return t->row ? 0 : -ENOMEM;
}

static void clear(struct show *s)
{
    struct stats *t = s->form;

    for (size_t i = 0; t && i < t->n; i++)
        free(t->row[i]);
    if (t)
        free(t->row);
    free(t);
    s->form = NULL;
}

static struct row *row_of(struct stats *t, const char *family, const char *command)
{
    struct row *r;

    for (size_t i = 0; i < t->n; i++)
        if (!strcmp(t->row[i]->family, family) && !strcmp(t->row[i]->command, command))
            return t->row[i];
    r = t->n < ROWS_MAX ? calloc(1, sizeof *r) : NULL;
    if (!r)
        return &t->rest;
    snprintf(r->family, sizeof r->family, "%s", family);
    snprintf(r->command, sizeof r->command, "%s", command);
    return t->row[t->n++] = r;
}

// Of more latencies than there is room for, a sample in which each is as likely.
static void add_latency(struct stats *t, struct row *r, uint64_t ns)
{
    uint64_t at = r->answers++;

    if (at == 0 || ns < r->min)
        r->min = ns;
    if (ns > r->max)
        r->max = ns;
    t->draw ^= t->draw << 13;
    t->draw ^= t->draw >> 7;
    t->draw ^= t->draw << 17;
    if (at >= SAMPLES)
        at = t->draw % r->answers;
    if (at < SAMPLES)
        r->sample[at] = ns;
}

// An answer counts for the command that asked.
static void message(struct show *s, const struct show_message *m)
{
    struct stats *t = s->form;
    const struct show_exchange *e = m->sent ? NULL : m->exchange;
    struct row *r = row_of(t, e ? e->family : m->family, e ? e->command : m->command);
    struct show_probe p = {.words = NULL};

    r->bytes += m->msg->nlmsg_len;
    r->sent += m->sent;
    r->received += !m->sent;
    r->events += m->event;
    r->errors += m->control && !m->sent && m->code < 0;
    if (m->has_latency && !e->answered) {
        m->exchange->answered = true;
        add_latency(t, r, m->latency_ns);
    }
    if (!m->control) {
        show_probe(&p, m->msg, m->protocol, m->generic);
        s->malformed += p.malformed > 0 ? (unsigned)p.malformed : 0;
    }
}

static void broken(struct show *s, const struct show_broken *b)
{
    (void)s, (void)b;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static int by_name(const void *a, const void *b)
{
    const struct row *const *x = a, *const *y = b;
    int rc = strcmp((*x)->family, (*y)->family);

    return rc ? rc : strcmp((*x)->command, (*y)->command);
}

static void put_cell(struct kl_out *o, uint64_t ns, bool known)
{
    char text[32];

    if (!known)
        snprintf(text, sizeof text, "-");
    else if (ns < 10 * 1000000ull)
        snprintf(text, sizeof text, "%" PRIu64 " us", ns / 1000);
    else
        snprintf(text, sizeof text, "%.1f ms", (double)ns / 1e6);
    kl_out_printf(o, " %9s", text);
}

static void put_row(struct kl_out *o, struct row *r)
{
    size_t n = r->answers < SAMPLES ? (size_t)r->answers : SAMPLES;
    char name[2 * KL_NAME_SIZE + 2];

    snprintf(name, sizeof name, "%s %s", r->family, r->command);
    for (char *c = name; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    qsort(r->sample, n, sizeof r->sample[0], by_number);
    kl_out_printf(o, "%-30s %7" PRIu64 " %8" PRIu64 " %7" PRIu64 " %7" PRIu64 " %10" PRIu64, name,
                  r->sent, r->received, r->events, r->errors, r->bytes);
    put_cell(o, r->min, n > 0);
    put_cell(o, n > 0 ? r->sample[n / 2] : 0, n > 0);
    put_cell(o, r->max, n > 0);
    kl_out_char(o, '\n');
}

static void add_up(struct row *sum, const struct row *r)
{
    sum->sent += r->sent;
    sum->received += r->received;
    sum->events += r->events;
    sum->errors += r->errors;
    sum->bytes += r->bytes;
}

static void finish(struct show *s)
{
    struct stats *t = s->form;
    struct row sum = {.family = "all"};

    kl_out_printf(s->out, "%-30s %7s %8s %7s %7s %10s %9s %9s %9s\n", "family and command", "sent",
                  "received", "events", "errors", "bytes", "fastest", "median", "slowest");
    qsort(t->row, t->n, sizeof(struct row *), by_name);
    for (size_t i = 0; i < t->n; i++) {
        put_row(s->out, t->row[i]);
        add_up(&sum, t->row[i]);
    }
    if (t->rest.sent + t->rest.received > 0)
        put_row(s->out, &t->rest);
    add_up(&sum, &t->rest);
    put_row(s->out, &sum);
    if (s->malformed > 0)
        kl_out_printf(s->out, "%" PRIu64 " places are malformed\n", s->malformed);
}

const struct show_form_calls show_form_stats = {
    .begin = begin, .message = message, .broken = broken, .finish = finish, .clear = clear};
