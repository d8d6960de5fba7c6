// SPDX-License-Identifier: MIT
/*
 * The form of the schema's tables (lib/schema/), and looking things up in them. Tables are
 * read-only data; rows of a set are in ascending order of id. Tables write their rows with the
 * macros of lib/schema/rows.h.
 */
#ifndef KL_CORE_SCHEMA_DEF_H
#define KL_CORE_SCHEMA_DEF_H

#include <kernlink/schema.h>

/* The cap on nesting, in every walk. */
#define KL_MAX_DEPTH 32
/* Room for a name made short or a number spelt out. */
#define KL_NAME_SIZE 96

enum kl_type {
    KL_T_BINARY, /* bytes; what is unknown is this, too */
    KL_T_FLAG,   /* present or not; some that are asked for so are told as a byte, 0 or 1 */
    KL_T_U8,
    KL_T_U16,
    KL_T_U32,
    KL_T_U64,
    KL_T_S8,
    KL_T_S16,
    KL_T_S32,
    KL_T_S64,
    KL_T_UINT, /* 1, 2, 4 or 8 bytes on reading; 4, or 8 where needed, on writing */
    KL_T_SINT,
    KL_T_STRING,     /* sent with its NUL unless KL_A_NO_NUL: then zeroes belong to it */
    KL_T_MAC,        /* 6 bytes */
    KL_T_IP4,        /* 4 bytes */
    KL_T_IP6,        /* 16 bytes */
    KL_T_IP,         /* 4 or 16 bytes, told by the length */
    KL_T_LLADDR,     /* link-layer address of any length; 4 or 16 bytes are a tunnel's IP address */
    KL_T_BITFIELD32, /* struct nla_bitfield32, ref.values names the bits */
    KL_T_BITMAP,     /* bytes: bit n of the whole is named by value n of ref.values */
    KL_T_STRUCT,     /* ref.layout */
    KL_T_NEST,       /* ref.set, or with KL_A_SELECT ref.select; a set that has a header and no
                        rows is a plain struct in the nest's place */
    KL_T_ARRAY,      /* nest whose inner ids are indices; each element is an elem (NEST: of ref.set,
                        STRUCT: ref.layout, integers: ref.values, ARRAY: ref.elem) */
    KL_T_PACKED,     /* scalars or structs of fixed size (elem) side by side, nothing between */
    KL_T_RECORDS     /* records padded to 4: u16 length, the rest of ref.set's header, attributes */
};

enum kl_attr_flags {
    KL_A_BE = 1 << 0,         /* integers are big-endian */
    KL_A_NBO = 1 << 1,        /* the same, and NLA_F_NET_BYTEORDER is set on writing */
    KL_A_MULTI = 1 << 2,      /* may repeat: an array of values, even when there is one */
    KL_A_HEX = 1 << 3,        /* an integer people read in hexadecimal */
    KL_A_FROM1 = 1 << 4,      /* ARRAY: the first index is 1 instead of 0 */
    KL_A_NO_NUL = 1 << 5,     /* STRING: written without a NUL */
    KL_A_NO_NESTED = 1 << 6,  /* the kernel writes this nest without NLA_F_NESTED */
    KL_A_SELECT = 1 << 7,     /* NEST, ARRAY of nests, RECORDS: which set is told by ref.select */
    KL_A_PAD = 1 << 8,        /* a gap in a struct, or an attribute that only aligns the next */
    KL_A_WIRE_ORDER = 1 << 9, /* read by NLA_F_NET_BYTEORDER as it came: senders differ */
    KL_A_INDEXED = 1 << 10,   /* PACKED integers: ref.values names the positions, not the values;
                                 with KL_A_FROM1 the first position is number 1 */
    KL_A_FAMILY = 1 << 11,    /* IP in a struct, 16 bytes: the struct's field at offset min tells
                                 the address family; IPv4 takes the first 4 bytes */
    KL_A_ONLY = 1 << 12       /* in a struct that is a union: the field is there only if the one at
                                 offset min is max. The struct ends behind the last that is there */
};

