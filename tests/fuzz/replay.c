// SPDX-License-Identifier: MIT
/*
 * Runs a fuzz target over files instead of random input, so that every build replays what the
 * fuzzer once found: fuzz_NAME FILE-OR-FOLDER... Speaks TAP, one line per file.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count, failed;

/* The input ends at an unreadable page: over-reads fault without a sanitizer, too. */
static int run_guarded(const uint8_t *data, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = (size + page) / page * page;
    uint8_t *map =
        mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return -1;
    if (mprotect(map + room, page, PROT_NONE) < 0) {
        munmap(map, room + page);
        return -1;
    }
    uint8_t *start = map + room - size;
    if (size > 0)
        memcpy(start, data, size);
    LLVMFuzzerTestOneInput(start, size);
    munmap(map, room + page);
    return 0;
}

static int replay_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return -1;
    uint8_t *data = NULL;
    size_t size = 0, room = 0;
    for (;;) {
        if (size == room) {
            uint8_t *grown = realloc(data, room = room * 2 + 4096);
            if (!grown)
                break;
            data = grown;
        }
        size_t got = fread(data + size, 1, room - size, in);
        if (got == 0)
            break;
        size += got;
    }
    int code = ferror(in) || !data ? -1 : run_guarded(data, size);
    fclose(in);
    free(data);
    return code;
}

static void replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        struct dirent **names = NULL;
        int n = scandir(path, &names, NULL, alphasort);
        for (int i = 0; i < n; i++) {
            char inner[4096];
            snprintf(inner, sizeof(inner), "%s/%s", path, names[i]->d_name);
            if (names[i]->d_name[0] != '.')
                replay(inner);
            free(names[i]);
        }
        free(names);
        return;
    }
    int code = replay_file(path);
    if (code < 0)
        failed++;
    printf("%sok %d - %s\n", code < 0 ? "not " : "", ++count, path);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("1..%d\n", count);
    return failed || count == 0;
}
