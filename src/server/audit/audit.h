/* SPDX-License-Identifier: Apache-2.0 */
/* What the audit log needs now and then: signed checkpoints, and an end for what is too old. */
#ifndef JT_SERVER_AUDIT_AUDIT_H
#define JT_SERVER_AUDIT_AUDIT_H

#include "base/clock.h"

struct jt_server;

/* Both on the writing thread. A failure is said in the log and tried again. */
/* Makes a checkpoint when one is due, and writes it to the program log too, where whoever rewrites
 * the database does not reach it. */
void jt_audit_checkpoint(const struct jt_server *server, jt_time now);
/* Drops events that are older than the operator wants to keep them. */
void jt_audit_cut(const struct jt_server *server, jt_time now);

#endif
