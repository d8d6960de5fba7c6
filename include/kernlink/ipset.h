// SPDX-License-Identifier: MIT
/*
 * IP sets: create them, fill them, test them, list them, on every set type of the kernel.
 *
 * A first look:
 *
 *     struct kl_ipset *ips;
 *     struct kl_ipset_params p = { .name = "foo", .type = "hash:ip" };
 *     if (kl_ipset_open(&ips, NULL) == 0 && kl_ipset_create(ips, &p, 0) == 0)
 *         kl_ipset_add_text(ips, "foo", "198.51.100.1", 0);
 *
 * Kernel side: net/netfilter/ipset/, include/uapi/linux/netfilter/ipset/ip_set.h.
 */
#ifndef KERNLINK_IPSET_H
#define KERNLINK_IPSET_H

#include <kernlink/core.h>
#include <kernlink/sink.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KL_IPSET_NAME_SIZE   32 /* names and types, the NUL included */
#define KL_IPSET_COMMENT_MAX 255
#define KL_IPSET_TIMEOUT_MAX 2147483u /* seconds */

struct kl_ipset;      /* a connection to the kernel's IP sets */
struct kl_ipset_set;  /* one set that knows its own type */
struct kl_ipset_type; /* what is known of a set type, a row of the library's table */

/* ---- Opening ------------------------------------------------------------------------------ */

struct kl_ipset_options {
    const char *netns;   /* as in struct kl_sock_options; NULL: own */
    unsigned timeout_ms; /* deadline of a request; 0: 10 000 */
    uint8_t protocol;    /* force this protocol version (6 or 7); 0: negotiate */
    bool force_revision; /* use revision below for every type instead of asking the kernel */
    uint8_t revision;
};

/** Opens a connection and negotiates the protocol version with the kernel.
 *
 *  @param options  NULL: defaults
 *  @return 0; -EPERM (CAP_NET_ADMIN is needed); -EPROTONOSUPPORT when the kernel has no ipset;
 *          -ENOTSUP when it speaks none of our protocol versions; as kl_sock_open() */
KL_API int kl_ipset_open(struct kl_ipset **ret, const struct kl_ipset_options *options);
KL_API void kl_ipset_close(struct kl_ipset *h);
/** The socket underneath. Borrowed. */
KL_API struct kl_sock *kl_ipset_sock(struct kl_ipset *h);
/** The protocol version in use, and the kernel's lowest. */
KL_API int kl_ipset_protocol(const struct kl_ipset *h);
KL_API int kl_ipset_protocol_min(const struct kl_ipset *h);

/* ---- Errors ------------------------------------------------------------------------------- */

/* Why the last call failed, as far as a program wants to tell. The kernel's codes alone do not
 * say: 4103 is "already there" for add and "not there" for del, 4352 is "full" for a hash only. */
enum kl_ipset_cause {
    KL_IPSET_OTHER = 0,
    KL_IPSET_NO_SET,        /* there is no set of that name */
    KL_IPSET_SET_EXISTS,    /* create, rename: there is one already */
    KL_IPSET_ALREADY_THERE, /* add: the element is in the set */
    KL_IPSET_NOT_THERE,     /* del: the element is not in the set */
    KL_IPSET_IN_USE,        /* destroy, rename, swap: a rule, another set or a dump holds the set */
    KL_IPSET_FULL,          /* maxelem or size is reached */
    KL_IPSET_NO_TYPE,       /* the kernel has no such set type, family or revision */
    KL_IPSET_UNSUPPORTED,   /* the option is not in the type, or not in this kernel's revision */
    KL_IPSET_SYNTAX         /* the text could not be parsed, nothing was sent */
};

/** The cause of the last failure on @h. */
KL_API enum kl_ipset_cause kl_ipset_cause(const struct kl_ipset *h);
/** The last failure in full: kl_error_text() is a sentence that names set, element and cause. */
KL_API const struct kl_error *kl_ipset_error(const struct kl_ipset *h);

/* ---- Set types ---------------------------------------------------------------------------- */

/** Type by name ("hash:ip") or by its name of the days before ipset 5 ("iphash"), or NULL. */
KL_API const struct kl_ipset_type *kl_ipset_type_find(const char *name);
/** Type number @i from 0, or NULL after the last. */
KL_API const struct kl_ipset_type *kl_ipset_type_at(size_t i);
KL_API const char *kl_ipset_type_name(const struct kl_ipset_type *t);
/** The dimensions of an element: "ip", "net,port", ... what the founding text calls etype. */
KL_API const char *kl_ipset_type_dimensions(const struct kl_ipset_type *t);

