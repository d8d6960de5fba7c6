// SPDX-License-Identifier: MIT
// One command after another, for each interface of which something else is to be known now.
// /etc/resolv.conf is nobody's to write but theirs. Who takes names may come later than we, at boot
// also the bus that leads to him: what was not taken is tried again. Source: resolvconf(8),
// resolvectl(1).
#include "dns.h"
#include "arena.h"

#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#define TAG        ".kernlink"
#define ALL        "lo" // resolvconf asks those of lo first
#define MAX_WORDS  64
#define COMMAND_US 30000000u // a resolvconf waits for another one
#define FIRST_US   1000000u  // until it is tried again; then twice that, and so on
#define LAST_US    60000000u

enum taker { NOBODY, RESOLVCONF, RESOLVED };

struct entry {
    char *dev;              // ALL: for everything
    char *servers, *search; // that are wanted; both NULL: nothing is
    bool failed;            // since it was set last, or tried again
    char *given;            // both as one text; NULL: nothing; "?": what, nobody knows any more
    char *refused;          // what was, and has been said; or NULL
    char *words;            // that its last command had to say, or NULL
    unsigned index;         // the interface's number then
};

struct kld_dns {
    const struct kld_dns_host *host;
    struct entry *list;
    size_t n;
    enum taker taker, seen; // of the command; when the list was set
    bool told;              // that nobody takes them
    sd_event_source *timer;
    unsigned tries;
    struct kld_service *command;
    struct kld_service_host quiet; // of commands: what they say waits until one is over
    char words[2000];
    char *dev, *giving; // by the command; giving NULL: it takes back
    unsigned index;
    bool domains; // RESOLVED: servers are given, domains are next
};

static void say(struct kld_dns *d, int priority, const char *format, const char *what)
    __attribute__((format(printf, 3, 0)));

static void say(struct kld_dns *d, int priority, const char *format, const char *what)
{
    char text[300];

    snprintf(text, sizeof text, format, what);
    d->host->children.say(d->host->children.user, priority, "dns", text);
}

// Of the command that runs: a line each, its priority in front.
static void on_words(void *user, int priority, const char *name, const char *text)
{
    struct kld_dns *d = user;
    size_t n = strlen(d->words);

    (void)name;
    snprintf(d->words + n, sizeof d->words - n, "%c%s\n", '0' + priority, text);
}

static void say_words(const struct kld_dns *d)
{
    for (const char *at = d->words, *end; *at && (end = strchr(at, '\n')); at = end + 1) {
        char text[300];

        snprintf(text, sizeof text, "%.*s", (int)(end - at - 1), at + 1);
        d->host->children.say(d->host->children.user, at[0] - '0', "dns", text);
    }
}

/* ---- Who takes them ---- */

static bool answers(const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool good;

    snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
    good = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

// Debian's resolved comes with a resolvconf that is resolvectl, of no use while it does not run.
static bool is_resolvectl(const char *path)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof target - 1);

    target[n > 0 ? n : 0] = '\0';
    return strstr(target, "resolvectl") != NULL;
}

static enum taker find_taker(const struct kld_dns *d, char program[PATH_MAX])
{
    if (kld_program(d->host->path, "resolvectl", program, PATH_MAX) && answers(d->host->resolved))
        return RESOLVED;
    if (kld_program(d->host->path, "resolvconf", program, PATH_MAX) && !is_resolvectl(program))
        return RESOLVCONF;
    return NOBODY;
}

/* ---- Entries ---- */

static struct entry *entry_of(struct kld_dns *d, const char *dev, bool make)
{
    struct entry *list;

    for (size_t i = 0; i < d->n; i++)
        if (!strcmp(d->list[i].dev, dev))
            return &d->list[i];
    list = make ? reallocarray(d->list, d->n + 1, sizeof *list) : NULL;
    if (!list)
        return NULL;
    d->list = list;
    list[d->n] = (struct entry){.dev = strdup(dev)};
    return list[d->n].dev ? &list[d->n++] : NULL;
}

static void clear(struct entry *e)
{
    free(e->servers);
    free(e->search);
    e->servers = e->search = NULL;
}

static bool has_word(const char *words, const char *word, size_t n)
{
    while (words && *words) {
        size_t len = strcspn(words, " ");

        if (len == n && !strncmp(words, word, n))
            return true;
        words += len;
        words += strspn(words, " ");
    }
    return false;
}

