/* SPDX-License-Identifier: Apache-2.0 */
/* A token as it is kept, and the judgement whether it may still be used.
 *
 * The machine's clock may be wrong, or be set while a token is kept. So the expiry stands in the
 * server's time (its Date header plus expires_in), together with how far this clock was off then
 * and how long this boot had lasted; both ways of telling the present must find the token valid. */
#ifndef JT_CLIENT_STORE_TOKEN_H
#define JT_CLIENT_STORE_TOKEN_H

#include "client/want.h"

#include "base/buf.h"
#include "base/clock.h"

enum {
    JT_BOOT_TEXT = 36,
    JT_TOKEN_VALUE_MAX = 32 << 10,
    JT_TOKEN_RENEW_PERCENT = 80, /* of the lifetime, from when on one process renews */
};

/* This moment, on this machine. */
struct jt_now {
    jt_time wall;
    jt_mono mono;
    char boot[JT_BOOT_TEXT + 1]; /* /proc/sys/kernel/random/boot_id; may be empty */
};

struct jt_token {
    struct jt_buf text;  /* owns what the views show; wiped */
    struct jt_want want; /* as it was configured */
    jt_str issuer;       /* as the server's metadata name it */
    jt_str scope;        /* as granted; as asked when the server was silent */
    jt_str access_token;
    jt_time obtained_at; /* in the server's time */
    jt_time expires_at;  /* in the server's time */
    int64_t offset_s;    /* the server's clock minus ours, when it was obtained */
    jt_mono mono;        /* of the boot, when it was obtained */
    jt_str boot;
    jt_str invalid; /* why it may never be used again: "expired", "refused"; empty: it may */
};

enum jt_token_state {
    JT_TOKEN_FRESH,
    JT_TOKEN_AGING, /* usable, but somebody should renew it */
    JT_TOKEN_EXPIRED,
    JT_TOKEN_INVALID, /* marked */
};

/* Appends token as text, without its views' owner. JT_ERR_FORMAT: a control character somewhere. */
JT_MUST_USE enum jt_err jt_token_write(const struct jt_token *token, struct jt_buf *buf);
/* Reads text and takes it over: *text is empty after success. JT_ERR_FORMAT, JT_ERR_LIMIT. */
JT_MUST_USE enum jt_err jt_token_parse(struct jt_buf *text, struct jt_token *ret_token);
/* A copy of its own. */
JT_MUST_USE enum jt_err jt_token_copy(const struct jt_token *token, struct jt_token *ret_token);
void jt_token_clear(struct jt_token *token);

enum jt_token_state jt_token_state(const struct jt_token *token, const struct jt_now *now);
/* Seconds left, never negative. */
int64_t jt_token_remaining_s(const struct jt_token *token, const struct jt_now *now);

#endif
