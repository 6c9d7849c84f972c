/* SPDX-License-Identifier: Apache-2.0 */
/* Disguises of a secret: the list comes from the bytes alone, is bounded, and has the secret in it.
 */
#include "support/assert_str.h"

#include "model/api_client.h"
#include "server/clientauth/candidate.h"
#include "server/clientauth/odd_chars.h"

#include <string.h>

static struct jt_arena arena;
static struct jt_candidates list;

static void make(struct jt_presented presented)
{
    jt_arena_reset(&arena);
    jt_candidates_read(&presented, &list);
    assert_int_equal(jt_candidates_undo(&arena, &list), JT_OK);
}

static void make_post(jt_str id, jt_str secret)
{
    make((struct jt_presented){.method = JT_AUTH_METHOD_POST, .client_id = id, .secret = secret});
}

/* The candidate with this id and secret, or NULL. */
static const struct jt_candidate *find(jt_str id, jt_str secret)
{
    for (size_t i = 0; i < list.count; i++) {
        if (jt_str_equal(list.items[i].client_id, id) &&
            jt_str_equal(list.items[i].secret, secret)) {
            return &list.items[i];
        }
    }
    return NULL;
}

static void each_disguise_is_undone(void **state)
{
    static const struct {
        jt_str presented;
        jt_str secret;
        unsigned undone;
    } cases[] = {
        {JT_STR_INIT("s3cret"), JT_STR_INIT("s3cret"), 0},
        {JT_STR_INIT("p%40ss"), JT_STR_INIT("p@ss"), JT_UNDO_PERCENT},
        {JT_STR_INIT("100%%40"), JT_STR_INIT("100%@"), JT_UNDO_PERCENT},
        {JT_STR_INIT("p%2540ss"), JT_STR_INIT("p@ss"), JT_UNDO_PERCENT | JT_UNDO_PERCENT_TWICE},
        {JT_STR_INIT("a b c"), JT_STR_INIT("a+b+c"), JT_UNDO_PLUS},
        {JT_STR_INIT("a b%2Fc"), JT_STR_INIT("a+b/c"), JT_UNDO_PLUS | JT_UNDO_PERCENT},
        {JT_STR_INIT("s3cret\n"), JT_STR_INIT("s3cret"), JT_UNDO_ODD},
        {JT_STR_INIT("s3 cret\n"), JT_STR_INIT("s3 cret"), JT_UNDO_ENDS},
        {JT_STR_INIT("s3 cret\n"), JT_STR_INIT("s3cret"), JT_UNDO_ODD},
        {JT_STR_INIT(" s3 cret\n"), JT_STR_INIT("s3+cret"), JT_UNDO_ENDS | JT_UNDO_PLUS},
        {JT_STR_INIT("\"s3cret\"\r\n"), JT_STR_INIT("s3cret"), JT_UNDO_ODD},
        {JT_STR_INIT("\xe2\x80\x9cs3cret\xe2\x80\x9d"), JT_STR_INIT("s3cret"), JT_UNDO_ODD},
        {JT_STR_INIT("\xef\xbb\xbfs3\xe2\x80\x8b"
                     "cret\xc2\xa0"),
         JT_STR_INIT("s3cret"), JT_UNDO_ODD},
        {JT_STR_INIT("s3cret%0A"), JT_STR_INIT("s3cret"), JT_UNDO_PERCENT | JT_UNDO_ODD},
        {JT_STR_INIT("s3cret%250A"), JT_STR_INIT("s3cret"),
         JT_UNDO_PERCENT | JT_UNDO_PERCENT_TWICE | JT_UNDO_ODD},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        make_post(JT_STR("me"), cases[i].presented);
        const struct jt_candidate *found = find(JT_STR("me"), cases[i].secret);
        assert_non_null(found);
        assert_int_equal(found->undone, cases[i].undone);
    }
}

static void exchanged_ones_are_put_back(void **state)
{
    (void)state;
    make_post(JT_STR("s3cret"), JT_STR("me"));
    assert_int_equal(list.count, 2);
    assert_int_equal(find(JT_STR("me"), JT_STR("s3cret"))->undone, JT_UNDO_SWAP);
    make_post(JT_STR("s3cret\n"), JT_STR("me"));
    assert_int_equal(find(JT_STR("me"), JT_STR("s3cret"))->undone, JT_UNDO_SWAP | JT_UNDO_ODD);
    make_post(JT_STR("s3cret"), JT_STR(" me"));
    assert_int_equal(find(JT_STR("me"), JT_STR("s3cret"))->undone, JT_UNDO_SWAP | JT_UNDO_ODD);
    make_post(JT_STR("same"), JT_STR("same"));
    assert_int_equal(list.count, 1);
}

