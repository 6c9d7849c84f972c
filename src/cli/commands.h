/* SPDX-License-Identifier: Apache-2.0 */
/* The door between the program and libjeton-commands.so, which holds everything that needs the
 * network or JSON. Both are built together; the version says whether they belong together. */
#ifndef JT_CLI_COMMANDS_H
#define JT_CLI_COMMANDS_H

#include "client/ask.h"

struct jt_commands {
    const char *version; /* JT_VERSION */
    int (*run)(int argc, char **argv);
    enum jt_err (*ask)(const struct jt_ask *ask, struct jt_asked *ret_asked,
                       struct jt_trouble *trouble);
};

/* The only symbol that the library shows: const struct jt_commands. */
#define JT_COMMANDS_SYMBOL "jt_commands"

/* Loads the library once. JT_ERR_NOT_FOUND: trouble says where it was sought. */
JT_MUST_USE enum jt_err jt_commands_load(const struct jt_commands **ret_commands,
                                         struct jt_trouble *trouble);

#endif
