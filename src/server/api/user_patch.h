/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of the requests that write users: user_patch.c, users_bulk.c. */
#ifndef JT_SERVER_API_USER_PATCH_H
#define JT_SERVER_API_USER_PATCH_H

#include "server/step.h"

extern const struct jt_step jt_user_patch_steps[];
extern const struct jt_step jt_user_delete_steps[];
extern const struct jt_step jt_users_bulk_steps[];

#endif
