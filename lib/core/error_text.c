// SPDX-License-Identifier: MIT
// Error codes in plain words.
#include <kernlink/core.h>

#include <errno.h>
#include <string.h>

struct code_text {
    int code;
    const char *text;
};

/* What these mean when a kernel answers a netlink request; other codes are worded by libc. */
static const struct code_text errno_texts[] = {
    {EPERM, "not permitted: this needs more privileges"},
    {ENOENT, "no such object"},
    {ESRCH, "nothing there matches"},
    {EINTR, "interrupted"},
    {EIO, "input or output error"},
    {ENXIO, "no such device or address"},
    {E2BIG, "too many or too long arguments"},
    {EBADF, "not an open descriptor"},
    {ECHILD, "the socket belongs to another process: open a new one after fork()"},
    {EAGAIN, "not now: try again"},
    {ENOMEM, "out of memory"},
    {EACCES, "access denied"},
    {EBUSY, "busy"},
    {EEXIST, "it exists already"},
    {ENODEV, "no such device"},
    {EINVAL, "invalid argument"},
    {ENFILE, "too many open files in the system"},
    {EMFILE, "too many open files in this process"},
    {ENOSPC, "no room left"},
    {EPIPE, "nobody reads the other end"},
    {ERANGE, "value out of range"},
    {EDEADLK, "a waiting call on a socket from inside its own callback"},
    {ENAMETOOLONG, "name too long"},
    {ENOSYS, "this kernel does not know the call"},
    {ENOTEMPTY, "not empty"},
    {ELOOP, "nested too deep"},
    {ENODATA, "no data"},
    {ENOLINK, "not connected"},
    {EPROTO, "protocol error"},
    {EBADMSG, "malformed message"},
    {EOVERFLOW, "value too large"},
    {EMSGSIZE, "message too long"},
    {ENOPROTOOPT, "this kernel does not know the socket option"},
    {EPROTONOSUPPORT, "this kernel does not know the netlink protocol"},
    {EOPNOTSUPP, "not supported"},
    {EPFNOSUPPORT, "protocol family not supported"},
    {EAFNOSUPPORT, "address family not supported"},
    {EADDRINUSE, "address in use"},
    {EADDRNOTAVAIL, "address not available"},
    {ENETDOWN, "the network is down"},
    {ENETUNREACH, "network unreachable"},
    {ECONNREFUSED, "nobody listens: the kernel lacks the subsystem, or its module is not loaded"},
    {ECONNRESET, "the other end closed the connection"},
    {ENOBUFS, "the receive buffer overran: the answer was lost"},
    {EISCONN, "connected already"},
    {ENOTCONN, "not connected"},
    {ETIMEDOUT, "no answer in time"},
    {EHOSTUNREACH, "host unreachable"},
    {EALREADY, "under way already"},
    {EINPROGRESS, "under way"},
    {ESTALE, "stale"},
    {ECANCELED, "cancelled"},
};

/* Private codes of ipset, in general words: the ipset module knows set and element and says more.
 * Source: include/uapi/linux/netfilter/ipset/ip_set.h; from 4352 on the meaning depends on the
 * kind of set. */
static const struct code_text ipset_texts[] = {
    {4097, "the kernel does not take this protocol version or combination of attributes"},
    {4098, "the kernel does not know the set type"},
    {4099, "the kernel has as many sets as it can"},
    {4100, "the set is busy: it is referenced or being listed"},
    {4101, "the second name does not fit: it is taken, or there is no such set"},
    {4102, "the sets are of different types"},
    {4103, "the element is in the set already, or is not in it"},
    {4104, "the prefix length is not valid"},
    {4105, "the netmask is not valid"},
    {4106, "the address family is not valid for this set"},
    {4107, "the set has no timeouts"},
    {4108, "the set is referenced"},
    {4109, "an IPv4 address is expected"},
    {4110, "an IPv6 address is expected"},
    {4111, "the set has no counters"},
    {4112, "the set has no comments"},
    {4113, "the mark mask is not valid"},
    {4114, "the set has no skb information"},
    {4115, "bitmask and netmask exclude each other"},
    {4352, "the set refused the element: full, out of range, or no such name"},
    {4353, "the set refused the element: a null value, too large a range, or a loop"},
    {4354, "the set refused the element: protocol or reference not valid"},
    {4355, "the set refused the element: protocol or reference missing"},
    {4356, "the set refused the element: ranges are not supported, or the list is full"},
    {4357, "the set refused the element: the range is too wide, or the reference exists"},
};

static const char *lookup(const struct code_text *texts, size_t n, int code)
{
    for (size_t i = 0; i < n; i++)
        if (texts[i].code == code)
            return texts[i].text;
    return NULL;
}

const char *kl_strerror(int code)
{
    const char *text;

    if (code == 0)
        return "success";
    if (code < 0 && code >= -8191)
        code = -code;
    if (code >= 4097)
        text = lookup(ipset_texts, sizeof(ipset_texts) / sizeof(ipset_texts[0]), code);
    else
        text = lookup(errno_texts, sizeof(errno_texts) / sizeof(errno_texts[0]), code);
#ifdef __GLIBC__
    if (text == NULL && code > 0)
        text = strerrordesc_np(code);
#endif
    return text != NULL ? text : "unknown error code";
}

const char *kl_version(void)
{
    return KL_VERSION;
}
