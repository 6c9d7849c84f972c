/* SPDX-License-Identifier: Apache-2.0 */
/* The registry is filled while the server serves already: part by part on the store's writing
 * thread, between the changes. What cannot be read is said, and tried again every second; until
 * then everything is found in the store itself. */
#ifndef JT_SERVER_START_FILLING_H
#define JT_SERVER_START_FILLING_H

#include "server/server.h"

struct jt_filling {
    struct jt_server *server;
    struct jt_job job;
    jt_mono begun;
    bool has_failed; /* and was said */
    bool goes_on;
    _Atomic bool is_busy;
};

/* What a small store has is read at once: a fault in it is a fault of the start. */
JT_MUST_USE enum jt_err jt_filling_begin(struct jt_filling *filling, struct jt_server *server);
/* Goes on with it when there is more and nobody does; once a second, and when serving begins. */
void jt_filling_tick(struct jt_filling *filling);

#endif
