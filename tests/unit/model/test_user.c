/* SPDX-License-Identifier: Apache-2.0 */
/* Names and addresses of people. */
#include "model/user.h"

#include "base/buf.h"

#include "support/assert_str.h"

static void addresses_that_are_valid(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b",
                                       "ada.lovelace+test@mail.example.com",
                                       "o'neil@example.ie",
                                       "!#$%&*/=?^_`{|}~@x-y.example",
                                       "j\xc3\xbcrgen@example.de",
                                       "a@1.2"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (!jt_email_is_valid(jt_str_from_c(good[i]))) {
            fail_msg("refused %s", good[i]);
        }
    }
}

static void addresses_that_are_not(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "a",
                                      "@",
                                      "a@",
                                      "@b",
                                      "a@b@c",
                                      "a b@c",
                                      "a@b c",
                                      "a@b.",
                                      "a@.b",
                                      "a@b..c",
                                      "a@-b",
                                      "a@b-",
                                      "a@b_c",
                                      "a\n@b",
                                      "a@b\n",
                                      "a@b\r\nRCPT",
                                      "\x7f@b",
                                      "a\t@b",
                                      "<a@b>",
                                      "\"a\"@b",
                                      "a,b@c",
                                      "a;b@c",
                                      "a:b@c",
                                      "a@[::1]",
                                      "a(x)@b",
                                      "\xff@b",
                                      "a\xc2\x85@b",
                                      "a@\xc3\xa4.example",
                                      "a\\b@c",
                                      "a@b:25"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (jt_email_is_valid(jt_str_from_c(bad[i]))) {
            fail_msg("accepted \"%s\"", bad[i]);
        }
    }
    assert_false(jt_email_is_valid(jt_str_make(NULL, 0)));
    assert_false(jt_email_is_valid(JT_STR("a\0@b")));
    assert_false(jt_email_is_valid(JT_STR("a@b\0c")));
}

static void addresses_and_labels_have_lengths(void **state)
{
    (void)state;
    char label[64];
    for (size_t i = 0; i < sizeof(label); i++) {
        label[i] = 'a';
    }
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_buf_append_c(&buf, "x@");
    jt_buf_append(&buf, jt_str_make(label, 63));
    assert_true(jt_email_is_valid(jt_buf_str(&buf)));
    jt_buf_append_char(&buf, 'a');
    assert_false(jt_email_is_valid(jt_buf_str(&buf)));

    jt_buf_reset(&buf);
    while (buf.len < 252) {
        jt_buf_append_char(&buf, 'a');
    }
    jt_buf_append_c(&buf, "@b");
    assert_true(jt_email_is_valid(jt_buf_str(&buf)));
    jt_buf_append_char(&buf, 'b');
    assert_false(jt_email_is_valid(jt_buf_str(&buf)));
}

static void names_that_are_valid(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    assert_true(jt_name_is_valid(JT_STR("x")));
    assert_true(
        jt_name_is_valid(JT_STR("J\xc3\xbcrgen \"The Machine\" <O'Neil> \xf0\x9f\x98\x80")));
    for (int i = 0; i < 200; i++) {
        jt_buf_append_c(&buf, "\xf0\x9f\x98\x80");
    }
    assert_true(jt_name_is_valid(jt_buf_str(&buf)));
    jt_buf_append_char(&buf, 'x');
    assert_false(jt_name_is_valid(jt_buf_str(&buf)));
}

static void names_that_are_not(void **state)
{
    (void)state;
    assert_false(jt_name_is_valid(JT_STR("")));
    assert_false(jt_name_is_valid(jt_str_make(NULL, 0)));
    assert_false(jt_name_is_valid(JT_STR("a\nb")));
    assert_false(jt_name_is_valid(JT_STR("a\0b")));
    assert_false(jt_name_is_valid(JT_STR("a\x1b[31m")));
    assert_false(jt_name_is_valid(JT_STR("a\x7f")));
    assert_false(jt_name_is_valid(JT_STR("a\xc2\x9b")));
    assert_false(jt_name_is_valid(JT_STR("a\xff")));
}

static void statuses_have_names(void **state)
{
    (void)state;
    assert_str(jt_user_status_text(JT_USER_INVITED), "Invited");
    assert_str(jt_user_status_text(JT_USER_ACTIVE), "Active");
    assert_str(jt_user_status_text(JT_USER_INACTIVE), "Inactive");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_that_are_valid),
        cmocka_unit_test(addresses_that_are_not),
        cmocka_unit_test(addresses_and_labels_have_lengths),
        cmocka_unit_test(names_that_are_valid),
        cmocka_unit_test(names_that_are_not),
        cmocka_unit_test(statuses_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
