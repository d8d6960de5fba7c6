// SPDX-License-Identifier: MIT
// Phys put together from a split dump, against a kernel that does what the test says: parts,
// changes in between, what is cut; and which interfaces may be there at once.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_kernel.h"
#include "wifi/phy.h"

static struct fake f;
static struct kl_wifi w;
static struct kl_wifi_phys *phys;

/* What the script sends: messages of a dump, built with the library's own puts. */
static struct kl_msg *parts[256];
static unsigned n_parts, dumps, changes;

static int set_up(void **state)
{
    (void)state;
    fake_open(&f, &(struct kl_sock_options){.protocol = NETLINK_GENERIC});
    w = (struct kl_wifi){.sock = f.sock, .family = 0x20};
    assert_int_equal(kl_msg_new(&w.msg), 0);
    n_parts = dumps = changes = 0;
    phys = NULL;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kl_wifi_phys_free(phys);
    for (unsigned i = 0; i < n_parts; i++)
        kl_msg_free(parts[i]);
    kl_msg_free(w.msg);
    fake_forget(&f);
    fake_close(&f);
    return 0;
}

/* Begins a message of phy @index. */
static struct kl_msg *part(uint32_t index, const char *name, uint32_t generation)
{
    struct kl_msg *m = NULL;

    assert_true(n_parts < 256);
    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start_genl(m, 0x20, NL80211_CMD_NEW_WIPHY, 1, 0);
    kl_msg_put_u32(m, NL80211_ATTR_WIPHY, index);
    kl_msg_put_str(m, NL80211_ATTR_WIPHY_NAME, name);
    kl_msg_put_u32(m, NL80211_ATTR_GENERATION, generation);
    parts[n_parts++] = m;
    return m;
}

/* A message as the kernel sends a channel: a band, its list, one entry. */
static void channel(uint32_t index, const char *name, uint16_t band, uint32_t mhz, uint32_t khz)
{
    struct kl_msg *m = part(index, name, 7);

    kl_msg_nest_begin(m, NL80211_ATTR_WIPHY_BANDS);
    kl_msg_nest_begin(m, band);
    kl_msg_nest_begin(m, NL80211_BAND_ATTR_FREQS);
    kl_msg_nest_begin(m, 0);
    kl_msg_put_u32(m, NL80211_FREQUENCY_ATTR_FREQ, mhz);
    if (khz != 0)
        kl_msg_put_u32(m, NL80211_FREQUENCY_ATTR_OFFSET, khz);
    kl_msg_put_flag(m, NL80211_FREQUENCY_ATTR_RADAR);
    kl_msg_put_u32(m, NL80211_FREQUENCY_ATTR_MAX_TX_POWER, 2000);
    for (int i = 0; i < 4; i++)
        kl_msg_nest_end(m);
}

static void rates(uint32_t index, const char *name, uint16_t band, unsigned n)
{
    struct kl_msg *m = part(index, name, 7);

    kl_msg_nest_begin(m, NL80211_ATTR_WIPHY_BANDS);
    kl_msg_nest_begin(m, band);
    kl_msg_nest_begin(m, NL80211_BAND_ATTR_RATES);
    for (unsigned i = 0; i < n; i++) {
        kl_msg_nest_begin(m, (uint16_t)i);
        kl_msg_put_u32(m, NL80211_BITRATE_ATTR_RATE, 10 + 10 * i);
        kl_msg_nest_end(m);
    }
    for (int i = 0; i < 3; i++)
        kl_msg_nest_end(m);
}

static void send_all(struct fake *k, uint32_t seq)
{
    for (unsigned i = 0; i < n_parts; i++) {
        struct nlmsghdr *h = (struct nlmsghdr *)kl_msg_header(parts[i]);

        h->nlmsg_seq = seq;
        h->nlmsg_flags = NLM_F_MULTI;
        fake_send(k, h, h->nlmsg_len);
    }
    fake_done(k, seq, 0, 0);
}

