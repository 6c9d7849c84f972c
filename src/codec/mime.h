/* SPDX-License-Identifier: Apache-2.0 */
/* Text in mail: header fields whose values cannot break out of their line, and bodies that survive
 * every transport (RFC 5322, RFC 2045, RFC 2047). */
#ifndef JT_CODEC_MIME_H
#define JT_CODEC_MIME_H

#include "base/buf.h"

enum { JT_MIME_LINE_MAX = 76 };

/* "Name: value" and CRLF, the value as it is. JT_ERR_ARG: value holds a control character or is no
 * UTF-8, and nothing was appended. name is a constant. */
JT_MUST_USE enum jt_err jt_mime_field(struct jt_buf *buf, const char *name, jt_str value);
/* The same for words that a person reads: what is not short printable ASCII becomes encoded words
 * (RFC 2047 §2), folded. */
JT_MUST_USE enum jt_err jt_mime_field_text(struct jt_buf *buf, const char *name, jt_str value);
/* Does this body need to be encoded? Not when it is printable ASCII in lines that fit. */
bool jt_mime_body_is_plain(jt_str text);
/* Lines that end in LF become lines that end in CRLF; other control characters become "?". */
void jt_mime_body_plain(struct jt_buf *buf, jt_str text);
/* The same as quoted-printable (RFC 2045 §6.7). */
void jt_mime_body_quoted(struct jt_buf *buf, jt_str text);

#endif
