/* SPDX-License-Identifier: Apache-2.0 */
/* jeton key: the signing keys of the realms. */
#include "cli/cmds.h"
#include "cli/manage/confirm.h"
#include "cli/manage/verbs.h"

#include "base/uuid.h"

static const jt_str nothing = {NULL, 0};

/* A realm's key, "platform", or a stage. */
static enum jt_err find_realm(struct jt_manage *manage, const char *word, jt_str *ret_realm,
                              struct jt_trouble *trouble)
{
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    struct jt_found stage;
    jt_uuid uuid;
    jt_str text = jt_str_from_c(word);
    if (jt_uuid_parse(text, &uuid) == JT_OK) {
        *ret_realm = text;
        return JT_OK;
    }
    if (jt_str_equal(text, JT_STR("platform"))) {
        *ret_realm = manage->realm;
        return JT_OK;
    }
    JT_TRY(jt_kind_find(manage, &jt_kind_stage, jt_str_from_c(jt_kind_stage.path), word, &stage,
                        trouble));
    struct jt_manage_request request = {.method = "GET", .path = stage.path};
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    *ret_realm = jt_arena_copy(&manage->arena, jt_member(jt_json_root(reply.json), "realm"));
    return ret_realm->ptr ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_err write_order(const struct jt_manage *manage, jt_str realm, struct jt_buf *body)
{
    struct jt_json_writer w = {.buf = body};
    const struct jt_options *options = &manage->cli->options;
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "realm", realm);
    if (options->alg) {
        jt_json_member_string(&w, "alg", jt_str_from_c(options->alg));
    }
    if (options->emergency) {
        jt_json_member_bool(&w, "emergency", true);
    }
    jt_json_object_end(&w);
    return jt_buf_check(body);
}

static enum jt_err rotate(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = {0};
    const struct jt_options *options = &manage->cli->options;
    jt_str realm;
    if (options->emergency) {
        JT_TRY(jt_confirm_check(manage->cli, trouble));
    }
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(find_realm(manage, options->args[0], &realm, trouble));
    const struct jt_found found = {.key = realm, .label = jt_str_from_c(options->args[0])};
    if (options->emergency) {
        JT_TRY(jt_verb_confirm(manage, "Withdraw every signing key of the realm", &found,
                               "No token of it that exists works any more.", trouble));
    }
    JT_TRY(write_order(manage, realm, &body));
    return jt_verb_send(manage, "POST", JT_STR("/signing-keys/rotate"), nothing, &body, trouble);
}

static enum jt_err schedule(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf body = {0};
    const struct jt_options *options = &manage->cli->options;
    uint64_t days = 0;
    jt_str realm;
    bool is_set = options->arg_count > 1;
    if (is_set && !jt_str_to_u64(jt_str_from_c(options->args[1]), &days)) {
        return jt_verb_usage(trouble, "DAYS is not a number.", "Say for instance 30; 0 is never.");
    }
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(find_realm(manage, options->args[0], &realm, trouble));
    jt_buf_append_c(&path, "/signing-keys/schedules");
    jt_path_add(&path, realm);
    jt_buf_append_f(&body, "{\"rotationDays\":%llu}", (unsigned long long)days);
    JT_TRY(jt_buf_check(&path));
    return jt_verb_send(manage, is_set ? "PUT" : "GET", jt_buf_str(&path), nothing,
                        is_set ? &body : NULL, trouble);
}

#define WHICH "REALM is a realm's key, a stage, or \"platform\".\n"

static const struct jt_verb verbs[] = {
    {"list", "", "Lists the signing keys of all realms.", NULL, JT_TAKES_API_CALL | JT_TAKES_PAGE,
     0, 0, false, &jt_kind_key, jt_verb_list},
    {"show", "KID", "Shows a signing key, never its private part.", NULL, JT_TAKES_API_CALL, 1, 1,
     false, &jt_kind_key, jt_verb_show},
    {"rotate", "REALM", "Publishes the next key of a realm, which signs once verifiers know it.",
     WHICH, JT_TAKES_API_CALL | JT_TAKES_KEY | JT_TAKES_YES, 1, 1, false, &jt_kind_key, rotate},
    {"schedule", "REALM [DAYS]", "Shows or sets after how many days a realm's key changes.",
     WHICH "0 days are never.\n", JT_TAKES_API_CALL, 1, 2, false, &jt_kind_key, schedule},
    {.name = NULL},
};

const struct jt_cmd jt_cmd_key = {
    .name = "key",
    .args = "list|show|rotate|schedule [options]",
    .summary = "Manages the signing keys of the realms.",
    .help = "",
    .takes = JT_TAKES_API_CALL,
    .verbs = verbs,
    .run = jt_manage_run,
};
