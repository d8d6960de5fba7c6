// SPDX-License-Identifier: MIT
#include "journal.h"

#include "set.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_BYTES (256u << 20)

int64_t kld_boot_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void kld_boot_id(char id[40])
{
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, id, 39);

    if (fd >= 0)
        close(fd);
    id[n > 0 ? n : 0] = '\0';
    id[strcspn(id, "\n")] = '\0';
}

/* ---- Files that are whole or not there ---- */

int kld_folder_sync(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), code = 0;

    if (fd < 0 || fsync(fd) < 0)
        code = -errno;
    if (fd >= 0)
        close(fd);
    return code;
}

static const char *in_folder(const struct kld_journal *j, const char *name)
{
    return kld_printf(j->arena, "%s/%s", j->folder, name);
}

int kld_write_all(int fd, const char *text, size_t len)
{
    while (len) {
        ssize_t n = write(fd, text, len);

        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0) {
            text += n;
            len -= (size_t)n;
        }
    }
    return 0;
}

int kld_folder_write(const struct kld_journal *j, const char *name, const char *text, size_t len)
{
    const char *path = in_folder(j, name), *new = kld_printf(j->arena, "%s.new", path);
    int fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600), code;

    if (fd < 0)
        return -errno;
    code = kld_write_all(fd, text, len);
    if (!code && fsync(fd) < 0)
        code = -errno;
    if (close(fd) < 0 && !code)
        code = -errno;
    if (!code && rename(new, path) < 0)
        code = -errno;
    if (code)
        unlink(new);
    return code ? code : kld_folder_sync(j->folder);
}

int kld_file_load(const char *path, int flags, size_t max, char **ret, size_t *ret_len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags), code = 0;
    char *text = NULL;
    struct stat st;
    size_t len = 0;

    if (fd < 0)
        return -errno;
    if (fstat(fd, &st) < 0)
        code = -errno;
    else if (!S_ISREG(st.st_mode))
        code = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
    else if ((uint64_t)st.st_size > max)
        code = -EFBIG;
    else if (!(text = malloc((size_t)st.st_size + 1)))
        code = -ENOMEM;
    while (!code && len < (size_t)st.st_size) {
        ssize_t n = read(fd, text + len, (size_t)st.st_size - len);

        if (n < 0 && errno != EINTR)
            code = -errno;
        else if (!n) // half of it would say that the other half was not there
            code = -EIO;
        len += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    if (code) {
        free(text);
        return code;
    }
    text[len] = '\0';
    *ret = text;
    *ret_len = len;
    return 0;
}

int kld_file_slurp(const char *path, char **ret, size_t *ret_len)
{
    return kld_file_load(path, O_NOFOLLOW, MAX_BYTES, ret, ret_len);
}

/* ---- The lock ---- */

// A new folder is on disk before anything in it is.
int kld_folder_make(struct kld_arena *a, const char *folder)
{
    int code;

    if (mkdir(folder, 0700) < 0)
        return errno == EEXIST ? 0 : -errno;
    code = kld_folder_sync(kld_printf(a, "%s/..", folder));
    if (code)
        rmdir(folder);
    return code;
}