/* What a number counts. */
enum kl_unit {
    KL_UNIT_NONE,
    KL_UNIT_S,
    KL_UNIT_MS,
    KL_UNIT_US,
    KL_UNIT_NS,
    KL_UNIT_BYTES,
    KL_UNIT_PACKETS,
    KL_UNIT_BITS_PER_S,
    KL_UNIT_BYTES_PER_S,
    KL_UNIT_MHZ,
    KL_UNIT_KHZ,
    KL_UNIT_DBM,
    KL_UNIT_MBM, /* 1/100 dBm */
    KL_UNIT_PERCENT
};

struct kl_enum_value {
    int64_t value;
    const char *name; /* short and in lower case: "inet", "nomatch" */
};

/* Names for an integer's values, or with flags for its bits (values are masks then). */
struct kl_enum {
    const char *name;   /* of the C enum, or the like */
    const char *prefix; /* what the C names begin with: prefix + NAME is the kernel's constant */
    bool flags;
    uint16_t n_values;
    const struct kl_enum_value *values;
};

struct kl_attr_def {
    uint16_t id;      /* in a struct's layout: the offset */
    uint8_t type;     /* enum kl_type */
    uint8_t elem;     /* ARRAY, PACKED: enum kl_type of an element */
    uint16_t flags;   /* enum kl_attr_flags */
    uint8_t unit;     /* enum kl_unit */
    uint16_t min_len; /* STRING, BINARY, STRUCT...: payload bytes; 0: the type's own */
    uint16_t max_len; /* 0: no limit; strings: without the NUL; in a layout: the field's size */
    int64_t min, max; /* integers: the range; both 0: the type's own. Unsigned types: as uint64_t */
    const char *name; /* the kernel's, in full */
    const char *doc;
    union {
        const struct kl_enum *values;
        const struct kl_attrset *set;
        const struct kl_selector *select;
        const struct kl_layout *layout;
        const struct kl_attr_def *elem; /* ARRAY of arrays: the row of an inner one */
    } ref;
};

/* A C struct inside a message: fields are rows whose id is the offset. A message may carry fewer
 * bytes (older kernels) or more (newer ones). The last field may be open-ended: PACKED, BINARY or
 * STRING with max_len 0 takes what is left of the payload (size is what comes before it). */
struct kl_layout {
    const char *name; /* "nfgenmsg" */
    uint16_t size;
    uint16_t n_fields;
    const struct kl_attr_def *fields;
};

struct kl_attrset {
    const char *name;   /* "ipset-adt" */
    const char *prefix; /* "IPSET_ATTR_": what short names leave out */
    const char *doc;
    const struct kl_layout *header; /* fixed header before the attributes, padded to 4, or NULL */
    uint16_t n_rows;
    const struct kl_attr_def *rows;
};

/* How a nest's set is chosen. */
enum kl_select_by {
    KL_BY_STRING,  /* a sibling attribute that is a string: IFLA_INFO_KIND */
    KL_BY_NUMBER,  /* a sibling attribute that is an integer */
    KL_BY_HEADER,  /* a field of the message's fixed header: key is its offset, size its bytes */
    KL_BY_COMMAND, /* the command's id */
    KL_BY_REQUEST  /* of an answer: attribute or_key of the request, or a field of its fixed header
                    */
};

struct kl_selection {
    const char *name; /* KL_BY_STRING */
    uint64_t number;  /* the others */
    const struct kl_attrset *set;
};

struct kl_selector {
    uint8_t by;   /* enum kl_select_by */
    uint8_t up;   /* siblings are this many nests further out: 0 next to the attribute itself */
    uint8_t size; /* KL_BY_HEADER, KL_BY_REQUEST: 1, 2 or 4 */
    uint16_t key;
    uint16_t or_key; /* KL_BY_STRING, KL_BY_NUMBER: asked where key is not there; 0: none */
    uint16_t n_cases;
    const struct kl_selection *cases;
    const struct kl_attrset *otherwise; /* or NULL */
};

/* Which messages a command's row stands for; rows that share an id are looked at in their order. */
enum kl_when {
    KL_WHEN_ANY,
    KL_WHEN_DUMP,    /* requests of a dump (NLM_F_DUMP) */
    KL_WHEN_REQUEST, /* requests (NLM_F_REQUEST), dumps included */
    KL_WHEN_REPLY    /* what the kernel sends of its own, or as an answer */
};

