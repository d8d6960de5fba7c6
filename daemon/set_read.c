// SPDX-License-Identifier: MIT
// Sets as the kernel has them, compared with what they are to hold; and what is to come back is
// kept in files.
#include "netns.h"
#include "set.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/core/error.h"
#include "../lib/ipset/print.h"

#define SHOWN 6      // differences of a content that are told
#define KEPT  "set." // files of the state folder begin so

struct reading {
    struct kld_model *m;
    const struct kld_model *want;
    const char **ours; // texts of marks
    size_t n_ours;
};

static int fail(struct kl_net *n, struct kl_ipset *h, int code)
{
    if (h)
        kl_error_copy(kl_sock_error_edit(kl_net_sock(n)), kl_ipset_error(h));
    else
        kl_error_set(kl_sock_error_edit(kl_net_sock(n)), code, "IP sets: %s", kl_strerror(code));
    return code;
}

static struct kld_object *set_in(const struct kld_model *m, const char *name)
{
    char key[60];

    snprintf(key, sizeof key, "%s %s", kld_class_names[KLD_C_SET], name);
    return m ? kld_model_find(m, key) : NULL;
}

/* ---- Which there are ---- */

static int take_owned(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                      const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                      void *user)
{
    struct reading *r = user;

    (void)set;
    (void)type;
    (void)raw;
    (void)unknown;
    if (e->has & KL_IPSET_E_COMMENT) {
        r->ours = kld_grow(r->m->arena, r->ours, r->n_ours, sizeof *r->ours);
        r->ours[r->n_ours++] = kld_strndup(r->m->arena, e->comment, e->comment_len);
    }
    return 0;
}

void kld_set_mark_text(const struct kl_ipset_params *p, char *ret)
{
    snprintf(ret, KLD_SET_MARK_SIZE, "%u %s", p->has & KL_IPSET_P_INDEX ? p->index : 0, p->name);
}

static int take_set(const struct kl_ipset_params *p, void *user)
{
    struct reading *r = user;
    struct kld_arena *a = r->m->arena;
    char mark[KLD_SET_MARK_SIZE];
    struct kld_object *o;

    if (!kld_is_setname(p->name) || !kl_ipset_type_find(p->type))
        return 0; // the list of ours, what a sync is filling, and what we know nothing of
    o = kld_object_new(a, &kld_set_section, NULL);
    kld_set(a, o, "name", kld_strdup(a, p->name));
    kld_set(a, o, "type", kld_strdup(a, p->type));
    for (const struct kld_row *row = kld_set_section.rows; row->name; row++) {
        const char *text = kld_set_option_text(a, row, p);

        if (text)
            kld_put(a, o, row, text, (struct kld_place){0});
    }
    kld_set_mark_text(p, mark);
    for (size_t i = 0; i < r->n_ours && o->owner != KLD_OURS; i++)
        if (!strcmp(r->ours[i], mark))
            o->owner = KLD_OURS;
    kld_set(a, o, "count", kld_printf(a, "%u", p->elements));
    kld_set(a, o, "references", kld_printf(a, "%u", p->references));
    kld_model_add(r->m, o);
    return 0;
}

/* ---- Comparing content ---- */

struct difference {
    struct kl_out *out;
    unsigned n;
};

static int note(char kind, const struct kl_ipset_type *type, const struct kl_ipset_elem *e,
                void *user)
{
    struct difference *d = user;

    if (d->n++ < SHOWN) {
        kl_out_printf(d->out, "%s%c", d->n > 1 ? " " : "", kind);
        kl_ipset_elem_print(d->out, type, e);
    }
    return 0;
}