static int open_lock(struct kld_journal *j, struct kld_arena *a, const char *folder)
{
    int code;

    *j = (struct kld_journal){.arena = a, .folder = folder, .lock = -1};
    code = kld_folder_make(a, folder);
    if (code)
        return code;
    j->lock = open(in_folder(j, "lock"), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    return j->lock < 0 ? -errno : 0;
}

// Only words for others: whether it is held, the kernel knows.
static void sign_lock(const struct kld_journal *j)
{
    char pid[16];

    snprintf(pid, sizeof pid, "%d\n", getpid());
    if (ftruncate(j->lock, 0) < 0 || pwrite(j->lock, pid, strlen(pid), 0) < 0)
        pid[0] = '\0';
}

int kld_journal_lock(struct kld_journal *j, struct kld_arena *a, const char *folder, bool wait,
                     int *holder)
{
    char pid[16] = "";
    int code = open_lock(j, a, folder);

    while (!code && flock(j->lock, LOCK_EX | (wait ? 0 : LOCK_NB)) < 0) {
        code = -errno;
        if (code == -EINTR)
            code = 0;
        else if (holder)
            *holder = pread(j->lock, pid, sizeof pid - 1, 0) > 0 ? atoi(pid) : 0;
    }
    if (code)
        kld_journal_unlock(j);
    else
        sign_lock(j);
    return code;
}

// By asking again and again: a signal between a look at @stop and a sleep in the kernel would be
// heard by nobody.
int kld_journal_await(struct kld_journal *j, struct kld_arena *a, const char *folder,
                      bool (*stop)(void *user), void *user)
{
    static const struct timespec pause = {.tv_nsec = 20000000};
    int code = open_lock(j, a, folder);

    while (!code && flock(j->lock, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            code = -errno;
        else if (stop(user))
            code = -EINTR;
        else
            nanosleep(&pause, NULL);
    }
    if (code)
        kld_journal_unlock(j);
    else
        sign_lock(j);
    return code;
}

void kld_journal_unlock(struct kld_journal *j)
{
    if (j->lock >= 0)
        close(j->lock);
    j->lock = -1;
}

/* ---- Status ---- */

static int write_status(struct kld_journal *j, const char *status, int64_t deadline)
{
    char id[40], text[200];

    kld_boot_id(id);
    snprintf(text, sizeof text, "kernlink-journal 1\nstatus %s\nboot %s\ndeadline %" PRId64 "\n",
             status, id, deadline);
    return kld_folder_write(j, "journal", text, strlen(text));
}

int kld_journal_begin(struct kld_journal *j, struct kld_model *prior)
{
    struct kl_out *o;
    const char *text;
    size_t len;
    int code = kl_out_open_memory(&o);

    if (code)
        return code;
    kld_model_write(prior, o);
    text = kl_out_text(o, &len);
    code = kl_out_error(o);
    if (!code)
        code = kld_folder_write(j, "prior", text, len);
    kl_out_close(o);
    if (!code)
        code = write_status(j, "applying", 0);
    if (code) {
        // Half of it may be there, and nothing will be done that must be undone.
        unlink(in_folder(j, "journal"));
        unlink(in_folder(j, "prior"));
        return code;
    }
    j->status = KLD_J_APPLYING;
    j->prior = prior;
    return 0;
}

int kld_journal_undo(struct kld_journal *j)
{
    int code = write_status(j, "applying", 0);

    if (!code)
        j->status = KLD_J_APPLYING;
    return code;
}

int kld_journal_unconfirmed(struct kld_journal *j, unsigned seconds)
{
    int64_t deadline = kld_boot_ns() + (int64_t)seconds * 1000000000;
    int code = write_status(j, "unconfirmed", deadline);

    if (!code) {
        j->status = KLD_J_UNCONFIRMED;
        j->deadline_ns = deadline;
    }
    return code;
}

int kld_journal_end(struct kld_journal *j)
{
    int code;

    if (unlink(in_folder(j, "journal")) < 0 && errno != ENOENT)
        return -errno;
    code = kld_folder_sync(j->folder);
    if (!code) {
        unlink(in_folder(j, "prior"));
        kld_sets_forget(j->folder);
        j->status = KLD_J_NONE;
    }
    return code;
}

static void forget_boot(struct kld_model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        m->list[i]->ifindex = 0;
        m->list[i]->kernel |= m->list[i]->owner != KLD_OURS;
        if (m->list[i]->inner)
            forget_boot(m->list[i]->inner);
    }
}

int kld_journal_read(struct kld_journal *j)
{
    char status[20] = "", id[40] = "", now[40], *text;
    size_t len;
    int code = kld_file_slurp(in_folder(j, "journal"), &text, &len);

    j->status = KLD_J_NONE;
    if (code == -ENOENT)
        return 0;
    if (code)
        return code;
    if (sscanf(text, "kernlink-journal 1\nstatus %19s\nboot %39s\ndeadline %" SCNd64, status, id,
               &j->deadline_ns) != 3)
        code = -EBADMSG;
    free(text);
    kld_boot_id(now);
    j->same_boot = !strcmp(id, now);
    if (!code)
        code = kld_file_slurp(in_folder(j, "prior"), &text, &len);
    if (code)
        return code == -ENOENT ? -EBADMSG : code;
    j->prior = kld_model_new(j->arena);
    code = kld_model_read(j->prior, text, len);
    free(text);
    // After a reboot the kernel has nothing of what was, and others see to theirs themselves.
    if (!j->same_boot)
        forget_boot(j->prior);
    if (!code)
        j->status = !strcmp(status, "unconfirmed") ? KLD_J_UNCONFIRMED : KLD_J_APPLYING;
    return code;
}
