/* SPDX-License-Identifier: Apache-2.0 */
/* Does a client hold what one token of a scope names? */
#ifndef JT_SERVER_GRANT_GRANTED_H
#define JT_SERVER_GRANT_GRANTED_H

#include "store/registry.h"

/* "stage:permission" or "permission" of this API, by the client's present grants. An unknown name,
 * a stage where none belongs, a missing or archived stage: false. */
bool jt_scope_token_is_granted(const struct jt_registry *registry,
                               const struct jt_registry_client *client, const struct jt_api *api,
                               jt_str token);

#endif
