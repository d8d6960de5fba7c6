// SPDX-License-Identifier: MIT
// Lists that are read whole: again when something came or went meanwhile.
// Source: net/wireless/nl80211.c, nl80211_send_iface(), nl80211_send_station(),
// nl80211_send_wiphy(), which say in each message how often the list has changed.
#include "wifi.h"

/* A list that changes is read again so often. */
#define READINGS 10
/* What the radio hears changes all the time: the last of some readings will do. */
#define RETRIES  3
/* The kernel's smallest datagram of a dump: a page without what it needs itself (NLMSG_GOODSIZE).
 */
#define SMALLEST 3584

static uint64_t generation_of(const struct kl_view *v)
{
    return kl_wifi_uint(v, NL80211_ATTR_GENERATION, 0);
}

/* Changes of interfaces are counted for each phy. */
static bool same_count(bool by_phy, const struct kl_view *a, const struct kl_view *b)
{
    return !by_phy ||
           kl_wifi_uint(a, NL80211_ATTR_WIPHY, 0) == kl_wifi_uint(b, NL80211_ATTR_WIPHY, 0);
}

/* Were parts of this dump made before and after a change? */
static bool is_mixed(const struct kl_answer *a, bool by_phy)
{
    struct kl_view last = {.data = NULL}, v;

    if (kl_answer_interrupted(a))
        return true;
    for (size_t i = 0; i < kl_answer_count(a); i++) {
        if (kl_wifi_answer_view(a, i, &v) < 0 || generation_of(&v) == 0)
            continue;
        if (last.data != NULL && same_count(by_phy, &last, &v) &&
            generation_of(&last) != generation_of(&v))
            return true;
        last = v;
    }
    return false;
}

static void put_request(struct kl_wifi *w, const struct kl_wifi_list *l, uint16_t flags,
                        const struct kl_view *one)
{
    const void *key;
    size_t len;

    kl_wifi_begin(w, l->cmd, flags, l->ifindex);
    if (l->split && flags != 0)
        (void)kl_msg_put_flag(w->msg, NL80211_ATTR_SPLIT_WIPHY_DUMP);
    if (one != NULL && kl_view_get_bytes(one, l->key, &key, &len) == 0)
        (void)kl_msg_put_bytes(w->msg, l->key, key, len);
    else if (l->wiphy >= 0)
        (void)kl_msg_put_u32(w->msg, NL80211_ATTR_WIPHY, (uint32_t)l->wiphy);
}

/* The kernel counts the objects that it is through with: one that goes between two datagrams takes
 * another out of the dump, and when no message follows nothing tells of that. So the generation is
 * asked for once more. A phy that is too large for one message has to be dumped for that. @return
 * 1: it changed */
static int ask_again(struct kl_wifi *w, const struct kl_wifi_list *l, const struct kl_view *one)
{
    uint64_t generation = generation_of(one);
    struct kl_answer *a;
    struct kl_view v;
    int rc;

    if (generation == 0)
        return 0;
    put_request(w, l, 0, one);
    rc = kl_wifi_run(w, &a);
    if (rc < 0 && rc != -ENODEV && l->split) {
        put_request(w, l, NLM_F_DUMP, one);
        rc = kl_wifi_run(w, &a);
    }
    if (rc == -ENODEV || rc == -ENOENT)
        return 1;
    if (rc == -EOPNOTSUPP) /* a driver that tells all of them or none */
        return 0;
    if (rc < 0)
        return rc;
    rc = kl_answer_count(a) == 0 || kl_wifi_answer_view(a, 0, &v) < 0 ||
         generation_of(&v) != generation;
    kl_answer_free(a);
    return rc;
}

/* Was everything in the one datagram that there was, and not cut by its end? One more would have
 * fitted, even into the smallest that the kernel makes. */
static bool is_at_once(const struct kl_wifi_list *l, const struct kl_answer *a)
{
    size_t len = l->most;

    for (size_t i = 0; i < kl_answer_count(a); i++)
        len += NLMSG_ALIGN(kl_answer_message(a, i)->nlmsg_len);
    return l->most > 0 && len <= SMALLEST && kl_answer_at_once(a);
}

static int is_changed(struct kl_wifi *w, const struct kl_wifi_list *l, const struct kl_answer *a)
{
    struct kl_view last = {.data = NULL}, v;
    int rc = 0;

    if (is_at_once(l, a))
        return 0;
    for (size_t i = 0; rc == 0 && i < kl_answer_count(a); i++) {
        if (kl_wifi_answer_view(a, i, &v) < 0 || !kl_view_has(&v, l->key))
            continue;
        if (last.data != NULL && !same_count(l->by_phy, &last, &v))
            rc = ask_again(w, l, &last);
        last = v;
    }
    return rc == 0 && last.data != NULL ? ask_again(w, l, &last) : rc;
}

int kl_wifi_run_list(struct kl_wifi *w, const struct kl_wifi_list *l, struct kl_answer **ret)
{
    for (unsigned i = 0; i < READINGS; i++) {
        struct kl_answer *a;
        int rc;

        put_request(w, l, NLM_F_DUMP, NULL);
        rc = kl_wifi_run(w, &a);
        if (rc < 0)
            return rc;
        rc = is_mixed(a, l->by_phy) ? 1 : is_changed(w, l, a);
        if (rc == 0) {
            *ret = a;
            return 0;
        }
        kl_answer_free(a);
        if (rc < 0)
            return rc;
    }
    return kl_wifi_refuse(w, -EAGAIN, "%s came or went during each of %d readings", l->things,
                          READINGS);
}

int kl_wifi_run_dump(struct kl_wifi *w, struct kl_answer **ret)
{
    struct kl_answer *a;

    for (unsigned tries = 0;; tries++) {
        int rc = kl_request(w->sock, w->msg, &a);

        if (rc < 0)
            return rc;
        if (tries == RETRIES || !is_mixed(a, false))
            break;
        kl_answer_free(a);
    }
    *ret = a;
    return 0;
}
