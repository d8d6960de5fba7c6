// SPDX-License-Identifier: MIT
// Records of any bytes through every form of output, filters and pairing included. The first byte
// chooses the form; then each record is direction and protocol, socket, length, and its bytes.
#include <stdint.h>
#include <stdlib.h>

#include "../../cmd/show/show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct show_options choose(unsigned byte)
{
    struct show_options o = {
        .form = (enum show_form)(byte % 6), .protocol = -1, .quiet = true, .width = 100};

    o.hex = (byte & 0x40) != 0;
    o.colour = (byte & 0x80) != 0;
    if (byte / 6 % 4 == 1)
        o.errors = true;
    if (byte / 6 % 4 == 2)
        o.attributes.word[o.attributes.n++] = "IP.IPADDR_IPV4=1*";
    if (byte / 6 % 4 == 3)
        o.ids.word[o.ids.n++] = "0x1b=nl80211";
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int protocols[] = {-1, NETLINK_ROUTE, NETLINK_GENERIC, NETLINK_NETFILTER, 4, 6, 15,
                                    77};
    struct show_options options;
    struct kl_out *out;
    struct show *s;

    if (size == 0 || kl_out_open_memory(&out) < 0)
        return 0;
    options = choose(data[0]);
    data++, size--;
    if (show_new(&s, &options, out) < 0)
        abort();
    while (size >= 4) {
        size_t len = (data[2] | (size_t)data[3] << 8) % (size - 3);
        struct kl_trace_record r = {.direction = (enum kl_trace_direction)(data[0] % 3),
                                    .protocol = protocols[data[0] >> 2 & 7],
                                    .has_time = true,
                                    .time_ns = (data[0] >> 5) * 1000000u,
                                    .pid = data[1] & 3,
                                    .fd = (data[1] >> 2 & 3) - 1,
                                    .socket = data[1] >> 4 & 3,
                                    .error = data[1] >> 6 == 3 ? "what the source says" : NULL,
                                    .data = data + 4,
                                    .len = len,
                                    .full_len = len};

        if (show_record(&r, s) < 0)
            abort();
        data += 4 + len;
        size -= 4 + len;
    }
    if (show_finish(s) < 0)
        abort();
    show_free(s);
    kl_out_close(out);
    return 0;
}
