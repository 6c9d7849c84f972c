/* SPDX-License-Identifier: Apache-2.0 */
/* The strict door: what may come in, and everything that may not. */
#include "codec/json.h"

#include "support/assert_str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 20 };

static struct jt_json *parsed(const char *text)
{
    struct jt_json *json = NULL;
    if (jt_json_parse(jt_str_from_c(text), ROOM, &json) != JT_OK) {
        fail_msg("refused %s", text);
    }
    return json;
}

static void every_type_is_read(void **state)
{
    (void)state;
    JT_CLEAN(jt_json_clear)
    struct jt_json *json = parsed("{\"s\":\"a\\u00e4\\n\",\"i\":-42,\"r\":1.5,\"b\":true,"
                                  "\"n\":null,\"a\":[1,2],\"o\":{\"x\":{}}}");
    const struct jt_json_value *root = jt_json_root(json);
    jt_str string;
    int64_t integer = 0;
    double number = 0;
    bool truth = false;
    assert_int_equal(jt_json_type(root), JT_JSON_OBJECT);
    assert_int_equal(jt_json_count(root), 7);
    assert_true(jt_json_string(jt_json_get(root, "s"), &string));
    assert_str(string, "a\xc3\xa4\n");
    assert_true(jt_json_integer(jt_json_get(root, "i"), &integer));
    assert_int_equal(integer, -42);
    assert_true(jt_json_number(jt_json_get(root, "i"), &number));
    assert_true(fabs(number + 42) < 1e-9);
    assert_true(jt_json_number(jt_json_get(root, "r"), &number));
    assert_true(fabs(number - 1.5) < 1e-9);
    assert_true(jt_json_bool(jt_json_get(root, "b"), &truth));
    assert_true(truth);
    assert_int_equal(jt_json_type(jt_json_get(root, "n")), JT_JSON_NULL);
    assert_int_equal(jt_json_type(jt_json_get(root, "r")), JT_JSON_REAL);
    assert_int_equal(jt_json_count(jt_json_get(root, "a")), 2);
    assert_true(jt_json_integer(jt_json_at(jt_json_get(root, "a"), 1), &integer));
    assert_int_equal(integer, 2);
    assert_int_equal(jt_json_count(jt_json_get(jt_json_get(root, "o"), "x")), 0);
}

static void reads_of_another_type_say_no_and_write_nothing(void **state)
{
    (void)state;
    JT_CLEAN(jt_json_clear)
    struct jt_json *json = parsed("{\"s\":\"1\",\"r\":1.0,\"i\":1,\"n\":null,\"a\":[1]}");
    const struct jt_json_value *root = jt_json_root(json);
    jt_str string = JT_STR("old");
    int64_t integer = 7;
    double number = 7;
    bool truth = true;
    assert_false(jt_json_string(jt_json_get(root, "i"), &string));
    assert_false(jt_json_string(jt_json_get(root, "absent"), &string));
    assert_false(jt_json_string(NULL, &string));
    assert_false(jt_json_integer(jt_json_get(root, "s"), &integer));
    assert_false(jt_json_integer(jt_json_get(root, "r"), &integer));
    assert_false(jt_json_integer(NULL, &integer));
    assert_false(jt_json_number(jt_json_get(root, "s"), &number));
    assert_false(jt_json_number(NULL, &number));
    assert_false(jt_json_bool(jt_json_get(root, "i"), &truth));
    assert_false(jt_json_bool(jt_json_get(root, "n"), &truth));
    assert_false(jt_json_bool(NULL, &truth));
    assert_str(string, "old");
    assert_int_equal(integer, 7);
    assert_true(number > 6.9 && truth);
}

static void what_is_absent_is_null(void **state)
{
    (void)state;
    JT_CLEAN(jt_json_clear) struct jt_json *json = parsed("[{}]");
    const struct jt_json_value *root = jt_json_root(json);
    assert_null(jt_json_get(root, "x"));
    assert_null(jt_json_get(jt_json_at(root, 0), "x"));
    assert_null(jt_json_get(NULL, "x"));
    assert_null(jt_json_at(root, 1));
    assert_null(jt_json_at(NULL, 0));
    assert_null(jt_json_at(jt_json_at(root, 0), 0));
    assert_int_equal(jt_json_count(NULL), 0);
    assert_int_equal(jt_json_type(NULL), JT_JSON_NULL);
}

