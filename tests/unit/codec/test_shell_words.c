/* SPDX-License-Identifier: Apache-2.0 */
/* A pasted command line: the words a shell would make of it, and what it would have put elsewhere.
 */
#include "codec/shell_words.h"

#include "support/assert_str.h"

#include <string.h>

static struct jt_arena arena;
static struct jt_shell_command command;

static int teardown(void **state)
{
    (void)state;
    jt_arena_clear(&arena);
    return 0;
}

/* words: each in brackets. */
static void assert_words(jt_str input, const char *words)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    memset(&command, 0x55, sizeof(command));
    assert_int_equal(jt_shell_split(&arena, input, 0, &command), JT_OK);
    for (size_t i = 0; i < command.word_count; i++) {
        jt_buf_append_c(&buf, "[");
        jt_buf_append(&buf, command.words[i].text);
        jt_buf_append_c(&buf, "]");
    }
    assert_string_equal(jt_buf_c(&buf), words);
}

static void assert_finding(size_t at, enum jt_shell_finding_kind kind, size_t offset)
{
    assert_in_range(at, 0, command.finding_count - 1);
    assert_int_equal(command.findings[at].kind, kind);
    assert_int_equal(command.findings[at].offset, offset);
}

static void assert_only(enum jt_shell_finding_kind kind, size_t offset)
{
    assert_int_equal(command.finding_count, 1);
    assert_finding(0, kind, offset);
}

static void quotes_make_words(void **state)
{
    (void)state;
    assert_words(JT_STR("curl -d 'a b' \"c d\" e\\ f '' x'y'\"z\""),
                 "[curl][-d][a b][c d][e f][][xyz]");
    assert_int_equal(command.finding_count, 0);
    assert_int_equal(command.words[2].offset, 8);
    assert_words(JT_STR("'$HOME `id` \\ \" *' \"\\$x \\` \\\" \\\\ \\n\""),
                 "[$HOME `id` \\ \" *][$x ` \" \\ \\n]");
    assert_int_equal(command.finding_count, 0);
}

static void lines_are_joined_and_end(void **state)
{
    (void)state;
    assert_words(JT_STR("curl \\\n  -d a\\\nb \\\r\n c\nnext"), "[curl][-d][ab][c]");
    assert_int_equal(command.finding_count, 0);
    assert_int_equal(jt_shell_split(&arena, JT_STR("a b; c"), command.end > 99, &command), JT_OK);
    assert_int_equal(command.word_count, 2);
    assert_int_equal(jt_shell_split(&arena, JT_STR("a b; c"), command.end, &command), JT_OK);
    assert_int_equal(command.word_count, 1);
    assert_str(command.words[0].text, "c");
    assert_int_equal(jt_shell_split(&arena, JT_STR("a b; c"), command.end, &command), JT_OK);
    assert_int_equal(command.word_count, 0);
}

static void comments_and_empty_lines_are_skipped(void **state)
{
    (void)state;
    assert_words(JT_STR("\n\n# get a token\n  \ncurl a#b # c d\n"), "[curl][a#b]");
    assert_words(JT_STR(""), "");
    assert_words(JT_STR("# nothing"), "");
}

static void a_terminal_s_second_prompt_is_skipped(void **state)
{
    (void)state;
    assert_words(JT_STR("curl \\\n> -d a \\\n>   'https://x'"), "[curl][-d][a][https://x]");
    assert_words(JT_STR("curl x \\\n > out.txt"), "[curl][x]");
}

static void browsers_quotes_are_read(void **state)
{
    (void)state;
    assert_words(JT_STR("$'a\\'b\\n\\t\\u00e4\\U0001f600\\x41\\101\\\\\\q'"),
                 "[a'b\n\t\xc3\xa4\xf0\x9f\x98\x80"
                 "AA\\\\q]");
    assert_int_equal(command.finding_count, 0);
    assert_words(JT_STR("$'\\u0021x' $\"a b\" $'\\x' $'\\ca'"), "[!x][a b][\\x][\x01]");
    assert_words(JT_STR("$'a\\0b'"), "[ab]");
    assert_only(JT_SHELL_CONTROL, 3);
}

