// SPDX-License-Identifier: MIT
// The buffers of a call, as its line shows them: strings, messages, vectors of either.
#include "strace.h"

#include <stdlib.h>
#include <string.h>

/* One value of @want bytes: a string, a message, or an address that shows nothing. */
void kl_held_value(struct kl_held *h, struct kl_span v, size_t want)
{
    size_t start = h->data.len, len, cut = 0;

    if (v.s < v.end && *v.s == '"') {
        const char *stop = kl_unescape(v.s + 1, v.end, '"', &h->data);

        len = h->data.len - start;
        /* Some people shorten what they show: "\x30\x00 ..." */
        if (len >= 4 && memcmp(h->data.data + h->data.len - 4, " ...", 4) == 0 && want > len - 4)
            cut = 4;
        h->data.len -= cut;
        len -= cut;
        if (want == KL_UNKNOWN_LENGTH)
            want = len + (cut > 0 || (v.end - stop >= 4 && memcmp(stop + 1, "...", 3) == 0));
        if (len > want)
            h->data.len = start + (len = want);
        kl_pieces_add(&h->pieces, (struct kl_piece){start, len, want});
    } else if (v.s < v.end && (*v.s == '[' || *v.s == '{')) {
        struct kl_rebuild b = {.families = &h->families, .bytes = &h->data};

        if (kl_strace_rebuild(&b, v)) {
            h->certainty = KL_OURS;
            h->rebuilt = true;
            len = h->data.len - start;
            if (b.lossy)
                for (size_t i = 0; i < b.pieces.count; i++)
                    kl_pieces_add(&h->pieces, b.pieces.all[i]);
            else if (len > 0)
                kl_pieces_add(&h->pieces, (struct kl_piece){start, len < want ? len : want,
                                                            len < want ? len : want});
            memcpy(h->error, b.error, sizeof(h->error));
        }
        free(b.pieces.all);
    }
}

/* [{iov_base=..., iov_len=...}, ...], before 4.13 [{..., 48}, ...]. */
void kl_held_vector(struct kl_held *h, struct kl_span vector, size_t want)
{
    struct kl_pieces *pieces = &h->pieces;
    size_t first = pieces->count, left = want;
    struct kl_span in, one, base, len;
    const char *s, *e;
    long long n;

    if (!kl_inside(vector, &in))
        return;
    for (s = in.s; left > 0 && kl_next_value(&s, in.end, &one);) {
        struct kl_span inside;
        size_t part = left, before = pieces->count;

        if (!kl_inside(one, &inside))
            break;
        if (!kl_field(inside, "iov_base", &base) || !kl_field(inside, "iov_len", &len)) {
            e = inside.s;
            if (!kl_next_value(&e, inside.end, &base) || !kl_next_value(&e, inside.end, &len))
                len = (struct kl_span){NULL, NULL};
        }
        if (len.s != NULL && kl_span_number(len, &n) && n >= 0 && (size_t)n < part)
            part = (size_t)n;
        kl_held_value(h, base, part);
        if (pieces->count == before)
            break;
        if (pieces->count != before + 1)
            return;
        if (before > first) { /* one datagram over several buffers */
            struct kl_piece *a = &pieces->all[before - 1], *b = &pieces->all[before];

            if (a->at + a->len != b->at || a->len < a->full)
                break;
            a->len += b->len;
            a->full += b->full;
            pieces->count--;
        }
        left -= want == KL_UNKNOWN_LENGTH ? 0 : part;
    }
    if (pieces->count == first + 1 && want != KL_UNKNOWN_LENGTH && pieces->all[first].full < want &&
        !h->rebuilt)
        pieces->all[first].full = want;
}

void kl_held_header(struct kl_held *h, struct kl_span msghdr, size_t want)
{
    struct kl_span in, vector;

    if (kl_inside(msghdr, &in) && kl_field(in, "msg_iov", &vector))
        kl_held_vector(h, vector, want);
}

/* [{msg_hdr={...}, msg_len=20}, ...], before 4.13 [{{...}, 20}, ...]. */
void kl_held_headers(struct kl_held *h, struct kl_span vector, long long count)
{
    struct kl_span in, one, inside, header, len;
    const char *s, *e;

    if (!kl_inside(vector, &in))
        return;
    for (s = in.s; count > 0 && kl_next_value(&s, in.end, &one); count--) {
        long long n;

        if (!kl_inside(one, &inside))
            break;
        e = inside.s;
        if (!kl_field(inside, "msg_hdr", &header) && !kl_next_value(&e, inside.end, &header))
            break;
        if (!kl_field(inside, "msg_len", &len) && !kl_next_value(&e, inside.end, &len))
            len = (struct kl_span){NULL, NULL};
        kl_held_header(h, header,
                       len.s != NULL && kl_span_number(len, &n) && n >= 0 ? (size_t)n
                                                                          : KL_UNKNOWN_LENGTH);
    }
}

/* What is not surely netlink's must look like it in every byte. */
bool kl_held_plausible(const struct kl_held *h)
{
    const struct kl_bytes *b = h->dump.len > 0 ? &h->dump : &h->data;
    const struct kl_pieces *pieces = h->dump.len > 0 ? &h->dump_pieces : &h->pieces;

    for (size_t i = 0; i < pieces->count; i++) {
        const struct kl_piece *p = &pieces->all[i];

        if (p->len == 0 || !kl_trace_plausible(b->data + p->at, p->len) ||
            (p->len == p->full && kl_trace_messages(b->data + p->at, p->len) != p->len))
            return false;
    }
    return pieces->count > 0;
}
