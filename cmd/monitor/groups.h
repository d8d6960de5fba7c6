// SPDX-License-Identifier: MIT
// Multicast groups by name.
#ifndef KL_MONITOR_GROUPS_H
#define KL_MONITOR_GROUPS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// A group to join: a number, or the name of one of a generic family's.
struct monitor_group {
    int protocol;
    uint32_t id;     // 0: by name
    char family[16]; // generic
    char name[16];   // of the family's group; "": all of them
};

struct monitor_groups {
    struct monitor_group *group;
    unsigned n, room;
};

// Adds what @word stands for: "link", "rt-link", "RTNLGRP_LINK", "nl80211", "nl80211:scan", "scan",
// "route:1" (protocol and number). @return 0; -ENOENT when it stands for nothing, which is said on
// stderr with the nearest word; -ENOMEM.
int monitor_groups_add(struct monitor_groups *g, const char *word);
// What is joined when nothing is asked for.
int monitor_groups_add_default(struct monitor_groups *g);
void monitor_groups_free(struct monitor_groups *g);
// Every word that monitor_groups_add() knows by itself, and what it is. @words: just the words.
void monitor_groups_list(FILE *to, bool words);

#endif
