// SPDX-License-Identifier: MIT
// The library's list of phys on simulated radios: nothing is lost for the second and third, what is
// set is read back, and phys that come and go while they are listed are never mixed.
#include "kernel_world.h"
#include "wifi_world.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>

#define RADIOS 3

static struct kl_wifi *w;
static uint32_t phy[RADIOS], ifindex[RADIOS];

static unsigned lines(const char *format, unsigned arg)
{
    char line[512], text[32];

    snprintf(line, sizeof(line), format, arg);
    wifi_world_read(text, sizeof(text), "timeout 30 %s", line);
    return (unsigned)strtoul(text, NULL, 10);
}

static const struct kl_wifi_phy *find(const struct kl_wifi_phys *list, uint32_t index)
{
    for (size_t i = 0; i < kl_wifi_phys_count(list); i++)
        if (kl_wifi_phys_at(list, i)->index == index)
            return kl_wifi_phys_at(list, i);
    return NULL;
}

static void each_phy_is_whole(void **state)
{
    struct kl_wifi_phys *list;

    (void)state;
    assert_int_equal(kl_wifi_list_wiphy(w, &list), RADIOS);
    for (unsigned i = 0; i < RADIOS; i++) {
        const struct kl_wifi_phy *p = find(list, phy[i]);
        unsigned freqs = 0, rates = 0;

        assert_non_null(p);
        assert_false(p->malformed);
        for (unsigned b = 0; b < p->n_bands; b++) {
            freqs += p->bands[b].n_freqs;
            rates += p->bands[b].n_rates;
        }
        assert_int_equal(p->n_bands, lines("iw phy#%u info | grep -c 'Band [0-9]'", phy[i]));
        assert_int_equal(freqs, lines("iw phy#%u info | grep -c '\\* [0-9]* MHz'", phy[i]));
        assert_int_equal(rates, lines("iw phy#%u info | grep -c '\\* [0-9.]* Mbps'", phy[i]));
        assert_true(freqs > 50 && rates >= 20);
        assert_true((p->iftypes >> NL80211_IFTYPE_STATION & 1) != 0);
        assert_true((p->software_iftypes >> NL80211_IFTYPE_MONITOR & 1) != 0);
        assert_int_equal(p->n_combinations, 1);
        assert_false(p->combinations[0].broken);
        assert_true(p->combinations[0].n_limits >= 2);
        assert_true(p->has_mac);
        assert_true(p->n_ciphers > 0);
        assert_int_equal(p->n_unknown, 0);
    }
    kl_wifi_phys_free(list);
}

static void names_of_the_founding_text(void **state)
{
    struct kl_wifi_iface i;

    (void)state;
    assert_int_equal(kl_wifi_get_interface_by_phy(w, phy[1], &i), 0);
    assert_int_equal(i.ifindex, ifindex[1]);
    assert_int_equal(kl_wifi_get_interface_by_phy(w, 4000, &i), -ENODEV);
}

static int note_iface(const struct kl_wifi_iface *i, void *user)
{
    uint32_t *sum = user;

    *sum += i->ifindex;
    return 0;
}

/* Each phy counts the changes of its interfaces by itself: that is no change of the list. */
static void one_phy_has_an_interface_more(void **state)
{
    struct kl_wifi_iface more;
    uint32_t sum = 0;

    (void)state;
    assert_int_equal(
        kl_wifi_add_interface(w, "more0", NL80211_IFTYPE_STATION, 0, phy[1], NULL, &more), 0);
    assert_int_equal(kl_wifi_list_dev(w, note_iface, &sum), RADIOS + 1);
    assert_int_equal(sum, ifindex[0] + ifindex[1] + ifindex[2] + more.ifindex);
    sum = 0;
    assert_int_equal(kl_wifi_get_interfaces_dump(w, phy[1], note_iface, &sum), 2);
    assert_int_equal(sum, ifindex[1] + more.ifindex);
    assert_int_equal(kl_wifi_del_interface(w, more.ifindex), 0);
    sum = 0;
    assert_int_equal(kl_wifi_list_dev(w, note_iface, &sum), RADIOS);
}

static void one_phy_and_none(void **state)
{
    struct kl_wifi_phys *list;

    (void)state;
    assert_int_equal(kl_wifi_get_wiphy(w, phy[2], &list), 1);
    assert_int_equal(kl_wifi_phys_at(list, 0)->index, phy[2]);
    assert_true(kl_wifi_phys_at(list, 0)->n_bands >= 2);
    kl_wifi_phys_free(list);
    assert_int_equal(kl_wifi_get_wiphy(w, 4000, &list), -ENODEV);
}

static void what_is_set_is_read_back(void **state)
{
    struct kl_wifi_phys *list;
    const struct kl_wifi_phy *p;

    (void)state;
    assert_int_equal(wifi_world_shell("timeout 30 iw phy#%u set rts 700", phy[1]), 0);
    assert_int_equal(wifi_world_shell("timeout 30 iw phy#%u set retry short 3 long 9", phy[1]), 0);
    assert_int_equal(kl_wifi_get_wiphy(w, phy[1], &list), 1);
    p = kl_wifi_phys_at(list, 0);
    assert_int_equal(p->number[KL_WIFI_N_RTS_THRESHOLD], 700);
    assert_int_equal(p->number[KL_WIFI_N_RETRY_SHORT], 3);
    assert_int_equal(p->number[KL_WIFI_N_RETRY_LONG], 9);
    assert_int_equal(p->number[KL_WIFI_N_FRAG_THRESHOLD], UINT32_MAX);
    kl_wifi_phys_free(list);
}