struct kl_command_def {
    uint16_t id;      /* genl and nfnetlink: the command; rtnetlink: the message type */
    uint8_t when;     /* enum kl_when */
    const char *name; /* in full: "IPSET_CMD_CREATE" */
    const char *doc;
    const struct kl_layout *header;       /* NULL: the family's */
    const struct kl_layout *reply_header; /* NULL: as header; messages without NLM_F_REQUEST */
    const struct kl_attrset *request;     /* NULL: the family's */
    const struct kl_attrset *reply;       /* NULL: as request; messages without NLM_F_REQUEST */
};

struct kl_group_def {
    uint32_t id;      /* 0: known by name only (generic netlink) */
    const char *name; /* "RTNLGRP_LINK", "scan" */
};

enum kl_match {
    KL_MATCH_TYPE, /* nlmsg_type is the command's id: rtnetlink */
    KL_MATCH_NFNL, /* nlmsg_type is subsystem << 8 | command */
    KL_MATCH_GENL  /* nlmsg_type is the family's id, the command is in the genlmsghdr */
};

struct kl_family {
    const char *name;
    const char *doc;
    const char *command_prefix; /* "IPSET_CMD_" */
    int protocol;
    uint8_t match;              /* enum kl_match */
    uint8_t subsystem;          /* KL_MATCH_NFNL */
    uint8_t version;            /* KL_MATCH_GENL: genlmsghdr.version of requests */
    uint16_t fixed_id;          /* KL_MATCH_GENL: a family id that never changes (nlctrl), or 0 */
    uint8_t header_families[8]; /* if any: only messages whose header begins with one of these */
    const struct kl_layout *header; /* behind the nlmsghdr (generic: behind the genlmsghdr) */
    const struct kl_attrset *attrs; /* for commands that name no set */
    uint16_t n_commands, n_groups;
    const struct kl_command_def *commands;
    const struct kl_group_def *groups;
};

/* ---- Looking up. NULL where there is none; NULL sets and families are allowed. -------------- */

const struct kl_attr_def *kl_attrset_row(const struct kl_attrset *s, uint16_t id);
/** By full or short name, in any case. */
const struct kl_attr_def *kl_attrset_row_named(const struct kl_attrset *s, const char *name);
/** The command of a message with this id and these flags. */
const struct kl_command_def *kl_family_command(const struct kl_family *f, uint16_t id,
                                               uint16_t flags);
/** By "create" or "IPSET_CMD_CREATE", in any case; where several rows have the name, the one for
 *  messages with these flags goes first. */
const struct kl_command_def *kl_family_command_named(const struct kl_family *f, const char *name,
                                                     uint16_t flags);
/** The attributes behind a command's fixed header; @reply: in messages from the kernel. */
const struct kl_attrset *kl_command_attrs(const struct kl_family *f, const struct kl_command_def *c,
                                          bool reply);
/** The fixed header of a command's messages, or NULL; @reply: in messages from the kernel. */
const struct kl_layout *kl_command_layout(const struct kl_family *f, const struct kl_command_def *c,
                                          bool reply);
/** Does the last field take what is left of the payload? */
bool kl_layout_is_open(const struct kl_layout *layout);
/** Is @s a plain struct, its header and nothing else? */
bool kl_attrset_is_struct(const struct kl_attrset *s);
/** The bytes of field @i in a struct of which @len bytes are there; an open-ended one's are those
 *  that are left. */
size_t kl_field_size(const struct kl_layout *layout, unsigned i, size_t len);
/** Is field @i (KL_A_ONLY) there in the struct at @data? */
bool kl_field_is_there(const struct kl_layout *layout, unsigned i, const unsigned char *data,
                       size_t len);
/** The bytes of the struct at @data (the layout's size, where no field is KL_A_ONLY). */
size_t kl_layout_length(const struct kl_layout *layout, const unsigned char *data);
/** Does address @i (KL_A_FAMILY) of the struct at @data hold IPv4? */
bool kl_field_is_ip4(const struct kl_layout *layout, unsigned i, const unsigned char *data,
                     size_t len);
