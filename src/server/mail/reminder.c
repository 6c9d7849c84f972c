/* SPDX-License-Identifier: Apache-2.0 */
/* Which client, when, which secret, who still uses it, and the commands that renew it. */
#include "server/mail/reminder.h"

#include "codec/time_text.h"
#include "model/user.h"
#include "server/mail/message.h"

#include <stdio.h>

enum { DATE_LEN = 10 }; /* of "2026-11-21T23:59:59Z" */

static void write_use(const struct jt_mail *mail, struct jt_buf *buf)
{
    char when[JT_RFC3339_TEXT + 1];
    if (mail->last_used.s == 0) {
        jt_buf_append_c(buf, "  last used    never\n");
        return;
    }
    jt_time_write_rfc3339(mail->last_used, when);
    jt_buf_append_f(buf, "  last used    %s", when);
    if (mail->last_used_from.len) {
        jt_buf_append_f(buf, " from %.*s", JT_STR_ARG(mail->last_used_from));
    }
    jt_buf_append_c(buf, "\n");
}

static void write_facts(const struct jt_mail *mail, const struct jt_reminder_sender *sender,
                        struct jt_buf *buf)
{
    char end[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339(mail->expires, end);
    jt_buf_append_f(buf,
                    "  API client   %.*s\n"
                    "  client id    %.*s\n"
                    "  secret       the one that ends in %s\n"
                    "  works until  %s (UTC)\n",
                    JT_STR_ARG(mail->client_name), JT_STR_ARG(mail->client_id), mail->hint, end);
    write_use(mail, buf);
    jt_buf_append_f(buf, "  server       %.*s\n", JT_STR_ARG(sender->public_url));
}

static void write_body(const struct jt_mail *mail, const struct jt_reminder_sender *sender,
                       struct jt_buf *buf)
{
    char client[JT_UUID_TEXT + 1];
    jt_uuid_write(&mail->client, client);
    jt_buf_append_f(
        buf,
        "Hello%s%.*s,\n\n"
        "the newest secret of an API client ends soon. From then on the client gets no\n"
        "new tokens.\n\n",
        mail->recipient_name.len ? " " : "", JT_STR_ARG(mail->recipient_name));
    write_facts(mail, sender, buf);
    jt_buf_append_f(buf,
                    "\nRenew it before. Where the client itself runs, with the profile that holds "
                    "its\nsecret:\n\n"
                    "  jeton secret rotate\n\n"
                    "As somebody who may manage API clients, from anywhere:\n\n"
                    "  jeton secret generate %s\n\n"
                    "The old secret goes on working for 24 hours beside the new one.\n\n"
                    "You get this because you may manage API clients. It is the only reminder of "
                    "this\nsecret.\n",
                    client);
}

static enum jt_err write_message(const struct jt_mail *mail,
                                 const struct jt_reminder_sender *sender, struct jt_buf *body,
                                 struct jt_buf *subject, struct jt_buf *buf)
{
    char secret[JT_UUID_TEXT + 1];
    char recipient[JT_UUID_TEXT + 1];
    char id[2 * JT_UUID_TEXT + 16];
    jt_uuid_write(&mail->secret, secret);
    jt_uuid_write(&mail->recipient, recipient);
    int id_len = snprintf(id, sizeof(id), "reminder.%s.%s", secret, recipient);
    const struct jt_message message = {
        .from = sender->address,
        .to = mail->recipient_email,
        .subject = jt_buf_str(subject),
        .date = mail->queued,
        .id = jt_str_make(id, (size_t)id_len),
        .body = jt_buf_str(body),
    };
    return jt_message_write(&message, buf);
}

enum jt_err jt_reminder_write(const struct jt_mail *mail, const struct jt_reminder_sender *sender,
                              struct jt_buf *buf)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_MESSAGE_MAX);
    JT_CLEAN(jt_buf_clear) struct jt_buf subject = JT_BUF_INIT(JT_MESSAGE_MAX);
    char end[JT_RFC3339_TEXT + 1];
    if (!jt_email_is_valid(mail->recipient_email)) {
        return JT_ERR_ARG;
    }
    jt_time_write_rfc3339(mail->expires, end);
    write_body(mail, sender, &body);
    jt_buf_append_f(&subject, "The secret of %.*s ends on %.*s", JT_STR_ARG(mail->client_name),
                    DATE_LEN, end);
    JT_TRY(jt_buf_check(&body));
    JT_TRY(jt_buf_check(&subject));
    return write_message(mail, sender, &body, &subject, buf);
}
