/* SPDX-License-Identifier: Apache-2.0 */
/* Times as text: RFC 3339 in UTC, plain dates, and HTTP dates (RFC 9110 §5.6.7). */
#ifndef JT_CODEC_TIME_TEXT_H
#define JT_CODEC_TIME_TEXT_H

#include "base/buf.h"
#include "base/clock.h"

enum { JT_RFC3339_TEXT = 20, JT_HTTP_DATE_TEXT = 29 };

/* "2026-11-21T22:19:18Z" and a NUL. Times outside of the years 0-9999 are written as the nearest
 * moment inside, here and below. */
void jt_time_write_rfc3339(jt_time time, char ret_text[static JT_RFC3339_TEXT + 1]);
/* "Sun, 06 Nov 1994 08:49:37 GMT" and a NUL. */
void jt_time_write_http(jt_time time, char ret_text[static JT_HTTP_DATE_TEXT + 1]);
/* "2026-11-21": the last second of that day in UTC. JT_ERR_FORMAT for a day that does not exist. */
JT_MUST_USE enum jt_err jt_date_parse_end(jt_str text, jt_time *ret_time);
/* RFC 3339 with any offset, fractions dropped. A leap second is read as the second after it. */
JT_MUST_USE enum jt_err jt_time_parse_rfc3339(jt_str text, jt_time *ret_time);
/* IMF-fixdate alone; the day of the week must be right. */
JT_MUST_USE enum jt_err jt_time_parse_http(jt_str text, jt_time *ret_time);

#endif