static void basic_has_two_readings_never_mixed(void **state)
{
    struct jt_presented presented = {.method = JT_AUTH_METHOD_BASIC,
                                     .client_id = JT_STR("a b"),
                                     .secret = JT_STR("x y"),
                                     .client_id_raw = JT_STR("a+b"),
                                     .secret_raw = JT_STR("x+y")};
    (void)state;
    jt_candidates_read(&presented, &list);
    assert_int_equal(list.count, 2);
    make(presented);
    assert_non_null(find(JT_STR("a b"), JT_STR("x y")));
    assert_non_null(find(JT_STR("a+b"), JT_STR("x+y")));
    assert_null(find(JT_STR("a+b"), JT_STR("x y")));
    presented.client_id_raw = presented.client_id;
    presented.secret_raw = presented.secret;
    jt_candidates_read(&presented, &list);
    assert_int_equal(list.count, 1);
}

/* The number depends on the bytes, and never goes beyond its limit. */
static void the_list_is_bounded(void **state)
{
    static char long_text[JT_CANDIDATE_BYTES_MAX + 1];
    const jt_str worst = JT_STR(" \"a b%2540 c\n");
    (void)state;
    make((struct jt_presented){.method = JT_AUTH_METHOD_BASIC,
                               .client_id = JT_STR("%2541 \n"),
                               .secret = worst,
                               .client_id_raw = JT_STR("%2542 \n"),
                               .secret_raw = worst});
    assert_in_range(list.count, 20, JT_CANDIDATES_MAX);
    memset(long_text, ' ', sizeof(long_text));
    make_post(JT_STR("me"), jt_str_make(long_text, sizeof(long_text)));
    assert_int_equal(list.count, 1);
    make_post(JT_STR("me"), jt_str_make(long_text, JT_CANDIDATE_BYTES_MAX));
    assert_in_range(list.count, 2, JT_CANDIDATES_MAX);
    make_post(JT_STR(""), JT_STR(""));
    assert_int_equal(list.count, 1);
}

static void without_memory_it_is_a_fault(void **state)
{
    struct jt_arena small = {.max = 16};
    struct jt_presented presented = {
        .method = JT_AUTH_METHOD_POST, .client_id = JT_STR("me"), .secret = JT_STR("a secret")};
    (void)state;
    jt_candidates_read(&presented, &list);
    assert_int_equal(jt_candidates_undo(&small, &list), JT_ERR_NOMEM);
    jt_arena_clear(&small);
}

static void assert_words(jt_str text, bool ends_alone, const char *expected)
{
    struct jt_odd_chars odd;
    struct jt_buf buf = {0};
    jt_odd_chars_list(text, ends_alone, &odd);
    jt_odd_chars_write(&buf, &odd);
    assert_string_equal(jt_buf_c(&buf), expected);
    jt_buf_clear(&buf);
}

static void odd_characters_are_named_with_their_place(void **state)
{
    (void)state;
    assert_words(JT_STR("abc"), false, "");
    assert_words(JT_STR("abc\n"), false, "a line feed (U+000A) after character 3");
    assert_words(JT_STR("\xef\xbb\xbf"
                        "abc"),
                 false, "a byte order mark (U+FEFF) before the first character");
    assert_words(JT_STR("\xc3\xa4"
                        "b\tc"),
                 false, "a tab (U+0009) after character 2");
    assert_words(JT_STR("'a b'"), true,
                 "an apostrophe (U+0027) before the first character and an apostrophe (U+0027) "
                 "after character 4");
    assert_words(JT_STR("a\x01\x7f"), false,
                 "a control character (U+0001) after character 1 and a control character (U+007F) "
                 "after character 2");
    assert_words(JT_STR("a\n\n\n\n\n\n"), false,
                 "a line feed (U+000A) after character 1, a line feed (U+000A) after character 2, "
                 "a line feed (U+000A) after character 3, a line feed (U+000A) after character 4 "
                 "and 2 more");
    assert_words(JT_STR("\xff\xfe"), false, "");
}

static int clear(void **state)
{
    (void)state;
    jt_arena_clear(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_disguise_is_undone),
        cmocka_unit_test(exchanged_ones_are_put_back),
        cmocka_unit_test(basic_has_two_readings_never_mixed),
        cmocka_unit_test(the_list_is_bounded),
        cmocka_unit_test(without_memory_it_is_a_fault),
        cmocka_unit_test(odd_characters_are_named_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
