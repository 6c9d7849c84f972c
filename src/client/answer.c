/* SPDX-License-Identifier: Apache-2.0 */
/* What a token answer must have before it is believed. */
#include "client/answer.h"

#include "client/store/token.h"
#include "client/wire.h"

#include "codec/http_auth.h"
#include "codec/json.h"

static enum jt_err refuse(struct jt_trouble *trouble, const char *why)
{
    jt_trouble_set(trouble, JT_TROUBLE_NETWORK, "The token endpoint's answer cannot be used: %s.",
                   why);
    jt_trouble_set_next(trouble, "Report it to whoever runs the server.");
    return JT_ERR_FORMAT;
}

static enum jt_err read_token(const struct jt_json_value *root, struct jt_arena *arena,
                              struct jt_answer *answer, struct jt_trouble *trouble)
{
    jt_str token;
    jt_str type;
    if (!jt_json_string(jt_json_get(root, "access_token"), &token)) {
        return refuse(trouble, "it has no access_token");
    }
    if (token.len > JT_TOKEN_VALUE_MAX || !jt_bearer_is_valid(token)) {
        return refuse(trouble, "its access_token could not stand in a header");
    }
    if (!jt_json_string(jt_json_get(root, "token_type"), &type) ||
        !jt_str_equal_nocase(type, JT_STR("Bearer"))) {
        return refuse(trouble, "its token_type is not Bearer");
    }
    answer->access_token = jt_arena_copy(arena, token);
    return answer->access_token.ptr ? JT_OK : JT_ERR_NOMEM;
}

/* RFC 6749 §5.1: a number of seconds. Some servers write it as a string, or with a fraction. */
static bool read_seconds(const struct jt_json_value *value, double *ret_seconds)
{
    jt_str text;
    uint64_t digits = 0;
    if (jt_json_string(value, &text) && jt_str_to_u64(text, &digits)) {
        *ret_seconds = (double)digits;
        return true;
    }
    return jt_json_number(value, ret_seconds);
}

static enum jt_err read_lifetime(const struct jt_json_value *root, struct jt_answer *answer,
                                 struct jt_trouble *trouble)
{
    const struct jt_json_value *value = jt_json_get(root, "expires_in");
    double seconds = 0;
    if (jt_json_type(value) == JT_JSON_NULL) {
        answer->lifetime_s = JT_ANSWER_LIFETIME_S;
        return JT_OK;
    }
    if (!read_seconds(value, &seconds) || !(seconds >= 0)) {
        return refuse(trouble, "its expires_in is not a number of seconds");
    }
    answer->lifetime_s =
        seconds < JT_ANSWER_LIFETIME_MAX_S ? (int64_t)seconds : (int64_t)JT_ANSWER_LIFETIME_MAX_S;
    return JT_OK;
}

static bool is_printable(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < ' ' || text.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

static enum jt_err read_rest(const struct jt_json_value *root, struct jt_arena *arena,
                             struct jt_answer *answer, struct jt_trouble *trouble)
{
    jt_str scope = jt_str_make("", 0);
    int64_t end = 0;
    (void)jt_json_string(jt_json_get(root, "scope"), &scope);
    if (scope.len > (size_t)JT_WANT_SCOPE_MAX * 2 || !is_printable(scope)) {
        return refuse(trouble, "its scope is too long or not printable");
    }
    if (jt_json_integer(jt_json_get(root, "client_secret_expires_at"), &end) && end > 0) {
        answer->secret_expires_at = (jt_time){end};
    }
    answer->scope = jt_arena_copy(arena, scope);
    return answer->scope.ptr ? JT_OK : JT_ERR_NOMEM;
}

enum jt_err jt_answer_parse(struct jt_arena *arena, jt_str body, struct jt_answer *ret_answer,
                            struct jt_trouble *trouble)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_answer answer = {.lifetime_s = 0};
    enum jt_err err = jt_json_parse(body, JT_WIRE_BODY_MAX, &json);
    if (err == JT_ERR_NOMEM) {
        return err;
    }
    const struct jt_json_value *root = json ? jt_json_root(json) : NULL;
    if (err != JT_OK || jt_json_type(root) != JT_JSON_OBJECT) {
        return refuse(trouble, "it is not one JSON object");
    }
    JT_TRY(read_token(root, arena, &answer, trouble));
    JT_TRY(read_lifetime(root, &answer, trouble));
    JT_TRY(read_rest(root, arena, &answer, trouble));
    *ret_answer = answer;
    return JT_OK;
}
