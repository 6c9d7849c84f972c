/* SPDX-License-Identifier: Apache-2.0 */
/* PATCH and DELETE /api-clients/{key}, and its suspension and resumption. */
#ifndef JT_SERVER_API_API_CLIENT_EDIT_H
#define JT_SERVER_API_API_CLIENT_EDIT_H

#include "server/step.h"

extern const struct jt_step jt_api_client_update_steps[];
extern const struct jt_step jt_api_client_delete_steps[];
extern const struct jt_step jt_api_client_suspend_steps[];
extern const struct jt_step jt_api_client_resume_steps[];

#endif
