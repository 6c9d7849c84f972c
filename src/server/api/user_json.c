/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a user, a role and a group; a password hash is no part of it. */
#include "server/api/api_client.h"
#include "server/api/people.h"

void jt_user_write(struct jt_json_writer *w, const struct jt_user *user)
{
    jt_json_object_begin(w);
    jt_json_member_uuid(w, "key", &user->key);
    jt_api_member_text(w, "name", user->name);
    jt_json_member_string(w, "email", user->email);
    jt_json_member_string(w, "status", jt_user_status_text(user->status));
    jt_json_name(w, "access");
    jt_json_object_begin(w);
    jt_json_member_bool(w, "hasOrganizationRoles", user->has_organization_roles);
    jt_json_member_bool(w, "hasApplicationRoles", user->has_application_roles);
    jt_json_object_end(w);
    jt_json_member_time(w, "lastLoginAt", user->last_login);
    jt_json_member_bool(w, "isActive", user->status == JT_USER_ACTIVE);
    jt_api_member_text(w, "photoUrl", user->photo_url);
    jt_json_member_bool(w, "isEmailVerified", user->email_verified);
    jt_json_member_bool(w, "isTermsAndConditionsAccepted", user->terms_accepted);
    jt_json_object_end(w);
}

void jt_circle_write(struct jt_json_writer *w, const struct jt_registry *registry,
                     const struct jt_circle *circle)
{
    jt_json_object_begin(w);
    jt_json_member_uuid(w, "key", &circle->key);
    jt_json_member_string(w, "name", circle->name);
    jt_json_member_string(w, "description", circle->description);
    if (circle->kind == JT_ORGANIZATION_ROLE) {
        jt_api_client_write_permissions(w, registry, &circle->grants);
    }
    jt_json_member_time(w, "createdAt", circle->created);
    jt_json_member_time(w, "updatedAt", circle->updated);
    jt_json_object_end(w);
}
