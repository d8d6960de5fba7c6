// SPDX-License-Identifier: MIT
// Snapshots: listed, read, made of the network or of settings, restored and deleted.
#include "kernlinkd.h"
#include "snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fail_name(struct kld_call *c, const char *name, int code)
{
    if (code == -EINVAL)
        return kld_call_fail(c, 400, "'%.80s' is no name of a snapshot", name);
    if (code == -ENOENT)
        return kld_call_fail(c, 404, "there is no snapshot %s", name);
    if (code == -EEXIST)
        return kld_call_fail(c, 409, "snapshot %s: is there already", name);
    return kld_call_fail(c, 500, "snapshot %s: %s", name, strerror(-code));
}

int kld_api_snapshots(struct kld_call *c)
{
    struct kld_snapshot_info *list;
    struct kl_sink *k;
    size_t n;
    int code = kld_snapshot_list(c->arena, c->d->o.folder, &list, &n);

    if (code)
        return kld_call_fail(c, 500, "%s/snapshots: %s", c->d->o.folder, strerror(-code));
    kld_call_begin(c, 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSON, c->out) < 0)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        kld_snapshot_info_json(&list[i], k);
    return kl_sink_free(k);
}

int kld_api_get_snapshot(struct kld_call *c)
{
    const char *name = c->rest ? c->rest : "";
    char *text;
    size_t len;
    int code = kld_snapshot_name_ok(name)
                   ? kld_file_slurp(kld_snapshot_path(c->arena, c->d->o.folder, name), &text, &len)
                   : -EINVAL;

    if (code)
        return fail_name(c, name, code);
    kld_call_begin(c, 200, "application/yaml");
    kl_out_write(c->out, text, len);
    free(text);
    return 0;
}

static int put_saved(struct kld_call *c, const char *name, const struct kld_snapshot *s, bool new)
{
    struct kl_sink *k;

    kld_call_begin(c, new ? 201 : 200, "application/json");
    if (kl_sink_new(&k, KL_SINK_JSONL, c->out) < 0)
        return -ENOMEM;
    kl_sink_object_begin(k);
    kl_sink_key(k, "name");
    kl_sink_str(k, name);
    kl_sink_key(k, "left_out");
    kl_sink_array_begin(k);
    for (size_t i = 0; s && i < s->n_remarks; i++)
        kl_sink_str(k, s->remarks[i]);
    kl_sink_array_end(k);
    kl_sink_object_end(k);
    return kl_sink_free(k);
}

static int save(struct kld_call *c, const char *name, bool only_new)
{
    const char *path = kld_snapshot_path(c->arena, c->d->o.folder, name);
    struct kld_settings *wanted = kld_texts_settings(&c->d->texts);
    struct kld_snapshot s = {.arena = c->arena};
    bool new = access(path, F_OK) < 0;
    int code = kl_net_open(&s.n, NULL);

    if (code)
        return kld_call_fail(c, 500, "%s", kl_strerror(code));
    if (wanted && !wanted->complaints.n)
        s.settings = wanted->model;
    code = kld_snapshot_save(&s, c->d->o.folder, name, !only_new);
    kl_net_close(s.n);
    if (code)
        return kld_call_fail(c, code == -EEXIST && only_new ? 409 : 500, "snapshot %s: %s", name,
                             s.wrong);
    return put_saved(c, name, &s, new);
}

int kld_api_put_snapshot(struct kld_call *c)
{
    const char *name = c->rest ? c->rest : "";
    struct kld_texts texts;
    bool new = false, wrong = false, only_new = kld_call_flag(c, "new", &wrong);
    int code;

    c->result->outcome = KLD_O_BUSY; // no change of the network
    if (wrong)
        return kld_call_fail(c, 400, "new is true or false");
    if (!kld_snapshot_name_ok(name))
        return fail_name(c, name, -EINVAL);
    if (!c->len)
        return save(c, name, only_new);
    if (!kld_call_settings(c, &texts))
        return 0;
    if (texts.n != 1)
        return kld_call_fail(c, 400, "one file is wanted");
    code = kld_snapshot_put(c->arena, c->d->o.folder, name, texts.list[0]->text, texts.list[0]->len,
                            only_new, &new);
    return code ? fail_name(c, name, code) : put_saved(c, name, NULL, new);
}

int kld_api_delete_snapshot(struct kld_call *c)
{
    const char *name = c->rest ? c->rest : "";
    int code = kld_snapshot_delete(c->arena, c->d->o.folder, name);

    c->result->outcome = KLD_O_BUSY;
    if (code)
        return fail_name(c, name, code);
    return put_saved(c, name, NULL, false);
}

int kld_api_restore_snapshot(struct kld_call *c)
{
    const char *rest = c->rest ? c->rest : "", *slash = strchr(rest, '/');
    const char *name = kld_strndup(c->arena, rest, slash ? (size_t)(slash - rest) : strlen(rest));
    struct kld_settings *s;
    struct kld_texts texts;
    bool wrong = false, adopt = kld_call_flag(c, "adopt", &wrong);
    const char *path = kld_snapshot_path(c->arena, c->d->o.folder, name);

    c->result->outcome = KLD_O_BUSY;
    if (!slash || strcmp(slash, "/restore") != 0)
        return kld_call_fail(c, 404, "there is only NAME/restore");
    if (wrong)
        return kld_call_fail(c, 400, "adopt is true or false");
    if (!kld_snapshot_name_ok(name))
        return fail_name(c, name, -EINVAL);
    if (access(path, R_OK) < 0)
        return fail_name(c, name, -errno);
    s = kld_settings_new();
    kld_settings_add(s, path);
    if (kld_settings_finish(s) < 0) {
        c->result->outcome = KLD_O_MISTAKES;
        return kld_call_fail(c, 422, "%s: line %u: %s", path, s->complaints.list[0].place.line,
                             s->complaints.list[0].text);
    }
    texts = kld_texts_of(s);
    if (adopt)
        kld_snapshot_adopt(s);
    return kld_call_apply(c, s, &texts);
}
