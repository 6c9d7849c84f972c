/* SPDX-License-Identifier: Apache-2.0 */
/* One line for each answered request. The query is left out, because people put secrets there; a
 * client id is named only once it has authenticated. */
#ifndef JT_SERVER_ACCESS_LOG_H
#define JT_SERVER_ACCESS_LOG_H

#include "server/http/exchange.h"
#include "server/log.h"

void jt_access_log_write(struct jt_log *log, const struct jt_exchange *x, int64_t duration_ns);
/* A request that was no HTTP. */
void jt_access_log_write_malformed(struct jt_log *log, const char *address, int status,
                                   const char *why);

#endif
