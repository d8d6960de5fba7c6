// SPDX-License-Identifier: MIT
// The command line of ipset(8): global options, which stand anywhere, and the command.
#include "../../lib/core/nearest.h"
#include "../commands.h"
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// clang-format off
static const struct ipset_command commands[] = {
    // name      also           arguments  options restore
    {"create",  {"new", "-N"},   2, 2,     true,   true,  ipset_create,
     "create SETNAME TYPENAME [type-specific-options]", "Create a new set"},
    {"add",     {"-A", NULL},    2, 2,     true,   true,  ipset_element,
     "add SETNAME ENTRY [options]", "Add entry to the named set"},
    {"del",     {"-D", NULL},    2, 2,     true,   true,  ipset_element,
     "del SETNAME ENTRY", "Delete entry from the named set"},
    {"test",    {"-T", NULL},    2, 2,     true,   true,  ipset_element,
     "test SETNAME ENTRY", "Test entry in the named set: exit code 0 when it is there, 1 when not"},
    {"destroy", {"x", "-X"},     0, 1,     false,  true,  ipset_destroy,
     "destroy [SETNAME]", "Destroy a named set or all sets"},
    {"list",    {"-L", NULL},    0, 1,     false,  true,  ipset_list,
     "list [SETNAME]", "List the entries of a named set or all sets"},
    {"save",    {"-S", NULL},    0, 1,     false,  true,  ipset_save,
     "save [SETNAME]", "Save the named set or all sets to stdout, for restore"},
    {"restore", {"-R", NULL},    0, 0,     false,  false, ipset_restore,
     "restore", "Run the command lines of a saved file or of stdin"},
    {"flush",   {"-F", NULL},    0, 1,     false,  true,  ipset_flush,
     "flush [SETNAME]", "Flush a named set or all sets"},
    {"rename",  {"e", "-E"},     2, 2,     false,  true,  ipset_rename,
     "rename FROM-SETNAME TO-SETNAME", "Rename a set"},
    {"swap",    {"w", "-W"},     2, 2,     false,  true,  ipset_swap,
     "swap FROM-SETNAME TO-SETNAME", "Swap the content of two existing sets"},
    {"help",    {"-h", "-H"},    0, 1,     false,  false, ipset_help,
     "help [TYPENAME]", "Print help, and set type specific help"},
    {"version", {"-v", "-V"},    0, 0,     true,   false, ipset_version,
     "version", "Print version information"},
    {"quit",    {NULL, NULL},    0, 0,     false,  true,  ipset_quit,
     "quit", "Quit interactive mode"},
    {"sync",    {NULL, NULL},    1, 1,     true,   false, ipset_sync,
     "sync SETNAME [FILE] [SETNAME FILE]... [sync options]",
     "Make a live set hold exactly what a list says, without a gap"},
    {"diff",    {NULL, NULL},    1, 1,     true,   false, ipset_diff,
     "diff SETNAME [FILE] [sync options]", "Show what sync would change: exit code 1 when anything"},
    {"match",   {NULL, NULL},    1, 255,   false,  false, ipset_match,
     "match ADDRESS...", "Tell which sets contain an address: exit code 1 when one is in none"},
    {"stats",   {NULL, NULL},    0, 1,     false,  false, ipset_stats,
     "stats [SETNAME]", "Show memory, buckets, timeouts and counters of one set or all"},
    {"export",  {NULL, NULL},    1, 1,     true,   false, ipset_export,
     "export SETNAME [--plain|--json|--nft [--table 'FAMILY NAME']]", "Print a set for other tools"},
    {"import",  {NULL, NULL},    0, 0,     true,   false, ipset_import,
     "import [FILE] [--as SETNAME]", "Make IP sets of the sets that `nft -j list ruleset' prints"},
};
// clang-format on

const struct ipset_command *ipset_command_at(size_t i)
{
    return i < sizeof commands / sizeof commands[0] ? &commands[i] : NULL;
}

static bool is(struct kl_text t, const char *word)
{
    return t.len == strlen(word) && !memcmp(t.s, word, t.len);
}

// The word as it stands, and without a leading "--": names may be shortened, "-N" may not.
static bool names(const char *name, struct kl_text word, struct kl_text bare)
{
    if (!name)
        return false;
    return name[0] == '-' ? is(word, name) : bare.len && !strncmp(name, bare.s, bare.len);
}

