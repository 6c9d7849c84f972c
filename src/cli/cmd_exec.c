/* SPDX-License-Identifier: Apache-2.0 */
/* jeton exec: run a command with the token in its environment, and without our credentials. */
#include "cli/cmds.h"
#include "cli/say.h"
#include "cli/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As shells and env(1) report a command that cannot be run. */
enum { EXIT_CANNOT_RUN = 126, EXIT_NOT_THERE = 127 };

static const char *const credentials[] = {
    "JETON_CLIENT_ID", "JETON_CLIENT_SECRET",  "JETON_CLIENT_SECRET_FILE",
    "JETON_PROFILE",   "JETON_STORE_KEY_FILE",
};

static bool is_variable_name(const char *name)
{
    for (const char *at = name; *at; at++) {
        bool is_letter = (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z') || *at == '_';
        if (!is_letter && !(*at >= '0' && *at <= '9' && at > name)) {
            return false;
        }
    }
    return name[0] != '\0';
}

static enum jt_err set_environment(const char *name, jt_str access_token)
{
    char *value = jt_str_dup(access_token);
    if (value == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < sizeof(credentials) / sizeof(credentials[0]); i++) {
        (void)unsetenv(credentials[i]);
    }
    int failed = setenv(name, value, 1);
    jt_wipe(value, access_token.len);
    free(value);
    return failed ? JT_ERR_NOMEM : JT_OK;
}

static int replace_ourselves(struct jt_cli *cli)
{
    struct jt_trouble trouble;
    char **command = cli->options.command;
    (void)execvp(command[0], command);
    int why = errno;
    jt_trouble_set(&trouble, JT_TROUBLE_USAGE, "%s cannot be run: %s.", command[0], strerror(why));
    jt_trouble_set_next(&trouble, "Check the name of the command and PATH.");
    (void)jt_say_trouble(cli, &trouble);
    return why == ENOENT ? EXIT_NOT_THERE : EXIT_CANNOT_RUN;
}

static int run(struct jt_cli *cli)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_acquired acquired;
    const char *name = cli->options.env ? cli->options.env : "ACCESS_TOKEN";
    if (cli->options.command == NULL || cli->options.command[0] == NULL) {
        return jt_say_usage(cli, "say which command to run, for instance `jeton exec -- env`");
    }
    if (!is_variable_name(name)) {
        return jt_say_usage(cli, "\"%s\" cannot be the name of a variable", name);
    }
    if (jt_session_token(cli, &acquired, &trouble) != JT_OK) {
        return jt_say_trouble(cli, &trouble);
    }
    enum jt_err err = set_environment(name, acquired.token.access_token);
    jt_token_clear(&acquired.token);
    return err == JT_OK ? replace_ourselves(cli) : jt_say_err(cli, err);
}

const struct jt_cmd jt_cmd_exec = {
    .name = "exec",
    .args = "[--env NAME] [options] -- COMMAND [ARGUMENT]...",
    .summary = "Runs a command with an access token in its environment; its exit code is ours.",
    .help = "The token is in ACCESS_TOKEN, or in the variable that --env names. The client's own\n"
            "credentials (JETON_CLIENT_ID, JETON_CLIENT_SECRET, JETON_CLIENT_SECRET_FILE,\n"
            "JETON_PROFILE, JETON_STORE_KEY_FILE) are taken out of that environment.\n",
    .takes = JT_TAKES_CREDENTIALS | JT_TAKES_EXEC | JT_TAKES_FORCE,
    .run = run,
};
