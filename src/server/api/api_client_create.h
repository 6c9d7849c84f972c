/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api-clients and POST /api-clients/import. */
#ifndef JT_SERVER_API_API_CLIENT_CREATE_H
#define JT_SERVER_API_API_CLIENT_CREATE_H

#include "server/step.h"

extern const struct jt_step jt_api_client_create_steps[];
extern const struct jt_step jt_api_client_import_steps[];

#endif
