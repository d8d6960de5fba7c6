// SPDX-License-Identifier: MIT
// What snapshot.c and snapshot_link.c share.
#ifndef KLD_SNAPSHOT_PICK_H
#define KLD_SNAPSHOT_PICK_H

#include "snapshot.h"

#include <kernlink/net_wireguard.h>

struct picking {
    struct kld_snapshot *s;
    struct kld_model *have;
    const struct kld_model *around; // what is around a namespace, or NULL
    int sys;                        // a sysfs, while links are picked
    const char *prefix;             // of names of files with keys
    size_t n_netns;
    size_t n_peers;                                  // whose keys have files
    size_t n_learned, n_passing, n_sets, n_expiring; // left out
    const struct kld_model *leased;                  // what leases of the daemon have brought
};

// Is namespace @space of the state said?
bool kld_is_picked(const struct picking *p, const struct kld_object *space);
// Would settings read @text, for that row, as the same text?
bool kld_sayable(struct kld_arena *a, const struct kld_row *row, const char *text);
// The file for a key, NULL where there can be none. @text: as a model has it
const char *kld_pick_key(struct picking *p, const char *text, const char *name);
void kld_pick_links(struct picking *p);
// A file of /proc/sys that settings name, and no key stands for.
void kld_pick_sysctl(struct picking *p, const struct kld_object *have);
// An import says nothing of lo when there is nothing to say.
void kld_pick_lo(struct picking *p);

#endif
