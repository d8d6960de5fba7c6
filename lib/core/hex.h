// SPDX-License-Identifier: MIT
// Hexadecimal digits.
#ifndef KL_CORE_HEX_H
#define KL_CORE_HEX_H

/** The value of a digit in either case; -1 when it is none. */
static inline int kl_hex_digit(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
