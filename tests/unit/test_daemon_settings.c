// SPDX-License-Identifier: MIT
// Settings: every mistake of tests/data/settings/NAME.yaml is found at its place, in the words of
// NAME.txt; a NAME.yaml that is right becomes the objects of NAME.txt. KL_GOLDEN=write writes
// NAME.txt.
#include "daemon/settings.h"

#include <kernlink/ipset.h>

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define FOLDER "tests/data/settings"

static void show_model(struct kl_out *o, const struct kld_model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        kl_out_printf(o, "%s\n", m->list[i]->key);
        for (size_t k = 0; k < m->list[i]->n; k++)
            if (!(m->list[i]->pairs[k].row->flags & KLD_IDENTITY))
                kl_out_printf(o, "    %s: %s\n", m->list[i]->pairs[k].row->name,
                              m->list[i]->pairs[k].text);
    }
}

static char *read_text(const char *path)
{
    char *text = calloc(1, 1 << 16);
    FILE *f = fopen(path, "r");

    if (f) {
        text[fread(text, 1, (1 << 16) - 1, f)] = '\0';
        fclose(f);
    }
    return text;
}

static void check_golden(const char *yaml)
{
    struct kld_settings *s = kld_settings_new();
    struct kl_out *o;
    char path[300];
    char *want;

    snprintf(path, sizeof path, "%.*s.txt", (int)strlen(yaml) - 5, yaml);
    assert_int_equal(kl_out_open_memory(&o), 0);
    kld_settings_add(s, yaml);
    if (kld_settings_finish(s) < 0)
        kld_complaints_text(&s->complaints, o);
    else
        show_model(o, s->model);
    if (getenv("KL_GOLDEN")) {
        FILE *f = fopen(path, "w");

        fputs(kl_out_text(o, NULL), f);
        fclose(f);
    }
    want = read_text(path);
    if (strcmp(want, kl_out_text(o, NULL)) != 0)
        print_error("%s gives:\n%s", yaml, kl_out_text(o, NULL));
    assert_string_equal(kl_out_text(o, NULL), want);
    free(want);
    kl_out_close(o);
    kld_settings_free(s);
}

static int is_yaml(const struct dirent *d)
{
    return strlen(d->d_name) > 5 && !strcmp(d->d_name + strlen(d->d_name) - 5, ".yaml");
}

static void test_golden_files(void **state)
{
    struct dirent **names;
    int n;

    (void)state;
    assert_int_equal(chdir(KL_SOURCE_DIR), 0);
    n = scandir(FOLDER, &names, is_yaml, alphasort);
    assert_true(n >= 10);
    for (int i = 0; i < n; i++) {
        char path[300];

        snprintf(path, sizeof path, FOLDER "/%s", names[i]->d_name);
        check_golden(path);
        free(names[i]);
    }
    free(names);
}

/* ---- Tables ---- */

// Types of sets and their options are those of the library.
static void test_set_types(void **state)
{
    const struct kld_word *words = kld_find(&kld_set_section, "type", -1)->words;
    size_t n = 0;

    (void)state;
    while (kl_ipset_type_at(n)) {
        assert_non_null(kld_word_named(words, kl_ipset_type_name(kl_ipset_type_at(n))));
        n++;
    }
    for (; n; n--, words++)
        assert_non_null(words->name);
    assert_null(words->name);
}

static void check_rows(const struct kld_section *s, const struct kld_row *rows, unsigned depth)
{
    assert_true(depth < 6);
    for (const struct kld_row *r = rows; r->name; r++) {
        assert_non_null(r->doc);
        assert_true(strlen(r->doc) > 1);
        if (r->type == KLD_T_WORD)
            assert_non_null(r->words);
        if (r->type == KLD_T_TEXT || r->type == KLD_T_PATTERN)
            assert_true(r->max > 0);
        if (r->type == KLD_T_NUMBER || r->type == KLD_T_RANGE)
            assert_true(r->min < r->max);
        if (r->where == KLD_SYSCTL)
            assert_non_null(strstr(r->path, "/%s/"));
        // No other row of that name is for the same kind.
        for (const struct kld_row *other = r + 1; other->name; other++)
            if (!strcmp(other->name, r->name))
                assert_true(r->kinds && other->kinds && !(r->kinds & other->kinds));
        if (r->section && r->type != KLD_T_SYSCTLS)
            check_rows(r->section, r->section->rows, depth + 1);
    }
    (void)s;
}

