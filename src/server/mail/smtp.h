/* SPDX-License-Identifier: Apache-2.0 */
/* The part of jetond that speaks SMTP: loaded when mail is first configured, and kept. */
#ifndef JT_SERVER_MAIL_SMTP_H
#define JT_SERVER_MAIL_SMTP_H

#include "base/buf.h"
#include "net/smtp_module.h"

/* By the main thread; nothing happens the second time, also when another version lies there by
 * then. JT_ERR_NOT_FOUND, JT_ERR_CONFLICT: a sentence is in why. */
JT_MUST_USE enum jt_err jt_mail_smtp_load(struct jt_buf *why);
/* Borrowed; by the main thread, or one that it made after loading. NULL: not loaded. */
const struct jt_smtp_module *jt_mail_smtp(void);

#endif
