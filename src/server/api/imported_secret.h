/* SPDX-License-Identifier: Apache-2.0 */
/* The "clientSecret" of an import. */
#ifndef JT_SERVER_API_IMPORTED_SECRET_H
#define JT_SERVER_API_IMPORTED_SECRET_H

#include "server/request.h"

/* Adds a fault to the refusal when the secret will not do. */
void jt_imported_secret_check(struct jt_request *request, jt_str client_id, jt_str secret);

#endif
