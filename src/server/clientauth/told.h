/* SPDX-License-Identifier: Apache-2.0 */
/* What whoever presented a genuine secret is told beyond the text of the reason: exactly as much as
 * was proven. */
#ifndef JT_SERVER_CLIENTAUTH_TOLD_H
#define JT_SERVER_CLIENTAUTH_TOLD_H

#include "server/clientauth/authenticate.h"

/* Appends sentences in ASCII without quotes and backslashes; nothing when nothing was proven. */
void jt_told_write(struct jt_buf *buf, const struct jt_registry *registry,
                   const struct jt_authentication *authentication);

#endif
