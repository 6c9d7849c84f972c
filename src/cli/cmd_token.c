/* SPDX-License-Identifier: Apache-2.0 */
/* jeton token: print an access token. */
#include "cli/cmds.h"
#include "cli/say.h"
#include "cli/session.h"

#include "codec/json_write.h"

static void write_json(const struct jt_acquired *acquired, const char *boot, struct jt_buf *out)
{
    const struct jt_token *token = &acquired->token;
    struct jt_now now = jt_now_make(&jt_clock_system, boot);
    struct jt_json_writer w = {.buf = out};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "access_token", token->access_token);
    jt_json_member_string(&w, "token_type", JT_STR("Bearer"));
    jt_json_member_integer(&w, "expires_in", jt_token_remaining_s(token, &now));
    jt_json_member_integer(&w, "expires_at", token->expires_at.s);
    jt_json_member_string(&w, "scope", token->scope);
    jt_json_member_string(&w, "issuer", token->issuer);
    jt_json_member_string(&w, "client_id", token->want.client_id);
    jt_json_member_bool(&w, "cached", acquired->cached);
    jt_json_object_end(&w);
    jt_buf_append_char(out, '\n');
}

static void write_plain(const struct jt_acquired *acquired, bool as_header, struct jt_buf *out)
{
    jt_buf_append_c(out, as_header ? "Authorization: Bearer " : "");
    jt_buf_append(out, acquired->token.access_token);
    jt_buf_append_char(out, '\n');
}

static int run(struct jt_cli *cli)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_acquired acquired;
    if (cli->options.arg_count) {
        return jt_say_usage(cli, "`jeton token` takes no argument: %s", cli->options.args[0]);
    }
    if (cli->options.json && cli->options.header) {
        return jt_say_usage(cli, "--json and --header exclude each other");
    }
    if (jt_session_token(cli, &acquired, &trouble) != JT_OK) {
        return jt_say_trouble(cli, &trouble);
    }
    if (cli->options.json) {
        write_json(&acquired, cli->boot, &cli->out);
    } else {
        write_plain(&acquired, cli->options.header, &cli->out);
    }
    jt_token_clear(&acquired.token);
    return JT_EXIT_OK;
}

const struct jt_cmd jt_cmd_token = {
    .name = "token",
    .args = "[--json|--header] [--force] [options]",
    .summary = "Prints an access token, from the encrypted store or new.",
    .help = "The credentials come from the options, then the environment, then a profile. A token\n"
            "that is still good is printed without asking anybody; the secret is not needed then.\n"
            "However many processes miss at once, one asks the server and all use its answer.\n",
    .takes = JT_TAKES_CREDENTIALS | JT_TAKES_TOKEN,
    .run = run,
};
