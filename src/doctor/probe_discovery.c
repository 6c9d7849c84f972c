/* SPDX-License-Identifier: Apache-2.0 */
/* P2: metadata in their usual places, from the issuer and from an endpoint that was named by hand,
 * and what the two say of each other. */
#include "doctor/probe.h"

#include "client/issuer.h"
#include "codec/json.h"

#define NAME "Discovery"
#define AUTH JT_STR("/auth")
#define REALMS JT_STR("/realms/")

static jt_str member(struct jt_doctor_run *run, const struct jt_json_value *root, const char *name)
{
    jt_str text = jt_str_make("", 0);
    (void)jt_json_string(jt_json_get(root, name), &text);
    return jt_doctor_clean(run, text, JT_WANT_URL_MAX);
}

static bool lists(const struct jt_json_value *list, jt_str word)
{
    for (size_t i = 0; i < jt_json_count(list); i++) {
        jt_str one;
        if (jt_json_string(jt_json_at(list, i), &one) && jt_str_equal(one, word)) {
            return true;
        }
    }
    return false;
}

static void read_lists(const struct jt_json_value *root, struct jt_doctor_discovery *found)
{
    const struct jt_json_value *methods =
        jt_json_get(root, "token_endpoint_auth_methods_supported");
    const struct jt_json_value *grants = jt_json_get(root, "grant_types_supported");
    found->methods_listed = jt_json_type(methods) == JT_JSON_ARRAY;
    found->basic = lists(methods, JT_STR("client_secret_basic"));
    found->post = lists(methods, JT_STR("client_secret_post"));
    found->private_key_jwt = lists(methods, JT_STR("private_key_jwt"));
    found->tls_client_auth = lists(methods, JT_STR("tls_client_auth"));
    found->grants_listed = jt_json_type(grants) == JT_JSON_ARRAY;
    found->client_credentials = lists(grants, JT_STR("client_credentials"));
    found->mtls_aliases =
        jt_json_type(jt_json_get(root, "mtls_endpoint_aliases")) == JT_JSON_OBJECT;
}

/* false: no metadata in this document. */
static bool read_document(struct jt_doctor_run *run, jt_str body, struct jt_doctor_discovery *found)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    if (jt_json_parse(body, JT_DOCTOR_BODY_MAX, &json) != JT_OK) {
        return false;
    }
    const struct jt_json_value *root = jt_json_root(json);
    found->issuer = member(run, root, "issuer");
    found->token_endpoint = member(run, root, "token_endpoint");
    found->jwks_uri = member(run, root, "jwks_uri");
    read_lists(root, found);
    struct jt_url endpoint;
    bool is_usable =
        found->token_endpoint.len == 0 || jt_url_parse(found->token_endpoint, &endpoint) == JT_OK;
    return found->issuer.len > 0 && is_usable;
}

static enum jt_discovery_outcome judge(const struct jt_doctor_answer *answer)
{
    if (answer->too_large) {
        return JT_DISCOVERY_TOO_LARGE;
    }
    if (!answer->reached) {
        return JT_DISCOVERY_UNREACHABLE;
    }
    if (answer->status >= 500) {
        return JT_DISCOVERY_FAULT;
    }
    if (answer->status >= 300 && answer->status < 400) {
        return JT_DISCOVERY_REDIRECT;
    }
    if (answer->status != 200) {
        return JT_DISCOVERY_NOT_FOUND;
    }
    return answer->is_html ? JT_DISCOVERY_HTML : JT_DISCOVERY_BAD_JSON;
}

