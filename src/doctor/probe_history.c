/* SPDX-License-Identifier: Apache-2.0 */
/* What this secret did before on this machine, and noting what it did now. */
#include "doctor/probe.h"

#include "codec/time_text.h"

/* As `jeton token` has it: the issuer as it is configured. */
static jt_str issuer_of(const struct jt_doctor_facts *facts)
{
    return facts->config.issuer.len ? facts->config.issuer : facts->config.token_endpoint;
}

static void tell(struct jt_doctor_run *run)
{
    const struct jt_history_entry *entry = &run->facts.history;
    char success[JT_RFC3339_TEXT + 1] = "never";
    char failure[JT_RFC3339_TEXT + 1] = "never";
    if (entry->last_success.s) {
        jt_time_write_rfc3339(entry->last_success, success);
    }
    if (entry->first_failure.s) {
        jt_time_write_rfc3339(entry->first_failure, failure);
    }
    jt_step_add(run, "P0", "What is remembered of this secret",
                entry->first_failure.s ? JT_STEP_UNKNOWN : JT_STEP_OK,
                "last success: %s; first refusal since: %s", success, failure);
}

void jt_probe_history(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    struct jt_history *history = NULL;
    if (run->store == NULL || facts->config.secret.len == 0) {
        return;
    }
    history = jt_arena_alloc(run->arena, sizeof(*history));
    if (history == NULL) {
        run->err = JT_ERR_NOMEM;
        return;
    }
    if (jt_history_read(run->store, history) != JT_OK) {
        return;
    }
    const struct jt_history_entry *own = jt_history_find(
        run->store, history, issuer_of(facts), facts->config.client_id, facts->config.secret);
    const struct jt_history_entry *elsewhere = jt_history_find_elsewhere(
        run->store, history, issuer_of(facts), facts->config.client_id, facts->config.secret);
    if (own) {
        facts->history = *own;
        facts->history_known = true;
        tell(run);
    }
    if (elsewhere) {
        facts->elsewhere = *elsewhere;
        facts->known_elsewhere = true;
    }
}

void jt_note_history(struct jt_doctor_run *run)
{
    const struct jt_doctor_facts *facts = &run->facts;
    bool worked = facts->configured.has_token || facts->other.has_token;
    bool is_judged = worked || jt_facts_client_refused(facts);
    if (run->store == NULL || !is_judged || facts->stopped_by.len) {
        return;
    }
    /* Losing the note costs knowledge and no more. */
    (void)!jt_history_note(run->store, issuer_of(facts), facts->config.client_id,
                           facts->config.secret, worked, jt_clock_now(run->clock), run->clock);
}
