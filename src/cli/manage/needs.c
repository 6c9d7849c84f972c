/* SPDX-License-Identifier: Apache-2.0 */
/* The table of needs. Finding an object by name is reading a list: verbs that name one need that
 * permission too. */
#include "cli/manage/needs.h"

#include "model/realm.h"

#include <string.h>

/* Scopes, with | between those that are tried one after the other. */
struct need {
    const char *cmd;
    const char *verb; /* NULL: every other */
    const char *plain;
    const char *at_stage;        /* with --stage */
    const char *of_organization; /* with --organization */
};

/* Stand for a slug: */
#define GIVEN '@'    /* that of --stage */
#define ARGUMENT '$' /* the verb's first argument, if it can be one */
/* Whoever manages stages and sees one sees all (stage.manage). Which there are nobody here knows:
 * those that every server begins with are tried. */
#define ANY '~'

static const char *const first_stages[] = {"development", "test", "production"};

#define READ_CLIENTS "api_client.view"
#define CHANGE_CLIENTS "api_client.view api_client.manage"
#define READ_END_USERS "@:end_user.view"
#define CHANGE_END_USERS "@:end_user.view @:end_user.manage"
#define END_USER_GROUPS "@:end_user_group.manage"
#define CHANGE_MEMBERS "member.view user.manage"
#define ALL_STAGES "stage.manage ~:stage.view"
#define CHANGE_STAGE "stage.manage $:stage.view|" ALL_STAGES
#define KEY_OF_REALM                                                                               \
    "signing_key.manage $:stage.view|signing_key.manage " ALL_STAGES "|signing_key.manage"

static const struct need table[] = {
    {"client", "list", READ_CLIENTS, NULL, NULL},
    {"client", "show", READ_CLIENTS, NULL, NULL},
    {"client", "create", "api_client.manage", NULL, NULL},
    {"client", "import", "api_client.manage", NULL, NULL},
    {"client", "permissions", CHANGE_CLIENTS "|" READ_CLIENTS, NULL, NULL},
    {"client", NULL, CHANGE_CLIENTS, NULL, NULL},
    {"secret", "list", READ_CLIENTS, NULL, NULL},
    {"secret", NULL, CHANGE_CLIENTS, NULL, NULL},
    {"user", "list", "member.view", READ_END_USERS, NULL},
    {"user", "show", "member.view", READ_END_USERS, NULL},
    {"user", "groups", "member.view", READ_END_USERS, NULL},
    {"user", "roles", "member.view", READ_END_USERS, "member.view"},
    {"user", "create", "user.manage", "@:end_user.manage", NULL},
    {"user", "bulk", "user.manage", "@:end_user.manage", NULL},
    {"user", "grant", CHANGE_MEMBERS " application_role.manage",
     CHANGE_END_USERS " application_role.manage", "member.view member.manage"},
    {"user", "take", CHANGE_MEMBERS " application_role.manage",
     CHANGE_END_USERS " application_role.manage", "member.view member.manage"},
    /* A member with an organization role is changed with member.manage alone. */
    {"user", NULL, CHANGE_MEMBERS " member.manage|" CHANGE_MEMBERS, CHANGE_END_USERS, NULL},
    {"role", "list", "application_role.manage", NULL, "member.view"},
    {"role", "show", "application_role.manage", NULL, "member.view"},
    {"role", "create", "application_role.manage", NULL, "organization_role.manage"},
    {"role", NULL, "application_role.manage", NULL, "member.view organization_role.manage"},
    {"group", "list", "member.view", END_USER_GROUPS, NULL},
    {"group", "show", "member.view", END_USER_GROUPS, NULL},
    {"group", "members", "member.view", END_USER_GROUPS, NULL},
    {"group", "create", "user.manage", END_USER_GROUPS, NULL},
    {"group", "add", CHANGE_MEMBERS, END_USER_GROUPS " " READ_END_USERS, NULL},
    {"group", "remove", CHANGE_MEMBERS, END_USER_GROUPS " " READ_END_USERS, NULL},
    {"group", NULL, CHANGE_MEMBERS, END_USER_GROUPS, NULL},
    {"stage", "list", ALL_STAGES, NULL, NULL},
    {"stage", "create", "stage.manage", NULL, NULL},
    {"stage", "show", "$:stage.view|" ALL_STAGES, NULL, NULL},
    {"stage", "realm", "$:stage.view|" ALL_STAGES, NULL, NULL},
    {"stage", NULL, CHANGE_STAGE, NULL, NULL},
    {"api", "create", "api_client.manage", NULL, NULL},
    {"api", "edit", CHANGE_CLIENTS, NULL, NULL},
    {"api", "delete", CHANGE_CLIENTS, NULL, NULL},
    {"api", NULL, READ_CLIENTS, NULL, NULL},
    {"key", "list", "signing_key.manage", NULL, NULL},
    {"key", "show", "signing_key.manage", NULL, NULL},
    {"key", NULL, KEY_OF_REALM, NULL, NULL},
};

