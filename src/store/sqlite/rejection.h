/* SPDX-License-Identifier: Apache-2.0 */
/* A row of the table of rejections, for the files that read it. */
#ifndef JT_STORE_SQLITE_REJECTION_H
#define JT_STORE_SQLITE_REJECTION_H

#include "model/rejection.h"
#include "store/sqlite/statement.h"

#define JT_REJECTION_COLUMNS                                                                       \
    "SELECT number, cause, also_json, proven, error, status, evidence, remedy, client_id, realm,"  \
    " endpoint, method, address, source, user_agent, count, first, last, trace_json FROM "         \
    "rejection"

/* What a statement that begins with these columns stands at. */
JT_MUST_USE enum jt_err jt_rejection_read(struct jt_statement *st, struct jt_arena *arena,
                                          struct jt_rejection *ret_rejection);

#endif
