/* SPDX-License-Identifier: Apache-2.0 */
/* What a token may do: permissions of an API, and the grants of a client, each a permission for the
 * whole organization or for one stage. */
#ifndef JT_MODEL_PERMISSION_H
#define JT_MODEL_PERMISSION_H

#include "base/clock.h"
#include "base/str.h"
#include "base/uuid.h"

enum { JT_API_IDENTITY = 1 }; /* id of the built-in identity API */

struct jt_api {
    uint32_t id; /* from 1 */
    jt_uuid key;
    jt_str audience; /* empty for the identity API: BASE/api/identity/v1 of the platform realm */
    jt_str name;
    int64_t token_lifetime_s;
    jt_time created;
    uint64_t version;
};

/* Permissions of the organization's own APIs are numbered from here on: those before are kept for
 * the identity API. */
enum { JT_PERM_OWN_FIRST = 1001 };

struct jt_permission {
    uint32_t id; /* from 1; never used again */
    uint32_t api;
    jt_str name; /* no colon */
    bool per_stage;
};

/* An API with all of its permissions. */
struct jt_api_whole {
    struct jt_api api;
    const struct jt_permission *permissions;
    size_t permission_count;
    bool deleted;
};

/* 1 to JT_PERMISSION_NAME_MAX of the characters that a scope token may have (RFC 6749 §3.3), but
 * no colon. */
bool jt_permission_name_is_valid(jt_str name);
/* An absolute URI without fragment (RFC 8707 §2), at most JT_AUDIENCE_MAX bytes of ASCII. */
bool jt_audience_is_valid(jt_str audience);

/* The permissions of the identity API, in the order of the manual. Ids 1 … count, fixed for ever.
 */
enum jt_identity_permission {
    JT_PERM_MEMBER_VIEW = 1,
    JT_PERM_MEMBER_MANAGE,
    JT_PERM_USER_MANAGE,
    JT_PERM_ORGANIZATION_ROLE_MANAGE,
    JT_PERM_APPLICATION_ROLE_MANAGE,
    JT_PERM_API_CLIENT_VIEW,
    JT_PERM_API_CLIENT_MANAGE,
    JT_PERM_API_CLIENT_ROTATE_SELF,
    JT_PERM_STAGE_MANAGE,
    JT_PERM_EVENT_VIEW,
    JT_PERM_SIGNING_KEY_MANAGE,
    JT_PERM_TOKEN_INTROSPECT,
    JT_PERM_STAGE_VIEW,
    JT_PERM_END_USER_VIEW,
    JT_PERM_END_USER_MANAGE,
    JT_PERM_END_USER_GROUP_MANAGE,
    JT_PERM_IDENTITY_COUNT = JT_PERM_END_USER_GROUP_MANAGE
};
extern const struct jt_permission jt_identity_permissions[JT_PERM_IDENTITY_COUNT];
/* NULL for an unknown name. */
const struct jt_permission *jt_identity_permission_find(jt_str name);

struct jt_grant {
    uint32_t permission;
    uint32_t stage; /* 0: organization-wide; of one per stage: every stage, later ones too */
};

/* Sorted by permission, then stage; no duplicates. */
struct jt_grants {
    bool all; /* "*": every permission at every stage, later ones too; items is then empty */
    const struct jt_grant *items;
    size_t count;
};

bool jt_grants_has(const struct jt_grants *grants, uint32_t permission, uint32_t stage);
/* Does outer hold everything that inner holds? */
bool jt_grants_covers(const struct jt_grants *outer, const struct jt_grants *inner);
bool jt_grants_is_empty(const struct jt_grants *grants);
/* Sorts and drops duplicates in place; returns the new count. */
size_t jt_grants_normalize(struct jt_grant *items, size_t count);

#endif