/* Which of two failures says more. */
static bool says_more(enum jt_discovery_outcome a, enum jt_discovery_outcome b)
{
    static const int weight[] = {
        [JT_DISCOVERY_NOT_TRIED] = 0, [JT_DISCOVERY_NOT_FOUND] = 1, [JT_DISCOVERY_UNREACHABLE] = 2,
        [JT_DISCOVERY_FAULT] = 3,     [JT_DISCOVERY_TOO_LARGE] = 3, [JT_DISCOVERY_HTML] = 4,
        [JT_DISCOVERY_REDIRECT] = 5,  [JT_DISCOVERY_BAD_JSON] = 6,  [JT_DISCOVERY_OTHER_ISSUER] = 7,
        [JT_DISCOVERY_FOUND] = 8,
    };
    return weight[a] > weight[b];
}

static void try_one(struct jt_doctor_run *run, const struct jt_issuer *issuer, jt_str url,
                    struct jt_doctor_discovery *best)
{
    struct jt_doctor_discovery found = {.url = url};
    jt_str body;
    jt_exchange_get(run, url, &found.answer, &body);
    found.outcome = judge(&found.answer);
    if (found.answer.status == 200 && read_document(run, body, &found)) {
        found.document = body;
        found.outcome = jt_issuer_accepts(issuer, found.issuer) ? JT_DISCOVERY_FOUND
                                                                : JT_DISCOVERY_OTHER_ISSUER;
    }
    if (says_more(found.outcome, best->outcome)) {
        *best = found;
    }
}

static bool is_done(const struct jt_doctor_discovery *found)
{
    return found->issuer.len > 0 || found->outcome == JT_DISCOVERY_UNREACHABLE;
}

static void seek(struct jt_doctor_run *run, jt_str text, struct jt_doctor_discovery *ret_found)
{
    struct jt_issuer issuer;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    /* Nothing secret is asked here, so http is no reason to stop. */
    enum jt_err err = jt_issuer_parse(run->arena, text, true, &issuer, &trouble);
    if (err == JT_ERR_NOMEM) {
        run->err = err;
    }
    for (size_t i = 0; err == JT_OK && i < issuer.count && !is_done(ret_found); i++) {
        try_one(run, &issuer, issuer.candidates[i], ret_found);
    }
}

/* Keycloak moved from /auth/realms/… to /realms/… with version 17. */
static jt_str other_path(struct jt_doctor_run *run, jt_str text)
{
    size_t realms = jt_str_find(text, REALMS);
    if (realms == text.len) {
        return jt_str_make("", 0);
    }
    jt_str before = jt_str_slice(text, 0, realms);
    jt_str behind = jt_str_from(text, realms);
    bool has = jt_str_ends_with(before, AUTH);
    return jt_arena_printf(
        run->arena, "%.*s%s%.*s",
        JT_STR_ARG(has ? jt_str_slice(before, 0, before.len - AUTH.len) : before),
        has ? "" : "/auth", JT_STR_ARG(behind));
}

static void seek_both(struct jt_doctor_run *run, jt_str text, struct jt_doctor_discovery *ret_found)
{
    seek(run, text, ret_found);
    jt_str other = other_path(run, text);
    bool is_gone =
        ret_found->outcome == JT_DISCOVERY_NOT_FOUND || ret_found->outcome == JT_DISCOVERY_HTML;
    if (other.len && is_gone) {
        struct jt_doctor_discovery second = {.outcome = JT_DISCOVERY_NOT_TRIED};
        seek(run, other, &second);
        if (second.issuer.len) {
            *ret_found = second;
            ret_found->by_other_path = true;
        }
    }
}