// @return how the set differs from what @want says, "" when it does not.
static const char *compare(struct kl_ipset *h, struct kld_arena *a, const struct kld_object *want)
{
    struct kl_ipset_params p = {.has = 0};
    struct kl_ipset_sync *s = NULL;
    struct difference d = {.n = 0};
    const char *text = "out of memory";
    char error[400] = "";
    int code;

    if (kl_out_open_memory(&d.out) < 0)
        return text;
    snprintf(p.name, sizeof p.name, "%s", kld_get(want, "name"));
    code = kl_ipset_sync_new(&s, h, &p);
    if (!code)
        code = kld_set_put(s, want, error, sizeof error);
    if (!code)
        code = kl_ipset_sync(s, KL_IPSET_SYNC_DRY_RUN, note, &d, NULL);
    if (d.n > SHOWN)
        kl_out_printf(d.out, " and %u more", d.n - SHOWN);
    if (code)
        text = kld_strdup(a, *error ? error : kl_error_text(kl_ipset_error(h)));
    else if (!kl_out_error(d.out))
        text = kld_strdup(a, kl_out_text(d.out, NULL));
    kl_ipset_sync_free(s);
    kl_out_close(d.out);
    return text;
}

static void compare_all(struct reading *r, struct kl_ipset *h)
{
    struct kld_arena *a = r->m->arena;

    for (size_t i = 0; r->want && i < r->want->n; i++) {
        const struct kld_object *want = r->want->list[i];
        struct kld_object *have;
        const char *family = kld_get(want, "family"), *differs;

        have = want->class == KLD_C_SET ? set_in(r->m, kld_get(want, "name")) : NULL;
        if (!have || !kld_set_has_content(want) ||
            strcmp(kld_get(want, "type"), kld_get(have, "type")) != 0 ||
            (family && kld_get(have, "family") && strcmp(family, kld_get(have, "family")) != 0))
            continue;
        differs = compare(h, a, want);
        if (*differs) {
            kld_set(a, have, "content", differs);
            continue;
        }
        if (kld_get(want, "elements"))
            kld_set(a, have, "elements", kld_get(want, "elements"));
        if (kld_get(want, "file"))
            kld_set(a, have, "file", kld_get(want, "file"));
    }
}

// Asking loads the kernel's modules: not where nobody has sets.
static bool is_wanted(const struct kld_model *want)
{
    for (size_t i = 0; want && i < want->n; i++)
        if (want->list[i]->class == KLD_C_SET)
            return true;
    return false;
}

int kld_sets_read(struct kl_net *n, struct kld_model *m, const struct kld_model *want)
{
    static const struct kl_ipset_list_calls owned = {.element = take_owned},
                                            all = {.header = take_set};
    struct reading r = {.m = m, .want = want};
    bool wanted = is_wanted(want);
    struct kl_ipset *h = NULL;
    int code;

    if (!wanted && access("/sys/module/ip_set", F_OK) < 0)
        return 0;
    code = kl_ipset_open(&h, NULL);
    if (code == -EPROTONOSUPPORT || (code && !wanted && !kld_is_scarce(code)))
        return 0;
    if (code)
        return fail(n, NULL, code);
    code = kl_ipset_list(h, KLD_SET_MARK, 0, &owned, &r);
    if (code >= 0 || kl_ipset_cause(h) == KL_IPSET_NO_SET)
        code = kl_ipset_list(h, NULL, KL_IPSET_HEADERS_ONLY, &all, &r);
    if (code < 0)
        fail(n, h, code);
    else
        compare_all(&r, h);
    kl_ipset_close(h);
    return code < 0 ? code : 0;
}

/* ---- Keeping what was ---- */

static bool is_printable(const struct kl_ipset_elem *e)
{
    for (size_t i = 0; i < e->comment_len; i++)
        if ((unsigned char)e->comment[i] < ' ' || e->comment[i] == '"')
            return false;
    return true;
}

struct saving {
    struct kl_out *out;
    bool any;
};

// Would a list take the name of a set for a comment, or for a line of save? In quotes it does not.
static bool is_misread(const char *name)
{
    return (strchr("#; ", *name) || strchr(name, ' ') || !strcmp(name, "add") ||
            !strcmp(name, "create") || !strcmp(name, "COMMIT")) &&
           !strchr(name, '"');
}

static int save_element(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                        const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                        void *user)
{
    struct saving *s = user;
    uint32_t has = e->has;

    (void)set;
    (void)raw;
    (void)unknown;
    // Others can put into a comment what no list can say.
    if (has & KL_IPSET_E_COMMENT && !is_printable(e))
        has &= ~(uint32_t)KL_IPSET_E_COMMENT;
    if (e->has & KL_IPSET_E_NAME && is_misread(e->name))
        kl_out_printf(s->out, "\"%s\"", e->name);
    else
        kl_ipset_elem_print(s->out, type, e);
    kl_ipset_print_options(s->out, type->add, has, e);
    kl_out_char(s->out, '\n');
    s->any = true;
    return kl_out_error(s->out);
}

