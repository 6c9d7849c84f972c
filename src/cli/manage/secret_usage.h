/* SPDX-License-Identifier: Apache-2.0 */
/* Who still uses the old secret, in a sentence: what must be known before it ends. */
#ifndef JT_CLI_MANAGE_SECRET_USAGE_H
#define JT_CLI_MANAGE_SECRET_USAGE_H

#include "base/clock.h"
#include "cli/manage/manage.h"

/* rows: what /secret-uses has of one client, oldest first. Appends nothing while no old secret
 * lives beside a new one. */
void jt_secret_usage_note(const struct jt_rows *rows, jt_time now, struct jt_buf *text);

#endif