static bool is_dump(const struct nlmsghdr *request)
{
    return (request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
}

/* What is asked for once more behind a dump: one phy, in one message. */
static void answer_one(struct fake *k, const struct nlmsghdr *request, uint32_t generation)
{
    uint32_t seq = request->nlmsg_seq;
    struct kl_msg *m = NULL;
    struct nlmsghdr *h;

    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start_genl(m, 0x20, NL80211_CMD_NEW_WIPHY, 1, 0);
    kl_msg_put_u32(m, NL80211_ATTR_WIPHY, 0);
    kl_msg_put_u32(m, NL80211_ATTR_GENERATION, generation);
    h = (struct nlmsghdr *)kl_msg_header(m);
    h->nlmsg_seq = seq;
    h->nlmsg_flags = 0;
    fake_send(k, h, h->nlmsg_len);
    kl_msg_free(m);
    fake_ack(k, seq, 0);
}

static void answer(struct fake *k, const struct nlmsghdr *request)
{
    if (!is_dump(request)) {
        answer_one(k, request, 7);
        return;
    }
    dumps++;
    send_all(k, request->nlmsg_seq);
}

static int list(void)
{
    f.script = answer;
    return kl_wifi_list_wiphy(&w, &phys);
}

/* ---- Merging ---- */

static void parts_are_put_together_by_phy_band_and_frequency(void **state)
{
    const struct kl_wifi_phy *p;

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        const char *names[] = {"first", "second", "third"};

        rates(i, names[i], NL80211_BAND_2GHZ, 4 + i);
        for (uint32_t c = 0; c < 10 + i; c++)
            channel(i, names[i], NL80211_BAND_2GHZ, 2412 + 5 * c, 0);
        rates(i, names[i], NL80211_BAND_5GHZ, 8);
        for (uint32_t c = 0; c < 20 + i; c++)
            channel(i, names[i], NL80211_BAND_5GHZ, 5180 + 20 * c, 0);
    }
    assert_int_equal(list(), 3);
    for (uint32_t i = 0; i < 3; i++) {
        p = kl_wifi_phys_at(phys, i);
        assert_int_equal(p->index, i);
        assert_int_equal(p->n_bands, 2);
        assert_int_equal(p->bands[0].n_rates, 4 + i);
        assert_int_equal(p->bands[0].n_freqs, 10 + i);
        assert_int_equal(p->bands[1].n_rates, 8);
        assert_int_equal(p->bands[1].n_freqs, 20 + i);
        assert_int_equal(p->bands[1].freqs[19 + i].freq_mhz, 5180 + 20 * (19 + i));
        assert_int_equal(p->bands[1].freqs[0].max_txpower_mbm, 2000);
        assert_true((p->bands[1].freqs[0].flags >> NL80211_FREQUENCY_ATTR_RADAR & 1) != 0);
        assert_false(p->malformed);
    }
    assert_string_equal(kl_wifi_phys_at(phys, 2)->name, "third");
    assert_null(kl_wifi_phys_at(phys, 3));
}

static void a_frequency_is_there_once(void **state)
{
    const struct kl_wifi_band *b;

    (void)state;
    channel(0, "phy0", NL80211_BAND_S1GHZ, 902, 500);
    channel(0, "phy0", NL80211_BAND_S1GHZ, 903, 0);
    channel(0, "phy0", NL80211_BAND_S1GHZ, 903, 500);
    channel(0, "phy0", NL80211_BAND_S1GHZ, 903, 0);
    channel(0, "phy0", NL80211_BAND_S1GHZ, 902, 500);
    assert_int_equal(list(), 1);
    b = &kl_wifi_phys_at(phys, 0)->bands[0];
    assert_int_equal(b->n_freqs, 3);
    assert_int_equal(b->freqs[0].offset_khz, 500);
    assert_int_equal(b->freqs[2].offset_khz, 500);
}

