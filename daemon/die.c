// SPDX-License-Identifier: MIT
#include "die.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Like a machine does: with the daemon first if it is one of its children; or it gets another
// signal.
static void die(void)
{
    const char *signal = getenv("KERNLINK_TEST_SIGNAL");

    if (getenv("KERNLINK_TEST_PARENT"))
        kill(getppid(), SIGKILL);
    raise(signal ? atoi(signal) : SIGKILL);
}

static void look(bool within)
{
    static long steps = -1;
    const char *text = getenv("KERNLINK_TEST_KILL");
    char *rest;
    long at;

    if (!text)
        return;
    steps += !within;
    at = strtol(text, &rest, 10);
    if (at == steps && !strcmp(rest, within ? ".5" : ""))
        die();
}

void kld_die_behind_step(void)
{
    look(false);
}

void kld_die_within_step(void)
{
    look(true);
}
