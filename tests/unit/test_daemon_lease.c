// SPDX-License-Identifier: MIT
// What DHCP servers grant: read with distrust, kept in a file, wanted beside the settings.
#include "daemon/lease.h"
#include "daemon/settings.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW              1000

// A literal with NULs inside.
#define READ(a, text, l) kld_lease_read(a, text, sizeof(text), NOW, l)

static char *shown(const struct kld_model *m)
{
    struct kl_out *o;
    char *ret;

    assert_int_equal(kl_out_open_memory(&o), 0);
    for (size_t i = 0; i < m->n; i++) {
        kl_out_printf(o, "%s:", m->list[i]->key);
        for (size_t k = 0; k < m->list[i]->n; k++)
            if (!(m->list[i]->pairs[k].row->flags & KLD_IDENTITY))
                kl_out_printf(o, " %s=%s", m->list[i]->pairs[k].row->name,
                              m->list[i]->pairs[k].text);
        kl_out_char(o, '\n');
    }
    ret = strdup(kl_out_text(o, NULL));
    kl_out_close(o);
    return ret;
}

static void assert_objects(struct kld_arena *a, const struct kld_lease *l, const char *wanted)
{
    struct kld_model *m = kld_model_new(a);
    char *text;

    kld_lease_objects(l, kld_object_new(a, &kld_dhcp, "eth0"), 100, m);
    text = shown(m);
    assert_string_equal(text, wanted);
    free(text);
}

static void test_bound(void **state)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_lease l;

    (void)state;
    assert_int_equal(READ(a,
                          "bound\0ip=192.0.2.10\0subnet=255.255.255.0\0router=192.0.2.1 192.0.2.2"
                          "\0dns=192.0.2.53 0.0.0.0 x 198.51.100.53\0domain=example.org\0lease=3600"
                          "\0serverid=192.0.2.1",
                          &l),
                     0);
    assert_true(l.held);
    assert_int_equal(l.until_s, NOW + 3600);
    assert_string_equal(l.dns, "192.0.2.53 198.51.100.53");
    assert_string_equal(l.search, "example.org");
    assert_string_equal(l.server, "192.0.2.1");
    assert_objects(a, &l,
                   "address 192.0.2.10/24 on eth0: broadcast=192.0.2.255 metric=100 until=4600\n"
                   "route 0.0.0.0/0 metric 100: dev=eth0 source=192.0.2.10 via=192.0.2.1\n");
    kld_arena_free(a);
}

static void test_mtu(void **state)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_object *dhcp = kld_object_new(a, &kld_dhcp, "eth0");
    struct kld_model *m = kld_model_new(a);
    struct kld_lease l;
    char *text;

    (void)state;
    assert_int_equal(READ(a, "bound\0ip=192.0.2.10\0lease=60\0mtu=70000", &l), 0);
    assert_int_equal(l.mtu, 0);
    assert_int_equal(READ(a, "bound\0ip=192.0.2.10\0lease=60\0mtu=68", &l), 0);
    assert_int_equal(l.mtu, 0);
    assert_int_equal(
        READ(a, "bound\0ip=192.0.2.10\0subnet=255.255.255.0\0lease=60\0mtu=1400\0router=192.0.2.1",
             &l),
        0);
    assert_int_equal(l.mtu, 1400);
    // Only when settings say so.
    assert_objects(a, &l,
                   "address 192.0.2.10/24 on eth0: broadcast=192.0.2.255 metric=100 until=1060\n"
                   "route 0.0.0.0/0 metric 100: dev=eth0 source=192.0.2.10 via=192.0.2.1\n");
    kld_set(a, dhcp, "use-mtu", "true");
    kld_lease_objects(&l, dhcp, 100, m);
    text = shown(m);
    assert_non_null(strstr(text, "mtu=1400"));
    free(text);
    kld_arena_free(a);
}

