// SPDX-License-Identifier: MIT
// Settings files become the model of the network that is wanted.
#ifndef KLD_SETTINGS_H
#define KLD_SETTINGS_H

#include "model.h"

struct kld_settings {
    struct kld_arena *arena;
    struct kld_complaints complaints;
    struct kld_model *model;    // of no use when there are complaints
    struct kld_model *around;   // while a namespace is checked: what is outside
    struct kld_model *services; // what the daemon sees to: DHCP, name servers, Wi-Fi
    struct kld_object *root;    // keys of the whole that have one value
    const struct kld_file **files;
    size_t n_files;
    size_t visits;
};

struct kld_settings *kld_settings_new(void);
void kld_settings_free(struct kld_settings *s);
// Each adds to the model; complaints are collected. A folder stands for its network.yaml and
// network.d/*.yaml.
void kld_settings_add(struct kld_settings *s, const char *path);
// The same files with nothing but their text, as far as they can be read.
const struct kld_file **kld_settings_texts(struct kld_arena *a, const char *path, size_t *ret_n);
void kld_settings_add_text(struct kld_settings *s, const struct kld_file *file);
// Looks at the whole: what names what, and whether it is there. @return 0 or -EINVAL.
int kld_settings_finish(struct kld_settings *s);

// What to write in the place of @key, which @section of @kind (-1: unknown) has not: "; did you
// mean ...", or nothing.
void kld_settings_hint(char *text, size_t size, const struct kld_section *section, const char *key,
                       int kind);
// Hint number @i of the table, for a test. @return how many there are.
size_t kld_settings_hint_at(size_t i, const struct kld_section **section, const char **text);

// What settings_check.c does for the above.
void kld_settings_check(struct kld_settings *s);
// What settings_services.c does for that.
void kld_services_check(struct kld_settings *s, struct kld_object *o);
bool kld_is_service(const struct kld_object *o);

#endif
