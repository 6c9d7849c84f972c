/* SPDX-License-Identifier: Apache-2.0 */
/* P9: what became of the token: its claims, an API that is called with it, and its stages. */
#include "doctor/probe.h"

#include "client/acquire.h"
#include "client/origin.h"
#include "codec/json.h"

#define NAME "The token"
#define API "The API"

static void tell_token(struct jt_doctor_run *run)
{
    const struct jt_doctor_token *token = &run->facts.token;
    switch (token->form) {
    case JT_TOKEN_NONE:
        break;
    case JT_TOKEN_OPAQUE:
        jt_step_add(run, "P9", NAME, JT_STEP_OK, "opaque: only its issuer can read it");
        break;
    case JT_TOKEN_JWE:
        jt_step_add(run, "P9", NAME, JT_STEP_OK, "encrypted: only its audience can read it");
        break;
    case JT_TOKEN_JWT:
        jt_step_add(run, "P9", NAME, JT_STEP_OK, "a JWT of %.*s for %.*s, scope \"%.*s\"",
                    JT_STR_ARG(token->issuer),
                    JT_STR_ARG(token->audience_count ? token->audiences[0] : JT_STR("nobody")),
                    JT_STR_ARG(jt_str_slice(token->scope, 0, 200)));
        break;
    }
}

static void call(struct jt_doctor_run *run, jt_str url, jt_str token,
                 struct jt_doctor_answer *ret_answer, jt_str *ret_body)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    jt_buf_append_c(&header, "Authorization: Bearer ");
    jt_buf_append(&header, token);
    if (jt_buf_check(&header) != JT_OK) {
        run->err = JT_ERR_NOMEM;
        return;
    }
    const jt_str headers[] = {jt_buf_str(&header), JT_STR("Accept: application/json")};
    struct jt_http_out out = {
        .method = JT_STR("GET"), .url = url, .headers = headers, .header_count = 2};
    *ret_body = jt_str_make("", 0);
    jt_exchange_body(run, &out, ret_answer, ret_body);
}

/* As `jeton call`: the issuer's origin, and those that were named. */
static bool may_have_token(const struct jt_doctor_run *run, jt_str text)
{
    const struct jt_doctor_facts *facts = &run->facts;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_url url;
    struct jt_url home;
    if (jt_origin_check_url(text, "The API", facts->config.insecure_http, &url, &trouble) !=
        JT_OK) {
        return false;
    }
    jt_str issuer = facts->discovery.url.len ? facts->discovery.url : facts->endpoint;
    bool is_home = jt_url_parse(issuer, &home) == JT_OK && jt_url_same_origin(&home, &url);
    return is_home || jt_origin_in_list(&url, facts->config.allow_origins);
}

static void tell_api(struct jt_doctor_run *run, const char *with,
                     const struct jt_doctor_answer *answer)
{
    if (!answer->reached) {
        jt_step_add(run, "P9", API, JT_STEP_BAD, "%s: no answer: %.*s", with,
                    JT_STR_ARG(answer->failure));
        return;
    }
    jt_str said = answer->code.len ? answer->code : answer->error;
    jt_step_add(run, "P9", API, jt_answer_is_good(answer) ? JT_STEP_OK : JT_STEP_BAD, "%s: %d %.*s",
                with, answer->status, JT_STR_ARG(said));
}

/* The token that `jeton token` and `jeton call` would use, if there is one. */
static void call_with_stored(struct jt_doctor_run *run)
{
    const struct jt_doctor_config *config = &run->facts.config;
    const struct jt_want want = {config->issuer, config->client_id, config->method, config->scope,
                                 config->resource};
    JT_CLEAN(jt_token_clear) struct jt_token stored = {.text = {0}};
    struct jt_now now = jt_now_make(run->clock, run->boot);
    jt_str unused;
    if (run->store == NULL || jt_token_store_find(run->store, &want, &stored) != JT_OK) {
        return;
    }
    enum jt_token_state state = jt_token_state(&stored, &now);
    if (state == JT_TOKEN_FRESH || state == JT_TOKEN_AGING) {
        call(run, config->api, stored.access_token, &run->facts.api_cached, &unused);
        tell_api(run, "with the stored token", &run->facts.api_cached);
    }
}

