/* SPDX-License-Identifier: Apache-2.0 */
/* When a connection has waited too long. Every kind has one length, so a list for each kind, oldest
 * first, is a sorted queue: arming costs two pointers, and one timer serves a loop. */
#ifndef JT_SERVER_HTTP_DEADLINE_H
#define JT_SERVER_HTTP_DEADLINE_H

#include "server/http/link.h"

#include <stdint.h>

enum jt_deadline_kind {
    JT_DEADLINE_NONE,
    JT_DEADLINE_HEAD,
    JT_DEADLINE_BODY,
    JT_DEADLINE_IDLE,
    JT_DEADLINE_WRITE,
    JT_DEADLINE_LINGER,
    JT_DEADLINE_KINDS,
};

struct jt_deadline {
    struct jt_link link;
    uint64_t at_ms; /* by the loop's clock */
    enum jt_deadline_kind kind;
};

struct jt_deadlines {
    struct jt_link lists[JT_DEADLINE_KINDS];
    uint64_t lengths_ms[JT_DEADLINE_KINDS];
};

void jt_deadlines_init(struct jt_deadlines *deadlines);
/* Those that are armed move with it. */
void jt_deadlines_set_length(struct jt_deadlines *deadlines, enum jt_deadline_kind kind,
                             uint64_t length_ms);
void jt_deadline_init(struct jt_deadline *deadline);
/* Starts anew, also when it was armed. JT_DEADLINE_NONE disarms. */
void jt_deadline_arm(struct jt_deadlines *deadlines, struct jt_deadline *deadline,
                     enum jt_deadline_kind kind, uint64_t now_ms);
/* Disarms and returns one that has passed, or NULL. */
struct jt_deadline *jt_deadlines_take_passed(struct jt_deadlines *deadlines, uint64_t now_ms);
/* Milliseconds until the next one passes. False: none is armed. */
bool jt_deadlines_next(const struct jt_deadlines *deadlines, uint64_t now_ms,
                       uint64_t *ret_wait_ms);

#endif
