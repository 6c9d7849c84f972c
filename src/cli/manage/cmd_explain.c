/* SPDX-License-Identifier: Apache-2.0 */
/* jeton explain: a refusal by its reference, the list of them, or a request that is only tried. */
#include "cli/cmds.h"
#include "cli/manage/explain.h"
#include "cli/manage/verbs.h"
#include "cli/say.h"

#include <unistd.h>

/* People copy a reference with what stands around it. */
static jt_str clean_reference(const char *word)
{
    jt_str text = jt_str_trim(jt_str_from_c(word));
    while (text.len && jt_str_find_char(JT_STR("\"',.:;"), text.ptr[0]) < 6) {
        text = jt_str_from(text, 1);
    }
    while (text.len && jt_str_find_char(JT_STR("\"',.:;"), text.ptr[text.len - 1]) < 6) {
        text.len--;
    }
    return text;
}

static void advise(struct jt_trouble *trouble)
{
    if (trouble->kind == JT_TROUBLE_REFUSED && trouble->status == 404) {
        jt_trouble_set_next(trouble, "Compare it with `rejection_id` in the answer, and ask the "
                                     "server that gave it. `jeton explain --list` shows what is "
                                     "kept.");
    }
}

static enum jt_err explain_one(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    struct jt_cli *cli = manage->cli;
    jt_buf_append_c(&path, "/rejections");
    jt_path_add(&path, clean_reference(cli->options.args[0]));
    JT_TRY(jt_buf_check(&path));
    JT_TRY(jt_manage_begin(manage, cli, JT_STR("api_client.view"), trouble));
    const struct jt_manage_request request = {.method = "GET", .path = jt_buf_str(&path)};
    enum jt_err err = jt_manage_send(manage, &request, &reply, trouble);
    if (err != JT_OK) {
        advise(trouble);
        return err;
    }
    const struct jt_json_value *rejection = jt_json_root(reply.json);
    if (cli->options.json) {
        jt_verb_write_object(manage, rejection);
    } else {
        jt_explain_show(rejection, manage->realm, jt_say_is_coloured(STDOUT_FILENO), &cli->out);
    }
    return JT_OK;
}

static enum jt_err list(struct jt_manage *manage, struct jt_trouble *trouble)
{
    manage->cli->options.order = "desc";
    JT_TRY(jt_manage_begin(manage, manage->cli, JT_STR("api_client.view"), trouble));
    return jt_verb_write_list(manage, &jt_kind_rejection, jt_str_from_c(jt_kind_rejection.path),
                              trouble);
}

static int run(struct jt_cli *cli)
{
    JT_CLEAN(jt_manage_clear) struct jt_manage manage = {.cli = cli};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    const struct jt_options *options = &cli->options;
    enum jt_err err = JT_OK;
    if (options->arg_count + options->list + (options->curl != NULL) > 1) {
        return jt_say_usage(cli, "say a reference, --list, or --curl -, and one of them alone");
    }
    if (options->curl) {
        err = jt_explain_curl(&manage, &trouble);
    } else if (options->arg_count) {
        err = explain_one(&manage, &trouble);
    } else {
        err = list(&manage, &trouble);
    }
    if (err != JT_OK) {
        jt_trouble_set_err(&trouble, err);
        return jt_say_trouble(cli, &trouble);
    }
    return JT_EXIT_OK;
}

const struct jt_cmd jt_cmd_explain = {
    .name = "explain",
    .args = "[REFERENCE] [--list] [--curl -] [options]",
    .summary = "Says why the server refused a request, or would.",
    .help =
        "REFERENCE is the rejection_id of the answer, or its Jeton-Rejection header. Without one\n"
        "the rejections are listed, the newest first. api_client.view is the permission for it.\n"
        "--curl - reads a pasted curl command from stdin and asks the server what would come of\n"
        "that request, without carrying it out; that takes api_client.manage, and leaves an audit\n"
        "event without the secret. Nothing in the command is expanded, run or opened; -k, -K and\n"
        "proxies are ignored; and what would go wrong before it reaches the server is said too.\n",
    .takes = JT_TAKES_API_CALL | JT_TAKES_PAGE | JT_TAKES_CURL | JT_TAKES_EXPLAIN,
    .run = run,
};
