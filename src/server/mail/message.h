/* SPDX-License-Identifier: Apache-2.0 */
/* A whole mail (RFC 5322): header fields and a text body, ready for SMTP. */
#ifndef JT_SERVER_MAIL_MESSAGE_H
#define JT_SERVER_MAIL_MESSAGE_H

#include "base/buf.h"
#include "base/clock.h"

enum { JT_MESSAGE_MAX = 64 << 10 };

struct jt_message {
    jt_str from; /* bare addresses */
    jt_str to;
    jt_str subject;
    jt_time date;
    jt_str id;   /* what stands before the @ of the Message-ID; the sender's host follows */
    jt_str body; /* UTF-8, lines end in LF */
};

/* Appends it, lines ending in CRLF. JT_ERR_ARG: a value that would leave its line. */
JT_MUST_USE enum jt_err jt_message_write(const struct jt_message *message, struct jt_buf *buf);

#endif
