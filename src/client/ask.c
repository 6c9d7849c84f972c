/* SPDX-License-Identifier: Apache-2.0 */
/* One token, from the server. */
#include "client/ask.h"

#include "client/answer.h"
#include "client/method.h"
#include "client/refused.h"
#include "client/secret_judge.h"

#include "codec/form.h"

#include <string.h>

enum { FORM_MAX = 64 << 10, CLOCKS_AGREE_S = 1 };

static enum jt_err write_form(const struct jt_ask *ask, struct jt_buf *body)
{
    jt_form_append(body, JT_STR("grant_type"), JT_STR("client_credentials"));
    if (ask->want.scope.len) {
        jt_form_append(body, JT_STR("scope"), ask->want.scope);
    }
    if (ask->want.resource.len) {
        jt_form_append(body, JT_STR("resource"), ask->want.resource);
    }
    return jt_buf_check(body);
}

static enum jt_err send_form(const struct jt_ask *ask, struct jt_wire *wire,
                             const struct jt_metadata *metadata, struct jt_http_in *ret_in,
                             struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(FORM_MAX);
    JT_CLEAN(jt_buf_clear) struct jt_buf credentials = JT_BUF_INIT(FORM_MAX);
    const struct jt_method *method = jt_method_choose(ask->want.method, metadata, ask->secret);
    if (method == NULL) {
        return JT_ERR_ARG;
    }
    JT_TRY(write_form(ask, &body));
    method->add(ask->want.client_id, ask->secret, &body, &credentials);
    JT_TRY(jt_buf_check(&body));
    JT_TRY(jt_buf_check(&credentials));
    const jt_str headers[] = {
        JT_STR("Content-Type: application/x-www-form-urlencoded"),
        JT_STR("Accept: application/json"),
        jt_buf_str(&credentials),
    };
    struct jt_http_out out = {
        .method = JT_STR("POST"),
        .url = metadata->token_endpoint,
        .headers = headers,
        .header_count = credentials.len ? 3 : 2,
        .body = jt_buf_str(&body),
    };
    return jt_wire_send(wire, &out, ret_in, trouble);
}

/* A 200 that carries an error is an error: some servers answer so. */
static enum jt_err judge(struct jt_wire *wire, const struct jt_metadata *metadata,
                         const struct jt_http_in *in, struct jt_answer *ret_answer,
                         struct jt_trouble *trouble)
{
    if (in->status != 200) {
        return jt_refused_by_token_endpoint(in, metadata->token_endpoint, trouble);
    }
    if (!jt_wire_is_json(in)) {
        jt_trouble_set(trouble, JT_TROUBLE_NETWORK,
                       "The token endpoint %.*s answered with content type \"%.*s\", not JSON.",
                       JT_STR_ARG(metadata->token_endpoint),
                       JT_STR_ARG(jt_str_slice(in->content_type, 0, 100)));
        jt_trouble_set_next(trouble, "Check the issuer, and what stands between here and there.");
        return JT_ERR_FORMAT;
    }
    struct jt_trouble told = {.kind = JT_TROUBLE_NONE};
    if (jt_refused_by_token_endpoint(in, metadata->token_endpoint, &told) == JT_ERR_REFUSED) {
        *trouble = told;
        return JT_ERR_REFUSED;
    }
    return jt_answer_parse(wire->arena, in->body, ret_answer, trouble);
}

/* sent and received are this machine's times around the request. A Date between them means that
 * the clocks agree; without a Date they must be assumed to. */
static void set_times(struct jt_token *token, jt_time date, jt_time sent, jt_time received,
                      int64_t lifetime_s)
{
    bool is_between = date.s >= sent.s - CLOCKS_AGREE_S && date.s <= received.s + CLOCKS_AGREE_S;
    token->obtained_at = date.s == 0 || is_between ? sent : date;
    token->offset_s = token->obtained_at.s - (date.s == 0 || is_between ? sent.s : received.s);
    token->expires_at = (jt_time){token->obtained_at.s + lifetime_s};
}

static enum jt_err make_token(const struct jt_ask *ask, const struct jt_metadata *metadata,
                              const struct jt_answer *answer, struct jt_token *borrowed,
                              struct jt_asked *ret_asked)
{
    struct jt_asked asked = {.secret_expires_at = answer->secret_expires_at};
    borrowed->want = ask->want;
    borrowed->issuer = metadata->issuer;
    borrowed->scope = answer->scope.len ? answer->scope : ask->want.scope;
    borrowed->access_token = answer->access_token;
    borrowed->boot = jt_str_from_c(ask->boot);
    asked.keep = answer->lifetime_s > 0;
    JT_TRY(jt_token_copy(borrowed, &asked.token));
    *ret_asked = asked;
    return JT_OK;
}

static enum jt_err ask_with(const struct jt_ask *ask, struct jt_wire *wire,
                            struct jt_asked *ret_asked, struct jt_trouble *trouble)
{
    struct jt_issuer issuer;
    struct jt_metadata metadata;
    struct jt_http_in in;
    struct jt_answer answer;
    JT_TRY(jt_issuer_parse(wire->arena, ask->want.issuer, ask->insecure_http, &issuer, trouble));
    JT_TRY(jt_discover(wire, &issuer, &metadata, trouble));
    JT_TRY(jt_discover_check_token_endpoint(&metadata, ask->token_origins, ask->insecure_http,
                                            trouble));
    struct jt_token borrowed = {.mono = jt_clock_mono(ask->clock)};
    jt_time sent = jt_clock_now(ask->clock);
    JT_TRY(send_form(ask, wire, &metadata, &in, trouble));
    JT_TRY(judge(wire, &metadata, &in, &answer, trouble));
    set_times(&borrowed, in.date, sent, jt_clock_now(ask->clock), answer.lifetime_s);
    return make_token(ask, &metadata, &answer, &borrowed, ret_asked);
}

enum jt_err jt_ask_token(const struct jt_ask *ask, struct jt_asked *ret_asked,
                         struct jt_trouble *trouble)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    JT_CLEAN(jt_wire_clear) struct jt_wire wire = {.http = NULL};
    JT_TRY(jt_secret_judge(ask->secret, trouble));
    enum jt_err err =
        jt_wire_init(&wire, &arena, ask->clock, ask->deadline_ms, ask->ca_file, ask->insecure_http);
    if (err == JT_OK) {
        err = ask_with(ask, &wire, ret_asked, trouble);
    }
    if (err != JT_OK) {
        jt_trouble_set_err(trouble, err);
    }
    return err;
}