static void nothing_is_expanded_and_all_is_reported(void **state)
{
    (void)state;
    assert_words(JT_STR("a$SECRET \"b${X:-y z}c\" $(cat f g) `id -u` \"$(a b)\" ~/x $1"),
                 "[a$SECRET][b${X:-y z}c][$(cat f g)][`id -u`][$(a b)][~/x][$1]");
    assert_int_equal(command.finding_count, 7);
    assert_finding(0, JT_SHELL_VARIABLE, 1);
    assert_finding(1, JT_SHELL_VARIABLE, 11);
    assert_finding(2, JT_SHELL_SUBSTITUTION, 23);
    assert_finding(3, JT_SHELL_SUBSTITUTION, 34);
    assert_finding(4, JT_SHELL_SUBSTITUTION, 43);
    assert_finding(5, JT_SHELL_TILDE, 51);
    assert_finding(6, JT_SHELL_VARIABLE, 55);
    assert_int_equal(command.findings[1].word, 1);
}

static void a_dollar_of_its_own_is_no_variable(void **state)
{
    (void)state;
    assert_words(JT_STR("$ curl a$ \"b$\" $. a~b \\$x \"!\" 5!"),
                 "[$][curl][a$][b$][$.][a~b][$x][!][5!]");
    assert_int_equal(command.finding_count, 0);
}

static void history_and_patterns_are_reported(void **state)
{
    (void)state;
    assert_words(JT_STR("\"pa!ss\""), "[pa!ss]");
    assert_only(JT_SHELL_HISTORY, 3);
    assert_words(JT_STR("https://h/p?a"), "[https://h/p?a]");
    assert_only(JT_SHELL_PATTERN, 11);
    assert_words(JT_STR("{a,b}"), "[{a,b}]");
    assert_only(JT_SHELL_PATTERN, 0);
}

static void operators_end_the_command(void **state)
{
    (void)state;
    assert_words(JT_STR("curl https://h/x&b=c"), "[curl][https://h/x]");
    assert_only(JT_SHELL_AMPERSAND, 16);
    assert_words(JT_STR("curl x | jq ."), "[curl][x]");
    assert_int_equal(command.finding_count, 0);
    assert_words(JT_STR("curl x && echo"), "[curl][x]");
    assert_int_equal(command.finding_count, 0);
    assert_words(JT_STR("curl -d a 2>/dev/null >out 2>&1 &>all b"), "[curl][-d][a][b]");
    assert_int_equal(command.finding_count, 0);
    assert_words(JT_STR("curl -d @- <secret.txt"), "[curl][-d][@-]");
    assert_only(JT_SHELL_REDIRECT, 11);
}

static void lost_line_ends_are_reported(void **state)
{
    (void)state;
    assert_words(JT_STR("curl x\n  -d y"), "[curl][x]");
    assert_only(JT_SHELL_LOST_BREAK, 6);
    assert_words(JT_STR("curl x \\  \n -d y"), "[curl][x][ ]");
    assert_finding(0, JT_SHELL_BLANK_AFTER, 7);
    assert_finding(1, JT_SHELL_LOST_BREAK, 10);
    assert_words(JT_STR("curl.exe x `\r\n -d y"), "[curl.exe][x][-d][y]");
    assert_only(JT_SHELL_FOREIGN_BREAK, 11);
}

static void what_is_never_closed_goes_to_the_end(void **state)
{
    (void)state;
    assert_words(JT_STR("a 'b c"), "[a][b c]");
    assert_only(JT_SHELL_UNTERMINATED, 2);
    assert_words(JT_STR("\"b c"), "[b c]");
    assert_only(JT_SHELL_UNTERMINATED, 0);
    assert_words(JT_STR("$'b c"), "[b c]");
    assert_int_equal(command.finding_count, 1);
    assert_words(JT_STR("$(b c"), "[$(b][c]");
    assert_int_equal(command.findings[1].kind, JT_SHELL_UNTERMINATED);
    assert_words(JT_STR("a\\"), "[a]");
}

