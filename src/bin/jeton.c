/* SPDX-License-Identifier: Apache-2.0 */
/* jeton: the commands that the store alone can serve run here; everything else, and every question
 * to a server, is in a library that is loaded when it is needed. */
#include "cli/cmds.h"
#include "cli/commands.h"
#include "cli/say.h"

#include <sys/prctl.h>

static enum jt_err ask_by_library(void *arg, const struct jt_ask *ask, struct jt_asked *ret_asked,
                                  struct jt_trouble *trouble)
{
    const struct jt_commands *commands = NULL;
    (void)arg;
    JT_TRY(jt_commands_load(&commands, trouble));
    return commands->ask(ask, ret_asked, trouble);
}

static int run_by_library(int argc, char **argv)
{
    const struct jt_commands *commands = NULL;
    struct jt_trouble trouble;
    struct jt_cli none = {.store = JT_TOKEN_STORE_CLOSED};
    if (jt_commands_load(&commands, &trouble) != JT_OK) {
        return jt_say_trouble(&none, &trouble);
    }
    return commands->run(argc, argv);
}

int main(int argc, char **argv)
{
#ifndef JT_SANITIZED /* LeakSanitizer traces its own process */
    /* Secrets do not go into core dumps, nor to debuggers of the same user. exec undoes it. */
    (void)prctl(PR_SET_DUMPABLE, 0);
#endif
    if (argc > 1 && jt_cmd_find(jt_cmds_resident, argv[1])) {
        return jt_cli_main(jt_cmds_resident, argc, argv, ask_by_library);
    }
    return run_by_library(argc, argv);
}
