/* SPDX-License-Identifier: Apache-2.0 */
/* Signs of providers, each with a weight. What only one product does weighs enough to be sure; the
 * form of an address is a hint that many products share. */
#include "doctor/provider.h"

#include "codec/url.h"

enum { SURE = 10, GOOD = 5, HINT = 2 };

struct scores {
    int points[JT_PROVIDER_COUNT];
    const char *why[JT_PROVIDER_COUNT]; /* of the heaviest sign */
    int heaviest[JT_PROVIDER_COUNT];
};

static void add(struct scores *scores, enum jt_doctor_provider_name name, int weight,
                const char *why)
{
    scores->points[name] += weight;
    if (weight > scores->heaviest[name]) {
        scores->heaviest[name] = weight;
        scores->why[name] = why;
    }
}

/* A header line of this name, whatever its case. */
static bool has_header(jt_str headers, const char *name)
{
    jt_str wanted = jt_str_from_c(name);
    jt_str rest = headers;
    for (jt_str line; jt_str_next(&rest, '\n', &line);) {
        if (line.len > wanted.len && line.ptr[wanted.len] == ':' &&
            jt_str_equal_nocase(jt_str_slice(line, 0, wanted.len), wanted)) {
            return true;
        }
    }
    return false;
}

/* --- addresses --- */

static const struct {
    const char *end;
    enum jt_doctor_provider_name name;
} hosts[] = {
    {"login.microsoftonline.com", JT_PROVIDER_ENTRA},
    {"login.microsoftonline.us", JT_PROVIDER_ENTRA},
    {"sts.windows.net", JT_PROVIDER_ENTRA},
    {".okta.com", JT_PROVIDER_OKTA},
    {".oktapreview.com", JT_PROVIDER_OKTA},
    {".okta-emea.com", JT_PROVIDER_OKTA},
    {".auth0.com", JT_PROVIDER_AUTH0},
    {".outsystems.dev", JT_PROVIDER_ODC},
    {".outsystems.app", JT_PROVIDER_ODC},
};

static void judge_host(const struct jt_url *url, struct scores *scores)
{
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        if (jt_str_ends_with(url->host, jt_str_from_c(hosts[i].end))) {
            add(scores, hosts[i].name, SURE, "the host's name");
        }
    }
}

static void judge_url(jt_str text, struct scores *scores)
{
    struct jt_url url;
    if (text.len == 0 || jt_url_parse(text, &url) != JT_OK) {
        return;
    }
    judge_host(&url, scores);
    if (jt_str_contains_c(url.path, "/realms/")) {
        add(scores, JT_PROVIDER_KEYCLOAK, HINT, "the address has /realms/");
    }
    if (jt_str_contains_c(url.path, "/protocol/openid-connect/token")) {
        add(scores, JT_PROVIDER_KEYCLOAK, HINT, "the token endpoint has Keycloak's form");
    }
    if (jt_str_ends_with(url.path, JT_STR("/oauth2/v2.0/token"))) {
        add(scores, JT_PROVIDER_ENTRA, GOOD, "the token endpoint has Entra ID's form");
    }
    if (jt_str_contains_c(url.path, "/oauth2/") &&
        jt_str_ends_with(url.path, JT_STR("/v1/token"))) {
        add(scores, JT_PROVIDER_OKTA, GOOD, "the token endpoint has Okta's form");
    }
}

/* --- metadata --- */

static void judge_discovery(const struct jt_doctor_discovery *found, struct scores *scores)
{
    jt_str text = found->document;
    judge_url(found->issuer, scores);
    judge_url(found->token_endpoint, scores);
    if (found->issuer.len == 0) {
        return;
    }
    bool is_odc_path = jt_str_contains_c(found->url, "/identity/.well-known/");
    if (is_odc_path && jt_str_contains_c(found->token_endpoint, "/realms/")) {
        add(scores, JT_PROVIDER_ODC, HINT, "metadata under /identity of a Keycloak");
    }
    if (jt_str_contains_c(text, "backchannel_authentication_endpoint") &&
        jt_str_contains_c(text, "/protocol/openid-connect/")) {
        add(scores, JT_PROVIDER_KEYCLOAK, GOOD, "the metadata have Keycloak's endpoints");
    }
    if (jt_str_contains_c(text, "tenant_region_scope") ||
        jt_str_contains_c(text, "cloud_instance_name")) {
        add(scores, JT_PROVIDER_ENTRA, SURE, "members that only Entra ID publishes");
    }
    if (jt_str_contains_c(text, "credentials_supported_draft_00") ||
        jt_str_contains_c(text, "/oauth2/sessions/logout")) {
        add(scores, JT_PROVIDER_HYDRA, SURE, "members that only Hydra publishes");
    }
    if (jt_str_contains_c(text, "mfa_challenge_endpoint")) {
        add(scores, JT_PROVIDER_AUTH0, SURE, "members that only Auth0 publishes");
    }
}

