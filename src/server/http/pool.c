/* SPDX-License-Identifier: Apache-2.0 */
/* Last in, first out, so that the next request meets warm memory. */
#include "server/http/pool.h"

#include "base/secret.h"

#include <stdlib.h>

void jt_pool_init(struct jt_pool *pool, size_t head_max)
{
    *pool = (struct jt_pool){.input_cap = head_max + JT_INPUT_SPARE};
}

struct jt_input *jt_pool_take_input(struct jt_pool *pool)
{
    struct jt_input *input = pool->inputs;
    if (input) {
        pool->inputs = input->next_free;
        pool->input_count--;
    } else {
        input = malloc(sizeof(*input) + pool->input_cap);
        if (input) {
            input->cap = pool->input_cap;
        }
    }
    if (input) {
        input->next_free = NULL;
        input->start = input->end = input->dirty = 0;
    }
    return input;
}

void jt_pool_return_input(struct jt_pool *pool, struct jt_input *input)
{
    jt_wipe(input->bytes, input->dirty);
    if (pool->input_count == JT_POOL_KEEP || input->cap != pool->input_cap) {
        free(input);
        return;
    }
    input->next_free = pool->inputs;
    pool->inputs = input;
    pool->input_count++;
}

struct jt_exchange_slot *jt_pool_take_slot(struct jt_pool *pool)
{
    struct jt_exchange_slot *slot = pool->slots;
    if (slot == NULL) {
        slot = calloc(1, sizeof(*slot));
        if (slot) {
            jt_link_init(&slot->link);
        }
        return slot;
    }
    pool->slots = slot->next_free;
    pool->slot_count--;
    slot->next_free = NULL;
    return slot;
}

void jt_pool_return_slot(struct jt_pool *pool, struct jt_exchange_slot *slot)
{
    jt_link_remove(&slot->link);
    jt_arena_reset(&slot->x.arena);
    jt_buf_clear(&slot->body);
    if (slot->orphan_input) {
        jt_pool_return_input(pool, slot->orphan_input);
    }
    slot->connection = NULL;
    slot->orphan_input = NULL;
    if (pool->slot_count == JT_POOL_KEEP) {
        jt_arena_clear(&slot->x.arena);
        free(slot);
        return;
    }
    slot->next_free = pool->slots;
    pool->slots = slot;
    pool->slot_count++;
}

struct jt_buf jt_pool_take_output(struct jt_pool *pool)
{
    if (pool->output_count == 0) {
        return (struct jt_buf)JT_BUF_INIT(JT_OUTPUT_MAX);
    }
    return pool->outputs[--pool->output_count];
}

void jt_pool_return_output(struct jt_pool *pool, struct jt_buf *output)
{
    bool keep =
        output->ptr && output->cap <= JT_POOL_OUTPUT_KEEP && pool->output_count < JT_POOL_KEEP;
    if (keep) {
        jt_buf_reset(output);
        pool->outputs[pool->output_count++] = *output;
    } else {
        jt_buf_clear(output);
    }
    *output = (struct jt_buf)JT_BUF_INIT(JT_OUTPUT_MAX);
}

static void free_inputs(struct jt_pool *pool)
{
    while (pool->inputs) {
        struct jt_input *input = pool->inputs;
        pool->inputs = input->next_free;
        free(input);
    }
    pool->input_count = 0;
}

void jt_pool_set_head_max(struct jt_pool *pool, size_t head_max)
{
    if (pool->input_cap != head_max + JT_INPUT_SPARE) {
        free_inputs(pool);
        pool->input_cap = head_max + JT_INPUT_SPARE;
    }
}

void jt_pool_clear(struct jt_pool *pool)
{
    free_inputs(pool);
    while (pool->slots) {
        struct jt_exchange_slot *slot = pool->slots;
        pool->slots = slot->next_free;
        jt_arena_clear(&slot->x.arena);
        free(slot);
    }
    while (pool->output_count) {
        jt_buf_clear(&pool->outputs[--pool->output_count]);
    }
    pool->slot_count = 0;
}
