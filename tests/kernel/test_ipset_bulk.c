// SPDX-License-Identifier: MIT
/* Batches, keys and load order against the running kernel. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "core/out.h"
#include "ipset/attrs.h"
#include "ipset/key.h"
#include "ipset/print.h"
#include "kernel_world.h"

static struct kl_ipset *h;

static int open_ipset(void **state)
{
    (void)state;
    assert_int_equal(kl_ipset_open(&h, NULL), 0);
    assert_int_equal(kl_ipset_flush(h, NULL), 0);
    assert_int_equal(kl_ipset_destroy(h, NULL, 0), 0);
    srand(4711);
    return 0;
}

static int close_ipset(void **state)
{
    (void)state;
    kl_ipset_close(h);
    h = NULL;
    return 0;
}

static void random_bytes(unsigned char *to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (unsigned char)(rand() >> 5);
}

static void random_ip(struct kl_ip *ip, uint8_t family)
{
    ip->family = family;
    random_bytes(ip->addr, family == AF_INET6 ? 16 : 4);
    ip->addr[0] = (unsigned char)(ip->addr[0] % 200 + 1);
}

/* Any element of a type, in a form that is one element. */
static void random_elem(struct kl_ipset_elem *e, const struct kl_ipset_type *t, uint8_t family)
{
    bool second = false;

    memset(e, 0, sizeof(*e));
    for (size_t i = 0; i < t->n_dims; i++) {
        switch ((enum kl_dim)t->dims[i]) {
        case KL_DIM_NET:
            if (second) {
                e->cidr2 = (uint8_t)(1 + rand() % (family == AF_INET6 ? 128 : 32));
                e->has |= KL_IPSET_E_CIDR2;
            } else {
                e->cidr = (uint8_t)(1 + rand() % (family == AF_INET6 ? 128 : 32));
                e->has |= KL_IPSET_E_CIDR;
            } /* fallthrough */
        case KL_DIM_IP:
        case KL_DIM_IP_ONE:
            random_ip(second ? &e->ip2 : &e->ip, family);
            e->has |= second ? KL_IPSET_E_IP2 : KL_IPSET_E_IP;
            second = true;
            break;
        case KL_DIM_PORT:
            e->port.port = (uint16_t)rand();
            e->port.protocol = rand() & 1 ? 6 : 17;
            e->has |= KL_IPSET_E_PORT;
            break;
        case KL_DIM_MAC:
            random_bytes(e->mac, 6);
            e->has |= KL_IPSET_E_MAC;
            break;
        case KL_DIM_MARK:
            random_bytes((unsigned char *)&e->mark, 4);
            e->has |= KL_IPSET_E_MARK;
            break;
        case KL_DIM_IFACE:
            snprintf(e->iface, sizeof(e->iface), "eth%d", rand() % 1000);
            e->has |= KL_IPSET_E_IFACE;
            break;
        default:
            break;
        }
    }
}

struct walk {
    struct kl_ipset_shape shape;
    uint32_t last, initval, mask, n;
    bool disorder, lossy;
};

static int walk_header(const struct kl_ipset_params *set, void *user)
{
    struct walk *w = user;

    *w = (struct walk){.initval = set->initval, .mask = set->hashsize - 1};
    kl_ipset_shape_init(&w->shape, kl_ipset_type_find(set->type), set);
    return 0;
}

static size_t print(const struct kl_ipset_type *t, const struct kl_ipset_elem *e, char *to)
{
    struct kl_out *o;
    size_t len;

    assert_int_equal(kl_out_open_memory(&o), 0);
    kl_ipset_elem_print(o, t, e);
    snprintf(to, 128, "%s", kl_out_text(o, &len));
    kl_out_close(o);
    return len;
}

static int walk_element(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                        const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                        void *user)
{
    struct walk *w = user;
    unsigned char key[KL_KEY_MAX];
    struct kl_ipset_elem back;
    char a[128], b[128];
    uint32_t bucket;

    (void)set;
    (void)raw;
    (void)unknown;
    if (!kl_ipset_key(key, &w->shape, e))
        return -EINVAL;
    bucket = kl_ipset_key_hash(key, w->shape.hashed, w->initval) & w->mask;
    w->disorder |= bucket < w->last;
    w->last = bucket;
    w->n++;
    kl_ipset_key_elem(&back, &w->shape, key);
    print(type, e, a);
    print(type, &back, b);
    w->lossy |= strcmp(a, b) != 0;
    return 0;
}

/* The kernel lists bucket after bucket: when our buckets never go down over hundreds of elements,
 * they are the kernel's. */
