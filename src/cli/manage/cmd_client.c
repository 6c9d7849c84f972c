/* SPDX-License-Identifier: Apache-2.0 */
/* jeton client: the life of an API client. */
#include "cli/cmds.h"
#include "cli/credentials.h"
#include "cli/manage/granting.h"
#include "cli/manage/new_secret.h"
#include "cli/manage/verbs.h"
#include "cli/manage/widen.h"
#include "cli/say.h"

#include "base/secret.h"

static const jt_str nothing = {NULL, 0};

/* Posts a body whose answer has a new secret in it. */
static enum jt_err post_for_secret(struct jt_manage *manage, jt_str path, const struct jt_buf *body,
                                   struct jt_secret_file *file, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    JT_TRY(jt_buf_check(body));
    struct jt_manage_request request = {.method = "POST", .path = path, .body = jt_buf_str(body)};
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    return jt_secret_show(manage, jt_json_root(reply.json), true, file, trouble);
}

static bool has_terms(const struct jt_options *options)
{
    return options->expires_on || options->remind;
}

static enum jt_err write_secret(const struct jt_options *options, struct jt_json_writer *w,
                                struct jt_trouble *trouble)
{
    if (!has_terms(options)) {
        return JT_OK;
    }
    jt_json_name(w, "secret");
    jt_json_object_begin(w);
    JT_TRY(jt_terms_write(options, w, trouble));
    jt_json_object_end(w);
    return JT_OK;
}

static enum jt_err create(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_MANAGE_BODY_MAX);
    JT_CLEAN(jt_secret_file_clear) struct jt_secret_file file = JT_SECRET_FILE_NONE;
    struct jt_json_writer w = {.buf = &body};
    const struct jt_options *options = &manage->cli->options;
    const char *name = options->arg_count ? options->args[0] : options->name;
    if (name == NULL) {
        return jt_verb_usage(trouble, "The client needs a name.",
                             "Say it: jeton client create \"Nightly import\"");
    }
    jt_json_object_begin(&w);
    JT_TRY(jt_verb_write_fields(manage, &jt_kind_client, name, &w, trouble));
    JT_TRY(write_secret(options, &w, trouble));
    jt_json_object_end(&w);
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_widen_by_options(manage, trouble));
    JT_TRY(jt_secret_file_open(options, &file, trouble));
    return post_for_secret(manage, jt_str_from_c(jt_kind_client.path), &body, &file, trouble);
}

static enum jt_err duplicate(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf body = {0};
    JT_CLEAN(jt_secret_file_clear) struct jt_secret_file file = JT_SECRET_FILE_NONE;
    struct jt_json_writer w = {.buf = &body};
    const struct jt_options *options = &manage->cli->options;
    struct jt_found found;
    jt_json_object_begin(&w);
    if (options->name) {
        jt_json_member_string(&w, "name", jt_str_from_c(options->name));
    }
    jt_json_object_end(&w);
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &found, trouble));
    JT_TRY(jt_widen_as(manage, found.path, trouble));
    jt_buf_append_f(&path, "%.*s/duplicate", JT_STR_ARG(found.path));
    JT_TRY(jt_buf_check(&path));
    JT_TRY(jt_secret_file_open(options, &file, trouble));
    return post_for_secret(manage, jt_buf_str(&path), &body, &file, trouble);
}

static enum jt_err act(struct jt_manage *manage, const struct jt_found *found, const char *action,
                       const char *query, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    jt_buf_append_f(&path, "%.*s/%s", JT_STR_ARG(found->path), action);
    JT_TRY(jt_buf_check(&path));
    return jt_verb_send(manage, "POST", jt_buf_str(&path), jt_str_from_c(query), NULL, trouble);
}

static enum jt_err suspend(struct jt_manage *manage, struct jt_trouble *trouble)
{
    struct jt_found found;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &found, trouble));
    JT_TRY(jt_verb_confirm(manage, "Suspend the API client", &found,
                           "From the next request on none of its secrets and tokens works.",
                           trouble));
    return act(manage, &found, "suspend", manage->cli->options.force_self ? "force=true" : NULL,
               trouble);
}

static enum jt_err resume(struct jt_manage *manage, struct jt_trouble *trouble)
{
    struct jt_found found;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &found, trouble));
    return act(manage, &found, "resume", NULL, trouble);
}

/* permissions */

static bool changes(const struct jt_options *options)
{
    return options->none || options->add.count || options->remove.count || options->set.count;
}

static enum jt_err apply(const struct jt_options *options, struct jt_granting *granting,
                         struct jt_trouble *trouble)
{
    jt_str api = jt_str_from_c(options->api);
    if (options->none) {
        granting->all = false;
        granting->count = 0;
    }
    if (options->set.count) {
        jt_granting_drop_api(granting, api);
    }
    JT_TRY(jt_granting_add(granting, &options->set, api, trouble));
    JT_TRY(jt_granting_remove(granting, &options->remove, api, trouble));
    return jt_granting_add(granting, &options->add, api, trouble);
}

/* What was read is changed and put back only if nobody else changed it meanwhile. */
static enum jt_err put(struct jt_manage *manage, jt_str path, const struct jt_reply *before,
                       struct jt_trouble *trouble)
{
    JT_CLEAN(jt_granting_clear) struct jt_granting granting = {.items = NULL};
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_MANAGE_BODY_MAX);
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    struct jt_json_writer w = {.buf = &body};
    JT_TRY(jt_granting_new(&granting));
    JT_TRY(jt_granting_read(&granting, jt_json_get(jt_json_root(before->json), "permissions")));
    JT_TRY(apply(&manage->cli->options, &granting, trouble));
    JT_TRY(jt_widen(manage, &granting, trouble));
    jt_json_object_begin(&w);
    jt_json_name(&w, "permissions");
    jt_granting_write(&granting, &w);
    jt_json_object_end(&w);
    JT_TRY(jt_buf_check(&body));
    struct jt_manage_request request = {
        .method = "PUT", .path = path, .body = jt_buf_str(&body), .if_match = before->etag};
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    jt_verb_write_object(manage, jt_json_root(reply.json));
    return JT_OK;
}

