// SPDX-License-Identifier: MIT
// scan --table: a line for each network, the strongest first.
#include "scan.h"

#include <stdlib.h>

struct row {
    struct kl_wifi_bss bss; /* its pointers are gone */
    uint8_t ssid[KL_WIFI_SSID_MAX], ssid_len;
    const char *security;
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
    *r = (struct row){.bss = *b, .security = iw_ies_security(b->ies, b->ies_len, b->capability)};
    if (b->ssid != NULL && b->ssid_len <= sizeof(r->ssid)) {
        memcpy(r->ssid, b->ssid, b->ssid_len);
        r->ssid_len = (uint8_t)b->ssid_len;
    }
    return 0;
}

static int by_signal(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->bss.signal_mbm != y->bss.signal_mbm)
        return x->bss.signal_mbm < y->bss.signal_mbm ? 1 : -1;
    return memcmp(x->bss.bssid, y->bss.bssid, 6);
}

/* -90 dBm is hardly usable, -50 as good as it gets. */
static void print_bar(struct kl_out *o, int32_t mbm, bool colour)
{
    int dots = (mbm + 9000) / 800 + 1;

    dots = dots < 0 ? 0 : dots > 5 ? 5 : dots;
    if (colour)
        kl_out_str(o, dots >= 4 ? "\033[32m" : dots >= 2 ? "\033[33m" : "\033[31m");
    for (int i = 0; i < 5; i++)
        kl_out_str(o, i < dots ? "█" : "░");
    if (colour)
        kl_out_str(o, "\033[0m");
}

static void print_row(struct iw *iw, const struct row *r)
{
    struct kl_out *o = iw->out;

    print_bar(o, r->bss.signal_mbm, iw->colour);
    kl_out_printf(o, "  %4d dBm  %5u  %4u  %-15s  ", r->bss.signal_mbm / 100, r->bss.freq_mhz,
                  kl_wifi_freq_to_channel(r->bss.freq_mhz), r->security);
    iw_mac(o, r->bss.bssid);
    kl_out_str(o, "  ");
    if (r->ssid_len == 0 || r->ssid[0] == 0)
        kl_out_str(o, "(hidden)");
    else
        iw_ssid(o, r->ssid, r->ssid_len);
    if ((r->bss.has & KL_WIFI_B_STATUS) != 0 && r->bss.status == NL80211_BSS_STATUS_ASSOCIATED)
        kl_out_str(o, "  (connected)");
    kl_out_char(o, '\n');
}

void iw_table_print(struct iw_table *t, struct iw *iw)
{
    qsort(t->rows, t->n, sizeof(*t->rows), by_signal);
    if (t->n == 0)
        kl_out_str(iw->out, "no network was seen\n");
    else
        kl_out_str(iw->out,
                   "signal             MHz  chan  security         BSSID              SSID\n");
    for (size_t i = 0; i < t->n; i++)
        print_row(iw, &t->rows[i]);
}