static const struct need *find(const struct jt_cli *cli)
{
    for (size_t i = 0; cli->verb && i < sizeof(table) / sizeof(table[0]); i++) {
        bool is_verb = table[i].verb == NULL || strcmp(table[i].verb, cli->verb->name) == 0;
        if (is_verb && strcmp(table[i].cmd, cli->cmd->name) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

static const char *choose(const struct need *need, const struct jt_options *options)
{
    if (options->stage && need->at_stage) {
        return need->at_stage;
    }
    return options->organization && need->of_organization ? need->of_organization : need->plain;
}

/* One scope, with the slug where a mark stands for one. Left out when that is none: it would make
 * the scope another one, or no scope at all. */
static enum jt_err add(struct jt_needs *needs, struct jt_arena *arena, jt_str pattern, jt_str slug)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf scope = {0};
    bool has_mark = false;
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.ptr[i];
        bool is_mark = c == GIVEN || c == ARGUMENT || c == ANY;
        jt_buf_append(&scope, is_mark ? slug : jt_str_slice(pattern, i, 1));
        has_mark = has_mark || is_mark;
    }
    JT_TRY(jt_buf_check(&scope));
    if ((has_mark && !jt_stage_slug_is_valid(slug)) || needs->count == JT_NEEDS_MAX) {
        return JT_OK;
    }
    jt_str kept = jt_arena_copy(arena, jt_buf_str(&scope));
    if (kept.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    needs->scopes[needs->count++] = kept;
    return JT_OK;
}

static enum jt_err add_each(struct jt_needs *needs, struct jt_arena *arena, jt_str pattern,
                            const struct jt_options *options)
{
    bool is_given = jt_str_find_char(pattern, GIVEN) < pattern.len;
    const char *argument = options->arg_count ? options->args[0] : NULL;
    if (jt_str_find_char(pattern, ANY) == pattern.len) {
        return add(needs, arena, pattern, jt_str_from_c(is_given ? options->stage : argument));
    }
    for (size_t i = 0; i < sizeof(first_stages) / sizeof(first_stages[0]); i++) {
        JT_TRY(add(needs, arena, pattern, jt_str_from_c(first_stages[i])));
    }
    return JT_OK;
}

enum jt_err jt_needs_find(const struct jt_cli *cli, struct jt_arena *arena,
                          struct jt_needs *ret_needs)
{
    struct jt_needs needs = {.count = 0};
    const struct need *need = find(cli);
    jt_str rest = jt_str_from_c(need ? choose(need, &cli->options) : NULL);
    for (jt_str pattern; rest.len && jt_str_next(&rest, '|', &pattern);) {
        JT_TRY(add_each(&needs, arena, pattern, &cli->options));
    }
    *ret_needs = needs;
    return JT_OK;
}
