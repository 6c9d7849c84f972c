/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing with at most half of the slots in use. */
#include "store/registry_index.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 8 };

enum jt_err jt_index_init(struct jt_index *index, size_t count)
{
    size_t slots = FIRST_SLOTS;
    while (slots < count * 2) {
        slots *= 2;
    }
    index->slots = calloc(slots, sizeof(*index->slots));
    index->mask = slots - 1;
    return index->slots ? JT_OK : JT_ERR_NOMEM;
}

void jt_index_clear(struct jt_index *index)
{
    free(index->slots);
    *index = (struct jt_index){0};
}

void jt_index_put(struct jt_index *index, uint64_t hash, uint32_t place)
{
    size_t at = hash & index->mask;
    while (index->slots[at]) {
        at = (at + 1) & index->mask;
    }
    index->slots[at] = place + 1;
}

uint32_t jt_index_find(const struct jt_index *index, uint64_t hash,
                       bool (*match)(const void *arg, uint32_t place), const void *arg)
{
    for (size_t at = hash & index->mask; index->slots[at]; at = (at + 1) & index->mask) {
        if (match(arg, index->slots[at] - 1)) {
            return index->slots[at] - 1;
        }
    }
    return JT_INDEX_NONE;
}
