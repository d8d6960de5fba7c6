// SPDX-License-Identifier: MIT
// nan add_func's words. iw wants them in one order; here any will do behind the type.
#include "nan_args.h"
#include "iw.h"

#include <stdarg.h>
#include <stdio.h>

struct reading {
    struct iw_nan *nan;
    int n; /* words that are left */
    char **args;
    char *error;
    size_t error_size;
};

static int wrong(struct reading *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int wrong(struct reading *r, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(r->error, r->error_size, format, args);
    va_end(args);
    return -EINVAL;
}

/* The next word. @return NULL: there is none, and that is wrong */
static char *next(struct reading *r, const char *behind)
{
    if (r->n == 0) {
        wrong(r, "something is missing behind '%s'", behind);
        return NULL;
    }
    r->n--;
    return *r->args++;
}

static int next_number(struct reading *r, const char *behind, uint64_t most, uint64_t *ret)
{
    const char *word = next(r, behind);

    if (word == NULL)
        return -EINVAL;
    return iw_parse_number(word, 1, most, ret) ? 0
                                               : wrong(r, "%s: '%.60s' is no number of 1 to %llu",
                                                       behind, word, (unsigned long long)most);
}

static int take_type(struct reading *r)
{
    static const char *const types[] = {"publish", "subscribe", "followup"};
    const char *word;

    if (r->n == 0 || strcmp(r->args[0], "type") != 0)
        return wrong(r, "type is wanted first");
    next(r, "");
    word = next(r, "type");
    for (uint8_t i = 0; word != NULL && i < 3; i++)
        if (strcmp(word, types[i]) == 0) {
            r->nan->f.type = i;
            return 0;
        }
    return word != NULL ? wrong(r, "there is no type '%.60s'", word) : -EINVAL;
}

/* Words that say all by themselves. */
static bool take_flag(const char *word, struct kl_wifi_nan_func *f)
{
    if (strcmp(word, "active") == 0)
        f->active = true;
    else if (strcmp(word, "solicited") == 0)
        f->publish_type |= NL80211_NAN_SOLICITED_PUBLISH;
    else if (strcmp(word, "unsolicited") == 0)
        f->publish_type |= NL80211_NAN_UNSOLICITED_PUBLISH;
    else if (strcmp(word, "bcast") == 0)
        f->publish_bcast = true;
    else if (strcmp(word, "close_range") == 0)
        f->close_range = true;
    else
        return false;
    return true;
}

static int take_name(struct reading *r)
{
    const char *word = next(r, "name");

    if (word == NULL)
        return -EINVAL;
    if (*word == '\0' || strlen(word) > 255)
        return wrong(r, "a name has 1 to 255 bytes");
    kl_wifi_nan_service_id(word, r->nan->f.service_id);
    r->nan->named = true;
    return 0;
}

static int take_info(struct reading *r)
{
    const char *word = next(r, "info");

    if (word == NULL)
        return -EINVAL;
    if (strlen(word) > 255)
        return wrong(r, "info has at most 255 bytes");
    r->nan->f.info =
        (struct kl_wifi_nan_bytes){.data = (const uint8_t *)word, .len = (uint8_t)strlen(word)};
    return 0;
}

/* "mac;mac" */
static int take_macs(struct reading *r, char *word)
{
    char *one;

    while ((one = strsep(&word, ";")) != NULL) {
        if (r->nan->f.n_srf == IW_NAN_MAX)
            return wrong(r, "there are more than %d addresses", IW_NAN_MAX);
        if (!iw_parse_mac(one, r->nan->srf[r->nan->f.n_srf]))
            return wrong(r, "'%.60s' is no MAC address", one);
        r->nan->f.n_srf++;
    }
    return 0;
}

/* "include|exclude list MACS", "include|exclude bf INDEX LENGTH MACS" */
static int take_srf(struct reading *r)
{
    struct kl_wifi_nan_func *f = &r->nan->f;
    const char *which = next(r, "srf"), *form = which != NULL ? next(r, which) : NULL;
    uint64_t index = 0, len = 0;
    char *macs;

    if (form == NULL)
        return -EINVAL;
    if (f->srf != NULL || f->srf_bloom != NULL)
        return wrong(r, "srf stands there twice");
    f->srf_include = strcmp(which, "include") == 0;
    if (!f->srf_include && strcmp(which, "exclude") != 0)
        return wrong(r, "srf: '%.60s' is neither include nor exclude", which);
    if (strcmp(form, "bf") == 0) {
        const char *word = next(r, form);

        if (word == NULL)
            return -EINVAL;
        if (!iw_parse_number(word, 0, 3, &index))
            return wrong(r, "bf: '%.60s' is no number of 0 to 3", word);
        if (next_number(r, "bf", 255, &len) < 0)
            return -EINVAL;
    } else if (strcmp(form, "list") != 0) {
        return wrong(r, "srf: '%.60s' is neither bf nor list", form);
    }
    macs = next(r, form);
    if (macs == NULL || take_macs(r, macs) < 0)
        return -EINVAL;
    f->srf = len == 0 ? r->nan->srf[0] : NULL;
    f->srf_bloom = len != 0 ? r->nan->bloom : NULL;
    f->srf_bloom_len = (uint8_t)len;
    f->srf_bloom_index = (uint8_t)index;
    for (unsigned i = 0; len != 0 && i < f->n_srf; i++)
        kl_wifi_nan_bloom(r->nan->bloom, f->srf_bloom_len, f->srf_bloom_index, r->nan->srf[i]);
    return 0;
}

/* "one:two" */
static int take_filter(struct reading *r, const char *what, struct kl_wifi_nan_bytes *ret,
                       unsigned *ret_n)
{
    char *word = next(r, what), *one;

    if (word == NULL)
        return -EINVAL;
    while ((one = strsep(&word, ":")) != NULL) {
        if (*ret_n == IW_NAN_MAX || strlen(one) > 255)
            return wrong(r, "%s has at most %d parts of 255 bytes", what, IW_NAN_MAX);
        ret[(*ret_n)++] =
            (struct kl_wifi_nan_bytes){.data = (const uint8_t *)one, .len = (uint8_t)strlen(one)};
    }
    return 0;
}

static int take_dest(struct reading *r)
{
    const char *word = next(r, "flw_up_dest");

    if (word == NULL)
        return -EINVAL;
    return iw_parse_mac(word, r->nan->f.follow_up_dest)
               ? 0
               : wrong(r, "'%.60s' is no MAC address", word);
}

static int take_one(struct reading *r)
{
    struct kl_wifi_nan_func *f = &r->nan->f;
    const char *word = next(r, "");
    uint64_t number = 0;
    int rc;

    if (take_flag(word, f))
        return 0;
    if (strcmp(word, "name") == 0)
        return take_name(r);
    if (strcmp(word, "info") == 0)
        return take_info(r);
    if (strcmp(word, "srf") == 0)
        return take_srf(r);
    if (strcmp(word, "rx_filter") == 0)
        return take_filter(r, word, r->nan->rx, &f->n_rx_filter);
    if (strcmp(word, "tx_filter") == 0)
        return take_filter(r, word, r->nan->tx, &f->n_tx_filter);
    if (strcmp(word, "flw_up_dest") == 0)
        return take_dest(r);
    if (strcmp(word, "ttl") == 0) {
        rc = next_number(r, word, UINT32_MAX, &number);
        f->ttl = (uint32_t)number;
        return rc;
    }
    if (strcmp(word, "flw_up_id") != 0 && strcmp(word, "flw_up_req_id") != 0)
        return wrong(r, "'%.60s' is not understood", word);
    rc = next_number(r, word, 255, &number);
    *(word[7] == 'i' ? &f->follow_up_id : &f->follow_up_req_id) = (uint8_t)number;
    return rc;
}

int iw_parse_nan(int n, char **args, struct iw_nan *ret, char *error, size_t error_size)
{
    struct reading r = {.nan = ret, .n = n, .args = args, .error = error, .error_size = error_size};
    int rc;

    memset(ret, 0, sizeof(*ret));
    rc = take_type(&r);
    while (rc == 0 && r.n > 0)
        rc = take_one(&r);
    ret->f.rx_filter = ret->rx;
    ret->f.tx_filter = ret->tx;
    if (rc == 0 && !ret->named)
        rc = wrong(&r, "name is missing");
    return rc;
}
