/* SPDX-License-Identifier: Apache-2.0 */
/* The identity API's permissions, and sets of grants as sorted arrays: the hot path searches them,
 * and so does the question whether one client may hand out another's grants. */
#include "model/permission.h"

#include "model/limits.h"

#include <stdlib.h>

#define ORGANIZATION_WIDE(id, text) [id - 1] = {id, JT_API_IDENTITY, JT_STR_INIT(text), false}
#define PER_STAGE(id, text) [id - 1] = {id, JT_API_IDENTITY, JT_STR_INIT(text), true}

const struct jt_permission jt_identity_permissions[JT_PERM_IDENTITY_COUNT] = {
    ORGANIZATION_WIDE(JT_PERM_MEMBER_VIEW, "member.view"),
    ORGANIZATION_WIDE(JT_PERM_MEMBER_MANAGE, "member.manage"),
    ORGANIZATION_WIDE(JT_PERM_USER_MANAGE, "user.manage"),
    ORGANIZATION_WIDE(JT_PERM_ORGANIZATION_ROLE_MANAGE, "organization_role.manage"),
    ORGANIZATION_WIDE(JT_PERM_APPLICATION_ROLE_MANAGE, "application_role.manage"),
    ORGANIZATION_WIDE(JT_PERM_API_CLIENT_VIEW, "api_client.view"),
    ORGANIZATION_WIDE(JT_PERM_API_CLIENT_MANAGE, "api_client.manage"),
    ORGANIZATION_WIDE(JT_PERM_API_CLIENT_ROTATE_SELF, "api_client.rotate_self"),
    ORGANIZATION_WIDE(JT_PERM_STAGE_MANAGE, "stage.manage"),
    ORGANIZATION_WIDE(JT_PERM_EVENT_VIEW, "event.view"),
    ORGANIZATION_WIDE(JT_PERM_SIGNING_KEY_MANAGE, "signing_key.manage"),
    ORGANIZATION_WIDE(JT_PERM_TOKEN_INTROSPECT, "token.introspect"),
    PER_STAGE(JT_PERM_STAGE_VIEW, "stage.view"),
    PER_STAGE(JT_PERM_END_USER_VIEW, "end_user.view"),
    PER_STAGE(JT_PERM_END_USER_MANAGE, "end_user.manage"),
    PER_STAGE(JT_PERM_END_USER_GROUP_MANAGE, "end_user_group.manage"),
};

const struct jt_permission *jt_identity_permission_find(jt_str name)
{
    for (size_t i = 0; i < JT_PERM_IDENTITY_COUNT; i++) {
        if (jt_str_equal(jt_identity_permissions[i].name, name)) {
            return &jt_identity_permissions[i];
        }
    }
    return NULL;
}

/* RFC 6749 §3.3: %x21 / %x23-5B / %x5D-7E */
static bool is_scope_char(char c)
{
    return c > ' ' && c <= '~' && c != '"' && c != '\\';
}

bool jt_permission_name_is_valid(jt_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!is_scope_char(name.ptr[i]) || name.ptr[i] == ':') {
            return false;
        }
    }
    return name.len > 0 && name.len <= JT_PERMISSION_NAME_MAX;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 3986 §3.1 */
static bool is_scheme(jt_str scheme)
{
    for (size_t i = 0; i < scheme.len; i++) {
        char c = scheme.ptr[i];
        bool fits = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!is_letter(c) && (i == 0 || !fits)) {
            return false;
        }
    }
    return scheme.len > 0;
}

/* RFC 3986 §2: what a URI may not hold, and # for a fragment. */
bool jt_audience_is_valid(jt_str audience)
{
    size_t colon = jt_str_find_char(audience, ':');
    for (size_t i = 0; i < audience.len; i++) {
        char c = audience.ptr[i];
        if (!is_scope_char(c) || jt_str_find_char(JT_STR("#<>^`{|}"), c) < 8) {
            return false;
        }
    }
    return audience.len <= JT_AUDIENCE_MAX && colon + 1 < audience.len &&
           is_scheme(jt_str_slice(audience, 0, colon));
}

static int compare(const void *left, const void *right)
{
    const struct jt_grant *a = left;
    const struct jt_grant *b = right;
    if (a->permission != b->permission) {
        return a->permission < b->permission ? -1 : 1;
    }
    return a->stage == b->stage ? 0 : a->stage < b->stage ? -1 : 1;
}

static bool holds(const struct jt_grants *grants, uint32_t permission, uint32_t stage)
{
    struct jt_grant wanted = {permission, stage};
    return grants->count &&
           bsearch(&wanted, grants->items, grants->count, sizeof(wanted), compare) != NULL;
}

bool jt_grants_has(const struct jt_grants *grants, uint32_t permission, uint32_t stage)
{
    return grants->all || holds(grants, permission, stage) ||
           (stage != 0 && holds(grants, permission, 0));
}

bool jt_grants_covers(const struct jt_grants *outer, const struct jt_grants *inner)
{
    if (outer->all || inner->all) {
        return outer->all;
    }
    for (size_t i = 0; i < inner->count; i++) {
        if (!jt_grants_has(outer, inner->items[i].permission, inner->items[i].stage)) {
            return false;
        }
    }
    return true;
}

bool jt_grants_is_empty(const struct jt_grants *grants)
{
    return !grants->all && grants->count == 0;
}

size_t jt_grants_normalize(struct jt_grant *items, size_t count)
{
    size_t kept = 0;
    if (count > 1) {
        qsort(items, count, sizeof(*items), compare);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || compare(&items[kept - 1], &items[i]) != 0) {
            items[kept++] = items[i];
        }
    }
    return kept;
}
