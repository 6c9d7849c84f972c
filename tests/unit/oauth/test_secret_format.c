/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a client secret: made, judged, damaged in every way a paste can damage it. */
#include "oauth/secret_format.h"

#include "codec/crc32.h"

#include "support/assert_str.h"

#include <stdio.h>
#include <string.h>

static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static enum jt_err fill_with(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    memset(ret_bytes, *(const int *)source->state, len);
    return JT_OK;
}

static enum jt_err refuse(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void make_from(int byte, char ret_text[static JT_CLIENT_SECRET_TEXT + 1])
{
    const struct jt_rand rand = {.fill = fill_with, .state = &byte};
    JT_CLEAN(jt_secret_clear) struct jt_secret secret = {0};
    assert_int_equal(jt_client_secret_make(&rand, &secret), JT_OK);
    jt_str text = jt_secret_reveal(&secret);
    assert_int_equal(text.len, JT_CLIENT_SECRET_TEXT);
    memcpy(ret_text, text.ptr, text.len);
    ret_text[text.len] = '\0';
}

static void the_ends_of_the_numbers_are_known(void **state)
{
    (void)state;
    char text[JT_CLIENT_SECRET_TEXT + 1];
    make_from(0, text);
    assert_memory_equal(text, "jtn_0000000000000000000000000000000000000000000", 47);
    /* 2^256 - 1 in base 62, reckoned elsewhere. */
    make_from(255, text);
    assert_memory_equal(text, "jtn_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1", 47);
}

static void the_checksum_is_that_of_what_precedes(void **state)
{
    (void)state;
    char text[JT_CLIENT_SECRET_TEXT + 1];
    uint64_t checksum = 0;
    make_from(0x5a, text);
    for (size_t i = 47; i < JT_CLIENT_SECRET_TEXT; i++) {
        checksum = checksum * 62 + (uint64_t)(strchr(base62, text[i]) - base62);
    }
    assert_int_equal(checksum, jt_crc32(jt_str_make(text, 47)));
}

static void made_secrets_are_sound_and_differ(void **state)
{
    (void)state;
    char before[JT_CLIENT_SECRET_TEXT] = {0};
    for (int i = 0; i < 1000; i++) {
        JT_CLEAN(jt_secret_clear) struct jt_secret secret = {0};
        assert_int_equal(jt_client_secret_make(&jt_rand_system, &secret), JT_OK);
        jt_str text = jt_secret_reveal(&secret);
        assert_int_equal(jt_client_secret_check_format(text), JT_SECRET_FORMAT_OK);
        assert_memory_not_equal(before, text.ptr, 47);
        memcpy(before, text.ptr, JT_CLIENT_SECRET_TEXT);
    }
}

static void without_random_bytes_there_is_none(void **state)
{
    (void)state;
    const struct jt_rand broken = {.fill = refuse};
    struct jt_secret secret = {0};
    assert_int_equal(jt_client_secret_make(&broken, &secret), JT_ERR_CRYPTO);
    assert_true(jt_secret_is_empty(&secret));
}

static void every_changed_character_is_seen(void **state)
{
    (void)state;
    char text[JT_CLIENT_SECRET_TEXT + 1];
    make_from(0x37, text);
    for (size_t at = 4; at < JT_CLIENT_SECRET_TEXT; at++) {
        char right = text[at];
        for (int c = 0; c < 256; c++) {
            text[at] = (char)c;
            assert_int_equal(
                jt_client_secret_check_format(jt_str_make(text, JT_CLIENT_SECRET_TEXT)),
                text[at] == right ? JT_SECRET_FORMAT_OK : JT_SECRET_FORMAT_CHECKSUM);
        }
        text[at] = right;
    }
}

static void swapped_neighbours_are_seen(void **state)
{
    (void)state;
    JT_CLEAN(jt_secret_clear) struct jt_secret secret = {0};
    assert_int_equal(jt_client_secret_make(&jt_rand_system, &secret), JT_OK);
    for (size_t at = 4; at + 1 < JT_CLIENT_SECRET_TEXT; at++) {
        char text[JT_CLIENT_SECRET_TEXT];
        memcpy(text, jt_secret_reveal(&secret).ptr, sizeof(text));
        char left = text[at];
        text[at] = text[at + 1];
        text[at + 1] = left;
        assert_int_equal(jt_client_secret_check_format(jt_str_make(text, sizeof(text))),
                         text[at] == left ? JT_SECRET_FORMAT_OK : JT_SECRET_FORMAT_CHECKSUM);
    }
}

static void what_is_too_short_is_truncated(void **state)
{
    (void)state;
    char text[JT_CLIENT_SECRET_TEXT + 1];
    make_from(0x37, text);
    for (size_t len = 4; len < JT_CLIENT_SECRET_TEXT; len++) {
        assert_int_equal(jt_client_secret_check_format(jt_str_make(text, len)),
                         JT_SECRET_FORMAT_TRUNCATED);
    }
    assert_int_equal(jt_client_secret_check_format(JT_STR("jtn_ \n%")), JT_SECRET_FORMAT_TRUNCATED);
}

static void what_is_too_long_is_damaged(void **state)
{
    (void)state;
    char text[JT_CLIENT_SECRET_TEXT + 2];
    make_from(0x37, text);
    text[JT_CLIENT_SECRET_TEXT] = '\n';
    assert_int_equal(jt_client_secret_check_format(jt_str_make(text, sizeof(text) - 1)),
                     JT_SECRET_FORMAT_CHECKSUM);
}

static void other_systems_secrets_are_foreign(void **state)
{
    (void)state;
    static const char *const foreign[] = {"",        "j",        "jtn",         "JTN_abc",
                                          "jtn-abc", " jtn_abc", "\"jtn_abc\"", "ghp_0123456789",
                                          "hunter2"};
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        assert_int_equal(jt_client_secret_check_format(jt_str_from_c(foreign[i])),
                         JT_SECRET_FORMAT_FOREIGN);
    }
    assert_int_equal(jt_client_secret_check_format(jt_str_make(NULL, 0)), JT_SECRET_FORMAT_FOREIGN);
}

static void what_follows_a_prefix_is_masked(void **state)
{
    static const char *const texts[][2] = {
        {"", ""},
        {"jtn", "jtn"},
        {"jtn_", "jtn_"},
        {"jtn_a", "jtn_*"},
        {"/x/jtn_0aZ/y", "/x/jtn_***/y"},
        {"jtn_a jtn_b", "jtn_* jtn_*"},
        {"jtn_jtn_ab", "jtn_******"},
        {"JTN_abc jtn-abc", "JTN_abc jtn-abc"},
        {"Not granted: openid jtn_abc.", "Not granted: openid jtn_***."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char text[64];
        (void)snprintf(text, sizeof(text), "%s", texts[i][0]);
        jt_client_secret_mask(text, strlen(text));
        assert_string_equal(text, texts[i][1]);
    }
    jt_client_secret_mask(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ends_of_the_numbers_are_known),
        cmocka_unit_test(the_checksum_is_that_of_what_precedes),
        cmocka_unit_test(made_secrets_are_sound_and_differ),
        cmocka_unit_test(without_random_bytes_there_is_none),
        cmocka_unit_test(every_changed_character_is_seen),
        cmocka_unit_test(swapped_neighbours_are_seen),
        cmocka_unit_test(what_is_too_short_is_truncated),
        cmocka_unit_test(what_is_too_long_is_damaged),
        cmocka_unit_test(other_systems_secrets_are_foreign),
        cmocka_unit_test(what_follows_a_prefix_is_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
