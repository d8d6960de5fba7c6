// SPDX-License-Identifier: MIT
// WireGuard: keys, peers, many of them, with wg as the reader.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "net_world.h"

static struct kl_net *net;
static bool present;

static void wg_says(const char *command, const char *part)
{
    char *text = net_output("wg show %s 2>&1", command);

    if (strstr(text, part) == NULL)
        fail_msg("wg show %s: no %s in: %.2000s", command, part, text);
    free(text);
}

static void keys_are_text(void **state)
{
    uint8_t key[KL_WG_KEY_SIZE], again[KL_WG_KEY_SIZE];
    char text[KL_WG_KEY_TEXT];

    (void)state;
    assert_int_equal(kl_wg_key_generate(key), 0);
    assert_int_equal(key[0] & 7, 0);
    assert_int_equal(key[31] & 0xc0, 0x40);
    kl_wg_key_text(key, text);
    assert_int_equal(strlen(text), 44);
    assert_int_equal(kl_wg_key_parse(again, text), 0);
    assert_memory_equal(key, again, sizeof(key));
    assert_int_equal(kl_wg_key_parse(again, "short"), -EINVAL);
    text[5] = '!';
    assert_int_equal(kl_wg_key_parse(again, text), -EINVAL);
    memset(text, 'A', 43);
    text[42] = 'B'; /* a bit more than 256 */
    assert_int_equal(kl_wg_key_parse(again, text), -EINVAL);
}

static void need_wireguard(void)
{
    if (!present) {
        printf("# this kernel has no WireGuard\n");
        skip();
    }
}

static void an_interface_and_a_peer(void **state)
{
    struct kl_net_ip allowed[2] = {net_ip("10.5.0.0/16"), net_ip("2001:db8::/32")};
    struct kl_wg_peer peer = {.has =
                                  KL_WG_PEER_PRESHARED | KL_WG_PEER_ENDPOINT | KL_WG_PEER_KEEPALIVE,
                              .keepalive_s = 25,
                              .allowed = allowed,
                              .n_allowed = 2,
                              .replace_allowed = true};
    struct kl_wg_device d = {.has = KL_WG_PRIVATE_KEY | KL_WG_LISTEN_PORT | KL_WG_FWMARK,
                             .name = "wg0",
                             .listen_port = 5555,
                             .fwmark = 7,
                             .peers = &peer,
                             .n_peers = 1};
    struct kl_wg_device *got;
    char text[KL_WG_KEY_TEXT];

    (void)state;
    need_wireguard();
    assert_int_equal(kl_wg_key_generate(d.private_key), 0);
    assert_int_equal(kl_wg_key_generate(peer.public_key), 0);
    assert_int_equal(kl_wg_key_generate(peer.preshared_key), 0);
    peer.endpoint.in = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(6666)};
    inet_pton(AF_INET, "192.0.2.1", &peer.endpoint.in.sin_addr);
    net_ok(net, kl_wg_set(net, &d));
    wg_says("wg0 listen-port", "5555");
    wg_says("wg0 fwmark", "0x7");
    wg_says("wg0 private-key", kl_wg_key_text(d.private_key, text));
    wg_says("wg0 preshared-keys", kl_wg_key_text(peer.preshared_key, text));
    wg_says("wg0 endpoints", "192.0.2.1:6666");
    wg_says("wg0 allowed-ips", "10.5.0.0/16 2001:db8::/32");
    wg_says("wg0 persistent-keepalive", "25");
    net_ok(net, kl_wg_get(net, 0, "wg0", &got));
    assert_int_equal(got->listen_port, 5555);
    assert_memory_equal(got->private_key, d.private_key, KL_WG_KEY_SIZE);
    assert_int_equal(got->n_peers, 1);
    assert_int_equal(got->peers[0].n_allowed, 2);
    assert_int_equal(got->peers[0].keepalive_s, 25);
    assert_int_equal(ntohs(got->peers[0].endpoint.in.sin_port), 6666);
    kl_wg_device_free(got);
    peer.remove = true;
    d.has = 0;
    net_ok(net, kl_wg_set(net, &d));
    net_ok(net, kl_wg_get(net, 0, "wg0", &got));
    assert_int_equal(got->n_peers, 0);
    kl_wg_device_free(got);
}

/* More peers and addresses than a message holds, in both directions. */
static void many_peers(void **state)
{
    enum { PEERS = 400, IPS = 1500 };
    struct kl_wg_peer *peers;
    struct kl_net_ip *ips, one = net_ip("10.0.0.0/32");
    struct kl_wg_device d = {.name = "wg0", .replace_peers = true, .n_peers = PEERS};
    struct kl_wg_device *got;
    unsigned most = 0;

    (void)state;
    need_wireguard();
    d.peers = peers = calloc(PEERS, sizeof(*peers));
    ips = calloc(IPS, sizeof(*ips));
    assert_non_null(peers);
    assert_non_null(ips);
    for (unsigned i = 0; i < IPS; i++) {
        ips[i] = one;
        ips[i].bytes[2] = (uint8_t)(i >> 8);
        ips[i].bytes[3] = (uint8_t)i;
    }
    for (unsigned i = 0; i < PEERS; i++) {
        assert_int_equal(kl_wg_key_generate(peers[i].public_key), 0);
        peers[i].replace_allowed = true;
    }
    peers[7].allowed = ips;
    peers[7].n_allowed = IPS;
    net_ok(net, kl_wg_set(net, &d));
    net_ok(net, kl_wg_get(net, 0, "wg0", &got));
    assert_int_equal(got->n_peers, PEERS);
    for (unsigned i = 0; i < got->n_peers; i++)
        most = got->peers[i].n_allowed > most ? got->peers[i].n_allowed : most;
    assert_int_equal(most, IPS);
    kl_wg_device_free(got);
    free(peers);
    free(ips);
}

static void what_is_no_wireguard(void **state)
{
    struct kl_wg_device *got, d = {.name = "none"};

    (void)state;
    if (!present) {
        net_refused(net, kl_wg_get(net, 0, "v0", &got), -EOPNOTSUPP);
        return;
    }
    net_refused(net, kl_wg_get(net, 0, "v0", &got), -EOPNOTSUPP);
    net_refused(net, kl_wg_get(net, 0, "none", &got), -ENODEV);
    net_refused(net, kl_wg_set(net, &d), -ENODEV);
}

static int set_up(void **state)
{
    struct kl_net_link l = {.has = KL_NET_L_NAME, .name = "wg0", .kind = "wireguard"};
    int rc;

    (void)state;
    net = net_open_with_pair();
    rc = kl_net_link(net, KL_NET_ADD, &l);
    present = rc == 0;
    if (rc < 0 && rc != -EOPNOTSUPP)
        net_ok(net, rc);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kl_net_close(net);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_text),
        cmocka_unit_test(an_interface_and_a_peer),
        cmocka_unit_test(many_peers),
        cmocka_unit_test(what_is_no_wireguard),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