static void phys_may_be_interleaved(void **state)
{
    (void)state;
    channel(0, "phy0", 0, 2412, 0);
    channel(1, "phy1", 0, 2412, 0);
    channel(0, "phy0", 0, 2417, 0);
    channel(1, "phy1", 1, 5180, 0);
    assert_int_equal(list(), 2);
    assert_int_equal(kl_wifi_phys_at(phys, 0)->bands[0].n_freqs, 2);
    assert_int_equal(kl_wifi_phys_at(phys, 1)->n_bands, 2);
}

static void what_is_not_known_is_kept(void **state)
{
    const struct kl_wifi_phy *p;
    struct kl_msg *m = part(0, "phy0", 7);

    (void)state;
    kl_msg_put_bytes(m, 4000, "abc", 3);
    kl_msg_put_u8(m, NL80211_ATTR_WIPHY_RETRY_SHORT, 7);
    kl_msg_put_flag(m, NL80211_ATTR_TDLS_SUPPORT);
    assert_int_equal(list(), 1);
    p = kl_wifi_phys_at(phys, 0);
    assert_int_equal(p->n_unknown, 1);
    assert_int_equal(p->unknown[0].attr, 4000);
    assert_memory_equal(p->unknown[0].data, "abc", 3);
    assert_int_equal(p->number[KL_WIFI_N_RETRY_SHORT], 7);
    assert_true((p->has >> KL_WIFI_N_RETRY_SHORT & 1) != 0);
    assert_true((p->has >> KL_WIFI_N_RETRY_LONG & 1) == 0);
    assert_int_equal(p->can, KL_WIFI_CAN_TDLS);
}

static void no_phy_is_an_answer(void **state)
{
    (void)state;
    assert_int_equal(list(), 0);
    assert_int_equal(kl_wifi_phys_count(phys), 0);
}

static void one_phy_is_asked_for_by_its_number(void **state)
{
    (void)state;
    channel(4, "phy4", 0, 2412, 0);
    channel(5, "phy5", 0, 2417, 0);
    f.script = answer;
    assert_int_equal(kl_wifi_get_wiphy(&w, 5, &phys), 1);
    assert_string_equal(kl_wifi_phys_at(phys, 0)->name, "phy5");
    kl_wifi_phys_free(phys);
    phys = NULL;
    assert_int_equal(kl_wifi_get_wiphy(&w, 6, &phys), -ENODEV);
    assert_non_null(strstr(kl_error_text(kl_wifi_error(&w)), "no phy number 6"));
}

/* What a kernel of Debian 12 sends of two simulated phys, as the fuzzer's corpus has it. */
static void a_real_dump_is_whole(void **state)
{
    static const unsigned freqs[] = {14, 40, 59, 51};
    unsigned char head[2];
    unsigned messages = 0;
    FILE *in;

    (void)state;
    in = fopen(KL_SOURCE_DIR "/tests/fuzz/corpus/wifi_phy/phys-6.1", "rb");
    assert_non_null(in);
    assert_int_equal(kl_phys_new(&phys), 0);
    while (fread(head, 1, 2, in) == 2) {
        size_t len = (size_t)head[0] | (size_t)head[1] << 8;
        unsigned char *data = malloc(len);

        assert_int_equal(fread(data, 1, len, in), len);
        assert_int_equal(kl_phys_merge(phys, &(struct kl_view){.data = data, .len = len}), 0);
        free(data);
        messages++;
    }
    fclose(in);
    assert_int_equal(messages, 2 * 187); /* of the 189, some say nothing */
    assert_int_equal(phys->n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct kl_wifi_phy *p = kl_wifi_phys_at(phys, i);

        assert_false(p->malformed);
        assert_int_equal(p->n_unknown, 0);
        assert_int_equal(p->n_bands, 4);
        for (unsigned b = 0; b < 4; b++)
            assert_int_equal(p->bands[b].n_freqs, freqs[b]);
        assert_int_equal(p->bands[0].n_rates, 12);
        assert_int_equal(p->bands[1].n_capas, 3);
        assert_int_equal(p->n_combinations, 1);
        assert_true(p->n_commands > 30);
        assert_true(kl_wifi_phy_has_feature(p, NL80211_EXT_FEATURE_VHT_IBSS));
    }
}

