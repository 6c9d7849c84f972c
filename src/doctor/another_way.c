/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the secret arrived at all, and whether sending it another way could teach anything: each
 * time costs an attempt, and leaves a failure in somebody's log. */
#include "doctor/probe.h"
#include "doctor/rules.h"

static bool speaks_of_absence(const struct jt_doctor_answer *answer)
{
    static const char *const words[] = {"missing", "required", "must contain", "not found in",
                                        "not supplied"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (jt_str_contains_c(answer->description, words[i])) {
            return true;
        }
    }
    return false;
}

/* Many servers say the same to a missing secret and to a wrong one, so that being alike is not
 * enough: their words speak of absence, or differ between nobody and somebody, or a client that the
 * server knows by its id is unknown once the id comes in the header. */
bool jt_credential_looks_lost(const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_answer *answer = &facts->configured;
    jt_str id = facts->config.client_id;
    jt_str none = jt_str_make("", 0);
    bool is_basic = jt_str_equal(facts->configured_method, JT_STR("client_secret_basic"));
    bool tells_client = facts->no_credential.reached && !facts->unknown_looks_the_same;
    bool tells_nobody = facts->no_client.reached && facts->random_client.reached &&
                        !jt_answers_alike(&facts->no_client, none, &facts->random_client, none) &&
                        !jt_answers_alike(&facts->no_client, none, &facts->no_credential, id);
    bool as_bare = tells_client && speaks_of_absence(answer) &&
                   jt_answers_alike(answer, id, &facts->no_credential, id);
    bool as_nobody = tells_nobody && jt_answers_alike(answer, id, &facts->no_client, none);
    bool as_unknown = tells_client && is_basic && facts->random_client.reached &&
                      jt_answers_alike(answer, id, &facts->random_client, none);
    bool is_said = jt_words_cause(answer) == JT_CAUSE_credential_lost;
    bool is_refused = answer->reached && !answer->has_token && !facts->no_credential.has_token;
    return is_refused && (as_bare || as_nobody || as_unknown || is_said);
}

static bool is_listed(const struct jt_doctor_discovery *found, const struct jt_method *method)
{
    return found->methods_listed && (method == &jt_methods[0] ? found->basic : found->post);
}

/* Providers that take a secret either way from every client that has one. */
static bool takes_both(const struct jt_doctor_facts *facts)
{
    switch (facts->provider.name) {
    case JT_PROVIDER_JETON: /* tells it */
    case JT_PROVIDER_KEYCLOAK:
    case JT_PROVIDER_ODC:
    case JT_PROVIDER_OKTA:
    case JT_PROVIDER_ENTRA:
        return facts->provider.confidence == JT_CERTAIN;
    case JT_PROVIDER_UNKNOWN:
    case JT_PROVIDER_AUTH0:
    case JT_PROVIDER_HYDRA:
    case JT_PROVIDER_OIDC_PROVIDER:
    case JT_PROVIDER_COUNT:
        break;
    }
    return false;
}

bool jt_words_leave_no_doubt(const struct jt_doctor_facts *facts)
{
    static const enum jt_cause_id open[] = {JT_CAUSE_secret_wrong, JT_CAUSE_credential_lost,
                                            JT_CAUSE_auth_method_mismatch,
                                            JT_CAUSE_basic_not_encoded, JT_CAUSE_COUNT};
    enum jt_cause_id cause = jt_words_cause(&facts->configured);
    if (facts->no_credential.has_token) {
        return true; /* the id alone gets a token: no secret is looked at */
    }
    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
        if (cause == open[i]) {
            return false;
        }
    }
    return true;
}

jt_str jt_published_endpoint(const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_discovery *found = &facts->discovery;
    bool is_other = facts->difference.differs && !found->endpoint_elsewhere &&
                    found->outcome == JT_DISCOVERY_FOUND;
    return is_other ? found->token_endpoint : jt_str_make("", 0);
}

const char *jt_why_not_another_way(const struct jt_doctor_facts *facts,
                                   const struct jt_method *second)
{
    bool is_spoiled = facts->lint.cleaned.len > 0 ||
                      jt_lint_find(facts, JT_LINT_SECRET, JT_LINT_VARIABLE) != NULL;
    bool encoding = jt_lint_find(facts, JT_LINT_SECRET, JT_LINT_RESERVED) != NULL ||
                    jt_lint_find(facts, JT_LINT_CLIENT_ID, JT_LINT_COLON) != NULL;
    bool is_other_method = is_listed(&facts->discovery, second) && !takes_both(facts) &&
                           jt_words_cause(&facts->configured) != JT_CAUSE_secret_wrong;
    if (is_spoiled) {
        return "the secret cannot be right, whichever way it is sent";
    }
    if (!encoding && !is_other_method && !facts->looks_like_no_credential) {
        return "encoding cannot matter, and no other method would";
    }
    return NULL;
}
