// SPDX-License-Identifier: MIT
// One step is done.
#include "apply.h"

#include "netns.h"
#include "set.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

// An alias has 255 bytes, with our mark.
#define MAX_WORDS 200

static int index_of(struct kl_net *n, const struct kld_object *o)
{
    return kl_net_link_index(n, o->dev);
}

static int rename_link(struct kl_net *n, const struct kld_step *s)
{
    int32_t ifindex = index_of(n, s->have);
    int code = ifindex < 0 ? ifindex : kl_net_link_rename(n, ifindex, s->want->dev);

    if (code != -EBUSY)
        return code;
    // Before Linux 6.2 only a link that is down gets a name.
    code = kl_net_link_down(n, ifindex);
    if (!code)
        code = kl_net_link_rename(n, ifindex, s->want->dev);
    if (kld_is_true(s->have, "up"))
        kl_net_link_up(n, ifindex);
    return code;
}

static int enslave(struct kl_net *n, const struct kld_step *s)
{
    int32_t ifindex = index_of(n, s->want);
    int32_t master = kl_net_link_index(n, kld_get(s->want, "master"));
    struct kl_net_link l;
    int code = ifindex < 0 ? ifindex : master < 0 ? master : kl_net_link_get(n, master, NULL, &l);
    bool bond = !code && !strcmp(l.kind, "bond");

    if (!code && s->have && kld_get(s->have, "master"))
        code = kl_net_link_enslave(n, ifindex, 0);
    if (!code && bond) // which brings it up itself
        code = kl_net_link_down(n, ifindex);
    return code ? code : kl_net_link_enslave(n, ifindex, master);
}

static int change(struct kl_net *n, const struct kld_step *s)
{
    bool down = false, mark = !s->have || s->have->owner != KLD_OURS;
    int32_t ifindex = index_of(n, s->want);
    int code = ifindex < 0 ? ifindex : 0;

    for (size_t i = 0; i < s->n_rows; i++)
        down |= (s->rows[i]->flags & KLD_DOWN) != 0;
    down = down && kld_is_true(s->have, "up");
    if (!code && down)
        code = kl_net_link_down(n, ifindex);
    if (!code)
        code = kld_link_change(n, s->want, s->rows, s->n_rows,
                               mark && s->phase == KLD_P_CHANGE && s->want->owner == KLD_OURS);
    if (down) {
        int again = kl_net_link_up(n, ifindex);

        code = code ? code : again;
    }
    return code;
}

// With the mark that says where it was, and words that others gave it.
static int move_in(struct kl_net *n, const struct kld_step *s)
{
    struct kld_object o = {.class = KLD_C_LINK, .section = s->want->section, .dev = s->have->dev};
    const char *words = kld_get(s->have, "description");
    struct kld_arena *a = kld_arena_new();
    int fd = kld_netns_open(s->netns), code;

    kld_set(a, &o, "kind", kld_kinds[KLD_ETHERNET].name);
    kld_set(a, &o, "outside-name", kld_get(s->want, "outside-name"));
    if (words && strlen(words) <= MAX_WORDS)
        kld_set(a, &o, "description", words);
    code = fd < 0 ? fd : kld_link_move(n, &o, s->want->dev, fd);
    if (fd >= 0)
        close(fd);
    kld_arena_free(a);
    return code;
}

// @outside: a descriptor, or -1 when it is there already
static int move_back(struct kl_net *n, const struct kld_step *s, int outside)
{
    const char *name = kld_get(s->have, "outside-name");
    struct kld_arena *a = kld_arena_new();
    struct kld_object *o = kld_copy(a, s->have);
    int code;

    kld_unset(o, "outside-name");
    code = kld_link_move(n, o, name, outside);
    // Another has that name now: it gets one as the kernel gives it.
    if (code == -EEXIST)
        code = kld_link_move(n, o, outside < 0 ? o->dev : "dev%d", outside);
    kld_arena_free(a);
    return code;
}

