/* SPDX-License-Identifier: Apache-2.0 */
/* jeton secret rotate: a client renews its own secret, and its profile lives through a crash at any
 * point. */
#ifndef JT_CLI_MANAGE_ROTATE_H
#define JT_CLI_MANAGE_ROTATE_H

#include "cli/manage/manage.h"

JT_MUST_USE enum jt_err jt_rotate(struct jt_manage *manage, struct jt_trouble *trouble);

#endif
