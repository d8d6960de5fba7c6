// SPDX-License-Identifier: MIT
// Models: what is found, what makes an object the same as another, and what a journal brings back.
#include "daemon/journal.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct kld_object *route(struct kld_arena *a, const char *to, const char *via,
                                const char *dev, const char *metric)
{
    struct kld_object *o = kld_object_new(a, &kld_route, NULL);

    kld_set(a, o, "to", to);
    if (via)
        kld_set(a, o, "via", via);
    if (dev)
        kld_set(a, o, "dev", dev);
    if (metric)
        kld_set(a, o, "metric", metric);
    return o;
}

static void test_identity(void **state)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_model *m = kld_model_new(a);

    (void)state;
    assert_null(kld_model_add(m, route(a, "10.0.0.0/8", "192.0.2.1", "eth0", NULL)));
    assert_non_null(kld_model_add(m, route(a, "10.0.0.0/8", "192.0.2.2", "eth1", NULL)));
    assert_null(kld_model_add(m, route(a, "10.0.0.0/8", "192.0.2.1", "eth0", "5")));
    // IPv6: another interface is another route, unless a router tells which it is.
    assert_null(kld_model_add(m, route(a, "2001:db8::/32", NULL, "eth0", NULL)));
    assert_null(kld_model_add(m, route(a, "2001:db8::/32", "fe80::1", "eth1", NULL)));
    assert_null(kld_model_add(m, route(a, "::/0", "2001:db8::1", "eth1", NULL)));
    assert_non_null(kld_model_add(m, route(a, "::/0", "2001:db8::2", "eth2", NULL)));
    assert_non_null(kld_model_find(m, "route 10.0.0.0/8 metric 5"));
    assert_non_null(kld_model_find(m, "route 2001:db8::/32 dev eth1"));
    assert_null(kld_model_find(m, "route 10.0.0.0/8 metric 6"));
    kld_arena_free(a);
}

static void test_many(void **state)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_model *m = kld_model_new(a);

    (void)state;
    for (unsigned i = 0; i < 20000; i++)
        assert_null(kld_model_add(
            m, route(a, kld_printf(a, "10.%u.%u.0/24", i >> 8, i & 255), NULL, "eth0", NULL)));
    for (unsigned i = 0; i < 20000; i += 7)
        assert_ptr_equal(kld_model_find(m, kld_printf(a, "route 10.%u.%u.0/24", i >> 8, i & 255)),
                         m->list[i]);
    kld_arena_free(a);
}

static void check_same(const struct kld_model *x, const struct kld_model *y)
{
    assert_int_equal(x->n, y->n);
    for (size_t i = 0; i < x->n; i++) {
        const struct kld_object *a = x->list[i], *b = y->list[i];

        assert_string_equal(a->key, b->key);
        assert_int_equal(a->n, b->n);
        assert_int_equal(a->owner, b->owner);
        assert_int_equal(a->protocol, b->protocol);
        assert_int_equal(a->kernel, b->kernel);
        assert_int_equal(a->managed, b->managed);
        assert_int_equal(a->ifindex, b->ifindex);
        for (size_t k = 0; k < a->n; k++) {
            assert_ptr_equal(a->pairs[k].row, b->pairs[k].row);
            assert_string_equal(a->pairs[k].text, b->pairs[k].text);
        }
    }
}

static struct kld_model *example(struct kld_arena *a)
{
    struct kld_model *m = kld_model_new(a);
    struct kld_object *o = kld_object_new(a, &kld_interface, "vx7");

    kld_set(a, o, "kind", "vxlan");
    kld_set(a, o, "id", "7");
    kld_set(a, o, "description", "tab\there, line\nthere, back\\slash, equals = sign");
    kld_set(a, o, "port.cost", "5");
    o->ifindex = 42;
    o->managed = true;
    o->owner = KLD_OURS;
    kld_model_add(m, o);
    o = route(a, "10.0.0.0/8", "192.0.2.1", NULL, "5");
    o->protocol = 186;
    kld_model_add(m, o);
    o = kld_object_new(a, &kld_address, "vx7");
    kld_set(a, o, "address", "192.0.2.1/24");
    o->kernel = true;
    kld_model_add(m, o);
    return m;
}

