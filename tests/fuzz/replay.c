/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over files and folders of committed seeds, without a fuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    uint8_t *bytes = malloc(1 << 20);
    size_t size = bytes ? fread(bytes, 1, 1 << 20, file) : 0;
    (void)fclose(file);
    /* Exactly as long as the input, so that a read past its end is seen. */
    uint8_t *exact = malloc(size ? size : 1);
    if (bytes == NULL || exact == NULL) {
        abort();
    }
    memcpy(exact, bytes, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(bytes);
    free(exact);
    return 0;
}

static int replay_folder(const char *path, unsigned *count)
{
    DIR *folder = opendir(path);
    int failed = folder == NULL;
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        char name[4096];
        if (entry->d_name[0] == '.') {
            continue;
        }
        (void)snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        failed |= replay_file(name);
        ++*count;
    }
    if (folder) {
        (void)closedir(folder);
    }
    return failed;
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        struct stat status;
        if (stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode)) {
            failed |= replay_folder(argv[i], &count);
        } else {
            failed |= replay_file(argv[i]);
            count++;
        }
    }
    printf("%u seeds replayed\n", count);
    return failed || count == 0;
}
