/* SPDX-License-Identifier: Apache-2.0 */
/* jeton cache: what the encrypted store holds, without the tokens themselves; and emptying it. */
#include "cli/cmds.h"
#include "cli/credentials.h"
#include "cli/say.h"

#include "client/store/folder.h"

#include "codec/json_write.h"
#include "codec/time_text.h"

#include <string.h>

struct listing {
    struct jt_cli *cli;
    struct jt_json_writer w;
    size_t count;
};

static const char *state_word(const struct jt_token *token)
{
    struct jt_now now = jt_now_make(&jt_clock_system, "");
    switch (jt_token_state(token, &now)) {
    case JT_TOKEN_FRESH:
    case JT_TOKEN_AGING:
        return "valid";
    case JT_TOKEN_EXPIRED:
        return "expired";
    case JT_TOKEN_INVALID:
        return "invalid";
    }
    return "invalid";
}

static void write_json(struct listing *listing, const char *name, const struct jt_token *token)
{
    struct jt_json_writer *w = &listing->w;
    jt_json_object_begin(w);
    jt_json_member_string(w, "state", jt_str_from_c(token ? state_word(token) : "unreadable"));
    if (token && token->invalid.len) {
        jt_json_member_string(w, "reason", token->invalid);
    }
    if (token) {
        jt_json_member_string(w, "issuer", token->issuer);
        jt_json_member_string(w, "configured_issuer", token->want.issuer);
        jt_json_member_string(w, "client_id", token->want.client_id);
        jt_json_member_string(w, "auth_method", token->want.method);
        jt_json_member_string(w, "scope", token->scope);
        jt_json_member_string(w, "configured_scope", token->want.scope);
        jt_json_member_string(w, "resource", token->want.resource);
        jt_json_member_integer(w, "obtained_at", token->obtained_at.s);
        jt_json_member_integer(w, "expires_at", token->expires_at.s);
    }
    jt_json_member_string(w, "file", jt_str_from_c(name));
    jt_json_object_end(w);
}

static void write_line(struct jt_buf *out, const char *name, const struct jt_token *token)
{
    char end[JT_RFC3339_TEXT + 1];
    if (token == NULL) {
        jt_buf_append_f(out, "unreadable  %s\n", name);
        return;
    }
    jt_time_write_rfc3339(token->expires_at, end);
    jt_buf_append_f(out, "%-10s  %s  %.*s  %.*s", state_word(token), end,
                    JT_STR_ARG(token->want.client_id), JT_STR_ARG(token->want.issuer));
    if (token->scope.len) {
        jt_buf_append_f(out, "  scope: %.*s", JT_STR_ARG(token->scope));
    }
    if (token->want.resource.len) {
        jt_buf_append_f(out, "  resource: %.*s", JT_STR_ARG(token->want.resource));
    }
    if (token->invalid.len) {
        jt_buf_append_f(out, "  (%.*s)", JT_STR_ARG(token->invalid));
    }
    jt_buf_append_char(out, '\n');
}

static void visit(void *arg, const char *name, const struct jt_token *token, enum jt_err err)
{
    struct listing *listing = arg;
    (void)err;
    listing->count++;
    if (listing->cli->options.json) {
        write_json(listing, name, token);
    } else {
        write_line(&listing->cli->out, name, token);
    }
}

static enum jt_err list(struct jt_cli *cli, struct jt_trouble *trouble)
{
    struct listing listing = {.cli = cli, .w = {.buf = &cli->out}};
    enum jt_err err = jt_cli_open_store(cli, false, trouble);
    if (cli->options.json) {
        jt_json_object_begin(&listing.w);
        jt_json_name(&listing.w, "tokens");
        jt_json_array_begin(&listing.w);
    }
    if (err == JT_OK) {
        err = jt_token_folder_each(&cli->store, visit, &listing);
    }
    if (cli->options.json) {
        jt_json_array_end(&listing.w);
        jt_json_object_end(&listing.w);
        jt_buf_append_char(&cli->out, '\n');
    }
    if (listing.count == 0 && err == JT_OK) {
        jt_say_note(cli, "The store holds no token.");
    }
    return err;
}

static enum jt_err clear(struct jt_cli *cli, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_fd_clear) int dir = -1;
    size_t count = 0;
    JT_TRY(jt_cli_find_place(cli, trouble));
    enum jt_err err = jt_place_open(cli->place.tokens, false, &dir, trouble);
    if (err == JT_OK) {
        err = jt_token_folder_empty(dir, &count);
    }
    if (err != JT_OK && err != JT_ERR_NOT_FOUND) {
        return err;
    }
    struct jt_json_writer w = {.buf = &cli->out};
    if (!cli->options.json) {
        jt_buf_append_f(&cli->out, "%zu token%s removed\n", count, count == 1 ? "" : "s");
        return JT_OK;
    }
    jt_json_object_begin(&w);
    jt_json_member_integer(&w, "removed", (int64_t)count);
    jt_json_object_end(&w);
    jt_buf_append_char(&cli->out, '\n');
    return JT_OK;
}

static int run(struct jt_cli *cli)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    const char *what = cli->options.arg_count == 1 ? cli->options.args[0] : "";
    bool is_list = strcmp(what, "list") == 0;
    if (!is_list && strcmp(what, "clear") != 0) {
        return jt_say_usage(cli, "say `jeton cache list` or `jeton cache clear`");
    }
    enum jt_err err = (is_list ? list : clear)(cli, &trouble);
    if (err == JT_OK || (err == JT_ERR_NOT_FOUND && trouble.kind == JT_TROUBLE_NONE)) {
        return JT_EXIT_OK;
    }
    if (trouble.kind == JT_TROUBLE_NONE && err == JT_ERR_IO) {
        jt_trouble_set(&trouble, JT_TROUBLE_LOCAL, "The folder %s cannot be read or changed.",
                       cli->place.tokens);
        jt_trouble_set_next(&trouble, "Look at its owner, its mode and the disk.");
    }
    jt_trouble_set_err(&trouble, err);
    return jt_say_trouble(cli, &trouble);
}

const struct jt_cmd jt_cmd_cache = {
    .name = "cache",
    .args = "list|clear [--json]",
    .summary = "Lists what the encrypted store holds, or empties it.",
    .help =
        "list shows every token's state (valid, expired, invalid, unreadable), end, client and\n"
        "issuer, never the token. clear removes the tokens and the memory of refusals; profiles\n"
        "and the store key stay.\n",
    .takes = 0,
    .run = run,
};
