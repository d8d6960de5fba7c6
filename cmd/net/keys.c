// SPDX-License-Identifier: MIT
// keys: what may stand in settings, from the tables that read them.
#include "net.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HELP = 1, JSON };

const struct kl_option net_keys_options[] = {
    {"json", 'j', NULL, "as JSON", JSON},
    {"help", 'h', NULL, "this text", HELP},
    {NULL, 0, NULL, NULL, 0},
};

static const char *const type_words[] = {
    [KLD_T_BOOL] = "true or false",
    [KLD_T_NUMBER] = "number",
    [KLD_T_WORD] = "one of",
    [KLD_T_TEXT] = "text",
    [KLD_T_PATTERN] = "text with * and ?",
    [KLD_T_NAME] = "interface",
    [KLD_T_PATH] = "file",
    [KLD_T_SECRET] = "file with a key",
    [KLD_T_KEY] = "key in base64",
    [KLD_T_MAC] = "MAC address",
    [KLD_T_IP] = "IP address",
    [KLD_T_IP4] = "IPv4 address",
    [KLD_T_IFADDR] = "IP address with length",
    [KLD_T_NETWORK] = "network",
    [KLD_T_TABLE] = "table",
    [KLD_T_MARK] = "mark",
    [KLD_T_RANGE] = "range of numbers",
    [KLD_T_ENDPOINT] = "IP address with port",
    [KLD_T_ELEMENTS] = "elements",
    [KLD_T_SECTION] = "keys",
    [KLD_T_OBJECT] = "keys",
    [KLD_T_OBJECTS] = "list of keys",
    [KLD_T_NAMED] = "names with keys",
    [KLD_T_SYSCTLS] = "names with values",
};

struct walk {
    struct kl_out *o;
    struct kl_sink *k; // or NULL
};

static void key_text(struct walk *w, const char *path, const struct kld_row *r)
{
    kl_out_printf(w->o, "%s: %s%s", path,
                  r->flags & KLD_LIST && r->type != KLD_T_OBJECTS ? "list of " : "",
                  type_words[r->type]);
    for (const struct kld_word *word = r->words; word && word->name; word++)
        kl_out_printf(w->o, "%s%s", word == r->words ? " " : ", ", word->name);
    if (r->type == KLD_T_NUMBER || r->type == KLD_T_RANGE)
        kl_out_printf(w->o, " from %" PRId64 " to %" PRId64, r->min, r->max);
    if (r->flags & KLD_REQUIRED)
        kl_out_str(w->o, ", must be there");
    if (r->kinds) {
        const char *between = "; for ";

        for (int k = 0; k < KLD_N_KINDS; k++)
            if (r->kinds >> k & 1) {
                kl_out_printf(w->o, "%s%s", between, kld_kinds[k].name);
                between = ", ";
            }
    }
    kl_out_printf(w->o, "\n    %s\n", r->doc);
}

static void member(struct kl_sink *k, const char *key, const char *text)
{
    kl_sink_key(k, key);
    kl_sink_str(k, text);
}

static void key_json(struct walk *w, const char *path, const struct kld_row *r)
{
    struct kl_sink *k = w->k;

    kl_sink_object_begin(k);
    member(k, "key", path);
    member(k, "type", type_words[r->type]);
    kl_sink_key(k, "list");
    kl_sink_bool(k, r->flags & KLD_LIST);
    kl_sink_key(k, "required");
    kl_sink_bool(k, r->flags & KLD_REQUIRED);
    if (r->type == KLD_T_NUMBER || r->type == KLD_T_RANGE) {
        kl_sink_key(k, "min");
        kl_sink_int(k, r->min);
        kl_sink_key(k, "max");
        kl_sink_int(k, r->max);
    }
    if (r->words) {
        kl_sink_key(k, "words");
        kl_sink_array_begin(k);
        for (const struct kld_word *word = r->words; word->name; word++)
            kl_sink_str(k, word->name);
        kl_sink_array_end(k);
    }
    if (r->kinds) {
        kl_sink_key(k, "kinds");
        kl_sink_array_begin(k);
        for (int i = 0; i < KLD_N_KINDS; i++)
            if (r->kinds >> i & 1)
                kl_sink_str(k, kld_kinds[i].name);
        kl_sink_array_end(k);
    }
    member(k, "doc", r->doc);
    kl_sink_object_end(k);
}

static void walk_rows(struct walk *w, const char *prefix, const struct kld_row *rows)
{
    for (const struct kld_row *r = rows; r->name; r++) {
        char path[128];

        if (r->flags & KLD_INTERNAL)
            continue;
        snprintf(path, sizeof path, "%s%s", prefix, kld_own_name(r));
        if (w->k)
            key_json(w, path, r);
        else
            key_text(w, path, r);
        if (!r->section || r->type == KLD_T_SYSCTLS)
            continue;
        snprintf(path + strlen(path), sizeof path - strlen(path), "%s",
                 r->type == KLD_T_NAMED     ? ".NAME."
                 : r->type == KLD_T_OBJECTS ? "[]."
                                            : ".");
        walk_rows(w, path, r->section->rows);
        if (r->section == &kld_interface)
            walk_rows(w, path, kld_kind_rows);
    }
}

int net_cmd_keys(int argc, char **argv)
{
    struct kl_options o = {.command = "kernlink net keys",
                           .tables = {net_keys_options},
                           .argc = argc,
                           .at = 1,
                           .argv = argv};
    struct walk w = {0};
    bool json = false;
    int id, code;

    while ((id = kl_option_next(&o)) != KL_OPTION_END) {
        if (id == HELP) {
            printf("Usage: kernlink net keys [OPTION...]\n\nAll keys that may stand in settings, "
                   "with their types.\n\nOptions:\n");
            kl_option_help(net_keys_options, stdout);
            return 0;
        }
        if (id == KL_OPTION_ARGUMENT)
            fprintf(stderr, "%s: '%s' is too much\n", o.command, o.value);
        if (id != JSON)
            return NET_USAGE;
        json = true;
    }
    code = kl_out_open_fd(&w.o, STDOUT_FILENO);
    if (!code && json)
        code = kl_sink_new(&w.k, KL_SINK_JSON, w.o);
    if (!code) {
        walk_rows(&w, "", kld_root.rows);
        kl_sink_free(w.k);
        code = kl_out_flush(w.o);
    }
    kl_out_close(w.o);
    return code < 0 ? net_unwritten(o.command, code) : NET_OK;
}
