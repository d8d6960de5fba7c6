// SPDX-License-Identifier: MIT
// Name servers are handed to systemd-resolved, resolvconf or nobody: programs that only write down
// how they were called stand in their places.
#include "daemon/dns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
    sd_event *loop;
    struct kld_dns_host host;
    struct kld_dns *dns;
    char folder[64], socket[100], called[100];
    char said[4096];
    unsigned index; // of every interface
};

static void on_say(void *user, int priority, const char *name, const char *text)
{
    struct world *w = user;
    size_t n = strlen(w->said);

    snprintf(w->said + n, sizeof w->said - n, "%d %s: %s\n", priority, name, text);
}

static unsigned on_index(void *user, const char *dev)
{
    (void)dev;
    return ((struct world *)user)->index;
}

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    snprintf(w->folder, sizeof w->folder, "/tmp/kernlink-test-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->socket, sizeof w->socket, "%s/socket", w->folder);
    snprintf(w->called, sizeof w->called, "%s/called", w->folder);
    assert_int_equal(sd_event_new(&w->loop), 0);
    w->host = (struct kld_dns_host){.children = {.loop = w->loop, .say = on_say, .user = w},
                                    .path = w->folder,
                                    .resolved = w->socket,
                                    .folder = w->folder,
                                    .index = on_index};
    w->index = 1;
    assert_int_equal(kld_dns_new(&w->dns, &w->host), 0);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    char command[100];

    kld_dns_free(w->dns);
    sd_event_unref(w->loop);
    snprintf(command, sizeof command, "rm -r %s", w->folder);
    assert_int_equal(system(command), 0);
    free(w);
    return 0;
}

// A program that writes down its words and, with @input, what it reads; then it ends with @status.
static void fake(struct world *w, const char *name, bool input, int status)
{
    char path[120];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    unlink(path); // one that runs is read on
    f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "#!/bin/sh\n{ printf '%s'; printf ' [%%s]' \"$@\"; echo; %s; } >>%s\nexit %d\n",
            name, input ? "[ $1 != -a ] || cat" : ":", w->called, status);
    fclose(f);
    assert_int_equal(chmod(path, 0755), 0);
}

// A systemd-run, which gives what comes behind its options what they say.
static void fake_run(struct world *w)
{
    char path[120];
    FILE *f;

    snprintf(path, sizeof path, "%s/systemd-run", w->folder);
    f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f,
            "#!/bin/sh\necho systemd-run >>%s\nwhile [ $1 != -- ]; do case $1 in\n"
            "--property=StandardInputData=*) echo \"${1#*Data=}\" | base64 -d ;; esac; shift; done "
            ">%s/in\n"
            "shift\nexec \"$@\" <%s/in\n",
            w->called, w->folder, w->folder);
    fclose(f);
    assert_int_equal(chmod(path, 0755), 0);
}

static void read_called(struct world *w, char *text, size_t size)
{
    FILE *f = fopen(w->called, "r");

    text[f ? fread(text, 1, size - 1, f) : 0] = '\0';
    if (f)
        fclose(f);
}

// It was called so, within 20 s.
static void await_called(struct world *w, const char *wanted)
{
    time_t end = time(NULL) + 20;
    char text[4096];

    do {
        assert_true(sd_event_run(w->loop, 50000) >= 0);
        read_called(w, text, sizeof text);
    } while (strlen(text) < strlen(wanted) && time(NULL) < end);
    assert_string_equal(text, wanted);
}

// And not any more after that.
static void assert_called(struct world *w, const char *wanted)
{
    char text[4096];

    await_called(w, wanted);
    // A last one ends, and one too many would begin.
    for (int i = 0; i < 4; i++)
        assert_true(sd_event_run(w->loop, 50000) >= 0);
    read_called(w, text, sizeof text);
    assert_string_equal(text, wanted);
    unlink(w->called);
}

#define SET(w, ...)                                                                                \
    kld_dns_set((w)->dns, (const struct kld_dns_record[]){__VA_ARGS__},                            \
                sizeof((const struct kld_dns_record[]){__VA_ARGS__}) /                             \
                    sizeof(struct kld_dns_record))

