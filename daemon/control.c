// SPDX-License-Identifier: MIT
// Which settings are in force, what waits for its confirmation, and applies that nobody asked for:
// at the start, and for repairs.
#include "kernlinkd.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define LOOK_AGAIN_US 1000000

const char *const kld_outcome_words[] = {
    [KLD_O_NONE] = "ended",          [KLD_O_UNCHANGED] = "unchanged",
    [KLD_O_APPLIED] = "applied",     [KLD_O_UNCONFIRMED] = "unconfirmed",
    [KLD_O_REFUSED] = "refused",     [KLD_O_FAILED] = "failed",
    [KLD_O_BUSY] = "busy",           [KLD_O_MISTAKES] = "mistakes",
    [KLD_O_CONFIRMED] = "confirmed", [KLD_O_UNDONE] = "undone",
};

/* ---- Settings in force ---- */

static bool keep_read(struct kld_daemon *d, const char *name, struct kld_texts *ret)
{
    int code = kld_keep_read(d->arena, d->o.folder, name, ret);

    if (code && code != -ENOENT)
        kld_log(d, LOG_ERR, NULL, "%s/%s cannot be read: %s", d->o.folder, name, strerror(-code));
    return !code;
}

static void copy_texts(struct kld_daemon *d, const struct kld_texts *from)
{
    d->texts = (struct kld_texts){0};
    for (size_t i = 0; i < from->n; i++) {
        struct kld_file *f = kld_alloc(d->arena, sizeof *f);

        f->name = kld_strdup(d->arena, from->list[i]->name);
        f->text = kld_strndup(d->arena, from->list[i]->text, from->list[i]->len);
        f->len = from->list[i]->len;
        d->texts.list = kld_grow(d->arena, d->texts.list, d->texts.n, sizeof *d->texts.list);
        d->texts.list[d->texts.n++] = f;
    }
}

static void read_folder(struct kld_daemon *d)
{
    struct kld_settings *s = kld_settings_new();
    struct kld_texts folder, refused;

    kld_settings_add(s, d->o.settings);
    kld_settings_finish(s);
    folder = kld_texts_of(s);
    d->broken = folder.n && s->complaints.n;
    d->held = keep_read(d, KLD_KEEP_REFUSED, &refused) && kld_texts_equal(&folder, &refused);
    if (d->broken)
        kld_log(d, LOG_ERR, NULL, "%s:%u: %s: the settings have mistakes",
                s->complaints.list[0].place.file ? s->complaints.list[0].place.file->name
                                                 : d->o.settings,
                s->complaints.list[0].place.line, s->complaints.list[0].text);
    if (folder.n && !d->broken && !d->held) {
        copy_texts(d, &folder);
        d->source = "settings";
    }
    kld_settings_free(s);
}

static void choose_settings(struct kld_daemon *d)
{
    kld_arena_free(d->arena);
    d->arena = kld_arena_new();
    d->texts = (struct kld_texts){0};
    d->source = "none";
    d->held = d->broken = false;
    if (d->deadline_ns && keep_read(d, KLD_KEEP_PENDING, &d->texts))
        d->source = "pending";
    else
        read_folder(d);
    if (!d->texts.n && (d->held || d->broken) && keep_read(d, KLD_KEEP_ACCEPTED, &d->texts))
        d->source = "accepted";
    if (d->held)
        kld_log(d, LOG_WARNING, NULL,
                "the settings in %s were undone before: they are not applied again until they are "
                "edited, or somebody does",
                d->o.settings);
    malloc_trim(0);
}

// What somebody applied by hand counts, wherever it came from.
static void take_accepted(struct kld_daemon *d)
{
    struct kld_texts accepted;

    choose_settings(d);
    if (d->deadline_ns || !keep_read(d, KLD_KEEP_ACCEPTED, &accepted) ||
        (d->texts.n && kld_texts_equal(&d->texts, &accepted)))
        return;
    d->texts = accepted;
    d->source = "accepted";
}

// Another, without the daemon, had settings accepted, or ended what waited for its confirmation.
static void take_others(struct kld_daemon *d, bool waited)
{
    struct kld_texts refused;

    if (waited && keep_read(d, KLD_KEEP_REFUSED, &refused) && kld_texts_equal(&refused, &d->texts))
        choose_settings(d);
    else
        take_accepted(d);
}

