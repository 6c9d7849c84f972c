/* SPDX-License-Identifier: Apache-2.0 */
/* jeton user, role, group: people, and what they are given. */
#include "cli/cmds.h"
#include "cli/manage/verbs.h"
#include "cli/manage/widen.h"

#include "base/fd.h"
#include "client/store/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const jt_str nothing = {NULL, 0};

/* Finds an object of another kind than the verb's, with the same --stage or --organization. */
static enum jt_err find_other(struct jt_manage *manage, const struct jt_kind *kind, size_t place,
                              struct jt_found *ret_found, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    const struct jt_options *options = &manage->cli->options;
    JT_TRY(jt_kind_path(kind, options, &path));
    jt_str kept = jt_arena_copy(&manage->arena, jt_buf_str(&path));
    return kept.ptr ? jt_kind_find(manage, kind, kept, options->args[place], ret_found, trouble)
                    : JT_ERR_NOMEM;
}

/* user */

static enum jt_err read_file(const char *name, struct jt_buf *body, struct jt_trouble *trouble)
{
    bool is_stdin = strcmp(name, "-") == 0;
    JT_CLEAN(jt_fd_clear)
    int fd = is_stdin ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_CLOEXEC);
    enum jt_err err = fd < 0 ? JT_ERR_IO : jt_fd_read_all(fd, body);
    if (err != JT_OK) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The users cannot be read from %s: %s.", name,
                       err == JT_ERR_LIMIT ? "it is larger than 1 MB" : strerror(errno));
    }
    return err;
}

static enum jt_err bulk(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_MANAGE_BODY_MAX);
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    const struct jt_options *options = &manage->cli->options;
    JT_TRY(read_file(options->args[0], &body, trouble));
    JT_TRY(jt_kind_path(&jt_kind_user, options, &path));
    jt_buf_append_c(&path, "/bulk");
    JT_TRY(jt_buf_check(&path));
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    struct jt_manage_request request = {
        .method = "POST", .path = jt_buf_str(&path), .body = jt_buf_str(&body)};
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    return jt_verb_write_results(manage, &jt_kind_user, &reply);
}

/* USER's path and "/groups", "/application-roles" or "/organization-roles". */
static jt_str path_of_what(struct jt_manage *manage, const struct jt_found *user, bool is_group)
{
    const char *what = is_group                            ? "groups"
                       : manage->cli->options.organization ? "organization-roles"
                                                           : "application-roles";
    return jt_arena_printf(&manage->arena, "%.*s/%s", JT_STR_ARG(user->path), what);
}

static enum jt_err list_what(struct jt_manage *manage, bool is_group, struct jt_trouble *trouble)
{
    struct jt_found user;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &user, trouble));
    jt_str path = path_of_what(manage, &user, is_group);
    return path.ptr ? jt_verb_write_list(manage, is_group ? &jt_kind_group : &jt_kind_role, path,
                                         trouble)
                    : JT_ERR_NOMEM;
}

static enum jt_err user_roles(struct jt_manage *manage, struct jt_trouble *trouble)
{
    return list_what(manage, false, trouble);
}

static enum jt_err user_groups(struct jt_manage *manage, struct jt_trouble *trouble)
{
    return list_what(manage, true, trouble);
}

static enum jt_err change_role(struct jt_manage *manage, const char *method,
                               struct jt_trouble *trouble)
{
    struct jt_found user;
    struct jt_found role;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &user, trouble));
    JT_TRY(find_other(manage, &jt_kind_role, 1, &role, trouble));
    if (manage->cli->options.organization) {
        JT_TRY(jt_widen_as(manage, role.path, trouble));
    }
    jt_str roles = path_of_what(manage, &user, false);
    jt_str path =
        jt_arena_printf(&manage->arena, "%.*s/%.*s", JT_STR_ARG(roles), JT_STR_ARG(role.key));
    return path.ptr ? jt_verb_send(manage, method, path, nothing, NULL, trouble) : JT_ERR_NOMEM;
}

