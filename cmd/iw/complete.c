// SPDX-License-Identifier: MIT
// `iw --complete WORD...`: what may stand next, one word a line, from the table of commands and
// from the devices that there are. Shell completion asks here.
#include "iw.h"

#include <linux/genetlink.h>
#include <net/if.h>
#include <stdio.h>

#define MAX_WORDS 512

struct words {
    char list[MAX_WORDS][40];
    unsigned n;
};

static void add(struct words *w, const char *word, size_t len)
{
    if (len == 0 || len >= sizeof(w->list[0]) || w->n == MAX_WORDS)
        return;
    for (unsigned i = 0; i < w->n; i++)
        if (strlen(w->list[i]) == len && memcmp(w->list[i], word, len) == 0)
            return;
    memcpy(w->list[w->n], word, len);
    w->list[w->n++][len] = '\0';
}

/* ---- Devices ---- */

static int add_interface(const struct kl_wifi_iface *i, void *user)
{
    add(user, i->name, strlen(i->name));
    return 0;
}

static int add_wdev(const struct kl_wifi_iface *i, void *user)
{
    char text[24];

    add(user, text, (size_t)snprintf(text, sizeof(text), "0x%llx", (unsigned long long)i->wdev));
    return 0;
}

static void add_phys(struct words *w, struct kl_wifi *wifi)
{
    struct kl_answer *a = NULL;
    struct kl_msg *m = NULL;

    if (kl_msg_new(&m) < 0)
        return;
    (void)kl_msg_start_genl(m, kl_wifi_family(wifi), NL80211_CMD_GET_WIPHY, 0, NLM_F_DUMP);
    if (kl_request(kl_wifi_sock(wifi), m, &a) == 0)
        for (size_t i = 0; i < kl_answer_count(a); i++) {
            const char *name;
            struct kl_view v;
            size_t len;

            if (kl_view_message(&v, kl_answer_message(a, i), GENL_HDRLEN, NULL) == 0 &&
                kl_view_get_str(&v, NL80211_ATTR_WIPHY_NAME, &name, &len) == 0)
                add(w, name, len);
        }
    kl_answer_free(a);
    kl_msg_free(m);
}

/* ---- Commands ---- */

/* What stands literally in the usage: neither <names> nor punctuation. */
static void add_arguments(struct words *w, const char *args)
{
    unsigned depth = 0;

    while (*args != '\0') {
        size_t len = strcspn(args, "<>[]{}()|,*= ");

        if (len > 1 && depth == 0 && strspn(args, ".") < len)
            add(w, args, len);
        args += len;
        depth += *args == '<';
        depth -= *args == '>' && depth > 0;
        args += *args != '\0';
    }
}

/* Of one command: its next word behind the @n that there are, or its arguments. */
static void add_command(struct words *w, const struct iw_command *c, int n, char **args)
{
    const char *at = c->words;

    for (int i = 0; *at != '\0'; i++) {
        size_t len = strcspn(at, " ");

        if (i == n) {
            add(w, at, len);
            return;
        }
        if (strlen(args[i]) != len || strncmp(at, args[i], len) != 0)
            return;
        at += len + (at[len] == ' ');
    }
    if (c->words[0] != '\0')
        add_arguments(w, c->args);
}

static void add_commands(struct words *w, unsigned on, int n, char **args)
{
    const struct iw_command *c;

    for (size_t i = 0; (c = iw_command_at(i)) != NULL; i++)
        if ((c->on & on) != 0)
            add_command(w, c, n, args);
}

static void add_first(struct words *w, struct kl_wifi *wifi)
{
    static const char *const objects[] = {"dev", "phy", "wdev", "help", "--json", "--jsonl"};

    for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
        add(w, objects[i], strlen(objects[i]));
    add_commands(w, IW_NONE, 0, NULL);
    if (wifi == NULL)
        return;
    (void)kl_wifi_list_dev(wifi, add_interface, w);
    add_phys(w, wifi);
}

/* Behind a name alone: of which kind it is, is asked. */
static unsigned kind_of(struct kl_wifi *wifi, const char *name)
{
    uint32_t phy;

    if (if_nametoindex(name) != 0)
        return IW_DEV;
    return wifi != NULL && kl_wifi_find_phy(wifi, name, &phy) == 0 ? IW_PHY : IW_NONE;
}

static void complete(struct words *w, struct kl_wifi *wifi, int n, char **args)
{
    bool dev = n > 0 && strcmp(args[0], "dev") == 0, phy = n > 0 && strcmp(args[0], "phy") == 0,
         wdev = n > 0 && strcmp(args[0], "wdev") == 0;
    unsigned on;

    if (n == 0) {
        add_first(w, wifi);
    } else if (n == 1 && (dev || phy || wdev)) {
        if (wifi != NULL && phy)
            add_phys(w, wifi);
        else if (wifi != NULL)
            (void)kl_wifi_list_dev(wifi, dev ? add_interface : add_wdev, w);
    } else if (dev || phy || wdev) {
        on = phy ? IW_PHY : wdev ? IW_DEV | IW_WDEV : IW_DEV;
        add_commands(w, on, n - 2, args + 2);
    } else if (strcmp(args[0], "help") == 0) {
        add_commands(w, ~0u, n - 1, args + 1);
    } else {
        on = kind_of(wifi, args[0]);
        add_commands(w, on, on == IW_NONE ? n : n - 1, on == IW_NONE ? args : args + 1);
    }
}

/* All commands, with what they are about, for the table in docs/. */
static int print_commands(void)
{
    static const char *const objects[] = {"", "dev ", "phy ", "wdev ", "dev", "phy"};
    const struct iw_command *c;

    for (size_t i = 0; (c = iw_command_at(i)) != NULL; i++)
        for (unsigned bit = 0; bit < sizeof(objects) / sizeof(objects[0]); bit++)
            if ((c->on >> bit & 1) != 0)
                printf("%s%s\n", objects[bit], c->words);
    return 0;
}

int iw_complete(int n, char **args)
{
    static struct words w;
    struct kl_wifi *wifi = NULL;

    if (n == 1 && strcmp(args[0], "--commands") == 0)
        return print_commands();
    (void)kl_wifi_open(&wifi, NULL);
    while (n > 0 && (strcmp(args[0], "--json") == 0 || strcmp(args[0], "--jsonl") == 0)) {
        n--;
        args++;
    }
    w.n = 0;
    complete(&w, wifi, n, args);
    for (unsigned i = 0; i < w.n; i++)
        puts(w.list[i]);
    kl_wifi_close(wifi);
    return 0;
}