/* ---- Changes in between ---- */

/* The first so many dumps have a message of another generation in them. */
static void change(struct fake *k, const struct nlmsghdr *request)
{
    struct kl_msg *m = NULL;
    struct nlmsghdr *h;

    if (!is_dump(request) || dumps >= changes) {
        answer(k, request);
        return;
    }
    dumps++;
    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start_genl(m, 0x20, NL80211_CMD_NEW_WIPHY, 1, 0);
    kl_msg_put_u32(m, NL80211_ATTR_WIPHY, 99);
    kl_msg_put_u32(m, NL80211_ATTR_GENERATION, 6);
    h = (struct nlmsghdr *)kl_msg_header(m);
    h->nlmsg_seq = request->nlmsg_seq;
    h->nlmsg_flags = NLM_F_MULTI;
    fake_send(k, h, h->nlmsg_len);
    kl_msg_free(m);
    send_all(k, request->nlmsg_seq);
}

static void a_change_begins_again(void **state)
{
    (void)state;
    channel(0, "phy0", 0, 2412, 0);
    changes = 3;
    f.script = change;
    assert_int_equal(kl_wifi_list_wiphy(&w, &phys), 1);
    assert_int_equal(dumps, 4);
    assert_int_equal(kl_wifi_phys_at(phys, 0)->index, 0);
}

static void changes_without_end_are_refused(void **state)
{
    (void)state;
    channel(0, "phy0", 0, 2412, 0);
    changes = UINT32_MAX;
    f.script = change;
    assert_int_equal(kl_wifi_list_wiphy(&w, &phys), -EAGAIN);
    assert_int_equal(dumps, 10);
    assert_string_equal(kl_error_text(kl_wifi_error(&w)),
                        "phys came or went during each of 10 readings");
}

static void interrupt(struct fake *k, const struct nlmsghdr *request)
{
    if (!is_dump(request) || dumps >= changes) {
        answer(k, request);
        return;
    }
    dumps++;
    fake_done(k, request->nlmsg_seq, 0, NLM_F_DUMP_INTR);
}

static void so_does_an_interrupted_dump(void **state)
{
    (void)state;
    channel(0, "phy0", 0, 2412, 0);
    changes = 6;
    f.script = interrupt;
    assert_int_equal(kl_wifi_list_wiphy(&w, &phys), 1);
    assert_int_equal(dumps, 7);
}

static void without_end_it_is_refused_too(void **state)
{
    (void)state;
    changes = UINT32_MAX;
    f.script = interrupt;
    assert_int_equal(kl_wifi_list_wiphy(&w, &phys), -EAGAIN);
}

/* A phy went when the last message had been made: the end of the dump is missing, and all that came
 * is of one generation. */
static void change_behind(struct fake *k, const struct nlmsghdr *request)
{
    if (is_dump(request))
        answer(k, request);
    else if (dumps > changes)
        answer_one(k, request, 7);
    else if (dumps % 2 == 0)
        fake_ack(k, request->nlmsg_seq, -ENODEV);
    else
        answer_one(k, request, 8);
}

static void a_change_behind_the_last_message_is_noticed(void **state)
{
    (void)state;
    channel(0, "phy0", 0, 2412, 0);
    changes = 4;
    f.script = change_behind;
    assert_int_equal(kl_wifi_list_wiphy(&w, &phys), 1);
    assert_int_equal(dumps, 5);
    kl_wifi_phys_free(phys);
    phys = NULL;
    changes = UINT32_MAX;
    assert_int_equal(kl_wifi_list_wiphy(&w, &phys), -EAGAIN);
    assert_null(phys);
}

static void too_large(struct fake *k, const struct nlmsghdr *request)
{
    if (is_dump(request))
        answer(k, request);
    else
        fake_ack(k, request->nlmsg_seq, -ENOBUFS);
}

