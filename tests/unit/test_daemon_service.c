// SPDX-License-Identifier: MIT
// Children of the daemon: started, started again after longer and longer, stopped, killed. The
// clock is the test's own: nothing is due before it says so.
#include "daemon/service.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define SECOND 1000000u

struct world {
    sd_event *loop;
    uint64_t clock;
    struct kld_service_host host;
    char said[8192];
    unsigned ends;
    int status;
};

static void on_say(void *user, int priority, const char *name, const char *text)
{
    struct world *w = user;
    size_t n = strlen(w->said);

    snprintf(w->said + n, sizeof w->said - n, "%d %s: %s\n", priority, name, text);
}

static uint64_t on_now(void *user)
{
    return ((struct world *)user)->clock;
}

static void on_over(void *user, int status)
{
    struct world *w = user;

    w->ends++;
    w->status = status;
}

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    w->clock = 1000 * (uint64_t)SECOND;
    w->host = (struct kld_service_host){.say = on_say, .now_us = on_now, .user = w};
    assert_int_equal(sd_event_new(&w->loop), 0);
    w->host.loop = w->loop;
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;

    sd_event_unref(w->loop);
    free(w);
    // Nobody is left, as zombie or otherwise.
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    return 0;
}

static struct kld_service *shell(struct world *w, const char *script, bool once)
{
    char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};
    struct kld_service_def def = {
        .name = "it", .argv = argv, .fd = -1, .once = once, .over = on_over, .user = w};
    struct kld_service *s;

    assert_int_equal(kld_service_new(&s, &w->host, &def), 0);
    kld_service_start(s);
    return s;
}

// Runs the loop until it was over @ends times, or the text was said; for 20 s at most.
static void await(struct world *w, unsigned ends, const char *said)
{
    time_t end = time(NULL) + 20;

    while ((w->ends < ends || (said && !strstr(w->said, said))) && time(NULL) < end)
        assert_true(sd_event_run(w->loop, 100000) >= 0);
    if (w->ends < ends || (said && !strstr(w->said, said)))
        fail_msg("%u ends, said: %s", w->ends, w->said);
}

// It is due in @us, not before.
static void assert_due(struct world *w, struct kld_service *s, uint64_t us)
{
    assert_int_equal(kld_service_due(s) - w->clock, us);
    w->clock += us - 1;
    kld_service_tick(s);
    assert_int_equal(kld_service_pid(s), 0);
    w->clock++;
    kld_service_tick(s);
    assert_true(kld_service_pid(s) > 0);
}

static void test_crashes(void **state)
{
    static const unsigned waits[] = {1, 2, 4, 8, 16, 32, 60, 60};
    struct world *w = *state;
    struct kld_service *s = shell(w, "echo up; exit 3", false);

    for (unsigned i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        await(w, i + 1, NULL);
        assert_due(w, s, waits[i] * (uint64_t)SECOND);
    }
    assert_int_equal(WEXITSTATUS(w->status), 3);
    assert_non_null(strstr(w->said,
                           "6 it: up\n4 it: ended with status 3; it is started again in 1 s\n"
                           "6 it: up\n4 it: ended with status 3; it is started again in 2 s\n"));
    await(w, 9, NULL);
    // Who asks for it does not wait.
    kld_service_start(s);
    await(w, 10, NULL);
    assert_int_equal(kld_service_due(s) - w->clock, SECOND);
    kld_service_stop(s);
    assert_int_equal(kld_service_due(s), UINT64_MAX);
    kld_service_free(s);
}

static void test_stable(void **state)
{
    struct world *w = *state;
    struct kld_service *s = shell(w, "echo up; exec sleep 1000", false);

    for (unsigned i = 1; i <= 3; i++) {
        char up[] = "up";

        await(w, 0, up);
        w->said[0] = '\0';
        // It ran for long enough the third time: the next wait is the first one again.
        w->clock += i == 3 ? 30 * SECOND : SECOND;
        kill(kld_service_pid(s), SIGKILL);
        await(w, i, "was ended by signal 9");
        assert_due(w, s, (i == 3 ? 1 : i) * (uint64_t)SECOND);
    }
    kld_service_free(s);
}

static void test_stop(void **state)
{
    struct world *w = *state;
    struct kld_service *s =
        shell(w, "trap 'echo bye; exit 0' TERM; echo up; sleep 1000 & wait", false);

    await(w, 0, "up");
    kld_service_stop(s);
    await(w, 1, "bye");
    assert_int_equal(kld_service_pid(s), 0);
    assert_int_equal(kld_service_due(s), UINT64_MAX);
    // Restarted, it is there again at once.
    kld_service_start(s);
    w->said[0] = '\0';
    await(w, 1, "up");
    kld_service_restart(s);
    await(w, 2, "bye");
    assert_true(kld_service_pid(s) > 0);
    kld_service_free(s);
}

static void test_deaf(void **state)
{
    struct world *w = *state;
    struct kld_service *s = shell(w, "trap '' TERM; echo up; while :; do sleep 1; done", false);

    await(w, 0, "up");
    kld_service_stop(s);
    assert_int_equal(kld_service_due(s) - w->clock, 5 * SECOND);
    w->clock += 5 * SECOND - 1;
    kld_service_tick(s);
    assert_int_equal(w->ends, 0);
    w->clock++;
    kld_service_tick(s);
    await(w, 1, "is killed");
    assert_int_equal(WTERMSIG(w->status), SIGKILL);
    kld_service_free(s);
}

