// SPDX-License-Identifier: MIT
// C as text.
#include "c_text.h"

#include "../../lib/core/out.h"

#include <ctype.h>
#include <string.h>

bool c_identifier(const char *s)
{
    // Attributes are in capitals: nothing of C's own is, but for macros that begin otherwise.
    if (!isupper((unsigned char)*s))
        return false;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && *s != '_')
            return false;
    return true;
}

bool c_plain(const char *s)
{
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("_-.:", *s))
            return false;
    return true;
}

void c_string(struct kl_out *o, const void *data, size_t len)
{
    const unsigned char *s = data;

    kl_out_char(o, '"');
    for (size_t i = 0; i < len; i++) {
        if (s[i] < 0x20 || s[i] >= 0x7f || s[i] == '"' || s[i] == '\\' || s[i] == '?')
            kl_out_printf(o, "\\%03o", s[i]);
        else
            kl_out_char(o, (char)s[i]);
    }
    kl_out_char(o, '"');
}

void c_bytes(struct kl_out *o, const void *data, size_t len)
{
    const unsigned char *s = data;

    if (len == 0) {
        kl_out_str(o, "\"\"");
        return;
    }
    kl_out_str(o, "(const unsigned char[]){");
    for (size_t i = 0; i < len; i++) {
        if (len > 12 && i % 12 == 0)
            kl_out_str(o, "\n        ");
        kl_out_printf(o, "0x%02x%s", s[i], i + 1 == len ? "" : (i + 1) % 12 == 0 ? "," : ", ");
    }
    kl_out_char(o, '}');
}

void c_comment(struct kl_out *o, const char *text)
{
    // A backslash at the end would continue the comment.
    for (; *text; text++)
        kl_out_char(o, (unsigned char)*text < 0x20 || (unsigned char)*text >= 0x7f || *text == '\\'
                           ? '?'
                           : *text);
}

void c_address(struct kl_out *o, const void *data, size_t len)
{
    if (len != 4 && len != 16)
        return;
    kl_out_str(o, " // ");
    kl_out_ip(o, data, len);
}

