// SPDX-License-Identifier: MIT
// The command line of iw(8): options, the object, the command, and what becomes of it.
#include "../../lib/core/nearest.h"
#include "../commands.h"
#include "iw.h"

#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct iw_command *const areas[] = {
    iw_measure_commands,  iw_nan_commands,   iw_sched_commands,   iw_wake_commands,
    iw_iface_commands,    iw_link_commands,  iw_connect_commands, iw_scan_commands,
    iw_station_commands,  iw_reg_commands,   iw_set_commands,     iw_mesh_commands,
    iw_mpath_commands,    iw_event_commands, iw_ap_commands,      iw_radio_commands,
    iw_channels_commands, iw_phy_commands,   iw_limits_commands,  iw_station_set_commands,
};

#define N_AREAS (sizeof(areas) / sizeof(areas[0]))

const struct iw_command *iw_command_at(size_t i)
{
    for (size_t a = 0; a < N_AREAS; a++)
        for (const struct iw_command *c = areas[a]; c->words != NULL; c++)
            if (i-- == 0)
                return c;
    return NULL;
}

int iw_wrong(const char *format, ...)
{
    va_list args;

    fputs("iw: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return IW_USAGE;
}

int iw_say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return IW_SAID;
}

int iw_tell(struct iw *iw, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (iw->form == IW_TEXT)
        kl_out_printf(iw->out, "%s\n", text);
    else
        fprintf(stderr, "%s\n", text);
    return IW_SAID_2;
}

/* ---- Usage ---- */

static const char *object_text(unsigned on)
{
    switch (on) {
    case IW_DEV:
        return "dev <devname> ";
    case IW_PHY:
        return "phy <phyname> ";
    case IW_WDEV:
        return "wdev <idx> ";
    case IW_ALL_DEVS:
        return "dev";
    case IW_ALL_PHYS:
        return "phy";
    default:
        return "";
    }
}

static void print_usage(FILE *to, const struct iw_command *c, bool help)
{
    for (unsigned bit = 1; bit <= IW_ALL_PHYS; bit <<= 1)
        if ((c->on & bit) != 0)
            fprintf(to, "\t%s%s%s%s\n", object_text(bit), c->words, c->args[0] != '\0' ? " " : "",
                    c->args);
    if (!help)
        return;
    for (const char *line = c->help; line != NULL && *line != '\0';) {
        size_t len = strcspn(line, "\n");

        fprintf(to, "\t\t%.*s\n", (int)len, line);
        line += len + (line[len] == '\n');
    }
    fputc('\n', to);
}

static void usage(FILE *to)
{
    const struct iw_command *c;

    fputs("Usage:\tkernlink iw [options] command\nOptions:\n"
          "\t--json\t\tthe outcome as JSON\n"
          "\t--jsonl\t\tone JSON value a line; events as they come\n"
          "\t--version\tshow version\nCommands:\n",
          to);
    for (size_t i = 0; (c = iw_command_at(i)) != NULL; i++)
        print_usage(to, c, true);
    fputs("Commands that take 'dev' take 'wdev <idx>', too. 'phy' and 'dev' may be left out where\n"
          "the name says which it is: \"iw wlan0 info\".\n",
          to);
}

/* ---- Which command ---- */

/* How many of the words in @args are those of @c; -1: it is another command. */
static int match_words(const struct iw_command *c, int n, char **args)
{
    const char *at = c->words;
    int i = 0;

    while (*at != '\0') {
        size_t len = strcspn(at, " ");

        if (i == n || strlen(args[i]) != len || strncmp(at, args[i], len) != 0)
            return -1;
        i++;
        at += len + (at[len] == ' ');
    }
    return i;
}

/* The command with the most words. */
static const struct iw_command *find_command(unsigned on, int n, char **args, int *ret_words)
{
    const struct iw_command *c, *best = NULL;
    int words;

    *ret_words = -1;
    for (size_t i = 0; (c = iw_command_at(i)) != NULL; i++) {
        if ((c->on & on) == 0)
            continue;
        words = match_words(c, n, args);
        if (words > *ret_words) {
            best = c;
            *ret_words = words;
        }
    }
    return best;
}

#define WORDS_MAX 256 /* more than there are commands */

/* First words of the commands of an object. */
struct first_words {
    size_t n;
    char text[WORDS_MAX][32];
};

static void take_words(struct first_words *ret, unsigned on)
{
    const struct iw_command *c;

    ret->n = 0;
    for (size_t i = 0; (c = iw_command_at(i)) != NULL && ret->n < WORDS_MAX; i++)
        if ((c->on & on) != 0)
            snprintf(ret->text[ret->n++], sizeof(ret->text[0]), "%.*s", (int)strcspn(c->words, " "),
                     c->words);
}

static const char *word_at(size_t i, const void *user)
{
    const struct first_words *f = user;

    return i < f->n ? f->text[i] : NULL;
}