static void test_resolvconf(void **state)
{
    struct world *w = *state;

    fake(w, "resolvconf", true, 0);
    fake(w, "resolvectl", false, 0); // is there, but resolved does not run
    SET(w, {NULL, "192.0.2.53 2001:db8::53", "example.org a.example"}, {"eth0", NULL, NULL},
        {"eth0", "198.51.100.53", NULL}, {"eth1", NULL, NULL});
    assert_called(w, "resolvconf [-a] [lo.kernlink]\nnameserver 192.0.2.53\n"
                     "nameserver 2001:db8::53\nsearch example.org a.example\n"
                     "resolvconf [-a] [eth0.kernlink]\nnameserver 198.51.100.53\n");
    // The same again is nothing to do.
    SET(w, {NULL, "192.0.2.53 2001:db8::53", "example.org a.example"},
        {"eth0", "198.51.100.53", NULL});
    assert_called(w, "");
    // Two say it: once is enough.
    SET(w, {"eth0", "198.51.100.54", "b.example"}, {"eth0", "198.51.100.55 198.51.100.54", NULL});
    assert_called(w, "resolvconf [-d] [lo.kernlink]\nresolvconf [-a] [eth0.kernlink]\n"
                     "nameserver 198.51.100.54\nnameserver 198.51.100.55\nsearch b.example\n");
    kld_dns_set(w->dns, NULL, 0);
    assert_called(w, "resolvconf [-d] [eth0.kernlink]\n");
    assert_string_equal(w->said, "");
}

// What was given before the start is given again, or taken back.
static void test_next_start(void **state)
{
    struct world *w = *state;

    fake(w, "resolvconf", true, 0);
    SET(w, {"eth0", "192.0.2.53", NULL}, {"eth1", "192.0.2.54", NULL});
    assert_called(w, "resolvconf [-a] [eth0.kernlink]\nnameserver 192.0.2.53\n"
                     "resolvconf [-a] [eth1.kernlink]\nnameserver 192.0.2.54\n");
    kld_dns_free(w->dns);
    assert_int_equal(kld_dns_new(&w->dns, &w->host), 0);
    SET(w, {"eth1", "192.0.2.54", NULL});
    assert_called(w, "resolvconf [-d] [eth0.kernlink]\n"
                     "resolvconf [-a] [eth1.kernlink]\nnameserver 192.0.2.54\n");
}

// resolved runs. @return what is to be closed
static int run_resolved(struct world *w)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(a.sun_path, sizeof a.sun_path, "%s", w->socket);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(fd, 100), 0);
    return fd;
}

static void test_resolved(void **state)
{
    struct world *w = *state;
    int fd = run_resolved(w);

    fake(w, "resolvconf", true, 0);
    fake(w, "resolvectl", false, 0);
    SET(w, {NULL, "192.0.2.53", "example.org"}, {"eth0", NULL, NULL},
        {"eth0", "198.51.100.53", "a.example"}, {"eth1", NULL, NULL});
    assert_called(w, "resolvectl [dns] [eth0] [192.0.2.53] [198.51.100.53]\n"
                     "resolvectl [domain] [eth0] [example.org] [a.example]\n"
                     "resolvectl [dns] [eth1] [192.0.2.53]\n"
                     "resolvectl [domain] [eth1] [example.org]\n");
    SET(w, {NULL, NULL, NULL}, {"eth0", "198.51.100.53", NULL}, {"eth1", NULL, NULL});
    assert_called(w, "resolvectl [dns] [eth0] [198.51.100.53]\nresolvectl [domain] [eth0] []\n"
                     "resolvectl [revert] [eth1]\n");
    close(fd);
}

// That was said, and nothing else, within 20 s.
static void await_said(struct world *w, const char *wanted)
{
    time_t end = time(NULL) + 20;

    while (strlen(w->said) < strlen(wanted) && time(NULL) < end)
        assert_true(sd_event_run(w->loop, 50000) >= 0);
    assert_string_equal(w->said, wanted);
}

