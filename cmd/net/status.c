// SPDX-License-Identifier: MIT
// status: how things are, on one screen, with what is wrong first.
#include "status.h"
#include "../../daemon/journal.h"
#include "../../daemon/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HELP = 1, COLOR, JSON, SETTINGS, STATE };
enum when { AUTO, ALWAYS, NEVER };

#define SHOWN 10 // steps; `diff' shows all

// clang-format off
const struct kl_option net_status_options[] = {
    {"json",     'j', NULL, "as JSON", JSON},
    {"color",    0, "WHEN", "in colours: always, never, or auto: on a terminal (auto)", COLOR},
    {"settings", 0, "PATH", "without the daemon: where settings are (" NET_FOLDER ")", SETTINGS},
    {"state",    0, "FOLDER", "without the daemon: where the journal is kept (" KLD_STATE_FOLDER ")", STATE},
    {"help",     'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};
// clang-format on

/* ---- Collecting ---- */

static void add(struct net_status *s, const char ***list, size_t *n, const char *text)
{
    *list = kld_grow(s->arena, *list, *n, sizeof **list);
    (*list)[(*n)++] = kld_strdup(s->arena, text);
}

void net_status_problem(struct net_status *s, const char *text)
{
    add(s, &s->problems, &s->n_problems, text);
}

void net_status_note(struct net_status *s, const char *text)
{
    add(s, &s->notes, &s->n_notes, text);
}

void net_status_drift(struct net_status *s, const char *text)
{
    add(s, &s->drift, &s->n_drift, text);
}

struct net_status_link *net_status_link(struct net_status *s)
{
    s->links = kld_grow(s->arena, s->links, s->n_links, sizeof *s->links);
    s->links[s->n_links] = (struct net_status_link){0};
    return &s->links[s->n_links++];
}

void net_status_address(struct net_status *s, struct net_status_link *l, const char *text)
{
    add(s, &l->addresses, &l->n, text);
}

/* ---- For people ---- */

static bool read_when(const char *text, enum when *ret)
{
    static const char *const words[] = {[AUTO] = "auto", [ALWAYS] = "always", [NEVER] = "never"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcmp(words[i], text)) {
            *ret = (enum when)i;
            return true;
        }
    return false;
}

static bool colours(enum when when)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    if (when != AUTO)
        return when == ALWAYS;
    return isatty(STDOUT_FILENO) && (!no || !*no) && term && strcmp(term, "dumb") != 0;
}

struct screen {
    const struct net_status *s;
    struct kl_out *o;
    bool colour;
};

enum colour { PLAIN, RED = 31, GREEN = 32, YELLOW = 33 };

static void line(const struct screen *w, enum colour colour, const char *before, const char *text)
{
    if (w->colour && colour)
        kl_out_printf(w->o, "\033[%dm", colour);
    kl_out_printf(w->o, "%s%s", before, kld_clean(w->s->arena, text));
    if (w->colour && colour)
        kl_out_str(w->o, "\033[0m");
    kl_out_char(w->o, '\n');
}

static const char *time_words(struct kld_arena *a, long long s)
{
    if (s < 120)
        return kld_printf(a, "%lld s", s);
    if (s < 7200)
        return kld_printf(a, "%lld min", s / 60);
    if (s < 172800)
        return kld_printf(a, "%lld h", s / 3600);
    return kld_printf(a, "%lld days", s / 86400);
}

static void show_links(const struct screen *w)
{
    static const char *const titles[] = {"NAME", "KIND", "STATE", "BY", "ADDRESSES", NULL};
    const struct net_status *s = w->s;
    struct kld_table t;

    kld_table_begin(&t, w->o, titles, "");
    for (size_t i = 0; i < s->n_links; i++) {
        const struct net_status_link *l = &s->links[i];
        const char *cells[KLD_COLUMNS] = {kld_clean(s->arena, l->name),
                                          kld_clean(s->arena, l->kind),
                                          kld_clean(s->arena, l->state), l->ours ? "kernlink" : ""};

        for (size_t k = 0; k < l->n || k == 0; k++) {
            cells[4] = k < l->n ? kld_clean(s->arena, l->addresses[k]) : "";
            kld_table_row(&t, cells, k > 0);
            memset(cells, 0, sizeof cells);
        }
    }
    kld_table_end(&t);
}

static void show(const struct screen *w)
{
    const struct net_status *s = w->s;
    struct kld_arena *a = s->arena;

    if (s->pending_s >= 0)
        line(w, YELLOW, "",
             kld_printf(a, "A change waits for `kernlink net confirm': in %lld s it is undone",
                        s->pending_s));
    for (size_t i = 0; i < s->n_problems; i++)
        line(w, RED, "", s->problems[i]);
    if (s->n_drift)
        line(
            w, RED, "",
            kld_printf(a, "The network differs from the settings; `kernlink net apply' would do:"));
    for (size_t i = 0; i < s->n_drift && i < SHOWN; i++)
        line(w, PLAIN, "    ", s->drift[i]);
    if (s->n_drift > SHOWN)
        line(w, PLAIN, "    ",
             kld_printf(a, "... and %zu more; `kernlink net diff' shows all", s->n_drift - SHOWN));
    if (s->compared && !s->n_drift && !s->n_problems)
        line(w, GREEN, "", "The network is as the settings say");
    for (size_t i = 0; i < s->n_notes; i++)
        line(w, PLAIN, "", s->notes[i]);
    line(w, PLAIN, "",
         s->version
             ? kld_printf(a, "kernlinkd %s, up for %s", s->version, time_words(a, s->uptime_s))
         : s->forbidden
             ? "You may not talk to the daemon here: this is what files and the kernel say"
             : "No daemon runs here: this is what files and the kernel say");
    kl_out_char(w->o, '\n');
    show_links(w);
}

/* ---- For programs ---- */

static void texts(struct kl_sink *k, const char *key, const char **list, size_t n)
{
    kl_sink_key(k, key);
    kl_sink_array_begin(k);
    for (size_t i = 0; i < n; i++)
        kl_sink_str(k, list[i]);
    kl_sink_array_end(k);
}

static void link_json(struct kl_sink *k, const struct net_status_link *l)
{
    kl_sink_object_begin(k);
    kl_sink_key(k, "name");
    kl_sink_str(k, l->name);
    kl_sink_key(k, "kind");
    kl_sink_str(k, l->kind);
    kl_sink_key(k, "state");
    kl_sink_str(k, l->state);
    kl_sink_key(k, "owner");
    kl_sink_str(k, l->ours ? "ours" : "foreign");
    texts(k, "addresses", l->addresses, l->n);
    kl_sink_object_end(k);
}

static int show_json(const struct net_status *s, struct kl_out *o)
{
    const struct kl_value nothing = {.kind = KL_VALUE_NULL};
    struct kl_sink *k;
    int code = kl_sink_new(&k, KL_SINK_JSONL, o);

    if (code)
        return code;
    kl_sink_object_begin(k);
    kl_sink_key(k, "daemon");
    if (s->version)
        kl_sink_str(k, s->version);
    else
        kl_sink_value(k, &nothing);
    kl_sink_key(k, "pending");
    if (s->pending_s >= 0)
        kl_sink_int(k, s->pending_s);
    else
        kl_sink_value(k, &nothing);
    texts(k, "problems", s->problems, s->n_problems);
    kl_sink_key(k, "compared");
    kl_sink_bool(k, s->compared);
    texts(k, "drift", s->drift, s->n_drift);
    texts(k, "notes", s->notes, s->n_notes);
    kl_sink_key(k, "interfaces");
    kl_sink_array_begin(k);
    for (size_t i = 0; i < s->n_links; i++)
        link_json(k, &s->links[i]);
    kl_sink_array_end(k);
    kl_sink_object_end(k);
    return kl_sink_free(k);
}

/* ---- The command ---- */

static void help(void)
{
    printf("Usage: kernlink net status [OPTION...]\n\n"
           "How things are: what is wrong, what waits to be confirmed, what differs from the "
           "settings,\nand the interfaces.\n"
           "Exit status: %d all is well, %d something is wrong or waits, %d a failure.\n\n"
           "Options:\n",
           NET_OK, NET_CHANGES, NET_FAILED);
    kl_option_help(net_status_options, stdout);
    kl_option_help(net_client_options, stdout);
}

static int print(const struct net_status *s, bool json, enum when when)
{
    struct screen w = {.s = s, .colour = colours(when)};
    int code = kl_out_open_fd(&w.o, STDOUT_FILENO), closed;

    if (code)
        return net_unwritten(s->command, code);
    if (json)
        code = show_json(s, w.o);
    else
        show(&w);
    closed = kl_out_close(w.o);
    if (code || closed)
        return net_unwritten(s->command, code ? code : closed);
    return s->n_problems || s->n_drift || s->pending_s >= 0 ? NET_CHANGES : NET_OK;
}

int net_cmd_status(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net status",
                           .tables = {net_status_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = o.command};
    struct net_status s = {
        .command = o.command, .settings = NET_FOLDER, .folder = KLD_STATE_FOLDER, .pending_s = -1};
    enum when when = AUTO;
    bool json = false;
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == HELP) {
            help();
            return 0;
        }
        if (id == KL_OPTION_ARGUMENT)
            fprintf(stderr, "%s: '%s' is too much\n", o.command, o.value);
        if (id == JSON) {
            json = true;
        } else if (id == COLOR) {
            if (!read_when(o.value, &when)) {
                fprintf(stderr, "%s: --color is always, never or auto\n", o.command);
                return NET_USAGE;
            }
        } else if (id == SETTINGS || id == STATE) {
            *(id == STATE ? &s.folder : &s.settings) = o.value;
            c.alone = true;
        } else if (net_client_option(&c, id, o.value)) {
            return NET_USAGE;
        }
    }
    s.arena = kld_arena_new();
    code = net_client_wanted(&c) ? net_status_via(&s, &c) : net_status_alone(&s);
    s.forbidden = c.forbidden;
    net_client_close(&c);
    if (!code)
        code = print(&s, json, when);
    kld_arena_free(s.arena);
    return code;
}
