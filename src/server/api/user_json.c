/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a user; the password hash is no part of it. */
#include "server/api/user_json.h"

#include "server/api/api.h"

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

void jt_application_role_write(struct jt_json_writer *w, const struct jt_application_role *role)
{
    jt_json_object_begin(w);
    jt_json_member_uuid(w, "key", &role->key);
    jt_json_member_string(w, "name", role->name);
    jt_json_member_string(w, "description", role->description);
    jt_json_member_time(w, "createdAt", role->created);
    jt_json_member_time(w, "updatedAt", role->updated);
    jt_json_object_end(w);
}
