// SPDX-License-Identifier: MIT
// What went wrong, for the library's own modules: filling struct kl_error, and reading the kernel's
// extended acknowledgements into it.
#ifndef KL_CORE_ERROR_H
#define KL_CORE_ERROR_H

#include <kernlink/core.h>

/* Fixed buffers: reporting an error must not be able to fail. Texts hold printable bytes only. */
struct kl_error {
    int code;
    uint32_t line;
    bool composed;     /* text is up to date with the rest */
    bool missing;      /* path names an attribute that was not there */
    char message[256]; /* the kernel's words */
    char path[256];    /* the attribute */
    char policy[128];  /* what the kernel would have taken there, in words */
    char object[128];
    char element[256];
    char sentence[384]; /* a module's own words in place of kl_strerror() */
    char text[1536];
};

/* What is known about the request that a kernel message answers. All zeroes: nothing. */
struct kl_error_context {
    const struct nlmsghdr *request; /* the request as it was sent, or NULL */
    int protocol;
    const struct kl_family *family; /* the generic family of the request, or NULL */
};

void kl_error_reset(struct kl_error *e);

/** Makes @to say what @from says: the texts in use only, not all of the buffers. */
void kl_error_copy(struct kl_error *to, const struct kl_error *from);

/** Makes @e say @code in the words of @format, or in kl_strerror()'s when that is NULL. Everything
 *  else in @e is dropped. @return @code, negative. */
int kl_error_set(struct kl_error *e, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The rest adds to what @e says already. Strings are copied, cut to fit, control characters
 * replaced. NULL is "". */
void kl_error_set_sentence(struct kl_error *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void kl_error_set_message(struct kl_error *e, const char *text, size_t len);
void kl_error_set_path(struct kl_error *e, const char *path);
void kl_error_set_object(struct kl_error *e, const char *object);
void kl_error_set_element(struct kl_error *e, const char *element);
void kl_error_set_line(struct kl_error *e, uint32_t line);

/** Does @e say anything: a failure, or a warning of the kernel's? */
bool kl_error_speaks(const struct kl_error *e);

/** Fills @e from an NLMSG_ERROR or NLMSG_DONE. @return the code it carries (0 or negative), or
 *  -EBADMSG for an NLMSG_ERROR too short to carry one. */
int kl_error_parse(struct kl_error *e, const struct nlmsghdr *msg,
                   const struct kl_error_context *context);

/** The request that NLMSG_ERROR @err echoes. @return 0 with *@ret_len (at least a header) bytes at
 *  *@ret, or -ENODATA where the kernel capped the echo. */
int kl_error_echo(const struct nlmsghdr *err, const struct nlmsghdr **ret, size_t *ret_len);

/** Where the attributes of NLMSG_ERROR or NLMSG_DONE @msg begin, or its end. */
size_t kl_error_attrs_at(const struct nlmsghdr *msg);

/** The error of @s, to be completed by a module after a call that failed. */
struct kl_error *kl_sock_error_edit(struct kl_sock *s);

#endif
