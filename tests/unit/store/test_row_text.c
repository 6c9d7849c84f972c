/* SPDX-License-Identifier: Apache-2.0 */
/* A needle is found in exactly the records whose text holds it, wherever it stands and whatever
 * stands around it. */
#include "store/sqlite/row_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 512, TEXT_MAX = 40, ROUNDS = 400 };

struct texts {
    char text[ROWS][TEXT_MAX + 1];
    char records[ROWS * (TEXT_MAX + 4)];
    size_t len;
};

static void add(struct texts *t, unsigned place, const char *text)
{
    char *record = t->records + t->len;
    record[0] = 'Z';
    record[1] = (char)('A' + place / 64);
    record[2] = (char)('A' + place / 8 % 8);
    record[3] = (char)('A' + place % 8);
    memcpy(record + 4, text, strlen(text));
    t->len += 4 + strlen(text);
}

static bool is_found(const struct texts *t, const char *needle, unsigned place)
{
    uint64_t bits[8] = {0};
    jt_row_text_match(jt_str_make(t->records, t->len), jt_str_from_c(needle), bits);
    return bits[place / 64] >> (place % 64) & 1;
}

static void a_part_is_found_wherever_it_stands(void **state)
{
    struct texts t = {.len = 0};
    (void)state;
    add(&t, 0, "batch importer 1");
    add(&t, 511, "x");
    add(&t, 72, "the last one importe");
    assert_true(is_found(&t, "batch", 0));
    assert_true(is_found(&t, "importer 1", 0));
    assert_true(is_found(&t, "batch importer 1", 0));
    assert_true(is_found(&t, "x", 511));
    assert_true(is_found(&t, "e", 72));
    assert_false(is_found(&t, "importer", 72));
}

static void records_do_not_flow_together(void **state)
{
    struct texts t = {.len = 0};
    (void)state;
    add(&t, 1, "ab");
    add(&t, 2, "cd");
    assert_false(is_found(&t, "bc", 1));
    assert_false(is_found(&t, "abc", 1));
    assert_false(is_found(&t, "abzaac", 1)); /* a folded head is none */
    assert_false(is_found(&t, "ab", 2));
    t.len--;
    assert_false(is_found(&t, "cd", 2));
}

static void what_is_no_record_counts_for_nothing(void **state)
{
    static const char *const damaged[] = {"needle", "ZAAIneedle", "ZA", "ZZAAneedle", "Z", "ZAA"};
    (void)state;
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        uint64_t bits[8] = {0};
        jt_row_text_match(jt_str_from_c(damaged[i]), JT_STR("needle"), bits);
        for (size_t w = 0; w < 8; w++) {
            assert_int_equal(bits[w], 0);
        }
    }
}

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* Few letters, so that much nearly fits. */
static void make_text(char *text, size_t most, unsigned *seed)
{
    static const char letters[] = "aab \xc3\xa9";
    size_t len = next(seed) % (most + 1);
    for (size_t i = 0; i < len; i++) {
        text[i] = letters[next(seed) % (sizeof(letters) - 1)];
    }
    text[len] = '\0';
}

static void the_same_is_found_as_one_by_one(void **state)
{
    unsigned seed = 1;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct texts t = {.len = 0};
        char needle[8] = "a";
        uint64_t bits[8] = {0};
        for (unsigned i = 0; i < ROWS; i++) {
            make_text(t.text[i], TEXT_MAX, &seed);
            add(&t, i, t.text[i]);
        }
        make_text(needle + 1, sizeof(needle) - 2, &seed);
        jt_row_text_match(jt_str_make(t.records, t.len), jt_str_from_c(needle), bits);
        for (unsigned i = 0; i < ROWS; i++) {
            assert_int_equal(bits[i / 64] >> (i % 64) & 1, strstr(t.text[i], needle) != NULL);
        }
    }
}

static void capitals_fold_and_nothing_else(void **state)
{
    static const char name[] = "A\xc3\x89z@[Z";
    char folded[JT_ROW_TEXT_NEEDLE_MAX];
    (void)state;
    assert_int_equal(jt_row_text_fold(jt_str_from_c(name), folded), JT_OK);
    assert_memory_equal(folded, "a\xc3\x89z@[z", sizeof(name) - 1);
    assert_int_equal(jt_row_text_fold(jt_str_make(name, JT_ROW_TEXT_NEEDLE_MAX + 1), folded),
                     JT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_is_found_wherever_it_stands),
        cmocka_unit_test(records_do_not_flow_together),
        cmocka_unit_test(what_is_no_record_counts_for_nothing),
        cmocka_unit_test(the_same_is_found_as_one_by_one),
        cmocka_unit_test(capitals_fold_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
