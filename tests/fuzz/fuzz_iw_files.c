// SPDX-License-Identifier: MIT
// Files that iw's commands take: the first byte says of which kind. What is taken is in order.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/iw/ftm_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_pattern(const struct kl_wifi_pattern *p)
{
    if (p->len == 0 || p->len > KL_WIFI_PATTERN_MAX)
        abort();
    for (uint32_t i = 0; i < p->len; i++)
        if ((p->mask[i / 8] >> i % 8 & 1) == 0 && p->bytes[i] != 0)
            abort();
}

static void read_rules(struct iw_file *f)
{
    struct iw_coalesce *c = malloc(sizeof(*c));
    unsigned n = 0;

    if (c == NULL)
        return;
    if (iw_read_coalesce(f, c) == 0) {
        for (unsigned i = 0; i < c->n_rules; i++)
            for (unsigned k = 0; k < c->rules[i].n_patterns; k++, n++)
                check_pattern(&c->rules[i].patterns[k]);
        if (n != c->n_patterns || n < c->n_rules)
            abort();
    } else if (f->error[0] == '\0') {
        abort();
    }
    free(c);
}

static void read_tcp(struct iw_file *f)
{
    struct iw_wake_tcp c;

    if (iw_read_wake_tcp(f, &c) == 0) {
        if (c.t.data_len == 0 || c.t.data_len > sizeof(c.data) || c.t.interval_s == 0 ||
            c.t.tokens_len > sizeof(c.tokens))
            abort();
        if (c.t.wake != NULL)
            check_pattern(&c.wake);
    } else if (f->error[0] == '\0') {
        abort();
    }
}

static void read_stations(struct iw_file *f)
{
    struct iw_ftm ftm;

    if (iw_read_ftm(f, &ftm) < 0) {
        if (f->error[0] == '\0')
            abort();
        return;
    }
    for (unsigned i = 0; i < ftm.n; i++)
        if (kl_wifi_chan_complete(&ftm.targets[i].chan, NULL, 0) < 0 ||
            ftm.targets[i].preamble > 4 || ftm.targets[i].retries > 255)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct iw_file f = {.name = "file"};

    if (size == 0)
        return 0;
    f.len = size - 1;
    f.text = malloc(size);
    if (f.text == NULL)
        return 0;
    memcpy(f.text, data + 1, size - 1);
    f.text[size - 1] = '\0';
    if (data[0] % 3 == 0)
        read_rules(&f);
    else if (data[0] % 3 == 1)
        read_tcp(&f);
    else
        read_stations(&f);
    free(f.text);
    return 0;
}
