/* SPDX-License-Identifier: Apache-2.0 */
/* From a hash to a place in an array that no longer changes: open addressing, built once. */
#ifndef JT_STORE_REGISTRY_INDEX_H
#define JT_STORE_REGISTRY_INDEX_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jt_index {
    uint32_t *slots; /* place + 1; 0: free */
    size_t mask;
};

enum { JT_INDEX_NONE = UINT32_MAX };

/* Room for count places. */
JT_MUST_USE enum jt_err jt_index_init(struct jt_index *index, size_t count);
void jt_index_clear(struct jt_index *index);
void jt_index_put(struct jt_index *index, uint64_t hash, uint32_t place);
/* The first place under hash that match accepts; JT_INDEX_NONE when there is none. */
uint32_t jt_index_find(const struct jt_index *index, uint64_t hash,
                       bool (*match)(const void *arg, uint32_t place), const void *arg);

#endif
