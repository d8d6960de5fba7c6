// SPDX-License-Identifier: MIT
#include "mhd.h"

#include <dlfcn.h>
#include <malloc.h>
#include <string.h>

// At the end of the process the leak checker looks at variables of threads that went with a
// library.
#ifdef __SANITIZE_ADDRESS__
#define FLAGS (RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)
#else
#define FLAGS (RTLD_NOW | RTLD_LOCAL)
#endif

const char *kld_mhd_load(struct kld_mhd *m)
{
    struct kld_mhd found = {.handle = dlopen(KLD_MHD_LIBRARY, FLAGS)};
    const char *missing = NULL;

    if (!found.handle)
        return dlerror();
        // A function is no object for C; the standard that dlsym() is of says how it is done.
#define FIND(name)                                                                                 \
    *(void **)&found.name = dlsym(found.handle, "MHD_" #name);                                     \
    if (!found.name)                                                                               \
        missing = KLD_MHD_LIBRARY " has no MHD_" #name;
    KLD_MHD_FUNCTIONS(FIND)
#undef FIND
    if (missing) {
        dlclose(found.handle);
        return missing;
    }
    *m = found;
    return NULL;
}

void kld_mhd_unload(struct kld_mhd *m)
{
    if (m->handle)
        dlclose(m->handle);
    *m = (struct kld_mhd){0};
    malloc_trim(0);
}
