/* SPDX-License-Identifier: Apache-2.0 */
/* One object for people: labels, values, lists, tables below. */
#include "cli/manage/show.h"

#include "support/assert_str.h"

static void check(jt_str json, bool coloured, const char *expected)
{
    JT_CLEAN(jt_json_clear) struct jt_json *parsed = NULL;
    struct jt_buf out = {0};
    assert_int_equal(jt_json_parse(json, 4096, &parsed), JT_OK);
    jt_show_object(jt_json_root(parsed), coloured, &out);
    assert_str_equal(jt_buf_str(&out), jt_str_from_c(expected));
    jt_buf_clear(&out);
}

static void scalars_have_words(void **state)
{
    (void)state;
    check(JT_STR("{}"), false, "");
    check(
        JT_STR("{\"lastUsedAt\":null,\"isOne\":true,\"two\":false,\"n\":12,\"r\":1.5,\"e\":\"\"}"),
        false,
        "last used at  -\nis one        yes\ntwo           no\nn             12\n"
        "r             1.5\ne             -\n");
}

static void members_of_members_stand_with_their_name(void **state)
{
    (void)state;
    check(JT_STR("{\"access\":{\"hasRoles\":true},\"a\":1}"), false,
          "access has roles  yes\na                 1\n");
}

static void lists_stand_in_a_line_and_objects_in_a_table(void **state)
{
    (void)state;
    check(JT_STR("{\"m\":[\"a\",\"b\"],\"none\":[]}"), false, "m     a, b\nnone  -\n");
    check(
        JT_STR("{\"s\":[{\"id\":\"1\",\"endsAt\":null},{\"id\":\"22\",\"endsAt\":\"x\"}],\"a\":1}"),
        false, "s\n  id  ends at\n  1   -\n  22  x\na  1\n");
    check(JT_STR("{\"s\":[{\"id\":\"1\"},\"odd\"]}"), false, "s\n  id\n  1\n  -\n");
    check(JT_STR("{\"s\":[\"One thing.\",\"Another.\"]}"), false, "s\n  One thing.\n  Another.\n");
}

static void permissions_stand_as_in_a_scope(void **state)
{
    (void)state;
    check(JT_STR("{\"p\":[\"*\"]}"), false, "p  *\n");
    check(JT_STR("{\"p\":[{\"permission\":\"a\"},{\"permission\":\"b\",\"stages\":[\"x\",\"y\"]},"
                 "{\"permission\":\"c\",\"api\":\"https://o\"}]}"),
          false, "p  a, x:b y:b, c (https://o)\n");
}

static void nothing_from_outside_reaches_the_terminal_raw(void **state)
{
    (void)state;
    check(JT_STR("{\"name\":\"\\u001b[31m\\nx\"}"), true, "name  ?[31m x\n");
    check(JT_STR("{\"p\":[{\"permission\":\"\\u001b\",\"stages\":[\"\\u009b\"]}]}"), false,
          "p  ?:?\n");
    check(JT_STR("{\"\\u001b[2J\":1}"), false, "?[2 j  1\n");
    check(JT_STR("{\"status\":\"Suspended\"}"), true, "status  \033[31mSuspended\033[0m\n");
    check(JT_STR("{\"status\":\"Suspended\"}"), false, "status  Suspended\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_have_words),
        cmocka_unit_test(members_of_members_stand_with_their_name),
        cmocka_unit_test(lists_stand_in_a_line_and_objects_in_a_table),
        cmocka_unit_test(permissions_stand_as_in_a_scope),
        cmocka_unit_test(nothing_from_outside_reaches_the_terminal_raw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
