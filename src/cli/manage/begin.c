/* SPDX-License-Identifier: Apache-2.0 */
/* Where the management API is: the access token says it, for its audience is the API's address. */
#include "cli/manage/confirm.h"
#include "cli/manage/manage.h"
#include "cli/manage/needs.h"
#include "cli/narrow.h"
#include "cli/say.h"
#include "cli/session.h"

#include "codec/base64url.h"

enum { CLAIMS_MAX = JT_TOKEN_VALUE_MAX };

/* The payload of our own token: nobody checks its signature here, for nothing is decided by it but
 * where the token goes, and the origin of that is checked. */
static enum jt_err read_claims(jt_str token, struct jt_json **ret_claims)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf payload = JT_BUF_INIT(CLAIMS_MAX);
    jt_str rest = token;
    jt_str part;
    bool is_jwt = jt_str_next(&rest, '.', &part) && jt_str_next(&rest, '.', &part);
    if (!is_jwt || jt_base64url_decode(&payload, part) != JT_OK) {
        return JT_ERR_FORMAT;
    }
    return jt_json_parse(jt_buf_str(&payload), CLAIMS_MAX, ret_claims);
}

static bool is_api(const struct jt_json_value *value, jt_str *ret_text)
{
    return jt_json_string(value, ret_text) && jt_str_ends_with(*ret_text, JT_STR(JT_MANAGE_PATH));
}

/* RFC 7519 §4.1.3: one audience, or a list. */
static bool find_api(const struct jt_json_value *audience, jt_str *ret_text)
{
    if (is_api(audience, ret_text)) {
        return true;
    }
    for (size_t i = 0; i < jt_json_count(audience); i++) {
        if (is_api(jt_json_at(audience, i), ret_text)) {
            return true;
        }
    }
    return false;
}

static enum jt_err no_api(struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_NETWORK,
                   "The token is not for a management API of Jeton, so there is nothing to ask.");
    jt_trouble_set_next(trouble, "Check the issuer: these commands work with a jetond, and with "
                                 "credentials of its platform realm.");
    return JT_ERR_FORMAT;
}

/* An issuer is BASE/auth/realms/KEY. */
static jt_str last_segment(jt_str issuer)
{
    size_t at = issuer.len;
    while (at > 0 && issuer.ptr[at - 1] != '/') {
        at--;
    }
    return jt_str_from(issuer, at);
}

static enum jt_err read_token(struct jt_manage *manage, jt_str token, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_json_clear) struct jt_json *claims = NULL;
    jt_str base;
    jt_str self = {NULL, 0};
    enum jt_err err = read_claims(token, &claims);
    if (err == JT_ERR_NOMEM) {
        return err;
    }
    const struct jt_json_value *root = err == JT_OK ? jt_json_root(claims) : NULL;
    if (!find_api(jt_json_get(root, "aud"), &base)) {
        return no_api(trouble);
    }
    (void)jt_json_string(jt_json_get(root, "sub"), &self);
    manage->base = jt_arena_copy(&manage->arena, base);
    manage->self = jt_arena_copy(&manage->arena, self);
    manage->realm = jt_arena_copy(&manage->arena, last_segment(jt_member(root, "iss")));
    return manage->base.ptr && manage->self.ptr && manage->realm.ptr ? JT_OK : JT_ERR_NOMEM;
}

/* A resource belongs to the API that the profile is for, and so does the scope beside it. */
static void choose_want(struct jt_want *want, jt_str scope, bool is_explicit)
{
    bool is_other = want->resource.len && !jt_str_ends_with(want->resource, JT_STR(JT_MANAGE_PATH));
    if (is_other) {
        want->resource = (jt_str){NULL, 0};
    }
    if (scope.len && (is_other || (want->scope.len && !is_explicit))) {
        want->scope = scope;
    } else if (is_other) {
        want->scope = (jt_str){NULL, 0};
    }
}

enum jt_err jt_manage_begin(struct jt_manage *ret_manage, struct jt_cli *cli, jt_str scope,
                            struct jt_trouble *trouble)
{
    struct jt_acquired acquired;
    struct jt_needs needs = {.scopes = {scope}, .count = 1};
    struct jt_want *want = &ret_manage->acquire.want;
    ret_manage->cli = cli;
    JT_TRY(jt_session_begin(cli, &ret_manage->acquire, trouble));
    choose_want(want, scope, cli->options.scope != NULL);
    bool is_all = want->scope.len == 0;
    if (scope.len == 0) {
        JT_TRY(jt_needs_find(cli, &ret_manage->arena, &needs));
    }
    JT_TRY(jt_narrow_acquire(&ret_manage->acquire, needs.scopes, needs.count, &acquired, trouble));
    ret_manage->is_narrow = is_all && want->scope.len > 0;
    enum jt_err err = read_token(ret_manage, acquired.token.access_token, trouble);
    jt_token_clear(&acquired.token);
    return err;
}

void jt_manage_clear(struct jt_manage *manage)
{
    jt_arena_clear(&manage->arena);
}

static int check_arguments(const struct jt_cli *cli)
{
    const struct jt_options *options = &cli->options;
    const struct jt_verb *verb = cli->verb;
    if (options->arg_count < verb->args_min) {
        return jt_say_usage(cli, "say `jeton %s %s %s`", cli->cmd->name, verb->name, verb->args);
    }
    if (options->arg_count > verb->args_max) {
        return jt_say_usage(cli, "too many arguments at %s", options->args[verb->args_max]);
    }
    return JT_EXIT_OK;
}

int jt_manage_run(struct jt_cli *cli)
{
    JT_CLEAN(jt_manage_clear) struct jt_manage manage = {.cli = cli};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    int code = check_arguments(cli);
    if (code != JT_EXIT_OK) {
        return code;
    }
    enum jt_err err = cli->verb->asks ? jt_confirm_check(cli, &trouble) : JT_OK;
    if (err == JT_OK) {
        err = cli->verb->run(&manage, &trouble);
    }
    if (err != JT_OK) {
        jt_trouble_set_err(&trouble, err);
        return jt_say_trouble(cli, &trouble);
    }
    return JT_EXIT_OK;
}
