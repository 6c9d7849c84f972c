/* SPDX-License-Identifier: Apache-2.0 */
/* What each loop's thread owns: contexts that must not be shared or made afresh on every request.
 */
#ifndef JT_SERVER_THREAD_H
#define JT_SERVER_THREAD_H

#include "base/buf.h"
#include "crypto/block.h"

struct jt_server;
struct jt_loop;
struct jt_thread_keys;     /* server/keys: signers and verifiers of this thread */
struct jt_inbox;           /* server/explain: refusals on their way to the recorder */
struct jt_thread_metrics;  /* server/metrics: counters of this thread */
struct jt_secret_use_ring; /* server/usage: last uses on their way to the store */

struct jt_thread {
    struct jt_server *server;
    struct jt_loop *loop;
    bool starved_told; /* the log says that no connection can be accepted */
    struct jt_thread_keys *keys;
    struct jt_inbox *rejections;
    struct jt_thread_metrics *metrics;
    struct jt_secret_use_ring *uses;
    struct jt_block_cipher *rejection_cipher;
    struct jt_buf scratch; /* reset by whoever begins to use it; not across steps */
};

#endif