// Each word once, where it came first.
static bool add_words(char **words, const char *more)
{
    while (more && *more) {
        size_t n = strcspn(more, " ");
        char *sum;

        if (n && !has_word(*words, more, n)) {
            if (asprintf(&sum, "%s%s%.*s", *words ? *words : "", *words ? " " : "", (int)n, more) <
                0)
                return false;
            free(*words);
            *words = sum;
        }
        more += n;
        more += strspn(more, " ");
    }
    return true;
}

static void add_wish(struct kld_dns *d, const char *dev, const struct kld_dns_record *r)
{
    struct entry *e = r->servers || r->search ? entry_of(d, dev, true) : NULL;

    if (e && (!add_words(&e->servers, r->servers) || !add_words(&e->search, r->search)))
        say(d, LOG_ERR, "%s: no memory", dev);
}

// What it is to be, as one text; NULL: nothing.
static char *wish(const struct entry *e)
{
    char *text;

    if (!e->servers && !e->search)
        return NULL;
    if (asprintf(&text, "%s\n%s", e->servers ? e->servers : "", e->search ? e->search : "") < 0)
        return NULL;
    return text;
}

static bool is_given(const struct entry *e)
{
    char *text = wish(e);
    bool same = text ? e->given && !strcmp(e->given, text) : !e->given;

    free(text);
    return same;
}

static unsigned index_of(const struct kld_dns *d, const char *dev)
{
    return d->host->index ? d->host->index(d->host->children.user, dev) : if_nametoindex(dev);
}

static void forget(struct entry *e)
{
    free(e->given);
    e->given = NULL;
}

// There is something to tell @taker.
static bool is_due(const struct kld_dns *d, enum taker taker, struct entry *e)
{
    if (taker == RESOLVED) {
        unsigned index = index_of(d, e->dev);

        // It knows interfaces by their numbers, and none that is gone.
        if (!index || index != e->index)
            forget(e);
        if (!index)
            return false;
    }
    return !e->failed && !is_given(e);
}

/* ---- What was given before the start ---- */

static FILE *open_list(const struct kld_dns *d, const char *mode)
{
    char path[PATH_MAX];

    if ((size_t)snprintf(path, sizeof path, "%s/dns", d->host->folder) >= sizeof path)
        return NULL;
    return fopen(path, mode);
}

static void read_list(struct kld_dns *d)
{
    FILE *f = open_list(d, "re");
    char *dev = NULL;
    size_t room = 0;
    ssize_t n;

    // Up to a line that was cut off.
    while (f && (n = getline(&dev, &room, f)) > 1 && dev[n - 1] == '\n') {
        struct entry *e = NULL;

        dev[n - 1] = '\0';
        if (n <= 16 && strcspn(dev, "/ ") == (size_t)n - 1)
            e = entry_of(d, dev, true);
        if (e && !e->given) {
            e->given = strdup("?");
            e->index = index_of(d, dev);
        }
    }
    free(dev);
    if (f)
        fclose(f);
}

static void write_list(const struct kld_dns *d)
{
    FILE *f = open_list(d, "we");

    for (size_t i = 0; f && i < d->n; i++)
        if (d->list[i].given)
            fprintf(f, "%s\n", d->list[i].dev);
    if (f)
        fclose(f);
}

/* ---- Commands ---- */

static void next_command(struct kld_dns *d);

static void on_over(void *user, int status);

static void run(struct kld_dns *d, char *const *argv, const char *input)
{
    struct kld_service_def def = {.name = "dns",
                                  .argv = argv,
                                  .input = input,
                                  .fd = -1,
                                  .once = true,
                                  .stop_us = COMMAND_US,
                                  .over = on_over,
                                  .user = d};

    if (kld_service_new(&d->command, &d->quiet, &def) == 0)
        kld_service_start(d->command);
}

static size_t split(char *words, char **argv, size_t n)
{
    char *rest = words;

    for (char *word; n < MAX_WORDS - 1 && (word = strsep(&rest, " "));)
        argv[n++] = word;
    return n;
}

// resolvectl dns DEV SERVER..., resolvectl domain DEV DOMAIN..., resolvectl revert DEV
static void run_resolved(struct kld_dns *d, char *program)
{
    char *words = strdup(d->giving ? d->giving : ""), *argv[MAX_WORDS] = {program};
    char *domains = words ? strchr(words, '\n') : NULL;
    size_t n = 3;

    argv[1] = (char *)(!d->giving ? "revert" : d->domains ? "domain" : "dns");
    argv[2] = d->dev;
    if (domains) {
        *domains++ = '\0';
        n = split(d->domains ? domains : words, argv, n); // an empty word: none
    }
    argv[n] = NULL;
    run(d, argv, NULL);
    free(words);
}