static void what_may_be_at_once(void **state)
{
    const uint32_t two[] = {NL80211_IFTYPE_STATION, NL80211_IFTYPE_AP};
    const uint32_t cells[] = {NL80211_IFTYPE_ADHOC, NL80211_IFTYPE_ADHOC};
    struct kl_wifi_combine ask = {.iftypes = two, .n_iftypes = 2};
    struct kl_wifi_combined ret;
    struct kl_wifi_phys *list;

    (void)state;
    assert_int_equal(kl_wifi_get_wiphy(w, phy[0], &list), 1);
    assert_int_equal(kl_wifi_can_combine(kl_wifi_phys_at(list, 0), &ask, &ret), 0);
    assert_true(ret.possible);
    ask.iftypes = cells;
    assert_int_equal(kl_wifi_can_combine(kl_wifi_phys_at(list, 0), &ask, &ret), 0);
    assert_false(ret.possible);
    kl_wifi_phys_free(list);
}

static void protocol_features(void **state)
{
    uint32_t features = 0;

    (void)state;
    assert_int_equal(kl_wifi_get_protocol_features(w, &features), 0);
    assert_true((features & NL80211_PROTOCOL_FEATURE_SPLIT_WIPHY_DUMP) != 0);
}

/* ---- Radios that come and go ---- */

#define MAX_BANDS 8

struct shape {
    unsigned bands, freqs[MAX_BANDS], rates[MAX_BANDS], commands;
};

static struct shape shape_of(const struct kl_wifi_phy *p)
{
    struct shape s = {.bands = p->n_bands, .commands = p->n_commands};

    for (unsigned b = 0; b < p->n_bands && b < MAX_BANDS; b++) {
        s.freqs[b] = p->bands[b].n_freqs;
        s.rates[b] = p->bands[b].n_rates;
    }
    return s;
}

/* drivers/net/wireless/virtual/mac80211_hwsim.h */
#define HWSIM_CMD_NEW_RADIO               4
#define HWSIM_ATTR_DESTROY_RADIO_ON_CLOSE 16

/* A radio that goes with its socket, by a process that may not use the test's. */
static bool radio_for_a_moment(void)
{
    struct kl_sock_options o = {.protocol = NETLINK_GENERIC};
    const struct kl_genl_family *family;
    struct kl_sock *s = NULL;
    struct kl_msg *m = NULL;
    bool well;

    well =
        kl_sock_open(&s, &o) == 0 && kl_genl_resolve(s, "MAC80211_HWSIM", &family) == 0 &&
        kl_msg_new(&m) == 0 && kl_msg_start_genl(m, family->id, HWSIM_CMD_NEW_RADIO, 1, 0) == 0 &&
        kl_msg_put_flag(m, HWSIM_ATTR_DESTROY_RADIO_ON_CLOSE) == 0 && kl_request(s, m, NULL) >= 0;
    kl_msg_free(m);
    kl_sock_close(s);
    return well;
}

/* Listed until the other process is through. A list is of whole phys, or there is none: what is
 * simulated has one shape. */
static void phys_that_come_and_go_are_never_mixed(void **state)
{
    unsigned times = getenv("KL_TEST_VM") != NULL ? 8 : 40, listed = 0, refused = 0;
    struct kl_wifi_phys *list;
    struct shape whole, s;
    int status = -1;
    pid_t other;

    (void)state;
    assert_int_equal(kl_wifi_get_wiphy(w, phy[0], &list), 1);
    whole = shape_of(kl_wifi_phys_at(list, 0));
    kl_wifi_phys_free(list);
    other = fork();
    assert_true(other >= 0);
    if (other == 0) {
        bool well = true;

        for (unsigned i = 0; well && i < times; i++)
            well = radio_for_a_moment();
        _exit(!well);
    }
    while (waitpid(other, &status, WNOHANG) == 0) {
        int rc = kl_wifi_list_wiphy(w, &list);

        if (rc == -EAGAIN) {
            refused++;
            continue;
        }
        assert_true(rc >= RADIOS);
        listed++;
        for (int i = 0; i < rc; i++) {
            const struct kl_wifi_phy *p = kl_wifi_phys_at(list, (size_t)i);

            s = shape_of(p);
            assert_memory_equal(&s, &whole, sizeof(s));
            assert_int_equal(p->n_combinations, 1);
            assert_false(p->malformed);
        }
        for (unsigned i = 0; i < RADIOS; i++)
            assert_non_null(find(list, phy[i]));
        kl_wifi_phys_free(list);
    }
    print_message("# %u lists, %u refused\n", listed, refused);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    /* Where all is slow none of them may have been free of changes; but now it is quiet, or will be
     * when the last has gone. */
    for (unsigned i = 0; listed == 0 && i < 100; i++)
        if (kl_wifi_list_wiphy(w, &list) >= RADIOS) {
            kl_wifi_phys_free(list);
            listed++;
        }
    assert_true(listed > 0);
}

static int open_all(void **state)
{
    (void)state;
    wifi_world_radios(RADIOS, phy, ifindex);
    return kl_wifi_open(&w, NULL);
}

static int close_all(void **state)
{
    (void)state;
    kl_wifi_close(w);
    wifi_world_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_phy_is_whole),
        cmocka_unit_test(names_of_the_founding_text),
        cmocka_unit_test(one_phy_has_an_interface_more),
        cmocka_unit_test(one_phy_and_none),
        cmocka_unit_test(what_is_set_is_read_back),
        cmocka_unit_test(what_may_be_at_once),
        cmocka_unit_test(protocol_features),
        cmocka_unit_test(phys_that_come_and_go_are_never_mixed),
    };

    wifi_world_check();
    return cmocka_run_group_tests(tests, open_all, close_all);
}
