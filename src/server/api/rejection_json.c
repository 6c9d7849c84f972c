/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a rejection. */
#include "server/api/rejection_json.h"

#include "oauth/reason.h"

static void write_realm(struct jt_json_writer *w, const jt_uuid *realm)
{
    if (jt_uuid_is_zero(realm)) {
        jt_json_name(w, "realm");
        jt_json_write_null(w);
        return;
    }
    jt_json_member_uuid(w, "realm", realm);
}

/* A row may be older than this program: its cause need not be in the table any more. */
static void write_section(struct jt_json_writer *w, jt_str cause)
{
    const struct jt_reason *reason = jt_reason_find(cause);
    if (reason == NULL) {
        jt_json_name(w, "section");
        jt_json_write_null(w);
        return;
    }
    jt_json_member_string(w, "section", reason->section);
}

void jt_rejection_write_cause(struct jt_json_writer *w, const struct jt_rejection *row)
{
    jt_json_member_string(w, "cause", row->cause);
    jt_json_name(w, "also");
    jt_json_write_raw(w, row->also_json);
    jt_json_member_bool(w, "proven", row->proven);
    jt_json_member_string(w, "error", row->error);
    jt_json_member_integer(w, "status", row->status);
    jt_json_member_string(w, "evidence", row->evidence);
    jt_json_member_string(w, "remedy", row->remedy);
    write_section(w, row->cause);
}

void jt_rejection_write_place(struct jt_json_writer *w, const struct jt_rejection *row)
{
    jt_json_member_string(w, "clientId", row->client_id);
    write_realm(w, &row->realm);
    jt_json_member_string(w, "endpoint", row->endpoint);
    jt_json_member_string(w, "method", row->method);
}

void jt_rejection_write_members(struct jt_json_writer *w, const struct jt_rejection *row)
{
    jt_rejection_write_cause(w, row);
    jt_rejection_write_place(w, row);
    jt_json_member_string(w, "address", row->address);
    jt_json_member_string(w, "userAgent", row->user_agent);
    jt_json_member_integer(w, "count", (int64_t)row->count);
    jt_json_member_time(w, "firstAt", row->first);
    jt_json_member_time(w, "lastAt", row->last);
    jt_json_name(w, "trace");
    jt_json_write_raw(w, row->trace_json);
}
