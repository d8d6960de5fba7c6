// SPDX-License-Identifier: MIT
// Opening a socket in another network namespace. Runs in a mount namespace of its own.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel_world.h"

static int other_ns; /* a descriptor of the other namespace */

/* Makes another namespace and names it /run/netns/kl-other, in a /run that is ours alone. */
static int make_world(void **state)
{
    char path[64];
    int own, name;

    (void)state;
    own = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    assert_true(own >= 0);
    assert_int_equal(unshare(CLONE_NEWNS), 0);
    assert_int_equal(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
    assert_int_equal(mount("tmpfs", "/run", "tmpfs", 0, NULL), 0);
    assert_int_equal(mkdir("/run/netns", 0755), 0);
    name = open("/run/netns/kl-other", O_CREAT | O_RDONLY | O_CLOEXEC, 0644);
    assert_true(name >= 0);
    close(name);
    assert_int_equal(unshare(CLONE_NEWNET), 0);
    other_ns = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    assert_true(other_ns >= 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", other_ns);
    assert_int_equal(mount(path, "/run/netns/kl-other", NULL, MS_BIND, NULL), 0);
    assert_int_equal(setns(own, CLONE_NEWNET), 0);
    close(own);
    return 0;
}

static ino_t my_namespace(void)
{
    struct stat st;

    assert_int_equal(stat("/proc/thread-self/ns/net", &st), 0);
    return st.st_ino;
}

static size_t count_links(struct kl_sock *s)
{
    struct kl_answer *a = NULL;
    size_t n;

    assert_int_equal(world_do(s, world_dump(18, 0), &a), 0);
    n = kl_answer_count(a);
    kl_answer_free(a);
    return n;
}

/* The sockets see the other namespace's links, and the caller stays where it is. */
static void check_other(const struct kl_sock_options *o, size_t links)
{
    ino_t before = my_namespace();
    struct kl_sock *here = world_open(NETLINK_ROUTE, 0, 0), *there = NULL;

    assert_int_equal(kl_sock_open(&there, o), 0);
    assert_int_equal(my_namespace(), before);
    assert_int_equal(count_links(here), 1);
    assert_int_equal(count_links(there), links);
    kl_sock_close(there);
    kl_sock_close(here);
}

static void by_descriptor(void **state)
{
    struct kl_sock_options o = {
        .protocol = NETLINK_ROUTE, .flags = KL_SOCK_NETNS_FD, .netns_fd = other_ns};
    struct kl_sock *s = NULL;

    (void)state;
    assert_int_equal(kl_sock_open(&s, &o), 0);
    assert_int_equal(world_do(s, world_new_veth("kl-there"), NULL), 0);
    kl_sock_close(s);
    check_other(&o, 3);
    assert_true(fcntl(other_ns, F_GETFD) >= 0); /* still the caller's */
}

static void by_path(void **state)
{
    (void)state;
    check_other(
        &(struct kl_sock_options){.protocol = NETLINK_ROUTE, .netns = "/run/netns/kl-other"}, 3);
}

static void by_name(void **state)
{
    (void)state;
    check_other(&(struct kl_sock_options){.protocol = NETLINK_ROUTE, .netns = "kl-other"}, 3);
}

static void failures_leave_everything_as_it_was(void **state)
{
    ino_t before = my_namespace();
    struct kl_sock_options o = {.protocol = NETLINK_ROUTE, .netns = "kl-none"};
    struct kl_sock *s = NULL;
    int fd;

    (void)state;
    assert_int_equal(kl_sock_open(&s, &o), -ENOENT);
    o.netns = "/proc/self/status"; /* no namespace */
    assert_int_equal(kl_sock_open(&s, &o), -EINVAL);
    fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    o = (struct kl_sock_options){.flags = KL_SOCK_NETNS_FD, .netns_fd = fd};
    assert_int_equal(kl_sock_open(&s, &o), -EINVAL);
    close(fd);
    o = (struct kl_sock_options){.protocol = 31, .netns = "kl-other"};
    assert_int_equal(kl_sock_open(&s, &o), -EPROTONOSUPPORT);
    assert_null(s);
    assert_int_equal(my_namespace(), before);
}

static void a_socket_stays_where_it_was_opened(void **state)
{
    struct kl_sock *s = world_open(NETLINK_ROUTE, 0, 0);
    int own = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_int_equal(setns(other_ns, CLONE_NEWNET), 0);
    assert_int_equal(count_links(s), 1);
    assert_int_equal(setns(own, CLONE_NEWNET), 0);
    close(own);
    kl_sock_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_descriptor),
        cmocka_unit_test(by_path),
        cmocka_unit_test(by_name),
        cmocka_unit_test(failures_leave_everything_as_it_was),
        cmocka_unit_test(a_socket_stays_where_it_was_opened),
    };

    world_check();
    return cmocka_run_group_tests(tests, make_world, NULL);
}
