// SPDX-License-Identifier: MIT
// What the journal says of a change that has not ended. Without a daemon nobody else may see to it.
#include "work.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool net_work_over(const struct kld_journal *j)
{
    return j->status == KLD_J_UNCONFIRMED && (!j->same_boot || j->deadline_ns <= kld_boot_ns());
}

// Who took the lock last has gone: nobody waits for the confirmation but a daemon, if there is one.
static bool is_alone(struct kld_arena *a, const char *folder)
{
    char *text;
    size_t len;
    bool gone = false;

    if (kld_file_slurp(kld_printf(a, "%s/lock", folder), &text, &len))
        return false;
    if (*text)
        gone = kill(atoi(text), 0) < 0 && errno == ESRCH;
    free(text);
    return gone;
}

struct net_pending net_pending(struct kld_arena *a, const char *folder)
{
    struct kld_journal j = {.arena = a, .folder = folder, .lock = -1};
    int code = kld_journal_read(&j);
    struct net_pending p = {.left_s = -1};

    if (code == -EACCES)
        p.words = kld_printf(a, "%s: only root can read what waits for a confirmation", folder);
    if (code == -ENOENT || code == -EACCES)
        return p;
    p.wrong = true;
    if (code) {
        p.words = kld_printf(a, "%s/journal cannot be read: %s", folder, strerror(-code));
    } else if (j.status == KLD_J_APPLYING) {
        p.words = "a change is under way, or was cut off: `kernlink net recover' undoes it then";
    } else if (net_work_over(&j)) {
        p.words = "a change was not confirmed in time: `kernlink net recover' undoes it";
    } else if (j.status == KLD_J_UNCONFIRMED) {
        p.wrong = is_alone(a, folder);
        p.left_s = (j.deadline_ns - kld_boot_ns()) / 1000000000;
        if (p.wrong)
            p.words =
                "who began what waits for its confirmation is gone: kernlinkd or `kernlink net "
                "recover' undoes it then, `kernlink net rollback' at once";
    }
    p.wrong = p.wrong && p.words;
    return p;
}

void net_pending_note(const char *command, const char *folder)
{
    struct kld_arena *a = kld_arena_new();
    struct net_pending p = net_pending(a, folder);

    if (p.left_s >= 0)
        fprintf(stderr, "%s: a change waits for `kernlink net confirm': in %lld s it is undone\n",
                command, p.left_s);
    if (p.wrong)
        fprintf(stderr, "%s: %s\n", command, p.words);
    kld_arena_free(a);
}
