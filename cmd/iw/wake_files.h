// SPDX-License-Identifier: MIT
// Files that describe what a device is to do: lines of words, read as a whole. Errors begin with
// file and line.
#ifndef KL_CMD_IW_WAKE_FILES_H
#define KL_CMD_IW_WAKE_FILES_H

#include <kernlink/wifi_wake.h>

struct iw_file {
    const char *name;
    char *text; /* changed by reading; a NUL stands behind it */
    size_t len, at;
    unsigned line;   /* of the one read last */
    char error[240]; /* "NAME:LINE: ...", once a function has failed */
};

/* Reads all of a file. @return 0; negative, with the words in f->error. f->text is to be freed. */
int iw_file_open(struct iw_file *f, const char *name);
/* The next line that is not empty and begins with no '#'. @return NULL: there is none, or
 * f->error says why */
char *iw_file_line(struct iw_file *f);
/* Sets f->error. @return -EINVAL */
int iw_file_wrong(struct iw_file *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct iw_wake_tcp {
    struct kl_wifi_wake_tcp t;
    uint8_t data[2048], tokens[2048];
    struct kl_wifi_pattern wake;
};

/* source=, dest=, data=, data.interval=, wake=, data.seq=, data.tok=. @return 0 or -EINVAL */
int iw_read_wake_tcp(struct iw_file *f, struct iw_wake_tcp *ret);

#define IW_COALESCE_RULES    64
#define IW_COALESCE_PATTERNS 256

struct iw_coalesce {
    unsigned n_rules, n_patterns;
    struct kl_wifi_coalesce_rule rules[IW_COALESCE_RULES];
    struct kl_wifi_pattern patterns[IW_COALESCE_PATTERNS];
};

/* delay=, condition=, patterns=, again and again. @return 0 or -EINVAL */
int iw_read_coalesce(struct iw_file *f, struct iw_coalesce *ret);

#endif
