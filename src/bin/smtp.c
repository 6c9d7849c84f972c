/* SPDX-License-Identifier: Apache-2.0 */
/* libjeton-smtp.so: what it shows to jetond. */
#include "net/smtp_module.h"

#include <jeton/export.h>

extern const struct jt_smtp_module jt_smtp_module;
JETON_API const struct jt_smtp_module jt_smtp_module = {
    .version = JT_VERSION,
    .send = jt_smtp_send,
};