static void test_tables(void **state)
{
    (void)state;
    check_rows(&kld_root, kld_root.rows, 0);
    check_rows(&kld_interface, kld_kind_rows, 0);
}

// Keys that hints speak of are there.
static void test_hints(void **state)
{
    const struct kld_section *section = NULL;
    const char *text = NULL;
    size_t n = kld_settings_hint_at(SIZE_MAX, &section, &text);

    (void)state;
    assert_true(n > 10);
    for (size_t i = 0; i < n; i++) {
        kld_settings_hint_at(i, &section, &text);
        for (const char *at = strchr(text, '\''); at;) {
            const char *end = at + 1 + strcspn(at + 1, "':");
            char key[32];

            snprintf(key, sizeof key, "%.*s", (int)(end - at - 1), at + 1);
            if (!kld_find(section, key, -1) && !kld_find(&kld_interface, key, -1) &&
                !kld_find(&kld_root, key, -1))
                fail_msg("hint %zu: there is no key '%s'", i, key);
            end += strcspn(end, "'");
            at = *end ? strchr(end + 1, '\'') : NULL;
        }
    }
}

static void check_documented(const char *page, const struct kld_row *rows)
{
    for (const struct kld_row *r = rows; r->name; r++) {
        const char *dot = strchr(r->name, '.');
        char mark[80];

        if (r->flags & KLD_INTERNAL)
            continue;
        snprintf(mark, sizeof mark, "*%s*", dot ? dot + 1 : r->name);
        if (!strstr(page, mark))
            fail_msg("kernlink-network.yaml(5) lacks %s", mark);
        if (!strstr(page, r->doc))
            fail_msg("kernlink-network.yaml(5) says something else of %s than: %s", mark, r->doc);
        if (r->section && r->type != KLD_T_SYSCTLS)
            check_documented(page, r->section->rows);
    }
}

static void test_man_page(void **state)
{
    char *page = read_text(KL_SOURCE_DIR "/man/kernlink-network.yaml.5.scd");

    (void)state;
    check_documented(page, kld_root.rows);
    check_documented(page, kld_kind_rows);
    free(page);
}

/* ---- Limits ---- */

static char *complaints_of(const char *text, size_t len)
{
    struct kld_settings *s = kld_settings_new();
    struct kld_file f = {"x.yaml", text, len};
    struct kl_out *o;
    char *ret;

    assert_int_equal(kl_out_open_memory(&o), 0);
    kld_settings_add_text(s, &f);
    if (kld_settings_finish(s) < 0)
        kld_complaints_text(&s->complaints, o);
    ret = strdup(kl_out_text(o, NULL));
    kl_out_close(o);
    kld_settings_free(s);
    return ret;
}

static void assert_refused(const char *text, size_t len, const char *words)
{
    char *said = complaints_of(text, len);

    if (!strstr(said, words))
        fail_msg("wanted '%s', got: %.500s", words, said);
    free(said);
}

