/* SPDX-License-Identifier: Apache-2.0 */
/* From a request that curl would send to what was meant by it. */
#include "doctor/curl.h"

#include "codec/form.h"
#include "codec/http_auth.h"
#include "codec/json.h"

#define BASIC JT_STR("client_secret_basic")
#define POST JT_STR("client_secret_post")

static jt_str get_raw(jt_str form, jt_str name)
{
    jt_str rest = form;
    for (jt_str pair; rest.len && jt_str_next(&rest, '&', &pair);) {
        size_t sign = jt_str_find_char(pair, '=');
        if (jt_str_equal(jt_str_slice(pair, 0, sign), name)) {
            return jt_str_from(pair, sign + 1);
        }
    }
    return jt_str_make("", 0);
}

/* What was meant: with -d a "+" is a plus to its writer and a blank to the server, and a "%" that
 * begins no escape is itself. */
static enum jt_err get(struct jt_arena *arena, const struct jt_curl_command *command, jt_str form,
                       jt_str name, jt_str *ret_value)
{
    jt_str raw = get_raw(form, name);
    bool is_plain = jt_curl_command_has(command, JT_CURL_REMARK_plus_is_space) ||
                    jt_curl_command_has(command, JT_CURL_REMARK_escape_broken);
    bool has_plus = jt_str_find_char(raw, '+') < raw.len;
    if (is_plain && has_plus) {
        *ret_value = raw;
        return JT_OK;
    }
    enum jt_err err = jt_form_decode(arena, raw, ret_value);
    if (err == JT_ERR_FORMAT) {
        *ret_value = raw;
        return JT_OK;
    }
    return err;
}

static enum jt_err take_form(struct jt_arena *arena, const struct jt_curl_command *command,
                             jt_str form, struct jt_doctor_facts *facts)
{
    struct jt_doctor_config *config = &facts->config;
    jt_str id = jt_str_make("", 0);
    jt_str secret = jt_str_make("", 0);
    JT_TRY(get(arena, command, form, JT_STR("client_id"), &id));
    JT_TRY(get(arena, command, form, JT_STR("client_secret"), &secret));
    JT_TRY(get(arena, command, form, JT_STR("scope"), &config->scope));
    JT_TRY(get(arena, command, form, JT_STR("resource"), &config->resource));
    JT_TRY(get(arena, command, form, JT_STR("audience"), &config->audience));
    JT_TRY(get(arena, command, form, JT_STR("grant_type"), &facts->request.grant));
    config->client_id = id.len ? id : config->client_id;
    if (secret.len) {
        config->secret = secret;
        config->method = POST;
    }
    return JT_OK;
}

static void take_member(const struct jt_json_value *root, const char *name, struct jt_arena *arena,
                        jt_str *value)
{
    jt_str text;
    if (jt_json_string(jt_json_get(root, name), &text)) {
        *value = jt_arena_copy(arena, text);
    }
}

static void take_json(struct jt_arena *arena, jt_str body, struct jt_doctor_facts *facts)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_doctor_config *config = &facts->config;
    if (jt_json_parse(body, JT_CURL_BODY_MAX, &json) != JT_OK ||
        jt_json_type(jt_json_root(json)) != JT_JSON_OBJECT) {
        return;
    }
    const struct jt_json_value *root = jt_json_root(json);
    take_member(root, "client_id", arena, &config->client_id);
    take_member(root, "client_secret", arena, &config->secret);
    take_member(root, "scope", arena, &config->scope);
    take_member(root, "resource", arena, &config->resource);
    take_member(root, "audience", arena, &config->audience);
    take_member(root, "grant_type", arena, &facts->request.grant);
    config->method = config->secret.len ? POST : config->method;
}

