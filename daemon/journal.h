// SPDX-License-Identifier: MIT
// What the network was before it was changed, on disk before the first step: whatever ends the
// process, what follows it finds here how to go back.
#ifndef KLD_JOURNAL_H
#define KLD_JOURNAL_H

#include "model.h"

#define KLD_STATE_FOLDER "/var/lib/kernlink"

enum kld_journal_status {
    KLD_J_NONE,       // nothing is under way
    KLD_J_APPLYING,   // steps are being done, or undone: there is no way but back
    KLD_J_UNCONFIRMED // all is done, and is undone at the deadline
};

struct kld_journal {
    struct kld_arena *arena;
    const char *folder;
    int lock; // or -1
    enum kld_journal_status status;
    int64_t deadline_ns; // UNCONFIRMED: CLOCK_BOOTTIME
    bool same_boot;      // it was written since the machine came up
    struct kld_model *prior;
};

// Takes the lock of @folder, which is made. @wait: until it is free; otherwise -EWOULDBLOCK, and
// @holder receives the process that has it, or 0. @return 0 or a negative errno.
int kld_journal_lock(struct kld_journal *j, struct kld_arena *a, const char *folder, bool wait,
                     int *holder);
// The same, and waits until it is free or @stop says so: -EINTR then.
int kld_journal_await(struct kld_journal *j, struct kld_arena *a, const char *folder,
                      bool (*stop)(void *user), void *user);
void kld_journal_unlock(struct kld_journal *j);
// Reads what is there: status and prior. @return 0, -EBADMSG, a negative errno
int kld_journal_read(struct kld_journal *j);
// Writes prior, then the status; both are on disk when it returns, or there is no journal.
int kld_journal_begin(struct kld_journal *j, struct kld_model *prior);
int kld_journal_unconfirmed(struct kld_journal *j, unsigned seconds);
// What is unconfirmed is being undone: from now on it cannot be confirmed.
int kld_journal_undo(struct kld_journal *j);
int kld_journal_end(struct kld_journal *j);
int64_t kld_boot_ns(void);
// Which start of the machine this is.
void kld_boot_id(char id[40]);

// Makes a folder for root alone, unless there is one; and what is in one is on disk.
int kld_folder_make(struct kld_arena *a, const char *folder);
int kld_folder_sync(const char *folder);
// Writes a file of the state's folder aside, then in place of the old one: it is whole, on disk.
int kld_folder_write(const struct kld_journal *j, const char *name, const char *text, size_t len);
// Writes all of it, however little the kernel takes at a time. @return 0 or a negative errno
int kld_write_all(int fd, const char *text, size_t len);
// A whole file, terminated, to be freed. @return 0, -EIO: it became shorter, a negative errno
int kld_file_slurp(const char *path, char **ret, size_t *ret_len);
// The same of any file of at most @max bytes; @flags: more of open(2). -EFBIG: there are more
int kld_file_load(const char *path, int flags, size_t max, char **ret, size_t *ret_len);

// The model as lines, for journals and tests.
void kld_model_write(const struct kld_model *m, struct kl_out *o);
int kld_model_read(struct kld_model *m, const char *text, size_t len);

#endif
