// SPDX-License-Identifier: MIT
// scan --table: a line for each network, the strongest first.
#include "facts.h"
#include "scan.h"

#include <stdlib.h>

#define N_DOTS 5

struct row {
    struct kl_wifi_bss bss; /* its pointers are gone */
    struct iw_facts facts;
    char name[IW_NAME_MAX];
    bool hidden;
};

struct iw_table {
    struct row *rows;
    size_t n, room;
};

int iw_table_new(struct iw_table **ret)
{
    *ret = calloc(1, sizeof(**ret));
    return *ret != NULL ? 0 : -ENOMEM;
}

void iw_table_free(struct iw_table *t)
{
    if (t == NULL)
        return;
    free(t->rows);
    free(t);
}

int iw_table_add(const struct kl_wifi_bss *b, void *user)
{
    struct iw_table *t = user;
    struct row *r;

    if (t->n == t->room) {
        size_t room = t->room > 0 ? 2 * t->room : 32;
        struct row *rows = realloc(t->rows, room * sizeof(*rows));

        if (rows == NULL)
            return -ENOMEM;
        t->rows = rows;
        t->room = room;
    }
    r = &t->rows[t->n++];
    *r = (struct row){.bss = *b, .hidden = iw_ssid_hidden(b->ssid, b->ssid_len)};
    iw_facts_read(b, &r->facts);
    iw_ssid_text(b->ssid, b->ssid_len, r->name);
    return 0;
}

/* In mBm, for order and bars; those who only say 0 to 100 are put where that may be. */
static int32_t strength(const struct kl_wifi_bss *b)
{
    if ((b->has & KL_WIFI_B_SIGNAL_MBM) != 0)
        return b->signal_mbm;
    return (b->has & KL_WIFI_B_SIGNAL_UNSPEC) != 0 ? -10000 + 60 * b->signal_unspec : -20000;
}

static int by_signal(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int32_t left = strength(&x->bss), right = strength(&y->bss);

    if (left != right)
        return left < right ? 1 : -1;
    return memcmp(x->bss.bssid, y->bss.bssid, 6);
}

/* -90 dBm is hardly usable, -50 as good as it gets. */
static void print_bar(struct kl_out *o, int32_t mbm, bool colour)
{
    int dots = mbm < -9800 ? 0 : (mbm + 9000) / 800 + 1;

    dots = dots < 0 ? 0 : dots > N_DOTS ? N_DOTS : dots;
    if (colour)
        kl_out_str(o, dots >= 4 ? "\033[32m" : dots >= 2 ? "\033[33m" : "\033[31m");
    for (int i = 0; i < N_DOTS; i++)
        kl_out_str(o, i < dots ? "█" : "░");
    if (colour)
        kl_out_str(o, "\033[0m");
}

static void print_signal(struct kl_out *o, const struct kl_wifi_bss *b)
{
    if ((b->has & KL_WIFI_B_SIGNAL_MBM) != 0)
        kl_out_printf(o, "  %4d dBm", b->signal_mbm / 100);
    else if ((b->has & KL_WIFI_B_SIGNAL_UNSPEC) != 0)
        kl_out_printf(o, "  %4u%%   ", b->signal_unspec);
    else
        kl_out_str(o, "         ?");
}

static const char *status_of(const struct kl_wifi_bss *b)
{
    static const char *const words[] = {"authenticated", "connected", "joined"};

    return (b->has & KL_WIFI_B_STATUS) != 0 && b->status < 3 ? words[b->status] : NULL;
}

static void print_row(struct iw *iw, const struct row *r, int security)
{
    const char *status = status_of(&r->bss), *style = "";
    struct kl_out *o = iw->out;

    print_bar(o, strength(&r->bss), iw->colour);
    print_signal(o, &r->bss);
    kl_out_printf(o, "  %5u  %4u  %5u  %-*s  ", r->bss.freq_mhz,
                  kl_wifi_freq_to_channel(r->bss.freq_mhz), r->facts.width_mhz, security,
                  r->facts.security);
    iw_mac(o, r->bss.bssid);
    kl_out_str(o, "  ");
    if (iw->colour)
        style = r->hidden ? "\033[2m" : status != NULL ? "\033[1;32m" : "\033[1m";
    kl_out_printf(o, "%s%s%s", style, r->name, style[0] != '\0' ? "\033[0m" : "");
    if (status != NULL)
        kl_out_printf(o, "  (%s)", status);
    kl_out_char(o, '\n');
}

void iw_table_print(struct iw_table *t, struct iw *iw)
{
    int security = 8; /* the heading */

    if (t->n == 0) {
        kl_out_str(iw->out, "no network was seen\n");
        return;
    }
    qsort(t->rows, t->n, sizeof(*t->rows), by_signal);
    for (size_t i = 0; i < t->n; i++) {
        int len = (int)strlen(t->rows[i].facts.security);

        security = len > security ? len : security;
    }
    kl_out_printf(iw->out,
                  "%ssignal             MHz  chan  width  %-*s  BSSID              SSID%s\n",
                  iw->colour ? "\033[2m" : "", security, "security", iw->colour ? "\033[0m" : "");
    for (size_t i = 0; i < t->n; i++)
        print_row(iw, &t->rows[i], security);
}