static enum jt_err grant(struct jt_manage *manage, struct jt_trouble *trouble)
{
    return change_role(manage, "POST", trouble);
}

static enum jt_err take(struct jt_manage *manage, struct jt_trouble *trouble)
{
    return change_role(manage, "DELETE", trouble);
}

/* group */

static enum jt_err members(struct jt_manage *manage, struct jt_trouble *trouble)
{
    struct jt_found group;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &group, trouble));
    jt_str path = jt_arena_printf(&manage->arena, "%.*s/members", JT_STR_ARG(group.path));
    return path.ptr ? jt_verb_write_list(manage, &jt_kind_user, path, trouble) : JT_ERR_NOMEM;
}

static enum jt_err change_member(struct jt_manage *manage, const char *method,
                                 struct jt_trouble *trouble)
{
    struct jt_found group;
    struct jt_found user;
    JT_TRY(jt_manage_begin(manage, manage->cli, nothing, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &group, trouble));
    JT_TRY(find_other(manage, &jt_kind_user, 1, &user, trouble));
    jt_str path = jt_arena_printf(&manage->arena, "%.*s/members/%.*s", JT_STR_ARG(group.path),
                                  JT_STR_ARG(user.key));
    return path.ptr ? jt_verb_send(manage, method, path, nothing, NULL, trouble) : JT_ERR_NOMEM;
}

static enum jt_err add(struct jt_manage *manage, struct jt_trouble *trouble)
{
    return change_member(manage, "POST", trouble);
}

static enum jt_err drop(struct jt_manage *manage, struct jt_trouble *trouble)
{
    return change_member(manage, "DELETE", trouble);
}

enum {
    USER = JT_TAKES_API_CALL | JT_TAKES_STAGE,
    ROLE = JT_TAKES_API_CALL | JT_TAKES_ORGANIZATION,
    GROUP = JT_TAKES_API_CALL | JT_TAKES_STAGE,
};

#define WHICH_USER "USER is a key, an address, or a name that only one has.\n"
#define WHICH "It is named by its key, or by its name.\n"

static const struct jt_verb user_verbs[] = {
    {"list", "", "Lists users: of the organization, or of a stage.", NULL,
     USER | JT_TAKES_PAGE | JT_TAKES_USER_FILTER, 0, 0, false, &jt_kind_user, jt_verb_list},
    {"create", "EMAIL", "Creates a user.", NULL, USER | JT_TAKES_NAME | JT_TAKES_PHOTO, 1, 1, false,
     &jt_kind_user, jt_verb_create},
    {"bulk", "FILE", "Creates many users, all or none, from {\"users\":[...]}.",
     "FILE is JSON; - is stdin.\n", USER, 1, 1, false, &jt_kind_user, bulk},
    {"show", "USER", "Shows a user.", WHICH_USER, USER, 1, 1, false, &jt_kind_user, jt_verb_show},
    {"edit", "USER", "Changes address, name, picture, or whether the user is active.", WHICH_USER,
     USER | JT_TAKES_NAME | JT_TAKES_PHOTO | JT_TAKES_USER, 1, 1, false, &jt_kind_user,
     jt_verb_edit},
    {"delete", "USER", "Deletes a user.", WHICH_USER, USER | JT_TAKES_YES, 1, 1, true,
     &jt_kind_user, jt_verb_delete},
    {"roles", "USER", "Lists the roles of a user.", WHICH_USER,
     USER | JT_TAKES_ORGANIZATION | JT_TAKES_PAGE, 1, 1, false, &jt_kind_user, user_roles},
    {"grant", "USER ROLE", "Gives a role to a user.", WHICH_USER, USER | JT_TAKES_ORGANIZATION, 2,
     2, false, &jt_kind_user, grant},
    {"take", "USER ROLE", "Takes a role from a user.", WHICH_USER, USER | JT_TAKES_ORGANIZATION, 2,
     2, false, &jt_kind_user, take},
    {"groups", "USER", "Lists the groups that a user is in.", WHICH_USER, USER | JT_TAKES_PAGE, 1,
     1, false, &jt_kind_user, user_groups},
    {.name = NULL},
};