// Who edits them, or had them put back, tells nobody. They are compared only while it matters.
bool kld_daemon_held(const struct kld_daemon *d)
{
    struct kld_texts folder, refused;
    struct kld_arena *a;
    bool held;

    if (!d->held)
        return false;
    a = kld_arena_new();
    folder.list = kld_settings_texts(a, d->o.settings, &folder.n);
    held = !kld_keep_read(a, d->o.folder, KLD_KEEP_REFUSED, &refused) &&
           kld_texts_equal(&folder, &refused);
    kld_arena_free(a);
    return held;
}

struct kld_settings *kld_daemon_settings(struct kld_daemon *d)
{
    return d->texts.n ? kld_texts_settings(&d->texts) : NULL;
}

/* ---- What waits for its confirmation ---- */

static int look(void *user, int fd, int log_fd);
static void looked(struct kld_daemon *d, const struct kld_result *r, void *user);
static const struct kld_job_ops look_ops = {look, NULL, looked};

static void arm(struct kld_daemon *d, uint64_t at_us)
{
    sd_event_source_set_time(d->timer, at_us);
    sd_event_source_set_enabled(d->timer, SD_EVENT_ONESHOT);
}

static void start_look(struct kld_daemon *d)
{
    int code = kld_job_start(d, &d->look, KLD_JOB_CHANGES, false, &look_ops, d);

    d->looking = !code;
    d->settled = false;
    if (!code) {
        kld_job_leave(d->look); // nobody reads what it writes
        return;
    }
    kld_log(d, LOG_ERR, NULL, "the journal cannot be looked at: %s", strerror(-code));
    arm(d, (uint64_t)kld_boot_ns() / 1000 + LOOK_AGAIN_US); // nothing else undoes what is there
}

static int on_timer(sd_event_source *s, uint64_t at, void *user)
{
    struct kld_daemon *d = user;

    (void)s;
    (void)at;
    if (!d->looking)
        start_look(d);
    return 0;
}

static void await(struct kld_daemon *d, int64_t deadline_ns)
{
    d->deadline_ns = deadline_ns;
    if (deadline_ns)
        arm(d, (uint64_t)deadline_ns / 1000 + 1000);
    else
        sd_event_source_set_enabled(d->timer, SD_EVENT_OFF);
}

static const char *undo(struct kld_journal *j, struct kld_result *r)
{
    struct kl_net *n;
    int code = kl_net_open(&n, NULL);
    struct kld_apply x = {.arena = j->arena, .n = n, .journal = j};

    if (!code)
        code = kld_apply_back(&x);
    r->outcome = code ? KLD_O_FAILED : KLD_O_UNDONE;
    r->whole = x.whole;
    return code ? kl_strerror(code) : "the network is as it was before";
}

// Undoes what was cut off, or not confirmed in time.
static int look(void *user, int fd, int log_fd)
{
    struct kld_daemon *d = user;
    struct kld_result *r = kld_job_result(d->look);
    struct kld_arena *a = kld_arena_new();
    struct kld_journal j;
    int code = kld_journal_lock(&j, a, d->o.folder, false, NULL);

    (void)fd;
    (void)log_fd;
    if (!code)
        code = kld_journal_read(&j);
    r->outcome = code == -EWOULDBLOCK ? KLD_O_BUSY : code ? KLD_O_FAILED : KLD_O_UNCHANGED;
    if (code) {
        snprintf(r->text, sizeof r->text, "%s/journal: %s", d->o.folder, strerror(-code));
    } else if (j.status == KLD_J_UNCONFIRMED && j.same_boot && j.deadline_ns > kld_boot_ns()) {
        r->outcome = KLD_O_UNCONFIRMED;
        r->deadline_ns = j.deadline_ns;
    } else if (j.status != KLD_J_NONE) {
        const char *why = j.status == KLD_J_APPLYING ? "an apply was cut off"
                                                     : "a change was not confirmed in time";

        snprintf(r->text, sizeof r->text, "%s: %s", why, undo(&j, r));
    } else {
        kld_keep_accept(&j);
    }
    return 0;
}

// The network is as the settings say: from now on it is kept so.
static void tell_ready(struct kld_daemon *d)
{
    kld_reconcile_start(d);
    if (!d->ready)
        sd_notify(0, "READY=1\nSTATUS=answers on its socket");
    d->ready = true;
}

static void started(struct kld_daemon *d, const struct kld_result *r, void *user)
{
    (void)r;
    (void)user;
    tell_ready(d);
}

