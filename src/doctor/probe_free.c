/* SPDX-License-Identifier: Apache-2.0 */
/* P3 to P5: what the token endpoint says to requests that carry no secret, and whether it tells a
 * client that exists from one that does not. */
#include "doctor/probe.h"

#include "base/uuid.h"
#include "codec/form.h"

#define GRANT JT_STR("client_credentials")

static void tell(struct jt_doctor_run *run, const char *probe, const char *name,
                 const struct jt_doctor_answer *answer, enum jt_step_outcome outcome,
                 const char *note)
{
    jt_str said = answer->error.len ? answer->error : answer->code;
    if (!answer->reached) {
        jt_step_add(run, probe, name, JT_STEP_BAD, "no answer: %.*s", JT_STR_ARG(answer->failure));
    } else {
        jt_step_add(run, probe, name, outcome, "%d%s%.*s%s%s", answer->status, said.len ? " " : "",
                    JT_STR_ARG(said), answer->is_html ? ", a web page" : "", note);
    }
    if (answer->status == 429) {
        jt_budget_stop(&run->budget, "429");
    }
}

/* 400 and 401 in OAuth's form are what a token endpoint says to nonsense. */
static bool is_token_endpoint(const struct jt_doctor_answer *answer)
{
    return answer->is_json && answer->status >= 400 && answer->status < 500 &&
           answer->status != 404 && (answer->error.len || answer->code.len);
}

static void post_nothing(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    jt_str unused;
    jt_exchange_form(run, facts->endpoint, JT_STR("probe=1"), jt_str_make("", 0), &facts->no_grant,
                     &unused);
    tell(run, "P3", "POST without a grant", &facts->no_grant,
         is_token_endpoint(&facts->no_grant) ? JT_STEP_OK : JT_STEP_BAD, "");
}

static void post_client(struct jt_doctor_run *run, jt_str client_id,
                        struct jt_doctor_answer *ret_answer)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf form = {0};
    jt_str unused;
    jt_form_append(&form, JT_STR("grant_type"), GRANT);
    jt_form_append(&form, JT_STR("client_id"), client_id);
    if (run->facts.config.scope.len) {
        jt_form_append(&form, JT_STR("scope"), run->facts.config.scope);
    }
    if (jt_buf_check(&form) != JT_OK) {
        run->err = JT_ERR_NOMEM;
        return;
    }
    jt_exchange_form(run, run->facts.endpoint, jt_buf_str(&form), jt_str_make("", 0), ret_answer,
                     &unused);
}

/* A client id that is a secret would be one that is sent, and is not counted here. */
static void compare_clients(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    char random_id[JT_UUID_TEXT + 1];
    jt_uuid uuid;
    enum jt_err err = jt_uuid_make(run->rand, &uuid);
    if (err != JT_OK) {
        run->err = err;
        return;
    }
    jt_uuid_write(&uuid, random_id);
    post_client(run, jt_str_from_c(random_id), &facts->random_client);
    /* Where no token endpoint is, no answer to a client says anything. */
    bool is_there = is_token_endpoint(&facts->no_grant);
    enum jt_step_outcome fine = is_there ? JT_STEP_OK : JT_STEP_UNKNOWN;
    tell(run, "P4", "A client id that nobody has", &facts->random_client, fine, "");
    bool is_secret = jt_lint_find(facts, JT_LINT_CLIENT_ID, JT_LINT_LOOKS_LIKE_SECRET) != NULL;
    if (!facts->random_client.reached || is_secret || run->budget.stopped_by) {
        jt_step_add(run, "P5", "The client id without its secret", JT_STEP_SKIPPED, "%s",
                    is_secret ? "the client id looks like a secret" : "the endpoint wants less");
        return;
    }
    post_client(run, facts->config.client_id, &facts->no_credential);
    facts->unknown_looks_the_same =
        jt_answers_alike(&facts->random_client, jt_str_from_c(random_id), &facts->no_credential,
                         facts->config.client_id);
    tell(run, "P5", "The client id without its secret", &facts->no_credential,
         facts->unknown_looks_the_same ? JT_STEP_UNKNOWN : fine,
         facts->unknown_looks_the_same ? ", as to an id that nobody has" : "");
}

/* What a Basic request looks like whose header was taken off. */
static void post_nobody(struct jt_doctor_run *run)
{
    jt_str unused;
    if (jt_str_equal(run->facts.config.method, JT_STR("client_secret_post")) ||
        run->budget.stopped_by) {
        return;
    }
    jt_exchange_form(run, run->facts.endpoint, JT_STR("grant_type=client_credentials"),
                     jt_str_make("", 0), &run->facts.no_client, &unused);
    tell(run, "P5", "No client at all", &run->facts.no_client,
         is_token_endpoint(&run->facts.no_grant) ? JT_STEP_OK : JT_STEP_UNKNOWN, "");
}

void jt_probe_free(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    if (facts->endpoint.len == 0) {
        jt_step_add(run, "P3", "POST without a grant", JT_STEP_SKIPPED,
                    "no token endpoint is known");
        return;
    }
    post_nothing(run);
    bool goes_on = facts->no_grant.reached && !facts->endpoint_forbidden &&
                   facts->config.client_id.len > 0 && run->err == JT_OK;
    if (goes_on) {
        compare_clients(run);
        post_nobody(run);
    } else {
        jt_step_add(run, "P4", "A client id that nobody has", JT_STEP_SKIPPED, "%s",
                    facts->endpoint_forbidden ? "nothing of the client goes to that address"
                                              : "the endpoint does not answer");
    }
}
