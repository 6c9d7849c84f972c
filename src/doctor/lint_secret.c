/* SPDX-License-Identifier: Apache-2.0 */
/* What the secret looks like. Nothing of it is kept but what a repair would send. */
#include "doctor/lint.h"

#include "codec/form.h"
#include "codec/percent.h"
#include "codec/utf8.h"
#include "oauth/secret_format.h"

#include <string.h>

enum { MASK_MIN = 4, DECODE_MAX = 2, VALUE_MIN = 4, ID_MIN = 20 };

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool jt_lint_is_guid(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_hyphen ? text.ptr[i] != '-' : !is_hex(text.ptr[i])) {
            return false;
        }
    }
    return text.len == 36;
}

static bool is_printable(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '!' || text.ptr[i] > '~') {
            return false;
        }
    }
    return text.len > 0;
}

/* Could it have come out of an encoder? One leaves nothing else as it is. */
static bool is_encoded(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_plain && strchr("-_.~*!'()%", c) == NULL) {
            return false;
        }
    }
    return true;
}

/* Every % must begin an escape, and what comes out must be what a secret may be. */
static enum jt_err lint_percent(struct jt_arena *arena, struct jt_doctor_facts *facts)
{
    jt_str text = facts->config.secret;
    unsigned times = 0;
    for (; times < DECODE_MAX && jt_str_find_char(text, '%') < text.len; times++) {
        if (!is_encoded(text)) {
            break;
        }
        JT_CLEAN(jt_buf_clear) struct jt_buf decoded = {0};
        if (jt_percent_decode(&decoded, text) != JT_OK || !is_printable(jt_buf_str(&decoded))) {
            break;
        }
        text = jt_arena_copy(arena, jt_buf_str(&decoded));
        if (text.ptr == NULL) {
            return JT_ERR_NOMEM;
        }
    }
    if (times) {
        jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_PERCENT_ENCODED)->times = times;
        facts->lint.decoded = text;
    }
    return JT_OK;
}

static void lint_mask(struct jt_doctor_facts *facts)
{
    jt_str rest = facts->config.secret;
    uint32_t first = 0;
    uint32_t next = 0;
    size_t len = jt_utf8_decode(rest, &first);
    size_t count = 0;
    while (len && jt_utf8_decode(rest, &next) == len && next == first) {
        rest = jt_str_from(rest, len);
        count++;
    }
    if (rest.len == 0 && count >= MASK_MIN) {
        jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_MASKED)->code_point = first;
    }
}

static bool is_name(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9'))) {
            return false;
        }
    }
    return text.len > 0;
}

/* "${…}", "$(…)", "{{…}}", "<…>"; or nothing but $NAME or %NAME%. */
static bool is_unexpanded(jt_str secret)
{
    bool is_placeholder =
        jt_str_starts_with(secret, JT_STR("<")) && jt_str_ends_with(secret, JT_STR(">"));
    bool is_dollar = jt_str_starts_with(secret, JT_STR("$")) && is_name(jt_str_from(secret, 1));
    bool is_windows = secret.len > 2 && jt_str_starts_with(secret, JT_STR("%")) &&
                      jt_str_ends_with(secret, JT_STR("%")) &&
                      is_name(jt_str_slice(secret, 1, secret.len - 2));
    return is_placeholder || is_dollar || is_windows || jt_str_contains(secret, JT_STR("${")) ||
           jt_str_contains(secret, JT_STR("$(")) || jt_str_contains(secret, JT_STR("{{"));
}

/* Variables that stand in every environment: a "$HOME" in double quotes becomes their value. */
static bool is_usual(jt_str name)
{
    static const char *const usual[] = {"HOME", "USER", "LOGNAME",  "PWD", "SHELL",
                                        "PATH", "LANG", "HOSTNAME", "TERM"};
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
        if (jt_str_equal(name, jt_str_from_c(usual[i]))) {
            return true;
        }
    }
    return false;
}

