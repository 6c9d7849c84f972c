/* SPDX-License-Identifier: Apache-2.0 */
/* Tables and the text in them: widths, and nothing from a server that a terminal obeys. */
#include "cli/manage/table.h"
#include "cli/manage/text.h"

#include "support/assert_str.h"

static void check_clean(const char *text, size_t len, const char *clean)
{
    struct jt_buf buf = {0};
    jt_text_append_clean(&buf, jt_str_make(text, len));
    assert_str_equal(jt_buf_str(&buf), jt_str_from_c(clean));
    jt_buf_clear(&buf);
}

#define CLEAN(text, clean) check_clean(text, sizeof(text) - 1, clean)

static void ordinary_text_stays(void **state)
{
    (void)state;
    CLEAN("", "");
    CLEAN("plain ~ text", "plain ~ text");
    CLEAN("\xc3\xa4\xe6\xb0\xb8\xf0\x9f\x98\x80", "\xc3\xa4\xe6\xb0\xb8\xf0\x9f\x98\x80");
    CLEAN("two\nlines\tand\ra tab", "two lines and a tab");
}

static void what_a_terminal_obeys_goes(void **state)
{
    (void)state;
    CLEAN("\033[31mred", "?[31mred");
    CLEAN("a\0b", "a?b");
    CLEAN("\x7f\x08", "??");
    CLEAN("\xc2\x9b"
          "31m",
          "?31m");                    /* C1: CSI in one character */
    CLEAN("x\xe2\x80\xaey", "x?y");   /* right-to-left override */
    CLEAN("x\xe2\x81\xa6y", "x?y");   /* isolate */
    CLEAN("x\xe2\x80\x8by", "x?y");   /* zero-width space */
    CLEAN("x\xef\xbb\xbfy", "x?y");   /* byte order mark */
    CLEAN("x\xf3\xa0\x81\x81", "x?"); /* tag */
}

static void broken_bytes_are_marked(void **state)
{
    (void)state;
    CLEAN("\xff", "?");
    CLEAN("\xc3", "?");
    CLEAN("a\xc3(", "a?(");
    CLEAN("\xed\xa0\x80", "???");
    CLEAN("\xc0\xaf", "??");
}

static void width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(jt_text_width(JT_STR("")), 0);
    assert_int_equal(jt_text_width(JT_STR("abc")), 3);
    assert_int_equal(jt_text_width(JT_STR("\xc3\xa4")), 1);
    assert_int_equal(jt_text_width(JT_STR("a\xcc\x88")), 1); /* combining diaeresis */
    assert_int_equal(jt_text_width(JT_STR("\xe6\xb0\xb8\xe4\xb9\x85")), 4);
    assert_int_equal(jt_text_width(JT_STR("\xf0\x9f\x98\x80")), 2);
    assert_int_equal(jt_text_width(JT_STR("\xef\xbd\xb1")), 1); /* half-width katakana */
}

static void add(struct jt_table *table, const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        jt_table_add(table, jt_str_from_c(cells[i]));
    }
}

static void check_table(const char *const *cells, size_t count, bool coloured, const char *expected)
{
    struct jt_table table = JT_TABLE_INIT(2);
    struct jt_buf out = {0};
    add(&table, cells, count);
    jt_table_write(&table, 0, coloured, &out);
    assert_str_equal(jt_buf_str(&out), jt_str_from_c(expected));
    jt_buf_clear(&out);
    jt_table_clear(&table);
}

static void columns_are_as_wide_as_their_widest_cell(void **state)
{
    static const char *const cells[] = {"NAME",    "STATUS", "\xe6\xb0\xb8\xe4\xb9\x85\xe6\xb0\xb8",
                                        "Expired", "",       "Available"};
    (void)state;
    check_table(cells, 6, false,
                "NAME    STATUS\n"
                "\xe6\xb0\xb8\xe4\xb9\x85\xe6\xb0\xb8  Expired\n"
                "        Available\n");
    check_table(cells, 2, false, "NAME  STATUS\n");
}

static void colours_are_ours_alone(void **state)
{
    static const char *const cells[] = {"A", "B", "\033[1m", "revoked"};
    (void)state;
    check_table(cells, 4, true,
                "\033[1mA\033[0m     \033[1mB\033[0m\n?[1m  \033[31mrevoked\033[0m\n");
    assert_null(jt_table_colour(JT_STR("Availabl")));
    assert_null(jt_table_colour(JT_STR("")));
    assert_string_equal(jt_table_colour(JT_STR("Suspended")), "31");
}

static void a_table_is_indented(void **state)
{
    struct jt_table table = JT_TABLE_INIT(1);
    struct jt_buf out = {0};
    (void)state;
    jt_table_add(&table, JT_STR("x"));
    jt_table_add(&table, JT_STR("y"));
    jt_table_write(&table, 3, false, &out);
    assert_str(jt_buf_str(&out), "   x\n   y\n");
    jt_buf_clear(&out);
    jt_table_clear(&table);
}

static void a_table_that_is_too_large_is_no_table(void **state)
{
    struct jt_table table = {.cells = JT_BUF_INIT(8), .columns = 1};
    struct jt_buf out = {0};
    (void)state;
    jt_table_add(&table, JT_STR("much more than eight"));
    jt_table_write(&table, 0, false, &out);
    assert_int_equal(jt_buf_check(&out), JT_ERR_LIMIT);
    jt_buf_clear(&out);
    jt_table_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_text_stays),
        cmocka_unit_test(what_a_terminal_obeys_goes),
        cmocka_unit_test(broken_bytes_are_marked),
        cmocka_unit_test(width_counts_columns),
        cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
        cmocka_unit_test(colours_are_ours_alone),
        cmocka_unit_test(a_table_is_indented),
        cmocka_unit_test(a_table_that_is_too_large_is_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
