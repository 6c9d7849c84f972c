/* SPDX-License-Identifier: Apache-2.0 */
/* What libjeton-commands.so shows to the program. */
#include "cli/commands.h"

#include "cli/cmds.h"

#include <string.h>

#include <jeton/export.h>

static enum jt_err ask_directly(void *arg, const struct jt_ask *ask, struct jt_asked *ret_asked,
                                struct jt_trouble *trouble)
{
    (void)arg;
    return jt_ask_token(ask, ret_asked, trouble);
}

/* The spellings that people try first. */
static const struct {
    const char *spelling;
    const char *command;
} synonyms[] = {
    {"--help", "help"},
    {"-h", "help"},
    {"--version", "version"},
    {"-V", "version"},
};

static int run(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof(synonyms) / sizeof(synonyms[0]); i++) {
        if (strcmp(argv[1], synonyms[i].spelling) == 0) {
            char command[16];
            char *words[] = {argv[0], command, NULL};
            jt_trouble_copy(command, sizeof(command), jt_str_from_c(synonyms[i].command));
            return jt_cli_main(jt_cmds_all, 2, words, ask_directly);
        }
    }
    return jt_cli_main(jt_cmds_all, argc, argv, ask_directly);
}

extern const struct jt_commands jt_commands;
JETON_API const struct jt_commands jt_commands = {
    .version = JT_VERSION,
    .run = run,
    .ask = jt_ask_token,
};