const struct ipset_command *ipset_command_find(struct kl_text word)
{
    const struct ipset_command *cmd;
    struct kl_text bare = word;

    if (word.len > 2 && word.s[0] == '-' && word.s[1] == '-')
        bare = (struct kl_text){word.s + 2, word.len - 2};
    for (size_t i = 0; (cmd = ipset_command_at(i)); i++)
        if (names(cmd->name, word, bare) || names(cmd->alias[0], word, bare) ||
            names(cmd->alias[1], word, bare))
            return cmd;
    return NULL;
}

static const char *command_name_at(size_t i, const void *user)
{
    (void)user;
    return ipset_command_at(i) ? commands[i].name : NULL;
}

// ---- Global options ---------------------------------------------------------------------------

static const struct {
    const char *name, *shortcut;
    bool value;
} global_options[] = {
    {"output", "-o", true},   {"sorted", "-s", false}, {"quiet", "-q", false},
    {"resolve", "-r", false}, {"exist", "-!", false},  {"name", "-n", false},
    {"terse", "-t", false},   {"file", "-f", true},
};

static int find_global(struct kl_text word)
{
    if (word.len < 2 || word.s[0] != '-')
        return -1;
    word = (struct kl_text){word.s + 1, word.len - 1};
    if (word.len > 1 && word.s[0] == '-')
        word = (struct kl_text){word.s + 1, word.len - 1};
    for (size_t i = 0; i < sizeof global_options / sizeof global_options[0]; i++)
        if (is(word, global_options[i].shortcut + 1) || is(word, global_options[i].name))
            return (int)i;
    return -1;
}

static int set_output(struct ipset_cli *c, struct kl_text value)
{
    static const char *const names[] = {[OUTPUT_PLAIN] = "plain",
                                        [OUTPUT_SAVE] = "save",
                                        [OUTPUT_XML] = "xml",
                                        [OUTPUT_JSON] = "json",
                                        [OUTPUT_JSONL] = "jsonl"};

    for (size_t i = OUTPUT_PLAIN; i < sizeof names / sizeof names[0]; i++)
        if (is(value, names[i])) {
            c->options.output = (enum ipset_output)i;
            return 0;
        }
    ipset_error(c, "Syntax error: unknown output mode '%.*s'", (int)value.len, value.s);
    ipset_hint(c, "the modes are plain, save, xml, json and jsonl");
    return 1;
}

static int set_file(struct ipset_cli *c, struct kl_text value)
{
    if (value.len >= sizeof c->options.file)
        return ipset_error(c, "Syntax error: the file's name is too long");
    memcpy(c->options.file, value.s, value.len);
    c->options.file[value.len] = 0;
    return 0;
}

static int set_global(struct ipset_cli *c, int which, struct kl_text value)
{
    struct ipset_options *o = &c->options;

    switch (global_options[which].shortcut[1]) {
    case 'o':
        return set_output(c, value);
    case 'f':
        return set_file(c, value);
    case 's':
        o->sorted = true;
        break;
    case 'q':
        o->quiet = true;
        break;
    case 'r':
        o->resolve = true;
        break;
    case '!':
        o->exist = true;
        break;
    case 'n':
        o->names = true;
        break;
    case 't':
        o->terse = true;
        break;
    }
    return 0;
}

// Takes the global options out of @words and leaves the rest in @rest. The value of a comment or
// another option that looks like a global one is a value when it is the last word of a pair only;
// ipset does not tell them apart either, and scripts rely on options in any place.
static int take_globals(struct ipset_cli *c, const struct kl_text *words, int n,
                        struct kl_text *rest, int *ret_n)
{
    int kept = 0, r;

    for (int i = 0; i < n; i++) {
        int which = find_global(words[i]);

        if (which < 0) {
            rest[kept++] = words[i];
            continue;
        }
        if (global_options[which].value && i + 1 == n)
            return ipset_usage(c, "Missing mandatory argument to option %s",
                               global_options[which].shortcut);
        r = set_global(c, which,
                       global_options[which].value ? words[++i] : (struct kl_text){NULL, 0});
        if (r)
            return r;
    }
    *ret_n = kept;
    return 0;
}

// ---- One command line -------------------------------------------------------------------------