static void a_phy_too_large_for_one_message_is_dumped_for_that(void **state)
{
    (void)state;
    channel(0, "phy0", 0, 2412, 0);
    f.script = too_large;
    assert_int_equal(kl_wifi_list_wiphy(&w, &phys), 1);
    assert_int_equal(dumps, 2);
}

static void refuse(struct fake *k, const struct nlmsghdr *request)
{
    fake_ack(k, request->nlmsg_seq, -EPERM);
}

static void errors_are_passed_on(void **state)
{
    (void)state;
    f.script = refuse;
    assert_int_equal(kl_wifi_list_wiphy(&w, &phys), -EPERM);
    assert_null(phys);
}

/* ---- What is cut ---- */

static void a_cut_nest_is_noted_and_the_rest_is_there(void **state)
{
    const struct kl_wifi_phy *p;
    static const uint8_t cut[] = {12, 0, 0, 0, 0xff, 0x7f,
                                  1,  0, 8, 0, 1,    0}; /* runs over its end */
    struct kl_msg *m = part(0, "phy0", 7);

    (void)state;
    kl_msg_put_bytes(m, NL80211_ATTR_WIPHY_BANDS, cut, sizeof(cut));
    kl_msg_put_u8(m, NL80211_ATTR_WIPHY_RETRY_SHORT, 9);
    kl_msg_put_bytes(m, NL80211_ATTR_MAC, "abc", 3);
    kl_msg_put_bytes(m, NL80211_ATTR_COALESCE_RULE, cut, sizeof(cut));
    kl_msg_put_bytes(m, NL80211_ATTR_MAX_NUM_PMKIDS, cut, 3);
    channel(0, "phy0", 0, 2412, 0);
    assert_int_equal(list(), 1);
    p = kl_wifi_phys_at(phys, 0);
    assert_true(p->malformed);
    assert_int_equal(p->number[KL_WIFI_N_RETRY_SHORT], 9);
    assert_false(p->has_mac);
    assert_false(p->coalesce.has);
    assert_int_equal(p->has, (uint64_t)1 << KL_WIFI_N_RETRY_SHORT);
    assert_int_equal(p->bands[0].n_freqs, 1);
}

static void a_message_without_a_phy_is_passed_over(void **state)
{
    struct kl_msg *m = NULL;

    (void)state;
    assert_int_equal(kl_msg_new(&m), 0);
    kl_msg_start_genl(m, 0x20, NL80211_CMD_NEW_WIPHY, 1, 0);
    kl_msg_put_str(m, NL80211_ATTR_WIPHY_NAME, "nobody");
    parts[n_parts++] = m;
    channel(0, "phy0", 0, 2412, 0);
    assert_int_equal(list(), 1);
    assert_string_equal(kl_wifi_phys_at(phys, 0)->name, "phy0");
}

static void lists_have_an_end(void **state)
{
    struct kl_msg *m;

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        m = part(0, "phy0", 7);
        kl_msg_nest_begin(m, NL80211_ATTR_VENDOR_DATA);
        for (uint16_t k = 0; k < 3000; k++)
            kl_msg_put_u64(m, k, k);
        kl_msg_nest_end(m);
    }
    assert_int_equal(list(), -E2BIG);
    assert_non_null(strstr(kl_error_text(kl_wifi_error(&w)), "more than 8192"));
}

/* ---- What may be there at once ---- */

#define BIT(type) (1u << NL80211_IFTYPE_##type)

static const struct kl_wifi_limit limits[] = {
    {1, BIT(STATION)},
    {2, BIT(AP) | BIT(P2P_GO)},
    {1, BIT(P2P_DEVICE)},
};
static const struct kl_wifi_combination combinations[] = {
    {.max = 2, .channels = 2, .n_limits = 2, .limits = limits},
    {.max = 4,
     .channels = 1,
     .n_limits = 3,
     .limits = limits,
     .radar_widths = 1u << NL80211_CHAN_WIDTH_20,
     .beacon_min_gcd = 50},
};
static struct kl_wifi_phy phy = {
    .iftypes = BIT(STATION) | BIT(AP) | BIT(P2P_GO) | BIT(P2P_DEVICE) | BIT(MONITOR) | BIT(NAN),
    .software_iftypes = BIT(MONITOR),
    .n_combinations = 2,
    .combinations = combinations,
};

