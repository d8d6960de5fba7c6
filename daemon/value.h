// SPDX-License-Identifier: MIT
// One value of a setting: from YAML to its canonical text, which is what models hold, compare,
// print and keep in the journal; and from there to what the kernel takes.
#ifndef KLD_VALUE_H
#define KLD_VALUE_H

#include "schema.h"
#include "yaml.h"

// The canonical text of @y by @row, or NULL when complaints were made.
const char *kld_value_read(struct kld_arena *a, const struct kld_row *row, const struct kld_yaml *y,
                           struct kld_complaints *c);
// The text of a number as the row shows it: true, a word, or digits.
const char *kld_value_number(struct kld_arena *a, const struct kld_row *row, int64_t number);
// The other way; the text is canonical.
int64_t kld_number_of(const struct kld_row *row, const char *text);
// Joins words of a list whose order says nothing, sorted.
const char *kld_join(struct kld_arena *a, const char **words, size_t n, bool ordered);
// "main", "local", "default" or digits.
const char *kld_table_text(struct kld_arena *a, uint32_t table);
uint32_t kld_table_of(const char *text);
const char *kld_mac_text(struct kld_arena *a, const uint8_t *mac, size_t len);
size_t kld_mac_of(const char *text, uint8_t *ret, size_t size);
// Is it the name of a machine or a domain? @name is not terminated.
bool kld_is_domain(const char *name, size_t len);
// Is @name fit for an interface?
bool kld_is_ifname(const char *name);
// Reads the key in the file of a SECRET. @return NULL and *@ret, or what is wrong.
const char *kld_secret_read(const char *path, uint8_t ret[32]);
#define KLD_PASSPHRASE_SIZE 192
// The passphrase of a wireless network, in a file like that, whole. @return as above
const char *kld_passphrase_read(const char *path, bool sae, char ret[KLD_PASSPHRASE_SIZE]);

#endif
