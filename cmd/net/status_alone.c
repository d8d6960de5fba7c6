// SPDX-License-Identifier: MIT
// The status without a daemon: what the files say, and what the kernel has.
#include "../../daemon/apply.h"
#include "../../daemon/view.h"
#include "status.h"
#include "work.h"

#include <errno.h>
#include <linux/if.h>
#include <stdio.h>
#include <string.h>

static int take_link(const struct kld_seen *seen, void *user)
{
    struct net_status *s = user;
    struct net_status_link *l = net_status_link(s);

    l->name = kld_strdup(s->arena, seen->o->dev);
    l->kind = kld_strdup(s->arena, seen->kind ? seen->kind : "");
    l->state = kld_strdup(s->arena, kld_state_shown(seen->k->link));
    l->ours = seen->o->owner == KLD_OURS;
    for (size_t i = 0; i < seen->n_inner; i++)
        if (seen->inner[i]->o->class == KLD_C_ADDRESS)
            net_status_address(s, l, kld_strdup(s->arena, kld_get(seen->inner[i]->o, "address")));
    return 0;
}

static int failed(const struct net_status *s, struct kl_net *n, int code)
{
    const char *words = n ? kl_error_text(kl_net_error(n)) : "";

    fprintf(stderr, "%s: %s\n", s->command, *words ? words : kl_strerror(code));
    return NET_FAILED;
}

static int read_links(struct net_status *s)
{
    const struct kld_view all = {.what = KLD_V_INTERFACES};
    struct kl_net *n;
    int code = kl_net_open(&n, NULL);

    if (code)
        return failed(s, NULL, code);
    // A table that changed while it was read is read once more, and then taken as it is.
    for (int i = 0; i < 3; i++) {
        s->n_links = 0;
        code = kld_view_each(n, &all, take_link, s);
        if (code != -EAGAIN)
            break;
    }
    code = code && code != -EAGAIN ? failed(s, n, code) : 0;
    kl_net_close(n);
    return code;
}

static void read_journal(struct net_status *s)
{
    struct net_pending p = net_pending(s->arena, s->folder);

    s->pending_s = p.left_s;
    if (p.wrong)
        net_status_problem(s, p.words);
    else if (p.words)
        net_status_note(s, p.words);
}

static int compare(struct net_status *s, struct kld_settings *want)
{
    struct kld_apply x = {.arena = s->arena, .want = want->model, .folder = s->folder};
    struct kl_out *o;
    int code = kl_net_open(&x.n, NULL);

    if (code)
        return failed(s, NULL, code);
    code = kld_apply_plan(&x);
    if (code)
        code = failed(s, x.n, code);
    else if (kl_out_open_memory(&o) < 0)
        code = failed(s, NULL, -ENOMEM);
    else {
        for (size_t i = 0; i < x.plan->n; i++) {
            kl_out_reset(o);
            kld_step_text(&x.plan->steps[i], o);
            net_status_drift(s, kl_out_text(o, NULL));
        }
        for (size_t i = 0; i < x.plan->n_problems; i++)
            net_status_problem(s, x.plan->problems[i].text);
        s->compared = true;
        kl_out_close(o);
    }
    kl_net_close(x.n);
    return code;
}

int net_status_alone(struct net_status *s)
{
    struct kld_settings *want = kld_settings_new();
    const struct kld_complaints *c = &want->complaints;
    int code = 0;

    read_journal(s);
    kld_settings_add(want, s->settings);
    kld_settings_finish(want);
    if (!want->n_files && c->n && !c->list[0].place.line)
        net_status_note(s, kld_printf(s->arena, "%s: %s", s->settings, c->list[0].text));
    else if (c->n)
        net_status_problem(s, kld_printf(s->arena,
                                         "%s: %zu mistake%s; `kernlink net check' shows "
                                         "all: %s",
                                         s->settings, c->n + c->more,
                                         c->n + c->more == 1 ? "" : "s", c->list[0].text));
    else
        code = compare(s, want);
    kld_settings_free(want);
    return code ? code : read_links(s);
}