/* Authorization: Basic, which -u or a hand has written. The raw parts are what was meant. */
static enum jt_err take_header(struct jt_arena *arena, jt_str value, struct jt_doctor_facts *facts)
{
    struct jt_basic basic;
    jt_str credentials;
    if (jt_http_auth_parse(value, &credentials) != JT_AUTH_BASIC) {
        return JT_OK;
    }
    enum jt_err err = jt_basic_parse(arena, credentials, &basic);
    if (err == JT_ERR_FORMAT) {
        facts->request.basic_malformed = true;
        return JT_OK;
    }
    JT_TRY(err);
    facts->config.client_id = basic.id_raw;
    facts->config.secret = basic.secret_raw;
    facts->config.method = BASIC;
    facts->request.basic_raw = true;
    return JT_OK;
}

static bool is_form(const struct jt_curl_command *command)
{
    jt_str type = jt_curl_command_header(command, JT_STR("content-type"));
    jt_str wanted = JT_STR("application/x-www-form-urlencoded");
    return type.len == 0 || jt_str_equal_nocase(jt_str_slice(type, 0, wanted.len), wanted);
}

static enum jt_err find_duplicate(struct jt_arena *arena, jt_str body,
                                  struct jt_doctor_facts *facts)
{
    struct jt_form *form = jt_arena_alloc(arena, sizeof(*form));
    if (form == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = jt_form_parse(arena, body, form);
    if (err == JT_OK) {
        facts->request.duplicate = jt_form_find_duplicate(form);
    }
    return err == JT_ERR_NOMEM ? err : JT_OK;
}

static enum jt_err take_body(struct jt_arena *arena, const struct jt_curl_command *command,
                             struct jt_doctor_facts *facts)
{
    bool looks_json = jt_str_starts_with(command->body, JT_STR("{"));
    if (!command->has_body) {
        return JT_OK;
    }
    facts->request.not_form =
        !is_form(command) || looks_json || jt_curl_command_has(command, JT_CURL_REMARK_multipart);
    if (looks_json) {
        take_json(arena, command->body, facts);
        return JT_OK;
    }
    JT_TRY(take_form(arena, command, command->body, facts));
    return find_duplicate(arena, command->body, facts);
}

static enum jt_err take_url(struct jt_arena *arena, const struct jt_curl_command *command,
                            struct jt_doctor_facts *facts)
{
    size_t sign = jt_str_find_char(command->url, '?');
    jt_str query = jt_str_from(command->url, sign + 1);
    facts->config.token_endpoint = jt_str_slice(command->url, 0, sign);
    if (get_raw(query, JT_STR("grant_type")).len == 0 &&
        get_raw(query, JT_STR("client_id")).len == 0 &&
        get_raw(query, JT_STR("client_secret")).len == 0) {
        return JT_OK;
    }
    facts->request.in_query = true;
    return take_form(arena, command, query, facts);
}

/* What form-encoding would have changed was sent without it. */
static bool changes_values(const struct jt_curl_command *command)
{
    static const enum jt_curl_remark_kind kinds[] = {JT_CURL_REMARK_plus_is_space,
                                                     JT_CURL_REMARK_escape_broken};
    for (size_t i = 0; i < command->remark_count; i++) {
        for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
            if (command->remarks[i].kind == kinds[k] && command->remarks[i].part == JT_CURL_BODY) {
                return true;
            }
        }
    }
    return false;
}

enum jt_err jt_doctor_take_curl(struct jt_arena *arena, const struct jt_curl_command *command,
                                struct jt_doctor_facts *facts)
{
    struct jt_doctor_request *request = &facts->request;
    jt_str authorization = jt_curl_command_header(command, JT_STR("authorization"));
    *request = (struct jt_doctor_request){
        .command = command,
        .not_post = !jt_str_equal(command->method, JT_STR("POST")),
        .changes_values = changes_values(command),
        .duplicate = jt_str_make("", 0),
        .grant = jt_str_make("", 0),
    };
    facts->config.secret_source = JT_SECRET_FROM_CURL;
    JT_TRY(take_url(arena, command, facts));
    JT_TRY(take_body(arena, command, facts));
    bool has_secret = facts->config.secret.len > 0;
    JT_TRY(take_header(arena, authorization, facts));
    request->two_methods = (has_secret && request->basic_raw) ||
                           jt_curl_command_has(command, JT_CURL_REMARK_two_credentials);
    facts->config.secret_read = facts->config.secret;
    return JT_OK;
}
