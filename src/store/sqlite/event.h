/* SPDX-License-Identifier: Apache-2.0 */
/* Audit events on their way into the table: numbered without gaps, each one's hash covering the
 * one before it, so that a row that was changed or taken out later can be found. */
#ifndef JT_STORE_SQLITE_EVENT_H
#define JT_STORE_SQLITE_EVENT_H

#include "base/buf.h"
#include "store/sqlite/transaction.h"

enum { JT_EVENT_JSON_MAX = 16 << 20 };

/* Adds the event to the transaction that is open. */
JT_MUST_USE enum jt_err jt_event_add(struct jt_transaction *transaction,
                                     const struct jt_write *write,
                                     const struct jt_event_note *note);

#endif
