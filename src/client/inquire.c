/* SPDX-License-Identifier: Apache-2.0 */
/* One inquiry at the server, and what stands around it: a fresh refusal is not provoked again, and
 * what comes of it is kept. */
#include "client/inquire.h"

#include "client/store/history.h"
#include "client/store/refusal.h"

#include <stdio.h>
#include <string.h>

void jt_acquire_note(const struct jt_acquire *acquire, const char *text)
{
    if (acquire->note) {
        acquire->note(acquire->arg, text);
    }
}

static enum jt_err check_memory(const struct jt_acquire *acquire, jt_str secret,
                                struct jt_trouble *trouble)
{
    struct jt_now now = jt_now_make(acquire->clock, acquire->boot);
    if (acquire->force ||
        jt_refusal_find(acquire->store, &acquire->want, secret, &now, trouble) != JT_OK) {
        return JT_OK;
    }
    char what[sizeof(trouble->what)];
    (void)snprintf(what, sizeof(what), "%.600s This was less than %d s ago and is not asked again.",
                   trouble->what, JT_REFUSAL_MEMORY_S);
    memcpy(trouble->what, what, sizeof(what));
    return JT_ERR_REFUSED;
}

/* What `jeton doctor` knows of the past. A lost note costs knowledge and no more. */
static void note_history(const struct jt_acquire *acquire, jt_str secret, bool worked, jt_time now)
{
    (void)!jt_history_note(acquire->store, acquire->want.issuer, acquire->want.client_id, secret,
                           worked, now, acquire->clock);
}

/* Losing the memory costs a request, no more. */
static void remember(const struct jt_acquire *acquire, jt_str secret,
                     const struct jt_trouble *trouble)
{
    struct jt_now now = jt_now_make(acquire->clock, acquire->boot);
    bool is_client = jt_str_equal(jt_str_from_c(trouble->error), JT_STR("invalid_client"));
    if (trouble->kind != JT_TROUBLE_REFUSED || !is_client) {
        return;
    }
    if (jt_refusal_put(acquire->store, &acquire->want, secret, &now, trouble) != JT_OK) {
        jt_acquire_note(acquire, "The refusal could not be noted in the store.");
    }
    note_history(acquire, secret, false, now.wall);
}

static void note_secret_end(const struct jt_acquire *acquire, const struct jt_asked *asked)
{
    char text[128];
    if (asked->secret_expires_at.s == 0) {
        return;
    }
    int64_t left_s = asked->secret_expires_at.s - asked->token.obtained_at.s;
    (void)snprintf(text, sizeof(text), "The client secret ends in %lld days: generate a new one.",
                   (long long)(left_s > 0 ? left_s / 86400 : 0));
    jt_acquire_note(acquire, text);
}

static void keep(const struct jt_acquire *acquire, const struct jt_asked *asked)
{
    if (asked->keep && jt_token_store_put(acquire->store, &asked->token) != JT_OK) {
        jt_acquire_note(
            acquire, "The new token could not be kept in the store: the next call asks again. Is "
                     "the disk full or read-only?");
    }
    if (!asked->keep) {
        jt_acquire_note(acquire, "The server gave a token that has no lifetime: it is not kept.");
    }
    note_secret_end(acquire, asked);
}

enum jt_err jt_inquire(const struct jt_acquire *acquire, int64_t deadline_ms,
                       struct jt_token *ret_token, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_secret_clear) struct jt_secret secret = {NULL, 0};
    struct jt_asked asked;
    JT_TRY(acquire->get_secret(acquire->arg, &secret, trouble));
    JT_TRY(check_memory(acquire, jt_secret_reveal(&secret), trouble));
    struct jt_ask ask = {
        .want = acquire->want,
        .secret = jt_secret_reveal(&secret),
        .token_origins = acquire->token_origins,
        .insecure_http = acquire->insecure_http,
        .ca_file = acquire->ca_file,
        .clock = acquire->clock,
        .boot = acquire->boot,
        .deadline_ms = deadline_ms,
    };
    enum jt_err err = acquire->ask(acquire->arg, &ask, &asked, trouble);
    if (err != JT_OK) {
        remember(acquire, ask.secret, trouble);
        return err;
    }
    if (!asked.by_other_secret) {
        note_history(acquire, ask.secret, true, asked.token.obtained_at);
    }
    keep(acquire, &asked);
    *ret_token = asked.token;
    return JT_OK;
}
