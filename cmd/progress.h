// SPDX-License-Identifier: MIT
// A line on stderr for what takes long, and only for people: see progress_start().
#ifndef KL_CMD_PROGRESS_H
#define KL_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool on;    // stderr is a terminal
    bool shown; // something is on it
    const char *verb, *unit;
    uint64_t total;       // 0: not known
    uint64_t start, next; // ns
    uint32_t calls;
};

// @verb: "loading"; @unit: what is counted, "lines". @quiet keeps it off.
void progress_start(struct progress *p, const char *verb, const char *unit, uint64_t total,
                    bool quiet);
// To be called as often as one likes; looks at the clock now and then.
void progress_show(struct progress *p, uint64_t done, uint64_t of_total);
// For waiting: says how long it has been, and how many there are by now. Looks at the clock.
void progress_wait(struct progress *p, uint64_t found);
// Takes the line away.
void progress_end(struct progress *p);

#endif