static void looked(struct kld_daemon *d, const struct kld_result *r, void *user)
{
    bool waited = d->deadline_ns != 0, same = r->outcome == KLD_O_UNCHANGED && !d->starting;

    (void)user;
    d->looking = false;
    if (r->outcome == KLD_O_BUSY || r->outcome == KLD_O_NONE) {
        // Somebody is at it. What he leaves is looked at then.
        arm(d, (uint64_t)kld_boot_ns() / 1000 + LOOK_AGAIN_US);
        return;
    }
    if (r->outcome == KLD_O_UNDONE || r->outcome == KLD_O_FAILED)
        kld_log(d, r->outcome == KLD_O_FAILED ? LOG_ERR : LOG_WARNING, NULL, "%s", r->text);
    if (d->settled) {
        // What it saw may be older than that, and must not end the wait for a confirmation.
        arm(d, (uint64_t)kld_boot_ns() / 1000);
        return;
    }
    await(d, r->outcome == KLD_O_UNCONFIRMED ? r->deadline_ns : 0);
    if (!same)
        choose_settings(d);
    else if (waited || d->others)
        take_others(d, waited);
    if (!same || waited || d->others)
        kld_services_update(d);
    d->others = false;
    if (d->starting) {
        d->starting = false;
        if (!strcmp(d->source, "none") && !d->broken)
            kld_log(d, LOG_NOTICE, NULL, "there are no settings in %s", d->o.settings);
        if (kld_daemon_apply(d, "at the start", started, NULL))
            tell_ready(d);
    } else if (r->outcome == KLD_O_UNDONE) {
        kld_daemon_apply(d, "after going back", NULL, NULL);
    }
    kld_reconcile_kick(d);
}

// The journal is changed by those who work without the daemon, too, and which settings are
// accepted.
static int on_folder(sd_event_source *s, const struct inotify_event *e, void *user)
{
    struct kld_daemon *d = user;
    bool accepted = e->len && !strcmp(e->name, KLD_KEEP_ACCEPTED);

    (void)s;
    if ((!accepted && !(e->len && !strcmp(e->name, "journal"))) || d->changes || d->starting)
        return 0;
    d->others |= accepted;
    // Before what he did is taken for drift.
    arm(d, (uint64_t)kld_boot_ns() / 1000 + (accepted ? 0 : LOOK_AGAIN_US / 4));
    return 0;
}

/* ---- What a request has changed ---- */

void kld_control_settle(struct kld_daemon *d, const struct kld_result *r)
{
    int priority = LOG_INFO;

    kld_reconcile_kick(d);

    if (r->outcome != KLD_O_BUSY && r->outcome != KLD_O_MISTAKES) {
        d->last = *r;
        d->settled = true;
    }
    switch (r->outcome) {
    case KLD_O_UNCONFIRMED:
        await(d, r->deadline_ns);
        choose_settings(d);
        break;
    case KLD_O_APPLIED:
    case KLD_O_UNCHANGED:
    case KLD_O_CONFIRMED:
        await(d, 0);
        take_accepted(d);
        break;
    case KLD_O_UNDONE:
    case KLD_O_REFUSED:
        priority = LOG_WARNING;
        await(d, 0);
        choose_settings(d);
        break;
    case KLD_O_NONE:
    case KLD_O_FAILED:
        // It died, or could not go back to what was: what it left is in the journal.
        arm(d, (uint64_t)kld_boot_ns() / 1000);
        return;
    default:
        return;
    }
    d->applies++;
    kld_services_update(d);
    if (r->steps)
        kld_log(d, priority, *r->object ? r->object : NULL, "%s: %zu step%s%s%s",
                kld_outcome_words[r->outcome], r->steps, r->steps == 1 ? "" : "s",
                *r->text ? "; " : "", r->text);
    else
        kld_log(d, priority, NULL, "%s%s%s", kld_outcome_words[r->outcome],
                *r->text || r->outcome == KLD_O_UNCHANGED ? ": " : "",
                *r->text                        ? r->text
                : r->outcome == KLD_O_UNCHANGED ? "the network was so already"
                                                : "");
}

/* ---- Applies of the daemon's own ---- */

static int open_journal(struct kld_journal *j, struct kld_arena *a, const struct kld_daemon *d,
                        struct kld_result *r)
{
    int holder = 0, code = kld_journal_lock(j, a, d->o.folder, false, &holder);

