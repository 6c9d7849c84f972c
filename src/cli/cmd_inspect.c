/* SPDX-License-Identifier: Apache-2.0 */
/* jeton inspect: what a token says, and whether it is to be believed. */
#include "cli/cmds.h"
#include "cli/credentials.h"
#include "cli/inspect.h"
#include "cli/say.h"
#include "cli/session.h"

#include "base/fd.h"

#include "codec/json_write.h"

#include <string.h>
#include <unistd.h>

enum { TOKEN_INPUT_MAX = 64 << 10 };

static jt_str without_blanks(jt_str text)
{
    while (text.len && strchr(" \t\r\n", text.ptr[0])) {
        text = jt_str_from(text, 1);
    }
    while (text.len && strchr(" \t\r\n", text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

static enum jt_err from_store(struct jt_cli *cli, struct jt_buf *text, struct jt_trouble *trouble)
{
    struct jt_acquired acquired;
    JT_TRY(jt_session_token(cli, &acquired, trouble));
    jt_buf_append(text, acquired.token.access_token);
    jt_token_clear(&acquired.token);
    return jt_buf_check(text);
}

static enum jt_err read_token(struct jt_cli *cli, struct jt_buf *text, struct jt_trouble *trouble)
{
    const char *given = cli->options.arg_count ? cli->options.args[0] : NULL;
    if (given == NULL) {
        return from_store(cli, text, trouble);
    }
    JT_TRY(jt_credentials_find(cli, false, trouble));
    bool is_stdin = strcmp(given, "-") == 0;
    if (!is_stdin) {
        jt_buf_append_c(text, given);
    }
    enum jt_err err = is_stdin ? jt_fd_read_all(STDIN_FILENO, text) : jt_buf_check(text);
    if (err != JT_OK) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The token cannot be read%s: %s.",
                       is_stdin ? " from stdin" : "",
                       err == JT_ERR_LIMIT ? "it is too long" : "reading failed");
        jt_trouble_set_next(trouble, "Send one token and nothing else.");
    }
    return err;
}

static void write_json(const struct jt_inspection *inspection, struct jt_buf *out)
{
    struct jt_json_writer w = {.buf = out};
    jt_json_object_begin(&w);
    jt_json_member_bool(&w, "valid", inspection->verdict == JETON_TOKEN_VALID);
    jt_json_member_string(&w, "verdict", jt_str_from_c(jeton_verdict_name(inspection->verdict)));
    jt_json_member_string(&w, "message", jt_str_from_c(jeton_verdict_text(inspection->verdict)));
    jt_json_member_if(&w, "detail", inspection->detail);
    jt_json_member_if(&w, "verified_with", inspection->issuer);
    if (inspection->header.len) {
        jt_json_name(&w, "header");
        jt_json_write_raw(&w, jt_buf_str(&inspection->header));
    }
    if (inspection->claims.len) {
        jt_json_name(&w, "claims");
        jt_json_write_raw(&w, jt_buf_str(&inspection->claims));
    }
    jt_json_object_end(&w);
    jt_buf_append_char(out, '\n');
}

static void write_plain(const struct jt_inspection *inspection, struct jt_buf *out)
{
    jt_inspect_write_object("header", jt_buf_str(&inspection->header), out);
    jt_inspect_write_object("claims", jt_buf_str(&inspection->claims), out);
    jt_buf_append_f(out, "verdict: %s", jeton_verdict_text(inspection->verdict));
    jt_buf_append_c(out, "\n");
    if (inspection->detail[0]) {
        jt_buf_append_f(out, "         %s\n", inspection->detail);
    }
    if (inspection->issuer[0]) {
        jt_buf_append_f(out, "keys of: %s\n", inspection->issuer);
    }
}

static int exit_code(enum jeton_verdict verdict)
{
    if (verdict == JETON_TOKEN_VALID) {
        return JT_EXIT_OK;
    }
    return verdict == JETON_TOKEN_UNAVAILABLE ? JT_EXIT_NETWORK : JT_EXIT_LOCAL;
}

static int run(struct jt_cli *cli)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = JT_BUF_INIT(TOKEN_INPUT_MAX);
    JT_CLEAN(jt_inspection_clear) struct jt_inspection inspection = {.verdict = JETON_TOKEN_VALID};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (cli->options.arg_count > 1) {
        return jt_say_usage(cli, "one token at a time");
    }
    enum jt_err err = read_token(cli, &text, &trouble);
    if (err == JT_OK) {
        err = jt_inspect(cli, without_blanks(jt_buf_str(&text)), &inspection);
    }
    if (err != JT_OK) {
        jt_trouble_set_err(&trouble, err);
        return jt_say_trouble(cli, &trouble);
    }
    (cli->options.json ? write_json : write_plain)(&inspection, &cli->out);
    return exit_code(inspection.verdict);
}

const struct jt_cmd jt_cmd_inspect = {
    .name = "inspect",
    .args = "[TOKEN|-] [options]",
    .summary = "Decodes and verifies a token, and says what is wrong with it.",
    .help =
        "Without an argument it is the token that `jeton token` would print; - reads stdin. The\n"
        "keys come from the configured issuer, or else from the one that the token names, which\n"
        "shows that it is whole, not that you should trust it. --resource demands an audience.\n"
        "A token that is no good ends with exit code 5; keys that cannot be had, with 4.\n",
    .takes = JT_TAKES_CREDENTIALS,
    .run = run,
};
