// SPDX-License-Identifier: MIT
// The words of nan add_func, one on each line. What is taken is whole, and points into itself or
// into the words.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/iw/nan_args.h"

#define WORDS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void want(bool is)
{
    if (!is)
        abort();
}

static void check_bytes(const struct kl_wifi_nan_bytes *b, unsigned n, const char *text, size_t len)
{
    want(n <= IW_NAN_MAX);
    for (unsigned i = 0; i < n; i++) {
        const char *at = (const char *)b[i].data;

        want(at >= text && at + b[i].len <= text + len);
        want(memchr(at, '\0', b[i].len) == NULL);
    }
}

static void check(const struct iw_nan *nan, const char *text, size_t len)
{
    const struct kl_wifi_nan_func *f = &nan->f;

    want(nan->named && f->type <= 2);
    check_bytes(f->rx_filter, f->n_rx_filter, text, len);
    check_bytes(f->tx_filter, f->n_tx_filter, text, len);
    if (f->info.data != NULL)
        check_bytes(&f->info, 1, text, len);
    want(f->n_srf <= IW_NAN_MAX);
    want(f->n_srf == 0 ? f->srf == NULL && f->srf_bloom == NULL
                       : (f->srf == NULL) != (f->srf_bloom == NULL));
    want(f->srf == NULL || f->srf == nan->srf[0]);
    want(f->srf_bloom == NULL || (f->srf_bloom_len > 0 && f->srf_bloom_index <= 3));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *rest = text, *word, *args[WORDS_MAX], error[256] = "";
    struct iw_nan *nan = malloc(sizeof(*nan));
    int n = 0;

    if (text != NULL && nan != NULL) {
        memcpy(text, data, size);
        text[size] = '\0';
        while (n < WORDS_MAX && (word = strsep(&rest, "\n")) != NULL)
            args[n++] = word;
        if (iw_parse_nan(n, args, nan, error, sizeof(error)) == 0)
            check(nan, text, size);
        else
            want(error[0] != '\0');
    }
    free(nan);
    free(text);
    return 0;
}