static enum jt_err permissions(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    struct jt_found found;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &found, trouble));
    jt_buf_append_f(&path, "%.*s/permissions", JT_STR_ARG(found.path));
    JT_TRY(jt_buf_check(&path));
    struct jt_manage_request request = {.method = "GET", .path = jt_buf_str(&path)};
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    if (changes(&manage->cli->options)) {
        return put(manage, jt_buf_str(&path), &reply, trouble);
    }
    jt_verb_write_object(manage, jt_json_root(reply.json));
    return JT_OK;
}

/* import */

static enum jt_err import(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_secret_clear) struct jt_secret secret = {NULL, 0};
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_MANAGE_BODY_MAX);
    struct jt_json_writer w = {.buf = &body};
    const struct jt_options *options = &manage->cli->options;
    const char *file = options->import_secret_file ? options->import_secret_file : "-";
    JT_TRY(jt_secret_from_file(file, &secret, trouble));
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "clientId", jt_str_from_c(options->args[0]));
    jt_json_member_string(&w, "clientSecret", jt_secret_reveal(&secret));
    const char *name = options->name ? options->name : options->args[0];
    JT_TRY(jt_verb_write_fields(manage, &jt_kind_client, name, &w, trouble));
    JT_TRY(write_secret(options, &w, trouble));
    jt_json_object_end(&w);
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_widen_by_options(manage, trouble));
    return jt_verb_send(manage, "POST", JT_STR("/api-clients/import"), nothing, &body, trouble);
}

#define WHICH                                                                                      \
    "CLIENT is a key, a client id, a name that only one has, or \"self\": the one that asks.\n"
#define PERMISSIONS                                                                                \
    "A PERMISSION is written as in a scope: NAME for the whole organization, STAGE:NAME for\n"     \
    "one stage, *:NAME for every stage, later ones too, and * for everything. Nobody can hand\n"   \
    "out more than they hold.\n"

static const struct jt_verb verbs[] = {
    {"list", "", "Lists the API clients.", NULL,
     JT_TAKES_API_CALL | JT_TAKES_PAGE | JT_TAKES_CLIENT_FILTER, 0, 0, false, &jt_kind_client,
     jt_verb_list},
    {"create", "NAME", "Creates an API client and shows its secret, once.", PERMISSIONS,
     JT_TAKES_API_CALL | JT_TAKES_NAME | JT_TAKES_METHODS | JT_TAKES_GRANTS | JT_TAKES_TERM |
         JT_TAKES_SECRET_FILE,
     0, 1, false, &jt_kind_client, create},
    {"show", "CLIENT", "Shows an API client, its secrets' ends and uses, never a secret.", WHICH,
     JT_TAKES_API_CALL, 1, 1, false, &jt_kind_client, jt_verb_show},
    {"edit", "CLIENT", "Changes name, description or the methods it may authenticate by.", WHICH,
     JT_TAKES_API_CALL | JT_TAKES_NAME | JT_TAKES_METHODS, 1, 1, false, &jt_kind_client,
     jt_verb_edit},
    {"duplicate", "CLIENT", "Makes another with the same settings and its own credentials.", WHICH,
     JT_TAKES_API_CALL | JT_TAKES_NAME | JT_TAKES_SECRET_FILE, 1, 1, false, &jt_kind_client,
     duplicate},
    {"suspend", "CLIENT", "Suspends it: no secret and no token of it works any more.", WHICH,
     JT_TAKES_API_CALL | JT_TAKES_YES | JT_TAKES_SUSPEND, 1, 1, true, &jt_kind_client, suspend},
    {"resume", "CLIENT", "Lets secrets and tokens that have not ended work again.", WHICH,
     JT_TAKES_API_CALL, 1, 1, false, &jt_kind_client, resume},
    {"delete", "CLIENT", "Deletes it for ever; its client id is never used again.", WHICH,
     JT_TAKES_API_CALL | JT_TAKES_YES, 1, 1, true, &jt_kind_client, jt_verb_delete},
    {"permissions", "CLIENT", "Shows or changes what it may do.",
     PERMISSIONS "Without --add, --remove, --set and --none it shows what is granted. --set leaves "
                 "what other\nAPIs than the one of --api grant.\n" WHICH,
     JT_TAKES_API_CALL | JT_TAKES_REGRANT, 1, 1, false, &jt_kind_client, permissions},
    {"import", "CLIENT_ID", "Takes over a client of another system with its id and secret.",
     "The secret is read from --import-secret-file or stdin; the server refuses one of less\n"
     "than 128 bits by estimate.\n" PERMISSIONS,
     JT_TAKES_API_CALL | JT_TAKES_NAME | JT_TAKES_METHODS | JT_TAKES_GRANTS | JT_TAKES_TERM |
         JT_TAKES_IMPORT,
     1, 1, false, &jt_kind_client, import},
    {.name = NULL},
};

const struct jt_cmd jt_cmd_client = {
    .name = "client",
    .args = "list|create|show|edit|duplicate|suspend|resume|delete|permissions|import [options]",
    .summary = "Manages API clients.",
    .help = "Tables for people, --json for programs. What cuts off or deletes asks first, unless\n"
            "--yes.\n",
    .takes = JT_TAKES_API_CALL,
    .verbs = verbs,
    .run = jt_manage_run,
};
