/* SPDX-License-Identifier: Apache-2.0 */
/* Audit events and checkpoints as the management API shows them, read back into what was hashed. */
#ifndef JT_CLI_EVENT_READ_H
#define JT_CLI_EVENT_READ_H

#include "base/arena.h"
#include "codec/json.h"
#include "model/event.h"

/* Texts live in arena or in the JSON. JT_ERR_FORMAT: it is none. */
JT_MUST_USE enum jt_err jt_event_read(struct jt_arena *arena, const struct jt_json_value *value,
                                      struct jt_event *ret_event);
JT_MUST_USE enum jt_err jt_event_checkpoint_read(const struct jt_json_value *value,
                                                 struct jt_event_checkpoint *ret_checkpoint);

#endif
