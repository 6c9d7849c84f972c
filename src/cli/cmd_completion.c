/* SPDX-License-Identifier: Apache-2.0 */
/* jeton completion: what a shell needs to know of the commands, from the tables themselves. */
#include "cli/cmds.h"
#include "cli/say.h"

#include "codec/completion.h"

#include <string.h>

static void add_word(struct jt_completion_place *place, jt_str word, const char *help)
{
    const struct jt_completion_item item = {.word = word, .help = help};
    jt_completion_add(place, &item);
}

static void add_option(void *arg, const char *name, char letter, const char *meta, const char *help)
{
    const struct jt_completion_item item = {
        .word = jt_str_from_c(name),
        .is_option = true,
        .letter = letter,
        .meta = meta,
        .help = help,
    };
    jt_completion_add(arg, &item);
}

static void add_commands(struct jt_completion_place *place)
{
    for (const struct jt_cmd *const *cmd = jt_cmds_all; *cmd; cmd++) {
        add_word(place, jt_str_from_c((*cmd)->name), (*cmd)->summary);
    }
}

static bool is_verb(jt_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < 'a' || word.ptr[i] > 'z') {
            return false;
        }
    }
    return word.len > 0;
}

/* "list|clear [--json]", "list [FILTER]... | verify": the verbs of a command that has no table of
 * them. */
static void add_from_usage(struct jt_completion_place *place, const char *args)
{
    jt_str rest = jt_str_from_c(args);
    for (jt_str part; jt_str_next(&rest, '|', &part);) {
        part = jt_str_trim(part);
        jt_str word = jt_str_slice(part, 0, jt_str_find_char(part, ' '));
        if (is_verb(word)) {
            add_word(place, word, "");
        }
    }
}

static void add_command(struct jt_completion_place *place, const struct jt_cmd *cmd)
{
    place->depth = 1;
    place->path[0] = jt_str_from_c(cmd->name);
    for (const struct jt_verb *verb = cmd->verbs; verb && verb->name; verb++) {
        add_word(place, jt_str_from_c(verb->name), verb->summary);
    }
    if (cmd == &jt_cmd_help) {
        add_commands(place);
    } else if (cmd->verbs == NULL) {
        add_from_usage(place, cmd->args);
    }
    jt_options_each(cmd->verbs ? 0 : cmd->takes, add_option, place);
}

static void add_verb(struct jt_completion_place *place, const struct jt_cmd *cmd,
                     const struct jt_verb *verb)
{
    place->depth = 2;
    place->path[0] = jt_str_from_c(cmd->name);
    place->path[1] = jt_str_from_c(verb->name);
    jt_options_each(verb->takes, add_option, place);
}

static bool find_place(void *arg, size_t index, struct jt_completion_place *ret_place)
{
    (void)arg;
    ret_place->depth = ret_place->count = 0;
    if (index == 0) {
        add_commands(ret_place);
        jt_options_each(0, add_option, ret_place);
        return true;
    }
    size_t at = 1;
    for (const struct jt_cmd *const *cmd = jt_cmds_all; *cmd; cmd++) {
        if (at++ == index) {
            add_command(ret_place, *cmd);
            return true;
        }
        for (const struct jt_verb *verb = (*cmd)->verbs; verb && verb->name; verb++) {
            if (at++ == index) {
                add_verb(ret_place, *cmd, verb);
                return true;
            }
        }
    }
    return false;
}

static int run(struct jt_cli *cli)
{
    const struct jt_completion completion = {.program = "jeton", .place = find_place};
    const struct jt_options *options = &cli->options;
    if (options->arg_count != 1) {
        return jt_say_usage(cli, "say for which shell: bash, zsh or fish");
    }
    enum jt_err err = jt_completion_write(&completion, jt_str_from_c(options->args[0]), &cli->out);
    if (err == JT_ERR_NOT_FOUND) {
        return jt_say_usage(cli, "there is nothing for the shell \"%s\"", options->args[0]);
    }
    return err == JT_OK ? JT_EXIT_OK : jt_say_err(cli, err);
}

const struct jt_cmd jt_cmd_completion = {
    .name = "completion",
    .args = "bash|zsh|fish",
    .summary = "Prints a script that teaches the shell these commands.",
    .help = "bash: put it into ~/.local/share/bash-completion/completions/jeton, or say\n"
            "      source <(jeton completion bash)\n"
            "zsh:  put it as _jeton into a folder of $fpath\n"
            "fish: put it into ~/.config/fish/completions/jeton.fish\n",
    .takes = 0,
    .run = run,
};
