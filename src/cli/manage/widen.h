/* SPDX-License-Identifier: Apache-2.0 */
/* Nobody hands out what their token does not name: a narrow token becomes wider by that. */
#ifndef JT_CLI_MANAGE_WIDEN_H
#define JT_CLI_MANAGE_WIDEN_H

#include "cli/manage/granting.h"
#include "cli/manage/manage.h"

/* Each does nothing when the token names all that the client has, or what was configured; and when
 * there is no wider token, for then the server's own refusal says why. From then on requests go
 * with the wider one. Errors of jt_acquire() and jt_manage_send(). */
JT_MUST_USE enum jt_err jt_widen(struct jt_manage *manage, const struct jt_granting *granting,
                                 struct jt_trouble *trouble);
/* By what --permission and --api say. */
JT_MUST_USE enum jt_err jt_widen_by_options(struct jt_manage *manage, struct jt_trouble *trouble);
/* By the permissions of the object at path. */
JT_MUST_USE enum jt_err jt_widen_as(struct jt_manage *manage, jt_str path,
                                    struct jt_trouble *trouble);

#endif
