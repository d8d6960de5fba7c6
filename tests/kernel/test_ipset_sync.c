// SPDX-License-Identifier: MIT
/* kl_ipset_sync() while somebody looks, and while somebody kills it. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel_world.h"

#define COMMON 200u

static struct kl_ipset *h;

static int open_ipset(void **state)
{
    (void)state;
    assert_int_equal(kl_ipset_open(&h, NULL), 0);
    assert_int_equal(kl_ipset_destroy(h, NULL, 0), 0);
    srand(815);
    return 0;
}

static int close_ipset(void **state)
{
    (void)state;
    kl_ipset_close(h);
    h = NULL;
    return 0;
}

static struct kl_ipset_elem address(uint32_t i)
{
    return (struct kl_ipset_elem){
        .has = KL_IPSET_E_IP,
        .ip = {AF_INET, {10, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}}};
}

/* The set becomes the COMMON first addresses and @n from @from on. */
static int sync_to(struct kl_ipset *on, uint32_t from, uint32_t n, unsigned flags,
                   struct kl_ipset_sync_result *result)
{
    const struct kl_ipset_params p = {.name = "s", .type = "hash:ip"};
    struct kl_ipset_sync *s;
    int r = kl_ipset_sync_new(&s, on, &p);

    for (uint32_t i = 0; r == 0 && i < COMMON + n; i++) {
        struct kl_ipset_elem e = address(i < COMMON ? i : from + i - COMMON);

        r = kl_ipset_sync_put(s, &e);
    }
    if (r == 0)
        r = kl_ipset_sync(s, flags, NULL, NULL, result);
    kl_ipset_sync_free(s);
    return r;
}

/* Tests common elements until told to stop. @return how many tests, or -1 once one was missing. */
static long look_until_told(int stop)
{
    struct kl_ipset *own;
    long tests = 0;
    fd_set set;

    if (kl_ipset_open(&own, NULL) < 0)
        return -1;
    for (;;) {
        struct timeval now = {0};
        struct kl_ipset_elem e = address((uint32_t)(tests % COMMON));

        if (kl_ipset_test(own, "s", &e) != 1) {
            fprintf(stderr, "# missing: %s\n", kl_error_text(kl_ipset_error(own)));
            return -1;
        }
        tests++;
        FD_ZERO(&set);
        FD_SET(stop, &set);
        if (tests % 64 == 0 && select(stop + 1, &set, NULL, NULL, &now) > 0)
            break;
    }
    kl_ipset_close(own);
    return tests;
}

static void test_nothing_common_is_ever_missing(void **state)
{
    struct kl_ipset_sync_result result;
    int stop[2], status;
    bool swapped = false, in_place = false;
    pid_t child;

    (void)state;
    assert_int_equal(sync_to(h, 1000, 1000, 0, &result), 0);
    assert_true(result.created);
    assert_int_equal(pipe(stop), 0);
    child = fork();
    if (child == 0) {
        close(stop[1]);
        _exit(look_until_told(stop[0]) > 0 ? 0 : 1);
    }
    close(stop[0]);
    for (uint32_t i = 0; i < 60; i++) {
        uint32_t n = 500 + (uint32_t)rand() % 6000, from = 1000 + (uint32_t)rand() % 4000;

        assert_int_equal(sync_to(h, from, n, i % 3 == 1 ? KL_IPSET_SYNC_SWAP : 0, &result), 0);
        assert_int_equal(result.added + result.kept + result.changed, COMMON + n);
        swapped |= result.swapped;
        in_place |= !result.swapped;
    }
    close(stop[1]); /* which ends the child's loop */
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_true(swapped && in_place);
}

/* How many of the addresses @from to @from + @n are in the set. */
static uint32_t count_there(uint32_t from, uint32_t n)
{
    uint32_t there = 0;

    for (uint32_t i = 0; i < n; i++) {
        struct kl_ipset_elem e = address(from + i);

        there += kl_ipset_test(h, "s", &e) == 1;
    }
    return there;
}

static int count_sets(const struct kl_ipset_params *set, void *user)
{
    (void)set;
    ++*(int *)user;
    return 0;
}

static int sets(void)
{
    static const struct kl_ipset_list_calls calls = {.header = count_sets};
    int n = 0;

    assert_true(kl_ipset_list(h, NULL, KL_IPSET_NAMES_ONLY, &calls, &n) >= 0);
    return n;
}