/** Asks the kernel which revisions of @type it has for @family (AF_INET, AF_INET6, AF_UNSPEC).
 *  @return 0; -4098 when it has none (kl_ipset_cause(): KL_IPSET_NO_TYPE) */
KL_API int kl_ipset_get_supported_revisions(struct kl_ipset *h, const char *type, uint8_t family,
                                            uint8_t *ret_min, uint8_t *ret_max);

/* ---- Sets --------------------------------------------------------------------------------- */

struct kl_ip {
    uint8_t family;   /* AF_INET or AF_INET6 */
    uint8_t addr[16]; /* network byte order; the first 4 bytes for AF_INET */
};

/* Which members of struct kl_ipset_params are given. */
enum kl_ipset_param {
    KL_IPSET_P_FAMILY = 1u << 0,
    KL_IPSET_P_HASHSIZE = 1u << 1,
    KL_IPSET_P_MAXELEM = 1u << 2,
    KL_IPSET_P_BUCKETSIZE = 1u << 3,
    KL_IPSET_P_INITVAL = 1u << 4,
    KL_IPSET_P_NETMASK = 1u << 5,
    KL_IPSET_P_BITMASK = 1u << 6,
    KL_IPSET_P_MARKMASK = 1u << 7,
    KL_IPSET_P_TIMEOUT = 1u << 8,
    KL_IPSET_P_COUNTERS = 1u << 9,
    KL_IPSET_P_COMMENT = 1u << 10,
    KL_IPSET_P_SKBINFO = 1u << 11,
    KL_IPSET_P_FORCEADD = 1u << 12,
    KL_IPSET_P_RANGE = 1u << 13, /* ip and ip_to, or ip and cidr (bitmap:ip, bitmap:ip,mac) */
    KL_IPSET_P_PORTS = 1u << 14, /* port and port_to (bitmap:port) */
    KL_IPSET_P_SIZE = 1u << 15,
    KL_IPSET_P_REVISION = 1u << 16, /* create: this revision instead of the best */
    /* listing only */
    KL_IPSET_P_STATISTICS = 1u << 17, /* memsize, references */
    KL_IPSET_P_ELEMENTS = 1u << 18,
    KL_IPSET_P_INDEX = 1u << 19
};

/* A set as it is created, and as it is listed. */
struct kl_ipset_params {
    char name[KL_IPSET_NAME_SIZE];
    char type[KL_IPSET_NAME_SIZE];
    uint32_t has; /* enum kl_ipset_param */
    uint8_t revision;
    uint8_t family;     /* AF_INET, AF_INET6, AF_UNSPEC; create: AF_INET unless given */
    uint8_t bucketsize; /* elements in a hash bucket, even, 2 to 14 */
    uint8_t netmask;    /* prefix length */
    uint8_t cidr;       /* with RANGE: prefix length of ip; 0: ip_to is used */
    uint32_t hashsize;  /* buckets; the kernel rounds up to a power of two */
    uint32_t maxelem;   /* elements */
    uint32_t initval;   /* seed of the hash */
    uint32_t markmask;
    uint32_t timeout; /* seconds, default of new elements; 0: they stay */
    uint32_t size;    /* list:set */
    struct kl_ip bitmask;
    struct kl_ip ip, ip_to;
    uint16_t port, port_to;
    uint16_t index;      /* the kernel's own number of the set */
    uint32_t memsize;    /* bytes */
    uint32_t references; /* rules and sets that use it */
    uint32_t elements;
};

enum kl_ipset_flags {
    KL_IPSET_EXIST = 1 << 0,        /* create, add: it may be there already; delete, destroy: it may
                                       be absent.
                                       The founding text's exclusive=False. */
    KL_IPSET_HEADERS_ONLY = 1 << 1, /* list: no elements */
    KL_IPSET_NAMES_ONLY = 1 << 2    /* list: names alone */
};

/** Creates a set. name and type are needed, the rest has the kernel's defaults.
 *  @return 0; -EEXIST (KL_IPSET_SET_EXISTS) unless KL_IPSET_EXIST and the same type and options;
 *          -EINVAL; -4098; -EOPNOTSUPP with KL_IPSET_UNSUPPORTED for an option that the type, or
 *          this kernel's revision of it, does not have (the error says which) */
