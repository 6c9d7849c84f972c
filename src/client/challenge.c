/* SPDX-License-Identifier: Apache-2.0 */
/* Challenges: commas separate both parameters and challenges, so a word decides by what follows. */
#include "client/challenge.h"

/* RFC 9110 §5.6.2: tchar. */
static bool is_token_char(char c)
{
    jt_str marks = JT_STR("!#$%&'*+-.^_`|~");
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           jt_str_find_char(marks, c) < marks.len;
}

static void skip_blanks(jt_str *rest)
{
    while (rest->len && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t')) {
        *rest = jt_str_from(*rest, 1);
    }
}

static jt_str take_token(jt_str *rest)
{
    size_t len = 0;
    while (len < rest->len && is_token_char(rest->ptr[len])) {
        len++;
    }
    jt_str token = jt_str_slice(*rest, 0, len);
    *rest = jt_str_from(*rest, len);
    return token;
}

/* rest begins behind the opening quote. False: no closing one. */
static bool take_quoted(jt_str *rest, jt_str *ret_value)
{
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != '"') {
        len += rest->ptr[len] == '\\' ? 2 : 1;
    }
    if (len >= rest->len) {
        return false;
    }
    *ret_value = jt_str_slice(*rest, 0, len);
    *rest = jt_str_from(*rest, len + 1);
    return true;
}

static bool take_value(jt_str *rest, jt_str *ret_value)
{
    skip_blanks(rest);
    if (jt_str_starts_with(*rest, JT_STR("\""))) {
        *rest = jt_str_from(*rest, 1);
        return take_quoted(rest, ret_value);
    }
    *ret_value = take_token(rest);
    return true;
}

static void keep(struct jt_challenge *challenge, jt_str name, jt_str value)
{
    if (jt_str_equal_nocase(name, JT_STR("error"))) {
        challenge->error = value;
    } else if (jt_str_equal_nocase(name, JT_STR("error_description"))) {
        challenge->error_description = value;
    } else if (jt_str_equal_nocase(name, JT_STR("scope"))) {
        challenge->scope = value;
    }
}

bool jt_challenge_find_bearer(jt_str value, struct jt_challenge *ret_challenge)
{
    struct jt_challenge challenge = {.error = {NULL, 0}};
    bool in_bearer = false;
    bool found = false;
    for (jt_str rest = value; rest.len;) {
        skip_blanks(&rest);
        jt_str word = take_token(&rest);
        jt_str part = jt_str_make(NULL, 0);
        skip_blanks(&rest);
        bool is_parameter = word.len && jt_str_starts_with(rest, JT_STR("="));
        if (is_parameter) {
            rest = jt_str_from(rest, 1);
        }
        if (is_parameter && !take_value(&rest, &part)) {
            break;
        }
        if (is_parameter && in_bearer) {
            keep(&challenge, word, part);
        }
        if (!is_parameter && word.len) {
            in_bearer = jt_str_equal_nocase(word, JT_STR("Bearer"));
            found = found || in_bearer;
        }
        if (!is_parameter && word.len == 0) {
            rest = jt_str_from(rest, 1); /* a comma, or a stray byte */
        }
    }
    if (found) {
        *ret_challenge = challenge;
    }
    return found;
}
