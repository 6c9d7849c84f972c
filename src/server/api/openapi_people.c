/* SPDX-License-Identifier: Apache-2.0 */
/* What OpenAPI says of people, roles, groups, stages, realms and APIs; their schemas:
 * openapi_people_schemas.c. */
#include "server/api/api.h"
#include "server/api/openapi.h"

#define AT(path) JT_API_PATH path
#define PAGE "limit offset"
#define FILTERS PAGE " hasApplicationRoles hasOrganizationRoles isActive emailContains nameContains"

/* clang-format off */
#define USERS_AT(path, whose)                                                                      \
    {JT_HTTP_GET, path, "List the users of " whose, NULL, "UserList", 200, FILTERS},               \
    {JT_HTTP_POST, path, "Create a user of " whose, "NewUser", "User", 201, NULL},                 \
    {JT_HTTP_POST, path "/bulk", "Create many users of " whose ", all or none", "NewUsers",        \
     "CreatedUsers", 201, NULL},                                                                   \
    {JT_HTTP_GET, path "/{key}", "Find a user of " whose, NULL, "User", 200, NULL},                \
    {JT_HTTP_PATCH, path "/{key}", "Change a user of " whose, "UserPatch", "User", 200, NULL},     \
    {JT_HTTP_DELETE, path "/{key}", "Delete a user of " whose, NULL, NULL, 204, NULL}

#define ROLES_OF_AT(path, what, list)                                                              \
    {JT_HTTP_GET, path, "List the " what "s of a user", NULL, list, 200, PAGE},                    \
    {JT_HTTP_POST, path "/{roleKey}", "Grant an " what " to a user", NULL, NULL, 204, NULL},       \
    {JT_HTTP_DELETE, path "/{roleKey}", "Take an " what " from a user", NULL, NULL, 204, NULL}

#define CIRCLES_AT(path, what, schema)                                                             \
    {JT_HTTP_GET, path, "List the " what "s", NULL, schema "List", 200, PAGE},                     \
    {JT_HTTP_POST, path, "Create one " what, "New" schema, schema, 201, NULL},                     \
    {JT_HTTP_GET, path "/{key}", "Find one " what, NULL, schema, 200, NULL},                       \
    {JT_HTTP_PATCH, path "/{key}", "Change one " what, schema "Patch", schema, 200, NULL},         \
    {JT_HTTP_DELETE, path "/{key}", "Delete one " what, NULL, NULL, 204, NULL}

#define MEMBERS_AT(path)                                                                           \
    {JT_HTTP_GET, path, "List the members of a group", NULL, "UserList", 200, PAGE},               \
    {JT_HTTP_POST, path "/{userKey}", "Add a user to a group", NULL, NULL, 204, NULL},             \
    {JT_HTTP_DELETE, path "/{userKey}", "Take a user out of a group", NULL, NULL, 204, NULL}

const struct jt_openapi_row jt_openapi_people_rows[] = {
    USERS_AT(AT("/users"), "the organization"),
    ROLES_OF_AT(AT("/users/{key}/application-roles"), "application role", "ApplicationRoleList"),
    ROLES_OF_AT(AT("/users/{key}/organization-roles"), "organization role", "OrganizationRoleList"),
    {JT_HTTP_GET, AT("/users/{key}/groups"), "List the groups of a user", NULL, "GroupList", 200,
     PAGE},
    CIRCLES_AT(AT("/application-roles"), "application role", "ApplicationRole"),
    CIRCLES_AT(AT("/organization-roles"), "organization role", "OrganizationRole"),
    CIRCLES_AT(AT("/groups"), "group", "Group"),
    MEMBERS_AT(AT("/groups/{key}/members")),
    {JT_HTTP_GET, AT("/stages"), "List the stages that the caller may see", NULL, "StageList", 200,
     PAGE},
    {JT_HTTP_POST, AT("/stages"), "Create a stage with its application realm", "NewStage", "Stage",
     201, NULL},
    {JT_HTTP_GET, AT("/stages/{slug}"), "Find a stage", NULL, "Stage", 200, NULL},
    {JT_HTTP_PATCH, AT("/stages/{slug}"), "Relabel or move a stage", "StagePatch", "Stage", 200,
     NULL},
    {JT_HTTP_POST, AT("/stages/{slug}/archive"),
     "Archive a stage: its permissions are not issued any more", NULL, "Stage", 200, NULL},
    {JT_HTTP_POST, AT("/stages/{slug}/restore"),
     "Bring an archived stage back: what is granted there is issued again", NULL, "Stage", 200,
     NULL},
    USERS_AT(AT("/stages/{slug}/users"), "a stage"),
    ROLES_OF_AT(AT("/stages/{slug}/users/{key}/application-roles"), "application role",
                "ApplicationRoleList"),
    {JT_HTTP_GET, AT("/stages/{slug}/users/{key}/groups"), "List the groups of a stage's user",
     NULL, "GroupList", 200, PAGE},
    CIRCLES_AT(AT("/stages/{slug}/groups"), "group of a stage", "Group"),
    MEMBERS_AT(AT("/stages/{slug}/groups/{key}/members")),
    {JT_HTTP_GET, AT("/realms"), "List the realms that the caller may see", NULL, "RealmList", 200,
     PAGE},
    {JT_HTTP_GET, AT("/realms/{key}"), "Find a realm", NULL, "Realm", 200, NULL},
    {JT_HTTP_PATCH, AT("/realms/{key}"), "Change where a realm is reached and how it signs",
     "RealmPatch", "Realm", 200, NULL},
    {JT_HTTP_GET, AT("/permissions"), "List the permissions of all APIs", NULL, "PermissionList",
     200, PAGE},
    {JT_HTTP_GET, AT("/apis"), "List the APIs", NULL, "ApiList", 200, PAGE},
    {JT_HTTP_POST, AT("/apis"), "Create an API", "NewApi", "Api", 201, NULL},
    {JT_HTTP_GET, AT("/apis/{key}"), "Find an API", NULL, "Api", 200, NULL},
    {JT_HTTP_PATCH, AT("/apis/{key}"),
     "Change an API; permissions that are left out are gone for ever", "ApiPatch", "Api", 200,
     NULL},
    {JT_HTTP_DELETE, AT("/apis/{key}"), "Delete an API; its audience is not used again", NULL, NULL,
     204, NULL},
};
const size_t jt_openapi_people_rows_count =
    sizeof(jt_openapi_people_rows) / sizeof(jt_openapi_people_rows[0]);

/* clang-format on */