KL_API int kl_ipset_create(struct kl_ipset *h, const struct kl_ipset_params *p, unsigned flags);
/** The hashsize to create a hash set with that will hold @elements, so that it need not grow while
 *  it is filled: growing reckons every element anew (net/netfilter/ipset/ip_set_hash_gen.h,
 *  mtype_resize()). @return a power of two from 64 on */
KL_API uint32_t kl_ipset_hashsize_for(uint32_t elements);
/** Destroys set @name; NULL: every set. All or nothing: -4100 (KL_IPSET_IN_USE) while any is used.
 *  @return 0; -ENOENT (KL_IPSET_NO_SET) unless KL_IPSET_EXIST, which leaves out a missing set */
KL_API int kl_ipset_destroy(struct kl_ipset *h, const char *name, unsigned flags);
/** Removes every element of set @name; NULL: of every set. */
KL_API int kl_ipset_flush(struct kl_ipset *h, const char *name);
/** @return 0; -ENOENT; -4101 (KL_IPSET_SET_EXISTS); -4108 (KL_IPSET_IN_USE: something refers to it)
 */
KL_API int kl_ipset_rename(struct kl_ipset *h, const char *from, const char *to);
/** Exchanges the contents of two sets of the same type and family; references stay with the name.
 *  @return 0; -ENOENT; -4101 (the second is missing); -4102; -EBUSY while either is listed */
KL_API int kl_ipset_swap(struct kl_ipset *h, const char *a, const char *b);
/** Everything about set @name but its elements. Tells whether a set exists.
 *  @return 0; -ENOENT (KL_IPSET_NO_SET) */
KL_API int kl_ipset_headers(struct kl_ipset *h, const char *name, struct kl_ipset_params *ret);
/** The kernel's number of set @name, or the name of number @index. Needs protocol 7.
 *  @return 0; -ENOENT; -ENOTSUP. get_byindex: @ret has KL_IPSET_NAME_SIZE bytes. */
KL_API int kl_ipset_get_byname(struct kl_ipset *h, const char *name, uint16_t *ret_index);
KL_API int kl_ipset_get_byindex(struct kl_ipset *h, uint16_t index, char *ret);

/* ---- Elements ----------------------------------------------------------------------------- */

/* A port, or a range of ports, with its protocol: the founding text's PortEntry and PortRange.
 * For ICMP, port is type << 8 | code. */
struct kl_ipset_port {
    uint16_t port;
    uint16_t port_to; /* 0, or the last of a range */
    uint8_t protocol; /* IPPROTO_TCP, ...; 0: not given (tcp where one is needed) */
};

/* Which members of struct kl_ipset_elem are given. */
enum kl_ipset_field {
    KL_IPSET_E_IP = 1u << 0,
    KL_IPSET_E_IP_TO = 1u << 1,
    KL_IPSET_E_CIDR = 1u << 2,
    KL_IPSET_E_PORT = 1u << 3,
    KL_IPSET_E_MAC = 1u << 4,
    KL_IPSET_E_MARK = 1u << 5,
    KL_IPSET_E_IFACE = 1u << 6,
    KL_IPSET_E_IP2 = 1u << 7,
    KL_IPSET_E_IP2_TO = 1u << 8,
    KL_IPSET_E_CIDR2 = 1u << 9,
    KL_IPSET_E_NAME = 1u << 10,   /* list:set: the member */
    KL_IPSET_E_BEFORE = 1u << 11, /* list:set: in front of nameref */
    KL_IPSET_E_AFTER = 1u << 12,  /* list:set: behind nameref */
    KL_IPSET_E_TIMEOUT = 1u << 13,
    KL_IPSET_E_PACKETS = 1u << 14,
    KL_IPSET_E_BYTES = 1u << 15,
    KL_IPSET_E_COMMENT = 1u << 16,
    KL_IPSET_E_SKBMARK = 1u << 17,
    KL_IPSET_E_SKBPRIO = 1u << 18,
    KL_IPSET_E_SKBQUEUE = 1u << 19,
    KL_IPSET_E_PHYSDEV = 1u << 20,
    KL_IPSET_E_NOMATCH = 1u << 21,
    KL_IPSET_E_WILDCARD = 1u << 22
};

