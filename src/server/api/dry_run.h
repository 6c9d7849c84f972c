/* SPDX-License-Identifier: Apache-2.0 */
/* POST /rejections/dry-run. */
#ifndef JT_SERVER_API_DRY_RUN_H
#define JT_SERVER_API_DRY_RUN_H

#include "server/api/api.h"
#include "server/dry_run.h"

extern const struct jt_step jt_dry_run_steps[];

/* dry_run_read.c: the body as a request to try, in the arena and in what request->json holds.
 * Faults are added to the refusal. */
JT_MUST_USE enum jt_err jt_dry_run_read(struct jt_request *request,
                                        struct jt_dry_request *ret_sent);
/* dry_run_json.c: what came of it. Appends nothing of what was sent but the client id, or its
 * fingerprint. */
JT_MUST_USE enum jt_err jt_dry_run_write(struct jt_buf *buf, struct jt_dry_exchange *exchange);
/* The same for the audit log: who was tried, where, and the cause. */
JT_MUST_USE enum jt_err jt_dry_run_write_event(struct jt_buf *buf,
                                               struct jt_dry_exchange *exchange);

#endif
