// SPDX-License-Identifier: MIT
// struct kl_error: setting its parts, and the one sentence made of them.
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Kernel messages and names may hold anything; a terminal must not be steered by them. */
static void make_printable(char *s)
{
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;

        if (c < 0x20 || c == 0x7f)
            *s = '?';
    }
}

static void copy_text(char *to, size_t size, const char *from, size_t len)
{
    size_t n = from != NULL ? strnlen(from, len < size - 1 ? len : size - 1) : 0;

    if (n > 0)
        memcpy(to, from, n);
    to[n] = '\0';
    make_printable(to);
}

/* Not a memset of it all: this runs once for each request. */
void kl_error_reset(struct kl_error *e)
{
    e->code = 0;
    e->line = 0;
    e->composed = false;
    e->missing = false;
    e->message[0] = '\0';
    e->path[0] = '\0';
    e->policy[0] = '\0';
    e->object[0] = '\0';
    e->element[0] = '\0';
    e->sentence[0] = '\0';
    e->text[0] = '\0';
}

void kl_error_copy(struct kl_error *to, const struct kl_error *from)
{
    kl_error_reset(to);
    if (!kl_error_speaks(from)) // as nearly always
        return;
    to->code = from->code;
    to->line = from->line;
    to->missing = from->missing;
    memcpy(to->message, from->message, strlen(from->message) + 1);
    memcpy(to->path, from->path, strlen(from->path) + 1);
    memcpy(to->policy, from->policy, strlen(from->policy) + 1);
    memcpy(to->object, from->object, strlen(from->object) + 1);
    memcpy(to->element, from->element, strlen(from->element) + 1);
    memcpy(to->sentence, from->sentence, strlen(from->sentence) + 1);
}

int kl_error_set(struct kl_error *e, int code, const char *format, ...)
{
    kl_error_reset(e);
    e->code = code;
    if (format != NULL) {
        va_list args;

        va_start(args, format);
        vsnprintf(e->sentence, sizeof(e->sentence), format, args);
        va_end(args);
        make_printable(e->sentence);
    }
    return code;
}

void kl_error_set_sentence(struct kl_error *e, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(e->sentence, sizeof(e->sentence), format, args);
    va_end(args);
    make_printable(e->sentence);
    e->composed = false;
}

void kl_error_set_message(struct kl_error *e, const char *text, size_t len)
{
    copy_text(e->message, sizeof(e->message), text, len);
    e->composed = false;
}

void kl_error_set_path(struct kl_error *e, const char *path)
{
    copy_text(e->path, sizeof(e->path), path, SIZE_MAX);
    e->composed = false;
}

void kl_error_set_object(struct kl_error *e, const char *object)
{
    copy_text(e->object, sizeof(e->object), object, SIZE_MAX);
    e->composed = false;
}

void kl_error_set_element(struct kl_error *e, const char *element)
{
    copy_text(e->element, sizeof(e->element), element, SIZE_MAX);
    e->composed = false;
}

void kl_error_set_line(struct kl_error *e, uint32_t line)
{
    e->line = line;
    e->composed = false;
}

bool kl_error_speaks(const struct kl_error *e)
{
    return e->code != 0 || e->message[0] != '\0';
}

int kl_error_code(const struct kl_error *e)
{
    return e != NULL ? e->code : 0;
}

const char *kl_error_message(const struct kl_error *e)
{
    return e != NULL ? e->message : "";
}

const char *kl_error_path(const struct kl_error *e)
{
    return e != NULL ? e->path : "";
}

uint32_t kl_error_line(const struct kl_error *e)
{
    return e != NULL ? e->line : 0;
}

const char *kl_error_object(const struct kl_error *e)
{
    return e != NULL ? e->object : "";
}

const char *kl_error_element(const struct kl_error *e)
{
    return e != NULL ? e->element : "";
}

/* Appends to the text; what does not fit is cut. */
static void __attribute__((format(printf, 3, 4)))
say(struct kl_error *e, size_t *len, const char *format, ...)
{
    va_list args;
    int n;

    if (*len >= sizeof(e->text) - 1)
        return;
    va_start(args, format);
    n = vsnprintf(e->text + *len, sizeof(e->text) - *len, format, args);
    va_end(args);
    if (n > 0)
        *len += (size_t)n;
}

static void compose(struct kl_error *e)
{
    size_t len = 0;

    e->text[0] = '\0';
    e->composed = true;
    if (!kl_error_speaks(e))
        return;
    if (e->line != 0)
        say(e, &len, "line %u: ", e->line);
    if (e->object[0] != '\0')
        say(e, &len, "%s: ", e->object);
    if (e->element[0] != '\0')
        say(e, &len, "%s: ", e->element);
    if (e->sentence[0] != '\0')
        say(e, &len, "%s", e->sentence);
    else
        say(e, &len, "%s", e->code != 0 ? kl_strerror(e->code) : "done, with a warning");
    if (e->message[0] != '\0')
        say(e, &len, "; the kernel says: %s", e->message);
    if (e->path[0] != '\0')
        say(e, &len, e->missing ? " (attribute %s is missing)" : " (attribute %s)", e->path);
    if (e->policy[0] != '\0')
        say(e, &len, " (it takes %s)", e->policy);
}

/* Composed when asked for: most callers look at the code only. The object is never really const,
 * it lies in a handle or on a stack. */
const char *kl_error_text(const struct kl_error *e)
{
    if (e == NULL)
        return "";
    if (!e->composed)
        compose((struct kl_error *)e);
    return e->text;
}
