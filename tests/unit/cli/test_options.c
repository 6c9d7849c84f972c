/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: what each verb takes, and what it does not. */
#include "cli/cmds.h"

#include "support/assert_str.h"

#include <string.h>

/* But for a command line behind. */
#define EVERYTHING ((~0U >> 1) & ~(unsigned)JT_TAKES_EXEC)

static enum jt_err parse(char **argv, unsigned takes, struct jt_options *ret_options,
                         const char *wrong)
{
    struct jt_buf text = {0};
    enum jt_err err = jt_options_parse(argv, takes, ret_options, &text);
    assert_str_equal(jt_buf_str(&text), jt_str_from_c(wrong));
    jt_buf_clear(&text);
    return err;
}

static void values_flags_and_lists_are_read(void **state)
{
    char *argv[] = {"--limit=5",       "--yes", "CLIENT", "--permission", "a", "--permission=b",
                    "--overlap-hours", "0",     "--",     "--name",       NULL};
    struct jt_options options;
    (void)state;
    assert_int_equal(parse(argv, EVERYTHING, &options, ""), JT_OK);
    assert_string_equal(options.limit, "5");
    assert_string_equal(options.overlap_hours, "0");
    assert_true(options.yes);
    assert_int_equal(options.permissions.count, 2);
    assert_string_equal(options.permissions.at[1], "b");
    assert_int_equal(options.arg_count, 2);
    assert_string_equal(options.args[1], "--name");
    assert_null(options.name);
}

static void what_stands_last_counts(void **state)
{
    char *argv[] = {"--reason", "retired", "--reason", "compromised", "-y", NULL};
    struct jt_options options;
    (void)state;
    assert_int_equal(parse(argv, EVERYTHING, &options, ""), JT_OK);
    assert_string_equal(options.reason, "compromised");
    assert_true(options.yes);
}

static void an_option_of_another_verb_is_refused(void **state)
{
    char *argv[] = {"--yes", NULL};
    struct jt_options options;
    (void)state;
    assert_int_equal(parse(argv, JT_TAKES_PAGE, &options, "there is no option --yes here"),
                     JT_ERR_ARG);
    assert_int_equal(parse(argv, JT_TAKES_YES, &options, ""), JT_OK);
}

static void a_missing_or_needless_value_is_refused(void **state)
{
    char *missing[] = {"--limit", NULL};
    char *needless[] = {"--yes=no", NULL};
    char *unknown[] = {"--lim=1", NULL};
    struct jt_options options;
    (void)state;
    assert_int_equal(parse(missing, EVERYTHING, &options, "--limit wants a value: N"), JT_ERR_ARG);
    assert_int_equal(parse(needless, EVERYTHING, &options, "--yes takes no value"), JT_ERR_ARG);
    assert_int_equal(parse(unknown, EVERYTHING, &options, "there is no option --lim=1 here"),
                     JT_ERR_ARG);
}

static void too_many_of_a_list_are_refused(void **state)
{
    char *argv[2 * (JT_OPTION_LIST_MAX + 1) + 1];
    struct jt_options options;
    size_t used = 0;
    (void)state;
    for (int i = 0; i <= JT_OPTION_LIST_MAX; i++) {
        argv[used++] = "--add";
        argv[used++] = "x";
    }
    argv[used] = NULL;
    assert_int_equal(parse(argv, EVERYTHING, &options, "--add stands too often"), JT_ERR_ARG);
}

/* --force means one thing to a token and another to a suspension. */
static void one_name_can_be_two_options(void **state)
{
    char *argv[] = {"--force", NULL};
    struct jt_options options;
    (void)state;
    assert_int_equal(parse(argv, JT_TAKES_TOKEN, &options, ""), JT_OK);
    assert_true(options.force && !options.force_self);
    assert_int_equal(parse(argv, JT_TAKES_SUSPEND, &options, ""), JT_OK);
    assert_true(options.force_self && !options.force);
}

struct names {
    const char *seen[128];
    size_t count;
};

static void take_name(void *arg, const char *name, char letter, const char *meta, const char *help)
{
    struct names *names = arg;
    (void)letter;
    (void)meta;
    assert_true(help[0]);
    for (size_t i = 0; i < names->count; i++) {
        assert_string_not_equal(names->seen[i], name);
    }
    names->seen[names->count++] = name;
}

static void check_verb(const struct jt_cmd *cmd, const struct jt_verb *verb)
{
    struct names names = {.count = 0};
    jt_options_each(verb->takes, take_name, &names);
    assert_true(verb->summary[0] && verb->run && verb->kind);
    assert_true(verb->args_min <= verb->args_max);
    assert_ptr_equal(jt_verb_find(cmd, verb->name), verb);
    assert_true(!verb->asks || (verb->takes & JT_TAKES_YES));
}

/* In every verb a name means one option, and what asks can be told not to. */
static void every_verb_is_whole(void **state)
{
    size_t count = 0;
    (void)state;
    for (const struct jt_cmd *const *cmd = jt_cmds_all; *cmd; cmd++) {
        for (const struct jt_verb *verb = (*cmd)->verbs; verb && verb->name; verb++) {
            check_verb(*cmd, verb);
            count++;
        }
    }
    assert_true(count > 40);
    assert_null(jt_verb_find(&jt_cmd_client, "lis"));
    assert_null(jt_verb_find(&jt_cmd_client, NULL));
    assert_null(jt_verb_find(&jt_cmd_token, "list"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_flags_and_lists_are_read),
        cmocka_unit_test(what_stands_last_counts),
        cmocka_unit_test(an_option_of_another_verb_is_refused),
        cmocka_unit_test(a_missing_or_needless_value_is_refused),
        cmocka_unit_test(too_many_of_a_list_are_refused),
        cmocka_unit_test(one_name_can_be_two_options),
        cmocka_unit_test(every_verb_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
