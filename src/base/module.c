/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and loading a module. Only this file calls the dynamic linker. */
#include "base/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Relative to the program's folder, so that an installation may be moved whole. */
static const char *const folders[] = {"", JT_MODULE_FOLDER "/"};

enum { FOLDERS = sizeof(folders) / sizeof(folders[0]) };

/* With the slash at its end. */
static bool find_own_folder(char ret_folder[static PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", ret_folder, PATH_MAX - 1);
    if (len <= 0) {
        return false;
    }
    ret_folder[len] = '\0';
    ret_folder[strrchr(ret_folder, '/') - ret_folder + 1] = '\0';
    return true;
}

/* The first that is there, or the last of all, so that the message names one. */
static void *open_file(const char *file)
{
    char own[PATH_MAX];
    char path[2 * PATH_MAX];
    if (!find_own_folder(own)) {
        return dlopen(file, RTLD_NOW | RTLD_LOCAL);
    }
    for (size_t i = 0; i < FOLDERS; i++) {
        (void)snprintf(path, sizeof(path), "%s%s%s", own, folders[i], file);
        if (access(path, F_OK) == 0) {
            break;
        }
    }
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

enum jt_err jt_module_load(const struct jt_module *module, const void **ret_face,
                           struct jt_buf *why)
{
    void *handle = open_file(module->file);
    const void *face = handle ? dlsym(handle, module->symbol) : NULL;
    if (face == NULL) {
        const char *said = dlerror();
        if (said) {
            jt_buf_append_c(why, said);
        } else {
            jt_buf_append_f(why, "%s is not what it should be", module->file);
        }
        return JT_ERR_NOT_FOUND;
    }
    const char *version = *(const char *const *)face;
    if (strcmp(version, JT_VERSION) != 0) {
        jt_buf_append_f(why, "%s is version %s, but the program is version %s", module->file,
                        version, JT_VERSION);
        return JT_ERR_CONFLICT;
    }
    *ret_face = face;
    return JT_OK;
}
