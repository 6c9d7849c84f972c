/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints in a saved program log of the server. */
#ifndef JT_CLI_EVENT_LOG_H
#define JT_CLI_EVENT_LOG_H

#include "client/trouble.h"
#include "model/event.h"

/* Visits each line of the event audit.checkpoint, text or JSON; of the checkpoint only jws and,
 * when it can be read, number are set. JT_ERR_IO: trouble says why. */
JT_MUST_USE enum jt_err jt_event_log_read(
    const char *file,
    enum jt_err (*visit)(void *arg, const struct jt_event_checkpoint *checkpoint, bool from_log),
    void *arg, struct jt_trouble *trouble);

#endif
