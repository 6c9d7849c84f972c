/* SPDX-License-Identifier: Apache-2.0 */
/* Jeton's own server tells the cause to whoever proved possession; then it is certain. */
#include "doctor/rules.h"

static const struct {
    const char *told;
    enum jt_cause_id cause;
    enum jt_fix_kind fix;
} rows[] = {
    {"client_deleted", JT_CAUSE_client_deleted, JT_FIX_NONE},
    {"client_suspended", JT_CAUSE_client_suspended, JT_FIX_NONE},
    {"secret_revoked", JT_CAUSE_secret_revoked, JT_FIX_NEW_SECRET},
    {"secret_expired", JT_CAUSE_secret_expired, JT_FIX_NEW_SECRET},
    {"secret_superseded", JT_CAUSE_secret_superseded, JT_FIX_NEW_SECRET},
    {"auth_method_mismatch", JT_CAUSE_auth_method_mismatch, JT_FIX_METHOD},
    {"secret_percent_encoded", JT_CAUSE_secret_percent_encoded, JT_FIX_DECODE_SECRET},
    {"secret_plus_as_space", JT_CAUSE_secret_plus_as_space, JT_FIX_NONE},
    {"secret_whitespace", JT_CAUSE_secret_whitespace, JT_FIX_CLEAN_SECRET},
    {"credentials_swapped", JT_CAUSE_credentials_swapped, JT_FIX_SWAP},
    {"wrong_realm", JT_CAUSE_wrong_realm, JT_FIX_DROP_ENDPOINT},
    {"secret_of_other_client", JT_CAUSE_secret_of_other_client, JT_FIX_NONE},
    {"secret_truncated", JT_CAUSE_secret_truncated, JT_FIX_NEW_SECRET},
    {"secret_checksum", JT_CAUSE_secret_checksum, JT_FIX_NEW_SECRET},
    {"realm_unknown", JT_CAUSE_realm_missing, JT_FIX_NONE},
    {"grant_not_allowed", JT_CAUSE_grant_refused, JT_FIX_NONE},
    {"scope_not_granted", JT_CAUSE_scope_refused, JT_FIX_NONE},
    {"scope_malformed", JT_CAUSE_scope_refused, JT_FIX_NONE},
    {"resource_unknown", JT_CAUSE_resource_unknown, JT_FIX_NONE},
    {"no_permissions", JT_CAUSE_permissions_missing, JT_FIX_NONE},
    {"rate_limited", JT_CAUSE_rate_limited, JT_FIX_NONE},
    {"too_many_failures", JT_CAUSE_rate_limited, JT_FIX_NONE},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static size_t find(jt_str told)
{
    size_t at = 0;
    while (at < ROWS && !jt_str_equal(told, jt_str_from_c(rows[at].told))) {
        at++;
    }
    return at;
}

/* Of the two methods the one that was not used. */
static jt_str other_method(const struct jt_doctor_facts *facts)
{
    bool was_basic = jt_str_equal(facts->configured_method, JT_STR("client_secret_basic"));
    return was_basic ? JT_STR("client_secret_post") : JT_STR("client_secret_basic");
}

static void take(const struct jt_doctor_answer *answer, const char *where,
                 const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    size_t at = find(answer->told);
    if (!answer->reached || answer->told.len == 0 || at == ROWS) {
        return;
    }
    struct jt_finding *finding =
        jt_finding_add(findings, rows[at].cause, JT_CERTAIN, "The server told it %s", where);
    if (answer->description.len) {
        jt_finding_remedy(findings, finding, "%.*s", JT_STR_ARG(answer->description));
    }
    if (rows[at].fix != JT_FIX_NONE) {
        jt_finding_fix(findings, finding, rows[at].fix,
                       rows[at].fix == JT_FIX_METHOD ? other_method(facts) : JT_STR(""));
    }
}

void jt_rules_told(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    take(&facts->configured, "in its answer to the configured request", facts, findings);
    take(&facts->other, "in its answer to the second request", facts, findings);
    take(&facts->repaired, "in its answer to the repaired secret", facts, findings);
    take(&facts->no_grant, "before any credential was sent", facts, findings);
}
