/* SPDX-License-Identifier: Apache-2.0 */
/* The table of kinds. */
#include "cli/manage/kind.h"

#include <stddef.h>
#include <string.h>

#define AT(member) offsetof(struct jt_options, member)
/* A member that create's argument alone can set: no option stands there. */
#define NOWHERE JT_FIELD_NOWHERE

/* The newest secret that still lives says how long the client goes on. */
static void write_secret_end(const struct jt_json_value *row, struct jt_buf *cell)
{
    const struct jt_json_value *secrets = jt_json_get(row, "secrets");
    jt_str last = {NULL, 0};
    for (size_t i = 0; i < jt_json_count(secrets); i++) {
        const struct jt_json_value *secret = jt_json_at(secrets, i);
        jt_str state = jt_member(secret, "state");
        bool is_live =
            jt_str_equal(state, JT_STR("active")) || jt_str_equal(state, JT_STR("overlapping"));
        jt_str end = jt_member(secret, "expiresAt");
        if (is_live && (last.len == 0 || strncmp(end.ptr, last.ptr, last.len) > 0)) {
            last = end;
        }
    }
    jt_buf_append(cell, last.len ? jt_str_slice(last, 0, 10) : JT_STR("-"));
}

static void write_roles(const struct jt_json_value *row, struct jt_buf *cell)
{
    const struct jt_json_value *access = jt_json_get(row, "access");
    bool organization = false;
    bool application = false;
    (void)jt_json_bool(jt_json_get(access, "hasOrganizationRoles"), &organization);
    (void)jt_json_bool(jt_json_get(access, "hasApplicationRoles"), &application);
    jt_buf_append_c(cell, organization ? "organization" : "");
    jt_buf_append_c(cell, organization && application ? ", " : "");
    jt_buf_append_c(cell, application ? "application" : organization ? "" : "-");
}

static void write_permission(const struct jt_json_value *row, struct jt_buf *cell)
{
    jt_buf_append(cell, jt_member(row, "permission"));
}

const struct jt_kind jt_kind_client = {
    .noun = "API client",
    .path = "/api-clients",
    .key = "key",
    .first = "name",
    .names = {{"name", "nameContains"}, {"clientId", "clientId"}},
    .columns = {{"NAME", "name", NULL},
                {"STATUS", "status", NULL},
                {"SECRET ENDS", NULL, write_secret_end},
                {"CLIENT ID", "clientId", NULL},
                {"KEY", "key", NULL}},
    .fields = {{"name", JT_FIELD_TEXT, AT(name)},
               {"description", JT_FIELD_TEXT, AT(description)},
               {"authMethods", JT_FIELD_LIST, AT(methods)},
               {"permissions", JT_FIELD_GRANTS, 0}},
    .filters = {{"status", AT(status)}, {"nameContains", AT(name_contains)}},
};

const struct jt_kind jt_kind_secret = {
    .noun = "client secret",
    .is_listed_only = true,
    .key = "id",
    .names = {{"hint", NULL}, {"id", NULL}},
    .columns = {{"HINT", "hint", NULL},
                {"STATE", "state", NULL},
                {"ENDS", "expiresAt", NULL},
                {"LAST USED", "lastUsedAt", NULL},
                {"FROM", "lastUsedFrom", NULL},
                {"ID", "id", NULL}},
};

const struct jt_kind jt_kind_user = {
    .noun = "user",
    .path = "/users",
    .stage_path = "/users",
    .key = "key",
    .first = "email",
    .names = {{"email", "emailContains"}, {"name", "nameContains"}},
    .columns = {{"EMAIL", "email", NULL},
                {"NAME", "name", NULL},
                {"STATUS", "status", NULL},
                {"ROLES", NULL, write_roles},
                {"LAST LOGIN", "lastLoginAt", NULL},
                {"KEY", "key", NULL}},
    .fields = {{"email", JT_FIELD_TEXT, AT(email)},
               {"name", JT_FIELD_TEXT, AT(name)},
               {"photoUrl", JT_FIELD_TEXT, AT(photo_url)},
               {"isActive", JT_FIELD_BOOL, AT(is_active)}},
    .filters = {{"nameContains", AT(name_contains)},
                {"emailContains", AT(email_contains)},
                {"isActive", AT(is_active)},
                {"hasApplicationRoles", AT(has_application_roles)},
                {"hasOrganizationRoles", AT(has_organization_roles)}},
};

