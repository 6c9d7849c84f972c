/* SPDX-License-Identifier: Apache-2.0 */
/* jeton stage, api: what permissions are granted for. */
#include "cli/cmds.h"
#include "cli/manage/verbs.h"

static const jt_str nothing = {NULL, 0};

static enum jt_err archive(struct jt_manage *manage, struct jt_trouble *trouble)
{
    struct jt_found stage;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &stage, trouble));
    JT_TRY(jt_verb_confirm(manage, "Archive the stage", &stage,
                           "Nothing is granted for it any more.", trouble));
    jt_str path = jt_arena_printf(&manage->arena, "%.*s/archive", JT_STR_ARG(stage.path));
    return path.ptr ? jt_verb_send(manage, "POST", path, nothing, NULL, trouble) : JT_ERR_NOMEM;
}

static enum jt_err restore(struct jt_manage *manage, struct jt_trouble *trouble)
{
    struct jt_found stage;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &stage, trouble));
    jt_str path = jt_arena_printf(&manage->arena, "%.*s/restore", JT_STR_ARG(stage.path));
    return path.ptr ? jt_verb_send(manage, "POST", path, nothing, NULL, trouble) : JT_ERR_NOMEM;
}

/* The realm of a stage: its issuer, hosts and discovery addresses. */
static enum jt_err realm(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    struct jt_found stage;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &stage, trouble));
    struct jt_manage_request request = {.method = "GET", .path = stage.path};
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    jt_buf_append_c(&path, "/realms");
    jt_path_add(&path, jt_member(jt_json_root(reply.json), "realm"));
    JT_TRY(jt_buf_check(&path));
    return jt_verb_send(manage, "GET", jt_buf_str(&path), nothing, NULL, trouble);
}

#define WHICH_STAGE "STAGE is a slug, or a label that only one has.\n"
#define WHICH_API "API is a key, an audience, or a name that only one has.\n"

static const struct jt_verb stage_verbs[] = {
    {"list", "", "Lists the stages.", NULL, JT_TAKES_API_CALL | JT_TAKES_PAGE, 0, 0, false,
     &jt_kind_stage, jt_verb_list},
    {"create", "SLUG", "Adds a stage, with a realm of its own.",
     "A slug is of a-z, 0-9 and -, and never changes.\n",
     JT_TAKES_API_CALL | JT_TAKES_LABEL | JT_TAKES_REALM, 1, 1, false, &jt_kind_stage,
     jt_verb_create},
    {"show", "STAGE", "Shows a stage.", WHICH_STAGE, JT_TAKES_API_CALL, 1, 1, false, &jt_kind_stage,
     jt_verb_show},
    {"realm", "STAGE", "Shows a stage's realm: issuer, hosts, discovery addresses.", WHICH_STAGE,
     JT_TAKES_API_CALL, 1, 1, false, &jt_kind_stage, realm},
    {"edit", "STAGE", "Relabels or moves a stage.", WHICH_STAGE,
     JT_TAKES_API_CALL | JT_TAKES_LABEL | JT_TAKES_POSITION, 1, 1, false, &jt_kind_stage,
     jt_verb_edit},
    {"archive", "STAGE", "Archives a stage.", WHICH_STAGE, JT_TAKES_API_CALL | JT_TAKES_YES, 1, 1,
     true, &jt_kind_stage, archive},
    {"restore", "STAGE", "Brings an archived stage back.",
     WHICH_STAGE "What was granted for it is issued again.\n", JT_TAKES_API_CALL, 1, 1, false,
     &jt_kind_stage, restore},
    {.name = NULL},
};

static const struct jt_verb api_verbs[] = {
    {"list", "", "Lists the APIs.", NULL, JT_TAKES_API_CALL | JT_TAKES_PAGE, 0, 0, false,
     &jt_kind_api, jt_verb_list},
    {"permissions", "", "Lists every permission of every API.", NULL,
     JT_TAKES_API_CALL | JT_TAKES_PAGE, 0, 0, false, &jt_kind_permission, jt_verb_list},
    {"create", "AUDIENCE", "Makes an API of your own known.",
     "AUDIENCE is an absolute URI: what clients ask for with --resource.\n",
     JT_TAKES_API_CALL | JT_TAKES_NAME | JT_TAKES_API, 1, 1, false, &jt_kind_api, jt_verb_create},
    {"show", "API", "Shows an API and its permissions.", WHICH_API, JT_TAKES_API_CALL, 1, 1, false,
     &jt_kind_api, jt_verb_show},
    {"edit", "API", "Changes name, token lifetime, or its permissions as a whole.", WHICH_API,
     JT_TAKES_API_CALL | JT_TAKES_NAME | JT_TAKES_API, 1, 1, false, &jt_kind_api, jt_verb_edit},
    {"delete", "API", "Deletes an API, and what was granted for it.", WHICH_API,
     JT_TAKES_API_CALL | JT_TAKES_YES, 1, 1, true, &jt_kind_api, jt_verb_delete},
    {.name = NULL},
};

const struct jt_cmd jt_cmd_stage = {
    .name = "stage",
    .args = "list|create|show|realm|edit|archive|restore [options]",
    .summary = "Manages stages.",
    .help = "",
    .takes = JT_TAKES_API_CALL,
    .verbs = stage_verbs,
    .run = jt_manage_run,
};

const struct jt_cmd jt_cmd_api = {
    .name = "api",
    .args = "list|permissions|create|show|edit|delete [options]",
    .summary = "Manages APIs and their permissions.",
    .help = "",
    .takes = JT_TAKES_API_CALL,
    .verbs = api_verbs,
    .run = jt_manage_run,
};
