/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api-clients/{key}/duplicate. */
#ifndef JT_SERVER_API_API_CLIENT_DUPLICATE_H
#define JT_SERVER_API_API_CLIENT_DUPLICATE_H

#include "server/step.h"

extern const struct jt_step jt_api_client_duplicate_steps[];

#endif