/** @name without @prefix, in lower case, cut to fit. @return @buffer. */
const char *kl_short_name(char buffer[KL_NAME_SIZE], const char *name, const char *prefix);
/** Is @word @name, in full or without @prefix, in any case? */
bool kl_name_is(const char *word, const char *name, const char *prefix);
/** The name of @value in @e (bits: of that very mask), or NULL. */
const char *kl_enum_name(const struct kl_enum *e, int64_t value);
/** The value of @name (in any case, with or without the prefix). @return 0 or -ENOENT. */
int kl_enum_value(const struct kl_enum *e, const char *name, int64_t *ret);
const char *kl_unit_name(enum kl_unit unit); /* NULL for none */

/* Where a walk is: what selectors choose by. data and len are the siblings seen (reading: all of
 * the nest's attributes, writing: those put so far). */
struct kl_scope {
    const struct kl_attrset *set;
    const unsigned char *data;
    size_t len;
    const struct kl_scope *up;            /* the nest around, or NULL */
    const struct kl_command_def *command; /* of the message, in every scope */
    const unsigned char *header;          /* the message's fixed header, in every scope */
    size_t header_len;
    const struct kl_scope *request; /* what the message answers, in every scope; or NULL */
};

/** The set inside nest @row (for ARRAY of nests: of an element), found in @scope, or NULL. */
const struct kl_attrset *kl_row_set(const struct kl_attr_def *row, const struct kl_scope *scope);

/** Makes @ret the row of element number @id of @array (an ARRAY or PACKED). */
void kl_array_elem(struct kl_attr_def *ret, const struct kl_attr_def *array, uint16_t id);

/* A message that was recognised: whose it is and where its attributes begin. */
struct kl_recognised {
    const struct kl_family *family;       /* NULL: unknown */
    const struct kl_command_def *command; /* NULL: unknown, or a control message */
    const struct kl_attrset *set;         /* of its attributes, or NULL */
    const struct kl_layout *layout;       /* of the fixed header, or NULL */
    size_t header_at;                     /* where the fixed header begins, from the nlmsghdr */
    size_t attrs_at;                      /* where the attributes begin; may be past the end */
};

/** Recognises @msg, of which @len bytes (16 at least) are there, by protocol, type and command.
 *  @family: the generic family, or NULL. */
void kl_recognise(struct kl_recognised *ret, const void *msg, size_t len, int protocol,
                  const struct kl_family *family);

/* ---- Checked reading and writing of one attribute by its row --------------------------------- */

/** nla_type on the wire: the id, NLA_F_NESTED and NLA_F_NET_BYTEORDER as the row wants them. */
uint16_t kl_row_wire_type(const struct kl_attr_def *row);

bool kl_type_is_int(uint8_t type);
bool kl_type_is_signed(uint8_t type);
/** The bytes of a value of @type, or 0 where they vary. */
size_t kl_type_len(uint8_t type);

/** Lays an integer out as the row wants it. @width: the only width that is right, or 0 for any.
 *  @return its bytes (1 to 8) in @out; -EINVAL: the row is no integer, or not of that width;
 *  -ERANGE: outside the row's range or the type's. */
int kl_row_put_uint(const struct kl_attr_def *row, uint64_t value, int width, unsigned char out[8]);
int kl_row_put_int(const struct kl_attr_def *row, int64_t value, unsigned char out[8]);

/** May the row carry these bytes? Integers are checked for width and range (bytes as on the wire),
 *  strings by their length without the NUL, structs by their size. @return 0, -EINVAL, -ERANGE. */
int kl_row_check(const struct kl_attr_def *row, const void *data, size_t len);
/** May the row carry a string of @len characters? For kl_msg_put_str(). */
int kl_row_check_str(const struct kl_attr_def *row, size_t len);
/** May the row be a nest (or flag)? @return 0 or -EINVAL. */
int kl_row_check_nest(const struct kl_attr_def *row);
int kl_row_check_flag(const struct kl_attr_def *row);

/** Reads an integer. Without a row (NULL), byte order is NLA_F_NET_BYTEORDER's in @wire_flags and
 *  any of the widths 1, 2, 4, 8 will do. The signed form extends the sign of signed rows.
 *  @return 0, or -EBADMSG: the length does not fit. */
int kl_row_get_uint(const struct kl_attr_def *row, uint16_t wire_flags, const void *data,
                    size_t len, uint64_t *ret);
int kl_row_get_int(const struct kl_attr_def *row, uint16_t wire_flags, const void *data, size_t len,
                   int64_t *ret);

#endif
