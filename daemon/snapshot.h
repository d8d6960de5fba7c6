// SPDX-License-Identifier: MIT
// The network of the kernel as a settings file, and the folder where such files are kept.
#ifndef KLD_SNAPSHOT_H
#define KLD_SNAPSHOT_H

#include "journal.h"
#include "settings.h"
#include "state.h"

#include <time.h>

// A file with a key, which a snapshot names and never holds.
struct kld_key_file {
    const char *path, *text;
    const char *netns; // a set's, or NULL
};

struct kld_snapshot {
    struct kld_arena *arena;
    struct kl_net *n;
    const struct kld_model *settings; // in force, or NULL: files that they name are named again
    const char *state;                // folder with leases, or NULL: none are known
    bool import;                      // only what somebody would have written
    const char *keys;                 // absolute folder for files with keys, or NULL: there is none
    bool again;                       // a file there that has another key is replaced

    /* What is said. */
    struct kld_model *model;
    const char **remarks; // what is left out, and why
    size_t n_remarks;
    const char *netns; // while it is picked: the namespace that remarks are about, or NULL
    struct kld_key_file *files;
    size_t n_files;
    struct kld_key_file *sets; // whose content goes into a file; text: the name
    size_t n_sets;
    const char *wrong; // why it cannot be, in words
};

// Reads the kernel, and picks what is said of it: model, remarks and files.
// @return 0 or a negative code, with @s->wrong
int kld_snapshot_pick(struct kld_snapshot *s);
// Writes model and remarks as YAML.
void kld_snapshot_yaml(const struct kld_snapshot *s, struct kl_out *o);
// All of it: picks, writes the files with keys below @s->keys, which must be there, and the text,
// which is read as settings are before it is believed.
// @return 0 or a negative code, with @s->wrong; files with keys may be there then
int kld_snapshot_make(struct kld_snapshot *s, const char **ret, size_t *ret_len);
void kld_snapshot_remark(struct kld_snapshot *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// What a kind of link has when nobody says anything, as settings say it; NULL: it depends.
const char *kld_usual_value(const struct kld_row *row, enum kld_kind kind);

/* ---- The folder ---- */

struct kld_snapshot_info {
    const char *name;
    struct timespec time;
    size_t bytes;
};

// Letters, digits, '.', '_' and '-', of which the first is a letter or digit; 64 of them.
bool kld_snapshot_name_ok(const char *name);
// Where it is kept.
const char *kld_snapshot_path(struct kld_arena *a, const char *folder, const char *name);
// Those of @folder (the state's), by name. @return 0 or a negative errno
int kld_snapshot_list(struct kld_arena *a, const char *folder, struct kld_snapshot_info **ret,
                      size_t *ret_n);
#define KLD_WHEN 40
// 2026-12-01T00:20:00Z
const char *kld_snapshot_when(const struct kld_snapshot_info *i, char text[KLD_WHEN]);
void kld_snapshot_info_json(const struct kld_snapshot_info *i, struct kl_sink *k);
// Restoring it takes over all that others made.
void kld_snapshot_adopt(struct kld_settings *s);
// Makes one of the network. @again: one of that name is replaced.
// @return 0; -EEXIST; another negative code; with @s->wrong
int kld_snapshot_save(struct kld_snapshot *s, const char *folder, const char *name, bool again);
// Keeps @text, which is right, under a name; *@ret_new: there was none. @only_new: there may be
// none.
// @return as above
int kld_snapshot_put(struct kld_arena *a, const char *folder, const char *name, const char *text,
                     size_t len, bool only_new, bool *ret_new);
// With its files of keys. @return 0, -ENOENT, another negative errno
int kld_snapshot_delete(struct kld_arena *a, const char *folder, const char *name);

#endif
