/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a kept token, and its age. */
#include "client/store/token.h"

#include "client/store/fields.h"

#define KIND JT_STR("jeton token 1")

static const int64_t time_max_s = INT64_C(1) << 40; /* keeps every sum far from overflow */

static enum jt_err add_want(const struct jt_want *want, struct jt_buf *buf)
{
    JT_TRY(jt_fields_add(buf, "configured_issuer", want->issuer));
    JT_TRY(jt_fields_add(buf, "client_id", want->client_id));
    JT_TRY(jt_fields_add(buf, "method", want->method));
    JT_TRY(jt_fields_add(buf, "configured_scope", want->scope));
    return jt_fields_add(buf, "resource", want->resource);
}

enum jt_err jt_token_write(const struct jt_token *token, struct jt_buf *buf)
{
    jt_fields_begin(buf, KIND);
    JT_TRY(add_want(&token->want, buf));
    JT_TRY(jt_fields_add(buf, "issuer", token->issuer));
    JT_TRY(jt_fields_add(buf, "scope", token->scope));
    JT_TRY(jt_fields_add(buf, "access_token", token->access_token));
    JT_TRY(jt_fields_add_i64(buf, "obtained_at", token->obtained_at.s));
    JT_TRY(jt_fields_add_i64(buf, "expires_at", token->expires_at.s));
    JT_TRY(jt_fields_add_i64(buf, "offset_s", token->offset_s));
    JT_TRY(jt_fields_add_i64(buf, "mono_ns", token->mono.ns));
    JT_TRY(jt_fields_add(buf, "boot", token->boot));
    return jt_fields_add(buf, "invalid", token->invalid);
}

static enum jt_err read_time(const struct jt_fields *fields, jt_str name, int64_t *ret_s)
{
    int64_t value = 0;
    JT_TRY(jt_fields_get_i64(fields, name, &value));
    if (value > time_max_s || value < -time_max_s) {
        return JT_ERR_FORMAT;
    }
    *ret_s = value;
    return JT_OK;
}

static enum jt_err read_times(const struct jt_fields *fields, struct jt_token *token)
{
    JT_TRY(read_time(fields, JT_STR("obtained_at"), &token->obtained_at.s));
    JT_TRY(read_time(fields, JT_STR("expires_at"), &token->expires_at.s));
    JT_TRY(read_time(fields, JT_STR("offset_s"), &token->offset_s));
    JT_TRY(jt_fields_get_i64(fields, JT_STR("mono_ns"), &token->mono.ns));
    return token->mono.ns < 0 ? JT_ERR_FORMAT : JT_OK;
}

static struct jt_want read_want(const struct jt_fields *fields)
{
    return (struct jt_want){
        .issuer = jt_fields_get(fields, JT_STR("configured_issuer")),
        .client_id = jt_fields_get(fields, JT_STR("client_id")),
        .method = jt_fields_get(fields, JT_STR("method")),
        .scope = jt_fields_get(fields, JT_STR("configured_scope")),
        .resource = jt_fields_get(fields, JT_STR("resource")),
    };
}

enum jt_err jt_token_parse(struct jt_buf *text, struct jt_token *ret_token)
{
    struct jt_fields fields;
    struct jt_token token = {.text = {0}};
    JT_TRY(jt_fields_parse(jt_buf_str(text), KIND, &fields));
    JT_TRY(read_times(&fields, &token));
    token.want = read_want(&fields);
    token.issuer = jt_fields_get(&fields, JT_STR("issuer"));
    token.scope = jt_fields_get(&fields, JT_STR("scope"));
    token.access_token = jt_fields_get(&fields, JT_STR("access_token"));
    token.boot = jt_fields_get(&fields, JT_STR("boot"));
    token.invalid = jt_fields_get(&fields, JT_STR("invalid"));
    if (token.want.issuer.len == 0 || token.want.client_id.len == 0 ||
        token.access_token.len == 0 || token.access_token.len > JT_TOKEN_VALUE_MAX) {
        return JT_ERR_FORMAT;
    }
    token.text = *text;
    *text = (struct jt_buf){.max = text->max};
    *ret_token = token;
    return JT_OK;
}

enum jt_err jt_token_copy(const struct jt_token *token, struct jt_token *ret_token)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    JT_TRY(jt_token_write(token, &text));
    return jt_token_parse(&text, ret_token);
}

void jt_token_clear(struct jt_token *token)
{
    jt_buf_clear(&token->text);
    *token = (struct jt_token){.text = {0}};
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The server's time now, by whichever of the two ways says later. */
static jt_time server_time(const struct jt_token *token, const struct jt_now *now)
{
    int64_t by_wall = now->wall.s + token->offset_s;
    bool is_same_boot = token->boot.len && jt_str_equal(token->boot, jt_str_from_c(now->boot)) &&
                        now->mono.ns >= token->mono.ns;
    if (!is_same_boot) {
        /* The clock may have been put right since: believe it where it says later. */
        return (jt_time){later(by_wall, now->wall.s)};
    }
    int64_t elapsed_s = (now->mono.ns - token->mono.ns) / 1000000000;
    return (jt_time){later(by_wall, token->obtained_at.s + elapsed_s)};
}

enum jt_token_state jt_token_state(const struct jt_token *token, const struct jt_now *now)
{
    if (token->invalid.len) {
        return JT_TOKEN_INVALID;
    }
    int64_t at = server_time(token, now).s;
    if (at >= token->expires_at.s) {
        return JT_TOKEN_EXPIRED;
    }
    int64_t lifetime_s = token->expires_at.s - token->obtained_at.s;
    bool is_aging =
        (at - token->obtained_at.s) * 100 >= lifetime_s * (int64_t)JT_TOKEN_RENEW_PERCENT;
    return is_aging ? JT_TOKEN_AGING : JT_TOKEN_FRESH;
}

int64_t jt_token_remaining_s(const struct jt_token *token, const struct jt_now *now)
{
    return later(token->expires_at.s - server_time(token, now).s, 0);
}