static void test_text(void **state)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_model *m = example(a), *back = kld_model_new(a);
    struct kl_out *o;
    const char *text;
    size_t len;

    (void)state;
    assert_int_equal(kl_out_open_memory(&o), 0);
    kld_model_write(m, o);
    text = kl_out_text(o, &len);
    assert_int_equal(kld_model_read(back, text, len), 0);
    check_same(m, back);
    // Cut off anywhere, or changed, it is read or refused, and never more than that.
    for (size_t i = 0; i < len; i++) {
        char *broken = kld_strndup(a, text, len);

        kld_model_read(kld_model_new(a), text, i);
        broken[i] = '\t';
        kld_model_read(kld_model_new(a), broken, len);
        broken[i] = '=';
        kld_model_read(kld_model_new(a), broken, len);
    }
    assert_int_equal(kld_model_read(kld_model_new(a), "link\tx\t1 0 0 0 0\tno=1\n", 22), -EBADMSG);
    assert_int_equal(kld_model_read(kld_model_new(a), "what\tx\t1 0 0 0 0\n", 17), -EBADMSG);
    kl_out_close(o);
    kld_arena_free(a);
}

// What all that reads a model takes for granted is there.
static void test_text_lacks(void **state)
{
    static const char *const lines[] = {
        "link\tx\t1 0 0 0 0\n",
        "link\t\t1 0 0 0 0\tkind=dummy\n",
        "link\tx\t1 0 0 0 0\tkind=what\n",
        "link\tx\t1 0 0 0 0\tkind=99\n",
        "address\tx\t1 0 0 0 0\n",
        "address\t\t1 0 0 0 0\taddress=192.0.2.1/24\n",
        "route\t\t0 75 1 0 0\tvia=192.0.2.1\n",
        "rule\t\t0 75 1 0 0\n",
        "neighbour\tx\t0 75 1 0 0\n",
        "vlan\tx\t0 75 1 0 0\n",
        "peer\tx\t0 75 1 0 0\n",
        "sysctl\tx\t0 75 1 0 0\tvalue=1\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct kld_arena *a = kld_arena_new();

        if (kld_model_read(kld_model_new(a), lines[i], strlen(lines[i])) != -EBADMSG)
            fail_msg("read: %s", lines[i]);
        kld_arena_free(a);
    }
}

static void test_journal(void **state)
{
    char folder[] = "/tmp/kernlink-journal-XXXXXX";
    struct kld_arena *a = kld_arena_new();
    struct kld_journal j, other;
    int holder = 0;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(kld_journal_lock(&j, a, folder, false, NULL), 0);
    assert_int_equal(kld_journal_lock(&other, a, folder, false, &holder), -EWOULDBLOCK);
    assert_int_equal(holder, getpid());
    assert_int_equal(kld_journal_read(&j), 0);
    assert_int_equal(j.status, KLD_J_NONE);
    assert_int_equal(kld_journal_begin(&j, example(a)), 0);
    kld_journal_unlock(&j);
    // What follows a process that died reads what it was about.
    assert_int_equal(kld_journal_lock(&j, a, folder, false, NULL), 0);
    assert_int_equal(kld_journal_read(&j), 0);
    assert_int_equal(j.status, KLD_J_APPLYING);
    assert_true(j.same_boot);
    check_same(j.prior, example(a));
    assert_int_equal(kld_journal_unconfirmed(&j, 100), 0);
    assert_int_equal(kld_journal_read(&j), 0);
    assert_int_equal(j.status, KLD_J_UNCONFIRMED);
    assert_true(j.deadline_ns > kld_boot_ns() + 90000000000);
    // Once it is being undone, whoever comes then goes on with that.
    assert_int_equal(kld_journal_undo(&j), 0);
    assert_int_equal(kld_journal_read(&j), 0);
    assert_int_equal(j.status, KLD_J_APPLYING);
    assert_int_equal(kld_journal_end(&j), 0);
    assert_int_equal(kld_journal_read(&j), 0);
    assert_int_equal(j.status, KLD_J_NONE);
    kld_journal_unlock(&j);
    unlink(kld_printf(a, "%s/lock", folder));
    assert_int_equal(rmdir(folder), 0);
    kld_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity), cmocka_unit_test(test_many),
        cmocka_unit_test(test_text),     cmocka_unit_test(test_text_lacks),
        cmocka_unit_test(test_journal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
