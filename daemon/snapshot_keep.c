// SPDX-License-Identifier: MIT
// The folder of snapshots: NAME.yaml, and with it NAME.keys-XXXXXX for files with keys and with
// what IP sets hold. A new snapshot is whole, with these files, before it takes the place of an old
// one.
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kernlink/net_wireguard.h>

#include "netns.h"
#include "set.h"
#include "snapshot.h"

#define NAME_MAX_BYTES 64
#define SUFFIX         ".yaml"

bool kld_snapshot_name_ok(const char *name)
{
    size_t n = strlen(name);

    if (!n || n > NAME_MAX_BYTES || !isalnum((unsigned char)*name))
        return false;
    for (const char *at = name; *at; at++)
        if ((unsigned char)*at > '~' || (!isalnum((unsigned char)*at) && !strchr("._-", *at)))
            return false;
    return true;
}

static const char *snapshots(struct kld_arena *a, const char *folder)
{
    return kld_printf(a, "%s/snapshots", folder);
}

const char *kld_snapshot_path(struct kld_arena *a, const char *folder, const char *name)
{
    return kld_printf(a, "%s/snapshots/%s" SUFFIX, folder, name);
}

/* ---- Writing ---- */

// Makes the folders and waits until nobody else writes there. @return a descriptor to close, or a
// negative errno
static int lock_folder(struct kld_arena *a, const char *folder)
{
    int code = kld_folder_make(a, folder), fd;

    if (!code)
        code = kld_folder_make(a, snapshots(a, folder));
    if (code)
        return code;
    fd = open(snapshots(a, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (fd >= 0 && flock(fd, LOCK_EX) < 0)
        if (errno != EINTR) {
            code = -errno;
            close(fd);
            return code;
        }
    return fd < 0 ? -errno : fd;
}

// Is @file a folder NAME.keys-XXXXXX of that name?
static bool is_keys_of(const char *file, const char *name)
{
    size_t n = strlen(name);

    return !strncmp(file, name, n) && !strncmp(file + n, ".keys-", 6) && strlen(file + n) == 12;
}

static void remove_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlinkat(fd, e->d_name, 0);
    if (d)
        closedir(d);
    else if (fd >= 0)
        close(fd);
    rmdir(folder);
}

// Keys of that name, all but those in @but: of what was replaced, or cut off.
static void remove_keys(struct kld_arena *a, const char *folder, const char *name, const char *but)
{
    DIR *d = opendir(snapshots(a, folder));
    const char **list = NULL;
    struct dirent *e;
    size_t n = 0;

    while (d && (e = readdir(d)))
        if (is_keys_of(e->d_name, name)) {
            list = kld_grow(a, list, n, sizeof *list);
            list[n++] = kld_printf(a, "%s/%s", snapshots(a, folder), e->d_name);
        }
    if (d)
        closedir(d);
    for (size_t i = 0; i < n; i++)
        if (!but || strcmp(strrchr(but, '/'), strrchr(list[i], '/')) != 0)
            remove_folder(list[i]);
}

static int put_text(struct kld_arena *a, const char *folder, const char *name, const char *text,
                    size_t len)
{
    struct kld_journal j = {.arena = a, .folder = snapshots(a, folder), .lock = -1};

    return kld_folder_write(&j, kld_printf(a, "%s" SUFFIX, name), text, len);
}

static int failed(struct kld_snapshot *s, int code, const char *words)
{
    s->wrong = words ? words : kld_strdup(s->arena, strerror(-code));
    return code;
}

// A key goes into a folder of its own first: how many there will be is not known before.
static int save(struct kld_snapshot *s, const char *folder, const char *name)
{
    char real[PATH_MAX];
    const char *text;
    size_t len;
    int code;

    if (!realpath(snapshots(s->arena, folder), real))
        return failed(s, -errno, NULL);
    s->keys = mkdtemp(kld_printf(s->arena, "%s/%s.keys-XXXXXX", real, name));
    if (!s->keys)
        return failed(s, -errno, NULL);
    code = kld_snapshot_make(s, &text, &len);
    if (!s->n_files && !s->n_sets)
        rmdir(s->keys);
    if (!code && (code = put_text(s->arena, folder, name, text, len)))
        failed(s, code, NULL);
    // The one that is there needs its keys as long as no new one has taken its place.
    if (code)
        remove_folder(s->keys);
    else
        remove_keys(s->arena, folder, name, s->n_files + s->n_sets ? s->keys : NULL);
    return code;
}

int kld_snapshot_save(struct kld_snapshot *s, const char *folder, const char *name, bool again)
{
    s->state = folder;
    int fd, code;

    if (!kld_snapshot_name_ok(name))
        return failed(s, -EINVAL, "is no name of a snapshot");
    fd = lock_folder(s->arena, folder);
    if (fd < 0)
        return failed(s, fd, NULL);
    if (!again && access(kld_snapshot_path(s->arena, folder, name), F_OK) == 0)
        code = failed(s, -EEXIST, "is there already");
    else
        code = save(s, folder, name);
    close(fd);
    return code;
}

int kld_snapshot_put(struct kld_arena *a, const char *folder, const char *name, const char *text,
                     size_t len, bool only_new, bool *ret_new)
{
    int fd, code;

    if (!kld_snapshot_name_ok(name))
        return -EINVAL;
    fd = lock_folder(a, folder);
    if (fd < 0)
        return fd;
    *ret_new = access(kld_snapshot_path(a, folder, name), F_OK) < 0;
    // It may name the keys of the one that it replaces: they stay.
    code = only_new && !*ret_new ? -EEXIST : put_text(a, folder, name, text, len);
    close(fd);
    return code;
}

int kld_snapshot_delete(struct kld_arena *a, const char *folder, const char *name)
{
    int fd, code = 0;

    if (!kld_snapshot_name_ok(name))
        return -EINVAL;
    if (access(kld_snapshot_path(a, folder, name), F_OK) < 0)
        return -errno;
    fd = lock_folder(a, folder);
    if (fd < 0)
        return fd;
    if (unlink(kld_snapshot_path(a, folder, name)) < 0)
        code = -errno;
    if (!code) {
        remove_keys(a, folder, name, NULL);
        code = kld_folder_sync(snapshots(a, folder));
    }
    close(fd);
    return code;
}

/* ---- Reading ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct kld_snapshot_info *)a)->name,
                  ((const struct kld_snapshot_info *)b)->name);
}

int kld_snapshot_list(struct kld_arena *a, const char *folder, struct kld_snapshot_info **ret,
                      size_t *ret_n)
{
    DIR *d = opendir(snapshots(a, folder));
    struct dirent *e;

    *ret = NULL;
    *ret_n = 0;
    if (!d)
        return errno == ENOENT ? 0 : -errno;
    while ((e = readdir(d))) {
        size_t n = strlen(e->d_name), k = strlen(SUFFIX);
        const char *name = n > k ? kld_strndup(a, e->d_name, n - k) : "";
        struct stat st;

        if (n <= k || strcmp(e->d_name + n - k, SUFFIX) != 0 || !kld_snapshot_name_ok(name) ||
            fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
            continue;
        *ret = kld_grow(a, *ret, *ret_n, sizeof **ret);
        (*ret)[(*ret_n)++] = (struct kld_snapshot_info){name, st.st_mtim, (size_t)st.st_size};
    }
    closedir(d);
    if (*ret_n)
        qsort(*ret, *ret_n, sizeof **ret, by_name);
    return 0;
}

const char *kld_snapshot_when(const struct kld_snapshot_info *i, char text[KLD_WHEN])
{
    struct tm tm;

    *text = '\0';
    if (gmtime_r(&i->time.tv_sec, &tm))
        strftime(text, KLD_WHEN, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return text;
}

void kld_snapshot_info_json(const struct kld_snapshot_info *i, struct kl_sink *k)
{
    char when[KLD_WHEN];

    kl_sink_object_begin(k);
    kl_sink_key(k, "name");
    kl_sink_str(k, i->name);
    kl_sink_key(k, "time");
    kl_sink_str(k, kld_snapshot_when(i, when));
    kl_sink_key(k, "bytes");
    kl_sink_uint(k, i->bytes);
    kl_sink_object_end(k);
}

static void adopt(struct kld_model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        struct kld_object *o = m->list[i];
        int kind = o->class == KLD_C_LINK ? (int)kld_kind_of(o) : -1;

        if (kld_find(o->section, "adopt", kind))
            kld_set(m->arena, o, "adopt", "true");
        if (o->inner)
            adopt(o->inner);
    }
}

void kld_snapshot_adopt(struct kld_settings *s)
{
    adopt(s->model);
}

/* ---- All of it ---- */

// Is it there with another key, which might be needed?
static bool is_taken(const struct kld_key_file *f)
{
    uint8_t there[KL_WG_KEY_SIZE], new[KL_WG_KEY_SIZE];
    bool taken = access(f->path, F_OK) == 0 &&
                 (kld_secret_read(f->path, there) || kl_wg_key_parse(new, f->text) < 0 ||
                  memcmp(there, new, sizeof new) != 0);

    explicit_bzero(there, sizeof there);
    explicit_bzero(new, sizeof new);
    return taken;
}

static int put_keys(struct kld_snapshot *s)
{
    struct kld_journal j = {.arena = s->arena, .folder = s->keys, .lock = -1};

    for (size_t i = 0; i < s->n_files; i++) {
        const char *text = kld_printf(s->arena, "%s\n", s->files[i].text);
        int code = 0;

        if (!s->again && is_taken(&s->files[i]))
            return failed(
                s, -EEXIST,
                kld_printf(s->arena, "%s is there already, with another key", s->files[i].path));
        code = kld_folder_write(&j, strrchr(s->files[i].path, '/') + 1, text, strlen(text));

        if (code)
            return failed(s, code,
                          kld_printf(s->arena, "%s: %s", s->files[i].path, strerror(-code)));
    }
    return 0;
}

// A list without elements would be taken for a mistake.
static void say_empty(struct kld_snapshot *s, const struct kld_key_file *f)
{
    const struct kld_object *space = f->netns ? kld_netns_in(s->model, f->netns) : NULL;
    struct kld_object *o =
        kld_model_find(space ? space->inner : s->model,
                       kld_printf(s->arena, "%s %s", kld_class_names[KLD_C_SET], f->text));

    kld_unset(o, "file");
    kld_set(s->arena, o, "elements", "");
    unlink(f->path);
}

static int save_set(const struct kld_key_file *f)
{
    int back = f->netns ? kld_netns_enter(f->netns) : -1, code;

    if (f->netns && back < 0)
        return back;
    code = kld_set_save(f->text, f->path);
    if (f->netns)
        kld_netns_leave(back);
    return code;
}

static int put_sets(struct kld_snapshot *s)
{
    size_t n = s->n_sets;
    int code = 0;

    s->n_sets = 0;
    for (size_t i = 0; i < n && code >= 0; i++) {
        code = save_set(&s->sets[i]);
        if (code)
            s->sets[s->n_sets++] = s->sets[i];
        else
            say_empty(s, &s->sets[i]);
    }
    if (code >= 0 && s->n_sets)
        code = kld_folder_sync(s->keys);
    return code < 0 ? failed(s, code, kld_strdup(s->arena, kl_strerror(code))) : 0;
}

// Settings that cannot be read are no settings: nobody is to find that out when they are needed.
static int check(struct kld_snapshot *s, const char *text, size_t len)
{
    struct kld_file file = {"snapshot", text, len};
    struct kld_settings *read = kld_settings_new();
    int code = 0;

    kld_settings_add_text(read, &file);
    if (kld_settings_finish(read) < 0)
        code =
            failed(s, -EINVAL,
                   kld_printf(s->arena, "the network cannot be said in settings: line %u: %s",
                              read->complaints.list[0].place.line, read->complaints.list[0].text));
    kld_settings_free(read);
    return code;
}

int kld_snapshot_make(struct kld_snapshot *s, const char **ret, size_t *ret_len)
{
    struct kl_out *o;
    const char *text;
    int code = kld_snapshot_pick(s);

    if (!code)
        code = put_keys(s);
    if (!code)
        code = put_sets(s);
    if (code)
        return code;
    code = kl_out_open_memory(&o);
    if (code)
        return failed(s, code, NULL);
    kld_snapshot_yaml(s, o);
    text = kl_out_text(o, ret_len);
    code = kl_out_error(o) ? failed(s, kl_out_error(o), NULL) : 0;
    if (!code)
        *ret = kld_strndup(s->arena, text, *ret_len);
    kl_out_close(o);
    return code ? code : check(s, *ret, *ret_len);
}
