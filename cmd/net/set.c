// SPDX-License-Identifier: MIT
// set and unset: change the settings, and apply them. When the network cannot be so, the settings
// are as they were, too.
#include "set.h"
#include "edit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HELP = 1, DRY_RUN, CONFIRM, STATE, SETTINGS };

// clang-format off
const struct kl_option net_set_options[] = {
    {"dry-run",  'n', NULL, "only show what would be changed", DRY_RUN},
    {"confirm",  'c', "TIME", "go back unless `kernlink net confirm' is called within 60s, 5m", CONFIRM},
    {"settings", 0, "PATH", "a settings file, or the folder of them (" NET_FOLDER ")", SETTINGS},
    {"state",    0, "FOLDER", "where the journal is kept (" KLD_STATE_FOLDER ")", STATE},
    {"help",     'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

static void help(bool unset)
{
    fputs(
        unset
            ? "Usage: kernlink net unset [OPTION...] INTERFACE [KEY...]\n\n"
              "Takes keys of an interface out of the settings file, or without a KEY all of it, "
              "keeping\nthe rest as it is, and applies that. KEY is one of:\n"
              "  KEY               such as mtu, addresses or ipv6.accept-ra\n"
              "  address ADDRESS   one of its addresses; as well: route TO, neighbour ADDRESS, "
              "vlan ID\n"
              "  KEY=ITEM          one item of another list, such as alt-names=lan\n"
              "  master            it is no longer a port\n"
            : "Usage: kernlink net set [OPTION...] INTERFACE SETTING...\n\n"
              "Changes settings of an interface in the settings file, keeping its comments and "
              "order, and\napplies them. SETTING is one of:\n"
              "  up, down\n"
              "  KEY VALUE         such as mtu 1400, or ipv6.accept-ra off; `kernlink net keys' "
              "has all\n"
              "  address ADDRESS [KEY VALUE]...   adds 192.0.2.1/24 to the interface's addresses\n"
              "  route TO [KEY VALUE]...          such as route default via 192.0.2.254\n"
              "  neighbour ADDRESS mac MAC, vlan ID [KEY VALUE]...\n"
              "  master BRIDGE     makes it a port of that bridge, bond or VRF, and of no other\n"
              "  KEY=VALUE, KEY=   the same as KEY VALUE; nothing: the key goes\n"
              "  KEY+=ITEM, KEY-=ITEM   adds to a list, takes from it\n",
        stdout);
    fputs("\nOptions:\n", stdout);
    kl_option_help(net_set_options, stdout);
    kl_option_help(net_client_options, stdout);
}

/* ---- The command ---- */

int net_set_show(const struct net_set *s)
{
    struct kl_out *o;
    const char *text;
    size_t len;
    int code = kl_out_open_memory(&o);
    bool any = false;

    if (code)
        return net_unwritten(s->command, code);
    for (size_t i = 0; i < s->n; i++)
        if (s->files[i].now != s->files[i].old) {
            net_edit_show(s->files[i].old, s->files[i].now, o);
            any = true;
        }
    if (!any)
        kl_out_str(o, s->unset ? "there is no such thing in the settings\n"
                               : "the settings say so already\n");
    // Names and lines may be those of another machine.
    text = kl_out_text(o, &len);
    code = kl_out_error(o);
    if (!code)
        code = net_print(text, len);
    kl_out_close(o);
    return code ? net_unwritten(s->command, code) : 0;
}

// All of the settings as they will be, with what is wrong said.
static struct kld_settings *settings_of(const struct net_set *s)
{
    struct kld_settings *all = kld_settings_new();

    for (size_t i = 0; i < s->n; i++)
        kld_settings_add_text(all, s->files[i].now);
    kld_settings_finish(all);
    if (!all->complaints.n)
        return all;
    net_complaints(&all->complaints);
    kld_settings_free(all);
    return NULL;
}

static int dry_run(const struct net_set *s, struct kld_settings *all)
{
    struct net_work w = {.command = s->command, .settings = all, .folder = KLD_STATE_FOLDER};
    int code = net_work_begin(&w);

    if (!code)
        code = net_work_diff(&w);
    net_work_end(&w);
    return code == NET_CHANGES ? NET_OK : code;
}

static int apply(const struct net_set *s)
{
    char *argv[10] = {"apply"};
    int n = 1;

    if (s->state) {
        argv[n++] = "--state";
        argv[n++] = (char *)s->state;
    }
    if (s->confirm) {
        argv[n++] = "--confirm";
        argv[n++] = (char *)s->confirm;
    }
    if (s->client->socket) {
        argv[n++] = "--socket";
        argv[n++] = (char *)s->client->socket;
    }
    if (s->settings) {
        argv[n++] = "--";
        argv[n++] = (char *)s->settings;
    }
    return net_cmd_apply(n, argv);
}

static int run(struct net_set *s, char **words, size_t n)
{
    struct kld_settings *all;
    int code = net_set_read(s);

    if (!code)
        code = net_set_change(s, words, n);
    if (code)
        return code;
    all = settings_of(s);
    if (!all)
        return NET_SETTINGS;
    code = net_set_show(s);
    if (s->dry_run && !code)
        return dry_run(s, all);
    kld_settings_free(all);
    if (code)
        return code;
    // Until the file is as the network is.
    net_work_hold();
    code = net_set_write(s);
    if (code)
        return code;
    code = apply(s);
    if (code && code != NET_UNKNOWN)
        net_set_back(s);
    return code == NET_UNKNOWN ? NET_FAILED : code;
}

static int set(int argc, char **argv, bool unset)
{
    struct kl_options o = {.command = unset ? "kernlink net unset" : "kernlink net set",
                           .tables = {net_set_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = o.command};
    struct net_set s = {.command = o.command, .client = &c, .unset = unset, .lock = -1};
    size_t n = 0;
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        switch (id) {
        case KL_OPTION_ARGUMENT:
            argv[n++] = (char *)o.value;
            break;
        case HELP:
            help(unset);
            return 0;
        case DRY_RUN:
            s.dry_run = true;
            break;
        case CONFIRM:
            s.confirm = o.value;
            break;
        case STATE:
            s.state = o.value;
            break;
        case SETTINGS:
            s.settings = o.value;
            break;
        default:
            if (net_client_option(&c, id, o.value))
                return NET_USAGE;
        }
    }
    if (n < 2 - (size_t)unset || !kld_is_ifname(argv[0])) {
        if (n < 2 - (size_t)unset)
            fprintf(stderr, "%s: an interface %s wanted\nTry `%s --help'.\n", o.command,
                    unset ? "is" : "and a setting are", o.command);
        else
            fprintf(stderr, "%s: '%s' is no name of an interface\n", o.command, argv[0]);
        return NET_USAGE;
    }
    if (c.host && (s.settings || s.state)) {
        fprintf(stderr, "%s: --settings and --state are of this machine, --host is of another\n",
                o.command);
        return NET_USAGE;
    }
    argv[n] = NULL;
    s.arena = kld_arena_new();
    // A folder that is named is ours to write.
    code = !s.settings && !s.state && net_client_wanted(&c) ? net_set_via(&s, argv, n)
                                                            : run(&s, argv, n);
    net_client_close(&c);
    net_set_end(&s);
    return code;
}

int net_cmd_set(int argc, char **argv)
{
    return set(argc, argv, false);
}

int net_cmd_unset(int argc, char **argv)
{
    return set(argc, argv, true);
}
