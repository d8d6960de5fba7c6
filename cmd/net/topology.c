// SPDX-License-Identifier: MIT
// topology: which interface hangs on which. Needs no daemon; of one that is named it is that one's
// network.
#include "client.h"
#include "work.h"

#include "../../daemon/journal.h"
#include "../../daemon/topology.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND "kernlink net topology"

extern char **environ;

enum { HELP = 1, DOT, JSON, NAMESPACES, SVG };

const struct kl_option net_topology_options[] = {
    {"dot", 'd', NULL, "a graph in the language of Graphviz", DOT},
    {"svg", 's', NULL, "a picture, which Graphviz's dot draws", SVG},
    {"json", 'j', NULL, "one object: nodes with their interfaces, and edges between nodes", JSON},
    {"namespaces", 'n', NULL, "also the network namespaces that have a name", NAMESPACES},
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

// Has dot draw @text onto standard output.
static int draw(const char *text, size_t len)
{
    char *const argv[] = {"dot", "-Tsvg", NULL};
    posix_spawn_file_actions_t actions;
    int ends[2], status = 0, code;
    pid_t child;

    if (pipe(ends) < 0) {
        fprintf(stderr, COMMAND ": %s\n", strerror(errno));
        return NET_FAILED;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    // With this it opens no file that a graph of another machine names.
    setenv("SERVER_NAME", "kernlink", 1);
    unsetenv("GV_FILE_PATH");
    code = posix_spawnp(&child, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    if (!code)
        kld_write_all(ends[1], text, len); // what it does not take, its end says
    close(ends[1]);
    if (code == ENOENT)
        fprintf(stderr, COMMAND ": --svg needs the program dot, of Graphviz, which is not "
                                "installed; --dot prints what it would draw\n");
    else if (code)
        fprintf(stderr, COMMAND ": dot: %s\n", strerror(code));
    if (code)
        return NET_FAILED;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status)) {
        fprintf(stderr, COMMAND ": dot failed\n");
        return NET_FAILED;
    }
    return NET_OK;
}

static int picture(const struct kld_topology *t)
{
    struct kl_out *o;
    size_t len;
    const char *text;
    int code = kl_out_open_memory(&o);

    if (!code) {
        kld_topology_dot(t, o);
        code = kl_out_error(o);
    }
    if (code) {
        fprintf(stderr, COMMAND ": %s\n", kl_strerror(code));
        return NET_FAILED;
    }
    text = kl_out_text(o, &len);
    code = draw(text, len);
    kl_out_close(o);
    return code;
}

static bool is_utf8(void)
{
    setlocale(LC_CTYPE, "");
    return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

static int failed(const struct kld_topology *t)
{
    fprintf(stderr, COMMAND ": %s\n", t->error);
    return NET_FAILED;
}

static int print(struct kld_topology *t, int form)
{
    struct kl_out *o;
    struct kl_sink *k;
    int code = kl_out_open_fd(&o, STDOUT_FILENO), written;

    if (!code && form == JSON)
        code = kl_sink_new(&k, KL_SINK_JSONL, o);
    if (code) {
        fprintf(stderr, COMMAND ": %s\n", kl_strerror(code));
        return NET_FAILED;
    }
    if (form == JSON) {
        code = kld_topology_json(t, k);
        kl_sink_free(k);
    } else if (form == DOT) {
        kld_topology_dot(t, o);
    } else {
        kld_topology_text(t, o, is_utf8());
    }
    written = kl_out_close(o);
    if (written < 0)
        return net_unwritten(COMMAND, written);
    return code ? failed(t) : NET_OK;
}

static int here(int form, bool namespaces)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_topology t;
    int code;

    net_pending_note(COMMAND, KLD_STATE_FOLDER);
    code = kld_topology_read(&t, a, namespaces) ? failed(&t) : NET_OK;
    if (!code && t.failed)
        fprintf(stderr, COMMAND ": namespace %s cannot be read\n", t.failed);
    if (!code)
        code = form == SVG ? picture(&t) : print(&t, form);
    kld_arena_free(a);
    return code;
}

static int there(struct net_client *c, int form, bool namespaces)
{
    char path[100];
    char *text;
    size_t len;
    int code;

    snprintf(path, sizeof path, "/v1/topology?format=%s&namespaces=%d&ascii=%d",
             form == JSON ? "json"
             : form       ? "dot"
                          : "text",
             namespaces, !is_utf8());
    code = net_client_get(c, path, &text, &len);
    if (!code && form == SVG) {
        code = draw(text, len);
    } else if (!code) {
        net_say(stdout, text);
        code = fflush(stdout) == 0 ? NET_OK : net_unwritten(COMMAND, -errno);
    }
    free(text);
    net_client_close(c);
    return code;
}

static void help(void)
{
    printf("Usage: " COMMAND " [OPTION...]\n\nWhich interface hangs on which: ports below their "
           "bridge, bond or VRF, then what is on it.\nNeeds no daemon; of one that is named it is "
           "that one's network.\n\nOptions:\n");
    kl_option_help(net_topology_options, stdout);
    kl_option_help(net_client_options, stdout);
}

int net_cmd_topology(int argc, char **argv)
{
    struct kl_options o = {.command = COMMAND,
                           .tables = {net_topology_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = COMMAND, .alone = true};
    bool namespaces = false;
    int id, form = 0;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == HELP) {
            help();
            return NET_OK;
        }
        if (id == KL_OPTION_ARGUMENT)
            fprintf(stderr, COMMAND ": '%s' is too much\n", o.value);
        if (id == NAMESPACES) {
            namespaces = true;
        } else if (id != DOT && id != SVG && id != JSON) {
            if (net_client_option(&c, id, o.value))
                return NET_USAGE;
        } else if (form && form != id) {
            fprintf(stderr, COMMAND ": one of --dot, --svg and --json\n");
            return NET_USAGE;
        } else {
            form = id;
        }
    }
    return net_client_wanted(&c) ? there(&c, form, namespaces) : here(form, namespaces);
}