static void lint_variables(struct jt_doctor_facts *facts)
{
    jt_str secret = facts->config.secret;
    if (is_unexpanded(secret)) {
        (void)jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_VARIABLE);
    }
    const char *const *variable = facts->config.variables;
    for (; variable && *variable; variable++) {
        jt_str text = jt_str_from_c(*variable);
        size_t sign = jt_str_find_char(text, '=');
        jt_str value = jt_str_from(text, sign + 1);
        if (value.len >= VALUE_MIN && is_usual(jt_str_slice(text, 0, sign)) &&
            jt_str_contains(secret, value)) {
            jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_EXPANDED)->name =
                jt_str_slice(text, 0, sign);
            return;
        }
    }
}

static void lint_format(struct jt_doctor_facts *facts)
{
    switch (jt_client_secret_check_format(facts->config.secret)) {
    case JT_SECRET_FORMAT_TRUNCATED:
        (void)jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_TRUNCATED);
        break;
    case JT_SECRET_FORMAT_CHECKSUM:
        (void)jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_CHECKSUM);
        break;
    case JT_SECRET_FORMAT_FOREIGN:
    case JT_SECRET_FORMAT_OK:
        break;
    }
}

static void lint_reserved(struct jt_doctor_facts *facts)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf encoded = {0};
    jt_str secret = facts->config.secret;
    size_t backslash = jt_str_find_char(secret, '\\');
    jt_form_encode(&encoded, secret);
    /* timing: both are the caller's own */
    if (!jt_str_equal(jt_buf_str(&encoded), secret)) {
        (void)jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_RESERVED);
    }
    if (backslash < secret.len) {
        jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_BACKSLASH)->at = backslash + 1;
    }
}

static bool is_unwanted(uint32_t c)
{
    return c <= ' ' || c == 0x7f || (c >= 0x80 && c < 0xa1) || c == 0xad || c == 0xfeff ||
           (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) || c == 0x2060;
}

static bool is_quote(jt_str text, size_t at)
{
    return text.ptr[at] == '"' || text.ptr[at] == '\'' || text.ptr[at] == '`';
}

static jt_str without_quotes(jt_str text)
{
    bool is_quoted = text.len > 2 && is_quote(text, 0) && text.ptr[0] == text.ptr[text.len - 1];
    return is_quoted ? jt_str_slice(text, 1, text.len - 2) : text;
}

/* Without what no secret has, wherever it stands, and without quotes around. */
static enum jt_err clean(struct jt_arena *arena, struct jt_doctor_facts *facts)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf kept = {0};
    jt_str secret = facts->config.secret;
    for (size_t at = 0; at < secret.len;) {
        uint32_t c = 0;
        size_t len = jt_utf8_decode(jt_str_from(secret, at), &c);
        bool is_curly = len && c >= 0x2018 && c <= 0x201f;
        if (len == 0 || !(is_unwanted(c) || is_curly)) {
            jt_buf_append(&kept, jt_str_slice(secret, at, len ? len : 1));
        }
        at += len ? len : 1;
    }
    jt_str cleaned = without_quotes(jt_buf_str(&kept));
    if (cleaned.len == 0 || cleaned.len == secret.len) {
        return jt_buf_check(&kept);
    }
    facts->lint.cleaned = jt_arena_copy(arena, cleaned);
    return facts->lint.cleaned.ptr ? jt_buf_check(&kept) : JT_ERR_NOMEM;
}

enum jt_err jt_lint_secret(struct jt_arena *arena, struct jt_doctor_facts *facts)
{
    jt_str secret = facts->config.secret;
    if (secret.len == 0) {
        (void)jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_EMPTY);
        return JT_OK;
    }
    jt_lint_characters(facts, JT_LINT_SECRET, secret);
    lint_mask(facts);
    lint_variables(facts);
    lint_format(facts);
    lint_reserved(facts);
    if (jt_lint_is_guid(secret)) {
        (void)jt_lint_add(facts, JT_LINT_SECRET, JT_LINT_GUID);
    }
    JT_TRY(lint_percent(arena, facts));
    return clean(arena, facts);
}
