/* SPDX-License-Identifier: Apache-2.0 */
/* From argv to an exit code. */
#include "base/fd.h"
#include "cli/help.h"
#include "cli/say.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

const struct jt_cmd *jt_cmd_find(const struct jt_cmd *const *table, const char *name)
{
    for (; *table; table++) {
        if (strcmp((*table)->name, name) == 0) {
            return *table;
        }
    }
    return NULL;
}

const struct jt_verb *jt_verb_find(const struct jt_cmd *cmd, const char *name)
{
    for (const struct jt_verb *verb = cmd->verbs; verb && verb->name && name; verb++) {
        if (strcmp(verb->name, name) == 0) {
            return verb;
        }
    }
    return NULL;
}

static void clear(struct jt_cli *cli)
{
    jt_buf_clear(&cli->out);
    jt_buf_clear(&cli->lists);
    jt_profile_clear(&cli->profile);
    jt_token_store_clear(&cli->store);
}

/* A result that did not arrive is no success (a full disk, a closed pipe). */
static int finish(struct jt_cli *cli, int code)
{
    struct jt_trouble trouble;
    enum jt_err err = jt_buf_check(&cli->out);
    if (err != JT_OK) {
        return jt_say_err(cli, err);
    }
    if (jt_fd_write_all(STDOUT_FILENO, jt_buf_str(&cli->out))) {
        return code;
    }
    jt_trouble_set(&trouble, JT_TROUBLE_INTERNAL, "The result could not be written to stdout: %s.",
                   strerror(errno));
    jt_trouble_set_next(&trouble, "Look where stdout leads; is the disk full?");
    return jt_say_trouble(cli, &trouble);
}

static int verb_unknown(struct jt_cli *cli, const char *name)
{
    if (name == NULL) {
        return jt_say_usage(cli, "say `jeton %s %s` or another of its verbs", cli->cmd->name,
                            cli->cmd->verbs[0].name);
    }
    return jt_say_usage(cli, "there is no `jeton %s %s`", cli->cmd->name, name);
}

static int run(struct jt_cli *cli, char **argv)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf wrong = {0};
    cli->verb = jt_verb_find(cli->cmd, argv[0]);
    bool is_option = argv[0] && argv[0][0] == '-';
    if (cli->cmd->verbs && cli->verb == NULL && !is_option) {
        return verb_unknown(cli, argv[0]);
    }
    uint64_t takes = cli->verb ? cli->verb->takes : cli->cmd->takes;
    if (jt_options_parse(cli->verb ? argv + 1 : argv, takes, &cli->options, &wrong) != JT_OK) {
        return jt_say_usage(cli, "%s", jt_buf_c(&wrong));
    }
    if (cli->options.help) {
        jt_help_write(cli->cmd, cli->verb, &cli->out);
        return JT_EXIT_OK;
    }
    if (cli->cmd->verbs && cli->verb == NULL) {
        return verb_unknown(cli, NULL);
    }
    return cli->cmd->run(cli);
}

int jt_cli_main(const struct jt_cmd *const *table, int argc, char **argv,
                enum jt_err (*ask)(void *arg, const struct jt_ask *ask, struct jt_asked *ret_asked,
                                   struct jt_trouble *trouble))
{
    JT_CLEAN(clear)
    struct jt_cli cli = {
        .ask = ask, .store = JT_TOKEN_STORE_CLOSED, .out = {.max = JT_CLI_OUT_MAX}};
    if (argc < 2) {
        return jt_say_usage(&cli, "say what to do, for instance `jeton token`");
    }
    cli.cmd = jt_cmd_find(table, argv[1]);
    if (cli.cmd == NULL) {
        return jt_say_usage(&cli, "there is no command \"%s\"", argv[1]);
    }
    return finish(&cli, run(&cli, argv + 2));
}
