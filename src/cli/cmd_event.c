/* SPDX-License-Identifier: Apache-2.0 */
/* jeton event: the audit log, shown and verified. */
#include "cli/cmds.h"
#include "cli/event_verbs.h"
#include "cli/say.h"

#include <string.h>

static int fail(const struct jt_cli *cli, struct jt_trouble *trouble, enum jt_err err)
{
    jt_trouble_set_err(trouble, err);
    return jt_say_trouble(cli, trouble);
}

static int run(struct jt_cli *cli)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    const struct jt_options *options = &cli->options;
    const char *verb = options->arg_count ? options->args[0] : "";
    const char *const *args = options->args + 1;
    size_t count = options->arg_count ? options->arg_count - 1 : 0;
    bool whole = true;
    enum jt_err err = JT_OK;
    if (strcmp(verb, "list") == 0) {
        err = jt_event_verb_list(cli, args, count, &trouble);
    } else if (strcmp(verb, "verify") == 0) {
        err = jt_event_verb_verify(cli, args, count, &whole, &trouble);
    } else {
        return jt_say_usage(cli, "say `jeton event list` or `jeton event verify`");
    }
    if (err != JT_OK) {
        return fail(cli, &trouble, err);
    }
    return whole ? JT_EXIT_OK : JT_EXIT_REFUSED;
}

const struct jt_cmd jt_cmd_event = {
    .name = "event",
    .args = "list [FILTER=VALUE]... | verify [LOGFILE]...",
    .summary = "Shows the audit log, or verifies that it is whole.",
    .help =
        "list prints a page; the filters are actor, action, objectKind, object, from, to, after,\n"
        "order (asc or desc), limit and offset. verify reads the whole log, computes its chain of\n"
        "hashes anew, verifies the signed checkpoints, and says the first place that does not\n"
        "fit; then the exit code is 3. LOGFILE is a program log of the server that was kept\n"
        "elsewhere: its checkpoints show events that were cut off the end.\n",
    .takes = JT_TAKES_CREDENTIALS,
    .run = run,
};
