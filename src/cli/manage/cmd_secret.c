/* SPDX-License-Identifier: Apache-2.0 */
/* jeton secret: the secrets of an API client. */
#include "cli/cmds.h"
#include "cli/manage/confirm.h"
#include "cli/manage/new_secret.h"
#include "cli/manage/rotate.h"
#include "cli/manage/secret_usage.h"
#include "cli/manage/verbs.h"
#include "cli/manage/widen.h"
#include "cli/say.h"

static const jt_str nothing = {NULL, 0};

/* The path of a client's secrets; lives in the manage's arena. */
static enum jt_err find_path(struct jt_manage *manage, struct jt_found *ret_client,
                             jt_str *ret_path, struct jt_trouble *trouble)
{
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, ret_client, trouble));
    jt_str path = jt_arena_printf(&manage->arena, "%.*s/secrets", JT_STR_ARG(ret_client->path));
    if (path.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_path = path;
    return JT_OK;
}

/* What the table alone does not say. A server that has no such list is no reason to fail. */
static void note_usage(struct jt_manage *manage, jt_str client_path)
{
    JT_CLEAN(jt_rows_free) struct jt_rows *rows = jt_rows_new();
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    jt_str path = jt_arena_printf(&manage->arena, "%.*s/secret-uses", JT_STR_ARG(client_path));
    if (rows == NULL || path.ptr == NULL ||
        jt_rows_get(manage, path, nothing, 1, rows, &trouble) != JT_OK) {
        return;
    }
    jt_secret_usage_note(rows, jt_clock_now(&jt_clock_system), &text);
    if (text.len > 0) {
        jt_say_note(manage->cli, jt_buf_c(&text));
    }
}

static enum jt_err list(struct jt_manage *manage, struct jt_trouble *trouble)
{
    struct jt_found client;
    jt_str path;
    JT_TRY(find_path(manage, &client, &path, trouble));
    JT_TRY(jt_verb_write_list(manage, &jt_kind_secret, path, trouble));
    if (!manage->cli->options.json) {
        note_usage(manage, client.path);
    }
    return JT_OK;
}

static bool cuts_off(const struct jt_options *options)
{
    uint64_t hours = 1;
    return options->overlap_hours && jt_str_to_u64(jt_str_from_c(options->overlap_hours), &hours) &&
           hours == 0;
}

static enum jt_err post(struct jt_manage *manage, jt_str path, const struct jt_buf *body,
                        struct jt_trouble *trouble)
{
    JT_CLEAN(jt_secret_file_clear) struct jt_secret_file file = JT_SECRET_FILE_NONE;
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    JT_TRY(jt_buf_check(body));
    JT_TRY(jt_secret_file_open(&manage->cli->options, &file, trouble));
    struct jt_manage_request request = {.method = "POST", .path = path, .body = jt_buf_str(body)};
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    return jt_secret_show(manage, jt_json_root(reply.json), false, &file, trouble);
}

static enum jt_err generate(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = {0};
    struct jt_json_writer w = {.buf = &body};
    const struct jt_options *options = &manage->cli->options;
    struct jt_found client;
    jt_str path;
    if (cuts_off(options)) {
        JT_TRY(jt_confirm_check(manage->cli, trouble));
    }
    jt_json_object_begin(&w);
    JT_TRY(jt_terms_write_overlap(options, &w, trouble));
    jt_json_object_end(&w);
    JT_TRY(find_path(manage, &client, &path, trouble));
    if (cuts_off(options)) {
        JT_TRY(jt_verb_confirm(manage, "Generate a secret for", &client,
                               "Every older one stops working now.", trouble));
    }
    JT_TRY(jt_widen_as(manage, client.path, trouble));
    return post(manage, path, &body, trouble);
}

static enum jt_err revoke(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf query = {0};
    const struct jt_options *options = &manage->cli->options;
    struct jt_found client;
    struct jt_found secret;
    jt_str path;
    jt_query_add(&query, "reason", options->reason);
    jt_query_add(&query, "tokens", options->tokens);
    JT_TRY(jt_buf_check(&query));
    JT_TRY(find_path(manage, &client, &path, trouble));
    JT_TRY(jt_kind_find(manage, &jt_kind_secret, path, options->args[1], &secret, trouble));
    JT_TRY(jt_verb_confirm(manage, "Revoke the secret that ends in", &secret,
                           "It stops working now and cannot be brought back.", trouble));
    return jt_verb_send(manage, "DELETE", secret.path, jt_buf_str(&query), NULL, trouble);
}

#define WHICH                                                                                      \
    "CLIENT is a key, a client id, a name that only one has, or \"self\": the one that asks.\n"

static const struct jt_verb verbs[] = {
    {"list", "CLIENT", "Lists the secrets of a client: hints and lives, never a secret.", WHICH,
     JT_TAKES_API_CALL | JT_TAKES_PAGE, 1, 1, false, &jt_kind_client, list},
    {"generate", "CLIENT", "Makes a new secret and shows it, once, alone on stdout.",
     "At most two secrets live at once: the older one goes on for --overlap-hours.\n" WHICH,
     JT_TAKES_API_CALL | JT_TAKES_TERM | JT_TAKES_OVERLAP | JT_TAKES_SECRET_FILE | JT_TAKES_YES, 1,
     1, false, &jt_kind_client, generate},
    {"revoke", "CLIENT SECRET", "Ends a secret now.",
     "SECRET is its id, or its hint: the last four characters.\n" WHICH,
     JT_TAKES_API_CALL | JT_TAKES_REVOKE | JT_TAKES_YES, 2, 2, true, &jt_kind_client, revoke},
    {"rotate", "", "Renews the secret of the client that asks, and keeps it in its profile.",
     "The client needs the permission api_client.rotate_self. The profile keeps the old secret\n"
     "until a token was had with the new one; a rotation that is cut short at any point leaves\n"
     "a profile that works, and the next command finishes it. When the secret comes from a file\n"
     "or a variable, the new one is printed, or written to --secret-file.\n",
     JT_TAKES_API_CALL | JT_TAKES_TERM | JT_TAKES_OVERLAP | JT_TAKES_SECRET_FILE, 0, 0, false,
     &jt_kind_client, jt_rotate},
    {.name = NULL},
};

const struct jt_cmd jt_cmd_secret = {
    .name = "secret",
    .args = "list|generate|revoke|rotate [options]",
    .summary = "Manages client secrets.",
    .help = "A new secret is shown once: alone on stdout, or in the file of --secret-file.\n",
    .takes = JT_TAKES_API_CALL,
    .verbs = verbs,
    .run = jt_manage_run,
};
