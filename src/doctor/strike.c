/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the text: at each place, is this the beginning of something that nobody may see? */
#include "doctor/strike.h"

#include "doctor/needle.h"

enum { TOKEN_MIN = 12, SHARED = 4 };

/* Members and parameters whose value is struck out: "name":"…", name=… */
static const char *const members[] = {
    "access_token", "refresh_token", "id_token",      "client_secret", "client_assertion",
    "password",     "assertion",     "code_verifier", "device_code",   "secret",
    "clientSecret", "currentSecret", "SAMLResponse",
};

/* Header lines that are struck out up to their end. */
static const char *const headers[] = {
    "authorization:", "proxy-authorization:", "cookie:", "set-cookie:", "dpop:",
};

static const char *const schemes[] = {"bearer ", "basic ", "negotiate "};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}

static size_t run_of(jt_str rest, bool (*fits)(char c))
{
    size_t len = 0;
    while (len < rest.len && fits(rest.ptr[len])) {
        len++;
    }
    return len;
}

static bool is_no_line_end(char c)
{
    return c != '\r' && c != '\n';
}

static bool is_no_form_end(char c)
{
    return c != '&' && c != '"' && c != '\'' && c != '<' && c != ' ' && is_no_line_end(c);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Up to the quote that ends a JSON string. */
static size_t string_len(jt_str rest)
{
    size_t len = 0;
    while (len < rest.len && rest.ptr[len] != '"') {
        len += rest.ptr[len] == '\\' ? 2 : 1;
    }
    return len < rest.len ? len : rest.len;
}

static bool starts_nocase(jt_str rest, const char *word)
{
    jt_str name = jt_str_from_c(word);
    return jt_str_equal_nocase(jt_str_slice(rest, 0, name.len), name);
}

/* rest begins behind a member's name: ret_skip bytes are shown, then the value follows. */
static size_t value_len(jt_str rest, size_t *ret_skip)
{
    size_t at = jt_str_starts_with(rest, JT_STR("\"")) ? 1 : 0;
    at += run_of(jt_str_from(rest, at), is_blank);
    if (at < rest.len && rest.ptr[at] == '=') {
        *ret_skip = at + 1;
        return run_of(jt_str_from(rest, at + 1), is_no_form_end);
    }
    if (at >= rest.len || rest.ptr[at] != ':') {
        return 0;
    }
    at += 1 + run_of(jt_str_from(rest, at + 1), is_blank);
    bool is_string = at < rest.len && rest.ptr[at] == '"';
    *ret_skip = is_string ? at + 1 : at;
    jt_str value = jt_str_from(rest, *ret_skip);
    return is_string ? string_len(value) : run_of(value, is_no_form_end);
}

/* A name that begins here, and the value behind it. */
static size_t match_member(jt_str rest, size_t *ret_skip)
{
    for (size_t i = 0; i < COUNT(members); i++) {
        if (starts_nocase(rest, members[i])) {
            size_t name = jt_str_from_c(members[i]).len;
            size_t skip = 0;
            size_t len = value_len(jt_str_from(rest, name), &skip);
            *ret_skip = name + skip;
            if (len) {
                return len;
            }
        }
    }
    return 0;
}

static size_t match_header(jt_str rest, size_t *ret_skip)
{
    for (size_t i = 0; i < COUNT(headers); i++) {
        if (starts_nocase(rest, headers[i])) {
            *ret_skip = jt_str_from_c(headers[i]).len;
            return run_of(jt_str_from(rest, *ret_skip), is_no_line_end);
        }
    }
    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (starts_nocase(rest, schemes[i])) {
            *ret_skip = jt_str_from_c(schemes[i]).len;
            size_t len = run_of(jt_str_from(rest, *ret_skip), is_token_char);
            return len >= TOKEN_MIN ? len : 0;
        }
    }
    return 0;
}

/* A JWT, or a secret of Jeton, wherever it stands. */
static size_t match_shape(jt_str rest)
{
    if (!jt_str_starts_with(rest, JT_STR("eyJ")) && !jt_str_starts_with(rest, JT_STR("jtn_"))) {
        return 0;
    }
    size_t len = run_of(rest, is_token_char);
    return len >= TOKEN_MIN ? len : 0;
}

static size_t match(const struct jt_needles *needles, jt_str rest, size_t *ret_skip,
                    bool *ret_is_base64)
{
    *ret_skip = 0;
    size_t len = jt_needles_match(needles, rest, ret_is_base64);
    if (len && *ret_is_base64) {
        return len + run_of(jt_str_from(rest, len), is_token_char);
    }
    len = len ? len : match_shape(rest);
    len = len ? len : match_header(rest, ret_skip);
    return len ? len : match_member(rest, ret_skip);
}

/* The two bytes before a row of whole triples are the secret's, too. */
static void take_back(struct jt_buf *buf)
{
    for (size_t i = 0; i < SHARED && buf->len && is_token_char(buf->ptr[buf->len - 1]); i++) {
        buf->len--;
    }
}

void jt_strike(jt_str text, const jt_str *secrets, size_t count, struct jt_buf *buf)
{
    struct jt_needles needles = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        jt_needles_add(&needles, secrets[i]);
    }
    enum jt_err err = jt_buf_check(&needles.bytes);
    if (err != JT_OK && buf->err == JT_OK) {
        buf->err = err;
    }
    for (size_t at = 0; at < text.len && err == JT_OK;) {
        jt_str rest = jt_str_from(text, at);
        size_t skip = 0;
        bool is_base64;
        size_t len = match(&needles, rest, &skip, &is_base64);
        if (len == 0) {
            jt_buf_append_char(buf, text.ptr[at++]);
            continue;
        }
        if (is_base64) {
            take_back(buf);
        }
        jt_buf_append(buf, jt_str_slice(rest, 0, skip));
        jt_buf_append_c(buf, JT_STRUCK);
        at += skip + len;
    }
    jt_needles_clear(&needles);
}
