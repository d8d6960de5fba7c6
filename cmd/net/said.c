// SPDX-License-Identifier: MIT
#include "said.h"

#include "../../daemon/journal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct {
    const char *command;
    char line[4096];
    size_t n;
} said;

static void say(void)
{
    size_t n = strlen(said.command), from = 0, len;
    const char *text;
    struct kl_out *o;

    // "kernlink net check: " is not said twice.
    if (said.n > 13 + n && !memcmp(said.line, "kernlink net ", 13)) {
        const char *colon = memchr(said.line, ':', said.n);

        if (colon && !memcmp(said.line + 13, said.command, n) && colon + 1 < said.line + said.n &&
            colon[1] == ' ')
            from = (size_t)(colon - said.line) + 2;
    }
    if (said.n && kl_out_open_memory(&o) == 0) {
        kl_out_printf(o, "{\"command\": ");
        kl_out_json_str(o, said.command, n);
        kl_out_str(o, ", \"message\": ");
        kl_out_json_str(o, said.line + from, said.n - from);
        kl_out_str(o, "}\n");
        text = kl_out_text(o, &len);
        kld_write_all(STDERR_FILENO, text, len);
        kl_out_close(o);
    }
    said.n = 0;
}

static ssize_t take(void *unused, const char *data, size_t size)
{
    (void)unused;
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '\n' || said.n == sizeof said.line)
            say();
        if (data[i] != '\n')
            said.line[said.n++] = data[i];
    }
    return (ssize_t)size;
}

static int end(void *unused)
{
    (void)unused;
    say();
    return 0;
}

// -j, also among others as in -nj.
static bool is_cluster_with_j(const char *word)
{
    if (*word++ != '-' || !strchr(word, 'j'))
        return false;
    while (isalpha((unsigned char)*word))
        word++;
    return !*word;
}

bool net_said_wanted(const struct kl_option *options, int argc, char **argv)
{
    bool has = false;

    for (; options->name; options++)
        has |= !strcmp(options->name, "json");
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0 && has; i++)
        if (!strcmp(argv[i], "--json") || is_cluster_with_j(argv[i]))
            return true;
    return false;
}

void net_said_begin(const char *command)
{
    FILE *f = fopencookie(NULL, "w", (cookie_io_functions_t){.write = take, .close = end});

    if (!f)
        return;
    setvbuf(f, NULL, _IOLBF, BUFSIZ);
    said.command = command;
    stderr = f;
}

bool net_said_json(void)
{
    return said.command != NULL;
}
