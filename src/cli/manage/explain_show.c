/* SPDX-License-Identifier: Apache-2.0 */
/* One refusal, told to an administrator. All text of the server is cleaned. */
#include "cli/manage/explain.h"

#include "cli/manage/show.h"
#include "cli/manage/text.h"

#include "oauth/reason.h"

enum { LABEL = 16 };

static void begin_line(const char *label, struct jt_buf *out)
{
    jt_buf_append_f(out, "  %-*s", LABEL, label);
}

static void write_line(const char *label, jt_str text, struct jt_buf *out)
{
    if (text.len) {
        begin_line(label, out);
        jt_text_append_clean(out, text);
        jt_buf_append_char(out, '\n');
    }
}

static void write_member(const char *label, const struct jt_json_value *object, const char *name,
                         struct jt_buf *out)
{
    write_line(label, jt_member(object, name), out);
}

static void write_coloured(const char *colour, bool coloured, jt_str text, struct jt_buf *out)
{
    jt_buf_append_f(out, "%s%s%s", coloured ? "\033[" : "", coloured ? colour : "",
                    coloured ? "m" : "");
    jt_text_append_clean(out, text);
    jt_buf_append_c(out, coloured ? "\033[0m" : "");
}

/* "✗ secret_wrong: refused with 401 invalid_client" */
static void write_headline(const struct jt_json_value *rejection, bool coloured, struct jt_buf *out)
{
    bool succeeds = false;
    bool is_tried = jt_json_bool(jt_json_get(rejection, "wouldSucceed"), &succeeds);
    int64_t status = 0;
    if (succeeds) {
        write_coloured("1;32", coloured, JT_STR("\xe2\x9c\x93 This request would succeed."), out);
        jt_buf_append_char(out, '\n');
        return;
    }
    write_coloured("1;31", coloured, JT_STR("\xe2\x9c\x97 "), out);
    write_coloured("1", coloured, jt_member(rejection, "cause"), out);
    jt_buf_append_c(out, is_tried ? ": this request would be refused" : ": refused");
    if (jt_json_integer(jt_json_get(rejection, "status"), &status)) {
        jt_buf_append_f(out, " with %lld ", (long long)status);
        jt_text_append_clean(out, jt_member(rejection, "error"));
    }
    jt_buf_append_c(out, ".\n");
}

/* What the caller itself could read in the answer; a reason that this program does not know is told
 * by the server alone. */
static void write_told(const struct jt_json_value *rejection, struct jt_buf *out)
{
    const struct jt_reason *reason = jt_reason_find(jt_member(rejection, "cause"));
    jt_str told = jt_member(rejection, "told");
    write_line("caller was told", told.len || reason == NULL ? told : reason->text, out);
}

static void write_what(const struct jt_json_value *rejection, struct jt_buf *out)
{
    jt_str evidence = jt_member(rejection, "evidence");
    jt_str remedy = jt_member(rejection, "remedy");
    /* A remedy may begin with the sentence that is the evidence. */
    if (evidence.len && jt_str_starts_with(remedy, evidence)) {
        remedy = jt_str_trim(jt_str_from(remedy, evidence.len));
    }
    write_line("what happened", evidence, out);
    write_line("what to do", remedy, out);
    write_told(rejection, out);
    if (jt_json_count(jt_json_get(rejection, "also"))) {
        begin_line("besides", out);
        jt_show_value(jt_json_get(rejection, "also"), out);
        jt_buf_append_char(out, '\n');
    }
}

static void write_proven(const struct jt_json_value *rejection, struct jt_buf *out)
{
    bool proven = false;
    if (jt_json_bool(jt_json_get(rejection, "proven"), &proven)) {
        write_line("proven",
                   proven ? JT_STR("yes: the caller held a genuine secret or token")
                          : JT_STR("no: nothing that the caller sent was genuine"),
                   out);
    }
}