/* What roles and groups have in common. */
#define CIRCLE                                                                                     \
    .key = "key", .first = "name", .names = {{"name", NULL}},                                      \
    .columns = {{"NAME", "name", NULL},                                                            \
                {"DESCRIPTION", "description", NULL},                                              \
                {"CREATED", "createdAt", NULL},                                                    \
                {"KEY", "key", NULL}}

const struct jt_kind jt_kind_role = {
    .noun = "role",
    .path = "/application-roles",
    .organization_path = "/organization-roles",
    CIRCLE,
    .fields = {{"name", JT_FIELD_TEXT, AT(name)},
               {"description", JT_FIELD_TEXT, AT(description)},
               {"permissions", JT_FIELD_GRANTS, 0}},
};

const struct jt_kind jt_kind_group = {
    .noun = "group",
    .path = "/groups",
    .stage_path = "/groups",
    CIRCLE,
    .fields = {{"name", JT_FIELD_TEXT, AT(name)}, {"description", JT_FIELD_TEXT, AT(description)}},
};

const struct jt_kind jt_kind_stage = {
    .noun = "stage",
    .path = "/stages",
    .key = "slug",
    .first = "slug",
    .names = {{"label", NULL}},
    .columns = {{"SLUG", "slug", NULL},
                {"LABEL", "label", NULL},
                {"POSITION", "position", NULL},
                {"ARCHIVED", "archivedAt", NULL},
                {"REALM", "realm", NULL}},
    .fields = {{"slug", JT_FIELD_TEXT, NOWHERE},
               {"label", JT_FIELD_TEXT, AT(label)},
               {"position", JT_FIELD_INTEGER, AT(position)},
               {"publicUrl", JT_FIELD_TEXT, AT(public_url)},
               {"hosts", JT_FIELD_LIST, AT(hosts)},
               {"alg", JT_FIELD_TEXT, AT(alg)}},
};

const struct jt_kind jt_kind_api = {
    .noun = "API",
    .path = "/apis",
    .key = "key",
    .first = "audience",
    .names = {{"audience", NULL}, {"name", NULL}},
    .columns = {{"NAME", "name", NULL},
                {"AUDIENCE", "audience", NULL},
                {"TOKEN LIFETIME", "tokenLifetime", NULL},
                {"KEY", "key", NULL}},
    .fields = {{"audience", JT_FIELD_TEXT, NOWHERE},
               {"name", JT_FIELD_TEXT, AT(name)},
               {"tokenLifetime", JT_FIELD_INTEGER, AT(token_lifetime)},
               {"permissions", JT_FIELD_DEFINES, 0}},
};

const struct jt_kind jt_kind_key = {
    .noun = "signing key",
    .path = "/signing-keys",
    .key = "kid",
    .names = {{"kid", NULL}},
    .columns = {{"STATE", "state", NULL},
                {"ALG", "alg", NULL},
                {"REALM", "realm", NULL},
                {"CREATED", "createdAt", NULL},
                {"PUBLISHED UNTIL", "publishedUntil", NULL},
                {"KID", "kid", NULL}},
};

const struct jt_kind jt_kind_permission = {
    .noun = "permission",
    .path = "/permissions",
    .key = "permission",
    .columns = {{"PERMISSION", NULL, write_permission},
                {"PER STAGE", "perStage", NULL},
                {"API", "api", NULL}},
};

const struct jt_kind jt_kind_rejection = {
    .noun = "rejection",
    .path = "/rejections",
    .key = "id",
    .columns = {{"LAST", "lastAt", NULL},
                {"COUNT", "count", NULL},
                {"CAUSE", "cause", NULL},
                {"CLIENT ID", "clientId", NULL},
                {"FROM", "address", NULL},
                {"REFERENCE", "id", NULL}},
    .filters = {{"cause", AT(cause)},
                {"clientId", AT(client)},
                {"realm", AT(realm)},
                {"address", AT(address)},
                {"proven", AT(proven)},
                {"since", AT(since)},
                {"until", AT(until)},
                {"order", AT(order)}},
};

enum jt_err jt_kind_path(const struct jt_kind *kind, const struct jt_options *options,
                         struct jt_buf *path)
{
    if (options->stage && kind->stage_path) {
        jt_buf_append_c(path, "/stages");
        jt_path_add(path, jt_str_from_c(options->stage));
        jt_buf_append_c(path, kind->stage_path);
    } else if (options->organization && kind->organization_path) {
        jt_buf_append_c(path, kind->organization_path);
    } else {
        jt_buf_append_c(path, kind->path);
    }
    return jt_buf_check(path);
}
