/* SPDX-License-Identifier: Apache-2.0 */
/* What a hostile server may say to the doctor, and what a stranger may paste: answers, texts to be
 * struck, tokens, endpoints, curl commands, secrets. The first byte chooses the reader. */
#include "doctor/curl.h"
#include "doctor/exchange.h"
#include "doctor/lint.h"
#include "doctor/probe.h"
#include "doctor/rules.h"
#include "doctor/strike.h"
#include "doctor/token.h"
#include "doctor/write.h"

#include "codec/utf8.h"
#include "crypto/certificate.h"

#include <stdlib.h>

#define SECRET JT_STR("the-secret-of-this-run")

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static bool has(jt_str text, jt_str part)
{
    return jt_str_find(text, part) < text.len;
}

/* Printable, bounded, and without the secret. */
static void demand_clean(jt_str text)
{
    demand(text.len <= 4096 && (text.len == 0 || jt_utf8_is_plain(text)) && !has(text, SECRET));
}

static void read_struck(struct jt_doctor_run *run, jt_str text)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf once = {0};
    const jt_str secrets[] = {SECRET};
    (void)run;
    jt_strike(text, secrets, 1, &once);
    demand(once.err != JT_OK || !has(jt_buf_str(&once), SECRET));
}

static void read_answer(struct jt_doctor_run *run, jt_str text)
{
    const struct jt_http_in in = {
        .status = text.len ? 100 + 2 * (unsigned char)text.ptr[0] : 200,
        .content_type = JT_STR("application/json"),
        .body = jt_str_from(text, 1),
        .www_authenticate = text,
        .location = text,
        .header_lines = text,
        .retry_after_s = -1,
    };
    struct jt_doctor_facts *facts = &run->facts;
    facts->configured = (struct jt_doctor_answer){.asked = true, .retry_after_s = -1};
    jt_answer_read(run, &in, &facts->configured);
    facts->no_grant = facts->no_credential = facts->configured;
    const struct jt_doctor_answer *answer = &facts->configured;
    const jt_str texts[] = {answer->error, answer->description, answer->error_uri,
                            answer->code,  answer->summary,     answer->excerpt,
                            answer->told,  answer->location,    answer->www_authenticate};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        demand_clean(texts[i]);
    }
    demand(jt_answers_alike(answer, JT_STR("a"), answer, JT_STR("a")));
}

static void read_token(struct jt_doctor_run *run, jt_str text)
{
    jt_token_decode(run, text, &run->facts.token);
    demand_clean(run->facts.token.scope);
    demand(run->facts.token.audience_count <= JT_DOCTOR_AUDIENCES_MAX);
}

static void read_endpoint(struct jt_doctor_run *run, jt_str text)
{
    struct jt_doctor_difference difference;
    size_t cut = jt_str_find_char(text, '\n');
    jt_str ours = jt_str_slice(text, 0, cut);
    (void)jt_issuer_of_endpoint(run->arena, ours);
    jt_difference_find(run->arena, ours, jt_str_from(text, cut + 1), &difference);
}

static void read_paste(struct jt_doctor_run *run, jt_str text)
{
    struct jt_curl_command *command = jt_arena_alloc(run->arena, sizeof(*command));
    if (command == NULL || jt_curl_command_parse(run->arena, text, command) != JT_OK ||
        jt_doctor_take_curl(run->arena, command, &run->facts) != JT_OK) {
        return;
    }
    demand(run->facts.request.command == command);
    demand(jt_lint(run->arena, &run->facts) == JT_OK);
}

static void read_secret(struct jt_doctor_run *run, jt_str text)
{
    struct jt_doctor_config *config = &run->facts.config;
    config->secret = config->secret_read = text;
    config->client_id = jt_str_slice(text, 0, 40);
    config->issuer = jt_str_slice(text, 0, 200);
    demand(jt_lint(run->arena, &run->facts) == JT_OK);
    demand(run->facts.lint.count <= JT_LINT_MAX);
    demand(run->facts.lint.decoded.len <= text.len && run->facts.lint.cleaned.len <= text.len);
}

static void read_certificate(struct jt_doctor_run *run, jt_str text)
{
    struct jt_certificate certificate;
    if (jt_certificate_read(run->arena, text, JT_STR("id.example.com"), &certificate) == JT_OK) {
        demand(certificate.names.len < JT_CERTIFICATE_TEXT_MAX);
    }
}

/* Whatever the facts are, rules and writers end, and end clean. */
static void conclude(struct jt_doctor_run *run)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf out = {.max = 8 << 20};
    struct jt_verdict verdict;
    jt_rules_apply(&run->facts, &run->findings);
    if (run->err != JT_OK || run->findings.err != JT_OK ||
        jt_verdict_make(run, &verdict) != JT_OK) {
        return;
    }
    jt_doctor_write_text(run, &verdict, &(const struct jt_doctor_look){.width = 80}, &out);
    jt_doctor_write_json(run, &verdict, &out);
    demand(out.err == JT_OK && !has(jt_buf_str(&out), JT_STR("\033")));
    jt_buf_reset(&out);
    jt_doctor_write_report(run, &verdict, &out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(struct jt_doctor_run * run, jt_str text) = {
        read_struck, read_answer, read_token,      read_endpoint,
        read_paste,  read_secret, read_certificate};
    enum { READERS = sizeof(readers) / sizeof(readers[0]) };
    struct jt_arena arena = {.max = JT_DOCTOR_ARENA_MAX};
    struct jt_doctor_run *run = calloc(1, sizeof(*run));
    if (run && size > 0) {
        run->arena = run->findings.arena = &arena;
        run->clock = &jt_clock_system;
        run->facts.config.secret = run->facts.config.secret_read = SECRET;
        run->facts.config.issuer = JT_STR("https://id.example.com");
        run->facts.config.client_id = JT_STR("client");
        readers[data[0] % READERS](run, jt_str_make((const char *)data + 1, size - 1));
        conclude(run);
    }
    free(run);
    jt_arena_clear(&arena);
    return 0;
}
