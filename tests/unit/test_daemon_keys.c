// SPDX-License-Identifier: MIT
// Every key of settings has a test: tests/kernel/net_keys.list says which, and names no key that
// there is not.
#include "daemon/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TESTS KL_SOURCE_DIR "/tests/kernel/"

// What the list has of each key: a bit for each kind, the highest one for all.
struct proof {
    char name[64];
    uint32_t kinds;
};

#define ALL (1u << 31)

static struct proof proofs[1024];
static size_t n_proofs;
static char names[128][16]; // of the list's links
static int kinds[128];
static size_t n_links;

static char *read_text(const char *path)
{
    const size_t size = 1 << 17;
    char *text = calloc(1, size);
    FILE *f = fopen(path, "r");

    assert_non_null(text);
    if (!f)
        fail_msg("cannot read %s", path);
    text[fread(text, 1, size - 1, f)] = '\0';
    fclose(f);
    return text;
}

static int kind_named(const char *name)
{
    for (int k = 0; k < KLD_N_KINDS; k++)
        if (!strcmp(kld_kinds[k].name, name))
            return k;
    fail_msg("there is no kind '%s'", name);
    return -1;
}

static void prove(const char *name, uint32_t of)
{
    size_t i = 0;

    while (i < n_proofs && strcmp(proofs[i].name, name) != 0)
        i++;
    assert_true(i < sizeof proofs / sizeof proofs[0]);
    snprintf(proofs[i].name, sizeof proofs[i].name, "%s", name);
    proofs[i].kinds |= of;
    n_proofs += i == n_proofs;
}

static bool is_letter(char c)
{
    return c == '-' || (c >= 'a' && c <= 'z');
}

// As a key: with a colon.
static bool has_key(const char *text, const char *key)
{
    size_t n = strlen(key);

    for (const char *at = text; (at = strstr(at, key)); at += n)
        if (!(at > text && is_letter(at[-1])) && at[n] == ':')
            return true;
    return false;
}

// @ TEST KEY...: what another program proves, which must at least have the key in it.
static void read_elsewhere(char *line)
{
    char *save, path[300], *text;
    const char *test = strtok_r(line + 1, " ", &save);

    assert_non_null(test);
    snprintf(path, sizeof path, TESTS "%s", test);
    text = read_text(path);
    for (char *word; (word = strtok_r(NULL, " ", &save));) {
        char *colon = strchr(word, ':'), *name = colon ? colon + 1 : word;
        const char *dot = strrchr(name, '.');

        if (colon)
            *colon = '\0';
        if (!has_key(text, dot ? dot + 1 : name))
            fail_msg("%s is to prove %s, and has nothing of it", test, name);
        prove(name, colon ? 1u << kind_named(word) : ALL);
    }
    free(text);
}

static void read_line(char *line)
{
    char first[64], second[64], third[64] = "";

    if (!*line || *line == '#')
        return;
    if (*line == '@') {
        read_elsewhere(line);
        return;
    }
    if (*line == '?') { // with the reason why nothing proves it
        assert_int_equal(sscanf(line, "? %63s  %63s", first, second), 2);
        prove(first, ALL);
        return;
    }
    assert_true(sscanf(line, "%63s %63s %63s", first, second, third) == 3);
    if (!strcmp(first, "link")) {
        assert_true(n_links < sizeof kinds / sizeof kinds[0]);
        snprintf(names[n_links], sizeof names[0], "%.15s", second);
        kinds[n_links++] = kind_named(third);
        return;
    }
    for (size_t i = 0; i < n_links; i++)
        if (!strcmp(names[i], first)) {
            prove(second, 1u << kinds[i]);
            return;
        }
    fail_msg("there is no link '%s' before its key %s", first, second);
}

// The name that the list has for it: the section's before it only where it is no key of interfaces.
static const char *name_of(const struct kld_section *s, const struct kld_row *r)
{
    static char name[64];
    bool whole = strchr(r->name, '.') || s == &kld_interface;

    snprintf(name, sizeof name, "%s%s%s", whole ? "" : s->name, whole ? "" : ".", r->name);
    for (char *blank = name; (blank = strchr(blank, ' '));)
        *blank = '-';
    return name;
}

static void check_row(const struct kld_section *s, const struct kld_row *r, bool each_kind)
{
    const char *name = name_of(s, r);

    for (size_t i = 0; i < n_proofs; i++) {
        if (strcmp(proofs[i].name, name) != 0)
            continue;
        for (int k = 0; each_kind && k < KLD_N_KINDS; k++)
            if (r->kinds >> k & 1 && !(proofs[i].kinds & (ALL | 1u << k)))
                fail_msg("net_keys.list names no test of %s: %s", kld_kinds[k].name, name);
        return;
    }
    fail_msg("net_keys.list names no test of %s", name);
}

static const struct kld_section *seen[64];
static size_t n_seen;

static void check_section(const struct kld_section *s)
{
    for (size_t i = 0; i < n_seen; i++)
        if (seen[i] == s)
            return;
    assert_true(n_seen < sizeof seen / sizeof seen[0]);
    seen[n_seen++] = s;
    for (const struct kld_row *r = s->rows; r->name; r++) {
        if (r->flags & KLD_INTERNAL)
            continue;
        check_row(s, r, false);
        if (r->section && r->type != KLD_T_SYSCTLS)
            check_section(r->section);
    }
}

static bool is_key(const struct kld_section *s, const struct kld_row *rows, const char *name)
{
    for (const struct kld_row *r = rows; r->name; r++)
        if (!(r->flags & KLD_INTERNAL) && !strcmp(name_of(s, r), name))
            return true;
    return false;
}

static void test_every_key(void **state)
{
    char *text = read_text(TESTS "net_keys.list"), *save;

    (void)state;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        read_line(line);
    free(text);
    check_section(&kld_root);
    for (const struct kld_row *r = kld_kind_rows; r->name; r++) {
        check_row(&kld_interface, r, true);
        if (r->section)
            check_section(r->section);
    }
    for (size_t i = 0; i < n_proofs; i++) {
        bool found = is_key(&kld_interface, kld_kind_rows, proofs[i].name);

        for (size_t k = 0; !found && k < n_seen; k++)
            found = is_key(seen[k], seen[k]->rows, proofs[i].name);
        if (!found)
            fail_msg("net_keys.list names a key that there is not: %s", proofs[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_key)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