    if (!code)
        code = kld_journal_read(j);
    if (!code && j->status != KLD_J_NONE)
        code = -EWOULDBLOCK;
    r->outcome = code == -EWOULDBLOCK ? KLD_O_BUSY : KLD_O_FAILED;
    if (code)
        snprintf(r->text, sizeof r->text, "%s: %s", d->o.folder, strerror(-code));
    return code;
}

static int run_own(void *user, int fd, int log_fd)
{
    struct kld_daemon *d = user;
    struct kld_result *r = kld_job_result(d->own.job);
    struct kld_settings *s = kld_daemon_settings(d);
    struct kld_arena *a = kld_arena_new();
    struct kld_journal j;
    struct kld_apply x = {.arena = a,
                          .journal = &j,
                          .want = s ? s->model : NULL,
                          .keep_going = true,
                          .progress = kld_result_progress,
                          .stop = kld_job_stops,
                          .user = r};
    int code;

    (void)fd;
    (void)log_fd;
    r->outcome = KLD_O_MISTAKES;
    if (!s || s->complaints.n || open_journal(&j, a, d, r))
        return 0;
    code = kl_net_open(&x.n, NULL);
    if (!code)
        code = kld_apply_plan(&x);
    if (!code)
        code = kld_apply_run(&x);
    kld_result_of(r, &x, code);
    if (x.whole && !strcmp(d->source, "settings"))
        (void)kld_keep_unchanged(&j, &d->texts);
    return 0;
}

// What is tried again and again is said once, whatever the number of its step.
static bool is_new(const char *text, const char *before)
{
    const char *a = strstr(text, "refused"), *b = strstr(before, "refused");

    return strcmp(a ? a : text, b ? b : before) != 0;
}

static void own_over(struct kld_daemon *d, const struct kld_result *r, void *user)
{
    const struct kld_own_apply o = d->own; // what is done may begin another
    bool new = is_new(r->text, d->last.text);

    if (r->outcome == KLD_O_NONE)
        arm(d, (uint64_t)kld_boot_ns() / 1000);
    else if (r->steps || r->refused || r->problems || r->outcome == KLD_O_FAILED)
        d->last = *r;
    if (r->steps)
        kld_log(d, LOG_INFO, *r->object ? r->object : NULL, "%zu step%s done %s", r->steps,
                r->steps == 1 ? "" : "s", o.why);
    if ((r->refused || r->problems || r->outcome == KLD_O_FAILED) && new)
        kld_log(d, LOG_WARNING, NULL, "%s: %s", o.why, r->text);
    (void)user;
    d->repairing = false;
    if (r->steps)
        kld_services_repaired(d);
    if (o.done)
        o.done(d, r, o.user);
}

static const struct kld_job_ops own_ops = {run_own, NULL, own_over};

int kld_daemon_apply(struct kld_daemon *d, const char *why, kld_applied_fn *done, void *user)
{
    int code;

    if (d->changes || d->deadline_ns || d->others)
        return -EBUSY;
    if (!d->texts.n)
        return -ENOENT;
    d->own = (struct kld_own_apply){why, done, user, NULL};
    code = kld_job_start(d, &d->own.job, KLD_JOB_CHANGES, false, &own_ops, d);
    if (!code)
        kld_job_leave(d->own.job);
    d->repairing = !code;
    return code;
}

int kld_control_start(struct kld_daemon *d)
{
    int code;

    d->since_ns = kld_boot_ns();
    d->source = "none";
    d->arena = kld_arena_new();
    code = sd_event_add_time(d->loop, &d->timer, CLOCK_BOOTTIME, 0, 1000, on_timer, d);
    if (code >= 0) {
        struct kld_journal j;

        // Makes the folder.
        if (kld_journal_lock(&j, d->arena, d->o.folder, false, NULL) == 0)
            kld_journal_unlock(&j);
        code = sd_event_add_inotify(d->loop, &d->inotify, d->o.folder,
                                    IN_DELETE | IN_MOVED_TO | IN_ONLYDIR, on_folder, d);
    }
    if (code < 0) {
        kld_log(d, LOG_ERR, NULL, "%s: %s", d->o.folder, strerror(-code));
        return code;
    }
    sd_event_source_set_enabled(d->timer, SD_EVENT_OFF);
    d->starting = true;
    start_look(d);
    return 0;
}

void kld_control_stop(struct kld_daemon *d)
{
    sd_event_source_disable_unref(d->timer);
    sd_event_source_disable_unref(d->inotify);
    kld_arena_free(d->arena);
}
