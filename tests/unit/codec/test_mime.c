/* SPDX-License-Identifier: Apache-2.0 */
/* Mail text: no value leaves its header line, and every body arrives as it was. */
#include "codec/mime.h"

#include "support/assert_str.h"

#include <string.h>

static void a_field_is_one_line(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    assert_int_equal(jt_mime_field(&buf, "To", JT_STR("<ada@example.org>")), JT_OK);
    assert_str(jt_buf_str(&buf), "To: <ada@example.org>\r\n");
}

static void control_characters_are_refused_in_fields(void **state)
{
    static const jt_str bad[] = {
        JT_STR_INIT("a\r\nBcc: eve@example.org"),
        JT_STR_INIT("a\nBcc: eve@example.org"),
        JT_STR_INIT("a\rb"),
        JT_STR_INIT("a\0b"),
        JT_STR_INIT("a\tb"),
        JT_STR_INIT("a\x7f"),
        JT_STR_INIT("a\xc2\x85z"),
        JT_STR_INIT("\xff"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
        assert_int_equal(jt_mime_field(&buf, "To", bad[i]), JT_ERR_ARG);
        assert_int_equal(jt_mime_field_text(&buf, "Subject", bad[i]), JT_ERR_ARG);
        assert_int_equal(buf.len, 0);
    }
}

static void short_ascii_stays_as_it_is(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    assert_int_equal(jt_mime_field_text(&buf, "Subject", JT_STR("It ends = soon?")), JT_OK);
    assert_int_equal(jt_mime_field_text(&buf, "Subject", JT_STR("")), JT_OK);
    assert_str(jt_buf_str(&buf), "Subject: It ends = soon?\r\nSubject: \r\n");
}

static void other_text_becomes_encoded_words(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    assert_int_equal(jt_mime_field_text(&buf, "Subject", JT_STR("\xc3\x84pfel")), JT_OK);
    assert_str(jt_buf_str(&buf), "Subject: =?utf-8?B?w4RwZmVs?=\r\n");
    jt_buf_reset(&buf);
    /* What looks like an encoded word must arrive as it was written. */
    assert_int_equal(jt_mime_field_text(&buf, "Subject", JT_STR("=?utf-8?B?eA==?=")), JT_OK);
    assert_str(jt_buf_str(&buf), "Subject: =?utf-8?B?PT91dGYtOD9CP2VBPT0/PQ==?=\r\n");
}

/* Each word within its limit, no character torn in two. */
static void long_text_is_folded_between_characters(void **state)
{
    char text[600];
    (void)state;
    for (size_t i = 0; i < sizeof(text); i += 3) {
        memcpy(text + i, "\xe2\x82\xac", 3);
    }
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    assert_int_equal(jt_mime_field_text(&buf, "Subject", jt_str_make(text, sizeof(text))), JT_OK);
    jt_str rest = jt_buf_str(&buf);
    jt_str line;
    size_t lines = 0;
    while (rest.len && jt_str_next(&rest, '\n', &line)) {
        assert_true(line.len <= 90);
        assert_true(jt_str_ends_with(line, JT_STR("?=\r")));
        /* 15 euro signs: "4oKs" fifteen times. */
        assert_true(jt_str_find(line, JT_STR("4oKs4oKs")) < line.len);
        assert_true(lines == 0 || line.ptr[0] == ' ');
        lines++;
    }
    assert_int_equal(lines, 14);
}

static void plain_bodies_are_known(void **state)
{
    char line[902];
    (void)state;
    memset(line, 'x', sizeof(line));
    assert_true(jt_mime_body_is_plain(JT_STR("")));
    assert_true(jt_mime_body_is_plain(JT_STR("one\n\ntwo\n")));
    assert_true(jt_mime_body_is_plain(jt_str_make(line, 900)));
    assert_false(jt_mime_body_is_plain(jt_str_make(line, 901)));
    assert_false(jt_mime_body_is_plain(JT_STR("a\r\n")));
    assert_false(jt_mime_body_is_plain(JT_STR("\xc3\xa4")));
}

static void plain_lines_end_in_crlf(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_mime_body_plain(&buf, JT_STR("one\n\n.\ntwo\rthree\0"));
    assert_str(jt_buf_str(&buf), "one\r\n\r\n.\r\ntwo?three?\r\n");
}

static void quoted_printable_keeps_every_byte(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_mime_body_quoted(&buf, JT_STR("a=b? \xc3\xa4 \n.\n\rBcc: x\n"));
    assert_str(jt_buf_str(&buf), "a=3Db? =C3=A4=20\r\n=2E\r\n?Bcc: x\r\n");
}

static void quoted_printable_breaks_long_lines(void **state)
{
    char text[400];
    (void)state;
    memset(text, '\xa4', sizeof(text));
    memset(text, 'x', 74);
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_mime_body_quoted(&buf, jt_str_make(text, sizeof(text)));
    jt_str rest = jt_buf_str(&buf);
    jt_str line;
    while (rest.len && jt_str_next(&rest, '\n', &line)) {
        assert_true(line.len <= JT_MIME_LINE_MAX + 1);
    }
    /* The escape that did not fit went to the next line whole. */
    assert_true(jt_str_find(jt_buf_str(&buf), JT_STR("x=\r\n=A4=A4")) == 73);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_one_line),
        cmocka_unit_test(control_characters_are_refused_in_fields),
        cmocka_unit_test(short_ascii_stays_as_it_is),
        cmocka_unit_test(other_text_becomes_encoded_words),
        cmocka_unit_test(long_text_is_folded_between_characters),
        cmocka_unit_test(plain_bodies_are_known),
        cmocka_unit_test(plain_lines_end_in_crlf),
        cmocka_unit_test(quoted_printable_keeps_every_byte),
        cmocka_unit_test(quoted_printable_breaks_long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
