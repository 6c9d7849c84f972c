/* SPDX-License-Identifier: Apache-2.0 */
/* Questions that many rules ask the facts. */
#include "doctor/facts.h"

const struct jt_lint_remark *jt_lint_find(const struct jt_doctor_facts *facts,
                                          enum jt_lint_field field, enum jt_lint_kind kind)
{
    for (size_t i = 0; i < facts->lint.count; i++) {
        const struct jt_lint_remark *remark = &facts->lint.at[i];
        if (remark->field == field && remark->kind == kind) {
            return remark;
        }
    }
    return NULL;
}

bool jt_facts_granted(const struct jt_doctor_facts *facts)
{
    return facts->configured.has_token || facts->other.has_token || facts->repaired.has_token;
}

static bool is_one_of(jt_str error, const char *const *names)
{
    for (; *names; names++) {
        if (jt_str_equal(error, jt_str_from_c(*names))) {
            return true;
        }
    }
    return false;
}

bool jt_facts_client_refused(const struct jt_doctor_facts *facts)
{
    static const char *const errors[] = {"invalid_client", "unauthorized_client", "access_denied",
                                         "incorrect_client_credentials", NULL};
    const struct jt_doctor_answer *answer = &facts->configured;
    jt_str error = answer->error.len ? answer->error : answer->code;
    return answer->reached && !answer->has_token &&
           (is_one_of(error, errors) || jt_answer_is_wordless(answer));
}

bool jt_answer_is_good(const struct jt_doctor_answer *answer)
{
    return answer->reached && answer->status >= 200 && answer->status < 300;
}

bool jt_answer_is_wordless(const struct jt_doctor_answer *answer)
{
    return answer->reached && answer->is_empty && (answer->status == 401 || answer->status == 403);
}

bool jt_facts_provider_is(const struct jt_doctor_facts *facts, enum jt_doctor_provider_name name)
{
    return facts->provider.name == name;
}

size_t jt_facts_secrets(const struct jt_doctor_facts *facts,
                        jt_str ret_secrets[static JT_FACTS_SECRETS_MAX])
{
    size_t count = 0;
    ret_secrets[count++] = facts->config.secret;
    ret_secrets[count++] = facts->config.secret_read;
    ret_secrets[count++] = facts->lint.decoded;
    ret_secrets[count++] = facts->lint.cleaned;
    if (jt_lint_find(facts, JT_LINT_CLIENT_ID, JT_LINT_LOOKS_LIKE_SECRET)) {
        ret_secrets[count++] = facts->config.client_id;
    }
    return count;
}

const char *jt_provider_text(enum jt_doctor_provider_name name)
{
    static const char *const texts[JT_PROVIDER_COUNT] = {
        [JT_PROVIDER_UNKNOWN] = "unknown",
        [JT_PROVIDER_JETON] = "jeton",
        [JT_PROVIDER_KEYCLOAK] = "keycloak",
        [JT_PROVIDER_ODC] = "odc",
        [JT_PROVIDER_OKTA] = "okta",
        [JT_PROVIDER_ENTRA] = "entra",
        [JT_PROVIDER_AUTH0] = "auth0",
        [JT_PROVIDER_HYDRA] = "hydra",
        [JT_PROVIDER_OIDC_PROVIDER] = "oidc_provider",
    };
    return texts[name];
}
