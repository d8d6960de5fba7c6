// SPDX-License-Identifier: MIT
// The key of WPA2-Personal, and the request to connect with it: to a kernel that says what it got.
#include "fake_kernel.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/msg.h"
#include "wifi/psk.h"
#include "wifi/wifi.h"

/* ---- RFC 6070 ---- */

static void test_pbkdf2(void **state)
{
    static const struct {
        const char *password, *salt;
        size_t password_len, salt_len;
        unsigned rounds;
        const char *key;
        size_t key_len;
    } cases[] = {
        {"password", "salt", 8, 4, 1,
         "\x0c\x60\xc8\x0f\x96\x1f\x0e\x71\xf3\xa9\xb5\x24\xaf\x60\x12\x06\x2f\xe0\x37\xa6", 20},
        {"password", "salt", 8, 4, 2,
         "\xea\x6c\x01\x4d\xc7\x2d\x6f\x8c\xcd\x1e\xd9\x2a\xce\x1d\x41\xf0\xd8\xde\x89\x57", 20},
        {"password", "salt", 8, 4, 4096,
         "\x4b\x00\x79\x01\xb7\x65\x48\x9a\xbe\xad\x49\xd9\x26\xf7\x21\xd0\x65\xa4\x29\xc1", 20},
        {"passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 24, 36, 4096,
         "\x3d\x2e\xec\x4f\xe4\x1c\x84\x9b\x80\xc8\xd8\x36\x62\xc0\xe4\x4a\x8b\x29\x1a\x96\x4c\xf2"
         "\xf0\x70\x38",
         25},
        {"pass\0word", "sa\0lt", 9, 5, 4096,
         "\x56\xfa\x6a\xa7\x55\x48\x09\x9d\xcc\x37\xd7\xf0\x34\x25\xe0\xc3", 16},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t key[32];

        kl_pbkdf2_sha1((const uint8_t *)cases[i].password, cases[i].password_len,
                       (const uint8_t *)cases[i].salt, cases[i].salt_len, cases[i].rounds, key,
                       cases[i].key_len);
        assert_memory_equal(key, cases[i].key, cases[i].key_len);
    }
}

/* A key longer than a block of the hash is hashed first. Made by Python's hashlib. */
static void test_long_password(void **state)
{
    uint8_t password[80], key[20];

    (void)state;
    memset(password, 0xaa, sizeof(password));
    kl_pbkdf2_sha1(password, sizeof(password), (const uint8_t *)"salt", 4, 1, key, sizeof(key));
    assert_memory_equal(
        key, "\x86\x44\xb6\xf8\x94\x9a\xee\x32\x92\xf2\xc1\x28\xef\x49\xdb\x6a\xb2\x73\x80\x7e",
        20);
}

/* IEEE 802.11, annex J.4.2 */
static const uint8_t psk_of_password[32] =
    "\xf4\x2c\x6f\xc5\x2d\xf0\xeb\xef\x9e\xbb\x4b\x90\xb3\x8a\x5f\x90\x2e\x83\xfe\x1b\x13\x5a\x70"
    "\xe2\x3a\xed\x76\x2e\x97\x10\xa1\x2e";

static void test_psk(void **state)
{
    uint8_t key[32];
    const uint8_t *ssid = (const uint8_t *)"IEEE";

    (void)state;
    assert_int_equal(kl_wifi_psk("password", ssid, 4, key), 0);
    assert_memory_equal(key, psk_of_password, 32);
    assert_int_equal(kl_wifi_psk("F42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e",
                                 ssid, 4, key),
                     0);
    assert_memory_equal(key, psk_of_password, 32);
    assert_int_equal(kl_wifi_psk("seven77", ssid, 4, key), -EINVAL);
    assert_int_equal(kl_wifi_psk("tab\tin the middle", ssid, 4, key), -EINVAL);
    assert_int_equal(kl_wifi_psk(NULL, ssid, 4, key), -EINVAL);
    assert_int_equal(kl_wifi_psk("password", ssid, 0, key), -EINVAL);
    assert_int_equal(kl_wifi_psk("password", ssid, 33, key), -EINVAL);
    assert_int_equal(kl_wifi_psk("g42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e",
                                 ssid, 4, key),
                     -EINVAL);
    /* What is wrong at the end leaves the key as it was. */
    memset(key, 0x5a, sizeof(key));
    assert_int_equal(kl_wifi_psk("f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12g",
                                 ssid, 4, key),
                     -EINVAL);
    for (size_t i = 0; i < sizeof(key); i++)
        assert_int_equal(key[i], 0x5a);
}

/* ---- What the kernel gets ---- */

struct heard {
    unsigned n;
    unsigned char data[4096];
    size_t len;
};

