// SPDX-License-Identifier: MIT
// A network as a list of objects: what settings want, what the kernel has, what a journal
// remembers. An object's values are canonical texts by the rows of the schema.
#ifndef KLD_MODEL_H
#define KLD_MODEL_H

#include "schema.h"
#include "value.h"

struct kld_pair {
    const struct kld_row *row;
    const char *text;
    struct kld_place place;
    bool before; // not of the settings: what was there before them goes back
};

// What routes, rules, neighbours and addresses of ours carry (packaging/kernlink.conf names it),
// and what the alias of a link of ours begins with.
#define KLD_PROTOCOL     75
#define KLD_ALIAS        "kernlinkd"
// The group of a link that we have made and not marked yet: the kernel takes no alias with the
// creation, but a group. (KLNK)
#define KLD_BEGUN_GROUP  0x4b4c4e4bu
// The alias goes on with this when it was made outside of its namespace, and with that and the name
// that it had there when it is a device that was only taken from there.
#define KLD_OUTSIDE      " outside"
#define KLD_FROM         " from "

// The number of a namespace where only our mark tells that it is the one outside.
#define KLD_NETNSID_MARK INT32_MIN

enum kld_owner {
    KLD_FOREIGN, // made by others, or by the kernel itself
    KLD_OURS
};

struct kld_object {
    enum kld_class class;
    enum kld_owner owner;
    bool kernel;      // the kernel made it by itself, with something else
    bool gone;        // while planning: to be seen as not there
    bool managed;     // LINK: of the settings, or ours; others, in a journal: comes back
    bool carries;     // LINK, while planning: has an address of ours
    bool begun;       // LINK: ours, and the step that made it was cut off before its mark
    bool leased;      // of a DHCP server, not of the settings
    bool left;        // LINK: the settings do not name it any more, and something of it goes back
    bool anew;        // LINK, while planning: only a new one has what is wanted
    uint8_t protocol; // of a route, rule, neighbour or address
    const struct kld_section *section;
    const char *dev; // the interface it belongs to, or NULL
    const char *key; // class and identity, for people and for finding it
    struct kld_pair *pairs;
    size_t n;
    struct kld_place place;
    struct kld_model *inner; // NETNS: what is in it
    int32_t far;             // LINK: number of what it is on, or paired with, elsewhere; -1: none
    int32_t netnsid;         // LINK: where that is, if there is a far
    int32_t ifindex;         // LINK: in the kernel
    uint32_t flags;          // LINK: IFF_* in the kernel
    const char *other;       // LINK: its kind in the kernel, when settings have none of it
    struct kld_object *next; // of the same hash
};

struct kld_model {
    struct kld_arena *arena;
    const char *netns; // the name of the namespace, NULL: the one around
    struct kld_object **list;
    size_t n;
    struct kld_object **heads; // by key
    size_t n_heads;
    const struct kld_model *services; // of settings: whose leases belong to what is wanted
};

struct kld_model *kld_model_new(struct kld_arena *a);
// With copies of its objects; namespaces among them have the same model in them.
struct kld_model *kld_model_copy(struct kld_arena *a, const struct kld_model *m);
struct kld_object *kld_object_new(struct kld_arena *a, const struct kld_section *section,
                                  const char *dev);
struct kld_object *kld_copy(struct kld_arena *a, const struct kld_object *o);
// Adds what is whole: gives it its key first. @return the one that has the same key, or NULL.
struct kld_object *kld_model_add(struct kld_model *m, struct kld_object *o);
struct kld_object *kld_model_find(const struct kld_model *m, const char *key);
struct kld_object *kld_model_link(const struct kld_model *m, const char *name);

void kld_put(struct kld_arena *a, struct kld_object *o, const struct kld_row *row, const char *text,
             struct kld_place place);
// By the row's name; the row must be one of the object's section and kind.
void kld_set(struct kld_arena *a, struct kld_object *o, const char *name, const char *text);
void kld_unset(struct kld_object *o, const char *name);
const struct kld_pair *kld_pair_of(const struct kld_object *o, const char *name);
const char *kld_get(const struct kld_object *o, const char *name); // or NULL
// The same; "" where there is none, or no object.
const char *kld_value_of(const struct kld_object *o, const char *name);
bool kld_is_true(const struct kld_object *o, const char *name); // o may be NULL
// The link below it in the same namespace, or NULL.
const char *kld_below(const struct kld_object *o);
// KLD_N_KINDS when there is none.
enum kld_kind kld_kind_of(const struct kld_object *o);
// AF_INET or AF_INET6 of an address, route, rule or neighbour.
int kld_family_of(const struct kld_object *o);
// Leaves of a link what devices of any kind have.
void kld_make_device(struct kld_arena *a, struct kld_object *o);
// Is its link made and removed by whoever wants it, or a device that is there or not?
bool kld_is_made(const struct kld_object *o);
void kld_make_key(struct kld_arena *a, struct kld_object *o);

#endif
