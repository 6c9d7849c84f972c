/* SPDX-License-Identifier: Apache-2.0 */
/* What an inbox holds, as a row of the store. */
#ifndef JT_SERVER_EXPLAIN_TO_REJECTION_H
#define JT_SERVER_EXPLAIN_TO_REJECTION_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/rejection.h"
#include "server/explain/inbox.h"

/* The row borrows from entry and from arena. */
JT_MUST_USE enum jt_err jt_inbox_entry_to_rejection(struct jt_arena *arena,
                                                    const struct jt_inbox_entry *entry,
                                                    struct jt_rejection *ret_rejection);
/* Appends [{"step":…,"outcome":…},…]. */
void jt_trace_write(struct jt_buf *buf, const struct jt_trace *trace);

#endif
