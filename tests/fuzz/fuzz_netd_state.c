// SPDX-License-Identifier: MIT
// Files of the state folder, whatever is in them. The first byte says which.
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/dhcp.h"
#include "daemon/dns.h"
#include "daemon/keep.h"
#include "daemon/lease.h"
#include "daemon/snapshot.h"
#include "scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXTS, LEASE, DNS, DUID, KEY, PASSPHRASE, SNAPSHOTS, FRESH_LEASE, N_FILES };

static const char *const names[] = {
    KLD_KEEP_ACCEPTED, KLD_LEASE_PREFIX "eth0", "dns", "duid", "key", "pass"};
// What was read can be written, and is the same then.
static void read_texts(struct kld_arena *a)
{
    struct kld_complaints c = {.arena = a};
    struct kld_texts t, again;
    struct kld_yaml *root;
    struct kl_sink *k;
    struct kl_out *o;
    struct kld_file f = {.name = "again"};

    if (kld_keep_read(a, scratch, names[TEXTS], &t) < 0)
        return;
    if (kl_out_open_memory(&o) < 0 || kl_sink_new(&k, KL_SINK_JSONL, o) < 0)
        abort();
    kld_texts_json(&t, k);
    if (kl_sink_free(k) < 0)
        abort();
    f.text = kl_out_text(o, &f.len);
    if (kld_yaml_read(a, &f, &c, &root) < 0 || kld_texts_from(a, root, &again) < 0 ||
        !kld_texts_equal(&t, &again))
        abort();
    kl_out_close(o);
    kld_settings_free(kld_texts_settings(&t));
}

static void read_lease(struct kld_arena *a)
{
    struct kld_lease_file f;
    struct kl_out *o;

    if (kld_lease_load(a, scratch, (struct kld_iface){"eth0", NULL}, &f) < 0 ||
        kl_out_open_memory(&o) < 0)
        return;
    kld_model_write(f.model, o);
    kl_out_close(o);
}

// Of this start of the machine.
static void write_lease(const uint8_t *data, size_t size)
{
    char id[40], *text = malloc(size + 200);
    int n;

    if (!text)
        abort();
    kld_boot_id(id);
    n = sprintf(text, "kernlink-lease 1\nboot %s\nuntil 9223372036854775807\n", id);
    memcpy(text + n, data, size);
    scratch_write(names[LEASE], text, (size_t)n + size);
    free(text);
}

static unsigned no_index(void *user, const char *dev)
{
    (void)user;
    if (!*dev || strlen(dev) > 15 || strchr(dev, '/'))
        abort();
    return 0;
}

static void read_dns(void)
{
    const struct kld_dns_host host = {.folder = scratch, .index = no_index};
    struct kld_dns *d;

    if (kld_dns_new(&d, &host) == 0)
        kld_dns_free(d);
}

static void read_small(unsigned which)
{
    char id[KLD_DHCP_ID_SIZE], pass[KLD_PASSPHRASE_SIZE];
    uint8_t key[32];

    if (which == DUID && kld_dhcp_id(scratch, "eth0", id) == 0 && strlen(id) != 46)
        abort();
    if (which == KEY)
        kld_secret_read(scratch_path("key"), key);
    if (which == PASSPHRASE && !kld_passphrase_read(scratch_path("pass"), false, pass) &&
        strlen(pass) < 8)
        abort();
    if (which == PASSPHRASE && !kld_passphrase_read(scratch_path("pass"), true, pass) && !*pass)
        abort();
}

// A file of that name: it is listed only if it could be asked for.
static void list_snapshots(struct kld_arena *a, const uint8_t *data, size_t size)
{
    struct kld_snapshot_info *list;
    const char *name = kld_printf(a, "snapshots/%.*s", (int)size, (const char *)data);
    char when[KLD_WHEN];
    size_t n;

    if (!size || size > 200 || memchr(data, '/', size) || memchr(data, 0, size) || *data == '.')
        return;
    scratch_write(name, data, size);
    if (kld_snapshot_list(a, scratch, &list, &n) < 0 || n > 1)
        abort();
    if (n && (!kld_snapshot_name_ok(list->name) || !*kld_snapshot_when(list, when)))
        abort();
    unlink(scratch_path(name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kld_arena *a;
    unsigned which;

    scratch_begin();
    mkdir(scratch_path("snapshots"), 0700);
    if (!size)
        return 0;
    a = kld_arena_new();
    which = data[0] % N_FILES;
    if (which < SNAPSHOTS)
        scratch_write(names[which], data + 1, size - 1);
    switch (which) {
    case TEXTS:
        read_texts(a);
        break;
    case LEASE:
        read_lease(a);
        break;
    case FRESH_LEASE:
        write_lease(data + 1, size - 1);
        read_lease(a);
        break;
    case DNS:
        read_dns();
        break;
    case SNAPSHOTS:
        list_snapshots(a, data + 1, size - 1);
        break;
    default:
        read_small(which);
    }
    kld_arena_free(a);
    return 0;
}