static int no_command(unsigned on, int n, char **args)
{
    struct first_words f;
    const struct iw_command *c;
    const char *near;
    bool shown = false;

    if (n == 0)
        return iw_wrong("a command is missing behind the device; see `iw help'");
    /* Its first word is right: show what may follow. */
    for (size_t i = 0; (c = iw_command_at(i)) != NULL; i++) {
        size_t len = strcspn(c->words, " ");

        if ((c->on & on) == 0 || strlen(args[0]) != len || strncmp(args[0], c->words, len) != 0)
            continue;
        if (!shown)
            fputs("Usage:\n", stderr);
        print_usage(stderr, c, false);
        shown = true;
    }
    if (shown)
        return IW_SAID;
    take_words(&f, on);
    near = kl_nearest(args[0], word_at, &f);
    return iw_wrong("there is no command '%s'%s%s%s; see `iw help'", args[0],
                    near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                    near != NULL ? "'?" : "");
}

/* ---- The object ---- */

static int find_phy(struct iw *iw, const char *name, uint32_t *ret)
{
    uint64_t number;

    if ((strncmp(name, "phy#", 4) == 0 && iw_parse_number(name + 4, 0, UINT32_MAX, &number)) ||
        (name[0] == '#' && iw_parse_number(name + 1, 0, UINT32_MAX, &number))) {
        *ret = (uint32_t)number;
        return 0;
    }
    return kl_wifi_find_phy(iw->wifi, name, ret);
}

static int take_phy(struct iw *iw, const char *name)
{
    if (find_phy(iw, name, &iw->wiphy) < 0)
        return -ENOENT;
    iw->on = IW_PHY;
    snprintf(iw->name, sizeof(iw->name), "%s", name);
    return 0;
}

static int take_dev(struct iw *iw, const char *name)
{
    iw->ifindex = if_nametoindex(name);
    if (iw->ifindex == 0)
        return -ENODEV;
    iw->on = IW_DEV;
    snprintf(iw->name, sizeof(iw->name), "%s", name);
    return 0;
}

struct by_wdev {
    struct iw *iw;
    uint64_t wdev;
    bool found;
};

static int if_wdev(const struct kl_wifi_iface *i, void *user)
{
    struct by_wdev *b = user;

    if ((i->has & KL_WIFI_I_WDEV) == 0 || i->wdev != b->wdev)
        return 0;
    b->found = true;
    b->iw->ifindex = i->ifindex != 0 ? i->ifindex : kl_wifi_wdev_index(i->wdev);
    b->iw->wiphy = i->wiphy;
    snprintf(b->iw->name, sizeof(b->iw->name), "%s", i->name);
    return 0;
}

static int take_wdev(struct iw *iw, const char *word)
{
    struct by_wdev b = {.iw = iw};
    int rc;

    if (!iw_parse_number(word, 0, UINT64_MAX, &b.wdev))
        return -EINVAL;
    rc = kl_wifi_list_dev(iw->wifi, if_wdev, &b);
    if (rc < 0)
        return rc;
    iw->on = IW_DEV | IW_WDEV;
    iw->wdev = b.wdev;
    return b.found ? 0 : -ENODEV;
}

/* @return how many words named the object, or negative after saying what is wrong. */
static int take_object(struct iw *iw, int n, char **args)
{
    int rc;

    iw->on = IW_NONE;
    if (n == 0)
        return 0;
    if (n == 1 && strcmp(args[0], "dev") == 0) {
        iw->on = IW_ALL_DEVS;
        return 1;
    }
    if (n == 1 && strcmp(args[0], "phy") == 0) {
        iw->on = IW_ALL_PHYS;
        return 1;
    }
    if (n >= 2 && strcmp(args[0], "dev") == 0) {
        rc = take_dev(iw, args[1]);
    } else if (n >= 2 && strcmp(args[0], "phy") == 0) {
        rc = take_phy(iw, args[1]);
    } else if (n >= 2 && strcmp(args[0], "wdev") == 0) {
        rc = take_wdev(iw, args[1]);
    } else {
        /* The name alone, where it is no command. */
        if (find_command(IW_NONE, n, args, &rc) != NULL && rc > 0)
            return 0;
        return take_dev(iw, args[0]) == 0 || take_phy(iw, args[0]) == 0 ? 1 : 0;
    }
    if (rc == 0)
        return 2;
    fprintf(stderr, "command failed: %s (%d)\n  there is no %s %s\n", strerror(-rc), rc,
            args[0][0] == 'p' ? "phy" : "interface", args[1]);
    return rc;
}

/* ---- Running ---- */

static int failed(struct iw *iw, int rc)
{
    const char *text = kl_error_text(kl_wifi_error(iw->wifi));

    kl_out_flush(iw->out);
    fprintf(stderr, "command failed: %s (%d)\n", strerror(-rc), rc);
    if (text[0] != '\0' && strcmp(text, kl_strerror(rc)) != 0)
        fprintf(stderr, "  %s\n", text);
    return rc & 255; /* iw's: 256 less the number of the error */
}

