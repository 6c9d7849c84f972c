/* SPDX-License-Identifier: Apache-2.0 */
/* A token's form and claims. Everything is the server's word, cut and printable. */
#include "doctor/token.h"

#include "doctor/exchange.h"

#include "codec/base64url.h"
#include "codec/json.h"

#include <string.h>

enum { CLAIMS_MAX = 64 << 10, TEXT_MAX = 1024, SCOPE_MAX = 4000, JWE_DOTS = 4, JWT_DOTS = 2 };

static size_t count_dots(jt_str token)
{
    size_t dots = 0;
    for (size_t i = 0; i < token.len; i++) {
        dots += token.ptr[i] == '.';
    }
    return dots;
}

static jt_str text_claim(struct jt_doctor_run *run, const struct jt_json_value *claims,
                         const char *name)
{
    jt_str text;
    return jt_json_string(jt_json_get(claims, name), &text) ? jt_doctor_clean(run, text, TEXT_MAX)
                                                            : jt_str_make("", 0);
}

static jt_time time_claim(const struct jt_json_value *claims, const char *name)
{
    double seconds;
    bool is_sane = jt_json_number(jt_json_get(claims, name), &seconds) && seconds > 0 &&
                   seconds < 253402300800.0; /* the year 10000 */
    return (jt_time){is_sane ? (int64_t)seconds : 0};
}

/* A string, or an array of strings (RFC 7519 §4.1.3). */
static void read_audiences(struct jt_doctor_run *run, const struct jt_json_value *claims,
                           struct jt_doctor_token *token)
{
    const struct jt_json_value *aud = jt_json_get(claims, "aud");
    jt_str text;
    if (jt_json_string(aud, &text)) {
        token->audiences[token->audience_count++] = jt_doctor_clean(run, text, TEXT_MAX);
    }
    for (size_t i = 0; i < jt_json_count(aud) && token->audience_count < JT_DOCTOR_AUDIENCES_MAX;
         i++) {
        if (jt_json_string(jt_json_at(aud, i), &text)) {
            token->audiences[token->audience_count++] = jt_doctor_clean(run, text, TEXT_MAX);
        }
    }
}

/* "scope" (RFC 9068), "scp" (Okta, Entra ID), "roles" (Entra ID): a string or an array. */
static jt_str read_scope(struct jt_doctor_run *run, const struct jt_json_value *claims)
{
    static const char *const names[] = {"scope", "scp", "roles"};
    JT_CLEAN(jt_buf_clear) struct jt_buf all = {.max = CLAIMS_MAX};
    for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
        const struct jt_json_value *value = jt_json_get(claims, names[n]);
        jt_str text;
        if (jt_json_string(value, &text)) {
            jt_buf_append_c(&all, all.len ? " " : "");
            jt_buf_append(&all, text);
        }
        for (size_t i = 0; jt_json_type(value) == JT_JSON_ARRAY && i < jt_json_count(value); i++) {
            if (jt_json_string(jt_json_at(value, i), &text)) {
                jt_buf_append_c(&all, all.len ? " " : "");
                jt_buf_append(&all, text);
            }
        }
    }
    return jt_doctor_clean(run, jt_buf_str(&all), SCOPE_MAX);
}

static void read_claims(struct jt_doctor_run *run, const struct jt_json_value *claims,
                        struct jt_doctor_token *token)
{
    static const char *const ids[] = {"client_id", "azp", "appid", "cid"};
    token->issuer = text_claim(run, claims, "iss");
    token->subject = text_claim(run, claims, "sub");
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]) && token->client_id.len == 0; i++) {
        token->client_id = text_claim(run, claims, ids[i]);
    }
    read_audiences(run, claims, token);
    token->scope = read_scope(run, claims);
    token->issued_at = time_claim(claims, "iat");
    token->expires_at = time_claim(claims, "exp");
    token->not_before = time_claim(claims, "nbf");
}

/* false: no base64url of a JSON object. */
static bool decode_part(jt_str part, struct jt_json **ret_json)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = {.max = CLAIMS_MAX};
    return jt_base64url_decode(&bytes, part) == JT_OK &&
           jt_json_parse(jt_buf_str(&bytes), CLAIMS_MAX, ret_json) == JT_OK &&
           jt_json_type(jt_json_root(*ret_json)) == JT_JSON_OBJECT;
}

void jt_token_decode(struct jt_doctor_run *run, jt_str text, struct jt_doctor_token *ret_token)
{
    JT_CLEAN(jt_json_clear) struct jt_json *header = NULL;
    JT_CLEAN(jt_json_clear) struct jt_json *claims = NULL;
    struct jt_doctor_token token = {.form = JT_TOKEN_OPAQUE, .lifetime_s = -1};
    size_t dots = count_dots(text);
    jt_str rest = text;
    jt_str part;
    bool has_header = jt_str_next(&rest, '.', &part) && decode_part(part, &header);
    if (has_header && dots == JWE_DOTS) {
        token.form = JT_TOKEN_JWE;
    } else if (has_header && dots == JWT_DOTS && jt_str_next(&rest, '.', &part) &&
               decode_part(part, &claims)) {
        token.form = JT_TOKEN_JWT;
        read_claims(run, jt_json_root(claims), &token);
    }
    *ret_token = token;
}

void jt_token_look(struct jt_doctor_run *run, jt_str body)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    jt_str text;
    if (jt_json_parse(body, JT_DOCTOR_BODY_MAX, &json) != JT_OK ||
        !jt_json_string(jt_json_get(jt_json_root(json), "access_token"), &text)) {
        return;
    }
    run->access_token = jt_arena_copy(run->arena, text);
    if (run->access_token.ptr == NULL) {
        run->err = JT_ERR_NOMEM;
        return;
    }
    jt_token_decode(run, text, &run->facts.token);
    (void)jt_json_integer(jt_json_get(jt_json_root(json), "expires_in"),
                          &run->facts.token.lifetime_s);
}
