/* SPDX-License-Identifier: Apache-2.0 */
/* Users and application roles as JSON. */
#ifndef JT_SERVER_API_USER_JSON_H
#define JT_SERVER_API_USER_JSON_H

#include "codec/json_write.h"
#include "model/user.h"

void jt_user_write(struct jt_json_writer *w, const struct jt_user *user);
void jt_application_role_write(struct jt_json_writer *w, const struct jt_application_role *role);

#endif