// @return 1: it holds something; 0: nothing; a negative code
static int save(struct kl_ipset *h, const char *name, const char *path)
{
    static const struct kl_ipset_list_calls calls = {.element = save_element};
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600), code;
    struct saving s = {.any = false};

    if (fd < 0)
        return -errno;
    code = kl_out_open_fd(&s.out, fd);
    if (!code) {
        code = kl_ipset_list(h, name, 0, &calls, &s);
        if (code >= 0)
            code = kl_out_flush(s.out);
        kl_out_close(s.out);
    }
    if (code >= 0 && fsync(fd) < 0)
        code = -errno;
    close(fd);
    return code < 0 ? code : s.any;
}

int kld_set_save(const char *name, const char *path)
{
    struct kl_ipset *h = NULL;
    int code = kl_ipset_open(&h, NULL);

    if (!code)
        code = save(h, name, path);
    kl_ipset_close(h);
    return code;
}

// On the way back a set holds what the file says; one that was not there goes.
static void remember_absent(struct kld_model *prior, const struct kld_object *want)
{
    struct kld_object *o = kld_object_new(prior->arena, &kld_set_section, NULL);

    kld_set(prior->arena, o, "name", kld_get(want, "name"));
    kld_set(prior->arena, o, "type", kld_get(want, "type"));
    kld_set(prior->arena, o, "absent", "true");
    kld_model_add(prior, o);
}

// What no step touches need not come back, but after a reboot all of ours must.
static void forget_sources(struct kld_model *prior)
{
    for (size_t i = 0; i < prior->n; i++) {
        struct kld_object *o = prior->list[i];

        if (o->class == KLD_C_SET && o->owner != KLD_OURS) {
            kld_unset(o, "elements");
            kld_unset(o, "file");
        }
        if (o->inner)
            forget_sources(o->inner);
    }
}

// The set of a step is written into the file at @path.
static int keep_one(struct kl_net *n, const struct kld_step *s, struct kld_object *o,
                    const char *path)
{
    const struct kl_ipset_options options = {.netns = s->netns};
    struct kl_ipset *h = NULL;
    int code = kl_ipset_open(&h, &options);

    o->managed = true;
    kld_unset(o, "elements");
    if (!code)
        code = save(h, kld_get(o, "name"), path);
    if (code < 0)
        fail(n, h && kl_ipset_cause(h) != KL_IPSET_OTHER ? h : NULL, code);
    kl_ipset_close(h);
    return code < 0 ? code : 0;
}

int kld_sets_keep(struct kl_net *n, struct kld_model *prior, const struct kld_plan *plan,
                  const char *folder)
{
    char path[PATH_MAX];
    unsigned number = 0;
    int code = 0;

    // What recovers stands elsewhere.
    if (!realpath(folder, path))
        return fail(n, NULL, -errno);

    forget_sources(prior);
    kld_sets_forget(folder);
    for (size_t i = 0; i < plan->n && !code; i++) {
        const struct kld_step *s = &plan->steps[i];
        const struct kld_object *it = s->want ? s->want : s->have;
        const struct kld_object *space = s->netns ? kld_netns_in(prior, s->netns) : NULL;
        struct kld_model *m = s->netns ? space ? space->inner : NULL : prior;
        struct kld_object *o;

        // A new namespace goes with all that is in it.
        if (it->class != KLD_C_SET || !m)
            continue;
        o = set_in(m, kld_get(it, "name"));
        if (!o) {
            remember_absent(m, it);
        } else if (!o->managed) {
            const char *file = kld_printf(prior->arena, "%s/" KEPT "%u", path, number++);

            kld_set(prior->arena, o, "file", file);
            code = keep_one(n, s, o, file);
        }
    }
    return code;
}

void kld_sets_forget(const char *folder)
{
    DIR *d = opendir(folder);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        if (!strncmp(e->d_name, KEPT, strlen(KEPT)))
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}