static void test_limits(void **state)
{
    static char text[1 << 16];
    char *long_text;
    FILE *file;
    size_t n = 0;
    char sparse[] = "/tmp/kernlink-test-XXXXXX";
    struct kld_settings *s;
    int fd;

    (void)state;
    memset(text, '[', 5000);
    assert_refused(text, 5000, "nested too deep");
    n = (size_t)sprintf(text, "routes:\n");
    for (int i = 0; i < 30; i++)
        n += (size_t)sprintf(text + n, "%*s-\n", i * 2 + 2, "");
    assert_refused(text, n, "nested too deep");
    assert_refused("a\0b", 3, "NUL");
    // Nine lists of nine of each other: 10^9 values for whoever follows each.
    n = (size_t)sprintf(text, "interfaces:\n  d0:\n    kind: dummy\n    routes: &l0 []\n");
    for (int i = 1; i < 12; i++) {
        n += (size_t)sprintf(text + n, "  d%d:\n    kind: dummy\n    routes: &l%d [", i, i);
        for (int k = 0; k < 9; k++)
            n += (size_t)sprintf(text + n, "%s*l%d", k ? ", " : "", i - 1);
        n += (size_t)sprintf(text + n, "]\n");
    }
    assert_refused(text, n, "a route is written as keys with values");
    // Each of 600 interfaces has the same 600 addresses.
    file = open_memstream(&long_text, &n);
    assert_non_null(file);
    fprintf(file, "interfaces:\n  d0: {kind: dummy, addresses: &r [");
    for (int k = 0; k < 600; k++)
        fprintf(file, "%s10.%d.%d.1/24", k ? ", " : "", k >> 8, k & 255);
    fprintf(file, "]}\n");
    for (int i = 1; i < 600; i++)
        fprintf(file, "  d%d: {kind: dummy, addresses: *r}\n", i);
    fclose(file);
    assert_refused(long_text, n, "too many");
    free(long_text);
    assert_refused("a: *a\n", 6, "not there yet");
    fd = mkstemp(sparse);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, 1 << 30), 0);
    close(fd);
    s = kld_settings_new();
    kld_settings_add(s, sparse);
    assert_int_equal(s->complaints.n, 1);
    assert_string_equal(s->complaints.list[0].text, "larger than 16 MiB");
    kld_settings_free(s);
    unlink(sparse);
}

static void test_secrets(void **state)
{
    char path[] = "/tmp/kernlink-key-XXXXXX", text[300];
    int fd = mkstemp(path);

    (void)state;
    assert_int_equal(write(fd, "YAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\n", 45), 45);
    snprintf(text, sizeof text, "interfaces: {wg0: {kind: wireguard, private-key: %s}}\n", path);
    assert_int_equal(fchmod(fd, 0640), 0);
    assert_refused(text, strlen(text), "others can read it");
    assert_int_equal(fchmod(fd, 0600), 0);
    char *said = complaints_of(text, strlen(text));
    assert_string_equal(said, "");
    free(said);
    assert_int_equal(ftruncate(fd, 20), 0);
    assert_refused(text, strlen(text), "holds no key");
    close(fd);
    unlink(path);
    assert_refused(text, strlen(text), "No such file");
}

static void assert_passphrase(const char *file, bool sae, const char *wrong)
{
    char path[] = "/tmp/kernlink-key-XXXXXX", text[KLD_PASSPHRASE_SIZE];
    int fd = mkstemp(path);
    const char *said;

    assert_int_equal(write(fd, file, strlen(file)), strlen(file));
    close(fd);
    said = kld_passphrase_read(path, sae, text);
    unlink(path);
    if (!wrong) {
        assert_null(said);
        assert_int_equal(strncmp(text, file, strlen(text)), 0);
    } else if (!said || !strstr(said, wrong)) {
        fail_msg("wanted '%s', got: %s", wrong, said ? said : "nothing");
    }
}

static void test_passphrases(void **state)
{
    (void)state;
    assert_passphrase("eight888\n", false, NULL);
    assert_passphrase("seven77\n", false, "8 to 63");
    assert_passphrase("seven77\n", true, NULL);
    assert_passphrase("\n", true, "1 to 128");
    assert_passphrase("eight\n888\n", false, "none of printable ASCII");
    assert_passphrase("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\n", false, "none of printable ASCII");
    assert_passphrase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", false,
                      NULL);
    assert_passphrase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg\n", false,
                      "8 to 63");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_files), cmocka_unit_test(test_set_types),
        cmocka_unit_test(test_tables),       cmocka_unit_test(test_hints),
        cmocka_unit_test(test_man_page),     cmocka_unit_test(test_limits),
        cmocka_unit_test(test_secrets),      cmocka_unit_test(test_passphrases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