// What resolvconf reads: lines as of resolv.conf(5). NULL: no memory
static char *lines_of(const struct kld_dns *d)
{
    char *text = NULL, *words = strdup(d->giving ? d->giving : "\n"), *list[MAX_WORDS];
    char *domains = words ? strchr(words, '\n') : NULL;
    size_t len, n = 0;
    FILE *f = domains ? open_memstream(&text, &len) : NULL;

    if (domains) {
        *domains++ = '\0';
        n = *words ? split(words, list, 0) : 0;
    }
    for (size_t i = 0; f && i < n; i++)
        fprintf(f, "nameserver %s\n", list[i]);
    if (f && *domains)
        fprintf(f, "search %s\n", domains);
    if (f)
        fclose(f);
    free(words);
    return text;
}

static char *base64(struct kld_arena *a, const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = strlen(text), n = 0;
    char *ret = kld_alloc(a, (len + 2) / 3 * 4 + 1);

    for (size_t i = 0; i < len; i += 3) {
        unsigned bits = 0;

        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (i + k < len ? (unsigned char)text[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            ret[n++] = (char)(i + k <= len ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
    ret[n] = '\0';
    return ret;
}

// A resolvconf writes /etc/resolv.conf and more there, which our unit cannot: systemd runs it as a
// unit of its own, and is asked by its own socket, as there may be no bus.
static size_t put_systemd_run(const struct kld_dns *d, struct kld_arena *a, char **argv,
                              const char *text)
{
    static const char *const options[] = {"--quiet", "--collect", "--property=Type=oneshot",
                                          "--property=DefaultDependencies=no"};
    char *program = kld_alloc(a, PATH_MAX);
    size_t n = 0;

    if (!d->host->closed || !kld_program(d->host->path, "systemd-run", program, PATH_MAX))
        return 0;
    argv[n++] = program;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        argv[n++] = (char *)options[i];
    if (d->giving) {
        argv[n++] = (char *)"--property=StandardInput=data";
        argv[n++] = kld_printf(a, "--property=StandardInputData=%s", base64(a, text));
    }
    argv[n++] = (char *)"--";
    return n;
}

// resolvconf -a DEV.kernlink, with lines on its input; resolvconf -d DEV.kernlink
static void run_resolvconf(struct kld_dns *d, char *program)
{
    struct kld_arena *a = kld_arena_new();
    char *argv[16], *text = lines_of(d);
    size_t n = text ? put_systemd_run(d, a, argv, text) : 0;

    argv[n++] = program;
    argv[n++] = (char *)(d->giving ? "-a" : "-d");
    argv[n++] = kld_printf(a, "%s" TAG, d->dev);
    argv[n] = NULL;
    if (text)
        run(d, argv, d->giving ? text : NULL);
    free(text);
    kld_arena_free(a);
}

// What was refused is said once, and so is why, until it is something else.
static void say_settled(struct kld_dns *d, struct entry *e, bool taken)
{
    bool same = e && e->words && !strcmp(e->words, d->words);

    if (!same)
        say_words(d);
    if (e && !same) {
        free(e->words);
        e->words = strdup(d->words);
    }
    d->words[0] = '\0';
    if (!d->giving && !taken)
        say(d, LOG_WARNING, "%s: they are still there", d->dev);
    if (!d->giving || !e)
        return;
    if (!taken && (!e->refused || strcmp(e->refused, d->giving) != 0))
        say(d, LOG_WARNING, "%s: they were not taken", d->dev);
    else if (taken && e->refused)
        say(d, LOG_INFO, "%s: they are taken now", d->dev);
    free(e->refused);
    e->refused = taken ? NULL : strdup(d->giving);
}

// What was given, or not.
static void settle(struct kld_dns *d, bool taken)
{
    struct entry *e = entry_of(d, d->dev, false);

    say_settled(d, e, taken);
    if (e) {
        free(e->given);
        // What cannot be taken back is not tried for ever: its interface may be gone.
        e->given = taken || !d->giving ? d->giving : strdup("?");
        e->failed = !taken;
        e->index = d->index;
        if (e->given == d->giving)
            d->giving = NULL;
    }
    write_list(d);
    free(d->giving);
    free(d->dev);
    d->giving = d->dev = NULL;
    d->domains = false;
}

static void on_over(void *user, int status)
{
    struct kld_dns *d = user;
    char program[PATH_MAX];

    kld_service_free(d->command);
    d->command = NULL;
    if (!status && d->taker == RESOLVED && d->giving && !d->domains &&
        kld_program(d->host->path, "resolvectl", program, PATH_MAX)) {
        d->domains = true;
        run_resolved(d, program);
        return;
    }
    settle(d, !status);
    next_command(d);
}

static int on_time(sd_event_source *source, uint64_t us, void *user)
{
    struct kld_dns *d = user;
    char program[PATH_MAX];

    (void)source;
    (void)us;
    for (size_t i = 0; i < d->n; i++)
        d->list[i].failed = false;
    // To whom it goes also decides what is wanted of which interface.
    if (d->host->again && find_taker(d, program) != d->seen)
        d->host->again(d->host->children.user);
    else
        next_command(d);
    return 0;
}

// As long as there is something that nobody has.
static void try_again(struct kld_dns *d)
{
    uint64_t us = FIRST_US;
    bool due = false;

    d->timer = sd_event_source_disable_unref(d->timer);
    for (size_t i = 0; i < d->n && !due; i++)
        due = !is_given(&d->list[i]);
    if (!due) {
        d->tries = 0;
        return;
    }
    for (unsigned i = 0; i < d->tries && us < LAST_US; i++)
        us *= 2;
    d->tries++;
    if (sd_event_add_time_relative(d->host->children.loop, &d->timer, CLOCK_MONOTONIC,
                                   us < LAST_US ? us : LAST_US, 100000, on_time, d) < 0)
        say(d, LOG_ERR, "%s", "there is no timer for it");
}

static void next_command(struct kld_dns *d)
{
    char program[PATH_MAX];
    enum taker taker = find_taker(d, program);

    if (d->command)
        return;
    for (size_t i = 0; i < d->n && taker != NOBODY; i++) {
        struct entry *e = &d->list[i];

        if (!is_due(d, taker, e))
            continue;
        free(d->dev);
        free(d->giving);
        d->dev = strdup(e->dev);
        d->giving = wish(e);
        if (!d->dev)
            return;
        d->taker = taker;
        d->index = index_of(d, e->dev);
        if (taker == RESOLVED)
            run_resolved(d, program);
        else
            run_resolvconf(d, program);
        return;
    }
    try_again(d);
}

/* ---- For others ---- */

int kld_dns_new(struct kld_dns **ret, const struct kld_dns_host *host)
{
    struct kld_dns *d = calloc(1, sizeof *d);

    if (!d)
        return -ENOMEM;
    d->host = host;
    d->quiet = host->children;
    d->quiet.say = on_words;
    d->quiet.user = d;
    read_list(d);
    *ret = d;
    return 0;
}

void kld_dns_free(struct kld_dns *d)
{
    if (!d)
        return;
    kld_service_free(d->command);
    sd_event_source_disable_unref(d->timer);
    for (size_t i = 0; i < d->n; i++) {
        clear(&d->list[i]);
        free(d->list[i].dev);
        free(d->list[i].refused);
        free(d->list[i].words);
        free(d->list[i].given);
    }
    free(d->list);
    free(d->dev);
    free(d->giving);
    free(d);
}

void kld_dns_set(struct kld_dns *d, const struct kld_dns_record *list, size_t n)
{
    char program[PATH_MAX];
    enum taker taker = find_taker(d, program);
    bool any = false;

    for (size_t i = 0; i < d->n; i++) {
        clear(&d->list[i]);
        d->list[i].failed = false;
    }
    for (size_t i = 0; i < n; i++) {
        any = any || list[i].servers || list[i].search;
        if (list[i].dev || taker != RESOLVED)
            add_wish(d, list[i].dev ? list[i].dev : ALL, &list[i]);
        // systemd-resolved knows servers by interface only, and none of lo.
        for (size_t k = 0; k < n && !list[i].dev && taker == RESOLVED; k++)
            if (list[k].dev)
                add_wish(d, list[k].dev, &list[i]);
    }
    if (any && taker == NOBODY && !d->told)
        say(d, LOG_WARNING, "nobody takes name servers: %s",
            "systemd-resolved does not run, and there is no resolvconf");
    d->told = any && taker == NOBODY;
    // Whoever has come is not to be waited for as long as one who never came.
    if (taker != d->seen || taker != NOBODY)
        d->tries = 0;
    d->seen = taker;
    next_command(d);
}