static int run(struct iw *iw, int n, char **args)
{
    const struct iw_command *c;
    int words, rc = take_object(iw, n, args);

    if (rc < 0)
        return rc & 255;
    args += rc;
    n -= rc;
    c = find_command(iw->on, n, args, &words);
    if (c == NULL || (words == 0 && (n > 0 || (iw->on & (IW_ALL_DEVS | IW_ALL_PHYS)) == 0))) {
        rc = no_command(iw->on, n, args);
        return rc == IW_USAGE || rc == IW_SAID ? 1 : rc;
    }
    if ((c->on & IW_DEV) == 0 && (iw->on & IW_WDEV) != 0)
        iw->ifindex = kl_wifi_wdev_index(iw->wdev);
    rc = c->run(iw, n - words, args + words);
    if (rc == IW_USAGE) {
        fputs("Usage:\tiw [options]", stderr);
        print_usage(stderr, c, false);
        return 1;
    }
    if (rc < 0)
        return failed(iw, rc);
    return rc == IW_SAID ? 1 : rc == IW_SAID_2 ? 2 : 0;
}

/* @return where the words begin; negative after saying what is wrong */
static int take_options(struct iw *iw, int argc, char **argv)
{
    int i = 1;

    for (; i < argc && argv[i][0] == '-' && argv[i][1] == '-'; i++) {
        if (strcmp(argv[i], "--json") == 0)
            iw->form = IW_JSON;
        else if (strcmp(argv[i], "--jsonl") == 0)
            iw->form = IW_JSONL;
        else if (strcmp(argv[i], "--help") == 0) /* a command */
            break;
        else if (strcmp(argv[i], "--debug") != 0)
            return iw_wrong("there is no option '%s'; see `iw help'", argv[i]), -1;
    }
    return i;
}

static int with_outputs(struct iw *iw, int n, char **args)
{
    int code, rc;

    if (kl_out_open_fd(&iw->out, STDOUT_FILENO) < 0)
        return 1;
    iw->colour = isatty(STDOUT_FILENO) != 0;
    if (iw->form != IW_TEXT &&
        kl_sink_new(&iw->sink, iw->form == IW_JSON ? KL_SINK_JSON : KL_SINK_JSONL, iw->out) < 0) {
        kl_out_close(iw->out);
        return 1;
    }
    code = run(iw, n, args);
    if (iw->sink != NULL)
        kl_sink_free(iw->sink);
    rc = kl_out_close(iw->out);
    if (rc < 0 && rc != -EPIPE && code == 0) {
        fprintf(stderr, "iw: cannot write: %s\n", strerror(-rc));
        code = 1;
    }
    return code;
}

/* Is it what help is asked for: its words, or the beginning of the only one; the device's own
 * command by the word in front of devices. */
static bool is_asked_for(const struct iw_command *c, int n, char **args)
{
    if (c->words[0] == '\0')
        return n == 1 && ((strcmp(args[0], "dev") == 0 && (c->on & IW_ALL_DEVS) != 0) ||
                          (strcmp(args[0], "phy") == 0 && (c->on & IW_ALL_PHYS) != 0));
    return match_words(c, n, args) >= 0 ||
           (n == 1 && strncmp(c->words, args[0], strlen(args[0])) == 0);
}

static int help(int n, char **args)
{
    const struct iw_command *c;
    bool found = n == 0;

    if (n == 0)
        usage(stdout);
    if (n > 1 && (strcmp(args[0], "dev") == 0 || strcmp(args[0], "phy") == 0 ||
                  strcmp(args[0], "wdev") == 0)) {
        n--;
        args++;
    }
    for (size_t i = 0; n > 0 && (c = iw_command_at(i)) != NULL; i++) {
        if (!is_asked_for(c, n, args))
            continue;
        print_usage(stdout, c, true);
        found = true;
    }
    if (!found)
        fprintf(stderr, "iw: there is no command '%s'\n", args[0]);
    return found ? 0 : 1;
}

int kl_cmd_iw(int argc, char **argv)
{
    struct iw iw = {.form = IW_TEXT};
    int at, rc;

    if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-v") == 0)) {
        printf("iw version 5.19 (kernlink %s)\n", kl_version());
        return 0;
    }
    if (argc >= 2 && strcmp(argv[1], "--complete") == 0)
        return iw_complete(argc - 2, argv + 2);
    at = take_options(&iw, argc, argv);
    if (at < 0)
        return 1;
    if (at >= argc) {
        usage(stderr);
        return 1;
    }
    if (strcmp(argv[at], "help") == 0 || strcmp(argv[at], "--help") == 0)
        return help(argc - at - 1, argv + at + 1);
    rc = kl_wifi_open(&iw.wifi, NULL);
    if (rc < 0) {
        fputs("nl80211 not found.\n", stderr);
        if (rc != -ENOENT)
            fprintf(stderr, "  %s\n", kl_strerror(rc));
        return 1;
    }
    rc = with_outputs(&iw, argc - at, argv + at);
    kl_wifi_close(iw.wifi);
    return rc;
}
