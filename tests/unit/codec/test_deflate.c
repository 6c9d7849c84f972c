/* SPDX-License-Identifier: Apache-2.0 */
/* DEFLATE: round trips, the draft's own example, and streams that lie, stop short or grow. */
#include "codec/deflate.h"

#include "codec/base64url.h"
#include "support/assert_str.h"

#include <stdlib.h>
#include <string.h>

enum { MAX = 1 << 17 };

static void expect_whole(jt_str bytes)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf small = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf whole = {0};
    assert_int_equal(jt_deflate(&small, bytes), JT_OK);
    assert_int_equal(jt_inflate(&whole, jt_buf_str(&small), bytes.len), JT_OK);
    assert_int_equal(whole.len, bytes.len);
    assert_true(bytes.len == 0 || memcmp(whole.ptr, bytes.ptr, bytes.len) == 0);
}

static void expect_refused(jt_str stream, size_t max, enum jt_err expected)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf whole = {0};
    jt_buf_append_c(&whole, "before");
    assert_int_equal(jt_inflate(&whole, stream, max), expected);
    assert_str(jt_buf_str(&whole), "before");
}

static void round_trips(void **state)
{
    (void)state;
    char *bytes = malloc(MAX);
    assert_non_null(bytes);
    memset(bytes, 0, MAX);
    expect_whole(jt_str_make(NULL, 0));
    expect_whole(JT_STR("a"));
    expect_whole(jt_str_make(bytes, MAX));
    uint32_t seed = 1;
    for (size_t i = 0; i < MAX; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (char)(seed >> 24);
    }
    /* Lengths around the pieces that come out. */
    const size_t lengths[] = {16383, 16384, 16385, 32768, MAX - 1, MAX};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        expect_whole(jt_str_make(bytes, lengths[i]));
    }
    free(bytes);
}

/* Token Status List §4.2: the list of 16 one-bit statuses that is 0xb9 0xa3. */
static void example_of_the_draft(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf stream = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf whole = {0};
    assert_int_equal(jt_base64url_decode(&stream, JT_STR("eNrbuRgAAhcBXQ")), JT_OK);
    assert_int_equal(jt_inflate(&whole, jt_buf_str(&stream), 2), JT_OK);
    assert_int_equal(whole.len, 2);
    assert_memory_equal(whole.ptr, "\xb9\xa3", 2);
    /* And ours is the same, byte for byte. */
    JT_CLEAN(jt_buf_clear) struct jt_buf made = {0};
    assert_int_equal(jt_deflate(&made, JT_STR("\xb9\xa3")), JT_OK);
    assert_int_equal(made.len, stream.len);
    assert_memory_equal(made.ptr, stream.ptr, made.len);
}

static void a_sparse_list_is_small(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf small = {0};
    char *bits = calloc(1, MAX);
    assert_non_null(bits);
    bits[MAX / 3] = 4;
    assert_int_equal(jt_deflate(&small, jt_str_make(bits, MAX)), JT_OK);
    assert_true(small.len < 300);
    free(bits);
}

static void no_more_than_allowed(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf bomb = {0};
    size_t huge = 64 << 20;
    char *zeros = calloc(1, huge);
    assert_non_null(zeros);
    bomb.max = 2 * huge;
    assert_int_equal(jt_deflate(&bomb, jt_str_make(zeros, huge)), JT_OK);
    free(zeros);
    assert_true(bomb.len < 1 << 17);
    expect_refused(jt_buf_str(&bomb), MAX, JT_ERR_LIMIT);
    expect_refused(jt_buf_str(&bomb), 0, JT_ERR_LIMIT);
    JT_CLEAN(jt_buf_clear) struct jt_buf three = {0};
    assert_int_equal(jt_deflate(&three, JT_STR("abc")), JT_OK);
    expect_refused(jt_buf_str(&three), 2, JT_ERR_LIMIT);
}

static void damage_is_refused(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf good = {0};
    assert_int_equal(jt_deflate(&good, JT_STR("the bits of a list, the bits of a list")), JT_OK);
    for (size_t len = 0; len < good.len; len++) {
        expect_refused(jt_str_make(good.ptr, len), MAX, JT_ERR_FORMAT);
    }
    for (size_t i = 0; i < good.len; i++) {
        good.ptr[i] = (char)~good.ptr[i];
        JT_CLEAN(jt_buf_clear) struct jt_buf whole = {0};
        assert_int_not_equal(jt_inflate(&whole, jt_buf_str(&good), MAX), JT_OK);
        good.ptr[i] = (char)~good.ptr[i];
    }
    jt_buf_append_char(&good, 'x');
    expect_refused(jt_buf_str(&good), MAX, JT_ERR_FORMAT);
}

static void other_formats_are_refused(void **state)
{
    (void)state;
    expect_refused(JT_STR("plain text"), MAX, JT_ERR_FORMAT);
    expect_refused(jt_str_make("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10), MAX, JT_ERR_FORMAT); /* gzip */
    /* RFC 1950 §2.2, FDICT: a dictionary that nobody agreed on. */
    expect_refused(jt_str_make("\x78\xbb\x00\x01\x00\x01\x4b\x04\x00", 9), MAX, JT_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips),
        cmocka_unit_test(example_of_the_draft),
        cmocka_unit_test(a_sparse_list_is_small),
        cmocka_unit_test(no_more_than_allowed),
        cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(other_formats_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
