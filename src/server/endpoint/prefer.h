/* SPDX-License-Identifier: Apache-2.0 */
/* What a client would like (RFC 7240), of which we know "wait". */
#ifndef JT_SERVER_ENDPOINT_PREFER_H
#define JT_SERVER_ENDPOINT_PREFER_H

#include "server/http/exchange.h"

enum { JT_PREFER_WAIT_MAX_S = 3600 }; /* more is as good as this */

/* Seconds of the first "wait" preference; 0: none, or one that is no number. */
int64_t jt_prefer_wait(const struct jt_http_request *request);

#endif