/* An element of a set: to be added, deleted, tested, or as listed. */
struct kl_ipset_elem {
    uint32_t has; /* enum kl_ipset_field */
    uint8_t cidr, cidr2;
    struct kl_ip ip, ip_to, ip2, ip2_to;
    struct kl_ipset_port port;
    unsigned char mac[6];
    uint32_t mark;
    char iface[16];
    char name[KL_IPSET_NAME_SIZE], nameref[KL_IPSET_NAME_SIZE];
    uint32_t timeout;              /* seconds; 0: stays */
    uint32_t skbmark, skbmarkmask; /* mask 0 means 0xffffffff when building */
    uint32_t skbprio;              /* major << 16 | minor */
    uint16_t skbqueue;
    uint64_t packets, bytes;
    const char *comment; /* borrowed, comment_len bytes, may hold anything but a NUL */
    size_t comment_len;
};

/** Fills @ret from text such as "192.0.2.0/24,tcp:80" (the syntax of ipset(8): ranges, CIDR,
 * service, protocol and host names, [names-with-dash]).
 *
 *  @param type    the set's type; @family: the set's (AF_INET for types that have none)
 *  @param error   receives a sentence on failure; @error_size may be 0
 *  @return 0; -EINVAL; -EAFNOSUPPORT (an address of the other family); -ENOENT (no such host,
 *          service or protocol) */
KL_API int kl_ipset_elem_parse(struct kl_ipset_elem *ret, const struct kl_ipset_type *type,
                               uint8_t family, const char *text, char *error, size_t error_size);

/** Sets one option by its name in ipset(8): "timeout" "60", "comment" "text", "skbmark" "0x1/0xf",
 *  "nomatch" NULL, "before" "name", ... A comment is borrowed from @value.
 *  @return 0; -EINVAL; -ERANGE; -ENOENT for an unknown option; @e is untouched then. */
KL_API int kl_ipset_elem_option(struct kl_ipset_elem *e, const char *option, const char *value,
                                char *error, size_t error_size);

/** Writes @e as ipset(8) prints it, without its options. */
KL_API void kl_ipset_elem_print(struct kl_out *o, const struct kl_ipset_type *type,
                                const struct kl_ipset_elem *e);

/** Adds, deletes or tests an element. add of a range or network of a type that stores single
 *  addresses adds each of them.
 *  @return add, delete: 0; -4103 unless KL_IPSET_EXIST (KL_IPSET_ALREADY_THERE,
 * KL_IPSET_NOT_THERE); -4352 or -4356 (KL_IPSET_FULL); -ENOENT (KL_IPSET_NO_SET); other codes of
 * the type. test: 1 it is in the set, 0 it is not, or a negative code. */
KL_API int kl_ipset_add(struct kl_ipset *h, const char *set, const struct kl_ipset_elem *e,
                        unsigned flags);
KL_API int kl_ipset_delete(struct kl_ipset *h, const char *set, const struct kl_ipset_elem *e,
                           unsigned flags);
KL_API int kl_ipset_test(struct kl_ipset *h, const char *set, const struct kl_ipset_elem *e);

/** The same with text, parsed by the set's own type, which is asked for once: the element and its
 *  options, as on ipset's command line: "198.51.100.1 timeout 60 comment \"seen by fail2ban\"".
 *  Errors as above, and those of kl_ipset_elem_parse() with KL_IPSET_SYNTAX. */
KL_API int kl_ipset_add_text(struct kl_ipset *h, const char *set, const char *text, unsigned flags);
KL_API int kl_ipset_delete_text(struct kl_ipset *h, const char *set, const char *text,
                                unsigned flags);
KL_API int kl_ipset_test_text(struct kl_ipset *h, const char *set, const char *text);

/* ---- Many elements ------------------------------------------------------------------------ */

struct kl_ipset_batch; /* elements that wait to be sent together */

enum kl_ipset_batch_flags {
    KL_IPSET_BATCH_ORDER = 1 << 0, /* add to large hash sets in the order of their buckets, which is
                                      faster; the outcome is the same. A quarter as many elements
                                      as the set has buckets wait then, 44 bytes for each and not
                                      over 4 million of them: 11 MiB for a set of a million. */
    KL_IPSET_BATCH_THREAD = 1 << 1 /* with the former: twice as many, of which a thread sends one
                                      half while the other is filled. Until kl_ipset_batch_flush()
                                      only calls of the batch may use the handle then. */
};

