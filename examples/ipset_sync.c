// SPDX-License-Identifier: MIT
// Makes a set hold exactly the elements that are named: `ipset_sync NAME ELEMENT...`.
#include <kernlink/ipset.h>
#include <stdio.h>
#include <string.h>

static int fill(struct kl_ipset_sync *sync, char **elements)
{
    char error[256];

    for (; *elements; elements++) {
        int rc = kl_ipset_sync_put_text(sync, *elements, strlen(*elements), error, sizeof error);

        if (rc < 0) {
            fprintf(stderr, "%s: %s\n", *elements, error);
            return rc;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct kl_ipset_params set = {.type = "hash:net"}; // of a set that is not there yet
    struct kl_ipset_sync_result result;
    struct kl_ipset_sync *sync = NULL;
    struct kl_ipset *ips = NULL;
    int rc;

    if (argc < 2 || strlen(argv[1]) >= sizeof set.name) {
        fprintf(stderr, "usage: ipset_sync NAME ELEMENT...\n");
        return 2;
    }
    strcpy(set.name, argv[1]);
    rc = kl_ipset_open(&ips, NULL);
    if (rc < 0) {
        fprintf(stderr, "ipset: %s\n", kl_strerror(rc));
        return 1;
    }
    rc = kl_ipset_sync_new(&sync, ips, &set);
    if (rc == 0) {
        rc = fill(sync, argv + 2);
        if (rc == 0)
            rc = kl_ipset_sync(sync, 0, NULL, NULL, &result);
    }
    if (rc == 0)
        printf("%u added, %u removed, %u kept\n", result.added, result.removed, result.kept);
    else if (*kl_error_text(kl_ipset_error(ips)))
        fprintf(stderr, "%s\n", kl_error_text(kl_ipset_error(ips)));
    kl_ipset_sync_free(sync);
    kl_ipset_close(ips);
    return rc < 0;
}
