// SPDX-License-Identifier: MIT
// The inside of a Wi-Fi handle: requests of nl80211 in one line each, and operations, which wait
// for events.
#ifndef KL_WIFI_WIFI_H
#define KL_WIFI_WIFI_H

#include <kernlink/wifi.h>

#include "../core/list.h"
#include "../core/sock.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/nl80211.h>
#include <string.h>

struct kl_wifi_op;

/* What kinds of operations have in common. */
struct kl_wifi_op_class {
    /* An event of nl80211 that has to do with the interface or its phy. */
    void (*event)(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd, const struct kl_view *v);
    /* Events were lost, or op->wake has come (0 then, until it is set again). */
    void (*check)(struct kl_wifi *w, struct kl_wifi_op *op, bool lost);
    /* Ends it: gives up what it began, and calls back with @code. */
    void (*end)(struct kl_wifi *w, struct kl_wifi_op *op, int code);
    /* Frees what it holds, and does nothing else. */
    void (*forget)(struct kl_wifi_op *op);
};

struct kl_wifi_op {
    struct kl_list link;
    const struct kl_wifi_op_class *class;
    int64_t id;
    uint64_t deadline, wake; /* ns; wake 0: never */
    uint32_t ifindex, wiphy;
    uint64_t wdev;
    bool over; /* called back; freed when nobody walks over the list */
    struct kl_wifi *wifi;
    struct kl_sock *frames; /* kl_wifi_op_listen()'s, or NULL */
};

struct kl_wifi {
    struct kl_sock *sock, *events; /* events: when first needed */
    struct kl_msg *msg;
    char *netns;
    uint16_t family;
    uint8_t version;
    int epoll;
    unsigned walking;
    struct kl_list ops;
    int64_t next_id;
    kl_wifi_event_fn *event_fn;
    void *event_user;
};

/* ---- session.c ---- */

/* Makes kl_wifi_fd() cover @s. @return 0 or negative. */
int kl_wifi_watch(struct kl_wifi *w, struct kl_sock *s);