static void test_killed_sync_leaves_one_content_whole(void **state)
{
    int left_over = 0;

    (void)state;
    assert_int_equal(sync_to(h, 10000, 3000, 0, NULL), 0);
    for (int round = 0; round < 30; round++) {
        /* Any moment will do: the test is that there is no bad one. */
        struct timespec moment = {.tv_nsec = 500000 + rand() % 12000000};
        struct kl_ipset_params p;
        pid_t child = fork();
        uint32_t a, b;
        int status;

        if (child == 0) {
            struct kl_ipset *own;
            unsigned how = round % 2 ? KL_IPSET_SYNC_SWAP : KL_IPSET_SYNC_IN_PLACE;

            if (kl_ipset_open(&own, NULL) < 0)
                _exit(1);
            for (;;)
                if (sync_to(own, 20000, 3000, how, NULL) || sync_to(own, 10000, 3000, how, NULL))
                    _exit(2);
        }
        nanosleep(&moment, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        a = count_there(10000, 3000);
        b = count_there(20000, 3000);
        assert_int_equal(count_there(0, COMMON), COMMON);
        assert_true(a == 3000 || b == 3000);
        assert_int_equal(kl_ipset_headers(h, "s", &p), 0);
        assert_int_equal(p.elements, COMMON + a + b); /* and nothing else */
        left_over += sets() > 1;
    }
    assert_int_equal(sync_to(h, 10000, 3000, 0, NULL), 0);
    assert_int_equal(sets(), 1); /* what was left over is gone */
    assert_int_equal(count_there(10000, 3000), 3000);
    print_message("# %d of the kills left a second set\n", left_over);
}

static void test_full_set_in_place_stays_as_it_was(void **state)
{
    const struct kl_ipset_params p = {
        .name = "s", .type = "hash:ip", .has = KL_IPSET_P_MAXELEM, .maxelem = 300};
    struct kl_ipset_sync_result result;
    struct kl_ipset_params after;

    (void)state;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    assert_int_equal(sync_to(h, 1000, 100, 0, NULL), 0);
    assert_int_equal(sync_to(h, 2000, 5000, KL_IPSET_SYNC_IN_PLACE, &result), -4352);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_FULL);
    assert_int_equal(count_there(1000, 100), 100);
    assert_int_equal(count_there(0, COMMON), COMMON);
    assert_int_equal(kl_ipset_headers(h, "s", &after), 0);
    assert_int_equal(after.elements, COMMON + 100);
    /* Allowed to, it makes room. */
    assert_int_equal(sync_to(h, 2000, 5000, 0, &result), 0);
    assert_true(result.swapped);
    assert_int_equal(kl_ipset_headers(h, "s", &after), 0);
    assert_int_equal(after.elements, COMMON + 5000);
    assert_true(after.maxelem >= COMMON + 5000);
    assert_int_equal(sync_to(h, 2000, 5000, 0, &result), 0);
    assert_int_equal(result.added + result.removed + result.changed, 0);
}

static void test_refused_element_leaves_nothing(void **state)
{
    const struct kl_ipset_params p = {.name = "s", .type = "hash:ip"};
    struct kl_ipset_sync *s;
    struct kl_ipset_elem null = address(0), one = address(1);

    (void)state;
    memset(null.ip.addr, 0, sizeof(null.ip.addr)); /* 0.0.0.0 cannot be stored */
    for (int existing = 0; existing < 2; existing++) {
        if (existing) {
            assert_int_equal(kl_ipset_create(h, &p, 0), 0);
            assert_int_equal(kl_ipset_add(h, "s", &one, 0), 0);
        }
        assert_int_equal(kl_ipset_sync_new(&s, h, &p), 0);
        for (uint32_t i = 5; i < 50; i++) {
            struct kl_ipset_elem e = address(i);

            assert_int_equal(kl_ipset_sync_put(s, i == 30 ? &null : &e), 0);
        }
        assert_int_equal(kl_ipset_sync(s, 0, NULL, NULL, NULL), -4353);
        assert_string_equal(kl_error_element(kl_ipset_error(h)), "0.0.0.0");
        assert_string_equal(kl_error_object(kl_ipset_error(h)), "s");
        kl_ipset_sync_free(s);
        assert_int_equal(sets(), existing);
    }
    assert_int_equal(kl_ipset_test(h, "s", &one), 1);
    assert_int_equal(count_there(2, 60), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing_common_is_ever_missing, open_ipset,
                                        close_ipset),
        cmocka_unit_test_setup_teardown(test_killed_sync_leaves_one_content_whole, open_ipset,
                                        close_ipset),
        cmocka_unit_test_setup_teardown(test_full_set_in_place_stays_as_it_was, open_ipset,
                                        close_ipset),
        cmocka_unit_test_setup_teardown(test_refused_element_leaves_nothing, open_ipset,
                                        close_ipset),
    };

    world_check();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