const char c_prologue[] =
    "// Written by `kernlink decode --c'.\n"
    "// cc -Wall program.c $(pkg-config --cflags --libs kernlink) -o program\n"
    "#include <errno.h>\n"
    "#include <kernlink/kernlink.h>\n"
    "#include <stdio.h>\n"
    "#include <stdlib.h>\n"
    "#include <string.h>\n"
    "\n"
    "static int complain(struct kl_sock *s, int rc)\n"
    "{\n"
    "    fprintf(stderr, \"%s\\n\", kl_error_text(kl_sock_error(s)));\n"
    "    return rc;\n"
    "}\n"
    "\n"
    "// Sends the message, waits for the answer, and prints it.\n"
    "static inline int request(struct kl_sock *s, struct kl_msg *m,\n"
    "                          const struct kl_family *family)\n"
    "{\n"
    "    struct kl_decode_options options = {.protocol = kl_sock_protocol(s), .family = family};\n"
    "    struct kl_answer *answer = NULL;\n"
    "    struct kl_sink *sink = NULL;\n"
    "    struct kl_out *out = NULL;\n"
    "    int rc = kl_request(s, m, &answer);\n"
    "\n"
    "    if (rc < 0)\n"
    "        return complain(s, rc);\n"
    "    rc = kl_out_open_fd(&out, 1);\n"
    "    if (rc == 0)\n"
    "        rc = kl_sink_new(&sink, KL_SINK_TEXT, out);\n"
    "    for (size_t i = 0; rc == 0 && i < kl_answer_count(answer); i++) {\n"
    "        const struct nlmsghdr *h = kl_answer_message(answer, i);\n"
    "\n"
    "        kl_decode(sink, h, h->nlmsg_len, &options);\n"
    "    }\n"
    "    kl_sink_free(sink);\n"
    "    kl_out_close(out);\n"
    "    kl_answer_free(answer);\n"
    "    return rc;\n"
    "}\n"
    "\n"
    "// Messages that are sent as one datagram: all of them are done, or none.\n"
    "struct batch {\n"
    "    char *data;\n"
    "    size_t len;\n"
    "    unsigned seq;\n"
    "};\n"
    "\n"
    "static inline void batch_add(struct batch *b, struct kl_msg *m)\n"
    "{\n"
    "    struct nlmsghdr h = *kl_msg_header(m);\n"
    "    char *grown = kl_msg_error(m) == 0 ? realloc(b->data, b->len + h.nlmsg_len) : NULL;\n"
    "\n"
    "    if (!grown) {\n"
    "        fprintf(stderr, \"%s: %s\\n\", kl_msg_error_path(m), kl_strerror(kl_msg_error(m)));\n"
    "        exit(1);\n"
    "    }\n"
    "    b->data = grown;\n"
    "    memcpy(grown + b->len, kl_msg_header(m), h.nlmsg_len);\n"
    "    h.nlmsg_seq = ++b->seq;\n"
    "    memcpy(grown + b->len, &h, sizeof(h));\n"
    "    b->len += h.nlmsg_len;\n"
    "}\n"
    "\n"
    "// Begin and end of a batch for nftables.\n"
    "static inline void batch_frame(struct batch *b, struct kl_msg *m, int type)\n"
    "{\n"
    "    kl_msg_start(m, (uint16_t)type, 0);\n"
    "    kl_msg_put_header(m, (const unsigned char[]){0, 0, 0, 10}, 4);\n"
    "    batch_add(b, m);\n"
    "}\n"
    "\n"
    "static inline int batch_send(struct kl_sock *s, struct kl_msg *m, struct batch *b)\n"
    "{\n"
    "    const struct nlmsghdr *h;\n"
    "    int rc, failed = 0;\n"
    "\n"
    "    batch_frame(b, m, 17);\n"
    "    rc = kl_sendto(s, b->data, b->len) < 0 ? -EIO : 0;\n"
    "    free(b->data);\n"
    "    if (rc < 0)\n"
    "        return complain(s, rc);\n"
    "    // The kernel has answered when sending returns.\n"
    "    while ((rc = kl_get(s, &h, 1)) != -ETIMEDOUT)\n"
    "        if (rc < 0)\n"
    "            failed = complain(s, rc);\n"
    "    return failed;\n"
    "}\n"
    "\n";

const char c_main_head[] = "int main(void)\n"
                           "{\n"
                           "    static const struct {\n"
                           "        int protocol;\n"
                           "        int (*run)(struct kl_sock *s, struct kl_msg *m);\n"
                           "    } requests[] = {\n";

const char c_main_tail[] =
    "    };\n"
    "    struct kl_sock *socks[32] = {NULL};\n"
    "    struct kl_msg *m = NULL;\n"
    "    int rc = kl_msg_new(&m), failed = rc;\n"
    "\n"
    "    // One that the kernel refuses does not stop the rest, as it did not in what was seen.\n"
    "    for (size_t i = 0; m && i < sizeof(requests) / sizeof(requests[0]); i++) {\n"
    "        struct kl_sock_options options = {.protocol = requests[i].protocol};\n"
    "        struct kl_sock **s = &socks[requests[i].protocol];\n"
    "\n"
    "        if (!requests[i].run)\n"
    "            continue;\n"
    "        rc = *s ? 0 : kl_sock_open(s, &options);\n"
    "        if (rc < 0)\n"
    "            fprintf(stderr, \"%s\\n\", kl_strerror(rc));\n"
    "        else\n"
    "            rc = requests[i].run(*s, m);\n"
    "        if (rc < 0)\n"
    "            failed = rc;\n"
    "    }\n"
    "    for (int i = 0; i < 32; i++)\n"
    "        kl_sock_close(socks[i]);\n"
    "    kl_msg_free(m);\n"
    "    return failed < 0;\n"
    "}\n";
