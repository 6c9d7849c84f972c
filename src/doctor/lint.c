/* SPDX-License-Identifier: Apache-2.0 */
/* The client id, the addresses, and all of P0 together. */
#include "doctor/lint.h"

#include "codec/url.h"
#include "oauth/secret_format.h"

#include <string.h>

enum { SECRET_LIKE_MIN = 30 };

struct jt_lint_remark *jt_lint_add(struct jt_doctor_facts *facts, enum jt_lint_field field,
                                   enum jt_lint_kind kind)
{
    struct jt_doctor_lint *lint = &facts->lint;
    size_t at = lint->count < JT_LINT_MAX ? lint->count++ : JT_LINT_MAX - 1;
    lint->at[at] = (struct jt_lint_remark){.field = field, .kind = kind};
    return &lint->at[at];
}

/* Upper case, lower case and digits in one long word: ids are rarely so. */
static bool looks_random(jt_str text)
{
    bool upper = false;
    bool lower = false;
    bool digit = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        upper |= c >= 'A' && c <= 'Z';
        lower |= c >= 'a' && c <= 'z';
        digit |= c >= '0' && c <= '9';
    }
    return text.len >= SECRET_LIKE_MIN && upper && lower && digit;
}

enum jt_err jt_lint_client_id(struct jt_arena *arena, struct jt_doctor_facts *facts)
{
    jt_str id = facts->config.client_id;
    size_t colon = jt_str_find_char(id, ':');
    (void)arena;
    if (id.len == 0) {
        (void)jt_lint_add(facts, JT_LINT_CLIENT_ID, JT_LINT_EMPTY);
        return JT_OK;
    }
    jt_lint_characters(facts, JT_LINT_CLIENT_ID, id);
    if (colon < id.len) {
        jt_lint_add(facts, JT_LINT_CLIENT_ID, JT_LINT_COLON)->at = colon + 1;
    }
    bool is_secret = jt_str_starts_with(id, JT_STR("jtn_"));
    if (is_secret || (looks_random(id) && jt_lint_is_guid(facts->config.secret))) {
        (void)jt_lint_add(facts, JT_LINT_CLIENT_ID, JT_LINT_LOOKS_LIKE_SECRET);
    }
    return JT_OK;
}

static jt_str first_segment(jt_str path)
{
    jt_str rest = jt_str_from(path, 1);
    return jt_str_slice(rest, 0, jt_str_find_char(rest, '/'));
}

/* https://login.microsoftonline.com/common/oauth2/v2.0/token */
static void lint_tenant(struct jt_doctor_facts *facts, const struct jt_url *url)
{
    static const char *const words[] = {"common", "consumers", "organizations"};
    jt_str segment = first_segment(url->path);
    jt_str rest = jt_str_from(url->path, 1 + segment.len);
    bool is_form = jt_str_starts_with(rest, JT_STR("/oauth2")) ||
                   jt_str_starts_with(rest, JT_STR("/v2.0")) || rest.len <= 1;
    for (size_t i = 0; is_form && i < sizeof(words) / sizeof(words[0]); i++) {
        if (jt_str_equal(segment, jt_str_from_c(words[i])) &&
            jt_lint_find(facts, JT_LINT_URL, JT_LINT_TENANT_WORD) == NULL) {
            jt_lint_add(facts, JT_LINT_URL, JT_LINT_TENANT_WORD)->name = segment;
        }
    }
}

static void lint_path(struct jt_doctor_facts *facts, const struct jt_url *url)
{
    lint_tenant(facts, url);
    if (jt_str_equal(url->path, JT_STR("/oauth2/v1/token"))) {
        (void)jt_lint_add(facts, JT_LINT_URL, JT_LINT_OKTA_ORG_SERVER);
    }
    if (jt_str_starts_with(url->path, JT_STR("/auth/realms/"))) {
        (void)jt_lint_add(facts, JT_LINT_URL, JT_LINT_AUTH_PREFIX);
    }
}

static void lint_url(struct jt_doctor_facts *facts, jt_str text)
{
    struct jt_url url;
    if (text.len == 0) {
        return;
    }
    jt_lint_characters(facts, JT_LINT_URL, text);
    bool has_scheme = jt_str_contains(text, JT_STR("://"));
    jt_str host;
    uint16_t port;
    if (!has_scheme && jt_authority_parse(text, &host, &port) == JT_OK) {
        return; /* a domain: https is assumed */
    }
    if (jt_url_parse(text, &url) != JT_OK || url.has_fragment) {
        (void)jt_lint_add(facts, JT_LINT_URL, JT_LINT_NOT_A_URL);
        return;
    }
    if (!url.is_https && !jt_host_is_loopback(url.host)) {
        (void)jt_lint_add(facts, JT_LINT_URL, JT_LINT_PLAIN_HTTP);
    }
    lint_path(facts, &url);
}

enum jt_err jt_lint_urls(struct jt_arena *arena, struct jt_doctor_facts *facts)
{
    jt_str scope = facts->config.scope;
    (void)arena;
    lint_url(facts, facts->config.issuer);
    lint_url(facts, facts->config.token_endpoint);
    if (scope.len && !jt_str_contains(scope, JT_STR("/.default"))) {
        (void)jt_lint_add(facts, JT_LINT_SCOPE, JT_LINT_NO_DEFAULT_SCOPE);
    }
    if (facts->config.audience.len == 0 && facts->config.resource.len == 0) {
        (void)jt_lint_add(facts, JT_LINT_SCOPE, JT_LINT_NO_AUDIENCE);
    }
    return JT_OK;
}

enum jt_err jt_lint(struct jt_arena *arena, struct jt_doctor_facts *facts)
{
    JT_TRY(jt_lint_secret(arena, facts));
    JT_TRY(jt_lint_client_id(arena, facts));
    return jt_lint_urls(arena, facts);
}
