/* SPDX-License-Identifier: Apache-2.0 */
/* The password at the mail server: the first line of a file, read anew for each mail, so that it
 * can be changed while the server runs. */
#ifndef JT_SERVER_MAIL_PASSWORD_H
#define JT_SERVER_MAIL_PASSWORD_H

#include "base/buf.h"
#include "base/secret.h"
#include "server/config/config.h"

/* ret_secret stays empty when no login is configured. JT_ERR_IO with a sentence in why: the file
 * cannot be read, is empty, or holds control characters. */
JT_MUST_USE enum jt_err jt_mail_password_read(const struct jt_config *config,
                                              struct jt_secret *ret_password, struct jt_buf *why);

#endif
