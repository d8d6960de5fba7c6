// SPDX-License-Identifier: MIT
// The options that all commands which show traffic share.
#include "inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    TEXT = 1001,
    JSON,
    JSONL,
    PYTHON,
    C,
    STATS,
    BRIEF,
    HEX,
    COLOUR,
    ONLY,
    COMMAND,
    ATTRIBUTE,
    PID,
    SENT,
    RECEIVED,
    ERRORS,
    PROTOCOL,
    FAMILY,
    QUIET
};

// clang-format off
const struct kl_option show_option_table[] = {
    {"text",      0, NULL, "readable text (what is printed without such an option)", TEXT},
    {"json",      0, NULL, "one JSON array, an object for each message", JSON},
    {"jsonl",     0, NULL, "JSON lines, an object for each message", JSONL},
    {"python",    0, NULL, "Python literals, as pyroute2's decoder prints them", PYTHON},
    {"c",         0, NULL, "the requests as a C program that sends them", C},
    {"stats",     0, NULL, "counts, errors and times of answer by command", STATS},
    {"brief",     'b', NULL, "text with one line for each message", BRIEF},
    {"hex",       0, NULL, "raw bytes beside each value", HEX},
    {"color",     0, "WHEN", "colours: always, never, or auto (on a terminal)", COLOUR},
    {"only",      0, "FAMILY,...", "messages of these families or protocols", ONLY},
    {"command",   0, "NAME,...", "messages of these commands, and their answers", COMMAND},
    {"attribute", 0, "NAME[=VALUE]", "messages with this attribute, and their answers", ATTRIBUTE},
    {"pid",       0, "PID,...", "messages of these processes (numbers or names) or ports", PID},
    {"sent",      0, NULL, "what programs send to the kernel", SENT},
    {"received",  0, NULL, "what the kernel sends to programs", RECEIVED},
    {"errors",    0, NULL, "what the kernel refused, and its refusal", ERRORS},
    {"protocol",  0, "NAME", "of input that does not say: route, generic, netfilter, ...", PROTOCOL},
    {"family",    0, "ID=NAME", "what a generic family's number stands for: 0x1b=nl80211", FAMILY},
    {"quiet",     'q', NULL, "no notes on standard error", QUIET},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

void show_defaults(struct show_options *o)
{
    const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
    struct winsize window;

    *o = (struct show_options){.protocol = -1, .ask_kernel = true, .width = 100};
    if (ioctl(1, TIOCGWINSZ, &window) == 0 && window.ws_col >= 60)
        o->width = window.ws_col;
    o->colour = isatty(1) && term && strcmp(term, "dumb") != 0 && !(no && *no);
}

static int wrong(const char *command, const char *format, const char *value)
{
    fprintf(stderr, "%s: ", command);
    fprintf(stderr, format, value);
    fputc('\n', stderr);
    return -1;
}

static int add_word(struct show_words *w, const char *command, const char *word)
{
    if (w->n == sizeof w->word / sizeof w->word[0])
        return wrong(command, "too many words in a filter: %s", word);
    w->word[w->n++] = word;
    return 0;
}

// Words between commas: @value is the command line's own memory, which lives as long as we do.
static int add_words(struct show_words *w, const char *command, const char *value)
{
    char *copy, *word, *rest;
    int rc = 0;

    if (!strchr(value, ','))
        return add_word(w, command, value);
    rest = copy = strdup(value);
    if (!copy)
        return wrong(command, "%s", strerror(ENOMEM));
    while (rc == 0 && (word = strsep(&rest, ",")) != NULL)
        if (*word)
            rc = add_word(w, command, word);
    return rc; // the words stay in the copy until the end of the process
}

static int colour(struct show_options *o, const char *command, const char *value)
{
    if (!strcmp(value, "always"))
        o->colour = true;
    else if (!strcmp(value, "never"))
        o->colour = false;
    else if (strcmp(value, "auto") != 0)
        return wrong(command, "--color is always, never or auto, not %s", value);
    return 0;
}

static int family(struct show_options *o, const char *command, const char *value)
{
    char *end;
    unsigned long id = strtoul(value, &end, 0);

    if (end == value || *end != '=' || !end[1] || strlen(end + 1) > 15 || id < 16 || id > 1023)
        return wrong(command, "--family wants a number and a name, such as 0x1b=nl80211, not %s",
                     value);
    return add_word(&o->ids, command, value);
}

static int protocol(struct show_options *o, const char *command, const char *value)
{
    o->protocol = show_protocol_number(value);
    if (o->protocol < 0)
        return wrong(command,
                     "there is no netlink protocol %s; there are route, generic, netfilter, "
                     "sock_diag, xfrm, ... and numbers",
                     value);
    return 0;
}

int show_option(struct show_options *o, const char *command, int id, const char *value)
{
    switch (id) {
    case TEXT:
    case JSON:
    case JSONL:
    case PYTHON:
    case C:
    case STATS:
        o->form = (enum show_form)(id - TEXT);
        return 0;
    case BRIEF:
        o->brief = true;
        return 0;
    case HEX:
        o->hex = true;
        return 0;
    case COLOUR:
        return colour(o, command, value);
    case ONLY:
        return add_words(&o->families, command, value);
    case COMMAND:
        return add_words(&o->commands, command, value);
    case ATTRIBUTE:
        return add_word(&o->attributes, command, value);
    case PID:
        return add_words(&o->pids, command, value);
    case SENT:
        o->sent = true;
        return 0;
    case RECEIVED:
        o->received = true;
        return 0;
    case ERRORS:
        o->errors = true;
        return 0;
    case PROTOCOL:
        return protocol(o, command, value);
    case FAMILY:
        return family(o, command, value);
    case QUIET:
        o->quiet = true;
        return 0;
    default:
        return 1;
    }
}