/** Begins a batch: elements are packed into messages of up to 64 KiB (about 2 700 addresses each)
 *  instead of one request each, and go out when a message is full, when set, command or flags
 *  change, and with kl_ipset_batch_flush().
 *
 *  Each element has a line number, which kl_error_line() gives when the kernel refuses it; 0: its
 *  number in the batch, from 1. A function that returns an error may report an element of an
 *  earlier call: kl_ipset_error() has line, set, element and cause. What came in front of that
 *  element is done then, it and what came behind it is not, and the batch is empty; a range, of
 *  which the kernel refuses a part, is done up to there.
 *
 *  @param flags  enum kl_ipset_batch_flags
 *  @return 0; -EINVAL; -ENOMEM. @h must outlive the batch, and may be used between the calls
 *          (without KL_IPSET_BATCH_THREAD): its own requests overtake what waits. */
KL_API int kl_ipset_batch_new(struct kl_ipset_batch **ret, struct kl_ipset *h, unsigned flags);
/** Frees @b; what was not flushed is dropped. */
KL_API void kl_ipset_batch_free(struct kl_ipset_batch *b);
/** Adds or deletes an element of @set. With KL_IPSET_EXIST in @flags as kl_ipset_add() and
 *  kl_ipset_delete(). @return 0, or an error of this or an earlier element as described above. */
KL_API int kl_ipset_batch_add(struct kl_ipset_batch *b, const char *set,
                              const struct kl_ipset_elem *e, unsigned flags, uint32_t line);
KL_API int kl_ipset_batch_delete(struct kl_ipset_batch *b, const char *set,
                                 const struct kl_ipset_elem *e, unsigned flags, uint32_t line);
/** The same with text, as kl_ipset_add_text() reads it. Text that is refused (KL_IPSET_SYNTAX, with
 *  its line) is not added; what came in front of it has been sent. */
KL_API int kl_ipset_batch_add_text(struct kl_ipset_batch *b, const char *set, const char *text,
                                   unsigned flags, uint32_t line);
/** Sends what waits. */
KL_API int kl_ipset_batch_flush(struct kl_ipset_batch *b);

/* ---- Sync ---------------------------------------------------------------------------------- */

struct kl_ipset_sync; /* what a set is to hold, and how it gets there */

enum kl_ipset_sync_flags {
    KL_IPSET_SYNC_DRY_RUN = 1 << 0, /* tell the difference, change nothing */
    KL_IPSET_SYNC_SWAP = 1 << 1,    /* always fill a second set and swap it in: all at one moment */
    KL_IPSET_SYNC_IN_PLACE = 1 << 2, /* never; -4352 (KL_IPSET_FULL) where the set is too small */
};

struct kl_ipset_sync_result {
    uint32_t added, removed, changed, kept; /* elements; changed: nomatch or wildcard only */
    bool created;                           /* the set was not there */
    bool swapped;                           /* a second set was filled and swapped in */
};

/** Begins to make set @set->name hold exactly what is put into @ret. The set that is there says its
 *  type and options; where there is none, it is created with those of @set, of which type is
 *  needed then (-ENOENT, KL_IPSET_NO_SET, without).
 *  @return 0; the errors of kl_ipset_headers(); -EINVAL; -ENOMEM. @h must outlive *@ret. */
KL_API int kl_ipset_sync_new(struct kl_ipset_sync **ret, struct kl_ipset *h,
                             const struct kl_ipset_params *set);
KL_API void kl_ipset_sync_free(struct kl_ipset_sync *s);
/** The set as it is, or as it is to be created. Borrowed. */
KL_API const struct kl_ipset_params *kl_ipset_sync_params(const struct kl_ipset_sync *s);
/** The set is to hold @e, whose options are for it when it is new; an element that stays keeps its
 *  timeout, counters and comment. Ranges, and networks in a set of addresses, are taken apart as
 *  the kernel does. Of the same element twice the later counts.
 *  @return 0; -E2BIG for a range of more than 2^24 elements; -ENOMEM */
KL_API int kl_ipset_sync_put(struct kl_ipset_sync *s, const struct kl_ipset_elem *e);
/** The same with text, as kl_ipset_add_text() reads it. @error as in kl_ipset_elem_parse(). */
KL_API int kl_ipset_sync_put_text(struct kl_ipset_sync *s, const char *text, size_t len,
                                  char *error, size_t error_size);
/** Merges networks of what was put: those inside of others go, and halves become the whole. What
 *  matches stays exactly the same, and the outcome is the smallest there is. Elements with options
 *  are left as they are.
 *  @return how many elements fewer; -EOPNOTSUPP for a type whose first and only network is not the
 *          first dimension, or when there are nomatch elements */