static bool append_name(void *arg, jt_str name, const struct jt_json_value *value)
{
    char *names = arg;
    int64_t integer = 0;
    strncat(names, name.ptr, name.len);
    return !jt_json_integer(value, &integer) || integer != 2;
}

static void members_are_visited_in_order_until_stopped(void **state)
{
    (void)state;
    char names[16] = "";
    JT_CLEAN(jt_json_clear) struct jt_json *json = parsed("{\"z\":1,\"a\":1,\"m\":1}");
    JT_CLEAN(jt_json_clear) struct jt_json *stopped = parsed("{\"z\":1,\"a\":2,\"m\":1}");
    assert_true(jt_json_each(jt_json_root(json), append_name, names));
    assert_string_equal(names, "zam");
    names[0] = '\0';
    assert_false(jt_json_each(jt_json_root(stopped), append_name, names));
    assert_string_equal(names, "za");
    assert_true(jt_json_each(NULL, append_name, names));
    assert_string_equal(names, "za");
}

static void any_value_may_be_the_root(void **state)
{
    (void)state;
    static const char *const good[] = {"1", " \"a\" ", "null", "\ttrue\n", "[]", "{}", "-0"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        jt_json_free(parsed(good[i]));
    }
}

static void refuse(jt_str text, enum jt_err want)
{
    struct jt_json *json = NULL;
    enum jt_err err = jt_json_parse(text, ROOM, &json);
    if (err != want) {
        fail_msg("\"%.*s\": %s, want %s", JT_STR_ARG(text), jt_err_text(err), jt_err_text(want));
    }
    assert_null(json);
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "{\"a\" 1}",
        "01",
        "+1",
        ".5",
        "1.",
        "1e",
        "0x10",
        "NaN",
        "Infinity",
        "-Infinity",
        "True",
        "nul",
        "// c\n1",
        "/**/1",
        "[1]]",
        "1 2",
        "{}{}",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\n\"",
        "\"\t\"",
        "\xef\xbb\xbf{}",
        "[\"a\" \"b\"]",
        "]",
        "tru",
        "1e999999",
        "99999999999999999999",
        "-99999999999999999999",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        refuse(jt_str_from_c(bad[i]), JT_ERR_FORMAT);
    }
    refuse(jt_str_make(NULL, 0), JT_ERR_FORMAT);
}

static void duplicate_names_are_refused(void **state)
{
    (void)state;
    refuse(JT_STR("{\"a\":1,\"a\":1}"), JT_ERR_FORMAT);
    refuse(JT_STR("{\"alg\":1,\"\\u0061lg\":2}"), JT_ERR_FORMAT);
    refuse(JT_STR("[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]"), JT_ERR_FORMAT);
    refuse(JT_STR("{\"\":1,\"\":2}"), JT_ERR_FORMAT);
}

static void nul_is_refused_everywhere(void **state)
{
    (void)state;
    refuse(JT_STR("\"a\\u0000b\""), JT_ERR_FORMAT);
    refuse(JT_STR("{\"a\\u0000\":1}"), JT_ERR_FORMAT);
    refuse(JT_STR("\"a\0b\""), JT_ERR_FORMAT);
    refuse(JT_STR("{\"a\0\":1}"), JT_ERR_FORMAT);
    refuse(JT_STR("1\0"), JT_ERR_FORMAT);
    refuse(JT_STR("{}\0{\"a\":1}"), JT_ERR_FORMAT);
    refuse(JT_STR("[1,\0 2]"), JT_ERR_FORMAT);
}

static void what_is_no_utf8_is_refused(void **state)
{
    (void)state;
    refuse(JT_STR("\"\xff\""), JT_ERR_FORMAT);
    refuse(JT_STR("\"\xc0\x80\""), JT_ERR_FORMAT);
    refuse(JT_STR("\"\xed\xa0\x80\""), JT_ERR_FORMAT);
    refuse(JT_STR("\"\\ud800\""), JT_ERR_FORMAT);
    refuse(JT_STR("\"\\udc00\\ud800\""), JT_ERR_FORMAT);
    refuse(JT_STR("{\"\xc3\":1}"), JT_ERR_FORMAT);
}

