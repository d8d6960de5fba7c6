// SPDX-License-Identifier: MIT
// A line of a restore file, read as an element of each type: the first byte chooses type and
// family. What is taken must survive being sent and read back.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ipset/attrs.h"
#include "ipset/print.h"
#include "ipset/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(const struct kl_ipset_type *t, const struct kl_ipset_elem *e)
{
    unsigned char bytes[KL_IPSET_ELEM_MAX];
    struct kl_ipset_elem back = {0};
    struct kl_view v = {.data = bytes};
    struct kl_out *o;

    v.len = kl_ipset_write_elem(bytes, e, 1);
    if (v.len > sizeof(bytes) || kl_ipset_read_elem(&back, &v) != 0)
        abort();
    if (kl_out_open_memory(&o) < 0)
        return;
    kl_ipset_print_elem(o, &(struct kl_print){.names = NULL}, t, &back);
    kl_ipset_print_options(o, t->add, back.has, &back);
    kl_out_close(o);
}

// What the quick reader takes, the careful one takes too and reads alike.
static void compare_quick(const struct kl_parse *p, struct kl_text t, int r,
                          const struct kl_ipset_elem *slow)
{
    unsigned char a[KL_IPSET_ELEM_MAX], b[KL_IPSET_ELEM_MAX];
    struct kl_ipset_elem quick;
    size_t len;

    if (kl_parse_elem_quick(p, t, &quick) != t.s + t.len)
        return;
    if (r != 0 || quick.has != slow->has)
        abort();
    len = kl_ipset_write_elem(a, &quick, 1);
    if (len != kl_ipset_write_elem(b, slow, 1) || memcmp(a, b, len) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kl_text words[KL_WORDS_MAX];
    struct kl_ipset_elem e = {0};
    struct kl_ipset_params params = {0};
    char error[256], *text;
    struct kl_parse p = {.numeric = true, .error = error, .error_size = sizeof(error)};
    int n, r;

    if (size == 0)
        return 0;
    p.type = kl_ipset_type_at((data[0] & 0x7f) % 16);
    p.family = data[0] & 0x80 ? AF_INET6 : AF_INET;
    text = malloc(size); /* so that a read behind the end is seen */
    if (text == NULL)
        return 0;
    memcpy(text, data + 1, size - 1);
    n = kl_words_split((struct kl_text){text, size - 1}, words);
    r = n > 0 ? kl_parse_elem(&p, words[0], &e) : -1;
    if (n > 0)
        compare_quick(&p, words[0], r, &e);
    for (int i = 1; i < n; i++) {
        const struct kl_ipset_option *o =
            kl_ipset_option_find(p.type->add, words[i].s, words[i].len);
        const struct kl_ipset_option *c =
            kl_ipset_option_find(p.type->create, words[i].s, words[i].len);
        struct kl_text value = i + 1 < n ? words[i + 1] : (struct kl_text){"", 0};

        if (r == 0 && o != NULL)
            r = kl_parse_elem_option(
                &p, o, o->kind == KL_KIND_FLAG ? (struct kl_text){NULL, 0} : value, &e);
        if (c != NULL)
            (void)kl_parse_param(&p, c, c->kind == KL_KIND_FLAG ? (struct kl_text){NULL, 0} : value,
                                 &params);
    }
    if (r == 0)
        round_trip(p.type, &e);
    free(text);
    return 0;
}
