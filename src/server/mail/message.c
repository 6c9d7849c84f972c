/* SPDX-License-Identifier: Apache-2.0 */
/* Header fields in their usual order, then the body in the plainest encoding that carries it. */
#include "server/mail/message.h"

#include "codec/mime.h"
#include "codec/time_text.h"
#include "codec/utf8.h"

#include <string.h>

/* RFC 5322 §3.3: as an HTTP date, but for the zone. */
static void write_date(struct jt_buf *buf, jt_time date)
{
    char text[JT_HTTP_DATE_TEXT + 1];
    jt_time_write_http(date, text);
    jt_buf_append_f(buf, "Date: %.*s +0000\r\n", JT_HTTP_DATE_TEXT - 4, text);
}

static jt_str host_of(jt_str address)
{
    return jt_str_from(address, jt_str_find_char(address, '@') + 1);
}

static enum jt_err write_addresses(const struct jt_message *message, struct jt_buf *buf)
{
    jt_str host = host_of(message->from);
    if (!jt_utf8_is_plain(message->from) || !jt_utf8_is_plain(message->id) || host.len == 0) {
        return JT_ERR_ARG;
    }
    jt_buf_append_f(buf, "From: Jeton <%.*s>\r\n", JT_STR_ARG(message->from));
    JT_TRY(jt_mime_field(buf, "To", message->to));
    JT_TRY(jt_mime_field_text(buf, "Subject", message->subject));
    write_date(buf, message->date);
    jt_buf_append_f(buf, "Message-ID: <%.*s@%.*s>\r\n", JT_STR_ARG(message->id), JT_STR_ARG(host));
    return JT_OK;
}

enum jt_err jt_message_write(const struct jt_message *message, struct jt_buf *buf)
{
    bool is_plain = jt_mime_body_is_plain(message->body);
    JT_TRY(write_addresses(message, buf));
    /* RFC 3834 §5: nobody's absence note shall answer. */
    jt_buf_append_f(buf,
                    "Auto-Submitted: auto-generated\r\n"
                    "MIME-Version: 1.0\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\n"
                    "Content-Transfer-Encoding: %s\r\n\r\n",
                    is_plain ? "7bit" : "quoted-printable");
    if (is_plain) {
        jt_mime_body_plain(buf, message->body);
    } else {
        jt_mime_body_quoted(buf, message->body);
    }
    return jt_buf_check(buf);
}
