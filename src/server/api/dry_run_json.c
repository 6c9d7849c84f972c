/* SPDX-License-Identifier: Apache-2.0 */
/* What came of a tried request: the members of a rejection, or what would have been given. */
#include "server/api/dry_run.h"
#include "server/api/rejection_json.h"
#include "server/explain/note.h"
#include "server/explain/to_rejection.h"
#include "server/refuse.h"
#include "server/server.h"

static void write_null(struct jt_json_writer *w, const char *name)
{
    jt_json_name(w, name);
    jt_json_write_null(w);
}

/* null: it was not tried to the end. */
static void write_verdict(struct jt_json_writer *w, const struct jt_dry_exchange *exchange)
{
    bool is_refused = exchange->request->refusal.reason != NULL;
    if (!is_refused && exchange->run.is_stopped) {
        write_null(w, "wouldSucceed");
        return;
    }
    jt_json_member_bool(w, "wouldSucceed", !is_refused);
}

/* What the caller itself would read in the answer. */
static void write_told(struct jt_json_writer *w, const struct jt_request *tried)
{
    jt_json_name(w, "told");
    jt_buf_append_char(w->buf, '"');
    jt_refusal_write_text(w->buf, tried);
    jt_buf_append_char(w->buf, '"');
    w->needs_comma = true;
}

static enum jt_err write_refused(struct jt_json_writer *w, struct jt_dry_exchange *exchange,
                                 const struct jt_inbox_entry *entry)
{
    struct jt_rejection row;
    JT_TRY(jt_inbox_entry_to_rejection(&exchange->x.arena, entry, &row));
    jt_rejection_write_cause(w, &row);
    write_told(w, exchange->request);
    jt_rejection_write_place(w, &row);
    return JT_OK;
}

static jt_str evidence_of(const struct jt_dry_run *run)
{
    return run->would_issue  ? JT_STR("The request would be given an access token.")
           : run->is_stopped ? JT_STR("The request passes every check that comes before the store "
                                      "is asked or a document is sent; the rest was not tried.")
                             : JT_STR("The request would be answered.");
}

static void write_passed(struct jt_json_writer *w, const struct jt_dry_exchange *exchange,
                         const struct jt_inbox_entry *entry)
{
    const struct jt_rejection row = {
        .client_id = jt_str_from_c(entry->client_id),
        .realm = entry->realm,
        .endpoint = jt_str_from_c(entry->endpoint),
        .method = jt_str_from_c(entry->method),
    };
    write_null(w, "cause");
    jt_json_name(w, "also");
    jt_json_write_raw(w, JT_STR("[]"));
    jt_json_member_bool(w, "proven",
                        !jt_uuid_is_zero(&exchange->request->client_key) ||
                            !jt_uuid_is_zero(&exchange->request->caller_key));
    write_null(w, "error");
    jt_json_name(w, "status");
    if (exchange->x.response.status == 0) {
        jt_json_write_null(w);
    } else {
        jt_json_write_integer(w, exchange->x.response.status);
    }
    jt_json_member_string(w, "evidence", evidence_of(&exchange->run));
    write_null(w, "remedy");
    write_null(w, "section");
    write_null(w, "told");
    jt_rejection_write_place(w, &row);
}

static void write_token(struct jt_json_writer *w, const struct jt_dry_run *run)
{
    if (!run->would_issue) {
        write_null(w, "scope");
        write_null(w, "audience");
        write_null(w, "expiresIn");
        write_null(w, "secretId");
        write_null(w, "secretExpiresAt");
        return;
    }
    jt_json_member_string(w, "scope", run->scope);
    jt_json_member_string(w, "audience", run->audience);
    jt_json_member_integer(w, "expiresIn", run->lifetime_s);
    jt_json_member_uuid(w, "secretId", &run->secret);
    jt_json_member_time(w, "secretExpiresAt", run->secret_ends);
}

enum jt_err jt_dry_run_write(struct jt_buf *buf, struct jt_dry_exchange *exchange)
{
    struct jt_json_writer w = {.buf = buf};
    struct jt_inbox_entry entry;
    bool is_refused = exchange->request->refusal.reason != NULL;
    JT_TRY(jt_note_entry(exchange->request, &entry));
    jt_json_object_begin(&w);
    write_verdict(&w, exchange);
    if (is_refused) {
        JT_TRY(write_refused(&w, exchange, &entry));
    } else {
        write_passed(&w, exchange, &entry);
    }
    write_token(&w, &exchange->run);
    jt_json_name(&w, "trace");
    jt_trace_write(buf, &entry.trace);
    w.needs_comma = true;
    jt_json_object_end(&w);
    return jt_buf_check(buf);
}

enum jt_err jt_dry_run_write_event(struct jt_buf *buf, struct jt_dry_exchange *exchange)
{
    struct jt_json_writer w = {.buf = buf};
    const struct jt_reason *reason = exchange->request->refusal.reason;
    struct jt_inbox_entry entry;
    JT_TRY(jt_note_entry(exchange->request, &entry));
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "endpoint", jt_str_from_c(entry.endpoint));
    jt_json_member_string(&w, "clientId", jt_str_from_c(entry.client_id));
    jt_json_member_string(&w, "method", jt_str_from_c(entry.method));
    write_verdict(&w, exchange);
    jt_api_member_text(&w, "cause", reason != NULL ? reason->name : (jt_str){0});
    jt_json_object_end(&w);
    return jt_buf_check(buf);
}