static const struct jt_verb role_verbs[] = {
    {"list", "", "Lists the roles.", NULL, ROLE | JT_TAKES_PAGE, 0, 0, false, &jt_kind_role,
     jt_verb_list},
    {"create", "NAME", "Creates a role; one of the organization with its permissions.", NULL,
     ROLE | JT_TAKES_NAME | JT_TAKES_GRANTS, 1, 1, false, &jt_kind_role, jt_verb_create},
    {"show", "ROLE", "Shows a role.", WHICH, ROLE, 1, 1, false, &jt_kind_role, jt_verb_show},
    {"edit", "ROLE", "Changes name, description, permissions.", WHICH,
     ROLE | JT_TAKES_NAME | JT_TAKES_GRANTS, 1, 1, false, &jt_kind_role, jt_verb_edit},
    {"delete", "ROLE", "Deletes a role, and takes it from everybody.", WHICH, ROLE | JT_TAKES_YES,
     1, 1, true, &jt_kind_role, jt_verb_delete},
    {.name = NULL},
};

static const struct jt_verb group_verbs[] = {
    {"list", "", "Lists the groups: of the organization, or of a stage.", NULL,
     GROUP | JT_TAKES_PAGE, 0, 0, false, &jt_kind_group, jt_verb_list},
    {"create", "NAME", "Creates a group.", NULL, GROUP | JT_TAKES_NAME, 1, 1, false, &jt_kind_group,
     jt_verb_create},
    {"show", "GROUP", "Shows a group.", WHICH, GROUP, 1, 1, false, &jt_kind_group, jt_verb_show},
    {"edit", "GROUP", "Changes name or description.", WHICH, GROUP | JT_TAKES_NAME, 1, 1, false,
     &jt_kind_group, jt_verb_edit},
    {"delete", "GROUP", "Deletes a group; its users stay.", WHICH, GROUP | JT_TAKES_YES, 1, 1, true,
     &jt_kind_group, jt_verb_delete},
    {"members", "GROUP", "Lists who is in a group.", WHICH, GROUP | JT_TAKES_PAGE, 1, 1, false,
     &jt_kind_group, members},
    {"add", "GROUP USER", "Puts a user into a group.", WHICH_USER, GROUP, 2, 2, false,
     &jt_kind_group, add},
    {"remove", "GROUP USER", "Takes a user out of a group.", WHICH_USER, GROUP, 2, 2, false,
     &jt_kind_group, drop},
    {.name = NULL},
};

const struct jt_cmd jt_cmd_user = {
    .name = "user",
    .args = "list|create|bulk|show|edit|delete|roles|grant|take|groups [options]",
    .summary = "Manages users, their roles and groups.",
    .help = "Users of the organization; with --stage, the end users of that stage.\n",
    .takes = JT_TAKES_API_CALL,
    .verbs = user_verbs,
    .run = jt_manage_run,
};

const struct jt_cmd jt_cmd_role = {
    .name = "role",
    .args = "list|create|show|edit|delete [options]",
    .summary = "Manages roles.",
    .help = "Roles in applications; with --organization, roles in the organization, which have\n"
            "permissions.\n",
    .takes = JT_TAKES_API_CALL,
    .verbs = role_verbs,
    .run = jt_manage_run,
};

const struct jt_cmd jt_cmd_group = {
    .name = "group",
    .args = "list|create|show|edit|delete|members|add|remove [options]",
    .summary = "Manages groups of users.",
    .help = "Groups of the organization; with --stage, of that stage's end users.\n",
    .takes = JT_TAKES_API_CALL,
    .verbs = group_verbs,
    .run = jt_manage_run,
};
