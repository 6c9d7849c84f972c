/* SPDX-License-Identifier: Apache-2.0 */
/* People: users of the organization (members) or of an application realm (end users). */
#ifndef JT_MODEL_USER_H
#define JT_MODEL_USER_H

#include "base/clock.h"
#include "base/uuid.h"

enum jt_user_status { JT_USER_INVITED, JT_USER_ACTIVE, JT_USER_INACTIVE };

struct jt_user {
    jt_uuid key;
    jt_uuid realm;
    jt_str email;
    jt_str name;
    jt_str photo_url;
    jt_str password_hash; /* empty: none; never leaves the server */
    bool password_must_change;
    enum jt_user_status status;
    bool email_verified;
    bool terms_accepted;
    bool has_organization_roles; /* derived by the store */
    bool has_application_roles;  /* derived by the store */
    jt_time last_login;          /* 0: never */
    jt_time created;
    jt_time updated;
    uint64_t version;
};

jt_str jt_user_status_text(enum jt_user_status status);
/* One @, before it something without quotes, brackets, white space or control characters, behind it
 * a host name, at most JT_EMAIL_MAX bytes. */
bool jt_email_is_valid(jt_str email);
/* 1 to JT_NAME_MAX characters of valid UTF-8 without control characters. */
bool jt_name_is_valid(jt_str name);

#endif