static int link_step(struct kl_net *n, const struct kld_step *s, int outside)
{
    int32_t ifindex;

    switch (s->phase) {
    case KLD_P_RENAME:
        return rename_link(n, s);
    case KLD_P_CREATE:
        return kld_link_create(n, s->want, s->want->ifindex != 0,
                               kld_is_true(s->want, "from-outside") ? s->netns : NULL);
    case KLD_P_RETURN:
        return move_back(n, s, outside);
    case KLD_P_MOVE:
        return move_in(n, s);
    case KLD_P_CHANGE:
    case KLD_P_PORT:
        return change(n, s);
    case KLD_P_NAMES:
        return kld_link_alt_names(n, s->want, s->have);
    case KLD_P_ENSLAVE:
        return enslave(n, s);
    case KLD_P_WIREGUARD:
        return kld_wireguard_write(n, s->want);
    default:
        break;
    }
    ifindex = index_of(n, s->want ? s->want : s->have);
    if (ifindex < 0)
        return ifindex;
    switch (s->phase) {
    case KLD_P_RELEASE:
        return kl_net_link_enslave(n, ifindex, 0);
    case KLD_P_REMOVE_LINK:
        return kl_net_link_delete(n, ifindex);
    case KLD_P_DOWN:
        return kl_net_link_down(n, ifindex);
    case KLD_P_UP:
        return kl_net_link_up(n, ifindex);
    default:
        return -EINVAL;
    }
}

static int vlan_step(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o)
{
    int32_t ifindex = index_of(n, o);
    struct kl_net_link l;
    int code = ifindex < 0 ? ifindex : kl_net_link_get(n, ifindex, NULL, &l);

    return code ? code : kld_vlan_write(n, verb, o, !strcmp(l.kind, "bridge"));
}

static int write_object(struct kl_net *n, enum kl_net_verb verb, const struct kld_object *o)
{
    switch (o->class) {
    case KLD_C_ADDRESS:
        return kld_address_write(n, verb, o);
    case KLD_C_ROUTE:
        return kld_route_write(n, verb, o);
    case KLD_C_RULE:
        return kld_rule_write(n, verb, o);
    case KLD_C_NEIGHBOUR:
        return kld_neighbour_write(n, verb, o);
    case KLD_C_VLAN:
        return vlan_step(n, verb == KL_NET_REPLACE ? KL_NET_ADD : verb, o);
    case KLD_C_PEER:
        return kld_peer_write(n, verb, o);
    default:
        return -EINVAL;
    }
}

// What is to go and has gone with something else already.
static bool is_gone(int code)
{
    return code == -ENOENT || code == -ESRCH || code == -ENODEV || code == -EADDRNOTAVAIL;
}

static int run_here(struct kl_net *n, int outside, struct kld_arena *a, const struct kld_step *s,
                    const char **ret_words)
{
    const struct kld_object *o = s->want ? s->want : s->have;
    const char *words;
    int code;

    *ret_words = "";
    if (o->class == KLD_C_SYSCTL) {
        code = kld_sysctl_write(kld_get(o, "name"), kld_get(o, "value"));
        // The files of IPv6 go with an MTU that is too small for it.
        if (code == -ENOENT && kld_is_before(o))
            code = 0;
        *ret_words = code ? strerror(-code) : "";
        return code;
    }
    if (o->class == KLD_C_SET)
        return kld_set_step(a, s, ret_words);
    if (o->class == KLD_C_NETNS) {
        code = kld_netns_step(s);
        *ret_words = code ? kl_strerror(code) : "";
        return code;
    }
    if (o->class == KLD_C_LINK)
        code = link_step(n, s, outside);
    else
        code = write_object(n, !s->want ? KL_NET_DELETE : s->have ? KL_NET_REPLACE : KL_NET_ADD, o);
    if (!s->want && is_gone(code))
        code = 0;
    if (code) {
        words = kl_error_text(kl_net_error(n));
        *ret_words = kld_strdup(a, *words ? words : kl_strerror(code));
    }
    return code;
}

// What a link is on, or was, is not to be found inside.
static bool is_done_outside(const struct kld_step *s)
{
    return s->phase == KLD_P_MOVE ||
           (s->phase == KLD_P_CREATE && kld_is_true(s->want, "from-outside"));
}

int kld_step_run(struct kl_net *n, struct kld_arena *a, const struct kld_step *s,
                 const char **ret_words)
{
    struct kl_net *there;
    int outside, code;

    if (!s->netns || is_done_outside(s))
        return run_here(n, -1, a, s, ret_words);
    outside = kld_netns_enter(s->netns);
    if (outside < 0) {
        *ret_words = kld_printf(a, "namespace %s: %s", s->netns, kl_strerror(outside));
        return outside;
    }
    code = kl_net_open(&there, NULL);
    if (!code) {
        code = run_here(there, outside, a, s, ret_words);
        kl_net_close(there);
    } else {
        *ret_words = kl_strerror(code);
    }
    kld_netns_leave(outside);
    return code;
}
