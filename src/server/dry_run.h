/* SPDX-License-Identifier: Apache-2.0 */
/* A request that is only tried: the steps of the real one judge it, and leave nothing behind. No
 * token is signed, no use noted, no failure counted, no refusal stored, and no step asks the store:
 * what a request would do there is not known before it is done. */
#ifndef JT_SERVER_DRY_RUN_H
#define JT_SERVER_DRY_RUN_H

#include "server/request.h"

/* What came of it besides a refusal. Texts in the arena of the tried exchange. */
struct jt_dry_run {
    bool would_issue; /* an access token; then: */
    jt_str scope;
    jt_str audience;
    int64_t lifetime_s;
    jt_uuid secret; /* its id */
    jt_time secret_ends;
    bool is_stopped; /* passed every check before the store, or before a public document */
};

/* A request as it would be sent. */
struct jt_dry_request {
    jt_str method;
    jt_str target; /* path and query */
    const struct jt_http_header *headers;
    size_t header_count;
    jt_str body;
};

/* A tried request with everything that it borrows; clear after use. */
struct jt_dry_exchange {
    struct jt_exchange x;
    struct jt_buf head;
    struct jt_request *request; /* NULL: it was not run */
    struct jt_dry_run run;
    int malformed_status; /* not 0: no request at all, and malformed_why says why; static */
    const char *malformed_why;
};

/* Runs it as if the sender of `real` had sent it. What frames a body (Content-Length,
 * Transfer-Encoding) is taken from the body; without Host the one of `real` holds. ret_exchange
 * must be zeros, and lives until it is cleared, as must what `sent` borrows. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_dry_run(struct jt_request *real, const struct jt_dry_request *sent,
                                   struct jt_dry_exchange *ret_exchange);
void jt_dry_exchange_clear(struct jt_dry_exchange *exchange);

/* For steps that would go beyond what is tried. */
enum jt_step_result jt_dry_run_stop(struct jt_request *request);

#endif
