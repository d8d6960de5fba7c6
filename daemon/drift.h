// SPDX-License-Identifier: MIT
// When to look whether the network is still as it is wanted: a machine of states that knows neither
// clock nor kernel. Times are milliseconds of any clock that does not go back.
#ifndef KLD_DRIFT_H
#define KLD_DRIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KLD_DRIFT_QUIET_MS = 200,   // after the last event, ...
    KLD_DRIFT_LATEST_MS = 1000, // ... but not later than that after the first
    KLD_DRIFT_COST = 10,        // times the length of the last look lie between two of them, ...
    KLD_DRIFT_OFTEN = 3,        // repairs of an object until it is done more and more seldom
    KLD_DRIFT_FIRST_MS = 1000,  // the first pause then, doubled each time
    KLD_DRIFT_MOST_MS = 60000,  // the longest pause of any kind
    KLD_DRIFT_CALM_MS = 10000,  // with twice the pause: so long undisturbed, all is forgotten
    KLD_DRIFT_BUSY_MS = 10000,  // while another changes the network: he tells when he is done
    KLD_DRIFT_OBJECTS = 256     // that are remembered
};

#define KLD_DRIFT_NEVER INT64_MAX

struct kld_drift_ops {
    // Begins to look and repair; kld_drift_done() is called when that is over. @return 0; -EAGAIN:
    // not now; another negative code: there is nothing to look for
    int (*look)(void *user);
    // Somebody undoes @object again and again, and again for the @count-th time; said once.
    void (*flaps)(void *user, const char *object, unsigned count);
    // ... and has stopped.
    void (*calm)(void *user, const char *object, unsigned count);
};

struct kld_drift_object {
    uint64_t id;
    char name[96];
    unsigned count;
    int64_t last;       // when it was repaired
    int64_t not_before; // what happens to it is of no interest until then
    int64_t pause;
};

struct kld_drift {
    const struct kld_drift_ops *ops;
    void *user;
    bool looking;
    int64_t started;
    int64_t first, last; // events that are to be looked at; NEVER: there are none
    int64_t later;       // when to look at what was put off
    int64_t not_before;  // by cost, failures and others at work
    int64_t strict;      // until then nothing is looked at early
    unsigned failures;
    unsigned long long looks;
    struct kld_drift_object list[KLD_DRIFT_OBJECTS];
    size_t n;
};

// How a look ended.
struct kld_drift_result {
    const char *object; // that was repaired first, or NULL
    bool failed;        // it came to nothing
};

uint64_t kld_drift_id(const char *object);
void kld_drift_init(struct kld_drift *d, const struct kld_drift_ops *ops, void *user);
// Something happened to the object, or (0) to some.
void kld_drift_event(struct kld_drift *d, int64_t now, uint64_t object);
// Look soon, whatever was put off because others were at work.
void kld_drift_kick(struct kld_drift *d, int64_t now);
// When kld_drift_tick() is to be called.
int64_t kld_drift_due(const struct kld_drift *d);
void kld_drift_tick(struct kld_drift *d, int64_t now);
void kld_drift_done(struct kld_drift *d, int64_t now, const struct kld_drift_result *r);

#endif
