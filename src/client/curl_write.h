/* SPDX-License-Identifier: Apache-2.0 */
/* A request as a curl command to copy, with placeholders for all that may be a secret. */
#ifndef JT_CLIENT_CURL_WRITE_H
#define JT_CLIENT_CURL_WRITE_H

#include "client/curl_command.h"

/* Appends the same request, quoted and encoded as it should be: credentials by -u or as a bearer
 * token, parameters by --data-urlencode. Values are shown of a few parameters and headers alone,
 * and only where they hold none of the request's credentials. JT_ERR_NOMEM, JT_ERR_LIMIT. */
JT_MUST_USE enum jt_err jt_curl_command_write(const struct jt_curl_command *command,
                                              struct jt_arena *arena, struct jt_buf *buf);

#endif
