/* SPDX-License-Identifier: Apache-2.0 */
/* One mail out by SMTP (RFC 5321), by libcurl: bounded in time and in what the server may say. A
 * mail counts as handed over from its last byte on: before it the server must drop what it got
 * (RFC 5321 §4.1.1.4), after it only the server's answer tells. Blocks; one thread at a time. */
#ifndef JT_NET_SMTP_CLIENT_H
#define JT_NET_SMTP_CLIENT_H

#include "base/err.h"
#include "base/str.h"

enum jt_smtp_security {
    JT_SMTP_PLAIN,    /* the caller knows that the way is safe */
    JT_SMTP_STARTTLS, /* required: nothing is sent without it (RFC 3207) */
    JT_SMTP_TLS,      /* from the first byte on (RFC 8314 §3.3) */
};

/* Texts are borrowed. */
struct jt_smtp_server {
    jt_str host; /* without brackets for IPv6 */
    bool host_is_ipv6;
    uint16_t port;
    enum jt_smtp_security security;
    jt_str own_name; /* said in EHLO; an address in brackets (RFC 5321 §4.1.3) */
    jt_str user;     /* empty: no login */
    jt_str password;
    jt_str ca_file;     /* empty: the system's */
    int64_t timeout_ms; /* of the whole, and of each answer */
};

struct jt_smtp_mail {
    jt_str from; /* bare addresses: jt_email_is_valid */
    jt_str to;
    jt_str message; /* header and body, lines end in CRLF; not empty */
};

enum jt_smtp_phase {
    JT_SMTP_BEFORE_END, /* nothing has been handed over */
    JT_SMTP_IN_DOUBT,   /* the last byte may be out, the answer is not there */
    JT_SMTP_ANSWERED,   /* only the farewell is missing */
};

/* Called on the sending thread. NULL: not called. */
struct jt_smtp_hooks {
    /* Before the last byte goes out. false: the mail is withdrawn. */
    bool (*ending)(void *arg);
    /* As soon as the answer to the whole mail is there. */
    void (*answered)(void *arg, bool accepted);
    /* At least once a second: true ends the conversation. */
    bool (*stops)(void *arg, enum jt_smtp_phase phase);
    void *arg;
};

enum jt_smtp_outcome {
    JT_SMTP_ACCEPTED,
    JT_SMTP_NO_SERVER, /* no conversation: name, connection, TLS, login, time-out, stopped */
    JT_SMTP_LATER,     /* the server says: not now (4yz) */
    JT_SMTP_REFUSED,   /* the server says: not this mail (5yz) */
    JT_SMTP_WITHDRAWN, /* by the hook */
    JT_SMTP_UNKNOWN,   /* it was handed over, and no answer came */
};

enum { JT_SMTP_WHY_MAX = 256, JT_SMTP_ANSWERS_MAX = 64 << 10 };

struct jt_smtp_result {
    enum jt_smtp_outcome outcome;
    int code;                  /* the server's last reply; 0: none */
    char why[JT_SMTP_WHY_MAX]; /* in words, without what the server said; empty when accepted */
};

/* JT_OK: ret_result tells what became of it. JT_ERR_ARG: an address or name that could leave its
 * line, an empty message; JT_ERR_NOMEM, JT_ERR_UNAVAILABLE: nothing was sent. */
JT_MUST_USE enum jt_err jt_smtp_send(const struct jt_smtp_server *server,
                                     const struct jt_smtp_mail *mail,
                                     const struct jt_smtp_hooks *hooks,
                                     struct jt_smtp_result *ret_result);

#endif
