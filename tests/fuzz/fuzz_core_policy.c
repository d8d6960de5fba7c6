// SPDX-License-Identifier: MIT
// A policy as a kernel might tell it, and messages that are decoded by the schema made of it: the
// control family's messages at the beginning of the input, and what follows them.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/schema.h>
#include <linux/genetlink.h>

#include "core/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(const struct kl_policy *p, const void *data, size_t len)
{
    const struct kl_decode_options options = {.protocol = NETLINK_GENERIC,
                                              .family = kl_policy_family(p)};
    struct kl_sink *sink;
    struct kl_out *o;

    if (kl_out_open_memory(&o) < 0)
        return;
    if (kl_sink_new(&sink, KL_SINK_JSON, o) == 0) {
        kl_decode(sink, data, len, &options);
        if (kl_sink_free(sink) != 0)
            abort();
    }
    kl_out_close(o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kl_policy *p = calloc(1, sizeof(*p));
    unsigned char *copy = malloc(size > 0 ? size : 1); /* messages are aligned */
    size_t at = 0;

    if (p == NULL || copy == NULL)
        abort();
    strcpy(p->name, "gadget");
    if (size > 0)
        memcpy(copy, data, size);
    while (size - at >= sizeof(struct nlmsghdr)) {
        const struct nlmsghdr *h = (const void *)(copy + at);

        if (h->nlmsg_type != GENL_ID_CTRL || h->nlmsg_len < sizeof(*h) ||
            h->nlmsg_len > size - at || kl_policy_read(p, h) < 0)
            break;
        at += NLMSG_ALIGN((size_t)h->nlmsg_len) < size - at ? NLMSG_ALIGN((size_t)h->nlmsg_len)
                                                            : size - at;
    }
    if (kl_policy_finish(p) == 0) {
        kl_policy_attr(p, 0, 1);
        decode(p, copy + at, size - at);
    }
    kl_policy_free(p);
    free(copy);
    return 0;
}
