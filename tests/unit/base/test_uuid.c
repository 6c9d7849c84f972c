/* SPDX-License-Identifier: Apache-2.0 */
/* UUIDs: one text for one value. */
#include "base/uuid.h"

#include "support/assert_str.h"

static const char text[] = "0123abcd-4567-4e8f-9a0b-fedcba987654";

static void text_and_back(void **state)
{
    (void)state;
    jt_uuid uuid;
    char again[JT_UUID_TEXT + 1];
    assert_int_equal(jt_uuid_parse(jt_str_from_c(text), &uuid), JT_OK);
    assert_int_equal(uuid.bytes[0], 0x01);
    assert_int_equal(uuid.bytes[15], 0x54);
    jt_uuid_write(&uuid, again);
    assert_string_equal(again, text);
}

static void made_ones_are_of_version_4_and_differ(void **state)
{
    (void)state;
    jt_uuid a;
    jt_uuid b;
    for (int i = 0; i < 50; i++) {
        assert_int_equal(jt_uuid_make(&jt_rand_system, &a), JT_OK);
        assert_int_equal(jt_uuid_make(&jt_rand_system, &b), JT_OK);
        assert_int_equal(a.bytes[6] >> 4, 4);
        assert_int_equal(a.bytes[8] >> 6, 2);
        assert_false(jt_uuid_equal(&a, &b));
        assert_false(jt_uuid_is_zero(&a));
    }
}

static void every_other_text_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "0123ABCD-4567-4e8f-9a0b-fedcba987654",
        "0123abcd-4567-4e8f-9a0b-fedcba98765",
        "0123abcd-4567-4e8f-9a0b-fedcba9876543",
        "0123abcd04567-4e8f-9a0b-fedcba987654",
        "0123abcd-4567-4e8f-9a0b0fedcba987654",
        "0123abc--4567-4e8f-9a0b-fedcba987654",
        "0123abcg-4567-4e8f-9a0b-fedcba987654",
        "{123abcd-4567-4e8f-9a0b-fedcba98765}",
        " 123abcd-4567-4e8f-9a0b-fedcba987654",
        "0123abcd45674e8f9a0bfedcba987654",
        "0123abcd/4567/4e8f/9a0b/fedcba987654",
    };
    jt_uuid uuid = {{7}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(jt_uuid_parse(jt_str_from_c(bad[i]), &uuid), JT_ERR_FORMAT);
        assert_int_equal(uuid.bytes[0], 7);
    }
    assert_int_equal(jt_uuid_parse(JT_STR("0123abcd-4567-4e8f-9a0b-fedcba98765\0"), &uuid),
                     JT_ERR_FORMAT);
}

static enum jt_err refuse(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void without_random_bytes_there_is_none(void **state)
{
    (void)state;
    const struct jt_rand broken = {.fill = refuse};
    jt_uuid uuid = {{7}};
    assert_int_equal(jt_uuid_make(&broken, &uuid), JT_ERR_CRYPTO);
    assert_int_equal(uuid.bytes[0], 7);
}

static void zero_is_zero_alone(void **state)
{
    (void)state;
    jt_uuid uuid = {{0}};
    assert_true(jt_uuid_is_zero(&uuid));
    uuid.bytes[15] = 1;
    assert_false(jt_uuid_is_zero(&uuid));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_back),
        cmocka_unit_test(made_ones_are_of_version_4_and_differ),
        cmocka_unit_test(every_other_text_is_refused),
        cmocka_unit_test(without_random_bytes_there_is_none),
        cmocka_unit_test(zero_is_zero_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