/* --- answers --- */

static void judge_headers(const struct jt_doctor_answer *answer, struct scores *scores)
{
    static const struct {
        const char *header;
        enum jt_doctor_provider_name name;
    } signs[] = {
        {"jeton-rejection", JT_PROVIDER_JETON},   {"x-okta-request-id", JT_PROVIDER_OKTA},
        {"x-ms-request-id", JT_PROVIDER_ENTRA},   {"x-ms-ests-server", JT_PROVIDER_ENTRA},
        {"x-auth0-requestid", JT_PROVIDER_AUTH0},
    };
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (has_header(answer->headers, signs[i].header)) {
            add(scores, signs[i].name, SURE, "a header that only it sends");
        }
    }
}

static void judge_answer(const struct jt_doctor_answer *answer, struct scores *scores)
{
    if (!answer->reached) {
        return;
    }
    judge_headers(answer, scores);
    if (jt_str_contains_c(answer->description, "AADSTS")) {
        add(scores, JT_PROVIDER_ENTRA, SURE, "the AADSTS number of an answer");
    }
    if (answer->code.len && jt_str_contains_c(answer->excerpt, "errorSummary")) {
        add(scores, JT_PROVIDER_OKTA, SURE, "the members errorCode and errorSummary");
    }
    if (jt_str_contains_c(answer->description, "Invalid client or Invalid client credentials") ||
        jt_str_contains_c(answer->description, "Missing form parameter: grant_type") ||
        jt_str_contains_c(answer->error, "RESTEASY") ||
        jt_str_equal(answer->error, JT_STR("Realm does not exist"))) {
        add(scores, JT_PROVIDER_KEYCLOAK, SURE, "the words of an answer");
    }
    if (jt_str_contains_c(answer->description,
                          "The request is missing a required parameter, includes an invalid "
                          "parameter value") ||
        jt_str_contains_c(answer->description,
                          "Client authentication failed (e.g., unknown client")) {
        add(scores, JT_PROVIDER_HYDRA, GOOD, "the words of an answer");
    }
    if (jt_str_equal(answer->description, JT_STR("client authentication failed")) ||
        jt_str_contains_c(answer->description, "no client authentication mechanism provided")) {
        add(scores, JT_PROVIDER_OIDC_PROVIDER, GOOD, "the words of an answer");
    }
    if (answer->rejection_id.len) {
        add(scores, JT_PROVIDER_JETON, GOOD, "the reference of a rejection");
    }
}

/* A Jeton has Keycloak's addresses, and ODC is a Keycloak: the narrower one wins. */
static void settle(struct scores *scores)
{
    if (scores->points[JT_PROVIDER_JETON] >= GOOD) {
        scores->points[JT_PROVIDER_KEYCLOAK] = scores->points[JT_PROVIDER_ODC] = 0;
    }
    if (scores->points[JT_PROVIDER_ODC] > 0) {
        scores->points[JT_PROVIDER_ODC] += scores->points[JT_PROVIDER_KEYCLOAK];
    }
}

struct jt_doctor_provider jt_provider_recognise(const struct jt_doctor_facts *facts)
{
    struct scores scores = {.points = {0}};
    judge_url(facts->config.issuer, &scores);
    judge_url(facts->config.token_endpoint, &scores);
    judge_discovery(&facts->discovery, &scores);
    judge_discovery(&facts->endpoint_realm, &scores);
    const struct jt_doctor_answer *const answers[] = {&facts->discovery.answer, &facts->no_grant,
                                                      &facts->random_client, &facts->no_credential,
                                                      &facts->configured};
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        judge_answer(answers[i], &scores);
    }
    settle(&scores);
    enum jt_doctor_provider_name best = JT_PROVIDER_UNKNOWN;
    for (int i = 0; i < JT_PROVIDER_COUNT; i++) {
        best = scores.points[i] > scores.points[best] ? (enum jt_doctor_provider_name)i : best;
    }
    int points = scores.points[best];
    return (struct jt_doctor_provider){
        .name = best,
        .confidence = points >= SURE   ? JT_CERTAIN
                      : points >= GOOD ? JT_LIKELY
                                       : JT_POSSIBLE,
        .why = jt_str_from_c(scores.why[best] ? scores.why[best] : "nothing that is known"),
    };
}
