// SPDX-License-Identifier: MIT
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FIRST_NS   500000000u // half a second without a bar
#define EVERY_NS   100000000u
#define EVERY_CALL 1024u // the clock is looked at

static uint64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void progress_start(struct progress *p, const char *verb, const char *unit, uint64_t total,
                    bool quiet)
{
    *p = (struct progress){
        .on = !quiet && isatty(STDERR_FILENO) == 1, .verb = verb, .unit = unit, .total = total};
    if (p->on) {
        p->start = now();
        p->next = p->start + FIRST_NS;
    }
}

static void draw(struct progress *p, uint64_t done, uint64_t at, uint64_t elapsed)
{
    double seconds = (double)elapsed / 1e9, rate = (double)done / seconds;
    char bar[21], left[32] = "";
    size_t filled;

    if (!p->total) {
        fprintf(stderr, "\r%s %llu %s, %.0f/s\033[K", p->verb, (unsigned long long)done, p->unit,
                rate);
        return;
    }
    if (at > p->total)
        at = p->total;
    filled = (size_t)(at * 20 / p->total);
    memset(bar, ' ', sizeof bar - 1);
    memset(bar, '=', filled);
    bar[20] = 0;
    if (at)
        snprintf(left, sizeof left, ", %.0f s left",
                 seconds * (double)(p->total - at) / (double)at);
    fprintf(stderr, "\r%s [%s] %3.0f%%  %llu %s, %.0f/s%s\033[K", p->verb, bar,
            100.0 * (double)at / (double)p->total, (unsigned long long)done, p->unit, rate, left);
}

void progress_show(struct progress *p, uint64_t done, uint64_t of_total)
{
    uint64_t t;

    if (!p->on || ++p->calls % EVERY_CALL)
        return;
    t = now();
    if (t < p->next)
        return;
    p->next = t + EVERY_NS;
    p->shown = true;
    draw(p, done, of_total, t - p->start);
}

void progress_wait(struct progress *p, uint64_t found)
{
    uint64_t t;

    if (!p->on)
        return;
    t = now();
    if (t < p->next)
        return;
    p->next = t + EVERY_NS;
    p->shown = true;
    fprintf(stderr, "\r%s, %.1f s, %llu %s\033[K", p->verb, (double)(t - p->start) / 1e9,
            (unsigned long long)found, p->unit);
}

void progress_end(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->on = p->shown = false;
}