static void call_api(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    jt_str unused;
    if (facts->config.api.len == 0) {
        return;
    }
    if (!may_have_token(run, facts->config.api)) {
        facts->api_forbidden = true;
        jt_step_add(run, "P9", API, JT_STEP_SKIPPED, "its origin may not have the token");
        return;
    }
    call_with_stored(run);
    call(run, facts->config.api, run->access_token, &facts->api, &unused);
    tell_api(run, "with the new token", &facts->api);
}

/* --- stages ------------------------------------------------------------------------------------
 */

static struct jt_doctor_stage *get_stage(struct jt_doctor_token *token, jt_str slug)
{
    for (size_t i = 0; i < token->stage_count; i++) {
        if (jt_str_equal(token->stages[i].slug, slug)) {
            return &token->stages[i];
        }
    }
    if (token->stage_count == JT_DOCTOR_STAGES_MAX) {
        return NULL;
    }
    struct jt_doctor_stage *stage = &token->stages[token->stage_count++];
    *stage = (struct jt_doctor_stage){.slug = slug, .permissions = jt_str_make("", 0)};
    return stage;
}

/* "development:end_user.view": a permission at one stage. */
static void read_scope(struct jt_doctor_run *run)
{
    struct jt_doctor_token *token = &run->facts.token;
    jt_str rest = token->scope;
    for (jt_str one; rest.len && jt_str_next(&rest, ' ', &one);) {
        size_t colon = jt_str_find_char(one, ':');
        struct jt_doctor_stage *stage =
            colon > 0 && colon < one.len ? get_stage(token, jt_str_slice(one, 0, colon)) : NULL;
        if (stage) {
            jt_str name = jt_str_from(one, colon + 1);
            stage->permissions =
                jt_arena_printf(run->arena, "%.*s%s%.*s", JT_STR_ARG(stage->permissions),
                                stage->permissions.len ? " " : "", JT_STR_ARG(name));
        }
    }
}

/* Our own management API lists the stages; one without a permission shows itself there. */
static void list_stages(struct jt_doctor_run *run)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_doctor_token *token = &run->facts.token;
    struct jt_doctor_answer answer = {.asked = false};
    jt_str body;
    if (!jt_facts_provider_is(&run->facts, JT_PROVIDER_JETON) || token->audience_count == 0) {
        return;
    }
    jt_str url = jt_arena_printf(run->arena, "%.*s/stages", JT_STR_ARG(token->audiences[0]));
    if (url.ptr == NULL || !may_have_token(run, url)) {
        return;
    }
    call(run, url, run->access_token, &answer, &body);
    if (answer.status != 200 || jt_json_parse(body, JT_DOCTOR_BODY_MAX, &json) != JT_OK) {
        jt_step_add(run, "P9", "Stages", JT_STEP_UNKNOWN,
                    "the server does not list them (%d): those of the scope are shown",
                    answer.status);
        return;
    }
    const struct jt_json_value *results = jt_json_get(jt_json_root(json), "results");
    token->stages_listed = true;
    for (size_t i = 0; i < jt_json_count(results); i++) {
        jt_str slug;
        if (jt_json_string(jt_json_get(jt_json_at(results, i), "slug"), &slug)) {
            (void)get_stage(token, jt_doctor_clean(run, slug, 64));
        }
    }
}

static void look_at_stages(struct jt_doctor_run *run)
{
    struct jt_doctor_token *token = &run->facts.token;
    if (!run->facts.config.stages) {
        return;
    }
    list_stages(run);
    read_scope(run);
    for (size_t i = 0; i < token->stage_count; i++) {
        const struct jt_doctor_stage *stage = &token->stages[i];
        bool has_any = stage->permissions.len > 0;
        jt_step_add(run, "P9", "Stage", has_any ? JT_STEP_OK : JT_STEP_BAD, "%.*s: %.*s",
                    JT_STR_ARG(stage->slug),
                    JT_STR_ARG(has_any ? stage->permissions : JT_STR("no permission")));
    }
    if (token->stage_count == 0) {
        jt_step_add(run, "P9", "Stage", JT_STEP_UNKNOWN, "the token's scope names no stage");
    }
}

void jt_probe_success(struct jt_doctor_run *run)
{
    if (!jt_facts_granted(&run->facts) || run->access_token.len == 0) {
        return;
    }
    tell_token(run);
    call_api(run);
    if (run->err == JT_OK) {
        look_at_stages(run);
    }
}
