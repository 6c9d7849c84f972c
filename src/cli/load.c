/* SPDX-License-Identifier: Apache-2.0 */
/* Loading libjeton-commands.so: beside the program in a build, in the library folder when
 * installed. Only this file calls the dynamic linker. */
#include "cli/commands.h"

#include <dlfcn.h>
#include <string.h>

/* Relative to the program, so that an installation may be moved whole. */
static const char *const paths[] = {
    "$ORIGIN/libjeton-commands.so",
    "$ORIGIN/" JT_COMMANDS_FOLDER "/libjeton-commands.so",
};

static void *open_library(void)
{
    void *library = NULL;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && library == NULL; i++) {
        library = dlopen(paths[i], RTLD_NOW | RTLD_LOCAL);
    }
    return library;
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
