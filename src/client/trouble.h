/* SPDX-License-Identifier: Apache-2.0 */
/* Why the client could not do what was asked, for a person: what happened, what to do next, and
 * what the server said, word for word. Everything a server sent is stripped of control characters,
 * so that printing it moves no cursor. */
#ifndef JT_CLIENT_TROUBLE_H
#define JT_CLIENT_TROUBLE_H

#include "base/err.h"
#include "base/str.h"

enum jt_trouble_kind {
    JT_TROUBLE_NONE,
    JT_TROUBLE_INTERNAL, /* memory, random numbers */
    JT_TROUBLE_USAGE,    /* what was asked makes no sense */
    JT_TROUBLE_REFUSED,  /* the server answered no; error names it */
    JT_TROUBLE_NETWORK,  /* no usable answer: name, connection, TLS, time, form */
    JT_TROUBLE_LOCAL,    /* store, key, configuration, damaged credentials */
};

struct jt_trouble {
    enum jt_trouble_kind kind;
    int status;             /* HTTP status of the answer; 0: none */
    char what[768];         /* what happened and why */
    char next[512];         /* what to do next; may be empty */
    char error[64];         /* OAuth error (RFC 6749 §5.2) */
    char description[1024]; /* error_description */
    char rejection_id[128]; /* reference of the refusal at the server */
    char error_uri[256];
};

/* Sets kind and what; forgets everything else. */
void jt_trouble_set(struct jt_trouble *trouble, enum jt_trouble_kind kind, const char *fmt, ...)
    JT_PRINTF(3, 4);
void jt_trouble_set_next(struct jt_trouble *trouble, const char *fmt, ...) JT_PRINTF(2, 3);
/* Copies text that came from outside into a field of the struct, cut to fit, printable only:
 * control characters and broken UTF-8 become '?'. */
void jt_trouble_copy(char *ret_field, size_t size, jt_str text);
/* Fills in an internal trouble for a bare error code, unless trouble says something already. */
void jt_trouble_set_err(struct jt_trouble *trouble, enum jt_err err);

#endif