KL_API int64_t kl_ipset_sync_aggregate(struct kl_ipset_sync *s);
/** How many elements the set is to hold. */
KL_API uint32_t kl_ipset_sync_count(const struct kl_ipset_sync *s);

/** Called for each difference before anything is done: @kind is '+', '-' or '~' (nomatch or
 * wildcard changes). A negative value ends the sync with that code. */
typedef int kl_ipset_change_fn(char kind, const struct kl_ipset_type *type,
                               const struct kl_ipset_elem *e, void *user);

/** Makes the set hold what was put: by adding and deleting what is different, or by filling a
 *  second set that is swapped in (or renamed, when the set was not there), whichever is less work;
 *  the latter also where maxelem or hashsize are too small, which are raised. At every moment the
 *  set holds all of the old content or all of the new; what is in both is never missing.
 *
 *  After an error the old content is as it was. A process that is killed in the middle leaves all
 *  of the old or all of the new content live, perhaps with some of the other; and perhaps a second
 *  set named kl-sync- and 16 digits, which the next sync of the same set removes. Two syncs of one
 *  set wait for each other, up to a minute (-EBUSY then).
 *
 *  @param fn   may be NULL
 *  @param ret  may be NULL
 *  @return 0; what @fn returned; -4352 and so on as kl_ipset_add(), kl_error_element() is the one
 *          that was refused; errors of creating, swapping, renaming; -EBUSY; -ENOMEM */
KL_API int kl_ipset_sync(struct kl_ipset_sync *s, unsigned flags, kl_ipset_change_fn *fn,
                         void *user, struct kl_ipset_sync_result *ret);

/* ---- Listing ------------------------------------------------------------------------------ */

/* Called while the kernel's answer is read, so that a listing of any size is never in memory.
 * Arguments are borrowed for the call. A negative value ends the listing with that code. Calls on
 * the same handle are not allowed from inside (-EBUSY). */
struct kl_ipset_list_calls {
    /** Once a set, before its elements. With KL_IPSET_NAMES_ONLY only name (and index) is filled.
     */
    int (*header)(const struct kl_ipset_params *set, void *user);
    /** Once an element; @type is NULL when this library does not know the set's type: then
     *  @raw is all there is. @raw: the attributes of the element as the kernel sent them;
     *  @unknown: how many of them this library does not know. May be NULL. */
    int (*element)(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                   const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                   void *user);
    /** Once a set, after its elements. May be NULL. */
    int (*end)(const struct kl_ipset_params *set, void *user);
};

/** Lists set @name, or all sets when NULL.
 *  @return how many sets; -ENOENT (KL_IPSET_NO_SET); what a callback returned; as kl_request() */
KL_API int kl_ipset_list(struct kl_ipset *h, const char *name, unsigned flags,
                         const struct kl_ipset_list_calls *calls, void *user);

/* ---- A set as an object ------------------------------------------------------------------- */

/** Takes hold of an existing set: its type and family are read once.
 *  @return 0; -ENOENT. @h must outlive the object. */
KL_API int kl_ipset_set_open(struct kl_ipset_set **ret, struct kl_ipset *h, const char *name);
/** Creates the set and takes hold of it; the arguments of kl_ipset_create(). */
KL_API int kl_ipset_set_create(struct kl_ipset_set **ret, struct kl_ipset *h,
                               const struct kl_ipset_params *p, unsigned flags);
KL_API void kl_ipset_set_free(struct kl_ipset_set *s);
KL_API const struct kl_ipset_params *kl_ipset_set_params(const struct kl_ipset_set *s);
/** As kl_ipset_add_text() and so on, without a further question to the kernel. */
KL_API int kl_ipset_set_add(struct kl_ipset_set *s, const char *text, unsigned flags);
KL_API int kl_ipset_set_delete(struct kl_ipset_set *s, const char *text, unsigned flags);
KL_API int kl_ipset_set_test(struct kl_ipset_set *s, const char *text);
KL_API int kl_ipset_set_flush(struct kl_ipset_set *s);
KL_API int kl_ipset_set_destroy(struct kl_ipset_set *s);
KL_API int kl_ipset_set_list(struct kl_ipset_set *s, unsigned flags,
                             const struct kl_ipset_list_calls *calls, void *user);

#ifdef __cplusplus
}
#endif
#endif