static void what_copying_leaves_behind_is_reported(void **state)
{
    (void)state;
    assert_words(JT_STR("-d \xe2\x80\x9c"
                        "a b\xe2\x80\x9d"),
                 "[-d][\xe2\x80\x9c"
                 "a][b\xe2\x80\x9d]");
    assert_int_equal(command.finding_count, 2);
    assert_finding(0, JT_SHELL_CURLY_QUOTE, 3);
    assert_words(JT_STR("'a\xc2\xa0"
                        "b'"),
                 "[a\xc2\xa0"
                 "b]");
    assert_only(JT_SHELL_SPECIAL_SPACE, 2);
    assert_words(JT_STR("\xef\xbb\xbf"
                        "curl"),
                 "[\xef\xbb\xbf"
                 "curl]");
    assert_only(JT_SHELL_INVISIBLE, 0);
    assert_words(JT_STR("\xe2\x80\x93"
                        "data a\xe2\x80\x93"
                        "b"),
                 "[\xe2\x80\x93"
                 "data][a\xe2\x80\x93"
                 "b]");
    assert_only(JT_SHELL_DASH, 0);
    assert_words(JT_STR("a\0b \xff"), "[ab][\xff]");
    assert_only(JT_SHELL_CONTROL, 1);
}

static void windows_quotes_are_read(void **state)
{
    (void)state;
    assert_words(JT_STR("curl ^\"https://h/a?b=c^&d=e^\" ^\r\n  -H ^\"x: ^\\^\"y^\\^\"^\" ^\r\n -d "
                        "\"a^b\"\r\nnext"),
                 "[curl][https://h/a?b=c&d=e][-H][x: \"y\"][-d][a^b]");
    assert_int_equal(command.finding_count, 0);
    assert_words(JT_STR("\ncurl ^\n x&y"), "[curl][x]");
    assert_only(JT_SHELL_AMPERSAND, 10);
}

static void limits_are_kept(void **state)
{
    (void)state;
    static char big[JT_SHELL_INPUT_MAX + 2];
    for (size_t i = 0; i < sizeof(big); i++) {
        big[i] = i % 2 ? ' ' : 'x';
    }
    assert_int_equal(jt_shell_split(&arena, jt_str_make(big, sizeof(big) - 1), 0, &command),
                     JT_ERR_LIMIT);
    assert_int_equal(jt_shell_split(&arena, jt_str_make(big, 2000), 0, &command), JT_ERR_LIMIT);
    assert_int_equal(jt_shell_split(&arena, jt_str_make(big, 1000), 0, &command), JT_OK);
    assert_int_equal(command.word_count, 500);
    memset(big, '*', sizeof(big));
    assert_int_equal(jt_shell_split(&arena, jt_str_make(big, JT_SHELL_INPUT_MAX), 0, &command),
                     JT_OK);
    assert_int_equal(command.finding_count, JT_SHELL_FINDINGS_MAX);
    assert_int_equal(jt_shell_split(&arena, JT_STR("a"), 2, &command), JT_ERR_LIMIT);
}

static void places_count_characters(void **state)
{
    (void)state;
    size_t line;
    size_t column;
    jt_shell_place(JT_STR("a\n\xc3\xa4x"), 4, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 2);
    jt_shell_place(JT_STR("a"), 99, &line, &column);
    assert_int_equal(column, 2);
}

static void assert_quoted(jt_str text, const char *expected)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_shell_quote(&buf, text);
    assert_string_equal(jt_buf_c(&buf), expected);
    assert_int_equal(jt_shell_split(&arena, jt_buf_str(&buf), 0, &command), JT_OK);
    assert_int_equal(command.word_count, 1);
    assert_str_equal(command.words[0].text, text);
}

static void what_is_quoted_comes_back(void **state)
{
    (void)state;
    assert_quoted(JT_STR("https://h/p"), "https://h/p");
    assert_quoted(JT_STR(""), "''");
    assert_quoted(JT_STR("a b$`\"*"), "'a b$`\"*'");
    assert_quoted(JT_STR("it's"), "'it'\\''s'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_make_words),
        cmocka_unit_test(lines_are_joined_and_end),
        cmocka_unit_test(comments_and_empty_lines_are_skipped),
        cmocka_unit_test(a_terminal_s_second_prompt_is_skipped),
        cmocka_unit_test(browsers_quotes_are_read),
        cmocka_unit_test(nothing_is_expanded_and_all_is_reported),
        cmocka_unit_test(a_dollar_of_its_own_is_no_variable),
        cmocka_unit_test(history_and_patterns_are_reported),
        cmocka_unit_test(operators_end_the_command),
        cmocka_unit_test(lost_line_ends_are_reported),
        cmocka_unit_test(what_is_never_closed_goes_to_the_end),
        cmocka_unit_test(what_copying_leaves_behind_is_reported),
        cmocka_unit_test(windows_quotes_are_read),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(places_count_characters),
        cmocka_unit_test(what_is_quoted_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