static void add_step(struct jt_doctor_run *run, const struct jt_doctor_discovery *found,
                     const char *of)
{
    const struct jt_doctor_answer *answer = &found->answer;
    switch (found->outcome) {
    case JT_DISCOVERY_FOUND:
        jt_step_add(run, "P2", NAME, JT_STEP_OK, "%s: metadata at %.*s", of,
                    JT_STR_ARG(found->url));
        break;
    case JT_DISCOVERY_OTHER_ISSUER:
        jt_step_add(run, "P2", NAME, JT_STEP_BAD, "%s: the metadata at %.*s are of %.*s", of,
                    JT_STR_ARG(found->url), JT_STR_ARG(found->issuer));
        break;
    case JT_DISCOVERY_NOT_TRIED:
        jt_step_add(run, "P2", NAME, JT_STEP_SKIPPED, "%s: no address to ask", of);
        break;
    case JT_DISCOVERY_UNREACHABLE:
    case JT_DISCOVERY_TOO_LARGE:
        jt_step_add(run, "P2", NAME, JT_STEP_BAD, "%s: %.*s: %.*s", of, JT_STR_ARG(found->url),
                    JT_STR_ARG(answer->failure));
        break;
    case JT_DISCOVERY_NOT_FOUND:
    case JT_DISCOVERY_HTML:
    case JT_DISCOVERY_BAD_JSON:
    case JT_DISCOVERY_REDIRECT:
    case JT_DISCOVERY_FAULT:
        jt_step_add(run, "P2", NAME, JT_STEP_BAD, "%s: no metadata; %.*s answered %d%s%s", of,
                    JT_STR_ARG(found->url), answer->status,
                    answer->is_html ? " with a web page" : "",
                    found->outcome == JT_DISCOVERY_BAD_JSON ? " with no valid JSON" : "");
        break;
    }
}

/* May the secret go to the endpoint that the metadata name? */
static bool is_elsewhere(const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_discovery *found = &facts->discovery;
    struct jt_url endpoint;
    struct jt_url document;
    if (jt_url_parse(found->token_endpoint, &endpoint) != JT_OK ||
        jt_url_parse(found->url, &document) != JT_OK) {
        return false;
    }
    return !jt_url_same_origin(&endpoint, &document) &&
           !jt_origin_in_list(&endpoint, facts->config.token_origins);
}

static bool is_open_http(const struct jt_doctor_config *config, jt_str text)
{
    struct jt_url url;
    return jt_url_parse(text, &url) == JT_OK && !url.is_https && !jt_host_is_loopback(url.host) &&
           !config->insecure_http;
}

static void choose_endpoint(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    struct jt_doctor_config *config = &facts->config;
    bool is_named = config->token_endpoint.len > 0;
    bool is_believed = facts->discovery.outcome == JT_DISCOVERY_FOUND;
    facts->discovery.endpoint_elsewhere = is_elsewhere(facts);
    facts->endpoint = is_named      ? config->token_endpoint
                      : is_believed ? facts->discovery.token_endpoint
                                    : jt_str_make("", 0);
    facts->endpoint_forbidden =
        is_open_http(config, facts->endpoint) || (!is_named && facts->discovery.endpoint_elsewhere);
}

static void compare(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    jt_str ours = facts->config.token_endpoint;
    jt_str theirs = facts->discovery.token_endpoint;
    if (ours.len == 0 || theirs.len == 0 || facts->config.issuer.len == 0) {
        return;
    }
    jt_difference_find(run->arena, ours, theirs, &facts->difference);
    if (facts->difference.differs) {
        jt_step_add(run, "P2", NAME, JT_STEP_BAD,
                    "the token endpoint is not the published one: %.*s here, %.*s there",
                    JT_STR_ARG(facts->difference.ours), JT_STR_ARG(facts->difference.theirs));
    } else {
        jt_step_add(run, "P2", NAME, JT_STEP_OK, "the token endpoint is the published one");
    }
}

void jt_probe_discovery(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    jt_str endpoint = facts->config.token_endpoint;
    jt_str of_endpoint = jt_issuer_of_endpoint(run->arena, endpoint);
    if (facts->config.issuer.len) {
        seek_both(run, facts->config.issuer, &facts->discovery);
        add_step(run, &facts->discovery, "issuer");
    }
    if (endpoint.len) {
        seek_both(run, of_endpoint, &facts->endpoint_realm);
        add_step(run, &facts->endpoint_realm, "endpoint");
    }
    if (facts->config.issuer.len == 0) {
        facts->discovery = facts->endpoint_realm;
    }
    choose_endpoint(run);
    compare(run);
}