static int check_arguments(struct ipset_cli *c, const struct ipset_command *cmd,
                           const struct kl_text *args, int n)
{
    if (n < cmd->min_args)
        return ipset_usage(c, "Missing %smandatory argument to command %s", n ? "second " : "",
                           cmd->name);
    if (n > cmd->max_args && !cmd->has_options)
        return ipset_usage(c, "Unknown argument %.*s", (int)args[cmd->max_args].len,
                           args[cmd->max_args].s);
    return 0;
}

static int unknown_command(struct ipset_cli *c, struct kl_text word)
{
    char name[32];
    const char *near;

    ipset_error(c, "No command specified: unknown argument %.*s", (int)word.len, word.s);
    snprintf(name, sizeof name, "%.*s", (int)word.len, word.s);
    near = kl_nearest(name, command_name_at, NULL);
    if (near)
        ipset_hint(c, "did you mean `%s'?", near);
    if (!c->options.quiet && !c->interactive && !c->muted)
        fprintf(stderr, "Try `ipset help' for more information.\n");
    return 2;
}

int ipset_run(struct ipset_cli *c, const struct kl_text *words, int n)
{
    struct ipset_options before = c->options;
    struct kl_text rest[KL_WORDS_MAX];
    const struct ipset_command *cmd;
    int r = take_globals(c, words, n, rest, &n);

    if (r)
        goto out;
    if (!n) {
        r = c->interactive ? ipset_error(c, "No command specified")
                           : ipset_usage(c, "No command specified.");
        goto out;
    }
    cmd = ipset_command_find(rest[0]);
    if (!cmd) {
        r = unknown_command(c, rest[0]);
        goto out;
    }
    if (c->restoring && !cmd->in_restore)
        r = ipset_usage(c, "Command `%s' is invalid in restore mode.", cmd->name);
    else
        r = check_arguments(c, cmd, rest + 1, n - 1);
    if (!r && cmd->run != ipset_element) {
        c->bulk.known.type = NULL; // the set may become another
        r = ipset_flush_batch(c);  // elements of earlier lines come first
    }
    if (!r)
        r = cmd->run(c, cmd, rest + 1, n - 1);
out:
    // An option on one line of a restore or of a session holds for that line.
    if (c->restoring || c->interactive)
        c->options = before;
    return r;
}

int ipset_need_kernel(struct ipset_cli *c)
{
    int r;

    if (c->ipset)
        return 0;
    r = kl_ipset_open(&c->ipset, NULL);
    if (!r)
        return 0;
    if (r == -EPERM || r == -EACCES) {
        ipset_error(c, "Kernel error received: Operation not permitted");
        ipset_hint(c, "IP sets need root (CAP_NET_ADMIN)");
    } else if (r == -EPROTONOSUPPORT) {
        ipset_error(c, "Cannot open session to kernel.");
        ipset_hint(c, "this kernel has no IP sets: is the module ip_set there?");
    } else {
        ipset_error(c, "Cannot open session to kernel.");
        ipset_hint(c, "%s", kl_strerror(r));
    }
    return 1;
}

static int quit_session(struct ipset_cli *c, int code)
{
    int r = c->out ? kl_out_close(c->out) : 0;

    c->out = NULL;
    if (r && r != -EPIPE && !code)
        code = ipset_error(c, "Cannot write: %s", strerror(-r));
    kl_ipset_batch_free(c->batch);
    kl_ipset_close(c->ipset);
    return code;
}

int kl_cmd_ipset(int argc, char **argv)
{
    struct ipset_cli c = {0};
    struct kl_text *words;
    int n = argc - 1, r;

    if (n >= 1 && !strcmp(argv[1], "--complete"))
        return ipset_complete(argv + 2, n - 1);
    if (kl_out_open_fd(&c.out, STDOUT_FILENO))
        return 1;
    if (n == 1 && !strcmp(argv[1], "-")) {
        c.interactive = true;
        return quit_session(&c, ipset_read_lines(&c, STDIN_FILENO, "stdin"));
    }
    if (n > KL_WORDS_MAX)
        return quit_session(&c, ipset_usage(&c, "Too many arguments"));
    words = calloc((size_t)n + 1, sizeof *words);
    if (!words)
        return quit_session(&c, 1);
    for (int i = 0; i < n; i++)
        words[i] = KL_TEXT(argv[i + 1]);
    r = ipset_run(&c, words, n);
    if (!r)
        r = ipset_flush_batch(&c);
    free(words);
    return quit_session(&c, r);
}
