// SPDX-License-Identifier: MIT
// show: the network as the kernel has it. Needs no daemon.
#include "net.h"

#include "../../daemon/view_text.h"
#include "../../lib/core/nearest.h"
#include "via.h"
#include "work.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HELP = 1, ALL, FAMILY, FOUR, JSON, KIND, OWNER, SIX, STATISTICS };

const struct kl_option net_show_options[] = {
    {"all", 'a', NULL, "also routes and neighbours that the kernel keeps for itself", ALL},
    {"family", 'f', "FAMILY", "only of ipv4 or ipv6", FAMILY},
    {"ipv4", '4', NULL, "--family ipv4", FOUR},
    {"ipv6", '6', NULL, "--family ipv6", SIX},
    {"json", 'j', NULL, "an array of objects, with keys as in settings", JSON},
    {"kind", 'k', "KIND", "only interfaces of that kind: vlan, bridge, ...", KIND},
    {"owner", 'o', "OWNER", "only what is ours, or foreign", OWNER},
    {"statistics", 's', NULL, "in JSON: counters of interfaces", STATISTICS},
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

struct show {
    struct kld_view view;
    struct net_client client;
    bool json, named; // a view was named
    struct kl_net *n;
};

static void help(void)
{
    printf("Usage: kernlink net show [OPTION...] [WHAT] [INTERFACE]\n\n"
           "The network as the kernel has it. WHAT is one of");
    for (int i = 0; i < KLD_N_VIEWS; i++)
        printf("%s %s", i ? "," : "", kld_view_names[i]);
    printf(
        ";\nwithout it, all interfaces, or all about one. Needs no daemon; of one that is named it "
        "is\nthat one's network.\n\nOptions:\n");
    kl_option_help(net_show_options, stdout);
    kl_option_help(net_client_options, stdout);
}

static int wrong(const char *words, const char *what)
{
    fprintf(stderr, "kernlink net show: %s: %s\n", what, words);
    return NET_USAGE;
}

// @return 0, NET_USAGE when the mistake has been said, -1: the help has been printed
static int take_option(struct show *s, int id, const char *value)
{
    switch (id) {
    case HELP:
        help();
        return -1;
    case ALL:
        s->view.plain = false;
        return 0;
    case FOUR:
    case SIX:
        s->view.family = kld_family_named(id == FOUR ? "4" : "6");
        return 0;
    case FAMILY:
        s->view.family = kld_family_named(value);
        return s->view.family < 0 ? wrong("no family; ipv4 and ipv6 are", value) : 0;
    case JSON:
        s->json = true;
        return 0;
    case KIND:
        s->view.kind = value;
        return 0;
    case OWNER:
        if (strcmp(value, "ours") != 0 && strcmp(value, "foreign") != 0)
            return wrong("no owner; ours and foreign are", value);
        s->view.owner = *value == 'o' ? KLD_ONLY_OURS : KLD_ONLY_FOREIGN;
        return 0;
    case STATISTICS:
        s->view.statistics = true;
        return 0;
    default:
        return net_client_option(&s->client, id, value) ? NET_USAGE : 0;
    }
}

static int take_argument(struct show *s, const char *word)
{
    enum kld_view_what what = kld_view_named(word);

    if (!s->named && !s->view.interface && what < KLD_N_VIEWS) {
        s->view.what = what;
        s->named = true;
    } else if (!s->view.interface) {
        s->view.interface = word;
    } else {
        return wrong("is too much", word);
    }
    return 0;
}

/* ---- What there is instead ---- */

struct names {
    struct kld_arena *a;
    const char **list;
    size_t n;
};

static int take_name(const struct kld_seen *s, void *user)
{
    struct names *names = user;

    names->list = kld_grow(names->a, names->list, names->n, sizeof *names->list);
    names->list[names->n++] = kld_strdup(names->a, s->o->dev);
    return 0;
}

static const char *name_at(size_t i, const void *user)
{
    const struct names *names = user;

    if (i < KLD_N_VIEWS)
        return kld_view_names[i];
    return i - KLD_N_VIEWS < names->n ? names->list[i - KLD_N_VIEWS] : NULL;
}

static const struct kld_view all = {.what = KLD_V_INTERFACES, .no_addresses = true};

static int unknown(struct show *s)
{
    struct names names = {.a = kld_arena_new()};
    const char *near;

    kld_view_each(s->n, &all, take_name, &names);
    near = kl_nearest(s->view.interface, name_at, &names);
    fprintf(stderr, "kernlink net show: there is no interface '%s'%s%s%s\n", s->view.interface,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    kld_arena_free(names.a);
    return NET_FAILED;
}

static int show_json(struct show *s, struct kl_out *out)
{
    struct kl_sink *k;
    int code = kl_sink_new(&k, KL_SINK_JSON, out);

    if (code)
        return code;
    code = kld_view_json(s->n, &s->view, k);
    kl_sink_free(k);
    return code;
}

static int show(struct show *s)
{
    struct kl_out *out;
    const char *words;
    int written, code = kl_net_open(&s->n, NULL);

    if (!code)
        code = kl_out_open_fd(&out, STDOUT_FILENO);
    if (code) {
        fprintf(stderr, "kernlink net show: %s\n", kl_strerror(code));
        return NET_FAILED;
    }
    // Known before anything is printed.
    if (s->view.interface && kl_net_link_index(s->n, s->view.interface) < 0) {
        kl_out_close(out);
        return unknown(s);
    }
    if (s->json)
        code = show_json(s, out);
    else if (s->view.interface && !s->named)
        code = kld_view_interface(s->n, &s->view, out);
    else
        code = kld_view_table(s->n, &s->view, out, "", NULL);
    written = kl_out_close(out);
    if (written < 0)
        return net_unwritten("kernlink net show", written);
    if (!code)
        return NET_OK;
    words = kl_error_text(kl_net_error(s->n));
    fprintf(stderr, "kernlink net show: %s\n", *words ? words : kl_strerror(code));
    return NET_FAILED;
}

int net_cmd_show(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net show",
                           .tables = {net_show_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct show s = {.view = {.what = KLD_V_INTERFACES, .plain = true},
                     .client = {.command = o.command, .alone = true}};
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        code = id == KL_OPTION_ARGUMENT ? take_argument(&s, o.value) : take_option(&s, id, o.value);
        if (code)
            return code < 0 ? NET_OK : code;
    }
    if (!net_client_wanted(&s.client)) {
        net_pending_note(o.command, KLD_STATE_FOLDER);
        code = show(&s);
        kl_net_close(s.n);
        return code;
    }
    code = net_show_via(&s.client, &s.view, s.view.interface && !s.named, s.json);
    net_client_close(&s.client);
    return code;
}
