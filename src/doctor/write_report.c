/* SPDX-License-Identifier: Apache-2.0 */
/* The bundle of evidence, made to be shown to strangers: no credential, no token, no cookie, and of
 * the client id no more than its ends. Addresses stay: most causes are seen in them. */
#include "doctor/write.h"

#include "doctor/strike.h"

#include "codec/time_text.h"

enum {
    REPORT_MAX = 512 << 10,
    STRUCK_MAX = 4 * REPORT_MAX,
    ID_SHOWN = 3,
    ID_SHORT = 10,
    HEADERS_SHOWN = 4096,
    LINE_MAX = 1024
};

/* "a12…f9 (36 characters)"; short ids lose more. */
static void add_id(struct jt_buf *buf, jt_str id)
{
    size_t shown = id.len < ID_SHORT ? 1 : ID_SHOWN;
    if (id.len > 2 * shown) {
        jt_buf_append(buf, jt_str_slice(id, 0, shown));
        jt_buf_append_c(buf, "\xe2\x80\xa6");
        jt_buf_append(buf, jt_str_from(id, id.len - shown));
    } else {
        jt_buf_append_c(buf, "\xe2\x80\xa6");
    }
}

/* Wherever the id stands, its ends stand instead. */
static void mask_id(jt_str text, jt_str id, struct jt_buf *buf)
{
    for (size_t at = 0; at < text.len;) {
        if (id.len >= ID_SHOWN && jt_str_starts_with(jt_str_from(text, at), id)) {
            add_id(buf, id);
            at += id.len;
        } else {
            jt_buf_append_char(buf, text.ptr[at++]);
        }
    }
}

static void add_line(struct jt_buf *buf, const char *name, jt_str value)
{
    if (value.len) {
        jt_buf_append_f(buf, "%-16s %.*s\n", name, JT_STR_ARG(value));
    }
}

static void add_config(struct jt_buf *buf, const struct jt_doctor_config *config)
{
    static const char *const sources[] = {
        [JT_SECRET_FROM_FILE] = "a file",
        [JT_SECRET_FROM_VARIABLE] = "a variable",
        [JT_SECRET_FROM_PROFILE] = "a profile",
        [JT_SECRET_FROM_CURL] = "a pasted command",
    };
    jt_buf_append_c(buf, "\n## Configured\n\n");
    add_line(buf, "issuer", config->issuer);
    add_line(buf, "token endpoint", config->token_endpoint);
    add_line(buf, "client id", config->client_id);
    add_line(buf, "secret from", jt_str_from_c(sources[config->secret_source]));
    add_line(buf, "method", config->method);
    add_line(buf, "scope", config->scope);
    add_line(buf, "resource", config->resource);
    add_line(buf, "audience", config->audience);
    add_line(buf, "api", config->api);
    add_line(buf, "proxy", config->proxy);
    add_line(buf, "ca file", jt_str_from_c(config->ca_file ? "given" : ""));
}

/* Line by line, so that no header hides in another's line. */
static void add_headers(struct jt_buf *buf, jt_str headers)
{
    jt_str rest = jt_str_slice(headers, 0, HEADERS_SHOWN);
    char line[LINE_MAX];
    for (jt_str one; rest.len && jt_str_next(&rest, '\n', &one);) {
        one.len -= jt_str_ends_with(one, JT_STR("\r")) ? 1 : 0;
        jt_trouble_copy(line, sizeof(line), one);
        if (line[0]) {
            jt_buf_append_f(buf, "    %s\n", line);
        }
    }
}

static void add_answer(struct jt_buf *buf, const char *name, const struct jt_doctor_answer *answer)
{
    if (!answer->asked) {
        return;
    }
    jt_buf_append_f(buf, "\n### %s\n\n%.*s\n", name, JT_STR_ARG(answer->url));
    if (!answer->reached) {
        jt_buf_append_f(buf, "no answer: %.*s\n", JT_STR_ARG(answer->failure));
        return;
    }
    add_headers(buf, answer->headers);
    jt_buf_append_f(buf, "\n    %.*s\n", JT_STR_ARG(answer->excerpt));
}

static void add_answers(struct jt_buf *buf, const struct jt_doctor_facts *facts)
{
    jt_buf_append_c(buf, "\n## Answers\n");
    add_answer(buf, "P2 discovery", &facts->discovery.answer);
    add_answer(buf, "P2 discovery of the endpoint", &facts->endpoint_realm.answer);
    add_answer(buf, "P3 without a grant", &facts->no_grant);
    add_answer(buf, "P4 an unknown client", &facts->random_client);
    add_answer(buf, "P5 without the secret", &facts->no_credential);
    add_answer(buf, "P5 without a client", &facts->no_client);
    add_answer(buf, "P6 as configured", &facts->configured);
    add_answer(buf, "P7 another way", &facts->other);
    add_answer(buf, "P8 a repaired secret", &facts->repaired);
    add_answer(buf, "P9 the API, stored token", &facts->api_cached);
    add_answer(buf, "P9 the API", &facts->api);
}

static void write_all(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                      struct jt_buf *buf)
{
    char time[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339(run->facts.now, time);
    jt_buf_append_f(buf,
                    "# jeton doctor, version %s, %s\n\nCredentials, tokens and cookies are struck "
                    "out; of the client id the ends are left.\n\n## Verdict\n\n",
                    JT_VERSION, time);
    jt_doctor_write_text(run, verdict, &(const struct jt_doctor_look){.coloured = false}, buf);
    add_config(buf, &run->facts.config);
    add_answers(buf, &run->facts);
}

void jt_doctor_write_report(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                            struct jt_buf *out)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf all = {.max = REPORT_MAX};
    JT_CLEAN(jt_buf_clear) struct jt_buf struck = {.max = STRUCK_MAX};
    jt_str secrets[JT_FACTS_SECRETS_MAX + 1];
    size_t count = jt_facts_secrets(&run->facts, secrets);
    secrets[count++] = run->access_token;
    write_all(run, verdict, &all);
    jt_strike(jt_buf_str(&all), secrets, count, &struck);
    if (jt_buf_check(&all) != JT_OK || jt_buf_check(&struck) != JT_OK) {
        run->err = JT_ERR_NOMEM;
        return;
    }
    mask_id(jt_buf_str(&struck), run->facts.config.client_id, out);
}