static void check_type(const struct kl_ipset_type *t, uint8_t family)
{
    static const struct kl_ipset_list_calls calls = {walk_header, walk_element, NULL};
    struct kl_ipset_params p = {
        .name = "k", .has = KL_IPSET_P_HASHSIZE | KL_IPSET_P_FAMILY, .hashsize = 2048};
    struct kl_ipset_batch *b;
    struct walk w;
    int r;

    snprintf(p.type, sizeof(p.type), "%s", t->name);
    p.family = family;
    if (!t->inet)
        p.has &= ~(uint32_t)KL_IPSET_P_FAMILY;
    r = kl_ipset_create(h, &p, 0);
    if (r != 0 && kl_ipset_cause(h) == KL_IPSET_NO_TYPE) {
        print_message("the kernel lacks %s\n", t->name);
        skip();
    }
    assert_int_equal(r, 0);
    assert_int_equal(kl_ipset_batch_new(&b, h, 0), 0);
    for (int i = 0; i < 800; i++) {
        struct kl_ipset_elem e;

        random_elem(&e, t, family);
        assert_int_equal(kl_ipset_batch_add(b, "k", &e, KL_IPSET_EXIST, 0), 0);
    }
    assert_int_equal(kl_ipset_batch_flush(b), 0);
    kl_ipset_batch_free(b);
    assert_int_equal(kl_ipset_list(h, "k", 0, &calls, &w), 1);
    assert_true(w.n > 400); /* wide networks coincide now and then */
    assert_false(w.disorder);
    assert_false(w.lossy);
    assert_int_equal(kl_ipset_destroy(h, "k", 0), 0);
}

static void test_buckets_are_the_kernels(void **state)
{
    const struct kl_ipset_type *t = *state;

    check_type(t, AF_INET);
    if (t->inet6)
        check_type(t, AF_INET6);
}

static void test_masked_sets_hash_what_they_store(void **state)
{
    static const struct kl_ipset_list_calls calls = {walk_header, walk_element, NULL};
    struct kl_ipset_params p = {.name = "m", .type = "hash:ip", .has = KL_IPSET_P_NETMASK};
    struct kl_ipset_shape shape;
    unsigned char key[KL_KEY_MAX];
    struct kl_ipset_elem e = {.has = KL_IPSET_E_IP, .ip = {AF_INET, {10, 1, 2, 3}}};
    struct walk w;

    (void)state;
    p.netmask = 20;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    for (int i = 0; i < 500; i++) {
        random_ip(&e.ip, AF_INET);
        assert_int_equal(kl_ipset_add(h, "m", &e, KL_IPSET_EXIST), 0);
    }
    assert_int_equal(kl_ipset_list(h, "m", 0, &calls, &w), 1);
    assert_false(w.disorder);
    kl_ipset_shape_init(&shape, kl_ipset_type_find("hash:ip"), &p);
    memcpy(e.ip.addr, (unsigned char[]){10, 1, 0xff, 3}, 4);
    assert_true(kl_ipset_key(key, &shape, &e));
    assert_memory_equal(key, ((unsigned char[]){10, 1, 0xf0, 0}), 4);
}

static void test_batch_names_line_and_element(void **state)
{
    struct kl_ipset_params p = {.name = "s", .type = "hash:net,port"};
    struct kl_ipset_batch *b;
    struct kl_ipset_params after;

    (void)state;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    assert_int_equal(kl_ipset_batch_new(&b, h, KL_IPSET_BATCH_ORDER), 0);
    assert_int_equal(kl_ipset_batch_add_text(b, "s", "10.0.0.0/8,tcp:80", 0, 7), 0);
    assert_int_equal(kl_ipset_batch_add_text(b, "s", "10.1.0.0/16,udp:53", 0, 9), 0);
    assert_int_equal(kl_ipset_batch_add_text(b, "s", "10.0.0.0/8,tcp:80", 0, 11), 0);
    assert_int_equal(kl_ipset_batch_add_text(b, "s", "10.2.0.0/16,udp:53", 0, 12), 0);
    assert_int_equal(kl_ipset_batch_flush(b), -4103);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_ALREADY_THERE);
    assert_int_equal(kl_error_line(kl_ipset_error(h)), 11);
    assert_string_equal(kl_error_object(kl_ipset_error(h)), "s");
    assert_string_equal(kl_error_element(kl_ipset_error(h)), "10.0.0.0/8,tcp:80");
    assert_int_equal(kl_ipset_batch_flush(b), 0); /* it is empty */
    assert_int_equal(kl_ipset_headers(h, "s", &after), 0);
    assert_int_equal(after.elements, 2);

    /* Text that cannot be read: what came before it is sent. */
    assert_int_equal(kl_ipset_batch_add_text(b, "s", "10.3.0.0/16,udp:53", 0, 20), 0);
    assert_int_equal(kl_ipset_batch_add_text(b, "s", "10.3.0.0/33,udp:53", 0, 21), -ERANGE);
    assert_int_equal(kl_ipset_cause(h), KL_IPSET_SYNTAX);
    assert_int_equal(kl_error_line(kl_ipset_error(h)), 21);
    assert_int_equal(kl_ipset_headers(h, "s", &after), 0);
    assert_int_equal(after.elements, 3);
    assert_int_equal(
        kl_ipset_batch_delete(
            b, "s",
            &(struct kl_ipset_elem){.has = KL_IPSET_E_IP | KL_IPSET_E_CIDR | KL_IPSET_E_PORT,
                                    .ip = {AF_INET, {10, 3}},
                                    .cidr = 16,
                                    .port = {53, 0, 17}},
            0, 0),
        0);
    assert_int_equal(kl_ipset_batch_flush(b), 0);
    assert_int_equal(kl_ipset_headers(h, "s", &after), 0);
    assert_int_equal(after.elements, 2);
    assert_int_equal(kl_ipset_batch_add_text(b, "nowhere", "10.3.0.0/16,udp:53", 0, 1), -ENOENT);
    kl_ipset_batch_free(b);
    kl_ipset_batch_free(NULL);
    assert_int_equal(kl_ipset_batch_new(&b, h, 77), -EINVAL);
}

