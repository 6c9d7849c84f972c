/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that a loop's connections borrow from each other: input buffers, output buffers and
 * exchanges. An idle connection holds none of them. What comes back is wiped. */
#ifndef JT_SERVER_HTTP_POOL_H
#define JT_SERVER_HTTP_POOL_H

#include "base/buf.h"
#include "server/http/exchange.h"
#include "server/http/link.h"

struct jt_connection;

enum {
    JT_POOL_KEEP = 64,             /* of each kind, free */
    JT_POOL_OUTPUT_KEEP = 1 << 16, /* a larger output buffer is freed rather than kept */
    JT_INPUT_SPARE = 16384,        /* room of an input buffer beyond the largest head */
    JT_OUTPUT_MAX = 1 << 28,       /* what one connection's responses may take at all */
};

/* Bytes from the client that were not answered yet: [start, end). A request stands still in it
 * while it lives. */
struct jt_input {
    struct jt_input *next_free;
    size_t start;
    size_t end;
    size_t cap;
    size_t dirty; /* bytes up to here may have been written */
    char bytes[];
};

struct jt_exchange_slot {
    struct jt_exchange x;
    struct jt_link link; /* of the loop's exchanges under way */
    struct jt_exchange_slot *next_free;
    struct jt_connection *connection; /* NULL: the client has gone */
    struct jt_input *orphan_input;    /* the client has gone, and the request stands in here */
    struct jt_buf body;               /* one that does not fit into the input buffer */
    bool keep_alive;
};

struct jt_pool {
    size_t input_cap;
    struct jt_input *inputs;
    size_t input_count;
    struct jt_exchange_slot *slots;
    size_t slot_count;
    struct jt_buf outputs[JT_POOL_KEEP];
    size_t output_count;
};

void jt_pool_init(struct jt_pool *pool, size_t head_max);
/* For input buffers that are taken from now on. */
void jt_pool_set_head_max(struct jt_pool *pool, size_t head_max);
void jt_pool_clear(struct jt_pool *pool);
/* NULL without memory. */
struct jt_input *jt_pool_take_input(struct jt_pool *pool);
void jt_pool_return_input(struct jt_pool *pool, struct jt_input *input);
struct jt_exchange_slot *jt_pool_take_slot(struct jt_pool *pool);
void jt_pool_return_slot(struct jt_pool *pool, struct jt_exchange_slot *slot);
/* Empty buffers that remember JT_OUTPUT_MAX. */
struct jt_buf jt_pool_take_output(struct jt_pool *pool);
/* *output is empty and without memory afterwards. */
void jt_pool_return_output(struct jt_pool *pool, struct jt_buf *output);

static inline struct jt_exchange_slot *jt_slot_of(struct jt_exchange *x)
{
    return JT_LINK_OF(x, struct jt_exchange_slot, x);
}

#endif