static void surrogate_pairs_are_one_character(void **state)
{
    (void)state;
    jt_str string;
    JT_CLEAN(jt_json_clear) struct jt_json *json = parsed("\"\\ud83d\\ude00\"");
    assert_true(jt_json_string(jt_json_root(json), &string));
    assert_str(string, "\xf0\x9f\x98\x80");
}

static void eight_levels_are_the_deepest(void **state)
{
    (void)state;
    jt_json_free(parsed("[[[[[[[[1]]]]]]]]"));
    jt_json_free(parsed("{\"a\":[{\"a\":[{\"a\":[{\"a\":[]}]}]}]}"));
    jt_json_free(parsed("[[],[],[],[],[],[],[],[],[],[]]"));
    jt_json_free(parsed("\"[[[[[[[[[[[[\\\"[[[[\\\\\""));
    refuse(JT_STR("[[[[[[[[[1]]]]]]]]]"), JT_ERR_LIMIT);
    refuse(JT_STR("{\"a\":[{\"a\":[{\"a\":[{\"a\":[{}]}]}]}]}"), JT_ERR_LIMIT);
    refuse(JT_STR("[\"\\\\\",[[[[[[[[1]]]]]]]]]"), JT_ERR_LIMIT);
}

static void a_hundred_thousand_levels_do_no_harm(void **state)
{
    (void)state;
    enum { LEVELS = 100000 };
    char *text = malloc(LEVELS);
    assert_non_null(text);
    memset(text, '[', LEVELS);
    refuse(jt_str_make(text, LEVELS), JT_ERR_LIMIT);
    free(text);
}

static void size_is_limited(void **state)
{
    (void)state;
    struct jt_json *json = NULL;
    assert_int_equal(jt_json_parse(JT_STR("[1, 2]"), 5, &json), JT_ERR_LIMIT);
    assert_null(json);
    assert_int_equal(jt_json_parse(JT_STR("[1, 2]"), 6, &json), JT_OK);
    jt_json_free(json);
}

static void integers_have_64_bits(void **state)
{
    (void)state;
    int64_t integer = 0;
    JT_CLEAN(jt_json_clear)
    struct jt_json *json = parsed("[9223372036854775807,-9223372036854775808]");
    assert_true(jt_json_integer(jt_json_at(jt_json_root(json), 0), &integer));
    assert_true(integer == INT64_MAX);
    assert_true(jt_json_integer(jt_json_at(jt_json_root(json), 1), &integer));
    assert_true(integer == INT64_MIN);
    refuse(JT_STR("9223372036854775808"), JT_ERR_FORMAT);
}

static void the_text_may_go_away(void **state)
{
    (void)state;
    char text[] = "{\"a\":\"kept\"}";
    jt_str string;
    JT_CLEAN(jt_json_clear) struct jt_json *json = parsed(text);
    memset(text, 'x', sizeof(text) - 1);
    assert_true(jt_json_string(jt_json_get(jt_json_root(json), "a"), &string));
    assert_str(string, "kept");
}

static void clear_forgets(void **state)
{
    (void)state;
    struct jt_json *json = parsed("{\"a\":[\"secret\"]}");
    jt_json_clear(&json);
    assert_null(json);
    jt_json_clear(&json);
    jt_json_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read),
        cmocka_unit_test(reads_of_another_type_say_no_and_write_nothing),
        cmocka_unit_test(what_is_absent_is_null),
        cmocka_unit_test(members_are_visited_in_order_until_stopped),
        cmocka_unit_test(any_value_may_be_the_root),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(duplicate_names_are_refused),
        cmocka_unit_test(nul_is_refused_everywhere),
        cmocka_unit_test(what_is_no_utf8_is_refused),
        cmocka_unit_test(surrogate_pairs_are_one_character),
        cmocka_unit_test(eight_levels_are_the_deepest),
        cmocka_unit_test(a_hundred_thousand_levels_do_no_harm),
        cmocka_unit_test(size_is_limited),
        cmocka_unit_test(integers_have_64_bits),
        cmocka_unit_test(the_text_may_go_away),
        cmocka_unit_test(clear_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