static struct kl_wifi_combined answered;

static bool can(const struct kl_wifi_phy *p, const uint32_t *types, unsigned n, unsigned channels)
{
    struct kl_wifi_combine ask = {.iftypes = types, .n_iftypes = n, .channels = channels};

    assert_int_equal(kl_wifi_can_combine(p, &ask, &answered), 0);
    return answered.possible;
}

#define CAN(p, channels, ...)                                                                      \
    can(p, (const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4, channels)

enum {
    STA = NL80211_IFTYPE_STATION,
    AP = NL80211_IFTYPE_AP,
    GO = NL80211_IFTYPE_P2P_GO,
    DEVICE = NL80211_IFTYPE_P2P_DEVICE,
    MONITOR = NL80211_IFTYPE_MONITOR,
    NAN_TYPE = NL80211_IFTYPE_NAN
};

static void the_first_combination_that_fits_is_told(void **state)
{
    (void)state;
    assert_true(CAN(&phy, 1, STA, AP));
    assert_int_equal(answered.combination, 0);
    assert_string_equal(answered.text,
                        "#{ managed } <= 1, #{ AP, P2P-GO } <= 2, total <= 2, #channels <= 2");
    assert_true(CAN(&phy, 2, STA, AP));
    assert_int_equal(answered.combination, 0);
    assert_true(CAN(&phy, 1, STA, AP, GO, DEVICE));
    assert_int_equal(answered.combination, 1);
    assert_true(CAN(&phy, 1, STA, AP, GO, DEVICE, MONITOR, MONITOR));
    assert_true(CAN(&phy, 1, MONITOR, MONITOR));
    assert_int_equal(answered.combination, -1);
    assert_true(CAN(&phy, 1, NAN_TYPE));
}

static void why_not_is_told(void **state)
{
    (void)state;
    assert_false(CAN(&phy, 1, STA, STA));
    assert_string_equal(answered.text,
                        "combination 1 comes nearest, but it takes 1 of managed; 2 are wanted");
    assert_false(CAN(&phy, 1, AP, AP, GO));
    assert_string_equal(answered.text,
                        "combination 1 comes nearest, but it takes 2 of AP, P2P-GO; 3 are wanted");
    assert_false(CAN(&phy, 1, STA, NAN_TYPE));
    assert_string_equal(answered.text, "combination 1 comes nearest, but it has no place for NAN");
    assert_false(CAN(&phy, 2, STA, AP, GO));
    assert_string_equal(answered.text,
                        "combination 2 comes nearest, but it takes 1 channel; 2 are wanted");
    assert_false(CAN(&phy, 1, NL80211_IFTYPE_OCB));
    assert_string_equal(answered.text, "it cannot be outside context of a BSS at all");
    assert_int_equal(answered.combination, -1);
}

static void radar_and_beacons_count(void **state)
{
    const uint32_t types[] = {STA, AP};
    struct kl_wifi_combine ask = {.iftypes = types, .n_iftypes = 2};

    (void)state;
    ask.radar_widths = 1u << NL80211_CHAN_WIDTH_20;
    assert_int_equal(kl_wifi_can_combine(&phy, &ask, &answered), 0);
    assert_int_equal(answered.combination, 1);
    ask.radar_widths |= 1u << NL80211_CHAN_WIDTH_80;
    assert_int_equal(kl_wifi_can_combine(&phy, &ask, &answered), 0);
    assert_false(answered.possible);
    ask.radar_widths = 0;
    ask.beacon_gcd = 100;
    assert_int_equal(kl_wifi_can_combine(&phy, &ask, &answered), 0);
    assert_int_equal(answered.combination, 1);
    ask.beacon_gcd = 20;
    assert_int_equal(kl_wifi_can_combine(&phy, &ask, &answered), 0);
    assert_false(answered.possible);
    assert_string_equal(answered.text,
                        "combination 1 comes nearest, but all beacon intervals must be equal");
}

static void without_combinations_it_is_one_at_a_time(void **state)
{
    struct kl_wifi_phy bare = {.iftypes = BIT(STATION) | BIT(AP)};

    (void)state;
    assert_true(CAN(&bare, 1, STA));
    assert_false(CAN(&bare, 1, STA, AP));
    assert_false(CAN(&bare, 2, STA));
}

static void radios_have_places_of_their_own(void **state)
{
    static const struct kl_wifi_limit one[] = {{1, BIT(STATION) | BIT(AP)}};
    static const struct kl_wifi_combination each[] = {
        {.max = 1, .channels = 1, .n_limits = 1, .limits = one},
    };
    static const struct kl_wifi_limit all[] = {{4, BIT(STATION) | BIT(AP)}};
    static const struct kl_wifi_combination global[] = {
        {.max = 4, .channels = 4, .n_limits = 1, .limits = all},
    };
    static const struct kl_wifi_radio radios[] = {
        {.index = 0, .n_combinations = 1, .combinations = each},
        {.index = 1, .n_combinations = 1, .combinations = each},
    };
    struct kl_wifi_phy several = {.iftypes = BIT(STATION) | BIT(AP),
                                  .n_combinations = 1,
                                  .combinations = each,
                                  .n_radios = 2,
                                  .radios = radios,
                                  .n_global_combinations = 1,
                                  .global_combinations = global};

    (void)state;
    assert_true(CAN(&several, 1, STA, AP));
    assert_true(CAN(&several, 2, STA, AP));
    assert_false(CAN(&several, 3, STA, AP));
    assert_string_equal(answered.text, "its radios, taken one by one, have no place for them");
    assert_false(CAN(&several, 1, STA, AP, AP));
}

static void what_cannot_be_asked_is_refused(void **state)
{
    const uint32_t types[] = {STA, 77};
    struct kl_wifi_combine ask = {.iftypes = types, .n_iftypes = 2};

    (void)state;
    assert_int_equal(kl_wifi_can_combine(&phy, &ask, &answered), -EINVAL);
    ask.n_iftypes = 5000;
    assert_int_equal(kl_wifi_can_combine(&phy, &ask, &answered), -EINVAL);
}

static void a_combination_is_cut_where_there_is_no_room(void **state)
{
    char text[20];

    (void)state;
    assert_string_equal(kl_wifi_combination_text(&combinations[1], text, sizeof(text)),
                        "#{ managed } <= 1, ");
    assert_string_equal(kl_wifi_combination_text(&combinations[1], text, 1), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(parts_are_put_together_by_phy_band_and_frequency),
        T(a_frequency_is_there_once),
        T(phys_may_be_interleaved),
        T(what_is_not_known_is_kept),
        T(no_phy_is_an_answer),
        T(one_phy_is_asked_for_by_its_number),
        T(a_real_dump_is_whole),
        T(a_change_begins_again),
        T(changes_without_end_are_refused),
        T(so_does_an_interrupted_dump),
        T(without_end_it_is_refused_too),
        T(a_change_behind_the_last_message_is_noticed),
        T(a_phy_too_large_for_one_message_is_dumped_for_that),
        T(errors_are_passed_on),
        T(a_cut_nest_is_noted_and_the_rest_is_there),
        T(a_message_without_a_phy_is_passed_over),
        T(lists_have_an_end),
        cmocka_unit_test(the_first_combination_that_fits_is_told),
        cmocka_unit_test(why_not_is_told),
        cmocka_unit_test(radar_and_beacons_count),
        cmocka_unit_test(without_combinations_it_is_one_at_a_time),
        cmocka_unit_test(radios_have_places_of_their_own),
        cmocka_unit_test(what_cannot_be_asked_is_refused),
        cmocka_unit_test(a_combination_is_cut_where_there_is_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
