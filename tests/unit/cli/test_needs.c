/* SPDX-License-Identifier: Apache-2.0 */
/* Which scopes a verb asks for when a token for everything is too large. */
#include "cli/cmds.h"
#include "cli/manage/needs.h"

#include "support/assert_str.h"

#include <string.h>

static struct jt_arena arena;

static void look(struct jt_cli *cli, const struct jt_cmd *cmd, const char *verb,
                 struct jt_needs *ret_needs)
{
    cli->cmd = cmd;
    cli->verb = jt_verb_find(cmd, verb);
    assert_int_equal(jt_needs_find(cli, &arena, ret_needs), JT_OK);
}

/* scopes: with | between them. */
static void check(struct jt_cli *cli, const struct jt_cmd *cmd, const char *verb,
                  const char *scopes)
{
    struct jt_buf text = {0};
    struct jt_needs needs;
    look(cli, cmd, verb, &needs);
    for (size_t i = 0; i < needs.count; i++) {
        jt_buf_append_c(&text, i ? "|" : "");
        jt_buf_append(&text, needs.scopes[i]);
    }
    assert_str_equal(jt_buf_str(&text), jt_str_from_c(scopes));
    jt_buf_clear(&text);
}

static void a_verb_asks_for_what_it_needs(void **state)
{
    struct jt_cli cli = {.cmd = NULL};
    (void)state;
    check(&cli, &jt_cmd_client, "list", "api_client.view");
    check(&cli, &jt_cmd_client, "suspend", "api_client.view api_client.manage");
    check(&cli, &jt_cmd_user, "list", "member.view");
    check(&cli, &jt_cmd_user, "delete",
          "member.view user.manage member.manage|member.view user.manage");
    check(&cli, &jt_cmd_role, "list", "application_role.manage");
}

static void options_change_what_is_needed(void **state)
{
    struct jt_cli cli = {.options = {.stage = "qa"}};
    (void)state;
    check(&cli, &jt_cmd_user, "list", "qa:end_user.view");
    check(&cli, &jt_cmd_group, "add", "qa:end_user_group.manage qa:end_user.view");
    cli.options = (struct jt_options){.organization = true};
    check(&cli, &jt_cmd_role, "delete", "member.view organization_role.manage");
    check(&cli, &jt_cmd_user, "grant", "member.view member.manage");
}

#define ALL                                                                                        \
    "stage.manage development:stage.view|stage.manage test:stage.view|stage.manage "               \
    "production:stage.view"

static void a_stage_is_its_argument_or_any(void **state)
{
    struct jt_cli cli = {.options = {.args = {"qa"}, .arg_count = 1}};
    (void)state;
    check(&cli, &jt_cmd_stage, "show", "qa:stage.view|" ALL);
    check(&cli, &jt_cmd_stage, "edit", "stage.manage qa:stage.view|" ALL);
    cli.options = (struct jt_options){.arg_count = 0};
    check(&cli, &jt_cmd_stage, "list", ALL);
}

/* "a b" would be two words of a scope, and a colon another stage's. */
static void what_is_no_slug_gets_into_no_scope(void **state)
{
    static const char *const words[] = {"a member.manage", "a:b", "", "A", "\"", "a|member.manage"};
    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct jt_cli cli = {.options = {.args = {words[i]}, .arg_count = 1}};
        check(&cli, &jt_cmd_stage, "show", ALL);
        cli.options = (struct jt_options){.stage = words[i]};
        check(&cli, &jt_cmd_user, "list", "");
    }
}

/* With and without every option, and with all marks replaced. */
static void check_verb(const struct jt_cmd *cmd, const char *verb)
{
    static const struct jt_options options[] = {
        {.args = {"qa", "b"}, .arg_count = 2},
        {.args = {"qa", "b"}, .arg_count = 2, .stage = "test"},
        {.args = {"qa", "b"}, .arg_count = 2, .organization = true},
    };
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        struct jt_cli cli = {.options = options[i]};
        struct jt_needs needs;
        look(&cli, cmd, verb, &needs);
        assert_true(needs.count > 0 && needs.count < JT_NEEDS_MAX);
        for (size_t j = 0; j < needs.count; j++) {
            assert_true(needs.scopes[j].len > 0);
            assert_null(memchr(needs.scopes[j].ptr, '@', needs.scopes[j].len));
            assert_null(memchr(needs.scopes[j].ptr, '$', needs.scopes[j].len));
            assert_null(memchr(needs.scopes[j].ptr, '~', needs.scopes[j].len));
        }
    }
}

static void every_verb_has_needs(void **state)
{
    size_t count = 0;
    (void)state;
    for (const struct jt_cmd *const *cmd = jt_cmds_all; *cmd; cmd++) {
        for (const struct jt_verb *verb = (*cmd)->verbs; verb && verb->name; verb++) {
            check_verb(*cmd, verb->name);
            count++;
        }
    }
    assert_true(count > 40);
}

static void a_command_without_verbs_has_none(void **state)
{
    struct jt_cli cli = {.cmd = NULL};
    (void)state;
    check(&cli, &jt_cmd_token, NULL, "");
    check(&cli, &jt_cmd_client, NULL, "");
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
        cmocka_unit_test(a_verb_asks_for_what_it_needs),
        cmocka_unit_test(options_change_what_is_needed),
        cmocka_unit_test(a_stage_is_its_argument_or_any),
        cmocka_unit_test(what_is_no_slug_gets_into_no_scope),
        cmocka_unit_test(every_verb_has_needs),
        cmocka_unit_test(a_command_without_verbs_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
