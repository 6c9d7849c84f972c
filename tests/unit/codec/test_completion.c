/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts' own parts: quoting, places, and what is asked of a shell that nobody knows. */
#include "codec/completion.h"

#include "support/assert_str.h"

static bool one_place(void *arg, size_t index, struct jt_completion_place *ret_place)
{
    const struct jt_completion_item item = {.word = JT_STR("go"),
                                            .help = "It's \"quoted\"; $(no) `command`"};
    const struct jt_completion_item option = {
        .word = JT_STR("way"), .is_option = true, .letter = 'w', .meta = "left|right", .help = ""};
    (void)arg;
    ret_place->depth = index;
    ret_place->count = 0;
    ret_place->path[0] = JT_STR("go");
    jt_completion_add(ret_place, index ? &option : &item);
    return index < 2;
}

static const struct jt_completion completion = {.program = "prog", .place = one_place};

static bool has(const struct jt_buf *buf, const char *text)
{
    return jt_str_find(jt_buf_str(buf), jt_str_from_c(text)) < buf->len;
}

static void help_is_quoted(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct jt_buf buf = {0};
        jt_str shell = i ? JT_STR("fish") : JT_STR("zsh");
        assert_int_equal(jt_completion_write(&completion, shell, &buf), JT_OK);
        assert_true(has(&buf, "It'\\''s \"quoted\"; $(no) `command`'"));
        jt_buf_clear(&buf);
    }
}

static void bash_has_words_options_and_choices(void **state)
{
    struct jt_buf buf = {0};
    (void)state;
    assert_int_equal(jt_completion_write(&completion, JT_STR("bash"), &buf), JT_OK);
    assert_true(has(&buf, "words='go '"));
    assert_true(has(&buf, "options='-w --way '"));
    assert_true(has(&buf, "[[ $prev == --way ]] && choices='left right'"));
    assert_true(has(&buf, "            /go) place="));
    assert_true(has(&buf, "complete -o bashdefault -o default -F _prog prog\n"));
    assert_false(has(&buf, "quoted"));
    jt_buf_clear(&buf);
}

static void other_shells_are_not_found(void **state)
{
    struct jt_buf buf = {0};
    (void)state;
    assert_int_equal(jt_completion_write(&completion, JT_STR("csh"), &buf), JT_ERR_NOT_FOUND);
    assert_int_equal(jt_completion_write(&completion, JT_STR(""), &buf), JT_ERR_NOT_FOUND);
    assert_int_equal(jt_completion_write(&completion, JT_STR("bash "), &buf), JT_ERR_NOT_FOUND);
    assert_int_equal(buf.len, 0);
}

static void kinds_of_values_are_told_apart(void **state)
{
    struct jt_completion_item item = {.is_option = true};
    (void)state;
    assert_false(jt_completion_is_path(&item) || jt_completion_is_choice(&item));
    item.meta = "FILE";
    assert_true(jt_completion_is_path(&item) && !jt_completion_is_choice(&item));
    item.meta = "FILENAME";
    assert_false(jt_completion_is_path(&item));
    item.meta = "a|b";
    assert_true(jt_completion_is_choice(&item));
}

static void too_many_items_are_dropped(void **state)
{
    static struct jt_completion_place place;
    const struct jt_completion_item item = {.word = JT_STR("x")};
    (void)state;
    for (int i = 0; i < JT_COMPLETION_ITEMS_MAX + 5; i++) {
        jt_completion_add(&place, &item);
    }
    assert_int_equal(place.count, JT_COMPLETION_ITEMS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_is_quoted),
        cmocka_unit_test(bash_has_words_options_and_choices),
        cmocka_unit_test(other_shells_are_not_found),
        cmocka_unit_test(kinds_of_values_are_told_apart),
        cmocka_unit_test(too_many_items_are_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
