/* SPDX-License-Identifier: Apache-2.0 */
/* Sending, and comparing what came back. */
#include "doctor/exchange.h"

#include <stdlib.h>

enum { NS_IN_MS = 1000000, FAILURE_MAX = 300 };

static int64_t time_left_ms(const struct jt_doctor_run *run)
{
    int64_t left = (run->deadline.ns - jt_clock_mono(run->clock).ns) / NS_IN_MS;
    return left < JT_DOCTOR_REQUEST_MS ? left : JT_DOCTOR_REQUEST_MS;
}

static void read_failure(struct jt_doctor_run *run, enum jt_err err, const struct jt_http_in *in,
                         struct jt_doctor_answer *answer)
{
    if (err == JT_ERR_LIMIT) {
        answer->too_large = true;
        answer->failure = JT_STR("it sent more than a sane server sends");
    } else if (err == JT_ERR_IO) {
        answer->failure = jt_doctor_clean(run, in->failure, FAILURE_MAX);
        answer->timed_out = jt_str_contains(answer->failure, JT_STR("timed out")) ||
                            jt_str_contains(answer->failure, JT_STR("Timeout"));
    } else if (err == JT_ERR_ARG) {
        answer->failure = JT_STR("the address or a header cannot be sent");
    } else {
        run->err = err;
    }
}

void jt_exchange_body(struct jt_doctor_run *run, struct jt_http_out *out,
                      struct jt_doctor_answer *ret_answer, jt_str *ret_body)
{
    struct jt_http_in in = {.status = 0};
    struct jt_doctor_answer answer = {.asked = true, .retry_after_s = -1};
    answer.url = jt_doctor_clean(run, out->url, JT_WANT_URL_MAX);
    out->timeout_ms = time_left_ms(run);
    out->ca_file = run->facts.config.ca_file;
    out->body_max = out->body_max ? out->body_max : (size_t)JT_DOCTOR_BODY_MAX;
    if (out->timeout_ms <= 0) {
        answer.failure = JT_STR("the time of the whole run is used up");
        answer.timed_out = true;
        *ret_answer = answer;
        return;
    }
    enum jt_err err = jt_http_client_send(run->http, run->arena, out, &in);
    if (err == JT_OK) {
        jt_answer_read(run, &in, &answer);
        *ret_body = in.body;
    } else {
        read_failure(run, err, &in, &answer);
    }
    *ret_answer = answer;
}

void jt_exchange_get(struct jt_doctor_run *run, jt_str url, struct jt_doctor_answer *ret_answer,
                     jt_str *ret_body)
{
    const jt_str headers[] = {JT_STR_INIT("Accept: application/json")};
    struct jt_http_out out = {
        .method = JT_STR("GET"), .url = url, .headers = headers, .header_count = 1};
    *ret_body = jt_str_make("", 0);
    jt_exchange_body(run, &out, ret_answer, ret_body);
}

void jt_exchange_form(struct jt_doctor_run *run, jt_str url, jt_str form, jt_str credentials,
                      struct jt_doctor_answer *ret_answer, jt_str *ret_body)
{
    const jt_str headers[] = {
        JT_STR("Content-Type: application/x-www-form-urlencoded"),
        JT_STR("Accept: application/json"),
        credentials,
    };
    struct jt_http_out out = {
        .method = JT_STR("POST"),
        .url = url,
        .headers = headers,
        .header_count = credentials.len ? 3 : 2,
        .body = form,
    };
    *ret_body = jt_str_make("", 0);
    jt_exchange_body(run, &out, ret_answer, ret_body);
}

/* --- alike ------------------------------------------------------------------------------------ */

static bool is_id_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
}

/* Ids, times and numbers become one sign: a run of hex digits and hyphens that has a digit. */
static size_t skip_id(jt_str text, size_t at)
{
    size_t end = at;
    bool has_digit = false;
    while (end < text.len && is_id_char(text.ptr[end])) {
        has_digit |= text.ptr[end] >= '0' && text.ptr[end] <= '9';
        end++;
    }
    return has_digit ? end : at;
}

static void normalise(jt_str text, jt_str id, struct jt_buf *buf)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = skip_id(text, at);
        bool is_own = id.len && jt_str_starts_with(jt_str_from(text, at), id);
        if (is_own || end > at) {
            jt_buf_append_char(buf, '#');
            at = is_own ? at + id.len : end;
        } else {
            jt_buf_append_char(buf, text.ptr[at++]);
        }
    }
}

static bool alike(jt_str a, jt_str id_a, jt_str b, jt_str id_b)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf left = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf right = {0};
    normalise(a, id_a, &left);
    normalise(b, id_b, &right);
    return jt_str_equal(jt_buf_str(&left), jt_buf_str(&right));
}

bool jt_answers_alike(const struct jt_doctor_answer *a, jt_str id_a,
                      const struct jt_doctor_answer *b, jt_str id_b)
{
    if (!a->reached || !b->reached || a->status != b->status || a->is_json != b->is_json ||
        a->has_token != b->has_token || a->number_count != b->number_count) {
        return false;
    }
    for (size_t i = 0; i < a->number_count; i++) {
        if (a->numbers[i] != b->numbers[i]) {
            return false;
        }
    }
    bool texts = alike(a->error, id_a, b->error, id_b) && alike(a->code, id_a, b->code, id_b) &&
                 alike(a->description, id_a, b->description, id_b) &&
                 alike(a->summary, id_a, b->summary, id_b) && jt_str_equal(a->told, b->told);
    return texts && (a->is_json || alike(a->excerpt, id_a, b->excerpt, id_b));
}
