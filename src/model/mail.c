/* SPDX-License-Identifier: Apache-2.0 */
/* When a reminder is due. */
#include "model/mail.h"

#include "codec/civil.h"
#include "model/limits.h"

jt_time jt_reminder_horizon(jt_time now)
{
    return (jt_time){now.s + (int64_t)JT_SECRET_WARNING_DAYS * JT_DAY_S};
}