static void test_refused(void **state)
{
    struct world *w = *state;

    fake(w, "resolvconf", true, 1);
    SET(w, {"eth0", "192.0.2.53", NULL}, {"eth1", "192.0.2.54", NULL});
    assert_called(w, "resolvconf [-a] [eth0.kernlink]\nnameserver 192.0.2.53\n"
                     "resolvconf [-a] [eth1.kernlink]\nnameserver 192.0.2.54\n");
    assert_non_null(strstr(w->said, "4 dns: eth0: they were not taken\n"));
    assert_non_null(strstr(w->said, "4 dns: eth1: they were not taken\n"));
    assert_non_null(strstr(w->said, "4 dns: ended with status 1\n"));
    // It is tried again at once when there is a reason to, and after some time when there is none.
    w->said[0] = '\0';
    SET(w, {"eth0", "192.0.2.53", NULL}, {"eth1", "192.0.2.54", NULL});
    await_called(w, "resolvconf [-a] [eth0.kernlink]\nnameserver 192.0.2.53\n"
                    "resolvconf [-a] [eth1.kernlink]\nnameserver 192.0.2.54\n");
    // Why is said once, too, and again when it is another reason.
    fake(w, "resolvconf", true, 2);
    await_said(w, "4 dns: ended with status 2\n4 dns: ended with status 2\n");
    fake(w, "resolvconf", true, 0);
    unlink(w->called);
    assert_called(w, "resolvconf [-a] [eth0.kernlink]\nnameserver 192.0.2.53\n"
                     "resolvconf [-a] [eth1.kernlink]\nnameserver 192.0.2.54\n");
    assert_non_null(strstr(w->said, "6 dns: eth0: they are taken now\n"));
    assert_non_null(strstr(w->said, "6 dns: eth1: they are taken now\n"));
    assert_null(strstr(w->said, "they were not taken")); // which has been said
    // And then never again.
    for (int i = 0; i < 30; i++)
        assert_true(sd_event_run(w->loop, 100000) >= 0);
    assert_called(w, "");
}

static void on_again(void *user)
{
    struct world *w = user;

    SET(w, {NULL, "192.0.2.53", NULL}, {"eth0", NULL, NULL});
}

// At boot resolved may be there after us, and the bus by which it is told something after it.
static void test_later(void **state)
{
    struct world *w = *state;
    int fd;

    w->host.again = on_again;
    on_again(w);
    assert_non_null(strstr(w->said, "nobody takes name servers"));
    fake(w, "resolvectl", false, 1);
    fd = run_resolved(w);
    await_called(w, "resolvectl [dns] [eth0] [192.0.2.53]\n");
    fake(w, "resolvectl", false, 0);
    unlink(w->called);
    assert_called(w, "resolvectl [dns] [eth0] [192.0.2.53]\nresolvectl [domain] [eth0] []\n");
    close(fd);
}

// resolved forgets an interface that goes.
static void test_made_again(void **state)
{
    struct world *w = *state;
    int fd = run_resolved(w);

    fake(w, "resolvectl", false, 0);
    w->index = 7;
    SET(w, {"eth0", "192.0.2.53", NULL});
    assert_called(w, "resolvectl [dns] [eth0] [192.0.2.53]\nresolvectl [domain] [eth0] []\n");
    w->index = 0; // nobody can be told of one that is not there
    SET(w, {"eth0", "192.0.2.53", NULL});
    assert_called(w, "");
    w->index = 8;
    SET(w, {"eth0", "192.0.2.53", NULL});
    assert_called(w, "resolvectl [dns] [eth0] [192.0.2.53]\nresolvectl [domain] [eth0] []\n");
    close(fd);
}

// Where /etc is closed to us, but not to the machine's systemd, that runs it.
static void test_closed(void **state)
{
    struct world *w = *state;

    w->host.closed = true;
    fake(w, "resolvconf", true, 0);
    SET(w, {"eth0", "192.0.2.53", NULL}); // without a systemd-run
    assert_called(w, "resolvconf [-a] [eth0.kernlink]\nnameserver 192.0.2.53\n");
    fake_run(w);
    SET(w, {"eth0", "192.0.2.54 192.0.2.55", "a.example b.example"});
    assert_called(w, "systemd-run\nresolvconf [-a] [eth0.kernlink]\nnameserver 192.0.2.54\n"
                     "nameserver 192.0.2.55\nsearch a.example b.example\n");
    kld_dns_set(w->dns, NULL, 0);
    assert_called(w, "systemd-run\nresolvconf [-d] [eth0.kernlink]\n");
}

static void test_nobody(void **state)
{
    struct world *w = *state;
    char path[100];

    // Debian's resolved without resolved.
    fake(w, "resolvectl", false, 0);
    snprintf(path, sizeof path, "%s/resolvconf", w->folder);
    assert_int_equal(symlink("resolvectl", path), 0);
    kld_dns_set(w->dns, NULL, 0);
    assert_string_equal(w->said, "");
    for (int i = 0; i < 2; i++)
        SET(w, {"eth0", "192.0.2.53", NULL});
    assert_string_equal(w->said, "4 dns: nobody takes name servers: systemd-resolved does not run, "
                                 "and there is no resolvconf\n");
    assert_called(w, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_resolvconf, setup, teardown),
        cmocka_unit_test_setup_teardown(test_next_start, setup, teardown),
        cmocka_unit_test_setup_teardown(test_resolved, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(test_closed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_later, setup, teardown),
        cmocka_unit_test_setup_teardown(test_made_again, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
