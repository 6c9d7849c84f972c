/* SPDX-License-Identifier: Apache-2.0 */
/* What holds when no option says otherwise. */
#include "server/http/limits.h"

const struct jt_http_limits jt_http_limits_default = {
    .head_max = 16384,
    .headers_max = JT_HTTP_HEADERS_MAX,
    .body_max = 65536,
    .api_body_max = 1048576,
    .head_timeout_ms = 5000,
    .body_timeout_ms = 10000,
    .idle_timeout_ms = 75000,
    .write_timeout_ms = 10000,
    .connections_max = 10000,
    .address_connections_max = 1000,
    .output_max = 1048576,
};
