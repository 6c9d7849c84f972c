/* SPDX-License-Identifier: Apache-2.0 */
/* Audit events on their way into the table: numbered without gaps, each one's hash covering the
 * one before it, so that a row that was changed or taken out later can be found. */
#ifndef JT_STORE_SQLITE_EVENT_H
#define JT_STORE_SQLITE_EVENT_H

#include "base/buf.h"
#include "store/sqlite/transaction.h"

enum { JT_EVENT_JSON_MAX = 16 << 20 };

/* An object as JSON before and after what an event tells of it; empty: there was none. */
struct jt_event_story {
    struct jt_buf before;
    struct jt_buf after;
};
#define JT_EVENT_STORY_INIT                                                                        \
    {                                                                                              \
        .before = JT_BUF_INIT(JT_EVENT_JSON_MAX), .after = JT_BUF_INIT(JT_EVENT_JSON_MAX)          \
    }
/* For JT_CLEAN. */
void jt_event_story_clear(struct jt_event_story *story);

/* Adds the event to the transaction that is open. */
JT_MUST_USE enum jt_err jt_event_add(struct jt_transaction *transaction,
                                     const struct jt_write *write,
                                     const struct jt_event_note *note);
/* The same with the story, which may have failed to be written; note holds the rest. */
JT_MUST_USE enum jt_err jt_event_tell(struct jt_transaction *transaction,
                                      const struct jt_write *write,
                                      const struct jt_event_note *note,
                                      const struct jt_event_story *story);

#endif