static void take_request(struct fake *f, const struct nlmsghdr *request)
{
    struct heard *h = f->user;

    assert_true(request->nlmsg_len <= sizeof(h->data));
    memcpy(h->data, request, request->nlmsg_len);
    h->len = request->nlmsg_len;
    h->n++;
    fake_ack(f, request->nlmsg_seq, 0);
}

static void asked(struct fake *f, const struct kl_wifi_connect_options *o, const uint8_t *pmk,
                  struct kl_view *ret)
{
    struct kl_wifi w = {.sock = f->sock, .family = 0x1c};
    struct heard *h = f->user;
    const unsigned char *left;
    size_t size;

    h->n = 0;
    assert_int_equal(kl_msg_new(&w.msg), 0);
    memset(w.msg->buf, 0, w.msg->size); /* what is searched below */
    kl_wifi_put_connect(&w, 7, o, pmk);
    assert_int_equal(kl_wifi_run(&w, NULL), 0);
    assert_int_equal(h->n, 1);
    assert_int_equal(((struct genlmsghdr *)(void *)(h->data + NLMSG_HDRLEN))->cmd,
                     NL80211_CMD_CONNECT);
    assert_int_equal(
        kl_view_message(ret, (const struct nlmsghdr *)(void *)h->data, GENL_HDRLEN, NULL), 0);
    /* The key is nowhere in what is kept. */
    kl_wifi_wipe(&w);
    left = w.msg->buf;
    size = w.msg->size;
    if (pmk != NULL)
        assert_null(memmem(left, size, pmk + 4, 16));
    else if (o->sae_password != NULL)
        assert_null(memmem(left, size, o->sae_password, strlen(o->sae_password)));
    kl_msg_free(w.msg);
}

static void is_number(const struct kl_view *v, uint16_t attr, uint64_t wanted)
{
    uint64_t value;

    assert_int_equal(kl_view_get_uint(v, attr, &value), 0);
    assert_int_equal(value, wanted);
}

static void is_bytes(const struct kl_view *v, uint16_t attr, const void *wanted, size_t len)
{
    const void *data;
    size_t n;

    assert_int_equal(kl_view_get_bytes(v, attr, &data, &n), 0);
    assert_int_equal(n, len);
    assert_memory_equal(data, wanted, len);
}

static void test_requests(void **state)
{
    struct kl_wifi_connect_options o = {.ssid = (const uint8_t *)"IEEE", .ssid_len = 4, .mfp = -1};
    struct kl_sock_options options = {.protocol = NETLINK_GENERIC};
    struct heard h = {.n = 0};
    struct kl_view v;
    struct fake *f = calloc(1, sizeof(*f));

    (void)state;
    assert_non_null(f);
    fake_open(f, &options);
    f->script = take_request;
    f->user = &h;

    asked(f, &o, NULL, &v);
    is_number(&v, NL80211_ATTR_IFINDEX, 7);
    is_bytes(&v, NL80211_ATTR_SSID, "IEEE", 4);
    assert_false(kl_view_has(&v, NL80211_ATTR_PMK) || kl_view_has(&v, NL80211_ATTR_PRIVACY));

    o.passphrase = "password";
    asked(f, &o, psk_of_password, &v);
    is_bytes(&v, NL80211_ATTR_PMK, psk_of_password, 32);
    is_number(&v, NL80211_ATTR_WPA_VERSIONS, NL80211_WPA_VERSION_2);
    is_number(&v, NL80211_ATTR_AKM_SUITES, 0x000fac02);
    is_number(&v, NL80211_ATTR_CIPHER_SUITES_PAIRWISE, 0x000fac04);
    assert_true(kl_view_has(&v, NL80211_ATTR_WANT_1X_4WAY_HS));
    assert_true(kl_view_has(&v, NL80211_ATTR_PRIVACY));
    assert_false(kl_view_has(&v, NL80211_ATTR_USE_MFP));

    o.passphrase = NULL;
    o.sae_password = "a password of WPA3";
    o.mfp = NL80211_MFP_REQUIRED;
    asked(f, &o, NULL, &v);
    is_bytes(&v, NL80211_ATTR_SAE_PASSWORD, o.sae_password, strlen(o.sae_password));
    is_number(&v, NL80211_ATTR_WPA_VERSIONS, NL80211_WPA_VERSION_3);
    is_number(&v, NL80211_ATTR_AKM_SUITES, 0x000fac08);
    is_number(&v, NL80211_ATTR_USE_MFP, NL80211_MFP_REQUIRED);
    assert_false(kl_view_has(&v, NL80211_ATTR_PMK));
    fake_close(f);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pbkdf2),
        cmocka_unit_test(test_long_password),
        cmocka_unit_test(test_psk),
        cmocka_unit_test(test_requests),
    };

    return cmocka_run_group_tests_name("wifi_psk", tests, NULL, NULL);
}
