/* SPDX-License-Identifier: Apache-2.0 */
/* A mail in the outbox: the reminder of one secret's end to one member. At most one for each pair,
 * and handed over to the mail server at most once. */
#ifndef JT_MODEL_MAIL_H
#define JT_MODEL_MAIL_H

#include "model/client_secret.h"

enum jt_mail_state {
    JT_MAIL_WAITING,
    JT_MAIL_SENDING,   /* its last byte may be with the mail server, the answer is not here */
    JT_MAIL_SENT,      /* the mail server took it */
    JT_MAIL_GIVEN_UP,  /* the secret ended before a mail server took it */
    JT_MAIL_CANCELLED, /* the secret was replaced or ended, its client deleted, the member gone */
    JT_MAIL_UNKNOWN,   /* handed over, never answered: not sent again */
};

/* What a mail says is read when it is sent. */
struct jt_mail {
    uint64_t number;
    jt_time queued;
    uint32_t attempts; /* so far */
    jt_uuid recipient; /* a member */
    jt_str recipient_name;
    jt_str recipient_email;
    jt_uuid client;
    jt_str client_id;
    jt_str client_name;
    jt_uuid secret;
    char hint[JT_SECRET_HINT_LEN + 1];
    jt_time expires;
    jt_time last_used; /* 0: never */
    jt_str last_used_from;
};

/* The last end of a secret of which it is time to remind. */
jt_time jt_reminder_horizon(jt_time now);

#endif
