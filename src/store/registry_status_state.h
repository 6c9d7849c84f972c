/* SPDX-License-Identifier: Apache-2.0 */
/* The status bits inside the registry. */
#ifndef JT_STORE_REGISTRY_STATUS_STATE_H
#define JT_STORE_REGISTRY_STATUS_STATE_H

#include "store/registry_status.h"

#include <pthread.h>

struct jt_status_bits;

struct jt_status_bits_table {
    pthread_mutex_t lock;
    struct jt_status_bits *lists[JT_STATUS_LISTS_MAX];
    uint32_t highest;
    bool is_partial; /* being loaded: nobody is told, and nothing given out */
    void (*changed)(void *arg, uint32_t list);
    void *arg;
};

void jt_status_bits_init(struct jt_status_bits_table *table);
void jt_status_bits_clear(struct jt_status_bits_table *table);
/* Makes sure that the lists of a client's secrets are there, so that putting cannot fail.
 * JT_ERR_DAMAGED: a number that no list or bit can have. */
JT_MUST_USE enum jt_err jt_status_bits_prepare(struct jt_status_bits_table *table,
                                               const struct jt_api_client *client);
/* What holds of the bit of one secret from now on; list 0: it has none. Writer. */
void jt_status_bits_put(struct jt_status_bits_table *table, uint32_t list, uint32_t index,
                        bool is_set);

/* The load begins; a bit as the store has it; all of them are here. Writer. */
void jt_status_bits_begin(struct jt_status_bits_table *table);
JT_MUST_USE enum jt_err jt_status_bits_load(struct jt_status_bits_table *table,
                                            const struct jt_status_bit *bit);
void jt_status_bits_end(struct jt_status_bits_table *table);

#endif