/* More than two windows, sent by the thread. One that is there already is found in its turn,
 * whatever had been read behind it. */
static void test_windows_of_a_thread(void **state)
{
    struct kl_ipset_params p = {.name = "s",
                                .type = "hash:ip",
                                .has = KL_IPSET_P_HASHSIZE | KL_IPSET_P_MAXELEM,
                                .hashsize = 1u << 18,
                                .maxelem = 1u << 21};
    const uint32_t bad[] = {0, 700000, 300000}, n = 800000;
    struct kl_ipset_params after;

    (void)state;
    for (size_t round = 0; round < 3; round++) {
        struct kl_ipset_elem e = {.has = KL_IPSET_E_IP, .ip = {AF_INET, {10}}};
        struct kl_ipset_batch *b;
        int r = 0;

        assert_int_equal(kl_ipset_create(h, &p, 0), 0);
        assert_int_equal(kl_ipset_batch_new(&b, h, KL_IPSET_BATCH_ORDER | KL_IPSET_BATCH_THREAD),
                         0);
        for (uint32_t i = 1; r == 0 && i <= n; i++) {
            uint32_t value = htonl(0x0a000000 + (i == bad[round] ? 77 : i));

            memcpy(e.ip.addr, &value, sizeof value);
            r = kl_ipset_batch_add(b, "s", &e, 0, i);
        }
        if (r == 0)
            r = kl_ipset_batch_flush(b);
        assert_int_equal(r, bad[round] ? -4103 : 0);
        if (bad[round]) {
            assert_int_equal(kl_error_line(kl_ipset_error(h)), bad[round]);
            assert_string_equal(kl_error_element(kl_ipset_error(h)), "10.0.0.77");
        }
        assert_int_equal(kl_ipset_batch_flush(b), 0);
        kl_ipset_batch_free(b);
        assert_int_equal(kl_ipset_headers(h, "s", &after), 0);
        assert_int_equal(after.elements, bad[round] ? bad[round] - 1 : n);
        assert_int_equal(kl_ipset_destroy(h, "s", 0), 0);
    }
}

/* A refused message comes back whole; where it does not fit, its loss is an error, not success. */
static void test_lost_answer_is_an_error(void **state)
{
    struct kl_ipset_params p = {.name = "s", .type = "hash:ip"};
    struct kl_ipset_batch *b;
    int size = 2048, r = 0;

    (void)state;
    assert_int_equal(kl_ipset_create(h, &p, 0), 0);
    assert_int_equal(kl_ipset_add_text(h, "s", "10.0.0.0", 0), 0);
    assert_int_equal(setsockopt(kl_fd(kl_ipset_sock(h)), SOL_SOCKET, SO_RCVBUF, &size, sizeof size),
                     0);
    assert_int_equal(kl_ipset_batch_new(&b, h, 0), 0);
    for (int i = 2600; r == 0 && i >= 0; i--) {
        struct kl_ipset_elem e = {.has = KL_IPSET_E_IP, .ip = {AF_INET, {10, 0}}};

        e.ip.addr[2] = (uint8_t)(i >> 8);
        e.ip.addr[3] = (uint8_t)i;
        r = kl_ipset_batch_add(b, "s", &e, 0, 0);
    }
    if (r == 0)
        r = kl_ipset_batch_flush(b);
    assert_true(r == -ENOBUFS || r == -4103);
    kl_ipset_batch_free(b);
}

int main(void)
{
    struct CMUnitTest tests[32] = {
        cmocka_unit_test_setup_teardown(test_masked_sets_hash_what_they_store, open_ipset,
                                        close_ipset),
        cmocka_unit_test_setup_teardown(test_batch_names_line_and_element, open_ipset, close_ipset),
        cmocka_unit_test_setup_teardown(test_windows_of_a_thread, open_ipset, close_ipset),
        cmocka_unit_test_setup_teardown(test_lost_answer_is_an_error, open_ipset, close_ipset),
    };
    const struct kl_ipset_type *t;
    size_t n = 4;

    world_check();
    for (size_t i = 0; (t = kl_ipset_type_at(i)) != NULL; i++)
        if (strncmp(kl_ipset_type_name(t), "hash:", 5) == 0)
            tests[n++] = (struct CMUnitTest){.name = kl_ipset_type_name(t),
                                             .test_func = test_buckets_are_the_kernels,
                                             .setup_func = open_ipset,
                                             .teardown_func = close_ipset,
                                             .initial_state = (void *)(uintptr_t)t};
    return _cmocka_run_group_tests("ipset_bulk", tests, n, NULL, NULL);
}
