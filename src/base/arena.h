/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that lives as long as one request: handed out piece by piece, let go all at once, wiped
 * then, so that secrets, headers and forms vanish with the request. Not thread-safe. */
#ifndef JT_BASE_ARENA_H
#define JT_BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

struct jt_arena_block;

struct jt_arena {
    struct jt_arena_block *newest;
    size_t used_total; /* bytes handed out since the last reset */
    size_t max;        /* bytes; 0 means JT_ARENA_MAX_DEFAULT */
};

enum { JT_ARENA_MAX_DEFAULT = 8 << 20, JT_ARENA_BLOCK = 4096 };

/* Zeroed, aligned for any type. NULL without memory or beyond max: then the request ends in 503. */
void *jt_arena_alloc(struct jt_arena *arena, size_t size);
/* Zeroed array; NULL also when count * size overflows. */
void *jt_arena_alloc_array(struct jt_arena *arena, size_t count, size_t size);
/* A copy with a NUL behind it that is not counted in len. ptr is NULL on failure. */
jt_str jt_arena_copy(struct jt_arena *arena, jt_str bytes);
/* Formats like printf(); ptr is NULL on failure. */
jt_str jt_arena_printf(struct jt_arena *arena, const char *fmt, ...) JT_PRINTF(2, 3);
/* Wipes what was handed out and keeps one block for the next request. */
void jt_arena_reset(struct jt_arena *arena);
/* Wipes and frees everything. The arena is empty and usable again. */
void jt_arena_clear(struct jt_arena *arena);

#endif
