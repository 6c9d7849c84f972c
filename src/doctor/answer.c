/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an answer with suspicion: every text is cut, printable, and without credentials. */
#include "doctor/exchange.h"

#include "doctor/strike.h"

#include "codec/form.h"
#include "codec/json.h"

enum {
    SHORT_MAX = 256,
    TEXT_MAX = 1024,
    EXCERPT_MAX = 600,
    HEADERS_MAX = 4096,
    BODY_LOOK_MAX = 8 << 10,
    STRUCK_MAX = 16 * BODY_LOOK_MAX,
    TOLD_MAX = 64,
};

static jt_str nothing(void)
{
    return jt_str_make("", 0);
}

jt_str jt_doctor_clean(struct jt_doctor_run *run, jt_str text, size_t max)
{
    char cleaned[HEADERS_MAX + 1];
    size_t room = max < HEADERS_MAX ? max : HEADERS_MAX;
    jt_trouble_copy(cleaned, room + 1, text);
    jt_str copy = jt_arena_copy(run->arena, jt_str_from_c(cleaned));
    if (copy.ptr == NULL) {
        run->err = JT_ERR_NOMEM;
        return nothing();
    }
    return copy;
}

/* Struck out, then cleaned: what is cut must have been struck out before. */
static jt_str shown(struct jt_doctor_run *run, jt_str text, size_t max)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf struck = JT_BUF_INIT(STRUCK_MAX);
    jt_str secrets[JT_FACTS_SECRETS_MAX];
    size_t count = jt_facts_secrets(&run->facts, secrets);
    jt_strike(jt_str_slice(text, 0, BODY_LOOK_MAX), secrets, count, &struck);
    if (jt_buf_check(&struck) != JT_OK) {
        return nothing();
    }
    return jt_doctor_clean(run, jt_buf_str(&struck), max);
}

static jt_str member(struct jt_doctor_run *run, const struct jt_json_value *root, const char *name,
                     size_t max)
{
    jt_str text;
    return jt_json_string(jt_json_get(root, name), &text) ? shown(run, text, max) : nothing();
}

static jt_str first_member(struct jt_doctor_run *run, const struct jt_json_value *root,
                           const char *const *names, size_t max)
{
    jt_str text = nothing();
    for (; *names && text.len == 0; names++) {
        text = member(run, root, *names, max);
    }
    return text;
}

/* ".../reasons#secret_expired" or ".../reasons/secret_expired". */
static jt_str told_cause(jt_str uri)
{
    size_t at = jt_str_find(uri, JT_STR("/reasons"));
    jt_str name = jt_str_from(uri, at + 9);
    if (at + 9 >= uri.len || name.len > TOLD_MAX) {
        return nothing();
    }
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || c == '_')) {
            return nothing();
        }
    }
    return name;
}

static void read_numbers(const struct jt_json_value *list, struct jt_doctor_answer *answer)
{
    for (size_t i = 0; i < jt_json_count(list) && answer->number_count < JT_ANSWER_NUMBERS_MAX;
         i++) {
        int64_t number;
        if (jt_json_integer(jt_json_at(list, i), &number)) {
            answer->numbers[answer->number_count++] = number;
        }
    }
}

static void read_json(struct jt_doctor_run *run, const struct jt_json_value *root,
                      struct jt_doctor_answer *answer)
{
    static const char *const codes[] = {"errorCode", "code", "errorKey", NULL};
    static const char *const summaries[] = {"errorSummary", "detail",       "title",
                                            "message",      "errorMessage", NULL};
    jt_str token;
    answer->error = member(run, root, "error", SHORT_MAX);
    answer->description = member(run, root, "error_description", TEXT_MAX);
    answer->error_uri = member(run, root, "error_uri", SHORT_MAX);
    answer->told = told_cause(answer->error_uri);
    answer->rejection_id = member(run, root, "rejection_id", SHORT_MAX);
    answer->code = first_member(run, root, codes, SHORT_MAX);
    answer->summary = first_member(run, root, summaries, TEXT_MAX);
    answer->scope = member(run, root, "scope", TEXT_MAX);
    read_numbers(jt_json_get(root, "error_codes"), answer);
    answer->has_token = answer->status == 200 && answer->error.len == 0 &&
                        jt_json_string(jt_json_get(root, "access_token"), &token) && token.len > 0;
}

/* Some answer with a form (GitHub among them). */
static void read_form(struct jt_doctor_run *run, jt_str body, struct jt_doctor_answer *answer)
{
    struct jt_form form;
    if (jt_str_starts_with(body, JT_STR("error=")) &&
        jt_form_parse(run->arena, body, &form) == JT_OK) {
        answer->error = shown(run, jt_form_get(&form, JT_STR("error")), SHORT_MAX);
        answer->description = shown(run, jt_form_get(&form, JT_STR("error_description")), TEXT_MAX);
    }
}

static jt_str without_blanks(jt_str body)
{
    while (body.len && (unsigned char)body.ptr[0] <= ' ') {
        body = jt_str_from(body, 1);
    }
    return body;
}

static void read_body(struct jt_doctor_run *run, jt_str body, struct jt_doctor_answer *answer)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    jt_str text = without_blanks(body);
    answer->is_empty = text.len == 0;
    answer->is_html = jt_str_starts_with(text, JT_STR("<")) ||
                      jt_str_equal_nocase(answer->content_type, JT_STR("text/html"));
    enum jt_err err = text.len ? jt_json_parse(text, JT_DOCTOR_BODY_MAX, &json) : JT_ERR_FORMAT;
    if (err == JT_ERR_NOMEM) {
        run->err = err;
    }
    answer->is_json = err == JT_OK && jt_json_type(jt_json_root(json)) == JT_JSON_OBJECT;
    if (answer->is_json) {
        read_json(run, jt_json_root(json), answer);
    } else {
        read_form(run, text, answer);
    }
    answer->excerpt = shown(run, text, EXCERPT_MAX);
}

void jt_answer_read(struct jt_doctor_run *run, const struct jt_http_in *in,
                    struct jt_doctor_answer *answer)
{
    answer->reached = true;
    answer->status = in->status;
    answer->content_type = jt_doctor_clean(run, in->content_type, SHORT_MAX);
    answer->www_authenticate = shown(run, in->www_authenticate, TEXT_MAX);
    answer->location = shown(run, in->location, TEXT_MAX);
    answer->retry_after_s = in->retry_after_s;
    answer->headers = in->header_lines;
    if (in->date.s) {
        answer->date_known = true;
        answer->skew_s = in->date.s - jt_clock_now(run->clock).s;
    }
    read_body(run, in->body, answer);
}