// What a child starts ends with it.
static void test_grandchildren(void **state)
{
    struct world *w = *state;
    struct kld_service *s;
    int ends[2];
    char byte;

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    char *argv[] = {"/bin/sh", "-c", "(trap '' TERM; sleep 1000) & exit 0", NULL};
    struct kld_service_def def = {
        .name = "it", .argv = argv, .fd = ends[1], .once = true, .over = on_over, .user = w};
    assert_int_equal(kld_service_new(&s, &w->host, &def), 0);
    kld_service_start(s);
    close(ends[1]);
    await(w, 1, NULL);
    // The end of the pipe that they all have is closed.
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
    kld_service_free(s);
}

static void test_surroundings(void **state)
{
    struct world *w = *state;
    struct kld_service *s;
    int ends[2], leak = open("/dev/null", O_RDONLY); // without CLOEXEC
    char text[64] = "";
    char *argv[] = {"/bin/sh", "-c", "env >&2; cat; echo through >&9; ls /proc/self/fd | wc -w",
                    NULL};
    char *env[] = {"PATH=/usr/bin:/bin", "ONE=1", NULL};
    sigset_t set, old;

    assert_true(leak >= 0);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    struct kld_service_def def = {.name = "it",
                                  .argv = argv,
                                  .env = env,
                                  .fd = ends[1],
                                  .input = "words\n",
                                  .once = true,
                                  .over = on_over,
                                  .user = w};
    setenv("SECRET", "key", 1);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, &old);
    assert_int_equal(kld_service_new(&s, &w->host, &def), 0);
    kld_service_start(s);
    await(w, 1, NULL);
    sigprocmask(SIG_SETMASK, &old, NULL);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, "through\n");
    assert_null(strstr(w->said, "SECRET"));
    assert_non_null(strstr(w->said, "ONE=1"));
    assert_non_null(strstr(w->said, "6 it: words"));
    // 0 to 2, 9, and the folder that ls reads.
    assert_non_null(strstr(w->said, "6 it: 5\n"));
    kld_service_free(s);
    close(ends[0]);
    close(ends[1]);
    close(leak);
}

static int run_in_child(void *user)
{
    dprintf(1, "%s in a child\n", (char *)user);
    return 7;
}

static void test_without_program(void **state)
{
    struct world *w = *state;
    char *argv[] = {"/nonexistent/program", NULL};
    struct kld_service_def def = {
        .name = "it", .run = run_in_child, .user = "runs", .fd = -1, .once = true};
    struct kld_service *s;

    assert_int_equal(kld_service_new(&s, &w->host, &def), 0);
    kld_service_start(s);
    await(w, 0, "ended with status 7");
    assert_non_null(strstr(w->said, "6 it: runs in a child"));
    kld_service_free(s);
    def = (struct kld_service_def){
        .name = "none", .argv = argv, .fd = -1, .over = on_over, .user = w};
    assert_int_equal(kld_service_new(&s, &w->host, &def), 0);
    kld_service_start(s);
    await(w, 1, "none: /nonexistent/program: No such file or directory");
    assert_non_null(strstr(w->said, "none: ended with status 127; it is started again in 1 s"));
    kld_service_free(s);
}

static void test_too_long(void **state)
{
    struct world *w = *state;
    struct kld_service *s = shell(w, "exec sleep 1000", true);

    w->clock += 5 * SECOND;
    kld_service_tick(s);
    await(w, 1, "takes too long");
    assert_int_equal(WTERMSIG(w->status), SIGTERM);
    kld_service_free(s);
}

static void test_floods(void **state)
{
    struct world *w = *state;
    struct kld_service *s = shell(
        w,
        "head -c 5000 /dev/zero; echo; i=0; while [ $i -lt 900 ]; do echo line; i=$((i+1)); done",
        true);
    unsigned lines = 0;

    await(w, 1, "says too much");
    for (const char *at = w->said; (at = strchr(at, '\n')); at++)
        lines++;
    assert_true(lines > 200 && lines < 205);
    kld_service_free(s);
}

// All at once, whoever is deaf.
static void test_end(void **state)
{
    struct world *w = *state;
    struct kld_service *list[3] = {
        shell(w, "echo up0; exec sleep 1000", false),
        shell(w, "trap '' TERM; echo up1; while :; do sleep 1; done", false),
        shell(w, "exit 1", false)};
    time_t begun;

    await(w, 1, "up0");
    await(w, 1, "up1");
    begun = time(NULL);
    kld_service_end(list, 3, 300000);
    assert_true(time(NULL) - begun < 10);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(kld_service_pid(list[i]), 0);
        kld_service_free(list[i]);
    }
}

static void test_programs(void **state)
{
    char path[64];

    (void)state;
    assert_true(kld_program("/nonexistent::/usr/bin:/bin", "sh", path, sizeof path));
    assert_true(path[0] == '/');
    assert_false(kld_program("/nonexistent", "sh", path, sizeof path));
    assert_false(kld_program("", "sh", path, sizeof path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_crashes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stable, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stop, setup, teardown),
        cmocka_unit_test_setup_teardown(test_deaf, setup, teardown),
        cmocka_unit_test_setup_teardown(test_grandchildren, setup, teardown),
        cmocka_unit_test_setup_teardown(test_surroundings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_program, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_long, setup, teardown),
        cmocka_unit_test_setup_teardown(test_floods, setup, teardown),
        cmocka_unit_test_setup_teardown(test_end, setup, teardown),
        cmocka_unit_test(test_programs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
