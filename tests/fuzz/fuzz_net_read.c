// SPDX-License-Identifier: MIT
// Messages of rtnetlink and WireGuard of any bytes: read as every object, with what kinds have,
// made ready for a watch, compared, and written again. Copied to the end of their memory.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/net_wireguard.h>
#include <kernlink/sink.h>

#include "core/sock.h"
#include "net/watch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct kl_net *net;
static struct kl_msg *built;
static struct kl_net_watch watch;

static void read_kind(const struct kl_net_link *l)
{
    union kl_net_kind kind;
    union kl_net_port port;
    struct kl_sink *sink;
    struct kl_out *out;

    (void)kl_net_link_kind(l, &kind);
    (void)kl_net_link_port(l, &port);
    if (kl_out_open_memory(&out) < 0 || kl_sink_new(&sink, KL_SINK_JSON, out) < 0)
        abort();
    if (l->kind_raw.data != NULL)
        (void)kl_net_kind_decode(sink, l->kind, &l->kind_raw);
    (void)kl_sink_free(sink);
    kl_out_close(out);
}

static int write_again(const struct kl_net_object *o, void *user)
{
    char text[40];

    (void)user;
    if (kl_net_object_text(o, text, sizeof(text)) >= sizeof(text))
        abort();
    for (int verb = KL_NET_ADD; verb <= KL_NET_DELETE; verb++)
        (void)kl_net_build(net, built, (enum kl_net_verb)verb, o);
    return 0;
}

static void keep(const struct nlmsghdr *msg, const struct kl_net_object *o)
{
    struct kl_net_object again;
    struct nlmsghdr *copy;
    struct kl_net_key key, own;
    size_t len = kl_net_normalise(&watch, msg, o->type);

    if (len == 0)
        return;
    copy = malloc(len);
    if (copy == NULL)
        abort();
    memcpy(copy, watch.copy, len);
    if (copy->nlmsg_len != len || kl_net_compare(o->type, copy, copy) == KL_NET_OTHER)
        if (kl_net_read_object(&watch.probe, copy, &again, NULL) > 0 && o->type != KL_NET_ROUTE &&
            o->type != KL_NET_RULE)
            abort();
    /* A copy has the key of what it was made of. */
    kl_net_key_of(o, &key);
    if (kl_net_read_object(&watch.probe, copy, &again, NULL) > 0) {
        kl_net_key_of(&again, &own);
        if (own.len != key.len || memcmp(own.bytes, key.bytes, key.len) != 0)
            abort();
    }
    free(copy);
}

static void read_one(const struct nlmsghdr *msg)
{
    struct kl_wg_device *d = kl_net_wg_new();
    struct kl_net_object o;
    bool removed;

    if (d == NULL)
        abort();
    (void)kl_net_wg_read(d, msg);
    kl_wg_device_free(d);
    (void)kl_net_walk_vlans(msg, write_again, NULL);
    (void)kl_net_walk_mdb(msg, write_again, NULL);
    if (kl_net_read_object(&watch.now, msg, &o, &removed) <= 0)
        return;
    if (o.type == KL_NET_LINK)
        read_kind(o.link);
    (void)write_again(&o, NULL);
    (void)kl_net_passes(&o, &(struct kl_net_filter){.ifindex = 1, .kind = "vlan"});
    keep(msg, &o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size > 0 ? size : 1);
    const struct nlmsghdr *msg;
    size_t at = 0;

    if (net == NULL && (kl_net_open(&net, NULL) < 0 || kl_msg_new(&built) < 0))
        abort();
    if (copy == NULL)
        abort();
    if (size > 0)
        memcpy(copy, data, size);
    while (kl_rx_next(copy, size, &at, &msg) > 0)
        read_one(msg);
    free(copy);
    return 0;
}
