/* SPDX-License-Identifier: Apache-2.0 */
/* The arena of a request: pieces, the maximum, and that it forgets. */
#include "base/arena.h"

#include "support/assert_str.h"

#include <string.h>

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    char *pieces[100];
    for (size_t i = 0; i < 100; i++) {
        pieces[i] = jt_arena_alloc(&arena, i + 1);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k <= i; k++) {
            assert_int_equal(pieces[i][k], 0);
        }
        memset(pieces[i], (int)i + 1, i + 1);
    }
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(pieces[i][0], (char)(i + 1));
        assert_int_equal(pieces[i][i], (char)(i + 1));
    }
}

static void nothing_is_still_a_piece(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    assert_non_null(jt_arena_alloc(&arena, 0));
    assert_non_null(jt_arena_copy(&arena, jt_str_make(NULL, 0)).ptr);
}

static void a_piece_larger_than_a_block_fits(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    char *small = jt_arena_alloc(&arena, 8);
    char *large = jt_arena_alloc(&arena, JT_ARENA_BLOCK * 3);
    assert_non_null(small);
    assert_non_null(large);
    memset(large, 1, JT_ARENA_BLOCK * 3);
    assert_int_equal(small[0], 0);
}

static void the_maximum_holds(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = 100};
    assert_null(jt_arena_alloc(&arena, 101));
    assert_non_null(jt_arena_alloc(&arena, 96));
    assert_null(jt_arena_alloc(&arena, 16));
    assert_null(jt_arena_copy(&arena, JT_STR("0123456789")).ptr);
    assert_null(jt_arena_printf(&arena, "%s", "0123456789").ptr);
    jt_arena_reset(&arena);
    assert_non_null(jt_arena_alloc(&arena, 96));
}

static void the_default_maximum_holds(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    assert_null(jt_arena_alloc(&arena, JT_ARENA_MAX_DEFAULT + 1));
    assert_null(jt_arena_alloc(&arena, SIZE_MAX));
    assert_non_null(jt_arena_alloc(&arena, 1));
}

static void array_sizes_do_not_wrap(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    assert_null(jt_arena_alloc_array(&arena, SIZE_MAX / 2, 4));
    assert_null(jt_arena_alloc_array(&arena, (size_t)1 << 33, (size_t)1 << 31));
    assert_non_null(jt_arena_alloc_array(&arena, 3, 4));
}

static void copies_end_with_nul(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    jt_str copy = jt_arena_copy(&arena, jt_str_slice(JT_STR("abcdef"), 0, 3));
    assert_str(copy, "abc");
    assert_int_equal(copy.ptr[3], 0);
    assert_str(jt_arena_printf(&arena, "%s=%d", "a", 5), "a=5");
}

static void reset_wipes_and_uses_its_block_again(void **state)
{
    (void)state;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    jt_str secret = jt_arena_copy(&arena, JT_STR("secret"));
    assert_non_null(jt_arena_alloc(&arena, JT_ARENA_BLOCK * 2));
    jt_arena_reset(&arena);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(secret.ptr[i], 0);
    }
    assert_int_equal(arena.used_total, 0);
    assert_ptr_equal(jt_arena_alloc(&arena, 6), secret.ptr);
}

static void clear_of_an_empty_arena_is_fine(void **state)
{
    (void)state;
    struct jt_arena arena = {0};
    jt_arena_clear(&arena);
    jt_arena_reset(&arena);
    assert_non_null(jt_arena_alloc(&arena, 1));
    jt_arena_clear(&arena);
    assert_null(arena.newest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(nothing_is_still_a_piece),
        cmocka_unit_test(a_piece_larger_than_a_block_fits),
        cmocka_unit_test(the_maximum_holds),
        cmocka_unit_test(the_default_maximum_holds),
        cmocka_unit_test(array_sizes_do_not_wrap),
        cmocka_unit_test(copies_end_with_nul),
        cmocka_unit_test(reset_wipes_and_uses_its_block_again),
        cmocka_unit_test(clear_of_an_empty_arena_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
