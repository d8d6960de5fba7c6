// SPDX-License-Identifier: MIT
// A block list in the kernel: create a set, add networks, ask whether an address is in it, list it.
#include <kernlink/ipset.h>
#include <stdio.h>
#include <string.h>

static int print(const struct kl_ipset_params *set, const struct kl_ipset_type *type,
                 const struct kl_ipset_elem *e, const struct kl_view *raw, unsigned unknown,
                 void *out)
{
    (void)set, (void)raw, (void)unknown;
    kl_ipset_elem_print((struct kl_out *)out, type, e);
    kl_out_printf((struct kl_out *)out, " leaves in %u s\n", e->timeout);
    return 0;
}

int main(void)
{
    struct kl_ipset_params block;
    struct kl_ipset_list_calls calls = {NULL, print, NULL};
    struct kl_ipset *ips = NULL;
    struct kl_out *out = NULL;
    int rc = kl_ipset_open(&ips, NULL);

    if (rc < 0) {
        fprintf(stderr, "ipset: %s\n", kl_strerror(rc));
        return 1;
    }
    memset(&block, 0, sizeof block);
    strcpy(block.name, "block");
    strcpy(block.type, "hash:net");
    block.has = KL_IPSET_P_TIMEOUT;
    block.timeout = 600; // seconds, unless an element says otherwise
    rc = kl_ipset_create(ips, &block, 0);
    if (rc == 0)
        rc = kl_ipset_add_text(ips, "block", "198.51.100.0/24", 0);
    if (rc == 0)
        rc = kl_ipset_add_text(ips, "block", "203.0.113.7 timeout 60", 0);
    if (rc == 0)
        rc = kl_out_open_fd(&out, 1);
    if (rc == 0 && kl_ipset_test_text(ips, "block", "198.51.100.9") == 1)
        kl_out_str(out, "198.51.100.9 is blocked\n");
    if (rc == 0)
        rc = kl_ipset_list(ips, "block", 0, &calls, out);
    if (rc < 0)
        fprintf(stderr, "%s\n", kl_error_text(kl_ipset_error(ips)));
    kl_out_close(out);
    kl_ipset_close(ips);
    return rc < 0;
}
