/* SPDX-License-Identifier: Apache-2.0 */
/* What the reminder of a secret's end says. */
#ifndef JT_SERVER_MAIL_REMINDER_H
#define JT_SERVER_MAIL_REMINDER_H

#include "base/buf.h"
#include "model/mail.h"

struct jt_reminder_sender {
    jt_str address;    /* bare */
    jt_str public_url; /* of this server */
};

/* Appends the whole mail. The same mail always gets the same bytes and the same Message-ID, also
 * from a restored backup, so that a mail that came twice can be recognised. JT_ERR_ARG: the address
 * is none. */
JT_MUST_USE enum jt_err jt_reminder_write(const struct jt_mail *mail,
                                          const struct jt_reminder_sender *sender,
                                          struct jt_buf *buf);

#endif
