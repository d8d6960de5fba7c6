// SPDX-License-Identifier: MIT
/*
 * The schema: what attributes a kernel family has, their types, names and nesting; decoding any
 * message by it, and building messages from JSON.
 *
 * The tables are in lib/schema/, one file per family, and are read-only data; every function here
 * is safe in any thread.
 */
#ifndef KERNLINK_SCHEMA_H
#define KERNLINK_SCHEMA_H

#include <kernlink/core.h>
#include <kernlink/sink.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Family by name ("ipset", "nlctrl", ...), or NULL. */
KL_API const struct kl_family *kl_family_find(const char *name);
/** Family number @i from 0 in alphabetical order, or NULL after the last. */
KL_API const struct kl_family *kl_family_at(size_t i);
KL_API const char *kl_family_name(const struct kl_family *f);
/** NETLINK_GENERIC, NETLINK_NETFILTER, ... */
KL_API int kl_family_protocol(const struct kl_family *f);

/* What decoding may know besides the bytes. All zeroes but for protocol is allowed. */
struct kl_decode_options {
    int protocol;                   /* NETLINK_GENERIC, ... */
    const struct kl_family *family; /* the generic family that msg->nlmsg_type is, or NULL */
    const struct nlmsghdr *request; /* the request that the message answers, if known: gives an
                                       error its attribute path, and says what some attributes hold
                                       (INET_DIAG_INFO); at least nlmsg_len bytes */
};

/** Decodes the messages of one datagram into @sink, a top-level object each:
 *  { "family": "ipset", "command": "create", "header": { "length", "type", "flags",
 *    "sequence_number", "pid" }, "nfgen_family": ..., "attrs": { "IPSET_ATTR_SETNAME": "foo", ... }
 * }. In "attrs" repeated attributes are one array. Nothing is ever refused: unknown or over-long
 *  attributes are shown as bytes, one that is too short for its type as an object with "error" and
 *  "bytes", a message whose length is wrong as far as it goes, with "error" and "offset".
 *  @return the number of malformed places (0: all was well formed), -EINVAL or -ENOMEM. */
KL_API int kl_decode(struct kl_sink *sink, const void *data, size_t len,
                     const struct kl_decode_options *options);

/** The attribute path at byte @offset of @msg, such as "IPSET_ATTR_DATA.IPSET_ATTR_IP", for
 *  extended acknowledgements (NLMSGERR_ATTR_OFFS). Numbers where no schema is known.
 *  @return the length of the path, cut to @size-1; -ENOENT when no attribute is there. */
KL_API int kl_attr_path(char *buffer, size_t size, const struct nlmsghdr *msg, size_t offset,
                        const struct kl_decode_options *options);

/** Fills @m from JSON in the shape that kl_decode() writes. What was decoded becomes the same bytes
 *  (but sequence number and port): "header" with flags that lack "request" makes a message as the
 *  kernel sends it. What people write has "flags" beside "command" and is a request: { "command":
 * "create", "flags":
 *  ["excl"], "nfgen_family": "inet", "attrs": {...} }; attribute names in full or short ("SETNAME",
 *  "setname"), enum values by name or number, bytes as "00:11", addresses as text.
 *
 *  @param type_id    the family id for generic netlink, otherwise 0
 *  @param error      receives a sentence that names the place (line:column of the JSON, attribute
 *                    path, the nearest name for a misspelt one); @error_size may be 0
 *  @return 0; -EINVAL; -ENOENT (unknown command or attribute); -ERANGE; -EOPNOTSUPP when the
 * library was built without jansson */
KL_API int kl_msg_from_json(struct kl_msg *m, const struct kl_family *family, uint16_t type_id,
                            const char *json, size_t len, char *error, size_t error_size);

/* ---- The kernel's own policy ---------------------------------------------------------------- */

/* What a generic family takes, as the kernel itself describes it. */
struct kl_policy;

/** Asks the kernel about generic family @family (CTRL_CMD_GETFAMILY, CTRL_CMD_GETPOLICY); @s is a
 *  socket of NETLINK_GENERIC. Free *@ret with kl_policy_free(). A family that checks nothing has a
 *  policy without attributes. @return 0, -ENOENT (this kernel has no such family), or another
 *  error, which kl_sock_error() has in full. */
KL_API int kl_policy_get(struct kl_sock *s, const char *family, struct kl_policy **ret);
/** A schema made of it, for kl_decode_options.family and kl_msg_from_json() where
 *  kl_family_find() knows none: attributes and commands are named by their numbers, but have their
 *  types, ranges and nests. Borrowed from @p. */
KL_API const struct kl_family *kl_policy_family(const struct kl_policy *p);
/** The family's number in this kernel: nlmsg_type of its messages. */
KL_API uint16_t kl_policy_family_id(const struct kl_policy *p);
KL_API void kl_policy_free(struct kl_policy *p);

#ifdef __cplusplus
}
#endif
#endif
