/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords: the right one fits, every other does not, and a damaged hash is not a "no". */
#include "seal/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char stored[JT_PASSWORD_HASH_MAX];

static int hash_once(void **state)
{
    (void)state;
    return jt_password_hash(JT_STR("correct horse"), stored) != JT_OK;
}

static void test_the_right_password_fits(void **state)
{
    (void)state;
    assert_memory_equal(stored, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
    assert_int_equal(jt_password_check(stored, JT_STR("correct horse")), JT_OK);
}

static void test_other_passwords_do_not(void **state)
{
    (void)state;
    const jt_str others[] = {JT_STR(""), JT_STR("correct horsf"), JT_STR("correct horse "),
                             JT_STR("correct horse\0")};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(jt_password_check(stored, others[i]), JT_ERR_REFUSED);
    }
}

static void test_salts_differ(void **state)
{
    (void)state;
    char again[JT_PASSWORD_HASH_MAX];
    assert_int_equal(jt_password_hash(JT_STR("correct horse"), again), JT_OK);
    assert_string_not_equal(again, stored);
}

static void test_a_damaged_hash_is_not_a_no(void **state)
{
    (void)state;
    char damaged[JT_PASSWORD_HASH_MAX];
    memcpy(damaged, stored, sizeof(damaged));
    damaged[20] = 'x';
    assert_int_equal(jt_password_check(damaged, JT_STR("correct horse")), JT_ERR_DAMAGED);
    assert_int_equal(jt_password_check("", JT_STR("correct horse")), JT_ERR_DAMAGED);
    assert_int_equal(jt_password_check("$2b$12$abcdefghijklmnopqrstuv", JT_STR("correct horse")),
                     JT_ERR_DAMAGED);
}

/* A hash that asks for 4 GiB must not get them. */
static void test_the_hash_does_not_choose_the_memory(void **state)
{
    (void)state;
    const char *greedy = "$argon2id$v=19$m=4194304,t=2,p=1$"
                         "c29tZXNhbHRzb21lc2FsdA$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";
    assert_int_equal(jt_password_check(greedy, JT_STR("correct horse")), JT_ERR_DAMAGED);
}

static void test_too_long_a_password(void **state)
{
    (void)state;
    static char text[JT_PASSWORD_MAX + 1];
    char hash[JT_PASSWORD_HASH_MAX];
    memset(text, 'a', sizeof(text));
    assert_int_equal(jt_password_hash(jt_str_make(text, sizeof(text)), hash), JT_ERR_LIMIT);
    assert_int_equal(jt_password_check(stored, jt_str_make(text, sizeof(text))), JT_ERR_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_right_password_fits),
        cmocka_unit_test(test_other_passwords_do_not),
        cmocka_unit_test(test_salts_differ),
        cmocka_unit_test(test_a_damaged_hash_is_not_a_no),
        cmocka_unit_test(test_the_hash_does_not_choose_the_memory),
        cmocka_unit_test(test_too_long_a_password),
    };
    return cmocka_run_group_tests(tests, hash_once, NULL);
}
