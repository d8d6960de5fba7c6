// SPDX-License-Identifier: MIT
// Run by meson, linked with libmicrohttpd: prints the name that the loader knows it by.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    Dl_info info;
    void *function = dlsym(RTLD_DEFAULT, "MHD_get_version");
    const char *name = function && dladdr(function, &info) ? strrchr(info.dli_fname, '/') : NULL;

    // Without this use the library would not be linked.
    if (!name || !MHD_get_version())
        return 1;
    puts(name + 1);
    return 0;
}
