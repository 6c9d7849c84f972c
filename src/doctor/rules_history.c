/* SPDX-License-Identifier: Apache-2.0 */
/* What this very secret did before, on this machine (catalogue rows 11, 16, 29, 30). A secret that
 * worked once was neither mistyped nor wrongly encoded. */
#include "doctor/rules.h"

#include "codec/time_text.h"

#include <stdio.h>

enum { DAY_S = 86400, TEXT = 40 };

static void write_time(jt_time time, char ret_text[static TEXT])
{
    char text[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339(time, text);
    (void)snprintf(ret_text, TEXT, "%.10s %.5s UTC", text, text + 11);
}

/* Secrets that have a date end at its last second in UTC. */
static bool midnight_between(const struct jt_history_entry *entry)
{
    return entry->first_failure.s && entry->last_success.s / DAY_S < entry->first_failure.s / DAY_S;
}

static void judge_own(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    static const enum jt_cause_id alike[] = {JT_CAUSE_secret_expired, JT_CAUSE_secret_superseded,
                                             JT_CAUSE_client_suspended, JT_CAUSE_COUNT};
    const struct jt_history_entry *entry = &facts->history;
    char success[TEXT];
    char failure[TEXT] = "this run";
    if (!facts->history_known || entry->last_success.s == 0 || !jt_facts_client_refused(facts) ||
        jt_facts_granted(facts) || jt_findings_surest(findings) == JT_CERTAIN) {
        return;
    }
    write_time(entry->last_success, success);
    if (entry->first_failure.s) {
        write_time(entry->first_failure, failure);
    }
    (void)jt_finding_add(
        findings, JT_CAUSE_secret_expired, JT_LIKELY,
        "This very secret worked until %s, and was first refused at %s%s", success, failure,
        midnight_between(entry) ? "; midnight UTC, when secrets end, lies between" : "");
    (void)jt_finding_add(findings, JT_CAUSE_secret_superseded, JT_POSSIBLE,
                         "A newer secret may have cut this one off");
    if (facts->unknown_looks_the_same || !facts->no_credential.reached) {
        (void)jt_finding_add(findings, JT_CAUSE_client_suspended, JT_POSSIBLE,
                             "The client may have been suspended since");
    }
    jt_findings_add_apart(findings,
                          "The secret was right once; its end, a newer one and a suspension get "
                          "the same answer.",
                          alike);
}

static bool same_id(const struct jt_doctor_facts *facts, const char *client_id)
{
    return jt_str_equal(jt_str_from_c(client_id), facts->config.client_id);
}

static bool same_issuer(const struct jt_doctor_facts *facts, const char *issuer)
{
    return jt_str_equal(jt_str_from_c(issuer), facts->config.issuer);
}

/* Secrets are random: one that worked for a client is that client's. */
static void judge_elsewhere(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_history_entry *entry = &facts->elsewhere;
    char success[TEXT];
    if (!facts->known_elsewhere || facts->history.last_success.s || jt_facts_granted(facts)) {
        return;
    }
    write_time(entry->last_success, success);
    if (!same_id(facts, entry->client_id)) {
        struct jt_finding *finding =
            jt_finding_add(findings, JT_CAUSE_secret_of_other_client, JT_CERTAIN,
                           "This very secret worked at %s for the client %s of %s", success,
                           entry->client_id, entry->issuer);
        if (same_issuer(facts, entry->issuer)) {
            jt_finding_fix(findings, finding, JT_FIX_CLIENT_ID, jt_str_from_c(entry->client_id));
        }
    } else if (jt_facts_client_refused(facts)) {
        struct jt_finding *finding =
            jt_finding_add(findings, JT_CAUSE_wrong_realm, JT_LIKELY,
                           "This very secret worked at %s for this client with the issuer %s",
                           success, entry->issuer);
        jt_finding_fix(findings, finding, JT_FIX_ISSUER, jt_str_from_c(entry->issuer));
    }
}

/* Which of the two is right is not known here; the configured one is asked all the same. */
static void judge_profile(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_config *config = &facts->config;
    if (config->profile.len == 0 || jt_facts_granted(facts) || facts->history.last_success.s) {
        return;
    }
    struct jt_finding *finding =
        jt_finding_add(findings, JT_CAUSE_secret_of_other_client, JT_LIKELY,
                       "The profile %.*s keeps this very secret for the client %.*s of %.*s",
                       JT_STR_ARG(config->profile), JT_STR_ARG(config->profile_client_id),
                       JT_STR_ARG(config->profile_issuer));
    if (finding->fix.kind == JT_FIX_NONE && jt_str_equal(config->profile_issuer, config->issuer)) {
        jt_finding_fix(findings, finding, JT_FIX_CLIENT_ID, config->profile_client_id);
    }
}

void jt_rules_history(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    judge_elsewhere(facts, findings);
    judge_profile(facts, findings);
    judge_own(facts, findings);
}