/* @ifindex 0: nothing is put; kl_wifi_wdev_index()'s: the wdev. */
void kl_wifi_put_ifindex(struct kl_msg *m, uint32_t ifindex);
/* Begins w->msg; @ifindex as there. */
void kl_wifi_begin(struct kl_wifi *w, uint8_t cmd, uint16_t flags, uint32_t ifindex);
/* Sends w->msg and waits. @return 0 or negative, with the error set. */
int kl_wifi_run(struct kl_wifi *w, struct kl_answer **ret);
/* The attributes of message @i of an answer. */
int kl_wifi_answer_view(const struct kl_answer *a, size_t i, struct kl_view *ret);
/* Says what is wrong with a request before it is sent. @return @code. */
int kl_wifi_refuse(struct kl_wifi *w, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Wipes what held a key: w->msg, and what the socket keeps of requests. */
void kl_wifi_wipe(struct kl_wifi *w);
/* As kl_wifi_run() for a request that may hold a key: wiped behind it. */
int kl_wifi_run_key(struct kl_wifi *w);

/* ---- list.c ---- */

/* What is dumped, and how one object of it is asked for. */
struct kl_wifi_list {
    uint8_t cmd;
    uint16_t key;     /* the attribute that names an object */
    uint32_t ifindex; /* as kl_wifi_begin() takes it */
    int64_t wiphy;    /* negative: of all */
    bool by_phy;      /* changes are counted for each phy */
    bool split;       /* phys, in parts */
    size_t most;      /* bytes that one takes, where nothing comes or goes while the kernel fills a
                       * datagram (it has rtnl); 0: something may */
    const char *things; /* for words */
};

/* Reads it until nothing came or went meanwhile. @return 0; -EAGAIN: it did each time; or negative,
 * with the error set */
int kl_wifi_run_list(struct kl_wifi *w, const struct kl_wifi_list *l, struct kl_answer **ret);
/* Sends w->msg, a dump that may be a little of both: again while its parts are of different
 * generations, some times. */
int kl_wifi_run_dump(struct kl_wifi *w, struct kl_answer **ret);

/* ---- phy.c ---- */

/* The parts of phy @wiphy, or with a negative number of all. */
int kl_wifi_dump_phys(struct kl_wifi *w, int64_t wiphy, struct kl_answer **ret);

/* ---- connect.c ---- */

/* Makes w->msg the request to connect; @pmk is the key of WPA2, where one is asked for. */
void kl_wifi_put_connect(struct kl_wifi *w, uint32_t ifindex,
                         const struct kl_wifi_connect_options *o, const uint8_t *pmk);

/* ---- op.c ---- */

/* Events come from @s, which is open for them and is the handle's from now on. @return 0 or
 * negative: it is not. */
int kl_wifi_take_events(struct kl_wifi *w, struct kl_sock *s);
/* Makes sure that events arrive. @return 0 or negative. */
int kl_wifi_subscribe(struct kl_wifi *w);
/* Adds @op, which is malloc'ed, for interface @ifindex. @return its id, or negative (-ENODEV, ...):
 * then it was not added. */
int64_t kl_wifi_op_add(struct kl_wifi *w, struct kl_wifi_op *op,
                       const struct kl_wifi_op_class *class, uint32_t ifindex, unsigned timeout_ms);
/* It is over, to be freed by a later sweep. Before its callback is called, which may use it still.
 */
void kl_wifi_op_over(struct kl_wifi *w, struct kl_wifi_op *op);
/* It could not begin: nothing of @op may be used behind this. It is freed when nobody walks over
 * the list, mostly at once: its socket would keep frames from others. */
void kl_wifi_op_drop(struct kl_wifi *w, struct kl_wifi_op *op);
/* Begins @cmd for @op on a socket of its own, to be filled in as w->msg and sent by
 * kl_wifi_op_request(): what the kernel sends to whom has asked (frames) is then an event of @op,
 * and ends with it. @return 0 or negative. */
int kl_wifi_op_begin(struct kl_wifi *w, struct kl_wifi_op *op, uint8_t cmd);
int kl_wifi_op_request(struct kl_wifi *w, struct kl_wifi_op *op);
/* Asks for frames of @type that begin, behind their header, with @match. */
int kl_wifi_op_listen(struct kl_wifi *w, struct kl_wifi_op *op, uint16_t type, const void *match,
                      size_t len);
/* Handles events until *@done. @return 0, or a negative code of the sockets. */
int kl_wifi_wait(struct kl_wifi *w, const bool *done);

/* ---- Attributes ---- */

static inline uint64_t kl_wifi_uint(const struct kl_view *v, uint16_t attr, uint64_t otherwise)
{
    uint64_t value;

    return kl_view_get_uint(v, attr, &value) == 0 ? value : otherwise;
}

/* Copies an attribute that has to be @size bytes. */
static inline bool kl_wifi_bytes(const struct kl_view *v, uint16_t attr, void *ret, size_t size)
{
    const void *data;
    size_t len;

    if (kl_view_get_bytes(v, attr, &data, &len) < 0 || len < size)
        return false;
    memcpy(ret, data, size);
    return true;
}

static inline struct kl_view kl_wifi_inside(const struct kl_attr *a)
{
    return (struct kl_view){.data = a->data, .len = a->len};
}

/* ---- chan.c ---- */

bool kl_wifi_read_chan(const struct kl_view *v, struct kl_wifi_chan *ret);
void kl_wifi_put_chan(struct kl_msg *m, const struct kl_wifi_chan *c);

/* ---- bss.c ---- */

/* The element @id of @ies, or NULL. */
const uint8_t *kl_wifi_find_ie(const uint8_t *ies, size_t len, uint8_t id, size_t *ret_len);
/* Do beacons say that frames are encrypted by WPA (2, 3)? */
bool kl_wifi_bss_is_wpa(const struct kl_wifi_bss *b);

/* ---- settings.c ---- */

/* The queues of a message that counts them; ret->has stays as it is where it does not. */
void kl_wifi_read_txq_stats(const struct kl_view *v, uint16_t attr, struct kl_wifi_txq_stats *ret);

/* ---- rate.c ---- */

void kl_wifi_read_rate(const struct kl_view *v, struct kl_wifi_rate *ret);

/* ---- limits.c ---- */

struct kl_wifi_rates;
struct kl_wifi_tid_config;

void kl_wifi_put_rates(struct kl_msg *m, uint16_t attr, const struct kl_wifi_rates *r);
void kl_wifi_put_tids(struct kl_msg *m, const struct kl_wifi_tid_config *c, unsigned n);

/* ---- mlme.c ---- */

void kl_wifi_put_wep(struct kl_msg *m, const struct kl_wifi_wep_key *keys, unsigned n,
                     unsigned standard);
int kl_wifi_check_wep(struct kl_wifi *w, const struct kl_wifi_wep_key *keys, unsigned n,
                      unsigned standard);
int kl_wifi_check_ssid(struct kl_wifi *w, const uint8_t *ssid, size_t len);

#endif
