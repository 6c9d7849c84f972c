/* SPDX-License-Identifier: Apache-2.0 */
/* Loading libjeton-commands.so: beside the program in a build, in the library folder when
 * installed. Only this file calls the dynamic linker. */
#include "cli/commands.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIBRARY "libjeton-commands.so"

/* Relative to the program's folder, so that an installation may be moved whole. */
static const char *const folders[] = {"", JT_COMMANDS_FOLDER "/"};

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
static void *open_library(void)
{
    char own[PATH_MAX];
    char path[2 * PATH_MAX];
    if (!find_own_folder(own)) {
        return dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    }
    for (size_t i = 0; i < FOLDERS; i++) {
        (void)snprintf(path, sizeof(path), "%s%s%s", own, folders[i], LIBRARY);
        if (access(path, F_OK) == 0) {
            break;
        }
    }
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

enum jt_err jt_commands_load(const struct jt_commands **ret_commands, struct jt_trouble *trouble)
{
    void *library = open_library();
    const struct jt_commands *commands = library ? dlsym(library, JT_COMMANDS_SYMBOL) : NULL;
    if (commands == NULL) {
        const char *why = dlerror();
        jt_trouble_set(trouble, JT_TROUBLE_INTERNAL,
                       "The part of the program that speaks to servers cannot be loaded: %s.",
                       why ? why : "libjeton-commands.so is not what it should be");
        jt_trouble_set_next(trouble, "Install Jeton again, whole.");
        return JT_ERR_NOT_FOUND;
    }
    if (strcmp(commands->version, JT_VERSION) != 0) {
        jt_trouble_set(trouble, JT_TROUBLE_INTERNAL,
                       "jeton is version %s, but its libjeton-commands.so is version %s.",
                       JT_VERSION, commands->version);
        jt_trouble_set_next(trouble, "Install Jeton again, whole.");
        return JT_ERR_CONFLICT;
    }
    *ret_commands = commands;
    return JT_OK;
}
