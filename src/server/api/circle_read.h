/* SPDX-License-Identifier: Apache-2.0 */
/* Roles and groups as they come in, and the steps that change them. */
#ifndef JT_SERVER_API_CIRCLE_READ_H
#define JT_SERVER_API_CIRCLE_READ_H

#include "model/circle.h"
#include "server/request.h"

/* Adds a fault for each member that this kind does not take. */
void jt_circle_check_names(struct jt_request *request, enum jt_circle_kind kind);
/* Reads "permissions" of an organization role, and ends the reading of the body: NEXT, or REFUSED
 * for its faults, and when the caller holds less than that. */
enum jt_step_result jt_circle_read_grants(struct jt_request *request, enum jt_circle_kind kind,
                                          struct jt_grants *ret_grants);

/* circle_patch.c */
extern const struct jt_step jt_circle_patch_steps[];
extern const struct jt_step jt_circle_delete_steps[];

#endif
