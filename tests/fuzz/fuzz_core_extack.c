// SPDX-License-Identifier: MIT
/*
 * Extended acknowledgements. Input: flags, then the length of the request (16 bits), the request,
 * and the acknowledgement, whose own lengths are set right as the receiving code would insist.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kernlink/schema.h>

#include "core/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct nlmsghdr *message(const uint8_t *data, size_t len)
{
    struct nlmsghdr *msg = malloc(len);

    if (msg == NULL)
        return NULL;
    memcpy(msg, data, len);
    msg->nlmsg_len = (uint32_t)len;
    return msg;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int protocols[] = {NETLINK_NETFILTER, NETLINK_GENERIC, NETLINK_ROUTE};
    struct kl_error_context c = {0};
    struct nlmsghdr *request = NULL, *ack;
    const struct nlmsghdr *echo;
    struct kl_error e;
    size_t len, echo_len;

    if (size < 3)
        return 0;
    c.protocol = protocols[data[0] % 3];
    len = (size_t)(data[1] | data[2] << 8);
    data += 3;
    size -= 3;
    len = len < size ? len : size;
    if (len >= NLMSG_HDRLEN)
        c.request = request = message(data, len);
    ack = size - len >= NLMSG_HDRLEN ? message(data + len, size - len) : NULL;
    if (ack != NULL) {
        kl_error_parse(&e, ack, &c);
        if (strlen(kl_error_text(&e)) >= sizeof(e.text) || strlen(e.path) >= sizeof(e.path))
            abort();
        if (kl_error_echo(ack, &echo, &echo_len) == 0 &&
            (const char *)echo + echo_len > (const char *)ack + ack->nlmsg_len)
            abort();
    }
    free(request);
    free(ack);
    return 0;
}
