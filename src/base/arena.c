/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of one request: a list of blocks, the newest is handed out from. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct jt_arena_block {
    struct jt_arena_block *older;
    size_t used;
    size_t cap;
    _Alignas(max_align_t) char bytes[];
};

static size_t maximum(const struct jt_arena *arena)
{
    return arena->max ? arena->max : (size_t)JT_ARENA_MAX_DEFAULT;
}

static struct jt_arena_block *add_block(struct jt_arena *arena, size_t size)
{
    size_t cap = size > JT_ARENA_BLOCK ? size : JT_ARENA_BLOCK;
    struct jt_arena_block *block = malloc(sizeof(*block) + cap);
    if (block == NULL) {
        return NULL;
    }
    *block = (struct jt_arena_block){.older = arena->newest, .cap = cap};
    arena->newest = block;
    return block;
}

void *jt_arena_alloc(struct jt_arena *arena, size_t size)
{
    size_t mask = _Alignof(max_align_t) - 1;
    if (size > maximum(arena) || arena->used_total > maximum(arena) - size) {
        return NULL;
    }
    size = (size + mask) & ~mask;
    struct jt_arena_block *block = arena->newest;
    if (block == NULL || block->cap - block->used < size) {
        block = add_block(arena, size);
    }
    if (block == NULL) {
        return NULL;
    }
    void *piece = block->bytes + block->used;
    block->used += size;
    arena->used_total += size;
    return memset(piece, 0, size);
}

void *jt_arena_alloc_array(struct jt_arena *arena, size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        return NULL;
    }
    return jt_arena_alloc(arena, total);
}

jt_str jt_arena_copy(struct jt_arena *arena, jt_str bytes)
{
    char *copy = jt_arena_alloc(arena, bytes.len + 1);
    if (copy == NULL) {
        return jt_str_make(NULL, 0);
    }
    if (bytes.len) {
        memcpy(copy, bytes.ptr, bytes.len);
    }
    return jt_str_make(copy, bytes.len);
}

jt_str jt_arena_printf(struct jt_arena *arena, const char *fmt, ...)
{
    va_list args;
    va_list again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = len < 0 ? NULL : jt_arena_alloc(arena, (size_t)len + 1);
    if (text) {
        (void)vsnprintf(text, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    return text ? jt_str_make(text, (size_t)len) : jt_str_make(NULL, 0);
}

static void free_block(struct jt_arena_block *block)
{
    explicit_bzero(block->bytes, block->used);
    free(block);
}

void jt_arena_reset(struct jt_arena *arena)
{
    struct jt_arena_block *block = arena->newest;
    while (block && block->older) {
        struct jt_arena_block *older = block->older;
        free_block(block);
        block = older;
    }
    if (block) {
        explicit_bzero(block->bytes, block->used);
        block->used = 0;
    }
    arena->newest = block;
    arena->used_total = 0;
}

void jt_arena_clear(struct jt_arena *arena)
{
    jt_arena_reset(arena);
    free(arena->newest);
    arena->newest = NULL;
}
