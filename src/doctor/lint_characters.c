/* SPDX-License-Identifier: Apache-2.0 */
/* Characters that belong into no credential (RFC 6749 appendix A.1 and A.2: %x20-7E). */
#include "doctor/lint.h"

#include "codec/utf8.h"

#include <stdio.h>

static const struct {
    uint32_t code_point;
    const char *name;
} names[] = {
    {0x00, "a NUL"},
    {0x09, "a tab"},
    {0x0a, "a line end"},
    {0x0d, "a carriage return"},
    {0x20, "a blank"},
    {0x22, "a double quote"},
    {0x27, "a single quote"},
    {0x60, "a back quote"},
    {0xa0, "a no-break space"},
    {0xad, "a soft hyphen"},
    {0x200b, "a zero-width space"},
    {0x200c, "a zero-width non-joiner"},
    {0x200d, "a zero-width joiner"},
    {0x2018, "a curly quote"},
    {0x2019, "a curly quote"},
    {0x201c, "a curly double quote"},
    {0x201d, "a curly double quote"},
    {0x2060, "a word joiner"},
    {0xfeff, "a byte order mark"},
};

void jt_code_point_write(uint32_t code_point, char ret_text[static JT_CODE_POINT_TEXT])
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].code_point == code_point) {
            (void)snprintf(ret_text, JT_CODE_POINT_TEXT, "%s", names[i].name);
            return;
        }
    }
    (void)snprintf(ret_text, JT_CODE_POINT_TEXT, "U+%04X", (unsigned)code_point);
}

static bool is_invisible(uint32_t c)
{
    return c == 0xa0 || c == 0xad || c == 0xfeff || c == 0x2060 || (c >= 0x2000 && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202f) || c == 0x3000;
}

/* JT_LINT_EMPTY stands for nothing to say. */
static enum jt_lint_kind judge(uint32_t c)
{
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        return JT_LINT_WHITESPACE;
    }
    if (is_invisible(c)) {
        return JT_LINT_INVISIBLE;
    }
    if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0)) {
        return JT_LINT_CONTROL;
    }
    return c >= 0x80 ? JT_LINT_NON_ASCII : JT_LINT_EMPTY;
}

static bool is_quote(uint32_t c)
{
    return c == '"' || c == '\'' || c == '`' || (c >= 0x2018 && c <= 0x201f);
}

static size_t next_code_point(jt_str rest, uint32_t *ret_code_point)
{
    size_t len = jt_utf8_decode(rest, ret_code_point);
    if (len == 0) {
        *ret_code_point = (unsigned char)rest.ptr[0];
        return 1;
    }
    return len;
}

/* The first of each kind is remarked on. */
static void remark(struct jt_doctor_facts *facts, enum jt_lint_field field, enum jt_lint_kind kind,
                   size_t at, uint32_t code_point)
{
    if (kind != JT_LINT_EMPTY && jt_lint_find(facts, field, kind) == NULL) {
        struct jt_lint_remark *made = jt_lint_add(facts, field, kind);
        made->at = at;
        made->code_point = code_point;
    }
}

void jt_lint_characters(struct jt_doctor_facts *facts, enum jt_lint_field field, jt_str text)
{
    uint32_t first = 0;
    uint32_t last = 0;
    size_t place = 0;
    for (size_t at = 0; at < text.len;) {
        at += next_code_point(jt_str_from(text, at), &last);
        place++;
        first = place == 1 ? last : first;
        remark(facts, field, judge(last), place, last);
    }
    if (place > 2 && is_quote(first) && is_quote(last)) {
        remark(facts, field, JT_LINT_QUOTED, 1, first);
    }
}
