/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a rejection. */
#ifndef JT_SERVER_API_REJECTION_JSON_H
#define JT_SERVER_API_REJECTION_JSON_H

#include "codec/json_write.h"
#include "model/rejection.h"

/* The members from "cause" to "trace", and the section of the standard that the refusal follows. */
void jt_rejection_write_members(struct jt_json_writer *w, const struct jt_rejection *row);
/* Those of them that say what was refused and why: a request that was only tried has no more. */
void jt_rejection_write_cause(struct jt_json_writer *w, const struct jt_rejection *row);
/* Those that say who asked, and where. */
void jt_rejection_write_place(struct jt_json_writer *w, const struct jt_rejection *row);

#endif
