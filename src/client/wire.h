/* SPDX-License-Identifier: Apache-2.0 */
/* The client's HTTP: requests that share one deadline, and failures told in words. */
#ifndef JT_CLIENT_WIRE_H
#define JT_CLIENT_WIRE_H

#include "client/trouble.h"

#include "net/http_client.h"

enum {
    JT_WIRE_BODY_MAX = 256 << 10, /* metadata, keys, token answers */
    JT_WIRE_DEADLINE_MS = 15000,
};

struct jt_wire {
    struct jt_http_client *http;
    struct jt_arena *arena; /* answers live here */
    const struct jt_clock *clock;
    jt_mono deadline;
    const char *ca_file; /* NULL: the system's */
    bool insecure_http;
};

/* The deadline begins now. JT_ERR_NOMEM, JT_ERR_UNAVAILABLE. */
JT_MUST_USE enum jt_err jt_wire_init(struct jt_wire *ret_wire, struct jt_arena *arena,
                                     const struct jt_clock *clock, int64_t deadline_ms,
                                     const char *ca_file, bool insecure_http);
void jt_wire_clear(struct jt_wire *wire);

/* Sends within what is left of the deadline. On failure trouble says what happened with which
 * address and what to do. out's timeout and CA file are set here. */
JT_MUST_USE enum jt_err jt_wire_send(struct jt_wire *wire, struct jt_http_out *out,
                                     struct jt_http_in *ret_in, struct jt_trouble *trouble);
/* Is this answer JSON by its content type: application/json or application/…+json? */
bool jt_wire_is_json(const struct jt_http_in *in);

#endif