static void write_realm(const struct jt_json_value *rejection, jt_str own, struct jt_buf *out)
{
    jt_str realm = jt_member(rejection, "realm");
    if (realm.len == 0) {
        return;
    }
    begin_line("realm", out);
    jt_text_append_clean(out, realm);
    jt_buf_append_c(out, jt_str_equal(realm, own) ? " (the platform realm)\n" : "\n");
}

/* Two members on one line, with a space or what stands between. */
static void write_pair(const char *label, const struct jt_json_value *object, const char *first,
                       const char *between, const char *second, struct jt_buf *out)
{
    jt_str a = jt_member(object, first);
    jt_str b = jt_member(object, second);
    if (a.len == 0 && b.len == 0) {
        return;
    }
    begin_line(label, out);
    jt_text_append_clean(out, a);
    jt_buf_append_c(out, a.len && b.len ? between : "");
    jt_text_append_clean(out, b);
    jt_buf_append_char(out, '\n');
}

static void write_count(const struct jt_json_value *rejection, struct jt_buf *out)
{
    int64_t count = 0;
    if (!jt_json_integer(jt_json_get(rejection, "count"), &count)) {
        return;
    }
    begin_line("how often", out);
    if (count == 1) {
        jt_buf_append_c(out, "once, ");
    } else {
        jt_buf_append_f(out, "%lld times, first ", (long long)count);
        jt_text_append_clean(out, jt_member(rejection, "firstAt"));
        jt_buf_append_c(out, ", last ");
    }
    jt_text_append_clean(out, jt_member(rejection, "lastAt"));
    jt_buf_append_char(out, '\n');
}

/* What a dry run would have given. */
static void write_given(const struct jt_json_value *verdict, struct jt_buf *out)
{
    int64_t lifetime_s = 0;
    write_member("scope", verdict, "scope", out);
    write_member("audience", verdict, "audience", out);
    if (jt_json_integer(jt_json_get(verdict, "expiresIn"), &lifetime_s)) {
        begin_line("token lives", out);
        jt_buf_append_f(out, "%lld s\n", (long long)lifetime_s);
    }
    write_member("secret ends", verdict, "secretExpiresAt", out);
}

static void write_step(const struct jt_json_value *step, bool coloured, struct jt_buf *out)
{
    jt_str outcome = jt_member(step, "outcome");
    bool is_good = jt_str_equal(outcome, JT_STR("passed")) ||
                   jt_str_equal(outcome, JT_STR("answered")) ||
                   jt_str_equal(outcome, JT_STR("asked the store"));
    jt_buf_append_c(out, "    ");
    write_coloured(is_good ? "32" : "31", coloured,
                   is_good ? JT_STR("\xe2\x9c\x93") : JT_STR("\xe2\x9c\x97"), out);
    jt_buf_append_char(out, ' ');
    jt_text_append_clean(out, jt_member(step, "step"));
    if (!is_good) {
        jt_buf_append_c(out, ": ");
        jt_text_append_clean(out, outcome);
    }
    jt_buf_append_char(out, '\n');
}

static void write_trace(const struct jt_json_value *trace, bool coloured, struct jt_buf *out)
{
    jt_buf_append_c(out, jt_json_count(trace) ? "  steps\n" : "");
    for (size_t i = 0; i < jt_json_count(trace); i++) {
        write_step(jt_json_at(trace, i), coloured, out);
    }
}

void jt_explain_show(const struct jt_json_value *rejection, jt_str realm, bool coloured,
                     struct jt_buf *out)
{
    write_headline(rejection, coloured, out);
    write_what(rejection, out);
    write_given(rejection, out);
    write_member("client id", rejection, "clientId", out);
    write_proven(rejection, out);
    write_member("request", rejection, "endpoint", out);
    write_member("credentials by", rejection, "method", out);
    write_realm(rejection, realm, out);
    write_pair("from", rejection, "address", ", ", "userAgent", out);
    write_count(rejection, out);
    write_member("standard", rejection, "section", out);
    write_trace(jt_json_get(rejection, "trace"), coloured, out);
}