// RFC 3442: the routers are not looked at then.
static void test_routes(void **state)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_lease l;

    (void)state;
    assert_int_equal(READ(a,
                          "renew\0ip=192.0.2.10\0router=192.0.2.1\0lease=4294967295\0staticroutes="
                          "10.1.2.3/8 192.0.2.1 0.0.0.0/0 198.51.100.1 172.16.0.0/12 0.0.0.0 "
                          "10.0.0.0/8 192.0.2.7 224.0.0.0/4 192.0.2.1 9.0.0.0/33 192.0.2.1 8.8.8.8",
                          &l),
                     0);
    assert_int_equal(l.until_s, INT64_MAX);
    assert_objects(
        a, &l,
        "address 192.0.2.10/32 on eth0: metric=100\n"
        "route 10.0.0.0/8 metric 100: dev=eth0 source=192.0.2.10 via=192.0.2.1 onlink=true\n"
        "route 0.0.0.0/0 metric 100: dev=eth0 source=192.0.2.10 via=198.51.100.1 onlink=true\n"
        "route 172.16.0.0/12 metric 100: dev=eth0 source=192.0.2.10 scope=link\n");
    kld_arena_free(a);
}

static void test_hostile(void **state)
{
    struct kld_arena *a = kld_arena_new();
    static char large[KLD_LEASE_BYTES + 1];
    struct kld_lease l;

    (void)state;
    assert_int_equal(READ(a, "bound\0subnet=255.0.0.0\0lease=60", &l), -EBADMSG);
    assert_int_equal(READ(a, "bound\0ip=127.0.0.1\0lease=60", &l), -EBADMSG);
    assert_int_equal(READ(a, "bound\0ip=255.255.255.255\0lease=60", &l), -EBADMSG);
    assert_int_equal(READ(a, "bound\0ip=192.0.2.1", &l), -EBADMSG);
    assert_int_equal(READ(a, "bound\0ip=192.0.2.1\0lease=0", &l), -EBADMSG);
    assert_int_equal(READ(a, "bound\0ip=192.0.2.1\0lease=-1", &l), -EBADMSG);
    assert_int_equal(READ(a, "bound\0ip=192.0.2.1\0lease=99999999999", &l), -EBADMSG);
    assert_int_equal(kld_lease_read(a, "bound", 5, NOW, &l), -EBADMSG);
    assert_int_equal(kld_lease_read(a, "", 0, NOW, &l), -EBADMSG);
    assert_int_equal(kld_lease_read(a, large, sizeof large, NOW, &l), -EBADMSG);
    assert_int_equal(READ(a,
                          "bound\0ip=192.0.2.1\0lease=60\0subnet=255.0.255.0\0dns=x ; rm\0"
                          "search=a;b $(id) good.example -x x- ..",
                          &l),
                     0);
    assert_int_equal(l.prefix, 32);
    assert_null(l.dns);
    assert_string_equal(l.search, "good.example");
    assert_int_equal(READ(a, "nak\0ip=192.0.2.1\0lease=60", &l), 0);
    assert_false(l.held);
    assert_string_equal(l.event, "nak");
    kld_arena_free(a);
}

static struct kld_settings *settings_of(const char *text)
{
    struct kld_settings *s = kld_settings_new();
    struct kld_file f = {"x.yaml", text, strlen(text)};

    kld_settings_add_text(s, &f);
    assert_int_equal(kld_settings_finish(s), 0);
    return s;
}

