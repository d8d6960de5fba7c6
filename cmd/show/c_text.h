// SPDX-License-Identifier: MIT
// C as text: literals, comments, and the parts of a program that are the same for all requests.
#ifndef KL_SHOW_C_TEXT_H
#define KL_SHOW_C_TEXT_H

#include <kernlink/sink.h>

// May it be a name in C, and none that C has already?
bool c_identifier(const char *s);
// May it stand in quotes as it is?
bool c_plain(const char *s);
void c_string(struct kl_out *o, const void *data, size_t len);
// A compound literal; a string where it is empty.
void c_bytes(struct kl_out *o, const void *data, size_t len);
// What may stand behind two slashes.
void c_comment(struct kl_out *o, const char *text);
// An address as a comment.
void c_address(struct kl_out *o, const void *data, size_t len);

extern const char c_prologue[], c_main_head[], c_main_tail[];

#endif
