// SPDX-License-Identifier: MIT
// check: reads settings and says what is wrong with them. Other commands read them here, too.
#include "said.h"
#include "via.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HELP = 1, JSON };

const struct kl_option net_check_options[] = {
    {"json", 'j', NULL, "what is wrong as an array of objects", JSON},
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

static struct kld_settings *read_all(char **files, size_t n)
{
    struct kld_settings *s = kld_settings_new();

    for (size_t i = 0; i < n; i++)
        kld_settings_add(s, files[i]);
    if (!n)
        kld_settings_add(s, NET_FOLDER);
    kld_settings_finish(s);
    return s;
}

void net_complaints(const struct kld_complaints *c)
{
    struct kl_out *o;

    for (size_t i = 0; i < c->n && net_said_json(); i++) {
        const struct kld_place *p = &c->list[i].place;

        if (p->file && p->line)
            fprintf(stderr, "%s:%u:%u: ", p->file->name, p->line, p->column ? p->column : 1);
        else if (p->file)
            fprintf(stderr, "%s: ", p->file->name);
        fprintf(stderr, "%s\n", c->list[i].text);
    }
    if (net_said_json() || kl_out_open_memory(&o) < 0)
        return;
    kld_complaints_text(c, o);
    net_say(stderr, kl_out_text(o, NULL));
    kl_out_close(o);
}

struct kld_settings *net_settings(char **files, size_t n)
{
    struct kld_settings *s = read_all(files, n);

    if (!s->complaints.n)
        return s;
    net_complaints(&s->complaints);
    kld_settings_free(s);
    return NULL;
}

struct kld_settings *net_settings_quietly(const char *folder)
{
    char *files[] = {(char *)folder};
    struct kld_settings *s = read_all(files, folder ? 1 : 0);

    if (!s->complaints.n)
        return s;
    kld_settings_free(s);
    return NULL;
}

int net_unwritten(const char *command, int code)
{
    fprintf(stderr, "%s: what was to be written could not be: %s\n", command, strerror(-code));
    return NET_FAILED;
}

int net_complaints_json(const struct kld_complaints *c, struct kl_out *o)
{
    struct kl_sink *k;
    int code = kl_sink_new(&k, KL_SINK_JSONL, o);

    if (code)
        return code;
    kld_complaints_json(c, k);
    return kl_sink_free(k);
}

static int say_json(const struct kld_complaints *c)
{
    struct kl_out *o;
    int code = kl_out_open_fd(&o, STDOUT_FILENO), closed;

    if (code)
        return code;
    code = net_complaints_json(c, o);
    closed = kl_out_close(o);
    return code ? code : closed;
}

int net_cmd_check(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net check",
                           .tables = {net_check_options, net_client_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct net_client c = {.command = o.command};
    struct kld_settings *s;
    bool json = false;
    size_t n = 0;
    int id, code, written = 0;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == KL_OPTION_WRONG)
            return NET_USAGE;
        if (id == HELP) {
            printf("Usage: kernlink net check [OPTION...] [FILE-OR-FOLDER...]\n\n"
                   "Reads settings and says what is wrong with them, all at once. Needs no daemon "
                   "and\nno rights, and changes nothing.\n"
                   "Exit status: 0 all is well, %d something is wrong.\n\nOptions:\n",
                   NET_SETTINGS);
            kl_option_help(net_check_options, stdout);
            kl_option_help(net_client_options, stdout);
            return 0;
        }
        if (id == JSON)
            json = true;
        else if (id == KL_OPTION_ARGUMENT)
            argv[n++] = (char *)o.value; // in front of what is still to be read
        else if (net_client_option(&c, id, o.value))
            return NET_USAGE;
    }
    if (net_client_wanted(&c)) {
        code = net_via_check(&c, argv, n, json);
        net_client_close(&c);
        // It needs no rights: what we may read can be looked at here.
        if (code != NET_UNKNOWN)
            return code;
    }
    s = read_all(argv, n);
    code = s->complaints.n ? NET_SETTINGS : NET_OK;
    if (json)
        written = say_json(&s->complaints);
    else if (s->complaints.n)
        net_complaints(&s->complaints);
    else if (printf("%zu file%s, %zu object%s: all is well\n", s->n_files,
                    s->n_files == 1 ? "" : "s", s->model->n, s->model->n == 1 ? "" : "s") < 0 ||
             fflush(stdout) != 0)
        written = -errno;
    kld_settings_free(s);
    return written ? net_unwritten(o.command, written) : code;
}