// A lease in the folder, granted now.
static void grant(const char *folder, const char *dev, const char *seconds)
{
    struct kld_arena *a = kld_arena_new();
    struct kld_object *dhcp = kld_object_new(a, &kld_dhcp, dev);
    struct kld_model *m = kld_model_new(a);
    struct kld_journal j;
    struct kld_lease l;
    char text[200];
    int n = snprintf(text, sizeof text,
                     "bound%cip=192.0.2.10%csubnet=255.255.255.0%crouter=192.0.2.1%c"
                     "dns=192.0.2.53%cserverid=192.0.2.1%clease=%s",
                     0, 0, 0, 0, 0, 0, seconds);

    assert_int_equal(kld_journal_lock(&j, a, folder, false, NULL), 0);
    assert_int_equal(kld_lease_read(a, text, (size_t)n + 1, kld_boot_ns() / 1000000000, &l), 0);
    kld_lease_objects(&l, dhcp, 100, m);
    l.id = "ff0a";
    assert_int_equal(kld_lease_write(&j, (struct kld_iface){dev, NULL}, &l, m), 0);
    kld_journal_unlock(&j);
    kld_arena_free(a);
}

static void assert_wanted(const char *yaml, const char *folder, size_t more, const char *router)
{
    struct kld_settings *s = settings_of(yaml);
    struct kld_model *m = kld_leases_add(s->arena, s->model, folder);
    struct kld_object *o = kld_model_find(m, "route 0.0.0.0/0 metric 100");

    assert_int_equal(m->n, s->model->n + more);
    assert_true((m == s->model) == !more);
    assert_int_equal(o != NULL, router != NULL);
    if (router)
        assert_string_equal(kld_get(o, "via"), router);
    kld_settings_free(s);
}

static void test_with_settings(void **state)
{
    char folder[] = "/tmp/kernlink-test-XXXXXX", command[100];
    struct kld_arena *a = kld_arena_new();
    struct kld_lease_file f;
    FILE *file;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(kld_lease_load(a, folder, (struct kld_iface){"eth0", NULL}, &f), -ENOENT);
    grant(folder, "eth0", "600");
    assert_int_equal(kld_lease_load(a, folder, (struct kld_iface){"eth0", NULL}, &f), 0);
    assert_string_equal(f.address, "192.0.2.10");
    assert_string_equal(f.dns, "192.0.2.53");
    assert_null(f.search);
    assert_string_equal(f.server, "192.0.2.1");
    assert_string_equal(f.id, "ff0a");
    assert_int_equal(f.model->n, 2);
    assert_wanted("interfaces: {eth0: {kind: ethernet, dhcp4: true}}", folder, 2, "192.0.2.1");
    // Nobody wants it, or it cannot be.
    assert_wanted("interfaces: {eth0: {kind: ethernet}}", folder, 0, NULL);
    assert_wanted("interfaces: {eth0: {kind: ethernet, dhcp4: false}}", folder, 0, NULL);
    assert_wanted("interfaces: {eth0: {kind: ethernet, dhcp4: true, up: false}}", folder, 0, NULL);
    assert_wanted("interfaces: {eth1: {kind: ethernet, dhcp4: true}}", folder, 0, NULL);
    // The settings hold.
    assert_wanted("interfaces: {eth0: {kind: ethernet, dhcp4: {}, routes: "
                  "[{to: default, via: 192.0.2.9, metric: 100}]}}",
                  folder, 1, "192.0.2.9");
    // One interface's lease beside another's: the first has the route.
    grant(folder, "eth1", "600");
    assert_wanted("interfaces: {eth1: {kind: ethernet, dhcp4: true}, "
                  "eth0: {kind: ethernet, dhcp4: {hostname: me}}}",
                  folder, 3, "192.0.2.1");
    // Of another start of the machine, or not whole.
    snprintf(command, sizeof command, "sed -i 's/^boot ./boot x/' %s/lease-eth0", folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(kld_lease_load(a, folder, (struct kld_iface){"eth0", NULL}, &f), -ESTALE);
    snprintf(command, sizeof command, "%s/lease-eth0", folder);
    file = fopen(command, "w");
    fputs("kernlink-lease 1\nboot x", file);
    fclose(file);
    assert_int_equal(kld_lease_load(a, folder, (struct kld_iface){"eth0", NULL}, &f), -EBADMSG);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    kld_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bound),         cmocka_unit_test(test_mtu),
        cmocka_unit_test(test_routes),        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_with_settings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
